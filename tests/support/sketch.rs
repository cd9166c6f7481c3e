//! Small Word documents drawn as text: a line with bars is a row of a table, every other line a paragraph.
//! `2x1:` before a cell is its span over columns; `//` in a cell a new paragraph.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"#;

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
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &main)]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
