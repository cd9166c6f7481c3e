//! Tables drawn as closed grids one under the other, which read as one: a heading between them looks like the
//! name of a group.

use super::grid;
use super::region::Region;
use super::sheet::{Line, Sheet, common};
use super::words::Word;
use crate::geom::{Area, Pt};

/// What stands at places no further apart than this stands at one.
const SAME: Pt = Pt(300);

/// The tables of a region: more than one where closed grids stand apart in it and a lower one begins with
/// names of its own. Lines between two of them belong to neither.
pub(super) fn part(sheet: &Sheet<'_>, region: Region) -> Vec<Region> {
    let grids = grids(sheet, &region.area);
    let mut rest = region;
    let mut found = Vec::new();
    for pair in grids.windows(2) {
        let [over, under] = pair else { continue };
        if !(is_apart(sheet, over, under) && begins_anew(sheet, over, under)) {
            continue;
        }
        let (upper, lower): (Vec<Line>, Vec<Line>) =
            rest.lines.iter().cloned().partition(|line| line.baseline < over.bottom);
        // Names may stand over a grid; a text alone is a heading, or prose.
        let own =
            lower.iter().rposition(|line| line.baseline < under.top && line.phrases.len() < 2);
        let lower = lower.get(own.map_or(0, |at| at + 1)..).unwrap_or_default().to_vec();
        let (Some(first), Some(second)) = (rest.with(upper), rest.with(lower)) else { continue };
        found.push(Region { crown: rest.crown, ..first });
        rest = second;
    }
    found.push(rest);
    found
}

/// The closed grids that a region is made of, from top to bottom.
fn grids(sheet: &Sheet<'_>, area: &Area) -> Vec<Area> {
    let mut found: Vec<Area> = Vec::new();
    for own in grid::all(sheet) {
        let within = common((own.top, own.bottom), (area.top, area.bottom)) > Pt(0)
            && common((own.x0, own.x1), (area.x0, area.x1)) * 2 > area.width();
        let new = found.last().is_none_or(|last| last.bottom < own.top + SAME);
        if within && new {
            found.push(own);
        }
    }
    found
}

/// Whether a line has room between two grids, and no upright goes from one to the other.
fn is_apart(sheet: &Sheet<'_>, over: &Area, under: &Area) -> bool {
    let gap = (over.bottom, under.top);
    let crosses = |from: Pt, to: Pt| common((from, to), gap) > SAME;
    under.top - over.bottom > sheet.body && !sheet.down.iter().any(|r| crosses(r.from, r.to))
}

/// Whether the lower grid begins as a table of its own: with names that are bold over a row that is not, or
/// with those of the grid over it.
fn begins_anew(sheet: &Sheet<'_>, over: &Area, under: &Area) -> bool {
    let names = |grid: &Area| {
        let first = grid::rows_of(sheet, grid).first().cloned().unwrap_or_default();
        let words: Vec<&str> = first.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    };
    let rows = grid::rows_of(sheet, under);
    let is_bold = |row: &Vec<&Word>| row.iter().all(|word| word.bold);
    let bold = rows.first().is_some_and(is_bold) && rows.get(1).is_some_and(|row| !is_bold(row));
    rows.len() > 1 && (bold || !names(under).is_empty() && names(over) == names(under))
}
