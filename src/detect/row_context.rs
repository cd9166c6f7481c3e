//! A second look at the rows: what each line says by itself, seen with what the others say.
//!
//! A line without a value in the last column looks like the rest of a row, until one sees that every
//! other line of the table begins one. So the score of the first look becomes evidence, of the line
//! itself, of its neighbours, and of those lines of the table that are like it (auto-context: Tu 2008).

use std::collections::BTreeMap;

use super::pieces::Piece;
use super::score::{Evidence, UNKNOWN, told};
use super::sheet::{Line, percent};

/// Two steps from line to line are the same that differ by no more than this share, in percent.
const SAME_STEP: i32 = 6;

/// The evidence of the second look, without that of the first; the first line has none.
pub(super) fn evidence(lines: &[Line], pieces: &[Vec<Piece>], scores: &[i32]) -> Vec<Evidence> {
    if lines.is_empty() {
        return Vec::new();
    }
    let like = Alike::of(lines, pieces, scores);
    let told = (1..lines.len()).map(|at| {
        let near = |step: isize| {
            let other = at.checked_add_signed(step).filter(|other| *other > 0);
            other.and_then(|other| scores.get(other)).map_or(UNKNOWN, |score| told(*score))
        };
        let (by_step, by_columns, by_key) = like.others(at, scores[at]);
        vec![
            ("by itself, bit/8", told(scores[at])),
            ("line above, bit/8", near(-1)),
            ("two above, bit/8", near(-2)),
            ("line below, bit/8", near(1)),
            ("two below, bit/8", near(2)),
            ("begin a row, lines%", like.all.share()),
            ("at this step, lines", by_step.count.min(40)),
            ("of them begin a row, %", by_step.share()),
            ("at this step, mean bit/8", by_step.mean()),
            ("in these columns, lines", by_columns.count.min(40)),
            ("of these begin a row, %", by_columns.share()),
            ("in these columns, mean bit/8", by_columns.mean()),
            ("with or without a key alike begin a row, %", by_key.share()),
            ("lines since a row began", since(scores, at)),
            ("lines until a row begins", until(scores, at)),
        ]
    });
    [Evidence::new()].into_iter().chain(told).collect()
}

/// What lines that are alike say of themselves, each group added up once; the first line, which begins a
/// row in any case, says nothing.
struct Alike {
    all: Votes,
    filled: Vec<Vec<usize>>,
    by_columns: BTreeMap<Vec<usize>, Votes>,
    by_key: [Votes; 2],
    /// The step over each line, and the votes of all lines with a lower one, by step.
    steps: Vec<i32>,
    by_step: Vec<(i32, Votes)>,
}

impl Alike {
    fn of(lines: &[Line], pieces: &[Vec<Piece>], scores: &[i32]) -> Self {
        let filled: Vec<Vec<usize>> = pieces.iter().map(|own| columns(own)).collect();
        let step = |at: usize| (lines[at].baseline - lines[at.saturating_sub(1)].baseline).0;
        let steps: Vec<i32> = (0..lines.len()).map(step).collect();
        let mut all = Votes::default();
        let mut by_columns: BTreeMap<Vec<usize>, Votes> = BTreeMap::new();
        let mut by_key = [Votes::default(); 2];
        let mut ordered: Vec<(i32, i32)> = Vec::with_capacity(lines.len());
        for at in 1..lines.len() {
            let own = Votes::of(scores[at]);
            all = all.plus(own);
            let group = by_columns.entry(filled[at].clone()).or_default();
            *group = group.plus(own);
            let group = &mut by_key[usize::from(is_keyed(&filled[at]))];
            *group = group.plus(own);
            ordered.push((steps[at], scores[at]));
        }
        ordered.sort_unstable();
        let mut sum = Votes::default();
        let lower = |(step, score): (i32, i32)| {
            let before = sum;
            sum = sum.plus(Votes::of(score));
            (step, before)
        };
        let mut by_step: Vec<(i32, Votes)> = ordered.into_iter().map(lower).collect();
        by_step.push((i32::MAX, all));
        Alike { all, filled, by_columns, by_key, steps, by_step }
    }

    /// The votes of the other lines at about the same step, in the same columns, and with or without a
    /// key as this one.
    fn others(&self, at: usize, score: i32) -> (Votes, Votes, Votes) {
        let own = Votes::of(score);
        let filled = &self.filled[at];
        let step = self.steps[at];
        let off = step.abs() * SAME_STEP / 100;
        let under = |bound: i32| {
            let first = self.by_step.partition_point(|(step, _)| *step < bound);
            self.by_step.get(first).map_or(self.all, |(_, votes)| *votes)
        };
        let by_step = under(step + off + 1).minus(under(step - off));
        let by_columns = self.by_columns.get(filled).copied().unwrap_or_default();
        let by_key = self.by_key[usize::from(is_keyed(filled))];
        (by_step.minus(own), by_columns.minus(own), by_key.minus(own))
    }
}

fn is_keyed(filled: &[usize]) -> bool {
    filled.first() == Some(&0)
}

/// The columns that a line fills.
fn columns(pieces: &[Piece]) -> Vec<usize> {
    let mut all: Vec<usize> = pieces.iter().flat_map(|piece| piece.col..=piece.last_col).collect();
    all.dedup();
    all
}

/// What some lines say of themselves: how many there are, how many begin a row, their scores together.
#[derive(Clone, Copy, Default)]
struct Votes {
    count: i32,
    begin: i32,
    sum: i32,
}

impl Votes {
    fn of(score: i32) -> Self {
        Votes { count: 1, begin: i32::from(score > 0), sum: told(score) }
    }

    fn plus(self, other: Votes) -> Votes {
        Votes {
            count: self.count + other.count,
            begin: self.begin + other.begin,
            sum: self.sum + other.sum,
        }
    }

    fn minus(self, other: Votes) -> Votes {
        Votes {
            count: self.count - other.count,
            begin: self.begin - other.begin,
            sum: self.sum - other.sum,
        }
    }

    fn share(&self) -> i32 {
        if self.count == 0 { UNKNOWN } else { percent(self.begin as usize, self.count as usize) }
    }

    fn mean(&self) -> i32 {
        if self.count == 0 { UNKNOWN } else { self.sum / self.count }
    }
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
