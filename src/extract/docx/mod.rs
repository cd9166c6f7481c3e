//! DOCX: the parts of a Word document in, its tables out.
//!
//! `package` opens the archive, `xml` reads its parts, `styles` and `numbering` say what a
//! paragraph looks like, `body` makes blocks of the main part, `tables` lays out the grid of a
//! table, and `enter` enters the text in the ledger and makes fragments of it.

mod around;
mod blocks;
mod body;
mod changes;
mod element;
mod enter;
mod gap;
mod inline;
mod input;
mod math;
mod model;
mod notes;
mod numbering;
mod package;
mod props;
mod raised;
mod styles;
mod symbol_tables;
pub(crate) mod symbols;
mod tables;
mod text;
mod xml;

use super::{Options, TrackChanges};
use crate::error::Error;
use crate::fragment::{Notice, Reading};
use crate::ledger::{Ledger, Reason};
use crate::source::Source;
use body::Body;
use element::Counts;
use gap::Gap;
use model::{Block, NoteKind};
use notes::Notes;
use numbering::Numbering;
use package::Package;
use raised::Ahead;
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
    let mut reading = Reading::default();
    let mut gap = Gap::new(part);
    let mut nested = 0;
    let mut ahead = Ahead::default();
    while let Some(block) = ahead.next(&mut body)? {
        match block {
            Block::Para(para) => gap.push(para, &mut reading, ledger),
            Block::Table(table) if tables::is_empty(&table) => {
                enter::leave_table(&table, part, ledger);
            }
            Block::Table(table) => {
                let (above, at_top) = gap.close(true, &mut reading, ledger);
                let first = reading.fragments.len();
                let (marks, references) = enter::note_marks(&table);
                enter::enter_table(table, part, false, ledger, &mut reading.fragments);
                nested += reading.fragments.len().saturating_sub(first + 1);
                if let Some(fragment) = reading.fragments.get_mut(first) {
                    fragment.above = above;
                    fragment.at_top = at_top;
                    for (row, mark) in marks {
                        if let Some(row) = fragment.rows.get_mut(row) {
                            row.note_marks.push(mark);
                        }
                    }
                    fragment.below = notes.enter(&references, ledger);
                    gap.after(first);
                }
            }
        }
    }
    gap.close(false, &mut reading, ledger);
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
fn notices(counts: &Counts, nested: usize, options: &Options) -> Vec<Notice> {
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
    let message = format!(
        "tables stand inside of cells ({nested} of them); their text is in those cells and in tables \
         of their own"
    );
    tell(nested, "nested-tables", false, message);
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
    notices
}
