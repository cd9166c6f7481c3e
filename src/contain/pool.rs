//! A pool of workers, each of which reads one document at a time.

use std::io;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::pipeline::{Extraction, Options};

use super::child::STACK;
use super::parent::{Budget, Worker, no_worker};
use super::spool::Spools;
use super::task::{self, Answer, Ask};

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

/// What reading one document may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Memory in MiB; by default 512, and 256 times the size of the document, up to 4096.
    pub memory: Option<NonZeroU64>,
    /// Wall time in seconds; by default 60, and 4 for each MiB of the document.
    pub timeout: Option<NonZeroU64>,
}

impl Allowance {
    /// What a document of so many bytes may cost.
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

/// Reads documents in worker processes: a document that brings its reader down, or takes more time or
/// memory than it may, costs a worker and nothing else.
///
/// May be shared between threads, each of which gets a worker of its own. Workers that wait are used
/// again, and end with the pool.
#[derive(Debug)]
pub struct Workers {
    /// None where documents are read in this process.
    program: Option<PathBuf>,
    allowance: Allowance,
    verbose: u8,
    idle: Mutex<Vec<Worker>>,
}

impl Workers {
    /// Workers are processes of the program `rowmend` at this path, of this very version. None is
    /// started before it is needed.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Workers::of(Some(program.into()))
    }

    /// Reads in this process: panics are caught, and nothing else holds.
    pub fn none() -> Self {
        Workers::of(None)
    }

    fn of(program: Option<PathBuf>) -> Self {
        let allowance = Allowance::default();
        Workers { program, allowance, verbose: 0, idle: Mutex::new(Vec::new()) }
    }

    /// Gives each document so much.
    #[must_use]
    pub fn allowing(mut self, allowance: Allowance) -> Self {
        self.allowance = allowance;
        self
    }

    /// Lets workers tell on stderr what they do, with as many words as `-v` is given times.
    #[must_use]
    pub fn telling(mut self, verbose: u8) -> Self {
        self.verbose = verbose;
        self
    }

    /// The records of the bytes of a document called `name`, and their trace.
    ///
    /// # Errors
    /// Where there is no document, or reading it costs more than is allowed or brings its worker down.
    pub fn extract(
        &self,
        name: &str,
        bytes: Vec<u8>,
        options: &Options,
    ) -> Result<Extraction, Error> {
        self.ask(name, bytes, Ask::Extract { compact: false }, options)?.extraction(name)
    }

    /// Asks one thing of the bytes of a document called `name`.
    ///
    /// # Errors
    /// As [`Workers::extract`].
    #[doc(hidden)]
    pub fn ask(
        &self,
        name: &str,
        bytes: Vec<u8>,
        ask: Ask,
        options: &Options,
    ) -> Result<Answer, Error> {
        tracing::info!(document = name, "reading");
        let Some(program) = &self.program else {
            return in_process(name, bytes, ask, options);
        };
        // One that died while it waited died of no document.
        let waiting = self.idle().pop().and_then(Worker::if_alive);
        let worker = match waiting {
            Some(worker) => worker,
            None => {
                Worker::start(program, self.verbose).map_err(|error| no_worker(name, &error))?
            }
        };
        let budget = self.allowance.budget(bytes.len() as u64);
        let (result, worker) = worker.ask(ask, name, bytes, options, budget);
        self.idle().extend(worker);
        result
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in std::mem::take(&mut *self.idle()) {
            worker.stop();
        }
    }
}

/// This program, where that is `rowmend`. On Linux by the name that holds even where it was replaced by a
/// newer version in the meantime: a worker is always of the version of its parent.
///
/// # Errors
/// Where the system does not tell.
pub fn this_program() -> io::Result<PathBuf> {
    let same = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && same.exists() { Ok(same) } else { std::env::current_exe() }
}

/// Without a worker: the stack is as deep as a worker's.
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
