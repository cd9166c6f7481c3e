//! Revisions as authors make them, as drawings: what stood before, what stands after, and what a
//! reviewer is told. Each file of `tests/cases/diff` is one; a table is drawn as
//!
//! ```text
//! Table 1: its title
//! No. | *Study       | Findings[]
//! == a sub-heading
//! 1   | Allen (2016) | aims > trust; vision
//! note: a note
//! ```
//!
//! with a `*` at the column that names the records and `[]` at one of lists. An empty line ends it.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use rowmend::unstable::diff::{Style, apply, diff, to_text};
use rowmend::unstable::record::{Cells, Column, Document, Item, Kind, Record, Table, Value};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let trial = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        Trial::test(name, move || run(&fs::read_to_string(&path).unwrap()))
    };
    libtest_mimic::run(&Arguments::from_args(), paths.into_iter().map(trial).collect()).exit();
}

fn run(drawing: &str) -> Result<(), Failed> {
    let part = |name: &str| {
        let (_, rest) = drawing.split_once(&format!("\n## {name}\n")).unwrap();
        rest.split("\n## ").next().unwrap().trim_matches('\n')
    };
    let (a, b) = (document(part("before")), document(part("after")));
    let found = diff(&a, &b);
    if apply(&a, &found) != Ok(b.clone()) || apply(&b, &found.clone().reverse()) != Ok(a) {
        return Err("the diff does not apply".into());
    }
    let told = to_text(&found, Style::Plain);
    if told.trim_end() == part("told") {
        return Ok(());
    }
    Err(format!("it tells\n{told}\nand not\n{}", part("told")).into())
}

fn document(drawing: &str) -> Document {
    let drawings = drawing.split("\n\n").filter(|drawing| !drawing.trim().is_empty());
    let tables = drawings.zip(1..).map(|(drawing, number)| table(drawing, number)).collect();
    Document::new(tables)
}

fn cells(line: &str) -> Vec<&str> {
    line.split('|').map(str::trim).collect()
}

fn slug(text: &str, joint: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(joint)
}

fn table(drawing: &str, number: usize) -> Table {
    let mut lines = drawing.lines().peekable();
    let title = lines.next_if(|line| !line.contains('|')).map(str::to_owned);
    let headers = cells(lines.next().unwrap());
    let naming = headers.iter().position(|header| header.starts_with('*')).unwrap_or(0);
    let columns: Vec<Column> = headers
        .iter()
        .map(|header| {
            let list = header.ends_with("[]");
            let header = header.trim_matches('*').trim_end_matches("[]").to_owned();
            let kind = if list { Kind::List } else { Kind::Text };
            Column::new(slug(&header, "_"), header, kind)
        })
        .collect();
    let (mut group, mut notes, mut records) = (None, Vec::new(), Vec::new());
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        if let Some(note) = line.strip_prefix("note: ") {
            notes.push(note.to_owned());
        } else if let Some(name) = line.strip_prefix("== ") {
            group = Some(name.to_owned());
        } else {
            let texts = cells(line);
            let base = match slug(texts[naming], "-") {
                key if key.is_empty() => format!("row-{}", records.len() + 1),
                key => key,
            };
            let count = taken.entry(base.clone()).or_default();
            *count += 1;
            let id = if *count > 1 { format!("{base}-{count}") } else { base };
            let pairs = columns.iter().zip(texts);
            let cells = pairs.map(|(column, text)| (column.key.clone(), value(column.kind, text)));
            let cells = Cells(cells.collect());
            let mut record = Record::new(id, cells);
            record.group.clone_from(&group);
            records.push(record);
        }
    }
    let mut table = Table::new(format!("table-{number}"), columns);
    (table.title, table.notes, table.records) = (title, notes, records);
    table
}

fn value(kind: Kind, text: &str) -> Value {
    if kind == Kind::Text {
        return Value::Text(Some(text.to_owned()).filter(|text| !text.is_empty()));
    }
    let items = text.split(';').map(str::trim).filter(|item| !item.is_empty());
    let steps = |item: &str| item.split('>').map(|step| step.trim().to_owned()).collect();
    Value::List(items.map(|item| Item::new(steps(item))).collect())
}
