//! What the program takes and what it says where a person comes by another way: stdin, other encodings and
//! kinds of file, other names for a record, results that were edited.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use program::{DUMP, command, ends, err, folder_with, out, run, told};
use tempfile::TempDir;

/// The program with a document on its stdin.
fn fed(folder: &Path, arguments: &[&str], document: &[u8]) -> Output {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(document).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_result_that_a_person_changed_is_kept() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    let (data, trace) = (path.join("data/a.txt.json"), path.join("data/a.txt.trace.json"));
    let extract = |code, more: &[&str]| {
        let output = run(path, &[&["extract", "a.txt", "-o", "data"], more].concat());
        ends(&output, code);
        err(&output)
    };
    // Again, in another form, and from a revised source: all of that is rowmend's own.
    extract(0, &[]);
    extract(0, &[]);
    extract(0, &["--compact"]);
    fs::write(path.join("a.txt"), DUMP.replace("Merger", "Union")).unwrap();
    extract(0, &[]);
    // Edited by hand, it is kept, however often and whatever becomes of the source.
    let mine = fs::read_to_string(&data).unwrap().replace("Union", "Union (1999)");
    fs::write(&data, &mine).unwrap();
    for text in [DUMP.replace("Merger", "Union"), DUMP.replace("Merger", "Bond")] {
        fs::write(path.join("a.txt"), text).unwrap();
        let told = extract(5, &[]);
        assert!(
            told.starts_with("error: data/a.txt.json: it is not what rowmend wrote there last")
        );
        assert!(told.contains("help: write the corrections down as decisions"), "{told}");
        assert_eq!(fs::read_to_string(&data).unwrap(), mine);
    }
    let explained = run(path, &["explain", "data/a.txt.json", "allen-2016"]);
    assert!(err(&explained).contains("was changed since it was extracted"), "{}", err(&explained));
    // A file that never was ours is kept, whichever of the two it is.
    for place in [&data, &trace] {
        fs::remove_file(&data).unwrap();
        fs::write(place, "{\"mine\": 1}").unwrap();
        extract(5, &[]);
        assert_eq!(fs::read_to_string(place).unwrap(), "{\"mine\": 1}");
    }
    fs::remove_dir_all(path.join("data")).unwrap();
    extract(0, &[]);
    // What a run leaves that was killed between two files does not look like a person's work.
    let before = fs::read(&data).unwrap();
    fs::remove_file(&data).unwrap();
    extract(0, &[]);
    fs::remove_file(&trace).unwrap();
    extract(0, &[]);
    assert_eq!(fs::read(&data).unwrap(), before);
}

#[test]
fn every_verb_that_reads_a_document_reads_stdin() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    for verb in [
        &["extract"][..],
        &["tables", "--format", "csv"],
        &["stages", "--stage", "items"],
        &["records"],
        &["explain"],
        &["profile"],
        &["decide", "-o", "-"],
    ] {
        let rest: &[&str] = if verb[0] == "explain" { &["allen-2016"] } else { &[] };
        let named = run(path, &[verb, &["a.txt"], rest].concat());
        let piped = fed(path, &[verb, &["-"], rest].concat(), DUMP.as_bytes());
        ends(&piped, 0);
        assert!(!piped.stdout.is_empty(), "{verb:?}");
        assert_eq!(out(&piped), out(&named).replace("a.txt", "stdin"), "{verb:?}");
    }
    // Decisions have no document to lie beside.
    let open = DUMP.replace("improved faith → less conflict", "improved faith →");
    let decided = fed(path, &["decide", "-"], open.as_bytes());
    assert!(out(&decided).contains("arrow-open"), "{}", told(&decided));
    ends(&fed(path, &["extract", "-", "-o", "out"], DUMP.as_bytes()), 0);
    assert!(path.join("out/stdin.json").exists() && path.join("out/stdin.trace.json").exists());
    let output = fed(path, &["extract", "-"], b"");
    ends(&output, 3);
    assert!(err(&output).starts_with("error: stdin: the file is empty"), "{}", err(&output));
}

#[test]
fn text_in_utf_16_is_read_by_its_mark() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    let plain = run(path, &["extract", "a.txt"]);
    let units: Vec<u16> = format!("\u{feff}{DUMP}").encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [&little, &big] {
        fs::write(path.join("wide.txt"), bytes).unwrap();
        let output = run(path, &["extract", "wide.txt"]);
        ends(&output, 0);
        assert_eq!(output.stdout, plain.stdout);
    }
    // Without its mark, or cut within a character, it is told.
    fs::write(path.join("bare.txt"), &little[2..]).unwrap();
    let output = run(path, &["extract", "bare.txt"]);
    ends(&output, 3);
    assert!(err(&output).contains("iconv -f UTF-16LE -t UTF-8"), "{}", err(&output));
    fs::write(path.join("cut.txt"), &little[..little.len() - 1]).unwrap();
    let output = run(path, &["extract", "cut.txt"]);
    ends(&output, 3);
    assert!(err(&output).contains("cut.txt, line 4: the text is UTF-16 and is not valid"));
}

#[test]
fn what_is_no_document_is_named_with_the_way_on() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("scan.png"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    fs::write(path.join("page.pdf"), "<!DOCTYPE html><p>Sign in</p>").unwrap();
    for (name, kind) in
        [("sheet.xlsx", "spreadsheetml.sheet"), ("talk.pptx", "presentationml.presentation")]
    {
        let part = "application/vnd.openxmlformats-officedocument.";
        let types = format!(
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>\
             <Override PartName='/word/document.xml' ContentType='{part}{kind}.main+xml'/></Types>"
        );
        let mut zip = zip::ZipWriter::new(fs::File::create(path.join(name)).unwrap());
        let plain = zip::write::SimpleFileOptions::default();
        for (part, text) in [("[Content_Types].xml", types.as_str()), ("word/document.xml", "<x/>")]
        {
            zip.start_file(part, plain).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
    }
    for (file, message, help) in [
        ("scan.png", "this is a picture (PNG)", "tesseract"),
        ("page.pdf", "this is a web page", "download it again"),
        ("sheet.xlsx", "this is an Excel workbook", "text with tabs"),
        ("talk.pptx", "this is a PowerPoint presentation", "export it as PDF"),
        ("https://example.org/a.pdf", "this is an address of the web", "download it first"),
        ("gone.pdf", "there is no such file", "check the spelling"),
    ] {
        let output = run(path, &["extract", file]);
        ends(&output, 3);
        let told = err(&output);
        assert!(told.starts_with(&format!("error: {file}: {message}")), "{told}");
        assert!(told.contains("\n  help: ") && told.contains(help), "{told}");
    }
}

#[test]
fn pages_that_are_not_there_and_documents_without_a_table_are_told() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let output = run(&samples, &["extract", "pdf/appendix.pdf", "--pages", "900-901"]);
    ends(&output, 3);
    assert!(err(&output).contains("--pages begins with page 900, and it has "), "{}", err(&output));
    // A page of prose, as Word has it.
    let folder = TempDir::new().unwrap();
    let document = docx_rs::Docx::new().add_paragraph(
        docx_rs::Paragraph::new().add_run(docx_rs::Run::new().add_text("Only a sentence.")),
    );
    document.build().pack(fs::File::create(folder.path().join("a.docx")).unwrap()).unwrap();
    let output = run(folder.path(), &["extract", "a.docx"]);
    ends(&output, 3);
    assert!(err(&output).starts_with("error: a.docx: no table was found in it\n  help: "));
    assert!(err(&output).contains("Convert Text to Table"), "{}", err(&output));
}

#[test]
fn a_record_has_many_names_and_a_miss_names_the_nearest() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    ends(&run(path, &["extract", "a.txt", "-o", "data"]), 0);
    let explain = |address: &str| run(path, &["explain", "data/a.txt.json", address]);
    let wanted = out(&explain("allen-2016.new_cmos.0"));
    assert!(wanted.contains("step 2: reduced conflict"), "{wanted}");
    for same in [
        "table-1/allen-2016.new_cmos.0",
        "(Allen et al., 2016).new_cmos.0",
        "Allen et al., 2016.New CMOs.0",
        "table-1/Allen et al. 2016.New CMOs.0",
    ] {
        let output = explain(same);
        ends(&output, 0);
        assert_eq!(out(&output), wanted, "{same}");
    }
    for (miss, told) in [
        ("alen-2016", "there is no record \"alen-2016\" in it; the nearest is \"allen-2016\""),
        ("Zimmerman 2012.new_cmos", "the nearest is \"zimmermann-2012\""),
        (
            "allen-2016.cmos",
            "there is no column \"cmos\"; there are study, partnership_type, new_cmos",
        ),
        ("allen-2016.new_cmos.7", "there is no item \"7\"; there are 1, counted from 0"),
        ("allen-2016.study.0", "only a list column has items"),
    ] {
        let output = explain(miss);
        ends(&output, 3);
        assert!(err(&output).contains(told), "{}", err(&output));
    }
    let open = DUMP.replace("improved faith → less conflict", "improved faith →");
    fs::write(path.join("open.txt"), open).unwrap();
    let decide = |name: &str| run(path, &["decide", "open.txt", "-o", "-", "--record", name]);
    let wanted = out(&decide("ball-and-cho-2010"));
    assert!(wanted.contains("(Ball and Cho, 2010)"), "{wanted}");
    for same in ["Ball and Cho 2010", "(Ball and Cho, 2010)", "table-1/ball-and-cho-2010"] {
        assert_eq!(out(&decide(same)), wanted, "{same}");
    }
    let output = decide("bal-and-cho-2010");
    ends(&output, 3);
    assert!(err(&output).contains("the nearest is \"ball-and-cho-2010\""), "{}", err(&output));
}

#[test]
fn a_value_in_word_is_found_by_what_a_person_sees() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let file = "docx/caption-and-note.docx";
    let document =
        rowmend::unstable::canon::document(&run(&samples, &["extract", file]).stdout).unwrap();
    let table = &document.tables[0];
    let column = table.columns.last().unwrap();
    let address = format!("{}.{}", table.records[0].id, column.key);
    let output = run(&samples, &["explain", file, &address]);
    ends(&output, 0);
    let title = table.title.as_deref().unwrap();
    let told = out(&output);
    assert!(told.contains(&format!("\n  in {title:?}, study \"")), "{told}");
    assert!(told.contains(&format!("\", column {:?}\n", column.header)), "{told}");
    assert!(told.contains("    from word/document.xml, table 1, row 2, cell "), "{told}");
}

/// The longest name that file systems take.
#[cfg(unix)]
#[test]
fn what_the_system_refuses_is_told_in_words() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    let endless = format!("{}.txt", "a".repeat(300));
    let output = run(path, &["extract", &endless]);
    ends(&output, 3);
    assert!(err(&output).contains("it cannot be read: the name is too long"), "{}", err(&output));
    // There is room for `.json` and none for `.trace.json`.
    let long = format!("{}.txt", "a".repeat(245));
    fs::write(path.join(&long), DUMP).unwrap();
    let output = run(path, &["extract", &long, "-o", "data"]);
    ends(&output, 5);
    assert!(err(&output).contains("help: give the document a shorter, plainer name"));
    // What fits is written, though on its way it has a name of another kind.
    let fits = format!("{}.txt", "a".repeat(240));
    fs::write(path.join(&fits), DUMP).unwrap();
    ends(&run(path, &["extract", &fits, "-o", "data"]), 0);
    let output = run(path, &["extract", "a.txt/b.txt"]);
    ends(&output, 3);
    assert!(err(&output).contains("what its path names as a folder is a file"), "{}", err(&output));
    for output in [run(path, &["extract", &long, "-o", "a.txt"]), run(path, &["extract", &endless])]
    {
        assert!(!err(&output).contains("os error"), "{}", err(&output));
    }
}

/// Who asks for some pages of a document without any is not given all of it.
#[test]
fn pages_of_a_document_that_has_none_are_refused() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), DUMP).unwrap();
    let output = run(folder.path(), &["extract", "a.txt", "--pages", "1"]);
    ends(&output, 3);
    assert!(
        told(&output).contains("pages of it are asked for, and it has none"),
        "{}",
        told(&output)
    );
}
