//! rowmend turns the tables of review appendices into data that people can trust.

// Ground
pub mod geom;
pub mod error;
pub mod source;
// Models, in the order of the flow
pub mod ledger;
pub mod page;
pub mod fragment;
pub mod record;
pub mod trace;
// Stages, in the order of the flow
pub mod extract;
pub mod detect;
pub mod canon;
pub mod pipeline;
