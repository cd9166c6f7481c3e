//! What an open element of a part is to the reader of its body, and what is counted on the way.

use super::changes::Change;
use super::math;

/// What was met on the way and is told in the notices.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Tracked insertions, also of moved text.
    pub(super) added: usize,
    /// Tracked deletions, also of moved text.
    pub(super) removed: usize,
    /// Tracked changes of format.
    pub(super) formats: usize,
    /// References to comments.
    pub(super) comments: usize,
    /// Pictures and embedded objects inside of tables.
    pub(super) pictures: usize,
    /// Parts in other formats that the document takes in.
    pub(super) imports: usize,
}

impl Counts {
    /// Counts a tracked change.
    pub(super) fn change(&mut self, change: Change) {
        match change {
            Change::Added => self.added += 1,
            Change::Removed => self.removed += 1,
        }
    }
}

/// What an open element is to us.
#[derive(Debug)]
pub(super) enum Element {
    /// Passed through.
    Plain,
    Table,
    Row,
    Cell,
    Para,
    ParaProps,
    /// The properties of the paragraph's mark.
    MarkProps,
    Run,
    RunProps,
    RowProps,
    CellProps,
    Grid,
    /// Properties from before a tracked change.
    Old,
    /// A field's mark, or what a form field says of itself.
    Field,
    TextBox,
    /// A footnote or endnote and its identifier.
    Note(Option<String>),
    /// Text that shows.
    Text,
    /// A field's instruction.
    Code,
    /// Left out for as long as it is open.
    Gone,
    /// `mc:AlternateContent`; whether one of its branches was taken.
    Alternate {
        taken: bool,
    },
    /// A branch of it: how much had been shown when it began.
    Branch {
        shown: usize,
        gone: bool,
    },
    /// A node of an equation.
    Math(math::Node),
}
