//! The last lines of a table that the rim lost: the rest of a row on its shade or in its columns, and one text at the foot
//! of the page, between two rulings that go as far as those between the rows. The name of a group may stand so, and its
//! rows on the next page.

use super::region::Region;
use super::sheet::{Line, Sheet, median};
use super::signs_seen::Caption;
use crate::geom::Pt;
use crate::page::Ruling;
use crate::signs::note;

/// Lines of one cell at most.
const LINES: usize = 80;
/// Names of groups within groups, one under the other.
const ROWS: usize = 2;
/// So many rulings that go as far stand in the table over it.
const FEWEST: usize = 3;
/// Rulings that end no further from each other go as far.
const END: Pt = Pt(500);
/// The ruling under a row stands no further off its text, in sizes.
const ROOM: i32 = 3;

/// The region with what its shades and rulings close in under it; `free` are the phrases that no table has.
pub(super) fn put_under(
    sheet: &Sheet<'_>,
    mut region: Region,
    free: &dyn Fn(usize) -> bool,
) -> Region {
    for _ in 0..LINES {
        let below = under(sheet, &region);
        let Some(line) = below.first().filter(|line| line.phrases.iter().all(|at| free(*at)))
        else {
            break;
        };
        let named = below.len() <= ROWS && is_row(sheet, &region, line);
        if !named && !is_on_shade(sheet, &region, line) && !is_in_columns(sheet, &region, line) {
            break;
        }
        let lines = region.lines.iter().cloned().chain([line.clone()]).collect();
        match region.with(lines) {
            Some(own) => region = Region { crown: region.crown, ..own },
            None => break,
        }
    }
    region
}

/// The lines under a region, running feet aside.
fn under(sheet: &Sheet<'_>, region: &Region) -> Vec<Line> {
    let Some(last) = region.lines.last() else { return Vec::new() };
    let below = |at: usize| sheet.phrases[at].baseline > last.baseline + last.size / 3;
    region.others(sheet, Pt(0), below)
}

/// Whether a line stands by itself between two rulings that go as far as those of the region.
fn is_row(sheet: &Sheet<'_>, region: &Region, line: &Line) -> bool {
    let Some(last) = region.lines.last() else { return false };
    let over = sheet.across_between(last.baseline, line.baseline - line.size / 2);
    let closing = sheet.across_between(line.baseline, line.baseline + line.size * ROOM);
    let inner = sheet.across_between(region.area.top, last.baseline);
    let alike = |a: &Ruling, b: &Ruling| (a.from - b.from).abs() < END && (a.to - b.to).abs() < END;
    let wide = |r: &&Ruling| {
        r.from < region.area.x0.min(line.area.x0) + END
            && r.to > region.area.x1.max(line.area.x1) - END
    };
    let text = line.phrases.iter().map(|at| sheet.text(&sheet.phrases[*at].words));
    let text = text.collect::<Vec<_>>().join(" ");
    over.iter().filter(wide).any(|over| {
        closing.iter().any(|closing| alike(over, closing))
            && inner.iter().filter(|inner| alike(over, inner)).count() >= FEWEST
    }) && sheet.caption(&line.phrases) == Caption::None
        && !note::is_note(&text)
}

/// Whether a line stands on a shade that lines of a region stand on, where that is the ground of a row or a cell, and not
/// of all.
fn is_on_shade(sheet: &Sheet<'_>, region: &Region, line: &Line) -> bool {
    let Some(shade) = sheet.shade_under(line) else { return false };
    let on = region.lines.iter().filter(|line| sheet.shade_under(line) == Some(shade)).count();
    on > 0 && on * 2 < region.lines.len() && sheet.caption(&line.phrases) == Caption::None
}

/// Whether a line goes on with cells of the row over it: a step under it, and each of its texts begins where texts of a
/// column but the first do, and ends within it. Names of rows are in the first, and so do texts under a table begin.
fn is_in_columns(sheet: &Sheet<'_>, region: &Region, line: &Line) -> bool {
    /// A step is the usual one up to this, in percent.
    const STEP: i32 = 110;
    /// So many texts of a column begin at one place.
    const ALIGNED: usize = 3;
    let Some(last) = region.lines.last() else { return false };
    let steps = region.lines.windows(2).map(|pair| (pair[1].baseline - pair[0].baseline).0);
    let usual = Pt(median(steps.collect()).unwrap_or(0));
    let near = (line.baseline - last.baseline) * 100 <= usual * STEP;
    let is_in_one = |at: &usize| {
        let own = &sheet.phrases[*at];
        let same =
            |other: &usize| (sheet.phrases[*other].area.x0 - own.area.x0).abs() * 4 < own.size;
        let column: Vec<usize> = region.phrases().filter(same).collect();
        let widest = column.iter().map(|at| sheet.phrases[*at].area.x1).max().unwrap_or_default();
        column.len() >= ALIGNED
            && own.area.x0 > region.area.x0 + own.size * 2
            && own.area.x1 < widest + own.size
    };
    near && line.phrases.iter().all(is_in_one)
}
