//! Docling's JSON → fragments.
//!
//! Docling reads PDFs, pictures and Office documents by models of its own and tells tables as cells with rows and
//! columns, page by page. Cells and pages are taken as told; which tables are one, and where rows go on, is for
//! `stitch` to find. What Docling calls a header on a later page is often a row that goes on: see `blocks/heads`.
//!
//! A character stands where a person finds it: in a cell of a table, counted from 1, of a page of the document that
//! Docling read (`page 3`), or of its body where there are no pages.

mod model;

use std::collections::BTreeSet;

use super::blocks::container::Container;
use super::blocks::model::{self as made, Block, Para};
use super::blocks::rows::Rows;
use super::{Options, blocks, dump};
use crate::error::{Error, ErrorKind};
use crate::fragment::Reading;
use crate::geom::{Area, Pt};
use crate::ledger::{Ledger, Place, Reason};
use crate::limits;
use crate::source::Source;
use model::{Cell, Document, Node, Prov, Reference, Table, Text};

/// What to do where a file is not whole.
const AGAIN: &str =
    "let Docling write it again (`docling --to json FILE`), and check that it was saved completely";

/// Reads the tables of a document.
///
/// # Errors
/// Where it is no JSON of Docling, is damaged, holds no table, or goes over a limit.
pub fn read(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    let document = parse(source)?;
    if document.tables.is_empty() {
        let message = "Docling found no table in it";
        return Err(Error::new(ErrorKind::NoTable, source.name(), message).help(
            "give the document itself; or let Docling look for tables (without --no-tables)",
        ));
    }
    let mut walk = Walk {
        source,
        options,
        document: &document,
        ledger,
        container: Container::default(),
        seen: BTreeSet::new(),
        cells: 0,
        rows: 0,
        numbers: (0, 0),
    };
    walk.all()?;
    let blocks = walk.container.close();
    let pages = document.pages.len();
    let mut reading = blocks::read(&mut blocks.into_iter(), 0, &mut |_, _| Vec::new(), ledger)?;
    if pages > 0 {
        reading.pages = u32::try_from(pages).ok();
    }
    Ok(reading)
}

fn parse(source: &Source) -> Result<Document, Error> {
    let text = dump::text(source)?;
    let document: Document = super::json(source, &text, "Docling", AGAIN)?;
    let version = document.version.as_deref().unwrap_or("1");
    let named = document.schema_name.as_deref() == Some("DoclingDocument");
    if !named || version.split('.').next() != Some("1") {
        let message = match named {
            true => format!("it is version {version} of Docling's JSON; version 1 is read"),
            false => "the JSON names DoclingDocument but is none".to_owned(),
        };
        return Err(Error::new(ErrorKind::UnknownFormat, source.name(), message)
            .help("let Docling 2 write it (`docling --to json FILE`)"));
    }
    Ok(document)
}

/// Goes through a document in the order of its body.
struct Walk<'a> {
    source: &'a Source,
    options: &'a Options,
    document: &'a Document,
    ledger: &'a mut Ledger,
    container: Container,
    /// What was met, by its reference.
    seen: BTreeSet<&'a str>,
    cells: usize,
    rows: usize,
    /// Tables and paragraphs so far.
    numbers: (u32, u32),
}

impl<'a> Walk<'a> {
    fn all(&mut self) -> Result<(), Error> {
        let document = self.document;
        // Texts of tables come with them, wherever else they stand.
        let own =
            document.tables.iter().flat_map(|table| table.captions.iter().chain(&table.footnotes));
        let own: BTreeSet<&str> = own.map(|reference| reference.to.as_str()).collect();
        // What waits, the next last.
        let mut waiting: Vec<&Reference> = Vec::new();
        let push = |children: &'a [Reference], waiting: &mut Vec<&'a Reference>| {
            waiting.extend(children.iter().rev());
        };
        push(&document.furniture.children, &mut waiting);
        push(&document.body.children, &mut waiting);
        while let Some(reference) = waiting.pop() {
            let to = reference.to.as_str();
            if !self.seen.insert(to) {
                continue;
            }
            match to.trim_start_matches("#/").split_once('/') {
                Some(("texts", at)) => {
                    let Some(text) = get(&document.texts, at) else { continue };
                    push(&text.children, &mut waiting);
                    if !own.contains(to) {
                        self.text(text, false);
                    }
                }
                Some(("tables", at)) => {
                    let Some(table) = get(&document.tables, at) else { continue };
                    push(&table.children, &mut waiting);
                    self.table(table)?;
                }
                Some((kind, at)) => {
                    let Some(node) = self.nodes(kind).and_then(|nodes| get(nodes, at)) else {
                        continue;
                    };
                    push(&node.children, &mut waiting);
                    push(&node.captions, &mut waiting);
                }
                None => {}
            }
        }
        // What the body does not lead to is read all the same.
        for (at, table) in document.tables.iter().enumerate() {
            if !self.seen.contains(format!("#/tables/{at}").as_str()) {
                self.table(table)?;
            }
        }
        Ok(())
    }

    fn nodes(&self, kind: &str) -> Option<&'a [Node]> {
        match kind {
            "groups" => Some(&self.document.groups),
            "pictures" => Some(&self.document.pictures),
            "key_value_items" => Some(&self.document.key_value_items),
            "form_items" => Some(&self.document.form_items),
            _ => None,
        }
    }

    /// The number in the ledger of the page that something stands on.
    fn part(&mut self, prov: &[Prov]) -> u16 {
        match prov.first() {
            Some(prov) if prov.page_no > 0 => self.ledger.part(&format!("page {}", prov.page_no)),
            _ => self.ledger.part("body"),
        }
    }

    fn text(&mut self, text: &Text, caption: bool) {
        if text.text.trim().is_empty() {
            return;
        }
        self.numbers.1 = self.numbers.1.saturating_add(1);
        let part = self.part(&text.prov);
        let place = Place::Word { part, table: 0, row: 0, cell: 0, paragraph: self.numbers.1 };
        let label = text.label.as_deref().unwrap_or_default();
        let furniture = text.content_layer.as_deref() == Some("furniture");
        let mut para = Para { spots: vec![(0, place)], ..Para::default() };
        if furniture || matches!(label, "page_header" | "page_footer") {
            para.leave(Reason::RunningLine, text.text.trim());
        } else {
            para.text = text.text.trim().to_owned();
            para.caption = caption || label == "caption";
            para.heading = matches!(label, "section_header" | "title" | "field_heading");
            para.bold = text.formatting.as_ref().is_some_and(|own| own.bold);
        }
        self.container.push(Block::Para(para));
    }

    fn texts(&mut self, references: &'a [Reference], caption: bool) {
        for reference in references {
            let at = reference.to.strip_prefix("#/texts/");
            if let Some(text) = at.and_then(|at| get(&self.document.texts, at)) {
                self.seen.insert(&reference.to);
                self.text(text, caption);
            }
        }
    }

    fn table(&mut self, table: &'a Table) -> Result<(), Error> {
        self.texts(&table.captions, true);
        self.numbers.0 = self.numbers.0.saturating_add(1);
        let number = self.numbers.0;
        let part = self.part(&table.prov);
        let rows = self.rows(table, (part, number))?;
        let prov = table.prov.first().filter(|prov| prov.page_no > 0);
        let shows = rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.blocks.is_empty());
        // The cells of a list of contents name headings.
        if table.label.as_deref() == Some("document_index") {
            let blocks = rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.blocks);
            blocks.for_each(|block| self.container.push(block));
        } else if shows {
            self.container.push(Block::Table(made::Table {
                number,
                rows,
                page: prov.map(|prov| prov.page_no),
                area: prov.and_then(|prov| self.area(prov)),
                formal: true,
                ..made::Table::default()
            }));
        }
        self.texts(&table.footnotes, false);
        Ok(())
    }

    /// A box, from the upper left corner of its page.
    fn area(&self, prov: &Prov) -> Option<Area> {
        /// Points of the largest page (PDF 2.0, annex C: 14,400 units).
        const MOST: f64 = 20_000.0;
        let height = self.document.pages.get(&prov.page_no.to_string())?.size.height;
        let from_top = prov.bbox.coord_origin.as_deref() == Some("TOPLEFT");
        let y = |y: f64| if from_top { y } else { height - y };
        let (one, other) = (y(prov.bbox.t), y(prov.bbox.b));
        let sides = [
            prov.bbox.l.min(prov.bbox.r),
            one.min(other),
            prov.bbox.l.max(prov.bbox.r),
            one.max(other),
        ];
        let sound = sides.iter().all(|side| side.is_finite() && side.abs() < MOST);
        let [x0, top, x1, bottom] = sides.map(Pt::new);
        sound.then(|| Area::new(x0, top, x1, bottom))
    }

    fn rows(&mut self, table: &Table, (part, number): (u16, u32)) -> Result<Vec<made::Row>, Error> {
        let place = |row: u64, cell: usize| Place::Word {
            part,
            table: number,
            row: u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1),
            cell: u32::try_from(cell).unwrap_or(u32::MAX).saturating_add(1),
            paragraph: 1,
        };
        let data = &table.data;
        self.check(data, number)?;
        let mut cells: Vec<&Cell> = data.table_cells.iter().collect();
        cells.sort_by_key(|cell| (cell.start_row_offset_idx, cell.start_col_offset_idx));
        let mut rows = Rows::default();
        for row in cells.chunk_by(|a, b| a.start_row_offset_idx == b.start_row_offset_idx) {
            let filled = || row.iter().filter(|cell| !cell.text.trim().is_empty());
            rows.begin(filled().next().is_some() && filled().all(|cell| cell.column_header));
            for (at, cell) in row.iter().enumerate() {
                let span = |start: u64, end: u64| index(end).saturating_sub(index(start)).max(1);
                let across = span(cell.start_col_offset_idx, cell.end_col_offset_idx);
                let down = span(cell.start_row_offset_idx, cell.end_row_offset_idx);
                let blocks = paragraphs(&cell.text, place(cell.start_row_offset_idx, at));
                let cell_made = made::Cell { blocks, ..made::Cell::default() };
                rows.put(index(cell.start_col_offset_idx), (across, down), cell_made);
            }
            rows.fill(index(data.num_cols));
            self.rows += 1;
            let cells = self.cells + rows.count();
            super::count(self.source, &self.options.limits, self.rows, cells)?;
        }
        self.cells += rows.count();
        Ok(rows.finish())
    }

    /// Refuses a table that claims more columns than may be.
    fn check(&self, data: &model::Data, number: u32) -> Result<(), Error> {
        let ends = data
            .table_cells
            .iter()
            .map(|cell| cell.end_col_offset_idx.max(cell.start_col_offset_idx));
        let columns = ends.max().unwrap_or(0).max(data.num_cols);
        let most = self.options.limits.columns;
        if index(columns) <= most {
            return Ok(());
        }
        let message =
            format!("table {number} has {columns} columns, more than the limit of {most}");
        Err(limits::over(self.source.name(), "columns", message))
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn get<'t, T>(all: &'t [T], at: &str) -> Option<&'t T> {
    all.get(at.parse::<usize>().ok()?)
}

/// The text of a cell: its lines are those of its author.
fn paragraphs(text: &str, place: Place) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let para = Para { text: lines.join("\n"), spots: vec![(0, place)], ..Para::default() };
    vec![Block::Para(para)]
}
