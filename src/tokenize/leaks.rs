//! Values of one column that stand in another: an OCR tool that loses the line between two columns
//! sets the short value of one into the list beside it.

use std::collections::BTreeMap;

use super::flow::{Token, join};
use super::{Content, ReadRow};
use crate::ledger::Confidence;
use crate::record::Code;
use crate::table::Remark;

/// The values that text columns of a table hold more than once, with the column of each: by first
/// word, so that a cell is walked once.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<String, Vec<(usize, Vec<String>)>>);

impl Values {
    /// From each value of a column and how often it stands there. A value that begins with a small
    /// letter cannot be told from the words of a list.
    pub(super) fn new(counts: BTreeMap<(usize, String), u32>) -> Self {
        let mut values = Values::default();
        for ((home, value), count) in counts {
            if count < 2 || !value.starts_with(char::is_uppercase) {
                continue;
            }
            let words: Vec<String> = value.split(' ').map(str::to_owned).collect();
            if let Some(first) = words.first().cloned() {
                values.0.entry(first).or_default().push((home, words));
            }
        }
        values
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Marks the words of a list that spell a value of one of the columns in `empty`, which its row
    /// leaves empty.
    pub(super) fn mark(&self, tokens: &mut [Token], empty: &[usize]) {
        for at in 0..tokens.len() {
            let Some(known) = self.0.get(tokens[at].text.as_str()) else { continue };
            for (home, words) in known.iter().filter(|(home, _)| empty.contains(home)) {
                let Some(spelt) = tokens.get_mut(at..at + words.len()) else { continue };
                if spelt.iter().zip(words).all(|(token, word)| token.text == *word) {
                    spelt.iter_mut().for_each(|token| token.rare_mut().leak = Some(*home));
                }
            }
        }
    }
}

/// Gives leaked values to their columns: the first fills the empty cell, the others are the same
/// value again.
pub(super) fn settle(read: &mut ReadRow, leaks: BTreeMap<usize, Vec<Token>>) {
    for (home, tokens) in leaks {
        let Some(Content::Text(cell)) = read.contents.get_mut(home) else { continue };
        let value = join(&tokens);
        let words = value.split(' ').count();
        // As many words as the value has fill the cell; what is left repeats them.
        let period =
            (1..=words).find(|n| words.is_multiple_of(*n) && repeats(&tokens, *n)).unwrap_or(words);
        let (first, rest) = tokens.split_at(period.min(tokens.len()));
        read.repeated.extend(rest.iter().map(|token| token.run));
        let confidence =
            if rest.is_empty() { Confidence::Likely } else { Confidence::Undetermined };
        read.remarks.push(Remark {
            column: home,
            code: Code::LeakMoved,
            confidence,
            reason: "a value of this column stood inside a list, and the column was empty",
            runs: tokens.iter().map(|token| token.run).collect(),
        });
        cell.extend(first.iter().cloned());
    }
}

fn repeats(tokens: &[Token], period: usize) -> bool {
    tokens.iter().zip(tokens.iter().skip(period)).all(|(a, b)| a.text == b.text)
}
