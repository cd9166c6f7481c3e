//! JSON of Azure Document Intelligence, versions 3 and 4: words and lines by their places in one text.

use serde::Deserialize;

use super::leaf::{Area, Leaf, Spot};
use super::tables::{Homes, Lines, Tables, Told};
use crate::error::Error;
use crate::limits::Limits;
use crate::source::Source;

/// An answer of the service; its libraries save what it holds alone.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "analyzeResult", alias = "analyze_result")]
    result: Analysis,
}

#[derive(Deserialize)]
struct Analysis {
    pages: Vec<Sheet>,
    #[serde(default)]
    tables: Option<Vec<Table>>,
}

#[derive(Deserialize)]
struct Sheet {
    #[serde(rename = "pageNumber", alias = "page_number")]
    number: u32,
    width: Option<f64>,
    height: Option<f64>,
    unit: Option<String>,
    #[serde(default)]
    words: Option<Vec<Word>>,
    #[serde(default)]
    lines: Option<Vec<Row>>,
}

#[derive(Deserialize)]
struct Word {
    content: String,
    polygon: Option<Polygon>,
    confidence: Option<f64>,
    span: Stretch,
}

#[derive(Deserialize)]
struct Row {
    spans: Vec<Stretch>,
}

#[derive(Deserialize)]
struct Table {
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    kind: Option<String>,
    #[serde(rename = "rowIndex", alias = "row_index")]
    row: u32,
    #[serde(rename = "rowSpan", alias = "row_span")]
    row_span: Option<u32>,
    #[serde(rename = "columnSpan", alias = "column_span")]
    col_span: Option<u32>,
    #[serde(rename = "boundingRegions", alias = "bounding_regions", default)]
    regions: Option<Vec<Region>>,
    #[serde(default)]
    spans: Vec<Stretch>,
}

#[derive(Deserialize)]
struct Region {
    #[serde(rename = "pageNumber", alias = "page_number")]
    page: u32,
}

/// Where a text stands in the text of the whole document, in signs of whichever kind.
#[derive(Clone, Copy, Deserialize)]
struct Stretch {
    offset: u64,
    length: u64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Polygon {
    Numbers(Vec<f64>),
    Points(Vec<Point>),
}

#[derive(Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

impl Polygon {
    fn area(&self) -> Option<Area> {
        match self {
            Polygon::Numbers(all) => {
                let (pairs, _) = all.as_chunks::<2>();
                Area::round(pairs.iter().map(|[x, y]| (*x, *y)))
            }
            Polygon::Points(all) => Area::round(all.iter().map(|point| (point.x, point.y))),
        }
    }
}

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str, limits: &Limits) -> Result<Vec<Leaf>, Error> {
    let whole = text.contains("\"analyzeResult\"") || text.contains("\"analyze_result\"");
    let Analysis { pages, tables } = match whole {
        true => super::json::<Answer>(source, text)?.result,
        false => super::json(source, text)?,
    };
    let count = pages.iter().map(|page| page.number as usize).max().unwrap_or(0);
    crate::extract::check_pages(source, limits, count)?;
    let mut leaves = vec![Leaf::default(); count];
    let homes = cells(&tables.unwrap_or_default(), &mut leaves);
    for page in pages {
        let Some(leaf) = (page.number as usize).checked_sub(1).and_then(|at| leaves.get_mut(at))
        else {
            continue;
        };
        leaf.width = page.width.unwrap_or(0.0);
        leaf.height = page.height.unwrap_or(0.0);
        leaf.per_inch = (page.unit.as_deref() == Some("inch")).then_some(1.0);
        let starts = page.lines.iter().flatten().flat_map(|line| &line.spans);
        let mut lines = Lines::new(starts.map(|span| span.offset).collect());
        for word in page.words.into_iter().flatten() {
            if lines.begins(word.span.offset) {
                leaf.line();
            }
            leaf.add(Spot {
                area: word.polygon.and_then(|polygon| polygon.area()).unwrap_or_default(),
                sure: word.confidence.unwrap_or(1.0),
                bold: false,
                cell: homes.of(word.span.offset),
                text: word.content,
            });
        }
    }
    Ok(leaves)
}

fn cells(told: &[Table], leaves: &mut [Leaf]) -> Homes {
    let mut tables = Tables::default();
    let mut homes = Vec::new();
    for table in told {
        tables.begin();
        for cell in &table.cells {
            let own = Told {
                row: cell.row,
                row_span: cell.row_span.unwrap_or(1),
                col_span: cell.col_span.unwrap_or(1),
                header: cell.kind.as_deref() == Some("columnHeader"),
            };
            let pages = cell.regions.iter().flatten().map(|region| region.page as usize);
            let pages: Vec<usize> = pages.collect();
            let mut on = (1..).zip(leaves.iter_mut()).filter(|(page, _)| pages.contains(page));
            let number = tables.cell(on.by_ref().map(|(_, leaf)| leaf), own);
            let spans = cell.spans.iter();
            homes.extend(
                spans.map(|span| (span.offset, span.offset.saturating_add(span.length), number)),
            );
        }
    }
    Homes::new(homes)
}
