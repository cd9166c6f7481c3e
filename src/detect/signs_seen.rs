//! What a word or a phrase looks like, as evidence.

use super::sheet::Sheet;
use super::words::Word;
use crate::signs;
use crate::signs::caption::Strength;

/// What is asked of each word again and again, seen once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) number: bool,
    pub(super) small: bool,
    pub(super) rest: bool,
    pub(super) open: bool,
    pub(super) label: bool,
    pub(super) formula: bool,
    pub(super) leader: bool,
    pub(super) stop: bool,
    /// Whether it may be the noun of a caption.
    noun: bool,
}

pub(super) fn look(word: &Word) -> Look {
    let text = &*word.text;
    // A text neither begins nor ends with the letter of a note.
    let mark = word.is_raised();
    Look {
        number: is_number(text),
        small: is_small(text),
        rest: !mark && begins_as_rest(text),
        open: !mark && ends_open(text),
        label: word.is_label(),
        formula: text.contains(['=', '∑', '∫', '√', '∈', '∂']),
        leader: text.contains("..") || text == ".",
        stop: text.ends_with('.'),
        noun: signs::caption::holds_noun(text),
    }
}

/// Whether a sign is a part of a bracket over several lines: those of Unicode, and those that fonts have under the names
/// of the Adobe Glyph List (`parenlefttp` and the like).
pub(super) fn is_bracket_part(c: char) -> bool {
    matches!(c, '\u{239B}'..='\u{23AE}' | '\u{F8E6}'..='\u{F8FE}')
}

/// The kinds of signs that a text is made of, in order and each once: `(2017)` is as `(1)`, `Low` as `High`.
pub(super) fn shape<'t>(words: impl Iterator<Item = &'t str>) -> String {
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => '9',
        c if c.is_lowercase() => 'a',
        c if c.is_alphabetic() => 'A',
        c => c,
    };
    let mut shape = String::new();
    for word in words {
        for sign in word.chars().map(kind) {
            if !shape.ends_with(sign) {
                shape.push(sign);
            }
        }
        shape.push(' ');
    }
    shape
}

/// Whether a word is a number as tables have them: `12`, `1,204.5`, `.05`, `<0.001`, `(0.12–3.4)`, `45%`.
fn is_number(text: &str) -> bool {
    let lead = "<>≤≥~±+-–−([$€£=≈*";
    let inner = text.trim_start_matches(|c| lead.contains(c));
    // A share that cannot be more than one is printed without its nought.
    let inner = inner.strip_prefix('.').unwrap_or(inner);
    let digits = inner.chars().filter(char::is_ascii_digit).count();
    let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    inner.starts_with(|c: char| c.is_ascii_digit()) && letters <= 1 && digits > letters
}

/// Words that prose has and cells of tables seldom have; of the languages whose articles were looked at.
const SMALL: [&str; 64] = [
    "the", "of", "and", "in", "to", "a", "for", "with", "on", "by", "that", "is", "was", "were",
    "are", "as", "from", "at", "or", "be", "this", "which", "an", "we", "it", "not", "have", "has",
    "their", "these", "been", "than", "its", "our", "can", "but", "also", "between", "after",
    "using", "had", "all", "more", "other", "into", "such", "they", "de", "la", "el", "les", "des",
    "en", "und", "der", "die", "das", "que", "los", "et", "il", "di", "da", "e",
];

/// Whether a word is one of the small words of prose.
fn is_small(text: &str) -> bool {
    let text = text.trim_end_matches([',', '.', ';', ':']).to_lowercase();
    SMALL.contains(&text.as_str())
}

/// Whether a text goes on as the rest of another does: with a small letter, or a sign that cannot begin.
fn begins_as_rest(text: &str) -> bool {
    // A letter alone is a value: an x for yes, a mark of a note.
    text.chars().nth(1).is_some()
        && !is_number(text)
        && text.starts_with(|c: char| {
            c.is_lowercase() || matches!(c, ')' | ']' | ',' | ';' | '.' | '%' | '&' | '/' | '→')
        })
}

/// Whether a text ends open: it must go on.
fn ends_open(word: &str) -> bool {
    word.ends_with(['-', '‐', '\u{AD}', ',', '→', '/', '&', '(', '+', '–', '±', '×', '=', '<', '≤'])
        || is_small(word) && !word.ends_with('.')
}

/// What a line that names a table, a figure or something else begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caption {
    None,
    Table,
    Figure,
}

/// Words of a line that tell what it begins as: a caption's prefix, noun, label and a little of its text.
const BEGINNING: usize = 14;

/// What a line of such words begins as.
pub(super) fn caption<'t>(words: impl Iterator<Item = &'t str>) -> Caption {
    match signs::caption::parse(&first_of(words)) {
        Some(found) if found.strength < Strength::Likely => Caption::None,
        Some(found) if found.may_be_table() => Caption::Table,
        Some(_) => Caption::Figure,
        None => Caption::None,
    }
}

fn first_of<'t>(words: impl Iterator<Item = &'t str>) -> String {
    words.take(BEGINNING).collect::<Vec<_>>().join(" ")
}

impl Sheet<'_> {
    /// What the line of some phrases begins as. The heading of a part of a supplement is that of its table.
    pub(super) fn caption(&self, phrases: &[usize]) -> Caption {
        let heads = || signs::edge::is_part_of_supplement(&first_of(self.texts(phrases)));
        if !self.words_at(phrases).take(BEGINNING).any(|at| self.looks[at].noun) {
            return if heads() { Caption::Table } else { Caption::None };
        }
        caption(self.texts(phrases))
    }

    /// Whether the line of some phrases begins as a note under a table does.
    pub(super) fn is_note(&self, phrases: &[usize]) -> bool {
        signs::note::is_note(&first_of(self.texts(phrases)))
    }

    fn texts(&self, phrases: &[usize]) -> impl Iterator<Item = &str> {
        self.words_at(phrases).map(|at| self.words[at].text.as_str())
    }

    fn words_at(&self, phrases: &[usize]) -> impl Iterator<Item = usize> {
        phrases.iter().flat_map(|at| &self.phrases[*at].words).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_does_not_go_on_after_the_letter_of_a_note() {
        let word = Word { text: "a".to_owned(), ..Word::default() };
        let mark = Word { note: true, ..word.clone() };
        assert_eq!((look(&word).open, look(&mark).open), (true, false));
    }
}
