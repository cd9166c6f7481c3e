//! What a document's own lists say about lists: which phrases are steps, which words can end one,
//! how long a chain is, which capitals begin an item. Learned from the document at hand, never from
//! a list in the code.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use super::flow::Token;

/// The words of a document by number, so that phrases can be looked up without making strings.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(HashMap<String, u32>);

impl Vocabulary {
    /// Numbers the words of some tokens.
    pub(super) fn number(&mut self, tokens: &mut [Token]) {
        let mut lower = String::new();
        for token in tokens.iter_mut().filter(|token| !token.is_arrow()) {
            crate::text::lower_into(&token.text, &mut lower);
            token.bare = self.id(lower.trim_matches(OUTER));
            token.word = self.id(&lower);
        }
    }

    /// Gives some tokens the numbers of their words, as far as those are known.
    pub(super) fn look_up(&self, tokens: &mut [Token]) {
        let mut lower = String::new();
        for token in tokens.iter_mut().filter(|token| !token.is_arrow()) {
            crate::text::lower_into(&token.text, &mut lower);
            let known = |word: &str| self.0.get(word).copied().unwrap_or(UNKNOWN);
            token.bare = known(lower.trim_matches(OUTER));
            token.word = known(&lower);
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.0.get(word) {
            return *id;
        }
        let id = self.0.len() as u32;
        self.0.insert(word.to_owned(), id);
        id
    }
}

/// Counts over all list cells of one document. Vectors are by word number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lexicon {
    /// By [`phrase`].
    steps: HashMap<u64, u32>,
    ends: Vec<u32>,
    words: Vec<u32>,
    /// Small-lettered occurrences.
    small: Vec<u32>,
    /// Occurrences with a capital that begin an item.
    first: Vec<u32>,
    /// Occurrences in small letters that begin an item.
    first_small: Vec<u32>,
    /// Occurrences with a capital inside an item.
    inside: Vec<u32>,
    /// Pairs of words with a capital each inside an item.
    pairs: HashMap<(u32, u32), u32>,
    /// How many items have a given number of steps; the last counts all longer ones.
    lengths: [u32; LONGEST + 1],
    /// Whether a pass over the document filled it, and not the marks alone.
    passed: bool,
    /// Cells of a list, and those of them that begin with a bullet.
    bulleted: (u32, u32),
    /// Items that begin where the source leaves no doubt, and those of them in small letters.
    begun: (u32, u32),
}

/// Longer chains than this are all alike.
const LONGEST: usize = 8;

/// Chains up to this length surprise nobody who knows nothing of the document.
const UNREMARKABLE: usize = 4;

/// What is believed of chain lengths before anything is known: two or three steps, in the weight of
/// a handful of items.
const PRIOR: [u32; LONGEST + 1] = [0, 1, 2, 2, 1, 1, 1, 1, 1];

/// Eighths of a bit: all costs are integers in this unit.
pub(super) const BIT: i64 = 8;

/// Small-lettered occurrences of a word weigh no more than this for its capital to be a beginning.
const SMALL_WEIGHT: u32 = 4;

/// Words of a step that are looked at.
const LONGEST_STEP: usize = 200;

/// The number of all words that a vocabulary lacks.
const UNKNOWN: u32 = u32::MAX;

const OUTER: [char; 4] = ['.', ',', ';', ':'];

impl Lexicon {
    /// An empty one for so many words.
    pub(super) fn new(words: usize) -> Self {
        Lexicon {
            ends: vec![0; words],
            words: vec![0; words],
            small: vec![0; words],
            first: vec![0; words],
            first_small: vec![0; words],
            inside: vec![0; words],
            passed: true,
            ..Lexicon::default()
        }
    }

    /// A first idea, from what marks alone make certain: whole texts between two marks that hold no
    /// capital inside, items that stand between two bullets, and capitals after an arrow.
    pub(super) fn first<'a>(words: usize, cells: impl Iterator<Item = &'a [Token]>) -> Self {
        let mut lexicon = Lexicon { passed: false, ..Lexicon::new(words) };
        for tokens in cells.filter(|tokens| !tokens.is_empty()) {
            lexicon.add_cell(tokens);
            let marked = |token: &Token| token.mark.begins_item();
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
                    lexicon.add_word(token);
                }
                for pair in item.windows(2).filter(|pair| pair[0].is_arrow()) {
                    lexicon.add_capital(&pair[1], None);
                }
                if let Some(token) = item.first() {
                    lexicon.add_beginning(token);
                }
                if pieces.len() > 1 && pieces.iter().all(plain) {
                    lexicon.add_length(pieces.len());
                }
                from = to;
            }
        }
        lexicon
    }

    /// Counts an item that a pass over the document found; `certain` where a mark stands before it
    /// or it begins its cell.
    pub(super) fn add_item(&mut self, item: &[Token], certain: bool) {
        for (at, token) in item.iter().enumerate().filter(|(_, token)| !token.is_arrow()) {
            self.add_word(token);
            if at > 0 {
                self.add_capital(token, item.get(at - 1));
            }
        }
        if let Some(token) = item.first() {
            if certain {
                self.add_beginning(token);
            } else if token.text.chars().next().is_some_and(char::is_lowercase) {
                bump(&mut self.first_small, token.bare);
            } else if begins_tall(&token.text) {
                bump(&mut self.first, token.bare);
            }
        }
        let mut steps = 0;
        for step in item.split(Token::is_arrow).filter(|step| !step.is_empty()) {
            self.add_step(step);
            steps += 1;
        }
        self.add_length(steps);
    }

    /// Counts a cell.
    pub(super) fn add_cell(&mut self, tokens: &[Token]) {
        let bullet = tokens.first().is_some_and(|token| token.mark.level().is_some());
        self.bulleted.0 += 1;
        self.bulleted.1 += u32::from(bullet);
    }

    /// Whether this document kept its bullets: then a piece of a cell without one is no list of
    /// items that lost theirs, but the rest of one item.
    pub(super) fn kept_bullets(&self) -> bool {
        self.bulleted.0 > 0 && self.bulleted.1 * 5 >= self.bulleted.0 * 4
    }

    fn add_step(&mut self, step: &[Token]) {
        let Some(last) = step.last() else { return };
        *self.steps.entry(phrase(step.iter())).or_default() += 1;
        bump(&mut self.ends, last.bare);
    }

    fn add_word(&mut self, token: &Token) {
        bump(&mut self.words, token.bare);
        if token.text.chars().next().is_some_and(char::is_lowercase) {
            bump(&mut self.small, token.bare);
        }
    }

    fn add_capital(&mut self, token: &Token, before: Option<&Token>) {
        if begins_tall(&token.text) {
            bump(&mut self.inside, token.bare);
            if let Some(before) = before.filter(|before| begins_tall(&before.text)) {
                *self.pairs.entry((before.bare, token.bare)).or_default() += 1;
            }
        }
    }

    fn add_beginning(&mut self, token: &Token) {
        let small = token.text.chars().next().is_some_and(char::is_lowercase);
        self.begun.0 += 1;
        self.begun.1 += u32::from(small);
        if small {
            bump(&mut self.first_small, token.bare);
        } else if begins_tall(&token.text) {
            bump(&mut self.first, token.bare);
        }
    }

    fn add_length(&mut self, steps: usize) {
        self.lengths[steps.min(LONGEST)] += 1;
    }

    /// How often a phrase, as [`phrase`] makes it, is a step.
    pub(super) fn step(&self, phrase: u64) -> u32 {
        self.steps.get(&phrase).copied().unwrap_or(0)
    }

    /// What it costs to end a step with a word: nothing where it does so elsewhere, and the more the
    /// oftener it stands inside of steps and never ends one, as "of" does.
    pub(super) fn end_cost(&self, word: u32) -> i64 {
        if self.can_end(word) { 0 } else { log2_eighths(u64::from(count(&self.words, word)) + 1) }
    }

    /// How much the document speaks for a phrase being a step.
    pub(super) fn step_worth(&self, phrase: u64) -> i64 {
        log2_eighths(u64::from(self.step(phrase)) + 1)
    }

    /// Whether a word is the last of some step.
    pub(super) fn can_end(&self, word: u32) -> bool {
        count(&self.ends, word) > 0
    }

    /// What it costs to begin an item with a capital word, and to leave it inside one: how the same
    /// word stands elsewhere, added to what is believed of its kind (Laplace's rule of succession).
    pub(super) fn capital_costs(
        &self,
        before: &Token,
        token: &Token,
        belief: (u32, u32),
    ) -> (i64, i64) {
        let small = count(&self.small, token.bare).min(SMALL_WEIGHT);
        let first = u64::from(count(&self.first, token.bare) + small + belief.0);
        let inside = u64::from(count(&self.inside, token.bare) + belief.1);
        let all = log2_eighths(first + inside);
        let pair = self.pairs.get(&(before.bare, token.bare)).copied().unwrap_or(0);
        let name = if pair > 1 { log2_eighths(u64::from(pair)) } else { 0 };
        (all - log2_eighths(first) + name, all - log2_eighths(inside))
    }

    /// What it costs to begin an item with a word in small letters, where items do: the oftener the
    /// word begins one of those that the source marks, the less.
    pub(super) fn small_cost(&self, token: &Token) -> i64 {
        /// A small letter begins one item for so many words inside of items.
        const BELIEF: (u32, u32) = (1, 12);
        let all = count(&self.words, token.bare) + BELIEF.0 + BELIEF.1;
        let first = count(&self.first_small, token.bare) + BELIEF.0;
        log2_eighths(u64::from(all)) - log2_eighths(u64::from(first))
    }

    /// Whether a pass over the document filled it, and not the marks alone.
    pub(super) fn has_passed(&self) -> bool {
        self.passed
    }

    /// Whether items of this document begin with small letters as a rule.
    pub(super) fn begins_small(&self) -> bool {
        self.begun.1 * 2 > self.begun.0
    }

    /// What it costs to believe in an item of so many steps: the less usual, the more. Before the
    /// first pass nothing is usual but that chains are short: a pass that begins with too many
    /// items finds the lengths that recur, one that begins with too few believes in its mergers.
    pub(super) fn length_cost(&self, steps: usize) -> i64 {
        let longer = BIT * steps.saturating_sub(LONGEST) as i64;
        if !self.passed {
            return BIT * steps.saturating_sub(UNREMARKABLE) as i64 + longer;
        }
        let count = |at: usize| u64::from(self.lengths[at] + PRIOR[at]);
        let total: u64 = (0..=LONGEST).map(count).sum();
        log2_eighths(total) - log2_eighths(count(steps.clamp(1, LONGEST)).max(1)) + longer
    }

    /// The number of steps that at least four of five items have, where there is one and the items
    /// are chains: a list of single steps may hold chains of any length.
    pub(super) fn usual_length(&self) -> Option<usize> {
        let total: u32 = self.lengths.iter().sum();
        let (length, count) = self.lengths.iter().enumerate().max_by_key(|(_, count)| **count)?;
        (length > 1 && total >= 5 && count * 5 >= total * 4).then_some(length)
    }
}

fn bump(counts: &mut [u32], word: u32) {
    if let Some(count) = counts.get_mut(word as usize) {
        *count += 1;
    }
}

fn count(counts: &[u32], word: u32) -> u32 {
    counts.get(word as usize).copied().unwrap_or(0)
}

/// A phrase: a hash of the numbers of its words, the last without the punctuation after it. That it is
/// one of 64 bits is enough, as [`Counts`](crate::text::Counts) says.
pub(super) fn phrase<'t>(tokens: impl DoubleEndedIterator<Item = &'t Token>) -> u64 {
    // Of a step as long as a page its end is enough to tell it from others.
    let mut hasher = DefaultHasher::new();
    for (at, token) in tokens.rev().take(LONGEST_STEP).enumerate() {
        hasher.write_u32(if at == 0 { token.bare } else { token.word });
    }
    hasher.finish()
}

/// Lower case without outer punctuation.
pub(super) fn folded(text: &str) -> String {
    text.trim_matches(OUTER).to_lowercase()
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
