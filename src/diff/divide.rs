//! Which items of a cell were divided into several: the same words, with other boundaries.

use std::collections::BTreeMap;

use crate::record::Item;

/// Places of a cell that begin with the first word of an item and are tried at most: more than any
/// real cell has, and few enough that a cell of very many items that begin alike takes no long time.
const STARTS: usize = 1000;

/// An item that has no partner, with its index in the cell.
pub(super) type Free<'a> = (usize, &'a Item);

/// The items of `whole` whose words, in order, are those of two or more neighbours of `parts`, each
/// with the indices of these. Case and signs play no part: who divides an item gives the new one a
/// capital, and which blanks are boundaries of steps may have changed with it.
pub(super) fn divided(whole: &[Free<'_>], parts: &[Free<'_>]) -> Vec<(usize, Vec<usize>)> {
    let pieces: Vec<(usize, Vec<String>)> =
        parts.iter().map(|(at, item)| (*at, words(item))).collect();
    let mut begins: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, (_, piece)) in pieces.iter().enumerate() {
        if let Some(first) = piece.first() {
            begins.entry(first).or_default().push(number);
        }
    }
    let mut taken = vec![false; pieces.len()];
    let mut found = Vec::new();
    for (at, item) in whole {
        let wanted = words(item);
        let starts = wanted.first().and_then(|first| begins.get(first.as_str()));
        let run = starts.into_iter().flatten().take(STARTS).find_map(|start| {
            let length = covering(&wanted, pieces.get(*start..)?)?;
            let run = *start..start + length;
            let free = taken.get(run.clone())?.iter().all(|taken| !taken);
            free.then_some(run)
        });
        if let Some(run) = run {
            taken.get_mut(run.clone()).into_iter().flatten().for_each(|taken| *taken = true);
            let members = pieces.get(run).into_iter().flatten().map(|(at, _)| *at);
            found.push((*at, members.collect()));
        }
    }
    found
}

/// How many of `pieces`, each standing right after the one before, together are `wanted`; at least
/// two.
fn covering(wanted: &[String], pieces: &[(usize, Vec<String>)]) -> Option<usize> {
    let mut rest = wanted;
    let mut next = None;
    for (number, (at, piece)) in pieces.iter().enumerate() {
        if piece.is_empty() || next.is_some_and(|next| next != *at) {
            return None;
        }
        rest = rest.strip_prefix(piece.as_slice())?;
        if rest.is_empty() {
            return (number > 0).then_some(number + 1);
        }
        next = Some(at + 1);
    }
    None
}

fn words(item: &Item) -> Vec<String> {
    let steps = item.steps.iter().map(|step| step.to_lowercase());
    let words = |step: String| -> Vec<String> {
        let words = step.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    steps.flat_map(words).collect()
}
