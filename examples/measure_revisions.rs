//! Measures how exactly the diff names what was done: `cargo run --example measure_revisions`.
//!
//! Tables of the samples and of made-up reviews are revised by program. What the diff tells is held
//! against the list of what was done, by kind: precision is how much of what it tells was done,
//! recall how much of what was done it tells. Three parts: one edit at a time, several at once, and
//! several at once in a table that was also printed in another format or with other pages and is
//! read again by the program. With an argument, what was told wrongly or not at all is printed.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use rowmend::diff::{apply, diff, without_flags};
use rowmend::record::Document;
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
    let source = rowmend::files::read(&path, &rowmend::source::Limits::default()).unwrap();
    let options = rowmend::pipeline::Options::default();
    without_flags(rowmend::pipeline::ingest(&source, &options).unwrap().document)
}

fn print_and_read(truth: &Truth, damage: &dump::Damage, seed: u64) -> Document {
    without_flags(support::read(&dump::print(truth, damage, seed)).document)
}

fn main() {
    let talk = std::env::args().nth(1).is_some();
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
        for (edit, seed) in EDITS.iter().flat_map(|edit| (0..2).map(move |seed| (edit, seed))) {
            let mut chance = Chance::new(seed * 1000 + at as u64);
            let mut revision = Revision::new(truth.clone());
            if (0..20).any(|_| revision.apply(*edit, &mut chance).is_some()) {
                let name = format!("{name} {edit:?} {seed}");
                single.add(&name, &revision.facts, &a, &document(&revision.truth), talk);
            }
        }
        for seed in 0..12 {
            let mut chance = Chance::new(seed * 77 + at as u64);
            let mut revision = Revision::new(truth.clone());
            for _ in 0..3 + chance.below(8) {
                let edit = EDITS[chance.below(EDITS.len())];
                let _ = revision.apply(edit, &mut chance);
            }
            let name = format!("{name} several {seed}");
            several.add(&name, &revision.facts, &a, &document(&revision.truth), talk);
            let b = print_and_read(&revision.truth, &paged, seed);
            printed.add(&format!("{name} printed"), &revision.facts, read, &b, talk);
        }
        for seed in 0..4 {
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
