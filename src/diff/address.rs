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

    /// The narrowest place that holds what a change tells of, as it is called from where another
    /// one stands: table, record and column, without what both have.
    pub(super) fn place_from(&self, here: &Change, there: &Change) -> String {
        let (own_table, own_record) = self.of_change(here);
        let (table, record) = self.of_change(there);
        let same_table = own_table == table && !record.is_empty();
        let same_record = same_table && own_record == record;
        let mut place = if same_table { String::new() } else { table };
        if !record.is_empty() && !same_record {
            let slash = if place.is_empty() { "" } else { "/" };
            place = format!("{place}{slash}{record}");
        }
        match there.column() {
            Some(column) if place.is_empty() => column.to_owned(),
            Some(column) => format!("{place}.{column}"),
            None if place.is_empty() => record,
            None => place,
        }
    }
}

fn address(
    change: &Change,
    new: impl Fn(&Both<String>, &Spot) -> (String, String),
) -> (String, String) {
    use Change::*;
    match change {
        TableAdded { value, .. } | TableRemoved { value, .. } => (value.id.clone(), String::new()),
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
        of_table => (of_table.table().map(shown).unwrap_or_default(), String::new()),
    }
}
