//! The one table of marks: which signs are arrows and which are bullets, in all their spellings.
//!
//! Everything that looks for a mark in text asks here, so that a chain which one stage sees as open
//! is the same chain that another cuts into steps.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The arrow between the steps of an item, as people read and write it.
pub const ARROW: &str = " → ";

/// Whether a sign is an arrow that leads from one step of a chain to the next: all of Unicode's that
/// point to the right (of the blocks 2190–21FF, 2794–27BF, 27F0–27FF, 2900–297F, 2B00–2BFF and
/// 1F800–1F8FF), and how those of Symbol (0xAE, 0xDE) and Wingdings (0xE0, 0xE8, 0xF0) arrive.
/// Arrows up and down say that a quantity rises or falls, those in both directions or with a stroke
/// say other things, and bare arrowheads are bullets: these are words or bullets.
const fn is_arrow_sign(sign: char) -> bool {
    matches!(sign,
        '\u{2192}' | '\u{219D}' | '\u{21A0}' | '\u{21A3}' | '\u{21A6}' | '\u{21AA}' | '\u{21AC}'
        | '\u{21C0}' | '\u{21C1}' | '\u{21C9}' | '\u{21D2}' | '\u{21DB}' | '\u{21DD}' | '\u{21E2}'
        | '\u{21E5}' | '\u{21E8}' | '\u{21F0}' | '\u{21F6}' | '\u{21FE}'
        | '\u{2794}' | '\u{2799}' | '\u{279B}'..='\u{27A1}' | '\u{27A5}'..='\u{27AF}'
        | '\u{27B1}'..='\u{27B3}' | '\u{27B5}' | '\u{27B8}' | '\u{27BA}'..='\u{27BE}'
        | '\u{27F6}' | '\u{27F9}' | '\u{27FC}' | '\u{27FE}' | '\u{27FF}'
        | '\u{2905}' | '\u{2907}' | '\u{290D}' | '\u{290F}'..='\u{2911}' | '\u{2916}' | '\u{291A}'
        | '\u{291C}' | '\u{291E}' | '\u{2933}'
        | '\u{2B46}' | '\u{2B62}' | '\u{2B6C}' | '\u{2B72}' | '\u{2B86}' | '\u{2B8A}' | '\u{2B95}'
        | '\u{2BEE}'
        | '\u{1F802}' | '\u{1F806}' | '\u{1F80A}' | '\u{1F812}' | '\u{1F816}' | '\u{1F81A}'
        | '\u{1F81E}' | '\u{1F822}' | '\u{1F826}' | '\u{1F82A}' | '\u{1F82E}' | '\u{1F832}'
        | '\u{1F836}' | '\u{1F83A}' | '\u{1F83E}' | '\u{1F842}' | '\u{1F846}' | '\u{1F852}'
        | '\u{1F862}' | '\u{1F86A}' | '\u{1F872}' | '\u{1F87A}' | '\u{1F882}' | '\u{1F892}'
        | '\u{1F896}' | '\u{1F89A}' | '\u{1F8A1}' | '\u{1F8A3}' | '\u{1F8A5}' | '\u{1F8A9}'
        | '\u{1F8AB}'
        | '\u{FFEB}'
        | '\u{F0AE}' | '\u{F0DE}' | '\u{F0E0}' | '\u{F0E8}' | '\u{F0F0}')
}

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
    '•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '◇', '❖', '⁃', '∙', '➢', '➣', '➤', '►', '▸',
    '❑', '❒', '\u{F0B7}', '\u{F0A7}', '\u{F0A8}', '\u{F0D8}', '\u{F0FC}', '\u{F076}', '\u{F071}',
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
pub(crate) const FILLER: char = '\u{FE0E}';

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
    if !first.is_ascii() && is_arrow_sign(first) {
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

/// Whether an arrow stands in a text.
pub fn has_arrow(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    may_hold_arrow(&characters) && (0..characters.len()).any(|at| arrow_at(&characters, at) > 0)
}

/// The parts of a text between its arrows, in whatever spelling; empty ones too.
pub fn steps(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut steps = vec![String::new()];
    let mut at = 0;
    while let Some(c) = characters.get(at) {
        let arrow = arrow_at(&characters, at);
        match steps.last_mut() {
            _ if arrow > 0 => steps.push(String::new()),
            Some(step) => step.push(*c),
            None => {}
        }
        at += arrow.max(1);
    }
    steps
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

/// How many characters at `at` may be the mark of an item: a bullet, or at the start of a line an
/// item number; 0 where there is none. Whether a number does count items only the cell as a whole
/// tells: see [`number_at`].
pub fn bullet_at(text: &[char], at: usize, line_start: bool) -> usize {
    let sign = sign_at(text, at, line_start);
    if sign > 0 || !line_start {
        return sign;
    }
    number_at(text, at).map_or(0, |number| number.len)
}

/// How many characters at `at` are a bullet; 0 where there is none. `line_start` says whether a line
/// of the source begins here, where dashes and stars are bullets too.
pub fn sign_at(text: &[char], at: usize, line_start: bool) -> usize {
    let Some(first) = text.get(at) else { return 0 };
    let free_before = || at == 0 || text.get(at - 1).is_none_or(|c| !c.is_alphanumeric());
    if !first.is_ascii() && BULLETS.contains(first) && free_before() {
        // What recognition made of a bullet may be longer than one.
        return 1 + text.iter().skip(at + 1).take_while(|c| **c == FILLER).count();
    }
    usize::from(line_start && is_typed_bullet(text, at))
}

/// Whether the sign at `at` is typed with the keyboard and may be a bullet where a line begins. A dash,
/// a plus, a star or `>` before a number belongs to that: "– 0.45", "> 0.05". Signs alone are ratings: "+ + ?".
pub fn is_typed_bullet(text: &[char], at: usize) -> bool {
    let blank = text.get(at + 1).is_some_and(|c| c.is_whitespace());
    let next = text.iter().skip(at + 1).find(|c| !c.is_whitespace());
    let value = next.is_none_or(|c| c.is_numeric() || matches!(c, '.' | '=' | '<' | '>'));
    let words = text.iter().skip(at + 1).any(|c| c.is_alphabetic());
    text.get(at).is_some_and(|first| LINE_BULLETS.contains(first)) && blank && !value && words
}

/// An item number: `1.` `12)` `(3)` `a)` `(b)` `iv.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// How many characters it has.
    pub len: usize,
    /// Whether a bracket opens before it, and the sign after it.
    pub style: (bool, char),
    /// What it counts: as a number, as a letter (c is 3) and as a Roman number (iv is 4).
    pub values: [Option<u32>; 3],
}

/// The item number at `at`, with a blank after it.
pub fn number_at(text: &[char], at: usize) -> Option<Number> {
    let open = usize::from(text.get(at) == Some(&'('));
    let body: Vec<char> = text
        .iter()
        .skip(at + open)
        .take(5)
        .take_while(|c| c.is_ascii_alphanumeric())
        .copied()
        .collect();
    let end = at + open + body.len();
    let close = *text.get(end).filter(|c| matches!(c, ')' | '.'))?;
    let values = [digits(&body), letter(&body), roman(&body)];
    // "a." and "i." end sentences and abbreviations; only a number before a stop counts items.
    let counts = match close {
        ')' => values.iter().any(Option::is_some),
        _ => open == 0 && values[0].is_some(),
    };
    let blank = text.get(end + 1).is_some_and(|c| c.is_whitespace());
    (counts && blank).then_some(Number { len: end + 1 - at, style: (open == 1, close), values })
}

/// For each line of a cell how many characters at its start are a number that counts the cell's
/// items; 0 where there is none. Numbers count items where they run from the first, in one style:
/// 1, 2, 3 or a, b, c or i, ii, iii, over lines that have words after them. A number that stands
/// alone, or among others that do not run, is what the cell says.
pub fn counted(lines: &[Vec<char>]) -> Vec<usize> {
    let numbers: Vec<Option<Number>> = lines.iter().map(|line| counting(line)).collect();
    let mut found = vec![0; lines.len()];
    for kind in 0..3 {
        // The runs that go on, by style: the next value, and the lines so far.
        let mut runs: BTreeMap<(bool, char), Vec<usize>> = BTreeMap::new();
        let mut close = |run: &mut Vec<usize>| {
            let run = std::mem::take(run);
            for at in run.iter().filter(|_| run.len() > 1) {
                found[*at] = numbers[*at].map_or(0, |number| number.len);
            }
        };
        for (at, number) in numbers.iter().enumerate() {
            let Some(number) = number else { continue };
            let Some(value) = number.values[kind] else { continue };
            let run = runs.entry(number.style).or_default();
            if value as usize == run.len() + 1 {
                run.push(at);
            } else if value == 1 {
                close(run);
                run.push(at);
            }
        }
        runs.values_mut().for_each(close);
    }
    found
}

/// The item number that a line begins with, where words stand after it.
fn counting(line: &[char]) -> Option<Number> {
    let number = number_at(line, 0)?;
    line.iter().skip(number.len).any(|c| c.is_alphabetic()).then_some(number)
}

/// The typed sign that begins two lines or more of a cell, such as a dash: then it is a bullet.
pub fn typed_bullet(lines: &[Vec<char>]) -> Option<char> {
    let mut firsts: BTreeMap<char, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| is_typed_bullet(line, 0)) {
        if let Some(first) = line.first() {
            *firsts.entry(*first).or_default() += 1;
        }
    }
    let often = firsts.into_iter().filter(|(_, count)| *count > 1);
    often.max_by_key(|(_, count)| *count).map(|(sign, _)| sign)
}

fn digits(body: &[char]) -> Option<u32> {
    let short = (1..=2).contains(&body.len());
    body.iter().collect::<String>().parse().ok().filter(|_| short)
}

fn letter(body: &[char]) -> Option<u32> {
    match body {
        [letter] if letter.is_ascii_lowercase() => Some(u32::from(*letter) - u32::from('a') + 1),
        _ => None,
    }
}

/// Roman numbers to 39, which lists within cells do not reach.
fn roman(body: &[char]) -> Option<u32> {
    let mut value = 0;
    for (at, sign) in body.iter().enumerate() {
        let worth = |c: &char| match c {
            'i' => Some(1),
            'v' => Some(5),
            'x' => Some(10),
            _ => None,
        };
        let own = worth(sign)?;
        let next = body.get(at + 1).and_then(worth).unwrap_or(0);
        value += if own < next { -own } else { own };
    }
    u32::try_from(value).ok().filter(|value| *value > 0)
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
    fn signs_that_stand_alone_are_ratings_and_no_bullets() {
        let typed = |text: &str| is_typed_bullet(&text.chars().collect::<Vec<_>>(), 0);
        assert!(typed("+ staff were trained") && typed("- three sites took part"));
        assert!(!typed("+ +") && !typed("– ? +") && !typed("- 0.45") && !typed("+"));
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
            ("a ➡\u{FE0F} b", 2, 2),
            ("a ⮕ b", 2, 1),
            ("a ↦ b", 2, 1),
            ("a ⟾ b", 2, 1),
            ("a 🡆 b", 2, 1),
        ] {
            assert_eq!(arrow(text, at), len, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_arrow_is_none() {
        for (text, at) in [
            ("p > 0.05", 2),
            ("(>40%)", 1),
            ("x ↑ y", 2),
            ("x ↔ y", 2),
            ("x ⇏ y", 2),
            ("pre-test", 3),
            ("> 5", 0),
        ] {
            assert_eq!(arrow(text, at), 0, "{text}");
        }
    }

    #[test]
    fn numbers_count_items_where_they_run() {
        let of = |lines: &[&str]| {
            counted(&lines.iter().map(|line| line.chars().collect()).collect::<Vec<_>>())
        };
        assert_eq!(of(&["1. Eligibility"]), [0]);
        assert_eq!(of(&["(4) (3) (8)", "(5) (6)"]), [0, 0]);
        assert_eq!(of(&["(1) 12", "(2) 14"]), [0, 0]);
        assert_eq!(of(&["1. One", "goes on", "2. Two"]), [2, 0, 2]);
        assert_eq!(of(&["a) One", "b) Two", "1. x", "2. y"]), [2, 2, 2, 2]);
        assert_eq!(of(&["1) One", "2) Two", "1) Three", "2) Four"]), [2, 2, 2, 2]);
        assert_eq!(of(&["(i) One", "(ii) Two", "(iii) Three"]), [3, 4, 5]);
        assert_eq!(of(&["12. Smith", "13. Jones"]), [0, 0]);
        let many: Vec<String> = (1..13).map(|n| format!("{n}. Item")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(of(&many)[9..], [3, 3, 3]);
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
        assert_eq!(at("– 0.45", true), 0);
        assert_eq!(at("* 12", true), 0);
        assert_eq!(at("(a) x", true), 3);
        assert_eq!(at("12. x", true), 3);
        assert_eq!(at("2019) x", true), 0);
        assert_eq!(at("e.g. x", true), 0);
    }
}
