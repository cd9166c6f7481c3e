//! A workbook as a place to review: what a person fills in are decisions, as if written into their file.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Reader, Xlsx};
use program::{ends, err, out, run};
use rowmend::unstable::canon;
use rowmend::unstable::record::{Document, Value};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

/// A row of the sheet by the heads of its columns.
type Row = BTreeMap<String, String>;

/// A fresh folder with the appendix and its workbook.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/dump/appendix.txt");
    fs::copy(sample, folder.path().join("appendix.txt")).unwrap();
    ends(&run(folder.path(), &["export", "appendix.txt", "-o", "review.xlsx"]), 0);
    folder
}

/// Fills the *Flags* sheet in as a person would, row by row, and saves it.
fn fill(folder: &TempDir, decide: impl Fn(usize, &mut Row)) -> usize {
    let path = folder.path().join("review.xlsx");
    let mut book = Xlsx::new(Cursor::new(fs::read(&path).unwrap())).unwrap();
    let range = book.worksheet_range("Flags").unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let heads = rows.next().unwrap();
    let mut saved = Workbook::new();
    let sheet = saved.add_worksheet();
    sheet.set_name("Flags").unwrap();
    for (at, head) in (0..).zip(&heads) {
        sheet.write_string(0, at, head).unwrap();
    }
    let mut count = 0;
    for (number, cells) in rows.enumerate() {
        let mut row: Row = heads.iter().cloned().zip(cells).collect();
        decide(number, &mut row);
        for (at, head) in (0..).zip(&heads) {
            sheet.write_string(u32::try_from(number).unwrap() + 1, at, &row[head]).unwrap();
        }
        count += 1;
    }
    saved.save(&path).unwrap();
    count
}

fn set(row: &mut Row, cells: &[(&str, &str)]) {
    for (head, text) in cells.iter().chain(&[("Who", "A. Reviewer"), ("Why", "Looked it up")]) {
        row.insert((*head).to_owned(), (*text).to_owned());
    }
}

fn extracted(folder: &TempDir) -> Document {
    let output = run(folder.path(), &["extract", "appendix.txt"]);
    ends(&output, 0);
    canon::document(&output.stdout).unwrap()
}

fn decide(folder: &TempDir) -> std::process::Output {
    run(folder.path(), &["decide", "appendix.txt", "--from", "review.xlsx"])
}

#[test]
fn what_is_kept_in_the_workbook_has_no_flags_left_and_the_same_data() {
    let folder = folder();
    let mut before = extracted(&folder);
    let count = fill(&folder, |_, row| {
        let key = row["Entry"].contains("do = \"name\"");
        let (act, to) = if key { ("name", "(Ewing, 2007)") } else { ("keep", "") };
        set(row, &[("Decision", act), ("To", to)]);
    });
    let output = decide(&folder);
    ends(&output, 0);
    assert!(err(&output).contains(&format!("{count} of {count} decisions")), "{}", err(&output));
    let after = extracted(&folder);
    let flags = |document: &Document| -> usize {
        document
            .tables
            .iter()
            .flat_map(|table| &table.records)
            .map(|record| record.flags.len())
            .sum()
    };
    assert!(flags(&before) > 40);
    assert_eq!(flags(&after), 0);
    let named = |document: &Document| {
        let records = document.tables[0].records.iter();
        records.map(|record| record.cells.clone()).collect::<Vec<_>>()
    };
    let key = |value: &Value| matches!(value, Value::Citation(own) if own.text.as_deref() == Some("2007)"));
    for record in &mut before.tables[0].records {
        if key(&record.cells.0[0].1) {
            let ewing = named(&after)
                .into_iter()
                .find(|cells| canon::to_bytes(cells).windows(5).any(|w| w == b"Ewing"));
            record.cells.0[0] = ewing.unwrap().0[0].clone();
        }
    }
    let (mut a, mut b) = (named(&before), named(&after));
    a.sort();
    b.sort();
    assert_eq!(a, b, "but for the key that was named, nothing changed");
    let again = decide(&folder);
    assert!(err(&again).contains(&format!("0 of {count} decisions")), "what is there stays");
}

#[test]
fn what_is_told_of_a_table_is_kept_in_the_workbook() {
    let folder = TempDir::new().unwrap();
    let rows: String =
        ["1 | Allen (2016)", "2 | Ball (2017)", "3 | Cole (2018)", "4 | Diaz (2019)"]
            .map(|row| format!("| {row} |\n"))
            .concat();
    let table = format!("| No. | Study |\n|---|---|\n{rows}| 6 | Evans (2020) |\n");
    fs::write(folder.path().join("appendix.txt"), table).unwrap();
    let export = ["export", "appendix.txt", "-o", "review.xlsx", "--force"];
    let output = run(folder.path(), &export);
    ends(&output, 0);
    assert!(err(&output).contains("1 point to look at"), "{}", err(&output));
    let row = std::cell::RefCell::new(Row::new());
    let count = fill(&folder, |_, own| {
        set(own, &[("Decision", "drop")]);
        *row.borrow_mut() = own.clone();
    });
    assert_eq!(count, 1);
    assert_eq!(row.borrow()["Flag"], "rows-numbered-otherwise");
    let output = decide(&folder);
    ends(&output, 2);
    assert!(err(&output).contains("\"drop\" cannot be decided here"), "{}", err(&output));
    fill(&folder, |_, own| set(own, &[("Decision", "keep")]));
    ends(&decide(&folder), 0);
    assert!(err(&decide(&folder)).contains("0 of 1 decisions"), "what is there stays");
    ends(&run(folder.path(), &["extract", "appendix.txt", "--strict"]), 0);
    let output = run(folder.path(), &export);
    assert!(err(&output).contains("0 points to look at"), "{}", err(&output));
    assert_eq!(fill(&folder, |_, _| {}), 0);
}

#[test]
fn an_item_is_set_split_and_dropped_from_the_workbook() {
    let folder = folder();
    let is_item = |row: &Row| row["Entry"].contains("\nitem = ");
    let items = std::cell::RefCell::new(Vec::new());
    fill(&folder, |_, row| {
        let mut items = items.borrow_mut();
        if !is_item(row) || items.len() > 1 {
            return;
        }
        match items.len() {
            0 => set(row, &[("Decision", "set"), ("To", "set by a person → more trust")]),
            _ => set(row, &[("Decision", "drop")]),
        }
        items.push(row["Text"].clone());
    });
    ends(&decide(&folder), 0);
    let lines = out(&run(folder.path(), &["export", "appendix.txt", "--to", "jsonl"]));
    assert!(lines.contains("set by a person"));
    let [set, dropped] = &items.into_inner()[..] else { panic!("two items") };
    let file = fs::read_to_string(folder.path().join("appendix.txt.decisions.toml")).unwrap();
    assert!(file.contains("do = \"set\"") && file.contains("do = \"drop\""), "{file}");
    assert!(file.contains(set.as_str()) && file.contains(dropped.as_str()));
    let told = err(&run(folder.path(), &["extract", "appendix.txt"]));
    assert!(told.contains("decisions   2 applied"), "{told}");
}

#[test]
fn a_row_that_decides_what_it_cannot_is_told_with_its_number() {
    let wrong: [(&[(&str, &str)], &str); 5] = [
        (&[("Decision", "keep"), ("Who", "")], "Who is empty"),
        (&[("Decision", "set"), ("To", "")], "To is empty"),
        (&[("Decision", "burn")], "\"burn\" cannot be decided here"),
        (&[("Decision", "keep"), ("Entry", "x")], "the hidden column Entry was changed"),
        (&[("Decision", "keep"), ("Entry", "")], "this row cannot be decided in the workbook"),
    ];
    for (cells, message) in wrong {
        let folder = folder();
        fill(&folder, |number, row| {
            if number == 1 {
                set(row, &[]);
                row.extend(
                    cells.iter().map(|(head, text)| ((*head).to_owned(), (*text).to_owned())),
                );
            }
        });
        let output = decide(&folder);
        ends(&output, 2);
        assert!(err(&output).contains("sheet Flags, row 3"), "{}", err(&output));
        assert!(err(&output).contains(message), "{message}: {}", err(&output));
        assert!(!folder.path().join("appendix.txt.decisions.toml").exists());
    }
}

#[test]
fn a_workbook_that_decides_nothing_or_is_none_is_told() {
    let folder = folder();
    let output = decide(&folder);
    ends(&output, 2);
    assert!(err(&output).contains("it decides nothing about appendix.txt"), "{}", err(&output));
    fs::write(folder.path().join("review.xlsx"), "no workbook").unwrap();
    let output = decide(&folder);
    ends(&output, 2);
    assert!(err(&output).contains("it cannot be read as a workbook"), "{}", err(&output));
}
