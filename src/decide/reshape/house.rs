//! What a profile says of the rows of all tables of its house: how many name the columns, which ones name
//! groups, which are no studies.

use regex::Regex;

use super::cut;
use super::find;
use super::rows::{Becomes, Plan, level};
use crate::fragment::Role;
use crate::ledger::Ledger;
use crate::profile::{Profile, RowsKnown};
use crate::table::Table;

/// The patterns of a profile, which was checked when it was parsed.
struct Patterns {
    groups: Vec<Regex>,
    not_studies: Vec<Regex>,
}

impl Patterns {
    fn new(rows: &RowsKnown) -> Self {
        let all =
            |texts: &[String]| texts.iter().filter_map(|text| Regex::new(text).ok()).collect();
        Patterns { groups: all(&rows.groups), not_studies: all(&rows.not_studies) }
    }
}

/// Applies what the profile says of rows. Decisions about a document are looked up in what comes out.
pub(crate) fn run(tables: &mut Vec<Table>, profile: &Profile, ledger: &Ledger) {
    if profile.rows == RowsKnown::default() {
        return;
    }
    let patterns = Patterns::new(&profile.rows);
    *tables = std::mem::take(tables)
        .into_iter()
        .flat_map(|table| {
            let plan = plan(&table, &patterns, profile.rows.header, ledger);
            match plan.is_empty() {
                true => vec![table],
                false => cut::run(table, &plan, false, profile, ledger)
                    .into_iter()
                    .map(|(_, table)| table)
                    .collect(),
            }
        })
        .collect();
}

fn plan(table: &Table, patterns: &Patterns, header: Option<usize>, ledger: &Ledger) -> Plan {
    let mut plan = Plan::default();
    if let Some(count) = header {
        for (at, row) in table.rows.iter().enumerate() {
            let names = row.role == Role::Header;
            match (at < count, names) {
                (true, false) => drop(plan.rows.insert(at, Becomes::Role(Role::Header, 0))),
                (false, true) => drop(plan.rows.insert(at, Becomes::Role(Role::Body, 0))),
                _ => {}
            }
        }
        if !plan.rows.is_empty() {
            plan.headers.insert(0);
        }
    }
    for (at, said) in find::said(table, ledger).iter().enumerate() {
        let names = header.map_or(table.rows[at].role == Role::Header, |count| at < count);
        if names {
            continue;
        }
        let any =
            |patterns: &[Regex]| patterns.iter().any(|pattern| pattern.is_match(said.first()));
        if any(&patterns.not_studies) {
            plan.rows.insert(at, Becomes::Role(Role::Total, 0));
        } else if any(&patterns.groups) {
            plan.rows.insert(at, Becomes::Role(Role::Group, level(&table.rows, at)));
        }
    }
    // What no study stands under names no group.
    while let Some(at) = cut::bare(table, &plan).into_iter().find(|at| plan.rows.contains_key(at)) {
        plan.rows.remove(&at);
    }
    plan
}
