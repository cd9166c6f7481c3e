//! The best division of a cell into items.
//!
//! Where bullets are printed they are the truth. Where they were lost, every division is weighed as
//! a whole and the cheapest taken (dynamic programming over the places where an item may begin, as
//! in Knuth & Plass's line breaking, 1981). The margin to the best division that lacks a boundary is
//! what the confidence of that boundary rests on.

use super::flow::{Mark, Token, join};
use super::lexicon::{BIT, Lexicon, begins_tall};
use crate::ledger::Confidence;

/// An item: tokens `from..to` of the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How sure its beginning is.
    pub(super) begin: Confidence,
    /// Places inside a step where an arrow must have been lost.
    pub(super) lost_arrows: Vec<usize>,
}

/// No division may pass over a bullet before a capital.
const NEVER: i64 = 1_000_000;
/// A bullet before a small letter may be a stray sign inside a chain.
const STRAY_BULLET: i64 = 8 * BIT;
/// A paragraph may end in the middle of an item, but rarely before a capital.
const PARAGRAPH_SKIPPED: i64 = 6 * BIT;
/// An item that begins small where nothing marks it: only at a page break, where its head is lost.
const SMALL_BEGINNING: i64 = 3 * BIT;
/// A capital inside a step that is neither a name nor an acronym.
const CAPITAL_INSIDE: i64 = 2 * BIT;
/// An acronym begins fewer items than it stands inside of.
const ACRONYM_BEGINS: i64 = 2 * BIT;
/// An end that the document shows nowhere else.
const END_UNKNOWN: i64 = BIT / 2;
/// An item that an arrow begins or ends.
const ARROW_OPEN: i64 = 4 * BIT;
/// An arrow that is not printed.
const ARROW_LOST: i64 = 3 * BIT;
/// A phrase must be a step this often before an arrow is believed lost before it.
const LOST_STEP_COUNT: u32 = 4;
/// Taking a known value of another column out of a step.
const LEAK: i64 = 2 * BIT;
/// Leaving it in, as the first word of an item.
const LEAK_KEPT: i64 = BIT;
/// An item that begins with a quotation in small letters.
const QUOTE_BEGINS: i64 = 3 * BIT / 2;
/// In lists without chains a capital alone begins nothing.
const FLAT_CAPITAL: i64 = 6 * BIT;

/// Margins, in the same unit as the costs: ten to one is worth three bits and a third.
const CERTAIN_MARGIN: i64 = 2 * BIT;
const LIKELY_MARGIN: i64 = BIT;

/// No item reaches over more places where one could begin: time stays linear in the cell's length.
const REACH: usize = 24;

/// Divides a cell. `chains` says whether its column holds chains at all.
pub(super) fn run(tokens: &[Token], chains: bool, lexicon: &Lexicon) -> Vec<Piece> {
    if tokens.is_empty() {
        return Vec::new();
    }
    let places: Vec<(usize, i64, i64)> = std::iter::once((0, 0, 0))
        .chain((1..tokens.len()).filter_map(|at| {
            let (begin, skip) = place(tokens, at, chains, lexicon)?;
            Some((at, begin, skip))
        }))
        .chain([(tokens.len(), 0, 0)])
        .collect();
    let last = places.len() - 1;
    let item = |from: usize, to: usize| -> i64 {
        let inside: i64 = places[from + 1..to].iter().map(|place| place.2).sum();
        places[from].1 + inside + item_cost(tokens, places[from].0, places[to].0, chains, lexicon).0
    };
    let reach = |to: usize| to.saturating_sub(REACH);
    // A run of more than REACH forbidden skips cannot be, but a run of cheap ones can.
    let mut forward = vec![(i64::MAX / 4, 0); places.len()];
    forward[0] = (0, 0);
    let mut costs = vec![Vec::new(); places.len()];
    for to in 1..=last {
        for from in reach(to)..to {
            let cost = item(from, to);
            costs[to].push(cost);
            let total = forward[from].0 + cost;
            if total < forward[to].0 {
                forward[to] = (total, from);
            }
        }
    }
    let cost = |from: usize, to: usize| costs[to][from - reach(to)];
    let mut backward = vec![i64::MAX / 4; places.len()];
    backward[last] = 0;
    for from in (0..last).rev() {
        for to in from + 1..=last.min(from + REACH) {
            if from >= reach(to) {
                backward[from] = backward[from].min(cost(from, to) + backward[to]);
            }
        }
    }
    let mut pieces = Vec::new();
    let mut to = last;
    while to > 0 {
        let from = forward[to].1;
        // The best division in which an item passes over this beginning.
        let without = (reach(from + 1)..from)
            .flat_map(|a| (from + 1..=last.min(a + REACH)).map(move |b| (a, b)))
            .map(|(a, b)| forward[a].0 + cost(a, b) + backward[b])
            .min();
        let margin = without.map_or(NEVER, |without| without - forward[last].0);
        let (start, end) = (places[from].0, places[to].0);
        pieces.push(Piece {
            from: start,
            to: end,
            begin: confidence(margin),
            lost_arrows: item_cost(tokens, start, end, chains, lexicon).1,
        });
        to = from;
    }
    pieces.reverse();
    pieces
}

fn confidence(margin: i64) -> Confidence {
    if margin >= CERTAIN_MARGIN {
        Confidence::Certain
    } else if margin >= LIKELY_MARGIN {
        Confidence::Likely
    } else {
        Confidence::Undetermined
    }
}

/// What it costs to begin an item at `at`, and to pass over it; `None` where none can begin.
fn place(tokens: &[Token], at: usize, chains: bool, lexicon: &Lexicon) -> Option<(i64, i64)> {
    let (before, token) = (&tokens[at - 1], &tokens[at]);
    let small = token.text.chars().next().is_some_and(char::is_lowercase);
    let goes_on = token.is_arrow() || before.is_arrow() && small;
    match token.mark {
        Mark::Bullet(_) if token.is_arrow() => Some((ARROW_OPEN, STRAY_BULLET)),
        Mark::Bullet(_) if small => Some((0, STRAY_BULLET)),
        Mark::Bullet(_) => Some((0, NEVER)),
        _ if goes_on || token.glued => None,
        Mark::Paragraph if small && chains => Some((SMALL_BEGINNING, 0)),
        Mark::Paragraph if before.is_arrow() => None,
        Mark::Paragraph => Some((0, PARAGRAPH_SKIPPED)),
        _ if before.is_arrow() => None,
        Mark::Break if !small => Some((0, CAPITAL_INSIDE)),
        Mark::Seam if small => Some((SMALL_BEGINNING, 0)),
        _ if begins_tall(&token.text) => Some(capital(tokens, at, chains, lexicon)),
        _ => None,
    }
}

fn capital(tokens: &[Token], at: usize, chains: bool, lexicon: &Lexicon) -> (i64, i64) {
    let text = &tokens[at].text;
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let acronym = letters.len() > 1 && letters.iter().filter(|c| c.is_uppercase()).count() > 1;
    let alone = letters.len() == 1;
    if !chains {
        let item = tokens[..at].iter().rposition(|t| t.mark != Mark::None).unwrap_or(0);
        let known = lexicon.step(&join(&tokens[item..at])) > 1;
        return (if known { 0 } else { FLAT_CAPITAL }, 0);
    }
    if acronym || alone {
        (ACRONYM_BEGINS, 0)
    } else if letters.first().is_some_and(|c| c.is_lowercase()) {
        (QUOTE_BEGINS, 0)
    } else {
        (0, CAPITAL_INSIDE)
    }
}

/// What it costs to believe that tokens `from..to` are one item, and where its arrows were lost.
fn item_cost(
    tokens: &[Token],
    from: usize,
    to: usize,
    chains: bool,
    lexicon: &Lexicon,
) -> (i64, Vec<usize>) {
    let mut cost = 0;
    let only_leaks = tokens[from..to].iter().all(|token| token.leak.is_some());
    if only_leaks {
        return (LEAK, Vec::new());
    }
    let mut steps = Vec::new();
    let mut start = from;
    for at in from..=to {
        if at == to || tokens[at].is_arrow() {
            steps.push((start, at));
            start = at + 1;
        }
    }
    let leaks = tokens[from + 1..to].iter().filter(|token| token.leak.is_some()).count();
    cost += LEAK * leaks as i64 + LEAK_KEPT * i64::from(tokens[from].leak.is_some());
    let open_end = steps.last().is_some_and(|(a, b)| a == b);
    let open_start = steps.first().is_some_and(|(a, b)| a == b);
    // At the end of the cell a chain may be cut by the page; inside it cannot.
    cost +=
        ARROW_OPEN * i64::from(open_start) + ARROW_OPEN * i64::from(open_end && to < tokens.len());
    steps.retain(|(a, b)| a < b);
    if !chains {
        return (cost, Vec::new());
    }
    let kept = |a: usize, b: usize| -> Vec<Token> {
        let whole = &tokens[a..b];
        whole
            .iter()
            .enumerate()
            .filter(|(at, t)| t.leak.is_none() || a + at == from)
            .map(|(_, t)| t.clone())
            .collect()
    };
    for (number, (a, b)) in steps.iter().enumerate().skip(1) {
        cost += step_cost(&kept(*a, *b), number + 1 == steps.len() && to < tokens.len(), lexicon);
    }
    if let ([(a, b)], true) = (steps.as_slice(), to < tokens.len()) {
        cost += end_cost(&kept(*a, *b), lexicon);
    }
    let plain = cost + lexicon.length_cost(steps.len());
    let lost = lost_arrows(tokens, &steps, lexicon);
    if lost.is_empty() {
        return (plain, lost);
    }
    // With the arrows put back, the steps they part are known ones and cost what those cost.
    let worth = lost.iter().map(|at| lost_worth(tokens, &steps, *at, lexicon)).sum::<i64>();
    let mended = plain - lexicon.length_cost(steps.len())
        + lexicon.length_cost(steps.len() + lost.len())
        + ARROW_LOST * lost.len() as i64
        - worth;
    if mended < plain { (mended, lost) } else { (plain, Vec::new()) }
}

/// A step after an arrow: cheap where the document knows it.
fn step_cost(step: &[Token], is_end: bool, lexicon: &Lexicon) -> i64 {
    let count = lexicon.step(&join(step));
    let known = match count {
        0 | 1 => END_UNKNOWN,
        2..=3 => -BIT / 2,
        4..=9 => -BIT,
        _ => -2 * BIT,
    };
    known + if is_end { end_cost(step, lexicon) } else { 0 }
}

fn end_cost(step: &[Token], lexicon: &Lexicon) -> i64 {
    step.last().map_or(0, |token| lexicon.end_cost(&token.text))
}

/// How much the two steps on both sides of a lost arrow speak for it.
fn lost_worth(tokens: &[Token], steps: &[(usize, usize)], at: usize, lexicon: &Lexicon) -> i64 {
    let Some((number, (from, to))) =
        steps.iter().enumerate().find(|(_, (from, to))| *from < at && at < *to)
    else {
        return 0;
    };
    let after = lexicon.step_worth(&join(&tokens[at..*to]));
    let before = if number == 0 { 0 } else { lexicon.step_worth(&join(&tokens[*from..at])) };
    after + before
}

/// Where inside steps a known step begins although no arrow stands before it.
fn lost_arrows(tokens: &[Token], steps: &[(usize, usize)], lexicon: &Lexicon) -> Vec<usize> {
    let mut found = Vec::new();
    for (number, (from, to)) in steps.iter().enumerate() {
        let mut end = *to;
        let mut inside = Vec::new();
        // From the back: each known step of two words or more, as short as it may be.
        while let Some(at) = (from + 1..end.saturating_sub(1)).rev().find(|at| {
            let known = lexicon.step(&join(&tokens[*at..end])) >= LOST_STEP_COUNT;
            known && !begins_tall(&tokens[*at].text) && lexicon.can_end(&tokens[at - 1].text)
        }) {
            inside.push(at);
            end = at;
        }
        // What remains at the front is a step of its own: known, or the head of the item.
        let head_known = number == 0 || lexicon.step(&join(&tokens[*from..end])) >= 2;
        let whole_known = lexicon.step(&join(&tokens[*from..*to])) >= 2;
        if head_known && !whole_known {
            found.extend(inside.into_iter().rev());
        }
    }
    found
}
