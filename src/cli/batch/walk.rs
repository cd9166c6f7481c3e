//! Folders → the documents in them, in an order that no file system decides.

use std::fs;
use std::path::{Path, PathBuf};

use rowmend::error::{Error, ErrorKind};
use rowmend::files;
use walkdir::{DirEntry, WalkDir};

use crate::cli::{Failure, input};

/// Endings of documents. What a file is, its bytes say; a folder may hold much that is none, and is
/// not to be opened all.
const ENDINGS: [&str; 6] = ["pdf", "docx", "docm", "dotx", "dotm", "txt"];
/// Folders in folders, against loops that no link makes.
const MOST_DEPTH: usize = 64;

/// A document to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Its path from the folder it was found in, with `/` between; so its results are named.
    pub(super) name: String,
    /// Where it lies.
    pub(super) path: PathBuf,
}

/// What folders hold.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The documents by name.
    pub(super) found: Vec<Found>,
    /// How many files are of other kinds.
    pub(super) passed: usize,
}

/// The documents among `wanted` and in its folders. Hidden files, links to folders and the folder
/// of the results are passed over.
pub(super) fn walk(wanted: &[PathBuf], output: &Path) -> Result<Walked, Failure> {
    let mut walked = Walked::default();
    let output = fs::canonicalize(output).ok();
    let is_output = |entry: &DirEntry| {
        entry.file_type().is_dir()
            && output.is_some()
            && fs::canonicalize(entry.path()).ok() == output
    };
    for path in wanted {
        if !path.is_dir() {
            walked.found.push(Found { name: input::name(path), path: path.clone() });
            continue;
        }
        let entries = WalkDir::new(path).max_depth(MOST_DEPTH).sort_by_file_name().into_iter();
        let wanted = |entry: &DirEntry| {
            entry.depth() == 0
                || !(hidden(&entry.file_name().to_string_lossy()) || is_output(entry))
        };
        for entry in entries.filter_entry(wanted) {
            let entry = entry.map_err(|error| unreadable(path, &error))?;
            if entry.file_type().is_dir() || entry.path().is_dir() {
                continue;
            }
            if !is_document(entry.path()) {
                tracing::info!(file = %entry.path().display(), "passed over");
                walked.passed += 1;
                continue;
            }
            let within = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
            walked.found.push(Found { name: parts.join("/"), path: entry.into_path() });
        }
    }
    walked.found.sort();
    for pair in walked.found.windows(2) {
        if let [one, other] = pair
            && one.name == other.name
        {
            return Err(Failure::Usage(
                format!("{} and {} have the same name", one.path.display(), other.path.display()),
                "extract them to different folders",
            ));
        }
    }
    Ok(walked)
}

fn hidden(name: &str) -> bool {
    // Word keeps the name of who edits a document in a file beside it.
    name.starts_with('.') || name.starts_with("~$")
}

fn is_document(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

fn unreadable(folder: &Path, error: &walkdir::Error) -> Failure {
    let shown = error.path().unwrap_or(folder).display().to_string();
    let why = error.io_error().map_or_else(|| error.to_string(), files::why);
    let message = format!("the folder cannot be read: {why}");
    Error::new(ErrorKind::Unreadable, &shown, message)
        .help("check that it is there and may be read, or leave it out")
        .into()
}
