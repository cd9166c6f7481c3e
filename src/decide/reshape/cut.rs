//! A plan for the rows of a table → the table, or the tables that it is cut into.
//!
//! No text is dropped: what is no row any more is a title or a note.

use std::collections::BTreeSet;

use super::rows::{Becomes, Plan};
use crate::assemble;
use crate::fragment::{Cell, Fragment, Role, Row};
use crate::ledger::Ledger;
use crate::profile::Profile;
use crate::profile::roles::{self, Told};
use crate::record::Code;
use crate::signs::caption;
use crate::stitch;
use crate::table::{LogicalRow, Remark, Table};

/// The doubts that stand at the first row of a piece and are about the piece.
const OF_PIECES: [Code; 3] = [Code::TableDoubtful, Code::ColumnsDoubtful, Code::HeaderDoubtful];

/// The title of a table as it is in the result.
pub(super) fn title(table: &Table, ledger: &Ledger) -> String {
    let runs: Vec<_> = table.title.iter().map(|line| line.run).collect();
    crate::text::join(&runs, ledger)
}

/// The rows, ascending, that are names of groups by a plan and that no row stands under.
pub(super) fn bare(table: &Table, plan: &Plan) -> Vec<usize> {
    let mut found = Vec::new();
    let starts: BTreeSet<usize> = plan.starts.iter().copied().chain([0]).collect();
    for start in starts {
        let own = (0..).zip(&table.rows).filter(|(at, _)| plan.start(*at) == start);
        let (places, rows): (Vec<usize>, Vec<LogicalRow>) = own
            .filter_map(|(at, row)| {
                let (role, level) = match plan.rows.get(&at) {
                    None => (row.role, row.level),
                    Some(Becomes::Role(role, level)) => (*role, *level),
                    Some(Becomes::Note | Becomes::Title) => return None,
                };
                let outside = row.outside;
                Some((at, LogicalRow { role, level, outside, ..LogicalRow::default() }))
            })
            .unzip();
        found.extend(stitch::without_rows(&rows).into_iter().filter_map(|at| places.get(at)));
    }
    found
}

/// Does what a plan says. `keyed` tells whether a person said which column is the key. What comes back are
/// the tables, each with the row of the old one that it begins with.
pub(super) fn run(
    mut table: Table,
    plan: &Plan,
    keyed: bool,
    profile: &Profile,
    ledger: &Ledger,
) -> Vec<(usize, Table)> {
    let plan = with_heads(&table, plan, ledger);
    release(&mut table.rows, &plan);
    let rows = std::mem::take(&mut table.rows);
    let starts: BTreeSet<usize> = plan.starts.iter().copied().chain([0]).collect();
    let mut parts: Vec<Part> = starts.into_iter().map(|start| Part::new(start, &table)).collect();
    share_notes(&mut table, &plan, &rows, &mut parts, ledger);
    for (at, row) in rows.into_iter().enumerate() {
        let start = plan.start(at);
        let Some(part) = parts.iter_mut().find(|part| part.start == start) else { continue };
        part.take(row, plan.rows.get(&at).copied());
    }
    let cut = parts.len() > 1;
    let made = parts.into_iter().map(|mut part| {
        let told = plan.headers.contains(&part.start);
        part.close(told);
        let table = &mut part.table;
        if cut {
            table.pages = pages(table);
        }
        if !keyed && (cut || told) {
            find_key(table, cut, profile, ledger);
        }
        (part.start, part.table)
    });
    made.collect()
}

/// A row at which a table begins and that is nothing but a caption is its title. That row or else the one under
/// it is its header where it begins with the name that its column had.
fn with_heads(table: &Table, plan: &Plan, ledger: &Ledger) -> Plan {
    let mut plan = plan.clone();
    let text = |cell: &Cell| crate::text::cell(cell, ledger);
    let header: Vec<Row> = rows_of(table, Role::Header);
    let names = roles::headers(&header, table.columns, ledger);
    for mut start in plan.starts.clone() {
        let first = start;
        let filled = |at: usize| -> Vec<&Cell> {
            let cells = table.rows.get(at).map_or(&[][..], |row| &row.cells);
            cells.iter().filter(|cell| !cell.is_empty()).collect()
        };
        if let ([only], false) = (&filled(start)[..], plan.rows.contains_key(&start))
            && caption::is_caption(&text(only))
        {
            plan.rows.insert(start, Becomes::Title);
            start += 1;
        }
        if let ([cell, _, ..], false) = (&filled(start)[..], plan.headers.contains(&first))
            && names.get(cell.col).is_some_and(|name| *name == text(cell))
            && plan.start(start) == first
        {
            plan.rows.entry(start).or_insert(Becomes::Role(Role::Header, 0));
        }
    }
    plan
}

/// The rows of one role, as a piece of a table has them.
fn rows_of(table: &Table, role: Role) -> Vec<Row> {
    let rows = table.rows.iter().filter(|row| row.role == role);
    rows.map(|row| Row { role, cells: row.cells.clone(), ..Row::default() }).collect()
}

/// Where a cell that is merged down stands in a row that is no row of the body any more, the rows under it
/// have it no longer.
fn release(rows: &mut [LogicalRow], plan: &Plan) {
    for (at, becomes) in &plan.rows {
        let columns: Vec<usize> = match rows.get(*at) {
            Some(row) if row.role == Role::Body && *becomes != Becomes::Role(Role::Body, 0) => {
                row.cells.iter().filter(|cell| !cell.repeats).map(|cell| cell.col).collect()
            }
            _ => continue,
        };
        for column in columns {
            for row in rows.iter_mut().skip(at + 1) {
                let covered = row.cell(column).is_some_and(|cell| cell.repeats);
                if !covered {
                    break;
                }
                row.cell_mut(column).repeats = false;
            }
        }
    }
}

/// Gives the title and the notes of a table to its parts: the title to the first, a note to the part whose
/// rows refer to it, else to the one that it is printed in or under.
fn share_notes(
    table: &mut Table,
    plan: &Plan,
    rows: &[LogicalRow],
    parts: &mut [Part],
    ledger: &Ledger,
) {
    let mut notes = assemble::parted(&table.notes, ledger);
    let mut title = std::mem::take(&mut table.title);
    let told = plan.titles.get(&0);
    let named = told.copied().flatten().filter(|note| *note < notes.len());
    let named = named.map(|note| notes.remove(note));
    let old = if told.is_some() { std::mem::take(&mut title) } else { Vec::new() };
    let begins = |start: usize| {
        let lines = rows.iter().skip(start).flat_map(|row| &row.cells).flat_map(|cell| &cell.lines);
        lines.map(|line| line.run.start).next().unwrap_or(u32::MAX)
    };
    let firsts: Vec<u32> = parts.iter().map(|part| begins(part.start)).collect();
    let refers = |part: &Part, mark: &str| {
        let own = (0..).zip(rows).filter(|(at, _)| plan.start(*at) == part.start);
        own.flat_map(|(_, row)| &row.note_marks).any(|own| **own == *mark)
    };
    if let Some(first) = parts.first_mut() {
        first.table.title = named.unwrap_or(title);
        first.table.notes = old;
    }
    for note in notes {
        let mark = note.iter().find_map(|line| line.mark.clone());
        let marked = mark.and_then(|mark| parts.iter().position(|part| refers(part, &mark)));
        let place = note.first().map_or(0, |line| line.run.start);
        let printed = || firsts.iter().skip(1).filter(|first| **first <= place).count();
        if let Some(part) = parts.get_mut(marked.unwrap_or_else(printed)) {
            part.table.notes.extend(note);
        }
    }
}

/// A table in the making.
#[derive(Debug)]
struct Part {
    start: usize,
    table: Table,
    /// Doubts about a piece whose first row is none any more.
    doubts: Vec<Remark>,
    /// Whether the row above the next one is another than before.
    parted: bool,
}

impl Part {
    fn new(start: usize, of: &Table) -> Self {
        let table = Table {
            columns: of.columns,
            key: of.key,
            year: of.year,
            pages: of.pages.clone(),
            ..Table::default()
        };
        Part { start, table, doubts: Vec::new(), parted: start > 0 }
    }

    fn take(&mut self, mut row: LogicalRow, becomes: Option<Becomes>) {
        let leaves =
            row.role == Role::Body && becomes.is_some_and(|b| b != Becomes::Role(Role::Body, 0));
        if leaves {
            let doubts = row.remarks.drain(..).filter(|doubt| OF_PIECES.contains(&doubt.code));
            self.doubts.extend(doubts);
            self.parted = true;
        }
        let lines = |row: LogicalRow| row.cells.into_iter().flat_map(|cell| cell.lines);
        match becomes {
            Some(Becomes::Note) => return self.table.notes.extend(lines(row)),
            Some(Becomes::Title) => return self.table.title.extend(lines(row)),
            Some(Becomes::Role(role, level)) => (row.role, row.level) = (role, level),
            None => {}
        }
        if row.role == Role::Body {
            self.doubts.drain(..).for_each(|doubt| row.remark(doubt));
            if std::mem::take(&mut self.parted) {
                row.carried.clear();
                let over = self.table.rows.iter_mut().rev().find(|over| over.role == Role::Body);
                over.into_iter().for_each(|over| over.lends = false);
            }
        }
        self.table.rows.push(row);
    }

    /// The header first; names of groups that nothing stands under are notes. `told` says whether a person
    /// told the header, which answers the doubts about it.
    fn close(&mut self, told: bool) {
        let rows = &mut self.table.rows;
        rows.sort_by_key(|row| row.role != Role::Header);
        let bare: BTreeSet<usize> = stitch::without_rows(rows).into_iter().collect();
        let mut kept = Vec::with_capacity(rows.len());
        for (at, row) in std::mem::take(rows).into_iter().enumerate() {
            match bare.contains(&at) {
                true => self.table.notes.extend(row.cells.into_iter().flat_map(|cell| cell.lines)),
                false => kept.push(row),
            }
        }
        *rows = kept;
        for row in rows.iter_mut().filter(|_| told) {
            row.remarks.retain(|remark| remark.code != Code::HeaderDoubtful);
        }
        if let Some(last) = rows.iter_mut().rev().find(|row| row.role == Role::Body) {
            last.lends = false;
        }
    }
}

/// The pages on which a part of a table stands, where its cells tell.
fn pages(table: &Table) -> Vec<u32> {
    let pieces = table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pieces);
    let pages: BTreeSet<u32> = pieces.map(|(page, _)| *page).collect();
    if pages.is_empty() { table.pages.clone() } else { pages.into_iter().collect() }
}

/// Finds the key of a table whose header or rows are others now: anew where it was cut, else where the
/// profile knows its header.
fn find_key(table: &mut Table, cut: bool, profile: &Profile, ledger: &Ledger) {
    let header = rows_of(table, Role::Header);
    if !cut {
        let named = roles::named(&header, table.columns, profile, ledger);
        if let Some(key) = named.filter(|key| *key != table.key) {
            (table.key, table.year) = (key, None);
        }
        return;
    }
    let rows = rows_of(table, Role::Body);
    let fragment = Fragment { columns: table.columns, rows, ..Fragment::default() };
    let told = Told { key: None, profile };
    let found = roles::find(&header, &[fragment], table.columns, told, ledger);
    (table.key, table.year) = (found.key, found.year);
}
