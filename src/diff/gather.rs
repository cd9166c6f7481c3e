//! What is told once for many records: what became of a column that came, went or counts, ids that
//! only count, and what is the same in several records, as the cell that was merged over them.

use std::collections::{BTreeMap, BTreeSet};

use super::align::drop_at;
use super::describe::{plain, shown, some_of};
use super::keys::{self, Numbered, flat, numbered};
use super::model::{Both, Change};
use super::tell::{Entry, Line, Tone};
use super::words::{Mark, Span};

/// Records that are named at most where something is told of several.
const NAMED: usize = 5;
/// So many values at least are told as one that counts anew; fewer are told one by one.
const FEWEST: usize = 3;

/// The entries with what is told once in place of the first of its kind.
pub(super) fn run(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    whole_columns(&mut entries);
    fold(&mut entries, 2, |entry| shared(entry));
    fold(&mut entries, FEWEST, |entry| counting(entry));
    fold(&mut entries, 1, |entry| renumbered(entry));
    // What concerns all tables comes last.
    let (mut told, last): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| !entry.table.is_empty());
    told.extend(last);
    told
}

/// What several entries have in common, and how it is told of so many records.
type Common = (String, Box<dyn Fn(&[String]) -> Vec<Line>>);

/// Tells what `common` finds in at least `fewest` entries of a table once.
fn fold(
    entries: &mut Vec<Entry<'_>>,
    fewest: usize,
    common: impl Fn(&Entry<'_>) -> Option<Common>,
) {
    let mut groups: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let mut tellers = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some((kind, teller)) = common(entry) {
            let all = matches!(entry.change, Change::TableRenamed { .. });
            let table = if all { String::new() } else { entry.table.clone() };
            let name = (table, kind);
            groups.entry(name.clone()).or_default().push(at);
            tellers.entry(name).or_insert(teller);
        }
    }
    let mut gone = BTreeSet::new();
    for (name, members) in groups.into_iter().filter(|(_, members)| members.len() >= fewest) {
        let own = members.iter().filter_map(|at| entries.get(*at));
        let records: Vec<String> = own.map(|entry| entry.record.clone()).collect();
        let Some((first, rest)) = members.split_first() else { continue };
        let others = rest.iter().filter_map(|at| entries.get(*at));
        let of: Vec<usize> = others.flat_map(|entry| entry.of.clone()).collect();
        if let (Some(entry), Some(teller)) = (entries.get_mut(*first), tellers.get(&name)) {
            entry.lines = teller(&records);
            entry.of.extend(of);
            entry.table.clone_from(&name.0);
            entry.record.clear();
        }
        gone.extend(rest.iter().copied());
    }
    drop_at(entries, &gone);
}

/// "in 7 records: a, b, c, d, e and 2 more"
fn in_records(records: &[String]) -> String {
    format!("in {} records: {}", records.len(), some_of(records, NAMED))
}

/// The same words of the same column, or the same sub-heading.
fn shared(entry: &Entry<'_>) -> Option<Common> {
    use Change::*;
    let once = matches!(
        entry.change,
        ValueChanged { .. } | ItemChanged { .. } | GroupChanged { .. } | RecordNotesChanged { .. }
    );
    let lines = entry.lines.clone();
    (once && !entry.record.is_empty()).then(|| -> Common {
        let kind = format!("{} {lines:?}", entry.change.kind());
        let teller = move |records: &[String]| {
            let mut lines = lines.clone();
            let text = in_records(records);
            lines.push(Line { depth: 1, tone: Tone::Changed, spans: vec![Span::same(text)] });
            lines
        };
        (kind, Box::new(teller))
    })
}

/// A number of a column that is another by as much in each record, with the same text around it.
fn counting(entry: &Entry<'_>) -> Option<Common> {
    let Change::ValueChanged { column, before, after, .. } = entry.change else { return None };
    if entry.record.is_empty() {
        return None; // It is told of several records already.
    }
    let (before, after) = (flat(before), flat(after));
    let (old, new) = (Numbered::of(&before)?, Numbered::of(&after)?);
    let by = i128::from(new.number) - i128::from(old.number);
    let sides = [old.before, old.after, new.before, new.after];
    let example = format!("{before} is now {after}");
    let column = shown(column);
    let kind = format!("counts {column} {by} {sides:?}");
    let does = if by == 0 { "is written otherwise" } else { "counts anew" };
    let teller = move |records: &[String]| {
        let mut lines = plain(Tone::Changed, format!("{column} {does}: {example}, and so on"));
        let text = in_records(records);
        lines.push(Line { depth: 1, tone: Tone::Changed, spans: vec![Span::same(text)] });
        lines
    };
    Some((kind, Box::new(teller)))
}

/// An id of which only the number at its end is another one.
fn renumbered(entry: &Entry<'_>) -> Option<Common> {
    let same = |name: &Both<String>| {
        let (before, after) = (numbered(name.before()), numbered(name.after()));
        // The first of its name has no number.
        let base = before.unwrap_or(name.before()) == after.unwrap_or(name.after());
        let number = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
        base && (before.is_some() || after.is_some())
            || number(name.before()) && number(name.after())
    };
    let (kind, one, several) = match entry.change {
        Change::RecordRenamed { record, .. } if same(record) => {
            ("ids", "1 record is numbered anew", "records are numbered anew")
        }
        Change::TableRenamed { table } if same(table) => {
            ("tables", "1 table is numbered anew", "tables are numbered anew")
        }
        _ => return None,
    };
    let teller = move |records: &[String]| {
        let text = if records.len() == 1 {
            one.to_owned()
        } else {
            format!("{} {several}", records.len())
        };
        plain(Tone::Changed, text)
    };
    Some((kind.to_owned(), Box::new(teller)))
}

/// Puts the values of a column that came or went under the line that tells of it.
fn whole_columns(entries: &mut Vec<Entry<'_>>) {
    let mut columns: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let (value, came) = match entry.change {
            Change::ColumnAdded { value, .. } => (value, true),
            Change::ColumnRemoved { value, .. } => (value, false),
            _ => continue,
        };
        columns.insert((entry.table.clone(), value.key.clone(), came), at);
    }
    let mut under: BTreeMap<usize, (Vec<usize>, Vec<Line>)> = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some((key, came)) = of_column(entry.change) else { continue };
        let Some(place) = columns.get(&(entry.table.clone(), key.to_owned(), came)) else {
            continue;
        };
        let head = Span::same(format!("{}: ", entry.record));
        let (of, lines) = under.entry(*place).or_default();
        of.extend(&entry.of);
        for line in &entry.lines {
            // The head of the line names the column.
            let rest = line.spans.iter().filter(|span| span.mark != Mark::Same).cloned();
            let spans = [head.clone()].into_iter().chain(rest).collect();
            lines.push(Line { depth: 1, tone: line.tone, spans });
        }
        gone.insert(at);
    }
    for (at, (of, lines)) in under {
        if let Some(entry) = entries.get_mut(at) {
            entry.of.extend(of);
            entry.lines.extend(lines);
        }
    }
    drop_at(entries, &gone);
}

/// The column of a value that came from nothing or went to nothing, and whether it came.
fn of_column(change: &Change) -> Option<(&str, bool)> {
    match change {
        Change::ItemAdded { to, .. } => Some((&to.column, true)),
        Change::ItemRemoved { from, .. } => Some((&from.column, false)),
        Change::ValueChanged { column: Both::Same(column), before, after, .. } => {
            match (keys::texts(before).is_empty(), keys::texts(after).is_empty()) {
                (true, false) => Some((column, true)),
                (false, true) => Some((column, false)),
                _ => None,
            }
        }
        _ => None,
    }
}
