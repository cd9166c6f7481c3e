//! Rows told by the order in which their texts are drawn.
//!
//! Most programs write a table cell by cell: all lines of a cell one after the other, then those of the next cell of the
//! row, and after its last cell those of the next row. Where the texts of a table are drawn so, the order shows where
//! rows begin and which lines are one cell, however the cells stand in their rows. Texts that are drawn line by line or
//! column by column show neither.

use std::collections::BTreeSet;

use super::pieces::Piece;
use super::score;
use super::sheet::Sheet;

/// So many rows must show that the table is drawn cell by cell.
const FEWEST: usize = 3;
/// Of so many rows one may not stand under the one that is drawn before it.
const ASTRAY: usize = 10;

/// What each row that shows it adds to a score: four to one. Half of that was too little for headers of several lines
/// over few rows.
const EACH: i32 = 2 * score::BIT;

/// What one column has on one line.
#[derive(Clone, Copy, Debug)]
struct Text {
    line: usize,
    col: usize,
    last_col: usize,
    /// The place of its first letter in the order of drawing.
    drawn: usize,
}

/// For each line what the order of drawing adds to the score that a row begins with it, in 64ths of a bit; less than
/// nothing where it shows that one goes on.
pub(super) fn shown(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<i32> {
    let mut found = vec![0; pieces.len()];
    // Words that were recognised are not drawn: their order is what an engine took for the order of reading.
    if sheet.page.recognised > 0 {
        return found;
    }
    let texts = texts(sheet, pieces);
    let rows = rows(pieces, &texts);
    let links: Vec<Vec<(usize, usize)>> = rows.iter().map(|row| links(row)).collect();
    let by_cell = links.iter().filter(|own| !own.is_empty()).count();
    let first = |row: &[Text]| row.iter().map(|text| text.line).min();
    let firsts: Vec<usize> = rows.iter().filter_map(|row| first(row)).collect();
    let astray = firsts.windows(2).filter(|pair| pair[1] <= pair[0]).count();
    if by_cell < FEWEST || astray * ASTRAY > rows.len() {
        return found;
    }
    let sure = EACH * by_cell as i32;
    for (over, line) in links.iter().flatten() {
        found[over + 1..=*line].fill(-sure);
    }
    for (over, pair) in rows.iter().zip(firsts.windows(2)) {
        // One cell may stand beside several rows.
        let beside: BTreeSet<usize> =
            over.iter().filter(|text| text.line >= pair[1]).map(|text| text.col).collect();
        if pair[1] > pair[0] && beside.len() < 2 {
            found[pair[1]] = sure;
        }
    }
    found
}

/// The texts of a table in the order of drawing.
fn texts(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<Text> {
    // Marks of lists are drawn before or after all that they mark, and stand in a column of their own at times.
    let place = |piece: &Piece| {
        let words = piece.words.iter().map(|word| &sheet.words[*word]);
        words.filter(|word| !word.is_mark()).map(|word| word.drawn).min()
    };
    let mut texts = Vec::new();
    for (line, own) in pieces.iter().enumerate() {
        for piece in own {
            let (col, last_col) = (piece.col, piece.last_col);
            texts.extend(place(piece).map(|drawn| Text { line, col, last_col, drawn }));
        }
    }
    texts.sort_by_key(|text| text.drawn);
    texts
}

/// The rows as they are drawn: each begins where the order goes back to the left.
fn rows<'t>(pieces: &[Vec<Piece>], texts: &'t [Text]) -> Vec<&'t [Text]> {
    let same_row = |left: &Text, text: &Text| {
        text.col > left.last_col || is_level(left, text) || goes_on(pieces, left, text)
    };
    texts.chunk_by(same_row).collect()
}

/// Whether two texts stand in one column on one line.
fn is_level(left: &Text, text: &Text) -> bool {
    (left.line, left.col, left.last_col) == (text.line, text.col, text.last_col)
}

/// Whether a text is the next one under another in its column.
fn goes_on(pieces: &[Vec<Piece>], over: &Text, text: &Text) -> bool {
    let between = |line: &Vec<Piece>| {
        line.iter().any(|other| other.col <= text.last_col && text.col <= other.last_col)
    };
    over.line < text.line
        && (over.col, over.last_col) == (text.col, text.last_col)
        && !pieces[over.line + 1..text.line].iter().any(between)
}

/// Pairs of lines that one cell of a row has one after the other. The second is drawn before what stands on the right of
/// the first, or the first after what stands on the left of the second: the name of a group is drawn right before the
/// row under it as well.
fn links(row: &[Text]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for pair in
        row.windows(2).filter(|pair| pair[0].line < pair[1].line && pair[0].col == pair[1].col)
    {
        let (over, text) = (&pair[0], &pair[1]);
        let right = |other: &Text| other.line == over.line && other.col > over.last_col;
        let left = |other: &Text| other.line == text.line && other.last_col < text.col;
        if row.iter().any(|other| right(other) || left(other)) {
            found.push((over.line, text.line));
        }
    }
    found
}
