//! Names of groups of rows that are set sideways left of them: they stand in a column of their own, however narrow the
//! white beside it is.

use super::parting::Parting;
use super::sheet::is_turned;

/// Whether a place parts such names from what they stand beside.
pub(super) fn are_parted(place: &Parting<'_>) -> bool {
    let mut names = 0;
    for line in place.lines {
        let (left, right) = place.sides(line);
        let turned = |at: &usize| is_turned(&place.word(*at).area, place.word(*at).size);
        if left.iter().all(turned) && !right.iter().any(turned) {
            names += left.len();
        } else if names > 0 {
            return false;
        }
    }
    names > 0
}
