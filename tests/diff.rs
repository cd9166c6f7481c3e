//! What a reviewer would write about a revision.

#![allow(clippy::unwrap_used)]

use rowmend::canon;
use rowmend::diff::{Style, diff, to_text};
use rowmend::record::Document;

/// A table of studies, one a line: `ID: chain; chain`, steps parted by `>`.
fn document(studies: &str) -> Document {
    let records: Vec<serde_json::Value> = studies
        .trim()
        .lines()
        .map(|line| {
            let (id, chains) = line.trim().split_once(':').unwrap();
            let items: Vec<_> = chains
                .split(';')
                .map(|chain| chain.split('>').map(str::trim).collect::<Vec<_>>())
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
    id: [-aveteres-2016-]{+allen-2016+}
    study: [-aveteres-2016-]{+allen-2016+}
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
    record added: {+dickinson-2013 with 0 items+}
2 changes: item moved 1, record added 1",
    );
}
