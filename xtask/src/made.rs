//! Documents of any size, made by program: reviews with a study a row, so that each part of the way
//! has its work to do.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

/// Rows that a page of a made PDF, or of a made dump, holds.
pub(crate) const ROWS_A_PAGE: usize = 20;

const HEADER: [&str; 3] = ["Study", "Setting", "Findings"];
const SETTINGS: [&str; 4] = ["hospital", "primary care", "home care", "community"];
const AUTHORS: [&str; 8] =
    ["Allen", "Brown", "Castro", "Dahl", "Evans", "Fischer", "Garcia", "Haddad"];
const CAUSES: [&str; 6] = [
    "shared vision",
    "clear roles",
    "regular meetings",
    "protected time",
    "local leadership",
    "early feedback",
];
const EFFECTS: [&str; 5] =
    ["improved trust", "less friction", "faster decisions", "fewer conflicts", "better care"];

/// The cells of a study; its number makes it differ from all others.
fn study(number: usize) -> [String; 3] {
    let pick = |list: &[&'static str], by: usize| list[(number / by) % list.len()];
    let (cause, effect) = (pick(&CAUSES, 1), pick(&EFFECTS, 3));
    let other = CAUSES[(number * 7 + 3) % CAUSES.len()];
    [
        format!("{} and Writer{number}, {}", pick(&AUTHORS, 1), 1990 + number % 35),
        pick(&SETTINGS, 5).to_owned(),
        format!("• {cause} → {effect} • {other} in group {number} → {effect}"),
    ]
}

/// A dump of a table with `rows` rows, on pages.
pub(crate) fn dump(rows: usize) -> Vec<u8> {
    let mut text = HEADER.join("\t") + "\n";
    for number in 1..=rows {
        text.push_str(&study(number).join("\t"));
        text.push('\n');
        if number % ROWS_A_PAGE == 0 {
            text.push('\n');
        }
    }
    text.into_bytes()
}

/// A dump with one cell that goes on over many pages, with `items` items; bullets or none.
pub(crate) fn long_cell(items: usize, bullets: bool) -> Vec<u8> {
    let mut text = HEADER.join("\t") + "\n(Allen, 2016)\thospital\t";
    for number in 1..=items {
        let (cause, effect) = (CAUSES[number % 6], EFFECTS[(number / 2) % 5]);
        let bullet = if bullets { "• " } else { "" };
        let _ = write!(text, "{bullet}{cause} of kind {number} → {effect} ");
        if number % 4 == 0 {
            text.push_str(if number % 80 == 0 { "\n\n\t\t" } else { "\n\t\t" });
        }
    }
    text.push('\n');
    text.into_bytes()
}

/// A Word document of one table with `rows` rows.
pub(crate) fn docx(rows: usize) -> Result<Vec<u8>, String> {
    let told = |error: &dyn std::fmt::Display| format!("the Word document cannot be made: {error}");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default();
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), String> {
        zip.start_file(name, packed).map_err(|e| told(&e))?;
        zip.write_all(bytes).map_err(|e| told(&e))
    };
    add("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#)?;
    add("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#)?;
    let mut xml = String::from(
        r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="2000"/><w:gridCol w:w="5000"/></w:tblGrid>"#,
    );
    let mut row = |cells: &[String; 3], header: bool| {
        let mark = if header { "<w:trPr><w:tblHeader/></w:trPr>" } else { "" };
        let _ = write!(xml, "<w:tr>{mark}");
        for cell in cells {
            let _ = write!(xml, "<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>");
        }
        xml.push_str("</w:tr>");
    };
    row(&HEADER.map(str::to_owned), true);
    (1..=rows).for_each(|number| row(&study(number), false));
    xml.push_str("</w:tbl><w:sectPr/></w:body></w:document>");
    add("word/document.xml", xml.as_bytes())?;
    zip.finish().map(Cursor::into_inner).map_err(|e| told(&e))
}

/// A PDF of `pages` pages with a ruled table that goes on over all of them.
pub(crate) fn pdf(pages: usize) -> Vec<u8> {
    let contents = (0..pages).map(|page| {
        let mut rows = vec![HEADER.map(str::to_owned)];
        rows.extend((1..=ROWS_A_PAGE).map(|row| study(page * ROWS_A_PAGE + row)));
        ruled(&rows)
    });
    pdf_of(contents)
}

/// A PDF of one page with a ruled table of `rows` rows, which gets lower as they get more.
pub(crate) fn pdf_page(rows: usize) -> Vec<u8> {
    let mut cells = vec![HEADER.map(str::to_owned)];
    cells.extend((1..=rows).map(study));
    pdf_of(std::iter::once(ruled(&cells)))
}

/// A PDF of one page with a table of `rows` rows that has no rulings.
pub(crate) fn pdf_page_unruled(rows: usize) -> Vec<u8> {
    let mut text = String::from("BT /F1 1 Tf\n");
    let height = 700.0 / (rows + 1) as f64;
    for number in 0..=rows {
        let cells = if number == 0 { HEADER.map(str::to_owned) } else { study(number) };
        let y = 760.0 - height * number as f64;
        write_cells(&mut text, &cells, y, (height * 0.7).min(9.0));
    }
    text.push_str("ET\n");
    pdf_of(std::iter::once(text))
}

fn ruled(rows: &[[String; 3]]) -> String {
    const EDGES: [f64; 4] = [40.0, 190.0, 270.0, 570.0];
    let height = (720.0 / rows.len() as f64).min(34.0);
    let (top, bottom) = (770.0, 770.0 - height * rows.len() as f64);
    let mut text = String::from("0.1 w\n");
    for line in 0..=rows.len() {
        let y = top - height * line as f64;
        let _ = writeln!(text, "{} {y:.3} m {} {y:.3} l S", EDGES[0], EDGES[3]);
    }
    for x in EDGES {
        let _ = writeln!(text, "{x} {top} m {x} {bottom:.3} l S");
    }
    text.push_str("BT\n");
    for (number, cells) in rows.iter().enumerate() {
        let y = top - height * (number as f64 + 0.7);
        write_cells(&mut text, cells, y, (height * 0.6).min(5.5));
    }
    text.push_str("ET\n");
    text
}

fn write_cells(text: &mut String, cells: &[String; 3], y: f64, size: f64) {
    const STARTS: [f64; 3] = [43.0, 193.0, 273.0];
    for (cell, x) in cells.iter().zip(STARTS) {
        // The signs outside of ASCII by their codes in WinAnsi; it has no arrow.
        let cell = cell.replace('•', "\\225").replace('→', "->");
        let _ = writeln!(text, "/F1 {size:.3} Tf 1 0 0 1 {x} {y:.3} Tm ({cell}) Tj");
    }
}

fn pdf_of(contents: impl Iterator<Item = String>) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = vec![0, 0, 0];
    let mut object = |bytes: &mut Vec<u8>, number: usize, body: &str| {
        if places.len() <= number {
            places.resize(number + 1, 0);
        }
        places[number] = bytes.len();
        bytes.extend(format!("{number} 0 obj\n{body}\nendobj\n").into_bytes());
    };
    let mut kids = String::new();
    let mut next = 4;
    for content in contents {
        let length = content.len();
        object(&mut bytes, next, &format!("<< /Length {length} >>\nstream\n{content}\nendstream"));
        let page = format!("<< /Type /Page /Parent 2 0 R /Contents {next} 0 R >>");
        object(&mut bytes, next + 1, &page);
        let _ = write!(kids, "{} 0 R ", next + 1);
        next += 2;
    }
    object(&mut bytes, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    object(
        &mut bytes,
        3,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    );
    let tree = format!(
        "<< /Type /Pages /Count {} /Kids [{kids}] /MediaBox [0 0 612 792] \
         /Resources << /Font << /F1 3 0 R >> >> >>",
        (next - 4) / 2
    );
    object(&mut bytes, 2, &tree);
    let table = bytes.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", places.len());
    for place in places.iter().skip(1) {
        let _ = writeln!(end, "{place:010} 00000 n ");
    }
    let size = places.len();
    let _ = write!(end, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    bytes.extend(end.into_bytes());
    bytes
}
