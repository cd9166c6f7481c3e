//! Results of `rowmend extract` as verbs read them: the data, and the trace beside it.

use std::path::{Path, PathBuf};

use rowmend::record::Document;
use rowmend::trace::Trace;
use rowmend::{canon, files};

use super::isolate::Reader;
use super::{Failure, not_ours, read_document};

/// How the name of a result ends.
const DATA: &str = "json";
/// How the name of a trace ends, in place of the ending of its result.
const TRACE: &str = "trace.json";

/// Whether a path is that of a result, and not of a document.
pub(super) fn is_result(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == DATA)
}

/// Where the trace of a result lies.
pub(super) fn trace_of(path: &Path) -> PathBuf {
    path.with_extension(TRACE)
}

/// The trace of a result.
pub(super) fn read_trace(path: &Path) -> Result<Trace, Failure> {
    let beside = trace_of(path);
    canon::from_bytes(&files::read_bytes(&beside)?)
        .map_err(|error| not_ours(&beside, &error.to_string()).into())
}

/// The data and the trace of a result, or of a document that `reader` extracts; a result may lack its
/// trace.
pub(super) fn load(path: &Path, reader: &Reader) -> Result<(Document, Option<Trace>), Failure> {
    if !is_result(path) {
        let extraction = reader.extraction(path)?;
        return Ok((extraction.document, Some(extraction.trace)));
    }
    let document = read_document(path)?;
    let trace = if trace_of(path).exists() { Some(read_trace(path)?) } else { None };
    Ok((document, trace))
}
