//! Edits → the new document and trace. Everything that no edit touches stays byte for byte.
//!
//! A touched list is taken apart into slots, one for each item as it was extracted, with room before
//! and after it for what moves in. So every edit finds its place by what was extracted, however the
//! list changes round it.

use std::collections::{BTreeMap, BTreeSet};

use super::Decisions;
use super::plan::{Edit, Planned, Side, Spot};
use super::target::{CellAt, Keyed, RecordAt};
use super::texts::{cell_text, item_text, plain, steps};
use crate::assemble;
use crate::ledger::Reason;
use crate::record::{Code, Document, Item, Kind, Record, Value};
use crate::trace::{LeftOut, Trace};

mod outcome;
mod retrace;

/// An item or, without one, the text of a cell, as it was extracted.
type Origin = (CellAt, Option<usize>);

/// An item on its way to its place.
#[derive(Clone, Debug)]
struct Piece {
    item: Item,
    origins: Vec<Origin>,
}

/// The place of an extracted item, and what came to stand beside it.
#[derive(Clone, Debug, Default)]
struct Slot {
    before: Vec<Piece>,
    own: Vec<Piece>,
    after: Vec<Piece>,
}

/// A cell in pieces.
#[derive(Clone, Debug, Default)]
struct Cell {
    /// What was set for the whole list.
    head: Vec<Piece>,
    slots: Vec<Slot>,
    tail: Vec<Piece>,
}

/// The document in the middle of the work.
struct Work<'a> {
    keyed: Keyed<'a>,
    /// The touched cells.
    cells: BTreeMap<CellAt, Cell>,
    /// Flags that are settled, by record and index.
    settled: BTreeSet<(RecordAt, usize)>,
    /// Records that are dropped.
    gone: BTreeSet<RecordAt>,
    /// What was dropped.
    dropped: Vec<Origin>,
}

/// The flags that say where something belongs; moving it answers them.
const OF_PLACE: &[Code] =
    &[Code::CellJoined, Code::ColumnInferred, Code::LeakMoved, Code::RowDivided, Code::RowJoined];

/// Makes the edits and writes in the trace what became of each decision. `keyed` is the document as it
/// was extracted.
pub(super) fn run(
    document: &mut Document,
    trace: &mut Trace,
    keyed: Keyed<'_>,
    all: &Decisions,
    planned: &[Planned],
) {
    let mut work = Work::new(keyed, planned);
    let now = work.write(document);
    retrace::run(trace, document, &work, &now);
    let made = all.list.iter().zip(planned);
    trace.decisions.extend(made.map(|(own, planned)| outcome::of(own, planned, document, &now)));
    trace.decisions.sort_by_key(|decision| decision.line);
}

/// The flags of a document, by record and index, that decisions answer.
pub(super) fn answered(keyed: Keyed<'_>, planned: &[Planned]) -> BTreeSet<(RecordAt, usize)> {
    let work = Work::new(keyed, planned);
    let mut answered = work.settled;
    for at in work.gone {
        let flags = keyed.record(at).map_or(0, |record| record.flags.len());
        answered.extend((0..flags).map(|flag| (at, flag)));
    }
    answered
}

fn order(edit: &Edit) -> (u8, Option<Spot>, Option<CellAt>, Vec<usize>) {
    match edit {
        Edit::Cell(cell, _) => (0, None, Some(*cell), Vec::new()),
        Edit::Rewrite(cell, items, _) => (1, None, Some(*cell), items.clone()),
        Edit::Place(cell, items, spot) => (2, *spot, Some(*cell), items.clone()),
        Edit::Without(_) => (3, None, None, Vec::new()),
        Edit::Settle(..) => (4, None, None, Vec::new()),
    }
}

impl<'a> Work<'a> {
    fn new(keyed: Keyed<'a>, planned: &[Planned]) -> Self {
        let mut work = Work {
            keyed,
            cells: BTreeMap::new(),
            settled: BTreeSet::new(),
            gone: BTreeSet::new(),
            dropped: Vec::new(),
        };
        let mut edits: Vec<&Edit> = planned.iter().flatten().map(|(_, edit)| edit).collect();
        // Words before places: what is divided and moved moves with all its parts. Within these in
        // the order of the document, so that the order of the decisions has no say; the same once.
        edits.sort_by_key(|edit| order(edit));
        edits.dedup();
        for edit in edits {
            work.edit(edit);
        }
        work
    }

    fn cell(&mut self, at: CellAt) -> &mut Cell {
        let keyed = self.keyed;
        self.cells.entry(at).or_insert_with(|| {
            let slot = |item: &Item, origin: Origin| Slot {
                own: vec![Piece { item: item.clone(), origins: vec![origin] }],
                ..Slot::default()
            };
            let slots = match keyed.value(at) {
                Some(Value::List(items)) => {
                    (0..).zip(items).map(|(n, item)| slot(item, (at, Some(n)))).collect()
                }
                Some(value) if !cell_text(value).is_empty() => {
                    let item = Item { steps: vec![cell_text(value)], level: 0 };
                    vec![slot(&item, (at, None))]
                }
                _ => Vec::new(),
            };
            Cell { slots, ..Cell::default() }
        })
    }

    fn is_list(&self, at: CellAt) -> bool {
        matches!(self.keyed.value(at), Some(Value::List(_)))
    }

    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Cell(at, to) => self.set_cell(*at, to),
            Edit::Rewrite(at, items, into) => self.rewrite(*at, items, into),
            Edit::Place(at, items, spot) => self.place(*at, items, *spot),
            Edit::Without(record) => drop(self.gone.insert(*record)),
            Edit::Settle(record, flags) => {
                self.settled.extend(flags.iter().map(|flag| (*record, *flag)));
            }
        }
    }

    /// Settles flags of some items of a cell, of the whole cell where none is named.
    fn settle(&mut self, at: CellAt, items: Option<&[usize]>, codes: Option<&[Code]>) {
        let Some(record) = self.keyed.record(at.of) else { return };
        let Some((key, _)) = record.cells.0.get(at.column) else { return };
        for (index, flag) in record.flags.iter().enumerate() {
            let meant = flag.column == *key
                && items.is_none_or(|items| flag.item.is_some_and(|item| items.contains(&item)))
                && codes.is_none_or(|codes| codes.contains(&flag.code));
            if meant {
                self.settled.insert((at.of, index));
            }
        }
    }

    fn set_cell(&mut self, at: CellAt, to: &str) {
        self.settle(at, None, None);
        let list = self.is_list(at);
        let cell = self.cell(at);
        let old: Vec<Piece> =
            cell.slots.iter_mut().flat_map(|slot| std::mem::take(&mut slot.own)).collect();
        let origins: Vec<Origin> = old.into_iter().flat_map(|piece| piece.origins).collect();
        let texts: Vec<Vec<String>> = if list {
            to.lines().map(steps).filter(|steps| !steps.is_empty()).collect()
        } else {
            Some(plain(to))
                .filter(|text| !text.is_empty())
                .map(|text| vec![text])
                .into_iter()
                .collect()
        };
        if texts.is_empty() {
            self.dropped.extend(origins);
            return;
        }
        // Which old item became which new one is not said; where one says the same, it is known.
        let keyed = self.keyed;
        let says = |origin: &Origin, steps: &[String]| match (keyed.value(origin.0), origin.1) {
            (Some(Value::List(items)), Some(item)) => {
                items.get(item).is_some_and(|item| item.steps == steps)
            }
            _ => false,
        };
        let mut left = origins.clone();
        let pieces: Vec<Piece> = texts
            .into_iter()
            .map(|steps| {
                let same = left.iter().position(|origin| says(origin, &steps));
                let origins = match same {
                    Some(at) => vec![left.remove(at)],
                    None => origins.clone(),
                };
                Piece { item: Item { steps, level: 0 }, origins }
            })
            .collect();
        self.cell(at).head = pieces;
    }

    fn rewrite(&mut self, at: CellAt, items: &[usize], into: &[Vec<String>]) {
        self.settle(at, Some(items), None);
        let cell = self.cell(at);
        let mut old = Vec::new();
        for item in items {
            if let Some(slot) = cell.slots.get_mut(*item) {
                old.append(&mut slot.own);
            }
        }
        let level = old.first().map_or(0, |piece| piece.item.level);
        let origins: Vec<Origin> = old.into_iter().flat_map(|piece| piece.origins).collect();
        let first = items.iter().min().and_then(|first| cell.slots.get_mut(*first));
        if let Some(slot) = first {
            let made = into.iter().filter(|steps| !steps.is_empty());
            slot.own = made
                .map(|steps| Piece {
                    item: Item { steps: steps.clone(), level },
                    origins: origins.clone(),
                })
                .collect();
        }
    }

    fn place(&mut self, at: CellAt, items: &[usize], spot: Option<Spot>) {
        let list = self.is_list(at);
        let codes = spot.is_some().then_some(OF_PLACE);
        self.settle(at, list.then_some(items), codes);
        let whole = [0];
        let cell = self.cell(at);
        let mut taken = Vec::new();
        let mut slots: Vec<usize> = if list { items.to_vec() } else { whole.to_vec() };
        slots.sort_unstable();
        for slot in slots {
            if let Some(slot) = cell.slots.get_mut(slot) {
                taken.append(&mut slot.own);
            }
        }
        let Some(spot) = spot else {
            self.dropped.extend(taken.into_iter().flat_map(|piece| piece.origins));
            return;
        };
        if !list {
            for piece in &mut taken {
                piece.item.steps = piece.item.steps.iter().flat_map(|text| steps(text)).collect();
            }
        }
        let into = self.cell(spot.cell);
        let room = match spot.side {
            Side::Last => Some(&mut into.tail),
            Side::Before(item) => into.slots.get_mut(item).map(|slot| &mut slot.before),
            Side::After(item) => into.slots.get_mut(item).map(|slot| &mut slot.after),
        };
        if let Some(room) = room {
            room.append(&mut taken);
        }
    }

    /// Puts the touched cells together again; tells where everything is now.
    fn write(&mut self, document: &mut Document) -> Now {
        let mut now = Now::default();
        for (at, cell) in &self.cells {
            let slots =
                cell.slots.iter().flat_map(|s| s.before.iter().chain(&s.own).chain(&s.after));
            let pieces: Vec<Piece> =
                cell.head.iter().chain(slots).chain(&cell.tail).cloned().collect();
            let list = self.is_list(*at);
            for (number, piece) in pieces.iter().enumerate() {
                let place = (*at, list.then_some(number));
                for origin in &piece.origins {
                    now.places.entry(*origin).or_default().push(place);
                }
            }
            let kind = self.keyed.table(at.of.table).and_then(|t| t.columns.get(at.column));
            let value = value(kind.map_or(Kind::Text, |column| column.kind), &pieces);
            let record = document.tables.get_mut(at.of.table);
            let record = record.and_then(|table| table.records.get_mut(at.of.record));
            if let Some((_, slot)) = record.and_then(|r| r.cells.0.get_mut(at.column)) {
                *slot = value;
            }
            now.cells.insert(*at, pieces.into_iter().map(|piece| piece.origins).collect());
        }
        self.flags(document, &now);
        self.names(document, &mut now);
        now.gone.clone_from(&self.gone);
        for (number, table) in document.tables.iter_mut().enumerate() {
            let mut record = 0..;
            table.records.retain(|_| {
                record
                    .next()
                    .is_none_or(|record| !self.gone.contains(&RecordAt { table: number, record }))
            });
        }
        now
    }

    /// Flags go where their item goes; those of what is gone or settled go.
    fn flags(&self, document: &mut Document, now: &Now) {
        let mut touched: BTreeSet<RecordAt> = self.settled.iter().map(|(at, _)| *at).collect();
        touched.extend(self.cells.keys().map(|cell| cell.of));
        let mut moved: BTreeMap<RecordAt, Vec<_>> = BTreeMap::new();
        for at in &touched {
            let Some(record) = self.keyed.record(*at) else { continue };
            for (index, flag) in record.flags.iter().enumerate() {
                let column = column_of(record, &flag.column);
                if self.settled.contains(&(*at, index)) {
                    continue;
                }
                let cell = CellAt { of: *at, column };
                let Some(place) = now.of((cell, flag.item)) else { continue };
                let mut flag = flag.clone();
                let target = self.keyed.record(place.0.of);
                if let Some((key, _)) = target.and_then(|r| r.cells.0.get(place.0.column)) {
                    flag.column.clone_from(key);
                }
                flag.item = place.1;
                moved.entry(place.0.of).or_default().push((place.0.column, flag));
            }
        }
        for at in touched.iter().chain(moved.keys()) {
            let record = document.tables.get_mut(at.table);
            let Some(record) = record.and_then(|table| table.records.get_mut(at.record)) else {
                continue;
            };
            let mut flags = moved.get(at).cloned().unwrap_or_default();
            flags.sort_by_key(|(column, flag)| (*column, flag.item, flag.code));
            flags.dedup();
            record.flags = flags.into_iter().map(|(_, flag)| flag).collect();
        }
    }

    /// A record whose key changed gets the id of its new key; all others keep theirs.
    fn names(&self, document: &mut Document, now: &mut Now) {
        for at in self.cells.keys() {
            let key = self.keyed.key_column(at.of.table);
            let Some(table) = document.tables.get_mut(at.of.table) else { continue };
            let kind = table.columns.get(key).map_or(Kind::Text, |column| column.kind);
            let Some(record) = table.records.get(at.of.record) else { continue };
            let Some((_, value)) = record.cells.0.get(at.column).filter(|_| at.column == key)
            else {
                continue;
            };
            let slug = assemble::key_slug(kind, cell_text(value));
            let others: BTreeSet<&str> = (0..)
                .zip(&table.records)
                .filter(|(record, _)| {
                    let other = RecordAt { record: *record, ..at.of };
                    other != at.of && !self.gone.contains(&other)
                })
                .map(|(_, record)| record.id.as_str())
                .collect();
            let id = assemble::unique_id(slug, at.of.record + 1, |id| others.contains(id));
            now.ids.insert((table.id.clone(), record.id.clone()), id.clone());
            if let Some(record) = table.records.get_mut(at.of.record) {
                record.id = id;
            }
        }
    }
}

fn column_of(record: &Record, key: &str) -> usize {
    record.cells.0.iter().position(|(name, _)| name == key).unwrap_or(0)
}

fn value(kind: Kind, pieces: &[Piece]) -> Value {
    let text = pieces.iter().map(|piece| item_text(&piece.item)).collect::<Vec<_>>().join(" ");
    let text = (!text.is_empty()).then_some(text);
    match kind {
        Kind::List => Value::List(pieces.iter().map(|piece| piece.item.clone()).collect()),
        Kind::Citation => Value::Citation(assemble::citation(text)),
        Kind::Text => Value::Text(text),
    }
}

/// Where everything is after the edits.
#[derive(Debug, Default)]
struct Now {
    /// The places of what was touched; nothing for what is gone.
    places: BTreeMap<Origin, Vec<Origin>>,
    /// The touched cells: what each of their items was made of.
    cells: BTreeMap<CellAt, Vec<Vec<Origin>>>,
    /// New ids by table and old id.
    ids: BTreeMap<(String, String), String>,
    gone: BTreeSet<RecordAt>,
}

impl Now {
    /// The first place of what stood at `origin`; what is said of a cell as a whole stays with it.
    fn of(&self, origin: Origin) -> Option<Origin> {
        if origin.1.is_some() && self.cells.contains_key(&origin.0) {
            return self.places.get(&origin).and_then(|places| places.first()).copied();
        }
        Some(origin)
    }

    fn all_of(&self, origin: Origin) -> Vec<Origin> {
        if self.cells.contains_key(&origin.0) {
            return self.places.get(&origin).cloned().unwrap_or_default();
        }
        vec![origin]
    }
}

/// What was dropped, for the list of what is in no cell.
fn left_out(text: String, spans: Vec<crate::trace::Span>) -> LeftOut {
    LeftOut { reason: Reason::Decided, text, spans }
}
