//! What a person knows of the tables of a house: columns by their headers, vocabularies, marks.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use rayon::prelude::*;
use rowmend::unstable::golden::Places;
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::profile::{Profile, file};
use rowmend::unstable::record::{Code, Kind, Value};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::{canon, decide};

const HEAD: &str = "format = \"rowmend-profile/1\"\n";

fn profile(text: &str) -> Profile {
    file::parse("house.toml", &format!("{HEAD}{text}")).unwrap()
}

fn read(
    name: &str,
    bytes: &[u8],
    options: &Options,
) -> Result<Extraction, rowmend::unstable::error::Error> {
    ingest(&Source::new(name, bytes.to_vec(), &Limits::default())?, options)
}

fn with(dump: &str, profile: Profile) -> Extraction {
    read("a.txt", dump.as_bytes(), &Options { profile, ..Options::default() }).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The profile that is written to start from says what the table says, so it changes nothing.
#[test]
fn the_inferred_profile_changes_no_byte() {
    let places = Places { samples: root().join("samples"), golden: root().join("golden") };
    let is_same = |sample: &&String| {
        let bytes = std::fs::read(places.samples.join(sample)).unwrap();
        let Ok(plain) = read("x", &bytes, &Options::default()) else { return false };
        let text = file::of("x", &plain.document, &plain.keys);
        let profile = file::parse("house.toml", &text).unwrap();
        let again = read("x", &bytes, &Options { profile, ..Options::default() }).unwrap();
        assert_eq!(again.document, plain.document, "{sample}\n{text}");
        assert_eq!(again.trace, plain.trace, "{sample}");
        true
    };
    let compared = places.all_samples().unwrap().par_iter().filter(is_same).count();
    assert!(compared > 10);
}

/// A dump whose house prints other signs for arrows and bullets says the same.
#[test]
fn marks_of_the_house_are_marks() {
    let dump = std::fs::read_to_string(root().join("samples/dump/appendix.txt")).unwrap();
    let golden = std::fs::read(root().join("golden/dump/appendix.txt.json")).unwrap();
    let golden = canon::document(&golden).unwrap();
    for (arrow, bullet) in [("»", "#"), ("~>>", "¤")] {
        let house = dump.replace('→', arrow).replace(['•', '\u{F0B7}'], bullet);
        let marks = format!("[marks]\narrows = [\"{arrow}\"]\nbullets = [\"{bullet}\"]\n");
        let made = with(&house, profile(&marks));
        assert_eq!(made.document, golden, "{arrow}");
        assert_ne!(with(&house, Profile::default()).document, golden, "{arrow}");
        // What is left out is told as it was printed.
        let arrows = made.trace.left_out.iter().filter(|left| left.text == arrow);
        assert!(arrows.count() > 100);
    }
    // In a text column they are signs like any other.
    let text = "Study\tAims\tNote\n(A, 2001)\t# Talk » trust # Meet » faith\tsee » there #1\n\
        (B, 2002)\t# Walk » calm # Read » hope\tnone\n";
    let made = with(
        text,
        profile(
            "[marks]\narrows = [\"»\"]\nbullets = [\"#\"]\n\
             [[column]]\nkey = \"note\"\nheader = \"Note\"\nkind = \"text\"\n",
        ),
    );
    let record = &made.document.tables[0].records[0];
    assert_eq!(record.cells.get("note"), Some(&Value::Text(Some("see » there #1".to_owned()))));
    let Some(Value::List(items)) = record.cells.get("aims") else { panic!("no list") };
    assert_eq!(items[0].steps, ["Talk", "trust"]);
    assert_eq!(items.len(), 2);
}

const DUMP: &str = "No\tAuthor (Year)\tType of partnership\tFindings\n\
    1\t(Allen, 2016)\tMerger\t• Shared vision → improved trust\n\
    2\t(Ball, 2010)\tmerger\t• Clear aims → improved faith\n\
    3\t(Cho, 2012)\tAlliance\t• Honest dialogue → openness\n";

const KNOWN: &str = "key = \"study\"\n\
    [[column]]\nkey = \"study\"\nheader = [\"Study\", \"Author (year)\"]\nkind = \"citation\"\n\
    [[column]]\nkey = \"partnership\"\nheader = [\"Partnership type\", \"TYPE of  Partnership\"]\n\
    values = [\"Merger\", \"Alliance\"]\n";

#[test]
fn columns_are_known_by_their_headers() {
    let made = with(DUMP, profile(KNOWN));
    let table = &made.document.tables[0];
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["no", "study", "partnership", "findings"]);
    // The header stays as printed.
    assert_eq!(table.columns[1].header, "Author (Year)");
    assert_eq!(table.columns[1].kind, Kind::Citation);
    let ids: Vec<&str> = table.records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, ["allen-2016", "ball-2010", "cho-2012"]);
    assert!(made.trace.notices.is_empty());
    canon::check(&made.document).unwrap();
}

#[test]
fn a_value_outside_of_the_vocabulary_is_flagged_and_stays() {
    let made = with(DUMP, profile(KNOWN));
    let flagged: Vec<_> = made.document.tables[0]
        .records
        .iter()
        .flat_map(|record| record.flags.iter().map(|flag| (record.id.as_str(), flag)))
        .collect();
    let [(record, flag)] = flagged[..] else { panic!("{flagged:?}") };
    assert_eq!((record, flag.column.as_str()), ("ball-2010", "partnership"));
    assert_eq!(flag.code, Code::ValueUnlisted);
    let value = made.document.tables[0].records[1].cells.get("partnership");
    assert_eq!(value, Some(&Value::Text(Some("merger".to_owned()))));
    // A decision names the study by the key column of the profile, and settles the flag.
    let decisions = decide::file::parse(
        "d",
        "format = \"rowmend-decisions/1\"\n[[decision]]\ndo = \"set\"\nrecord = \"(Ball, 2010)\"\n\
         column = \"partnership\"\ntext = \"merger\"\nto = \"Merger\"\nwho = \"R.\"\nwhy = \"a slip\"\n",
    )
    .unwrap();
    let options = Options { profile: profile(KNOWN), decisions, ..Options::default() };
    let made = read("a.txt", DUMP.as_bytes(), &options).unwrap();
    assert!(made.document.tables[0].records.iter().all(|record| record.flags.is_empty()));
}

#[test]
fn a_column_that_is_not_there_is_told() {
    let more = "[[column]]\nkey = \"country\"\nheader = \"Country\"\n";
    let made = with(DUMP, profile(&format!("{KNOWN}{more}")));
    let [notice] = &made.trace.notices[..] else { panic!("{:?}", made.trace.notices) };
    assert_eq!(notice.code, "profile-column-missing");
    assert_eq!(
        notice.message,
        "no table has the column \"country\" of the profile (under \"Country\"); there are \"No\", \
         \"Author (Year)\", \"Type of partnership\", \"Findings\""
    );
    let made = with(DUMP, profile(&format!("{KNOWN}{more}optional = true\n")));
    assert!(made.trace.notices.is_empty());
}

#[test]
fn rows_of_the_house_are_what_the_profile_says() {
    let dump = "Study\tSample\tOutcome\n\
        (first author)\tn\tas reported\n\
        Setting: town\t\t\n\
        Allen 2016\t12\tfewer falls\n\
        Ball 2010\t30\tmore visits\n\
        Mean of all\t21\t\n\
        Setting: country\t\t\n\
        Cole 2011\t14\tnone\n";
    let rows = "[rows]\nheader = 2\ngroups = [\"^Setting:\"]\nnot-studies = [\"^Mean\"]\n";
    let made = with(dump, profile(rows));
    let table = &made.document.tables[0];
    let headers: Vec<&str> = table.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["Study / (first author)", "Sample / n", "Outcome / as reported"]);
    let records: Vec<(&str, Option<&str>)> =
        table.records.iter().map(|record| (record.id.as_str(), record.group.as_deref())).collect();
    let (town, country) = (Some("Setting: town"), Some("Setting: country"));
    assert_eq!(records, [("allen-2016", town), ("ball-2010", town), ("cole-2011", country)]);
    assert!(table.notes.iter().any(|note| note.contains("Mean of all | 21")), "{:?}", table.notes);
    assert_eq!(made.trace.accounting.unaccounted, 0);
    let wrong = file::parse("house.toml", &format!("{HEAD}[rows]\ngroups = [\"(\"]\n"));
    assert!(wrong.unwrap_err().to_string().contains("is no regular expression"));
}

#[test]
fn a_column_may_be_known_by_its_position() {
    let dump = "Study\t\tOutcome\nAllen 2016\t12\tfewer falls\nBall 2010\t30\tmore visits\n";
    let column = "[[column]]\nkey = \"sample\"\nposition = 2\n";
    let made = with(dump, profile(column));
    let keys: Vec<&str> =
        made.document.tables[0].columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["study", "sample", "outcome"]);
    let nowhere = with(dump, profile("[[column]]\nkey = \"sample\"\nposition = 7\n"));
    assert!(nowhere.trace.notices.iter().any(|notice| notice.message.contains("at position 7")));
}

#[test]
fn a_kind_that_is_told_is_not_inferred() {
    let text = "[[column]]\nkey = \"findings\"\nheader = \"Findings\"\nkind = \"text\"\n";
    let made = with(DUMP, profile(text));
    let value = made.document.tables[0].records[0].cells.get("findings");
    let text = "• Shared vision → improved trust".to_owned();
    assert_eq!(value, Some(&Value::Text(Some(text))));
}

#[test]
fn what_is_wrong_in_a_profile_is_told_with_its_place() {
    for (text, told) in [
        (
            "[[column]]\nkey = \"Study\"\nheader = \"S\"\n",
            "line 2, column 1: the key \"Study\" is not in snake_case",
        ),
        ("[[column]]\nkey = \"a\"\nheder = \"S\"\n", "line 4, column 1: unknown field `heder`"),
        (
            "[[column]]\nkey = \"a\"\nheader = \"S\"\nkind = \"chain\"\n",
            "line 5, column 8: unknown variant `chain`",
        ),
        ("key = \"b\"\n", "line 2, column 7: the key column \"b\" is none of the columns"),
        ("[marks]\narrows = [\"a>\"]\n", "line 3, column 11: the arrow \"a>\" must be signs"),
        (
            "[marks]\nbullets = [\"##\"]\n",
            "line 3, column 12: the bullet \"##\" must be a single sign",
        ),
        (
            "[[column]]\nkey = \"a\"\nheader = \"S\"\n[[column]]\nkey = \"b\"\nheader = \"s.\"\n",
            "line 5, column 1: the header \"s.\" is that of \"a\" already",
        ),
    ] {
        let message = file::parse("house.toml", &format!("{HEAD}{text}")).unwrap_err().to_string();
        assert!(message.starts_with("house.toml, line"), "{message}");
        assert!(message.contains(told), "{message}");
    }
}
