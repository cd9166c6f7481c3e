//! What is exported holds what the JSON holds, cell by cell, whatever the form.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use program::{DUMP, ends, err, folder_with, out, run};
use rowmend::unstable::canon;
use rowmend::unstable::export::csv::{Csv, Shape};
use rowmend::unstable::export::docx::Word;
use rowmend::unstable::export::{Entry, Export};
use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::record::{Citation, Document, Item, Value};
use rowmend::unstable::source::{Limits, Source};

/// Two studies whose texts a spreadsheet program would calculate with, and some that it would not.
const FORMULAS: &str = "Study\tNotes\tScore\tSign\n\
    (Allen, 2016)\t=HYPERLINK(\"http://x\")\t-0.5\t+\n\
    (Ball, 2010)\t- not a formula\t@SUM(A1)\t++\n";

/// All documents that are goldens.
fn goldens() -> Vec<Entry> {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => files(&path, found),
                false => found.push(path),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("golden"), &mut found);
    found.sort();
    let entry = |path: &PathBuf| {
        let document = canon::document(&fs::read(path).unwrap()).ok()?;
        let within = path.strip_prefix(root.join("golden")).unwrap().with_extension("");
        let name = within.to_str().unwrap().replace('\\', "/");
        Some(Entry { name, document, trace: None, options: Vec::new() })
    };
    let entries: Vec<Entry> = found.iter().filter_map(entry).collect();
    assert!(entries.len() > 40, "{} goldens", entries.len());
    entries
}

/// The files of an export.
fn files_of(export: &mut dyn Export, entries: &[Entry]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut put = |name: &str, bytes: &[u8]| {
        files.entry(name.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    };
    entries.iter().for_each(|entry| export.add(entry, &mut put).unwrap());
    export.finish(&mut put).unwrap();
    files
}

/// The rows of a CSV file by the names of its columns.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    let named =
        |row: csv::StringRecord| names.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|row| named(row.unwrap())).collect()
}

/// A text as a CSV file has it where it would act as a formula otherwise.
fn read_back(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text)
}

/// A value as one text: a line for each item, two blanks for each level.
fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Citation(Citation { text, .. }) => {
            text.clone().unwrap_or_default()
        }
        Value::List(items) => {
            let line = |item: &Item| "  ".repeat(usize::from(item.level)) + &item.steps.join(" → ");
            items.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

type Address = (String, String, String);

/// What is in the cells of a document by table, record and column.
fn cells(document: &Document) -> BTreeMap<Address, Value> {
    let mut all = BTreeMap::new();
    for table in &document.tables {
        for record in &table.records {
            for (column, value) in &record.cells.0 {
                let address = (table.id.clone(), record.id.clone(), column.clone());
                all.insert(address, value.clone());
            }
        }
    }
    all
}

#[test]
fn the_long_form_holds_every_text_of_every_cell() {
    for entry in goldens() {
        let files = files_of(&mut Csv::new(Shape::Long, false, None), std::slice::from_ref(&entry));
        let mut found: BTreeMap<Address, Vec<Vec<String>>> = BTreeMap::new();
        for row in rows(&files["long.csv"]) {
            assert_eq!(row["document"], entry.name);
            let address = (row["table"].clone(), row["record"].clone(), row["column"].clone());
            let (item, step) = (row["item"].parse().ok(), row["step"].parse().ok());
            let items = found.entry(address).or_default();
            let item: usize = item.unwrap_or(0);
            items.resize_with(items.len().max(item + 1), Vec::new);
            assert_eq!(items[item].len(), step.unwrap_or(0), "steps in order");
            items[item].push(read_back(&row["text"]).to_owned());
        }
        for (address, value) in cells(&entry.document) {
            let there = found.remove(&address).unwrap_or_default();
            let wanted: Vec<Vec<String>> = match value {
                Value::List(items) => items.into_iter().map(|item| item.steps).collect(),
                Value::Text(text) | Value::Citation(Citation { text, .. }) => {
                    text.into_iter().map(|text| vec![text]).collect()
                }
            };
            assert_eq!(there, wanted, "{} {address:?}", entry.name);
        }
        assert_eq!(found, BTreeMap::new(), "nothing else");
    }
}

#[test]
fn the_wide_form_has_a_row_for_each_study_and_its_key_first() {
    let entries = goldens();
    let mut wanted: BTreeMap<Address, Vec<String>> = BTreeMap::new();
    for entry in &entries {
        for table in &entry.document.tables {
            for record in &table.records {
                let texts = record.cells.0.iter().map(|(_, value)| text(value));
                let address = (entry.name.clone(), table.id.clone(), record.id.clone());
                wanted.insert(address, texts.collect());
            }
        }
    }
    let files = files_of(&mut Csv::new(Shape::Wide, false, None), &entries);
    for (_, bytes) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        rows(bytes);
        for row in csv::Reader::from_reader(&bytes[..]).records() {
            // What comes after the columns of the table: group, notes, document, table, record.
            let row: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
            let (own, after) = row.split_at(row.len() - 5);
            let address = (after[2].clone(), after[3].clone(), after[4].clone());
            let mut there: Vec<String> =
                own.iter().map(|text| read_back(text).to_owned()).collect();
            let mut texts = wanted.remove(&address).unwrap();
            there.sort();
            texts.sort();
            assert_eq!(there, texts, "{address:?}");
        }
    }
    assert_eq!(wanted, BTreeMap::new(), "every record stands in one file");
    let appendix = &files["decided/appendix.txt.table-1.csv"];
    assert!(appendix.starts_with(b"Study,Partnership type,"));
}

#[test]
fn the_metadata_names_the_columns_of_its_file() {
    let files = files_of(&mut Csv::new(Shape::Tidy, false, None), &goldens());
    assert_eq!(files.len(), 14, "seven kinds, each with its metadata");
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        let metadata: serde_json::Value =
            serde_json::from_slice(&files[&format!("{name}-metadata.json")]).unwrap();
        assert_eq!(metadata["url"], *name);
        let columns = metadata["tableSchema"]["columns"].as_array().unwrap();
        let titles: Vec<&str> = columns.iter().map(|own| own["titles"].as_str().unwrap()).collect();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), titles, "{name}");
    }
}

#[test]
fn a_text_that_would_act_as_a_formula_is_made_harmless_and_that_is_told() {
    let folder = folder_with(FORMULAS);
    let plain = run(folder.path(), &["export", "a.txt", "--to", "csv"]);
    ends(&plain, 0);
    assert!(err(&plain).contains("2 texts that would act as formulas got an apostrophe"));
    let all = rows(&plain.stdout);
    assert_eq!(all[0]["Notes"], "'=HYPERLINK(\"http://x\")");
    assert_eq!((all[0]["Score"].as_str(), all[0]["Sign"].as_str()), ("-0.5", "+"));
    assert_eq!(
        (all[1]["Notes"].as_str(), all[1]["Score"].as_str()),
        ("- not a formula", "'@SUM(A1)")
    );
    let excel = run(folder.path(), &["export", "a.txt", "--to", "csv", "--excel", "-o", "x.csv"]);
    ends(&excel, 0);
    let bytes = fs::read(folder.path().join("x.csv")).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBFStudy,"));
    assert_eq!(rows(&bytes[3..])[1]["Notes"], "'- not a formula");
}

#[test]
fn several_documents_are_one_data_set_and_one_that_fails_is_told() {
    let folder = folder_with(DUMP);
    fs::write(folder.path().join("b.txt"), DUMP).unwrap();
    let output = run(folder.path(), &["export", "a.txt", "missing.txt", "b.txt", "-o", "all.csv"]);
    ends(&output, 3);
    assert!(err(&output).contains("missing.txt: there is no such file"));
    assert!(err(&output).contains("all.csv: 2 of 3 documents, "));
    let all = rows(&fs::read(folder.path().join("all.csv")).unwrap());
    let documents: Vec<&str> = all.iter().map(|row| row["document"].as_str()).collect();
    assert_eq!(documents, ["a.txt", "a.txt", "a.txt", "b.txt", "b.txt", "b.txt"]);
    assert!(folder.path().join("all.csv-metadata.json").exists());
}

#[test]
fn a_folder_without_documents_and_results_is_told() {
    let folder = folder_with(DUMP);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let output = run(folder.path(), &["export", "empty", "-o", "all.csv"]);
    ends(&output, 2);
    assert!(err(&output).contains("there is no document and no result in empty"));
}

#[test]
fn a_result_exports_as_its_document_does() {
    let folder = folder_with(DUMP);
    ends(&run(folder.path(), &["extract", "a.txt", "-o", "data"]), 0);
    for format in ["csv", "jsonl"] {
        let fresh = run(folder.path(), &["export", "a.txt", "--to", format]);
        let result = run(folder.path(), &["export", "data/a.txt.json", "--to", format]);
        ends(&result, 0);
        assert_eq!(out(&fresh), out(&result));
    }
    let lines = out(&run(folder.path(), &["export", "a.txt", "--to", "jsonl"]));
    let document =
        canon::document(&fs::read(folder.path().join("data/a.txt.json")).unwrap()).unwrap();
    for (line, record) in lines.lines().zip(&document.tables[0].records) {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        let own = line.as_object_mut().unwrap();
        assert_eq!(own.remove("document").unwrap(), "a.txt");
        assert_eq!(own.remove("table").unwrap(), "table-1");
        own.remove("title").unwrap();
        assert_eq!(line, serde_json::to_value(record).unwrap());
    }
}

/// Services and Docling write JSON, and it is a document of theirs and no broken result of ours.
#[test]
fn json_of_others_is_a_document_to_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("papers")).unwrap();
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/marked/appendix-pages.docling.json");
    let source = "papers/appendix.docling.json";
    fs::copy(sample, path.join(source)).unwrap();
    ends(&run(path, &["extract", source, "-o", "data"]), 0);
    let result = "data/appendix.docling.json.json";
    let csv = |from: &str| {
        let output = run(path, &["export", from, "--to", "csv", "--shape", "tidy", "-o", "out"]);
        ends(&output, 0);
        fs::read_to_string(path.join("out/steps.csv")).unwrap()
    };
    assert!(csv("papers").contains("appendix.docling.json,"), "{}", csv("papers"));
    assert_eq!(csv(source), csv(result));
    let explained = |from: &str| out(&run(path, &["explain", from, "adedoyin-2016"]));
    assert!(!explained(source).is_empty());
    assert_eq!(explained(source), explained(result));
    let output = run(path, &["diff", source, result]);
    ends(&output, 0);
    // What is of nobody is told as what it should have been.
    fs::write(path.join("other.json"), "{\"a\": 1}\n").unwrap();
    let output = run(path, &["export", "other.json", "--to", "csv"]);
    ends(&output, 3);
    assert!(err(&output).contains("give a file that `rowmend extract` wrote"), "{}", err(&output));
}

#[test]
fn a_folder_of_documents_or_of_results_is_one_data_set() {
    let folder = folder_with(DUMP);
    let papers = folder.path().join("papers/sub");
    fs::create_dir_all(&papers).unwrap();
    fs::copy(folder.path().join("a.txt"), papers.join("b.txt")).unwrap();
    fs::rename(folder.path().join("a.txt"), folder.path().join("papers/a.txt")).unwrap();
    ends(&run(folder.path(), &["extract", "papers", "-o", "data"]), 0);
    let documents = run(folder.path(), &["export", "papers", "--to", "csv", "--shape", "long"]);
    ends(&documents, 0);
    let names: BTreeSet<String> =
        rows(&documents.stdout).iter().map(|row| row["document"].clone()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a.txt", "sub/b.txt"]);
    let results = run(folder.path(), &["export", "data", "--to", "csv", "--shape", "long"]);
    assert_eq!(out(&results), out(&documents));
    let named = ["export", "data/a.txt.json", "data/a.txt.trace.json", "--to", "jsonl"];
    assert_eq!(out(&run(folder.path(), &named)).lines().count(), 3, "a trace is no document");
}

#[test]
fn an_output_that_holds_something_else_is_kept_until_force_is_told() {
    let folder = folder_with(DUMP);
    let export = ["export", "a.txt", "-o", "s.csv"];
    ends(&run(folder.path(), &export), 0);
    ends(&run(folder.path(), &export), 0);
    fs::write(folder.path().join("s.csv"), "mine").unwrap();
    let kept = run(folder.path(), &export);
    ends(&kept, 5);
    assert!(err(&kept).contains("s.csv: it is there already, and holds something else"));
    assert!(err(&kept).contains("--force"));
    assert_eq!(fs::read_to_string(folder.path().join("s.csv")).unwrap(), "mine");
    ends(&run(folder.path(), &["export", "a.txt", "-o", "s.csv", "--force"]), 0);
    assert_ne!(fs::read_to_string(folder.path().join("s.csv")).unwrap(), "mine");
}

#[test]
fn a_result_that_would_lead_out_of_the_folder_is_refused() {
    let folder = folder_with(DUMP);
    ends(&run(folder.path(), &["extract", "a.txt", "-o", "data"]), 0);
    for (file, old, new) in [
        ("a.txt.trace.json", "\"name\": \"a.txt\"", "\"name\": \"../../out.txt\""),
        ("a.txt.json", "\"id\": \"table-1\"", "\"id\": \"/../../../out\""),
    ] {
        let path = folder.path().join("data").join(file);
        let good = fs::read_to_string(&path).unwrap();
        assert!(good.contains(old));
        fs::write(&path, good.replace(old, new)).unwrap();
        let output =
            run(folder.path(), &["export", "data/a.txt.json", "--to", "csv", "-o", "deep/csv"]);
        assert_ne!(output.status.code(), Some(0), "{}", err(&output));
        assert!(
            !folder.path().join("deep").exists()
                && !folder.path().join("out.txt.table-1.csv").exists()
        );
        fs::write(&path, good).unwrap();
    }
}

#[test]
fn what_cannot_be_one_file_says_what_to_do() {
    let folder = folder_with("Study\tA\n(Allen, 2016)\t1\n(Ball, 2010)\t2\n");
    fs::write(folder.path().join("b.txt"), "Study\tB\n(Allen, 2016)\t1\n(Ball, 2010)\t2\n")
        .unwrap();
    let output = run(folder.path(), &["export", "a.txt", "b.txt", "-o", "all.csv"]);
    ends(&output, 2);
    assert!(err(&output).contains("table-1 of a.txt and table-1 of b.txt have different columns"));
    assert!(err(&output).contains("name a folder with -o DIR"));
    ends(&run(folder.path(), &["export", "a.txt", "b.txt", "--to", "csv", "-o", "all"]), 0);
    assert!(folder.path().join("all/b.txt.table-1.csv").exists());
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::copy(folder.path().join("a.txt"), folder.path().join("other/a.txt")).unwrap();
    let output = run(folder.path(), &["export", "a.txt", "other/a.txt", "--to", "jsonl"]);
    ends(&output, 2);
    assert!(err(&output).contains("a.txt and other/a.txt have the same name"));
    let output = run(folder.path(), &["export", "a.txt"]);
    ends(&output, 2);
    assert!(err(&output).contains("--to"));
    let output = run(folder.path(), &["export", "a.txt", "--to", "csv", "--table", "Table S9"]);
    ends(&output, 3);
    assert!(err(&output).contains("it has no table \"Table S9\""));
}

#[test]
fn a_word_document_of_ours_reads_as_the_same_records() {
    let mut read = 0;
    for entry in goldens() {
        let files = files_of(&mut Word::new(None), std::slice::from_ref(&entry));
        let bytes = files["studies.docx"].clone();
        let source = Source::new("studies.docx", bytes, &Limits::default()).unwrap();
        let Ok(again) = ingest(&source, &Options::default()) else { continue };
        let texts = |document: &Document| -> Vec<Vec<String>> {
            let records = document.tables.iter().flat_map(|table| &table.records);
            let filled = |record: &rowmend::unstable::record::Record| {
                let all = record.cells.0.iter().map(|(_, value)| text(value));
                all.filter(|text| !text.is_empty()).collect()
            };
            records.map(filled).collect()
        };
        if texts(&again.document) == texts(&entry.document) {
            read += 1;
        }
    }
    let all = goldens().len();
    assert!(read * 10 >= all * 9, "{read} of {all} read the same");
}

#[test]
fn the_web_counts_each_link_and_joins_what_says_the_same() {
    let dump = "Study\tCMOs\n\
        (Allen, 2016)\t• Shared vision → improved trust → less conflict\n\
        (Ball, 2010)\t• Clear aims → Improved trust → less conflict\n\
        (Cole, 2011)\t• Shared vision → improved-trust → more work\n";
    let folder = folder_with(dump);
    let links = run(folder.path(), &["export", "a.txt", "--to", "links"]);
    ends(&links, 0);
    let told: Vec<Vec<String>> = rows(&links.stdout)
        .iter()
        .map(|row| ["from", "to", "weight", "records"].map(|name| row[name].clone()).to_vec())
        .collect();
    let wanted = [
        ["Shared vision", "improved trust", "2", "2"],
        ["improved trust", "less conflict", "2", "2"],
        ["improved trust", "more work", "1", "1"],
        ["Clear aims", "improved trust", "1", "1"],
    ];
    assert_eq!(told, wanted.map(|row| row.map(str::to_owned).to_vec()));
    for (format, sign) in [
        (
            "graphml",
            "<node id=\"n1\"><data key=\"label\">improved trust</data><data key=\"count\">3</data>",
        ),
        ("dot", "n1 [label=\"improved trust\", count=3];"),
        ("mermaid", "n0 -->|2| n1"),
        ("cytoscape", "\"label\": \"improved trust\""),
        ("kumu", "\"type\": \"last\""),
        ("svg", "<title>Shared vision → improved trust: 2 times</title>"),
    ] {
        let output = run(folder.path(), &["export", "a.txt", "--to", format]);
        ends(&output, 0);
        assert!(out(&output).contains(sign), "{format}: {}", out(&output));
    }
    let acts = dump.replace("Clear aims", "=HYPERLINK(x)");
    fs::write(folder.path().join("acts.txt"), acts).unwrap();
    let links = run(folder.path(), &["export", "acts.txt", "--to", "links"]);
    assert!(rows(&links.stdout).iter().any(|row| row["from"] == "'=HYPERLINK(x)"));
    let none = run(folder.path(), &["export", "a.txt", "--to", "links", "--column", "study"]);
    assert_eq!(rows(&none.stdout).len(), 0);
}

/// A sample of the project, read in a fresh folder.
fn sample(name: &str, arguments: &[&str]) -> (tempfile::TempDir, std::process::Output) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    let mut all = vec!["tables", path.to_str().unwrap()];
    all.extend(arguments);
    let output = run(folder.path(), &all);
    (folder, output)
}

#[test]
fn tables_as_they_stand_keep_items_apart_and_fill_spans_on_request() {
    let (_, lists) = sample("docx/real-lists.docx", &["--format", "csv"]);
    ends(&lists, 0);
    let facilitators = |study: &str| {
        let all = rows(&lists.stdout);
        all.iter().find(|row| row["Study"].starts_with(study)).unwrap()["Facilitators"].clone()
    };
    assert_eq!(facilitators("Bello"), "1. Named contact\n2. Travel costs paid");
    let (_, html) = sample("docx/real-lists.docx", &["--format", "html"]);
    assert!(out(&html).contains("<li>1. Named contact</li><li>2. Travel costs paid</li>"));
    let (_, markdown) = sample("docx/real-lists.docx", &["--format", "md"]);
    assert!(out(&markdown).contains("| 1. Named contact<br>2. Travel costs paid |"));
    let merged = |arguments: &[&str]| {
        let mut all = vec!["--format", "csv"];
        all.extend(arguments);
        let (_, output) = sample("docx/merged-cells.docx", &all);
        rows(&output.stdout).iter().map(|row| row["Study"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(merged(&[])[..2], ["Adler (2009)", ""]);
    assert_eq!(merged(&["--fill"])[..2], ["Adler (2009)", "Adler (2009)"]);
}

#[test]
fn several_tables_are_a_file_each_with_their_captions_and_notes() {
    let name = "docx/caption-and-note.docx";
    let (_, output) = sample("docx/prose-between.docx", &["--format", "csv"]);
    ends(&output, 2);
    assert!(err(&output).contains("name a folder for them with -o DIR"), "{}", err(&output));
    let (folder, output) = sample("docx/prose-between.docx", &["--format", "csv", "-o", "t"]);
    ends(&output, 0);
    assert!(
        folder.path().join("t/table-1.csv").exists()
            && folder.path().join("t/table-2.csv").exists()
    );
    let (_, second) = sample("docx/prose-between.docx", &["--format", "csv", "--table", "2"]);
    assert_eq!(second.stdout, fs::read(folder.path().join("t/table-2.csv")).unwrap());
    let (_, none) = sample(name, &["--table", "Table S9"]);
    ends(&none, 3);
    assert!(err(&none).contains("it has no table \"Table S9\""));
    let (_, json) = sample(name, &[]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let (title, note) = (&json["tables"][0]["title"], &json["tables"][0]["notes"][0]);
    let (_, html) = sample(name, &["--format", "html"]);
    let html = out(&html);
    assert!(html.contains(&format!("<caption>{}</caption>", title.as_str().unwrap())), "{html}");
    assert!(html.contains(&format!("<p>{}</p>", note.as_str().unwrap())), "{html}");
}

#[test]
fn what_is_reported_has_the_counts_of_the_summary_and_says_what_is_open() {
    let folder = folder_with(DUMP);
    let output = run(folder.path(), &["export", "a.txt", "--to", "methods", "--hidden", "include"]);
    ends(&output, 0);
    let text = out(&output);
    for part in [
        "| Result | records: 3, tables: 1, items: 3, chains among them: 3 |",
        "| Settings | --hidden=include |",
        "| Doubts told by the tool | points to look at: 0 |",
        "no decision of a person was applied",
        "**[to fill in]**",
        "| a.txt | ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_study_that_is_cited_is_a_reference_to_look_up() {
    let folder = folder_with(DUMP);
    let text = out(&run(folder.path(), &["export", "a.txt", "--to", "ris"]));
    assert_eq!(text.matches("TY  - GEN\r\n").count(), 3);
    assert!(
        text.contains("AU  - Ball and Cho\r\nPY  - 2010\r\nTI  - [stub] (Ball and Cho, 2010)\r\n"),
        "{text}"
    );
}

#[test]
fn the_words_for_a_flag_are_those_of_the_manual() {
    let manual =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("FORMAT.md")).unwrap();
    for (code, meaning) in
        rowmend::unstable::record::Code::ALL.map(|code| (canon::name(&code), code.meaning()))
    {
        let told = manual.lines().any(|line| {
            line.starts_with("| `") && line.contains(&format!("`{code}`")) && line.contains(meaning)
        });
        assert!(told, "{code}: {meaning}");
    }
}
