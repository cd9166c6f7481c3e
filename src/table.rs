//! A whole table: its logical rows, whatever pages their pieces came from.

use std::collections::BTreeMap;

use crate::fragment::{Cell, Line, Role};
use crate::ledger::{Confidence, Run};
use crate::page::RowTag;
use crate::record::{Code, Kind};

/// A table over all its pages.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The caption's lines.
    pub title: Vec<Line>,
    /// Lines about the table, above or under it; one note each.
    pub notes: Vec<Line>,
    /// Number of columns.
    pub columns: usize,
    /// The column that names the studies.
    pub key: usize,
    /// The column of years that belongs to the authors in the key column, where there is one.
    pub year: Option<usize>,
    /// All rows in printed order: header rows first, then body and group rows.
    pub rows: Vec<LogicalRow>,
    /// The pages it stands on, from 1, ascending; for DOCX and dumps the numbers of its fragments.
    pub pages: Vec<u32>,
    /// Words of its title and notes that were put together over the end of a line, where that is
    /// not certain.
    pub joined: Vec<String>,
    /// What a person said of its columns, by their numbers from 0.
    pub told: BTreeMap<usize, Told>,
}

/// What a person said of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub name: Option<String>,
    /// What its cells hold.
    pub kind: Option<Kind>,
}

/// A row, joined over page breaks.
#[derive(Clone, Debug, Default)]
pub struct LogicalRow {
    /// What the row is for.
    pub role: Role,
    /// For the name of a group, how many names it stands under.
    pub level: u8,
    /// Names of groups of this level and deeper do not hold the row, although it stands under them: it is set no
    /// deeper than they are.
    pub outside: Option<u8>,
    /// Its cells in order of their columns, as in [`crate::fragment::Row`].
    pub cells: Vec<Cell>,
    /// Columns whose text begins with the rest of an item of the row above: the rest up to its end
    /// belongs there. Only `tokenize` can see where that end is.
    pub carried: Vec<usize>,
    /// The source printed the first line of the row below in the cells of this one: what each list
    /// leaves open at its end belongs to the row below.
    pub lends: bool,
    /// The marks of the footnotes and endnotes that its cells refer to.
    pub note_marks: Vec<Box<str>>,
    /// The row of the document's own structure that its last piece belongs to.
    pub tag: Option<RowTag>,
    /// What was done to its cells and what is doubtful about them.
    pub remarks: Vec<Remark>,
}

impl LogicalRow {
    /// The cell that begins at column `col`.
    pub fn cell(&self, col: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&col, |cell| cell.col).ok()?;
        self.cells.get(at)
    }

    /// The cell that begins at column `col`, made where there is none.
    pub(crate) fn cell_mut(&mut self, col: usize) -> &mut Cell {
        let at = match self.cells.binary_search_by_key(&col, |cell| cell.col) {
            Ok(at) => at,
            Err(at) => {
                self.cells.insert(at, Cell::at(col));
                at
            }
        };
        &mut self.cells[at]
    }

    /// Adds a remark unless the same code stands for the column already; the less sure one stays.
    pub(crate) fn remark(&mut self, remark: Remark) {
        let twin =
            self.remarks.iter_mut().find(|r| r.column == remark.column && r.code == remark.code);
        match twin {
            Some(twin) => {
                twin.confidence = twin.confidence.max(remark.confidence);
                // Said of each line of a cell as it grows, it is of the same text again.
                let new = remark.runs.into_iter().filter(|run| !twin.runs.contains(run));
                let new: Vec<Run> = new.collect();
                twin.runs.extend(new);
            }
            None => self.remarks.push(remark),
        }
    }
}

/// What was done to a cell, or is doubtful about it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The column, from 0.
    pub column: usize,
    /// The rule.
    pub code: Code,
    /// How sure it is.
    pub confidence: Confidence,
    /// The evidence, a few words.
    pub reason: &'static str,
    /// The text that it concerns.
    pub runs: Vec<Run>,
}
