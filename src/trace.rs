//! Where everything in a document came from and what was done to it: `NAME.trace.json`.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ledger::{Confidence, Reason};
use crate::record::Code;

/// The name of the format of trace files.
pub const FORMAT: &str = "rowmend-trace/1";

/// The trace of one source document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Trace {
    /// Always `rowmend-trace/1`.
    pub format: String,
    /// The file that was read.
    pub source: SourceTrace,
    /// The program that read it.
    pub tool: Tool,
    /// Where the values of each record stand, in the order of the document.
    pub records: Vec<RecordTrace>,
    /// What was done to the text, in the order of the document.
    pub repairs: Vec<Repair>,
    /// What stands in the region of a table and in no cell.
    pub left_out: Vec<LeftOut>,
    /// What looks like a table and was not taken for one, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
    /// The sum of all characters.
    pub accounting: Accounting,
    /// The same of each page that has any, where there are pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageAccounting>,
    /// Losses and decisions of the reading that belong to no record.
    pub notices: Vec<Notice>,
    /// What became of each decision of a person, in the order of their file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionTrace>,
    /// The SHA-256 of `NAME.json` as it was written with this trace, in lower-case hexadecimal: tells
    /// whether somebody changed it since. Absent in memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

impl Trace {
    /// The trace of a file of which nothing is known yet.
    pub fn new(source: SourceTrace) -> Self {
        Trace {
            format: FORMAT.to_owned(),
            source,
            tool: Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            records: Vec::new(),
            repairs: Vec::new(),
            left_out: Vec::new(),
            refused: Vec::new(),
            accounting: Accounting::default(),
            pages: Vec::new(),
            notices: Vec::new(),
            decisions: Vec::new(),
            data: None,
        }
    }
}

/// The file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct SourceTrace {
    /// File name without folders.
    pub name: String,
    /// Media type, told from the bytes.
    pub media: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Number of pages, where there are pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// The engine that recognised the text of its pages, where rowmend started one (`--ocr`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised_by: Option<String>,
}

/// The program that read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Tool {
    /// `rowmend`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where the values of a record stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct RecordTrace {
    /// The id of the table.
    pub table: String,
    /// The id of the record.
    pub record: String,
    /// The filled cells, in column order.
    pub cells: Vec<CellTrace>,
}

/// Where a cell stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CellTrace {
    /// The key of the column.
    pub column: String,
    /// The text of the cell, or the steps of its items in order.
    pub parts: Vec<Part>,
}

/// Where a text or a step stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Part {
    /// The item's index from 0; absent in a text or citation column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// The step's index from 0 within the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Its pieces in the source.
    pub spans: Vec<Span>,
    /// The text as it was read, where it differs from the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// A piece of the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Span {
    /// On a printed page.
    Print {
        /// Page, from 1.
        page: u32,
        /// `[x0, y0, x1, y1]` in PDF points, origin top left of the page as shown.
        #[serde(rename = "box")]
        area: [f64; 4],
    },
    /// In a text dump.
    Dump {
        /// Line, from 1.
        line: u32,
        /// First and last column, from 1, in Unicode scalar values.
        columns: [u32; 2],
    },
    /// In a Word document; numbers from 1.
    Word {
        /// Name of the part.
        part: String,
        /// Table within the part, 0 outside of tables.
        table: u32,
        /// Row within the table.
        row: u32,
        /// Cell within the row.
        cell: u32,
        /// Paragraph within the cell.
        paragraph: u32,
    },
}

impl Span {
    /// The page, line or row, in words and short.
    pub fn short(&self) -> String {
        match self {
            Span::Print { page, .. } => format!("page {page}"),
            Span::Dump { line, .. } => format!("line {line}"),
            Span::Word { table, row, .. } => format!("table {table}, row {row}"),
        }
    }
}

/// In words, as a person finds it.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Print { page, area: [x0, y0, x1, y1] } => {
                write!(f, "page {page} ({x0}, {y0} to {x1}, {y1} pt)")
            }
            Span::Dump { line, columns: [first, last] } => {
                write!(f, "line {line}, columns {first}-{last}")
            }
            Span::Word { part, table, row, cell, paragraph } => {
                write!(f, "{part}, table {table}, row {row}, cell {cell}, paragraph {paragraph}")
            }
        }
    }
}

/// What was done to the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Repair {
    /// The rule.
    pub code: Code,
    /// How sure it is.
    pub confidence: Confidence,
    /// The id of the table.
    pub table: String,
    /// The id of the record.
    pub record: String,
    /// The key of the column.
    pub column: String,
    /// The item's index from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// The text as it stood.
    pub before: String,
    /// The text as it became.
    pub after: String,
    /// Why, in a few words each.
    pub reasons: Vec<String>,
    /// Where it happened.
    pub spans: Vec<Span>,
}

/// What stands in no cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct LeftOut {
    /// Why.
    pub reason: Reason,
    /// What, as it was read.
    pub text: String,
    /// Where.
    pub spans: Vec<Span>,
}

/// A part of a page that looks like a table and was not taken for one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Refused {
    /// The page, from 1.
    pub page: u32,
    /// `[x0, y0, x1, y1]` in PDF points, origin top left of the page as shown.
    #[serde(rename = "box")]
    pub area: [f64; 4],
    /// How many lines of text it has.
    pub lines: usize,
    /// What spoke against it, the strongest first.
    pub reasons: Vec<String>,
}

impl Refused {
    /// As it is written, in points.
    pub(crate) fn of(found: &crate::fragment::Refused) -> Self {
        let area = found.area;
        Refused {
            page: found.page,
            area: [area.x0, area.top, area.x1, area.bottom].map(crate::geom::Pt::points),
            lines: found.lines.len() + found.beside.len(),
            reasons: found.reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        }
    }
}

/// The sum of all characters that were read; blanks are layout and are not counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Accounting {
    /// Characters read.
    pub read: usize,
    /// Characters in values, headers, titles and notes.
    pub placed: usize,
    /// Characters left out, by reason.
    pub left_out: BTreeMap<String, usize>,
    /// Characters that are neither: always 0.
    pub unaccounted: usize,
}

/// The characters of one page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct PageAccounting {
    /// The page, from 1.
    pub page: u32,
    /// Characters in values, headers, titles and notes.
    pub placed: usize,
    /// Characters left out, by reason.
    pub left_out: BTreeMap<String, usize>,
}

/// A loss or a decision of the reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Notice {
    /// Stable kebab-case code.
    pub code: String,
    /// Whether text may have been lost.
    pub loss: bool,
    /// The id of the table that it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// What of the table it is about, where that can be named: the text of a row, or keys of rows or columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// The line in the decisions file of whoever looked at it and found it right as it stands; absent where
    /// nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<usize>,
    /// A sentence that names the place.
    pub message: String,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct DecisionTrace {
    /// Its line in the decisions file, from 1.
    pub line: usize,
    /// What is to be done: `set`, `split-table` and the others that FORMAT.md lists.
    #[serde(rename = "do")]
    pub action: String,
    /// Whether it was done.
    pub status: Status,
    /// Why not, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The text under it that is gone, and the one that is clearly the nearest, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
    /// The table, as a decision about one names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The key of the record, as the decision has it; absent where it is empty or a table is meant.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub record: String,
    /// The key or header of the column, where one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The text that was decided about, a line for each item; absent where the key says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where it stands in the result; empty where it is no longer there.
    pub at: Vec<Address>,
    /// Who decided.
    pub who: String,
    /// Why.
    pub why: String,
    /// When, as YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A text that is gone, and the one that is clearly the nearest to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Nearest {
    /// What the decision names.
    pub text: String,
    /// What stands there now.
    pub now: String,
}

/// Whether a decision was applied.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// It was.
    Applied,
    /// The text under it is no longer there: look again.
    Stale,
    /// Its text stands at several places, or another decision contradicts it.
    Ambiguous,
}

/// A place in the result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Address {
    /// The id of the table.
    pub table: String,
    /// The id of the record; absent where the table is meant.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub record: String,
    /// The key of the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The item's index from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
}
