//! Pages whose text runs up or down: the axes of the model are turned so that most of it runs from
//! left to right.
//!
//! What runs another way is not lost: where there is much of it, it is a page of its own, such as a
//! table set sideways under the text; a little of it is a label, such as a header that is turned to
//! save width, and is written where it stands, its letters side by side.

use crate::geom::{Area, Pt};
use crate::page::{Axis, Glyph, Page, Ruling};

/// So many glyphs of another direction are more than labels.
const MANY: usize = 200;

/// Turns a page upright. `turns` says which way the line of each glyph runs, in quarter turns
/// clockwise; slanted glyphs are counted as hidden. The first page is that of most glyphs.
pub(super) fn upright((mut page, turns): (Page, Vec<Option<u8>>)) -> Vec<Page> {
    let glyphs = std::mem::take(&mut page.glyphs);
    let mut ways: [Vec<Glyph>; 4] = Default::default();
    for (glyph, turn) in glyphs.into_iter().zip(turns) {
        match turn {
            Some(turn) => ways[usize::from(turn % 4)].push(glyph),
            None => page.hidden += usize::from(!glyph.text.is_whitespace()),
        }
    }
    let most = (0..4).rev().max_by_key(|turn| ways[*turn].len()).unwrap_or(0);
    let (w, h) = (page.width, page.height);
    page.glyphs = std::mem::take(&mut ways[most]);
    let mut others = Vec::new();
    let mut written = Vec::new();
    for (turn, glyphs) in ways.into_iter().enumerate() {
        if glyphs.len() >= MANY {
            let other = Page { glyphs, pictures: 0, hidden: 0, undecoded: 0, ..page.clone() };
            others.push(turned_page(other, turn as u8, w, h));
        } else {
            written.extend(labels(glyphs, turn as u8, most as u8, w, h));
        }
    }
    let mut page = turned_page(page, most as u8, w, h);
    page.glyphs.append(&mut written);
    others.insert(0, page);
    others
}

fn turned_page(mut page: Page, turns: u8, w: Pt, h: Pt) -> Page {
    page.glyphs = page.glyphs.into_iter().map(|glyph| turned(glyph, turns, w, h)).collect();
    page.rulings = page.rulings.iter().map(|ruling| turned_ruling(*ruling, turns, w, h)).collect();
    page.rulings.sort_unstable();
    for area in page.drawings.iter_mut().chain(&mut page.images) {
        *area = turned_area(*area, turns, w, h);
    }
    if turns % 2 == 1 {
        std::mem::swap(&mut page.width, &mut page.height);
    }
    page.turns = turns;
    page
}

/// The glyphs of a few lines that run another way, each line written across the box that it fills in
/// the axes of `most`.
fn labels(glyphs: Vec<Glyph>, turns: u8, most: u8, w: Pt, h: Pt) -> Vec<Glyph> {
    /// A gap wider than this, in hundredths of the height, is a blank.
    const BLANK: i32 = 17;
    let (across, down) = if turns % 2 == 1 { (h, w) } else { (w, h) };
    let back = (4 - turns % 4) % 4;
    let mut turned: Vec<Glyph> =
        glyphs.into_iter().map(|glyph| turned(glyph, turns, w, h)).collect();
    turned.sort_by_key(|glyph| (glyph.baseline, glyph.area.x0));
    let mut written = Vec::new();
    for line in turned.chunk_by(|a, b| {
        (b.baseline - a.baseline).abs() <= a.size / 8
            && b.area.x0 - a.area.x1 <= a.size * 2
            && b.area.x0 >= a.area.x0
    }) {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
        let area = turned_area(first.area.union(&last.area), back, across, down);
        let area = turned_area(area, most, w, h);
        let mut text: Vec<Glyph> = Vec::new();
        for glyph in line {
            let gap = text.last().map_or(Pt(0), |before| glyph.area.x0 - before.area.x1);
            if gap * 100 > glyph.size * BLANK {
                text.push(Glyph { text: ' ', ..*glyph });
            }
            text.push(*glyph);
        }
        let parts = i32::try_from(text.len()).unwrap_or(i32::MAX);
        for (at, glyph) in (0..).zip(text) {
            let x = |at: i32| area.x0 + (area.x1 - area.x0) * at / parts;
            // Letters as wide as that are no higher than this.
            let size = (area.x1 - area.x0) * 2 / parts;
            written.push(Glyph {
                area: Area::new(x(at), area.bottom - size, x(at + 1), area.bottom),
                baseline: area.bottom - size / 5,
                size,
                ..glyph
            });
        }
    }
    written
}

/// A point of the page as shown, in the axes turned by quarter turns against the text's direction.
fn point(x: Pt, y: Pt, turns: u8, w: Pt, h: Pt) -> (Pt, Pt) {
    match turns {
        1 => (y, w - x),
        2 => (w - x, h - y),
        3 => (h - y, x),
        _ => (x, y),
    }
}

fn turned_area(a: Area, turns: u8, w: Pt, h: Pt) -> Area {
    let (xa, ya) = point(a.x0, a.top, turns, w, h);
    let (xb, yb) = point(a.x1, a.bottom, turns, w, h);
    Area::new(xa, ya, xb, yb)
}

fn turned(mut glyph: Glyph, turns: u8, w: Pt, h: Pt) -> Glyph {
    glyph.area = turned_area(glyph.area, turns, w, h);
    glyph.baseline = match turns {
        1 => w - glyph.baseline,
        2 => h - glyph.baseline,
        _ => glyph.baseline,
    };
    glyph
}

fn turned_ruling(ruling: Ruling, turns: u8, w: Pt, h: Pt) -> Ruling {
    let (a, b) = match ruling.axis {
        Axis::Horizontal => ((ruling.from, ruling.at), (ruling.to, ruling.at)),
        Axis::Vertical => ((ruling.at, ruling.from), (ruling.at, ruling.to)),
    };
    let (xa, ya) = point(a.0, a.1, turns, w, h);
    let (xb, yb) = point(b.0, b.1, turns, w, h);
    if ya == yb {
        Ruling { axis: Axis::Horizontal, at: ya, from: xa.min(xb), to: xa.max(xb) }
    } else {
        Ruling { axis: Axis::Vertical, at: xa, from: ya.min(yb), to: ya.max(yb) }
    }
}
