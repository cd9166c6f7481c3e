//! Which columns a table has, and what each is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::Reshaping;
use super::find;
use super::part;
use crate::decide::shape::Form;
use crate::decide::target::Miss;
use crate::fragment::{Cell, Role, Start};
use crate::ledger::Ledger;
use crate::profile::{self, Profile};
use crate::record::{Code, Kind};
use crate::table::{LogicalRow, Table};

/// What a decision wants of a table's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Want {
    /// These are one.
    Join(RangeInclusive<usize>),
    /// This one is two, with such a text between them.
    Part(usize, String),
    Key(usize),
    Name(usize, String),
    Kind(usize, Kind),
}

/// What two decisions may want different things of; columns by table and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Extent(usize, usize),
    Key(usize),
    Name(usize, usize),
    Kind(usize, usize),
}

/// Which columns of a table become others.
#[derive(Clone, Debug, Default)]
struct Extents {
    /// The first and the last of those that are one.
    runs: BTreeSet<(usize, usize)>,
    /// Those that are two, with the text between the two.
    parts: BTreeMap<usize, String>,
}

impl Extents {
    fn add(&mut self, want: &Want) {
        match want {
            Want::Join(run) => drop(self.runs.insert((*run.start(), *run.end()))),
            Want::Part(column, at) => drop(self.parts.insert(*column, at.clone())),
            Want::Key(_) | Want::Name(..) | Want::Kind(..) => {}
        }
    }

    /// The first column of those that a column becomes one with: what is said of it is said of them all.
    fn first(&self, column: usize) -> usize {
        let run = self.runs.iter().find(|(from, to)| (*from..=*to).contains(&column));
        run.map_or(column, |(from, _)| *from)
    }

    fn apply(&self, table: &mut Table, ledger: &mut Ledger) {
        // From the right, so that those before stay where they are.
        for (column, at) in self.parts.iter().rev() {
            part::part(table, *column, at, ledger);
        }
        let now = |column: usize| column + self.parts.range(..column).count();
        let runs = self.runs.iter().map(|(from, to)| (now(*from), now(*to)));
        let runs: BTreeSet<(usize, usize)> = runs.collect();
        if !runs.is_empty() {
            join(table, &runs);
        }
    }
}

/// A claim to a place, as [`Reshaping::contradicted`] has it.
type Claim = (Place, usize, String);

/// The columns that decisions on their extent lay claim to.
fn extents_claimed(wanted: &[(usize, usize, Want)]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (shape, table, want) in wanted {
        let columns = match want {
            Want::Join(run) => run.clone(),
            Want::Part(column, _) => *column..=*column,
            Want::Key(_) | Want::Name(..) | Want::Kind(..) => continue,
        };
        let claim = |column| (Place::Extent(*table, column), *shape, format!("{want:?}"));
        claims.extend(columns.map(claim));
    }
    claims
}

/// What decisions on what columns are lay claim to.
fn claimed(wanted: &[(usize, usize, Want)], extents: &[Extents]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (shape, table, want) in wanted {
        let first = |column: &usize| extents[*table].first(*column);
        let (place, what) = match want {
            Want::Join(_) | Want::Part(..) => continue,
            Want::Key(column) => (Place::Key(*table), first(column).to_string()),
            Want::Name(column, to) => (Place::Name(*table, first(column)), to.clone()),
            Want::Kind(column, to) => (Place::Kind(*table, first(column)), format!("{to:?}")),
        };
        claims.push((place, *shape, what));
    }
    claims
}

impl Reshaping<'_> {
    /// Applies what was decided about columns.
    pub(crate) fn columns(&mut self, tables: &mut [Table], profile: &Profile, ledger: &mut Ledger) {
        if self.is_idle() {
            return;
        }
        let wanted = self.wanted_of_columns(tables, profile, ledger);
        self.contradicted(&extents_claimed(&wanted));
        let mut extents = vec![Extents::default(); tables.len()];
        for (shape, table, want) in &wanted {
            if !self.failed(*shape) {
                extents[*table].add(want);
            }
        }
        self.contradicted(&claimed(&wanted, &extents));
        for (shape, table, want) in &wanted {
            if !self.failed(*shape) {
                tell(&mut tables[*table], want, &extents[*table]);
            }
        }
        for (table, extents) in tables.iter_mut().zip(&extents) {
            extents.apply(table, ledger);
        }
        for (shape, table, _) in wanted {
            if !self.failed(shape) {
                self.settle(shape, Ok(vec![self.number(table)]));
            }
        }
    }

    /// What decisions want, where what they name is there.
    fn wanted_of_columns(
        &mut self,
        tables: &[Table],
        profile: &Profile,
        ledger: &Ledger,
    ) -> Vec<(usize, usize, Want)> {
        let mut wanted = Vec::new();
        for (at, shape) in self.shapes.iter().enumerate() {
            let of_columns = matches!(
                shape.form,
                Form::Key(_)
                    | Form::NameColumn { .. }
                    | Form::Kind { .. }
                    | Form::JoinColumns(_)
                    | Form::SplitColumn { .. }
            );
            // A key that was there before rows were joined is told already.
            if !of_columns || self.outcomes.get(at).is_some_and(Option::is_some) {
                continue;
            }
            let found =
                find::table(&self.known, shape.table.as_deref(), ledger).and_then(|table| {
                    want(&shape.form, &tables[table], profile, ledger).map(|want| (table, want))
                });
            match found {
                Ok((table, Want::Key(_))) if self.known[table].keyed => {
                    let message = "another decision says which column is the key";
                    self.settle(at, Err(Miss::Ambiguous(message.to_owned())));
                }
                Ok((table, want)) => wanted.push((at, table, want)),
                Err(miss) => self.settle(at, Err(miss)),
            }
        }
        wanted
    }
}

fn want(form: &Form, table: &Table, profile: &Profile, ledger: &Ledger) -> Result<Want, Miss> {
    let columns = profile::run(table, profile, ledger);
    let headers: Vec<String> = columns.iter().map(|column| column.text.clone()).collect();
    let keys: Vec<String> = columns.into_iter().map(|column| column.key).collect();
    let column = |name: &str| find::column(&headers, &keys, name);
    Ok(match form {
        Form::Key(name) => Want::Key(column(name)?),
        Form::NameColumn { column: name, to } => Want::Name(column(name)?, to.clone()),
        Form::Kind { column: name, to } => Want::Kind(column(name)?, *to),
        Form::SplitColumn { column: name, at } => {
            let column = column(name)?;
            part::can_part(table, column, at, ledger)?;
            Want::Part(column, at.clone())
        }
        Form::JoinColumns(names) => {
            let found: Result<BTreeSet<usize>, Miss> =
                names.iter().map(|name| column(name)).collect();
            let found = found?;
            let (Some(first), Some(last)) = (found.first(), found.last()) else {
                return Err(Miss::Stale("it names no column".to_owned()));
            };
            if last == first || last - first + 1 != found.len() {
                let message = "they do not stand beside each other";
                return Err(Miss::Stale(message.to_owned()));
            }
            can_join(table, *first..=*last, ledger)?;
            Want::Join(*first..=*last)
        }
        _ => return Err(Miss::Stale("it is not about columns".to_owned())),
    })
}

/// A cell that is merged down holds its value for each of its rows: beside another value in one of them it
/// could not be told what both are.
fn can_join(table: &Table, run: RangeInclusive<usize>, ledger: &Ledger) -> Result<(), Miss> {
    for row in table.rows.iter().filter(|row| row.role == Role::Body) {
        let cells = || run.clone().filter_map(|column| row.cell(column));
        let merged = cells().any(|cell| cell.repeats);
        if merged && cells().any(|cell| !cell.is_empty()) {
            return Err(Miss::Stale(format!(
                "in the row {:?} one of them goes on from the row above, and another does not",
                find::name_of(table, row, ledger)
            )));
        }
    }
    Ok(())
}

/// Says of a column what a decision does.
fn tell(table: &mut Table, want: &Want, extents: &Extents) {
    let first = |column: usize| extents.first(column);
    match want {
        Want::Join(_) | Want::Part(..) => {}
        Want::Key(column) => {
            let key = first(*column);
            if table.key != key {
                (table.key, table.year) = (key, None);
            }
        }
        Want::Name(column, to) => {
            table.told.entry(first(*column)).or_default().name = Some(to.clone());
        }
        Want::Kind(column, to) => table.told.entry(first(*column)).or_default().kind = Some(*to),
    }
}

/// Makes one column of each run of columns, from the first to the last of it.
fn join(table: &mut Table, runs: &BTreeSet<(usize, usize)>) {
    let goes = |column: usize| {
        let gone = runs.iter().map(|(from, to)| column.min(*to).saturating_sub(*from));
        column - gone.sum::<usize>()
    };
    for row in &mut table.rows {
        join_cells(row, &goes);
        row.carried = row.carried.iter().map(|column| goes(*column)).collect();
        row.carried.dedup();
        // Somebody looked at the columns.
        let remarks = std::mem::take(&mut row.remarks).into_iter();
        for mut remark in remarks.filter(|remark| remark.code != Code::ColumnsDoubtful) {
            remark.column = goes(remark.column);
            row.remark(remark);
        }
    }
    table.told = std::mem::take(&mut table.told)
        .into_iter()
        .map(|(column, told)| (goes(column), told))
        .collect();
    table.key = goes(table.key);
    table.year = table.year.map(goes).filter(|year| *year != table.key);
    table.columns = table.columns.checked_sub(1).map_or(0, |last| goes(last) + 1);
}

/// Moves the cells of a row to where their columns go; those of one column become one.
fn join_cells(row: &mut LogicalRow, goes: &impl Fn(usize) -> usize) {
    let mut made: Vec<Cell> = Vec::with_capacity(row.cells.len());
    for mut cell in std::mem::take(&mut row.cells) {
        let last = goes(cell.col + cell.col_span.max(1) - 1);
        cell.col = goes(cell.col);
        cell.col_span = last - cell.col + 1;
        match made.last_mut() {
            Some(before) if before.col == cell.col => {
                if let Some(first) = cell.lines.first_mut().filter(|_| !before.is_empty()) {
                    first.start = Start::Wrap;
                }
                before.lines.append(&mut cell.lines);
                before.pieces.append(&mut cell.pieces);
                before.col_span = before.col_span.max(cell.col_span);
                before.row_span = before.row_span.max(cell.row_span);
                before.repeats |= cell.repeats;
            }
            Some(before) => {
                // A cell over several columns ends where the next one begins.
                before.col_span = before.col_span.min(cell.col - before.col);
                made.push(cell);
            }
            None => made.push(cell),
        }
    }
    row.cells = made;
}
