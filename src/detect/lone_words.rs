//! The last line of one cell of a row: a text alone on its line, in another column than the first, where each row begins
//! in the first column and in most others.

use super::pieces::Piece;
use super::rows::Start;

/// So many rows tell how rows begin, and one of so many may begin otherwise.
const FEWEST: usize = 5;
const OTHERS: usize = 10;

/// For each line whether it is such a text.
pub(super) fn go_on(pieces: &[Vec<Piece>], columns: usize, starts: &[Start]) -> Vec<bool> {
    let is_lone = |line: &[Piece]| {
        let [only] = line else { return false };
        only.col > 0 && only.col == only.last_col && only.last_col + 1 < columns
    };
    let is_row =
        |line: &[Piece]| line.iter().any(|piece| piece.col == 0) && line.len() * 2 >= columns;
    // Names of groups stand alone in the first column.
    let is_group = |line: &[Piece]| line.len() == 1 && line.iter().all(|piece| piece.col == 0);
    let begun: Vec<&[Piece]> = (0..pieces.len().min(starts.len()))
        .filter(|at| starts[*at].score > 0)
        .map(|at| pieces[at].as_slice())
        .filter(|line| !is_lone(line) && !is_group(line))
        .collect();
    let rows = begun.iter().filter(|line| is_row(line)).count();
    let told = rows >= FEWEST && (begun.len() - rows) * OTHERS <= rows;
    pieces.iter().map(|line| told && is_lone(line)).collect()
}
