//! The rows of a region: for each line, what it costs that a row begins there and that one goes on.

use super::pieces::Piece;
use super::row_context;
use super::score::{self, Decision, Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, median, percent};
use super::signs_seen::{Look, shape};
use super::strips;
use crate::geom::Pt;
use crate::page::Shade;
use crate::signs::citation::{self, years};

/// Whether a row begins with a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// The score that it does, in 64ths of a bit.
    pub(super) score: i32,
    /// Whether a full grid shows the same: a ruling across where a row begins, none where it goes on.
    pub(super) drawn: bool,
}

/// For each line whether a row begins with it.
pub(super) fn starts(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    edges: &[Pt],
) -> Vec<Start> {
    let card = score::of(Decision::RowInContext);
    let get = |evidence: &Evidence, name: &str| {
        evidence.iter().find(|(own, _)| *own == name).map_or(0, |(_, value)| *value)
    };
    in_context(sheet, lines, pieces, edges)
        .iter()
        .map(|own| {
            let score = card.score(own);
            let grid = get(own, WALLED) == 100 && get(own, INSIDE) > 1;
            Start { score, drawn: grid && (get(own, RULED) > FULL) == (score > 0) }
        })
        .collect()
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
const RULED: &str = "ruled, width%";
const INSIDE: &str = "rulings inside";
const WALLED: &str = "edges with uprights, %";
/// A ruling that covers more of a table's width than this, in percent, reaches over it.
const FULL: i32 = 80;

/// What a region's lines are like as a whole.
struct Habit {
    columns: usize,
    /// The step from line to line within cells: a low one.
    low: Pt,
    /// The usual step.
    mid: Pt,
    /// Between how many of a hundred pairs of lines a ruling crosses the table.
    ruled: i32,
    /// How many of a hundred lines have text in the first column, in several, in all.
    keyed: i32,
    several: i32,
    full: i32,
    /// How many rulings cross the table between its lines.
    inner: i32,
    /// How many of a hundred inner edges have an upright.
    walled: i32,
    /// How many of a hundred lines stand on a shade.
    shaded: i32,
    /// The right end of the text of each column.
    limits: Vec<Pt>,
    x0: Pt,
    x1: Pt,
}

/// What stands between two lines.
#[derive(Clone, Copy, Default)]
struct Between {
    /// How much of the table's width a ruling covers, in percent.
    ruled: i32,
    /// How many rulings.
    rulings: i32,
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
            of_line(sheet, lines, pieces, at, &habit, &between, key_line)
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
    covered.sort_unstable();
    let (mut sum, mut end) = (Pt(0), x0);
    for (a, b) in covered {
        sum = sum + (b - a.max(end)).max(Pt(0));
        end = end.max(b);
    }
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
        shaded: percent(
            lines.iter().filter(|l| sheet.shade_under(l).is_some()).count(),
            lines.len(),
        ),
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

fn has(pieces: &[Piece], col: usize) -> bool {
    pieces.iter().any(|piece| piece.col <= col && col <= piece.last_col)
}

/// How the text of one column goes on from one line to the next.
#[derive(Default)]
struct Flow {
    /// Columns with text on both lines.
    both: usize,
    /// Of those: numbers under numbers, rests, open ends, lines that ended although the next word would
    /// have fitted, lines that were full.
    numbers: usize,
    rests: usize,
    open: usize,
    broken: usize,
    wrapped: usize,
    /// Texts of the same kinds of signs one under the other.
    alike: usize,
    /// Columns whose text goes on in the middle of a cell of the document's tags, or in another cell.
    one_tag: usize,
    other_tag: usize,
}

fn flow(sheet: &Sheet<'_>, above: &[Piece], line: &[Piece], habit: &Habit) -> Flow {
    /// A blank between words, in hundredths of the height; generous, so that a doubt is no break.
    const BLANK: i32 = 40;
    let mut flow = Flow::default();
    for piece in line {
        let Some(over) =
            above.iter().find(|over| over.col <= piece.last_col && piece.col <= over.last_col)
        else {
            continue;
        };
        let (Some(last), Some(first)) = (over.words.last(), piece.words.first()) else { continue };
        let (last_word, first_word) = (&sheet.words[*last], &sheet.words[*first]);
        flow.both += 1;
        let (last_look, first_look) = (&sheet.looks[*last], &sheet.looks[*first]);
        flow.numbers += usize::from(first_look.number && last_look.number);
        flow.alike += usize::from(shape_of(sheet, over) == shape_of(sheet, piece));
        flow.rests += usize::from(first_look.rest);
        flow.open += usize::from(last_look.open);
        let limit = habit.limits.get(over.last_col).copied().unwrap_or_default();
        let needed = over.area.x1 + last_word.size * BLANK / 100 + first_word.area.width();
        flow.broken += usize::from(needed < limit);
        flow.wrapped += usize::from(needed >= limit);
        if let (Some(a), Some(b)) = (sheet.cell_tag(*last), sheet.cell_tag(*first)) {
            flow.one_tag += usize::from(a == b);
            flow.other_tag += usize::from(a != b);
        }
    }
    flow
}

fn shape_of(sheet: &Sheet<'_>, piece: &Piece) -> String {
    shape(piece.words.iter().map(|word| &*sheet.words[*word].text))
}

fn of_line(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    at: usize,
    habit: &Habit,
    between: &[Between],
    key_line: Option<usize>,
) -> Evidence {
    let (above, line) = (&lines[at - 1], &lines[at]);
    let (over, own) = (&pieces[at - 1], &pieces[at]);
    let size = line.size;
    let step = line.baseline - above.baseline;
    let flow = flow(sheet, over, own, habit);
    let filled = |pieces: &[Piece]| pieces.iter().map(|p| p.last_col - p.col + 1).sum::<usize>();
    let next = pieces.get(at + 1);
    let next_step = lines.get(at + 1).map(|next| next.baseline - line.baseline);
    let before_step = at.checked_sub(2).map(|two| above.baseline - lines[two].baseline);
    let new_columns =
        own.iter().filter(|piece| !(piece.col..=piece.last_col).any(|col| has(over, col))).count();
    let first_look = |piece: &Piece| piece.words.first().map(|word| &sheet.looks[*word]);
    let key = own.iter().find(|piece| piece.col == 0);
    let over_key = key_line.and_then(|key| pieces[key].iter().find(|piece| piece.col == 0));
    let indent = |piece: Option<&Piece>| piece.map(|piece| piece.area.x0);
    let bold = |line: &Line| {
        percent(sheet.words_of(line).filter(|w| w.bold).count(), sheet.words_of(line).count())
    };
    let looks = |test: fn(&&Look) -> bool| own.iter().filter_map(first_look).filter(test).count();
    let marks = own.iter().filter_map(|piece| piece.words.first());
    let marks = marks.filter(|word| starts_with_mark(&sheet.words[**word].text)).count();
    let row_tags = (sheet.row_tag(own), sheet.row_tag(over));
    let span = own.iter().any(|piece| piece.last_col > piece.col);
    let shades = (sheet.shade_under(above), sheet.shade_under(line));
    let of_shades = |test: fn(Option<Shade>, Option<Shade>) -> bool| {
        if habit.shaded == 0 { UNKNOWN } else { i32::from(test(shades.0, shades.1)) }
    };
    let key_text = |piece: Option<&Piece>| piece.map(|piece| text_of(sheet, piece));
    let (over_text, key_text) = (key_text(over_key), key_text(key));
    let cited = |text: Option<&String>| text.map_or(UNKNOWN, |text| kind_of_key(text));
    vec![
        ("step, em%", hundredths(step, size)),
        ("step over the low step, %", hundredths(step, habit.low)),
        ("step over the usual step, %", hundredths(step, habit.mid)),
        ("next step over the low step, %", next_step.map_or(UNKNOWN, |s| hundredths(s, habit.low))),
        (
            "step before over the low step, %",
            before_step.map_or(UNKNOWN, |s| hundredths(s, habit.low)),
        ),
        (RULED, between[at].ruled),
        ("rulings", between[at].rulings.min(5)),
        ("ruled before, width%", at.checked_sub(1).map_or(0, |a| between[a].ruled)),
        ("ruled after, width%", between.get(at + 1).map_or(UNKNOWN, |b| b.ruled)),
        ("lines ruled off, %", habit.ruled),
        ("lines with a key, %", habit.keyed),
        ("lines of several cells, %", habit.several),
        ("lines that are full, %", habit.full),
        ("filled columns, %", percent(filled(own), habit.columns)),
        ("filled columns above, %", percent(filled(over), habit.columns)),
        ("filled columns below, %", next.map_or(UNKNOWN, |n| percent(filled(n), habit.columns))),
        ("pieces", own.len().min(12) as i32),
        ("pieces above", over.len().min(12) as i32),
        ("columns not filled above", new_columns.min(12) as i32),
        ("columns filled on both", flow.both.min(12) as i32),
        (
            "numbers under numbers, %",
            if flow.both == 0 { UNKNOWN } else { percent(flow.numbers, flow.both) },
        ),
        ("rests, %", if flow.both == 0 { UNKNOWN } else { percent(flow.rests, flow.both) }),
        (
            "open ends above, %",
            if flow.both == 0 { UNKNOWN } else { percent(flow.open, flow.both) },
        ),
        (
            "broken off above, %",
            if flow.both == 0 { UNKNOWN } else { percent(flow.broken, flow.both) },
        ),
        ("full above", flow.wrapped.min(8) as i32),
        ("in one tagged cell", flow.one_tag.min(4) as i32),
        ("in another tagged cell", flow.other_tag.min(4) as i32),
        (
            "one tagged row",
            match row_tags {
                (Some(a), Some(b)) => i32::from(a == b),
                _ => UNKNOWN,
            },
        ),
        ("key here", i32::from(key.is_some())),
        ("key above", i32::from(has(over, 0))),
        ("key below", next.map_or(UNKNOWN, |n| i32::from(has(n, 0)))),
        ("lines since a key", key_line.map_or(20, |key| (at - key).min(20) as i32)),
        ("key is a rest", key.and_then(first_look).map_or(UNKNOWN, |l| i32::from(l.rest))),
        (
            "key above is open",
            over_key.map_or(UNKNOWN, |over| {
                i32::from(over.words.last().is_some_and(|w| sheet.looks[*w].open))
            }),
        ),
        (
            "key shaped as the one above",
            match (key, over_key) {
                (Some(a), Some(b)) => i32::from(shape_of(sheet, a) == shape_of(sheet, b)),
                _ => UNKNOWN,
            },
        ),
        (
            "same shapes under, %",
            if flow.both == 0 { UNKNOWN } else { percent(flow.alike, flow.both) },
        ),
        (INSIDE, habit.inner),
        (WALLED, habit.walled),
        ("lines since a ruling", since_ruling(between, at)),
        ("lines until a ruling", until_ruling(between, at)),
        (
            "key indented more, em%",
            match (indent(key), indent(over_key)) {
                (Some(a), Some(b)) => hundredths(a - b, size),
                _ => UNKNOWN,
            },
        ),
        (
            "shade changes",
            of_shades(|a, b| a.map(|shade| shade.colour) != b.map(|shade| shade.colour)),
        ),
        (
            "on one shade",
            of_shades(|a, b| {
                a.zip(b).is_some_and(|(a, b)| {
                    (a.area.top, a.area.bottom) == (b.area.top, b.area.bottom)
                })
            }),
        ),
        ("shaded lines, %", habit.shaded),
        ("key as a citation", cited(key_text.as_ref())),
        ("key above as a citation", cited(over_text.as_ref())),
        (
            "years of both keys",
            key_text.zip(over_text).map_or(UNKNOWN, |(key, over)| {
                years(&key).len().min(2) as i32 + 3 * years(&over).len().min(2) as i32
            }),
        ),
        ("only the key", i32::from(key.is_some() && own.len() == 1)),
        ("key spans", key.map_or(UNKNOWN, |key| (key.last_col - key.col).min(6) as i32)),
        ("spans", i32::from(span)),
        ("numbers", percent(looks(|l| l.number), own.len())),
        ("small beginnings, %", percent(looks(|l| l.rest), own.len())),
        ("list marks", marks.min(4) as i32),
        ("bold, %", bold(line)),
        ("bold above, %", bold(above)),
        ("size against above, %", hundredths(line.size, above.size)),
        ("line from the top", at.min(12) as i32),
        ("line from the end", (lines.len() - 1 - at).min(6) as i32),
        ("lines", lines.len().min(60) as i32),
        ("columns", habit.columns.min(20) as i32),
        ("starts at the left, em%", hundredths(line.area.x0 - habit.x0, size).min(5000)),
        ("ends short, width%", hundredths(habit.x1 - line.area.x1, habit.x1 - habit.x0)),
    ]
}

fn text_of(sheet: &Sheet<'_>, piece: &Piece) -> String {
    let words: Vec<&str> = piece.words.iter().map(|word| &*sheet.words[*word].text).collect();
    words.join(" ")
}

/// How much of the key of a study a text is: a whole citation, names, a year, a number, other words.
fn kind_of_key(text: &str) -> i32 {
    match citation::shape(text) {
        citation::Shape::Cited => 5,
        citation::Shape::Authors => 4,
        citation::Shape::Year => 3,
        citation::Shape::Number => 2,
        citation::Shape::Words => 1,
        citation::Shape::Long | citation::Shape::Empty => 0,
    }
}

/// Lines from the last ruling across, over line `at` or before; `UNKNOWN` where there is none.
fn since_ruling(between: &[Between], at: usize) -> i32 {
    let found = between[..=at].iter().rev().position(|b| b.ruled > FULL);
    found.map_or(UNKNOWN, |lines| lines.min(40) as i32)
}

/// Lines to the next ruling across under line `at`.
fn until_ruling(between: &[Between], at: usize) -> i32 {
    let found = between[at + 1..].iter().position(|b| b.ruled > FULL);
    found.map_or(UNKNOWN, |lines| lines.min(40) as i32)
}

fn starts_with_mark(text: &str) -> bool {
    let text: Vec<char> = text.chars().chain([' ']).collect();
    crate::marks::bullet_at(&text, 0, true) > 0
}
