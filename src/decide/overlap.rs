//! Whether two decisions are about the same point, so that whoever made the one would want to have seen the
//! other. That is more than a contradiction: two people may keep the same value for different reasons.

use super::anchors::Anchors;
use super::target::{CellAt, Found, RecordAt};
use super::texts::plain;
use super::{Decision, Decisions, Exact, Shape, Target};

/// Whether a decision of the one is about the same point as one of the other.
pub fn overlap(anchors: &Anchors<'_>, one: &Decisions, other: &Decisions) -> bool {
    let decisions = || one.list.iter().flat_map(|a| other.list.iter().map(move |b| (a, b)));
    let shapes = || one.shapes.iter().flat_map(|a| other.shapes.iter().map(move |b| (a, b)));
    decisions().any(|(a, b)| of_values(anchors, a, b)) || shapes().any(|(a, b)| of_tables(a, b))
}

/// By the places that they stand for; where one names none any more, by what they say.
fn of_values(anchors: &Anchors<'_>, a: &Decision, b: &Decision) -> bool {
    match (anchors.find(&a.target), anchors.find(&b.target)) {
        (Ok(a), Ok(b)) => same_place(&a, &b),
        _ => same_words(&a.target, &b.target),
    }
}

/// A place as its record, its column and its items; without the latter it is all of them.
fn parts(found: &Found) -> (RecordAt, Option<usize>, Option<Vec<usize>>) {
    let cell = |cell: &CellAt, items| (cell.of, Some(cell.column), items);
    match found {
        Found::Record(at) => (*at, None, None),
        Found::Cell(at) => cell(at, None),
        Found::Items(at, items) => cell(at, Some(items.clone())),
        Found::Step(at, item, _) => cell(at, Some(vec![*item])),
    }
}

fn same_place(a: &Found, b: &Found) -> bool {
    let ((record_a, column_a, items_a), (record_b, column_b, items_b)) = (parts(a), parts(b));
    let columns = column_a.is_none() || column_b.is_none() || column_a == column_b;
    record_a == record_b && columns && shared(items_a.as_deref(), items_b.as_deref())
}

fn same_words(a: &Target, b: &Target) -> bool {
    let items = |target: &Target| -> Option<Vec<String>> {
        match &target.text {
            Exact::Any | Exact::Whole(_) => None,
            Exact::Items(items) => Some(items.iter().map(|item| plain(item)).collect()),
            Exact::Step(item, _) => Some(vec![plain(item)]),
        }
    };
    let columns = a.column.is_none() || b.column.is_none() || a.column == b.column;
    let records = plain(&a.record) == plain(&b.record);
    records && columns && shared(items(a).as_deref(), items(b).as_deref())
}

/// Whether both have one of their items in common; where one names none, it means all.
fn shared<T: PartialEq>(a: Option<&[T]>, b: Option<&[T]>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.iter().any(|item| b.contains(item)),
        _ => true,
    }
}

/// Of one table, but for two that name different columns or different rows of it.
fn of_tables(a: &Shape, b: &Shape) -> bool {
    let either = |a: Option<String>, b: Option<String>| match (a, b) {
        (Some(a), Some(b)) => plain(&a) == plain(&b),
        _ => true,
    };
    let column = |shape: &Shape| shape.form.column().map(str::to_owned);
    let tables = either(a.table.clone(), b.table.clone());
    tables && either(column(a), column(b)) && either(a.form.text(), b.form.text())
}
