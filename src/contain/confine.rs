//! What is taken away from a worker before it sees a document: files, network, other programs, and
//! memory beyond its budget.
//!
//! Memory is counted by the allocator (`cap`), so that the same document meets the same limit on
//! every machine; the limit of the system on the address space stands behind it, for what does not
//! go through the allocator. On Linux, Landlock (crate `landlock`) takes all files and the network
//! away where the kernel has it, and a short list of system calls is refused by seccomp (crate
//! `seccompiler`). Where the system has neither, the worker works all the same, and says so with -v.

use std::alloc::System;

use cap::Cap;

/// Address space over twice the budget, in bytes: the program, its stacks, and what the system's
/// allocator keeps in reserve (64 MiB a thread, and some more for each small allocation).
#[cfg(unix)]
const BESIDE_BUDGET: u64 = 1 << 30;

/// Files that a worker may have open: stdin, stdout, stderr and a few to spare.
#[cfg(unix)]
const OPEN_FILES: u64 = 16;

/// Confines this process for good; tells what holds.
pub(super) fn once() -> String {
    let mut told = Vec::new();
    #[cfg(unix)]
    told.push(limits());
    #[cfg(target_os = "linux")]
    told.extend([linux::files_and_network(), linux::die_with_parent()]);
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    told.push(super::calls::refuse());
    if told.is_empty() {
        told.push("by the memory budget alone: this system offers nothing else".to_owned());
    }
    told.join(", ")
}

/// Lets `bytes` more be allocated from now on, beside what is in use.
pub(super) fn budget(memory: &Cap<System>, bytes: u64) {
    let wanted = usize::try_from(bytes).unwrap_or(usize::MAX);
    // Fails only below what is in use, and this is above it.
    let _ = memory.set_limit(memory.allocated().saturating_add(wanted));
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::As).maximum;
        let current = bytes.saturating_mul(2).saturating_add(BESIDE_BUDGET);
        let current = Some(maximum.map_or(current, |most| current.min(most)));
        let _ = setrlimit(Resource::As, Rlimit { current, maximum });
    }
}

/// Whether the process that started this one still lives. One that ended before this process could
/// ask to be told ([`once`]) is never told of.
pub(super) fn has_parent(started_by: u32) -> bool {
    #[cfg(target_os = "linux")]
    {
        let parent = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().get());
        parent.is_some_and(|parent| i64::from(parent) == i64::from(started_by))
    }
    #[cfg(not(target_os = "linux"))]
    {
        started_by > 0
    }
}

/// No core files (they would hold the document), no files made, few files open.
#[cfg(unix)]
fn limits() -> String {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    let set = [(Resource::Core, 0), (Resource::Fsize, 0), (Resource::Nofile, OPEN_FILES)]
        .map(|(resource, limit)| setrlimit(resource, most(limit)).is_ok());
    if set == [true; 3] { "limits".to_owned() } else { "not all limits".to_owned() }
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetStatus, Scope,
    };

    /// A worker whose parent was killed has nobody to answer to.
    pub(super) fn die_with_parent() -> String {
        let set =
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
        if set.is_ok() { "ends with its parent" } else { "may outlive its parent" }.to_owned()
    }

    /// No file and no connection may be opened any more; what is open stays.
    pub(super) fn files_and_network() -> String {
        let confine = || {
            Ruleset::default()
                .set_compatibility(CompatLevel::BestEffort)
                .handle_access(AccessFs::from_all(ABI::V6))?
                .handle_access(AccessNet::from_all(ABI::V6))?
                .scope(Scope::from_all(ABI::V6))?
                .create()?
                .restrict_self()
        };
        match confine().map(|status| status.ruleset) {
            Ok(RulesetStatus::FullyEnforced) => "Landlock".to_owned(),
            Ok(RulesetStatus::PartiallyEnforced) => "Landlock in part".to_owned(),
            Ok(RulesetStatus::NotEnforced) => "no Landlock in this kernel".to_owned(),
            Err(error) => format!("no Landlock: {error}"),
        }
    }
}
