//! Tracked changes in their three readings.

use super::*;

#[track_caller]
fn check_changes(body: &str, accept: &[&str], reject: &[&str], all: &[&str]) {
    let readings =
        [(TrackChanges::Accept, accept), (TrackChanges::Reject, reject), (TrackChanges::All, all)];
    for (track_changes, expected) in readings {
        let options = Options { track_changes, ..Options::default() };
        let (reading, ledger) = read_with(document(body, &[]), &options).unwrap();
        assert_eq!(draw(&reading.fragments[0], &ledger), expected, "{track_changes:?}");
        assert!(reading.notices.iter().any(|notice| notice.code == "tracked-changes"));
        assert!(track_changes != TrackChanges::All || left(&ledger).is_empty());
    }
}

#[test]
fn inserted_deleted_and_moved_runs() {
    check_changes(
        &runs(
            "<w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins><w:del><w:r><w:delText>c</w:delText></w:r></w:del>\
             <w:moveFrom><w:r><w:t>d</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>e</w:t></w:r></w:moveTo>\
             <w:ins><w:del><w:r><w:delText>f</w:delText></w:r></w:del></w:ins>",
        ),
        &["abe"],
        &["acd"],
        &["abcdef"],
    );
}

#[test]
fn deleted_rows_cells_and_paragraph_marks() {
    let gone = row(&["x", "y"]).replacen("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1);
    let joined = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>"
        .to_owned()
        + &p("two");
    check_changes(
        &table(&[row(&[&joined, "b", &cell("<w:cellDel/>", "c")]), gone]),
        &["one two | b"],
        &["one  / two | b | c", "x | y"],
        &["one  / two | b | c", "x | y"],
    );
}

#[test]
fn rejecting_takes_the_old_properties() {
    check_changes(
        &runs(
            "<w:r><w:rPr><w:caps/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>",
        ),
        &["Ab"],
        &["b"],
        &["Ab"],
    );
}

#[test]
fn a_table_that_was_deleted_is_no_table() {
    let gone = row(&["x"]).replacen("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1);
    let (reading, ledger) = read(&(p("Table 1.") + &table(&[gone]) + &table(&[row(&["a"])])), &[]);
    assert_eq!(reading.fragments.len(), 1);
    assert_eq!(draw_lines(&reading.fragments[0].above, &ledger), "Table 1.");
    assert_eq!(left(&ledger), [(Reason::Deleted, "x".to_owned())]);
}
