//! `rowmend report`: a page to hold the result against its source, and to decide on it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rowmend::decide::{self, Decisions};
use rowmend::error::{Error, ErrorKind};
use rowmend::files;
use rowmend::pipeline::Extraction;
use rowmend::show::sample::Draw;
use rowmend::show::{self, Shown};

use super::decide::Deciding;
use super::look::{self, Images, Looked, Seen};
use super::summary::count;
use super::{Common, Failure, Reading, input, print, say};

/// How the name of a page ends, after the whole name of its source.
const ENDING: &str = ".report.html";
/// Bytes at the beginning of a page within which it says what made it.
const HEAD: u64 = 4096;

const AFTER: &str = "Examples:
  rowmend report appendix.pdf                    writes appendix.pdf.report.html
  rowmend report appendix.docx -o look.html
  rowmend report appendix.pdf --sample 30 --seed review-2026

The page is one file that loads nothing. What is decided in it is saved as SOURCE.decisions.toml, which
the next run of any verb applies; the page itself changes nothing.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document; - is stdin
    #[arg(value_name = "SOURCE")]
    file: PathBuf,
    /// How the pages of a PDF are drawn
    #[arg(long, value_name = "HOW", default_value = "full")]
    images: Images,
    /// Let so many values without a flag, drawn by chance, be checked on the page
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Any word; the same draws the same values, and another one others
    #[arg(long, value_name = "WORD", default_value = "1", requires = "sample")]
    seed: String,
    /// The page, or - for stdout; SOURCE.report.html by default, stdout where SOURCE is stdin
    #[arg(short, long, value_name = "HTML")]
    output: Option<PathBuf>,
    /// Replace what is there under the same name, even if it is no such page
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    deciding: Deciding,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let file = &arguments.file;
    let to_stdout = match &arguments.output {
        Some(path) => input::is_stdin(path),
        None => input::is_stdin(file),
    };
    let path = arguments.output.clone().unwrap_or_else(|| beside(file));
    if !to_stdout && !arguments.force {
        may_replace(&path)?;
    }
    let decisions = match arguments.deciding.path(file) {
        Some(path) => Some((path.display().to_string(), files::read_text(&path)?)),
        None => None,
    };
    let decided = match &decisions {
        Some((name, text)) => decide::file::parse(name, text)?,
        None => Decisions::default(),
    };
    let mut options = arguments.reading.options()?;
    options.decisions.shapes.clone_from(&decided.shapes);
    let reader = arguments.reading.reader_with(options.clone(), common)?;
    let (name, bytes) = input::load(file, reader.limits())?;
    let source = Looked { reader: &reader, options: &options, name: &name, bytes: &bytes };
    let (extraction, seen) = rayon::join(|| source.read(), || source.see(arguments.images));
    let (extraction, seen) = (extraction?, seen?);
    let draw = arguments.sample.map(|size| Draw { size, seed: arguments.seed.clone() });
    let text = decisions.as_ref().map(|(_, text)| text.as_str());
    let page =
        look::page(&Shown { draw: draw.as_ref(), ..seen.shown(&extraction, text, &decided) });
    if to_stdout {
        print(&page)?;
        return Ok(0);
    }
    files::write(&path, &page)?;
    if !common.quiet {
        say(&summary(&path, &extraction, &seen));
    }
    Ok(0)
}

fn beside(source: &Path) -> PathBuf {
    let mut name = source.file_name().unwrap_or_default().to_owned();
    name.push(ENDING);
    source.with_file_name(name)
}

/// What stands there may be replaced where it is such a page.
fn may_replace(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.map_err(|error| files::unwritable(path, &error))?;
    if String::from_utf8_lossy(&head).contains(show::MADE_BY) {
        return Ok(());
    }
    let message = "it is there already, and is no page of `rowmend report`";
    Err(Error::new(ErrorKind::Unwritable, &path.display().to_string(), message)
        .help("name another output, or replace it with --force"))
}

fn summary(path: &Path, extraction: &Extraction, seen: &Seen) -> String {
    let records = || extraction.document.tables.iter().flat_map(|table| &table.records);
    let flags: usize = records().map(|record| record.flags.len()).sum();
    let drawn = seen.pictures.iter().flatten().count();
    let pages = match drawn {
        0 => String::new(),
        drawn => format!(", {} drawn", count(drawn, "page", "pages")),
    };
    let studies = count(records().count(), "study", "studies");
    let flags = count(flags, "flag", "flags");
    let mut out = format!("{}: {studies}, {flags}{pages}\n", path.display());
    for why in &seen.unseen {
        out.push_str(&format!("note: {why}\n"));
    }
    out
}
