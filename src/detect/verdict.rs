//! Whether what was read is a table at all: a last look at a region with its rows and columns.
//!
//! Regions are chosen by what their lines look like. Lists of references, boxes with addresses and the
//! nodes of a flow chart look like lines of tables, and only what comes out of them as rows and cells
//! shows that they are none. So each table that was read is judged once more.

use super::Candidate;
use super::region::{self, Region};
use super::score::{Evidence, UNKNOWN, told};
use super::sheet::{Sheet, median, percent};
use super::signs_seen::look;
use super::words::Word;
use crate::geom::Pt;

/// A cell of this many words is a text and no value.
const LONG: usize = 12;

/// The evidence for a table that was read from a region; `others` counts the tables of its page,
/// `before` has the edges of the last table of the page before.
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    region: &Region,
    read: &Candidate<'_>,
    votes: &[i32],
    (others, before): (usize, &[Pt]),
) -> Evidence {
    let mut found = region::evidence(sheet, region, votes, before);
    found.push(("judged before, bit/8", told(region.score)));
    found.push(("edges of the page before, %", kept(&read.edges, before)));
    found.extend(of_rows(read));
    found.extend(of_cells(read));
    found.extend(of_page(sheet, read, others));
    found
}

/// Whether it stands in the columns of the table that ended the page before: then it is the rest of that
/// one, be it a single row, and no table by itself.
pub(super) fn goes_on(edges: &[Pt], before: &[Pt]) -> bool {
    /// So many of a hundred edges are those of the page before.
    const FITS: i32 = 75;
    before.len() > 2 && kept(edges, before) >= FITS
}

/// How many of a hundred edges of the table that ended the page before stand here where they did there.
fn kept(edges: &[Pt], before: &[Pt]) -> i32 {
    /// In points: pages of one table are set alike.
    const OFF: Pt = Pt(600);
    if before.is_empty() {
        return UNKNOWN;
    }
    let same = |edge: &&Pt| edges.iter().any(|own| (*own - **edge).abs() < OFF);
    percent(before.iter().filter(same).count(), before.len())
}

fn of_rows(read: &Candidate<'_>) -> Evidence {
    let rows = &read.rows;
    let mut columns: Vec<usize> =
        rows.iter().flat_map(|row| &row.cells).map(|(span, ..)| span.col).collect();
    columns.sort_unstable();
    columns.dedup();
    let several = rows.iter().filter(|row| row.cells.len() > 1).count();
    let full = rows.iter().filter(|row| row.cells.len() >= columns.len()).count();
    let firsts: Vec<&Word> = rows
        .iter()
        .filter_map(|row| row.cells.first())
        .filter(|(span, ..)| Some(&span.col) == columns.first())
        .filter_map(|(.., words)| words.first().copied())
        .collect();
    let numbered = firsts
        .iter()
        .filter(|word| word.is_label() || look(word).number || is_numbered(&word.text));
    vec![
        ("rows", rows.len().min(60) as i32),
        ("columns with text", columns.len().min(30) as i32),
        ("rows of several cells, %", percent(several, rows.len())),
        ("full rows, %", percent(full, rows.len())),
        ("rows that begin with a number, %", percent(numbered.count(), firsts.len())),
        ("rows with a first cell, %", percent(firsts.len(), rows.len())),
    ]
}

fn of_cells(read: &Candidate<'_>) -> Evidence {
    let cells: Vec<&Vec<&Word>> =
        read.rows.iter().flat_map(|row| &row.cells).map(|(.., words)| words).collect();
    let words = || cells.iter().flat_map(|cell| cell.iter());
    let count = words().count();
    let share = |test: &dyn Fn(&Vec<&Word>) -> bool| {
        percent(cells.iter().filter(|cell| test(cell)).count(), cells.len())
    };
    let of_words =
        |test: fn(&str) -> bool| percent(words().filter(|w| test(&w.text)).count(), count);
    let first = |cell: &Vec<&Word>| cell.first().map(|word| look(word)).unwrap_or_default();
    let lengths: Vec<i32> = cells.iter().map(|cell| cell.len().min(500) as i32).collect();
    vec![
        ("words of the middle cell", median(lengths.clone()).unwrap_or(UNKNOWN)),
        ("words of the longest cell", lengths.iter().max().copied().unwrap_or(UNKNOWN)),
        ("long cells, %", share(&|cell| cell.len() >= LONG)),
        ("cells of a number, %", share(&|cell| cell.len() < 3 && first(cell).number)),
        ("cells that begin small, %", share(&|cell| first(cell).rest)),
        (
            "cells that end with a stop, %",
            share(&|cell| cell.last().is_some_and(|word| look(word).stop)),
        ),
        ("signs of references, words%", of_words(is_of_reference)),
        ("addresses, words%", of_words(is_address)),
    ]
}

fn of_page(sheet: &Sheet<'_>, read: &Candidate<'_>, others: usize) -> Evidence {
    let own: usize =
        read.rows.iter().flat_map(|row| &row.cells).map(|(.., words)| words.len()).sum();
    let small = sheet.looks.iter().filter(|look| look.small).count();
    let numbers = sheet.looks.iter().filter(|look| look.number).count();
    vec![
        ("page", sheet.page.number.min(20) as i32),
        ("tables on the page", others.min(9) as i32),
        ("words of the page in it, %", percent(own, sheet.words.len())),
        ("small words of the page, %", percent(small, sheet.words.len())),
        ("numbers of the page, %", percent(numbers, sheet.words.len())),
    ]
}

/// A number as lists of references and contents have them: `[12]`, `12.`, `(12)`.
fn is_numbered(text: &str) -> bool {
    let inner = text.trim_matches(['[', ']', '(', ')', '.']);
    !inner.is_empty() && inner.len() < text.len() && inner.bytes().all(|b| b.is_ascii_digit())
}

/// What stands in references and seldom in cells: `2013;28(4):417–25`, `J.`, `K.,`, `pp.`, `al.`.
fn is_of_reference(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let volume = digits > 2 && text.contains(':') && text.contains([';', '(', '-', '–']);
    let mut signs = text.chars();
    let initial = signs.next().is_some_and(char::is_uppercase)
        && signs.next() == Some('.')
        && signs.all(|c| c.is_uppercase() || matches!(c, '.' | ',' | '-' | '–'));
    volume || initial || matches!(text, "pp." | "al." | "al.," | "eds." | "In:" | "ed.")
}

fn is_address(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    text.contains('@') || small.contains("www.") || small.contains("http") || small.contains("doi")
}
