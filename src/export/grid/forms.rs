//! Tables as they stand in the forms of other programs, each table for itself.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{Grid, GridCell, Grids};
use crate::export::csv::{harmless, writer};
use crate::export::{Part, Put, markdown};
use crate::markup::{escaped, made_by};

/// The form of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// All tables, every cell with its place and its pieces on the pages.
    Json,
    /// Comma-separated values.
    Csv,
    /// Markdown.
    Markdown,
    /// A page for the browser.
    Html,
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::Markdown => "md",
            Form::Html => "html",
        }
    }
}

/// Writes tables, each to a file of its own (`table-1.csv`), but JSON to one. With `fill` the text of a cell
/// that spans rows or columns stands in each place that it covers, and not in the first alone.
///
/// # Errors
/// Where `put` takes no more.
pub fn write(grids: &Grids<'_>, form: Form, fill: bool, put: Put<'_>) -> io::Result<()> {
    if form == Form::Json {
        let mut out = io::BufWriter::new(Part { name: "tables.json", put });
        serde_json::to_writer_pretty(&mut out, grids)?;
        out.write_all(b"\n")?;
        return out.flush();
    }
    for (grid, number) in grids.tables.iter().zip(&grids.numbers) {
        let name = format!("table-{number}.{}", form.ending());
        let mut out = io::BufWriter::new(Part { name: &name, put });
        match form {
            Form::Csv => csv(grid, fill, &mut out)?,
            Form::Markdown => markdown(grid, fill, &mut out)?,
            Form::Html | Form::Json => html(grid, fill, &mut out)?,
        }
        out.flush()?;
    }
    Ok(())
}

/// The lines of the cells of each row, column by column.
fn rows<'g>(grid: &'g Grid<'_>, fill: bool) -> impl Iterator<Item = Vec<Vec<String>>> + 'g {
    // For each column what goes on from above, and for how many rows.
    let mut open: Vec<(usize, Vec<String>)> = vec![(0, Vec::new()); grid.columns];
    (0..grid.rows).map(move |row| {
        let mut cells = vec![Vec::new(); grid.columns];
        for (cell, (left, lines)) in cells.iter_mut().zip(&mut open) {
            if *left > 0 {
                *left -= 1;
                cell.clone_from(lines);
            }
        }
        for cell in grid.cells.row(row) {
            let width = if fill { cell.col_span } else { 1 };
            for at in cell.col..(cell.col + width).min(grid.columns) {
                cells[at].clone_from(&cell.lines);
                if fill {
                    open[at] = (cell.row_span.saturating_sub(1), cell.lines.clone());
                }
            }
        }
        cells
    })
}

/// Items and paragraphs stand on lines of their own; a text that would act as a formula is made harmless.
fn csv(grid: &Grid<'_>, fill: bool, out: &mut impl Write) -> io::Result<()> {
    let mut out = writer(out);
    for row in rows(grid, fill) {
        let cells = row.iter().map(|lines| harmless(&lines.join("\n"), false).into_owned());
        out.write_record(cells).map_err(io::Error::from)?;
    }
    out.flush()
}

fn markdown(grid: &Grid<'_>, fill: bool, out: &mut impl Write) -> io::Result<()> {
    if let Some(title) = &grid.title {
        writeln!(out, "{}\n", markdown::escaped(title))?;
    }
    for (number, row) in rows(grid, fill).enumerate() {
        let cell = |lines: Vec<String>| {
            lines.iter().map(|line| markdown::escaped(line)).collect::<Vec<_>>().join("<br>")
        };
        let cells: Vec<String> = row.into_iter().map(cell).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
        if number == 0 {
            writeln!(out, "|{}", " --- |".repeat(grid.columns))?;
        }
    }
    grid.notes.iter().try_for_each(|note| writeln!(out, "\n{}", markdown::escaped(note)))
}

/// Spans are kept as spans, unless they are filled.
fn html(grid: &Grid<'_>, fill: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n{}\n<table>", made_by!("tables"))?;
    if let Some(title) = &grid.title {
        writeln!(out, "<caption>{}</caption>", escaped(title))?;
    }
    let tag = |row: usize| if row < grid.header_rows { "th" } else { "td" };
    if fill {
        for (row, cells) in rows(grid, fill).enumerate() {
            let (tag, cells) = (tag(row), cells.iter());
            let cells: String =
                cells.map(|lines| format!("<{tag}>{}</{tag}>", broken(lines))).collect();
            writeln!(out, "<tr>{cells}</tr>")?;
        }
    } else {
        for row in 0..grid.rows {
            let tag = tag(row);
            let cells: String = grid.cells.row(row).map(|cell| spanning(&cell, tag)).collect();
            writeln!(out, "<tr>{cells}</tr>")?;
        }
    }
    writeln!(out, "</table>")?;
    grid.notes.iter().try_for_each(|note| writeln!(out, "<p>{}</p>", escaped(note)))
}

fn spanning(cell: &GridCell, tag: &str) -> String {
    let span = |name: &str, count: usize| match count {
        0 | 1 => String::new(),
        count => format!(" {name}=\"{count}\""),
    };
    let spans = span("rowspan", cell.row_span) + &span("colspan", cell.col_span);
    let inner = match cell.marks.is_empty() {
        true => broken(&cell.lines),
        // The marks are those that are printed.
        false => {
            let item = |line: &String| format!("<li>{}</li>", escaped(line));
            let items: String = cell.lines.iter().map(item).collect();
            format!("<ul style=\"list-style: none\">{items}</ul>")
        }
    };
    format!("<{tag}{spans}>{inner}</{tag}>")
}

fn broken(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")
}
