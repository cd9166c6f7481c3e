//! Names of groups under names of groups: how deep each stands.
//!
//! Names that follow each other are levels, the outer one first. Later ones are of the level whose
//! look they have. Where all look alike and two follow each other more than once, one that stands alone
//! is of the innermost level.

use std::collections::BTreeMap;

use super::seam::text;
use crate::fragment::Role;
use crate::ledger::Ledger;
use crate::table::LogicalRow;

/// How a name of a group is set. Its ground says nothing: rows are shaded by turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Style {
    bold: bool,
    capitals: bool,
    wide: bool,
}

fn style(row: &LogicalRow, ledger: &Ledger) -> Style {
    let cell = row.cells.iter().find(|cell| !cell.is_empty());
    let words = cell.map(|cell| text(cell, ledger)).unwrap_or_default();
    let letters = || words.chars().filter(|c| c.is_alphabetic());
    Style {
        bold: cell.is_some_and(|cell| cell.lines.iter().all(|line| line.bold)),
        capitals: letters().count() > 3 && letters().all(char::is_uppercase),
        wide: cell.is_some_and(|cell| cell.col_span > 1),
    }
}

/// Levels at most; deeper ones are of the innermost.
const MOST: u8 = 6;

/// Gives each name of a group its level.
pub(super) fn settle(rows: &mut [LogicalRow], ledger: &Ledger) {
    let mut known: BTreeMap<Style, u8> = BTreeMap::new();
    let deepest = nested(rows, ledger);
    let mut at = 0;
    while at < rows.len() {
        let names = rows.iter().skip(at).take_while(|row| row.role == Role::Group).count();
        let styles: Vec<Style> =
            rows.iter().skip(at).take(names).map(|row| style(row, ledger)).collect();
        let levels = match styles.first() {
            Some(first) if styles.iter().all(|style| style == first) => {
                same_look(*first, names, &mut known, &deepest)
            }
            _ => by_look(&styles, &mut known),
        };
        for (row, level) in rows.iter_mut().skip(at).zip(&levels) {
            row.level = *level;
        }
        at += names.max(1);
    }
}

/// The looks of which two names or more follow each other, twice at least, with nothing between: once
/// may be a group without rows. For each how many follow each other at most.
fn nested(rows: &[LogicalRow], ledger: &Ledger) -> BTreeMap<Style, u8> {
    let mut runs: BTreeMap<Style, (usize, u8)> = BTreeMap::new();
    let is_name = |row: &LogicalRow| row.role == Role::Group;
    for run in rows.chunk_by(|a, b| is_name(a) && is_name(b)).filter(|run| run.len() > 1) {
        let Some(first) = run.first().map(|row| style(row, ledger)) else { continue };
        if run.iter().all(|row| style(row, ledger) == first) {
            let (times, most) = runs.entry(first).or_default();
            *times += 1;
            *most = (*most).max(u8::try_from(run.len()).unwrap_or(MOST).min(MOST));
        }
    }
    runs.into_iter()
        .filter(|(_, (times, _))| *times > 1)
        .map(|(look, (_, most))| (look, most))
        .collect()
}

/// Names of one look that follow each other: the innermost is as deep as names of this look ever were.
fn same_look(
    look: Style,
    names: usize,
    known: &mut BTreeMap<Style, u8>,
    deepest: &BTreeMap<Style, u8>,
) -> Vec<u8> {
    let own = u8::try_from(names).unwrap_or(MOST).min(MOST);
    let most = deepest.get(&look).copied().unwrap_or(0).max(own.min(1));
    let first = *known.entry(look).or_insert(0);
    let start = first + most.saturating_sub(own);
    (0..names).map(|at| start.saturating_add(u8::try_from(at).unwrap_or(MOST)).min(MOST)).collect()
}

/// Names of several looks that follow each other: two of one look are of one level, the first of them
/// has no rows.
fn by_look(styles: &[Style], known: &mut BTreeMap<Style, u8>) -> Vec<u8> {
    let mut levels = Vec::new();
    let mut before: Option<(Style, u8)> = None;
    for style in styles {
        let under = before.map_or(0, |(_, level)| (level + 1).min(MOST));
        let level = *known.entry(*style).or_insert(under);
        levels.push(level);
        before = Some((*style, level));
    }
    levels
}

/// The indices, ascending, of names of groups that no row stands under before a name of their level or an
/// outer one.
pub(crate) fn without_rows(rows: &[LogicalRow]) -> Vec<usize> {
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        match row.role {
            Role::Group => {
                let closed = open.iter().position(|(_, level)| *level >= row.level);
                found.extend(
                    open.split_off(closed.unwrap_or(open.len())).into_iter().map(|(at, _)| at),
                );
                open.push((at, row.level));
            }
            Role::Body => {
                let outside = |level: u8| row.outside.is_some_and(|outside| outside <= level);
                let names = open.drain(..).filter(|(_, level)| outside(*level));
                found.extend(names.map(|(at, _)| at));
            }
            _ => {}
        }
    }
    found.extend(open.into_iter().map(|(at, _)| at));
    found.sort_unstable();
    found
}
