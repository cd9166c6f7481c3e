//! Reader.

use super::Options;
use crate::error::Error;
use crate::fragment::Reading;
use crate::ledger::Ledger;
use crate::source::Source;

/// Reads the tables of a document.
///
/// # Errors
/// Where there is no document to read.
pub fn read(_source: &Source, _options: &Options, _ledger: &mut Ledger) -> Result<Reading, Error> {
    Ok(Reading::default())
}
