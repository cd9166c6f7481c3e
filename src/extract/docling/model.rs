//! DoclingDocument as its JSON has it (docling-core 2, schema version 1), as far as tables and texts need it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A document.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    pub(super) schema_name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) body: Node,
    pub(super) furniture: Node,
    pub(super) groups: Vec<Node>,
    pub(super) texts: Vec<Text>,
    pub(super) pictures: Vec<Node>,
    pub(super) tables: Vec<Table>,
    pub(super) key_value_items: Vec<Node>,
    pub(super) form_items: Vec<Node>,
    pub(super) pages: BTreeMap<String, Page>,
}

/// What holds others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Node {
    pub(super) children: Vec<Reference>,
    pub(super) captions: Vec<Reference>,
}

/// The place of another part of the file: `#/texts/3`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "$ref", alias = "cref", default)]
    pub(super) to: String,
}

/// A text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Text {
    pub(super) children: Vec<Reference>,
    pub(super) label: Option<String>,
    pub(super) content_layer: Option<String>,
    pub(super) text: String,
    pub(super) prov: Vec<Prov>,
    pub(super) formatting: Option<Formatting>,
}

/// How a text is set.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Formatting {
    pub(super) bold: bool,
}

/// A table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Table {
    pub(super) children: Vec<Reference>,
    pub(super) captions: Vec<Reference>,
    pub(super) footnotes: Vec<Reference>,
    pub(super) label: Option<String>,
    pub(super) prov: Vec<Prov>,
    pub(super) data: Data,
}

/// The cells of a table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Data {
    pub(super) table_cells: Vec<Cell>,
    pub(super) num_cols: u64,
}

/// A cell.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) start_row_offset_idx: u64,
    pub(super) end_row_offset_idx: u64,
    pub(super) start_col_offset_idx: u64,
    pub(super) end_col_offset_idx: u64,
    pub(super) column_header: bool,
}

/// Where a part stands in the document that was read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Prov {
    pub(super) page_no: u32,
    pub(super) bbox: Box,
}

/// A box in points.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Box {
    pub(super) l: f64,
    pub(super) t: f64,
    pub(super) r: f64,
    pub(super) b: f64,
    pub(super) coord_origin: Option<String>,
}

/// A page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    pub(super) size: Size,
}

/// The size of a page in points.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Size {
    pub(super) height: f64,
}
