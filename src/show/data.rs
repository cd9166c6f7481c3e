//! What the page is told: a document, its trace, and what was decided, as one value. Places are short lists
//! of numbers, for there are tens of thousands of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::view::View;
use super::{Shown, Two};
use crate::canon;
use crate::decide::compare::{Outcome, Verdict};
use crate::decide::file::parts::parts;
use crate::decide::standing::{self, Change, Standing};
use crate::decide::{self, retarget};
use crate::ledger::Reason;
use crate::pipeline::Extraction;
use crate::record::{Code, Document, Record, Table, Value};
use crate::trace::{CellTrace, LeftOut, Part, RecordTrace, Repair, Span, Trace};

/// All that the page knows.
pub(super) fn all(shown: &Shown<'_>) -> Json {
    let mut all = read(shown);
    if let (Some(all), Json::Object(state)) = (all.as_object_mut(), state(shown)) {
        all.extend(state);
    }
    all
}

/// What changes with the decisions on values: the file, and what became of it.
pub(super) fn state(shown: &Shown<'_>) -> Json {
    let extraction = shown.extraction;
    let notices = &extraction.trace.notices;
    let standing =
        standing::standing(&extraction.document, &extraction.keys, notices, shown.decided);
    json!({
        "shapes": shapes(&extraction.trace, shown),
        "standing": plain(&standing),
        "decisions": file(shown, &standing),
        "served": shown.served.map(plain),
    })
}

/// What was read.
fn read(shown: &Shown<'_>) -> Json {
    let extraction = shown.extraction;
    let trace = &extraction.trace;
    let places: BTreeMap<(&str, &str), &RecordTrace> =
        trace.records.iter().map(|own| ((own.table.as_str(), own.record.as_str()), own)).collect();
    let tables = extraction.document.tables.iter().zip(&extraction.keys);
    let tables: Vec<Json> = tables.map(|(own, key)| table(own, *key, &places)).collect();
    let meanings: BTreeMap<String, &str> =
        Code::ALL.iter().map(|code| (canon::name(code), code.meaning())).collect();
    let reasons: BTreeMap<&str, &str> =
        Reason::ALL.iter().map(|reason| (reason.name(), reason.meaning())).collect();
    let why: BTreeMap<&str, &[&str]> = decide::reasons::REASONS.into_iter().collect();
    let drawn = shown.draw.map(|draw| draw.from(&extraction.document, &trace.source.sha256));
    json!({
        "source": plain(&trace.source),
        "tool": format!("{} {}", trace.tool.name, trace.tool.version),
        "view": plain(shown.view),
        "unseen": shown.unseen,
        "tables": tables,
        "repairs": trace.repairs.iter().map(repair).collect::<Vec<_>>(),
        "left": trace.left_out.iter().map(left_out).collect::<Vec<_>>(),
        "refused": plain(&trace.refused),
        "accounting": plain(&trace.accounting),
        "pages": plain(&trace.pages),
        "notices": plain(&trace.notices),
        "codes": meanings,
        "reasons": reasons,
        "why": why,
        "suspicions": Code::ALL.iter().filter(|code| code.is_suspicion()).map(plain).collect::<Vec<_>>(),
        "compare": shown.two.map(|two| compare(shown, two)),
        "sample": drawn.map(|drawn| plain(&drawn)),
    })
}

/// Our types have string keys and no fallible serializers, so this cannot fail.
pub(super) fn plain<T: Serialize>(value: &T) -> Json {
    serde_json::to_value(value).unwrap_or_default()
}

fn table(table: &Table, key: usize, places: &BTreeMap<(&str, &str), &RecordTrace>) -> Json {
    let records = table.records.iter().map(|own| {
        let place = places.get(&(table.id.as_str(), own.id.as_str()));
        record(own, place.map(|place| &place.cells[..]).unwrap_or_default())
    });
    json!({
        "id": table.id,
        "title": table.title,
        "key": key,
        "columns": plain(&table.columns),
        "notes": table.notes,
        "records": records.collect::<Vec<_>>(),
    })
}

fn value(value: &Value) -> Json {
    match value {
        Value::List(items) => items.iter().map(|own| json!([own.level, own.steps])).collect(),
        Value::Text(text) => json!(text),
        Value::Citation(citation) => json!(citation.text),
    }
}

/// The values of all tables, by table, record and column.
pub(super) fn values(document: &Document) -> Json {
    let record = |own: &Record| own.cells.0.iter().map(|(_, own)| value(own)).collect::<Json>();
    document.tables.iter().map(|own| own.records.iter().map(record).collect::<Json>()).collect()
}

/// Cells by their columns, each with its value and the places of its parts.
fn record(record: &Record, traced: &[CellTrace]) -> Json {
    let cells = record.cells.0.iter().map(|(key, own)| {
        let value = value(own);
        let own = traced.iter().filter(|cell| cell.column == *key);
        let parts: Vec<Json> = own.flat_map(|cell| &cell.parts).map(part).collect();
        json!([value, parts])
    });
    let cells: Vec<Json> = cells.collect();
    let column = |key: &str| record.cells.0.iter().position(|(own, _)| own == key);
    let flags = record.flags.iter().map(|flag| {
        json!([column(&flag.column), flag.item, plain(&flag.code), plain(&flag.confidence)])
    });
    json!({
        "id": record.id,
        "group": record.group,
        "notes": record.notes,
        "cells": cells,
        "flags": flags.collect::<Vec<_>>(),
    })
}

fn part(part: &Part) -> Json {
    json!([part.item, part.step, spans(&part.spans), part.raw])
}

/// A page and a box, a line and columns, or the place of a paragraph.
pub(super) fn spans(spans: &[Span]) -> Json {
    let span = |span: &Span| match span {
        Span::Print { page, area: [x0, y0, x1, y1] } => json!([page, x0, y0, x1, y1]),
        Span::Dump { line, columns: [first, last] } => json!([line, first, last]),
        Span::Word { part, table, row, cell, paragraph } => {
            json!([part, table, row, cell, paragraph])
        }
    };
    spans.iter().map(span).collect()
}

fn repair(repair: &Repair) -> Json {
    json!({
        "code": plain(&repair.code),
        "confidence": plain(&repair.confidence),
        "table": repair.table,
        "record": repair.record,
        "column": repair.column,
        "item": repair.item,
        "before": repair.before,
        "after": repair.after,
        "reasons": repair.reasons,
        "spans": spans(&repair.spans),
    })
}

fn left_out(left: &LeftOut) -> Json {
    json!([plain(&left.reason), left.text, spans(&left.spans)])
}

/// The points that two people did not decide alike, with what each of their decisions would change.
fn compare(shown: &Shown<'_>, two: &Two<'_>) -> Json {
    let Extraction { document, keys, trace } = shown.extraction;
    let edits = two.decisions.map(|own| {
        let standing = standing::standing(document, keys, &trace.notices, own);
        let edits = standing.decided.into_iter().map(|decided| (decided.line, decided.edit));
        edits.collect::<BTreeMap<_, _>>()
    });
    let points =
        two.told.points.iter().filter(|point| {
            matches!(point.outcome, Outcome::Differ | Outcome::OnlyA | Outcome::OnlyB)
        });
    let side = |verdicts: &[Verdict], edits: &BTreeMap<usize, Option<Change>>| -> Json {
        let told = verdicts.iter().map(|own| {
            let mut told = plain(own);
            told["change"] = plain(&edits.get(&own.line).cloned().flatten());
            told
        });
        told.collect()
    };
    let points = points.map(|point| {
        json!({
            "id": point.id,
            "text": point.text,
            "outcome": plain(&point.outcome),
            "sides": [side(&point.a, &edits[0]), side(&point.b, &edits[1])],
            "decided": two.settled.contains(&point.id),
        })
    });
    json!({ "files": two.told.files, "points": points.collect::<Vec<_>>() })
}

/// What became of decisions on tables, which were applied in the reading.
fn shapes(trace: &Trace, shown: &Shown<'_>) -> Json {
    let lines: Vec<usize> = shown.decided.shapes.iter().map(|shape| shape.line).collect();
    let own = trace.decisions.iter().filter(|decision| lines.contains(&decision.line));
    own.map(plain).collect()
}

/// The decisions file as it is: its entries by their lines, each with its text to the letter, and what it would
/// be if it named the nearest text instead of one that is gone.
fn file(shown: &Shown<'_>, standing: &Standing) -> Json {
    let name = shown.file;
    let Some(text) = shown.decisions else { return json!({ "name": name }) };
    let parts = parts(text, shown.decided);
    let lines = |text: &str| text.split_inclusive('\n').count();
    let entries = parts.entries.iter().map(|entry| {
        let decided = standing.decided.iter().find(|own| own.line == entry.line);
        let shape = shown.extraction.trace.decisions.iter().find(|own| own.line == entry.line);
        let nearest = decided.map_or(shape.map(|own| &own.nearest), |own| Some(&own.nearest));
        let nearest = nearest.and_then(Option::as_ref);
        let now = nearest.and_then(|near| retarget::mended(name, text, entry.line, near));
        let now = now.map(|made| {
            let more = lines(&made).saturating_sub(lines(text));
            let own = made.split_inclusive('\n').skip(entry.line.saturating_sub(1));
            own.take(lines(entry.text) + more).collect::<String>()
        });
        json!({
            "line": entry.line,
            "do": entry.action,
            "text": entry.text,
            "now": now,
            "rest": entry.rest,
        })
    });
    let entries: Vec<Json> = entries.collect();
    json!({ "name": name, "head": parts.head, "entries": entries })
}

/// Whether a source is shown as pages.
pub(super) fn sizes(view: &View) -> &[(f64, f64)] {
    match view {
        View::Pages(sizes) => sizes,
        View::Lines(_) | View::Tables(_) => &[],
    }
}
