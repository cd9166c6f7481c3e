//! The straight lines in the picture of a scan: what is drawn on paper round the cells of a table.
//!
//! Run lengths along lines that slope as the page's text does: a run of dark pixels that is long and thin is a piece of
//! a line. Letters are dark too, and neither long nor thin enough.

use hayro_syntax::page::Page as Printed;

use super::draw::{self, Grey};
use crate::geom::Pt;
use crate::page::{Axis, Page, Ruling, SLOPE};

/// Pixels for each point: 150 to the inch, at which the thinnest lines of print are a pixel.
const SCALE: f64 = 150.0 / 72.0;
/// So much darker than the paper is ink, of 255 shades: half of a thin grey line that falls between two pixels.
const DARKER: u8 = 56;
/// A line has gaps of so many pixels at most where a scan has lost it.
const GAP: usize = 3;
/// The shortest line across and down, in points: words are longer than letters are high.
const LEAST: [f64; 2] = [48.0, 18.0];
/// A line is so thick at most, in points; what is thicker is a picture or a shade.
const THICKEST: f64 = 3.0;
/// Of the pixels beside a line so many are paper at least, in hundredths; beside a row of letters they are not.
const FREE: usize = 80;
/// Pieces of one line are nearer than this, in points.
const NEAR: f64 = 1.5;

/// Adds the lines that the picture of a page shows to its rulings. Pages that are set sideways have none found.
pub(super) fn find_rulings(page: &mut Page, printed: &Printed<'_>) {
    if page.turns != 0 {
        return;
    }
    let Some(grey) = draw::grey(printed, SCALE) else { return };
    let slope = f64::from(page.slope) / f64::from(SLOPE);
    for axis in [Axis::Horizontal, Axis::Vertical] {
        let view = View::of(&grey, axis, slope);
        page.rulings.extend(joined(view.runs(), axis));
    }
    page.rulings.sort_unstable();
}

/// The ink of a picture seen along one axis, set upright: a row for each line that slopes as the text does, those
/// that begin before the page's edge too.
struct View {
    axis: Axis,
    slope: f64,
    /// Pixels for each point.
    scale: f64,
    /// Pixels of a row.
    along: usize,
    /// Rows before the one that begins at the page's corner.
    lean: usize,
    /// Row by row; off the page there is none.
    ink: Vec<bool>,
}

/// A piece of a line: where it stands and from where to where it runs, in pixels of a page that is upright.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    at: f64,
    from: f64,
    to: f64,
    scale: f64,
}

impl View {
    fn of(grey: &Grey, axis: Axis, slope: f64) -> Self {
        let height = grey.shades.len() / grey.width.max(1);
        let (along, across) = match axis {
            Axis::Horizontal => (grey.width, height),
            Axis::Vertical => (height, grey.width),
        };
        let lean = (along as f64 * slope).abs().ceil() as usize;
        // The row of the pixel that is first in its line of pixels, for each place along a row.
        let turned = if axis == Axis::Horizontal { slope } else { -slope };
        let shift = |at: usize| lean as i64 - (0.5 + at as f64 * turned).floor() as i64;
        let first: Vec<i64> = (0..along).map(shift).collect();
        let darkest = paper(&grey.shades).saturating_sub(DARKER);
        let mut ink = vec![false; along * (across + 2 * lean)];
        for (y, pixels) in grey.shades.chunks_exact(grey.width.max(1)).enumerate() {
            for x in (0..grey.width).filter(|x| pixels[*x] < darkest) {
                let (at, line) = if axis == Axis::Horizontal { (x, y) } else { (y, x) };
                let row = usize::try_from(first[at] + line as i64);
                if let Some(pixel) = row.ok().and_then(|row| ink.get_mut(row * along + at)) {
                    *pixel = true;
                }
            }
        }
        View { axis, slope, scale: grey.scale, along, lean, ink }
    }

    /// A row, or nothing off the page.
    fn row(&self, row: Option<usize>) -> &[bool] {
        let from = row.map_or(self.ink.len(), |row| row * self.along);
        self.ink.get(from..from + self.along).unwrap_or_default()
    }

    fn runs(&self) -> Vec<Piece> {
        let least = LEAST[usize::from(self.axis == Axis::Vertical)] * self.scale;
        let rows = self.ink.len() / self.along.max(1);
        let mut found = Vec::new();
        for row in 0..rows {
            for (from, to) in self.dark(row) {
                if (to - from) as f64 >= least && self.is_thin(row, from, to) {
                    found.push(self.piece(row, from, to));
                }
            }
        }
        found
    }

    /// The stretches of ink along one row, over short gaps.
    fn dark(&self, row: usize) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        // A line that slopes a little otherwise than the text, or is thinner than a pixel, leaves the one it is
        // followed on.
        let near = [Some(row), row.checked_sub(1), Some(row + 1)].map(|row| self.row(row));
        let is_ink = |at: &usize| near.iter().any(|row| row.get(*at) == Some(&true));
        for at in (0..self.along).filter(is_ink) {
            match runs.last_mut() {
                Some((_, to)) if at <= *to + GAP => *to = at + 1,
                _ => runs.push((at, at + 1)),
            }
        }
        runs
    }

    /// Whether there is paper beside a stretch of ink, on both sides, no further off than a line is thick.
    fn is_thin(&self, row: usize, from: usize, to: usize) -> bool {
        let reach = (THICKEST * self.scale).ceil() as usize;
        let free = |side: Option<usize>| {
            let ink = self.row(side).get(from..to).unwrap_or_default();
            let paper = to - from - ink.iter().filter(|ink| **ink).count();
            paper * 100 >= (to - from) * FREE
        };
        free(row.checked_sub(reach)) && free(Some(row + reach))
    }

    /// A stretch of ink where it stands on the page set upright.
    fn piece(&self, row: usize, from: usize, to: usize) -> Piece {
        let across = row as f64 + 0.5 - self.lean as f64;
        // What is followed from the page's edge stands there, but for the part by which the other axis turned.
        let turned = across * self.slope;
        let (from, to) = match self.axis {
            Axis::Horizontal => (from as f64 + turned, to as f64 + turned),
            Axis::Vertical => (from as f64 - turned, to as f64 - turned),
        };
        Piece { at: across, from, to, scale: self.scale }
    }
}

/// The shade of most of a page.
fn paper(shades: &[u8]) -> u8 {
    let mut counts = [0_usize; 256];
    shades.iter().for_each(|shade| counts[usize::from(*shade)] += 1);
    (0..=u8::MAX).max_by_key(|shade| counts[usize::from(*shade)]).unwrap_or(u8::MAX)
}

/// Lines of the pieces that lie beside each other, in points.
fn joined(pieces: Vec<Piece>, axis: Axis) -> Vec<Ruling> {
    let mut lines: Vec<(Piece, f64)> = Vec::new();
    for piece in pieces {
        let near = NEAR * piece.scale;
        let home = lines.iter_mut().rev().find(|(line, last)| {
            piece.at - last <= near && piece.from <= line.to + near && line.from <= piece.to + near
        });
        match home {
            Some((line, last)) => {
                line.from = line.from.min(piece.from);
                line.to = line.to.max(piece.to);
                *last = piece.at;
            }
            None => lines.push((piece, piece.at)),
        }
    }
    let ruling = |(line, last): (Piece, f64)| Ruling {
        axis,
        at: Pt::new((line.at + last) / 2.0 / line.scale),
        from: Pt::new(line.from / line.scale),
        to: Pt::new(line.to / line.scale),
    };
    lines.into_iter().map(ruling).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 400 by 200 pixels, one a point, with ink where `ink` says so.
    fn lines(slope: f64, ink: impl Fn(f64, f64) -> bool) -> Vec<Ruling> {
        let shade = |at: usize| if ink((at % 400) as f64, (at / 400) as f64) { 40 } else { 250 };
        let grey = Grey { width: 400, shades: (0..400 * 200).map(shade).collect(), scale: 1.0 };
        let of = |axis| joined(View::of(&grey, axis, slope).runs(), axis);
        [of(Axis::Horizontal), of(Axis::Vertical)].concat()
    }

    #[test]
    fn thin_long_lines_are_found_and_nothing_else() {
        let found = lines(0.0, |x, y| {
            let across = (y - 50.0).abs() < 1.0 && (20.0..380.0).contains(&x);
            let down = (x - 100.0).abs() < 1.0 && (50.0..150.0).contains(&y);
            let letters = (170.0..178.0).contains(&y) && x % 6.0 < 4.0;
            let block = (120.0..160.0).contains(&y) && (200.0..300.0).contains(&x);
            across || down || letters || block
        });
        let [across, down] = found[..] else { panic!("{found:?}") };
        assert_eq!((across.axis, down.axis), (Axis::Horizontal, Axis::Vertical));
        assert!((across.at - Pt(5000)).abs() <= Pt(100), "{across:?}");
        assert!(
            (across.from - Pt(2000)).abs() <= Pt(200) && (across.to - Pt(38_000)).abs() <= Pt(200)
        );
        assert!((down.at - Pt(10_000)).abs() <= Pt(100), "{down:?}");
    }

    #[test]
    fn a_line_of_a_page_askew_is_one() {
        let slope = 0.02;
        let found = lines(slope, |x, y| (y - 60.0 - x * slope).abs() < 1.0 && x > 30.0);
        let [line] = found[..] else { panic!("{found:?}") };
        assert!((line.at - Pt(6000)).abs() <= Pt(150), "{line:?}");
    }
}
