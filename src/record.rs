//! The result: a document's tables as records. The contract is in FORMAT.md; these types are its
//! one definition, and the JSON Schema is generated from them.

use schemars::JsonSchema;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ledger::Confidence;

/// The name of the format, the value of `format` in every file.
pub const FORMAT: &str = "rowmend/1";

/// The data of one source document: `NAME.json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Document {
    /// Always `rowmend/1`.
    pub format: String,
    /// The tables in reading order.
    pub tables: Vec<Table>,
}

impl Document {
    /// With these tables.
    pub fn new(tables: Vec<Table>) -> Self {
        Document { format: FORMAT.to_owned(), tables }
    }
}

/// A table, whole, over however many pages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Table {
    /// `table-1`, `table-2`, … in reading order.
    pub id: String,
    /// The caption.
    pub title: Option<String>,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The lines about the table above or under it.
    pub notes: Vec<String>,
    /// One for each study, in printed order.
    pub records: Vec<Record>,
}

impl Table {
    /// Of these columns, without a caption, notes and records.
    pub fn new(id: impl Into<String>, columns: Vec<Column>) -> Self {
        Table { id: id.into(), title: None, columns, notes: Vec::new(), records: Vec::new() }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Column {
    /// The header in snake_case: ASCII, unique within the table.
    pub key: String,
    /// The header as printed, joined to one line.
    pub header: String,
    /// What its cells hold.
    pub kind: Kind,
}

impl Column {
    /// With this key and header.
    pub fn new(key: impl Into<String>, header: impl Into<String>, kind: Kind) -> Self {
        Column { key: key.into(), header: header.into(), kind }
    }
}

/// What the cells of a column hold.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A study as cited.
    Citation,
    /// One string.
    Text,
    /// Items, each of one step or several.
    List,
}

/// A logical row: one study.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Record {
    /// A slug of the key column, unique within the table.
    pub id: String,
    /// The sub-heading it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its values, one for every column, in column order.
    pub cells: Cells,
    /// The footnotes and endnotes that its cells refer to, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What a person should look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

impl Record {
    /// With these values, in no group, without notes and flags.
    pub fn new(id: impl Into<String>, cells: Cells) -> Self {
        Record { id: id.into(), group: None, cells, notes: Vec::new(), flags: Vec::new() }
    }
}

/// The values of a record by column key, in column order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cells(pub Vec<(String, Value)>);

impl Cells {
    /// The value of the column called `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// The items of a list column; empty where the cell is.
    List(Vec<Item>),
    /// The value of a citation column.
    Citation(Citation),
    /// The value of a text column; null where the cell is empty.
    Text(Option<String>),
}

/// A study as cited.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
pub struct Citation {
    /// As printed; null where the cell is empty.
    pub text: Option<String>,
    /// The authors without brackets and outer punctuation; null where they are not legible.
    pub authors: Option<String>,
    /// The year; null where it is not legible.
    pub year: Option<u16>,
    /// The letter of 2020d.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Item {
    /// The parts between its arrows, in order; one where it has no arrow.
    pub steps: Vec<String>,
    /// How deep it is nested; absent for the outermost level, 0.
    #[serde(default, skip_serializing_if = "is_outermost")]
    pub level: u8,
}

impl Item {
    /// Of these steps, on the outermost level.
    pub fn new(steps: Vec<String>) -> Self {
        Item { steps, level: 0 }
    }
}

fn is_outermost(level: &u8) -> bool {
    *level == 0
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Flag {
    /// The key of the column.
    pub column: String,
    /// The item's index from 0; absent where the whole cell is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// What it is.
    pub code: Code,
    /// How sure the reading is.
    pub confidence: Confidence,
}

impl Flag {
    /// Of an item of a cell, or of the whole cell.
    pub fn new(
        column: impl Into<String>,
        item: Option<usize>,
        code: Code,
        confidence: Confidence,
    ) -> Self {
        Flag { column: column.into(), item, code, confidence }
    }
}

/// What was done to the text, or is suspicious about it. In alphabetical order, which is the order
/// of flags within an item.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The arrow between two steps was not printed.
    ArrowLost,
    /// A chain begins or ends with an arrow: a step is missing.
    ArrowOpen,
    /// Where one item ends and the next begins is not marked in the source.
    BoundaryUnmarked,
    /// A bracket or quote is opened and not closed.
    BracketOpen,
    /// A cell's text was joined across a break.
    CellJoined,
    /// A chain has an unusual number of steps for this document.
    ChainLength,
    /// The column of a page was told by what it holds, because its edges are not known.
    ColumnInferred,
    /// Where the columns of the table are parted on this page is doubtful.
    ColumnsDoubtful,
    /// A damaged second reading was left out.
    GhostLeftOut,
    /// Which rows name the columns of the table is doubtful.
    HeaderDoubtful,
    /// The study is named once for several rows, and this is one of the others.
    KeyCarried,
    /// The beginning of a study's key is not in the source.
    KeyCut,
    /// The key of a study was joined across a break.
    KeyJoined,
    /// Nothing says which study the row belongs to.
    KeyMissing,
    /// A value of one column stood inside another and was moved.
    LeakMoved,
    /// A sign without meaning was left out.
    MarkLeftOut,
    /// A sign that text recognition made of an arrow or a bullet was read as that.
    OcrMark,
    /// A word that text recognition gave may be another.
    OcrWord,
    /// One printed row held the cells of two studies and was divided.
    RowDivided,
    /// Where the row begins or ends is doubtful.
    RowDoubtful,
    /// A row that a page break cut was joined.
    RowJoined,
    /// What was taken for a table may be none, or not the whole of one.
    TableDoubtful,
    /// A value is none of those that the profile lists for its column.
    ValueUnlisted,
    /// A word that a line or page break cut was joined.
    WordJoined,
    /// The same words stand twice, one after the other.
    WordsRepeated,
    /// The key has digits that are no year, where other keys have years.
    YearUnread,
    /// One that a newer version knows.
    #[serde(other)]
    #[schemars(skip)]
    Unknown,
}

impl Code {
    /// All of them, in their order.
    pub const ALL: [Code; 26] = [
        Code::ArrowLost,
        Code::ArrowOpen,
        Code::BoundaryUnmarked,
        Code::BracketOpen,
        Code::CellJoined,
        Code::ChainLength,
        Code::ColumnInferred,
        Code::ColumnsDoubtful,
        Code::GhostLeftOut,
        Code::HeaderDoubtful,
        Code::KeyCarried,
        Code::KeyCut,
        Code::KeyJoined,
        Code::KeyMissing,
        Code::LeakMoved,
        Code::MarkLeftOut,
        Code::OcrMark,
        Code::OcrWord,
        Code::RowDivided,
        Code::RowDoubtful,
        Code::RowJoined,
        Code::TableDoubtful,
        Code::ValueUnlisted,
        Code::WordJoined,
        Code::WordsRepeated,
        Code::YearUnread,
    ];

    /// Whether it is suspicious alone: nothing was changed there.
    pub fn is_suspicion(self) -> bool {
        matches!(
            self,
            Code::ArrowOpen
                | Code::BracketOpen
                | Code::ChainLength
                | Code::ColumnsDoubtful
                | Code::HeaderDoubtful
                | Code::KeyCut
                | Code::KeyMissing
                | Code::OcrWord
                | Code::RowDoubtful
                | Code::TableDoubtful
                | Code::ValueUnlisted
                | Code::WordsRepeated
                | Code::YearUnread
        )
    }

    /// What it says, for a person: FORMAT.md has the same words.
    pub fn meaning(self) -> &'static str {
        match self {
            Code::ArrowLost => {
                "the arrow between two steps was not printed; the steps were told because the document knows them"
            }
            Code::ArrowOpen => "a chain begins or ends with an arrow: a step is missing",
            Code::BoundaryUnmarked => "no bullet stands where the item begins",
            Code::BracketOpen => "a bracket or quotation lacks its other half",
            Code::CellJoined | Code::RowJoined | Code::KeyJoined | Code::WordJoined => {
                "text was joined across a break"
            }
            Code::ChainLength => {
                "at least four of five chains of the document have another number of steps"
            }
            Code::ColumnInferred => {
                "the page lacks a column, and which one was told by what goes on in it"
            }
            Code::ColumnsDoubtful => {
                "where the columns of the table are parted on this page is doubtful"
            }
            Code::GhostLeftOut => "a second, damaged reading of a line was left out",
            Code::HeaderDoubtful => "which rows name the table's columns is doubtful",
            Code::KeyCarried => {
                "the study is named once for several rows, and this is one of the others"
            }
            Code::KeyCut => "the beginning of a study's key is not in the source",
            Code::KeyMissing => "the row has no key, and nothing says which study it belongs to",
            Code::LeakMoved => "a value of this column stood inside a list of another",
            Code::MarkLeftOut => "a sign without meaning was left out",
            Code::OcrMark => {
                "text recognition made another sign of an arrow or a bullet, and it was read as that"
            }
            Code::OcrWord => {
                "text recognition itself was not sure of a word, or read it otherwise elsewhere"
            }
            Code::RowDivided => {
                "one printed row held cells of two studies, or the rest of an item of the row above"
            }
            Code::RowDoubtful => "where the row begins or ends on its page is doubtful",
            Code::TableDoubtful => {
                "what was taken for a table may be none, or not the whole of one"
            }
            Code::ValueUnlisted => {
                "the value is none of those that the profile lists for its column"
            }
            Code::WordsRepeated => "the same words stand twice in a row",
            Code::YearUnread => {
                "the study's key has digits that are no year, where nine of ten keys have one"
            }
            Code::Unknown => "a newer version of rowmend knows what it means",
        }
    }
}

impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Cells;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with a value for each column")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cells, A::Error> {
                let mut cells = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    cells.push(entry);
                }
                Ok(Cells(cells))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl JsonSchema for Cells {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cells".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<Value>();
        schemars::json_schema!({
            "description": "The values of a record by column key, in column order.",
            "type": "object",
            "additionalProperties": value
        })
    }
}
