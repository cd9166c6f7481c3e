//! The one table of marks: which signs are arrows and which are bullets, in all their spellings.
//!
//! Everything that looks for a mark in text asks here, so that a chain which one stage sees as open
//! is the same chain that another cuts into steps.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Arrows that lead from one step of a chain to the next. Arrows up and down (`↑`, `↓`) say that a
/// quantity rises or falls and are words. The private-use ones are how Symbol (0xAE, 0xDE) and
/// Wingdings (0xE0, 0xE8, 0xF0) arrive.
const ARROWS: &[char] = &[
    '→', '⟶', '➔', '➜', '➝', '➞', '➙', '➛', '⇒', '⟹', '⇨', '⭢', '🡒', '🡢', '🡪', '🡲', '\u{F0AE}',
    '\u{F0DE}', '\u{F0E0}', '\u{F0E8}', '\u{F0F0}',
];

/// Arrows typed with the keyboard, longest first.
const TYPED_ARROWS: &[&str] = &["---->", "--->", "-->", "->", "==>", "=>", "—>", "–>", "−>", "- >"];

/// What TeX arrows are called, and what is left of them when a reader takes `\r` or `\t` for a
/// control character.
const TEX_ARROWS: &[&str] = &[
    "\\longrightarrow",
    "\\Longrightarrow",
    "\\rightarrow",
    "\\Rightarrow",
    "\\xrightarrow",
    "\\to",
    "rightarrow",
    "Rightarrow",
    "ightarrow",
];

/// Signs that are bullets wherever a word could begin. Ticks and crosses are none: they say yes and
/// no. The private-use ones are how Symbol (0xB7)
/// and Wingdings bullets arrive.
const BULLETS: &[char] = &[
    '•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '◇', '❖', '⁃', '∙', '➢', '➤', '►', '▸', '❑',
    '❒', '\u{F0B7}', '\u{F0A7}', '\u{F0A8}', '\u{F0D8}', '\u{F0FC}', '\u{F076}', '\u{F071}',
    '\u{F06E}', '\u{F06C}', '\u{F0B0}', '\u{F02D}',
];

/// Signs that are bullets only at the start of a line, with a blank after them.
const LINE_BULLETS: &[char] = &['–', '—', '-', '*', '·', 'o', '§', '−', '+', '>'];

/// Marks that one house uses beside those that everybody knows: told by a profile, never learned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct House {
    /// Arrows; none holds a letter, a digit or a blank.
    pub arrows: Vec<String>,
    /// Bullets, each a single sign.
    pub bullets: Vec<char>,
}

/// What fills an arrow up to the length of the house's arrow that it stands for: the selector that
/// may follow an arrow anyway.
const FILLER: char = '\u{FE0E}';

impl House {
    /// `text` with a known mark for each of the house's, of the same length: `→` and fillers for an
    /// arrow, `•` for a bullet. It is for looking at; a value keeps the text as printed.
    pub fn known<'a>(&self, text: &'a [char]) -> Cow<'a, [char]> {
        if self.arrows.is_empty() && self.bullets.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut known = text.to_vec();
        let mut at = 0;
        while at < text.len() {
            let found = self.arrows.iter().filter(|arrow| spells(text, at, arrow));
            let len = found.map(|arrow| arrow.chars().count()).max().unwrap_or(0);
            for (offset, slot) in known.iter_mut().skip(at).take(len).enumerate() {
                *slot = if offset == 0 { '→' } else { FILLER };
            }
            if let Some(slot) = known.get_mut(at).filter(|_| len == 0)
                && self.bullets.contains(slot)
            {
                *slot = '•';
            }
            at += len.max(1);
        }
        Cow::Owned(known)
    }

    /// The same for a string.
    pub fn known_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.arrows.is_empty() && self.bullets.is_empty() {
            return Cow::Borrowed(text);
        }
        let characters: Vec<char> = text.chars().collect();
        Cow::Owned(self.known(&characters).iter().collect())
    }
}

/// How many characters at `at` spell an arrow; 0 where none does. `$` signs and blanks that TeX
/// sets round an arrow belong to it.
pub fn arrow_at(text: &[char], at: usize) -> usize {
    let Some(&first) = text.get(at) else { return 0 };
    if !first.is_ascii() && ARROWS.contains(&first) {
        // Emoji and text variants of an arrow carry a selector after it.
        let selectors = text.iter().skip(at + 1).take_while(|c| matches!(**c, FILLER | '\u{FE0F}'));
        return 1 + selectors.count();
    }
    match first {
        '-' | '=' | '—' | '–' | '−' => TYPED_ARROWS
            .iter()
            .find(|arrow| spells(text, at, arrow))
            .map_or(0, |a| a.chars().count()),
        '\\' | '$' | 'r' | 'R' | 'i' => tex_arrow_at(text, at),
        '>' => usize::from(stands_for_arrow(text, at)),
        _ => 0,
    }
}

/// Whether an arrow may stand somewhere in a text; where this says no, none does. It is asked of
/// every text, and most have none.
pub fn may_hold_arrow(text: &[char]) -> bool {
    let name = |at: usize| at.checked_sub(4).and_then(|from| text.get(from..=at));
    text.iter().enumerate().any(|(at, c)| match c {
        '-' | '=' | '>' | '\\' | '$' => true,
        // What is left of a TeX arrow ends so.
        'w' => name(at) == Some(&['a', 'r', 'r', 'o', 'w']),
        c => !c.is_ascii(),
    })
}

fn spells(text: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, character)| text.get(at + offset) == Some(&character))
}

fn tex_arrow_at(text: &[char], at: usize) -> usize {
    let dollar = text.get(at) == Some(&'$');
    let starts_word = at == 0 || text.get(at - 1).is_none_or(|c| !c.is_alphanumeric());
    if !starts_word {
        return 0;
    }
    let mut name_at = at + usize::from(dollar);
    if dollar {
        while text.get(name_at).is_some_and(|c| c.is_whitespace()) {
            name_at += 1;
        }
    }
    let Some(name) = TEX_ARROWS.iter().find(|name| spells(text, name_at, name)) else { return 0 };
    let mut end = name_at + name.chars().count();
    if text.get(end).is_some_and(|c| c.is_alphabetic()) {
        return 0;
    }
    if dollar {
        let mut close = end;
        while text.get(close).is_some_and(|c| c.is_whitespace()) {
            close += 1;
        }
        if text.get(close) == Some(&'$') {
            end = close + 1;
        }
    }
    end - at
}

/// A lone `>` stands for an arrow between words, and is "greater than" before a number.
fn stands_for_arrow(text: &[char], at: usize) -> bool {
    let alone_before = at == 0 || text.get(at - 1).is_some_and(|c| c.is_whitespace());
    let mut rest = text.iter().skip(at + 1);
    let alone_after = text.get(at + 1).is_none_or(|c| c.is_whitespace());
    let next = rest.find(|c| !c.is_whitespace());
    let number_next = next.is_some_and(|c| c.is_numeric() || matches!(c, '.' | '=' | '<' | '>'));
    alone_before && alone_after && !number_next && at > 0
}

/// How many characters at `at` are a bullet; 0 where there is none. `line_start` says whether a line
/// of the source begins here, where dashes, stars and item numbers are bullets too.
pub fn bullet_at(text: &[char], at: usize, line_start: bool) -> usize {
    let Some(first) = text.get(at) else { return 0 };
    let free_before = || at == 0 || text.get(at - 1).is_none_or(|c| !c.is_alphanumeric());
    if !first.is_ascii() && BULLETS.contains(first) && free_before() {
        return 1;
    }
    if !line_start {
        return 0;
    }
    let blank_at = |position: usize| text.get(position).is_some_and(|c| c.is_whitespace());
    if LINE_BULLETS.contains(first) && blank_at(at + 1) {
        // "> 0.05" at the start of a line is the rest of "p > 0.05".
        let next = text.iter().skip(at + 1).find(|c| !c.is_whitespace());
        return usize::from(*first != '>' || next.is_none_or(|c| !c.is_numeric() && *c != '.'));
    }
    number_at(text, at).filter(|len| blank_at(at + len)).unwrap_or(0)
}

/// An item number: `1.` `12)` `(3)` `a)` `(b)` `iv.`; how many characters it has.
fn number_at(text: &[char], at: usize) -> Option<usize> {
    let open = usize::from(text.get(at) == Some(&'('));
    let body: Vec<char> = text
        .iter()
        .skip(at + open)
        .take(5)
        .take_while(|c| c.is_ascii_alphanumeric())
        .copied()
        .collect();
    let digits = body.len() <= 2 && body.iter().all(char::is_ascii_digit);
    let letter = body.len() == 1 && body.iter().all(char::is_ascii_lowercase);
    let roman = body.iter().all(|c| matches!(c, 'i' | 'v' | 'x'));
    if body.is_empty() || !(digits || letter || roman) {
        return None;
    }
    match text.get(at + open + body.len()) {
        Some(')') => Some(open + body.len() + 1),
        // "a." and "i." end sentences and abbreviations; only a number before a stop counts items.
        Some('.') if open == 0 && digits => Some(body.len() + 1),
        _ => None,
    }
}

/// Whether a character opens a quotation or bracket, so that an item may begin with it.
pub fn opens(character: char) -> bool {
    matches!(character, '(' | '[' | '‘' | '“' | '\'' | '"' | '«' | '„')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(text: &str, at: usize) -> usize {
        arrow_at(&text.chars().collect::<Vec<_>>(), at)
    }

    #[test]
    fn every_spelling_of_an_arrow_is_one() {
        for (text, at, len) in [
            ("a → b", 2, 1),
            ("a -> b", 2, 2),
            ("a --> b", 2, 3),
            ("a > b", 2, 1),
            ("a >", 2, 1),
            ("a \\rightarrow b", 2, 11),
            ("a $\\rightarrow$ b", 2, 13),
            ("a $ ightarrow$ b", 2, 12),
            ("a \u{F0E0} b", 2, 1),
        ] {
            assert_eq!(arrow(text, at), len, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_arrow_is_none() {
        for (text, at) in
            [("p > 0.05", 2), ("(>40%)", 1), ("x ↑ y", 2), ("pre-test", 3), ("> 5", 0)]
        {
            assert_eq!(arrow(text, at), 0, "{text}");
        }
    }

    #[test]
    fn marks_of_the_house_are_as_long_as_they_are_printed() {
        let house = House { arrows: vec!["»".to_owned(), ">>>".to_owned()], bullets: vec!['#'] };
        let text: Vec<char> = "# a » b >>> c C#".chars().collect();
        let known = house.known(&text);
        assert_eq!(known.len(), text.len());
        assert_eq!(arrow_at(&known, 4), 1);
        assert_eq!(arrow_at(&known, 8), 3);
        assert_eq!(bullet_at(&known, 0, false), 1);
        assert_eq!(bullet_at(&known, 15, false), 0);
    }

    #[test]
    fn bullets_need_their_place() {
        let at = |text: &str, line| bullet_at(&text.chars().collect::<Vec<_>>(), 0, line);
        assert_eq!(at("• x", false), 1);
        assert_eq!(at("- x", true), 1);
        assert_eq!(at("- x", false), 0);
        assert_eq!(at("o x", true), 1);
        assert_eq!(at("or x", true), 0);
        assert_eq!(at("(a) x", true), 3);
        assert_eq!(at("12. x", true), 3);
        assert_eq!(at("2019) x", true), 0);
        assert_eq!(at("e.g. x", true), 0);
    }
}
