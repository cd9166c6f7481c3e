//! A drawn grid belongs to its table whole: what stands over or under a region between the same uprights is
//! part of it, be it a header of turned words or a row apart.

use std::collections::BTreeSet;

use super::columns;
use super::region::{Region, Source};
use super::sheet::{Line, Sheet, common};
use super::strips::extent;
use super::words::Word;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// A grid has so many uprights: its two sides and one between two columns.
const FEWEST: usize = 3;
/// The ends of rulings that meet are no further apart than this.
const MEET: Pt = Pt(300);
/// The nearest upright stands no further off the text than this.
const PAD: Pt = Pt(1200);

/// The region with all that stands in its grid; `free` are the phrases that no other table has.
pub(super) fn complete(sheet: &Sheet<'_>, region: Region, free: &dyn Fn(usize) -> bool) -> Region {
    let Some(grid) = grid(sheet, &region.area) else { return region };
    let own: BTreeSet<usize> = region.phrases().collect();
    let inside = phrases_in(sheet, &grid);
    let more: Vec<usize> = inside.difference(&own).copied().collect();
    if more.is_empty() || !more.iter().all(|at| free(*at)) {
        return region;
    }
    region.with_more(sheet, more)
}

/// The phrases that stand in a grid.
fn phrases_in(sheet: &Sheet<'_>, grid: &Area) -> BTreeSet<usize> {
    let inside = |at: &usize| {
        let area = &sheet.phrases[*at].area;
        grid.contains(area.mid_x(), area.mid_y())
    };
    (0..sheet.phrases.len()).filter(inside).collect()
}

/// The words of each row of a grid: rulings from side to side part rows.
pub(super) fn rows_of<'w>(sheet: &Sheet<'w>, grid: &Area) -> Vec<Vec<&'w Word>> {
    let inside = phrases_in(sheet, grid);
    let mut rows = Vec::new();
    let mut top = grid.top;
    for bottom in across(sheet, grid, grid.bottom + MEET) {
        let between = |at: &&usize| (top..bottom).contains(&sheet.phrases[**at].area.mid_y());
        let own = inside.iter().filter(between).flat_map(|at| &sheet.phrases[*at].words);
        rows.push(own.map(|at| &sheet.words[*at]).collect());
        top = bottom;
    }
    rows
}

/// Where rulings go from side to side of a grid, under the one over it and no further down than `bottom`.
fn across(sheet: &Sheet<'_>, grid: &Area, bottom: Pt) -> impl Iterator<Item = Pt> {
    let (x0, x1) = (grid.x0 + MEET, grid.x1 - MEET);
    let near = sheet.across_between(grid.top + MEET, bottom).iter();
    near.filter(move |r| r.from <= x0 && r.to >= x1).map(|r| r.at)
}

/// The uprights that part the columns of the grid that a box stands in, from top to bottom of it; none where
/// there is no such grid.
pub(super) fn walls(sheet: &Sheet<'_>, area: &Area) -> Vec<Pt> {
    grid(sheet, area).map_or_else(Vec::new, |grid| walls_of(sheet, &grid))
}

/// The uprights inside of a grid that reach from its top to its bottom.
fn walls_of(sheet: &Sheet<'_>, grid: &Area) -> Vec<Pt> {
    let whole = |r: &&Ruling| r.from <= grid.top + MEET && r.to >= grid.bottom - MEET;
    let inside = |r: &&Ruling| grid.x0 + MEET < r.at && r.at < grid.x1 - MEET;
    sheet.down.iter().filter(whole).filter(inside).map(|r| r.at).collect()
}

/// Which lines stand each in a cell that is as wide as its table, between rows that uprights part: the name of a
/// group, which says nothing of columns, or the caption and the notes in the frame. None where the rows that are
/// parted have more of them between them than others.
pub(super) fn spanning(sheet: &Sheet<'_>, lines: &[Line]) -> Vec<bool> {
    let (x0, x1) = extent(lines);
    let parted = |line: &Line| uprights(sheet, lines, line, (x0, x1)).count();
    let counts: Vec<usize> = lines.iter().map(parted).collect();
    let whole = |(line, count): (&Line, &usize)| *count == 0 && line.phrases.len() == 1;
    let found: Vec<bool> = lines.iter().zip(&counts).map(whole).collect();
    let first = found.iter().position(|own| !own).unwrap_or(0);
    let last = found.iter().rposition(|own| !own).map_or(first, |last| last + 1);
    let mut sorted = counts[first..last].to_vec();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let inner = found[first..last].iter().filter(|own| **own).count();
    if usual + 1 >= FEWEST && inner * 2 < last - first { found } else { vec![false; lines.len()] }
}

/// The uprights beside a line, within a stretch of it, that stand beside another as well: the sides of a box to tick are
/// no higher than its line.
fn uprights<'s>(
    sheet: &'s Sheet<'_>,
    lines: &'s [Line],
    line: &Line,
    reach: (Pt, Pt),
) -> impl Iterator<Item = &'s Ruling> {
    // Lines are sorted by their baselines, and their letters stand a little over them.
    let before = |y: Pt| lines.partition_point(move |own| own.baseline - own.size / 4 < y);
    let high = move |r: &&Ruling| before(r.to) > before(r.from) + 1;
    sheet.uprights_at(line.area.mid_y(), reach).filter(high)
}

/// Whether an upright stands at a place beside most of some lines, and no word of theirs over it: it parts their
/// columns, and where it is missing one cell reaches over both.
pub(super) fn is_wall(sheet: &Sheet<'_>, lines: &[Line], at: Pt) -> bool {
    /// Lines with an upright, in percent.
    const MOST: usize = 60;
    /// Pieces of one upright stand no further apart than this.
    const OFF: Pt = Pt(50);
    let beside = |line: &&Line| uprights(sheet, lines, line, (at - OFF, at + OFF)).next().is_some();
    let own = lines.iter().filter(beside);
    let free = |line: &Line| !sheet.words_of(line).any(|word| word.crosses(at));
    own.clone().count() * 100 >= lines.len() * MOST && own.into_iter().all(free)
}

/// The edges of the columns of a grid, the outer ones included.
fn edges_of(sheet: &Sheet<'_>, grid: &Area) -> Vec<Pt> {
    [&[grid.x0], &*walls_of(sheet, grid), &[grid.x1]].concat()
}

/// Makes a region of what stands in a grid that goes on from the page before, `before` the edges of its
/// columns there, and takes that from the others: the rest of a row may be one text in one column, which is
/// no table by itself, or is read with what stands under the grid.
pub(super) fn part_rest(sheet: &Sheet<'_>, before: &[Pt], regions: &mut Vec<Region>) {
    let Some(grid) = rest(sheet, before) else { return };
    let inside = phrases_in(sheet, &grid);
    let rest = Region::new(sheet.lines(inside.iter().copied()), Source::Grid);
    let Some(rest) = rest else { return };
    // What is left of another may be a table, or no more than the lines between two.
    let without = |region: Region| {
        if !region.phrases().any(|at| inside.contains(&at)) {
            return Some(region);
        }
        let left = region.phrases().filter(|at| !inside.contains(at));
        let left = region.with(sheet.lines(left))?;
        let (edges, _) = columns::edges(sheet, &left.lines, &[]);
        (!edges.is_empty()).then_some(left)
    };
    *regions = std::mem::take(regions).into_iter().filter_map(without).collect();
    let at = regions.partition_point(|region| region.area.top < rest.area.top);
    regions.insert(at, rest);
}

/// The uppermost grid with the columns of the page before.
fn rest(sheet: &Sheet<'_>, before: &[Pt]) -> Option<Area> {
    let first = *before.first()?;
    let goes_on = |grid: &Area| {
        let shift = grid.x0 - first;
        let own = edges_of(sheet, grid);
        let mut pairs = own.iter().zip(before);
        own.len() == before.len() && pairs.all(|(own, edge)| (*own - *edge - shift).abs() < MEET)
    };
    all(sheet).filter(goes_on).min_by_key(|grid| grid.top)
}

/// The closed grids of a page, by their tops: uprights with the same ends are one, and of many the uppermost are
/// looked at.
pub(super) fn all(sheet: &Sheet<'_>) -> impl Iterator<Item = Area> {
    /// A page has fewer kinds of uprights, unless it is a drawing.
    const MOST: usize = 100;
    let ends: BTreeSet<(Pt, Pt)> = sheet.down.iter().map(|r| (r.from, r.to)).collect();
    let first =
        move |(from, to): (Pt, Pt)| sheet.down.iter().find(|r| r.from == from && r.to == to);
    ends.into_iter().take(MOST).filter_map(first).filter_map(move |own| grid_of(sheet, own))
}

/// The grid of one row that ends a page, `free` telling which phrases no table has: the names of a table that
/// begins on the next page, where that has such columns.
pub(super) fn last_row(sheet: &Sheet<'_>, free: &dyn Fn(usize) -> bool) -> Option<Region> {
    /// A running foot and the page's number may stand under it.
    const UNDER: usize = 2;
    let lowest = sheet.down.iter().max_by_key(|r| (r.to, r.from))?;
    let grid = grid_of(sheet, lowest)?;
    let parted = across(sheet, &grid, grid.bottom - MEET).next().is_some();
    let inside = phrases_in(sheet, &grid);
    let filled = |pair: &[Pt]| {
        let mut own = inside.iter().map(|at| sheet.phrases[*at].area.mid_x());
        own.any(|x| pair.first() < Some(&x) && Some(&x) < pair.last())
    };
    // The column of the rows' names may have none.
    let full = edges_of(sheet, &grid).windows(2).skip(1).all(filled);
    let below = (0..sheet.phrases.len()).filter(|at| sheet.phrases[*at].area.top > grid.bottom);
    let last = sheet.lines(below).len() <= UNDER;
    let good = !parted && full && last && inside.len() > 1 && inside.iter().all(|at| free(*at));
    good.then(|| Region::new(sheet.lines(inside), Source::Grid)).flatten()
}

/// The box of the grid that a region stands in.
fn grid(sheet: &Sheet<'_>, area: &Area) -> Option<Area> {
    let beside = |r: &&Ruling| {
        let height = common((r.from, r.to), (area.top, area.bottom));
        area.x0 - PAD < r.at && r.at < area.x1 + PAD && height * 2 > area.height()
    };
    grid_of(sheet, sheet.down.iter().find(beside)?)
}

/// The box of the grid that an upright is part of: as far as one ruling over it and one under it reach, with
/// uprights from the one to the other.
fn grid_of(sheet: &Sheet<'_>, own: &Ruling) -> Option<Area> {
    let at = |place: Pt| {
        let near = sheet.across_between(place - MEET, place + MEET).iter();
        let over = |r: &&Ruling| r.from - MEET <= own.at && own.at <= r.to + MEET;
        near.filter(over).map(|r| (r.from, r.to)).max_by_key(|(from, to)| *to - *from)
    };
    let (over, under) = (at(own.from)?, at(own.to)?);
    let (x0, x1) = (over.0.max(under.0) - MEET, over.1.min(under.1) + MEET);
    let whole = |r: &&Ruling| {
        (r.from - own.from).abs() < MEET && (r.to - own.to).abs() < MEET && x0 <= r.at && r.at <= x1
    };
    let mut uprights = sheet.down.iter().filter(whole).map(|r| r.at);
    let count = uprights.clone().count();
    let (first, last) = (uprights.next()?, uprights.next_back()?);
    let ends = first <= x0 + MEET * 2 && last >= x1 - MEET * 2;
    // Where the last row is one cell, only the sides reach to its foot.
    let inner = |r: &&Ruling| {
        let height = common((r.from, r.to), (own.from, own.to));
        first + MEET < r.at && r.at < last - MEET && height * 2 > own.to - own.from
    };
    let parted = || count + sheet.down.iter().filter(inner).count() >= FEWEST;
    (count > 1 && ends && parted()).then(|| Area::new(first, own.from, last, own.to))
}
