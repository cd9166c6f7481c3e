//! What a raised text means: the mark of a note, an exponent, or a part of its word.
//!
//! `MRI¹` is `MRI` with a note, `3 × 10⁵` a number, `1ˢᵗ` a word. PDF raises small letters and Word
//! says so; both ask here, with what stands before, and whether a note begins with the mark. A mark
//! that has a note leaves the text and leads to the note; an ordinal's letters and signs such as `™`
//! stay; everything else is kept apart with `^`: `10^5`, `m^2`, and `98` of a list of references that
//! nobody sees as `^98`.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::ledger::{Ledger, Run};

/// Units that are squared and cubed.
const UNITS: [&str; 14] =
    ["m", "cm", "mm", "km", "nm", "dm", "µm", "μm", "ft", "in", "yd", "mi", "inch", "s"];
/// Signs of statistics that are squared: χ², I², R², η², τ², ω².
const SQUARED: [&str; 17] = [
    "χ", "I", "R", "r", "η", "τ", "ω", "σ", "X", "x", "T", "chi", "Chi", "tau", "Tau", "eta", "Eta",
];
/// Letters of a mark at most, and digits.
const LETTERS: usize = 3;

/// Signs and how they are written raised. Unicode has no raised q.
const SIGNS: &str = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻–⁻=⁼(⁽)⁾\
    aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ\
    AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂβᵝγᵞδᵟθᶿφᵠχᵡ";

/// The text of a run as it is printed: what is raised stands in raised signs (`10⁵`, `0.24ᵃ`), marks of
/// notes in their places too. What has no raised sign stands after a `^`.
pub(crate) fn printed(run: Run, ledger: &Ledger) -> String {
    let mut printed = String::with_capacity(run.len());
    let mut from = run.start;
    for (at, raised) in ledger.raised(run) {
        printed.extend(ledger.chars(Run { start: from, end: at.start }));
        printed.push_str(&in_raised_signs(raised));
        from = at.end;
    }
    printed.extend(ledger.chars(Run { start: from, end: run.end }));
    printed
}

/// A text in raised signs; as it is with a `^` before it where one of its letters or digits has none.
/// Other signs stand between them as they are: `⁺⁰.⁰¹`.
fn in_raised_signs(text: &str) -> String {
    let mut raised = String::with_capacity(text.len());
    for c in text.chars() {
        let mut signs = SIGNS.chars();
        match signs.by_ref().step_by(2).position(|plain| plain == c) {
            Some(at) => raised.extend(SIGNS.chars().nth(at * 2 + 1)),
            None if c.is_alphanumeric() => return format!("^{text}"),
            None => raised.push(c),
        }
    }
    raised
}

/// What raised text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It belongs to its word as it stands.
    Plain,
    /// It is kept in the text with `^` before it.
    Apart,
    /// It is the mark of a note and leaves the text.
    Mark,
}

/// What `raised` means after `before`; `is_note` tells whether a note begins with a mark.
pub(crate) fn meaning(before: &str, raised: &str, is_note: &dyn Fn(&str) -> bool) -> Meaning {
    let raised = raised.trim();
    let before: String = before.nfkc().collect();
    let before = before.trim_end();
    let signs = !raised.chars().any(char::is_alphanumeric);
    // A raised o is a degree or an ordinal. What stands raised before a word (a note's own mark, an isotope's number) is a part of it, and
    // so is the charge of an ion.
    if signs || before.is_empty() || raised.ends_with(['+', '-', '−', '–']) {
        return Meaning::Plain;
    }
    if is_ordinal(before, raised) || matches!(raised, "TM" | "SM" | "o") {
        return Meaning::Plain;
    }
    let marks = marks(raised);
    let known = !marks.is_empty() && marks.iter().all(|mark| is_note(mark));
    if known && !is_power(before, raised) { Meaning::Mark } else { Meaning::Apart }
}

fn is_ordinal(before: &str, raised: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit())
        && matches!(raised.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th")
}

/// Whether a number is an exponent whatever notes there are: it has a sign, or what stands before is
/// ten times something, a unit, or the sign of a statistic that is squared.
fn is_power(before: &str, raised: &str) -> bool {
    let number = raised.trim_start_matches(['-', '−', '–', '+']);
    if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return false;
    }
    if number.len() < raised.len() {
        return true;
    }
    let token = |own: fn(char) -> bool| {
        let start = before.trim_end_matches(own).len();
        (before.get(..start).unwrap_or_default(), before.get(start..).unwrap_or_default())
    };
    let (rest, digits) = token(|c| c.is_ascii_digit());
    if digits == "10" && rest.trim_end().ends_with(['×', 'x', 'X', '·', '⋅', '*', '∙', '•'])
    {
        return true;
    }
    let (rest, word) = token(char::is_alphabetic);
    let alone = !rest.ends_with(['-', '_']);
    let squared = matches!(number, "2" | "3");
    squared && alone && (UNITS.contains(&word) || SQUARED.contains(&word))
}

/// The marks that a raised text is made of, such as `a` and `b` of `a,b`; none where it is none.
pub(crate) fn marks(raised: &str) -> Vec<String> {
    let parts = raised.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<String> =
        parts.map(|part| part.trim_matches(['(', ')', '[', ']']).to_owned()).collect();
    let is_mark = |part: &String| {
        let digits = part.chars().all(|c| c.is_ascii_digit());
        let letters = part.chars().all(char::is_alphabetic);
        !part.is_empty() && part.chars().count() <= LETTERS && (digits || letters)
    };
    if parts.iter().all(is_mark) { parts } else { Vec::new() }
}

/// A note within a text: its mark, and where the mark stands and ends, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Noted {
    pub(crate) mark: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The notes that a text holds of those that marks ask for: a note begins with its mark, at the
/// beginning of the text or after the end of the note before it.
pub(crate) fn notes_in(text: &[char], asked: &BTreeSet<&str>) -> Vec<Noted> {
    let mut notes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = text[..at].iter().rposition(|c| !c.is_whitespace());
        let begins = start.is_none_or(|last| {
            matches!(text[last], ';' | '.') && last + 1 < at && notes_begin(&notes)
        });
        let open = usize::from(matches!(text.get(at), Some('(' | '[')));
        let found = asked.iter().find(|mark| begins && is_at(text, at + open, mark));
        match found {
            Some(mark) => {
                let end = mark_end(text, at + open + mark.chars().count());
                notes.push(Noted { mark: (*mark).to_owned(), start: at, end });
                at = end;
            }
            None => at += 1,
        }
    }
    notes
}

/// Only a text that begins with a note holds more of them.
fn notes_begin(notes: &[Noted]) -> bool {
    !notes.is_empty()
}

/// Whether a mark stands in a text and ends there, with text after it.
fn is_at(text: &[char], at: usize, mark: &str) -> bool {
    let length = mark.chars().count();
    let here = text.get(at..at + length).is_some_and(|here| here.iter().copied().eq(mark.chars()));
    let Some(next) = text.get(at + length).filter(|_| here) else { return false };
    let digits = mark.chars().all(|c| c.is_ascii_digit());
    // A number may touch its text; a letter that does is the text's.
    let ends = match next {
        '.' | ')' | ']' | ':' | '=' | ' ' | '\t' | '\u{A0}' => true,
        next => digits && next.is_alphabetic(),
    };
    let rest = text.get(at + length..).unwrap_or_default();
    // "1.5 g" is a number, "1 of 3" may be a note.
    let decimal = *next == '.' && rest.get(1).is_some_and(char::is_ascii_digit);
    ends && !decimal && rest.iter().any(|c| c.is_alphabetic())
}

fn mark_end(text: &[char], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|c| matches!(c, '.' | ')' | ']' | ':' | ' ' | '\u{A0}')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, raised: &str, notes: &[&str]) -> Meaning {
        meaning(before, raised, &|mark| notes.contains(&mark))
    }

    #[test]
    fn raised_text_is_written_in_raised_signs() {
        let cases = [("5", "⁵"), ("−1", "⁻¹"), ("–2", "⁻²"), ("a,b", "ᵃ,ᵇ"), ("n+1", "ⁿ⁺¹")];
        for (plain, raised) in cases.into_iter().chain([("*", "*"), ("q", "^q"), ("+0.5", "⁺⁰.⁵")])
        {
            assert_eq!(in_raised_signs(plain), raised);
        }
    }

    #[test]
    fn a_run_is_printed_with_what_is_raised_in_it() {
        let mut ledger = Ledger::default();
        let place = crate::ledger::Place::Dump { line: 1, column: 1 };
        let run = ledger.enter("MRI m^2 in s^-1x", place);
        ledger.set_raised(run.slice(3, 3), "1,2");
        ledger.set_raised(run.slice(5, 7), "2");
        ledger.set_raised(run.slice(12, 15), "-1");
        ledger.set_raised(run.slice(16, 16), "a");
        let next = ledger.enter("go", place);
        assert_eq!(printed(run, &ledger), "MRI¹,² m² in s⁻¹xᵃ");
        assert_eq!(printed(run.slice(0, 3), &ledger), "MRI¹,²");
        assert_eq!(printed(run.slice(3, 7), &ledger), " m²");
        assert_eq!(printed(next, &ledger), "go");
    }

    #[test]
    fn marks_of_notes_leave_words_and_numbers() {
        let notes = ["1", "2", "4", "a", "b"];
        for (before, raised) in [("MRI", "1"), ("2011", "1"), ("0.9", "a,b"), ("NOLO", "4")] {
            assert_eq!(told(before, raised, &notes), Meaning::Mark, "{before} {raised}");
        }
    }

    #[test]
    fn exponents_stay_whatever_notes_there_are() {
        let notes = ["2", "3", "5"];
        let powers = [("3 × 10", "5"), ("98.4 m", "2"), ("kg/m", "2"), ("I", "2"), ("𝜒", "2")];
        for (before, raised) in powers.into_iter().chain([("s", "−1"), ("10", "−3")]) {
            assert_eq!(told(before, raised, &notes), Meaning::Apart, "{before} {raised}");
        }
    }

    #[test]
    fn a_mark_without_a_note_is_kept_apart() {
        assert_eq!(told("Smith et al.", "98", &[]), Meaning::Apart);
        assert_eq!(told("p < 0.05", "a", &["b"]), Meaning::Apart);
    }

    #[test]
    fn parts_of_words_stay() {
        for (before, raised) in
            [("1", "st"), ("20", "th"), ("Word", "™"), ("Ca", "2+"), ("", "18"), ("0.05", "*")]
        {
            assert_eq!(told(before, raised, &["a"]), Meaning::Plain, "{before} {raised}");
        }
    }

    #[test]
    fn a_key_holds_its_notes() {
        let key = "1MRI: imaging; 2CT: tomography. a pooled. b one site in 2.5 years";
        let text: Vec<char> = key.chars().collect();
        let asked = BTreeSet::from(["1", "2", "a", "b"]);
        let notes = notes_in(&text, &asked);
        let found: Vec<(&str, String)> = notes
            .iter()
            .map(|note| (note.mark.as_str(), text[note.end..].iter().take(4).collect()))
            .collect();
        let expected = [("1", "MRI:"), ("2", "CT: "), ("a", "pool"), ("b", "one ")];
        assert_eq!(found, expected.map(|(mark, text)| (mark, text.to_owned())));
    }

    #[test]
    fn a_sentence_is_no_note() {
        let text: Vec<char> = "In all. a study of 2 sites".chars().collect();
        assert!(notes_in(&text, &BTreeSet::from(["a", "2"])).is_empty());
        let text: Vec<char> = "1.5 g of it".chars().collect();
        assert!(notes_in(&text, &BTreeSet::from(["1"])).is_empty());
    }
}
