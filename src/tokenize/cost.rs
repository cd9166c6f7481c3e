//! What it costs to believe that some tokens of a cell are one item.
//!
//! A chain's inner steps are the same whatever item they stand in, so they are weighed once; a step
//! that ends at a place is weighed once for that place. What is left for each item is a few sums.

use super::flow::Token;
use super::lexicon::{BIT, Lexicon, begins_tall, phrase};
use super::places::Place;

/// An end that the document shows nowhere else.
const END_UNKNOWN: i64 = BIT / 2;
/// An item that an arrow begins or ends.
pub(super) const ARROW_OPEN: i64 = 4 * BIT;
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
            leaks.push(leaks[leaks.len() - 1] + usize::from(token.leak().is_some()));
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
        let first_leaks = usize::from(self.tokens[a].leak().is_some());
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
            // An item of one step that stands alone elsewhere too is one here.
            cost -= match self.lexicon.step(self.phrase(a, b, true)) {
                0 | 1 => 0,
                2..=3 => BIT,
                _ => 2 * BIT,
            };
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
            cost = match self.lexicon.step(words) {
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
    fn phrase(&self, from: usize, to: usize, head: bool) -> u64 {
        let whole = self.tokens[from..to].iter().enumerate();
        phrase(whole.filter(|(at, t)| t.leak().is_none() || head && *at == 0).map(|(_, t)| t))
    }

    fn end_cost(&self, from: usize, to: usize) -> i64 {
        let last = self.tokens[from..to].iter().rev().find(|token| token.leak().is_none());
        last.map_or(0, |token| self.lexicon.end_cost(token.bare))
    }

    /// How much the two steps on both sides of a lost arrow speak for it.
    fn lost_worth(&self, from: usize, to: usize, at: usize, head: bool) -> i64 {
        let after = self.lexicon.step_worth(phrase(self.tokens[at..to].iter()));
        let before =
            if head { 0 } else { self.lexicon.step_worth(phrase(self.tokens[from..at].iter())) };
        after + before
    }

    /// Where inside a step a known step begins although no arrow stands before it.
    fn lost(&self, from: usize, to: usize, head: bool) -> Vec<usize> {
        let tokens = self.tokens;
        let known = |a: usize, b: usize| self.lexicon.step(phrase(tokens[a..b].iter()));
        let mut end = to;
        let mut inside = Vec::new();
        // Inside a chain both halves are known steps; in a head only the later one can be.
        let least = if head { LOST_STEP_COUNT } else { 2 };
        // From the back: each known step of two words or more, as short as it may be.
        while let Some(at) = ((from + 1).max(end.saturating_sub(LOST_STEP_WORDS))
            ..end.saturating_sub(1))
            .rev()
            .find(|at| {
                !begins_tall(&tokens[*at].text)
                    && self.lexicon.can_end(tokens[at - 1].bare)
                    && known(*at, end) >= least
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
