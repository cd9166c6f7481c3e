//! What each row of a table is for: a study, the name of a group, a total, a note.
//!
//! Whether a row is the name of a group, or a total, is weighed against what the table's other rows
//! look like. No text goes with a role: a name of a group that has no study under it is a note.

use std::collections::BTreeSet;

use super::indents::Indents;
use super::levels;
use super::rows::Layout;
use super::seam::text;
use super::sums;
use crate::fragment::{Cell, Line, Role};
use crate::ledger::{Confidence, Ledger};
use crate::raised;
use crate::record::Code;
use crate::signs::citation::{self, Shape};
use crate::signs::{edge, note, value};
use crate::table::{LogicalRow, Remark};

/// Evidence for a row with text in its first cell alone being the name of a group, in eighths of a bit.
mod group {
    /// A row without values is a study of which nothing is told as often as not, and rarer.
    pub(super) const ALONE: i32 = -8;
    /// Its cell covers some columns beside the first.
    pub(super) const WIDE: i32 = 20;
    /// The table has three columns or more, so that more than one value would be missing.
    pub(super) const COLUMNS: i32 = 8;
    /// The other rows fill nearly all of their cells.
    pub(super) const OTHERS_FULL: i32 = 8;
    /// Every other row leaves the first column empty: it is there for these names.
    pub(super) const COLUMN_OF_NAMES: i32 = 48;
    /// Bold, where keys are not.
    pub(super) const BOLD: i32 = 20;
    /// Shaded, where other rows are not.
    pub(super) const SHADED: i32 = 14;
    /// No citation, where keys cite studies.
    pub(super) const NO_CITATION: i32 = 20;
    /// A citation, or a number.
    pub(super) const STUDY: i32 = -40;
    /// It counts: "(n = 12)", "4 trials".
    pub(super) const COUNTS: i32 = 8;
    /// What follows is set deeper.
    pub(super) const OVER_DEEPER: i32 = 24;
    /// Rows follow that have values.
    pub(super) const FOLLOWED: i32 = 8;
    /// It is the last row, or another follows that has no values.
    pub(super) const NOT_FOLLOWED: i32 = -16;
    /// More than a third of all rows have no values either.
    pub(super) const MANY: i32 = -24;
    /// Longer than names of groups are.
    pub(super) const LONG: i32 = -16;
    /// What it says goes on.
    pub(super) const OPEN: i32 = -24;
    /// It begins as the rest of another text does: at the top of a page that of a key.
    pub(super) const REST: i32 = -24;
    /// As much is enough: in a full table of three columns a row without values, over rows that have
    /// them, names these.
    pub(super) const ENOUGH: i32 = 16;
}

/// Evidence for a row with values being a total, in eighths of a bit.
mod total {
    /// "Subtotal", "Pooled", "Heterogeneity": words for nothing else.
    pub(super) const SAYS: i32 = 24;
    /// "Total", "Overall", "Mean": words for other things as well.
    pub(super) const MAY_SAY: i32 = 12;
    /// Keys cite studies, and it does not.
    pub(super) const NO_CITATION: i32 = 20;
    /// Keys are words, of which this may be one.
    pub(super) const WORDS: i32 = -16;
    /// It ends the table or a group.
    pub(super) const LAST: i32 = 8;
    /// Bold, where keys are not.
    pub(super) const BOLD: i32 = 8;
    /// One of its numbers is the sum of those over it, which chance does not make: enough for a word that may
    /// say something else, among keys that are words.
    pub(super) const ADDS_UP: i32 = 32;
    /// It cites a year.
    pub(super) const CITES: i32 = -40;
    /// What is more than this is a total.
    pub(super) const ENOUGH: i32 = 24;
}

/// Rows that are looked at to see what rows of the table look like.
const SAMPLE: usize = 400;
/// Characters of the longest name of a group.
const LONGEST_NAME: usize = 160;

/// What the rows of a table look like.
#[derive(Debug, Default)]
struct Usual {
    rows: usize,
    /// Rows with text in the first cell alone, of which so many stand over rows that are set deeper.
    alone: usize,
    over_deeper: usize,
    /// Rows with values, of which so many have nothing in the first column, ...
    whole: usize,
    first_empty: usize,
    /// ... no key, ...
    keyless: usize,
    /// ... a key that cites, ...
    cites: usize,
    /// ... a key that is a word for totals, ...
    totals: usize,
    /// ... a key that is a year, ...
    years: usize,
    /// ... a bold key, a shaded one.
    bold: usize,
    shaded: usize,
    /// Cells with text in rows with values.
    filled: usize,
}

impl Usual {
    fn of(rows: &[LogicalRow], indents: &Indents, layout: Layout, ledger: &Ledger) -> Self {
        let mut usual = Usual::default();
        let body = rows.iter().enumerate().filter(|(_, row)| row.role == Role::Body);
        for (at, row) in body.take(SAMPLE) {
            usual.rows += 1;
            if alone(row, layout).is_some() {
                usual.alone += 1;
                usual.over_deeper += usize::from(indents.next_is_deeper(at) == Some(true));
                continue;
            }
            usual.whole += 1;
            usual.filled +=
                row.cells.iter().filter(|cell| !cell.is_empty() || cell.repeats).count();
            let first = row.cell(0);
            usual.first_empty +=
                usize::from(first.is_none_or(|cell| cell.is_empty() && !cell.repeats));
            match row.cell(layout.key).filter(|cell| !cell.is_empty()) {
                Some(key) => {
                    let words = text(key, ledger);
                    let shape = citation::shape(&words);
                    usual.totals += usize::from(total_word(&words).is_some());
                    usual.cites += usize::from(shape == Shape::Cited);
                    usual.years += usize::from(shape == Shape::Year);
                    usual.bold += usize::from(is_bold(key));
                    usual.shaded += usize::from(key.shaded);
                }
                None => {
                    let covered = row.cell(layout.key).is_some_and(|cell| cell.repeats);
                    usual.keyless += usize::from(!covered);
                }
            }
        }
        usual
    }

    fn keys_cite(&self) -> bool {
        self.cites * 2 > self.whole - (self.keyless + self.totals).min(self.whole)
    }
}

fn is_bold(cell: &Cell) -> bool {
    !cell.is_empty() && cell.lines.iter().all(|line| line.bold || line.run.is_empty())
}

/// The cell of a row that has text in its first or its key cell alone and none merged down over it.
fn alone(row: &LogicalRow, layout: Layout) -> Option<&Cell> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let names = |cell: &&Cell| cell.col == 0 || cell.col == layout.key;
    let first = filled.next().filter(names).filter(|cell| cell.row_span <= 1)?;
    (filled.next().is_none() && !row.cells.iter().any(|cell| cell.repeats)).then_some(first)
}

/// The cell that covers several columns and is all there is in its row.
fn across(row: &LogicalRow) -> Option<&Cell> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let cell = filled.next().filter(|cell| cell.col_span > 1 && cell.row_span <= 1)?;
    filled.next().is_none().then_some(cell)
}

/// Gives each row its role. What comes back are the lines of rows that are notes.
pub(super) fn settle(rows: &mut Vec<LogicalRow>, layout: Layout, ledger: &Ledger) -> Vec<Line> {
    let mut notes = feet(rows, layout, ledger);
    let indents = Indents::of(rows, layout);
    let usual = Usual::of(rows, &indents, layout, ledger);
    for at in 0..rows.len() {
        let Some(row) = rows.get(at).filter(|row| row.role == Role::Body) else { continue };
        let over_deeper = indents.next_is_deeper(at) == Some(true);
        let next = (rows.get(at + 1), over_deeper);
        let role = if is_group(row, next, &usual, layout, ledger) {
            Role::Group
        } else if is_total(rows, at, &usual, layout, ledger) {
            Role::Total
        } else {
            continue;
        };
        if let Some(row) = rows.get_mut(at) {
            row.role = role;
        }
    }
    if !indents.settle(rows) {
        levels::settle(rows, ledger);
    }
    let without_rows = levels::without_rows(rows);
    for at in without_rows.into_iter().rev() {
        let row = rows.remove(at);
        let at_front = notes.len();
        notes.splice(at_front..at_front, row.cells.into_iter().flat_map(|cell| cell.lines));
    }
    notes
}

/// Takes off the rows at the foot that are notes, first to last.
fn feet(rows: &mut Vec<LogicalRow>, layout: Layout, ledger: &Ledger) -> Vec<Line> {
    let mut from = rows.len();
    // A mark that cells have leads to a note, whatever it is.
    let asked: BTreeSet<&str> = rows.iter().flat_map(|row| &row.note_marks).map(|m| &**m).collect();
    let is_asked = |words: &str| {
        let text: Vec<char> = words.chars().collect();
        raised::notes_in(&text, &asked).first().is_some_and(|note| note.start == 0)
    };
    while let Some(row) = from.checked_sub(1).and_then(|at| rows.get(at)) {
        let over = across(row);
        let Some(cell) = alone(row, layout).or(over) else { break };
        let words = text(cell, ledger);
        // No record is one text over several columns and no key.
        let keyless = over.is_some_and(|cell| cell.col > layout.key && cell.col > 0);
        let full = layout.columns > 1 && cell.col_span >= layout.columns;
        let long = full && words.chars().nth(80).is_some() && words.ends_with('.');
        // Below the last row that has values, and not all there is.
        let noted = note::is_note(&words) || over.is_some() && is_asked(&words);
        if !(noted || long || keyless) || from < 3 {
            break;
        }
        from -= 1;
    }
    let feet = rows.split_off(from.min(rows.len()));
    feet.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.lines).collect()
}

fn is_group(
    row: &LogicalRow,
    (next, over_deeper): (Option<&LogicalRow>, bool),
    usual: &Usual,
    layout: Layout,
    ledger: &Ledger,
) -> bool {
    let columns = layout.columns;
    let Some(cell) = alone(row, layout).filter(|_| columns > 1 && usual.whole > 0) else {
        return false;
    };
    let words = text(cell, ledger);
    let cites = citation::has_year(&words) && usual.keys_cite();
    let mut sum = group::ALONE;
    let mut add = |holds: bool, weight: i32| sum += if holds { weight } else { 0 };
    add(cell.col_span > 1, group::WIDE);
    add(columns >= 3, group::COLUMNS);
    add(usual.filled * 10 >= usual.whole * columns * 7, group::OTHERS_FULL);
    add(
        cell.col == 0 && usual.first_empty == usual.whole && usual.alone > 0,
        group::COLUMN_OF_NAMES,
    );
    add(is_bold(cell) && usual.bold * 4 < usual.whole, group::BOLD);
    add(cell.shaded && usual.shaded * 4 < usual.whole, group::SHADED);
    add(!cites && usual.keys_cite(), group::NO_CITATION);
    add(cites || value::is_value(&words), group::STUDY);
    add(counts(&words), group::COUNTS);
    let followed =
        next.is_some_and(|next| next.role == Role::Body && alone(next, layout).is_none());
    add(over_deeper, group::OVER_DEEPER);
    add(followed || over_deeper, group::FOLLOWED);
    add(!followed && !over_deeper, group::NOT_FOLLOWED);
    add((usual.alone - usual.over_deeper) * 3 > usual.rows, group::MANY);
    add(words.chars().nth(LONGEST_NAME).is_some(), group::LONG);
    add(citation::is_open(&words), group::OPEN);
    add(edge::begins(&words).is_rest(), group::REST);
    sum >= group::ENOUGH
}

/// Whether a name counts what is under it: "(n = 12)", "k=4", "4 trials".
fn counts(words: &str) -> bool {
    let small = words.to_lowercase();
    small.contains(|c: char| c.is_ascii_digit())
        && ["n =", "n=", "k =", "k=", "stud", "trial"].iter().any(|sign| small.contains(sign))
}

fn is_total(
    rows: &[LogicalRow],
    at: usize,
    usual: &Usual,
    layout: Layout,
    ledger: &Ledger,
) -> bool {
    let Some(row) = rows.get(at) else { return false };
    let next = rows.get(at + 1);
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    if filled < 2 || layout.columns < 2 {
        return false;
    }
    let names = [0, layout.key].into_iter().filter_map(|col| row.cell(col));
    let told = names.map(|cell| (cell, text(cell, ledger)));
    let mut said = told.filter_map(|(cell, words)| Some((total_word(&words)?, cell, words)));
    let Some((always, cell, words)) = said.next() else { return false };
    let said = if always { total::SAYS } else { total::MAY_SAY };
    let mut sum = said;
    let mut add = |holds: bool, weight: i32| sum += if holds { weight } else { 0 };
    add(usual.keys_cite(), total::NO_CITATION);
    add(!usual.keys_cite(), total::WORDS);
    add(
        next.is_none_or(|next| next.role != Role::Body || alone(next, layout).is_some()),
        total::LAST,
    );
    add(is_bold(cell) && usual.bold * 4 < usual.whole, total::BOLD);
    // A table that counts by years holds no studies, and its total is one of its rows.
    let named = usual.years * 2 <= usual.whole;
    add(named && sums::adds_up(rows, at, layout.key, ledger), total::ADDS_UP);
    add(citation::has_year(&words), total::CITES);
    sum > total::ENOUGH
}

/// Whether a key begins with a word for totals; `true` where it is a word for nothing else.
fn total_word(key: &str) -> Option<bool> {
    const ALWAYS: &str = "subtotal subtotals pooled heterogeneity zwischensumme insgesamt subtotale grandtotal 小计 合计 总计";
    const OFTEN: &str = "total totals overall sum summary mean median average all gesamt summe ensemble totale итого всего";
    let small =
        key.to_lowercase().replace("sub-total", "subtotal").replace("grand total", "grandtotal");
    let first = small.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    let listed = |list: &str| list.split_ascii_whitespace().any(|word| word == first);
    // "All studies" and "Mean (SD)" are totals; a title that begins so is none.
    let short = key.chars().count() <= 60;
    match () {
        () if listed(ALWAYS) => Some(true),
        () if listed(OFTEN) && short => Some(false),
        () => None,
    }
}

/// Remarks on the first row of a table whose header may be another.
pub(super) fn doubt_header(rows: &mut [LogicalRow]) {
    if let Some(row) = rows.iter_mut().find(|row| row.role == Role::Body) {
        row.remark(Remark {
            column: 0,
            code: Code::HeaderDoubtful,
            confidence: Confidence::Undetermined,
            reason: "the evidence for the rows that name the columns is even",
            runs: Vec::new(),
        });
    }
}
