//! Tables as they stand, before they are read as studies: JSON, CSV, Markdown, HTML.

use serde::Serialize;

use crate::fragment::{Cell, Line, Role};
use crate::geom::{Area, Pt};
use crate::ledger::{Ledger, Place, Run};
use crate::table::Table;

/// All tables of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grids {
    /// The tables in reading order.
    pub tables: Vec<Grid>,
}

/// A table as rows and columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grid {
    /// Its caption.
    pub title: Option<String>,
    /// The pages it stands on, from 1.
    pub pages: Vec<u32>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Number of rows at the top that name the columns.
    pub header_rows: usize,
    /// Its cells, by row and column; cells without text are there too.
    pub cells: Vec<GridCell>,
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
    /// Its text on one line, without the marks of list items: Word keeps those beside the text, and
    /// a table should not read differently for having been printed.
    pub text: String,
    /// The marks of list items that a page shows at the starts of its lines, in order.
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

/// The tables of a document as grids.
pub fn grids(tables: &[Table], ledger: &Ledger) -> Grids {
    Grids { tables: tables.iter().map(|table| grid(table, ledger)).collect() }
}

fn grid(table: &Table, ledger: &Ledger) -> Grid {
    let title: Vec<_> = table.title.iter().map(|line| line.run).collect();
    let title = crate::text::join(&title, ledger);
    let cells = table.rows.iter().enumerate().flat_map(|(row, logical)| {
        logical.cells.iter().filter(|cell| !is_covered(cell)).map(move |cell| {
            let pieces: Vec<Piece> = cell
                .pieces
                .iter()
                .map(|(page, area)| Piece { page: *page, area: corners(area) })
                .collect();
            let (text, marks) = text_and_marks(cell, ledger);
            GridCell {
                row,
                col: cell.col,
                row_span: cell.row_span,
                col_span: cell.col_span,
                text,
                marks,
                page: pieces.first().map(|piece| piece.page),
                area: pieces.first().map(|piece| piece.area),
                pieces: if pieces.len() > 1 { pieces } else { Vec::new() },
            }
        })
    });
    Grid {
        title: (!title.is_empty()).then_some(title),
        pages: table.pages.clone(),
        rows: table.rows.len(),
        columns: table.columns,
        header_rows: table.rows.iter().take_while(|row| row.role == Role::Header).count(),
        cells: cells.collect(),
    }
}

/// Whether a place of the grid belongs to a merged cell above it.
fn is_covered(cell: &Cell) -> bool {
    cell.repeats && cell.pieces.is_empty()
}

/// The text of a cell and the list marks that stand at the starts of its lines.
fn text_and_marks(cell: &Cell, ledger: &Ledger) -> (String, Vec<String>) {
    let mut marks = Vec::new();
    let mut runs = Vec::new();
    for line in &cell.lines {
        let len = list_mark(line, &cell.lines, ledger);
        if len > 0 {
            marks.push(ledger.text(line.run.slice(0, len)));
            runs.push(line.run.slice(len, line.run.len()));
        } else {
            runs.push(line.run);
        }
    }
    (crate::text::join(&runs, ledger), marks)
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
    let len = crate::marks::bullet_at(&ledger.house().known(ledger.chars(line.run)), 0, true);
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

/// Canonical JSON.
pub fn json(grids: &Grids) -> Vec<u8> {
    crate::canon::to_bytes(grids)
}

/// The texts of a table by row and column; a spanning cell's stands in its first place.
fn matrix(grid: &Grid) -> Vec<Vec<&str>> {
    let mut matrix = vec![vec![""; grid.columns]; grid.rows];
    for cell in &grid.cells {
        if let Some(place) = matrix.get_mut(cell.row).and_then(|row| row.get_mut(cell.col)) {
            *place = &cell.text;
        }
    }
    matrix
}

/// Comma-separated values (RFC 4180); tables are parted by an empty line.
pub fn csv(grids: &Grids) -> String {
    let quoted = |text: &str| {
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let table = |grid: &Grid| {
        let line = |row: &Vec<&str>| {
            row.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(",") + "\r\n"
        };
        matrix(grid).iter().map(line).collect::<String>()
    };
    grids.tables.iter().map(table).collect::<Vec<_>>().join("\r\n")
}

/// Markdown tables (GitHub's form), each under its caption.
pub fn markdown(grids: &Grids) -> String {
    let escaped = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let line = |row: &Vec<&str>| {
        format!("| {} |\n", row.iter().map(|text| escaped(text)).collect::<Vec<_>>().join(" | "))
    };
    let table = |grid: &Grid| {
        let mut text = grid.title.as_ref().map(|title| format!("{title}\n\n")).unwrap_or_default();
        for (at, row) in matrix(grid).iter().enumerate() {
            text += &line(row);
            if at == 0 {
                text += &format!("|{}\n", " --- |".repeat(grid.columns));
            }
        }
        text
    };
    grids.tables.iter().map(table).collect::<Vec<_>>().join("\n")
}

/// An HTML document with the tables, spans kept.
pub fn html(grids: &Grids) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let span = |name: &str, count: usize| {
        if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
    };
    let mut text = String::from("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n");
    for grid in &grids.tables {
        text += "<table>\n";
        if let Some(title) = &grid.title {
            text += &format!("<caption>{}</caption>\n", escaped(title));
        }
        for row in 0..grid.rows {
            text += "<tr>";
            let tag = if row < grid.header_rows { "th" } else { "td" };
            for cell in grid.cells.iter().filter(|cell| cell.row == row) {
                let spans = span("rowspan", cell.row_span) + &span("colspan", cell.col_span);
                text += &format!("<{tag}{spans}>{}</{tag}>", escaped(&cell.text));
            }
            text += "</tr>\n";
        }
        text += "</table>\n";
    }
    text
}
