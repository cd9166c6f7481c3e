//! A column of names that stand between the lines of what they name: halfway down an even number of rows.
//!
//! A line that goes on is set a line's step under the one before it. A text between two lines that are one step apart
//! goes on from neither: it names both, and stands in a column of its own, however narrow the white beside it is.

use super::parting::Parting;
use super::sheet::{Line, median};
use crate::geom::Pt;

/// So many names tell; one may be a word that is raised.
const FEWEST: usize = 2;
/// A step is the usual one, and a name halfway, to this part of it.
const OFF: i32 = 5;
/// On a line of both a name is no nearer than this, in percent of a blank.
const APART: i32 = 150;

/// Whether a place parts names from the rows that they stand halfway down of.
pub(super) fn are_parted(place: &Parting<'_>) -> bool {
    let mut rows: Vec<Pt> = Vec::new();
    let mut names: Vec<Pt> = Vec::new();
    for line in place.lines {
        match filled(place, line) {
            // A name of the header may reach over both.
            None if rows.is_empty() && names.is_empty() => {}
            None => return false,
            Some((true, false)) => names.push(line.area.mid_y()),
            Some((_, true)) => rows.push(line.area.mid_y()),
            Some((false, false)) => {}
        }
    }
    let step = median(rows.windows(2).map(|pair| (pair[1] - pair[0]).0).collect()).unwrap_or(0);
    let is_between = |name: &Pt| {
        let next = rows.partition_point(|row| row <= name);
        let beside = next.checked_sub(1).and_then(|at| rows.get(at)).zip(rows.get(next));
        beside.is_some_and(|(above, under)| {
            let middle = (*above + *under) / 2;
            ((*under - *above).0 - step).abs() * OFF <= step
                && (*name - middle).abs().0 * OFF <= step
        })
    };
    names.len() >= FEWEST && names.iter().all(is_between)
}

/// Whether a line has text left and right of a place; none where a text reaches over it or nearly so.
fn filled(place: &Parting<'_>, line: &Line) -> Option<(bool, bool)> {
    let area = |at: usize| place.word(at).area;
    let (left, right) = place.sides(line);
    let last = left.into_iter().max_by_key(|at| area(*at).x1);
    let first = right.into_iter().min_by_key(|at| area(*at).x0);
    let near = last.zip(first).is_some_and(|(last, first)| place.gap(last, first) < APART);
    let mut words = place.sheet.words_of(line);
    let crossed = words.any(|word| word.area.x0 < place.at && place.at < word.area.x1);
    (!near && !crossed).then_some((last.is_some(), first.is_some()))
}
