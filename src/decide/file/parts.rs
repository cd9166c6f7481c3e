//! The text of a decisions file in its parts, each to the letter: what stands before the first entry, each
//! entry, and what stands between. Whoever takes an entry out or puts another in its place so leaves every
//! comment and blank of a person where it is.

use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::decide::Decisions;
use crate::settings::place;

/// A decisions file in parts; all of them together are the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts<'t> {
    /// What stands before the first entry.
    pub head: &'t str,
    /// The entries in the order of the file.
    pub entries: Vec<Entry<'t>>,
}

/// An entry and what stands after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    /// Its line in the file, from 1.
    pub line: usize,
    /// What it does.
    pub action: &'static str,
    /// Its own lines, from `[[decision]]` to the last of its keys.
    pub text: &'t str,
    /// What stands after it and before the next one.
    pub rest: &'t str,
}

/// The parts of `text`, of which `decided` was parsed.
pub fn parts<'t>(text: &'t str, decided: &Decisions) -> Parts<'t> {
    let shapes = decided.shapes.iter().map(|shape| (shape.line, shape.form.name()));
    let list = decided.list.iter().map(|own| (own.line, own.action.name()));
    let starts: BTreeMap<usize, &str> = shapes.chain(list).collect();
    let ends = ends(text);
    let lines = Lines::new(text);
    let first = starts.keys().next().map_or(usize::MAX, |line| line - 1);
    let entries = starts.iter().map(|(line, action)| {
        let next = starts.range(line + 1..).next().map_or(usize::MAX, |(next, _)| next - 1);
        let end = ends.get(line).map_or(next, |end| next.min(*end));
        let (text, rest) = (lines.between(line - 1, end), lines.between(end, next));
        Entry { line: *line, action, text, rest }
    });
    Parts { head: lines.between(0, first), entries: entries.collect() }
}

/// The line on which each entry ends, by that on which it begins.
fn ends(text: &str) -> BTreeMap<usize, usize> {
    let Ok(document) = DeTable::parse(text) else { return BTreeMap::new() };
    let entries = document.get_ref().get("decision").and_then(|own| own.get_ref().as_array());
    let Some(entries) = entries else { return BTreeMap::new() };
    let ends = entries.iter().map(|entry| {
        let values = entry.get_ref().as_table().into_iter().flat_map(DeTable::values);
        let end = values.map(|value| value.span().end).max().unwrap_or(entry.span().end);
        (place(text, entry.span().start).0, place(text, end).0)
    });
    ends.collect()
}

/// A text by its lines.
struct Lines<'t> {
    text: &'t str,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The lines from one number to before another, from 0.
    fn between(&self, from: usize, to: usize) -> &'t str {
        let at = |line: usize| self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(at(from)..at(to)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::file::parse;

    const FILE: &str = "# mine\nformat = \"rowmend-decisions/1\"\n\n# why\n[[decision]] # one\ndo = \"set\"\n\
        record = \"a\"\ncolumn = \"c\"\ntext = \"\"\"\nx\ny\"\"\" # of two lines\nto = \"z\"\n\n# between\n\n\
        [[decision]]\ndo = \"no-table\"\n# the first\ntable = \"t\" # named\n# after\n[by]\nwho = \"A\"\nwhy = \"B\"";

    fn whole(parts: &Parts<'_>) -> String {
        let entries = parts.entries.iter().map(|own| format!("{}{}", own.text, own.rest));
        parts.head.to_owned() + &entries.collect::<String>()
    }

    #[test]
    fn the_parts_are_the_file_and_comments_stay_outside() {
        for text in [FILE.to_owned(), FILE.replace('\n', "\r\n")] {
            let found = parts(&text, &parse("f", &text).expect("a file"));
            assert_eq!(whole(&found), text);
            assert_eq!(found.head.lines().last(), Some("# why"));
            let lines: Vec<usize> = found.entries.iter().map(|own| own.line).collect();
            assert_eq!(lines, [5, 16]);
            let ends: Vec<_> = found.entries.iter().map(|own| own.text.lines().last()).collect();
            assert_eq!(ends, [Some("to = \"z\""), Some("table = \"t\" # named")]);
        }
    }

    #[test]
    fn a_file_without_entries_is_its_head() {
        let text = "format = \"rowmend-decisions/1\"\n";
        assert_eq!(
            parts(text, &parse("f", text).expect("a file")),
            Parts { head: text, entries: vec![] }
        );
        assert_eq!(parts("", &Decisions::default()), Parts::default());
    }
}
