//! rowmend turns the tables of review appendices into data that people can trust.
//!
//! ```
//! use rowmend::pipeline::{Options, ingest};
//! use rowmend::source::{Limits, Source};
//!
//! // A row that a page break tore in the middle of a chain.
//! let dump = "Study\tFindings\n\
//!     (Allen, 2016)\t• Shared vision → improved trust →\n\n\
//!     \treduced conflict • Clear roles → less friction → improved trust\n";
//! let source = Source::new("dump.txt", dump.into(), &Limits::default())?;
//! let extraction = ingest(&source, &Options::default())?;
//!
//! let record = &extraction.document.tables[0].records[0];
//! assert_eq!(record.id, "allen-2016");
//! let findings = serde_json::to_string(record.cells.get("findings").unwrap()).unwrap();
//! assert_eq!(
//!     findings,
//!     r#"[{"steps":["Shared vision","improved trust","reduced conflict"]},"#.to_owned()
//!         + r#"{"steps":["Clear roles","less friction","improved trust"]}]"#
//! );
//! assert_eq!(extraction.trace.accounting.unaccounted, 0);
//! # Ok::<(), rowmend::error::Error>(())
//! ```
//!
//! [`pipeline`] shows the whole way from bytes to records; the order of the modules is the order of
//! the data. FORMAT.md describes the result, ARCHITECTURE.md the rooms.

// Ground
pub mod geom;
pub mod error;
pub mod limits;
pub mod source;
pub mod settings;
// Models, in the order of the flow
pub mod marks;
pub mod signs;
pub mod ledger;
pub mod page;
pub mod fragment;
pub mod record;
pub mod table;
pub mod trace;
pub mod piece;
mod tally;
mod text;
mod raised;
mod markup;
// Stages, in the order of the flow
pub mod extract;
pub mod detect;
mod misread_arrows;
pub mod profile;
pub mod stitch;
pub mod doubts;
mod tokenize;
mod assemble;
mod report;
pub mod canon;
pub mod decide;
pub mod export;
pub mod pipeline;
pub mod show;
// Beside the flow
pub mod diff;
pub mod files;
pub mod golden;
pub mod project;
