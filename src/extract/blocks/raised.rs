//! Raised text of a Word document: what it means is settled before a table is entered, when the
//! paragraphs after the table, which may be its notes, have been read.

use std::collections::{BTreeSet, VecDeque};

use super::Blocks;
use super::model::{Block, Para, Table, each_para};
use crate::error::Error;
use crate::ledger::Reason;
use crate::raised::{Meaning, marks, meaning, notes_in};

/// Paragraphs after a table that may be its notes.
const AFTER: usize = 12;
/// Rows at the end of a table that may hold its notes.
const LAST_ROWS: usize = 3;

/// The blocks of a document, some of them read ahead.
#[derive(Debug, Default)]
pub(in crate::extract) struct Ahead {
    waiting: VecDeque<Block>,
    ended: bool,
}

impl Ahead {
    /// The next block, its raised text settled.
    pub(in crate::extract) fn next(
        &mut self,
        blocks: &mut dyn Blocks,
    ) -> Result<Option<Block>, Error> {
        self.fill(blocks, 1)?;
        let Some(mut block) = self.waiting.pop_front() else { return Ok(None) };
        match &mut block {
            Block::Para(para) => settle_para(para, &|_| false),
            Block::Table(table) if has_raised(table) => {
                self.fill(blocks, AFTER)?;
                let after = self.waiting.iter_mut().take(AFTER);
                let after = after.map_while(|block| match block {
                    Block::Para(para) => Some(para),
                    Block::Table(_) => None,
                });
                settle_table(table, after.collect());
            }
            Block::Table(_) => {}
        }
        Ok(Some(block))
    }

    /// Reads on until so many blocks wait, or a table, after which no notes of another one stand.
    fn fill(&mut self, blocks: &mut dyn Blocks, most: usize) -> Result<(), Error> {
        let table = |block: &Block| matches!(block, Block::Table(_));
        while !self.ended && self.waiting.len() < most && !self.waiting.iter().any(table) {
            match blocks.next()? {
                Some(blocks) => self.waiting.extend(blocks),
                None => self.ended = true,
            }
        }
        Ok(())
    }
}

fn has_raised(table: &Table) -> bool {
    let mut raised = false;
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    cells.for_each(|cell| each_para(&cell.blocks, &mut |para| raised |= !para.raised().is_empty()));
    raised
}

/// Settles the raised text of a table; `after` are the paragraphs after it.
fn settle_table(table: &mut Table, after: Vec<&mut Para>) {
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let mut texts: Vec<String> = Vec::new();
    let last = table.rows.len().saturating_sub(LAST_ROWS);
    for (at, row) in table.rows.iter().enumerate() {
        for cell in &row.cells {
            each_para(&cell.blocks, &mut |para| {
                let raised = para.raised().iter().filter_map(|range| para.text.get(range.clone()));
                asked.extend(raised.flat_map(marks));
                // A number in a cell is no note of another.
                if at >= last && row.cells.len() == 1 {
                    texts.push(para.text.clone());
                }
            });
        }
    }
    let asked: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for line in texts.iter().flat_map(|text| text.split('\n')) {
        let line: Vec<char> = line.trim_start().chars().collect();
        known.extend(notes_in(&line, &asked).into_iter().map(|note| note.mark));
    }
    for para in after {
        let text: Vec<char> = para.text.trim_start().chars().collect();
        let notes = notes_in(&text, &asked);
        if let Some(first) = notes.first() {
            para.aside().note = Some(first.mark.as_str().into());
        }
        known.extend(notes.into_iter().map(|note| note.mark));
    }
    let is_note = |mark: &str| known.contains(mark);
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
        settle_blocks(&mut cell.blocks, &is_note);
    }
}

/// The depth of nesting is bounded by the reader of XML.
fn settle_blocks(blocks: &mut [Block], is_note: &dyn Fn(&str) -> bool) {
    for block in blocks {
        match block {
            Block::Para(para) => settle_para(para, is_note),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    settle_blocks(&mut cell.blocks, is_note);
                }
            }
        }
    }
}

fn settle_para(para: &mut Para, is_note: &dyn Fn(&str) -> bool) {
    if para.raised().is_empty() {
        return;
    }
    let ranges = std::mem::take(&mut para.aside().raised);
    // From the end, so that places before stay where they are.
    for range in ranges.into_iter().rev() {
        let Some(whole) = para.text.get(range.clone()) else { continue };
        let raised = whole.trim().to_owned();
        let start = range.start + (whole.len() - whole.trim_start().len());
        let before = para.text.get(..start).unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default().to_owned();
        if raised.is_empty() {
            continue;
        }
        match meaning(&before, &raised, is_note) {
            Meaning::Plain => {}
            Meaning::Apart => {
                para.replace(start..start, "^");
                let at = start..start + 1 + raised.len();
                para.aside().printed.insert(0, (at, raised.into_boxed_str()));
            }
            Meaning::Mark => {
                para.replace(start..start + raised.len(), "");
                para.aside().printed.insert(0, (start..start, raised.as_str().into()));
                para.leave(Reason::NoteMark, &raised);
                let own = marks(&raised).into_iter().map(String::into_boxed_str);
                para.aside().marks.splice(0..0, own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn para(text: &str, raised: &[&str]) -> Para {
        let mut para = Para { text: text.to_owned(), ..Para::default() };
        let mut from = 0;
        for part in raised {
            let start = from + text.get(from..).and_then(|rest| rest.find(part)).unwrap();
            from = start + part.len();
            para.aside().raised.push(start..from);
        }
        para
    }

    #[test]
    fn a_mark_leaves_its_word_and_an_exponent_stays() {
        let mut one = para("MRI1 of 3 x 105 voxels", &["1", "5"]);
        settle_para(&mut one, &|mark| mark == "1");
        assert_eq!(one.text, "MRI of 3 x 10^5 voxels");
        assert_eq!(one.left(), [(Reason::NoteMark, "1".to_owned())]);
        assert_eq!(one.marks(), ["1".into()]);
    }

    #[test]
    fn marks_stand_in_the_order_of_the_text() {
        let mut one = para("A1 B2", &["1", "2"]);
        settle_para(&mut one, &|_| true);
        assert_eq!(one.text, "A B");
        assert_eq!(one.marks(), ["1".into(), "2".into()]);
    }

    #[test]
    fn the_mark_that_begins_a_note_is_its_text() {
        let mut one = para("1MRI", &["1"]);
        settle_para(&mut one, &|_| true);
        assert_eq!(one.text, "1MRI");
    }
}
