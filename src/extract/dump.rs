//! The text dump of an OCR tool → fragments.
//!
//! What comes in: UTF-8 lines, tabs between cells, blank lines (or form feeds) between pages. What
//! goes out: one fragment a page, one row a text line, one line a cell. A dump has no geometry and
//! none is invented: its column numbers hold only within a page (`loose_columns`), and a page may
//! lack columns that were empty on it.

use super::Options;
use crate::error::{Error, ErrorKind};
use crate::fragment::{Cell, Fragment, Line, Reading, Role, Row};
use crate::ledger::{Ledger, Place, Run};
use crate::source::Source;

/// Reads the pages of a dump.
///
/// # Errors
/// Where the bytes are no UTF-8 (with the place of the first bad byte), or no line has a tab.
pub fn read(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    let text = utf8(source)?;
    let pages = pages(text);
    if !pages.iter().flatten().any(|(_, line)| line.contains('\t')) {
        return Err(Error::new(
            ErrorKind::NoTable,
            source.name(),
            "the text has no tab, so it holds no table",
        )
        .help("export the document with tabs between its cells, or give the PDF or DOCX itself"));
    }
    let mut reading = Reading::default();
    let mut above: Vec<Line> = Vec::new();
    let mut cells = 0;
    for (number, page) in (1..).zip(&pages) {
        if !page.iter().any(|(_, line)| line.contains('\t')) {
            let lines =
                page.iter().map(|(at, line)| enter(ledger, *at, 1, line)).collect::<Vec<_>>();
            above.extend(lines);
            continue;
        }
        let mut fragment = Fragment {
            page: number,
            at_top: true,
            at_bottom: true,
            loose_columns: true,
            above: std::mem::take(&mut above),
            ..Fragment::default()
        };
        for (at, line) in page {
            if !line.contains('\t') && fragment.rows.is_empty() {
                fragment.above.push(enter(ledger, *at, 1, line));
                continue;
            }
            let row = row(ledger, *at, line);
            cells += row.cells.len();
            if cells > options.limits.cells {
                let limit = options.limits.cells;
                return Err(Error::new(
                    ErrorKind::OverLimit,
                    source.name(),
                    format!("the table has more than {limit} cells, the limit"),
                )
                .at(format!("line {at}")));
            }
            fragment.columns = fragment.columns.max(row.cells.len());
            fragment.rows.push(row);
        }
        mark_edges(&mut fragment);
        reading.fragments.push(fragment);
    }
    if let Some(last) = reading.fragments.last_mut() {
        last.below = above;
    }
    Ok(reading)
}

fn utf8(source: &Source) -> Result<&str, Error> {
    let bytes = source.bytes().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source.bytes());
    std::str::from_utf8(bytes).map_err(|error| {
        let (good, _) = bytes.split_at(error.valid_up_to());
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(good.get(start..).unwrap_or(&[])).chars().count() + 1;
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        Error::new(
            ErrorKind::Damaged,
            source.name(),
            format!("the text is not valid UTF-8: the byte 0x{byte:02X} begins no character"),
        )
        .at(format!("line {line}, column {column}"))
        .help("convert the file to UTF-8, for example with `iconv -t UTF-8`")
    })
}

/// The runs of lines between blank lines, each line with its number from 1.
fn pages(text: &str) -> Vec<Vec<(u32, &str)>> {
    let mut pages: Vec<Vec<(u32, &str)>> = vec![Vec::new()];
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        // Tabs alone are an empty row of a table, not a page break.
        if line.trim_matches(|c: char| c.is_whitespace() && c != '\t').is_empty() {
            pages.push(Vec::new());
        } else if let Some(rest) = line.strip_prefix('\u{C}') {
            pages.push(vec![(number, rest)]);
        } else if let Some(page) = pages.last_mut() {
            page.push((number, line));
        }
    }
    pages.retain(|page| !page.is_empty());
    pages
}

fn row(ledger: &mut Ledger, at: u32, line: &str) -> Row {
    let mut column = 1;
    let cells = line
        .split('\t')
        .enumerate()
        .map(|(col, text)| {
            let mut cell = Cell::at(col);
            if !text.trim().is_empty() {
                cell.lines.push(enter(ledger, at, column, text));
            }
            column += text.chars().count() as u32 + 1;
            cell
        })
        .collect();
    Row { role: Role::Body, cells }
}

fn enter(ledger: &mut Ledger, line: u32, column: u32, text: &str) -> Line {
    let blanks = text.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let run: Run = ledger.enter(text.trim(), Place::Dump { line, column: column + blanks });
    Line { run, blank_first: blanks > 0, ..Line::default() }
}

/// The first and the last row of a page may have been cut by its edge.
fn mark_edges(fragment: &mut Fragment) {
    let last = fragment.rows.len().saturating_sub(1);
    for (at, row) in fragment.rows.iter_mut().enumerate() {
        if at == 0 || at == last {
            for line in row.cells.iter_mut().flat_map(|cell| &mut cell.lines) {
                line.at_edge = true;
            }
        }
    }
}
