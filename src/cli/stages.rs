//! `rowmend stages`.

use std::path::PathBuf;

use clap::ValueEnum;
use rowmend::unstable::contain::Ask;
use rowmend::unstable::pipeline::{self, Drawing};

use super::{Common, Failure, Reading, print_all};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A document; - is stdin
    file: PathBuf,
    /// Where on the way
    #[arg(long)]
    stage: Stage,
    /// The form in which pages are shown (--stage page) [default: text]
    #[arg(long)]
    format: Option<Format>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stage {
    /// The pages of a PDF as they are read: what may be a table, what is, and why
    Page,
    /// The pieces of tables as each page shows them
    Fragments,
    /// Whole tables, rows joined over the pages
    Rows,
    /// Items and their steps
    Items,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For a person at a terminal
    Text,
    /// Everything, for a program
    Json,
    /// The pages, drawn over
    Svg,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let drawing = match arguments.format {
        None | Some(Format::Text) => Drawing::Text,
        Some(Format::Json) => Drawing::Json,
        Some(Format::Svg) => Drawing::Svg,
    };
    if drawing != Drawing::Text && !matches!(arguments.stage, Stage::Page) {
        let message = "this stage is shown as text alone".to_owned();
        return Err(Failure::Usage(message, "leave --format out, or take --stage page"));
    }
    let stage = match arguments.stage {
        Stage::Page => pipeline::Stage::Page(drawing),
        Stage::Fragments => pipeline::Stage::Fragments,
        Stage::Rows => pipeline::Stage::Rows,
        Stage::Items => pipeline::Stage::Items,
    };
    let mut drawn = arguments.reading.reader(common)?.ask(&arguments.file, Ask::Stages(stage))?;
    print_all(drawn.data.reader()?)?;
    Ok(0)
}
