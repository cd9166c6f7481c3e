//! JSON of Amazon Textract (`DetectDocumentText`, `AnalyzeDocument`, and their results in parts): blocks that name
//! each other.

use std::collections::HashMap;

use serde::Deserialize;

use super::leaf::{Area, Leaf, Spot};
use super::tables::{Tables, Told};
use crate::error::Error;
use crate::limits::Limits;
use crate::source::Source;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Block {
    block_type: String,
    id: String,
    text: Option<String>,
    confidence: Option<f64>,
    geometry: Option<Geometry>,
    page: Option<u32>,
    row_index: Option<u32>,
    row_span: Option<u32>,
    column_span: Option<u32>,
    #[serde(default)]
    entity_types: Option<Vec<String>>,
    #[serde(default)]
    relationships: Option<Vec<Relation>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Relation {
    r#type: String,
    ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Geometry {
    bounding_box: Bounds,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bounds {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Block {
    fn related(&self, kind: &str) -> impl Iterator<Item = &str> {
        let own = self.relationships.iter().flatten().filter(move |own| own.r#type == kind);
        own.flat_map(|own| own.ids.iter().map(String::as_str))
    }

    fn is_header(&self) -> bool {
        self.entity_types.iter().flatten().any(|kind| kind == "COLUMN_HEADER")
    }

    /// Its page, from 1.
    fn page(&self) -> usize {
        self.page.unwrap_or(1).max(1) as usize
    }
}

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str, limits: &Limits) -> Result<Vec<Leaf>, Error> {
    let parts: Vec<Part> = super::json_list(source, text)?;
    let blocks: Vec<Block> = parts.into_iter().flat_map(|part| part.blocks).collect();
    let by_id: HashMap<&str, &Block> =
        blocks.iter().map(|block| (block.id.as_str(), block)).collect();
    let is_page = |block: &&Block| matches!(block.block_type.as_str(), "PAGE" | "WORD");
    let count = blocks.iter().filter(is_page).map(Block::page).max().unwrap_or(0);
    crate::extract::check_pages(source, limits, count)?;
    let whole = Leaf { width: 1.0, height: 1.0, relative: true, ..Leaf::default() };
    let mut leaves = vec![whole; count];
    let homes = cells(&blocks, &by_id, &mut leaves);
    for line in blocks.iter().filter(|block| block.block_type == "LINE") {
        let Some(leaf) = leaves.get_mut(line.page() - 1) else { continue };
        leaf.line();
        for word in line.related("CHILD").filter_map(|id| by_id.get(id)) {
            let Some(Geometry { bounding_box: Bounds { left, top, width, height } }) =
                word.geometry
            else {
                continue;
            };
            leaf.add(Spot {
                text: word.text.clone().unwrap_or_default(),
                area: Area::sized(left, top, width, height),
                sure: word.confidence.map_or(1.0, |percent| percent / 100.0),
                bold: false,
                cell: homes.get(word.id.as_str()).copied(),
            });
        }
    }
    Ok(leaves)
}

/// The number of the cell that each word stands in.
fn cells<'b>(
    blocks: &'b [Block],
    by_id: &HashMap<&str, &'b Block>,
    leaves: &mut [Leaf],
) -> HashMap<&'b str, i32> {
    let mut tables = Tables::default();
    let mut homes = HashMap::new();
    for table in blocks.iter().filter(|block| block.block_type == "TABLE") {
        tables.begin();
        // A merged cell names those that it is made of.
        let merged = table.related("MERGED_CELL").filter_map(|id| by_id.get(id));
        let merged: Vec<(&Block, Vec<&str>)> =
            merged.map(|cell| (*cell, cell.related("CHILD").collect())).collect();
        let single = table.related("CHILD").filter_map(|id| by_id.get(id).copied());
        let single = single.filter(|cell| {
            cell.block_type == "CELL"
                && !merged.iter().any(|(_, parts)| parts.contains(&cell.id.as_str()))
        });
        let single = single.map(|cell| (cell, vec![cell.id.as_str()]));
        for (cell, parts) in single.chain(merged.iter().cloned()) {
            let told = Told {
                row: cell.row_index.unwrap_or(1).saturating_sub(1),
                row_span: cell.row_span.unwrap_or(1),
                col_span: cell.column_span.unwrap_or(1),
                header: cell.is_header(),
            };
            let number = tables.cell(leaves.get_mut(cell.page() - 1).into_iter(), told);
            let parts = parts.into_iter().filter_map(|id| by_id.get(id));
            let words = parts.flat_map(|part| part.related("CHILD"));
            homes.extend(words.filter_map(|id| by_id.get(id)).map(|word| (&*word.id, number)));
        }
    }
    homes
}
