//! A page made ready to be read: phrases, lines, and rulings whose pieces are joined.

use std::collections::BTreeMap;

use super::pieces::Piece;
use super::score::UNKNOWN;
use super::signs_seen::{self, Look};
use super::words::{self, Word};
use crate::geom::{Area, Pt};
use crate::page::{Axis, CellTag, Page, RowTag, Ruling, Shade};

/// Words with no more than ordinary blanks between them.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// Indices of its words, from left to right.
    pub(super) words: Vec<usize>,
    pub(super) area: Area,
    pub(super) baseline: Pt,
    pub(super) size: Pt,
}

/// Phrases that a reader sees side by side.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Indices of its phrases, from left to right.
    pub(super) phrases: Vec<usize>,
    pub(super) area: Area,
    pub(super) baseline: Pt,
    pub(super) size: Pt,
}

/// A page made ready to be read.
pub(super) struct Sheet<'p> {
    pub(super) page: &'p Page,
    pub(super) words: &'p [Word],
    /// What each word looks like.
    pub(super) looks: Vec<Look>,
    pub(super) phrases: Vec<Phrase>,
    /// For each word the width of a blank beside it.
    pub(super) blanks: Vec<Pt>,
    /// Horizontal rulings from top to bottom, pieces of one line joined.
    pub(super) across: Vec<Ruling>,
    /// Vertical rulings from left to right, pieces of one line joined.
    pub(super) down: Vec<Ruling>,
    /// The size in which most of the page is set.
    pub(super) body: Pt,
}

impl<'p> Sheet<'p> {
    pub(super) fn new(page: &'p Page, words: &'p [Word]) -> Self {
        let rows = words_by_line(words);
        let blanks = blanks(words, &rows);
        let mut phrases: Vec<Phrase> =
            rows.iter().flat_map(|row| chained(words, row, &blanks)).collect();
        phrases.sort_by_key(|phrase| (phrase.baseline, phrase.area.x0));
        let of = |axis: Axis| {
            joined(page.rulings.iter().filter(|ruling| ruling.axis == axis).copied().collect())
        };
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        for word in words {
            *sizes.entry(word.size.0 / 50).or_default() += word.text.len();
        }
        let body = sizes.iter().max_by_key(|(size, letters)| (**letters, **size));
        let body = Pt(body.map_or(1000, |(size, _)| *size * 50).max(100));
        let (across, down) = (of(Axis::Horizontal), of(Axis::Vertical));
        let looks = words.iter().map(signs_seen::look).collect();
        Sheet { page, words, looks, phrases, blanks, across, down, body }
    }

    /// Gathers phrases to lines, from top to bottom.
    pub(super) fn lines(&self, phrases: impl IntoIterator<Item = usize>) -> Vec<Line> {
        let mut order: Vec<usize> = phrases.into_iter().collect();
        order.sort_unstable(); // phrases are sorted by baseline
        let mut lines: Vec<Line> = Vec::new();
        for at in order {
            let phrase = &self.phrases[at];
            let home = lines.iter_mut().rev().take(4).find(|line| self.fits(line, phrase));
            match home {
                Some(line) => {
                    line.area = line.area.union(&phrase.area);
                    if phrase.size > line.size {
                        (line.size, line.baseline) = (phrase.size, phrase.baseline);
                    }
                    line.phrases.push(at);
                }
                None => lines.push(Line {
                    phrases: vec![at],
                    area: phrase.area,
                    baseline: phrase.baseline,
                    size: phrase.size,
                }),
            }
        }
        for line in &mut lines {
            line.phrases.sort_by_key(|at| self.phrases[*at].area.x0);
        }
        lines.sort_by_key(|line| (line.baseline, line.area.x0));
        lines
    }

    /// Whether a phrase stands beside a line: nearly on its baseline, and under none of its phrases.
    fn fits(&self, line: &Line, phrase: &Phrase) -> bool {
        /// Cells of one row may be set a little higher or lower, in hundredths of the height.
        const OFF: i32 = 42;
        let off = (phrase.baseline - line.baseline).abs();
        let level = off * 100 <= line.size.max(phrase.size) * OFF;
        // What stands beside names that are set sideways is on their line.
        let beside = (is_turned(&line.area, line.size) || is_turned(&phrase.area, phrase.size))
            && common((line.area.top, line.area.bottom), (phrase.area.top, phrase.area.bottom)) * 2
                > line.area.height().min(phrase.area.height());
        let near = level || beside;
        near && !line.phrases.iter().any(|at| {
            let other = &self.phrases[*at].area;
            other.x1.min(phrase.area.x1) - other.x0.max(phrase.area.x0) > Pt(150)
        })
    }

    /// The horizontal rulings between two heights, both included.
    pub(super) fn across_between(&self, top: Pt, bottom: Pt) -> &[Ruling] {
        let from = self.across.partition_point(|ruling| ruling.at < top);
        let to = self.across.partition_point(|ruling| ruling.at <= bottom);
        self.across.get(from..to).unwrap_or_default()
    }

    /// The uprights that stand at a height, within a stretch of it.
    pub(super) fn uprights_at(&self, y: Pt, (x0, x1): (Pt, Pt)) -> impl Iterator<Item = &Ruling> {
        let (from, to) =
            (self.down.partition_point(|r| r.at < x0), self.down.partition_point(|r| r.at <= x1));
        let near = self.down.get(from..to).unwrap_or_default().iter();
        near.filter(move |r| r.from <= y && y <= r.to)
    }

    /// Whether an upright stands at a height no further off an edge than `off`.
    pub(super) fn has_upright(&self, y: Pt, edge: Pt, off: Pt) -> bool {
        self.uprights_at(y, (edge - off, edge + off)).next().is_some()
    }

    /// Whether an upright stands at an edge over most of the height between two places.
    pub(super) fn is_walled(&self, edge: Pt, top: Pt, bottom: Pt) -> bool {
        /// An upright stands no further off its edge than this.
        const OFF: Pt = Pt(200);
        self.down.iter().any(|r| {
            (r.at - edge).abs() < OFF && common((r.from, r.to), (top, bottom)) * 2 > bottom - top
        })
    }

    /// The text of some words.
    pub(super) fn text(&self, words: &[usize]) -> String {
        let texts: Vec<&str> = words.iter().map(|at| self.words[*at].text.as_str()).collect();
        texts.join(" ")
    }

    /// The shade that a line begins on.
    pub(super) fn shade_under(&self, line: &Line) -> Option<Shade> {
        self.shade_at(self.phrases_of(line).next()?)
    }

    /// The shade that a phrase begins on: the smallest, as it is drawn over those that hold it.
    pub(super) fn shade_at(&self, phrase: &Phrase) -> Option<Shade> {
        let (x, y) = (phrase.area.x0 + phrase.size / 4, phrase.baseline - phrase.size / 3);
        let under = self.page.shades.iter().filter(|shade| shade.area.contains(x, y));
        let size =
            |shade: &Shade| i64::from(shade.area.width().0) * i64::from(shade.area.height().0);
        under.copied().min_by_key(size)
    }

    /// The ground that a line begins on.
    pub(super) fn ground_under(&self, line: &Line) -> Option<Area> {
        self.ground(self.shade_under(line)?)
    }

    /// A shade with those of the same colour that touch it: cells are often coloured one by one. None on a page with so
    /// many shades that it is a picture.
    pub(super) fn ground(&self, first: Shade) -> Option<Area> {
        /// Renderers leave so much between two cells.
        const TOUCH: Pt = Pt(150);
        /// So many shades a table has, and a picture more.
        const MOST: usize = 500;
        if self.page.shades.len() > MOST {
            return None;
        }
        let alike = self.page.shades.iter().filter(|own| own.colour == first.colour);
        let cells: Vec<Area> = alike.map(|own| own.area).collect();
        let touches = |a: &Area, b: &Area| {
            a.x0 - TOUCH < b.x1
                && b.x0 < a.x1 + TOUCH
                && a.top - TOUCH < b.bottom
                && b.top < a.bottom + TOUCH
        };
        let mut ground = first.area;
        loop {
            let near = cells.iter().filter(|own| touches(&ground, own));
            let grown = near.fold(ground, |sum, own| sum.union(own));
            if grown == ground {
                return Some(ground);
            }
            ground = grown;
        }
    }

    /// The words of a line, from left to right.
    pub(super) fn words_of<'s>(&'s self, line: &'s Line) -> impl Iterator<Item = &'s Word> {
        self.phrases_of(line).flat_map(|phrase| &phrase.words).map(|at| &self.words[*at])
    }

    /// What the words of a line look like, from left to right.
    pub(super) fn looks_of<'s>(&'s self, line: &'s Line) -> impl Iterator<Item = &'s Look> {
        self.phrases_of(line).flat_map(|phrase| &phrase.words).map(|at| &self.looks[*at])
    }

    /// What the first and the last word of some words look like.
    pub(super) fn ends_of(&self, words: &[usize]) -> (Look, Look) {
        let look = |at: Option<&usize>| at.map_or(Look::default(), |at| self.looks[*at]);
        (look(words.first()), look(words.last()))
    }

    /// The phrases of a line, from left to right.
    pub(super) fn phrases_of<'s>(&'s self, line: &'s Line) -> impl Iterator<Item = &'s Phrase> {
        line.phrases.iter().map(|at| &self.phrases[*at])
    }
}

/// Indices of words by the line that a reader sees them on.
fn words_by_line(words: &[Word]) -> Vec<Vec<usize>> {
    let lines = words::lines(words);
    // `lines` gives references into the slice; their place in it is what is wanted here.
    let at: BTreeMap<*const Word, usize> =
        words.iter().enumerate().map(|(at, word)| (std::ptr::from_ref(word), at)).collect();
    lines
        .iter()
        .map(|line| {
            line.words
                .iter()
                .filter_map(|word| at.get(&std::ptr::from_ref(*word)))
                .copied()
                .collect()
        })
        .collect()
}

/// What tells fonts apart: the size in half points, and the weight.
fn font(word: &Word) -> (i32, bool) {
    (word.size.0 / 50, word.bold)
}

/// The blank beside each word: the lower third of the gaps that its font shows on the page, since
/// justified lines and columns that stand close only widen them.
fn blanks(words: &[Word], rows: &[Vec<usize>]) -> Vec<Pt> {
    /// A blank in most fonts, where a page shows too few of them, in hundredths of the height.
    const USUAL: i32 = 28;
    /// A font's blank is no wider than this.
    const WIDEST: i32 = 40;
    /// So many gaps show the blank of a font.
    const ENOUGH: usize = 12;
    let mut gaps: BTreeMap<(i32, bool), Vec<i32>> = BTreeMap::new();
    for pair in rows.iter().flat_map(|row| row.windows(2)) {
        let (a, b) = (&words[pair[0]], &words[pair[1]]);
        let gap = (b.area.x0 - a.area.x1).0 * 100 / a.size.0.max(1);
        if (5..90).contains(&gap) {
            gaps.entry(font(a)).or_default().push(gap);
        }
    }
    for all in gaps.values_mut() {
        all.sort_unstable();
    }
    let blank = |word: &Word| {
        let known = gaps.get(&font(word)).filter(|all| all.len() >= ENOUGH);
        let share = known.map_or(USUAL, |all| all[all.len() / 3].min(WIDEST));
        word.size * share / 100
    };
    words.iter().map(blank).collect()
}

/// Chains the words of a line to phrases.
fn chained(words: &[Word], row: &[usize], blanks: &[Pt]) -> Vec<Phrase> {
    let mut found: Vec<Phrase> = Vec::new();
    for at in row {
        let word = &words[*at];
        let last = found.last_mut().filter(|phrase| {
            let before = phrase.words.last().map_or(0, |at| *at);
            let gap = word.area.x0 - words[before].area.x1;
            let over = gap > Pt(0) - word.size || are_stacked(&words[before], word);
            gap <= widest_blank(&words[before], blanks[before]) && over
        });
        match last {
            Some(phrase) => {
                phrase.words.push(*at);
                phrase.area = phrase.area.union(&word.area);
                if word.size > phrase.size {
                    (phrase.size, phrase.baseline) = (word.size, word.baseline);
                }
            }
            None => found.push(Phrase {
                words: vec![*at],
                area: word.area,
                baseline: word.baseline,
                size: word.size,
            }),
        }
    }
    found
}

/// Whether two words are raised and lowered after the same word, as the limits of an error are.
fn are_stacked(upper: &Word, lower: &Word) -> bool {
    words::are_on_both_sides(upper, lower) && upper.area.x0 - lower.area.x0 < upper.size
}

/// A blank of a justified line is up to three quarters wider than the font's own, and fonts whose
/// blank is narrow have an eighth of their height on top.
fn widest_blank(word: &Word, blank: Pt) -> Pt {
    (blank * 7 / 4).max(blank + word.size * 12 / 100)
}

/// Joins the pieces of one line: dashes, dots, borders drawn cell by cell.
fn joined(mut rulings: Vec<Ruling>) -> Vec<Ruling> {
    /// Pieces of one line are no further off it than this.
    const OFF: Pt = Pt(120);
    /// Pieces of one line are no further apart than this.
    const APART: Pt = Pt(400);
    rulings.sort_by_key(|ruling| (ruling.at, ruling.from));
    let mut found: Vec<Ruling> = Vec::new();
    for ruling in rulings {
        let near = |other: &&mut Ruling| {
            ruling.from <= other.to + APART && ruling.to >= other.from - APART
        };
        let home = found
            .iter_mut()
            .rev()
            .take_while(|other| ruling.at - other.at <= OFF)
            .take(64)
            .find(near);
        match home {
            Some(other) => {
                (other.from, other.to) = (other.from.min(ruling.from), other.to.max(ruling.to));
            }
            None => found.push(ruling),
        }
    }
    found
}

/// Whether text of a size that fills a box is set sideways: it is taller than two lines.
pub(super) fn is_turned(area: &Area, size: Pt) -> bool {
    area.height() * 2 > size * 5
}

/// How much two stretches have in common; negative where they do not touch.
pub(super) fn common(a: (Pt, Pt), b: (Pt, Pt)) -> Pt {
    a.1.min(b.1) - a.0.max(b.0)
}

/// What some stretches cover, from left to right: those that touch are one.
pub(super) fn merged(stretches: impl Iterator<Item = (Pt, Pt)>) -> Vec<(Pt, Pt)> {
    let mut all: Vec<(Pt, Pt)> = stretches.collect();
    all.sort_unstable();
    all.dedup_by(|next, last| {
        let touch = next.0 <= last.1;
        if touch {
            last.1 = last.1.max(next.1);
        }
        touch
    });
    all
}

/// Whether a stretch reaches over another, but for a sliver.
pub(super) fn reaches_over(stretch: (Pt, Pt), other: (Pt, Pt)) -> bool {
    /// Of its width so much, in percent; a line under words is shorter than their cell.
    const WHOLE: i32 = 95;
    common(stretch, other) * 100 >= (other.1 - other.0) * WHOLE
}

/// How many of `all` are `part`, in percent.
pub(super) fn percent(part: usize, all: usize) -> i32 {
    i32::try_from(part * 100 / all.max(1)).unwrap_or(100)
}

/// A length in hundredths of `unit`.
pub(super) fn hundredths(length: Pt, unit: Pt) -> i32 {
    let share = i64::from(length.0) * 100 / i64::from(unit.0.max(1));
    i32::try_from(share.clamp(-99_999, 99_999)).unwrap_or(0)
}

/// The middle value; `None` of nothing.
pub(super) fn median(mut values: Vec<i32>) -> Option<i32> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

impl Sheet<'_> {
    /// The table cell that the document's own structure puts a word in.
    pub(super) fn cell_tag(&self, word: usize) -> Option<CellTag> {
        self.page.cell(self.words.get(word)?.mark)
    }

    /// The table row that the document's own structure puts all tagged words of some pieces in.
    pub(super) fn row_tag(&self, pieces: &[Piece]) -> Option<RowTag> {
        let mut tags = pieces
            .iter()
            .flat_map(|piece| &piece.words)
            .filter_map(|word| self.page.tags.get(&self.words[*word].mark?).copied());
        let first = tags.next()?;
        tags.all(|tag| tag == first).then_some(first)
    }

    /// How many of a hundred words the document's own structure puts in a table.
    pub(super) fn tag_share<'w>(&self, words: impl Iterator<Item = &'w Word>) -> i32 {
        if self.page.tags.is_empty() {
            return UNKNOWN;
        }
        let (mut all, mut tagged) = (0, 0);
        for word in words {
            all += 1;
            tagged += usize::from(word.mark.is_some_and(|m| self.page.tags.contains_key(&m)));
        }
        percent(tagged, all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::raised::{self, tests::word};

    #[test]
    fn limits_of_an_error_that_stand_over_each_other_are_of_their_number() {
        let number = word("0.986", 0, 1000, 1000);
        let (upper, lower) = (word("+0.002", 2500, 640, 700), word("-0.001", 2500, 1250, 700));
        let mut words = vec![number, upper, lower, word("0.5", 9000, 1000, 1000)];
        raised::level(&mut words);
        let rows = words_by_line(&words);
        let blanks = blanks(&words, &rows);
        let phrases = rows.iter().flat_map(|row| chained(&words, row, &blanks));
        let phrases: Vec<Vec<usize>> = phrases.map(|phrase| phrase.words).collect();
        assert_eq!(phrases, [vec![0, 1, 2], vec![3]]);
    }
}
