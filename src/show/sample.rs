//! Values that nobody has a doubt about, drawn by chance: how often they are wrong is the error that a
//! reading hides.

use serde::Serialize;

use crate::record::{Document, Record, Value};
use crate::source;

/// How many values are drawn, and the word that makes the draw another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// How many.
    pub size: usize,
    /// Any text; the same gives the same values of the same source.
    pub seed: String,
}

/// The values that were drawn, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The word of the draw.
    pub seed: String,
    /// How many values without a flag there are.
    pub of: usize,
    /// Each by table, record, column and item, which is none where the cell has no list.
    pub values: Vec<(usize, usize, usize, Option<usize>)>,
}

impl Draw {
    /// Draws from a document whose source has the hash `sha256`. Each value has a number that nobody chose, the
    /// hash of the seed and its address, and those with the lowest are taken.
    pub fn from(&self, document: &Document, sha256: &str) -> Drawn {
        let mut all = Vec::new();
        for (table, own) in document.tables.iter().enumerate() {
            for (row, record) in own.records.iter().enumerate() {
                for (column, item) in without_flags(record) {
                    let key = record.cells.0.get(column).map_or("", |(key, _)| key);
                    let item_name = item.map(|item| item.to_string()).unwrap_or_default();
                    let address =
                        [&self.seed, sha256, &own.id, &record.id, key, &item_name].join("\0");
                    all.push((source::hash(address.as_bytes()), (table, row, column, item)));
                }
            }
        }
        let of = all.len();
        all.sort();
        let mut values: Vec<_> = all.into_iter().take(self.size).map(|(_, place)| place).collect();
        values.sort_unstable();
        Drawn { seed: self.seed.clone(), of, values }
    }
}

/// The filled cells of a record that have no list, and the items of those that have, where no flag is about
/// them or their cell.
fn without_flags(record: &Record) -> Vec<(usize, Option<usize>)> {
    let mut found = Vec::new();
    for (column, (key, value)) in record.cells.0.iter().enumerate() {
        let flagged = |item: Option<usize>| {
            let mut own = record.flags.iter().filter(|flag| flag.column == *key);
            own.any(|flag| flag.item.is_none() || flag.item == item)
        };
        let places: Vec<Option<usize>> = match value {
            Value::List(items) => (0..items.len()).map(Some).collect(),
            Value::Text(Some(_)) => vec![None],
            Value::Citation(citation) if citation.text.is_some() => vec![None],
            Value::Text(_) | Value::Citation(_) => Vec::new(),
        };
        found.extend(places.into_iter().filter(|item| !flagged(*item)).map(|item| (column, item)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Draw;
    use crate::pipeline::{Options, ingest};
    use crate::record::Document;
    use crate::source::{Limits, Source};

    fn document() -> Document {
        let dump = include_bytes!("../../samples/dump/leaked-value.txt").to_vec();
        let source = Source::new("leaked-value.txt", dump, &Limits::default()).unwrap();
        ingest(&source, &Options::default()).unwrap().document
    }

    fn draw(size: usize, seed: &str) -> super::Drawn {
        Draw { size, seed: seed.to_owned() }.from(&document(), "of the source")
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_seed_others() {
        assert_eq!(draw(5, "1"), draw(5, "1"));
        assert_ne!(draw(5, "1").values, draw(5, "2").values);
        assert_eq!(draw(5, "1").values.len(), 5);
    }

    #[test]
    fn no_value_with_a_flag_is_drawn() {
        let all = draw(usize::MAX, "1");
        assert_eq!(all.values.len(), all.of);
        let document = document();
        for (table, record, column, item) in all.values {
            let record = &document.tables[table].records[record];
            let (key, _) = &record.cells.0[column];
            let flags = record.flags.iter().filter(|flag| flag.column == *key);
            assert!(flags.clone().all(|flag| flag.item.is_some() && flag.item != item), "{key}");
        }
        let flags: usize =
            document.tables.iter().flat_map(|t| &t.records).map(|r| r.flags.len()).sum();
        assert!(flags > 0, "the sample has a flag");
    }
}
