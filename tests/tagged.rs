//! Tables whose columns are printed over each other, in files with a structure of their own.

#![allow(clippy::unwrap_used)]

#[path = "support/pdf.rs"]
mod support;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use rowmend::{Options, tables};

/// Where the columns begin; the texts of the second are longer than it has room for.
const COLUMNS: [i32; 4] = [60, 140, 190, 276];
const HEADER: [&str; 4] = ["Study, year", "Participants", "Measurement", "Result"];

/// A page under way: what it draws, and its cells by row with their marked-content ids.
#[derive(Default)]
struct Sheet {
    content: String,
    rows: Vec<Vec<i64>>,
    marks: i64,
}

impl Sheet {
    fn text(&mut self, x: i32, y: i32, text: &str) {
        self.content += &format!("BT /F 9 Tf {x} {y} Td ({text}) Tj ET\n");
    }

    fn line(&mut self, y: i32) {
        self.content += &format!("50 {y} m 310 {y} l S\n");
    }

    /// A row whose cells the structure has, in this order of its columns.
    fn row(&mut self, y: i32, texts: [&str; 4]) {
        let mut row = Vec::new();
        for (x, text) in COLUMNS.into_iter().zip(texts) {
            self.content += &format!("/TD <</MCID {}>> BDC\n", self.marks);
            self.text(x, y, text);
            self.content += "EMC\n";
            row.push(self.marks);
            self.marks += 1;
        }
        self.rows.push(row);
    }

    /// The header printed again, which the structure has once.
    fn header_again(&mut self, y: i32) {
        self.content += "/Artifact BMC\n";
        for (x, text) in COLUMNS.into_iter().zip(HEADER) {
            self.text(x, y, text);
        }
        self.content += "EMC\n";
    }
}

/// A file of pages with one table in its structure, whose rows have their cells in the order that `order` gives them.
fn pdf(pages: Vec<Sheet>, order: fn(&mut Vec<Object>)) -> Vec<u8> {
    let mut pdf = Document::with_version("1.7");
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let tree = pdf.new_object_id();
    let (mut kids, mut rows): (Vec<Object>, Vec<Object>) = (Vec::new(), Vec::new());
    for sheet in pages {
        let drawn = pdf.add_object(Stream::new(Dictionary::new(), sheet.content.into_bytes()));
        let page: ObjectId = pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => drawn,
            "MediaBox" => vec![0.into(), 0.into(), 320.into(), 400.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        });
        kids.push(page.into());
        for row in sheet.rows {
            let cell = |mark: i64| dictionary! { "S" => "TD", "Pg" => page, "K" => mark }.into();
            let mut cells: Vec<Object> = row.into_iter().map(cell).collect();
            order(&mut cells);
            rows.push(dictionary! { "S" => "TR", "K" => cells }.into());
        }
    }
    let table = dictionary! { "S" => "Table", "K" => rows };
    let structure = dictionary! { "Type" => "StructTreeRoot", "K" => vec![table.into()] };
    let structure = pdf.add_object(structure);
    let marked = dictionary! { "Marked" => true };
    let catalog = dictionary! { "StructTreeRoot" => structure, "MarkInfo" => marked };
    support::save(pdf, tree, kids, catalog)
}

/// A table over two pages, with its header on both.
fn pages() -> Vec<Sheet> {
    let (mut first, mut second) = (Sheet::default(), Sheet::default());
    first.text(60, 372, "Table 1. What the studies measured");
    first.line(365);
    first.row(352, HEADER);
    first.line(346);
    first.row(334, ["Lindqvist 2014", "1,204 children", "Wechsler, verbal", "0.45"]);
    first.row(314, ["Mazur et al. 2016", "388 mothers", "Raven, coloured", "0.51"]);
    first.row(294, ["Oyelaran 2018", "96 apprentices", "Binet, short form", "0.38"]);
    first.line(286);
    second.line(365);
    second.header_again(352);
    second.line(346);
    second.row(334, ["Petrossian 2019", "2,210 pupils", "Wechsler, full scale", "0.29"]);
    second.row(314, ["Quintana 2021", "74 volunteers", "Raven, advanced", "0.60"]);
    second.line(306);
    vec![first, second]
}

/// The rows of the only table of a file.
fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let found = tables("tagged.pdf", bytes, &Options::default()).unwrap();
    let [table] = found.as_slice() else { panic!("{} tables", found.len()) };
    let mut rows = vec![Vec::new(); table.rows];
    for cell in table.cells.iter().filter(|cell| !cell.text.is_empty()) {
        rows[cell.row].push(cell.text.clone());
    }
    rows
}

#[test]
fn columns_that_are_printed_over_each_other_are_those_of_the_structure() {
    let expected = [
        HEADER,
        ["Lindqvist 2014", "1,204 children", "Wechsler, verbal", "0.45"],
        ["Mazur et al. 2016", "388 mothers", "Raven, coloured", "0.51"],
        ["Oyelaran 2018", "96 apprentices", "Binet, short form", "0.38"],
        ["Petrossian 2019", "2,210 pupils", "Wechsler, full scale", "0.29"],
        ["Quintana 2021", "74 volunteers", "Raven, advanced", "0.60"],
    ];
    assert_eq!(rows(pdf(pages(), |_| {})), expected);
}

#[test]
fn a_structure_whose_columns_go_from_right_to_left_is_not_believed() {
    let turned = rows(pdf(pages(), |cells| cells.reverse()));
    assert_eq!(turned[0][0], "Study, year");
    assert_eq!(turned[1][0], "Lindqvist 2014");
}
