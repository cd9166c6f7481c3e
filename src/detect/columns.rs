//! The columns of a region: strips of white space that may part them, weighed, and the cheapest set.

use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Phrase, Sheet, common, hundredths, median, percent};
use super::signs_seen::Look;
use crate::geom::{Area, Pt};

/// A strip of white space, or a vertical ruling, that may part two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) from: Pt,
    pub(super) to: Pt,
    /// How many lines have text in it.
    pub(super) crossed: usize,
    /// The vertical ruling in it that reaches furthest, as a share of the region's height in percent.
    ruled: i32,
    /// Where the edge is: at the ruling, else in the middle.
    pub(super) at: Pt,
}

/// An upright that reaches over so much of a table's height, in percent, parts its columns.
const DRAWN: i32 = 80;
/// Two uprights nearer than this are a double line.
pub(super) const NARROWEST: Pt = Pt(1000);
/// Lines at the top that may be a header, whose names reach over columns.
const TOP: usize = 3;

/// The inner edges of the columns, from left to right, and the margin of the least sure one.
pub(super) fn edges(sheet: &Sheet<'_>, lines: &[Line], before: &[Pt]) -> (Vec<Pt>, i32) {
    let strips = strips(sheet, lines);
    let evidence = evidence(sheet, lines, &strips, before);
    let scores: Vec<i32> = evidence.iter().map(|e| score::of(Decision::Column).score(e)).collect();
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

/// The strips that may part columns, from left to right: where fewer lines have text than on both
/// sides, by phrases and, where those leave nothing, by words; and vertical rulings.
pub(super) fn strips(sheet: &Sheet<'_>, lines: &[Line]) -> Vec<Strip> {
    /// More than so many lines in a hundred across a strip are no strip, by phrases and by words.
    const MOST: (usize, usize) = (75, 34);
    let phrases = Spans::of(lines, |line| sheet.phrases_of(line).map(|p| p.area));
    let words = Spans::of(lines, |line| sheet.words_of(line).map(|word| word.area));
    let mut found = without_header(valleys(phrases.lines(), MOST.0), &phrases, MOST.0);
    let close = valleys(words.lines(), MOST.1).into_iter().filter(|close| {
        let apart =
            |other: &Strip| common((close.from, close.to), (other.from, other.to)) < Pt(-100);
        close.to - close.from > Pt(80) && found.iter().all(apart)
    });
    let close: Vec<Strip> = close.collect();
    found.extend(close);
    add_rulings(sheet, lines, &words, &mut found);
    found.sort_by_key(|strip| (strip.at, strip.from));
    found
}

/// From where to where the text of some lines reaches, one line after the other.
struct Spans {
    all: Vec<(Pt, Pt)>,
    /// Where each line ends in `all`.
    ends: Vec<usize>,
}

impl Spans {
    fn of<'l, I: Iterator<Item = Area>>(lines: &'l [Line], areas: impl Fn(&'l Line) -> I) -> Self {
        let mut spans = Spans { all: Vec::new(), ends: Vec::with_capacity(lines.len()) };
        for line in lines {
            spans.all.extend(areas(line).map(|area| (area.x0, area.x1)));
            spans.ends.push(spans.all.len());
        }
        spans
    }

    fn lines(&self) -> impl ExactSizeIterator<Item = &[(Pt, Pt)]> + Clone {
        let from = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] };
        (0..self.ends.len()).map(move |at| &self.all[from(at)..self.ends[at]])
    }
}

/// Strips as the lines under the header show them: a name over a column may stand in the white beside it
/// and make two strips of one.
fn without_header(all: Vec<Strip>, phrases: &Spans, most: usize) -> Vec<Strip> {
    let header = TOP.min(phrases.ends.len() / 4);
    if header == 0 {
        return all;
    }
    let mut left = all;
    let mut found = Vec::new();
    for body in valleys(phrases.lines().skip(header), most) {
        let inside =
            |strip: &Strip| body.from - Pt(100) <= strip.at && strip.at <= body.to + Pt(100);
        let (own, others): (Vec<Strip>, Vec<Strip>) = left.into_iter().partition(inside);
        left = others;
        let clearest = own.iter().min_by_key(|strip| (strip.crossed, strip.from - strip.to));
        let at = clearest.map_or(body.at, |strip| strip.at);
        let crossed = clearest.map_or_else(|| crossings(phrases, body.at), |strip| strip.crossed);
        found.push(Strip { at, crossed, ..body });
    }
    found.extend(left);
    found
}

/// How many lines have text at a place.
fn crossings(spans: &Spans, at: Pt) -> usize {
    let crosses = |line: &&[(Pt, Pt)]| line.iter().any(|(a, b)| *a < at && at < *b);
    spans.lines().filter(crosses).count()
}

/// The places of least text between two higher ones, in whole points.
fn valleys<'s>(
    lines: impl ExactSizeIterator<Item = &'s [(Pt, Pt)]> + Clone,
    most: usize,
) -> Vec<Strip> {
    let count = lines.len();
    let all = || lines.clone().flatten();
    let (Some(x0), Some(x1)) = (all().map(|p| p.0).min(), all().map(|p| p.1).max()) else {
        return Vec::new();
    };
    let place = |x: Pt| ((x - x0).0.max(0) + 50) as usize / 100;
    let size = place(x1) + 2;
    let mut steps = vec![0i32; size + 1];
    for line in lines {
        let mut end = 0;
        for (from, to) in line {
            // Pieces of one line that touch count once.
            let from = place(*from).max(end);
            let to = place(*to) + 1;
            if from < to {
                steps[from] += 1;
                steps[to] -= 1;
                end = to;
            }
        }
    }
    let mut cover = Vec::with_capacity(size);
    let mut sum = 0;
    for step in &steps[..size] {
        sum += step;
        cover.push(sum);
    }
    let mut found = Vec::new();
    let mut at = 1;
    while at + 1 < size {
        let mut end = at;
        while end + 2 < size && cover[end + 1] == cover[at] {
            end += 1;
        }
        let low = cover[at - 1] > cover[at] && cover[end + 1] > cover[at];
        let crossed = usize::try_from(cover[at]).unwrap_or(0);
        if low && crossed * 100 <= most * count {
            let from = x0 + Pt(at as i32 * 100 - 50);
            let to = x0 + Pt(end as i32 * 100 + 50);
            found.push(Strip { from, to, crossed, ruled: 0, at: from + (to - from) / 2 });
        }
        at = end + 1;
    }
    found
}

/// Gives strips the rulings that stand in them, and makes strips of rulings that stand in none.
fn add_rulings(sheet: &Sheet<'_>, lines: &[Line], words: &Spans, found: &mut Vec<Strip>) {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let (top, bottom) = (first.area.top, last.area.bottom);
    let (x0, x1) = extent(lines);
    for ruling in &sheet.down {
        let reach = common((ruling.from, ruling.to), (top, bottom));
        if reach <= Pt(0) || ruling.at <= x0 || ruling.at >= x1 {
            continue;
        }
        let ruled = hundredths(reach, bottom - top).min(100);
        let near = |strip: &&mut Strip| {
            strip.from - Pt(150) <= ruling.at && ruling.at <= strip.to + Pt(150)
        };
        // The last strip that was made is the nearest one.
        match found.iter_mut().rev().find(near) {
            // Two uprights in one strip have a column without text between them.
            Some(strip)
                if strip.ruled.min(ruled) >= DRAWN && (ruling.at - strip.at).abs() > NARROWEST =>
            {
                let second = Strip { from: strip.at, ruled, at: ruling.at, ..*strip };
                strip.to = ruling.at;
                found.push(second);
            }
            Some(strip) if strip.ruled < ruled => (strip.ruled, strip.at) = (ruled, ruling.at),
            Some(_) => {}
            None => {
                let crosses = |line: &&[(Pt, Pt)]| {
                    line.iter().any(|(a, b)| *a + Pt(100) < ruling.at && ruling.at < *b - Pt(100))
                };
                let crossed = words.lines().filter(crosses).count();
                let at = ruling.at;
                found.push(Strip { from: at - Pt(50), to: at + Pt(50), crossed, ruled, at });
            }
        }
    }
}

/// The left and right end of some lines.
pub(super) fn extent(lines: &[Line]) -> (Pt, Pt) {
    let x0 = lines.iter().map(|line| line.area.x0).min().unwrap_or_default();
    (x0, lines.iter().map(|line| line.area.x1).max().unwrap_or_default())
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
    let size = Pt(median(lines.iter().map(|line| line.size.0).collect()).unwrap_or(1000).max(100));
    let (x0, x1) = extent(lines);
    let most_ruled = strips.iter().map(|strip| strip.ruled).max().unwrap_or(0);
    let before = moved(before, x0);
    let kept = before.iter().filter(|edge| strips.iter().any(|strip| near(strip, **edge, size)));
    let kept = if before.is_empty() { UNKNOWN } else { percent(kept.count(), before.len()) };
    let table = Shape { size, x0, width: x1 - x0, most_ruled, before, kept };
    (0..strips.len()).map(|at| of_strip(sheet, lines, strips, at, &table)).collect()
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
    strips: &[Strip],
    at: usize,
    table: &Shape,
) -> Evidence {
    let strip = strips[at];
    let size = table.size;
    let left_end = if at == 0 { Pt(i32::MIN) } else { strips[at - 1].at };
    let right_end = strips.get(at + 1).map_or(Pt(i32::MAX), |next| next.at);
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
                i32::from(table.before.iter().any(|edge| near(&strip, *edge, size)))
            },
        ),
        ("edges before that have a strip, %", table.kept),
        (
            "columns before",
            if table.before.is_empty() { UNKNOWN } else { table.before.len().min(40) as i32 + 1 },
        ),
        ("lines", n.min(40) as i32),
        ("strips", strips.len().min(40) as i32),
        ("place, width%", hundredths(strip.at - table.x0, table.width)),
        ("region width, em", table.width.0 / size.0),
        ("list marks left, %", {
            let marks =
                near_left.iter().filter(|p| p.words.len() == 1 && sheet.ends_of(&p.words).0.label);
            percent(marks.count(), near_left.len())
        }),
    ]
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
