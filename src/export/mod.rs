//! Tables and records in the forms of other programs.

pub mod grid;
pub mod records;
