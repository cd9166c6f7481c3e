//! What a reviewer would write about a revision.

#![allow(clippy::unwrap_used)]

use rowmend::unstable::canon;
use rowmend::unstable::diff::{Style, apply, diff, to_html, to_markdown, to_stat, to_text};
use rowmend::unstable::record::Document;

/// A table of studies, one a line: `ID: chain; chain`, steps parted by a `>` between blanks.
fn document(studies: &str) -> Document {
    let records: Vec<serde_json::Value> = studies
        .trim()
        .lines()
        .map(|line| {
            let (id, chains) = line.trim().split_once(':').unwrap();
            let items: Vec<_> = chains
                .split(';')
                .map(|chain| chain.split(" > ").map(str::trim).collect::<Vec<_>>())
                .map(|steps| serde_json::json!({ "steps": steps }))
                .collect();
            serde_json::json!({ "id": id, "cells": { "study": id, "cmos": items } })
        })
        .collect();
    let document = serde_json::json!({
        "format": "rowmend/1",
        "tables": [{
            "id": "table-1",
            "title": null,
            "columns": [
                {"key": "study", "header": "Study", "kind": "text"},
                {"key": "cmos", "header": "CMOs", "kind": "list"},
            ],
            "notes": [],
            "records": records,
        }],
    });
    canon::document(document.to_string().as_bytes()).unwrap()
}

#[track_caller]
fn tells(before: &str, after: &str, expected: &str) {
    let told = to_text(&diff(&document(before), &document(after)), Style::Plain);
    let told: Vec<&str> = told.lines().map(str::trim_end).collect();
    let expected: Vec<&str> = expected.trim_matches('\n').lines().collect();
    assert_eq!(told, expected, "\n{}", told.join("\n"));
}

#[test]
fn an_inserted_chain_changes_nothing_after_it() {
    tells(
        "allen-2016: Shared vision > trust > synergy; Clear aims > faith > less conflict; Staff churn > mistrust",
        "allen-2016: Shared vision > trust > synergy; A new board > oversight; Clear aims > faith > less conflict; Staff churn > mistrust",
        "
table-1
  allen-2016
    cmos.1 added: {+A new board → oversight+}
1 change: item added 1",
    );
}

#[test]
fn a_study_whose_key_was_mended_is_the_same_study() {
    tells(
        "aveteres-2016: Shared vision > trust > synergy; Clear aims > faith > less conflict\nball-2010: Staff churn > mistrust",
        "allen-2016: Shared vision > trust > synergy; Clear aims > faith > less conflict\nball-2010: Staff churn > mistrust",
        "
table-1
  aveteres-2016
    id is now allen-2016
    study: [-aveteres-]{+allen+}-2016
2 changes: record renamed 1, value changed 1",
    );
}

#[test]
fn a_chain_that_goes_to_another_study_moved() {
    tells(
        "allen-2016: Shared vision > trust > synergy; Clear aims > faith > less conflict\nball-2010: Staff churn > mistrust",
        "allen-2016: Shared vision > trust > synergy\nball-2010: Clear aims > faith > less conflict; Staff churn > mistrust",
        "
table-1
  allen-2016
    cmos.1 moved to ball-2010.cmos.0: Clear aims → faith → less conflict
1 change: item moved 1",
    );
}

#[test]
fn a_reworded_step_shows_its_words() {
    tells(
        "allen-2016: Shared vision of partners > improved trust > synergy",
        "allen-2016: Shared vision of all partners > improved trust",
        "
table-1
  allen-2016
    cmos.0 changed:
      step 0: Shared vision of {+all +}partners
      step 2 removed: [-synergy-]
1 change: item changed 1",
    );
}

#[test]
fn a_study_taken_out_of_another_takes_its_chains_along() {
    tells(
        "crump-2014: Shared vision > trust > synergy; Clear aims > faith > less conflict",
        "crump-2014: Shared vision > trust > synergy\ndickinson-2013: Clear aims > faith > less conflict",
        "
table-1
  crump-2014
    cmos.1 moved to dickinson-2013.cmos.0: Clear aims → faith → less conflict
  dickinson-2013
    record added: dickinson-2013
      study: {+dickinson-2013+}
2 changes: item moved 1, record added 1",
    );
}

#[test]
fn words_side_by_side_are_one_replacement() {
    tells(
        "allen-2016: Shared vision > improved trust in partners > synergy",
        "allen-2016: Shared vision > less open conflict in partners > synergy",
        "
table-1
  allen-2016
    cmos.0 changed:
      step 1: [-improved trust-]{+less open conflict+} in partners
1 change: item changed 1",
    );
}

#[test]
fn a_comma_is_a_word_of_its_own() {
    tells(
        "allen-2016: Shared vision > improved trust, in partners > synergy",
        "allen-2016: Shared vision > improved trust in partners > synergy",
        "
table-1
  allen-2016
    cmos.0 changed:
      step 1: improved trust[-,-] in partners
1 change: item changed 1",
    );
}

#[test]
fn a_diff_that_does_not_fit_is_refused() {
    let a = document("allen-2016: Shared vision > trust; A board > oversight");
    let b = document("allen-2016: Shared vision > trust");
    let other = document("allen-2016: Shared vision > trust; A panel > a vote");
    let forth = diff(&a, &b);
    assert_eq!(apply(&a, &forth).unwrap(), b);
    let refused = apply(&other, &forth).unwrap_err();
    assert_eq!(refused, "allen-2016.cmos.1 reads otherwise");
    assert!(apply(&b, &forth).unwrap_err().contains("no item 1"));
    let mut twice = diff(&b, &a);
    twice.changes.push(twice.changes[0].clone());
    assert!(apply(&b, &twice).unwrap_err().contains("two values are to come to index 1"));
}

/// Two documents with one change of each tone, whose words try to be markup.
fn hostile() -> (Document, Document) {
    (
        document(
            "allen-2016: Shared vision > trust > synergy; Clear aims > faith > less conflict; Staff <b>churn</b> > mistrust\nball-2010: A *board* > oversight_of_all",
        ),
        document(
            "allen-2016: Shared vision > trust > synergy; Staff <script>alert(1)</script> churn & more > mistrust\nball-2010: A *board* > oversight_of_all; Clear aims > faith > less conflict; @someone [x](y) | z > #1",
        ),
    )
}

#[test]
fn colours_show_what_went_what_came_and_what_moved() {
    let (a, b) = hostile();
    let told = to_text(&diff(&a, &b), Style::Colour);
    assert!(told.contains("Staff <\u{1b}[31;9mb>churn</b>\u{1b}[0m"), "{told}");
    assert!(told.contains("\u{1b}[32m"), "{told}");
    assert!(told.contains("\u{1b}[34mcmos.1 moved to ball-2010.cmos.1: "), "{told}");
}

#[test]
fn a_document_cannot_steer_the_terminal() {
    let a = document("allen-2016: Shared vision > trust");
    let b = document("allen-2016: Shared vision > trust \u{1b}[2J and more");
    assert!(!to_text(&diff(&a, &b), Style::Plain).contains('\u{1b}'));
}

#[test]
fn markdown_shows_words_and_takes_none_of_them_for_markup() {
    let (a, b) = hostile();
    let told = to_markdown(&diff(&a, &b));
    let expected = r"3 changes: item added 1, item changed 1, item moved 1

## table-1

### allen-2016

- cmos.1 moved to ball-2010.cmos.1: Clear aims → faith → less conflict
- cmos.2 changed:
  - step 0: Staff &lt;<del>b&gt;churn&lt;/b&gt;</del><ins>script&gt;alert(1)&lt;/script&gt; churn &amp; more</ins>

### ball-2010

- cmos.2 added: <ins>@<!-- -->someone \[x\](y) \| z → #<!-- -->1</ins>
";
    assert_eq!(told, expected, "\n{told}");
    assert_eq!(to_markdown(&diff(&a, &a)), "No differences.\n");
}

#[test]
fn the_web_page_is_well_formed_and_safe() {
    let (a, b) = hostile();
    let page = to_html(&diff(&a, &b), "a & <b>.docx", "c.pdf");
    assert!(page.contains("<title>a &amp; &lt;b&gt;.docx → c.pdf</title>"));
    assert!(page.contains("<ins>script&gt;alert(1)&lt;/script&gt; churn &amp; more</ins>"));
    assert!(page.contains("<li class=\"moved\">cmos.1 moved to ball-2010.cmos.1"));
    assert!(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"));
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("<html lang=\"en\">"));
    // What is not in the head is XML as well, so that a parser tells whether all tags close.
    let main = &page[page.find("<main>").unwrap()..page.find("</body>").unwrap()];
    let mut reader = quick_xml::Reader::from_str(main);
    reader.config_mut().check_end_names = true;
    let mut open = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => open += 1,
            quick_xml::events::Event::End(_) => open -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    assert!(to_html(&diff(&a, &a), "a", "a").contains("No differences."));
}

#[test]
fn the_statistic_counts_by_record() {
    let (a, b) = hostile();
    let told = to_stat(&diff(&a, &b), Style::Plain);
    let expected = " table-1/allen-2016 | 2 ~>
 table-1/ball-2010  | 1 +
3 changes: item added 1, item changed 1, item moved 1
";
    assert_eq!(told, expected, "\n{told}");
    assert_eq!(to_stat(&diff(&a, &a), Style::Plain), "");
}

#[test]
fn an_item_that_was_divided_is_told_as_divided() {
    let whole = "allen-2016: A > B; Shared vision > trust > synergy Clear aims > faith; C > D";
    let parts = "allen-2016: A > B; Shared vision > trust > synergy; Clear aims > faith; C > D";
    tells(
        whole,
        parts,
        "
table-1
  allen-2016
    cmos.1 divided into 2: Shared vision → trust → synergy Clear aims → faith
      cmos.1: Shared vision → trust → synergy
      cmos.2: Clear aims → faith
1 change: item split 1",
    );
    tells(
        parts,
        whole,
        "
table-1
  allen-2016
    cmos.1 joined of 2: Shared vision → trust → synergy Clear aims → faith
      cmos.1: Shared vision → trust → synergy
      cmos.2: Clear aims → faith
1 change: item joined 1",
    );
}

#[test]
fn a_table_that_comes_first_renumbers_the_others_in_one_line() {
    let a = document("allen-2016: Shared vision > trust > synergy");
    let mut b = document("ball-2010: A board > oversight");
    b.tables[0].columns[1].key = "aims".to_owned();
    b.tables[0].records[0].cells.0[1].0 = "aims".to_owned();
    b.tables.extend(a.tables.clone());
    b.tables[1].id = "table-2".to_owned();
    let told = to_text(&diff(&a, &b), Style::Plain);
    let expected = "table-1
  table added: 1 record
    ball-2010
  1 table is numbered anew
2 changes: table added 1, table renamed 1
";
    assert_eq!(told, expected, "\n{told}");
}
