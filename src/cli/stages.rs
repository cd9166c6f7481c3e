//! `rowmend stages`.

use std::path::PathBuf;

use clap::ValueEnum;
use rowmend::{files, pipeline};

use super::{Failure, Reading, guarded, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A document
    file: PathBuf,
    /// Where on the way
    #[arg(long)]
    stage: Stage,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stage {
    /// The pieces of tables as each page shows them
    Fragments,
    /// Whole tables, rows joined over the pages
    Rows,
    /// Items and their steps
    Items,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let options = arguments.reading.options()?;
    let source = files::read(&arguments.file, &options.extract.limits)?;
    let stage = match arguments.stage {
        Stage::Fragments => pipeline::Stage::Fragments,
        Stage::Rows => pipeline::Stage::Rows,
        Stage::Items => pipeline::Stage::Items,
    };
    let drawn = guarded(source.name(), || pipeline::stages(&source, &options, stage))?;
    print(drawn.as_bytes())?;
    Ok(0)
}
