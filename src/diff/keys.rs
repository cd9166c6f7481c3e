//! What a table's keys are worth: which column names its records, and which columns only count.
//!
//! A number that only counts says where a row stands and nothing of what it holds: one row more and
//! all after it have another. So it is no evidence that two records are the same study.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::{Record, Value};

/// Fewer values do not count up, they are just numbers.
const FEWEST: usize = 3;
/// Of the steps from one value of a column that counts to the next so many at least are by one, as
/// thirds: groups begin anew, and numbers are left out.
const THIRDS_BY_ONE: usize = 2;
/// Records that are looked at to find the column that names them.
const ENOUGH: usize = 400;
/// Numbers that are years, which name and do not count.
const YEARS: std::ops::RangeInclusive<u64> = 1900..=2100;

/// What the keys of a table's records are worth.
#[derive(Debug)]
pub(super) struct Keys {
    /// The index of the column whose values name the records.
    pub(super) column: usize,
    /// By the index of a column: whether it only counts.
    pub(super) counting: Vec<bool>,
}

impl Keys {
    pub(super) fn of(records: &[Record]) -> Self {
        let width = records.first().map_or(0, |record| record.cells.0.len());
        let counting = (0..width).map(|column| counts(records, column)).collect();
        Keys { column: naming(records, width), counting }
    }

    /// Whether a column only counts.
    pub(super) fn counts(&self, column: usize) -> bool {
        self.counting.get(column) == Some(&true)
    }

    /// The ids that name a record: those of which no other is the same with a number, where they do
    /// not only count.
    pub(super) fn names<'a>(&self, records: &'a [Record]) -> BTreeMap<&'a str, usize> {
        if self.counts(self.column) {
            return BTreeMap::new();
        }
        let ids: BTreeSet<&str> = records.iter().map(|record| record.id.as_str()).collect();
        let base = |id: &'a str| numbered(id).filter(|base| ids.contains(base)).unwrap_or(id);
        let mut having: BTreeMap<&str, usize> = BTreeMap::new();
        records.iter().for_each(|record| *having.entry(base(&record.id)).or_default() += 1);
        let named = |(at, record): (usize, &'a Record)| {
            let id = record.id.as_str();
            let own = having.get(base(id)) == Some(&1) && numbered(id) != Some("row");
            own.then_some((id, at))
        };
        records.iter().enumerate().filter_map(named).collect()
    }
}

/// An id without the number at its end: `allen-2016` of `allen-2016-3`.
pub(super) fn numbered(id: &str) -> Option<&str> {
    let (base, number) = id.rsplit_once('-')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(base)
}

/// The column in which most records have the first word of their id; the first of equal ones.
fn naming(records: &[Record], width: usize) -> usize {
    let every = records.len().div_ceil(ENOUGH).max(1);
    let named = |column: &usize| {
        let of = |record: &&Record| {
            let word = record.id.split('-').next().unwrap_or_default();
            let text = record.cells.0.get(*column).map(|(_, value)| flat(value).to_lowercase());
            text.is_some_and(|text| text.contains(word))
        };
        (records.iter().step_by(every).filter(of).count(), std::cmp::Reverse(*column))
    };
    (0..width).max_by_key(named).unwrap_or(0)
}

/// Whether the values of a column go up by one nearly everywhere, and have but for their number the
/// same text.
fn counts(records: &[Record], column: usize) -> bool {
    let (mut values, mut by_one, mut all_years) = (0, 0, true);
    let mut form: Option<(String, String, u64)> = None;
    for (_, value) in records.iter().filter_map(|record| record.cells.0.get(column)) {
        let text = flat(value);
        if text.is_empty() {
            continue;
        }
        let Some(own) = Numbered::of(&text) else { return false };
        if let Some((before, after, last)) = &mut form {
            if (before.as_str(), after.as_str()) != (own.before, own.after) {
                return false;
            }
            by_one += usize::from(own.number.checked_sub(*last) == Some(1));
            *last = own.number;
        } else {
            form = Some((own.before.to_owned(), own.after.to_owned(), own.number));
        }
        values += 1;
        all_years &= YEARS.contains(&own.number);
    }
    values >= FEWEST && !all_years && 3 * by_one >= THIRDS_BY_ONE * (values - 1)
}

/// A text with one number in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered<'a> {
    pub(super) before: &'a str,
    pub(super) number: u64,
    pub(super) after: &'a str,
}

impl<'a> Numbered<'a> {
    /// `None` where it has no number or several.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let (before, rest) = text.split_at_checked(start)?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(end)?;
        let number = digits.parse().ok()?;
        (!after.contains(|c: char| c.is_ascii_digit())).then_some(Numbered {
            before,
            number,
            after,
        })
    }
}

/// All of a value on one line.
pub(super) fn flat(value: &Value) -> String {
    texts(value).join(" ")
}

/// The texts of a value: one of a text or a citation, the steps of a list.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => text.as_deref().into_iter().collect(),
        Value::Citation(citation) => citation.text.as_deref().into_iter().collect(),
        Value::List(items) => {
            items.iter().flat_map(|item| &item.steps).map(String::as_str).collect()
        }
    }
}
