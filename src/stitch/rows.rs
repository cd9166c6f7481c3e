//! Where a row goes on, and where a new one begins.
//!
//! The rows of all fragments are walked in order. Each cell is decided on its own evidence but the
//! row as a whole: the head of one cell may belong to the row above while its rest begins the next.

use std::collections::BTreeMap;

use super::Options;
use super::columns::Assignment;
use super::habits::{Habits, always_filled, begins_tall};
use super::seam::{Phrases, end, text};
use super::weigh;
use crate::fragment::{About, Cell, Doubt, Fragment, Role, Row, Start};
use crate::ledger::{Confidence, Ledger, Reason};
use crate::record::Code;
use crate::signs::citation::{has_year, is_open};
use crate::signs::edge::{Begins, begins, ends_with_arrow, open_brackets};
use crate::table::{LogicalRow, Remark};
use crate::text::Counts;

/// What is known of a table before its rows are joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Number of columns.
    pub(super) columns: usize,
    /// The column that names the studies.
    pub(super) key: usize,
}

/// Joins the rows of a table's fragments.
pub(super) fn run(
    fragments: Vec<Fragment>,
    assigned: &[Assignment],
    layout: Layout,
    phrases: &Phrases,
    options: &Options,
    ledger: &mut Ledger,
) -> Vec<LogicalRow> {
    let Layout { columns, key } = layout;
    let (values, keys_cite) = values(&fragments, assigned, layout, ledger);
    let mut walk = Walk {
        rows: Vec::new(),
        columns,
        key,
        phrases,
        values,
        keys_cite,
        keys: Habits::of(&fragments, key, ledger),
        keys_always_filled: always_filled(&fragments, key, ledger),
        always_filled: (0..columns).map(|col| always_filled(&fragments, col, ledger)).collect(),
        begins_tall: (0..columns).map(|col| begins_tall(&fragments, col, ledger)).collect(),
        merges_keys: false,
        keyless: 0,
        covered: BTreeMap::new(),
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
        if !matches!(row.role, Role::Body | Role::Blank) {
            covered.clear();
            continue;
        }
        let columns: Vec<usize> = covered.keys().copied().collect();
        for column in columns {
            if is_free(row, column) {
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

/// Whether no cell of a row covers a column.
fn is_free(row: &LogicalRow, column: usize) -> bool {
    // Cells stand in the order of their columns, so only the last of those before counts.
    let after = row.cells.partition_point(|cell| cell.col <= column);
    let before = after.checked_sub(1).and_then(|at| row.cells.get(at));
    before.is_none_or(|cell| column >= cell.col + cell.col_span)
}

/// The whole texts that each column holds anywhere in the table, and whether most keys cite a year.
fn values(
    fragments: &[Fragment],
    assigned: &[Assignment],
    Layout { columns, key }: Layout,
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

/// The rows so far, and what the table says about rows.
pub(super) struct Walk<'a> {
    pub(super) rows: Vec<LogicalRow>,
    pub(super) columns: usize,
    /// The column that names the studies.
    pub(super) key: usize,
    pub(super) phrases: &'a Phrases,
    pub(super) values: Vec<Counts>,
    pub(super) keys_always_filled: bool,
    /// For each column whether nearly all rows inside of pages have text there.
    pub(super) always_filled: Vec<bool>,
    /// For each column whether its texts begin with small letters hardly ever: then one that does goes on from
    /// the page before.
    pub(super) begins_tall: Vec<bool>,
    /// Whether most keys cite a year.
    pub(super) keys_cite: bool,
    /// What nearly all keys have inside of pages.
    pub(super) keys: Habits,
    /// Whether a key so far is merged down over rows; kept, as pages are many and so are rows.
    merges_keys: bool,
    /// How many rows at the top of the fragment have no key.
    keyless: usize,
    /// The columns of the next row that a cell above covers, each with how many rows it still covers.
    covered: BTreeMap<usize, usize>,
}

/// Where a row stands that may go on from the one before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seam {
    /// On a page of a dump.
    pub(super) loose: bool,
    /// First of its page.
    pub(super) first: bool,
    /// Whether a ruling closes the table over it.
    pub(super) closed_top: Option<bool>,
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
        self.keyless = rows.iter().take_while(|row| key(row, self.key, ledger).is_empty()).count();
        let mut rows = rows.into_iter().peekable();
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
                // Nothing, or nothing but ghosts of the next row.
                if !self.covered.is_empty() {
                    self.push(LogicalRow {
                        role: Role::Blank,
                        cells: row.cells,
                        ..LogicalRow::default()
                    });
                }
            } else if let Some(sure) =
                self.continues(&row, &Seam { loose, first, closed_top }, ledger)
            {
                self.go_on(row, loose, first, sure, assignment, ledger);
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

    /// Whether a row goes on from the row before it: the confidence in it, where it does.
    fn continues(&self, row: &Row, seam: &Seam, ledger: &Ledger) -> Option<Confidence> {
        let before = self.rows.last().filter(|row| row.role == Role::Body)?;
        // A row that a ghost announced waits to be filled.
        if before.cells.is_empty() {
            return Some(Confidence::Certain);
        }
        let sum = weigh::row(self, before, row, seam, ledger);
        match sum {
            weigh::CERTAIN.. => Some(Confidence::Certain),
            1.. => Some(Confidence::Likely),
            _ => None,
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
                .filter(|cell| match begins(&text(cell, ledger)) {
                    Begins::Arrow => true,
                    Begins::Small | Begins::Closes => self.phrases.capitals_begin_in(cell.col),
                    _ => false,
                })
                .map(|cell| cell.col)
                .collect();
        }
        // A name may begin small ("van den Berg"); a bracket that only closes, or a year alone, is no
        // beginning.
        let doubts = doubted(&row, self.key);
        doubts.into_iter().for_each(|remark| fresh.remark(remark));
        let closes_only = open_brackets(&own_key) < 0;
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
        self.push(fresh);
    }

    /// Adds a row, and sees which columns cells that are merged down cover in the next.
    fn push(&mut self, row: LogicalRow) {
        self.covered.retain(|_, rows| {
            *rows -= 1;
            *rows > 0
        });
        for cell in row.cells.iter().filter(|cell| cell.row_span > 1) {
            self.covered.insert(cell.col, cell.row_span - 1);
        }
        self.rows.push(row);
    }

    /// Whether the key of the last row is merged down to the next.
    pub(super) fn is_merged_down(&self) -> bool {
        self.reaches_down(self.key, 1)
    }

    /// Whether the last cell of a column covers the last row, and so many more.
    fn reaches_down(&self, column: usize, more: usize) -> bool {
        let mut above = self.rows.iter().rev().zip(1..);
        above
            .find_map(|(row, distance)| Some(row.cell(column)?.row_span >= distance + more))
            .unwrap_or(false)
    }

    /// Merges the last key down over so many more rows. Where nothing is printed a page of paper gives no
    /// cell, so a key that goes on over the page is seen by what is not there.
    fn merge_down(&mut self, more: usize) {
        if more == 0 || !self.reaches_down(self.key, 0) {
            return;
        }
        let keyed = self.rows.iter_mut().rev().find(|row| row.cell(self.key).is_some());
        if let Some(row) = keyed {
            row.cell_mut(self.key).row_span += more;
            self.covered.insert(self.key, more);
        }
    }

    /// A merged cell that a page break cut is empty on the second page: it goes on where it covers
    /// several rows there, or where the key is empty in a table that merges keys.
    fn merged_over_the_break(&mut self, fresh: &mut LogicalRow) {
        if self.rows.last().is_none_or(|row| row.role != Role::Body) {
            return;
        }
        if self.merges_keys && is_free(fresh, self.key) {
            self.merge_down(self.keyless);
        }
        let mut likely = Vec::new();
        for cell in fresh.cells.iter_mut().filter(|cell| cell.is_empty()) {
            if !self.reaches_down(cell.col, 0) {
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
        // Under a cell that is merged down the row is a part of what that cell names.
        named
            && self.covered.is_empty()
            && (spans || self.keys_cite && !has_year(&words) && !is_open(&words))
    }

    fn go_on(
        &mut self,
        row: Row,
        loose: bool,
        first: bool,
        sure: Confidence,
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
                target.remark(remark(&cell, code, sure, joined_because(&own, &known)));
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

/// What the reader of a page was not sure of, as remarks on the row.
fn doubted(row: &Row, key: usize) -> Vec<Remark> {
    let remark = |doubt: &Doubt| {
        let (code, reason) = match doubt.about {
            About::Row => {
                (Code::RowDoubtful, "the evidence for where this row begins and ends is near even")
            }
            About::Columns => {
                (Code::ColumnsDoubtful, "the evidence for an edge between columns is near even")
            }
            About::Table => (Code::TableDoubtful, "it may be no table, or not the whole of one"),
        };
        Remark { column: key, code, confidence: doubt.confidence, reason, runs: Vec::new() }
    };
    row.doubts.iter().map(remark).collect()
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
    match (begins(rest), ends_with_arrow(before)) {
        (Begins::Arrow, _) => "it begins with an arrow",
        (_, true) => "the cell above ends with an arrow",
        (Begins::Small | Begins::Closes, _) => "it begins in the middle of a sentence",
        _ => "its row has no key of its own",
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

/// The text in the key column of a row.
pub(super) fn key(row: &Row, col: usize, ledger: &Ledger) -> String {
    row.cells.iter().find(|cell| cell.col == col).map(|cell| text(cell, ledger)).unwrap_or_default()
}
