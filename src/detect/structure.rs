//! Tables whose columns the document's own structure tells and print does not: texts that are set over each other or
//! without a blank between them.
//!
//! Where what was read of the print has texts of several cells of one row in one cell, and the structure has each word
//! of the table in a cell, its cells are read instead: those that follow each other from left to right and rows that
//! follow each other from top to bottom.

use std::collections::BTreeMap;

use super::Candidate;
use super::again::Again;
use super::cells::{FoundRow, Span, middle};
use super::region::Region;
use super::sheet::{Sheet, median};
use super::words::Word;
use crate::fragment::{About, Doubt, Evidence};
use crate::geom::{Area, Pt};
use crate::ledger::Confidence;
use crate::page::{CellTag, RowTag};

/// What the structure has of a table where `read`, which was read of its print, has cells that are several, or other
/// columns than the page before.
pub(super) fn table<'w>(
    sheet: &Sheet<'w>,
    region: &Region,
    again: Option<&Again>,
    read: &Candidate<'_>,
) -> Option<Candidate<'w>> {
    let other = again.is_some_and(|again| again.edges.len() != read.edges.len());
    if !other && !is_fused(sheet, read) {
        return None;
    }
    let head = again.map_or(0, |again| again.lines(&region.lines));
    let mut places = Places::default();
    for (line, own) in region.lines.iter().enumerate() {
        for at in own.phrases.iter().flat_map(|at| &sheet.phrases[*at].words) {
            let word = &sheet.words[*at];
            match again.and_then(|again| again.spans.get(at)).filter(|_| line < head) {
                Some(span) => places.head((*span)?, (line, word)),
                None => places.body(sheet.page.cell(word.mark)?, (line, word))?,
            }
        }
    }
    places.table(region, again)
}

/// Whether texts of several cells of one row stand in one cell.
fn is_fused(sheet: &Sheet<'_>, read: &Candidate<'_>) -> bool {
    let several = |words: &[&Word]| {
        let mut tags = words.iter().filter_map(|word| sheet.page.cell(word.mark));
        let first = tags.next();
        first.is_some_and(|first| tags.any(|tag| tag.row == first.row && tag.cell != first.cell))
    };
    read.rows.iter().flat_map(|row| &row.cells).any(|(_, _, words)| several(words))
}

/// A word and the line that it stands on.
type Placed<'w> = (usize, &'w Word);

/// The words of a table by the cells of its structure.
#[derive(Default)]
struct Places<'w> {
    /// Those of the header that is printed again, by row and column.
    head: BTreeMap<Span, Vec<Placed<'w>>>,
    body: BTreeMap<CellTag, Vec<Placed<'w>>>,
}

impl<'w> Places<'w> {
    fn head(&mut self, span: Span, word: Placed<'w>) {
        self.head.entry(span).or_default().push(word);
    }

    /// None where the cell is of another table than those before.
    fn body(&mut self, tag: CellTag, word: Placed<'w>) -> Option<()> {
        let first = self.body.keys().next();
        let same = first.is_none_or(|first| first.row.table == tag.row.table);
        (same && tag.col.is_some()).then(|| self.body.entry(tag).or_default().push(word))
    }

    /// The table, where its columns and rows are in order.
    fn table(self, region: &Region, again: Option<&Again>) -> Option<Candidate<'w>> {
        let head = self.head.keys().map(|span| span.last_row + 1).max().unwrap_or(0);
        let mut numbers: Vec<RowTag> = self.body.keys().map(|tag| tag.row).collect();
        numbers.dedup();
        let empty = || FoundRow { cells: Vec::new(), doubts: Vec::new() };
        let mut rows: Vec<FoundRow<'w>> = Vec::new();
        rows.resize_with(head + numbers.len(), empty);
        let mut firsts: Vec<usize> = vec![usize::MAX; rows.len()];
        let body = self.body.into_iter().map(|(tag, words)| (span(tag, &numbers, head), words));
        for (span, words) in self.head.into_iter().chain(body) {
            let lines = words.iter().map(|(line, _)| *line);
            firsts[span.row] = lines.min().unwrap_or(usize::MAX).min(firsts[span.row]);
            let words = words.into_iter().map(|(_, word)| word).collect();
            rows[span.row].cells.push((span, None, words));
        }
        rows.iter_mut().for_each(|row| row.cells.sort_by_key(|(span, ..)| span.col));
        let edges = edges(&rows, &region.area, again)?;
        if firsts.first() != Some(&0) || firsts.windows(2).any(|pair| pair[1] <= pair[0]) {
            return None;
        }
        firsts.push(region.lines.len());
        let doubt = Doubt { about: About::Columns, confidence: Confidence::Likely };
        rows.first_mut()?.doubts.push(doubt);
        let (area, evidence) = (region.area, Evidence::Aligned);
        Some(Candidate { area, edges, evidence, rows, firsts, again: head, align: None })
    }
}

/// What a cell covers of a table with these rows under a header of `head`; rows without a text are none.
fn span(tag: CellTag, rows: &[RowTag], head: usize) -> Span {
    let RowTag { table, row } = tag.row;
    let below = RowTag { table, row: row.saturating_add(u32::from(tag.row_span)) };
    let (first, end) =
        (rows.partition_point(|own| *own < tag.row), rows.partition_point(|own| *own < below));
    let col = usize::from(tag.col.unwrap_or(0));
    let last_col = col + usize::from(tag.col_span.max(1)) - 1;
    Span { row: head + first, col, last_row: head + end.max(first + 1) - 1, last_col }
}

/// The edges of the columns: those of the page before, else half way between the middles of their texts. None where
/// the columns do not follow each other from left to right.
fn edges(rows: &[FoundRow<'_>], area: &Area, again: Option<&Again>) -> Option<Vec<Pt>> {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let columns = cells().map(|(span, ..)| span.last_col + 1).max()?;
    let mut middles: Vec<Vec<i32>> = vec![Vec::new(); columns];
    for (span, _, words) in cells().filter(|(span, ..)| span.col == span.last_col) {
        middles[span.col].push(middle(words).0);
    }
    let middles: Vec<Pt> =
        middles.into_iter().map(|own| median(own).map(Pt)).collect::<Option<_>>()?;
    if middles.windows(2).any(|pair| pair[1] <= pair[0]) {
        return None;
    }
    if let Some(again) = again.filter(|again| again.edges.len() == columns + 1) {
        return Some(again.edges.clone());
    }
    let inner = middles.windows(2).map(|pair| (pair[0] + pair[1]) / 2);
    Some([area.x0].into_iter().chain(inner).chain([area.x1]).collect())
}
