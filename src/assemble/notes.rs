//! Printed lines under a table → its notes: a line that was full goes on in the next one.

use crate::fragment::{Line, Start};
use crate::geom::{Area, Pt};
use crate::ledger::{Ledger, Place};
use crate::signs::edge::{Begins, begins};
use crate::signs::note;

/// The lines of each note. What is not printed on a page is a note by itself.
pub(super) fn parted(lines: &[Line], ledger: &Ledger) -> Vec<Vec<Line>> {
    let right = lines.iter().filter_map(|line| place(line, ledger)).map(|(_, area)| area.x1).max();
    let mut notes: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        let above = notes.last().and_then(|note| note.last());
        let goes_on = above.is_some_and(|above| goes_on(above, line, right, ledger));
        match notes.last_mut().filter(|_| goes_on) {
            Some(note) => note.push(line.clone()),
            None => notes.push(vec![line.clone()]),
        }
    }
    notes
}

/// Whether a line flows on from the one above it: that stands right over it, was full, and does not end
/// where a note would.
fn goes_on(above: &Line, line: &Line, right: Option<Pt>, ledger: &Ledger) -> bool {
    let text = ledger.text(line.run);
    let begun = line.start != Start::Wrap || line.mark.is_some() || note::is_note(&text);
    let begun = begun || matches!(begins(&text), Begins::Marked);
    let (Some((page, over)), Some((next, under)), Some(right), Some(size)) =
        (place(above, ledger), place(line, ledger), right, line.size)
    else {
        return false;
    };
    let beside = page == next && under.top - over.bottom < size && under.top > over.top;
    let first = text
        .find(char::is_whitespace)
        .map_or(line.run.len(), |end| text.get(..end).map_or(0, |word| word.chars().count()));
    let first = ledger.places(line.run.slice(0, first)).into_iter().map(|(_, place)| place);
    let width = first.filter_map(print).map(|(_, area)| area.x1).max().unwrap_or(under.x0);
    let full = over.x1 + (width - under.x0) > right - size / 2;
    !begun && beside && full
}

/// The page and the box of a printed line.
fn place(line: &Line, ledger: &Ledger) -> Option<(u32, Area)> {
    let places = ledger.places(line.run).into_iter().map(|(_, place)| place);
    places.filter_map(print).reduce(|(page, a), (_, b)| (page, a.union(&b)))
}

fn print(place: Place) -> Option<(u32, Area)> {
    match place {
        Place::Print { page, area } => Some((page, area)),
        _ => None,
    }
}
