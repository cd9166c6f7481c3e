//! The data of a diff: `rowmend-diff/1`.
//!
//! A list of changes, each with its address and with what stood before and after, so that the list
//! can be applied ([`crate::diff::apply`]) and turned round ([`Diff::reverse`]). Indices count from
//! 0: `at`, `from` and what is called before index the first document, `to` and what is called
//! after the second. An address that is the same on both sides is written once.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::{Column, Flag, Item, Record, Table, Value};

/// The name of the format of diffs.
pub const FORMAT: &str = "rowmend-diff/1";

/// What must be done to the first document to get the second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    /// Always `rowmend-diff/1`.
    pub format: String,
    /// The changes, in the order of the documents.
    pub changes: Vec<Change>,
    /// Words that one change tells as gone and another as new: they only stand elsewhere. Without
    /// these no more words are told than the two documents differ by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
}

/// Words that stand elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The index of the change that tells them as gone.
    pub from: usize,
    /// The index of the change that tells them as new; the same one where a text only has another
    /// order.
    pub to: usize,
    /// Runs of words that went together.
    pub words: Vec<String>,
}

/// A value whose column changed its kind and that reads the same but for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recast {
    /// The id of the record.
    pub record: Both<String>,
    /// As it was.
    pub before: Value,
    /// As it is.
    pub after: Value,
}

/// Something that is the same before and after, or is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Both<T> {
    /// It changed.
    Changed {
        /// As it was.
        before: T,
        /// As it is.
        after: T,
    },
    /// It is the same.
    Same(T),
}

impl<T: PartialEq> Both<T> {
    /// The two together.
    pub fn new(before: T, after: T) -> Self {
        if before == after { Both::Same(before) } else { Both::Changed { before, after } }
    }
}

impl<T> Both<T> {
    /// As it was.
    pub fn before(&self) -> &T {
        match self {
            Both::Same(value) | Both::Changed { before: value, .. } => value,
        }
    }

    /// As it is.
    pub fn after(&self) -> &T {
        match self {
            Both::Same(value) | Both::Changed { after: value, .. } => value,
        }
    }

    fn reverse(self) -> Self {
        match self {
            Both::Changed { before, after } => Both::Changed { before: after, after: before },
            same => same,
        }
    }
}

/// The place of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// The id of the record.
    pub record: String,
    /// The key of the column.
    pub column: String,
    /// The item's index.
    pub item: usize,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[allow(missing_docs)] // The fields say by name and type what the module doc says once.
pub enum Change {
    /// A table is new.
    TableAdded { at: usize, value: Table },
    /// A table is gone.
    TableRemoved { at: usize, value: Table },
    /// A table stands elsewhere among the tables.
    TableMoved { table: Both<String>, from: usize, to: usize },
    /// A table has another id.
    TableRenamed { table: Both<String> },
    /// The caption of a table changed.
    TitleChanged { table: Both<String>, before: Option<String>, after: Option<String> },
    /// A note is new.
    NoteAdded { table: Both<String>, at: usize, value: String },
    /// A note is gone.
    NoteRemoved { table: Both<String>, at: usize, value: String },
    /// A note reads otherwise.
    NoteChanged { table: Both<String>, at: Both<usize>, before: String, after: String },
    /// A column is new; its cells follow as changes from the empty value.
    ColumnAdded { table: Both<String>, at: usize, value: Column },
    /// A column is gone; its cells go before as changes to the empty value.
    ColumnRemoved { table: Both<String>, at: usize, value: Column },
    /// A column stands elsewhere.
    ColumnMoved { table: Both<String>, column: Both<String>, from: usize, to: usize },
    /// Key, header or kind of a column changed. Where the kind did, the values that read the same
    /// belong to it; the others are value changes of their own.
    ColumnChanged {
        table: Both<String>,
        before: Column,
        after: Column,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recast: Vec<Recast>,
    },
    /// A record is new; without the items that moved into it.
    RecordAdded { table: Both<String>, at: usize, value: Record },
    /// A record is gone; without the items that moved out of it.
    RecordRemoved { table: Both<String>, at: usize, value: Record },
    /// A record stands elsewhere in the table.
    RecordMoved { table: Both<String>, record: Both<String>, from: usize, to: usize },
    /// A record has another id.
    RecordRenamed { table: Both<String>, record: Both<String> },
    /// A record stands under another sub-heading.
    GroupChanged {
        table: Both<String>,
        record: Both<String>,
        before: Option<String>,
        after: Option<String>,
    },
    /// The footnotes and endnotes of a record are others.
    RecordNotesChanged {
        table: Both<String>,
        record: Both<String>,
        before: Vec<String>,
        after: Vec<String>,
    },
    /// A text, a citation, or the kind of a value changed.
    ValueChanged {
        table: Both<String>,
        record: Both<String>,
        column: Both<String>,
        before: Value,
        after: Value,
    },
    /// An item is new; the place is that in the second document.
    ItemAdded { table: Both<String>, to: Spot, value: Item },
    /// An item is gone; the place is that in the first document.
    ItemRemoved { table: Both<String>, from: Spot, value: Item },
    /// An item reads otherwise.
    ItemChanged {
        table: Both<String>,
        record: Both<String>,
        column: Both<String>,
        item: Both<usize>,
        before: Item,
        after: Item,
    },
    /// An item stands elsewhere: in its cell, in another cell, or in another record. It may read
    /// otherwise as well.
    ItemMoved { table: Both<String>, from: Spot, to: Spot, value: Both<Item> },
    /// An item became several of the same cell, one after the other, with the same words.
    ItemSplit { table: Both<String>, from: Spot, to: Vec<Spot>, before: Item, after: Vec<Item> },
    /// Several items of a cell, one after the other, became one with the same words.
    ItemJoined { table: Both<String>, from: Vec<Spot>, to: Spot, before: Vec<Item>, after: Item },
    /// A flag is new. Flags of an item go where the item goes, which is no change.
    FlagAdded { table: Both<String>, record: Both<String>, at: usize, value: Flag },
    /// A flag is gone.
    FlagRemoved { table: Both<String>, record: Both<String>, at: usize, value: Flag },
}

impl Recast {
    fn reverse(self) -> Recast {
        Recast { record: self.record.reverse(), before: self.after, after: self.before }
    }
}

impl Diff {
    /// The changes in the order that holds for both directions, without moves.
    pub(super) fn of(changes: Vec<Change>) -> Diff {
        Diff { format: FORMAT.to_owned(), changes, moves: Vec::new() }.ordered()
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The diff from the second document to the first.
    #[must_use]
    pub fn reverse(self) -> Diff {
        let changes = self.changes.into_iter().map(Change::reverse).collect();
        let turned = |Move { from, to, words }| Move { from: to, to: from, words };
        let moves = self.moves.into_iter().map(turned).collect();
        Diff { format: self.format, changes, moves }.ordered()
    }

    /// In the order that holds for both directions: table by table, what changed in records that
    /// stay, then what is gone, then what is new.
    fn ordered(self) -> Diff {
        let mut tables: BTreeMap<String, usize> = BTreeMap::new();
        let mut numbered: Vec<(usize, Change)> = self.changes.into_iter().enumerate().collect();
        numbered.sort_by_cached_key(|(_, change)| {
            let next = tables.len();
            let table = change.table().map(|table| table.before().clone());
            let at = table.map(|table| *tables.entry(table).or_insert(next));
            let rank = match change {
                Change::RecordRemoved { .. } | Change::TableRemoved { .. } => 1,
                Change::RecordAdded { .. } | Change::TableAdded { .. } => 2,
                _ => 0,
            };
            (at.is_none(), at, rank)
        });
        let places: BTreeMap<usize, usize> =
            numbered.iter().enumerate().map(|(now, (before, _))| (*before, now)).collect();
        let place = |at: usize| places.get(&at).copied().unwrap_or(at);
        let mut moves = self.moves;
        moves.iter_mut().for_each(|own| (own.from, own.to) = (place(own.from), place(own.to)));
        moves.sort_unstable();
        let changes = numbered.into_iter().map(|(_, change)| change).collect();
        Diff { format: self.format, changes, moves }
    }
}

impl Change {
    /// The name of its kind, as in the JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Change::TableAdded { .. } => "table-added",
            Change::TableRemoved { .. } => "table-removed",
            Change::TableMoved { .. } => "table-moved",
            Change::TableRenamed { .. } => "table-renamed",
            Change::TitleChanged { .. } => "title-changed",
            Change::NoteAdded { .. } => "note-added",
            Change::NoteRemoved { .. } => "note-removed",
            Change::NoteChanged { .. } => "note-changed",
            Change::ColumnAdded { .. } => "column-added",
            Change::ColumnRemoved { .. } => "column-removed",
            Change::ColumnMoved { .. } => "column-moved",
            Change::ColumnChanged { .. } => "column-changed",
            Change::RecordAdded { .. } => "record-added",
            Change::RecordRemoved { .. } => "record-removed",
            Change::RecordMoved { .. } => "record-moved",
            Change::RecordRenamed { .. } => "record-renamed",
            Change::GroupChanged { .. } => "group-changed",
            Change::RecordNotesChanged { .. } => "record-notes-changed",
            Change::ValueChanged { .. } => "value-changed",
            Change::ItemAdded { .. } => "item-added",
            Change::ItemRemoved { .. } => "item-removed",
            Change::ItemChanged { .. } => "item-changed",
            Change::ItemMoved { .. } => "item-moved",
            Change::ItemSplit { .. } => "item-split",
            Change::ItemJoined { .. } => "item-joined",
            Change::FlagAdded { .. } => "flag-added",
            Change::FlagRemoved { .. } => "flag-removed",
        }
    }

    /// The table that it is in; `None` where a whole table comes or goes.
    pub fn table(&self) -> Option<&Both<String>> {
        use Change::*;
        match self {
            TableAdded { .. } | TableRemoved { .. } => None,
            TableMoved { table, .. }
            | TableRenamed { table }
            | TitleChanged { table, .. }
            | NoteAdded { table, .. }
            | NoteRemoved { table, .. }
            | NoteChanged { table, .. }
            | ColumnAdded { table, .. }
            | ColumnRemoved { table, .. }
            | ColumnMoved { table, .. }
            | ColumnChanged { table, .. }
            | RecordAdded { table, .. }
            | RecordRemoved { table, .. }
            | RecordMoved { table, .. }
            | RecordRenamed { table, .. }
            | GroupChanged { table, .. }
            | RecordNotesChanged { table, .. }
            | ValueChanged { table, .. }
            | ItemAdded { table, .. }
            | ItemRemoved { table, .. }
            | ItemChanged { table, .. }
            | ItemMoved { table, .. }
            | ItemSplit { table, .. }
            | ItemJoined { table, .. }
            | FlagAdded { table, .. }
            | FlagRemoved { table, .. } => Some(table),
        }
    }

    /// The key of the column that it is in.
    pub fn column(&self) -> Option<&str> {
        use Change::*;
        match self {
            ValueChanged { column, .. } | ItemChanged { column, .. } => Some(column.before()),
            _ => self.spot().map(|spot| spot.column.as_str()),
        }
    }

    /// The item that it is about.
    pub fn item(&self) -> Option<usize> {
        match self {
            Change::ItemChanged { item, .. } => Some(*item.before()),
            _ => self.spot().map(|spot| spot.item),
        }
    }

    fn spot(&self) -> Option<&Spot> {
        use Change::*;
        match self {
            ItemAdded { to: spot, .. }
            | ItemRemoved { from: spot, .. }
            | ItemMoved { from: spot, .. }
            | ItemSplit { from: spot, .. }
            | ItemJoined { to: spot, .. } => Some(spot),
            _ => None,
        }
    }

    #[rustfmt::skip] // One line a variant shows that each is only turned round.
    fn reverse(self) -> Change {
        use Change::*;
        match self {
            TableAdded { at, value } => TableRemoved { at, value },
            TableRemoved { at, value } => TableAdded { at, value },
            TableMoved { table, from, to } => TableMoved { table: table.reverse(), from: to, to: from },
            TableRenamed { table } => TableRenamed { table: table.reverse() },
            TitleChanged { table, before, after } => TitleChanged { table: table.reverse(), before: after, after: before },
            NoteAdded { table, at, value } => NoteRemoved { table: table.reverse(), at, value },
            NoteRemoved { table, at, value } => NoteAdded { table: table.reverse(), at, value },
            NoteChanged { table, at, before, after } => NoteChanged { table: table.reverse(), at: at.reverse(), before: after, after: before },
            ColumnAdded { table, at, value } => ColumnRemoved { table: table.reverse(), at, value },
            ColumnRemoved { table, at, value } => ColumnAdded { table: table.reverse(), at, value },
            ColumnMoved { table, column, from, to } => ColumnMoved { table: table.reverse(), column: column.reverse(), from: to, to: from },
            ColumnChanged { table, before, after, recast } => ColumnChanged { table: table.reverse(), before: after, after: before, recast: recast.into_iter().map(Recast::reverse).collect() },
            RecordAdded { table, at, value } => RecordRemoved { table: table.reverse(), at, value },
            RecordRemoved { table, at, value } => RecordAdded { table: table.reverse(), at, value },
            RecordMoved { table, record, from, to } => RecordMoved { table: table.reverse(), record: record.reverse(), from: to, to: from },
            RecordRenamed { table, record } => RecordRenamed { table: table.reverse(), record: record.reverse() },
            GroupChanged { table, record, before, after } => GroupChanged { table: table.reverse(), record: record.reverse(), before: after, after: before },
            RecordNotesChanged { table, record, before, after } => RecordNotesChanged { table: table.reverse(), record: record.reverse(), before: after, after: before },
            ValueChanged { table, record, column, before, after } => ValueChanged { table: table.reverse(), record: record.reverse(), column: column.reverse(), before: after, after: before },
            ItemAdded { table, to, value } => ItemRemoved { table: table.reverse(), from: to, value },
            ItemRemoved { table, from, value } => ItemAdded { table: table.reverse(), to: from, value },
            ItemChanged { table, record, column, item, before, after } => ItemChanged { table: table.reverse(), record: record.reverse(), column: column.reverse(), item: item.reverse(), before: after, after: before },
            ItemMoved { table, from, to, value } => ItemMoved { table: table.reverse(), from: to, to: from, value: value.reverse() },
            ItemSplit { table, from, to, before, after } => ItemJoined { table: table.reverse(), from: to, to: from, before: after, after: before },
            ItemJoined { table, from, to, before, after } => ItemSplit { table: table.reverse(), from: to, to: from, before: after, after: before },
            FlagAdded { table, record, at, value } => FlagRemoved { table: table.reverse(), record: record.reverse(), at, value },
            FlagRemoved { table, record, at, value } => FlagAdded { table: table.reverse(), record: record.reverse(), at, value },
        }
    }
}
