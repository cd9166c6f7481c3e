//! The diff names exactly what was done to a table. `examples/measure_revisions.rs` measures the
//! same over more tables, more revisions and other formats.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;

use rowmend::unstable::diff::{apply, diff, without_flags};
use support::chance::Chance;
use support::revise::{EDITS, Revision};
use support::told::{count, document, told};
use support::{Truth, dump, house};

fn table() -> Truth {
    house::table(&house::HOUSES[0], 20, 3)
}

#[test]
fn each_edit_is_named_exactly() {
    let truth = table();
    let a = document(&truth);
    for (edit, seed) in EDITS.iter().flat_map(|edit| (0..3).map(move |seed| (edit, seed))) {
        let mut chance = Chance::new(seed);
        let mut revision = Revision::new(truth.clone());
        let done = (0..50).any(|_| revision.apply(*edit, &mut chance).is_some());
        assert!(done, "the table has no place for {edit:?}");
        let b = document(&revision.truth);
        let found = diff(&a, &b);
        let (wrong, missed) = count(&revision.facts, &told(&a, &b, &found), &mut BTreeMap::new());
        assert_eq!((wrong, missed), (Vec::new(), Vec::new()), "{edit:?} {seed}");
        assert_eq!(apply(&a, &found), Ok(b));
    }
}

#[test]
fn several_edits_are_named_in_a_table_that_was_also_printed_anew() {
    let truth = table();
    let read = |truth: &Truth, damage: &dump::Damage, seed| {
        without_flags(support::read(&dump::print(truth, damage, seed)).document)
    };
    let paged = dump::Damage { page_rows: 4, inside: 60, ..dump::HEALTHY };
    let a = read(&truth, &dump::HEALTHY, 1);
    assert_eq!(diff(&a, &read(&truth, &paged, 2)).changes, Vec::new());
    for seed in 0..8 {
        let mut chance = Chance::new(seed);
        let mut revision = Revision::new(truth.clone());
        for _ in 0..6 {
            let edit = EDITS[chance.below(EDITS.len())];
            let _ = revision.apply(edit, &mut chance);
        }
        let b = read(&revision.truth, &paged, seed);
        let found = diff(&a, &b);
        let (wrong, missed) = count(&revision.facts, &told(&a, &b, &found), &mut BTreeMap::new());
        assert_eq!((wrong, missed), (Vec::new(), Vec::new()), "{seed}");
    }
}
