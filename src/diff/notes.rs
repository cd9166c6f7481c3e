//! What became of the notes of a table.

use std::collections::BTreeSet;

use super::likeness::{Painter, alike, in_order, same};
use super::model::{Both, Change};
use crate::record::Table;

/// A note that is alike to another one by this many thousandths was reworded.
const REWORDED: u32 = 400;

/// The changes of the notes of two tables that are one.
pub(super) fn changes(a: &Table, b: &Table, table: &Both<String>) -> Vec<Change> {
    let pairs = pairs(&a.notes, &b.notes);
    let mut changes = Vec::new();
    let of_a: BTreeSet<usize> = pairs.iter().map(|(at, _)| *at).collect();
    let of_b: BTreeSet<usize> = pairs.iter().map(|(_, with)| *with).collect();
    for (at, value) in a.notes.iter().enumerate().filter(|(at, _)| !of_a.contains(at)) {
        changes.push(Change::NoteRemoved { table: table.clone(), at, value: value.clone() });
    }
    for (at, with) in pairs {
        let (Some(before), Some(after)) = (a.notes.get(at), b.notes.get(with)) else { continue };
        if before != after {
            let (before, after) = (before.clone(), after.clone());
            let at = Both::new(at, with);
            changes.push(Change::NoteChanged { table: table.clone(), at, before, after });
        }
    }
    for (at, value) in b.notes.iter().enumerate().filter(|(at, _)| !of_b.contains(at)) {
        changes.push(Change::NoteAdded { table: table.clone(), at, value: value.clone() });
    }
    changes
}

/// Notes that are one, in the order of both lists.
fn pairs(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let kept = |pairs: Vec<(usize, usize)>| -> Vec<(usize, usize)> {
        let keep = in_order(&pairs);
        pairs.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(pair, _)| pair).collect()
    };
    let mut pairs = kept(same(a, b));
    let rest = |all: &[String], taken: BTreeSet<usize>| -> Vec<usize> {
        (0..all.len()).filter(|at| !taken.contains(at)).collect()
    };
    let free_a = rest(a, pairs.iter().map(|(at, _)| *at).collect());
    let free_b = rest(b, pairs.iter().map(|(_, with)| *with).collect());
    let mut painter = Painter::default();
    let mut portraits = |all: &[String], free: &[usize]| -> Vec<_> {
        let texts = free.iter().filter_map(|at| all.get(*at));
        texts.map(|text| painter.portrait([text.as_str()].into_iter())).collect()
    };
    let (of_a, of_b) = (portraits(a, &free_a), portraits(b, &free_b));
    let likeness = |x: usize, y: usize| match (of_a.get(x), of_b.get(y)) {
        (Some(one), Some(other)) => one.likeness(other),
        _ => 0,
    };
    for (x, y) in alike(&of_a, &of_b, REWORDED, likeness) {
        pairs.extend(free_a.get(x).zip(free_b.get(y)).map(|(at, with)| (*at, *with)));
    }
    pairs.sort_unstable();
    kept(pairs)
}
