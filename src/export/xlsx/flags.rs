//! The *Flags* sheet: what a person should look at, a place a row, with room for what they decide.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, Workbook};

use super::page::{Pages, number};
use super::{ExportError, trouble};
use crate::canon;
use crate::decide::anchors::Anchors;
use crate::decide::places::{FlaggedPlace, flagged};
use crate::decide::{self, Action, file};
use crate::doubts;
use crate::export::Entry;
use crate::export::entry::{item_text, key_column, text_at};
use crate::record::{Flag, Record, Table, Value};
use crate::trace::{Notice, RecordTrace, Span};

/// The name of the sheet.
pub(super) const SHEET: &str = "Flags";
/// The columns of the sheet, in their order. The last one is hidden: the entry of a decisions file that is
/// about the place.
const COLUMNS: [&str; 15] = [
    "Study", "Column", "Text", "Where", "Flag", "Sure", "Says", "Decision", "To", "Who", "Why",
    "Document", "Table", "Record", "Entry",
];
/// The flag of a row that tells that a decision was not applied.
const NOT_APPLIED: &str = "not applied";
/// What a person may decide about a place, in the words of a decisions file.
const DECISIONS: [&str; 4] = ["keep", "set", "split", "drop"];
/// What they may decide about a key of which only a part is there.
const DECISION_OF_KEY: [&str; 1] = ["name"];
/// What they may decide here about what is told of a table; what mends one is written into the file.
const DECISION_OF_NOTICE: [&str; 1] = ["keep"];

/// A place that is flagged, and where it is.
struct Found<'a> {
    entry: &'a Entry,
    table: &'a Table,
    record: &'a Record,
    /// The index of the column that names the studies.
    key: usize,
    /// The entry of a decisions file that is about it.
    anchor: String,
}

/// Where the records of a document stand in its source.
struct Places<'a>(BTreeMap<(&'a str, &'a str), &'a RecordTrace>);

impl<'a> Places<'a> {
    fn of(entry: &'a Entry) -> Self {
        let all = entry.trace.iter().flat_map(|trace| &trace.records);
        Places(all.map(|own| ((own.table.as_str(), own.record.as_str()), own)).collect())
    }

    /// Where a cell begins, or its record where nothing is printed in it: the page, the line, or the row of a table.
    fn of_cell(&self, table: &Table, record: &Record, column: usize) -> String {
        let Some(own) = self.0.get(&(table.id.as_str(), record.id.as_str())) else {
            return String::new();
        };
        let key = table.columns.get(column).map(|column| column.key.as_str());
        let cell = own.cells.iter().find(|cell| Some(cell.column.as_str()) == key);
        let part = cell.or(own.cells.first()).and_then(|cell| cell.parts.first());
        match part.and_then(|part| part.spans.first()) {
            Some(Span::Print { page, .. }) => format!("page {page}"),
            Some(Span::Dump { line, .. }) => format!("line {line}"),
            Some(Span::Word { table, row, .. }) => format!("table {table}, row {row}"),
            None => String::new(),
        }
    }
}

/// Writes the sheet.
pub(super) fn write(book: &mut Workbook, entries: &[Entry]) -> Result<(), ExportError> {
    let mut pages = Pages::new(book, SHEET, COLUMNS.map(str::to_owned).to_vec())?;
    for entry in entries {
        let keys: Vec<usize> = entry.document.tables.iter().map(key_column).collect();
        let anchors = Anchors::new(&entry.document, &keys);
        for notice in entry.trace.iter().flat_map(|trace| &trace.notices) {
            if notice.loss || doubts::is_open(notice) {
                noticed(&mut pages, entry, notice, &anchors)?;
            }
        }
        let undone = entry.trace.as_ref().map(decide::not_applied).unwrap_or_default();
        for decision in undone.lines() {
            whole(&mut pages, entry, &[("Flag", NOT_APPLIED), ("Says", decision)])?;
        }
        let places = Places::of(entry);
        for (at, (table, key)) in entry.document.tables.iter().zip(&keys).enumerate() {
            for (number, record) in table.records.iter().enumerate() {
                for place in flagged(record, &record.flags) {
                    let decision = anchors.decision(at, number, &place);
                    let anchor = file::entry(&decision);
                    let found = Found { entry, table, record, key: *key, anchor };
                    let stands = places.of_cell(table, record, place.column);
                    let line = row(&mut pages, &found, &place, &stands)?;
                    match decision.action {
                        Action::Name(_) => choose(&mut pages, line, &DECISION_OF_KEY)?,
                        _ => choose(&mut pages, line, &DECISIONS)?,
                    }
                }
            }
        }
    }
    let hidden = column("Entry");
    pages.sheet()?.set_column_hidden(hidden).map_err(trouble)?;
    pages.finish()
}

/// What is told of a table or the document. A loss cannot be decided; all else may be right as it stands.
fn noticed(
    pages: &mut Pages<'_>,
    entry: &Entry,
    notice: &Notice,
    anchors: &Anchors<'_>,
) -> Result<(), ExportError> {
    let keep = anchors.notice(notice).map(|shape| file::shapes::entry(&shape));
    let cells = [
        ("Flag", notice.code.as_str()),
        ("Says", notice.message.as_str()),
        ("Table", notice.table.as_deref().unwrap_or_default()),
        ("Entry", keep.as_deref().unwrap_or_default()),
    ];
    let line = whole(pages, entry, &cells)?;
    keep.map_or(Ok(()), |_| choose(pages, line, &DECISION_OF_NOTICE))
}

/// A row that is about no one place of a document.
fn whole(pages: &mut Pages<'_>, entry: &Entry, cells: &[(&str, &str)]) -> Result<u32, ExportError> {
    let line = pages.next_row()?;
    let name = ("Document", entry.name.as_str());
    for (head, text) in cells.iter().chain([&name]) {
        pages.text(line, usize::from(column(head)), text, None, head)?;
    }
    Ok(line)
}

/// The number of a column, from 0.
fn column(name: &str) -> u16 {
    number(COLUMNS.iter().position(|own| *own == name).unwrap_or(COLUMNS.len()))
}

/// Offers the decisions to choose from.
fn choose(pages: &mut Pages<'_>, row: u32, from: &[&str]) -> Result<(), ExportError> {
    let choice = DataValidation::new()
        .allow_list_strings(from)
        .and_then(|choice| choice.set_error_title("No decision"))
        .and_then(|choice| choice.set_error_message("Choose one of the list, or nothing."))
        .map_err(trouble)?;
    let decision = column("Decision");
    let sheet = pages.sheet()?;
    sheet.add_data_validation(row, decision, row, decision, &choice).map_err(trouble)?;
    Ok(())
}

fn row(
    pages: &mut Pages<'_>,
    found: &Found<'_>,
    place: &FlaggedPlace<'_>,
    stands: &str,
) -> Result<u32, ExportError> {
    let Found { entry, table, record, key, anchor } = found;
    let line = pages.next_row()?;
    let each = |tell: &dyn Fn(&Flag) -> String| {
        place.flags.iter().map(|flag| tell(flag)).collect::<Vec<_>>().join("\n")
    };
    let column = table.columns.get(place.column).map(|column| column.header.as_str());
    let texts: [&str; COLUMNS.len()] = [
        &text_at(record, *key),
        column.unwrap_or_default(),
        &text(record, place),
        stands,
        &each(&|flag| canon::name(&flag.code)),
        &each(&|flag| canon::name(&flag.confidence)),
        &each(&|flag| flag.code.meaning().to_owned()),
        "",
        "",
        "",
        "",
        &entry.name,
        &table.id,
        &record.id,
        anchor,
    ];
    for (column, (text, name)) in texts.iter().zip(COLUMNS).enumerate() {
        pages.text(line, column, text, None, name)?;
    }
    Ok(line)
}

fn text(record: &Record, place: &FlaggedPlace<'_>) -> String {
    match (record.cells.0.get(place.column), place.item) {
        (Some((_, Value::List(items))), Some(item)) => {
            items.get(item).map(item_text).unwrap_or_default()
        }
        _ => text_at(record, place.column).into_owned(),
    }
}
