//! Word documents written element by element, for what no writer of documents offers.

use std::error::Error;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// The names of things in a transitional document.
pub(crate) const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wx="urn:example:unknown""#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A document: the content type of its main part, that part, and other parts by name and relation.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) kind: &'static str,
    pub(crate) main: Vec<u8>,
    pub(crate) parts: Vec<(&'static str, String)>,
}

/// A document with that body.
pub(crate) fn document(body: &str) -> Package {
    let main = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    );
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    Package { kind, main: main.into_bytes(), parts: Vec::new() }
}

impl Package {
    /// The same with a part `word/NAME.xml`, whose content is wrapped in its root element.
    pub(crate) fn with(mut self, name: &'static str, content: &str) -> Self {
        self.parts.push((name, format!("<w:{name} {NAMESPACES}>{content}</w:{name}>")));
        self
    }

    /// The bytes of the file; the same in every run.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut types = format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"{}\"/>",
            self.kind
        );
        let mut relations = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
        for (at, (name, _)) in self.parts.iter().enumerate() {
            types += &format!(
                "<Override PartName=\"/word/{name}.xml\" ContentType=\"{WORD}.{name}+xml\"/>"
            );
            relations += &format!(
                "<Relationship Id=\"r{at}\" Type=\"{OFFICE}/{name}\" Target=\"{name}.xml\"/>"
            );
        }
        types += "</Types>";
        relations += "</Relationships>";
        let root = format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
        );
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, bytes: &[u8]| -> Result<(), Box<dyn Error>> {
            writer.start_file(name, SimpleFileOptions::default())?;
            writer.write_all(bytes)?;
            Ok(())
        };
        add("[Content_Types].xml", types.as_bytes())?;
        add("_rels/.rels", root.as_bytes())?;
        add("word/document.xml", &self.main)?;
        add("word/_rels/document.xml.rels", relations.as_bytes())?;
        for (name, part) in &self.parts {
            add(&format!("word/{name}.xml"), part.as_bytes())?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

/// A run of text.
pub(crate) fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A run in a font.
pub(crate) fn in_font(font: &str, text: &str) -> String {
    format!(
        "<w:r><w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/></w:rPr><w:t>{text}</w:t></w:r>"
    )
}

/// A paragraph of runs.
pub(crate) fn paragraph(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

/// A paragraph of text.
pub(crate) fn p(text: &str) -> String {
    paragraph(&run(text))
}

/// A paragraph with a style.
pub(crate) fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text))
}

/// A paragraph of a real list.
pub(crate) fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}</w:p>",
        run(text)
    )
}

/// A cell with these properties and paragraphs.
pub(crate) fn cell(properties: &str, content: &str) -> String {
    let content = if content.is_empty() { "<w:p/>" } else { content };
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

/// A row of cells that are paragraphs, or text that becomes one.
pub(crate) fn row(cells: &[&str]) -> String {
    row_with("", cells)
}

/// A row with properties.
pub(crate) fn row_with(properties: &str, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|content| match *content {
            content if content.starts_with("<w:tc>") => content.to_owned(),
            content if content.starts_with("<w:p") || content.starts_with("<w:tbl") => {
                cell("", content)
            }
            "" => cell("", ""),
            content => cell("", &p(content)),
        })
        .collect();
    format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
}

/// A table of rows in a grid of so many columns.
pub(crate) fn table(columns: usize, rows: &[String]) -> String {
    table_with("", columns, rows)
}

/// A table with properties.
pub(crate) fn table_with(properties: &str, columns: usize, rows: &[String]) -> String {
    let grid = "<w:gridCol w:w=\"3000\"/>".repeat(columns);
    format!(
        "<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{}</w:tbl>",
        rows.concat()
    )
}
