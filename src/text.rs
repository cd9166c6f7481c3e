//! Runs → text as it is printed in the result.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

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
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    nfc(words)
}

/// A text in NFC; nearly all are already.
pub(crate) fn nfc(text: String) -> String {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        text.nfc().collect()
    }
}

/// Counts a word, by a key that is made only where the word is new.
pub(crate) fn count_word<S: std::hash::BuildHasher>(
    counts: &mut std::collections::HashMap<String, u32, S>,
    word: &str,
) {
    match counts.get_mut(word) {
        Some(count) => *count += 1,
        None => drop(counts.insert(word.to_owned(), 1)),
    }
}

/// Writes a word in lower case into `buffer`, which is emptied before.
pub(crate) fn lower_into(word: &str, buffer: &mut String) {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        // Not letter by letter: a capital sigma at the end of a word has a form of its own.
        buffer.push_str(&word.to_lowercase());
    }
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
