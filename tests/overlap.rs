//! Which decisions of two people, or of two tabs, are about the same point.

#![allow(clippy::unwrap_used)]

use rowmend::unstable::decide::anchors::Anchors;
use rowmend::unstable::decide::file::parse;
use rowmend::unstable::decide::overlap::overlap;
use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::source::{Limits, Source};

const DUMP: &str = "Study\tKind\tFindings\n(Allen, 2016)\tMerger\t• a one → b • c two → d\n\
    (Ball, 2010)\tMerger\t• a one → b • e three → f\n";

fn overlaps(one: &str, other: &str) -> bool {
    let source = Source::new("a.txt", DUMP.into(), &Limits::default()).expect("a dump");
    let made = ingest(&source, &Options::default()).expect("a document");
    let anchors = Anchors::new(&made.document, &made.keys);
    let file = |entry: &str| {
        let by = "format = \"rowmend-decisions/1\"\n[by]\nwho = \"A\"\nwhy = \"B\"\n[[decision]]\n";
        parse("f", &format!("{by}{entry}")).unwrap_or_else(|error| panic!("{entry}: {error}"))
    };
    let (one, other) = (file(one), file(other));
    assert_eq!(overlap(&anchors, &one, &other), overlap(&anchors, &other, &one));
    overlap(&anchors, &one, &other)
}

#[test]
fn decisions_on_values_overlap_where_their_places_do() {
    let item = |record: &str, item: &str| {
        format!("do = \"drop\"\nrecord = \"{record}\"\ncolumn = \"findings\"\nitem = \"{item}\"")
    };
    let allen = item("(Allen, 2016)", "a one → b");
    // Named by its id, and with another arrow.
    assert!(overlaps(&allen, &item("allen-2016", "a one -> b")));
    assert!(!overlaps(&allen, &item("(Allen, 2016)", "c two → d")));
    assert!(!overlaps(&allen, &item("(Ball, 2010)", "a one → b")));
    assert!(overlaps(
        &allen,
        "do = \"keep\"\nrecord = \"allen-2016\"\ncolumn = \"findings\"\ntext = \"a one → b\\nc two → d\""
    ));
    assert!(!overlaps(
        &allen,
        "do = \"keep\"\nrecord = \"allen-2016\"\ncolumn = \"kind\"\ntext = \"Merger\""
    ));
    // What names nothing that is there is taken by its words.
    assert!(overlaps(&item("allen-2016", "gone"), &item("allen-2016", "gone")));
    assert!(!overlaps(&item("allen-2016", "gone"), &item("allen-2016", "also gone")));
}

#[test]
fn decisions_on_tables_overlap_by_table_column_and_row() {
    let name = |column: &str| {
        format!("do = \"name-column\"\ntable = \"T 1\"\ncolumn = \"{column}\"\nto = \"x\"")
    };
    assert!(overlaps(&name("a"), &name("a")));
    assert!(!overlaps(&name("a"), &name("b")));
    assert!(overlaps(&name("a"), "do = \"no-table\"\ntable = \"T  1\""));
    assert!(!overlaps(&name("a"), "do = \"no-table\"\ntable = \"T 2\""));
    let row = |row: &str| format!("do = \"group\"\ntable = \"T 1\"\nrow = \"{row}\"");
    assert!(!overlaps(&row("r"), &row("s")));
}
