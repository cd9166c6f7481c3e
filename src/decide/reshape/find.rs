//! What a decision about a table speaks about: texts → tables, rows and columns.
//!
//! A text is looked for as it is first, and where it stands nowhere, without what reading changes:
//! blanks, ligatures, hyphens at line ends, the marks of lists and arrows.

use crate::assemble;
use crate::decide::shape::RowName;
use crate::decide::target::Miss;
use crate::decide::texts::{begins, plain};
use crate::ledger::Ledger;
use crate::marks;
use crate::profile::folded;
use crate::signs::caption;
use crate::stitch::Heading;
use crate::table::{LogicalRow, Table};
use crate::text::composed;

/// What a table is known by, however it is changed.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Its number among all tables that there are or were, for the trace.
    pub(super) number: usize,
    /// Its ids in the document as extracted.
    ids: Vec<String>,
    /// Its captions.
    pub(super) titles: Vec<String>,
    /// Its first rows; where a table has no caption, that names it.
    firsts: Vec<String>,
    /// Whether a person said which column is its key.
    pub(super) keyed: bool,
}

impl Known {
    /// The table `number`, counted from 0, as extracted.
    pub(super) fn of(number: usize, heading: &Heading) -> Self {
        let title = Some(heading.title.clone()).filter(|title| !title.is_empty());
        let first = heading.first.join(" ");
        Known {
            number,
            ids: vec![assemble::table_id(number)],
            titles: title.into_iter().collect(),
            firsts: Some(first).filter(|first| !first.is_empty()).into_iter().collect(),
            keyed: false,
        }
    }

    /// A table that came of this one, with such a title.
    pub(super) fn part(&self, number: usize, title: String) -> Self {
        let titles = Some(title).filter(|title| !title.is_empty()).into_iter().collect();
        Known { number, ids: Vec::new(), titles, firsts: Vec::new(), keyed: self.keyed }
    }

    /// Both are one.
    pub(super) fn absorb(&mut self, other: &Known) {
        self.ids.extend(other.ids.iter().cloned());
        self.titles.extend(other.titles.iter().cloned());
        self.firsts.extend(other.firsts.iter().cloned());
    }
}

/// The table that is named so; the only one where none is named.
pub(super) fn table(known: &[Known], wanted: Option<&str>, ledger: &Ledger) -> Result<usize, Miss> {
    let Some(wanted) = wanted else {
        return match known.len() {
            1 => Ok(0),
            0 => Err(Miss::Stale("there is no table".to_owned())),
            count => Err(Miss::Ambiguous(format!("there are {count} tables; name one with table"))),
        };
    };
    match tables(known, wanted, ledger)?[..] {
        [one] => Ok(one),
        ref found => Err(Miss::Ambiguous(format!("{wanted:?} names {} tables alike", found.len()))),
    }
}

/// All tables that are named so: pieces of one table may have one caption.
pub(super) fn tables(known: &[Known], wanted: &str, ledger: &Ledger) -> Result<Vec<usize>, Miss> {
    let said = plain(wanted);
    let labelled = caption::parse(&said).is_some_and(|caption| caption.label.is_some());
    let own = letters(&wanted.replace(" | ", " "), ledger);
    let any = |texts: &[String], test: &dyn Fn(&str) -> bool| texts.iter().any(|text| test(text));
    let tests: [&dyn Fn(&Known) -> bool; 4] = [
        &|known| any(&known.titles, &|title| plain(title) == said),
        &|known| labelled && any(&known.titles, &|title| begins(title, &said)),
        &|known| any(&known.firsts, &|first| letters(first, ledger) == own),
        &|known| any(&known.ids, &|id| id == said),
    ];
    for test in tests {
        let found: Vec<usize> =
            (0..known.len()).filter(|at| known.get(*at).is_some_and(test)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let names = known.iter().flat_map(|known| known.titles.iter().chain(&known.firsts));
    let names = names.map(String::as_str);
    Err(Miss::gone(format!("there is no table {wanted:?}"), wanted, names))
}

/// The one that was found, or none; several are too many.
fn only(
    found: impl Iterator<Item = usize>,
    wanted: &str,
    what: &str,
) -> Result<Option<usize>, Miss> {
    let found: Vec<usize> = found.collect();
    match found[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(Miss::Ambiguous(format!("{wanted:?} names {} {what} alike", found.len()))),
    }
}

/// A text without what reading changes.
fn letters(text: &str, ledger: &Ledger) -> String {
    let known = composed(ledger.house().known_text(text).into_owned());
    let characters: Vec<char> = known.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        let begins_line = at.checked_sub(1).is_none_or(|at| characters[at] == '\n');
        let mark = marks::arrow_at(&characters, at);
        let mark = mark.max(marks::sign_at(&characters, at, begins_line));
        let hyphen = matches!(character, '-' | '‐' | '\u{2011}' | '\u{AD}');
        if mark == 0 && !hyphen && !character.is_whitespace() {
            out.push(*character);
        }
        at += mark.max(1);
    }
    out
}

/// What a row says.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Its key cell, and all its filled cells, as [`plain`] has them.
    texts: [String; 2],
    /// The same as [`letters`] has them.
    letters: [String; 2],
}

/// What the rows of a table say.
pub(super) fn said(table: &Table, ledger: &Ledger) -> Vec<Said> {
    let of = |row: &LogicalRow| {
        let key = row.cell(table.key).map(|cell| crate::text::cell(cell, ledger));
        let all = row.cells.iter().filter(|cell| !cell.is_empty());
        let all: Vec<String> = all.map(|cell| crate::text::cell(cell, ledger)).collect();
        let texts = [key.unwrap_or_default(), all.join("\n")];
        let letters = [letters(&texts[0], ledger), letters(&texts[1], ledger)];
        Said { texts: texts.map(|text| plain(&text)), letters }
    };
    table.rows.iter().map(of).collect()
}

impl Said {
    fn is(&self, text: &str) -> bool {
        !text.is_empty() && self.texts.iter().any(|own| own == text)
    }

    fn is_nearly(&self, letters: &str) -> bool {
        !letters.is_empty() && self.letters.iter().any(|own| own == letters)
    }

    /// Its key cell, or where that is empty its first filled one.
    pub(super) fn first(&self) -> &str {
        let [key, all] = &self.texts;
        if key.is_empty() { all.lines().next().unwrap_or_default() } else { key }
    }

    fn is_empty(&self) -> bool {
        self.texts[1].is_empty()
    }
}

/// The row of a table that a person named.
pub(super) fn row(said: &[Said], name: &RowName, ledger: &Ledger) -> Result<usize, Miss> {
    let (text, own) = (plain(&name.text), letters(&name.text, ledger));
    let tests: [&dyn Fn(&Said) -> bool; 2] = [&|said| said.is(&text), &|said| said.is_nearly(&own)];
    let filled = |at: &usize| said.get(*at).is_some_and(|said| !said.is_empty());
    let fits = |at: Option<usize>, wanted: &Option<String>| {
        let beside = at.and_then(|at| said.get(at));
        wanted.as_deref().is_none_or(|wanted| match (beside, wanted.trim().is_empty()) {
            (None, empty) => empty,
            (Some(beside), _) => {
                beside.is(&plain(wanted)) || beside.is_nearly(&letters(wanted, ledger))
            }
        })
    };
    for test in tests {
        let mut found: Vec<usize> =
            (0..said.len()).filter(|at| said.get(*at).is_some_and(test)).collect();
        let there = !found.is_empty();
        found.retain(|at| {
            let over = (0..*at).rev().find(filled);
            let under = (at + 1..said.len()).find(filled);
            fits(over, &name.before) && fits(under, &name.after)
        });
        match found[..] {
            [one] => return Ok(one),
            [] if there => {
                let message = "its text stands there, but between others than before";
                return Err(Miss::Stale(message.to_owned()));
            }
            [] => {}
            _ => {
                return Err(Miss::Ambiguous(format!(
                    "{} rows say {:?}; tell them apart with before and after, or name all cells",
                    found.len(),
                    name.text
                )));
            }
        }
    }
    let names = said.iter().flat_map(|said| &said.texts).filter(|text| !text.is_empty());
    let names = names.map(String::as_str);
    Err(Miss::gone(format!("there is no row {:?}", name.text), &name.text, names))
}

/// A row for a message: the text of its key.
pub(super) fn name_of(table: &Table, row: &LogicalRow, ledger: &Ledger) -> String {
    row.cell(table.key).map(|cell| crate::text::cell(cell, ledger)).unwrap_or_default()
}

/// The note of a table that says so, among its notes as they are in the result.
pub(super) fn note(table: &Table, wanted: &str, ledger: &Ledger) -> Result<usize, Miss> {
    let notes: Vec<String> = assemble::parted(&table.notes, ledger)
        .iter()
        .map(|lines| {
            let runs: Vec<_> = lines.iter().map(|line| line.run).collect();
            crate::text::join(&runs, ledger)
        })
        .collect();
    let (said, own) = (plain(wanted), letters(wanted, ledger));
    let tests: [&dyn Fn(&str) -> bool; 2] =
        [&|note| plain(note) == said, &|note| letters(note, ledger) == own];
    for test in tests {
        let found = (0..notes.len()).filter(|at| notes.get(*at).is_some_and(|note| test(note)));
        if let Some(found) = only(found, wanted, "notes")? {
            return Ok(found);
        }
    }
    let notes = notes.iter().map(String::as_str);
    Err(Miss::gone(format!("there is no note {wanted:?}"), wanted, notes))
}

/// The column that is named so, by its key in the result or by its header. Which parts of a header are one word is told
/// after this, so blanks within do not count.
pub(super) fn column(headers: &[String], keys: &[String], wanted: &str) -> Result<usize, Miss> {
    let (said, words) = (plain(wanted), folded(wanted));
    let together = |text: &str| text.replace(['_', ' '], "");
    let tests: [&dyn Fn(usize) -> bool; 4] = [
        &|at| keys.get(at).is_some_and(|key| *key == said),
        &|at| headers.get(at).is_some_and(|header| !said.is_empty() && plain(header) == said),
        &|at| headers.get(at).is_some_and(|header| !words.is_empty() && folded(header) == words),
        &|at| keys.get(at).is_some_and(|key| together(key) == together(&said)),
    ];
    for test in tests {
        let found = (0..headers.len()).filter(|at| test(*at));
        if let Some(found) = only(found, wanted, "columns")? {
            return Ok(found);
        }
    }
    let names = headers.iter().filter(|header| !header.is_empty()).chain(keys);
    let names = names.map(String::as_str);
    Err(Miss::gone(format!("there is no column {wanted:?}"), wanted, names))
}
