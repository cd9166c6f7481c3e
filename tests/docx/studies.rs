//! From the cells of a Word table to studies: keys, lists, and what is data although it looks like a mark.

use super::*;
use rowmend::unstable::pipeline::{Extraction, Options as Ingest, ingest};
use rowmend::unstable::record::{Code, Kind, Record, Value};

fn extract(rows: &[String]) -> Extraction {
    let numbering = lists::numbering();
    let bytes = document(&table(rows), &[("word/numbering.xml", &numbering)]);
    let source = Source::new("a.docx", bytes, &Limits::default()).unwrap();
    ingest(&source, &Ingest::default()).unwrap()
}

fn words(value: &Value) -> String {
    match value {
        Value::List(items) => {
            items.iter().map(|item| item.steps.join(" > ")).collect::<Vec<_>>().join(" | ")
        }
        Value::Citation(citation) => citation.text.clone().unwrap_or_default(),
        Value::Text(text) => text.clone().unwrap_or_default(),
    }
}

fn column(made: &Extraction, key: &str) -> Vec<String> {
    let records = &made.document.tables[0].records;
    records.iter().map(|record| words(record.cells.get(key).unwrap())).collect()
}

fn kinds(made: &Extraction) -> Vec<Kind> {
    made.document.tables[0].columns.iter().map(|column| column.kind).collect()
}

fn ids(made: &Extraction) -> Vec<&str> {
    made.document.tables[0].records.iter().map(|record| record.id.as_str()).collect()
}

fn codes(record: &Record) -> Vec<Code> {
    record.flags.iter().map(|flag| flag.code).collect()
}

#[test]
fn a_number_that_does_not_count_items_is_data() {
    let made = extract(&[
        row(&["Item", "Studies", "Effect"]),
        row(&["1. Eligibility", "(4) (3) (8)", "– 0.45*"]),
        row(&["2. Random order", "(7) (11)", "* 0.2"]),
        row(&["3. Hidden order", "(6) (9)", "0.31**"]),
        row(&["4. Alike at start", "(3)", "+ 0.4"]),
    ]);
    assert_eq!(column(&made, "item")[0], "1. Eligibility");
    assert_eq!(column(&made, "studies"), ["(4) (3) (8)", "(7) (11)", "(6) (9)", "(3)"]);
    assert_eq!(column(&made, "effect"), ["– 0.45*", "* 0.2", "0.31**", "+ 0.4"]);
    assert_eq!(kinds(&made), [Kind::Text; 3]);
    assert_eq!(ids(&made)[..2], ["1-eligibility", "2-random-order"]);
}

#[test]
fn a_number_that_runs_counts_items_beyond_nine() {
    let many: String = (1..13).map(|number| p(&format!("{number}. Step {number}"))).collect();
    let made = extract(&[
        row(&["Study", "Steps"]),
        row(&["Adler 2017", &many]),
        row(&["Brandt 2019", &(p("a) walk") + &p("b) rest"))]),
    ]);
    let steps = column(&made, "steps");
    assert_eq!(steps[0].split(" | ").count(), 12);
    assert!(steps[0].ends_with("Step 11 | Step 12"), "{}", steps[0]);
    assert_eq!(steps[1], "walk | rest");
}

#[test]
fn items_of_a_real_list_stand_whatever_their_letters() {
    let content = lists::item(1, 0, "Walks")
        + &lists::item(1, 1, "in the park")
        + &lists::item(1, 1, "at home")
        + &lists::item(1, 0, "Talks");
    let made = extract(&[
        row(&["Study", "Aims"]),
        row(&["Adler 2017", &content]),
        row(&["Brandt 2019", &lists::item(1, 0, "Rest")]),
    ]);
    assert_eq!(column(&made, "aims"), ["Walks | in the park | at home | Talks", "Rest"]);
}

#[test]
fn bullets_within_a_line_part_items() {
    let made = extract(&[
        row(&["Study", "Aims"]),
        row(&["Adler 2017", "• Walks • Talks"]),
        row(&["Brandt 2019", "• Rest • walks"]),
    ]);
    assert_eq!(column(&made, "aims"), ["Walks | Talks", "Rest | walks"]);
}

#[test]
fn a_semicolon_parts_chains_and_lists_by_nothing_else() {
    let made = extract(&[
        row(&["Study", "Chains", "Places"]),
        row(&["Adler 2017", "Walks -> calm; talks -> trust", "Oslo; Rome"]),
        row(&["Brandt 2019", "Rest -> calm", "Lima; Bonn"]),
        row(&["Costa 2020", "Play -> trust", "Kyiv"]),
    ]);
    assert_eq!(column(&made, "chains")[0], "Walks > calm; | talks > trust");
    assert_eq!(kinds(&made), [Kind::Citation, Kind::List, Kind::Text]);
    // The trace says that no bullet stands there.
    let told: Vec<Code> = made.trace.repairs.iter().map(|repair| repair.code).collect();
    assert_eq!(told, [Code::BoundaryUnmarked]);
}

#[test]
fn the_key_is_found_wherever_it_stands() {
    let studies = [("Adler", "2017"), ("Brandt", "2019"), ("Costa", "2012"), ("Dahl", "2018")];
    let of = |head: &[&str], cells: &dyn Fn(usize, &str, &str) -> Vec<String>| {
        let mut rows = vec![row(head)];
        for (at, (name, year)) in studies.iter().enumerate() {
            let cells = cells(at, name, year);
            rows.push(row(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        extract(&rows)
    };
    let numbered = of(&["No.", "Author (year)", "Aim"], &|at, name, year| {
        vec![(at + 1).to_string(), format!("{name} et al. ({year})"), "same".to_owned()]
    });
    assert_eq!((numbered.keys[0], ids(&numbered)[0]), (1, "adler-2017"));
    let linked = of(&["Link", "Study", "Aim"], &|at, name, year| {
        vec![format!("https://doi.org/10.1/{at}"), format!("{name} {year}"), "same".to_owned()]
    });
    assert_eq!((linked.keys[0], ids(&linked)[1]), (1, "brandt-2019"));
    let apart = of(&["Year", "Author", "Aim"], &|_, name, year| {
        vec![year.to_owned(), format!("{name} et al."), "same".to_owned()]
    });
    assert_eq!((apart.keys[0], ids(&apart)[2]), (1, "costa-2012"));
    let Value::Citation(citation) = &apart.document.tables[0].records[2].cells.0[1].1 else {
        panic!("no citation")
    };
    assert_eq!((citation.year, citation.text.as_deref()), (Some(2012), Some("Costa et al.")));
    let coded = of(&["Study ID", "Source", "Aim"], &|at, name, year| {
        vec![format!("S0{at}"), format!("{name}, {year}, On trust"), "same".to_owned()]
    });
    assert_eq!((coded.keys[0], ids(&coded)[3]), (1, "dahl-2018"));
}

#[test]
fn a_study_named_once_names_all_its_rows() {
    let made = extract(&[
        row(&["Study", "Metric", "Grain"]),
        row(&["Adler (2017)", "richness", "local"]),
        row(&["", "evenness", "local"]),
        row(&["", "turnover", "wide"]),
        row(&["Brandt (2019)", "richness", "local"]),
    ]);
    assert_eq!(column(&made, "study")[..3], ["Adler (2017)"; 3]);
    assert_eq!(ids(&made), ["adler-2017", "adler-2017-2", "adler-2017-3", "brandt-2019"]);
    assert!(made.document.tables[0].records.iter().all(|record| record.flags.is_empty()));
    let carried = made.trace.repairs.iter().filter(|repair| repair.code == Code::KeyCarried);
    assert_eq!(carried.count(), 2);
}

#[test]
fn one_blank_key_among_many_is_missing_and_flagged() {
    let names = ["Adler", "Brandt", "Costa", "", "Dahl", "Ekman"];
    let mut rows = vec![row(&["Study", "Metric", "Grain"])];
    rows.extend(names.iter().map(|name| row(&[name, "richness", "local"])));
    let made = extract(&rows);
    let record = &made.document.tables[0].records[3];
    assert_eq!(record.cells.get("study"), Some(&Value::Text(None)));
    assert_eq!(codes(record), [Code::KeyMissing]);
}

#[test]
fn a_table_that_numbers_its_rows_says_where_one_is_missing() {
    let mut rows = vec![row(&["No.", "Study"])];
    rows.extend(
        (1..=9).filter(|n| *n != 4).map(|n| row(&[&n.to_string(), &format!("Adler {}", 2000 + n)])),
    );
    let made = extract(&rows);
    let notice = made.trace.notices.iter().find(|notice| notice.code == "rows-numbered-otherwise");
    assert_eq!(
        notice.map(|notice| notice.message.as_str()),
        Some("table 1: its rows are numbered to 9, and 8 came out; 4 is missing")
    );
}

/// The titles of the tables of a document, as its words have them.
fn titles(body: &str) -> Vec<Option<String>> {
    let source = Source::new("a.docx", document(body, &[]), &Limits::default()).unwrap();
    let made = ingest(&source, &Ingest::default()).unwrap();
    made.document.tables.iter().map(|table| table.title.clone()).collect()
}

#[test]
fn the_heading_of_an_appendix_is_no_title_where_one_stands_nearer() {
    let bold = |text: &str| format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>");
    let rows = |study: &str| {
        table(&[
            row(&["Study", "Line"]),
            row(&[study, "1 exp gait/"]),
            row(&["Baker 2017", "2 or/1"]),
        ])
    };
    let over = bold("S1 Appendix. Search strategies");
    let own = |name: &str, study: &str| bold(name) + &rows(study);
    let told = |text: &str| Some(text.to_owned());
    let body =
        over.clone() + &own("MEDLINE (Ovid)", "Allen 2016") + &own("Embase (Ovid)", "Cole 2018");
    assert_eq!(titles(&body), [told("MEDLINE (Ovid)"), told("Embase (Ovid)")]);
    // Where it is alone it is what the table is called.
    assert_eq!(titles(&(over + &rows("Allen 2016"))), [told("S1 Appendix. Search strategies")]);
}

#[test]
fn a_caption_in_the_frame_is_the_title_and_not_the_heading_over_it() {
    let bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Annex 2: Search</w:t></w:r></w:p>";
    let wide = cell("<w:gridSpan w:val=\"2\"/>", "Table A2.1: Searches by database");
    let rows = [
        row(&[&wide]),
        row(&["Database", "Hits"]),
        row(&["MEDLINE", "412"]),
        row(&["Embase", "377"]),
    ];
    let title = titles(&(bold.to_owned() + &table(&rows)));
    assert_eq!(title, [Some("Table A2.1: Searches by database".to_owned())]);
}

/// Text copied from a typeset page holds them: who looks for "configuration" is to find it.
#[test]
fn ligatures_are_letters_wherever_they_stand() {
    let made = extract(&[
        row(&["Study", "Con\u{FB01}guration", "E\u{FB00}ect"]),
        row(&["Gri\u{FB03}n 2019", "sta\u{FB00} \u{2192} work\u{FB02}ow", "m\u{B2}"]),
        row(&["Diaz 2020", "of\u{FB01}ce", "b"]),
    ]);
    let headers = made.document.tables[0].columns.iter().map(|column| column.header.as_str());
    assert_eq!(headers.collect::<Vec<_>>(), ["Study", "Configuration", "Effect"]);
    assert_eq!(ids(&made), ["griffin-2019", "diaz-2020"]);
    assert_eq!(column(&made, "study"), ["Griffin 2019", "Diaz 2020"]);
    assert_eq!(column(&made, "configuration"), ["staff > workflow", "office"]);
    assert_eq!(column(&made, "effect"), ["m\u{B2}", "b"]);
}

/// Pasted from web pages, Word documents are full of them: a text is what it is without them.
#[test]
fn signs_of_layout_are_no_text_wherever_they_stand() {
    for sign in ['\u{AD}', '\u{200B}', '\u{2060}', '\u{FEFF}'] {
        let made = extract(&[
            row(&[&format!("Stu{sign}dy"), &format!("{sign}Aim{sign}"), "Result"]),
            row(&[
                &format!("{sign}Lee 2019"),
                &format!("to wal{sign}k {sign} far"),
                &format!("a{sign}"),
            ]),
            row(&["Diaz 2020", &sign.to_string(), "b"]),
        ]);
        let headers = made.document.tables[0].columns.iter().map(|column| column.header.as_str());
        assert_eq!(headers.collect::<Vec<_>>(), ["Study", "Aim", "Result"], "{sign:?}");
        assert_eq!(ids(&made), ["lee-2019", "diaz-2020"], "{sign:?}");
        assert_eq!(column(&made, "study"), ["Lee 2019", "Diaz 2020"], "{sign:?}");
        assert_eq!(column(&made, "aim"), ["to walk far", ""], "{sign:?}");
    }
}
