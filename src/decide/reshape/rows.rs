//! What each row of a table is, and where another table begins: decisions → a plan for each table. `cut`
//! does it.

use std::collections::{BTreeMap, BTreeSet};

use super::Reshaping;
use super::cut;
use super::find::{self, Known, Said};
use crate::decide::shape::{Form, RowIs, RowName, TitleOf};
use crate::decide::target::Miss;
use crate::decide::texts::plain;
use crate::fragment::Role;
use crate::ledger::Ledger;
use crate::profile::Profile;
use crate::table::{LogicalRow, Table};

/// What a row becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Becomes {
    /// A row of another role, under so many names of groups.
    Role(Role, u8),
    /// A note.
    Note,
    /// The title.
    Title,
}

/// What is to be done to a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// The rows at which another table begins.
    pub(super) starts: BTreeSet<usize>,
    /// What rows become.
    pub(super) rows: BTreeMap<usize, Becomes>,
    /// The first rows of tables that lose the title they have, and the note that takes its place, if any.
    pub(super) titles: BTreeMap<usize, Option<usize>>,
    /// The first rows of tables whose header was told.
    pub(super) headers: BTreeSet<usize>,
}

impl Plan {
    pub(super) fn is_empty(&self) -> bool {
        self.starts.is_empty()
            && self.rows.is_empty()
            && self.titles.is_empty()
            && self.headers.is_empty()
    }

    /// The first row of the table in which a row comes to stand.
    pub(super) fn start(&self, row: usize) -> usize {
        self.starts.range(..=row).next_back().copied().unwrap_or(0)
    }
}

/// What a decision wants of a table: one change of its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Want {
    Start(usize),
    /// These rows, and no others, of the table that begins with the first number.
    Header(usize, Vec<usize>),
    Row(usize, Becomes),
    /// The note of the table's notes, or none.
    Title(Option<usize>),
}

/// What two decisions may want different things of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// What a row is.
    Row(usize, usize),
    /// Whether a row names the columns.
    Names(usize, usize),
    /// The title of the table that begins with a row.
    Title(usize, usize),
    /// Its header.
    Header(usize, usize),
}

impl Want {
    /// The row that tells which table it is about, of those that come of one.
    fn row(&self) -> usize {
        match self {
            Want::Start(row) | Want::Header(row, _) | Want::Row(row, _) => *row,
            Want::Title(_) => 0,
        }
    }
}

/// A decision, by its index, the table, and what it wants of it.
type Wanted = (usize, usize, Want);

impl Reshaping<'_> {
    /// Applies what was decided about rows.
    pub(crate) fn rows(&mut self, tables: &mut Vec<Table>, profile: &Profile, ledger: &Ledger) {
        if self.is_idle() {
            return;
        }
        let said: Vec<Vec<Said>> = tables.iter().map(|table| find::said(table, ledger)).collect();
        let mut plans = vec![Plan::default(); tables.len()];
        let mut all = Vec::new();
        // Where tables begin comes first: it tells which title and header a row is about.
        for starts in [true, false] {
            let wanted = self.wanted(starts, tables, &plans, &said, ledger);
            self.contradicted(&claims(&wanted, tables, &plans));
            for (shape, table, want) in wanted.iter().filter(|(shape, ..)| !self.failed(*shape)) {
                add(&mut plans[*table], &tables[*table], want.clone());
                all.push((*shape, *table, want.clone()));
            }
        }
        self.give_up_bare_names(tables, &mut plans, &all);
        let (mut made, mut known) = (Vec::new(), Vec::new());
        let mut numbers: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (at, (table, plan)) in std::mem::take(tables).into_iter().zip(&plans).enumerate() {
            let own = self.known[at].clone();
            let parts = match plan.is_empty() {
                true => vec![(0, table)],
                false => cut::run(table, plan, own.keyed, profile, ledger),
            };
            for (start, part) in parts {
                let name = self.name(&own, start, cut::title(&part, ledger));
                numbers.insert((at, start), name.number);
                made.push(part);
                known.push(name);
            }
        }
        for (shape, table, want) in all {
            if !self.failed(shape) {
                let number = numbers.get(&(table, plans[table].start(want.row())));
                self.settle(shape, Ok(number.copied().into_iter().collect()));
            }
        }
        (*tables, self.known) = (made, known);
    }

    /// What a table is known by that begins with a row of another one and has such a title.
    fn name(&mut self, own: &Known, start: usize, title: String) -> Known {
        if start > 0 {
            self.next += 1;
            return own.part(self.next - 1, title);
        }
        let mut name = own.clone();
        if !name.titles.iter().any(|known| plain(known) == plain(&title)) {
            name.titles.extend(Some(title).filter(|title| !title.is_empty()));
        }
        name
    }

    /// What the decisions about rows want, those about where tables begin or all others.
    fn wanted(
        &mut self,
        starts: bool,
        tables: &[Table],
        plans: &[Plan],
        said: &[Vec<Said>],
        ledger: &Ledger,
    ) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for (at, shape) in self.shapes.iter().enumerate() {
            let meant = match shape.form {
                Form::SplitTable(_) => starts,
                Form::Header(_) | Form::Title(_) | Form::NoTitle | Form::Row(..) => !starts,
                _ => false,
            };
            if !meant {
                continue;
            }
            let table = find::table(&self.known, shape.table.as_deref(), ledger);
            let found = table.and_then(|table| {
                let (own, plan) = (&tables[table], &plans[table]);
                want(&shape.form, own, plan, &said[table], ledger).map(|want| (table, want))
            });
            match found {
                Ok((table, want)) => wanted.push((at, table, want)),
                Err(miss) => self.settle(at, Err(miss)),
            }
        }
        wanted
    }

    /// A row that is said to name a group has to have a study under it.
    fn give_up_bare_names(&mut self, tables: &[Table], plans: &mut [Plan], all: &[Wanted]) {
        let is_name = |want: &Want| matches!(want, Want::Row(_, Becomes::Role(Role::Group, _)));
        loop {
            let bare: Vec<Vec<usize>> =
                tables.iter().zip(&*plans).map(|(table, plan)| cut::bare(table, plan)).collect();
            let told = |(shape, table, want): &&Wanted| {
                is_name(want) && !self.failed(*shape) && bare[*table].contains(&want.row())
            };
            let Some((_, table, want)) = all.iter().find(told) else { break };
            plans[*table].rows.remove(&want.row());
            let same = all.iter().filter(|(_, own, other)| (own, other) == (table, want));
            let message = "no study stands under it, so it names no group";
            for (shape, ..) in same {
                self.settle(*shape, Err(Miss::Stale(message.to_owned())));
            }
        }
    }
}

/// What a decision wants of a table whose rows say `said`.
fn want(
    form: &Form,
    table: &Table,
    plan: &Plan,
    said: &[Said],
    ledger: &Ledger,
) -> Result<Want, Miss> {
    let row = |name| find::row(said, name, ledger);
    Ok(match form {
        Form::SplitTable(name) => {
            let row = row(name)?;
            let over = |role: &LogicalRow| matches!(role.role, Role::Body | Role::Group);
            if !table.rows.iter().take(row).any(over) {
                let message = "no row stands over it that another table could hold";
                return Err(Miss::Stale(message.to_owned()));
            }
            Want::Start(row)
        }
        Form::Header(names) => {
            let name = |text: &String| RowName { text: text.clone(), ..Default::default() };
            let rows: Result<BTreeSet<usize>, Miss> =
                names.iter().map(|text| find::row(said, &name(text), ledger)).collect();
            let rows: Vec<usize> = rows?.into_iter().collect();
            let start = rows.first().map_or(0, |row| plan.start(*row));
            if rows.iter().any(|row| plan.start(*row) != start) {
                let message = "its rows stand in different tables";
                return Err(Miss::Stale(message.to_owned()));
            }
            Want::Header(start, rows)
        }
        Form::Title(TitleOf::Row(name)) => Want::Row(row(name)?, Becomes::Title),
        Form::Title(TitleOf::Note(note)) => Want::Title(Some(find::note(table, note, ledger)?)),
        Form::NoTitle => Want::Title(None),
        Form::Row(name, is) => {
            let row = row(name)?;
            let becomes = match is {
                RowIs::Header => Becomes::Role(Role::Header, 0),
                RowIs::Group => Becomes::Role(Role::Group, level(&table.rows, row)),
                RowIs::Total => Becomes::Role(Role::Total, 0),
                RowIs::Study => Becomes::Role(Role::Body, 0),
                RowIs::Note => Becomes::Note,
            };
            Want::Row(row, becomes)
        }
        _ => return Err(Miss::Stale("it is not about rows".to_owned())),
    })
}

/// How many names a new name of a group stands under: as many as the one over it, else the one under it.
pub(super) fn level(rows: &[LogicalRow], row: usize) -> u8 {
    let names = |row: &&LogicalRow| row.role == Role::Group;
    let over = rows.iter().take(row).rev().find(names);
    over.or(rows.iter().skip(row).find(names)).map_or(0, |name| name.level)
}

/// The rows of the header of the table that begins at `start`.
fn header_rows<'t>(
    table: &'t Table,
    plan: &'t Plan,
    start: usize,
) -> impl Iterator<Item = usize> + 't {
    let rows = (0..).zip(&table.rows).filter(|(_, row)| row.role == Role::Header);
    rows.map(|(at, _)| at).filter(move |at| plan.start(*at) == start)
}

/// What each decision lays claim to.
fn claims(
    wanted: &[(usize, usize, Want)],
    tables: &[Table],
    plans: &[Plan],
) -> Vec<(Place, usize, String)> {
    let mut claims = Vec::new();
    for (shape, table, want) in wanted {
        let plan = &plans[*table];
        let mut claim = |place: Place, what: String| claims.push((place, *shape, what));
        let says = |becomes: Becomes| format!("{becomes:?}");
        let header = Becomes::Role(Role::Header, 0);
        let names = |row: usize| Place::Names(*table, row);
        match want {
            Want::Start(_) => {}
            Want::Row(row, becomes) => {
                claim(Place::Row(*table, *row), says(*becomes));
                if *becomes == header {
                    claim(names(*row), "yes".to_owned());
                }
                if *becomes == Becomes::Title {
                    claim(Place::Title(*table, plan.start(*row)), format!("row {row}"));
                }
            }
            Want::Title(note) => claim(Place::Title(*table, 0), format!("note {note:?}")),
            Want::Header(start, rows) => {
                claim(Place::Header(*table, *start), format!("{rows:?}"));
                for row in rows {
                    claim(Place::Row(*table, *row), says(header));
                    claim(names(*row), "yes".to_owned());
                }
                for row in header_rows(&tables[*table], plan, *start).filter(|r| !rows.contains(r))
                {
                    claim(names(row), "no".to_owned());
                }
            }
        }
    }
    claims
}

/// Writes into a plan what a decision wants.
fn add(plan: &mut Plan, table: &Table, want: Want) {
    match want {
        Want::Start(row) => drop(plan.starts.insert(row)),
        Want::Title(note) => drop(plan.titles.insert(0, note)),
        Want::Row(row, becomes) => {
            let start = plan.start(row);
            match becomes {
                Becomes::Title => drop(plan.titles.insert(start, None)),
                Becomes::Role(Role::Header, _) => drop(plan.headers.insert(start)),
                _ => {}
            }
            plan.rows.insert(row, becomes);
        }
        Want::Header(start, rows) => {
            for row in header_rows(table, &plan.clone(), start).filter(|row| !rows.contains(row)) {
                // Another decision may say what it is then.
                plan.rows.entry(row).or_insert(Becomes::Role(Role::Body, 0));
            }
            plan.rows.extend(rows.into_iter().map(|row| (row, Becomes::Role(Role::Header, 0))));
            plan.headers.insert(start);
        }
    }
}
