//! Which of two lists belong together, taken as a whole: the pairs whose scores have the greatest
//! sum (Kuhn 1955, Munkres 1957), and not the best pair first with the others as what is left.

use std::collections::BTreeSet;

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres;

/// A list that is longer is paired best pair first: the greatest sum takes the cube of its length.
const LONGEST: usize = 200;
/// Of pairs with one score the nearer ones are taken: what a place nearer counts, against a
/// thousandth of likeness. No list is so long that places count for more.
const THOUSANDTH: i64 = 1 << 32;

/// Pairs of indices below `rows` and `columns`, sorted; `None` of `score` keeps two apart.
pub(super) fn pairs(
    rows: usize,
    columns: usize,
    score: impl Fn(usize, usize) -> Option<u32>,
) -> Vec<(usize, usize)> {
    let gain = |at: usize, with: usize| match score(at, with) {
        Some(score) => {
            let away = i64::try_from(at.abs_diff(with)).unwrap_or(i64::MAX);
            (i64::from(score) * THOUSANDTH).saturating_sub(away).max(1)
        }
        None => 0,
    };
    if rows == 0 || columns == 0 {
        Vec::new()
    } else if rows.max(columns) > LONGEST {
        best_first(rows, columns, gain)
    } else {
        greatest_sum(rows, columns, gain)
    }
}

fn greatest_sum(
    rows: usize,
    columns: usize,
    gain: impl Fn(usize, usize) -> i64,
) -> Vec<(usize, usize)> {
    let turned = rows > columns;
    let (short, long) = if turned { (columns, rows) } else { (rows, columns) };
    let placed = |x: usize, y: usize| if turned { (y, x) } else { (x, y) };
    let gains = Matrix::from_fn(short, long, |(x, y)| {
        let (at, with) = placed(x, y);
        gain(at, with)
    });
    let (_, chosen) = kuhn_munkres(&gains);
    let apart = |(x, y): &(usize, usize)| gains.get((*x, *y)).is_none_or(|gain| *gain == 0);
    let chosen = chosen.into_iter().enumerate().filter(|pair| !apart(pair));
    let mut pairs: Vec<_> = chosen.map(|(x, y)| placed(x, y)).collect();
    pairs.sort_unstable();
    pairs
}

fn best_first(
    rows: usize,
    columns: usize,
    gain: impl Fn(usize, usize) -> i64,
) -> Vec<(usize, usize)> {
    let all = (0..rows).flat_map(|at| (0..columns).map(move |with| (at, with)));
    let mut scored: Vec<_> = all
        .map(|(at, with)| (std::cmp::Reverse(gain(at, with)), at, with))
        .filter(|(gain, ..)| gain.0 > 0)
        .collect();
    scored.sort_unstable();
    first_free(scored.into_iter().map(|(_, at, with)| (at, with)))
}

/// Of pairs in the order of their worth those of which neither side was taken before; sorted.
pub(super) fn first_free(candidates: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (at, with) in candidates {
        if !left.contains(&at) && !right.contains(&with) {
            left.insert(at);
            right.insert(with);
            pairs.push((at, with));
        }
    }
    pairs.sort_unstable();
    pairs
}
