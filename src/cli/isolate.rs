//! A source → what was asked of it, read in a worker process. The one way by which verbs come to
//! what stands in a document; see `worker` for how.

use std::num::NonZeroU64;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rowmend::error::{Error, ErrorKind};
use rowmend::pipeline::{Extraction, Options};
use rowmend::show::view::View;
use rowmend::source::{Limits, Source};
use rowmend::{canon, project};

use super::decide::Deciding;
use super::input;
use super::ocr::{self, Engine};
use super::worker::child::STACK;
use super::worker::parent::{Budget, Worker, no_worker};
use super::worker::spool::Spools;
use super::worker::task::{self, Answer, Ask};

/// MiB of memory for a small document. The whole appendix of the samples takes 20 to 60.
const MEMORY_MIB: u64 = 512;
/// Bytes of memory for each byte of a file over that. A dump takes 14, a PDF or Word document, which
/// are packed, 50 to 250.
const MEMORY_PER_BYTE: u64 = 256;
/// MiB of memory for any document. A PDF with a table of a million rows takes 2,900.
const MOST_MEMORY_MIB: u64 = 4096;
/// Seconds for a small document. The slowest real ones of the corpora take three.
const SECONDS: u64 = 60;
/// Bytes of a file that give it a second more.
const BYTES_PER_SECOND: u64 = 256 << 10;

/// How documents are kept from doing harm.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Containment {
    /// Memory for reading one document, in MiB; 512, and 256 times the size of the file, up to 4096,
    /// by default
    #[arg(long, value_name = "MIB", help_heading = "Containment")]
    memory: Option<NonZeroU64>,
    /// Time for reading one document, in seconds; 60, and 4 for each MiB of the file, by default
    #[arg(long, value_name = "SECONDS", help_heading = "Containment")]
    timeout: Option<NonZeroU64>,
    /// Read documents in this process, which they can then bring down, and not in workers
    #[arg(long, help_heading = "Containment")]
    in_process: bool,
}

/// Reads sources; may be shared between threads, each of which gets a worker of its own.
#[derive(Debug)]
pub(super) struct Reader {
    options: Options,
    /// Which decisions are applied to files; none by default.
    deciding: Option<Deciding>,
    /// The engine that reads the scans among files; none by default.
    engine: Option<Engine>,
    containment: Containment,
    verbose: u8,
    idle: Mutex<Vec<Worker>>,
}

impl Reader {
    /// No worker is started before it is needed.
    pub(super) fn new(options: Options, containment: Containment, verbose: u8) -> Self {
        Reader {
            options,
            deciding: None,
            engine: None,
            containment,
            verbose,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Applies the decisions about each file that is read by its path.
    pub(super) fn deciding(mut self, deciding: &Deciding) -> Self {
        self.deciding = Some(deciding.clone());
        self
    }

    /// Lets an engine read the scans among the files that are read by their path.
    pub(super) fn recognising(mut self, engine: Option<Engine>) -> Self {
        self.engine = engine;
        self
    }

    /// What is asked of the file at `path`, with the decisions about it and what an engine recognised.
    pub(super) fn options_for(&self, path: &Path) -> Result<Options, Error> {
        let mut options = self.options.clone();
        if let Some(engine) = &self.engine {
            options.extract.recognition = ocr::recognise(path, engine, self)?;
        }
        if let Some(deciding) = &self.deciding {
            options.decisions = deciding.about(path)?;
        }
        Ok(options)
    }

    /// What was given to containment, as text: a failure for want of time or memory holds for no
    /// more than the same.
    pub(super) fn means(&self) -> String {
        let number = |given: Option<NonZeroU64>| given.map_or(0, NonZeroU64::get);
        let Containment { memory, timeout, in_process } = self.containment;
        format!("memory {}, timeout {}, alone {in_process}", number(memory), number(timeout))
    }

    /// Reads the file at `path` and asks one thing of it.
    pub(super) fn ask(&self, path: &Path, ask: Ask) -> Result<Answer, Error> {
        let options = self.options_for(path)?;
        let (name, bytes) = input::load(path, self.limits())?;
        self.ask_bytes(&name, bytes, ask, &options)
    }

    /// Asks one thing of a source, as it is read without decisions and engines.
    pub(super) fn ask_source(&self, source: &Source, ask: Ask) -> Result<Answer, Error> {
        self.ask_bytes(source.name(), source.bytes().to_vec(), ask, &self.options)
    }

    /// Asks one thing of the bytes of a document called `name`.
    pub(super) fn ask_bytes(
        &self,
        name: &str,
        bytes: Vec<u8>,
        ask: Ask,
        options: &Options,
    ) -> Result<Answer, Error> {
        tracing::info!(document = name, "reading");
        if self.containment.in_process {
            return in_process(name, bytes, ask, options);
        }
        // One that died while it waited died of no document.
        let waiting = self.idle().pop().and_then(Worker::if_alive);
        let worker = match waiting {
            Some(worker) => worker,
            None => Worker::start(self.verbose).map_err(|error| no_worker(name, &error))?,
        };
        let budget = self.containment.budget(bytes.len() as u64);
        let (result, worker) = worker.ask(ask, name, bytes, options, budget);
        self.idle().extend(worker);
        result
    }

    /// The limits in force.
    pub(super) fn limits(&self) -> &Limits {
        &self.options.extract.limits
    }

    /// The records of the file at `path`, and their trace.
    pub(super) fn extraction(&self, path: &Path) -> Result<Extraction, Error> {
        extraction(self.ask(path, Ask::Extract { compact: false })?, &path.display().to_string())
    }

    /// The records of the bytes of a document called `name`, and their trace, read as `options` say.
    pub(super) fn extraction_with(
        &self,
        name: &str,
        bytes: Vec<u8>,
        options: &Options,
    ) -> Result<Extraction, Error> {
        extraction(self.ask_bytes(name, bytes, Ask::Extract { compact: false }, options)?, name)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a source called `name` looks like, of an answer to [`Ask::View`].
pub(super) fn view(mut answer: Answer, name: &str) -> Result<View, Error> {
    let broken = |error: serde_json::Error| {
        let message = format!("what it looks like cannot be told: {error}");
        Error::new(ErrorKind::Fault, name, message)
    };
    canon::from_bytes(&answer.data.bytes()?).map_err(broken)
}

/// The pictures of pages, as PNG, of an answer to [`Ask::Pictures`]; none for a page that was not drawn.
pub(super) fn pictures(mut answer: Answer) -> Result<Vec<Option<Vec<u8>>>, Error> {
    let lengths = String::from_utf8_lossy(&answer.trace.bytes()?).into_owned();
    let mut bytes = answer.data.bytes()?;
    let mut pictures = Vec::new();
    for length in lengths.lines() {
        let length = length.parse::<usize>().unwrap_or_default().min(bytes.len());
        let rest = bytes.split_off(length);
        pictures.push((length > 0).then_some(bytes));
        bytes = rest;
    }
    Ok(pictures)
}

fn extraction(mut answer: Answer, name: &str) -> Result<Extraction, Error> {
    let broken = |error: serde_json::Error| {
        Error::new(ErrorKind::Fault, name, format!("the result breaks the format: {error}"))
    };
    Ok(Extraction {
        document: canon::from_bytes(&answer.data.bytes()?).map_err(broken)?,
        trace: canon::from_bytes(&answer.trace.bytes()?).map_err(broken)?,
        keys: answer.about.keys,
    })
}

impl Drop for Reader {
    fn drop(&mut self) {
        for worker in std::mem::take(&mut *self.idle()) {
            worker.stop();
        }
    }
}

impl Containment {
    /// What the flags say, and where they say nothing, what the project does.
    pub(super) fn over(&self, project: project::Worker) -> Self {
        Containment {
            memory: self.memory.or(project.memory),
            timeout: self.timeout.or(project.timeout),
            in_process: self.in_process,
        }
    }

    /// The arguments that say the same, without those that are the default.
    pub(super) fn arguments(&self) -> Vec<String> {
        let memory = self.memory.map(|mib| format!("--memory={mib}"));
        let timeout = self.timeout.map(|seconds| format!("--timeout={seconds}"));
        let in_process = self.in_process.then(|| "--in-process".to_owned());
        [memory, timeout, in_process].into_iter().flatten().collect()
    }

    fn budget(&self, bytes: u64) -> Budget {
        let usual = (MEMORY_MIB << 20).saturating_add(bytes.saturating_mul(MEMORY_PER_BYTE));
        let memory = match self.memory {
            Some(mib) => mib.get().saturating_mul(1 << 20),
            None => usual.min(MOST_MEMORY_MIB << 20),
        };
        let seconds = self.timeout.map_or(SECONDS + bytes / BYTES_PER_SECOND, NonZeroU64::get);
        Budget { memory, time: Duration::from_secs(seconds) }
    }
}

/// Without a worker: panics are caught, and the stack is as deep as a worker's; nothing else holds.
fn in_process(name: &str, bytes: Vec<u8>, ask: Ask, options: &Options) -> Result<Answer, Error> {
    thread::scope(|scope| {
        let work = || {
            let mut spools = Spools::default();
            let mut put = |stream, bytes: &[u8]| spools.put(stream, bytes);
            let about = task::perform(ask, name, bytes, options, &mut put)?;
            spools.finish().map(|(data, trace)| Answer { data, trace, about })
        };
        let done = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match done.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            _ => Err(Error::new(ErrorKind::Fault, name, "no thread can be started to read it")),
        }
    })
}
