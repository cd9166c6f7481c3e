//! The first and the last lines of a table: each line at its rim is weighed against the columns of its
//! core, from the core outwards, and as many are taken as sum up best.

use super::columns;
use super::line_evidence::stops;
use super::pieces::{self, Piece};
use super::region::Region;
use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, percent};
use super::signs_seen::{Caption, Look};
use super::words::Word;
use crate::geom::Pt;
use crate::page::Ruling;
use crate::signs::continued;

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

/// The phrases of the running head of a page, where its first line is one without doubt: the number of a page on
/// one side and a text on the other, no ruling over them, and room under them.
pub(super) fn running_head(sheet: &Sheet<'_>) -> Vec<usize> {
    /// In hundredths of the size, from its baseline to that of the next line: more than lines of a table have.
    const ROOM: i32 = 180;
    let lines = sheet.lines(0..sheet.phrases.len());
    let [head, next, ..] = lines.as_slice() else { return Vec::new() };
    let is_number = |at: &usize| {
        let words = &sheet.phrases[*at].words;
        words.len() == 1 && sheet.words[words[0]].text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let numbered = match head.phrases.as_slice() {
        [first, second] => is_number(first) != is_number(second),
        _ => false,
    };
    let apart = hundredths(next.baseline - head.baseline, head.size) >= ROOM;
    let open = sheet.across_between(Pt(0), head.area.top).is_empty();
    if numbered && apart && open { head.phrases.clone() } else { Vec::new() }
}

/// The regions without a line of such phrases.
pub(super) fn without(regions: Vec<Region>, phrases: &[usize]) -> Vec<Region> {
    let rest = |region: Region| match region.lines.iter().position(|line| line.phrases == phrases) {
        Some(at) => {
            let mut lines = region.lines.clone();
            lines.remove(at);
            region.with(lines)
        }
        None => Some(region),
    };
    regions.into_iter().filter_map(rest).collect()
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
    // "continued on next page" stands under the last ruling, and is no row.
    let says = |line: &Line| {
        let words: Vec<&str> = sheet.words_of(line).map(|word| word.text.as_str()).collect();
        line.phrases.len() == 1 && continued::says_continued(&words.join(" "))
    };
    while lines.last().is_some_and(says) {
        lines.pop();
    }
    region.with(lines).unwrap_or(region)
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
    let all = &region.lines;
    let steps: Vec<i32> = all
        .windows(2)
        .map(|pair| (pair[1].baseline - pair[0].baseline).0)
        .filter(|step| *step > 0)
        .collect();
    let usual = Pt(super::sheet::median(steps).unwrap_or(1200).max(100));
    let core = if up { Some(*own) } else { all.len().checked_sub(own + 1) };
    let core = core.and_then(|at| all.get(at));
    let rim = Rim { sheet, region, lines, own: *own, up, usual, core, columns: edges.len() + 1 };
    let cut = pieces::cut(sheet, lines, edges);
    let captions: Vec<Caption> = lines.iter().map(|line| sheet.caption(&line.phrases)).collect();
    let of = |at: usize| {
        let nearer = captions[..at].iter().any(|kind| *kind != Caption::None);
        let mut found = rim.place(at);
        found.extend(rim.drawn(at));
        found.extend(rim.filled(at, &cut[at]));
        found.extend(rim.text(at, captions[at], nearer));
        found.extend(rim.reach(at));
        found
    };
    (0..lines.len()).map(of).collect()
}

/// One rim of a region, while its lines are weighed.
struct Rim<'r> {
    sheet: &'r Sheet<'r>,
    region: &'r Region,
    /// The lines, from the core outwards; the first `own` of them were in the region.
    lines: &'r [Line],
    own: usize,
    /// Whether it is the upper one.
    up: bool,
    /// How far lines of the region are apart.
    usual: Pt,
    /// The line of the core that is next to the rim.
    core: Option<&'r Line>,
    columns: usize,
}

impl Rim<'_> {
    /// Evidence on the next line outwards.
    fn outwards(&self, at: usize, of: impl Fn(&Line) -> i32) -> i32 {
        self.lines.get(at + 1).map_or(UNKNOWN, of)
    }

    /// The next line inwards.
    fn inwards(&self, at: usize) -> &Line {
        let line = &self.lines[at];
        if at == 0 { self.core.unwrap_or(line) } else { &self.lines[at - 1] }
    }

    /// Where a line stands.
    fn place(&self, at: usize) -> Evidence {
        let line = &self.lines[at];
        let step =
            |other: &Line| hundredths((line.baseline - other.baseline).abs(), self.usual).min(9999);
        vec![
            ("over the core", i32::from(self.up)),
            ("was in it", i32::from(at < self.own)),
            ("lines from the core", at as i32),
            ("lines of the region", self.region.lines.len().min(60) as i32),
            ("source", self.region.source as i32),
            ("step to the core, usual%", step(self.inwards(at))),
            ("step outwards, usual%", self.outwards(at, step)),
        ]
    }

    /// The rulings about it.
    fn drawn(&self, at: usize) -> Evidence {
        /// So many usual steps outwards a ruling may be the table's.
        const FAR: i32 = 12;
        let line = &self.lines[at];
        let (x0, x1) = (self.region.area.x0, self.region.area.x1);
        let ruled = |other: &Line| ruled(self.sheet, line, other, x0, x1);
        let y = line.baseline - line.size * 3 / 10;
        let beside =
            |r: &&Ruling| r.from <= y && y <= r.to && x0 - Pt(400) < r.at && r.at < x1 + Pt(400);
        let further = |r: &&Ruling| {
            let outside = if self.up {
                r.at < line.baseline - line.size / 3 && r.at > line.baseline - self.usual * FAR
            } else {
                r.at > line.baseline && r.at < line.baseline + self.usual * FAR
            };
            outside
                && common((r.from, r.to), (x0, x1)) * 100 > (x1 - x0) * 80
                && r.len() * 100 < (x1 - x0) * 130
        };
        let count = |rulings: usize| rulings.min(20) as i32;
        vec![
            ("ruled towards the core, width%", ruled(self.inwards(at))),
            ("ruled outwards, width%", self.outwards(at, ruled)),
            ("rulings further out", count(self.sheet.across.iter().filter(further).count())),
            ("uprights beside it", count(self.sheet.down.iter().filter(beside).count())),
        ]
    }

    /// How it fills the columns.
    fn filled(&self, at: usize, cut: &[Piece]) -> Evidence {
        let columns = self.columns;
        let filled: usize = cut.iter().map(|p| p.last_col - p.col + 1).sum();
        let spanning = cut.iter().filter(|p| p.last_col > p.col).count();
        let whole = |p: &Piece| p.col == 0 && p.last_col + 1 == columns;
        let phrases = |line: &Line| line.phrases.len().min(20) as i32;
        vec![
            ("columns", columns.min(30) as i32),
            ("pieces", cut.len().min(20) as i32),
            ("filled, %", percent(filled, columns)),
            ("pieces over columns", spanning.min(9) as i32),
            ("first column", i32::from(cut.iter().any(|p| p.col == 0))),
            ("only the first column", i32::from(cut.len() == 1 && cut[0].last_col == 0)),
            ("over all columns", i32::from(cut.iter().any(whole))),
            ("phrases", phrases(&self.lines[at])),
            ("phrases outwards", self.outwards(at, phrases)),
        ]
    }

    /// How it reads.
    fn text(&self, at: usize, caption: Caption, nearer: bool) -> Evidence {
        let (sheet, line) = (self.sheet, &self.lines[at]);
        let words: Vec<&Word> = sheet.words_of(line).collect();
        let longest = sheet.phrases_of(line).map(|phrase| phrase.words.len()).max().unwrap_or(0);
        let looks = |test: fn(&&Look) -> bool| {
            percent(sheet.looks_of(line).filter(test).count(), words.len())
        };
        let bold = words.iter().filter(|word| word.bold).count();
        let small = words.first().is_some_and(|w| w.text.starts_with(char::is_lowercase));
        let kind = match caption {
            Caption::None => 0,
            Caption::Table => 1,
            Caption::Figure => 2,
        };
        vec![
            ("words", words.len().min(40) as i32),
            ("longest phrase, words", longest.min(40) as i32),
            ("numbers, %", looks(|look| look.number)),
            ("small words, %", looks(|look| look.small)),
            ("bold, %", percent(bold, words.len())),
            (
                "size over the core's, %",
                hundredths(line.size, self.core.map_or(line.size, |core| core.size)),
            ),
            ("caption", kind),
            ("a caption nearer", i32::from(nearer)),
            ("note", i32::from(sheet.is_note(&line.phrases))),
            ("ends with a stop", i32::from(stops(&words))),
            ("begins small", i32::from(small)),
        ]
    }

    /// From where to where it reaches.
    fn reach(&self, at: usize) -> Evidence {
        let line = &self.lines[at];
        let area = self.region.area;
        let off = (line.area.mid_x() - area.mid_x()).abs();
        vec![
            ("starts left of it, em%", hundredths(area.x0 - line.area.x0, line.size)),
            ("ends right of it, em%", hundredths(line.area.x1 - area.x1, line.size)),
            ("width, %", hundredths(line.area.width(), area.x1 - area.x0).min(999)),
            ("off its middle, em%", hundredths(off, line.size).min(9999)),
            ("tagged as a table, %", self.sheet.tag_share(self.sheet.words_of(line))),
        ]
    }
}

/// How much of a table's width rulings cover between two lines, in percent.
fn ruled(sheet: &Sheet<'_>, a: &Line, b: &Line, x0: Pt, x1: Pt) -> i32 {
    let (upper, lower) = if a.baseline < b.baseline { (a, b) } else { (b, a) };
    let (top, bottom) = (upper.baseline - upper.size / 4, lower.baseline - lower.size / 3);
    let between = sheet.across_between(top, bottom).iter();
    let reach = between.map(|r| common((r.from, r.to), (x0, x1)).0.max(0)).max().unwrap_or(0);
    hundredths(Pt(reach), x1 - x0).min(100)
}
