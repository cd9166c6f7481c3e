//! What comes out at the end of the way, piece by piece, so that no more than one record of a long
//! table need be in memory. `pipeline` gives pieces, `canon::Writer` and `pipeline::ingest` take them.

use crate::record::{Record, Table};
use crate::trace::{LeftOut, RecordTrace, Repair, SourceTrace};

/// A piece of the result. The source comes first, then each table with its records after it, then what
/// was left out; where a record stands and its repairs come when they are known.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The file that is read; the first piece.
    Source(SourceTrace),
    /// A table whose records follow.
    Table {
        /// The table, as yet without records.
        table: Table,
        /// The index of its key column, which names its studies.
        key: usize,
    },
    /// The next record of the last table.
    Record(Record),
    /// Where the values of the next record stand.
    Place(RecordTrace),
    /// What was done to a text.
    Repair(Repair),
    /// Something that stands in no cell.
    LeftOut(LeftOut),
}

/// Takes the pieces, one after the other.
pub type Take<'a> = &'a mut dyn FnMut(Piece);
