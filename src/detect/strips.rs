//! Tables that rule only from left to right: lines between rows, or the three rules of a book.
//!
//! Rulings that begin and end at the same places, one under the other, hold a table between them,
//! however far apart its lines stand.

use super::continued::{self, SAME_END};
use super::rivers::{self, Block, columns, phrases};
use super::words::TextLine;
use crate::geom::Pt;
use crate::page::{Axis, Page, Ruling};

/// A rule shorter than this underlines words.
const SHORTEST: Pt = Pt(9000);
/// A line this near over the first rule or under the last (hundredths of its height) may be a row.
const NEXT_LINE: i32 = 190;
/// Lines of a header with a word in one column only.
const HEADER: usize = 4;
/// So many lines of a strip, in a hundred, must hold several phrases, or stand in a column that is
/// not the first.
const TABULAR: usize = 40;

/// Takes the tables between rulings out of `lines`, from top to bottom.
///
/// Rulings that begin and end where the columns of the table of the page before do (`before`) go on
/// with that table, however little of it this page holds.
pub(super) fn take<'w>(
    lines: &mut Vec<TextLine<'w>>,
    page: &Page,
    before: &[Pt],
) -> Vec<Block<'w>> {
    let mut found = Vec::new();
    for group in groups(page) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let beside = |line: &TextLine<'_>| line.area.x0 < first.to && first.from < line.area.x1;
        let inside = |line: &TextLine<'_>| {
            let mid = line.baseline - line.size / 4;
            beside(line) && first.at < mid && mid < last.at
        };
        let Some(mut from) = lines.iter().position(inside) else { continue };
        let mut to = lines.iter().rposition(inside).map_or(from, |at| at + 1);
        let same = continued::same_ends(first, before);
        let row = |line: &TextLine<'_>| {
            phrases(line).len() > 2
                && line.area.x0 >= first.from - SAME_END
                && line.area.x1 <= first.to + SAME_END
        };
        let near = |a: &TextLine<'_>, b: &TextLine<'_>| {
            (b.baseline - a.baseline) * 100 < a.size * NEXT_LINE
        };
        // A header over the first rule, whose last lines may have a word in one column only.
        let mut at = from;
        while at > 0
            && (from - at < HEADER || same)
            && near(&lines[at - 1], &lines[at])
            && !super::trim::is_caption(&lines[at - 1].words)
        {
            at -= 1;
            // Or the rest of a row of the page before.
            if row(&lines[at]) || same && continued::goes_on(&lines[at], before) {
                from = at;
            }
        }
        // The last row may go on under the last rule, to the end of the page: in several columns, or
        // in one that is not the first, where notes stand.
        let rest = |line: &TextLine<'_>, table: &[TextLine<'_>]| {
            row(line)
                || rivers::starts_in_columns(line, table)
                || same && continued::goes_on(line, before)
        };
        while to < lines.len()
            && near(&lines[to - 1], &lines[to])
            && rest(&lines[to], &lines[from..to])
        {
            to += 1;
        }
        let own: Vec<TextLine<'w>> =
            lines[from..to].iter().filter(|line| beside(line)).cloned().collect();
        let several = own.iter().filter(|line| phrases(line).len() > 1).count();
        let inner =
            |line: &&TextLine<'_>| phrases(line).len() == 1 && rivers::in_inner_column(line, &own);
        let tabular = several + own.iter().filter(inner).count();
        let sparse = own.len() < 2 || several < 2 || tabular * 100 < own.len() * TABULAR;
        let goes_on = same && own.iter().all(|line| continued::keeps(line, before));
        let mut edges = match columns(&own) {
            // A page may hold too little to show all columns, or show them elsewhere.
            Some(edges) if !(sparse || goes_on && edges.len() <= before.len()) => edges,
            _ if goes_on => before.to_vec(),
            _ => continue,
        };
        // The table is as wide as its rulings.
        if let Some(left) = edges.first_mut() {
            *left = (*left).min(first.from);
        }
        if let Some(right) = edges.last_mut() {
            *right = (*right).max(first.to);
        }
        lines
            .retain(|line| !own.iter().any(|o| o.baseline == line.baseline && o.area == line.area));
        found.push(Block { lines: own, edges, goes_on });
    }
    found
}

/// Rulings with the same ends, from top to bottom; two at least.
fn groups(page: &Page) -> Vec<Vec<Ruling>> {
    let mut groups: Vec<Vec<Ruling>> = Vec::new();
    for ruling in page.rulings.iter().filter(|r| r.axis == Axis::Horizontal && r.len() >= SHORTEST)
    {
        let home = groups.iter_mut().find(|group| {
            (group[0].from - ruling.from).abs() <= SAME_END
                && (group[0].to - ruling.to).abs() <= SAME_END
        });
        match home {
            Some(group) => group.push(*ruling),
            None => groups.push(vec![*ruling]),
        }
    }
    groups.retain(|group| group.len() > 1);
    for group in &mut groups {
        group.sort_unstable_by_key(|ruling| ruling.at);
    }
    groups.sort_by_key(|group| group[0].at);
    groups
}
