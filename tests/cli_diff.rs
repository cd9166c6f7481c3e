//! `rowmend diff` as a person runs it: any two documents, whatever they are printed on.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use program::{DUMP, command, ends, err, folder_with, out};
use tempfile::TempDir;

fn sample(name: &str) -> String {
    format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn diff(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, &["diff"]).args(arguments).output().unwrap()
}

/// A folder with `a.txt`, and `b.txt` with one word changed.
fn folder() -> TempDir {
    let folder = folder_with(DUMP);
    fs::write(folder.path().join("b.txt"), DUMP.replace("improved faith", "improved hope"))
        .unwrap();
    folder
}

#[test]
fn a_document_and_its_print_have_no_difference() {
    let here = Path::new(".");
    for (a, b) in [
        ("docx/appendix.docx", "pdf/appendix.pdf"),
        ("dump/appendix.txt", "docx/appendix.docx"),
        ("pdf/appendix-tagged.pdf", "dump/appendix.txt"),
        ("docx/appendix-symbols.docx", "pdf/appendix-symbols.pdf"),
        ("docx/typed-bullets.docx", "docx/items-as-paragraphs.docx"),
        ("dump/ghost-line.txt", "dump/vanished-column.txt"),
    ] {
        // A machine that does other work as well is slow, and that is not what is asked here.
        let output = diff(here, &["--timeout", "600", &sample(a), &sample(b)]);
        ends(&output, 0);
        assert_eq!((out(&output).as_str(), err(&output).as_str()), ("", ""), "{a} {b}");
    }
    // What was doubtful about a damaged dump is told where it is asked for, and only flags differ.
    let arguments =
        ["--flags", "always", &sample("docx/appendix.docx"), &sample("dump/appendix.txt")];
    let flags = diff(here, &arguments);
    ends(&flags, 1);
    assert!(out(&flags).ends_with(" changes: flag added 38, flag removed 2\n"), "{}", out(&flags));
}

#[test]
fn a_dash_within_a_word_joins_over_the_end_of_a_line() {
    let folder = TempDir::new().unwrap();
    let whole = fs::read_to_string(sample("dump/line-pages.txt")).unwrap();
    let pages = whole.replace(
        "2016)\triver\tmore storage →\t\n",
        "2016)\triver\topen 09:00–\t\n\t\t17:30, before–\t\n\t\tafter →\t\n",
    );
    assert_ne!(pages, whole);
    let healthy: String = whole.split("\n(Quist").next().unwrap().to_owned()
        + "(Quist, 2016)\tLowland river\t• Drains blocked → open 09:00–17:30, before–after → lower \
           flood peaks • Gravel added → clearer water → more insects\tLocal\n"
        + whole.split("more insects\t\n\n").nth(1).unwrap();
    fs::write(folder.path().join("pages.txt"), pages).unwrap();
    fs::write(folder.path().join("healthy.txt"), healthy).unwrap();
    let output = diff(folder.path(), &["healthy.txt", "pages.txt"]);
    assert_eq!(out(&output), "");
    ends(&output, 0);
}

#[test]
fn a_source_is_held_against_a_result_by_its_data() {
    let golden = format!("{}/golden/dump/appendix.txt.json", env!("CARGO_MANIFEST_DIR"));
    let docx = sample("docx/appendix.docx");
    ends(&diff(Path::new("."), &[&golden, &docx]), 0);
    let other = format!("{}/golden/docx/appendix.docx.json", env!("CARGO_MANIFEST_DIR"));
    ends(&diff(Path::new("."), &[&golden, &other]), 1);
    ends(&diff(Path::new("."), &[&golden, &other, "--flags", "never"]), 0);
}

#[test]
fn all_forms_tell_of_the_same_change() {
    let folder = folder();
    let told = |arguments: &[&str]| {
        let output = diff(folder.path(), &[&["a.txt", "b.txt"], arguments].concat());
        ends(&output, 1);
        out(&output)
    };
    assert!(told(&[]).contains("step 1: improved [-faith-]{+hope+}\n"));
    assert!(told(&["--format", "markdown"]).contains("improved <del>faith</del><ins>hope</ins>\n"));
    assert!(
        told(&["--format", "html"]).contains("improved <del>faith</del><ins>hope</ins></li>\n")
    );
    assert!(told(&["--format", "html"]).contains("<title>a.txt → b.txt</title>"));
    assert_eq!(told(&["--stat"]), " table-1/ball-and-cho-2010 | 1 ~\n1 change: item changed 1\n");
    let json = told(&["--format", "json"]);
    let read: rowmend::unstable::diff::Diff =
        rowmend::unstable::canon::from_bytes(json.as_bytes()).unwrap();
    assert_eq!(read.changes.len(), 1);
}

#[test]
fn one_side_may_come_through_a_pipe() {
    let folder = folder();
    let piped = |arguments: &[&str]| {
        let mut child = command(folder.path(), &["diff"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(DUMP.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    ends(&piped(&["-", "a.txt"]), 0);
    ends(&piped(&["b.txt", "-"]), 1);
    ends(&diff(folder.path(), &["-", "-"]), 2);
}

#[test]
fn a_side_without_tables_is_an_empty_document() {
    let folder = folder();
    fs::write(folder.path().join("prose.txt"), "No table is here.\nNor is there one here.\n")
        .unwrap();
    let new = diff(folder.path(), &["prose.txt", "a.txt"]);
    ends(&new, 1);
    assert!(out(&new).contains("table added"), "{}", out(&new));
    assert!(err(&new).contains("prose.txt: "), "{}", err(&new));
    assert!(err(&new).contains("compared as an empty document"), "{}", err(&new));
    ends(&diff(folder.path(), &["prose.txt", "prose.txt"]), 0);
}

#[test]
fn trouble_is_told_of_both_sides_and_ends_with_2() {
    let folder = folder();
    fs::write(folder.path().join("empty.txt"), "").unwrap();
    fs::write(folder.path().join("other.json"), "{\"format\": \"other\"}").unwrap();
    let both = diff(folder.path(), &["missing.docx", "empty.txt"]);
    ends(&both, 2);
    assert!(err(&both).contains("missing.docx: there is no such file"), "{}", err(&both));
    assert!(err(&both).contains("empty.txt: the file is empty"), "{}", err(&both));
    assert_eq!(out(&both), "");
    let other = diff(folder.path(), &["other.json", "a.txt"]);
    ends(&other, 2);
    assert!(err(&other).contains("other.json: "), "{}", err(&other));
    ends(&diff(folder.path(), &["a.txt"]), 2);
}
