//! A told diff as text, for a terminal or a file.

use std::fmt::Write;

use super::model::Diff;
use super::tell::{Line, Part, Tone, tell};
use super::words::Mark;

/// How a diff is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Without colours: `[-old-]{+new+}`, and `[~here~]{~there~}` for what only stands elsewhere.
    #[default]
    Plain,
    /// With ANSI colours: old in red and struck through, new in green, moves in blue.
    Colour,
}

const BOLD: &str = "1";
const GONE: &str = "31;9";
const COME: &str = "32";
const MOVED: &str = "34";
const AWAY: &str = "34;9";

impl Style {
    fn dress(self, code: &str, text: &str) -> String {
        match self {
            Style::Plain => text.to_owned(),
            Style::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn mark(self, mark: Mark, tone: Tone, text: &str) -> String {
        match (mark, self) {
            (Mark::Same, _) if tone == Tone::Moved => self.dress(MOVED, text),
            (Mark::Same, _) => text.to_owned(),
            (Mark::Gone, Style::Plain) => format!("[-{text}-]"),
            (Mark::Come, Style::Plain) => format!("{{+{text}+}}"),
            (Mark::Away, Style::Plain) => format!("[~{text}~]"),
            (Mark::Here, Style::Plain) => format!("{{~{text}~}}"),
            (Mark::Away, _) => self.dress(AWAY, text),
            (Mark::Here, _) => self.dress(MOVED, text),
            (Mark::Gone, _) => self.dress(GONE, text),
            (Mark::Come, _) => self.dress(COME, text),
        }
    }

    fn line(self, line: &Line) -> String {
        line.spans
            .iter()
            .map(|span| self.mark(span.mark, line.tone, &visible(&span.text)))
            .collect()
    }
}

/// Control characters must not reach a terminal: a document could move its cursor.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// The diff in words; empty where there is no change.
pub fn to_text(diff: &Diff, style: Style) -> String {
    let told = tell(diff);
    let mut out = String::new();
    let mut table = "";
    for part in &told.parts {
        if part.table != table && !part.table.is_empty() {
            let _ = writeln!(out, "{}", style.dress(BOLD, &visible(&part.table)));
            table = &part.table;
        }
        let indent = if part.record.is_empty() { 2 } else { 4 };
        if !part.record.is_empty() {
            let _ = writeln!(out, "  {}", style.dress(BOLD, &visible(&part.record)));
        }
        for line in part.lines() {
            let _ = writeln!(out, "{:1$}{2}", "", indent + 2 * line.depth, style.line(line));
        }
    }
    if told.changes > 0 {
        let _ = writeln!(out, "{}", told.sum());
    }
    out
}

/// Signs of one record's changes at most; beyond, they are drawn to scale.
const SIGNS: usize = 40;

/// How much changed where, a line a record, in the manner of `git diff --stat`: `+` for what is
/// new, `-` for what is gone, `~` for what reads otherwise and `>` for what moved.
pub fn to_stat(diff: &Diff, style: Style) -> String {
    let told = tell(diff);
    let name = |part: &Part| match part.record.as_str() {
        "" if part.table.is_empty() => "tables".to_owned(),
        "" => visible(&part.table),
        record => visible(&format!("{}/{record}", part.table)),
    };
    let count = |part: &Part| part.lines().filter(|line| line.depth == 0).count();
    let width = told.parts.iter().map(|part| name(part).chars().count()).max().unwrap_or(0);
    let most = told.parts.iter().map(count).max().unwrap_or(0);
    let digits = most.to_string().len();
    let mut out = String::new();
    for part in &told.parts {
        let mut signs = String::new();
        for (tone, sign, code) in [
            (Tone::Come, "+", COME),
            (Tone::Gone, "-", "31"),
            (Tone::Changed, "~", "33"),
            (Tone::Moved, ">", MOVED),
        ] {
            let of_tone = part.lines().filter(|line| line.depth == 0 && line.tone == tone).count();
            let drawn = if most > SIGNS { (of_tone * SIGNS).div_ceil(most) } else { of_tone };
            if drawn > 0 {
                signs.push_str(&style.dress(code, &sign.repeat(drawn)));
            }
        }
        let _ = writeln!(out, " {:width$} | {:digits$} {signs}", name(part), count(part));
    }
    if told.changes > 0 {
        let _ = writeln!(out, "{}", told.sum());
    }
    out
}
