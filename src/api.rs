//! What others hold of the library: the same way as the program's, in a few words.

use std::ops::RangeInclusive;

use crate::canon;
use crate::decide::{self, Decisions};
use crate::diff::{self, Diff, Style};
use crate::error::{Error, ErrorKind};
use crate::export::grid::{self, GridCell};
use crate::extract::TrackChanges;
use crate::ledger::Ledger;
use crate::pipeline::{self, Extraction, Options};
use crate::profile::{self, Profile};
use crate::record::Document;
use crate::source::Source;
use crate::trace::Trace;

/// Reads the records of a document: PDF, DOCX, a dump, or what text recognition left, told by its bytes.
/// `name` is what messages and the trace call it.
///
/// It is read in this process. A panic is a fault of rowmend and not caught here, and a document from a
/// stranger may take much time and memory: `Workers` (feature `contain`) reads it in a process of its own.
///
/// # Errors
/// Where there is no table to be had: the [`Error`] says why, where, and what to do.
pub fn extract(
    name: &str,
    bytes: impl Into<Vec<u8>>,
    options: &Options,
) -> Result<Extraction, Error> {
    pipeline::ingest(&source(name, bytes, options)?, options)
}

/// Reads the tables of a document as they are printed, whole over their pages, before they are read as
/// studies.
///
/// # Errors
/// As [`extract`].
pub fn tables(
    name: &str,
    bytes: impl Into<Vec<u8>>,
    options: &Options,
) -> Result<Vec<PrintedTable>, Error> {
    let mut ledger = Ledger::default();
    let source = source(name, bytes, options)?;
    let (reading, tables) = pipeline::tables(&source, options, &mut ledger)?;
    let grids = grid::grids(&reading, &tables, &ledger).tables.into_iter();
    let printed = grids.map(|grid| PrintedTable {
        title: grid.title,
        notes: grid.notes,
        pages: grid.pages,
        rows: grid.rows,
        columns: grid.columns,
        header_rows: grid.header_rows,
        cells: grid.cells.iter().collect(),
    });
    Ok(printed.collect())
}

fn source(name: &str, bytes: impl Into<Vec<u8>>, options: &Options) -> Result<Source, Error> {
    Source::new(name, bytes.into(), &options.extract.limits)
}

/// A table as it is printed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PrintedTable {
    /// Its caption.
    pub title: Option<String>,
    /// The lines about it, above or under it.
    pub notes: Vec<String>,
    /// The pages it stands on, from 1.
    pub pages: Vec<u32>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Number of rows at the top that name the columns.
    pub header_rows: usize,
    /// Its cells, by row and column; cells without text are there too.
    pub cells: Vec<GridCell>,
}

impl Options {
    /// Reads these pages alone, from 1 (PDF).
    #[must_use]
    pub fn pages(mut self, pages: RangeInclusive<u32>) -> Self {
        self.extract.pages = Some(pages.into_inner());
        self
    }

    /// Reads text that is not shown as if it were (text behind a scan, Word's hidden text).
    #[must_use]
    pub fn hidden(mut self, included: bool) -> Self {
        self.extract.hidden = included;
        self
    }

    /// Takes this reading of tracked changes (DOCX).
    #[must_use]
    pub fn track_changes(mut self, taken: TrackChanges) -> Self {
        self.extract.track_changes = taken;
        self
    }

    /// Applies what a person decided about this document.
    #[must_use]
    pub fn decisions(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// Reads its tables as those of a house of which something is known.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets the limit of this name, as `--limit` of the program does.
    ///
    /// # Errors
    /// A sentence: there is no such limit, or it cannot be that high.
    pub fn limit(mut self, name: &str, value: u64) -> Result<Self, String> {
        self.extract.limits.set(name, value)?;
        Ok(self)
    }
}

impl Decisions {
    /// Reads the text of a decisions file, `NAME.decisions.toml`; `name` is what messages call it.
    ///
    /// # Errors
    /// Where it breaks the rules of such files; the message names the line.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Error> {
        decide::file::parse(name, text)
    }

    /// The text of a decisions file.
    pub fn to_toml(&self) -> String {
        decide::file::to_toml(self)
    }
}

impl Profile {
    /// Reads the text of a profile; `name` is what messages call it.
    ///
    /// # Errors
    /// Where it breaks the rules of profiles; the message names the line.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Error> {
        profile::file::parse(name, text)
    }
}

impl Document {
    /// Reads what [`Document::to_json`] or the program wrote; `name` is what messages call it. Fields that a newer
    /// version added are passed over.
    ///
    /// # Errors
    /// Where it is no such document.
    pub fn from_json(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        canon::document(bytes).map_err(|message| not_ours(name, message))
    }

    /// The canonical bytes: what `rowmend extract` writes as `NAME.json`.
    pub fn to_json(&self) -> Vec<u8> {
        canon::to_bytes(self)
    }
}

impl Trace {
    /// Reads what [`Trace::to_json`] or the program wrote; `name` is what messages call it. Fields that a newer
    /// version added are passed over.
    ///
    /// # Errors
    /// Where it is no trace.
    pub fn from_json(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        canon::from_bytes(bytes).map_err(|error| not_ours(name, error.to_string()))
    }

    /// The canonical bytes: what `rowmend extract` writes as `NAME.trace.json`, but for the hash of the data.
    pub fn to_json(&self) -> Vec<u8> {
        canon::to_bytes(self)
    }
}

impl Diff {
    /// In words, for a person; empty where there is no change.
    pub fn to_text(&self) -> String {
        diff::to_text(self, Style::Plain)
    }
}

fn not_ours(name: &str, message: String) -> Error {
    Error::new(ErrorKind::Damaged, name, message).help("give a file that `rowmend extract` wrote")
}
