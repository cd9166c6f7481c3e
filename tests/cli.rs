//! The program as a person runs it: a real process in a fresh folder.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use program::{DUMP, command, ends, err, folder_with, out, run};
use tempfile::TempDir;

/// A fresh folder with a dump in it.
fn folder() -> TempDir {
    folder_with(DUMP)
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn extract_prints_the_data_alone_on_stdout() {
    let folder = folder();
    let output = run(folder.path(), &["extract", "a.txt"]);
    ends(&output, 0);
    let document = rowmend::unstable::canon::document(&output.stdout).unwrap();
    assert_eq!(document.tables[0].records.len(), 3);
    assert!(err(&output).starts_with("a.txt: 3 studies in 1 table, 3 items (3 chains)\n"));
    assert!(err(&output).contains(", 0 unaccounted\n"));
    assert_eq!(names(folder.path()), ["a.txt"]);
    let quiet = run(folder.path(), &["extract", "a.txt", "--quiet"]);
    assert_eq!((err(&quiet).as_str(), &quiet.stdout), ("", &output.stdout));
    let compact = run(folder.path(), &["extract", "a.txt", "--compact", "-o", "-"]);
    assert_eq!(out(&compact).lines().count(), 1);
    assert_eq!(rowmend::unstable::canon::document(&compact.stdout).unwrap(), document);
}

#[test]
fn extract_writes_data_and_trace_into_a_folder() {
    let folder = folder();
    ends(&run(folder.path(), &["extract", "a.txt", "-o", "new/data"]), 0);
    let data = folder.path().join("new/data");
    assert_eq!(names(&data), ["a.txt.json", "a.txt.trace.json"]);
    let printed = run(folder.path(), &["extract", "a.txt"]).stdout;
    assert_eq!(fs::read(data.join("a.txt.json")).unwrap(), printed);
}

#[test]
fn a_bad_file_does_not_stop_the_others_and_order_is_that_of_the_arguments() {
    let folder = folder();
    for name in ["b.txt", "c.txt", "d.txt"] {
        fs::write(folder.path().join(name), DUMP).unwrap();
    }
    let files = ["d.txt", "missing.txt", "a.txt", "c.txt", "b.txt"];
    let told = |threads: &str| {
        let mut arguments = vec!["extract", "-o", "data", "--threads", threads];
        arguments.extend(files);
        let output = run(folder.path(), &arguments);
        ends(&output, 3);
        err(&output)
    };
    let one = told("1");
    let heads: Vec<&str> = one.lines().filter(|line| !line.starts_with(' ')).collect();
    assert!(heads[0].starts_with("d.txt:"));
    assert_eq!(heads[1], "error: missing.txt: there is no such file");
    assert!(heads[4].starts_with("b.txt:"));
    assert_eq!(names(&folder.path().join("data")).len(), 8);
    assert_eq!(told("8"), one);
}

#[test]
fn files_are_the_same_in_any_order_and_on_any_number_of_threads() {
    let folder = folder();
    for (name, old) in [("b.txt", "Alliance"), ("c.txt", "trust"), ("d.txt", "conflict")] {
        fs::write(folder.path().join(name), DUMP.replace(old, "other words")).unwrap();
    }
    let written = |files: [&str; 4], threads: &str, into: &str| {
        let mut arguments = vec!["extract", "-o", into, "--threads", threads];
        arguments.extend(files);
        ends(&run(folder.path(), &arguments), 0);
        let data = folder.path().join(into);
        let bytes = |name: &String| fs::read(data.join(name)).unwrap();
        names(&data).iter().map(bytes).collect::<Vec<_>>()
    };
    let one = written(["a.txt", "b.txt", "c.txt", "d.txt"], "1", "one");
    assert_eq!(written(["d.txt", "b.txt", "a.txt", "c.txt"], "8", "eight"), one);
}

#[test]
fn limits_are_set_by_name() {
    let folder = folder();
    let output = run(folder.path(), &["extract", "a.txt", "--limit", "rows=2"]);
    ends(&output, 3);
    assert_eq!(
        err(&output),
        "error: a.txt, line 3: its tables have more than 2 rows, the limit\n  \
         help: where you trust the document, raise the limit with --limit rows=NUMBER\n"
    );
    let more = ["extract", "a.txt", "--limit", "rows=100", "--limit", "source-bytes=1MiB"];
    ends(&run(folder.path(), &more), 0);
}

#[test]
fn strict_ends_with_1_while_something_needs_a_person() {
    let folder = folder();
    ends(&run(folder.path(), &["extract", "--strict", "a.txt"]), 0);
    let open = DUMP.replace("improved faith → less conflict", "improved faith →");
    fs::write(folder.path().join("open.txt"), open).unwrap();
    ends(&run(folder.path(), &["extract", "open.txt"]), 0);
    let output = run(folder.path(), &["extract", "--strict", "open.txt"]);
    ends(&output, 1);
    assert!(err(&output).contains("to look at"));
}

#[test]
fn wrong_usage_ends_with_2() {
    let folder = folder();
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("sub/a.txt"), DUMP).unwrap();
    for arguments in [
        vec![],
        vec!["extract"],
        vec!["extract", "a.txt", "--no-such-option"],
        vec!["extract", "a.txt", "a.txt"],
        vec!["extract", "a.txt", "sub/a.txt", "-o", "data"],
        vec!["extract", "a.txt", "--pages", "5-3"],
        vec!["extract", "a.txt", "--pages", "0"],
        vec!["extract", "a.txt", "--limit", "pages"],
        vec!["extract", "a.txt", "--limit", "page=3"],
        vec!["extract", "a.txt", "--limit", "depth=100000"],
    ] {
        let output = run(folder.path(), &arguments);
        ends(&output, 2);
        assert!(!err(&output).is_empty(), "{arguments:?}");
        assert!(!folder.path().join("data").exists());
    }
}

#[test]
fn what_cannot_be_read_ends_with_3_and_says_why() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("empty.pdf"), "").unwrap();
    fs::write(path.join("blank.txt"), " \n\n").unwrap();
    fs::write(path.join("notabs.txt"), "only a sentence\n").unwrap();
    fs::write(path.join("latin.txt"), b"Study\tCMOs\nAllen\tcaf\xE9\n").unwrap();
    fs::write(path.join("old.doc"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more").unwrap();
    fs::write(path.join("not.docx"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    for (name, told) in [
        ("missing.txt", "missing.txt: there is no such file"),
        ("empty.pdf", "empty.pdf: the file is empty"),
        ("blank.txt", "blank.txt: the file is empty"),
        ("notabs.txt", "no tab"),
        ("latin.txt", "latin.txt, line 2, column 10"),
        ("old.doc", "legacy Office file"),
        ("not.docx", "not.docx"),
    ] {
        let output = run(path, &["extract", name, "-o", "data"]);
        ends(&output, 3);
        let told_us = err(&output);
        assert!(told_us.starts_with("error: ") && told_us.contains(told), "{told_us}");
        assert!(told_us.contains("\n  help: "), "{told_us}");
        assert!(!path.join("data").exists(), "something was written for {name}");
    }
    // A folder needs one for its results.
    let output = run(path, &["extract", "."]);
    ends(&output, 3);
    assert!(err(&output).starts_with("error: .: this is a folder"), "{}", err(&output));
    assert!(err(&output).contains("-o DIR"), "{}", err(&output));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_ends_with_3() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("a.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // The superuser may read everything.
    }
    let output = run(folder.path(), &["extract", "a.txt"]);
    ends(&output, 3);
    assert!(err(&output).contains("permission denied"));
}

#[test]
fn an_output_that_cannot_be_written_ends_with_5_and_leaves_nothing() {
    let folder = folder();
    fs::write(folder.path().join("taken"), "a file, not a folder").unwrap();
    let output = run(folder.path(), &["extract", "a.txt", "-o", "taken"]);
    ends(&output, 5);
    assert!(err(&output).starts_with("error: taken/a.txt.trace.json: "), "{}", err(&output));
    fs::create_dir_all(folder.path().join("data/a.txt.json")).unwrap();
    ends(&run(folder.path(), &["extract", "a.txt", "-o", "data"]), 5);
    assert!(names(&folder.path().join("data")).iter().all(|name| !name.ends_with(".unfinished")));
    assert_eq!(names(folder.path()), ["a.txt", "data", "taken"]);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = folder();
    let mut child = command(folder.path(), &["extract", "a.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody reads any more before the first byte is written.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    ends(&output, 0);
    assert_eq!(err(&output), "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130_and_leaves_nothing_half_written() {
    let folder = folder();
    // A named pipe that nobody writes to keeps the program waiting.
    let pipe = folder.path().join("pipe.txt");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = command(folder.path(), &["extract", "pipe.txt", "-o", "data"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut code = None;
    for _ in 0..100 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        if let Some(status) = child.try_wait().unwrap() {
            code = status.code();
            break;
        }
    }
    let _ = child.kill();
    // A signal that comes before the handler is set ends the process without a code.
    assert!(code.is_none_or(|code| code == 130), "{code:?}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn diff_tells_by_record_column_item_and_step() {
    let folder = folder();
    let revised = DUMP.replace("improved faith", "improved hope");
    fs::write(folder.path().join("b.txt"), revised).unwrap();
    ends(&run(folder.path(), &["extract", "a.txt", "b.txt", "-o", "."]), 0);
    let same = run(folder.path(), &["diff", "a.txt.json", "a.txt.json"]);
    ends(&same, 0);
    assert_eq!(out(&same), "");
    let text = run(folder.path(), &["diff", "a.txt.json", "b.txt.json"]);
    ends(&text, 1);
    assert_eq!(
        out(&text),
        "table-1\n  ball-and-cho-2010\n    new_cmos.0 changed:\n\
         \x20     step 1: improved [-faith-]{+hope+}\n1 change: item changed 1\n"
    );
    let json = run(folder.path(), &["diff", "a.txt.json", "b.txt.json", "--format", "json"]);
    ends(&json, 1);
    let diff = rowmend::unstable::canon::from_bytes(&json.stdout).unwrap();
    let read = |name: &str| {
        rowmend::unstable::canon::document(&fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    assert_eq!(rowmend::unstable::diff::apply(&read("a.txt.json"), &diff), Ok(read("b.txt.json")));
    ends(&run(folder.path(), &["diff", "a.txt.json", "a.txt"]), 0);
    ends(&run(folder.path(), &["diff", "a.txt.json"]), 2);
}

#[test]
fn check_waits_for_a_person_and_accept_puts_in_place() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir_all(path.join("samples/dump")).unwrap();
    fs::rename(path.join("a.txt"), path.join("samples/dump/a.txt")).unwrap();
    fs::write(path.join("samples/dump/empty.txt"), "").unwrap();
    fs::write(path.join("samples/README.md"), "What they show.").unwrap();

    let under_ci = command(path, &["check"]).env("CI", "true").output().unwrap();
    ends(&under_ci, 1);
    assert!(!path.join("golden").exists(), "nothing is written under CI");

    let first = run(path, &["check"]);
    ends(&first, 1);
    assert!(
        out(&first).contains("FAILED samples/dump/a.txt\n  it has no golden\n"),
        "{}",
        out(&first)
    );
    assert_eq!(names(&path.join("golden/dump")), ["a.txt.json.new", "empty.txt.err.new"]);
    ends(&command(path, &["accept"]).env("CI", "true").output().unwrap(), 2);
    ends(&run(path, &["accept"]), 0);
    assert_eq!(names(&path.join("golden/dump")), ["a.txt.json", "empty.txt.err"]);
    let refusal = fs::read_to_string(path.join("golden/dump/empty.txt.err")).unwrap();
    assert!(refusal.starts_with("error: empty.txt: the file is empty\n  help: "), "{refusal}");
    ends(&run(path, &["check"]), 0);

    // The sample changes: told by step, pending, and one command accepts it.
    fs::write(path.join("samples/dump/a.txt"), DUMP.replace("Clear aims", "Vague aims")).unwrap();
    let changed = run(path, &["check", "samples/dump/a.txt"]);
    ends(&changed, 1);
    assert!(out(&changed).contains("step 0: [-Clear-]{+Vague+} aims"), "{}", out(&changed));
    assert!(out(&changed).contains("rowmend accept golden/dump/a.txt.json.new"));
    ends(&run(path, &["accept", "golden/dump/a.txt.json.new"]), 0);
    ends(&run(path, &["check"]), 0);

    // A golden without its sample fails.
    fs::remove_file(path.join("samples/dump/empty.txt")).unwrap();
    let orphan = run(path, &["check"]);
    ends(&orphan, 1);
    assert!(out(&orphan).contains("a golden without its sample"));
    ends(&run(path, &["check", "samples/dump"]), 0);
    ends(&run(path, &["check", "samples/nowhere"]), 2);
}

#[test]
fn known_differences_are_a_ratchet() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir_all(path.join("samples")).unwrap();
    let truth = run(path, &["extract", "a.txt"]).stdout;
    fs::create_dir_all(path.join("golden")).unwrap();
    fs::write(path.join("golden/a.txt.json"), &truth).unwrap();
    let sample = |text: &str| fs::write(path.join("samples/a.txt"), text).unwrap();
    sample(&DUMP.replace("Clear aims", "Vague aims"));
    ends(&run(path, &["check"]), 1);
    ends(&run(path, &["accept", "--known"]), 0);
    assert_eq!(names(&path.join("golden")), ["a.txt.json", "a.txt.json.known"]);
    assert_eq!(fs::read(path.join("golden/a.txt.json")).unwrap(), truth);
    ends(&run(path, &["check"]), 0);

    // The list is what diff prints.
    let result = run(path, &["extract", "samples/a.txt"]).stdout;
    fs::write(path.join("now.json"), result).unwrap();
    let diff = run(path, &["diff", "--format", "json", "golden/a.txt.json", "now.json"]);
    assert_eq!(fs::read(path.join("golden/a.txt.json.known")).unwrap(), diff.stdout);

    // A new difference fails, and so does one that vanished.
    sample(&DUMP.replace("Clear aims", "Vague aims").replace("Honest", "Open"));
    let new = run(path, &["check"]);
    ends(&new, 1);
    assert!(out(&new).contains("not on the known list"), "{}", out(&new));
    sample(DUMP);
    let gone = run(path, &["check"]);
    ends(&gone, 1);
    assert!(out(&gone).contains("known differences that are no more"), "{}", out(&gone));
    ends(&run(path, &["accept"]), 0);
    assert_eq!(names(&path.join("golden")), ["a.txt.json"]);
    ends(&run(path, &["check"]), 0);
}

#[test]
fn explain_says_where_a_step_comes_from() {
    let folder = folder();
    ends(&run(folder.path(), &["extract", "a.txt", "-o", "data"]), 0);
    let output =
        run(folder.path(), &["explain", "data/a.txt.json", "ball-and-cho-2010.new_cmos.0"]);
    ends(&output, 0);
    assert!(out(&output).contains("step 1: improved faith\n    from line 3, columns "));
    let source = run(folder.path(), &["explain", "a.txt", "ball-and-cho-2010.new_cmos.0"]);
    assert_eq!(out(&source), out(&output));
    for address in [
        "nobody",
        "ball-and-cho-2010.nothing",
        "ball-and-cho-2010.new_cmos.7",
        "ball-and-cho-2010.study.0",
    ] {
        ends(&run(folder.path(), &["explain", "a.txt", address]), 3);
    }
}

#[test]
fn the_other_verbs_print() {
    let folder = folder();
    for arguments in [
        vec!["schema"],
        vec!["schema", "trace"],
        vec!["schema", "diff"],
        vec!["completions", "bash"],
        vec!["tables", "a.txt", "--format", "csv"],
        vec!["tables", "a.txt"],
        vec!["stages", "a.txt", "--stage", "rows"],
        vec!["--help"],
        vec!["--version"],
    ] {
        let output = run(folder.path(), &arguments);
        ends(&output, 0);
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
}

/// A page of a PDF as it is read.
fn page_stage(arguments: &[&str]) -> std::process::Output {
    let mut all = vec!["stages", "appendix.pdf", "--pages", "1", "--stage", "page"];
    all.extend(arguments);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pdf");
    let output = run(&samples, &all);
    ends(&output, 0);
    output
}

#[test]
fn a_page_is_shown_as_text_with_what_was_chosen_and_why() {
    let text = out(&page_stage(&[]));
    for part in [
        "page 1: ",
        "proposals, the best ",
        "  table 1: ",
        "    because ",
        "    edge at ",
        "    row ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_page_is_shown_as_json_in_whole_numbers() {
    let pages: serde_json::Value =
        serde_json::from_slice(&page_stage(&["--format", "json"]).stdout).unwrap();
    let page = &pages[0];
    let proposals = page["proposals"].as_array().unwrap();
    assert!((1..=20).contains(&proposals.len()));
    let scores: Vec<i64> = proposals.iter().map(|p| p["score"].as_i64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let table = &page["tables"][0];
    assert!(table["region"]["score"].is_i64());
    assert!(!table["region"]["reasons"][0]["evidence"].as_str().unwrap().contains('_'));
    assert!(table["columns"].as_array().unwrap().iter().any(|edge| edge["chosen"] == true));
    assert_eq!(table["lines"][0]["begins"], true);
}

#[test]
fn a_page_is_drawn_with_its_words_edges_and_rows() {
    let svg = out(&page_stage(&["--format", "svg"]));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    for part in ["fill=\"gray\"", "stroke=\"blue\"", "stroke=\"red\"", "stroke=\"green\""] {
        assert!(svg.contains(part), "{part}");
    }
}

#[test]
fn what_has_no_pages_says_so() {
    let folder = folder();
    let output = run(folder.path(), &["stages", "a.txt", "--stage", "page"]);
    ends(&output, 3);
    assert!(err(&output).contains("it has no pages that could be shown"), "{}", err(&output));
    let output = run(folder.path(), &["stages", "a.txt", "--stage", "rows", "--format", "svg"]);
    ends(&output, 2);
}
