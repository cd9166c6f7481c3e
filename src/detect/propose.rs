//! Groups of lines that may be tables, from whatever shows them: lines that read so, by the page and by
//! its columns; rulings; the document's own structure. They overlap and disagree; `region` judges them.

use std::collections::BTreeSet;

use super::abreast;
use super::frames;
use super::line_evidence;
use super::region::{Region, Source};
use super::score::{self, BIT, Decision};
use super::sheet::{Line, Sheet, common};
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// A page with more phrases than this is a drawing or a map.
pub(super) const MOST_PHRASES: usize = 20_000;
/// So many proposals are judged on a page, the first ones.
const MOST: usize = 120;
/// So many phrases are judged in all proposals of a page, so that the time a page takes grows with its text:
/// a page of prose or tables has some hundred phrases, and room for all of its proposals.
const WORK: usize = 40_000;
/// Of a proposal without rulings, tags or columns, no more than so many phrases in a hundred stand on lines that
/// read as prose: what is nearly all prose is not worth judging.
const AGAINST: usize = 85;
/// So many lines of so many phrases each stand in columns, whatever they read as.
const LINES: usize = 4;
const COLUMNS: usize = 3;
/// A table has so many lines that read as its rows.
const ROWS: usize = 2;

/// What a page puts forward.
pub(super) struct Proposals {
    pub(super) regions: Vec<Region>,
    /// For each phrase the score of its line, in the block where it reads most like a table.
    pub(super) votes: Vec<i32>,
}

/// Everything on a page that may be a table.
pub(super) fn all(sheet: &Sheet<'_>) -> Proposals {
    let mut votes = vec![i32::MIN; sheet.phrases.len()];
    let mut found: Vec<Region> = Vec::new();
    if sheet.phrases.len() > MOST_PHRASES {
        return Proposals { regions: found, votes };
    }
    let mut runs = Vec::new();
    for (lines, source) in blocks(sheet) {
        let block = line_evidence::block(&lines);
        let seen = line_evidence::seen(sheet, &lines, &block);
        let card = score::of(Decision::Line);
        let scores: Vec<i32> = line_evidence::evidence(sheet, &lines, &block, &seen)
            .iter()
            .map(|e| card.score(e))
            .collect();
        for (line, score) in lines.iter().zip(&scores) {
            for phrase in &line.phrases {
                votes[*phrase] = votes[*phrase].max(*score);
            }
        }
        for (from, to) in table_runs(&scores) {
            runs.extend(Region::new(lines[from..to].to_vec(), source));
        }
    }
    found.extend(by_tags(sheet));
    let groups = same_ends(sheet);
    found.extend(by_rulings(sheet, &groups));
    found.extend(runs);
    let parts: Vec<Region> = found.iter().flat_map(|region| parts(sheet, region, &votes)).collect();
    found.extend(parts);
    let mut found = abreast::part(sheet, found);
    let mut known: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut judged = 0;
    let stacked = frames::stacked(&groups);
    found.retain(|region| {
        let mut own: Vec<usize> = region.phrases().collect();
        own.sort_unstable();
        let against = own.iter().filter(|at| votes[**at] < 0).count();
        let lines = region.lines.len();
        let columns = lines >= LINES && own.len() >= lines * COLUMNS;
        let drawn = matches!(region.source, Source::Grid | Source::Rules | Source::Tags);
        // A row alone in its grid is the rest of a table, or its beginning.
        let row = region.source == Source::Grid && own.len() > 1;
        (row || region.lines.len() > 1 && own.len() > 2)
            && !holds_caption(sheet, region)
            && !frames::holds_two(region, &stacked)
            && !holds_prose(sheet, region, &votes)
            && (drawn || columns || against * 100 <= own.len() * AGAINST)
            && known.len() < MOST
            && judged < WORK
            && {
                judged += own.len();
                known.insert(own)
            }
    });
    Proposals { regions: found, votes }
}

/// Whether the caption of another table stands alone on a line inside: then there are two tables, and
/// `parts` has put both forward.
fn holds_caption(sheet: &Sheet<'_>, region: &Region) -> bool {
    let alone = |line: &&Line| line.phrases.len() == 1;
    let inner = region.lines.iter().skip(1).filter(alone);
    inner.into_iter().any(|line| sheet.caption(&line.phrases) == Caption::Table)
}

/// The blocks whose lines are read: the page as a whole, and what stands left and right of each gutter.
pub(super) fn blocks(sheet: &Sheet<'_>) -> Vec<(Vec<Line>, Source)> {
    let all = 0..sheet.phrases.len();
    let mut found = vec![(sheet.lines(all.clone()), Source::Lines)];
    let mut bounds: Vec<(Pt, Pt)> = vec![(Pt(i32::MIN), Pt(i32::MAX))];
    for gutter in gutters(sheet) {
        let within = bounds.iter().position(|(from, to)| *from < gutter && gutter < *to);
        let Some(at) = within else { continue };
        let (from, to) = bounds.remove(at);
        bounds.extend([(from, gutter), (gutter, to)]);
        for (from, to) in [(from, gutter), (gutter, to)] {
            let own = all.clone().filter(|at| {
                let area = &sheet.phrases[*at].area;
                from - Pt(100) <= area.x0.max(from)
                    && from <= area.x0 + Pt(200)
                    && area.x1 - Pt(200) <= to
            });
            let lines = sheet.lines(own);
            if lines.len() > 1 {
                found.push((lines, Source::Column));
            }
        }
    }
    found
}

/// White strips down the page that may part its columns of text, the clearest first.
fn gutters(sheet: &Sheet<'_>) -> Vec<Pt> {
    /// So many are tried.
    const TRIED: usize = 3;
    /// Fewer letters on one side are a margin, not a column of text.
    const LETTERS: usize = 100;
    let body = || sheet.phrases.iter();
    let (Some(x0), Some(x1)) = (body().map(|p| p.area.x0).min(), body().map(|p| p.area.x1).max())
    else {
        return Vec::new();
    };
    let width = ((x1 - x0).0 / 100).max(1) as usize;
    let mut cover = vec![0usize; width + 2];
    for phrase in body() {
        let place = |x: Pt| (((x - x0).0.max(0) / 100) as usize).min(width);
        let reach = place(phrase.area.x0)..=place(phrase.area.x1);
        cover[reach].iter_mut().for_each(|lines| *lines += 1);
    }
    let letters = |phrase: &super::sheet::Phrase| phrase.area.width().0 as usize / 500;
    let mut found: Vec<(usize, usize, Pt)> = Vec::new();
    let mut at = 1;
    while at < width {
        let mut end = at;
        while end + 1 < width && cover[end + 1] == cover[at] {
            end += 1;
        }
        if cover[at - 1] > cover[at] && cover[end + 1] > cover[at] {
            let middle = x0 + Pt((at + end) as i32 * 50 + 50);
            let left: usize = body().filter(|p| p.area.x1 <= middle).map(letters).sum();
            let right: usize = body().filter(|p| p.area.x0 >= middle).map(letters).sum();
            let sides = left.min(right);
            if sides > LETTERS {
                // What crosses a gutter is titles, and tables that are as wide as the page.
                found.push((sides / (cover[at] + 1), end - at, middle));
            }
        }
        at = end + 1;
    }
    found.sort_by_key(|(clear, wide, x)| (std::cmp::Reverse((*clear, *wide)), *x));
    found.into_iter().take(TRIED).map(|(.., middle)| middle).collect()
}

/// Runs of lines that read as tables, by several measures of how sure that must be: the cheapest
/// labelling of the lines with a price on each change (Viterbi, with two labels).
fn table_runs(scores: &[i32]) -> Vec<(usize, usize)> {
    /// What is added to each line's score.
    const LEANINGS: [i32; 5] = [0, -2 * BIT, 2 * BIT, -4 * BIT, 4 * BIT];
    /// What a change between table and prose costs.
    const CHANGE: i32 = 3 * BIT;
    let mut found = BTreeSet::new();
    for leaning in LEANINGS {
        let (mut best, mut back) = ([0, -CHANGE], Vec::with_capacity(scores.len()));
        for score in scores {
            let own = [0, score + leaning];
            let mut next = [0; 2];
            let mut from = [0; 2];
            for label in 0..2 {
                let stay = best[label];
                let change = best[1 - label] - CHANGE;
                from[label] = if change > stay { 1 - label } else { label };
                next[label] = stay.max(change) + own[label];
            }
            back.push(from);
            best = next;
        }
        let mut label = usize::from(best[1] > best[0]);
        let mut labels = vec![0; scores.len()];
        for at in (0..scores.len()).rev() {
            labels[at] = label;
            label = back[at][label];
        }
        let mut from = 0;
        for run in labels.chunk_by(|a, b| a == b) {
            if run[0] == 1 {
                found.insert((from, from + run.len()));
            }
            from += run.len();
        }
    }
    found.into_iter().collect()
}

/// The tables of the document's own structure.
fn by_tags(sheet: &Sheet<'_>) -> Vec<Region> {
    let table = |phrase: &super::sheet::Phrase| {
        let mark = phrase.words.first().and_then(|at| sheet.words[*at].mark)?;
        sheet.page.tags.get(&mark).map(|tag| tag.table)
    };
    let tables: BTreeSet<u32> = sheet.phrases.iter().filter_map(table).collect();
    let of = |own: u32| {
        (0..sheet.phrases.len()).filter(move |at| table(&sheet.phrases[*at]) == Some(own))
    };
    tables.into_iter().filter_map(|own| Region::new(sheet.lines(of(own)), Source::Tags)).collect()
}

/// Tables by their rulings: what crosses hangs together; what has the same ends lies over each other.
fn by_rulings(sheet: &Sheet<'_>, groups: &[Vec<Ruling>]) -> Vec<Region> {
    let mut found = Vec::new();
    if is_drawing(sheet) {
        return found;
    }
    for area in crossing(sheet) {
        found.extend(within(sheet, area, Source::Grid));
        // Names of rows may stand left of a grid.
        let wider = Area { x0: area.x0 - (area.width() / 2).min(Pt(15_000)), ..area };
        found.extend(within(sheet, wider, Source::Grid));
    }
    for group in groups {
        found.extend(between(sheet, group));
    }
    found
}

/// Whether a page has more rulings than tables have.
fn is_drawing(sheet: &Sheet<'_>) -> bool {
    const RULINGS: usize = 3000;
    sheet.across.len() + sheet.down.len() > RULINGS
}

/// The phrases whose middle lies in a box.
fn within(sheet: &Sheet<'_>, area: Area, source: Source) -> Option<Region> {
    let own = (0..sheet.phrases.len()).filter(|at| {
        let phrase = &sheet.phrases[*at];
        area.contains(phrase.area.mid_x(), phrase.baseline - phrase.size / 4)
    });
    Region::new(sheet.lines(own), source)
}

/// The boxes of rulings that cross each other.
fn crossing(sheet: &Sheet<'_>) -> Vec<Area> {
    /// How far rulings may miss each other and still meet.
    const MEET: Pt = Pt(300);
    let meets = |h: &Ruling, v: &Ruling| {
        h.from - MEET <= v.at && v.at <= h.to + MEET && v.from - MEET <= h.at && h.at <= v.to + MEET
    };
    let mut boxes: Vec<(Area, Vec<usize>)> = Vec::new();
    for (at, v) in sheet.down.iter().enumerate() {
        let own: Vec<&Ruling> = sheet.across.iter().filter(|h| meets(h, v)).collect();
        if own.is_empty() {
            continue;
        }
        let mut area = Area { x0: v.at, x1: v.at, top: v.from, bottom: v.to };
        for h in &own {
            area = area.union(&Area { x0: h.from, x1: h.to, top: h.at, bottom: h.at });
        }
        boxes.push((area, vec![at]));
    }
    // Boxes that overlap are one, until none do.
    let mut joined: Vec<Area> = Vec::new();
    for (area, _) in boxes {
        let mut area = area;
        loop {
            let at = joined.iter().position(|other| {
                common((other.x0, other.x1), (area.x0, area.x1)) > Pt(-50)
                    && common((other.top, other.bottom), (area.top, area.bottom)) > Pt(-50)
            });
            let Some(at) = at else { break };
            area = area.union(&joined.remove(at));
        }
        joined.push(area);
    }
    joined
}

/// Horizontal rulings that begin and end at the same places, from top to bottom; none of a drawing.
fn same_ends(sheet: &Sheet<'_>) -> Vec<Vec<Ruling>> {
    const SAME: Pt = Pt(400);
    let mut groups: Vec<Vec<Ruling>> = Vec::new();
    if is_drawing(sheet) {
        return groups;
    }
    for ruling in sheet.across.iter().filter(|ruling| ruling.len() > Pt(5000)) {
        let home = groups.iter_mut().find(|group| {
            group
                .iter()
                .any(|r| (r.from - ruling.from).abs() < SAME && (r.to - ruling.to).abs() < SAME)
        });
        match home {
            Some(group) => group.push(*ruling),
            None => groups.push(vec![*ruling]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// What stands between rulings with the same ends: all of it, and the parts between captions and
/// between stretches of the page where text reaches over the ends.
fn between(sheet: &Sheet<'_>, group: &[Ruling]) -> Vec<Region> {
    let area = |from: usize, to: usize| {
        Area::new(group[from].from - Pt(300), group[from].at, group[to].to + Pt(300), group[to].at)
    };
    let parts = |gap: &[Ruling]| {
        let first = sheet.phrases.partition_point(|phrase| phrase.baseline <= gap[0].at);
        let last = sheet.phrases.partition_point(|phrase| phrase.baseline < gap[1].at);
        (first..last).any(|at| {
            let phrase = &sheet.phrases[at];
            let wide = phrase.area.x0 < gap[0].from - phrase.size * 2
                && phrase.area.x1 > gap[0].from + phrase.size * 2;
            wide || sheet.caption(&[at]) != Caption::None
        })
    };
    let mut found = Vec::new();
    found.extend(within(sheet, area(0, group.len() - 1), Source::Rules));
    let mut from = 0;
    for (at, gap) in group.windows(2).enumerate() {
        if parts(gap) {
            if at > from {
                found.extend(within(sheet, area(from, at), Source::Rules));
            }
            from = at + 1;
        }
    }
    if from > 0 && from + 1 < group.len() {
        found.extend(within(sheet, area(from, group.len() - 1), Source::Rules));
    }
    // Tables of three rulings one under the other.
    for from in 0..group.len().saturating_sub(2).min(20) {
        if group.len() > 3 {
            found.extend(within(sheet, area(from, from + 2), Source::Rules));
        }
    }
    found
}

/// The parts of a proposal: over and under its likeliest seams, left and right of its widest gaps.
fn parts(sheet: &Sheet<'_>, region: &Region, votes: &[i32]) -> Vec<Region> {
    /// Seams tried of one proposal.
    const SEAMS: usize = 3;
    let lines = &region.lines;
    let mut seams: Vec<(i32, usize)> = (1..lines.len())
        .map(|at| {
            let (above, line) = (&lines[at - 1], &lines[at]);
            let named = i32::from(sheet.caption(&line.phrases) != Caption::None) * 10_000;
            let step = (line.baseline - above.baseline).0 * 100 / line.size.0.max(1);
            let bold = i32::from(sheet.words_of(line).all(|w| w.bold)) * 30;
            (named + step + bold, at)
        })
        .collect();
    seams.sort_by_key(|(weight, at)| (std::cmp::Reverse(*weight), *at));
    let mut found = Vec::new();
    let mut cuts: Vec<usize> = seams.iter().take(SEAMS).map(|(_, at)| *at).collect();
    cuts.sort_unstable();
    for at in &cuts {
        found.extend(Region::new(lines[..*at].to_vec(), Source::Part));
        found.extend(Region::new(lines[*at..].to_vec(), Source::Part));
    }
    for pair in cuts.windows(2) {
        found.extend(Region::new(lines[pair[0]..pair[1]].to_vec(), Source::Part));
    }
    found.extend(side_parts(sheet, region));
    if holds_prose(sheet, region, votes) {
        found.extend(prose_parts(sheet, region));
    }
    found
}

/// What stands between the long lines of what holds prose: text between tables of one width reads like a row over all
/// columns.
fn prose_parts(sheet: &Sheet<'_>, region: &Region) -> Vec<Region> {
    let is_long = |line: &Line| is_wide(sheet, region, line);
    let stretches = region.lines.chunk_by(|over, line| is_long(over) == is_long(line));
    let others = stretches.filter(|lines| !is_long(&lines[0]));
    others.filter_map(|lines| Region::new(lines.to_vec(), Source::Part)).collect()
}

/// Whether a line of a region is one text of several words that reaches from its left side over a good part of its
/// width; it may begin with the mark of a note.
fn is_wide(sheet: &Sheet<'_>, region: &Region, line: &Line) -> bool {
    /// Names of groups have fewer words than this.
    const WORDS: usize = 6;
    /// It reaches over more than this part of the width: what is shorter may stand in one column.
    const PART: i32 = 3;
    /// Paragraphs are indented by no more than this, in sizes.
    const INDENT: i32 = 3;
    let last = line.phrases.last().map(|at| &sheet.phrases[*at]);
    let wide = last.is_some_and(|phrase| {
        phrase.words.len() >= WORDS && phrase.area.width() * PART > region.area.width()
    });
    let marks = line.phrases.iter().rev().skip(1);
    let left = line.area.x0 - region.area.x0 < line.size * INDENT;
    wide && left && marks.flat_map(|at| &sheet.phrases[*at].words).count() <= 1
}

/// Whether lines of prose stand inside, with lines of a table over and under them: then there are two tables, and
/// `parts` has put both forward.
fn holds_prose(sheet: &Sheet<'_>, region: &Region, votes: &[i32]) -> bool {
    let vote = |line: &Line| line.phrases.iter().map(|at| votes[*at]).max().unwrap_or(0);
    let is_prose = |line: &Line| vote(line) < -BIT && is_wide(sheet, region, line);
    let Some(first) = region.lines.iter().position(&is_prose) else { return false };
    let last = region.lines.iter().rposition(is_prose).unwrap_or(first);
    let rows = |lines: &[Line]| lines.iter().filter(|line| vote(line) > BIT).count();
    rows(&region.lines[..first]) >= ROWS && rows(&region.lines[last + 1..]) >= ROWS
}

/// What stands left and right of the widest white strip through all lines.
fn side_parts(sheet: &Sheet<'_>, region: &Region) -> Vec<Region> {
    let strips = abreast::strips(sheet, region).into_iter();
    let wide = strips.filter(|(from, to)| *to - *from > region.lines[0].size);
    // Of equals the first one.
    let widest = wide.rev().max_by_key(|(from, to)| *to - *from);
    let Some(middle) = widest.map(|(from, to)| from + (to - from) / 2) else { return Vec::new() };
    let side = |left: bool| {
        let own = region.phrases().filter(|at| (sheet.phrases[*at].area.x0 < middle) == left);
        Region::new(sheet.lines(own), Source::Part)
    };
    side(true).into_iter().chain(side(false)).collect()
}
