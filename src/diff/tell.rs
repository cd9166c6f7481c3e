//! A diff → sentences for people, by record: what every form of it (text, Markdown, HTML) shows.
//!
//! Addresses are those of the JSON: `cmos.1` is the item with index 1, counted from 0, as in flags
//! and in `rowmend explain`. Where an item's index changed, it is the old one.

use std::collections::BTreeMap;

use super::address::Addresses;
use super::describe::describe;
use super::model::{Change, Diff};
use super::words::Span;
use super::{elsewhere, gather};

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub passages: Vec<Passage>,
}

impl Part {
    /// The lines of all its passages.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.passages.iter().flat_map(|passage| &passage.lines)
    }
}

/// What is told at once: of one change, or of several that are alike.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The indices of the changes that it tells of.
    pub changes: Vec<usize>,
    /// A line for all of them, and details under it.
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

impl Tone {
    /// Its name, as pages have it.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Gone => "gone",
            Tone::Come => "come",
            Tone::Changed => "changed",
            Tone::Moved => "moved",
        }
    }
}

/// What is told of one change, or of several that are alike.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) change: &'a Change,
    /// The indices of all changes that it tells of.
    pub(super) of: Vec<usize>,
    /// The table and the record as people call them; no record where it concerns the table.
    pub(super) table: String,
    pub(super) record: String,
    pub(super) lines: Vec<Line>,
}

/// The diff in words.
pub fn tell(diff: &Diff) -> Told {
    let mut told = Told { changes: diff.changes.len(), ..Told::default() };
    let addresses = Addresses::of(diff);
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (at, change) in diff.changes.iter().enumerate() {
        *told.counts.entry(change.kind().replace('-', " ")).or_default() += 1;
        let (table, record) = addresses.of_change(change);
        entries.push(Entry { change, of: vec![at], table, record, lines: describe(change) });
    }
    elsewhere::mark(diff, &addresses, &mut entries);
    // A record that came is another one than the one of its id that was there.
    let mut places: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    for Entry { change, of: changes, table, record, lines } in gather::run(entries) {
        let came = matches!(change, Change::RecordAdded { .. });
        let place = (table.clone(), record.clone(), came);
        let at = *places.entry(place).or_insert(told.parts.len());
        let passage = Passage { changes, lines };
        match told.parts.get_mut(at) {
            Some(part) => part.passages.push(passage),
            None => told.parts.push(Part { table, record, passages: vec![passage] }),
        }
    }
    told
}
