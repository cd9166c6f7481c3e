//! A study that stands twice where no other does.

use std::collections::BTreeMap;

use super::{Said, text};
use crate::ledger::Ledger;
use crate::profile::Column;
use crate::record::Kind;
use crate::table::{LogicalRow, Table};

/// Fewer keys say nothing of what is usual.
const LEAST: usize = 10;
/// So many studies are named; of more the sentence is no longer read.
const NAMED: usize = 5;

/// Where nearly each study stands once, one that stands twice may be one row that was torn or read twice.
pub(super) fn run<'a>(
    body: impl Iterator<Item = &'a LogicalRow>,
    table: &Table,
    columns: &[Column],
    ledger: &Ledger,
) -> Said {
    let cites = columns.get(table.key).is_some_and(|column| column.kind == Kind::Citation);
    if !cites {
        return None;
    }
    let mut seen: BTreeMap<String, Vec<&LogicalRow>> = BTreeMap::new();
    for row in body {
        let mut key = text(row, table.key, ledger).to_lowercase();
        if let Some(year) = table.year {
            key = format!("{key} {}", text(row, year, ledger));
        }
        if !key.trim().is_empty() {
            seen.entry(key).or_default().push(row);
        }
    }
    let twice: Vec<String> = seen
        .values()
        .filter(|rows| rows.windows(2).any(|pair| is_twin(pair[0], pair[1], table, ledger)))
        .filter_map(|rows| rows.first().map(|row| text(row, table.key, ledger)))
        .collect();
    let rare = seen.len() >= LEAST && twice.len() * 20 <= seen.len();
    (rare && !twice.is_empty()).then(|| (sentence(&twice), twice))
}

/// Whether two rows of one key are one row twice, or the halves of a row: no column tells them apart.
fn is_twin(a: &LogicalRow, b: &LogicalRow, table: &Table, ledger: &Ledger) -> bool {
    let others = (0..table.columns).filter(|col| *col != table.key);
    others
        .map(|col| (text(a, col, ledger), text(b, col, ledger)))
        .all(|(a, b)| a == b || a.is_empty() || b.is_empty())
}

fn sentence(keys: &[String]) -> String {
    let mut names: Vec<String> = keys.iter().take(NAMED).map(|key| format!("{key:?}")).collect();
    let more = keys.len() - names.len();
    let last = match more {
        0 => names.pop(),
        _ => Some(format!("{more} more")),
    };
    let all: Vec<String> = [names.join(", "), last.unwrap_or_default()]
        .into_iter()
        .filter(|own| !own.is_empty())
        .collect();
    let verb = if keys.len() == 1 { "stands" } else { "stand" };
    format!("{} {verb} twice, in rows that nothing tells apart", all.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn five_are_named_and_the_rest_is_counted() {
        let keys: Vec<String> = ["A", "B", "C", "D", "E", "F", "G"].map(str::to_owned).to_vec();
        let end = "twice, in rows that nothing tells apart";
        assert_eq!(sentence(&keys[..1]), format!("\"A\" stands {end}"));
        assert_eq!(sentence(&keys[..2]), format!("\"A\" and \"B\" stand {end}"));
        let five = r#""A", "B", "C", "D" and "E""#;
        assert_eq!(sentence(&keys[..5]), format!("{five} stand {end}"));
        let named = r#""A", "B", "C", "D", "E" and 2 more"#;
        assert_eq!(sentence(&keys), format!("{named} stand {end}"));
    }
}
