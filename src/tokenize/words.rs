//! The whole words of a document, and what they say of words that the end of a line cut: was the
//! hyphen there the author's, or the typesetter's? Learned from the document at hand alone.

use crate::ledger::{Confidence, Ledger};
use crate::signs::edge::is_joining;
use crate::table::Table;
use crate::text::Counts;

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
    /// Whether many words are cut at line ends that the document has whole elsewhere: then it is
    /// set with hyphenation.
    hyphenates: bool,
    /// Whether HYPHEN stands at the ends of lines and nowhere else.
    typeset_only: bool,
    /// Whether many words are cut without a hyphen that the document has whole elsewhere.
    chops: bool,
}

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
    /// Whether not one letter more would have fitted.
    pub(super) full: bool,
    /// Whether a hyphen waits for a later word.
    pub(super) waits: bool,
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
    /// Whether two words are one that a line end tore: after a hyphen or slash that follows a letter.
    pub(super) fn joint(&self, end: &LineEnd<'_>) -> Option<Joint> {
        let mut ends = end.head.chars().rev();
        let (last, inner) = (ends.next(), ends.next());
        let letter = inner.is_some_and(char::is_alphabetic);
        let first = end.rest.chars().next();
        let small = first.is_some_and(char::is_lowercase);
        let certain = |reason| Some((Confidence::Certain, reason));
        // Where a compound goes on with a capital or a number, the hyphen is the author's.
        let typesetters = self.typesetters(end.head, end.rest).filter(|_| small || !end.wrapped);
        let goes_on = end.wrapped && !small && crate::text::goes_on(end.head, end.rest);
        let joins = match last {
            Some('-' | '‐' | '\u{2011}') if letter && small && !end.waits => {
                typesetters.or(certain("a hyphen at the end of its line"))
            }
            Some('-' | '‐' | '\u{2011}') if goes_on => certain("a hyphen at the end of its line"),
            Some('-' | '‐' | '\u{2011}') => None,
            Some('/') if letter && first.is_some_and(char::is_alphabetic) => {
                certain("a slash at the end of its line")
            }
            // "09:00–17:30", "before–after": a dash with a blank on both sides is no such word.
            Some('–' | '—') if end.wrapped && inner.zip(first).is_some_and(of_one_kind) => {
                certain("a dash within a word at the end of its line")
            }
            _ if end.soft && small => certain("a soft hyphen at the end of its line"),
            Some(last) if last.is_alphabetic() && small && end.full => {
                self.is_cut(end.head, end.rest)
            }
            Some(last) if last.is_alphanumeric() && end.full && closes(end.rest) => {
                certain("its column is too narrow for what belongs to it")
            }
            _ => None,
        };
        let hyphen = matches!(last, Some('-' | '‐')) && !end.soft && typesetters.is_some();
        joins.map(|(confidence, reason)| Joint { confidence, reason, drops_hyphen: hyphen })
    }

    /// Reads the words of all tables. What may be a part of a word, at the end or the beginning of a
    /// line, is left aside.
    pub(super) fn learn(tables: &[Table], ledger: &Ledger) -> Self {
        /// So many words must be cut that the document has whole.
        const CUT: usize = 3;
        let mut words = Words::default();
        /// So many without a hyphen, where each line may as well be a word of its own.
        const CHOPPED: usize = 10;
        let mut cuts: Vec<(String, String)> = Vec::new();
        let mut chopped: Vec<(String, String)> = Vec::new();
        let (mut at_ends, mut inside) = (0_usize, 0_usize);
        for cell in tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells) {
            let mut after_full = false;
            let mut open: Option<String> = None;
            let mut full: Option<String> = None;
            for line in &cell.lines {
                let text = ledger.text(line.run);
                let first = text.split_whitespace().next().map(plain).unwrap_or_default();
                let mut cut = usize::from(std::mem::replace(&mut after_full, line.full));
                if let Some(head) = full.take().filter(|_| first.starts_with(char::is_lowercase)) {
                    chopped.push((head, first.clone()));
                }
                full = line.full.then(|| plain(text.trim()));
                if let Some(stem) = open.take() {
                    cut = 1;
                    if first.starts_with(char::is_lowercase) {
                        cuts.push((stem, first));
                    }
                }
                let end = text.trim_end();
                inside += end.strip_suffix(TYPESET).unwrap_or(end).matches(TYPESET).count();
                at_ends += usize::from(end.ends_with(TYPESET));
                open = end
                    .strip_suffix(HYPHENS)
                    .and_then(|_| end.split_whitespace().last())
                    .map(plain);
                for word in text.split_whitespace().skip(cut).filter(|_| !line.full) {
                    let word = word.trim_matches(|c: char| {
                        !c.is_alphanumeric() && !HYPHENS.contains(&c) && c != '\u{AD}'
                    });
                    if !word.is_empty() && !word.ends_with(HYPHENS) && !word.ends_with('\u{AD}') {
                        words.add(&word.to_lowercase());
                    }
                }
            }
        }
        let whole = |(stem, rest): &&(String, String)| words.has(&format!("{stem}{rest}"));
        let authors = |(stem, _): &&(String, String)| words.has_compound(stem);
        let (confirmed, against) =
            (cuts.iter().filter(whole).count(), cuts.iter().filter(authors).count());
        let chops = chopped.iter().filter(whole).count() >= CHOPPED;
        words.hyphenates = confirmed >= CUT && confirmed > against * 2;
        words.typeset_only = at_ends > 1 && inside == 0;
        words.chops = chops;
        words
    }

    fn add(&mut self, word: &str) {
        if self.whole.add(word) == 1 {
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
        let (stem, rest) = (plain(head), plain(rest));
        if head.ends_with(TYPESET) && self.typeset_only {
            return Some((Confidence::Certain, "hyphens of its kind stand only at ends of lines"));
        }
        // Where the program has a hyphen of its own, the other is the author's.
        let typed = head.ends_with('-') && self.typeset_only;
        if !head.ends_with(['-', TYPESET]) || typed || self.has_compound(&stem) {
            return None;
        }
        if self.has(&format!("{stem}{rest}")) {
            return Some((Confidence::Certain, "the document has the word without a hyphen"));
        }
        let halves = self.has(&stem) && self.has(&rest);
        let reason = "the document is set with hyphenation, and has no compound that begins so";
        (self.hyphenates && !halves).then_some((Confidence::Likely, reason))
    }

    /// Whether two words are halves of one that a narrow column cut without a hyphen: the document
    /// has the whole, or it has neither of them and the rest is too short for a word that comes only
    /// once. Where the document cuts words everywhere, the head may be a word ("variant", "s").
    pub(super) fn is_cut(&self, head: &str, rest: &str) -> Option<(Confidence, &'static str)> {
        /// Longer rests are believed only where the document has the whole word.
        const SHORT: usize = 3;
        let (head, rest) = (plain(head), plain(rest));
        if self.has(&format!("{head}{rest}")) {
            let reason = "its column is too narrow for it, and the document has the word whole";
            return Some((Confidence::Certain, reason));
        }
        let short = rest.chars().count() <= SHORT && !self.has(&rest) && !is_joining(&rest);
        let cut = short && (self.chops || !self.has(&head));
        let reason = "its column is too narrow for it, and its parts are no words";
        cut.then_some((Confidence::Certain, reason))
    }
}

/// Whether a word is no more than the signs that close another, or goes on with a hyphen.
fn closes(text: &str) -> bool {
    let goes_on = text.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    goes_on || text.chars().all(|c| matches!(c, '.' | ',' | ';' | ':' | ')' | ']'))
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

fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_words_are_joined_where_the_document_cuts_words() {
        let mut words = Words { chops: true, ..Words::default() };
        ["severe", "malaria", "es"].into_iter().for_each(|word| words.add(word));
        let cut = |words: &Words, head: &str, rest: &str| words.is_cut(head, rest).is_some();
        assert!(cut(&words, "Malaria", "s"));
        assert!(!cut(&words, "Country", "of"));
        // Long halves may be words that come once.
        assert!(!cut(&words, "African", "relevance") && !cut(&words, "outcom", "es"));
        words.chops = false;
        assert!(!cut(&words, "Malaria", "s"));
        assert!(cut(&words, "severit", "y"));
    }
}
