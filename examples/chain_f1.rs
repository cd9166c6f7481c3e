//! How many chains of a result are right: `cargo run --example chain_f1 -- OUT.json TRUTH.json`.
//!
//! An item is right where all its steps are equal and it stands in its record and column. Records
//! are matched by id, tables by their order, and twins count as often as the truth has them.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use rowmend::unstable::canon;
use rowmend::unstable::record::{Document, Value};

/// Record, column and steps of an item.
type Chain<'a> = (usize, &'a str, &'a str, &'a [String]);

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let result = match paths.as_slice() {
        [result, truth] => read(result).and_then(|result| Ok((result, read(truth)?))),
        _ => Err("usage: chain_f1 OUT.json TRUTH.json".to_owned()),
    };
    let told = match &result {
        Ok((result, truth)) => report(result, truth),
        Err(message) => format!("error: {message}\n"),
    };
    if out.write_all(told.as_bytes()).is_err() || result.is_err() {
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

fn read(path: &str) -> Result<Document, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    canon::document(&bytes).map_err(|message| format!("{path}: {message}"))
}

fn chains(document: &Document) -> BTreeMap<Chain<'_>, usize> {
    let mut counts = BTreeMap::new();
    for (number, table) in document.tables.iter().enumerate() {
        for record in &table.records {
            for (key, value) in &record.cells.0 {
                let Value::List(items) = value else { continue };
                for item in items {
                    let chain = (number, record.id.as_str(), key.as_str(), item.steps.as_slice());
                    *counts.entry(chain).or_default() += 1;
                }
            }
        }
    }
    counts
}

fn report(result: &Document, truth: &Document) -> String {
    let (found, wanted) = (chains(result), chains(truth));
    let mut told = String::new();
    let mut right = 0;
    for (sign, ours, theirs) in [("missing", &wanted, &found), ("extra", &found, &wanted)] {
        for (chain, count) in ours {
            let common = (*count).min(theirs.get(chain).copied().unwrap_or(0));
            if sign == "missing" {
                right += common;
            }
            for _ in common..*count {
                let (_, record, column, steps) = chain;
                told += &format!("{sign:8} {record}.{column}: {}\n", steps.join(" -> "));
            }
        }
    }
    let (found, wanted) = (found.values().sum::<usize>(), wanted.values().sum::<usize>());
    let records = |document: &Document| -> Vec<String> {
        document.tables.iter().flat_map(|t| &t.records).map(|r| r.id.clone()).collect()
    };
    let (ours, theirs) = (records(result), records(truth));
    for id in theirs.iter().filter(|id| !ours.contains(id)) {
        told += &format!("missing  record {id}\n");
    }
    for id in ours.iter().filter(|id| !theirs.contains(id)) {
        told += &format!("extra    record {id}\n");
    }
    told + &format!(
        "records {} of {}, chains {right} right of {found} found and {wanted} wanted\n\
         precision {}  recall {}  F1 {}\n",
        ours.len(),
        theirs.len(),
        share(right, found),
        share(right, wanted),
        share(2 * right, found + wanted),
    )
}

/// A share with four digits; of nothing all is right.
fn share(part: usize, whole: usize) -> String {
    let value = (part * 10_000 + whole / 2).checked_div(whole).unwrap_or(10_000);
    format!("{}.{:04}", value / 10_000, value % 10_000)
}
