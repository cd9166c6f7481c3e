//! The columns of a region: the strips that may part them, weighed twice, and the best set.

use super::parting::{self, Parting};
use super::score::{self, Decision, Evidence, UNKNOWN, told};
use super::sheet::{Line, Phrase, Sheet, median, percent};
use super::strip_evidence::{Neighbours, Seen, Shape, near};
use super::strips::{self, DRAWN, NARROWEST, Strip, extent, strips};
use super::words::Word;
use super::{abutting, drawn_apart, grid, halfway, number_column, turned_names};
use crate::geom::Pt;

/// A wall from top to bottom of a closed grid parts two columns, whatever stands in them: 8 bits.
const WALLED: i32 = 8 * 64;

/// The inner edges of the columns of a table, from left to right, and the margin of the least sure one: what is drawn
/// beside most of its lines parts them, and a line that is one cell says nothing.
pub(super) fn of_table(sheet: &Sheet<'_>, lines: &[Line], before: &[Pt]) -> (Vec<Pt>, i32) {
    let spanning = grid::spanning(sheet, lines);
    let parted = lines.iter().zip(spanning).filter(|(_, spans)| !spans);
    let parted: Vec<Line> = parted.map(|(line, _)| line.clone()).collect();
    chosen(sheet, &parted, before, true)
}

/// The same of lines that may be a table.
pub(super) fn edges(sheet: &Sheet<'_>, lines: &[Line], before: &[Pt]) -> (Vec<Pt>, i32) {
    chosen(sheet, lines, before, false)
}

fn chosen(sheet: &Sheet<'_>, lines: &[Line], before: &[Pt], drawn: bool) -> (Vec<Pt>, i32) {
    let all = strips(sheet, lines);
    let strips = if drawn { without_doubles(sheet, lines, all, before) } else { all };
    let card = score::of(Decision::ColumnInContext);
    let mut scores: Vec<i32> =
        in_context(sheet, lines, &strips, before).iter().map(|own| card.score(own)).collect();
    let area = lines.iter().map(|line| line.area).reduce(|a, b| a.union(&b));
    let whole = area.map(|area| grid::walls(sheet, &area)).unwrap_or_default();
    let is_drawn =
        |strip: &Strip| drawn && strip.ruled > 0 && grid::is_wall(sheet, lines, strip.at);
    let is_wall = |strip: &Strip| whole.contains(&strip.at) || is_drawn(strip);
    let walls: Vec<bool> = strips.iter().map(is_wall).collect();
    for (_, score) in walls.iter().zip(&mut scores).filter(|(wall, _)| **wall) {
        *score = (*score).max(WALLED);
    }
    if drawn {
        refuse_doubles(sheet, lines, (&strips, &walls), &mut scores);
        refuse_others(&walls, &mut scores);
    }
    let mut chosen = choose(sheet, lines, &strips, &scores);
    if drawn && part_surely(sheet, lines, (&strips, &chosen), &mut scores) {
        chosen = choose(sheet, lines, &strips, &scores);
    }
    let margin = scores.iter().map(|score| score.abs()).min().unwrap_or(i32::MAX);
    if drawn {
        chosen = without_halves(sheet, lines, (&strips, &walls), chosen);
    }
    let before = moved(before, lines, &strips);
    let mut edges: Vec<Pt> =
        chosen.into_iter().map(|at| place(sheet, lines, &strips[at], &before)).collect();
    if drawn {
        set_between_names(sheet, lines, &mut edges);
    }
    (without_marks(sheet, lines, edges), margin)
}

/// The strips, but of two that have no text between them and hide each other only one: it is an edge where the other is
/// not looked at.
fn without_doubles(
    sheet: &Sheet<'_>,
    lines: &[Line],
    mut all: Vec<Strip>,
    before: &[Pt],
) -> Vec<Strip> {
    /// What hides an edge takes no more than this from its score: 4 bits.
    const MOST: i32 = 4 * 64;
    let card = score::of(Decision::ColumnInContext);
    let scores = |strips: &[Strip]| -> Vec<i32> {
        in_context(sheet, lines, strips, before).iter().map(|own| card.score(own)).collect()
    };
    let without = |all: &[Strip], at: usize| [&all[..at], &all[at + 1..]].concat();
    let mut found = scores(&all);
    let mut at = 1;
    while at < all.len() {
        let hidden = (-MOST..=0).contains(&found[at - 1].max(found[at]));
        let double = hidden && strips::are_one(sheet, lines, &all[at - 1], &all[at]);
        let alone = [at, at - 1].map(|other| without(&all, other));
        let alone = alone.into_iter().filter(|_| double).map(|own| (scores(&own), own));
        match alone.max_by_key(|(scores, _)| scores[at - 1]) {
            Some((scores, own)) if scores[at - 1] > 0 => (found, all) = (scores, own),
            _ => at += 1,
        }
    }
    all
}

/// Whether strips part columns of numbers that stand close, names from the rows that they stand halfway down of, names
/// from numbers, or names that are set sideways from others: these part them for sure.
fn part_surely(
    sheet: &Sheet<'_>,
    lines: &[Line],
    (strips, chosen): (&[Strip], &[usize]),
    scores: &mut [i32],
) -> bool {
    let mut found = false;
    for (at, strip) in strips.iter().enumerate().filter(|(at, _)| !chosen.contains(at)) {
        let next = chosen.partition_point(|other| *other < at);
        let edge = |place: Option<usize>| Some(strips[*chosen.get(place?)?].at);
        let from = edge(next.checked_sub(1)).unwrap_or(Pt(i32::MIN));
        let to = edge(Some(next)).unwrap_or(Pt(i32::MAX));
        let ways = [
            abutting::are_parted,
            halfway::are_parted,
            number_column::are_parted,
            turned_names::are_parted,
            drawn_apart::are_parted,
        ];
        let place = Parting { sheet, lines, at: strip.at, between: (from, to) };
        if ways.iter().any(|are_parted| are_parted(&place)) {
            scores[at] = scores[at].abs().max(WALLED);
            found = true;
        }
    }
    found
}

/// The edges but those that part a name from what it names: on one side of them stand the first lines alone, and on
/// the other all the others alone. Names are set left or in the middle, and numbers right, of one wide column.
fn without_halves(
    sheet: &Sheet<'_>,
    lines: &[Line],
    (strips, walls): (&[Strip], &[bool]),
    mut chosen: Vec<usize>,
) -> Vec<usize> {
    /// Names have no more lines than this.
    const NAMES: usize = 4;
    let mut at = 0;
    while at < chosen.len() {
        let edge = |place: usize| chosen.get(place).map(|own| strips[*own].at);
        let (left, right) = (at.checked_sub(1).and_then(edge), edge(at + 1));
        let filled = |from: Option<Pt>, to: Option<Pt>| -> Vec<usize> {
            (0..lines.len()).filter(|line| has_text(sheet, &lines[*line], from, to)).collect()
        };
        let sides = [filled(left, edge(at)), filled(edge(at), right)];
        let over = |names: &[usize], cells: &[usize]| {
            let (Some(last), Some(first)) = (names.last(), cells.first()) else { return false };
            last < first && *last < NAMES && cells.len() > names.len()
        };
        let halves = over(&sides[0], &sides[1]) || over(&sides[1], &sides[0]);
        if halves && !walls[chosen[at]] {
            chosen.remove(at);
        } else {
            at += 1;
        }
    }
    chosen
}

/// Moves edges between the names of two columns, where both stand on one side of the edge and nothing else stands
/// between the two places: a name may be nearer to the numbers before it than to its own.
fn set_between_names(sheet: &Sheet<'_>, lines: &[Line], edges: &mut [Pt]) {
    /// An upright stands no further off its edge than this.
    const OFF: Pt = Pt(300);
    let Some((names, others)) = lines.split_first() else { return };
    for at in 0..edges.len() {
        let (left, right) = parting::beside(edges, at);
        let between =
            |phrase: &&Phrase, from: Pt, to: Pt| from < phrase.area.x0 && phrase.area.x1 < to;
        let mut own = sheet.phrases_of(names).filter(|phrase| between(phrase, left, edges[at]));
        let (Some(first), Some(last), None) = (own.next(), own.next(), own.next()) else {
            continue;
        };
        let beside = sheet.phrases_of(names).any(|phrase| between(&phrase, edges[at], right));
        let before = others.iter().flat_map(|line| sheet.words_of(line)).map(|word| &word.area);
        let before = before.filter(|area| left < area.mid_x() && area.mid_x() < edges[at]);
        let end = before.map(|area| area.x1).max().unwrap_or(first.area.x1).max(first.area.x1);
        let upright = sheet.has_upright(names.area.mid_y(), edges[at], OFF);
        if !beside && !upright && end < last.area.x0 {
            edges[at] = end + (last.area.x0 - end) / 2;
        }
    }
}

/// What a wall parts no other edge parts again: one with nothing between it and a wall, in the lines that the wall stands
/// beside, though the others have something there.
fn refuse_doubles(
    sheet: &Sheet<'_>,
    lines: &[Line],
    (strips, walls): (&[Strip], &[bool]),
    scores: &mut [i32],
) {
    let drawn = || strips.iter().zip(walls).filter(|(_, wall)| **wall).map(|(strip, _)| strip.at);
    let empty = |at: Pt, wall: Pt| {
        let own = lines.iter().filter(|line| sheet.has_upright(line.area.mid_y(), wall, Pt(50)));
        let mut words = own.flat_map(|line| sheet.words_of(line));
        !words.any(|word| at.min(wall) < word.area.mid_x() && word.area.mid_x() < at.max(wall))
    };
    let others =
        strips.iter().zip(walls).zip(scores).filter(|((_, wall), score)| !**wall && **score > 0);
    for ((strip, _), score) in others {
        if drawn().any(|wall| empty(strip.at, wall)) {
            *score = -*score;
        }
    }
}

/// Where walls part most columns, no other edge does that is not much surer than not.
fn refuse_others(walls: &[bool], scores: &mut [i32]) {
    /// Walls of a grid that shows its columns, and how many of them there are for each other edge.
    const FEWEST: usize = 3;
    const MOST: usize = 3;
    /// Four to one.
    const SURE: i32 = 2 * 64;
    let drawn = walls.iter().filter(|wall| **wall).count();
    let others = walls.iter().zip(scores.iter_mut()).filter(|(wall, _)| !**wall);
    let others: Vec<&mut i32> =
        others.map(|(_, score)| score).filter(|score| **score > 0).collect();
    if drawn >= FEWEST && others.len() * MOST <= drawn {
        others.into_iter().filter(|score| **score < SURE).for_each(|score| *score = -*score);
    }
}

/// The edges but those between the marks of lists and their items: what holds marks alone, each right before
/// a text, is no column.
fn without_marks(sheet: &Sheet<'_>, lines: &[Line], mut edges: Vec<Pt>) -> Vec<Pt> {
    let mut at = 0;
    while at < edges.len() {
        let (left, right) = parting::beside(&edges, at);
        if holds_marks(sheet, lines, (left, edges[at], right)) {
            edges.remove(at);
        } else {
            at += 1;
        }
    }
    edges
}

/// Whether marks of lists alone stand between the first two of three places, nearly all of them right before
/// texts that begin at one place before the third. A dash for what is missing stands there by itself; numbers
/// that never begin again count the rows.
fn holds_marks(sheet: &Sheet<'_>, lines: &[Line], (left, edge, right): (Pt, Pt, Pt)) -> bool {
    /// Fewer signs may mean anything.
    const FEWEST: usize = 3;
    /// So many of ten marks have an item, and begin where most do.
    const MOST: usize = 8;
    /// Items stand no further from their marks, in sizes.
    const NEAR: i32 = 2;
    /// Numbers are those of lists where so many begin.
    const LISTS: usize = 2;
    let (mut all, mut numbers, mut firsts) = (0, 0, 0);
    let mut items: Vec<Pt> = Vec::new();
    for line in lines {
        let inside = |word: &&Word| left < word.area.mid_x() && word.area.x1 <= edge + Pt(50);
        let mut own = sheet.words_of(line).filter(inside);
        let Some(mark) = own.next() else { continue };
        let item = |word: &&Word| edge - Pt(50) <= word.area.x0 && word.area.x0 < right;
        let item = sheet.words_of(line).filter(item).map(|word| word.area.x0).min();
        if own.next().is_some() || !(is_list_mark(&mark.text) || mark.is_label()) {
            // One name over both begins where the marks do.
            if all == 0 && item.is_none() {
                continue;
            }
            return false;
        }
        all += 1;
        numbers += usize::from(!is_list_mark(&mark.text));
        firsts += usize::from(is_first(&mark.text));
        items.extend(item.filter(|x0| *x0 - mark.area.x1 <= mark.size * NEAR));
    }
    let first = items.iter().min().copied().unwrap_or(edge);
    let aligned = items.iter().filter(|x0| **x0 - first <= Pt(100)).count();
    let lists = numbers == 0 || firsts >= LISTS;
    lists && aligned >= FEWEST && aligned * 10 >= all * MOST
}

/// Whether a number is that of the first item of a list: `1.`, `(a)`, `i)`.
fn is_first(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(inner, "1" | "a" | "A" | "i" | "I")
}

/// Whether a word is one sign that begins items: a bullet, or a dash.
fn is_list_mark(text: &str) -> bool {
    let mut signs = text.chars();
    let (Some(sign), None) = (signs.next(), signs.next()) else { return false };
    let dash = matches!(sign, '-' | '–' | '—' | '*');
    dash || crate::marks::bullet_at(&[sign, ' '], 0, true) > 0
}

/// Where the edge in a strip is: where it was on the page before, if the strip is as free there: a name in
/// the header may reach into a strip that the rows show. The middle depends on the longest text of the page.
fn place(sheet: &Sheet<'_>, lines: &[Line], strip: &Strip, before: &[Pt]) -> Pt {
    let crosses =
        |line: &&Line, at: Pt| sheet.phrases_of(line).any(|p| p.area.x0 < at && at < p.area.x1);
    let crossed = |at: Pt| lines.iter().filter(|line| crosses(line, at)).count();
    let inside = |edge: &Pt| strip.from <= *edge && *edge <= strip.to;
    let free = |edge: &&Pt| inside(edge) && crossed(**edge) <= crossed(strip.at);
    if strip.ruled > 0 { strip.at } else { before.iter().find(free).copied().unwrap_or(strip.at) }
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

/// The evidence of the first look at each strip, to learn from.
#[cfg(feature = "learn")]
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    lines: &[Line],
    strips: &[Strip],
    before: &[Pt],
) -> Vec<Evidence> {
    let table = shape_of(lines, strips, before);
    let seen = |strip| Seen::new(sheet, lines, strip, &table);
    by_itself(strips, &strips.iter().map(seen).collect::<Vec<_>>())
}

/// The evidence of the first look: each strip between those beside it.
fn by_itself(strips: &[Strip], seen: &[Seen<'_>]) -> Vec<Evidence> {
    let place = |at: usize| strips.get(at).map(|strip| strip.at);
    let between = |(at, seen): (usize, &Seen<'_>)| {
        let left = at.checked_sub(1).and_then(place);
        seen.evidence(&Neighbours { left, right: place(at + 1) })
    };
    seen.iter().enumerate().map(between).collect()
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
    let table = shape_of(lines, strips, before);
    let seen: Vec<Seen<'_>> =
        strips.iter().map(|strip| Seen::new(sheet, lines, strip, &table)).collect();
    let scores: Vec<i32> = by_itself(strips, &seen).iter().map(|own| card.score(own)).collect();
    let chosen = choose(sheet, lines, strips, &scores);
    let first = |at: Option<&usize>| at.map_or(UNKNOWN, |at| told(scores[*at]));
    (0..strips.len())
        .map(|at| {
            let left = chosen.iter().rev().find(|other| **other < at);
            let right = chosen.iter().find(|other| **other > at);
            let place = |other: Option<&usize>| other.map(|other| strips[*other].at);
            let beside = Neighbours { left: place(left), right: place(right) };
            let mut own = seen[at].evidence(&beside);
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

fn shape_of(lines: &[Line], strips: &[Strip], before: &[Pt]) -> Shape {
    let size = size(lines);
    let (x0, x1) = extent(lines);
    let most_ruled = strips.iter().map(|strip| strip.ruled).max().unwrap_or(0);
    let before = moved(before, lines, strips);
    let kept = before.iter().filter(|edge| strips.iter().any(|strip| near(strip, **edge, size)));
    let kept = if before.is_empty() { UNKNOWN } else { percent(kept.count(), before.len()) };
    Shape { size, x0, width: x1 - x0, most_ruled, before, kept, strips: strips.len() }
}

/// The inner edges of the page before, moved as its table is to this one, for pages are bound on one side:
/// as far as its left side is, or not at all where more edges then stand at strips, for the first column may
/// be empty here.
fn moved(before: &[Pt], lines: &[Line], strips: &[Strip]) -> Vec<Pt> {
    /// Pages of a table are moved against each other by no more than an inch.
    const MOST: Pt = Pt(7200);
    let [first, inner @ .., _] = before else { return Vec::new() };
    let shift = extent(lines).0 - *first;
    let at = |shift: Pt| inner.iter().map(move |edge| *edge + shift);
    let size = size(lines);
    let stand =
        |shift: Pt| at(shift).filter(|edge| strips.iter().any(|s| near(s, *edge, size))).count();
    let stays = shift.abs() >= MOST || stand(Pt(0)) > stand(shift);
    at(if stays { Pt(0) } else { shift }).collect()
}

/// The height of most letters.
fn size(lines: &[Line]) -> Pt {
    Pt(median(lines.iter().map(|line| line.size.0).collect()).unwrap_or(1000).max(100))
}
