//! What the project does to itself: `cargo xtask --help`.
//!
//! | file | does |
//! |---|---|
//! | `survive` | runs the program over folders of odd and hostile files, and says what became of each |
//! | `outcome` | what a run ended as, and whether that was to be expected |
//! | `fuzz` | builds and runs the fuzzing program, and keeps what it finds |
//! | `growth` | how time grows with the document |
//! | `learn` | learns how pages are read, and says how well they are |
//! | `sensitivity` | moves every number that is set by hand, and says which tests notice |
//! | `api` | whether the library still offers what others hold of it |
//! | `words` | which words texts are made of, and how well halves of words are told by them |
//! | `made` | documents of any size |
//! | `child` | one run, with bounds on its time and memory, and what it used of them |

mod api;
mod fuzz;
mod growth;
mod learn;
mod made;
mod outcome;
mod sensitivity;
mod survive;
mod words;

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
    /// Look for inputs that break a law of the library
    Fuzz(fuzz::Arguments),
    /// Measure how time grows with the document
    Growth(growth::Arguments),
    /// Learn how pages are read from documents with their truth, and say how well they are
    Learn(learn::Arguments),
    /// Move every number of detection that is set by hand, and say which tests notice
    Sensitivity(sensitivity::Arguments),
    /// Tell whether the library still offers what others hold of it
    Api(api::Arguments),
    /// Learn how letters follow each other from the words of texts, and say how well halves are told by them
    Words(words::Arguments),
}

fn main() -> ExitCode {
    if std::env::var_os(fuzz::AS_COMPILER).is_some() {
        return end(fuzz::as_compiler());
    }
    if std::env::var_os(api::AS_RUSTDOC).is_some() {
        return end(api::as_rustdoc());
    }
    end(match Arguments::parse().task {
        Task::Survive(arguments) => survive::run(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Growth(arguments) => growth::run(&arguments),
        Task::Learn(arguments) => learn::run(&arguments),
        Task::Sensitivity(arguments) => sensitivity::run(&arguments),
        Task::Api(arguments) => api::run(&arguments),
        Task::Words(arguments) => words::run(&arguments),
    })
}

fn end(result: Result<bool, String>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}
