//! Columns that a region lost: two rulings and more go over all of it and further, one of them through it, or the ground of
//! a row does, and what stands between their ends beside its lines is a column of the same table.

use super::region::Region;
use super::sheet::{Line, Sheet};
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// Rulings that end no further from each other go as far.
const SAME: Pt = Pt(400);
/// A ruling reaches further than a text where it does by so many sizes.
const FURTHER: i32 = 2;
/// The first ruling stands no further over the first line, in sizes.
const OVER: i32 = 3;
/// So many of the lines have something in the lost column.
const FEWEST: usize = 2;

/// The region with what stands beside it between the ends of its rulings or bands; `free` are the phrases that no table has.
pub(super) fn complete(sheet: &Sheet<'_>, region: Region, free: &dyn Fn(usize) -> bool) -> Region {
    let by_rulings = framed(sheet, &region).map(|area| (area, None));
    let by_bands = || banded(sheet, &region).map(|(area, band)| (area, Some(band)));
    let Some((area, band)) = by_rulings.or_else(by_bands) else { return region };
    let own: Vec<usize> = region.phrases().collect();
    let beside = |at: &usize| {
        let phrase = &sheet.phrases[*at];
        let level = |line: &&Line| (line.baseline - phrase.baseline).abs() * 3 < line.size;
        !own.contains(at)
            && free(*at)
            && area.x0 <= phrase.area.x0
            && phrase.area.x1 <= area.x1
            && region.lines.iter().any(|line| level(&line))
    };
    let more: Vec<usize> = (0..sheet.phrases.len()).filter(beside).collect();
    let captions = more.iter().any(|at| sheet.caption(&[*at]) != Caption::None);
    // A band may be the ground of something else behind the table, but not where the column has a text on it.
    let stands_on = |band: &Area, own: &Area| band.contains(own.mid_x(), own.mid_y());
    let on = |band: Area| more.iter().any(|at| stands_on(&band, &sheet.phrases[*at].area));
    let ends = more.len() >= FEWEST && band.is_none_or(on);
    if ends && !captions { region.with_more(sheet, more) } else { region }
}

/// Between which ends the ground of a row goes that is wider than the region, and that ground; what most lines stand on is
/// that of a box.
fn banded(sheet: &Sheet<'_>, region: &Region) -> Option<(Area, Area)> {
    let (area, size) = (region.area, region.lines.first()?.size);
    let grounds: Vec<Option<Area>> =
        region.lines.iter().map(|line| sheet.ground_under(line)).collect();
    let of_row = |ground: &&Area| {
        grounds.iter().filter(|own| own.as_ref() == Some(*ground)).count() * 2 < grounds.len()
    };
    let wider = |ground: &&Area| {
        let whole = ground.x0 < area.x0 + SAME && ground.x1 > area.x1 - SAME;
        let further = ground.x0 < area.x0 - size * FURTHER || ground.x1 > area.x1 + size * FURTHER;
        whole && further
    };
    let band = *grounds.iter().flatten().filter(of_row).find(wider)?;
    Some((Area::new(band.x0 - SAME, area.top, band.x1 + SAME, area.bottom), band))
}

/// Between which ends the rulings go that stand over a region and through it.
fn framed(sheet: &Sheet<'_>, region: &Region) -> Option<Area> {
    let (first, last) = (region.lines.first()?, region.lines.last()?);
    let area = region.area;
    let whole = |r: &&Ruling| r.from < area.x0 + SAME && r.to > area.x1 - SAME;
    let further = |r: &&Ruling| {
        r.from < area.x0 - first.size * FURTHER || r.to > area.x1 + first.size * FURTHER
    };
    let of = |top: Pt, bottom: Pt| {
        sheet.across_between(top, bottom).iter().filter(whole).filter(further)
    };
    let over: Vec<&Ruling> = of(area.top - first.size * OVER, first.baseline).collect();
    let mut through = of(first.baseline, last.baseline);
    let alike =
        |a: &Ruling, b: &Ruling| (a.from - b.from).abs() < SAME && (a.to - b.to).abs() < SAME;
    let header = through.find(|r| over.iter().any(|over| alike(over, r)))?;
    Some(Area::new(header.from - SAME, area.top, header.to + SAME, area.bottom))
}
