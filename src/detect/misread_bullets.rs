//! Bullets of a page that was recognised: engines print another sign for each, and what tells them is where they stand.
//!
//! A bullet begins a line of a column, a little before the place at which all other lines of its column begin: those
//! that go on hang under its text. Several such signs at one place are bullets, whatever they were read as.

use super::words::Word;
use crate::geom::Pt;
use crate::ledger::Confidence;

/// A gap of so much before a word, in hundredths of its size, parts columns: two blanks and a half.
const APART: i32 = 70;
/// A bullet stands before its text by so much at most, in hundredths of its size.
const BEFORE: i32 = 250;
/// Lines begin at one place where they differ by less, in hundredths of their size: two pixels of a scan.
const SAME: i32 = 35;
/// From so many bullets and lines that hang under them on, it is sure.
const SURE: usize = 3;

/// A word that begins a line of some column.
struct Begin {
    /// Its index.
    at: usize,
    /// Where it begins.
    x: Pt,
    /// Where the text after it begins, if it may be a bullet.
    text: Option<Pt>,
}

/// Tells which words of a recognised page are bullets. `before` is where texts with bullets begin on the page
/// before; where they do on this one and that comes back.
pub(super) fn find(words: &mut [Word], before: &[Pt]) -> Vec<Pt> {
    let begins = begins(words);
    let mut places = before.to_vec();
    let mut marks: Vec<&Begin> = begins.iter().filter(|begin| begin.text.is_some()).collect();
    marks.sort_by_key(|begin| begin.text);
    let mut start = 0;
    while let Some(first) = marks.get(start) {
        let size = words[first.at].size;
        let near = |a: Pt, b: Pt| (a - b).abs() * 100 <= size * SAME;
        let text = first.text.unwrap_or_default();
        let len = marks[start..]
            .iter()
            .take_while(|own| near(own.text.unwrap_or_default(), text))
            .count();
        let own = &marks[start..start + len];
        start += len.max(1);
        let place = own[len / 2].text.unwrap_or_default();
        let left = own.iter().map(|begin| begin.x).min().unwrap_or_default();
        let others = || begins.iter().filter(|begin| begin.text.is_none());
        let hanging = others().filter(|begin| near(begin.x, place)).count();
        // Lines that begin where the signs stand: the signs are words among others.
        let level = others()
            .filter(|begin| begin.x >= left - size / 3 && begin.x * 2 < left + place)
            .count();
        let letters = own.iter().filter(|begin| is_letter(&words[begin.at].text)).count();
        // Scans of one document lie alike but for a few points.
        let known = before.iter().any(|known| (*known - place).abs() < size);
        if hanging == 0 && !known || level * 3 > len || !known && len < 2 && letters == len {
            continue;
        }
        // The name of the column begins where its bullets do.
        let sure = known || len >= SURE && hanging >= SURE && level <= 1;
        if sure && !known {
            places.push(place);
        }
        let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
        for at in own.iter().map(|begin| begin.at).collect::<Vec<_>>() {
            let word = &mut words[at];
            if !word.is_mark() {
                (word.bullet, word.misread) = (true, Some(confidence));
            }
        }
    }
    places
}

fn begins(words: &[Word]) -> Vec<Begin> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|at| (words[*at].level, words[*at].area.x0));
    let one_line = |a: &usize, b: &usize| {
        (words[*b].level - words[*a].level).abs() * 5 < words[*a].size.max(words[*b].size)
    };
    let mut found = Vec::new();
    for line in order.chunk_by(one_line) {
        let mut line = line.to_vec();
        line.sort_by_key(|at| words[*at].area.x0);
        for (place, at) in line.iter().enumerate() {
            let word = &words[*at];
            let before = place.checked_sub(1).map(|before| words[line[before]].area.x1);
            if before.is_some_and(|end| (word.area.x0 - end) * 100 < word.size * APART) {
                continue;
            }
            let next = line.get(place + 1).map(|next| words[*next].area.x0);
            let close = |next: &Pt| (*next - word.area.x1) * 100 <= word.size * BEFORE;
            let text = next.filter(close).filter(|_| may_be_bullet(&word.text));
            found.push(Begin { at: *at, x: word.area.x0, text });
        }
    }
    found
}

/// Whether engines make such a text of a bullet: one or two signs that say nothing, or a round letter.
fn may_be_bullet(text: &str) -> bool {
    let says = |c: char| {
        c.is_alphanumeric() && !is_round(c)
            || matches!(
                c,
                '(' | ')'
                    | '['
                    | ']'
                    | '|'
                    | '!'
                    | '/'
                    | '\\'
                    | '%'
                    | '<'
                    | '>'
                    | '='
                    | '≥'
                    | '≤'
                    | '±'
                    | '†'
                    | '‡'
                    | '§'
            )
            || crate::marks::arrow_at(&[c], 0) > 0
    };
    text.chars().count() <= 2 && !text.chars().any(says)
}

fn is_letter(text: &str) -> bool {
    text.chars().all(is_round)
}

/// Letters and figures as round as a bullet.
fn is_round(letter: char) -> bool {
    matches!(letter, 'e' | 'o' | 'c' | 'O' | '0' | '©' | '®' | '¢')
}
