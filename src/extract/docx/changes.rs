//! Tracked changes: which of them take text, rows and cells away in which reading.

use super::xml::Xml;
use crate::extract::TrackChanges;
use crate::extract::blocks::model::Merge;

/// A tracked change, as far as it adds or takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Inserted, or moved to here.
    Added,
    /// Deleted, or moved away from here.
    Removed,
}

impl Change {
    /// The change that an element marks, round runs or in the properties of a paragraph's mark or
    /// of a row.
    pub(super) fn of(local: &str) -> Option<Change> {
        match local {
            "ins" | "moveTo" => Some(Change::Added),
            "del" | "moveFrom" => Some(Change::Removed),
            _ => None,
        }
    }

    /// The change that an element in the properties of a cell marks.
    pub(super) fn of_cell(local: &str) -> Option<Change> {
        match local {
            "cellIns" => Some(Change::Added),
            "cellDel" => Some(Change::Removed),
            _ => None,
        }
    }

    /// Whether what it marks is not there in that reading of the document.
    pub(super) fn is_gone(self, reading: TrackChanges) -> bool {
        match reading {
            TrackChanges::Accept => self == Change::Removed,
            TrackChanges::Reject => self == Change::Added,
            TrackChanges::All => false,
        }
    }
}

/// Whether an element holds the properties from before a tracked change of format.
pub(super) fn holds_old(local: &str) -> bool {
    matches!(local, "rPrChange" | "pPrChange" | "trPrChange" | "tcPrChange")
}

/// What a tracked merge or split makes of the cell in whose properties it stands.
pub(super) fn cell_merge(xml: &Xml<'_>, reading: TrackChanges) -> Option<Merge> {
    let value = match reading {
        TrackChanges::Reject => xml.attr("vMergeOrig"),
        _ => xml.attr("vMerge"),
    };
    match value? {
        "rest" => Some(Merge::Begins),
        "cont" => Some(Merge::GoesOn),
        _ => None,
    }
}
