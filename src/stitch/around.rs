//! What stands round the pieces of a table: its caption, its notes, and what belongs to neither.

use crate::fragment::{Cell, Fragment, Line, Start};
use crate::ledger::{Ledger, Reason};
use crate::signs::caption::{self, Caption, Kind, Strength};
use crate::signs::edge::heading_number;
use crate::signs::{continued, edge, note};
use crate::text::{reach, runs_on};

/// What stands under a piece of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Between {
    /// Nothing but, perhaps, a caption.
    #[default]
    Nothing,
    /// A note.
    Note,
    /// Prose, a heading.
    Prose,
}

/// Characters of the longest heading that is a title; what is longer is text.
const LONGEST_HEADING: usize = 250;

/// A line's caption, as far as its words and its style tell.
fn caption_in(line: &Line, ledger: &Ledger) -> Option<Caption> {
    let found = caption::parse(&ledger.text(line.run)).filter(Caption::may_be_table)?;
    let sure =
        found.strength >= Strength::Likely || line.caption && found.strength > Strength::Prose;
    sure.then_some(found)
}

/// Whether a line is a caption, by its words or by its style alone.
fn is_caption(line: &Line, ledger: &Ledger) -> bool {
    let figure =
        || caption::parse(&ledger.text(line.run)).is_some_and(|found| !found.may_be_table());
    caption_in(line, ledger).is_some() || line.caption && !figure()
}

/// Whether a line is the caption of a table, and not that of an appendix or a supplement, which may hold several.
pub(super) fn is_of_table(line: &Line, ledger: &Ledger) -> bool {
    is_caption(line, ledger)
        && caption::parse(&ledger.text(line.run)).is_none_or(|found| found.kind == Kind::Table)
}

/// The captions over a piece that are those of an appendix or a supplement.
pub(super) fn holders(fragment: &Fragment, ledger: &Ledger) -> Vec<String> {
    let holds =
        |line: &&Line| caption_in(line, ledger).is_some_and(|found| found.kind == Kind::Other);
    fragment.above.iter().filter(holds).map(|line| ledger.text(line.run)).collect()
}

/// Whether nothing of a caption but its label stands in a line: the words are on the next.
pub(super) fn is_bare(line: &Line, ledger: &Ledger) -> bool {
    let text = ledger.text(line.run);
    caption_in(line, ledger).is_some_and(|found| text.trim_end().chars().count() <= found.end)
}

/// Whether a name that is no caption stands right over a piece.
pub(super) fn is_named(fragment: &Fragment, ledger: &Ledger) -> bool {
    let nearest = fragment.above.last().filter(|line| !is_caption(line, ledger));
    nearest.is_some_and(|line| {
        let text = ledger.text(line.run);
        is_name(&text) && !note::is_note(&text) && !continued::says_continued(&text)
    })
}

/// Whether a text names something and is no sentence: short, from a capital on, without a stop.
fn is_name(text: &str) -> bool {
    /// Characters of the longest name; a sentence without its stop is longer.
    const LONGEST: usize = 120;
    let text = text.trim();
    !holds_stop(text)
        && text.chars().nth(LONGEST).is_none()
        && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '”' | '"'))
}

/// Whether a sentence ends within a text: a small word with a stop, and a capital after it.
fn holds_stop(text: &str) -> bool {
    /// Letters of the shortest word that is no short form: "vs.", "incl."
    const WORD: usize = 5;
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let small = word.strip_suffix('.').filter(|word| word.chars().all(char::is_lowercase));
        let long = small.is_some_and(|word| word.chars().count() >= WORD);
        if long && words.peek().is_some_and(|next| next.starts_with(char::is_uppercase)) {
            return true;
        }
    }
    false
}

/// Whether a line has larger letters than the first text of a piece.
fn is_larger(line: &Line, fragment: &Fragment) -> bool {
    let cells = fragment.rows.iter().flat_map(|row| &row.cells);
    let size = cells.flat_map(|cell| &cell.lines).find_map(|line| line.size);
    line.size.zip(size).is_some_and(|(own, size)| own * 100 > size * 110)
}

/// On which side of its tables a document has their captions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Side {
    /// Over them, or nothing tells.
    #[default]
    Over,
    /// Under them: what stands over a table is about it only where that is its caption.
    Under,
}

/// Sorts the lines round a piece into title and notes: the caption, the lines between it and the
/// table, and those under the table that begin as notes do. Where nothing else stands over the table
/// (in a dump nothing else does), all lines over it are about it. A heading without a label is a title
/// over the first piece only.
pub(super) fn take(
    title: &mut Vec<Line>,
    notes: &mut Vec<Line>,
    fragment: &mut Fragment,
    (first_piece, side): (bool, Side),
    ledger: &mut Ledger,
) -> Between {
    let above = std::mem::take(&mut fragment.above);
    let headed = first_piece && side == Side::Over;
    take_above(title, notes, above, (fragment, headed), ledger);
    let mut under = Between::Nothing;
    let mut in_title = false;
    let below = std::mem::take(&mut fragment.below);
    let right = reach(below.iter(), ledger);
    // The last line of the note at hand.
    let mut note: Option<Line> = None;
    for line in below {
        let caption = title.is_empty() && is_caption(&line, ledger);
        let goes_on = in_title && line.start == Start::Wrap;
        let second = in_title && title.last().is_some_and(|last| is_bare(last, ledger));
        in_title = caption || goes_on || second;
        let runs = note.as_ref().is_some_and(|note| runs_on(note, &line, right, ledger));
        let noted = fragment.loose_columns || runs || begins_note(&line, ledger);
        note = (noted && !in_title).then(|| line.clone());
        if in_title {
            title.push(line);
        } else if noted {
            under = under.max(Between::Note);
            notes.push(line);
        } else {
            under = Between::Prose;
            ledger.leave_out(line.run, Reason::Outside);
        }
    }
    under
}

/// Where the lines begin that are none of a figure's caption.
fn after_figure(above: &[Line], ledger: &Ledger) -> usize {
    let figure = |line: &Line| {
        caption::parse(&ledger.text(line.run))
            .is_some_and(|found| !found.may_be_table() && found.strength >= Strength::Likely)
    };
    let Some(at) = above.iter().rposition(figure) else { return 0 };
    let rest = above.iter().skip(at + 1).take_while(|line| line.start == Start::Wrap);
    at + 1 + rest.count()
}

fn take_above(
    title: &mut Vec<Line>,
    notes: &mut Vec<Line>,
    above: Vec<Line>,
    (fragment, headed): (&Fragment, bool),
    ledger: &mut Ledger,
) {
    // The nearest caption is the table's own; without one, or under that of an appendix, the nearest heading.
    let caption = above.iter().rposition(|line| is_caption(line, ledger));
    let of_table = |at: usize| above.get(at).is_some_and(|line| is_of_table(line, ledger));
    let heading = || {
        let bare = |line: &Line| {
            // On a page the last line of prose has no stop either, where the prose goes on elsewhere.
            let numbered = || heading_number(ledger.text(line.run).trim_start()).is_some();
            let begins = line.start != Start::Wrap;
            let apart = begins && (!fragment.at_top || is_larger(line, fragment)) || numbered();
            (fragment.area.is_none() || apart) && !fragment.loose_columns
        };
        let is_heading = |(at, line): (usize, &Line)| {
            let text = ledger.text(line.run);
            let named = line.heading || line.bold && !fragment.loose_columns;
            let names = bare(line) && at + 1 == above.len() && is_name(&text);
            (named && line.run.len() <= LONGEST_HEADING || names) && !note::is_note(&text)
        };
        let near = above.len().saturating_sub(2).max(after_figure(&above, ledger));
        above.iter().enumerate().skip(near).rev().find(|line| is_heading(*line)).map(|(at, _)| at)
    };
    let heading = heading().filter(|_| headed);
    let nearer = heading.filter(|at| caption.is_none_or(|over| over < *at && !of_table(over)));
    let first = nearer.or(caption);
    let first = first.filter(|_| title.is_empty());
    let alone = fragment.loose_columns || fragment.at_top && caption.is_none();
    let mut in_title = false;
    for (at, line) in above.into_iter().enumerate() {
        let begins = first == Some(at);
        // A caption may run over several printed lines, but not into a paragraph of its own, unless
        // it is a label alone.
        let wraps = in_title && line.start == Start::Wrap && !fragment.loose_columns;
        let second = in_title && title.last().is_some_and(|last| is_bare(last, ledger));
        in_title = begins || wraps || second;
        // A heading over the title is that of a chapter.
        let over = first.is_some_and(|first| at < first) && (line.heading || line.bold);
        if in_title {
            title.push(line);
        } else if alone && !over || first.is_some_and(|first| at > first) {
            notes.push(line);
        } else {
            ledger.leave_out(line.run, Reason::Outside);
        }
    }
}

/// Finds the side on which a document has its captions. Where that is under its tables, the caption between
/// two tables belongs to the first. It is told by captions that can belong to one table alone: over the first
/// table of a page, and under the last.
pub(super) fn settle_sides(fragments: &mut [Fragment], ledger: &Ledger) -> Side {
    let has = |line: &Line| caption_in(line, ledger).is_some();
    if fragments.iter().any(|fragment| fragment.loose_columns) {
        return Side::Over;
    }
    let last = fragments.len().saturating_sub(1);
    let (mut over, mut under) = (0, 0);
    for (at, fragment) in fragments.iter().enumerate() {
        let apart = |other: Option<&Fragment>| other.is_none_or(|other| !follows(other, fragment));
        let before = at.checked_sub(1).and_then(|before| fragments.get(before));
        let captioned = fragment.above.iter().any(has);
        over += usize::from(apart(before) && captioned);
        let after = fragments.get(at + 1);
        let alone = at == last || after.is_some_and(|after| !follows(fragment, after));
        // Over a lower table the caption may be that of the one before it.
        let open = !captioned || !apart(before);
        under += usize::from(alone && open && caption_under(fragment, ledger).is_some());
    }
    if under <= over {
        return Side::Over;
    }
    for at in 1..fragments.len() {
        give_back(fragments, at, ledger);
    }
    Side::Under
}

/// Whether a note begins with a line.
fn begins_note(line: &Line, ledger: &Ledger) -> bool {
    line.mark.is_some() || note::is_note(&ledger.text(line.run))
}

/// Where the caption under a piece begins, with nothing but notes before it.
fn caption_under(fragment: &Fragment, ledger: &Ledger) -> Option<usize> {
    let mut noted = false;
    for (at, line) in fragment.below.iter().enumerate() {
        if caption_in(line, ledger).is_some() {
            return Some(at);
        }
        noted = begins_note(line, ledger) || noted && line.start == Start::Wrap;
        if !noted {
            return None;
        }
    }
    None
}

/// Gives the caption over a piece to the piece right over it, where that has none and nothing but notes
/// stands between.
fn give_back(fragments: &mut [Fragment], at: usize, ledger: &Ledger) {
    let has = |line: &Line| caption_in(line, ledger).is_some();
    let (before, after) = fragments.split_at_mut(at);
    let Some(after) = after.first_mut() else { return };
    let bottom = |fragment: &Fragment| fragment.area.map(|area| area.bottom);
    let over = before.iter_mut().filter(|before| follows(before, after)).max_by_key(|b| bottom(b));
    let Some(over) = over.filter(|_| after.above.first().is_some_and(has)) else { return };
    let goes_on = |line: &Line| line.start == Start::Wrap || begins_note(line, ledger);
    let noted = over.below.first().is_none_or(|line| begins_note(line, ledger));
    if !(noted && over.below.iter().all(goes_on)) {
        return;
    }
    let bare = after.above.first().is_some_and(|line| is_bare(line, ledger));
    let rest =
        |(at, line): &(usize, &Line)| (line.start == Start::Wrap || bare && *at == 0) && !has(line);
    let lines = 1 + after.above.iter().skip(1).enumerate().take_while(rest).count();
    over.below.extend(after.above.drain(..lines));
}

/// Whether a table stands under another one in a column of its page; what is not printed follows at once.
fn follows(before: &Fragment, after: &Fragment) -> bool {
    let (Some(above), Some(below)) = (before.area, after.area) else { return true };
    let stacked = above.x0 < below.x1 && below.x0 < above.x1 && above.bottom <= below.top;
    before.page == after.page && stacked
}

/// Takes the rest of a title off the top of its table: a row of one text that the label waits for, or that
/// ends what the title left open ("… (n =", "2012–").
pub(super) fn take_rest(title: &mut Vec<Line>, fragment: &mut Fragment, ledger: &Ledger) {
    let Some(cell) = rest_of(title, fragment, ledger) else { return };
    let Some(row) = fragment.rows.first_mut() else { return };
    title.extend(row.cells.remove(cell).lines);
    let left = fragment.rows.remove(0);
    // What was merged down from the row of the title begins a row later.
    if let Some(next) = fragment.rows.first_mut() {
        let down = left.cells.into_iter().filter(|cell| cell.row_span > 1);
        next.cells.extend(down.map(|cell| Cell { row_span: cell.row_span - 1, ..cell }));
        next.cells.sort_by_key(|cell| cell.col);
        next.doubts.extend(left.doubts);
    }
}

/// The place of the cell in the first row that is the rest of a title.
fn rest_of(title: &[Line], fragment: &Fragment, ledger: &Ledger) -> Option<usize> {
    /// Words of the rest of a title at most, where nothing but its end is missing.
    const END: usize = 4;
    /// Words of a title at least: fewer may be a name over columns.
    const WORDS: usize = 3;
    let last = title.last()?;
    let [first, second, _, ..] = fragment.rows.as_slice() else { return None };
    let own = |cell: &(usize, &Cell)| !cell.1.is_empty() && cell.1.row_span == 1;
    let mut cells = first.cells.iter().enumerate().filter(own);
    let (at, cell) = cells.next()?;
    let merged = first.cells.iter().filter(|cell| cell.row_span > 1 && !cell.is_empty()).count();
    let below = second.cells.iter().filter(|cell| !cell.is_empty()).count();
    if cells.next().is_some() || below + merged < 2 || last.size != cell.lines.first()?.size {
        return None;
    }
    let text = super::seam::text(cell, ledger);
    let words = text.split_whitespace().count();
    let open =
        edge::ends(&ledger.text(last.run)).is_open() || ends_counting(&ledger.text(last.run));
    let ends = merged == 0 && words <= END && open && !edge::ends(&text).is_open();
    let rest = edge::begins(&text);
    let closes = ends && (rest.is_rest() || rest == edge::Begins::Digit);
    let named = is_bare(last, ledger) && words >= WORDS && cell.col_span < fragment.columns.max(2);
    (closes || named).then_some(at)
}

/// Whether a text ends with a sign that a number follows: "(n =".
fn ends_counting(text: &str) -> bool {
    text.trim_end().ends_with(['=', '<', '>', '≥', '≤'])
}
