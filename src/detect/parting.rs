//! A place that may part two columns, and what stands left and right of it on a line.

use super::sheet::{Line, Sheet, hundredths};
use super::words::Word;
use crate::geom::Pt;

/// A place between two edges.
#[derive(Clone, Copy)]
pub(super) struct Parting<'a> {
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) lines: &'a [Line],
    pub(super) at: Pt,
    /// The edges beside it.
    pub(super) between: (Pt, Pt),
}

impl<'a> Parting<'a> {
    pub(super) fn word(&self, at: usize) -> &'a Word {
        &self.sheet.words[at]
    }

    /// The words of a line between the edges, from left to right.
    pub(super) fn words(&self, line: &Line) -> Vec<usize> {
        let words = self.sheet.phrases_of(line).flat_map(|phrase| &phrase.words).copied();
        let inside = |at: &usize| {
            let middle = self.word(*at).area.mid_x();
            self.between.0 < middle && middle < self.between.1
        };
        words.filter(inside).collect()
    }

    /// Those left of the place, and those right of it.
    pub(super) fn sides(&self, line: &Line) -> (Vec<usize>, Vec<usize>) {
        let words = self.words(line).into_iter();
        words.partition(|at| self.word(*at).area.mid_x() < self.at)
    }

    /// The white between two words, in percent of a blank.
    pub(super) fn gap(&self, left: usize, right: usize) -> i32 {
        let white = self.word(right).area.x0 - self.word(left).area.x1;
        hundredths(white, self.sheet.blanks[left])
    }
}

/// The edges left and right of one of them; where there is none, a place beyond all text.
pub(super) fn beside(edges: &[Pt], at: usize) -> (Pt, Pt) {
    let left = at.checked_sub(1).map_or(Pt(i32::MIN), |before| edges[before]);
    (left, edges.get(at + 1).copied().unwrap_or(Pt(i32::MAX)))
}

/// Whether words begin, end or have their middle at one place, to this part of the size of the smallest.
pub(super) fn are_aligned<'w>(words: impl Iterator<Item = &'w Word> + Clone, part: i32) -> bool {
    let size = words.clone().map(|word| word.size).min().unwrap_or_default();
    let same = |place: fn(&Word) -> Pt| {
        let places = || words.clone().map(place);
        let (least, most) = (places().min(), places().max());
        least.zip(most).is_some_and(|(least, most)| (most - least) * part <= size)
    };
    same(|word| word.area.x0) || same(|word| word.area.x1) || same(|word| word.area.mid_x())
}
