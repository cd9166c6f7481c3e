//! What changed between two documents, as a reviewer would tell it.
//!
//! What comes in: two documents. What goes out: a [`Diff`] by record, column, item and step.
//! Records are matched by id and then by likeness, so that a study whose key was mended stays the
//! same study; items by likeness, so that one new chain does not change all after it; what went to
//! another cell or study is told as moved. Laws: `diff(A, A)` is empty, `apply(A, diff(A, B))` is
//! B, and `diff(B, A)` is `diff(A, B)` turned round.

mod address;
mod align;
mod apply;
mod assign;
mod columns;
mod compare;
mod describe;
mod divide;
mod elsewhere;
mod gather;
mod items;
mod keys;
mod likeness;
mod markup;
mod model;
mod moves;
mod notes;
mod records;
mod tables;
mod tell;
mod text;
mod words;

pub use apply::apply;
pub use markup::{to_html, to_markdown};
pub use model::{Both, Change, Diff, FORMAT, Move, Recast, Spot};
pub use tell::{Line, Part, Passage, Told, Tone, tell};
pub use text::{Style, to_stat, to_text};
pub use words::{Mark, Span};

use crate::canon;
use crate::record::Document;

/// What must be done to `a` to get `b`. Both must keep to the format ([`canon::check`]).
pub fn diff(a: &Document, b: &Document) -> Diff {
    if a == b {
        return Diff::of(Vec::new());
    }
    // Where several alignments are as good, one must be chosen, and the choice must not depend on
    // which document is called the first: so it is always made in the same direction.
    let of = |a, b| {
        let changes = Diff::of(compare::run(a, b));
        Diff { moves: moves::find(&changes.changes), ..changes }
    };
    if a <= b { of(a, b) } else { of(b, a).reverse() }
}

/// A document without its flags: what it says, and not what was doubtful about reading it. The same
/// data printed in another way is the same here.
#[must_use]
pub fn without_flags(mut document: Document) -> Document {
    for record in document.tables.iter_mut().flat_map(|table| &mut table.records) {
        record.flags.clear();
    }
    document
}

/// The JSON Schema (draft 2020-12) of a diff.
pub fn schema() -> Vec<u8> {
    canon::to_bytes(&schemars::schema_for!(Diff))
}
