//! Rows that rulings draw in a part of the columns: a study is one cell, and beside it each of its outcomes
//! has cells of its own. Where texts stand in the middle of their cells, the lines of the study run over the
//! ruling between two outcomes, and no line by itself says that a row begins.

use super::pieces::Piece;
use super::sheet::{Line, Sheet, common, reaches_over};
use super::strips;
use crate::geom::Pt;
use crate::page::Ruling;

/// Pieces of one ruling are nearer than this.
const SAME: Pt = Pt(150);
/// A ruling ends at an upright no further off it.
const WALL: Pt = Pt(200);

/// For each line whether cells are closed over its texts, and others go on beside them.
pub(super) fn begins(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    edges: &[Pt],
) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return found };
    let (x0, x1) = strips::extent(lines);
    let bounds: Vec<Pt> = [x0].into_iter().chain(edges.iter().copied()).chain([x1]).collect();
    let across = sheet.across_between(first.baseline, last.baseline);
    // What stands in a cell may be drawn, too: its rulings reach to no side of the table, nor from one wall between
    // columns to another, nor over several columns.
    let sides = across.iter().map(|r| (r.from, r.to)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let Some((left, right)) = sides else { return found };
    let (mut rest, mut body) = (across, false);
    while let Some(top) = rest.first() {
        let count = rest.partition_point(|ruling| ruling.at - top.at <= SAME);
        let (level, more) = rest.split_at(count);
        rest = more;
        let walled = |x: Pt| {
            let stands = |y: Pt| sheet.has_upright(y, x, WALL);
            edges.iter().any(|edge| (*edge - x).abs() < WALL)
                && stands(top.at - first.size)
                && stands(top.at + first.size)
        };
        let ends = |ruling: &Ruling| {
            ruling.from - left <= SAME
                || right - ruling.to <= SAME
                || walled(ruling.from) && walled(ruling.to)
                || parts_columns(ruling, &bounds, pieces)
        };
        if !level.iter().any(ends) {
            continue;
        }
        let closes = |col: &usize| {
            let column = (bounds[*col], bounds[col + 1]);
            level.iter().any(|ruling| reaches_over((ruling.from, ruling.to), column))
        };
        let closed: Vec<usize> = (0..=edges.len()).filter(closes).collect();
        let has = |line: &usize| {
            let is_closed =
                |piece: &Piece| (piece.col..=piece.last_col).all(|col| closed.contains(&col));
            pieces[*line].iter().any(is_closed)
        };
        let under = lines.partition_point(|line| line.baseline <= top.at);
        // Over the first ruling from side to side stands a header, whose names part columns.
        if closed.len() > edges.len() {
            body = true;
        } else if body && (0..under).any(|line| has(&line)) {
            (under..lines.len()).find(has).into_iter().for_each(|line| found[line] = true);
        }
    }
    found
}

/// Whether a ruling goes over all of several columns and no text of others.
fn parts_columns(ruling: &Ruling, bounds: &[Pt], pieces: &[Vec<Piece>]) -> bool {
    /// Columns at least: what is drawn in a cell is in one.
    const FEWEST: usize = 2;
    let own = (ruling.from, ruling.to);
    let over: Vec<bool> =
        bounds.windows(2).map(|column| reaches_over(own, (column[0], column[1]))).collect();
    let meets = |piece: &Piece| common(own, (piece.area.x0, piece.area.x1)) > Pt(0);
    let apart = |piece: &Piece| piece.col < piece.last_col || over[piece.col] || !meets(piece);
    over.iter().filter(|over| **over).count() >= FEWEST && pieces.iter().flatten().all(apart)
}
