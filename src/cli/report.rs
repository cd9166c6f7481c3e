//! `rowmend report`: a page to hold the result against its source, and to decide on it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::ValueEnum;
use rayon::prelude::*;
use rowmend::canon;
use rowmend::decide::compare::{Both, consensus};
use rowmend::decide::{self, Decisions};
use rowmend::error::{Error, ErrorKind};
use rowmend::files;
use rowmend::pipeline::{Extraction, Options};
use rowmend::show::sample::Draw;
use rowmend::show::view::View;
use rowmend::show::{self, Shown, Two};

use super::decide::Deciding;
use super::isolate::Reader;
use super::summary::count;
use super::worker::task::Ask;
use super::{Common, Failure, Reading, compare, input, print, say};

/// How the name of a page ends, after the whole name of its source.
const ENDING: &str = ".report.html";
/// How the name of the decisions ends that two people agree on.
const CONSENSUS: &str = ".consensus.toml";
/// Pages that are drawn by one worker before the next batch: enough to make up for opening the file, and few
/// enough that those beside are not lost where one cannot be drawn.
const BATCH: u32 = 16;
/// Pages that are drawn, the first ones: those of the longest appendix of the corpora three times over.
const MOST_DRAWN: u32 = 2_000;
/// Pages of a document whose file stays small enough for mail at the full size of its pictures.
const MANY_PAGES: u32 = 100;
/// Batches that may fail before no further one is tried: a document made to take a worker's time takes no more
/// than so many times of it.
const MOST_FAILED: usize = 3;
/// Bytes of all pictures at most. What is more, browsers take long to open.
const ALL_PICTURES: usize = 64 << 20;
/// Bytes at the beginning of a page within which it says what made it.
const HEAD: u64 = 4096;

const AFTER: &str = "Examples:
  rowmend report appendix.pdf                    writes appendix.pdf.report.html
  rowmend report appendix.docx -o look.html
  rowmend report appendix.pdf --sample 30 --seed review-2026
  rowmend report appendix.pdf --decisions anna.toml -o anna.html
  rowmend report appendix.pdf --compare anna.toml bert.toml

The page is one file that loads nothing. What is decided in it is saved as SOURCE.decisions.toml, which
the next run of any verb applies; the page itself changes nothing. --decisions names another file, which
need not be there yet: the page shows no other, and saves under its name. With --compare the page holds what
two people decided otherwise, and saves SOURCE.consensus.toml, or the file that --decisions names.";

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
    /// Show what two decisions files decide otherwise, to find a consensus
    #[arg(long, value_names = ["A", "B"], num_args = 2, conflicts_with_all = ["sample", "no_decisions"])]
    compare: Vec<PathBuf>,
    /// Replace what is there under the same name, even if it is no such page
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    deciding: Deciding,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Images {
    /// Not at all: boxes on white
    None,
    /// Small, for the shape of the page
    Thumb,
    /// To be read
    Full,
}

impl Images {
    /// Pixels for each point of so many pages.
    fn scale(self, pages: u32) -> Option<f64> {
        match self {
            Images::None => None,
            // A page of A4 is 446 pixels wide.
            Images::Thumb => Some(0.75),
            // 144 pixels to the inch: letters of 8 points are read at the width of half a screen.
            Images::Full if pages <= MANY_PAGES => Some(2.0),
            // 108 to the inch, which can be read too: three fifths of the bytes.
            Images::Full => Some(1.5),
        }
    }
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
    let (page, told) = made(arguments, &path, common)?;
    if to_stdout {
        print(&page)?;
        return Ok(0);
    }
    files::write(&path, &page)?;
    if !common.quiet {
        say(&told);
    }
    Ok(0)
}

/// The page, and what is told of it.
fn made(arguments: &Arguments, path: &Path, common: &Common) -> Result<(Vec<u8>, String), Error> {
    let mut options = arguments.reading.options()?;
    let reader = arguments.reading.reader_with(options.clone(), common)?;
    let (name, bytes) = input::load(&arguments.file, reader.limits())?;
    let pair = match &arguments.compare[..] {
        [] => None,
        files => Some(compare::Pair::read(files, &reader, &options, &name, &bytes)?),
    };
    let both = pair.as_ref().map(compare::Pair::both);
    let shown = decisions(arguments, &name, both.as_ref())?;
    options.decisions.shapes.clone_from(&shown.decided.shapes);
    let source = Looked { reader: &reader, options: &options, name: &name, bytes: &bytes };
    let (extraction, seen) = rayon::join(
        || reader.extraction_with(&name, bytes.clone(), &options),
        || source.see(arguments.images),
    );
    let (extraction, seen) = (extraction?, seen?);
    let draw = arguments.sample.map(|size| Draw { size, seed: arguments.seed.clone() });
    let settled = pair.as_ref().map(|pair| pair.decided(&extraction, &shown.decided));
    let two = match (&pair, &both) {
        (Some(pair), Some(both)) => Some(Two {
            told: &both.told,
            decisions: [&pair.sides[0].decisions, &pair.sides[1].decisions],
            settled: settled.as_deref().unwrap_or_default(),
        }),
        _ => None,
    };
    let shown = Shown {
        extraction: &extraction,
        view: &seen.view,
        pictures: &seen.pictures,
        unseen: &seen.unseen,
        decisions: shown.text.as_deref(),
        decided: &shown.decided,
        file: &shown.name,
        two: two.as_ref(),
        draw: draw.as_ref(),
    };
    let mut page = Vec::new();
    let Ok(()) = show::page(&shown, &mut |bytes| {
        page.extend_from_slice(bytes);
        Ok::<(), std::convert::Infallible>(())
    });
    Ok((page, summary(path, &extraction, &seen)))
}

/// The decisions that a page shows.
struct Decided {
    /// What the file is called, without folders.
    name: String,
    text: Option<String>,
    decided: Decisions,
}

/// The file that is named, or that beside the source; of two people's decisions what they agree on, until
/// somebody went on from there.
fn decisions(arguments: &Arguments, name: &str, both: Option<&Both>) -> Result<Decided, Error> {
    let path = arguments.deciding.path(&arguments.file);
    let path = path.filter(|_| both.is_none() || arguments.deciding.is_named());
    let usual = if both.is_some() { CONSENSUS } else { decide::ENDING };
    let own = path.as_ref().and_then(|path| path.file_name());
    let file = own.map_or(format!("{name}{usual}"), |own| own.to_string_lossy().into_owned());
    let there = path.filter(|path| path.exists());
    let text = match (&there, both) {
        (Some(path), _) => Some(files::read_text(path)?),
        (None, both) => both.map(consensus::text),
    };
    let shown = there.map_or(file.clone(), |path| path.display().to_string());
    let decided = text.as_ref().map(|text| decide::file::parse(&shown, text)).transpose()?;
    Ok(Decided { name: file, text, decided: decided.unwrap_or_default() })
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

/// A picture of each page, as PNG; none where there is none.
type Pictures = Vec<Option<Vec<u8>>>;

/// What a source looks like.
struct Seen {
    view: View,
    pictures: Pictures,
    unseen: Vec<String>,
}

/// A document whose look is asked for.
struct Looked<'a> {
    reader: &'a Reader,
    options: &'a Options,
    name: &'a str,
    bytes: &'a [u8],
}

impl Looked<'_> {
    fn ask(&self, ask: Ask) -> Result<super::worker::task::Answer, Error> {
        self.reader.ask_bytes(self.name, self.bytes.to_vec(), ask, self.options)
    }

    fn see(&self, images: Images) -> Result<Seen, Error> {
        let broken = |error: serde_json::Error| {
            let message = format!("what it looks like cannot be told: {error}");
            Error::new(ErrorKind::Fault, self.name, message)
        };
        let told = self.ask(Ask::View)?.data.bytes()?;
        let view: View = canon::from_bytes(&told).map_err(broken)?;
        let mut seen = Seen { view, pictures: Vec::new(), unseen: Vec::new() };
        if let View::Pages(sizes) = &seen.view {
            let count = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
            if let Some(scale) = images.scale(count) {
                (seen.pictures, seen.unseen) = self.draw(count, scale);
            }
        }
        Ok(seen)
    }

    /// The pages in batches, each in a worker. A batch that cannot be drawn costs its pictures, not the page.
    fn draw(&self, count: u32, scale: f64) -> (Pictures, Vec<String>) {
        let (first, last) = self.options.extract.pages.unwrap_or((1, count));
        let last = last.min(count);
        let drawn_last = last.min(first.saturating_add(MOST_DRAWN - 1));
        let batches: Vec<(u32, u32)> = (first..=drawn_last)
            .step_by(BATCH as usize)
            .map(|from| (from, drawn_last.min(from.saturating_add(BATCH - 1))))
            .collect();
        let failed = AtomicUsize::new(0);
        let drawn: Vec<Option<Result<Pictures, Error>>> = batches
            .par_iter()
            .map(|(from, to)| {
                if failed.load(Ordering::Relaxed) >= MOST_FAILED {
                    return None;
                }
                let drawn = self.batch(*from, *to, scale);
                failed.fetch_add(usize::from(drawn.is_err()), Ordering::Relaxed);
                Some(drawn)
            })
            .collect();
        let mut pictures: Pictures = vec![None; count as usize];
        let (mut unseen, mut bytes) = (Vec::new(), 0_usize);
        for ((from, to), drawn) in batches.into_iter().zip(drawn) {
            let drawn = match drawn {
                Some(Ok(drawn)) => drawn,
                Some(Err(error)) => {
                    unseen.push(format!("pages {from} to {to} could not be drawn: {error}"));
                    continue;
                }
                None => {
                    unseen.push(format!("pages {from} to {to} were not drawn, as others failed"));
                    continue;
                }
            };
            for (number, picture) in (from..).zip(drawn) {
                bytes += picture.as_ref().map_or(0, Vec::len);
                match pictures.get_mut(number as usize - 1) {
                    Some(place) if bytes <= ALL_PICTURES => *place = picture,
                    _ => {}
                }
            }
        }
        if bytes > ALL_PICTURES || drawn_last < last {
            unseen.push(
                "its last pages have no pictures, for all of them would be too much; --images thumb \
                 makes them smaller, and --pages takes some"
                    .to_owned(),
            );
        }
        (pictures, unseen)
    }

    fn batch(&self, from: u32, to: u32, scale: f64) -> Result<Pictures, Error> {
        let mut answer = self.ask(Ask::Pictures { from, to, scale })?;
        let lengths = String::from_utf8_lossy(&answer.trace.bytes()?).into_owned();
        let mut bytes = answer.data.bytes()?;
        let mut pictures = Vec::new();
        for length in lengths.lines() {
            let length = length.parse::<usize>().unwrap_or_default().min(bytes.len());
            let rest = bytes.split_off(length);
            pictures.push((length > 0).then_some(bytes));
            bytes = rest;
        }
        Ok(pictures)
    }
}
