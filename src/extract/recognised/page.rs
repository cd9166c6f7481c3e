//! A leaf → a page: points for the engine's units, lines set upright, baselines and sizes from the boxes.
//!
//! Engines tell the box of the ink of a word. Where its baseline runs and how large its letters are follows from
//! which letters it has, so that all forms of one engine's output give the same page, whether they tell more
//! or not.

use super::leaf::{Area, Leaf, Spot, breadth};
use crate::extract::askew::{self, median};
use crate::geom::{self, Pt};
use crate::page::{Glyph, Page};

/// Points of the longer side of a page of unknown size: that of A4. Letter is a seventeenth shorter.
const LONGER_SIDE: f64 = 842.0;
/// Points in an inch.
const INCH: f64 = 72.0;
/// Parts of the size of a font, as in most text faces: letters without strokes up or down, those up (and capitals
/// and figures), and strokes down.
const X_HEIGHT: f64 = 0.52;
pub(super) const ASCENDER: f64 = 0.73;
pub(super) const DESCENDER: f64 = 0.21;
/// From the baseline to the top and to the bottom of a letter's area, in parts of its size: as for the glyphs
/// of a PDF.
const UP: f64 = 0.76;
const DOWN: f64 = 0.22;

/// Width and height in points.
pub(super) fn size(leaf: &Leaf) -> (f64, f64) {
    let (x, y) = scale(leaf);
    (leaf.width * x, leaf.height * y)
}

/// Points for a unit across and down.
fn scale(leaf: &Leaf) -> (f64, f64) {
    if let Some(scale) = leaf.scale {
        return scale;
    }
    if leaf.relative {
        // Letters are half as broad as high: that tells whether the page is upright.
        let wide = letters_are_wide(leaf);
        let short = LONGER_SIDE / std::f64::consts::SQRT_2;
        return if wide { (short, LONGER_SIDE) } else { (LONGER_SIDE, short) };
    }
    let longer = leaf.width.max(leaf.height);
    let scale = match leaf.per_inch {
        Some(units) if is_plausible(leaf, (INCH / units, INCH / units)) => INCH / units,
        _ => LONGER_SIDE / longer.max(1.0),
    };
    (scale, scale)
}

/// Whether a page would have a size that there is with so many points for a unit across and down.
pub(super) fn is_plausible(leaf: &Leaf, (x, y): (f64, f64)) -> bool {
    /// The longest side of a page, in points (PDF 32000-1, annex C).
    const LONGEST: f64 = 14_400.0;
    let side = |units: f64, points: f64| points > 0.0 && units * points < LONGEST;
    side(leaf.width, x) && side(leaf.height, y)
}

/// Whether words take up a larger part of the page's width than of its height, letter by letter, than they would on
/// a page as wide as high.
fn letters_are_wide(leaf: &Leaf) -> bool {
    let words = leaf.lines.iter().flatten();
    let ratio = |word: &Spot| {
        let (width, height) = shape(&word.text);
        (word.area.width() / width) / (word.area.height() / height)
    };
    median(words.map(ratio).collect()).is_none_or(|ratio| ratio > 1.0)
}

/// Width and height of the ink of a word, in parts of its size.
fn shape(text: &str) -> (f64, f64) {
    let (up, down) = strokes(text);
    (text.chars().map(breadth).sum::<f64>().max(0.1), up + down)
}

/// How far the letters of a word reach over and under its baseline, in parts of their size.
pub(super) fn strokes(text: &str) -> (f64, f64) {
    let up = text.chars().any(|c| !("acegmnopqrsuvwxyz.,:;_-–—".contains(c)));
    let down = text.chars().any(|c| "gjpqy,;()[]{}/|QJ_§$@".contains(c));
    (if up { ASCENDER } else { X_HEIGHT }, if down { DESCENDER } else { 0.0 })
}

/// Whether the height of a word's ink tells the size of its letters: signs and dashes do not.
fn is_told(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// A word in points, its baseline told.
struct Set {
    word: Spot,
    baseline: f64,
    size: Option<f64>,
}

/// The page of a leaf.
pub(super) fn of(leaf: Leaf, number: u32) -> Page {
    let (width, height) = size(&leaf);
    let scale = scale(&leaf);
    let Leaf { lines, rows, cells, .. } = leaf;
    let mut lines: Vec<Vec<Set>> = lines
        .into_iter()
        .map(|line| line.into_iter().map(|word| set(word, scale)).collect())
        .collect();
    let slope = straighten(&mut lines).unwrap_or_default();
    let usual = median(lines.iter().flatten().filter_map(|set| set.size).collect());
    let usual = usual.unwrap_or(10.0);
    let mut lines: Vec<Line> = lines.into_iter().filter_map(|line| Line::of(line, usual)).collect();
    let words = lines.iter().flat_map(|line| line.words.iter().map(|_| (line.baseline, line.size)));
    let mut joined = askew::joined(&words.collect::<Vec<_>>()).into_iter();
    for line in &mut lines {
        // One for each word, so that long lines weigh more.
        let own: Vec<f64> = joined.by_ref().take(line.words.len()).collect();
        line.baseline = own.first().copied().unwrap_or(line.baseline);
    }
    let mut page = Page {
        number,
        width: Pt::new(width),
        height: Pt::new(height),
        slope: askew::told(slope),
        tags: rows,
        cells,
        ..Page::default()
    };
    for line in &lines {
        for (at, word) in line.words.iter().enumerate() {
            let next = line.words.get(at + 1).map(|word| word.area.x0);
            letters(word, line, next, &mut page.glyphs);
        }
    }
    page.recognised = page.glyphs.len();
    page
}

fn set(mut word: Spot, (x, y): (f64, f64)) -> Set {
    let Area { x0, top, x1, bottom } = word.area;
    word.area = Area { x0: x0 * x, x1: x1 * x, top: top * y, bottom: bottom * y };
    let (up, down) = strokes(&word.text);
    let size = is_told(&word.text).then(|| word.area.height() / (up + down));
    let baseline = word.area.bottom - word.area.height() * down / (up + down);
    Set { word, baseline, size }
}

/// Sets the words of a scan that lies askew upright, by the slope of its own lines, which comes back.
fn straighten(lines: &mut [Vec<Set>]) -> Option<f64> {
    /// A line of fewer words tells its slope badly.
    const WORDS: usize = 4;
    let slopes = lines.iter().filter(|line| line.len() >= WORDS).filter_map(|line| slope(line));
    let slope = median(slopes.collect())
        .filter(|slope| (askew::LEAST..askew::MOST).contains(&slope.abs()))?;
    for set in lines.iter_mut().flatten() {
        let area = &mut set.word.area;
        let (right, down) = askew::turn((area.x0 + area.x1) / 2.0, set.baseline, slope);
        // The box of a word that lies askew is higher than the word.
        let lean = (area.width() * slope.abs()).min(area.height() / 2.0);
        set.size = set.size.map(|size| size * (1.0 - lean / area.height()));
        set.baseline += down - lean / 2.0;
        area.x0 += right;
        area.x1 += right;
        area.top += down + lean / 2.0;
        area.bottom += down - lean / 2.0;
    }
    Some(slope)
}

/// The slope of a line, by least squares over the middles and baselines of its words.
fn slope(line: &[Set]) -> Option<f64> {
    let points: Vec<(f64, f64)> = line
        .iter()
        .filter(|set| is_told(&set.word.text))
        .map(|set| ((set.word.area.x0 + set.word.area.x1) / 2.0, set.baseline))
        .collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    let (x, y) = (x / count, y / count);
    let across: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let both: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    (points.len() > 2 && across > 0.0).then(|| both / across)
}

/// Words on one baseline, of one size.
struct Line {
    words: Vec<Spot>,
    baseline: f64,
    size: f64,
}

impl Line {
    /// `usual` is the size of most words of the page. Sizes are rounded to it where they are near: a box is as
    /// exact as a pixel or two.
    fn of(line: Vec<Set>, usual: f64) -> Option<Self> {
        let told = || line.iter().filter(|set| is_told(&set.word.text));
        let own = median(told().filter_map(|set| set.size).collect()).unwrap_or(usual);
        let near = askew::is_near(own, usual) || own > usual * 4.0;
        let size = if near { usual } else { (own * 2.0).round() / 2.0 };
        let baselines = told().map(|set| set.baseline).collect();
        // A line of signs alone stands in the middle of its height.
        let middle = || {
            let middles = line.iter().map(|set| (set.word.area.top + set.word.area.bottom) / 2.0);
            median(middles.collect()).map(|middle| middle + size * X_HEIGHT / 2.0)
        };
        let baseline = median(baselines).or_else(middle)?;
        let words = line.into_iter().map(|set| set.word).collect();
        Some(Line { words, baseline, size: size.max(1.0) })
    }
}

/// The letters of a word, each as broad as its kind is, and the blank after it.
fn letters(word: &Spot, line: &Line, next: Option<f64>, glyphs: &mut Vec<Glyph>) {
    /// A blank that a text face sets, in parts of its size.
    const BLANK: f64 = 0.28;
    let Line { baseline, size, .. } = line;
    let unsure = word.is_unsure();
    let mut push = |text: char, x0: f64, x1: f64| {
        glyphs.push(Glyph {
            text,
            area: geom::Area::new(
                Pt::new(x0),
                Pt::new(baseline - size * UP),
                Pt::new(x1),
                Pt::new(baseline + size * DOWN),
            ),
            baseline: Pt::new(*baseline),
            size: Pt::new(*size),
            bold: word.bold,
            mark: word.cell,
            unsure,
            ..Glyph::default()
        });
    };
    let whole: f64 = word.text.chars().map(breadth).sum();
    let share = word.area.width() / whole.max(0.1);
    let mut x = word.area.x0;
    for letter in word.text.chars() {
        let end = x + breadth(letter) * share;
        push(letter, x, end);
        x = end;
    }
    if let Some(next) = next.filter(|next| *next > x) {
        push(' ', x, next.min(x + size * BLANK));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(slope: f64) -> Leaf {
        let mut leaf = Leaf { width: 1240.0, height: 1754.0, ..Leaf::default() };
        for row in 0..3 {
            leaf.line();
            for (at, text) in ["Allen", "grasp", "nor", "moon"].into_iter().enumerate() {
                let (up, down) = strokes(text);
                let x = 100.0 + 250.0 * at as f64;
                let base = 200.0 + 40.0 * f64::from(row) + x * slope;
                let area =
                    Area { x0: x, top: base - 24.0 * up, x1: x + 90.0, bottom: base + 24.0 * down };
                leaf.add(Spot { text: text.to_owned(), area, sure: 1.0, ..Spot::default() });
            }
        }
        leaf
    }

    #[test]
    fn words_of_a_line_share_their_baseline_and_size() {
        for slope in [0.0, 0.017, -0.02] {
            let page = of(leaf(slope), 1);
            let mut baselines: Vec<Pt> = page.glyphs.iter().map(|glyph| glyph.baseline).collect();
            baselines.dedup();
            assert_eq!(baselines.len(), 3, "{slope}: {baselines:?}");
            assert!(page.glyphs.iter().all(|glyph| glyph.size == page.glyphs[0].size));
        }
    }

    #[test]
    fn a_page_of_no_size_or_of_miles_is_not_believed() {
        let leaf = |width, height| Leaf { width, height, ..Leaf::default() };
        assert!(is_plausible(&leaf(2480.0, 3508.0), (0.24, 0.24)));
        // As wide as the printed one, where the engine told no width; and where it told a width of one unit.
        assert!(!is_plausible(&leaf(0.0, 3508.0), (595.0 / 0.0, 595.0 / 0.0)));
        assert!(!is_plausible(&leaf(1.0, 3508.0), (595.0, 595.0)));
        assert!(!is_plausible(&leaf(2480.0, 3508.0), (0.0, 0.0)));
    }

    #[test]
    fn a_page_in_parts_of_itself_is_upright_or_across_by_its_letters() {
        let parts = |width: f64, height: f64| {
            let mut own = leaf(0.0);
            for word in own.lines.iter_mut().flatten() {
                let Area { x0, top, x1, bottom } = word.area;
                // Letters of Helvetica.
                let broad = shape(&word.text).0 * 24.0;
                let x1 = x1.min(x0 + broad);
                word.area = Area {
                    x0: x0 / width,
                    x1: x1 / width,
                    top: top / height,
                    bottom: bottom / height,
                };
            }
            Leaf { width: 1.0, height: 1.0, relative: true, ..own }
        };
        let (width, height) = size(&parts(1240.0, 1754.0));
        assert!(width < height);
        let (width, height) = size(&parts(1754.0, 1240.0));
        assert!(width > height);
    }
}
