//! A piece of a table, as one page (or one Word table, or one page of a dump) shows it.
//!
//! What the extractors agree on. From here on nothing knows where a document came from: the cues of
//! a line say what was seen, `None` and `false` mean that the format cannot tell.

use crate::geom::{Area, Pt};
use crate::ledger::{Confidence, Run};
use crate::page::RowTag;

/// A piece of a table.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// Pages it stands on, from 1; one unless `evidence` is `Declared`. For a dump, the number of
    /// the run of lines; for DOCX, the number of the table.
    pub page: u32,
    /// How the rows and columns were told.
    pub evidence: Evidence,
    /// Its box, where there is a page.
    pub area: Option<Area>,
    /// The `columns + 1` vertical edges from left to right, where they are known.
    pub edges: Vec<Pt>,
    /// Number of columns.
    pub columns: usize,
    /// Its rows from top to bottom.
    pub rows: Vec<Row>,
    /// So many of its first rows are the first ones of the piece before it, printed again word for word
    /// at the same places.
    pub again: usize,
    /// The lines over the table, nearest last: candidates for a title and notes.
    pub above: Vec<Line>,
    /// The lines under the table, nearest first: candidates for notes.
    pub below: Vec<Line>,
    /// Nothing of the page's body stands over it, so it may go on from the page before.
    pub at_top: bool,
    /// Nothing of the page's body stands under it, so it may go on on the page after.
    pub at_bottom: bool,
    /// Whether a ruling closes the table at the top of the page; `None` where the format or the
    /// style of the table cannot tell.
    pub closed_top: Option<bool>,
    /// Whether a ruling closes the table at the bottom of the page.
    pub closed_bottom: Option<bool>,
    /// Whether the boundary of its columns with those of other fragments is doubtful: a dump's
    /// column numbers hold only within the page.
    pub loose_columns: bool,
}

/// How rows and columns were told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The file says so: Word's table markup, PDF tags, the tabs of a dump.
    #[default]
    Declared,
    /// Rulings on paper.
    Ruled,
    /// Common white space and alignment.
    Aligned,
}

/// A row of a fragment or of a whole table. Cells are in order of `col`; a column that no cell
/// covers is covered by a spanning cell of a row above.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What the row is for.
    pub role: Role,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// The marks of the footnotes and endnotes that its cells refer to, such as `1` or `iv`; the
    /// lines of the notes, which are in the fragment's `below`, have the same.
    pub note_marks: Vec<Box<str>>,
    /// The row of the document's own structure that all of its text belongs to, where it has one.
    pub tag: Option<RowTag>,
    /// What the reader of the page is not sure of.
    pub doubts: Vec<Doubt>,
}

/// What the reader of a page is not sure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What it is about.
    pub about: About,
    /// How sure it is; nothing is doubted that is certain.
    pub confidence: Confidence,
}

/// What a doubt about a page's reading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// That a row begins, or goes on, at one of the lines of this row.
    Row,
    /// The columns of the piece of a table whose first row this is.
    Columns,
    /// That the piece of a table whose first row this is, is one.
    Table,
}

/// What a row is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Data, or not known to be anything else.
    #[default]
    Body,
    /// Names the columns.
    Header,
    /// A sub-heading: the name of the group of studies under it.
    Group,
    /// A total or subtotal of the rows over it.
    Total,
    /// Nothing stands in it; it is kept because a cell that is merged down covers it.
    Blank,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its first column, from 0.
    pub col: usize,
    /// How many columns it covers, at least 1.
    pub col_span: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// Its lines from top to bottom, whatever page each came from.
    pub lines: Vec<Line>,
    /// Whether it is the lower part of a cell that is merged down over rows: what the row above has
    /// in this column holds for its row too. Set by stitching; such a cell has no lines of its own.
    pub repeats: bool,
    /// Whether it has a ground of another colour than the page.
    pub shaded: bool,
    /// Page and box of each of its pieces, where there are pages.
    pub pieces: Vec<(u32, Area)>,
}

impl Cell {
    /// An empty cell at `col` that covers one row and one column.
    pub fn at(col: usize) -> Self {
        Cell { col, col_span: 1, row_span: 1, ..Cell::default() }
    }

    /// Whether it has no text.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.run.is_empty())
    }
}

/// A line of a cell: a printed line, a paragraph of a Word document, or the text between two tabs
/// of a dump.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its characters.
    pub run: Run,
    /// How it relates to the line before it in the cell.
    pub start: Start,
    /// The real list level that the format declares (0 is the outermost), where the line begins a
    /// list item whose bullet or number is not part of the text.
    pub list_level: Option<u8>,
    /// Whether the document says by its style that it is a caption.
    pub caption: bool,
    /// Whether the document says by its style that it is a heading.
    pub heading: bool,
    /// What is printed before it and is not part of its text: the number of an item of a real list,
    /// such as `2.` or `a)`, or the mark of a footnote whose text the line is. Where raised marks of
    /// the table lead to the line, the mark of the first note in it, which its text has too.
    pub mark: Option<Box<str>>,
    /// Whether it begins with a blank that the format does not need: what is left of a sign that the
    /// reader did not know, such as a bullet.
    pub blank_first: bool,
    /// Where its text begins, from the left edge of the page.
    pub indent: Option<Pt>,
    /// Height of the letters.
    pub size: Option<Pt>,
    /// Blank height between it and the line before, baseline to baseline.
    pub gap: Option<Pt>,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Whether it is one word that ends where not one letter more would have fitted: a column that
    /// was too narrow for it may have cut it.
    pub full: bool,
    /// What stands after its last word.
    pub end: End,
    /// It is the first or last line of the page's body, which a page edge may have cut.
    pub at_edge: bool,
}

/// What stands after the last word of a line. Many programs draw the blank at which they ended a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The format cannot tell, or the line has no end by itself: it is centred.
    #[default]
    Unknown,
    /// Nothing, and a blank would have had no room.
    Tight,
    /// A blank.
    Blank,
    /// Nothing, although a blank would have had room.
    Bare,
}

/// How a line relates to the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Start {
    /// A new line because the one before was full: the text flows on.
    #[default]
    Wrap,
    /// A new line that the author asked for (a Word line break).
    Break,
    /// A new paragraph.
    Paragraph,
    /// The first line after a page break.
    Page,
}

/// What an extractor gives: the fragments in reading order and what it noticed.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The pieces of tables, in reading order.
    pub fragments: Vec<Fragment>,
    /// Number of pages, where there are pages.
    pub pages: Option<u32>,
    /// Losses and decisions that a person should know of.
    pub notices: Vec<Notice>,
    /// What looks like a table and was not taken for one, in reading order.
    pub refused: Vec<Refused>,
}

/// A part of a page that looks like a table and was not taken for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The page, from 1.
    pub page: u32,
    /// Its box on the page as shown.
    pub area: Area,
    /// The characters of its lines, but for those in `beside`.
    pub lines: Vec<Run>,
    /// The characters of its lines that also stand round a table, and may become its title or notes.
    pub beside: Vec<Run>,
    /// What spoke against it, the strongest first.
    pub reasons: Vec<&'static str>,
}

/// Something that was noticed while reading; the document is there all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Stable kebab-case code, such as `page-unreadable`.
    pub code: &'static str,
    /// Whether text may have been lost.
    pub loss: bool,
    /// A sentence for a person that names the place.
    pub message: String,
}

#[cfg(test)]
impl Fragment {
    /// Of one column with a cell a text, and the lines of its cells.
    pub(crate) fn of_column(
        texts: &[&str],
        ledger: &mut crate::ledger::Ledger,
    ) -> (Fragment, Vec<Run>) {
        let mut fragment = Fragment { columns: 1, ..Fragment::default() };
        let mut runs = Vec::new();
        for (line, text) in (1..).zip(texts) {
            let run = ledger.enter(text, crate::ledger::Place::Dump { line, column: 1 });
            let lines = vec![Line { run, ..Line::default() }];
            let cells = vec![Cell { lines, ..Cell::at(0) }];
            fragment.rows.push(Row { cells, ..Row::default() });
            runs.push(run);
        }
        (fragment, runs)
    }
}
