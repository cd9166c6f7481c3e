//! The worker's side: documents in on stdin, results out on stdout, one after the other.

use std::alloc::System;
use std::io::{self, BufReader, BufWriter, Write};
use std::thread;

use crate::canon::{Put, Stream};
use crate::error::Error;
use crate::pipeline::Options;
use cap::Cap;
use serde::{Deserialize, Serialize};

use super::task::{self, About, Ask};
use super::{confine, death, frame};

/// The version of this program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What a worker says where its parent is of another version.
pub(super) const OTHER_VERSION: &str = "this program is of version";

/// Stack of the thread that reads documents, in bytes. Deep nesting is counted and refused long
/// before it is used up; the usual 8 MiB would be reached by some real documents in debug builds.
pub(super) const STACK: usize = 64 << 20;

/// How a worker is called by its parent.
#[derive(Debug)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Called {
    /// The process to answer to
    #[cfg_attr(feature = "cli", arg(long))]
    pub parent: u32,
    /// The version of that process
    #[cfg_attr(feature = "cli", arg(long))]
    pub of_version: String,
    /// Obey documents that misbehave on purpose (tests only)
    #[cfg(debug_assertions)]
    #[cfg_attr(feature = "cli", arg(long))]
    pub mock: bool,
}

/// A document to read; its bytes are the body of the frame.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    /// Counts the jobs of a worker, so that an answer belongs to its question.
    pub(super) number: u64,
    /// The name for messages and the trace.
    pub(super) name: String,
    pub(super) ask: Ask,
    pub(super) options: Options,
    /// Bytes that may be allocated while it is read, its own among them.
    pub(super) memory: u64,
}

/// A part of the answer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reply {
    pub(super) number: u64,
    pub(super) what: What,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// The body of the frame are the next bytes of a stream.
    Bytes(Stream),
    /// That was all, and what is known of it; or nothing that came before holds.
    End(Box<Result<About, Error>>),
}

/// Bytes of a stream that are sent together.
pub(super) const TOGETHER: usize = 256 << 10;

/// Bytes of a result for each byte of memory that its document may take. A trace, which says of each
/// step where it stands, is longer than what is held of the document, by half or so.
const RESULT_PER_MEMORY: u64 = 4;

impl Job {
    /// Bytes of the answer at most.
    pub(super) fn most_bytes(&self) -> u64 {
        self.memory.saturating_mul(RESULT_PER_MEMORY)
    }
}

/// Sends the bytes of an answer to the parent.
struct Sender<'a, W: Write> {
    output: &'a mut W,
    number: u64,
    /// What was not yet sent of each stream.
    waiting: [(Stream, Vec<u8>); 3],
    sent: u64,
    /// Bytes that may be sent.
    most: u64,
    failed: Option<io::Error>,
}

impl<'a, W: Write> Sender<'a, W> {
    fn new(output: &'a mut W, job: &Job) -> Self {
        let waiting = [Stream::Data, Stream::Trace, Stream::Rest].map(|one| (one, Vec::new()));
        Sender {
            output,
            number: job.number,
            waiting,
            sent: 0,
            most: job.most_bytes(),
            failed: None,
        }
    }

    fn put(&mut self, stream: Stream, bytes: &[u8]) {
        self.sent = self.sent.saturating_add(bytes.len() as u64);
        if self.sent > self.most || self.failed.is_some() {
            return;
        }
        let found = self.waiting.iter_mut().find(|(one, _)| *one == stream);
        let Some((_, waiting)) = found else { return };
        waiting.extend(bytes);
        if waiting.len() >= TOGETHER {
            self.failed = self.send().err();
        }
    }

    /// Sends all that waits.
    fn send(&mut self) -> io::Result<()> {
        for (stream, waiting) in &mut self.waiting {
            for piece in waiting.chunks(TOGETHER) {
                let reply = Reply { number: self.number, what: What::Bytes(*stream) };
                frame::write(self.output, &reply, &[piece])?;
            }
            waiting.clear();
        }
        Ok(())
    }

    fn end(mut self, name: &str, result: Result<About, Error>) -> io::Result<()> {
        let most = self.most;
        let result = match result {
            Ok(_) if self.sent > most => Err(death::too_long(name, most)),
            result => result,
        };
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if result.is_ok() {
            self.send()?;
        }
        let reply = Reply { number: self.number, what: What::End(Box::new(result)) };
        frame::write(self.output, &reply, &[])?;
        self.output.flush()
    }
}

/// Works until stdin is closed, and gives the exit code. `memory` is the allocator of this process.
pub fn run(called: &Called, memory: &'static Cap<System>) -> u8 {
    if called.of_version != VERSION {
        let _ = writeln!(io::stderr(), "{OTHER_VERSION} {VERSION} and not {}", called.of_version);
        return 2;
    }
    // Outside of the macro, which evaluates nothing where nobody listens.
    let confined = confine::once();
    tracing::info!(confined, "worker");
    if !confine::has_parent(called.parent) {
        return 0;
    }
    #[cfg(debug_assertions)]
    let mock = called.mock;
    #[cfg(not(debug_assertions))]
    let mock = false;
    let served = thread::Builder::new().stack_size(STACK).spawn(move || serve(mock, memory));
    match served.map(thread::JoinHandle::join) {
        // A closed pipe: the parent is gone and wants no answer.
        Ok(Ok(Ok(()) | Err(_))) => 0,
        Ok(Err(_)) | Err(_) => 4,
    }
}

fn serve(mock: bool, memory: &Cap<System>) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    // Frames of a small answer go out together.
    let mut output = BufWriter::with_capacity(TOGETHER, io::stdout().lock());
    while let Some((job, length)) = frame::header::<Job>(&mut input)? {
        confine::budget(memory, job.memory);
        let bytes = frame::read(&mut input, length)?;
        let mut sender = Sender::new(&mut output, &job);
        let result = perform(mock, &job, bytes, &mut |stream, bytes| sender.put(stream, bytes));
        sender.end(&job.name, result)?;
    }
    Ok(())
}

fn perform(mock: bool, job: &Job, bytes: Vec<u8>, put: Put<'_>) -> Result<About, Error> {
    #[cfg(debug_assertions)]
    if mock
        && let Some(answer) =
            task::guarded(&job.name, || Ok(super::mock::obey(&job.name, &bytes, put))).transpose()
    {
        return answer.and_then(|answer| answer);
    }
    let _ = mock;
    task::perform(job.ask.clone(), &job.name, bytes, &job.options, put)
}
