//! What a person wants to know of an extraction at a glance.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use crate::decide::places;
use crate::ledger::Confidence;
use crate::piece::Piece;
use crate::record::Value;
use crate::trace::{Accounting, Notice, Status, Trace};
use crate::{canon, decide, doubts};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The counts of one extraction, and what of it needs a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    name: String,
    tables: usize,
    studies: usize,
    items: usize,
    chains: usize,
    repairs: [usize; 3],
    accounting: Accounting,
    /// How many points a person should look at.
    #[serde(default)]
    points: usize,
    /// What is told of them, by code: flags of values, and notices about tables or the document.
    flags: BTreeMap<String, usize>,
    losses: Vec<String>,
    /// What is doubtful about the document or a table of it as a whole.
    #[serde(default)]
    doubts: Vec<String>,
    /// What else is to be known of how the document was read, such as its tracked changes.
    #[serde(default)]
    notices: Vec<String>,
    /// How many columns of the profile are not there.
    #[serde(default)]
    missing: usize,
    /// How many decisions of a person were applied.
    #[serde(default)]
    decided: usize,
    /// Those that were not, a line each.
    #[serde(default)]
    undone: String,
    /// The files that were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<PathBuf>,
}

impl Summary {
    /// Of the document called `name`, of which nothing is known yet.
    pub fn new(name: &str) -> Self {
        Summary { name: name.to_owned(), ..Summary::default() }
    }

    /// Counts a piece of the result.
    pub fn add(&mut self, piece: &Piece) {
        match piece {
            Piece::Table { .. } => self.tables += 1,
            Piece::Record(record) => {
                self.studies += 1;
                self.points += places::of_record(record);
                for (_, value) in &record.cells.0 {
                    let Value::List(items) = value else { continue };
                    self.items += items.len();
                    self.chains += items.iter().filter(|item| item.steps.len() > 1).count();
                }
                for flag in &record.flags {
                    *self.flags.entry(canon::name(&flag.code)).or_default() += 1;
                }
            }
            Piece::Repair(repair) => {
                let words = [Confidence::Certain, Confidence::Likely, Confidence::Undetermined];
                for (count, word) in self.repairs.iter_mut().zip(words) {
                    *count += usize::from(repair.confidence == word);
                }
            }
            Piece::Source(_) | Piece::Place(_) | Piece::LeftOut(_) => {}
        }
    }

    /// Adds what the trace has beside the pieces.
    pub fn finish(&mut self, trace: &Trace) {
        let is_doubt = |notice: &Notice| doubts::CODES.contains(&notice.code.as_str());
        for notice in trace.notices.iter().filter(|notice| doubts::is_open(notice)) {
            self.points += 1;
            *self.flags.entry(notice.code.clone()).or_default() += 1;
        }
        let notices = |which: &dyn Fn(&Notice) -> bool| {
            let all = trace.notices.iter();
            all.filter(|notice| which(notice)).map(|notice| notice.message.clone()).collect()
        };
        let missing = trace.notices.iter();
        let missing = missing.filter(|notice| notice.code == crate::profile::MISSING);
        let decisions = trace.decisions.iter();
        self.accounting = trace.accounting.clone();
        self.losses = notices(&|notice| notice.loss);
        self.doubts = notices(&doubts::is_open);
        self.notices = notices(&|notice| !notice.loss && !is_doubt(notice));
        self.missing = missing.count();
        self.decided = decisions.filter(|one| one.status == Status::Applied).count();
        self.undone = decide::not_applied(trace);
    }

    /// Whether something needs a person.
    pub fn is_flagged(&self) -> bool {
        let open = self.points > 0 || !self.losses.is_empty();
        open || self.missing > 0 || !self.undone.is_empty()
    }

    /// How many points a person should look at.
    pub fn count_points(&self) -> usize {
        self.points
    }

    /// What a person should look at, a line each.
    fn open(&self) -> Vec<String> {
        if self.points == 0 {
            return vec!["nothing".to_owned()];
        }
        let flags: Vec<String> =
            self.flags.iter().map(|(code, count)| format!("{code} {count}")).collect();
        // A point may have several flags.
        let told = Some(self.flags.values().sum()).filter(|told| *told != self.points);
        let told = told.map(|told| format!(" with {}", count(told, "flag", "flags")));
        let points = count(self.points, "point", "points") + &told.unwrap_or_default();
        let points = format!("{points}: {}", flags.join(", "));
        [points].into_iter().chain(self.doubts.iter().cloned()).collect()
    }

    /// A few lines for a person.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{}: {} in {}, {} ({})",
            self.name,
            count(self.studies, "study", "studies"),
            count(self.tables, "table", "tables"),
            count(self.items, "item", "items"),
            count(self.chains, "chain", "chains"),
        );
        let [certain, likely, undetermined] = self.repairs;
        let _ = writeln!(
            out,
            "  repairs     {certain} certain, {likely} likely, {undetermined} undetermined"
        );
        let sum = &self.accounting;
        let left: Vec<String> =
            sum.left_out.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        let _ = writeln!(
            out,
            "  characters  {} read = {} placed + {} left out{}, {} unaccounted",
            sum.read,
            sum.placed,
            sum.left_out.values().sum::<usize>(),
            if left.is_empty() { String::new() } else { format!(" ({})", left.join(", ")) },
            sum.unaccounted,
        );
        for (at, what) in self.open().into_iter().enumerate() {
            let name = if at == 0 { "to look at" } else { "" };
            let _ = writeln!(out, "  {name:10}  {what}");
        }
        if self.decided > 0 {
            let _ = writeln!(out, "  decisions   {} applied", self.decided);
        }
        for undone in self.undone.lines() {
            let _ = writeln!(out, "  not applied {undone}");
        }
        for notice in &self.notices {
            let _ = writeln!(out, "  note        {notice}");
        }
        for loss in &self.losses {
            let _ = writeln!(out, "  lost        {loss}");
        }
        for path in &self.written {
            let _ = writeln!(out, "  written     {}", path.display());
        }
        out
    }
}

/// A number of things, with their name.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
