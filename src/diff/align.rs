//! What in one document is what in the other: tables, records, columns and items in pairs.

use std::collections::{BTreeMap, BTreeSet};

use super::divide::divided;
use super::likeness::{Painter, Portrait, alike, in_order, same};
use super::{columns, records, tables};
use crate::record::{Document, Item, Kind, Table, Value};

/// An item of the same cell that is alike by this much was reworded, before it is thought to have moved
/// and been reworded.
const REWORDED: u32 = 650;
/// An item of another cell must be alike by this much to have moved and been reworded.
const MOVED: u32 = 800;
/// What is left in a place of a cell after the moves and alike by this much was reworded.
const REWRITTEN: u32 = 400;
/// Letters an item needs to be told as moved to another record; shorter ones stand in many studies.
const TELLING: usize = 16;

/// Where an item stands: indices of the record, the column and the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) record: usize,
    pub(super) column: usize,
    pub(super) item: usize,
}

/// Two tables that are one, and what in them is one. All pairs are sorted by the first index.
#[derive(Debug, Default)]
pub(super) struct Pair {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) columns: Vec<(usize, usize)>,
    pub(super) records: Vec<(usize, usize)>,
    pub(super) items: Vec<(At, At)>,
    /// Items of the first that are several of the second.
    pub(super) splits: Vec<(At, Vec<At>)>,
    /// Items of the second that are several of the first.
    pub(super) joins: Vec<(Vec<At>, At)>,
}

/// The tables of two documents in pairs, sorted by the first index.
pub(super) fn run(a: &Document, b: &Document) -> Vec<Pair> {
    tables::run(&a.tables, &b.tables)
        .into_iter()
        .filter_map(|(at, with)| {
            let (one, other) = (a.tables.get(at)?, b.tables.get(with)?);
            let records = records::run(one, other);
            let columns = columns::run(one, other, &records);
            let mut items = Items::new(one, other, &columns, &records);
            items.align();
            let Items { found, splits, joins, .. } = items;
            Some(Pair { a: at, b: with, columns, records, items: found, splits, joins })
        })
        .collect()
}

/// An item with its place and the pair of records and of cells that it stands in.
#[derive(Clone, Debug)]
struct Known<'a> {
    at: At,
    item: &'a Item,
    record: Option<usize>,
    cell: Option<(usize, usize)>,
    /// The item of its cell in the second document after which it stands.
    place: Option<usize>,
}

#[derive(Debug)]
struct Items<'a> {
    a: Vec<Known<'a>>,
    b: Vec<Known<'a>>,
    found: Vec<(At, At)>,
    splits: Vec<(At, Vec<At>)>,
    joins: Vec<(Vec<At>, At)>,
}

impl<'a> Items<'a> {
    fn new(
        a: &'a Table,
        b: &'a Table,
        columns: &[(usize, usize)],
        records: &[(usize, usize)],
    ) -> Self {
        // A column whose kind changed has its values told whole; its items take no part.
        let kind = |table: &Table, at: usize| table.columns.get(at).map(|column| column.kind);
        let lists: BTreeMap<usize, usize> = columns
            .iter()
            .filter(|(p, q)| kind(a, *p) == Some(Kind::List) && kind(b, *q) == Some(Kind::List))
            .copied()
            .collect();
        let paired_a: BTreeSet<usize> = columns.iter().map(|(p, _)| *p).collect();
        let paired_b: BTreeSet<usize> = columns.iter().map(|(_, q)| *q).collect();
        let back: BTreeMap<usize, usize> = lists.iter().map(|(p, q)| (*q, *p)).collect();
        let of_a: BTreeMap<usize, usize> = records.iter().map(|(i, _)| (*i, *i)).collect();
        let of_b: BTreeMap<usize, usize> = records.iter().map(|(i, j)| (*j, *i)).collect();
        let here: BTreeMap<usize, usize> = lists.keys().map(|p| (*p, *p)).collect();
        Items {
            a: collect(a, &of_a, &here, &paired_a),
            b: collect(b, &of_b, &back, &paired_b),
            found: Vec::new(),
            splits: Vec::new(),
            joins: Vec::new(),
        }
    }

    fn align(&mut self) {
        self.within(|known| known.cell, same_items);
        self.divide();
        let telling = |known: &Known<'_>| {
            (known.item.steps.iter().map(String::len).sum::<usize>() >= TELLING).then_some(())
        };
        // The same words elsewhere say more than some like words here.
        self.within(|known| known.record, same_items);
        self.within(telling, same_items);
        self.within(|known| known.cell, |a, b| alike_items(a, b, REWORDED));
        self.within(|known| known.record, |a, b| alike_items(a, b, MOVED));
        self.within(telling, |a, b| alike_items(a, b, MOVED));
        self.find_places();
        self.within(|k| Some((k.cell?, k.place)), |a, b| alike_items(a, b, REWRITTEN));
        self.found.sort_unstable();
    }

    /// Tells of each free item after which of its cell's items in the second document it stands.
    fn find_places(&mut self) {
        // Cells by their record and column in the first document, with those in the second.
        let of_b: BTreeMap<(usize, usize), (usize, usize)> = (self.b.iter())
            .filter_map(|known| Some((known.cell?, (known.at.record, known.at.column))))
            .collect();
        let mut pairs: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
        for (from, to) in &self.found {
            let cell = (from.record, from.column);
            if of_b.get(&cell) == Some(&(to.record, to.column)) {
                pairs.entry(cell).or_default().push((from.item, to.item));
            }
        }
        for list in pairs.values_mut() {
            list.sort_unstable();
            let keep = in_order(list);
            *list =
                list.iter().zip(keep).filter(|(_, keep)| *keep).map(|(pair, _)| *pair).collect();
        }
        let last = |known: &Known<'_>, before: &dyn Fn(&(usize, usize)) -> bool| {
            let list = known.cell.and_then(|cell| pairs.get(&cell))?;
            let at = list.partition_point(before).checked_sub(1)?;
            list.get(at).map(|(_, to)| *to)
        };
        for known in &mut self.a {
            known.place = last(known, &|(from, _)| *from < known.at.item);
        }
        for known in &mut self.b {
            known.place = last(known, &|(_, to)| *to < known.at.item);
        }
    }

    /// Takes out what was divided or joined within its cell.
    fn divide(&mut self) {
        let cells_a = by_cell(&self.a);
        let cells_b = by_cell(&self.b);
        let (mut gone_a, mut gone_b) = (BTreeSet::new(), BTreeSet::new());
        for (cell, a) in &cells_a {
            let Some(b) = cells_b.get(cell) else { continue };
            let free = |list: &[usize], all: &[Known<'a>], gone: &BTreeSet<usize>| {
                let known = list.iter().filter(|at| !gone.contains(at)).map(|at| all.get(*at));
                known.flatten().map(|known| (known.at.item, known.item)).collect::<Vec<_>>()
            };
            let place = |list: &[usize], all: &[Known<'a>], item: usize| {
                let known = |at: &usize| all.get(*at).map(|known| (*at, known.at));
                list.iter().filter_map(known).find(|(_, at)| at.item == item)
            };
            let (of_a, of_b) = (free(a, &self.a, &gone_a), free(b, &self.b, &gone_b));
            for (whole, parts) in divided(&of_a, &of_b) {
                let Some((at, from)) = place(a, &self.a, whole) else { continue };
                let to: Vec<_> = parts.iter().filter_map(|item| place(b, &self.b, *item)).collect();
                gone_a.insert(at);
                gone_b.extend(to.iter().map(|(at, _)| *at));
                self.splits.push((from, to.into_iter().map(|(_, at)| at).collect()));
            }
            let (of_a, of_b) = (free(a, &self.a, &gone_a), free(b, &self.b, &gone_b));
            for (whole, parts) in divided(&of_b, &of_a) {
                let Some((at, to)) = place(b, &self.b, whole) else { continue };
                let from: Vec<_> =
                    parts.iter().filter_map(|item| place(a, &self.a, *item)).collect();
                gone_b.insert(at);
                gone_a.extend(from.iter().map(|(at, _)| *at));
                self.joins.push((from.into_iter().map(|(_, at)| at).collect(), to));
            }
        }
        drop_at(&mut self.a, &gone_a);
        drop_at(&mut self.b, &gone_b);
    }

    /// Pairs free items by `rule`, each group that `group` makes for itself.
    fn within<G: Ord>(
        &mut self,
        group: impl Fn(&Known<'_>) -> Option<G>,
        rule: impl Fn(&[&Item], &[&Item]) -> Vec<(usize, usize)>,
    ) {
        let mut groups: BTreeMap<G, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, known) in self.a.iter().enumerate() {
            if let Some(name) = group(known) {
                groups.entry(name).or_default().0.push(at);
            }
        }
        for (at, known) in self.b.iter().enumerate() {
            if let Some(members) = group(known).and_then(|name| groups.get_mut(&name)) {
                members.1.push(at);
            }
        }
        let (mut gone_a, mut gone_b) = (BTreeSet::new(), BTreeSet::new());
        for (a, b) in groups.values().filter(|(_, b)| !b.is_empty()) {
            let items = |list: &[usize], all: &[Known<'a>]| -> Vec<&'a Item> {
                list.iter().filter_map(|at| all.get(*at)).map(|known| known.item).collect()
            };
            for (x, y) in rule(&items(a, &self.a), &items(b, &self.b)) {
                let (Some(x), Some(y)) = (a.get(x), b.get(y)) else { continue };
                let (Some(one), Some(other)) = (self.a.get(*x), self.b.get(*y)) else { continue };
                self.found.push((one.at, other.at));
                gone_a.insert(*x);
                gone_b.insert(*y);
            }
        }
        drop_at(&mut self.a, &gone_a);
        drop_at(&mut self.b, &gone_b);
    }
}

/// The free items of each cell that both sides have.
fn by_cell(free: &[Known<'_>]) -> BTreeMap<(usize, usize), Vec<usize>> {
    let mut cells: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, known) in free.iter().enumerate() {
        if let Some(cell) = known.cell {
            cells.entry(cell).or_default().push(at);
        }
    }
    cells
}

/// Takes out what stands at these indices.
pub(super) fn drop_at<T>(list: &mut Vec<T>, gone: &BTreeSet<usize>) {
    let mut at = 0;
    list.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

fn collect<'a>(
    table: &'a Table,
    records: &BTreeMap<usize, usize>,
    lists: &BTreeMap<usize, usize>,
    paired: &BTreeSet<usize>,
) -> Vec<Known<'a>> {
    let mut found = Vec::new();
    for (row, record) in table.records.iter().enumerate() {
        for (column, (_, value)) in record.cells.0.iter().enumerate() {
            let Value::List(items) = value else { continue };
            if paired.contains(&column) && !lists.contains_key(&column) {
                continue;
            }
            let of_record = records.get(&row).copied();
            let cell = of_record.zip(lists.get(&column).copied());
            found.extend(items.iter().enumerate().map(|(item, value)| Known {
                at: At { record: row, column, item },
                item: value,
                record: of_record,
                cell,
                place: None,
            }));
        }
    }
    found
}

fn same_items(a: &[&Item], b: &[&Item]) -> Vec<(usize, usize)> {
    fn keys<'a>(items: &[&'a Item]) -> Vec<(&'a Vec<String>, u8)> {
        items.iter().map(|item| (&item.steps, item.level)).collect()
    }
    same(&keys(a), &keys(b))
}

fn alike_items(a: &[&Item], b: &[&Item], floor: u32) -> Vec<(usize, usize)> {
    let mut painter = Painter::default();
    let mut portraits = |items: &[&Item]| -> Vec<Portrait> {
        items.iter().map(|item| painter.portrait(item.steps.iter().map(String::as_str))).collect()
    };
    let (a, b) = (portraits(a), portraits(b));
    let measure = |at: usize, with: usize| match (a.get(at), b.get(with)) {
        (Some(x), Some(y)) => x.likeness(y),
        _ => 0,
    };
    alike(&a, &b, floor, measure)
}
