//! Columns that the order of drawing parts: most programs write a cell with all of its lines before they write the one
//! beside it. Where the next line under the left of two texts is drawn before the text on its right, the two stand in
//! two cells, however close they are.

use super::parting::Parting;
use super::sheet::Line;

/// So many lines tell.
const FEWEST: usize = 3;

/// Where a line is drawn left and right of a place: from its first word to its last one, in the order of drawing.
struct Sides {
    left: (usize, usize),
    /// Of a line that has text on both sides, and none over the place.
    right: Option<usize>,
}

/// Whether a place parts texts that are drawn one after the other.
pub(super) fn are_parted(place: &Parting<'_>) -> bool {
    // Words that were recognised are not drawn.
    if place.sheet.page.recognised > 0 {
        return false;
    }
    let lines: Vec<Sides> = place.lines.iter().filter_map(|line| sides(place, line)).collect();
    let is_apart = |pair: &&[Sides]| {
        let next = pair[1].left.0;
        pair[0].left.1 < next && pair[0].right.is_some_and(|right| next < right)
    };
    lines.windows(2).filter(is_apart).count() >= FEWEST
}

fn sides(place: &Parting<'_>, line: &Line) -> Option<Sides> {
    let (left, right) = place.sides(line);
    let word = |at: &usize| place.word(*at);
    let crossed = left.iter().chain(&right).map(word).any(|word| word.crosses(place.at));
    // Marks of lists are drawn before or after all that they mark.
    let drawn = |side: &[usize]| -> Vec<usize> {
        side.iter().map(word).filter(|word| !word.is_mark()).map(|word| word.drawn).collect()
    };
    let (left, right) = (drawn(&left), drawn(&right));
    let right = right.into_iter().min().filter(|_| !crossed);
    Some(Sides { left: (*left.iter().min()?, *left.iter().max()?), right })
}
