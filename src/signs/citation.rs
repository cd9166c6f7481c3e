//! Years and the keys of studies: one reading of them for everybody.

use super::edge::{closes_first, open_brackets};
use super::scan::{Scan, is_blank, is_dash};

/// The first and the last year that a study may be of.
pub(crate) const YEARS: std::ops::RangeInclusive<u16> = 1800..=2099;

/// A year in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Year {
    /// The year.
    pub year: u16,
    /// The letter of 2020d.
    pub suffix: Option<char>,
    /// Where it stands, in characters.
    pub start: usize,
    /// One past its last character, the letter among them.
    pub end: usize,
}

/// The years in a text: four digits of their own, from 1800 to 2099, with a small letter after them
/// or not. `20111` is none, nor is the `2019` of `1,2019` or `0.2019`.
pub(crate) fn years(text: &str) -> Vec<Year> {
    // Most texts have none, and are not copied to see it.
    if text.bytes().filter(u8::is_ascii_digit).count() < 4 {
        return Vec::new();
    }
    let text: Vec<char> = text.chars().collect();
    years_in(&text)
}

/// The same of characters.
pub(crate) fn years_in(text: &[char]) -> Vec<Year> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digits = text.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
        if digits == 4
            && let Some(year) = year_at(text, at)
        {
            found.push(year);
        }
        at += digits.max(1);
    }
    found
}

fn year_at(text: &[char], start: usize) -> Option<Year> {
    let digits = text.get(start..start + 4)?;
    let year = digits.iter().fold(0_u16, |sum, c| sum * 10 + c.to_digit(10).unwrap_or(0) as u16);
    let before = |back: usize| start.checked_sub(back).and_then(|at| text.get(at)).copied();
    // Part of a longer number: "12,2019", "0.2019".
    let part =
        matches!(before(1), Some('.' | ',')) && before(2).is_some_and(|c| c.is_ascii_digit());
    let after = text.get(start + 4).copied();
    let fraction =
        matches!(after, Some('.' | ',')) && text.get(start + 5).is_some_and(char::is_ascii_digit);
    if !YEARS.contains(&year) || part || fraction {
        return None;
    }
    let next = text.get(start + 5).copied();
    let suffix =
        after.filter(|c| c.is_ascii_lowercase() && next.is_none_or(|next| !next.is_alphanumeric()));
    let joined = after.is_some_and(|c| c.is_ascii_alphabetic()) && suffix.is_none();
    (!joined).then_some(Year {
        year,
        suffix,
        start,
        end: start + 4 + usize::from(suffix.is_some()),
    })
}

/// Whether a text cites a year.
pub(crate) fn has_year(text: &str) -> bool {
    !years(text).is_empty()
}

/// What a text is as the key of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shape {
    /// Nothing.
    Empty,
    /// A year alone, or two: "2019", "(2019a)", "2010–2015".
    Year,
    /// Names and a year, short: "Smith et al. (2019)", "Smith, 2019a; Jones 2020".
    Cited,
    /// Names that wait for nothing: "Smith et al.", "Smith and Jones".
    Authors,
    /// A number of the study, or of a reference: `12`, `[12]`, `S3`.
    Number,
    /// A whole reference, or a sentence with a year in it.
    Long,
    /// Other words.
    Words,
}

/// Characters of the longest citation; a longer text with a year is a reference or a sentence.
const LONGEST_CITATION: usize = 120;

/// What a text is as the key of a study.
pub(crate) fn shape(text: &str) -> Shape {
    let text: Vec<char> = text.trim().chars().collect();
    if text.is_empty() {
        return Shape::Empty;
    }
    let years = years_in(&text);
    let letters_outside = |c: usize| !years.iter().any(|year| (year.start..year.end).contains(&c));
    let letters =
        text.iter().enumerate().filter(|(at, c)| c.is_alphabetic() && letters_outside(*at)).count();
    if !years.is_empty() {
        return match letters {
            0 => Shape::Year,
            _ if text.len() <= LONGEST_CITATION => Shape::Cited,
            _ => Shape::Long,
        };
    }
    let digits = text.iter().filter(|c| c.is_ascii_digit()).count();
    if digits > 0 && letters <= 2 && text.len() <= 8 {
        return Shape::Number;
    }
    let whole: String = text.iter().collect();
    let et_al = whole.contains("et al") || whole.contains("и др") || whole.contains("等");
    let capital = text.first().is_some_and(|c| c.is_uppercase());
    let two = whole.contains(" & ") || whole.contains(" and ") || whole.contains(" et ");
    let short = text.len() <= 60 && digits == 0 && !whole.ends_with('.');
    if et_al || capital && two && short && whole.split_whitespace().count() <= 5 {
        return Shape::Authors;
    }
    if text.len() > LONGEST_CITATION { Shape::Long } else { Shape::Words }
}

/// Whether a key waits for its rest: an open bracket, or an end that joins.
pub(crate) fn is_open(key: &str) -> bool {
    let key = key.trim_end();
    open_brackets(key) > 0
        || key.matches('[').count() > key.matches(']').count()
        || key.ends_with([',', '&', '-', '/'])
        || key.ends_with(" and")
        || key.ends_with(" et")
        || key.ends_with(" und")
}

/// How well a text is the rest of a key that waits for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Completes {
    /// It begins a key of its own.
    No,
    /// It may be: words without a year, a name and its year.
    May,
    /// It closes a bracket, begins small, or is a year and no more.
    Surely,
}

/// How well a text is the rest of a key that waits for one.
pub(crate) fn completes(rest: &str) -> Completes {
    let rest = rest.trim_start();
    let Some(first) = rest.chars().next() else { return Completes::No };
    let closes = closes_first(rest);
    let text: Vec<char> = rest.chars().take(LONGEST_CITATION).collect();
    let mut scan = Scan::new(&text);
    scan.skip(|c| is_blank(c) || matches!(c, '(' | '[') || is_dash(c));
    let from = scan.at;
    let year = years_in(&text).first().is_some_and(|year| year.start == from);
    if closes || first.is_lowercase() || year {
        return Completes::Surely;
    }
    match has_year(rest) {
        true if first != '(' => Completes::May,
        false if first.is_alphabetic() => Completes::May,
        _ => Completes::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let cases = include_str!("../../tests/cases/signs/citation.txt");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (text, want) = line.split_once(" => ").unwrap_or((line, ""));
            let years: Vec<String> = years(text)
                .iter()
                .map(|y| format!("{}{}", y.year, y.suffix.map_or(String::new(), |c| c.to_string())))
                .collect();
            let told = format!("{:?} {}", shape(text), years.join(" ")).trim_end().to_lowercase();
            if told != want {
                wrong.push(format!("{text} => {told}   (not {want})"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn keys_wait_for_their_rest() {
        for key in ["(Smith et al.,", "Smith &", "Smith (", "Smith and"] {
            assert!(is_open(key), "{key}");
        }
        for key in ["(Smith, 2019)", "Smith", ""] {
            assert!(!is_open(key), "{key}");
        }
        assert_eq!(completes("2019)"), Completes::Surely);
        assert_eq!(completes("and Berg, 2014"), Completes::Surely);
        assert_eq!(completes("(2019)"), Completes::Surely);
        assert_eq!(completes("Berg 2014"), Completes::May);
        assert_eq!(completes("(Smith, 2019)"), Completes::No);
    }
}
