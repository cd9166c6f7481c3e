//! Signs that text recognition made of arrows, learned from the document itself.
//!
//! Engines know no arrows and print a dash, a `>` or a `»` for them. In a column of chains such signs stand between
//! words far more often than dashes do in prose, and in the middle of lines. Each column is weighed by itself; what
//! is told is which signs of it are read as arrows, and how sure that is. The text stays as recognised.

use std::collections::BTreeMap;

use crate::fragment::{Fragment, Line, Notice};
use crate::ledger::{Confidence, Ledger, Misread, Run};
use crate::marks;

/// Words for each arrow in a column of chains: steps of three or four words, as in the appendices of the corpora.
const WORDS_IN_CHAINS: i64 = 6;
/// Words for each dash that stands by itself in prose: one in two or three sentences at most.
const WORDS_IN_PROSE: i64 = 60;
/// The natural logarithm of what the one is of the other, ten, in thousandths: a result depends on no float.
const LOG_OF_RATIO: i64 = 2303;
/// Odds, as a natural logarithm in thousandths, from which a column is sure to hold chains: ten signs where prose has
/// one.
const SURE: i64 = 20_000;
/// Odds from which it is likely to: the like would happen once in some hundred columns.
const LIKELY: i64 = 5_000;
/// Of the signs of a column so many, in hundredths, are of one spelling that is common in it.
const COMMON: usize = 10;

/// A sign that may stand for an arrow.
struct Sign {
    run: Run,
    text: String,
    /// Whether words stand on both sides of it, on its own line.
    within: bool,
    /// Whether it stands between words, be it over the end of a line.
    between: bool,
}

/// What a column holds.
#[derive(Default)]
struct Seen {
    signs: Vec<Sign>,
    words: usize,
}

/// Tells the ledger which signs are read as arrows; what a person should know of it.
pub(crate) fn tell(fragments: &[Fragment], ledger: &mut Ledger) -> Option<Notice> {
    let mut columns: BTreeMap<(usize, usize), Seen> = BTreeMap::new();
    for fragment in fragments {
        for cell in
            fragment.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.col_span <= 1)
        {
            // Pieces of one width are most likely of one table.
            let seen = columns.entry((fragment.columns, cell.col)).or_default();
            look(&cell.lines, seen, ledger);
        }
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for seen in columns.values() {
        let Some(confidence) = holds_chains(seen) else { continue };
        let all = seen.signs.iter().filter(|sign| sign.between).count();
        let of = |text: &str| seen.signs.iter().filter(|own| own.text == text).count();
        let signs = seen.signs.iter().filter(|sign| sign.between && !is_arrow(&sign.text));
        for sign in signs {
            let common = of(&sign.text) * 100 >= all * COMMON;
            let confidence = if common { confidence } else { confidence.max(Confidence::Likely) };
            ledger.set_misread(sign.run, Misread { mark: '→', confidence });
            *counts.entry(sign.text.clone()).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told = counts.iter().map(|(sign, count)| format!("{sign} {count}"));
    let told = told.collect::<Vec<_>>().join(", ");
    (!counts.is_empty()).then(|| Notice {
        code: "ocr-marks",
        loss: false,
        message: format!(
            "signs between words of columns that hold chains were read as the arrows that recognition made them \
             of, by their number: {told}"
        ),
    })
}

/// How sure it is that a column holds chains, where it is likelier than not.
///
/// Signs between words are taken to come by chance, at one rate in chains and another in prose (Poisson): the odds
/// are the ratio of the two likelihoods.
fn holds_chains(seen: &Seen) -> Option<Confidence> {
    let between = seen.signs.iter().filter(|sign| sign.between).count();
    let within = seen.signs.iter().filter(|sign| sign.within).count();
    // Signs that begin lines and stand nowhere else are bullets.
    if within * 4 < between || within == 0 {
        return None;
    }
    let times = |number: usize, weight: i64| {
        i64::try_from(number).unwrap_or(i64::MAX).saturating_mul(weight)
    };
    let expected = times(seen.words, 1000 / WORDS_IN_CHAINS - 1000 / WORDS_IN_PROSE);
    let odds = times(between, LOG_OF_RATIO).saturating_sub(expected);
    match odds {
        odds if odds >= SURE => Some(Confidence::Certain),
        odds if odds >= LIKELY => Some(Confidence::Likely),
        odds if odds > 0 => Some(Confidence::Undetermined),
        _ => None,
    }
}

fn look(lines: &[Line], seen: &mut Seen, ledger: &Ledger) {
    let mut tokens: Vec<(usize, Run, String)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for run in ledger.words(line.run) {
            let own = ledger.text(run);
            tokens.push((number, run, own));
        }
    }
    for (at, (line, run, text)) in tokens.iter().enumerate() {
        if !is_sign(text) {
            seen.words += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let after = tokens.get(at + 1);
        let left = before.is_none_or(|(_, _, text)| ends_in_word(text));
        let right = after.is_none_or(|(_, _, text)| text.starts_with(char::is_alphabetic));
        let beside =
            |other: Option<&(usize, Run, String)>| other.is_some_and(|(own, ..)| own == line);
        seen.signs.push(Sign {
            run: *run,
            text: text.clone(),
            within: left && right && beside(before) && beside(after),
            between: left && right && (before.is_some() || after.is_some()),
        });
    }
}

/// Whether a text is what engines make of an arrow.
fn is_sign(text: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '–' | '—' | '−' | '=' | '~' | '_');
    let head = |c: char| matches!(c, '>' | '»' | '›' | '→');
    text.chars().count() <= 3 && text.chars().all(|c| dash(c) || head(c))
}

/// Whether a sign is an arrow in whatever spelling.
fn is_arrow(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    characters != ['>'] && marks::arrow_at(&characters, 0) == characters.len()
}

fn ends_in_word(text: &str) -> bool {
    let core = text.trim_end_matches(['.', ',', ';', ')', '\'', '’', '"', '”']);
    core.ends_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of cells of one column as it is known after learning.
    fn known(cells: &[&str]) -> (String, Option<Confidence>) {
        let mut ledger = Ledger::default();
        let (fragment, runs) = Fragment::of_column(cells, &mut ledger);
        tell(&[fragment], &mut ledger);
        let text = runs.iter().flat_map(|run| ledger.known(*run).into_owned()).collect();
        let sure =
            runs.iter().flat_map(|run| ledger.words(*run)).find_map(|run| ledger.misread(run));
        (text, sure)
    }

    #[test]
    fn dashes_of_chains_are_arrows() {
        let chain = "shared vision — improved trust > reduced conflict";
        let (text, sure) = known(&[chain; 12]);
        assert!(text.starts_with("shared vision → improved trust → reduced conflict"));
        assert_eq!(sure, Some(Confidence::Certain));
    }

    #[test]
    fn a_few_are_read_and_doubted() {
        let (text, sure) = known(&["shared vision — improved trust > reduced conflict"]);
        assert!(text.contains('→'));
        assert_ne!(sure, Some(Confidence::Certain));
    }

    #[test]
    fn dashes_of_prose_ranges_and_bullets_stay() {
        let prose = "the nurses, who had asked for it, were content with what they got — and so were all \
             of the patients who came to the clinic in the first year after that";
        for cells in [[prose; 6], ["12 - 14"; 6], ["- asked for more"; 6]] {
            assert_eq!(known(&cells), (cells.concat(), None));
        }
    }
}
