//! A change → the lines that tell of it.

use super::model::{Both, Change};
use super::tell::{Line, Tone};
use super::words::{Mark, Span, words};
use crate::canon;
use crate::record::{Citation, Flag, Item, Kind, Record, Value};

/// A name, and the one that it has now where that is another.
pub(super) fn shown(name: &Both<String>) -> String {
    match name {
        Both::Same(name) => name.clone(),
        Both::Changed { before, after } => format!("{before} (now {after})"),
    }
}

/// A line of its own.
pub(super) fn line(tone: Tone, spans: Vec<Span>) -> Vec<Line> {
    vec![Line { depth: 0, tone, spans }]
}

fn detail(tone: Tone, spans: Vec<Span>) -> Line {
    Line { depth: 1, tone, spans }
}

/// A line with what is new or gone after its head.
fn listed(tone: Tone, head: String, text: impl Into<String>) -> Vec<Span> {
    let mark = if tone == Tone::Gone { Mark::Gone } else { Mark::Come };
    vec![Span::same(head), Span::new(mark, text)]
}

/// A line with what reads otherwise after its head.
fn reworded(head: String, before: &str, after: &str) -> Vec<Span> {
    let mut spans = vec![Span::same(head)];
    spans.extend(words(before, after));
    spans
}

/// What a change is called, with what went and what came marked.
pub(super) fn describe(change: &Change) -> Vec<Line> {
    use Change::*;
    use Tone::{Changed, Come, Gone, Moved};
    let plain = |tone, text: String| line(tone, vec![Span::same(text)]);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match change {
        TableAdded { value, .. } => {
            whole(Come, "table added", &value.records, value.title.as_ref())
        }
        TableRemoved { value, .. } => {
            whole(Gone, "table removed", &value.records, value.title.as_ref())
        }
        TableMoved { from, to, .. } => {
            plain(Moved, format!("table moved from place {from} to {to}"))
        }
        TableRenamed { table } => {
            line(Changed, reworded("id: ".to_owned(), table.before(), table.after()))
        }
        TitleChanged { before, after, .. } => {
            line(Changed, reworded("title: ".to_owned(), &text(before), &text(after)))
        }
        NoteAdded { value, .. } => line(Come, listed(Come, "note added: ".to_owned(), value)),
        NoteRemoved { value, .. } => line(Gone, listed(Gone, "note removed: ".to_owned(), value)),
        ColumnAdded { value, .. } => {
            line(Come, listed(Come, "column added: ".to_owned(), &value.key))
        }
        ColumnRemoved { value, .. } => {
            line(Gone, listed(Gone, "column removed: ".to_owned(), &value.key))
        }
        ColumnMoved { column, from, to, .. } => {
            plain(Moved, format!("column {} moved from place {from} to {to}", shown(column)))
        }
        ColumnChanged { before, after, .. } => {
            let mut lines = plain(Changed, format!("column {} changed:", before.key));
            for (what, old, new) in [
                ("key", before.key.as_str(), after.key.as_str()),
                ("header", &before.header, &after.header),
                ("kind", kind(before.kind), kind(after.kind)),
            ] {
                if old != new {
                    lines.push(detail(Changed, reworded(format!("{what} "), old, new)));
                }
            }
            lines
        }
        RecordAdded { value, .. } => record(Come, "record added", value),
        RecordRemoved { value, .. } => record(Gone, "record removed", value),
        RecordMoved { from, to, .. } => {
            plain(Moved, format!("record moved from place {from} to {to}"))
        }
        RecordRenamed { record, .. } => {
            line(Changed, reworded("id: ".to_owned(), record.before(), record.after()))
        }
        GroupChanged { before, after, .. } => {
            line(Changed, reworded("group: ".to_owned(), &text(before), &text(after)))
        }
        RecordNotesChanged { before, after, .. } => {
            line(Changed, reworded("notes: ".to_owned(), &before.join(" / "), &after.join(" / ")))
        }
        ValueChanged { column, before, after, .. } => {
            let head = format!("{}: ", shown(column));
            line(Changed, reworded(head, &value(before), &value(after)))
        }
        ItemAdded { to, value, .. } => {
            line(Come, listed(Come, format!("{}.{} added: ", to.column, to.item), chain(value)))
        }
        ItemRemoved { from, value, .. } => {
            let head = format!("{}.{} removed: ", from.column, from.item);
            line(Gone, listed(Gone, head, chain(value)))
        }
        ItemChanged { column, item, before, after, .. } => {
            let mut lines =
                plain(Changed, format!("{}.{} changed:", column.before(), item.before()));
            lines.extend(steps(before, after));
            lines
        }
        ItemMoved { from, to, value, .. } => {
            let place = if from.record == to.record {
                format!("{}.{}", to.column, to.item)
            } else {
                format!("{}.{}.{}", to.record, to.column, to.item)
            };
            let item = chain(value.before());
            let head = format!("{}.{} moved to {place}: {item}", from.column, from.item);
            let mut lines = plain(Moved, head);
            if let Both::Changed { before, after } = value {
                lines.extend(steps(before, after));
            }
            lines
        }
        ItemSplit { from, to, before, after, .. } => {
            let head = format!("{}.{} divided into {}: ", from.column, from.item, to.len());
            let mut lines = line(Changed, listed(Gone, head, chain(before)));
            let parts = to.iter().zip(after);
            lines.extend(parts.map(|(to, item)| {
                detail(Come, listed(Come, format!("{}.{}: ", to.column, to.item), chain(item)))
            }));
            lines
        }
        ItemJoined { from, to, before, after, .. } => {
            let head = format!("{}.{} joined of {}: ", to.column, to.item, from.len());
            let mut lines = line(Changed, listed(Come, head, chain(after)));
            let parts = from.iter().zip(before);
            lines.extend(parts.map(|(from, item)| {
                detail(Gone, listed(Gone, format!("{}.{}: ", from.column, from.item), chain(item)))
            }));
            lines
        }
        FlagAdded { value, .. } => line(Come, listed(Come, "flag added: ".to_owned(), flag(value))),
        FlagRemoved { value, .. } => {
            line(Gone, listed(Gone, "flag removed: ".to_owned(), flag(value)))
        }
    }
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

fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// A table that comes or goes: its records by name.
fn whole(tone: Tone, head: &str, records: &[Record], title: Option<&String>) -> Vec<Line> {
    let title = title.map(|title| format!(", {title}")).unwrap_or_default();
    let text = format!("{}{title}", counted(records.len(), "record"));
    let mut lines = line(tone, listed(tone, format!("{head}: "), text));
    lines.extend(records.iter().map(|r| detail(tone, listed(tone, String::new(), &r.id))));
    lines
}

/// A record that comes or goes: all that it holds.
fn record(tone: Tone, head: &str, record: &Record) -> Vec<Line> {
    let mut lines = line(tone, listed(tone, format!("{head}: "), &record.id));
    for (key, cell) in &record.cells.0 {
        match cell {
            Value::List(items) => lines.extend(items.iter().enumerate().map(|(at, item)| {
                detail(tone, listed(tone, format!("{key}.{at}: "), chain(item)))
            })),
            Value::Text(Some(text)) => {
                lines.push(detail(tone, listed(tone, format!("{key}: "), text)));
            }
            Value::Citation(Citation { text: Some(text), .. }) => {
                lines.push(detail(tone, listed(tone, format!("{key}: "), text)));
            }
            Value::Text(None) | Value::Citation(_) => {}
        }
    }
    lines
}

fn chain(item: &Item) -> String {
    item.steps.join(crate::marks::ARROW)
}

fn value(value: &Value) -> String {
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
fn steps(before: &Item, after: &Item) -> Vec<Line> {
    use Tone::{Changed, Come, Gone};
    let mut lines = Vec::new();
    if before.level != after.level {
        let text = format!("level {} is now {}", before.level, after.level);
        lines.push(detail(Changed, vec![Span::same(text)]));
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
                let head = format!("step {}: ", old.start + at);
                lines.push(detail(Changed, reworded(head, x, y)));
            }
        }
        for (at, text) in olds.iter().enumerate().take(old.end).skip(old.start + pairs) {
            lines.push(detail(Gone, listed(Gone, format!("step {at} removed: "), *text)));
        }
        for (at, text) in news.iter().enumerate().take(new.end).skip(new.start + pairs) {
            lines.push(detail(Come, listed(Come, format!("step {at} added: "), *text)));
        }
    }
    lines
}
