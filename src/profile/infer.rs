//! The header, key and kind of a column as its table shows them: from the whole column, never from
//! one cell.

use std::collections::{BTreeMap, BTreeSet};
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
    LazyLock::new(|| Regex::new(r"(?-u:\b)((?:18|19|20)[0-9]{2})([a-z])?(?-u:\b)").ok());

/// The header runs over a column, one list for each header row that has text over it.
pub(super) fn header(table: &Table, col: usize, ledger: &Ledger) -> Vec<Vec<Run>> {
    let rows = table.rows.iter().filter(|row| row.role == Role::Header);
    over(rows.map(|row| &row.cells[..]), col, ledger)
}

/// The same of the cells of header rows. A cell that spans columns heads each of them.
pub(super) fn over<'a>(
    rows: impl Iterator<Item = &'a [Cell]>,
    col: usize,
    ledger: &Ledger,
) -> Vec<Vec<Run>> {
    // Cells stand in the order of their columns.
    let over = |cells: &'a [Cell]| -> Option<&'a Cell> {
        let at = cells.partition_point(|cell| cell.col <= col).checked_sub(1)?;
        cells.get(at).filter(|cell| col < cell.col + cell.col_span)
    };
    rows.filter_map(over)
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

/// The keys of columns that are taken, and for each the number that the next column of its name may get:
/// a row of 100,000 equal names counts on and does not begin anew.
#[derive(Default)]
pub(super) struct Taken {
    keys: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    pub(super) fn take(&mut self, key: String) {
        self.keys.insert(key);
    }

    /// A key, with a number behind it where it is taken.
    pub(super) fn unique(&mut self, key: String) -> String {
        if self.keys.insert(key.clone()) {
            return key;
        }
        let number = self.next.entry(key.clone()).or_insert(2);
        loop {
            let candidate = format!("{key}_{number}");
            *number += 1;
            if self.keys.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// How a column shows its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// Signs that are typed as bullets: a dash or star is one where it begins several lines.
    pub(crate) typed: Vec<char>,
    /// What a line says that its author ended.
    pub(crate) breaks: Breaks,
}

/// What it says of the line after it that an author, or what looks like one, ended a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// Nothing: text flows on.
    #[default]
    Flow,
    /// An item may begin there: the column holds chains.
    MayBegin,
    /// An item begins there: the lines of the column are its items.
    Begin,
}

/// What the filled cells of a column show, in numbers of cells.
#[derive(Clone, Debug, Default)]
struct Shown {
    filled: u32,
    cites: u32,
    chains: u32,
    bulleted: u32,
    /// With two marks of items or more.
    listed: u32,
    paragraphs: u32,
    /// With two lines or more that their author ended.
    broken: u32,
    /// Lines that begin after those, and how many of them, or of other lines, say that text flows on:
    /// they begin small, or where the line before was full.
    lines: (u32, u32),
    /// Cells that begin with a blank where nothing asks for one.
    blank_first: u32,
}

/// The signs that are typed as bullets in a column: those that begin several lines of a cell, or most
/// cells of a column of three or more.
fn typed_bullets(table: &Table, col: usize, ledger: &Ledger) -> Vec<char> {
    let (mut filled, mut found) = (0, BTreeSet::new());
    let mut firsts: BTreeMap<char, u32> = BTreeMap::new();
    for cell in body(table, col) {
        filled += 1;
        let lines = known_lines(cell, ledger);
        found.extend(marks::typed_bullet(&lines));
        if let Some(line) = lines.first().filter(|line| marks::is_typed_bullet(line, 0)) {
            *firsts.entry(line.first().copied().unwrap_or_default()).or_default() += 1;
        }
    }
    found
        .extend(firsts.into_iter().filter(|(_, n)| *n > 2 && n * 2 > filled).map(|(sign, _)| sign));
    found.into_iter().collect()
}

/// The filled cells of a column.
fn body(table: &Table, col: usize) -> impl Iterator<Item = &Cell> {
    let rows = table.rows.iter().filter(|row| row.role == Role::Body);
    rows.filter_map(move |row| row.cell(col).filter(|cell| !cell.is_empty()))
}

fn known_lines(cell: &Cell, ledger: &Ledger) -> Vec<Vec<char>> {
    let known = |line: &Line| ledger.known(line.run).into_owned();
    cell.lines.iter().map(known).collect()
}

/// The kind of a column, and how it shows its items. The column that names the studies cites where most
/// of its cells do, or years stand beside them. A column lists where a good part of its cells holds
/// arrows, bullets or several paragraphs; one cell of two paragraphs makes no list. Lines make one
/// where they stand in most cells, and hardly one flows on. Where a dump lost its bullets in most
/// cells, those of a few and the blanks that the others left tell.
pub(super) fn kind(table: &Table, col: usize, ledger: &Ledger) -> (Kind, Signs) {
    let typed = typed_bullets(table, col, ledger);
    let shown = shown(table, col, &typed, ledger);
    let Shown { filled, lines: (lines, flow), .. } = shown;
    let chains = filled > 0 && shown.chains * 4 >= filled;
    let by_lines = shown.broken > 2 && shown.broken * 2 >= filled && flow * 10 <= lines;
    let breaks = match (by_lines, chains) {
        (true, false) => Breaks::Begin,
        (_, true) => Breaks::MayBegin,
        (false, false) => Breaks::Flow,
    };
    let signs = Signs { typed, breaks };
    // Blanks tell only where the table has a column without them.
    let blanks = shown.blank_first * 2 > filled && {
        let key = self::shown(table, table.key, &signs.typed, ledger);
        col != table.key && key.blank_first * 10 <= key.filled
    };
    let kind = if col == table.key {
        let listed = filled > 0 && (shown.listed * 2 > filled || shown.chains * 2 > filled);
        match shown.cites * 2 > filled || table.year.is_some() {
            true => Kind::Citation,
            false if listed => Kind::List,
            false => Kind::Text,
        }
    } else if filled > 0
        && (chains
            || shown.bulleted * 4 >= filled
            || shown.bulleted > 1 && shown.bulleted * 12 >= filled
            || shown.paragraphs > 1 && shown.paragraphs * 4 >= filled
            || breaks == Breaks::Begin
            || blanks)
    {
        Kind::List
    } else {
        Kind::Text
    };
    (kind, signs)
}

fn shown(table: &Table, col: usize, typed: &[char], ledger: &Ledger) -> Shown {
    let mut shown = Shown::default();
    for cell in body(table, col) {
        shown.filled += 1;
        let cites = || super::roles::cites(&crate::text::cell(cell, ledger));
        shown.cites += u32::from(col == table.key && cites());
        let may = |line: &Line| marks::may_hold_arrow(&ledger.known(line.run));
        let chain = cell.lines.iter().any(may)
            && marks::has_arrow(&String::from_iter(known_lines(cell, ledger).join(&' ')));
        shown.chains += u32::from(chain);
        let marks = bullets(cell, typed, ledger);
        shown.bulleted += u32::from(marks > 0);
        shown.listed += u32::from(marks > 1);
        let begins = |start: Start| own_lines(cell, start, ledger);
        let (tall, small) = begins(Start::Paragraph);
        shown.paragraphs += u32::from(tall > 0 && small == 0);
        let (tall, small) = begins(Start::Break);
        shown.broken += u32::from(tall > 0);
        shown.lines.0 += tall + small;
        let (wrapped, more) = begins(Start::Wrap);
        shown.lines.1 += small + if tall > 0 { wrapped + more } else { 0 };
        shown.blank_first += u32::from(cell.lines.first().is_some_and(|line| line.blank_first));
    }
    shown
}

/// The lines after the first that begin in such a way: with a capital or sign, and small.
fn own_lines(cell: &Cell, start: Start, ledger: &Ledger) -> (u32, u32) {
    let lines = cell.lines.iter().skip(1).filter(|line| line.start == start);
    lines.fold((0, 0), |(tall, small), line| match ledger.chars(line.run).first() {
        Some(first) if first.is_lowercase() => (tall, small + 1),
        Some(_) => (tall + 1, small),
        None => (tall, small),
    })
}

/// How many marks of items a cell shows: paragraphs of real lists, bullets before words, numbers that
/// count.
fn bullets(cell: &Cell, typed: &[char], ledger: &Ledger) -> usize {
    let lines = known_lines(cell, ledger);
    let counted = marks::counted(&lines);
    let of_line = |((line, text), counted): ((&Line, &Vec<char>), &usize)| {
        let own = text.first().is_some_and(|first| typed.contains(first));
        let bullet = |at: &usize| {
            marks::sign_at(text, *at, *at == 0 && own) > 0 && words_after(text, *at + 1)
        };
        let own = line.list_level.is_some() || *counted > 0;
        (0..text.len()).filter(bullet).count().max(usize::from(own))
    };
    cell.lines.iter().zip(&lines).zip(&counted).map(of_line).sum()
}

/// Whether words follow a bullet: signs of a scale (●●○) follow each other.
fn words_after(text: &[char], at: usize) -> bool {
    let next = text.iter().skip(at).find(|c| !c.is_whitespace());
    next.is_some_and(|c| c.is_alphanumeric() || marks::opens(*c))
}
