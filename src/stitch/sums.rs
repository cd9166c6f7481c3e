//! Rows whose numbers are the sums of those over them.

use super::seam::text;
use crate::fragment::Role;
use crate::ledger::Ledger;
use crate::table::LogicalRow;

/// Rows over one that are added up at most.
const MOST: usize = 400;
/// Numbers are counted in thousandths: three places after the point.
const UNIT: i64 = 1000;

/// Whether a number of a row is the sum of all numbers over it in its column, as far up as the last total or
/// name of a group, or as the table reaches.
pub(super) fn adds_up(rows: &[LogicalRow], at: usize, key: usize, ledger: &Ledger) -> bool {
    let (Some(row), Some(over)) = (rows.get(at), rows.get(at.saturating_sub(MOST)..at)) else {
        return false;
    };
    let body: Vec<&LogicalRow> = over.iter().filter(|row| row.role == Role::Body).collect();
    let near = over.iter().rev().take_while(|row| row.role == Role::Body).count();
    let group = body.get(body.len() - near..).unwrap_or_default();
    let own = row.cells.iter().filter(|cell| cell.col != key && cell.col > 0);
    own.filter_map(|cell| Some((cell.col, number(&text(cell, ledger))?)))
        .any(|(col, sum)| is_sum(sum, group, col, ledger) || is_sum(sum, &body, col, ledger))
}

/// Whether a number is the sum of a column of some rows: of two at least, and each of them a number or empty.
fn is_sum(sum: i64, rows: &[&LogicalRow], col: usize, ledger: &Ledger) -> bool {
    let cells = rows.iter().filter_map(|row| row.cell(col)).filter(|cell| !cell.is_empty());
    let parts: Option<Vec<i64>> = cells.map(|cell| number(&text(cell, ledger))).collect();
    let parts = parts.unwrap_or_default();
    let told = parts.iter().filter(|part| **part != 0).count();
    // A sum of numbers without a fraction is exact.
    told > 1 && parts.iter().try_fold(0i64, |all, part| all.checked_add(*part)) == Some(sum)
}

/// A number as printed, in thousandths: `2,898`, `11.9%`.
fn number(text: &str) -> Option<i64> {
    let plain = text.trim().trim_end_matches('%').trim_end();
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let digits: String =
        whole.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{A0}' | '\u{202F}')).collect();
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let good = !digits.is_empty() && digits.len() <= 12 && fraction.len() <= 3;
    if !good || !is_number(&digits) || !is_number(fraction) {
        return None;
    }
    let places = format!("{fraction:0<3}");
    Some(digits.parse::<i64>().ok()? * UNIT + places.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::{adds_up, number};
    use crate::fragment::{Cell, Line};
    use crate::ledger::{Ledger, Place};
    use crate::table::LogicalRow;

    #[test]
    fn a_sum_is_told_from_other_numbers() {
        let mut ledger = Ledger::default();
        let place = Place::Dump { line: 1, column: 1 };
        let mut row = |texts: [&str; 3]| {
            let mut cell = |(col, text): (usize, &str)| {
                let run = ledger.enter(text, place);
                Cell { lines: vec![Line { run, ..Line::default() }], ..Cell::at(col) }
            };
            let cells = texts.into_iter().enumerate().map(&mut cell).collect();
            LogicalRow { cells, ..LogicalRow::default() }
        };
        let rows = [
            row(["Kept", "1,214", "12%"]),
            row(["Left out", "1,493", "88%"]),
            row(["Total", "2,707", "100%"]),
            row(["Total of others", "12", "3%"]),
        ];
        assert!(adds_up(&rows, 2, 0, &ledger));
        assert!(!adds_up(&rows, 3, 0, &ledger));
        // One number over it is no sum.
        assert!(!adds_up(&rows[1..], 1, 0, &ledger));
    }

    #[test]
    fn numbers_are_read_as_printed() {
        for (text, value) in
            [("2,898", 2_898_000), ("11.9%", 11_900), ("7", 7000), ("1 204", 1_204_000)]
        {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "12 trials", "n = 3", "1.2345", "-", "<5"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
