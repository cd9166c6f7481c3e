//! Names of rows that are longer than their column: the numbers of the row stand beside the last line of its name, and the
//! line before has nothing but the name's beginning. It may be taken for the name of a group, with a row under it; what
//! tells is that the first line ends open, or that the second begins small where the names of rows do not.

use super::pieces::Piece;
use super::rows::Start;
use super::sheet::{Line, Sheet, median};
use crate::geom::Pt;
use crate::signs::edge;

/// So many names of rows with numbers beside them tell how names begin, and of so many no more than one begins small.
const FEWEST: usize = 4;
const SMALL: usize = 10;

/// What a row begins with that is a part of the one over it, and no rest of its name.
const PARTS: [&str; 16] = [
    "of",
    "o/w",
    "incl",
    "including",
    "thereof",
    "less",
    "plus",
    "among",
    "dont",
    "davon",
    "darunter",
    "di",
    "de",
    "w",
    "waarvan",
    "heraf",
];

/// For each line whether it is the rest of the name over it.
pub(super) fn go_on(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    (starts, walls): (&[Start], &[bool]),
) -> Vec<bool> {
    let names: Vec<Option<&Piece>> = pieces.iter().map(|line| name(line)).collect();
    let begins_small = |piece: &Piece| {
        let first = piece.words.first();
        let small = |at: &usize| sheet.words[*at].text.starts_with(char::is_lowercase);
        first.is_some_and(|at| small(at) && !sheet.words[*at].is_label())
    };
    let row = |at: &usize| starts[*at].score > 0 && is_row(sheet, &pieces[*at]);
    let rests: Vec<bool> = (0..lines.len())
        .map(|at| {
            at > 0
                && pieces[at - 1].len() == 1
                && is_rest(sheet, &names, at, begins_small)
                && row(&at)
                && !walls[at]
        })
        .collect();
    let rows: Vec<&Piece> =
        (0..lines.len()).filter(|at| row(at) && !rests[*at]).filter_map(|at| names[at]).collect();
    let small = rows.iter().filter(|piece| begins_small(piece)).count();
    let steps = lines.windows(2).map(|pair| (pair[1].baseline - pair[0].baseline).0).collect();
    let step = Pt(median(steps).unwrap_or(0));
    let told = rows.len() >= FEWEST && small * SMALL <= rows.len();
    let near = |at: usize| (lines[at].baseline - lines[at - 1].baseline) * 10 <= step * 11;
    (0..lines.len()).map(|at| told && rests[at] && near(at) && starts[at - 1].score > 0).collect()
}

/// The name of a line: what stands in its first column alone.
fn name(line: &[Piece]) -> Option<&Piece> {
    line.iter().find(|piece| piece.col == 0 && piece.last_col == 0)
}

/// Whether a line has a name and a number beside it.
fn is_row(sheet: &Sheet<'_>, line: &[Piece]) -> bool {
    let number =
        |piece: &&Piece| piece.col > 0 && piece.words.iter().any(|at| sheet.looks[*at].number);
    name(line).is_some() && line.iter().any(|piece| number(&piece))
}

/// Whether a name begins small under a line that is nothing but a name, and is no part of it.
fn is_rest(
    sheet: &Sheet<'_>,
    names: &[Option<&Piece>],
    at: usize,
    small: impl Fn(&Piece) -> bool,
) -> bool {
    let (Some(above), Some(own)) = (names[at - 1], names[at]) else { return false };
    let text = |piece: &Piece| sheet.text(&piece.words);
    let own_text = text(own);
    let first = own_text.split([' ', '.', ':']).next().unwrap_or_default();
    let part = PARTS.contains(&first);
    // A raised mark is no word that a name goes on after.
    let printed = above.words.split_last().filter(|(last, _)| sheet.words[**last].is_raised());
    let printed = printed.map_or(text(above), |(_, words)| sheet.text(words));
    let open = edge::ends(&printed).is_open();
    (open || small(own)) && !part && !small(above) && !text(above).ends_with([':', '.'])
}
