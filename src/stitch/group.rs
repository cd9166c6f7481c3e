//! Which fragments are one table.
//!
//! A fragment goes on with the one before it where nothing of the page stands between them, the
//! columns agree, and it brings no caption of its own; a header that is printed again is left out.

use std::sync::LazyLock;

use regex::Regex;

use super::Options;
use super::seam::text;
use crate::fragment::{Evidence, Fragment, Line, Role, Row, Start};
use crate::geom::Pt;
use crate::ledger::{Ledger, Reason};

/// The fragments of one table, their header rows and captions taken off.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) title: Vec<Line>,
    pub(super) notes: Vec<Line>,
    pub(super) header: Vec<Row>,
    pub(super) fragments: Vec<Fragment>,
}

/// A caption: a word for a numbered display and its number, as reviews print them. This pattern and
/// those below look at [`plain`] texts: to build tables for the cases, blanks and digits of all of
/// Unicode takes longer than to read a page.
static CAPTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)^ *(?:supplement(?:ary|al)? +|appendix +|additional +|online +|web +|e)?(table|tab\.|box|exhibit|tableau|tabelle|tabla|appendix|annex|figure) *([a-z]?[0-9.]*[0-9][a-z]?|[a-z]\b|[ivx]+\b)",
    )
    .ok()
});

/// Words that say that a table goes on from the page before.
static CONTINUED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u)\b(?:cont(?:inued|inuation|'?d|\.)|(?:fortsetzung|suite)\b)").ok()
});

/// How notes begin, beside those that begin with a mark.
static NOTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u)^ *(?:[a-z][)\].:] |(?:notes?|sources?|abbreviations?|legend)\b|key *:|[a-z]{2,8} *[:=,])").ok()
});

/// A text with small letters, blanks and straight apostrophes for all kinds of them.
fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '’' => '\'',
        c if c.is_whitespace() => ' ',
        c => c.to_ascii_lowercase(),
    };
    text.chars().map(sign).collect()
}

/// Gathers fragments into tables, in reading order.
pub(super) fn run(fragments: Vec<Fragment>, options: &Options, ledger: &mut Ledger) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for fragment in fragments {
        let caption = caption_of(&fragment, ledger);
        let before = groups.last_mut().filter(|_| options.join);
        match before {
            Some(group) if goes_on(group, &fragment, caption.as_deref(), ledger) => {
                append(group, fragment, ledger);
            }
            _ => groups.push(begin(fragment, ledger)),
        }
    }
    groups
}

fn begin(mut fragment: Fragment, ledger: &mut Ledger) -> Group {
    let mut group = Group::default();
    take_lines(&mut group, &mut fragment, ledger);
    let header = header_rows(&fragment, ledger);
    group.header = fragment.rows.drain(..header).collect();
    for row in &mut group.header {
        row.role = Role::Header;
    }
    group.fragments.push(fragment);
    group
}

fn append(group: &mut Group, mut fragment: Fragment, ledger: &mut Ledger) {
    for line in fragment.above.iter().chain(&fragment.below) {
        let text = ledger.text(line.run);
        if is_caption(&text) || matches(&CONTINUED, &text) {
            ledger.leave_out(line.run, Reason::RepeatedCaption);
        }
    }
    for lines in [&mut fragment.above, &mut fragment.below] {
        lines.retain(|line| {
            let text = ledger.text(line.run);
            !(is_caption(&text) || matches(&CONTINUED, &text))
        });
    }
    take_lines(group, &mut fragment, ledger);
    let repeated = repeated_header(group, &fragment, ledger);
    for row in fragment.rows.drain(..repeated) {
        for line in row.cells.iter().flat_map(|cell| &cell.lines) {
            ledger.leave_out(line.run, Reason::RepeatedHeader);
        }
    }
    group.fragments.push(fragment);
}

/// Sorts the lines round a fragment into title and notes: the caption, the lines between it and the
/// table, and those under the table that begin as notes do. Where nothing else stands over the table
/// (in a dump nothing else does), all lines over it are about it.
fn take_lines(group: &mut Group, fragment: &mut Fragment, ledger: &mut Ledger) {
    let above = std::mem::take(&mut fragment.above);
    let captioned = above.iter().any(|line| line.caption || is_caption(&ledger.text(line.run)));
    let alone = fragment.loose_columns || fragment.at_top && !captioned;
    let mut in_title = false;
    for line in above {
        let text = ledger.text(line.run);
        let caption = (line.caption || is_caption(&text)) && group.title.is_empty();
        // A caption may run over several printed lines, but not into a paragraph of its own.
        let goes_on = in_title && line.start == Start::Wrap && !fragment.loose_columns;
        in_title = caption || goes_on;
        if in_title {
            group.title.push(line);
        } else if alone || !group.title.is_empty() && captioned {
            group.notes.push(line);
        } else {
            ledger.leave_out(line.run, Reason::Outside);
        }
    }
    for line in std::mem::take(&mut fragment.below) {
        let text = ledger.text(line.run);
        if is_caption(&text) && group.title.is_empty() {
            group.title.push(line);
        } else if fragment.loose_columns || line.mark.is_some() || is_note(&text) {
            group.notes.push(line);
        } else {
            ledger.leave_out(line.run, Reason::Outside);
        }
    }
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(&plain(text)))
}

fn is_caption(text: &str) -> bool {
    matches(&CAPTION, text)
}

/// A line under a table is about it where it begins as notes do: a footnote mark, or a word for it.
fn is_note(text: &str) -> bool {
    let mark = |c: char| "*†‡§¶#¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ".contains(c);
    text.trim_start().starts_with(mark) || matches(&NOTE, text)
}

fn caption_of(fragment: &Fragment, ledger: &Ledger) -> Option<String> {
    fragment.above.iter().rev().map(|line| ledger.text(line.run)).find(|text| is_caption(text))
}

/// Number of rows at the top that name the columns. Declared header rows count; else it is the first
/// row, unless it reads like a study: with a year in the key, or with marks of a list.
fn header_rows(fragment: &Fragment, ledger: &Ledger) -> usize {
    let declared = fragment.rows.iter().take_while(|row| row.role == Role::Header).count();
    if declared > 0 {
        return declared.min(fragment.rows.len().saturating_sub(1));
    }
    let Some(first) = fragment.rows.first().filter(|_| fragment.rows.len() > 1) else { return 0 };
    let texts: Vec<String> = first.cells.iter().map(|cell| text(cell, ledger)).collect();
    let filled = texts.iter().filter(|text| !text.is_empty()).count();
    let key = texts.first().map_or("", String::as_str);
    let like_data =
        super::columns::has_year(key) || texts.iter().any(|text| crate::marks::has_arrow(text));
    usize::from(!like_data && filled * 2 > fragment.columns)
}

/// How many rows at the top of `fragment` print the table's header again.
fn repeated_header(group: &Group, fragment: &Fragment, ledger: &Ledger) -> usize {
    // As a heap of words: a page may divide the header's cells otherwise.
    let words = |row: &Row| -> String {
        let texts: Vec<String> =
            row.cells.iter().map(|cell| text(cell, ledger).to_lowercase()).collect();
        let joined = texts.join(" ");
        let mut words: Vec<&str> =
            joined.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.join(" ")
    };
    let header: Vec<String> = group.header.iter().map(words).collect();
    let same = fragment
        .rows
        .iter()
        .zip(&header)
        .take_while(|(row, header)| !header.is_empty() && words(row) == **header)
        .count();
    // A header of several rows is repeated whole or not at all, but for a declared header row that
    // says "(continued)".
    let declared = fragment.rows.iter().take_while(|row| row.role == Role::Header).count();
    if same == header.len() { same } else { declared }
}

fn goes_on(group: &Group, fragment: &Fragment, caption: Option<&str>, ledger: &Ledger) -> bool {
    let Some(last) = group.fragments.last() else { return false };
    if let Some(caption) = caption {
        let title = group.title.first().map(|line| ledger.text(line.run)).unwrap_or_default();
        let same = !title.is_empty() && number(&title) == number(caption);
        if !(matches(&CONTINUED, caption) || same) {
            return false;
        }
    }
    if fragment.loose_columns {
        return last.loose_columns;
    }
    if last.columns != fragment.columns {
        return false;
    }
    let last_tag = last.rows.iter().rev().find_map(|row| row.tag);
    let next_tag = fragment.rows.iter().find_map(|row| row.tag);
    if let (Some(last), Some(next)) = (last_tag, next_tag) {
        return last.table == next.table;
    }
    if caption.is_some() && fragment.page >= last.page {
        return true;
    }
    let repeats = !group.header.is_empty() && repeated_header(group, fragment, ledger) > 0;
    match (last.evidence, fragment.evidence) {
        (Evidence::Declared, Evidence::Declared) if last.area.is_none() => {
            repeats && fragment.above.is_empty() || caption.is_some()
        }
        _ => {
            last.at_bottom
                && fragment.at_top
                && fragment.page > last.page
                && (repeats || edges_agree(last, fragment))
        }
    }
}

/// Whether two fragments have their columns in the same places, shifted as a whole at most.
fn edges_agree(a: &Fragment, b: &Fragment) -> bool {
    /// A fifth of an inch: pages of one table differ by less, tables of different make by more.
    const TOLERANCE: Pt = Pt(1440);
    if a.edges.len() != b.edges.len() || a.edges.is_empty() {
        return a.edges.is_empty() && b.edges.is_empty();
    }
    let shift = b.edges[0] - a.edges[0];
    a.edges.iter().zip(&b.edges).all(|(a, b)| (*b - *a - shift).abs() <= TOLERANCE)
}

fn number(caption: &str) -> Option<String> {
    let caption = plain(caption);
    let captures = CAPTION.as_ref()?.captures(&caption)?;
    Some(format!("{} {}", captures.get(1)?.as_str(), captures.get(2)?.as_str()))
}
