//! The tables that a service found, as tags: which row and cell of them a word stands in. Services that keep one text
//! of the whole document tell words, lines and cells by their places in it.

use super::leaf::Leaf;
use crate::page::{CellTag, RowTag};

/// Numbers tables, rows and cells through the document.
#[derive(Debug, Default)]
pub(super) struct Tables {
    table: u32,
    row: u32,
    /// The first row of the next table.
    next_row: u32,
    cell: i32,
}

/// A cell as services tell it; rows count from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) row: u32,
    pub(super) row_span: u32,
    pub(super) col_span: u32,
    pub(super) header: bool,
}

/// The cells by the stretches of the document's text that stand in them.
#[derive(Debug, Default)]
pub(super) struct Homes {
    /// From where to where, and the number of the cell.
    stretches: Vec<(u64, u64, i32)>,
}

impl Homes {
    /// Of stretches in any order.
    pub(super) fn new(mut stretches: Vec<(u64, u64, i32)>) -> Self {
        stretches.sort_unstable();
        Homes { stretches }
    }

    /// The cell that the text at a place stands in.
    pub(super) fn of(&self, at: u64) -> Option<i32> {
        let before = self.stretches.partition_point(|(start, ..)| *start <= at);
        let (_, end, cell) = self.stretches.get(before.checked_sub(1)?)?;
        (at < *end).then_some(*cell)
    }
}

/// The lines by where they begin in the document's text: tells where a word begins another one.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<u64>,
    last: Option<usize>,
}

impl Lines {
    /// Of lines that begin there, in order.
    pub(super) fn new(starts: Vec<u64>) -> Self {
        Lines { starts, last: None }
    }

    /// Whether the word at a place is of another line than the word before it.
    pub(super) fn begins(&mut self, at: u64) -> bool {
        let own = Some(self.starts.partition_point(|start| *start <= at));
        let begins = self.last != own;
        self.last = own;
        begins
    }
}

impl Tables {
    /// Begins the next table.
    pub(super) fn begin(&mut self) {
        self.table += 1;
        self.row = self.next_row;
    }

    /// Adds a cell to the pages of it; its number, which its words have.
    pub(super) fn cell<'l>(
        &mut self,
        leaves: impl Iterator<Item = &'l mut Leaf>,
        told: Told,
    ) -> i32 {
        let Told { row, row_span, col_span, header } = told;
        let tag = RowTag { table: self.table, row: self.row.saturating_add(row) };
        self.next_row = self.next_row.max(tag.row.saturating_add(1));
        self.cell = self.cell.saturating_add(1);
        let spans = |span: u32| u16::try_from(span.max(1)).unwrap_or(u16::MAX);
        let cell = CellTag {
            row: tag,
            cell: self.cell.unsigned_abs(),
            col: None,
            header,
            in_head: header,
            row_span: spans(row_span),
            col_span: spans(col_span),
        };
        for leaf in leaves {
            leaf.rows.insert(self.cell, tag);
            leaf.cells.insert(self.cell, cell);
        }
        self.cell
    }
}
