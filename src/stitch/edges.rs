//! What a page edge spoils: lines read twice, stray signs, the cells of two studies in one.
//!
//! A part of the walk in [`super::rows`]. What is left out here is a damaged copy of what stands
//! beside it, or a sign without a word; text that could be anybody's own is kept.

use super::ghosts;
use super::rows::{Walk, key, remark};
use super::seam::{end, short_text, text};
use crate::fragment::{Cell, Role, Row, Start};
use crate::ledger::{Confidence, Ledger, Reason};
use crate::marks;
use crate::record::Code;
use crate::signs::citation::{Completes, completes, has_year, is_open};
use crate::signs::edge::{ends, ends_with_arrow};
use crate::table::{LogicalRow, Remark};

/// Likeness in percent from which a strange text at a page edge is a damaged reading.
const GHOST: usize = 50;
/// The same for texts longer than [`SHORT`] letters, which are half alike by the language alone.
const LONG_GHOST: usize = 65;
const SHORT: usize = 20;

/// What a page edge cuts is one printed line of a cell, no longer than this, in characters.
const PRINTED_LINE: usize = 60;

impl Walk<'_> {
    /// A key that breaks within the page shows that the page's first text row holds only the first
    /// printed line of its study: what a list holds before that line is the row above, going on.
    /// The list goes there whole, and the row above lends what it leaves open.
    pub(super) fn give_up_fused(&mut self, row: &mut Row, next: &Row, ledger: &Ledger) {
        let (own, rest) = (key(row, self.key, ledger), key(next, self.key, ledger));
        let broken = is_open(&own) && completes(&rest) > Completes::No && !is_open(&rest);
        let Some(above) = self.rows.last_mut().filter(|above| above.role == Role::Body) else {
            return;
        };
        if !broken || own.is_empty() || rest.is_empty() {
            return;
        }
        for cell in row.cells.iter_mut().filter(|cell| cell.col != self.key) {
            let goes_on = next.cells.iter().any(|c| c.col == cell.col && !c.is_empty());
            if !goes_on || !holds_more_than_a_line(&text(cell, ledger)) {
                continue;
            }
            let reason = "the key breaks here, so only the last line of this cell is its study's";
            let given = remark(cell, Code::RowDivided, Confidence::Likely, reason);
            let into = above.cell_mut(cell.col);
            let known = into.lines.len();
            into.lines.append(&mut cell.lines);
            if let Some(line) = into.lines.get_mut(known) {
                line.start = Start::Page;
            }
            above.remark(given);
            above.lends = true;
        }
    }

    /// Remarks on the ghosts of a row that comes next, by beginning it early with nothing in it.
    pub(super) fn haunt(
        &mut self,
        ghosts: Vec<(usize, Remark)>,
        next: Option<&Row>,
        ledger: &Ledger,
    ) {
        let new_row = next.is_some_and(|next| !key(next, self.key, ledger).is_empty());
        if new_row {
            self.rows.push(LogicalRow::default());
        }
        if let Some(row) = self.rows.last_mut() {
            for (_, remark) in ghosts {
                row.remark(remark);
            }
        }
    }

    /// Which cells of a page's first row are damaged readings of the row under it.
    pub(super) fn ghosts(&self, row: &Row, next: &Row, ledger: &Ledger) -> Vec<(usize, Remark)> {
        let mut alike = Vec::new();
        let mut filled = 0;
        for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
            filled += 1;
            let Some(below) = next.cells.iter().find(|c| c.col == cell.col && !c.is_empty()) else {
                continue;
            };
            let (damaged, whole) = (text(cell, ledger), text(below, ledger));
            let exact = ghosts::begins(&whole, &damaged);
            if exact || ghostly(&damaged, &whole) {
                alike.push((cell, exact, self.phrases.has_stranger(&damaged)));
            }
        }
        let (own_key, next_key) = (key(row, self.key, ledger), key(next, self.key, ledger));
        // Either the key is a worse reading of the next key, or all of the row is like the next.
        let by_key = !own_key.is_empty()
            && alike
                .iter()
                .any(|(cell, exact, stranger)| cell.col == self.key && (*exact || *stranger))
            && (is_open(&own_key) || has_year(&next_key) && !has_year(&own_key));
        // One cell may be like another by chance.
        let by_row =
            filled > 1 && alike.len() == filled && alike.iter().any(|(.., stranger)| *stranger);
        // Two studies may differ in a number alone; digits survive a cut better than letters.
        let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
        let (own_digits, next_digits) = (digits(&own_key), digits(&next_key));
        if !own_digits.is_empty() && !next_digits.starts_with(&own_digits) {
            return Vec::new();
        }
        if !by_key && !by_row {
            return Vec::new();
        }
        alike
            .into_iter()
            .map(|(cell, exact, _)| {
                let confidence = if exact { Confidence::Certain } else { Confidence::Likely };
                let reason = "a damaged reading of the line below it, at a page edge";
                (cell.col, remark(cell, Code::GhostLeftOut, confidence, reason))
            })
            .collect()
    }

    pub(super) fn drop_cell(
        &self,
        row: &mut Row,
        column: usize,
        reason: Reason,
        ledger: &mut Ledger,
    ) {
        if let Some(cell) = row.cells.iter_mut().find(|cell| cell.col == column) {
            for line in cell.lines.drain(..) {
                ledger.leave_out(line.run, reason);
            }
        }
    }

    /// A row whose key lost its first line has lost the first line of its other cells to the row
    /// above: two known values in one cell there are one for each, and what a list leaves open at
    /// its end is the beginning of this row's list.
    pub(super) fn divide(&mut self, fresh: &mut LogicalRow, ledger: &mut Ledger) {
        let Some(above) = self.rows.last_mut() else { return };
        above.lends = true;
        for column in 1..self.columns {
            let Some(cell) = above.cells.iter_mut().find(|cell| cell.col == column) else {
                continue;
            };
            let [line] = cell.lines.as_mut_slice() else { continue };
            let characters: Vec<char> = ledger.chars(line.run).to_vec();
            let split = (1..characters.len()).filter(|at| characters[*at] == ' ').find(|at| {
                let (a, b) = characters.split_at(*at);
                let known = |part: &[char]| {
                    let part: String = part.iter().collect();
                    self.values[column].get(part.trim()) > 0
                };
                known(a) && known(b)
            });
            let Some(split) = split else { continue };
            let whole = line.run;
            line.run = whole.slice(0, split);
            let mut lent = line.clone();
            lent.run = whole.slice(split + 1, whole.len());
            let reason = "two values that the column knows stand in one cell, beside a cut-off key";
            let parted = remark(cell, Code::RowDivided, Confidence::Likely, reason);
            above.remark(parted);
            let target = fresh.cell_mut(column);
            let rest: Vec<_> = std::mem::take(&mut target.lines);
            target.lines.push(lent.clone());
            let known = ledger.text(lent.run);
            let mut remarks = vec![Remark {
                column,
                code: Code::RowDivided,
                confidence: Confidence::Likely,
                reason,
                runs: vec![lent.run],
            }];
            for line in rest {
                let own = ledger.text(line.run);
                if self.phrases.has_stranger(&own) && ghostly(&own, &known) {
                    ledger.leave_out(line.run, Reason::Ghost);
                    remarks.push(Remark {
                        column,
                        code: Code::GhostLeftOut,
                        confidence: Confidence::Likely,
                        reason: "a damaged reading of the value beside it, at a page edge",
                        runs: vec![line.run],
                    });
                } else {
                    target.lines.push(line);
                }
            }
            for remark in remarks {
                fresh.remark(remark);
            }
        }
    }

    /// Whether a cell beside the rest of a row is no text of its own: a damaged reading of what
    /// stands there already, or signs without meaning.
    pub(super) fn spoiled(
        &self,
        cell: &Cell,
        own: &str,
        known: Option<&Cell>,
        ledger: &Ledger,
    ) -> Option<(Reason, Remark)> {
        let characters: Vec<char> = own.chars().collect();
        let mark = marks::arrow_at(&characters, 0).max(marks::bullet_at(&characters, 0, true)) > 0
            || ends_with_arrow(own);
        let known = known.filter(|known| !known.is_empty())?;
        if mark || cell.col == self.key {
            return None;
        }
        let wordless = !own.chars().any(char::is_alphabetic) && characters.len() <= 3;
        // What a text waits for is no scrap, though it be a number: "(n =" and "16)".
        if wordless && !ends(&end(known, ledger)).is_open() {
            let reason = "signs without a word, beside the rest of a row";
            let found = remark(cell, Code::MarkLeftOut, Confidence::Likely, reason);
            return Some((Reason::Stray, found));
        }
        // Only a short value can be read twice whole; a list is more than one printed line.
        let known = short_text(known, 2 * characters.len(), ledger)?;
        let value = known.chars().count() <= 2 * characters.len() && !marks::has_arrow(own);
        let damaged = value && self.phrases.has_stranger(own) && ghostly(own, &known);
        damaged.then(|| {
            let reason = "a damaged reading of the value above it";
            let found = remark(cell, Code::GhostLeftOut, Confidence::Likely, reason);
            (Reason::Ghost, found)
        })
    }
}

/// Whether a text may be a damaged reading of the beginning of another.
fn ghostly(damaged: &str, whole: &str) -> bool {
    let length = damaged.chars().count();
    let least = if length <= SHORT { GHOST } else { LONG_GHOST };
    length <= PRINTED_LINE && ghosts::likeness(damaged, whole) >= least
}

/// A chain in the middle of a text: more than one narrow printed line holds.
fn holds_more_than_a_line(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let inner = characters.len().saturating_sub(3);
    (1..inner).any(|at| {
        let len = marks::arrow_at(&characters, at);
        len > 0 && at + len < inner
    })
}
