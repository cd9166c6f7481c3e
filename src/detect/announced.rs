//! What bands of colour announce as a table, however little its lines read as one by themselves: bands of one width, one
//! under the other, are the grounds of its rows.

use std::collections::BTreeSet;

use super::bands;
use super::choose::Judged;
use super::propose;
use super::region::{Region, Source};
use super::sheet::Sheet;
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};
use crate::page::Shade;

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
    let shades: BTreeSet<Shade> =
        sheet.phrases.iter().filter_map(|own| sheet.shade_at(own)).collect();
    let grounds = shades.into_iter().filter_map(|shade| sheet.ground(shade));
    // What half of the page stands on is the ground of the page.
    let bands: BTreeSet<(Pt, Area)> = grounds
        .filter(|ground| ground.height() * 2 < sheet.page.height)
        .map(|ground| (ground.top, ground))
        .collect();
    let mut found: Vec<Vec<Area>> = Vec::new();
    for (_, band) in bands {
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
    let step = |at: usize| lines[at].baseline - lines[at - 1].baseline;
    if (1..on).any(|at| step(at) > lines[at].size * ROOM) {
        return None;
    }
    let mut highest = (1..on).map(step).max().unwrap_or_default();
    let mut end = on.max(1);
    while let Some(line) = lines.get(end) {
        let first_row = end <= on && bands.len() == 1;
        let limit = if first_row { line.size * STEP } else { highest * MORE / 100 };
        let short = line.phrases.len() > 1 || line.area.width() * 2 < first.width();
        if !short || step(end) > limit || sheet.caption(&line.phrases) != Caption::None {
            break;
        }
        highest = highest.max(step(end));
        end += 1;
    }
    // All on one ground is a box.
    let own =
        lines.get(..end).filter(|own| own.len() >= FEWEST && (end > on || bands.len() > 1))?;
    Region::new(own.to_vec(), Source::Column)
}
