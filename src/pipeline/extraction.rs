//! What one source document gives.

use crate::piece::{Piece, Take};
use crate::record::Document;
use crate::source::hash;
use crate::trace::{SourceTrace, Trace};

/// What one source document gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Extraction {
    /// The data.
    pub document: Document,
    /// Where it came from and what was done to it.
    pub trace: Trace,
    /// The index of each table's key column, which names its studies.
    pub keys: Vec<usize>,
}

impl Extraction {
    /// Of the bytes of a document called `name` in which there is no table.
    #[doc(hidden)]
    pub fn empty(name: &str, bytes: &[u8]) -> Self {
        let trace = Trace::new(SourceTrace {
            name: name.to_owned(),
            media: String::new(),
            bytes: bytes.len() as u64,
            sha256: hash(bytes),
            pages: None,
            recognised_by: None,
        });
        Extraction { document: Document::new(Vec::new()), trace, keys: Vec::new() }
    }

    /// Gives it away piece by piece; what the trace has beside the pieces comes back.
    pub fn into_pieces(self, take: Take<'_>) -> Trace {
        let Extraction { document, mut trace, keys } = self;
        take(Piece::Source(trace.source.clone()));
        for (mut table, key) in document.tables.into_iter().zip(keys) {
            let records = std::mem::take(&mut table.records);
            take(Piece::Table { table, key });
            records.into_iter().for_each(|record| take(Piece::Record(record)));
        }
        let (places, repairs) = (&mut trace.records, &mut trace.repairs);
        std::mem::take(places).into_iter().for_each(|place| take(Piece::Place(place)));
        std::mem::take(repairs).into_iter().for_each(|repair| take(Piece::Repair(repair)));
        let left_out = std::mem::take(&mut trace.left_out);
        left_out.into_iter().for_each(|left| take(Piece::LeftOut(left)));
        trace
    }
}
