//! `rowmend report OLD NEW`: what its page is told. What a browser does with it is tried by `tests/browser`.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{DUMP, ends, folder_with, out, run, told};
use serde_json::Value as Json;
use tempfile::TempDir;

/// Two tables as they are revised: of the second the caption, the name of a column, a note and a value.
const OLD: &str = "Table 1. Kept as it is\nStudy\tDesign\nHaddad (2018)\tletter\n\n\
    Table 2. Characteristics\nStudy\tDesign\tN\nAllen (2016)\tcohort study\t120\n\
    Ball (2010)\tcase report\t85\nEvans (2020)\ttrial\t64\nNote. Numbers are those at the beginning.\n";

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).display().to_string()
}

/// What the page of `b.txt` after `a.txt` is told.
fn of_dumps(old: &str, new: &str) -> Json {
    let folder = folder_with(old);
    fs::write(folder.path().join("b.txt"), new).unwrap();
    told_in(&folder, &["report", "a.txt", "b.txt"], "b.txt.changes.html")
}

fn told_in(folder: &TempDir, arguments: &[&str], page: &str) -> Json {
    ends(&run(folder.path(), arguments), 0);
    data(&fs::read_to_string(folder.path().join(page)).unwrap())
}

fn data(page: &str) -> Json {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

fn list<'j>(of: &'j Json, name: &str) -> &'j Vec<Json> {
    of[name].as_array().unwrap()
}

fn entries(data: &Json) -> Vec<&Json> {
    list(data, "parts").iter().flat_map(|part| list(part, "changes")).collect()
}

/// The entry that tells of a change of this kind.
fn entry<'j>(data: &'j Json, kind: &str) -> &'j Json {
    let own = |entry: &&&Json| list(entry, "kinds").iter().any(|own| own == kind);
    entries(data).iter().find(own).unwrap_or_else(|| panic!("no {kind} in {}", data["parts"]))
}

/// The text of a dump that an entry lights up on one side, a piece for each place.
fn lit(data: &Json, entry: &Json, side: usize) -> Vec<String> {
    let own = &data["sides"][side];
    let lines = list(&own["view"], "lines");
    let number = |json: &Json| usize::try_from(json.as_u64().unwrap()).unwrap();
    let values = entry["lit"][side].as_array().unwrap().iter().map(number);
    let spans = values.flat_map(|at| own["values"][at][0].as_array().unwrap());
    let text = |span: &Json| {
        let [line, first, last] = [0, 1, 2].map(|at| number(&span[at]));
        let line = lines[line - 1].as_str().unwrap().chars();
        line.skip(first - 1).take(last + 1 - first).collect::<String>()
    };
    spans.map(text).collect()
}

#[test]
fn a_step_that_reads_otherwise_lights_up_alone_on_both_sides() {
    let data = of_dumps(DUMP, &DUMP.replace("improved faith", "greater faith"));
    let [entry] = entries(&data)[..] else { panic!("{}", data["parts"]) };
    assert_eq!(lit(&data, entry, 0), ["improved faith"]);
    assert_eq!(lit(&data, entry, 1), ["greater faith"]);
    assert_eq!(data["parts"][0]["name"], "(Ball and Cho, 2010)");
    assert_eq!(entry["id"], "item-changed:table-1/ball-and-cho-2010.new_cmos.0");
    let words = &entry["lines"][1][2];
    assert!(
        words.as_array().unwrap().contains(&serde_json::json!(["gone", "improved"])),
        "{words}"
    );
}

#[test]
fn what_one_side_lacks_is_told_near_what_stands_before_it() {
    let row = "(Diaz, 2024)\tNetwork\t• Shared training → mutual respect\n";
    let more = DUMP.replace("(Zimmermann", &format!("{row}(Zimmermann"));
    for (old, new, kind, side) in
        [(DUMP, more.as_str(), "record-added", 1), (more.as_str(), DUMP, "record-removed", 0)]
    {
        let data = of_dumps(old, new);
        let entry = entry(&data, kind);
        assert!(lit(&data, entry, side).contains(&"Shared training".to_owned()), "{entry}");
        assert!(lit(&data, entry, 1 - side).is_empty());
        let near = usize::try_from(entry["near"][1 - side].as_u64().unwrap()).unwrap();
        // Ball and Cho stand in the third line.
        assert_eq!(data["sides"][1 - side]["values"][near][0][0][0], 3);
    }
}

#[test]
fn captions_columns_and_notes_light_up_where_they_stand() {
    let new = OLD
        .replace("Table 2. Characteristics", "Table 2. Characteristics of the studies")
        .replace("\tN\n", "\tParticipants\n")
        .replace("at the beginning", "at the end")
        .replace("case report", "case series");
    let data = of_dumps(OLD, &new);
    for (kind, old, new) in [
        ("title-changed", "Table 2. Characteristics", "Table 2. Characteristics of the studies"),
        ("column-changed", "N", "Participants"),
        ("note-changed", "at the beginning", "at the end"),
        ("value-changed", "case report", "case series"),
    ] {
        let entry = entry(&data, kind);
        assert!(lit(&data, entry, 0).concat().contains(old), "{kind}: {:?}", lit(&data, entry, 0));
        assert!(lit(&data, entry, 1).concat().contains(new), "{kind}: {:?}", lit(&data, entry, 1));
    }
    assert_eq!(entries(&data).len(), 4, "{}", data["parts"]);
}

#[test]
fn what_is_told_once_lights_up_everywhere() {
    let old = "Study\tDesign\tN\nAllen (2016)\tcohort\t120\nBall (2010)\tcohort\t85\nEvans (2020)\ttrial\t64\n";
    let data = of_dumps(old, &old.replace("cohort", "cohort study"));
    let entry = entry(&data, "value-changed");
    assert_eq!(entry["count"], 2);
    assert_eq!(entry["id"], "value-changed:table-1.design");
    assert_eq!(lit(&data, entry, 1), ["cohort study", "cohort study"]);
}

#[test]
fn every_change_is_told_and_every_place_is_there() {
    let folder = TempDir::new().unwrap();
    for (old, new) in [
        ("docx/appendix.docx", "pdf/appendix.pdf"),
        ("recognised/appendix.hocr", "docx/appendix.docx"),
        ("docx/groups-in-groups.docx", "dump/title-and-note.txt"),
    ] {
        let (old, new) = (sample(old), sample(new));
        let data = told_in(
            &folder,
            &["report", &old, &new, "--images", "none", "-o", "page.html", "--no-decisions"],
            "page.html",
        );
        let diff = run(folder.path(), &["diff", &old, &new, "--format", "json"]);
        let diff: Json = serde_json::from_str(&out(&diff)).unwrap();
        let sum: u64 = entries(&data).iter().map(|entry| entry["count"].as_u64().unwrap()).sum();
        assert_eq!(sum, diff["changes"].as_array().unwrap().len() as u64);
        let mut ids: Vec<&str> =
            entries(&data).iter().map(|entry| entry["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), entries(&data).len(), "each has a link of its own");
        for entry in entries(&data) {
            for side in [0, 1] {
                let values = list(&data["sides"][side], "values");
                for at in entry["lit"][side].as_array().unwrap() {
                    assert!((at.as_u64().unwrap() as usize) < values.len());
                }
            }
            let both = [0, 1].map(|side| !entry["lit"][side].as_array().unwrap().is_empty());
            assert!(both[0] || both[1], "{entry} lights up nothing");
        }
    }
}

#[test]
fn versions_without_a_change_say_so() {
    let data = of_dumps(DUMP, DUMP);
    assert_eq!(data["count"], 0);
    assert!(entries(&data).is_empty());
}

#[test]
fn tables_may_all_be_gone() {
    let data = of_dumps(DUMP, "Nothing but prose stands here.\n");
    assert!(data["sides"][1]["told"][0].as_str().unwrap().contains("empty document"));
    assert!(lit(&data, entry(&data, "table-removed"), 0).contains(&"Merger".to_owned()));
}

#[test]
fn decisions_beside_each_are_applied_unless_they_are_not_wanted() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    fs::write(path.join("b.txt"), DUMP).unwrap();
    let decided = "format = \"rowmend-decisions/1\"\n\n[[decision]]\ndo = \"set\"\nrecord = \"(Allen et al., 2016)\"\n\
        column = \"partnership_type\"\ntext = \"Merger\"\nto = \"Alliance\"\nwho = \"R. Lee\"\nwhy = \"Page 3\"\n";
    fs::write(path.join("b.txt.decisions.toml"), decided).unwrap();
    let page = "b.txt.changes.html";
    let data = told_in(&folder, &["report", "a.txt", "b.txt"], page);
    assert_eq!(data["sides"][1]["told"][0], "1 decision applied");
    assert_eq!(
        lit(&data, entry(&data, "value-changed"), 1),
        ["Merger"],
        "it is lit as it is printed"
    );
    let data = told_in(&folder, &["report", "a.txt", "b.txt", "--no-decisions"], page);
    assert_eq!(data["count"], 0);
}

#[test]
fn of_many_pages_those_with_a_change_are_shown() {
    let words = fs::read_to_string(sample("recognised/appendix.tsv")).unwrap();
    let mut lines: Vec<String> = words
        .lines()
        .filter(|line| line.starts_with('l') || line.split('\t').nth(1) == Some("1"))
        .map(str::to_owned)
        .collect();
    for page in 2..=60 {
        lines.push(format!("1\t{page}\t0\t0\t0\t0\t0\t0\t3508\t2481\t-1\t"));
    }
    let old = lines.join("\n") + "\n";
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("old.tsv"), &old).unwrap();
    fs::write(folder.path().join("new.tsv"), old.replace("\tMerger\n", "\tAlliance\n")).unwrap();
    let data = told_in(&folder, &["report", "old.tsv", "new.tsv"], "new.tsv.changes.html");
    assert!(data["count"].as_u64().unwrap() > 0);
    assert!(
        list(&data["sides"][1], "told").is_empty(),
        "nothing is wrong with words without pictures"
    );
    let skipped: Vec<u64> =
        list(&data["sides"][1], "skipped").iter().map(|page| page.as_u64().unwrap()).collect();
    assert_eq!(skipped, (2..=60).collect::<Vec<u64>>());
    let page = fs::read_to_string(folder.path().join("new.tsv.changes.html")).unwrap();
    assert_eq!(page.matches("<section class=\"leaf\"").count(), 2);
}

#[test]
fn texts_of_markup_stay_texts() {
    let evil = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>";
    let folder = folder_with(DUMP);
    fs::write(folder.path().join("b.txt"), DUMP.replace("Shared vision", evil)).unwrap();
    ends(&run(folder.path(), &["report", "a.txt", "b.txt"]), 0);
    let page = fs::read_to_string(folder.path().join("b.txt.changes.html")).unwrap();
    assert!(!page.contains("alert(1)</script>") && !page.contains("<img"), "it is escaped");
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains("default-src 'none'; img-src data:; script-src 'sha256-"));
    assert!(!page.contains("innerHTML") && !page.contains("connect-src"));
    assert_eq!(lit(&data(&page), entries(&data(&page))[0], 1), [evil]);
}

#[test]
fn what_is_about_one_source_is_refused_with_two() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    fs::write(path.join("b.txt"), DUMP).unwrap();
    for more in
        [&["--sample", "3"][..], &["--compare", "x.toml", "y.toml"], &["--decisions", "x.toml"]]
    {
        let refused = run(path, &[&["report", "a.txt", "b.txt"], more].concat());
        ends(&refused, 2);
        assert!(told(&refused).contains("two are named"), "{}", told(&refused));
    }
    ends(&run(path, &["report", "-", "-"]), 2);
    ends(&run(path, &["extract", "a.txt", "-o", "data"]), 0);
    let refused = run(path, &["report", "data/a.txt.json", "b.txt"]);
    ends(&refused, 3);
    assert!(told(&refused).contains("name the document"), "{}", told(&refused));
    let page = path.join("b.txt.changes.html");
    fs::write(&page, "<p>my notes</p>").unwrap();
    ends(&run(path, &["report", "a.txt", "b.txt"]), 5);
    assert_eq!(fs::read_to_string(&page).unwrap(), "<p>my notes</p>");
    ends(&run(path, &["report", "a.txt", "b.txt", "--force"]), 0);
    assert!(told(&run(path, &["report", "a.txt", "b.txt"])).contains("no change"));
}
