//! Where a row goes on, and where a new one begins.
//!
//! The rows of all fragments are walked in order. Each cell is decided on its own evidence but the
//! row as a whole: the head of one cell may belong to the row above while its rest begins the next.

use std::collections::BTreeMap;

use super::Options;
use super::columns::{Assignment, has_year};
use super::seam::{Beginning, Phrases, beginning, end, ends_with_arrow, short_text, text};
use crate::fragment::{Cell, Fragment, Role, Row, Start};
use crate::ledger::{Confidence, Ledger, Reason};
use crate::marks;
use crate::record::Code;
use crate::table::{LogicalRow, Remark};
use crate::text::Counts;

/// Characters of a key at most; longer texts in the first column are none that a break cut.
const LONGEST_KEY: usize = 2000;

/// What is known of a table before its rows are joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Number of columns.
    pub(super) columns: usize,
    /// The column that names the studies.
    pub(super) key: usize,
}

/// Joins the rows of a table's fragments.
pub(super) fn run(
    fragments: Vec<Fragment>,
    assigned: &[Assignment],
    shape: Shape,
    phrases: &Phrases,
    options: &Options,
    ledger: &mut Ledger,
) -> Vec<LogicalRow> {
    let Shape { columns, key } = shape;
    let (values, keys_cite) = values(&fragments, assigned, shape, ledger);
    let mut walk = Walk {
        rows: Vec::new(),
        columns,
        key,
        phrases,
        values,
        keys_cite,
        keys_always_filled: keys_always_filled(&fragments, key, ledger),
        merges_keys: false,
    };
    for (at, (fragment, assignment)) in fragments.into_iter().zip(assigned).enumerate() {
        let joins = at > 0 && options.join;
        walk.fragment(fragment, assignment, joins, ledger);
    }
    spread(&mut walk.rows);
    walk.rows
}

/// Gives the rows under a merged cell their part of it.
fn spread(rows: &mut [LogicalRow]) {
    // For each column the rows that the cell above still covers.
    let mut covered: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        if row.role != Role::Body {
            covered.clear();
            continue;
        }
        let columns: Vec<usize> = covered.keys().copied().collect();
        for column in columns {
            // Cells stand in the order of their columns, so only the last of those before counts.
            let after = row.cells.partition_point(|cell| cell.col <= column);
            let before = after.checked_sub(1).and_then(|at| row.cells.get(at));
            let free = before.is_none_or(|cell| column >= cell.col + cell.col_span);
            if free {
                row.cell_mut(column).repeats = true;
            }
        }
        covered.retain(|_, rows| {
            *rows -= 1;
            *rows > 0
        });
        for cell in row.cells.iter().filter(|cell| cell.row_span > 1) {
            covered.insert(cell.col, cell.row_span - 1);
        }
    }
}

/// The whole texts that each column holds anywhere in the table, and whether most keys cite a year.
fn values(
    fragments: &[Fragment],
    assigned: &[Assignment],
    Shape { columns, key }: Shape,
    ledger: &Ledger,
) -> (Vec<Counts>, bool) {
    let mut values: Vec<Counts> = (0..columns).map(|_| Counts::default()).collect();
    let mut years = 0;
    for (fragment, assignment) in fragments.iter().zip(assigned) {
        for cell in fragment.rows.iter().flat_map(|row| &row.cells) {
            if let Some(column) = assignment.columns.get(cell.col) {
                let text = text(cell, ledger);
                let first = values[*column].add(&text) == 1;
                years += usize::from(first && *column == key && has_year(&text));
            }
        }
    }
    let keys_cite = values.get(key).is_some_and(|keys| years * 2 > keys.len());
    (values, keys_cite)
}

/// Whether the rows between the first and the last of their page have keys, nearly all: then an empty one at the
/// top of a page is a row that goes on, and one at its end a row whose key is on the next.
fn keys_always_filled(fragments: &[Fragment], col: usize, ledger: &Ledger) -> bool {
    let keyed = |row: &Row| !key(row, col, ledger).is_empty();
    let below = || fragments.iter().map(|fragment| fragment.rows.get(1..).unwrap_or_default());
    let between = || below().flat_map(|rows| rows.iter().rev().skip(1));
    // One row that was read wrongly is no other kind of table.
    let without = between().filter(|row| !keyed(row)).count();
    if between().next().is_some() {
        without * 20 <= between().count()
    } else {
        // Pages of one row or two: the last ones have to do.
        below().flatten().next().is_some() && below().flatten().all(keyed)
    }
}

/// The rows so far, and what the table says about rows.
pub(super) struct Walk<'a> {
    pub(super) rows: Vec<LogicalRow>,
    pub(super) columns: usize,
    /// The column that names the studies.
    pub(super) key: usize,
    pub(super) phrases: &'a Phrases,
    pub(super) values: Vec<Counts>,
    keys_always_filled: bool,
    /// Whether most keys cite a year.
    keys_cite: bool,
    /// Whether a key so far is merged down over rows; kept, as pages are many and so are rows.
    merges_keys: bool,
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
        let mut rows = fragment.rows.into_iter().map(|row| place(row, assignment)).peekable();
        let mut first = joins;
        while let Some(mut row) = rows.next() {
            let mut ghosts = Vec::new();
            if loose && first {
                ghosts = rows.peek().map_or(Vec::new(), |next| self.ghosts(&row, next, ledger));
                for (column, ..) in &ghosts {
                    self.drop_cell(&mut row, *column, Reason::Ghost, ledger);
                }
            }
            if let (true, true, Some(next)) = (loose && first, ghosts.is_empty(), rows.peek()) {
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
                self.haunt(ghosts, rows.peek(), ledger);
            }
            first = false;
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
        // What the document says of itself at a page break is the answer.
        if let (true, Some(last), Some(next)) = (first, before.tag, row.tag) {
            return last == next;
        }
        let own = key(row, self.key, ledger);
        // What is longer is no key that waits for its rest, and is not read again for each row.
        let key_before =
            before.cell(self.key).and_then(|cell| short_text(cell, LONGEST_KEY, ledger));
        let has_key = before.cell(self.key).is_some_and(|cell| !cell.is_empty());
        let key_before = key_before.unwrap_or_default();
        if !own.is_empty() && key_open(&key_before) && completes_key(&own) && (loose || first) {
            return true;
        }
        // Where keys cite, a year alone or after a small letter ("and Berg, 2014") is the rest of a
        // key that waits for one.
        let plain = own.trim_start_matches(['(', '[']);
        let rest_of_key =
            has_year(&own) && plain.starts_with(|c: char| c.is_ascii_digit() || c.is_lowercase());
        if first
            && self.keys_cite
            && rest_of_key
            && !key_before.is_empty()
            && !has_year(&key_before)
        {
            return true;
        }
        if loose {
            return own.is_empty();
        }
        // Within a page only a row that a person split goes on: it has no key of its own where keys
        // cite, and begins in the middle of what stands over it.
        if !first && (!self.keys_cite || !own.is_empty() || self.is_merged_down()) {
            return false;
        }
        let filled = || row.cells.iter().filter(|cell| !cell.is_empty());
        let rest = filled().any(|cell| {
            let open = before.cell(cell.col).map(|cell| end(cell, ledger)).unwrap_or_default();
            match beginning(&text(cell, ledger)) {
                Beginning::Arrow => true,
                Beginning::Small => self.phrases.capitals_begin() && !open.is_empty(),
                Beginning::Own => ends_with_arrow(&open) || open.ends_with('-'),
            }
        });
        if !first {
            rest && !filled().any(|cell| before.cell(cell.col).is_none_or(Cell::is_empty))
        } else if own.is_empty() {
            rest || self.keys_always_filled || closed_top == Some(false)
        } else {
            // A key that stands on the second page only, as centred keys do, and short ones that
            // may not break: what stands on one page is then empty on the other, or goes on.
            let apart = || {
                filled().all(|cell| {
                    let own = text(cell, ledger);
                    before.cell(cell.col).is_none_or(Cell::is_empty)
                        || beginning(&own) != Beginning::Own
                        || is_marked(&own)
                })
            };
            !has_key && (rest || self.keys_always_filled && apart())
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
        let mut fresh = LogicalRow {
            role: row.role,
            tag: row.tag,
            note_marks: row.note_marks.clone(),
            ..LogicalRow::default()
        };
        let own_key = key(&row, self.key, ledger);
        if self.is_group(&row, ledger) {
            fresh.role = Role::Group;
        }
        if first && loose {
            fresh.carried = row
                .cells
                .iter()
                .filter(|cell| cell.col != self.key && !cell.is_empty())
                .filter(|cell| match beginning(&text(cell, ledger)) {
                    Beginning::Arrow => true,
                    Beginning::Small => self.phrases.capitals_begin(),
                    Beginning::Own => false,
                })
                .map(|cell| cell.col)
                .collect();
        }
        // A name may begin small ("van den Berg"); a bracket that only closes, or a year alone, is no
        // beginning.
        let closes_only = own_key.matches(')').count() > own_key.matches('(').count();
        let year_first = own_key.starts_with(|c: char| c.is_ascii_digit());
        let cut = has_year(&own_key) && (closes_only || year_first) && !self.rows.is_empty();
        fresh.cells = row.cells;
        if first && !loose {
            self.merged_over_the_break(&mut fresh);
        }
        if cut {
            if let Some(cell) = fresh.cell(self.key) {
                let reason = "the line before it, which names the study, is not in the source";
                let cut = remark(cell, Code::KeyCut, Confidence::Undetermined, reason);
                fresh.remark(cut);
            }
            if loose {
                self.divide(&mut fresh, ledger);
            }
        }
        self.note_inferred(&mut fresh, assignment, None);
        self.merges_keys |= fresh.cell(self.key).is_some_and(|cell| cell.row_span > 1);
        self.rows.push(fresh);
    }

    /// Whether the key of the last row is merged down to the next.
    fn is_merged_down(&self) -> bool {
        let mut above = self.rows.iter().rev().zip(1..);
        above
            .find_map(|(row, distance)| row.cell(self.key).map(|cell| cell.row_span > distance))
            .unwrap_or(false)
    }

    /// A merged cell that a page break cut is empty on the second page: it goes on where it covers
    /// several rows there, or where the key is empty in a table that merges keys.
    fn merged_over_the_break(&self, fresh: &mut LogicalRow) {
        let Some(above) = self.rows.last().filter(|row| row.role == Role::Body) else { return };
        let mut likely = Vec::new();
        for cell in fresh.cells.iter_mut().filter(|cell| cell.is_empty()) {
            if above.cell(cell.col).is_none() {
                continue;
            }
            let tall = cell.row_span > 1;
            cell.repeats = tall || self.merges_keys && cell.col == self.key;
            if cell.repeats && !tall {
                let reason = "the table merges keys, and this row is whole but for its key";
                likely.push(remark(cell, Code::KeyJoined, Confidence::Likely, reason));
            }
        }
        likely.into_iter().for_each(|remark| fresh.remark(remark));
    }

    /// A sub-heading: a cell over all columns, or words in the first or the key column alone in a table
    /// whose keys cite years.
    fn is_group(&self, row: &Row, ledger: &Ledger) -> bool {
        let mut filled = row.cells.iter().filter(|cell| !text(cell, ledger).is_empty());
        let (Some(cell), None) = (filled.next(), filled.next()) else { return false };
        let words = text(cell, ledger);
        let named = cell.row_span == 1 && (cell.col == 0 || cell.col == self.key);
        let spans = self.columns > 1 && cell.col == 0 && cell.col_span == self.columns;
        named && (spans || self.keys_cite && !has_year(&words) && !key_open(&words))
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
        target.note_marks.extend(row.note_marks);
        let mut touched = Vec::new();
        for mut cell in row.cells {
            if cell.is_empty() && cell.pieces.is_empty() {
                continue;
            }
            let own = text(&cell, ledger);
            let column = cell.col;
            let known = target.cell(column).map(|cell| end(cell, ledger)).unwrap_or_default();
            if loose
                && !waiting
                && let Some((reason, found)) =
                    self.spoiled(&cell, &own, target.cell(column), ledger)
            {
                for line in &cell.lines {
                    ledger.leave_out(line.run, reason);
                }
                target.remark(found);
                continue;
            }
            touched.push(column);
            if !waiting && !own.is_empty() && (first || column == self.key || !loose) {
                let code = match (column, known.is_empty()) {
                    _ if !first && !loose => Code::RowJoined,
                    (column, false) if column == self.key => Code::KeyJoined,
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

pub(super) fn remark(
    cell: &Cell,
    code: Code,
    confidence: Confidence,
    reason: &'static str,
) -> Remark {
    let runs = cell.lines.iter().map(|line| line.run).collect();
    Remark { column: cell.col, code, confidence, reason, runs }
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
    Row { cells, ..row }
}

/// Whether a text begins with a bullet.
fn is_marked(text: &str) -> bool {
    marks::bullet_at(&text.chars().collect::<Vec<_>>(), 0, true) > 0
}

/// The text in the key column of a row.
pub(super) fn key(row: &Row, col: usize, ledger: &Ledger) -> String {
    row.cells.iter().find(|cell| cell.col == col).map(|cell| text(cell, ledger)).unwrap_or_default()
}

/// Whether a key waits for its rest: an open bracket, or an end that joins.
pub(super) fn key_open(key: &str) -> bool {
    let key = key.trim_end();
    key.matches('(').count() > key.matches(')').count() || key.ends_with([',', '&', '-', '/'])
}

/// Whether a text can only be the rest of a key: it closes a bracket, begins small, or is a year.
pub(super) fn completes_key(rest: &str) -> bool {
    beginning(rest) == Beginning::Small
        || rest.chars().take(4).filter(char::is_ascii_digit).count() == 4
        || !has_year(rest) && rest.starts_with(|c: char| c.is_alphabetic())
        || has_year(rest) && !rest.starts_with('(')
}
