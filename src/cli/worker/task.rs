//! What can be asked of a document: bytes and options → the bytes of the result. The same code
//! runs within a worker and, with `--in-process`, without one.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use rowmend::canon;
use rowmend::error::{Error, ErrorKind};
use rowmend::export::grid;
use rowmend::ledger::Ledger;
use rowmend::pipeline::{self, Options, Stage};
use rowmend::source::Source;
use serde::{Deserialize, Serialize};

use crate::cli::summary::Summary;

/// What is asked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in crate::cli) enum Ask {
    /// The records, and their trace.
    Extract {
        /// In the short form of RFC 8785, a line a document.
        compact: bool,
    },
    /// The tables as they stand.
    Tables(Format),
    /// The document in the middle of its way.
    Stages(Stage),
}

/// The form of tables.
#[derive(Clone, Copy, Debug, ValueEnum, Serialize, Deserialize)]
pub(in crate::cli) enum Format {
    /// Every cell with its place and its pieces on the pages
    Json,
    /// Comma-separated values, an empty line between tables
    Csv,
    /// Markdown
    Md,
    /// A page for the browser
    Html,
}

/// What a document gave.
#[derive(Debug, Default)]
pub(in crate::cli) struct Answer {
    /// The bytes that were asked for.
    pub(in crate::cli) data: Vec<u8>,
    /// The trace, where records were asked for.
    pub(in crate::cli) trace: Vec<u8>,
    /// The index of each table's key column, where records were asked for.
    pub(in crate::cli) keys: Vec<usize>,
    /// What a person wants to know of it; empty where no records were asked for.
    pub(in crate::cli) summary: Summary,
}

/// Where and why the last panic was, for the report of the fault.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Notes down panics, beside telling them on stderr.
pub(in crate::cli) fn note_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let why = info.payload_as_str().unwrap_or("no reason given");
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = format!("{place}: {why}");
        usual(info);
    }));
}

/// Does work on the document called `name`; a panic is a fault of ours and is told as one.
pub(super) fn guarded<T>(name: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let last = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner);
        let message = format!("rowmend failed while reading it ({last})");
        Err(Error::new(ErrorKind::Fault, name, message).help(super::death::REPORT))
    })
}

/// Reads a document.
pub(in crate::cli) fn perform(
    ask: Ask,
    name: &str,
    bytes: Vec<u8>,
    options: &Options,
) -> Result<Answer, Error> {
    guarded(name, || unguarded(ask, name, bytes, options))
}

fn unguarded(ask: Ask, name: &str, bytes: Vec<u8>, options: &Options) -> Result<Answer, Error> {
    let source = Source::new(name, bytes, &options.extract.limits)?;
    match ask {
        Ask::Extract { compact } => {
            let extraction = pipeline::ingest(&source, options)?;
            let data = if compact {
                let mut line = canon::to_compact(&extraction.document);
                line.push(b'\n');
                line
            } else {
                canon::to_bytes(&extraction.document)
            };
            let summary = Summary::new(name, &extraction);
            let trace = canon::to_bytes(&extraction.trace);
            Ok(Answer { data, trace, keys: extraction.keys, summary })
        }
        Ask::Tables(format) => {
            let mut ledger = Ledger::default();
            let (_, tables) = pipeline::tables(&source, options, &mut ledger)?;
            let grids = grid::grids(&tables, &ledger);
            let data = match format {
                Format::Json => grid::json(&grids),
                Format::Csv => grid::csv(&grids).into_bytes(),
                Format::Md => grid::markdown(&grids).into_bytes(),
                Format::Html => grid::html(&grids).into_bytes(),
            };
            Ok(Answer { data, ..Answer::default() })
        }
        Ask::Stages(stage) => {
            let data = pipeline::stages(&source, options, stage)?.into_bytes();
            Ok(Answer { data, ..Answer::default() })
        }
    }
}
