//! Lines of a table without rulings between its rows → rows.
//!
//! A row begins where a line has text in the key column, or where the gap over it is wider than the
//! gaps inside rows; other lines go on in the row above them.

use super::words::{TextLine, Word};
use crate::geom::Pt;

/// A row: for each column the lines of its words.
#[derive(Clone, Debug, Default)]
pub(super) struct LineRow<'w> {
    /// The words of the row with the columns they cover, from 0, both ends included.
    pub(super) pieces: Vec<Piece<'w>>,
    pub(super) top: Pt,
    pub(super) bottom: Pt,
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

fn joins(piece: &Piece<'_>, word: &Word, col: usize) -> bool {
    /// Words of one phrase stand no further apart than this, in hundredths of their height.
    const PHRASE: i32 = 60;
    let Some(last) = piece.words.last() else { return false };
    let gap = word.area.x0 - last.area.x1;
    col <= piece.last_col || gap * 100 < word.size.min(last.size) * PHRASE
}

/// Gathers lines to rows. `keyed` says that the first column names the rows, so that a line without
/// it goes on in the row above.
pub(super) fn gather<'w>(
    lines: &[TextLine<'w>],
    edges: &[Pt],
    separators: &[Pt],
) -> Vec<LineRow<'w>> {
    let cut: Vec<Vec<Piece<'w>>> = lines.iter().map(|line| pieces(line, edges)).collect();
    let key_lines = cut.iter().filter(|pieces| has_column(pieces, 0)).count();
    let gaps: Vec<Pt> = lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).collect();
    let tight = tight_gap(&gaps);
    let ruled = separators.len() * 2 >= lines.len().max(2) || separators.len() >= 4;
    let mut rows: Vec<LineRow<'w>> = Vec::new();
    for (at, (line, pieces)) in lines.iter().zip(cut).enumerate() {
        let ruled_off =
            at > 0 && separators.iter().any(|y| lines[at - 1].baseline < *y && *y < line.baseline);
        let begins = match rows.last() {
            None => true,
            Some(_) if ruled_off => true,
            Some(_) if ruled => false,
            Some(row) => {
                let wide = gaps.get(at - 1).is_some_and(|gap| gap.0 * 100 > tight.0 * 135);
                wide || !continues(row, &pieces, key_lines * 2 > lines.len())
            }
        };
        if begins {
            rows.push(LineRow { pieces, top: line.area.top, bottom: line.area.bottom });
        } else if let Some(row) = rows.last_mut() {
            row.pieces.extend(pieces);
            row.bottom = row.bottom.max(line.area.bottom);
        }
    }
    rows
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
fn tight_gap(gaps: &[Pt]) -> Pt {
    let mut sorted: Vec<Pt> = gaps.iter().copied().filter(|gap| gap.0 > 0).collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 4).copied().unwrap_or(Pt(i32::MAX / 200))
}
