//! The program: `rowmend --help`. What it does is in `cli`, a file a verb.

mod cli;

/// Counts what is allocated, so that a worker can refuse more than its budget. There is no limit
/// until `contain` sets one.
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

fn main() -> std::process::ExitCode {
    cli::run()
}
