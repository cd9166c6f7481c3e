//! rowmend turns the tables of review appendices into data that people can trust.
//!
//! **Convert** an appendix to records, one a study:
//!
//! ```
//! use rowmend::{Options, extract};
//!
//! // A row that a page break tore in the middle of a chain.
//! let dump = "Study\tFindings\n\
//!     (Allen, 2016)\t• Shared vision → improved trust →\n\n\
//!     \treduced conflict • Clear roles → less friction → improved trust\n";
//! let extraction = extract("dump.txt", dump, &Options::default())?;
//!
//! let record = &extraction.document.tables[0].records[0];
//! assert_eq!(record.id, "allen-2016");
//! let findings = serde_json::to_string(record.cells.get("findings").unwrap()).unwrap();
//! assert_eq!(
//!     findings,
//!     r#"[{"steps":["Shared vision","improved trust","reduced conflict"]},"#.to_owned()
//!         + r#"{"steps":["Clear roles","less friction","improved trust"]}]"#
//! );
//! // Every character that was read is in a cell or on a list of what was left out.
//! assert_eq!(extraction.trace.accounting.unaccounted, 0);
//! # Ok::<(), rowmend::Error>(())
//! ```
//!
//! **Run again** when it is revised, with what a person decided meanwhile; a decision whose place is gone is
//! told, not dropped:
//!
//! ```
//! use rowmend::{Decisions, Options, extract};
//!
//! let dump = "Study\tFindings\n(Allen, 2016)\t• Shared vison → trust\n(Baker, 2018)\t• Roles → trust\n";
//! let decided = r#"
//! format = "rowmend-decisions/1"
//!
//! [[decision]]
//! do = "set"
//! record = "(Allen, 2016)"
//! column = "findings"
//! item = "Shared vison → trust"
//! to = "Shared vision → trust"
//! who = "R. Reviewer"
//! why = "A typing error of the authors"
//! "#;
//! let options = Options::default().decisions(Decisions::from_toml("mine.toml", decided)?);
//! let extraction = extract("dump.txt", dump, &options)?;
//! assert_eq!(extraction.trace.decisions.len(), 1);
//! assert!(String::from_utf8_lossy(&extraction.document.to_json()).contains("Shared vision"));
//! # Ok::<(), rowmend::Error>(())
//! ```
//!
//! **Compare** two versions:
//!
//! ```
//! use rowmend::{Options, diff, extract};
//!
//! let read = |text: &str| extract("dump.txt", text, &Options::default());
//! let old = read("Study\tFindings\n(Allen, 2016)\t• Roles → trust\n(Baker, 2018)\t• Roles → trust\n")?;
//! let new = read("Study\tFindings\n(Allen, 2016)\t• Roles → more trust\n(Baker, 2018)\t• Roles → trust\n")?;
//! let changes = diff(&old.document, &new.document);
//! assert_eq!(changes.changes.len(), 1);
//! assert!(changes.to_text().contains("more"));
//! # Ok::<(), rowmend::Error>(())
//! ```
//!
//! What comes out is described in FORMAT.md, how it comes about in ARCHITECTURE.md. Reading depends on nothing but
//! the bytes and the options: no clock, no environment, no network.
//!
//! | feature | gives |
//! |---|---|
//! | `cli` (default) | the program `rowmend` |
//! | `contain` | `Workers`: documents are read in processes of their own |

// Ground
mod geom;
mod error;
mod limits;
mod source;
mod settings;
// Models, in the order of the flow
mod letters;
mod marks;
mod signs;
mod ledger;
mod page;
mod fragment;
mod record;
mod table;
mod trace;
mod piece;
mod tally;
mod text;
mod raised;
mod markup;
// Stages, in the order of the flow
mod extract;
mod detect;
mod misread_arrows;
mod misread_words;
mod profile;
mod stitch;
mod doubts;
mod tokenize;
mod assemble;
mod report;
mod canon;
mod decide;
mod export;
mod pipeline;
mod diff;
mod show;
// Beside the flow
mod files;
mod golden;
mod project;
#[cfg(feature = "contain")]
mod summary;
#[cfg(feature = "contain")]
mod contain;

mod api;

pub use api::{PrintedTable, extract, tables};
#[cfg(feature = "contain")]
pub use contain::{Allowance, Workers};
pub use decide::Decisions;
pub use diff::{Diff, apply, diff};
pub use error::{Error, ErrorKind};
pub use extract::TrackChanges;
pub use pipeline::{Extraction, Options};
pub use profile::Profile;
pub use record::Document;
pub use trace::Trace;

/// The parts of a [`Document`].
pub mod document {
    pub use crate::export::grid::{GridCell, Piece};
    pub use crate::ledger::Confidence;
    pub use crate::record::{
        Cells, Citation, Code, Column, Flag, Item, Kind, Record, Table, Value,
    };
}

/// What the program, its tests and its tools are made of, room by room. May change with every version.
#[doc(hidden)]
pub mod unstable {
    macro_rules! rooms {
        ($($room:ident)*) => { $(pub mod $room { pub use crate::$room::*; })* };
    }
    rooms! {
        canon decide diff error export extract files fragment geom golden ledger letters limits marks markup page piece pipeline
        profile project record show source table trace
    }
    #[cfg(feature = "learn")]
    rooms! { detect }
    #[cfg(feature = "contain")]
    rooms! { contain summary }
}
