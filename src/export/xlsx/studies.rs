//! The *Studies* sheets: one row a study, a sheet for tables that have the same columns.

use rust_xlsxwriter::Workbook;

use super::ExportError;
use super::page::Pages;
use crate::canon;
use crate::decide::places::{FlaggedPlace, flagged};
use crate::export::Entry;
use crate::export::wide::{self, Heading, Sets, Source};
use crate::record::Table;

/// A *Studies* sheet: its name and the tables on it.
pub(super) struct Sheet<'a> {
    pub(super) name: String,
    pub(super) tables: Vec<(&'a Entry, &'a Table)>,
    /// The columns of the first one; those of the others are called the same.
    names: Vec<String>,
}

/// Writes the sheets; tells what is on each.
pub(super) fn write<'a>(
    book: &mut Workbook,
    entries: &'a [Entry],
) -> Result<Vec<Sheet<'a>>, ExportError> {
    let sheets = sheets(entries);
    for sheet in &sheets {
        let mut pages = Pages::new(book, &sheet.name, sheet.names.clone())?;
        for (entry, table) in &sheet.tables {
            rows(&mut pages, entry, table)?;
        }
        pages.finish()?;
    }
    Ok(sheets)
}

fn sheets(entries: &[Entry]) -> Vec<Sheet<'_>> {
    let mut sets = Sets::default();
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    for entry in entries {
        for table in &entry.document.tables {
            let names: Vec<String> =
                wide::headings(table).into_iter().map(|heading| heading.name).collect();
            let set = sets.of(names.clone(), &entry.name);
            if set == sheets.len() {
                let name = match set {
                    0 => "Studies".to_owned(),
                    set => format!("Studies {}", set + 1),
                };
                sheets.push(Sheet { name, tables: Vec::new(), names });
            }
            if let Some(sheet) = sheets.get_mut(set) {
                sheet.tables.push((entry, table));
            }
        }
    }
    sheets
}

fn rows(pages: &mut Pages<'_>, entry: &Entry, table: &Table) -> Result<(), ExportError> {
    let headings = wide::headings(table);
    for (row, record) in wide::rows(entry, table, &headings).zip(&table.records) {
        let line = pages.next_row()?;
        let places = flagged(record, &record.flags);
        for (column, (text, heading)) in row.iter().zip(&headings).enumerate() {
            let own: Vec<&FlaggedPlace<'_>> =
                places.iter().filter(|place| is_of(heading, place)).collect();
            let worst = own.iter().flat_map(|place| &place.flags).map(|flag| flag.confidence).max();
            pages.text(line, column, text, worst, &heading.name)?;
            if !own.is_empty() {
                pages.comment(line, column, &comment(&own))?;
            }
        }
    }
    Ok(())
}

fn is_of(heading: &Heading, place: &FlaggedPlace<'_>) -> bool {
    heading.source == Source::Column(place.column)
}

/// What a person should look at in a cell, a line for each flag. Items count from 1 here, as people do.
fn comment(places: &[&FlaggedPlace<'_>]) -> String {
    let line = |place: &FlaggedPlace<'_>| {
        let item = place.item.map(|item| format!("line {}: ", item + 1)).unwrap_or_default();
        let told = |flag: &&crate::record::Flag| {
            let sure = canon::name(&flag.confidence);
            format!("{item}{} ({sure}): {}", canon::name(&flag.code), flag.code.meaning())
        };
        place.flags.iter().map(told).collect::<Vec<_>>().join("\n")
    };
    places.iter().map(|place| line(place)).collect::<Vec<_>>().join("\n")
}
