//! `rowmend stages`.

use std::path::PathBuf;

use clap::ValueEnum;
use rowmend::pipeline;

use super::worker::task::Ask;
use super::{Common, Failure, Reading, print_all};

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

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let stage = match arguments.stage {
        Stage::Fragments => pipeline::Stage::Fragments,
        Stage::Rows => pipeline::Stage::Rows,
        Stage::Items => pipeline::Stage::Items,
    };
    let mut drawn = arguments.reading.reader(common)?.ask(&arguments.file, Ask::Stages(stage))?;
    print_all(drawn.data.reader()?)?;
    Ok(0)
}
