//! Folders → the documents in them, in an order that no file system decides.

use std::fs;
use std::path::{Path, PathBuf};

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::project::{self, Exclude};
use rowmend::unstable::source::Media;
use rowmend::unstable::{decide, files, markup};
use walkdir::{DirEntry, WalkDir};

use crate::cli::{Failure, input, ocr, report, results, versions};

/// Endings of documents. What a file is, its bytes say; a folder may hold much that is none, and is
/// not to be opened all.
const ENDINGS: [&str; 6] = ["pdf", "docx", "docm", "dotx", "dotm", "txt"];
/// Endings under which programs leave words and tables, and much else: such a file is looked into.
const PERHAPS: [&str; 9] = ["hocr", "tsv", "xml", "json", "md", "markdown", "html", "htm", "xhtml"];
/// Endings of texts of word processors that are not read. Who has one in a folder thinks that it is.
const UNREAD: [&str; 8] = ["doc", "dot", "odt", "ott", "fodt", "rtf", "pages", "wpd"];
/// Folders in folders, against loops that no link makes.
const MOST_DEPTH: usize = 64;

/// A document to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::cli) struct Found {
    /// Its path from the folder it was found in, with `/` between; so its results are named.
    pub(in crate::cli) name: String,
    /// Where it lies.
    pub(in crate::cli) path: PathBuf,
}

/// What folders hold.
#[derive(Debug, Default)]
pub(in crate::cli) struct Walked {
    /// The documents by name.
    pub(in crate::cli) found: Vec<Found>,
    /// Files of other kinds, by name.
    pub(super) passed: Vec<String>,
    /// How many files the project leaves out.
    pub(super) excluded: usize,
}

/// The documents among `wanted` and in its folders, each with a name of its own.
pub(in crate::cli) fn walk(
    wanted: &[PathBuf],
    output: &Path,
    exclude: &Exclude,
) -> Result<Walked, Failure> {
    let walked = look_through(wanted, output, exclude)?;
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

/// The documents among `wanted` and in its folders, but for those that the project leaves out. Hidden
/// files, links to folders and the folder of the results are passed over.
pub(in crate::cli) fn look_through(
    wanted: &[PathBuf],
    output: &Path,
    exclude: &Exclude,
) -> Result<Walked, Error> {
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
            let within = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
            let name = parts.join("/");
            if exclude.has(&name) {
                walked.excluded += 1;
            } else if is_own(&name) {
                // Told with its document, if at all.
            } else if has_ending(&name, &ENDINGS) || holds_tables(entry.path()) {
                walked.found.push(Found { name, path: entry.into_path() });
            } else {
                walked.passed.push(name);
            }
        }
    }
    walked.found.sort();
    walked.passed.sort();
    Ok(walked)
}

fn hidden(name: &str) -> bool {
    // Word keeps the name of who edits a document in a file beside it.
    name.starts_with('.') || name.starts_with("~$")
}

/// Whether a file that is not read is a text of a word processor all the same.
pub(super) fn is_text(name: &str) -> bool {
    has_ending(name, &UNREAD)
}

/// Whether a file lies beside documents for our sake: a project file, decisions, results, what an engine recognised.
fn is_own(name: &str) -> bool {
    let result = name.strip_suffix(".trace.json").or_else(|| name.strip_suffix(".json"));
    let result =
        result.is_some_and(|source| has_ending(source, &ENDINGS) || has_ending(source, &PERHAPS));
    let endings = [decide::ENDING, ocr::ENDING, report::ENDING, versions::ENDING];
    let beside = endings.iter().any(|ending| name.ends_with(ending));
    result || beside || name == project::NAME
}

/// Whether a file whose ending leaves it open is what a program left of words or tables. One that cannot be read
/// is told by whoever reads it.
fn holds_tables(path: &Path) -> bool {
    // A pipe would be waited for.
    let file = || fs::metadata(path).is_ok_and(|about| about.is_file());
    let holds = |head: Vec<u8>| Media::told(&head).is_some() && !markup::is_our_page(&head);
    has_ending(&path.to_string_lossy(), &PERHAPS)
        && file()
        && files::head(path, results::LOOKED_AT).map_or(true, holds)
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy();
    endings.contains(&ending.to_ascii_lowercase().as_str())
}

fn unreadable(folder: &Path, error: &walkdir::Error) -> Error {
    let shown = error.path().unwrap_or(folder).display().to_string();
    let why = error.io_error().map_or_else(|| error.to_string(), files::why);
    let message = format!("the folder cannot be read: {why}");
    Error::new(ErrorKind::Unreadable, &shown, message)
        .help("check that it is there and may be read, or leave it out")
}
