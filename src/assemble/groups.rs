//! The names of groups that rows stand under, and rows of totals, as text.

use crate::fragment::{Line, Role};
use crate::ledger::Ledger;
use crate::table::{LogicalRow, Table};

/// The names that the rows at hand stand under, each with its level, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Groups(Vec<(u8, String)>);

impl Groups {
    /// A name begins: those of its level and under it end.
    pub(super) fn enter(&mut self, row: &LogicalRow, ledger: &Ledger) {
        self.0.retain(|(level, _)| *level < row.level);
        self.0.extend(row_text(row, ledger).map(|name| (row.level, name)));
    }

    /// A row begins that may stand outside of some of them.
    pub(super) fn leave(&mut self, row: &LogicalRow) {
        self.0.retain(|(level, _)| row.outside.is_none_or(|outside| *level < outside));
    }

    /// All of them as one text.
    pub(super) fn text(&self) -> Option<String> {
        let names: Vec<&str> = self.0.iter().map(|(_, name)| name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" / "))
    }
}

/// The rows of totals as notes: their cells in order, the groups that they stand under before them.
pub(super) fn totals(table: &Table, ledger: &Ledger) -> Vec<String> {
    let mut groups = Groups::default();
    let mut found = Vec::new();
    for row in &table.rows {
        match row.role {
            Role::Group => groups.enter(row, ledger),
            Role::Total => {
                groups.leave(row);
                let text = |col| row.cell(col).map(|cell| crate::text::cell(cell, ledger));
                let cells = (0..table.columns).map(|col| text(col).unwrap_or_default());
                let cells = cells.collect::<Vec<_>>().join(" | ");
                let group = groups.text().map(|group| format!("{group} / ")).unwrap_or_default();
                found.push(format!("{group}{}", cells.trim_end_matches([' ', '|'])));
            }
            Role::Body => groups.leave(row),
            _ => {}
        }
    }
    found
}

/// What stands in a row, as one text.
fn row_text(row: &LogicalRow, ledger: &Ledger) -> Option<String> {
    let lines: Vec<Line> = row.cells.iter().flat_map(|cell| cell.lines.iter().cloned()).collect();
    super::lines_text(&lines, ledger)
}
