//! Strokes, thin rectangles and shaded cells → straight lines along the axes.

use hayro_interpret::DrawMode;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};

use crate::geom::{Area, Pt};
use crate::page::{Axis, Ruling, Shade};

/// A rectangle no thicker than this (points) is a line that was drawn as a rectangle.
const THIN: f64 = 3.2;
/// A line shorter than this (points) is part of a letter, a dot or a dash; dashes are joined first.
const SHORTEST: Pt = Pt(300);
/// Pieces of one line may miss each other by this much along it: dashes, and cells drawn one by one.
const GAP: Pt = Pt(350);
/// Pieces no longer than this, and no further apart, are dashes of one line.
const DASH: Pt = Pt(800);
/// Lines nearer to each other than this are one: a double line, a cell's border beside its
/// neighbour's.
const NEAR: Pt = Pt(220);
/// Fills beyond this number are not compared with each other: a drawing, not shaded cells.
const MOST_FILLS: usize = 3000;
/// Edges of shaded cells this near to a drawn line are that line's: shades keep off borders.
const INSET: Pt = Pt(600);

/// What is drawn on a page.
pub(super) struct Drawn {
    /// Its lines, pieces of one line joined and double lines made one.
    pub(super) rulings: Vec<Ruling>,
    /// Shaded areas, as far as they were compared with each other.
    pub(super) shades: Vec<Shade>,
    /// Boxes of slanted and curved lines.
    pub(super) drawings: Vec<Area>,
}

/// Collects the lines of a page.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pieces: Vec<Ruling>,
    /// Shaded areas: their edges separate cells where nothing else does.
    fills: Vec<Shade>,
    /// Boxes of slanted and curved lines: charts, maps, logos.
    drawings: Vec<Area>,
    /// Small round or square fills.
    dots: Vec<Area>,
    /// Fills no larger than a dot of a dotted line.
    specks: Vec<Area>,
    /// Lines and drawings of a page at most.
    most: usize,
    /// Whether there were more.
    over: bool,
}

impl Rulings {
    /// For a page with `most` lines and drawings.
    pub(super) fn new(most: usize) -> Self {
        Rulings { most, ..Rulings::default() }
    }

    /// Whether the page has more lines than that; what came after them was not looked at.
    pub(super) fn over_limit(&self) -> bool {
        self.over
    }

    /// Takes the lines out of a path; `colour` is what it is painted with.
    pub(super) fn path(
        &mut self,
        path: &BezPath,
        transform: Affine,
        mode: &DrawMode,
        colour: [u8; 3],
    ) {
        let stroked = matches!(mode, DrawMode::Stroke(_) | DrawMode::FillAndStroke(..));
        let filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let before = self.pieces.len();
        let white = colour.iter().all(|part| *part > 250);
        let mut outline: Vec<Point> = Vec::new();
        let mut curved = false;
        for element in path.elements().iter().chain([&PathEl::MoveTo(Point::ZERO)]) {
            if self.pieces.len() > self.most || self.drawings.len() > self.most {
                self.over = true;
                return;
            }
            match element {
                PathEl::MoveTo(point) => {
                    self.outline(&outline, curved, stroked, filled, colour);
                    outline = vec![transform * *point];
                    curved = false;
                }
                PathEl::LineTo(point) => outline.push(transform * *point),
                PathEl::ClosePath => {
                    if let Some(first) = outline.first().copied() {
                        outline.push(first);
                    }
                }
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    outline.push(transform * *point);
                    curved = true;
                }
            }
        }
        if white {
            // White on white is no line, but white on a shade parts its cells.
            let fills = &self.fills;
            let mut kept = self.pieces.split_off(before.min(self.pieces.len()));
            kept.retain(|piece| fills.iter().rev().any(|fill| lies_on(piece, &fill.area)));
            self.pieces.append(&mut kept);
        }
    }

    fn outline(
        &mut self,
        points: &[Point],
        curved: bool,
        stroked: bool,
        filled: bool,
        colour: [u8; 3],
    ) {
        if points.len() < 2 {
            return;
        }
        if filled {
            self.dot(points);
            if self.line(points) {
                return;
            }
        }
        if curved || points.windows(2).any(slanted) {
            self.drawing(points);
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
            self.rectangle(points, colour);
        }
    }

    /// Takes a filled shape that is as thin as a line for one, whatever its ends look like: browsers
    /// fill the borders of cells as trapezoids, whose slanted ends meet in the corners. One that is
    /// as short as it is thin may be a dot of a dotted line.
    fn line(&mut self, points: &[Point]) -> bool {
        /// A line is so many times as long as it is thick.
        const LONG: f64 = 2.0;
        let (x0, y0, x1, y1) = extent(points);
        let (w, h) = (x1 - x0, y1 - y0);
        if h <= THIN && w > h * LONG {
            self.push(Axis::Horizontal, (y0 + y1) / 2.0, x0, x1);
        } else if w <= THIN && h > w * LONG {
            self.push(Axis::Vertical, (x0 + x1) / 2.0, y0, y1);
        } else {
            let speck = w <= THIN && h <= THIN && w > 0.0 && h > 0.0;
            if speck && self.specks.len() < self.most {
                self.specks.push(Area::new(Pt::new(x0), Pt::new(y0), Pt::new(x1), Pt::new(y1)));
            }
            return false;
        }
        true
    }

    /// Notes what could be a bullet: browsers paint them instead of writing them.
    fn dot(&mut self, points: &[Point]) {
        /// Sizes of bullets in points.
        const SIZES: std::ops::RangeInclusive<f64> = 1.5..=6.5;
        let (x0, y0, x1, y1) = extent(points);
        let (w, h) = (x1 - x0, y1 - y0);
        let round = (w - h).abs() * 5.0 <= w.max(h);
        if round && SIZES.contains(&w) && SIZES.contains(&h) && self.dots.len() <= MOST_FILLS {
            self.dots.push(Area::new(Pt::new(x0), Pt::new(y0), Pt::new(x1), Pt::new(y1)));
        }
    }

    /// What could be bullets.
    pub(super) fn take_dots(&mut self) -> Vec<Area> {
        std::mem::take(&mut self.dots)
    }

    fn drawing(&mut self, points: &[Point]) {
        /// A drawing smaller than this (points) is a bullet or a corner.
        const SMALL: Pt = Pt(500);
        let (x0, y0, x1, y1) = extent(points);
        if [x0, y0, x1, y1].iter().all(|value| value.is_finite()) {
            let area = Area::new(Pt::new(x0), Pt::new(y0), Pt::new(x1), Pt::new(y1));
            let large = area.width() > SMALL && area.height() > SMALL;
            // What runs along the edges of its own box is a frame with round corners.
            let inner = |p: &&Point| {
                let (w, h) = ((x1 - x0) / 8.0, (y1 - y0) / 8.0);
                x0 + w < p.x && p.x < x1 - w && y0 + h < p.y && p.y < y1 - h
            };
            let frame = points.len() > 3 && !points.iter().any(|p| inner(&p));
            if large && !frame {
                self.drawings.push(area);
            }
        }
    }

    fn segment(&mut self, a: Point, b: Point) {
        let (dx, dy) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if dy <= LEVEL && dx > dy {
            self.push(Axis::Horizontal, (a.y + b.y) / 2.0, a.x, b.x);
        } else if dx <= LEVEL && dy > dx {
            self.push(Axis::Vertical, (a.x + b.x) / 2.0, a.y, b.y);
        }
    }

    fn rectangle(&mut self, points: &[Point], colour: [u8; 3]) {
        let (x0, y0, x1, y1) = extent(points);
        let (w, h) = (x1 - x0, y1 - y0);
        if h <= THIN && w > h {
            self.push(Axis::Horizontal, (y0 + y1) / 2.0, x0, x1);
        } else if w <= THIN && h > w {
            self.push(Axis::Vertical, (x0 + x1) / 2.0, y0, y1);
        } else if w > 4.0 && h > 4.0 && w.is_finite() && h.is_finite() {
            let area = Area::new(Pt::new(x0), Pt::new(y0), Pt::new(x1), Pt::new(y1));
            if self.fills.len() <= MOST_FILLS {
                self.fills.push(Shade { area, colour });
            }
        }
    }

    fn push(&mut self, axis: Axis, at: f64, from: f64, to: f64) {
        if [at, from, to].iter().all(|value| value.is_finite()) {
            let (from, to) = (Pt::new(from.min(to)), Pt::new(from.max(to)));
            self.pieces.push(Ruling { axis, at: Pt::new(at), from, to });
        }
    }

    /// What is drawn on the page. Edges of shaded areas are lines where several areas stand side by
    /// side; one area alone is a background, and one that fits the words on it is a highlighter's.
    /// `letters` are the boxes of the page's letters.
    pub(super) fn finish(mut self, letters: Vec<Area>) -> Drawn {
        const SIDE_BY_SIDE: usize = 4;
        self.pieces.extend(dotted(&self.specks));
        let mut joined = join(self.pieces);
        joined.retain(|ruling| ruling.len() >= SHORTEST);
        self.fills.sort_unstable();
        self.fills.dedup();
        self.fills.retain(|fill| fill.colour.iter().any(|part| *part <= 250));
        unlit(&mut self.fills, letters);
        if self.fills.len() > MOST_FILLS {
            self.fills.clear();
        }
        if self.fills.len() >= SIDE_BY_SIDE {
            let mut edges = shade_edges(&self.fills);
            edges.retain(|edge| !joined.iter().any(|ruling| borders(ruling, edge)));
            joined.append(&mut edges);
            joined = join(joined);
            joined.retain(|ruling| ruling.len() >= SHORTEST);
        }
        Drawn { rulings: joined, shades: self.fills, drawings: self.drawings }
    }
}

/// Takes away the fills that a highlighter left behind words: those that begin where a letter begins,
/// end where one ends, and are as high as a line.
fn unlit(fills: &mut Vec<Shade>, mut letters: Vec<Area>) {
    /// A highlighter keeps so near to the letters on both sides.
    const FIT: Pt = Pt(120);
    /// A line is no higher than this, in hundredths of its letters.
    const LINE: i32 = 170;
    letters.sort_unstable_by_key(|letter| (letter.top, letter.x0));
    fills.retain(|fill| {
        let area = fill.area;
        let first = letters.partition_point(|letter| letter.bottom < area.top - area.height());
        let near = letters.get(first..).unwrap_or_default();
        let on = near.iter().take_while(|letter| letter.top <= area.bottom).filter(|letter| {
            let (x, y) = (letter.mid_x(), letter.mid_y());
            area.contains(x, y)
        });
        let Some(text) = on.copied().reduce(|a, b| a.union(&b)) else { return true };
        let fits = (text.x0 - area.x0).abs() <= FIT && (area.x1 - text.x1).abs() <= FIT;
        !(fits && area.height() * 100 <= text.height() * LINE)
    });
}

/// Lines that are drawn dot by dot: dots in a row at one distance.
fn dotted(specks: &[Area]) -> Vec<Ruling> {
    /// So many dots are a line.
    const DOTS: usize = 8;
    let along = |axis: Axis| {
        let place = move |speck: &Area| match axis {
            Axis::Horizontal => (speck.mid_y(), speck.x0, speck.x1),
            Axis::Vertical => (speck.mid_x(), speck.top, speck.bottom),
        };
        let mut places: Vec<(Pt, Pt, Pt)> = specks.iter().map(place).collect();
        places.sort_unstable();
        places.dedup();
        let row = |a: &(Pt, Pt, Pt), b: &(Pt, Pt, Pt)| {
            (b.0 - a.0).abs() <= Pt(20) && b.1 - a.2 <= GAP && b.1 >= a.1
        };
        let rows = places.chunk_by(row).filter(|row| row.len() >= DOTS);
        let ruling = move |row: &[(Pt, Pt, Pt)]| {
            let [first, .., last] = row else { return None };
            Some(Ruling { axis, at: first.0, from: first.1, to: last.2 })
        };
        rows.filter_map(ruling).collect::<Vec<_>>()
    };
    [along(Axis::Horizontal), along(Axis::Vertical)].concat()
}

/// Takes away the frame of a page: four lines near its edges that meet in the corners, with nothing
/// that begins or ends at them. A table has lines that do.
pub(super) fn unframed(rulings: &mut Vec<Ruling>, width: Pt, height: Pt) {
    /// A frame takes in so much of the page each way, in percent.
    const REACH: i32 = 75;
    let long = |ruling: &Ruling| {
        let all = if ruling.axis == Axis::Horizontal { width } else { height };
        ruling.len() * 100 >= all * REACH
    };
    let ends = |axis: Axis| {
        let own = rulings.iter().filter(|ruling| ruling.axis == axis && long(ruling));
        let (mut least, mut most): (Option<Ruling>, Option<Ruling>) = (None, None);
        for ruling in own {
            least = least.filter(|other| other.at <= ruling.at).or(Some(*ruling));
            most = most.filter(|other| other.at >= ruling.at).or(Some(*ruling));
        }
        Some((least?, most?))
    };
    let Some((top, bottom)) = ends(Axis::Horizontal) else { return };
    let Some((left, right)) = ends(Axis::Vertical) else { return };
    let near = |a: Pt, b: Pt| (a - b).abs() <= INSET;
    let meets =
        [top, bottom].iter().all(|side| near(side.from, left.at) && near(side.to, right.at))
            && [left, right].iter().all(|side| near(side.from, top.at) && near(side.to, bottom.at))
            && (bottom.at - top.at) * 100 >= height * REACH
            && (right.at - left.at) * 100 >= width * REACH;
    let frame = [top, bottom, left, right];
    let touches = |ruling: &Ruling| {
        let (low, high) = match ruling.axis {
            Axis::Horizontal => (left.at, right.at),
            Axis::Vertical => (top.at, bottom.at),
        };
        !frame.contains(ruling) && (near(ruling.from, low) || near(ruling.to, high))
    };
    if meets && !rulings.iter().any(touches) {
        rulings.retain(|ruling| !frame.contains(ruling));
    }
}

/// A line that leaves its axis by less than this (points) follows it.
const LEVEL: f64 = 0.6;

fn slanted(pair: &[Point]) -> bool {
    matches!(pair, [a, b] if (a.x - b.x).abs() > LEVEL && (a.y - b.y).abs() > LEVEL)
}

fn extent(points: &[Point]) -> (f64, f64, f64, f64) {
    let start = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    points
        .iter()
        .fold(start, |(x0, y0, x1, y1), p| (x0.min(p.x), y0.min(p.y), x1.max(p.x), y1.max(p.y)))
}

fn lies_on(piece: &Ruling, area: &Area) -> bool {
    let mid = piece.from + piece.len() / 2;
    let (x, y) = match piece.axis {
        Axis::Horizontal => (mid, piece.at),
        Axis::Vertical => (piece.at, mid),
    };
    let edge = Pt(100);
    area.x0 - edge <= x && x <= area.x1 + edge && area.top - edge <= y && y <= area.bottom + edge
}

/// Whether a drawn line is the border that the edge of a shade belongs to.
fn borders(ruling: &Ruling, edge: &Ruling) -> bool {
    ruling.axis == edge.axis
        && (ruling.at - edge.at).abs() <= INSET
        && (ruling.to.min(edge.to) - ruling.from.max(edge.from)) * 2 > edge.len()
}

/// The edges of shaded areas. Where an area goes on in another of its colour there is no edge: one
/// cell is often painted line by line.
fn shade_edges(fills: &[Shade]) -> Vec<Ruling> {
    /// Areas no further apart than this touch.
    const TOUCH: Pt = Pt(120);
    let mut edges = Vec::new();
    for (at, fill) in fills.iter().enumerate() {
        let a = fill.area;
        let others = |side: Area| {
            let covers = move |(other, near): (usize, &Shade)| {
                let cut = near.area.intersection(&side)?;
                (other != at && near.colour == fill.colour).then_some(cut)
            };
            fills.iter().enumerate().filter_map(covers)
        };
        let sides = [
            (Axis::Vertical, a.x0, Area { x0: a.x0 - TOUCH, x1: a.x0 - Pt(1), ..a }),
            (Axis::Vertical, a.x1, Area { x0: a.x1 + Pt(1), x1: a.x1 + TOUCH, ..a }),
            (Axis::Horizontal, a.top, Area { top: a.top - TOUCH, bottom: a.top - Pt(1), ..a }),
            (
                Axis::Horizontal,
                a.bottom,
                Area { top: a.bottom + Pt(1), bottom: a.bottom + TOUCH, ..a },
            ),
        ];
        for (axis, place, side) in sides {
            let (from, to) = match axis {
                Axis::Vertical => (a.top, a.bottom),
                Axis::Horizontal => (a.x0, a.x1),
            };
            let hidden = others(side).map(|cut| match axis {
                Axis::Vertical => (cut.top, cut.bottom),
                Axis::Horizontal => (cut.x0, cut.x1),
            });
            for (from, to) in without(from, to, hidden.collect()) {
                edges.push(Ruling { axis, at: place, from, to });
            }
        }
    }
    edges
}

/// What is left of `from..to` when the strips are taken away.
fn without(from: Pt, to: Pt, mut strips: Vec<(Pt, Pt)>) -> Vec<(Pt, Pt)> {
    strips.sort_unstable();
    let mut left = Vec::new();
    let mut at = from;
    for (start, end) in strips {
        if start > at {
            left.push((at, start));
        }
        at = at.max(end);
    }
    if to > at {
        left.push((at, to));
    }
    left
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
        let mut dash = current.len();
        let mut weight =
            (i64::from(current.at.0) * i64::from(current.len().0), i64::from(current.len().0));
        for piece in group.into_iter().skip(1) {
            let gap = piece.from - current.to;
            let dashes = piece.len().max(dash) <= DASH && gap <= DASH;
            dash = piece.len();
            if gap <= GAP || dashes {
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
