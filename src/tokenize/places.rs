//! The places of a cell where an item may begin, and what it costs to begin one there or to pass
//! over the place.

use super::cost::ARROW_OPEN;
use super::flow::{Mark, Token};
use super::lexicon::{BIT, Lexicon, begins_tall, phrase};
use super::{Kept, Manner};

/// No division may pass over a bullet before a capital.
pub(super) const NEVER: i64 = 1_000_000;
/// A bullet before a small letter may be a stray sign inside a chain.
const STRAY_BULLET: i64 = 8 * BIT;
/// A paragraph may end in the middle of an item, but rarely before a capital.
const PARAGRAPH_SKIPPED: i64 = 6 * BIT;
/// An item that begins small where nothing marks it: only at a page break, where its head is lost.
const SMALL_BEGINNING: i64 = 3 * BIT;
/// A line that the author broke before a capital begins an item.
const BREAK_SKIPPED: i64 = 2 * BIT;
/// A semicolon between two chains parts them.
const SEMICOLON_SKIPPED: i64 = 2 * BIT;
/// How often, of how many, a capital begins an item before anything is known of its word: a word,
/// an acronym or lone letter, a quotation in small letters. See `Lexicon::capital_costs`.
const WORD_BELIEF: (u32, u32) = (3, 1);
const ACRONYM_BELIEF: (u32, u32) = (1, 3);
const QUOTE_BELIEF: (u32, u32) = (1, 2);
/// Where a piece of a cell has its bullets, an item in it without one.
const BULLETED: i64 = 5 * BIT;
/// The same of a recognised page, whose engine loses one bullet in eight.
const LOST: i64 = 3 * BIT;
/// What a known end before it takes off the cost of beginning small.
const KNOWN_END: i64 = 3 * BIT;
/// An item that begins inside of brackets or a quotation.
const ENCLOSED: i64 = 6 * BIT;

/// A place where an item may begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The token before which it lies.
    pub(super) at: usize,
    /// The cost of beginning an item there.
    pub(super) begin: i64,
    /// The cost of passing over it.
    pub(super) skip: i64,
}

/// All places of a cell where an item may begin, its two ends among them.
pub(super) fn places(tokens: &[Token], manner: Manner, lexicon: &Lexicon) -> Vec<Place> {
    let end = |at| Place { at, begin: 0, skip: 0 };
    let Manner { chains, kept } = manner;
    let bulleted = bulleted(tokens, lexicon.kept_bullets());
    let small = chains && kept == Kept::Some && lexicon.begins_small();
    let enclosed = enclosed(tokens);
    let mut arrow = None;
    let mut places = vec![end(0)];
    for at in 1..tokens.len() {
        if tokens[at - 1].is_arrow() {
            arrow = Some(at);
        }
        if chains && parts_chains(tokens, at, arrow.is_some()) {
            places.push(Place { at, begin: 0, skip: SEMICOLON_SKIPPED });
        } else if let Some((begin, skip)) = place(tokens, at, manner, lexicon, bulleted[at]) {
            let unmarked = !tokens[at].mark.begins_item();
            if enclosed[at] && unmarked {
                places.push(Place { at, begin: begin + ENCLOSED, skip: 0 });
            } else {
                places.push(Place { at, begin, skip });
            }
        } else if let (true, Some(start), false) = (small, arrow, bulleted[at]) {
            let word = tokens[at].text.starts_with(char::is_alphanumeric);
            if !word || start >= at || tokens[at].glued().is_some() || enclosed[at] {
                continue;
            }
            // Where items begin small, a step that recurs in the document is a known end, and a
            // word that begins other items a beginning.
            let known = lexicon.step(phrase(tokens[start..at].iter())) > 1;
            let begin = lexicon.small_cost(&tokens[at]) - if known { KNOWN_END } else { 0 };
            if begin <= SMALL_BEGINNING {
                places.push(Place { at, begin: begin.max(0), skip: 0 });
            }
        }
    }
    places.push(end(tokens.len()));
    places
}

/// Whether a semicolon before `at` parts two chains: arrows lead to it and go on after it. One step may
/// hold a semicolon too, so this is only a place.
fn parts_chains(tokens: &[Token], at: usize, after_arrow: bool) -> bool {
    let (before, token) = (&tokens[at - 1], &tokens[at]);
    let plain = matches!(token.mark, Mark::None | Mark::Seam | Mark::Break);
    let mut rest = tokens[at..].iter().enumerate();
    let next =
        rest.find(|(offset, token)| token.is_arrow() || *offset > 0 && token.text.ends_with(';'));
    after_arrow
        && plain
        && before.text.ends_with(';')
        && !token.is_arrow()
        && next.is_some_and(|(offset, token)| offset > 0 && token.is_arrow())
}

/// For each token whether it stands inside brackets or curly quotes that close soon after it.
fn enclosed(tokens: &[Token]) -> Vec<bool> {
    /// Brackets that stay open for longer have lost their other half.
    const WORDS: usize = 20;
    let mut inside = vec![false; tokens.len()];
    for (open, close) in [('(', ')'), ('[', ']'), ('‘', '’'), ('“', '”')] {
        let mut opened: Vec<usize> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            for c in token.text.chars() {
                if c == open {
                    opened.push(at);
                } else if c == close {
                    let from = opened.pop().filter(|from| at - from <= WORDS);
                    if let Some(from) = from {
                        inside[from + 1..=at.max(from)]
                            .iter_mut()
                            .for_each(|inside| *inside = true);
                    }
                }
            }
        }
    }
    inside
}

/// For each token whether its piece of the cell, which a page printed, has its bullets; all have
/// them where the document `kept` its own.
fn bulleted(tokens: &[Token], kept: bool) -> Vec<bool> {
    let mut marks = vec![kept; tokens.len()];
    if kept {
        return marks;
    }
    let mut from = 0;
    for to in 1..=tokens.len() {
        if to < tokens.len() && tokens[to].mark != Mark::Seam && !tokens[to].new_piece {
            continue;
        }
        let bullets = (from..to).filter(|at| tokens[*at].mark.level().is_some());
        let has = bullets.count() > 1 || tokens[from].mark.level().is_some();
        marks[from..to].iter_mut().for_each(|mark| *mark = has);
        from = to;
    }
    marks
}

/// What it costs to begin an item at `at`, and to pass over it; `None` where none can begin.
fn place(
    tokens: &[Token],
    at: usize,
    Manner { chains, kept }: Manner,
    lexicon: &Lexicon,
    bulleted: bool,
) -> Option<(i64, i64)> {
    let (before, token) = (&tokens[at - 1], &tokens[at]);
    let small = token.text.chars().next().is_some_and(char::is_lowercase);
    let goes_on = token.is_arrow() || before.is_arrow() && small;
    match token.mark {
        // A real list of a document says where its items begin, whatever their letters.
        Mark::Item(_) => Some((0, NEVER)),
        Mark::Bullet(_) if token.is_arrow() => Some((ARROW_OPEN, STRAY_BULLET)),
        // A bullet after an arrow stands inside a chain whose next step begins small.
        Mark::Bullet(_) if small && before.is_arrow() && !lexicon.begins_small() => {
            Some((ARROW_OPEN, 0))
        }
        // Where items begin with capitals, one before a small letter is as likely a stray sign.
        Mark::Bullet(_) if small && chains && !lexicon.begins_small() => {
            Some((SMALL_BEGINNING, SMALL_BEGINNING))
        }
        Mark::Bullet(_) if small => Some((0, STRAY_BULLET)),
        Mark::Bullet(_) => Some((0, NEVER)),
        // The bullet that ended the line before.
        _ if small && !token.bullets().is_empty() && lexicon.begins_small() => {
            Some((0, STRAY_BULLET))
        }
        _ if goes_on || token.glued().is_some() => None,
        Mark::Paragraph if small && chains => Some((SMALL_BEGINNING, 0)),
        Mark::Paragraph if before.is_arrow() => None,
        Mark::Paragraph => Some((0, PARAGRAPH_SKIPPED)),
        _ if before.is_arrow() => None,
        Mark::Break if !small && bulleted && kept == Kept::Most => Some((LOST, BREAK_SKIPPED)),
        Mark::Break if !small && bulleted => Some((BULLETED, BREAK_SKIPPED)),
        Mark::Break if !small => Some((0, BREAK_SKIPPED)),
        Mark::Seam if small => Some((SMALL_BEGINNING, 0)),
        _ if begins_tall(&token.text) => {
            let (begin, skip) = capital(before, token, lexicon);
            if kept == Kept::Most && bulleted {
                return Some((begin + LOST, skip));
            }
            let bulleted = bulleted || kept == Kept::All;
            // The capital of a leaked value says nothing of the item round it.
            let skip = if bulleted || token.leak().is_some() { 0 } else { skip };
            Some((begin + if bulleted { BULLETED } else { 0 }, skip))
        }
        _ => None,
    }
}

fn capital(before: &Token, token: &Token, lexicon: &Lexicon) -> (i64, i64) {
    let mut letters = token.text.chars().filter(|c| c.is_alphabetic());
    let first = letters.next();
    let (mut others, mut tall) = (0, u32::from(first.is_some_and(char::is_uppercase)));
    for letter in letters {
        others += 1;
        tall += u32::from(letter.is_uppercase());
    }
    let belief = if tall > 1 || others == 0 {
        ACRONYM_BELIEF
    } else if tall == 0 {
        QUOTE_BELIEF
    } else {
        WORD_BELIEF
    };
    lexicon.capital_costs(before, token, belief)
}
