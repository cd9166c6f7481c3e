//! Two documents and what in them is one → the changes.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{self, At, Pair};
use super::items::row;
use super::keys::texts;
use super::likeness::{in_order, same};
use super::model::{Both, Change, Recast, Spot};
use super::notes;
use crate::record::{Cells, Citation, Column, Document, Flag, Kind, Record, Table, Value};

/// All changes from `a` to `b`.
pub(super) fn run(a: &Document, b: &Document) -> Vec<Change> {
    let pairs = align::run(a, b);
    let mut changes = Vec::new();
    let order: Vec<_> = pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    let keep = in_order(&order);
    for (at, table) in a.tables.iter().enumerate() {
        match pairs.iter().position(|pair| pair.a == at) {
            None => changes.push(Change::TableRemoved { at, value: table.clone() }),
            Some(number) => {
                let Some(pair) = pairs.get(number) else { continue };
                let Some(other) = b.tables.get(pair.b) else { continue };
                let moved = keep.get(number) == Some(&false);
                changes.extend(Tables::new(table, other, pair).changes(moved));
            }
        }
    }
    for (at, value) in b.tables.iter().enumerate() {
        if !order.iter().any(|(_, with)| *with == at) {
            changes.push(Change::TableAdded { at, value: value.clone() });
        }
    }
    changes
}

/// The value of a cell without text.
pub(super) fn empty(kind: Kind) -> Value {
    match kind {
        Kind::Text => Value::Text(None),
        Kind::List => Value::List(Vec::new()),
        Kind::Citation => {
            Value::Citation(Citation { text: None, authors: None, year: None, suffix: None })
        }
    }
}

/// Whether a value is that of a cell without text.
pub(super) fn is_empty(value: &Value) -> bool {
    [Kind::Text, Kind::List, Kind::Citation].into_iter().any(|kind| *value == empty(kind))
}

/// Where a flag goes when columns and items go elsewhere: `columns` by key, `items` by key of the
/// column and index. `None` where what it points to is no longer in the record.
pub(super) fn carry(
    flag: &Flag,
    columns: &BTreeMap<String, String>,
    items: &BTreeMap<(String, usize), (String, usize)>,
) -> Option<Flag> {
    let (column, item) = match flag.item {
        None => (columns.get(&flag.column)?.clone(), None),
        Some(item) => {
            let (column, item) = items.get(&(flag.column.clone(), item))?;
            (column.clone(), Some(*item))
        }
    };
    Some(Flag { column, item, ..flag.clone() })
}

/// Two tables that are one.
pub(super) struct Tables<'a> {
    pub(super) a: &'a Table,
    pub(super) b: &'a Table,
    pub(super) pair: &'a Pair,
    name: Both<String>,
    pub(super) forth: BTreeMap<At, At>,
    pub(super) back: BTreeMap<At, At>,
    /// By each item of the first document that takes part: which split or join it is.
    pub(super) splits: BTreeMap<At, usize>,
    pub(super) joins: BTreeMap<At, usize>,
    /// The items of the second document that came of a split or join.
    remade: BTreeSet<At>,
}

impl<'a> Tables<'a> {
    fn new(a: &'a Table, b: &'a Table, pair: &'a Pair) -> Self {
        Tables {
            a,
            b,
            pair,
            name: Both::new(a.id.clone(), b.id.clone()),
            forth: pair.items.iter().copied().collect(),
            back: pair.items.iter().map(|(from, to)| (*to, *from)).collect(),
            splits: pair
                .splits
                .iter()
                .zip(0..)
                .map(|((from, _), number)| (*from, number))
                .collect(),
            joins: (pair.joins.iter().zip(0..))
                .flat_map(|((from, _), number)| from.iter().map(move |from| (*from, number)))
                .collect(),
            remade: (pair.splits.iter().flat_map(|(_, to)| to.iter().copied()))
                .chain(pair.joins.iter().map(|(_, to)| *to))
                .collect(),
        }
    }

    pub(super) fn table(&self) -> Both<String> {
        self.name.clone()
    }

    fn changes(&self, moved: bool) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.a.id != self.b.id {
            changes.push(Change::TableRenamed { table: self.table() });
        }
        if moved {
            let (from, to) = (self.pair.a, self.pair.b);
            changes.push(Change::TableMoved { table: self.table(), from, to });
        }
        if self.a.title != self.b.title {
            let (before, after) = (self.a.title.clone(), self.b.title.clone());
            changes.push(Change::TitleChanged { table: self.table(), before, after });
        }
        changes.extend(notes::changes(self.a, self.b, &self.name));
        self.columns(&mut changes);
        self.records(&mut changes);
        changes
    }

    fn columns(&self, changes: &mut Vec<Change>) {
        let keep = in_order(&self.pair.columns);
        for (at, value) in self.a.columns.iter().enumerate() {
            if !self.pair.columns.iter().any(|(p, _)| *p == at) {
                changes.push(Change::ColumnRemoved {
                    table: self.table(),
                    at,
                    value: value.clone(),
                });
            }
        }
        for (pair, keep) in self.pair.columns.iter().zip(&keep) {
            let Some((before, after)) = self.column_pair(*pair) else { continue };
            if !keep {
                let column = Both::new(before.key.clone(), after.key.clone());
                let (from, to) = *pair;
                changes.push(Change::ColumnMoved { table: self.table(), column, from, to });
            }
            if before != after {
                let recast = self.recast(before, after);
                let (table, before, after) = (self.table(), before.clone(), after.clone());
                changes.push(Change::ColumnChanged { table, before, after, recast });
            }
        }
        for (at, value) in self.b.columns.iter().enumerate() {
            if !self.pair.columns.iter().any(|(_, q)| *q == at) {
                changes.push(Change::ColumnAdded { table: self.table(), at, value: value.clone() });
            }
        }
    }

    fn column_pair(&self, (p, q): (usize, usize)) -> Option<(&'a Column, &'a Column)> {
        Some((self.a.columns.get(p)?, self.b.columns.get(q)?))
    }

    /// The values of a column whose kind changed that read the same.
    fn recast(&self, one: &Column, other: &Column) -> Vec<Recast> {
        if one.kind == other.kind {
            return Vec::new();
        }
        let cast = |(i, j): &(usize, usize)| {
            let (x, y) = (self.a.records.get(*i)?, self.b.records.get(*j)?);
            let (before, after) = (x.cells.get(&one.key)?, y.cells.get(&other.key)?);
            let record = Both::new(x.id.clone(), y.id.clone());
            let own = before != after && reads_same(before, after);
            own.then(|| Recast { record, before: before.clone(), after: after.clone() })
        };
        self.pair.records.iter().filter_map(cast).collect()
    }

    fn records(&self, changes: &mut Vec<Change>) {
        let keep = in_order(&self.pair.records);
        let partner: BTreeMap<usize, (usize, bool)> =
            self.pair.records.iter().zip(keep).map(|((i, j), keep)| (*i, (*j, keep))).collect();
        for (at, record) in self.a.records.iter().enumerate() {
            let Some((to, keep)) = partner.get(&at) else {
                let value = shell(record, at, &self.forth);
                changes.push(Change::RecordRemoved { table: self.table(), at, value });
                self.moves(at, record, changes);
                continue;
            };
            let Some(other) = self.b.records.get(*to) else { continue };
            let name = Both::new(record.id.clone(), other.id.clone());
            if record.id != other.id {
                changes.push(Change::RecordRenamed { table: self.table(), record: name.clone() });
            }
            if !keep {
                let (table, record) = (self.table(), name.clone());
                changes.push(Change::RecordMoved { table, record, from: at, to: *to });
            }
            if record.group != other.group {
                let (before, after) = (record.group.clone(), other.group.clone());
                let (table, record) = (self.table(), name.clone());
                changes.push(Change::GroupChanged { table, record, before, after });
            }
            if record.notes != other.notes {
                let (before, after) = (record.notes.clone(), other.notes.clone());
                let (table, record) = (self.table(), name.clone());
                changes.push(Change::RecordNotesChanged { table, record, before, after });
            }
            self.cells((at, record), (*to, other), &name, changes);
            self.flags((at, record), (*to, other), &name, changes);
        }
        let known: BTreeSet<usize> = self.pair.records.iter().map(|(_, j)| *j).collect();
        for (at, record) in self.b.records.iter().enumerate().filter(|(at, _)| !known.contains(at))
        {
            let value = shell(record, at, &self.back);
            changes.push(Change::RecordAdded { table: self.table(), at, value });
        }
    }

    fn cells(
        &self,
        (i, one): (usize, &Record),
        (j, other): (usize, &Record),
        name: &Both<String>,
        changes: &mut Vec<Change>,
    ) {
        let partner: BTreeMap<usize, usize> = self.pair.columns.iter().copied().collect();
        for (p, column) in self.a.columns.iter().enumerate() {
            let Some(before) = one.cells.get(&column.key) else { continue };
            let after = match partner.get(&p).and_then(|q| self.b.columns.get(*q)) {
                Some(other_column) => {
                    let Some(value) = other.cells.get(&other_column.key) else { continue };
                    if column.kind != other_column.kind && reads_same(before, value) {
                        continue; // Told with the column.
                    }
                    (Both::new(column.key.clone(), other_column.key.clone()), value.clone())
                }
                None => (Both::Same(column.key.clone()), empty(column.kind)),
            };
            self.value(name, after.0, before, &after.1, changes);
            self.items_of((i, one), (p, column), name, (j, partner.get(&p).copied()), changes);
        }
        for (q, column) in self.b.columns.iter().enumerate() {
            let Some(value) = other.cells.get(&column.key) else { continue };
            if !self.pair.columns.iter().any(|(_, with)| *with == q) {
                let key = Both::Same(column.key.clone());
                self.value(name, key, &empty(column.kind), value, changes);
            }
            let list = |value: &Value| matches!(value, Value::List(_));
            // A column whose kind changed was told whole.
            let from = self.pair.columns.iter().find(|(_, with)| *with == q).map(|(p, _)| *p);
            let before = from.and_then(|p| self.a.columns.get(p));
            if before.is_some_and(|before| before.kind != column.kind) || !list(value) {
                continue;
            }
            let Value::List(items) = value else { continue };
            for (item, value) in items.iter().enumerate() {
                let place = At { record: j, column: q, item };
                if !self.back.contains_key(&place) && !self.remade.contains(&place) {
                    let to = Spot { record: other.id.clone(), column: column.key.clone(), item };
                    let value = value.clone();
                    changes.push(Change::ItemAdded { table: self.table(), to, value });
                }
            }
        }
    }

    /// A value that is told whole: no list on both sides.
    fn value(
        &self,
        record: &Both<String>,
        column: Both<String>,
        before: &Value,
        after: &Value,
        changes: &mut Vec<Change>,
    ) {
        if before == after || matches!((before, after), (Value::List(_), Value::List(_))) {
            return;
        }
        let (table, record) = (self.table(), record.clone());
        let (before, after) = (before.clone(), after.clone());
        changes.push(Change::ValueChanged { table, record, column, before, after });
    }

    fn flags(
        &self,
        (i, one): (usize, &Record),
        (j, other): (usize, &Record),
        name: &Both<String>,
        changes: &mut Vec<Change>,
    ) {
        if one.flags.is_empty() && other.flags.is_empty() {
            return;
        }
        let columns: BTreeMap<String, String> = self
            .pair
            .columns
            .iter()
            .filter_map(|pair| self.column_pair(*pair))
            .map(|(before, after)| (before.key.clone(), after.key.clone()))
            .collect();
        let mut items = BTreeMap::new();
        for (from, to) in self.forth.range(row(i)..row(i + 1)).filter(|(_, to)| to.record == j) {
            let before = self.a.columns.get(from.column);
            let after = self.b.columns.get(to.column);
            if let (Some(before), Some(after)) = (before, after) {
                items.insert((before.key.clone(), from.item), (after.key.clone(), to.item));
            }
        }
        let carried: Vec<Option<Flag>> =
            one.flags.iter().map(|flag| carry(flag, &columns, &items)).collect();
        let aims: Vec<Option<Flag>> = other.flags.iter().cloned().map(Some).collect();
        let (gone, new) = listed(&carried, &aims);
        for (at, _) in gone {
            let Some(value) = one.flags.get(at).cloned() else { continue };
            let (table, record) = (self.table(), name.clone());
            changes.push(Change::FlagRemoved { table, record, at, value });
        }
        for (at, value) in new {
            let Some(value) = value else { continue };
            let (table, record) = (self.table(), name.clone());
            changes.push(Change::FlagAdded { table, record, at, value });
        }
    }
}

/// A record without the items that are elsewhere on the other side.
fn shell(record: &Record, at: usize, elsewhere: &BTreeMap<At, At>) -> Record {
    let cells = record.cells.0.iter().enumerate().map(|(column, (key, value))| {
        let value = match value {
            Value::List(items) => Value::List(
                items
                    .iter()
                    .enumerate()
                    .filter(|(item, _)| {
                        !elsewhere.contains_key(&At { record: at, column, item: *item })
                    })
                    .map(|(_, item)| item.clone())
                    .collect(),
            ),
            other => other.clone(),
        };
        (key.clone(), value)
    });
    Record { cells: Cells(cells.collect()), ..record.clone() }
}

/// Whether two values of different kinds have the same text, but for the signs that mark items and
/// steps.
fn reads_same(before: &Value, after: &Value) -> bool {
    let letters = |value: &Value| -> String {
        let signs = texts(value).into_iter().flat_map(str::chars);
        signs.filter(|sign| !sign.is_whitespace()).collect()
    };
    letters(before) == letters(after)
}

/// What is gone from a list and what is new in it, each with its index on its side.
#[allow(clippy::type_complexity)] // Two lists of the same shape need no name.
fn listed<T: Ord + Clone>(a: &[T], b: &[T]) -> (Vec<(usize, T)>, Vec<(usize, T)>) {
    let pairs = same(a, b);
    let stays: Vec<(usize, usize)> = pairs
        .iter()
        .zip(in_order(&pairs))
        .filter(|(_, keep)| *keep)
        .map(|(pair, _)| *pair)
        .collect();
    let rest = |list: &[T], stays: BTreeSet<usize>| {
        let all = list.iter().cloned().enumerate();
        all.filter(|(at, _)| !stays.contains(at)).collect::<Vec<_>>()
    };
    (
        rest(a, stays.iter().map(|(at, _)| *at).collect()),
        rest(b, stays.iter().map(|(_, at)| *at).collect()),
    )
}
