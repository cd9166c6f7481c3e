//! Words that are broken at the end of a line, and citations that are broken before their year or number: where the rest
//! stands under it in its column, the row goes on.

use super::pieces::Piece;
use super::sheet::Sheet;
use crate::signs::citation::{self, Year};
use crate::signs::edge::{self, Ends};

/// Both parts of a broken word have so many letters: hyphenation leaves no single letter, and "A-" is a grade.
const LETTERS: usize = 2;

/// For each line whether it goes on with the row over it: it has the rest of a word, or stands between the two parts of
/// one, as names in the middle of their row do.
pub(super) fn go_on(sheet: &Sheet<'_>, pieces: &[Vec<Piece>]) -> Vec<bool> {
    let mut found = vec![false; pieces.len()];
    let columns = pieces.iter().flatten().map(|piece| piece.last_col + 1).max().unwrap_or(0);
    // For each column the last line that has something in it.
    let mut last: Vec<Option<usize>> = vec![None; columns];
    for (at, line) in pieces.iter().enumerate() {
        for own in line {
            let over = last[own.col..=own.last_col].iter().flatten().max().copied();
            let Some(over) = over else { continue };
            let leads = line.iter().all(|other| own.col <= other.col);
            let under = |over: &&Piece| (over.col, over.last_col) == (own.col, own.last_col);
            let cited = |over: &Piece| {
                let (named, own) = (sheet.text(&over.words), sheet.text(&own.words));
                is_year_of(&named, &own) || is_reference_of(&named, &own)
            };
            let rest = |over: &Piece| is_rest(sheet, over, own) || leads && cited(over);
            if pieces[over].iter().filter(under).any(rest) {
                found[over + 1..=at].fill(true);
            }
        }
        for own in line {
            last[own.col..=own.last_col].fill(Some(at));
        }
    }
    found
}

/// Whether a text begins with the rest of a word that the one over it ends with.
fn is_rest(sheet: &Sheet<'_>, over: &Piece, own: &Piece) -> bool {
    let text = |word: Option<&usize>| word.map_or("", |at| sheet.words[*at].text.as_str());
    let (last, first) = (text(over.words.last()), text(own.words.first()));
    let part = last.trim_end_matches(|c: char| !c.is_alphanumeric());
    let begun = part.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let rest = first.chars().take_while(|c| c.is_lowercase()).count();
    edge::ends(last) == Ends::Hyphen
        // "pre-" over "post-" are two beginnings.
        && edge::ends(first) != Ends::Hyphen
        && begun >= LETTERS
        && rest >= LETTERS
}

/// Whether a text begins with the year in brackets of the study that the one over it names: that has letters, and no
/// year of its own. Nothing stands before either: a year under a name elsewhere may be of another study.
fn is_year_of(named: &str, own: &str) -> bool {
    let years = citation::years(own);
    let bracketed = |year: &Year| {
        own.starts_with('(') && year.start == 1 && own.chars().nth(year.end) == Some(')')
    };
    years.first().is_some_and(bracketed)
        && named.trim_end_matches(['.', ',', ';']).ends_with(char::is_alphabetic)
        && !named.chars().any(|c| c.is_ascii_digit())
}

/// Whether a text is nothing but the number of the study in the list of references, `[12]`, under its name and year.
fn is_reference_of(named: &str, own: &str) -> bool {
    let inside = own.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|inside| inside.parse::<u16>().is_ok())
        && named.contains(char::is_alphabetic)
        && citation::has_year(named)
}
