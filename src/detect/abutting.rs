//! Columns of numbers that stand nearly as close as words do: a strip that looks like a blank between words parts
//! two columns where each row has a number on both sides of it, all set at the same places.

use std::collections::BTreeSet;

use super::parting::{Parting, are_aligned};
use super::words::Word;
use crate::geom::Pt;

/// So many rows tell.
const FEWEST: usize = 4;
/// Numbers of one cell are no further apart than a blank; these stand so much further, in percent of it.
const APART: i32 = 120;
/// Decimals, which no blank groups, stand so far apart at least.
const BLANK: i32 = 75;
/// Places no further apart than this part of a letter's size are the same.
const SAME: i32 = 4;
/// One row of so many may be otherwise: a value is missing, or more than a number.
const ONE_OF: usize = 10;

/// Whether a place parts columns of numbers.
pub(super) fn are_parted(place: &Parting<'_>) -> bool {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut others = 0;
    for line in place.lines {
        let words = place.words(line);
        let is_missing = |at: &usize| is_missing(&place.word(*at).text);
        match row(place, &words) {
            Some(row) => rows.push(row),
            None if words.iter().any(is_missing) => {}
            // Names of the header are words, and may reach over both.
            None if words.is_empty() || rows.is_empty() => {}
            None => others += 1,
        }
    }
    let counts: BTreeSet<usize> = rows.iter().map(|row| row.count).collect();
    let groups = rows.iter().all(|row| is_group(&row.right.text));
    let decimals = rows.iter().all(|row| is_decimal(&row.left.text) && is_decimal(&row.right.text));
    let apart = if decimals { BLANK } else { APART };
    rows.len() >= FEWEST
        && others * ONE_OF <= rows.len()
        && counts.len() == 1
        && !groups
        && rows.iter().all(|row| row.gap >= apart)
        && are_aligned(rows.iter().map(|row| row.left), SAME)
        && are_aligned(rows.iter().map(|row| row.right), SAME)
}

/// A row of numbers, the two of them beside the strip, and how many there are.
struct Row<'s> {
    left: &'s Word,
    right: &'s Word,
    /// The white between them, in percent of a blank.
    gap: i32,
    count: usize,
}

fn row<'s>(place: &Parting<'s>, words: &[usize]) -> Option<Row<'s>> {
    let own = |at: &usize| place.word(*at);
    let is_number = |word: &Word| {
        let first = word.text.chars().next().unwrap_or(' ');
        let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
        letters <= 1 && (first.is_ascii_digit() || matches!(first, '−' | '-' | '+' | '<' | '>'))
    };
    let parted = words.partition_point(|word| own(word).area.x1 <= place.at + Pt(50));
    let (left, right) = (words.get(parted.checked_sub(1)?)?, words.get(parted)?);
    let gap = place.gap(*left, *right);
    let whole = words.iter().map(own).all(is_number);
    let (left, right) = (own(left), own(right));
    let parts = right.area.x0 >= place.at - Pt(50);
    (whole && parts).then_some(Row { left, right, gap, count: words.len() })
}

/// Whether a text stands for a value that is not there: signs alone, or "n.a.".
fn is_missing(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric) || text.eq_ignore_ascii_case("n.a.")
}

/// Whether a number may be the next thousands of the one before it.
fn is_group(text: &str) -> bool {
    text.chars().count() == 3 && text.chars().all(|c| c.is_ascii_digit())
}

/// Whether a number has a decimal point and nothing after its last digit: a comma parts the ends of a range.
fn is_decimal(text: &str) -> bool {
    text.contains('.') && text.ends_with(|c: char| c.is_ascii_digit())
}
