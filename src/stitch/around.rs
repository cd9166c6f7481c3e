//! What stands round the pieces of a table: its caption, its notes, and what belongs to neither.

use crate::fragment::{Fragment, Line, Start};
use crate::ledger::{Ledger, Reason};
use crate::signs::caption::{self, Caption, Strength};
use crate::signs::note;

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

/// Whether nothing of a caption but its label stands in a line: the words are on the next.
fn is_bare(line: &Line, ledger: &Ledger) -> bool {
    let text = ledger.text(line.run);
    caption_in(line, ledger).is_some_and(|found| text.trim_end().chars().count() <= found.end)
}

/// Whether a name that is no caption stands right over a piece.
pub(super) fn is_named(fragment: &Fragment, ledger: &Ledger) -> bool {
    let nearest = fragment.above.last().filter(|line| !is_caption(line, ledger));
    nearest.is_some_and(|line| {
        let text = ledger.text(line.run);
        is_name(&text) && !note::is_note(&text) && !caption::says_continued(&text)
    })
}

/// Whether a text names something and is no sentence: short, from a capital on, without a stop.
fn is_name(text: &str) -> bool {
    /// Characters of the longest name; a sentence without its stop is longer.
    const LONGEST: usize = 120;
    let text = text.trim();
    text.chars().nth(LONGEST).is_none()
        && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '”' | '"'))
}

/// Sorts the lines round a piece into title and notes: the caption, the lines between it and the
/// table, and those under the table that begin as notes do. Where nothing else stands over the table
/// (in a dump nothing else does), all lines over it are about it. A heading without a label is a title
/// over the first piece only.
pub(super) fn take(
    title: &mut Vec<Line>,
    notes: &mut Vec<Line>,
    fragment: &mut Fragment,
    first_piece: bool,
    ledger: &mut Ledger,
) -> Between {
    let above = std::mem::take(&mut fragment.above);
    take_above(title, notes, above, (fragment, first_piece), ledger);
    let mut under = Between::Nothing;
    let mut in_title = false;
    for line in std::mem::take(&mut fragment.below) {
        let caption = title.is_empty() && is_caption(&line, ledger);
        let goes_on = in_title && line.start == Start::Wrap;
        let second = in_title && title.last().is_some_and(|last| is_bare(last, ledger));
        let text = ledger.text(line.run);
        in_title = caption || goes_on || second;
        if in_title {
            title.push(line);
        } else if fragment.loose_columns || line.mark.is_some() || note::is_note(&text) {
            under = under.max(Between::Note);
            notes.push(line);
        } else {
            under = Between::Prose;
            ledger.leave_out(line.run, Reason::Outside);
        }
    }
    under
}

fn take_above(
    title: &mut Vec<Line>,
    notes: &mut Vec<Line>,
    above: Vec<Line>,
    (fragment, first_piece): (&Fragment, bool),
    ledger: &mut Ledger,
) {
    // The nearest caption is the table's own; without one the nearest heading.
    let caption = above.iter().rposition(|line| is_caption(line, ledger));
    let heading = || {
        let bare = fragment.area.is_none() && !fragment.loose_columns;
        let is_heading = |(at, line): (usize, &Line)| {
            let text = ledger.text(line.run);
            let named = line.heading || line.bold && !fragment.loose_columns;
            let names = bare && at + 1 == above.len() && is_name(&text);
            (named && line.run.len() <= LONGEST_HEADING || names) && !note::is_note(&text)
        };
        let near = above.len().saturating_sub(2);
        above.iter().enumerate().skip(near).rev().find(|line| is_heading(*line)).map(|(at, _)| at)
    };
    let first = caption.or_else(|| heading().filter(|_| first_piece));
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
        if in_title {
            title.push(line);
        } else if alone || first.is_some_and(|first| at > first) {
            notes.push(line);
        } else {
            ledger.leave_out(line.run, Reason::Outside);
        }
    }
}

/// In a document whose captions stand under its tables, the caption between two tables belongs to the
/// first. Where its captions stand is told by those that can belong to one table alone: over the first
/// table of a page, and under the last.
pub(super) fn settle_sides(fragments: &mut [Fragment], ledger: &Ledger) {
    let has = |line: Option<&Line>| line.is_some_and(|line| caption_in(line, ledger).is_some());
    if fragments.iter().any(|fragment| fragment.loose_columns) {
        return;
    }
    let last = fragments.len().saturating_sub(1);
    let (mut over, mut under) = (0, 0);
    for (at, fragment) in fragments.iter().enumerate() {
        let apart = |other: Option<&Fragment>| other.is_none_or(|other| !follows(other, fragment));
        let before = at.checked_sub(1).and_then(|before| fragments.get(before));
        let captioned = fragment.above.iter().any(|line| has(Some(line)));
        over += usize::from(apart(before) && captioned);
        let after = fragments.get(at + 1);
        let alone = at == last || after.is_some_and(|after| !follows(fragment, after));
        under += usize::from(alone && !captioned && has(fragment.below.first()));
    }
    if under <= over {
        return;
    }
    for at in 1..fragments.len() {
        let (before, after) = fragments.split_at_mut(at);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { return };
        // It follows the table before it at once.
        if before.below.is_empty() && follows(before, after) && has(after.above.first()) {
            let rest = |line: &&Line| line.start == Start::Wrap && !has(Some(*line));
            let lines = 1 + after.above.iter().skip(1).take_while(rest).count();
            before.below.extend(after.above.drain(..lines));
        }
    }
}

/// Whether a table stands under another one in a column of its page; what is not printed follows at once.
fn follows(before: &Fragment, after: &Fragment) -> bool {
    let (Some(above), Some(below)) = (before.area, after.area) else { return true };
    before.page == after.page && above.x0 < below.x1 && below.x0 < above.x1
}
