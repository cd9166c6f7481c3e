//! Keys that count: where `#001`, `#002` … or years stand in the first column, each counts a row, and no row has two of
//! them; so do `[1]`, `[2]` …, each under the name of its study.

use super::pieces::Piece;
use super::sheet::{Sheet, percent};

/// So many of them follow each other, and so many in a hundred lines with something in the first column have one.
const FEWEST: usize = 4;
const SHARE: i32 = 80;
/// Digits of the longest counter.
const DIGITS: usize = 6;

/// The stretches of lines in which a row begins: after a counter, and up to the next one.
pub(super) fn between(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<(usize, usize)> {
    let own = |line: &Vec<Piece>| line.first().and_then(|piece| counter(sheet, piece));
    let counters: Vec<(usize, (&str, u32))> =
        (pieces.iter().enumerate()).filter_map(|(at, line)| Some((at, own(line)?))).collect();
    // `[12]` under the name of a study counts with it.
    let counted = |at: usize| pieces.get(at + 1).and_then(own).is_some_and(|(sign, _)| sign == "[");
    let first = |line: &Vec<Piece>| line.first().is_some_and(|piece| piece.col == 0);
    let keyed = (0..pieces.len()).filter(|at| first(&pieces[*at]) && !counted(*at)).count();
    let follows = |a: &(&str, u32), b: &(&str, u32)| a.0 == b.0 && a.1 + 1 == b.1;
    let pairs = counters.windows(2).filter(|pair| follows(&pair[0].1, &pair[1].1));
    let found: Vec<(usize, usize)> = pairs.map(|pair| (pair[0].0 + 1, pair[1].0 + 1)).collect();
    let told = found.len() + 1 >= FEWEST && percent(found.len() + 1, keyed) >= SHARE;
    if told { found } else { Vec::new() }
}

/// What stands before the number of a counter, and the number.
fn counter<'s>(sheet: &'s Sheet<'_>, piece: &Piece) -> Option<(&'s str, u32)> {
    let [word] = piece.words.as_slice() else { return None };
    let text = sheet.words[*word].text.as_str();
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = text.split_at(from);
    let number = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
    let counts = piece.col == 0 && piece.last_col == 0 && number.len() <= DIGITS;
    Some((before, number.parse().ok().filter(|_| counts)?))
}
