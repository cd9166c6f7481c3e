//! Pages whose text runs up or down: the axes of the model are turned so that most of it runs from
//! left to right.
//!
//! What runs another way is not lost. Text set sideways over or beside the columns of the other text
//! is its labels, such as headers that are turned to save width: each is written where it stands, in
//! lines from left to right within its box. Else, where there is much of it, it is a page of its own,
//! such as a table set sideways on a page with upright text.

use crate::geom::{Area, Pt};
use crate::page::{Axis, Glyph, Page, Ruling};

/// So many glyphs of another direction are more than labels where nothing tells.
const MANY: usize = 200;
/// Text stands in columns under labels where so many of its lines at least have a part for every so
/// many lines of labels: turned headers are seldom broken over more lines.
const LINES_OF_A_LABEL: usize = 3;
/// A gap wider than this, in hundredths of the height, is one between columns.
const COLUMN: i32 = 70;
/// A gap wider than this, in hundredths of the height, ends a line of turned text: no blank is as wide.
const BREAK: i32 = 100;
/// The height of a line of a label that is written again, in hundredths of its size.
const LINE: i32 = 120;
/// Rows that a table has at least under its turned headers.
const ROWS: usize = 2;

/// Turns a page upright. `turns` says which way the line of each glyph runs, in quarter turns
/// clockwise; slanted glyphs are counted and left out. The first page is the main one.
pub(super) fn upright((mut page, turns): (Page, Vec<Option<u8>>)) -> Vec<Page> {
    let glyphs = std::mem::take(&mut page.glyphs);
    let mut ways: [Vec<Glyph>; 4] = Default::default();
    for (glyph, turn) in glyphs.into_iter().zip(turns) {
        match turn {
            Some(turn) => ways[usize::from(turn % 4)].push(glyph),
            None => page.slanted += usize::from(!glyph.text.is_whitespace()),
        }
    }
    let (w, h) = (page.width, page.height);
    let most = main_way(&ways, w, h);
    let main = std::mem::take(&mut ways[usize::from(most)]);
    let mut page = turned_page(Page { glyphs: main, ..page }, most, w, h);
    if ways.iter().all(Vec::is_empty) {
        return vec![page];
    }
    let columns = segments(page.glyphs.clone(), COLUMN, &[]);
    let (width, height) = (page.width, page.height);
    let mut others = Vec::new();
    for (turn, glyphs) in (0u8..4).zip(ways) {
        // From here on all is told in the axes of the main page.
        let glyphs = {
            let own = |glyph| turned(glyph, turn.is_multiple_of(2), most, w, h);
            glyphs.into_iter().map(own).collect()
        };
        let way = (turn + 4 - most) % 4;
        let (labels, rest) = told_apart(glyphs, way, &columns, &page);
        page.glyphs.extend(written(labels, way, &columns));
        if !rest.is_empty() {
            let other = Page {
                glyphs: rest,
                pictures: 0,
                hidden: 0,
                undecoded: 0,
                by_code: 0,
                ..page.clone()
            };
            let mut other = turned_page(other, way, width, height);
            other.turns = turn;
            others.push(other);
        }
    }
    others.insert(0, page);
    others
}

/// Which way the main text of a page runs: that of most glyphs, unless they are labels of others.
fn main_way(ways: &[Vec<Glyph>; 4], w: Pt, h: Pt) -> u8 {
    let mut order = [3u8, 2, 1, 0];
    order.sort_by_key(|way| ways[usize::from(*way)].len());
    let [.., other, most] = order;
    let (labels, text) = (&ways[usize::from(most)], &ways[usize::from(other)]);
    if text.is_empty() {
        return most;
    }
    let all = |glyphs: &[Glyph], way: u8| -> Vec<Glyph> {
        glyphs.iter().map(|glyph| turned(*glyph, way.is_multiple_of(2), other, w, h)).collect()
    };
    let columns = segments(all(text, other), COLUMN, &[]);
    let (across, down) = if other % 2 == 1 { (h, w) } else { (w, h) };
    let lines = lines_of(all(labels, most), (most + 4 - other) % 4, (across, down), &[]);
    let are_labels = bands(lines).iter().all(|band| label(band, &columns));
    if are_labels { other } else { most }
}

/// A stretch of text on one line, without a gap as wide as between columns.
#[derive(Clone, Debug)]
struct Segment {
    glyphs: Vec<Glyph>,
    /// Its box in the axes of the main page.
    area: Area,
    size: Pt,
}

/// The stretches of text that runs from left to right, without a gap wider than so many hundredths of
/// its height or one of some uprights in it, which are sorted from left to right.
fn segments(mut glyphs: Vec<Glyph>, widest: i32, uprights: &[Ruling]) -> Vec<Segment> {
    glyphs.sort_by_key(|glyph| (glyph.baseline, glyph.area.x0));
    let goes_on = |a: &Glyph, b: &Glyph| {
        let gap = b.area.x0 - a.area.x1;
        let level = (b.baseline - a.baseline).abs() <= a.size / 8;
        let near = level && gap * 100 <= a.size * widest && b.area.x0 >= a.area.x0;
        near && !is_parted(uprights, a, b)
    };
    let seen = |line: &&[Glyph]| line.iter().any(|glyph| !glyph.text.is_whitespace());
    let lines = glyphs.chunk_by(goes_on).filter(seen);
    lines
        .filter_map(|line| {
            let first = line.first()?;
            let area = line.iter().fold(first.area, |area, glyph| area.union(&glyph.area));
            Some(Segment { glyphs: line.to_vec(), area, size: first.size })
        })
        .collect()
}

/// Whether one of some uprights, from left to right, stands between the middles of two glyphs.
fn is_parted(uprights: &[Ruling], a: &Glyph, b: &Glyph) -> bool {
    let from = uprights.partition_point(|r| r.at < a.area.mid_x());
    let between = uprights.iter().skip(from).take_while(|r| r.at <= b.area.mid_x());
    between.into_iter().any(|r| (r.from..=r.to).contains(&a.area.mid_y()))
}

/// The lines of text that runs another way by `way` quarter turns than the page of that size. What a ruling parts is of
/// two.
fn lines_of(glyphs: Vec<Glyph>, way: u8, (w, h): (Pt, Pt), rulings: &[Ruling]) -> Vec<Segment> {
    let upright = way.is_multiple_of(2);
    let along = glyphs.into_iter().map(|glyph| turned(glyph, upright, way, w, h)).collect();
    let (across, down) = if way % 2 == 1 { (h, w) } else { (w, h) };
    let back = (4 - way % 4) % 4;
    let rulings = rulings.iter().map(|ruling| turned_ruling(*ruling, way, w, h));
    let mut uprights: Vec<Ruling> = rulings.filter(|r| r.axis == Axis::Vertical).collect();
    uprights.sort_unstable_by_key(|r| r.at);
    let mut lines = segments(along, BREAK, &uprights);
    for line in &mut lines {
        line.area = turned_area(line.area, back, across, down);
    }
    lines
}

/// Lines of turned text side by side: those that share some height, from left to right.
fn bands(mut lines: Vec<Segment>) -> Vec<Vec<Segment>> {
    lines.sort_by_key(|line| (line.area.top, line.area.x0));
    let mut bands: Vec<(Pt, Vec<Segment>)> = Vec::new();
    for line in lines {
        match bands.last_mut().filter(|(bottom, _)| line.area.top < *bottom) {
            Some((bottom, band)) => {
                *bottom = line.area.bottom.max(*bottom);
                band.push(line);
            }
            None => bands.push((line.area.bottom, vec![line])),
        }
    }
    let sorted = |(_, mut band): (Pt, Vec<Segment>)| {
        band.sort_by_key(|line| (line.area.x0, line.area.top));
        band
    };
    bands.into_iter().map(sorted).collect()
}

/// Whether a band of turned lines stands over or under columns of the text of the page: rows of it
/// have a part for each label.
fn label(band: &[Segment], columns: &[Segment]) -> bool {
    let Some(area) = band.iter().map(|line| line.area).reduce(|a, b| a.union(&b)) else {
        return true;
    };
    let beside = |part: &&Segment| {
        let apart = part.area.bottom <= area.bottom - (area.height() / 2)
            || part.area.top >= area.top + area.height() / 2;
        let mid = part.area.mid_x();
        apart && area.x0 - part.size <= mid && mid <= area.x1 + part.size
    };
    let mut rows: Vec<Pt> = columns
        .iter()
        .filter(beside)
        .filter_map(|part| Some(part.glyphs.first()?.baseline))
        .collect();
    rows.sort_unstable();
    let enough = band.len().div_ceil(LINES_OF_A_LABEL).max(2);
    rows.chunk_by(|a, b| *b - *a <= Pt(100)).filter(|row| row.len() >= enough).count() >= ROWS
}

/// Which lines of turned glyphs are labels of the page's text, and the glyphs that are a page of
/// their own.
fn told_apart(
    glyphs: Vec<Glyph>,
    way: u8,
    columns: &[Segment],
    page: &Page,
) -> (Vec<Segment>, Vec<Glyph>) {
    let (w, h) = (page.width, page.height);
    let few = glyphs.len() < MANY;
    let (mut labels, mut rest) = (Vec::new(), Vec::new());
    for band in bands(lines_of(glyphs, way, (w, h), &page.rulings)) {
        if few || band.len() <= 2 || label(&band, columns) {
            labels.extend(band);
        } else {
            rest.extend(band);
        }
    }
    if rest.iter().map(|line| line.glyphs.len()).sum::<usize>() < MANY {
        labels.append(&mut rest);
    }
    let (across, down) = if way % 2 == 1 { (h, w) } else { (w, h) };
    let back = (4 - way % 4) % 4;
    let own = rest.into_iter().flat_map(|line| line.glyphs);
    (labels, own.map(|glyph| turned(glyph, true, back, across, down)).collect())
}

/// Writes labels in lines from left to right, each label in the box that it fills.
fn written(labels: Vec<Segment>, way: u8, columns: &[Segment]) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for band in bands(labels) {
        for label in broken(band, columns) {
            let Some(area) = label.iter().map(|line| line.area).reduce(|a, b| a.union(&b)) else {
                continue;
            };
            let lines = i32::try_from(label.len()).unwrap_or(i32::MAX);
            // Text that runs down has its first line on the right, other text on the left; text
            // upside down has it at the bottom.
            let first_last = way == 1 || way == 2;
            for (at, line) in (0..).zip(label) {
                let at = if first_last { lines - 1 - at } else { at };
                // The lines under the first stand at the foot, as the names beside do.
                let step = line.size * LINE / 100;
                let foot = (area.bottom - area.top) / lines;
                let y = |at: i32| match at {
                    0 => area.top,
                    at => area.bottom - step.min(foot) * (lines - at),
                };
                let own = Area { top: y(at), bottom: y(at + 1), ..area };
                glyphs.extend(line_in(&line, own));
            }
        }
    }
    glyphs
}

/// The lines of a band by label: lines are one label where they are as near as lines of a text, and
/// not more than one of the columns stands under or over them.
fn broken(band: Vec<Segment>, columns: &[Segment]) -> Vec<Vec<Segment>> {
    /// Lines of a text are no further apart than this, in hundredths of their height.
    const LEADING: i32 = 170;
    let near = |a: &Segment, b: &Segment| {
        let pitch = b.area.mid_x() - a.area.mid_x();
        let beside = a.area.top < b.area.bottom && b.area.top < a.area.bottom;
        beside && pitch * 100 <= a.size.max(b.size) * LEADING
    };
    let mut labels = Vec::new();
    for label in band.chunk_by(near) {
        let area = label.iter().map(|line| line.area).reduce(|a, b| a.union(&b));
        if label.len() > 1 && area.is_some_and(|area| parts_under(area, columns) > 1) {
            labels.extend(label.iter().map(|line| vec![line.clone()]));
        } else {
            labels.push(label.to_vec());
        }
    }
    labels
}

/// How many parts of one line stand in the width of a label, at most.
fn parts_under(area: Area, columns: &[Segment]) -> usize {
    let within = |part: &&Segment| {
        let mid = part.area.mid_x();
        area.x0 <= mid && mid <= area.x1
    };
    let baseline = |part: &Segment| part.glyphs.first().map(|glyph| glyph.baseline);
    let mut rows: Vec<Pt> = columns.iter().filter(within).filter_map(baseline).collect();
    rows.sort_unstable();
    rows.chunk_by(|a, b| a == b).map(<[Pt]>::len).max().unwrap_or(0)
}

/// The glyphs of a turned line, side by side across a box.
fn line_in(line: &Segment, area: Area) -> Vec<Glyph> {
    /// A gap wider than this, in hundredths of the height, is a blank.
    const BLANK: i32 = 17;
    let mut text: Vec<Glyph> = Vec::new();
    for glyph in &line.glyphs {
        let gap = text.last().map_or(Pt(0), |before| glyph.area.x0 - before.area.x1);
        if gap * 100 > glyph.size * BLANK {
            text.push(Glyph { text: ' ', ..*glyph });
        }
        text.push(*glyph);
    }
    let parts = i32::try_from(text.len()).unwrap_or(i32::MAX).max(1);
    let x = |at: i32| area.x0 + (area.x1 - area.x0) * at / parts;
    let size = line.size.min(area.height());
    let place = |(at, glyph): (i32, Glyph)| Glyph {
        area: Area { x0: x(at), x1: x(at + 1), ..area },
        baseline: area.bottom - size / 5,
        size,
        ..glyph
    };
    (0..).zip(text).map(place).collect()
}

/// A page in axes that are turned, with all its glyphs along them: `turns` says how far.
fn turned_page(mut page: Page, turns: u8, w: Pt, h: Pt) -> Page {
    let upright = turns.is_multiple_of(2);
    let glyphs = std::mem::take(&mut page.glyphs);
    page.glyphs = glyphs.into_iter().map(|glyph| turned(glyph, upright, turns, w, h)).collect();
    page.rulings = page.rulings.iter().map(|ruling| turned_ruling(*ruling, turns, w, h)).collect();
    page.rulings.sort_unstable();
    let shades = page.shades.iter_mut().map(|shade| &mut shade.area);
    for area in page.drawings.iter_mut().chain(&mut page.images).chain(shades) {
        *area = turned_area(*area, turns, w, h);
    }
    if !upright {
        std::mem::swap(&mut page.width, &mut page.height);
    }
    page.turns = turns;
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

/// A glyph in axes that are turned. Its line is told by its x where it runs up or down (`upright` is
/// false), and by its y where it does not.
fn turned(mut glyph: Glyph, upright: bool, turns: u8, w: Pt, h: Pt) -> Glyph {
    glyph.area = turned_area(glyph.area, turns, w, h);
    glyph.baseline = match (turns, upright) {
        (1 | 2, false) => w - glyph.baseline,
        (2 | 3, true) => h - glyph.baseline,
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
