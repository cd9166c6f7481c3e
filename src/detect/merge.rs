//! Cells that reach over rows: whether what stands in one column of two rows, one over the other, is one
//! cell.

use super::blocks;
use super::levels;
use super::pieces::Piece;
use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, percent};
use super::signs_seen;
use crate::geom::Pt;
use crate::page::Ruling;

/// The rows of a table as lines and pieces.
pub(super) struct Table<'t> {
    pub(super) lines: &'t [Line],
    pub(super) pieces: &'t [Vec<Piece>],
    /// All edges of the columns, the outer ones included.
    pub(super) edges: &'t [Pt],
    /// For each row its first line, and one past the last row's last line.
    pub(super) rows: &'t [usize],
}

impl Table<'_> {
    pub(super) fn columns(&self) -> usize {
        self.edges.len() - 1
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len() - 1
    }

    /// The pieces of a row that stand in a column.
    pub(super) fn cell(&self, row: usize, col: usize) -> impl Iterator<Item = &Piece> {
        self.pieces[self.rows[row]..self.rows[row + 1]]
            .iter()
            .flatten()
            .filter(move |piece| piece.col <= col && col <= piece.last_col)
    }

    fn filled(&self, row: usize) -> usize {
        (0..self.columns()).filter(|col| self.cell(row, *col).next().is_some()).count()
    }
}

/// A ruling over so much of a column, in percent, parts its rows; one over so little belongs to the next column.
const RULED: i32 = 70;
const SLIVER: i32 = 5;

/// For each row but the last and each column, whether its cell goes on in the next row.
pub(super) fn down(sheet: &Sheet<'_>, table: &Table<'_>) -> Vec<Vec<bool>> {
    let card = score::of(Decision::Merge);
    let ruled = boundaries(sheet, table);
    let parted: Vec<bool> =
        ruled.iter().map(|row| row.iter().all(|share| *share > RULED)).collect();
    let scores: Vec<Vec<i32>> = weighed(sheet, table, &ruled)
        .iter()
        .map(|row| row.iter().map(|e| card.score(e)).collect())
        .collect();
    // What a ruling parts is of two cells.
    let goes_on = |(score, share): (&i32, &i32)| *score > 0 && *share <= RULED;
    let mut found: Vec<Vec<bool>> = scores
        .iter()
        .zip(&ruled)
        .map(|(row, ruled)| row.iter().zip(ruled).map(goes_on).collect())
        .collect();
    for (row, merged) in found.iter_mut().enumerate() {
        let both =
            |col: &usize| [row, row + 1].iter().all(|row| table.cell(*row, *col).next().is_some());
        let filled: Vec<usize> = (0..table.columns()).filter(both).collect();
        let joined = filled.iter().filter(|col| merged[**col]).count();
        // Two rows whose texts were mostly one would be one row, and that was decided before.
        if joined * 2 > filled.len() {
            filled.iter().for_each(|col| merged[*col] = false);
        }
    }
    part_level(sheet, table, &ruled, &mut found);
    whole_runs(table, &ruled, &parted, &mut found);
    part_texts(&|row, col| table.cell(row, col).next().is_some(), &scores, &mut found);
    blocks::join(sheet, table, &parted, &mut found);
    levels::join(sheet, table, &parted, &mut found);
    for (row, own) in
        ruled.iter().enumerate().filter(|(_, own)| own.iter().any(|share| *share > RULED))
    {
        let open = |col: &usize| own[*col] <= SLIVER && is_between_walls(sheet, table, row, *col);
        (0..table.columns()).filter(open).for_each(|col| found[row][col] = true);
    }
    part_alike(sheet, table, &mut found);
    found
}

/// Whether uprights go on beside a column from a row to the next: where rulings part other columns there and not this
/// one, its cell goes on.
fn is_between_walls(sheet: &Sheet<'_>, table: &Table<'_>, row: usize, col: usize) -> bool {
    /// An upright stands no further off its edge than this.
    const OFF: Pt = Pt(300);
    let (above, below) = (table.rows[row + 1] - 1, table.rows[row + 1]);
    let middle = (table.lines[above].baseline + table.lines[below].area.top) / 2;
    [col, col + 1].iter().all(|edge| sheet.has_upright(middle, table.edges[*edge], OFF))
}

/// The text of a cell stands together: two texts with empty rows between them are of two cells. Where the
/// first begins at the top of its cell so does the second; else they are parted where it was the least sure
/// that a cell goes on.
fn part_texts(has: &dyn Fn(usize, usize) -> bool, scores: &[Vec<i32>], found: &mut [Vec<bool>]) {
    for col in 0..found.first().map_or(0, Vec::len) {
        let (mut last, mut top): (Option<usize>, usize) = (None, 0);
        for row in 0..=found.len() {
            if row > 0 && !found[row - 1][col] {
                (last, top) = (None, row);
            }
            if !has(row, col) {
                continue;
            }
            if let Some(above) = last.filter(|above| above + 1 < row) {
                let least = (above..row).min_by_key(|at| scores[*at][col]).unwrap_or(above);
                let cut = if above == top { row - 1 } else { least };
                found[cut][col] = false;
                top = cut + 1;
            }
            last = Some(row);
        }
    }
}

/// A value that is level with its own row is not that of the row over it, too: in a column of numbers, and among rows of
/// them, for names do stand at the foot of what they name.
fn part_level(sheet: &Sheet<'_>, table: &Table<'_>, ruled: &[Vec<i32>], found: &mut [Vec<bool>]) {
    // A number, and no text that begins with one.
    let is_number = |piece: &Piece| {
        let letters = |word: &usize| sheet.words[*word].text.chars().any(char::is_alphabetic);
        let first = piece.words.first().is_some_and(|word| sheet.looks[*word].number);
        first && !piece.words.iter().skip(1).any(letters)
    };
    let most = |of: &dyn Fn(&Piece) -> bool, rows: std::ops::Range<usize>| {
        let own = table.pieces[table.rows[rows.start]..table.rows[rows.end]].iter().flatten();
        let own: Vec<&Piece> = own.filter(|piece| of(piece)).collect();
        let numbers = own.iter().filter(|piece| is_number(piece)).count();
        numbers > 0 && numbers * 2 >= own.len()
    };
    let of_numbers = |row: usize| most(&|piece| piece.col > 0, row..row + 1);
    let Some(first) = (0..table.height()).find(|row| of_numbers(*row)) else { return };
    if let Some(header) = first.checked_sub(1).filter(|row| ends_header(sheet, table, ruled, *row))
    {
        found[header].fill(false);
    }
    let at = |piece: &Piece, col: usize| piece.col <= col && col <= piece.last_col;
    let values: Vec<bool> = (0..table.columns())
        .map(|col| most(&|piece| at(piece, col), first..table.height()))
        .collect();
    for row in (first + 1..found.len()).filter(|row| of_numbers(*row)) {
        for (col, goes_on) in found[row].iter_mut().enumerate().filter(|(col, _)| values[*col]) {
            let level = table.pieces[table.rows[row + 1]].iter().any(|piece| at(piece, col));
            *goes_on &= !level;
        }
    }
}

/// Of two texts that are the same, or labels or values made of the same signs, as `(d)` over `(e)`, none goes
/// on with the other: they are of two rows.
fn part_alike(sheet: &Sheet<'_>, table: &Table<'_>, found: &mut [Vec<bool>]) {
    let text = |row: usize, col: usize| {
        let words: Vec<usize> =
            table.cell(row, col).flat_map(|piece| &piece.words).copied().collect();
        words.iter().map(|at| sheet.words[*at].text.as_str()).collect::<Vec<_>>()
    };
    let alike = |above: &[&str], below: &[&str]| {
        let shape = signs_seen::shape(above.iter().copied());
        let signs = above.len() == 1 && shape.chars().any(|c| !c.is_alphabetic() && c != ' ');
        above == below || signs && shape == signs_seen::shape(below.iter().copied())
    };
    for (row, own) in found.iter_mut().enumerate() {
        for (col, goes_on) in own.iter_mut().enumerate().filter(|(_, goes_on)| **goes_on) {
            let above = text(row, col);
            *goes_on = above.is_empty() || !alike(&above, &text(row + 1, col));
        }
    }
}

/// Whether a ruling under all columns but the first ends the header, over a row with fractions, which no column is named.
fn ends_header(sheet: &Sheet<'_>, table: &Table<'_>, ruled: &[Vec<i32>], row: usize) -> bool {
    let mut below = table.pieces[table.rows[row + 1]].iter().flat_map(|piece| &piece.words);
    let is_fraction = |word: &usize| {
        let mut parts = sheet.words[*word].text.split('.');
        let digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
        sheet.looks[*word].number && parts.nth(1).is_some_and(digit)
    };
    let mut others = ruled[row].iter().skip(1);
    others.all(|share| *share > RULED) && below.any(is_fraction)
}

/// What goes on in the first of the empty rows under it goes on in all of them, up to the next ruling: a name
/// of a group stands over each of its rows or over the first alone. Where rulings stand over each row that has
/// a text in the first column and over no other, they draw those groups.
fn whole_runs(table: &Table<'_>, ruled: &[Vec<i32>], parted: &[bool], found: &mut [Vec<bool>]) {
    let has = |row: usize, col: usize| table.cell(row, col).next().is_some();
    let open = |row: usize, col: usize| ruled[row][col] <= RULED;
    if draws_groups(found.len(), &|row| has(row, 0), &|row| parted[row]) {
        (0..found.len()).filter(|row| !has(row + 1, 0)).for_each(|row| found[row][0] = true);
    }
    for col in 0..table.columns() {
        for row in 1..found.len() {
            if !has(row, col) && !has(row + 1, col) && open(row, col) && found[row - 1][col] {
                found[row][col] = true;
            }
        }
    }
}

/// Whether rulings stand under each row before one that has a name, and under no other but the last.
fn draws_groups(rows: usize, named: &dyn Fn(usize) -> bool, ruled: &dyn Fn(usize) -> bool) -> bool {
    /// Rulings that tell, the one under the header among them.
    const FEWEST: usize = 3;
    let under = (0..rows).filter(|row| ruled(*row)).count();
    let empty = (0..rows).any(|row| !named(row + 1));
    empty && under >= FEWEST && (0..rows).all(|row| ruled(row) == named(row + 1))
}

/// The evidence for each row but the last and each column, for lessons.
#[cfg(feature = "learn")]
pub(super) fn evidence(sheet: &Sheet<'_>, table: &Table<'_>) -> Vec<Vec<Evidence>> {
    weighed(sheet, table, &boundaries(sheet, table))
}

/// For each row but the last how much of each column rulings under it cover.
fn boundaries(sheet: &Sheet<'_>, table: &Table<'_>) -> Vec<Vec<i32>> {
    (0..table.height().saturating_sub(1)).map(|row| ruled(sheet, table, row)).collect()
}

/// The evidence, given what is ruled.
fn weighed(sheet: &Sheet<'_>, table: &Table<'_>, boundaries: &[Vec<i32>]) -> Vec<Vec<Evidence>> {
    let height = table.height();
    let ruled_rows = boundaries.iter().filter(|b| b.iter().any(|share| *share > RULED)).count();
    let columns = table.columns();
    let column_filled: Vec<i32> = (0..columns)
        .map(|col| {
            percent(
                (0..height).filter(|row| table.cell(*row, col).next().is_some()).count(),
                height,
            )
        })
        .collect();
    let filled: Vec<usize> = (0..height).map(|row| table.filled(row)).collect();
    (0..height.saturating_sub(1))
        .map(|row| {
            (0..columns)
                .map(|col| {
                    let mut own = of_cell(sheet, table, row, col, &boundaries[row]);
                    own.extend([
                        ("filled above, %", percent(filled[row], columns)),
                        ("filled below, %", percent(filled[row + 1], columns)),
                        ("column filled, %", column_filled[col]),
                        ("first column filled, %", column_filled[0]),
                        ("rows ruled off, %", percent(ruled_rows, height - 1)),
                    ]);
                    own
                })
                .collect()
        })
        .collect()
}

/// How much of each column's width rulings cover under a row, in percent. A ruling under some of the columns stands
/// between the texts of one of them; the lines of another may run over it.
fn ruled(sheet: &Sheet<'_>, table: &Table<'_>, row: usize) -> Vec<i32> {
    let columns = || 0..table.columns();
    let line = |at: usize| &table.lines[at];
    let between = |above: &Line, below: &Line| {
        let (top, bottom) = (above.baseline - above.size / 4, below.baseline - below.size / 3);
        (top.min(bottom), bottom.max(top))
    };
    let (first, last) = (table.rows[row + 1], table.rows[row + 2]);
    let has = |at: &usize, col: usize| {
        table.pieces[*at].iter().any(|piece| piece.col <= col && col <= piece.last_col)
    };
    let own = |col: usize| {
        let above = (table.rows[row]..first).rev().find(|at| has(at, col))?;
        let below = (first..last).find(|at| has(at, col))?;
        Some(between(line(above), line(below)))
    };
    let whole = between(line(first - 1), line(first));
    let gaps: Vec<(Pt, Pt)> = columns().map(|col| own(col).unwrap_or(whole)).collect();
    let reach = |ruling: &Ruling, col: usize| {
        let column = (table.edges[col], table.edges[col + 1]);
        common((ruling.from, ruling.to), column).max(Pt(0))
    };
    let within = |ruling: &Ruling, (from, to): (Pt, Pt)| from <= ruling.at && ruling.at <= to;
    let near = gaps.iter().fold(whole, |all, gap| (all.0.min(gap.0), all.1.max(gap.1)));
    let parts = |ruling: &&Ruling| {
        within(ruling, near)
            && (within(ruling, whole)
                || columns().any(|col| reach(ruling, col) > Pt(0) && within(ruling, gaps[col])))
    };
    let rulings: Vec<&Ruling> = sheet.across.iter().filter(parts).collect();
    let share = |col: usize| {
        let most = rulings.iter().map(|ruling| reach(ruling, col)).max().unwrap_or_default();
        hundredths(most, table.edges[col + 1] - table.edges[col]).min(100)
    };
    columns().map(share).collect()
}

fn of_cell(
    sheet: &Sheet<'_>,
    table: &Table<'_>,
    row: usize,
    col: usize,
    ruled: &[i32],
) -> Evidence {
    let above: Vec<&Piece> = table.cell(row, col).collect();
    let below: Vec<&Piece> = table.cell(row + 1, col).collect();
    let others = ruled.iter().enumerate().filter(|(at, _)| *at != col).map(|(_, share)| *share);
    let most = others.max().unwrap_or(0);
    let ruled_columns = ruled.iter().filter(|share| **share > RULED).count();
    let last = above.last().and_then(|p| p.words.last()).map(|w| &sheet.looks[*w]);
    let first = below.first().and_then(|p| p.words.first()).map(|w| &sheet.looks[*w]);
    let step = match (above.last(), below.first()) {
        (Some(a), Some(b)) => hundredths(b.area.top - a.area.top, table.lines[0].size).min(9999),
        _ => UNKNOWN,
    };
    let spans = |cell: &[&Piece]| cell.iter().map(|p| p.last_col - p.col).max().unwrap_or(0);
    let numbers = |row: usize| {
        let words = table.pieces[table.rows[row]..table.rows[row + 1]].iter().flatten();
        let firsts: Vec<bool> =
            words.filter_map(|p| p.words.first()).map(|w| sheet.looks[*w].number).collect();
        percent(firsts.iter().filter(|n| **n).count(), firsts.len())
    };
    let lines = |row: usize| table.rows[row + 1] - table.rows[row];
    // Where the next text of the column is, up and down.
    let up = (0..=row).rev().position(|r| table.cell(r, col).next().is_some());
    let next = (row + 1..table.height()).position(|r| table.cell(r, col).next().is_some());
    let tag = |cell: &[&Piece]| cell.first().and_then(|p| sheet.cell_tag(*p.words.first()?));
    vec![
        ("text above", i32::from(!above.is_empty())),
        ("text below", i32::from(!below.is_empty())),
        ("rows up to text", up.map_or(20, |rows| rows.min(20) as i32)),
        ("rows down to text", next.map_or(20, |rows| rows.min(20) as i32)),
        ("ruled here, %", ruled[col]),
        ("ruled elsewhere, %", most),
        ("columns ruled, %", percent(ruled_columns, ruled.len())),
        ("column", col.min(20) as i32),
        ("last column", i32::from(col + 1 == ruled.len())),
        ("columns", ruled.len().min(30) as i32),
        ("row", row.min(8) as i32),
        ("rows left", (table.height() - row).min(8) as i32),
        ("begins as a rest", first.map_or(UNKNOWN, |w| i32::from(w.rest))),
        ("ends open", last.map_or(UNKNOWN, |w| i32::from(w.open))),
        ("step, em%", step),
        ("cells over columns above", spans(&above).min(9) as i32),
        ("cells over columns below", spans(&below).min(9) as i32),
        ("numbers above, %", numbers(row)),
        ("numbers below, %", numbers(row + 1)),
        ("lines above", lines(row).min(9) as i32),
        ("lines below", lines(row + 1).min(9) as i32),
        (
            "one tagged cell",
            match (tag(&above), tag(&below)) {
                (Some(a), Some(b)) => i32::from(a.cell == b.cell),
                _ => UNKNOWN,
            },
        ),
        ("rows spanned by the tag", tag(&above).map_or(UNKNOWN, |t| i32::from(t.row_span.min(9)))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column of cells, `x` with a text, and the sure and unsure boundaries between them.
    fn parted(texts: &str, scores: &[i32]) -> Vec<bool> {
        let texts: Vec<bool> = texts.chars().map(|sign| sign == 'x').collect();
        let scores: Vec<Vec<i32>> = scores.iter().map(|score| vec![*score]).collect();
        let mut found: Vec<Vec<bool>> =
            scores.iter().map(|row| row.iter().map(|score| *score > 0).collect()).collect();
        part_texts(&|row, _| texts[row], &scores, &mut found);
        found.into_iter().map(|row| row[0]).collect()
    }

    #[test]
    fn texts_with_empty_rows_between_them_are_of_two_cells() {
        // The first text stands at the top of its cell, so the second does.
        assert_eq!(parted("x..x", &[9, 2, 5]), [true, true, false]);
        // The first stands in the middle of its cell: the least sure boundary parts them.
        assert_eq!(parted(".x..x", &[9, 9, 2, 5]), [true, true, false, true]);
        // Lines of one text follow each other; what was parted stays so.
        assert_eq!(parted("xx.", &[9, 9]), [true, true]);
        assert_eq!(parted("x.x", &[9, -1]), [true, false]);
    }
}
