//! `rowmend tables`.

use std::path::PathBuf;

use clap::ValueEnum;
use rowmend::export::grid;
use rowmend::ledger::Ledger;
use rowmend::{files, pipeline};

use super::{Failure, Reading, guarded, print};

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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Every cell with its place and its pieces on the pages
    Json,
    /// Comma-separated values, an empty line between tables
    Csv,
    /// Markdown
    Md,
    /// A page for the browser
    Html,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let mut options = arguments.reading.options()?;
    options.stitch.join = !arguments.no_join;
    let source = files::read(&arguments.file, &options.extract.limits)?;
    let grids = guarded(source.name(), || {
        let mut ledger = Ledger::default();
        let (_, tables) = pipeline::tables(&source, &options, &mut ledger)?;
        Ok(grid::grids(&tables, &ledger))
    })?;
    print(&match arguments.format {
        Format::Json => grid::json(&grids),
        Format::Csv => grid::csv(&grids).into_bytes(),
        Format::Md => grid::markdown(&grids).into_bytes(),
        Format::Html => grid::html(&grids).into_bytes(),
    })?;
    Ok(0)
}
