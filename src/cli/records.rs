//! `rowmend records`.

use std::path::PathBuf;

use rowmend::unstable::error::Error;
use rowmend::unstable::export::records;
use rowmend::unstable::source;

use super::diff::of_bytes;
use super::{Common, Failure, Reading, input, print, say};

const AFTER: &str = "Example:
  diff <(rowmend records v1.docx) <(rowmend records v2.pdf)

One line a value, none of them numbered, so that line diffs stay small. `rowmend diff` tells more:
moves, other names, words within a step. `rowmend git install` lets git show documents this way.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document, or a JSON that `rowmend extract` wrote; - is stdin
    file: PathBuf,
    /// Called by git, set up by this version: what cannot be read is told on stdout as a sentence
    #[arg(long, value_name = "VERSION", hide = true)]
    for_git: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let reader = arguments.reading.reader(common)?;
    let path = &arguments.file;
    let loaded = input::load(path, reader.limits());
    let Some(version) = &arguments.for_git else {
        let (name, bytes) = loaded?;
        let document = of_bytes(&name, bytes, path, &reader)?.0;
        print(records::lines(&document).as_bytes())?;
        return Ok(0);
    };
    if version != env!("CARGO_PKG_VERSION") {
        say(&format!(
            "rowmend {} shows this, but {version} set up git and its readings are kept: run \
             `rowmend git install` again\n",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let text = match loaded {
        Err(error) => sentence(&error, ""),
        Ok((name, bytes)) => {
            let hash = source::hash(&bytes);
            match of_bytes(&name, bytes, path, &reader) {
                Ok((document, _)) => records::lines(&document),
                // The name of its bytes lets git show that a document changed that cannot be read.
                Err(error) => sentence(&error, &format!(" [SHA-256 {}]", hash)),
            }
        }
    };
    print(text.as_bytes())?;
    Ok(0)
}

/// git takes a failure for the end of all: `git log` would stop there.
fn sentence(error: &Error, more: &str) -> String {
    let advice = error.advice().map(|advice| format!("; {advice}")).unwrap_or_default();
    format!("rowmend shows no records of {error}{advice}{more}\n")
}
