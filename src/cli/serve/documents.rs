//! The documents of a folder, and what was read of them. They are known by numbers of their own: no name that
//! comes in is ever made into a path.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::ThreadPool;
use rowmend::unstable::decide::Decisions;
use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::decide::open::{self, Progress};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;
use rowmend::unstable::pipeline::{Extraction, Options};
use rowmend::unstable::project::Exclude;
use rowmend::unstable::show::folder::{Line, State};
use rowmend::unstable::source::hash;
use rowmend::unstable::{canon, decide};

use super::within::{self, Stamp};
use crate::cli::batch::walk;
use crate::cli::input;
use crate::cli::isolate::Reader;
use crate::cli::look::{Images, Looked, Seen};

/// Documents of which all that was read is kept at hand: as many as two people have open.
const AT_HAND: usize = 4;
/// Texts of a decisions file that are remembered, for tabs that saw them.
const MOST_VERSIONS: usize = 100;
/// Bytes of a decisions file at most: fifty thousand decisions.
const MOST_DECISIONS: u64 = 16 << 20;
/// Digits of a document's number.
const ID: usize = 20;

/// A document of the folder.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// Held while it is read, so that two tabs do not read it twice.
    reading: Mutex<()>,
    /// Held while its decisions are written.
    pub(super) writing: Mutex<()>,
    /// The texts of its decisions file that were shown, by their hashes; the last one last.
    versions: Mutex<VecDeque<(String, String)>>,
    /// Its bytes' hash, and when that was so.
    hashed: Mutex<Option<(Stamp, String)>>,
    /// What is known of it, and of which files.
    told: Mutex<Option<(Stamps, State)>>,
}

/// Of a document and of its decisions.
type Stamps = (Option<Stamp>, Option<Stamp>);

/// What was read of a document with its decisions on tables.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) extraction: Extraction,
}

/// What a document is at this moment.
#[derive(Debug)]
pub(super) struct Now {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// The text of its decisions file, where there is one.
    pub(super) text: Option<String>,
    pub(super) decided: Decisions,
    /// Which decisions file it is.
    pub(super) version: String,
    /// Which source and decisions on tables they are.
    pub(super) reading: String,
    source: String,
    options: Options,
    /// When it was so.
    stamps: Stamps,
}

/// The last few of something.
#[derive(Debug)]
struct Recent<T>(Mutex<VecDeque<(String, Arc<T>)>>);

impl<T> Recent<T> {
    fn get(&self, key: &str) -> Option<Arc<T>> {
        let mut all = held(&self.0);
        let at = all.iter().position(|(own, _)| own == key)?;
        let found = all.remove(at)?;
        let value = found.1.clone();
        all.push_back(found);
        Some(value)
    }

    fn put(&self, key: String, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut all = held(&self.0);
        all.push_back((key, value.clone()));
        while all.len() > AT_HAND {
            all.pop_front();
        }
        value
    }
}

/// What a thread that died held is whole: each change is one step.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All documents of a folder.
#[derive(Debug)]
pub(super) struct Documents {
    root: PathBuf,
    exclude: Exclude,
    reader: Reader,
    options: Options,
    images: Images,
    /// Its threads are how many documents are read at a time.
    pool: ThreadPool,
    known: Mutex<BTreeMap<String, Arc<Document>>>,
    readings: Recent<Reading>,
    looks: Recent<Seen>,
}

impl Documents {
    pub(super) fn new(
        root: PathBuf,
        exclude: Exclude,
        reader: Reader,
        options: Options,
        images: Images,
        pool: ThreadPool,
    ) -> Self {
        let known = Mutex::new(BTreeMap::new());
        let (readings, looks) = (Recent(Mutex::default()), Recent(Mutex::default()));
        Documents { root, exclude, reader, options, images, pool, known, readings, looks }
    }

    /// The documents that are there now, in the order of a batch.
    pub(super) fn list(&self) -> Result<Vec<Arc<Document>>, Error> {
        let nowhere = PathBuf::new();
        let walked = walk::look_through(std::slice::from_ref(&self.root), &nowhere, &self.exclude)?;
        let mut known = held(&self.known);
        let mut now = BTreeMap::new();
        let mut list = Vec::new();
        for found in walked.found.into_iter().filter(|found| within::is_plain(&found.path)) {
            let mut id = hash(found.path.as_os_str().as_encoded_bytes());
            id.truncate(ID);
            let document = known.remove(&id).unwrap_or_else(|| Arc::new(Document::new(id, found)));
            now.insert(document.id.clone(), document.clone());
            list.push(document);
        }
        *known = now;
        Ok(list)
    }

    /// The document of this number, where there is one.
    pub(super) fn find(&self, id: &str) -> Option<Arc<Document>> {
        let known = || held(&self.known).get(id).cloned();
        // One that is new may not be known yet.
        known().or_else(|| self.list().ok().and_then(|_| known()))
    }

    /// What is known of a document, for the page of the folder.
    pub(super) fn line(&self, document: &Document) -> Line {
        let told = held(&document.told);
        let known = told.as_ref().filter(|(stamps, _)| *stamps == document.stamps());
        let state = known.map_or(State::Waiting, |(_, state)| state.clone());
        Line { id: document.id.clone(), name: document.name.clone(), state }
    }

    /// Reads what is not known of a document, so that its line can tell.
    pub(super) fn know(&self, document: &Document) {
        let stamps = document.stamps();
        if held(&document.told).as_ref().is_some_and(|(known, _)| *known == stamps) {
            return;
        }
        let read = self.now(document).and_then(|now| self.reading(document, &now));
        if let Err(error) = read {
            *held(&document.told) = Some((stamps, State::Failed(error)));
        }
    }

    /// A document and its decisions as they stand now.
    pub(super) fn now(&self, document: &Document) -> Result<Now, Error> {
        let stamps = document.stamps();
        let text = self.decisions(document)?;
        let decided = match &text {
            Some(text) => decide::file::parse(&document.decisions_name(), text)?,
            None => Decisions::default(),
        };
        let limits = self.reader.limits();
        let bytes = within::read(&self.root, &document.path, limits.source_bytes)?;
        let bytes = bytes.ok_or_else(|| {
            Error::new(ErrorKind::Unreadable, &document.name, "it is not there any more")
                .help("look at the list of all documents")
        })?;
        let source = hash(&bytes);
        let mut options = self.options.clone();
        options.decisions.shapes.clone_from(&decided.shapes);
        let reading = reading_of(&source, &options);
        let version = document.shown(text.as_deref());
        Ok(Now { bytes, text, decided, version, reading, source, options, stamps })
    }

    /// Which decisions file and which reading a document has now, as [`Now`] has them; its bytes are only looked
    /// at where they may have changed.
    pub(super) fn versions(&self, document: &Document) -> Result<(String, String), Error> {
        let stamp = within::stamp(&document.path);
        let known = held(&document.hashed).clone();
        match (known, stamp) {
            (Some((then, source)), Some(stamp)) if then == stamp => {
                let text = self.decisions(document)?;
                let mut options = self.options.clone();
                if let Some(text) = &text {
                    let decided = decide::file::parse(&document.decisions_name(), text)?;
                    options.decisions.shapes = decided.shapes;
                }
                Ok((document.shown(text.as_deref()), reading_of(&source, &options)))
            }
            (_, stamp) => {
                let now = self.now(document)?;
                *held(&document.hashed) = stamp.map(|stamp| (stamp, now.source));
                Ok((now.version, now.reading))
            }
        }
    }

    /// The text of the decisions file of a document, where there is one.
    pub(super) fn decisions(&self, document: &Document) -> Result<Option<String>, Error> {
        let path = files::decisions_path(&document.path);
        let Some(bytes) = within::read(&self.root, &path, MOST_DECISIONS)? else { return Ok(None) };
        let wrong = |message: &str, help: &str| {
            Error::new(ErrorKind::Settings, &document.decisions_name(), message).help(help)
        };
        if bytes.len() as u64 > MOST_DECISIONS {
            return Err(wrong(
                "it has more than 16 MiB",
                "this is no file of decisions: move it away",
            ));
        }
        let text = String::from_utf8(bytes);
        text.map(Some).map_err(|_| wrong("it is not UTF-8", "save it as UTF-8"))
    }

    /// Writes the decisions file of a document, which nobody else of ours writes meanwhile.
    pub(super) fn write(&self, document: &Document, text: &str) -> Result<(), Error> {
        within::write(&self.root, &files::decisions_path(&document.path), text.as_bytes())
    }

    /// Holds a document, so that other runs of rowmend wait before they write its decisions.
    pub(super) fn hold(&self, document: &Document) -> Result<std::fs::File, Error> {
        within::hold(&self.root, &document.path)
    }

    /// What is read of a document as it is now.
    pub(super) fn reading(&self, document: &Document, now: &Now) -> Result<Arc<Reading>, Error> {
        let _one_at_a_time = held(&document.reading);
        let key = format!("{} {}", document.id, now.reading);
        let reading = match self.readings.get(&key) {
            Some(reading) => reading,
            None => {
                let extraction = self.pool.install(|| self.looked(document, now).read())?;
                self.readings.put(key, Reading { extraction })
            }
        };
        let (studies, progress) = reading.progress(&now.decided);
        *held(&document.told) = Some((now.stamps.clone(), State::Read { studies, progress }));
        Ok(reading)
    }

    /// What a document looks like.
    pub(super) fn look(&self, document: &Document, now: &Now) -> Result<Arc<Seen>, Error> {
        let _one_at_a_time = held(&document.reading);
        let key = format!("{} {}", document.id, now.source);
        if let Some(seen) = self.looks.get(&key) {
            return Ok(seen);
        }
        let seen = self.pool.install(|| self.looked(document, now).see(self.images))?;
        Ok(self.looks.put(key, seen))
    }

    /// The document as the next run of any verb exports it, with all decisions.
    pub(super) fn exported(&self, document: &Document, now: &Now) -> Result<Arc<Reading>, Error> {
        if now.decided.list.is_empty() {
            return self.reading(document, now);
        }
        let mut options = now.options.clone();
        options.decisions.clone_from(&now.decided);
        let looked = Looked { options: &options, ..self.looked(document, now) };
        self.pool.install(|| looked.read()).map(|extraction| Arc::new(Reading { extraction }))
    }

    fn looked<'a>(&'a self, document: &'a Document, now: &'a Now) -> Looked<'a> {
        let Document { name, .. } = document;
        // As `report` has it: without folders.
        let name = name.rsplit('/').next().unwrap_or(name);
        Looked { reader: &self.reader, options: &now.options, name, bytes: &now.bytes }
    }
}

/// What decides which tables a document gives.
fn reading_of(source: &str, options: &Options) -> String {
    hash(&[source.as_bytes(), &canon::to_compact(options)].concat())
}

impl Reading {
    fn progress(&self, decided: &Decisions) -> (usize, Progress) {
        let Extraction { document, trace, keys, .. } = &self.extraction;
        let studies = document.tables.iter().map(|table| table.records.len()).sum();
        (studies, open::progress(document, &Anchors::new(document, keys), trace, decided))
    }
}

impl Document {
    fn new(id: String, found: walk::Found) -> Self {
        Document {
            id,
            name: found.name,
            path: found.path,
            reading: Mutex::default(),
            writing: Mutex::default(),
            versions: Mutex::default(),
            hashed: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// The name of its decisions file, for messages.
    pub(super) fn decisions_name(&self) -> String {
        input::name(&files::decisions_path(&self.path))
    }

    fn stamps(&self) -> Stamps {
        (within::stamp(&self.path), within::stamp(&files::decisions_path(&self.path)))
    }

    /// Remembers a text of its decisions file that somebody gets to see, and says what it is called.
    fn shown(&self, text: Option<&str>) -> String {
        let text = text.unwrap_or_default();
        let version = hash(text.as_bytes());
        let mut all = held(&self.versions);
        match all.iter().position(|(known, _)| *known == version) {
            Some(at) => {
                let again = all.remove(at);
                all.extend(again);
            }
            None => all.push_back((version.clone(), text.to_owned())),
        }
        let too_many = |all: &VecDeque<(String, String)>| {
            let bytes: usize = all.iter().map(|(_, text)| text.len()).sum();
            all.len() > 1 && (all.len() > MOST_VERSIONS || bytes as u64 > 2 * MOST_DECISIONS)
        };
        while too_many(&all) {
            all.pop_front();
        }
        version
    }

    /// The text that is called so, where it is remembered.
    pub(super) fn version(&self, version: &str) -> Option<String> {
        let all = held(&self.versions);
        all.iter().find(|(own, _)| own == version).map(|(_, text)| text.clone())
    }
}
