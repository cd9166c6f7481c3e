//! What a review has to report of an extraction by machine, filled in as far as the results know it: which
//! tool, on what, how, what came of it, and what people looked at. What only people know is left open, and
//! marked. The items are those on which guidance for the use of automation in reviews agrees (RAISE 2025;
//! PRISMA-trAIce 2025): tool and version, purpose, input, settings, human oversight, performance, limits.

use std::collections::{BTreeMap, BTreeSet};

use super::markdown::escaped;
use super::{Entry, Export, ExportError, Put};
use crate::record::{Document, Value};
use crate::trace::{Status, Trace};

/// What stands where only people know the answer.
const OPEN: &str = "**[to fill in]**";

/// Exports a text for the methods section.
#[derive(Debug, Default)]
pub struct Methods {
    file: String,
    counts: Counts,
    /// The versions that read the documents.
    tools: BTreeSet<String>,
    /// Each source, with its hash where it is known.
    sources: Vec<(String, Option<String>)>,
    options: BTreeSet<String>,
    /// How many decisions of each person were applied.
    people: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
struct Counts {
    tables: usize,
    records: usize,
    items: usize,
    chains: usize,
    points: usize,
    read: usize,
    placed: usize,
    /// Decisions that were not applied, because their text changed or is not clear.
    undone: usize,
}

impl Methods {
    /// Exports to `file`, or to `methods.md`.
    pub fn new(file: Option<String>) -> Self {
        let file = file.unwrap_or_else(|| "methods.md".to_owned());
        Methods { file, ..Methods::default() }
    }

    fn text(&self) -> String {
        let Counts { tables, records, items, chains, points, read, placed, undone } = &self.counts;
        let list = |all: &BTreeSet<String>| match all.len() {
            0 => "not known".to_owned(),
            _ => all.iter().map(|one| escaped(one)).collect::<Vec<_>>().join(", "),
        };
        let people = match self.people.is_empty() {
            true => {
                format!("no decision of a person was applied; {OPEN} how the data were checked")
            }
            false => {
                let each =
                    self.people.iter().map(|(who, count)| format!("{} {count}", escaped(who)));
                let each = each.collect::<Vec<_>>().join(", ");
                format!(
                    "decisions applied, by person: {each}; {undone} not applied; {OPEN} who checked what else"
                )
            }
        };
        let left = read - placed.min(read);
        let options = match self.options.is_empty() {
            true => "as by default".to_owned(),
            false => list(&self.options),
        };
        let rows = [
            ("Tool and version", list(&self.tools)),
            (
                "Purpose",
                "tables of the documents below to structured data; no text is generated".to_owned(),
            ),
            ("Settings", options),
            (
                "Result",
                format!(
                    "records: {records}, tables: {tables}, items: {items}, chains among them: {chains}"
                ),
            ),
            (
                "Completeness",
                format!(
                    "{read} characters of tables read: {placed} in the data, {left} on a list of what was left out, with reasons"
                ),
            ),
            ("Doubts told by the tool", format!("points to look at: {points}")),
            ("Human oversight", people),
            ("Error rate, and how it was measured", OPEN.to_owned()),
            ("Limits that matter here", OPEN.to_owned()),
            ("Where results, traces and decisions are", OPEN.to_owned()),
        ];
        let mut out = "# Data extraction by machine\n\n| item | |\n| --- | --- |\n".to_owned();
        for (item, text) in rows {
            out.push_str(&format!("| {item} | {text} |\n"));
        }
        out.push_str("\n| source | SHA-256 |\n| --- | --- |\n");
        for (name, hash) in &self.sources {
            let hash = hash.as_deref().unwrap_or("not known");
            out.push_str(&format!("| {} | {hash} |\n", escaped(name)));
        }
        out
    }

    fn count(&mut self, document: &Document) {
        let counts = &mut self.counts;
        counts.tables += document.tables.len();
        for record in document.tables.iter().flat_map(|table| &table.records) {
            counts.records += 1;
            for (_, value) in &record.cells.0 {
                let Value::List(items) = value else { continue };
                counts.items += items.len();
                counts.chains += items.iter().filter(|item| item.steps.len() > 1).count();
            }
        }
    }

    fn trace(&mut self, trace: &Trace) {
        self.tools.insert(format!("{} {}", trace.tool.name, trace.tool.version));
        self.counts.read += trace.accounting.read;
        self.counts.placed += trace.accounting.placed;
        for decision in &trace.decisions {
            match decision.status {
                Status::Applied => *self.people.entry(decision.who.clone()).or_default() += 1,
                Status::Stale | Status::Ambiguous => self.counts.undone += 1,
            }
        }
    }
}

impl Export for Methods {
    fn add(&mut self, entry: &Entry, _: Put<'_>) -> Result<(), ExportError> {
        self.count(&entry.document);
        self.counts.points += entry.points();
        entry.trace.iter().for_each(|trace| self.trace(trace));
        self.options.extend(entry.options.iter().cloned());
        let hash = entry.trace.as_ref().map(|trace| trace.source.sha256.clone());
        self.sources.push((entry.name.clone(), hash));
        Ok(())
    }

    fn finish(&mut self, put: Put<'_>) -> Result<(), ExportError> {
        Ok(put(&self.file, self.text().as_bytes())?)
    }
}
