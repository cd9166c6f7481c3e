//! A second look at the rows: what each line says by itself, seen with what the others say.
//!
//! A line without a value in the last column looks like the rest of a row, until one sees that every
//! other line of the table begins one. So the score of the first look becomes evidence, of the line
//! itself, of its neighbours, and of those lines of the table that are like it (auto-context: Tu 2008).

use super::pieces::Piece;
use super::score::{Evidence, UNKNOWN, told};
use super::sheet::{Line, percent};

/// Two steps from line to line are the same that differ by no more than this share, in percent.
const SAME_STEP: i32 = 6;

/// The evidence of the second look, without that of the first; the first line has none.
pub(super) fn evidence(lines: &[Line], pieces: &[Vec<Piece>], scores: &[i32]) -> Vec<Evidence> {
    let filled: Vec<Vec<usize>> = pieces.iter().map(|own| columns(own)).collect();
    let all = votes(scores, |_| true);
    (0..lines.len())
        .map(|at| {
            if at == 0 {
                return Evidence::new();
            }
            let near = |step: isize| {
                let other = at.checked_add_signed(step).filter(|other| *other > 0);
                other.and_then(|other| scores.get(other)).map_or(UNKNOWN, |score| told(*score))
            };
            let own = lines[at].baseline - lines[at - 1].baseline;
            let same_step = |other: usize| {
                let step = lines[other].baseline - lines[other - 1].baseline;
                (step - own).abs().0 * 100 <= own.abs().0 * SAME_STEP
            };
            let keyed = |other: usize| filled[other].first() == Some(&0);
            let by_step = votes(scores, |other| other != at && same_step(other));
            let by_columns = votes(scores, |other| other != at && filled[other] == filled[at]);
            let by_key = votes(scores, |other| other != at && keyed(other) == keyed(at));
            vec![
                ("by itself, bit/8", told(scores[at])),
                ("line above, bit/8", near(-1)),
                ("two above, bit/8", near(-2)),
                ("line below, bit/8", near(1)),
                ("two below, bit/8", near(2)),
                ("begin a row, lines%", all.share()),
                ("at this step, lines", by_step.count.min(40) as i32),
                ("of them begin a row, %", by_step.share()),
                ("at this step, mean bit/8", by_step.mean()),
                ("in these columns, lines", by_columns.count.min(40) as i32),
                ("of these begin a row, %", by_columns.share()),
                ("in these columns, mean bit/8", by_columns.mean()),
                ("with or without a key alike begin a row, %", by_key.share()),
                ("lines since a row began", since(scores, at)),
                ("lines until a row begins", until(scores, at)),
            ]
        })
        .collect()
}

/// The columns that a line fills.
fn columns(pieces: &[Piece]) -> Vec<usize> {
    let mut all: Vec<usize> = pieces.iter().flat_map(|piece| piece.col..=piece.last_col).collect();
    all.dedup();
    all
}

/// What some lines say of themselves.
#[derive(Default)]
struct Votes {
    count: usize,
    begin: usize,
    sum: i32,
}

impl Votes {
    fn share(&self) -> i32 {
        if self.count == 0 { UNKNOWN } else { percent(self.begin, self.count) }
    }

    fn mean(&self) -> i32 {
        i32::try_from(self.count).ok().filter(|n| *n > 0).map_or(UNKNOWN, |n| self.sum / n)
    }
}

/// The votes of the lines that pass, but for the first, which begins a row in any case.
fn votes(scores: &[i32], passes: impl Fn(usize) -> bool) -> Votes {
    let mut votes = Votes::default();
    for (at, score) in scores.iter().enumerate().skip(1).filter(|(at, _)| passes(*at)) {
        debug_assert!(at > 0);
        votes.count += 1;
        votes.begin += usize::from(*score > 0);
        votes.sum += told(*score);
    }
    votes
}

/// How many lines stand between a line and the last one above it that begins a row.
fn since(scores: &[i32], at: usize) -> i32 {
    let above = scores[1..at].iter().rev().position(|score| *score > 0);
    above.unwrap_or(at - 1).min(40) as i32
}

/// How many lines stand between a line and the next one that begins a row.
fn until(scores: &[i32], at: usize) -> i32 {
    let below = scores[at + 1..].iter().position(|score| *score > 0);
    below.unwrap_or(scores.len() - at - 1).min(40) as i32
}
