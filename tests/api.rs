//! What others hold of the library, as they hold it.

#![allow(clippy::unwrap_used)]

use rowmend::document::{Code, Kind, Value};
use rowmend::{Decisions, Document, ErrorKind, Options, Profile, Trace, diff, extract, tables};

const DUMP: &str =
    "Study\tFindings\n(Allen, 2016)\t• Roles → trust\n(Baker, 2018)\t• Time → trust\n";

#[test]
fn a_result_of_a_newer_version_is_read() {
    let json = r#"{
        "format": "rowmend/1",
        "written_in": "a later year",
        "tables": [{
            "id": "table-1", "title": null, "mood": "good",
            "columns": [{"key": "study", "header": "Study", "kind": "text", "unit": "m"}],
            "notes": [],
            "records": [{
                "id": "a", "cells": {"study": "A"},
                "flags": [{"column": "study", "code": "seen-in-a-dream", "confidence": "likely", "why": "?"}]
            }]
        }]
    }"#;
    let document = Document::from_json("new.json", json.as_bytes()).unwrap();
    let record = &document.tables[0].records[0];
    assert_eq!(record.cells.get("study"), Some(&Value::Text(Some("A".to_owned()))));
    assert_eq!(record.flags[0].code, Code::Unknown);
}

#[test]
fn a_trace_of_a_newer_version_is_read() {
    let extraction = extract("dump.txt", DUMP, &Options::default()).unwrap();
    let mut trace = extraction.trace.clone();
    let json = String::from_utf8(trace.to_json()).unwrap();
    let newer = json
        .replacen("{\n", "{\n  \"weather\": \"fair\",\n", 1)
        .replace("\"reason\": \"bullet\"", "\"reason\": \"forgotten\"");
    assert_ne!(newer, json);
    let read = Trace::from_json("new.trace.json", newer.as_bytes()).unwrap();
    // But for why something was left out it says the same.
    trace.left_out.clone_from(&read.left_out);
    assert_eq!(read, trace);
    assert!(read.left_out.iter().any(|left| left.reason.name() == "unknown"));
}

#[test]
fn a_document_is_what_its_bytes_are() {
    let extraction = extract("dump.txt", DUMP, &Options::default()).unwrap();
    let bytes = extraction.document.to_json();
    let read = Document::from_json("dump.txt.json", &bytes).unwrap();
    assert_eq!(read, extraction.document);
    assert_eq!(read.to_json(), bytes);
    assert!(diff(&read, &extraction.document).is_empty());
}

#[test]
fn options_say_what_the_flags_of_the_program_say() {
    let profile = "format = \"rowmend-profile/1\"\n\n[[column]]\nkey = \"findings\"\nheader = \"Findings\"\nkind = \"text\"\n";
    let profile = Profile::from_toml("mine.toml", profile).unwrap();
    let options = Options::default().profile(profile);
    let extraction = extract("dump.txt", DUMP, &options).unwrap();
    assert_eq!(extraction.document.tables[0].columns[1].kind, Kind::Text);

    let few = Options::default().limit("rows", 1).unwrap();
    let error = extract("dump.txt", DUMP, &few).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OverLimit);
    assert_eq!(error.source_name(), "dump.txt");
    assert!(error.advice().is_some());

    let none = Options::default().limit("colour", 1).unwrap_err();
    assert!(none.contains("there is no limit \"colour\""), "{none}");
}

#[test]
fn a_mistake_in_decisions_is_told_with_its_place() {
    let error = Decisions::from_toml("mine.toml", "format = \"rowmend-decisions/1\"\nx = 1\n");
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    assert_eq!(error.place(), Some("line 2, column 1"));
}

#[test]
fn tables_are_given_as_they_are_printed() {
    let tables = tables("dump.txt", DUMP, &Options::default()).unwrap();
    let [table] = &tables[..] else { panic!("{tables:?}") };
    assert_eq!((table.rows, table.columns, table.header_rows), (3, 2, 1));
    let texts: Vec<&str> = table.cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(texts[..4], ["Study", "Findings", "(Allen, 2016)", "• Roles → trust"]);
}

/// Workers are of the program at a path that is given, and of its version alone.
#[cfg(feature = "contain")]
mod contained {
    use std::num::NonZeroU64;

    use rowmend::{Allowance, ErrorKind, Options, Workers, extract};

    #[test]
    fn a_worker_reads_the_same() {
        let workers = Workers::new(env!("CARGO_BIN_EXE_rowmend"));
        let contained = workers.extract("dump.txt", super::DUMP.into(), &Options::default());
        let here = extract("dump.txt", super::DUMP, &Options::default()).unwrap();
        let contained = contained.unwrap();
        assert_eq!(contained.document, here.document);
        assert_eq!(contained.keys, here.keys);
    }

    #[test]
    fn a_document_that_costs_too_much_is_an_error_and_the_next_one_is_read() {
        let allowance = Allowance { memory: NonZeroU64::new(16), timeout: None };
        let workers = Workers::new(env!("CARGO_BIN_EXE_rowmend")).allowing(allowance);
        let long = super::DUMP.repeat(60_000);
        let error = workers.extract("long.txt", long.into(), &Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OverLimit, "{error}");
        let next = workers.extract("dump.txt", super::DUMP.into(), &Options::default());
        assert!(next.is_ok(), "{next:?}");
    }

    #[test]
    fn another_program_is_told() {
        let workers = Workers::new("/bin/true");
        let error = workers.extract("a.txt", super::DUMP.into(), &Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Fault, "{error}");
        let workers = Workers::new("/no/such/program");
        let error = workers.extract("a.txt", super::DUMP.into(), &Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{error}");
    }
}
