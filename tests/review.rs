//! `rowmend review`: open points decided one by one, by a person (whose keys are lines of stdin here) and by
//! scripts.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use program::{command, ends, err, folder_with, out, run, told};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a sample dump under its own name.
fn sample(name: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/dump").join(name);
    fs::copy(&from, folder.path().join(from.file_name().unwrap())).unwrap();
    folder
}

fn review(folder: &Path, source: &str, keys: &[&str]) -> Output {
    let mut child = command(folder, &["review", source])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all((keys.join("\n") + "\n").as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn listed(folder: &Path, source: &str) -> Value {
    let output = run(folder, &["review", source, "--list", "--format", "json"]);
    ends(&output, 0);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ids(list: &Value) -> Vec<String> {
    let open = list["open"].as_array().unwrap();
    open.iter().map(|point| point["id"].as_str().unwrap().to_owned()).collect()
}

fn decisions(folder: &Path, source: &str) -> String {
    fs::read_to_string(folder.join(format!("{source}.decisions.toml"))).unwrap()
}

#[test]
fn points_are_decided_by_keys_and_the_next_run_applies_them() {
    let folder = sample("appendix.txt");
    let (path, source) = (folder.path(), "appendix.txt");
    let before = ids(&listed(path, source));
    let keys = ["A. Reviewer", "a", "a", "e", "Health and social care", "q"];
    let output = review(path, source, &keys);
    ends(&output, 0);
    let text = out(&output);
    assert!(text.contains(&format!(
        "1 of {} · {} open · {}",
        before.len(),
        before.len(),
        before[0]
    )));
    // What stands in the line of the dump, the repair and its evidence.
    assert!(text.contains("⟦High enough trust⟧ → risk management"), "{text}");
    assert!(text.contains("because nearly all chains of the document"), "{text}");
    let file = decisions(path, source);
    assert_eq!(file.matches("who = \"A. Reviewer\"").count(), 3, "{file}");
    assert!(file.contains("why = \"Looked at the source: it is right as it stands\""), "{file}");
    assert!(file.contains("to = \"Health and social care\""), "{file}");
    assert_eq!(ids(&listed(path, source)), before[3..]);
    let output = run(path, &["extract", source, "-o", "out"]);
    ends(&output, 0);
    assert!(told(&output).contains("decisions   3 applied"), "{}", told(&output));
}

#[test]
fn the_last_decision_is_taken_back_and_what_a_person_wrote_stays() {
    let folder = sample("appendix.txt");
    let (path, source) = (folder.path(), "appendix.txt");
    let own = "# My notes\nformat = \"rowmend-decisions/1\" # mine\n";
    fs::write(path.join("appendix.txt.decisions.toml"), own).unwrap();
    ends(&review(path, source, &["AB", "a", "z", "z", "q"]), 0);
    assert_eq!(decisions(path, source), own);
    ends(&review(path, source, &["AB", "a", "q"]), 0);
    let file = decisions(path, source);
    assert!(file.starts_with(own) && file.len() > own.len(), "{file}");
    // A second reviewer's decision against it is refused, and the file stays.
    let list = listed(path, source);
    let taken = ["AB", "k", "d", "z", "q"];
    ends(&review(path, source, &taken), 0);
    assert_eq!(decisions(path, source), file);
    assert_eq!(listed(path, source), list);
}

#[test]
fn all_points_with_one_flag_are_kept_at_once_and_taken_back_at_once() {
    let folder = sample("appendix.txt");
    let (path, source) = (folder.path(), "appendix.txt");
    let before = listed(path, source);
    let alone = |point: &&Value| {
        let flags = point["value"]["flags"].as_array();
        flags.is_some_and(|flags| flags.iter().all(|flag| flag["code"] == "chain-length"))
    };
    let alike = before["open"].as_array().unwrap().iter().filter(alone).count();
    assert!(alike > 2);
    let output = review(path, source, &["AB", "b", "chain-length", "q"]);
    ends(&output, 0);
    assert!(out(&output).contains(&format!("chain-length ({alike} points)")), "{}", out(&output));
    assert!(out(&output).contains(&format!("keep {alike} times: written")), "{}", out(&output));
    let after = listed(path, source);
    assert_eq!(ids(&after).len(), ids(&before).len() - alike);
    assert!(!after["open"].as_array().unwrap().iter().any(|point| alone(&point)));
    // The same once more by its number, and back.
    fs::remove_file(path.join("appendix.txt.decisions.toml")).unwrap();
    let output = review(path, source, &["AB", "b", "2", "z", "b", "no such", "q"]);
    assert!(out(&output).contains("Taken back."), "{}", out(&output));
    assert!(out(&output).contains("No open points have no such alone."), "{}", out(&output));
    assert_eq!(ids(&listed(path, source)), ids(&before));
}

#[test]
fn items_are_split_joined_moved_and_dropped_as_the_page_does() {
    let dump = "Study\tFindings\n\
        (Allen, 2016)\t• Shared vision (early → improved trust • Clear roles → openness • Aims → faith\n\
        (Ball, 2017)\t• Honest dialogue → openness • Clear aims → less conflict\n";
    let folder = folder_with(dump);
    let path = folder.path();
    let open = ids(&listed(path, "a.txt"));
    assert_eq!(open.first().map(String::as_str), Some("allen-2016.findings.0"), "{open:?}");
    let begin = ["AB", "i", "1", "s", "Clear || roles -> openness"];
    let more = ["i", "2", "m", "before ball-2017.findings.1", "i", "0"];
    let output =
        review(path, "a.txt", &[&begin[..], &more[..], &["s", "Other words", "d", "q"]].concat());
    ends(&output, 0);
    assert!(out(&output).contains("Not decided: "), "{}", out(&output));
    let output = run(path, &["extract", "a.txt"]);
    let data: Value = serde_json::from_slice(&output.stdout).unwrap();
    let steps = |record: usize| -> Vec<String> {
        let items = data["tables"][0]["records"][record]["cells"]["findings"].as_array().unwrap();
        let join = |item: &Value| {
            let steps = item["steps"].as_array().unwrap().iter();
            steps.map(|step| step.as_str().unwrap()).collect::<Vec<_>>().join(" > ")
        };
        items.iter().map(join).collect()
    };
    assert_eq!(steps(0), ["Clear", "roles > openness"], "{}", decisions(path, "a.txt"));
    assert_eq!(
        steps(1),
        ["Honest dialogue > openness", "Aims > faith", "Clear aims > less conflict"]
    );
}

#[test]
fn a_decision_on_a_table_is_offered_and_the_table_is_read_again() {
    let folder = sample("../pdf/break-header-continued.pdf");
    let (path, source) = (folder.path(), "break-header-continued.pdf");
    // No study stands under the row, so it names no group: that is said, and not written.
    let output = review(path, source, &["AB", "2", "q"]);
    ends(&output, 0);
    assert!(out(&output).contains("Not decided: no study stands under it"), "{}", out(&output));
    assert!(!path.join("break-header-continued.pdf.decisions.toml").exists());
    let output = review(path, source, &["AB", "1", "q"]);
    assert!(out(&output).contains("note: written to"), "{}", out(&output));
    assert_eq!(listed(path, source)["points"], 0);
    // A note is no study any more.
    ends(&run(path, &["extract", source, "--strict"]), 0);
}

/// Studies in a list that numbers its rows, and the number 4 is missing.
const NUMBERED: &str = "Table 1. Included studies\n\n| No. | Study | Country |\n|---|---|---|\n\
    | 1 | Allen et al. (2016) | Chile |\n| 2 | Ball (2017) | Peru |\n| 3 | Cole (2018) | Chile |\n\
    | 5 | Diaz (2019) | Peru |\n| 6 | Evans (2020) | Chile |\n";

#[test]
fn what_is_told_of_a_table_is_kept_like_a_value() {
    let id = "table-1:rows-numbered-otherwise";
    let by = ["--by", "AB", "--why", "Number 4 was withdrawn"];
    for way in ["key", "script"] {
        let folder = folder_with(NUMBERED);
        let path = folder.path();
        ends(&run(path, &["extract", "a.txt", "--strict"]), 1);
        let list = listed(path, "a.txt");
        assert_eq!(ids(&list), [id]);
        assert_eq!(list["open"][0]["notice"]["code"], "rows-numbered-otherwise");
        let output = match way {
            "key" => {
                let output = review(path, "a.txt", &["AB", "e", "a", "q"]);
                let refused = "this is about a table: keep it with a, or write";
                assert!(out(&output).contains(refused), "{}", out(&output));
                output
            }
            _ => {
                let edit = [&["review", "a.txt", "--edit", id, "x"][..], &by].concat();
                let output = run(path, &edit);
                ends(&output, 2);
                assert!(err(&output).contains("there is no text to edit"), "{}", err(&output));
                run(path, &[&["review", "a.txt", "--accept", id][..], &by].concat())
            }
        };
        ends(&output, 0);
        let file = decisions(path, "a.txt");
        let entry = "do = \"keep\"\ntable = \"Table 1. Included studies\"\nnotice = \"rows-numbered-otherwise\"\n\
            text = \"its rows are numbered to 6, and 5 came out; 4 is missing\"\nwho = \"AB\"\n";
        assert!(file.contains(entry), "{file}");
        let list = listed(path, "a.txt");
        assert_eq!((&list["points"], ids(&list).len()), (&Value::from(1), 0));
        let output = run(path, &["extract", "a.txt", "-o", "out", "--strict"]);
        ends(&output, 0);
        assert!(told(&output).contains("to look at  nothing"), "{}", told(&output));
        ends(&run(path, &["extract", "a.txt", "--strict", "--no-decisions"]), 1);
        // A version that numbers its rows otherwise is to be looked at again.
        let now = NUMBERED.replace("| 3 |", "| 4 |");
        fs::write(path.join("a.txt"), now).unwrap();
        let list = listed(path, "a.txt");
        assert_eq!(ids(&list), [id]);
        let near = &list["undone"][0]["nearest"];
        assert_eq!(near["now"], "its rows are numbered to 6, and 5 came out; 3 is missing");
        ends(&run(path, &["extract", "a.txt", "--strict"]), 1);
        ends(&run(path, &["decide", "a.txt", "--retarget"]), 0);
        assert_eq!(ids(&listed(path, "a.txt")), [""; 0]);
    }
}

#[test]
fn scripts_accept_and_edit_points_by_their_ids_all_or_none() {
    let folder = sample("appendix.txt");
    let (path, source) = (folder.path(), "appendix.txt");
    let list = listed(path, source);
    assert_eq!(list["format"], "rowmend-review/1");
    let open = ids(&list);
    let by = ["--by", "AB", "--why", "Looked at page 1", "--date", "2026-03-31"];
    let wrong = ["review", source, "--accept", &open[0], "ball-2010.existing_cmo.0"];
    let output = run(path, &[&wrong[..], &by[..]].concat());
    ends(&output, 2);
    assert!(
        err(&output).contains("the nearest open point is \"ball-2010.existing_cmos.0\""),
        "{}",
        err(&output)
    );
    assert!(!path.join("appendix.txt.decisions.toml").exists(), "nothing was written");
    let good = ["review", source, "--accept", &open[0], &open[1], "--edit", &open[2], "Other care"];
    let output = run(path, &[&good[..], &by[..]].concat());
    ends(&output, 0);
    assert!(err(&output).contains("3 decisions added, 42 open"), "{}", err(&output));
    assert_eq!(ids(&listed(path, source)), open[3..]);
    assert!(decisions(path, source).contains("date = 2026-03-31"));
    let before = decisions(path, source);
    let again = ["review", source, "--accept", &open[3], &open[0]];
    let output = run(path, &[&again[..], &by[..]].concat());
    ends(&output, 2);
    assert!(err(&output).contains("is decided already"), "{}", err(&output));
    // A key that was cut off is given its whole key.
    let cut = open.iter().find(|id| id.ends_with(".study") && id.starts_with("2007")).unwrap();
    ends(&run(path, &[&["review", source, "--accept", cut][..], &by[..]].concat()), 2);
    assert_eq!(decisions(path, source), before);
    ends(
        &run(
            path,
            &[&["review", source, "--edit", cut, "(Dickinson, 2007)"][..], &by[..]].concat(),
        ),
        0,
    );
    assert!(
        decisions(path, source)
            .contains("do = \"name\"\nrecord = \"2007)\"\nto = \"(Dickinson, 2007)\"")
    );
    ends(&run(path, &["review", source, "--accept", &open[4]]), 2);
}

#[test]
fn stale_decisions_are_told_with_the_nearest_text() {
    let folder = sample("appendix.txt");
    let (path, source) = (folder.path(), "appendix.txt");
    let file = "format = \"rowmend-decisions/1\"\n\n[[decision]]\ndo = \"keep\"\nrecord = \"(Ball et al., 2010)\"\n\
        column = \"existing_cmos\"\nitem = \"High enough faith → risk management\"\nwho = \"AB\"\nwhy = \"C\"\n";
    fs::write(path.join("appendix.txt.decisions.toml"), file).unwrap();
    let list = listed(path, source);
    assert_eq!(list["undone"][0]["nearest"]["now"], "High enough trust → risk management");
    for output in [run(path, &["review", source, "--list"]), review(path, source, &["AB", "q"])] {
        ends(&output, 0);
        let text = out(&output);
        assert!(
            text.contains("stale decision, line 3 of appendix.txt.decisions.toml: keep"),
            "{text}"
        );
        assert!(text.contains("it names  High enough faith → risk management"), "{text}");
        assert!(text.contains("there is  High enough trust → risk management"), "{text}");
    }
}

#[test]
fn another_file_of_decisions_is_begun_and_nothing_else_is_looked_at() {
    let folder = sample("appendix.txt");
    let (path, source) = (folder.path(), "appendix.txt");
    ends(&review(path, source, &["AB", "a", "a", "q"]), 0);
    let before = decisions(path, source);
    let list = ["review", source, "--list", "--decisions", "anna.toml"];
    assert!(out(&run(path, &list)).contains("45 of 45 points open"));
    let id = "ball-2010.existing_cmos.0";
    let by = ["--accept", id, "--by", "Anna", "--why", "Looked", "--decisions", "anna.toml"];
    ends(&run(path, &[&["review", source][..], &by[..]].concat()), 0);
    assert!(fs::read_to_string(path.join("anna.toml")).unwrap().contains("who = \"Anna\""));
    assert_eq!(decisions(path, source), before);
}
