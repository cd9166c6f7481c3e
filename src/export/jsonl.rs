//! Records as JSON Lines: each record as the result has it, on a line of its own, with the document and
//! the table that it comes from.

use std::io::{BufWriter, Write};

use serde::Serialize;

use super::{Entry, Export, ExportError, Part, Put};
use crate::record::Record;

/// Exports JSON Lines.
#[derive(Clone, Debug)]
pub struct Jsonl {
    file: String,
}

impl Jsonl {
    /// Exports to `file`, or to `records.jsonl`.
    pub fn new(file: Option<String>) -> Self {
        Jsonl { file: file.unwrap_or_else(|| "records.jsonl".to_owned()) }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    document: &'a str,
    table: &'a str,
    title: Option<&'a str>,
    #[serde(flatten)]
    record: &'a Record,
}

impl Export for Jsonl {
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        let mut out = BufWriter::new(Part { name: &self.file, put });
        for table in &entry.document.tables {
            for record in &table.records {
                let (table, title) = (table.id.as_str(), table.title.as_deref());
                let line = Line { document: &entry.name, table, title, record };
                serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()?;
        Ok(())
    }
}
