//! A change → the lines that tell of it.

use std::fmt::Write;

use super::keys;
use super::model::{Both, Change, Spot};
use super::tell::{Line, Tone};
use super::words::{Mark, Span, words};
use crate::canon;
use crate::record::{Citation, Column, Flag, Item, Kind, Record, Table, Value};

/// A name, and the one that it has now where that is another.
pub(super) fn shown(name: &Both<String>) -> String {
    match name {
        Both::Same(name) => name.clone(),
        Both::Changed { before, after } => format!("{before} (now {after})"),
    }
}

/// "a, b and 2 more": at most so many of the names.
pub(super) fn some_of(names: &[String], most: usize) -> String {
    let named = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => named,
        more => format!("{named} and {more} more"),
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

/// A line without anything gone or new in it.
pub(super) fn plain(tone: Tone, text: String) -> Vec<Line> {
    line(tone, vec![Span::same(text)])
}

/// A text that reads otherwise.
fn whole_text(head: String, before: &str, after: &str) -> Vec<Line> {
    let mut lines = line(Tone::Changed, reworded(head, before, after));
    lines.extend(only_blanks(before, after));
    lines
}

/// That the letters of two texts are the same: a word that a line cut, or the same word set with another
/// hyphen, is no edit of an author.
fn only_blanks(before: &str, after: &str) -> Option<Line> {
    let is_letter = |sign: &char| !sign.is_whitespace() && !HYPHENS.contains(sign);
    let same = before.chars().filter(is_letter).eq(after.chars().filter(is_letter));
    let text = "only blanks or hyphens differ".to_owned();
    (same && before != after).then(|| detail(Tone::Changed, vec![Span::same(text)]))
}

/// Signs with which a word is set or cut.
const HYPHENS: [char; 4] = ['-', '\u{AD}', '\u{2010}', '\u{2011}'];

/// What a change is called, with what went and what came of the document's words marked. Ids, keys
/// and kinds are ours: they are told and not marked.
pub(super) fn describe(change: &Change) -> Vec<Line> {
    use Change::*;
    use Tone::{Changed, Come, Gone};
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let named =
        |what: &str, before: &str, after: &str| whole_text(format!("{what}: "), before, after);
    match change {
        TableAdded { value, .. } => whole(Come, "table added", value),
        TableRemoved { value, .. } => whole(Gone, "table removed", value),
        TableRenamed { table } => plain(Changed, format!("id is now {}", table.after())),
        TitleChanged { before, after, .. } => named("title", &text(before), &text(after)),
        NoteAdded { value, .. } => line(Come, listed(Come, "note added: ".to_owned(), value)),
        NoteRemoved { value, .. } => line(Gone, listed(Gone, "note removed: ".to_owned(), value)),
        NoteChanged { before, after, .. } => named("note", before, after),
        ColumnAdded { value, .. } => line(Come, column_head(Come, "column added", value)),
        ColumnRemoved { value, .. } => line(Gone, column_head(Gone, "column removed", value)),
        ColumnChanged { before, after, recast, .. } => column(before, after, recast.len()),
        RecordAdded { value, .. } => record(Come, "record added", value),
        RecordRemoved { value, .. } => record(Gone, "record removed", value),
        RecordRenamed { record, .. } => plain(Changed, format!("id is now {}", record.after())),
        GroupChanged { before, after, .. } => named("group", &text(before), &text(after)),
        RecordNotesChanged { before, after, .. } => {
            named("notes", &before.join(" / "), &after.join(" / "))
        }
        ValueChanged { column, before, after, .. } => value(&shown(column), before, after),
        TableMoved { .. } | ColumnMoved { .. } | RecordMoved { .. } | ItemMoved { .. } => {
            moved(change)
        }
        ItemAdded { .. }
        | ItemRemoved { .. }
        | ItemChanged { .. }
        | ItemSplit { .. }
        | ItemJoined { .. } => item(change),
        FlagAdded { value, .. } => plain(Come, format!("flag added: {}", flag(value))),
        FlagRemoved { value, .. } => plain(Gone, format!("flag removed: {}", flag(value))),
    }
}

/// What stands elsewhere.
fn moved(change: &Change) -> Vec<Line> {
    use Change::*;
    let text = match change {
        TableMoved { from, to, .. } => format!("table moved from place {from} to {to}"),
        ColumnMoved { column, from, to, .. } => {
            format!("column {} moved from place {from} to {to}", shown(column))
        }
        RecordMoved { from, to, .. } => format!("record moved from place {from} to {to}"),
        ItemMoved { from, to, value, .. } => {
            let place = if from.record == to.record {
                format!("{}.{}", to.column, to.item)
            } else {
                format!("{}.{}.{}", to.record, to.column, to.item)
            };
            let item = chain(value.before());
            format!("{}.{} moved to {place}: {item}", from.column, from.item)
        }
        _ => return Vec::new(),
    };
    let mut lines = plain(Tone::Moved, text);
    if let ItemMoved { value: Both::Changed { before, after }, .. } = change {
        lines.extend(steps(before, after));
    }
    lines
}

/// What became of an item of a cell.
fn item(change: &Change) -> Vec<Line> {
    use Change::*;
    use Tone::{Changed, Come, Gone};
    // The words are the same on both sides; what is new is where they end.
    let parts = |head: String, spots: &[Spot], items: &[Item]| {
        let mut lines = plain(Changed, head);
        let part = |(spot, item): (&Spot, &Item)| {
            let text = format!("{}.{}: {}", spot.column, spot.item, chain(item));
            detail(Changed, vec![Span::same(text)])
        };
        lines.extend(spots.iter().zip(items).map(part));
        lines
    };
    match change {
        ItemAdded { to, value, .. } => {
            line(Come, listed(Come, format!("{}.{} added: ", to.column, to.item), chain(value)))
        }
        ItemRemoved { from, value, .. } => {
            let head = format!("{}.{} removed: ", from.column, from.item);
            line(Gone, listed(Gone, head, chain(value)))
        }
        ItemChanged { column, item, before, after, .. } => {
            let head = format!("{}.{} changed:", column.before(), item.before());
            let mut lines = plain(Changed, head);
            lines.extend(steps(before, after));
            lines
        }
        ItemSplit { from, to, before, after, .. } => {
            let head = format!("{}.{} divided into {}", from.column, from.item, to.len());
            parts(format!("{head}: {}", chain(before)), to, after)
        }
        ItemJoined { from, to, before, after, .. } => {
            let head = format!("{}.{} joined of {}", to.column, to.item, from.len());
            parts(format!("{head}: {}", chain(after)), from, before)
        }
        _ => Vec::new(),
    }
}

fn column_head(tone: Tone, head: &str, column: &Column) -> Vec<Span> {
    if column.header.is_empty() {
        return vec![Span::same(format!("{head}: {}", column.key))];
    }
    listed(tone, format!("{head}: "), &column.header)
}

/// What is another about a column, of which so many values read the same with another kind.
fn column(before: &Column, after: &Column, recast: usize) -> Vec<Line> {
    let mut lines = plain(Tone::Changed, format!("column {} changed:", before.key));
    if before.header != after.header {
        let spans = reworded("header ".to_owned(), &before.header, &after.header);
        lines.push(detail(Tone::Changed, spans));
        lines.extend(only_blanks(&before.header, &after.header));
    }
    let mut add = |spans| lines.push(detail(Tone::Changed, spans));
    if before.key != after.key {
        add(vec![Span::same(format!("key is now {}", after.key))]);
    }
    if before.kind != after.kind {
        let mut text = format!("kind {} is now {}", kind(before.kind), kind(after.kind));
        if recast > 0 {
            let values = if recast == 1 { "value reads" } else { "values read" };
            let _ = write!(text, "; {recast} {values} the same");
        }
        add(vec![Span::same(text)]);
    }
    lines
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

/// All texts of a table.
pub(super) fn texts(table: &Table) -> Vec<&str> {
    let mut all: Vec<&str> = table.title.as_deref().into_iter().collect();
    all.extend(table.columns.iter().map(|column| column.header.as_str()));
    for record in &table.records {
        all.extend(record.group.as_deref());
        all.extend(record.cells.0.iter().flat_map(|(_, value)| keys::texts(value)));
        all.extend(record.notes.iter().map(String::as_str));
    }
    all.extend(table.notes.iter().map(String::as_str));
    all
}

/// A table that comes or goes: its records by name.
fn whole(tone: Tone, head: &str, table: &Table) -> Vec<Line> {
    let records = match table.records.len() {
        1 => "1 record".to_owned(),
        count => format!("{count} records"),
    };
    let mut spans = vec![Span::same(format!("{head}: {records}"))];
    if let Some(title) = &table.title {
        spans = listed(tone, format!("{head}: {records}, "), title);
    }
    let mut lines = line(tone, spans);
    let named = |record: &Record| detail(tone, vec![Span::same(record.id.clone())]);
    lines.extend(table.records.iter().map(named));
    lines
}

/// A record that comes or goes: all that it holds.
fn record(tone: Tone, head: &str, record: &Record) -> Vec<Line> {
    let mut lines = plain(tone, format!("{head}: {}", record.id));
    let mut add = |head: String, text: &str| {
        if !text.is_empty() {
            lines.push(detail(tone, listed(tone, head, text)));
        }
    };
    add("group: ".to_owned(), record.group.as_deref().unwrap_or_default());
    for (key, cell) in &record.cells.0 {
        match cell {
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    add(format!("{key}.{at}: "), &chain(item));
                }
            }
            Value::Text(_) | Value::Citation(_) => add(format!("{key}: "), &keys::flat(cell)),
        }
    }
    record.notes.iter().for_each(|note| add("note: ".to_owned(), note));
    lines
}

fn chain(item: &Item) -> String {
    item.steps.join(crate::marks::ARROW)
}

/// A value that reads otherwise, of the column called so; a cell without text has no words. A value
/// that is a list on one side is compared as a text.
fn value(column: &str, before: &Value, after: &Value) -> Vec<Line> {
    let (old, new) = (keys::flat(before), keys::flat(after));
    if old != new {
        return whole_text(format!("{column}: "), &old, &new);
    }
    let mut lines = plain(Tone::Changed, format!("{column} is read otherwise: {old}"));
    if let (Value::Citation(one), Value::Citation(other)) = (before, after) {
        let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "(none)".to_owned());
        let year = |own: &Citation| {
            let year = own.year.map_or_else(|| "(none)".to_owned(), |year| year.to_string());
            format!("{year}{}", own.suffix.as_deref().unwrap_or_default())
        };
        for (what, old, new) in [
            ("authors", part(&one.authors), part(&other.authors)),
            ("year", year(one), year(other)),
        ] {
            if old != new {
                let text = format!("{what} {old} is now {new}");
                lines.push(detail(Tone::Changed, vec![Span::same(text)]));
            }
        }
    }
    lines
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
                lines.extend(only_blanks(x, y));
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
