//! Tables one under the other, each between rulings of its own width: what reaches over two of them is no table.

use super::region::{Region, Source};
use super::sheet::{Line, common};
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// So many rulings of one width are those of a table: over it, under it, and under its header.
const RULINGS: usize = 3;

/// A page with more of them is a drawing.
const MOST: usize = 50;

/// Two frames, the first over the second.
pub(super) type Stacked = (Area, Area);

/// The frames that stand one under the other, with none round both; `groups` are the rulings of each width.
pub(super) fn stacked(groups: &[Vec<Ruling>]) -> Vec<Stacked> {
    let frames: Vec<(Area, usize)> = groups
        .iter()
        .filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            Some((Area::new(first.from, first.at, first.to, last.at), group.len()))
        })
        .collect();
    let of_tables = || frames.iter().filter(|(_, rulings)| *rulings >= RULINGS);
    let within = |outer: &Area, inner: &Area| {
        outer.top <= inner.top && inner.bottom <= outer.bottom && overlap(outer, inner)
    };
    let round = |a: &Area, b: &Area| frames.iter().any(|(own, _)| within(own, a) && within(own, b));
    let mut found = Vec::new();
    if of_tables().count() > MOST {
        return found;
    }
    for (a, _) in of_tables() {
        let below = of_tables().filter(|(b, _)| a.bottom < b.top && overlap(a, b) && !round(a, b));
        found.extend(below.map(|(b, _)| (*a, *b)));
    }
    found
}

fn overlap(a: &Area, b: &Area) -> bool {
    common((a.x0, a.x1), (b.x0, b.x1)) > Pt(0)
}

/// Whether a region has lines of two such frames.
pub(super) fn holds_two(region: &Region, stacked: &[Stacked]) -> bool {
    let in_frame = |frame: &Area| {
        let is_in = |line: &Line| {
            frame.top < line.baseline && line.baseline < frame.bottom && overlap(frame, &line.area)
        };
        region.lines.iter().any(is_in)
    };
    region.source != Source::Tags && stacked.iter().any(|(a, b)| in_frame(a) && in_frame(b))
}
