//! Where a row goes on, and where a new one begins.
//!
//! The rows of all fragments are walked in order. Each cell is decided on its own evidence but the
//! row as a whole: the head of one cell may belong to the row above while its rest begins the next.

use std::collections::BTreeSet;

use super::Options;
use super::columns::{Assignment, has_year};
use super::ghosts;
use super::seam::{Beginning, Phrases, beginning, ends_with_arrow, text};
use crate::fragment::{Cell, Fragment, Role, Row, Start};
use crate::ledger::{Confidence, Ledger, Reason};
use crate::marks;
use crate::record::Code;
use crate::table::{LogicalRow, Remark};

/// Likeness in percent from which a strange text at a page edge is a damaged reading.
const GHOST: usize = 50;

/// What a page edge cuts is one printed line of a cell, no longer than this, in characters.
const PRINTED_LINE: usize = 60;

/// Joins the rows of a table's fragments.
pub(super) fn run(
    fragments: Vec<Fragment>,
    assigned: &[Assignment],
    columns: usize,
    phrases: &Phrases,
    options: &Options,
    ledger: &mut Ledger,
) -> Vec<LogicalRow> {
    let mut walk = Walk {
        rows: Vec::new(),
        columns,
        phrases,
        values: values(&fragments, assigned, columns, ledger),
        keys_always_filled: keys_always_filled(&fragments, ledger),
    };
    for (at, (fragment, assignment)) in fragments.into_iter().zip(assigned).enumerate() {
        let joins = at > 0 && options.join;
        walk.fragment(fragment, assignment, joins, ledger);
    }
    walk.rows
}

/// The whole texts that each column holds anywhere in the table.
fn values(
    fragments: &[Fragment],
    assigned: &[Assignment],
    columns: usize,
    ledger: &Ledger,
) -> Vec<BTreeSet<String>> {
    let mut values = vec![BTreeSet::new(); columns];
    for (fragment, assignment) in fragments.iter().zip(assigned) {
        for cell in fragment.rows.iter().flat_map(|row| &row.cells) {
            if let Some(column) = assignment.columns.get(cell.col) {
                values[*column].insert(text(cell, ledger));
            }
        }
    }
    values
}

/// Whether every row below the first of its page has a key: then an empty one at the top of a page
/// is a row that goes on.
fn keys_always_filled(fragments: &[Fragment], ledger: &Ledger) -> bool {
    let mut inner = fragments.iter().flat_map(|fragment| fragment.rows.iter().skip(1)).peekable();
    inner.peek().is_some()
        && inner.all(|row| {
            row.cells.first().is_some_and(|cell| cell.col == 0 && !text(cell, ledger).is_empty())
        })
}

struct Walk<'a> {
    rows: Vec<LogicalRow>,
    columns: usize,
    phrases: &'a Phrases,
    values: Vec<BTreeSet<String>>,
    keys_always_filled: bool,
}

impl Walk<'_> {
    fn fragment(
        &mut self,
        fragment: Fragment,
        assignment: &Assignment,
        joins: bool,
        ledger: &mut Ledger,
    ) {
        let loose = fragment.loose_columns;
        let closed_top = fragment.closed_top;
        let rows: Vec<Row> = fragment.rows.into_iter().map(|row| place(row, assignment)).collect();
        for (at, row) in rows.iter().enumerate() {
            let first = at == 0 && joins;
            let mut row = row.clone();
            let mut ghosts = Vec::new();
            if loose && first {
                ghosts = rows.get(1).map_or(Vec::new(), |next| self.ghosts(&row, next, ledger));
                for (column, ..) in &ghosts {
                    self.drop_cell(&mut row, *column, Reason::Ghost, ledger);
                }
            }
            if let (true, true, Some(next)) = (loose && first, ghosts.is_empty(), rows.get(1)) {
                self.give_up_fused(&mut row, next, ledger);
            }
            if row.cells.iter().all(Cell::is_empty) {
                // Nothing but ghosts of the next row.
            } else if self.continues(&row, loose, first, closed_top, ledger) {
                self.go_on(row, loose, first, assignment, ledger);
            } else {
                self.begin(row, loose, first, assignment, ledger);
            }
            // A ghost is a reading of the row below it: the remark waits for that row.
            if !ghosts.is_empty() {
                self.haunt(ghosts, rows.get(1), assignment, ledger);
            }
        }
    }

    /// A key that breaks within the page shows that the page's first text row holds only the first
    /// printed line of its study: what a list holds before that line is the row above, going on.
    /// The list goes there whole, and the row above lends what it leaves open.
    fn give_up_fused(&mut self, row: &mut Row, next: &Row, ledger: &Ledger) {
        let (own, rest) = (key(row, ledger), key(next, ledger));
        let broken = key_open(&own) && completes_key(&rest) && !key_open(&rest);
        let Some(above) = self.rows.last_mut().filter(|above| above.role == Role::Body) else {
            return;
        };
        if !broken || own.is_empty() || rest.is_empty() {
            return;
        }
        for cell in row.cells.iter_mut().filter(|cell| cell.col > 0) {
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
    fn haunt(
        &mut self,
        ghosts: Vec<(usize, Remark)>,
        next: Option<&Row>,
        _assignment: &Assignment,
        ledger: &Ledger,
    ) {
        let new_row = next.is_some_and(|next| !key(next, ledger).is_empty());
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
    fn ghosts(&self, row: &Row, next: &Row, ledger: &Ledger) -> Vec<(usize, Remark)> {
        let mut alike = Vec::new();
        let mut filled = 0;
        for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
            filled += 1;
            let Some(below) = next.cells.iter().find(|c| c.col == cell.col && !c.is_empty()) else {
                continue;
            };
            let (damaged, whole) = (text(cell, ledger), text(below, ledger));
            if damaged.chars().count() > PRINTED_LINE {
                continue;
            }
            let exact = ghosts::begins(&whole, &damaged);
            if exact || ghosts::likeness(&damaged, &whole) >= GHOST {
                alike.push((cell, exact, self.phrases.has_stranger(&damaged)));
            }
        }
        let (own_key, next_key) = (key(row, ledger), key(next, ledger));
        // Either the key is a worse reading of the next key, or all of the row is like the next.
        let by_key = !own_key.is_empty()
            && alike.iter().any(|(cell, exact, stranger)| cell.col == 0 && (*exact || *stranger))
            && (key_open(&own_key) || has_year(&next_key) && !has_year(&own_key));
        let by_row = alike.len() == filled && alike.iter().any(|(.., stranger)| *stranger);
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

    fn drop_cell(&self, row: &mut Row, column: usize, reason: Reason, ledger: &mut Ledger) {
        if let Some(cell) = row.cells.iter_mut().find(|cell| cell.col == column) {
            for line in cell.lines.drain(..) {
                ledger.leave_out(line.run, reason);
            }
        }
    }

    /// Whether a row goes on from the row before it.
    fn continues(
        &self,
        row: &Row,
        loose: bool,
        first: bool,
        closed_top: Option<bool>,
        ledger: &Ledger,
    ) -> bool {
        let Some(before) = self.rows.last().filter(|row| row.role == Role::Body) else {
            return false;
        };
        // A row that a ghost announced waits to be filled.
        if before.cells.is_empty() {
            return true;
        }
        let own = key(row, ledger);
        let key_before = before.cell(0).map(|cell| text(cell, ledger)).unwrap_or_default();
        if !own.is_empty() && key_open(&key_before) && completes_key(&own) && (loose || first) {
            return true;
        }
        if loose {
            return own.is_empty();
        }
        if !first {
            return false;
        }
        let filled = || row.cells.iter().filter(|cell| !cell.is_empty());
        let rest = filled().any(|cell| {
            let open = before.cell(cell.col).map(|cell| text(cell, ledger)).unwrap_or_default();
            match beginning(&text(cell, ledger)) {
                Beginning::Arrow => true,
                Beginning::Small => self.phrases.capitals_begin() && !open.is_empty(),
                Beginning::Own => ends_with_arrow(&open) || open.ends_with('-'),
            }
        });
        if own.is_empty() {
            rest || self.keys_always_filled || closed_top == Some(false)
        } else {
            // A key that stands on the second page only, as centred keys do.
            rest && key_before.is_empty()
        }
    }

    fn begin(
        &mut self,
        row: Row,
        loose: bool,
        first: bool,
        assignment: &Assignment,
        ledger: &mut Ledger,
    ) {
        let mut fresh = LogicalRow { role: row.role, cells: Vec::new(), ..LogicalRow::default() };
        let own_key = key(&row, ledger);
        if loose && self.is_group(&row, &own_key, ledger) {
            fresh.role = Role::Group;
        }
        if first && loose {
            fresh.carried = row
                .cells
                .iter()
                .filter(|cell| cell.col > 0 && !cell.is_empty())
                .filter(|cell| match beginning(&text(cell, ledger)) {
                    Beginning::Arrow => true,
                    Beginning::Small => self.phrases.capitals_begin(),
                    Beginning::Own => false,
                })
                .map(|cell| cell.col)
                .collect();
        }
        let cut = has_year(&own_key)
            && beginning(&own_key) == Beginning::Small
            && completes_key(&own_key)
            && !self.rows.is_empty();
        fresh.cells = row.cells;
        if cut {
            if let Some(cell) = fresh.cell(0) {
                let reason = "the line before it, which names the study, is not in the source";
                let cut = remark(cell, Code::KeyCut, Confidence::Undetermined, reason);
                fresh.remark(cut);
            }
            if loose {
                self.divide(&mut fresh, ledger);
            }
        }
        self.note_inferred(&mut fresh, assignment, None);
        self.rows.push(fresh);
    }

    /// A sub-heading: words in the first column alone, in a table whose keys cite years.
    fn is_group(&self, row: &Row, own_key: &str, ledger: &Ledger) -> bool {
        let keys_cite = self
            .values
            .first()
            .is_some_and(|keys| keys.iter().filter(|key| has_year(key)).count() * 2 > keys.len());
        let alone = row.cells.iter().all(|cell| cell.col == 0 || text(cell, ledger).is_empty());
        keys_cite && alone && !has_year(own_key) && !own_key.is_empty() && !key_open(own_key)
    }

    /// A row whose key lost its first line has lost the first line of its other cells to the row
    /// above: two known values in one cell there are one for each, and what a list leaves open at
    /// its end is the beginning of this row's list.
    fn divide(&mut self, fresh: &mut LogicalRow, ledger: &mut Ledger) {
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
                    self.values[column].contains(part.trim())
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
                if self.phrases.has_stranger(&own) && ghosts::likeness(&own, &known) >= GHOST {
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

    fn go_on(
        &mut self,
        row: Row,
        loose: bool,
        first: bool,
        assignment: &Assignment,
        ledger: &mut Ledger,
    ) {
        let Some(mut target) = self.rows.pop() else { return };
        let waiting = target.cells.is_empty();
        let mut touched = Vec::new();
        for mut cell in row.cells {
            if cell.is_empty() && cell.pieces.is_empty() {
                continue;
            }
            let own = text(&cell, ledger);
            let column = cell.col;
            let known = target.cell(column).map(|cell| text(cell, ledger)).unwrap_or_default();
            if loose
                && !waiting
                && let Some((reason, found)) = self.spoiled(&cell, &own, &known)
            {
                for line in &cell.lines {
                    ledger.leave_out(line.run, reason);
                }
                target.remark(found);
                continue;
            }
            touched.push(column);
            if !waiting && !own.is_empty() && (first || column == 0) {
                let code = match (column, known.is_empty()) {
                    (0, false) => Code::KeyJoined,
                    _ => Code::CellJoined,
                };
                target.remark(remark(
                    &cell,
                    code,
                    Confidence::Certain,
                    joined_because(&own, &known),
                ));
            }
            let start = if first && !waiting { Start::Page } else { Start::Wrap };
            if let Some(line) = cell.lines.first_mut()
                && line.start == Start::Wrap
            {
                line.start = start;
            }
            let into = target.cell_mut(column);
            into.lines.append(&mut cell.lines);
            into.pieces.append(&mut cell.pieces);
            into.col_span = into.col_span.max(cell.col_span);
        }
        self.note_inferred(&mut target, assignment, Some(&touched));
        self.rows.push(target);
    }

    /// Whether a cell beside the rest of a row is no text of its own: a damaged reading of what
    /// stands there already, or signs without meaning.
    fn spoiled(&self, cell: &Cell, own: &str, known: &str) -> Option<(Reason, Remark)> {
        let characters: Vec<char> = own.chars().collect();
        let mark = marks::arrow_at(&characters, 0).max(marks::bullet_at(&characters, 0, true)) > 0
            || ends_with_arrow(own);
        if mark || known.is_empty() || cell.col == 0 {
            return None;
        }
        if !own.chars().any(char::is_alphabetic) && characters.len() <= 3 {
            let reason = "signs without a word, beside the rest of a row";
            let found = remark(cell, Code::MarkLeftOut, Confidence::Likely, reason);
            return Some((Reason::Stray, found));
        }
        // Only a short value can be read twice whole; a list is more than one printed line.
        let value = known.chars().count() <= 2 * characters.len();
        let damaged =
            value && self.phrases.has_stranger(own) && ghosts::likeness(own, known) >= GHOST;
        damaged.then(|| {
            let reason = "a damaged reading of the value above it";
            let found = remark(cell, Code::GhostLeftOut, Confidence::Likely, reason);
            (Reason::Ghost, found)
        })
    }

    /// Remarks on cells whose column could be told only by what the page before left open.
    fn note_inferred(&self, row: &mut LogicalRow, assignment: &Assignment, only: Option<&[usize]>) {
        for from in &assignment.doubtful {
            let column = assignment.columns[*from];
            if only.is_some_and(|only| !only.contains(&column)) {
                continue;
            }
            let Some(cell) = row.cell(column).filter(|cell| !cell.is_empty()) else { continue };
            let reason = "the page lacks a column; its cells go on from what was open before it";
            let found = remark(cell, Code::ColumnInferred, assignment.confidence, reason);
            row.remark(found);
        }
    }
}

fn remark(cell: &Cell, code: Code, confidence: Confidence, reason: &'static str) -> Remark {
    let runs = cell.lines.iter().map(|line| line.run).collect();
    Remark { column: cell.col, code, confidence, reason, runs }
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

fn joined_because(rest: &str, before: &str) -> &'static str {
    match (beginning(rest), ends_with_arrow(before)) {
        (Beginning::Arrow, _) => "it begins with an arrow",
        (_, true) => "the cell above ends with an arrow",
        (Beginning::Small, _) => "it begins in the middle of a sentence",
        (Beginning::Own, _) => "its row has no key of its own",
    }
}

/// The cells of a row moved to the table's columns.
fn place(row: Row, assignment: &Assignment) -> Row {
    let cells = row
        .cells
        .into_iter()
        .filter_map(|mut cell| {
            cell.col = *assignment.columns.get(cell.col)?;
            Some(cell)
        })
        .collect();
    Row { role: row.role, cells }
}

fn key(row: &Row, ledger: &Ledger) -> String {
    row.cells.iter().find(|cell| cell.col == 0).map(|cell| text(cell, ledger)).unwrap_or_default()
}

/// Whether a key waits for its rest: an open bracket, or an end that joins.
fn key_open(key: &str) -> bool {
    let key = key.trim_end();
    key.matches('(').count() > key.matches(')').count() || key.ends_with([',', '&', '-', '/'])
}

/// Whether a text can only be the rest of a key: it closes a bracket, begins small, or is a year.
fn completes_key(rest: &str) -> bool {
    beginning(rest) == Beginning::Small
        || rest.chars().take(4).filter(char::is_ascii_digit).count() == 4
        || !has_year(rest) && rest.starts_with(|c: char| c.is_alphabetic())
        || has_year(rest) && !rest.starts_with('(')
}
