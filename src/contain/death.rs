//! How a worker died → what that says about the document it was reading.

use std::process::ExitStatus;

use crate::error::{Error, ErrorKind};

use super::child::OTHER_VERSION;
use super::parent::Budget;

/// What to do about a fault of ours.
pub(super) const REPORT: &str = "this is a fault of rowmend: please report it with the document";

/// What Rust says where an allocation fails.
const NO_MEMORY: &str = "memory allocation of ";
/// What Rust says where a stack is used up.
const NO_STACK: &str = "has overflowed its stack";
/// The signal with which a system that runs out of memory ends processes.
const KILLED: i32 = 9;

/// Why the parent gave the worker up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its time was over.
    Time,
    /// It closed its pipes.
    Death,
    /// Its answer was none.
    Nonsense,
}

/// The error where the result is longer than `most` bytes: a text that holds for many rows can make it
/// so, and it would fill a disk.
pub(super) fn too_long(name: &str, most: u64) -> Error {
    let message =
        format!("its result is longer than {} MiB, four times the limit of memory", most >> 20);
    Error::new(ErrorKind::OverLimit, name, message).help("give it more with --memory MIB")
}

/// A death.
pub(super) struct Death<'a> {
    pub(super) cause: Cause,
    pub(super) status: Option<ExitStatus>,
    /// The end of what it said on stderr.
    pub(super) last_words: &'a [u8],
    pub(super) budget: Budget,
}

/// The error of the document called `name`, which the worker was reading.
///
/// Time and memory are limits (exit code 3), all else is a fault of ours (exit code 4).
pub(super) fn error(name: &str, death: &Death<'_>) -> Error {
    let words = String::from_utf8_lossy(death.last_words);
    let over = |message: String| Error::new(ErrorKind::OverLimit, name, message);
    let fault = |message: String| Error::new(ErrorKind::Fault, name, message).help(REPORT);
    if death.cause == Cause::Time {
        let limit = death.budget.time.as_secs();
        return over(format!("reading it takes more than {limit} seconds, the limit of time"))
            .help("give it more with --timeout SECONDS, or read a part of it with --pages");
    }
    if words.contains(NO_MEMORY) {
        let limit = death.budget.memory >> 20;
        return over(format!("reading it takes more than {limit} MiB, the limit of memory"))
            .help("give it more with --memory MIB, or read a part of it with --pages");
    }
    if words.contains(NO_STACK) {
        return fault("reading it used up the stack of its worker".to_owned());
    }
    if let Some(at) = words.find(OTHER_VERSION) {
        let said = words[at..].lines().next().unwrap_or_default();
        let message = format!("the program that should read it is another: {said}");
        return Error::new(ErrorKind::Unreadable, name, message)
            .help("give the path of the rowmend program of the version of this library");
    }
    if death.cause == Cause::Nonsense {
        return fault("its worker gave an answer that makes no sense".to_owned());
    }
    match death.status.map(|status| (status.code(), signal(status))) {
        // Says nothing about the document, only about the moment.
        Some((_, Some(KILLED))) => {
            Error::new(ErrorKind::Unreadable, name, "the system killed the worker that read it")
                .help("memory may have run out: read fewer at the same time, with --threads")
        }
        Some((_, Some(signal))) => fault(format!("its worker died of signal {signal}")),
        Some((Some(code), _)) => fault(format!("its worker ended with code {code}")),
        _ => fault("its worker died".to_owned()),
    }
}

fn signal(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        status.signal()
    }
    #[cfg(not(unix))]
    {
        let _ = status;
        None
    }
}
