//! Words → the lines of cells, entered in the ledger; what stands round a table goes beside it.

use super::outside;
use super::refused::Refused;
use super::running::Seen;
use super::words::{TextLine, Word, before_leader, lines, marks, read, text};
use super::{Candidate, Found};
use crate::fragment::{self, Cell, Doubt, End, Fragment, Line, Role, Row, Start};
use crate::geom::{Area, Pt};
use crate::ledger::{Ledger, Misread, Place, Reason, Run, WordDoubt};
use crate::page::{Page, RowTag};
use std::collections::BTreeSet;

/// The columns and rows that a cell covers, from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) row: usize,
    pub(super) col: usize,
    pub(super) last_row: usize,
    pub(super) last_col: usize,
}

/// A cell of a table found: what it covers, its box where that is drawn, and its words.
pub(super) type FoundCell<'w> = (Span, Option<Area>, Vec<&'w Word>);

/// A row of a table found.
pub(super) struct FoundRow<'w> {
    pub(super) cells: Vec<FoundCell<'w>>,
    /// What is not sure about it.
    pub(super) doubts: Vec<Doubt>,
}

/// Half way between the left and the right end of some words; 0 of none.
pub(super) fn middle(words: &[&Word]) -> Pt {
    let area = words.iter().map(|word| word.area).reduce(|a, b| a.union(&b));
    area.unwrap_or_default().mid_x()
}

/// Word keeps text off the sides of a cell by this much, unless told otherwise (0.08 inch).
const PAD: Pt = Pt(580);
/// What is nearer than this stands at one place: renderers round.
const ROUNDED: Pt = Pt(60);

/// Enters the tables of a page and the lines round them.
pub(super) fn fragments(
    page: &Page,
    words: &[Word],
    fillers: &[Word],
    candidates: Vec<Candidate<'_>>,
    refused: &[Refused],
    ledger: &mut Ledger,
) -> Found {
    let areas: Vec<Area> = candidates.iter().map(|candidate| candidate.area).collect();
    let cells = candidates.iter().flat_map(|own| &own.rows).flat_map(|row| &row.cells);
    let placed: Vec<*const Word> =
        cells.flat_map(|(.., words)| words.iter().map(|word| std::ptr::from_ref(*word))).collect();
    let inside: BTreeSet<*const Word> = placed.iter().copied().collect();
    debug_assert_eq!(inside.len(), placed.len(), "a word stands in two cells");
    let outside =
        outside::texts(words.iter().filter(|word| !inside.contains(&std::ptr::from_ref(*word))));
    let mut found = Found::default();
    see_margins(&outside, &areas, &mut found);
    know(&outside, ledger);
    let mut taken: Vec<Option<Run>> = vec![None; outside.len()];
    for (candidate, share) in candidates.into_iter().zip(outside::shares(&outside, &areas)) {
        let mut fragment = fragment(page, candidate, ledger);
        let Some(area) = fragment.area else { continue };
        for filler in fillers.iter().filter(|filler| lies_in(&area, filler)) {
            let place = Place::Print { page: page.number, area: page.shown(filler.area) };
            let run = ledger.enter(&filler.text, place);
            ledger.leave_out(run, Reason::Stray);
        }
        let mut take = |(at, start): (usize, Start), ledger: &mut Ledger| {
            let line = Line { start, ..enter(page, &outside.get(at)?.line, ledger) };
            *taken.get_mut(at)? = Some(line.run);
            Some(line)
        };
        fragment.above = share.over.into_iter().filter_map(|at| take(at, ledger)).collect();
        let marks = fragment.rows.iter().flat_map(|row| &row.note_marks);
        let marks = marks.map(|mark| &**mark).collect();
        for under in share.under {
            let Some(mut line) = take(under, ledger) else { continue };
            let notes = crate::raised::notes_in(ledger.chars(line.run), &marks);
            line.mark = notes.into_iter().next().map(|note| note.mark.into());
            fragment.below.push(line);
        }
        found.fragments.push(fragment);
    }
    let own = |one: &Refused| one.words.iter().filter_map(|at| words.get(*at)).collect::<Vec<_>>();
    let nearly: BTreeSet<*const Word> =
        refused.iter().flat_map(own).map(std::ptr::from_ref).collect();
    found.foot = foot(page, &outside, (&areas, &nearly), &mut taken, ledger);
    for one in refused {
        let round = outside.iter().zip(&taken);
        let round = round.filter_map(|(text, run)| Some((&text.line, (*run)?)));
        found.refused.push(enter_refused(page, one, own(one), round, ledger));
    }
    found
}

/// Tells the ledger of the words within lines; the first and the last may be parts of words.
fn know(outside: &[outside::Text<'_>], ledger: &mut Ledger) {
    /// Of shorter words many are signs, and halves look like them.
    const LETTERS: usize = 4;
    for line in outside.iter().map(|text| &text.line) {
        let inner = line.words.len().saturating_sub(1).max(1);
        for word in line.words.get(1..inner).unwrap_or_default() {
            let word = word.text.trim_matches(|c: char| !c.is_alphanumeric());
            let letters = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
            if word.chars().all(letters) && word.chars().count() >= LETTERS {
                ledger.know(&word.to_lowercase());
            }
        }
    }
}

/// The last lines under all tables of the page and under what nearly was one: the title of the table that
/// begins the next page may be among them.
fn foot(
    page: &Page,
    outside: &[outside::Text<'_>],
    (areas, nearly): (&[Area], &BTreeSet<*const Word>),
    taken: &mut [Option<Run>],
    ledger: &mut Ledger,
) -> Vec<Line> {
    /// A title of two lines, a running foot and a page's number.
    const LINES: usize = 5;
    let bottom = areas.iter().map(|area| area.bottom).max();
    let under = |line: &TextLine<'_>| bottom.is_none_or(|bottom| line.area.mid_y() > bottom);
    let is_nearly = |line: &TextLine<'_>| {
        line.words.iter().any(|word| nearly.contains(&std::ptr::from_ref(*word)))
    };
    let last: Vec<usize> = (0..outside.len())
        .rev()
        .filter(|at| under(&outside[*at].line))
        .take(LINES)
        .take_while(|at| taken[*at].is_none() && !is_nearly(&outside[*at].line))
        .collect();
    let mut lines = Vec::new();
    for at in last {
        let line = Line { start: outside[at].start, ..enter(page, &outside[at].line, ledger) };
        taken[at] = Some(line.run);
        lines.push(line);
    }
    lines.reverse();
    lines
}

/// Notes the lines over the first table and under the last one.
fn see_margins(outside: &[outside::Text<'_>], areas: &[Area], found: &mut Found) {
    let (top, bottom) = (areas.first().map(|a| a.top), areas.iter().map(|a| a.bottom).max());
    for one in outside {
        let line = &one.line;
        let seen = Seen { text: text(line), at: line.baseline, caption: one.is_captions() };
        if top.is_none_or(|top| line.baseline <= top + line.size) {
            found.over.push(seen);
        } else if bottom.is_some_and(|bottom| line.area.mid_y() >= bottom) {
            found.under.push(seen);
        }
    }
}

/// Enters what nearly was a table, but for what was entered as lines round a table.
fn enter_refused<'l, 'w: 'l>(
    page: &Page,
    refused: &Refused,
    mut own: Vec<&'w Word>,
    round: impl Iterator<Item = (&'l TextLine<'w>, Run)>,
    ledger: &mut Ledger,
) -> fragment::Refused {
    let mut beside = Vec::new();
    for (line, run) in round {
        let before = own.len();
        own.retain(|word| !line.words.iter().any(|other| std::ptr::eq(*other, *word)));
        beside.extend((own.len() < before).then_some(run));
    }
    fragment::Refused {
        page: page.number,
        area: page.shown(refused.area),
        lines: lines(own).iter().map(|line| enter(page, line, ledger).run).collect(),
        beside,
        reasons: refused.reasons.clone(),
    }
}

fn lies_in(area: &Area, word: &Word) -> bool {
    area.contains(word.area.mid_x(), word.area.mid_y())
}

fn fragment(page: &Page, candidate: Candidate<'_>, ledger: &mut Ledger) -> Fragment {
    let columns = candidate.edges.len() - 1;
    let mut fragment = Fragment {
        page: page.number,
        evidence: candidate.evidence,
        area: Some(candidate.area),
        edges: candidate.edges,
        columns,
        again: candidate.again,
        ..Fragment::default()
    };
    let limits = Limits::of(&candidate.rows, &fragment.edges);
    for row in candidate.rows {
        let tag = tag(page, &row);
        let marks = row.cells.iter().flat_map(|(.., words)| words).filter(|word| word.note);
        let marks = marks.flat_map(|word| crate::raised::marks(&word.text));
        let note_marks = marks.map(String::into_boxed_str).collect();
        let doubts = row.doubts;
        let cells =
            row.cells.into_iter().map(|cell| enter_cell(page, cell, &limits, ledger)).collect();
        fragment.rows.push(Row { role: Role::Body, cells, note_marks, tag, doubts });
    }
    fragment
}

/// The row of the document's structure that all marked words of a row agree on.
fn tag(page: &Page, row: &FoundRow<'_>) -> Option<RowTag> {
    let words = row.cells.iter().flat_map(|(.., words)| words);
    let mut tags = words.filter_map(|word| page.tags.get(&word.mark?).copied());
    let first = tags.next()?;
    tags.all(|tag| tag == first).then_some(first)
}

/// How far the texts of a table reach.
struct Limits {
    /// How far to the right the text of each column reaches, or could reach.
    right: Vec<Pt>,
    /// How far texts keep off the sides of ruled cells, the nearest of them.
    pad: Pt,
}

impl Limits {
    fn of(rows: &[FoundRow<'_>], edges: &[Pt]) -> Self {
        let columns = edges.len().saturating_sub(1);
        let mut limits = Limits { right: vec![Pt(i32::MIN); columns], pad: PAD };
        for (span, area, words) in rows.iter().flat_map(|row| &row.cells) {
            let Some(left) = words.iter().map(|word| word.area.x0).min() else { continue };
            if let Some(area) = area {
                limits.pad = limits.pad.min((left - area.x0).max(Pt(0)));
            }
            if let Some(limit) = limits.right.get_mut(span.last_col) {
                *limit = words.iter().map(|word| word.area.x1).max().unwrap_or(*limit).max(*limit);
            }
        }
        // No line of a column may reach as far as one could.
        for (limit, edge) in limits.right.iter_mut().zip(edges.iter().skip(1)) {
            *limit = (*limit).max(*edge - PAD);
        }
        limits
    }
}

/// Whether a line ended although the first word of the next would have fitted: the author began a
/// new line there.
fn broken_off(line: &TextLine<'_>, next: &TextLine<'_>, limit: Pt) -> bool {
    /// A blank between words, in hundredths of the height; generous, so that a doubt is no break.
    const BLANK: i32 = 60;
    next.words
        .first()
        .is_some_and(|word| line.area.x1 + line.size * BLANK / 100 + word.area.width() < limit)
}

/// Whether a line that ends at `right` at the latest is one word after which not one letter more would
/// have fitted, such as the next line begins with.
fn is_full(line: &TextLine<'_>, next: Option<&TextLine<'_>>, right: Pt) -> bool {
    let [word] = line.words.as_slice() else { return false };
    let letter = |word: &Word| {
        let letters = i32::try_from(word.text.chars().count()).unwrap_or(i32::MAX);
        word.area.width() / letters.max(1)
    };
    let next = next.and_then(|next| next.words.first());
    let more = next.map_or_else(|| letter(word), |next| next.first);
    word.area.x1 + more + ROUNDED > right
}

/// Where each line of a cell ends at the latest, and whether its lines are set from the left. A line that
/// is centred or set to the right could be longer by what is free on its left, too.
fn right_ends(
    lines: &[TextLine<'_>],
    cell: Option<Area>,
    limits: &Limits,
    limit: Pt,
) -> (Vec<Pt>, bool) {
    let left = lines.iter().map(|line| line.area.x0).min().unwrap_or_default();
    let same = |of: fn(&TextLine<'_>) -> Pt| {
        let (least, most) = (lines.iter().map(of).min(), lines.iter().map(of).max());
        least.zip(most).is_some_and(|(least, most)| most - least <= ROUNDED)
    };
    let moved = same(|line| line.area.mid_x()) || same(|line| line.area.x1);
    let moved = moved && !same(|line| line.area.x0);
    // Text that is set from the left keeps off both sides of a ruled cell by the same.
    let pad = |cell: Area| if moved { limits.pad } else { (left - cell.x0).min(PAD).max(Pt(0)) };
    let right = cell.map_or(limit, |cell| cell.x1 - pad(cell));
    let left = cell.map_or(left, |cell| cell.x0 + pad(cell));
    let free = |line: &TextLine<'_>| if moved { line.area.x0 - left } else { Pt(0) };
    (lines.iter().map(|line| right + free(line)).collect(), !moved)
}

/// What stands after the last word of a line that ends at `right` at the latest.
fn end(line: &TextLine<'_>, right: Option<Pt>) -> End {
    /// The widest blank of common fonts, in hundredths of the height.
    const BLANK: i32 = 33;
    let Some(last) = line.words.last() else { return End::Unknown };
    if line.words.iter().any(|word| word.text.chars().any(crate::page::is_rtl)) {
        return End::Unknown;
    }
    match right {
        _ if last.blanks.1 > Pt(0) => End::Blank,
        Some(right) if last.area.x1 + last.size * BLANK / 100 <= right => End::Bare,
        Some(_) => End::Tight,
        None => End::Unknown,
    }
}

fn enter_cell(
    page: &Page,
    (span, area, words): FoundCell<'_>,
    limits: &Limits,
    ledger: &mut Ledger,
) -> Cell {
    let mut cell = Cell {
        col: span.col,
        col_span: span.last_col - span.col + 1,
        row_span: span.last_row - span.row + 1,
        ..Cell::default()
    };
    let text_area = words.iter().map(|word| word.area).reduce(|a, b| a.union(&b));
    if let Some(area) = area.or(text_area) {
        cell.pieces = vec![(page.number, page.shown(area))];
    }
    let lines = lines(words);
    cell.lines.reserve_exact(lines.len());
    let limit = limits.right.get(span.last_col).copied().unwrap_or_default();
    let mut before: Option<&TextLine<'_>> = None;
    let (rights, from_left) = right_ends(&lines, area, limits, limit);
    for (at, line) in lines.iter().enumerate() {
        let mut entered = enter(page, line, ledger);
        let right = rights.get(at).copied().unwrap_or(limit);
        entered.end = match end(line, Some(right)) {
            // Programs draw no blanks where they centre a line, and how long it could be is not known.
            End::Bare | End::Tight if !from_left => End::Unknown,
            end => end,
        };
        // Its last word may go on on the next page, too.
        entered.full = is_full(line, lines.get(at + 1), right);
        if let Some(before) = before {
            entered.gap = Some(line.baseline - before.baseline);
            if broken_off(before, line, limit) {
                entered.start = Start::Break;
                if let Some(above) = cell.lines.last_mut() {
                    above.full = false;
                }
            }
        }
        before = Some(line);
        cell.lines.push(entered);
    }
    cell
}

/// Enters a line, each word with its box.
fn enter(page: &Page, line: &TextLine<'_>, ledger: &mut Ledger) -> Line {
    let mut run: Option<Run> = None;
    let place = |word: &Word| Place::Print { page: page.number, area: page.shown(word.area) };
    let (words, leader) = before_leader(&line.words);
    let marks = marks(words);
    for (number, (word, blank)) in (1..).zip(read(words)) {
        let mut text = word.text.clone();
        if blank {
            text.push(' ');
        }
        let entered = ledger.enter(&text, place(word));
        run = Some(run.map_or(entered, |run| Run { start: run.start, end: entered.end }));
        let letters = entered.slice(0, word.text.chars().count());
        if let Some(confidence) = word.misread {
            ledger.set_misread(letters, Misread { mark: '•', confidence });
        }
        if word.unsure {
            ledger.set_doubt(letters, WordDoubt::Unsure);
        }
        if word.raised {
            ledger.set_raised(letters, word.text.trim_start_matches('^'));
        }
        let end = Run { start: letters.end, end: letters.end };
        for (_, mark) in marks.iter().filter(|(before, _)| *before == number) {
            ledger.set_raised(end, &mark.text);
        }
    }
    for (_, mark) in marks {
        let entered = ledger.enter(&mark.text, place(mark));
        ledger.leave_out(entered, Reason::NoteMark);
    }
    for dots in leader {
        let entered = ledger.enter(&dots.text, place(dots));
        ledger.leave_out(entered, Reason::Stray);
    }
    Line {
        run: run.unwrap_or_default(),
        start: Start::Wrap,
        indent: Some(line.area.x0),
        size: Some(line.size),
        bold: line.words.iter().all(|word| word.bold),
        end: end(line, None),
        ..Line::default()
    }
}
