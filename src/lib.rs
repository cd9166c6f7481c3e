//! rowmend turns the tables of review appendices into data that people can trust.

// Ground
pub mod geom;
pub mod error;
pub mod source;
// Models, in the order of the flow
pub mod ledger;
pub mod marks;
pub mod page;
pub mod fragment;
pub mod record;
pub mod table;
pub mod trace;
mod text;
// Stages, in the order of the flow
pub mod extract;
pub mod detect;
pub mod stitch;
pub mod profile;
mod tokenize;
mod assemble;
mod report;
pub mod canon;
pub mod export;
pub mod pipeline;
// Beside the flow
pub mod diff;
pub mod files;
pub mod golden;
