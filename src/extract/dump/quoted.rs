//! Tabs between cells, as spreadsheets write them: a cell that holds a quotation mark, a tab or a line end
//! stands between quotation marks, and a mark within it is doubled (RFC 4180 says so for commas).

use crate::error::Error;
use crate::extract::{Options, count};
use crate::fragment::{Cell, Fragment, Line, Reading, Row, Start};
use crate::ledger::{Ledger, Place, Run};
use crate::source::Source;

/// A line of a cell: where it begins, line and column from 1, and its text as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    line: u32,
    column: u32,
    text: &'a str,
    quoted: bool,
}

/// The cells of a row, each with its lines.
pub(super) type Cells<'a> = Vec<Vec<Piece<'a>>>;

/// The rows between empty lines.
pub(super) type Sheets<'a> = Vec<Vec<Cells<'a>>>;

/// The cells of a text whose cells are quoted; `None` where none is, or where the marks do not pair: then
/// they are signs of the text.
pub(super) fn sheets(text: &str) -> Option<Sheets<'_>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut found = Scanner { rest: text, line: 1, column: 1, any: false };
    let mut sheets: Sheets<'_> = vec![Vec::new()];
    while !found.rest.is_empty() {
        let row = found.row()?;
        let blank =
            row.len() == 1 && row.iter().flatten().all(|piece| piece.text.trim().is_empty());
        match sheets.last_mut() {
            _ if blank => sheets.push(Vec::new()),
            Some(sheet) => sheet.push(row),
            None => {}
        }
    }
    sheets.retain(|sheet| !sheet.is_empty());
    found.any.then_some(sheets)
}

struct Scanner<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
    /// Whether a quoted cell was seen.
    any: bool,
}

impl<'a> Scanner<'a> {
    fn row(&mut self) -> Option<Cells<'a>> {
        let mut cells = Vec::new();
        loop {
            cells.push(if self.rest.starts_with('"') { self.quoted()? } else { self.plain() });
            match self.rest.chars().next() {
                Some('\t') => self.skip(1),
                // What ends a cell is a tab, a line end or the end.
                Some('\r' | '\n') | None => break,
                Some(_) => return None,
            }
        }
        let end =
            if self.rest.starts_with("\r\n") { 2 } else { usize::from(!self.rest.is_empty()) };
        self.rest = self.rest.get(end..).unwrap_or_default();
        (self.line, self.column) = (self.line + 1, 1);
        Some(cells)
    }

    fn skip(&mut self, bytes: usize) {
        let (gone, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.column += gone.chars().count() as u32;
        self.rest = rest;
    }

    fn take(&mut self, bytes: usize, quoted: bool) -> Piece<'a> {
        let text = self.rest.get(..bytes).unwrap_or_default();
        let piece = Piece { line: self.line, column: self.column, text, quoted };
        self.skip(bytes);
        piece
    }

    fn plain(&mut self) -> Vec<Piece<'a>> {
        let end = self.rest.find(['\t', '\r', '\n']).unwrap_or(self.rest.len());
        vec![self.take(end, false)]
    }

    /// A cell between quotation marks; `None` where it is never closed.
    fn quoted(&mut self) -> Option<Vec<Piece<'a>>> {
        self.skip(1);
        let mut pieces = Vec::new();
        let mut from = 0;
        loop {
            let at = from + self.rest.get(from..)?.find(['"', '\n'])?;
            if self.rest.get(at..)?.starts_with("\"\"") {
                from = at + 2;
                continue;
            }
            let ends = self.rest.get(at..)?.starts_with('"');
            pieces.push(self.take(at, true));
            self.skip(1);
            from = 0;
            if ends {
                self.any = true;
                return Some(pieces);
            }
            (self.line, self.column) = (self.line + 1, 1);
        }
    }
}

/// Reads the rows of sheets.
///
/// # Errors
/// Where a limit is reached.
pub(super) fn read(
    source: &Source,
    sheets: &Sheets<'_>,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let mut above: Vec<Line> = Vec::new();
    let (mut rows, mut cells) = (0, 0);
    for (number, sheet) in (1..).zip(sheets) {
        let mut fragment = Fragment { page: number, ..Fragment::default() };
        for row in sheet {
            // A line of one cell over the table is about it.
            if let ([only], true) = (&row[..], fragment.rows.is_empty()) {
                above.extend(only.iter().map(|piece| enter(piece, Start::Wrap, ledger)));
                continue;
            }
            let made: Vec<Cell> =
                row.iter().enumerate().map(|(col, pieces)| cell(col, pieces, ledger)).collect();
            (rows, cells) = (rows + 1, cells + made.len());
            let at = row.iter().flatten().next().map_or(0, |piece| piece.line);
            count(source, &options.limits, rows, cells).map_err(|e| e.at(format!("line {at}")))?;
            fragment.columns = fragment.columns.max(made.len());
            fragment.rows.push(Row { cells: made, ..Row::default() });
        }
        if !fragment.rows.is_empty() {
            fragment.above = std::mem::take(&mut above);
            reading.fragments.push(fragment);
        }
    }
    if let Some(last) = reading.fragments.last_mut() {
        last.below = above;
    }
    Ok(reading)
}

fn cell(col: usize, pieces: &[Piece<'_>], ledger: &mut Ledger) -> Cell {
    let mut cell = Cell::at(col);
    let filled = pieces.iter().filter(|piece| !piece.text.trim().is_empty());
    // A line end in a cell of a sheet was typed.
    let start = |at: usize| if at == 0 { Start::Wrap } else { Start::Paragraph };
    cell.lines = filled.enumerate().map(|(at, piece)| enter(piece, start(at), ledger)).collect();
    cell
}

/// Enters a line; of a doubled quotation mark one.
fn enter(piece: &Piece<'_>, start: Start, ledger: &mut Ledger) -> Line {
    let text = piece.text.trim_end();
    let blanks = text.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let text = text.trim_start();
    let mut run: Option<Run> = None;
    let mut column = piece.column + blanks;
    let parts: Vec<&str> = if piece.quoted { text.split("\"\"").collect() } else { vec![text] };
    for (at, part) in parts.iter().enumerate() {
        let marked = if at > 0 { format!("\"{part}") } else { (*part).to_owned() };
        let column_of = column + u32::from(at > 0);
        if !marked.is_empty() {
            let own = ledger.enter(&marked, Place::Dump { line: piece.line, column: column_of });
            run = Some(run.map_or(own, |run| Run { start: run.start, end: own.end }));
        }
        column += part.chars().count() as u32 + if at > 0 { 2 } else { 0 };
    }
    Line { run: run.unwrap_or_default(), start, ..Line::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Option<Vec<Vec<String>>> {
        let sheets = sheets(text)?;
        let of = |pieces: &Vec<Piece<'_>>| {
            pieces.iter().map(|piece| piece.text).collect::<Vec<_>>().join("|")
        };
        Some(sheets.iter().flatten().map(|row| row.iter().map(of).collect()).collect())
    }

    #[test]
    fn a_quoted_cell_may_hold_tabs_lines_and_marks() {
        let made = texts("Study\tNote\n\"A, 2001\"\t\"one\ttab\nand \"\"two\"\" lines\"\n");
        let expected = [["Study", "Note"], ["A, 2001", "one\ttab|and \"\"two\"\" lines"]];
        let expected: Vec<Vec<String>> =
            expected.iter().map(|row| row.iter().map(|s| (*s).to_owned()).collect()).collect();
        assert_eq!(made, Some(expected));
    }

    #[test]
    fn marks_that_quote_words_are_signs_of_the_text() {
        assert_eq!(texts("Study\tNote\nA\t\"peer\" support\n"), None);
        assert_eq!(texts("Study\tNote\nA\t\"never closed\n"), None);
        assert_eq!(texts("Study\tNote\nA\tnone\n"), None);
    }
}
