//! The lines over the body of an unruled table → header rows whose cells span rows and columns.
//!
//! A header is printed in columns of several lines, names of groups stand over the columns they
//! cover, often with a rule as wide as the group. Lines under each other in one column are one
//! cell; how deep cells are stacked over a column tells the number of header rows.

use super::cells::FoundRow;
use super::grid::Span;
use super::rows::{self, Piece};
use super::words::TextLine;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// A header of more lines than this is no header.
const MOST_LINES: usize = 12;

/// How many of the lines of a table stand over its body: those over the first ruling that crosses
/// the table, or over the first line of values.
pub(super) fn len(lines: &[TextLine<'_>], edges: &[Pt], across: &[Pt]) -> usize {
    let by_ruling = across.iter().find_map(|y| {
        let over = lines.iter().take_while(|line| line.baseline < *y + Pt(100)).count();
        let tabular = lines.iter().take(over).any(|line| rows::pieces(line, edges).len() > 1);
        (over > 0 && tabular).then_some(over)
    });
    let of_values = |line: &TextLine<'_>| {
        let pieces = rows::pieces(line, edges);
        let values = pieces.iter().filter(|p| p.col > 0 && is_value(p)).count();
        let rest = pieces.iter().filter(|piece| piece.col > 0).count();
        // A value alone on its line is the end of a text.
        values > 0 && values * 2 > rest && pieces.len() > 1
    };
    let by_values = lines.iter().position(of_values).unwrap_or(0);
    let len = match by_ruling {
        // Values over a ruling are a body already; the ruling parts something else.
        Some(over) if by_values == 0 || by_values >= over => over,
        Some(over) if years(lines.get(..over).unwrap_or(&[]), edges) => over,
        _ => {
            // A sub-heading over the first line of values belongs to the body.
            let mut len = by_values;
            while len > 1 && lines.get(len - 1).is_some_and(|line| alone(line, edges)) {
                len -= 1;
            }
            len
        }
    };
    if len > MOST_LINES || len >= lines.len() { 0 } else { len }
}

/// Whether the first `len` lines of a page on which a table goes on are the rest of a row of the page
/// before and no header: they have list marks, or nothing in the first column.
pub(super) fn is_rest(lines: &[TextLine<'_>], edges: &[Pt], len: usize) -> bool {
    let mut pieces = lines.iter().take(len).flat_map(|line| rows::pieces(line, edges)).peekable();
    let keyless = pieces.peek().is_some() && pieces.clone().all(|piece| piece.col > 0);
    keyless || pieces.any(|piece| piece.words.first().is_some_and(|word| word.is_mark()))
}

fn alone(line: &TextLine<'_>, edges: &[Pt]) -> bool {
    matches!(rows::pieces(line, edges).as_slice(), [piece] if piece.col == 0)
}

/// Whether what looks like values is years and other names of columns: the last line has no key.
fn years(lines: &[TextLine<'_>], edges: &[Pt]) -> bool {
    lines.iter().all(|line| {
        let pieces = rows::pieces(line, edges);
        pieces.iter().filter(|piece| piece.col > 0).all(|piece| {
            let text: String = piece.words.iter().map(|word| word.text.as_str()).collect();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            !is_value(piece) || digits.len() >= 4 && matches!(digits.get(..2), Some("19" | "20"))
        })
    })
}

/// More digits than letters.
fn is_value(piece: &Piece<'_>) -> bool {
    let text: String = piece.words.iter().map(|word| word.text.as_str()).collect();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && digits > letters
}

/// A cell of the header that is being put together.
struct Block<'w> {
    piece: Piece<'w>,
    area: Area,
    last_baseline: Pt,
    /// A rule under it says which columns it covers.
    closed: bool,
}

/// The header rows of `lines`, the lines over the `body`. `rules` are the rulings among them.
pub(super) fn rows<'w>(
    lines: &[TextLine<'w>],
    body: &[TextLine<'w>],
    edges: &[Pt],
    rules: &[Ruling],
) -> Vec<FoundRow<'w>> {
    let columns = edges.len().saturating_sub(1);
    let mut blocks: Vec<Block<'w>> = Vec::new();
    let extents = extents(body, edges);
    for (line, pieces) in lines.iter().zip(cut(lines, edges, rules)) {
        for piece in pieces {
            let piece = settled(piece, &extents);
            let Some(area) = area(&piece) else { continue };
            let size = piece.words.first().map_or(Pt(0), |word| word.size);
            let home = blocks.iter_mut().rfind(|block| goes_on(block, &piece, &area, line, size));
            match home {
                Some(block) => {
                    block.piece.col = block.piece.col.min(piece.col);
                    block.piece.last_col = block.piece.last_col.max(piece.last_col);
                    block.piece.words.extend(piece.words);
                    block.area = block.area.union(&area);
                    block.last_baseline = line.baseline;
                }
                None => {
                    blocks.push(Block { piece, area, last_baseline: line.baseline, closed: false })
                }
            }
        }
        close(&mut blocks, line, lines, edges, rules);
    }
    widen(&mut blocks, edges);
    levels(blocks, columns)
}

/// The pieces of each line. Names of columns often stand closer than the columns: what reads as one
/// phrase over several columns is cut where nothing stands under it, so that it cannot be the name
/// of a group, or where its parts stand over the middles of what is under them.
fn cut<'w>(lines: &[TextLine<'w>], edges: &[Pt], rules: &[Ruling]) -> Vec<Vec<Piece<'w>>> {
    let mut below: Vec<Option<Area>> = vec![None; edges.len().saturating_sub(1)];
    let mut found: Vec<Vec<Piece<'w>>> = Vec::new();
    let mut next = Pt(i32::MAX);
    for line in lines.iter().rev() {
        let (y, bottom) = (line.baseline - line.size / 4, next - line.size / 4);
        next = line.baseline;
        // A rule as wide as a phrase, right under it, makes it the name of a group.
        let underlined = |piece: &Piece<'w>| {
            let Some(area) = area(piece) else { return false };
            rules.iter().any(|rule| {
                y < rule.at && rule.at < bottom && rule.from <= area.x0 && area.x1 <= rule.to
            })
        };
        let mut pieces = Vec::new();
        for piece in phrases(line, edges) {
            let parts = parts(&piece, edges);
            let under = below.get(piece.col..=piece.last_col).unwrap_or(&[]);
            let all = parts.len() > piece.last_col - piece.col;
            let leaves = under.iter().all(Option::is_none) && all;
            // All of them centred, or all flush at the same side.
            let alike = |way: fn(&Area, &Area, Pt) -> bool| {
                parts.iter().all(|part| {
                    let below = below.get(part.col).copied().flatten();
                    below.zip(area(part)).is_some_and(|(below, own)| way(&own, &below, line.size))
                })
            };
            let stand = alike(centred) || alike(flush_left) || alike(flush_right);
            if parts.len() > 1 && !underlined(&piece) && (leaves || stand) {
                pieces.extend(parts);
            } else {
                pieces.push(piece);
            }
        }
        for piece in &pieces {
            let own = area(piece);
            for place in below.iter_mut().take(piece.last_col + 1).skip(piece.col) {
                *place = own;
            }
        }
        found.push(pieces);
    }
    found.reverse();
    found
}

/// The phrases of a line with all the columns that each covers.
fn phrases<'w>(line: &TextLine<'w>, edges: &[Pt]) -> Vec<Piece<'w>> {
    /// Words of one phrase stand no further apart than this, in hundredths of their height.
    const PHRASE: i32 = 45;
    let mut found: Vec<Piece<'w>> = Vec::new();
    for piece in rows::pieces(line, edges) {
        let near = found.last().and_then(|last| last.words.last()).zip(piece.words.first());
        let near = near.is_some_and(|(last, next)| {
            (next.area.x0 - last.area.x1) * 100 < next.size.min(last.size) * PHRASE
        });
        match found.last_mut() {
            Some(last) if near && !(is_value(last) && is_value(&piece)) => {
                last.last_col = last.last_col.max(piece.last_col);
                last.words.extend(piece.words);
            }
            _ => found.push(piece),
        }
    }
    found
}

/// A piece cut between words whose middles stand in different columns.
fn parts<'w>(piece: &Piece<'w>, edges: &[Pt]) -> Vec<Piece<'w>> {
    let mut parts: Vec<Piece<'w>> = Vec::new();
    for word in &piece.words {
        let col = rows::column_at(edges, word.area.mid_x());
        match parts.last_mut() {
            Some(last) if last.col == col => last.words.push(word),
            _ => parts.push(Piece { words: vec![word], col, last_col: col }),
        }
    }
    parts
}

fn area(piece: &Piece<'_>) -> Option<Area> {
    piece.words.iter().map(|word| word.area).reduce(|a, b| a.union(&b))
}

fn centred(a: &Area, b: &Area, size: Pt) -> bool {
    (a.mid_x() - b.mid_x()).abs() * 100 < size * 60
}

fn flush_left(a: &Area, b: &Area, size: Pt) -> bool {
    (a.x0 - b.x0).abs() * 100 < size * 30
}

fn flush_right(a: &Area, b: &Area, size: Pt) -> bool {
    (a.x1 - b.x1).abs() * 100 < size * 30
}

/// Where the text of each column stands in the body: narrower than between its edges.
fn extents(body: &[TextLine<'_>], edges: &[Pt]) -> Vec<Option<(Pt, Pt)>> {
    let mut found: Vec<Option<(Pt, Pt)>> = vec![None; edges.len().saturating_sub(1)];
    for piece in body.iter().flat_map(|line| rows::pieces(line, edges)) {
        let Some(own) = area(&piece).filter(|_| piece.col == piece.last_col) else { continue };
        if let Some(extent) = found.get_mut(piece.col) {
            let (x0, x1) = extent.unwrap_or((own.x0, own.x1));
            *extent = Some((x0.min(own.x0), x1.max(own.x1)));
        }
    }
    found
}

/// The columns whose text a piece stands over; what the edges say where it stands over none.
fn settled<'w>(mut piece: Piece<'w>, extents: &[Option<(Pt, Pt)>]) -> Piece<'w> {
    /// How much of a column's text a name must stand over to be a name of it, in percent.
    const OVER: i32 = 30;
    let Some(own) = area(&piece) else { return piece };
    let covers = |col: &usize| {
        extents.get(*col).copied().flatten().is_some_and(|(x0, x1)| {
            let over = (own.x1.min(x1) - own.x0.max(x0)).0;
            over > 0 && over * 100 >= (x1 - x0).min(own.width()).0 * OVER
        })
    };
    let over: Vec<usize> = (piece.col..=piece.last_col).filter(covers).collect();
    if let (Some(first), Some(last)) = (over.first(), over.last()) {
        (piece.col, piece.last_col) = (*first, *last);
    }
    piece
}

/// Whether a piece goes on in a block over it: the same column, no rule between them.
fn goes_on(
    block: &Block<'_>,
    piece: &Piece<'_>,
    area: &Area,
    line: &TextLine<'_>,
    size: Pt,
) -> bool {
    /// Lines of one cell are no further apart than this, in hundredths of the height.
    const TIGHT: i32 = 150;
    let gap = line.baseline - block.last_baseline;
    let near = gap.0 > 0 && gap * 100 <= size * TIGHT;
    let same = block.piece.col == piece.col && block.piece.last_col == piece.last_col
        || (block.piece.col == block.piece.last_col || piece.col == piece.last_col)
            && overlap(&block.area, area) * 10 > block.area.width().min(area.width()).0 * 8
            && block.piece.col <= piece.last_col
            && piece.col <= block.piece.last_col
            && wide(block, piece) <= 2;
    near && same && !block.closed
}

fn wide(block: &Block<'_>, piece: &Piece<'_>) -> usize {
    block.piece.last_col.max(piece.last_col) + 1 - block.piece.col.min(piece.col)
}

fn overlap(a: &Area, b: &Area) -> i32 {
    (a.x1.min(b.x1) - a.x0.max(b.x0)).0.max(0)
}

/// Rules right under a line close the blocks over them, and tell their columns.
fn close(
    blocks: &mut [Block<'_>],
    line: &TextLine<'_>,
    lines: &[TextLine<'_>],
    edges: &[Pt],
    rules: &[Ruling],
) {
    let next = lines.iter().map(|other| other.baseline).find(|y| *y > line.baseline);
    for rule in rules {
        let under = line.baseline - line.size / 4 < rule.at
            && next.is_none_or(|next| rule.at < next - line.size / 4);
        if !under {
            continue;
        }
        let sliver = Pt(300);
        let col = rows::column_at(edges, rule.from + sliver);
        let last_col = rows::column_at(edges, rule.to - sliver).max(col);
        for block in blocks.iter_mut().filter(|block| !block.closed) {
            let mid = block.area.mid_x();
            if rule.from <= mid && mid <= rule.to && block.area.top < rule.at {
                block.closed = true;
                let over = blocks_over(rule, block);
                if over {
                    block.piece.col = col;
                    block.piece.last_col = last_col;
                }
            }
        }
    }
}

/// Whether a rule belongs to one block alone: its text stands in the middle of it or fills it.
fn blocks_over(rule: &Ruling, block: &Block<'_>) -> bool {
    let mid = rule.from + rule.len() / 2;
    let off = (block.area.mid_x() - mid).abs();
    off * 5 < rule.len() || block.area.x0 - rule.from < Pt(600)
}

/// A block over columns that have blocks of their own, and centred over them, covers them all.
fn widen(blocks: &mut [Block<'_>], edges: &[Pt]) {
    for at in 0..blocks.len() {
        let Some(block) = blocks.get(at) else { continue };
        if block.closed {
            continue;
        }
        let (top, mid) = (block.area.top, block.area.mid_x());
        let (mut col, mut last) = (block.piece.col, block.piece.last_col);
        // Neighbours on its own height bound it.
        let bound = |left: bool| {
            let beside = blocks
                .iter()
                .filter(|other| other.area.top < block.area.bottom && top < other.area.bottom);
            if left {
                beside.filter(|b| b.piece.last_col < col).map(|b| b.piece.last_col + 1).max()
            } else {
                beside.filter(|b| b.piece.col > last).map(|b| b.piece.col).min()
            }
        };
        let low = bound(true).unwrap_or(0).max(usize::from(col > 0));
        let high = bound(false).unwrap_or(edges.len() - 1);
        let covered = |c: usize| {
            blocks.iter().any(|other| {
                other.area.top >= block.area.bottom - Pt(200)
                    && other.piece.col <= c
                    && c <= other.piece.last_col
            })
        };
        if !(col..=last).any(covered) {
            continue;
        }
        let mut best: Option<(Pt, usize, usize)> = None;
        for from in low..=col {
            for to in last..high {
                if !(from..=to).all(covered) {
                    continue;
                }
                let under: Vec<&Block<'_>> = blocks
                    .iter()
                    .filter(|o| o.area.top >= block.area.bottom - Pt(200))
                    .filter(|o| from <= o.piece.col && o.piece.last_col <= to)
                    .collect();
                let x0 = under.iter().map(|o| o.area.x0).min();
                let x1 = under.iter().map(|o| o.area.x1).max();
                let (Some(x0), Some(x1)) = (x0, x1) else { continue };
                let off = (mid - (x0 + (x1 - x0) / 2)).abs();
                if best.is_none_or(|(least, ..)| off < least) {
                    best = Some((off, from, to));
                }
            }
        }
        if let Some((off, from, to)) = best
            && off < Pt(1500)
        {
            (col, last) = (from, to);
        }
        if let Some(block) = blocks.get_mut(at) {
            (block.piece.col, block.piece.last_col) = (col, last);
        }
    }
}

/// Blocks to rows: a block stands one row under the deepest block over it; one with nothing under
/// it reaches down to the last row.
fn levels(mut blocks: Vec<Block<'_>>, columns: usize) -> Vec<FoundRow<'_>> {
    blocks.sort_by_key(|block| (block.area.top, block.piece.col));
    let mut depth = vec![0_usize; columns];
    let mut placed: Vec<(Span, Block<'_>)> = Vec::new();
    for block in blocks {
        let (col, last_col) = (block.piece.col, block.piece.last_col.min(columns - 1));
        let row = depth.iter().take(last_col + 1).skip(col).max().copied().unwrap_or(0);
        for deep in depth.iter_mut().take(last_col + 1).skip(col) {
            *deep = row + 1;
        }
        placed.push((Span { row, col, last_row: row, last_col }, block));
    }
    let count = depth.iter().max().copied().unwrap_or(0);
    let spans: Vec<Span> = placed.iter().map(|(span, _)| *span).collect();
    let mut rows: Vec<FoundRow<'_>> = (0..count).map(|_| FoundRow { cells: Vec::new() }).collect();
    for (mut span, block) in placed {
        let below = spans
            .iter()
            .filter(|o| o.row > span.row && o.col <= span.last_col && span.col <= o.last_col)
            .map(|o| o.row)
            .min();
        span.last_row = below.map_or(count, |row| row).max(span.row + 1) - 1;
        if let Some(row) = rows.get_mut(span.row) {
            row.cells.push((span, None, block.piece.words));
        }
    }
    for row in &mut rows {
        row.cells.sort_by_key(|(span, ..)| span.col);
    }
    rows
}
