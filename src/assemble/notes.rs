//! Printed lines under a table → its notes: a line that was full goes on in the next one.

use crate::fragment::Line;
use crate::ledger::Ledger;
use crate::text::{reach, runs_on};

/// The lines of each note. What is not printed on a page is a note by itself.
pub(crate) fn parted(lines: &[Line], ledger: &Ledger) -> Vec<Vec<Line>> {
    let right = reach(lines.iter(), ledger);
    let mut notes: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        let above = notes.last().and_then(|note| note.last());
        let goes_on = above.is_some_and(|above| runs_on(above, line, right, ledger));
        match notes.last_mut().filter(|_| goes_on) {
            Some(note) => note.push(line.clone()),
            None => notes.push(vec![line.clone()]),
        }
    }
    notes
}
