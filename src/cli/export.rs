//! `rowmend export`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rowmend::unstable::contain::unkept;
use rowmend::unstable::decide;
use rowmend::unstable::export::csv::{Csv, Shape};
use rowmend::unstable::export::docx::Word;
use rowmend::unstable::export::html::Html;
use rowmend::unstable::export::jsonl::Jsonl;
use rowmend::unstable::export::markdown::Markdown;
use rowmend::unstable::export::methods::Methods;
#[cfg(feature = "parquet")]
use rowmend::unstable::export::parquet::Parquet;
use rowmend::unstable::export::ris::Ris;
#[cfg(feature = "sqlite")]
use rowmend::unstable::export::sqlite::Sqlite;
use rowmend::unstable::export::web::{CausalMap, Form, Web};
use rowmend::unstable::export::xlsx::Xlsx;
use rowmend::unstable::export::{Entry, Export, ExportError, is_wanted, not_there};
use rowmend::unstable::summary::count;

use super::batch::walk::Found;
use super::decide::Deciding;
use super::isolate::Reader;
use super::outputs::{Outputs, Target};
use super::{Common, Failure, Reading, results, say, tell};

/// Steps in a picture that still can be read on a screen.
const NODES: usize = 40;

const AFTER: &str = "Examples:
  rowmend export appendix.pdf -o studies.csv                     one row a study
  rowmend export data/*.json --to csv --shape tidy -o tidy       studies, items, steps, links, flags
  rowmend export papers --to jsonl > records.jsonl               one record a line

A document is extracted on the way; a result that `rowmend extract` wrote is taken as it is. Several are
one data set, each row with its document.";

pub(super) const GRAPH: &str = "Examples:
  rowmend graph appendix.pdf -o web.svg                          the picture
  rowmend graph data/*.json --column new_cmos --most 60 -o web.svg
  rowmend graph appendix.pdf --to graphml -o web.graphml         for a program that draws

It is `rowmend export` with a picture where no other form is asked for.";

/// What is drawn where no form is asked for.
pub(super) const PICTURE: Format = Format::Svg;

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
    /// Only the chains of this column, by its key; may be repeated (webs)
    #[arg(long, value_name = "KEY")]
    column: Vec<String>,
    /// How many steps the picture shows at most, the most frequent ones (SVG)
    #[arg(long, value_name = "N", default_value_t = NODES)]
    most: usize,
    /// The file, or the folder for several; stdout by default
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Replace what is there under the same name
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    deciding: Deciding,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated values, with metadata beside them (CSVW)
    Csv,
    /// A workbook, with the flags to decide about
    Xlsx,
    /// JSON, a record a line
    Jsonl,
    /// A database, a table for each kind of thing
    #[cfg(feature = "sqlite")]
    Sqlite,
    /// Parquet, a file for each kind of thing
    #[cfg(feature = "parquet")]
    Parquet,
    /// What leads to what, as GraphML
    Graphml,
    /// What leads to what, for Graphviz
    Dot,
    /// What leads to what, as a flowchart of Mermaid
    Mermaid,
    /// What leads to what, for Cytoscape
    Cytoscape,
    /// What leads to what, as a blueprint of Kumu
    Kumu,
    /// What leads to what, as a workbook for Causal Map
    CausalMap,
    /// What leads to what, a link a row (CSV)
    Links,
    /// What leads to what, as a picture
    Svg,
    /// The studies as references to look up
    Ris,
    /// What to report of the extraction, for the methods section (Markdown)
    Methods,
    /// Tables whole again, as Markdown
    Md,
    /// Tables whole again, as a page for the browser
    Html,
    /// Tables whole again, as a Word document
    Docx,
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

    /// How its files end, where that says what they are.
    fn ending(self) -> &'static str {
        match self {
            Format::Kumu | Format::CausalMap | Format::Links | Format::Methods => "",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Jsonl => "jsonl",
            #[cfg(feature = "sqlite")]
            Format::Sqlite => "sqlite",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
            Format::Graphml => "graphml",
            Format::Dot => "dot",
            Format::Mermaid => "mmd",
            Format::Cytoscape => "cyjs",
            Format::Svg => "svg",
            Format::Ris => "ris",
            Format::Md => "md",
            Format::Html => "html",
            Format::Docx => "docx",
        }
    }
}

impl Format {
    /// Whether it has a file for each kind of thing.
    fn has_many_files(self, shape: ShapeOf) -> bool {
        match self {
            Format::Csv => shape == ShapeOf::Tidy,
            #[cfg(feature = "parquet")]
            Format::Parquet => true,
            _ => false,
        }
    }

    fn is_binary(self) -> bool {
        match self {
            Format::Xlsx | Format::Docx | Format::CausalMap => true,
            #[cfg(feature = "sqlite")]
            Format::Sqlite => true,
            _ => false,
        }
    }
}

/// Exports in the form that is asked for, else in that of the output's ending, else in `default`.
pub(super) fn run(
    arguments: &Arguments,
    default: Option<Format>,
    common: &Common,
) -> Result<u8, Failure> {
    let named = arguments.output.as_deref().and_then(Format::of);
    let Some(format) = arguments.to.or(named).or(default) else {
        return Err(Failure::Usage(
            "the form of the export is not known".to_owned(),
            "say it with --to, such as --to csv, or by the ending of the output, such as -o studies.csv",
        ));
    };
    let target = target(arguments, format)?;
    let reader = arguments.reading.reader(common)?.deciding(&arguments.deciding);
    let mut exporter = exporter(arguments, format, &target);
    let mut outputs = Outputs::default();
    let (mut code, mut exported, mut studies, mut points) = (0, 0, 0, 0);
    let mut not_applied: Vec<String> = Vec::new();
    let sources = results::listed(&arguments.sources, &arguments.reading.project.exclude()?)?;
    for found in &sources {
        let entry = match entry(found, arguments, &reader) {
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
        let undone = entry.trace.as_ref().map(decide::not_applied).unwrap_or_default();
        let told = |line: &str| format!("not applied {}: {line}", entry.name);
        not_applied.extend(undone.lines().map(told));
        studies += entry.document.tables.iter().map(|table| table.records.len()).sum::<usize>();
        points += entry.points();
    }
    if exported == 0 {
        return Ok(code);
    }
    exporter.finish(&mut |name, bytes| outputs.put(name, bytes)).map_err(refused)?;
    let placed = outputs.place(&target, arguments.force)?;
    if !common.quiet {
        let of = format!(
            "{exported} of {}, {}, {} to look at",
            count(sources.len(), "document", "documents"),
            count(studies, "study", "studies"),
            count(points, "point", "points"),
        );
        let remarks = [exporter.remarks(), not_applied].concat();
        say(&told(&placed, &of, &remarks));
    }
    Ok(code)
}

fn target(arguments: &Arguments, format: Format) -> Result<Target, Failure> {
    let many = format.has_many_files(arguments.shape);
    let target = match &arguments.output {
        Some(path) if path.as_os_str() == "-" => Target::Stdout,
        None => Target::Stdout,
        Some(path) if is_file(path, format) => Target::File(path.clone()),
        Some(path) => Target::Folder(path.clone()),
    };
    if many && !matches!(target, Target::Folder(_)) {
        return Err(Failure::Usage(
            "this export has several files".to_owned(),
            "name a folder for them with -o DIR",
        ));
    }
    if format.is_binary() && matches!(target, Target::Stdout) && io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "this export is no text that a terminal could show".to_owned(),
            "name a file for it with -o FILE",
        ));
    }
    Ok(target)
}

/// Whether an output names the one file of an export, and no folder.
fn is_file(path: &Path, format: Format) -> bool {
    let named = match format.ending() {
        "" => path.extension().is_some(),
        _ => Format::of(path) == Some(format),
    };
    named && !path.is_dir()
}

fn exporter(arguments: &Arguments, format: Format, target: &Target) -> Box<dyn Export> {
    let web = |form| -> Box<dyn Export> {
        Box::new(Web::new(form, arguments.column.clone(), target.file()))
    };
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
        #[cfg(feature = "sqlite")]
        Format::Sqlite => Box::new(Sqlite::new(target.file())),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(Parquet::new()),
        Format::Graphml => web(Form::GraphMl),
        Format::Dot => web(Form::Dot),
        Format::Mermaid => web(Form::Mermaid),
        Format::Cytoscape => web(Form::Cytoscape),
        Format::Kumu => web(Form::Kumu),
        Format::Links => web(Form::Links),
        Format::Svg => web(Form::Svg { nodes: arguments.most }),
        Format::CausalMap => Box::new(CausalMap::new(arguments.column.clone(), target.file())),
        Format::Ris => Box::new(Ris::new(target.file())),
        Format::Methods => Box::new(Methods::new(target.file())),
        Format::Md => Box::new(Markdown::new(target.file())),
        Format::Html => Box::new(Html::new(target.file())),
        Format::Docx => Box::new(Word::new(target.file())),
    }
}

/// A document to be exported, with the one table that is wanted or all of them.
fn entry(found: &Found, arguments: &Arguments, reader: &Reader) -> Result<Entry, Failure> {
    let (mut document, trace) = results::load(&found.path, reader)?;
    let fresh = !results::is_result(&found.path);
    let options = if fresh { arguments.reading.arguments() } else { Vec::new() };
    // In a folder it is called by its way there, alone as its source is.
    let name = match &trace {
        Some(trace) if !found.name.contains('/') => trace.source.name.clone(),
        _ if fresh => found.name.clone(),
        _ => found.name.strip_suffix(".json").unwrap_or(&found.name).to_owned(),
    };
    if let Some(wanted) = &arguments.table {
        let mut number = 0;
        document.tables.retain(|table| {
            number += 1;
            is_wanted(wanted, number, table.title.as_deref())
        });
        if document.tables.is_empty() {
            return Err(not_there(&name, wanted).into());
        }
    }
    Ok(Entry { name, document, trace, options })
}

fn refused(error: ExportError) -> Failure {
    match error {
        ExportError::Write(error) => Failure::Document(unkept(&error)),
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
