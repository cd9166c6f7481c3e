//! JSON of Azure Document Intelligence, versions 3 and 4: words and lines by their places in one text.

use serde::Deserialize;

use super::leaf::{Area, Leaf, Spot};
use super::tables::{Tables, Told};
use crate::error::Error;
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

impl Stretch {
    fn holds(self, at: u64) -> bool {
        self.offset <= at && at < self.offset.saturating_add(self.length)
    }
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
pub(super) fn read(source: &Source, text: &str) -> Result<Vec<Leaf>, Error> {
    let whole = text.contains("\"analyzeResult\"") || text.contains("\"analyze_result\"");
    let Analysis { pages, tables } = match whole {
        true => super::json::<Answer>(source, text)?.result,
        false => super::json(source, text)?,
    };
    let count = pages.iter().map(|page| page.number as usize).max().unwrap_or(0);
    super::no_more_pages(source, count)?;
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
        let starts: Vec<u64> = page
            .lines
            .iter()
            .flatten()
            .flat_map(|line| &line.spans)
            .map(|span| span.offset)
            .collect();
        let mut line = None;
        for word in page.words.into_iter().flatten() {
            let own = starts.partition_point(|start| *start <= word.span.offset);
            if line != Some(own) {
                leaf.line();
                line = Some(own);
            }
            let home = homes.partition_point(|(span, _)| span.offset <= word.span.offset);
            let home = home.checked_sub(1).and_then(|at| homes.get(at));
            leaf.add(Spot {
                area: word.polygon.and_then(|polygon| polygon.area()).unwrap_or_default(),
                sure: word.confidence.unwrap_or(1.0),
                bold: false,
                cell: home.filter(|(span, _)| span.holds(word.span.offset)).map(|(_, cell)| *cell),
                text: word.content,
            });
        }
    }
    Ok(leaves)
}

/// Where the texts of cells stand, in order, and the numbers of the cells.
fn cells(told: &[Table], leaves: &mut [Leaf]) -> Vec<(Stretch, i32)> {
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
            homes.extend(cell.spans.iter().map(|span| (*span, number)));
        }
    }
    homes.sort_by_key(|(span, _)| span.offset);
    homes
}
