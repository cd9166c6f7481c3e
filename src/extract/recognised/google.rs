//! JSON of Google Document AI: tokens, lines and cells by their places in one text.

use serde::{Deserialize, Deserializer};

use super::leaf::{Area, Leaf, Spot};
use super::tables::{Homes, Lines, Tables, Told};
use crate::error::Error;
use crate::source::Source;

/// An answer of the service, or its document alone, which stands at the top.
#[derive(Deserialize)]
struct Answer {
    document: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Wrapped {
    document: Document,
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    text: String,
    pages: Vec<Sheet>,
}

#[derive(Deserialize)]
struct Sheet {
    dimension: Option<Dimension>,
    #[serde(default)]
    tokens: Vec<Thing>,
    #[serde(default)]
    lines: Vec<Thing>,
    #[serde(default)]
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Dimension {
    width: f64,
    height: f64,
}

#[derive(Deserialize)]
struct Thing {
    layout: Layout,
    #[serde(rename = "rowSpan", alias = "row_span", default)]
    row_span: u32,
    #[serde(rename = "colSpan", alias = "col_span", default)]
    col_span: u32,
}

#[derive(Deserialize, Default)]
struct Layout {
    #[serde(rename = "textAnchor", alias = "text_anchor", default)]
    anchor: Anchor,
    confidence: Option<f64>,
    #[serde(rename = "boundingPoly", alias = "bounding_poly", default)]
    outline: Outline,
}

#[derive(Deserialize, Default)]
struct Anchor {
    #[serde(rename = "textSegments", alias = "text_segments", default)]
    segments: Vec<Segment>,
}

/// Characters of the text, from 0. The service writes numbers as texts, and leaves 0 out.
#[derive(Deserialize, Clone, Copy)]
struct Segment {
    #[serde(rename = "startIndex", alias = "start_index", default, deserialize_with = "number")]
    start: usize,
    #[serde(rename = "endIndex", alias = "end_index", default, deserialize_with = "number")]
    end: usize,
}

#[derive(Deserialize, Default)]
struct Outline {
    #[serde(default)]
    vertices: Vec<Vertex>,
    #[serde(rename = "normalizedVertices", alias = "normalized_vertices", default)]
    parts: Vec<Vertex>,
}

/// A corner; what is 0 is left out.
#[derive(Deserialize)]
struct Vertex {
    #[serde(default)]
    x: f64,
    #[serde(default)]
    y: f64,
}

#[derive(Deserialize)]
struct Table {
    #[serde(rename = "headerRows", alias = "header_rows", default)]
    header: Vec<Row>,
    #[serde(rename = "bodyRows", alias = "body_rows", default)]
    body: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    cells: Vec<Thing>,
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(usize),
        Text(String),
    }
    match Either::deserialize(from)? {
        Either::Number(number) => Ok(number),
        Either::Text(text) => text.trim().parse().map_err(serde::de::Error::custom),
    }
}

impl Layout {
    fn start(&self) -> Option<u64> {
        self.anchor.segments.first().map(|segment| segment.start as u64)
    }

    fn area(&self, width: f64, height: f64) -> Option<Area> {
        let parts = self.outline.parts.iter().map(|point| (point.x * width, point.y * height));
        let points = self.outline.vertices.iter().map(|point| (point.x, point.y));
        Area::round(parts).or_else(|| Area::round(points))
    }
}

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str) -> Result<Vec<Leaf>, Error> {
    let answer: Answer = super::json(source, text)?;
    let Document { text, pages } = match answer.document {
        Some(_) => super::json::<Wrapped>(source, text)?.document,
        None => super::json(source, text)?,
    };
    let letters: Vec<char> = text.chars().collect();
    let mut tables = Tables::default();
    Ok(pages.iter().map(|page| leaf(page, &letters, &mut tables)).collect())
}

fn leaf(page: &Sheet, letters: &[char], tables: &mut Tables) -> Leaf {
    let (width, height) = page.dimension.as_ref().map_or((1.0, 1.0), |own| (own.width, own.height));
    let relative = page.dimension.is_none();
    let mut leaf = Leaf { width, height, relative, ..Leaf::default() };
    let homes = cells(&page.tables, tables, &mut leaf);
    let starts = page.lines.iter().filter_map(|line| line.layout.start());
    let mut lines = Lines::new(starts.collect());
    for token in &page.tokens {
        let start = token.layout.start();
        if start.is_none_or(|at| lines.begins(at)) {
            leaf.line();
        }
        let segments = &token.layout.anchor.segments;
        let read = |segment: &Segment| letters.get(segment.start..segment.end).unwrap_or_default();
        leaf.add(Spot {
            text: segments.iter().flat_map(read).collect(),
            area: token.layout.area(width, height).unwrap_or_default(),
            sure: token.layout.confidence.unwrap_or(1.0),
            bold: false,
            cell: start.and_then(|at| homes.of(at)),
        });
    }
    leaf
}

fn cells(told: &[Table], tables: &mut Tables, leaf: &mut Leaf) -> Homes {
    let mut homes = Vec::new();
    for table in told {
        tables.begin();
        let header = table.header.iter().map(|row| (true, row));
        let rows = header.chain(table.body.iter().map(|row| (false, row)));
        for (row, (header, own)) in (0..).zip(rows) {
            for cell in &own.cells {
                let told = Told { row, row_span: cell.row_span, col_span: cell.col_span, header };
                let number = tables.cell(std::iter::once(&mut *leaf), told);
                let segments = cell.layout.anchor.segments.iter();
                homes.extend(segments.map(|own| (own.start as u64, own.end as u64, number)));
            }
        }
    }
    Homes::new(homes)
}
