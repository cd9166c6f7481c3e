//! Tables as one page for the browser: one row a study, lists as lists. What is flagged is coloured, and
//! says why where the pointer rests.

use super::entry::item_text;
use super::{Entry, Export, ExportError, Put};
use crate::canon;
use crate::decide::places::{FlaggedPlace, flagged};
use crate::markup::{escaped, made_by};
use crate::record::{Citation, Item, Record, Table, Value};

/// The head of the page. Nothing is loaded from elsewhere, and no script runs.
const HEAD: &str = concat!(
    "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n",
    made_by!("export"),
    "\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
    <title>Studies</title>\n<style>\n\
    body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; }\n\
    table { border-collapse: collapse; margin: 0 0 1em; }\n\
    caption { text-align: left; font-weight: bold; padding: .5em 0; }\n\
    th, td { border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top; }\n\
    thead th { background: #dde6ed; position: sticky; top: 0; }\n\
    td ul { margin: 0; padding-left: 1.2em; }\n\
    .certain { background: #e3f1df; } .likely { background: #fff3c4; } .undetermined { background: #fad8d2; }\n\
    </style>\n</head>\n<body>\n"
);
const FOOT: &str = "</body>\n</html>\n";

/// Exports a page for the browser.
#[derive(Debug)]
pub struct Html {
    file: String,
    begun: bool,
}

impl Html {
    /// Exports to `file`, or to `studies.html`.
    pub fn new(file: Option<String>) -> Self {
        Html { file: file.unwrap_or_else(|| "studies.html".to_owned()), begun: false }
    }
}

impl Export for Html {
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        if !self.begun {
            put(&self.file, HEAD.as_bytes())?;
            self.begun = true;
        }
        put(&self.file, format!("<h1>{}</h1>\n", escaped(&entry.name)).as_bytes())?;
        for table in &entry.document.tables {
            put(&self.file, self::table(table).as_bytes())?;
        }
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        Ok(put(&self.file, FOOT.as_bytes())?)
    }
}

fn table(table: &Table) -> String {
    let title = table.title.as_ref().unwrap_or(&table.id);
    let mut out = format!("<table>\n<caption>{}</caption>\n<thead>\n<tr>", escaped(title));
    for column in &table.columns {
        out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(&column.header)));
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    let mut group = None;
    for record in &table.records {
        if record.group != group {
            group.clone_from(&record.group);
            let (columns, name) =
                (table.columns.len(), escaped(group.as_deref().unwrap_or_default()));
            out.push_str(&format!(
                "<tr><th scope=\"rowgroup\" colspan=\"{columns}\">{name}</th></tr>\n"
            ));
        }
        out.push_str(&row(record));
    }
    out.push_str("</tbody>\n</table>\n");
    for note in &table.notes {
        out.push_str(&format!("<p>{}</p>\n", escaped(note)));
    }
    out
}

fn row(record: &Record) -> String {
    let places = flagged(record, &record.flags);
    let mut out = format!("<tr id=\"{}\">", escaped(&record.id));
    for (at, (_, value)) in record.cells.0.iter().enumerate() {
        let own: Vec<&FlaggedPlace<'_>> =
            places.iter().filter(|place| place.column == at).collect();
        let whole = own.iter().find(|place| place.item.is_none());
        out.push_str(&format!("<td{}>", marked(whole.copied())));
        match value {
            Value::List(items) => {
                let mark =
                    |item| marked(own.iter().find(|place| place.item == Some(item)).copied());
                list(items, &mark, &mut out);
            }
            Value::Text(text) | Value::Citation(Citation { text, .. }) => {
                out.push_str(&escaped(text.as_deref().unwrap_or_default()));
            }
        }
        out.push_str("</td>");
    }
    out.push_str("</tr>\n");
    out
}

/// The attributes of what is flagged.
fn marked(place: Option<&FlaggedPlace<'_>>) -> String {
    let Some(place) = place else { return String::new() };
    let worst = place.flags.iter().map(|flag| flag.confidence).max();
    let worst = worst.map(|confidence| canon::name(&confidence)).unwrap_or_default();
    let says: Vec<String> = place
        .flags
        .iter()
        .map(|flag| format!("{}: {}", canon::name(&flag.code), flag.code.meaning()))
        .collect();
    format!(" class=\"{worst}\" title=\"{}\"", escaped(&says.join("; ")))
}

/// A list, with lists in it where items are nested.
fn list(items: &[Item], mark: &dyn Fn(usize) -> String, out: &mut String) {
    if items.is_empty() {
        return;
    }
    out.push_str("<ul>");
    let mut open = vec![0];
    for (at, item) in items.iter().enumerate() {
        while open.len() > 1 && open.last().is_some_and(|level| *level > item.level) {
            open.pop();
            out.push_str("</li></ul>");
        }
        match open.last() {
            Some(level) if item.level > *level && at > 0 => {
                open.push(item.level);
                out.push_str("<ul>");
            }
            _ if at > 0 => out.push_str("</li>"),
            _ => open = vec![item.level],
        }
        out.push_str(&format!("<li{}>{}", mark(at), escaped(&item_text(item))));
    }
    open.iter().for_each(|_| out.push_str("</li></ul>"));
}
