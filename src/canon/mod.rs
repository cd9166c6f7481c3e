//! Record ⇄ canonical bytes. The one writer of our JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::{Document, FORMAT, Kind, Record, Table, Value};
use crate::trace::Trace;

mod writer;

pub use writer::{Put, Stream, Writer};

/// The canonical form: UTF-8, LF, two blanks of indent, keys in the order of the types, a newline
/// at the end.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    // Our types have string keys and no fallible serializers, so this cannot fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The RFC 8785 form: no blanks, keys sorted.
pub fn to_compact<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}

/// Reads a file of ours.
///
/// # Errors
/// Where the bytes are no JSON or do not keep to the format; the message names line and column.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// The JSON Schema (draft 2020-12) of `NAME.json`.
pub fn document_schema() -> Vec<u8> {
    to_bytes(&schemars::schema_for!(Document))
}

/// The JSON Schema (draft 2020-12) of `NAME.trace.json`.
pub fn trace_schema() -> Vec<u8> {
    to_bytes(&schemars::schema_for!(Trace))
}

/// Reads a document and holds it against the rules of the format. The short form sorts the cells by
/// key; they are put back in column order.
///
/// # Errors
/// A sentence that names the place.
pub fn document(bytes: &[u8]) -> Result<Document, String> {
    let mut document: Document = from_bytes(bytes).map_err(|error| error.to_string())?;
    for table in &mut document.tables {
        let order: BTreeMap<&str, usize> =
            table.columns.iter().zip(0..).map(|(column, at)| (column.key.as_str(), at)).collect();
        for record in &mut table.records {
            record.cells.0.sort_by_key(|(key, _)| order.get(key.as_str()).copied());
        }
    }
    check(&document)?;
    Ok(document)
}

/// Holds a document against the rules of the format that its types cannot say: names are unique,
/// each record has each column in order and with its kind, and flags point to something.
///
/// # Errors
/// A sentence that names the first place where a rule is broken.
pub fn check(document: &Document) -> Result<(), String> {
    if document.format != FORMAT {
        return Err(format!("format is {:?}, but expected {FORMAT:?}", document.format));
    }
    unique("table", document.tables.iter().map(|table| table.id.as_str()))?;
    document.tables.iter().try_for_each(|table| {
        check_table(table).map_err(|message| format!("table {}: {message}", table.id))
    })
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("the {what} {name:?} stands twice"));
        }
    }
    Ok(())
}

fn check_table(table: &Table) -> Result<(), String> {
    unique("column", table.columns.iter().map(|column| column.key.as_str()))?;
    unique("record", table.records.iter().map(|record| record.id.as_str()))?;
    table.records.iter().try_for_each(|record| {
        check_record(record, table).map_err(|message| format!("record {}: {message}", record.id))
    })
}

fn check_record(record: &Record, table: &Table) -> Result<(), String> {
    let keys = || record.cells.0.iter().map(|(key, _)| key.as_str());
    let columns = || table.columns.iter().map(|column| column.key.as_str());
    if !keys().eq(columns()) {
        let (found, expected) = (keys().collect::<Vec<_>>(), columns().collect::<Vec<_>>());
        return Err(format!(
            "its cells are {}, but expected {}",
            found.join(", "),
            expected.join(", ")
        ));
    }
    for (column, (key, value)) in table.columns.iter().zip(&record.cells.0) {
        let fits = match (column.kind, value) {
            (Kind::Text, Value::Text(_)) | (Kind::Citation, Value::Citation(_)) => true,
            (Kind::List, Value::List(items)) => {
                if let Some(at) = items.iter().position(|item| item.steps.is_empty()) {
                    return Err(format!("{key}.{at}: the item has no step"));
                }
                true
            }
            _ => false,
        };
        if !fits {
            return Err(format!("{key}: the value is not of the kind of its column"));
        }
    }
    for flag in &record.flags {
        let Some(value) = record.cells.get(&flag.column) else {
            return Err(format!("a flag names the column {:?}, which is not there", flag.column));
        };
        let items = if let Value::List(items) = value { items.len() } else { 0 };
        if let Some(item) = flag.item.filter(|item| *item >= items) {
            return Err(format!("{}: a flag names item {item} of {items}", flag.column));
        }
    }
    Ok(())
}

/// The name that a unit variant has in our files: `boundary-unmarked`, `likely`.
pub fn name<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
