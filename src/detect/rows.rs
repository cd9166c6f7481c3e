//! Lines of a table without rulings between its rows → rows.
//!
//! A row begins where a line has text in the key column, or where the gap over it is wider than the
//! gaps inside rows; other lines go on in the row above them.

use super::words::{TextLine, Word};
use std::collections::BTreeMap;

use crate::geom::Pt;
use crate::page::RowTag;

/// A row: for each column the lines of its words.
#[derive(Clone, Debug, Default)]
pub(super) struct LineRow<'w> {
    /// The words of the row with the columns they cover, from 0, both ends included.
    pub(super) pieces: Vec<Piece<'w>>,
}

/// Words side by side in one column, or over several.
#[derive(Clone, Debug)]
pub(super) struct Piece<'w> {
    pub(super) words: Vec<&'w Word>,
    pub(super) col: usize,
    pub(super) last_col: usize,
}

/// The column that holds `x`: edges are ascending and one more than columns.
pub(super) fn column_at(edges: &[Pt], x: Pt) -> usize {
    let after = edges.partition_point(|edge| *edge <= x);
    after.saturating_sub(1).min(edges.len().saturating_sub(2))
}

/// Cuts a line into the pieces of its columns. A phrase with a word that stands on an edge spans the
/// columns it covers; any other is cut at every edge.
pub(super) fn pieces<'w>(line: &TextLine<'w>, edges: &[Pt]) -> Vec<Piece<'w>> {
    let mut found: Vec<Piece<'w>> = Vec::new();
    for phrase in phrases(line) {
        let spans: Vec<(usize, usize)> =
            phrase.iter().map(|word| columns_of(word, edges)).collect();
        let spanning = spans.iter().any(|(col, last_col)| col < last_col);
        let mut start = true;
        for (word, (col, last_col)) in phrase.iter().zip(spans) {
            match found.last_mut() {
                Some(piece) if !start && spanning || piece.last_col >= col => {
                    piece.words.push(word);
                    piece.last_col = piece.last_col.max(last_col);
                }
                _ => found.push(Piece { words: vec![word], col, last_col }),
            }
            start = false;
        }
    }
    found
}

/// Phrases of a line: words with no more than an ordinary blank between them.
fn phrases<'l, 'w>(line: &'l TextLine<'w>) -> impl Iterator<Item = &'l [&'w Word]> {
    /// Blanks of justified lines reach this (hundredths of the height).
    const BLANK: i32 = 45;
    line.words.chunk_by(|a, b| (b.area.x0 - a.area.x1) * 100 < a.size.min(b.size) * BLANK)
}

/// A word belongs to the columns it covers by more than a sliver.
fn columns_of(word: &Word, edges: &[Pt]) -> (usize, usize) {
    let sliver = (word.size / 3).min(word.area.width() / 3);
    let col = column_at(edges, word.area.x0 + sliver);
    (col, column_at(edges, word.area.x1 - sliver).max(col))
}

/// All of the lines as one row.
pub(super) fn one<'w>(lines: &[TextLine<'w>], edges: &[Pt]) -> LineRow<'w> {
    LineRow { pieces: lines.iter().flat_map(|line| pieces(line, edges)).collect() }
}

/// The rows that the document itself says its lines belong to; `None` unless it says so of each.
pub(super) fn tagged(lines: &[TextLine<'_>], tags: &BTreeMap<i32, RowTag>) -> Option<Vec<RowTag>> {
    lines
        .iter()
        .map(|line| {
            let mut own = line.words.iter().filter_map(|word| tags.get(&word.mark?).copied());
            let first = own.next()?;
            own.all(|tag| tag == first).then_some(first)
        })
        .collect()
}

/// Gathers lines to the rows that the document says they belong to.
pub(super) fn by_tags<'w>(
    lines: &[TextLine<'w>],
    edges: &[Pt],
    tags: &[RowTag],
) -> Vec<LineRow<'w>> {
    let mut rows: Vec<(RowTag, LineRow<'w>)> = Vec::new();
    for (line, tag) in lines.iter().zip(tags) {
        let pieces = pieces(line, edges);
        match rows.last_mut() {
            Some((last, row)) if last == tag => row.pieces.extend(pieces),
            _ => rows.push((*tag, LineRow { pieces })),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Gathers lines to rows. `separators` are the heights of rulings between rows.
pub(super) fn gather<'w>(
    lines: &[TextLine<'w>],
    edges: &[Pt],
    separators: &[Pt],
) -> Vec<LineRow<'w>> {
    let cut: Vec<Vec<Piece<'w>>> = lines.iter().map(|line| pieces(line, edges)).collect();
    let anchors = anchors(lines, &cut, edges.len() - 1);
    let mode = mode(lines, &cut, &anchors, edges.len() - 1, separators);
    let strips = if matches!(mode, Mode::Strips(_)) { strips(lines) } else { Vec::new() };
    let mut rows: Vec<LineRow<'w>> = Vec::new();
    for (at, pieces) in cut.into_iter().enumerate() {
        let begins = match rows.last() {
            None => true,
            Some(row) => {
                let (above, line) = (&lines[at - 1], &lines[at]);
                let ruled_off =
                    separators.iter().any(|y| above.baseline < *y && *y < line.baseline);
                // Under a header in bold the body begins.
                let under_header = is_bold(above) && !is_bold(line) && rows.len() < 3;
                ruled_off
                    || under_header && mode != Mode::Lines
                    || match mode {
                        Mode::Strips(least) => strips.get(at - 1).is_some_and(|s| *s >= least),
                        _ => {
                            matches!(mode, Mode::Gaps(_) | Mode::Keys)
                                && anchored(&pieces, &anchors)
                                || begins(row, &pieces, line.baseline - above.baseline, &mode)
                        }
                    }
            }
        };
        if begins {
            rows.push(LineRow { pieces });
        } else if let Some(row) = rows.last_mut() {
            row.pieces.extend(pieces);
        }
    }
    rows
}

fn is_bold(line: &TextLine<'_>) -> bool {
    line.words.iter().all(|word| word.bold)
}

/// How the rows of a table are told from its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Nearly every line fills nearly every column: each is a row, but for the odd wrapped cell.
    Lines,
    /// Rows wrap, and stand further apart than their lines: the least gap between two rows.
    Gaps(Pt),
    /// Cells are centred in their rows, so that lines of several rows stand side by side; between
    /// rows white space runs through all columns: so much of it, at the least.
    Strips(Pt),
    /// Rows wrap, and begin where the key does.
    Keys,
    /// Rulings part the rows.
    Ruled,
}

fn mode(
    lines: &[TextLine<'_>],
    cut: &[Vec<Piece<'_>>],
    anchors: &[usize],
    columns: usize,
    separators: &[Pt],
) -> Mode {
    /// Lines in a hundred that must be full, and columns in a hundred that make a line full.
    const FULL_LINES: usize = 70;
    const FULL: usize = 70;
    let full = cut.iter().filter(|p| has_column(p, 0) && p.len() * 100 >= columns * FULL).count();
    // The name of a group, and the rest of a key, stand alone in the key's column; where keys are
    // centred beside their values, there are values without a key.
    let keyed = !cut.iter().any(|p| p.len() > 1 && !has_column(p, 0));
    let alone = cut.iter().filter(|p| keyed && p.len() == 1 && has_column(p, 0)).count();
    if full * 100 >= (cut.len() - alone) * FULL_LINES && full > alone {
        return Mode::Lines;
    }
    // More than a header's two rules, and few lines to a strip: rules between rows.
    // Lines that are full stand at the head of their strip, and not one under the other.
    let one_each = full * 2 <= (separators.len() + 1) * 3;
    if separators.len() >= 2 && separators.len() * 8 >= lines.len() && one_each {
        return Mode::Ruled;
    }
    if let Some(gap) = wide_gap(lines, cut) {
        return Mode::Gaps(gap);
    }
    if let Some(strip) = wide_strip(lines, cut, anchors) {
        return Mode::Strips(strip);
    }
    let keys = cut.iter().filter(|pieces| has_column(pieces, 0)).count();
    let wraps =
        cut.iter().filter(|p| !p.is_empty() && p.iter().all(|piece| is_rest(piece))).count();
    if keys * 100 >= cut.len() * 85 && wraps * 10 < cut.len() { Mode::Lines } else { Mode::Keys }
}

/// The least gap between two rows, where the gaps fall in two heaps and the wide ones stand over
/// lines that have a key.
fn wide_gap(lines: &[TextLine<'_>], cut: &[Vec<Piece<'_>>]) -> Option<Pt> {
    let gaps: Vec<Pt> = lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).collect();
    let mut sorted = gaps.clone();
    sorted.sort_unstable();
    let tight = *sorted.get(sorted.len() / 4)?;
    // The widest jump between neighbours above the tight gaps parts the heaps.
    let (jump, at) = sorted
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[1] * 100 > tight * 118 && pair[0] * 100 < tight * 160)
        .map(|(at, pair)| (pair[1] - pair[0], at))
        .max()?;
    let least = sorted[at + 1];
    let wide: Vec<usize> = (0..gaps.len()).filter(|g| gaps[*g] >= least).collect();
    let keyed = wide.iter().filter(|g| has_column(&cut[**g + 1], 0)).count();
    (jump * 100 >= tight * 12 && wide.len() >= 2 && keyed * 10 >= wide.len() * 8).then_some(least)
}

/// The white space over each line but the first that no line before it reaches into.
fn strips(lines: &[TextLine<'_>]) -> Vec<Pt> {
    let mut bottom = Pt(i32::MIN / 2);
    let mut strips = Vec::new();
    for line in lines {
        strips.push(line.area.top - bottom);
        bottom = bottom.max(line.area.bottom);
    }
    strips.drain(..strips.len().min(1));
    strips
}

/// The least white space between two rows, where it is much wider than that between lines, each row
/// has one key, and keys are centred: some stand under the first line of their row.
fn wide_strip(lines: &[TextLine<'_>], cut: &[Vec<Piece<'_>>], anchors: &[usize]) -> Option<Pt> {
    let strips = strips(lines);
    let mut positive: Vec<Pt> = strips.iter().copied().filter(|strip| *strip > Pt(0)).collect();
    positive.sort_unstable();
    let (_, least) = positive
        .windows(2)
        .map(|pair| (pair[1] - pair[0], pair[1]))
        .max_by_key(|(jump, strip)| (*jump, Pt(0) - *strip))?;
    let mut rows: Vec<Vec<usize>> = vec![vec![0]];
    for (at, strip) in strips.iter().enumerate() {
        match rows.last_mut() {
            Some(row) if *strip < least => row.push(at + 1),
            _ => rows.push(vec![at + 1]),
        }
    }
    let keys = |row: &Vec<usize>| row.iter().filter(|line| has_column(&cut[**line], 0)).count();
    // Two first lines under each other are two rows, with little white space between them.
    let firsts =
        |row: &Vec<usize>| row.iter().filter(|line| anchored(&cut[**line], anchors)).count();
    if rows.iter().any(|row| firsts(row) > 1) {
        return None;
    }
    // The first and the last row of a page may have theirs on another.
    let inner = rows.get(1..rows.len() - 1).filter(|inner| !inner.is_empty())?;
    let keyed = inner.iter().filter(|row| keys(row) > 0).count();
    let under: Vec<_> =
        inner.iter().filter(|row| keys(row) > 0 && !has_column(&cut[row[0]], 0)).collect();
    let centred = under.iter().filter(|row| has_centred_key(row, lines, cut)).count();
    // A key that stands under lines and not in their middle has the rest of another row over it, and
    // one that stands on the first of several lines is not centred.
    let tops = inner.iter().filter(|row| {
        row.len() > 2 && has_column(&cut[row[0]], 0) && !has_centred_key(row, lines, cut)
    });
    if centred * 4 < under.len() * 3 || tops.count() >= centred {
        return None;
    }
    // Over them the header may stand, and then the rest of a row.
    (keyed + 1 >= inner.len() && keyed > 1 && centred * 3 >= inner.len()).then_some(least)
}

/// Whether the key of some lines stands in their middle, give or take a line.
fn has_centred_key(row: &[usize], lines: &[TextLine<'_>], cut: &[Vec<Piece<'_>>]) -> bool {
    let keys: Vec<&TextLine<'_>> =
        row.iter().filter(|at| has_column(&cut[**at], 0)).map(|at| &lines[*at]).collect();
    let middle = |a: &TextLine<'_>, b: &TextLine<'_>| (a.baseline + b.baseline) / 2;
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return false };
    let whole = row.first().zip(row.last()).map(|(a, b)| middle(&lines[*a], &lines[*b]));
    whole.is_some_and(|whole| (whole - middle(first, last)).abs() <= first.size)
}

/// The columns beside the key whose cells are one line each: their text stands on the first line of a
/// row and so always beside a key, and never twice in a row's lines.
fn anchors(lines: &[TextLine<'_>], cut: &[Vec<Piece<'_>>], columns: usize) -> Vec<usize> {
    let tight = lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).min();
    let near = |at: usize| {
        let gap = lines[at + 1].baseline - lines[at].baseline;
        tight.is_some_and(|tight| gap * 100 < tight * 140)
    };
    let is_anchor = |col: &usize| {
        let own = |at: &usize| has_column(&cut[*at], *col);
        let filled: Vec<usize> = (0..cut.len()).filter(own).collect();
        let keyed = filled.iter().filter(|at| has_column(&cut[**at], 0)).count();
        let wrapped = filled.windows(2).filter(|p| p[1] == p[0] + 1 && near(p[0])).count();
        filled.len() > 2 && keyed * 10 >= filled.len() * 9 && wrapped * 10 <= filled.len()
    };
    (1..columns).filter(is_anchor).collect()
}

/// Whether a line has a key and the text of a column that holds one line a row.
fn anchored(line: &[Piece<'_>], anchors: &[usize]) -> bool {
    // The key itself may begin small: "van der Berg".
    let small = |piece: &Piece<'_>| {
        piece.col == 0
            && piece.words.first().is_some_and(|w| w.text.starts_with(char::is_lowercase))
    };
    has_column(line, 0)
        && line.iter().all(|piece| small(piece) || !is_rest(piece))
        && anchors.iter().any(|col| has_column(line, *col))
}

/// Whether a line begins a row under `row`.
fn begins(row: &LineRow<'_>, line: &[Piece<'_>], gap: Pt, mode: &Mode) -> bool {
    let keyed = has_column(line, 0);
    let rest = line.iter().any(is_rest);
    match mode {
        Mode::Ruled | Mode::Strips(_) => false,
        Mode::Gaps(least) => gap >= *least,
        Mode::Keys => keyed && !rest,
        Mode::Lines => {
            let filled = |col: usize| row.pieces.iter().any(|p| p.col <= col && col <= p.last_col);
            let under = line.iter().all(|p| (p.col..=p.last_col).all(filled));
            let few = line.len() * 2 <= row.pieces.len();
            !(few && under && (!keyed || line.len() == 1 && rest))
        }
    }
}

/// Whether a piece goes on from the line above: it begins small, or with a sign that cannot begin.
fn is_rest(piece: &Piece<'_>) -> bool {
    piece.words.first().is_some_and(|word| {
        word.text.starts_with(|c: char| {
            c.is_lowercase() || matches!(c, '(' | ')' | '→' | ',' | ';' | '&')
        })
    })
}

fn has_column(pieces: &[Piece<'_>], col: usize) -> bool {
    pieces.iter().any(|piece| piece.col == col)
}
