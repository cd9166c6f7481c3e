//! Two versions of a document and what changed between them → one page for the browser: the changes, and
//! beside them both sources as printed.

use serde_json::{Value as Json, json};

use super::data::{self, plain};
use super::heads::Heads;
use super::view::View;
use super::{head, leaf, policy, wrapped};
use crate::diff::{self, Change, Diff, Line, Mark, Part, Passage, Tone};
use crate::markup::escaped;
use crate::pipeline::Extraction;

mod places;

use places::{Lit, Places, Text};

/// The parts of the script, in the order in which they use each other.
const SCRIPTS: [&str; 3] =
    [include_str!("../base.js"), include_str!("../leaves.js"), include_str!("../versions.js")];
const STYLE: &str = concat!(include_str!("../page.css"), include_str!("../versions.css"));
const BODY: &str = include_str!("../versions.html");
/// Where in the page the leaves of the old and of the new version stand.
const LEAVES: [(&str, &str); 2] = [("<!-- old -->", "old-"), ("<!-- new -->", "new-")];

/// One of the two versions.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// What it is called on the page.
    pub name: &'a str,
    /// What was read of it, with a person's decisions applied.
    pub extraction: &'a Extraction,
    /// Where its captions, the names of its columns and its notes stand; none where that is not known.
    pub heads: &'a [Heads],
    /// What it looks like.
    pub view: &'a View,
    /// A picture of each page, as PNG; none where there is none.
    pub pictures: &'a [Option<Vec<u8>>],
    /// The numbers of its pages that are not shown, for nothing changed on them.
    pub skipped: &'a [u32],
    /// What has to be known of it, such as why pictures are not there.
    pub told: &'a [String],
}

/// Whether a change is about more than values, so that it has to be known where the rest stands.
pub fn is_about_heads(diff: &Diff) -> bool {
    use Change::*;
    diff.changes.iter().any(|change| {
        matches!(
            change,
            TableAdded { .. }
                | TableRemoved { .. }
                | TableMoved { .. }
                | TableRenamed { .. }
                | TitleChanged { .. }
                | NoteAdded { .. }
                | NoteRemoved { .. }
                | NoteChanged { .. }
                | ColumnAdded { .. }
                | ColumnRemoved { .. }
                | ColumnMoved { .. }
                | ColumnChanged { .. }
                | GroupChanged { .. }
        )
    })
}

/// The pages of each of two versions on which something changed, or would stand.
pub fn pages(diff: &Diff, documents: [(&Extraction, &[Heads]); 2]) -> [Vec<u32>; 2] {
    let places = Places::of(diff, documents);
    let mut pages = [Vec::new(), Vec::new()];
    for lit in diff.changes.iter().map(|change| places.of_change(change)) {
        for ((own, lit), values) in pages.iter_mut().zip(lit).zip(&places.sides) {
            let numbers = lit.values.into_iter().chain(lit.near);
            let spans = numbers.filter_map(|at| values.all.get(at)).flat_map(|text| text.spans);
            own.extend(spans.filter_map(|span| match span {
                crate::trace::Span::Print { page, .. } => Some(*page),
                _ => None,
            }));
        }
    }
    pages.map(|mut own| {
        own.sort_unstable();
        own.dedup();
        own
    })
}

/// The page of what changed between two versions, given to `put` in parts.
///
/// # Errors
/// What `put` gives.
pub fn page<E>(
    diff: &Diff,
    versions: [Version<'_>; 2],
    put: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let script = wrapped(&SCRIPTS);
    let title = versions.map(|own| escaped(own.name)).join(" → ");
    put(head(&title, STYLE, &policy(&script, STYLE, false)).as_bytes())?;
    let mut rest = BODY;
    for (own, (mark, prefix)) in versions.iter().zip(LEAVES) {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        put(before.as_bytes())?;
        for (number, size) in (1..).zip(data::sizes(own.view)) {
            if !own.skipped.contains(&number) {
                let picture = own.pictures.get(number as usize - 1).and_then(Option::as_ref);
                put(leaf(prefix, number as usize, *size, picture).as_bytes())?;
            }
        }
        rest = after;
    }
    put(rest.as_bytes())?;
    super::end(&told(diff, &versions), &script, put)
}

/// All that the page knows.
fn told(diff: &Diff, versions: &[Version<'_>; 2]) -> Json {
    let told = diff::tell(diff);
    let places = Places::of(diff, versions.map(|own| (own.extraction, own.heads)));
    let mut ids = std::collections::BTreeSet::new();
    let mut parts = Vec::new();
    for part in &told.parts {
        let own = part.passages.iter().map(|own| passage(own, part, diff, &places, &mut ids));
        let own: Vec<Json> = own.collect();
        let change = part.passages.first().and_then(|own| diff.changes.get(*own.changes.first()?));
        parts.push(json!({
            "table": part.table,
            "title": change.and_then(|change| title(change, versions)),
            "record": part.record,
            "name": change.and_then(|change| name(change, part, &places)),
            "changes": own,
        }));
    }
    let side = |at: usize| {
        let (own, values) = (&versions[at], &places.sides[at]);
        json!({
            "name": own.name,
            "source": plain(&own.extraction.trace.source),
            "view": plain(own.view),
            "skipped": own.skipped,
            "told": own.told,
            "values": values.all.iter().map(value).collect::<Vec<_>>(),
        })
    };
    json!({
        "tool": format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        "sum": told.sum(),
        "count": told.changes,
        "counts": told.counts,
        "parts": parts,
        "sides": [side(0), side(1)],
    })
}

fn value(text: &Text<'_>) -> Json {
    // A text of several pieces is found by those alone.
    json!([data::spans(text.spans), text.text.filter(|_| text.spans.len() == 1)])
}

/// The caption of the table of a change, as it is now.
fn title(change: &Change, versions: &[Version<'_>; 2]) -> Option<String> {
    let title = |side: usize, id: &str| {
        let tables = &versions[side].extraction.document.tables;
        tables.iter().find(|table| table.id == id).and_then(|table| table.title.clone())
    };
    match change {
        Change::TableAdded { value, .. } | Change::TableRemoved { value, .. } => {
            value.title.clone()
        }
        other => {
            let table = other.table()?;
            title(1, table.after()).or_else(|| title(0, table.before()))
        }
    }
}

/// The study of a change, as it is printed.
fn name(change: &Change, part: &Part, places: &Places<'_>) -> Option<String> {
    if part.record.is_empty() {
        return None;
    }
    let table = change.table()?;
    let [old, new] = &places.sides;
    match change {
        Change::RecordAdded { value, .. } => new.name_text(table.after(), &value.id),
        _ => old
            .name_text(table.before(), &part.record)
            .or_else(|| new.name_text(table.after(), &part.record)),
    }
}

/// What is told at once, and what it lights up on both sides.
fn passage(
    passage: &Passage,
    part: &Part,
    diff: &Diff,
    places: &Places<'_>,
    ids: &mut std::collections::BTreeSet<String>,
) -> Json {
    let changes: Vec<&Change> =
        passage.changes.iter().filter_map(|at| diff.changes.get(*at)).collect();
    let mut kinds: Vec<&str> = changes.iter().map(|change| change.kind()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let lit = changes.iter().map(|change| places.of_change(change));
    let lit = lit.fold([Lit::default(), Lit::default()], |[old, new], [one, other]| {
        [together(old, one), together(new, other)]
    });
    let tone = passage.lines.first().map_or(Tone::Changed, |line| line.tone);
    json!({
        "id": id(&changes, part, ids),
        "tone": tone.name(),
        "kinds": kinds,
        "count": changes.len(),
        "lines": passage.lines.iter().map(line).collect::<Vec<_>>(),
        "lit": lit.iter().map(|own| &own.values).collect::<Vec<_>>(),
        "near": lit.iter().map(|own| own.near).collect::<Vec<_>>(),
    })
}

fn together(mut lit: Lit, more: Lit) -> Lit {
    lit.values.extend(more.values);
    lit.values.sort_unstable();
    lit.values.dedup();
    lit.near = if lit.values.is_empty() { lit.near.or(more.near) } else { None };
    lit
}

/// What a link calls the first of some changes: its place and kind, and a number where that is there already.
fn id(changes: &[&Change], part: &Part, ids: &mut std::collections::BTreeSet<String>) -> String {
    let kind = changes.first().map_or("change", |change| change.kind());
    let column = changes.first().and_then(|change| change.column());
    let item = changes.first().and_then(|change| change.item());
    let table = part.table.split(' ').next().unwrap_or_default();
    let mut place = table.to_owned();
    if !part.record.is_empty() {
        place = format!("{table}/{}", part.record);
    }
    column.iter().for_each(|column| place.push_str(&format!(".{column}")));
    item.iter().for_each(|item| place.push_str(&format!(".{item}")));
    let base = format!("{kind}:{place}");
    let mut made = base.clone();
    for number in 2.. {
        if ids.insert(made.clone()) {
            break;
        }
        made = format!("{base}~{number}");
    }
    made
}

/// A line: how deep it stands, its tone, and its pieces, each with what became of it.
fn line(line: &Line) -> Json {
    let mark = |mark: Mark| match mark {
        Mark::Same => "",
        Mark::Gone => "gone",
        Mark::Come => "come",
        Mark::Away => "away",
        Mark::Here => "here",
    };
    let pieces = line.spans.iter().map(|span| json!([mark(span.mark), span.text]));
    json!([line.depth, line.tone.name(), pieces.collect::<Vec<_>>()])
}
