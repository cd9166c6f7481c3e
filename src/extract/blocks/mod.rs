//! Documents that are blocks (paragraphs and tables one after the other, without pages that are drawn) →
//! fragments: what Word, HTML, Markdown and Docling have in common.
//!
//! | file | does |
//! |---|---|
//! | `model` | paragraphs and tables as the markup has them |
//! | `container` | collects blocks |
//! | `rows` | cells of a row put to their columns, where cells above are merged down |
//! | `grid` | where each cell of a table stands and what it covers |
//! | `raised` | what raised text means |
//! | `gap`, `around` | the paragraphs between two tables shared out |
//! | `heads` | header rows that the form of the file asks for, whether the table has one or not |
//! | `enter` | blocks entered in the ledger, as fragments |

pub(super) mod around;
pub(super) mod container;
pub(super) mod enter;
pub(super) mod gap;
pub(super) mod grid;
mod heads;
pub(super) mod model;
pub(super) mod raised;
pub(super) mod rows;

use crate::error::Error;
use crate::fragment::{Fragment, Line, Notice, Reading};
use crate::ledger::Ledger;
use gap::Gap;
use model::{Block, NoteRef, Table};
use raised::Ahead;

/// Gives the blocks of a document.
pub(super) trait Blocks {
    /// The next ones; none where the document is over.
    ///
    /// # Errors
    /// Where it is damaged or over a limit.
    fn next(&mut self) -> Result<Option<Vec<Block>>, Error>;
}

/// Blocks that were all read before.
impl Blocks for std::vec::IntoIter<Block> {
    fn next(&mut self) -> Result<Option<Vec<Block>>, Error> {
        Ok(Iterator::next(self).map(|block| vec![block]))
    }
}

/// Enters notes that a table refers to and gives their lines.
type Notes<'a> = &'a mut dyn FnMut(&[NoteRef], &mut Ledger) -> Vec<Line>;

/// Reads blocks, which stand in the part of that number, to fragments.
///
/// # Errors
/// As the blocks have some.
pub(super) fn read(
    blocks: &mut dyn Blocks,
    part: u16,
    notes: Notes<'_>,
    ledger: &mut Ledger,
) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let mut gap = Gap::new(part);
    let mut nested = 0;
    let mut ahead = Ahead::default();
    while let Some(block) = ahead.next(blocks)? {
        match block {
            Block::Para(para) => gap.push(para, &mut reading, ledger),
            Block::Table(table) if grid::is_empty(&table) => {
                enter::leave_table(&table, part, ledger);
            }
            Block::Table(table) => {
                let (above, at_top) = gap.close(true, &mut reading, ledger);
                let first = reading.fragments.len();
                take_table(table, (above, at_top), part, notes, &mut reading.fragments, ledger);
                nested += reading.fragments.len().saturating_sub(first + 1);
                if first < reading.fragments.len() {
                    gap.after(first);
                }
            }
        }
    }
    gap.close(false, &mut reading, ledger);
    if nested > 0 {
        let message = format!(
            "tables stand inside of cells ({nested} of them); their text is in those cells and in tables \
             of their own"
        );
        reading.notices.push(Notice { code: "nested-tables", loss: false, message });
    }
    Ok(reading)
}

/// Makes a table, with those in its cells, fragments.
fn take_table(
    table: Table,
    (above, at_top): (Vec<Line>, bool),
    part: u16,
    notes: Notes<'_>,
    fragments: &mut Vec<Fragment>,
    ledger: &mut Ledger,
) {
    let (first, formal) = (fragments.len(), table.formal);
    let (marks, references) = enter::note_marks(&table);
    enter::enter_table(table, part, false, ledger, fragments);
    let (before, own) = fragments.split_at_mut(first);
    let Some(fragment) = own.first_mut() else { return };
    fragment.above = above;
    fragment.at_top = at_top;
    for (row, mark) in marks {
        if let Some(row) = fragment.rows.get_mut(row) {
            row.note_marks.push(mark);
        }
    }
    fragment.below = notes(&references, ledger);
    if formal {
        heads::doubt(fragment, before.last(), ledger);
    }
}
