//! What the rows at the top of a piece of a table look like, read once for all that decide on them.

use crate::fragment::{Cell, Fragment, Role};
use crate::ledger::Ledger;
use crate::marks;
use crate::signs::{caption, citation, continued, value};

/// Rows that are looked at: enough to see what a column holds, and no more for a million rows.
const SAMPLE: usize = 48;

/// A cell with text or without, as it looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub(super) col: usize,
    pub(super) span: usize,
    pub(super) rows: usize,
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) shaded: bool,
    pub(super) value: Option<value::Kind>,
    pub(super) unit: bool,
    /// A point in time, or how long: "6 months", "Day 7".
    pub(super) time: bool,
    /// Years are cited in it beside names.
    pub(super) cites: bool,
    /// An arrow or a list stands in it.
    pub(super) listed: bool,
    /// Items of a list of the file's stand in it.
    pub(super) items: bool,
}

impl Look {
    fn of(cell: &Cell, ledger: &Ledger) -> Self {
        let text = super::seam::text(cell, ledger);
        let first = cell.lines.iter().find(|line| !line.run.is_empty());
        let items = cell.lines.iter().any(|line| line.list_level.is_some());
        Look {
            col: cell.col,
            span: cell.col_span.max(1),
            rows: cell.row_span.max(1),
            bold: first.is_some() && cell.lines.iter().all(|l| l.bold || l.run.is_empty()),
            shaded: cell.shaded,
            value: value::kind(&text),
            unit: value::is_unit(&text),
            time: value::is_time(&text),
            cites: citation::shape(&text) == citation::Shape::Cited,
            listed: marks::has_arrow(&text) || items,
            items,
            text,
        }
    }

    /// Whether it has no text.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it covers column `col`.
    pub(super) fn covers(&self, col: usize) -> bool {
        (self.col..self.col + self.span).contains(&col)
    }
}

/// The first rows of a piece of a table.
#[derive(Debug)]
pub(super) struct Looks {
    pub(super) columns: usize,
    pub(super) rows: Vec<Vec<Look>>,
    pub(super) declared: Vec<bool>,
    /// Whether a caption stands over it that does not say that a table goes on.
    pub(super) captioned: bool,
}

impl Looks {
    /// Reads the first rows of `fragment`.
    pub(super) fn of(fragment: &Fragment, ledger: &Ledger) -> Self {
        let sample = || fragment.rows.iter().take(SAMPLE);
        Looks {
            columns: fragment.columns,
            rows: sample()
                .map(|row| row.cells.iter().map(|cell| Look::of(cell, ledger)).collect())
                .collect(),
            declared: sample().map(|row| row.role == Role::Header).collect(),
            captioned: fragment.above.iter().any(|line| {
                let text = ledger.text(line.run);
                (line.caption || caption::is_caption(&text)) && !continued::says_continued(&text)
            }),
        }
    }

    /// Adds the rows of the piece that goes on.
    pub(super) fn add(&mut self, next: Looks) {
        self.rows.extend(next.rows);
        self.declared.extend(next.declared);
    }

    /// The cells of a row.
    pub(super) fn row(&self, at: usize) -> &[Look] {
        self.rows.get(at).map_or(&[], Vec::as_slice)
    }

    /// The cells of a row that have text.
    pub(super) fn filled(&self, at: usize) -> impl Iterator<Item = &Look> {
        self.row(at).iter().filter(|cell| !cell.is_empty())
    }

    /// Whether one cell is all of a row.
    pub(super) fn is_full_width(&self, at: usize) -> bool {
        self.columns > 1
            && matches!(self.row(at), [only] if only.col == 0 && only.span >= self.columns)
    }

    /// Whether nothing stands in a row.
    pub(super) fn is_blank(&self, at: usize) -> bool {
        self.filled(at).next().is_none()
    }

    /// The cell of a row above, not above `top`, that is merged down over column `col` of row `at`.
    pub(super) fn merged_over(&self, at: usize, col: usize, top: usize) -> Option<&Look> {
        (top..at).rev().find_map(|above| {
            self.row(above).iter().find(|cell| cell.covers(col) && above + cell.rows > at)
        })
    }

    /// The words of a row, sorted, in small letters: how a header is known again.
    pub(super) fn words(&self, at: usize) -> String {
        words(self.row(at).iter().map(|cell| cell.text.as_str()))
    }
}

/// The words of some texts, sorted, in small letters: a page may divide the cells of a header
/// otherwise.
pub(super) fn words<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let joined = texts.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let mut words: Vec<&str> =
        joined.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// What a column holds below a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    pub(super) filled: usize,
    pub(super) values: usize,
    pub(super) cites: usize,
    pub(super) times: usize,
    pub(super) listed: usize,
    pub(super) bold: usize,
    pub(super) letters: usize,
}

impl Column {
    /// Whether it holds values as a rule.
    pub(super) fn holds_values(&self) -> bool {
        self.filled >= 2 && self.values * 5 >= self.filled * 3
    }

    /// Whether it cites studies as a rule.
    pub(super) fn cites(&self) -> bool {
        self.filled >= 2 && self.cites * 2 >= self.filled
    }
}

impl Looks {
    /// What the columns hold in the rows from `from` on. Full rows and merged cells say nothing of one.
    pub(super) fn columns_below(&self, from: usize) -> Vec<Column> {
        let mut columns = vec![Column::default(); self.columns];
        for at in from..self.rows.len() {
            for cell in self.filled(at).filter(|cell| cell.span == 1) {
                let Some(column) = columns.get_mut(cell.col) else { continue };
                column.filled += 1;
                column.values += usize::from(cell.value.is_some());
                column.cites += usize::from(cell.cites);
                column.times += usize::from(cell.time);
                column.listed += usize::from(cell.listed);
                column.bold += usize::from(cell.bold);
                column.letters += cell.text.chars().count();
            }
        }
        columns
    }
}
