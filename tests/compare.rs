//! `rowmend decide SOURCE --compare A.toml B.toml`: two people's decisions about one document, and what they
//! agree on.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{ends, err, out, run, told};
use serde_json::Value;
use tempfile::TempDir;

const HEAD: &str = "format = \"rowmend-decisions/1\"\n";

/// An entry about a value.
fn entry(who: &str, action: &str, place: &str, more: &str) -> String {
    format!(
        "\n[[decision]]\ndo = \"{action}\"\n{place}\n{more}who = \"{who}\"\nwhy = \"{who} looked\"\n"
    )
}

const BALL: &str = "record = \"(Ball et al., 2010)\"\ncolumn = \"existing_cmos\"\n\
    item = \"High enough trust → risk management\"";
const CERESTE: &str = "record = \"(Cereste et al., 2003)\"\n\
    column = \"mandated_voluntary_where_clear\"\ntext = \"Mandated\"";
const DRIVER: &str =
    "record = \"(Dickinson & Glasby, 2013)\"\ncolumn = \"key_driver\"\ntext = \"Care quality\"";
const PARTNERSHIP: &str = "record = \"(Dickinson & Glasby, 2013)\"\ncolumn = \"partnership_type\"\ntext = \"Integrated care\"";
const ERENS: &str =
    "record = \"(Erens et al., 2017)\"\ncolumn = \"study\"\ntext = \"(Erens et al., 2017)\"";
/// No flag is there.
const ALLEN: &str = "record = \"(Allen et al., 2016)\"\ncolumn = \"key_driver\"";

/// The appendix, and what two people decided: three points alike, two otherwise, one each alone.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/dump/appendix.txt");
    fs::copy(sample, folder.path().join("appendix.txt")).unwrap();
    let step = format!("{BALL}\nstep = \"risk management\"");
    let anna = [
        entry("Anna", "set", &step, "to = \"less risk\"\n"),
        entry("Anna", "keep", CERESTE, ""),
        entry("Anna", "keep", DRIVER, "flags = [\"row-divided\"]\n"),
        entry("Anna", "keep", PARTNERSHIP, ""),
        entry("Anna", "keep", ERENS, ""),
    ];
    let bert = [
        entry("Bert", "set", BALL, "to = \"High enough trust -> less risk\"\n"),
        entry("Bert", "keep", CERESTE, "flags = [\"leak-moved\"]\n"),
        entry("Bert", "set", DRIVER, "to = \"Quality of care\"\n"),
        entry("Bert", "drop", PARTNERSHIP, ""),
    ];
    fs::write(folder.path().join("anna.toml"), HEAD.to_owned() + &anna.concat()).unwrap();
    fs::write(folder.path().join("bert.toml"), HEAD.to_owned() + &bert.concat()).unwrap();
    folder
}

fn compared(folder: &Path) -> Value {
    let words =
        ["decide", "appendix.txt", "--compare", "anna.toml", "bert.toml", "--format", "json"];
    let output = run(folder, &words);
    ends(&output, 0);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn outcome<'v>(compared: &'v Value, id: &str) -> &'v Value {
    let points = compared["points"].as_array().unwrap();
    &points.iter().find(|own| own["id"] == id).unwrap_or_else(|| panic!("{id}"))["outcome"]
}

#[test]
fn points_are_compared_by_what_comes_of_them_and_not_by_their_entries() {
    let folder = folder();
    let told = compared(folder.path());
    assert_eq!(told["format"], "rowmend-compare/1");
    // The one says a step, the other the whole item; the one names flags, the other none.
    assert_eq!(outcome(&told, "ball-2010.existing_cmos.0"), "agree");
    assert_eq!(outcome(&told, "cereste-2003.mandated_voluntary_where_clear"), "agree");
    assert_eq!(outcome(&told, "dickinson-glasby-2013.key_driver"), "differ");
    assert_eq!(outcome(&told, "dickinson-glasby-2013.partnership_type"), "differ");
    assert_eq!(outcome(&told, "erens-2017.study"), "only-a");
    assert_eq!(outcome(&told, "2007.study"), "neither");
    let counts = &told["counts"];
    assert_eq!(
        [2, 2, 1, 0],
        ["agree", "differ", "only_a", "only_b"].map(|key| counts[key].as_u64().unwrap())
    );
    assert_eq!(counts["points"], 45);
    assert_eq!(told["agreement"], 0.5);
    // Of four points keep 3/1, set 1/2, drop 0/1: (.5 - .3125) / (1 - .3125).
    assert_eq!(told["kappa"], 0.2727);
}

#[test]
fn places_without_a_flag_are_compared_where_somebody_decided_about_them() {
    let folder = folder();
    let path = folder.path();
    let extracted = run(path, &["extract", "appendix.txt"]);
    let data: Value = serde_json::from_slice(&extracted.stdout).unwrap();
    let records = data["tables"][0]["records"].as_array().unwrap();
    let allen = records.iter().find(|own| own["id"] == "allen-2016").unwrap();
    let text = allen["cells"]["key_driver"].as_str().unwrap();
    let place = format!("{ALLEN}\ntext = \"{text}\"");
    for (who, to) in [("Anna", "One"), ("Bert", "Two")] {
        let file = path.join(format!("{}.toml", who.to_lowercase()));
        let own = fs::read_to_string(&file).unwrap();
        fs::write(&file, own + &entry(who, "set", &place, &format!("to = \"{to}\"\n"))).unwrap();
    }
    let told = compared(path);
    assert_eq!(outcome(&told, "allen-2016.key_driver"), "differ");
    assert_eq!(told["counts"]["points"], 46);
}

#[test]
fn decisions_on_tables_are_compared_too() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/dump/group-year.txt");
    fs::copy(sample, path.join("appendix.txt")).unwrap();
    let row =
        |who: &str, action: &str, row: &str| entry(who, action, &format!("row = \"{row}\""), "");
    let (before, since) = ("Studies before 2013", "Studies since 2013");
    let anna = [row("Anna", "group", before), row("Anna", "group", since)];
    let bert = [row("Bert", "group", before), row("Bert", "note", since)];
    fs::write(path.join("anna.toml"), HEAD.to_owned() + &anna.concat()).unwrap();
    fs::write(path.join("bert.toml"), HEAD.to_owned() + &bert.concat()).unwrap();
    let told = compared(path);
    let outcomes: Vec<&Value> =
        told["points"].as_array().unwrap().iter().map(|own| &own["outcome"]).collect();
    assert_eq!(outcomes, ["agree", "differ"], "{told}");
}

#[test]
fn what_is_told_of_tables_is_compared_too() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let row = "| Allen 2016 | 1 | Ball 2017 | 2 |\n| Cole 2018 | 3 | Diaz 2019 | 4 |\n\n";
    let table = |number: usize| {
        format!("Table {number}. Costs\n\n| Study | n | Study | n |\n|---|---|---|---|\n{row}")
    };
    fs::write(path.join("appendix.txt"), [1, 2, 3].map(table).concat()).unwrap();
    let text = "2 studies stand side by side in each of its rows, and come out as one record";
    let notice = format!("notice = \"studies-side-by-side\"\ntext = \"{text}\"");
    let keep = |who: &str, table: usize| {
        entry(who, "keep", &format!("table = \"Table {table}. Costs\"\n{notice}"), "")
    };
    let none = entry("Bert", "no-table", "table = \"Table 2. Costs\"", "");
    let anna = [keep("Anna", 1), keep("Anna", 2), keep("Anna", 3)];
    fs::write(path.join("anna.toml"), HEAD.to_owned() + &anna.concat()).unwrap();
    fs::write(path.join("bert.toml"), HEAD.to_owned() + &keep("Bert", 1) + &none).unwrap();
    let told = compared(path);
    let outcomes = [1, 2, 3].map(|table| {
        outcome(&told, &format!("table-{table}:studies-side-by-side")).as_str().unwrap().to_owned()
    });
    assert_eq!(outcomes, ["agree", "differ", "only-a"], "{told}");
    assert_eq!(told["counts"]["points"], 3);
    let words =
        ["decide", "appendix.txt", "--compare", "anna.toml", "bert.toml", "-o", "both.toml"];
    ends(&run(path, &words), 0);
    let made = fs::read_to_string(path.join("both.toml")).unwrap();
    assert!(made.contains(&format!("{notice}\nwho = \"Anna and Bert\"")), "{made}");
}

#[test]
fn the_consensus_is_a_decisions_file_and_is_never_written_over_a_persons() {
    let folder = folder();
    let path = folder.path();
    let words =
        ["decide", "appendix.txt", "--compare", "anna.toml", "bert.toml", "-o", "both.toml"];
    let output = run(path, &words);
    ends(&output, 0);
    assert!(err(&output).contains("both.toml: 2 points in force, 3 to choose"), "{}", err(&output));
    let text = out(&output);
    for line in [
        "agreement   50.0 % of 4",
        "kappa       0.27",
        "differ: dickinson-glasby-2013.key_driver",
        "bert.toml, line 21: set → Quality of care",
        "anna.toml alone: erens-2017.study",
        "nobody decided:",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let file = path.join("both.toml");
    let made = fs::read_to_string(&file).unwrap();
    assert_eq!(
        made.matches("\nwho = \"Anna and Bert\"\nwhy = \"Anna looked; Bert looked\"").count(),
        2,
        "{made}"
    );
    assert!(
        made.contains("## dickinson-glasby-2013.key_driver: they differ\n##   anna.toml, line"),
        "{made}"
    );
    assert!(made.contains("# to = \"Quality of care\"\n# who = \"Bert\""), "{made}");
    let applied = run(path, &["extract", "appendix.txt", "--decisions", "both.toml", "-o", "out"]);
    ends(&applied, 0);
    assert!(told(&applied).contains("decisions   2 applied"), "{}", told(&applied));
    // What nobody changed is written anew; what somebody did is kept.
    fs::write(path.join("bert.toml"), HEAD).unwrap();
    ends(&run(path, &words), 0);
    assert_ne!(fs::read_to_string(&file).unwrap(), made);
    fs::write(&file, made.replace("# [[decision]]", "[[decision]]")).unwrap();
    let output = run(path, &words);
    ends(&output, 5);
    assert!(err(&output).contains("so it is kept"), "{}", err(&output));
}

#[test]
fn kappa_is_said_to_be_undefined_where_it_is() {
    let folder = folder();
    fs::copy(folder.path().join("anna.toml"), folder.path().join("bert.toml")).unwrap();
    let keeps = HEAD.to_owned() + &entry("Anna", "keep", CERESTE, "");
    fs::write(folder.path().join("anna.toml"), keeps).unwrap();
    let told = compared(folder.path());
    assert_eq!(told["kappa"], Value::Null);
    assert!(told["kappa_undefined"].as_str().unwrap().contains("chance alone"), "{told}");
    assert_eq!(told["agreement"], 1.0);
}

/// The page as data.
fn page(folder: &Path, more: &[&str]) -> Value {
    let words = [&["report", "appendix.txt", "-o", "page.html", "--force"], more].concat();
    ends(&run(folder, &words), 0);
    let page = fs::read_to_string(folder.join("page.html")).unwrap();
    let json = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(json).unwrap()
}

#[test]
fn whoever_works_on_a_file_of_their_own_sees_nothing_of_anothers() {
    let folder = folder();
    let path = folder.path();
    fs::copy(path.join("bert.toml"), path.join("appendix.txt.decisions.toml")).unwrap();
    let data = page(path, &["--decisions", "anna.toml"]);
    assert_eq!(data["decisions"]["name"], "anna.toml");
    assert!(data["decisions"].to_string().contains("Anna") && !data.to_string().contains("Bert"));
    // A file that is not there yet is begun.
    let data = page(path, &["--decisions", "carla.toml"]);
    assert_eq!(data["decisions"], serde_json::json!({ "name": "carla.toml" }));
    assert!(!data.to_string().contains("Bert"));
}

#[test]
fn the_page_for_consensus_holds_what_they_did_not_decide_alike() {
    let folder = folder();
    let path = folder.path();
    let data = page(path, &["--compare", "anna.toml", "bert.toml"]);
    assert_eq!(data["decisions"]["name"], "appendix.txt.consensus.toml");
    let points = data["compare"]["points"].as_array().unwrap();
    let outcomes: Vec<&str> = points.iter().map(|own| own["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["differ", "differ", "only-a"]);
    assert!(points.iter().all(|own| own["decided"] == false));
    assert_eq!(
        data["decisions"]["entries"].as_array().unwrap().len(),
        2,
        "what they agree on is there"
    );
    assert_eq!(points[0]["sides"][1][0]["who"], "Bert");
    // Whoever goes on from a consensus has less to decide.
    let words =
        ["decide", "appendix.txt", "--compare", "anna.toml", "bert.toml", "-o", "both.toml"];
    ends(&run(path, &words), 0);
    let more =
        fs::read_to_string(path.join("both.toml")).unwrap() + &entry("Both", "keep", ERENS, "");
    fs::write(path.join("both.toml"), more).unwrap();
    let data = page(path, &["--compare", "anna.toml", "bert.toml", "--decisions", "both.toml"]);
    let decided: Vec<bool> = data["compare"]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["decided"] == true)
        .collect();
    assert_eq!(decided, [false, false, true]);
    assert_eq!(data["decisions"]["name"], "both.toml");
}
