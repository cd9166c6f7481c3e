//! Documents as tidy data: one kind of thing a frame, one thing a row, so that many documents are one
//! data set. CSV, SQLite, Parquet and the sheets of a workbook are these frames.

use std::borrow::Cow;
use std::io;

use super::entry::{Entry, item_text, key_column, text_at, value_text};
use crate::canon;
use crate::record::{Citation, Flag, Item, Record, Table, Value};
use crate::trace::Span;

/// One kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frame {
    /// The records: one study a row.
    Studies,
    /// The cells that hold a text, but for empty ones.
    Texts,
    /// The items of lists, each on one line.
    Items,
    /// The steps of items.
    Steps,
    /// What leads to what: two steps of a chain that stand beside each other.
    Links,
    /// What a person should look at.
    Flags,
    /// What stands in the region of a table and in no cell.
    LeftOut,
    /// Every text of every cell: [`Frame::Texts`] and [`Frame::Steps`] together.
    Long,
}

/// The frames that together hold all of a data set, each thing once.
pub const TIDY: [Frame; 7] = [
    Frame::Studies,
    Frame::Texts,
    Frame::Items,
    Frame::Steps,
    Frame::Links,
    Frame::Flags,
    Frame::LeftOut,
];

/// A column of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, in snake_case.
    pub name: &'static str,
    /// Whether it holds whole numbers; texts otherwise.
    pub number: bool,
    /// What it holds, in words.
    pub about: &'static str,
}

/// A value of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum<'a> {
    /// There is none.
    Nothing,
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(i64),
}

impl<'a> From<&'a str> for Datum<'a> {
    fn from(text: &'a str) -> Self {
        Datum::Text(text.into())
    }
}

impl<'a> From<String> for Datum<'a> {
    fn from(text: String) -> Self {
        Datum::Text(text.into())
    }
}

impl<'a> From<Cow<'a, str>> for Datum<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Datum::Text(text)
    }
}

impl From<usize> for Datum<'_> {
    fn from(number: usize) -> Self {
        Datum::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'a, T: Into<Datum<'a>>> From<Option<T>> for Datum<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Datum::Nothing, Into::into)
    }
}

/// Takes the rows of a frame, one after the other.
pub type TakeRow<'t> = &'t mut dyn FnMut(&[Datum<'_>]) -> io::Result<()>;

const fn text(name: &'static str, about: &'static str) -> Field {
    Field { name, number: false, about }
}

const fn number(name: &'static str, about: &'static str) -> Field {
    Field { name, number: true, about }
}

const DOCUMENT: Field = text("document", "name of the source document");
const TABLE: Field = text("table", "id of the table within the document");
const RECORD: Field = text("record", "id of the record within the table");
const COLUMN: Field = text("column", "key of the column within the table");
const ITEM: Field = number("item", "index of the item within the cell, from 0");
const STEP: Field = number("step", "index of the step within the item, from 0");

const STUDIES: &[Field] = &[
    DOCUMENT,
    TABLE,
    RECORD,
    text("title", "caption of the table"),
    text("group", "sub-heading that the record stands under"),
    text("study", "key of the record as printed"),
    text("authors", "authors, where they are legible"),
    number("year", "year, where it is legible"),
    text("suffix", "letter after the year, as in 2020d"),
    text("notes", "notes that the record refers to, a line each"),
];
const TEXTS: &[Field] = &[DOCUMENT, TABLE, RECORD, COLUMN, text("text", "text of the cell")];
const ITEMS: &[Field] = &[
    DOCUMENT,
    TABLE,
    RECORD,
    COLUMN,
    ITEM,
    number("level", "depth of nesting, 0 for the outermost"),
    number("steps", "number of steps"),
    text("text", "the item, arrows between its steps"),
];
const STEPS: &[Field] =
    &[DOCUMENT, TABLE, RECORD, COLUMN, ITEM, STEP, text("text", "text of the step")];
const LINKS: &[Field] = &[
    DOCUMENT,
    TABLE,
    RECORD,
    COLUMN,
    ITEM,
    number("step", "index of the step that leads, from 0"),
    text("from", "text of the step that leads"),
    text("to", "text of the step that it leads to"),
];
const FLAGS: &[Field] = &[
    DOCUMENT,
    TABLE,
    RECORD,
    COLUMN,
    number("item", "index of the item, from 0; none where the cell is meant"),
    text("code", "what it says"),
    text("confidence", "certain, likely or undetermined"),
    text("text", "text of the item or cell"),
];
const LEFT_OUT: &[Field] = &[
    DOCUMENT,
    text("reason", "why it is in no cell"),
    text("text", "the text as it was read"),
    text("place", "where it stands in the source"),
];
const LONG: &[Field] = &[
    DOCUMENT,
    TABLE,
    RECORD,
    COLUMN,
    number("item", "index of the item, from 0; none where the cell has no list"),
    number("step", "index of the step, from 0; none where the cell has no list"),
    text("text", "text of the cell or step"),
];

impl Frame {
    /// Its name, in snake_case.
    pub fn name(self) -> &'static str {
        match self {
            Frame::Studies => "studies",
            Frame::Texts => "texts",
            Frame::Items => "items",
            Frame::Steps => "steps",
            Frame::Links => "links",
            Frame::Flags => "flags",
            Frame::LeftOut => "left_out",
            Frame::Long => "long",
        }
    }

    /// Its columns.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Frame::Studies => STUDIES,
            Frame::Texts => TEXTS,
            Frame::Items => ITEMS,
            Frame::Steps => STEPS,
            Frame::Links => LINKS,
            Frame::Flags => FLAGS,
            Frame::LeftOut => LEFT_OUT,
            Frame::Long => LONG,
        }
    }

    /// Gives the rows that a document has in it.
    ///
    /// # Errors
    /// What `take` gives.
    pub fn rows(self, entry: &Entry, take: TakeRow<'_>) -> io::Result<()> {
        if self == Frame::LeftOut {
            return left_out(entry, take);
        }
        for table in &entry.document.tables {
            let key = key_column(table);
            for record in &table.records {
                let at = At { document: &entry.name, table, record, key };
                match self {
                    Frame::Studies => take(&at.study())?,
                    Frame::Flags => {
                        record.flags.iter().try_for_each(|flag| take(&at.flag(flag)))?
                    }
                    _ => at.values(self, take)?,
                }
            }
        }
        Ok(())
    }
}

/// Where a row of a frame comes from.
struct At<'a> {
    document: &'a str,
    table: &'a Table,
    record: &'a Record,
    /// The index of the column that names the studies.
    key: usize,
}

impl<'a> At<'a> {
    /// The first columns of a frame, and those of its own after them.
    fn row(&self, own: impl IntoIterator<Item = Datum<'a>>) -> Vec<Datum<'a>> {
        let places: [&str; 3] = [self.document, &self.table.id, &self.record.id];
        places.into_iter().map(Datum::from).chain(own).collect()
    }

    fn study(&self) -> Vec<Datum<'a>> {
        let key = self.record.cells.0.get(self.key).map(|(_, value)| value);
        let citation: Option<&Citation> = match key {
            Some(Value::Citation(citation)) => Some(citation),
            _ => None,
        };
        let of = |own: fn(&Citation) -> Option<&str>| Datum::from(citation.and_then(own));
        let notes = (!self.record.notes.is_empty()).then(|| self.record.notes.join("\n"));
        self.row([
            self.table.title.as_deref().into(),
            self.record.group.as_deref().into(),
            text_at(self.record, self.key).into(),
            of(|citation| citation.authors.as_deref()),
            citation.and_then(|citation| citation.year).map(usize::from).into(),
            of(|citation| citation.suffix.as_deref()),
            notes.into(),
        ])
    }

    fn flag(&self, flag: &'a Flag) -> Vec<Datum<'a>> {
        let text = match (self.record.cells.get(&flag.column), flag.item) {
            (Some(Value::List(items)), Some(item)) => items.get(item).map(item_text).map(Cow::from),
            (Some(value), _) => Some(value_text(value)),
            (None, _) => None,
        };
        self.row([
            flag.column.as_str().into(),
            flag.item.into(),
            canon::name(&flag.code).into(),
            canon::name(&flag.confidence).into(),
            text.into(),
        ])
    }

    fn values(&self, frame: Frame, take: TakeRow<'_>) -> io::Result<()> {
        for (column, value) in &self.record.cells.0 {
            match value {
                Value::List(items) => {
                    for (at, item) in items.iter().enumerate() {
                        self.item(frame, column, at, item, take)?;
                    }
                }
                Value::Text(text) | Value::Citation(Citation { text, .. }) => {
                    let Some(text) = text else { continue };
                    let (column, text) = (column.as_str().into(), text.as_str().into());
                    match frame {
                        Frame::Texts => take(&self.row([column, text]))?,
                        Frame::Long => {
                            take(&self.row([column, Datum::Nothing, Datum::Nothing, text]))?;
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn item(
        &self,
        frame: Frame,
        column: &'a str,
        at: usize,
        item: &'a Item,
        take: TakeRow<'_>,
    ) -> io::Result<()> {
        let (column, index) = (Datum::from(column), Datum::from(at));
        let steps = item.steps.iter().map(String::as_str);
        match frame {
            Frame::Items => {
                let (level, count) = (usize::from(item.level).into(), item.steps.len().into());
                take(&self.row([column, index, level, count, item_text(item).into()]))
            }
            Frame::Steps | Frame::Long => steps.enumerate().try_for_each(|(step, text)| {
                take(&self.row([column.clone(), index.clone(), step.into(), text.into()]))
            }),
            Frame::Links => {
                steps.clone().zip(steps.skip(1)).enumerate().try_for_each(|(step, (from, to))| {
                    let own = [column.clone(), index.clone(), step.into(), from.into(), to.into()];
                    take(&self.row(own))
                })
            }
            _ => Ok(()),
        }
    }
}

fn left_out(entry: &Entry, take: TakeRow<'_>) -> io::Result<()> {
    for left in entry.trace.iter().flat_map(|trace| &trace.left_out) {
        let spans: Vec<String> = left.spans.iter().map(Span::to_string).collect();
        take(&[
            entry.name.as_str().into(),
            left.reason.name().into(),
            left.text.as_str().into(),
            spans.join("; ").into(),
        ])?;
    }
    Ok(())
}
