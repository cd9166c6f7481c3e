//! Small Word documents, made here part by part, and what is read from them.
//!
//! A table is drawn row by row: cells are parted by ` | `, lines in a cell by ` / ` (a paragraph)
//! or ` // ` (a line break); `2x3:` before a cell is its span over columns and rows, `*` before a
//! line a list item, one star for a level, `=` before a row a header row.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its document has failed")]

mod changes;
mod lists;
#[path = "../support/package.rs"]
mod package;
mod refusals;
mod studies;
mod tables;
mod text;

use package::{RELATIONS, TYPES, package};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::extract::{Options, TrackChanges, docx};
use rowmend::unstable::fragment::{Fragment, Line, Reading, Role, Start};
use rowmend::unstable::ledger::{Ledger, Reason};
use rowmend::unstable::source::{Limits, Source};

const PART_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>
<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>
<Relationship Id="r4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>
</Relationships>"#;
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:unknown""#;

/// A document of that body, with further parts.
fn document(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let main = format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>");
    let mut parts = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", PART_RELATIONS.as_bytes()),
    ];
    parts.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    package(&parts)
}

fn read_with(bytes: Vec<u8>, options: &Options) -> Result<(Reading, Ledger), Error> {
    let source = Source::new("test.docx", bytes, &options.limits)?;
    let mut ledger = Ledger::default();
    let reading = docx::read(&source, options, &mut ledger)?;
    // What the later stages do with all that they are handed.
    for fragment in &reading.fragments {
        let cells = fragment.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines);
        for line in cells.chain(&fragment.above).chain(&fragment.below) {
            ledger.place(line.run);
        }
    }
    assert_eq!(ledger.accounting().unaccounted, 0, "every character has one fate");
    Ok((reading, ledger))
}

fn read(body: &str, more: &[(&str, &str)]) -> (Reading, Ledger) {
    read_with(document(body, more), &Options::default()).unwrap()
}

fn draw_lines(lines: &[Line], ledger: &Ledger) -> String {
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.push_str(if line.start == Start::Break { " // " } else { " / " });
        }
        if let Some(level) = line.list_level {
            text.push_str(&"*".repeat(usize::from(level) + 1));
            text.push(' ');
        }
        text.push_str(&ledger.text(line.run).replace('\t', "<tab>"));
    }
    text
}

fn draw(fragment: &Fragment, ledger: &Ledger) -> Vec<String> {
    let row = |row: &rowmend::unstable::fragment::Row| {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| {
                let span = match (cell.col_span, cell.row_span) {
                    (1, 1) => String::new(),
                    (cols, rows) => format!("{cols}x{rows}:"),
                };
                span + &draw_lines(&cell.lines, ledger)
            })
            .collect();
        let role = if row.role == Role::Header { "= " } else { "" };
        format!("{role}{}", cells.join(" | "))
    };
    fragment.rows.iter().map(row).collect()
}

/// Asserts what the first table of a body is read as.
#[track_caller]
fn check(body: &str, expected: &[&str]) {
    check_with(body, &[], expected);
}

#[track_caller]
fn check_with(body: &str, more: &[(&str, &str)], expected: &[&str]) {
    let (reading, ledger) = read(body, more);
    assert_eq!(draw(&reading.fragments[0], &ledger), expected);
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn cell(properties: &str, content: &str) -> String {
    let content = if content.starts_with('<') { content.to_owned() } else { p(content) };
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|text| if text.starts_with("<w:tc>") { (*text).to_owned() } else { cell("", text) })
        .collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.concat())
}

/// A table of one cell that holds runs.
fn runs(content: &str) -> String {
    table(&[row(&[&format!("<w:p>{content}</w:p>")])])
}

fn left(ledger: &Ledger) -> Vec<(Reason, String)> {
    ledger.left_out().iter().map(|left| (left.reason, ledger.text(left.run))).collect()
}

fn kind(bytes: Vec<u8>) -> (ErrorKind, String) {
    let error = read_with(bytes, &Options::default()).expect_err("a refusal");
    (error.kind(), error.to_string())
}
