//! What a person calls a record, a column or an item → where it stands. Every verb that is told such a name
//! takes the same: ids and keys as the JSON has them, the study as printed, the header as printed, and a
//! table before a `/`.

use rowmend::unstable::record::{Document, Record, Table, Value};

/// How alike a name and the nearest must be to be told, from 0 to 1: half of their pairs of letters.
pub(super) const NEAR: f64 = 0.5;
/// Records that are named where a name is that of several.
const TOLD: usize = 4;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Address<'a> {
    pub(super) table: &'a Table,
    pub(super) record: &'a Record,
    /// The key of the column.
    pub(super) column: Option<&'a str>,
    /// From 0.
    pub(super) item: Option<usize>,
}

/// A record with its table.
type Place<'a> = (&'a Table, &'a Record);

impl<'a> Address<'a> {
    /// Finds RECORD, RECORD.COLUMN or RECORD.COLUMN.ITEM, with TABLE/ before it or not.
    ///
    /// # Errors
    /// Where there is no such thing, or several; in words, with the nearest that is there.
    pub(super) fn find(document: &'a Document, address: &str) -> Result<Self, String> {
        let (places, path) = within(document, address);
        // What a study is called may have dots of its own.
        let ends = path.rmatch_indices('.').map(|(at, _)| at);
        let mut parts = std::iter::once(path.len()).chain(ends).map(|end| path.split_at(end));
        let found = parts.find_map(|(name, rest)| {
            let found = named(&places, name);
            (!found.is_empty()).then_some((found, rest))
        });
        let Some((found, rest)) = found else { return Err(missing(&places, path)) };
        let &[(table, record)] = found.as_slice() else { return Err(several(&found, rest)) };
        let Some(rest) = rest.strip_prefix('.') else {
            return Ok(Address { table, record, column: None, item: None });
        };
        let (column, item) = match (column(table, rest), rest.rsplit_once('.')) {
            (Some(column), _) => (column, None),
            (None, Some((name, item))) => {
                (column(table, name).ok_or_else(|| no_column(table, name))?, Some(item))
            }
            (None, None) => return Err(no_column(table, rest)),
        };
        let item = match (item, record.cells.get(column)) {
            (None, _) => None,
            (Some(text), Some(Value::List(items))) => {
                let item = text.parse::<usize>().ok().filter(|item| *item < items.len());
                Some(item.ok_or_else(|| {
                    format!("there is no item {text:?}; there are {}, counted from 0", items.len())
                })?)
            }
            (Some(_), _) => return Err("only a list column has items".to_owned()),
        };
        Ok(Address { table, record, column: Some(column), item })
    }
}

/// The id of the record that is called `name`, with TABLE/ before it or not.
///
/// # Errors
/// Where there is no such record, or several with different ids; in words.
pub(super) fn record<'a>(document: &'a Document, name: &str) -> Result<&'a str, String> {
    let (places, name) = within(document, name);
    let found = named(&places, name);
    match found.as_slice() {
        [] => Err(missing(&places, name)),
        [(_, one), others @ ..] if others.iter().all(|(_, other)| other.id == one.id) => {
            Ok(&one.id)
        }
        _ => Err(several(&found, "")),
    }
}

/// The records of the table that stands before a `/`, or of all, and what stands after it.
fn within<'a, 't>(document: &'a Document, address: &'t str) -> (Vec<Place<'a>>, &'t str) {
    let of = |wanted: &dyn Fn(&Table) -> bool| {
        let tables = document.tables.iter().filter(|table| wanted(table));
        tables.flat_map(|table| table.records.iter().map(move |record| (table, record))).collect()
    };
    for (at, _) in address.rmatch_indices('/') {
        let (name, rest) = address.split_at(at);
        let titled = |table: &Table| table.title.as_deref().is_some_and(|title| alike(title, name));
        let is_it = |table: &Table| table.id == name || titled(table);
        if document.tables.iter().any(is_it) {
            return (of(&is_it), &rest[1..]);
        }
    }
    (of(&|_| true), address)
}

/// The records with this id; where there is none, those whose study is printed so.
fn named<'a>(places: &[Place<'a>], name: &str) -> Vec<Place<'a>> {
    let with = |is_it: &dyn Fn(&Record) -> bool| {
        places.iter().copied().filter(|(_, record)| is_it(record)).collect::<Vec<_>>()
    };
    let exact = with(&|record| record.id == name);
    if exact.is_empty() { with(&|record| names(record).any(|own| alike(own, name))) } else { exact }
}

/// What a record is called: its id, and its study as printed.
fn names(record: &Record) -> impl Iterator<Item = &str> {
    std::iter::once(record.id.as_str()).chain(printed(record))
}

/// The study as printed; where the table cites none, the first text of the row.
pub(super) fn printed(record: &Record) -> Option<&str> {
    let cells = record.cells.0.iter().map(|(_, value)| value);
    let cited = cells.clone().find_map(|value| match value {
        Value::Citation(citation) => citation.text.as_deref(),
        _ => None,
    });
    let mut texts = cells.filter_map(|value| match value {
        Value::Text(text) => text.as_deref(),
        _ => None,
    });
    cited.or_else(|| texts.next())
}

/// The key of the column with this key or header.
fn column<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    let mut columns = table.columns.iter();
    let exact = columns.clone().find(|column| column.key == name);
    exact
        .or_else(|| columns.find(|column| alike(&column.key, name) || alike(&column.header, name)))
        .map(|column| column.key.as_str())
}

/// Whether two names have the same letters and digits, whatever their case and what stands between.
fn alike(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let a = plain(a);
    !a.is_empty() && a == plain(b)
}

fn several(found: &[Place<'_>], rest: &str) -> String {
    let shown = found.iter().take(TOLD);
    let shown: Vec<_> =
        shown.map(|(table, record)| format!("{}/{}{rest}", table.id, record.id)).collect();
    format!("that names {} records: say {}", found.len(), shown.join(" or "))
}

fn missing(places: &[Place<'_>], path: &str) -> String {
    let name = path.split('.').next().unwrap_or_default();
    let near = places.iter().flat_map(|(_, record)| names(record).map(|own| (own, &record.id)));
    let near = near.map(|(own, id)| {
        let alike = [name, path].map(|wanted| likeness(own, wanted));
        (alike[0].max(alike[1]), id)
    });
    let near = near.filter(|(alike, _)| *alike >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
    let near = near.map(|(_, id)| format!("; the nearest is {id:?}")).unwrap_or_default();
    format!("there is no record {path:?} in it{near}")
}

fn no_column(table: &Table, name: &str) -> String {
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    format!("there is no column {name:?}; there are {}", keys.join(", "))
}

/// Dice's coefficient of the pairs of letters.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    strsim::sorensen_dice(&a.to_lowercase(), &b.to_lowercase())
}
