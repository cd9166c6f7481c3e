//! What happened in a run: as a file for programs (`--report`), as a table for people.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use rowmend::unstable::canon;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::project;
use rowmend::unstable::summary::Summary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::walk;

/// Files that are named in one line; the report names all.
const TOLD_NAMES: usize = 10;
/// The name of the format of reports.
const FORMAT: &str = "rowmend-run/1";

/// A report. It says what the documents gave, and neither when nor how: it is the same for a run in
/// one go, for one that was stopped and started again, and for any number of threads.
#[derive(Debug, Serialize, JsonSchema)]
struct Report<'a> {
    format: &'static str,
    tool: Tool,
    counts: Counts,
    documents: Vec<Line<'a>>,
    /// Files of the folders that are of other kinds.
    passed_over: &'a [String],
}

#[derive(Debug, Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    documents: usize,
    extracted: usize,
    flagged: usize,
    failed: usize,
    passed_over: usize,
    excluded: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
enum Line<'a> {
    Extracted { document: &'a str, source: &'a str, summary: &'a Summary },
    Failed { document: &'a str, source: &'a str, exit_code: u8, error: &'a Error },
}

/// Refuses to write a report over anything but an older report.
///
/// # Errors
/// Where something else stands there.
pub(super) fn refuse_other(path: &Path) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Older {
        format: String,
    }
    let is_older =
        |bytes: &[u8]| canon::from_bytes(bytes).is_ok_and(|older: Older| older.format == FORMAT);
    // What cannot be read cannot be written either, and that says why. A device holds nothing.
    if path.is_file() && fs::read(path).is_ok_and(|bytes| !is_older(&bytes)) {
        let message = "this file is no report of rowmend, so it is kept and nothing is written";
        return Err(Error::new(ErrorKind::Unwritable, &path.display().to_string(), message)
            .help("name another file with --report"));
    }
    Ok(())
}

/// The JSON Schema (draft 2020-12) of reports.
pub(in crate::cli) fn schema() -> Vec<u8> {
    canon::to_bytes(&schemars::schema_for!(Report<'static>))
}

/// What became of a document, and by which way.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) document: String,
    /// SHA-256 of its bytes; empty where they could not be read.
    pub(super) source: String,
    pub(super) result: Result<Box<Summary>, Error>,
    /// Whether an earlier run came to this.
    pub(super) before: bool,
}

/// Names in one line, as many as a person reads.
fn some(names: &[String]) -> String {
    let more = names.len().saturating_sub(TOLD_NAMES);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let told: Vec<&str> = names.iter().take(TOLD_NAMES).map(String::as_str).collect();
    format!("{}{more}", told.join(", "))
}

/// What became of all of them.
#[derive(Debug)]
pub(super) struct Run {
    /// By name.
    pub(super) told: Vec<Told>,
    /// The names of files of other kinds.
    pub(super) passed: Vec<String>,
    /// How many files the project leaves out.
    pub(super) excluded: usize,
    /// Documents that the journal knows and that are not there any more.
    pub(super) gone: usize,
}

impl Run {
    /// The report as canonical JSON.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let documents = self.told.iter().map(|told| match &told.result {
            Ok(summary) => {
                Line::Extracted { document: &told.document, source: &told.source, summary }
            }
            Err(error) => Line::Failed {
                document: &told.document,
                source: &told.source,
                exit_code: error.kind().exit_code(),
                error,
            },
        });
        canon::to_bytes(&Report {
            format: FORMAT,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            counts: Counts {
                documents: self.told.len(),
                extracted: self.good().count(),
                flagged: self.good().filter(|(_, summary)| summary.is_flagged()).count(),
                failed: self.told.len() - self.good().count(),
                passed_over: self.passed.len(),
                excluded: self.excluded,
            },
            documents: documents.collect(),
            passed_over: &self.passed,
        })
    }

    fn good(&self) -> impl Iterator<Item = (&Told, &Summary)> {
        self.told.iter().filter_map(|told| Some((told, &**told.result.as_ref().ok()?)))
    }

    /// The table at the end of a run.
    pub(super) fn to_text(&self) -> String {
        let fresh = self.good().filter(|(told, _)| !told.before).count();
        let flagged = self.good().filter(|(_, summary)| summary.is_flagged()).count();
        let mut failures: BTreeMap<String, usize> = BTreeMap::new();
        for error in self.told.iter().filter_map(|told| told.result.as_ref().err()) {
            *failures.entry(canon::name(&error.kind()).replace('-', " ")).or_default() += 1;
        }
        let kinds: Vec<String> =
            failures.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let points = self.good().map(|(_, summary)| summary.count_points()).sum::<usize>();
        let mut text = format!("documents    {:>7}\n", self.told.len());
        let mut row = |name: &str, count: usize, note: String| {
            if count > 0 {
                let note = if note.is_empty() { note } else { format!("  {note}") };
                let _ = writeln!(text, "{name:<13}{count:>7}{note}");
            }
        };
        row("  extracted", fresh, String::new());
        row("  unchanged", self.good().count() - fresh, String::new());
        row("  failed", self.told.len() - self.good().count(), kinds.join(", "));
        row("to look at", flagged, format!("documents with {points} points"));
        row("passed over", self.passed.len(), format!("of other kinds: {}", some(&self.passed)));
        row("excluded", self.excluded, "files that rowmend.toml leaves out".to_owned());
        row("gone", self.gone, "documents whose results are still there".to_owned());
        text
    }

    /// The warning about texts that a person may take for documents that are read; none where all are.
    pub(super) fn unread(&self) -> Option<String> {
        let texts: Vec<String> =
            self.passed.iter().filter(|name| walk::is_text(name)).cloned().collect();
        (!texts.is_empty()).then(|| {
            format!(
                "warning: not read, because of another kind: {}\n  \
                 help: save it from Word or LibreOffice as .docx, or name it in `exclude` of {}\n",
                some(&texts),
                project::NAME
            )
        })
    }

    /// Whether anything is new since the run before.
    pub(super) fn is_news(&self) -> bool {
        self.told.iter().any(|told| !told.before)
    }
}
