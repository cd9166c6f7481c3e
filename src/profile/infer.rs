//! The header, key and kind of a column as its table shows them: from the whole column, never from
//! one cell.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::fragment::{Cell, Line, Role, Start};
use crate::ledger::{Ledger, Run};
use crate::marks;
use crate::record::Kind;
use crate::table::Table;

/// A year as citations print it, with the letter that tells two works of a year apart.
pub(crate) static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b((?:18|19|20)[0-9]{2})([a-z])?\b").ok());

/// The header runs over a column, one list for each header row that has text over it. A cell that
/// spans columns heads each of them.
pub(super) fn header(table: &Table, col: usize, ledger: &Ledger) -> Vec<Vec<Run>> {
    // Cells stand in the order of their columns.
    let over = |cells: &'_ [Cell]| -> Option<usize> {
        let at = cells.partition_point(|cell| cell.col <= col).checked_sub(1)?;
        cells.get(at).filter(|cell| col < cell.col + cell.col_span).map(|_| at)
    };
    table
        .rows
        .iter()
        .filter(|row| row.role == Role::Header)
        .filter_map(|row| over(&row.cells).and_then(|at| row.cells.get(at)))
        .map(|cell| cell.lines.iter().map(|line| line.run).collect::<Vec<_>>())
        .filter(|runs| runs.iter().any(|run| !ledger.text(*run).trim().is_empty()))
        .collect()
}

pub(super) fn snake_case(header: &str, col: usize) -> String {
    let plain: String = header.nfkd().filter(char::is_ascii).collect();
    let words: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '\'')
        .map(|word| word.replace('\'', "").to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() { format!("column_{}", col + 1) } else { words.join("_") }
}

pub(super) fn unique(key: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = key.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{key}_{number}");
        number += 1;
    }
    candidate
}

/// What the filled cells of a column show.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    filled: u32,
    cites: u32,
    chains: u32,
    bulleted: u32,
    paragraphs: u32,
    /// Cells that begin with a blank where nothing asks for one.
    blank_first: u32,
}

/// A column cites where it is the first and most of its cells read "Author (year)". It lists where a
/// good part of them holds arrows, bullets or several paragraphs; one cell of two paragraphs makes
/// no list. Where a dump lost its bullets in most cells, those of a few and the blanks that the
/// others left tell.
pub(super) fn kind(table: &Table, col: usize, ledger: &Ledger) -> Kind {
    let shown = shown(table, col, ledger);
    let Shown { filled, .. } = shown;
    // Blanks tell only where the table has a column without them.
    let blanks = shown.blank_first * 2 > filled && {
        let key = self::shown(table, 0, ledger);
        col > 0 && key.blank_first * 10 <= key.filled
    };
    if shown.cites * 2 > filled {
        Kind::Citation
    } else if filled > 0
        && (shown.chains * 4 >= filled
            || shown.bulleted * 4 >= filled
            || shown.bulleted > 1 && shown.bulleted * 12 >= filled
            || shown.paragraphs > 1 && shown.paragraphs * 4 >= filled
            || blanks)
    {
        Kind::List
    } else {
        Kind::Text
    }
}

fn shown(table: &Table, col: usize, ledger: &Ledger) -> Shown {
    let mut shown = Shown::default();
    for row in table.rows.iter().filter(|row| row.role == Role::Body) {
        let Some(cell) = row.cell(col).filter(|cell| !cell.is_empty()) else { continue };
        shown.filled += 1;
        shown.cites += u32::from(col == 0 && cites_a_year(&crate::text::cell(cell, ledger)));
        let house = ledger.house();
        let may = |line: &Line| marks::may_hold_arrow(&house.known(ledger.chars(line.run)));
        let chain = cell.lines.iter().any(may)
            && has_mark(&house.known_text(&crate::text::cell(cell, ledger)), marks::arrow_at);
        shown.chains += u32::from(chain);
        shown.bulleted += u32::from(is_bulleted(cell, ledger));
        shown.paragraphs += u32::from(col > 0 && has_several_lines(cell, ledger));
        shown.blank_first += u32::from(cell.lines.first().is_some_and(|line| line.blank_first));
    }
    shown
}

/// Whether a cell holds several paragraphs or lines of the author's that begin like items.
fn has_several_lines(cell: &Cell, ledger: &Ledger) -> bool {
    let own = cell.lines.iter().enumerate().filter(|(at, line)| {
        let begun = *at == 0 || matches!(line.start, Start::Paragraph | Start::Break);
        let tall = ledger.chars(line.run).first().is_some_and(|c| !c.is_lowercase());
        begun && tall
    });
    own.count() > 1
}

fn is_bulleted(cell: &Cell, ledger: &Ledger) -> bool {
    let marked = cell.lines.iter().enumerate().filter(|(at, line)| {
        let text = &ledger.house().known(ledger.chars(line.run))[..];
        let own_line = *at == 0 || line.start != Start::Wrap;
        line.list_level.is_some()
            || marks::bullet_at(text, 0, own_line) > 0 && !text.iter().all(|c| !c.is_alphanumeric())
            || (0..text.len()).any(|at| marks::bullet_at(text, at, false) > 0 && text.len() > 1)
    });
    marked.count() > 0
}

fn has_mark(text: &str, mark: impl Fn(&[char], usize) -> usize) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (0..characters.len()).any(|at| mark(&characters, at) > 0)
}

fn cites_a_year(text: &str) -> bool {
    YEAR.as_ref().is_some_and(|year| year.is_match(text)) && text.chars().count() < 200
}
