//! How well whole pages are read, by source: tables as each page shows them, before they are joined
//! over pages and become studies.
//!
//! Adjacency is the measure of the ICDAR 2013 table competition (Göbel and others 2013): each filled
//! cell's nearest filled neighbour to the right and below, as a multiset over the document. It is blind
//! to empty cells. Texts are compared by NFKC, without blanks, with `_` for each sign that is neither
//! letter nor digit. Exact rows are tuples of the filled cells of a row: what a person needs. Of several
//! readings of a truth the nearest one counts.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::corpus::Document;
use super::sources;

/// A cell: first and last row, first and last column, text made comparable.
struct Cell {
    rows: (usize, usize),
    cols: (usize, usize),
    text: String,
}

/// How often each thing is there.
type Counts<T> = BTreeMap<T, usize>;
/// A cell, its neighbour, and whether that is to the right.
type Pair = (String, String, bool);

/// What tables are compared by.
#[derive(Default)]
struct Signs {
    pairs: Counts<Pair>,
    rows: Counts<Vec<String>>,
}

/// Prints a line for each source: documents that were learned from beside those left out.
pub(crate) fn print(seen: &[&Document], left_out: &[&Document]) {
    println!("page by page: adjacency F1, exact rows P R F1; tables on documents without any");
    println!("{:24} {:>40} {:>40}", "source", "seen", "left out");
    for source in sources(seen.iter().chain(left_out)) {
        let of = |all: &[&Document]| {
            let own = all.iter().filter(|document| document.source == source);
            line(&own.map(|document| judge(document)).collect::<Vec<_>>())
        };
        println!("{source:24} {:>40} {:>40}", of(seen), of(left_out));
    }
}

/// Prints a line for each document left out, the worst first.
pub(crate) fn print_each(left_out: &[&Document]) {
    let mut judged: Vec<(&Document, Judged)> =
        left_out.iter().map(|document| (*document, judge(document))).collect();
    let adjacency = |judged: &Judged| judged.pairs.score().2;
    judged.sort_by(|a, b| adjacency(&a.1).total_cmp(&adjacency(&b.1)));
    for (document, judged) in judged {
        println!("{} {}: {}", document.source, document.name, line(&[judged]));
    }
}

/// Hits, true ones and found ones.
#[derive(Clone, Copy, Default)]
struct Tally {
    hit: usize,
    truth: usize,
    found: usize,
}

impl Tally {
    fn of<T: Ord>(truth: &Counts<T>, found: &Counts<T>) -> Self {
        let hit = truth.iter().map(|(key, n)| found.get(key).map_or(0, |m| *m.min(n))).sum();
        Tally { hit, truth: truth.values().sum(), found: found.values().sum() }
    }

    fn add(self, other: &Tally) -> Self {
        let Tally { hit, truth, found } = *other;
        Tally { hit: self.hit + hit, truth: self.truth + truth, found: self.found + found }
    }

    /// Precision, recall and F1; nothing found where nothing is counts as right.
    fn score(&self) -> (f64, f64, f64) {
        let share = |all: usize, other: usize| match all {
            0 => f64::from(u8::from(other == 0)),
            all => self.hit as f64 / all as f64,
        };
        let (p, r) = (share(self.found, self.truth), share(self.truth, self.found));
        (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
    }
}

/// What became of a document.
struct Judged {
    pairs: Tally,
    rows: Tally,
    complete: bool,
    /// Tables found in a document that has none.
    false_tables: Option<usize>,
}

/// The words of one source.
fn line(documents: &[Judged]) -> String {
    let with: Vec<&Judged> = documents.iter().filter(|d| d.false_tables.is_none()).collect();
    let without = documents.len() - with.len();
    let mut words = Vec::new();
    if !with.is_empty() {
        let sum: f64 = with.iter().map(|document| document.pairs.score().2).sum();
        words.push(format!("{:.3}", sum / with.len() as f64));
        let complete = || with.iter().filter(|document| document.complete);
        let rows = complete().fold(Tally::default(), |all, document| all.add(&document.rows));
        let (p, r, f1) = rows.score();
        words.push(match complete().count() {
            0 => "-".to_owned(),
            _ => format!("{p:.3} {r:.3} {f1:.3}"),
        });
    }
    if without > 0 {
        let tables: usize = documents.iter().filter_map(|document| document.false_tables).sum();
        words.push(format!("{tables} on {without}"));
    }
    if words.is_empty() { "-".to_owned() } else { words.join("; ") }
}

fn judge(document: &Document) -> Judged {
    let tables = document.scenes.iter().flat_map(|scene| scene.read());
    let tables: Vec<Vec<Cell>> = tables
        .map(|cells| {
            let cell = |(row, col, height, width, text): (_, _, usize, usize, String)| Cell {
                rows: (row, row + height - 1),
                cols: (col, col + width - 1),
                text: normal(&text),
            };
            cells.into_iter().map(cell).collect()
        })
        .collect();
    let found = signs(&tables);
    let truth = &document.truth;
    let readings = truth.readings.iter().map(|reading| {
        let true_ones = signs(&true_tables(document, reading));
        (Tally::of(&true_ones.pairs, &found.pairs), Tally::of(&true_ones.rows, &found.rows))
    });
    let nearest = readings.max_by(|a, b| a.0.score().2.total_cmp(&b.0.score().2));
    let (pairs, rows) = nearest.unwrap_or_default();
    let none = truth.readings.iter().all(Vec::is_empty);
    Judged { pairs, rows, complete: truth.complete, false_tables: none.then_some(tables.len()) }
}

/// The tables of a reading, as far as they stand on pages that were looked at.
fn true_tables(document: &Document, reading: &[super::corpus::Table]) -> Vec<Vec<Cell>> {
    let looked_at = |table: &&super::corpus::Table| {
        usize::try_from(table.last_page()).is_ok_and(|page| page <= document.scenes.len())
    };
    let cell = |cell: &super::corpus::Cell| Cell {
        rows: (cell.r0, cell.r1),
        cols: (cell.c0, cell.c1),
        text: normal(&cell.text),
    };
    let tables = reading.iter().filter(looked_at);
    tables.map(|table| table.cells.iter().map(cell).collect()).collect()
}

fn normal(text: &str) -> String {
    // A raised sign is read with a `^` before it, which is not printed.
    let letters = text.nfkc().filter(|c| !c.is_whitespace() && *c != '^');
    let letters = letters.map(|c| if c.is_alphanumeric() { c } else { '_' });
    letters.collect::<String>().to_lowercase()
}

fn signs(tables: &[Vec<Cell>]) -> Signs {
    let mut found = Signs::default();
    for cells in tables {
        add_pairs(cells, &mut found.pairs);
        add_rows(cells, &mut found.rows);
    }
    found
}

/// The nearest filled neighbours of each filled cell, to the right and below.
fn add_pairs(cells: &[Cell], pairs: &mut Counts<Pair>) {
    let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
    let mut places: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (at, cell) in filled.iter().enumerate() {
        for row in cell.rows.0..=cell.rows.1 {
            places.extend((cell.cols.0..=cell.cols.1).map(|col| ((row, col), at)));
        }
    }
    let last_row = filled.iter().map(|cell| cell.rows.1).max().unwrap_or(0);
    let last_col = filled.iter().map(|cell| cell.cols.1).max().unwrap_or(0);
    for (at, cell) in filled.iter().enumerate() {
        let at_place = |place| places.get(&place).copied().filter(|other| *other != at);
        let right = (cell.rows.0..=cell.rows.1)
            .filter_map(|row| (cell.cols.1 + 1..=last_col).find_map(|col| at_place((row, col))));
        let below = (cell.cols.0..=cell.cols.1)
            .filter_map(|col| (cell.rows.1 + 1..=last_row).find_map(|row| at_place((row, col))));
        let (right, below): (BTreeSet<usize>, BTreeSet<usize>) = (right.collect(), below.collect());
        for (others, is_right) in [(right, true), (below, false)] {
            for other in others {
                let pair = (cell.text.clone(), filled[other].text.clone(), is_right);
                *pairs.entry(pair).or_default() += 1;
            }
        }
    }
}

/// Rows as tuples of their filled cells, from left to right; a cell counts in its first row.
fn add_rows(cells: &[Cell], rows: &mut Counts<Vec<String>>) {
    let mut own: BTreeMap<usize, Vec<(usize, &str)>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !cell.text.is_empty()) {
        own.entry(cell.rows.0).or_default().push((cell.cols.0, &cell.text));
    }
    for mut row in own.into_values() {
        row.sort_by_key(|(col, _)| *col);
        let texts = row.into_iter().map(|(_, text)| text.to_owned()).collect();
        *rows.entry(texts).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: usize, cols: (usize, usize), text: &str) -> Cell {
        Cell { rows: (row, row), cols, text: normal(text) }
    }

    #[test]
    fn neighbours_are_the_nearest_filled_cells() {
        let table = [
            cell(0, (0, 1), "A – b"),
            cell(1, (0, 0), ""),
            cell(1, (1, 1), "ﬁ"),
            cell(2, (0, 0), "3"),
        ];
        let signs = signs(&[table.into()]);
        let pair = |a: &str, b: &str, right| (a.to_owned(), b.to_owned(), right);
        let expected = [pair("a_b", "3", false), pair("a_b", "fi", false)];
        assert_eq!(signs.pairs.into_keys().collect::<Vec<_>>(), expected);
        assert_eq!(signs.rows.len(), 3);
    }

    #[test]
    fn a_score_counts_what_is_missed_and_what_is_made_up() {
        let counts = |keys: &[char]| -> Counts<char> { keys.iter().map(|key| (*key, 1)).collect() };
        let tally = Tally::of(&counts(&['a', 'b', 'c', 'd']), &counts(&['a', 'x']));
        assert_eq!((tally.hit, tally.truth, tally.found), (1, 4, 2));
        let (p, r, f1) = tally.score();
        assert!((p - 0.5).abs() + (r - 0.25).abs() + (f1 - 1.0 / 3.0).abs() < 1e-9);
        assert!((Tally::default().score().2 - 1.0).abs() < 1e-9);
    }
}
