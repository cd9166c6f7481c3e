//! Dumps about invented studies of rivers: diseases that need a document that teaches its words.

use rowmend::unstable::ledger::Confidence::Likely;
use rowmend::unstable::record::Code;
use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::truth::{Truth, golden};

const RIVERS: Truth = Truth {
    title: None,
    notes: &[],
    columns: &[("Paper", Citation), ("River", Text), ("Findings", List), ("Scale", Text)],
    rows: &[
        &[
            "(Anders et al., 2009)",
            "Lowland river",
            "Wider flood plain → more storage → lower flood peaks\nOld meanders opened → slower flow → more fish",
            "Regional",
        ],
        &[
            "(Ito, 2011)",
            "Mountain brook",
            "Check dams removed → free passage → more fish\nBanks planted → cooler water → more insects",
            "Local",
        ],
        &[
            "(Keller & Roth, 2012)",
            "Tidal creek",
            "Dyke moved back → more storage → lower flood peaks\nSalt marsh restored → slower flow → less erosion",
            "Regional",
        ],
        &[
            "(Petrov et al., 2014)",
            "Mountain brook",
            "Banks planted → less erosion → clearer water\nCo-financed works → shared upkeep → lasting repairs",
            "Local",
        ],
        &[
            "(Quist, 2016)",
            "Lowland river",
            "Drains blocked → more storage → lower flood peaks\nGravel added → clearer water → more insects",
            "Local",
        ],
        &[
            "(Sanna et al., 2019)",
            "Tidal creek",
            "Tide gates opened → free passage → more fish\nFarmers paid → shared upkeep → lasting repairs",
            "Regional",
        ],
    ],
    flags: &[],
    own_notes: &[],
};

/// A healthy line for each row, under the header.
fn lines() -> Vec<String> {
    let mut lines = vec!["Paper\tRiver\tFindings\tScale\n".to_owned()];
    for row in RIVERS.rows {
        if let [paper, river, findings, scale] = row {
            let findings = findings.replace('\n', " • ");
            lines.push(format!("{paper}\t{river}\t• {findings}\t{scale}\n"));
        }
    }
    lines
}

/// Makes the dumps and their goldens.
pub(crate) fn make(files: &mut Files) {
    let mut add = |name: &str, text: String, truth: Truth| {
        files.push((format!("samples/dump/{name}"), text.into_bytes()));
        files.push((format!("golden/dump/{name}.json"), golden(&[truth])));
    };
    let whole = lines().concat();
    add(
        "ghost-line.txt",
        whole.replace("(Petrov et al.,", "\n(Petnov et al.\tMountaln brock\t\t\n(Petrov et al.,"),
        Truth {
            flags: &[
                (3, 0, None, Code::GhostLeftOut, Likely),
                (3, 1, None, Code::GhostLeftOut, Likely),
            ],
            ..RIVERS
        },
    );
    add(
        "leaked-value.txt",
        whole
            .replace("clearer water → more insects\tLocal", "clearer water → more insects Local\t"),
        Truth { flags: &[(4, 3, None, Code::LeakMoved, Likely)], ..RIVERS },
    );
    add(
        "vanished-column.txt",
        // The second page lost the empty column of the rivers: its first cell is the key's.
        whole.replace(
            "slower flow → less erosion\tRegional\n",
            "slower flow →\tRegional\n\n\tless erosion\t\n\n",
        ),
        Truth { flags: &[(2, 2, None, Code::ColumnInferred, Likely)], ..RIVERS },
    );
    add(
        "lost-arrow.txt",
        whole.replace(
            "Drains blocked → more storage → lower",
            "Drains blocked → more storage lower",
        ),
        Truth { flags: &[(4, 2, Some(0), Code::ArrowLost, Likely)], ..RIVERS },
    );
    add(
        "line-pages.txt",
        whole.replace(
            "(Quist, 2016)\tLowland river\t• Drains blocked → more storage → lower flood peaks • Gravel added → clearer water → more insects\tLocal\n",
            "\n(Quist,\tLowland\t• Drains blocked →\tLocal\n2016)\triver\tmore storage →\t\n\t\tlower flood peaks\t\n\t\t• Gravel added →\t\n\t\tclearer water →\t\n\t\tmore insects\t\n\n",
        ),
        RIVERS,
    );
    add("hyphen-at-line-end.txt", whole.replace("Co-financed", "Co- financed"), RIVERS);
    add(
        "arrow-open.txt",
        whole.replace("shared upkeep → lasting repairs\tRegional", "shared upkeep →\tRegional"),
        Truth { rows: OPEN, flags: &[(5, 2, Some(1), Code::ArrowOpen, Likely)], ..RIVERS },
    );
    add(
        "group-rows.txt",
        whole
            .replace("(Anders", "Studies with a control reach\t\t\t\n(Anders")
            .replace("(Petrov", "Studies without a control reach\t\t\t\n(Petrov"),
        Truth { rows: GROUPED, ..RIVERS },
    );
    add(
        "group-year.txt",
        // A year in a sub-heading makes it no study.
        whole
            .replace("(Anders", "Studies before 2013\t\t\t\n(Anders")
            .replace("(Petrov", "Studies since 2013\t\t\t\n(Petrov"),
        Truth { rows: BY_YEAR, ..RIVERS },
    );
}

const OPEN: &[&[&str]] = &[
    RIVERS.rows[0],
    RIVERS.rows[1],
    RIVERS.rows[2],
    RIVERS.rows[3],
    RIVERS.rows[4],
    &[
        "(Sanna et al., 2019)",
        "Tidal creek",
        "Tide gates opened → free passage → more fish\nFarmers paid → shared upkeep",
        "Regional",
    ],
];

const GROUPED: &[&[&str]] = &[
    &["Studies with a control reach"],
    RIVERS.rows[0],
    RIVERS.rows[1],
    RIVERS.rows[2],
    &["Studies without a control reach"],
    RIVERS.rows[3],
    RIVERS.rows[4],
    RIVERS.rows[5],
];

const BY_YEAR: &[&[&str]] = &[
    &["Studies before 2013"],
    RIVERS.rows[0],
    RIVERS.rows[1],
    RIVERS.rows[2],
    &["Studies since 2013"],
    RIVERS.rows[3],
    RIVERS.rows[4],
    RIVERS.rows[5],
];
