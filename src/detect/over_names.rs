//! Names over several columns that nothing is drawn under: in the middle of their columns, over the names of each.
//!
//! The first line of a name begins or ends where the next one does, or has its middle. A text that does none of these, or
//! that reaches over several columns, names as many of those beside it as it stands in the middle of, where each has a
//! name under it and nothing else over it.

use super::pieces::Piece;
use super::sheet::{Line, Sheet};
use super::strips::extent;
use crate::geom::Pt;

/// Such names stand in the first lines.
const HEADER: usize = 3;
/// Texts that begin, end or have their middle at one place are no further off it than this part of a line, and names are
/// no further off the middle of their columns.
const OFF: i32 = 6;

/// Lets such names reach over their columns.
pub(super) fn spread(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt], pieces: &mut [Vec<Piece>]) {
    let bounds = bounds(lines, pieces, edges.len() + 1);
    for at in 0..HEADER.min(lines.len().saturating_sub(2)) {
        let (over, under) = (&pieces[at], &pieces[at + 1]);
        let reach = |own: usize| columns(sheet, (over, own), under, &bounds, lines[at].size / OFF);
        let found: Vec<_> = (0..over.len()).map(reach).collect();
        for (name, columns) in pieces[at].iter_mut().zip(found) {
            (name.col, name.last_col) = columns.unwrap_or((name.col, name.last_col));
        }
    }
}

/// For each column where its text begins and ends.
fn bounds(lines: &[Line], pieces: &[Vec<Piece>], columns: usize) -> Vec<(Pt, Pt)> {
    let (x0, x1) = extent(lines);
    let mut bounds = vec![(x1, x0); columns];
    let single = pieces.iter().skip(1).flatten().filter(|piece| piece.col == piece.last_col);
    for piece in single {
        let own = &mut bounds[piece.col];
        *own = (own.0.min(piece.area.x0), own.1.max(piece.area.x1));
    }
    bounds
}

/// The first and the last column that one of the texts of a line names, where it is in the middle of several.
fn columns(
    sheet: &Sheet<'_>,
    (line, at): (&[Piece], usize),
    under: &[Piece],
    bounds: &[(Pt, Pt)],
    off: Pt,
) -> Option<(usize, usize)> {
    let own = &line[at];
    let named = |col: usize| under.iter().any(|piece| piece.col == col && piece.last_col == col);
    let first = at.checked_sub(1).map_or(0, |before| line[before].last_col + 1);
    let last = line.get(at + 1).map_or(bounds.len(), |next| next.col);
    let first = (first..=own.col).rev().take_while(|col| named(*col)).last()?;
    let last = (own.last_col..last).take_while(|col| named(*col)).last()?;
    let is_text = own.words.first().is_some_and(|word| !sheet.looks[*word].number);
    // Over several columns it is no line of the name of one.
    let below = under.iter().find(|piece| piece.col == own.col);
    let alone = own.col < own.last_col || below.is_some_and(|piece| !is_one(own, piece, off));
    // Without anything at its left it may be the first line of a name that its column does not show.
    if !is_text || !alone || first == 0 {
        return None;
    }
    let middle = own.area.mid_x();
    let away = |(from, to): &(usize, usize)| (middle - (bounds[*from].0 + bounds[*to].1) / 2).abs();
    let spans = (first..=own.col).flat_map(|from| (own.last_col..=last).map(move |to| (from, to)));
    let best = spans.filter(|(from, to)| from < to).min_by_key(away);
    best.filter(|span| away(span) <= off)
}

/// Whether two texts, one over the other, may be lines of one.
fn is_one(a: &Piece, b: &Piece, off: Pt) -> bool {
    let (a, b) = (&a.area, &b.area);
    let near = |a: Pt, b: Pt| (a - b).abs() <= off;
    near(a.x0, b.x0) || near(a.x1, b.x1) || near(a.mid_x(), b.mid_x())
}
