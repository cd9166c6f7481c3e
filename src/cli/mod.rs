//! Arguments, exit codes, and the only place that prints: data to stdout, everything else to
//! stderr.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rowmend::unstable::error::Error;
use rowmend::unstable::extract::TrackChanges;
use rowmend::unstable::limits::{self, Limits};
use rowmend::unstable::pipeline::Options;
use rowmend::unstable::record::Document;
use rowmend::unstable::{contain, diff::Style, files, golden};

mod accept;
mod address;
mod batch;
mod check;
mod compare;
mod completions;
mod decide;
mod diff;
mod explain;
mod export;
mod extract_verb;
mod git;
mod input;
mod isolate;
mod kept;
mod look;
mod ocr;
mod outputs;
mod profile;
mod project;
mod records;
mod report;
mod results;
mod review;
mod schema;
mod serve;
mod stages;
mod tables;
mod versions;
mod watch;
mod workbook;

/// Differences were found, or flags are open under `--strict`.
const DIFFERENT: u8 = 1;
/// The command was used wrongly; clap's own code for that.
const USAGE: u8 = 2;
/// Stopped by a person: 128 + SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// Turns the tables of review appendices (PDF, DOCX, OCR text dumps) into data people can trust.
#[derive(Debug, Parser)]
#[command(name = "rowmend", version, propagate_version = true, after_help = AFTER)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    common: Common,
}

const AFTER: &str = "Examples:
  rowmend extract appendix.docx > appendix.docx.json
  rowmend extract *.pdf -o data
  rowmend explain data/appendix.pdf.json allen-2016.new_cmos.1
  rowmend diff old.json new.json

Exit codes:
  0 clean   1 differences, or open flags under --strict   2 wrong usage
  3 a source that cannot be read   4 a fault of rowmend   5 an output that cannot be written
  130 interrupted; of several documents the highest counts";

/// What every verb takes.
#[derive(Debug, Args)]
struct Common {
    /// Print no summary and no progress; errors are still told
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Tell on stderr what is done; -vv and -vvv tell more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Extract the tables of documents as JSON
    Extract(extract_verb::Arguments),
    /// Extract the documents of folders, and again whenever one changes
    Watch(watch::Arguments),
    /// Extract samples again and compare them with their goldens
    Check(check::Arguments),
    /// Put the pending results of a check in place
    Accept(accept::Arguments),
    /// Write down what is open in a document, to decide about it
    Decide(decide::Arguments),
    /// Show what changed between two extracted documents
    Diff(diff::Arguments),
    /// Let git show documents by record in its diffs
    Git(git::Arguments),
    /// Give the records to spreadsheets, statistics and databases
    Export(export::Arguments),
    /// Draw what leads to what: the causal chains as a picture
    #[command(after_help = export::GRAPH)]
    Graph(export::Arguments),
    /// Print a document as lines, one a value, for line diffs
    Records(records::Arguments),
    /// Show where a value comes from and what was done to it
    Explain(explain::Arguments),
    /// Make a page for the browser: the source beside its records, to check them and decide
    Report(report::Arguments),
    /// Serve the pages of a folder's documents on this machine, to decide on them in the browser
    Serve(serve::Arguments),
    /// Decide what is open, point by point, in the terminal or from scripts
    Review(review::Arguments),
    /// Print what is inferred of a document's columns, as a profile to start from
    Profile(profile::Arguments),
    /// Show a document in the middle of its way
    Stages(stages::Arguments),
    /// Print the tables as they stand, before they are read as studies
    Tables(tables::Arguments),
    /// Print the JSON Schema of a file format
    Schema(schema::Arguments),
    /// Print completions for a shell
    Completions(completions::Arguments),
    /// Read the documents that come in on stdin
    #[command(hide = true)]
    Worker(contain::Called),
}

/// How documents are read: as the project says, where there is one, and then as the flags say.
#[derive(Debug, Clone, Args)]
struct Reading {
    #[command(flatten)]
    project: project::ProjectFile,
    /// Whether text that is not shown is read as if it were [default: exclude]
    #[arg(long, value_name = "HOW")]
    hidden: Option<Hidden>,
    /// Which reading of tracked changes is taken (DOCX) [default: accept]
    #[arg(long, value_name = "HOW")]
    track_changes: Option<Track>,
    /// Let an engine read the pages of a PDF that have no text: tesseract, rapidocr, or a program that is given
    /// pictures; what it wrote is kept as FILE.ocr.json
    #[arg(long, value_name = "ENGINE", value_parser = |name: &str| Ok::<_, std::convert::Infallible>(ocr::Engine::named(name)))]
    ocr: Option<ocr::Engine>,
    /// Read only these pages (PDF), from 1: 3, 3-7, 3- or -7
    #[arg(long, value_name = "A-B", value_parser = pages, allow_hyphen_values = true)]
    pages: Option<(u32, u32)>,
    /// What is known of the columns and marks of these documents (see `rowmend profile`)
    #[arg(long, value_name = "TOML")]
    profile: Option<PathBuf>,
    /// Set a limit of what a document may have, such as pages=500 or part-bytes=2GiB; may be repeated
    #[arg(long, value_name = "NAME=NUMBER", value_parser = limit, help_heading = "Containment")]
    limit: Vec<(String, u64)>,
    #[command(flatten)]
    containment: isolate::Containment,
}

/// The form of what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Hidden {
    Include,
    Exclude,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Track {
    Accept,
    Reject,
    All,
}

impl Reading {
    /// The arguments that say the same.
    fn arguments(&self) -> Vec<String> {
        let name = |value: Option<clap::builder::PossibleValue>| {
            value.map(|value| value.get_name().to_owned()).unwrap_or_default()
        };
        let mut words: Vec<String> = self.project.argument().into_iter().collect();
        if let Some(hidden) = self.hidden {
            words.push(format!("--hidden={}", name(hidden.to_possible_value())));
        }
        if let Some(track) = self.track_changes {
            words.push(format!("--track-changes={}", name(track.to_possible_value())));
        }
        if let Some(engine) = &self.ocr {
            words.push(format!("--ocr={}", engine.name()));
        }
        if let Some((from, to)) = self.pages {
            let to = if to == u32::MAX { String::new() } else { to.to_string() };
            words.push(format!("--pages={from}-{to}"));
        }
        if let Some(profile) = &self.profile {
            words.push(format!("--profile={}", profile.display()));
        }
        words.extend(self.limit.iter().map(|(name, value)| format!("--limit={name}={value}")));
        words.extend(self.containment.arguments());
        words
    }

    /// What reads documents as asked.
    ///
    /// # Errors
    /// Where the project file or the profile cannot be read.
    fn reader(&self, common: &Common) -> Result<isolate::Reader, Error> {
        self.reader_with(self.options()?, common)
    }

    /// What reads documents with these options.
    ///
    /// # Errors
    /// Where the project file cannot be read.
    fn reader_with(&self, options: Options, common: &Common) -> Result<isolate::Reader, Error> {
        let containment = self.containment.over(self.project.worker()?);
        let reader = isolate::Reader::new(options, containment, common.verbose)?;
        Ok(reader.recognising(self.ocr.clone()))
    }

    /// The options that are asked for.
    ///
    /// # Errors
    /// Where the project file or the profile cannot be read.
    fn options(&self) -> Result<Options, Error> {
        let mut options = self.project.options()?;
        if let Some(profile) = &self.profile {
            options.profile = files::read_profile(profile)?;
        }
        if let Some(hidden) = self.hidden {
            options.extract.hidden = matches!(hidden, Hidden::Include);
        }
        if let Some(track) = self.track_changes {
            options.extract.track_changes = match track {
                Track::Accept => TrackChanges::Accept,
                Track::Reject => TrackChanges::Reject,
                Track::All => TrackChanges::All,
            };
        }
        for (name, value) in &self.limit {
            // Was tried when it was parsed.
            let _ = options.extract.limits.set(name, *value);
        }
        options.extract.pages = self.pages.or(options.extract.pages);
        Ok(options)
    }
}

/// `NAME=NUMBER`, where there is such a limit and it can be that high.
fn limit(text: &str) -> Result<(String, u64), String> {
    let (name, value) = text.split_once('=').ok_or("a limit is written NAME=NUMBER")?;
    let value = limits::number(value)?;
    Limits::default().set(name, value)?;
    Ok((name.to_owned(), value))
}

fn pages(text: &str) -> Result<(u32, u32), String> {
    let number = |part: &str, open: u32| match part.trim() {
        "" => Ok(open),
        part => part.parse::<u32>().map_err(|_| format!("{part:?} is no page number")),
    };
    let (from, to) = match text.split_once('-') {
        Some((from, to)) => (number(from, 1)?, number(to, u32::MAX)?),
        None => (number(text, 0)?, number(text, 0)?),
    };
    if from == 0 || from > to {
        return Err("pages count from 1, and the first is not after the last".to_owned());
    }
    Ok((from, to))
}

/// How a verb ends early.
#[derive(Debug)]
enum Failure {
    /// Nobody reads our stdout any more; that is no error.
    ClosedPipe,
    /// The arguments make no sense together.
    Usage(String, &'static str),
    /// There is no document, or no place to write to.
    Document(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Document(error)
    }
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    log(arguments.common.verbose);
    contain::note_panics();
    // A worker has nothing half done; where no handler can be set, an interrupt ends the process.
    if !matches!(arguments.verb, Verb::Worker(_)) {
        let _ = ctrlc::set_handler(|| {
            files::clean_up();
            std::process::exit(INTERRUPTED);
        });
    }
    let common = &arguments.common;
    let result = match &arguments.verb {
        Verb::Extract(arguments) => extract_verb::run(arguments, common),
        Verb::Watch(arguments) => watch::run(arguments, common),
        Verb::Check(arguments) => check::run(arguments, common),
        Verb::Accept(arguments) => accept::run(arguments, common),
        Verb::Decide(arguments) => decide::run(arguments, common),
        Verb::Diff(arguments) => diff::run(arguments, common),
        Verb::Git(arguments) => git::run(arguments, common),
        Verb::Export(arguments) => export::run(arguments, None, common),
        Verb::Graph(arguments) => export::run(arguments, Some(export::PICTURE), common),
        Verb::Records(arguments) => records::run(arguments, common),
        Verb::Explain(arguments) => explain::run(arguments, common),
        Verb::Report(arguments) => report::run(arguments, common),
        Verb::Serve(arguments) => serve::run(arguments, common),
        Verb::Review(arguments) => review::run(arguments, common),
        Verb::Profile(arguments) => profile::run(arguments, common),
        Verb::Stages(arguments) => stages::run(arguments, common),
        Verb::Tables(arguments) => tables::run(arguments, common),
        Verb::Schema(arguments) => schema::run(arguments),
        Verb::Completions(arguments) => completions::run(arguments),
        Verb::Worker(arguments) => Ok(contain::run(arguments, &crate::MEMORY)),
    };
    ExitCode::from(result.unwrap_or_else(|failure| match failure {
        Failure::ClosedPipe => 0,
        Failure::Usage(message, help) => {
            say(&format!("error: {message}\n  help: {help}\n"));
            USAGE
        }
        Failure::Document(error) => tell(&error),
    }))
}

fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => tracing::Level::INFO,
        2 => tracing::Level::DEBUG,
        _ => tracing::Level::TRACE,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(colours(&io::stderr()) == Style::Colour)
        .without_time()
        .init();
}

/// Tells an error and gives its exit code.
fn tell(error: &Error) -> u8 {
    say(&golden::refusal(error));
    error.kind().exit_code()
}

/// Prints to stderr; who closed it does not want to know.
fn say(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Prints data to stdout.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    print_all(&mut &bytes[..])
}

/// Prints all that a reader gives.
fn print_all(reader: &mut impl io::Read) -> Result<(), Failure> {
    // In larger pieces than those in which stdout looks for ends of lines.
    let mut out = io::BufWriter::with_capacity(64 << 10, io::stdout().lock());
    io::copy(reader, &mut out).and_then(|_| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::Document(files::unwritable(Path::new("stdout"), &error)),
    })
}

/// Whether a stream shows colours: it is a terminal and `NO_COLOR` is not set.
fn colours<S: anstream::stream::RawStream + IsTerminal>(stream: &S) -> Style {
    match anstream::AutoStream::choice(stream) {
        anstream::ColorChoice::Never => Style::Plain,
        _ => Style::Colour,
    }
}

/// Reads a document of ours.
fn read_document(path: &Path) -> Result<Document, Failure> {
    Ok(Document::from_json(&path.display().to_string(), &files::read_bytes(path)?)?)
}
