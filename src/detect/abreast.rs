//! Tables that stand side by side under captions of their own, or between rulings of their own: a region
//! that holds both is none.
//!
//! Two tables of one kind on the same lines read as one with more columns, and score as high. Two captions
//! over it, side by side, say that they are two, and rulings that all end at one white strip, at different
//! heights left and right of it; where the strip is, the region is parted.

use super::region::{Region, Source};
use super::sheet::{Line, Sheet, common, merged};
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// The captions over a region stand no further off than so many lines of its size: they have several lines
/// themselves, and the shorter one is set as high as the longer one.
const FAR: i32 = 8;

/// How many tables stand side by side at most.
const MOST: usize = 4;

/// The regions as they are, but those under captions side by side parted.
pub(super) fn part(sheet: &Sheet<'_>, regions: Vec<Region>) -> Vec<Region> {
    let captions = captions(sheet);
    let mut done = Vec::new();
    for region in regions {
        let Some(region) = without_captions(sheet, region) else { continue };
        done.extend(parted(sheet, &captions, region, MOST - 1));
    }
    done
}

/// A region as it is, or its parts, parted at most `times` one in the other.
fn parted(sheet: &Sheet<'_>, captions: &[Area], region: Region, times: usize) -> Vec<Region> {
    let find = || between(sheet, captions, &region).or_else(|| between_rulings(sheet, &region));
    let Some(middle) = (times > 0).then(find).flatten() else { return vec![region] };
    let halves = halves(sheet, &region, middle);
    halves.flat_map(|half| parted(sheet, captions, half, times - 1)).collect()
}

/// The beginnings of captions of tables on a page, each as far as its line goes on before the next one.
fn captions(sheet: &Sheet<'_>) -> Vec<Area> {
    let mut found: Vec<Area> = Vec::new();
    for line in sheet.lines(0..sheet.phrases.len()) {
        let mut own: Option<Area> = None;
        for at in line.phrases {
            let area = sheet.phrases[at].area;
            if sheet.caption(&[at]) == Caption::Table {
                found.extend(own.replace(area));
            } else if let Some(before) = own.filter(|before| area.x0 - before.x1 < line.size) {
                own = Some(before.union(&area));
            }
        }
        found.extend(own);
    }
    found
}

/// A region without the line of captions side by side that it begins with; none, where it holds one further
/// down.
fn without_captions(sheet: &Sheet<'_>, region: Region) -> Option<Region> {
    let named = |line: &Line| {
        let caption = |at: &&usize| sheet.caption(&[**at]) == Caption::Table;
        line.phrases.iter().filter(caption).count() > 1
    };
    match region.lines.iter().rposition(named) {
        None => Some(region),
        Some(0) => Region::new(region.lines.get(1..)?.to_vec(), region.source),
        Some(_) => None,
    }
}

/// What stands left and right of a place.
fn halves(sheet: &Sheet<'_>, region: &Region, middle: Pt) -> impl Iterator<Item = Region> {
    let side = |left: bool| {
        let own = region.phrases().filter(|at| (sheet.phrases[*at].area.x0 < middle) == left);
        Region::new(sheet.lines(own), part_source(region.source))
    };
    side(true).into_iter().chain(side(false))
}

/// A part of a region is judged as what it is: rulings and tags held the whole.
fn part_source(source: Source) -> Source {
    match source {
        Source::Lines | Source::Column => source,
        _ => Source::Part,
    }
}

/// The middle of the widest white strip of a region between two captions that stand side by side over it.
fn between(sheet: &Sheet<'_>, captions: &[Area], region: &Region) -> Option<Pt> {
    let (area, size) = (region.area, region.lines.first()?.size);
    let near = |c: &&Area| {
        c.bottom <= area.top + size / 2
            && area.top - c.bottom < size * FAR
            && common((c.x0, c.x1), (area.x0, area.x1)) > Pt(0)
    };
    let mut over: Vec<&Area> = captions.iter().filter(near).collect();
    over.sort_by_key(|c| c.x0);
    let pair = over.windows(2).find(|pair| pair[0].x1 < pair[1].x0)?;
    let (from, to) = (pair[0].x1, pair[1].x0);
    let across = sheet.across_between(area.top - size, area.bottom + size);
    let ruled = |a: Pt, b: Pt| across.iter().any(|r| r.from < a && b < r.to);
    let strips = strips(sheet, region).into_iter();
    let inside = strips.filter(|(a, b)| from < *b && *a < to && !ruled(*a, *b));
    middle_of_widest(inside)
}

/// The middle of the widest white strip of a region at which all rulings across end: on both sides several
/// over most of what stands there, and at least one beside which the other side has none. One table whose
/// rulings are broken off between its columns has them at the same heights.
fn between_rulings(sheet: &Sheet<'_>, region: &Region) -> Option<Pt> {
    /// A table has a ruling over it and one under its names or its rows.
    const FEWEST: usize = 2;
    /// So much of its side a ruling goes over at least, in percent.
    const MOST_OF: i32 = 70;
    /// Rulings at one height differ by no more.
    const SAME: Pt = Pt(150);
    let (area, size) = (region.area, region.lines.first()?.size);
    let across = sheet.across_between(area.top - size, area.bottom + size);
    let near = |r: &&Ruling| common((r.from, r.to), (area.x0, area.x1)) > Pt(0);
    let across: Vec<&Ruling> = across.iter().filter(near).collect();
    if across.len() < FEWEST * 2 {
        return None;
    }
    let apart = |gap: &(Pt, Pt)| {
        let side = |from: Pt, to: Pt| -> Vec<Pt> {
            let own = across.iter().filter(|r| from - size <= r.from && r.to <= to + size);
            let most =
                own.filter(|r| common((r.from, r.to), (from, to)) * 100 > (to - from) * MOST_OF);
            most.map(|r| r.at).collect()
        };
        let (left, right) = (side(area.x0, gap.0), side(gap.1, area.x1));
        let crossed = across.iter().any(|r| r.from < gap.0 - size && gap.1 + size < r.to);
        let alone = |own: &[Pt], other: &[Pt]| {
            own.iter().any(|at| other.iter().all(|o| (*o - *at).abs() > SAME))
        };
        let several = left.len() >= FEWEST && right.len() >= FEWEST;
        !crossed && several && alone(&left, &right) && alone(&right, &left)
    };
    let gaps = strips(sheet, region).into_iter().filter(|(a, b)| *b - *a > size);
    middle_of_widest(gaps.filter(apart))
}

/// The middle of the widest of some strips, the last one of equals.
fn middle_of_widest(strips: impl Iterator<Item = (Pt, Pt)>) -> Option<Pt> {
    strips.max_by_key(|(a, b)| *b - *a).map(|(a, b)| a + (b - a) / 2)
}

/// The white strips through all lines of a region.
pub(super) fn strips(sheet: &Sheet<'_>, region: &Region) -> Vec<(Pt, Pt)> {
    let areas = region.phrases().map(|at| sheet.phrases[at].area);
    let taken = merged(areas.map(|area| (area.x0, area.x1)));
    taken.windows(2).map(|pair| (pair[0].1, pair[1].0)).collect()
}
