//! Formats: the only rooms that know PDF, DOCX or a dump. What comes out are fragments.
//!
//! Each reader has the form `read(&Source, &Options, &mut Ledger) -> Result<Reading, Error>` and
//! enters every character of a table, and of the lines round it, in the ledger.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::fragment::Notice;
use crate::limits::{self, Limits};
use crate::source::Source;

mod askew;
mod blocks;
pub mod docx;
pub mod dump;
pub mod docling;
mod elements;
mod html;
pub mod layout;
pub mod markdown;
pub mod pdf;
pub mod recognised;

/// What the pages of a document had in sum.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Number of pages in the document.
    pub pages: u32,
    /// Losses and decisions.
    pub notices: Vec<Notice>,
}

/// A JSON text as `T`, which a program of that name writes; `again` says how to let it write the file again.
///
/// # Errors
/// Where it ends too early, or is something else.
fn json<T: DeserializeOwned>(
    source: &Source,
    text: &str,
    program: &str,
    again: &str,
) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let message = match error.is_eof() {
            true => "the JSON ends too early: the file was cut short".to_owned(),
            false => format!("the JSON is not as {program} writes it: {error}"),
        };
        Error::new(ErrorKind::Damaged, source.name(), message)
            .at(format!("line {}, column {}", error.line(), error.column()))
            .help(again)
    })
}

/// Refuses a document of more pages than the limit.
fn check_pages(source: &Source, limits: &Limits, count: usize) -> Result<u32, Error> {
    let most = limits.pages;
    match u32::try_from(count).ok().filter(|count| *count <= most) {
        Some(count) => Ok(count),
        None => {
            let message = format!("it has {count} pages, more than the limit of {most}");
            Err(limits::over(source.name(), "pages", message))
        }
    }
}

/// The first and the last page that are to be read of a document of so many.
///
/// # Errors
/// Where it has more than the limit, or none of those that are asked for.
fn pages_wanted(source: &Source, options: &Options, count: u32) -> Result<(u32, u32), Error> {
    check_pages(source, &options.limits, count as usize)?;
    let (first, last) = options.pages.unwrap_or((1, count));
    if first > count {
        let pages = if count == 1 { "page" } else { "pages" };
        let message = format!("--pages begins with page {first}, and it has {count} {pages}");
        return Err(Error::new(ErrorKind::NoText, source.name(), message)
            .help("count its pages from 1 as a reader does, whatever number is printed on them"));
    }
    Ok((first, last))
}

/// What a person may ask of the reading.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// The limits in force.
    pub limits: Limits,
    /// Whether invisible text (PDF render mode 3, Word's hidden text) is read as if it were shown.
    pub hidden: bool,
    /// Which reading of tracked changes is taken (DOCX).
    pub track_changes: TrackChanges,
    /// Pages to read, from 1, inclusive; all of them where it is `None` (PDF).
    pub pages: Option<(u32, u32)>,
    /// What an engine recognised on the pages of this document: read for pages that have no text of their own (PDF).
    pub recognition: Option<Recognition>,
}

/// What an engine recognised on the pages of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// The engine and its version.
    pub engine: String,
    /// The dots an inch at which it was shown the pages.
    pub dots_per_inch: u32,
    /// What it wrote of all pages, in one of the forms that [`recognised`] reads.
    pub words: String,
}

/// Refuses a source of more rows or cells than the limits allow.
pub(crate) fn count(
    source: &Source,
    limits: &Limits,
    rows: usize,
    cells: usize,
) -> Result<(), Error> {
    let refuse = |name, most| {
        let message = format!("its tables have more than {most} {name}, the limit");
        Err(limits::over(source.name(), name, message))
    };
    if rows > limits.rows {
        refuse("rows", limits.rows)
    } else if cells > limits.cells {
        refuse("cells", limits.cells)
    } else {
        Ok(())
    }
}

/// Which reading of a document with tracked changes is taken, as pandoc's flag of that name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackChanges {
    /// As if all changes were accepted.
    #[default]
    Accept,
    /// As if all changes were rejected.
    Reject,
    /// Inserted and deleted text both.
    All,
}
