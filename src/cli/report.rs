//! `rowmend report`: a page to hold the result against its source, and to decide on it.

use std::path::{Path, PathBuf};

use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::decide::compare::{Both, consensus};
use rowmend::unstable::decide::open;
use rowmend::unstable::decide::{self, Decisions};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::pipeline::Extraction;
use rowmend::unstable::show::sample::Draw;
use rowmend::unstable::show::{self, Shown, Two};
use rowmend::unstable::summary::count;
use rowmend::unstable::{files, markup};

use super::decide::Deciding;
use super::look::{self, Images, Looked, Seen};
use super::versions::{self, Compared};
use super::{Common, Failure, Reading, compare, input, print, say};

/// How the name of a page ends, after the whole name of its source.
pub(super) const ENDING: &str = ".report.html";
/// How the name of the decisions ends that two people agree on.
const CONSENSUS: &str = ".consensus.toml";

const AFTER: &str = "Examples:
  rowmend report appendix.pdf                    writes appendix.pdf.report.html
  rowmend report v1.docx v2.pdf                  what changed; writes v2.pdf.changes.html
  rowmend report appendix.docx -o look.html
  rowmend report appendix.pdf --sample 30 --seed review-2026
  rowmend report appendix.pdf --decisions anna.toml -o anna.html
  rowmend report appendix.pdf --compare anna.toml bert.toml

The page is one file that loads nothing. What is decided in it is saved as SOURCE.decisions.toml, which
the next run of any verb applies; the page itself changes nothing. --decisions names another file, which
need not be there yet: the page shows no other, and saves under its name. With --compare the page holds what
two people decided otherwise, and saves SOURCE.consensus.toml, or the file that --decisions names.

With two sources the page is about what changed from the first to the second: the changes, and both sources
with their places lit up. The decisions beside each are applied; --no-decisions compares what was read. Of more
than 100 pages in all, only those are shown on which something changed.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document; - is stdin
    #[arg(value_name = "SOURCE")]
    file: PathBuf,
    /// A later version of it: the page tells what changed
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// How the pages of a PDF are drawn
    #[arg(long, value_name = "HOW", default_value = "full")]
    images: Images,
    /// Let so many values without a flag, drawn by chance, be checked on the page
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Any word; the same draws the same values, and another one others
    #[arg(long, value_name = "WORD", default_value = "1", requires = "sample")]
    seed: String,
    /// The page, or - for stdout; SOURCE.report.html or NEW.changes.html by default, stdout where that source is
    /// stdin
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

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let (file, ending) = match &arguments.new {
        Some(new) => (new, versions::ENDING),
        None => (&arguments.file, ENDING),
    };
    let to_stdout = match &arguments.output {
        Some(path) => input::is_stdin(path),
        None => input::is_stdin(file),
    };
    let path = arguments.output.clone().unwrap_or_else(|| files::beside(file, ending));
    if !to_stdout && !arguments.force {
        may_replace(&path)?;
    }
    let (page, told) = match &arguments.new {
        Some(new) => versions::made(&compared(arguments, new)?, &path, common)?,
        None => made(arguments, &path, common)?,
    };
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

/// What is asked of two versions; what is about one document alone is refused.
fn compared<'a>(arguments: &'a Arguments, new: &'a Path) -> Result<Compared<'a>, Failure> {
    let refused = |what: &str, help: &'static str| {
        Err(Failure::Usage(format!("{what} is about one source, and two are named"), help))
    };
    if arguments.sample.is_some() {
        return refused(
            "--sample",
            "draw the sample on the page of one: rowmend report NEW --sample N",
        );
    }
    if !arguments.compare.is_empty() {
        return refused(
            "--compare",
            "compare the decisions on one: rowmend report NEW --compare A B",
        );
    }
    if arguments.deciding.is_named() {
        return refused(
            "--decisions",
            "the decisions beside each are applied; --no-decisions applies none",
        );
    }
    if input::is_stdin(&arguments.file) && input::is_stdin(new) {
        let message = "only one version can be stdin".to_owned();
        return Err(Failure::Usage(message, "write the other into a file first"));
    }
    Ok(Compared {
        paths: [&arguments.file, new],
        images: arguments.images,
        deciding: &arguments.deciding,
        reading: &arguments.reading,
    })
}

/// The page, and what is told of it.
fn made(arguments: &Arguments, path: &Path, common: &Common) -> Result<(Vec<u8>, String), Error> {
    let reader = arguments.reading.reader(common)?;
    let options = reader.options_for(&arguments.file)?;
    let (name, bytes) = input::load(&arguments.file, reader.limits())?;
    let source = Looked { reader: &reader, options: &options, name: &name, bytes: &bytes };
    let pair = match &arguments.compare[..] {
        [] => None,
        files => Some(compare::Pair::read(files, source)?),
    };
    let both = pair.as_ref().map(compare::Pair::both);
    let shown = decisions(arguments, &name, both.as_ref())?;
    let (extraction, seen) =
        rayon::join(|| source.read_as(&shown.decided), || source.see(arguments.images));
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
    let page = look::page(&Shown {
        two: two.as_ref(),
        draw: draw.as_ref(),
        ..seen.shown(&extraction, &shown.name, shown.text.as_deref(), &shown.decided)
    });
    Ok((page, summary(path, &extraction, &seen, &shown.decided)))
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

/// What stands there may be replaced where it is such a page.
fn may_replace(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let head = files::head(path, markup::HEAD).map_err(|error| files::unwritable(path, &error))?;
    if String::from_utf8_lossy(&head).contains(show::MADE_BY) {
        return Ok(());
    }
    let message = "it is there already, and is no page of `rowmend report`";
    Err(Error::new(ErrorKind::Unwritable, &path.display().to_string(), message)
        .help("name another output, or replace it with --force"))
}

fn summary(path: &Path, extraction: &Extraction, seen: &Seen, decided: &Decisions) -> String {
    let Extraction { document, keys, trace, .. } = extraction;
    let open = open::progress(document, &Anchors::new(document, keys), trace, decided).open;
    let drawn = seen.pictures.iter().flatten().count();
    let pages = match drawn {
        0 => String::new(),
        drawn => format!(", {} drawn", count(drawn, "page", "pages")),
    };
    let studies = document.tables.iter().map(|table| table.records.len()).sum();
    let (studies, points) = (count(studies, "study", "studies"), count(open, "point", "points"));
    let mut out = format!("{}: {studies}, {points} to look at{pages}\n", path.display());
    for why in &seen.unseen {
        out.push_str(&format!("note: {why}\n"));
    }
    out
}
