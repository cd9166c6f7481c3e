//! The rows of a region: for each line, what it costs that a row begins there and that one goes on.

use super::aligned::{self, Align};
use super::broken_words;
use super::counters;
use super::drawing_order;
use super::drawn;
use super::full_lines;
use super::lone_words;
use super::long_names;
use super::pieces::Piece;
use super::row_context;
use super::row_evidence::Place;
use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, median, merged, percent};
use super::single_lines;
use super::strips;
use crate::geom::Pt;
use crate::page::Shade;

/// Whether a row begins with a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// The score that it does, in 64ths of a bit.
    pub(super) score: i32,
    /// Whether a full grid shows the same: a ruling across where a row begins, none where it goes on.
    pub(super) drawn: bool,
}

/// For each line whether a row begins with it, and how the rows' cells stand, where they show it; `align` is how those
/// of the same table do on the page before.
pub(super) fn starts(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    edges: &[Pt],
    mut align: Option<Align>,
) -> (Vec<Start>, Option<Align>) {
    let card = score::of(Decision::RowInContext);
    let get = |evidence: &Evidence, name: &str| {
        evidence.iter().find(|(own, _)| *own == name).map_or(0, |(_, value)| *value)
    };
    let found = in_context(sheet, lines, pieces, edges);
    let walls: Vec<bool> = found.iter().map(|own| get(own, RULED) > FULL).collect();
    let start = |(own, wall): (&Evidence, &bool)| {
        let score = card.score(own);
        let grid = get(own, WALLED) == 100 && get(own, INSIDE) > 1;
        Start { score, drawn: grid && *wall == (score > 0) }
    };
    let mut starts: Vec<Start> = found.iter().zip(&walls).map(start).collect();
    let cells = drawn::begins(sheet, lines, pieces, edges);
    for (start, _) in starts.iter_mut().zip(cells).filter(|(_, begins)| *begins) {
        *start = Start { score: start.score.max(SURE), drawn: true };
    }
    let single = single_lines::begins(sheet, pieces);
    match shown(sheet, lines, &walls, &starts) {
        Some(shown) => {
            let unsure = |start: &Start| 0 < start.score && start.score < SURE;
            let alone = starts.iter_mut().zip(shown).filter(|(own, shown)| unsure(own) && !shown);
            alone.for_each(|(own, _)| own.score = -own.score);
        }
        None => {
            align = aligned::settle(sheet, lines, pieces, &walls, align, &mut starts);
            let told = starts
                .iter_mut()
                .zip(&single)
                .filter(|(own, begins)| **begins && own.score <= 0 && !own.drawn);
            told.for_each(|(own, _)| *own = Start { score: SURE, drawn: false });
            for (from, to) in single_lines::between_values(sheet, pieces) {
                part(&mut starts[from..to]);
            }
        }
    }
    let valued = single_lines::values(sheet, pieces);
    for (own, _) in starts.iter_mut().zip(&valued).filter(|(own, begins)| **begins && !own.drawn) {
        *own = Start { score: own.score.max(SURE), drawn: false };
    }
    let rests = long_names::go_on(sheet, lines, pieces, (&starts, &walls));
    for (own, _) in starts.iter_mut().zip(rests).filter(|(own, rest)| *rest && !own.drawn) {
        *own = Start { score: -SURE, drawn: false };
    }
    go_on(&mut starts, &walls, &broken_words::go_on(sheet, pieces), -SURE);
    go_on(&mut starts, &walls, &full_lines::go_on(sheet, pieces, edges.len() + 1), -UNSURE);
    for (from, to) in counters::between(sheet, pieces) {
        part(&mut starts[from..to]);
    }
    // That is no more than likely, so it has a say where the lines themselves are not sure.
    let lone = lone_words::go_on(pieces, edges.len() + 1, &starts);
    for (own, _) in starts.iter_mut().zip(lone).filter(|(own, lone)| *lone && !own.drawn) {
        if 0 < own.score && own.score < UNSURE {
            own.score = -own.score;
        }
    }
    // Lone numbers under each other in one cell are rows that someone parted by line breaks.
    let order = drawing_order::shown(sheet, pieces).into_iter().zip(single.iter().zip(valued));
    for (own, (shown, (single, valued))) in starts.iter_mut().zip(order) {
        if !own.drawn && (shown > 0 || !single && !valued) {
            own.score += shown;
        }
    }
    (starts, align)
}

/// Lets lines go on with the row over them, where no ruling or grid says otherwise; `score` is how sure that is.
fn go_on(starts: &mut [Start], walls: &[bool], rests: &[bool], score: i32) {
    let told = starts.iter_mut().zip(rests.iter().zip(walls));
    for (own, _) in told.filter(|(own, (rest, wall))| **rest && !**wall && !own.drawn) {
        own.score = own.score.min(score);
    }
}

/// Lets a row begin at the likeliest of some lines, if one does at none.
fn part(starts: &mut [Start]) {
    let begins = starts.iter().any(|own| own.score > 0 || own.drawn);
    if let Some(likeliest) = starts.iter_mut().max_by_key(|own| own.score).filter(|_| !begins) {
        *likeliest = Start { score: UNSURE, drawn: false };
    }
}

/// For each line whether the page shows that a row begins there if one does, by a ruling, a shade or nothing but the
/// header over it; none where rows begin elsewhere, too.
fn shown(sheet: &Sheet<'_>, lines: &[Line], walls: &[bool], starts: &[Start]) -> Option<Vec<bool>> {
    /// So many rows under the header tell; a ruling over and under the header is in most tables.
    const FEWEST: usize = 3;
    /// One row of so many may begin where nothing shows it.
    const MOST: usize = 10;
    let shades: Vec<Option<Shade>> = lines.iter().map(|line| sheet.shade_under(line)).collect();
    let begins = |at: usize| starts[at].score > 0;
    let bound =
        |at: usize| walls[at] || begins(at) && starts[at].drawn || shades[at] != shades[at - 1];
    let first = (1..lines.len()).find(|at| bound(*at))?;
    let found: Vec<bool> = (0..lines.len()).map(|at| at < first || bound(at)).collect();
    let rows = (first..lines.len()).filter(|at| begins(*at)).count();
    let hidden = (first..lines.len()).filter(|at| begins(*at) && !found[*at]).count();
    (rows >= FEWEST && hidden * MOST <= rows).then_some(found)
}

/// The evidence of the second look at each line: that of the first, and what the first look says.
pub(super) fn in_context(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    edges: &[Pt],
) -> Vec<Evidence> {
    let mut first = evidence(sheet, lines, pieces, edges);
    let card = score::of(Decision::Row);
    let scores: Vec<i32> = first.iter().map(|own| card.score(own)).collect();
    for (own, more) in first.iter_mut().zip(row_context::evidence(lines, pieces, &scores)) {
        own.extend(more);
    }
    first
}

/// Names of the evidence for a full grid.
pub(super) const RULED: &str = "ruled, width%";
pub(super) const INSIDE: &str = "rulings inside";
pub(super) const WALLED: &str = "edges with uprights, %";
/// How sure a row is that the layout of its cells shows, in 64ths of a bit.
pub(super) const SURE: i32 = 5 * 64;
/// A row that is no surer than this may as well go on.
pub(super) const UNSURE: i32 = 2 * 64;
/// A ruling that covers more of a table's width than this, in percent, reaches over it.
const FULL: i32 = 80;

/// What a region's lines are like as a whole.
pub(super) struct Habit {
    pub(super) columns: usize,
    /// The step from line to line within cells: a low one.
    pub(super) low: Pt,
    /// The usual step.
    pub(super) mid: Pt,
    /// Between how many of a hundred pairs of lines a ruling crosses the table.
    pub(super) ruled: i32,
    /// How many of a hundred lines have text in the first column, in several, in all.
    pub(super) keyed: i32,
    pub(super) several: i32,
    pub(super) full: i32,
    /// How many rulings cross the table between its lines.
    pub(super) inner: i32,
    /// How many of a hundred inner edges have an upright.
    pub(super) walled: i32,
    /// The shade that each line stands on, and how many of a hundred do.
    pub(super) shades: Vec<Option<Shade>>,
    pub(super) shaded: i32,
    /// The right end of the text of each column.
    pub(super) limits: Vec<Pt>,
    pub(super) x0: Pt,
    pub(super) x1: Pt,
}

/// What stands between two lines.
#[derive(Clone, Copy, Default)]
pub(super) struct Between {
    /// How much of the table's width a ruling covers, in percent.
    pub(super) ruled: i32,
    /// How many rulings.
    pub(super) rulings: i32,
}

/// The evidence for each line; that of the first says nothing.
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    edges: &[Pt],
) -> Vec<Evidence> {
    let between: Vec<Between> = (0..lines.len())
        .map(|at| if at == 0 { Between::default() } else { rulings(sheet, lines, at) })
        .collect();
    let habit = habit(sheet, lines, pieces, edges, &between);
    let mut key_line: Option<usize> = None;
    let mut found = Vec::with_capacity(lines.len());
    for at in 0..lines.len() {
        let own = if at == 0 {
            Evidence::new()
        } else {
            let (habit, between) = (&habit, &between);
            Place { sheet, lines, pieces, habit, between, at, key_line }.evidence()
        };
        found.push(own);
        if has(&pieces[at], 0) {
            key_line = Some(at);
        }
    }
    found
}

fn rulings(sheet: &Sheet<'_>, lines: &[Line], at: usize) -> Between {
    let (above, line) = (&lines[at - 1], &lines[at]);
    let (x0, x1) = strips::extent(lines);
    let (from, to) = (above.baseline - above.size / 4, line.baseline - line.size / 3);
    let mut found = Between::default();
    let mut covered: Vec<(Pt, Pt)> = Vec::new();
    for ruling in &sheet.across {
        if ruling.at < from || ruling.at > to {
            continue;
        }
        let reach = common((ruling.from, ruling.to), (x0, x1));
        if reach > Pt(0) {
            found.rulings += 1;
            covered.push((ruling.from.max(x0), ruling.to.min(x1)));
        }
    }
    let sum = merged(covered.into_iter()).iter().fold(Pt(0), |sum, (from, to)| sum + (*to - *from));
    found.ruled = hundredths(sum, x1 - x0).min(100);
    found
}

fn habit(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    edges: &[Pt],
    between: &[Between],
) -> Habit {
    let columns = edges.len() + 1;
    let mut steps: Vec<i32> = lines
        .windows(2)
        .map(|pair| (pair[1].baseline - pair[0].baseline).0)
        .filter(|step| *step > 0)
        .collect();
    steps.sort_unstable();
    let size = median(lines.iter().map(|line| line.size.0).collect()).unwrap_or(1000);
    // Half steps come from cells that are centred beside others; they are no step of a text.
    let whole: Vec<i32> = steps.iter().copied().filter(|step| *step * 100 > size * 85).collect();
    let of = |share: usize| whole.get(whole.len() * share / 100).copied().unwrap_or(size * 6 / 5);
    let count = |test: &dyn Fn(&Vec<Piece>) -> bool| {
        percent(pieces.iter().filter(|line| test(line)).count(), pieces.len())
    };
    let shades: Vec<Option<Shade>> = lines.iter().map(|line| sheet.shade_under(line)).collect();
    let (x0, x1) = strips::extent(lines);
    let mut limits = vec![x0; columns];
    for piece in pieces.iter().flatten().filter(|piece| piece.col == piece.last_col) {
        limits[piece.col] = limits[piece.col].max(piece.area.x1);
    }
    Habit {
        columns,
        low: Pt(of(15)),
        mid: Pt(of(50)),
        ruled: percent(between.iter().filter(|b| b.ruled > FULL).count(), lines.len()),
        inner: between.iter().filter(|b| b.ruled > FULL).count().min(40) as i32,
        walled: walled(sheet, lines, edges),
        keyed: count(&|line| has(line, 0)),
        several: count(&|line| line.len() > 1),
        full: count(&|line| line.len() >= columns),
        shaded: percent(shades.iter().flatten().count(), lines.len()),
        shades,
        limits,
        x0,
        x1,
    }
}

/// How many of a hundred edges have an upright over most of the table's height.
fn walled(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt]) -> i32 {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return 0 };
    let (top, bottom) = (first.area.top, last.area.bottom);
    let tall = |edge: &&Pt| sheet.is_walled(**edge, top, bottom);
    percent(edges.iter().filter(tall).count(), edges.len())
}

pub(super) fn has(pieces: &[Piece], col: usize) -> bool {
    pieces.iter().any(|piece| piece.col <= col && col <= piece.last_col)
}

/// Lines from the last ruling across, over line `at` or before; `UNKNOWN` where there is none.
pub(super) fn since_ruling(between: &[Between], at: usize) -> i32 {
    let found = between[..=at].iter().rev().position(|b| b.ruled > FULL);
    found.map_or(UNKNOWN, |lines| lines.min(40) as i32)
}

/// Lines to the next ruling across under line `at`.
pub(super) fn until_ruling(between: &[Between], at: usize) -> i32 {
    let found = between[at + 1..].iter().position(|b| b.ruled > FULL);
    found.map_or(UNKNOWN, |lines| lines.min(40) as i32)
}
