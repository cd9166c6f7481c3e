//! What became of the items of the first document: the changes that begin at one of them.

use std::collections::BTreeMap;

use super::align::At;
use super::compare::Tables;
use super::likeness::in_order;
use super::model::{Both, Change, Spot};
use crate::record::{Column, Item, Record, Table, Value};

impl Tables<'_> {
    /// What became of the items of a cell of the first document.
    pub(super) fn items_of(
        &self,
        (i, record): (usize, &Record),
        (p, column): (usize, &Column),
        name: &Both<String>,
        (j, q): (usize, Option<usize>),
        changes: &mut Vec<Change>,
    ) {
        let Some(Value::List(items)) = record.cells.get(&column.key) else { return };
        let other = q.and_then(|q| self.b.columns.get(q));
        if other.is_some_and(|other| other.kind != column.kind) {
            return;
        }
        // The items that stay in the cell, and whether they stay in order.
        let here: Vec<(usize, usize)> = (0..items.len())
            .filter_map(|item| Some((item, self.forth.get(&At { record: i, column: p, item })?)))
            .filter(|(_, to)| to.record == j && Some(to.column) == q)
            .map(|(item, to)| (item, to.item))
            .collect();
        let staying: BTreeMap<usize, usize> =
            here.iter().zip(in_order(&here)).filter(|(_, keep)| *keep).map(|(p, _)| *p).collect();
        for (at, value) in items.iter().enumerate() {
            let from = Spot { record: record.id.clone(), column: column.key.clone(), item: at };
            let place = At { record: i, column: p, item: at };
            let table = self.table();
            if self.splits.contains_key(&place) || self.joins.contains_key(&place) {
                changes.extend(self.remade(place));
                continue;
            }
            match self.forth.get(&place) {
                None => changes.push(Change::ItemRemoved { table, from, value: value.clone() }),
                Some(to) => {
                    let Some((spot, after)) = spot(self.b, *to) else { continue };
                    if staying.contains_key(&at) {
                        if value != after {
                            changes.push(Change::ItemChanged {
                                table,
                                record: name.clone(),
                                column: Both::new(column.key.clone(), spot.column),
                                item: Both::new(at, to.item),
                                before: value.clone(),
                                after: after.clone(),
                            });
                        }
                    } else {
                        let value = Both::new(value.clone(), after.clone());
                        changes.push(Change::ItemMoved { table, from, to: spot, value });
                    }
                }
            }
        }
    }

    /// The items that moved out of a record that is gone.
    pub(super) fn moves(&self, i: usize, record: &Record, changes: &mut Vec<Change>) {
        for (place, to) in self.forth.range(row(i)..row(i + 1)) {
            let Some((key, Value::List(items))) = record.cells.0.get(place.column) else {
                continue;
            };
            let (Some(value), Some((spot, after))) = (items.get(place.item), spot(self.b, *to))
            else {
                continue;
            };
            let from = Spot { record: record.id.clone(), column: key.clone(), item: place.item };
            let value = Both::new(value.clone(), after.clone());
            changes.push(Change::ItemMoved { table: self.table(), from, to: spot, value });
        }
    }

    /// The split or join that an item of the first document takes part in; a join is told at its
    /// first item.
    fn remade(&self, place: At) -> Option<Change> {
        let spots = |table, list: &[At]| -> (Vec<Spot>, Vec<Item>) {
            list.iter().filter_map(|at| spot(table, *at)).map(|(at, i)| (at, i.clone())).unzip()
        };
        if let Some((from, to)) = self.splits.get(&place).and_then(|n| self.pair.splits.get(*n)) {
            let (from, before) = spot(self.a, *from)?;
            let (to, after) = spots(self.b, to);
            let (table, before) = (self.table(), before.clone());
            return Some(Change::ItemSplit { table, from, to, before, after });
        }
        let (from, to) = self.joins.get(&place).and_then(|number| self.pair.joins.get(*number))?;
        if from.first() != Some(&place) {
            return None;
        }
        let (from, before) = spots(self.a, from);
        let (to, after) = spot(self.b, *to)?;
        let (table, after) = (self.table(), after.clone());
        Some(Change::ItemJoined { table, from, to, before, after })
    }
}

/// The item at a place, and what the place is called.
fn spot(table: &Table, at: At) -> Option<(Spot, &Item)> {
    let record = table.records.get(at.record)?;
    let (column, value) = record.cells.0.get(at.column)?;
    let Value::List(items) = value else { return None };
    let spot = Spot { record: record.id.clone(), column: column.clone(), item: at.item };
    Some((spot, items.get(at.item)?))
}

/// The first place of a record.
pub(super) fn row(record: usize) -> At {
    At { record, column: 0, item: 0 }
}
