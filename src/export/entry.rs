//! What is exported: documents as they were extracted, and how their values read as texts.

use std::borrow::Cow;

use crate::decide::places;
use crate::marks::ARROW;
use crate::record::{Column, Document, Item, Kind, Record, Table, Value};
use crate::trace::Trace;

/// Blanks before an item for each level of nesting, where items stand on lines of one cell.
const INDENT: &str = "  ";

/// A document that is exported, alone or as one of many.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name of its source, without folders.
    pub name: String,
    /// Its data.
    pub document: Document,
    /// Where the data came from; `None` where only the data is at hand.
    pub trace: Option<Trace>,
    /// How it was read where that is not the usual way, as arguments of the program.
    pub options: Vec<String>,
}

impl Entry {
    /// How many points a person should look at; those about tables where the trace is at hand.
    pub fn points(&self) -> usize {
        let notices = self.trace.as_ref().map(|trace| &trace.notices[..]);
        places::to_look_at(&self.document, notices.unwrap_or_default())
    }
}

/// The index of the column that names the studies of a table: the one with citations, else the one
/// whose texts the ids of the records were made of, else the first.
pub(crate) fn key_column(table: &Table) -> usize {
    let cited = table.columns.iter().position(|column| column.kind == Kind::Citation);
    cited.unwrap_or_else(|| {
        let named = |at: usize| {
            let agrees = |record: &&Record| gives_id(&text_at(record, at), &record.id);
            table.records.iter().filter(agrees).count()
        };
        let best = (0..table.columns.len()).max_by_key(|at| (named(*at), table.columns.len() - at));
        best.unwrap_or(0)
    })
}

/// Whether the letters and digits of an id, which may be cut and numbered, begin a text.
fn gives_id(text: &str, id: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
    };
    let word = id.split('-').next().unwrap_or_default();
    !word.is_empty() && letters(text).starts_with(word)
}

/// The columns of a table with the one that names its studies first, each with its index.
pub(crate) fn key_first(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    let key = key_column(table);
    let all = || table.columns.iter().enumerate();
    all().filter(move |(at, _)| *at == key).chain(all().filter(move |(at, _)| *at != key))
}

/// A value as the text of one cell: a line for each item, nested ones set in.
pub(crate) fn value_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => text.as_deref().unwrap_or_default().into(),
        Value::Citation(citation) => citation.text.as_deref().unwrap_or_default().into(),
        Value::List(items) => {
            let line = |item: &Item| INDENT.repeat(usize::from(item.level)) + &item_text(item);
            items.iter().map(line).collect::<Vec<_>>().join("\n").into()
        }
    }
}

/// An item on one line, arrows between its steps.
pub(crate) fn item_text(item: &Item) -> String {
    item.steps.join(ARROW)
}

/// The text of a record in the column at `at`.
pub(crate) fn text_at(record: &Record, at: usize) -> Cow<'_, str> {
    record.cells.0.get(at).map(|(_, value)| value_text(value)).unwrap_or_default()
}
