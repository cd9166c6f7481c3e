//! How letters follow each other in words: are two pieces of text one word or two?
//!
//! Character n-grams with the ends of words as signs of their own, smoothed by interpolation with the next
//! shorter ones (Jelinek and Mercer 1980), counted over the words of texts that `cargo xtask words` has read.
//! It is asked only of what a document itself cannot tell.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A bit of log odds has so many parts, as in learned weights.
pub const BIT: i32 = 64;
/// Letters that are seen together.
const REACH: usize = 5;
/// Letters and ends of words: of so many signs one may follow where nothing is known.
const SIGNS: f64 = 30.0;
/// A context counts for so much of itself as for what shorter ones say: types of words that it must have
/// been seen in before it says as much.
const SMOOTHING: f64 = 4.0;
/// Odds of letters are those of one word by itself, and words of a text depend on each other: half of them
/// is what came true on sources left out (slopes of .44 to .56 over six sources).
const TRUE_SHARE: i32 = 2;

/// The beginning and the end of a word, and letters other than a to z.
const BEGIN: u8 = 28;
const END: u8 = 29;
const OTHER: u8 = 27;

/// The words of texts, and how common each is: `WEIGHT WORD WORD …`, a line.
static WORDS: &str = include_str!("letters/words.txt");
static KNOWN: LazyLock<Letters> = LazyLock::new(|| Letters::learn(weighed(WORDS)));
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| weighed(WORDS).map(|(word, _)| word).collect());

/// Counts of letters after letters.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// How often a sign follows up to four others, and under the others alone how often any does.
    counts: HashMap<u32, u32>,
}

impl Letters {
    /// Those of the words that are built in; counted when they are first asked for.
    pub fn known() -> &'static Letters {
        &KNOWN
    }

    /// Counts the letters of words, each as often as its weight says.
    pub fn learn<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Letters {
        Letters::default().with(words)
    }

    /// These and the letters of more words.
    pub fn with<'w>(mut self, words: impl Iterator<Item = (&'w str, u32)>) -> Letters {
        let counts = &mut self.counts;
        for (word, weight) in words {
            let signs = signs(word, true, true);
            for at in 1..signs.len() {
                for from in at.saturating_sub(REACH - 1)..=at {
                    *counts.entry(key(&signs[from..at], None)).or_default() += weight;
                    *counts.entry(key(&signs[from..at], Some(signs[at]))).or_default() += weight;
                }
            }
        }
        self
    }

    /// The log odds that `rest` goes on with the word that `head` begins, against being a word of its own;
    /// in parts of a bit.
    pub fn odds(&self, head: &str, rest: &str) -> i32 {
        let (mut one, mut two) = (signs(head, true, false), signs("", true, false));
        let mut odds = -self.bits(&one, END);
        for sign in signs(rest, false, true).into_iter().take(REACH) {
            odds += self.bits(&one, sign) - self.bits(&two, sign);
            one.push(sign);
            two.push(sign);
        }
        // Few pieces of words are longer than this many bits.
        (odds * f64::from(BIT)).round().clamp(-1e6, 1e6) as i32 / TRUE_SHARE
    }

    /// The logarithm to base 2 of how likely a sign follows others.
    fn bits(&self, before: &[u8], sign: u8) -> f64 {
        let count = |at: u32| f64::from(self.counts.get(&at).copied().unwrap_or(0));
        let mut likely = 1.0 / SIGNS;
        for reach in 0..REACH.min(before.len() + 1) {
            let context = &before[before.len() - reach..];
            let all = count(key(context, None));
            if all == 0.0 {
                break;
            }
            likely = (count(key(context, Some(sign))) + SMOOTHING * likely) / (all + SMOOTHING);
        }
        likely.log2()
    }
}

/// Whether a word in lower case is one of those that are built in.
pub fn is_common(word: &str) -> bool {
    COMMON.contains(word)
}

/// How much a word counts that came so often: less and less more, as a rare word has letters like a common one.
pub fn weight(count: u32) -> u32 {
    (1.0 + f64::from(count.max(1)).ln()).round() as u32
}

/// The words of a list with their weights.
fn weighed(list: &str) -> impl Iterator<Item = (&str, u32)> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let (weight, words) = line.split_once(' ').unwrap_or_default();
        let weight = weight.parse().unwrap_or(0);
        words.split(' ').map(move |word| (word, weight))
    })
}

/// A word in lower case as signs of five bits, with its beginning and its end where asked for.
fn signs(word: &str, begin: bool, end: bool) -> Vec<u8> {
    let letter = |c: char| match c.to_ascii_lowercase() {
        c @ 'a'..='z' => c as u8 - b'a' + 1,
        _ => OTHER,
    };
    let begin = begin.then_some(BEGIN);
    begin.into_iter().chain(word.chars().map(letter)).chain(end.then_some(END)).collect()
}

/// A number for signs and one that follows them: none for any.
fn key(context: &[u8], sign: Option<u8>) -> u32 {
    let packed = context.iter().fold(1u32, |packed, sign| packed << 5 | u32::from(*sign));
    packed << 5 | u32::from(sign.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_words_are_told_from_words() {
        let odds = |head, rest| Letters::known().odds(head, rest);
        for (head, rest) in [("hospita", "l"), ("interpr", "etation"), ("mediati", "on")] {
            assert!(odds(head, rest) > 2 * BIT, "{head} {rest}: {}", odds(head, rest));
        }
        for (head, rest) in
            [("related", "anaemia"), ("malaria", "is"), ("bacterial", "communities")]
        {
            assert!(odds(head, rest) < -BIT, "{head} {rest}: {}", odds(head, rest));
        }
    }

    #[test]
    fn where_nothing_is_known_one_word_is_as_likely_as_a_sign_more() {
        // All signs are as likely, and the end of the first word is one more.
        let odds = Letters::default().odds("ab", "cd");
        assert_eq!(odds, (SIGNS.log2() * f64::from(BIT)).round() as i32 / TRUE_SHARE);
    }
}
