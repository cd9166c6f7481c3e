//! Equations as linear text: the signs that the structure of an equation prints between its parts.

use super::xml::Xml;

/// A part of an equation that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It prints nothing of its own.
    Silent,
    /// The lower half of a fraction.
    Denominator,
    /// A superscript.
    Super,
    /// A subscript.
    Sub,
    /// A root.
    Root,
}

impl Part {
    /// The part that just began.
    pub(super) fn begin(xml: &Xml<'_>) -> Part {
        match xml.local() {
            "den" => Part::Denominator,
            "sup" => Part::Super,
            "sub" => Part::Sub,
            "rad" => Part::Root,
            _ => Part::Silent,
        }
    }

    /// What is printed before it.
    pub(super) fn before(self) -> Option<&'static str> {
        match self {
            Part::Silent => None,
            Part::Denominator => Some("/"),
            Part::Super => Some("^"),
            Part::Sub => Some("_"),
            Part::Root => Some("√"),
        }
    }

    /// What is printed after it.
    pub(super) fn after(self) -> Option<&'static str> {
        None
    }
}
