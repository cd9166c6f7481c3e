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
    let is_name = |piece: &Piece| piece.col == 0 && piece.last_col == 0 && !is_number(sheet, piece);
    let named = line.iter().any(is_name);
    let own = line.iter().filter(|piece| named && is_number(sheet, piece));
    own.map(|piece| piece.col).collect()
}

/// Whether a piece is a number alone, of one column, that no bracket or sign says to be the rest of another.
fn is_number(sheet: &Sheet<'_>, piece: &Piece) -> bool {
    let [word] = piece.words.as_slice() else { return false };
    let text = sheet.words[*word].text.as_str();
    piece.col == piece.last_col
        && sheet.looks[*word].number
        && !text.starts_with(['(', '['])
        && !text.ends_with(['–', '-', ',', '/', '±', '.', ')'])
}

/// The stretches of lines in which a row begins: after a line with numbers in several columns, and up to the next line with
/// numbers in all of them. A cell has one number.
pub(super) fn between_values(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<(usize, usize)> {
    let columns = |line: &Vec<Piece>| -> Vec<usize> {
        let own = line.iter().filter(|piece| piece.col > 0 && is_number(sheet, piece));
        own.map(|piece| piece.col).collect()
    };
    let lines: Vec<(usize, Vec<usize>)> =
        pieces.iter().map(columns).enumerate().filter(|(_, own)| own.len() >= NUMBERS).collect();
    let pairs = lines.windows(2).filter(|pair| pair[0].1 == pair[1].1);
    pairs.map(|pair| (pair[0].0 + 1, pair[1].0 + 1)).collect()
}

/// For each line whether it is a row with values of its own: numbers in several columns and a text in one column but the
/// first, as on the lines over it or under it, where the names at the left stand beside the first of them alone. Numbers
/// do not run over lines, least of all beside each other.
pub(super) fn values(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<bool> {
    let mut found = vec![false; pieces.len()];
    let shapes: Vec<Option<Vec<(usize, bool)>>> =
        pieces.iter().map(|line| shape(sheet, line)).collect();
    let mut from = 0_usize;
    for run in shapes.chunk_by(|a, b| a.is_some() && a == b) {
        // The first line of a block has names before it.
        if let Some(own) = &run[0] {
            let before = from.checked_sub(1).is_some_and(|at| has(sheet, &pieces[at], own));
            if run.len() + usize::from(before) >= LINES {
                found[from + usize::from(!before)..from + run.len()].fill(true);
            }
        }
        from += run.len();
    }
    found
}

/// The columns of a line without a name at its left, and whether each holds a number alone: several do, and one holds a
/// text that begins as one.
fn shape(sheet: &Sheet<'_>, line: &[Piece]) -> Option<Vec<(usize, bool)>> {
    let own: Vec<(usize, bool)> =
        line.iter().map(|piece| (piece.col, is_number(sheet, piece))).collect();
    let single = line.iter().all(|piece| piece.col == piece.last_col && piece.col > 0);
    let texts = line.iter().filter(|piece| !is_number(sheet, piece));
    let mut firsts = texts.filter_map(|piece| piece.words.first());
    let begins = firsts.clone().count() == 1 && firsts.all(|at| !sheet.looks[*at].rest);
    let numbers = own.iter().filter(|(_, number)| *number).count();
    (single && begins && numbers >= NUMBERS).then_some(own)
}

/// Whether a line has all that another is made of.
fn has(sheet: &Sheet<'_>, line: &[Piece], shape: &[(usize, bool)]) -> bool {
    let is = |piece: &Piece, (col, number): (usize, bool)| {
        piece.col == col && piece.last_col == col && is_number(sheet, piece) == number
    };
    shape.iter().all(|own| line.iter().any(|piece| is(piece, *own)))
}
