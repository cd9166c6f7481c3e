//! Which columns of two tables are one: by what they hold in the records that both tables have. The
//! header is evidence beside it, so that a corrected header is that and no new column.

use std::collections::{BTreeMap, BTreeSet};

use super::assign;
use super::keys::flat;
use super::likeness::Painter;
use crate::record::{Column, Table};

/// What a column holds counts as much as this many headers.
const HELD: u32 = 2;
/// Columns are the same where twice what they hold and their headers have this much in common, of
/// three thousand: two thirds of a header, or a third of the values.
const FLOOR: u32 = 660;
/// Records that are looked at, over the whole table: enough to tell columns apart.
const RECORDS: usize = 400;

/// The columns in pairs, sorted by the first index. `records` are those that both tables have.
pub(super) fn run(a: &Table, b: &Table, records: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let every = records.len().div_ceil(RECORDS).max(1);
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for (i, j) in records.iter().step_by(every) {
        of_a.push(row(a, *i));
        of_b.push(row(b, *j));
    }
    let pairs = assign::pairs(a.columns.len(), b.columns.len(), |p, q| {
        let (one, other) = (a.columns.get(p)?, b.columns.get(q)?);
        let score = HELD * held(&of_a, &of_b, p, q).unwrap_or(0) + named(one, other);
        (score >= FLOOR).then_some(score)
    });
    // What holds something on both sides and nothing in common is another column.
    let may = |p: usize, q: usize| held(&of_a, &of_b, p, q) != Some(0);
    in_place(a, b, pairs.into_iter().collect(), may)
}

fn row(table: &Table, record: usize) -> Vec<String> {
    let cells = table.records.get(record).into_iter().flat_map(|record| &record.cells.0);
    cells.map(|(_, value)| plain(&flat(value))).collect()
}

/// The letters and digits of a text; all of it where it has none.
fn plain(text: &str) -> String {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { text.trim().to_owned() } else { letters.to_lowercase() }
}

/// In how many of the records in which one of the columns has a value both have the same, in
/// thousandths; `None` where none has one.
fn held(a: &[Vec<String>], b: &[Vec<String>], p: usize, q: usize) -> Option<u32> {
    let (mut all, mut same) = (0, 0);
    for (one, other) in a.iter().zip(b) {
        let (Some(x), Some(y)) = (one.get(p), other.get(q)) else { continue };
        if !x.is_empty() || !y.is_empty() {
            all += 1;
            same += u32::from(x == y);
        }
    }
    (1000 * same).checked_div(all)
}

/// How alike the headers are, in thousandths. The key says nothing more: where the header has no
/// Latin letters it is the column's place.
fn named(one: &Column, other: &Column) -> u32 {
    let (header, other_header) = (plain(&one.header), plain(&other.header));
    if header == other_header {
        // Without headers the place alone is left.
        return if header.is_empty() && one.key != other.key { 0 } else { 1000 };
    }
    let mut painter = Painter::default();
    let mut portrait = |column: &Column| painter.portrait([column.header.as_str()].into_iter());
    portrait(one).likeness(&portrait(other))
}

/// And those that stand between the same neighbours with one kind.
fn in_place(
    a: &Table,
    b: &Table,
    mut pairs: BTreeMap<usize, usize>,
    may: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut taken: BTreeSet<usize> = pairs.values().copied().collect();
    for (at, column) in a.columns.iter().enumerate() {
        if pairs.contains_key(&at) {
            continue;
        }
        let with = match at.checked_sub(1) {
            None => Some(0),
            Some(last) => pairs.get(&last).map(|with| with + 1),
        };
        let Some(with) = with else { continue };
        let run_a = (at..a.columns.len()).take_while(|at| !pairs.contains_key(at)).count();
        let run_b = (with..b.columns.len()).take_while(|with| !taken.contains(with)).count();
        let same_kind = b.columns.get(with).is_some_and(|other| other.kind == column.kind);
        if run_a == run_b && same_kind && may(at, with) {
            pairs.insert(at, with);
            taken.insert(with);
        }
    }
    pairs.into_iter().collect()
}
