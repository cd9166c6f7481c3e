//! What the blanks at the ends of lines say. A program that draws them shows where it cut a word: the
//! line ends there without a blank, although one had room.

use super::words::HYPHENS;
use crate::fragment::{End, Line};
use crate::ledger::Ledger;
use crate::text::is_unspaced;

/// The ends of lines of a document, counted.
#[derive(Debug, Default)]
pub(super) struct EndBlanks {
    /// Lines that end with a blank.
    drawn: usize,
    /// Lines that end without, although a blank had room and the line was not cut for want of it.
    bare: usize,
    /// Lines after which nobody sets a blank, and how many of them have one: such blanks say nothing.
    never: (usize, usize),
}

impl EndBlanks {
    /// Those of a document that draws all its blanks.
    #[cfg(test)]
    pub(super) fn drawn() -> Self {
        EndBlanks { drawn: 100, ..EndBlanks::default() }
    }

    /// Counts the end of a line, which another one follows in its cell.
    pub(super) fn see(&mut self, line: &Line, next: &Line, ledger: &Ledger) {
        let (own, next) = (ledger.chars(line.run), ledger.chars(next.run));
        let last = own.iter().rev().find(|c| !c.is_whitespace());
        let (Some(last), Some(first)) = (last, next.first()) else { return };
        let blank = line.end == End::Blank;
        let hyphen = HYPHENS.contains(last) && first.is_lowercase();
        if hyphen || is_unspaced(*last) && is_unspaced(*first) {
            self.never.0 += 1;
            self.never.1 += usize::from(blank);
        } else if !line.full && !is_unspaced(*last) && !is_unspaced(*first) {
            self.drawn += usize::from(blank);
            // After other signs a line may end without a blank.
            let bare = line.end == End::Bare && (last.is_alphabetic() || matches!(last, '.' | ','));
            self.bare += usize::from(bare);
        }
    }

    /// Whether a blank at the end of a line is one of the text.
    pub(super) fn mean(&self) -> bool {
        self.never.1 * 2 <= self.never.0
    }

    /// Whether nearly each line that ended at a blank shows it. Those without are also the last lines
    /// of paragraphs.
    pub(super) fn shown(&self) -> bool {
        /// So many must be seen.
        const SEEN: usize = 3;
        self.mean() && self.drawn >= SEEN && self.drawn >= self.bare
    }
}
