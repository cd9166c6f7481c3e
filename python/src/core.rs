//! All that is asked of the library, without a word of Python: bytes and texts come in, bytes and columns go out.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use rowmend::Error;
use rowmend::unstable::contain::{Ask, note_panics};
use rowmend::unstable::export::frame::{self, Datum, Frame};
use rowmend::unstable::export::{Entry, wide};
use rowmend::unstable::{canon, diff, files};
use rowmend::{
    Allowance, Decisions, Document, ErrorKind, Options, Profile, Trace, TrackChanges, Workers,
};
use serde::Deserialize;

/// How documents are read, as `rowmend.Options` says it.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    hidden: bool,
    track_changes: String,
    pages: Option<(u32, Option<u32>)>,
    /// The text of a profile.
    profile: Option<String>,
    limits: Vec<(String, u64)>,
    /// MiB.
    memory: Option<NonZeroU64>,
    /// Seconds.
    timeout: Option<NonZeroU64>,
}

/// A document to read.
#[derive(Debug)]
pub(crate) enum Input {
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// Where the decisions about a document stand.
#[derive(Debug)]
pub(crate) enum Deciding {
    /// In the file beside it, where there is one.
    Beside,
    /// Nowhere.
    Nothing,
    /// In this file.
    File(PathBuf),
    /// In this text.
    Text(String),
}

/// What a document gave.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) data: Vec<u8>,
    pub(crate) trace: Vec<u8>,
}

/// Reads a document, called `name` where its file does not say how it is called, by a process of this program, or
/// within this process.
pub(crate) fn extract(
    input: Input,
    name: Option<String>,
    wanted: &Wanted,
    deciding: Deciding,
    program: Option<PathBuf>,
) -> Result<Given, Error> {
    let mut options = wanted.options()?;
    options.decisions = deciding.about(&input)?;
    let (own, bytes) = match input {
        Input::File(path) => files::load(&path, &options.extract.limits)?,
        Input::Bytes(bytes) => ("bytes".to_owned(), bytes),
    };
    let name = name.unwrap_or(own);
    let workers = workers(program, wanted.allowance());
    let mut answer = workers.ask(&name, bytes, Ask::Extract { compact: false }, &options)?;
    Ok(Given { name, data: answer.data.bytes()?, trace: answer.trace.bytes()? })
}

/// Workers that wait for documents.
struct Pool {
    program: Option<PathBuf>,
    allowance: Allowance,
    /// The process that started them.
    owner: u32,
    workers: Arc<Workers>,
}

/// Those of this program that give a document so much. They are kept for what comes next.
fn workers(program: Option<PathBuf>, allowance: Allowance) -> Arc<Workers> {
    static POOLS: Mutex<Vec<Pool>> = Mutex::new(Vec::new());
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let owner = std::process::id();
    // Python copies processes (`multiprocessing`): the workers of the other one are not ours, to ask or to end.
    while let Some(at) = pools.iter().position(|pool| pool.owner != owner) {
        std::mem::forget(pools.swap_remove(at));
    }
    let known = pools.iter().find(|pool| pool.program == program && pool.allowance == allowance);
    if let Some(pool) = known {
        return Arc::clone(&pool.workers);
    }
    let workers = program.clone().map_or_else(Workers::none, Workers::new).allowing(allowance);
    let workers = Arc::new(workers);
    pools.push(Pool { program, allowance, owner, workers: Arc::clone(&workers) });
    workers
}

/// Prepares this process for what documents may do to it.
pub(crate) fn prepare() {
    note_panics();
}

impl Wanted {
    /// What is wanted, as JSON.
    pub(crate) fn of(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(|error| wrong("options", error.to_string()))
    }

    fn allowance(&self) -> Allowance {
        let mut allowance = Allowance::default();
        (allowance.memory, allowance.timeout) = (self.memory, self.timeout);
        allowance
    }

    fn options(&self) -> Result<Options, Error> {
        let mut options = Options::default();
        options.extract.hidden = self.hidden;
        options.extract.track_changes = match self.track_changes.as_str() {
            "accept" => TrackChanges::Accept,
            "reject" => TrackChanges::Reject,
            "all" => TrackChanges::All,
            other => {
                return Err(wrong(
                    "track_changes",
                    format!("{other:?} is none of accept, reject and all"),
                ));
            }
        };
        options.extract.pages = self.pages.map(|(from, to)| (from, to.unwrap_or(u32::MAX)));
        if options.extract.pages.is_some_and(|(from, to)| from == 0 || from > to) {
            let message = "pages count from 1, and the first is not after the last";
            return Err(wrong("pages", message.to_owned()));
        }
        for (name, value) in &self.limits {
            options.extract.limits.set(name, *value).map_err(|message| wrong("limits", message))?;
        }
        if let Some(text) = &self.profile {
            options.profile = Profile::from_toml("profile", text)?;
        }
        Ok(options)
    }
}

impl Deciding {
    fn about(self, input: &Input) -> Result<Decisions, Error> {
        match (self, input) {
            (Deciding::Beside, Input::File(path)) => files::decisions_beside(path),
            (Deciding::Beside | Deciding::Nothing, _) => Ok(Decisions::default()),
            (Deciding::File(path), _) => files::read_decisions(&path),
            (Deciding::Text(text), _) => Decisions::from_toml("decisions", &text),
        }
    }
}

fn wrong(what: &str, message: String) -> Error {
    Error::new(ErrorKind::Settings, what, message)
}

/// The name of each column, whether it holds numbers, and its values.
pub(crate) type Columns = Vec<(String, bool, Vec<Value>)>;

/// A value of a column.
#[derive(Debug)]
pub(crate) enum Value {
    Nothing,
    Text(String),
    Number(i64),
}

/// A frame of tidy data: the same columns and rows as `rowmend export --to csv --shape tidy` has.
pub(crate) fn tidy(
    name: &str,
    data: &[u8],
    trace: Option<&[u8]>,
    which: &str,
) -> Result<Columns, Error> {
    let mut all = frame::TIDY.into_iter();
    let frame: Frame = all
        .find(|frame| frame.name() == which)
        .ok_or_else(|| wrong("frame", format!("there is no frame {which:?}")))?;
    let fields = frame.fields().iter();
    let mut columns: Columns =
        fields.map(|field| (field.name.to_owned(), field.number, Vec::new())).collect();
    // Nothing is written, so nothing fails.
    let _ = frame.rows(&entry(name, data, trace)?, &mut |row| {
        for ((.., values), datum) in columns.iter_mut().zip(row) {
            values.push(match datum {
                Datum::Nothing => Value::Nothing,
                Datum::Text(text) => Value::Text(text.clone().into_owned()),
                Datum::Number(number) => Value::Number(*number),
            });
        }
        Ok(())
    });
    Ok(columns)
}

/// The tables, one row a study: the same columns and rows as `rowmend export --to csv --shape wide` has.
pub(crate) fn tables(name: &str, data: &[u8]) -> Result<Vec<Columns>, Error> {
    let entry = entry(name, data, None)?;
    let table = |table| {
        let headings = wide::headings(table);
        let mut columns: Columns =
            headings.iter().map(|heading| (heading.name.clone(), false, Vec::new())).collect();
        for row in wide::rows(&entry, table, &headings) {
            for ((.., values), text) in columns.iter_mut().zip(row) {
                values.push(Value::Text(text.into_owned()));
            }
        }
        columns
    };
    Ok(entry.document.tables.iter().map(table).collect())
}

fn entry(name: &str, data: &[u8], trace: Option<&[u8]>) -> Result<Entry, Error> {
    let trace = trace.map(|trace| Trace::from_json(name, trace)).transpose()?;
    let document = Document::from_json(name, data)?;
    Ok(Entry { name: name.to_owned(), document, trace, options: Vec::new() })
}

/// What changed from one document to another, in one of the forms of `rowmend diff`.
pub(crate) fn compare(
    a: (&str, &[u8]),
    b: (&str, &[u8]),
    flags: bool,
    form: &str,
) -> Result<Vec<u8>, Error> {
    let whole = |(name, data)| -> Result<Document, Error> {
        let document = Document::from_json(name, data)?;
        Ok(if flags { document } else { diff::without_flags(document) })
    };
    let diff = diff::diff(&whole(a)?, &whole(b)?);
    Ok(match form {
        "text" => diff::to_text(&diff, diff::Style::Plain).into_bytes(),
        "markdown" => diff::to_markdown(&diff).into_bytes(),
        "html" => diff::to_html(&diff, a.0, b.0).into_bytes(),
        _ => canon::to_bytes(&diff),
    })
}

/// An error as its parts: kind, source, place, message, advice.
pub(crate) fn parts(error: &Error) -> String {
    serde_json::to_string(error).unwrap_or_default()
}
