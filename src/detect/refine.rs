//! Columns and rows that a grid does not rule.
//!
//! Many tables rule only their header's columns, or only groups of rows. A cell that spans columns
//! is divided where in most such cells white space stands at the edge; a band of rows is divided
//! where its lines fill the columns, as the lines of separate rows do and the lines of one wrapped
//! row do not.

use super::cells::FoundRow;
use super::grid::{Grid, Span};
use super::rows::{column_at, pieces};
use super::words::{TextLine, Word, lines};
use crate::geom::{Area, Pt};
use crate::page::Page;

/// So many of the cells that span an edge (percent) must leave it free for it to divide them all.
const FREE: usize = 60;
/// An edge that so few rows (percent) leave unruled is an edge of all.
const UNRULED: usize = 30;
/// So many lines of all bands with several lines (percent) must be full for each to be a row.
const FULL_LINES: usize = 80;
/// A line is full where it has text in so many of the columns that its table fills (percent).
const FULL: usize = 75;

/// The rows of a grid, refined. `filled` has the words of each cell of the grid.
pub(super) fn run<'w>(grid: &Grid, filled: Vec<Vec<&'w Word>>, _page: &Page) -> Vec<FoundRow<'w>> {
    let mut cells: Vec<(Span, Vec<&'w Word>)> = grid.cells.iter().copied().zip(filled).collect();
    for edge in 1..grid.xs.len() - 1 {
        if divides(grid, &cells, edge) {
            cells = cells.into_iter().flat_map(|cell| divide(grid, cell, edge)).collect();
        }
    }
    for edge in 1..grid.xs.len() - 1 {
        // Where most rows are ruled at an edge, a row that is not has lost its ruling to a break.
        let spanning = cells.iter().filter(|(s, _)| s.col < edge && edge <= s.last_col).count();
        if spanning * 100 <= (grid.ys.len() - 1) * UNRULED {
            cells = cells.into_iter().flat_map(|cell| divide(grid, cell, edge)).collect();
        }
    }
    let mut rows: Vec<FoundRow<'w>> =
        (1..grid.ys.len()).map(|_| FoundRow { cells: Vec::new() }).collect();
    for (span, words) in cells {
        rows[span.row].cells.push((span, Some(grid.cell_area(&span)), words));
    }
    for row in &mut rows {
        row.cells.sort_by_key(|(span, ..)| span.col);
    }
    if lines_are_rows(grid, &rows) {
        rows.into_iter().flat_map(|row| by_line(grid, row)).collect()
    } else {
        rows
    }
}

/// Whether white space stands at an edge in most of the cells that span it.
fn divides(grid: &Grid, cells: &[(Span, Vec<&Word>)], edge: usize) -> bool {
    let x = grid.xs[edge];
    let (mut free, mut spanning) = (0, 0);
    for (span, words) in cells {
        if !(span.col < edge && edge <= span.last_col) || words.is_empty() {
            continue;
        }
        spanning += 1;
        let crossed = words.iter().any(|w| w.area.x0 + Pt(100) < x && x < w.area.x1 - Pt(100));
        let left = words.iter().filter(|w| w.area.mid_x() < x).map(|w| w.area.x1).max();
        let right = words.iter().filter(|w| w.area.mid_x() >= x).map(|w| w.area.x0).min();
        let apart = match (left, right) {
            (Some(left), Some(right)) => right - left > words[0].size / 2,
            _ => false,
        };
        free += usize::from(!crossed && apart);
    }
    spanning > 1 && free * 100 >= spanning * FREE
}

fn divide<'w>(
    grid: &Grid,
    (span, words): (Span, Vec<&'w Word>),
    edge: usize,
) -> Vec<(Span, Vec<&'w Word>)> {
    let x = grid.xs[edge];
    let crossed = words.iter().any(|w| w.area.x0 + Pt(100) < x && x < w.area.x1 - Pt(100));
    if !(span.col < edge && edge <= span.last_col) || crossed {
        return vec![(span, words)];
    }
    // A heading over both columns stands on one side of the edge, or near it, and goes on spanning.
    let (left, right): (Vec<_>, Vec<_>) = words.into_iter().partition(|w| w.area.mid_x() < x);
    let gap = match (left.iter().map(|w| w.area.x1).max(), right.iter().map(|w| w.area.x0).min()) {
        (Some(a), Some(b)) => b - a,
        _ => Pt(i32::MAX),
    };
    if left.first().is_some_and(|word| gap < word.size / 2) {
        return vec![(span, left.into_iter().chain(right).collect())];
    }
    vec![(Span { last_col: edge - 1, ..span }, left), (Span { col: edge, ..span }, right)]
}

/// Whether the bands of a grid hold one row a line.
fn lines_are_rows(grid: &Grid, rows: &[FoundRow<'_>]) -> bool {
    let columns = grid.xs.len() - 1;
    let (mut full, mut all, mut bands) = (0, 0, 0);
    for row in rows.iter().skip(1).chain(rows.first().filter(|_| rows.len() == 1)) {
        let band = band_lines(row);
        let used = (0..columns)
            .filter(|col| {
                row.cells
                    .iter()
                    .any(|(s, _, w)| s.col <= *col && *col <= s.last_col && !w.is_empty())
            })
            .count();
        if band.len() < 2 || used < 2 || row.cells.iter().any(|(span, ..)| span.last_row > span.row)
        {
            continue;
        }
        bands += 1;
        all += band.len();
        full +=
            band.iter().filter(|line| pieces(line, &grid.xs).len() * 100 >= used * FULL).count();
    }
    bands > 0 && all >= 3 && full * 100 >= all * FULL_LINES
}

fn band_lines<'w>(row: &FoundRow<'w>) -> Vec<TextLine<'w>> {
    lines(row.cells.iter().flat_map(|(_, _, words)| words.iter().copied()))
}

/// One row for each line of a band.
fn by_line<'w>(grid: &Grid, row: FoundRow<'w>) -> Vec<FoundRow<'w>> {
    let band = band_lines(&row);
    if band.len() < 2 {
        return vec![row];
    }
    let mut found: Vec<FoundRow<'w>> = Vec::new();
    for line in &band {
        let keyed = line.words.iter().any(|w| column_at(&grid.xs, w.area.mid_x()) == 0);
        let pieces = pieces(line, &grid.xs);
        let cells = pieces.iter().map(|piece| {
            let span = Span { row: 0, last_row: 0, col: piece.col, last_col: piece.last_col };
            let area = Area::new(
                grid.xs[piece.col],
                line.area.top,
                grid.xs[piece.last_col + 1],
                line.area.bottom,
            );
            (span, Some(area), piece.words.clone())
        });
        match found.last_mut() {
            // A line without the key that fills little goes on in the row above it.
            Some(last) if !keyed && pieces.len() * 2 <= last.cells.len() => {
                for (span, _, words) in cells {
                    match last.cells.iter_mut().find(|(s, ..)| s.col == span.col) {
                        Some((_, _, own)) => own.extend(words),
                        None => last.cells.push((span, None, words)),
                    }
                }
            }
            _ => found.push(FoundRow { cells: cells.collect() }),
        }
    }
    found
}
