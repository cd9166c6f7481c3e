//! A source → what was asked of it, read in a worker process. The one way by which verbs come to
//! what stands in a document; see `contain` for how.

use std::num::NonZeroU64;
use std::path::Path;

use rowmend::unstable::contain::{Allowance, Answer, Ask, Workers, this_program};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::pipeline::{Extraction, Options};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::{files, project};

use super::decide::Deciding;
use super::input;
use super::ocr::{self, Engine};

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
    workers: Workers,
}

impl Reader {
    /// No worker is started before it is needed.
    ///
    /// # Errors
    /// Where the system does not tell which program this is.
    pub(super) fn new(
        options: Options,
        containment: Containment,
        verbose: u8,
    ) -> Result<Self, Error> {
        let workers = if containment.in_process {
            Workers::none()
        } else {
            let unknown = |error| {
                let message = format!("this program cannot be found: {}", files::why(&error));
                Error::new(ErrorKind::Unreadable, "rowmend", message)
                    .help("read in this process, with --in-process, if you trust the documents")
            };
            Workers::new(this_program().map_err(unknown)?)
        };
        let workers = workers.allowing(containment.allowance()).telling(verbose);
        Ok(Reader { options, deciding: None, engine: None, containment, workers })
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
        self.workers.ask(name, bytes, ask, options)
    }

    /// The limits in force.
    pub(super) fn limits(&self) -> &Limits {
        &self.options.extract.limits
    }

    /// The records of the file at `path`, and their trace.
    pub(super) fn extraction(&self, path: &Path) -> Result<Extraction, Error> {
        self.ask(path, Ask::Extract { compact: false })?.extraction(&path.display().to_string())
    }

    /// The records of the bytes of a document called `name`, and their trace, read as `options` say.
    pub(super) fn extraction_with(
        &self,
        name: &str,
        bytes: Vec<u8>,
        options: &Options,
    ) -> Result<Extraction, Error> {
        self.workers.extract(name, bytes, options)
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

    fn allowance(&self) -> Allowance {
        Allowance { memory: self.memory, timeout: self.timeout }
    }
}
