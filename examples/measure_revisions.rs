//! Measures how exactly the diff names what was done:
//! `cargo run --example measure_revisions [ROUNDS] [show]`.
//!
//! Tables of the samples and of made-up reviews are revised by program. What the diff tells is held
//! against the list of what was done, by kind: precision is how much of what it tells was done,
//! recall how much of what was done it tells. Three parts: one edit at a time, several at once, and
//! several at once in a table that was also printed in another format or with other pages and is
//! read again by the program. With "show", what was told wrongly or not at all is printed.
//!
//! `cargo run --example measure_revisions files DIR [RECORDS]` writes pairs of JSON files of 10,000
//! records to measure time on: `time rowmend diff DIR/edited-a.json DIR/edited-b.json`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use rowmend::unstable::diff::{apply, diff, without_flags};
use rowmend::unstable::record::Document;
use support::chance::Chance;
use support::revise::{EDITS, Revision};
use support::told::{Fact, Tally, count, document, told};
use support::{Truth, dump, house};

/// The samples that are revised.
const SAMPLES: &[&str] = &[
    "docx/appendix.docx",
    "pdf/appendix.pdf",
    "dump/appendix.txt",
    "dump/ghost-line.txt",
    "docx/typed-bullets.docx",
];
/// The made-up reviews that are revised.
const HOUSES: &[usize] = &[0, 3, 6];

#[derive(Default)]
struct Part {
    revisions: usize,
    exact: usize,
    tallies: BTreeMap<String, Tally>,
}

impl Part {
    fn add(&mut self, name: &str, done: &[Fact], a: &Document, b: &Document, talk: bool) {
        let found = diff(a, b);
        assert_eq!(apply(a, &found).as_ref(), Ok(b), "{name}");
        let (wrong, missed) = count(done, &told(a, b, &found), &mut self.tallies);
        self.revisions += 1;
        self.exact += usize::from(wrong.is_empty() && missed.is_empty());
        if talk {
            for (kind, detail) in &missed {
                println!("{name}: not told: {kind} {detail}");
            }
            for (kind, detail) in &wrong {
                println!("{name}: told: {kind} {detail}");
            }
        }
    }

    fn print(&self, title: &str) {
        println!("\n{title}: {} revisions, {} named exactly", self.revisions, self.exact);
        println!(
            "{:16}{:>7}{:>7}{:>7}{:>11}{:>9}",
            "", "done", "told", "right", "precision", "recall"
        );
        let mut all = Tally::default();
        for (kind, tally) in &self.tallies {
            row(kind, tally);
            all.done += tally.done;
            all.told += tally.told;
            all.right += tally.right;
        }
        row("all", &all);
    }
}

fn row(kind: &str, tally: &Tally) {
    let percent = |of: usize| match (tally.right * 1000).checked_div(of) {
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        None => "-".to_owned(),
    };
    let Tally { done, told, right } = tally;
    println!("{kind:16}{done:>7}{told:>7}{right:>7}{:>11}{:>9}", percent(*told), percent(*done));
}

fn read(path: &str) -> Document {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(path);
    let source =
        rowmend::unstable::files::read(&path, &rowmend::unstable::source::Limits::default())
            .unwrap();
    let options = rowmend::unstable::pipeline::Options::default();
    without_flags(rowmend::unstable::pipeline::ingest(&source, &options).unwrap().document)
}

fn print_and_read(truth: &Truth, damage: &dump::Damage, seed: u64) -> Document {
    without_flags(support::read(&dump::print(truth, damage, seed)).document)
}

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("files").is_some() {
        let folder = arguments.next().unwrap();
        return files(&folder, arguments.next().and_then(|n| n.parse().ok()).unwrap_or(10_000));
    }
    let rounds: u64 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let talk = arguments.next().is_some();
    let paged = dump::Damage { page_rows: 4, inside: 60, ..dump::HEALTHY };
    let mut bases: Vec<(String, Truth, Document)> = Vec::new();
    for sample in SAMPLES {
        let mut document = read(sample);
        // Notes and captions are not printed again.
        for table in &mut document.tables {
            table.notes.clear();
            table.title = None;
        }
        document.tables.truncate(1);
        bases.push(((*sample).to_owned(), Truth::of(&document.tables[0]), document));
    }
    for number in HOUSES {
        let house = &house::HOUSES[*number];
        let truth = house::table(house, 24, 7);
        let document = print_and_read(&truth, &dump::HEALTHY, 1);
        bases.push((house.name.to_owned(), truth, document));
    }
    let (mut single, mut several, mut printed) =
        (Part::default(), Part::default(), Part::default());
    let mut untouched = Part::default();
    for (at, (name, truth, read)) in bases.iter().enumerate() {
        let a = document(truth);
        for (edit, seed) in
            EDITS.iter().flat_map(|edit| (0..2 * rounds).map(move |seed| (edit, seed)))
        {
            let mut chance = Chance::new(seed * 1000 + at as u64);
            let mut revision = Revision::new(truth.clone());
            if (0..20).any(|_| revision.apply(*edit, &mut chance).is_some()) {
                let name = format!("{name} {edit:?} {seed}");
                single.add(&name, &revision.facts, &a, &document(&revision.truth), talk);
            }
        }
        for seed in 0..12 * rounds {
            let mut chance = Chance::new(seed * 77 + at as u64);
            let mut revision = Revision::new(truth.clone());
            for _ in 0..3 + chance.below(10) {
                let edit = EDITS[chance.below(EDITS.len())];
                let _ = revision.apply(edit, &mut chance);
            }
            let name = format!("{name} several {seed}");
            several.add(&name, &revision.facts, &a, &document(&revision.truth), talk);
            let b = print_and_read(&revision.truth, &paged, seed);
            printed.add(&format!("{name} printed"), &revision.facts, read, &b, talk);
        }
        for seed in 0..4 * rounds {
            let b = print_and_read(truth, &paged, seed);
            untouched.add(&format!("{name} printed only {seed}"), &[], read, &b, talk);
        }
    }
    single.print("one edit");
    several.print("several edits");
    printed.print("several edits, another format or other pages");
    untouched.print("no edit, another format or other pages");
    let all = [&single, &several, &printed, &untouched];
    let sum: usize = all.iter().map(|part| part.revisions).sum();
    let exact: usize = all.iter().map(|part| part.exact).sum();
    println!("\n{sum} revisions in all, {exact} named exactly");
}

/// Pairs of large files: some edits, all keys other, no keys at all, all items reworded.
fn files(folder: &str, records: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let write = |name: &str, document: &Document| {
        let path = std::path::Path::new(folder).join(name);
        std::fs::write(path, rowmend::unstable::canon::to_bytes(document)).unwrap();
    };
    let truth = house::table(&house::HOUSES[0], records, 7);
    let mut a = document(&truth);
    let mut revised = truth;
    let mut chance = Chance::new(1);
    for (at, row) in revised.rows.iter_mut().enumerate() {
        for cell in row.iter_mut().skip(1) {
            if let (support::Cell::List(items), true) = (cell, chance.percent(2)) {
                match chance.below(3) {
                    0 => items.push(vec![format!("A new finding {at}"), "more trust".to_owned()]),
                    1 => drop(items.pop()),
                    _ => items.iter_mut().for_each(|item| item[0].push_str(" in the ward")),
                }
            }
        }
    }
    revised.rows.swap(10, records / 2);
    drop(revised.rows.remove(records / 3));
    let mut b = document(&revised);
    write("edited-a.json", &a);
    write("edited-b.json", &b);
    let mut other = b.clone();
    for (at, record) in other.tables[0].records.iter_mut().enumerate() {
        record.id = format!("study-{at}");
        record.cells.0[0].1 = rowmend::unstable::record::Value::Text(Some(format!("Study {at}")));
    }
    write("renamed-a.json", &a);
    write("renamed-b.json", &other);
    for document in [&mut a, &mut b] {
        for (at, record) in document.tables[0].records.iter_mut().enumerate() {
            record.id = format!("row-{}", at + 1);
            record.cells.0[0].1 = rowmend::unstable::record::Value::Text(None);
        }
    }
    write("nameless-a.json", &a);
    write("nameless-b.json", &b);
    for (_, value) in b.tables[0].records.iter_mut().flat_map(|record| &mut record.cells.0) {
        if let rowmend::unstable::record::Value::List(items) = value {
            items.iter_mut().for_each(|item| item.steps[0].push_str(" as told"));
        }
    }
    write("reworded-a.json", &a);
    write("reworded-b.json", &b);
}
