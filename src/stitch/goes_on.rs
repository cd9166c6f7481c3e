//! Whether a piece goes on with the table before it: captions, headers, what stands between the two, where
//! their columns stand, tags, and what their first columns say.

use super::again;
use super::around::{self, Between};
use super::header;
use super::join::Group;
use super::looks::Looks;
use super::place;
use super::seam::text;
use crate::fragment::{Fragment, Line, Role, Row};
use crate::ledger::{Ledger, Reason};
use crate::signs::caption::{self, Caption, Kind};
use crate::signs::citation::{self, Shape};
use crate::signs::continued;

/// What speaks for and against a piece being part of the table before it, in eighths of a bit.
mod weight {
    /// Two pieces that follow each other are two tables more often than one.
    pub(super) const TWO: i32 = -20;
    /// Its caption says that it goes on.
    pub(super) const CONTINUED: i32 = 96;
    /// Its caption has the label of the table.
    pub(super) const SAME_LABEL: i32 = 56;
    /// Its caption says the same without a label.
    pub(super) const SAME_CAPTION: i32 = 40;
    /// Its caption is another.
    pub(super) const OTHER_CAPTION: i32 = -120;
    /// A name that is no caption stands right over it: "Pesticides".
    pub(super) const OTHER_NAME: i32 = -72;
    /// It prints the header again.
    pub(super) const SAME_HEADER: i32 = 48;
    /// Its file calls other words its header.
    pub(super) const OTHER_DECLARED: i32 = -64;
    /// Its first row is no header, as far as one can see.
    pub(super) const HEADERLESS: i32 = 12;
    /// The most that a header of other words counts; less where it is less of a header.
    pub(super) const OTHER_HEADER: i32 = -64;
    /// Nothing stands between the two.
    pub(super) const TOUCHES: i32 = 20;
    /// A note stands between them.
    pub(super) const NOTE_BETWEEN: i32 = -44;
    /// Prose or a heading stands between them.
    pub(super) const PROSE_BETWEEN: i32 = -72;
    /// The page has other text between them.
    pub(super) const PAGE_BETWEEN: i32 = -60;
    /// They stand on one page.
    pub(super) const ONE_PAGE: i32 = -60;
    /// Their columns stand in the same places.
    pub(super) const SAME_EDGES: i32 = 16;
    /// Their columns stand in other places.
    pub(super) const OTHER_EDGES: i32 = -36;
    /// One shows fewer columns than the other: one that is empty on its page, or it is another table.
    pub(super) const FEWER_COLUMNS: i32 = -12;
    /// They are one table in the structure of the file.
    pub(super) const SAME_TAG: i32 = 96;
    /// Their first columns cite studies both.
    pub(super) const KEYS_GO_ON: i32 = 8;
    /// Their first columns name the same things: two forms, filled in for two studies.
    pub(super) const FORM_AGAIN: i32 = -64;
}

/// The first texts of the first column.
pub(super) fn labels(fragment: &Fragment, ledger: &Ledger) -> Vec<String> {
    /// Labels that are compared: forms are longer, and begin the same.
    const MOST: usize = 24;
    let first =
        |row: &Row| row.cells.first().filter(|cell| cell.col == 0).map(|cell| text(cell, ledger));
    fragment.rows.iter().take(MOST).filter_map(first).filter(|text| !text.is_empty()).collect()
}

pub(super) fn goes_on(group: &Group, fragment: &Fragment, ledger: &Ledger) -> bool {
    let Some(last) = group.fragments.last() else { return false };
    let captions = caption_evidence(group, fragment, ledger);
    if fragment.loose_columns || last.loose_columns {
        // Pages of a dump: nothing but another caption parts them.
        return captions >= 0 && fragment.loose_columns && last.loose_columns;
    }
    let fewer = last.columns != fragment.columns;
    // Text that is laid out with blanks has its columns elsewhere on each page.
    let apart = |own: &Fragment| own.area.is_some() && own.edges.is_empty();
    let told = !(apart(last) && apart(fragment));
    if fewer && told && place::fit(last, fragment).is_none() {
        return false;
    }
    weight::TWO
        + captions
        + header_evidence(group, fragment, ledger)
        + place_evidence(group, last, fragment, ledger)
        + label_evidence(group, fragment, ledger)
        + if fewer { weight::FEWER_COLUMNS } else { 0 }
        > 0
}

/// The caption of a piece: a line over it, or its first row.
fn caption_of(fragment: &Fragment, ledger: &Ledger) -> Option<(Caption, String)> {
    let over = fragment.above.iter().rev().map(|line| ledger.text(line.run));
    let first = fragment
        .rows
        .first()
        .filter(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1);
    let inside = first.into_iter().flat_map(|row| &row.cells).map(|cell| text(cell, ledger));
    over.chain(inside).find_map(|text| {
        caption::is_caption(&text)
            .then(|| caption::parse(&text))
            .flatten()
            .map(|found| (found, text))
    })
}

fn caption_evidence(group: &Group, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let title: Vec<String> = group.title.iter().map(|line| ledger.text(line.run)).collect();
    let own = title.first().and_then(|text| caption::parse(text));
    let Some((found, text)) = caption_of(fragment, ledger) else {
        let says =
            fragment.above.iter().any(|line| continued::says_continued(&ledger.text(line.run)));
        // Between the pages of a dump stand running heads, which no box sets apart.
        let named = !fragment.loose_columns
            && again::names_over(group, fragment, ledger) == 0
            && around::is_named(fragment, ledger);
        return match (says, named) {
            (true, _) => weight::CONTINUED,
            (false, true) => weight::OTHER_NAME,
            (false, false) => 0,
        };
    };
    // "Supplementary material 3" is printed over the pages of "Table 3", and over those of other tables.
    let holder = own.as_ref().is_some_and(|own| own.kind != found.kind)
        && found.kind == Kind::Other
        && text.trim().chars().count() <= found.end;
    let again = group.holders.contains(&text) && title.first() != Some(&text);
    if (holder || again) && !found.continued {
        return 0;
    }
    let same = own.as_ref().and_then(|own| own.same_as(&found));
    match (same, found.continued || found.part.is_some_and(|part| part > 1)) {
        (Some(false), _) => weight::OTHER_CAPTION,
        (_, true) => weight::CONTINUED,
        (Some(true), false) => weight::SAME_LABEL,
        (None, false) if title.first() == Some(&text) => weight::SAME_CAPTION,
        (None, false) => weight::OTHER_CAPTION,
    }
}

fn header_evidence(group: &Group, fragment: &Fragment, ledger: &Ledger) -> i32 {
    if again::fuller_header(group, fragment, ledger) > 0 {
        return weight::SAME_HEADER;
    }
    let repeated = again::repeated_rows(group, fragment, ledger);
    if repeated.contains(&Reason::RepeatedHeader) || again::names_over(group, fragment, ledger) > 0
    {
        return weight::SAME_HEADER;
    }
    if fragment.rows.first().is_some_and(|row| row.role == Role::Header) && !group.header.is_empty()
    {
        return weight::OTHER_DECLARED;
    }
    let looks = Looks::of(fragment, ledger);
    let head = header::find(&looks, None, true);
    // What it has beyond being the first row, which a row of a table that goes on is as well.
    let beyond = head.sum - header::FIRST_ROW;
    if head.rows == 0 || beyond < 8 || group.header.is_empty() {
        weight::HEADERLESS
    } else {
        (-2 * beyond).max(weight::OTHER_HEADER)
    }
}

fn place_evidence(group: &Group, last: &Fragment, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let mut sum = match place::agree(last, fragment) {
        Some(true) => weight::SAME_EDGES,
        Some(false) => weight::OTHER_EDGES,
        None => 0,
    };
    let tag = |fragment: &Fragment, last: bool| {
        let mut tags = fragment.rows.iter().filter_map(|row| row.tag);
        if last { tags.next_back() } else { tags.next() }
    };
    let tags = tag(last, true).zip(tag(fragment, false));
    if tags.is_some_and(|(last, next)| last.table == next.table) {
        sum += weight::SAME_TAG;
    }
    if last.area.is_some() || fragment.area.is_some() {
        sum += match last.at_bottom && fragment.at_top {
            true => weight::TOUCHES,
            false => weight::PAGE_BETWEEN,
        };
        if fragment.page <= last.page {
            sum += weight::ONE_PAGE;
        }
        return sum;
    }
    let is_caption = |line: &Line| {
        let text = ledger.text(line.run);
        line.caption || caption::is_caption(&text) || continued::says_continued(&text)
    };
    let captions = !fragment.above.is_empty() && fragment.above.iter().all(is_caption);
    sum + match group.under {
        Between::Nothing if last.at_bottom && fragment.at_top => weight::TOUCHES,
        Between::Nothing if captions => 0,
        Between::Nothing => weight::PROSE_BETWEEN,
        Between::Note => weight::NOTE_BETWEEN,
        Between::Prose => weight::PROSE_BETWEEN,
    }
}

fn label_evidence(group: &Group, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let own = labels(fragment, ledger);
    let cites = |labels: &[String]| {
        let cited = labels.iter().filter(|text| citation::shape(text) == Shape::Cited).count();
        cited * 2 > labels.len()
    };
    let words = own.iter().filter(|text| !crate::signs::value::is_value(text));
    let again = words.filter(|text| group.labels.contains(text)).count();
    // A form names each thing once; what stands several times on a page is a value.
    let once = |labels: &[String]| {
        let mut sorted = labels.to_vec();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    if cites(&own) && cites(&group.labels) {
        weight::KEYS_GO_ON
    } else if again >= 2
        && again * 2 >= own.len().min(group.labels.len())
        && once(&own)
        && once(&group.labels)
    {
        weight::FORM_AGAIN
    } else {
        0
    }
}
