//! Names that stand in the middle of the rows they name: a study beside its outcomes, set halfway down.
//!
//! No row by itself says which name it belongs to; all together do. Either rulings from side to side part the rows of
//! one name from those of the next, or the names tell: each stands in the middle of its rows, and the rows of all of
//! them are all the rows there are.

use std::ops::Range;

use super::merge::Table;
use crate::geom::Pt;

/// So many names tell, and so many of them must have several rows.
const FEWEST: usize = 3;
const HIGH: usize = 2;
/// A name is no further off the middle of its rows than this part of a line.
const OFF: i32 = 4;
/// Rows of one name at most.
const MOST: usize = 80;
/// Rows of the longest header.
const HEADER: usize = 3;

/// The rows of one name.
type Block = Range<usize>;

/// Lets cells reach over all rows of their names, where names stand in the middle. `ruled` tells for each row but the
/// last whether rulings go from side to side under it.
pub(super) fn join(table: &Table<'_>, ruled: &[bool], found: &mut [Vec<bool>]) {
    let told = [Some(by_rulings(table, ruled)), by_middles(table)];
    let blocks = told.into_iter().flatten().find(|blocks| are_told(table, blocks));
    let Some(blocks) = blocks else { return };
    let own = |col: &usize| blocks.iter().all(|block| is_in_middle(table, block, *col));
    for col in (0..table.columns()).filter(own) {
        for block in &blocks {
            for at in block.clone() {
                if let Some(goes_on) = found.get_mut(at).and_then(|row| row.get_mut(col)) {
                    *goes_on = at + 1 < block.end;
                }
            }
        }
    }
}

/// The blocks that rulings part, those of the header aside.
fn by_rulings(table: &Table<'_>, ruled: &[bool]) -> Vec<Block> {
    let ends = ruled.iter().enumerate().filter(|(_, ruled)| **ruled).map(|(row, _)| row + 1);
    let ends: Vec<usize> = ends.chain([table.height()]).collect();
    ends.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The blocks that names in the middle of their rows tell, one after the other from the header to the last row.
fn by_middles(table: &Table<'_>) -> Option<Vec<Block>> {
    let named = |row: usize| table.cell(row, 0).next().is_some();
    let tiled = |first: usize| {
        let mut blocks: Vec<Block> = Vec::new();
        let mut from = first;
        while from < table.height() {
            let name = (from..table.height()).find(|row| named(*row))?;
            let last = (name + 1..table.height()).find(|row| named(*row)).unwrap_or(table.height());
            let last = last.min(from + MOST).max(name + 1);
            let end = (name + 1..=last).find(|end| is_in_middle(table, &(from..*end), 0))?;
            blocks.push(from..end);
            from = end;
        }
        Some(blocks)
    };
    let firsts = (1..=HEADER).take_while(|first| *first < table.height());
    firsts.filter(|first| !named(*first)).find_map(tiled)
}

/// Whether some names stand in the middle of several rows, and none at the top of them.
fn are_told(table: &Table<'_>, blocks: &[Block]) -> bool {
    let high = blocks.iter().filter(|block| block.len() > 1);
    blocks.len() >= FEWEST
        && high.count() >= HIGH
        && blocks.iter().all(|block| is_in_middle(table, block, 0))
}

/// Whether what stands in a column of some rows stands in their middle, and one of several rows has nothing there.
fn is_in_middle(table: &Table<'_>, block: &Block, col: usize) -> bool {
    let pieces = || block.clone().flat_map(|row| table.cell(row, col));
    let single = pieces().all(|piece| piece.col == piece.last_col);
    let empty = |row: usize| table.cell(row, col).next().is_none();
    let rows = table.rows[block.start]..table.rows[block.end];
    let others = table.pieces.get(rows).unwrap_or_default().iter().flatten();
    let others = others.filter(|piece| col < piece.col || piece.last_col < col);
    let own = pieces().map(|piece| piece.area).reduce(|a, b| a.union(&b));
    let all = others.map(|piece| piece.area).reduce(|a, b| a.union(&b));
    let size = table.lines.first().map_or(Pt(0), |line| line.size);
    let near =
        own.zip(all).is_some_and(|(own, all)| (own.mid_y() - all.mid_y()).abs() * OFF <= size);
    single && near && (block.len() == 1 || block.clone().any(empty))
}
