//! A point as text for a person. What comes from a document has its control characters taken off, so that
//! none reaches the terminal.

use std::fmt::Write;

use rowmend::unstable::canon;
use rowmend::unstable::decide::open::{Open, OpenFlag, OpenValue, Undone};
use rowmend::unstable::trace::Span;

/// Characters of a dump's line that are shown before and after a text.
const ROUND: usize = 30;
/// Lines of a dump that are shown: a text over more is known by its first ones.
const LINES: usize = 4;

/// The keys, and what they do.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("j, k", "next and previous open point"),
    ("a", "accept: it is right as it stands"),
    ("b", "accept all open points that have one flag"),
    ("e", "edit the item or cell"),
    ("s", "split the item"),
    ("u", "unite the item with the next"),
    ("m", "move it elsewhere"),
    ("d", "drop it"),
    ("n", "the whole key of a study that was cut"),
    ("i", "speak about another item of the cell, or all of it"),
    ("x", "the table is none"),
    ("h, g, o", "the row names the columns; is the name of a group; is a note"),
    ("1-9", "one of the decisions offered"),
    ("w", "why: a reason for what is decided from now on"),
    ("z", "take the last decision back"),
    ("l", "decisions that do not hold, and where the file is"),
    ("?, q", "these keys; quit"),
];

/// Without control characters, which a terminal would obey.
pub(in crate::cli) fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

/// A point in full.
pub(super) fn point(open: &Open, lines: &[String]) -> String {
    let mut out = String::new();
    if let Some(notice) = &open.notice {
        let _ = writeln!(out, "{}: {}", notice.code, notice.message);
    }
    if let Some(value) = &open.value {
        let item = value.item.map(|item| format!(" · item {item}")).unwrap_or_default();
        let place = value.spans.first().map(|span| format!(" · {}", span.short()));
        let place = place.unwrap_or_default();
        let _ = writeln!(out, "{} · {}{item}{place}", value.study, value.column);
        texts(&mut out, value);
        printed(&mut out, &value.spans, lines);
        value.flags.iter().for_each(|own| flag(&mut out, own));
    }
    for (number, offer) in (1..).zip(&open.offers) {
        let says = offer.entry.lines().skip(2).filter(|line| !line.starts_with("table ="));
        let _ =
            writeln!(out, "  or {number}: {} {}", offer.action, says.collect::<Vec<_>>().join(" "));
    }
    safe(&out)
}

fn texts(out: &mut String, value: &OpenValue) {
    let mut line = |name: &str, text: &str| {
        let indented = text.replace('\n', "\n            ");
        let _ = writeln!(out, "  {name:9} {}", if text.is_empty() { "–" } else { &indented });
    };
    line("before", &value.before);
    line("> it says", &value.text);
    line("after", &value.after);
    if let Some(read) = &value.read {
        line("as read", read);
    }
}

/// The lines of a dump, with what is meant between ⟦ and ⟧.
fn printed(out: &mut String, spans: &[Span], lines: &[String]) {
    for span in spans.iter().take(LINES) {
        let Span::Dump { line, columns: [first, last] } = span else { continue };
        let Some(text) = lines.get(*line as usize - 1) else { continue };
        let (first, last) = (*first as usize - 1, *last as usize);
        let from = first.saturating_sub(ROUND);
        let cut = |from: usize, to: usize| -> String {
            let own = text.chars().skip(from).take(to.saturating_sub(from));
            own.map(|c| if c == '\t' { ' ' } else { c }).collect()
        };
        let before = if from > 0 { "…" } else { "" };
        let after = if text.chars().count() > last + ROUND { "…" } else { "" };
        let _ = writeln!(
            out,
            "  line {line:<4} {before}{}⟦{}⟧{}{after}",
            cut(from, first),
            cut(first, last),
            cut(last, last + ROUND)
        );
    }
}

fn flag(out: &mut String, flag: &OpenFlag) {
    let (code, sure) = (canon::name(&flag.code), canon::name(&flag.confidence));
    let _ = writeln!(out, "  {code} ({sure}): {}", flag.meaning);
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (plain(&flag.before), plain(&flag.after));
    if !before.is_empty() && !after.is_empty() && before != after {
        let _ = writeln!(out, "    {before}\n    became {after}");
    } else if !before.is_empty() {
        let _ = writeln!(out, "    {before}");
    }
    if !flag.reasons.is_empty() {
        let _ = writeln!(out, "    because {}", flag.reasons.join("; "));
    }
}

/// A point on one line, and its text on another.
pub(super) fn listed(open: &Open) -> String {
    let mut out = open.id.clone();
    if let Some(value) = &open.value {
        for flag in &value.flags {
            let (code, sure) = (canon::name(&flag.code), canon::name(&flag.confidence));
            let _ = write!(out, "  {code} ({sure})");
        }
        let place = value.spans.first().map(|span| format!("  {}", span.short()));
        let _ =
            write!(out, "{}\n  {}", place.unwrap_or_default(), value.text.replace('\n', "\n  "));
    }
    if let Some(notice) = &open.notice {
        let _ = write!(out, "\n  {}", notice.message);
    }
    safe(&out) + "\n"
}

/// A decision that does not hold, with the nearest text.
pub(in crate::cli) fn undone(undone: &Undone, file: &str) -> String {
    let Undone { line, action, status, reason, nearest } = undone;
    let status = canon::name(status);
    let mut out = format!("{status} decision, line {line} of {file}: {action}: {reason}\n");
    if let Some(near) = nearest {
        let _ = writeln!(out, "  it names  {}\n  there is  {}", near.text, near.now);
    }
    safe(&out)
}
