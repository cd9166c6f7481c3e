//! Cells of a row put to their columns: cells of rows above that are merged down keep theirs, and columns
//! that no cell covers get an empty one.

use super::model::{Cell, Merge, Row};

/// A cell above that is merged down.
#[derive(Clone, Copy, Debug)]
struct Open {
    col: usize,
    span: usize,
    /// How many rows more it covers.
    rows: usize,
}

/// Puts the rows of a table together, one after the other.
#[derive(Debug, Default)]
pub(in crate::extract) struct Rows {
    rows: Vec<Row>,
    /// Those that are open, from left to right.
    open: Vec<Open>,
    /// Those that the row at hand begins.
    fresh: Vec<Open>,
    /// How many of `open` stand before the next column.
    passed: usize,
    /// The next column of the row at hand.
    next: usize,
    /// How many cells there are.
    cells: usize,
}

impl Rows {
    /// Begins the next row.
    pub(in crate::extract) fn begin(&mut self, header: bool) {
        self.end_row();
        self.rows.push(Row { header, ..Row::default() });
    }

    /// The row at hand.
    pub(in crate::extract) fn last_mut(&mut self) -> Option<&mut Row> {
        self.rows.last_mut()
    }

    /// The column at which the next cell stands that does not say where.
    pub(in crate::extract) fn column(&mut self) -> usize {
        while let Some(open) = self.open.get(self.passed).filter(|open| open.col <= self.next) {
            let open = *open;
            self.go_on(open);
            self.passed += 1;
        }
        self.next
    }

    /// Puts a cell at a column; what stands there already takes in its text.
    pub(in crate::extract) fn put(
        &mut self,
        col: usize,
        (across, down): (usize, usize),
        mut cell: Cell,
    ) {
        self.fill(col);
        if col < self.next {
            if let Some(last) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
                last.blocks.append(&mut cell.blocks);
            }
            return;
        }
        // It ends where a cell from above stands.
        let wall = self.open.get(self.passed).map_or(usize::MAX, |open| open.col);
        let span = across.max(1).min(wall.saturating_sub(col).max(1));
        if down > 1 {
            cell.down = Merge::Begins;
            self.fresh.push(Open { col, span, rows: down - 1 });
        }
        self.add(Cell { span, ..cell });
    }

    /// Fills the row at hand with empty cells up to a column.
    pub(in crate::extract) fn fill(&mut self, col: usize) {
        while self.column() < col {
            self.add(Cell { span: 1, ..Cell::default() });
        }
    }

    /// How many cells there are so far.
    pub(in crate::extract) fn count(&self) -> usize {
        self.cells
    }

    /// The rows; merged cells reach to the last one at most.
    pub(in crate::extract) fn finish(mut self) -> Vec<Row> {
        self.end_row();
        self.rows
    }

    /// Ends all merged cells, as the end of a group of rows does.
    pub(in crate::extract) fn end_group(&mut self) {
        self.end_row();
        self.open.clear();
    }

    fn end_row(&mut self) {
        if !self.rows.is_empty() {
            while let Some(open) = self.open.get(self.passed).copied() {
                self.fill(open.col);
                self.column();
            }
        }
        self.open.iter_mut().for_each(|open| open.rows -= 1);
        self.open.append(&mut self.fresh);
        self.open.retain(|open| open.rows > 0);
        self.open.sort_by_key(|open| open.col);
        (self.next, self.passed) = (0, 0);
    }

    fn go_on(&mut self, open: Open) {
        // Cells that overlap are wrong; then the one before has the place.
        if open.col == self.next {
            self.add(Cell { span: open.span, down: Merge::GoesOn, ..Cell::default() });
        }
    }

    fn add(&mut self, cell: Cell) {
        self.next += cell.span;
        self.cells += 1;
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(cell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_clear_of_those_merged_down() {
        let mut rows = Rows::default();
        // The cell over two columns has room for one, and the last row has but what is merged down.
        for cells in [vec![(1, 3), (1, 1), (2, 2)], vec![(2, 1)], vec![], vec![(4, 1)]] {
            rows.begin(false);
            for (across, down) in cells {
                let col = rows.column();
                rows.put(col, (across, down), Cell::default());
            }
        }
        let rows = rows.finish();
        let spans = |row: &Row| row.cells.iter().map(|cell| cell.span).collect::<Vec<_>>();
        let spans: Vec<Vec<usize>> = rows.iter().map(spans).collect();
        assert_eq!(spans, [vec![1, 1, 2], vec![1, 1, 2], vec![1], vec![4]]);
        assert!(rows[1].cells[0].down == Merge::GoesOn && rows[1].cells[1].down == Merge::No);
    }
}
