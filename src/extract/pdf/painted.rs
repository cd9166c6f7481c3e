//! Marks of lists that are painted: browsers draw dots where others set a sign.

use super::device::Directed;
use crate::geom::{Area, Pt};
use crate::page::Glyph;

/// Dots that stand before the first glyph of a line, as bullets: browsers paint the marks of lists.
pub(super) fn bullets(dots: &[Area], glyphs: &[Directed]) -> Vec<Directed> {
    /// A bullet stands before its text by no more than this many heights of it.
    const BEFORE: i32 = 2;
    /// And keeps off what stands before it by more than this, in hundredths of the height.
    const APART: i32 = 35;
    let beside = |dot: &Area, directed: &Directed| {
        let area = directed.glyph.area;
        directed.turns == Some(0)
            && !directed.glyph.text.is_whitespace()
            && area.contains(area.x0, dot.mid_y())
            && dot.height() * 2 < directed.glyph.size
    };
    dots.iter()
        .filter_map(|dot| {
            let line = || glyphs.iter().filter(|directed| beside(dot, directed));
            let after = |directed: &&Directed| directed.glyph.area.x0 >= dot.x1 - Pt(50);
            let first = line().filter(after).min_by_key(|directed| directed.glyph.area.x0)?;
            let size = first.glyph.size;
            // What ends to the left of it is another column's, and further off than a blank.
            let before = line().filter(|directed| !after(directed)).map(|d| d.glyph.area.x1).max();
            let free = before.is_none_or(|end| (dot.x0 - end) * 100 > size * APART);
            let glyph = Glyph { text: '•', area: *dot, mark: None, ..first.glyph };
            let near = first.glyph.area.x0 < dot.x1 + size * BEFORE;
            (free && near).then_some(Directed { glyph, turns: Some(0) })
        })
        .collect()
}
