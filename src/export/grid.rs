//! Tables as they stand, before they are read as studies.

mod forms;

use std::rc::Rc;

use serde::{Serialize, Serializer};

use crate::fragment::{Cell, Line, Reading, Role, Start};
use crate::geom::{Area, Pt};
use crate::ledger::{Ledger, Place, Run};
use crate::table::Table;
use crate::tokenize::{LineEnds, PrintedLine};
use crate::trace::Refused;

pub use self::forms::{Form, write};

/// What stands for the bullet of a list of Word's, whatever its sign is.
const BULLET: &str = "•";

/// All tables of a document.
#[derive(Clone, Debug, Serialize)]
pub struct Grids<'a> {
    /// The tables in reading order.
    pub tables: Vec<Grid<'a>>,
    /// The number of each, from 1.
    #[serde(skip)]
    pub numbers: Vec<usize>,
    /// What looks like a table and was not taken for one, in reading order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
}

/// A table as rows and columns.
#[derive(Clone, Debug, Serialize)]
pub struct Grid<'a> {
    /// Its caption.
    pub title: Option<String>,
    /// The lines about it, above or under it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The pages it stands on, from 1.
    pub pages: Vec<u32>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Number of rows at the top that name the columns.
    pub header_rows: usize,
    /// Its cells, by row and column; cells without text are there too.
    pub cells: Cells<'a>,
}

/// The cells of a table, each made when it is asked for.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    table: &'a Table,
    ledger: &'a Ledger,
    ends: Rc<LineEnds>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GridCell {
    /// Its first row, from 0.
    pub row: usize,
    /// Its first column, from 0.
    pub col: usize,
    /// How many rows it covers.
    pub row_span: usize,
    /// How many columns it covers.
    pub col_span: usize,
    /// Its text on one line, whole as it is printed: marks of notes and exponents in raised signs, the
    /// marks of list items before their items.
    pub text: String,
    /// Its text with the items of a list and the paragraphs apart.
    #[serde(skip)]
    pub lines: Vec<String>,
    /// The marks of list items that stand in its text, in order: numbers and bullets of Word's lists,
    /// and what a page shows set off at the starts of lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// The page of its first piece, from 1, where there are pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The box of its first piece, `[x0, y0, x1, y1]` in PDF points, origin top left.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub area: Option<[f64; 4]>,
    /// All its pieces, where it stands on several pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
}

/// A piece of a cell on one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Piece {
    /// Page, from 1.
    pub page: u32,
    /// `[x0, y0, x1, y1]` in PDF points, origin top left.
    #[serde(rename = "box")]
    pub area: [f64; 4],
}

/// The tables of a document as grids, and what nearly was a table.
pub fn grids<'a>(reading: &Reading, tables: &'a [Table], ledger: &'a Ledger) -> Grids<'a> {
    let ends = Rc::new(LineEnds::learn(tables, ledger));
    Grids {
        numbers: (1..=tables.len()).collect(),
        tables: tables.iter().map(|table| grid(table, &ends, ledger)).collect(),
        refused: reading.refused.iter().map(Refused::of).collect(),
    }
}

impl Grids<'_> {
    /// Leaves the table of this number, from 1, or with this in its caption; whether there is one.
    pub fn only(&mut self, wanted: &str) -> bool {
        let all =
            std::mem::take(&mut self.tables).into_iter().zip(std::mem::take(&mut self.numbers));
        let is_it = |(grid, number): &(Grid<'_>, usize)| {
            super::is_wanted(wanted, *number, grid.title.as_deref())
        };
        (self.tables, self.numbers) = all.filter(is_it).unzip();
        !self.tables.is_empty()
    }
}

fn grid<'a>(table: &'a Table, ends: &Rc<LineEnds>, ledger: &'a Ledger) -> Grid<'a> {
    let title = ends.join(&printed(&table.title, ledger));
    Grid {
        title: (!title.is_empty()).then_some(title),
        notes: table
            .notes
            .iter()
            .map(|note| ends.join(&printed(std::slice::from_ref(note), ledger)))
            .collect(),
        pages: table.pages.clone(),
        rows: table.rows.len(),
        columns: table.columns,
        header_rows: table.rows.iter().take_while(|row| row.role == Role::Header).count(),
        cells: Cells { table, ledger, ends: Rc::clone(ends) },
    }
}

/// Lines as they are printed.
fn printed(lines: &[Line], ledger: &Ledger) -> Vec<PrintedLine> {
    let printed = |line: &Line| PrintedLine::new(crate::raised::printed(line.run, ledger), line);
    lines.iter().map(printed).collect()
}

impl<'a> Cells<'a> {
    /// All cells.
    pub fn iter(&self) -> impl Iterator<Item = GridCell> + '_ {
        (0..self.table.rows.len()).flat_map(|row| self.row(row))
    }

    /// The cells that begin in a row, counted from 0.
    pub fn row(&self, row: usize) -> impl Iterator<Item = GridCell> + '_ {
        let cells = self.table.rows.get(row).into_iter().flat_map(|row| &row.cells);
        cells.filter(|cell| !is_covered(cell)).map(move |cell| self.cell(row, cell))
    }

    fn cell(&self, row: usize, cell: &Cell) -> GridCell {
        let piece = |(page, area): &(u32, Area)| Piece { page: *page, area: corners(area) };
        let pieces: Vec<Piece> = cell.pieces.iter().map(piece).collect();
        let Printed { lines, marks, begins } = lines_and_marks(cell, self.ledger);
        let ends = begins.iter().skip(1).copied().chain([lines.len()]);
        let parts = begins.iter().zip(ends).map(|(from, to)| self.ends.join(&lines[*from..to]));
        GridCell {
            row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            text: self.ends.join(&lines),
            lines: parts.filter(|part| !part.is_empty()).collect(),
            marks,
            page: pieces.first().map(|piece| piece.page),
            area: pieces.first().map(|piece| piece.area),
            pieces: if pieces.len() > 1 { pieces } else { Vec::new() },
        }
    }
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Whether a place of the grid belongs to a merged cell above it.
fn is_covered(cell: &Cell) -> bool {
    cell.repeats && cell.pieces.is_empty()
}

/// The lines of a cell as they are printed.
struct Printed {
    lines: Vec<PrintedLine>,
    /// The marks of list items among them.
    marks: Vec<String>,
    /// The indices of lines that begin an item or a paragraph, from 0.
    begins: Vec<usize>,
}

fn lines_and_marks(cell: &Cell, ledger: &Ledger) -> Printed {
    let (mut marks, mut begins) = (Vec::new(), Vec::new());
    let mut lines = printed(&cell.lines, ledger);
    for (at, (line, printed)) in cell.lines.iter().zip(&mut lines).enumerate() {
        // Word keeps the marks of its lists beside the text.
        let beside = line.list_level.map(|_| line.mark.as_deref().unwrap_or(BULLET).trim());
        let len = list_mark(line, &cell.lines, ledger);
        if at == 0
            || beside.is_some()
            || len > 0
            || matches!(line.start, Start::Break | Start::Paragraph)
        {
            begins.push(at);
        }
        if let Some(mark) = beside {
            printed.text.insert_str(0, &format!("{mark} "));
            marks.push(mark.to_owned());
        } else if len > 0 {
            marks.push(ledger.text(line.run.slice(0, len)));
        }
    }
    Printed { lines, marks, begins }
}

/// How many characters at the start of a printed line are the mark of a list item: a bullet or a
/// number set off by a tab, or by hanging over the lines that wrap under its text. What a blank
/// follows was typed and is text.
fn list_mark(line: &Line, lines: &[Line], ledger: &Ledger) -> usize {
    /// Blanks are narrower than this, in hundredths of the height of letters (25 to 33 in common
    /// fonts), and tabs wider.
    const TAB: i32 = 42;
    /// Lines that begin at one place begin no further apart than this.
    const SAME: Pt = Pt(60);
    let len = crate::marks::bullet_at(&ledger.known(line.run), 0, true);
    if len == 0 || len + 1 >= line.run.len() {
        return 0;
    }
    let area = |run: Run| match ledger.places(run).first() {
        Some((_, Place::Print { area, .. })) => Some(*area),
        _ => None,
    };
    let (mark, rest) = (line.run.slice(0, 1), line.run.slice(len + 1, line.run.len()));
    let apart = area(mark)
        .zip(area(rest))
        .zip(line.size)
        .is_some_and(|((mark, rest), size)| (rest.x0 - mark.x1) * 100 > size * TAB);
    let hangs = area(rest).is_some_and(|rest| {
        lines.iter().filter_map(|other| other.indent).any(|x| (x - rest.x0).abs() <= SAME)
    });
    let apart = apart || hangs;
    if apart { len } else { 0 }
}

fn corners(area: &Area) -> [f64; 4] {
    [area.x0.points(), area.top.points(), area.x1.points(), area.bottom.points()]
}
