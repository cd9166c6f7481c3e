//! Places of a document → how decisions name them: by what they say, and where that stands twice, by what
//! stands beside it.

use super::draft::alternatives;
use super::places::FlaggedPlace;
use super::shape::{Form, RowIs};
use super::target::{self, CellAt, Found, Keyed, Miss, RecordAt};
use super::texts::{cell_text, item_text};
use super::{Action, Decision, Exact, Shape, Target};
use crate::record::{Code, Document, Flag, Value};
use crate::trace::Notice;

/// A document as its decisions are looked up in it.
#[derive(Debug)]
pub struct Anchors<'a> {
    document: &'a Document,
    keys: &'a [usize],
    index: target::Index,
}

impl<'a> Anchors<'a> {
    /// Of a document as it was extracted; `keys` has the index of each table's key column.
    pub fn new(document: &'a Document, keys: &'a [usize]) -> Self {
        Anchors { document, keys, index: target::index(document, keys) }
    }

    pub(super) fn keyed(&self) -> Keyed<'_> {
        Keyed { document: self.document, keys: self.keys, index: &self.index }
    }

    /// The place that a target names.
    pub(super) fn find(&self, target: &Target) -> Result<Found, Miss> {
        self.keyed().find(target)
    }

    /// The decision to keep a place of a record as it stands, or to name a study whose key was cut off;
    /// without who and why.
    pub fn decision(&self, table: usize, record: usize, place: &FlaggedPlace<'_>) -> Decision {
        let cell = CellAt { of: RecordAt { table, record }, column: place.column };
        decision(self.keyed(), cell, place.item, &place.flags)
    }

    /// What names items of a cell, or all of it where none are given.
    pub fn target(&self, table: usize, record: usize, column: usize, items: &[usize]) -> Target {
        target_of(self.keyed(), CellAt { of: RecordAt { table, record }, column }, items)
    }

    /// The index of the column that names the studies of a table.
    pub fn key_column(&self, table: usize) -> usize {
        self.keyed().key_column(table)
    }

    /// The text of a record's key; empty where there is no such record.
    pub fn key(&self, table: usize, record: usize) -> String {
        self.keyed().key(RecordAt { table, record })
    }

    /// The text of an item, or of a cell, a line for each of its items.
    pub fn text(&self, table: usize, record: usize, column: usize, item: Option<usize>) -> String {
        let value = self.keyed().value(CellAt { of: RecordAt { table, record }, column });
        match (value, item) {
            (Some(Value::List(items)), Some(item)) => {
                items.get(item).map(item_text).unwrap_or_default()
            }
            (Some(value), _) => cell_text(value),
            (None, _) => String::new(),
        }
    }

    /// The key of a column.
    pub(super) fn column(&self, table: usize, column: usize) -> Option<String> {
        let table = self.keyed().table(table)?;
        table.columns.get(column).map(|column| column.key.clone())
    }

    /// What stands before and after a place: of an item the items of its cell, of a cell the keys of the
    /// records; empty where there is nothing.
    pub fn beside(
        &self,
        table: usize,
        record: usize,
        column: usize,
        item: Option<usize>,
    ) -> [String; 2] {
        let cell = CellAt { of: RecordAt { table, record }, column };
        beside(self.keyed(), cell, item.as_slice())
    }

    /// That a record is something else than a study.
    pub fn row(&self, table: usize, record: usize, is: RowIs) -> Option<Shape> {
        let row = alternatives::row(self.keyed(), RecordAt { table, record });
        self.shape(table, Form::Row(row, is))
    }

    /// The decision that a notice is right as it stands; none of one that only informs.
    pub fn notice(&self, notice: &Notice) -> Option<Shape> {
        alternatives::keep(self.keyed(), notice)
    }

    /// A decision on a table; none where the table has no name by which it can be decided about.
    pub fn shape(&self, table: usize, form: Form) -> Option<Shape> {
        alternatives::shapes(self.keyed(), table, vec![form]).pop()
    }

    /// The address of a place, as `rowmend explain` takes it: RECORD.COLUMN.ITEM, with TABLE/ before it where
    /// several tables have such a record.
    pub fn address(
        &self,
        table: usize,
        record: usize,
        column: Option<usize>,
        item: Option<usize>,
    ) -> String {
        let Some(own) = self.keyed().record(RecordAt { table, record }) else {
            return String::new();
        };
        let column = column.and_then(|column| own.cells.0.get(column)).map(|(key, _)| key.as_str());
        let several = self.index.tables_with(&own.id) > 1;
        let table = self.document.tables.get(table).filter(|_| several);
        let parts = [Some(own.id.as_str()), column, item.map(|item| item.to_string()).as_deref()]
            .map(|part| part.map(str::to_owned));
        let path = parts.into_iter().flatten().collect::<Vec<_>>().join(".");
        table.map_or(path.clone(), |table| format!("{}/{path}", table.id))
    }
}

/// To keep what stands there, or to name a study whose key was cut off.
pub(super) fn decision(
    keyed: Keyed<'_>,
    cell: CellAt,
    item: Option<usize>,
    flags: &[&Flag],
) -> Decision {
    let cut = flags.iter().any(|flag| flag.code == Code::KeyCut);
    let (action, target) = if cut && cell.column == keyed.key_column(cell.of.table) {
        let mut target = Target { record: keyed.key(cell.of), ..Target::default() };
        let action = Action::Name(target.record.clone());
        if keyed.find(&target).is_err() {
            tell_apart(keyed, cell, &[], &mut target);
        }
        (action, target)
    } else {
        let action = Action::Keep(flags.iter().map(|flag| flag.code).collect());
        (action, target_of(keyed, cell, item.as_slice()))
    };
    Decision { action, target, who: String::new(), why: String::new(), date: None, line: 0 }
}

fn target_of(keyed: Keyed<'_>, cell: CellAt, items: &[usize]) -> Target {
    let column = keyed.table(cell.of.table).and_then(|table| table.columns.get(cell.column));
    let text = match keyed.value(cell) {
        Some(Value::List(own)) if !items.is_empty() => {
            Exact::Items(items.iter().filter_map(|at| own.get(*at)).map(item_text).collect())
        }
        Some(value) => Exact::Whole(cell_text(value)),
        None => Exact::Any,
    };
    let record = keyed.key(cell.of);
    let column = column.map(|column| column.key.clone());
    let mut target = Target { record, column, text, ..Target::default() };
    if keyed.find(&target).is_err() {
        tell_apart(keyed, cell, items, &mut target);
    }
    target
}

/// Where the same text stands twice, what stands before and after it is said as well.
fn tell_apart(keyed: Keyed<'_>, cell: CellAt, items: &[usize], target: &mut Target) {
    let [before, after] = beside(keyed, cell, items);
    target.before = Some(before);
    target.after = Some(after);
}

fn beside(keyed: Keyed<'_>, cell: CellAt, items: &[usize]) -> [String; 2] {
    let first = items.iter().min().and_then(|first| first.checked_sub(1));
    let last = items.iter().max().and_then(|last| last.checked_add(1));
    match keyed.value(cell) {
        Some(Value::List(own)) if !items.is_empty() => {
            [first, last].map(|at| at.and_then(|at| own.get(at)).map(item_text).unwrap_or_default())
        }
        _ => {
            let record = cell.of.record;
            [record.checked_sub(1), record.checked_add(1)].map(|record| {
                record.map(|record| keyed.key(RecordAt { record, ..cell.of })).unwrap_or_default()
            })
        }
    }
}
