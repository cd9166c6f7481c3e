//! Evidence at a seam: does a text end open, does another begin like a rest?

use std::collections::BTreeMap;

use crate::fragment::{Cell, Fragment, Line};
use crate::ledger::Ledger;
use crate::marks;
use crate::signs::edge::{EDGE, ends_with_arrow, open_brackets};
use crate::text::{Counts, lower_into};

/// What a document's own words say about ends. Nothing in it outlives the document.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// How often each word stands in the document, in lower case.
    words: Counts,
    /// How often each phrase between two marks stands in the document, in lower case.
    phrases: Counts,
    /// Of each column the cells beside a key that are not at the top of a page, and how many of them begin with a small
    /// letter.
    inner: BTreeMap<usize, (u32, u32)>,
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
                        let inner = learned.inner.entry(cell.col).or_default();
                        inner.0 += 1;
                        inner.1 += u32::from(starts_small(&text));
                    }
                    learned.add(&text);
                }
            }
        }
        learned
    }

    fn add(&mut self, text: &str) {
        let mut lower = String::new();
        for word in words(text) {
            lower_into(word, &mut lower);
            self.words.add(&lower);
        }
        for phrase in phrases(text) {
            self.phrases.add(&phrase);
        }
    }

    /// Whether some word of `text` stands nowhere else in the document: a sign of damage.
    pub(super) fn has_stranger(&self, text: &str) -> bool {
        let mut own: Vec<String> = words(text).map(str::to_lowercase).collect();
        own.sort_unstable();
        own.chunk_by(|a, b| a == b).any(|same| {
            let Some(word) = same.first() else { return false };
            self.words.get(word) as usize <= same.len()
        })
    }

    /// Whether cells of this document begin with a capital as a rule, so that a small letter at the
    /// top of a page is a rest.
    pub(super) fn capitals_begin(&self) -> bool {
        let sums = self.inner.values().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        are_few(sums)
    }

    /// The same of the cells of a column: "n = 12" stands in one, and sentences in the next. Where it has few of them all
    /// columns tell.
    pub(super) fn capitals_begin_in(&self, col: usize) -> bool {
        /// So many cells tell.
        const FEWEST: u32 = 5;
        let own = self.inner.get(&col).filter(|own| own.0 >= FEWEST);
        own.map_or_else(|| self.capitals_begin(), |own| are_few(*own))
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
        let known = phrases(text).last().map_or(0, |phrase| self.phrases.get(phrase));
        !matches!(last, '.' | ';' | '!' | '?') && known < 2
    }
}

/// Whether so few cells begin with a small letter that it is no habit: every fifth.
fn are_few((all, small): (u32, u32)) -> bool {
    small * 5 <= all
}

/// The text of a cell, its lines joined by blanks, with known marks for those of the house.
pub(super) fn text(cell: &Cell, ledger: &Ledger) -> String {
    text_of(cell.lines.iter(), ledger)
}

fn text_of<'l>(lines: impl Iterator<Item = &'l Line>, ledger: &Ledger) -> String {
    let mut text = String::new();
    for (at, line) in lines.enumerate() {
        if at > 0 {
            text.push(' ');
        }
        text.extend(ledger.known(line.run).iter());
    }
    match text.trim() {
        trimmed if trimmed.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// The end of the text of a cell: enough of it to see how it ends. A cell that goes on over many pages
/// is asked again and again.
pub(super) fn end(cell: &Cell, ledger: &Ledger) -> String {
    let mut long = 0;
    let enough = cell.lines.iter().rev().take_while(|line| {
        let before = long;
        long += line.run.len();
        before < EDGE
    });
    let from = cell.lines.len() - enough.count();
    text_of(cell.lines.iter().skip(from), ledger)
}

/// The text of a cell where it has no more than `most` characters.
pub(super) fn short_text(cell: &Cell, most: usize, ledger: &Ledger) -> Option<String> {
    let mut long = 0;
    let fits = cell.lines.iter().all(|line| {
        long += line.run.len();
        long <= most
    });
    fits.then(|| text(cell, ledger))
}

fn words(text: &str) -> impl Iterator<Item = &str> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1)
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
                if c.is_ascii() {
                    last.push(c.to_ascii_lowercase());
                } else {
                    last.extend(c.to_lowercase());
                }
            }
            at += 1;
        }
    }
    found.retain_mut(|phrase| {
        let trimmed = phrase.trim();
        if trimmed.len() < phrase.len() {
            *phrase = trimmed.to_owned();
        }
        !phrase.is_empty()
    });
    found
}

fn unclosed(text: &str) -> bool {
    open_brackets(text) > 0
}

fn starts_small(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}
