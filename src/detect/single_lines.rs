//! Rows of one line each: a line with a name and numbers, in the columns in which the line over it has a name and
//! numbers, is a row of its own. A cell may run over lines, but not the name and the numbers beside it together.

use super::pieces::Piece;
use super::sheet::Sheet;

/// So many numbers beside a name tell; one does where so many lines follow each other.
const NUMBERS: usize = 2;
const LINES: usize = 3;

/// For each line whether it is such a row.
pub(super) fn begins(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<bool> {
    let shapes: Vec<Vec<usize>> = pieces.iter().map(|line| numbers(sheet, line)).collect();
    let mut found = vec![false; shapes.len()];
    let mut from = 0;
    for run in shapes.chunk_by(|a, b| a == b) {
        let columns = run[0].len();
        let told = run.len() >= LINES || run.len() > 1 && columns >= NUMBERS;
        if told && columns > 0 {
            found[from + 1..from + run.len()].fill(true);
        }
        from += run.len();
    }
    found
}

/// The columns with nothing but a number in a line that has a name before them; none in others.
fn numbers(sheet: &Sheet<'_>, line: &[Piece]) -> Vec<usize> {
    let is_number = |piece: &&Piece| {
        let [word] = piece.words.as_slice() else { return false };
        let text = sheet.words[*word].text.as_str();
        piece.col == piece.last_col
            && sheet.looks[*word].number
            && !text.starts_with(['(', '['])
            && !text.ends_with(['–', '-', ',', '/', '±', '.', ')'])
    };
    let named =
        line.iter().any(|piece| piece.col == 0 && piece.last_col == 0 && !is_number(&piece));
    line.iter().filter(|piece| named && is_number(piece)).map(|piece| piece.col).collect()
}
