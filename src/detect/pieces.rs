//! Lines → the pieces of their columns: a phrase that reaches over an edge is parted there, or spans it.

use std::collections::BTreeMap;

use super::abutting;
use super::drawn_apart;
use super::names;
use super::parting::{self, Parting};
use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Phrase, Sheet, hundredths, is_turned, percent};
use crate::geom::{Area, Pt};

/// Words of one line that stand in one column, or over several.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) col: usize,
    pub(super) last_col: usize,
    /// Indices of its words, from left to right.
    pub(super) words: Vec<usize>,
    pub(super) area: Area,
}

/// A blank inside a phrase, at an inner edge of the columns.
pub(super) struct Blank {
    pub(super) line: usize,
    pub(super) phrase: usize,
    /// How many words of the phrase stand before it.
    pub(super) after: usize,
    pub(super) edge: usize,
}

/// The blanks at which phrases may have to be parted.
pub(super) fn blanks(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt]) -> Vec<Blank> {
    /// A blank further off an edge than this many heights is not at it.
    const FAR: i32 = 120;
    let mut found = Vec::new();
    for (line_at, line) in lines.iter().enumerate() {
        for phrase_at in &line.phrases {
            let phrase = &sheet.phrases[*phrase_at];
            for (edge, at) in edges.iter().enumerate() {
                if !(phrase.area.x0 + Pt(100) < *at && *at < phrase.area.x1 - Pt(100)) {
                    continue;
                }
                let off = |after: usize| off_edge(sheet, phrase, after, *at);
                let nearest = (1..phrase.words.len()).min_by_key(|after| off(*after));
                let Some(after) = nearest else { continue };
                if hundredths(off(after), phrase.size) < FAR {
                    found.push(Blank { line: line_at, phrase: *phrase_at, after, edge });
                }
            }
        }
    }
    found
}

/// How far the blank before a word is off an edge.
fn off_edge(sheet: &Sheet<'_>, phrase: &Phrase, after: usize, edge: Pt) -> Pt {
    let (left, right) = around(sheet, phrase, after);
    if left.x1 - Pt(50) <= edge && edge <= right.x0 + Pt(50) {
        return Pt(0);
    }
    (edge - left.x1).abs().min((right.x0 - edge).abs())
}

fn around(sheet: &Sheet<'_>, phrase: &Phrase, after: usize) -> (Area, Area) {
    (sheet.words[phrase.words[after - 1]].area, sheet.words[phrase.words[after]].area)
}

/// The evidence that a blank parts two cells.
pub(super) fn evidence(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt], blank: &Blank) -> Evidence {
    let phrase = &sheet.phrases[blank.phrase];
    let (left, right) = around(sheet, phrase, blank.after);
    let (before, next) = (phrase.words[blank.after - 1], phrase.words[blank.after]);
    let edge = edges[blank.edge];
    let size = phrase.size;
    let upper = edges.get(blank.edge + 1).copied().unwrap_or(Pt(i32::MAX));
    let others =
        || lines.iter().enumerate().filter(|(at, _)| *at != blank.line).map(|(_, line)| line);
    let starts = || {
        others()
            .flat_map(|line| sheet.phrases_of(line))
            .map(|p| p.area.x0)
            .filter(|x| *x > edge - size && *x < upper)
    };
    let aligned = starts().filter(|x| (*x - right.x0).abs() * 4 < size).count();
    let crossing = others()
        .filter(|line| {
            sheet.phrases_of(line).any(|p| p.area.x0 + Pt(100) < edge && edge < p.area.x1 - Pt(100))
        })
        .count();
    let ruled = sheet.down.iter().any(|ruling| {
        (ruling.at - edge).abs() < Pt(300)
            && ruling.from < phrase.area.mid_y()
            && phrase.area.mid_y() < ruling.to
    });
    let crosses = edges
        .iter()
        .filter(|at| phrase.area.x0 + Pt(100) < **at && **at < phrase.area.x1 - Pt(100));
    vec![
        ("gap, blanks%", hundredths(right.x0 - left.x1, sheet.blanks[before])),
        ("off the edge, em%", hundredths(off_edge(sheet, phrase, blank.after, edge), size)),
        ("aligned starts, %", percent(aligned, starts().count())),
        ("line", blank.line.min(8) as i32),
        ("lines", lines.len().min(40) as i32),
        ("phrases of the line", lines[blank.line].phrases.len().min(20) as i32),
        ("words of the phrase", phrase.words.len().min(30) as i32),
        ("edges crossed", crosses.count().min(10) as i32),
        ("other lines crossing, %", percent(crossing, lines.len().saturating_sub(1))),
        ("number left", i32::from(sheet.looks[before].number)),
        ("number right", i32::from(sheet.looks[next].number)),
        ("rest right", i32::from(sheet.looks[next].rest)),
        ("first column", i32::from(blank.edge == 0)),
        ("ruled here", i32::from(ruled)),
        (
            "tagged",
            match (sheet.cell_tag(before), sheet.cell_tag(next)) {
                (Some(a), Some(b)) => i32::from(a != b),
                _ => UNKNOWN,
            },
        ),
        ("columns", (edges.len() + 1).min(30) as i32),
    ]
}

/// Cuts the lines of a region into the pieces of its columns.
pub(super) fn cut(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt]) -> Vec<Vec<Piece>> {
    let blanks = blanks(sheet, lines, edges);
    let card = score::of(Decision::Split);
    let mut numbers: BTreeMap<usize, bool> = BTreeMap::new();
    let mut drawn: BTreeMap<usize, bool> = BTreeMap::new();
    let mut parts = |blank: &&Blank| {
        is_ruled(sheet, blank)
            || is_beside_turned(sheet, blank)
            || card.score(&evidence(sheet, lines, edges, blank)) > 0
            || are_numbers(sheet, blank)
                && *numbers
                    .entry(blank.edge)
                    .or_insert_with(|| parts_numbers(sheet, lines, edges, blank.edge))
            || *drawn.entry(blank.edge).or_insert_with(|| {
                drawn_apart::are_parted(&at_edge(sheet, lines, edges, blank.edge))
            }) && leaps(sheet, lines, blank)
    };
    let mut parted: Vec<(usize, usize, usize)> = blanks
        .iter()
        .filter(&mut parts)
        .map(|blank| (blank.line, blank.phrase, blank.after))
        .collect();
    parted.extend(names::parted(sheet, lines, edges, &blanks));
    cut_at(sheet, lines, edges, &parted)
}

/// Whether an upright stands in a blank, from over its line to under it.
fn is_ruled(sheet: &Sheet<'_>, blank: &Blank) -> bool {
    let phrase = &sheet.phrases[blank.phrase];
    let (left, right) = around(sheet, phrase, blank.after);
    let mut uprights = sheet.uprights_at(phrase.area.mid_y(), (left.x1, right.x0));
    uprights.any(|r| r.from <= phrase.area.top && phrase.area.bottom <= r.to)
}

/// Whether one of the words at a blank is set sideways.
fn is_beside_turned(sheet: &Sheet<'_>, blank: &Blank) -> bool {
    let words = &sheet.phrases[blank.phrase].words;
    let word = |at: usize| &sheet.words[words[at]];
    let turned = |at: usize| is_turned(&word(at).area, word(at).size);
    turned(blank.after - 1) != turned(blank.after)
}

/// Whether numbers stand on both sides of a blank.
fn are_numbers(sheet: &Sheet<'_>, blank: &Blank) -> bool {
    let words = &sheet.phrases[blank.phrase].words;
    [blank.after - 1, blank.after].iter().all(|at| sheet.looks[words[*at]].number)
}

/// Whether something else of these lines is drawn between the words at a blank.
fn leaps(sheet: &Sheet<'_>, lines: &[Line], blank: &Blank) -> bool {
    let words = &sheet.phrases[blank.phrase].words;
    let drawn = |at: usize| sheet.words[words[at]].drawn;
    let (left, right) = (drawn(blank.after - 1), drawn(blank.after));
    let mut all = lines.iter().flat_map(|line| sheet.words_of(line));
    all.any(|word| left < word.drawn && word.drawn < right)
}

/// Whether an edge parts columns of numbers that stand close.
fn parts_numbers(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt], at: usize) -> bool {
    abutting::are_parted(&at_edge(sheet, lines, edges, at))
}

/// An edge between those beside it.
fn at_edge<'a>(sheet: &'a Sheet<'a>, lines: &'a [Line], edges: &[Pt], at: usize) -> Parting<'a> {
    Parting { sheet, lines, at: edges[at], between: parting::beside(edges, at) }
}

/// Cuts the lines at some blanks, told by line, phrase and number of words before.
pub(super) fn cut_at(
    sheet: &Sheet<'_>,
    lines: &[Line],
    edges: &[Pt],
    parted: &[(usize, usize, usize)],
) -> Vec<Vec<Piece>> {
    lines
        .iter()
        .enumerate()
        .map(|(line_at, line)| {
            let mut pieces = Vec::new();
            for phrase_at in &line.phrases {
                let words = &sheet.phrases[*phrase_at].words;
                let mut cuts: Vec<usize> = parted
                    .iter()
                    .filter(|(l, p, _)| *l == line_at && p == phrase_at)
                    .map(|(.., after)| *after)
                    .collect();
                cuts.sort_unstable();
                cuts.dedup();
                let mut from = 0;
                for to in cuts.into_iter().chain([words.len()]) {
                    pieces.push(piece(sheet, &words[from..to], edges));
                    from = to;
                }
            }
            pieces
        })
        .collect()
}

fn piece(sheet: &Sheet<'_>, words: &[usize], edges: &[Pt]) -> Piece {
    let areas = || words.iter().map(|at| sheet.words[*at].area);
    let area = areas().reduce(|a, b| a.union(&b)).unwrap_or_default();
    let size = words.first().map_or(Pt(0), |at| sheet.words[*at].size);
    // Letters may reach a little over an edge without meaning it.
    let sliver = (size / 4).min(area.width() / 3);
    let col = edges.partition_point(|edge| *edge <= area.x0 + sliver);
    let last_col = edges.partition_point(|edge| *edge < area.x1 - sliver).max(col);
    Piece { col, last_col, words: words.to_vec(), area }
}
