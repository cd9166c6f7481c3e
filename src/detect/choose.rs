//! Of all proposals those that are best together: no phrase in two tables, the highest sum.

use super::region::Region;
use super::score::BIT;

/// A proposal with its score.
pub(super) struct Judged {
    pub(super) region: Region,
    pub(super) score: i32,
}

impl Judged {
    /// The region, which keeps its score.
    pub(super) fn region(self) -> Region {
        Region { score: self.score, ..self.region }
    }
}

/// The probability, in 1024ths, that goes with each whole bit of log odds: 1 / (1 + 2^-bits).
const PROBABILITY: [i32; 10] = [512, 683, 819, 910, 964, 993, 1008, 1016, 1020, 1022];

/// A table that is read with its rim a little wrong is better than none: what a proposal must be
/// expected to agree, in 1024ths.
const LEAST: i32 = 120;

/// How much a proposal is expected to agree with a table, beyond what it must, in 1024ths.
fn worth(score: i32) -> i32 {
    let (size, last) = (score.abs(), PROBABILITY.len() - 1);
    let bits = (size / BIT) as usize;
    let likely = if bits >= last {
        PROBABILITY[last]
    } else {
        let (a, b) = (PROBABILITY[bits], PROBABILITY[bits + 1]);
        a + (b - a) * (size % BIT) / BIT
    };
    (if score < 0 { 1024 - likely } else { likely }) - LEAST
}
/// Steps of the search for the best set; after these it takes the best proposals one by one.
const STEPS: usize = 20_000;

/// The set of proposals with the highest expected agreement with tables, over all their phrases.
pub(super) fn best(judged: Vec<Judged>) -> Vec<Judged> {
    let mut all: Vec<(i64, Vec<usize>, Judged)> = judged
        .into_iter()
        .filter(|judged| worth(judged.score) > 0)
        .map(|judged| {
            let mut own: Vec<usize> = judged.region.phrases().collect();
            own.sort_unstable();
            (i64::from(worth(judged.score)) * own.len() as i64, own, judged)
        })
        .collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let conflicts: Vec<Vec<bool>> = all
        .iter()
        .map(|(_, own, _)| all.iter().map(|(_, other, _)| share(own, other)).collect())
        .collect();
    let values: Vec<i64> = all.iter().map(|(value, ..)| *value).collect();
    let mut search =
        Search { values: &values, conflicts: &conflicts, best: (0, Vec::new()), steps: 0 };
    search.go(0, &mut Vec::new(), 0);
    let chosen = search.best.1;
    let mut found: Vec<Judged> = all
        .into_iter()
        .enumerate()
        .filter(|(at, _)| chosen.contains(at))
        .map(|(_, (.., judged))| judged)
        .collect();
    found.sort_by_key(|judged| (judged.region.area.top, judged.region.area.x0));
    found
}

/// Whether two sorted lists share a number.
fn share(a: &[usize], b: &[usize]) -> bool {
    a.iter().any(|x| b.binary_search(x).is_ok())
}

struct Search<'s> {
    values: &'s [i64],
    conflicts: &'s [Vec<bool>],
    best: (i64, Vec<usize>),
    steps: usize,
}

impl Search<'_> {
    /// Takes or leaves the proposals from `at` on, the most valuable first (branch and bound).
    fn go(&mut self, at: usize, taken: &mut Vec<usize>, sum: i64) {
        self.steps += 1;
        if sum > self.best.0 {
            self.best = (sum, taken.clone());
        }
        let free = |other: &usize| !taken.iter().any(|own| self.conflicts[*own][*other]);
        let rest: i64 = (at..self.values.len()).filter(free).map(|at| self.values[at]).sum();
        if sum + rest <= self.best.0 {
            return;
        }
        let Some(next) = (at..self.values.len()).find(free) else { return };
        taken.push(next);
        self.go(next + 1, taken, sum + self.values[next]);
        taken.pop();
        let disputed = (next + 1..self.values.len()).any(|other| self.conflicts[next][other]);
        if disputed && self.steps < STEPS {
            self.go(next + 1, taken, sum);
        }
    }
}
