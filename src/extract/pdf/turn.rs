//! Pages whose text runs up or down: the axes of the model are turned so that most of it runs from
//! left to right. What runs another way than most is left aside, but a page never is.

use crate::geom::{Area, Pt};
use crate::page::{Axis, Glyph, Page, Ruling};

/// Turns a page upright. `turns` says which way the line of each glyph runs, in quarter turns
/// clockwise; glyphs of other directions than most are dropped into the count of hidden ones.
pub(super) fn upright((mut page, turns): (Page, Vec<Option<u8>>)) -> Page {
    let mut counts = [0_usize; 4];
    for turn in turns.iter().flatten() {
        counts[usize::from(*turn % 4)] += 1;
    }
    let most = (0..4).rev().max_by_key(|turn| counts[*turn]).unwrap_or(0) as u8;
    let (w, h) = (page.width, page.height);
    let glyphs = std::mem::take(&mut page.glyphs);
    page.glyphs = glyphs
        .into_iter()
        .zip(&turns)
        .filter(|(_, turn)| **turn == Some(most))
        .map(|(glyph, _)| turned(glyph, most, w, h))
        .collect();
    page.rulings = page.rulings.iter().map(|ruling| turned_ruling(*ruling, most, w, h)).collect();
    page.rulings.sort_unstable();
    for area in &mut page.drawings {
        *area = turned_area(*area, most, w, h);
    }
    if most % 2 == 1 {
        std::mem::swap(&mut page.width, &mut page.height);
    }
    page.turns = most;
    page
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
