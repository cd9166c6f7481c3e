//! Where the captions, the names of columns, the notes and the names of groups of a document stand. The trace
//! tells that of values alone.

use serde::{Deserialize, Serialize};

use crate::assemble::{parted, spans};
use crate::error::Error;
use crate::fragment::{Line, Role};
use crate::ledger::{Ledger, Run};
use crate::pipeline::{self, Options};
use crate::source::Source;
use crate::table::{LogicalRow, Table};
use crate::trace::Span;

/// Where what stands round the values of a table is printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heads {
    /// Its caption.
    pub title: Vec<Span>,
    /// The name of each column.
    pub columns: Vec<Vec<Span>>,
    /// Its notes and the names of its groups, each by what it says.
    pub texts: Vec<(String, Vec<Span>)>,
}

/// Those of each table, in the order of the document.
///
/// # Errors
/// Where it cannot be read, or has no table.
pub fn heads(source: &Source, options: &Options) -> Result<Vec<Heads>, Error> {
    let mut ledger = Ledger::default();
    let (_, tables) = pipeline::tables(source, options, &mut ledger)?;
    Ok(tables.iter().map(|table| of_table(table, &ledger)).collect())
}

fn of_table(table: &Table, ledger: &Ledger) -> Heads {
    let place = |lines: &[Line]| spans(&runs(lines), ledger);
    let text = |lines: &[Line]| (crate::text::join(&runs(lines), ledger), place(lines));
    let notes = parted(&table.notes, ledger);
    let groups = table.rows.iter().filter(|row| row.role == Role::Group).map(lines_of);
    Heads {
        title: place(&table.title),
        columns: (0..table.columns).map(|col| place(&header(table, col))).collect(),
        texts: notes.into_iter().chain(groups).map(|lines| text(&lines)).collect(),
    }
}

fn runs(lines: &[Line]) -> Vec<Run> {
    lines.iter().map(|line| line.run).collect()
}

fn lines_of(row: &LogicalRow) -> Vec<Line> {
    row.cells.iter().flat_map(|cell| cell.lines.iter().cloned()).collect()
}

/// What names a column, in all rows of the header, be it over several columns.
fn header(table: &Table, col: usize) -> Vec<Line> {
    let rows = table.rows.iter().filter(|row| row.role == Role::Header);
    let cells = rows.flat_map(|row| &row.cells);
    let own = cells.filter(|cell| (cell.col..cell.col + cell.col_span.max(1)).contains(&col));
    own.flat_map(|cell| cell.lines.iter().cloned()).collect()
}
