//! Which column of a page is which column of the table.
//!
//! A dump's page may lack columns that were empty on it, and its tabs count only what is there. One
//! assignment is chosen for a whole page, never cell by cell: the order-preserving one that fits
//! best what the columns hold. Where the content alone decides, the page sets the precedent for
//! pages of the same width; where it does not, an open cell of the page before may.

use std::collections::{BTreeMap, BTreeSet};

use super::seam::{Phrases, text};
use crate::fragment::Fragment;
use crate::ledger::{Confidence, Ledger};
use crate::marks::has_arrow;
use crate::signs::citation::has_year;
use crate::signs::edge::{Begins, begins, ends_with_arrow};

/// Where the columns of a fragment belong.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    /// The table column of each column of the fragment, strictly ascending.
    pub(super) columns: Vec<usize>,
    /// How sure that is.
    pub(super) confidence: Confidence,
    /// The filled columns of the fragment that another assignment would move.
    pub(super) doubtful: Vec<usize>,
}

/// What the cells of a table column hold, learned from the pages that show every column.
#[derive(Debug, Default)]
struct Profile {
    filled: u32,
    chains: u32,
    years: u32,
    /// How often each value stands in it; on a page that may lack a column it counts once, on one that
    /// shows all of them twice.
    values: BTreeMap<String, u32>,
}

/// Points for and against a cell standing in a column. Their order matters, not their size: what a
/// cell holds outweighs all that speaks for leaving a column where it is.
const CHAIN_FITS: i32 = 30;
const KEY_FITS: i32 = 30;
const VALUE_KNOWN: i32 = 20;
const MISFIT: i32 = -60;
const SEAM_ARROW: i32 = 50;
const SEAM_OPEN: i32 = 25;
const SEAM_CLOSED: i32 = -15;
const SAME_PLACE: i32 = 3;

/// More orders than this are not tried; a page that wide keeps its columns from the left.
const MOST_COLUMNS: usize = 14;

/// Gives every fragment of a table its columns.
pub(super) fn assign(
    fragments: &[Fragment],
    columns: usize,
    phrases: &Phrases,
    ledger: &Ledger,
) -> Vec<Assignment> {
    let narrow = |fragment: &Fragment| fragment.columns < columns && columns <= MOST_COLUMNS;
    let whole = |width: usize| Assignment {
        columns: (0..width).collect(),
        confidence: Confidence::Certain,
        doubtful: Vec::new(),
    };
    // Where each page shows all columns there is nothing to choose.
    if !fragments.iter().any(narrow) {
        return fragments.iter().map(|fragment| whole(fragment.columns.min(columns))).collect();
    }
    let texts: Vec<Vec<Vec<String>>> = fragments.iter().map(|f| by_column(f, ledger)).collect();
    let profiles = learn(&texts, columns);
    // First the pages that content decides: they set the precedents.
    let mut precedents: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut candidates = Vec::new();
    for (fragment, page) in fragments.iter().zip(&texts) {
        let best = if narrow(fragment) { best_by_content(page, &profiles) } else { Vec::new() };
        if let [only] = best.as_slice() {
            precedents.entry(fragment.columns).or_insert_with(|| only.clone());
        }
        candidates.push(best);
    }
    // Then the others, in order, with what the page before left open.
    let mut open: Vec<String> = vec![String::new(); columns];
    let mut assigned = Vec::new();
    for ((fragment, page), best) in fragments.iter().zip(&texts).zip(candidates) {
        let choice = match best.as_slice() {
            [] => whole(fragment.columns.min(columns)),
            [only] => Assignment {
                columns: only.clone(),
                confidence: Confidence::Certain,
                doubtful: Vec::new(),
            },
            several => {
                let precedent = precedents.get(&fragment.columns);
                choose(several, page, &open, phrases, precedent)
            }
        };
        for (from, to) in choice.columns.iter().enumerate() {
            if let Some(last) = page.get(from).and_then(|cells| cells.last()) {
                open[*to].clone_from(last);
            }
        }
        // A new study in the page's last rows closes the columns that it leaves empty.
        close_left_behind(fragment, &choice, ledger, &mut open);
        assigned.push(choice);
    }
    assigned
}

fn close_left_behind(
    fragment: &Fragment,
    choice: &Assignment,
    ledger: &Ledger,
    open: &mut [String],
) {
    let Some(key_at) = choice.columns.iter().position(|to| *to == 0) else { return };
    let last_keyed = fragment.rows.iter().rposition(|row| {
        row.cells.iter().any(|cell| cell.col == key_at && !text(cell, ledger).is_empty())
    });
    let Some(last_keyed) = last_keyed else { return };
    let below = fragment.rows.get(last_keyed..).unwrap_or_default();
    let cells = below.iter().flat_map(|row| &row.cells);
    let filled: BTreeSet<usize> =
        cells.filter(|cell| !cell.is_empty()).map(|cell| cell.col).collect();
    for (from, to) in choice.columns.iter().enumerate() {
        if !filled.contains(&from) {
            open[*to].clear();
        }
    }
}

fn by_column(fragment: &Fragment, ledger: &Ledger) -> Vec<Vec<String>> {
    let mut columns = vec![Vec::new(); fragment.columns];
    for cell in fragment.rows.iter().flat_map(|row| &row.cells) {
        let text = text(cell, ledger);
        if let (false, Some(column)) = (text.is_empty(), columns.get_mut(cell.col)) {
            column.push(text);
        }
    }
    columns
}

fn learn(texts: &[Vec<Vec<String>>], columns: usize) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = (0..columns).map(|_| Profile::default()).collect();
    // Pages one column short still show the first ones in their places.
    for page in texts.iter().filter(|page| page.len() + 1 >= columns) {
        let whole = page.len() == columns;
        for (profile, cells) in profiles.iter_mut().zip(page) {
            for cell in cells.iter().filter(|_| whole) {
                profile.filled += 1;
                profile.chains += u32::from(has_arrow(cell));
                profile.years += u32::from(has_year(cell));
            }
            for cell in cells.iter().filter(|cell| !has_arrow(cell)) {
                *profile.values.entry(cell.clone()).or_default() += if whole { 2 } else { 1 };
            }
        }
    }
    profiles
}

/// All assignments that fit the content best; one where the content decides. Only filled columns
/// tell assignments apart.
fn best_by_content(page: &[Vec<String>], profiles: &[Profile]) -> Vec<Vec<usize>> {
    let scores: Vec<Vec<i32>> = page
        .iter()
        .map(|cells| profiles.iter().map(|profile| fit(cells, profile)).collect())
        .collect();
    let filled: Vec<bool> = page.iter().map(|cells| !cells.is_empty()).collect();
    let mut best: (i32, Vec<Vec<usize>>) = (i32::MIN, Vec::new());
    for columns in choices(profiles.len(), page.len()) {
        let score = columns.iter().enumerate().map(|(from, to)| scores[from][*to]).sum();
        if score > best.0 {
            best = (score, Vec::new());
        }
        if score == best.0 {
            let twin = best.1.iter().position(|other| {
                other.iter().zip(&columns).zip(&filled).all(|((a, b), filled)| !filled || a == b)
            });
            // Of two that differ in empty columns alone the one nearer to its own place stays.
            match twin {
                Some(at) if displaced(&columns) < displaced(&best.1[at]) => best.1[at] = columns,
                Some(_) => {}
                None => best.1.push(columns),
            }
        }
    }
    best.1
}

fn displaced(columns: &[usize]) -> usize {
    columns.iter().enumerate().map(|(from, to)| to - from).sum()
}

/// All ways to choose `take` of `of` columns, in order.
fn choices(of: usize, take: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for position in 0..take {
        found = found
            .into_iter()
            .flat_map(|start| {
                let from = start.last().map_or(0, |last| last + 1);
                (from..=of - (take - position))
                    .map(move |next| start.iter().copied().chain([next]).collect())
            })
            .collect();
    }
    found
}

fn fit(cells: &[String], profile: &Profile) -> i32 {
    let often = |count: u32| count * 2 > profile.filled;
    let chain_column = often(profile.chains);
    let key_column = often(profile.years) && !chain_column;
    cells
        .iter()
        .map(|cell| match (has_arrow(cell), has_year(cell)) {
            (true, _) if chain_column => CHAIN_FITS,
            (true, _) => MISFIT,
            (false, true) if key_column => KEY_FITS,
            (false, true) if !chain_column => MISFIT,
            // Once only may be this page itself.
            _ if profile.values.get(cell).is_some_and(|times| *times > 1) => VALUE_KNOWN,
            // A rest of a chain has no arrow of its own, so a chain column is as good as any.
            _ => 0,
        })
        .sum()
}

fn choose(
    several: &[Vec<usize>],
    page: &[Vec<String>],
    open: &[String],
    phrases: &Phrases,
    precedent: Option<&Vec<usize>>,
) -> Assignment {
    let seam = |columns: &Vec<usize>| -> i32 {
        columns.iter().zip(page).map(|(to, cells)| seam(cells, &open[*to], phrases)).sum::<i32>()
            - SAME_PLACE * displaced(columns) as i32
    };
    let mut ranked: Vec<(i32, &Vec<usize>)> = several.iter().map(|c| (seam(c), c)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let (first, second) = (ranked[0], ranked[1]);
    let decided = first.0 - second.0 >= SEAM_OPEN;
    // A precedent holds where it agrees with one of the choices in all that is filled.
    let agrees =
        |a: &[usize], b: &[usize]| (0..page.len()).all(|c| page[c].is_empty() || a[c] == b[c]);
    let (columns, confidence) = match precedent.filter(|p| several.iter().any(|s| agrees(p, s))) {
        Some(precedent) if agrees(precedent, first.1) => (precedent, Confidence::Likely),
        Some(precedent) => (precedent, Confidence::Undetermined),
        None if decided => (first.1, Confidence::Likely),
        None => (first.1, Confidence::Undetermined),
    };
    let doubtful = (0..columns.len())
        .filter(|from| !page[*from].is_empty())
        .filter(|from| several.iter().any(|other| other[*from] != columns[*from]))
        .collect();
    Assignment { columns: columns.clone(), confidence, doubtful }
}

/// How well the first cell of a page column goes on from what a table column left behind.
fn seam(cells: &[String], open: &str, phrases: &Phrases) -> i32 {
    let Some(first) = cells.first() else { return 0 };
    let rest = match begins(first) {
        Begins::Arrow => true,
        Begins::Small | Begins::Closes => phrases.capitals_begin(),
        _ => ends_with_arrow(open),
    };
    match (rest, !open.is_empty() && phrases.ends_open(open)) {
        (true, true) if ends_with_arrow(open) => SEAM_ARROW,
        (true, true) => SEAM_OPEN,
        (true, false) => SEAM_CLOSED,
        (false, _) => 0,
    }
}
