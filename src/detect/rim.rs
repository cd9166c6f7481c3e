//! The first and the last lines of a table: each line at its rim is weighed against the columns of its
//! core, from the core outwards, and as many are taken as sum up best.

use super::columns;
use super::line_evidence;
use super::pieces;
use super::region::Region;
use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, percent};
use super::signs_seen::Caption;
use super::words::Word;
use crate::geom::Pt;

/// Lines of a region at each end that are weighed again, and lines outside that are.
const INNER: usize = 4;
const OUTER: usize = 10;

/// A region parted into its core and what may belong to it, from the core outwards.
pub(super) struct Parted {
    pub(super) core: Vec<Line>,
    /// Lines over the core and under it; the first `own` of each were in the region.
    pub(super) over: (Vec<Line>, usize),
    pub(super) under: (Vec<Line>, usize),
}

/// Parts a region; `free` are the phrases that no other table has.
pub(super) fn part(sheet: &Sheet<'_>, region: &Region, free: &dyn Fn(usize) -> bool) -> Parted {
    let lines = &region.lines;
    let inner = INNER.min(lines.len().saturating_sub(2) / 2);
    let core = lines[inner..lines.len() - inner].to_vec();
    let area = region.area;
    let own: std::collections::BTreeSet<usize> = region.phrases().collect();
    let beside: Vec<usize> = (0..sheet.phrases.len())
        .filter(|at| !own.contains(at) && free(*at))
        .filter(|at| {
            let phrase = &sheet.phrases[*at].area;
            common((phrase.x0, phrase.x1), (area.x0 - Pt(3000), area.x1)) > Pt(0)
        })
        .collect();
    let of =
        |test: &dyn Fn(usize) -> bool| sheet.lines(beside.iter().copied().filter(|at| test(*at)));
    let above = of(&|at| sheet.phrases[at].baseline < lines[0].baseline - lines[0].size / 3);
    let last = &lines[lines.len() - 1];
    let below = of(&|at| sheet.phrases[at].baseline > last.baseline + last.size / 3);
    let over = lines[..inner].iter().rev().chain(above.iter().rev().take(OUTER)).cloned().collect();
    let under =
        lines[lines.len() - inner..].iter().chain(below.iter().take(OUTER)).cloned().collect();
    Parted { core, over: (over, inner), under: (under, inner) }
}

/// The region with the lines at its rim that belong to it.
pub(super) fn settle(
    sheet: &Sheet<'_>,
    region: Region,
    free: &dyn Fn(usize) -> bool,
    before: &[Pt],
) -> Region {
    let parted = part(sheet, &region, free);
    let card = score::of(Decision::Rim);
    let (edges, _) = columns::edges(sheet, &region.lines, before);
    let take = |side: &(Vec<Line>, usize), up: bool| -> Vec<Line> {
        let all = evidence(sheet, &region, side, up, &edges);
        let mut sum = 0;
        // On a tie what was proposed stays.
        let (mut best, mut count) = (i32::MIN, 0);
        for at in 0..=all.len() {
            if sum > best || sum == best && at <= side.1 {
                (best, count) = (sum, at);
            }
            sum += all.get(at).map_or(0, |e| card.score(e));
        }
        side.0[..count].to_vec()
    };
    let mut lines: Vec<Line> = take(&parted.over, true);
    lines.reverse();
    lines.extend(parted.core);
    lines.extend(take(&parted.under, false));
    let settled = Region::new(lines, region.source);
    settled.map(|own| Region { score: region.score, ..own }).unwrap_or(region)
}

/// The evidence for each line at one rim of a region, from the core outwards.
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    region: &Region,
    side: &(Vec<Line>, usize),
    up: bool,
    edges: &[Pt],
) -> Vec<Evidence> {
    let (lines, own) = side;
    let cut = pieces::cut(sheet, lines, edges);
    let steps: Vec<i32> = region
        .lines
        .windows(2)
        .map(|pair| (pair[1].baseline - pair[0].baseline).0)
        .filter(|step| *step > 0)
        .collect();
    let usual = Pt(super::sheet::median(steps).unwrap_or(1200).max(100));
    let (x0, x1) = (region.area.x0, region.area.x1);
    let core = if up {
        region.lines.get(*own)
    } else {
        region.lines.len().checked_sub(own + 1).and_then(|at| region.lines.get(at))
    };
    let block = line_evidence::block(&region.lines);
    let mut seen_caption = false;
    (0..lines.len())
        .map(|at| {
            let line = &lines[at];
            let inner = if at == 0 { core.unwrap_or(line) } else { &lines[at - 1] };
            let outer = lines.get(at + 1);
            let words: Vec<&Word> = sheet.words_of(line).collect();
            let share = |test: &dyn Fn(&&&Word) -> bool| {
                percent(words.iter().filter(|w| test(w)).count(), words.len())
            };
            let step = |a: &Line, b: &Line| (a.baseline - b.baseline).abs();
            let ruled = |a: &Line, b: &Line| ruled(sheet, a, b, x0, x1);
            let columns = edges.len() + 1;
            let filled: usize = cut[at].iter().map(|p| p.last_col - p.col + 1).sum();
            let spanning = cut[at].iter().filter(|p| p.last_col > p.col).count();
            let kind = sheet.caption(&line.phrases);
            let before_caption = seen_caption;
            seen_caption |= kind != Caption::None;
            let y = line.baseline - line.size * 3 / 10;
            let uprights = sheet
                .down
                .iter()
                .filter(|r| r.from <= y && y <= r.to && x0 - Pt(400) < r.at && r.at < x1 + Pt(400))
                .count();
            let look = &line_evidence::seen(sheet, std::slice::from_ref(line), &block)[0];
            let further = sheet
                .across
                .iter()
                .filter(|r| {
                    let outside = if up {
                        r.at < line.baseline - line.size / 3 && r.at > line.baseline - usual * 12
                    } else {
                        r.at > line.baseline && r.at < line.baseline + usual * 12
                    };
                    outside
                        && common((r.from, r.to), (x0, x1)) * 100 > (x1 - x0) * 80
                        && r.len() * 100 < (x1 - x0) * 130
                })
                .count();
            vec![
                ("over the core", i32::from(up)),
                ("was in it", i32::from(at < *own)),
                ("lines from the core", at as i32),
                ("lines of the region", region.lines.len().min(60) as i32),
                ("source", region.source as i32),
                ("step to the core, usual%", hundredths(step(line, inner), usual).min(9999)),
                (
                    "step outwards, usual%",
                    outer.map_or(UNKNOWN, |o| hundredths(step(line, o), usual).min(9999)),
                ),
                ("ruled towards the core, width%", ruled(line, inner)),
                ("ruled outwards, width%", outer.map_or(UNKNOWN, |o| ruled(line, o))),
                ("rulings further out", further.min(20) as i32),
                ("uprights beside it", uprights.min(20) as i32),
                ("columns", columns.min(30) as i32),
                ("pieces", cut[at].len().min(20) as i32),
                ("filled, %", percent(filled, columns)),
                ("pieces over columns", spanning.min(9) as i32),
                ("first column", i32::from(cut[at].iter().any(|p| p.col == 0))),
                (
                    "only the first column",
                    i32::from(cut[at].len() == 1 && cut[at][0].last_col == 0),
                ),
                (
                    "over all columns",
                    i32::from(cut[at].iter().any(|p| p.col == 0 && p.last_col + 1 == columns)),
                ),
                ("phrases", line.phrases.len().min(20) as i32),
                ("phrases outwards", outer.map_or(UNKNOWN, |o| o.phrases.len().min(20) as i32)),
                ("words", words.len().min(40) as i32),
                ("longest phrase, words", look.longest.min(40) as i32),
                (
                    "numbers, %",
                    percent(sheet.looks_of(line).filter(|l| l.number).count(), words.len()),
                ),
                (
                    "small words, %",
                    percent(sheet.looks_of(line).filter(|l| l.small).count(), words.len()),
                ),
                ("bold, %", share(&|w| w.bold)),
                (
                    "size over the core's, %",
                    hundredths(line.size, core.map_or(line.size, |c| c.size)),
                ),
                (
                    "caption",
                    match kind {
                        Caption::None => 0,
                        Caption::Table => 1,
                        Caption::Figure => 2,
                    },
                ),
                ("a caption nearer", i32::from(before_caption)),
                ("note", i32::from(sheet.is_note(&line.phrases))),
                ("ends with a stop", i32::from(look.stops)),
                (
                    "begins small",
                    i32::from(
                        words.first().is_some_and(|w| w.text.starts_with(char::is_lowercase)),
                    ),
                ),
                ("starts left of it, em%", hundredths(x0 - line.area.x0, line.size)),
                ("ends right of it, em%", hundredths(line.area.x1 - x1, line.size)),
                ("width, %", hundredths(line.area.width(), x1 - x0).min(999)),
                (
                    "off its middle, em%",
                    hundredths((line.area.mid_x() - region.area.mid_x()).abs(), line.size)
                        .min(9999),
                ),
                ("tagged as a table, %", sheet.tag_share(words.iter().copied())),
            ]
        })
        .collect()
}

/// How much of a table's width rulings cover between two lines, in percent.
fn ruled(sheet: &Sheet<'_>, a: &Line, b: &Line, x0: Pt, x1: Pt) -> i32 {
    let (upper, lower) = if a.baseline < b.baseline { (a, b) } else { (b, a) };
    let between = sheet.across.iter().filter(|r| {
        upper.baseline - upper.size / 4 <= r.at && r.at <= lower.baseline - lower.size / 3
    });
    let reach = between.map(|r| common((r.from, r.to), (x0, x1)).0.max(0)).max().unwrap_or(0);
    hundredths(Pt(reach), x1 - x0).min(100)
}
