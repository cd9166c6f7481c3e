//! Names of columns that the rim of a table lost: the line right over it belongs to it where the frame of the
//! table holds it, or where it reads as a row and is set as one.
//!
//! The rim weighs lines by the columns of the core. Names over several columns, turned names and a row of
//! names with rows of one cell under it fit those badly, and a header that is lost costs all names.

use super::names;
use super::region::Region;
use super::score::BIT;
use super::sheet::{Line, Sheet, common};
use super::signs_seen::Caption;
use crate::geom::Pt;
use crate::page::Ruling;

/// Rows of names at most, as in `stitch/header`, less the one that the table has.
const ROWS: usize = 3;

/// How far uprights may stand off the text of the table that they frame.
const WALL: Pt = Pt(2000);

/// The region with the names that stand right over it; `free` are the phrases that no table has.
pub(super) fn put_on(
    sheet: &Sheet<'_>,
    mut region: Region,
    free: &dyn Fn(usize) -> bool,
    votes: &[i32],
) -> Region {
    region = with_beside(sheet, region, free);
    for _ in 0..ROWS {
        let mut above = over(sheet, &region, free);
        let Some(line) = above.pop() else { break };
        if names_table(sheet, &line) {
            break;
        }
        let framed = is_framed(sheet, &region, &line) && !is_title(sheet, &region, &line, &above);
        if !framed && !is_row(sheet, &region, &line, votes) {
            break;
        }
        let lines = [line].into_iter().chain(region.lines.iter().cloned()).collect();
        match region.with(lines) {
            Some(own) => region = Region { crown: region.crown + 1, ..own },
            None => break,
        }
    }
    region
}

/// The regions without those of one line beside a larger one, which are its names or its last row and were put
/// forward by themselves as a ruling parts them from it: whether it takes them in is weighed with the rest.
pub(super) fn without_lone_lines(regions: Vec<Region>) -> Vec<Region> {
    /// How far apart they stand at most, in sizes.
    const APART: i32 = 2;
    let beside = |line: &Line, other: &Region| {
        let gap = (other.area.top - line.area.bottom).max(line.area.top - other.area.bottom);
        other.lines.len() > 1
            && gap < line.size * APART
            && common((line.area.x0, line.area.x1), (other.area.x0, other.area.x1)) * 2
                > line.area.width()
    };
    let stays = |region: &&Region| match region.lines.as_slice() {
        [line] => !regions.iter().any(|other| beside(line, other)),
        _ => true,
    };
    regions.iter().filter(stays).cloned().collect()
}

/// The region with what stands beside its first line, between the top and the foot of names that are turned.
fn with_beside(sheet: &Sheet<'_>, region: Region, free: &dyn Fn(usize) -> bool) -> Region {
    let Some(first) = region.lines.first() else { return region };
    let own: Vec<usize> = region.phrases().collect();
    let beside = |at: &usize| {
        let area = sheet.phrases[*at].area;
        let (x, y) = (area.mid_x(), area.mid_y());
        free(*at) && !own.contains(at) && first.area.contains(x, y) && area.top >= first.area.top
    };
    let more: Vec<usize> = (0..sheet.phrases.len()).filter(beside).collect();
    if more.is_empty() { region } else { region.with_more(sheet, more) }
}

/// The lines over a region, from top to bottom.
fn over(sheet: &Sheet<'_>, region: &Region, free: &dyn Fn(usize) -> bool) -> Vec<Line> {
    let Some(first) = region.lines.first() else { return Vec::new() };
    let above = |at: usize| sheet.phrases[at].baseline < first.baseline - first.size / 3;
    region.others(sheet, WALL, |at| free(at) && above(at))
}

/// Whether a line is the rest of a caption that stands in the frame as well.
fn is_title(sheet: &Sheet<'_>, region: &Region, line: &Line, above: &[Line]) -> bool {
    /// Lines of a caption under its first.
    const REST: usize = 4;
    let named = |line: &&Line| names_table(sheet, line) && is_framed(sheet, region, line);
    line.phrases.len() == 1 && above.iter().rev().take(REST).any(|line| named(&line))
}

/// Whether a line, or one of its phrases, names a table.
fn names_table(sheet: &Sheet<'_>, line: &Line) -> bool {
    let named = |phrases: &[usize]| sheet.caption(phrases) != Caption::None;
    named(&line.phrases) || line.phrases.iter().any(|at| named(&[*at]))
}

/// Whether uprights on both sides go down from a line to the region, under a ruling as wide as both.
fn is_framed(sheet: &Sheet<'_>, region: &Region, line: &Line) -> bool {
    /// The ruling over a line stands no further off, in sizes: its names may be set low in their row.
    const ROOM: i32 = 6;
    /// A ruling ends at the text or beyond.
    const END: Pt = Pt(500);
    let Some(first) = region.lines.first() else { return false };
    let (x0, x1) = (region.area.x0.min(line.area.x0), region.area.x1.max(line.area.x1));
    let down = |r: &&Ruling| {
        r.from <= line.baseline - line.size / 3 && r.to >= first.baseline - first.size / 3
    };
    let near = |at: Pt, x: Pt| (at - x).abs() < WALL;
    let mut walls = sheet.down.iter().filter(down).map(|r| r.at);
    let left = walls.clone().any(|at| near(at, x0) && at <= x0 + Pt(100));
    let right = walls.any(|at| near(at, x1) && at >= x1 - Pt(100));
    let over =
        sheet.across_between(line.area.top - line.size * ROOM, line.baseline - line.size / 2);
    left && right && over.iter().any(|r| r.from < x0 + END && r.to > x1 - END)
}

/// Whether a line reads as a row and stands within the table as one.
fn is_row(sheet: &Sheet<'_>, region: &Region, line: &Line, votes: &[i32]) -> bool {
    /// Two texts side by side are the ends of lines of two columns as often as names.
    const PHRASES: usize = 3;
    /// A header reads less as a row than rows do: names are words. Prose is far below this.
    const LEAST: i32 = -BIT;
    /// Where each text stands over what it names, it may read as little more than prose.
    const OVER: i32 = -3 * BIT;
    /// Names have fewer words each as a rule; justified prose whose blanks look like gaps has as few, and reads
    /// as none.
    const WORDS: usize = 5;
    // Names of rows may stand a little left of their column, and no more white than a line's parts a header
    // from its rows.
    let slack = line.size * 2;
    let near = region.area.top - line.area.bottom <= slack;
    let inside = line.area.x0 > region.area.x0 - slack && line.area.x1 < region.area.x1 + slack;
    let Some(vote) = line.phrases.iter().filter_map(|at| votes.get(*at)).max() else {
        return false;
    };
    let words = sheet.words_of(line).count();
    let apart = line.phrases.len() >= PHRASES && words < line.phrases.len() * WORDS;
    let names = || *vote > OVER && names::are_over_columns(sheet, region, line);
    near && inside && (*vote > LEAST && apart || names())
}
