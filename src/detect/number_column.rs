//! A column of numbers beside names: each row has a name, white and a number, all numbers at one place, and what
//! reaches over the white stands alone on its line, as names of groups do.

use super::parting::{Parting, are_aligned};
use super::words::Word;

/// So many rows tell.
const FEWEST: usize = 4;
/// A name of a group has so many rows.
const GROUP: usize = 2;
/// A number is no nearer to its name than this, in percent of a blank.
const APART: i32 = 200;
/// Places no further apart than this part of a letter's size are the same.
const SAME: i32 = 3;

/// Whether a place parts names from numbers.
pub(super) fn are_parted(place: &Parting<'_>) -> bool {
    let mut numbers: Vec<&Word> = Vec::new();
    let mut alone = 0;
    for line in place.lines {
        let (left, right) = place.sides(line);
        let (Some(last), [first]) = (left.last(), &*right) else {
            // Names of columns stand over all numbers, and names of groups go on over the place.
            if !left.is_empty() && (right.is_empty() || goes_on(place, &left, &right)) {
                alone += usize::from(!numbers.is_empty());
            } else if !right.is_empty() && !numbers.is_empty() {
                // Columns may be named again within the table.
                if right.iter().any(|at| place.sheet.looks[*at].number) {
                    return false;
                }
                alone += 1;
            }
            continue;
        };
        let apart = place.gap(*last, *first) >= APART;
        let crossed = [first, last].iter().any(|at| place.word(**at).crosses(place.at));
        if place.sheet.looks[*first].number && apart && !crossed {
            numbers.push(place.word(*first));
        } else if !numbers.is_empty() && apart {
            return false;
        }
    }
    numbers.len() >= FEWEST
        && alone * GROUP <= numbers.len()
        && are_aligned(numbers.iter().copied(), SAME)
}

/// Whether words left and right of a place are one text, with blanks between them.
fn goes_on(place: &Parting<'_>, left: &[usize], right: &[usize]) -> bool {
    left.last().zip(right.first()).is_some_and(|(last, first)| place.gap(*last, *first) < APART)
}
