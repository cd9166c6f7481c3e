//! Tables and records in the forms of other programs.
//!
//! | file | gives |
//! |---|---|
//! | `entry` | documents that are exported, and their values as texts |
//! | `frame` | tidy data: studies, texts, items, steps, links, flags, what was left out |
//! | `wide` | one row a study |
//! | `csv` | frames and wide tables as comma-separated values, with metadata |
//! | `jsonl` | one record a line |
//! | `xlsx` | a workbook, as a place to review too |
//! | `sqlite`, `parquet` | frames as a database, and as columns (features of the same names) |
//! | `markdown`, `html`, `docx` | tables whole again, for people to read |
//! | `web` | chains as a web: GraphML, DOT, Mermaid, Cytoscape, Kumu, Causal Map, a picture |
//! | `methods` | what a review reports of the extraction |
//! | `ris` | studies as references to look up |
//! | `grid` | tables as they stand |
//! | `records` | records as lines for line diffs |

pub mod csv;
pub mod docx;
mod entry;
pub mod frame;
pub mod grid;
pub mod html;
pub mod jsonl;
pub mod markdown;
pub mod methods;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod records;
pub mod ris;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod web;
pub mod wide;
pub mod xlsx;

use std::io;

pub use entry::Entry;

use crate::error::{Error, ErrorKind};

/// Takes the bytes of what is exported: the name of the file that they belong to, and the next of its
/// bytes. Files may take turns.
pub type Put<'p> = &'p mut dyn FnMut(&str, &[u8]) -> io::Result<()>;

/// Makes one data set of documents that come one after the other.
pub trait Export {
    /// Takes the next document.
    ///
    /// # Errors
    /// Where what is exported cannot be put away, or the form cannot hold it.
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError>;

    /// Ends the data set; nothing is added after it.
    ///
    /// # Errors
    /// As for `add`.
    fn finish(&mut self, _put: Put<'_>) -> Result<(), ExportError> {
        Ok(())
    }

    /// What a person should know of what was exported, a sentence each.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Why a document cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// What is exported cannot be put away.
    #[error("{0}")]
    Write(#[from] io::Error),
    /// One file was asked for, and the tables have different columns.
    #[error("{first} and {second} have different columns, which one file cannot hold")]
    Several {
        /// A table.
        first: String,
        /// The first table that is not like it.
        second: String,
    },
    /// It is more than the form can hold.
    #[error("{0}")]
    TooLarge(String),
}

/// Whether a table is the one that a person asks for: by its number in the document, from 1, or by a part of
/// its caption.
pub fn is_wanted(wanted: &str, number: usize, title: Option<&str>) -> bool {
    match wanted.parse::<usize>() {
        Ok(wanted) => wanted == number,
        Err(_) => title.unwrap_or_default().contains(wanted),
    }
}

/// Says that the document called `name` has no such table.
pub fn not_there(name: &str, wanted: &str) -> Error {
    Error::new(ErrorKind::NoTable, name, format!("it has no table {wanted:?}"))
        .help("give its number, from 1, or a part of its caption as it is printed")
}

/// Writes to one of the files that are exported.
struct Part<'p, 'n> {
    name: &'n str,
    put: Put<'p>,
}

impl io::Write for Part<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.put)(self.name, bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
