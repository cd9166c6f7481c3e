//! From blocks to fragments: every character is entered in the ledger here, and nowhere else.

use std::ops::Range;

use super::grid::{Spot, lay_out};
use super::model::{Block, Cell as RawCell, NoteRef, Para, Table, each_para};
use crate::fragment::{Cell, Evidence, Fragment, Line, Role, Row, Start};
use crate::ledger::{Ledger, Place, Reason, Run};

/// Where in the part something stands; all numbers from 1, 0 outside of tables.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::extract) struct At {
    part: u16,
    table: u32,
    row: u32,
    cell: u32,
    paragraph: u32,
}

impl At {
    /// A place outside of tables.
    pub(in crate::extract) fn outside(part: u16, paragraph: u32) -> Self {
        At { part, paragraph, ..At::default() }
    }

    fn place(self) -> Place {
        Place::Word {
            part: self.part,
            table: self.table,
            row: self.row,
            cell: self.cell,
            paragraph: self.paragraph,
        }
    }
}

/// Enters a paragraph: its lines, and what it leaves out.
pub(in crate::extract) fn enter_para(para: &Para, at: At, ledger: &mut Ledger) -> Vec<Line> {
    let lines = enter_lines(para, at, ledger);
    let place = para.spots.first().map_or_else(|| at.place(), |(_, place)| *place);
    for (reason, text) in para.left() {
        let run = ledger.enter(text, place);
        ledger.leave_out(run, *reason);
    }
    lines
}

fn enter_lines(para: &Para, at: At, ledger: &mut Ledger) -> Vec<Line> {
    let mut lines = Vec::new();
    let raised = para.printed();
    let mut next = 0;
    for text in para.text.split('\n') {
        let start = next;
        next += text.len() + 1;
        if text.trim().is_empty() {
            continue;
        }
        let first = lines.is_empty();
        let run = enter_text(para, start..start + text.len(), at, ledger);
        for (range, raised) in &raised {
            let characters =
                |end: usize| Some(text.get(..end.checked_sub(start)?)?.chars().count());
            let place = characters(range.start).zip(characters(range.end));
            if let Some((from, to)) = place.filter(|(_, to)| *to > 0) {
                ledger.set_raised(run.slice(from, to), raised);
            }
        }
        lines.push(Line {
            run,
            start: if first { Start::Paragraph } else { Start::Break },
            list_level: para.level.filter(|_| first),
            mark: para.number().or(para.note()).filter(|_| first).map(Into::into),
            caption: para.caption,
            heading: para.heading,
            bold: para.bold,
            ..Line::default()
        });
    }
    lines
}

/// Enters a part of a paragraph's text, each piece of it at its own place.
fn enter_text(para: &Para, part: Range<usize>, at: At, ledger: &mut Ledger) -> Run {
    let first = para.spots.partition_point(|(from, _)| *from <= part.start).saturating_sub(1);
    let spots = para.spots.get(first..).unwrap_or_default();
    let mut run = Run { start: ledger.next(), end: ledger.next() };
    for (number, (from, place)) in spots.iter().enumerate() {
        let end = spots.get(number + 1).map_or(part.end, |(next, _)| (*next).min(part.end));
        let text = para.text.get((*from).max(part.start)..end).unwrap_or_default();
        run.end = ledger.enter(text, *place).end;
        if end == part.end {
            return run;
        }
    }
    ledger.enter(para.text.get(part).unwrap_or_default(), at.place())
}

/// Enters a table and those inside of it, the outer one first.
pub(in crate::extract) fn enter_table(
    table: Table,
    part: u16,
    nested: bool,
    ledger: &mut Ledger,
    fragments: &mut Vec<Fragment>,
) {
    let mut grid = lay_out(&table);
    let mut inner = Vec::new();
    let mut rows: Vec<Row> = Vec::with_capacity(grid.rows.len());
    // Where each kept cell of each row went in the fragment's row.
    let mut went: Vec<Vec<usize>> = Vec::with_capacity(grid.rows.len());
    let mut kept = std::mem::take(&mut grid.rows).into_iter().peekable();
    let mut headers_so_far = true;
    // Each row is let go once it is entered: a table may have millions.
    for (at, raw) in table.rows.into_iter().enumerate() {
        let mut spot = At { part, table: table.number, row: at as u32 + 1, ..At::default() };
        if kept.peek() != Some(&at) {
            for (number, cell) in raw.cells.iter().enumerate() {
                spot.cell = number as u32 + 1;
                leave_cell(cell, raw.gone, spot, nested, ledger);
            }
            continue;
        }
        kept.next();
        headers_so_far &= raw.header;
        let number = rows.len();
        let mut row = Row {
            role: if headers_so_far { Role::Header } else { Role::Body },
            cells: Vec::with_capacity(raw.cells.len()),
            ..Row::default()
        };
        let mut places = vec![usize::MAX; raw.cells.len()];
        let spots = grid.spots.get_mut(number).map(std::mem::take).unwrap_or_default();
        for (index, (raw, found)) in raw.cells.iter().zip(&spots).enumerate() {
            spot.cell = index as u32 + 1;
            match *found {
                Spot::Gone => leave_cell(raw, None, spot, nested, ledger),
                Spot::Own { col, col_span, row_span } => {
                    let shaded = raw.shaded;
                    let mut cell = Cell { col, col_span, row_span, shaded, ..Cell::default() };
                    fill(&mut cell, raw, spot, nested, ledger);
                    if let Some(place) = places.get_mut(index) {
                        *place = row.cells.len();
                    }
                    row.cells.push(cell);
                }
                Spot::Of { row: owner, cell } => {
                    // The merged cell has no text of its own; where it has, that is kept.
                    let place = went.get(owner).unwrap_or(&places).get(cell).copied();
                    let target = place.and_then(|place| {
                        if owner == number {
                            row.cells.get_mut(place)
                        } else {
                            rows.get_mut(owner).and_then(|row| row.cells.get_mut(place))
                        }
                    });
                    match target {
                        Some(cell) => fill(cell, raw, spot, nested, ledger),
                        None => leave_cell(raw, None, spot, nested, ledger),
                    }
                }
            }
        }
        went.push(places);
        rows.push(row);
        for cell in raw.cells.into_iter().filter(|cell| cell.gone.is_none()) {
            inner.extend(cell.blocks.into_iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                Block::Para(_) => None,
            }));
        }
    }
    // A table all of whose rows are marked as headers has none.
    if headers_so_far {
        for row in rows.iter_mut().skip(1) {
            row.role = Role::Body;
        }
        if let [only] = rows.as_mut_slice() {
            only.role = Role::Body;
        }
    }
    if !rows.is_empty() {
        fragments.push(Fragment {
            page: table.page.unwrap_or(table.number),
            area: table.area,
            evidence: Evidence::Declared,
            columns: grid.columns,
            edges: grid.edges,
            rows,
            ..Fragment::default()
        });
    }
    for inner in inner {
        enter_table(inner, part, true, ledger, fragments);
    }
}

/// The marks of notes in a table, each with the row that it stands in, and what they refer to.
pub(in crate::extract) fn note_marks(table: &Table) -> (Vec<(usize, Box<str>)>, Vec<NoteRef>) {
    let mut marks = Vec::new();
    let mut references = Vec::new();
    let mut any = false;
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    cells.for_each(|cell| {
        each_para(&cell.blocks, &mut |para| {
            any |= !para.notes().is_empty() || !para.marks().is_empty()
        });
    });
    if !any {
        return (marks, references);
    }
    let grid = lay_out(table);
    for (row, (at, spots)) in grid.rows.iter().zip(&grid.spots).enumerate() {
        let cells = table.rows.get(*at).map(|row| row.cells.as_slice()).unwrap_or_default();
        for (cell, spot) in cells.iter().zip(spots) {
            let row = match *spot {
                Spot::Own { .. } => row,
                Spot::Of { row, .. } => row,
                Spot::Gone => continue,
            };
            each_para(&cell.blocks, &mut |para| {
                for note in para.notes() {
                    marks.push((row, note.mark.as_str().into()));
                    references.push(note.clone());
                }
                marks.extend(para.marks().iter().map(|mark| (row, mark.clone())));
            });
        }
    }
    (marks, references)
}

/// Enters a table of which nothing is left, as left out.
pub(in crate::extract) fn leave_table(table: &Table, part: u16, ledger: &mut Ledger) {
    for (row, raw) in table.rows.iter().enumerate() {
        for (cell, cell_raw) in raw.cells.iter().enumerate() {
            let (row, cell) = (row as u32 + 1, cell as u32 + 1);
            let at = At { part, table: table.number, row, cell, ..At::default() };
            leave_cell(cell_raw, raw.gone, at, false, ledger);
        }
    }
}

/// Enters the text of a cell, tables inside of it too, as lines.
fn fill(cell: &mut Cell, raw: &RawCell, at: At, again: bool, ledger: &mut Ledger) {
    let mut at = at;
    let before = cell.lines.len();
    each_para(&raw.blocks, &mut |para| {
        at.paragraph += 1;
        let lines =
            if again { enter_lines(para, at, ledger) } else { enter_para(para, at, ledger) };
        cell.lines.reserve_exact(lines.len());
        cell.lines.extend(lines);
    });
    if cell.lines.len() > before {
        return;
    }
    // A cell that shows nothing but the number of a list item: that is what it says.
    at.paragraph = 0;
    each_para(&raw.blocks, &mut |para| {
        at.paragraph += 1;
        if let Some(number) = para.number().filter(|number| !number.trim().is_empty()) {
            let run = ledger.enter(number.trim(), at.place());
            cell.lines.push(Line { run, start: Start::Paragraph, ..Line::default() });
        }
    });
}

/// Enters the text of a cell that is not there in the chosen reading.
fn leave_cell(raw: &RawCell, row: Option<Reason>, at: At, again: bool, ledger: &mut Ledger) {
    let reason = row.or(raw.gone).unwrap_or(Reason::Deleted);
    if again {
        return;
    }
    let mut at = at;
    each_para(&raw.blocks, &mut |para| {
        at.paragraph += 1;
        for line in enter_para(para, at, ledger) {
            ledger.leave_out(line.run, reason);
        }
    });
}
