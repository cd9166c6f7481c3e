//! Studies as references (RIS), as far as a citation tells them: stubs to look up, marked as such.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::entry::key_column;
use super::{Entry, Export, ExportError, Put};
use crate::record::{Citation, Value};

/// Exports references.
#[derive(Debug)]
pub struct Ris {
    file: String,
    /// What was cited already, by its document.
    cited: BTreeSet<(String, String)>,
    /// Records whose key is no citation.
    left: usize,
}

impl Ris {
    /// Exports to `file`, or to `studies.ris`.
    pub fn new(file: Option<String>) -> Self {
        let file = file.unwrap_or_else(|| "studies.ris".to_owned());
        Ris { file, cited: BTreeSet::new(), left: 0 }
    }
}

impl Export for Ris {
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        for table in &entry.document.tables {
            let key = key_column(table);
            for record in &table.records {
                let Some((_, Value::Citation(citation))) = record.cells.0.get(key) else {
                    self.left += 1;
                    continue;
                };
                let text = citation.text.clone().unwrap_or_default();
                if !text.is_empty() && self.cited.insert((entry.name.clone(), text)) {
                    let at = format!("{}/{}/{}", entry.name, table.id, record.id);
                    put(&self.file, stub(citation, &at).as_bytes())?;
                }
            }
        }
        Ok(())
    }

    fn remarks(&self) -> Vec<String> {
        let left = self.left;
        let told = format!("{left} records name no study by author and year and are not in it");
        (left > 0).then_some(told).into_iter().collect()
    }
}

fn stub(citation: &Citation, at: &str) -> String {
    // A tag and its text stand on one line.
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!("TY  - GEN\r\nID  - {}\r\n", line(at));
    if let Some(authors) = &citation.authors {
        let _ = write!(out, "AU  - {}\r\n", line(authors));
    }
    if let Some(year) = citation.year {
        let _ = write!(out, "PY  - {year}\r\n");
    }
    let text = line(citation.text.as_deref().unwrap_or_default());
    let _ = write!(
        out,
        "TI  - [stub] {text}\r\nN1  - A stub made of the citation {text:?}; look up the reference.\r\n\
         ER  - \r\n\r\n"
    );
    out
}
