//! Names of groups of rows that are set sideways left of them: they stand in a column of their own, however narrow the
//! white beside it is.

use super::parting::Parting;
use super::words::Word;

/// Whether a word runs up or down the page: it is taller than two lines.
pub(super) fn is_turned(word: &Word) -> bool {
    word.area.height() * 2 > word.size * 5
}

/// Whether a place parts such names from what they stand beside.
pub(super) fn are_parted(place: &Parting<'_>) -> bool {
    let mut names = 0;
    for line in place.lines {
        let (left, right) = place.sides(line);
        let turned = |at: &usize| is_turned(place.word(*at));
        if left.iter().all(turned) && !right.iter().any(turned) {
            names += left.len();
        } else if names > 0 {
            return false;
        }
    }
    names > 0
}
