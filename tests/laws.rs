//! Laws that hold for every table: cut it anywhere, rejoin it, get it back; nothing lost, nothing
//! invented; the same bytes twice; what was read, printed and read again is the same.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use support::{Truth, dump, house, read};

/// `few` cases, the same each time, so that a change is told by what it changed; where `PROPTEST_CASES` asks
/// for more, as many, at random.
fn config(few: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(few),
        failure_persistence: None,
        rng_seed: asked.map_or(RngSeed::Fixed(1), |_| RngSeed::Random),
        ..ProptestConfig::default()
    }
}

/// The customer's table as it was read by hand.
fn customers() -> Truth {
    let golden = std::fs::read_to_string("golden/dump/appendix.txt.json").unwrap();
    let document: rowmend::unstable::record::Document = serde_json::from_str(&golden).unwrap();
    Truth::of(&document.tables[0])
}

fn reread(dump: &str) -> Truth {
    let extraction = read(dump);
    assert_eq!(extraction.document.tables.len(), 1, "one table in\n{dump}");
    Truth::of(&extraction.document.tables[0])
}

fn assert_same(got: &Truth, meant: &Truth, dump: &str) {
    assert_eq!(got.header, meant.header);
    for (got, meant) in got.rows.iter().zip(&meant.rows) {
        assert_eq!(got, meant, "in\n{dump}");
    }
    assert_eq!(got.rows.len(), meant.rows.len());
}

/// Whether the letters of `part` stand in `whole` in their order, blanks aside.
fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().filter(|c| !c.is_whitespace()).all(|c| whole.any(|other| other == c))
}

/// All that a result says, blanks aside.
fn said(
    document: &rowmend::unstable::record::Document,
    trace: &rowmend::unstable::trace::Trace,
) -> String {
    fn strings(value: &serde_json::Value, found: &mut String) {
        match value {
            serde_json::Value::String(text) => {
                found.extend(text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}'));
                found.push(' ');
            }
            serde_json::Value::Array(values) => values.iter().for_each(|v| strings(v, found)),
            serde_json::Value::Object(values) => values.values().for_each(|v| strings(v, found)),
            _ => {}
        }
    }
    // Read back from the bytes: what is not written does not count.
    let bytes = rowmend::unstable::canon::to_bytes(document);
    let mut found = String::new();
    strings(&serde_json::from_slice(&bytes).unwrap(), &mut found);
    trace.left_out.iter().for_each(|left| strings(&left.text.clone().into(), &mut found));
    found
}

/// Whether a sign is written raised.
fn is_raised(sign: char) -> bool {
    matches!(sign, '\u{2B0}'..='\u{2FF}' | '\u{1D2C}'..='\u{1DBF}' | '\u{2070}'..='\u{209F}' | '\u{2C7D}')
}

/// How many cells a sample has, and the words of them that its result lacks.
fn words_lost(path: &Path) -> (usize, Vec<String>) {
    let options = rowmend::unstable::pipeline::Options::default();
    let Ok(source) = rowmend::unstable::files::read(path, &Default::default()) else {
        return (0, Vec::new());
    };
    let Ok(made) = rowmend::unstable::pipeline::ingest(&source, &options) else {
        return (0, Vec::new());
    };
    let said = said(&made.document, &made.trace);
    let mut ledger = rowmend::unstable::ledger::Ledger::default();
    let (reading, tables) =
        rowmend::unstable::pipeline::tables(&source, &options, &mut ledger).unwrap();
    let grids = rowmend::unstable::export::grid::grids(&reading, &tables, &ledger);
    let cells = || grids.tables.iter().flat_map(|table| table.cells.iter());
    let missing = cells().filter_map(|cell| {
        cell.text
            // `tables` writes raised text in raised signs, records write `10^5`.
            .split(|c: char| is_raised(c) || !(c.is_alphabetic() || c.is_ascii_digit()))
            // Word counts the items of its lists when it prints them.
            .filter(|word| !cell.marks.iter().any(|mark| mark.contains(word)))
            .find(|word| !said.contains(*word))
            .map(|word| format!("{}: {word}", path.display()))
    });
    (cells().count(), missing.collect())
}

/// Each word of each cell of each table stands in the bytes that are written, or on the list of what
/// was left out: of all samples, whatever the ledger says.
#[test]
fn every_word_of_a_table_is_in_the_result() {
    let in_folder = |folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let samples = ["samples/docx", "samples/dump", "samples/pdf"];
    let paths: Vec<PathBuf> = samples.into_iter().flat_map(in_folder).collect();
    let looked_at: Vec<(usize, Vec<String>)> =
        paths.par_iter().map(|path| words_lost(path)).collect();
    let seen: usize = looked_at.iter().map(|(seen, _)| seen).sum();
    let lost: Vec<String> = looked_at.into_iter().flat_map(|(_, lost)| lost).collect();
    assert!(seen > 1000, "{seen} cells");
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_table_cut_anywhere_comes_back(
        style in 0..house::HOUSES.len(),
        seed in 1..1000_u64,
        row in 0..8_usize,
        lines in 1..12_usize,
        width in 10..60_usize,
    ) {
        let truth = house::table(&house::HOUSES[style], 8, seed);
        let dump = dump::print_cut(&truth, row, lines, width);
        assert_same(&reread(&dump), &truth, &dump);
    }

    #[test]
    fn nothing_is_lost_or_invented(
        style in 0..house::HOUSES.len(),
        disease in 0..dump::DISEASES.len(),
        seed in 1..1000_u64,
    ) {
        let truth = house::table(&house::HOUSES[style], 10, seed);
        let dump = dump::print(&truth, &dump::DISEASES[disease], seed);
        let extraction = read(&dump);
        prop_assert_eq!(extraction.trace.accounting.unaccounted, 0);
        for table in &extraction.document.tables {
            for cell in Truth::of(table).rows.iter().flatten() {
                let texts = match cell {
                    support::Cell::Text(text) => vec![text.clone()],
                    support::Cell::List(items) => items.concat(),
                };
                for text in texts {
                    prop_assert!(is_subsequence(&text, &dump), "{text} is not in\n{dump}");
                }
            }
        }
        let again = read(&dump);
        prop_assert_eq!(rowmend::unstable::canon::to_bytes(&again.document), rowmend::unstable::canon::to_bytes(&extraction.document));
        prop_assert_eq!(rowmend::unstable::canon::to_bytes(&again.trace), rowmend::unstable::canon::to_bytes(&extraction.trace));
    }

    #[test]
    fn what_was_read_and_printed_is_read_again(
        style in 0..house::HOUSES.len(),
        disease in 0..dump::DISEASES.len(),
        seed in 1..1000_u64,
    ) {
        let truth = house::table(&house::HOUSES[style], 10, seed);
        let once = reread(&dump::print(&truth, &dump::DISEASES[disease], seed));
        // A column in which all lists are empty shows no list, and a table needs a header.
        let shows = |at: usize| once.rows.iter().any(|row| !row[at].is_empty());
        prop_assume!((0..once.lists.len()).all(|at| !once.lists[at] || shows(at)));
        // Where the header was damaged beyond reading, what names the columns may be a row.
        prop_assume!(once.header == truth.header);
        // A row of nothing but words in its first column is a sub-heading once it is printed.
        let heading = |row: &Vec<support::Cell>| {
            row.iter().skip(1).all(support::Cell::is_empty)
                && !format!("{:?}", row.first()).contains(|c: char| c.is_ascii_digit())
        };
        prop_assume!(!once.rows.iter().any(heading));
        let dump = dump::print(&once, &dump::HEALTHY, 0);
        assert_same(&reread(&dump), &once, &dump);
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn the_customers_table_cut_anywhere_comes_back(
        row in 0..37_usize,
        lines in 1..30_usize,
        width in 14..60_usize,
    ) {
        let truth = customers();
        let dump = dump::print_cut(&truth, row, lines, width);
        assert_same(&reread(&dump), &truth, &dump);
    }
}
