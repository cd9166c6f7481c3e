//! What a document's own lists say about lists: which phrases are steps, which words can end one,
//! how long a chain is. Learned from the document at hand, never from a list in the code.

use std::collections::BTreeMap;

use super::flow::{Mark, Token, join};

/// Counts over all list cells of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    steps: BTreeMap<String, u32>,
    ends: BTreeMap<String, u32>,
    words: BTreeMap<String, u32>,
    /// How many items have a given number of steps; the last counts all longer ones.
    lengths: [u32; LONGEST + 1],
}

/// Longer chains than this are all alike.
const LONGEST: usize = 8;

/// What is believed of chain lengths before anything is known: two or three steps, in the weight of
/// a handful of items.
const PRIOR: [u32; LONGEST + 1] = [0, 1, 2, 2, 1, 1, 1, 1, 1];

/// Eighths of a bit: all costs are integers in this unit.
pub(super) const BIT: i64 = 8;

impl Lexicon {
    /// A first idea, from what marks alone make certain: whole texts between two marks that hold no
    /// capital inside, and items that stand between two bullets.
    pub(super) fn first<'a>(cells: impl Iterator<Item = &'a [Token]>) -> Self {
        let mut lexicon = Lexicon::default();
        for tokens in cells {
            let marked = |token: &Token| matches!(token.mark, Mark::Bullet(_) | Mark::Paragraph);
            let mut from = 0;
            for to in 1..=tokens.len() {
                if to < tokens.len() && !marked(&tokens[to]) {
                    continue;
                }
                let item = &tokens[from..to];
                let pieces: Vec<&[Token]> = item.split(Token::is_arrow).collect();
                let plain = |piece: &&[Token]| !piece.iter().skip(1).any(|t| begins_tall(&t.text));
                for piece in pieces.iter().filter(|piece| plain(piece)) {
                    lexicon.add_step(piece);
                }
                for token in item.iter().filter(|token| !token.is_arrow()) {
                    *lexicon.words.entry(folded(&token.text)).or_default() += 1;
                }
                if pieces.len() > 1 && pieces.iter().all(|piece| plain(&piece)) {
                    lexicon.add_length(pieces.len());
                }
                from = to;
            }
        }
        lexicon
    }

    /// Counts an item that a pass over the document found.
    pub(super) fn add_item(&mut self, steps: &[&[Token]]) {
        for step in steps {
            self.add_step(step);
            for token in *step {
                *self.words.entry(folded(&token.text)).or_default() += 1;
            }
        }
        self.add_length(steps.len());
    }

    fn add_step(&mut self, step: &[Token]) {
        let Some(last) = step.last() else { return };
        *self.steps.entry(folded(&join(step))).or_default() += 1;
        *self.ends.entry(folded(&last.text)).or_default() += 1;
    }

    fn add_length(&mut self, steps: usize) {
        self.lengths[steps.min(LONGEST)] += 1;
    }

    /// How often a phrase is a step.
    pub(super) fn step(&self, phrase: &str) -> u32 {
        self.steps.get(&folded(phrase)).copied().unwrap_or(0)
    }

    /// What it costs to end a step with a word: nothing where it does so elsewhere, and the more the
    /// oftener it stands inside of steps and never ends one, as "of" does.
    pub(super) fn end_cost(&self, word: &str) -> i64 {
        let word = folded(word);
        if self.ends.get(&word).copied().unwrap_or(0) > 0 {
            return 0;
        }
        log2_eighths(u64::from(self.words.get(&word).copied().unwrap_or(0)) + 1)
    }

    /// How much the document speaks for a phrase being a step.
    pub(super) fn step_worth(&self, phrase: &str) -> i64 {
        log2_eighths(u64::from(self.step(phrase)) + 1)
    }

    /// Whether a word is the last of some step.
    pub(super) fn can_end(&self, word: &str) -> bool {
        self.ends.contains_key(&folded(word))
    }

    /// What it costs to believe in an item of so many steps: the less usual, the more.
    pub(super) fn length_cost(&self, steps: usize) -> i64 {
        let count = |at: usize| u64::from(self.lengths[at] + PRIOR[at]);
        let total: u64 = (0..=LONGEST).map(count).sum();
        log2_eighths(total) - log2_eighths(count(steps.clamp(1, LONGEST)).max(1))
    }

    /// The number of steps that at least four of five items have, where there is one.
    pub(super) fn usual_length(&self) -> Option<usize> {
        let total: u32 = self.lengths.iter().sum();
        let (length, count) = self.lengths.iter().enumerate().max_by_key(|(_, count)| **count)?;
        (total >= 5 && count * 5 >= total * 4).then_some(length)
    }
}

/// Lower case without outer punctuation.
pub(super) fn folded(text: &str) -> String {
    text.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':')).to_lowercase()
}

/// Whether a word begins with a capital or opens a quotation, so that an item may begin with it.
pub(super) fn begins_tall(word: &str) -> bool {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) if crate::marks::opens(first) => {
            // A bracket inside a sentence opens with a small letter, a quotation may begin an item.
            let bracket = matches!(first, '(' | '[');
            characters
                .next()
                .is_some_and(|next| next.is_uppercase() || !bracket && next.is_alphabetic())
        }
        Some(first) => first.is_uppercase(),
        None => false,
    }
}

/// log2 in eighths, by repeated squaring of the mantissa (Knuth, TAOCP 1.2.2, exercise 25): integers
/// only, so that no platform rounds otherwise.
fn log2_eighths(value: u64) -> i64 {
    let value = value.max(1);
    let whole = i64::from(value.ilog2());
    let mut mantissa = (u128::from(value) << 32) >> whole;
    let mut eighths = 0;
    for bit in [4, 2, 1] {
        mantissa = (mantissa * mantissa) >> 32;
        if mantissa >= 2 << 32 {
            mantissa >>= 1;
            eighths += bit;
        }
    }
    whole * BIT + eighths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_to_an_eighth() {
        for value in [1u64, 2, 3, 5, 10, 100, 315, 1 << 20] {
            let exact = (value as f64).log2() * 8.0;
            assert!((log2_eighths(value) as f64 - exact).abs() <= 1.0, "{value}");
        }
    }

    #[test]
    fn an_item_may_begin_with_a_capital_or_a_quotation() {
        for (word, tall) in [
            ("Low", true),
            ("'champion'", true),
            ("(Leaders)", true),
            ("(i.e.", false),
            ("low", false),
        ] {
            assert_eq!(begins_tall(word), tall, "{word}");
        }
    }
}
