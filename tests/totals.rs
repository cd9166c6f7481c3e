//! Rows of totals: no studies among named rows, and rows as others in a table that counts by years.

#![allow(clippy::unwrap_used)]

use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::source::{Limits, Source};

/// The ids of the records of the only table of a dump.
fn records(dump: &str) -> Vec<String> {
    let source = Source::new("a.txt", dump.as_bytes().to_vec(), &Limits::default()).unwrap();
    let tables = ingest(&source, &Options::default()).unwrap().document.tables;
    let [table] = tables.as_slice() else { panic!("{} tables", tables.len()) };
    table.records.iter().map(|record| record.id.to_string()).collect()
}

#[test]
fn a_sum_under_names_is_no_record() {
    let dump = "Reason\tScreened\tExcluded\nWrong design\t30\t12\nWrong setting\t14\t9\n\
                No outcome\t20\t4\nTotal\t64\t25\n";
    assert_eq!(records(dump), ["wrong-design", "wrong-setting", "no-outcome"]);
}

#[test]
fn a_sum_under_years_is_a_record() {
    let dump = "Year\tIndexed\tOther\n2011\t3\t1\n2012\t5\t0\n2013\t7\t3\nTotal\t15\t4\n";
    assert_eq!(records(dump), ["2011", "2012", "2013", "total"]);
}
