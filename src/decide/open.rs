//! Points → what a person has to know to decide each, as plain data: what `rowmend review` tells.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Decisions;
use super::anchors::Anchors;
use super::places::repair_of;
use super::queue::{self, About, Place, Point};
use super::standing::{self, Offer};
use crate::ledger::Confidence;
use crate::record::{Code, Document, Record};
use crate::trace::{Nearest, Part, Span, Status, Trace};

/// The name of the format of what is told.
pub const FORMAT: &str = "rowmend-review/1";

/// What is open in a document, and which decisions do not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// Always `rowmend-review/1`.
    pub format: String,
    /// The file name of the source, without folders.
    pub source: String,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// How many points there are, decided ones too.
    pub points: usize,
    /// Those that nobody decided, in the order of the document, tables first.
    pub open: Vec<Open>,
    /// Decisions that are not applied.
    pub undone: Vec<Undone>,
}

/// A point that nobody decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Open {
    /// What it is called: the address of a value, or TABLE:NOTICE.
    pub id: String,
    /// The value; absent where a table is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<OpenValue>,
    /// What was noticed about a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<OpenNotice>,
    /// Decisions on its table that may be true instead.
    pub offers: Vec<Offer>,
}

/// A notice about a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenNotice {
    /// Its code.
    pub code: String,
    /// What it says.
    pub message: String,
}

/// A value that has flags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenValue {
    /// The id of the table.
    pub table: String,
    /// The id of the record.
    pub record: String,
    /// Its key, as printed.
    pub study: String,
    /// The key of the column.
    pub column: String,
    /// The item's index from 0; absent where the cell is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// What it says, a line for each item of a cell.
    pub text: String,
    /// What was read, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// What stands before it: an item of the cell, or the key of a record; empty where there is nothing.
    pub before: String,
    /// What stands after it.
    pub after: String,
    /// Where it stands in the source.
    pub spans: Vec<Span>,
    /// What is flagged.
    pub flags: Vec<OpenFlag>,
}

/// A flag with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenFlag {
    /// Its code.
    pub code: Code,
    /// How sure it is.
    pub confidence: Confidence,
    /// What the code means.
    pub meaning: String,
    /// The text before the repair; empty where nothing was changed.
    pub before: String,
    /// The text after it.
    pub after: String,
    /// Why, in a few words each.
    pub reasons: Vec<String>,
}

/// A decision that is not applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Undone {
    /// Its line in the decisions file, from 1.
    pub line: usize,
    /// What it does.
    #[serde(rename = "do")]
    pub action: String,
    /// Whether it is stale or ambiguous.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// The text that is gone, and the nearest that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
}

/// What is open. `document` has the decisions on tables applied and no others, and so has `trace`.
pub fn review(
    document: &Document,
    anchors: &Anchors<'_>,
    trace: &Trace,
    decisions: &Decisions,
) -> Review {
    let points = queue::points(document, anchors, &trace.notices, decisions);
    let open = points.iter().filter(|point| !point.decided);
    Review {
        format: FORMAT.to_owned(),
        source: trace.source.name.clone(),
        sha256: trace.source.sha256.clone(),
        points: points.len(),
        open: open.map(|point| tell(document, anchors, trace, point)).collect(),
        undone: undone(anchors, trace, decisions),
    }
}

/// How far a person has come with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Places and tables that a person should look at.
    pub points: usize,
    /// Those about which nothing is decided.
    pub open: usize,
    /// Decisions in the file.
    pub decisions: usize,
    /// Those that do not hold.
    pub undone: usize,
}

/// How far it is. `document` has the decisions on tables applied and no others, and so has `trace`.
pub fn progress(
    document: &Document,
    anchors: &Anchors<'_>,
    trace: &Trace,
    decisions: &Decisions,
) -> Progress {
    let points = queue::points(document, anchors, &trace.notices, decisions);
    Progress {
        points: points.len(),
        open: points.iter().filter(|point| !point.decided).count(),
        decisions: decisions.list.len() + decisions.shapes.len(),
        undone: undone(anchors, trace, decisions).len(),
    }
}

/// Decisions that do not hold, those on tables first, as they are applied first.
pub fn undone(anchors: &Anchors<'_>, trace: &Trace, decisions: &Decisions) -> Vec<Undone> {
    let shapes = trace.decisions.iter().filter(|own| own.status != Status::Applied);
    let shapes = shapes.filter(|own| decisions.shapes.iter().any(|shape| shape.line == own.line));
    let shapes = shapes.map(|own| Undone {
        line: own.line,
        action: own.action.clone(),
        status: own.status,
        reason: own.reason.clone().unwrap_or_default(),
        nearest: own.nearest.clone(),
    });
    let values = standing::decided(anchors.keyed(), decisions).into_iter().zip(&decisions.list);
    let values = values.filter(|(own, _)| own.status != Status::Applied);
    let values = values.map(|(own, decision)| Undone {
        line: own.line,
        action: decision.action.name().to_owned(),
        status: own.status,
        reason: own.reason.unwrap_or_default(),
        nearest: own.nearest,
    });
    shapes.chain(values).collect()
}

/// What a person has to know of one point.
pub fn tell(document: &Document, anchors: &Anchors<'_>, trace: &Trace, point: &Point) -> Open {
    let (value, notice) = match &point.about {
        About::Value(place) => (value(document, anchors, trace, place), None),
        About::Notice(at) => (None, trace.notices.get(*at)),
    };
    Open {
        id: point.id.clone(),
        value,
        notice: notice.map(|notice| OpenNotice {
            code: notice.code.clone(),
            message: notice.message.clone(),
        }),
        offers: standing::offers(point.offers.clone()),
    }
}

fn value(
    document: &Document,
    anchors: &Anchors<'_>,
    trace: &Trace,
    place: &Place,
) -> Option<OpenValue> {
    let Place { table, record, column, item, .. } = *place;
    let own = document.tables.get(table)?;
    let row = own.records.get(record)?;
    let (key, _) = row.cells.0.get(column)?;
    let parts = parts(trace, &own.id, &row.id, key, item);
    let text = anchors.text(table, record, column, item);
    let [before, after] = anchors.beside(table, record, column, item);
    Some(OpenValue {
        table: own.id.clone(),
        record: row.id.clone(),
        study: anchors.key(table, record),
        column: key.clone(),
        item,
        read: read(&parts),
        text,
        before,
        after,
        spans: parts.iter().flat_map(|part| part.spans.clone()).collect(),
        flags: place.flags.iter().filter_map(|at| flag(trace, &own.id, row, *at)).collect(),
    })
}

/// The parts of a cell, or of one of its items.
fn parts<'t>(
    trace: &'t Trace,
    table: &str,
    record: &str,
    column: &str,
    item: Option<usize>,
) -> Vec<&'t Part> {
    let own = trace.records.iter().filter(|own| own.table == table && own.record == record);
    let cells = own.flat_map(|own| &own.cells).filter(|cell| cell.column == column);
    let parts = cells.flat_map(|cell| &cell.parts);
    parts.filter(|part| item.is_none() || part.item == item).collect()
}

/// The parts as they were read, where one of them differs from what it says now.
fn read(parts: &[&Part]) -> Option<String> {
    let raw = parts.iter().filter_map(|part| part.raw.as_deref());
    let raw: Vec<String> =
        raw.map(|raw| raw.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    (!raw.is_empty()).then(|| raw.join(" / "))
}

fn flag(trace: &Trace, table: &str, record: &Record, at: usize) -> Option<OpenFlag> {
    let flag = record.flags.get(at)?;
    let repair = repair_of(trace, table, record, flag);
    let changed = repair.filter(|_| !flag.code.is_suspicion());
    Some(OpenFlag {
        code: flag.code,
        confidence: flag.confidence,
        meaning: flag.code.meaning().to_owned(),
        before: changed.map(|own| own.before.clone()).unwrap_or_default(),
        after: changed.map(|own| own.after.clone()).unwrap_or_default(),
        reasons: repair.map(|own| own.reasons.clone()).unwrap_or_default(),
    })
}

/// The JSON Schema of what `review --list --format json` prints.
pub fn schema() -> Vec<u8> {
    crate::canon::to_bytes(&schemars::schema_for!(Review))
}
