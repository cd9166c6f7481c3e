//! `rowmend decide`, and decisions beside a source, as a person uses them.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;
#[path = "support/sketch.rs"]
mod sketch;

use std::fs;
use std::path::Path;

use program::{ends, folder_with, run, told};
use tempfile::TempDir;

/// A dump with an open bracket, which is flagged.
const DUMP: &str = "Study\tPartnership type\tNew CMOs\n\
    (Allen et al., 2016)\tMerger\t• Shared vision (early → improved trust → reduced conflict\n\
    (Ball and Cho, 2010)\tAlliance\t• Clear aims for partners → improved faith → less conflict\n\
    (Zimmermann, 2012)\tMerger\t• Honest dialogue → openness → a sense of belonging\n";

fn folder() -> TempDir {
    folder_with(DUMP)
}

/// Puts the entries of a draft in force.
fn uncomment(path: &Path) {
    let draft = fs::read_to_string(path).unwrap();
    let head_ends = draft.find("\nformat").unwrap();
    let (head, entries) = draft.split_at(head_ends);
    let entries: Vec<String> = entries
        .lines()
        .map(|line| match line {
            "# who = \"\"" => "who = \"R.\"".to_owned(),
            "# why = \"\"" => "why = \"looked it up\"".to_owned(),
            line => line.strip_prefix("# ").unwrap_or(line).to_owned(),
        })
        .collect();
    fs::write(path, format!("{head}{}\n", entries.join("\n"))).unwrap();
}

#[test]
fn a_flag_is_decided_and_a_revision_makes_the_decision_stale() {
    let folder = folder();
    let path = folder.path();
    ends(&run(path, &["extract", "--strict", "a.txt"]), 1);
    ends(&run(path, &["decide", "a.txt"]), 0);
    // A draft decides nothing, and a second one adds nothing.
    let file = path.join("a.txt.decisions.toml");
    let draft = fs::read_to_string(&file).unwrap();
    ends(&run(path, &["extract", "--strict", "a.txt"]), 1);
    ends(&run(path, &["decide", "a.txt"]), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), draft);
    uncomment(&file);
    let output = run(path, &["extract", "--strict", "a.txt", "-o", "data"]);
    ends(&output, 0);
    assert!(told(&output).contains("decisions   1 applied"), "{}", told(&output));
    let trace = fs::read_to_string(path.join("data/a.txt.trace.json")).unwrap();
    assert!(trace.contains("looked it up"));
    ends(&run(path, &["extract", "--strict", "--no-decisions", "a.txt"]), 1);
    let output = run(path, &["explain", "a.txt", "allen-2016.new_cmos.0"]);
    assert!(told(&output).contains("decided: keep (R.;"), "{}", told(&output));

    fs::write(path.join("a.txt"), DUMP.replace("(early →", "(and early →")).unwrap();
    let output = run(path, &["extract", "--strict", "a.txt"]);
    ends(&output, 1);
    assert!(told(&output).contains("stale decision, line"), "{}", told(&output));
    // Whoever goes on with the data is told as well, in the terminal and in the workbook.
    let output = run(path, &["export", "a.txt", "-o", "a.xlsx"]);
    ends(&output, 0);
    assert!(told(&output).contains("not applied a.txt: stale decision, line"), "{}", told(&output));
    // What is open again is written down again, under what was decided.
    ends(&run(path, &["decide", "a.txt"]), 0);
    assert!(fs::read_to_string(&file).unwrap().contains("# item = \"Shared vision (and early"));
}

#[test]
fn decisions_may_lie_elsewhere_but_belong_to_one_document() {
    let folder = folder();
    let path = folder.path();
    ends(&run(path, &["decide", "a.txt", "-o", "elsewhere.toml"]), 0);
    uncomment(&path.join("elsewhere.toml"));
    ends(&run(path, &["extract", "--strict", "a.txt", "--decisions", "elsewhere.toml"]), 0);
    fs::write(path.join("b.txt"), DUMP).unwrap();
    let both = ["extract", "a.txt", "b.txt", "-o", "data", "--decisions", "elsewhere.toml"];
    ends(&run(path, &both), 2);
    ends(&run(path, &["decide", "a.txt", "--record", "nobody"]), 3);
    let output = run(path, &["decide", "a.txt", "--record", "ball-and-cho-2010", "-o", "-"]);
    ends(&output, 0);
    assert!(!told(&output).contains("[[decision]]"));
}

#[test]
fn a_decisions_file_with_a_mistake_is_told_with_its_place() {
    let folder = folder();
    let path = folder.path();
    let text = "format = \"rowmend-decisions/1\"\n\n[[decision]]\ndo = \"drop\"\nrecrod = \"x\"\n";
    fs::write(path.join("a.txt.decisions.toml"), text).unwrap();
    let output = run(path, &["extract", "a.txt"]);
    ends(&output, 2);
    assert!(
        told(&output).contains("error: a.txt.decisions.toml, line 5, column 1: unknown field"),
        "{}",
        told(&output)
    );
}

#[test]
fn a_profile_that_was_printed_is_taken_and_a_missing_column_is_told() {
    let folder = folder();
    let path = folder.path();
    let printed = run(path, &["profile", "a.txt"]);
    ends(&printed, 0);
    let profile = String::from_utf8(printed.stdout).unwrap();
    fs::write(path.join("house.toml"), &profile).unwrap();
    let plain = run(path, &["extract", "a.txt"]);
    let known = run(path, &["extract", "a.txt", "--profile", "house.toml"]);
    ends(&known, 0);
    assert_eq!(plain.stdout, known.stdout);
    for verb in [["tables", "a.txt"], ["stages", "a.txt"]] {
        let mut arguments = verb.to_vec();
        arguments.extend(["--profile", "house.toml"]);
        arguments.extend(if verb[0] == "stages" { vec!["--stage", "items"] } else { vec![] });
        ends(&run(path, &arguments), 0);
    }
    let other = profile.replace("header = [\"Partnership type\"]", "header = [\"Country\"]");
    fs::write(path.join("house.toml"), other).unwrap();
    let output = run(path, &["extract", "a.txt", "--strict", "--profile", "house.toml"]);
    ends(&output, 1);
    assert!(
        told(&output).contains("no table has the column \"partnership_type\""),
        "{}",
        told(&output)
    );
    fs::write(path.join("house.toml"), "format = \"rowmend-profile/2\"\n").unwrap();
    let output = run(path, &["extract", "a.txt", "--profile", "house.toml"]);
    ends(&output, 2);
    assert!(told(&output).contains("house.toml, line 1, column 10"), "{}", told(&output));
}

#[test]
fn check_applies_decisions_and_fails_naming_a_stale_one() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir(path.join("samples")).unwrap();
    fs::rename(path.join("a.txt"), path.join("samples/a.txt")).unwrap();
    ends(&run(path, &["decide", "samples/a.txt"]), 0);
    uncomment(&path.join("samples/a.txt.decisions.toml"));
    ends(&run(path, &["check"]), 1);
    ends(&run(path, &["accept"]), 0);
    ends(&run(path, &["check"]), 0);
    ends(&run(path, &["check", "--no-decisions"]), 1);
    // Another record changes: that is a difference, but the decision stands.
    fs::write(path.join("samples/a.txt"), DUMP.replace("openness", "candour")).unwrap();
    let output = run(path, &["check"]);
    ends(&output, 1);
    assert!(!told(&output).contains("stale"), "{}", told(&output));
    fs::write(path.join("samples/a.txt"), DUMP.replace("(early", "(late")).unwrap();
    let output = run(path, &["check"]);
    ends(&output, 1);
    assert!(told(&output).contains("stale decision, line"), "{}", told(&output));
    assert!(told(&output).contains("(Allen et al., 2016)"), "{}", told(&output));
    // What else differs is told beside it, and nothing can be accepted before the decision is mended.
    let dump = DUMP.replace("(early", "(late").replace("openness", "candour");
    fs::write(path.join("samples/a.txt"), dump).unwrap();
    let output = run(path, &["check"]);
    ends(&output, 1);
    assert!(told(&output).contains("stale decision, line"), "{}", told(&output));
    assert!(told(&output).contains("candour"), "{}", told(&output));
    assert!(!told(&output).contains("accept:"), "{}", told(&output));
}

#[test]
fn a_batch_reads_again_what_was_decided_anew() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir(path.join("papers")).unwrap();
    fs::rename(path.join("a.txt"), path.join("papers/a.txt")).unwrap();
    let batch = ["extract", "papers", "-o", "data", "--strict"];
    ends(&run(path, &batch), 1);
    ends(&run(path, &["decide", "papers/a.txt"]), 0);
    let file = path.join("papers/a.txt.decisions.toml");
    uncomment(&file);
    ends(&run(path, &batch), 0);
    assert!(
        fs::read_to_string(path.join("data/a.txt.trace.json")).unwrap().contains("looked it up")
    );
    fs::write(&file, "format = 1\n").unwrap();
    ends(&run(path, &batch), 2);
    fs::remove_file(&file).unwrap();
    ends(&run(path, &batch), 1);
}

/// One table in which a second one begins.
const FUSED: &str = "
    Table 1. Included studies
    | Study | Country | Findings |
    | Adams 2001 | UK | Shared aims help |
    | Brown 2002 | Peru | Clear roles help |
    | 3x1:Table 2. Costs of the studies |
    | Study | Cost | Paid by |
    | Clark 2003 | 120 | Council |
    | Davies 2004 | 90 | Council |
    | Evans 2005 | 60 | Ward |
    | | 340 | Ward |
";

#[test]
fn what_may_mend_a_table_is_offered_and_said_once_who_decides() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("a.docx"), sketch::word(FUSED)).unwrap();
    ends(&run(path, &["extract", "--strict", "a.docx"]), 1);
    ends(&run(path, &["decide", "a.docx"]), 0);
    let file = path.join("a.docx.decisions.toml");
    let draft = fs::read_to_string(&file).unwrap();
    let split = "# [[decision]]\n# do = \"split-table\"\n# table = \"Table 1. Included studies\"\n\
        # row = \"Table 2. Costs of the studies\"\n";
    assert!(draft.contains(&format!("## or\n{split}")), "{draft}");
    assert!(draft.contains(
        "# do = \"keep\"\n# table = \"Table 1. Included studies\"\n# notice = \"tables-in-one\"\n"
    ));
    // A flag can be right as it stands, or the table be another; and it is said where it stands.
    let missing = draft.split("## key-missing").nth(1).unwrap();
    for part in ["table 1, row 9", "after \"Evans 2005\"", "do = \"keep\"", "## or\n"] {
        assert!(missing.contains(part), "{missing}");
    }
    assert!(missing.contains("# do = \"note\"\n# table = "), "{missing}");
    // The person takes one of them, and says who and why once.
    let decided = draft
        .replace("# [by]\n# who = \"\"\n# why = \"\"", "[by]\nwho = \"R.\"\nwhy = \"looked\"")
        .replace(split, &split.replace("# ", ""));
    fs::write(&file, decided).unwrap();
    let output = run(path, &["extract", "a.docx", "-o", "data"]);
    ends(&output, 0);
    assert!(told(&output).contains("in 2 tables"), "{}", told(&output));
    assert!(told(&output).contains("decisions   1 applied"), "{}", told(&output));
    let output = run(path, &["explain", "data/a.docx.json", "clark-2003"]);
    assert!(told(&output).contains("decided: split-table (R.;"), "{}", told(&output));
    // What is open in the tables as they are now.
    ends(&run(path, &["decide", "a.docx"]), 0);
    let again = fs::read_to_string(&file).unwrap();
    assert_eq!(again.matches("do = \"split-table\"").count(), 1, "{again}");
    // A row that is gone is told by extract and by check.
    fs::write(
        path.join("a.docx"),
        sketch::word(&FUSED.replace("Table 2. Costs", "Table 2. Prices")),
    )
    .unwrap();
    let output = run(path, &["extract", "--strict", "a.docx"]);
    ends(&output, 1);
    let stale =
        "stale decision, line 18 (split-table \"Table 1. Included studies\"): there is no row";
    assert!(told(&output).contains(stale), "{}", told(&output));
}

#[test]
fn stale_decisions_name_the_nearest_text_where_it_is_told_to() {
    let folder = folder();
    let path = folder.path();
    let file = path.join("a.txt.decisions.toml");
    ends(&run(path, &["decide", "--retarget", "a.txt"]), 2);
    let head =
        "format = \"rowmend-decisions/1\"\n\n[by] # once\nwhy = \"looked it up\"\nwho = \"R.\"\n";
    let table = "\n# The title was none.\n[[decision]]\ndo = \"note\" # a note\nrow = \"(Ball & Cho, 2010)\"\n";
    let item = "\n[[decision]]\ndo = \"set\"\nrecord = \"(Zimmermann, 2012)\"\ncolumn = \"new_cmos\"\n\
        item = \"Honest dialogues → openness → sense of belonging\" # seen\nto = \"Honest → open\"\n";
    let strange = "\n[[decision]]\ndo = \"drop\"\nrecord = \"(Nobody, 1950)\"\ntext = \"\"\"\nMerger\nx\"\"\"\n";
    let split = "\n[[decision]]\ndo = \"split\"\nrecord = \"(Allen et al., 2016)\"\ncolumn = \"new_cmos\"\n\
        item = \"Shared visions (early → improved trust → reduced conflict\"\n\
        into = [\"Shared visions (early\", \"improved trust → reduced conflict\"]\n";
    let all = format!("{head}{table}{item}{strange}{split}");
    fs::write(&file, &all).unwrap();
    let output = run(path, &["decide", "--retarget", "a.txt"]);
    ends(&output, 0);
    let said = told(&output);
    assert!(
        said.contains("line 8: \"(Ball & Cho, 2010)\" is \"(Ball and Cho, 2010)\" now"),
        "{said}"
    );
    assert!(said.contains("line 19: left as it is: there is no study"), "{said}");
    // New letters for an item do not go with the parts that it is divided into.
    assert!(said.contains("line 26: left as it is") && said.contains("changes words"), "{said}");
    assert!(said.contains("2 stale decisions retargeted; look at each"), "{said}");
    let expected = all
        .replace(
            "row = \"(Ball & Cho, 2010)\"\n",
            "# row = \"(Ball & Cho, 2010)\"\nrow = \"(Ball and Cho, 2010)\"\n",
        )
        .replace(
            "item = \"Honest dialogues → openness → sense of belonging\" # seen\n",
            "# item = \"Honest dialogues → openness → sense of belonging\" # seen\n\
             item = \"Honest dialogue → openness → a sense of belonging\"\n",
        );
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    let output = run(path, &["extract", "a.txt"]);
    assert!(told(&output).contains("decisions   2 applied"), "{}", told(&output));
    // There is nothing more to mend, and nothing is written.
    ends(&run(path, &["decide", "--retarget", "a.txt"]), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
}
