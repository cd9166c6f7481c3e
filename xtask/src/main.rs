//! What the project does to itself: `cargo xtask --help`.
//!
//! | file | does |
//! |---|---|
//! | `survive` | runs the program over folders of odd and hostile files, and says what became of each |
//! | `outcome` | what a run ended as, and whether that was to be expected |
//! | `child` | one run, with bounds on its time and memory, and what it used of them |

mod outcome;
mod survive;

#[cfg(target_os = "linux")]
mod child;
#[cfg(not(target_os = "linux"))]
#[path = "child_elsewhere.rs"]
mod child;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "What the project does to itself")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the program over folders of hostile files; nothing may crash, hang or be lost
    Survive(survive::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Survive(arguments) => survive::run(&arguments),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}
