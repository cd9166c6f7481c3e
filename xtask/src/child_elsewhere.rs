//! Bounds on a process's memory and its peak are asked of the system in ways that only the Linux
//! version knows so far.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How a process ended.
#[derive(Debug)]
pub(crate) enum End {
    #[allow(dead_code, reason = "other systems tell it")]
    Code(i32),
    #[allow(dead_code, reason = "other systems tell it")]
    Signal(i32),
    #[allow(dead_code, reason = "other systems tell it")]
    TimeUp,
}

/// What a process did and used.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) end: End,
    pub(crate) wall: Duration,
    /// Processor time of it and of the processes that it waited for.
    pub(crate) processor: Duration,
    pub(crate) peak_bytes: u64,
}

/// The most that a process may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    #[allow(dead_code, reason = "other systems use it")]
    pub(crate) patience: Duration,
    #[allow(dead_code, reason = "other systems use it")]
    pub(crate) memory: u64,
}

/// Runs a process to its end.
pub(crate) fn run(_: Command, _: &Path, _: Bounds) -> Result<Ended, String> {
    Err("this task runs on Linux only: it bounds and measures memory as Linux does".to_owned())
}
