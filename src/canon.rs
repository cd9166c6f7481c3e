//! Record ⇄ canonical bytes. The one writer of our JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::Document;
use crate::trace::Trace;

/// The canonical form: UTF-8, LF, two blanks of indent, keys in the order of the types, a newline
/// at the end.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    // Our types have string keys and no fallible serializers, so this cannot fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The RFC 8785 form: no blanks, keys sorted.
pub fn to_compact<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}

/// Reads a file of ours.
///
/// # Errors
/// Where the bytes are no JSON or do not keep to the format; the message names line and column.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// The JSON Schema (draft 2020-12) of `NAME.json`.
pub fn document_schema() -> Vec<u8> {
    to_bytes(&schemars::schema_for!(Document))
}

/// The JSON Schema (draft 2020-12) of `NAME.trace.json`.
pub fn trace_schema() -> Vec<u8> {
    to_bytes(&schemars::schema_for!(Trace))
}
