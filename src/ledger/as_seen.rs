//! Text that a person sees otherwise than it is written: marks that recognition misread, and pages that are laid out
//! with blanks.

use std::borrow::Cow;

use super::{Confidence, Ledger, Place, Run};
use crate::geom::Pt;
use crate::marks;

/// What recognition made another sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The mark: `→` or `•`.
    pub mark: char,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Why a word that recognition gave may be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordDoubt {
    /// The engine says itself that it is not sure.
    Unsure,
    /// What looks the same stands elsewhere with other letters or blanks, and more often.
    Elsewhere,
}

/// Width and height of a sign on a page that is laid out text (`extract/layout`).
pub const SIGN: (Pt, Pt) = (Pt(600), Pt(1200));

impl Ledger {
    /// Tells that the text is what recognition made of a picture.
    pub fn set_recognised(&mut self) {
        self.recognised = true;
    }

    /// Whether the text is what recognition made of a picture.
    pub fn is_recognised(&self) -> bool {
        self.recognised
    }

    /// Tells that the lines of the document are of a program that knows lists: what has no bullet had none.
    pub fn set_bullets_kept(&mut self) {
        self.bullets_kept = true;
    }

    /// Whether what has no bullet had none, although it stands in lines ([`Place::Dump`]).
    pub fn keeps_bullets(&self) -> bool {
        self.bullets_kept
    }

    /// Tells that recognition made `run` of a mark.
    pub fn set_misread(&mut self, run: Run, mark: Misread) {
        self.misread.insert(run.start, (run.len() as u32, mark));
    }

    /// How sure it is that `run` is what recognition made of a mark, where it is told so.
    pub fn misread(&self, run: Run) -> Option<Confidence> {
        let (_, Misread { confidence, .. }) = self.misread.get(&run.start)?;
        Some(*confidence)
    }

    /// Tells that a word may be another.
    pub fn set_doubt(&mut self, run: Run, doubt: WordDoubt) {
        self.doubts.entry(run.start).or_insert(doubt);
    }

    /// Tells that a word is what it was taken for.
    pub fn clear_doubt(&mut self, run: Run) {
        while let Some((&at, _)) = self.doubts.range(run.start..run.end).next() {
            self.doubts.remove(&at);
        }
    }

    /// Why a word of a run may be another, where it is told so.
    pub fn doubt(&self, run: Run) -> Option<WordDoubt> {
        self.doubts.range(run.start..run.end).map(|(_, doubt)| *doubt).next()
    }

    /// The words of a run: what stands between blanks.
    pub(crate) fn words(&self, run: Run) -> Vec<Run> {
        let characters = self.chars(run);
        let mut found = Vec::new();
        let mut start = None;
        for at in 0..=characters.len() {
            let blank = characters.get(at).is_none_or(|c| c.is_whitespace());
            match (blank, start) {
                (false, None) => start = Some(at),
                (true, Some(from)) => {
                    found.push(run.slice(from, at));
                    start = None;
                }
                _ => {}
            }
        }
        found
    }

    /// The characters of a run with a known mark for each that the house uses, or that recognition misread, of
    /// the same length. It is for looking at; a value keeps the text as printed.
    pub fn known(&self, run: Run) -> Cow<'_, [char]> {
        let mut known = self.house.known(self.chars(run));
        for (start, (len, misread)) in self.misread.range(run.start..run.end) {
            let at = (start - run.start) as usize;
            let end = (at + *len as usize).min(known.len());
            for (offset, slot) in known.to_mut()[at..end].iter_mut().enumerate() {
                *slot = if offset == 0 { misread.mark } else { marks::FILLER };
            }
        }
        known
    }

    /// Tells that a page is laid out text ([`SIGN`]) that begins with that line of the file.
    pub fn set_typed(&mut self, page: u32, first_line: u32) {
        self.typed.insert(page, first_line);
    }

    /// A place as it is told to people: what stands on a page of laid out text, by its line and column.
    pub fn told(&self, place: Place) -> Place {
        let Place::Print { page, area } = place else { return place };
        let Some(first) = self.typed.get(&page) else { return place };
        let steps = |at: Pt, size: Pt| u32::try_from(at.0 / size.0).unwrap_or(0);
        Place::Dump { line: first + steps(area.top, SIGN.1), column: 1 + steps(area.x0, SIGN.0) }
    }
}
