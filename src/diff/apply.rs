//! The first document and the changes → the second document.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{carry, empty, is_empty};
use super::model::{Both, Change, Diff, Spot};
use crate::record::{Cells, Column, Document, Flag, Item, Record, Table, Value};

/// Applies a diff to the document that it was made from.
///
/// # Errors
/// Where the diff does not fit the document: a sentence that says what was not found.
pub fn apply(a: &Document, diff: &Diff) -> Result<Document, String> {
    let mut edit = Edit::default();
    let mut of_table: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in &diff.changes {
        match change {
            Change::TableAdded { at, value } => edit.add(*at, value.clone()),
            Change::TableRemoved { at, .. } => edit.remove(*at),
            Change::TableMoved { from, to, .. } => edit.shift(*from, *to),
            other => {
                if let Some(name) = other.table() {
                    of_table.entry(name.before()).or_default().push(other);
                }
            }
        }
    }
    let mut tables = Vec::new();
    for table in &a.tables {
        let changes = of_table.remove(table.id.as_str()).unwrap_or_default();
        tables.push(apply_table(table, &changes)?);
    }
    if let Some(name) = of_table.keys().next() {
        return Err(format!("there is no table {name}"));
    }
    Ok(Document { format: a.format.clone(), tables: edit.run(tables)?.0 })
}

/// What becomes of a list: indices that go, values that come, and what moves.
#[derive(Debug)]
struct Edit<T> {
    gone: BTreeSet<usize>,
    new: BTreeMap<usize, T>,
    shifts: BTreeMap<usize, usize>,
    /// An index to which two values are to come.
    clash: Option<usize>,
}

impl<T> Default for Edit<T> {
    fn default() -> Self {
        Edit { gone: BTreeSet::new(), new: BTreeMap::new(), shifts: BTreeMap::new(), clash: None }
    }
}

impl<T> Edit<T> {
    fn add(&mut self, at: usize, value: T) {
        if self.new.insert(at, value).is_some() {
            self.clash = Some(at);
        }
    }

    fn remove(&mut self, at: usize) {
        self.gone.insert(at);
    }

    fn shift(&mut self, from: usize, to: usize) {
        self.shifts.insert(from, to);
    }

    /// The edited list, and where each value that stayed went.
    fn run(mut self, list: Vec<T>) -> Result<(Vec<T>, BTreeMap<usize, usize>), String> {
        let mut origins: BTreeMap<usize, usize> = BTreeMap::new();
        let mut stay = Vec::new();
        for (at, value) in list.into_iter().enumerate() {
            if self.gone.remove(&at) {
                continue;
            }
            match self.shifts.remove(&at) {
                Some(to) => {
                    origins.insert(to, at);
                    self.add(to, value);
                }
                None => stay.push((at, value)),
            }
        }
        if let Some(at) = self.gone.first().or(self.shifts.keys().next()) {
            return Err(format!("there is no index {at} in a list to change"));
        }
        if let Some(at) = self.clash {
            return Err(format!("two values are to come to index {at} of a list"));
        }
        let mut stay = stay.into_iter();
        let mut made = Vec::new();
        let mut went = BTreeMap::new();
        loop {
            if let Some(value) = self.new.remove(&made.len()) {
                if let Some(from) = origins.get(&made.len()) {
                    went.insert(*from, made.len());
                }
                made.push(value);
            } else if let Some((from, value)) = stay.next() {
                went.insert(from, made.len());
                made.push(value);
            } else if let Some(at) = self.new.keys().next() {
                return Err(format!("a list is too short for index {at}"));
            } else {
                return Ok((made, went));
            }
        }
    }
}

/// A cell: id of the record and key of the column.
type Address = (String, String);

/// The changes of a table, sorted by what they change.
#[derive(Debug, Default)]
struct Plan<'a> {
    notes: Edit<String>,
    changed_notes: BTreeMap<usize, &'a String>,
    columns: Edit<Column>,
    changed_columns: BTreeMap<&'a str, &'a Column>,
    records: Edit<Work>,
    names: BTreeMap<&'a str, &'a str>,
    groups: BTreeMap<&'a str, &'a Option<String>>,
    /// The notes of records by their id before.
    record_notes: BTreeMap<&'a str, &'a Vec<String>>,
    values: BTreeMap<Address, (&'a Value, &'a Value)>,
    /// The values of columns that are new, by the record before and the key of the column after: a
    /// column of this key may have been there, which has another one now.
    fresh: BTreeMap<Address, (&'a Value, &'a Value)>,
    /// The keys of the columns that are new.
    added: BTreeSet<&'a str>,
    /// By the address before: the index, the item as it was, and as it is where it stays.
    from: BTreeMap<Address, BTreeMap<usize, (&'a Item, Option<&'a Item>)>>,
    /// By the address after.
    to: BTreeMap<Address, Vec<(usize, &'a Item)>>,
    /// By the record before.
    moved: BTreeMap<&'a str, Vec<(&'a Spot, &'a Spot)>>,
    flags: BTreeMap<&'a str, Edit<Option<Flag>>>,
}

impl<'a> Plan<'a> {
    /// An item leaves its cell.
    fn take(&mut self, from: &Spot, item: &'a Item) {
        let cell = (from.record.clone(), from.column.clone());
        self.from.entry(cell).or_default().insert(from.item, (item, None));
    }

    /// An item comes into a cell.
    fn give(&mut self, to: &Spot, item: &'a Item) {
        let cell = (to.record.clone(), to.column.clone());
        self.to.entry(cell).or_default().push((to.item, item));
    }
}

/// A record on its way, with its cells by column key after.
#[derive(Debug)]
struct Work {
    record: Record,
    /// Its id before; `None` where it is new.
    before: Option<String>,
}

fn apply_table(table: &Table, changes: &[&Change]) -> Result<Table, String> {
    let mut plan = Plan::default();
    let mut made = table.clone();
    for change in changes {
        sort_in(change, &mut plan, &mut made);
    }
    for (at, after) in std::mem::take(&mut plan.changed_notes) {
        let note = made.notes.get_mut(at).ok_or_else(|| format!("there is no note {at}"))?;
        note.clone_from(after);
    }
    made.notes = std::mem::take(&mut plan.notes).run(std::mem::take(&mut made.notes))?.0;
    let renamed: BTreeMap<String, String> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, _)| !plan.columns.gone.contains(at))
        .map(|(_, column)| {
            let after = plan.changed_columns.get(column.key.as_str());
            (column.key.clone(), after.map_or(&column.key, |after| &after.key).clone())
        })
        .collect();
    for column in &mut made.columns {
        if let Some(after) = plan.changed_columns.get(column.key.as_str()) {
            *column = (*after).clone();
        }
    }
    made.columns = std::mem::take(&mut plan.columns).run(std::mem::take(&mut made.columns))?.0;

    let records = std::mem::take(&mut made.records)
        .into_iter()
        .map(|record| Work { before: Some(record.id.clone()), record })
        .collect();
    let (works, _) = std::mem::take(&mut plan.records).run(records)?;
    for work in works {
        let record = match work.before {
            Some(before) => kept(work.record, &before, table, &made.columns, &renamed, &mut plan)?,
            None => added(work.record, &plan)?,
        };
        made.records.push(record);
    }
    Ok(made)
}

/// A record of the second document alone, with the items that moved into it.
fn added(mut record: Record, plan: &Plan<'_>) -> Result<Record, String> {
    for (key, value) in &mut record.cells.0 {
        let Value::List(list) = value else { continue };
        let new = plan.to.get(&(record.id.clone(), key.clone()));
        let address = format!("{}.{key}", record.id);
        *list = edit_items(std::mem::take(list), None, new, &address)?.0;
    }
    Ok(record)
}

/// A record that both documents have.
fn kept(
    mut record: Record,
    before: &str,
    table: &Table,
    columns: &[Column],
    renamed: &BTreeMap<String, String>,
    plan: &mut Plan<'_>,
) -> Result<Record, String> {
    if let Some(name) = plan.names.get(before) {
        record.id = (*name).to_owned();
    }
    if let Some(group) = plan.groups.get(before) {
        record.group = (*group).clone();
    }
    if let Some(notes) = plan.record_notes.get(before) {
        record.notes = (*notes).clone();
    }
    let mut went = BTreeMap::new();
    let mut cells = Vec::new();
    for column in columns {
        let old = renamed.iter().find(|(_, after)| **after == column.key).map(|(key, _)| key);
        let address = (before.to_owned(), old.unwrap_or(&column.key).clone());
        let value = changed_value(&record, column, old, &address, plan)?;
        let value = match value {
            Value::List(list) => {
                let new = plan.to.get(&(record.id.clone(), column.key.clone()));
                let name = format!("{before}.{}", address.1);
                let from = old.and_then(|_| plan.from.get(&address));
                let (list, map) = edit_items(list, from, new, &name)?;
                went.extend(
                    map.into_iter()
                        .map(|(from, to)| ((address.1.clone(), from), (column.key.clone(), to))),
                );
                Value::List(list)
            }
            other => other,
        };
        cells.push((column.key.clone(), value));
    }
    for (from, to) in plan.moved.remove(before).unwrap_or_default() {
        if to.record == record.id {
            went.insert((from.column.clone(), from.item), (to.column.clone(), to.item));
        }
    }
    record.cells = Cells(cells);
    let known = |key: &String| table.columns.iter().any(|column| column.key == *key);
    let carried = record
        .flags
        .iter()
        .map(|flag| carry(flag, renamed, &went).filter(|_| known(&flag.column)))
        .collect();
    let (flags, _) = plan.flags.remove(before).unwrap_or_default().run(carried)?;
    record.flags = flags
        .into_iter()
        .collect::<Option<_>>()
        .ok_or_else(|| format!("a flag of {before} points to nothing"))?;
    Ok(record)
}

/// The value of a column after, whose key before was `old` where the column is not new.
fn changed_value(
    record: &Record,
    column: &Column,
    old: Option<&String>,
    address: &Address,
    plan: &Plan<'_>,
) -> Result<Value, String> {
    let (value, changed) = match old {
        Some(key) => {
            let value = record.cells.get(key).cloned();
            let missing = || format!("the record {} has no {key}", address.0);
            (value.ok_or_else(missing)?, &plan.values)
        }
        None => (empty(column.kind), &plan.fresh),
    };
    match changed.get(address) {
        Some((expected, after)) if **expected == value => Ok((*after).clone()),
        Some(_) => Err(format!("{}.{} reads otherwise", address.0, address.1)),
        None => Ok(value),
    }
}

/// A list of items after its changes, and where each item that stayed went. `name` is the cell's.
#[allow(clippy::type_complexity)] // The maps are those of the plan.
fn edit_items(
    mut list: Vec<Item>,
    from: Option<&BTreeMap<usize, (&Item, Option<&Item>)>>,
    to: Option<&Vec<(usize, &Item)>>,
    name: &str,
) -> Result<(Vec<Item>, BTreeMap<usize, usize>), String> {
    let mut edit = Edit::default();
    for (at, (before, after)) in from.into_iter().flatten() {
        match list.get_mut(*at) {
            None => return Err(format!("{name} has no item {at}")),
            Some(item) if *item != **before => return Err(format!("{name}.{at} reads otherwise")),
            Some(item) => match after {
                Some(after) => *item = (*after).clone(),
                None => edit.remove(*at),
            },
        }
    }
    for (at, item) in to.into_iter().flatten() {
        edit.add(*at, (*item).clone());
    }
    edit.run(list)
}

fn sort_in<'a>(change: &'a Change, plan: &mut Plan<'a>, made: &mut Table) {
    use Change::*;
    match change {
        TableAdded { .. } | TableRemoved { .. } | TableMoved { .. } => {}
        TableRenamed { table } => made.id.clone_from(table.after()),
        TitleChanged { after, .. } => made.title.clone_from(after),
        NoteAdded { at, value, .. } => plan.notes.add(*at, value.clone()),
        NoteRemoved { at, .. } => plan.notes.remove(*at),
        NoteChanged { at, after, .. } => {
            plan.changed_notes.insert(*at.before(), after);
        }
        ColumnAdded { at, value, .. } => {
            plan.added.insert(&value.key);
            plan.columns.add(*at, value.clone());
        }
        ColumnRemoved { at, .. } => plan.columns.remove(*at),
        ColumnMoved { from, to, .. } => plan.columns.shift(*from, *to),
        ColumnChanged { before, after, recast, .. } => {
            plan.changed_columns.insert(&before.key, after);
            for own in recast {
                let cell = (own.record.before().clone(), before.key.clone());
                plan.values.insert(cell, (&own.before, &own.after));
            }
        }
        RecordAdded { at, value, .. } => {
            plan.records.add(*at, Work { record: value.clone(), before: None });
        }
        RecordRemoved { at, .. } => plan.records.remove(*at),
        RecordMoved { from, to, .. } => plan.records.shift(*from, *to),
        RecordRenamed { record, .. } => {
            plan.names.insert(record.before(), record.after());
        }
        GroupChanged { record, after, .. } => {
            plan.groups.insert(record.before(), after);
        }
        RecordNotesChanged { record, after, .. } => {
            plan.record_notes.insert(record.before(), after);
        }
        ValueChanged { record, column, before, after, .. } => {
            let cell = (record.before().clone(), column.before().clone());
            let new = matches!(column, Both::Same(key) if plan.added.contains(key.as_str()))
                && is_empty(before);
            let values = if new { &mut plan.fresh } else { &mut plan.values };
            values.insert(cell, (before, after));
        }
        ItemAdded { .. }
        | ItemRemoved { .. }
        | ItemChanged { .. }
        | ItemMoved { .. }
        | ItemSplit { .. }
        | ItemJoined { .. } => sort_item_in(change, plan),
        FlagAdded { record, at, value, .. } => {
            plan.flags.entry(record.before()).or_default().add(*at, Some(value.clone()));
        }
        FlagRemoved { record, at, .. } => {
            plan.flags.entry(record.before()).or_default().remove(*at);
        }
    }
}

fn sort_item_in<'a>(change: &'a Change, plan: &mut Plan<'a>) {
    use Change::*;
    match change {
        ItemAdded { to, value, .. } => plan.give(to, value),
        ItemRemoved { from, value, .. } => plan.take(from, value),
        ItemChanged { record, column, item, before, after, .. } => {
            let cell = (record.before().clone(), column.before().clone());
            plan.from.entry(cell).or_default().insert(*item.before(), (before, Some(after)));
        }
        ItemMoved { from, to, value, .. } => {
            plan.take(from, value.before());
            plan.moved.entry(&from.record).or_default().push((from, to));
            plan.give(to, value.after());
        }
        ItemSplit { from, to, before, after, .. } => {
            plan.take(from, before);
            to.iter().zip(after).for_each(|(to, item)| plan.give(to, item));
        }
        ItemJoined { from, to, before, after, .. } => {
            from.iter().zip(before).for_each(|(from, item)| plan.take(from, item));
            plan.give(to, after);
        }
        _ => {}
    }
}
