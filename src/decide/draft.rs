//! Open flags and notices → the text of a decisions file to start from: an entry for each place that needs a
//! person, commented out, so that nothing is decided before somebody did.
//!
//! A line with two signs `##` explains; taking the one sign `#` from the lines of an entry puts it in
//! force.

use std::collections::BTreeMap;

use super::places::{FlaggedPlace, flagged, repair_of};
use super::queue::{self, About, Point};
use super::target::{self, CellAt, Keyed, RecordAt};
use super::{Decisions, Shape, anchors, apply, file, plan};
use crate::canon;
use crate::record::{Flag, Record};
use crate::trace::{Notice, RecordTrace, Span, Trace};

pub(super) mod alternatives;

/// What the flags of one place say.
struct Open<'a> {
    cell: CellAt,
    item: Option<usize>,
    flags: Vec<&'a Flag>,
}

/// Who decides and why, once for all entries of a file.
pub const BY: &str = "\n## Who decides and why, for each entry that does not say so itself.\n\
    # [by]\n# who = \"\"\n# why = \"\"\n";

/// The head of a new file.
pub fn head(source: &str) -> String {
    format!(
        "# Decisions about {source}. FORMAT.md of rowmend tells what an entry may hold.\n\
         # To put an entry in force, take the \"# \" from its lines; where several are offered, from one.\n\n\
         format = {}\n{BY}",
        crate::settings::quote(file::FORMAT)
    )
}

/// The entries for what is still open in a document as it was extracted, after `decided`. `keys` has
/// the index of each table's key column; `record`, the id of a record, asks for that one alone.
pub fn entries(
    document: &crate::record::Document,
    trace: &Trace,
    keys: &[usize],
    decided: &Decisions,
    record: Option<&str>,
) -> Vec<String> {
    let index = target::index(document, keys);
    let keyed = Keyed { document, keys, index: &index };
    let planned = plan::run(&keyed, decided);
    let answered = apply::answered(keyed, &planned);
    let places_of = spans(trace);
    let mut entries = Vec::new();
    if record.is_none() {
        let points = queue::of_notices(keyed, &trace.notices, decided);
        let open = points.into_iter().filter(|point| !point.decided);
        entries.extend(open.filter_map(|point| of_notice(&trace.notices, point)));
    }
    for (table, made) in document.tables.iter().enumerate() {
        for (number, own) in made.records.iter().enumerate() {
            if record.is_some_and(|wanted| wanted != own.id) {
                continue;
            }
            let at = RecordAt { table, record: number };
            let open = |index: &usize| !answered.contains(&(at, *index));
            let flags: Vec<&Flag> =
                (0..).zip(&own.flags).filter(|(i, _)| open(i)).map(|(_, f)| f).collect();
            for FlaggedPlace { column, item, flags } in flagged(own, flags) {
                let place = Open { cell: CellAt { of: at, column }, item, flags };
                let mut entry = entry(keyed, &place, own, &made.id, trace);
                let stands = places_of.get(&(made.id.as_str(), own.id.as_str()));
                let line = format!("##   {}\n", stand(keyed, at, stands.copied()));
                let end = entry.find("# [[").unwrap_or(0);
                entry.insert_str(end, &line);
                or(&mut entry, &offered(keyed, at, &place.flags));
                entries.push(entry);
            }
        }
    }
    entries
}

/// What the flags of a place may mean for its table, each once.
fn offered(keyed: Keyed<'_>, at: RecordAt, flags: &[&Flag]) -> Vec<Shape> {
    let mut offered = Vec::new();
    for shape in flags.iter().flat_map(|flag| alternatives::of_flag(keyed, at, flag.code)) {
        if !offered.contains(&shape) {
            offered.push(shape);
        }
    }
    offered
}

/// Where each record begins in its source, by the ids of its table and its own.
fn spans(trace: &Trace) -> BTreeMap<(&str, &str), &Span> {
    trace.records.iter().filter_map(begins).collect()
}

fn begins(record: &RecordTrace) -> Option<((&str, &str), &Span)> {
    let span = record.cells.first()?.parts.first()?.spans.first()?;
    Some(((&record.table, &record.record), span))
}

/// Where a record stands: its page or line, and between which others.
fn stand(keyed: Keyed<'_>, at: RecordAt, span: Option<&Span>) -> String {
    let place = span.map_or("nothing printed".to_owned(), Span::to_string);
    let beside = |record: Option<usize>| {
        let at = RecordAt { record: record?, ..at };
        keyed.record(at).map(|_| keyed.key(at))
    };
    let over = beside(at.record.checked_sub(1)).map(|key| format!(", after {key:?}"));
    let under = beside(at.record.checked_add(1)).map(|key| format!(", before {key:?}"));
    format!("{place}{}{}", over.unwrap_or_default(), under.unwrap_or_default())
}

/// That what a notice says is right as it stands, or what would mend it.
fn of_notice(notices: &[Notice], point: Point) -> Option<String> {
    let About::Notice(at) = point.about else { return None };
    let notice = notices.get(at)?;
    let mut out = format!("## {}: {}\n", notice.code, notice.message.replace('\n', " "));
    commented(&mut out, &file::shapes::entry(&point.keep?));
    or(&mut out, &point.offers);
    Some(out)
}

/// Other things that may be true.
fn or(out: &mut String, shapes: &[Shape]) {
    for shape in shapes {
        let entry = file::shapes::entry(shape);
        out.push_str("## or\n");
        commented(out, &entry);
    }
}

/// An entry that is not in force; who and why are said once for all.
pub(super) fn commented(out: &mut String, entry: &str) {
    let entry = entry.strip_suffix(file::OPEN).unwrap_or(entry);
    for line in entry.lines() {
        out.push_str(if line.is_empty() { "#" } else { "# " });
        out.push_str(line);
        out.push('\n');
    }
}

fn entry(keyed: Keyed<'_>, open: &Open<'_>, record: &Record, table: &str, trace: &Trace) -> String {
    let mut out = String::new();
    for flag in &open.flags {
        let sure = canon::name(&flag.confidence);
        out.push_str(&format!("## {} ({sure})", canon::name(&flag.code)));
        let repair = repair_of(trace, table, record, flag);
        if let Some(repair) = repair.filter(|repair| !repair.reasons.is_empty()) {
            out.push_str(&format!(": {}", repair.reasons.join("; ")));
        }
        if let Some(repair) = repair.filter(|repair| !repair.before.is_empty()) {
            let before: Vec<&str> = repair.before.split_whitespace().collect();
            out.push_str(&format!("\n##   read: {}", before.join(" ")));
        }
        out.push('\n');
    }
    let decision = anchors::decision(keyed, open.cell, open.item, &open.flags);
    commented(&mut out, &file::entry(&decision));
    out
}
