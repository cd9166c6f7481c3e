//! Draws tables on pages, line by line, as a word processor prints them: every sample says itself
//! where its pages break.

use std::error::Error;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// Which rulings a table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rulings {
    /// Round every cell.
    Grid,
    /// Between rows only.
    Rows,
    /// Over and under the header and at the end.
    Header,
}

/// What stands on a page, from top to bottom.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// A line outside of tables.
    Line(&'static str),
    /// A line outside of tables at the foot of the page.
    Foot(&'static str),
    /// The header of a table; its lines are parted by `\n`.
    Header(&'static [&'static str]),
    /// A row, or the piece of one that stands on this page. An empty line keeps its height. `^` is
    /// a cell that goes on from the row above without a ruling between.
    Row(&'static [&'static str]),
}

/// A page: where its columns begin and the last one ends, in points from the left; and what stands
/// on it.
pub(crate) type Page = (&'static [f64], &'static [Part]);

/// A4, in points.
const WIDTH: f64 = 595.0;
const HEIGHT: f64 = 842.0;
const TOP: f64 = 780.0;
const FOOT: f64 = 40.0;
const SIZE: f64 = 9.0;
const LEADING: f64 = 11.0;
/// Between a cell's rulings and its text.
const PAD: f64 = 4.0;

/// The bytes of a PDF with these pages.
pub(crate) fn print(rulings: Rulings, pages: &[Page]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut pdf = Document::with_version("1.5");
    let font = |name: &str| -> Dictionary {
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name }
    };
    let mut text = font("Helvetica");
    text.set("Encoding", "WinAnsiEncoding");
    let text = pdf.add_object(text);
    let signs = pdf.add_object(font("Symbol"));
    let tree = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for (edges, parts) in pages {
        let drawn = pdf.add_object(Stream::new(Dictionary::new(), draw(rulings, edges, parts)));
        let page = pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => drawn,
            "MediaBox" => vec![0.into(), 0.into(), WIDTH.into(), HEIGHT.into()],
            "Resources" => dictionary! {
                "Font" => dictionary! { "T" => text, "S" => signs },
            },
        });
        kids.push(page.into());
    }
    let count = i64::try_from(kids.len())?;
    let node = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    pdf.objects.insert(tree, Object::Dictionary(node));
    let root = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", root);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes)?;
    Ok(bytes)
}

fn draw(rulings: Rulings, edges: &[f64], parts: &[Part]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut y = TOP;
    let (left, right) = (edges[0], edges[edges.len() - 1]);
    let mut in_table = false;
    for (at, part) in parts.iter().enumerate() {
        let (cells, header) = match part {
            Part::Line(line) => {
                write(&mut out, line, left, y - SIZE);
                y -= LEADING * 1.6;
                in_table = false;
                continue;
            }
            Part::Foot(line) => {
                write(&mut out, line, left, FOOT);
                continue;
            }
            Part::Header(cells) => (cells, true),
            Part::Row(cells) => (cells, false),
        };
        let lines = cells.iter().map(|cell| cell.split('\n').count()).max().unwrap_or(1);
        let height = lines as f64 * LEADING + 2.0 * PAD;
        for (cell, x) in cells.iter().zip(edges) {
            for (row, line) in cell.split('\n').enumerate().filter(|(_, line)| *line != "^") {
                write(&mut out, line, x + PAD, y - PAD - SIZE - row as f64 * LEADING);
            }
        }
        let last = !matches!(parts.get(at + 1), Some(Part::Row(_) | Part::Header(_)));
        let under_header =
            at.checked_sub(1).is_some_and(|at| matches!(parts.get(at), Some(Part::Header(_))));
        let top = rulings != Rulings::Header || header && !in_table || under_header;
        if top {
            // A cell that goes on from above has no ruling over it.
            for (cell, pair) in cells.iter().zip(edges.windows(2)) {
                if !cell.starts_with('^') {
                    line(&mut out, (pair[0], y), (pair[1], y));
                }
            }
        }
        if last {
            line(&mut out, (left, y - height), (right, y - height));
        }
        if rulings == Rulings::Grid {
            for x in edges {
                line(&mut out, (*x, y), (*x, y - height));
            }
        }
        in_table = true;
        y -= height;
    }
    out
}

fn line(out: &mut Vec<u8>, from: (f64, f64), to: (f64, f64)) {
    let (x0, y0, x1, y1) = (from.0, from.1, to.0, to.1);
    out.extend(format!("0.5 w {x0} {y0} m {x1} {y1} l S\n").bytes());
}

/// Writes a line of text; arrows come from the Symbol font, which every viewer has.
fn write(out: &mut Vec<u8>, text: &str, x: f64, y: f64) {
    if text.is_empty() {
        return;
    }
    out.extend(format!("BT {x} {y} Td ").bytes());
    for (at, piece) in text.split('→').enumerate() {
        if at > 0 {
            out.extend(format!("/S {SIZE} Tf <AE> Tj ").bytes());
        }
        out.extend(format!("/T {SIZE} Tf <").bytes());
        for c in piece.chars() {
            let code = match c {
                '•' => 0x95,
                '–' => 0x96,
                '’' => 0x92,
                c => u32::from(c).min(0xFF),
            };
            out.extend(format!("{code:02X}").bytes());
        }
        out.extend(b"> Tj ");
    }
    out.extend(b"ET\n");
}
