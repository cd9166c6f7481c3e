//! `rowmend accept`.

use std::path::PathBuf;

use rowmend::unstable::golden::{self, Wanted};

use super::project::{Folders, ProjectFile};
use super::{Common, Failure, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Pending files, goldens or samples; all that is pending by default
    #[arg(value_name = "FILE")]
    wanted: Vec<PathBuf>,
    /// Take over only this record of the pending results, by its id; everything else stays pending
    #[arg(long = "record", value_name = "ID", conflicts_with = "known")]
    records: Vec<String>,
    /// Keep the golden as the truth, and write down how the result differs from it
    #[arg(long)]
    known: bool,
    #[command(flatten)]
    project: ProjectFile,
    #[command(flatten)]
    folders: Folders,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    if under_ci() {
        return Err(Failure::Usage(
            "goldens are accepted by a person, and the variable CI is set".to_owned(),
            "run it on your own machine and commit what it wrote",
        ));
    }
    let places = arguments.folders.places(&arguments.project)?;
    let wanted =
        Wanted { files: &arguments.wanted, records: &arguments.records, known: arguments.known };
    let told = golden::accept(&places, &wanted)?;
    if !common.quiet {
        for line in &told {
            print(format!("{line}\n").as_bytes())?;
        }
        if told.is_empty() {
            super::say("nothing is pending\n");
        }
    }
    Ok(0)
}

/// Whether a build service runs this: nothing is written into the goldens there.
pub(super) fn under_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
