//! What bands of colour announce as a table, however little its lines read as one by themselves: bands of one width, one
//! under the other, are the grounds of its rows.

use std::collections::BTreeSet;

use super::bands;
use super::choose::Judged;
use super::propose;
use super::region::{Region, Source};
use super::sheet::{Line, Sheet};
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};

/// A table has so many lines.
const FEWEST: usize = 2;
/// Bands that end no further from each other are of one width.
const END: Pt = Pt(300);

/// What is announced where nothing likely was put forward.
pub(super) fn find(sheet: &Sheet<'_>, judged: &[Judged]) -> Vec<Region> {
    let likely = bands::likely(sheet, judged);
    let mut known: BTreeSet<Vec<usize>> =
        judged.iter().map(|own| own.region.phrases().collect()).collect();
    let mut found: Vec<Region> =
        stacks(sheet).iter().filter_map(|own| on_bands(sheet, own)).collect();
    found.retain(|region| {
        !region.phrases().any(|at| likely[at])
            && !bands::is_drawn_on(sheet, region)
            && known.insert(region.phrases().collect())
    });
    found
}

/// The bands of a page, those of one width together, from top to bottom.
fn stacks(sheet: &Sheet<'_>) -> Vec<Vec<Area>> {
    /// A page with more kinds of bands is a drawing.
    const MOST: usize = 20;
    if sheet.page.shades.is_empty() || sheet.phrases.len() > propose::MOST_PHRASES {
        return Vec::new();
    }
    let lines = sheet.lines(0..sheet.phrases.len());
    let mut bands: Vec<Area> = lines.iter().flat_map(|line| grounds(sheet, line)).collect();
    // What half of the page stands on is the ground of the page.
    bands.retain(|band| band.height() * 2 < sheet.page.height);
    bands.sort_unstable_by_key(|band| (band.top, *band));
    bands.dedup();
    let mut found: Vec<Vec<Area>> = Vec::new();
    for band in bands {
        let alike = |own: &&mut Vec<Area>| {
            let last = own[own.len() - 1];
            (last.x0 - band.x0).abs() < END && (last.x1 - band.x1).abs() < END
        };
        match found.iter_mut().find(alike) {
            Some(own) => own.push(band),
            None => found.push(vec![band]),
        }
    }
    if found.len() > MOST { Vec::new() } else { found }
}

/// The grounds that the texts of a line stand on.
fn grounds(sheet: &Sheet<'_>, line: &Line) -> BTreeSet<Area> {
    let single = line.phrases.iter().map(|at| sheet.lines([*at]));
    single.flatten().filter_map(|own| sheet.ground(&own)).collect()
}

/// The group of lines between the sides of some bands: from the first of them to the last, and what goes on under it in
/// several texts, or in one that leaves half of the width free.
fn on_bands(sheet: &Sheet<'_>, bands: &[Area]) -> Option<Region> {
    /// The first row under the names of the columns begins no further down than by so many sizes.
    const STEP: i32 = 3;
    /// Between bands further from each other than so many sizes, with no text, a plot may stand.
    const ROOM: i32 = 6;
    /// The next rows begin no further down than others do, in percent.
    const MORE: i32 = 130;
    let (first, last) = (bands.first()?, bands.last()?);
    let inside = |at: &usize| {
        let area = &sheet.phrases[*at].area;
        first.x0 - END <= area.x0 && area.x1 <= first.x1 + END && area.mid_y() > first.top
    };
    let lines = sheet.lines((0..sheet.phrases.len()).filter(inside));
    let on = lines.partition_point(|line| line.area.mid_y() < last.bottom);
    let far = |pair: &[Line]| pair[1].baseline - pair[0].baseline > pair[1].size * ROOM;
    if lines[..on].windows(2).any(far) {
        return None;
    }
    let goes_on = |at: usize| {
        let (over, line) = (&lines[at - 1], &lines[at]);
        let steps = lines[..at].windows(2).map(|pair| pair[1].baseline - pair[0].baseline);
        let limit = match at > on || bands.len() > 1 {
            true => steps.max().unwrap_or_default() * MORE / 100,
            false => line.size * STEP,
        };
        let short = line.phrases.len() > 1 || line.area.width() * 2 < first.width();
        let near = line.baseline - over.baseline <= limit;
        short && near && sheet.caption(&line.phrases) == Caption::None
    };
    let end = (on.max(1)..lines.len()).find(|at| !goes_on(*at)).unwrap_or(lines.len());
    // All on one ground is a box.
    let own =
        lines.get(..end).filter(|own| own.len() >= FEWEST && (end > on || bands.len() > 1))?;
    Region::new(own.to_vec(), Source::Column)
}
