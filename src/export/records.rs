//! A document as lines, one a value, made for line diffs: what `git diff` shows of a document.
//!
//! Each line says what it is of, and none is numbered: a value that comes or goes changes its own
//! line and no other. Flags are left out; they tell of the reading and not of the data.

use std::fmt::Write;

use crate::record::{Citation, Document, Kind, Table, Value};

/// The lines, each with its end. Empty cells have none.
pub fn lines(document: &Document) -> String {
    let mut out = String::new();
    for table in &document.tables {
        if !out.is_empty() {
            out.push('\n');
        }
        let title = table.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
        line(&mut out, &format!("table {}{title}", table.id));
        columns(table, &mut out);
        for note in &table.notes {
            line(&mut out, &format!("note: {note}"));
        }
        let mut group = None;
        for record in &table.records {
            if record.group != group {
                group.clone_from(&record.group);
                let name = group.as_deref().unwrap_or("none");
                line(&mut out, &format!("\ngroup {name}"));
            }
            line(&mut out, &format!("\nrecord {}", record.id));
            for (key, value) in &record.cells.0 {
                values(key, value, &mut out);
            }
            record.notes.iter().for_each(|note| line(&mut out, &format!("  note: {note}")));
        }
    }
    out
}

fn columns(table: &Table, out: &mut String) {
    for column in &table.columns {
        let kind = match column.kind {
            Kind::Citation => "citation",
            Kind::Text => "text",
            Kind::List => "list",
        };
        line(out, &format!("column {} ({kind}): {}", column.key, column.header));
    }
}

fn values(key: &str, value: &Value, out: &mut String) {
    let text = |text: &Option<String>| text.as_ref().map(|text| format!("  {key}: {text}"));
    match value {
        Value::Text(cell) | Value::Citation(Citation { text: cell, .. }) => {
            text(cell).into_iter().for_each(|text| line(out, &text));
        }
        Value::List(items) => {
            for item in items {
                let depth = "  ".repeat(usize::from(item.level));
                line(out, &format!("  {key}: {depth}{}", item.steps.join(crate::marks::ARROW)));
            }
        }
    }
}

/// A blank line before a text that asks for one; no other sign may end the line early or move the
/// cursor of a terminal.
fn line(out: &mut String, text: &str) {
    let text = text.strip_prefix('\n').inspect(|_| out.push('\n')).unwrap_or(text);
    let sign = |c: char| if c.is_control() { ' ' } else { c };
    let _ = writeln!(out, "{}", text.chars().map(sign).collect::<String>().trim_end());
}
