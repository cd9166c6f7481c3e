//! A diff for people: by record, one line a change, the words that changed marked within a step.
//!
//! Addresses are those of the JSON: `allen-2016.new_cmos.1` is the item with index 1, counted
//! from 0, as in flags and in `rowmend explain`. Where an item's index changed, it is the old one.

use std::collections::BTreeMap;
use std::fmt::Write;

use similar::{ChangeTag, TextDiff};

use super::model::{Both, Change, Diff};
use crate::canon;
use crate::record::{Citation, Flag, Item, Kind, Record, Value};

/// How a diff is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Without colours: `[-old-]{+new+}`.
    #[default]
    Plain,
    /// With ANSI colours: old in red and struck through, new in green.
    Colour,
}

impl Style {
    fn gone(self, text: &str) -> String {
        match self {
            Style::Plain => format!("[-{text}-]"),
            Style::Colour => format!("\u{1b}[31;9m{text}\u{1b}[0m"),
        }
    }

    fn come(self, text: &str) -> String {
        match self {
            Style::Plain => format!("{{+{text}+}}"),
            Style::Colour => format!("\u{1b}[32m{text}\u{1b}[0m"),
        }
    }

    fn head(self, text: &str) -> String {
        match self {
            Style::Plain => text.to_owned(),
            Style::Colour => format!("\u{1b}[1m{text}\u{1b}[0m"),
        }
    }
}

/// The diff in words; empty where there is no change.
pub fn to_text(diff: &Diff, style: Style) -> String {
    let mut out = String::new();
    let (mut table, mut record) = (String::new(), String::new());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut renumbered = 0;
    for change in &diff.changes {
        *counts.entry(change.kind()).or_default() += 1;
        if let Change::RecordRenamed { record, .. } = change
            && record.before().starts_with("row-")
            && record.after().starts_with("row-")
        {
            renumbered += 1;
            continue;
        }
        let (in_table, in_record) = address(change);
        if in_table != table {
            let _ = writeln!(out, "{}", style.head(&in_table));
            (table, record) = (in_table, String::new());
        }
        if in_record != record && !in_record.is_empty() {
            let _ = writeln!(out, "  {}", style.head(&in_record));
        }
        record = in_record;
        let indent = if record.is_empty() { "  " } else { "    " };
        for line in describe(change, style) {
            let _ = writeln!(out, "{indent}{line}");
        }
    }
    if renumbered > 0 {
        let _ = writeln!(out, "  {renumbered} records without a name are numbered anew");
    }
    if !diff.is_empty() {
        let sums: Vec<String> = counts
            .iter()
            .map(|(kind, count)| format!("{} {count}", kind.replace('-', " ")))
            .collect();
        let all = diff.changes.len();
        let word = if all == 1 { "change" } else { "changes" };
        let _ = writeln!(out, "{all} {word}: {}", sums.join(", "));
    }
    out
}

fn shown(name: &Both<String>) -> String {
    match name {
        Both::Same(name) => name.clone(),
        Both::Changed { before, after } => format!("{before} (now {after})"),
    }
}

/// Table and record of a change; the record is empty where it concerns the table.
fn address(change: &Change) -> (String, String) {
    use Change::*;
    match change {
        TableAdded { value, .. } | TableRemoved { value, .. } => (value.id.clone(), String::new()),
        TableMoved { table, .. }
        | TableRenamed { table }
        | TitleChanged { table, .. }
        | NoteAdded { table, .. }
        | NoteRemoved { table, .. }
        | ColumnAdded { table, .. }
        | ColumnRemoved { table, .. }
        | ColumnMoved { table, .. }
        | ColumnChanged { table, .. } => (shown(table), String::new()),
        RecordAdded { table, value, .. } | RecordRemoved { table, value, .. } => {
            (shown(table), value.id.clone())
        }
        RecordMoved { table, record, .. }
        | RecordRenamed { table, record }
        | GroupChanged { table, record, .. }
        | ValueChanged { table, record, .. }
        | ItemChanged { table, record, .. }
        | FlagAdded { table, record, .. }
        | FlagRemoved { table, record, .. } => (shown(table), record.before().clone()),
        ItemAdded { table, to, .. } => (shown(table), to.record.clone()),
        ItemRemoved { table, from, .. } | ItemMoved { table, from, .. } => {
            (shown(table), from.record.clone())
        }
    }
}

fn describe(change: &Change, style: Style) -> Vec<String> {
    use Change::*;
    let one = |line: String| vec![line];
    match change {
        TableAdded { value, .. } => one(format!("table added, {} records", value.records.len())),
        TableRemoved { value, .. } => {
            one(format!("table removed, {} records", value.records.len()))
        }
        TableMoved { from, to, .. } => one(format!("table moved from place {from} to {to}")),
        TableRenamed { table } => one(format!("table renamed: {}", both(table, style))),
        TitleChanged { before, after, .. } => one(format!(
            "title: {}",
            words(before.as_deref().unwrap_or(""), after.as_deref().unwrap_or(""), style)
        )),
        NoteAdded { value, .. } => one(format!("note added: {}", style.come(value))),
        NoteRemoved { value, .. } => one(format!("note removed: {}", style.gone(value))),
        ColumnAdded { value, .. } => one(format!("column added: {}", style.come(&value.key))),
        ColumnRemoved { value, .. } => one(format!("column removed: {}", style.gone(&value.key))),
        ColumnMoved { column, from, to, .. } => {
            one(format!("column {} moved from place {from} to {to}", shown(column)))
        }
        ColumnChanged { before, after, .. } => {
            let mut parts = Vec::new();
            if before.key != after.key {
                parts.push(format!("key {}", words(&before.key, &after.key, style)));
            }
            if before.header != after.header {
                parts.push(format!("header {}", words(&before.header, &after.header, style)));
            }
            if before.kind != after.kind {
                parts.push(format!("kind {}", words(kind(before.kind), kind(after.kind), style)));
            }
            one(format!("column {}: {}", before.key, parts.join(", ")))
        }
        RecordAdded { value, .. } => one(format!("record added: {}", style.come(&summary(value)))),
        RecordRemoved { value, .. } => {
            one(format!("record removed: {}", style.gone(&summary(value))))
        }
        RecordMoved { from, to, .. } => one(format!("record moved from place {from} to {to}")),
        RecordRenamed { record, .. } => one(format!("id: {}", both(record, style))),
        GroupChanged { before, after, .. } => one(format!(
            "group: {}",
            words(before.as_deref().unwrap_or(""), after.as_deref().unwrap_or(""), style)
        )),
        ValueChanged { column, before, after, .. } => {
            one(format!("{}: {}", shown(column), words(&plain(before), &plain(after), style)))
        }
        ItemAdded { to, value, .. } => {
            one(format!("{}.{} added: {}", to.column, to.item, style.come(&chain(value))))
        }
        ItemRemoved { from, value, .. } => {
            one(format!("{}.{} removed: {}", from.column, from.item, style.gone(&chain(value))))
        }
        ItemChanged { column, item, before, after, .. } => {
            let mut lines = one(format!("{}.{} changed:", column.before(), item.before()));
            lines.extend(step_changes(before, after, style).into_iter().map(|l| format!("  {l}")));
            lines
        }
        ItemMoved { from, to, value, .. } => {
            let place = if from.record == to.record {
                format!("{}.{}", to.column, to.item)
            } else {
                format!("{}.{}.{}", to.record, to.column, to.item)
            };
            let mut lines = one(format!(
                "{}.{} moved to {place}: {}",
                from.column,
                from.item,
                chain(value.before())
            ));
            if let Both::Changed { before, after } = value {
                let steps = step_changes(before, after, style);
                lines.extend(steps.into_iter().map(|line| format!("  {line}")));
            }
            lines
        }
        FlagAdded { value, .. } => one(format!("flag added: {}", style.come(&flag(value)))),
        FlagRemoved { value, .. } => one(format!("flag removed: {}", style.gone(&flag(value)))),
    }
}

fn both(name: &Both<String>, style: Style) -> String {
    words(name.before(), name.after(), style)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Citation => "citation",
        Kind::Text => "text",
        Kind::List => "list",
    }
}

fn flag(flag: &Flag) -> String {
    let item = flag.item.map(|item| format!(".{item}")).unwrap_or_default();
    format!("{}{item} {} ({})", flag.column, canon::name(&flag.code), canon::name(&flag.confidence))
}

fn summary(record: &Record) -> String {
    let items: usize = record
        .cells
        .0
        .iter()
        .map(|(_, value)| if let Value::List(items) = value { items.len() } else { 0 })
        .sum();
    format!("{} with {items} items", record.id)
}

fn chain(item: &Item) -> String {
    item.steps.join(" → ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone().unwrap_or_else(|| "(empty)".to_owned()),
        Value::Citation(Citation { text, authors, year, suffix }) => {
            let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "(none)".to_owned());
            let year = year.map_or_else(|| "(no year)".to_owned(), |year| year.to_string());
            format!(
                "{} | authors {} | year {year}{}",
                part(text),
                part(authors),
                suffix.as_deref().unwrap_or("")
            )
        }
        Value::List(items) if items.is_empty() => "(empty list)".to_owned(),
        Value::List(items) => items.iter().map(chain).collect::<Vec<_>>().join(" • "),
    }
}

/// What changed in the steps of an item, one line for each step that is new, gone, or reads
/// otherwise; steps are counted from 0.
pub fn step_changes(before: &Item, after: &Item, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    if before.level != after.level {
        lines.push(format!("level {} is now {}", before.level, after.level));
    }
    let olds: Vec<&str> = before.steps.iter().map(String::as_str).collect();
    let news: Vec<&str> = after.steps.iter().map(String::as_str).collect();
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &olds, &news) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag == similar::DiffTag::Equal {
            continue;
        }
        let pairs = old.len().min(new.len());
        for at in 0..pairs {
            if let (Some(x), Some(y)) = (olds.get(old.start + at), news.get(new.start + at)) {
                lines.push(format!("step {}: {}", old.start + at, words(x, y, style)));
            }
        }
        for (at, text) in olds.iter().enumerate().take(old.end).skip(old.start + pairs) {
            lines.push(format!("step {at} removed: {}", style.gone(text)));
        }
        for (at, text) in news.iter().enumerate().take(new.end).skip(new.start + pairs) {
            lines.push(format!("step {at} added: {}", style.come(text)));
        }
    }
    lines
}

/// Both texts in one, with the words that went and came marked.
fn words(before: &str, after: &str, style: Style) -> String {
    let diff = TextDiff::from_words(before, after);
    let mut parts: Vec<(ChangeTag, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        match parts.last_mut() {
            Some((tag, text)) if *tag == change.tag() => text.push_str(change.value()),
            _ => parts.push((change.tag(), change.value().to_owned())),
        }
    }
    parts
        .into_iter()
        .map(|(tag, text)| match tag {
            ChangeTag::Equal => text,
            ChangeTag::Delete => style.gone(&text),
            ChangeTag::Insert => style.come(&text),
        })
        .collect()
}
