//! Runs → text as it is printed in the result.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::fragment::{Cell, Line, Start};
use crate::geom::{Area, Pt};
use crate::ledger::{Ledger, Run, is_layout};
use crate::signs::edge::{Begins, begins};
use crate::signs::note;

/// The text of runs: NFC, ligatures as letters, one blank between words, none of what is layout.
pub(crate) fn join(runs: &[Run], ledger: &Ledger) -> String {
    let mut text = String::new();
    for run in runs {
        let own: String = ledger.chars(*run).iter().filter(|c| !is_layout(**c)).collect();
        let flows = ledger.flows(*run) || text.ends_with(['/', ' ']) || goes_on(&text, &own);
        if !text.is_empty() && !flows {
            text.push(' ');
        }
        text.push_str(&own);
    }
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    composed(words)
}

/// Whether a line that ends with a hyphen goes on in the next one without a blank: within a compound
/// ("quasi-RCT", "COVID-19", "2010-2015"), and between a minus and its number. In "pre- and post-test"
/// the hyphen waits for a later word.
pub(crate) fn goes_on(before: &str, after: &str) -> bool {
    /// Letters of the longest word between two compounds: and, und, bis.
    const BETWEEN: usize = 3;
    let mut ends = before.chars().rev();
    let (last, inner) = (ends.next(), ends.next());
    let hyphen = matches!(last, Some('-' | '‐' | '\u{2011}'));
    let sign = hyphen || matches!(last, Some('+' | '−' | '±'));
    let Some(first) = after.chars().next().filter(|_| sign) else { return false };
    let word = after.split_whitespace().next().unwrap_or_default();
    let waits = word.chars().all(char::is_lowercase) && word.chars().count() <= BETWEEN;
    match inner {
        Some(inner) if inner.is_alphanumeric() => hyphen && first.is_alphanumeric() && !waits,
        Some('(' | '[' | '=' | '+' | ',') => first.is_ascii_digit(),
        _ => false,
    }
}

/// Whether a character is of a script that sets no blanks between words: Chinese and Japanese, with their
/// own punctuation and full-width signs. Korean sets blanks.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{2FFF}' | '\u{3001}'..='\u{312F}' | '\u{3190}'..='\u{A4CF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// How far to the right the furthest of some printed lines reaches, as they are read.
pub(crate) fn reach<'l>(lines: impl Iterator<Item = &'l Line>, ledger: &Ledger) -> Option<Pt> {
    lines.filter_map(|line| Some(upright(ledger.print(line.run)?.1, turn(line, ledger)?).x1)).max()
}

/// Which way a printed line runs on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// From left to right.
    Level,
    /// Downwards: the next line stands on its left.
    Down,
    /// Upwards: the next line stands on its right.
    Up,
}

/// Which way a line runs; `None` for a word that may run both ways.
fn turn(line: &Line, ledger: &Ledger) -> Option<Turn> {
    let (_, whole) = ledger.print(line.run)?;
    if whole.height() <= whole.width() {
        return Some(Turn::Level);
    }
    let first = first_word(line, ledger)?;
    match (first.top - whole.top).cmp(&(whole.bottom - first.bottom)) {
        Ordering::Less => Some(Turn::Down),
        Ordering::Equal => None,
        Ordering::Greater => Some(Turn::Up),
    }
}

/// A box with the axes of its page turned so that its text runs from left to right.
fn upright(area: Area, turn: Turn) -> Area {
    let none = Pt(0);
    match turn {
        Turn::Level => area,
        Turn::Down => Area::new(area.top, none - area.x1, area.bottom, none - area.x0),
        Turn::Up => Area::new(none - area.bottom, area.x0, none - area.top, area.x1),
    }
}

/// The box of the first word of a printed line.
fn first_word(line: &Line, ledger: &Ledger) -> Option<Area> {
    let text = ledger.text(line.run);
    let letters = text.split_whitespace().next()?.chars().count();
    ledger.print(line.run.slice(0, letters)).map(|(_, area)| area)
}

/// Whether a printed line of a note flows on from the one above it: that stands right over it, was full (none
/// reaches further than `right`), and this one does not begin as a note would.
pub(crate) fn runs_on(above: &Line, line: &Line, right: Option<Pt>, ledger: &Ledger) -> bool {
    let text = ledger.text(line.run);
    // A line of a note may hold nothing but figures.
    let noted = note::parse(&text).is_some_and(|found| found.kind != note::Kind::Figures);
    let begun = line.start != Start::Wrap || line.mark.is_some() || noted;
    let begun = begun || matches!(begins(&text), Begins::Marked);
    let turned = turn(above, ledger).or_else(|| turn(line, ledger));
    let (Some((page, over)), Some((next, under)), Some(right), Some(size), Some(turned)) =
        (ledger.print(above.run), ledger.print(line.run), right, line.size, turned)
    else {
        return false;
    };
    let (over, under) = (upright(over, turned), upright(under, turned));
    let beside = page == next && under.top - over.bottom < size && under.top > over.top;
    let first = first_word(line, ledger).map_or(under, |first| upright(first, turned));
    let full = over.x1 + (first.x1 - under.x0) > right - size / 2;
    !begun && beside && full
}

/// A text in NFC, Latin ligatures as their letters; nearly all are so already.
pub(crate) fn composed(mut text: String) -> String {
    // Of all compatibility forms these alone are folded: others mean something, as the raised two of m² does.
    const LIGATURES: [(char, &str); 7] = [
        ('\u{FB00}', "ff"),
        ('\u{FB01}', "fi"),
        ('\u{FB02}', "fl"),
        ('\u{FB03}', "ffi"),
        ('\u{FB04}', "ffl"),
        ('\u{FB05}', "st"),
        ('\u{FB06}', "st"),
    ];
    if text.is_ascii() {
        return text;
    }
    if text.contains(|c| matches!(c, '\u{FB00}'..='\u{FB06}')) {
        text = LIGATURES.iter().fold(text, |text, (one, letters)| text.replace(*one, letters));
    }
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

/// How often each of some texts stands in a document. The texts are not kept but a hash of 64 bits
/// for each: a document may have millions, and the chance that two of ten million are taken for one
/// is 3 in a million. `DefaultHasher::new` has the same keys in each run.
#[derive(Debug, Default)]
pub(crate) struct Counts(HashMap<u64, u32>);

impl Counts {
    /// Counts a text; tells how often it came until now.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        let count = self.0.entry(hash(text)).or_default();
        *count += 1;
        *count
    }

    /// How often a text was counted.
    pub(crate) fn get(&self, text: &str) -> u32 {
        self.0.get(&hash(text)).copied().unwrap_or(0)
    }

    /// How many different texts were counted.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A word in lower case, without the signs that stand round it.
pub(crate) fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A hash of 64 bits, the same in each run.
pub(crate) fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Writes a word in lower case into `buffer`, which is emptied before.
pub(crate) fn lower_into(word: &str, buffer: &mut String) {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        // Not letter by letter: a capital sigma at the end of a word has a form of its own.
        buffer.push_str(&word.to_lowercase());
    }
}

/// The text of a cell, its lines joined by blanks.
pub(crate) fn cell(cell: &Cell, ledger: &Ledger) -> String {
    let runs: Vec<Run> = cell.lines.iter().map(|line| line.run).collect();
    join(&runs, ledger)
}

/// The text of a column's header: its rows joined by " / ".
pub(crate) fn headers(rows: &[Vec<Run>], ledger: &Ledger) -> String {
    rows.iter().map(|runs| join(runs, ledger)).collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_ends_with_a_hyphen_goes_on() {
        for (before, after) in [
            ("malaria-", "SCD literature"),
            ("after COVID-", "19"),
            ("co-", "locating"),
            ("2010-", "2015"),
            ("[-", "0.175, +2.1]"),
            ("0.5 [+", "0.175, +2.1]"),
        ] {
            assert!(goes_on(before, after), "{before} {after}");
        }
        for (before, after) in [
            ("pre-", "and post-test"),
            ("10 -", "20"),
            ("–", "20"),
            ("a+", "b"),
            ("care", "home"),
            ("-", "x"),
        ] {
            assert!(!goes_on(before, after), "{before} {after}");
        }
    }
}
