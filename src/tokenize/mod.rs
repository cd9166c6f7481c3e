//! Cell lines → items and steps.
//!
//! | file | does |
//! |---|---|
//! | `words` | what the document's words say of those that a line end cut |
//! | `end_blanks` | what the blanks at the ends of lines say |
//! | `flow` | lines to words and arrows, with the mark before each |
//! | `lexicon` | what the document itself teaches about its lists |
//! | `places` | where an item may begin |
//! | `cost` | what it costs to believe in an item |
//! | `segment` | the best division of a cell into items |
//! | `suspect` | what a person should look at |
//! | `line_ends` | the text of a cell on one line |
//! | `leaks` | values of one column that stand in another |
//! | `grid` | a table's rows, read one after the other |
//!
//! The lists of a document are looked at together: what recurs in one teaches where another divides.
//! Their words are held for that; what is made of a row is made when the row is asked for.

mod cost;
mod flow;
mod lexicon;
mod places;
mod segment;
mod suspect;
mod leaks;
mod grid;
mod end_blanks;
mod words;
mod line_ends;

pub(crate) use flow::{Token, join};
pub(crate) use line_ends::{LineEnds, PrintedLine, settle};

use crate::ledger::{Confidence, Ledger, Reason, Run};
use crate::profile::Column;
use crate::record::Code;
use crate::table::{Remark, Table};
use grid::Grid;
use lexicon::{Lexicon, Vocabulary};
use words::Words;

/// What a cell holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// The words of a text or citation.
    Text(Vec<Token>),
    /// The items of a list.
    List(Vec<Item>),
}

/// An item: its steps, each a run of words, and the marks that are in none of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// The words of each step.
    pub(crate) steps: Vec<Vec<Token>>,
    /// Depth of nesting, 0 for the outermost.
    pub(crate) level: u8,
    /// What was done to it or is doubtful about it.
    pub(crate) remarks: Vec<(Code, Confidence, &'static str)>,
}

/// How the lists of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Manner {
    /// Whether they hold chains.
    chains: bool,
    /// How far the source keeps the marks of its lists.
    kept: Kept,
}

/// How far a source keeps the marks of its lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// All of them: text without one flows on, whatever capitals it has.
    All,
    /// Most: text recognition loses one here and there.
    Most,
    /// As the document shows: dumps lose those of whole pages.
    Some,
}

/// A row read: the content of each column, and what was noticed on the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadRow {
    /// One for each column.
    pub(crate) contents: Vec<Content>,
    /// Remarks of this stage that concern whole cells.
    pub(crate) remarks: Vec<Remark>,
    /// Arrows and bullets: placed nowhere, left out as marks.
    pub(crate) arrows: Vec<Run>,
    /// Bullets.
    pub(crate) bullets: Vec<Run>,
    /// Hyphens of the typesetter's.
    pub(crate) hyphens: Vec<Run>,
    /// Known values of other columns that stood in a list once too often.
    pub(crate) repeated: Vec<Run>,
    /// What belongs to no word.
    pub(crate) lone: Vec<(Run, Reason)>,
}

/// Characters of lists that a document is learned from, the first ones. What recurs at all has come
/// often by then: the largest appendix that was seen has 150,000. It bounds the memory that words
/// take, and the time that learning does.
const LEARNED: usize = 2_000_000;

/// The lists of a document, learned from and ready to be read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    grids: Vec<Grid<'a>>,
    learned: Learned,
}

/// What a document taught.
#[derive(Debug)]
struct Learned {
    words: Words,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    /// The number of steps that nearly all chains have.
    usual: Option<usize>,
}

/// Learns from the body rows of all tables of a document.
pub(crate) fn run<'a>(
    tables: &'a [Table],
    columns: &'a [Vec<Column>],
    ledger: &Ledger,
) -> Reading<'a> {
    learn_from(LEARNED, tables, columns, ledger)
}

fn learn_from<'a>(
    mut budget: usize,
    tables: &'a [Table],
    columns: &'a [Vec<Column>],
    ledger: &Ledger,
) -> Reading<'a> {
    let words = Words::learn(tables, ledger);
    let mut grids: Vec<Grid<'a>> = tables
        .iter()
        .zip(columns)
        .map(|(table, columns)| Grid::new(table, columns, &mut budget, &words, ledger))
        .collect();
    let mut vocabulary = Vocabulary::default();
    for cell in grids.iter_mut().flat_map(Grid::lists_mut) {
        vocabulary.number(cell);
    }
    let lexicon = learn(&grids, vocabulary.len());
    let usual = lexicon.usual_length();
    Reading { grids, learned: Learned { words, vocabulary, lexicon, usual } }
}

impl Reading<'_> {
    /// Reads the next body row of a table, counted from 0; `None` after the last.
    pub(crate) fn next(&mut self, table: usize, ledger: &Ledger) -> Option<ReadRow> {
        self.grids.get_mut(table)?.next(&self.learned, ledger)
    }
}

/// Two readings of all lists: the first from what marks make certain, the second from what the
/// first found.
fn learn(grids: &[Grid], words: usize) -> Lexicon {
    const PASSES: usize = 3;
    let mut lexicon =
        Lexicon::first(words, grids.iter().flat_map(Grid::lists).map(|(_, tokens)| tokens));
    for _ in 0..PASSES {
        let mut next = Lexicon::new(words);
        let lists = grids.iter().flat_map(Grid::lists);
        for (manner, tokens) in lists.filter(|(_, tokens)| !tokens.is_empty()) {
            next.add_cell(tokens);
            for piece in segment::run(tokens, manner, &lexicon) {
                let item = &tokens[piece.from..piece.to];
                let marked = |token: &Token| token.mark.begins_item();
                let certain = piece.from == 0 || item.first().is_some_and(marked);
                next.add_item(item, certain);
            }
        }
        // A pass that finds what the one before it found has nothing to teach the next.
        let settled = next == lexicon;
        lexicon = next;
        if settled {
            break;
        }
    }
    lexicon
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{self, Profile};
    use crate::source::{Limits, Source};
    use crate::{extract, stitch};

    const DUMP: &str = "Study\tFindings\n\
        (Allen, 2016)\t• Shared vision → trust • Clear roles → less friction →\n\n\
        \ttrust • Early feedback → better care\n\
        (Brown, 2017)\t• Shared vision → trust • Protected time → calm\n\
        (Castro, 2018)\t• Clear roles → less friction → trust\n";

    /// The steps of all rows, where so many characters of lists are learned from.
    fn steps(budget: usize) -> Vec<Vec<String>> {
        let mut ledger = Ledger::default();
        let source = Source::new("a.txt", DUMP.as_bytes().to_vec(), &Limits::default());
        let Ok(source) = source else { panic!("no source") };
        let read = extract::dump::read(&source, &extract::Options::default(), &mut ledger);
        let Ok(read) = read else { panic!("not read") };
        let (options, profile) = (stitch::Options::default(), Profile::default());
        let gathered = stitch::gather(read.fragments, &options, &mut ledger);
        let tables = stitch::finish(gathered, &options, &profile, &mut ledger);
        let columns: Vec<_> = tables.iter().map(|t| profile::run(t, &profile, &ledger)).collect();
        let mut reading = learn_from(budget, &tables, &columns, &ledger);
        let rows = std::iter::from_fn(|| reading.next(0, &ledger));
        rows.map(|row| match row.contents.last() {
            Some(Content::List(items)) => items
                .iter()
                .map(|item| item.steps.iter().map(|s| join(s)).collect::<Vec<_>>().join(">"))
                .collect(),
            _ => Vec::new(),
        })
        .collect()
    }

    #[test]
    fn rows_that_were_not_learned_from_are_read_as_well() {
        let whole = steps(usize::MAX);
        assert_eq!(whole.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!(whole[0][1], "Clear roles>less friction>trust");
        for budget in [0, 1, 60, 200] {
            assert_eq!(steps(budget), whole, "{budget}");
        }
    }
}
