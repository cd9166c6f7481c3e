//! Where the columns of two pieces of a table stand.

use crate::fragment::{Evidence, Fragment, Row};
use crate::geom::Pt;

/// From where to where text reaches.
type Extent = (Pt, Pt);

/// Whether two pieces have their columns in the same places, shifted as a whole at most; `None` where
/// one does not tell.
pub(super) fn agree(a: &Fragment, b: &Fragment) -> Option<bool> {
    /// A fifth of an inch: pages of one table differ by less, tables of different make by more.
    const TOLERANCE: Pt = Pt(1440);
    let shifts = shifts(a, b)?;
    if a.columns != b.columns {
        return Some(fit(a, b).is_some());
    }
    let drawn = a.evidence == Evidence::Ruled && b.evidence == Evidence::Ruled;
    let same = |shift: &Pt| {
        let mut edges = a.edges.iter().zip(&b.edges);
        edges.all(|(a, b)| (*b - *a - *shift).abs() <= TOLERANCE)
    };
    // Where nothing is drawn an edge is the middle of the white that is left, which differs from page to
    // page: the texts of both pages must leave some.
    Some(shifts.iter().any(|shift| if drawn { same(shift) } else { texts_agree(a, b, *shift) }))
}

/// How far the second of two pieces may be moved: as its first edge is, or not at all.
fn shifts(a: &Fragment, b: &Fragment) -> Option<[Pt; 2]> {
    Some([*b.edges.first()? - *a.edges.first()?, Pt(0)])
}

/// Whether the texts of both pieces leave white between their columns, `b` moved back by `shift`.
fn texts_agree(a: &Fragment, b: &Fragment, shift: Pt) -> bool {
    let both: Vec<Extent> = extents(a)
        .into_iter()
        .zip(extents(b))
        .filter_map(|(a, b)| union(a, b.map(|b| moved(b, shift))))
        .collect();
    parted(&both)
}

fn parted(extents: &[Extent]) -> bool {
    extents.windows(2).all(|pair| pair[0].1 < pair[1].0)
}

fn moved((x0, x1): Extent, shift: Pt) -> Extent {
    (x0 - shift, x1 - shift)
}

fn union(a: Option<Extent>, b: Option<Extent>) -> Option<Extent> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}

/// From where to where the texts of each column reach that stand in it alone.
fn extents(fragment: &Fragment) -> Vec<Option<Extent>> {
    let mut found: Vec<Option<Extent>> = vec![None; fragment.columns];
    let cells = fragment.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.col_span == 1);
    for cell in cells {
        let Some(extent) = found.get_mut(cell.col) else { continue };
        for (_, area) in &cell.pieces {
            *extent = union(*extent, Some((area.x0, area.x1)));
        }
    }
    found
}

/// The columns of the piece that has more of them in which those of the other stand: each of its texts over
/// or under texts of one, with white between them. `None` where they stand in no such columns.
pub(super) fn fit(a: &Fragment, b: &Fragment) -> Option<Vec<usize>> {
    let (wide, narrow) = if a.columns > b.columns { (a, b) } else { (b, a) };
    let (slots, own) = (extents(wide), extents(narrow));
    shifts(wide, narrow)?.iter().find_map(|shift| {
        let own = own.iter().map(|extent| extent.map(|extent| moved(extent, *shift)));
        columns_of(&own.collect::<Vec<_>>(), &slots)
    })
}

/// For each column the one that its texts share most width with, in order, no two the same.
fn columns_of(own: &[Option<Extent>], slots: &[Option<Extent>]) -> Option<Vec<usize>> {
    let shared = |a: Extent, b: Extent| a.1.min(b.1) - a.0.max(b.0);
    let mut found: Vec<usize> = Vec::with_capacity(own.len());
    for extent in own {
        let first = found.last().map_or(0, |last| last + 1);
        let extent = (*extent)?;
        let width = |at: usize| slots.get(at).copied().flatten().map(|slot| shared(extent, slot));
        let best = (first..slots.len()).max_by_key(|at| (width(*at), std::cmp::Reverse(*at)))?;
        if width(best) <= Some(Pt(0)) {
            return None;
        }
        found.push(best);
    }
    let mut both = slots.to_vec();
    for (extent, at) in own.iter().zip(&found) {
        both[*at] = union(both[*at], *extent);
    }
    parted(&both.into_iter().flatten().collect::<Vec<_>>()).then_some(found)
}

/// Gives the cells of rows other columns of `count`; what covers all columns still does.
pub(super) fn widen(rows: &mut [Row], columns: &[usize], count: usize) {
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        let span = cell.col_span.max(1);
        let last = columns.get(cell.col + span - 1);
        let (Some(first), Some(last)) = (columns.get(cell.col), last) else { continue };
        (cell.col, cell.col_span) = match span > 1 && span == columns.len() {
            true => (0, count),
            false => (*first, last - first + 1),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::Cell;
    use crate::geom::Area;

    /// A piece of one row with the texts of each column from here to there, and blank where it is `None`.
    fn piece(columns: &[Option<(i32, i32)>]) -> Fragment {
        let cell = |(col, extent): (usize, &Option<(i32, i32)>)| {
            let area = |(x0, x1): (i32, i32)| Area {
                x0: Pt(x0 * 100),
                x1: Pt(x1 * 100),
                top: Pt(0),
                bottom: Pt(1000),
            };
            let pieces = extent.iter().map(|extent| (1, area(*extent))).collect();
            Cell { pieces, ..Cell::at(col) }
        };
        let cells = columns.iter().enumerate().map(cell).collect();
        Fragment {
            columns: columns.len(),
            edges: (0..=columns.len()).map(|at| Pt(at as i32 * 10_000)).collect(),
            rows: vec![Row { cells, ..Row::default() }],
            ..Fragment::default()
        }
    }

    #[test]
    fn a_piece_with_an_empty_column_fits_where_its_texts_stand() {
        let whole = piece(&[Some((10, 60)), Some((110, 170)), Some((210, 240)), Some((310, 390))]);
        let without = piece(&[Some((10, 80)), Some((205, 260)), Some((310, 330))]);
        assert_eq!(fit(&whole, &without), Some(vec![0, 2, 3]));
        assert_eq!(fit(&without, &whole), Some(vec![0, 2, 3]));
    }

    #[test]
    fn a_text_across_two_columns_fits_nowhere() {
        let whole = piece(&[Some((10, 60)), Some((110, 170)), Some((210, 240))]);
        let across = piece(&[Some((10, 60)), Some((120, 230))]);
        assert_eq!(fit(&whole, &across), None);
    }

    #[test]
    fn what_covers_all_columns_covers_the_new_one_too() {
        let mut rows =
            vec![Row { cells: vec![Cell { col_span: 2, ..Cell::at(0) }], ..Row::default() }];
        widen(&mut rows, &[1, 2], 4);
        assert_eq!((rows[0].cells[0].col, rows[0].cells[0].col_span), (0, 4));
    }
}
