//! Markdown and HTML as programs write them that read pictures or convert documents → fragments.
//!
//! What comes in: text with tables of Markdown (GFM) or of HTML, page after page. What goes out: one fragment for
//! each table; `stitch` finds which of them are one.
//!
//! | file | does |
//! |---|---|
//! | `lines` | what a line is: a page break, a running line, a heading, text |
//! | `parts` | lines to parts: texts, tables, breaks |
//! | `pipes` | the cells of a row |
//! | `inline` | text with its marks to a paragraph |

mod inline;
mod lines;
mod parts;
mod pipes;

use std::collections::BTreeSet;

use super::blocks::model::{Block, Cell, Table};
use super::blocks::rows::Rows;
use super::html::parser::Parser;
use super::html::writer::Writer;
use super::{Options, blocks, dump, html};
use crate::error::{Error, ErrorKind};
use crate::fragment::{Notice, Reading};
use crate::ledger::{Ledger, Place, Reason};
use crate::marks::House;
use crate::signs::caption::{self, Kind};
use crate::signs::continued;
use crate::signs::note;
use crate::source::Source;
use lines::Line;
use parts::Part;
use pipes::Piece;

/// Reads the tables of a text.
///
/// # Errors
/// Where it has none, is no text, or goes over a limit.
pub fn read(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    ledger.set_bullets_kept();
    let text = &*dump::text(source)?;
    if html::is_page(text) {
        return html::read(source, text, options, ledger);
    }
    let lines = lines::of(text);
    let parts = parts::of(&lines);
    let running = running(&lines, &parts, ledger.house());
    let mut parser = Parser::new(source, text, options);
    let mut uneven = Vec::new();
    for part in &parts {
        match part {
            Part::Break(page) => {
                let next = parser.page.map_or(2, |page| page.saturating_add(1));
                parser.page = Some(page.unwrap_or(next));
            }
            Part::Running(line) => leave(line, &mut parser),
            Part::Text { lines, heading } => text_part(lines, *heading, &running, &mut parser),
            Part::Html(range) => parser.read(range.clone())?,
            Part::Table(piece) => table(piece, options, &mut parser, &mut uneven)?,
        }
    }
    let blocks = parser.finish();
    if !blocks.iter().any(|block| matches!(block, Block::Table(_))) {
        return Err(Error::new(
            ErrorKind::NoTable,
            source.name(),
            "the text holds no table with text",
        ));
    }
    let mut reading = blocks::read(&mut blocks.into_iter(), 0, &mut |_, _| Vec::new(), ledger)?;
    reading.notices.extend(tell_uneven(&uneven));
    Ok(reading)
}

/// The lines at page edges that are running heads and feet, where the text tells of its pages.
fn running(lines: &[Line<'_>], parts: &[Part<'_>], house: &House) -> BTreeSet<u32> {
    if !parts.iter().any(|part| matches!(part, Part::Break(_))) {
        return BTreeSet::new();
    }
    let mut pages: Vec<Vec<(u32, &str)>> = vec![Vec::new()];
    // A table is a line that no head and no foot goes over.
    const TABLE: &str = "\t";
    for part in parts {
        let Some(page) = pages.last_mut() else { continue };
        match part {
            Part::Break(_) => pages.push(Vec::new()),
            Part::Text { lines, .. } => {
                page.extend(lines.iter().map(|line| (line.number, line.text)))
            }
            Part::Running(_) => {}
            Part::Html(_) | Part::Table(_) => page.push((0, TABLE)),
        }
    }
    let mut found = dump::running(&pages, house);
    let mut captions: BTreeSet<String> = BTreeSet::new();
    for line in lines {
        let text = lines::bare(line.text);
        let other = caption::parse(&text).is_some_and(|own| own.kind != Kind::Table);
        let own = caption::is_caption(&text) && (!other || captions.insert(text.clone()));
        // A head that names an appendix is its title where it stands first.
        if own || !other && continued::says_continued(&text) || note::is_note(&text) {
            found.remove(&line.number);
        }
    }
    found
}

/// Leaves out a running line.
fn leave(line: &Line<'_>, parser: &mut Parser<'_>) {
    let blanks = line.text.chars().take_while(|c| c.is_whitespace()).count();
    let column = u32::try_from(blanks).unwrap_or(0).saturating_add(1);
    let place = Place::Dump { line: line.number, column };
    parser.writer().leave(line.text.trim(), place, Reason::RunningLine);
}

fn text_part(lines: &[Line<'_>], heading: bool, running: &BTreeSet<u32>, parser: &mut Parser<'_>) {
    for paragraph in lines::paragraphs(lines) {
        let (left, shown): (Vec<&Line<'_>>, Vec<&Line<'_>>) =
            paragraph.iter().partition(|line| running.contains(&line.number));
        left.into_iter().for_each(|line| leave(line, parser));
        let texts: Vec<(u32, u32, &str)> = shown.iter().map(|line| line.content()).collect();
        let writer = parser.writer();
        writer.end_para();
        if heading {
            writer.set_heading();
        }
        inline::write(&texts, writer);
        writer.end_para();
    }
}

/// Makes a table of Markdown a block.
fn table(
    piece: &Piece<'_>,
    options: &Options,
    parser: &mut Parser<'_>,
    uneven: &mut Vec<u32>,
) -> Result<(), Error> {
    let mut rows = Rows::default();
    let mut shows = false;
    for (at, row) in piece.rows.iter().enumerate() {
        if at == 0 && piece.head && row.is_blank() {
            // A header without names is there because the form asks for one.
            continue;
        }
        parser.count(1, row.cells.len())?;
        rows.begin(at == 0 && piece.head);
        if row.cells.len() > piece.columns || (2..piece.columns).contains(&row.cells.len()) {
            uneven.push(row.line);
        }
        for (col, texts) in row.cells.iter().enumerate() {
            let mut writer = Writer::new(options.hidden);
            inline::write(texts, &mut writer);
            let blocks = writer.finish();
            shows |= !blocks.is_empty();
            rows.put(col, (1, 1), Cell { blocks, ..Cell::default() });
        }
    }
    if shows {
        let (number, page) = (parser.number(), parser.page);
        let rows = rows.finish();
        let table = Table { number, rows, page, formal: true, ..Table::default() };
        parser.writer().push(Block::Table(table));
    }
    Ok(())
}

/// Says which rows have more or fewer cells than their table has columns.
fn tell_uneven(lines: &[u32]) -> Option<Notice> {
    /// Lines that are named.
    const NAMED: usize = 5;
    let first = lines.first()?;
    let named: Vec<String> = lines.iter().take(NAMED).map(u32::to_string).collect();
    let more = if lines.len() > NAMED { " and others" } else { "" };
    let message = match lines.len() {
        1 => format!(
            "the row on line {first} has other cells than its table has columns: a sign | may be missing or too \
             many, and its texts may stand in other columns"
        ),
        count => format!(
            "{count} rows have other cells than their table has columns (lines {}{more}): a sign | may be missing \
             or too many, and their texts may stand in other columns",
            named.join(", ")
        ),
    };
    Some(Notice { code: "cells-uneven", loss: false, message })
}
