//! The parent's side: starts a worker, hands it one document at a time, and watches the clock.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::files;
use crate::pipeline::Options;

use super::child::{Job, Reply, TOGETHER, VERSION, What};
use super::death::{self, Cause, Death};
use super::frame;
use super::spool::Spools;
use super::task::{Answer, Ask};

/// Bytes of a worker's last words that are kept.
const LAST_WORDS: usize = 4096;

/// How much one document may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// Bytes of memory in the worker.
    pub(super) memory: u64,
    /// Wall time.
    pub(super) time: Duration,
}

/// A running worker that waits for a document.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_words: JoinHandle<Vec<u8>>,
    number: u64,
}

impl Worker {
    /// Starts one of this program.
    pub(super) fn start(program: &Path, verbose: u8) -> io::Result<Worker> {
        let mut command = Command::new(program);
        command.args([
            "worker",
            "--parent",
            &std::process::id().to_string(),
            "--of-version",
            VERSION,
        ]);
        command.args(std::iter::repeat_n("-v", usize::from(verbose)));
        #[cfg(debug_assertions)]
        if std::env::var_os("ROWMEND_MOCK").is_some() {
            command.arg("--mock");
        }
        // Nothing of the environment is a worker's business; a Windows program needs some of it.
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // An interrupt at the terminal is for the parent, which knows what is half done.
            command.arg0("rowmend").env_clear().process_group(0);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = spawn(command)?;
        let taken = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = taken else {
            return Err(io::Error::other("a pipe is missing"));
        };
        let last_words = thread::Builder::new().spawn(move || listen(errors, verbose > 0))?;
        Ok(Worker { child, input, output: BufReader::new(output), last_words, number: 0 })
    }

    /// Asks one thing of a document. The worker comes back where it lives on.
    pub(super) fn ask(
        self,
        ask: Ask,
        name: &str,
        bytes: Vec<u8>,
        options: &Options,
        budget: Budget,
    ) -> (Result<Answer, Error>, Option<Worker>) {
        let Worker { mut child, mut input, mut output, last_words, number } = self;
        let number = number + 1;
        let job = Job {
            number,
            name: name.to_owned(),
            ask,
            options: options.clone(),
            memory: budget.memory,
        };
        let (done, wait) = mpsc::channel();
        // Writing may block as well as reading, where a worker hangs; so both happen beside the clock.
        let courier = thread::Builder::new().spawn(move || {
            let result = exchange(&mut input, &mut output, &job, &bytes);
            drop(bytes);
            let _ = done.send((result, input, output));
        });
        let got = match courier {
            Ok(_) => wait.recv_timeout(budget.time),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        let cause = match got {
            Ok((Ok(result), input, output)) => {
                let worker = Worker { child, input, output, last_words, number };
                return (result, Some(worker));
            }
            Ok((Err(error), ..)) if error.kind() == io::ErrorKind::InvalidData => Cause::Nonsense,
            Ok((Err(_), ..)) => Cause::Death,
            Err(RecvTimeoutError::Timeout) => Cause::Time,
            Err(RecvTimeoutError::Disconnected) => Cause::Nonsense,
        };
        // A worker that closed its pipe is about to end by itself, and how it ends is worth knowing.
        if !(matches!(cause, Cause::Death) && ends_soon(&mut child)) {
            let _ = child.kill();
        }
        let status = child.wait().ok();
        let last_words = last_words.join().unwrap_or_default();
        let death = Death { cause, status, last_words: &last_words, budget };
        tracing::info!(document = name, ?death.cause, ?death.status, "worker died");
        (Err(death::error(name, &death)), None)
    }

    /// The worker, where it still lives.
    pub(super) fn if_alive(mut self) -> Option<Worker> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    /// Ends a worker that waits, and so has nothing to lose.
    pub(super) fn stop(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ends_soon(child: &mut Child) -> bool {
    for _ in 0..100 {
        match child.try_wait() {
            Ok(Some(_)) => return true,
            Ok(None) => thread::sleep(Duration::from_millis(10)),
            Err(_) => return false,
        }
    }
    false
}

fn exchange(
    input: &mut ChildStdin,
    output: &mut BufReader<ChildStdout>,
    job: &Job,
    bytes: &[u8],
) -> io::Result<Result<Answer, Error>> {
    frame::write(input, job, &[bytes])?;
    input.flush()?;
    let nonsense = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let (mut spools, mut sent) = (Spools::default(), 0_u64);
    loop {
        let (reply, length) = frame::header::<Reply>(output)
            .map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => error,
                _ => nonsense("header"),
            })?
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        sent = sent.saturating_add(length);
        if reply.number != job.number || length > TOGETHER as u64 || sent > job.most_bytes() {
            return Err(nonsense("number or length"));
        }
        let body = frame::read(output, length)?;
        match reply.what {
            What::Bytes(stream) => spools.put(stream, &body),
            What::End(result) => {
                return Ok(result.and_then(|about| {
                    spools.finish().map(|(data, trace)| Answer { data, trace, about })
                }));
            }
        }
    }
}

/// A command, and where what becomes of it goes.
type Birth = (Command, Sender<io::Result<Child>>);

/// Starts a process from a thread that lives as long as this one: a worker asks the system to end
/// with its parent, and Linux takes the thread that started it for the parent.
fn spawn(command: Command) -> io::Result<Child> {
    // The process and its thread: a process that is a copy of another one (`fork`) has no copy of that thread.
    static MOTHER: Mutex<Option<(u32, Sender<Birth>)>> = Mutex::new(None);
    let own = std::process::id();
    let mut mother = MOTHER.lock().unwrap_or_else(PoisonError::into_inner);
    let there = mother.take().filter(|(of, _)| *of == own).map(|(_, there)| there);
    let births = there.unwrap_or_else(|| {
        let (send, wait) = mpsc::channel::<Birth>();
        // Where no thread can be started, the channel is closed, and that is told below.
        let _ = thread::Builder::new().spawn(move || {
            for (mut command, born) in wait {
                let _ = born.send(command.spawn());
            }
        });
        send
    });
    let (born, wait) = mpsc::channel();
    let asked = births.send((command, born));
    *mother = asked.is_ok().then_some((own, births));
    drop(mother);
    match asked.map(|()| wait.recv()) {
        Ok(Ok(child)) => child,
        _ => Err(io::Error::other("no thread can be started")),
    }
}

/// Reads stderr to its end; keeps the last of it, and repeats it where a person wants to follow.
fn listen(mut errors: ChildStderr, repeat: bool) -> Vec<u8> {
    let mut last = Vec::new();
    let mut piece = [0; 1024];
    while let Ok(read @ 1..) = errors.read(&mut piece) {
        let piece = piece.get(..read).unwrap_or_default();
        if repeat {
            let _ = io::stderr().write_all(piece);
        }
        last.extend_from_slice(piece);
        last.drain(..last.len().saturating_sub(LAST_WORDS));
    }
    last
}

/// The error where no worker can be started.
pub(super) fn no_worker(name: &str, error: &io::Error) -> Error {
    let message = format!("no worker process can be started to read it: {}", files::why(error));
    Error::new(ErrorKind::Unreadable, name, message)
        .help("free some processes or memory, or read it with --in-process if you trust it")
}
