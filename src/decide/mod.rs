//! What a person decided about a document (`NAME.decisions.toml`), applied to what was extracted.
//!
//! The extracted document, its trace and the parsed decisions come in; the document as decided goes
//! out, with what became of each decision. The source and the ledger's sum stay as they were: they
//! tell what was read, the trace's `decisions` what a person made of it.
//!
//! All targets are looked up in the document as it was extracted, before any decision changes it,
//! and then all changes are made at once. So the order of the decisions has no say. Two decisions
//! that want different things of one text are both not applied.
//!
//! | file | holds |
//! |---|---|
//! | `file` | TOML ⇄ [`Decisions`] |
//! | `shape` | decisions about tables, as plain data |
//! | `reshape` | those applied to tables, before they are read as studies |
//! | `nearest` | the nearest text, for messages |
//! | `texts` | texts as a person writes them, and when two say the same |
//! | `target` | what a decision speaks about: texts → places in the document |
//! | `plan` | decisions and their places → edits without contradiction |
//! | `apply` | edits → the new document and trace |
//! | `anchors` | places of a document → how decisions name them |
//! | `draft` | open flags → a decisions file to start from |
//! | `queue` | what is open, point by point, each with a name that lasts |
//! | `open` | what a person has to know of each point |
//! | `reasons` | why people decide so, a short list |
//! | `standing` | what became of decisions and what is open, for a page to decide on |
//! | `made` | a decision of either kind, under somebody's name |
//! | `compare` | two people's decisions about one document, point by point |
//! | `retarget` | a decisions file → the same with its stale decisions mended |
//! | `overlap` | whether two decisions are about the same point |

use serde::{Deserialize, Serialize};

use crate::canon;
use crate::record::{Code, Document};
use crate::trace::{Status, Trace};

pub mod shape;
pub mod reasons;
mod nearest;
pub mod places;
mod texts;
mod target;
mod reshape;
mod plan;
mod apply;
pub mod file;
pub mod made;
pub mod anchors;
pub mod draft;
pub mod queue;
pub mod standing;
pub mod open;
pub mod retarget;
pub mod compare;
pub mod overlap;

/// What a decisions file is called: this after the whole name of the source.
pub const ENDING: &str = ".decisions.toml";

pub(crate) use crate::marks::ARROW;
pub(crate) use reshape::{Reshaping, house};
pub use shape::Shape;

/// What was decided about one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// About tables, their rows and columns, in the order of the file; applied before the others.
    #[doc(hidden)]
    pub shapes: Vec<Shape>,
    /// About records, cells and items, in the order of the file.
    #[doc(hidden)]
    pub list: Vec<Decision>,
}

impl Decisions {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty() && self.list.is_empty()
    }
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What is to be done.
    pub action: Action,
    /// With what.
    pub target: Target,
    /// Who decided.
    pub who: String,
    /// Why; never empty.
    pub why: String,
    /// When, as YYYY-MM-DD.
    pub date: Option<String>,
    /// Line in the file, from 1, for messages.
    pub line: usize,
}

/// What a decision speaks about, named by what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The caption of the table, where the same study stands in several.
    pub table: Option<String>,
    /// The text of the record's key, as printed, or its id; empty where the key is.
    pub record: String,
    /// The key of the column; none where the record as a whole is meant.
    pub column: Option<String>,
    /// The exact text under the decision.
    pub text: Exact,
    /// The end of the text that stands before it.
    pub before: Option<String>,
    /// The beginning of the text that stands after it.
    pub after: Option<String>,
}

/// The exact text that a decision was made about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exact {
    /// The key of a record alone, or a cell whatever it holds.
    #[default]
    Any,
    /// All of a cell or record, a line for each item or cell.
    Whole(String),
    /// Items of one cell, each with arrows between its steps.
    Items(Vec<String>),
    /// A step of an item.
    Step(String, String),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Another text for a cell, an item or a step.
    Set(String),
    /// Several items for one; the letters stay the same.
    Split(Vec<String>),
    /// One item for several; the letters stay the same.
    Join(String),
    /// Another place for items or the text of a cell.
    Move(Destination),
    /// No longer there.
    Drop,
    /// As it is: its flags are settled, all of them where none is named.
    Keep(Vec<Code>),
    /// The whole key of a study of which only a part is legible.
    Name(String),
}

/// Where something is moved to; what is not named stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The text of the other record's key.
    pub record: Option<String>,
    /// The key of the other column.
    pub column: Option<String>,
    /// The item after which it shall stand; the last by default.
    pub after: Option<String>,
    /// The item before which it shall stand.
    pub before: Option<String>,
}

impl Action {
    /// Its name in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Set(_) => "set",
            Action::Split(_) => "split",
            Action::Join(_) => "join",
            Action::Move(_) => "move",
            Action::Drop => "drop",
            Action::Keep(_) => "keep",
            Action::Name(_) => "name",
        }
    }
}

/// The decisions that were not applied, a line each.
pub fn not_applied(trace: &Trace) -> String {
    let undone = trace.decisions.iter().filter(|decision| decision.status != Status::Applied);
    undone
        .map(|decision| {
            let reason = decision.reason.as_deref().unwrap_or_default();
            let column = decision.column.as_ref().map(|column| format!(" in {column} of"));
            // A decision about a table has no record, and may leave out the only table there is.
            let about = match (decision.record.is_empty(), &decision.table, &decision.text) {
                (true, Some(table), _) => table,
                (true, None, Some(text)) => text,
                _ => &decision.record,
            };
            format!(
                "{} decision, line {} ({}{} {about:?}): {reason}\n",
                canon::name(&decision.status),
                decision.line,
                decision.action,
                column.unwrap_or_default(),
            )
        })
        .collect()
}

/// Applies decisions to a document and its trace. `keys` has the index of each table's key column.
pub(crate) fn run(document: &mut Document, trace: &mut Trace, keys: &[usize], all: &Decisions) {
    if all.list.is_empty() {
        return;
    }
    let extracted = document.clone();
    let index = target::index(&extracted, keys);
    let keyed = target::Keyed { document: &extracted, keys, index: &index };
    let planned = plan::run(&keyed, all);
    apply::run(document, trace, keyed, all, &planned);
}
