//! Names of groups of rows that reach over all columns, told by each other.
//!
//! A short name alone in its row may stand in one column or reach over all. In one table such names are of one kind:
//! where one of them goes over the edge of its column, stands in the middle of the table or is said by the document to
//! reach over columns, all that begin at the left or stand in the same middle reach over the table.

use std::collections::BTreeSet;

use super::cells::{FoundCell, FoundRow, middle};
use super::sheet::Sheet;
use crate::geom::Pt;

/// Texts with one middle are no further off it than this.
const MIDDLE: Pt = Pt(100);

/// Lets the names of groups reach over all columns of a table where one of them shows that they do; `edges` are those
/// of its columns, the outer ones included.
pub(super) fn spread(sheet: &Sheet<'_>, rows: &mut [FoundRow<'_>], edges: &[Pt]) {
    let [x0, .., x1] = edges else { return };
    let last = edges.len() - 2;
    let alone = alone(rows);
    let names = || alone.iter().map(|row| &rows[*row].cells[0]);
    // The ends of a table's text may be a letter off those of the table.
    let off = |name: &FoundCell<'_>| (middle(&name.2) - (*x0 + *x1) / 2).abs();
    let is_shown = |name: &&FoundCell<'_>| {
        name.0.last_col > name.0.col && !is_sentence(name)
            || is_tagged(sheet, name)
            || name.0.col > 0 && name.2.first().is_some_and(|word| off(name) <= word.size)
    };
    let shown: Vec<Pt> = names().filter(is_shown).map(|name| middle(&name.2)).collect();
    if shown.is_empty() {
        return;
    }
    let in_middle =
        |name: &FoundCell<'_>| shown.iter().any(|other| (middle(&name.2) - *other).abs() <= MIDDLE);
    let own = alone.iter().copied().filter(|row| {
        let name = &rows[*row].cells[0];
        name.0.col == 0 || in_middle(name)
    });
    for row in own.collect::<Vec<usize>>() {
        let span = &mut rows[row].cells[0].0;
        (span.col, span.last_col) = (0, last);
    }
}

/// Takes out the columns in which nothing stands but such names.
pub(super) fn close_columns(rows: &mut [FoundRow<'_>], edges: &mut Vec<Pt>) {
    for col in (1..edges.len().saturating_sub(2)).rev() {
        let spans = || rows.iter().flat_map(|row| &row.cells).map(|(span, ..)| span);
        if spans().any(|span| span.col == col || span.last_col == col) {
            continue;
        }
        edges.remove(col);
        for (span, ..) in rows.iter_mut().flat_map(|row| &mut row.cells) {
            span.col -= usize::from(span.col > col);
            span.last_col -= usize::from(span.last_col > col);
        }
    }
}

/// The rows under the header that are one cell alone and no item of a list, and are not the last.
fn alone(rows: &[FoundRow<'_>]) -> Vec<usize> {
    let first = rows.iter().position(|row| row.cells.len() > 1).unwrap_or(rows.len());
    let spans = rows.iter().flat_map(|row| &row.cells).map(|(span, ..)| span);
    let beside: BTreeSet<usize> = spans.flat_map(|span| span.row + 1..=span.last_row).collect();
    let is_alone = |row: &usize| match rows[*row].cells.as_slice() {
        [(span, _, words)] => {
            let item = words.first().is_none_or(|word| word.is_mark());
            span.last_row == *row && !item && !beside.contains(row)
        }
        _ => false,
    };
    (first + 1..rows.len().saturating_sub(1)).filter(is_alone).collect()
}

/// Whether the document's own structure says that a cell reaches over columns.
fn is_tagged(sheet: &Sheet<'_>, (_, _, words): &FoundCell<'_>) -> bool {
    let cell = words.first().and_then(|word| sheet.page.cell(word.mark));
    cell.is_some_and(|cell| cell.col_span > 1)
}

/// Whether a text ends as a sentence does and a name does not.
fn is_sentence((_, _, words): &FoundCell<'_>) -> bool {
    words.last().is_some_and(|word| word.text.ends_with(['.', '。', ';']))
}
