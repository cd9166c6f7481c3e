//! The evidence for one strip: what speaks for two columns that it parts, and for one.

use super::score::{Evidence, UNKNOWN};
use super::sheet::{Line, Phrase, Sheet, hundredths, median, percent};
use super::signs_seen::Look;
use super::strips::{Strip, TOP};
use crate::geom::Pt;

/// A strip of a region with what stands about it.
pub(super) struct Seen<'a> {
    sheet: &'a Sheet<'a>,
    lines: &'a [Line],
    strip: &'a Strip,
    table: &'a Shape,
    /// What stands on its sides on each line.
    all: Vec<Sides<'a>>,
    both: Vec<(&'a Phrase, &'a Phrase)>,
    crossed: Crossed,
    /// In how many of a hundred lines the tags part its sides, and make one cell of them.
    tags: (i32, i32),
}

/// How many lines reach over a strip: phrases, those among the first lines, words.
#[derive(Clone, Copy)]
struct Crossed {
    phrases: usize,
    top: usize,
    words: usize,
}

/// What stands between a strip and the next edges on both sides.
struct Near<'a> {
    /// Where these edges are.
    ends: (Pt, Pt),
    /// The phrases next to the strip on each line, on this side of the next edge.
    left: Vec<&'a Phrase>,
    right: Vec<&'a Phrase>,
    /// The gap on each line with text near both sides, in hundredths of the region's size.
    gaps: Vec<i32>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(
        sheet: &'a Sheet<'a>,
        lines: &'a [Line],
        strip: &'a Strip,
        table: &'a Shape,
    ) -> Self {
        let all: Vec<Sides<'_>> = lines.iter().map(|line| sides(sheet, line, strip.at)).collect();
        let mut both = Vec::with_capacity(lines.len());
        both.extend(all.iter().filter_map(|s| Some((s.left?, s.right?))));
        let crossed = crossed(sheet, lines, strip, &all);
        let tags = tags(sheet, &all);
        Seen { sheet, lines, strip, table, all, both, crossed, tags }
    }

    /// The evidence for it between two other edges.
    pub(super) fn evidence(&self, neighbours: &Neighbours) -> Evidence {
        let near = self.near(neighbours);
        [
            self.crossings(),
            self.filled(&near),
            self.aligned(&near),
            self.texts(&near),
            self.drawn(&near),
            self.before(),
            self.region(&near),
            self.words(&near),
        ]
        .concat()
    }

    fn near(&self, neighbours: &Neighbours) -> Near<'a> {
        let ends =
            (neighbours.left.unwrap_or(Pt(i32::MIN)), neighbours.right.unwrap_or(Pt(i32::MAX)));
        let mut left = Vec::with_capacity(self.lines.len());
        left.extend(self.all.iter().filter_map(|s| s.left).filter(|p| p.area.x1 > ends.0));
        let mut right = Vec::with_capacity(self.lines.len());
        right.extend(self.all.iter().filter_map(|s| s.right).filter(|p| p.area.x0 < ends.1));
        let near = |(l, r): &&(&Phrase, &Phrase)| l.area.x1 > ends.0 && r.area.x0 < ends.1;
        let gap = |(l, r): &(&Phrase, &Phrase)| hundredths(r.area.x0 - l.area.x1, self.table.size);
        Near { ends, left, right, gaps: self.both.iter().filter(near).map(gap).collect() }
    }

    /// How many lines reach over it.
    fn crossings(&self) -> Evidence {
        let (n, Crossed { phrases, top, words }) = (self.lines.len(), self.crossed);
        let below = percent(phrases - top, n.saturating_sub(TOP).max(1));
        vec![
            ("width, em%", hundredths(self.strip.to - self.strip.from, self.table.size)),
            ("crossed by phrases, lines%", percent(phrases, n)),
            ("crossed below the top, lines%", below),
            ("crossed at the top, lines", top as i32),
            ("crossed by words, lines%", percent(words, n)),
        ]
    }

    /// How many lines have text on its sides.
    fn filled(&self, near: &Near<'_>) -> Evidence {
        let n = self.lines.len();
        vec![
            ("text on both sides, lines%", percent(self.both.len(), n)),
            ("text near both sides, lines%", percent(near.gaps.len(), n)),
            ("text near left, lines%", percent(near.left.len(), n)),
            ("text near right, lines%", percent(near.right.len(), n)),
        ]
    }

    /// How well the texts beside it are aligned.
    fn aligned(&self, near: &Near<'_>) -> Evidence {
        let same = |of: &[&Phrase], place: fn(&Phrase) -> Pt| {
            self.same(of.iter().map(|phrase| place(phrase)), of.len())
        };
        vec![
            ("same starts right, %", same(&near.right, |p| p.area.x0)),
            ("same ends left, %", same(&near.left, |p| p.area.x1)),
            ("same ends right, %", same(&near.right, |p| p.area.x1)),
            ("same starts left, %", same(&near.left, |p| p.area.x0)),
            ("same centres right, %", same(&near.right, |p| p.area.mid_x())),
            ("same centres left, %", same(&near.left, |p| p.area.mid_x())),
        ]
    }

    /// How many of a hundred places are as good as one.
    fn same(&self, places: impl Iterator<Item = Pt>, count: usize) -> i32 {
        let mut places: Vec<i32> = places.map(|place| place.0).collect();
        percent(mode(&mut places, self.table.size.0 / 4), count)
    }

    /// What the texts beside it look like.
    fn texts(&self, near: &Near<'_>) -> Evidence {
        let share = |of: &[&Phrase], test: &dyn Fn(&(Look, Look)) -> bool| {
            let ends = of.iter().map(|phrase| self.sheet.ends_of(&phrase.words));
            percent(ends.filter(test).count(), of.len())
        };
        vec![
            ("numbers left, %", share(&near.left, &|(_, last)| last.number)),
            ("numbers right, %", share(&near.right, &|(first, _)| first.number)),
            ("rests right, %", share(&near.right, &|(first, _)| first.rest)),
            ("open ends left, %", share(&near.left, &|(_, last)| last.open)),
            ("words left, hundredths", mean_words(&near.left)),
            ("words right, hundredths", mean_words(&near.right)),
        ]
    }

    /// The gaps across it, the rulings in it, and what the document's tags say.
    fn drawn(&self, near: &Near<'_>) -> Evidence {
        let (apart, one) = self.tags;
        vec![
            ("least gap, em%", near.gaps.iter().copied().min().unwrap_or(UNKNOWN)),
            ("median gap, em%", median(near.gaps.clone()).unwrap_or(UNKNOWN)),
            ("ruled, height%", self.strip.ruled),
            ("ruled at the best strip, height%", self.table.most_ruled),
            ("tagged apart, lines%", apart),
            ("tagged as one, lines%", one),
        ]
    }

    /// What the edges of the page before say.
    fn before(&self) -> Evidence {
        let (size, before) = (self.table.size, &self.table.before);
        let distance = before.iter().map(|edge| (*edge - self.strip.at).abs()).min();
        let told = |value: i32| if before.is_empty() { UNKNOWN } else { value };
        let holds = before.iter().any(|edge| near(self.strip, *edge, size));
        vec![
            ("edge before, em%", distance.map_or(UNKNOWN, |d| hundredths(d, size))),
            ("edge before in the strip", told(i32::from(holds))),
            ("edges before that have a strip, %", self.table.kept),
            ("columns before", told(before.len().min(40) as i32 + 1)),
        ]
    }

    /// What the region is like, and where in it the strip is.
    fn region(&self, near: &Near<'_>) -> Evidence {
        let table = self.table;
        let label = |phrase: &&&Phrase| {
            phrase.words.len() == 1 && self.sheet.ends_of(&phrase.words).0.label
        };
        let marks = near.left.iter().filter(label).count();
        vec![
            ("lines", self.lines.len().min(40) as i32),
            ("strips", table.strips.min(40) as i32),
            ("place, width%", hundredths(self.strip.at - table.x0, table.width)),
            ("region width, em", table.width.0 / table.size.0),
            ("list marks left, %", percent(marks, near.left.len())),
        ]
    }

    /// The same by words: close columns of numbers stand in one phrase, and only words show them.
    fn words(&self, near: &Near<'_>) -> Evidence {
        let sheet = self.sheet;
        let beside = beside(sheet, self.lines, self.strip.at, near.ends);
        let mut blanks: Vec<i32> =
            beside.iter().map(|(l, r)| blanks_between(sheet, *l, *r)).collect();
        blanks.sort_unstable();
        let number = |at: usize| sheet.looks[at].number;
        let numbers = beside.iter().filter(|(l, r)| number(*l) && number(*r)).count();
        let same = |place: &dyn Fn(&(usize, usize)) -> Pt| {
            self.same(beside.iter().map(place), beside.len())
        };
        vec![
            ("words beside, lines%", percent(beside.len(), self.lines.len())),
            ("numbers beside, %", percent(numbers, beside.len())),
            ("least gap beside, blanks%", blanks.first().copied().unwrap_or(UNKNOWN)),
            (
                "median gap beside, blanks%",
                blanks.get(blanks.len() / 2).copied().unwrap_or(UNKNOWN),
            ),
            ("same starts of words right, %", same(&|(_, r)| sheet.words[*r].area.x0)),
            ("same ends of words right, %", same(&|(_, r)| sheet.words[*r].area.x1)),
            ("same ends of words left, %", same(&|(l, _)| sheet.words[*l].area.x1)),
        ]
    }
}

fn crossed(sheet: &Sheet<'_>, lines: &[Line], strip: &Strip, all: &[Sides<'_>]) -> Crossed {
    let crossing = |sides: &&Sides<'_>| sides.crossing.is_some();
    let reaches = |phrase: &&Phrase| phrase.area.x0 < strip.at && strip.at < phrase.area.x1;
    let crossed = |line: &&Line| {
        let mut words = sheet.phrases_of(line).filter(reaches).flat_map(|phrase| &phrase.words);
        words.any(|at| sheet.words[*at].crosses(strip.at))
    };
    Crossed {
        phrases: all.iter().filter(crossing).count(),
        top: all.iter().take(TOP).filter(crossing).count(),
        words: lines.iter().filter(crossed).count(),
    }
}

/// Where the next edges on both sides of a strip would be.
pub(super) struct Neighbours {
    pub(super) left: Option<Pt>,
    pub(super) right: Option<Pt>,
}

/// What a region is like as a whole.
pub(super) struct Shape {
    pub(super) size: Pt,
    pub(super) x0: Pt,
    pub(super) width: Pt,
    pub(super) most_ruled: i32,
    /// The inner edges of the table that ended the page before, moved to where this one begins.
    pub(super) before: Vec<Pt>,
    /// How many of a hundred of them have a strip here.
    pub(super) kept: i32,
    /// How many places may be edges.
    pub(super) strips: usize,
}

/// Whether a strip holds an edge, or nearly.
pub(super) fn near(strip: &Strip, edge: Pt, size: Pt) -> bool {
    strip.from - size / 2 <= edge && edge <= strip.to + size / 2
}

/// What stands on both sides of a strip, on one line.
struct Sides<'s> {
    left: Option<&'s Phrase>,
    right: Option<&'s Phrase>,
    crossing: Option<&'s Phrase>,
}

fn sides<'s>(sheet: &'s Sheet<'_>, line: &'s Line, at: Pt) -> Sides<'s> {
    let mut sides = Sides { left: None, right: None, crossing: None };
    for phrase in sheet.phrases_of(line) {
        if phrase.area.x1 <= at + Pt(50) {
            sides.left = Some(phrase);
        } else if phrase.area.x0 >= at - Pt(50) {
            sides.right = sides.right.or(Some(phrase));
            // From left to right none of the next ends before the strip.
            if phrase.area.x0 > at + Pt(50) {
                break;
            }
        } else {
            sides.crossing = Some(phrase);
        }
    }
    sides
}

/// The words of each line next to a place, where one stands on each side and none across it, no further
/// off than the strips beside it. Close columns of numbers stand in one phrase, and only words show them.
fn beside(sheet: &Sheet<'_>, lines: &[Line], at: Pt, within: (Pt, Pt)) -> Vec<(usize, usize)> {
    let of_line = |line: &Line| {
        let words = || line.phrases.iter().flat_map(|phrase| &sheet.phrases[*phrase].words);
        let left = words().filter(|w| sheet.words[**w].area.x1 <= at + Pt(50));
        let right = words().filter(|w| sheet.words[**w].area.x0 >= at - Pt(50));
        let left = *left.max_by_key(|w| sheet.words[**w].area.x1)?;
        let right = *right.min_by_key(|w| sheet.words[**w].area.x0)?;
        let crossed = words().any(|w| sheet.words[*w].crosses(at));
        let near = sheet.words[left].area.x1 > within.0 && sheet.words[right].area.x0 < within.1;
        (near && !crossed).then_some((left, right))
    };
    lines.iter().filter_map(of_line).collect()
}

/// The gap between two words in hundredths of the blank that is usual there.
fn blanks_between(sheet: &Sheet<'_>, left: usize, right: usize) -> i32 {
    hundredths(sheet.words[right].area.x0 - sheet.words[left].area.x1, sheet.blanks[left])
}

/// Words of a phrase, the mean in hundredths.
fn mean_words(phrases: &[&Phrase]) -> i32 {
    if phrases.is_empty() {
        return UNKNOWN;
    }
    percent(phrases.iter().map(|p| p.words.len()).sum(), phrases.len())
}

/// How many values lie within `reach` of the place that has most of them near it.
fn mode(values: &mut [i32], reach: i32) -> usize {
    values.sort_unstable();
    let mut from = 0;
    let mut most = 0;
    for (at, value) in values.iter().enumerate() {
        while value - values[from] > 2 * reach {
            from += 1;
        }
        most = most.max(at + 1 - from);
    }
    most
}

/// In how many of a hundred lines the document's tags part the two sides, or make them one cell.
fn tags(sheet: &Sheet<'_>, all: &[Sides<'_>]) -> (i32, i32) {
    let tag = |phrase: &Phrase, last: bool| {
        let word = if last { phrase.words.last() } else { phrase.words.first() };
        sheet.cell_tag(*word?)
    };
    let pairs: Vec<bool> =
        all.iter().filter_map(|s| Some(tag(s.left?, true)? == tag(s.right?, false)?)).collect();
    if pairs.is_empty() {
        return (UNKNOWN, UNKNOWN);
    }
    let one = pairs.iter().filter(|one| **one).count();
    (percent(pairs.len() - one, all.len()), percent(one, all.len()))
}
