//! `rowmend tables`.

use std::path::PathBuf;

use super::worker::task::{Ask, Format};
use super::{Common, Failure, Reading, print_all};

const AFTER: &str = "Examples:
  rowmend tables appendix.pdf --format csv
  rowmend tables appendix.pdf --pages 3-5 --format html > tables.html";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document
    file: PathBuf,
    /// The form of the output
    #[arg(long, default_value = "json")]
    format: Format,
    /// Leave the pieces of a table apart, each page for itself
    #[arg(long)]
    no_join: bool,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let mut options = arguments.reading.options()?;
    options.stitch.join = !arguments.no_join;
    let reader = arguments.reading.reader_with(options, common)?;
    let mut drawn = reader.ask(&arguments.file, Ask::Tables(arguments.format))?;
    print_all(drawn.data.reader()?)?;
    Ok(0)
}
