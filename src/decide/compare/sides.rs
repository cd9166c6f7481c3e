//! What one person decided, with the places that each decision covers.

use std::collections::BTreeSet;

use super::{Reading, Verdict};
use crate::decide::anchors::Anchors;
use crate::decide::draft::alternatives;
use crate::decide::made::Made;
use crate::decide::plan::{self, Edit, Side};
use crate::decide::queue::{self, About, Place, Point};
use crate::decide::shape::{Form, RowIs, TitleOf};
use crate::decide::target::{CellAt, Found, RecordAt};
use crate::decide::{ARROW, Shape};
use crate::record::Flag;
use crate::trace::Status;

/// A decision that is applied.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) made: Made,
    pub(super) verdict: Verdict,
    /// The values that it is about; none of a decision on a table.
    pub(super) scope: Option<Scope>,
    /// The flags that it settles, where it says no more than that all is right.
    pub(super) keeps: Option<Vec<Flag>>,
}

impl Taken {
    /// Whether it is about a place with these flags.
    pub(super) fn is_about(&self, place: &Scope, flags: &[Flag]) -> bool {
        let Some(own) = &self.scope else { return false };
        let same = |a: &Flag, b: &Flag| (&a.column, a.item, a.code) == (&b.column, b.item, b.code);
        match &self.keeps {
            None => own.covers(place),
            Some(keeps) => {
                let settled = |flag: &Flag| keeps.iter().any(|kept| same(kept, flag));
                own.record == place.record && flags.iter().any(settled)
            }
        }
    }
}

/// Values by names that hold in each reading of the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    /// The address of the record.
    pub(super) record: String,
    /// The key of the column; none where all of the record is meant.
    pub(super) column: Option<String>,
    /// The items; none where all of the cell is meant.
    pub(super) items: BTreeSet<usize>,
}

impl Scope {
    pub(super) fn address(&self) -> String {
        let items: Vec<String> = self.items.iter().map(ToString::to_string).collect();
        let column = self.column.iter().cloned();
        let item = Some(items.join("+")).filter(|items| !items.is_empty());
        [self.record.clone()].into_iter().chain(column).chain(item).collect::<Vec<_>>().join(".")
    }

    /// Whether all of `other` is in it.
    pub(super) fn covers(&self, other: &Scope) -> bool {
        let column = self.column.is_none() || self.column == other.column;
        let items =
            self.items.is_empty() || !other.items.is_empty() && other.items.is_subset(&self.items);
        self.record == other.record && column && items
    }

    /// Whether both are about one kind of thing and have a part in common.
    pub(super) fn meets(&self, other: &Scope) -> bool {
        let whole = self.items.is_empty() || other.items.is_empty();
        self.record == other.record
            && self.column == other.column
            && (whole || !self.items.is_disjoint(&other.items))
    }
}

/// What one person decided of a document.
pub(super) struct Decided {
    pub(super) taken: Vec<Taken>,
    /// The points that are decided in their reading of the document.
    pub(super) points: BTreeSet<String>,
}

pub(super) fn decided(side: &Reading<'_>) -> Decided {
    let anchors = Anchors::new(side.document, side.keys);
    let keyed = anchors.keyed();
    let planned = plan::run(&keyed, side.decisions);
    let mut taken: Vec<Taken> = Vec::new();
    for shape in &side.decisions.shapes {
        let mut own = side.trace.decisions.iter().filter(|own| own.line == shape.line);
        if own.any(|own| own.status == Status::Applied) {
            let made = Made::Table(shape.clone());
            let verdict = verdict(&made, of_shape(shape));
            taken.push(Taken { made, verdict, scope: None, keeps: None });
        }
    }
    for (decision, planned) in side.decisions.list.iter().zip(&planned) {
        let Ok((found, edit)) = planned else { continue };
        let made = Made::Value(decision.clone());
        let verdict = verdict(&made, of_edit(&anchors, edit));
        let keeps = match edit {
            Edit::Settle(at, flags) => keyed.record(*at).map(|record| {
                flags.iter().filter_map(|flag| record.flags.get(*flag)).cloned().collect()
            }),
            _ => None,
        };
        taken.push(Taken { made, verdict, scope: Some(scope(&anchors, found)), keeps });
    }
    let points = queue::points(side.document, &anchors, &side.trace.notices, side.decisions);
    let points = points.into_iter().filter(|point| point.decided).map(|point| point.id);
    Decided { taken, points: points.collect() }
}

fn verdict(made: &Made, result: String) -> Verdict {
    let by = made.by();
    Verdict {
        action: made.action().to_owned(),
        result,
        who: by.who,
        why: by.why,
        date: by.date,
        line: made.line(),
        entry: made.open_entry(),
    }
}

/// What a decision on a table says beside which table it is: its entry, with blanks as they may be; nothing
/// where it says that all is right.
fn of_shape(shape: &Shape) -> String {
    if matches!(shape.form, Form::Keep { .. }) {
        return String::new();
    }
    let bare = Made::Table(Shape { table: None, ..shape.clone() });
    bare.open_entry().lines().skip(2).collect::<Vec<_>>().join("\n")
}

/// The text that a decision leaves; empty where it says that all is right, or takes away.
fn of_edit(anchors: &Anchors<'_>, edit: &Edit) -> String {
    match edit {
        Edit::Cell(_, text) => text.clone(),
        Edit::Rewrite(_, _, into) => {
            into.iter().map(|steps| steps.join(ARROW)).collect::<Vec<_>>().join("\n")
        }
        Edit::Place(_, _, Some(spot)) => {
            let CellAt { of: RecordAt { table, record }, column } = spot.cell;
            let (side, item) = match spot.side {
                Side::Before(item) => ("before ", Some(item)),
                Side::After(item) => ("after ", Some(item)),
                Side::Last => ("", None),
            };
            format!("{side}{}", anchors.address(table, record, Some(column), item))
        }
        Edit::Place(_, _, None) | Edit::Without(_) | Edit::Settle(..) => String::new(),
    }
}

fn scope(anchors: &Anchors<'_>, found: &Found) -> Scope {
    let of = |at: &RecordAt, column: Option<usize>, items: &[usize]| {
        let record = anchors.address(at.table, at.record, None, None);
        let key = column.and_then(|column| anchors.column(at.table, column));
        Scope { record, column: key, items: items.iter().copied().collect() }
    };
    match found {
        Found::Record(at) => of(at, None, &[]),
        Found::Cell(cell) => of(&cell.of, Some(cell.column), &[]),
        Found::Items(cell, items) => of(&cell.of, Some(cell.column), items),
        Found::Step(cell, item, _) => of(&cell.of, Some(cell.column), &[*item]),
    }
}

/// What a point of the document is about.
pub(super) fn of_place(anchors: &Anchors<'_>, place: &Place) -> Scope {
    Scope {
        record: anchors.address(place.table, place.record, None, None),
        column: anchors.column(place.table, place.column),
        items: place.item.into_iter().collect(),
    }
}

/// Whether a decision on a table answers a point: it is about the same row, columns or title as what may mend
/// it, it says that this notice is right, or there is no such table.
pub(super) fn answers(anchors: &Anchors<'_>, shape: &Shape, point: &Point) -> bool {
    let answered = |own: &Shape| {
        let one = matches!(shape.form, Form::Keep { .. }) && shape.table.is_none();
        question(own) == question(shape) || one && own.form == shape.form
    };
    let offered = point.offers.iter().chain(&point.keep).any(answered);
    let About::Value(place) = &point.about else { return offered };
    let keyed = anchors.keyed();
    let is_table = || {
        let name = alternatives::name(keyed, place.table);
        shape.table.is_none() || shape.table == name
    };
    offered
        || match &shape.form {
            Form::NoTable => is_table(),
            Form::Row(row, _) | Form::Title(TitleOf::Row(row)) => {
                let at = RecordAt { table: place.table, record: place.record };
                let own = [keyed.key(at), alternatives::row(keyed, at).text];
                is_table() && own.contains(&row.text)
            }
            _ => false,
        }
}

/// What a decision on a table answers, whatever it says: two that answer the same agree or differ.
pub(super) fn question(shape: &Shape) -> String {
    let table = shape.table.clone().unwrap_or_default();
    let about = match &shape.form {
        Form::NoTable => "table".to_owned(),
        Form::JoinTables(tables) => tables.join(" + "),
        Form::SplitTable(row) | Form::Row(row, RowIs::Group | RowIs::Note | RowIs::Total) => {
            format!("row {}", row.text)
        }
        Form::Row(row, RowIs::Header | RowIs::Study) => format!("row {}", row.text),
        Form::Header(_) => "header".to_owned(),
        Form::Title(_) | Form::NoTitle => "title".to_owned(),
        Form::Key(_) => "key".to_owned(),
        Form::NameColumn { column, .. } => format!("name of {column}"),
        Form::Kind { column, .. } => format!("kind of {column}"),
        Form::JoinColumns(columns) => format!("columns {}", columns.join(" + ")),
        Form::SplitColumn { column, .. } => format!("columns {column}"),
        Form::Keep { notice, text } => format!("{notice}: {text}"),
    };
    if table.is_empty() { about } else { format!("{table}: {about}") }
}
