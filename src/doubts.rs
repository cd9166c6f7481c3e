//! What a table as a whole makes doubtful although each of its cells may be right: numbers of rows that
//! do not run, a study that stands twice, studies side by side. Notices for a person, a sentence each.

use std::collections::{BTreeMap, BTreeSet};

use crate::fragment::{Cell, Role};
use crate::ledger::Ledger;
use crate::profile::Column;
use crate::record::Kind;
use crate::table::{LogicalRow, Table};

/// The code of the notice that a table numbers its rows, and not so many came out.
const ROWS_NUMBERED: &str = "rows-numbered-otherwise";
/// The code of the notice that a study stands twice where no other does.
const STUDY_TWICE: &str = "study-twice";
/// The code of the notice that one row holds several studies.
const SIDE_BY_SIDE: &str = "studies-side-by-side";

/// The doubts about all tables, each with its code.
pub(crate) fn run(
    tables: &[Table],
    columns: &[Vec<Column>],
    ledger: &Ledger,
) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (number, (table, columns)) in (1..).zip(tables.iter().zip(columns)) {
        let body = || table.rows.iter().filter(|row| row.role == Role::Body);
        let doubts = [
            (ROWS_NUMBERED, rows_numbered(body(), table, ledger)),
            (STUDY_TWICE, study_twice(body(), table, columns, ledger)),
            (SIDE_BY_SIDE, side_by_side(body(), columns, ledger)),
        ];
        for (code, doubt) in doubts {
            found.extend(doubt.map(|doubt| (code, format!("table {number}: {doubt}"))));
        }
    }
    found
}

fn text(row: &LogicalRow, col: usize, ledger: &Ledger) -> String {
    row.cell(col).map(|cell: &Cell| crate::text::cell(cell, ledger)).unwrap_or_default()
}

/// A column that counts the rows says how many there are.
fn rows_numbered<'a>(
    body: impl Iterator<Item = &'a LogicalRow> + Clone,
    table: &Table,
    ledger: &Ledger,
) -> Option<String> {
    /// Fewer numbers may run by chance.
    const LEAST: usize = 5;
    let rows = body.clone().count();
    (0..table.columns).find_map(|col| {
        let number = |row: &LogicalRow| {
            let own = text(row, col, ledger);
            own.trim_matches(|c: char| !c.is_alphanumeric()).parse::<usize>().ok()
        };
        let numbers: Vec<usize> = body.clone().filter_map(number).collect();
        let different: BTreeSet<usize> = numbers.iter().copied().collect();
        let rising = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
        let last = different.last().copied()?;
        // The rows are counted where nearly all numbers rise from 1 and hardly one is left out.
        let counts = numbers.len() >= LEAST
            && rising * 20 >= (numbers.len() - 1) * 19
            && different.first() == Some(&1)
            && different.len() * 10 >= last * 8
            && last * 2 >= rows;
        (counts && last != rows).then(|| {
            let missing: Vec<String> = (1..=last)
                .filter(|number| !different.contains(number))
                .take(5)
                .map(|number| number.to_string())
                .collect();
            let gone = match missing.is_empty() {
                true => String::new(),
                false => format!("; {} {} missing", missing.join(", "), verb(missing.len())),
            };
            format!("its rows are numbered to {last}, and {rows} came out{gone}")
        })
    })
}

fn verb(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// Where nearly each study stands once, one that stands twice may be one row that was torn.
fn study_twice<'a>(
    body: impl Iterator<Item = &'a LogicalRow>,
    table: &Table,
    columns: &[Column],
    ledger: &Ledger,
) -> Option<String> {
    /// Fewer keys say nothing of what is usual.
    const LEAST: usize = 10;
    let cites = columns.get(table.key).is_some_and(|column| column.kind == Kind::Citation);
    if !cites {
        return None;
    }
    let mut seen: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for row in body {
        let printed = text(row, table.key, ledger);
        let mut key = printed.to_lowercase();
        if let Some(year) = table.year {
            key = format!("{key} {}", text(row, year, ledger));
        }
        if !key.trim().is_empty() {
            seen.entry(key).or_insert((0, printed)).0 += 1;
        }
    }
    let twice: Vec<&String> =
        seen.values().filter(|(count, _)| *count > 1).map(|(_, printed)| printed).collect();
    let rare = seen.len() >= LEAST && twice.len() * 20 <= seen.len();
    let first = twice.first().filter(|_| rare)?;
    let others = twice.len() - 1;
    let (more, verb) = match others {
        0 => (String::new(), "stands"),
        _ => (format!(" and {others} more"), "stand"),
    };
    Some(format!("{first:?}{more} {verb} twice, and all other studies once"))
}

/// Headers that are printed again and again, column after column, head several studies in each row; and
/// so does a table of which each column cites.
fn side_by_side<'a>(
    body: impl Iterator<Item = &'a LogicalRow> + Clone,
    columns: &[Column],
    ledger: &Ledger,
) -> Option<String> {
    let cites = |col: usize| {
        let texts: Vec<String> = body
            .clone()
            .map(|row| text(row, col, ledger))
            .filter(|text| !text.is_empty())
            .collect();
        let cites = texts.iter().filter(|text| crate::profile::roles::cites(text)).count();
        cites * 2 > texts.len()
    };
    let texts: Vec<&str> = columns.iter().map(|column| column.text.as_str()).collect();
    let repeats = |period: &usize| {
        let different: BTreeSet<&&str> = texts.iter().take(*period).collect();
        texts.len().is_multiple_of(*period)
            && different.len() == *period
            && !different.contains(&"")
            && texts.iter().zip(texts.iter().skip(*period)).all(|(a, b)| a == b)
    };
    let period = (2..=texts.len() / 2).find(repeats);
    let period =
        period.or_else(|| (texts.len() > 1 && (0..texts.len()).all(cites)).then_some(1))?;
    let times = texts.len() / period;
    Some(format!(
        "{times} studies stand side by side in each of its rows, and come out as one record"
    ))
}
