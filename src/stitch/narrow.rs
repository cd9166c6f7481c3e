//! A page that draws fewer columns than the table has.
//!
//! A cell that is merged down and goes on over the page break has no text there, and some programs draw no
//! border round it either: the page shows the columns beside it alone. Where each of its edges stands on an
//! edge of the table, and none of the table's edges stands between them, it is known which columns these are.

use crate::fragment::{Cell, Evidence, Fragment};
use crate::geom::Pt;

/// Edges of one table, drawn again on the next page, stand no further apart than this: programs round.
const SAME_EDGE: Pt = Pt(150);

/// The fragment with all columns of the one that it may go on from, where it draws only some of them.
pub(super) fn widened(last: &Fragment, fragment: &Fragment) -> Option<Fragment> {
    let missing = missing_before(last, fragment)?;
    let mut wide = fragment.clone();
    let rows = wide.rows.len();
    for row in &mut wide.rows {
        row.cells.iter_mut().for_each(|cell| cell.col += missing);
    }
    // What is not drawn goes on from the page before: one cell beside all rows.
    if let Some(first) = wide.rows.first_mut() {
        let open = (0..missing).map(|col| Cell { row_span: rows, ..Cell::at(col) });
        first.cells.splice(..0, open);
    }
    wide.columns = last.columns;
    wide.edges.clone_from(&last.edges);
    Some(wide)
}

/// How many columns of the table stand before those that a fragment draws; `None` where it draws all, or
/// does not tell.
fn missing_before(last: &Fragment, fragment: &Fragment) -> Option<usize> {
    let drawn = |fragment: &Fragment| {
        fragment.evidence == Evidence::Ruled && fragment.edges.len() == fragment.columns + 1
    };
    if !drawn(last) || !drawn(fragment) || fragment.columns >= last.columns {
        return None;
    }
    let same = |a: &Pt, b: &Pt| (*a - *b).abs() <= SAME_EDGE;
    let own = &fragment.edges;
    last.edges
        .windows(own.len())
        .position(|edges| edges.iter().zip(own).all(|(a, b)| same(a, b)))
        .filter(|missing| *missing > 0)
}
