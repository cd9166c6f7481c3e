//! The whole way in one screen: read this first.

use crate::error::Error;
use crate::extract::Options;
use crate::record::Document;
use crate::source::Source;
use crate::trace::Trace;

/// What one source document gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// The data.
    pub document: Document,
    /// Where it came from and what was done to it.
    pub trace: Trace,
}

/// Reads a source document to records.
///
/// # Errors
/// Where there is no document, or the accounting does not add up.
pub fn ingest(source: &Source, options: &Options) -> Result<Extraction, Error> {
    let _ = (source, options);
    Err(Error::new(crate::error::ErrorKind::NoTable, source.name(), "not yet"))
}
