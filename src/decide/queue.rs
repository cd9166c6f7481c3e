//! A document as it was extracted and the decisions about it → the points that a person should look at, in
//! the order of the document, tables first. Each has an id that lasts as long as its study, column and item
//! do: whoever decides one point finds the others under the names that they had.

use std::collections::BTreeMap;

use super::anchors::Anchors;
use super::draft::alternatives;
use super::places::flagged;
use super::target::{Keyed, RecordAt};
use super::{Decisions, Shape, apply, plan, standing};
use crate::assemble::key_slug;
use crate::record::{Document, Kind};
use crate::trace::Notice;

/// A point to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its name: the address of a value, or TABLE:NOTICE.
    pub id: String,
    /// What it is about.
    pub about: About,
    /// The decision that a notice is right as it stands; none of a value, which has its own.
    pub keep: Option<Shape>,
    /// Decisions on its table that may be true instead.
    pub offers: Vec<Shape>,
    /// Whether somebody decided.
    pub decided: bool,
}

/// What a point is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A notice, by its index in the trace.
    Notice(usize),
    /// A cell or an item that has flags.
    Value(Place),
}

/// A cell or an item, by indices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The table.
    pub table: usize,
    /// The record in it.
    pub record: usize,
    /// The column.
    pub column: usize,
    /// The item; none where the cell is meant.
    pub item: Option<usize>,
    /// The flags of the record that are about it.
    pub flags: Vec<usize>,
}

/// All points of a document. `document` has the decisions on tables applied and no others, `anchors` are its.
pub fn points(
    document: &Document,
    anchors: &Anchors<'_>,
    notices: &[Notice],
    decisions: &Decisions,
) -> Vec<Point> {
    let keyed = anchors.keyed();
    let planned = plan::run(&keyed, decisions);
    let answered = apply::answered(keyed, &planned);
    let mut points = of_notices(keyed, notices, decisions);
    for (table, own) in document.tables.iter().enumerate() {
        for (record, row) in own.records.iter().enumerate() {
            let at = RecordAt { table, record };
            let offered = standing::offered(keyed, at);
            for place in flagged(row, &row.flags) {
                let is_of = |flag: &crate::record::Flag| {
                    place.flags.iter().any(|own| std::ptr::eq(*own, flag))
                };
                let flags: Vec<usize> =
                    (0..).zip(&row.flags).filter(|(_, flag)| is_of(flag)).map(|(i, _)| i).collect();
                let own = offered.iter().filter(|(flag, _)| flags.contains(flag));
                points.push(Point {
                    id: anchors.address(table, record, Some(place.column), place.item),
                    keep: None,
                    offers: own.flat_map(|(_, shapes)| shapes.clone()).collect(),
                    decided: flags.iter().all(|flag| answered.contains(&(at, *flag))),
                    about: About::Value(Place {
                        table,
                        record,
                        column: place.column,
                        item: place.item,
                        flags,
                    }),
                });
            }
        }
    }
    points
}

/// Notices that a person has to look into.
pub(super) fn of_notices(
    keyed: Keyed<'_>,
    notices: &[Notice],
    decisions: &Decisions,
) -> Vec<Point> {
    let mut points = Vec::new();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for (at, notice) in notices.iter().enumerate() {
        let Some(keep) = alternatives::keep(keyed, notice) else { continue };
        let offers = alternatives::of_notice(keyed, notice);
        // What it is about names it better than its number, which changes when one before it is decided.
        let table = notice.table.iter().cloned();
        let about = notice.about.iter().map(|text| key_slug(Kind::Text, text.clone()));
        let parts: Vec<String> = table.chain([notice.code.clone()]).chain(about).collect();
        let mut id = parts.join(":");
        let times = taken.entry(id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            id = format!("{id}:{times}");
        }
        let mended = |shape: &Shape| offers.iter().any(|own| same(own, shape));
        let decided = notice.kept.is_some() || decisions.shapes.iter().any(mended);
        points.push(Point { id, about: About::Notice(at), keep: Some(keep), offers, decided });
    }
    points
}

/// Whether two decisions want the same of one table, whoever made them and wherever they stand.
pub(super) fn same(a: &Shape, b: &Shape) -> bool {
    a.form == b.form && a.table == b.table
}
