//! Lines of a table without rulings between its rows → rows.
//!
//! A row begins where a line has text in the key column, or where the gap over it is wider than the
//! gaps inside rows; other lines go on in the row above them.

use super::grid::Span;
use super::words::{TextLine, Word};
use crate::geom::Pt;

/// A row: for each column the lines of its words.
#[derive(Clone, Debug, Default)]
pub(super) struct LineRow<'w> {
    /// The words of the row with the columns they cover, from 0, both ends included.
    pub(super) pieces: Vec<Piece<'w>>,
}

/// Words side by side in one column, or over several.
#[derive(Clone, Debug)]
pub(super) struct Piece<'w> {
    pub(super) words: Vec<&'w Word>,
    pub(super) col: usize,
    pub(super) last_col: usize,
}

/// The column that holds `x`: edges are ascending and one more than columns.
pub(super) fn column_at(edges: &[Pt], x: Pt) -> usize {
    let after = edges.partition_point(|edge| *edge <= x);
    after.saturating_sub(1).min(edges.len().saturating_sub(2))
}

/// Cuts a line into the pieces of its columns. Words that nearly touch over an edge stay together
/// and span.
pub(super) fn pieces<'w>(line: &TextLine<'w>, edges: &[Pt]) -> Vec<Piece<'w>> {
    let mut found: Vec<Piece<'w>> = Vec::new();
    for word in &line.words {
        let (col, last_col) = columns_of(word, edges);
        match found.last_mut() {
            Some(piece) if joins(piece, word, col) => {
                piece.words.push(word);
                piece.last_col = piece.last_col.max(last_col);
            }
            _ => found.push(Piece { words: vec![word], col, last_col }),
        }
    }
    found
}

/// A word belongs to the columns it covers by more than a sliver.
fn columns_of(word: &Word, edges: &[Pt]) -> (usize, usize) {
    let sliver = (word.size / 3).min(word.area.width() / 3);
    let col = column_at(edges, word.area.x0 + sliver);
    (col, column_at(edges, word.area.x1 - sliver).max(col))
}

/// Whether a word goes on in the piece before it, over the edge of a column or not.
fn joins(piece: &Piece<'_>, word: &Word, col: usize) -> bool {
    /// Words of one phrase stand no further apart than this, in hundredths of their height.
    const PHRASE: i32 = 45;
    let Some(last) = piece.words.last() else { return false };
    if col <= piece.last_col {
        return true;
    }
    let gap = word.area.x0 - last.area.x1;
    let number = |word: &Word| {
        let digits = word.text.chars().filter(char::is_ascii_digit).count();
        digits * 2 > word.text.chars().count()
    };
    gap * 100 < word.size.min(last.size) * PHRASE && !(number(last) && number(word))
}

/// All of the lines as one row.
pub(super) fn one<'w>(lines: &[TextLine<'w>], edges: &[Pt]) -> LineRow<'w> {
    LineRow { pieces: lines.iter().flat_map(|line| pieces(line, edges)).collect() }
}

/// Gathers lines to rows. `separators` are the rulings between them.
pub(super) fn gather<'w>(
    lines: &[TextLine<'w>],
    edges: &[Pt],
    separators: &[Pt],
) -> Vec<LineRow<'w>> {
    let tight = tight_gap(lines);
    let keyed = {
        let keys = lines.iter().filter(|line| has_column(&pieces(line, edges), 0)).count();
        keys * 2 > lines.len()
    };
    let mut bands: Vec<&[TextLine<'w>]> = Vec::new();
    let mut start = 0;
    for at in 1..=lines.len() {
        let ruled_off = lines.get(at).zip(lines.get(at - 1)).is_none_or(|(line, before)| {
            separators.iter().any(|y| before.baseline < *y && *y < line.baseline)
        });
        if ruled_off {
            bands.extend(lines.get(start..at));
            start = at;
        }
    }
    let ruled = bands.len() >= 4 && !bands.iter().any(|band| stacked(band, edges));
    let mut rows = Vec::new();
    for band in bands {
        if ruled {
            rows.push(one(band, edges));
        } else {
            unruled(band, edges, tight, keyed, &mut rows);
        }
    }
    rows
}

/// Whether a band between two rulings holds lists of values beside each other.
fn stacked(band: &[TextLine<'_>], edges: &[Pt]) -> bool {
    let mut columns: Vec<(Span, Vec<&Word>)> = Vec::new();
    for piece in band.iter().flat_map(|line| pieces(line, edges)) {
        if piece.col != piece.last_col {
            continue;
        }
        match columns.iter_mut().find(|(span, _)| span.col == piece.col) {
            Some((_, words)) => words.extend(piece.words),
            None => {
                let span = Span { row: 0, col: piece.col, last_row: 0, last_col: piece.col };
                columns.push((span, piece.words));
            }
        }
    }
    let full: Vec<(&Span, Vec<TextLine<'_>>)> = columns
        .iter()
        .map(|(span, words)| (span, super::words::lines(words.iter().copied())))
        .collect();
    full.len() > 1 && super::refine::stacked(&full, edges)
}

fn unruled<'w>(
    lines: &[TextLine<'w>],
    edges: &[Pt],
    tight: Pt,
    keyed: bool,
    rows: &mut Vec<LineRow<'w>>,
) {
    let first = rows.len();
    let mut before: Option<Pt> = None;
    for line in lines {
        let gap = before.map_or(Pt(0), |before| line.baseline - before);
        before = Some(line.baseline);
        let pieces = pieces(line, edges);
        match rows.get_mut(first..).and_then(|rows| rows.last_mut()) {
            Some(row) if gap.0 * 100 <= tight.0 * 135 && continues(row, &pieces, keyed) => {
                row.pieces.extend(pieces);
            }
            _ => rows.push(LineRow { pieces }),
        }
    }
}

/// Whether a line can only go on in the row above: it lacks the key, and holds text in few columns,
/// all of them filled above.
fn continues(row: &LineRow<'_>, line: &[Piece<'_>], keyed: bool) -> bool {
    let filled = |col: usize| row.pieces.iter().any(|p| p.col <= col && col <= p.last_col);
    let under = line.iter().all(|piece| (piece.col..=piece.last_col).all(filled));
    let fewer = line.len() * 2 <= row.pieces.len().max(2);
    let small = line.iter().any(|piece| {
        piece
            .words
            .first()
            .is_some_and(|w| w.text.starts_with(|c: char| c.is_lowercase() || c == '('))
    });
    if has_column(line, 0) {
        // The key itself wraps: alone on its line, in the middle of a phrase.
        return line.len() == 1 && small && row.pieces.len() > 1;
    }
    keyed && under && (fewer || small)
}

fn has_column(pieces: &[Piece<'_>], col: usize) -> bool {
    pieces.iter().any(|piece| piece.col == col)
}

/// The usual distance of two lines of one paragraph: the low quarter of all distances.
fn tight_gap(lines: &[TextLine<'_>]) -> Pt {
    let gaps = lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline);
    let mut sorted: Vec<Pt> = gaps.filter(|gap| gap.0 > 0).collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 4).copied().unwrap_or(Pt(i32::MAX / 200))
}
