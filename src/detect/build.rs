//! A region → its columns, rows and cells.

use std::collections::BTreeSet;

use super::Candidate;
use super::again::Again;
use super::aligned::Align;
use super::banners;
use super::cells::{FoundCell, FoundRow, Span};
use super::columns;
use super::group_names;
use super::merge;
use super::over_names;
use super::pieces::{self, Piece};
use super::region::Region;
use super::rows;
use super::score::{self, Decision};
use super::sheet::{Sheet, common};
use super::strips::NARROWEST;
use super::structure;
use super::verdict;
use crate::fragment::{About, Doubt, Evidence};
use crate::geom::{Area, Pt};
use crate::ledger::Confidence;
use crate::page::Ruling;

/// What the page before says of its last table, which may go on.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept<'b> {
    /// The edges of its columns, the outer ones included.
    pub(super) edges: &'b [Pt],
    /// How the cells of its rows stand, where they show it.
    pub(super) align: Option<Align>,
}

/// The table that a region holds; `again` is the header of the page before that it begins with.
pub(super) fn table<'w>(
    sheet: &Sheet<'w>,
    region: &Region,
    before: Kept<'_>,
    again: Option<&Again>,
) -> Candidate<'w> {
    let (mut inner, margin) = columns::of_table(sheet, region.body(), before.edges);
    let head = again.map_or(0, |again| again.lines(&region.lines));
    if let Some(again) = again {
        inner = again.edges(sheet, &region.lines, inner);
    }
    let mut pieces = pieces::cut(sheet, &region.lines, &inner);
    let mut edges = outer(sheet, region, &inner);
    let same = again.is_some() || verdict::goes_on(&edges, before.edges);
    let align = before.align.filter(|_| same);
    let (mut starts, align) = rows::starts(sheet, &region.lines, &pieces, &inner, align);
    // What stands under a whole header is no part of it.
    if let Some(start) = starts.get_mut(head).filter(|_| head > 0) {
        *start = rows::Start { score: i32::MAX, drawn: true };
    }
    banners::spread(sheet, &region.lines, &inner, &mut pieces);
    over_names::spread(sheet, &region.lines, &inner, &mut pieces);
    let mut first: Vec<usize> =
        (0..pieces.len()).filter(|at| *at == 0 || starts[*at].score > 0).collect();
    first.push(pieces.len());
    part_names(&pieces, &mut first);
    let table = merge::Table { lines: &region.lines, pieces: &pieces, edges: &edges, rows: &first };
    let down = merge::down(sheet, &table);
    let mut rows = found_rows(sheet, &table, &down);
    let ruled = is_ruled(sheet, region, &inner);
    // Rulings tell of each row how far it reaches.
    if !ruled {
        group_names::spread(sheet, &mut rows, &edges);
        group_names::close_columns(&mut rows, &mut edges);
    }
    // What rulings part from top to bottom needs no weighing.
    let margin = if ruled { i32::MAX } else { margin };
    doubt(&mut rows, &first, &starts, margin);
    let evidence = if ruled { Evidence::Ruled } else { Evidence::Aligned };
    let empty = empty_before(sheet, &region.area, edges[0]);
    for (span, ..) in rows.iter_mut().flat_map(|row| &mut row.cells) {
        (span.col, span.last_col) = (span.col + empty.len(), span.last_col + empty.len());
    }
    let last = edges[edges.len() - 1];
    let edges = [empty, edges, empty_after(sheet, &region.area, last)].concat();
    let head = header_rows(&rows, first.partition_point(|line| *line < head));
    let area = region.area;
    let read = Candidate { area, edges, evidence, rows, firsts: first, again: head, align };
    structure::table(sheet, region, again, &read).unwrap_or(read)
}

/// A name over several columns stands in a row of its own over the names of each of them: what was taken for
/// one first row is two (and three, where the names under it are over several as well).
fn part_names(pieces: &[Vec<Piece>], first: &mut Vec<usize>) {
    let mut row = 0;
    while let [from, to] = first[row..=row + 1] {
        let parts = |line: &usize| {
            let over = pieces[*line].iter().filter(|piece| piece.last_col > piece.col);
            let under: Vec<&Piece> = pieces[line + 1..to].iter().flatten().collect();
            over.into_iter().any(|over| names_under(over, &under))
        };
        let Some(line) = (from..to.saturating_sub(1)).find(parts) else { return };
        row += 1;
        first.insert(row, line + 1);
    }
}

/// Whether some of the pieces stand each in one column under a piece over several, in two of them or more,
/// and none reaches over more.
fn names_under(over: &Piece, under: &[&Piece]) -> bool {
    let within = under.iter().filter(|own| over.col <= own.last_col && own.col <= over.last_col);
    let columns: BTreeSet<usize> = within.clone().map(|own| own.col).collect();
    columns.len() >= 2 && within.into_iter().all(|own| own.col == own.last_col)
}

/// How many rows of a table are those of its header, of which `rows` are made of its lines: none where a
/// cell reaches out of it.
fn header_rows(found: &[FoundRow<'_>], rows: usize) -> usize {
    let own = found.iter().take(rows).flat_map(|row| &row.cells);
    let whole = own.clone().all(|(span, ..)| span.last_row < rows);
    if whole && rows < found.len() { rows } else { 0 }
}

/// Notes what is not sure: at each row the least sure of its lines' decisions, at the first row the
/// columns.
fn doubt(rows: &mut [FoundRow<'_>], first: &[usize], starts: &[rows::Start], columns: i32) {
    for (row, lines) in rows.iter_mut().zip(first.windows(2)) {
        let scores = starts.iter().skip(lines[0].max(1)).take(lines[1] - lines[0].max(1));
        let open = scores.filter(|start| !start.drawn).map(|start| start.score.abs());
        if let Some(least) = open.min() {
            note(row, About::Row, score::confidence(Decision::RowInContext, least));
        }
    }
    if let Some(row) = rows.first_mut() {
        note(row, About::Columns, score::confidence(Decision::ColumnInContext, columns));
    }
}

/// Notes at the first row of a table how sure it is that it is one.
pub(super) fn doubt_table(candidate: &mut Candidate<'_>, score: i32) {
    if let Some(row) = candidate.rows.first_mut() {
        note(row, About::Table, score::confidence(Decision::Table, score));
    }
}

fn note(row: &mut FoundRow<'_>, about: About, confidence: Confidence) {
    if confidence != Confidence::Certain {
        row.doubts.push(Doubt { about, confidence });
    }
}

/// The inner edges with the outer ones: the walls of a frame, else the ends of the text.
fn outer(sheet: &Sheet<'_>, region: &Region, inner: &[Pt]) -> Vec<Pt> {
    let area = region.area;
    let left = tied_uprights(sheet, &area).filter(|at| *at <= area.x0 + Pt(100)).max();
    let right = tied_uprights(sheet, &area).filter(|at| *at >= area.x1 - Pt(100)).min();
    let mut edges = vec![left.unwrap_or(area.x0)];
    edges.extend(inner);
    edges.push(right.unwrap_or(area.x1));
    edges
}

/// Where uprights stand that reach over most of a box's height.
fn tall_uprights<'s>(sheet: &'s Sheet<'_>, area: Area) -> impl Iterator<Item = Pt> + Clone + 's {
    let (top, bottom) = (area.top, area.bottom);
    let tall = move |r: &&Ruling| common((r.from, r.to), (top, bottom)) * 2 > bottom - top;
    sheet.down.iter().filter(tall).map(|r| r.at)
}

/// The left edges of columns that stand empty before the first one with text.
fn empty_before(sheet: &Sheet<'_>, area: &Area, first: Pt) -> Vec<Pt> {
    let mut found: Vec<Pt> =
        tied_uprights(sheet, area).filter(|at| *at < first - NARROWEST).collect();
    found.dedup_by(|b, a| *b - *a < NARROWEST);
    found
}

/// The right edges of columns that stand empty after the last one with text.
fn empty_after(sheet: &Sheet<'_>, area: &Area, last: Pt) -> Vec<Pt> {
    let mut found: Vec<Pt> =
        tied_uprights(sheet, area).filter(|at| *at > last + NARROWEST).collect();
    found.dedup_by(|b, a| *b - *a < NARROWEST);
    found
}

/// The uprights that rulings across tie to the middle of a table.
fn tied_uprights<'s>(sheet: &'s Sheet<'_>, area: &Area) -> impl Iterator<Item = Pt> + 's {
    /// The first and the last ruling of a table stand no further from its text than this.
    const RIM: Pt = Pt(2000);
    let area = *area;
    let tied = move |at: &Pt| {
        let near = |at: Pt| area.top - RIM < at && at < area.bottom + RIM;
        sheet.across.iter().filter(|r| near(r.at)).any(|r| {
            let (from, to) = (r.from - Pt(300), r.to + Pt(300));
            from <= *at && *at <= to && from <= area.mid_x() && area.mid_x() <= to
        })
    };
    tall_uprights(sheet, area).filter(tied)
}

/// Whether rulings part most of the columns.
fn is_ruled(sheet: &Sheet<'_>, region: &Region, inner: &[Pt]) -> bool {
    let area = region.area;
    let ruled = inner.iter().filter(|edge| sheet.is_walled(**edge, area.top, area.bottom));
    ruled.count() * 2 > inner.len()
}

/// Rows of cells; a cell that reaches over rows stands in its first one.
fn found_rows<'w>(
    sheet: &Sheet<'w>,
    table: &merge::Table<'_>,
    down: &[Vec<bool>],
) -> Vec<FoundRow<'w>> {
    let mut rows: Vec<FoundRow<'w>> = (0..table.height())
        .map(|row| {
            let own = &table.pieces[table.rows[row]..table.rows[row + 1]];
            line_row(sheet, row, own.iter().flatten())
        })
        .collect();
    for (row, found) in rows.iter_mut().enumerate() {
        span_open_edges(found, &open_edges(sheet, table, row));
    }
    for col in 0..table.columns() {
        let goes_on: Vec<bool> = down.iter().map(|row| row[col]).collect();
        let mut first = 0;
        for run in goes_on.chunk_by(|a, b| a == b) {
            if run[0] {
                join_down(&mut rows, first, first + run.len(), col);
            }
            first += run.len();
        }
    }
    rows
}

/// For each inner edge whether rulings part it elsewhere in the table and not in a row.
fn open_edges(sheet: &Sheet<'_>, table: &merge::Table<'_>, row: usize) -> Vec<bool> {
    let lines = table.lines;
    let (top, bottom) = (lines[0].area.top, lines[lines.len() - 1].area.bottom);
    let (first, last) = (&lines[table.rows[row]], &lines[table.rows[row + 1] - 1]);
    let middle = first.area.top + (last.area.bottom - first.area.top) / 2;
    let inner = table.edges.get(1..table.edges.len() - 1).unwrap_or_default();
    inner
        .iter()
        .map(|edge| {
            let uprights = || sheet.down.iter().filter(|r| (r.at - *edge).abs() < Pt(200));
            let reach = |from: Pt, to: Pt| common((from, to), (top, bottom)).0.max(0);
            let ruled: i32 = uprights().map(|r| reach(r.from, r.to)).sum();
            let here = uprights().any(|r| r.from <= middle && middle <= r.to);
            !here && ruled * 2 > (bottom - top).0
        })
        .collect()
}

/// A cell alone between rulings covers all columns between them.
fn span_open_edges(row: &mut FoundRow<'_>, open: &[bool]) {
    let mut from = 0;
    while from <= open.len() {
        let mut to = from;
        while open.get(to) == Some(&true) {
            to += 1;
        }
        let inside = |span: &Span| from <= span.last_col && span.col <= to;
        let mut own = row.cells.iter_mut().filter(|(span, ..)| inside(span));
        if let (Some((span, ..)), None, true) = (own.next(), own.next(), to > from) {
            (span.col, span.last_col) = (span.col.min(from), span.last_col.max(to));
        }
        from = to + 1;
    }
}

/// Makes one cell of what stands in one column of several rows, where no cell there spans columns.
fn join_down(rows: &mut [FoundRow<'_>], first: usize, last: usize, col: usize) {
    let single = |span: &Span| span.col == col && span.last_col == col;
    let spanned = rows[first..=last]
        .iter()
        .flat_map(|row| &row.cells)
        .any(|(span, ..)| span.col <= col && col <= span.last_col && !single(span));
    if spanned {
        return;
    }
    let mut words = Vec::new();
    for row in &mut rows[first..=last] {
        row.cells.retain_mut(|(span, _, own)| {
            let here = single(span);
            if here {
                words.append(own);
            }
            !here
        });
    }
    if words.is_empty() {
        return;
    }
    let cells = &mut rows[first].cells;
    cells.push((Span { row: first, col, last_row: last, last_col: col }, None, words));
    cells.sort_by_key(|(span, ..)| span.col);
}

/// The pieces of a row's lines as its cells.
fn line_row<'w, 'p>(
    sheet: &Sheet<'w>,
    row: usize,
    pieces: impl Iterator<Item = &'p Piece>,
) -> FoundRow<'w> {
    let mut cells: Vec<FoundCell<'w>> = Vec::new();
    for piece in pieces {
        let words = piece.words.iter().map(|at| &sheet.words[*at]);
        let home = cells
            .iter_mut()
            .find(|(span, ..)| span.col <= piece.last_col && piece.col <= span.last_col);
        match home {
            Some((span, _, own)) => {
                span.col = span.col.min(piece.col);
                span.last_col = span.last_col.max(piece.last_col);
                own.extend(words);
            }
            None => {
                let (col, last_col) = (piece.col, piece.last_col);
                cells.push((Span { row, col, last_row: row, last_col }, None, words.collect()));
            }
        }
    }
    // A piece over several columns may have grown into its neighbours.
    cells.sort_by_key(|(span, ..)| span.col);
    let mut joined: Vec<FoundCell<'w>> = Vec::new();
    for (span, area, words) in cells {
        match joined.last_mut().filter(|(last, ..)| span.col <= last.last_col) {
            Some((last, _, own)) => {
                last.last_col = last.last_col.max(span.last_col);
                own.extend(words);
            }
            None => joined.push((span, area, words)),
        }
    }
    FoundRow { cells: joined, doubts: Vec::new() }
}
