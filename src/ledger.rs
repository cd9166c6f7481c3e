//! Every character's fate.
//!
//! An extractor enters each character of a table once and gets a [`Run`] of character numbers for
//! it. From there on stages hand runs around, never strings: a value's text is made from its runs,
//! so nothing can be invented, and a character that is in no value must have been left out with a
//! reason, so nothing can be lost. `pipeline` checks the sum at the end.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geom::Area;
use crate::marks::House;

mod as_seen;
mod reason;

pub use as_seen::{Misread, SIGN, WordDoubt};
pub use reason::Reason;

/// A run of characters: numbers `start..end` in the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    /// Number of the first character.
    pub start: u32,
    /// One past the number of the last.
    pub end: u32,
}

impl Run {
    /// How many characters.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The part from `from` up to `to`, counted in characters from the start of the run.
    pub fn slice(self, from: usize, to: usize) -> Run {
        let start = (self.start + from as u32).min(self.end);
        Run { start, end: (self.start + to as u32).clamp(start, self.end) }
    }
}

/// Where characters stand in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// On a printed page (1-based), in a box. Given for each word or glyph run.
    Print {
        /// Page, from 1.
        page: u32,
        /// The box of the run.
        area: Area,
    },
    /// In a text dump. The characters of a run stand in successive columns.
    Dump {
        /// Line, from 1.
        line: u32,
        /// Column of the first character, from 1, in Unicode scalar values.
        column: u32,
    },
    /// In a part of a Word document. All numbers count from 1 within what is named before them.
    Word {
        /// Index into the ledger's names of parts.
        part: u16,
        /// Table within the part, 0 outside of tables.
        table: u32,
        /// Row within the table.
        row: u32,
        /// Cell within the row.
        cell: u32,
        /// Paragraph within the cell.
        paragraph: u32,
    },
}

/// What became of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Fate {
    /// Nobody has dealt with it yet.
    Open,
    /// It stands in a value, a header, a title or a note.
    Placed,
    /// It stands in no value, for a reason.
    Left(Reason),
}

/// How sure a repair is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The source leaves no other reading.
    Certain,
    /// The evidence points one way; a person should glance at it.
    Likely,
    /// The source does not say; a person must look.
    Undetermined,
}

/// The sum of the ledger. Blanks are layout and are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// Characters entered.
    pub read: usize,
    /// Characters in values, headers, titles and notes.
    pub placed: usize,
    /// Characters left out, by reason.
    pub left_out: BTreeMap<Reason, usize>,
    /// Characters that nobody dealt with: must be 0.
    pub unaccounted: usize,
}

/// Characters that were left out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which characters.
    pub run: Run,
    /// Why.
    pub reason: Reason,
}

/// The register of all characters of a document's tables.
#[derive(Debug, Default)]
pub struct Ledger {
    text: Vec<char>,
    fates: Vec<Fate>,
    /// Start of each place, ascending; a place reaches to the start of the next.
    places: Vec<(u32, Place)>,
    /// What is raised in the print, by where it stands: the characters that say so in the text, none
    /// where it left the text, and the raised text itself. Ascending.
    raised: Vec<(Run, Box<str>)>,
    /// Words that stand outside of the tables, in lower case: what the document calls a word.
    outside: BTreeSet<Box<str>>,
    /// The first characters of lines that go on from the line before them without a blank.
    flowing: BTreeSet<u32>,
    parts: Vec<String>,
    /// Signs that recognition made of arrows and bullets, by where they begin: how many characters they have, the
    /// mark, and how sure that is.
    misread: BTreeMap<u32, (u32, Misread)>,
    doubts: BTreeMap<u32, WordDoubt>,
    /// Whether its text is what recognition made of a picture.
    recognised: bool,
    /// The pages that are laid out text, with the line that each begins with.
    typed: BTreeMap<u32, u32>,
    /// Whether who wrote the lines of the document knows lists, and loses no bullets.
    bullets_kept: bool,
    /// The marks that this document's house uses beside the known ones.
    house: House,
    /// Characters placed although they were placed before: a fault.
    twice: usize,
}

/// Whether a character only says where a line may end: soft hyphen, zero-width space, word joiner. It is
/// layout as blanks are, and no result holds it.
pub(crate) fn is_layout(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

impl Ledger {
    /// Tells which marks the house of the document uses.
    pub fn set_house(&mut self, house: House) {
        self.house = house;
    }

    /// The marks of the document's house: whoever looks for marks in its text asks for them too.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// Makes room for so many characters more.
    pub fn reserve(&mut self, characters: usize) {
        self.text.reserve_exact(characters);
        self.fates.reserve_exact(characters);
    }

    /// Enters `text`, which stands at `place`. Entries made one after the other join to one run.
    pub fn enter(&mut self, text: &str, place: Place) -> Run {
        let start = self.text.len() as u32;
        self.text.extend(text.chars());
        let end = self.text.len() as u32;
        if end > start {
            self.fates.resize(self.text.len(), Fate::Open);
            if self.places.last().is_none_or(|(_, last)| *last != place) {
                self.places.push((start, place));
            }
        }
        Run { start, end }
    }

    /// The number of a named part (such as `word/document.xml`) for [`Place::Word`].
    pub fn part(&mut self, name: &str) -> u16 {
        let at = self.parts.iter().position(|part| part == name).unwrap_or_else(|| {
            self.parts.push(name.to_owned());
            self.parts.len() - 1
        });
        at as u16
    }

    /// The name of a part.
    pub fn part_name(&self, part: u16) -> &str {
        self.parts.get(usize::from(part)).map_or("", String::as_str)
    }

    /// Tells that `text` is printed raised in place of the characters `at`, or where those are none,
    /// after the character before them. Told in the order of the characters.
    pub fn set_raised(&mut self, at: Run, text: &str) {
        self.raised.push((at, text.into()));
    }

    /// Tells of a word, in lower case, that stands whole outside of the tables.
    pub fn know(&mut self, word: &str) {
        /// What recurs at all has come by then; twenty times the words of a long article.
        const MOST: usize = 100_000;
        if self.outside.len() < MOST && !self.outside.contains(word) {
            self.outside.insert(word.into());
        }
    }

    /// The words that stand outside of the tables.
    pub fn known_words(&self) -> impl Iterator<Item = &str> {
        self.outside.iter().map(|word| &**word)
    }

    /// Tells that the line `run` goes on from the line before it without a blank.
    pub fn set_flowing(&mut self, run: Run) {
        self.flowing.insert(run.start);
    }

    /// Whether `run` goes on from the line before it without a blank.
    pub fn flows(&self, run: Run) -> bool {
        self.flowing.contains(&run.start)
    }

    /// The page and the box of a run that is printed.
    pub fn print(&self, run: Run) -> Option<(u32, Area)> {
        let print = |place| match place {
            Place::Print { page, area } => Some((page, area)),
            _ => None,
        };
        let places = self.places(run).into_iter().filter_map(|(_, place)| print(place));
        places.reduce(|(page, a), (_, b)| (page, a.union(&b)))
    }

    /// What is raised within a run, or at its end.
    pub fn raised(&self, run: Run) -> impl Iterator<Item = (Run, &str)> {
        let first = self.raised.partition_point(|(at, _)| at.start < run.start);
        let within = self.raised.get(first..).unwrap_or_default().iter();
        within
            .take_while(move |(at, _)| at.start <= run.end)
            .filter(move |(at, _)| at.end <= run.end && at.end > run.start)
            .map(|(at, text)| (*at, &**text))
    }

    /// How many characters were entered so far; the next run starts here.
    pub fn next(&self) -> u32 {
        self.text.len() as u32
    }

    /// The characters of a run as they were read.
    pub fn chars(&self, run: Run) -> &[char] {
        self.text.get(run.start as usize..run.end as usize).unwrap_or(&[])
    }

    /// The characters of a run as a string, as they were read.
    pub fn text(&self, run: Run) -> String {
        self.chars(run).iter().collect()
    }

    /// Marks a run as standing in a value. A character placed twice is a fault that
    /// [`Ledger::accounting`] reports as unaccounted.
    pub fn place(&mut self, run: Run) {
        for at in run.start as usize..run.end as usize {
            if self.fates[at] != Fate::Open && !self.text[at].is_whitespace() {
                self.twice += 1;
            }
            self.fates[at] = Fate::Placed;
        }
    }

    /// The characters that stand in a value, a header, a title or a note.
    pub(crate) fn placed(&self) -> impl Iterator<Item = char> + '_ {
        let placed = self.text.iter().zip(&self.fates).filter(|(_, fate)| **fate == Fate::Placed);
        placed.map(|(character, _)| *character)
    }

    /// Leaves out what is still open in a run.
    pub fn leave_out(&mut self, run: Run, reason: Reason) {
        for at in run.start as usize..run.end as usize {
            if self.fates[at] == Fate::Open {
                self.fates[at] = Fate::Left(reason);
            }
        }
    }

    /// Says of what is outside of tables in a run that it looks like a table; whether there is any.
    pub(crate) fn refuse(&mut self, run: Run) -> bool {
        let own = self.fates.get_mut(run.start as usize..run.end as usize).unwrap_or_default();
        let outside = own.iter_mut().filter(|fate| **fate == Fate::Left(Reason::Outside));
        outside.map(|fate| *fate = Fate::Left(Reason::Refused)).count() > 0
    }

    /// Where the characters of a run stand: the part of the run and its place, in order. A dump
    /// place is moved to the column of the part's first character.
    pub fn places(&self, run: Run) -> Vec<(Run, Place)> {
        let mut found = Vec::new();
        let mut at = self.places.partition_point(|(start, _)| *start <= run.start);
        let mut from = run.start;
        while from < run.end && at > 0 {
            let (start, place) = self.places[at - 1];
            let next = self.places.get(at).map_or(run.end, |(next, _)| (*next).min(run.end));
            let place = match place {
                Place::Dump { line, column } => {
                    Place::Dump { line, column: column + (from - start) }
                }
                other => other,
            };
            found.push((Run { start: from, end: next }, place));
            from = next;
            at += 1;
        }
        found
    }

    /// All that was left out, in order of reading, cut where the reason changes, a character in
    /// between was placed, or another line or paragraph begins.
    pub fn left_out(&self) -> Vec<LeftOut> {
        let mut found: Vec<LeftOut> = Vec::new();
        for (at, fate) in self.fates.iter().enumerate() {
            let Fate::Left(reason) = *fate else { continue };
            let at = at as u32;
            let same_line = !self.begins_place(at);
            match found.last_mut() {
                Some(last) if last.run.end == at && last.reason == reason && same_line => {
                    last.run.end = at + 1;
                }
                _ => found.push(LeftOut { run: Run { start: at, end: at + 1 }, reason }),
            }
        }
        found
            .retain(|left| self.chars(left.run).iter().any(|character| !character.is_whitespace()));
        found
    }

    /// Whether a place other than a printed word begins at a character.
    fn begins_place(&self, at: u32) -> bool {
        let found = self.places.binary_search_by_key(&at, |(start, _)| *start).ok();
        found.is_some_and(|index| !matches!(self.places[index].1, Place::Print { .. }))
    }

    /// The first characters that nobody dealt with, for the message of a fault.
    pub fn first_open(&self) -> Option<Run> {
        let open = |at: &usize| self.fates[*at] == Fate::Open && !self.text[*at].is_whitespace();
        let start = (0..self.fates.len()).find(open)?;
        let end = (start..self.fates.len()).find(|at| self.fates[*at] != Fate::Open);
        Some(Run { start: start as u32, end: end.unwrap_or(self.fates.len()) as u32 })
    }

    /// The sum: what was read, placed, left out, and what is missing.
    pub fn accounting(&self) -> Accounting {
        let mut sum = Accounting { unaccounted: self.twice, ..Accounting::default() };
        for (character, fate) in self.text.iter().zip(&self.fates) {
            sum.count(*character, *fate);
        }
        sum
    }

    /// The same of each printed page, by its number.
    pub fn accounting_by_page(&self) -> BTreeMap<u32, Accounting> {
        let mut pages: BTreeMap<u32, Accounting> = BTreeMap::new();
        let ends = self.places.iter().skip(1).map(|(start, _)| *start).chain([self.next()]);
        for ((start, place), end) in self.places.iter().zip(ends) {
            let Place::Print { page, .. } = place else { continue };
            let sum = pages.entry(*page).or_default();
            let own = *start as usize..end as usize;
            let fates = self.fates.get(own).unwrap_or_default();
            for (character, fate) in self.chars(Run { start: *start, end }).iter().zip(fates) {
                sum.count(*character, *fate);
            }
        }
        pages
    }
}

impl Accounting {
    /// Counts a character; blanks are layout.
    fn count(&mut self, character: char, fate: Fate) {
        if character.is_whitespace() {
            return;
        }
        self.read += 1;
        match fate {
            Fate::Open => self.unaccounted += 1,
            Fate::Placed => self.placed += 1,
            Fate::Left(reason) => *self.left_out.entry(reason).or_default() += 1,
        }
    }
}
