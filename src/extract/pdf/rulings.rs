//! Strokes, thin rectangles and shaded cells → straight lines along the axes.

use hayro_interpret::DrawMode;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};

use crate::geom::Pt;
use crate::page::{Axis, Ruling};

/// A rectangle no thicker than this (points) is a line that was drawn as a rectangle.
const THIN: f64 = 3.2;
/// A line shorter than this (points) is part of a letter, a dot or a dash; dashes are joined first.
const SHORTEST: Pt = Pt(300);
/// Pieces of one line may miss each other by this much along it: dashes, and cells drawn one by one.
const GAP: Pt = Pt(350);
/// Lines nearer to each other than this are one: a double line, a cell's border beside its
/// neighbour's.
const NEAR: Pt = Pt(220);
/// A page with more pieces than this is a drawing; what comes after them is not looked at.
const MOST: usize = 200_000;

/// Collects the lines of a page.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pieces: Vec<Ruling>,
    /// Edges of shaded areas: they separate cells where nothing else does.
    shades: Vec<Ruling>,
}

impl Rulings {
    /// Takes the lines out of a path.
    pub(super) fn path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        let stroked = matches!(mode, DrawMode::Stroke(_) | DrawMode::FillAndStroke(..));
        let filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let mut outline: Vec<Point> = Vec::new();
        let mut curved = false;
        for element in path.elements().iter().chain([&PathEl::MoveTo(Point::ZERO)]) {
            if self.pieces.len() > MOST {
                return;
            }
            match element {
                PathEl::MoveTo(point) => {
                    self.outline(&outline, curved, stroked, filled);
                    outline = vec![transform * *point];
                    curved = false;
                }
                PathEl::LineTo(point) => outline.push(transform * *point),
                PathEl::ClosePath => {
                    if let Some(first) = outline.first().copied() {
                        outline.push(first);
                    }
                }
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => curved = true,
            }
        }
    }

    fn outline(&mut self, points: &[Point], curved: bool, stroked: bool, filled: bool) {
        if curved || points.len() < 2 {
            return;
        }
        if stroked {
            for pair in points.windows(2) {
                if let [a, b] = pair {
                    self.segment(*a, *b);
                }
            }
        }
        if filled && points.len() >= 4 {
            self.rectangle(points);
        }
    }

    fn segment(&mut self, a: Point, b: Point) {
        /// A line that leaves its axis by less than this (points) follows it.
        const LEVEL: f64 = 0.6;
        let (dx, dy) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if dy <= LEVEL && dx > dy {
            self.push(Axis::Horizontal, (a.y + b.y) / 2.0, a.x, b.x);
        } else if dx <= LEVEL && dy > dx {
            self.push(Axis::Vertical, (a.x + b.x) / 2.0, a.y, b.y);
        }
    }

    fn rectangle(&mut self, points: &[Point]) {
        let axis_aligned = points
            .windows(2)
            .all(|p| (p[0].x - p[1].x).abs() < 0.6 || (p[0].y - p[1].y).abs() < 0.6);
        if !axis_aligned {
            return;
        }
        let xs = points.iter().map(|p| p.x);
        let ys = points.iter().map(|p| p.y);
        let (x0, x1) =
            (xs.clone().fold(f64::INFINITY, f64::min), xs.fold(f64::NEG_INFINITY, f64::max));
        let (y0, y1) =
            (ys.clone().fold(f64::INFINITY, f64::min), ys.fold(f64::NEG_INFINITY, f64::max));
        let (w, h) = (x1 - x0, y1 - y0);
        if h <= THIN && w > h {
            self.push(Axis::Horizontal, (y0 + y1) / 2.0, x0, x1);
        } else if w <= THIN && h > w {
            self.push(Axis::Vertical, (x0 + x1) / 2.0, y0, y1);
        } else if w > 4.0 && h > 4.0 {
            let before = self.pieces.len();
            self.push(Axis::Horizontal, y0, x0, x1);
            self.push(Axis::Horizontal, y1, x0, x1);
            self.push(Axis::Vertical, x0, y0, y1);
            self.push(Axis::Vertical, x1, y0, y1);
            let edges = self.pieces.split_off(before);
            self.shades.extend(edges);
        }
    }

    fn push(&mut self, axis: Axis, at: f64, from: f64, to: f64) {
        if [at, from, to].iter().all(|value| value.is_finite()) {
            let (from, to) = (Pt::new(from.min(to)), Pt::new(from.max(to)));
            self.pieces.push(Ruling { axis, at: Pt::new(at), from, to });
        }
    }

    /// The lines of the page: pieces of one line joined, double lines made one. Edges of shaded
    /// areas count where several areas stand side by side; one area alone is a background.
    pub(super) fn finish(mut self) -> Vec<Ruling> {
        const SIDE_BY_SIDE: usize = 4 * 4;
        if self.shades.len() >= SIDE_BY_SIDE {
            self.pieces.append(&mut self.shades);
        }
        let mut joined = join(self.pieces);
        joined.retain(|ruling| ruling.len() >= SHORTEST);
        joined
    }
}

fn join(mut pieces: Vec<Ruling>) -> Vec<Ruling> {
    pieces.sort_unstable();
    let mut joined: Vec<Ruling> = Vec::new();
    // Pieces of like place first: a group is all that stands within NEAR of its first piece.
    let mut start = 0;
    while start < pieces.len() {
        let first = pieces[start];
        let len = pieces[start..]
            .iter()
            .take_while(|p| p.axis == first.axis && p.at - first.at <= NEAR)
            .count();
        let mut group = pieces[start..start + len].to_vec();
        group.sort_unstable_by_key(|piece| (piece.from, piece.to));
        let mut current = group[0];
        let mut weight =
            (i64::from(current.at.0) * i64::from(current.len().0), i64::from(current.len().0));
        for piece in group.into_iter().skip(1) {
            if piece.from - current.to <= GAP {
                current.to = current.to.max(piece.to);
                weight.0 += i64::from(piece.at.0) * i64::from(piece.len().0);
                weight.1 += i64::from(piece.len().0);
            } else {
                joined.push(settled(current, weight));
                current = piece;
                weight =
                    (i64::from(piece.at.0) * i64::from(piece.len().0), i64::from(piece.len().0));
            }
        }
        joined.push(settled(current, weight));
        start += len;
    }
    joined.sort_unstable();
    joined
}

/// A joined line stands where most of its length does.
fn settled(mut ruling: Ruling, (moment, length): (i64, i64)) -> Ruling {
    if length > 0 {
        ruling.at = Pt((moment / length) as i32);
    }
    ruling
}
