//! `rowmend profile`.

use std::path::PathBuf;

use rowmend::{files, pipeline, profile};

use super::{Failure, Reading, guarded, print};

const AFTER: &str = "Examples:
  rowmend profile appendix.docx > house.toml
  rowmend extract --profile house.toml *.docx -o data

FORMAT.md tells what a profile may hold.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let options = arguments.reading.options()?;
    let source = files::read(&arguments.file, &options.extract.limits)?;
    let extraction = guarded(source.name(), || pipeline::ingest(&source, &options))?;
    let text = profile::file::of(source.name(), &extraction.document, &extraction.keys);
    print(text.as_bytes())?;
    Ok(0)
}
