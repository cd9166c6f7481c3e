//! What a person decided about a table: whether it is one, which rows and columns are what, and whether what
//! is told of it is right as it stands. Plain data; `reshape` applies it.

use serde::{Deserialize, Serialize};

use crate::record::Kind;

/// A decision about a table, its rows or its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// What the table is.
    pub form: Form,
    /// The table: its caption or the beginning of it up to its label, where it has none its first row, or
    /// its id. None where the document has one table alone, or the form names its tables.
    pub table: Option<String>,
    /// Who decided.
    pub who: String,
    /// Why; never empty.
    pub why: String,
    /// When, as YYYY-MM-DD.
    pub date: Option<String>,
    /// Line in the file, from 1, for messages.
    pub line: usize,
}

/// What was decided about a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// It is none: its text is left out.
    NoTable,
    /// These are one table, in the order in which they stand; a caption names all tables that have it.
    JoinTables(Vec<String>),
    /// Another table begins with this row.
    SplitTable(RowName),
    /// These rows name its columns, and no others do.
    Header(Vec<String>),
    /// This row, or this note, is its title.
    Title(TitleOf),
    /// It has no title.
    NoTitle,
    /// A row is something.
    Row(RowName, RowIs),
    /// This column names the studies.
    Key(String),
    /// A column is called so.
    NameColumn {
        /// The column.
        column: String,
        /// Its name.
        to: String,
    },
    /// A column holds such values.
    Kind {
        /// The column.
        column: String,
        /// What its cells hold.
        to: Kind,
    },
    /// These columns, which stand beside each other, are one.
    JoinColumns(Vec<String>),
    /// A column is two, parted where each of its cells has this text.
    SplitColumn {
        /// The column.
        column: String,
        /// The text between the two.
        at: String,
    },
    /// A notice was looked into, and the table, or the document, is right as it stands.
    Keep {
        /// The code of the notice.
        notice: String,
        /// What it says, without the number of its table.
        text: String,
    },
}

/// A row, named by what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowName {
    /// The text of its key cell, or of all its filled cells.
    pub text: String,
    /// The same of the row before it; empty where there is none.
    pub before: Option<String>,
    /// The same of the row after it; empty where there is none.
    pub after: Option<String>,
}

/// Where a title is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TitleOf {
    /// A row of the table.
    Row(RowName),
    /// A note of it, by its text.
    Note(String),
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowIs {
    /// One of those that name the columns, beside those that do already.
    Header,
    /// The name of the group of studies under it.
    Group,
    /// A note about the table.
    Note,
    /// A total or subtotal.
    Total,
    /// A study.
    Study,
}

impl Form {
    /// Its name in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Form::NoTable => "no-table",
            Form::JoinTables(_) => "join-tables",
            Form::SplitTable(_) => "split-table",
            Form::Header(_) | Form::Row(_, RowIs::Header) => "header",
            Form::Title(_) => "title",
            Form::NoTitle => "no-title",
            Form::Row(_, RowIs::Group) => "group",
            Form::Row(_, RowIs::Note) => "note",
            Form::Row(_, RowIs::Total) => "total",
            Form::Row(_, RowIs::Study) => "study",
            Form::Key(_) => "key",
            Form::NameColumn { .. } => "name-column",
            Form::Kind { .. } => "kind",
            Form::JoinColumns(_) => "join-columns",
            Form::SplitColumn { .. } => "split-column",
            Form::Keep { .. } => "keep",
        }
    }

    /// The column that it names, where it names one.
    pub fn column(&self) -> Option<&str> {
        match self {
            Form::Key(column)
            | Form::NameColumn { column, .. }
            | Form::Kind { column, .. }
            | Form::SplitColumn { column, .. } => Some(column),
            _ => None,
        }
    }

    /// The texts that it names beside its table and column, a line each.
    pub fn text(&self) -> Option<String> {
        match self {
            Form::SplitTable(row) | Form::Row(row, _) | Form::Title(TitleOf::Row(row)) => {
                Some(row.text.clone())
            }
            Form::Title(TitleOf::Note(text)) | Form::Keep { text, .. } => Some(text.clone()),
            Form::Header(texts) | Form::JoinTables(texts) | Form::JoinColumns(texts) => {
                Some(texts.join("\n"))
            }
            _ => None,
        }
    }
}
