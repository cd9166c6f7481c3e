//! The trace after the edits: where values stand that were moved, divided or joined.
//!
//! A step that says what it said keeps its place in the source; one that a person wrote stands where
//! the text stood that it was made of.

use std::collections::BTreeMap;

use super::{CellAt, Now, Origin, RecordAt, Work, column_of, left_out};
use crate::decide::texts::{cell_text, item_text};
use crate::record::{Document, Value};
use crate::trace::{CellTrace, Part, RecordTrace, Repair, Span, Trace};

/// Where records stand in the trace and in the document as it was extracted, by the ids they had.
type Index = BTreeMap<(String, String), RecordAt>;

pub(super) fn run(trace: &mut Trace, document: &Document, work: &Work<'_>, now: &Now) {
    let extracted = work.keyed.document;
    let mut index = Index::new();
    for (table, made) in extracted.tables.iter().enumerate() {
        for (record, own) in made.records.iter().enumerate() {
            index.insert((made.id.clone(), own.id.clone()), RecordAt { table, record });
        }
    }
    let before = Before::new(trace, &index, work);
    dropped(trace, work, &before);
    trace.records.retain(|record| {
        let at = index.get(&(record.table.clone(), record.record.clone()));
        at.is_none_or(|at| !now.gone.contains(at))
    });
    for record in &mut trace.records {
        if let Some(at) = index.get(&(record.table.clone(), record.record.clone())) {
            retrace(record, *at, document, work, now, &before);
        }
        rename(&record.table, &mut record.record, now);
    }
    repairs(trace, &index, work, now);
}

fn rename(table: &str, record: &mut String, now: &Now) {
    if let Some(id) = now.ids.get(&(table.to_owned(), record.clone())) {
        record.clone_from(id);
    }
}

/// The parts of what was extracted and is touched, by where it stood.
struct Before {
    parts: BTreeMap<Origin, Vec<Part>>,
}

impl Before {
    fn new(trace: &Trace, index: &Index, work: &Work<'_>) -> Self {
        let mut parts: BTreeMap<Origin, Vec<Part>> = BTreeMap::new();
        for traced in &trace.records {
            let Some(at) = index.get(&(traced.table.clone(), traced.record.clone())) else {
                continue;
            };
            let Some(record) = work.keyed.record(*at) else { continue };
            for cell in &traced.cells {
                let place = CellAt { of: *at, column: column_of(record, &cell.column) };
                if !work.cells.contains_key(&place) && !work.gone.contains(at) {
                    continue;
                }
                for part in &cell.parts {
                    parts.entry((place, part.item)).or_default().push(part.clone());
                }
            }
        }
        Before { parts }
    }

    fn of(&self, origin: &Origin) -> &[Part] {
        self.parts.get(origin).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The text of a part as it was extracted.
fn text(work: &Work<'_>, origin: &Origin, part: &Part) -> String {
    match (work.keyed.value(origin.0), origin.1, part.step) {
        (Some(Value::List(items)), Some(item), Some(step)) => {
            items.get(item).and_then(|item| item.steps.get(step)).cloned().unwrap_or_default()
        }
        (Some(value), _, _) => cell_text(value),
        _ => String::new(),
    }
}

fn dropped(trace: &mut Trace, work: &Work<'_>, before: &Before) {
    let mut gone: Vec<Origin> = work.dropped.clone();
    // Of a dropped record all that no other decision moved away.
    for origin in before.parts.keys() {
        let moved = work.cells.contains_key(&origin.0) && {
            let cell = work.cells.get(&origin.0);
            let own = cell.and_then(|cell| cell.slots.get(origin.1.unwrap_or(0)));
            own.is_none_or(|slot| slot.own.is_empty())
        };
        if work.gone.contains(&origin.0.of) && !moved {
            gone.push(*origin);
        }
    }
    gone.sort();
    gone.dedup();
    for origin in gone {
        let text = match (work.keyed.value(origin.0), origin.1) {
            (Some(Value::List(items)), Some(item)) => items.get(item).map(item_text),
            (Some(value), _) => Some(cell_text(value)),
            _ => None,
        };
        let spans = before.of(&origin).iter().flat_map(|part| part.spans.clone()).collect();
        trace.left_out.push(left_out(text.unwrap_or_default(), spans));
    }
}

fn retrace(
    record: &mut RecordTrace,
    at: RecordAt,
    document: &Document,
    work: &Work<'_>,
    now: &Now,
    before: &Before,
) {
    let first = CellAt { of: at, column: 0 };
    let last = CellAt { of: at, column: usize::MAX };
    for (cell, origins) in now.cells.range(first..=last) {
        let Some((key, value)) = now_value(document, now, *cell) else { continue };
        let parts = parts(value, origins, work, before);
        record.cells.retain(|cell| cell.column != *key);
        if parts.is_empty() {
            continue;
        }
        let Some(own) = work.keyed.record(at) else { continue };
        let place = record.cells.partition_point(|c| column_of(own, &c.column) < cell.column);
        record.cells.insert(place, CellTrace { column: key.clone(), parts });
    }
}

fn now_value<'a>(document: &'a Document, now: &Now, at: CellAt) -> Option<&'a (String, Value)> {
    let before =
        now.gone.iter().filter(|gone| gone.table == at.of.table && gone.record < at.of.record);
    let place = at.of.record.checked_sub(before.count())?;
    document.tables.get(at.of.table)?.records.get(place)?.cells.0.get(at.column)
}

fn parts(value: &Value, origins: &[Vec<Origin>], work: &Work<'_>, before: &Before) -> Vec<Part> {
    let Value::List(items) = value else {
        let text = cell_text(value);
        let from: Vec<(&Origin, &Part)> = known(origins.iter().flatten(), before);
        let part = (!text.is_empty()).then(|| merged(&from, &text, work));
        return part.into_iter().collect();
    };
    let mut made = Vec::new();
    for (number, (item, origins)) in items.iter().zip(origins).enumerate() {
        let mut left = known(origins.iter(), before);
        let all = left.clone();
        let mut same: Vec<Option<(&Origin, &Part)>> = Vec::new();
        for step in &item.steps {
            let found = left.iter().position(|(origin, part)| text(work, origin, part) == *step);
            same.push(found.map(|found| left.remove(found)));
        }
        let from = if left.is_empty() { &all } else { &left };
        for (at, (step, same)) in item.steps.iter().zip(same).enumerate() {
            let mut part = match same {
                Some(one) => merged(&[one], step, work),
                None => merged(from, step, work),
            };
            part.item = Some(number);
            part.step = Some(at);
            made.push(part);
        }
    }
    made
}

fn known<'a>(
    origins: impl Iterator<Item = &'a Origin>,
    before: &'a Before,
) -> Vec<(&'a Origin, &'a Part)> {
    origins.flat_map(|origin| before.of(origin).iter().map(move |part| (origin, part))).collect()
}

/// One part of several: all their places, and their text where it says something else.
fn merged(from: &[(&Origin, &Part)], becomes: &str, work: &Work<'_>) -> Part {
    let spans: Vec<Span> = from.iter().flat_map(|(_, part)| part.spans.clone()).collect();
    let read = from.iter().map(|(origin, part)| match &part.raw {
        Some(raw) => raw.clone(),
        None => text(work, origin, part),
    });
    let raw = read.collect::<Vec<_>>().join(" ");
    Part { item: None, step: None, spans, raw: (raw != becomes).then_some(raw) }
}

/// Repairs go with what they were made on; those of a dropped record go with it.
fn repairs(trace: &mut Trace, index: &Index, work: &Work<'_>, now: &Now) {
    let mut placed: Vec<(Origin, Repair)> = Vec::new();
    let mut unknown = Vec::new();
    for mut repair in std::mem::take(&mut trace.repairs) {
        let Some(at) = index.get(&(repair.table.clone(), repair.record.clone())) else {
            unknown.push(repair);
            continue;
        };
        let Some(record) = work.keyed.record(*at) else { continue };
        let origin = (CellAt { of: *at, column: column_of(record, &repair.column) }, repair.item);
        // What was done to a text that is gone now is told of its cell.
        let place = now.of(origin).unwrap_or((origin.0, None));
        if now.gone.contains(&place.0.of) {
            continue;
        }
        if place.0 != origin.0 {
            let table = work.keyed.table(place.0.of.table);
            let record = work.keyed.record(place.0.of);
            if let (Some(table), Some(record)) = (table, record) {
                repair.table.clone_from(&table.id);
                repair.record.clone_from(&record.id);
                if let Some((key, _)) = record.cells.0.get(place.0.column) {
                    repair.column.clone_from(key);
                }
            }
        }
        repair.item = place.1;
        rename(&repair.table.clone(), &mut repair.record, now);
        placed.push((place, repair));
    }
    placed.sort_by_key(|(place, _)| *place);
    trace.repairs = placed.into_iter().map(|(_, repair)| repair).chain(unknown).collect();
}
