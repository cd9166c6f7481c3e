//! What is printed from left to right → the order in which it is read.
//!
//! A page shows a line of Arabic or Hebrew from right to left, with numbers and Latin words inside it
//! from left to right. Text is kept in the order of reading, as other software expects it. This is
//! the way back of the reordering of lines in the Unicode Bidirectional Algorithm (UAX #9, rule L2)
//! for the two levels that tables have.

use super::words::Word;
use crate::page::is_rtl;

fn has_rtl(text: &str) -> bool {
    text.chars().any(is_rtl)
}

/// A word as it is read, from its characters from left to right.
pub(super) fn word(text: &str) -> Option<String> {
    if !has_rtl(text) {
        return None;
    }
    let keeps = |c: &char| c.is_numeric() || c.is_alphabetic() && !is_rtl(*c);
    let mut read: Vec<char> = text.chars().rev().map(mirrored).collect();
    // What runs from left to right inside comes back as it was; so do the signs inside a number.
    let mut at = 0;
    while at < read.len() {
        if !keeps(&read[at]) {
            at += 1;
            continue;
        }
        let signs = |c: &char| matches!(c, '.' | ',' | '/' | ':' | '-' | '%');
        let run = read[at..].iter().take_while(|c| keeps(c) || signs(c)).count();
        let kept = read[at..at + run].iter().rposition(keeps).map_or(1, |last| last + 1);
        let end = at + kept;
        read[at..end].reverse();
        at = end;
    }
    Some(read.into_iter().collect())
}

/// Brackets are drawn as their mirror images.
fn mirrored(character: char) -> char {
    match character {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

/// The words of a line, given from left to right, in the order of reading.
pub(super) fn line<'w>(words: &[&'w Word]) -> Vec<&'w Word> {
    let count = |own: fn(char) -> bool| {
        words.iter().flat_map(|word| word.text.chars()).filter(|c| own(*c)).count()
    };
    let rtl = count(is_rtl);
    if rtl == 0 {
        return words.to_vec();
    }
    if rtl * 2 <= count(char::is_alphabetic) {
        // A line from left to right; what runs the other way inside it turns by itself.
        return turned(words, |word| has_rtl(&word.text));
    }
    let mut order: Vec<&'w Word> = words.iter().rev().copied().collect();
    order = turned(&order, |word| {
        !has_rtl(&word.text) && word.text.chars().any(|c| c.is_alphabetic() || c.is_numeric())
    });
    order
}

/// The words with each stretch of those that `other` names turned round.
fn turned<'w>(words: &[&'w Word], other: impl Fn(&Word) -> bool) -> Vec<&'w Word> {
    let mut order: Vec<&'w Word> = words.to_vec();
    let mut at = 0;
    while at < order.len() {
        let len = order[at..].iter().take_while(|word| other(word)).count();
        order[at..at + len].reverse();
        at += len.max(1);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_from_the_right() {
        assert_eq!(word("abc"), None);
        assert_eq!(word("םולש").as_deref(), Some("שלום"));
        assert_eq!(word("(םולש)").as_deref(), Some("(שלום)"));
        assert_eq!(word("12.5םולש").as_deref(), Some("שלום12.5"));
    }
}
