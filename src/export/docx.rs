//! A Word document, written by crate `docx-rs`: each table whole, one row a study that no page breaks, and
//! real lists.

use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering,
    NumberingId, PageOrientationType, Paragraph, Run, Shading, ShdType, SpecialIndentType, Start,
    Table as Grid, TableCell, TableLayoutType, TableRow, WidthType,
};

use super::entry::item_text;
use super::{Entry, Export, ExportError, Put};
use crate::record::{Citation, Record, Table, Value};

/// A4 on its side, and the width between its margins; in twentieths of a point, as Word counts.
const PAGE: (u32, u32) = (16_838, 11_906);
const TEXT_WIDTH: usize = 14_400;
/// How far each level of a list is set in.
const INDENT: i32 = 240;
/// Word's levels of a list.
const LEVELS: usize = 9;
/// The number of the one list style.
const LIST: usize = 2;
/// The signs of levels, from the outermost; then again.
const BULLETS: [&str; 3] = ["•", "◦", "▪"];
/// Half points of the letters.
const LETTERS: usize = 18;
/// The ground of what names columns and groups.
const HEAD: &str = "DDE6ED";
/// The same documents give the same bytes.
const DAY: &str = "2000-01-01T00:00:00Z";

/// Exports a Word document. It is in memory until it is written.
#[derive(Debug)]
pub struct Word {
    file: String,
    made: Docx,
}

impl Word {
    /// Exports to `file`, or to `studies.docx`.
    pub fn new(file: Option<String>) -> Self {
        let made = Docx::new()
            .created_at(DAY)
            .updated_at(DAY)
            .page_size(PAGE.0, PAGE.1)
            .page_orient(PageOrientationType::Landscape)
            .default_size(LETTERS)
            .add_abstract_numbering(list_style())
            .add_numbering(Numbering::new(LIST, LIST));
        Word { file: file.unwrap_or_else(|| "studies.docx".to_owned()), made }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        self.made = std::mem::take(&mut self.made).add_paragraph(paragraph);
    }
}

impl Export for Word {
    fn add(&mut self, entry: &Entry, _: Put<'_>) -> Result<(), ExportError> {
        for table in &entry.document.tables {
            if let Some(title) = &table.title {
                self.paragraph(
                    Paragraph::new().style("Caption").add_run(Run::new().add_text(title).bold()),
                );
            }
            self.made = std::mem::take(&mut self.made).add_table(grid(table));
            for note in &table.notes {
                self.paragraph(Paragraph::new().add_run(Run::new().add_text(note)));
            }
            self.paragraph(Paragraph::new());
        }
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let packed = std::mem::take(&mut self.made).build().pack(&mut bytes);
        packed.map_err(|error| ExportError::TooLarge(format!("Word cannot hold it: {error}")))?;
        Ok(put(&self.file, bytes.get_ref())?)
    }
}

fn list_style() -> AbstractNumbering {
    (0..LEVELS).fold(AbstractNumbering::new(LIST), |style, level| {
        let sign = BULLETS[level % BULLETS.len()];
        let left = INDENT * i32::try_from(level + 1).unwrap_or(1);
        let made = Level::new(
            level,
            Start::new(1),
            NumberFormat::new("bullet"),
            LevelText::new(sign),
            LevelJc::new("left"),
        );
        style.add_level(made.indent(
            Some(left),
            Some(SpecialIndentType::Hanging(INDENT)),
            None,
            None,
        ))
    })
}

fn grid(table: &Table) -> Grid {
    let columns = table.columns.len().max(1);
    let width = TEXT_WIDTH / columns;
    let named = table.columns.iter().map(|own| head(&own.header).width(width, WidthType::Dxa));
    let mut rows = vec![TableRow::new(named.collect()).cant_split()];
    let mut group = None;
    for record in &table.records {
        if record.group != group {
            group.clone_from(&record.group);
            let cell = head(group.as_deref().unwrap_or_default()).grid_span(columns);
            rows.push(TableRow::new(vec![cell]).cant_split());
        }
        rows.push(row(record, width));
    }
    Grid::new(rows)
        .set_grid(vec![width; columns])
        .layout(TableLayoutType::Fixed)
        .width(width * columns, WidthType::Dxa)
}

fn head(text: &str) -> TableCell {
    let shade = Shading::new().shd_type(ShdType::Clear).fill(HEAD);
    let paragraph = Paragraph::new().add_run(Run::new().add_text(text).bold());
    TableCell::new().shading(shade).add_paragraph(paragraph)
}

fn row(record: &Record, width: usize) -> TableRow {
    let cells = record.cells.0.iter().map(|(_, value)| {
        let cell = TableCell::new().width(width, WidthType::Dxa);
        paragraphs(value).into_iter().fold(cell, TableCell::add_paragraph)
    });
    TableRow::new(cells.collect()).cant_split()
}

/// The paragraphs of a cell; one without text where it is empty, as Word wants it.
fn paragraphs(value: &Value) -> Vec<Paragraph> {
    let plain = |text: &str| Paragraph::new().add_run(Run::new().add_text(text));
    match value {
        Value::Text(text) | Value::Citation(Citation { text, .. }) => {
            vec![plain(text.as_deref().unwrap_or_default())]
        }
        Value::List(items) if items.is_empty() => vec![Paragraph::new()],
        Value::List(items) => items
            .iter()
            .map(|item| {
                let level = usize::from(item.level).min(LEVELS - 1);
                plain(&item_text(item)).numbering(NumberingId::new(LIST), IndentLevel::new(level))
            })
            .collect(),
    }
}
