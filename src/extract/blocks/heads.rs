//! Header rows that the form of the file asks for. A table of Markdown has one whether the table on paper had or
//! not, and programs that read pictures set the first row of each page as one: where that row holds data, or the
//! table may go on from the one before it, the row is one like the others, and `stitch` weighs what it holds.

use crate::fragment::{Cell, Fragment, Role};
use crate::ledger::Ledger;
use crate::marks;
use crate::signs::citation::{self, Shape};
use crate::signs::{caption, continued};

/// Takes back what a file says of the header of a table, where that is no evidence.
pub(super) fn doubt(fragment: &mut Fragment, before: Option<&Fragment>, ledger: &Ledger) {
    let goes_on = before.is_some_and(|before| may_go_on(before, fragment, ledger));
    let data = fragment.rows.iter().take_while(|row| row.role == Role::Header);
    let data = data.flat_map(|row| &row.cells).any(|cell| holds_data(cell, ledger));
    if goes_on || data {
        for row in fragment.rows.iter_mut().filter(|row| row.role == Role::Header) {
            row.role = Role::Body;
        }
    }
}

/// Whether nothing but a caption stands between a table and one of the same columns before it.
fn may_go_on(before: &Fragment, fragment: &Fragment, ledger: &Ledger) -> bool {
    let continued = || {
        let mut above = fragment.above.iter().map(|line| ledger.text(line.run));
        above.any(|text| {
            continued::says_continued(&text)
                || caption::parse(&text).is_some_and(|own| own.continued)
        })
    };
    before.columns == fragment.columns && (fragment.at_top || continued())
}

/// Whether a cell cites a study or holds a chain, which names of columns do not.
fn holds_data(cell: &Cell, ledger: &Ledger) -> bool {
    let text: Vec<String> = cell.lines.iter().map(|line| ledger.text(line.run)).collect();
    let text = text.join(" ");
    marks::has_arrow(&text) || citation::shape(&text) == Shape::Cited
}
