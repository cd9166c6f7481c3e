//! Every spelling of an arrow, held against everything that reads one.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its document has failed")]

use rowmend::unstable::decide;
use rowmend::unstable::error::ErrorKind;
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::profile;
use rowmend::unstable::record::{Code, Value};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::trace::Status;

/// One of each kind: of each block of Unicode, as emoji, of Symbol and Wingdings, typed, of TeX.
const ARROWS: &[&str] = &[
    "→",
    "↦",
    "⇒",
    "⇨",
    "➔",
    "➜",
    "➡",
    "➡\u{FE0F}",
    "➾",
    "⟶",
    "⟹",
    "⟾",
    "⤏",
    "⭢",
    "⮕",
    "🠆",
    "🡒",
    "🡆",
    "￫",
    "\u{F0AE}",
    "\u{F0E0}",
    "->",
    "-->",
    "=>",
    "–>",
    ">",
    "\\rightarrow",
    "$\\to$",
];

fn read(text: &str, options: &Options) -> Extraction {
    let source = Source::new("a.txt", text.as_bytes().to_vec(), &Limits::default()).unwrap();
    ingest(&source, options).unwrap()
}

/// A dump in which chains stand already in the first line: it has no header.
fn dump(arrow: &str) -> String {
    format!(
        "(Adler, 2017)\t• Walks {arrow} calm {arrow} trust • Talks {arrow} trust\n\
         (Brandt, 2019)\t• Rest {arrow} calm\n\n\
         \t{arrow} trust • Play {arrow} calm\n\
         (Costa, 2020)\t• Songs {arrow} trust\n"
    )
}

fn items(made: &Extraction) -> Vec<Vec<String>> {
    let records = made.document.tables.iter().flat_map(|table| &table.records);
    records
        .map(|record| match &record.cells.0[1].1 {
            Value::List(items) => items.iter().map(|item| item.steps.join(">")).collect(),
            other => panic!("no list: {other:?}"),
        })
        .collect()
}

#[test]
fn every_spelling_is_read_in_a_dump_whose_first_line_is_a_study() {
    for arrow in ARROWS {
        let made = read(&dump(arrow), &Options::default());
        assert_eq!(
            items(&made),
            [
                vec!["Walks>calm>trust", "Talks>trust"],
                vec!["Rest>calm>trust", "Play>calm"],
                vec!["Songs>trust"]
            ],
            "{arrow}"
        );
    }
}

#[test]
fn a_person_may_write_every_spelling() {
    for arrow in ARROWS {
        let decision = format!(
            "format = \"rowmend-decisions/1\"\n[[decision]]\ndo = \"set\"\nrecord = \"adler-2017\"\n\
             column = \"column_2\"\nitem = '''Talks {arrow} trust'''\nto = '''Talk {arrow} trust'''\n\
             who = \"A\"\nwhy = \"b\"\n"
        );
        let decisions = decide::file::parse("a.toml", &decision).unwrap();
        let made = read(&dump("→"), &Options { decisions, ..Options::default() });
        let told = &made.trace.decisions[0];
        assert_eq!(told.status, Status::Applied, "{arrow}: {:?}", told.reason);
        assert_eq!(items(&made)[0][1], "Talk>trust", "{arrow}");
    }
}

#[test]
fn the_values_of_a_profile_may_have_every_spelling() {
    for arrow in ARROWS {
        let text = format!(
            "format = \"rowmend-profile/1\"\n[[column]]\nkey = \"findings\"\nheader = \"Findings\"\n\
             kind = \"list\"\nvalues = ['''Rest {arrow} calm''']\n"
        );
        let profile = profile::file::parse("a.toml", &text).unwrap();
        let dump = "Study\tFindings\n(Adler, 2017)\tRest → calm\n(Brandt, 2019)\tRest → trust\n";
        let made = read(dump, &Options { profile, ..Options::default() });
        let flags: Vec<usize> = made.document.tables[0]
            .records
            .iter()
            .map(|record| record.flags.iter().filter(|f| f.code == Code::ValueUnlisted).count())
            .collect();
        assert_eq!(flags, [0, 1], "{arrow}");
    }
}

#[test]
fn a_decision_that_finds_nothing_names_the_nearest() {
    let entry = |record: &str, column: &str, item: &str| {
        let text = format!(
            "format = \"rowmend-decisions/1\"\n[[decision]]\ndo = \"drop\"\nrecord = \"{record}\"\n\
             column = \"{column}\"\nitem = \"{item}\"\nwho = \"A\"\nwhy = \"b\"\n"
        );
        let decisions = decide::file::parse("a.toml", &text).unwrap();
        let made = read(&dump("→"), &Options { decisions, ..Options::default() });
        made.trace.decisions[0].reason.clone().unwrap()
    };
    assert_eq!(
        entry("Adlr 2017", "column_2", "No such thing"),
        "there is no study \"Adlr 2017\"; the nearest is \"(Adler, 2017)\""
    );
    assert_eq!(
        entry("(Adler, 2017)", "column_3", "Talks → trust"),
        "there is no column \"column_3\"; the nearest is \"column_1\""
    );
    assert_eq!(
        entry("(Adler, 2017)", "column_2", "Talks → trusts"),
        "the text under it has changed; the nearest is \"Talks → trust\""
    );
}

#[test]
fn a_tab_alone_makes_no_table_and_quoted_cells_are_those_of_a_sheet() {
    let source = |text: &str| Source::new("a.txt", text.as_bytes().to_vec(), &Limits::default());
    let error = ingest(&source("1.\tIntroduction\nprose\n").unwrap(), &Options::default());
    assert_eq!(error.unwrap_err().kind(), ErrorKind::NoTable);
    let sheet =
        "Study\tAims\n\"Adler \"\"the elder\"\" 2017\"\t\"walk\ntalk\"\nBrandt 2019\trest\n";
    let made = read(sheet, &Options::default());
    let records = &made.document.tables[0].records;
    assert_eq!(records.len(), 2);
    let Value::Citation(key) = &records[0].cells.0[0].1 else { panic!("no citation") };
    assert_eq!(key.text.as_deref(), Some("Adler \"the elder\" 2017"));
    assert_eq!(records[0].cells.get("aims"), Some(&Value::Text(Some("walk talk".to_owned()))));
}
