//! Tables as Markdown (GitHub Flavored Markdown, "Tables"): one row a study, items of a list each on a
//! line of their own.

use super::entry::item_text;
use super::{Entry, Export, ExportError, Put};
use crate::record::{Citation, Record, Table, Value};

/// Exports Markdown.
#[derive(Debug)]
pub struct Markdown {
    file: String,
    /// Whether something was written.
    begun: bool,
}

impl Markdown {
    /// Exports to `file`, or to `studies.md`.
    pub fn new(file: Option<String>) -> Self {
        Markdown { file: file.unwrap_or_else(|| "studies.md".to_owned()), begun: false }
    }
}

impl Export for Markdown {
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        for table in &entry.document.tables {
            let mut text = String::new();
            if self.begun {
                text.push('\n');
            }
            self.begun = true;
            text.push_str(&head(entry, table));
            let mut group = None;
            for record in &table.records {
                if record.group != group {
                    group.clone_from(&record.group);
                    text.push_str(&group_row(group.as_deref(), table.columns.len()));
                }
                text.push_str(&row(record));
            }
            for note in &table.notes {
                text.push_str(&format!("\n{}\n", escaped(note)));
            }
            put(&self.file, text.as_bytes())?;
        }
        Ok(())
    }
}

fn head(entry: &Entry, table: &Table) -> String {
    let title = table.title.as_ref().unwrap_or(&table.id);
    let headers: Vec<String> = table.columns.iter().map(|own| escaped(&own.header)).collect();
    let rule = " --- |".repeat(headers.len());
    format!(
        "## {}: {}\n\n| {} |\n|{rule}\n",
        escaped(&entry.name),
        escaped(title),
        headers.join(" | ")
    )
}

fn group_row(group: Option<&str>, columns: usize) -> String {
    let name = group.map(|group| format!("**{}**", escaped(group))).unwrap_or_default();
    format!("| {name} |{}\n", "  |".repeat(columns.saturating_sub(1)))
}

fn row(record: &Record) -> String {
    let cells: Vec<String> = record.cells.0.iter().map(|(_, value)| cell(value)).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Citation(Citation { text, .. }) => {
            escaped(text.as_deref().unwrap_or_default())
        }
        Value::List(items) => {
            let line = |item: &crate::record::Item| {
                let indent = "&emsp;".repeat(usize::from(item.level));
                format!("{indent}• {}", escaped(&item_text(item)))
            };
            items.iter().map(line).collect::<Vec<_>>().join("<br>")
        }
    }
}

/// A text on one line that Markdown shows as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}
