//! Names beside names of several levels: a ruling parts a name over some columns from the names under it, and
//! what stands beside both, where no ruling is, is one name, whatever its lines stand level with.

use super::merge::Table;
use super::pieces::Piece;
use super::sheet::{Sheet, common};
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// Rows of the highest header, less one: under so many there may be names of a lower level.
const LEVELS: usize = 3;
/// A ruling that reaches over so little of a text, in percent, belongs to its neighbour.
const SLIVER: i32 = 5;
/// A text is level with another where its middle is no further off than this part of a line.
const OFF: i32 = 4;

/// A name over several columns, and the names under it.
struct Level<'s> {
    /// The row of the name and that of the names under it.
    rows: (usize, usize),
    name: Area,
    under: Vec<Area>,
    /// The rulings between them.
    rulings: Vec<&'s Ruling>,
}

/// Lets cells beside a name over several columns go on over both levels. `parted` tells for each row but the last
/// whether rulings go from side to side under it.
pub(super) fn join(sheet: &Sheet<'_>, table: &Table<'_>, parted: &[bool], found: &mut [Vec<bool>]) {
    // Under the ruling from side to side stand the rows.
    let end = parted.iter().position(|parted| *parted);
    let header = end.filter(|rows| *rows <= LEVELS).unwrap_or(0);
    for row in 0..header {
        for level in (0..table.columns()).filter_map(|col| level(sheet, table, row, col)) {
            for col in (0..table.columns()).filter(|col| is_one_name(sheet, table, &level, *col)) {
                (row..level.rows.1).for_each(|row| found[row][col] = true);
            }
        }
    }
}

/// The level of a name over several columns that begins in `col`, where rulings part it from the names of each of
/// them in the next row that has some.
fn level<'s>(sheet: &'s Sheet<'_>, table: &Table<'_>, row: usize, col: usize) -> Option<Level<'s>> {
    let begins = |piece: &&Piece| piece.col == col && piece.last_col > piece.col;
    let name = table.cell(row, col).find(begins)?;
    let under = |row: usize| -> Option<Vec<Area>> {
        (name.col..=name.last_col).map(|col| union(table.cell(row, col).map(|p| p.area))).collect()
    };
    let next = (row + 1..table.height()).take(LEVELS).find(|row| under(*row).is_some())?;
    let under = under(next)?;
    let below = union(under.iter().copied())?;
    let (x0, x1) = (name.area.x0.max(below.x0), name.area.x1.min(below.x1));
    let covers = |r: &&Ruling| r.from <= x0 + Pt(100) && r.to >= x1 - Pt(100);
    let between = sheet.across_between(name.area.mid_y(), below.mid_y());
    let rulings: Vec<&Ruling> = between.iter().filter(covers).collect();
    (!rulings.is_empty()).then_some(Level { rows: (row, next), name: name.area, under, rulings })
}

/// Whether what stands in a column beside a level is one name: several texts over and under it, none of them what names
/// of the level say as well ("n"), or one that is level with no other name.
fn is_one_name(sheet: &Sheet<'_>, table: &Table<'_>, level: &Level<'_>, col: usize) -> bool {
    let (row, next) = level.rows;
    let filled: Vec<usize> =
        (row..=next).filter(|row| table.cell(*row, col).next().is_some()).collect();
    let areas: Option<Vec<Area>> = filled.iter().map(|row| area(table, *row, col)).collect();
    let Some(whole) = areas.and_then(|all| union(all.into_iter())) else { return false };
    let own = text(sheet, table, next, col);
    let others = || (0..table.columns()).filter(|other| *other != col);
    let again = || !own.is_empty() && others().any(|col| text(sheet, table, next, col) == own);
    let size = table.lines.first().map_or(Pt(0), |line| line.size);
    let off = |other: &Area| (whole.mid_y() - other.mid_y()).abs() * OFF > size;
    let middle = off(&level.name) && level.under.iter().all(off);
    (filled.len() > 1 && !again() || filled.len() == 1 && middle) && is_open(&whole, &level.rulings)
}

fn union(areas: impl Iterator<Item = Area>) -> Option<Area> {
    areas.reduce(|a, b| a.union(&b))
}

fn is_open(text: &Area, rulings: &[&Ruling]) -> bool {
    let reach = |r: &&Ruling| common((r.from, r.to), (text.x0, text.x1)).max(Pt(0));
    let over = rulings.iter().map(reach).max().unwrap_or_default();
    over * 100 <= text.width() * SLIVER
}

/// Where the text of a cell stands; none where it reaches over other columns.
fn area(table: &Table<'_>, row: usize, col: usize) -> Option<Area> {
    let own = table.cell(row, col).all(|piece| piece.col == piece.last_col);
    union(table.cell(row, col).map(|piece| piece.area)).filter(|_| own)
}

fn text(sheet: &Sheet<'_>, table: &Table<'_>, row: usize, col: usize) -> String {
    table.cell(row, col).map(|piece| sheet.text(&piece.words)).collect::<Vec<_>>().join(" ")
}
