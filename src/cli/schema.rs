//! `rowmend schema`.

use clap::ValueEnum;
use rowmend::unstable::canon;

use super::{Failure, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which file
    #[arg(default_value = "document")]
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// NAME.json
    Document,
    /// NAME.trace.json
    Trace,
    /// What `diff --format json` prints
    Diff,
    /// What `review --list --format json` prints
    Review,
    /// What `decide --compare --format json` prints
    Compare,
    /// What `extract FOLDER --report` writes
    Run,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    print(&match arguments.of {
        Of::Document => canon::document_schema(),
        Of::Trace => canon::trace_schema(),
        Of::Diff => rowmend::unstable::diff::schema(),
        Of::Review => rowmend::unstable::decide::open::schema(),
        Of::Compare => rowmend::unstable::decide::compare::schema(),
        Of::Run => super::batch::report::schema(),
    })?;
    Ok(0)
}
