//! What a glyph says by its shape alone, where the file does not say what it means: the few signs of
//! numbers that fonts of formulas draw under codes of their own. `2−1` that reads `2 1` is wrong data.

use hayro_interpret::kurbo::{BezPath, PathEl, Point, Rect, Shape};

/// A bar is so many times as wide as it is high.
const BAR: f64 = 4.0;
/// How far points of a cross may be off its arms' middle, as a share of its width.
const ARM: f64 = 0.14;
/// Where a minus stands over its line, in thousandths of the height: on the middle of digits.
const AXIS: std::ops::RangeInclusive<f64> = 120.0..=480.0;

/// A full stop begins lower than this, in thousandths of the height, and is no wider than that.
const LOW: f64 = 60.0;
const DOT: f64 = 250.0;

/// A closed outline of a glyph: its box and the points that it goes through.
struct Part {
    bounds: Rect,
    points: Vec<Point>,
}

/// The sign that an outline (in thousandths of the height, y up) is drawn as.
pub(super) fn sign(outline: &BezPath) -> Option<char> {
    let parts = parts(outline);
    match parts.as_slice() {
        [one] if bar(one) && AXIS.contains(&one.bounds.center().y) => Some('−'),
        [one] if dot(one) && one.bounds.y0 < LOW => Some('.'),
        [one] if dot(one) && AXIS.contains(&one.bounds.center().y) => Some('·'),
        [one] if disc(one) => Some('•'),
        [one] if chevron(one).is_some() => chevron(one),
        [one] if cross(one) => Some('+'),
        [one] if saltire(one) => Some('×'),
        [a, b] if bar(a) && bar(b) => {
            let level = (a.bounds.x0 - b.bounds.x0).abs() < 20.0;
            let apart = (a.bounds.center().y - b.bounds.center().y).abs();
            (level && apart > a.bounds.height() * 1.5).then_some('=')
        }
        [a, b] => {
            let (upper, lower) = if a.bounds.y0 >= b.bounds.y0 { (a, b) } else { (b, a) };
            if bar(lower) && cross(upper) {
                return Some('±');
            }
            if let Some(than) = chevron(upper).filter(|_| bar(lower)) {
                return Some(if than == '<' { '≤' } else { '≥' });
            }
            let (outer, inner) = if a.bounds.width() >= b.bounds.width() { (a, b) } else { (b, a) };
            let ring = round(outer) && round(inner) && outer.bounds.contains_rect(inner.bounds);
            // A small ring over the middle of the line; an o stands on it.
            (ring && outer.bounds.width() < 480.0 && outer.bounds.y0 > 250.0).then_some('°')
        }
        _ => None,
    }
}

fn parts(outline: &BezPath) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut path = BezPath::new();
    let mut end = |path: &mut BezPath| {
        let whole = std::mem::take(path);
        let points: Vec<Point> = whole.elements().iter().filter_map(PathEl::end_point).collect();
        let bounds = whole.bounding_box();
        if points.len() > 2 && bounds.width() > 0.0 && bounds.height() > 0.0 {
            parts.push(Part { bounds, points });
        }
    };
    for element in outline.elements() {
        if matches!(element, PathEl::MoveTo(_)) {
            end(&mut path);
        }
        path.push(*element);
    }
    end(&mut path);
    parts
}

fn bar(part: &Part) -> bool {
    part.bounds.width() >= part.bounds.height() * BAR
}

fn square(part: &Part) -> bool {
    let (w, h) = (part.bounds.width(), part.bounds.height());
    (w - h).abs() < w.max(h) * 0.15
}

/// Whether a part is a dot, round or square.
fn dot(part: &Part) -> bool {
    let corner = |point: &Point| {
        let (w, h) = (part.bounds.width() / 10.0, part.bounds.height() / 10.0);
        let near = |a: f64, b: f64, most: f64| (a - b).abs() <= most;
        (near(point.x, part.bounds.x0, w) || near(point.x, part.bounds.x1, w))
            && (near(point.y, part.bounds.y0, h) || near(point.y, part.bounds.y1, h))
    };
    part.bounds.width() <= DOT && square(part) && (round(part) || part.points.iter().all(corner))
}

/// Whether a part is a bullet: a disc on the middle of the line, wider than a dot.
fn disc(part: &Part) -> bool {
    const WIDEST: f64 = 650.0;
    let width = part.bounds.width();
    (DOT..=WIDEST).contains(&width) && round(part) && AXIS.contains(&part.bounds.center().y)
}

/// Which way a part points that is an angle on its side: its tip half way up, both its ends opposite.
fn chevron(part: &Part) -> Option<char> {
    let Rect { x0, y0, x1, y1 } = part.bounds;
    let (w, h) = (x1 - x0, y1 - y0);
    let middle = |point: &Point| (point.y - (y0 + y1) / 2.0).abs() < h * 0.15;
    let ends = |at: f64| {
        let on = part.points.iter().filter(move |point| (point.x - at).abs() < w * 0.08);
        let (tips, others): (Vec<&Point>, Vec<&Point>) = on.partition(|point| middle(point));
        (!tips.is_empty(), !others.is_empty())
    };
    let straight = (6..=9).contains(&part.points.len()) && w > h * 0.6 && w < h * 2.0;
    match (ends(x0), ends(x1)) {
        ((true, false), (false, true)) if straight => Some('<'),
        ((false, true), (true, false)) if straight => Some('>'),
        _ => None,
    }
}

fn round(part: &Part) -> bool {
    let centre = part.bounds.center();
    let radius = part.bounds.width() / 2.0;
    let on = |point: &Point| ((*point - centre).hypot() - radius).abs() < radius * 0.25;
    square(part) && part.points.iter().all(on)
}

/// Whether all points lie along an upright and a level arm, and some at the end of each.
fn cross(part: &Part) -> bool {
    let centre = part.bounds.center();
    let arm = part.bounds.width() * ARM;
    let near =
        |point: &Point| (point.x - centre.x).abs() <= arm || (point.y - centre.y).abs() <= arm;
    square(part) && part.points.len() >= 12 && part.points.iter().all(near)
}

/// Whether all points lie along both diagonals.
fn saltire(part: &Part) -> bool {
    let centre = part.bounds.center();
    let arm = part.bounds.width() * ARM;
    let near =
        |point: &Point| ((point.x - centre.x).abs() - (point.y - centre.y).abs()).abs() <= arm;
    let corners = part.points.iter().filter(|point| (point.x - centre.x).abs() > arm * 2.0).count();
    square(part) && part.points.len() >= 12 && corners >= 8 && part.points.iter().all(near)
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{Circle, Shape};

    use super::*;

    fn path(points: &[(f64, f64)]) -> BezPath {
        let mut path = BezPath::new();
        for (at, (x, y)) in points.iter().enumerate() {
            match at {
                0 => path.move_to((*x, *y)),
                _ => path.line_to((*x, *y)),
            }
        }
        path.close_path();
        path
    }

    fn bar(y: f64) -> BezPath {
        path(&[(80.0, y), (690.0, y), (690.0, y + 40.0), (80.0, y + 40.0)])
    }

    fn both(a: BezPath, b: BezPath) -> BezPath {
        BezPath::from_vec(a.elements().iter().chain(b.elements()).copied().collect())
    }

    /// A plus of arms that reach from 100 to 500.
    fn plus() -> BezPath {
        let (a, b, c, d) = (100.0, 280.0, 320.0, 500.0);
        path(&[
            (a, b),
            (b, b),
            (b, a),
            (c, a),
            (c, b),
            (d, b),
            (d, c),
            (c, c),
            (c, d),
            (b, d),
            (b, c),
            (a, c),
        ])
    }

    #[test]
    fn signs_of_numbers_are_told_by_their_shape() {
        assert_eq!(sign(&bar(230.0)), Some('−'));
        assert_eq!(sign(&both(bar(130.0), bar(330.0))), Some('='));
        assert_eq!(sign(&plus()), Some('+'));
        assert_eq!(
            sign(&both(plus(), path(&[(100.0, 0.0), (500.0, 0.0), (500.0, 40.0), (100.0, 40.0)]))),
            Some('±')
        );
        let turned = hayro_interpret::kurbo::Affine::rotate_about(
            std::f64::consts::FRAC_PI_4,
            (300.0, 300.0),
        );
        assert_eq!(sign(&(turned * plus())), Some('×'));
        let circle = |radius| Circle::new((250.0, 550.0), radius).to_path(0.1);
        assert_eq!(sign(&both(circle(170.0), circle(130.0))), Some('°'));
        let dot = |y: f64| Circle::new((140.0, y), 50.0).to_path(0.1);
        assert_eq!((sign(&dot(50.0)), sign(&dot(270.0))), (Some('.'), Some('·')));
    }

    #[test]
    fn bullets_and_comparisons_too() {
        let disc = Circle::new((250.0, 250.0), 190.0).to_path(0.1);
        assert_eq!(sign(&disc), Some('•'));
        let less = |up: f64| {
            let tip = 250.0 + up;
            path(&[
                (80.0, tip - 20.0),
                (690.0, tip - 290.0),
                (690.0, tip - 245.0),
                (180.0, tip),
                (690.0, tip + 245.0),
                (690.0, tip + 290.0),
                (80.0, tip + 20.0),
            ])
        };
        assert_eq!(sign(&less(0.0)), Some('<'));
        let bar = path(&[(80.0, -140.0), (690.0, -140.0), (690.0, -100.0), (80.0, -100.0)]);
        assert_eq!(sign(&both(less(130.0), bar)), Some('≤'));
    }

    #[test]
    fn other_shapes_say_nothing() {
        assert_eq!(sign(&BezPath::new()), None);
        assert_eq!(sign(&bar(-120.0)), None);
        assert_eq!(sign(&path(&[(0.0, 0.0), (400.0, 0.0), (200.0, 700.0)])), None);
        let o = |radius| Circle::new((250.0, 220.0), radius).to_path(0.1);
        assert_eq!(sign(&both(o(220.0), o(170.0))), None);
    }
}
