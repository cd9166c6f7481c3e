//! The paragraphs between two tables, on their way into the ledger.
//!
//! Only those are held that may still become part of a table's surroundings; a long text passes
//! through and is entered as text outside of tables.

use std::collections::VecDeque;

use super::around::{self, ABOVE, BELOW};
use super::enter::{At, enter_para};
use super::model::Para;
use crate::fragment::{Line, Reading};
use crate::ledger::{Ledger, Reason};

/// The paragraphs since the last table.
#[derive(Debug, Default)]
pub(in crate::extract) struct Gap {
    part: u16,
    /// The fragment of the table before the gap.
    before: Option<usize>,
    /// Paragraphs that are held, with their numbers in the part.
    held: VecDeque<(u32, Para)>,
    /// How many of those show something.
    shown: usize,
    /// The first ones of the gap have been given to the table before it.
    begun: bool,
    /// Paragraphs outside of tables so far.
    count: u32,
}

impl Gap {
    /// The beginning of a part, before its first table.
    pub(in crate::extract) fn new(part: u16) -> Self {
        Gap { part, ..Gap::default() }
    }

    /// Takes in the next paragraph.
    pub(in crate::extract) fn push(
        &mut self,
        para: Para,
        reading: &mut Reading,
        ledger: &mut Ledger,
    ) {
        self.count = self.count.saturating_add(1);
        self.shown += usize::from(para.shows());
        self.held.push_back((self.count, para));
        if self.shown > BELOW + ABOVE {
            self.begin(BELOW, reading, ledger);
            self.pass(ABOVE, ledger);
        }
        // Paragraphs that only leave something out wait for nothing once the gap has begun.
        if self.held.len() > 4 * (BELOW + ABOVE) && self.begun {
            self.pass(self.shown, ledger);
        }
    }

    /// Ends the gap before a table (or at the end of the part). What is given is the surroundings
    /// of the table, and whether nothing else is shown between it and the table before it, or the
    /// beginning of the part.
    pub(in crate::extract) fn close(
        &mut self,
        table_after: bool,
        reading: &mut Reading,
        ledger: &mut Ledger,
    ) -> (Vec<Line>, bool) {
        let empty = self.shown == 0 && !self.begun;
        if let Some(fragment) = self.before.and_then(|at| reading.fragments.get_mut(at)) {
            fragment.at_bottom = empty;
        }
        let shown = self.showing();
        let lone = self.before.is_some() && !self.begun;
        let above = if table_after { around::above(&shown, lone) } else { 0 };
        let all_kept = self.before.is_none() && !self.begun && above == self.shown;
        self.begin(self.shown - above, reading, ledger);
        self.pass(above, ledger);
        let mut over = Vec::new();
        for (number, para) in std::mem::take(&mut self.held) {
            over.extend(enter_para(&para, At::outside(self.part, number), ledger));
        }
        self.shown = 0;
        (over, empty || all_kept)
    }

    /// A gap begins after the table whose fragment is number `before`.
    pub(in crate::extract) fn after(&mut self, before: usize) {
        self.before = Some(before);
        self.begun = false;
    }

    fn showing(&self) -> Vec<&Para> {
        self.held.iter().map(|(_, para)| para).filter(|para| para.shows()).collect()
    }

    fn pop(&mut self) -> Option<(u32, Para)> {
        let (number, para) = self.held.pop_front()?;
        self.shown -= usize::from(para.shows());
        Some((number, para))
    }

    /// Gives the first paragraphs of the gap, `most` at most, to the table before it.
    fn begin(&mut self, most: usize, reading: &mut Reading, ledger: &mut Ledger) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let Some(before) = self.before else { return };
        let shown = self.showing();
        let mut left = around::below(shown.get(..most).unwrap_or(&shown));
        let mut under = Vec::new();
        while left > 0
            && let Some((number, para)) = self.pop()
        {
            left -= usize::from(para.shows());
            under.extend(enter_para(&para, At::outside(self.part, number), ledger));
        }
        if let Some(fragment) = reading.fragments.get_mut(before) {
            // The notes of its cells are there already.
            under.append(&mut fragment.below);
            fragment.below = under;
        }
    }

    /// Lets paragraphs pass as text outside of tables until `kept` that show something are left.
    fn pass(&mut self, kept: usize, ledger: &mut Ledger) {
        while self.shown > kept || self.held.front().is_some_and(|(_, para)| !para.shows()) {
            let Some((number, para)) = self.pop() else { break };
            for line in enter_para(&para, At::outside(self.part, number), ledger) {
                ledger.leave_out(line.run, Reason::Outside);
            }
        }
    }
}
