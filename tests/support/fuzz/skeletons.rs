//! Small documents that are in order but for the parts that are put into them: what is changed is
//! text, not the archive round it, so that the changes reach the readers.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
/// Parts beside the main one, in the order of the input.
const PARTS: &[&str] = &["numbering", "styles", "footnotes"];

/// A Word document with these parts: the main one, numbering, styles, footnotes.
pub(super) fn docx(parts: &[&[u8]]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, stored).expect("a name of ours");
        zip.write_all(bytes).expect("memory takes it");
    };
    add("[Content_Types].xml", TYPES.as_bytes());
    add("_rels/.rels", ROOT.as_bytes());
    let (main, others) =
        parts.split_first().map_or((&[][..], &[][..]), |(main, rest)| (*main, rest));
    let mut relations = String::from(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for (name, part) in PARTS.iter().zip(others) {
        relations.push_str(&format!(
            r#"<Relationship Id="{name}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}" Target="{name}.xml"/>"#
        ));
        add(&format!("word/{name}.xml"), part);
    }
    relations.push_str("</Relationships>");
    add("word/_rels/document.xml.rels", relations.as_bytes());
    add("word/document.xml", main);
    zip.finish().expect("memory takes it").into_inner()
}

/// A PDF with these streams: the content of two pages, a form that both can draw, and a character
/// map of their font `F2`; `F1` is Helvetica. Content names the form `X`.
pub(super) fn pdf(parts: &[&[u8]]) -> Vec<u8> {
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let resources = "/Resources << /Font << /F1 8 0 R /F2 9 0 R >> /XObject << /X 6 0 R >> >>";
    let page = |content: u32| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {content} 0 R >>"
        )
    };
    let form = format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}");
    let objects = [
        plain("<< /Type /Catalog /Pages 2 0 R >>"),
        plain("<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>"),
        plain(&page(5)),
        plain(&page(7)),
        stream("", part(0)),
        stream(&form, part(2)),
        stream("", part(1)),
        plain("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
        plain(
            "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 10 0 R \
             /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 500 >>] >>",
        ),
        stream("", part(3)),
    ];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.len() + 1;
    let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    bytes.extend(trailer.into_bytes());
    bytes
}

fn plain(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<< {entries} /Length {} >>\nstream\n", content.len()).into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream");
    bytes
}
