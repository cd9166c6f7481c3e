//! A table as people put it into a spreadsheet: one row a study, the column that names it first, then
//! the others as printed, and at the end where it comes from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::entry::{Entry, key_first, text_at};
use crate::record::Table;

/// A column of a wide table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its name: unique within the table.
    pub name: String,
    /// What it holds.
    pub source: Source,
}

/// What a column of a wide table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The column of the table at this index, from 0.
    Column(usize),
    /// The group that the record stands under.
    Group,
    /// The notes that the record refers to, a line each.
    Notes,
    /// The name of the source document.
    Document,
    /// The id of the table.
    Table,
    /// The id of the record.
    Record,
}

/// What stands after the columns of the table, and its name.
const AFTER: [(Source, &str); 5] = [
    (Source::Group, "group"),
    (Source::Notes, "notes"),
    (Source::Document, "document"),
    (Source::Table, "table"),
    (Source::Record, "record"),
];

/// The columns of a wide table. One whose header is empty is called by its key; of several with one
/// name, whatever their capitals, the later ones are numbered: `Outcome (2)`.
pub fn headings(table: &Table) -> Vec<Heading> {
    let mut taken = BTreeSet::new();
    let mut unique = |name: &str| {
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
    };
    let own = key_first(table).map(|(at, column)| {
        let named = !column.header.trim().is_empty();
        let name = if named { &column.header } else { &column.key };
        Heading { name: unique(name), source: Source::Column(at) }
    });
    let mut all: Vec<Heading> = own.collect();
    all.extend(AFTER.map(|(source, name)| Heading { name: unique(name), source }));
    all
}

/// The rows of a wide table, each with a text for every heading, in printed order.
pub fn rows<'a>(
    entry: &'a Entry,
    table: &'a Table,
    headings: &'a [Heading],
) -> impl Iterator<Item = Vec<Cow<'a, str>>> {
    table.records.iter().map(move |record| {
        let text = |heading: &Heading| -> Cow<'a, str> {
            match heading.source {
                Source::Column(at) => text_at(record, at),
                Source::Group => record.group.as_deref().unwrap_or_default().into(),
                Source::Notes => record.notes.join("\n").into(),
                Source::Document => entry.name.as_str().into(),
                Source::Table => table.id.as_str().into(),
                Source::Record => record.id.as_str().into(),
            }
        };
        headings.iter().map(text).collect()
    })
}

/// Which wide tables are one data set: those of several documents that have the same columns.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// Whether those of one document are one, too.
    within: bool,
    /// By the names of columns the number of the set, and the document of its last table.
    known: BTreeMap<Vec<String>, (usize, String)>,
    count: usize,
}

impl Sets {
    /// As above; tables of one document that have the same columns are one set too where `within` says so.
    pub fn new(within: bool) -> Self {
        Sets { within, ..Sets::default() }
    }

    /// The number of the data set, from 0, of the next table, which is of `document` and has columns of
    /// these names.
    pub fn of(&mut self, names: Vec<String>, document: &str) -> usize {
        let next = self.count;
        let (number, last) = self.known.entry(names).or_insert((next, String::new()));
        if last == document && !self.within {
            self.count += 1;
            return next;
        }
        document.clone_into(last);
        self.count = self.count.max(*number + 1);
        *number
    }
}
