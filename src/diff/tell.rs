//! A diff → sentences for people, by record: what every form of it (text, Markdown, HTML) shows.
//!
//! Addresses are those of the JSON: `cmos.1` is the item with index 1, counted from 0, as in flags
//! and in `rowmend explain`. Where an item's index changed, it is the old one.

use std::collections::BTreeMap;

use super::describe::{describe, line, shown};
use super::model::{Both, Change, Diff, Spot};
use super::words::Span;

/// What a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Something is gone.
    Gone,
    /// Something is new.
    Come,
    /// Something reads otherwise.
    Changed,
    /// Something stands elsewhere.
    Moved,
}

/// One line: a change, or a detail of the one before.
#[derive(Clone, Debug)]
pub struct Line {
    /// How deep it stands under the change: 0 for the change itself.
    pub depth: usize,
    /// What it tells of.
    pub tone: Tone,
    /// Its text.
    pub spans: Vec<Span>,
}

/// What changed in one record, or in a table itself where `record` is empty.
#[derive(Clone, Debug)]
pub struct Part {
    /// The id of the table; empty where the line tells of all of them.
    pub table: String,
    /// The id of the record.
    pub record: String,
    /// The changes.
    pub lines: Vec<Line>,
}

/// A diff in words.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// By table and record, in the order of the diff.
    pub parts: Vec<Part>,
    /// How many changes there are of each kind, by name.
    pub counts: BTreeMap<String, usize>,
    /// How many changes there are.
    pub changes: usize,
}

impl Told {
    /// "3 changes: item added 1, item moved 2"; empty where there is none.
    pub fn sum(&self) -> String {
        if self.changes == 0 {
            return String::new();
        }
        let sums: Vec<String> =
            self.counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let word = if self.changes == 1 { "change" } else { "changes" };
        format!("{} {word}: {}", self.changes, sums.join(", "))
    }
}

/// The diff in words.
pub fn tell(diff: &Diff) -> Told {
    let mut told = Told { changes: diff.changes.len(), ..Told::default() };
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut renumbered: BTreeMap<String, usize> = BTreeMap::new();
    let old = old_names(diff);
    for change in &diff.changes {
        *told.counts.entry(change.kind().replace('-', " ")).or_default() += 1;
        let (table, record) = address(change, &old);
        match change {
            Change::RecordRenamed { record, .. } if count(record, "row-") => {
                *renumbered.entry(table).or_default() += 1;
                continue;
            }
            Change::TableRenamed { table } if count(table, "table-") => {
                *renumbered.entry(String::new()).or_default() += 1;
                continue;
            }
            _ => {}
        }
        let lines = describe(change);
        let at = *places.entry((table.clone(), record.clone())).or_insert(told.parts.len());
        match told.parts.get_mut(at) {
            Some(part) => part.lines.extend(lines),
            None => told.parts.push(Part { table, record, lines }),
        }
    }
    for (table, count) in renumbered {
        let text = match (table.as_str(), count) {
            ("", 1) => "1 table is numbered anew".to_owned(),
            ("", _) => format!("{count} tables are numbered anew"),
            (_, 1) => "1 record without a name is numbered anew".to_owned(),
            _ => format!("{count} records without a name are numbered anew"),
        };
        let lines = line(Tone::Changed, vec![Span::same(text)]);
        told.parts.push(Part { table, record: String::new(), lines });
    }
    told
}

/// Whether both names only count: `row-7`, `table-2`.
fn count(name: &Both<String>, prefix: &str) -> bool {
    let counts = |name: &str| {
        let digits = name.strip_prefix(prefix);
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    counts(name.before()) && counts(name.after())
}

/// The ids before of the records that have another one after, by table and id after.
fn old_names(diff: &Diff) -> BTreeMap<(&str, &str), &str> {
    let renamed = diff.changes.iter().filter_map(|change| match change {
        Change::RecordRenamed { table, record } => {
            Some(((table.after().as_str(), record.after().as_str()), record.before().as_str()))
        }
        _ => None,
    });
    renamed.collect()
}

/// Table and record of a change; the record is empty where it concerns the table.
fn address(change: &Change, old: &BTreeMap<(&str, &str), &str>) -> (String, String) {
    use Change::*;
    let new = |table: &Both<String>, spot: &Spot| {
        let name = old.get(&(table.after().as_str(), spot.record.as_str()));
        (shown(table), name.map_or_else(|| spot.record.clone(), |name| (*name).to_owned()))
    };
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
        | RecordNotesChanged { table, record, .. }
        | ValueChanged { table, record, .. }
        | ItemChanged { table, record, .. }
        | FlagAdded { table, record, .. }
        | FlagRemoved { table, record, .. } => (shown(table), record.before().clone()),
        ItemAdded { table, to, .. } => new(table, to),
        ItemJoined { table, from, to, .. } => match from.first() {
            Some(from) => (shown(table), from.record.clone()),
            None => new(table, to),
        },
        ItemRemoved { table, from, .. }
        | ItemMoved { table, from, .. }
        | ItemSplit { table, from, .. } => (shown(table), from.record.clone()),
    }
}
