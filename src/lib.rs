//! rowmend turns the tables of review appendices into data that people can trust.
// Ground
pub mod error;
pub mod geom;
pub mod source;
// Models, in the order of the flow
pub mod fragment;
pub mod ledger;
pub mod page;
// Stages, in the order of the flow
pub mod detect;
pub mod extract;
