//! Rows that run over lines where nothing but the text tells: each row begins with a line that fills all columns, and
//! what other lines have goes on with what stands over it, in all of their columns. The steps from line to line say
//! nothing in a manuscript, where all are the same.

use super::pieces::Piece;
use super::row_evidence::room;
use super::rows::has;
use super::sheet::Sheet;
use crate::geom::Pt;

/// So many rows tell how rows begin.
const FEWEST: usize = 4;
/// One of so many lines may be neither the beginning of a row nor the rest of one.
const OTHERS: usize = 10;
/// Of texts that go on, one of so many may be broken off early: not all programs fill their lines.
const BROKEN: usize = 5;
/// A line of prose has so many words.
const PROSE: usize = 3;

/// How the texts of a line go on with those over them.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    /// Those whose first word did not fit in the line over it.
    wrapped: usize,
    /// Those whose first word did.
    broken: usize,
}

/// For each line whether it goes on with the row over it.
pub(super) fn go_on(sheet: &Sheet<'_>, pieces: &[Vec<Piece>], columns: usize) -> Vec<bool> {
    let mut widths = vec![Pt(0); columns];
    for piece in pieces.iter().flatten().filter(|piece| piece.col == piece.last_col) {
        if let Some(width) = widths.get_mut(piece.col) {
            *width = (*width).max(piece.area.width());
        }
    }
    let is_full = |line: &[Piece]| (0..columns).all(|col| has(line, col));
    let rest = |at: usize| {
        let over = at.checked_sub(1).filter(|_| !is_full(&pieces[at]))?;
        rest(sheet, &pieces[over], &pieces[at], &widths)
    };
    let rests: Vec<Option<Rest>> = (0..pieces.len()).map(rest).collect();
    let full = pieces.iter().filter(|line| is_full(line)).count();
    let found = rests.iter().flatten();
    let (wrapped, broken) = found
        .clone()
        .fold((0, 0), |(wrapped, broken), own| (wrapped + own.wrapped, broken + own.broken));
    let others = pieces.len() - full - found.count();
    let is_prose = |line: &[Piece]| line.iter().any(|piece| piece.words.len() >= PROSE);
    let prose = (1..pieces.len())
        .any(|at| rests[at].is_some() && is_prose(&pieces[at - 1]) && is_prose(&pieces[at]));
    let told =
        full >= FEWEST && others * OTHERS <= pieces.len() && broken * BROKEN <= wrapped && prose;
    rests.iter().map(|own| told && own.is_some()).collect()
}

/// How the texts of a line go on, where each can be the rest of what stands over it, and as many as not did not fit there.
fn rest(sheet: &Sheet<'_>, above: &[Piece], line: &[Piece], widths: &[Pt]) -> Option<Rest> {
    let mut found = Rest::default();
    // The name of a group stands alone, too.
    let is_group = |piece: &Piece| {
        let first = piece.words.first();
        piece.col == 0 && first.is_some_and(|word| !sheet.looks[*word].rest)
    };
    if line.len() == 1 && line.iter().all(is_group) {
        return None;
    }
    for piece in line {
        let over = above.iter().find(|over| over.col == piece.col)?;
        if over.last_col > over.col || piece.last_col > piece.col {
            return None;
        }
        match fits(sheet, over, piece, widths[piece.col])? {
            true => found.broken += 1,
            false => found.wrapped += 1,
        }
    }
    (found.wrapped > 0 && found.wrapped >= found.broken).then_some(found)
}

/// Whether the first word of a text had fitted at the end of the one over it; none where both are numbers, which do not
/// go on.
fn fits(sheet: &Sheet<'_>, over: &Piece, piece: &Piece, widest: Pt) -> Option<bool> {
    let (last, first) = (*over.words.last()?, *piece.words.first()?);
    let numbers = over.words.iter().chain([&first]).all(|word| sheet.looks[*word].number);
    (!numbers).then_some(over.area.width() + room(sheet, last, first) < widest)
}
