//! Elements → blocks, with a stack of its own for tables in cells. What is not as HTML says is taken as browsers
//! take it: a cell ends where the next begins, a row too, and what is open at the end ends there.

use std::ops::Range;

use super::lines::{Cursor, pieces};
use super::writer::Writer;
use crate::error::Error;
use crate::extract::Options;
use crate::extract::blocks::model::{Block, Cell, Row, Table, each_para};
use crate::extract::blocks::rows::Rows;
use crate::extract::elements::{Element, Event, Html};
use crate::ledger::Place;
use crate::limits;
use crate::source::Source;

/// Columns and rows that a cell covers at most (HTML, 4.9.11).
const MOST_ACROSS: f64 = 1000.0;
/// See [`MOST_ACROSS`].
const MOST_DOWN: f64 = 65_534.0;

/// Makes blocks of parts of a text.
pub(in crate::extract) struct Parser<'a> {
    source: &'a Source,
    text: &'a str,
    options: &'a Options,
    cursor: Cursor<'a>,
    /// One for the text round the tables, and one for each open cell or caption.
    writers: Vec<Writer>,
    tables: Vec<Open>,
    /// Tables, rows, cells and bytes of text so far.
    numbers: u32,
    rows: usize,
    cells: usize,
    bytes: usize,
    /// The page that tables stand on, where it is known.
    pub(in crate::extract) page: Option<u32>,
}

/// A table that is open.
#[derive(Debug, Default)]
struct Open {
    number: u32,
    /// Its rows, and those of its foot.
    rows: Rows,
    foot: Rows,
    in_foot: bool,
    in_head: bool,
    in_row: bool,
    /// Whether each cell of the row at hand names something.
    names: bool,
    caption: Vec<Block>,
    /// What the writer on top writes.
    inner: Inner,
}

/// What of a table is open.
#[derive(Debug, Default)]
enum Inner {
    #[default]
    Nothing,
    Caption,
    /// A cell: its columns and rows, and whether it is shaded.
    Cell(usize, usize, bool),
}

impl Open {
    fn rows(&mut self) -> &mut Rows {
        if self.in_foot { &mut self.foot } else { &mut self.rows }
    }

    /// Ends the row at hand.
    fn end_row(&mut self) {
        let names = std::mem::take(&mut self.names) || self.in_head;
        if let Some(row) = self.rows().last_mut().filter(|_| names) {
            row.header = true;
        }
        self.in_row = false;
    }
}

impl<'a> Parser<'a> {
    /// A parser of parts of `text`, which is the text of `source`.
    pub(in crate::extract) fn new(source: &'a Source, text: &'a str, options: &'a Options) -> Self {
        Parser {
            source,
            text,
            options,
            cursor: Cursor::new(text),
            writers: vec![Writer::new(options.hidden)],
            tables: Vec::new(),
            numbers: 0,
            rows: 0,
            cells: 0,
            bytes: 0,
            page: None,
        }
    }

    /// Reads a part of the text; what is open at its end ends there.
    ///
    /// # Errors
    /// Where it goes over a limit.
    pub(in crate::extract) fn read(&mut self, part: Range<usize>) -> Result<(), Error> {
        let begin = part.start;
        let text = self.text.get(part).unwrap_or_default();
        let mut html = Html::new(text);
        while let Some(event) = html.next() {
            let at = html.at();
            match event {
                Event::Start(element) => self.start(&element, begin + at)?,
                Event::End(name) => self.end(&name)?,
                Event::Text(read) => {
                    let raw = text.get(at..).unwrap_or_default();
                    self.bytes += read.len().saturating_mul(self.tables.len().max(1));
                    self.check_bytes(begin + at)?;
                    for (from, piece) in pieces(raw, &read) {
                        let place = self.cursor.place(begin + at + from);
                        self.show(piece, place);
                    }
                }
            }
        }
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        Ok(())
    }

    /// The blocks so far.
    pub(in crate::extract) fn finish(self) -> Vec<Block> {
        self.writers.into_iter().flat_map(Writer::finish).collect()
    }

    /// The writer of what is open.
    pub(in crate::extract) fn writer(&mut self) -> &mut Writer {
        if self.writers.is_empty() {
            self.writers.push(Writer::new(self.options.hidden));
        }
        let last = self.writers.len() - 1;
        &mut self.writers[last]
    }

    /// The number of the next table.
    pub(in crate::extract) fn number(&mut self) -> u32 {
        self.numbers = self.numbers.saturating_add(1);
        self.numbers
    }

    /// Counts rows and cells that were read.
    ///
    /// # Errors
    /// Where there are too many.
    pub(in crate::extract) fn count(&mut self, rows: usize, cells: usize) -> Result<(), Error> {
        self.rows += rows;
        self.cells += cells;
        self.check(0)
    }

    /// Holds what was read, and what of an open table was not counted yet, against the limits.
    fn check(&self, more: usize) -> Result<(), Error> {
        crate::extract::count(self.source, &self.options.limits, self.rows, self.cells + more)
    }

    fn check_bytes(&mut self, at: usize) -> Result<(), Error> {
        let most = self.options.limits.text_bytes;
        if self.bytes as u64 <= most {
            return Ok(());
        }
        let message = format!("the document has more than {most} bytes of text, the limit");
        Err(limits::over(self.source.name(), "text-bytes", message).at(self.told(at)))
    }

    /// A byte of the text, for a person.
    fn told(&mut self, byte: usize) -> String {
        match self.cursor.place(byte) {
            Place::Dump { line, column } => format!("line {line}, column {column}"),
            _ => String::new(),
        }
    }

    fn show(&mut self, text: &str, place: Place) {
        self.writer().text(text, place);
    }

    fn start(&mut self, element: &Element, at: usize) -> Result<(), Error> {
        if self.writer().is_gone() {
            self.writer().start(element);
            return Ok(());
        }
        match element.name.as_str() {
            "table" => self.begin_table(at)?,
            "caption" if !self.tables.is_empty() => {
                self.end_inner()?;
                self.writers.push(Writer::new(self.options.hidden).caption());
                if let Some(table) = self.tables.last_mut() {
                    table.inner = Inner::Caption;
                }
            }
            name @ ("thead" | "tbody" | "tfoot") if !self.tables.is_empty() => {
                self.end_group()?;
                if let Some(table) = self.tables.last_mut() {
                    (table.in_head, table.in_foot) = (name == "thead", name == "tfoot");
                }
            }
            "tr" if !self.tables.is_empty() => self.begin_row()?,
            "td" | "th" if !self.tables.is_empty() => self.begin_cell(element, at)?,
            _ => self.writer().start(element),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        if self.writer().is_gone() {
            self.writer().end(name);
            return Ok(());
        }
        match name {
            "table" => self.end_table(),
            "caption" | "td" | "th" if !self.tables.is_empty() => self.end_inner(),
            "tr" if !self.tables.is_empty() => {
                self.end_inner()?;
                if let Some(table) = self.tables.last_mut() {
                    table.end_row();
                }
                Ok(())
            }
            "thead" | "tbody" | "tfoot" if !self.tables.is_empty() => {
                self.end_group()?;
                if let Some(table) = self.tables.last_mut() {
                    (table.in_head, table.in_foot) = (false, false);
                }
                Ok(())
            }
            _ => {
                self.writer().end(name);
                Ok(())
            }
        }
    }

    fn begin_table(&mut self, at: usize) -> Result<(), Error> {
        // A table that stands in none of the cells of another ends that one.
        if self.tables.last().is_some_and(|table| matches!(table.inner, Inner::Nothing)) {
            self.end_table()?;
        }
        let most = self.options.limits.depth;
        if self.tables.len() >= most {
            let message =
                format!("tables stand more than {most} deep in cells of others, the limit");
            return Err(limits::over(self.source.name(), "depth", message).at(self.told(at)));
        }
        let number = self.number();
        self.tables.push(Open { number, ..Open::default() });
        Ok(())
    }

    fn begin_row(&mut self) -> Result<(), Error> {
        self.end_inner()?;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.end_row();
        (table.in_row, table.names) = (true, true);
        table.rows().begin(false);
        let more = table.rows.count() + table.foot.count();
        self.rows += 1;
        self.check(more)
    }

    fn begin_cell(&mut self, element: &Element, at: usize) -> Result<(), Error> {
        self.end_inner()?;
        if self.tables.last().is_some_and(|table| !table.in_row) {
            self.begin_row()?;
        }
        let across = element.number("colspan").map_or(1.0, |span| span.clamp(1.0, MOST_ACROSS));
        let down = match element.number("rowspan") {
            Some(span) if span < 1.0 => MOST_DOWN,
            span => span.unwrap_or(1.0).min(MOST_DOWN),
        };
        let style = element.get("style").unwrap_or_default();
        let shaded = element.get("bgcolor").is_some() || style.contains("background");
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.names &= element.name == "th";
        table.inner = Inner::Cell(across as usize, down as usize, shaded);
        let columns = table.rows().column() + across as usize;
        let more = table.rows.count() + table.foot.count() + 1;
        let most = self.options.limits.columns;
        if columns > most {
            let message = format!("a table has more than {most} columns, the limit");
            return Err(limits::over(self.source.name(), "columns", message).at(self.told(at)));
        }
        self.writers.push(Writer::new(self.options.hidden));
        self.check(more)
    }

    /// Ends the cell or the caption at hand.
    fn end_inner(&mut self) -> Result<(), Error> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        match std::mem::take(&mut table.inner) {
            Inner::Nothing => {}
            Inner::Caption => {
                let written = self.writers.pop().map(Writer::finish).unwrap_or_default();
                table.caption.extend(written);
            }
            Inner::Cell(across, down, shaded) => {
                let blocks = self.writers.pop().map(Writer::finish).unwrap_or_default();
                let col = table.rows().column();
                let cell = Cell { blocks, shaded, ..Cell::default() };
                table.rows().put(col, (across, down), cell);
            }
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), Error> {
        self.end_inner()?;
        if let Some(table) = self.tables.last_mut() {
            table.end_row();
            table.rows().end_group();
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Error> {
        self.end_group()?;
        let Some(table) = self.tables.pop() else { return Ok(()) };
        self.count(0, table.rows.count() + table.foot.count())?;
        let mut rows = table.rows.finish();
        rows.extend(table.foot.finish());
        narrow(&mut rows);
        let mut shows = false;
        let cells = rows.iter().flat_map(|row| &row.cells);
        cells.for_each(|cell| each_para(&cell.blocks, &mut |_| shows = true));
        let page = self.page;
        let writer = self.writer();
        table.caption.into_iter().for_each(|block| writer.push(block));
        // A table without text sets a page, or keeps a place.
        if shows {
            let number = table.number;
            writer.push(Block::Table(Table {
                number,
                rows,
                page,
                formal: true,
                ..Table::default()
            }));
        }
        Ok(())
    }
}

/// Lets cells that are alone in their rows reach no further than the others do: "over all columns" is often
/// written as a number that is surely enough.
fn narrow(rows: &mut [Row]) {
    let width = |row: &Row| row.cells.iter().map(|cell| cell.span).sum::<usize>();
    let most = rows.iter().filter(|row| row.cells.len() > 1).map(width).max();
    for row in rows {
        if let ([only], Some(most)) = (row.cells.as_mut_slice(), most) {
            only.span = only.span.min(most);
        }
    }
}
