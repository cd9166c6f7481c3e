//! Numbers of lines in the margin of a manuscript: they belong to the page, not to what is printed on it.
//!
//! They stand one under the other beside all text of their height and count up by one step. A table's own
//! column of numbers does so too. What tells them apart: its numbers stand on the lines of its rows, its
//! header or caption stands over it, its rulings reach over it. Numbers of lines stand before nearly every
//! line, or at a pitch of their own, whatever the lines beside them do; and where the page before has
//! numbers of lines at the same place, they go on counting or begin again.

use std::cmp::Reverse;

use super::words::Word;
use crate::geom::Pt;
use crate::page::{Axis, Page};

/// A page with fewer numbers in its margin shows no numbering of lines by itself.
const NUMBERS: usize = 8;
/// Nor does one with fewer where the page before has it.
const GOES_ON: usize = 2;
/// Programs number each line, or every fifth or tenth.
const STEP: i64 = 10;
/// So many columns of numbers are looked at on each side, the longest.
const COLUMNS: usize = 4;

/// The numbers of lines on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbering {
    left: bool,
    /// Their outermost edges, left and right.
    edges: (Pt, Pt),
    size: Pt,
    step: i64,
    first: i64,
    last: i64,
}

/// Takes the numbers of lines off the words of a page. `before` is the numbering of the page before.
pub(super) fn take_off(
    page: &Page,
    words: &mut Vec<Word>,
    before: Option<&Numbering>,
) -> Option<Numbering> {
    let mut found = None;
    for left in [true, false] {
        let side = Side { page, words, left };
        let Some((numbers, numbering)) = side.numbers(before) else { continue };
        let own: Vec<bool> = (0..words.len()).map(|at| numbers.contains(&at)).collect();
        let mut own = own.into_iter();
        words.retain(|_| !own.next().unwrap_or_default());
        found = found.or(Some(numbering));
    }
    found
}

fn value(word: &Word) -> Option<i64> {
    let digits = word.text.len() <= 4 && word.text.bytes().all(|b| b.is_ascii_digit());
    if digits { word.text.parse().ok() } else { None }
}

fn median<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// Numbers that stand one under the other and count up, from top to bottom.
struct Column<'w> {
    /// Each with its place among the words.
    numbers: Vec<(usize, &'w Word, i64)>,
    step: i64,
    /// The height from one line to the next.
    pitch: Pt,
    /// The edge that looks to the text.
    edge: Pt,
}

impl<'w> Column<'w> {
    fn new(numbers: Vec<(usize, &'w Word, i64)>, left: bool) -> Option<Self> {
        let steps = || numbers.windows(2).map(|pair| pair[1].2 - pair[0].2);
        let step = median(steps())?;
        let steady = steps().filter(|other| *other == step).count();
        if !(1..=STEP).contains(&step) || steady * 20 < (numbers.len() - 1) * 19 {
            return None;
        }
        let pitch = median(numbers.windows(2).map(|pair| pair[1].1.baseline - pair[0].1.baseline))?;
        let pitch = pitch / i32::try_from(step).unwrap_or(1);
        let inner =
            numbers.iter().map(|(_, word, _)| if left { word.area.x1 } else { word.area.x0 });
        let edge = if left { inner.max() } else { inner.min() }?;
        Some(Column { numbers, step, pitch, edge })
    }

    fn size(&self) -> Pt {
        self.numbers.first().map_or(Pt(0), |(_, word, _)| word.size)
    }

    fn first(&self) -> Pt {
        self.numbers.first().map_or(Pt(0), |(_, word, _)| word.baseline)
    }

    fn last(&self) -> Pt {
        self.numbers.last().map_or(Pt(0), |(_, word, _)| word.baseline)
    }

    /// Whether a height lies between the first number and the last, both included.
    fn beside(&self, height: Pt) -> bool {
        self.first() - self.size() < height && height < self.last() + self.size() / 2
    }

    /// Whether the numbers stand at one distance from each other, wherever the lines beside them are.
    fn at_own_pitch(&self, off: &[Option<Pt>]) -> bool {
        /// In percent of the pitch.
        const EVEN: i32 = 8;
        /// Baselines of one line are no further apart than this, in percent of the height.
        const SAME: i32 = 15;
        let even = |pair: &[(usize, &Word, i64)]| {
            let lines = i32::try_from(pair[1].2 - pair[0].2).unwrap_or(0);
            let apart = pair[1].1.baseline - pair[0].1.baseline;
            (apart - self.pitch * lines).abs() * 100 <= self.pitch * EVEN
        };
        let steady = self.numbers.windows(2).filter(|pair| even(pair)).count();
        let common = median(off.iter().flatten().copied()).unwrap_or_default();
        let near = |off: &&Option<Pt>| {
            off.is_some_and(|off| (off - common).abs() * 100 <= self.size() * SAME)
        };
        let level = off.iter().filter(near).count();
        steady * 10 >= (self.numbers.len() - 1) * 9 && level * 10 < self.numbers.len() * 7
    }

    fn numbering(&self, left: bool) -> Option<Numbering> {
        let (first, last) = (self.numbers.first()?.2, self.numbers.last()?.2);
        let starts = self.numbers.iter().map(|(_, word, _)| word.area.x0).min()?;
        let ends = self.numbers.iter().map(|(_, word, _)| word.area.x1).max()?;
        let (edges, size, step) = ((starts, ends), self.size(), self.step);
        Some(Numbering { left, edges, size, step, first, last })
    }

    /// Whether it goes on with the numbering of the page before, or begins it again.
    fn follows(&self, before: &Numbering, left: bool) -> bool {
        let Some(own) = self.numbering(left) else { return false };
        let same = own.left == before.left && own.size == before.size && own.step == before.step;
        // Numbers of one and of two digits have one edge in common, the left or the right one.
        let near = |edge: Pt, other: Pt| (edge - other).abs() * 4 < own.size;
        let place = near(own.edges.0, before.edges.0) || near(own.edges.1, before.edges.1);
        let counts = own.first == before.last + before.step || own.first == before.first;
        same && place && counts
    }
}

/// One side of a page.
struct Side<'p> {
    page: &'p Page,
    words: &'p [Word],
    left: bool,
}

impl<'p> Side<'p> {
    /// The places of the numbers of lines among the words.
    fn numbers(&self, before: Option<&Numbering>) -> Option<(Vec<usize>, Numbering)> {
        let columns = self.columns();
        let column = columns.iter().find(|column| self.numbers_lines(column, before))?;
        let numbers = column.numbers.iter().map(|(at, ..)| *at).collect();
        Some((numbers, column.numbering(self.left)?))
    }

    /// Columns of numbers that count up, the longest first: numbers of one and of two digits may have either
    /// edge in common.
    fn columns(&self) -> Vec<Column<'p>> {
        let all = self.words.iter().enumerate();
        let numbers: Vec<(usize, &Word, i64)> =
            all.filter_map(|(at, word)| Some((at, word, value(word)?))).collect();
        let mut columns: Vec<Column<'_>> = Vec::new();
        for right_edge in [true, false] {
            let edge = |word: &Word| if right_edge { word.area.x1 } else { word.area.x0 };
            let mut order = numbers.clone();
            order.sort_by_key(|(_, word, _)| (edge(word), word.baseline));
            let apart = |a: &(usize, &Word, i64), b: &(usize, &Word, i64)| {
                (edge(b.1) - edge(a.1)) * 4 <= a.1.size
            };
            for group in order.chunk_by(apart).filter(|group| group.len() >= GOES_ON) {
                let mut group = group.to_vec();
                group.sort_by_key(|(_, word, _)| (word.baseline, word.area.x0));
                columns.extend(Column::new(group, self.left));
            }
        }
        columns.sort_by_key(|column| {
            let outer = if self.left { column.edge } else { Pt(0) - column.edge };
            (Reverse(column.numbers.len()), outer)
        });
        columns.truncate(COLUMNS);
        columns
    }

    fn numbers_lines(&self, column: &Column<'_>, before: Option<&Numbering>) -> bool {
        if !self.is_clear(column) || self.is_ruled(column) {
            return false;
        }
        if before.is_some_and(|before| column.follows(before, self.left)) {
            return true;
        }
        let off = self.off(column);
        column.numbers.len() >= NUMBERS
            && (column.at_own_pitch(&off) || self.before_each_line(column, &off))
    }

    /// Whether all text beside the numbers keeps off them, on the inner side.
    fn is_clear(&self, column: &Column<'_>) -> bool {
        let own = |word: &Word| column.numbers.iter().any(|(_, own, _)| std::ptr::eq(*own, word));
        let reaches = |word: &&Word| self.reaches(column, word) && !own(word);
        !self.words.iter().filter(|word| column.beside(word.baseline)).any(|word| reaches(&word))
    }

    /// Whether a word reaches into the room of the numbers.
    fn reaches(&self, column: &Column<'_>, word: &Word) -> bool {
        let gap = if self.left { word.area.x0 - column.edge } else { column.edge - word.area.x1 };
        gap <= word.size / 4
    }

    /// Whether a ruling reaches over the numbers, or stands on their outer side, as those of a table do.
    fn is_ruled(&self, column: &Column<'_>) -> bool {
        let Some((_, word, _)) = column.numbers.first() else { return true };
        let middle = word.area.mid_x();
        self.page.rulings.iter().any(|ruling| match ruling.axis {
            Axis::Horizontal => {
                column.beside(ruling.at) && ruling.from < middle && middle < ruling.to
            }
            Axis::Vertical => {
                let outer = if self.left { ruling.at < middle } else { middle < ruling.at };
                outer && ruling.from < column.last() && column.first() < ruling.to
            }
        })
    }

    /// How far off each number's baseline the nearest one of other text is, within half the pitch.
    fn off(&self, column: &Column<'_>) -> Vec<Option<Pt>> {
        let near = |number: &Word| {
            let others = self.words.iter().filter(|word| !std::ptr::eq(*word, number));
            let off = others.map(|word| word.baseline - number.baseline);
            off.filter(|off| off.abs() * 2 <= column.pitch).min_by_key(|off| off.abs())
        };
        column.numbers.iter().map(|(_, number, _)| near(number)).collect()
    }

    /// Whether nearly each number has a line, nearly each line its number or rulings of a table that leave the
    /// numbers out, and nothing stands over or under the numbers as the header and the caption of a table do.
    fn before_each_line(&self, column: &Column<'_>, off: &[Option<Pt>]) -> bool {
        /// Heads and feet are further off than this, in lines.
        const FAR: i32 = 3;
        let mut lines: Vec<Pt> = self.words.iter().map(|word| word.baseline).collect();
        lines.retain(|line| column.beside(*line));
        lines.sort_unstable();
        lines.dedup_by(|next, line| (*next - *line) * 4 <= column.size());
        let step = usize::try_from(column.step).unwrap_or(1);
        let numbered = lines.len() * 2 <= column.numbers.len() * step * 3;
        let mostly = off.iter().flatten().count() * 2 > column.numbers.len();
        let far = column.pitch * FAR;
        let near = |word: &&Word| {
            !column.beside(word.baseline)
                && column.first() - far < word.baseline
                && word.baseline < column.last() + far
        };
        let apart = numbered || self.beside_rulings(column);
        apart && mostly && !self.words.iter().filter(near).any(|word| self.reaches(column, word))
    }

    /// Whether the rulings of a table stand beside the numbers and leave them out: they would reach over a
    /// column of it.
    fn beside_rulings(&self, column: &Column<'_>) -> bool {
        /// A table has one over and one under it.
        const RULINGS: usize = 2;
        let beside = self.words.iter().filter(|word| column.beside(word.baseline));
        let beside = beside.filter(|word| !self.reaches(column, word));
        let Some(text) = beside.map(|word| word.area).reduce(|a, b| a.union(&b)) else {
            return false;
        };
        let rules = self.page.rulings.iter().filter(|ruling| {
            ruling.axis == Axis::Horizontal
                && column.beside(ruling.at)
                && (ruling.to - ruling.from) * 2 > text.width()
        });
        rules.count() >= RULINGS
    }
}
