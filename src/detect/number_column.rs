//! A column of numbers beside names: each row has a name, white and a number, all numbers at one place, and what
//! reaches over the white stands alone on its line, as names of groups do.

use super::sheet::{Line, Sheet, hundredths};
use super::words::Word;
use crate::geom::Pt;

/// So many rows tell.
const FEWEST: usize = 4;
/// A name of a group has so many rows.
const GROUP: usize = 2;
/// A number is no nearer to its name than this, in percent of a blank.
const APART: i32 = 200;
/// Places no further apart than this part of a letter's size are the same.
const SAME: i32 = 3;

/// Whether a place between two edges parts names from numbers.
pub(super) fn are_parted(
    sheet: &Sheet<'_>,
    lines: &[Line],
    place: Pt,
    (from, to): (Pt, Pt),
) -> bool {
    let mut numbers: Vec<&Word> = Vec::new();
    let mut alone = 0;
    for line in lines {
        let own: Vec<usize> =
            sheet.phrases_of(line).flat_map(|phrase| phrase.words.iter().copied()).collect();
        let word = |at: usize| &sheet.words[at];
        let inside = |at: &usize| from < word(*at).area.mid_x() && word(*at).area.mid_x() < to;
        let (left, right): (Vec<usize>, Vec<usize>) =
            own.into_iter().filter(inside).partition(|at| word(*at).area.mid_x() < place);
        let crosses = |at: &usize| word(*at).crosses(place);
        let (Some(last), [first]) = (left.last(), &*right) else {
            // Names of columns stand over all numbers, and names of groups go on over the place.
            if !left.is_empty() && (right.is_empty() || goes_on(sheet, &left, &right)) {
                alone += usize::from(!numbers.is_empty());
            } else if !right.is_empty() && !numbers.is_empty() {
                return false;
            }
            continue;
        };
        let gap = hundredths(word(*first).area.x0 - word(*last).area.x1, sheet.blanks[*last]);
        if sheet.looks[*first].number && gap >= APART && !crosses(first) && !crosses(last) {
            numbers.push(word(*first));
        } else if !numbers.is_empty() && !goes_on(sheet, &left, &right) {
            return false;
        }
    }
    let same = |at: fn(&Word) -> Pt| {
        let places = || numbers.iter().map(|word| at(word));
        let size = numbers.iter().map(|word| word.size).min().unwrap_or_default();
        let (least, most) = (places().min(), places().max());
        least.zip(most).is_some_and(|(least, most)| (most - least) * SAME <= size)
    };
    numbers.len() >= FEWEST
        && alone * GROUP <= numbers.len()
        && (same(|word| word.area.x0)
            || same(|word| word.area.x1)
            || same(|word| word.area.mid_x()))
}

/// Whether words left and right of a place are one text, with blanks between them.
fn goes_on(sheet: &Sheet<'_>, left: &[usize], right: &[usize]) -> bool {
    left.last().zip(right.first()).is_some_and(|(last, first)| {
        let gap = sheet.words[*first].area.x0 - sheet.words[*last].area.x1;
        hundredths(gap, sheet.blanks[*last]) < APART
    })
}
