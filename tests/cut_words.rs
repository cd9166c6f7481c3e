//! A list cut at any of its words by a page break comes back as it was.

#![allow(clippy::unwrap_used)]

use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::record::Document;
use rowmend::unstable::source::{Limits, Source};

const ROWS: [(&str, &str, &str); 5] = [
    (
        "(Allen, 2016)",
        "Alliance",
        "• History of competition → reduced trust → increased conflict • Clear roles for NHS staff → less friction → improved trust",
    ),
    (
        "(Ball et al., 2010)",
        "Merger",
        "• Pooled budgets (two wards) → shared risk → reduced conflict • Open books → improved trust → shared vision",
    ),
    ("(Carr & Diaz, 2019a)", "Alliance", "• Co-location → daily contact → improved trust"),
    ("(Evans, 2012)", "Network", "• Staff turnover → reduced trust → increased conflict"),
    ("(Frey, 2020)", "Merger", "• 'Champion' leaders → shared vision → reduced conflict"),
];

fn dump(cut: Option<(usize, usize)>) -> String {
    let mut text = String::from("Study\tType\tFindings\n");
    for (number, (key, kind, list)) in ROWS.iter().enumerate() {
        match cut.filter(|(row, _)| *row == number) {
            None => text += &format!("{key}\t{kind}\t{list}\n"),
            Some((_, at)) => {
                let words: Vec<&str> = list.split(' ').collect();
                let (head, rest) = words.split_at(at);
                let (head, rest) = (head.join(" "), rest.join(" "));
                text += &format!("{key}\t{kind}\t{head}\n\n\t\t{rest}\n");
            }
        }
    }
    text
}

fn read(text: &str) -> Document {
    let source = Source::new("cut.txt", text.into(), &Limits::default()).unwrap();
    let mut extraction = ingest(&source, &Options::default()).unwrap();
    assert_eq!(extraction.trace.accounting.unaccounted, 0);
    for record in &mut extraction.document.tables[0].records {
        record.flags.clear();
    }
    extraction.document
}

#[test]
fn a_list_cut_at_any_word_comes_back() {
    let whole = read(&dump(None));
    assert_eq!(whole.tables[0].records.len(), ROWS.len());
    let mut torn = Vec::new();
    for (row, (.., list)) in ROWS.iter().enumerate() {
        for at in 1..list.split(' ').count() {
            if read(&dump(Some((row, at)))) != whole {
                torn.push(format!("row {row}, word {at}"));
            }
        }
    }
    assert!(torn.is_empty(), "{torn:#?}");
}

#[test]
fn a_number_that_an_open_bracket_waits_for_is_no_scrap() {
    let read = read(
        "Study\tBarriers\tEnablers\n\
        Abbott 1998\t• Improved roads • Distant markets\t• Savings groups\n\
        Hughes 1999\t• Poor soil • Communal savings\t• Seed supply • Cheap insurance (n =\n\n\
        \tgroups under drought\t16)\n",
    );
    let enablers = serde_json::to_value(&read.tables[0].records[1].cells).unwrap();
    assert!(enablers.to_string().contains("Cheap insurance (n = 16)"), "{enablers}");
}
