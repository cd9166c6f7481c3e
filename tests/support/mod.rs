//! Made-up review tables whose truth is known, and a printer that damages them as OCR dumps are.
//!
//! | file | holds |
//! |---|---|
//! | [`chance`] | random numbers from a seed, the same on every machine |
//! | [`house`] | house styles: keys, columns, vocabularies, lengths of chains |
//! | [`revise`] | revisions made by program, and what the diff tells of them |
//! | [`told`] | what a diff says was done |
//! | [`words`] | their vocabularies |
//! | [`dump`] | a table printed as a dump, with a chosen set of diseases |
//! | [`score`] | a reading held against the truth |
//! | `pdf` | the end of a PDF that a test writes; taken by itself, with a path |

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    missing_debug_implementations,
    clippy::unwrap_used
)]

pub mod chance;
pub mod dump;
pub mod house;
pub mod revise;
pub mod score;
pub mod told;
pub mod words;

/// A table as it was meant.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    pub header: Vec<String>,
    /// Whether each column holds lists.
    pub lists: Vec<bool>,
    pub rows: Vec<Vec<Cell>>,
}

/// What a cell means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// Items, each of its steps.
    List(Vec<Vec<String>>),
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Text(text) => text.is_empty(),
            Cell::List(items) => items.is_empty(),
        }
    }
}

impl Truth {
    /// The table that a reading found.
    pub fn of(table: &rowmend::unstable::record::Table) -> Truth {
        use rowmend::unstable::record::{Kind, Value};
        let cell = |value: &Value| match value {
            Value::List(items) => Cell::List(items.iter().map(|item| item.steps.clone()).collect()),
            Value::Citation(citation) => Cell::Text(citation.text.clone().unwrap_or_default()),
            Value::Text(text) => Cell::Text(text.clone().unwrap_or_default()),
        };
        Truth {
            header: table.columns.iter().map(|column| column.header.clone()).collect(),
            lists: table.columns.iter().map(|column| column.kind == Kind::List).collect(),
            rows: table
                .records
                .iter()
                .map(|record| record.cells.0.iter().map(|(_, value)| cell(value)).collect())
                .collect(),
        }
    }
}

/// Reads a dump with the library.
pub fn read(dump: &str) -> rowmend::unstable::pipeline::Extraction {
    let limits = rowmend::unstable::source::Limits::default();
    let source =
        rowmend::unstable::source::Source::new("made.txt", dump.as_bytes().to_vec(), &limits)
            .unwrap();
    rowmend::unstable::pipeline::ingest(&source, &rowmend::unstable::pipeline::Options::default())
        .unwrap()
}
