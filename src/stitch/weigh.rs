//! What speaks for and against a row being the rest of the row before it.
//!
//! One sum for pages of all kinds. Between two rows of a page a row begins unless much speaks
//! against it; over a page break a little is enough.

use super::rows::{Seam, Walk, key};
use super::seam::{end, short_text, text};
use crate::fragment::{Cell, Row};
use crate::ledger::Ledger;
use crate::signs::citation::{Completes, completes, has_year, is_open};
use crate::signs::edge::{Begins, Ends, begins, ends, ends_with_arrow};
use crate::signs::value;
use crate::table::LogicalRow;

/// A sum from which nothing else is possible, in eighths of a bit.
pub(super) const CERTAIN: i32 = 24;

/// The evidence, in eighths of a bit.
mod weight {
    /// Over a page break most rows are whole.
    pub(super) const SEAM: i32 = -16;
    /// Within a page rows are told by the reader of the page; only a row that a person split goes on.
    pub(super) const WITHIN: i32 = -100;
    /// The file says that both parts are one row.
    pub(super) const SAME_TAG: i32 = 160;
    /// It has a key of its own, and so has the row before it.
    pub(super) const TWO_KEYS: i32 = -64;
    /// Its key is the rest of a key that waits for one.
    pub(super) const COMPLETES: i32 = 112;
    /// Its key is a year, or begins small and has one, under a key without a year where keys cite.
    pub(super) const YEAR_OF_KEY: i32 = 112;
    /// Its key begins small and stands alone over a page break, under a key that begins otherwise, in a
    /// table whose rows have values: the page cut a key of several lines.
    pub(super) const SMALL_ALONE: i32 = 96;
    /// A line of a dump without a key is no row.
    pub(super) const NO_KEY_IN_DUMP: i32 = 160;
    /// It has no key where keys cite studies, within a page.
    pub(super) const NO_CITATION: i32 = 40;
    /// Its key is empty, and nearly all rows between the first and the last of their pages have keys;
    /// or its key stands here alone, and what stands beside it goes on or was empty.
    pub(super) const KEYS_ALWAYS: i32 = 44;
    /// No ruling closes the table over it, where rulings close rows.
    pub(super) const NOT_CLOSED: i32 = 44;
    /// A text begins as a rest does, or the text that it goes on from ends open.
    pub(super) const REST: i32 = 44;
    /// Over a page break, each of several texts that begin as rests, the key among them, where most do.
    pub(super) const RESTS: i32 = 44;
    /// All of its texts stand under texts, within a page.
    pub(super) const ALL_UNDER_TEXT: i32 = 40;
    /// A column is empty that nearly all rows inside of pages fill; for each, three count.
    pub(super) const LACKS: i32 = 40;
    /// It has text in each of several columns, of which none beside the key begins as a rest or stands
    /// under one that ends open.
    pub(super) const WHOLE: i32 = -48;
    /// A value under a value: two rows, for each has its own; for each column, two count.
    pub(super) const TWO_VALUES: i32 = -12;
    /// A text under the same text, which no text goes on with; for each column, two count.
    pub(super) const SAME_TEXT: i32 = -24;
    /// The key before it ends within a sentence, where nearly all keys end as one does.
    pub(super) const WAITS: i32 = 44;
    /// Its key begins small where keys hardly ever do.
    pub(super) const SMALL_KEY: i32 = 44;
    /// Its key cites nothing where nearly all do, the one before it too. Where a text beside it begins as a rest, these
    /// are not two keys, either.
    pub(super) const CITES_NOT: i32 = 40;
    /// Such a key stands alone and ends as nearly all keys end, and as names of groups do not.
    pub(super) const ENDS_AS_KEYS: i32 = 44;
    /// Its key begins with a sign that begins nothing: ", 2019", "n = 5)".
    pub(super) const NO_BEGINNING: i32 = 112;
}

/// Characters of a key at most; longer texts in the key column are none that a break cut.
const LONGEST_KEY: usize = 2000;

/// The sum for `row` being the rest of `before`.
pub(super) fn row(
    walk: &Walk<'_>,
    before: &LogicalRow,
    row: &Row,
    seam: &Seam,
    ledger: &Ledger,
) -> i32 {
    let own = key(row, walk.key, ledger);
    // What is longer is no key that waits for its rest, and is not read again for each row.
    let known = before.cell(walk.key).and_then(|cell| short_text(cell, LONGEST_KEY, ledger));
    let has_key = before.cell(walk.key).is_some_and(|cell| !cell.is_empty());
    let known = known.unwrap_or_default();
    let within = !seam.first && !seam.loose;
    let mut sum = if within { weight::WITHIN } else { weight::SEAM };
    if seam.first && before.tag.is_some() && before.tag == row.tag {
        sum += weight::SAME_TAG;
    }
    sum += keys(walk, (&known, has_key), &own, seam);
    if seam.first && is_small_alone(walk, row, (&known, &own)) {
        sum += weight::SMALL_ALONE;
    }
    if seam.loose {
        return sum;
    }
    if seam.first && has_key && !own.is_empty() {
        sum += cut_key(walk, (before, row), (&known, &own), ledger);
    }
    if within && (!walk.keys_cite || !own.is_empty() || walk.is_merged_down()) {
        return sum;
    }
    let texts = Texts::of(walk, before, row, ledger);
    if texts.rest && (own.is_empty() || !has_key) {
        sum += weight::REST;
    }
    sum += weight::TWO_VALUES * texts.values.min(2) + weight::SAME_TEXT * texts.same.min(2);
    if within {
        return sum + if texts.all_under_text { weight::ALL_UNDER_TEXT } else { 0 };
    }
    let keyed_here = !own.is_empty() && !has_key && texts.apart;
    if walk.keys_always_filled && (own.is_empty() || keyed_here) {
        sum += weight::KEYS_ALWAYS;
    }
    if own.is_empty() && seam.closed_top == Some(false) {
        sum += weight::NOT_CLOSED;
    }
    if seam.first && texts.rest && !walk.keys.stop && cites_not(walk, &known, &own) {
        sum += weight::CITES_NOT - weight::TWO_KEYS;
    }
    // Two keys that cite are two studies.
    let two = walk.keys_cite && has_year(&own) && has_year(&known);
    if texts.rests > 1 && texts.rests * 3 >= texts.filled * 2 && !two {
        sum += weight::RESTS * texts.rests.min(4);
    }
    if texts.closed && is_whole(walk, row) {
        sum += weight::WHOLE;
    }
    sum + weight::LACKS * lacking(walk, row).min(3)
}

/// What speaks for a key at the top of a page being the rest of the one before it, where keys are texts that
/// fill several lines: references.
fn cut_key(
    walk: &Walk<'_>,
    (before, row): (&LogicalRow, &Row),
    (known, own): (&str, &str),
    ledger: &Ledger,
) -> i32 {
    let Some(cell) = before.cell(walk.key).filter(|_| walk.keys.stop) else { return 0 };
    let cites_not = cites_not(walk, known, own);
    let small = begins(own).is_rest() && walk.begins_tall.get(walk.key) == Some(&true);
    let mut sum = 0;
    let mut add = |holds: bool, weight: i32| sum += if holds { weight } else { 0 };
    add(ends(&end(cell, ledger)) != Ends::Stop, weight::WAITS);
    add(small, weight::SMALL_KEY);
    add(cites_not, weight::CITES_NOT);
    let alone = row.cells.iter().all(|cell| cell.col == walk.key || cell.is_empty());
    add(cites_not && alone && ends(own) == Ends::Stop, weight::ENDS_AS_KEYS);
    sum
}

/// Whether a key cites nothing where nearly all do, the one before it too.
fn cites_not(walk: &Walk<'_>, known: &str, own: &str) -> bool {
    walk.keys.cite && !own.is_empty() && has_year(known) && !has_year(own)
}

/// Whether nothing but the key stands in a row whose table has values, and it begins small where the key
/// before it does not.
fn is_small_alone(walk: &Walk<'_>, row: &Row, (known, own): (&str, &str)) -> bool {
    let alone = row.cells.iter().all(|cell| cell.col == walk.key || cell.is_empty());
    let values = walk.always_filled.iter().enumerate().any(|(col, all)| *all && col != walk.key);
    let begins_small = |text: &str| begins(text) == Begins::Small;
    alone && values && begins_small(own) && !known.is_empty() && !begins_small(known)
}

/// How many columns beside the key are empty that nearly all rows fill. A name alone in the first column
/// is that of a group, and lacks nothing.
fn lacking(walk: &Walk<'_>, row: &Row) -> i32 {
    let filled = |col: usize| row.cells.iter().any(|cell| cell.col == col && !cell.is_empty());
    let count = (0..walk.columns).filter(|col| filled(*col)).count();
    let empty = walk.always_filled.iter().enumerate();
    let empty = empty.filter(|(col, always)| **always && *col != walk.key && !filled(*col));
    if count < 2 && filled(0) { 0 } else { i32::try_from(empty.count()).unwrap_or(0) }
}

/// Whether a row has text in each of several columns.
fn is_whole(walk: &Walk<'_>, row: &Row) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    walk.columns > 2 && filled == walk.columns
}

/// What the two keys say.
fn keys(walk: &Walk<'_>, (known, has_key): (&str, bool), own: &str, seam: &Seam) -> i32 {
    let at_break = seam.loose || seam.first;
    if own.is_empty() {
        return match () {
            () if seam.loose => weight::NO_KEY_IN_DUMP,
            () if !at_break && walk.keys_cite => weight::NO_CITATION,
            () => 0,
        };
    }
    let mut sum = if has_key || !at_break { weight::TWO_KEYS } else { 0 };
    // In a dump, and where no key stands before it, nothing but a key that waits makes one of two.
    if seam.loose && !has_key {
        sum += weight::TWO_KEYS;
    }
    let plain = own.trim_start_matches(['(', '[']);
    let year = has_year(own) && plain.starts_with(|c: char| c.is_ascii_digit() || c.is_lowercase());
    // Pages of a dump may lack the line that the rest belongs to; `rows` tells of such a key.
    let begins_nothing = begins(own) == Begins::Closes && !known.is_empty() && !seam.loose;
    if at_break && is_open(known) && completes(own) > Completes::No {
        sum += weight::COMPLETES;
    } else if seam.first && begins_nothing {
        sum += weight::NO_BEGINNING;
    } else if seam.first && walk.keys_cite && year && !known.is_empty() && !has_year(known) {
        sum += weight::YEAR_OF_KEY;
    }
    sum
}

/// What the texts of two rows say.
struct Texts {
    /// One begins as a rest, or goes on from one that ends open.
    rest: bool,
    /// Each stands under one.
    all_under_text: bool,
    /// How many begin as a rest and stand under one, of how many that tell, the key among them.
    rests: i32,
    filled: i32,
    /// None beside the key begins as a rest, or goes on from one that ends open.
    closed: bool,
    /// Each goes on from one, or begins an item, or nothing stands over it.
    apart: bool,
    /// Values under values.
    values: i32,
    /// Texts under the same texts.
    same: i32,
}

impl Texts {
    fn of(walk: &Walk<'_>, before: &LogicalRow, row: &Row, ledger: &Ledger) -> Self {
        let mut found = Texts {
            rest: false,
            rests: 0,
            filled: 0,
            all_under_text: true,
            closed: true,
            apart: true,
            values: 0,
            same: 0,
        };
        for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
            let above = before.cell(cell.col).filter(|above| !above.is_empty());
            let open = above.map(|cell| end(cell, ledger)).unwrap_or_default();
            let own = text(cell, ledger);
            let begins = begins(&own);
            let capitals = walk.phrases.capitals_begin_in(cell.col);
            found.rest |= match begins {
                Begins::Arrow => true,
                Begins::Small | Begins::Closes => capitals && !open.is_empty(),
                _ => ends_with_arrow(&open) || open.ends_with('-'),
            };
            found.closed &= cell.col == walk.key
                || !(begins.is_rest() || ends(&open).is_open() && begins != Begins::Marked);
            let tall = walk.begins_tall.get(cell.col).copied().unwrap_or(false);
            let goes_on = tall && begins.is_rest() && above.is_some() && capitals;
            found.rests += i32::from(goes_on);
            // Where texts begin small as a rule, one that does says nothing.
            found.filled += i32::from(capitals || cell.col == walk.key || !begins.is_rest());
            found.all_under_text &= above.is_some();
            found.apart &= above.is_none() || begins.is_rest() || begins == Begins::Marked;
            let beside = above.filter(|_| cell.col != walk.key);
            found.values += i32::from(two_values(beside, &own, ledger));
            found.same += i32::from(same_text(beside, &own, ledger));
        }
        found
    }
}

/// Whether a value stands under a value.
fn two_values(above: Option<&Cell>, own: &str, ledger: &Ledger) -> bool {
    /// Characters of the longest value.
    const LONGEST: usize = 48;
    value::is_value(own)
        && above
            .and_then(|cell| short_text(cell, LONGEST, ledger))
            .is_some_and(|above| value::is_value(&above))
}

/// Whether a text stands under the same text.
fn same_text(above: Option<&Cell>, own: &str, ledger: &Ledger) -> bool {
    /// Characters of the longest text that is compared.
    const LONGEST: usize = 200;
    above.and_then(|cell| short_text(cell, LONGEST, ledger)).is_some_and(|above| above == own)
}
