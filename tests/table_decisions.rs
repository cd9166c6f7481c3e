//! What a person decided about tables, their rows and columns: applied while its text stands, stale when it
//! does not, and told.

#![allow(clippy::unwrap_used)]

#[path = "support/sketch.rs"]
mod sketch;

use proptest::prelude::*;
use rowmend::unstable::decide::shape::{Form, RowIs, RowName, Shape, TitleOf};
use rowmend::unstable::decide::{Decisions, draft, file};
use rowmend::unstable::ledger::Confidence;
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::record::{Code, Flag, Kind, Table, Value};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::trace::Status;

/// Two tables of studies, and a list of contents that is none.
const DOCUMENT: &str = "
    Contents of this file
    | Search strategy | 2 |
    | Excluded studies | 5 |
    | Quality of studies | 9 |
    Table 1. Included studies
    | Study | Country | Findings |
    | Adams 2001 | UK | Shared aims help where trust is there |
    | Brown 2002 | Peru | Clear roles help everybody at work |
    | In towns | | |
    | Clark 2003 | Chile | Open talks help where people listen |
    | Davies 2004 | UK | Time helps in each of the wards |
    | Total | 4 | All of the studies that we found |
    Note: studies are in the order of their years.
    Table 2. Costs of the studies
    | Study | Cost |
    | Adams 2001 | 120 |
    | Brown 2002 | 340 |
    | Clark 2003 | 560 |
";

const WHO: &str = "who = \"R.\"\nwhy = \"because\"\n";

fn decided(drawing: &str, entries: &[&str]) -> Extraction {
    let entries: String =
        entries.iter().map(|entry| format!("[[decision]]\n{entry}\n{WHO}")).collect();
    let text = format!("format = \"rowmend-decisions/1\"\n{entries}");
    extract(drawing, file::parse("a.docx.decisions.toml", &text).unwrap())
}

fn extract(drawing: &str, decisions: Decisions) -> Extraction {
    let bytes = sketch::word(drawing);
    let source = Source::new("a.docx", bytes, &Limits::default()).unwrap();
    ingest(&source, &Options { decisions, ..Options::default() }).unwrap()
}

fn titles(made: &Extraction) -> Vec<&str> {
    let tables = made.document.tables.iter();
    tables.map(|table| table.title.as_deref().unwrap_or_default()).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone().unwrap_or_default(),
        Value::Citation(citation) => citation.text.clone().unwrap_or_default(),
        Value::List(items) => {
            items.iter().map(|item| item.steps.join(" → ")).collect::<Vec<_>>().join("; ")
        }
    }
}

/// The records of a table, a line each.
fn rows(table: &Table) -> Vec<String> {
    let row = |record: &rowmend::unstable::record::Record| {
        let cells: Vec<String> = record.cells.0.iter().map(|(_, value)| text(value)).collect();
        let group = record.group.as_ref().map(|group| format!("{group}: ")).unwrap_or_default();
        format!("{group}{}", cells.join(" | "))
    };
    table.records.iter().map(row).collect()
}

fn headers(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.header.as_str()).collect()
}

fn statuses(made: &Extraction) -> Vec<Status> {
    made.trace.decisions.iter().map(|decision| decision.status).collect()
}

fn reason(made: &Extraction) -> &str {
    made.trace.decisions[0].reason.as_deref().unwrap()
}

/// What a decision left out, as it is listed.
fn dropped(made: &Extraction) -> Vec<&str> {
    let left = made.trace.left_out.iter();
    let left = left.filter(|left| rowmend::unstable::canon::name(&left.reason) == "decided");
    left.map(|left| left.text.as_str()).collect()
}

/// Asserts that what was decided changed nothing but that it is told.
#[track_caller]
fn unchanged(made: &Extraction, plain: &Extraction) {
    assert_eq!(made.document, plain.document);
    assert_eq!(made.trace.accounting, plain.trace.accounting);
    assert_eq!(made.trace.records, plain.trace.records);
}

#[test]
fn the_document_is_read_as_it_is_drawn() {
    let plain = decided(DOCUMENT, &[]);
    assert_eq!(
        titles(&plain),
        ["Contents of this file", "Table 1. Included studies", "Table 2. Costs of the studies"]
    );
    let studies = &plain.document.tables[1];
    assert_eq!(headers(studies), ["Study", "Country", "Findings"]);
    assert_eq!(rows(studies).len(), 4);
}

#[test]
fn what_is_no_table_is_left_out_and_listed() {
    let plain = decided(DOCUMENT, &[]);
    let made = decided(DOCUMENT, &["do = \"no-table\"\ntable = \"Contents of this file\""]);
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(titles(&made), titles(&plain)[1..]);
    assert_eq!(made.document.tables[0].id, "table-1");
    assert!(dropped(&made).contains(&"Excluded studies"), "{:?}", dropped(&made));
    let (own, other) = (&made.trace.accounting, &plain.trace.accounting);
    assert_eq!((own.read, own.unaccounted), (other.read, 0));
    let lost: usize = own.left_out["decided"];
    assert_eq!(own.placed + lost, other.placed);
    // All that was found may be none.
    let all = ["Contents of this file", "Table 1", "Table 2"]
        .map(|name| format!("do = \"no-table\"\ntable = \"{name}\""));
    let made = decided(DOCUMENT, &all.each_ref().map(String::as_str));
    assert!(made.document.tables.is_empty());
    assert_eq!(made.trace.accounting.placed, 0);
}

#[test]
fn a_table_is_named_by_its_caption_its_label_or_its_first_row() {
    let named =
        |name: &str| decided(DOCUMENT, &[&format!("do = \"no-title\"\ntable = \"{name}\"")]);
    for name in ["Table 2. Costs of the  studies", "Table 2", "table-3"] {
        let made = named(name);
        assert_eq!(statuses(&made), [Status::Applied], "{name}");
        assert_eq!(titles(&made)[2], "");
        assert_eq!(made.document.tables[2].notes, ["Table 2. Costs of the studies"]);
        assert_eq!(made.trace.decisions[0].at[0].table, "table-3");
    }
    let made = named("Table 2. Cost of the studies");
    assert_eq!(statuses(&made), [Status::Stale]);
    assert!(reason(&made).contains("the nearest is \"Table 2. Costs of the studies\""));
    unchanged(&made, &decided(DOCUMENT, &[]));
    // Two of one caption, and one without.
    let twice = DOCUMENT.replace("Table 1. Included studies", "Table 2. Costs of the studies");
    let made = decided(&twice, &["do = \"no-title\"\ntable = \"Table 2\""]);
    assert_eq!(statuses(&made), [Status::Ambiguous]);
    let made = decided(DOCUMENT, &["do = \"no-title\""]);
    assert!(reason(&made).contains("3 tables"), "{}", reason(&made));
    let bare = DOCUMENT.replace("Contents of this file", "");
    let made = decided(&bare, &["do = \"no-table\"\ntable = \"Search strategy | 2\""]);
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(titles(&made).len(), 2);
}

#[test]
fn a_value_is_found_by_the_names_that_its_table_and_column_have() {
    let set = |table: &str, column: &str| {
        let entry = format!(
            "do = \"set\"\ntable = \"{table}\"\nrecord = \"Brown 2002\"\ncolumn = \"{column}\"\ntext = \"340\"\nto = \"341\""
        );
        decided(DOCUMENT, &[&entry])
    };
    for (table, column) in
        [("Table 2", "cost"), ("table-3", "Cost"), ("Table 2. Costs of the studies", "cost")]
    {
        let made = set(table, column);
        assert_eq!(statuses(&made), [Status::Applied], "{table} {column}: {}", reason(&made));
    }
    assert!(reason(&set("Table 7", "cost")).contains("there is no table \"Table 7\""));
    assert!(reason(&set("Table 2", "price")).contains("there is no column \"price\""));
}

#[test]
fn rows_are_what_a_person_says() {
    let first = |made: &Extraction| rows(&made.document.tables[1]);
    let plain = decided(DOCUMENT, &[]);
    let table = "table = \"Table 1\"\n";
    let says = |what: &str, row: &str| {
        decided(DOCUMENT, &[&format!("do = \"{what}\"\n{table}row = \"{row}\"")])
    };
    let made = says("group", "Brown 2002");
    assert_eq!(statuses(&made), [Status::Stale], "another group follows at once");
    unchanged(&made, &plain);
    let made = says("group", "Davies 2004");
    assert!(reason(&made).contains("no study stands under it"), "{}", reason(&made));
    let made = says("study", "In towns");
    assert_eq!(first(&made)[2], "In towns |  | ");
    assert_eq!(first(&made)[3], "Clark 2003 | Chile | Open talks help where people listen");
    let made = says("note", "Brown 2002");
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(first(&made).len(), 3);
    assert!(made.document.tables[1].notes.contains(&"Peru".to_owned()));
    let made = says("total", "Davies 2004");
    let note = "In towns / Davies 2004 | UK | Time helps in each of the wards";
    assert!(made.document.tables[1].notes.contains(&note.to_owned()));
    let made = says("study", "Total");
    assert_eq!(first(&made)[4], "In towns: Total | 4 | All of the studies that we found");
    // By all cells of the row, a line each.
    let entry = format!(
        "do = \"note\"\n{table}row = \"\"\"\nAdams 2001\nUK\nShared aims help where trust is there\"\"\""
    );
    assert_eq!(first(&decided(DOCUMENT, &[&entry]))[0], first(&plain)[1]);
    let made = says("note", "Browne 2002");
    assert_eq!(statuses(&made), [Status::Stale]);
    assert!(reason(&made).contains("the nearest is \"Brown 2002\""), "{}", reason(&made));
}

#[test]
fn a_group_that_is_told_holds_the_rows_under_it() {
    let drawing = DOCUMENT.replace("| Brown 2002 | Peru | Clear", "| Elsewhere | Peru | Clear");
    let drawing = drawing.replace("| In towns | | |", "| Evans 2009 | UK | Rest helps |");
    let entry = "do = \"group\"\ntable = \"Table 1\"\nrow = \"Elsewhere\"";
    let made = decided(&drawing, &[entry]);
    let studies = rows(&made.document.tables[1]);
    assert_eq!(studies[0], "Adams 2001 | UK | Shared aims help where trust is there");
    let group = "Elsewhere Peru Clear roles help everybody at work: ";
    assert!(studies[1].starts_with(&format!("{group}Evans 2009")), "{studies:?}");
    assert_eq!(made.trace.decisions[0].at[0].table, "table-2");
}

#[test]
fn the_same_row_twice_needs_what_stands_beside_it() {
    let drawing = DOCUMENT.replace("Brown 2002 | 340", "Adams 2001 | 120");
    let says = |context: &str| {
        let entry = format!("do = \"note\"\ntable = \"Table 2\"\nrow = \"Adams 2001\"\n{context}");
        decided(&drawing, &[&entry])
    };
    let made = says("");
    assert_eq!(statuses(&made), [Status::Ambiguous]);
    assert!(reason(&made).contains("2 rows say"), "{}", reason(&made));
    let made = says("after = \"Clark 2003\"");
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(rows(&made.document.tables[2]), ["Adams 2001 | 120", "Clark 2003 | 560"]);
    let made = says("before = \"Study\"");
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(statuses(&says("before = \"Nobody\"")), [Status::Stale]);
}

#[test]
fn the_header_is_what_a_person_says() {
    let table = "table = \"Table 2\"\n";
    let made = decided(DOCUMENT, &[&format!("do = \"header\"\n{table}rows = []")]);
    let costs = &made.document.tables[2];
    assert_eq!(headers(costs), ["", ""]);
    assert_eq!(rows(costs)[0], "Study | Cost");
    assert_eq!(costs.columns[1].key, "column_2");
    for entry in ["row = \"Adams 2001\"", "rows = [\"Study\", \"Adams 2001\"]"] {
        let made = decided(DOCUMENT, &[&format!("do = \"header\"\n{table}{entry}")]);
        let costs = &made.document.tables[2];
        assert_eq!(headers(costs), ["Study / Adams 2001", "Cost / 120"]);
        assert_eq!(rows(costs), ["Brown 2002 | 340", "Clark 2003 | 560"]);
    }
    // The row that was the header may be something else.
    let other = format!("do = \"header\"\n{table}rows = [\"Adams 2001\"]");
    let note = format!("do = \"note\"\n{table}row = \"Study\"");
    let made = decided(DOCUMENT, &[&other, &note]);
    assert_eq!(statuses(&made), [Status::Applied, Status::Applied]);
    assert_eq!(headers(&made.document.tables[2]), ["Adams 2001", "120"]);
    assert_eq!(made.document.tables[2].notes, ["Study", "Cost"]);
    let made = decided(DOCUMENT, &[&other, &format!("do = \"header\"\n{table}row = \"Study\"")]);
    assert_eq!(statuses(&made), [Status::Ambiguous, Status::Ambiguous]);
    assert!(reason(&made).contains("line 8"), "{}", reason(&made));
    unchanged(&made, &decided(DOCUMENT, &[]));
}

#[test]
fn the_title_is_a_row_or_a_note_and_the_old_one_a_note() {
    let note = "do = \"title\"\ntable = \"Table 1\"\nnote = \"Note: studies are in the order of their years.\"";
    let made = decided(DOCUMENT, &[note]);
    assert_eq!(titles(&made)[1], "Note: studies are in the order of their years.");
    assert_eq!(made.document.tables[1].notes[0], "Table 1. Included studies");
    let row = "do = \"title\"\ntable = \"Contents of this file\"\nrow = \"Search strategy\"";
    let made = decided(DOCUMENT, &[row]);
    assert_eq!(titles(&made)[0], "Search strategy 2");
    assert_eq!(made.document.tables[0].notes, ["Contents of this file"]);
    let other = "do = \"no-title\"\ntable = \"Contents of this file\"";
    let made = decided(DOCUMENT, &[row, other]);
    assert_eq!(statuses(&made), [Status::Ambiguous, Status::Ambiguous]);
}

/// Two studies and then two more in a table of its own, as over a page.
const PIECES: &str = "
    Table 1. Included studies
    | Study | Country | Findings |
    | Adams 2001 | UK | Shared aims help |
    | Brown 2002 | Peru | Clear roles help |
    Table 2. Studies found later
    | Study | Country | Findings |
    | Clark 2003 | Chile | Open talks help |
    | Davies 2004 | UK | Time helps |
    Table 3. Studies by post
    | Study | Findings |
    | Evans 2005 | Rest helps |
";

const FOUR: [&str; 4] = [
    "Adams 2001 | UK | Shared aims help",
    "Brown 2002 | Peru | Clear roles help",
    "Clark 2003 | Chile | Open talks help",
    "Davies 2004 | UK | Time helps",
];

#[test]
fn tables_that_are_one_are_joined() {
    let plain = decided(PIECES, &[]);
    assert_eq!(plain.document.tables.len(), 3);
    let entry = "do = \"join-tables\"\ntables = [\"Table 2. Studies found later\", \"Table 1\"]";
    let made = decided(PIECES, &[entry]);
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(titles(&made), ["Table 1. Included studies", "Table 3. Studies by post"]);
    let joined = &made.document.tables[0];
    assert_eq!(rows(joined), FOUR);
    assert!(joined.notes.contains(&"Table 2. Studies found later".to_owned()));
    // What the second prints again is left out as such; nothing else is.
    assert_eq!(made.trace.accounting.left_out["repeated-header"], "StudyCountryFindings".len());
    assert_eq!(made.trace.accounting.unaccounted, 0);
    // A header that names one column otherwise is left out, and listed; one that is a row is one.
    let made = decided(
        &PIECES.replace("| Country | Findings |\n    | Clark", "| Place | Findings |\n    | Clark"),
        &[entry],
    );
    assert_eq!(rows(&made.document.tables[0]), FOUR);
    assert_eq!(dropped(&made), ["Study", "Place", "Findings"]);
    let cut = PIECES.replace("| Study | Country | Findings |\n    | Clark", "| Clark");
    let made = decided(&cut, &[entry]);
    assert_eq!(rows(&made.document.tables[0]), FOUR);
    // By their headers where one has fewer columns.
    let all = "do = \"join-tables\"\n\
        tables = [\"Table 1\", \"Table 2. Studies found later\", \"Table 3. Studies by post\"]";
    let made = decided(PIECES, &[all]);
    assert_eq!(rows(&made.document.tables[0])[4], "Evans 2005 |  | Rest helps");
    // Rows of a table that was joined are found under any of its names.
    let note = "do = \"note\"\ntable = \"Table 3. Studies by post\"\nrow = \"Evans 2005\"";
    let made = decided(PIECES, &[note, all]);
    assert_eq!(statuses(&made), [Status::Applied, Status::Applied]);
    assert_eq!(rows(&made.document.tables[0]), FOUR);
}

#[test]
fn a_piece_may_have_more_columns_than_the_first() {
    let narrow = "
    Table 1. Included studies
    | Study | Findings |
    | Adams 2001 | Shared aims help |
    Table 2. Studies found later
    | Study | Country | Findings |
    | Clark 2003 | Chile | Open talks help |
    Table 3. Studies by post
    | Study | Findings |
    | Evans 2005 | Rest helps |
";
    assert_eq!(decided(narrow, &[]).document.tables.len(), 3);
    let entry = "do = \"join-tables\"\n\
        tables = [\"Table 1\", \"Table 2. Studies found later\", \"Table 3. Studies by post\"]";
    let made = decided(narrow, &[entry]);
    assert_eq!(statuses(&made), [Status::Applied]);
    let joined = &made.document.tables[0];
    let headers: Vec<_> = joined.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["Study", "Country", "Findings"]);
    assert_eq!(
        rows(joined),
        [
            "Adams 2001 |  | Shared aims help",
            "Clark 2003 | Chile | Open talks help",
            "Evans 2005 |  | Rest helps"
        ]
    );
    assert_eq!(made.trace.accounting.unaccounted, 0);
    // Not where a name of the first is none of the second's.
    let made = decided(
        &narrow.replace("| Study | Findings |\n    | Adams", "| Study | Costs |\n    | Adams"),
        &[entry],
    );
    assert!(reason(&made).contains("\"Costs\" of the first is none"), "{}", reason(&made));
}

#[test]
fn a_caption_that_several_pieces_have_names_them_all() {
    let pieces = PIECES.replace("Table 3. Studies by post", "Table 1. Included studies");
    assert_eq!(decided(&pieces, &[]).document.tables.len(), 3);
    let made = decided(&pieces, &["do = \"join-tables\"\ntables = [\"Table 1\"]"]);
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_eq!(made.document.tables.len(), 2);
    assert_eq!(rows(&made.document.tables[0])[2], "Evans 2005 |  | Rest helps");
    let made = decided(PIECES, &["do = \"join-tables\"\ntables = [\"Table 1\"]"]);
    assert!(reason(&made).contains("one table alone"), "{}", reason(&made));
}

#[test]
fn tables_that_do_not_fit_are_not_joined() {
    let plain = decided(PIECES, &[]);
    let entry = "do = \"join-tables\"\ntables = [\"Table 1\", \"Table 3. Studies by post\"]";
    let other = PIECES.replace("| Study | Findings |", "| Study | Costs |");
    let made = decided(&other, &[entry]);
    assert_eq!(statuses(&made), [Status::Stale]);
    assert!(reason(&made).contains("\"Costs\" of the second is none"), "{}", reason(&made));
    let turned = PIECES.replace("| Study | Findings |", "| Findings | Study |");
    let made = decided(&turned, &[entry]);
    assert!(reason(&made).contains("in another order"), "{}", reason(&made));
    let gone = "do = \"join-tables\"\ntables = [\"Table 1\", \"Table 3. Study by post\"]";
    let made = decided(PIECES, &[gone]);
    assert!(
        reason(&made).contains("the nearest is \"Table 3. Studies by post\""),
        "{}",
        reason(&made)
    );
    unchanged(&made, &plain);
    // One table cannot be none and a part of another.
    let none = "do = \"no-table\"\ntable = \"Table 3. Studies by post\"";
    let made = decided(PIECES, &[entry, none]);
    assert_eq!(statuses(&made), [Status::Ambiguous, Status::Ambiguous]);
    unchanged(&made, &plain);
}

/// One table in which a second one begins.
const FUSED: &str = "
    Table 1. Included studies
    | Study | Country | Findings |
    | Adams 2001 | UK | Shared aims help |
    | Brown 2002 | Peru | Clear roles help |
    | 3x1:Table 2. Costs of the studies |
    | Paper | Cost | Paid by |
    | Adams 2001 | 120 | Council |
    | Brown 2002 | 340 | Ward |
";

#[test]
fn a_table_is_split_before_a_row() {
    let plain = decided(FUSED, &[]);
    assert_eq!(plain.document.tables.len(), 1);
    let split = "do = \"split-table\"\nrow = \"Table 2. Costs of the studies\"";
    let header = "do = \"header\"\nrows = [\"Paper\"]";
    let name = "do = \"name-column\"\ntable = \"Table 2\"\ncolumn = \"Paid by\"\nto = \"payer\"";
    let made = decided(FUSED, &[name, header, split]);
    assert_eq!(statuses(&made), [Status::Applied; 3], "{:?}", made.trace.decisions);
    assert_eq!(titles(&made), ["Table 1. Included studies", "Table 2. Costs of the studies"]);
    assert_eq!(rows(&made.document.tables[0]), FOUR[..2]);
    let costs = &made.document.tables[1];
    assert_eq!(headers(costs), ["Paper", "Cost", "Paid by"]);
    assert_eq!(costs.columns[2].key, "payer");
    assert_eq!(rows(costs), ["Adams 2001 | 120 | Council", "Brown 2002 | 340 | Ward"]);
    assert_eq!(costs.records[0].id, "adams-2001");
    // A header that begins as the other one does need not be told.
    let named = FUSED.replace("Paper | Cost", "Study | Cost");
    let again = decided(&named, &[split]);
    assert_eq!(headers(&again.document.tables[1]), ["Study", "Cost", "Paid by"]);
    assert_eq!(rows(&again.document.tables[1]), rows(costs));
    let at: Vec<&str> = made.trace.decisions.iter().map(|own| own.at[0].table.as_str()).collect();
    assert_eq!(at, ["table-2"; 3]);
    assert_eq!(made.trace.accounting.unaccounted, 0);
    let made = decided(FUSED, &["do = \"split-table\"\nrow = \"Adams 2001\""]);
    assert_eq!(statuses(&made), [Status::Ambiguous]);
    let made = decided(FUSED, &["do = \"split-table\"\nrow = \"Adams 2001\"\nbefore = \"Study\""]);
    assert!(reason(&made).contains("no row stands over it"), "{}", reason(&made));
    let made = decided(FUSED, &["do = \"split-table\"\nrow = \"Table 3. Costs of the studies\""]);
    assert_eq!(statuses(&made), [Status::Stale]);
    assert!(reason(&made).contains("the nearest is \"Table 2."), "{}", reason(&made));
}

/// A column without a name that was torn off, and a key that is not the first.
const TORN: &str = "
    Table 1. Included studies
    | No. | Authors | | Country | Findings |
    | 1 | Adams | 2001 | UK | Shared aims // Trust |
    | 2 | Brown | 2002 | Peru | Clear roles // Time |
    | 3 | Clark | 2003 | Chile | Open talks // Rest |
";

#[test]
fn columns_are_joined_named_and_of_the_kind_that_is_told() {
    let join = "do = \"join-columns\"\ncolumns = [\"Authors\", \"column_3\"]";
    let made = decided(TORN, &[join]);
    assert_eq!(statuses(&made), [Status::Applied]);
    let table = &made.document.tables[0];
    assert_eq!(headers(table), ["No.", "Authors", "Country", "Findings"]);
    assert!(rows(table)[0].starts_with("1 | Adams 2001 | UK"), "{:?}", rows(table));
    assert_eq!(made.trace.accounting.unaccounted, 0);
    // What is said of a part is said of the whole, whatever the order.
    let name = "do = \"name-column\"\ncolumn = \"column_3\"\nto = \"Reference\"";
    let kind = "do = \"kind\"\ncolumn = \"Findings\"\nto = \"text\"";
    let made = decided(TORN, &[name, kind, join]);
    let table = &made.document.tables[0];
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["no", "reference", "country", "findings"]);
    assert_eq!(table.columns[3].kind, Kind::Text);
    assert_eq!(table.columns[1].header, "Authors");
    let apart = "do = \"join-columns\"\ncolumns = [\"No.\", \"Country\"]";
    let made = decided(TORN, &[apart]);
    assert!(reason(&made).contains("beside each other"), "{}", reason(&made));
    unchanged(&made, &decided(TORN, &[]));
    let made = decided(TORN, &["do = \"join-columns\"\ncolumns = [\"Author\", \"column_3\"]"]);
    assert!(reason(&made).contains("the nearest is \"Authors\""), "{}", reason(&made));
    let other = "do = \"kind\"\ncolumn = \"findings\"\nto = \"list\"";
    assert_eq!(statuses(&decided(TORN, &[kind, other])), [Status::Ambiguous; 2]);
}

#[test]
fn a_column_is_split_where_each_cell_has_the_boundary() {
    let drawing = TORN
        .replace("| 1 | Adams | 2001", "| 1 | Adams; UK | 2001")
        .replace("| 2 | Brown |", "| 2 | Brown; Peru |")
        .replace("| Authors |", "| Authors; place |");
    let split = "do = \"split-column\"\ncolumn = \"Authors; place\"\nat = \"; \"";
    let made = decided(&drawing, &[split]);
    assert!(reason(&made).contains("its cell is \"Clark\", without"), "{}", reason(&made));
    unchanged(&made, &decided(&drawing, &[]));
    let drawing = drawing.replace("| 3 | Clark |", "| 3 | Clark; Chile |");
    let made = decided(&drawing, &[split]);
    assert_eq!(statuses(&made), [Status::Applied]);
    let table = &made.document.tables[0];
    assert_eq!(headers(table), ["No.", "Authors", "place", "", "Country", "Findings"]);
    assert!(rows(table)[1].starts_with("2 | Brown | Peru | 2002 | Peru"), "{:?}", rows(table));
    assert_eq!(made.trace.accounting.left_out["decided"], 4);
    // Beside columns that are joined.
    let join = "do = \"join-columns\"\ncolumns = [\"column_3\", \"Country\"]";
    let made = decided(&drawing, &[join, split]);
    let table = &made.document.tables[0];
    assert_eq!(headers(table), ["No.", "Authors", "place", "Country", "Findings"]);
    assert!(rows(table)[1].starts_with("2 | Brown | Peru | 2002 Peru"), "{:?}", rows(table));
    let other = "do = \"join-columns\"\ncolumns = [\"Authors; place\", \"column_3\"]";
    assert_eq!(statuses(&decided(&drawing, &[other, split])), [Status::Ambiguous; 2]);
}

#[test]
fn a_column_without_a_header_is_called_what_a_person_says() {
    let made = decided(TORN, &["do = \"name-column\"\ncolumn = \"column_3\"\nto = \"Year\""]);
    let column = &made.document.tables[0].columns[2];
    assert_eq!((column.key.as_str(), column.header.as_str()), ("year", "Year"));
}

#[test]
fn the_key_that_is_told_names_the_records() {
    let plain = decided(TORN, &[]);
    let made = decided(TORN, &["do = \"key\"\ncolumn = \"Country\""]);
    assert_eq!(statuses(&made), [Status::Applied]);
    assert_ne!(plain.document.tables[0].records[0].id, "uk");
    let ids = |made: &Extraction| -> Vec<String> {
        made.document.tables[0].records.iter().map(|record| record.id.clone()).collect()
    };
    // The years beside it go with it, as with authors.
    assert_eq!(ids(&made), ["uk-2001", "peru-2002", "chile-2003"]);
    let other = "do = \"key\"\ncolumn = \"no\"";
    let made = decided(TORN, &["do = \"key\"\ncolumn = \"Country\"", other]);
    assert_eq!(statuses(&made), [Status::Ambiguous; 2]);
    assert_eq!(made.document, plain.document);
    assert_eq!(statuses(&decided(TORN, &["do = \"key\"\ncolumn = \"City\""])), [Status::Stale]);
    // A column that has its name from another decision.
    let header = "do = \"header\"\nrows = [\"Adams\"]";
    let made = decided(TORN, &["do = \"key\"\ncolumn = \"UK\"", header]);
    assert_eq!(statuses(&made), [Status::Applied; 2], "{:?}", made.trace.decisions);
    assert_eq!(ids(&made), ["country", "peru", "chile"]);
}

#[test]
fn values_are_decided_in_the_tables_as_they_were_decided() {
    let set = "do = \"set\"\nrecord = \"Clark 2003\"\ncolumn = \"country\"\ntext = \"Chile\"\nto = \"Cuba\"";
    let entry = "do = \"join-tables\"\ntables = [\"Table 1\", \"Table 2. Studies found later\"]";
    let made = decided(PIECES, &[set, entry]);
    assert_eq!(statuses(&made), [Status::Applied; 2]);
    assert_eq!(rows(&made.document.tables[0])[2], "Clark 2003 | Cuba | Open talks help");
    let lines: Vec<usize> = made.trace.decisions.iter().map(|own| own.line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
}

/// Decisions that do not contradict each other, about all that a decision may be about.
const ALL: [&str; 8] = [
    "do = \"no-table\"\ntable = \"Contents of this file\"",
    "do = \"note\"\ntable = \"Table 1\"\nrow = \"Brown 2002\"",
    "do = \"study\"\ntable = \"Table 1\"\nrow = \"Total\"",
    "do = \"no-title\"\ntable = \"Table 2\"",
    "do = \"header\"\ntable = \"Table 2\"\nrows = []",
    "do = \"key\"\ntable = \"Table 1\"\ncolumn = \"country\"",
    "do = \"kind\"\ntable = \"Table 1\"\ncolumn = \"findings\"\nto = \"list\"",
    "do = \"join-columns\"\ntable = \"table-3\"\ncolumns = [\"column_1\", \"column_2\"]",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whichever are made and in whatever order: the same data, the sum holds, and what was decided twice
    /// is decided once.
    #[test]
    fn the_order_has_no_say_and_the_sum_holds(
        chosen in prop::collection::vec(any::<bool>(), ALL.len()),
        order in Just((0..ALL.len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let own: Vec<&str> =
            (0..ALL.len()).filter(|at| chosen[*at]).map(|at| ALL[at]).collect();
        let shuffled: Vec<&str> =
            order.iter().filter(|at| chosen[**at]).map(|at| ALL[*at]).collect();
        let one = decided(DOCUMENT, &own);
        let two = decided(DOCUMENT, &shuffled);
        prop_assert_eq!(&one.document, &two.document);
        prop_assert_eq!(&one.trace.left_out, &two.trace.left_out);
        prop_assert_eq!(&one.trace.records, &two.trace.records);
        let twice = decided(DOCUMENT, &[&own[..], &shuffled[..]].concat());
        prop_assert_eq!(&twice.document, &one.document);
        let again = decided(DOCUMENT, &own);
        prop_assert_eq!(
            rowmend::unstable::canon::to_bytes(&again.trace),
            rowmend::unstable::canon::to_bytes(&one.trace)
        );
        let sum = &one.trace.accounting;
        let plain = decided(DOCUMENT, &[]).trace.accounting;
        prop_assert_eq!(sum.unaccounted, 0);
        prop_assert_eq!(sum.read, plain.read);
        prop_assert_eq!(sum.placed + sum.left_out.values().sum::<usize>(), sum.read);
        rowmend::unstable::canon::check(&one.document).map_err(TestCaseError::fail)?;
    }

    /// What is parsed and written reads the same.
    #[test]
    fn a_file_reads_back_as_it_was_written(
        texts in prop::collection::vec("[ -~→“\"\\\\\t\n]{0,20}", 6),
        which in 0_usize..16,
        context in any::<bool>(),
    ) {
        let some = |at: usize| format!("x{}", texts[at]).trim_end().to_owned();
        let row = RowName {
            text: some(0),
            before: context.then(|| texts[1].clone()),
            after: Some(texts[2].clone()),
        };
        let form = match which {
            0 => Form::NoTable,
            1 => Form::JoinTables(vec![some(0), some(1)]),
            2 => Form::SplitTable(row),
            3 => Form::Header(if context { vec![some(0)] } else { Vec::new() }),
            4 => Form::Title(TitleOf::Row(row)),
            5 => Form::Title(TitleOf::Note(some(1))),
            6 => Form::NoTitle,
            7 => Form::Row(row, RowIs::Group),
            8 => Form::Row(row, RowIs::Header),
            9 => Form::Row(row, if context { RowIs::Note } else { RowIs::Total }),
            10 => Form::Key(some(3)),
            11 => Form::NameColumn { column: some(3), to: some(4) },
            12 => Form::Kind { column: some(3), to: Kind::List },
            13 => Form::SplitColumn { column: some(3), at: some(4) },
            14 => Form::Keep { notice: "column-torn".to_owned(), text: some(0) },
            _ => Form::JoinColumns(vec![some(3), some(4)]),
        };
        let table = (which != 1).then(|| some(5));
        let shape =
            Shape { form, table, who: some(2), why: some(1), date: Some("2026-03-31".to_owned()), line: 3 };
        let all = Decisions { shapes: vec![shape], ..Decisions::default() };
        prop_assert_eq!(file::parse("x", &file::to_toml(&all)).unwrap(), all);
    }
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_place() {
    let head = "format = \"rowmend-decisions/1\"\n\n[[decision]]\n";
    for (entry, told) in [
        ("do = \"no-table\"", "name the table by its caption"),
        ("do = \"no-table\"\ntable = \"table-3\"", "so that no other is dropped than was seen"),
        ("do = \"header\"\nrecord = \"x\"", "takes no `record`, only table, row, rows"),
        ("do = \"header\"", "it needs `rows`"),
        ("do = \"note\"\nrow = \"\"", "it needs `row = "),
        ("do = \"join-tables\"\ntables = []", "it needs `tables = "),
        ("do = \"join-columns\"\ncolumns = [\"x\"]", "two at least"),
        ("do = \"kind\"\ncolumn = \"x\"\nto = \"number\"", "none of citation, text, list"),
        ("do = \"drop\"\nrow = \"x\"", "it is about a record and takes no `row`"),
        ("do = \"drop\"\ntext = \"x\"", "it needs `record = "),
        ("do = \"drop\"\nnotice = \"column-torn\"", "it is about a record and takes no `notice`"),
        ("do = \"keep\"\ntext = \"x\"", "or `notice = "),
        ("do = \"keep\"\nnotice = \"column-torn\"", "it needs `text = "),
        ("do = \"keep\"\nnotice = \"torn\"\ntext = \"x\"", "\"torn\" is none of regions-refused, "),
        (
            "do = \"keep\"\nnotice = \"column-torn\"\nrecord = \"x\"",
            "takes no `record`, only table, notice",
        ),
    ] {
        let text = format!("{head}{entry}\n{WHO}");
        let message = file::parse("a.decisions.toml", &text).unwrap_err().to_string();
        assert!(message.contains(told), "{message}");
        assert!(message.starts_with("a.decisions.toml, line 3, column 1"), "{message}");
    }
}

#[test]
fn who_and_why_are_told_once_for_all() {
    let entries =
        "[[decision]]\ndo = \"no-title\"\n[[decision]]\ndo = \"no-title\"\nwho = \"S.\"\n";
    let head =
        "format = \"rowmend-decisions/1\"\n[by]\nwho = \"R.\"\nwhy = \"seen\"\ndate = 2026-03-31\n";
    let read = file::parse("x", &format!("{head}{entries}")).unwrap();
    let by: Vec<(&str, &str)> =
        read.shapes.iter().map(|shape| (shape.who.as_str(), shape.why.as_str())).collect();
    assert_eq!(by, [("R.", "seen"), ("S.", "seen")]);
    assert_eq!(read.shapes[0].date.as_deref(), Some("2026-03-31"));
    let none = head.replace("why = \"seen\"\n", "");
    let message = file::parse("x", &format!("{none}{entries}")).unwrap_err().to_string();
    assert!(message.contains("why is missing"), "{message}");
    assert!(message.contains("[by]"), "{message}");
    let empty = head.replace("\"R.\"", "\" \"");
    let message = file::parse("x", &format!("{empty}{entries}")).unwrap_err().to_string();
    assert!(message.contains("who is empty"), "{message}");
}

#[test]
fn what_two_flags_of_a_place_may_mean_is_offered_once() {
    let mut made = decided(DOCUMENT, &[]);
    let flags = [Code::RowDoubtful, Code::KeyMissing]
        .map(|code| Flag::new("study", None, code, Confidence::Likely));
    made.document.tables[1].records[0].flags.extend(flags);
    let Extraction { document, trace, keys, .. } = &made;
    let entries = draft::entries(document, trace, keys, &Decisions::default(), None);
    let own = entries.iter().find(|entry| entry.contains("row-doubtful")).unwrap();
    assert!(own.contains("key-missing"), "{own}");
    for what in ["keep", "note", "group", "total"] {
        assert_eq!(own.matches(&format!("do = \"{what}\"")).count(), 1, "{own}");
    }
}

/// Tables of which something is told: one numbers its rows otherwise, two have studies side by side.
const TOLD: &str = "
    Table 1. Numbered studies
    | No. | Study | Country |
    | 1 | Adams 2001 | UK |
    | 2 | Brown 2002 | Peru |
    | 3 | Clark 2003 | Chile |
    | 4 | Davies 2004 | UK |
    | 6 | Evans 2005 | Peru |
    Table 2. Costs
    | Study | n | Study | n |
    | Adams 2001 | 12 | Brown 2002 | 34 |
    | Clark 2003 | 56 | Davies 2004 | 78 |
    Table 3. Sizes
    | Study | n | Study | n |
    | Adams 2001 | 2 | Brown 2002 | 4 |
    | Clark 2003 | 6 | Davies 2004 | 8 |
";
const NUMBERED: &str = "its rows are numbered to 6, and 5 came out; 5 is missing";
const SIDE: &str = "2 studies stand side by side in each of its rows, and come out as one record";

fn keep(table: &str, notice: &str, text: &str) -> String {
    let table = if table.is_empty() { String::new() } else { format!("table = \"{table}\"\n") };
    format!("do = \"keep\"\n{table}notice = \"{notice}\"\ntext = \"{text}\"")
}

/// The codes of the notices, and the line of the decision by which each is kept.
fn kept(made: &Extraction) -> Vec<(&str, Option<usize>)> {
    made.trace.notices.iter().map(|notice| (notice.code.as_str(), notice.kept)).collect()
}

#[test]
fn a_notice_is_kept_as_it_stands_and_the_tables_are_as_they_were() {
    let plain = decided(TOLD, &[]);
    let [numbered, side] = ["rows-numbered-otherwise", "studies-side-by-side"];
    assert_eq!(kept(&plain), [(numbered, None), (side, None), (side, None)]);
    assert_eq!(plain.trace.notices[0].message, format!("table 1: {NUMBERED}"));
    let made = decided(TOLD, &[&keep("Table 1", numbered, NUMBERED), &keep("Table 3", side, SIDE)]);
    assert_eq!(statuses(&made), [Status::Applied; 2], "{:?}", made.trace.decisions);
    assert_eq!(kept(&made), [(numbered, Some(2)), (side, None), (side, Some(9))]);
    assert_eq!(made.trace.decisions[1].at[0].table, "table-3");
    unchanged(&made, &plain);
    // A table before it may go, and its number with it; blanks play no part.
    let none = "do = \"no-table\"\ntable = \"Table 1\"";
    let made = decided(TOLD, &[none, &keep("Table 3", side, &SIDE.replace(' ', "  "))]);
    assert_eq!(statuses(&made), [Status::Applied; 2], "{:?}", made.trace.decisions);
    assert_eq!(kept(&made), [(side, None), (side, Some(7))]);
    // Only one says so: it need not be said of which table.
    assert_eq!(statuses(&decided(TOLD, &[&keep("", numbered, NUMBERED)])), [Status::Applied]);
}

#[test]
fn a_notice_that_says_something_else_by_now_is_not_kept() {
    let [numbered, side] = ["rows-numbered-otherwise", "studies-side-by-side"];
    let plain = decided(TOLD, &[]);
    let old = NUMBERED.replace("to 6", "to 7");
    let made = decided(TOLD, &[&keep("Table 1", numbered, &old)]);
    assert_eq!(statuses(&made), [Status::Stale]);
    let nearest = made.trace.decisions[0].nearest.as_ref().unwrap();
    assert_eq!((nearest.text.as_str(), nearest.now.as_str()), (old.as_str(), NUMBERED));
    assert_eq!(kept(&made), kept(&plain));
    for (entry, status, told) in [
        (keep("Table 1", "column-torn", "x"), Status::Stale, "there is no notice column-torn"),
        (keep("Table 2", numbered, NUMBERED), Status::Stale, "there is no notice rows-numbered"),
        (keep("Table 9", numbered, NUMBERED), Status::Stale, "there is no table \"Table 9\""),
        (keep("", side, SIDE), Status::Ambiguous, "2 notices studies-side-by-side say the same"),
    ] {
        let made = decided(TOLD, &[&entry]);
        assert_eq!(statuses(&made), [status], "{entry}");
        assert!(reason(&made).starts_with(told), "{}", reason(&made));
        assert_eq!(kept(&made), kept(&plain));
    }
    // What another decision mends is told no more.
    let mends = "do = \"no-table\"\ntable = \"Table 2. Costs\"";
    let made = decided(TOLD, &[&keep("Table 2. Costs", side, SIDE), mends]);
    assert_eq!(statuses(&made), [Status::Stale, Status::Applied]);
}

#[test]
fn an_open_notice_is_drafted_as_right_or_mended() {
    let made = decided(TOLD, &[]);
    let drafted = |decided: &Decisions, made: &Extraction| {
        draft::entries(&made.document, &made.trace, &made.keys, decided, None)
    };
    let entries = drafted(&Decisions::default(), &made);
    assert_eq!(entries.len(), 3, "{entries:?}");
    let own = keep("Table 2. Costs", "studies-side-by-side", SIDE).replace('\n', "\n# ");
    let head = format!("## studies-side-by-side: table 2: {SIDE}\n# [[decision]]\n");
    let or = "\n## or\n# [[decision]]\n# do = \"no-table\"\n";
    assert!(entries[1].starts_with(&format!("{head}# {own}{or}")), "{}", entries[1]);
    // What is drafted is applied, and then nothing is left to decide.
    let all: Vec<String> = entries
        .iter()
        .map(|entry| {
            let lines = entry.lines().skip(2).take_while(|line| !line.starts_with("##"));
            lines.map(|line| line.trim_start_matches("# ")).collect::<Vec<_>>().join("\n")
        })
        .collect();
    let made = decided(TOLD, &all.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(statuses(&made), [Status::Applied; 3], "{:?}", made.trace.decisions);
    assert!(drafted(&Decisions::default(), &made).is_empty());
}
