//! A page that recognition read on a scan that lies askew, set upright; and its baselines, of which engines give each
//! word or column its own, made one.

use crate::geom::{Area, Pt};
use crate::page::{Glyph, Page, SLOPE};

/// A slope of less than this moves the end of a line across a page by a third of a point.
pub(super) const LEAST: f64 = 0.0005;
/// Scanners turn pages by less than so much; what slopes more is set so.
pub(super) const MOST: f64 = 0.12;
/// Baselines nearer than this are one, in parts of the size: readers see no difference.
const NEAR: f64 = 0.2;

/// Sets the glyphs of a page upright by the slope of its own lines, and joins their baselines.
pub(super) fn straighten(page: &mut Page) {
    let slope = slope(&page.glyphs).filter(|slope| (LEAST..MOST).contains(&slope.abs()));
    if let Some(slope) = slope {
        for glyph in &mut page.glyphs {
            let (x, y) = (glyph.area.mid_x().points(), glyph.baseline.points());
            let (right, down) = turn(x, y, slope);
            let (right, down) = (Pt::new(right), Pt::new(down));
            let Area { x0, top, x1, bottom } = glyph.area;
            glyph.area =
                Area { x0: x0 + right, top: top + down, x1: x1 + right, bottom: bottom + down };
            glyph.baseline = glyph.baseline + down;
        }
        page.slope = told(slope);
    }
    level_sizes(&mut page.glyphs);
    let lines: Vec<(f64, f64)> =
        page.glyphs.iter().map(|glyph| (glyph.baseline.points(), glyph.size.points())).collect();
    for (glyph, baseline) in page.glyphs.iter_mut().zip(joined(&lines)) {
        glyph.baseline = Pt::new(baseline);
    }
}

/// Engines tell the size of letters by the ink of their line, which is off by a pixel or two: what is near the size of
/// most letters has that size.
fn level_sizes(glyphs: &mut [Glyph]) {
    let Some(usual) = median(glyphs.iter().map(|glyph| glyph.size.points()).collect()) else {
        return;
    };
    for glyph in glyphs.iter_mut().filter(|glyph| is_near(glyph.size.points(), usual)) {
        let share = |part: Pt| Pt::new(part.points() * usual / glyph.size.points().max(0.1));
        let (up, down) = (glyph.baseline - glyph.area.top, glyph.area.bottom - glyph.baseline);
        glyph.area.top = glyph.baseline - share(up);
        glyph.area.bottom = glyph.baseline + share(down);
        glyph.size = Pt::new(usual);
    }
}

/// Whether a size is that of most letters of the page: two sizes of a text differ by more, and a box of small letters
/// at 150 pixels an inch is off by that.
pub(super) fn is_near(size: f64, usual: f64) -> bool {
    const NEAR: f64 = 0.25;
    (size / usual - 1.0).abs() < NEAR
}

/// A slope as a page has it.
pub(super) fn told(slope: f64) -> i32 {
    (slope * f64::from(SLOPE)).round() as i32
}

/// By how much a place moves to the right and down where a page that slopes is set upright.
pub(super) fn turn(x: f64, y: f64, slope: f64) -> (f64, f64) {
    (y * slope, x * -slope)
}

/// The slope of most lines: how far baselines fall from one letter to another further on in the same text.
fn slope(glyphs: &[Glyph]) -> Option<f64> {
    /// Letters between the two: a word or two.
    const APART: usize = 10;
    let of = |pair: &[Glyph]| {
        let (first, last) = (pair.first()?, pair.last()?);
        let (right, down) = (last.area.x0 - first.area.x0, last.baseline - first.baseline);
        // Both stand on one line where the text between runs on to the right.
        let runs = pair.windows(2).all(|two| two[1].area.x0 >= two[0].area.x0);
        let level = down.abs() < first.size;
        (runs && level && right > first.size).then(|| down.points() / right.points())
    };
    median(glyphs.windows(APART).filter_map(of).collect())
}

/// For each baseline, given with the size of its letters, that of the line of the page that it is part of: the median
/// of those that are near the first of them.
pub(super) fn joined(lines: &[(f64, f64)]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| lines[*a].0.total_cmp(&lines[*b].0));
    let mut found = vec![0.0; lines.len()];
    let mut start = 0;
    while let Some(first) = order.get(start).map(|at| lines[*at]) {
        let reach = first.0 + first.1 * NEAR;
        let len = order[start..].iter().take_while(|at| lines[**at].0 <= reach).count().max(1);
        let own = &order[start..start + len];
        let middle = median(own.iter().map(|at| lines[*at].0).collect()).unwrap_or(first.0);
        own.iter().for_each(|at| found[*at] = middle);
        start += len;
    }
    found
}

/// The middle one of some numbers, those that are none left out.
pub(super) fn median(mut all: Vec<f64>) -> Option<f64> {
    all.retain(|one| one.is_finite());
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_askew_is_set_upright_and_shown_where_it_was() {
        let mut page = Page { width: Pt(59500), height: Pt(84200), ..Page::default() };
        for line in 0..4 {
            for at in 0..60 {
                let (x, y) = (5000 + at * 600, 10_000 + line * 1400);
                let y = Pt(y + x / 60);
                let area =
                    Area { x0: Pt(x), top: y - Pt(760), x1: Pt(x + 500), bottom: y + Pt(220) };
                page.glyphs.push(Glyph {
                    text: 'a',
                    area,
                    baseline: y,
                    size: Pt(1000),
                    ..Glyph::default()
                });
            }
        }
        let before: Vec<Area> = page.glyphs.iter().map(|glyph| glyph.area).collect();
        straighten(&mut page);
        let mut baselines: Vec<Pt> = page.glyphs.iter().map(|glyph| glyph.baseline).collect();
        baselines.dedup();
        assert_eq!(baselines.len(), 4);
        for (glyph, before) in page.glyphs.iter().zip(before) {
            let shown = page.shown(glyph.area);
            assert!((shown.top - before.top).abs() < Pt(50), "{shown:?} {before:?}");
            assert!((shown.x0 - before.x0).abs() < Pt(50));
        }
    }
}
