//! The text dump of an OCR tool → fragments.
//!
//! What comes in: UTF-8 or UTF-16 lines, tabs between cells, blank lines (or form feeds) between pages. What
//! goes out: one fragment a page, one row a text line, one line a cell. A dump has no geometry and
//! none is invented: its column numbers hold only within a page (`loose_columns`), and a page may
//! lack columns that were empty on it. A file whose cells a spreadsheet quoted is read as such: a cell may
//! hold lines and tabs, and its columns are those of the sheet.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Options, count};
use crate::error::{Error, ErrorKind};
use crate::fragment::{Cell, Fragment, Line, Reading, Row};
use crate::ledger::{Ledger, Place, Reason, Run};
use crate::marks::{self, House};
use crate::source::{self, Source};

mod quoted;

/// Reads the pages of a dump.
///
/// # Errors
/// Where the bytes are no UTF-8 and no UTF-16 (with the place of the first bad byte), or no line has a tab.
pub fn read(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    let text = &*text(source)?;
    let pages = pages(text);
    let tabbed = pages.iter().flatten().filter(|(_, line)| line.contains('\t')).take(2).count();
    // A header without rows is a table; a tab in the middle of prose is none.
    let alone = pages.iter().flatten().take(2).count() < 2;
    if tabbed == 0 || tabbed == 1 && !alone {
        let message = match tabbed {
            0 => "the text has no tab, so it holds no table",
            _ => "one line of the text alone has tabs, so it holds no table",
        };
        return Err(Error::new(ErrorKind::NoTable, source.name(), message).help(
            "export the document with tabs between its cells, or give the PDF or DOCX itself",
        ));
    }
    if let Some(sheets) = quoted::sheets(text) {
        return quoted::read(source, &sheets, options, ledger);
    }
    ledger.reserve(text.chars().count());
    let mut reading = Reading::default();
    let mut above: Vec<Line> = Vec::new();
    let (mut rows, mut cells) = (0, 0);
    let running = running(&pages, ledger.house());
    for (number, page) in (1..).zip(pages) {
        let (left, page): (Vec<_>, Vec<_>) =
            page.into_iter().partition(|(at, _)| running.contains(at));
        for (at, line) in left {
            let line = enter(ledger, at, 1, line);
            ledger.leave_out(line.run, Reason::RunningLine);
        }
        let tabs = page.iter().any(|(_, line)| line.contains('\t'));
        let rest = !reading.fragments.is_empty()
            && page.iter().all(|(_, line)| is_rest(line, ledger.house()));
        if page.is_empty() {
            continue;
        }
        if !tabs && !rest {
            above.extend(page.iter().map(|(at, line)| enter(ledger, *at, 1, line)));
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
            if tabs && !line.contains('\t') && fragment.rows.is_empty() {
                fragment.above.push(enter(ledger, at, 1, line));
                continue;
            }
            let row = row(ledger, at, line);
            cells += row.cells.len();
            rows += 1;
            count(source, &options.limits, rows, cells).map_err(|e| e.at(format!("line {at}")))?;
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

/// The lines of a dump, as [`Place::Dump`] counts their columns.
///
/// # Errors
/// Where the bytes are no text.
pub fn lines(source: &Source) -> Result<Vec<String>, Error> {
    let plain = |line: &str| {
        let line = line.trim_end_matches('\r');
        line.strip_prefix('\u{C}').unwrap_or(line).to_owned()
    };
    Ok(text(source)?.lines().map(plain).collect())
}

/// The text, without its byte order mark.
pub(super) fn text(source: &Source) -> Result<Cow<'_, str>, Error> {
    let Some(wide) = source::utf16(source.bytes()) else { return utf8(source).map(Cow::Borrowed) };
    let mut line = 1;
    let whole: Option<String> = wide.inspect(|c| line += u32::from(*c == Some('\n'))).collect();
    whole.map(Cow::Owned).ok_or_else(|| {
        let message = "the text is UTF-16 and is not valid: half a character stands alone";
        Error::new(ErrorKind::Damaged, source.name(), message)
            .at(format!("line {line}"))
            .help("save it again from the program that it is of, as UTF-8")
    })
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

/// The numbers of the lines at page edges that are running lines: without a tab, and a page number
/// or on two pages or more but for its digits.
pub(super) fn running(pages: &[Vec<(u32, &str)>], house: &House) -> BTreeSet<u32> {
    let plain = |line: &&(u32, &str)| !line.1.contains('\t');
    let edges = |page: &Vec<(u32, &str)>| -> BTreeMap<u32, String> {
        let head = page.iter().take_while(plain);
        let foot = page.iter().rev().take_while(plain);
        head.chain(foot).map(|(at, line)| (*at, without_digits(line))).collect()
    };
    let edges: Vec<BTreeMap<u32, String>> = pages.iter().map(edges).collect();
    let mut seen: BTreeMap<&String, usize> = BTreeMap::new();
    for page in &edges {
        for text in page.values().collect::<BTreeSet<_>>() {
            *seen.entry(text).or_default() += 1;
        }
    }
    let runs = |text: &&String| {
        let letters = text.chars().any(char::is_alphabetic);
        !letters && text.chars().all(|c| "# -–—|/".contains(c)) && text.matches('#').count() <= 6
            || letters && seen.get(text).is_some_and(|pages| *pages > 1) && !has_mark(text, house)
    };
    let lines = edges.iter().flatten().filter(|(_, text)| runs(text));
    lines.map(|(at, _)| *at).collect()
}

/// A line in lower case, `#` for each digit.
fn without_digits(line: &str) -> String {
    let sign = |c: char| if c.is_ascii_digit() { '#' } else { c };
    line.trim().to_lowercase().chars().map(sign).collect()
}

/// Whether a line without tabs reads like the rest of a list: with an arrow or bullet in it, or
/// beginning in the middle of a sentence. A page on which only one column is filled looks so.
fn is_rest(line: &str, house: &House) -> bool {
    let characters: Vec<char> = line.trim().chars().collect();
    let small = characters.iter().take_while(|c| c.is_lowercase()).count() > 1;
    small || has_mark(line.trim(), house)
}

fn has_mark(line: &str, house: &House) -> bool {
    let characters: Vec<char> = house.known_text(line).chars().collect();
    let mark =
        |at| marks::arrow_at(&characters, at).max(marks::bullet_at(&characters, at, false)) > 0;
    (0..characters.len()).any(mark)
}

fn row(ledger: &mut Ledger, at: u32, line: &str) -> Row {
    let mut column = 1;
    // No list grows: what it held in reserve would be the larger part of a long table.
    let mut cells = Vec::with_capacity(line.matches('\t').count() + 1);
    for (col, text) in line.split('\t').enumerate() {
        let mut cell = Cell::at(col);
        if !text.trim().is_empty() {
            cell.lines = vec![enter(ledger, at, column, text)];
        }
        cells.push(cell);
        column += text.chars().count() as u32 + 1;
    }
    Row { cells, ..Row::default() }
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
