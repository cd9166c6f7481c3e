//! A project with documents, goldens and `rowmend.toml`, as a person and a build service use it.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{DUMP, command, ends, out, run, told};
use tempfile::TempDir;

const PROJECT: &str =
    "format = \"rowmend-project/1\"\nsources = \"papers\"\ngolden = \"expected\"\n";

/// A project whose one document is as expected.
fn project(more: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("papers")).unwrap();
    fs::write(path.join("papers/a.txt"), DUMP).unwrap();
    fs::write(path.join("rowmend.toml"), format!("{PROJECT}{more}")).unwrap();
    ends(&run(path, &["check", "--quiet"]), 1);
    ends(&run(path, &["accept"]), 0);
    ends(&run(path, &["check"]), 0);
    assert!(path.join("expected/a.txt.json").exists());
    folder
}

#[test]
fn hidden_text_is_asked_for_in_the_words_of_the_command_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/docx");
    let file = samples.join("capitals-hidden-hyphens.docx");
    let extract = |more: &str| {
        let project = format!("format = \"rowmend-project/1\"\n[options]\n{more}\n");
        fs::write(path.join("rowmend.toml"), project).unwrap();
        run(path, &["extract", file.to_str().unwrap()])
    };
    let flagged = run(path, &["extract", file.to_str().unwrap(), "--hidden", "include"]);
    let plain = extract("");
    assert_ne!(flagged.stdout, plain.stdout);
    for (said, wanted) in [
        ("hidden = \"include\"", &flagged),
        ("hidden = true", &flagged),
        ("hidden = \"exclude\"", &plain),
        ("hidden = false", &plain),
    ] {
        let output = extract(said);
        ends(&output, 0);
        assert_eq!(output.stdout, wanted.stdout, "{said}");
    }
    let output = extract("hidden = \"maybe\"");
    ends(&output, 2);
    let message =
        "rowmend.toml, line 3, column 10: expected \"include\", \"exclude\", true or false";
    assert!(told(&output).contains(message), "{}", told(&output));
}

#[test]
fn a_project_file_names_places_profile_and_limits_and_flags_override_it() {
    let folder = project("");
    let path = folder.path();
    let profile = "format = \"rowmend-profile/1\"\n[[column]]\nkey = \"kind\"\n\
        header = \"Partnership type\"\nvalues = [\"Merger\"]\n";
    fs::write(path.join("house.toml"), profile).unwrap();
    let named = format!("{PROJECT}profile = \"house.toml\"\n");
    fs::write(path.join("rowmend.toml"), &named).unwrap();
    let output = run(path, &["check"]);
    ends(&output, 1);
    assert!(told(&output).contains("value-unlisted"), "{}", told(&output));
    // From elsewhere, the paths start from the project file.
    let above = path.parent().unwrap();
    let file = path.join("rowmend.toml");
    ends(&run(above, &["check", "--project", file.to_str().unwrap()]), 1);
    fs::write(path.join("plain.toml"), "format = \"rowmend-profile/1\"\n").unwrap();
    ends(&run(path, &["check", "--profile", "plain.toml"]), 0);
    assert!(!path.join("expected/a.txt.json.new").exists());

    fs::write(path.join("rowmend.toml"), format!("{PROJECT}[limits]\ncells = 3\n")).unwrap();
    let output = run(path, &["check"]);
    ends(&output, 1);
    assert!(told(&output).contains("more than 3 cells"), "{}", told(&output));

    // Every verb that reads documents reads them as the project says.
    for verb in [
        &["extract", "papers/a.txt"][..],
        &["tables", "papers/a.txt"],
        &["stages", "--stage", "items", "papers/a.txt"],
        &["records", "papers/a.txt"],
        &["decide", "papers/a.txt"],
        &["profile", "papers/a.txt"],
        &["diff", "papers/a.txt", "expected/a.txt.json"],
        &["explain", "papers/a.txt", "allen-et-al-2016"],
    ] {
        let output = run(path, verb);
        assert!(told(&output).contains("more than 3 cells"), "{verb:?}: {}", told(&output));
        let flagged = [verb, &["--limit", "cells=1000"]].concat();
        assert!(!told(&run(path, &flagged)).contains("more than"), "{verb:?}");
    }
    let worker = format!("{PROJECT}[worker]\nmemory = 1\ntimeout = 300\n");
    fs::write(path.join("rowmend.toml"), worker).unwrap();
    fs::write(path.join("long.txt"), DUMP.repeat(2000)).unwrap();
    let output = run(path, &["extract", "long.txt"]);
    ends(&output, 3);
    assert!(told(&output).contains("more than 1 MiB"), "{}", told(&output));
    ends(&run(path, &["extract", "long.txt", "--memory", "500"]), 0);
    fs::write(path.join("rowmend.toml"), format!("{PROJECT}[limits]\ncells = 3\n")).unwrap();

    fs::create_dir(path.join("elsewhere")).unwrap();
    let there = path.join("elsewhere");
    ends(&run(&there, &["extract", "../papers/a.txt"]), 0);
    ends(&run(&there, &["extract", "../papers/a.txt", "--project", "../rowmend.toml"]), 3);

    for (more, message) in [
        (
            "[limits]\ncell = 3\n",
            "rowmend.toml, line 5, column 8: there is no limit \"cell\"; there are",
        ),
        (
            "[options]\ntrack-changes = \"some\"\n",
            "rowmend.toml, line 5, column 17: unknown variant",
        ),
        ("sorces = \"x\"\n", "rowmend.toml, line 4, column 1: unknown field `sorces`"),
    ] {
        fs::write(path.join("rowmend.toml"), format!("{PROJECT}{more}")).unwrap();
        let output = run(path, &["check"]);
        ends(&output, 2);
        assert!(told(&output).contains(message), "{}", told(&output));
    }
}

#[test]
fn one_record_is_accepted_and_the_rest_stays_pending() {
    let folder = project("");
    let path = folder.path();
    let revised = DUMP.replace("improved trust", "more trust").replace("openness", "candour");
    let revised = revised.replace("(Ball and Cho, 2010)", "(Brown, 2011)");
    fs::write(path.join("papers/a.txt"), revised).unwrap();
    ends(&run(path, &["check"]), 1);
    let golden = || fs::read_to_string(path.join("expected/a.txt.json")).unwrap();
    let output = run(path, &["accept", "--record", "allen-2016"]);
    ends(&output, 0);
    assert!(golden().contains("more trust") && golden().contains("openness"));
    let told_of = told(&output);
    assert!(told_of.contains("a.txt.json: 1 record accepted, "), "{told_of}");
    // What a record was before and is called now are two records.
    ends(&run(path, &["accept", "--record", "brown-2011"]), 0);
    let document = rowmend::unstable::canon::document(golden().as_bytes()).unwrap();
    let ids: Vec<&str> = document.tables[0].records.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["allen-2016", "brown-2011", "ball-and-cho-2010", "zimmermann-2012"]);
    let output = run(path, &["accept", "--record", "nobody"]);
    ends(&output, 3);
    ends(&run(path, &["check"]), 1);
    ends(
        &run(path, &["accept", "--record", "ball-and-cho-2010", "--record", "zimmermann-2012"]),
        0,
    );
    assert!(!path.join("expected/a.txt.json.new").exists());
    ends(&run(path, &["check"]), 0);
    let under_ci = command(path, &["accept", "--record", "allen-2016"]).env("CI", "true").output();
    ends(&under_ci.unwrap(), 2);
}

#[test]
fn build_services_get_their_own_forms() {
    let folder = project("");
    let path = folder.path();
    fs::write(path.join("papers/b.txt"), DUMP).unwrap();
    fs::write(path.join("papers/gone.txt.decisions.toml"), "").unwrap();
    let check = |format: &str| {
        let output = command(path, &["check", "--format", format]).env("CI", "true").output();
        let output = output.unwrap();
        ends(&output, 1);
        out(&output)
    };
    assert_eq!(
        check("github"),
        "::error file=papers/b.txt::it has no golden\n\
         ::error file=papers/gone.txt.decisions.toml::decisions about a source that is not \
         there%0Aremove them, or bring the source back\n"
    );
    let json: serde_json::Value = serde_json::from_str(&check("json")).unwrap();
    let statuses: Vec<_> =
        json["results"].as_array().unwrap().iter().map(|r| &r["status"]).collect();
    assert_eq!(statuses, ["as-expected", "failed", "failed"]);
    let junit = check("junit");
    assert!(junit.contains("<testsuites tests=\"3\" failures=\"2\">"), "{junit}");
    // A reader of XML that knows nothing of us finds the failures.
    let mut reader = quick_xml::Reader::from_str(&junit);
    let mut failures = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "failure" => {
                failures += 1
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(failures, 2);
    assert!(!path.join("expected/b.txt.json.new").exists());
}

/// What the examples for build services run is what a person runs.
#[test]
fn the_examples_run() {
    let folder = project("");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hook = fs::read_to_string(root.join(".pre-commit-hooks.yaml")).unwrap();
    let workflow = fs::read_to_string(root.join("docs/github-workflow.yml")).unwrap();
    let mut commands: Vec<&str> = Vec::new();
    commands.extend(hook.lines().filter_map(|line| line.trim().strip_prefix("entry: rowmend ")));
    commands.extend(workflow.lines().filter_map(|line| line.trim().strip_prefix("run: rowmend ")));
    assert_eq!(commands.len(), 2);
    for line in commands {
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = command(folder.path(), &words).env("CI", "true").output().unwrap();
        ends(&output, 0);
    }
}

/// What a person mended in a golden since the check is not overwritten.
#[test]
fn a_golden_that_was_changed_after_the_check_is_not_replaced() {
    let folder = project("");
    let path = folder.path();
    fs::write(path.join("papers/b.txt"), "Study\tFindings\n(Brown, 2002)\t• Open talks → faith\n")
        .unwrap();
    ends(&command(path, &["check"]).env_remove("CI").output().unwrap(), 1);
    let golden = path.join("expected/b.txt.json");
    let pending = path.join("expected/b.txt.json.new");
    if !golden.exists() {
        fs::copy(&pending, &golden).unwrap();
    }
    let later =
        fs::metadata(&pending).unwrap().modified().unwrap() + std::time::Duration::from_secs(60);
    fs::File::options().append(true).open(&golden).unwrap().set_modified(later).unwrap();
    let mended = fs::read(&golden).unwrap();
    let output = command(path, &["accept"]).env_remove("CI").output().unwrap();
    ends(&output, 5);
    assert!(String::from_utf8_lossy(&output.stderr).contains("changed after `rowmend check`"));
    assert_eq!(fs::read(&golden).unwrap(), mended);
    assert!(pending.exists());
}
