//! The program: `rowmend --help`. What it does is in `cli`, a file a verb.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
