//! What two people agree on, as a decisions file: what both decided alike is in force, by both; of the rest
//! their decisions stand commented out, one under the other, for a person to choose.

use std::collections::BTreeSet;

use super::{Both, Compared, Outcome, Taken};
use crate::decide::made::By;
use crate::decide::{Decisions, draft, file};
use crate::source;

/// The line that tells whether somebody changed what follows it.
const MARK: &str =
    "# Written by rowmend; nobody changed it while the SHA-256 of all below this line is ";

/// The text of the file.
pub fn text(both: &Both) -> String {
    let (agreed, settled) = agreed(both);
    let mut body = format!("\n{}", file::to_toml(&Decisions::default()));
    for (at, point) in both.told.points.iter().enumerate() {
        if point.outcome != Outcome::Neither && !settled.contains(&at) {
            alternatives(&mut body, both, at, point);
        }
    }
    for [a, b] in &agreed {
        let own = &both.taken[a.0][a.1];
        let by = together(own, &both.taken[b.0][b.1]);
        body.push('\n');
        body.push_str(&own.made.entry(&by));
    }
    let [a, b] = &both.told.files;
    format!(
        "# Consensus on {} of {a} and {b}. FORMAT.md of rowmend tells what an entry may hold.\n\
         # What both decided alike is in force, at the end. Of the rest, take the \"# \" from the lines of one entry.\n\
         {MARK}{}\n{body}",
        both.told.source,
        source::hash(body.as_bytes()),
    )
}

/// Whether a file is one of these, as it was written.
pub fn is_untouched(text: &str) -> bool {
    let Some((_, rest)) = text.split_once(MARK) else { return false };
    rest.split_once('\n').is_some_and(|(hash, body)| source::hash(body.as_bytes()) == hash)
}

/// Decisions by side and number: that which is in force, and its like.
type Pair = [(usize, usize); 2];

/// Decisions that both made alike, and the points that these settle. One may be about several points, and is in
/// force where they agree on all of these; of two of which one says more, it is the other.
fn agreed(both: &Both) -> (Vec<Pair>, BTreeSet<usize>) {
    let points = || both.about.iter().zip(&both.told.points);
    let everywhere = |side: usize, own: usize| {
        let mut about = points().filter(|(about, _)| about[side].contains(&own));
        about.all(|(_, point)| point.outcome == Outcome::Agree)
    };
    let (mut found, mut settled): (Vec<Pair>, _) = (Vec::new(), BTreeSet::new());
    let alike = |a: usize, b: usize| {
        let [a, b] = [&both.taken[0][a].verdict, &both.taken[1][b].verdict];
        (&a.action, &a.result) == (&b.action, &b.result)
    };
    for (at, (about, _)) in
        points().enumerate().filter(|(_, (_, point))| point.outcome == Outcome::Agree)
    {
        let pairs = about[0].iter().map(|a| {
            let b = about[1].iter().find(|b| alike(*a, **b))?;
            match (everywhere(0, *a), everywhere(1, *b)) {
                (true, _) => Some([(0, *a), (1, *b)]),
                (false, true) => Some([(1, *b), (0, *a)]),
                (false, false) => None,
            }
        });
        let Some(pairs) = pairs.collect::<Option<Vec<Pair>>>() else { continue };
        settled.insert(at);
        for pair in pairs {
            if !found.iter().any(|known| known[0] == pair[0]) {
                found.push(pair);
            }
        }
    }
    (found, settled)
}

/// Who decided alike, and why.
fn together(a: &Taken, b: &Taken) -> By {
    let (a, b) = (a.made.by(), b.made.by());
    let both = |a: String, b: String, between: &str| {
        if a == b { a } else { format!("{a}{between}{b}") }
    };
    By { who: both(a.who, b.who, " and "), why: both(a.why, b.why, "; "), date: a.date.max(b.date) }
}

/// What each decided about a point, commented out.
fn alternatives(out: &mut String, both: &Both, at: usize, point: &Compared) {
    let [a, b] = &both.told.files;
    let what = match point.outcome {
        Outcome::OnlyA => format!("{a} alone"),
        Outcome::OnlyB => format!("{b} alone"),
        Outcome::Agree => "alike here; the entries say more, and differ in that".to_owned(),
        _ => "they differ".to_owned(),
    };
    out.push_str(&format!("\n## {}: {what}\n", point.id.replace(['\n', '\r'], " ")));
    for (side, file) in both.told.files.iter().enumerate() {
        let about = both.about.get(at).map(|about| &about[side][..]).unwrap_or_default();
        for taken in about.iter().filter_map(|own| both.taken[side].get(*own)) {
            out.push_str(&format!("##   {file}, line {}\n", taken.made.line()));
            draft::commented(out, &taken.made.entry(&taken.made.by()));
        }
    }
}
