//! `--ocr`: a scan read by an engine, whose output is kept so that it is not run again.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use program::{err, out, run};
use tempfile::TempDir;

/// A folder with a scan and an engine that "reads" it: it counts its pictures and writes the words of the appendix.
fn folder(script: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::copy(samples.join("pdf/scanned.pdf"), folder.path().join("scan.pdf")).unwrap();
    fs::copy(samples.join("recognised/appendix-askew.tsv"), folder.path().join("words.tsv"))
        .unwrap();
    let engine = folder.path().join("engine");
    fs::write(&engine, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&engine, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

const READS: &str =
    "test -s \"$1\" && head -c 4 \"$1\" | grep -q PNG && echo run >> runs && cat words.tsv";
const ASKED: [&str; 4] = ["extract", "scan.pdf", "--ocr", "./engine"];

#[test]
fn what_an_engine_wrote_is_kept_and_the_engine_is_not_run_again() {
    let folder = folder(READS);
    let path = folder.path();
    let first = run(path, &ASKED);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert!(out(&first).contains("\"allen-2016\""), "{}", out(&first));
    assert!(path.join("scan.pdf.ocr.json").exists());
    let second = run(path, &ASKED);
    assert_eq!(out(&second), out(&first));
    assert_eq!(fs::read_to_string(path.join("runs")).unwrap(), "run\n");
    // The trace says which engine it was.
    let traced = run(path, &[&ASKED[..], &["-o", "data"]].concat());
    assert_eq!(traced.status.code(), Some(0), "{}", err(&traced));
    let trace = fs::read_to_string(path.join("data/scan.pdf.trace.json")).unwrap();
    assert!(trace.contains("\"recognised_by\": \"./engine\""), "{trace}");
}

#[test]
fn what_is_kept_of_another_scan_or_engine_is_not_taken() {
    let folder = folder(READS);
    let path = folder.path();
    assert_eq!(run(path, &ASKED).status.code(), Some(0));
    let other = run(path, &["extract", "scan.pdf", "--ocr", "./other"]);
    assert_eq!(other.status.code(), Some(5));
    assert!(
        err(&other).contains("what is kept in scan.pdf.ocr.json is of ./engine"),
        "{}",
        err(&other)
    );
    let mut bytes = fs::read(path.join("scan.pdf")).unwrap();
    bytes.extend(b"\n% revised\n");
    fs::write(path.join("scan.pdf"), bytes).unwrap();
    let revised = run(path, &ASKED);
    assert_eq!(revised.status.code(), Some(5));
    assert!(err(&revised).contains("another version of it"), "{}", err(&revised));
    // A file of a person's that has that name is not written over.
    fs::write(path.join("scan.pdf.ocr.json"), "mine").unwrap();
    assert_eq!(run(path, &ASKED).status.code(), Some(5));
    assert_eq!(fs::read_to_string(path.join("scan.pdf.ocr.json")).unwrap(), "mine");
}

#[test]
fn an_engine_that_fails_or_is_not_there_is_told() {
    for (script, asked, says) in [
        ("echo 'no model found' >&2; exit 3", "./engine", "./engine failed: no model found"),
        ("echo Prose without boxes.", "./engine", "no words with their boxes"),
        ("true", "./engine", "the file is empty"),
        ("cat words.tsv words.tsv", "./engine", "2 pages, and the PDF has 1"),
        ("true", "./missing", "./missing cannot be started"),
    ] {
        let folder = folder(script);
        let output = run(folder.path(), &["extract", "scan.pdf", "--ocr", asked]);
        assert_eq!(output.status.code(), Some(3), "{}", err(&output));
        assert!(err(&output).contains(says) && err(&output).contains("help:"), "{}", err(&output));
    }
}

/// RapidOCR and PaddleOCR tell lines and not the size of their page: it was drawn at 300 dots an inch.
#[test]
fn boxes_of_an_engine_that_tells_no_size_are_of_the_page_as_drawn() {
    let folder = folder("cat lines.json");
    let path = folder.path();
    // Lines that fill a part of the page: an inch from its edges, in dots.
    let rows = [
        ["Study", "Design", "Effect"],
        ["Allen 2016", "Trial of leaflets", "0.45"],
        ["Baker 2017", "Cohort of towns", "0.51"],
        ["Chen 2018", "Trial of visits", "0.32"],
    ];
    let places = rows.iter().enumerate().flat_map(|(row, cells)| {
        cells.iter().enumerate().map(move |(col, text)| (300 + 450 * col, 300 + 60 * row, *text))
    });
    let line = |(x, y, text): (usize, usize, &str)| {
        let (right, bottom) = (x + 20 * text.len(), y + 42);
        serde_json::json!({ "box": [[x, y], [right, y], [right, bottom], [x, bottom]], "txt": text, "score": 0.99 })
    };
    let pages = vec![places.map(line).collect::<Vec<_>>()];
    fs::write(path.join("lines.json"), serde_json::to_vec(&pages).unwrap()).unwrap();
    let output = run(path, &[&ASKED[..], &["-o", "data"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let trace = fs::read(path.join("data/scan.pdf.trace.json")).unwrap();
    let trace: serde_json::Value = serde_json::from_slice(&trace).unwrap();
    let mut lefts = Vec::new();
    boxes(&trace["records"], &mut lefts);
    let least = lefts.iter().copied().fold(f64::MAX, f64::min);
    assert!((least - 72.0).abs() < 4.0, "{lefts:?}");
}

/// The left edges of all boxes in a value.
fn boxes(value: &serde_json::Value, found: &mut Vec<f64>) {
    match value {
        serde_json::Value::Object(fields) => {
            found.extend(fields.get("box").and_then(|own| own.get(0)?.as_f64()));
            fields.values().for_each(|field| boxes(field, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| boxes(item, found)),
        _ => {}
    }
}

/// Tesseract, where it is installed: a page of the appendix that was black and white at 200 dots an inch.
#[test]
fn tesseract_reads_a_scan() {
    let installed = std::process::Command::new("tesseract").arg("--version").output().is_ok();
    if !installed {
        eprintln!("note: NOT CHECKED: tesseract is not installed");
        return;
    }
    let folder = TempDir::new().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::copy(samples.join("recognised/appendix-scan.pdf"), folder.path().join("scan.pdf")).unwrap();
    let output = run(folder.path(), &["extract", "scan.pdf", "--ocr", "tesseract", "--pages", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    for study in ["adedoyin-2016", "allen-2016", "ball-2010", "care-quality-commission-2017"] {
        assert!(
            out(&output).contains(&format!("\"id\": \"{study}\"")),
            "{study}: {}",
            out(&output)
        );
    }
}
