//! The places in a region that may part columns: strips of white space, and vertical rulings.

use super::sheet::{Line, Sheet, common, hundredths};
use crate::geom::{Area, Pt};

/// A strip of white space, or a vertical ruling, that may part two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) from: Pt,
    pub(super) to: Pt,
    /// How many lines have text in it.
    pub(super) crossed: usize,
    /// The vertical ruling in it that reaches furthest, as a share of the region's height in percent.
    pub(super) ruled: i32,
    /// Where the edge is: at the ruling, else in the middle.
    pub(super) at: Pt,
}

/// An upright that reaches over so much of a table's height, in percent, parts its columns.
pub(super) const DRAWN: i32 = 80;
/// Two uprights nearer than this are a double line.
pub(super) const NARROWEST: Pt = Pt(1000);
/// Lines at the top that may be a header, whose names reach over columns.
pub(super) const TOP: usize = 3;

/// The strips that may part columns, from left to right: where fewer lines have text than on both
/// sides, by phrases and, where those leave nothing, by words; and vertical rulings.
pub(super) fn strips(sheet: &Sheet<'_>, lines: &[Line]) -> Vec<Strip> {
    /// More than so many lines in a hundred across a strip are no strip, by phrases and by words.
    const MOST: (usize, usize) = (75, 34);
    let phrases = Spans::of(lines, |line| sheet.phrases_of(line).map(|p| p.area));
    let words = Spans::of(lines, |line| sheet.words_of(line).map(|word| word.area));
    let mut found = without_header(valleys(phrases.lines(), MOST.0), &phrases, MOST.0);
    let close = valleys(words.lines(), MOST.1).into_iter().filter(|close| {
        let apart =
            |other: &Strip| common((close.from, close.to), (other.from, other.to)) < Pt(-100);
        close.to - close.from > Pt(80) && found.iter().all(apart)
    });
    let close: Vec<Strip> = close.collect();
    found.extend(close);
    add_rulings(sheet, lines, &words, &mut found);
    found.sort_by_key(|strip| (strip.at, strip.from));
    found
}

/// From where to where the text of some lines reaches, one line after the other.
struct Spans {
    all: Vec<(Pt, Pt)>,
    /// Where each line ends in `all`.
    ends: Vec<usize>,
}

impl Spans {
    fn of<'l, I: Iterator<Item = Area>>(lines: &'l [Line], areas: impl Fn(&'l Line) -> I) -> Self {
        let mut spans = Spans { all: Vec::new(), ends: Vec::with_capacity(lines.len()) };
        for line in lines {
            spans.all.extend(areas(line).map(|area| (area.x0, area.x1)));
            spans.ends.push(spans.all.len());
        }
        spans
    }

    fn lines(&self) -> impl ExactSizeIterator<Item = &[(Pt, Pt)]> + Clone {
        let from = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] };
        (0..self.ends.len()).map(move |at| &self.all[from(at)..self.ends[at]])
    }
}

/// Strips as the lines under the header show them: a name over a column may stand in the white beside it
/// and make two strips of one.
fn without_header(all: Vec<Strip>, phrases: &Spans, most: usize) -> Vec<Strip> {
    let header = TOP.min(phrases.ends.len() / 4);
    if header == 0 {
        return all;
    }
    let mut left = all;
    let mut found = Vec::new();
    for body in valleys(phrases.lines().skip(header), most) {
        let inside =
            |strip: &Strip| body.from - Pt(100) <= strip.at && strip.at <= body.to + Pt(100);
        let (own, others): (Vec<Strip>, Vec<Strip>) = left.into_iter().partition(inside);
        left = others;
        let clearest = own.iter().min_by_key(|strip| (strip.crossed, strip.from - strip.to));
        let at = clearest.map_or(body.at, |strip| strip.at);
        let crossed = clearest.map_or_else(|| crossings(phrases, body.at), |strip| strip.crossed);
        found.push(Strip { at, crossed, ..body });
    }
    found.extend(left);
    found
}

/// Whether two strips have no text of their own between them: what stands there reaches over one of them, as a name that
/// is wider than its column. A ruling parts them.
pub(super) fn are_one(sheet: &Sheet<'_>, lines: &[Line], left: &Strip, right: &Strip) -> bool {
    let mut words = lines.iter().flat_map(|line| sheet.words_of(line));
    left.ruled.max(right.ruled) == 0
        && !words.any(|word| left.at <= word.area.x0 && word.area.x1 <= right.at)
}

/// How many lines have text at a place.
fn crossings(spans: &Spans, at: Pt) -> usize {
    let crosses = |line: &&[(Pt, Pt)]| line.iter().any(|(a, b)| *a < at && at < *b);
    spans.lines().filter(crosses).count()
}

/// The places of least text between two higher ones, in whole points.
fn valleys<'s>(
    lines: impl ExactSizeIterator<Item = &'s [(Pt, Pt)]> + Clone,
    most: usize,
) -> Vec<Strip> {
    let count = lines.len();
    let all = || lines.clone().flatten();
    let (Some(x0), Some(x1)) = (all().map(|p| p.0).min(), all().map(|p| p.1).max()) else {
        return Vec::new();
    };
    let place = |x: Pt| ((x - x0).0.max(0) + 50) as usize / 100;
    let size = place(x1) + 2;
    let mut steps = vec![0i32; size + 1];
    for line in lines {
        let mut end = 0;
        for (from, to) in line {
            // Pieces of one line that touch count once.
            let from = place(*from).max(end);
            let to = place(*to) + 1;
            if from < to {
                steps[from] += 1;
                steps[to] -= 1;
                end = to;
            }
        }
    }
    let mut cover = Vec::with_capacity(size);
    let mut sum = 0;
    for step in &steps[..size] {
        sum += step;
        cover.push(sum);
    }
    let mut found = Vec::new();
    let mut at = 1;
    while at + 1 < size {
        let mut end = at;
        while end + 2 < size && cover[end + 1] == cover[at] {
            end += 1;
        }
        let low = cover[at - 1] > cover[at] && cover[end + 1] > cover[at];
        let crossed = usize::try_from(cover[at]).unwrap_or(0);
        if low && crossed * 100 <= most * count {
            let from = x0 + Pt(at as i32 * 100 - 50);
            let to = x0 + Pt(end as i32 * 100 + 50);
            found.push(Strip { from, to, crossed, ruled: 0, at: from + (to - from) / 2 });
        }
        at = end + 1;
    }
    found
}

/// Gives strips the rulings that stand in them, and makes strips of rulings that stand in none.
fn add_rulings(sheet: &Sheet<'_>, lines: &[Line], words: &Spans, found: &mut Vec<Strip>) {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let (top, bottom) = (first.area.top, last.area.bottom);
    let (x0, x1) = extent(lines);
    for ruling in &sheet.down {
        let reach = common((ruling.from, ruling.to), (top, bottom));
        if reach <= Pt(0) || ruling.at <= x0 || ruling.at >= x1 {
            continue;
        }
        let ruled = hundredths(reach, bottom - top).min(100);
        let near = |strip: &&mut Strip| {
            strip.from - Pt(150) <= ruling.at && ruling.at <= strip.to + Pt(150)
        };
        // The last strip that was made is the nearest one.
        match found.iter_mut().rev().find(near) {
            // Two uprights in one strip have a column without text between them.
            Some(strip)
                if strip.ruled.min(ruled) >= DRAWN && (ruling.at - strip.at).abs() > NARROWEST =>
            {
                let second = Strip { from: strip.at, ruled, at: ruling.at, ..*strip };
                strip.to = ruling.at;
                found.push(second);
            }
            Some(strip) if strip.ruled < ruled => (strip.ruled, strip.at) = (ruled, ruling.at),
            Some(_) => {}
            None => {
                let crosses = |line: &&[(Pt, Pt)]| {
                    line.iter().any(|(a, b)| *a + Pt(100) < ruling.at && ruling.at < *b - Pt(100))
                };
                let crossed = words.lines().filter(crosses).count();
                let at = ruling.at;
                found.push(Strip { from: at - Pt(50), to: at + Pt(50), crossed, ruled, at });
            }
        }
    }
}

/// The left and right end of some lines.
pub(super) fn extent(lines: &[Line]) -> (Pt, Pt) {
    let x0 = lines.iter().map(|line| line.area.x0).min().unwrap_or_default();
    (x0, lines.iter().map(|line| line.area.x1).max().unwrap_or_default())
}
