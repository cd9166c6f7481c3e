//! The best division of a cell into items.
//!
//! Where bullets are printed they are the truth. Where they were lost, every division is weighed as
//! a whole and the cheapest taken (dynamic programming over the places where an item may begin, as
//! in Knuth & Plass's line breaking, 1981). The margin to the best division that lacks a boundary is
//! what the confidence of that boundary rests on.

use super::Manner;
use super::cost::Cell;
use super::flow::Token;
use super::lexicon::{BIT, Lexicon};
use super::places::{NEVER, Place, places};
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

/// Margins, in the same unit as the costs.
const CERTAIN_MARGIN: i64 = 2 * BIT;
const LIKELY_MARGIN: i64 = BIT;

/// No item reaches over more places where one could begin: time stays linear in the cell's length.
const REACH: usize = 24;

/// Dearer than any division.
const DEAR: i64 = i64::MAX / 4;

/// Divides a cell of a list in some manner.
pub(super) fn run(tokens: &[Token], manner: Manner, lexicon: &Lexicon) -> Vec<Piece> {
    if tokens.is_empty() {
        return Vec::new();
    }
    let places = places(tokens, manner, lexicon);
    let cell = Cell::new(tokens, &places, manner.chains, lexicon);
    let last = places.len() - 1;
    let costs = costs(&cell, &places);
    // The cost of the best division up to each place, and the beginning of its last item.
    let mut forward = vec![(DEAR, 0); places.len()];
    forward[0] = (0, 0);
    for to in 1..=last {
        for (back, cost) in costs[to].iter().enumerate() {
            let from = to - 1 - back;
            let total = forward[from].0 + cost;
            // Of equal divisions the one with longer items stays.
            if total <= forward[to].0 {
                forward[to] = (total, from);
            }
        }
    }
    // The cost of the best division from each place to the end.
    let mut backward = vec![DEAR; places.len()];
    backward[last] = 0;
    for to in (1..=last).rev() {
        for (back, cost) in costs[to].iter().enumerate() {
            let from = to - 1 - back;
            backward[from] = backward[from].min(cost + backward[to]);
        }
    }
    let mut pieces = Vec::new();
    let mut to = last;
    while to > 0 {
        let from = forward[to].1;
        // The best division in which an item passes over this beginning.
        let without = (from + 1..=last.min(from + REACH))
            .flat_map(|b| {
                costs[b].iter().enumerate().map(move |(back, cost)| (b - 1 - back, b, cost))
            })
            .filter(|(a, ..)| *a < from)
            .map(|(a, b, cost)| forward[a].0 + cost + backward[b])
            .min();
        let margin = without.map_or(NEVER, |without| without - forward[last].0);
        pieces.push(Piece {
            from: places[from].at,
            to: places[to].at,
            begin: confidence(margin),
            lost_arrows: cell.lost_arrows(from, to),
        });
        to = from;
    }
    pieces.reverse();
    pieces
}

/// For each place the costs of the items that end there, the shortest first, as far back as one may
/// reach and no bullet forbids.
fn costs(cell: &Cell, places: &[Place]) -> Vec<Vec<i64>> {
    let mut costs = vec![Vec::new(); places.len()];
    for (to, costs) in costs.iter_mut().enumerate() {
        let mut passed = 0;
        for from in (to.saturating_sub(REACH)..to).rev() {
            costs.push(places[from].begin + passed + cell.item(from, to));
            passed += places[from].skip;
            if passed >= NEVER {
                break;
            }
        }
    }
    costs
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
