//! The whole words of a document, and what they say of words that the end of a line cut: was the
//! hyphen there the author's, or the typesetter's? Learned from the document at hand alone.

use std::collections::BTreeMap;

use compact_str::CompactString;

pub(super) mod halves;

use super::end_blanks::EndBlanks;
use crate::fragment::{Cell, End, Start};
use crate::ledger::{Confidence, Ledger};
use crate::letters::{self, BIT, Letters};
use crate::table::Table;
use crate::text::{Counts, bare};

/// The hyphens that end lines: the ASCII one, HYPHEN, and NON-BREAKING HYPHEN.
pub(super) const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];
/// The hyphen that programs put in where they break a word; authors type `-`.
const TYPESET: char = '\u{2010}';

/// The words of a document.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In lower case, those that stand there whole.
    whole: Counts,
    /// What stands before a hyphen in them.
    stems: Counts,
    /// How often a hyphen at the end of a line is the typesetter's: log odds, in parts of a bit.
    hyphenates: i32,
    /// Whether HYPHEN stands at the ends of lines and nowhere else.
    typeset_only: bool,
    /// Whether many words are cut without a hyphen that the document has whole elsewhere.
    chops: bool,
    /// The same in the order in which they came, until their letters are counted.
    types: Vec<CompactString>,
    /// How letters follow each other in words at large and in these, where there is something to be told.
    letters: Option<Letters>,
    /// How often words that fill a line are cut: log odds, in parts of a bit.
    cuts: i32,
    /// What the blanks at the ends of lines say.
    ends: EndBlanks,
}

/// What the ends of lines show while a document is learned from.
#[derive(Debug, Default)]
struct Cuts {
    /// Halves of words with a hyphen between.
    hyphened: Vec<(String, String)>,
    /// Words that fill a line and words that begin the next one.
    chopped: Vec<(String, String)>,
    /// The letters before and after ends of lines that were full, where these may part one word.
    pieces: Vec<(String, String)>,
    /// How many words fill a line that shows no blank at its end, over one that begins small.
    torn: usize,
    /// Words that fill a line, with what the next line began with: none where that was several letters.
    followed: BTreeMap<String, Option<char>>,
    /// How often HYPHEN stands at the end of a line, and how often elsewhere.
    at_ends: usize,
    inside: usize,
}

impl Cuts {
    /// A word that fills its line is followed by one that begins with `first`. What is followed by
    /// several is a word and no part of one.
    fn follow(&mut self, head: &str, first: Option<char>) {
        match self.followed.get_mut(head) {
            Some(known) if *known != first => *known = None,
            Some(_) => {}
            None => {
                self.followed.insert(head.to_owned(), first);
            }
        }
    }
}

/// That two words are one, how sure that is, and why.
type Told = Option<(Confidence, &'static str)>;

/// Two words that the end of a line parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineEnd<'w> {
    /// The last word of the line, and the first of the next one.
    pub(super) head: &'w str,
    pub(super) rest: &'w str,
    /// Whether a soft hyphen stands between.
    pub(super) soft: bool,
    /// Whether the line ended because it was full.
    pub(super) wrapped: bool,
    /// Whether it did, or the page ended.
    pub(super) flows: bool,
    /// Whether not one letter more would have fitted.
    pub(super) full: bool,
    /// What stands after the first of them.
    pub(super) end: End,
    /// Whether a hyphen waits for a later word.
    pub(super) waits: bool,
    /// Whether the word that the line ends with, with what earlier lines have of it, is an address.
    pub(super) in_address: bool,
}

/// How the end of a line joins two words to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Joint {
    pub(super) confidence: Confidence,
    pub(super) reason: &'static str,
    /// Whether the hyphen is the typesetter's.
    pub(super) drops_hyphen: bool,
}

impl Words {
    /// Whether two words are one that a line end tore: after a hyphen or slash that follows a letter, or
    /// where a column was too narrow.
    pub(super) fn joint(&self, end: &LineEnd<'_>) -> Option<Joint> {
        // A blank that is drawn leaves nothing to be told.
        if end.end == End::Blank && self.ends.mean() && !end.soft {
            return None;
        }
        let last = end.head.chars().next_back()?;
        let small = end.rest.starts_with(char::is_lowercase);
        // Where a compound goes on with a capital or a number, the hyphen is the author's.
        let typesetters = self.typesetters(end.head, end.rest).filter(|_| small || !end.wrapped);
        let (confidence, reason) = match last {
            _ if end.full && self.closes(end.rest) => {
                Some((Confidence::Certain, "its column is too narrow for what belongs to it"))
            }
            '-' | '‐' | '\u{2011}' => self.after_hyphen(end, small, typesetters),
            _ => halves::after_sign(end, last, small).or_else(|| self.in_word(end, last)),
        }?;
        let drops_hyphen = matches!(last, '-' | '‐') && !end.soft && typesetters.is_some();
        Some(Joint { confidence, reason, drops_hyphen })
    }

    /// How a line that ends with a hyphen goes on.
    fn after_hyphen(&self, end: &LineEnd<'_>, small: bool, typesetters: Told) -> Told {
        let inner = end.head.chars().rev().nth(1);
        let letter = inner.is_some_and(char::is_alphabetic);
        let certain = Some((Confidence::Certain, "a hyphen at the end of its line"));
        // One that stands alone is a dash, unless it was cut off its word.
        let first = end.rest.starts_with(char::is_alphabetic);
        let is_bare = self.is_bare(end) && (inner.is_some() || first);
        let goes_on = end.wrapped && !small && crate::text::goes_on(end.head, end.rest);
        if letter && small && !end.waits {
            return typesetters.or(certain);
        }
        certain.filter(|_| goes_on || is_bare)
    }

    /// Whether a line shows that no blank stood at its end.
    fn is_bare(&self, end: &LineEnd<'_>) -> bool {
        end.end == End::Bare && self.ends.shown()
    }

    /// Reads the words of all tables. What may be a part of a word, at the end or the beginning of a
    /// line, is left aside.
    pub(super) fn learn(tables: &[Table], ledger: &Ledger) -> Self {
        /// So many without a hyphen, where each line may as well be a word of its own.
        const CHOPPED: usize = 10;
        let mut words = Words::default();
        ledger.known_words().for_each(|word| words.add(word));
        let mut seen = Cuts::default();
        for cell in tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells) {
            words.learn_cell(cell, &mut seen, ledger);
        }
        seen.followed
            .iter()
            .filter(|(_, first)| first.is_none())
            .for_each(|(word, _)| words.add(word));
        let whole = |(stem, rest): &&(String, String)| words.has(&format!("{stem}{rest}"));
        let torn = if words.ends.shown() { seen.torn } else { 0 };
        let chops = seen.chopped.iter().filter(whole).count() + torn >= CHOPPED;
        words.typeset_only = seen.at_ends > 1 && seen.inside == 0;
        words.chops = chops;
        words.learn_letters(&seen);
        words
    }

    /// Learns how letters follow each other, and how often words that fill a line are cut.
    fn learn_letters(&mut self, seen: &Cuts) {
        /// A word of the document's own says so much more of it than one of words at large.
        const OWN: u32 = 4;
        let types = std::mem::take(&mut self.types);
        let weight = |word: &str| OWN * letters::weight(self.whole.get(word));
        if !seen.pieces.is_empty() || !seen.hyphened.is_empty() {
            let own = types.iter().map(|word| (word.as_str(), weight(word)));
            self.letters = Some(Letters::known().clone().with(own));
        }
        let pieces = seen.pieces.iter().map(|(head, rest)| self.odds(head, rest)).collect();
        let hyphened = seen.hyphened.iter().map(|(stem, rest)| self.hyphen_odds(stem, rest));
        (self.cuts, self.hyphenates) = (how_often(pieces), how_often(hyphened.collect()));
    }

    /// Reads the words of a cell.
    fn learn_cell(&mut self, cell: &Cell, seen: &mut Cuts, ledger: &Ledger) {
        let mut after_full = false;
        let mut open: Option<String> = None;
        let mut full: Option<String> = None;
        for (at, line) in cell.lines.iter().enumerate() {
            if let Some(next) = cell.lines.get(at + 1) {
                self.ends.see(line, next, ledger);
                let small = ledger.chars(next.run).first().is_some_and(|c| c.is_lowercase());
                seen.torn += usize::from(line.full && line.end == End::Bare && small);
                if line.full && line.end != End::Blank && small && next.start == Start::Wrap {
                    let (text, next) = (ledger.text(line.run), ledger.text(next.run));
                    seen.pieces.extend(halves::pieces(text.trim_end(), &next));
                }
            }
            let text = ledger.text(line.run);
            let first = text.split_whitespace().next().map(bare).unwrap_or_default();
            let rest = at == 0 || line.start == Start::Page;
            let rest = rest && text.trim_start().starts_with(char::is_lowercase);
            let mut cut = usize::from(std::mem::replace(&mut after_full, line.full) || rest);
            if let Some(head) = full.take() {
                seen.follow(&head, first.chars().next());
                if text.starts_with(char::is_lowercase) {
                    seen.chopped.push((head, first.clone()));
                }
            }
            full = line.full.then(|| bare(text.trim()));
            if let Some(stem) = open.take() {
                cut = 1;
                if first.starts_with(char::is_lowercase) {
                    seen.hyphened.push((stem, first));
                }
            }
            let end = text.trim_end();
            seen.inside += end.strip_suffix(TYPESET).unwrap_or(end).matches(TYPESET).count();
            seen.at_ends += usize::from(end.ends_with(TYPESET));
            open = end.strip_suffix(HYPHENS).and_then(|_| end.split_whitespace().last()).map(bare);
            let may_be_cut = line.full && line.end != End::Blank;
            for word in text.split_whitespace().skip(cut).filter(|_| !may_be_cut) {
                let word = word.trim_matches(|c: char| {
                    !c.is_alphanumeric() && !HYPHENS.contains(&c) && c != '\u{AD}'
                });
                if !word.is_empty() && !word.ends_with(HYPHENS) && !word.ends_with('\u{AD}') {
                    self.add(&word.to_lowercase());
                }
            }
        }
    }

    /// The log odds that two pieces over the end of a full line are one word, in parts of a bit: by their letters,
    /// and by whether the document has either as a word.
    fn odds(&self, head: &str, rest: &str) -> i32 {
        self.odds_where(head, rest, |word| self.has(word))
    }

    /// The same of the parts of a compound, which are words that its document need not have by themselves.
    fn odds_of_parts(&self, stem: &str, rest: &str) -> i32 {
        self.odds_where(stem, rest, |word| self.has(word) || letters::is_common(word))
    }

    fn odds_where(&self, head: &str, rest: &str, is_word: impl Fn(&str) -> bool) -> i32 {
        // How much a word that is known speaks for being one, before and after another. Over chunks of 3,000 words of
        // six texts, 81 of 100 words that stand before another and 15 of 100 beginnings of words come in the same
        // chunk once more; 85 and 36 of those that stand after one.
        const HEAD: i32 = BIT * 24 / 10;
        const REST: i32 = BIT * 12 / 10;
        let known = HEAD * i32::from(is_word(head)) + REST * i32::from(is_word(rest));
        self.letters.as_ref().unwrap_or(Letters::known()).odds(head, rest) - known
    }

    /// The log odds that the hyphen between two pieces over the end of a line is the typesetter's: by what the document
    /// has elsewhere, and else by their letters.
    fn hyphen_odds(&self, stem: &str, rest: &str) -> i32 {
        // As much as the letters of most words and compounds say.
        const SEEN: i32 = 8 * BIT;
        if self.has(&format!("{stem}{rest}")) {
            SEEN
        } else if self.has_compound(stem) {
            -SEEN
        } else {
            self.odds_of_parts(stem, rest)
        }
    }

    fn add(&mut self, word: &str) {
        if self.whole.add(word) == 1 {
            self.types.push(word.into());
            for (at, _) in word.match_indices('-') {
                self.stems.add(word.get(..at).unwrap_or_default());
            }
        }
    }

    /// Whether the document has a word whole, in lower case and without outer signs.
    pub(super) fn has(&self, word: &str) -> bool {
        self.whole.get(word) > 0
    }

    /// Whether the document has a word that begins with `stem` and a hyphen.
    fn has_compound(&self, stem: &str) -> bool {
        self.stems.get(stem) > 0
    }

    /// Whether the hyphen between two halves of a word over the end of a line is the typesetter's,
    /// how sure that is, and why; `None` where it is the author's.
    pub(super) fn typesetters(&self, head: &str, rest: &str) -> Option<(Confidence, &'static str)> {
        /// Four to one.
        const SURE: i32 = 2 * BIT;
        let (stem, rest) = (bare(head), bare(rest));
        if head.ends_with(TYPESET) && self.typeset_only {
            return Some((Confidence::Certain, "hyphens of its kind stand only at ends of lines"));
        }
        // Where the program has a hyphen of its own, the other is the author's.
        let typed = head.ends_with('-') && self.typeset_only;
        let alone = stem.is_empty();
        if !head.ends_with(['-', TYPESET]) || alone || typed || self.has_compound(&stem) {
            return None;
        }
        if self.has(&format!("{stem}{rest}")) {
            return Some((Confidence::Certain, "the document has the word without a hyphen"));
        }
        let reason =
            "its letters go on as those of a word, and the document has no compound that begins so";
        // That its author's hyphen is lost is worse than that a typesetter's stays, whatever the document does.
        let odds = self.odds_of_parts(&stem, &rest) + self.hyphenates.min(0);
        (odds > SURE).then_some((Confidence::Likely, reason))
    }
}

/// How often what ends a line is one word with what begins the next, in log odds, where the letters of each say so
/// much: the share that agrees best with what they say (expectation and maximisation, Dempster and others 1977), begun
/// with one of four.
fn how_often(pieces: Vec<i32>) -> i32 {
    /// From here on the share stands still to a part of a bit.
    const ROUNDS: usize = 30;
    let odds = |share: f64| (share / (1.0 - share)).log2();
    let likely = |bits: f64| 1.0 / (1.0 + (-bits).exp2());
    let mut share = 0.25;
    for _ in 0..ROUNDS {
        let bits = |own: &i32| f64::from(*own) / f64::from(BIT) + odds(share);
        let cut: f64 = pieces.iter().map(|own| likely(bits(own))).sum();
        share = (cut + 1.0) / (pieces.len() as f64 + 4.0);
    }
    (odds(share) * f64::from(BIT)).round() as i32
}

/// Whether both are letters, or both digits.
fn of_one_kind((one, other): (char, char)) -> bool {
    one.is_alphabetic() && other.is_alphabetic() || one.is_numeric() && other.is_numeric()
}

/// "short- and long-term": the hyphen waits for a later word, and the blank stays. Asked of the words
/// after it.
pub(super) fn waits<'w>(mut after: impl Iterator<Item = &'w str>) -> bool {
    let next = after.next();
    after.take(2).any(|word| word.contains('-'))
        && next.is_some_and(|word| !word.contains('-') && word.len() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_a_document_cuts_words_is_seen_by_their_letters() {
        let pieces = |all: &[(&str, &str)]| {
            all.iter()
                .map(|(head, rest)| ((*head).to_owned(), (*rest).to_owned()))
                .collect::<Vec<_>>()
        };
        let cut = pieces(&[
            ("interpr", "etation"),
            ("hospita", "l"),
            ("mediati", "on"),
            ("outcom", "es"),
        ]);
        let not = pieces(&[
            ("related", "anaemia"),
            ("malaria", "is"),
            ("outcome", "of"),
            ("severe", "malaria"),
        ]);
        let how_often = |pieces| {
            let mut words = Words::default();
            words.learn_letters(&Cuts { pieces, ..Cuts::default() });
            words.cuts
        };
        let (cut, not) = (how_often(cut), how_often(not));
        assert!(cut > 0 && not < -BIT, "{cut} {not}");
    }
}
