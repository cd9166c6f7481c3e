//! `rowmend profile`.

use std::path::PathBuf;

use rowmend::unstable::profile;

use super::{Common, Failure, Reading, print};

const AFTER: &str = "Examples:
  rowmend profile appendix.docx > house.toml
  rowmend extract --profile house.toml *.docx -o data

FORMAT.md tells what a profile may hold.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document; - is stdin
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let extraction = arguments.reading.reader(common)?.extraction(&arguments.file)?;
    let name = &extraction.trace.source.name;
    let text = profile::file::of(name, &extraction.document, &extraction.keys);
    print(text.as_bytes())?;
    Ok(0)
}
