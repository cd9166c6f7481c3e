//! Pages drawn as text and the tables that a reader sees on them: `cargo test --test page_cases`.
//!
//! The cases stand in `tests/cases/page/*.txt`, each named for what it shows; README.md beside them
//! describes the drawings. A case that begins with `=== known:` fails today and is true all the same:
//! it fails here as soon as it passes, so that the list of them only shrinks.
//!
//! `PAGE_CASES=DIRECTORY` writes the pages there, to be looked at.
//!
//! | file | holds |
//! |---|---|
//! | `draw` | drawings to pages |
//! | `ink` | pages to a PDF |
//! | `truth` | what a case expects, what was read, and how the two differ |

#![allow(clippy::unwrap_used)]

mod draw;
mod ink;
#[path = "../support/pdf.rs"]
mod support;
mod truth;

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use truth::Case;

fn main() -> ExitCode {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/page");
    let mut files: Vec<_> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut trials = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in truth::cases(&std::fs::read_to_string(path).unwrap()) {
            trials.push(Trial::test(format!("{name}: {}", case.name), move || check(&case)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn check(case: &Case) -> Result<(), Failed> {
    let bytes = draw::print(&case.drawing);
    if let Some(directory) = std::env::var_os("PAGE_CASES") {
        let name = case.name.replace(['/', ' '], "-");
        std::fs::write(Path::new(&directory).join(name).with_extension("pdf"), &bytes)?;
    }
    let (found, refused) = truth::read(bytes)?;
    let told = case.refused.is_none_or(|expected| expected == refused);
    let same = told && truth::same(&case.tables, &found);
    match (same, case.known) {
        (true, false) | (false, true) => Ok(()),
        (true, true) => Err("it passes now: take `known:` off its first line".into()),
        (false, false) => Err(format!(
            "expected\n{}\nfound\n{}\n{refused} lines refused",
            truth::shown(&case.tables),
            truth::shown(&found)
        )
        .into()),
    }
}
