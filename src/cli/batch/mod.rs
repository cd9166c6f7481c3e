//! Folders of documents → a folder of results that mirrors them; stopped at any moment and started
//! again it ends with the same bytes.
//!
//! | file | does |
//! |---|---|
//! | `walk` | finds the documents |
//! | `journal` | knows what was done, and keeps two runs apart |
//! | `report` | tells what happened |

mod journal;
pub(super) mod report;
pub(super) mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rowmend::unstable::contain::{Answer, Ask};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::project::Exclude;
use rowmend::unstable::source::{hash, hash_of};
use rowmend::unstable::{canon, files};

use super::isolate::Reader;
use super::kept::Places;
use super::{Common, DIFFERENT, Failure, extract_verb, input, results, say, tell};
use journal::{Entry, Journal, Outcome};
use report::{Run, Told};
use walk::{Found, Walked};

/// Failures that are told one by one; the report holds them all.
const TOLD_FAILURES: usize = 50;

/// What is asked of a batch.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// Folders and documents.
    pub(super) wanted: &'a [PathBuf],
    /// The folder of the results.
    pub(super) output: &'a Path,
    /// What in the folders is no document of the project.
    pub(super) exclude: Exclude,
    pub(super) compact: bool,
    pub(super) strict: bool,
    /// Whether documents that failed before are read again.
    pub(super) retry: bool,
    pub(super) threads: usize,
    /// Where the report goes.
    pub(super) report: Option<&'a Path>,
    pub(super) reader: &'a Reader,
}

/// Reads all documents and tells what happened; silent, where `news` is asked for and there is none.
pub(super) fn run(asked: &Asked<'_>, common: &Common, news: bool) -> Result<u8, Failure> {
    asked.report.map_or(Ok(()), report::refuse_other)?;
    let Walked { found, passed, excluded } =
        walk::walk(asked.wanted, asked.output, &asked.exclude)?;
    let batch = Batch { asked, journal: Mutex::new(Journal::open(asked.output)?) };
    let bar = extract_verb::progress(found.len(), common.quiet);
    let work = || -> Vec<Told> {
        let one = |found: &Found| {
            let told = batch.one(found);
            bar.inc(1);
            told
        };
        found.par_iter().map(one).collect()
    };
    let told = match rayon::ThreadPoolBuilder::new().num_threads(asked.threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    };
    bar.finish_and_clear();
    let journal = batch.journal.into_inner().unwrap_or_else(PoisonError::into_inner);
    let gone = journal.rest();
    journal.end()?;
    let run = Run { told, passed, excluded, gone };
    if let Some(report) = asked.report {
        files::write(report, &run.to_json())?;
    }
    Ok(if news && !run.is_news() { 0 } else { conclude(&run, asked.strict, common.quiet) })
}

fn conclude(run: &Run, strict: bool, quiet: bool) -> u8 {
    let mut code = 0;
    let mut failures = 0;
    for told in &run.told {
        match &told.result {
            Ok(summary) if strict && summary.is_flagged() => code = code.max(DIFFERENT),
            Ok(_) => {}
            Err(error) if failures < TOLD_FAILURES => {
                failures += 1;
                code = code.max(tell(error));
            }
            Err(error) => {
                failures += 1;
                code = code.max(error.kind().exit_code());
            }
        }
    }
    if failures > TOLD_FAILURES {
        let more = failures - TOLD_FAILURES;
        say(&format!("error: {more} documents more failed\n  help: --report FILE tells of all\n"));
    }
    if let Some(unread) = run.unread() {
        say(&unread);
        code = code.max(if strict { DIFFERENT } else { 0 });
    }
    if !quiet {
        say(&run.to_text());
    }
    code
}

struct Batch<'a> {
    asked: &'a Asked<'a>,
    journal: Mutex<Journal>,
}

impl Batch<'_> {
    fn one(&self, found: &Found) -> Told {
        let known = self.journal().take(&found.name);
        let failed = |source: String, error: Error, before: bool| Told {
            document: found.name.clone(),
            source,
            result: Err(error),
            before,
        };
        let loaded = self.asked.reader.options_for(&found.path).and_then(|options| {
            let (name, bytes) = input::load(&found.path, &options.extract.limits)?;
            Ok((options, name, bytes))
        });
        let (options, name, bytes) = match loaded {
            Ok(loaded) => loaded,
            Err(error) => return failed(String::new(), error.named(&found.name), false),
        };
        let source = hash(&bytes);
        let setting = hash(&setting(&canon::to_compact(&options), self.asked.compact));
        match known.and_then(|known| self.holds(known, &source, &setting)) {
            Some(Outcome::Done { summary, .. }) => {
                let document = found.name.clone();
                return Told { document, source, result: Ok(summary), before: true };
            }
            Some(Outcome::Failed { error, .. }) => return failed(source, error, true),
            None => {}
        }
        let asked = Ask::Extract { compact: self.asked.compact };
        let answer = self.asked.reader.ask_bytes(&name, bytes, asked, &options);
        let written = match answer {
            Ok(mut answer) => {
                let summary = std::mem::take(&mut answer.about.summary);
                self.write(found, answer).map(|files| (files, summary))
            }
            // What stands there is of an older document, or was read in another way.
            Err(error) => match self.places(found).and_then(|places| places.clear()) {
                Ok(()) => Err(error.named(&found.name)),
                Err(unwritable) => return failed(source, unwritable, false),
            },
        };
        let outcome = match written {
            Ok((files, summary)) => Outcome::Done { files, summary: Box::new(summary) },
            Err(error) => Outcome::Failed { error, means: self.asked.reader.means() },
        };
        let entry =
            Entry { document: found.name.clone(), source: source.clone(), setting, outcome };
        // A full disk says nothing about the document, so that is not written down.
        let noted = match &entry.outcome {
            Outcome::Failed { error, .. } if is_of_the_moment(error) => Ok(()),
            _ => self.journal().append(&entry),
        };
        match (noted, entry.outcome) {
            (Err(error), _) | (_, Outcome::Failed { error, .. }) => failed(source, error, false),
            (Ok(()), Outcome::Done { summary, .. }) => {
                Told { document: found.name.clone(), source, result: Ok(summary), before: false }
            }
        }
    }

    /// What an earlier run came to, where it would come to the same again.
    fn holds(&self, known: Entry, source: &str, setting: &str) -> Option<Outcome> {
        if known.source != source || known.setting != setting {
            return None;
        }
        let holds = match &known.outcome {
            Outcome::Done { files, .. } => files.iter().all(|(name, wanted)| {
                let file = fs::File::open(self.asked.output.join(name));
                file.and_then(|mut file| hash_of(&mut file)).is_ok_and(|hash| hash == *wanted)
            }),
            Outcome::Failed { means, .. } => {
                !self.asked.retry && *means == self.asked.reader.means()
            }
        };
        holds.then_some(known.outcome)
    }

    /// Writes the results; their names and hashes.
    fn write(&self, found: &Found, mut answer: Answer) -> Result<BTreeMap<String, String>, Error> {
        self.places(found)?.write(&mut answer)?;
        let [data, trace] = results::names(&found.name);
        Ok(BTreeMap::from([(data, answer.data.hash()?), (trace, answer.trace.hash()?)]))
    }

    fn places(&self, found: &Found) -> Result<Places, Error> {
        let places = Places::new(self.asked.output, &found.name);
        files::refuse_links(self.asked.output, &places.data)?;
        Ok(places)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an error may be gone at the next try, though nothing changed in the document.
fn is_of_the_moment(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unreadable | ErrorKind::Unwritable)
}

/// All that decides what a document gives, beside its bytes.
fn setting(options: &[u8], compact: bool) -> Vec<u8> {
    let form = format!("{}\n{compact}\n", env!("CARGO_PKG_VERSION"));
    [form.as_bytes(), options].concat()
}
