//! Doubts about a page that the whole table settles: a page is read by itself, and its doubts with it. A
//! flag that is mostly wrong is not looked at, and then the right ones are not either.

use crate::fragment::{Cell, Role};
use crate::ledger::Confidence;
use crate::record::Code;
use crate::table::{LogicalRow, Remark, Table};

/// Fewer rows do not tell how the rows of a table are filled.
const ROWS: usize = 5;
/// A column that so many of a hundred rows fill is one that each row has.
const USUAL: usize = 80;
/// Of a hundred cells so many are filled where a table has no gaps to speak of.
const FILLED: usize = 95;

/// Takes off what is settled.
pub(crate) fn run(tables: &mut [Table]) {
    for table in tables {
        settle_rows(table);
        settle_pieces(table);
    }
}

/// Where a row begins and ends is plain where it is one line, it and the rows beside it fill all columns
/// that rows of the table fill, and there are two such columns: had it been cut or joined wrongly, one of
/// them would lack something. A row of more lines is likely whole where two of those columns have one line.
fn settle_rows(table: &mut Table) {
    let body: Vec<usize> =
        (0..table.rows.len()).filter(|at| table.rows[*at].role == Role::Body).collect();
    if body.len() < ROWS {
        return;
    }
    let filled = |row: &LogicalRow, col: usize| {
        row.cell(col).is_some_and(|cell| cell.repeats || !cell.is_empty())
    };
    let is_usual = |col: &usize| {
        let rows = body.iter().filter(|at| filled(&table.rows[**at], *col)).count();
        rows * 100 >= body.len() * USUAL
    };
    let usual: Vec<usize> = (0..table.columns).filter(is_usual).collect();
    if usual.len() < 2 {
        return;
    }
    let whole: Vec<bool> =
        body.iter().map(|at| usual.iter().all(|col| filled(&table.rows[*at], *col))).collect();
    for (at, row) in body.iter().enumerate() {
        let beside = whole.iter().take(at + 2).skip(at.saturating_sub(1));
        if !beside.copied().all(|whole| whole) {
            continue;
        }
        let Some(row) = table.rows.get_mut(*row) else { continue };
        let lines = |col: &&usize| row.cell(**col).is_some_and(|cell| cell.lines.len() == 1);
        let (plain, likely) = (is_one_line(row), usual.iter().filter(lines).count() > 1);
        row.remarks.retain(|remark| {
            let settled = plain || likely && remark.confidence == Confidence::Likely;
            remark.code != Code::RowDoubtful || !settled
        });
    }
}

fn is_one_line(row: &LogicalRow) -> bool {
    row.cells.iter().all(|cell: &Cell| cell.lines.len() <= 1)
}

/// A later piece of a table is one because the pieces agree, whatever its page alone says; and what fills
/// nearly all of its named columns is likely a table, and a whole one.
fn settle_pieces(table: &mut Table) {
    if table.columns < 2 {
        return;
    }
    let is_full = is_named(table) && is_filled(table);
    let first = table.rows.iter().position(|row| row.role == Role::Body);
    for (at, row) in table.rows.iter_mut().enumerate() {
        let later = first.is_some_and(|first| at > first);
        row.remarks.retain(|remark: &Remark| {
            let settled = later || is_full && remark.confidence == Confidence::Likely;
            remark.code != Code::TableDoubtful || !settled
        });
    }
}

/// Whether each column has a name.
fn is_named(table: &Table) -> bool {
    let header = || table.rows.iter().filter(|row| row.role == Role::Header);
    let covers = |cell: &Cell, col: usize| {
        (cell.col..cell.col + cell.col_span.max(1)).contains(&col) && !cell.is_empty()
    };
    (0..table.columns).all(|col| header().flat_map(|row| &row.cells).any(|cell| covers(cell, col)))
}

/// Whether there are several rows and they fill nearly all of their cells.
fn is_filled(table: &Table) -> bool {
    let body = || table.rows.iter().filter(|row| row.role == Role::Body);
    let cells = body().flat_map(|row| &row.cells);
    let filled = cells.filter(|cell| cell.repeats || !cell.is_empty());
    let filled: usize = filled.map(|cell| cell.col_span.max(1)).sum();
    let rows = body().count();
    rows >= ROWS && filled * 100 >= rows * table.columns * FILLED
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::Line;
    use crate::ledger::{Ledger, Place};

    fn table(rows: &[&[&str]]) -> Table {
        let mut ledger = Ledger::default();
        let rows: Vec<LogicalRow> = rows
            .iter()
            .map(|texts| LogicalRow {
                cells: (0..)
                    .zip(*texts)
                    .map(|(col, text)| {
                        let place = Place::Dump { line: 1, column: 1 };
                        let lines = text.split('/').filter(|line| !line.is_empty());
                        let lines = lines
                            .map(|line| Line { run: ledger.enter(line, place), ..Line::default() });
                        Cell { lines: lines.collect(), ..Cell::at(col) }
                    })
                    .collect(),
                remarks: [Code::RowDoubtful, Code::TableDoubtful].map(doubt).to_vec(),
                ..LogicalRow::default()
            })
            .collect();
        Table { rows, columns: 3, ..Table::default() }
    }

    fn doubt(code: Code) -> Remark {
        let (confidence, reason) = (Confidence::Likely, "");
        Remark { column: 0, code, confidence, reason, runs: Vec::new() }
    }

    fn doubted(table: &Table, code: Code) -> Vec<usize> {
        let has = |at: &usize| table.rows[*at].remarks.iter().any(|remark| remark.code == code);
        (0..table.rows.len()).filter(has).collect()
    }

    #[test]
    fn a_row_filled_like_those_round_it_is_not_doubted() {
        let mut made = table(&[
            &["1", "Allen", "5"],
            &["2", "Baker", ""],
            &["3", "Cole", "7"],
            &["4", "Davies/Deng", "8/9"],
            &["5", "Evans", "9"],
            &["", "and sons", ""],
            &["6", "Field", "9"],
        ]);
        run(std::slice::from_mut(&mut made));
        // The fourth has two lines in two of its columns, the fifth and the last stand beside a row that lacks its number.
        assert_eq!(doubted(&made, Code::RowDoubtful), [3, 4, 5, 6]);
        assert_eq!(doubted(&made, Code::TableDoubtful), [0]);
    }

    #[test]
    fn a_full_grid_of_named_columns_is_likely_a_table() {
        let row: &[&str] = &["1", "Allen", "5"];
        let mut made = table(&[&["No.", "Study", "n"], row, row, row, row, row]);
        made.rows[0].role = Role::Header;
        let mut nameless = made.clone();
        nameless.rows[0].cells[2].lines.clear();
        for (table, left) in [(&mut made, vec![]), (&mut nameless, vec![0, 1])] {
            run(std::slice::from_mut(table));
            assert_eq!(doubted(table, Code::TableDoubtful), left);
        }
    }

    #[test]
    fn few_rows_and_one_column_settle_nothing() {
        let mut few = table(&[&["1", "Allen", "5"], &["2", "Baker", "6"]]);
        let mut one = table(&[&["1"], &["2"], &["3"], &["4"], &["5"], &["6"]]);
        for table in [&mut few, &mut one] {
            let all: Vec<usize> = (0..table.rows.len()).collect();
            run(std::slice::from_mut(table));
            assert_eq!(doubted(table, Code::RowDoubtful), all);
        }
    }
}
