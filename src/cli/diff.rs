//! `rowmend diff`.

use std::path::PathBuf;

use clap::ValueEnum;
use rowmend::{canon, diff};

use super::{DIFFERENT, Failure, colours, print, read_document};

const AFTER: &str = "Example:
  rowmend diff golden/dump/appendix.txt.json data/appendix.txt.json

Addresses are RECORD.COLUMN.ITEM, items and steps counted from 0 as in the JSON. The exit code is 0
where there is no difference, 1 where there is one.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// The document before
    #[arg(value_name = "A.json")]
    before: PathBuf,
    /// The document after
    #[arg(value_name = "B.json")]
    after: PathBuf,
    /// How the differences are told
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs; applied to A it gives B
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let (a, b) = (read_document(&arguments.before)?, read_document(&arguments.after)?);
    let diff = diff::diff(&a, &b);
    match arguments.format {
        Format::Text => print(diff::to_text(&diff, colours(&std::io::stdout())).as_bytes())?,
        Format::Json => print(&canon::to_bytes(&diff))?,
    }
    Ok(if diff.is_empty() { 0 } else { DIFFERENT })
}
