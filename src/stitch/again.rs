//! What a later piece of a table prints again: captions and headers, left out only where they are the same
//! text.

use super::join::Group;
use super::looks::words;
use super::seam::text;
use crate::fragment::{Fragment, Line, Row};
use crate::ledger::{Ledger, Reason};
use crate::signs::{caption, continued};

/// Leaves out rows within a piece that say the same as a header of one row: a person printed it again.
pub(super) fn leave_header(header: &[Row], fragment: &mut Fragment, ledger: &mut Ledger) {
    let texts = |row: &Row| -> Vec<(usize, String)> {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty());
        filled.map(|cell| (cell.col, text(cell, ledger))).collect()
    };
    let [only] = header else { return };
    let names = texts(only);
    let merged = fragment.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.row_span > 1);
    if names.len() < 2 || merged {
        return;
    }
    let again: Vec<bool> = fragment.rows.iter().map(|row| texts(row) == names).collect();
    let mut at = again.iter();
    fragment.rows.retain(|row| {
        let again = at.next().copied().unwrap_or(false);
        if again {
            for line in row.cells.iter().flat_map(|cell| &cell.lines) {
                ledger.leave_out(line.run, Reason::RepeatedHeader);
            }
        }
        !again
    });
}

/// Leaves out captions over a later piece that say nothing which the title does not.
pub(super) fn leave_captions(group: &Group, fragment: &mut Fragment, ledger: &mut Ledger) {
    let title = words(
        group
            .title
            .iter()
            .map(|line| ledger.text(line.run))
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str),
    );
    let known: Vec<&str> = title.split(' ').collect();
    for lines in [&mut fragment.above, &mut fragment.below] {
        lines.retain(|line| {
            let text = ledger.text(line.run);
            let repeated =
                (line.caption || caption::is_caption(&text) || continued::says_continued(&text))
                    && says_nothing_new(&text, &known);
            if repeated {
                ledger.leave_out(line.run, Reason::RepeatedCaption);
            }
            !repeated
        });
    }
}

/// Whether a text has no word but those of a title and those that say that it goes on.
fn says_nothing_new(text: &str, known: &[&str]) -> bool {
    let goes_on = |word: &str| continued::says_continued(word) || caption::parse(word).is_some();
    let own = words([text].into_iter());
    own.split(' ').all(|word| known.contains(&word) || goes_on(word) || LITTLE.contains(&word))
}

/// Words that stand beside "continued".
const LITTLE: [&str; 11] =
    ["from", "of", "on", "next", "previous", "page", "the", "d", "to", "be", "last"];

/// The rows at the top of a piece that print the table's header or title again, and what they are.
/// A header of several rows is repeated whole or not at all.
pub(super) fn repeated_rows(group: &Group, fragment: &Fragment, ledger: &Ledger) -> Vec<Reason> {
    if fragment.again > 0 {
        return vec![Reason::RepeatedHeader; fragment.again];
    }
    let texts =
        |row: &Row| -> Vec<String> { row.cells.iter().map(|cell| text(cell, ledger)).collect() };
    let words_of = |row: &Row| words(texts(row).iter().map(String::as_str));
    let titles: Vec<String> = group.title.iter().map(|line| ledger.text(line.run)).collect();
    let title = words(titles.iter().map(String::as_str));
    let known: Vec<&str> = title.split(' ').collect();
    let is_title = |row: &&Row| {
        let filled: Vec<String> = texts(row).into_iter().filter(|text| !text.is_empty()).collect();
        matches!(filled.as_slice(), [only] if (caption::is_caption(only) || continued::says_continued(only)) && says_nothing_new(only, &known))
    };
    let titled = fragment.rows.iter().take_while(is_title).count();
    let header: Vec<String> = group.header.iter().map(words_of).collect();
    let same = |row: &Row, header: &str| {
        let own = words_of(row);
        let more = |word: &str| !header.split(' ').any(|known| known == word);
        own == *header
            || own.split(' ').filter(|word| more(word)).all(continued::says_continued)
                && header.split(' ').all(|word| own.split(' ').any(|own| own == word))
    };
    let rows = || fragment.rows.iter().skip(titled);
    let each = rows().zip(&header).all(|(row, header)| !header.is_empty() && same(row, header));
    let repeated = if each && rows().count() >= header.len() {
        header.len()
    } else {
        let rest = fragment.rows.get(titled..).unwrap_or_default();
        match same_as_whole(&group.header, rest, &texts) {
            0 => header_over(group, fragment, ledger).map_or(0, |(_, rows)| rows),
            rows => rows,
        }
    };
    let mut reasons = vec![Reason::RepeatedCaption; titled];
    reasons.extend(vec![Reason::RepeatedHeader; repeated]);
    reasons
}

/// How many rows have the words of a header of several rows between them: a page may divide it otherwise.
fn same_as_whole(header: &[Row], rows: &[Row], texts: &dyn Fn(&Row) -> Vec<String>) -> usize {
    let all = |rows: &[Row]| {
        let texts: Vec<String> = rows.iter().flat_map(texts).collect();
        words(texts.iter().map(String::as_str))
    };
    let whole = all(header);
    let most = if whole.is_empty() { 0 } else { rows.len().min(header.len() + 2) };
    (1..=most).find(|count| all(&rows[..*count]) == whole).unwrap_or(0)
}

/// How many of the first rows of a piece that shows more columns are the table's header with more names in it:
/// the page before lost a column with its name.
pub(super) fn fuller_header(group: &Group, fragment: &Fragment, ledger: &Ledger) -> usize {
    let narrower = group.fragments.last().is_some_and(|last| last.columns < fragment.columns);
    let names = |rows: &[Row]| -> Vec<String> {
        let texts = rows.iter().flat_map(|row| &row.cells).map(|cell| text(cell, ledger));
        let texts: Vec<String> = texts.collect();
        words(texts.iter().map(String::as_str)).split(' ').map(str::to_owned).collect()
    };
    let known = names(&group.header);
    if !narrower || fragment.loose_columns || known.len() < 2 {
        return 0;
    }
    let most = fragment.rows.len().saturating_sub(1).min(group.header.len() + 1);
    let holds = |rows: &usize| {
        let own = names(&fragment.rows[..*rows]);
        let count = |all: &[String], word: &String| all.iter().filter(|own| *own == word).count();
        own.len() < known.len() * 2 && known.iter().all(|w| count(&own, w) >= count(&known, w))
    };
    (1..=most).find(holds).unwrap_or(0)
}

/// How many lines right over a piece are names of the table's header.
pub(super) fn names_over(group: &Group, fragment: &Fragment, ledger: &Ledger) -> usize {
    header_over(group, fragment, ledger).map_or(0, |(lines, _)| lines)
}

/// A header that is printed again and was taken for a part of the piece with its last rows only, or not at
/// all: how many lines right over the piece and how many of its rows say together what the header says.
fn header_over(group: &Group, fragment: &Fragment, ledger: &Ledger) -> Option<(usize, usize)> {
    let cells =
        |row: &Row| -> Vec<String> { row.cells.iter().map(|cell| text(cell, ledger)).collect() };
    let names: Vec<String> = group.header.iter().flat_map(cells).collect();
    let header = words(names.iter().map(String::as_str));
    let known: Vec<&str> = header.split(' ').collect();
    let names = |line: &&Line| {
        let own = words([ledger.text(line.run).as_str()].into_iter());
        !own.is_empty() && own.split(' ').all(|word| known.contains(&word))
    };
    let over: Vec<String> =
        fragment.above.iter().rev().take_while(names).map(|line| ledger.text(line.run)).collect();
    let most = group.header.len().min(fragment.rows.len().saturating_sub(1));
    let whole = |lines: usize, rows: usize| {
        let mut all = over.get(..lines).unwrap_or_default().to_vec();
        all.extend(fragment.rows.iter().take(rows).flat_map(cells));
        words(all.iter().map(String::as_str)) == header
    };
    let pairs = (1..=over.len()).flat_map(|lines| (0..=most).map(move |rows| (lines, rows)));
    let pairs = pairs.collect::<Vec<_>>().into_iter();
    pairs.into_iter().find(|(lines, rows)| whole(*lines, *rows)).or_else(|| {
        // Its rows are divided otherwise, or the rest of it ran over the pages as a running head does.
        let own = |row: &Row| words(cells(row).iter().map(String::as_str));
        let again = |row: &String| row.split(' ').all(|word| known.contains(&word));
        let rows: Vec<String> =
            fragment.rows.iter().take(most).map(own).take_while(again).collect();
        let count: usize = rows.iter().map(|row| row.split(' ').count()).sum();
        (most > 1 && count * 2 > known.len()).then_some((0, rows.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::Cell;
    use crate::ledger::Place;

    fn row(texts: &[&str], ledger: &mut Ledger) -> Row {
        let cell = |(col, text): (usize, &&str)| {
            let run = ledger.enter(text, Place::Dump { line: 1, column: 1 });
            Cell { lines: vec![Line { run, ..Line::default() }], ..Cell::at(col) }
        };
        Row { cells: texts.iter().enumerate().map(cell).collect(), ..Row::default() }
    }

    /// How many rows of a second page, with these first ones, are a fuller header.
    fn fuller(second: &[&[&str]]) -> usize {
        let mut ledger = Ledger::default();
        let first = Fragment { columns: 2, ..Fragment::default() };
        let header = vec![row(&["Country", "Sample size"], &mut ledger)];
        let group = Group { header, fragments: vec![first], ..Group::default() };
        let columns = second.first().map_or(0, |texts| texts.len());
        let rows = second.iter().map(|texts| row(texts, &mut ledger)).collect();
        fuller_header(&group, &Fragment { columns, rows, ..Fragment::default() }, &ledger)
    }

    #[test]
    fn a_header_with_one_more_name_is_the_header() {
        let record: &[&str] = &["Adler 2001", "Norway", "210"];
        assert_eq!(fuller(&[&["Author (year)", "Country", "Sample size"], record, record]), 1);
        assert_eq!(fuller(&[record, record]), 0);
        // As many columns are the same header, which is looked for as such.
        assert_eq!(fuller(&[&["Country", "Sample size"], &["Norway", "210"]]), 0);
    }
}
