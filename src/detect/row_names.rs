//! Names of rows that stand left of a region and were left out: a grid drawn round the values alone, beside the names
//! of the studies that they judge.
//!
//! What names rows stands level with them, line by line, each text at the same place as the others, and with nothing in
//! between. Prose of another column does so by chance at most, and fills its lines.

use std::collections::BTreeSet;

use super::region::Region;
use super::sheet::{Line, Sheet, hundredths};
use super::signs_seen::Caption;
use crate::geom::Pt;

/// Fewer lines may be level by chance.
const FEWEST: usize = 4;
/// So many of a hundred lines have a name, names begin at one place, and read as rows.
const MOST: usize = 80;
/// A name as wide as this part of the widest, in percent, fills its line; prose has more than half such lines.
const FULL: i32 = 92;
/// A text is level with a line to this part of its size, and at the place of another to this part.
const LEVEL: i32 = 3;

/// The regions with the names of their rows; a region that held names alone is gone. `votes` has for each phrase what
/// its lines said by themselves.
pub(super) fn take_in(sheet: &Sheet<'_>, regions: &mut Vec<Region>, votes: &[i32]) {
    let mut at = 0;
    while let Some(region) = regions.get(at) {
        let names = names(sheet, region, votes);
        let own: BTreeSet<usize> = names.iter().copied().collect();
        let holds = |other: &Region| other.phrases().any(|phrase| own.contains(&phrase));
        let are_names = |other: &Region| {
            let inside = other.phrases().filter(|phrase| own.contains(phrase)).count();
            inside * 100 >= other.phrases().count() * MOST
        };
        if !names.is_empty() && regions.iter().all(|other| !holds(other) || are_names(other)) {
            let whole = region.clone().with_more(sheet, names);
            regions[at] = whole;
            let before = regions[..at].iter().filter(|other| holds(other)).count();
            let kept = |(other, region): (usize, Region)| {
                (other == at || !holds(&region)).then_some(region)
            };
            *regions = std::mem::take(regions).into_iter().enumerate().filter_map(kept).collect();
            at -= before;
        }
        at += 1;
    }
}

/// The phrases that name the rows of a region from its left; none where they do not name nearly all.
fn names(sheet: &Sheet<'_>, region: &Region, votes: &[i32]) -> Vec<usize> {
    let area = region.area;
    let beside = |at: &usize| {
        let own = sheet.phrases[*at].area;
        own.x1 <= area.x0 && area.top < own.mid_y() && own.mid_y() < area.bottom
    };
    let left: Vec<usize> = (0..sheet.phrases.len()).filter(beside).collect();
    let name = |line: &Line| {
        let level =
            |at: &&usize| (sheet.phrases[**at].baseline - line.baseline).abs() * LEVEL < line.size;
        left.iter().filter(level).max_by_key(|at| sheet.phrases[**at].area.x1).copied()
    };
    let found: Vec<usize> = region.lines.iter().filter_map(name).collect();
    let most = |count: usize, of: usize| count * 100 >= of * MOST;
    let reads = found.iter().filter(|at| votes[**at] > 0).count();
    let plain = found.iter().all(|at| sheet.caption(&[*at]) == Caption::None);
    let good = region.lines.len() >= FEWEST
        && most(found.len(), region.lines.len())
        && most(reads, found.len())
        && plain
        && is_column(sheet, &found)
        && is_alone(sheet, &found, &left);
    if good { found } else { Vec::new() }
}

/// Whether texts begin at one place, or end at one, and do not fill their lines as prose does.
fn is_column(sheet: &Sheet<'_>, names: &[usize]) -> bool {
    let area = |at: &usize| sheet.phrases[*at].area;
    let size = names.iter().map(|at| sheet.phrases[*at].size).max().unwrap_or_default();
    let aligned = |place: &dyn Fn(&usize) -> Pt| {
        let near =
            |at: Pt| names.iter().filter(|own| (place(own) - at).abs() * LEVEL < size).count();
        let most = names.iter().map(|own| near(place(own))).max().unwrap_or(0);
        most * 100 >= names.len() * MOST
    };
    let widest = names.iter().map(|at| area(at).width()).max().unwrap_or_default();
    let full = names.iter().filter(|at| hundredths(area(at).width(), widest) >= FULL).count();
    (aligned(&|at| area(at).x0) || aligned(&|at| area(at).x1)) && full * 2 <= names.len()
}

/// Whether nothing else stands between the place where names begin and the region.
fn is_alone(sheet: &Sheet<'_>, names: &[usize], left: &[usize]) -> bool {
    let from = names.iter().map(|at| sheet.phrases[*at].area.x0).min().unwrap_or_default();
    left.iter().all(|at| names.contains(at) || sheet.phrases[*at].area.x1 <= from)
}
