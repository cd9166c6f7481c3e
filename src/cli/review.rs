//! `rowmend review`: the open points of a document one by one in the terminal, and as a list for scripts.
//!
//! | file | does |
//! |---|---|
//! | `desk` | a document, its decisions file and its points; what is decided is written at once |
//! | `acts` | keys → decisions |
//! | `talk` | one point after the other, with a person |
//! | `ask` | where keys and lines come from: a terminal, or lines of stdin |
//! | `script` | `--list`, `--accept` and `--edit` |
//! | `words` | a point as text |

use std::path::PathBuf;

use super::{Common, Failure, Form, Reading, input};

mod acts;
mod ask;
mod desk;
mod script;
mod talk;
pub(super) mod words;

const AFTER: &str = "Examples:
  rowmend review appendix.txt                          one point after the other; ? tells the keys
  rowmend review appendix.txt --list                   what is open
  rowmend review appendix.txt --list --format json     the same for programs
  rowmend review appendix.txt --accept allen-2016.new_cmos.1 --by AB --why \"Looked at page 3\"
  rowmend review appendix.txt --edit allen-2016.sector \"Health care\" --by AB --why Misread

Each decision is written at once to SOURCE.decisions.toml, at its end; what stands there stays. The next
run of any verb applies it. Where stdin is no terminal, keys and answers are read from it, a line each.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document
    #[arg(value_name = "SOURCE")]
    file: PathBuf,
    /// The decisions file, which need not be there yet; SOURCE.decisions.toml by default
    #[arg(long, value_name = "TOML")]
    decisions: Option<PathBuf>,
    /// Print what is open and decide nothing
    #[arg(long, conflicts_with_all = ["accept", "edit", "by", "why", "date"])]
    list: bool,
    /// How the list is printed
    #[arg(long, value_name = "FORM", default_value = "text", requires = "list")]
    format: Form,
    /// Keep these points as they stand; --list tells their ids
    #[arg(long, value_name = "ID", num_args = 1.., requires_all = ["by", "why"])]
    accept: Vec<String>,
    /// Give a point this text; of a study whose key was cut, the whole key. May be repeated
    #[arg(long, value_names = ["ID", "TEXT"], num_args = 2, requires_all = ["by", "why"])]
    edit: Vec<String>,
    /// Who decides
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Why; the usual reason of each decision by default
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
    /// When, as 2026-03-31; no date by default
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    if input::is_stdin(&arguments.file) {
        let message = "stdin cannot be reviewed: it is where the decisions come from".to_owned();
        return Err(Failure::Usage(message, "write the document into a file first, and name that"));
    }
    let mut desk = desk::Desk::open(arguments, common)?;
    if arguments.list {
        return script::list(&desk, arguments.format);
    }
    if !arguments.accept.is_empty() || !arguments.edit.is_empty() {
        return script::decide(&mut desk, arguments, common);
    }
    talk::run(&mut desk, arguments)
}
