//! `rowmend export`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rowmend::error::{Error, ErrorKind};
use rowmend::export::csv::{Csv, Shape};
use rowmend::export::jsonl::Jsonl;
use rowmend::export::xlsx::Xlsx;
use rowmend::export::{Entry, Export, ExportError};
use rowmend::files;

use super::decide::Deciding;
use super::extract_verb::refuse_twins;
use super::isolate::Reader;
use super::outputs::{Outputs, Target};
use super::{Common, Failure, Reading, results, say, tell};

const AFTER: &str = "Examples:
  rowmend export appendix.pdf -o studies.csv                     one row a study
  rowmend export data/*.json --to csv --shape tidy -o tidy       studies, items, steps, links, flags
  rowmend export papers --to jsonl > records.jsonl               one record a line

A document is extracted on the way; a result that `rowmend extract` wrote is taken as it is. Several are
one data set, each row with its document.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// Documents, results of `rowmend extract`, or folders of either
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// The form; told by the ending of the output where that says it
    #[arg(long, value_name = "FORMAT")]
    to: Option<Format>,
    /// What is a row (CSV)
    #[arg(long, default_value = "wide")]
    shape: ShapeOf,
    /// For spreadsheet programs: with the mark of UTF-8, and no text that they take for a formula (CSV)
    #[arg(long)]
    excel: bool,
    /// Only the table of this number, from 1, or with this in its caption
    #[arg(long, value_name = "N|CAPTION")]
    table: Option<String>,
    /// The file, or the folder for several; stdout by default
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    deciding: Deciding,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values, with metadata beside them (CSVW)
    Csv,
    /// A workbook, with the flags to decide about
    Xlsx,
    /// JSON, a record a line
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShapeOf {
    /// A study; a file a table
    Wide,
    /// A text, with its column, item and step; one file
    Long,
    /// A study, an item, a step, a link, a flag: a file a kind
    Tidy,
}

impl Format {
    /// The form that the ending of a file says.
    fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Format::value_variants().iter().copied().find(|format| format.ending() == ending)
    }

    /// How its files end.
    fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Jsonl => "jsonl",
        }
    }
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let named = arguments.output.as_deref().and_then(Format::of);
    let Some(format) = arguments.to.or(named) else {
        return Err(Failure::Usage(
            "the form of the export is not known".to_owned(),
            "say it with --to, such as --to csv, or by the ending of the output, such as -o studies.csv",
        ));
    };
    let target = match &arguments.output {
        Some(path) if path.as_os_str() != "-" => match named == Some(format) && !path.is_dir() {
            true => Target::File(path.clone()),
            false => Target::Folder(path.clone()),
        },
        _ => Target::Stdout,
    };
    refuse_twins(&arguments.sources)?;
    let reader = arguments.reading.reader(common)?.deciding(&arguments.deciding);
    let mut exporter = exporter(arguments, format, &target);
    let mut outputs = Outputs::default();
    let (mut code, mut exported) = (0, 0);
    for path in &arguments.sources {
        let entry = match entry(path, arguments, &reader) {
            Ok(entry) => entry,
            // The others are one data set all the same; that one is missing is told, and is the exit code.
            Err(Failure::Document(error)) => {
                code = code.max(tell(&error));
                continue;
            }
            Err(failure) => return Err(failure),
        };
        exporter.add(&entry, &mut |name, bytes| outputs.put(name, bytes)).map_err(refused)?;
        exported += 1;
    }
    if exported == 0 {
        return Ok(code);
    }
    exporter.finish(&mut |name, bytes| outputs.put(name, bytes)).map_err(refused)?;
    let placed = outputs.place(&target)?;
    if !common.quiet {
        let of = format!("{exported} of {} documents", arguments.sources.len());
        say(&told(&placed, &of, &exporter.remarks()));
    }
    Ok(code)
}

fn exporter(arguments: &Arguments, format: Format, target: &Target) -> Box<dyn Export> {
    match format {
        Format::Csv => {
            let shape = match arguments.shape {
                ShapeOf::Wide => Shape::Wide,
                ShapeOf::Long => Shape::Long,
                ShapeOf::Tidy => Shape::Tidy,
            };
            Box::new(Csv::new(shape, arguments.excel, target.file()))
        }
        Format::Xlsx => Box::new(Xlsx::new(target.file())),
        Format::Jsonl => Box::new(Jsonl::new(target.file())),
    }
}

/// A document to be exported, with the one table that is wanted or all of them.
fn entry(path: &Path, arguments: &Arguments, reader: &Reader) -> Result<Entry, Failure> {
    let (mut document, trace) = results::load(path, reader)?;
    let fresh = !results::is_result(path);
    let options = if fresh { arguments.reading.arguments() } else { Vec::new() };
    let name = match &trace {
        Some(trace) => trace.source.name.clone(),
        None => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    if let Some(wanted) = &arguments.table {
        let number = wanted.parse::<usize>().ok();
        let mut at = 0;
        document.tables.retain(|table| {
            at += 1;
            let title = table.title.as_deref().unwrap_or_default();
            number.map_or(title.contains(wanted.as_str()), |number| number == at)
        });
        if document.tables.is_empty() {
            let message = format!("it has no table {wanted:?}");
            let error = Error::new(ErrorKind::NoTable, &name, message)
                .help("give its number, from 1, or a part of its caption as it is printed");
            return Err(error.into());
        }
    }
    Ok(Entry { name, document, trace, options })
}

fn refused(error: ExportError) -> Failure {
    match error {
        ExportError::Write(error) => {
            Failure::Document(files::unwritable(&std::env::temp_dir(), &error))
        }
        ExportError::Several { .. } => Failure::Usage(
            error.to_string(),
            "name a folder with -o DIR, one table with --table, or another --shape",
        ),
        ExportError::TooLarge(message) => Failure::Usage(message, "export to csv or jsonl"),
    }
}

/// What was written, and what there is to know about it.
fn told(placed: &[PathBuf], of: &str, remarks: &[String]) -> String {
    let names: Vec<String> = placed.iter().map(|path| path.display().to_string()).collect();
    let mut text = match &names[..] {
        [] => String::new(),
        [one] => format!("{one}: {of}\n"),
        [first, rest @ ..] => format!("{first} and {} more files: {of}\n", rest.len()),
    };
    remarks.iter().for_each(|remark| text.push_str(&format!("  {remark}\n")));
    text
}
