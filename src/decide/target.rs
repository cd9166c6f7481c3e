//! What a decision speaks about: texts → places in the document as it was extracted.
//!
//! The manner is that of the W3C Web Annotation Data Model's TextQuoteSelector: the exact text
//! decides; where it stands at several places, what stands before and after it does. A text that
//! stands nowhere makes a decision stale, one that stands at several places alike makes it
//! ambiguous, and neither is applied.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::nearest::{clearly, nearest};
use super::texts::{begins, cell_text, item_text, plain, read, same, steps};
use super::{Destination, Exact, Target};
use crate::assemble;
use crate::record::{Document, Item, Kind, Record, Table, Value};
use crate::signs::caption;
use crate::trace::{Nearest, Status};

/// A document whose records are known by their keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keyed<'a> {
    pub(crate) document: &'a Document,
    /// The index of each table's key column.
    pub(crate) keys: &'a [usize],
    /// Its records by the texts of their keys.
    pub(crate) index: &'a Index,
}

/// Where the texts of a document stand.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Records by the plain texts of their keys, in the order of the document.
    records: BTreeMap<String, Vec<RecordAt>>,
    /// Records by their ids, which are accepted where no key reads so, and which tell that a key is the
    /// same citation in another style.
    ids: BTreeMap<String, Vec<RecordAt>>,
    /// The first cell that holds an item; made where a text is missed.
    items: OnceCell<BTreeMap<Vec<String>, CellAt>>,
}

/// The records of a document by their keys.
pub(crate) fn index(document: &Document, keys: &[usize]) -> Index {
    let none = Index::default();
    let keyed = Keyed { document, keys, index: &none };
    let mut index = Index::default();
    for (table, made) in document.tables.iter().enumerate() {
        for record in 0..made.records.len() {
            let at = RecordAt { table, record };
            index.records.entry(read(&keyed.key(at))).or_default().push(at);
            let id = made.records.get(record).map(|record| record.id.clone()).unwrap_or_default();
            index.ids.entry(id).or_default().push(at);
        }
    }
    index
}

impl Index {
    /// How many tables have a record with this id.
    pub(super) fn tables_with(&self, id: &str) -> usize {
        let records = self.ids.get(id).map(Vec::as_slice).unwrap_or_default();
        records.iter().map(|at| at.table).collect::<BTreeSet<_>>().len()
    }
}

/// A record by table and index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RecordAt {
    pub(crate) table: usize,
    pub(crate) record: usize,
}

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CellAt {
    pub(crate) of: RecordAt,
    pub(crate) column: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Record(RecordAt),
    Cell(CellAt),
    Items(CellAt, Vec<usize>),
    Step(CellAt, usize, usize),
}

/// Why nothing was found, as a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    Stale(String),
    /// A text is gone that another one may stand for now.
    Gone(String, Nearest),
    Ambiguous(String),
}

impl Miss {
    /// That `wanted` is none of `texts`, with the nearest in the message, and for whoever may want to put it
    /// in its place where it is clearly the nearest.
    pub(super) fn gone<'t>(
        message: String,
        wanted: &str,
        texts: impl Iterator<Item = &'t str> + Clone,
    ) -> Miss {
        Miss::moved(format!("{message}{}", near(wanted, texts.clone())), wanted, texts)
    }

    /// The same, where the message says what became of it.
    fn moved<'t>(message: String, wanted: &str, texts: impl Iterator<Item = &'t str>) -> Miss {
        match clearly(wanted, texts) {
            Some(now) => {
                Miss::Gone(message, Nearest { text: wanted.to_owned(), now: now.to_owned() })
            }
            None => Miss::Stale(message),
        }
    }

    /// The same as the trace tells it.
    pub(super) fn told(&self) -> (Status, Option<String>, Option<Nearest>) {
        match self {
            Miss::Stale(reason) => (Status::Stale, Some(reason.clone()), None),
            Miss::Gone(reason, nearest) => {
                (Status::Stale, Some(reason.clone()), Some(nearest.clone()))
            }
            Miss::Ambiguous(reason) => (Status::Ambiguous, Some(reason.clone()), None),
        }
    }
}

/// A candidate with the text before and after it.
struct Candidate {
    found: Found,
    before: String,
    after: String,
}

impl<'a> Keyed<'a> {
    pub(crate) fn key_column(self, table: usize) -> usize {
        self.keys.get(table).copied().unwrap_or(0)
    }

    pub(crate) fn table(self, at: usize) -> Option<&'a Table> {
        self.document.tables.get(at)
    }

    pub(crate) fn record(self, at: RecordAt) -> Option<&'a Record> {
        self.table(at.table)?.records.get(at.record)
    }

    pub(crate) fn value(self, at: CellAt) -> Option<&'a Value> {
        self.record(at.of)?.cells.0.get(at.column).map(|(_, value)| value)
    }

    /// The text of a record's key.
    pub(crate) fn key(self, at: RecordAt) -> String {
        let cell = CellAt { of: at, column: self.key_column(at.table) };
        self.value(cell).map(cell_text).unwrap_or_default()
    }

    /// All of a record but its key, a line for each item or cell.
    pub(crate) fn rest(self, at: RecordAt) -> String {
        let key = self.key_column(at.table);
        let cells = self.record(at).map(|record| &record.cells.0[..]).unwrap_or_default();
        let texts = cells.iter().enumerate().filter(|(column, _)| *column != key);
        let texts = texts.map(|(_, (_, value))| cell_text(value)).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// The tables that are named so: by their caption, by the label that it begins with, or by their id.
    fn tables(self, wanted: &str) -> BTreeSet<usize> {
        let said = plain(wanted);
        let labelled = caption::parse(&said).is_some_and(|caption| caption.label.is_some());
        let own = |table: &Table| plain(table.title.as_deref().unwrap_or_default());
        let tests: [&dyn Fn(&Table) -> bool; 3] = [
            &|table| own(table) == said,
            &|table| labelled && begins(&own(table), &said),
            &|table| table.id == said,
        ];
        let with = |test: &&dyn Fn(&Table) -> bool| -> BTreeSet<usize> {
            let all = self.document.tables.iter().enumerate();
            all.filter(|(_, table)| test(table)).map(|(at, _)| at).collect()
        };
        tests.iter().map(with).find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn records(self, tables: Option<&BTreeSet<usize>>, key: &str) -> Vec<RecordAt> {
        let named = self.index.records.get(&read(key));
        let found = named.or_else(|| self.index.ids.get(key.trim())).or_else(|| {
            // The same citation in another style has the id that it had.
            let id = assemble::key_slug(Kind::Citation, key.to_owned());
            self.index.ids.get(&id).filter(|found| found.len() == 1)
        });
        let found = found.map(Vec::as_slice).unwrap_or_default();
        let fits = |at: &&RecordAt| tables.is_none_or(|tables| tables.contains(&at.table));
        found.iter().filter(fits).copied().collect()
    }

    /// The cell of a record in the column with this key, or with this header.
    fn column(self, at: RecordAt, name: &str) -> Option<CellAt> {
        let columns = &self.table(at.table)?.columns;
        let keyed = columns.iter().position(|column| column.key == name);
        let mut headed = (0..).zip(columns).filter(|(_, own)| plain(&own.header) == plain(name));
        let only = || headed.next().filter(|_| headed.next().is_none()).map(|(at, _)| at);
        Some(CellAt { of: at, column: keyed.or_else(only)? })
    }

    /// What `target` names.
    pub(crate) fn find(self, target: &Target) -> Result<Found, Miss> {
        let tables = target.table.as_deref().map(|wanted| self.tables(wanted));
        if let (Some(tables), Some(wanted)) = (&tables, &target.table)
            && tables.is_empty()
        {
            let titles = self.document.tables.iter().filter_map(|table| table.title.as_deref());
            return Err(Miss::gone(format!("there is no table {wanted:?}"), wanted, titles));
        }
        let records = self.records(tables.as_ref(), &target.record);
        if records.is_empty() {
            let known = self.index.records.keys().map(String::as_str);
            let message = format!("there is no study {:?}", target.record);
            return Err(match self.elsewhere(target) {
                beside if beside.is_empty() => Miss::gone(message, &target.record, known),
                beside => Miss::moved(format!("{message}{beside}"), &target.record, known),
            });
        }
        let mut candidates = match &target.column {
            None => self.whole_records(&records, &target.text),
            Some(column) => {
                let cells: Vec<CellAt> =
                    records.iter().filter_map(|at| self.column(*at, column)).collect();
                if cells.is_empty() {
                    let tables = records.iter().filter_map(|at| self.table(at.table));
                    let known = tables.flat_map(|table| &table.columns).map(|own| own.key.as_str());
                    return Err(Miss::gone(
                        format!("there is no column {column:?}"),
                        column,
                        known,
                    ));
                }
                cells.iter().flat_map(|cell| self.in_cell(*cell, &target.text)).collect()
            }
        };
        let score = |candidate: &Candidate| {
            let before = target.before.as_deref().map(plain).map(|wanted| {
                candidate.before.ends_with(&wanted)
                    && wanted.is_empty() == candidate.before.is_empty()
            });
            let after = target.after.as_deref().map(plain).map(|wanted| {
                candidate.after.starts_with(&wanted)
                    && wanted.is_empty() == candidate.after.is_empty()
            });
            (before, after)
        };
        let sides = |(before, after): (Option<bool>, Option<bool>)| {
            u8::from(before == Some(true)) + u8::from(after == Some(true))
        };
        let best = candidates.iter().map(|one| sides(score(one))).max();
        let Some(best) = best else {
            let message = "the text under it has changed".to_owned();
            return Err(match self.elsewhere(target) {
                beside if beside.is_empty() => self.near_item(message, target, &records),
                beside => Miss::Stale(format!("{message}{beside}")),
            });
        };
        candidates.retain(|one| sides(score(one)) == best);
        if best == 0 && (target.before.is_some() || target.after.is_some()) {
            return Err(Miss::Stale(
                "its text stands there, but between others than before".to_owned(),
            ));
        }
        match candidates.len() {
            1 => candidates.pop().map(|one| one.found).ok_or(Miss::Stale(String::new())),
            number => Err(Miss::Ambiguous(format!(
                "its text stands at {number} places; tell them apart with before and after"
            ))),
        }
    }

    fn whole_records(self, records: &[RecordAt], text: &Exact) -> Vec<Candidate> {
        let fits = |at: &&RecordAt| match text {
            Exact::Whole(text) => same(&self.rest(**at), text),
            _ => true,
        };
        let found = records.iter().filter(fits);
        found.map(|at| self.beside(*at, Found::Record(*at))).collect()
    }

    /// A record or a whole cell stands between the keys of the records round it.
    fn beside(self, at: RecordAt, found: Found) -> Candidate {
        let key = |record: Option<usize>| {
            record.map(|record| plain(&self.key(RecordAt { record, ..at }))).unwrap_or_default()
        };
        Candidate {
            found,
            before: key(at.record.checked_sub(1)),
            after: key(at.record.checked_add(1)),
        }
    }

    fn in_cell(self, cell: CellAt, text: &Exact) -> Vec<Candidate> {
        let Some(value) = self.value(cell) else { return Vec::new() };
        let items: &[Item] = if let Value::List(items) = value { items } else { &[] };
        let texts: Vec<String> = items.iter().map(item_text).collect();
        let among = |found: Found, first: usize, last: usize| Candidate {
            found,
            before: plain(&texts.get(..first).unwrap_or_default().join("\n")),
            after: plain(&texts.get(last + 1..).unwrap_or_default().join("\n")),
        };
        match text {
            Exact::Any => vec![self.beside(cell.of, Found::Cell(cell))],
            Exact::Whole(text) if same(&cell_text(value), text) => {
                vec![self.beside(cell.of, Found::Cell(cell))]
            }
            Exact::Whole(_) => Vec::new(),
            Exact::Step(item, step) => places(items, item)
                .into_iter()
                .flat_map(|at| {
                    let own = items.get(at).map(|item| &item.steps[..]).unwrap_or_default();
                    let found = own.iter().enumerate().filter(|(_, own)| **own == plain(step));
                    found.map(move |(step, _)| (at, step)).collect::<Vec<_>>()
                })
                .map(|(at, step)| among(Found::Step(cell, at, step), at, at))
                .collect(),
            Exact::Items(wanted) => runs(items, wanted)
                .into_iter()
                .map(|found| {
                    let first = found.iter().min().copied().unwrap_or(0);
                    let last = found.iter().max().copied().unwrap_or(0);
                    among(Found::Items(cell, found), first, last)
                })
                .collect(),
        }
    }

    /// The cell that something in `from` is moved to, and the item there that it is to stand beside.
    pub(crate) fn destination(
        self,
        to: &Destination,
        from: CellAt,
    ) -> Result<(CellAt, Option<usize>), Miss> {
        let records = match &to.record {
            None => vec![from.of],
            Some(key) => self.records(None, key),
        };
        // The same study may stand in several tables; what moves stays in its own where it can.
        let near: Vec<RecordAt> =
            records.iter().copied().filter(|at| at.table == from.of.table).collect();
        let records = if near.is_empty() { records } else { near };
        let same_column =
            self.table(from.of.table).and_then(|table| table.columns.get(from.column));
        let column = to.column.as_deref().or(same_column.map(|column| column.key.as_str()));
        let column = column.unwrap_or_default();
        let mut found: Vec<(CellAt, Option<usize>)> = Vec::new();
        for cell in records.iter().filter_map(|at| self.column(*at, column)) {
            match to.after.as_ref().or(to.before.as_ref()) {
                None => found.push((cell, None)),
                Some(beside) => {
                    if let Some(Value::List(items)) = self.value(cell) {
                        found.extend(places(items, beside).into_iter().map(|at| (cell, Some(at))));
                    }
                }
            }
        }
        match found[..] {
            [one] => Ok(one),
            [] => Err(Miss::Stale("the place it is moved to is no longer there".to_owned())),
            _ => Err(Miss::Ambiguous(format!(
                "there are {} places that it could be moved to",
                found.len()
            ))),
        }
    }

    /// Where the text of a lost target stands today, for its message.
    fn elsewhere(self, target: &Target) -> String {
        let Exact::Items(wanted) = &target.text else { return String::new() };
        let items = self.index.items.get_or_init(|| self.items());
        let found = wanted.first().and_then(|first| items.get(&steps(first)));
        let Some(cell) = found else { return String::new() };
        let column = self.table(cell.of.table).and_then(|table| table.columns.get(cell.column));
        let column = column.map_or("", |column| column.key.as_str());
        format!("; it stands under {column} of {:?} now", self.key(cell.of))
    }

    /// What is said where the text of a cell changed, with the item that is most like it.
    fn near_item(self, message: String, target: &Target, records: &[RecordAt]) -> Miss {
        let wanted = match &target.text {
            Exact::Items(items) => items.first(),
            Exact::Step(item, _) | Exact::Whole(item) => Some(item),
            Exact::Any => None,
        };
        let (Some(wanted), Some(column)) = (wanted, &target.column) else {
            return Miss::Stale(message);
        };
        let whole = matches!(target.text, Exact::Whole(_));
        let cells = records.iter().filter_map(|at| self.column(*at, column));
        let texts: Vec<String> = cells
            .filter_map(|cell| self.value(cell))
            .flat_map(|value| match value {
                Value::List(items) if !whole => items.iter().map(item_text).collect(),
                value => vec![cell_text(value)],
            })
            .collect();
        Miss::gone(message, wanted, texts.iter().map(String::as_str))
    }

    fn items(self) -> BTreeMap<Vec<String>, CellAt> {
        let mut found = BTreeMap::new();
        for (table, made) in self.document.tables.iter().enumerate() {
            for (record, own) in made.records.iter().enumerate() {
                for (column, (_, value)) in own.cells.0.iter().enumerate() {
                    let Value::List(items) = value else { continue };
                    for item in items {
                        let cell = CellAt { of: RecordAt { table, record }, column };
                        found.entry(item.steps.clone()).or_insert(cell);
                    }
                }
            }
        }
        found
    }
}

/// The nearest of some texts, for a message.
fn near<'t>(wanted: &str, texts: impl Iterator<Item = &'t str>) -> String {
    let found = nearest(wanted, texts);
    found.map(|text| format!("; the nearest is {text:?}")).unwrap_or_default()
}

/// The indices of the items that say `wanted`.
fn places(items: &[Item], wanted: &str) -> Vec<usize> {
    let wanted = steps(wanted);
    let found = items.iter().enumerate().filter(|(_, item)| item.steps == wanted);
    found.map(|(at, _)| at).collect()
}

/// Where the items `wanted` stand: one after the other, or else each somewhere, once.
fn runs(items: &[Item], wanted: &[String]) -> Vec<Vec<usize>> {
    let wanted: Vec<Vec<String>> = wanted.iter().map(|item| steps(item)).collect();
    let together: Vec<Vec<usize>> = items
        .windows(wanted.len().max(1))
        .enumerate()
        .filter(|(_, run)| run.iter().map(|item| &item.steps).eq(&wanted))
        .map(|(at, run)| (at..at + run.len()).collect())
        .collect();
    if !together.is_empty() || wanted.len() < 2 {
        return together;
    }
    let each: Option<Vec<usize>> = wanted
        .iter()
        .map(|wanted| {
            let mut found = items.iter().enumerate().filter(|(_, item)| item.steps == *wanted);
            let first = found.next().map(|(at, _)| at);
            first.filter(|_| found.next().is_none())
        })
        .collect();
    let mut each = each.filter(|each| {
        let mut sorted = each.clone();
        sorted.sort_unstable();
        sorted.dedup();
        sorted.len() == each.len()
    });
    each.take().into_iter().collect()
}
