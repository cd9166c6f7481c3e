//! Why people decide so, the usual reason first: a short list to choose from, wherever they decide.

/// The reasons for each `do`; those on tables have one of their own.
pub const REASONS: [(&str, &[&str]); 8] = [
    (
        "keep",
        &[
            "Looked at the source: it is right as it stands",
            "The source itself has it so",
            "The source cannot tell",
        ],
    ),
    (
        "set",
        &["Misread; the source says so", "Lost or doubled in the scan", "Looked up in the paper"],
    ),
    ("split", &["The source shows two items", "Two items were read as one"]),
    ("join", &["The source shows one item", "One item was cut in two"]),
    ("move", &["It stands in another cell in the source", "Looked up in the paper"]),
    ("drop", &["It is a second reading of another text", "It is no part of the table"]),
    ("name", &["Looked up in the list of references", "Looked up in the paper"]),
    ("table", &["Looked at the page: the table is so"]),
];

/// The reasons for what is called `action` in the file.
pub fn of(action: &str) -> &'static [&'static str] {
    let of = |name: &str| REASONS.iter().find(|(own, _)| *own == name).map(|(_, reasons)| *reasons);
    of(action).or_else(|| of("table")).unwrap_or_default()
}
