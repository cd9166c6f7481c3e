//! A workbook as Causal Map takes it (guide.causalmap.app, "Uploading only links" and "Core tables"): sheets
//! `links`, `statements`, `sources`, named in small letters.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;

use super::Weaver;
use crate::export::xlsx::{Pages, dated, trouble};
use crate::export::{Entry, Export, ExportError, Put};

/// Exports a workbook for Causal Map: each chain is a statement, each study a source.
#[derive(Debug)]
pub struct CausalMap {
    file: String,
    weaver: Weaver,
}

impl CausalMap {
    /// Exports to `file`, or to `causal-map.xlsx`; the chains of the columns with these keys, or of all.
    pub fn new(columns: Vec<String>, file: Option<String>) -> Self {
        let file = file.unwrap_or_else(|| "causal-map.xlsx".to_owned());
        CausalMap { file, weaver: Weaver::new(columns) }
    }
}

impl Export for CausalMap {
    fn add(&mut self, entry: &Entry, _: Put<'_>) -> Result<(), ExportError> {
        self.weaver.add(entry);
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        let graph = std::mem::take(&mut self.weaver).finish();
        let mut sources: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for chain in &graph.chains {
            let next = sources.len() + 1;
            sources.entry((&chain.document, &chain.study)).or_insert(next);
        }
        let label = |at: &usize| graph.nodes.get(*at).map_or("", |node| node.label.as_str());
        let id = |number: usize| format!("s{number}");
        let mut book = Workbook::new();
        dated(&mut book)?;
        let mut links =
            Sheet::new(&mut book, "links", &["from_label", "to_label", "statement_id"])?;
        for (number, chain) in (1..).zip(&graph.chains) {
            for (from, to) in chain.nodes.iter().zip(chain.nodes.iter().skip(1)) {
                links.row(&[Text(label(from)), Text(label(to)), Number(number)])?;
            }
        }
        links.0.finish()?;
        let mut statements =
            Sheet::new(&mut book, "statements", &["statement_id", "text", "source_id"])?;
        for (number, chain) in (1..).zip(&graph.chains) {
            let source = sources.get(&(chain.document.as_str(), chain.study.as_str()));
            let source = id(source.copied().unwrap_or(0));
            statements.row(&[Number(number), Text(&chain.text), Text(&source)])?;
        }
        statements.0.finish()?;
        let mut table = Sheet::new(&mut book, "sources", &["source_id", "study", "document"])?;
        let mut ordered: Vec<_> = sources.iter().collect();
        ordered.sort_by_key(|(_, number)| **number);
        for ((document, study), number) in ordered {
            table.row(&[Text(&id(*number)), Text(study), Text(document)])?;
        }
        table.0.finish()?;
        Ok(put(&self.file, &book.save_to_buffer().map_err(trouble)?)?)
    }
}

enum Value<'a> {
    Text(&'a str),
    Number(i64),
}
use Value::{Number, Text};

struct Sheet<'b>(Pages<'b>);

impl<'b> Sheet<'b> {
    fn new(book: &'b mut Workbook, name: &str, columns: &[&str]) -> Result<Self, ExportError> {
        let columns = columns.iter().map(|&name| name.to_owned()).collect();
        Ok(Sheet(Pages::new(book, name, columns)?))
    }

    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        let row = self.0.next_row()?;
        values.iter().enumerate().try_for_each(|(column, value)| match value {
            Text(text) => self.0.text(row, column, text, None, "a chain"),
            Number(number) => self.0.number(row, column, *number),
        })
    }
}
