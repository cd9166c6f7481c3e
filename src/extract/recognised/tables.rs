//! The tables that a service found, as tags: which row and cell of them a word stands in.

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
