//! What was done in an output folder, so that it need not be done again: `.rowmend-journal.jsonl`.
//!
//! A line is written after the results of a document stand in their places, and only appended. A
//! line that a dead machine tore is no line; then the document is read again. Nothing in the
//! journal is believed without looking: results are held against their hashes.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;
use serde::{Deserialize, Serialize};

use rowmend::unstable::summary::Summary;

const JOURNAL: &str = ".rowmend-journal.jsonl";
const LOCK: &str = ".rowmend-lock";
/// Lines for each document that are kept before the journal is written anew.
const MOST_LINES: usize = 4;

/// What became of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its name in the folder.
    pub(super) document: String,
    /// SHA-256 of its bytes.
    pub(super) source: String,
    /// SHA-256 of the options and the version of the program.
    pub(super) setting: String,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub(super) enum Outcome {
    /// Its results stand in the folder.
    Done {
        /// Path in the folder and SHA-256 of each result.
        files: BTreeMap<String, String>,
        summary: Box<Summary>,
    },
    /// It gave none.
    Failed {
        error: Error,
        /// The time and memory that it had.
        means: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", untagged)]
enum Line {
    Entry(Box<Entry>),
    /// A run `begin`s or is at its `end`.
    Run {
        run: String,
    },
}

/// The journal of a folder, which nobody else writes to meanwhile.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// What earlier runs know.
    entries: BTreeMap<String, Entry>,
    /// Held until the end.
    _lock: File,
}

impl Journal {
    /// Opens the journal of `folder`, which is made where it is not there; clears away what a killed
    /// run left half-written.
    ///
    /// # Errors
    /// Where another run is at work there, or nothing can be written.
    pub(super) fn open(folder: &Path) -> Result<Journal, Error> {
        let refuse = |path: &Path| {
            let path = path.to_owned();
            move |error: std::io::Error| files::unwritable(&path, &error)
        };
        fs::create_dir_all(folder).map_err(refuse(folder))?;
        let lock = lock(folder)?;
        let path = folder.join(JOURNAL);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            bytes => bytes.map_err(refuse(&path))?,
        };
        let (entries, lines, ended) = read(&bytes);
        if !ended {
            clear(folder)?;
        }
        if lines > MOST_LINES * entries.len() + 16 {
            let anew: Vec<u8> = entries.values().flat_map(line).collect();
            files::write(&path, &anew)?;
        }
        let options = OpenOptions::new().create(true).append(true).open(&path);
        let mut journal =
            Journal { file: options.map_err(refuse(&path))?, path, entries, _lock: lock };
        // Ends a torn line, too.
        let torn = !bytes.is_empty() && !bytes.ends_with(b"\n");
        let begin = [if torn { b"\n".as_slice() } else { b"" }, &line(&run("begin"))].concat();
        journal.put(&begin)?;
        Ok(journal)
    }

    /// What earlier runs know of a document; asked once, so that a long run does not hold it all.
    pub(super) fn take(&mut self, document: &str) -> Option<Entry> {
        self.entries.remove(document)
    }

    /// How many documents are known that nobody asked for.
    pub(super) fn rest(&self) -> usize {
        self.entries.len()
    }

    /// Writes down what became of a document.
    pub(super) fn append(&mut self, entry: &Entry) -> Result<(), Error> {
        self.put(&line(entry))
    }

    /// Nothing is half done any more.
    pub(super) fn end(mut self) -> Result<(), Error> {
        self.put(&line(&run("end")))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(|error| files::unwritable(&self.path, &error))
    }
}

fn run(run: &str) -> Line {
    Line::Run { run: run.to_owned() }
}

fn line<T: Serialize>(value: &T) -> Vec<u8> {
    // Our types have string keys and no fallible serializers, so this cannot fail.
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The last entry of each document, how many lines there are, and whether the last run came to its
/// end. What is no line of ours is passed over.
fn read(bytes: &[u8]) -> (BTreeMap<String, Entry>, usize, bool) {
    let (mut entries, mut lines, mut ended) = (BTreeMap::new(), 0, false);
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        lines += 1;
        match serde_json::from_slice(line) {
            Ok(Line::Entry(entry)) => {
                ended = false;
                entries.insert(entry.document.clone(), *entry);
            }
            Ok(Line::Run { run }) => ended = run == "end",
            Err(error) => {
                ended = false;
                tracing::info!(%error, "a line of the journal is torn");
            }
        }
    }
    (entries, lines, ended)
}

/// Two runs that write to one folder would take each other's files for left-overs.
fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join(LOCK);
    let options = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = options.map_err(|error| files::unwritable(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let message = "another run of rowmend is writing to this folder";
            Err(Error::new(ErrorKind::Unwritable, &folder.display().to_string(), message)
                .help("wait until it is done, or choose another folder with -o"))
        }
        Err(TryLockError::Error(error)) => {
            // Some network file systems have no locks; a person can still see to it.
            tracing::info!(%error, "the folder cannot be locked");
            Ok(file)
        }
    }
}

/// Removes what killed runs were writing beside its place.
fn clear(folder: &Path) -> Result<(), Error> {
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() && files::is_unfinished(&entry.file_name().to_string_lossy())
        {
            fs::remove_file(entry.path())
                .map_err(|error| files::unwritable(entry.path(), &error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(document: &str, source: &str) -> Entry {
        let error = Error::new(ErrorKind::NoTable, document, "no table").at("page 1");
        Entry {
            document: document.to_owned(),
            source: source.to_owned(),
            setting: "s".to_owned(),
            outcome: Outcome::Failed { error, means: "m".to_owned() },
        }
    }

    #[test]
    fn the_last_word_counts_and_torn_lines_do_not() {
        let mut bytes = line(&run("begin"));
        bytes.extend(line(&entry("a", "1")));
        bytes.extend(line(&entry("a", "2")));
        bytes.extend(line(&run("end")));
        let (entries, lines, ended) = read(&bytes);
        assert_eq!((entries["a"].source.as_str(), lines, ended), ("2", 4, true));
        bytes.extend(line(&run("begin")));
        let whole = bytes.len();
        bytes.extend(line(&entry("b", "3")));
        for end in whole..bytes.len() - 1 {
            let (entries, _, ended) = read(&bytes[..end]);
            assert_eq!((entries.len(), ended), (1, false));
        }
        let done = Outcome::Done {
            files: BTreeMap::from([("a.json".to_owned(), "f".to_owned())]),
            summary: Box::default(),
        };
        let line = line(&Entry { outcome: done, ..entry("c", "4") });
        assert!(matches!(read(&line).0["c"].outcome, Outcome::Done { .. }));
    }
}
