//! `rowmend decide`, and how the other verbs come to a document's decisions.

use std::path::{Path, PathBuf};

use rowmend::unstable::decide::{Decisions, draft, retarget};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;

use super::look::Looked;
use super::{Common, Failure, Form, Reading, address, compare, input, print, say, workbook};

const AFTER: &str = "Examples:
  rowmend decide appendix.docx                        writes appendix.docx.decisions.toml
  rowmend decide appendix.docx --record allen-2016    only what is open about one study
  rowmend decide appendix.docx -o -                   on stdout
  rowmend decide appendix.docx --from review.xlsx     what was decided in a workbook
  rowmend decide appendix.docx --retarget             when a revision made decisions stale
  rowmend decide appendix.docx --compare anna.toml bert.toml -o consensus.toml

Each open flag becomes an entry, commented out, and so do decisions on tables that may mend what it
says. Where the file is there already, only what is neither decided nor written down in it is added at
its end. FORMAT.md tells what an entry may hold.

--retarget puts the text that stands there now in the place of the one that is gone, where one is
clearly the nearest. The old text stays above it, commented out: look at each.

--compare tells point by point where two people's decisions agree and differ, with Cohen's kappa; with -o
what they agree on is written as decisions, and the rest beside it to choose from.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A document; - is stdin
    file: PathBuf,
    /// Only what is open about this record, by its id before any decision, or as its study is printed
    #[arg(long, value_name = "ID")]
    record: Option<String>,
    /// Take over what was decided in this workbook (see `rowmend export --to xlsx`)
    #[arg(long, value_name = "XLSX", conflicts_with = "record")]
    from: Option<PathBuf>,
    /// Let stale decisions name the nearest text, where one is clearly the nearest
    #[arg(long, conflicts_with_all = ["record", "from"])]
    retarget: bool,
    /// Compare two decisions files about this document
    #[arg(long, value_names = ["A", "B"], num_args = 2, conflicts_with_all = ["record", "from", "retarget"])]
    compare: Vec<PathBuf>,
    /// How the comparison is told
    #[arg(long, value_name = "FORM", default_value = "text", requires = "compare")]
    format: Form,
    /// The decisions file, or - for stdout; FILE.decisions.toml by default, stdout where FILE is stdin
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// Which decisions are applied.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Deciding {
    /// Apply the decisions in this file; those in FILE.decisions.toml by default
    #[arg(long, value_name = "TOML", conflicts_with = "no_decisions")]
    decisions: Option<PathBuf>,
    /// Apply no decisions
    #[arg(long)]
    no_decisions: bool,
}

impl Deciding {
    /// The decisions beside each document, or none.
    pub(super) fn beside(wanted: bool) -> Self {
        Deciding { decisions: None, no_decisions: !wanted }
    }

    /// Whether one file of decisions is named for all documents.
    pub(super) fn is_named(&self) -> bool {
        self.decisions.is_some()
    }

    /// The file that holds the decisions about a document, where there is one.
    pub(super) fn path(&self, source: &Path) -> Option<PathBuf> {
        match &self.decisions {
            _ if self.no_decisions => None,
            Some(path) => Some(path.clone()),
            None => Some(files::decisions_path(source)).filter(|path| path.exists()),
        }
    }

    /// The decisions about a document.
    pub(super) fn about(&self, source: &Path) -> Result<Decisions, Error> {
        self.path(source)
            .map_or_else(|| Ok(Decisions::default()), |path| files::read_decisions(&path))
    }
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let output = arguments.output.as_deref();
    if !arguments.compare.is_empty() {
        let reader = arguments.reading.reader(common)?;
        let options = reader.options_for(&arguments.file)?;
        let (name, bytes) = input::load(&arguments.file, reader.limits())?;
        let source = Looked { reader: &reader, options: &options, name: &name, bytes: &bytes };
        let pair = compare::Pair::read(&arguments.compare, source)?;
        return compare::run(&pair, arguments.format == Form::Json, output, common);
    }
    let to_stdout = output.map_or(input::is_stdin(&arguments.file), input::is_stdin);
    let path = match output {
        Some(path) if !to_stdout => path.to_owned(),
        _ => files::decisions_path(&arguments.file),
    };
    if let Some(book) = &arguments.from {
        return workbook::run(&arguments.file, book, (!to_stdout).then_some(&path), common);
    }
    let (old, decided) = files::decisions_in(&path)?;
    if arguments.retarget {
        return match old {
            Some(old) => retarget(arguments, &path, &old, decided, to_stdout, common),
            None => Err(Failure::Usage(
                format!("there is no {}, so nothing is stale", path.display()),
                "rowmend decide FILE, without --retarget, writes one to start from",
            )),
        };
    }
    let (name, entries) = entries(arguments, &decided, common)?;
    let mut text = old.clone().unwrap_or_else(|| draft::head(&name));
    let mut added = String::new();
    let mut count = 0;
    for entry in entries.iter().filter(|entry| !text.contains(entry.as_str())) {
        if count == 0 && !text.contains("[by]") {
            added.push_str(draft::BY);
        }
        added.push('\n');
        added.push_str(entry);
        count += 1;
    }
    if to_stdout {
        text = if old.is_some() { added } else { text + &added };
        print(text.as_bytes())?;
        return Ok(0);
    }
    if old.is_none() || count > 0 {
        text.push_str(&added);
        files::replace_text(&path, old.as_deref(), &text)?;
    }
    if !common.quiet {
        let entries = if count == 1 { "entry" } else { "entries" };
        say(&format!("{}: {count} {entries} to decide added\n", path.display()));
    }
    Ok(0)
}

/// The name of the document, and the entries for what is open in it, in its tables as they were decided.
fn entries(
    arguments: &Arguments,
    decided: &Decisions,
    common: &Common,
) -> Result<(String, Vec<String>), Failure> {
    let mut options = arguments.reading.options()?;
    options.decisions.shapes.clone_from(&decided.shapes);
    let reader = arguments.reading.reader_with(options, common)?;
    let extraction = reader.extraction(&arguments.file)?;
    let name = extraction.trace.source.name.clone();
    let record = arguments.record.as_deref().map(|wanted| {
        address::record(&extraction.document, wanted).map_err(|message| {
            Error::new(ErrorKind::Unreadable, &name, message).help(
                "give the id as `rowmend extract --no-decisions` prints it, or the study as printed",
            )
        })
    });
    let record = record.transpose()?;
    let entries =
        draft::entries(&extraction.document, &extraction.trace, &extraction.keys, decided, record);
    Ok((name, entries))
}

/// Mends stale decisions, and tells what became of each.
fn retarget(
    arguments: &Arguments,
    path: &Path,
    old: &str,
    decided: Decisions,
    to_stdout: bool,
    common: &Common,
) -> Result<u8, Failure> {
    let name = path.display().to_string();
    let mut options = arguments.reading.options()?;
    options.decisions = decided;
    let reader = arguments.reading.reader_with(options, common)?;
    let extraction = reader.extraction(&arguments.file)?;
    let (text, told) = retarget::run(&name, old, &extraction.trace.decisions);
    let mended = told.iter().filter(|one| one.now.is_ok()).count();
    if to_stdout {
        print(text.as_bytes())?;
    } else if mended > 0 {
        files::replace_text(path, Some(old), &text)?;
    }
    if !common.quiet {
        for one in &told {
            say(&match &one.now {
                Ok(now) => format!("{name}, line {}: {:?} is {now:?} now\n", one.line, one.text),
                Err(why) => format!("{name}, line {}: left as it is: {why}\n", one.line),
            });
        }
        let decisions = if mended == 1 { "decision" } else { "decisions" };
        let look = if mended > 0 { "; look at each" } else { "" };
        say(&format!("{name}: {mended} stale {decisions} retargeted{look}\n"));
    }
    Ok(0)
}
