//! `rowmend explain`.

use std::fmt::Write;
use std::path::PathBuf;

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::record::{Document, Flag, Value};
use rowmend::unstable::trace::{self, DecisionTrace, Part, Repair, Span, Trace};
use rowmend::unstable::{canon, files, source};

use super::address::{self, Address};
use super::decide::Deciding;
use super::{Common, Failure, Reading, print, read_document, results, say};

const AFTER: &str = "Examples:
  rowmend explain data/appendix.txt.json allen-2016
  rowmend explain data/appendix.txt.json allen-2016.new_cmos
  rowmend explain data/appendix.txt.json allen-2016.new_cmos.1
  rowmend explain appendix.txt allen-2016.new_cmos.1      extracts the document first

Items are counted from 0, as in the JSON. A study and a column may also be named as they are printed:
  rowmend explain appendix.txt '(Allen et al., 2016).New CMOs'";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A result (its trace must lie beside it), or a document to extract; - is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// RECORD, RECORD.COLUMN or RECORD.COLUMN.ITEM; with TABLE/ before it where that is needed
    #[arg(value_name = "ADDRESS")]
    address: String,
    #[command(flatten)]
    deciding: Deciding,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let (document, trace) = load(arguments, common)?;
    let address = Address::find(&document, &arguments.address).map_err(|message| {
        Failure::Document(
            Error::new(ErrorKind::Unreadable, &arguments.file.display().to_string(), message).help(
                "give RECORD.COLUMN.ITEM as it stands in the JSON, or study and header as printed",
            ),
        )
    })?;
    print(address.explain(&trace).as_bytes())?;
    Ok(0)
}

fn load(arguments: &Arguments, common: &Common) -> Result<(Document, Trace), Failure> {
    let path = &arguments.file;
    if results::is_result(path) {
        let trace = results::read_trace(path)?;
        if let Some(written) = trace.data.as_ref().filter(|_| !common.quiet)
            && *written != source::hash(&files::read_bytes(path)?)
        {
            let shown = path.display();
            say(&format!(
                "note: {shown} was changed since it was extracted; its trace tells of before\n"
            ));
        }
        return Ok((read_document(path)?, trace));
    }
    let reader = arguments.reading.reader(common)?.deciding(&arguments.deciding);
    let extraction = reader.extraction(path)?;
    Ok((extraction.document, extraction.trace))
}

impl Address<'_> {
    fn wants(&self, column: &str) -> bool {
        self.column.is_none_or(|wanted| wanted == column)
    }

    fn wants_item(&self, item: Option<usize>) -> bool {
        self.item.is_none() || item.is_none() || self.item == item
    }

    fn explain(&self, trace: &Trace) -> String {
        let mut out = String::new();
        let id = &self.record.id;
        let cells = trace
            .records
            .iter()
            .filter(|record| record.table == self.table.id && record.record == *id)
            .flat_map(|record| &record.cells);
        let source = &trace.source;
        let _ =
            writeln!(out, "{}, read by {} {}", source.name, trace.tool.name, trace.tool.version);
        for (key, value) in self.record.cells.0.iter().filter(|(key, _)| self.wants(key)) {
            let parts: Vec<&Part> = cells
                .clone()
                .filter(|cell| cell.column == *key)
                .flat_map(|cell| &cell.parts)
                .filter(|part| self.item.is_none() || part.item == self.item)
                .collect();
            if parts.is_empty() {
                let _ = writeln!(out, "{id}.{key}: empty");
            }
            let mut last = None;
            for part in parts {
                let head = (part.item, part.item.is_none());
                if last != Some(head) {
                    let item = part.item.map(|item| format!(".{item}")).unwrap_or_default();
                    let _ = writeln!(out, "{id}.{key}{item}");
                    if last.is_none() && part.spans.iter().any(|s| matches!(s, Span::Word { .. })) {
                        let _ = writeln!(out, "  in {}", self.found(key));
                    }
                    last = Some(head);
                }
                explain_part(part, value, &mut out);
            }
            self.repairs(key, trace, &mut out);
        }
        out
    }

    /// Where a person finds a cell of a Word document, which shows no numbers of its tables and rows.
    fn found(&self, key: &str) -> String {
        let table = self.table.title.as_deref().unwrap_or(&self.table.id);
        let column = self.table.columns.iter().find(|column| column.key == key);
        let header =
            column.map(|column| column.header.as_str()).filter(|header| !header.is_empty());
        let study = address::printed(self.record).unwrap_or(&self.record.id);
        format!("{table:?}, study {study:?}, column {:?}", header.unwrap_or(key))
    }

    fn decisions(&self, key: &str, trace: &Trace, out: &mut String) {
        // A decision about the whole record, or about its table, is told with its first column.
        let first = self.record.cells.0.first().is_some_and(|(name, _)| name == key);
        for decision in &trace.decisions {
            let here = |at: &trace::Address| {
                at.table == self.table.id
                    && (at.record == self.record.id || at.record.is_empty())
                    && at.column.as_deref().map_or(first, |column| column == key)
                    && self.wants_item(at.item)
            };
            if decision.at.iter().any(here) {
                explain_decision(decision, out);
            }
        }
    }

    fn repairs(&self, key: &str, trace: &Trace, out: &mut String) {
        let id = &self.record.id;
        let repairs = trace.repairs.iter().filter(|repair| {
            repair.table == self.table.id
                && repair.record == *id
                && repair.column == key
                && self.wants_item(repair.item)
        });
        for repair in repairs {
            explain_repair(repair, out);
        }
        self.decisions(key, trace, out);
        let flags = self.record.flags.iter();
        for flag in flags.filter(|flag| flag.column == key && self.wants_item(flag.item)) {
            let Flag { code, confidence, .. } = flag;
            let item = flag.item.map(|item| format!(" of item {item}")).unwrap_or_default();
            let _ = writeln!(
                out,
                "  look at: {}{item} ({})",
                canon::name(code),
                canon::name(confidence)
            );
        }
    }
}

fn explain_decision(decision: &DecisionTrace, out: &mut String) {
    let DecisionTrace { action, who, why, line, .. } = decision;
    let date = decision.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
    let _ = writeln!(out, "  decided: {action} ({who}{date}; line {line} of the decisions)");
    if let Some(text) = decision.text.as_ref().filter(|_| decision.record.is_empty()) {
        let _ = writeln!(out, "    of the table: {}", text.replace('\n', " | "));
    }
    let _ = writeln!(out, "    because: {why}");
}

fn explain_part(part: &Part, value: &Value, out: &mut String) {
    let text = match (value, part.item, part.step) {
        (Value::List(items), Some(item), Some(step)) => {
            items.get(item).and_then(|item| item.steps.get(step)).cloned()
        }
        (Value::Text(text), _, _) => text.clone(),
        (Value::Citation(citation), _, _) => citation.text.clone(),
        _ => None,
    };
    let step = part.step.map(|step| format!("step {step}: ")).unwrap_or_default();
    let _ = writeln!(out, "  {step}{}", text.unwrap_or_default());
    let _ = writeln!(out, "    from {}", spans(&part.spans));
    if let Some(raw) = &part.raw {
        let _ = writeln!(out, "    read as {raw:?}");
    }
}

fn explain_repair(repair: &Repair, out: &mut String) {
    let item = repair.item.map(|item| format!(" in item {item}")).unwrap_or_default();
    let _ = writeln!(
        out,
        "  rule {}{item} ({})",
        canon::name(&repair.code),
        canon::name(&repair.confidence)
    );
    if repair.after.is_empty() {
        let _ = writeln!(out, "    {:?}", repair.before);
    } else if repair.before != repair.after {
        let _ = writeln!(out, "    {:?} became {:?}", repair.before, repair.after);
    }
    if !repair.reasons.is_empty() {
        let _ = writeln!(out, "    because: {}", repair.reasons.join("; "));
    }
    if !repair.spans.is_empty() {
        let _ = writeln!(out, "    at {}", spans(&repair.spans));
    }
}

fn spans(spans: &[Span]) -> String {
    let places: Vec<String> = spans.iter().map(Span::to_string).collect();
    if places.is_empty() { "nowhere (told by a rule)".to_owned() } else { places.join("; ") }
}
