//! The places of a record that a person should look at: flags by the cell or item that they are about. And how
//! many such points a document has, which is counted here alone.

use std::collections::BTreeMap;

use crate::doubts;
use crate::record::{Document, Flag, Record};
use crate::trace::{Notice, Repair, Trace};

/// A cell or an item and what is flagged about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlaggedPlace<'a> {
    /// The index of the column in the record, from 0.
    pub column: usize,
    /// The index of the item, from 0; none where the cell is meant.
    pub item: Option<usize>,
    /// What is flagged, in the order of the record.
    pub flags: Vec<&'a Flag>,
}

/// The places of a record that have `flags`, in the order of its columns and items.
pub fn flagged<'a>(
    record: &Record,
    flags: impl IntoIterator<Item = &'a Flag>,
) -> Vec<FlaggedPlace<'a>> {
    let mut found: BTreeMap<(usize, Option<usize>), Vec<&Flag>> = BTreeMap::new();
    for flag in flags {
        let column = record.cells.0.iter().position(|(key, _)| *key == flag.column).unwrap_or(0);
        found.entry((column, flag.item)).or_default().push(flag);
    }
    let found = found.into_iter();
    found.map(|((column, item), flags)| FlaggedPlace { column, item, flags }).collect()
}

/// How many points a person should look at: each cell or item that has flags, however many, and each notice about
/// a table or the document that nobody found right as it stands.
pub fn to_look_at(document: &Document, notices: &[Notice]) -> usize {
    let records = document.tables.iter().flat_map(|table| &table.records);
    let notices = notices.iter().filter(|notice| doubts::is_open(notice));
    records.map(of_record).sum::<usize>() + notices.count()
}

/// How many of these points a record has.
pub fn of_record(record: &Record) -> usize {
    flagged(record, &record.flags).len()
}

/// What was done to the text that a flag is about; none where it is suspicious alone.
pub(super) fn repair_of<'t>(
    trace: &'t Trace,
    table: &str,
    record: &Record,
    flag: &Flag,
) -> Option<&'t Repair> {
    trace.repairs.iter().find(|repair| {
        repair.table == table
            && repair.record == record.id
            && repair.column == flag.column
            && repair.item == flag.item
            && repair.code == flag.code
    })
}
