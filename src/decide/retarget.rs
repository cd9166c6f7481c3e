//! Stale decisions whose text another one stands for now → a decisions file in which they name that. The old
//! text stays above the new one, commented out, and all else as it is, to the letter.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::file;
use super::texts::plain;
use crate::settings::{place, quote};
use crate::trace::{DecisionTrace, Nearest};

/// The keys by which entries name what they are about.
const NAMING: [&str; 11] = [
    "table", "tables", "record", "row", "rows", "note", "column", "columns", "item", "items",
    "text",
];

/// What became of a stale decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retargeted {
    /// The line of its entry before any was changed, from 1.
    pub line: usize,
    /// The text that it named.
    pub text: String,
    /// The one that it names now, or why it does not name another.
    pub now: Result<String, String>,
}

/// The text of the decisions file called `name` with its stale decisions mended, and what became of each of
/// them, in the order of the file.
pub fn run(name: &str, text: &str, decisions: &[DecisionTrace]) -> (String, Vec<Retargeted>) {
    let mut text = text.to_owned();
    let mut told = Vec::new();
    // From the end on, so that the lines of those before stay where they are.
    let mut stale: Vec<&DecisionTrace> =
        decisions.iter().filter(|own| own.reason.is_some()).collect();
    stale.sort_by_key(|own| std::cmp::Reverse(own.line));
    for decision in stale {
        let reason = decision.reason.clone().unwrap_or_default();
        let old = decision.nearest.as_ref().map_or(reason.clone(), |near| near.text.clone());
        let mended = decision.nearest.as_ref().ok_or(reason).and_then(|nearest| {
            let made = mend(&text, decision.line, nearest);
            let made =
                made.ok_or("its text is not found in the file; mend it by hand".to_owned())?;
            // What is put in place of an item has to have its letters.
            file::parse(name, &made)
                .map_err(|error| format!("with {:?} in its place, {error}", nearest.now))?;
            Ok((made, nearest.now.clone()))
        });
        let now = mended.map(|(made, now)| {
            text = made;
            now
        });
        told.push(Retargeted { line: decision.line, text: old, now });
    }
    told.reverse();
    (text, told)
}

/// The file with another text in the entry at `line`, where the entry names the old one and the new one is
/// allowed there.
pub(crate) fn mended(name: &str, text: &str, line: usize, nearest: &Nearest) -> Option<String> {
    mend(text, line, nearest).filter(|made| file::parse(name, made).is_ok())
}

/// The file with another text in an entry, where the entry names the old one.
fn mend(text: &str, line: usize, nearest: &Nearest) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let entries = document.get_ref().get("decision")?.get_ref().as_array()?;
    let entry = entries.iter().find(|entry| place(text, entry.span().start).0 == line)?;
    let entry = entry.get_ref().as_table()?;
    let (key, value) = NAMING.iter().find_map(|key| {
        let (own, value) = entry.iter().find(|(own, _)| own.get_ref() == key)?;
        let now = with(value.get_ref(), nearest)?;
        let lines = own.span().start..value.span().end;
        Some((lines, format!("{key} = {now}")))
    })?;
    replace(text, key, &value)
}

/// A value of the file with the new text for the old one, where it has that.
fn with(value: &DeValue<'_>, nearest: &Nearest) -> Option<String> {
    let is = |text: &str| plain(text) == plain(&nearest.text);
    match value {
        DeValue::String(text) => is(text).then(|| quote(&nearest.now)),
        DeValue::Array(all) => {
            let texts: Option<Vec<&str>> = all.iter().map(|one| one.get_ref().as_str()).collect();
            let texts = texts?;
            let mut texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
            let old = texts.iter_mut().find(|text| is(text))?;
            old.clone_from(&nearest.now);
            Some(file::list(&texts))
        }
        _ => None,
    }
}

/// The text with the lines of `old` commented out, and `new` under them. None where other keys share a line.
fn replace(text: &str, old: Range<usize>, new: &str) -> Option<String> {
    let start = text.get(..old.start)?.rfind('\n').map_or(0, |at| at + 1);
    if !text.get(start..old.start)?.trim().is_empty() {
        return None;
    }
    let end = text.get(old.end..)?.find('\n').map_or(text.len(), |at| old.end + at);
    let commented: Vec<String> =
        text.get(start..end)?.lines().map(|line| format!("# {line}")).collect();
    Some(format!("{}{}\n{new}{}", text.get(..start)?, commented.join("\n"), text.get(end..)?))
}
