//! One column parted into two, at a text that each of its cells has.

use super::find::name_of;
use crate::decide::target::Miss;
use crate::fragment::{Cell, Line, Role, Start};
use crate::ledger::{Ledger, Reason};
use crate::table::{LogicalRow, Table};

/// Where the text stands in a cell: the line, and the first and last character in it.
type Place = (usize, usize, usize);

fn place(cell: &Cell, at: &[char], ledger: &Ledger) -> Option<Place> {
    cell.lines.iter().enumerate().find_map(|(number, line)| {
        let text = ledger.chars(line.run);
        let start = text.windows(at.len()).position(|own| own == at)?;
        Some((number, start, start + at.len()))
    })
}

/// Whether a cell of the column may be parted: all of the body that have text have to have the boundary.
pub(super) fn can_part(
    table: &Table,
    column: usize,
    at: &str,
    ledger: &Ledger,
) -> Result<(), Miss> {
    let at: Vec<char> = at.chars().collect();
    for row in table.rows.iter().filter(|row| row.role == Role::Body) {
        let Some(cell) = row.cell(column).filter(|cell| !cell.is_empty()) else { continue };
        if cell.col_span > 1 {
            let message = format!(
                "in the row {:?} its cell reaches over others",
                name_of(table, row, ledger)
            );
            return Err(Miss::Stale(message));
        }
        if place(cell, &at, ledger).is_none() {
            let text = crate::text::cell(cell, ledger);
            return Err(Miss::Stale(format!(
                "in the row {:?} its cell is {text:?}, without the boundary",
                name_of(table, row, ledger)
            )));
        }
    }
    Ok(())
}

/// Parts a column. The boundary itself is left out as decided.
pub(super) fn part(table: &mut Table, column: usize, at: &str, ledger: &mut Ledger) {
    let at: Vec<char> = at.chars().collect();
    let goes = |own: usize| if own > column { own + 1 } else { own };
    for row in &mut table.rows {
        part_row(row, column, &at, ledger);
        row.carried = row.carried.iter().map(|own| goes(*own)).collect();
        for remark in &mut row.remarks {
            remark.column = goes(remark.column);
        }
    }
    table.told =
        std::mem::take(&mut table.told).into_iter().map(|(own, told)| (goes(own), told)).collect();
    table.key = goes(table.key);
    table.year = table.year.map(goes);
    table.columns += 1;
}

fn part_row(row: &mut LogicalRow, column: usize, at: &[char], ledger: &mut Ledger) {
    let mut made = Vec::with_capacity(row.cells.len() + 1);
    for mut cell in std::mem::take(&mut row.cells) {
        let alone = cell.col == column && cell.col_span <= 1;
        if alone {
            let rest = rest(&mut cell, at, ledger);
            let second = Cell {
                lines: rest,
                row_span: cell.row_span,
                repeats: cell.repeats,
                shaded: cell.shaded,
                pieces: cell.pieces.clone(),
                ..Cell::at(column + 1)
            };
            made.extend([cell, second]);
            continue;
        }
        if cell.col > column {
            cell.col += 1;
        } else if cell.col + cell.col_span > column {
            cell.col_span += 1;
        }
        made.push(cell);
    }
    row.cells = made;
}

/// Takes what stands after the boundary out of a cell; nothing where the boundary is not in it.
fn rest(cell: &mut Cell, at: &[char], ledger: &mut Ledger) -> Vec<Line> {
    let Some((number, start, end)) = place(cell, at, ledger) else { return Vec::new() };
    let mut rest = cell.lines.split_off(number + 1);
    if let Some(line) = cell.lines.last_mut() {
        let run = line.run;
        ledger.leave_out(run.slice(start, end), Reason::Decided);
        let second = Line { run: run.slice(end, run.len()), start: Start::Wrap, ..line.clone() };
        line.run = run.slice(0, start);
        if !second.run.is_empty() {
            rest.insert(0, second);
        }
    }
    if cell.lines.last().is_some_and(|line| line.run.is_empty()) {
        cell.lines.pop();
    }
    rest
}
