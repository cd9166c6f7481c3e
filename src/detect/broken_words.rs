//! Words that are broken at the end of a line, and citations that are before their year or number: where the rest stands under it in
//! its column, the row goes on.

use super::pieces::Piece;
use super::sheet::Sheet;
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
            let cited = |over: &Piece| {
                leads && (is_year_of(sheet, over, own) || is_reference_of(sheet, over, own))
            };
            let rest = |over: &Piece| is_rest(sheet, over, own) || cited(over);
            if pieces[over].iter().any(rest) {
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
    (over.col, over.last_col) == (own.col, own.last_col)
        && edge::ends(last) == Ends::Hyphen
        // "pre-" over "post-" are two beginnings.
        && edge::ends(first) != Ends::Hyphen
        && begun >= LETTERS
        && rest >= LETTERS
}

/// Whether a text begins with the year in brackets of the study that the one over it names: that has letters, and no
/// year of its own. Nothing stands before either: a year under a name elsewhere may be of another study.
fn is_year_of(sheet: &Sheet<'_>, over: &Piece, own: &Piece) -> bool {
    let text = |word: Option<&usize>| word.map_or("", |at| sheet.words[*at].text.as_str());
    let named = sheet.text(&over.words);
    let last = named.trim_end_matches(['.', ',', ';']);
    (over.col, over.last_col) == (own.col, own.last_col)
        && is_year_in_brackets(text(own.words.first()))
        && last.ends_with(char::is_alphabetic)
        && !named.chars().any(|c| c.is_ascii_digit())
}

/// Whether a text is nothing but the number of the study in the list of references, `[12]`, under its name and year.
fn is_reference_of(sheet: &Sheet<'_>, over: &Piece, own: &Piece) -> bool {
    let named = sheet.text(&over.words);
    let number = |text: &str| {
        let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inside.is_some_and(|inside| inside.parse::<u16>().is_ok())
    };
    (over.col, over.last_col) == (own.col, own.last_col)
        && number(&sheet.text(&own.words))
        && named.contains(char::is_alphabetic)
        && named.split(|c: char| !c.is_ascii_alphanumeric()).any(is_year)
}

/// `(2001)`, `(2001a)`, with what stands after it without a blank; a sum of money in brackets is no year of our time.
fn is_year_in_brackets(word: &str) -> bool {
    let Some((inside, _)) = word.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return false;
    };
    is_year(inside)
}

/// A year of our time, or with a letter that tells two studies of one year apart.
fn is_year(text: &str) -> bool {
    let year = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    year.len() == 4
        && text.len() <= 5
        && year.parse().is_ok_and(|year: i32| (1800..2100).contains(&year))
}
