//! Evidence at a seam: does a text end open, does another begin like a rest?

use std::collections::BTreeMap;

use crate::fragment::{Cell, Fragment};
use crate::ledger::Ledger;
use crate::marks;

/// What a document's own words say about ends. Nothing in it outlives the document.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// How often each word stands in the document, in lower case.
    words: BTreeMap<String, u32>,
    /// How often each phrase between two marks stands in the document, in lower case.
    phrases: BTreeMap<String, u32>,
    /// Cells beside a key that are not at the top of a page, and how many of them begin with a small letter.
    inner: (u32, u32),
}

impl Phrases {
    /// Learns from all cells of all fragments.
    pub(super) fn learn(fragments: &[Fragment], ledger: &Ledger) -> Self {
        let mut learned = Phrases::default();
        for fragment in fragments {
            for (at, row) in fragment.rows.iter().enumerate() {
                let keyed = row.cells.first().is_some_and(|cell| cell.col == 0 && !cell.is_empty());
                for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
                    let text = text(cell, ledger);
                    if at > 0 && keyed && cell.col > 0 {
                        learned.inner.0 += 1;
                        learned.inner.1 += u32::from(starts_small(&text));
                    }
                    learned.add(&text);
                }
            }
        }
        learned
    }

    fn add(&mut self, text: &str) {
        for word in words(text) {
            *self.words.entry(word).or_default() += 1;
        }
        for phrase in phrases(text) {
            *self.phrases.entry(phrase).or_default() += 1;
        }
    }

    /// Whether some word of `text` stands nowhere else in the document: a sign of damage.
    pub(super) fn has_stranger(&self, text: &str) -> bool {
        let mut own: BTreeMap<String, u32> = BTreeMap::new();
        for word in words(text) {
            *own.entry(word).or_default() += 1;
        }
        own.iter().any(|(word, count)| self.words.get(word).copied().unwrap_or(0) <= *count)
    }

    /// Whether cells of this document begin with a capital as a rule, so that a small letter at the
    /// top of a page is a rest.
    pub(super) fn capitals_begin(&self) -> bool {
        self.inner.1 * 5 <= self.inner.0
    }

    /// Whether `text` ends in the middle: on an arrow, a hyphen, inside a bracket, or with words
    /// that do not end anything else in the document where most ends recur.
    pub(super) fn ends_open(&self, text: &str) -> bool {
        let Some(last) = text.trim_end().chars().last() else { return false };
        if matches!(last, '-' | '/' | ',' | '(' | '[' | '&') || ends_with_arrow(text) {
            return true;
        }
        if unclosed(text) {
            return true;
        }
        let known = phrases(text).last().and_then(|phrase| self.phrases.get(phrase).copied());
        !matches!(last, '.' | ';' | '!' | '?') && known.unwrap_or(0) < 2
    }
}

/// The text of a cell, its lines joined by blanks, with known marks for those of the house.
pub(super) fn text(cell: &Cell, ledger: &Ledger) -> String {
    let lines: Vec<String> = cell.lines.iter().map(|line| ledger.text(line.run)).collect();
    ledger.house().known_text(lines.join(" ").trim()).into_owned()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).map(str::to_lowercase)
}

/// The texts between marks, in lower case.
fn phrases(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = vec![String::new()];
    let mut at = 0;
    while at < characters.len() {
        let mark = marks::arrow_at(&characters, at).max(marks::bullet_at(&characters, at, at == 0));
        if mark > 0 {
            found.push(String::new());
            at += mark;
        } else {
            if let (Some(last), Some(c)) = (found.last_mut(), characters.get(at)) {
                last.extend(c.to_lowercase());
            }
            at += 1;
        }
    }
    found
        .iter()
        .map(|phrase| phrase.trim().to_owned())
        .filter(|phrase| !phrase.is_empty())
        .collect()
}

/// Whether an arrow is the last thing in `text`.
pub(super) fn ends_with_arrow(text: &str) -> bool {
    let characters: Vec<char> = text.trim_end().chars().collect();
    (0..characters.len()).rev().take(16).any(|at| {
        let len = marks::arrow_at(&characters, at);
        len > 0 && at + len == characters.len()
    })
}

fn unclosed(text: &str) -> bool {
    text.matches('(').count() > text.matches(')').count()
}

fn starts_small(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// How a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Beginning {
    /// With a bullet, or like any text of its own.
    Own,
    /// With a small letter, or by closing what was opened before.
    Small,
    /// With an arrow.
    Arrow,
}

/// How `text` begins.
pub(super) fn beginning(text: &str) -> Beginning {
    let characters: Vec<char> = text.trim_start().chars().collect();
    // A `>` at the very start has nothing before it to point from, so it is read with a letter.
    let probe: Vec<char> = ['x', ' '].into_iter().chain(characters.iter().copied()).collect();
    if marks::arrow_at(&probe, 2) > 0 {
        return Beginning::Arrow;
    }
    if marks::bullet_at(&characters, 0, true) > 0 {
        return Beginning::Own;
    }
    let closes = |open: char, close: char| {
        let first_close = characters.iter().position(|c| *c == close);
        let first_open = characters.iter().position(|c| *c == open);
        first_close.is_some_and(|at| first_open.is_none_or(|open| at < open))
    };
    if starts_small(text.trim_start()) || closes('(', ')') {
        Beginning::Small
    } else {
        Beginning::Own
    }
}
