//! DOCX: the parts of a Word document in, its tables out.
//!
//! `package` opens the archive, `xml` reads its parts, `styles` and `numbering` say what a
//! paragraph looks like, `body` makes blocks of the main part, `tables` lays out the grid of a
//! table, and `enter` enters the text in the ledger and makes fragments of it.

mod body;
mod changes;
mod element;
mod inline;
mod input;
mod math;
mod notes;
mod numbering;
mod package;
mod props;
mod styles;
mod symbol_tables;
pub(crate) mod symbols;
mod text;
mod xml;

use super::blocks::model::{NoteKind, NoteRef};
use super::{Options, TrackChanges, blocks};
use crate::error::Error;
use crate::fragment::{Notice, Reading};
use crate::ledger::{Ledger, Reason};
use crate::source::Source;
use body::Body;
use element::Counts;
use notes::Notes;
use numbering::Numbering;
use package::Package;
use styles::Styles;

/// Reads the tables of a document.
///
/// # Errors
/// Where it is no Word document, damaged, locked, or over a limit.
pub fn read(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    let mut package = Package::open(source, &options.limits)?;
    let main = package.main_part()?;
    let related = package.relationships(&main)?;
    let part_of = |kind: &str, package: &Package<'_>| {
        related
            .values()
            .find(|relationship| relationship.kind == kind)
            .and_then(|relationship| relationship.target.clone())
            .filter(|target| package.has(target))
    };
    let styles = match part_of("styles", &package) {
        Some(name) => Styles::read(&mut package.read(&name)?)?,
        None => Styles::default(),
    };
    let numbering = match part_of("numbering", &package) {
        Some(name) => Numbering::read(&mut package.read(&name)?)?,
        None => Numbering::default(),
    };
    let mut notes = Notes::default();
    for (kind, relation) in [(NoteKind::Footnote, "footnotes"), (NoteKind::Endnote, "endnotes")] {
        if let Some(name) = part_of(relation, &package) {
            notes.read(kind, &name, &mut package, (&styles, &numbering, options))?;
        }
    }
    let part = ledger.part(&package.written(&main));
    let mut xml = package.read(&main)?;
    let mut body = Body::new(&mut xml, &styles, &numbering, options);
    let mut enter = |references: &[NoteRef], ledger: &mut Ledger| notes.enter(references, ledger);
    let mut reading = blocks::read(&mut body, part, &mut enter, ledger)?;
    let nested = std::mem::take(&mut reading.notices);
    reading.notices = notices(&body.counts, nested, options);
    let hidden = ledger.accounting().left_out.get(&Reason::Hidden).copied().unwrap_or(0);
    if hidden > 0 {
        reading.notices.push(Notice {
            code: "hidden-text",
            loss: false,
            message: format!("{hidden} characters are hidden and were left out"),
        });
    }
    Ok(reading)
}

fn comments(count: usize) -> String {
    if count == 1 {
        "one comment was left out".to_owned()
    } else {
        format!("{count} comments were left out")
    }
}

/// What a person should know of what was met.
fn notices(counts: &Counts, nested: Vec<Notice>, options: &Options) -> Vec<Notice> {
    let how = match options.track_changes {
        TrackChanges::Accept => "accepted",
        TrackChanges::Reject => "rejected",
        TrackChanges::All => "inserted and deleted text both stood there",
    };
    let mut notices = Vec::new();
    let mut tell = |count: usize, code: &'static str, loss: bool, message: String| {
        if count > 0 {
            notices.push(Notice { code, loss, message });
        }
    };
    tell(
        counts.added + counts.removed + counts.formats,
        "tracked-changes",
        false,
        format!(
            "the document has tracked changes ({} insertions, {} deletions, {} changes of format), \
             read as if {}",
            counts.added, counts.removed, counts.formats, how
        ),
    );
    tell(counts.comments, "comments", false, comments(counts.comments));
    tell(
        counts.imports,
        "import-unread",
        true,
        format!(
            "the document takes in other documents, which were not read ({} of them)",
            counts.imports
        ),
    );
    tell(
        counts.pictures,
        "pictures",
        false,
        format!(
            "text in the pictures and objects of its tables was not read ({} of them)",
            counts.pictures
        ),
    );
    let tracked = notices.iter().take_while(|notice| notice.code == "tracked-changes").count();
    notices.splice(tracked..tracked, nested);
    notices
}
