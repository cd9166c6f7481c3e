//! Fragments → tables: which fragments are one table, which column is which, where rows go on.
//!
//! | file | decides |
//! |---|---|
//! | `join` | the pieces of each table gathered |
//! | `goes_on` | whether a piece is part of the table before it |
//! | `again` | what a later piece prints again |
//! | `place` | where the columns of two pieces stand |
//! | `narrow` | a page that draws only some of the table's columns |
//! | `told` | what a person said of the tables: which there are, and their keys |
//! | `around` | captions and notes round a fragment |
//! | `header` | which rows are the title and which name the columns; `looks` is what it looks at |
//! | `columns` | which column of a page is which column of the table |
//! | `roles` | which rows are studies, names of groups, totals, notes; `levels` which name is under which |
//! | `indents` | how deep rows are set under names of groups |
//! | `sums` | rows that add up those over them |
//! | `rows` | where a row goes on, where a new one begins |
//! | `weigh` | whether a row is the rest of the row before it |
//! | `habits` | what the texts of a column look like inside of pages |
//! | `seam` | the evidence of texts on both sides of a break |
//! | `edges` | what a page edge spoiled: ghosts, stray signs, two rows in one |
//! | `ghosts` | likeness of a damaged reading to a whole one |
//!
//! Everything uncertain is kept and remarked on; what is left out is left out in the ledger.

mod again;
mod around;
mod columns;
mod edges;
mod ghosts;
mod goes_on;
mod habits;
mod header;
mod indents;
mod join;
mod levels;
mod looks;
mod narrow;
mod place;
mod roles;
mod rows;
mod seam;
mod sums;
mod told;
mod weigh;

use serde::{Deserialize, Serialize};

use crate::fragment::{Evidence, Fragment, Role};
use crate::ledger::Ledger;
use crate::profile::{self, Profile};
use crate::table::{LogicalRow, Table};

pub(crate) use levels::without_rows;
pub(crate) use told::{Heading, Paired};

/// What a person may ask of the stitching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Whether tables and rows are joined over page breaks.
    pub join: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { join: true }
    }
}

/// The tables of a document, in reading order, before their rows are joined.
#[derive(Debug)]
pub(crate) struct Gathered {
    groups: Vec<join::Group>,
    phrases: seam::Phrases,
}

/// Tells which fragments are one table.
pub(crate) fn gather(fragments: Vec<Fragment>, options: &Options, ledger: &mut Ledger) -> Gathered {
    let phrases = seam::Phrases::learn(&fragments, ledger);
    Gathered { groups: join::run(fragments, options, ledger), phrases }
}

/// Joins the rows of gathered tables.
pub(crate) fn finish(
    gathered: Gathered,
    options: &Options,
    profile: &Profile,
    ledger: &mut Ledger,
) -> Vec<Table> {
    let Gathered { groups, phrases } = gathered;
    groups.into_iter().map(|group| table(group, options, profile, &phrases, ledger)).collect()
}

/// On a page that says nothing of merged cells, one that is all there is in the first of its rows is not
/// merged down over the next: it stands over rows, which have nothing in its column.
fn names_stand_alone(fragment: &mut Fragment) {
    if fragment.area.is_none() || fragment.evidence == Evidence::Declared {
        return;
    }
    for row in &mut fragment.rows {
        let mut others = row.cells.iter().skip(1);
        let alone = others.all(|cell| cell.is_empty() && cell.row_span <= 1);
        if let Some(cell) = row.cells.first_mut().filter(|cell| alone && cell.col == 0) {
            cell.row_span = 1;
        }
    }
}

fn table(
    group: join::Group,
    options: &Options,
    profile: &Profile,
    phrases: &seam::Phrases,
    ledger: &mut Ledger,
) -> Table {
    let mut group = group;
    group.fragments.iter_mut().for_each(names_stand_alone);
    let columns = group.fragments.iter().map(|f| f.columns).max().unwrap_or(0);
    let profile::roles::Roles { key, year, .. } = profile::roles::find(
        &group.header,
        &group.fragments,
        columns,
        profile::roles::Told { key: group.key, profile },
        ledger,
    );
    let assigned = columns::assign(&group.fragments, columns, phrases, ledger);
    let header = group.header.into_iter().map(|row| LogicalRow {
        role: Role::Header,
        cells: row.cells,
        ..LogicalRow::default()
    });
    let mut pages: Vec<u32> = group.fragments.iter().map(|fragment| fragment.page).collect();
    pages.sort_unstable();
    pages.dedup();
    let layout = rows::Layout { columns, key };
    let mut rows = rows::run(group.fragments, &assigned, layout, phrases, options, ledger);
    let mut notes = group.notes;
    notes.extend(roles::settle(&mut rows, layout, ledger));
    if group.doubtful {
        roles::doubt_header(&mut rows);
    }
    rows.splice(..0, header);
    let title = group.title;
    Table { title, notes, columns, key, year, rows, pages, ..Table::default() }
}
