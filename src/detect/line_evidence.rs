//! What speaks for a line being part of a table, and what for its being prose, by itself and among the
//! lines about it.

use super::score::{Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, median, percent};
use super::signs_seen::Caption;
use super::strips;
use super::words::Word;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// What is known of a line by itself.
pub(super) struct Seen {
    pub(super) caption: Caption,
    pub(super) note: bool,
    pub(super) phrases: usize,
    pub(super) words: usize,
    pub(super) numbers: usize,
    pub(super) small: usize,
    pub(super) longest: usize,
    /// White space between its phrases.
    pub(super) gaps: Vec<(Pt, Pt)>,
    /// How much of the block's width its phrases fill, in percent.
    pub(super) fill: i32,
    pub(super) stops: bool,
    frame: usize,
    inner: usize,
    between: i32,
}

/// A block of lines as a whole.
pub(super) struct Block {
    pub(super) x0: Pt,
    pub(super) x1: Pt,
    leading: Pt,
    left: Pt,
}

pub(super) fn block(lines: &[Line]) -> Block {
    let (x0, x1) = strips::extent(lines);
    let steps = lines.windows(2).map(|pair| (pair[1].baseline - pair[0].baseline).0);
    let steps: Vec<i32> = steps.filter(|step| (1..4000).contains(step)).collect();
    let mut lefts: Vec<i32> = lines.iter().map(|line| line.area.x0.0 / 100).collect();
    lefts.sort_unstable();
    let left = lefts.chunk_by(|a, b| a == b).max_by_key(|chunk| chunk.len());
    Block {
        x0,
        x1,
        leading: Pt(median(steps).unwrap_or(1200).max(100)),
        left: Pt(left.map_or(0, |chunk| chunk[0] * 100)),
    }
}

/// Looks at each line by itself.
pub(super) fn seen(sheet: &Sheet<'_>, lines: &[Line], block: &Block) -> Vec<Seen> {
    lines.iter().map(|line| look(sheet, line, block)).collect()
}

fn look(sheet: &Sheet<'_>, line: &Line, block: &Block) -> Seen {
    let words: Vec<&Word> = sheet.words_of(line).collect();
    let areas: Vec<Area> = sheet.phrases_of(line).map(|p| p.area).collect();
    let filled = areas.iter().fold(Pt(0), |sum, area| sum + area.width());
    let gaps = areas.windows(2).map(|pair| (pair[0].x1, pair[1].x0)).collect();
    let pair = enclosing(sheet, line);
    let uprights = |top: Pt, bottom: Pt, from: Pt, to: Pt| {
        sheet
            .down
            .iter()
            .filter(|r| r.from <= top + Pt(300) && bottom - Pt(300) <= r.to)
            .filter(|r| from - Pt(400) <= r.at && r.at <= to + Pt(400))
            .count()
    };
    let frame = pair.map_or(0, |(up, down)| uprights(up.at, down.at, up.from, up.to));
    let y = line.baseline - line.size * 3 / 10;
    let inner = sheet
        .down
        .iter()
        .filter(|r| {
            r.from <= y && y <= r.to && block.x0 - Pt(800) <= r.at && r.at <= block.x1 + Pt(800)
        })
        .filter(|r| {
            areas.iter().any(|a| a.x1 <= r.at + Pt(100))
                && areas.iter().any(|a| a.x0 >= r.at - Pt(100))
        })
        .count();
    Seen {
        caption: sheet.caption(&line.phrases),
        note: sheet.is_note(&line.phrases),
        phrases: areas.len(),
        words: words.len(),
        numbers: sheet.looks_of(line).filter(|l| l.number).count(),
        small: sheet.looks_of(line).filter(|l| l.small).count(),
        longest: sheet.phrases_of(line).map(|p| p.words.len()).max().unwrap_or(0),
        gaps,
        fill: hundredths(filled, block.x1 - block.x0).min(100),
        stops: stops(&words),
        frame,
        inner,
        between: pair
            .map_or(UNKNOWN, |(up, down)| hundredths(down.at - up.at, line.size).min(20_000)),
    }
}

/// Whether a line ends as a sentence does, or before a list.
pub(super) fn stops(words: &[&Word]) -> bool {
    words.last().is_some_and(|word| word.text.ends_with(['.', ';', ':']))
}

/// The nearest pair of rulings with the same ends over and under a line.
fn enclosing<'s>(sheet: &'s Sheet<'_>, line: &Line) -> Option<(&'s Ruling, &'s Ruling)> {
    /// Rulings of one table end within this of each other.
    const SAME: Pt = Pt(400);
    let (up, down) = beside(sheet, line);
    let same =
        |u: &Ruling, d: &Ruling| (u.from - d.from).abs() < SAME && (u.to - d.to).abs() < SAME;
    up.iter()
        .rev()
        .filter_map(|up| Some((*up, *down.iter().find(|down| same(up, down))?)))
        .min_by_key(|(u, d)| d.at - u.at)
}

/// The rulings over and under a line that lie across it, from top to bottom.
fn beside<'s>(sheet: &'s Sheet<'_>, line: &Line) -> (Vec<&'s Ruling>, Vec<&'s Ruling>) {
    let reach = (line.area.x0, line.area.x1);
    let lies = |r: &&Ruling| {
        let own = common((r.from, r.to), reach);
        own * 10 > r.len().min(line.area.width()) * 4
    };
    let split = line.baseline - line.size / 5;
    sheet.across.iter().filter(lies).partition(|ruling| ruling.at < split)
}

/// The evidence for each line of a block.
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    lines: &[Line],
    block: &Block,
    seen: &[Seen],
) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = (0..lines.len())
        .map(|at| {
            let mut own = alone(sheet, &lines[at], &seen[at], block);
            own.extend(among(sheet, lines, seen, at, block));
            own
        })
        .collect();
    let captions: Vec<usize> =
        (0..lines.len()).filter(|at| seen[*at].caption == Caption::Table).collect();
    let figures: Vec<usize> =
        (0..lines.len()).filter(|at| seen[*at].caption == Caption::Figure).collect();
    for (at, own) in found.iter_mut().enumerate() {
        let since = |all: &[usize]| {
            let before = all.iter().rev().find(|c| **c <= at).map(|c| at - c);
            before.map_or(UNKNOWN, |lines| lines.min(60) as i32)
        };
        let until = |all: &[usize]| {
            let next = all.iter().find(|c| **c > at).map(|c| c - at);
            next.map_or(UNKNOWN, |lines| lines.min(60) as i32)
        };
        own.push(("lines since a caption", since(&captions)));
        own.push(("lines until a caption", until(&captions)));
        own.push(("lines since a figure's caption", since(&figures)));
        own.push(("lines until a figure's caption", until(&figures)));
    }
    found
}

/// What a line says by itself.
fn alone(sheet: &Sheet<'_>, line: &Line, seen: &Seen, block: &Block) -> Evidence {
    let words: Vec<&Word> = sheet.words_of(line).collect();
    let n = seen.words;
    let letters: usize = words.iter().map(|w| w.text.chars().count()).sum();
    let size = line.size;
    let gap = |seen: &Seen| seen.gaps.iter().map(|(a, b)| (*b - *a).0).max();
    let share =
        |test: &dyn Fn(&&&Word) -> bool| percent(words.iter().filter(|w| test(w)).count(), n);
    let (up, down) = beside(sheet, line);
    let nearest =
        |distance: Option<Pt>| distance.map_or(UNKNOWN, |d| hundredths(d, size).min(9999));
    let text = |at: Option<&&Word>| at.map_or("", |word| word.text.as_str()).to_owned();
    let (first, last) = (text(words.first()), text(words.last()));
    let y = line.area.mid_y();
    let drawn = sheet.page.drawings.iter().any(|area| {
        area.top <= y && y <= area.bottom && area.x0 < line.area.x1 && line.area.x0 < area.x1
    });
    vec![
        ("phrases", seen.phrases.min(20) as i32),
        ("widest gap, em%", gap(seen).map_or(0, |gap| hundredths(Pt(gap), size))),
        (
            "wide gaps",
            seen.gaps.iter().filter(|(a, b)| (*b - *a) * 5 > size * 6).count().min(20) as i32,
        ),
        ("numbers, %", percent(seen.numbers, n)),
        ("small words, %", percent(seen.small, n)),
        ("words", n.min(60) as i32),
        ("words a phrase, %", percent(n, seen.phrases)),
        ("longest phrase, words", seen.longest.min(40) as i32),
        ("fill, width%", seen.fill),
        ("indent, em%", hundredths(line.area.x0 - block.x0, size).min(9999)),
        ("short, em%", hundredths(block.x1 - line.area.x1, size).min(9999)),
        ("off the usual left, em%", hundredths((line.area.x0 - block.left).abs(), size).min(9999)),
        ("size over the page's, %", hundredths(size, sheet.body)),
        ("bold, %", share(&|w| w.bold)),
        ("letters a word, %", percent(letters, n)),
        ("block width, page%", hundredths(block.x1 - block.x0, sheet.page.width)),
        (
            "caption",
            match seen.caption {
                Caption::None => 0,
                Caption::Table => 1,
                Caption::Figure => 2,
            },
        ),
        ("note", i32::from(seen.note)),
        ("list mark", i32::from(sheet.looks_of(line).next().is_some_and(|l| l.label))),
        ("ends with a stop", i32::from(seen.stops)),
        ("ends with a hyphen", i32::from(last.ends_with('-'))),
        ("begins small", i32::from(first.starts_with(char::is_lowercase))),
        ("leaders", i32::from(words.iter().any(|w| w.text.contains("..") || w.text == "."))),
        (
            "signs of formulas, %",
            share(&|w| w.text.contains(['=', '∑', '∫', '√', '∈', '≤', '≥', '×', '∂'])),
        ),
        ("ruling above, em%", nearest(up.last().map(|r| line.baseline - r.at))),
        ("ruling below, em%", nearest(down.first().map(|r| r.at - line.baseline))),
        ("rulings above", up.len().min(6) as i32),
        ("rulings below", down.len().min(6) as i32),
        ("height of the pair of rulings, em%", seen.between),
        ("uprights of the frame", seen.frame.min(12) as i32),
        ("uprights between phrases", seen.inner.min(12) as i32),
        ("drawing", i32::from(drawn)),
        ("place, page%", hundredths(line.baseline, sheet.page.height)),
        ("tagged as a table", sheet.tag_share(words.iter().copied())),
    ]
}

/// What the lines about it say.
fn among(sheet: &Sheet<'_>, lines: &[Line], seen: &[Seen], at: usize, block: &Block) -> Evidence {
    /// How many lines up and down are looked at.
    const NEAR: usize = 4;
    let line = &lines[at];
    let size = line.size;
    let own: Vec<Area> = sheet.phrases_of(line).map(|p| p.area).collect();
    let near = |other: &usize| (lines[*other].baseline - line.baseline).abs() < block.leading * 6;
    let up: Vec<usize> = (at.saturating_sub(3)..at).filter(near).collect();
    let down: Vec<usize> = (at + 1..lines.len().min(at + 4)).filter(near).collect();
    let shared = |others: &[usize], test: &dyn Fn(&Area, &Area) -> bool| {
        let count = |other: &usize| {
            own.iter()
                .skip(1)
                .filter(|a| sheet.phrases_of(&lines[*other]).any(|p| test(a, &p.area)))
                .count()
        };
        others.iter().map(count).max().unwrap_or(0).min(12) as i32
    };
    let river = |others: &[usize]| {
        let count = |other: &usize| {
            seen[at]
                .gaps
                .iter()
                .filter(|a| seen[*other].gaps.iter().any(|b| common(**a, *b) * 100 > size * 35))
                .count()
        };
        others.iter().map(count).max().unwrap_or(0).min(12) as i32
    };
    let starts = |a: &Area, b: &Area| (a.x0 - b.x0).abs() * 4 < size;
    let ends = |a: &Area, b: &Area| (a.x1 - b.x1).abs() * 4 < size;
    let centres = |a: &Area, b: &Area| (a.mid_x() - b.mid_x()).abs() * 3 < size;
    let about: Vec<usize> = (at.saturating_sub(NEAR)..lines.len().min(at + NEAR + 1))
        .filter(|other| *other != at)
        .filter(near)
        .collect();
    let sum =
        |of: &dyn Fn(&Seen) -> usize| about.iter().map(|other| of(&seen[*other])).sum::<usize>();
    let words = sum(&|s| s.words);
    let step = |other: Option<&usize>| {
        other.map_or(UNKNOWN, |o| {
            hundredths((lines[*o].baseline - line.baseline).abs(), size).min(9999)
        })
    };
    let of = |other: Option<usize>, get: &dyn Fn(&Seen) -> i32| {
        other.and_then(|o| seen.get(o)).map_or(UNKNOWN, get)
    };
    let sizes = |other: Option<&usize>| other.map_or(UNKNOWN, |o| hundredths(lines[*o].size, size));
    let (p, n) = (at.checked_sub(1), Some(at + 1));
    let (pp, nn) = (at.checked_sub(2), Some(at + 2));
    vec![
        ("step above, em%", step(up.last())),
        ("step below, em%", step(down.first())),
        ("size above, %", sizes(up.last())),
        ("size below, %", sizes(down.first())),
        ("starts shared above", shared(&up, &starts)),
        ("starts shared below", shared(&down, &starts)),
        ("ends shared above", shared(&up, &ends)),
        ("ends shared below", shared(&down, &ends)),
        ("centres shared above", shared(&up, &centres)),
        ("centres shared below", shared(&down, &centres)),
        ("rivers above", river(&up)),
        ("rivers below", river(&down)),
        ("phrases about, %", percent(sum(&|s| s.phrases), about.len())),
        ("several phrases about, %", percent(sum(&|s| usize::from(s.phrases > 1)), about.len())),
        ("numbers about, %", percent(sum(&|s| s.numbers), words)),
        ("small words about, %", percent(sum(&|s| s.small), words)),
        ("fill about, %", percent(sum(&|s| s.fill.max(0) as usize), about.len() * 100)),
        ("stops about, %", percent(sum(&|s| usize::from(s.stops)), about.len())),
        ("phrases above", of(p, &|s| s.phrases.min(20) as i32)),
        ("phrases below", of(n, &|s| s.phrases.min(20) as i32)),
        ("longest phrase above", of(p, &|s| s.longest.min(40) as i32)),
        ("longest phrase below", of(n, &|s| s.longest.min(40) as i32)),
        ("fill above, %", of(p, &|s| s.fill)),
        ("fill below, %", of(n, &|s| s.fill)),
        ("caption above", of(p, &|s| s.caption as i32)),
        ("note below", of(n, &|s| i32::from(s.note))),
        ("frame above", of(p, &|s| s.frame.min(12) as i32)),
        ("frame below", of(n, &|s| s.frame.min(12) as i32)),
        ("pair of rulings above", of(p, &|s| s.between)),
        ("pair of rulings below", of(n, &|s| s.between)),
        ("phrases two above", of(pp, &|s| s.phrases.min(20) as i32)),
        ("phrases two below", of(nn, &|s| s.phrases.min(20) as i32)),
    ]
}
