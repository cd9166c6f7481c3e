//! Page → fragments: where its tables are, and what their cells hold.
//!
//! One path for all tables. What may be a table is put forward by whatever shows it and judged as a whole;
//! its columns, rows and cells are each the cheapest set of boundaries, by weights that were learned from
//! documents with truth and judged on sources left out (`cargo xtask learn`).
//!
//! | file | does |
//! |---|---|
//! | `bidi` | lines from right to left, in the order of reading |
//! | `blanks` | how wide a gap is a blank, by font |
//! | `words` | glyphs to words, words to lines |
//! | `raised` | which small raised words are marks of notes |
//! | `margin` | numbers of lines in the margin of a manuscript |
//! | `sheet` | a page made ready: phrases with measured blanks, lines, whole rulings |
//! | `score` | learned decisions: named evidence to log odds |
//! | `signs_seen` | what a word looks like: a number, a small word, a caption |
//! | `line_evidence` | what speaks for a line being part of a table |
//! | `propose` | groups of lines that may be tables |
//! | `region` | what speaks for a group being one whole table |
//! | `choose` | the best set of groups that do not overlap |
//! | `rim` | the first and the last lines of a table |
//! | `columns` | strips of white space and rulings, weighed; the best set of edges |
//! | `pieces` | lines cut at the edges of columns |
//! | `rows` | where rows begin |
//! | `merge` | cells that reach over rows |
//! | `build` | a region to columns, rows and cells |
//! | `cells` | words to the lines of cells, entered in the ledger |
//! | `running` | running heads and feet, told by repetition over the pages |
//! | `view` | a page as it is read, for a person who asks why |
//! | `lesson` | pages with truth to labelled evidence, for learning |

mod bidi;
mod blanks;
mod raised;
mod build;
mod cells;
mod choose;
mod columns;
#[cfg(feature = "learn")]
pub mod lesson;
mod line_evidence;
mod margin;
mod merge;
mod pieces;
mod propose;
mod region;
mod rim;
mod rows;
pub(crate) mod running;
mod score;
mod sheet;
mod signs_seen;
pub(crate) mod view;
pub(crate) mod words;

use crate::fragment::{Evidence, Fragment};
use crate::geom::{Area, Pt};
use crate::ledger::Ledger;
use crate::page::Page;
use choose::Judged;
use region::Region;
use score::Decision;
use sheet::Sheet;

/// What a page shows: its tables, and the lines that stand outside of them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The tables, from top to bottom.
    pub(crate) fragments: Vec<Fragment>,
    /// The texts of the lines over the first table and under the last one, for `running`.
    pub(crate) over: Vec<running::Seen>,
    pub(crate) under: Vec<running::Seen>,
}

/// A table found on a page, before its cells are entered.
struct Candidate<'w> {
    area: Area,
    edges: Vec<Pt>,
    evidence: Evidence,
    rows: Vec<cells::FoundRow<'w>>,
}

/// Finds the tables of a page. `before` has the column edges of the last table of the page before.
pub(crate) fn run(mut page: Page, before: &[Pt], ledger: &mut Ledger) -> Found {
    let (words, fillers) = words::words(&page, ledger.house());
    page.rulings.extend(fillers.iter().filter_map(words::as_ruling));
    page.rulings.sort_unstable();
    let page = &page;
    let sheet = Sheet::new(page, &words);
    let candidates =
        regions(&sheet, before).iter().map(|region| build::table(&sheet, region, before)).collect();
    cells::fragments(page, &words, &fillers, candidates, ledger)
}

/// The regions of a page that are tables, from top to bottom.
fn regions(sheet: &Sheet<'_>, before: &[Pt]) -> Vec<Region> {
    let proposals = propose::all(sheet);
    let card = score::of(Decision::Region);
    let judged = proposals
        .regions
        .into_iter()
        .map(|region| {
            let score = card.score(&region::evidence(sheet, &region, &proposals.votes, before));
            Judged { region, score }
        })
        .collect();
    let mut chosen: Vec<Region> = choose::best(judged).into_iter().map(Judged::region).collect();
    for at in 0..chosen.len() {
        let mut taken = vec![false; sheet.phrases.len()];
        let others = chosen.iter().enumerate().filter(|(other, _)| *other != at);
        others.flat_map(|(_, region)| region.phrases()).for_each(|phrase| taken[phrase] = true);
        let region = chosen[at].clone();
        chosen[at] = rim::settle(sheet, region, &|phrase| !taken[phrase], before);
    }
    chosen.retain(|region| !region.lines.is_empty());
    chosen
}
