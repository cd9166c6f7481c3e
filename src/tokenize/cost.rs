//! What it costs to believe that some tokens of a cell are one item.
//!
//! A chain's inner steps are the same whatever item they stand in, so they are weighed once; a step
//! that ends at a place is weighed once for that place. What is left for each item is a few sums.

use super::flow::{Mark, Token};
use super::lexicon::{BIT, Lexicon, begins_tall, phrase};

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
/// How often, of how many, a capital begins an item before anything is known of its word: a word,
/// an acronym or lone letter, a quotation in small letters. See `Lexicon::capital_costs`.
const WORD_BELIEF: (u32, u32) = (3, 1);
const ACRONYM_BELIEF: (u32, u32) = (1, 3);
const QUOTE_BELIEF: (u32, u32) = (1, 2);
/// Where a piece of a cell has its bullets, an item in it without one.
const BULLETED: i64 = 5 * BIT;
/// What a known end before it takes off the cost of beginning small.
const KNOWN_END: i64 = 3 * BIT;
/// An item that begins inside of brackets or a quotation.
const ENCLOSED: i64 = 6 * BIT;
/// An end that the document shows nowhere else.
const END_UNKNOWN: i64 = BIT / 2;
/// An item that an arrow begins or ends.
const ARROW_OPEN: i64 = 4 * BIT;
/// An arrow that is not printed.
const ARROW_LOST: i64 = 3 * BIT;
/// A phrase must be a step this often before an arrow is believed lost before it.
const LOST_STEP_COUNT: u32 = 4;
/// No lost step is longer, in words.
const LOST_STEP_WORDS: usize = 10;
/// Taking a known value of another column out of a step.
const LEAK: i64 = 2 * BIT;
/// Leaving it in, as the first word of an item.
const LEAK_KEPT: i64 = BIT;
/// In lists without chains an item more.
const FLAT_ITEM: i64 = BIT;

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

/// A step of an item, weighed.
#[derive(Clone, Debug, Default)]
struct Step {
    /// 0 for an empty one.
    count: usize,
    cost: i64,
    lost: Vec<usize>,
    worth: i64,
}

/// A cell made ready for weighing its items.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    tokens: &'a [Token],
    chains: bool,
    lexicon: &'a Lexicon,
    arrows: Vec<usize>,
    /// Sums over the steps between successive arrows: number, cost, lost arrows, their worth.
    middle: Vec<(usize, i64, usize, i64)>,
    inner: Vec<Step>,
    /// For each place, the step that ends there after the last arrow before it.
    tails: Vec<Step>,
    /// For each place, the step that begins there and ends at the next arrow.
    heads: Vec<Step>,
    /// Leaked words before each token.
    leaks: Vec<usize>,
    places: &'a [Place],
}

impl<'a> Cell<'a> {
    pub(super) fn new(
        tokens: &'a [Token],
        places: &'a [Place],
        chains: bool,
        lexicon: &'a Lexicon,
    ) -> Self {
        let arrows: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].is_arrow()).collect();
        let mut leaks = vec![0];
        for token in tokens {
            leaks.push(leaks[leaks.len() - 1] + usize::from(token.leak.is_some()));
        }
        let mut cell = Cell {
            tokens,
            chains,
            lexicon,
            arrows,
            middle: vec![(0, 0, 0, 0)],
            inner: Vec::new(),
            tails: Vec::new(),
            heads: Vec::new(),
            leaks,
            places,
        };
        let mut sum = (0, 0, 0, 0);
        for pair in cell.arrows.windows(2) {
            let step = cell.step(pair[0] + 1, pair[1], false, false);
            sum = (
                sum.0 + step.count,
                sum.1 + step.cost,
                sum.2 + step.lost.len(),
                sum.3 + step.worth,
            );
            cell.inner.push(step);
            cell.middle.push(sum);
        }
        for place in places {
            let before = cell.arrows.partition_point(|arrow| *arrow < place.at);
            let tail = match before.checked_sub(1) {
                Some(last) => {
                    cell.step(cell.arrows[last] + 1, place.at, false, place.at < tokens.len())
                }
                None => Step::default(),
            };
            let head = match cell.arrows.get(before) {
                Some(next) => cell.step(place.at, *next, true, false),
                None => Step::default(),
            };
            cell.tails.push(tail);
            cell.heads.push(head);
        }
        cell
    }

    /// The cost of one item from one place to another, what it passes over aside, and where its
    /// arrows were lost.
    pub(super) fn item(&self, from: usize, to: usize) -> i64 {
        let (plain, mended) = self.weigh(from, to);
        mended.map_or(plain, |mended| mended.min(plain))
    }

    /// The places inside the steps of an item where an arrow must have been lost.
    pub(super) fn lost_arrows(&self, from: usize, to: usize) -> Vec<usize> {
        let (plain, mended) = self.weigh(from, to);
        if mended.is_none_or(|mended| mended >= plain) {
            return Vec::new();
        }
        let (i0, i1) = self.between(from, to);
        if i0 == i1 {
            return self.step(self.places[from].at, self.places[to].at, true, false).lost;
        }
        let steps = std::iter::once(&self.heads[from])
            .chain(&self.inner[i0..i1 - 1])
            .chain(std::iter::once(&self.tails[to]));
        steps.flat_map(|step| step.lost.iter().copied()).collect()
    }

    /// The arrows within an item, by index.
    fn between(&self, from: usize, to: usize) -> (usize, usize) {
        let index =
            |place: usize| self.arrows.partition_point(|arrow| *arrow < self.places[place].at);
        (index(from), index(to))
    }

    /// The cost of an item as printed, and with its lost arrows put back where there are any.
    fn weigh(&self, from: usize, to: usize) -> (i64, Option<i64>) {
        let (a, b) = (self.places[from].at, self.places[to].at);
        let leaks = self.leaks[b] - self.leaks[a];
        if leaks == b - a {
            return (LEAK, None);
        }
        let first_leaks = usize::from(self.tokens[a].leak.is_some());
        let mut cost = LEAK * (leaks - first_leaks) as i64 + LEAK_KEPT * first_leaks as i64;
        let (i0, i1) = self.between(from, to);
        let inside = b < self.tokens.len();
        if i0 == i1 {
            if !self.chains {
                // Without arrows the marks alone show no ends; only a pass over the document does.
                let known = inside && self.lexicon.has_passed();
                return (cost + FLAT_ITEM + if known { self.end_cost(a, b) } else { 0 }, None);
            }
            let lone = self.step(a, b, true, false);
            if inside {
                cost += self.end_cost(a, b);
            }
            return self.mended(cost, 1, lone.lost.len(), lone.worth);
        }
        let (head, tail) = (&self.heads[from], &self.tails[to]);
        // At the end of the cell a chain may be cut by the page; inside it cannot.
        cost += ARROW_OPEN * i64::from(head.count == 0);
        cost += ARROW_OPEN * i64::from(tail.count == 0 && inside);
        if !self.chains {
            return (cost + FLAT_ITEM, None);
        }
        let (x, y) = (self.middle[i0], self.middle[i1 - 1]);
        let steps = head.count + (y.0 - x.0) + tail.count;
        let lost = head.lost.len() + (y.2 - x.2) + tail.lost.len();
        let worth = head.worth + (y.3 - x.3) + tail.worth;
        self.mended(cost + (y.1 - x.1) + tail.cost, steps, lost, worth)
    }

    fn mended(&self, cost: i64, steps: usize, lost: usize, worth: i64) -> (i64, Option<i64>) {
        let plain = cost + self.lexicon.length_cost(steps);
        if lost == 0 {
            return (plain, None);
        }
        // With the arrows put back, the steps they part are known ones and cost what those cost.
        let put_back = ARROW_LOST * lost as i64 - worth;
        (plain, Some(cost + self.lexicon.length_cost(steps + lost) + put_back))
    }

    /// Weighs tokens `from..to` as one step: `head` where nothing stands before it in its item,
    /// `end` where another item follows it.
    fn step(&self, from: usize, to: usize, head: bool, end: bool) -> Step {
        if from >= to || !self.chains {
            return Step { count: usize::from(from < to), ..Step::default() };
        }
        let words = self.phrase(from, to, head);
        let mut cost = 0;
        if !head {
            // A step after an arrow is cheap where the document knows it.
            cost = match self.lexicon.step(&words) {
                0 | 1 => END_UNKNOWN,
                2..=3 => -BIT / 2,
                4..=9 => -BIT,
                _ => -2 * BIT,
            };
            if end {
                cost += self.end_cost(from, to);
            }
        }
        let lost = self.lost(from, to, head);
        let worth = lost.iter().map(|at| self.lost_worth(from, to, *at, head)).sum();
        Step { count: 1, cost, lost, worth }
    }

    /// The phrase of a step, leaked words left aside unless they begin an item.
    fn phrase(&self, from: usize, to: usize, head: bool) -> Vec<u32> {
        if self.leaks[to] == self.leaks[from] {
            return phrase(&self.tokens[from..to]);
        }
        let whole = self.tokens[from..to].iter().enumerate();
        let kept: Vec<Token> = whole
            .filter(|(at, t)| t.leak.is_none() || head && *at == 0)
            .map(|(_, t)| t.clone())
            .collect();
        phrase(&kept)
    }

    fn end_cost(&self, from: usize, to: usize) -> i64 {
        let last = self.tokens[from..to].iter().rev().find(|token| token.leak.is_none());
        last.map_or(0, |token| self.lexicon.end_cost(token.bare))
    }

    /// How much the two steps on both sides of a lost arrow speak for it.
    fn lost_worth(&self, from: usize, to: usize, at: usize, head: bool) -> i64 {
        let after = self.lexicon.step_worth(&phrase(&self.tokens[at..to]));
        let before =
            if head { 0 } else { self.lexicon.step_worth(&phrase(&self.tokens[from..at])) };
        after + before
    }

    /// Where inside a step a known step begins although no arrow stands before it.
    fn lost(&self, from: usize, to: usize, head: bool) -> Vec<usize> {
        let tokens = self.tokens;
        let known = |a: usize, b: usize| self.lexicon.step(&phrase(&tokens[a..b]));
        let mut end = to;
        let mut inside = Vec::new();
        // From the back: each known step of two words or more, as short as it may be.
        while let Some(at) = ((from + 1).max(end.saturating_sub(LOST_STEP_WORDS))
            ..end.saturating_sub(1))
            .rev()
            .find(|at| {
                !begins_tall(&tokens[*at].text)
                    && self.lexicon.can_end(tokens[at - 1].bare)
                    && known(*at, end) >= LOST_STEP_COUNT
            })
        {
            inside.push(at);
            end = at;
        }
        if inside.is_empty() {
            return inside;
        }
        // What remains at the front is a step of its own: known, or the head of the item.
        let head_known = head || known(from, end) >= 2;
        if head_known && known(from, to) < 2 {
            inside.reverse();
            inside
        } else {
            Vec::new()
        }
    }
}

/// All places of a cell where an item may begin, its two ends among them.
pub(super) fn places(tokens: &[Token], chains: bool, lexicon: &Lexicon) -> Vec<Place> {
    let end = |at| Place { at, begin: 0, skip: 0 };
    let bulleted = bulleted(tokens, lexicon.kept_bullets());
    let enclosed = enclosed(tokens);
    let small = chains && lexicon.begins_small();
    let mut arrow = None;
    let mut places = vec![end(0)];
    for at in 1..tokens.len() {
        if tokens[at - 1].is_arrow() {
            arrow = Some(at);
        }
        if let Some((begin, skip)) = place(tokens, at, chains, lexicon, bulleted[at]) {
            let unmarked = !matches!(tokens[at].mark, Mark::Bullet(_) | Mark::Paragraph);
            if enclosed[at] && unmarked {
                places.push(Place { at, begin: begin + ENCLOSED, skip: 0 });
            } else {
                places.push(Place { at, begin, skip });
            }
        } else if let (true, Some(start), false) = (small, arrow, bulleted[at]) {
            let word = tokens[at].text.starts_with(char::is_alphanumeric);
            if !word || start >= at || tokens[at].glued || enclosed[at] {
                continue;
            }
            // Where items begin small, a step that recurs in the document is a known end, and a
            // word that begins other items a beginning.
            let known = lexicon.step(&phrase(&tokens[start..at])) > 1;
            let begin = lexicon.small_cost(&tokens[at]) - if known { KNOWN_END } else { 0 };
            if begin <= SMALL_BEGINNING {
                places.push(Place { at, begin: begin.max(0), skip: 0 });
            }
        }
    }
    places.push(end(tokens.len()));
    places
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
        let bullets = (from..to).filter(|at| matches!(tokens[*at].mark, Mark::Bullet(_)));
        let has = bullets.count() > 1 || matches!(tokens[from].mark, Mark::Bullet(_));
        marks[from..to].iter_mut().for_each(|mark| *mark = has);
        from = to;
    }
    marks
}

/// What it costs to begin an item at `at`, and to pass over it; `None` where none can begin.
fn place(
    tokens: &[Token],
    at: usize,
    chains: bool,
    lexicon: &Lexicon,
    bulleted: bool,
) -> Option<(i64, i64)> {
    let (before, token) = (&tokens[at - 1], &tokens[at]);
    let small = token.text.chars().next().is_some_and(char::is_lowercase);
    let goes_on = token.is_arrow() || before.is_arrow() && small;
    match token.mark {
        Mark::Bullet(_) if token.is_arrow() => Some((ARROW_OPEN, STRAY_BULLET)),
        // A bullet after an arrow stands inside a chain whose next step begins small.
        Mark::Bullet(_) if small && before.is_arrow() && !lexicon.begins_small() => {
            Some((ARROW_OPEN, 0))
        }
        Mark::Bullet(_) if small => Some((0, STRAY_BULLET)),
        Mark::Bullet(_) => Some((0, NEVER)),
        _ if goes_on || token.glued => None,
        Mark::Paragraph if small && chains => Some((SMALL_BEGINNING, 0)),
        Mark::Paragraph if before.is_arrow() => None,
        Mark::Paragraph => Some((0, PARAGRAPH_SKIPPED)),
        _ if before.is_arrow() => None,
        Mark::Break if !small || !chains => Some((0, BREAK_SKIPPED)),
        Mark::Seam if small => Some((SMALL_BEGINNING, 0)),
        _ if begins_tall(&token.text) => {
            let (begin, skip) = capital(before, token, lexicon);
            // The capital of a leaked value says nothing of the item round it.
            let skip = if bulleted || token.leak.is_some() { 0 } else { skip };
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
