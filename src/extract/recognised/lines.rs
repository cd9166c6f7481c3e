//! Lists of lines with their boxes: JSON of RapidOCR (`to_json`) and of PaddleOCR (`save_to_json`).

use serde::Deserialize;

use super::leaf::{Area, Leaf, Spot, breadth};
use super::page::{ASCENDER, DESCENDER, strokes};
use crate::error::Error;
use crate::extract::askew::median;
use crate::source::Source;

#[derive(Deserialize)]
struct Rapid {
    #[serde(rename = "box", alias = "dt_boxes")]
    corners: Vec<(f64, f64)>,
    #[serde(rename = "txt", alias = "rec_txt", alias = "text")]
    text: String,
    score: Option<f64>,
}

#[derive(Deserialize)]
struct Paddle {
    rec_texts: Vec<String>,
    #[serde(default)]
    rec_scores: Vec<f64>,
    rec_polys: Vec<Vec<(f64, f64)>>,
}

/// A line: its text, its box, how sure it is.
type Line = (String, Option<Area>, f64);

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str) -> Result<Vec<Leaf>, Error> {
    let list = text.trim_start().strip_prefix('[');
    let nested = list.is_some_and(|rest| rest.trim_start().starts_with('['));
    let pages: Vec<Vec<Line>> = if text.contains("\"rec_texts\"") {
        super::json_list(source, text)?.into_iter().map(paddle).collect()
    } else if nested {
        super::json::<Vec<Vec<Rapid>>>(source, text)?.into_iter().map(rapid).collect()
    } else {
        vec![rapid(super::json_list(source, text)?)]
    };
    let mut leaves: Vec<Leaf> = pages.into_iter().map(leaf).collect();
    // The size of a page is not told; the fullest tells that of all.
    let (width, height) = leaves
        .iter()
        .fold((0.0, 0.0), |(w, h): (f64, f64), own| (w.max(own.width), h.max(own.height)));
    leaves.iter_mut().for_each(|leaf| (leaf.width, leaf.height) = (width, height));
    Ok(leaves)
}

fn rapid(lines: Vec<Rapid>) -> Vec<Line> {
    let lines = lines.into_iter();
    lines.map(|line| (line.text, Area::round(line.corners), line.score.unwrap_or(1.0))).collect()
}

fn paddle(page: Paddle) -> Vec<Line> {
    let scores = page.rec_scores.into_iter().chain(std::iter::repeat(1.0));
    let areas = page.rec_polys.into_iter().map(Area::round);
    page.rec_texts
        .into_iter()
        .zip(areas)
        .zip(scores)
        .map(|((text, area), score)| (text, area, score))
        .collect()
}

/// A page as large as its text, with margins as wide on the right as on the left.
fn leaf(lines: Vec<Line>) -> Leaf {
    let areas = lines.iter().filter_map(|(_, area, _)| *area);
    let corners = areas.flat_map(|area| [(area.x0, area.top), (area.x1, area.bottom)]);
    let all = Area::round(corners).unwrap_or_default();
    let mut leaf = Leaf {
        width: all.x1 + all.x0.max(0.0),
        height: all.bottom + all.top.max(0.0),
        guessed: true,
        ..Leaf::default()
    };
    let size = size(&lines);
    for (text, area, sure) in lines {
        leaf.line();
        let area = area.map(|area| size.map_or(area, |size| ink(&text, area, size)));
        leaf.add(Spot { text, area: area.unwrap_or_default(), sure, ..Spot::default() });
    }
    leaf
}

/// The size of most letters, by how broad their lines are.
fn size(lines: &[Line]) -> Option<f64> {
    /// Letters of a line whose breadth tells: of fewer the box has too much room round them.
    const LETTERS: usize = 12;
    let long = lines.iter().filter(|(text, ..)| text.chars().count() >= LETTERS);
    let sizes = long.filter_map(|(text, area, _)| {
        Some((*area)?.width() / text.chars().map(breadth).sum::<f64>())
    });
    median(sizes.collect())
}

/// The box of the ink of a line: these engines leave room round it, and not the same everywhere. What they tell well is
/// the middle.
fn ink(text: &str, area: Area, size: f64) -> Area {
    let middle = (area.top + area.bottom) / 2.0;
    let baseline = middle + size * (ASCENDER - DESCENDER) / 2.0;
    let (up, down) = strokes(text);
    let room = (area.height() - size * (ASCENDER + DESCENDER)).max(0.0) / 2.0;
    let room = room.min(area.width() / 4.0);
    Area {
        x0: area.x0 + room,
        x1: area.x1 - room,
        top: baseline - size * up,
        bottom: baseline + size * down,
    }
}
