//! Whether what came out holds what the ledger says was placed.
//!
//! The ledger says where each character went; this counts the characters of the pieces as they go
//! out. What is written once and placed once must be there once at least: a text that a stage places
//! and no piece holds is a fault. A text may be written several times (the name of a group at each of
//! its records), so the count only has to be high enough.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::ledger::{Ledger, is_layout};
use crate::piece::Piece;
use crate::record::{Record, Table, Value};

/// How often each character stands in some texts, blanks and what is layout aside, accents and ligatures
/// taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    ascii: [u64; 128],
    others: BTreeMap<char, u64>,
}

impl Default for Counts {
    fn default() -> Self {
        Counts { ascii: [0; 128], others: BTreeMap::new() }
    }
}

impl Counts {
    fn add(&mut self, text: &str) {
        text.chars().for_each(|c| self.add_char(c));
    }

    /// Counts a character.
    pub(crate) fn add_char(&mut self, c: char) {
        if let Some(count) = self.ascii.get_mut(u32::from(c) as usize) {
            *count += 1;
            return;
        }
        for part in std::iter::once(c).nfkd().filter(|c| !c.is_whitespace() && !is_layout(*c)) {
            match self.ascii.get_mut(u32::from(part) as usize) {
                Some(count) => *count += 1,
                None => *self.others.entry(part).or_default() += 1,
            }
        }
    }

    fn of(&self, c: char) -> u64 {
        let ascii = self.ascii.get(u32::from(c) as usize).copied();
        ascii.unwrap_or_else(|| self.others.get(&c).copied().unwrap_or(0))
    }

    /// A character of `placed` that stands here less often than there, and how many are missing.
    fn lacks(&self, placed: &Counts) -> Option<(char, u64)> {
        let ascii = (0..128_u8).map(char::from).filter(|c| !c.is_whitespace());
        let all = ascii.chain(placed.others.keys().copied());
        all.map(|c| (c, placed.of(c).saturating_sub(self.of(c)))).find(|(_, missing)| *missing > 0)
    }
}

/// The characters of the pieces so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: Counts,
}

impl Tally {
    /// Counts what a piece holds.
    pub(crate) fn see(&mut self, piece: &Piece) {
        match piece {
            Piece::Table { table, .. } => self.table(table),
            Piece::Record(record) => self.record(record),
            _ => {}
        }
    }

    fn table(&mut self, table: &Table) {
        let headers = table.columns.iter().map(|column| &column.header);
        headers.chain(&table.title).chain(&table.notes).for_each(|text| self.counts.add(text));
    }

    fn record(&mut self, record: &Record) {
        record.group.iter().for_each(|group| self.counts.add(group));
        record.notes.iter().for_each(|note| self.counts.add(note));
        for (_, value) in &record.cells.0 {
            match value {
                Value::List(items) => {
                    items
                        .iter()
                        .flat_map(|item| &item.steps)
                        .for_each(|step| self.counts.add(step));
                }
                Value::Citation(citation) => {
                    citation.text.iter().for_each(|text| self.counts.add(text));
                }
                Value::Text(text) => text.iter().for_each(|text| self.counts.add(text)),
            }
        }
    }

    /// A character that the ledger has as placed and that no piece holds, and how many are missing.
    pub(crate) fn lacks(&self, ledger: &Ledger) -> Option<(char, u64)> {
        let mut placed = Counts::default();
        ledger.placed().for_each(|c| placed.add_char(c));
        self.counts.lacks(&placed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Place;

    #[test]
    fn what_is_placed_and_in_no_piece_is_missed() {
        let mut ledger = Ledger::default();
        let place = Place::Dump { line: 1, column: 1 };
        let (kept, lost) = (ledger.enter("Réduit", place), ledger.enter("Quiet", place));
        ledger.place(kept);
        let mut tally = Tally::default();
        tally.counts.add("Re\u{301} duit");
        assert_eq!(tally.lacks(&ledger), None);
        ledger.place(lost);
        assert_eq!(tally.lacks(&ledger), Some(('Q', 1)));
    }
}
