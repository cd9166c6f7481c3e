//! However a page breaks, a table reads the same: each way for a break to fall, with rulings round
//! every cell, between rows only, and under the header only.

#![allow(clippy::unwrap_used)]

#[path = "../examples/make_samples/breaks.rs"]
#[allow(dead_code)]
mod breaks;
#[path = "../examples/make_samples/paper.rs"]
mod paper;
#[path = "../examples/make_samples/truth.rs"]
mod truth;

use paper::Rulings;
use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::record::Document;
use rowmend::unstable::source::{Limits, Source};

/// What the sample makers write.
type Files = Vec<(String, Vec<u8>)>;

/// Each record of a document as text.
fn records(document: &Document) -> Vec<String> {
    let tables = document.tables.iter();
    tables
        .flat_map(|table| table.records.iter().map(|record| (&table.id, record)))
        .map(|(table, record)| format!("{table} {:?}", record.cells))
        .collect()
}

/// All cases but those that are known to fail read right.
fn check(rulings: Rulings, but: &[&str]) {
    let mut wrong = Vec::new();
    for case in breaks::cases() {
        let bytes = paper::print(rulings, &case.pages).unwrap();
        let source = Source::new(case.name, bytes, &Limits::default()).unwrap();
        let found = ingest(&source, &Options::default()).unwrap();
        let truth = rowmend::unstable::canon::document(&truth::golden(&case.truth)).unwrap();
        if records(&found.document) != records(&truth) {
            wrong.push(case.name);
        }
        assert_eq!(found.trace.accounting.unaccounted, 0);
    }
    assert_eq!(wrong, but, "{rulings:?}");
}

#[test]
fn rulings_round_every_cell() {
    check(Rulings::Grid, &[]);
}

#[test]
fn rulings_between_rows() {
    check(Rulings::Rows, &[]);
}

/// Without rulings between rows nothing tells a merged cell
/// from an empty one, nor a key that is centred beside several values from that of the value it stands by.
#[test]
fn rulings_of_the_header() {
    check(Rulings::Header, &["key-centred", "merged-first-column"]);
}

/// Joining is a switch: without it each page's piece stands as it is printed.
#[test]
fn without_joining_every_page_has_its_own_piece() {
    let mut options = Options::default();
    options.stitch.join = false;
    for case in breaks::cases() {
        let bytes = paper::print(Rulings::Grid, &case.pages).unwrap();
        let source = Source::new(case.name, bytes, &Limits::default()).unwrap();
        let mut ledger = rowmend::unstable::ledger::Ledger::default();
        let (_, tables) =
            rowmend::unstable::pipeline::tables(&source, &options, &mut ledger).unwrap();
        let pages: Vec<&[u32]> = tables.iter().map(|table| table.pages.as_slice()).collect();
        let one_each: Vec<Vec<u32>> =
            (1..=case.pages.len()).map(|page| vec![page as u32]).collect();
        assert_eq!(pages, one_each, "{}", case.name);
    }
}
