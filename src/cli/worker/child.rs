//! The worker's side: documents in on stdin, results out on stdout, one after the other.

use std::io::{self, BufReader};
use std::thread;

use rowmend::error::Error;
use rowmend::pipeline::Options;
use serde::{Deserialize, Serialize};

use super::task::{self, Answer, Ask};
use super::{confine, frame};
use crate::MEMORY;
use crate::cli::summary::Summary;

/// Stack of the thread that reads documents, in bytes. Deep nesting is counted and refused long
/// before it is used up; the usual 8 MiB would be reached by some real documents in debug builds.
pub(in crate::cli) const STACK: usize = 64 << 20;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The process to answer to
    #[arg(long)]
    parent: u32,
    /// Obey documents that misbehave on purpose (tests only)
    #[cfg(debug_assertions)]
    #[arg(long)]
    mock: bool,
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

/// The answer; data and trace are the body of the frame.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reply {
    pub(super) number: u64,
    pub(super) result: Result<Done, Error>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Done {
    /// How many bytes of the body are the data; the rest is the trace.
    pub(super) data: u64,
    pub(super) keys: Vec<usize>,
    pub(super) summary: Summary,
}

/// Works until stdin is closed.
pub(in crate::cli) fn run(arguments: &Arguments) -> u8 {
    // Outside of the macro, which evaluates nothing where nobody listens.
    let confined = confine::once();
    tracing::info!(confined, "worker");
    if !confine::has_parent(arguments.parent) {
        return 0;
    }
    #[cfg(debug_assertions)]
    let mock = arguments.mock;
    #[cfg(not(debug_assertions))]
    let mock = false;
    let served = thread::Builder::new().stack_size(STACK).spawn(move || serve(mock));
    match served.map(thread::JoinHandle::join) {
        // A closed pipe: the parent is gone and wants no answer.
        Ok(Ok(Ok(()) | Err(_))) => 0,
        Ok(Err(_)) | Err(_) => 4,
    }
}

fn serve(mock: bool) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = io::stdout().lock();
    while let Some((job, length)) = frame::header::<Job>(&mut input)? {
        confine::budget(&MEMORY, job.memory);
        let bytes = frame::read(&mut input, length)?;
        let reply = |result| Reply { number: job.number, result };
        match perform(mock, &job, bytes) {
            Ok(Answer { data, trace, keys, summary }) => {
                let done = Done { data: data.len() as u64, keys, summary };
                frame::write(&mut output, &reply(Ok(done)), &[&data, &trace])?;
            }
            Err(error) => frame::write(&mut output, &reply(Err(error)), &[])?,
        }
    }
    Ok(())
}

fn perform(mock: bool, job: &Job, bytes: Vec<u8>) -> Result<Answer, Error> {
    #[cfg(debug_assertions)]
    if mock
        && let Some(answer) =
            task::guarded(&job.name, || Ok(super::mock::obey(&job.name, &bytes))).transpose()
    {
        return answer.and_then(|answer| answer);
    }
    let _ = mock;
    task::perform(job.ask, &job.name, bytes, &job.options)
}
