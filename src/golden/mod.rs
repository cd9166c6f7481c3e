//! Samples against their expected results: check and accept.
//!
//! `golden/` mirrors `samples/`: the result of `samples/dump/appendix.txt` is
//! `golden/dump/appendix.txt.json`. A sample that must be refused has `NAME.err` with the message
//! instead. A truth made by hand that is not reached yet has `NAME.json.known` beside it: the diff
//! from the truth to today's result, and neither a new nor a vanished difference passes. What
//! differs is written beside as `….new` and waits to be accepted.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::canon;
use crate::decide;
use crate::diff::{self, Diff, Style};
use crate::error::{Error, ErrorKind};
use crate::files;
use crate::pipeline::{self, Extraction, Options};
use crate::record::Document;
use crate::trace::Trace;

mod accept;
pub mod report;

pub use accept::{Wanted, accept};

/// Lines of text diff that a failure shows.
const SHOWN_LINES: usize = 40;

/// Where samples and goldens lie.
#[derive(Clone, Debug)]
pub struct Places {
    /// The folder of the samples.
    pub samples: PathBuf,
    /// The folder of the expected results.
    pub golden: PathBuf,
}

/// How a check is done.
#[derive(Clone, Debug, Default)]
pub struct Checking {
    /// Options of the extraction.
    pub options: Options,
    /// How differences are shown.
    pub style: Style,
    /// Whether pending files may be written beside the goldens.
    pub pending: bool,
    /// Whether the decisions beside the samples are left aside.
    pub undecided: bool,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The result is the golden, byte for byte.
    Same,
    /// The result differs from the truth in exactly the known ways; how many.
    Known(usize),
    /// It is not as it should be: what to read, in lines.
    Failed(String),
}

impl Places {
    fn golden_of(&self, sample: &str, ending: &str) -> PathBuf {
        self.golden.join(format!("{sample}{ending}"))
    }

    /// All samples, as sorted paths from their folder with `/` between. A README explains samples
    /// and is none.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn all_samples(&self) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        walk(&self.samples, "", &mut found)?;
        found.retain(|path| !path.ends_with("README.md") && !path.ends_with(decide::ENDING));
        found.sort();
        Ok(found)
    }

    /// Goldens that belong to no sample, and pending files left over from one.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn orphans(&self, samples: &[String]) -> Result<Vec<String>, Error> {
        let known: BTreeSet<&str> = samples.iter().map(String::as_str).collect();
        let mut found = self.all_goldens()?;
        found.retain(|path| !path.ends_with("README.md") && !known.contains(sample_of(path)));
        Ok(found)
    }

    /// Decisions about sources that are not there, as paths within the folder of the samples.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn stray_decisions(&self, samples: &[String]) -> Result<Vec<String>, Error> {
        let known: BTreeSet<&str> = samples.iter().map(String::as_str).collect();
        let mut found = Vec::new();
        walk(&self.samples, "", &mut found)?;
        found.retain(|path| {
            path.strip_suffix(decide::ENDING).is_some_and(|source| !known.contains(source))
        });
        found.sort();
        Ok(found)
    }

    fn all_goldens(&self) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        if self.golden.exists() {
            walk(&self.golden, "", &mut found)?;
        }
        found.sort();
        Ok(found)
    }
}

/// The sample that a file in the golden folder belongs to.
fn sample_of(golden: &str) -> &str {
    let name = golden.strip_suffix(".new").unwrap_or(golden);
    let name = name.strip_suffix(".known").unwrap_or(name);
    name.strip_suffix(".json").or_else(|| name.strip_suffix(".err")).unwrap_or(name)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), Error> {
    let shown = folder.display().to_string();
    let refuse = |error: std::io::Error| {
        let message = format!("the folder cannot be read: {}", files::why(&error));
        Error::new(ErrorKind::Unreadable, &shown, message)
            .help("name the folders with --samples and --golden")
    };
    for entry in fs::read_dir(folder).map_err(refuse)? {
        let entry = entry.map_err(refuse)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// The message of a refusal, as the program prints it and as `NAME.err` holds it.
pub fn refusal(error: &Error) -> String {
    let advice = error.advice().map(|advice| format!("  help: {advice}\n")).unwrap_or_default();
    format!("error: {error}\n{advice}")
}

/// Extracts a sample again and holds it against its golden.
pub fn check(places: &Places, sample: &str, checking: &Checking) -> Verdict {
    check_with(places, sample, checking, |path| {
        let mut options = checking.options.clone();
        if !checking.undecided {
            options.decisions = files::decisions_beside(path)?;
        }
        let source = files::read(path, &options.extract.limits)?;
        pipeline::ingest(&source, &options)
    })
}

/// [`check`] where the extraction is left to `read`, which gets the path of the sample.
pub fn check_with(
    places: &Places,
    sample: &str,
    checking: &Checking,
    read: impl Fn(&Path) -> Result<Extraction, Error>,
) -> Verdict {
    let one = Check { places, sample, checking };
    let verdict = match read(&places.samples.join(sample)) {
        Ok(extraction) => one.document(&extraction.document, &extraction.trace),
        Err(error) => one.error(&error),
    };
    verdict.unwrap_or_else(|error| Verdict::Failed(refusal(&error)))
}

struct Check<'a> {
    places: &'a Places,
    sample: &'a str,
    checking: &'a Checking,
}

impl Check<'_> {
    fn document(&self, document: &Document, trace: &Trace) -> Result<Verdict, Error> {
        if let Err(message) = keeps_to_format(document, trace) {
            return Ok(Verdict::Failed(format!("the result breaks the format: {message}\n")));
        }
        let open = decide::not_applied(trace);
        if open.is_empty() {
            return self.against_golden(document);
        }
        // What else differs is told with it, but nothing is put forward to be accepted.
        let checking = Checking { pending: false, ..self.checking.clone() };
        let looking = Check { places: self.places, sample: self.sample, checking: &checking };
        Ok(Verdict::Failed(match looking.against_golden(document)? {
            Verdict::Failed(differences) => open + &differences,
            _ => open,
        }))
    }

    fn against_golden(&self, document: &Document) -> Result<Verdict, Error> {
        let bytes = canon::to_bytes(document);
        let path = self.places.golden_of(self.sample, ".json");
        if !path.exists() {
            let was = if self.places.golden_of(self.sample, ".err").exists() {
                "it was refused before and gives a document now"
            } else {
                "it has no golden"
            };
            return self.fail(format!("{was}\n"), ".json", &bytes);
        }
        let golden = files::read_bytes(&path)?;
        let truth = match canon::document(&golden) {
            Ok(truth) => truth,
            Err(message) => {
                let text = format!("the golden {} breaks the format: {message}\n", path.display());
                return self.fail(text, ".json", &bytes);
            }
        };
        let known = self.places.golden_of(self.sample, ".json.known");
        if known.exists() {
            return self.ratchet(&known, &diff::diff(&truth, document));
        }
        if golden == bytes {
            self.forget()?;
            return Ok(Verdict::Same);
        }
        let mut text = diff::to_text(&diff::diff(&truth, document), self.checking.style);
        if text.is_empty() {
            text.push_str("the data is the same, but the golden is not in canonical form\n");
        }
        text.push_str(&lines(&golden, &bytes));
        self.fail(text, ".json", &bytes)
    }

    fn error(&self, error: &Error) -> Result<Verdict, Error> {
        let text = refusal(error);
        if matches!(error.kind(), ErrorKind::Fault | ErrorKind::Settings) {
            return Ok(Verdict::Failed(text));
        }
        let path = self.places.golden_of(self.sample, ".err");
        if !path.exists() {
            return self.fail(
                format!("it is refused and has no golden for that\n{text}"),
                ".err",
                text.as_bytes(),
            );
        }
        let golden = files::read_bytes(&path)?;
        if golden == text.as_bytes() {
            self.forget()?;
            return Ok(Verdict::Same);
        }
        self.fail(lines(&golden, text.as_bytes()), ".err", text.as_bytes())
    }

    /// Nothing new, nothing vanished: the list of known differences is exactly that of today.
    fn ratchet(&self, path: &Path, now: &Diff) -> Result<Verdict, Error> {
        let known: Result<Diff, _> = canon::from_bytes(&files::read_bytes(path)?);
        let known = match known {
            Ok(known) if known.changes == now.changes => {
                self.forget()?;
                return Ok(Verdict::Known(now.changes.len()));
            }
            Ok(known) => known,
            Err(error) => {
                let text = format!("the list {} cannot be read: {error}\n", path.display());
                return self.fail(text, ".json.known", &canon::to_bytes(now));
            }
        };
        let minus = |a: &Diff, b: &Diff| {
            let mut rest = b.changes.clone();
            let mut changes = a.changes.clone();
            changes.retain(|change| match rest.iter().position(|other| other == change) {
                Some(at) => {
                    rest.swap_remove(at);
                    false
                }
                None => true,
            });
            Diff { format: a.format.clone(), changes, moves: Vec::new() }
        };
        let style = self.checking.style;
        let (new, gone) = (minus(now, &known), minus(&known, now));
        let mut text = String::new();
        if !new.is_empty() {
            text.push_str("differences from the truth that are not on the known list:\n");
            text.push_str(&diff::to_text(&new, style));
        }
        if !gone.is_empty() {
            text.push_str("known differences that are no more (the list must shrink with them):\n");
            text.push_str(&diff::to_text(&gone, style));
        }
        if text.is_empty() {
            text.push_str("the known differences stand in another order\n");
        }
        self.fail(text, ".json.known", &canon::to_bytes(now))
    }

    fn fail(&self, mut text: String, ending: &str, bytes: &[u8]) -> Result<Verdict, Error> {
        if !self.checking.pending {
            return Ok(Verdict::Failed(text));
        }
        let path = self.places.golden_of(self.sample, &format!("{ending}.new"));
        files::write(&path, bytes)?;
        text.push_str(&format!("new:    {}\n", path.display()));
        text.push_str(&format!("accept: rowmend accept {}\n", path.display()));
        if ending == ".json" && self.places.golden_of(self.sample, ".json").exists() {
            text.push_str(&format!(
                "        rowmend accept --known {}  (keeps the golden as the truth)\n",
                path.display()
            ));
        }
        Ok(Verdict::Failed(text))
    }

    /// Removes pending files of a sample that is as it should be.
    fn forget(&self) -> Result<(), Error> {
        if self.checking.pending {
            for ending in [".json.new", ".json.known.new", ".err.new"] {
                remove(&self.places.golden_of(self.sample, ending))?;
            }
        }
        Ok(())
    }
}

/// The strict types are the schema (which is generated from them), so reading the bytes back and
/// holding them against the rules validates without a schema library in the program; the tests
/// hold every golden against the generated schema as well.
fn keeps_to_format(document: &Document, trace: &Trace) -> Result<(), String> {
    let again = canon::document(&canon::to_bytes(document))?;
    if again != *document {
        return Err("the document reads otherwise after it was written".to_owned());
    }
    let again: Trace =
        canon::from_bytes(&canon::to_bytes(trace)).map_err(|error| format!("trace: {error}"))?;
    if again != *trace {
        return Err("the trace reads otherwise after it was written".to_owned());
    }
    Ok(())
}

fn lines(old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let text = diff.unified_diff().context_radius(2).header("golden", "now").to_string();
    let count = text.lines().count();
    let mut shown: String = text.lines().take(SHOWN_LINES).flat_map(|line| [line, "\n"]).collect();
    if count > SHOWN_LINES {
        shown.push_str(&format!("… and {} lines more\n", count - SHOWN_LINES));
    }
    shown
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(files::unwritable(path, &error))
        }
        _ => Ok(()),
    }
}
