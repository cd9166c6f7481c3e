//! `rowmend diff`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::record::Document;
use rowmend::unstable::source::Media;
use rowmend::unstable::{canon, diff};

use super::isolate::Reader;
use super::{Common, DIFFERENT, Failure, Reading, colours, input, print, say, tell};

const AFTER: &str = "Examples:
  rowmend diff v1.docx v2.pdf                    what the authors changed
  rowmend diff v1.docx v2.pdf --format html > changes.html
  rowmend diff data/v1.docx.json v2.docx --stat
  git show HEAD:appendix.docx | rowmend diff - appendix.docx

Each side is a document (PDF, DOCX, text dump) or a JSON that `rowmend extract` wrote, told by what
it holds; - is stdin. Addresses are RECORD.COLUMN.ITEM, items and steps counted from 0 as in the
JSON. Flags tell what was doubtful about reading one document, so they are compared only between two
JSON files; --flags says otherwise.

Exit codes, as of diff: 0 no difference, 1 differences, 2 trouble.";

/// Trouble: a side that cannot be read, or an output that cannot be written. `diff` and `cmp` have
/// the same, so that 1 always means that both sides were read and differ.
const TROUBLE: u8 = 2;

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// The document before
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The document after
    #[arg(value_name = "B")]
    after: PathBuf,
    /// How the differences are told
    #[arg(long, value_name = "FORM", default_value = "text", conflicts_with = "stat")]
    format: Format,
    /// Tell only how much changed in each record
    #[arg(long)]
    stat: bool,
    /// Whether flags count as differences
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    flags: Flags,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs; applied to A it gives B
    Json,
    /// For a pull request
    #[value(alias = "md")]
    Markdown,
    /// A page for the browser that stands alone
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Flags {
    /// Between two JSON files
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// One side of the comparison.
#[derive(Debug)]
struct Side {
    name: String,
    document: Document,
    /// Whether it was read from a document just now, and is no JSON of ours.
    fresh: bool,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    if input::is_stdin(&arguments.before) && input::is_stdin(&arguments.after) {
        let message = "only one side can be stdin".to_owned();
        return Err(Failure::Usage(message, "write the other into a file first"));
    }
    let reader = arguments.reading.reader(common)?;
    let sides =
        rayon::join(|| side(&arguments.before, &reader), || side(&arguments.after, &reader));
    let (a, b) = match sides {
        (Ok(a), Ok(b)) => (a, b),
        // Who gave two bad files is told of both.
        (a, b) => {
            for error in [a.err(), b.err()].into_iter().flatten() {
                tell(&error);
            }
            return Ok(TROUBLE);
        }
    };
    let count = match arguments.flags {
        Flags::Auto => !a.fresh && !b.fresh,
        Flags::Always => true,
        Flags::Never => false,
    };
    let whole = |document: Document| {
        if count { document } else { diff::without_flags(document) }
    };
    let diff = diff::diff(&whole(a.document), &whole(b.document));
    let style = colours(&std::io::stdout());
    let bytes = match arguments.format {
        _ if arguments.stat => diff::to_stat(&diff, style).into_bytes(),
        Format::Text => diff::to_text(&diff, style).into_bytes(),
        Format::Json => canon::to_bytes(&diff),
        Format::Markdown => diff::to_markdown(&diff).into_bytes(),
        // Files of one name are told apart by their folders.
        Format::Html if a.name == b.name => {
            let shown = |path: &Path| path.display().to_string();
            diff::to_html(&diff, &shown(&arguments.before), &shown(&arguments.after)).into_bytes()
        }
        Format::Html => diff::to_html(&diff, &a.name, &b.name).into_bytes(),
    };
    match print(&bytes) {
        Err(Failure::Document(error)) => {
            tell(&error);
            Ok(TROUBLE)
        }
        Err(failure) => Err(failure),
        Ok(()) => Ok(if diff.is_empty() { 0 } else { DIFFERENT }),
    }
}

fn side(path: &Path, reader: &Reader) -> Result<Side, Error> {
    let (name, bytes) = input::load(path, reader.limits())?;
    let (document, fresh) = match of_bytes(&name, bytes, path, reader) {
        // Tables may all be new, or all be gone.
        Err(error) if error.kind() == ErrorKind::NoTable => {
            say(&format!("{name}: {}; it is compared as an empty document\n", error.message()));
            (Document::new(Vec::new()), true)
        }
        read => read?,
    };
    Ok(Side { name, document, fresh })
}

/// What a file holds, be it a JSON of ours or a document, and whether it was a document.
pub(super) fn of_bytes(
    name: &str,
    bytes: Vec<u8>,
    path: &Path,
    reader: &Reader,
) -> Result<(Document, bool), Error> {
    if let Some(json) = ours(name, &bytes) {
        return Ok((Document::from_json(&path.display().to_string(), json)?, false));
    }
    let options = reader.options_for(path)?;
    Ok((reader.extraction_with(name, bytes, &options)?.document, true))
}

/// The JSON that is to be a result of ours; none where it is no JSON, just text that begins like one, or the JSON of
/// a service.
fn ours<'a>(name: &str, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let json = bytes.trim_ascii_start().starts_with(b"{")
        && (name.ends_with(".json") || canon::from_bytes::<serde_json::Value>(bytes).is_ok());
    (json && Media::told(bytes).is_none()).then_some(bytes)
}
