//! Small Word documents drawn as text: a line with bars is a row of a table, every other line a paragraph.
//! `2x1:` before a cell is its span over columns; `//` in a cell a new paragraph.

#![allow(dead_code, reason = "each test uses a part of it")]

#[path = "package.rs"]
mod package;

use package::{RELATIONS, TYPES, package};

fn paragraph(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn row(line: &str) -> String {
    let cells = line.trim().trim_start_matches('|').trim_end_matches('|').split('|');
    let cell = |text: &str| {
        let text = text.trim();
        let (span, text) = match text.split_once("x1:") {
            Some((span, text)) => (span.to_owned(), text),
            None => ("1".to_owned(), text),
        };
        let lines: String = text.split("//").map(|line| paragraph(line.trim())).collect();
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>{lines}</w:tc>")
    };
    format!("<w:tr>{}</w:tr>", cells.map(cell).collect::<String>())
}

/// The bytes of the document that is drawn.
pub(crate) fn word(drawing: &str) -> Vec<u8> {
    let mut body = String::new();
    let mut lines = drawing.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        if !line.starts_with('|') {
            body.push_str(&paragraph(line));
            continue;
        }
        body.push_str("<w:tbl>");
        body.push_str(&row(line));
        while let Some(line) = lines.next_if(|line| line.starts_with('|')) {
            body.push_str(&row(line));
        }
        body.push_str("</w:tbl>");
    }
    let main = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}</w:body></w:document>"
    );
    package(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", main.as_bytes()),
    ])
}
