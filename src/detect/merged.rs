//! Rulings between rows that leave the first columns out: the cells there are merged down.

use super::cells::FoundRow;
use super::grid::Span;
use super::words::TextLine;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// A ruling ends no further than this from the side of its table.
const SAME: Pt = Pt(1000);

/// A ruling and the first column that it runs under.
pub(super) type Partial = (Ruling, usize);

/// The rulings that run from a column, not the first, to the right side of the table. A column begins
/// anywhere in the white space before its text.
pub(super) fn partial(
    rulings: &[Ruling],
    lines: &[TextLine<'_>],
    area: &Area,
    edges: &[Pt],
) -> Vec<Partial> {
    let free = |a: Pt, b: Pt| {
        let words = lines.iter().flat_map(|line| &line.words);
        !words.clone().any(|word| word.area.x0 < a.max(b) && a.min(b) < word.area.x1)
    };
    let column = |ruling: &Ruling| {
        let inner = 1..edges.len().saturating_sub(1);
        inner.into_iter().find(|col| edges.get(*col).is_some_and(|edge| free(*edge, ruling.from)))
    };
    rulings
        .iter()
        .filter(|ruling| ruling.to >= area.x1 - SAME)
        .filter_map(|ruling| Some((*ruling, column(ruling)?)))
        .collect()
}

/// Lets the cells that the `partial` rulings leave out cover the rows on both sides of each.
pub(super) fn join(rows: &mut [FoundRow<'_>], partial: &[Partial]) {
    let top = |row: &FoundRow<'_>| {
        row.cells.iter().flat_map(|(.., words)| words).map(|word| word.baseline).min()
    };
    let tops: Vec<Option<Pt>> = rows.iter().map(top).collect();
    for (ruling, columns) in partial {
        let Some(at) = tops.iter().position(|top| top.is_some_and(|top| top > ruling.at)) else {
            continue;
        };
        for col in 0..*columns {
            let covers = |(span, ..): &&(Span, _, _)| span.col <= col && col <= span.last_col;
            if at == 0 || rows.get(at).is_some_and(|row| row.cells.iter().any(|c| covers(&c))) {
                continue;
            }
            // The cell whose rows end right above the ruling; a page break may have emptied it.
            let owner = (0..at).rev().find_map(|row| {
                let own = rows[row].cells.iter().position(|cell| covers(&cell))?;
                Some((row, own))
            });
            match owner {
                Some((row, own)) if row + rows[row].cells[own].0.height() == at => {
                    rows[row].cells[own].0.last_row += 1;
                }
                Some(_) => {}
                None => {
                    let span = Span { row: 0, last_row: 1, col, last_col: col };
                    rows[at - 1].cells.insert(0, (span, None, Vec::new()));
                }
            }
        }
    }
}
