//! PDFs whose tables run over pages, each with one way for a page break to fall.

use std::error::Error;

use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::paper::Part::{Foot, Header, Line, Row};
use crate::paper::{Page, Rulings, print};
use crate::truth::{Truth, golden};

const EDGES: &[f64] = &[60.0, 170.0, 270.0, 530.0];
const HEADER: &[&str] = &["Study", "Country", "Findings"];
const COLUMNS: &[(&str, rowmend::unstable::record::Kind)] =
    &[("Study", Citation), ("Country", Text), ("Findings", List)];

/// Rows that stand on one page, to teach the document's ways.
const FIRST: &[&str] = &[
    "Adler (2009)",
    "Norway",
    "• Shared records → fewer questions asked\ntwice\n• Joint visits → quicker decisions",
];
const SECOND: &[&str] = &[
    "Bello et al. (2012)",
    "Kenya",
    "• Named contact → fewer lost referrals\n• Travel costs paid → more visits kept",
];
const LAST: &[&str] = &[
    "Novak (2021)",
    "Poland",
    "• Evening clinics → more visits kept\n• Shared records → more trust",
];

const FIRST_TRUE: &[&str] = &[
    "Adler (2009)",
    "Norway",
    "Shared records → fewer questions asked twice\nJoint visits → quicker decisions",
];
const SECOND_TRUE: &[&str] = &[
    "Bello et al. (2012)",
    "Kenya",
    "Named contact → fewer lost referrals\nTravel costs paid → more visits kept",
];
const LAST_TRUE: &[&str] =
    &["Novak (2021)", "Poland", "Evening clinics → more visits kept\nShared records → more trust"];

const STUDIES: Truth =
    Truth { title: None, notes: &[], columns: COLUMNS, rows: &[], flags: &[], own_notes: &[] };

/// A document whose table runs over pages.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) rulings: Rulings,
    pub(crate) pages: Vec<Page>,
    pub(crate) truth: Vec<Truth>,
}

/// Makes the PDFs and their goldens.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    for Case { name, rulings, pages, truth } in cases() {
        files.push((format!("samples/pdf/break-{name}.pdf"), print(rulings, &pages)?));
        files.push((format!("golden/pdf/break-{name}.pdf.json"), golden(&truth)));
    }
    Ok(())
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: &'static str, rulings, pages: &[Page], truth: &[Truth]| {
        cases.push(Case { name, rulings, pages: pages.to_vec(), truth: truth.to_vec() });
    };
    add(
        "key-wraps",
        Rulings::Grid,
        &[
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(FIRST),
                    Row(&[
                        "Castellano, Dupont",
                        "Switzerland",
                        "• Weekly meetings → fewer surprises",
                    ]),
                    Foot("Page 1"),
                ],
            ),
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(&["and Eriksson (2014)", "", "• Shared office → quicker decisions"]),
                    Row(LAST),
                    Foot("Page 2"),
                ],
            ),
        ],
        &[Truth {
            rows: &[
                FIRST_TRUE,
                &[
                    "Castellano, Dupont and Eriksson (2014)",
                    "Switzerland",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "key-centred",
        Rulings::Grid,
        &[
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(FIRST),
                    Row(SECOND),
                    Row(&[
                        "",
                        "",
                        "• Weekly meetings → fewer surprises\n• Shared office → quicker",
                    ]),
                ],
            ),
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(&[
                        "\nCosta (2014)",
                        "\nPortugal",
                        "decisions\n• Joint training → fewer errors of the\nnight shift\n• Travel costs paid → more visits kept",
                    ]),
                    Row(LAST),
                ],
            ),
        ],
        &[Truth {
            rows: &[
                FIRST_TRUE,
                SECOND_TRUE,
                &[
                    "Costa (2014)",
                    "Portugal",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions\nJoint training → fewer errors of the night shift\nTravel costs paid → more visits kept",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "no-repeated-header",
        Rulings::Rows,
        &[
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(FIRST),
                    Row(SECOND),
                    Row(&["Costa (2014)", "Portugal", "• Weekly meetings → fewer surprises"]),
                ],
            ),
            (EDGES, &[Row(&["", "", "• Shared office → quicker decisions"]), Row(LAST)]),
        ],
        &[Truth {
            rows: &[
                FIRST_TRUE,
                SECOND_TRUE,
                &[
                    "Costa (2014)",
                    "Portugal",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "header-continued",
        Rulings::Header,
        &[
            (
                EDGES,
                &[
                    Line("Table 2. Studies of shared care"),
                    Header(HEADER),
                    Row(FIRST),
                    Row(SECOND),
                    Row(&["Costa (2014)", "Portugal", "• Weekly meetings → fewer surprises"]),
                ],
            ),
            (
                EDGES,
                &[
                    Line("Table 2 (continued)"),
                    Header(HEADER),
                    Row(&["", "", "• Shared office → quicker decisions"]),
                    Row(LAST),
                ],
            ),
        ],
        &[Truth {
            title: Some("Table 2. Studies of shared care"),
            rows: &[
                FIRST_TRUE,
                SECOND_TRUE,
                &[
                    "Costa (2014)",
                    "Portugal",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "cell-ends-at-break",
        Rulings::Grid,
        &[
            (
                &[60.0, 160.0, 330.0, 530.0],
                &[
                    Header(&["Study", "Facilitators", "Barriers"]),
                    Row(&[
                        "Adler (2009)",
                        "• Shared records\n• Joint visits",
                        "• High staff turnover\n• No common budget",
                    ]),
                    Row(&[
                        "Costa (2014)",
                        "• Weekly meetings\n• Shared office",
                        "• Long distances between the\nsites",
                    ]),
                ],
            ),
            (
                &[60.0, 160.0, 330.0, 530.0],
                &[
                    Header(&["Study", "Facilitators", "Barriers"]),
                    Row(&["", "", "• No common budget\n• Old software"]),
                    Row(&["Novak (2021)", "• Evening clinics", "• High staff turnover"]),
                ],
            ),
            (
                &[60.0, 160.0, 330.0, 530.0],
                &[
                    Header(&["Study", "Facilitators", "Barriers"]),
                    Row(&["Okoro (2022)", "• Joint visits", "• Old software"]),
                ],
            ),
        ],
        &[Truth {
            columns: &[("Study", Citation), ("Facilitators", List), ("Barriers", List)],
            rows: &[
                &[
                    "Adler (2009)",
                    "Shared records\nJoint visits",
                    "High staff turnover\nNo common budget",
                ],
                &[
                    "Costa (2014)",
                    "Weekly meetings\nShared office",
                    "Long distances between the sites\nNo common budget\nOld software",
                ],
                &["Novak (2021)", "Evening clinics", "High staff turnover"],
                &["Okoro (2022)", "Joint visits", "Old software"],
            ],
            ..STUDIES
        }],
    );
    add(
        "row-over-three-pages",
        Rulings::Rows,
        &[
            (
                EDGES,
                &[
                    Line("Shared care: a realist review"),
                    Header(HEADER),
                    Row(FIRST),
                    Row(&[
                        "Costa (2014)",
                        "Portugal",
                        "• Weekly meetings → fewer surprises\n• Shared office →",
                    ]),
                    Foot("12"),
                ],
            ),
            (
                EDGES,
                &[
                    Line("Shared care: a realist review"),
                    Header(HEADER),
                    Row(&[
                        "",
                        "",
                        "quicker decisions\n• Joint training → fewer errors of the\nnight shift\n• Travel costs paid → more visits kept\n• Named contact → fewer lost",
                    ]),
                    Foot("13"),
                ],
            ),
            (
                EDGES,
                &[
                    Line("Shared care: a realist review"),
                    Header(HEADER),
                    Row(&["", "", "referrals\n• Evening clinics → more visits kept"]),
                    Row(LAST),
                    Foot("14"),
                ],
            ),
        ],
        &[Truth {
            rows: &[
                FIRST_TRUE,
                &[
                    "Costa (2014)",
                    "Portugal",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions\nJoint training → fewer errors of the night shift\nTravel costs paid → more visits kept\nNamed contact → fewer lost referrals\nEvening clinics → more visits kept",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "shifting-widths",
        Rulings::Grid,
        &[
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(FIRST),
                    Row(&["Costa (2014)", "Portugal", "• Weekly meetings → fewer surprises"]),
                ],
            ),
            (
                &[60.0, 140.0, 220.0, 500.0],
                &[Header(HEADER), Row(&["", "", "• Shared office → quicker decisions"]), Row(LAST)],
            ),
        ],
        &[Truth {
            rows: &[
                FIRST_TRUE,
                &[
                    "Costa (2014)",
                    "Portugal",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "chain-cut-at-arrow",
        Rulings::Header,
        &[
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(FIRST),
                    Row(SECOND),
                    Row(&["Costa (2014)", "Portugal", "• Weekly meetings"]),
                ],
            ),
            (
                EDGES,
                &[
                    Header(HEADER),
                    Row(&["", "", "→ fewer surprises\n• Shared office → quicker decisions"]),
                    Row(LAST),
                ],
            ),
        ],
        &[Truth {
            rows: &[
                FIRST_TRUE,
                SECOND_TRUE,
                &[
                    "Costa (2014)",
                    "Portugal",
                    "Weekly meetings → fewer surprises\nShared office → quicker decisions",
                ],
                LAST_TRUE,
            ],
            ..STUDIES
        }],
    );
    add(
        "merged-first-column",
        Rulings::Grid,
        &[
            (
                EDGES,
                &[
                    Header(&["Study", "Outcome", "Findings"]),
                    Row(&["Adler (2009)", "Visits kept", "• Evening clinics → more visits kept"]),
                    Row(&["^", "Trust", "• Shared records → more trust"]),
                    Row(&[
                        "Bello et al. (2012)",
                        "Visits kept",
                        "• Travel costs paid → more visits kept",
                    ]),
                ],
            ),
            (
                EDGES,
                &[
                    Header(&["Study", "Outcome", "Findings"]),
                    Row(&["", "Trust", "• Named contact → more trust"]),
                    Row(&["^", "Errors", "• Shared words → fewer errors"]),
                    Row(&["Novak (2021)", "Trust", "• Shared records → more trust"]),
                ],
            ),
        ],
        &[Truth {
            columns: &[("Study", Citation), ("Outcome", Text), ("Findings", List)],
            rows: &[
                &["Adler (2009)", "Visits kept", "Evening clinics → more visits kept"],
                &["Adler (2009)", "Trust", "Shared records → more trust"],
                &["Bello et al. (2012)", "Visits kept", "Travel costs paid → more visits kept"],
                &["Bello et al. (2012)", "Trust", "Named contact → more trust"],
                &["Bello et al. (2012)", "Errors", "Shared words → fewer errors"],
                &["Novak (2021)", "Trust", "Shared records → more trust"],
            ],
            ..STUDIES
        }],
    );
    add(
        "two-like-tables",
        Rulings::Header,
        &[
            (EDGES, &[Line("Table 2. Studies in towns"), Header(HEADER), Row(FIRST), Row(SECOND)]),
            (
                EDGES,
                &[
                    Line("Table 3. Studies in the country"),
                    Header(HEADER),
                    Row(&["Costa (2014)", "Portugal", "• Weekly meetings → fewer surprises"]),
                    Row(LAST),
                ],
            ),
        ],
        &[
            Truth {
                title: Some("Table 2. Studies in towns"),
                rows: &[FIRST_TRUE, SECOND_TRUE],
                ..STUDIES
            },
            Truth {
                title: Some("Table 3. Studies in the country"),
                rows: &[
                    &["Costa (2014)", "Portugal", "Weekly meetings → fewer surprises"],
                    LAST_TRUE,
                ],
                ..STUDIES
            },
        ],
    );
    cases
}
