//! A column of prose that a region took in beside a table: pages are set in columns, and what stands at one height of two of
//! them looks like a row. The prose tells itself: its lines fill their column, follow each other evenly, and go on
//! over or under the region, which the rest of it does not do.

use super::choose::Judged;
use super::region::{Region, Source};
use super::score::BIT;
use super::sheet::{Phrase, Sheet, hundredths, median, merged, percent};
use crate::geom::Pt;

/// So many lines of a region's column are prose, and so many go on beyond the region.
const LINES: usize = 5;
const BEYOND: usize = 2;
/// So many words are in the middle one of these lines, and in each that goes on.
const WORDS: i32 = 4;
/// A line of prose that reaches over so much of its column, in percent, fills it; so many of them do, in percent.
const FILLED: i32 = 80;
const FULL: i32 = 60;
/// A line follows the one before at the usual step, give or take so much of it, in percent.
const OFF: i32 = 15;
/// How much less such a region is a table, in 64ths of a bit: sixteen times less likely.
const LESS: i32 = 4 * BIT;

/// Lowers regions that have such a column at a side; gives each without it, to be judged as well.
pub(super) fn parted(sheet: &Sheet<'_>, judged: &mut [Judged]) -> Vec<Region> {
    let mut found = Vec::new();
    for own in judged.iter_mut().filter(|own| own.region.source != Source::Grid) {
        if let Some(rest) = rest(sheet, &own.region) {
            own.score -= LESS;
            found.push(rest);
        }
    }
    found
}

/// A region without the prose at its sides, if it has such.
fn rest(sheet: &Sheet<'_>, region: &Region) -> Option<Region> {
    let extents = region.phrases().map(|at| (sheet.phrases[at].area.x0, sheet.phrases[at].area.x1));
    let columns = merged(extents);
    let [first, .., last] = &columns[..] else { return None };
    let flows: Vec<(Pt, Pt)> =
        [*first, *last].into_iter().filter(|column| flows_on(sheet, region, *column)).collect();
    let kept = |at: &usize| !flows.iter().any(|column| stands_in(&sheet.phrases[*at], *column));
    if flows.is_empty() { None } else { region.with(sheet.lines(region.phrases().filter(kept))) }
}

/// Whether a column of a region is prose that goes on over or under it.
fn flows_on(sheet: &Sheet<'_>, region: &Region, column: (Pt, Pt)) -> bool {
    let mut own = vec![false; sheet.phrases.len()];
    region.phrases().for_each(|at| own[at] = true);
    let (mut inside, mut outside): (Vec<&Phrase>, Vec<&Phrase>) = (Vec::new(), Vec::new());
    for (phrase, own) in sheet.phrases.iter().zip(own).filter(|(one, _)| stands_in(one, column)) {
        if own { inside.push(phrase) } else { outside.push(phrase) }
    }
    inside.sort_by_key(|phrase| phrase.baseline);
    outside.sort_by_key(|phrase| phrase.baseline);
    let steps = inside.windows(2).map(|pair| (pair[1].baseline - pair[0].baseline).0);
    let words = inside.iter().map(|phrase| phrase.words.len() as i32);
    let (Some(step), Some(long)) = (median(steps.collect()), median(words.collect())) else {
        return false;
    };
    let wide = |phrase: &&&Phrase| {
        hundredths(phrase.area.x1 - phrase.area.x0, column.1 - column.0) >= FILLED
    };
    if inside.len() < LINES
        || long < WORDS
        || percent(inside.iter().filter(wide).count(), inside.len()) < FULL
    {
        return false;
    }
    let on = Flow { step, x0: column.0 };
    let under = on.count(inside[inside.len() - 1].baseline, outside.iter(), 1);
    let over = on.count(inside[0].baseline, outside.iter().rev(), -1);
    under >= BEYOND || over >= BEYOND
}

/// How prose goes on: at which step and from which side.
struct Flow {
    step: i32,
    x0: Pt,
}

impl Flow {
    /// How many lines follow `from` at the usual step, downwards or upwards.
    fn count<'p>(&self, from: Pt, lines: impl Iterator<Item = &'p &'p Phrase>, way: i32) -> usize {
        let (mut last, mut count) = (from, 0);
        for phrase in lines {
            let step = (phrase.baseline - last).0 * way;
            if step <= 0 {
                continue;
            }
            let even = (step - self.step).abs() * 100 <= self.step * OFF;
            let level = (phrase.area.x0 - self.x0).abs() < phrase.size / 4;
            if !even || !level || (phrase.words.len() as i32) < WORDS {
                break;
            }
            (last, count) = (phrase.baseline, count + 1);
        }
        count
    }
}

/// Whether a phrase stands within a column, its last letter aside.
fn stands_in(phrase: &Phrase, column: (Pt, Pt)) -> bool {
    let off = phrase.size / 2;
    column.0 - off <= phrase.area.x0 && phrase.area.x1 <= column.1 + off
}
