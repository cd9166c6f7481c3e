//! Why a character that was read is in no cell.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a character that was read is in no cell.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The glyph or letters of a bullet or item number.
    Bullet,
    /// An arrow, in whatever spelling: the boundary of two steps.
    Arrow,
    /// A header row that is printed again on a later page.
    RepeatedHeader,
    /// A running head, running foot or page number.
    RunningLine,
    /// A second, damaged reading of a line that a page edge cut.
    Ghost,
    /// A caption such as "Table 2 (continued)" over a later piece of a table.
    RepeatedCaption,
    /// A value that stands twice where it can count only once, such as a leaked column value.
    Repeated,
    /// A soft hyphen, or a hyphen that a line break put into a word.
    Hyphen,
    /// The raised mark of a note, which its record or table has with its text.
    NoteMark,
    /// A sign that is printed but means nothing here: a stray mark, a brace, a filler.
    Stray,
    /// Text that is not shown: hidden, clipped or invisible.
    Hidden,
    /// Text that a tracked change deleted or that a chosen reading leaves out.
    Deleted,
    /// Text that a person's decision dropped.
    Decided,
    /// Text that looks like a table and was not taken for one.
    Refused,
    /// Text that belongs to no table.
    Outside,
    /// One that a newer version knows.
    #[serde(other)]
    #[schemars(skip)]
    Unknown,
}

impl Reason {
    /// Its name in files: the kebab-case of its variant, as serde writes it.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Bullet => "bullet",
            Reason::Arrow => "arrow",
            Reason::RepeatedHeader => "repeated-header",
            Reason::RunningLine => "running-line",
            Reason::Ghost => "ghost",
            Reason::RepeatedCaption => "repeated-caption",
            Reason::Repeated => "repeated",
            Reason::Hyphen => "hyphen",
            Reason::NoteMark => "note-mark",
            Reason::Stray => "stray",
            Reason::Hidden => "hidden",
            Reason::Deleted => "deleted",
            Reason::Decided => "decided",
            Reason::Refused => "refused",
            Reason::Outside => "outside",
            Reason::Unknown => "unknown",
        }
    }

    /// What was left out for it, for a person: FORMAT.md has the same words.
    pub fn meaning(self) -> &'static str {
        match self {
            Reason::Bullet => "the sign or number before an item",
            Reason::Arrow => "an arrow, the boundary of two steps",
            Reason::RepeatedHeader => "a header that a later page prints again",
            Reason::RunningLine => "a running head, running foot or page number",
            Reason::Ghost => "a second, damaged reading of a line that a page edge cut",
            Reason::RepeatedCaption => "a caption over a later piece of its table",
            Reason::Repeated => "a value that stands twice and can count only once",
            Reason::Hyphen => "a soft hyphen, or one that a line end put into a word",
            Reason::NoteMark => {
                "the raised mark of a note, which stands among the notes of its record or table"
            }
            Reason::Stray => "a sign without meaning",
            Reason::Hidden => "text that is not shown",
            Reason::Deleted => "text that the chosen reading of tracked changes leaves out",
            Reason::Decided => "text that a person's decision dropped",
            Reason::Refused => "text that looks like a table and was not taken for one",
            Reason::Outside => "text round the tables that was read and belongs to none",
            Reason::Unknown => "a newer version of rowmend knows why",
        }
    }

    /// All of them.
    pub const ALL: [Reason; 15] = [
        Reason::Bullet,
        Reason::Arrow,
        Reason::RepeatedHeader,
        Reason::RunningLine,
        Reason::Ghost,
        Reason::RepeatedCaption,
        Reason::Repeated,
        Reason::Hyphen,
        Reason::NoteMark,
        Reason::Stray,
        Reason::Hidden,
        Reason::Deleted,
        Reason::Decided,
        Reason::Refused,
        Reason::Outside,
    ];
}
