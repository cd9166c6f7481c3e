//! One run of a program: bounds go in, how it ended and what it used come out.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, PidfdFlags, Resource, Rlimit, Signal, kill_process_group, pidfd_open, prlimit,
};
use wait4::Wait4;

/// How a process ended.
#[derive(Debug)]
pub(crate) enum End {
    /// By itself, with this exit code.
    Code(i32),
    /// By this signal.
    Signal(i32),
    /// It was still running when its time was up.
    TimeUp,
}

/// What a process did and used.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) end: End,
    /// From its start to its end.
    pub(crate) wall: Duration,
    /// Processor time of it and of the processes that it waited for.
    pub(crate) processor: Duration,
    /// The most memory that it, or one process that it started, held at a time.
    pub(crate) peak_bytes: u64,
}

/// The most that a process may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Time on the wall.
    pub(crate) patience: Duration,
    /// Bytes of address space, for it and each process that it starts.
    pub(crate) memory: u64,
}

/// Runs a process to its end, or until its time is up; what it says on stderr goes to a file.
pub(crate) fn run(mut command: Command, stderr: &Path, bounds: Bounds) -> Result<Ended, String> {
    use std::os::unix::process::CommandExt;
    let file = File::create(stderr).map_err(|error| format!("{}: {error}", stderr.display()))?;
    // A group of its own, so that the processes that it starts end with it.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file).process_group(0);
    let started = Instant::now();
    let child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    bound(&child, bounds.memory)?;
    let in_time = wait(&child, bounds.patience)?;
    if !in_time && let Some(group) = pid(&child) {
        // It may have ended by now, and that is just as well.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let used = child.wait4().map_err(|error| format!("{command:?}: {error}"))?;
    let end = match (in_time, used.status.code(), used.status.signal()) {
        (false, ..) => End::TimeUp,
        (_, Some(code), _) => End::Code(code),
        (_, None, signal) => End::Signal(signal.unwrap_or_default()),
    };
    Ok(Ended {
        end,
        wall: started.elapsed(),
        processor: used.rusage.utime + used.rusage.stime,
        peak_bytes: used.rusage.maxrss,
    })
}

/// Bounds the memory of a process that has just begun, and lets it leave no core file.
fn bound(child: &Child, bytes: u64) -> Result<(), String> {
    for (resource, most) in [(Resource::As, bytes), (Resource::Core, 0)] {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        match prlimit(pid(child), resource, limit) {
            // It has ended already.
            Ok(_) | Err(rustix::io::Errno::SRCH) => {}
            Err(error) => return Err(format!("the limit on memory cannot be set: {error}")),
        }
    }
    Ok(())
}

fn pid(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

/// Whether the process ended in time.
fn wait(child: &Child, patience: Duration) -> Result<bool, String> {
    let told = |error| format!("process {} cannot be waited for: {error}", child.id());
    let pid = pid(child).ok_or_else(|| format!("{} is no process", child.id()))?;
    let handle: OwnedFd = pidfd_open(pid, PidfdFlags::empty()).map_err(told)?;
    let until = Instant::now() + patience;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(|_| "the time is too long".to_owned())?;
        match poll(&mut [PollFd::new(&handle, PollFlags::IN)], Some(&left)) {
            Ok(0) => return Ok(false),
            Ok(_) => return Ok(true),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(told(error)),
        }
    }
}
