//! What the texts of a column look like inside of pages, where no break cuts them.

use super::rows::key;
use super::seam::text;
use crate::fragment::{Fragment, Row};
use crate::ledger::Ledger;
use crate::signs::citation::has_year;
use crate::signs::edge::{Begins, Ends, begins, ends};

/// Rows that are looked at: a table may have millions.
const ROWS: usize = 1000;
/// One text in so many may be otherwise: a row may have been read wrongly.
const ONE_IN: usize = 20;

/// What nearly all texts of a column have, but for the first and the last ones of pages, which a break may have
/// cut.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habits {
    /// They end as a sentence does.
    pub(super) stop: bool,
    /// They cite a year.
    pub(super) cite: bool,
}

impl Habits {
    pub(super) fn of(fragments: &[Fragment], col: usize, ledger: &Ledger) -> Self {
        /// Texts that are a habit at least.
        const LEAST: usize = 5;
        let inside = |fragment: &Fragment| fragment.rows.len().saturating_sub(2);
        let rows = fragments.iter().flat_map(|part| part.rows.iter().skip(1).take(inside(part)));
        let (mut all, mut open, mut without) = (0, 0, 0);
        for row in rows.take(ROWS) {
            let filled = row.cells.iter().find(|cell| cell.col == col && !cell.is_empty());
            let Some(cell) = filled else { continue };
            let own = text(cell, ledger);
            all += 1;
            open += usize::from(ends(&own) != Ends::Stop);
            without += usize::from(!has_year(&own));
        }
        let nearly = |others: usize| all >= LEAST && others * ONE_IN <= all;
        Habits { stop: nearly(open), cite: nearly(without) }
    }
}

/// Whether the rows between the first and the last of their page have text in a column, nearly all: then an empty
/// cell at the top of a page is one of a row that goes on, and one at its end goes on on the next.
pub(super) fn always_filled(fragments: &[Fragment], col: usize, ledger: &Ledger) -> bool {
    let keyed = |row: &Row| !key(row, col, ledger).is_empty();
    let below = || fragments.iter().map(|fragment| fragment.rows.get(1..).unwrap_or_default());
    let between = || below().flat_map(|rows| rows.iter().rev().skip(1));
    // One row that was read wrongly is no other kind of table.
    let without = between().filter(|row| !keyed(row)).count();
    if between().next().is_some() {
        without * ONE_IN <= between().count()
    } else {
        // Pages of one row or two: the last ones have to do.
        below().flatten().next().is_some() && below().flatten().all(keyed)
    }
}

/// Whether the texts of a column begin small in one of five rows at most, but for the first rows of pages.
pub(super) fn begins_tall(fragments: &[Fragment], col: usize, ledger: &Ledger) -> bool {
    let rows = fragments.iter().flat_map(|fragment| fragment.rows.iter().skip(1)).take(ROWS);
    let (mut all, mut small) = (0, 0);
    for text in rows.map(|row| key(row, col, ledger)).filter(|text| !text.is_empty()) {
        all += 1;
        small += usize::from(begins(&text) == Begins::Small);
    }
    small * 5 <= all
}
