//! What a diff says was done, in words that can be held against a list of what was done.

use std::collections::BTreeMap;

use rowmend::unstable::diff::{Change, Diff};
use rowmend::unstable::record::{Document, Item, Record, Table, Value};

use super::{Cell, Truth};

/// A thing that was done, or that the diff says was done: its kind as the diff calls it, and where
/// and what, by what the table says and not by number.
pub type Fact = (String, String);

pub fn chain(steps: &[String]) -> String {
    steps.join(" → ")
}

/// What names a row.
pub fn key(row: &[Cell]) -> String {
    match &row[0] {
        Cell::Text(text) => text.clone(),
        Cell::List(items) => items.iter().map(|item| chain(item)).collect(),
    }
}

/// The table as a document, without any reading.
pub fn document(truth: &Truth) -> Document {
    use rowmend::unstable::record::{Cells, Column, Kind};
    let slug = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-").to_lowercase()
    };
    let columns: Vec<Column> = truth
        .header
        .iter()
        .zip(&truth.lists)
        .map(|(header, list)| {
            Column::new(slug(header), header, if *list { Kind::List } else { Kind::Text })
        })
        .collect();
    let value = |cell: &Cell| match cell {
        Cell::Text(text) => Value::Text(Some(text.clone()).filter(|text| !text.is_empty())),
        Cell::List(items) => {
            Value::List(items.iter().map(|steps| Item::new(steps.clone())).collect())
        }
    };
    let mut ids = BTreeMap::new();
    let records = truth.rows.iter().map(|row| {
        let id = slug(&key(row));
        let number: &mut usize = ids.entry(id.clone()).or_default();
        *number += 1;
        let id = if *number > 1 { format!("{id}-{number}") } else { id };
        let cells = columns.iter().zip(row).map(|(c, cell)| (c.key.clone(), value(cell)));
        Record::new(id, Cells(cells.collect()))
    });
    let records = records.collect();
    let mut table = Table::new("table-1", columns);
    table.records = records;
    Document::new(vec![table])
}

/// What a diff of two documents says was done.
pub fn told(a: &Document, b: &Document, diff: &Diff) -> Vec<Fact> {
    let names = |document: &Document| -> BTreeMap<String, String> {
        let records = document.tables.iter().flat_map(|table| &table.records);
        let name = |record: &Record| match record.cells.0.first().map(|(_, value)| value) {
            Some(Value::Text(Some(text))) => text.clone(),
            Some(Value::Citation(citation)) => citation.text.clone().unwrap_or_default(),
            _ => String::new(),
        };
        records.map(|record| (record.id.clone(), name(record))).collect()
    };
    let (of_a, of_b) = (names(a), names(b));
    let headers = |document: &Document| -> BTreeMap<String, String> {
        let columns = document.tables.iter().flat_map(|table| &table.columns);
        columns.map(|column| (column.key.clone(), column.header.clone())).collect()
    };
    let (head_a, mut head_b) = (headers(a), headers(b));
    for change in &diff.changes {
        if let Change::ColumnChanged { before, after, .. } = change {
            head_b.insert(after.key.clone(), before.header.clone());
        }
    }
    let renamed: BTreeMap<&str, &str> = diff
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::RecordRenamed { record, .. } => {
                Some((record.after().as_str(), record.before().as_str()))
            }
            _ => None,
        })
        .collect();
    let header = |key: &str| head_a.get(key).cloned().unwrap_or_default();
    let header_b = |key: &str| head_b.get(key).cloned().unwrap_or_default();
    let before = |id: &str| of_a.get(id).cloned().unwrap_or_default();
    let after = |id: &str| match renamed.get(id) {
        Some(old) => before(old),
        None => of_b.get(id).cloned().unwrap_or_default(),
    };
    let list = |items: &[Item]| {
        items.iter().map(|item| chain(&item.steps)).collect::<Vec<_>>().join(" | ")
    };
    let value = |value: &Value| match value {
        Value::Text(text) => text.clone().unwrap_or_default(),
        Value::Citation(citation) => citation.text.clone().unwrap_or_default(),
        Value::List(items) => list(items),
    };
    let detail = |change: &Change| match change {
        Change::ItemAdded { to, value, .. } => {
            format!("{} / {} + {}", after(&to.record), header_b(&to.column), chain(&value.steps))
        }
        Change::ItemRemoved { from, value, .. } => {
            format!("{} / {} - {}", before(&from.record), header(&from.column), chain(&value.steps))
        }
        Change::ItemMoved { from, to, value, .. } => format!(
            "{} / {} > {} / {}: {}",
            before(&from.record),
            header(&from.column),
            after(&to.record),
            header_b(&to.column),
            match value.before() == value.after() {
                true => chain(&value.before().steps),
                false => {
                    format!("{} = {}", chain(&value.before().steps), chain(&value.after().steps))
                }
            }
        ),
        Change::ItemChanged { record, column, before: old, after: new, .. } => format!(
            "{} / {}: {} = {}",
            before(record.before()),
            header(column.before()),
            chain(&old.steps),
            chain(&new.steps)
        ),
        Change::ItemSplit { from, before: old, after: new, .. } => format!(
            "{} / {}: {} = {}",
            before(&from.record),
            header(&from.column),
            chain(&old.steps),
            list(new)
        ),
        Change::ItemJoined { from, before: old, after: new, .. } => format!(
            "{} / {}: {} = {}",
            before(&from[0].record),
            header(&from[0].column),
            list(old),
            chain(&new.steps)
        ),
        Change::ValueChanged { record, column, before: old, after: new, .. } => format!(
            "{} / {}: {} = {}",
            before(record.before()),
            header(column.before()),
            value(old),
            value(new)
        ),
        Change::RecordAdded { value, .. } => after(&value.id),
        Change::RecordRemoved { value, .. } => before(&value.id),
        Change::RecordMoved { record, .. } => before(record.before()),
        Change::RecordRenamed { record, .. } => format!(
            "{} = {}",
            before(record.before()),
            of_b.get(record.after()).cloned().unwrap_or_default()
        ),
        Change::ColumnMoved { column, .. } => header(column.before()),
        Change::ColumnChanged { before, after, .. } => {
            format!("{} = {}", before.header, after.header)
        }
        other => format!("{other:?}"),
    };
    diff.changes.iter().map(|change| (change.kind().to_owned(), detail(change))).collect()
}

/// How often a kind was done, was told, and both.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub done: usize,
    pub told: usize,
    pub right: usize,
}

/// Adds to the tallies by kind, and gives what was told wrongly and what was not told.
pub fn count(
    done: &[Fact],
    told: &[Fact],
    tallies: &mut BTreeMap<String, Tally>,
) -> (Vec<Fact>, Vec<Fact>) {
    let mut missed = done.to_vec();
    let mut wrong = Vec::new();
    for fact in done {
        tallies.entry(fact.0.clone()).or_default().done += 1;
    }
    for fact in told {
        let tally = tallies.entry(fact.0.clone()).or_default();
        tally.told += 1;
        match missed.iter().position(|done| done == fact) {
            Some(at) => {
                missed.swap_remove(at);
                tally.right += 1;
            }
            None => wrong.push(fact.clone()),
        }
    }
    (wrong, missed)
}
