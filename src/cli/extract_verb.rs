//! `rowmend extract`.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use rowmend::unstable::contain::Ask;
use rowmend::unstable::contain::Spool;
use rowmend::unstable::error::Error;
use rowmend::unstable::summary::Summary;

use super::batch::{self, Asked};
use super::decide::Deciding;
use super::isolate::Reader;
use super::kept::Places;
use super::{Common, DIFFERENT, Failure, Reading, input, print_all, say, tell};

const AFTER: &str = "Examples:
  rowmend extract appendix.docx            the data on stdout
  rowmend extract *.pdf *.docx -o data     data/NAME.json and data/NAME.trace.json for each
  rowmend extract papers -o data           all documents in a folder; again, those that changed
  rowmend extract --compact *.pdf -o -     one document a line on stdout
  rowmend extract --strict scan.txt        exit code 1 while something needs a person";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// Documents: PDF, DOCX, or the text dump of an OCR tool; or folders of them; -
    /// is stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for NAME.json and NAME.trace.json, or - for the data on stdout
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write the data in the short form of RFC 8785
    #[arg(long)]
    compact: bool,
    /// Exit with 1 where something needs a person
    #[arg(long)]
    strict: bool,
    /// How many documents are read at the same time; as many as there are processors by default
    #[arg(long, value_name = "N")]
    threads: Option<std::num::NonZeroUsize>,
    /// Read documents of a folder again that could not be read before and did not change
    #[arg(long)]
    retry: bool,
    /// Write what became of each document of a folder to a file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    deciding: Deciding,
    #[command(flatten)]
    reading: Reading,
}

/// What became of a document.
struct Done {
    summary: Summary,
    /// Its data, where it goes to stdout.
    data: Option<Spool>,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let folder = arguments.output.as_deref().filter(|output| *output != Path::new("-"));
    if folder.is_none() && arguments.output.is_none() && arguments.files.len() > 1 {
        return Err(Failure::Usage(
            format!("{} documents would run together on stdout", arguments.files.len()),
            "name a folder with -o DIR, or say -o - if that is meant",
        ));
    }
    let reader = arguments.reading.reader(common)?.deciding(&arguments.deciding);
    let threads = arguments.threads.map_or(0, std::num::NonZeroUsize::get);
    let is_batch = arguments.files.iter().any(|path| path.is_dir());
    if arguments.deciding.is_named() && (is_batch || arguments.files.len() > 1) {
        return Err(Failure::Usage(
            "--decisions names one file for several documents".to_owned(),
            "name one document, or lay each one's decisions beside it as FILE.decisions.toml",
        ));
    }
    if is_batch && let Some(output) = folder {
        let asked = Asked {
            wanted: &arguments.files,
            output,
            exclude: arguments.reading.project.exclude()?,
            compact: arguments.compact,
            strict: arguments.strict,
            retry: arguments.retry,
            threads,
            report: arguments.report.as_deref(),
            reader: &reader,
        };
        return batch::run(&asked, common, false);
    }
    if arguments.report.is_some() || arguments.retry {
        return Err(Failure::Usage(
            "--report and --retry are for folders of documents".to_owned(),
            "name a folder to read, and one for the results with -o DIR",
        ));
    }
    if folder.is_some() {
        refuse_twins(&arguments.files)?;
    }
    let job = Job { folder, compact: arguments.compact, reader };
    let bar = progress(arguments.files.len(), common.quiet);
    let work = || -> Vec<Result<Done, Error>> {
        arguments
            .files
            .par_iter()
            .map(|path| {
                let done = job.one(path);
                bar.inc(1);
                done
            })
            .collect()
    };
    // One document needs no pool.
    let pool = || rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok();
    let done = match (arguments.files.len() > 1).then(pool).flatten() {
        Some(pool) => pool.install(work),
        None => arguments.files.iter().map(|path| job.one(path)).collect(),
    };
    bar.finish_and_clear();
    report(done, arguments.strict, common.quiet)
}

/// In the order of the arguments, whichever document was done first.
fn report(done: Vec<Result<Done, Error>>, strict: bool, quiet: bool) -> Result<u8, Failure> {
    let mut code = 0;
    for result in done {
        match result {
            Ok(done) => {
                if let Some(mut data) = done.data {
                    print_all(data.reader()?)?;
                }
                if !quiet {
                    say(&done.summary.to_text());
                }
                if strict && done.summary.is_flagged() {
                    code = code.max(DIFFERENT);
                }
            }
            Err(error) => code = code.max(tell(&error)),
        }
    }
    Ok(code)
}

struct Job<'a> {
    folder: Option<&'a Path>,
    compact: bool,
    reader: Reader,
}

impl Job<'_> {
    fn one(&self, path: &Path) -> Result<Done, Error> {
        let asked = Ask::Extract { compact: self.compact };
        let mut answer = self.reader.ask(path, asked)?;
        let mut summary = std::mem::take(&mut answer.about.summary);
        let Some(folder) = self.folder else {
            return Ok(Done { summary, data: Some(answer.data) });
        };
        let places = Places::new(folder, &input::name(path));
        places.write(&mut answer)?;
        summary.written = vec![places.data, places.trace];
        Ok(Done { summary, data: None })
    }
}

/// Two documents with one name would overwrite each other's results.
fn refuse_twins(paths: &[PathBuf]) -> Result<(), Failure> {
    let mut names = BTreeMap::new();
    for path in paths {
        if let Some(other) = names.insert(input::name(path), path) {
            return Err(Failure::Usage(
                format!("{} and {} have the same name", other.display(), path.display()),
                "extract them to different folders",
            ));
        }
    }
    Ok(())
}

pub(super) fn progress(files: usize, quiet: bool) -> ProgressBar {
    if quiet || files < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} documents, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
