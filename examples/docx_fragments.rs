//! Prints what the reader of Word documents gives, as JSON lines for `benches/docx_corpus.py`: a line
//! for each table, and one for what was left out.
//!
//! `cargo run --example docx_fragments -- FILE`

use std::error::Error;
use std::io::Write;

use rowmend::unstable::extract::{Options, docx};
use rowmend::unstable::fragment::{Line, Role};
use rowmend::unstable::ledger::Ledger;
use rowmend::unstable::source::{Limits, Source};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a file")?;
    let source = Source::new(&path, std::fs::read(&path)?, &Limits::default())?;
    let mut ledger = Ledger::default();
    let reading = docx::read(&source, &Options::default(), &mut ledger)?;
    let lines = |lines: &[Line]| -> Vec<Value> {
        lines.iter().map(|line| json!({ "text": ledger.text(line.run) })).collect()
    };
    let mut out = std::io::stdout().lock();
    for fragment in &reading.fragments {
        let rows = fragment.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| {
                json!({
                    "col": cell.col, "cols": cell.col_span, "rows": cell.row_span,
                    "lines": lines(&cell.lines),
                })
            });
            let role = if row.role == Role::Header { "Header" } else { "Body" };
            json!({ "role": role, "cells": cells.collect::<Vec<_>>() })
        });
        let table = json!({
            "table": fragment.page, "columns": fragment.columns,
            "above": lines(&fragment.above), "below": lines(&fragment.below),
            "rows": rows.collect::<Vec<_>>(),
        });
        writeln!(out, "{table}")?;
    }
    let left: Vec<Value> = ledger
        .left_out()
        .iter()
        .map(|left| json!({ "reason": left.reason.name(), "text": ledger.text(left.run) }))
        .collect();
    writeln!(out, "{}", json!({ "left_out": left, "unaccounted": 0 }))?;
    Ok(())
}
