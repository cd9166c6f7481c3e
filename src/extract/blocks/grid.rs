//! The grid of a table: rows of cells as the markup has them in, where each cell stands and what it
//! covers out.

use super::model::{Merge, Row, Table};
use crate::geom::Pt;

/// Where a cell of a row ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Spot {
    /// It stands for itself.
    Own {
        /// Its first column.
        col: usize,
        /// How many columns it covers.
        col_span: usize,
        /// How many rows it covers.
        row_span: usize,
    },
    /// It is part of the cell in row `row` (of the rows that are kept), number `cell` in the row.
    Of {
        /// The row of the cell that covers it.
        row: usize,
        /// The cell in that row.
        cell: usize,
    },
    /// A tracked change took it away.
    Gone,
}

/// A table's grid.
#[derive(Debug, Default)]
pub(in crate::extract) struct Grid {
    /// Number of columns.
    pub(in crate::extract) columns: usize,
    /// For each row that is kept, its index in the table.
    pub(in crate::extract) rows: Vec<usize>,
    /// For each row that is kept, where its cells stand.
    pub(in crate::extract) spots: Vec<Vec<Spot>>,
    /// Where its columns begin and end, from its left edge; empty where the file does not say.
    pub(in crate::extract) edges: Vec<Pt>,
}

/// Lays out a table.
pub(in crate::extract) fn lay_out(table: &Table) -> Grid {
    let mut grid = Grid::default();
    // Merges that are open: first column → row, cell and last row so far.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        if is_gone(row) {
            continue;
        }
        let number = grid.rows.len();
        grid.rows.push(at);
        let spots = lay_row(row, number, &mut open, &mut grid.spots);
        grid.spots.push(spots);
    }
    join_near_lines(&mut grid, &table.widths);
    let lines = drop_unused_lines(&mut grid);
    grid.edges = edges(&lines, &table.widths);
    grid
}

/// Whether nothing of the table is left in the chosen reading.
pub(in crate::extract) fn is_empty(table: &Table) -> bool {
    table.rows.iter().all(is_gone)
}

fn is_gone(row: &Row) -> bool {
    row.gone.is_some() || row.cells.iter().all(|cell| cell.gone.is_some())
}

fn lay_row(
    row: &Row,
    number: usize,
    open: &mut Vec<(usize, usize, usize)>,
    above: &mut [Vec<Spot>],
) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::with_capacity(row.cells.len());
    let mut col = row.before;
    let mut still_open = Vec::new();
    let mut left: Option<usize> = None;
    for (at, cell) in row.cells.iter().enumerate() {
        if cell.gone.is_some() {
            spots.push(Spot::Gone);
            continue;
        }
        let here = col;
        col += cell.span;
        // Merged into the cell to its left.
        if cell.across == Merge::GoesOn
            && let Some(first) = left
        {
            let target = match spots.get_mut(first) {
                Some(Spot::Own { col_span, .. }) => {
                    *col_span += cell.span;
                    Some((number, first))
                }
                Some(Spot::Of { row, cell }) => Some((*row, *cell)),
                _ => None,
            };
            if let Some((row, cell)) = target {
                spots.push(Spot::Of { row, cell });
                continue;
            }
        }
        left = Some(at);
        if cell.down == Merge::GoesOn
            && let Some(&(_, owner_row, owner)) = open.iter().find(|(first, ..)| *first == here)
            && let Some(Spot::Own { row_span, .. }) =
                above.get_mut(owner_row).and_then(|spots| spots.get_mut(owner))
        {
            *row_span = number - owner_row + 1;
            spots.push(Spot::Of { row: owner_row, cell: owner });
            still_open.push((here, owner_row, owner));
            continue;
        }
        // A merge that goes on from nothing begins here: the row that began it may be gone.
        if cell.down != Merge::No {
            still_open.push((here, number, at));
        }
        spots.push(Spot::Own { col: here, col_span: cell.span, row_span: 1 });
    }
    *open = still_open;
    spots
}

/// Two lines of the grid that are nearer than this, in twentieths of a point, are one line drawn
/// twice, unless a cell stands between them: the margins inside of a cell (5.4 points on either side)
/// leave no room for a letter there. Dragging the edge of a column in some rows only makes such lines.
const NEAR: u32 = 216;

/// Makes one of lines that were meant to be one.
fn join_near_lines(grid: &mut Grid, widths: &[u32]) {
    if !widths.iter().any(|width| (1..NEAR).contains(width)) {
        return;
    }
    // For each line the end of the narrowest cell that begins there.
    let mut narrowest = vec![usize::MAX; widths.len() + 1];
    for spot in grid.spots.iter().flatten() {
        if let Spot::Own { col, col_span, .. } = spot
            && let Some(end) = narrowest.get_mut(*col)
        {
            *end = (*end).min(col + col_span);
        }
    }
    // For each line the one that it is joined to.
    let mut target: Vec<usize> = (0..=widths.len()).collect();
    for (at, width) in widths.iter().enumerate() {
        let to = target.get(at).copied().unwrap_or(at);
        let between = widths.get(to..=at).unwrap_or_default().iter();
        let apart = between.fold(0_u32, |sum, width| sum.saturating_add(*width));
        let cells = narrowest.get(to..=at).unwrap_or_default();
        if *width > 0
            && apart < NEAR
            && cells.iter().all(|end| *end > at + 1)
            && let Some(line) = target.get_mut(at + 1)
        {
            *line = to;
        }
    }
    let joined = |line: usize| target.get(line).copied().unwrap_or(line);
    for spot in grid.spots.iter_mut().flatten() {
        if let Spot::Own { col, col_span, .. } = spot {
            let end = joined(*col + *col_span);
            *col = joined(*col);
            *col_span = end.saturating_sub(*col).max(1);
        }
    }
}

/// Where the lines of a grid stand that are left of it.
fn edges(lines: &[usize], widths: &[u32]) -> Vec<Pt> {
    if widths.contains(&0) || lines.last().is_none_or(|last| *last > widths.len()) {
        return Vec::new();
    }
    let before =
        |line: usize| widths.iter().take(line).fold(0_u32, |sum, w| sum.saturating_add(*w));
    // Twentieths of a point to hundredths.
    lines
        .iter()
        .map(|line| Pt(i32::try_from(before(*line)).unwrap_or(i32::MAX).saturating_mul(5)))
        .collect()
}

/// Takes out the lines of the grid at which no cell begins or ends: they part nothing. (Word leaves
/// them behind when columns are dragged or deleted.) Gives the lines that are left.
fn drop_unused_lines(grid: &mut Grid) -> Vec<usize> {
    let mut lines: Vec<usize> = Vec::new();
    for spot in grid.spots.iter().flatten() {
        if let Spot::Own { col, col_span, .. } = spot {
            lines.push(*col);
            lines.push(col + col_span);
        }
    }
    lines.push(0);
    lines.sort_unstable();
    lines.dedup();
    let index = |line: usize| lines.binary_search(&line).unwrap_or(0);
    for spot in grid.spots.iter_mut().flatten() {
        if let Spot::Own { col, col_span, .. } = spot {
            let (from, to) = (index(*col), index(*col + *col_span));
            *col = from;
            *col_span = to - from;
        }
    }
    grid.columns = lines.len() - 1;
    lines
}
