//! `rowmend tables`.

use std::io::Read;
use std::path::PathBuf;

use clap::ValueEnum;
use rowmend::unstable::contain::Ask;
use rowmend::unstable::contain::unkept;
use rowmend::unstable::export::grid::Form;

use super::outputs::{Outputs, Target};
use super::{Common, Failure, Reading, say};

const AFTER: &str = "Examples:
  rowmend tables appendix.pdf --format csv -o tables          tables/table-1.csv and so on
  rowmend tables appendix.pdf --format csv --table \"Table S2\" > s2.csv
  rowmend tables appendix.pdf --pages 3-5 --format html > tables.html";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document; - is stdin
    file: PathBuf,
    /// The form of the output
    #[arg(long, default_value = "json")]
    format: Format,
    /// Only the table of this number, from 1, or with this in its caption
    #[arg(long, value_name = "N|CAPTION")]
    table: Option<String>,
    /// Put the text of a cell that spans rows or columns in each place that it covers
    #[arg(long)]
    fill: bool,
    /// A folder, for a file a table; stdout by default
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace what is there under the same name
    #[arg(long)]
    force: bool,
    /// Leave the pieces of a table apart, each page for itself
    #[arg(long)]
    no_join: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Every cell with its place and its pieces on the pages
    Json,
    /// Comma-separated values, a file a table
    Csv,
    /// Markdown
    Md,
    /// A page for the browser
    Html,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let mut options = arguments.reading.options()?;
    options.stitch.join = !arguments.no_join;
    let reader = arguments.reading.reader_with(options, common)?;
    let form = match arguments.format {
        Format::Json => Form::Json,
        Format::Csv => Form::Csv,
        Format::Md => Form::Markdown,
        Format::Html => Form::Html,
    };
    let (table, fill) = (arguments.table.clone(), arguments.fill);
    let mut answer = reader.ask(&arguments.file, Ask::Tables { form, table, fill })?;
    let list = String::from_utf8_lossy(&answer.trace.bytes()?).into_owned();
    let files: Vec<(u64, &str)> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(bytes, name)| Some((bytes.parse().ok()?, name)))
        .collect();
    let target = match &arguments.output {
        Some(path) if path.as_os_str() != "-" => Target::Folder(path.clone()),
        _ => Target::Stdout,
    };
    if form == Form::Csv && files.len() > 1 && matches!(target, Target::Stdout) {
        return Err(Failure::Usage(
            format!("it has {} tables, which are no one table of CSV", files.len()),
            "name a folder for them with -o DIR, or one of them with --table",
        ));
    }
    let mut outputs = Outputs::default();
    let data = answer.data.reader()?;
    for (bytes, name) in files {
        outputs.copy(name, &mut data.take(bytes)).map_err(|error| unkept(&error))?;
    }
    let placed = outputs.place(&target, arguments.force)?;
    if !common.quiet && !placed.is_empty() {
        let names: Vec<String> = placed.iter().map(|path| path.display().to_string()).collect();
        say(&format!("{}\n", names.join("\n")));
    }
    Ok(0)
}
