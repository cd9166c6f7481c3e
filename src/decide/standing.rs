//! A document as it was extracted and the decisions about it → what became of each and what is still
//! open, as plain data for a page on which a person goes on deciding.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::apply;
use super::draft::alternatives;
use super::made::Made;
use super::plan::{self, Edit, Planned, Side};
use super::queue::{self, About, Point};
use super::target::{self, CellAt, Keyed, RecordAt};
use super::{Decisions, Shape};
use crate::record::Document;
use crate::trace::{Nearest, Notice, Status};

/// What is decided and what may be.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Standing {
    /// What became of the decisions about records, in the order of the file.
    pub decided: Vec<Decided>,
    /// Flags that are settled, as indices of table, record and flag.
    pub answered: Vec<(usize, usize, usize)>,
    /// The notices that a person has to look into.
    pub notices: Vec<Noticed>,
    /// What may mend a table, by table, record and flag.
    pub flags: Vec<(usize, usize, usize, Vec<Offer>)>,
    /// How each table is named in a decision.
    pub tables: Vec<String>,
}

/// A notice that a person has to look into.
#[derive(Clone, Debug, Serialize)]
pub struct Noticed {
    /// Its index in the trace.
    pub at: usize,
    /// The name of its point.
    pub id: String,
    /// The entry of a decision that it is right as it stands, but for who and why.
    pub keep: String,
    /// What may mend its table.
    pub offers: Vec<Offer>,
    /// Whether somebody decided.
    pub decided: bool,
}

/// A decision and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Decided {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Whether it holds.
    pub status: Status,
    /// Why not, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The text that is gone, and the nearest that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
    /// What it changes, where it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<Change>,
}

/// What a decision changes, by indices of tables, records, columns and items.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A cell says this, a line for each item.
    Cell([usize; 3], String),
    /// Items of a cell are these, each its steps.
    Rewrite([usize; 3], Vec<usize>, Vec<Vec<String>>),
    /// Items of a cell, or its whole text where none are named, go to another cell: `before` or `after`
    /// one of its items, or to its end.
    Place([usize; 3], Vec<usize>, Option<([usize; 3], &'static str, usize)>),
    /// A record goes.
    Without([usize; 2]),
    /// Flags of a record are settled.
    Settle([usize; 2], Vec<usize>),
}

/// A decision on a table that may be true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// What it does.
    #[serde(rename = "do")]
    pub action: String,
    /// Its entry, but for who and why.
    pub entry: String,
}

/// What stands. `document` has the decisions on tables applied and no others; `keys` has the index of
/// each table's key column.
pub fn standing(
    document: &Document,
    keys: &[usize],
    notices: &[Notice],
    decisions: &Decisions,
) -> Standing {
    let index = target::index(document, keys);
    let keyed = Keyed { document, keys, index: &index };
    let planned = plan::run(&keyed, decisions);
    let answered = apply::answered(keyed, &planned).into_iter();
    Standing {
        decided: told(decisions, &planned),
        answered: answered.map(|(at, flag)| (at.table, at.record, flag)).collect(),
        notices: noticed(queue::of_notices(keyed, notices, decisions)),
        flags: of_flags(keyed),
        tables: (0..document.tables.len())
            .map(|at| alternatives::name(keyed, at).unwrap_or_default())
            .collect(),
    }
}

fn noticed(points: Vec<Point>) -> Vec<Noticed> {
    let of = |point: Point| {
        let (About::Notice(at), Some(keep)) = (point.about, point.keep) else { return None };
        let offers = offers(point.offers);
        let keep = offer(&keep).entry;
        Some(Noticed { at, id: point.id, keep, offers, decided: point.decided })
    };
    points.into_iter().filter_map(of).collect()
}

/// What became of the decisions about records, in the order of the file.
pub(super) fn decided(keyed: Keyed<'_>, decisions: &Decisions) -> Vec<Decided> {
    told(decisions, &plan::run(&keyed, decisions))
}

fn told(decisions: &Decisions, planned: &[Planned]) -> Vec<Decided> {
    let decided = decisions.list.iter().zip(planned).map(|(decision, planned)| {
        let (told, edit) = match planned {
            Ok((_, edit)) => ((Status::Applied, None, None), Some(change(edit))),
            Err(miss) => (miss.told(), None),
        };
        let (status, reason, nearest) = told;
        Decided { line: decision.line, status, reason, nearest, edit }
    });
    decided.collect()
}

fn of_flags(keyed: Keyed<'_>) -> Vec<(usize, usize, usize, Vec<Offer>)> {
    let mut found = Vec::new();
    for (table, own) in keyed.document.tables.iter().enumerate() {
        for record in 0..own.records.len() {
            let all = offered(keyed, RecordAt { table, record }).into_iter();
            found.extend(all.map(|(flag, shapes)| (table, record, flag, offers(shapes))));
        }
    }
    found
}

/// What the flags of a record may mean for its table, by their indices. Several flags may offer the same, and
/// one of a kind is enough.
pub(super) fn offered(keyed: Keyed<'_>, at: RecordAt) -> Vec<(usize, Vec<Shape>)> {
    let flags = keyed.record(at).map(|record| &record.flags[..]).unwrap_or_default();
    let mut seen: Vec<Shape> = Vec::new();
    let mut found = Vec::new();
    for (flag, own) in flags.iter().enumerate() {
        let mut shapes = alternatives::of_flag(keyed, at, own.code);
        shapes.retain(|shape| !seen.contains(shape));
        seen.extend(shapes.iter().cloned());
        if !shapes.is_empty() {
            found.push((flag, shapes));
        }
    }
    found
}

pub(super) fn offers(shapes: Vec<Shape>) -> Vec<Offer> {
    shapes.iter().map(offer).collect()
}

fn offer(shape: &Shape) -> Offer {
    let entry = Made::Table(shape.clone()).open_entry();
    Offer { action: shape.form.name().to_owned(), entry }
}

fn change(edit: &Edit) -> Change {
    let cell = |at: &CellAt| [at.of.table, at.of.record, at.column];
    match edit {
        Edit::Cell(at, text) => Change::Cell(cell(at), text.clone()),
        Edit::Rewrite(at, items, into) => Change::Rewrite(cell(at), items.clone(), into.clone()),
        Edit::Place(at, items, spot) => {
            let to = spot.map(|spot| match spot.side {
                Side::Before(item) => (cell(&spot.cell), "before", item),
                Side::After(item) => (cell(&spot.cell), "after", item),
                Side::Last => (cell(&spot.cell), "last", 0),
            });
            Change::Place(cell(at), items.clone(), to)
        }
        Edit::Without(at) => Change::Without([at.table, at.record]),
        Edit::Settle(at, flags) => Change::Settle([at.table, at.record], flags.clone()),
    }
}
