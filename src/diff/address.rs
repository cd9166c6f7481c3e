//! Where a change stands, as people call it.

use std::collections::BTreeMap;

use super::describe::shown;
use super::model::{Both, Change, Diff, Spot};

/// Where changes stand, as people call it.
#[derive(Debug)]
pub(super) struct Addresses<'a> {
    /// The ids before of the records that have another one after, by table and id after.
    old: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Addresses<'a> {
    pub(super) fn of(diff: &'a Diff) -> Self {
        let renamed = diff.changes.iter().filter_map(|change| match change {
            Change::RecordRenamed { table, record } => {
                Some(((table.after().as_str(), record.after().as_str()), record.before().as_str()))
            }
            _ => None,
        });
        Addresses { old: renamed.collect() }
    }

    /// Table and record of a change; the record is empty where it concerns the table.
    pub(super) fn of_change(&self, change: &Change) -> (String, String) {
        let new = |table: &Both<String>, spot: &Spot| {
            let name = self.old.get(&(table.after().as_str(), spot.record.as_str()));
            (shown(table), name.map_or_else(|| spot.record.clone(), |name| (*name).to_owned()))
        };
        address(change, new)
    }

    /// The narrowest place that holds what a change tells of: table, record and column.
    pub(super) fn place(&self, change: &Change) -> String {
        let (mut place, record) = self.of_change(change);
        if !record.is_empty() {
            place.push('/');
            place.push_str(&record);
        }
        if let Some(column) = column(change) {
            place.push('.');
            place.push_str(column);
        }
        place
    }
}

/// The key of the column that a change is in.
fn column(change: &Change) -> Option<&str> {
    use Change::*;
    match change {
        ValueChanged { column, .. } | ItemChanged { column, .. } => Some(column.before()),
        ItemAdded { to: spot, .. }
        | ItemRemoved { from: spot, .. }
        | ItemMoved { from: spot, .. }
        | ItemSplit { from: spot, .. }
        | ItemJoined { to: spot, .. } => Some(&spot.column),
        _ => None,
    }
}

fn address(
    change: &Change,
    new: impl Fn(&Both<String>, &Spot) -> (String, String),
) -> (String, String) {
    use Change::*;
    match change {
        TableAdded { value, .. } | TableRemoved { value, .. } => (value.id.clone(), String::new()),
        TableMoved { table, .. }
        | TableRenamed { table }
        | TitleChanged { table, .. }
        | NoteAdded { table, .. }
        | NoteRemoved { table, .. }
        | NoteChanged { table, .. }
        | ColumnAdded { table, .. }
        | ColumnRemoved { table, .. }
        | ColumnMoved { table, .. }
        | ColumnChanged { table, .. } => (shown(table), String::new()),
        RecordAdded { table, value, .. } | RecordRemoved { table, value, .. } => {
            (shown(table), value.id.clone())
        }
        RecordMoved { table, record, .. }
        | RecordRenamed { table, record }
        | GroupChanged { table, record, .. }
        | RecordNotesChanged { table, record, .. }
        | ValueChanged { table, record, .. }
        | ItemChanged { table, record, .. }
        | FlagAdded { table, record, .. }
        | FlagRemoved { table, record, .. } => (shown(table), record.before().clone()),
        ItemAdded { table, to, .. } => new(table, to),
        ItemJoined { table, from, to, .. } => match from.first() {
            Some(from) => (shown(table), from.record.clone()),
            None => new(table, to),
        },
        ItemRemoved { table, from, .. }
        | ItemMoved { table, from, .. }
        | ItemSplit { table, from, .. } => (shown(table), from.record.clone()),
    }
}
