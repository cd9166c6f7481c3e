//! Glyphs → the lines that they stand on, and where texts of a line reach over each other the strings that are drawn.

use crate::geom::Pt;
use crate::page::{Glyph, Page};

/// Two glyphs of one text nearer than this (hundredths of the height) are one drawn twice for a
/// bold effect.
const OVERPRINT: i32 = 12;

/// A glyph and its place in the order of drawing.
pub(super) type Drawn<'p> = (usize, &'p Glyph);

/// The glyphs of a page by baseline, each from left to right.
pub(super) fn baselines(page: &Page) -> Vec<Vec<Drawn<'_>>> {
    let mut glyphs: Vec<Drawn<'_>> = page.glyphs.iter().enumerate().collect();
    glyphs.sort_by_key(|(_, g)| (g.baseline, g.area.x0, g.text));
    let mut lines = Vec::new();
    let mut start = 0;
    while start < glyphs.len() {
        let first = glyphs[start].1;
        // One baseline: renderers round each run by itself.
        let near = (first.size / 12).max(Pt(40));
        let all = glyphs[start..].iter();
        let len = all.take_while(|(_, g)| g.baseline - first.baseline <= near).count();
        let mut line = glyphs[start..start + len].to_vec();
        line.sort_by_key(|(_, g)| (g.area.x0, g.area.x1, g.text));
        lines.push(line);
        start += len;
    }
    lines
}

/// Whether texts of a line are set over each other, as where a cell's text reaches into the next cell:
/// from left to right their letters would mingle. What is drawn twice for a bold effect is one text,
/// and what runs from right to left has no such order.
pub(super) fn mingled(line: &[Drawn<'_>]) -> bool {
    /// Letters that reach over each other by more than this, in hundredths of the height, are of two
    /// texts where they are not drawn one after the other.
    const OVER: i32 = 15;
    let over = |pair: &[Drawn<'_>]| {
        let [(at, a), (next, b)] = pair else { return false };
        let same = a.text == b.text && b.area.x0 - a.area.x0 < a.size * OVERPRINT / 100;
        at.abs_diff(*next) > 1 && !same && (a.area.x1 - b.area.x0) * 100 > a.size * OVER
    };
    line.windows(2).any(over) && !line.iter().any(|(_, glyph)| crate::page::is_rtl(glyph.text))
}

/// Whether a letter is the one before it or left of it drawn again for a bold effect. What the document's own structure
/// has in two places is no overprint.
pub(super) fn is_overprint(before: &Glyph, glyph: &Glyph) -> bool {
    let same = before.text == glyph.text && before.mark == glyph.mark;
    same && (glyph.area.x0 - before.area.x0) * 100 < glyph.size * OVERPRINT
}

/// The texts of a line, each as it is drawn: from left to right, without a letter between.
pub(super) fn strings<'p>(line: &[Drawn<'p>]) -> Vec<Vec<Drawn<'p>>> {
    /// Letters of other texts that may stand between one and its overprint.
    const BETWEEN: usize = 4;
    let twice = |at: usize| {
        let mut before = line[at.saturating_sub(BETWEEN)..at].iter();
        before.any(|(_, before)| is_overprint(before, line[at].1))
    };
    let once = (0..line.len()).filter(|at| !twice(*at));
    let mut drawn: Vec<Drawn<'_>> = once.map(|at| line[at]).collect();
    drawn.sort_by_key(|(at, _)| *at);
    let goes_on = |a: &Drawn<'_>, b: &Drawn<'_>| {
        b.0 == a.0 + 1 && b.1.area.x0 >= a.1.area.x0 && b.1.area.x0 - a.1.area.x1 < a.1.size * 2
    };
    let mut strings: Vec<Vec<Drawn<'_>>> = drawn.chunk_by(goes_on).map(<[_]>::to_vec).collect();
    strings.sort_by_key(|string| string.first().map(|(_, glyph)| glyph.area.x0));
    strings
}
