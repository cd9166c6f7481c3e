//! What a text says about itself: the one home of captions, notes, years, beginnings, ends, values.
//!
//! | file | tells |
//! |---|---|
//! | `caption` | "Table S2 (continued)": the noun, the label, what follows |
//! | `continued` | texts that say that a table goes on, and nothing else |
//! | `note` | notes under a table, their marks, keys of abbreviations |
//! | `citation` | years, and whether the key of a study is whole |
//! | `edge` | how a text begins and how it ends |
//! | `value` | numbers, shares, intervals and their kin; units |
//!
//! `scan` is how they walk through a text, `label` and `names` what captions are made of.
//!
//! Plain text in, plain data out: nothing here knows where a text stands. How sure an answer is
//! comes with it, as far as a text alone can tell. Offsets count characters, as runs do.

pub(crate) mod caption;
pub(crate) mod citation;
pub(crate) mod edge;
pub(crate) mod note;
mod label;
mod names;
mod scan;
pub(crate) mod continued;
pub(crate) mod value;
