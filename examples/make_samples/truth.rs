//! What a sample must give, written down by hand in a short form, and made into the result's types.
//!
//! A cell is one string. In a list column each line is an item, ` → ` parts its steps, and two
//! blanks before it are a level of nesting. An empty string is an empty cell. A row of one cell is
//! a sub-heading.

use rowmend::unstable::ledger::Confidence;
use rowmend::unstable::record::{
    Cells, Citation, Code, Column, Document, Flag, Item, Kind, Record, Table, Value,
};

/// A table as it should be understood.
#[derive(Clone, Debug)]
pub(crate) struct Truth {
    pub(crate) title: Option<&'static str>,
    pub(crate) notes: &'static [&'static str],
    /// Header and kind of each column.
    pub(crate) columns: &'static [(&'static str, Kind)],
    pub(crate) rows: &'static [&'static [&'static str]],
    pub(crate) flags: &'static [Doubt],
    /// Footnotes and endnotes by row of the table.
    pub(crate) own_notes: &'static [(usize, &'static str)],
}

/// A flag: row of the table (from 0, sub-headings not counted), column, item, code, confidence.
pub(crate) type Doubt = (usize, usize, Option<usize>, Code, Confidence);

/// The golden of a document with these tables.
pub(crate) fn golden(tables: &[Truth]) -> Vec<u8> {
    let tables = (1..).zip(tables).map(|(number, truth)| table(number, truth)).collect();
    rowmend::unstable::canon::to_bytes(&Document::new(tables))
}

fn table(number: usize, truth: &Truth) -> Table {
    let columns: Vec<Column> = truth
        .columns
        .iter()
        .map(|(header, kind)| Column::new(words(header, "_"), *header, *kind))
        .collect();
    let mut group = None;
    let mut records: Vec<Record> = Vec::new();
    let mut slugs: Vec<String> = Vec::new();
    for row in truth.rows {
        if let [heading] = row {
            group = Some((*heading).to_owned());
            continue;
        }
        let cells: Vec<(String, Value)> = columns
            .iter()
            .zip(*row)
            .map(|(column, text)| (column.key.clone(), value(column.kind, text)))
            .collect();
        let cited = cells.iter().find(|(_, value)| matches!(value, Value::Citation(_)));
        let mut id = match cited {
            Some((_, Value::Citation(cited))) => {
                let authors = cited.authors.clone().unwrap_or_default().replace("et al.", "");
                let year = cited.year.map(|year| year.to_string()).unwrap_or_default();
                let suffix = cited.suffix.clone().unwrap_or_default();
                words(&format!("{authors} {year}{suffix}"), "-")
            }
            _ => words(row.first().copied().unwrap_or_default(), "-"),
        };
        if id.is_empty() {
            // The number of the row, the header's being 1.
            id = format!("row-{}", records.len() + 2);
        }
        let same = slugs.iter().filter(|slug| **slug == id).count();
        slugs.push(id.clone());
        if same > 0 {
            id = format!("{id}-{}", same + 1);
        }
        let at = records.len();
        let flags = truth.flags.iter().filter(|doubt| doubt.0 == at).map(|doubt| {
            let column = columns.get(doubt.1).map(|column| column.key.clone()).unwrap_or_default();
            Flag::new(column, doubt.2, doubt.3, doubt.4)
        });
        let flags = flags.collect();
        let notes = truth.own_notes.iter().filter(|(row, _)| *row == at);
        let mut record = Record::new(id, Cells(cells));
        record.group.clone_from(&group);
        record.notes = notes.map(|(_, note)| (*note).to_owned()).collect();
        record.flags = flags;
        records.push(record);
    }
    let mut table = Table::new(format!("table-{number}"), columns);
    table.title = truth.title.map(str::to_owned);
    table.notes = truth.notes.iter().map(|note| (*note).to_owned()).collect();
    table.records = records;
    table
}

fn value(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::List => Value::List(text.lines().map(item).collect()),
        Kind::Citation => Value::Citation(citation(text)),
        Kind::Text => Value::Text((!text.is_empty()).then(|| text.to_owned())),
    }
}

fn item(line: &str) -> Item {
    let plain = line.trim_start_matches(' ');
    let level = (line.len() - plain.len()) / 2;
    let steps = plain.split(" → ").map(|step| step.trim_end_matches(" →").to_owned()).collect();
    let mut item = Item::new(steps);
    item.level = u8::try_from(level).unwrap_or_default();
    item
}

/// "Authors, 2020d" or "Authors (2020d)", with or without a bracket round the whole.
fn citation(text: &str) -> Citation {
    let year = text.char_indices().find_map(|(at, _)| {
        let year = text.get(at..at + 4)?;
        year.bytes().all(|byte| byte.is_ascii_digit()).then_some((at, year))
    });
    let (at, year) = year.map_or((text.len(), None), |(at, year)| (at, Some(year)));
    let authors = text.get(..at).unwrap_or_default().trim_matches([' ', '(', ')', ',']);
    let suffix = text.get(at + 4..).and_then(|rest| rest.chars().next());
    let mut cited = Citation::default();
    cited.text = (!text.is_empty()).then(|| text.to_owned());
    cited.authors = (!authors.is_empty()).then(|| authors.to_owned());
    cited.year = year.and_then(|year| year.parse().ok());
    cited.suffix = suffix.filter(char::is_ascii_lowercase).map(|letter| letter.to_string());
    cited
}

/// The words of a text in lower case, joined; an apostrophe parts no words.
fn words(text: &str, joint: &str) -> String {
    let plain = text.replace(['\'', '’'], "").to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(joint)
}
