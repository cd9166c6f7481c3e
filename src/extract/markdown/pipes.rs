//! Tables of Markdown as GitHub takes them (GFM 0.29, 4.10), and as programs write them that do not know it well:
//! without a line under the names, without names, with line ends in cells, with cells too many.

use super::lines::Line;
use crate::source;

/// A table, or what of one stands together.
#[derive(Debug, Default)]
pub(super) struct Piece<'a> {
    /// Whether the first row stands over a line that makes it names.
    pub(super) head: bool,
    /// Its rows.
    pub(super) rows: Vec<Row<'a>>,
    /// How many columns it declares.
    pub(super) columns: usize,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// Its line.
    pub(super) line: u32,
    /// The texts of its cells, each with line and column.
    pub(super) cells: Vec<Vec<(u32, u32, &'a str)>>,
}

impl Row<'_> {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().flatten().all(|(.., text)| text.trim().is_empty())
    }
}

/// The text before the first table among lines, that table, and the lines after it. `before` are the columns of
/// the table before, which rows without a line under names go on.
pub(super) fn first<'l, 'a>(
    lines: &'l [Line<'a>],
    before: Option<usize>,
) -> (&'l [Line<'a>], Option<Piece<'a>>, &'l [Line<'a>]) {
    let rule = lines.iter().position(|line| is_rule(line.text));
    let Some(rule) = rule else {
        return match headless(lines, before) {
            Some(piece) => (&[], Some(piece), &[]),
            None => (lines, None, &[]),
        };
    };
    let columns = lines.get(rule).map_or(0, |line| split(line.text, false).len());
    let head = rule > 0 && lines.get(rule - 1).is_some_and(|line| has_pipe(line.text));
    let begin = rule - usize::from(head);
    let mut piece = Piece { head, columns, rows: Vec::new() };
    if head && let Some(line) = lines.get(begin) {
        piece.rows.push(row(line, columns));
    }
    let mut end = rule + 1;
    while let Some(line) = lines.get(end) {
        // The names of the next piece stand over their line.
        if lines.get(end + 1).is_some_and(|next| is_rule(next.text)) && has_pipe(line.text) {
            break;
        }
        let open = lines.get(end - 1).is_some_and(|last| is_open(last.text));
        if has_pipe(line.text) && (!open || line.text.trim_start().starts_with('|')) {
            piece.rows.push(row(line, columns));
        } else if open && end > rule + 1 {
            go_on(&mut piece, line, columns);
        } else {
            break;
        }
        end += 1;
    }
    (lines.get(..begin).unwrap_or_default(), Some(piece), lines.get(end..).unwrap_or_default())
}

/// Rows between pipes without names over them: what goes on from the page before, or is written as a table
/// without the line that makes it one.
fn headless<'a>(lines: &[Line<'a>], before: Option<usize>) -> Option<Piece<'a>> {
    let walled = |line: &Line<'_>| {
        let text = line.text.trim();
        text.len() > 1 && text.starts_with('|') && text.ends_with('|')
    };
    if !lines.iter().all(walled) {
        return None;
    }
    let counts: Vec<usize> = lines.iter().map(|line| split(line.text, false).len()).collect();
    let columns = counts.iter().copied().max().filter(|columns| *columns > 1)?;
    let same = counts.iter().all(|count| *count == columns);
    (before == Some(columns) || same).then(|| Piece {
        head: false,
        columns,
        rows: lines.iter().map(|line| row(line, columns)).collect(),
    })
}

/// Whether a row was begun in a line and not ended: the rest of its cell is on the next.
fn is_open(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('|') && !text.ends_with('|') || !text.contains('|')
}

/// Adds a line to the last cell of the last row, and what cells begin in it.
fn go_on<'a>(piece: &mut Piece<'a>, line: &Line<'a>, columns: usize) {
    let Some(last) = piece.rows.last_mut() else { return };
    let mut more = row(line, columns).cells.into_iter();
    let rest = more.next().unwrap_or_default();
    match last.cells.last_mut() {
        Some(cell) => cell.extend(rest),
        None => last.cells.push(rest),
    }
    last.cells.extend(more);
}

fn is_rule(text: &str) -> bool {
    source::is_rule(text.as_bytes())
}

/// Whether a sign that parts cells stands in a line.
fn has_pipe(text: &str) -> bool {
    let mut escaped = false;
    text.chars().any(|c| {
        let parts = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        parts
    })
}

/// The cells of a line. Empty ones beyond the columns are none.
fn row<'a>(line: &Line<'a>, columns: usize) -> Row<'a> {
    let mut found = split(line.text, false);
    if found.len() != columns {
        // A sign in code parts cells too, says GFM; few know.
        let whole = split(line.text, true);
        if whole.len() == columns {
            found = whole;
        }
    }
    while found.len() > columns && found.last().is_some_and(|(_, text)| text.trim().is_empty()) {
        found.pop();
    }
    let cells = found.into_iter().map(|(column, text)| {
        let blanks = text.chars().take_while(|c| c.is_whitespace()).count();
        let column = column.saturating_add(u32::try_from(blanks).unwrap_or(u32::MAX));
        vec![(line.number, column, text.trim())]
    });
    Row { line: line.number, cells: cells.collect() }
}

/// The texts between pipes, each with its column from 1; those in code are kept where `code`.
fn split(text: &str, code: bool) -> Vec<(u32, &str)> {
    let mut found = Vec::new();
    let (mut from, mut from_column, mut column) = (0, 1, 0);
    let (mut escaped, mut quoted) = (false, false);
    let paired = text.matches('`').count().is_multiple_of(2);
    for (at, letter) in text.char_indices() {
        column += 1;
        match letter {
            '|' if !(escaped || code && quoted) => {
                found.push((from_column, text.get(from..at).unwrap_or_default()));
                (from, from_column) = (at + 1, column + 1);
            }
            '`' if paired && !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
    }
    found.push((from_column, text.get(from..).unwrap_or_default()));
    let blank = |cell: Option<&(u32, &str)>| cell.is_some_and(|(_, text)| text.trim().is_empty());
    // Outer pipes have nothing outside of them.
    if found.len() > 1 && blank(found.last()) {
        found.pop();
    }
    if found.len() > 1 && text.trim_start().starts_with('|') && blank(found.first()) {
        found.remove(0);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, columns: usize) -> Vec<&str> {
        let line = Line { number: 1, byte: 0, text, feed: false };
        row(&line, columns).cells.into_iter().flatten().map(|(.., text)| text).collect()
    }

    #[test]
    fn rows_are_parted_at_pipes() {
        assert_eq!(texts("| a | b\\|c |  |", 3), ["a", "b\\|c", ""]);
        assert_eq!(texts("a | b", 2), ["a", "b"]);
        assert_eq!(texts("| a | `x|y` |", 2), ["a", "`x|y`"]);
        assert_eq!(texts("| a | b | c | |", 2), ["a", "b", "c"]);
        assert_eq!(texts("|| b |", 2), ["", "b"]);
    }

    #[test]
    fn a_line_of_dashes_is_a_rule() {
        for rule in ["|---|---|", "--- | :--:", "|:-|", "|-|"] {
            assert!(is_rule(rule), "{rule}");
        }
        for text in ["---", "| a |", "|--|x|", "||", "| - a | - b |", ":|:"] {
            assert!(!is_rule(text), "{text}");
        }
    }
}
