//! Results of `rowmend extract` as verbs read them: the data, and the trace beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use memchr::memmem;
use rowmend::unstable::files;
use rowmend::unstable::project::Exclude;
use rowmend::unstable::record::{Document, FORMAT};
use rowmend::unstable::source::Media;
use rowmend::unstable::trace::Trace;

use walkdir::WalkDir;

use super::batch::walk::{Found, walk};
use super::isolate::Reader;
use super::{Failure, read_document};

/// How the name of a result ends.
const DATA: &str = "json";
/// Bytes of a file of which is told what it is, at most: in Azure's JSON the text of the whole document comes first.
pub(super) const LOOKED_AT: u64 = 16 << 20;
/// Bytes within which a result says that it is one: `format` comes first in it.
const BEGINNING: u64 = 256;
/// How the name of a trace ends, in place of the ending of its result.
const TRACE: &str = "trace.json";

/// The names of the results of a document: data and trace.
pub(super) fn names(document: &str) -> [String; 2] {
    [DATA, TRACE].map(|ending| format!("{document}.{ending}"))
}

/// Whether a path is that of a result, and not of a document. Services and Docling write JSON too; what is neither
/// theirs nor ours is taken for a result, and told as a broken one.
pub(super) fn is_result(path: &Path) -> bool {
    let head = |most| files::head(path, most).unwrap_or_default();
    let says_so = || memmem::find(&head(BEGINNING), FORMAT.as_bytes()).is_some();
    let json = path.extension().is_some_and(|ending| ending == DATA);
    json && (says_so() || Media::told(&head(LOOKED_AT)).is_none())
}

/// Where the trace of a result lies.
pub(super) fn trace_of(path: &Path) -> PathBuf {
    path.with_extension(TRACE)
}

/// The trace of a result.
pub(super) fn read_trace(path: &Path) -> Result<Trace, Failure> {
    let beside = trace_of(path);
    Ok(Trace::from_json(&beside.display().to_string(), &files::read_bytes(&beside)?)?)
}

/// The results and documents among `wanted` and in its folders: in a folder that holds results those, in
/// another one the documents.
///
/// # Errors
/// Where a folder cannot be read, two have one name, or there are none.
pub(super) fn listed(wanted: &[PathBuf], exclude: &Exclude) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    // `data/*.json` names the traces beside the results, too.
    for path in wanted.iter().filter(|path| !path.to_string_lossy().ends_with(TRACE)) {
        let results = if path.is_dir() { in_folder(path) } else { Vec::new() };
        match results.is_empty() {
            true => all.extend(walk(std::slice::from_ref(path), Path::new(""), exclude)?.found),
            false => all.extend(results),
        }
    }
    if all.is_empty() {
        let folders: Vec<String> = wanted.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::Usage(
            format!("there is no document and no result in {}", folders.join(", ")),
            "in a folder a result is known by the trace beside it; name those without one themselves",
        ));
    }
    let mut names = BTreeMap::new();
    for found in &all {
        if let Some(other) = names.insert(&found.name, &found.path) {
            return Err(Failure::Usage(
                format!("{} and {} have the same name", other.display(), found.path.display()),
                "take them one after the other, to different folders",
            ));
        }
    }
    Ok(all)
}

/// The results in a folder, each called as its source is within it.
fn in_folder(folder: &Path) -> Vec<Found> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let found = entries.filter_map(|entry| {
        let within = entry.path().strip_prefix(folder).ok()?;
        let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/").strip_suffix(TRACE)?.strip_suffix('.')?.to_owned();
        let data = entry.path().to_string_lossy().strip_suffix(TRACE)?.to_owned() + DATA;
        Some(Found { name, path: data.into() })
    });
    found.collect()
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
