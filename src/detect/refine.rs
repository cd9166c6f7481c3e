//! A grid of rulings → the grid that a reader sees.
//!
//! Rulings say where cells are parted, but not always where they are not: borders drawn apart make
//! narrow strips that hold nothing, shaded rows have no lines between their columns, and a box
//! round many rows has none between its rows. What stands in the cells settles it.

use super::cells::FoundRow;
use super::grid::{Grid, Span};
use super::rows::{self, LineRow};
use super::words::{TextLine, Word, lines};
use crate::geom::{Area, Pt};

/// A strip between two rulings that is no wider than this and holds nothing is a thick border.
const STRIP: Pt = Pt(1000);
/// The same for the height of rows, where letters need less.
const FLAT: Pt = Pt(500);

/// A cell of a grid and the words that stand in it.
pub(super) type Filled<'w> = (Span, Vec<&'w Word>);

/// The edges and rows of a grid after all that.
pub(super) fn rows<'w>(mut grid: Grid, filled: Vec<Vec<&'w Word>>) -> (Vec<Pt>, Vec<FoundRow<'w>>) {
    let mut cells: Vec<Filled<'w>> = grid.cells.iter().copied().zip(filled).collect();
    drop_strips(&mut grid, &mut cells);
    // Where no ruling parts columns at all, those rows whose white space does tell the others.
    for _ in 0..2 {
        let starts = starts(&cells, grid.xs.len() - 1);
        cells = cells.into_iter().flat_map(|cell| parted(cell, &grid.xs, &starts)).collect();
    }
    cells.sort_by_key(|(span, _)| (span.row, span.col));
    let mut found: Vec<FoundRow<'w>> = Vec::new();
    // Where each row of the grid begins among the rows found.
    let mut starts = Vec::new();
    for row in 0..grid.ys.len().saturating_sub(1) {
        starts.push(found.len());
        let band: Vec<&Filled<'w>> = cells.iter().filter(|(span, _)| span.row == row).collect();
        match split(&band, &grid) {
            Some(parts) => found.extend(parts.into_iter().map(super::cells::line_row)),
            None => found.push(FoundRow {
                cells: band
                    .into_iter()
                    .map(|(span, words)| (*span, Some(area(&grid, span)), words.clone()))
                    .collect(),
            }),
        }
    }
    starts.push(found.len());
    // Rows moved: spans over rows are counted in the rows found.
    let last = grid.ys.len().saturating_sub(2);
    for row in 0..=last {
        let (Some(start), Some(next)) = (starts.get(row), starts.get(row + 1)) else { continue };
        for (at, found) in found.iter_mut().enumerate().take(*next).skip(*start) {
            for (span, ..) in &mut found.cells {
                let end =
                    if next - start == 1 { starts.get(span.last_row.min(last) + 1) } else { None };
                (span.row, span.last_row) = (at, end.copied().unwrap_or(at + 1).max(at + 1) - 1);
            }
        }
    }
    (grid.xs, found)
}

fn area(grid: &Grid, span: &Span) -> Area {
    grid.cell_area(span)
}

/// Takes away the columns and rows that are nothing but thick borders.
fn drop_strips(grid: &mut Grid, cells: &mut Vec<Filled<'_>>) {
    let mut col = 0;
    while grid.xs.len() > 2 && col + 1 < grid.xs.len() {
        let own =
            cells.iter().any(|(s, words)| s.col == col && s.last_col == col && !words.is_empty());
        if grid.xs[col + 1] - grid.xs[col] <= STRIP && !own {
            cells.retain(|(s, _)| s.col != col || s.last_col != col);
            for (span, _) in cells.iter_mut() {
                span.col -= usize::from(span.col > col);
                span.last_col -= usize::from(span.last_col >= col);
            }
            // The outer edge stays where it is.
            grid.xs.remove(if col == 0 { 1 } else { col });
        } else {
            col += 1;
        }
    }
    let mut row = 0;
    while grid.ys.len() > 2 && row + 1 < grid.ys.len() {
        let own =
            cells.iter().any(|(s, words)| s.row == row && s.last_row == row && !words.is_empty());
        if grid.ys[row + 1] - grid.ys[row] <= FLAT && !own {
            cells.retain(|(s, _)| s.row != row || s.last_row != row);
            for (span, _) in cells.iter_mut() {
                span.row -= usize::from(span.row > row);
                span.last_row -= usize::from(span.last_row >= row);
            }
            grid.ys.remove(if row == 0 { 1 } else { row });
        } else {
            row += 1;
        }
    }
}

/// Where the text of each column begins: the place at which most cells of that column alone do, and
/// the one under which an item goes on, after its bullet.
fn starts(cells: &[Filled<'_>], columns: usize) -> Vec<Vec<Pt>> {
    let usual = |mut places: Vec<Pt>| {
        places.sort_unstable();
        let near = |x: Pt| places.iter().filter(|other| (**other - x).abs() <= SAME).count();
        places.iter().copied().max_by_key(|x| near(*x))
    };
    let start = |col: usize| {
        let own = || cells.iter().filter(|(span, _)| span.col == col && span.last_col == col);
        let firsts = own().filter_map(|(_, words)| words.iter().map(|word| word.area.x0).min());
        let items = own().flat_map(|(_, words)| words.windows(2)).filter(|pair| pair[0].is_mark());
        let items = items.map(|pair| pair[1].area.x0);
        [usual(firsts.collect()), usual(items.collect())].into_iter().flatten().collect()
    };
    (0..columns).map(start).collect()
}

/// Texts of one column begin no further apart than this.
const SAME: Pt = Pt(150);

/// A row that no ruling parts, where what stands in several columns begins where these columns' text
/// begins in the other rows: the rulings between them are missing.
fn in_columns<'w>(
    span: Span,
    words: &[&'w Word],
    xs: &[Pt],
    starts: &[Vec<Pt>],
) -> Option<Vec<Filled<'w>>> {
    let mut pieces: Vec<Filled<'w>> = (span.col..=span.last_col)
        .map(|col| (Span { col, last_col: col, ..span }, vec![]))
        .collect();
    for word in words {
        if xs.iter().any(|edge| word.crosses(*edge)) {
            return None;
        }
        let col = rows::column_at(xs, word.area.mid_x());
        pieces.iter_mut().find(|(piece, _)| piece.col == col)?.1.push(word);
    }
    let full = || pieces.iter().filter(|(_, words)| !words.is_empty());
    let at_start = |(piece, words): &Filled<'_>| {
        let Some(first) = words.iter().map(|word| word.area.x0).min() else { return false };
        starts.get(piece.col).is_some_and(|own| own.iter().any(|x| (first - *x).abs() <= SAME))
    };
    // What stands alone at the left side is the name of a group of rows.
    let alone = full().count() < 2 && full().all(|(piece, _)| piece.col == span.col);
    (!alone && full().all(at_start)).then_some(pieces)
}

/// A cell over several columns whose words keep clear of the edges inside it is several cells: no
/// ruling parts them, but white space does.
fn parted<'w>((span, words): Filled<'w>, xs: &[Pt], starts: &[Vec<Pt>]) -> Vec<Filled<'w>> {
    /// White space that parts, in hundredths of the height of letters.
    const WIDE: i32 = 90;
    if span.col == span.last_col || words.is_empty() {
        return vec![(span, words)];
    }
    if span.last_col - span.col + 2 == xs.len()
        && let Some(pieces) = in_columns(span, &words, xs, starts)
    {
        return pieces;
    }
    let lines = lines(words.iter().copied());
    let cut = |edge: Pt| {
        let mut both = false;
        for line in &lines {
            let left = line.words.iter().rfind(|word| word.area.mid_x() < edge);
            let right = line.words.iter().find(|word| word.area.mid_x() >= edge);
            let over = line.words.iter().any(|word| word.crosses(edge));
            if over {
                return false;
            }
            if let (Some(left), Some(right)) = (left, right) {
                both = true;
                let gap = right.area.x0 - left.area.x1;
                if gap * 100 < left.size.min(right.size) * WIDE {
                    return false;
                }
            }
        }
        both
    };
    let mut pieces = vec![(Span { last_col: span.col, ..span }, Vec::new())];
    for col in span.col + 1..=span.last_col {
        let apart = xs.get(col).is_some_and(|edge| cut(*edge));
        match pieces.last_mut() {
            Some((last, _)) if !apart => last.last_col = col,
            _ => pieces.push((Span { col, last_col: col, ..span }, Vec::new())),
        }
    }
    // Blanks in a form part nothing: every column is filled, or the cell is a whole row.
    let columns = span.last_col + 1 - span.col;
    if pieces.len() < columns && (columns + 1 < xs.len() || pieces.len() * 2 < columns) {
        return vec![(span, words)];
    }
    for word in words {
        let col = rows::column_at(xs, word.area.mid_x());
        let home = pieces.iter().rposition(|(piece, _)| piece.col <= col).unwrap_or(0);
        if let Some((_, home)) = pieces.get_mut(home) {
            home.push(word);
        }
    }
    pieces
}

/// The rows inside one row of a grid, where it holds several.
fn split<'w>(band: &[&Filled<'w>], grid: &Grid) -> Option<Vec<LineRow<'w>>> {
    let full: Vec<(&Span, Vec<TextLine<'w>>)> = band
        .iter()
        .filter(|(span, words)| span.row == span.last_row && !words.is_empty())
        .map(|(span, words)| (span, lines(words.iter().copied())))
        .collect();
    let tall = band.iter().any(|(span, words)| span.row < span.last_row && !words.is_empty());
    if full.len() < 2 || tall || full.iter().all(|(_, lines)| lines.len() < 2) {
        return None;
    }
    let all = lines(band.iter().flat_map(|(_, words)| words.iter().copied()));
    // Items stand beside each other by chance.
    let listed = full.iter().any(|(_, lines)| lines.iter().filter(|l| bulleted(l)).count() > 1);
    let parts = if !listed && stacked(&full, &grid.xs) {
        rows::gather(&all, &grid.xs, &[])
    } else {
        spaced(&full, all)?.iter().map(|lines| rows::one(lines, &grid.xs)).collect()
    };
    (parts.len() > 1).then_some(parts)
}

/// Whether several cells hold lists of values that stand beside each other line by line.
pub(super) fn stacked(full: &[(&Span, Vec<TextLine<'_>>)], xs: &[Pt]) -> bool {
    let level = |a: &[TextLine<'_>], b: &[TextLine<'_>]| {
        a.len() == b.len()
            && a.iter().zip(b).all(|(a, b)| (a.baseline - b.baseline).abs() * 3 < a.size)
    };
    let lists: Vec<(&Span, &Vec<TextLine<'_>>, bool)> = full
        .iter()
        .filter(|(span, lines)| lines.len() > 1 && deliberate(span, lines, xs))
        .map(|(span, lines)| (*span, lines, lines.iter().all(is_value)))
        .collect();
    let twins = |values: bool| {
        lists
            .iter()
            .map(|(_, a, _)| {
                lists.iter().filter(|(_, b, value)| (*value || !values) && level(a, b)).count()
            })
            .max()
            .unwrap_or(0)
    };
    let numbers = twins(true);
    let needed = full.len().div_ceil(2).max(2);
    let tall = lists.iter().map(|(_, lines, _)| lines.len()).max().unwrap_or(0);
    numbers >= needed.min(3) || twins(false) >= needed.max(3) && tall >= 3
}

/// Word keeps text off the sides of a cell by this much, unless told otherwise (0.08 inch).
pub(super) const PAD: Pt = Pt(580);

/// Whether the lines of a cell were broken on purpose: the next word would have fitted.
fn deliberate(span: &Span, lines: &[TextLine<'_>], xs: &[Pt]) -> bool {
    let (Some(left), Some(right)) = (xs.get(span.col), xs.get(span.last_col + 1)) else {
        return false;
    };
    let room = *right - *left;
    let hyphen = |line: &TextLine<'_>| {
        line.words.last().is_some_and(|word| word.text.len() > 1 && word.text.ends_with(['-', '/']))
    };
    if lines.iter().any(hyphen) {
        return false;
    }
    // A word too long for its column breaks where the column is full.
    let pad = |line: &TextLine<'_>| (line.area.x0 - *left).min(PAD).max(Pt(0));
    let full = |pair: &[TextLine<'_>]| {
        let next: usize = pair[1].words.iter().map(|word| word.text.chars().count()).sum();
        let letter = pair[1].area.width() / i32::try_from(next.max(1)).unwrap_or(i32::MAX);
        pair[0].area.x1 + letter > *right - pad(&pair[0])
    };
    lines.iter().all(|line| line.words.len() == 1 && is_value(line)) && !lines.windows(2).any(full)
        || lines.windows(2).all(|pair| {
            let next = pair[1].words.first().map_or(Pt(0), |word| word.area.width());
            pair[0].area.width() + next + pair[0].size < room
        })
}

fn bulleted(line: &TextLine<'_>) -> bool {
    let mut text: Vec<char> = Vec::new();
    for word in line.words.iter().take(2) {
        text.extend(word.text.chars());
        text.push(' ');
    }
    let house = line.words.first().is_some_and(|word| word.bullet);
    (house || crate::marks::bullet_at(&text, 0, true) > 0)
        && text.first().is_some_and(|c| !c.is_numeric())
        && text.len() > 3
}

/// A number, a percentage, a sign for none.
fn is_value(line: &TextLine<'_>) -> bool {
    let text: String = line.words.iter().map(|word| word.text.as_str()).collect();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > letters || letters == 0 && text.chars().count() <= 3
}

/// The groups of lines between which white space runs through all cells, where there are several
/// and each has a key in the first column.
fn spaced<'w>(
    full: &[(&Span, Vec<TextLine<'w>>)],
    all: Vec<TextLine<'w>>,
) -> Option<Vec<Vec<TextLine<'w>>>> {
    /// Two groups may be two paragraphs of one row; of three, each with its key, that is unlikely.
    const FEWEST: usize = 3;
    let has = |line: &TextLine<'_>, lines: &[TextLine<'_>]| {
        lines.iter().any(|own| (own.baseline - line.baseline).abs() < Pt(150))
    };
    // How far apart the lines of one cell are at the least; where they are set wide, wide is usual.
    let leading = full
        .iter()
        .flat_map(|(_, lines)| lines.windows(2))
        .map(|pair| pair[1].baseline - pair[0].baseline)
        .min()
        .unwrap_or_default();
    let mut groups: Vec<Vec<TextLine<'w>>> = Vec::new();
    let (mut bottom, mut above) = (Pt(i32::MIN / 2), Pt(i32::MIN / 2));
    for line in all {
        let apart = line.area.top - bottom >= line.size * 2 / 5
            && (line.baseline - above) * 4 > leading * 5;
        above = line.baseline;
        bottom = bottom.max(line.area.bottom);
        match groups.last_mut() {
            Some(group) if !apart => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    let keyed = |group: &Vec<TextLine<'w>>| {
        let mut keys = full.iter().filter(|(span, _)| span.col == 0);
        keys.any(|(_, lines)| group.iter().any(|line| has(line, lines)))
    };
    let wide = |group: &&Vec<TextLine<'w>>| {
        group.iter().any(|line| full.iter().filter(|(_, lines)| has(line, lines)).count() > 1)
    };
    let good = groups.len() >= FEWEST
        // The first may be the rest of a row of the page before, the last a row whose key is on the
        // next.
        && groups.iter().skip(1).take(groups.len() - 2).all(keyed)
        && groups.iter().filter(wide).count() > 1;
    good.then_some(groups)
}
