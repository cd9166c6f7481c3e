//! Tables that stand side by side under captions of their own: a region that holds both is none.
//!
//! Two tables of one kind on the same lines read as one with more columns, and score as high. Two captions
//! over it, side by side, say that they are two; where the white strip between them is, the region is parted.

use super::region::{Region, Source};
use super::sheet::{Line, Sheet, common};
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};

/// The captions over a region stand no further off than so many lines of its size: they have several lines
/// themselves, and the shorter one is set as high as the longer one.
const FAR: i32 = 8;

/// How many tables stand side by side at most.
const MOST: usize = 4;

/// The regions as they are, but those under captions side by side parted.
pub(super) fn part(sheet: &Sheet<'_>, regions: Vec<Region>) -> Vec<Region> {
    let captions = captions(sheet);
    if captions.len() < 2 {
        return regions;
    }
    let mut done = Vec::new();
    for region in regions {
        let Some(region) = without_captions(sheet, region) else { continue };
        let mut open = vec![region];
        for _ in 1..MOST {
            open = open.into_iter().flat_map(|one| halves(sheet, &captions, one)).collect();
        }
        done.extend(open);
    }
    done
}

/// The beginnings of captions of tables on a page, each as far as its line goes on before the next one.
fn captions(sheet: &Sheet<'_>) -> Vec<Area> {
    let mut found: Vec<Area> = Vec::new();
    for line in sheet.lines(0..sheet.phrases.len()) {
        let mut own: Option<Area> = None;
        for at in line.phrases {
            let area = sheet.phrases[at].area;
            if sheet.caption(&[at]) == Caption::Table {
                found.extend(own.replace(area));
            } else if let Some(before) = own.filter(|before| area.x0 - before.x1 < line.size) {
                own = Some(before.union(&area));
            }
        }
        found.extend(own);
    }
    found
}

/// A region without the line of captions side by side that it begins with; none, where it holds one further
/// down.
fn without_captions(sheet: &Sheet<'_>, region: Region) -> Option<Region> {
    let named = |line: &Line| {
        let caption = |at: &&usize| sheet.caption(&[**at]) == Caption::Table;
        line.phrases.iter().filter(caption).count() > 1
    };
    match region.lines.iter().rposition(named) {
        None => Some(region),
        Some(0) => Region::new(region.lines.get(1..)?.to_vec(), region.source),
        Some(_) => None,
    }
}

/// A region as it is, or what stands on both sides of the strip between two captions over it.
fn halves(sheet: &Sheet<'_>, captions: &[Area], region: Region) -> Vec<Region> {
    let Some(middle) = between(sheet, captions, &region) else { return vec![region] };
    let side = |left: bool| {
        let own = region.phrases().filter(|at| (sheet.phrases[*at].area.x0 < middle) == left);
        Region::new(sheet.lines(own), part_source(region.source))
    };
    side(true).into_iter().chain(side(false)).collect()
}

/// A part of a region is judged as what it is: rulings and tags held the whole.
fn part_source(source: Source) -> Source {
    match source {
        Source::Lines | Source::Column => source,
        _ => Source::Part,
    }
}

/// The middle of the widest white strip of a region between two captions that stand side by side over it.
fn between(sheet: &Sheet<'_>, captions: &[Area], region: &Region) -> Option<Pt> {
    let (area, size) = (region.area, region.lines.first()?.size);
    let near = |c: &&Area| {
        c.bottom <= area.top + size / 2
            && area.top - c.bottom < size * FAR
            && common((c.x0, c.x1), (area.x0, area.x1)) > Pt(0)
    };
    let mut over: Vec<&Area> = captions.iter().filter(near).collect();
    over.sort_by_key(|c| c.x0);
    let pair = over.windows(2).find(|pair| pair[0].x1 < pair[1].x0)?;
    let (from, to) = (pair[0].x1, pair[1].x0);
    let across = sheet.across_between(area.top - size, area.bottom + size);
    let ruled = |a: Pt, b: Pt| across.iter().any(|r| r.from < a && b < r.to);
    let strips = strips(sheet, region).into_iter();
    let inside = strips.filter(|(a, b)| from < *b && *a < to && !ruled(*a, *b));
    inside.max_by_key(|(a, b)| *b - *a).map(|(a, b)| a + (b - a) / 2)
}

/// The white strips through all lines of a region.
fn strips(sheet: &Sheet<'_>, region: &Region) -> Vec<(Pt, Pt)> {
    let mut spans: Vec<(Pt, Pt)> =
        region.phrases().map(|at| (sheet.phrases[at].area.x0, sheet.phrases[at].area.x1)).collect();
    spans.sort_unstable();
    let mut found = Vec::new();
    let mut end = spans.first().map_or(Pt(0), |span| span.1);
    for (from, to) in spans {
        if from > end {
            found.push((end, from));
        }
        end = end.max(to);
    }
    found
}
