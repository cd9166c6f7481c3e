//! What a person wants to know of an extraction at a glance.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use rowmend::ledger::Confidence;
use rowmend::pipeline::Extraction;
use rowmend::record::Value;
use rowmend::trace::{Accounting, Status};
use rowmend::{canon, golden};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Summary {
    name: String,
    tables: usize,
    studies: usize,
    items: usize,
    chains: usize,
    repairs: [usize; 3],
    accounting: Accounting,
    flags: BTreeMap<String, usize>,
    losses: Vec<String>,
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
    pub(super) written: Vec<PathBuf>,
}

impl Summary {
    pub(super) fn new(name: &str, extraction: &Extraction) -> Self {
        let tables = &extraction.document.tables;
        let records = || tables.iter().flat_map(|table| &table.records);
        let items = || {
            let values = records().flat_map(|record| &record.cells.0).map(|(_, value)| value);
            values.flat_map(|value| if let Value::List(items) = value { &items[..] } else { &[] })
        };
        let mut flags = BTreeMap::new();
        for flag in records().flat_map(|record| &record.flags) {
            *flags.entry(canon::name(&flag.code)).or_default() += 1;
        }
        let repairs = [Confidence::Certain, Confidence::Likely, Confidence::Undetermined];
        let repairs = repairs.map(|confidence| {
            extraction.trace.repairs.iter().filter(|repair| repair.confidence == confidence).count()
        });
        let notices = |loss: bool| {
            let all = extraction.trace.notices.iter();
            all.filter(|notice| notice.loss == loss).map(|notice| notice.message.clone()).collect()
        };
        let missing = extraction.trace.notices.iter();
        let missing = missing.filter(|notice| notice.code == rowmend::profile::MISSING);
        let decisions = extraction.trace.decisions.iter();
        Summary {
            name: name.to_owned(),
            tables: tables.len(),
            studies: records().count(),
            items: items().count(),
            chains: items().filter(|item| item.steps.len() > 1).count(),
            repairs,
            accounting: extraction.trace.accounting.clone(),
            flags,
            losses: notices(true),
            notices: notices(false),
            missing: missing.count(),
            decided: decisions.filter(|one| one.status == Status::Applied).count(),
            undone: golden::undone(&extraction.trace),
            written: Vec::new(),
        }
    }

    /// Whether something needs a person.
    pub(super) fn is_flagged(&self) -> bool {
        let open = !self.flags.is_empty() || !self.losses.is_empty();
        open || self.missing > 0 || !self.undone.is_empty()
    }

    /// How many things need a person.
    pub(super) fn count_flags(&self) -> usize {
        self.flags.values().sum()
    }

    pub(super) fn to_text(&self) -> String {
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
        let flags: Vec<String> =
            self.flags.iter().map(|(code, count)| format!("{code} {count}")).collect();
        if flags.is_empty() {
            let _ = writeln!(out, "  to look at  nothing");
        } else {
            let flagged = count(self.count_flags(), "flag", "flags");
            let _ = writeln!(out, "  to look at  {flagged}: {}", flags.join(", "));
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

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
