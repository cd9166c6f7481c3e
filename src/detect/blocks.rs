//! Names that stand in the middle of the rows they name: a study beside its outcomes, set halfway down.
//!
//! No row by itself says which name it belongs to; all together do. Either rulings from side to side part the rows of
//! one name from those of the next, or the names tell: each stands in the middle of its rows, and the rows of all of
//! them are all the rows there are.

use std::ops::Range;

use super::merge::Table;
use super::sheet::Sheet;
use crate::geom::Pt;

/// So many names must have several rows; where nothing else tells, so many names there are.
const HIGH: usize = 2;
const FEWEST: usize = 3;
/// A name is no further off the middle of its rows than this part of a line.
const OFF: i32 = 3;
/// Rows of one name at most.
const MOST: usize = 80;
/// Rows of the longest header.
const HEADER: usize = 3;

/// The rows of one name.
type Block = Range<usize>;

/// Lets cells reach over all rows of their names, where names stand in the middle. `ruled` tells for each row but the
/// last whether rulings go from side to side under it.
pub(super) fn join(sheet: &Sheet<'_>, table: &Table<'_>, ruled: &[bool], found: &mut [Vec<bool>]) {
    for blocks in told(table, ruled) {
        for col in 0..table.columns() {
            for block in joined(sheet, table, &blocks, col, found) {
                for at in block.clone() {
                    if let Some(goes_on) = found.get_mut(at).and_then(|row| row.get_mut(col)) {
                        *goes_on = at + 1 < block.end;
                    }
                }
            }
        }
    }
}

/// The blocks that have one cell in a column: all, where what stands there is in the middle of each. Beside such a text
/// another may have as many lines as its block has rows: it is one cell where all lines but the first begin as a rest.
fn joined<'b>(
    sheet: &Sheet<'_>,
    table: &Table<'_>,
    blocks: &'b [Block],
    col: usize,
    found: &[Vec<bool>],
) -> Vec<&'b Block> {
    let middle = |block: &Block| is_in_middle(table, block, col);
    if blocks.iter().all(middle) {
        return blocks.iter().collect();
    }
    let full = |block: &Block| block.clone().all(|row| table.cell(row, col).next().is_some());
    let ends = |block: &Block| !found.get(block.end - 1).is_some_and(|row| row[col]);
    let rest = |row: usize| {
        let first = table.cell(row, col).next().and_then(|piece| piece.words.first());
        first.is_some_and(|word| sheet.looks[*word].rest)
    };
    let some = blocks.iter().any(|block| block.len() > 1 && middle(block))
        && blocks.iter().all(|block| ends(block) && (full(block) || middle(block)));
    let one =
        |block: &&Block| !full(block) || block.len() > 1 && (block.start + 1..block.end).all(rest);
    blocks.iter().filter(|_| some).filter(one).collect()
}

/// The blocks that are told, those of the innermost names first: in the rows of a name others may have rows of their own.
fn told(table: &Table<'_>, ruled: &[bool]) -> Vec<Vec<Block>> {
    let drawn = by_rulings(table, ruled);
    if are_told(table, &drawn, 0) {
        return vec![drawn];
    }
    let full =
        |col: &usize| (HEADER..table.height()).all(|row| table.cell(row, *col).next().is_some());
    let names = (0..table.columns()).find(full).unwrap_or(0);
    let mut found: Vec<Vec<Block>> = Vec::new();
    for col in (0..names).rev() {
        let Some(blocks) = by_middles(table, ruled, col) else { continue };
        let ends = |block: &Block| {
            found.last().is_some_and(|inner| inner.iter().any(|own| own.end == block.end))
        };
        let sure = blocks.iter().all(ends) || blocks.iter().all(is_between);
        let fewest = if sure { HIGH } else { FEWEST };
        if blocks.len() >= fewest && are_told(table, &blocks, col) && is_no_chance(&blocks, ruled) {
            found.push(blocks);
        }
    }
    found
}

/// The blocks that rulings part, those of the header aside.
fn by_rulings(table: &Table<'_>, ruled: &[bool]) -> Vec<Block> {
    let ends = ruled.iter().enumerate().filter(|(_, ruled)| **ruled).map(|(row, _)| row + 1);
    let ends: Vec<usize> = ends.chain([table.height()]).collect();
    ends.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The blocks that the names of a column tell in the middle of their rows, one after the other from the header to the last
/// row. No ruling goes through them, and under a header of several rows there is one.
fn by_middles(table: &Table<'_>, ruled: &[bool], col: usize) -> Option<Vec<Block>> {
    let named = |row: usize| table.cell(row, col).next().is_some();
    let tiled = |first: usize| {
        let mut blocks: Vec<Block> = Vec::new();
        let mut from = first;
        while from < table.height() {
            let name = (from..table.height()).find(|row| named(*row))?;
            let last = (name + 1..table.height()).find(|row| named(*row)).unwrap_or(table.height());
            let last = last.min(from + MOST).max(name + 1);
            let last = (from..last).find(|row| is_ruled(ruled, *row)).map_or(last, |row| row + 1);
            let fits = |end| Some((off_middle(table, &(from..end), col)?, end));
            let (_, end) = (name + 1..=last).filter_map(fits).min()?;
            blocks.push(from..end);
            from = end;
        }
        Some(blocks)
    };
    let firsts = (1..=HEADER).take_while(|first| *first < table.height());
    let firsts = firsts.filter(|first| *first == 1 || is_ruled(ruled, first - 1));
    firsts.filter(|first| !named(*first)).find_map(tiled)
}

fn is_ruled(ruled: &[bool], row: usize) -> bool {
    ruled.get(row).is_some_and(|ruled| *ruled)
}

/// Whether names could not as well stand at the top of rows that they are in the middle of by chance: then each would
/// stand on the line of a row, as with three rows and one in turn, where every second name has two. A ruling over the
/// first of the rows, which has no name, tells that none stands at the top.
fn is_no_chance(blocks: &[Block], ruled: &[bool]) -> bool {
    let first = blocks.first().and_then(|block| block.start.checked_sub(1));
    let between = blocks.iter().any(is_between);
    let alike = blocks.windows(2).all(|pair| pair[0].len() == pair[1].len());
    first.is_some_and(|row| is_ruled(ruled, row)) || between || alike
}

/// Whether a name in the middle of its rows stands between two lines: it is at the top of neither.
fn is_between(block: &Block) -> bool {
    block.len().is_multiple_of(2)
}

/// Whether some names of a column stand in the middle of several rows, and none at the top of them.
fn are_told(table: &Table<'_>, blocks: &[Block], col: usize) -> bool {
    let high = blocks.iter().filter(|block| block.len() > 1);
    high.count() >= HIGH && blocks.iter().all(|block| is_in_middle(table, block, col))
}

/// Whether what stands in a column of some rows stands in their middle, and one of several rows has nothing there.
fn is_in_middle(table: &Table<'_>, block: &Block, col: usize) -> bool {
    off_middle(table, block, col).is_some()
}

/// How far it is off the middle, where it stands there.
fn off_middle(table: &Table<'_>, block: &Block, col: usize) -> Option<Pt> {
    let pieces = || block.clone().flat_map(|row| table.cell(row, col));
    let single = pieces().all(|piece| piece.col == piece.last_col);
    let empty = |row: &usize| table.cell(*row, col).next().is_none();
    // Two texts with empty rows between them are no one name.
    let name: Vec<usize> = block.clone().skip_while(empty).take_while(|row| !empty(row)).collect();
    let whole = block.clone().filter(|row| !empty(row)).count() == name.len();
    let rows = table.rows[block.start]..table.rows[block.end];
    let others = || table.pieces.get(rows.clone()).unwrap_or_default().iter().flatten();
    // Outer names stand before the inner ones, in the middle of more rows.
    let after = others().filter(|piece| piece.col > col);
    let before = others().filter(|piece| piece.last_col < col);
    let others =
        if col + 1 < table.columns() { after.collect() } else { before.collect::<Vec<_>>() };
    let own = pieces().map(|piece| piece.area).reduce(|a, b| a.union(&b));
    let all = others.iter().map(|piece| piece.area).reduce(|a, b| a.union(&b));
    let size = table.lines.first().map_or(Pt(0), |line| line.size);
    let off = own.zip(all).map(|(own, all)| (own.mid_y() - all.mid_y()).abs());
    let told = single && whole && (block.len() == 1 || block.len() > name.len());
    off.filter(|off| told && *off * OFF <= size)
}
