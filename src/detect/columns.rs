//! The columns of a region: the strips that may part them, weighed twice, and the best set.

use super::score::{self, Decision, Evidence, UNKNOWN, told};
use super::sheet::{Line, Phrase, Sheet, hundredths, median, percent};
use super::signs_seen::Look;
use super::strips::{DRAWN, NARROWEST, Strip, TOP, extent, strips};
use crate::geom::Pt;

/// The inner edges of the columns, from left to right, and the margin of the least sure one.
pub(super) fn edges(sheet: &Sheet<'_>, lines: &[Line], before: &[Pt]) -> (Vec<Pt>, i32) {
    let strips = strips(sheet, lines);
    let card = score::of(Decision::ColumnInContext);
    let scores: Vec<i32> =
        in_context(sheet, lines, &strips, before).iter().map(|own| card.score(own)).collect();
    let chosen = choose(sheet, lines, &strips, &scores);
    let margin = scores.iter().map(|score| score.abs()).min().unwrap_or(i32::MAX);
    let before = moved(before, extent(lines).0);
    (chosen.into_iter().map(|at| place(&strips[at], &before)).collect(), margin)
}

/// Where the edge in a strip is: where it was on the page before, if the strip is free there too. The
/// middle depends on the longest text of the page.
fn place(strip: &Strip, before: &[Pt]) -> Pt {
    let free = |edge: &&Pt| strip.from <= **edge && **edge <= strip.to;
    match before.iter().find(free) {
        Some(edge) if strip.ruled == 0 => *edge,
        _ => strip.at,
    }
}

/// The set of strips with the highest sum, no two with nothing between them.
pub(super) fn choose(
    sheet: &Sheet<'_>,
    lines: &[Line],
    strips: &[Strip],
    scores: &[i32],
) -> Vec<usize> {
    let mut middles: Vec<Pt> = lines
        .iter()
        .flat_map(|line| sheet.phrases_of(line))
        .flat_map(|phrase| &phrase.words)
        .map(|at| sheet.words[*at].area.mid_x())
        .collect();
    middles.sort_unstable();
    let between =
        |a: Pt, b: Pt| middles.partition_point(|x| *x < b) > middles.partition_point(|x| *x <= a);
    // Between two uprights a column may be empty.
    let column = |a: &Strip, b: &Strip| {
        let drawn = a.ruled.min(b.ruled) >= DRAWN && b.at - a.at > NARROWEST;
        drawn || between(a.at, b.at)
    };
    // For each strip the best sum that ends with it, and the strip before it.
    let mut best: Vec<(i32, Option<usize>)> = Vec::with_capacity(strips.len());
    for (at, strip) in strips.iter().enumerate() {
        let mut found =
            if between(Pt(i32::MIN), strip.at) { (0, None) } else { (i32::MIN / 2, None) };
        for (other, (sum, _)) in best.iter().enumerate() {
            if *sum > found.0 && column(&strips[other], strip) {
                found = (*sum, Some(other));
            }
        }
        best.push((found.0 + scores[at], found.1));
    }
    let last = (0..strips.len())
        .filter(|at| between(strips[*at].at, Pt(i32::MAX)) && best[*at].0 > 0)
        .max_by_key(|at| best[*at].0);
    let mut chosen = Vec::new();
    let mut next = last;
    while let Some(at) = next {
        chosen.push(at);
        next = best[at].1;
    }
    chosen.reverse();
    chosen
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

/// The evidence for each strip.
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    lines: &[Line],
    strips: &[Strip],
    before: &[Pt],
) -> Vec<Evidence> {
    let table = shape_of(lines, strips, before);
    (0..strips.len())
        .map(|at| {
            let left = at.checked_sub(1).map(|left| strips[left].at);
            let beside = Neighbours { left, right: strips.get(at + 1).map(|next| next.at) };
            of_strip(sheet, lines, &strips[at], &beside, &table)
        })
        .collect()
}

/// The evidence of the second look: each strip between the strips that the first look chose, and not
/// between all that may be some; with what the first look says of it and of them.
pub(super) fn in_context(
    sheet: &Sheet<'_>,
    lines: &[Line],
    strips: &[Strip],
    before: &[Pt],
) -> Vec<Evidence> {
    let card = score::of(Decision::Column);
    let scores: Vec<i32> =
        evidence(sheet, lines, strips, before).iter().map(|own| card.score(own)).collect();
    let chosen = choose(sheet, lines, strips, &scores);
    let table = shape_of(lines, strips, before);
    let first = |at: Option<&usize>| at.map_or(UNKNOWN, |at| told(scores[*at]));
    (0..strips.len())
        .map(|at| {
            let left = chosen.iter().rev().find(|other| **other < at);
            let right = chosen.iter().find(|other| **other > at);
            let place = |other: Option<&usize>| other.map(|other| strips[*other].at);
            let beside = Neighbours { left: place(left), right: place(right) };
            let mut own = of_strip(sheet, lines, &strips[at], &beside, &table);
            let filled = |from: Option<Pt>, to: Option<Pt>| {
                percent(
                    lines.iter().filter(|line| has_text(sheet, line, from, to)).count(),
                    lines.len(),
                )
            };
            let here = Some(strips[at].at);
            own.extend([
                ("by itself, bit/8", told(scores[at])),
                ("chosen at first", i32::from(chosen.contains(&at))),
                ("chosen to the left, bit/8", first(left)),
                ("chosen to the right, bit/8", first(right)),
                ("strip to the left, bit/8", first(at.checked_sub(1).as_ref())),
                (
                    "strip to the right, bit/8",
                    first(Some(at + 1).filter(|n| *n < strips.len()).as_ref()),
                ),
                ("column to the left, lines%", filled(beside.left, here)),
                ("column to the right, lines%", filled(here, beside.right)),
                ("chosen", chosen.len().min(40) as i32),
            ]);
            own
        })
        .collect()
}

/// Whether a line has the middle of a word between two places.
fn has_text(sheet: &Sheet<'_>, line: &Line, from: Option<Pt>, to: Option<Pt>) -> bool {
    let (from, to) = (from.unwrap_or(Pt(i32::MIN)), to.unwrap_or(Pt(i32::MAX)));
    sheet.words_of(line).any(|word| from < word.area.mid_x() && word.area.mid_x() < to)
}

/// Where the next edges on both sides of a strip would be.
struct Neighbours {
    left: Option<Pt>,
    right: Option<Pt>,
}

fn shape_of(lines: &[Line], strips: &[Strip], before: &[Pt]) -> Shape {
    let size = Pt(median(lines.iter().map(|line| line.size.0).collect()).unwrap_or(1000).max(100));
    let (x0, x1) = extent(lines);
    let most_ruled = strips.iter().map(|strip| strip.ruled).max().unwrap_or(0);
    let before = moved(before, x0);
    let kept = before.iter().filter(|edge| strips.iter().any(|strip| near(strip, **edge, size)));
    let kept = if before.is_empty() { UNKNOWN } else { percent(kept.count(), before.len()) };
    Shape { size, x0, width: x1 - x0, most_ruled, before, kept, strips: strips.len() }
}

/// What a region is like as a whole.
struct Shape {
    size: Pt,
    x0: Pt,
    width: Pt,
    most_ruled: i32,
    /// The inner edges of the table that ended the page before, moved to where this one begins.
    before: Vec<Pt>,
    /// How many of a hundred of them have a strip here.
    kept: i32,
    /// How many places may be edges.
    strips: usize,
}

/// Whether a strip holds an edge, or nearly.
fn near(strip: &Strip, edge: Pt, size: Pt) -> bool {
    strip.from - size / 2 <= edge && edge <= strip.to + size / 2
}

/// The inner edges of the page before, moved as its table is to this one: pages are bound on one side.
fn moved(before: &[Pt], x0: Pt) -> Vec<Pt> {
    /// Pages of a table are moved against each other by no more than an inch.
    const MOST: Pt = Pt(7200);
    let [first, inner @ .., _] = before else { return Vec::new() };
    let shift = x0 - *first;
    let shift = if shift.abs() < MOST { shift } else { Pt(0) };
    inner.iter().map(|edge| *edge + shift).collect()
}

fn of_strip(
    sheet: &Sheet<'_>,
    lines: &[Line],
    strip: &Strip,
    neighbours: &Neighbours,
    table: &Shape,
) -> Evidence {
    let size = table.size;
    let left_end = neighbours.left.unwrap_or(Pt(i32::MIN));
    let right_end = neighbours.right.unwrap_or(Pt(i32::MAX));
    let all: Vec<Sides<'_>> = lines.iter().map(|line| sides(sheet, line, strip.at)).collect();
    let n = lines.len();
    let crossing = all.iter().filter(|s| s.crossing.is_some()).count();
    let top = all.iter().take(TOP).filter(|s| s.crossing.is_some()).count();
    let reaches = |phrase: &&Phrase| phrase.area.x0 < strip.at && strip.at < phrase.area.x1;
    let crossed = |line: &&Line| {
        let mut words = sheet.phrases_of(line).filter(reaches).flat_map(|phrase| &phrase.words);
        words.any(|at| sheet.words[*at].crosses(strip.at))
    };
    let word_crossing = lines.iter().filter(crossed).count();
    let mut near_left: Vec<&Phrase> = Vec::with_capacity(n);
    near_left.extend(all.iter().filter_map(|s| s.left).filter(|p| p.area.x1 > left_end));
    let mut near_right: Vec<&Phrase> = Vec::with_capacity(n);
    near_right.extend(all.iter().filter_map(|s| s.right).filter(|p| p.area.x0 < right_end));
    let mut both: Vec<(&Phrase, &Phrase)> = Vec::with_capacity(n);
    both.extend(all.iter().filter_map(|s| Some((s.left?, s.right?))));
    let near_both = both.iter().filter(|(l, r)| l.area.x1 > left_end && r.area.x0 < right_end);
    let gaps: Vec<i32> =
        near_both.clone().map(|(l, r)| hundredths(r.area.x0 - l.area.x1, size)).collect();
    let first = |of: &[&Phrase], test: fn(&Look) -> bool| {
        percent(of.iter().filter(|p| test(&sheet.ends_of(&p.words).0)).count(), of.len())
    };
    let last = |of: &[&Phrase], test: fn(&Look) -> bool| {
        percent(of.iter().filter(|p| test(&sheet.ends_of(&p.words).1)).count(), of.len())
    };
    let same = |of: &[&Phrase], place: &dyn Fn(&Phrase) -> Pt| {
        let mut places: Vec<i32> = of.iter().map(|p| place(p).0).collect();
        percent(mode(&mut places, size.0 / 4), of.len())
    };
    let (tagged_apart, tagged_one) = tags(sheet, &all);
    let beside = beside(sheet, lines, strip.at, (left_end, right_end));
    let mut blanks: Vec<i32> = beside.iter().map(|(l, r)| blanks_between(sheet, *l, *r)).collect();
    blanks.sort_unstable();
    let numbers =
        beside.iter().filter(|(l, r)| sheet.looks[*l].number && sheet.looks[*r].number).count();
    let same_words = |place: &dyn Fn(&(usize, usize)) -> Pt| {
        let mut places: Vec<i32> = beside.iter().map(|pair| place(pair).0).collect();
        percent(mode(&mut places, size.0 / 4), beside.len())
    };
    let distance = table.before.iter().map(|edge| (*edge - strip.at).abs()).min();
    vec![
        ("width, em%", hundredths(strip.to - strip.from, size)),
        ("crossed by phrases, lines%", percent(crossing, n)),
        ("crossed below the top, lines%", percent(crossing - top, n.saturating_sub(TOP).max(1))),
        ("crossed at the top, lines", top as i32),
        ("crossed by words, lines%", percent(word_crossing, n)),
        ("text on both sides, lines%", percent(both.len(), n)),
        ("text near both sides, lines%", percent(gaps.len(), n)),
        ("text near left, lines%", percent(near_left.len(), n)),
        ("text near right, lines%", percent(near_right.len(), n)),
        ("same starts right, %", same(&near_right, &|p| p.area.x0)),
        ("same ends left, %", same(&near_left, &|p| p.area.x1)),
        ("same ends right, %", same(&near_right, &|p| p.area.x1)),
        ("same starts left, %", same(&near_left, &|p| p.area.x0)),
        ("same centres right, %", same(&near_right, &|p| p.area.mid_x())),
        ("same centres left, %", same(&near_left, &|p| p.area.mid_x())),
        ("numbers left, %", last(&near_left, |l| l.number)),
        ("numbers right, %", first(&near_right, |l| l.number)),
        ("rests right, %", first(&near_right, |l| l.rest)),
        ("open ends left, %", last(&near_left, |l| l.open)),
        ("words left, hundredths", mean_words(&near_left)),
        ("words right, hundredths", mean_words(&near_right)),
        ("least gap, em%", gaps.iter().copied().min().unwrap_or(UNKNOWN)),
        ("median gap, em%", median(gaps.clone()).unwrap_or(UNKNOWN)),
        ("ruled, height%", strip.ruled),
        ("ruled at the best strip, height%", table.most_ruled),
        ("tagged apart, lines%", tagged_apart),
        ("tagged as one, lines%", tagged_one),
        ("edge before, em%", distance.map_or(UNKNOWN, |d| hundredths(d, size))),
        (
            "edge before in the strip",
            if table.before.is_empty() {
                UNKNOWN
            } else {
                i32::from(table.before.iter().any(|edge| near(strip, *edge, size)))
            },
        ),
        ("edges before that have a strip, %", table.kept),
        (
            "columns before",
            if table.before.is_empty() { UNKNOWN } else { table.before.len().min(40) as i32 + 1 },
        ),
        ("lines", n.min(40) as i32),
        ("strips", table.strips.min(40) as i32),
        ("place, width%", hundredths(strip.at - table.x0, table.width)),
        ("region width, em", table.width.0 / size.0),
        ("list marks left, %", {
            let marks =
                near_left.iter().filter(|p| p.words.len() == 1 && sheet.ends_of(&p.words).0.label);
            percent(marks.count(), near_left.len())
        }),
        ("words beside, lines%", percent(beside.len(), n)),
        ("numbers beside, %", percent(numbers, beside.len())),
        ("least gap beside, blanks%", blanks.first().copied().unwrap_or(UNKNOWN)),
        ("median gap beside, blanks%", blanks.get(blanks.len() / 2).copied().unwrap_or(UNKNOWN)),
        ("same starts of words right, %", same_words(&|(_, r)| sheet.words[*r].area.x0)),
        ("same ends of words right, %", same_words(&|(_, r)| sheet.words[*r].area.x1)),
        ("same ends of words left, %", same_words(&|(l, _)| sheet.words[*l].area.x1)),
    ]
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
