//! What stands round a region: captions and notes, text beside it, the lines right over and under it.

use super::region::Region;
use super::score::{Evidence, UNKNOWN};
use super::sheet::{Line, Phrase, Sheet, common, hundredths, percent};
use super::signs_seen::Caption;
use crate::geom::{Area, Pt};

/// The phrases near a region that are none of its own.
fn outside(sheet: &Sheet<'_>, region: &Region) -> Vec<usize> {
    /// What is further off than this many lines does not speak of a table.
    const FAR: i32 = 24;
    let reach = region.lines[0].size * FAR;
    let mut own = vec![false; sheet.phrases.len()];
    region.phrases().for_each(|at| own[at] = true);
    let from = sheet.phrases.partition_point(|p| p.baseline < region.area.top - reach);
    let to = sheet.phrases.partition_point(|p| p.baseline < region.area.bottom + reach);
    (from..to).filter(|at| !own[*at]).collect()
}

/// A phrase stands beside a line where their baselines are no further apart, in hundredths of the size.
const LEVEL: i32 = 42;

/// What stands round a region.
pub(super) struct Round {
    /// The phrases near it that are none of its own.
    out: Vec<usize>,
    /// The lines over it and under it that do not reach into it.
    clear: [Vec<Line>; 2],
    /// Those that stand on other lines than its own, where they are not the same.
    level: Option<[Vec<Line>; 2]>,
}

impl Round {
    pub(super) fn of(sheet: &Sheet<'_>, region: &Region) -> Self {
        let out = outside(sheet, region);
        let (area, half) = (region.area, region.lines[0].size / 2);
        let (first, last) = (&region.lines[0], &region.lines[region.lines.len() - 1]);
        let stacked = |at: &&usize| {
            let phrase = &sheet.phrases[**at].area;
            common((phrase.x0, phrase.x1), (area.x0, area.x1)) > Pt(0)
        };
        let stacked: Vec<usize> = out.iter().filter(stacked).copied().collect();
        let of = |test: &dyn Fn(&Phrase) -> bool| -> Vec<usize> {
            stacked.iter().copied().filter(|at| test(&sheet.phrases[*at])).collect()
        };
        let clear = [
            of(&|phrase| phrase.area.bottom <= area.top + half),
            of(&|phrase| phrase.area.top >= area.bottom - half),
        ];
        let level = [
            of(&|phrase| phrase.baseline < first.baseline),
            of(&|phrase| phrase.baseline > last.baseline),
        ];
        let level = (level != clear).then(|| level.map(|phrases| sheet.lines(phrases)));
        Round { out, clear: clear.map(|phrases| sheet.lines(phrases)), level }
    }

    pub(super) fn level(&self) -> &[Vec<Line>; 2] {
        self.level.as_ref().unwrap_or(&self.clear)
    }
}

/// What stands round it: captions, notes, text beside it on the same lines.
pub(super) fn around(sheet: &Sheet<'_>, region: &Region, round: &Round) -> Evidence {
    let [above, below] = &round.clear;
    let mut found = named(sheet, region, above, below);
    found.extend(neighbours(region, above.last(), below.first()));
    for (left, names) in [
        (true, ["text left of it, lines%", "gap left of it, em%"]),
        (false, ["text right of it, lines%", "gap right of it, em%"]),
    ] {
        let (lines, gap) = beside(sheet, region, &round.out, left);
        found.extend([(names[0], lines), (names[1], gap)]);
    }
    found.push(("lines above", above.len().min(60) as i32));
    found.push(("lines below", below.len().min(60) as i32));
    found
}

/// What captions and notes over it, in it and under it say.
fn named(sheet: &Sheet<'_>, region: &Region, above: &[Line], below: &[Line]) -> Evidence {
    /// A caption of this table is no further off than so many lines.
    const FAR: usize = 8;
    let kinds = |lines: &mut dyn Iterator<Item = &Line>| -> Vec<Caption> {
        lines.map(|line| sheet.caption(&line.phrases)).collect()
    };
    let over = kinds(&mut above.iter().rev().take(FAR));
    let under = kinds(&mut below.iter().take(FAR));
    let inside = kinds(&mut region.lines.iter());
    let find = |lines: &[Caption], kind: Caption| {
        lines.iter().position(|own| *own == kind).map_or(UNKNOWN, |at| at.min(20) as i32)
    };
    let note = below.first().map_or(UNKNOWN, |line| i32::from(sheet.is_note(&line.phrases)));
    vec![
        ("caption above, lines", find(&over, Caption::Table)),
        ("caption below, lines", find(&under, Caption::Table)),
        ("figure's caption above, lines", find(&over, Caption::Figure)),
        ("figure's caption below, lines", find(&under, Caption::Figure)),
        ("caption inside, line", find(&inside, Caption::Table)),
        ("note right below", note),
    ]
}

/// A gap beside a region, in hundredths of its size.
fn gap(gap: Option<Pt>, size: Pt) -> i32 {
    gap.map_or(UNKNOWN, |gap| hundredths(gap, size).clamp(-999, 9999))
}

/// The lines right above and below it.
fn neighbours(region: &Region, above: Option<&Line>, below: Option<&Line>) -> Evidence {
    let area = region.area;
    let size = region.lines[0].size;
    let columns =
        |line: Option<&Line>| line.map_or(UNKNOWN, |line| line.phrases.len().min(12) as i32);
    let reach = |line: Option<&Line>| {
        line.map_or(UNKNOWN, |line| hundredths(line.area.width(), area.width()).min(999))
    };
    let sizes =
        |line: Option<&Line>| line.map_or(UNKNOWN, |line| hundredths(line.size, size).min(999));
    vec![
        ("gap above, em%", gap(above.map(|line| area.top - line.area.bottom), size)),
        ("gap below, em%", gap(below.map(|line| line.area.top - area.bottom), size)),
        ("phrases of the line above", columns(above)),
        ("phrases of the line below", columns(below)),
        ("width of the line above, %", reach(above)),
        ("width of the line below, %", reach(below)),
        ("size of the line above, %", sizes(above)),
        ("size of the line below, %", sizes(below)),
    ]
}

/// Beside how many of a hundred lines text stands on one side, and the least gap to it.
fn beside(sheet: &Sheet<'_>, region: &Region, out: &[usize], left: bool) -> (i32, i32) {
    let area = region.area;
    let size = region.lines[0].size;
    let mut near: Option<Pt> = None;
    let mut lines = 0;
    for line in &region.lines {
        // Phrases are sorted by baseline; so those on the line's are found, not looked for.
        let over = |at: &usize| (line.baseline - sheet.phrases[*at].baseline) * 100 > size * LEVEL;
        let from = out.partition_point(over);
        let phrases = out[from..].iter().map(|at| &sheet.phrases[*at]);
        let level = phrases.take_while(|p| (p.baseline - line.baseline) * 100 <= size * LEVEL);
        let gaps = level.map(|p| if left { area.x0 - p.area.x1 } else { p.area.x0 - area.x1 });
        if let Some(gap) = gaps.filter(|gap| *gap > Pt(0) - size).min() {
            lines += 1;
            near = Some(near.map_or(gap, |near| near.min(gap)));
        }
    }
    (percent(lines, region.lines.len()), gap(near, size))
}

/// Whether the lines just outside go on as those inside do: then the table is cut.
pub(super) fn beyond(
    sheet: &Sheet<'_>,
    region: &Region,
    [above, below]: &[Vec<Line>; 2],
    votes: &[i32],
    edges: &[Pt],
) -> Evidence {
    let mut found = Evidence::new();
    let inside = region.lines.iter().take(LOOKED);
    let up = outward(sheet, above.iter().rev().take(LOOKED), inside, votes, edges);
    found.extend(up.map(|(name, value)| (name.0, value)));
    let inside = region.lines.iter().rev().take(LOOKED);
    let down = outward(sheet, below.iter().take(LOOKED), inside, votes, edges);
    found.extend(down.map(|(name, value)| (name.1, value)));
    found
}

/// So many lines inside and outside are compared.
const LOOKED: usize = 3;

/// What the lines outside have in common with those inside, both from the rim on; with the names above and
/// below.
fn outward<'l>(
    sheet: &Sheet<'_>,
    outside: impl Iterator<Item = &'l Line> + Clone,
    inside: impl Iterator<Item = &'l Line>,
    votes: &[i32],
    edges: &[Pt],
) -> impl Iterator<Item = ((&'static str, &'static str), i32)> {
    /// Places that are nearer than this are one.
    const SAME: Pt = Pt(250);
    let nearest = outside.clone().next();
    let vote = nearest.and_then(|line| line.phrases.iter().map(|at| votes[*at]).max());
    let areas = |line: &'l Line| line.phrases.iter().map(|at| sheet.phrases[*at].area);
    let outer: Vec<Area> = outside.flat_map(areas).collect();
    let inner: Vec<Area> = inside.flat_map(areas).collect();
    let crosses =
        |edge: &&Pt| outer.iter().any(|a| a.x0 + Pt(200) < **edge && **edge < a.x1 - Pt(200));
    let crossed = edges.iter().filter(crosses).count();
    let share = |place: fn(&Area) -> Pt| {
        let shared = |a: &&Area| inner.iter().any(|b| (place(a) - place(b)).abs() < SAME);
        percent(outer.iter().filter(shared).count(), outer.len())
    };
    let known = |value: i32| if outer.is_empty() { UNKNOWN } else { value };
    [
        (("score of the line above", "score of the line below"), vote.unwrap_or(UNKNOWN)),
        (
            ("edges crossed above, %", "edges crossed below, %"),
            known(percent(crossed, edges.len())),
        ),
        (("starts shared above, %", "starts shared below, %"), known(share(|area| area.x0))),
        (("ends shared above, %", "ends shared below, %"), known(share(|area| area.x1))),
    ]
    .into_iter()
}
