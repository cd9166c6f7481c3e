//! A drawn grid belongs to its table whole: what stands over or under a region between the same uprights is
//! part of it, be it a header of turned words or a row apart.

use std::collections::BTreeSet;

use super::region::Region;
use super::sheet::{Sheet, common};
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// A grid has so many uprights: its two sides and one between two columns.
const FEWEST: usize = 3;
/// The ends of rulings that meet are no further apart than this.
const MEET: Pt = Pt(300);

/// The region with all that stands in its grid; `free` are the phrases that no other table has.
pub(super) fn complete(sheet: &Sheet<'_>, region: Region, free: &dyn Fn(usize) -> bool) -> Region {
    let Some(grid) = grid(sheet, &region.area) else { return region };
    let own: BTreeSet<usize> = region.phrases().collect();
    let inside = |at: &usize| {
        let area = &sheet.phrases[*at].area;
        grid.contains(area.mid_x(), area.mid_y())
    };
    let more: Vec<usize> =
        (0..sheet.phrases.len()).filter(|at| !own.contains(at) && inside(at)).collect();
    if more.is_empty() || !more.iter().all(|at| free(*at)) {
        return region;
    }
    let whole = Region::new(sheet.lines(own.into_iter().chain(more)), region.source);
    whole.map_or(region.clone(), |whole| Region { score: region.score, ..whole })
}

/// The box of the grid that a region stands in: as far up and down as its uprights reach together, from a
/// ruling across to another.
fn grid(sheet: &Sheet<'_>, area: &Area) -> Option<Area> {
    let beside = |r: &&Ruling| {
        let height = common((r.from, r.to), (area.top, area.bottom));
        area.x0 - MEET * 4 < r.at && r.at < area.x1 + MEET * 4 && height * 2 > area.height()
    };
    let uprights: Vec<&Ruling> = sheet.down.iter().filter(beside).collect();
    let (first, last) = (uprights.first()?, uprights.last()?);
    let whole = |r: &&&Ruling| (r.from - first.from).abs() < MEET && (r.to - first.to).abs() < MEET;
    let meets = |at: Pt| {
        sheet
            .across_between(at - MEET, at + MEET)
            .iter()
            .any(|r| r.from <= first.at + MEET && r.to >= last.at - MEET)
    };
    let all = uprights.iter().filter(whole).count();
    let closed = all >= FEWEST && whole(&last) && meets(first.from) && meets(first.to);
    closed.then(|| Area::new(first.at, first.from, last.at, first.to))
}
