//! A workbook: *Studies*, *Items*, *Links*, *Flags*, *Left out*, *About*, written by crate
//! `rust_xlsxwriter`. Texts are texts and never formulas. What is flagged is coloured where it stands, and
//! a comment there says why.

mod about;
mod flags;
mod page;
pub mod review;
mod studies;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

pub(super) use self::page::Pages;
use super::frame::{Datum, Field, Frame};
use super::{Entry, Export, ExportError, Put};

/// Exports a workbook. All documents are in memory until it is written.
#[derive(Debug)]
pub struct Xlsx {
    file: String,
    entries: Vec<Entry>,
}

impl Xlsx {
    /// Exports to `file`, or to `studies.xlsx`.
    pub fn new(file: Option<String>) -> Self {
        let file = file.unwrap_or_else(|| "studies.xlsx".to_owned());
        Xlsx { file, entries: Vec::new() }
    }
}

impl Export for Xlsx {
    fn add(&mut self, entry: &Entry, _: Put<'_>) -> Result<(), ExportError> {
        self.entries.push(entry.clone());
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        let mut book = Workbook::new();
        dated(&mut book)?;
        let sheets = studies::write(&mut book, &self.entries)?;
        frame(&mut book, "Items", Frame::Items, &self.entries)?;
        frame(&mut book, "Links", Frame::Links, &self.entries)?;
        flags::write(&mut book, &self.entries)?;
        frame(&mut book, "Left out", Frame::LeftOut, &self.entries)?;
        about::write(&mut book, &self.entries, &sheets)?;
        let bytes = book.save_to_buffer().map_err(trouble)?;
        Ok(put(&self.file, &bytes)?)
    }
}

/// Gives a workbook a day of its own: the library would write the hour of the day, and the same documents
/// give the same bytes.
pub(super) fn dated(book: &mut Workbook) -> Result<(), ExportError> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(trouble)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    Ok(())
}

/// A sheet with the rows of a frame.
fn frame(
    book: &mut Workbook,
    name: &str,
    frame: Frame,
    entries: &[Entry],
) -> Result<(), ExportError> {
    let names: Vec<String> = frame.fields().iter().map(|field| titled(field.name)).collect();
    let mut pages = Pages::new(book, name, names)?;
    let mut failed = None;
    for entry in entries {
        let written = frame.rows(entry, &mut |row| {
            write_row(&mut pages, frame.fields(), row).map_err(|error| {
                let told = error.to_string();
                failed = Some(error);
                std::io::Error::other(told)
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        written?;
    }
    pages.finish()
}

fn write_row(
    pages: &mut Pages<'_>,
    fields: &[Field],
    row: &[Datum<'_>],
) -> Result<(), ExportError> {
    let line = pages.next_row()?;
    for (column, (datum, field)) in row.iter().zip(fields).enumerate() {
        match datum {
            Datum::Nothing => {}
            Datum::Text(text) => pages.text(line, column, text, None, field.name)?,
            Datum::Number(number) => pages.number(line, column, *number)?,
        }
    }
    Ok(())
}

/// The name of a field as the head of a column.
fn titled(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).map(|c| if c == '_' { ' ' } else { c }).collect()
}

/// What the library refuses although no limit is broken that we know of.
pub(super) fn trouble(error: XlsxError) -> ExportError {
    ExportError::TooLarge(format!("a workbook cannot hold it: {error}"))
}
