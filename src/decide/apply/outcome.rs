//! What became of a decision, for the trace.

use super::{Now, RecordAt};
use crate::decide::plan::Planned;
use crate::decide::target::Found;
use crate::decide::{Action, Decision, Exact};
use crate::record::Document;
use crate::trace::{Address, DecisionTrace, Status};

/// What became of `decision`, and where what it is about stands in the new document.
pub(super) fn of(
    decision: &Decision,
    planned: &Planned,
    document: &Document,
    now: &Now,
) -> DecisionTrace {
    let target = &decision.target;
    let ((status, reason, nearest), at) = match planned {
        Ok((found, _)) => {
            ((Status::Applied, None, None), addresses(found, decision, document, now))
        }
        Err(miss) => (miss.told(), Vec::new()),
    };
    DecisionTrace {
        line: decision.line,
        action: decision.action.name().to_owned(),
        status,
        reason,
        nearest,
        table: target.table.clone(),
        record: target.record.clone(),
        column: target.column.clone(),
        text: match &target.text {
            Exact::Any => None,
            Exact::Whole(text) => Some(text.clone()),
            Exact::Items(items) => Some(items.join("\n")),
            Exact::Step(_, step) => Some(step.clone()),
        },
        at,
        who: decision.who.clone(),
        why: decision.why.clone(),
        date: decision.date.clone(),
    }
}

/// Where what was decided about stands in the result.
fn addresses(found: &Found, decision: &Decision, document: &Document, now: &Now) -> Vec<Address> {
    let address = |at: RecordAt, column: Option<usize>, item: Option<usize>| {
        let table = document.tables.get(at.table)?;
        // Records before it may be gone.
        let before =
            now.gone.iter().filter(|gone| gone.table == at.table && gone.record < at.record);
        let record = table.records.get(at.record - before.count())?;
        if now.gone.contains(&at) {
            return None;
        }
        let column = column.and_then(|c| table.columns.get(c)).map(|column| column.key.clone());
        Some(Address { table: table.id.clone(), record: record.id.clone(), column, item })
    };
    let places: Vec<Option<Address>> = match found {
        Found::Record(at) => vec![address(*at, None, None)],
        Found::Cell(cell) if matches!(decision.action, Action::Move(_)) => {
            let moved = now.all_of((*cell, None)).into_iter();
            moved.map(|(cell, item)| address(cell.of, Some(cell.column), item)).collect()
        }
        Found::Cell(cell) => vec![address(cell.of, Some(cell.column), None)],
        Found::Items(cell, items) => items
            .iter()
            .flat_map(|item| now.all_of((*cell, Some(*item))))
            .map(|(cell, item)| address(cell.of, Some(cell.column), item))
            .collect(),
        Found::Step(cell, item, _) => now
            .all_of((*cell, Some(*item)))
            .into_iter()
            .map(|(cell, item)| address(cell.of, Some(cell.column), item))
            .collect(),
    };
    let mut places: Vec<Address> = places.into_iter().flatten().collect();
    places.sort();
    places.dedup();
    places
}
