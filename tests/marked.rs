//! Markdown, HTML and Docling's JSON, as programs write them that read pictures or convert documents.

#![allow(clippy::unwrap_used)]

use rowmend::unstable::error::Error;
use rowmend::unstable::extract::{Options as Reading, docling, markdown};
use rowmend::unstable::fragment::{Fragment, Role};
use rowmend::unstable::ledger::{Ledger, Place};
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::source::{Limits, Media, Source};

fn source(text: &str) -> Source {
    Source::new("table", text.as_bytes().to_vec(), &Limits::default()).unwrap()
}

fn fragments(text: &str) -> (Vec<Fragment>, Ledger) {
    let (source, mut ledger) = (source(text), Ledger::default());
    let read = match source.media() {
        Media::Docling => docling::read,
        Media::Markup => markdown::read,
        other => panic!("{other:?}"),
    };
    (read(&source, &Reading::default(), &mut ledger).unwrap().fragments, ledger)
}

/// The rows of all pieces of tables: `#` before a header, `/` between lines, `2x1:` before what spans, the level of
/// an item before it, `~` between pieces.
fn drawn(text: &str) -> Vec<String> {
    let (fragments, ledger) = fragments(text);
    let mut drawn = Vec::new();
    for fragment in &fragments {
        if !drawn.is_empty() {
            drawn.push("~".to_owned());
        }
        for row in &fragment.rows {
            let cell = |cell: &rowmend::unstable::fragment::Cell| {
                let span = match (cell.col_span, cell.row_span) {
                    (1, 1) => String::new(),
                    (across, down) => format!("{across}x{down}:"),
                };
                let line = |line: &rowmend::unstable::fragment::Line| {
                    let level =
                        line.list_level.map(|level| format!("{level}:")).unwrap_or_default();
                    let mark =
                        line.mark.as_deref().map(|mark| format!("{mark} ")).unwrap_or_default();
                    format!("{level}{mark}{}", ledger.text(line.run))
                };
                format!("{span}{}", cell.lines.iter().map(line).collect::<Vec<_>>().join(" / "))
            };
            let head = if row.role == Role::Header { "# " } else { "" };
            let cells: Vec<String> = row.cells.iter().map(cell).collect();
            drawn.push(format!("{head}{}", cells.join(" | ")));
        }
    }
    drawn
}

fn read(text: &str) -> Result<Extraction, Error> {
    ingest(&source(text), &Options::default())
}

/// Each record's id and cells, in short.
fn records(text: &str) -> Vec<Vec<String>> {
    let document = read(text).unwrap().document;
    let value = |value: &rowmend::unstable::record::Value| serde_json::to_string(value).unwrap();
    let tables = document.tables.iter();
    tables
        .map(|table| {
            let record = |record: &rowmend::unstable::record::Record| {
                let cells = record.cells.0.iter().skip(1).map(|(_, own)| value(own));
                format!("{} {}", record.id, cells.collect::<Vec<_>>().join(" "))
            };
            table.records.iter().map(record).collect()
        })
        .collect()
}

#[test]
fn cells_of_markdown_say_what_they_show() {
    let text = "| Study | What |\n|:--|---|\n\
        | **A**, 2001 | a\\|b `c|d` &rarr; e\\* |\n\
        B, 2002 | $\\rightarrow$ x<br>- y<br/>\\(\\to\\) z |\n\
        | C <high> | 5 * 3 _and_ snake_case ~30 |\n";
    assert_eq!(
        drawn(text),
        [
            "# Study | What",
            "A, 2001 | a|b c|d → e*",
            "B, 2002 | $\\rightarrow$ x / - y / \\to z",
            "C <high> | 5 * 3 and snake_case ~30",
        ]
    );
}

#[test]
fn lists_raised_marks_and_hidden_text_of_html() {
    let text = "<html><body><table><tr><th>Study<th>Items</tr>\
        <tr><td>A 2001<sup>a</sup><td><ul><li>one<ul><li>deep</ul><li>two</ul>\
        <ol start=3><li>three</ol><span hidden>gone</span></table><p><sup>a</sup> A note.</p>";
    let (fragments, ledger) = fragments(text);
    assert_eq!(drawn(text), ["# Study | Items", "A 2001 | 0:one / 1:deep / 0:two / 0:3. three"]);
    assert_eq!(&*fragments[0].rows[1].note_marks[0], "a");
    assert_eq!(ledger.text(fragments[0].below[0].run), "a A note.");
}

#[test]
fn cells_of_html_span_and_keep_clear_of_each_other() {
    let text = "<table><thead><tr><td rowspan=2>Study<td colspan=2>Outcome<tr><td>a<td>b</thead>\
        <tfoot><tr><td colspan=99999>all</tfoot>\
        <tbody><tr><td rowspan=999999>A<td>1<td>2<tr><td>3<td>4<table><tr><td>in</table></table>";
    assert_eq!(
        drawn(text),
        [
            "# 1x2:Study | 2x1:Outcome",
            "# a | b",
            "1x2:A | 1 | 2",
            "3 | 4 / in",
            "3x1:all",
            "~",
            "in"
        ]
    );
}

#[test]
fn what_a_program_calls_a_header_on_a_later_page_is_weighed() {
    let first =
        "| Study | Findings |\n|---|---|\n| (Allen, 2016) | Shared vision → improved trust → |\n\n";
    let rest = "reduced conflict | \n| (Ball, 2010) | Clear roles → trust |\n| (Cole, 2011) | Aims → trust |\n";
    let rest = rest.replacen("reduced conflict | ", "|  | reduced conflict |", 1);
    let (row, others) = rest.split_once('\n').unwrap();
    let whole = records(&format!("{first}{rest}"));
    assert_eq!(
        whole[0][0],
        r#"allen-2016 [{"steps":["Shared vision","improved trust","reduced conflict"]}]"#
    );
    for page in [
        format!("---\n\n{row}\n|---|---|\n{others}"),
        format!("<!-- Page 2 -->\n\n|  |  |\n|---|---|\n{row}\n{others}"),
        format!("<page>\n12\n| Study | Findings |\n|---|---|\n{row}\n{others}"),
        format!("\u{C}| **Study** | **Findings** |\n|---|---|\n{row}\n{others}"),
        format!("{{1}}----------------\n\n{row}\n{others}"),
    ] {
        assert_eq!(records(&format!("{first}{page}")), whole, "{page}");
    }
}

#[test]
fn tables_with_names_or_captions_of_their_own_stay_apart() {
    let first =
        "| Study | Country |\n|---|---|\n| (Allen, 2016) | Norway |\n| (Ball, 2010) | Chile |\n\n";
    let other =
        "| Outcome | Effect (95% CI) |\n|---|---|\n| Pain at 6 months | 0.71 |\n| Sleep | 0.84 |\n";
    assert_eq!(records(&format!("{first}{other}")).len(), 2);
    let captioned = format!("**Table 1.** Studies\n\n{first}**Table 2.** More\n\n{first}");
    assert_eq!(records(&captioned).len(), 2);
    let going_on = format!("**Table 1.** Studies\n\n{first}Table 1 (continued)\n\n{first}");
    assert_eq!(records(&going_on).len(), 1);
}

#[test]
fn running_heads_and_what_is_told_of_pages_is_left_out() {
    let page = |number: u32, row: &str| {
        format!(
            "---\nlanguage: en\nrotation: 0\n---\nReview of partnerships, 2021\n\n| Study | Country |\n|---|---|\n\
             {row}\n\nPage {number} of 2\n\n<!-- page break -->\n"
        )
    };
    let text = page(1, "| (Allen, 2016) | Norway |") + &page(2, "| (Ball, 2010) | Chile |");
    assert_eq!(records(&text), [["allen-2016 \"Norway\"", "ball-2010 \"Chile\""]]);
    let left = read(&text).unwrap().trace.accounting.left_out;
    assert!(left["running-line"] > 60 && !left.contains_key("outside"), "{left:?}");
}

#[test]
fn places_lead_to_the_line_and_column() {
    let text = "Title\n\n| Study | x |\n|---|---|\n| **A** &amp; B | 1 |\n";
    let (fragments, ledger) = fragments(text);
    let run = fragments[0].rows[1].cells[0].lines[0].run;
    let places: Vec<Place> = ledger.places(run).into_iter().map(|(_, place)| place).collect();
    let at = |column| Place::Dump { line: 5, column };
    assert_eq!(places, [at(5), at(8), at(14)]);
}

#[test]
fn rows_with_other_cells_are_read_and_told() {
    let text = "| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 | 4 |\n| 5 | 6 |\n| note |\n";
    assert_eq!(drawn(text), ["# A | B | C", "1 | 2 | 3 | 4", "5 | 6", "note"]);
    let notices = read(text).unwrap().trace.notices;
    let uneven = notices.iter().find(|notice| notice.code == "cells-uneven").unwrap();
    assert!(uneven.message.contains("2 rows") && uneven.message.contains("lines 3, 4"));
}

#[test]
fn what_docling_tells_is_read_in_the_order_of_its_body() {
    let text = docling(
        r#""num_cols":2,"table_cells":[
        {"text":"Study","start_row_offset_idx":0,"end_row_offset_idx":1,"start_col_offset_idx":0,
            "end_col_offset_idx":1,"column_header":true},
        {"text":"What","start_row_offset_idx":0,"end_row_offset_idx":1,"start_col_offset_idx":1,
            "end_col_offset_idx":2,"column_header":true},
        {"text":"x","start_row_offset_idx":2,"end_row_offset_idx":3,"start_col_offset_idx":1,
            "end_col_offset_idx":2},
        {"text":"A 2001","start_row_offset_idx":1,"end_row_offset_idx":3,"start_col_offset_idx":0,
            "end_col_offset_idx":1},
        {"text":"y","start_row_offset_idx":1,"end_row_offset_idx":2,"start_col_offset_idx":1,
            "end_col_offset_idx":2}]"#,
    );
    let (fragments, ledger) = fragments(&text);
    assert_eq!(drawn(&text), ["# Study | What", "1x2:A 2001 | y", "x"]);
    let (piece, word) = (&fragments[0], fragments[0].rows[2].cells[0].lines[0].run);
    assert_eq!((piece.page, ledger.text(piece.above[0].run)), (3, "Table 1. T".to_owned()));
    assert!(piece.above[0].caption && piece.area.is_some());
    let (_, place) = ledger.places(word)[0];
    let Place::Word { part, table, row, cell, .. } = place else { panic!("{place:?}") };
    assert_eq!((ledger.part_name(part), table, row, cell), ("page 3", 1, 3, 1));
}

/// A document of a table with that data on page 3, with a caption that stands after it.
fn docling(data: &str) -> String {
    format!(
        r##"{{"schema_name":"DoclingDocument","version":"1.7.0",
        "body":{{"children":[{{"$ref":"#/tables/0"}},{{"$ref":"#/texts/0"}},{{"$ref":"#/texts/9"}}]}},
        "texts":[{{"label":"caption","text":"Table 1. T"}}],
        "tables":[{{"captions":[{{"$ref":"#/texts/0"}}],"data":{{{data}}},
            "prov":[{{"page_no":3,"bbox":{{"l":1,"t":700,"r":300,"b":4,"coord_origin":"BOTTOMLEFT"}}}}]}}],
        "pages":{{"3":{{"size":{{"width":612,"height":792}}}}}}}}"##
    )
}

#[test]
fn what_cannot_be_read_is_told_with_advice() {
    let cell =
        r#""text":"a","start_row_offset_idx":0,"end_row_offset_idx":1,"start_col_offset_idx":"#;
    let wide = docling(&format!(
        r#""num_cols":1,"table_cells":[{{{cell}0,"end_col_offset_idx":99999999}}]"#
    ));
    let typed = docling(r#""num_cols":"two","table_cells":[]"#);
    let whole = docling(r#""num_cols":1,"table_cells":[]"#);
    let nested = "<table><tr><td>x".repeat(300);
    let cases = [
        (wide.as_str(), "more than the limit of 4096"),
        (&typed, "not as Docling writes it"),
        (&whole[..whole.len() - 9], "cut short"),
        (&whole.replace("1.7.0", "2.0.0"), "version 2.0.0"),
        (&nested, "deep in cells of others"),
        ("<!doctype html><table><tr><td></td></tr></table>", "no table with text"),
        ("|  |\n|--|\n|  |\n", "no table with text"),
        ("+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n", "drawn with +---+"),
    ];
    for (text, says) in cases {
        let limits = Limits::default();
        let source = Source::new("table", text.as_bytes().to_vec(), &limits);
        let error = source.and_then(|own| ingest(&own, &Options::default())).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn texts_are_told_by_their_structure() {
    let media = |text: &str| source(text).media();
    assert_eq!(media("{0}--------\n\n| a | b |\n|---|---|\n"), Media::Markup);
    assert_eq!(media("[1] x\n\na | b\n--- | ---\n"), Media::Markup);
    assert_eq!(media("<div><table><tr><td>x</td></tr></table></div>"), Media::Markup);
    assert_eq!(media("Study\tNote\nA\t<table> of\nB\t|---|\n"), Media::Dump);
    assert_eq!(media("Study\tNote\n|---|\nA\tx\n"), Media::Dump);
}
