//! Which tables of two documents are one: by what they hold, all of them taken together.

use std::collections::BTreeSet;

use super::assign;
use super::keys::texts;
use super::likeness::{Painter, Portrait, Weights};
use crate::record::Table;

/// Tables are the same where their columns and what their records hold have this much in common, of
/// a thousand each: the same columns alone are not enough, as the tables of a document are often
/// alike in them, and the same records alone are.
const FLOOR: u32 = 900;
/// Tables that are left between the same neighbours, as many on both sides, need this much.
const FLOOR_IN_PLACE: u32 = 500;

/// The tables in pairs, sorted by the first index.
pub(super) fn run(a: &[Table], b: &[Table]) -> Vec<(usize, usize)> {
    let mut painter = Painter::default();
    let of_a: Vec<Looks> = a.iter().map(|table| Looks::of(table, &mut painter)).collect();
    let of_b: Vec<Looks> = b.iter().map(|table| Looks::of(table, &mut painter)).collect();
    let all = of_a.iter().chain(&of_b).map(|looks| &looks.held);
    let weights = Weights::of(all, &painter);
    let score = |at: usize, with: usize| {
        let (one, other) = (of_a.get(at)?, of_b.get(with)?);
        // Of nothing on both sides all is the same.
        let held = weights.held(&one.held, &other.held).unwrap_or(1000);
        Some(one.named_as(other) + held)
    };
    let pairs =
        assign::pairs(a.len(), b.len(), |at, with| score(at, with).filter(|score| *score >= FLOOR));
    let mut all = pairs.clone();
    for (at, with) in left_in_place(&pairs, a.len(), b.len()) {
        if score(at, with).is_some_and(|score| score >= FLOOR_IN_PLACE) {
            all.push((at, with));
        }
    }
    all.sort_unstable();
    all
}

/// What has no partner between two pairs that are neighbours on both sides, one by one, where it is as
/// many on both.
fn left_in_place(pairs: &[(usize, usize)], a: usize, b: usize) -> Vec<(usize, usize)> {
    let mut left = Vec::new();
    let (mut at, mut with) = (0, 0);
    for (next_at, next_with) in pairs.iter().copied().chain([(a, b)]) {
        if next_with >= with && next_at - at == next_with - with {
            left.extend((at..next_at).zip(with..next_with));
        }
        (at, with) = (next_at + 1, next_with + 1);
    }
    let taken: BTreeSet<usize> = pairs.iter().map(|(_, with)| *with).collect();
    left.retain(|(_, with)| !taken.contains(with));
    left
}

/// What is compared of a table.
#[derive(Debug)]
struct Looks {
    /// Its columns and its title.
    names: BTreeSet<String>,
    /// The texts that its records hold.
    held: Portrait,
}

impl Looks {
    fn of(table: &Table, painter: &mut Painter) -> Self {
        let title = table.title.iter().map(|title| format!("title {title}"));
        let names = table.columns.iter().map(|column| column.key.clone()).chain(title).collect();
        let cells = table.records.iter().flat_map(|record| &record.cells.0);
        let held = painter.wholes(cells.flat_map(|(_, value)| texts(value)));
        Looks { names, held }
    }

    /// How many of the names both have, in thousandths.
    fn named_as(&self, other: &Looks) -> u32 {
        let common = self.names.intersection(&other.names).count();
        let sum = self.names.len() + other.names.len();
        (2000 * common).checked_div(sum).unwrap_or(1000) as u32
    }
}
