//! Runs → text as it is printed in the result.

use unicode_normalization::UnicodeNormalization;

use crate::fragment::Cell;
use crate::ledger::{Ledger, Run};

/// The text of runs: NFC, one blank between words, no soft hyphens.
pub(crate) fn join(runs: &[Run], ledger: &Ledger) -> String {
    let mut text = String::new();
    for run in runs {
        if !text.is_empty() && !text.ends_with(['/', ' ']) {
            text.push(' ');
        }
        text.extend(ledger.chars(*run).iter().filter(|c| **c != '\u{AD}'));
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// The text of a cell, its lines joined by blanks.
pub(crate) fn cell(cell: &Cell, ledger: &Ledger) -> String {
    let runs: Vec<Run> = cell.lines.iter().map(|line| line.run).collect();
    join(&runs, ledger)
}

/// The text of a column's header: its rows joined by " / ".
pub(crate) fn headers(rows: &[Vec<Run>], ledger: &Ledger) -> String {
    rows.iter().map(|runs| join(runs, ledger)).collect::<Vec<_>>().join(" / ")
}
