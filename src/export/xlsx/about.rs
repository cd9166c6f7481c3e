//! The *About* sheet: what was read, by which version, how, and what came of it.

use rust_xlsxwriter::Workbook;

use super::ExportError;
use super::page::Pages;
use super::studies::Sheet;
use crate::export::Entry;
use crate::record::Value;

/// Writes the sheet. `sheets` are those with studies.
pub(super) fn write(
    book: &mut Workbook,
    entries: &[Entry],
    sheets: &[Sheet<'_>],
) -> Result<(), ExportError> {
    let columns = ["Of", "What", "Value"].map(str::to_owned).to_vec();
    let mut pages = Pages::new(book, "About", columns)?;
    let mut say = |of: &str, what: &str, value: &str| -> Result<(), ExportError> {
        let row = pages.next_row()?;
        [of, what, value]
            .iter()
            .enumerate()
            .try_for_each(|(column, text)| pages.text(row, column, text, None, what))
    };
    say("workbook", "written by", concat!("rowmend ", env!("CARGO_PKG_VERSION")))?;
    for sheet in sheets {
        for (entry, table) in &sheet.tables {
            let of = format!("{}, {}", entry.name, table.id);
            say(&of, "sheet", &sheet.name)?;
            say(&of, "caption", table.title.as_deref().unwrap_or_default())?;
            say(&of, "records", &table.records.len().to_string())?;
            table.notes.iter().try_for_each(|note| say(&of, "note", note))?;
        }
    }
    for entry in entries {
        facts(entry).iter().try_for_each(|(what, value)| say(&entry.name, what, value))?;
    }
    pages.finish()
}

/// What is known of a document as a whole.
fn facts(entry: &Entry) -> Vec<(String, String)> {
    let fact = |what: &str, value: String| (what.to_owned(), value);
    let tables = &entry.document.tables;
    let records = || tables.iter().flat_map(|table| &table.records);
    let items = records().flat_map(|record| &record.cells.0).map(|(_, value)| match value {
        Value::List(items) => items.len(),
        _ => 0,
    });
    let mut facts = vec![
        fact("tables", tables.len().to_string()),
        fact("records", records().count().to_string()),
        fact("items", items.sum::<usize>().to_string()),
        fact("points to look at", entry.points().to_string()),
    ];
    let Some(trace) = &entry.trace else { return facts };
    let (source, tool) = (&trace.source, &trace.tool);
    facts.push(fact("media type", source.media.clone()));
    facts.push(fact("bytes", source.bytes.to_string()));
    facts.push(fact("SHA-256", source.sha256.clone()));
    facts.extend(source.pages.map(|pages| fact("pages", pages.to_string())));
    facts.push(fact("read by", format!("{} {}", tool.name, tool.version)));
    facts.extend(entry.options.iter().map(|option| fact("read with", option.clone())));
    let sum = &trace.accounting;
    facts.push(fact("characters read", sum.read.to_string()));
    facts.push(fact("characters placed", sum.placed.to_string()));
    let left = sum.left_out.iter();
    facts.extend(
        left.map(|(why, count)| fact(&format!("characters left out ({why})"), count.to_string())),
    );
    let notices = trace.notices.iter();
    facts.extend(notices.map(|notice| {
        let kept = notice.kept.map(|line| format!(" (kept by line {line} of the decisions)"));
        let text = format!("{}{}", notice.message, kept.unwrap_or_default());
        fact(&format!("notice {}", notice.code), text)
    }));
    let decided = trace.decisions.iter();
    facts.extend(decided.map(|one| {
        let what = format!("decision of {}, line {}", one.who, one.line);
        (what, format!("{} ({}): {}", one.action, crate::canon::name(&one.status), one.why))
    }));
    facts
}
