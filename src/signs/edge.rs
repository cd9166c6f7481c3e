//! How a text begins and how it ends: as a whole, or as a part of one that a break cut.

use super::scan::listed;
use crate::marks;

/// Characters at the end of a text, or at its beginning, in which a mark is looked for. No spelling
/// of an arrow is half as long.
pub(crate) const EDGE: usize = 64;

/// How a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Begins {
    /// There is none.
    Empty,
    /// With a bullet or the number of an item.
    Marked,
    /// With a capital, a letter of a script that has none, or a word that is written with a small
    /// letter wherever it stands: "mRNA", "pH".
    Capital,
    /// With a digit.
    Digit,
    /// With another sign: a quotation, an opening bracket.
    Sign,
    /// With a small letter.
    Small,
    /// It closes a bracket that it does not open, or begins with a comma or stop.
    Closes,
    /// With an arrow.
    Arrow,
}

impl Begins {
    /// Whether a text that begins so is the rest of another as a rule.
    pub(crate) fn is_rest(self) -> bool {
        matches!(self, Begins::Small | Begins::Closes | Begins::Arrow)
    }
}

/// How a text begins.
pub(crate) fn begins(text: &str) -> Begins {
    let text = text.trim_start();
    let characters: Vec<char> = text.chars().take(EDGE).collect();
    let Some(first) = characters.first().copied() else { return Begins::Empty };
    // A `>` at the very start has nothing before it to point from, so it is read with a letter.
    let probe: Vec<char> = ['x', ' '].into_iter().chain(characters.iter().copied()).collect();
    if marks::arrow_at(&probe, 2) > 0 {
        return Begins::Arrow;
    }
    if marks::bullet_at(&characters, 0, true) > 0 {
        return Begins::Marked;
    }
    if closes_first(text)
        || matches!(first, ',' | ';' | '.' | ')' | ']' | '，' | '；' | '。' | '、')
    {
        return Begins::Closes;
    }
    match first {
        c if c.is_lowercase() && !has_capital_inside(text) => Begins::Small,
        c if c.is_ascii_digit() => Begins::Digit,
        c if c.is_alphabetic() => Begins::Capital,
        _ => Begins::Sign,
    }
}

/// Whether the first word of a text has a capital after its first letter.
fn has_capital_inside(text: &str) -> bool {
    text.chars().take_while(|c| c.is_alphanumeric()).any(char::is_uppercase)
}

/// How a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Ends {
    /// There is none.
    Empty,
    /// With the end of a sentence.
    Stop,
    /// Without any sign.
    Plain,
    /// With a small word that no text ends with: "of", "and", "the".
    Word,
    /// A bracket is open.
    Bracket,
    /// With a comma, ampersand, slash or opening bracket.
    Joins,
    /// With a hyphen after a letter.
    Hyphen,
    /// With an arrow.
    Arrow,
}

impl Ends {
    /// Whether a text that ends so goes on as a rule.
    pub(crate) fn is_open(self) -> bool {
        self >= Ends::Word
    }
}

/// Words with which no text ends.
const JOINING: &str = "a an the of and or in to for with by from on at as that which between among through into their its \
    than und der die das von mit für et de du des la le les avec pour y el los las con para e da do dos \
    het een van voor";

/// The number of a numbered heading, the last one where it has several: `2. Methods`, `16.2 Forms`, and of
/// a supplement `S4. Quality`.
pub(crate) fn heading_number(text: &str) -> Option<usize> {
    let (number, rest) = text.split_once(' ')?;
    let number = number.strip_prefix('S').unwrap_or(number);
    let mut parts = number.strip_suffix('.').unwrap_or(number).split('.');
    let last = parts.clone().next_back().filter(|_| number.contains('.'))?;
    let counts =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let heads = parts.all(counts) && rest.starts_with(char::is_uppercase);
    last.parse().ok().filter(|_| heads)
}

/// Whether a text is the numbered heading of a supplement's part: its tables have such names where they
/// have no captions, and rows of tables have none.
pub(crate) fn is_part_of_supplement(text: &str) -> bool {
    text.starts_with('S')
        && heading_number(text).is_some()
        && text.split_whitespace().nth(2).is_some()
}

/// Whether the first round bracket of a text closes one that was opened before it.
pub(crate) fn closes_first(text: &str) -> bool {
    let bracket = text.chars().find(|c| matches!(c, '(' | ')' | '（' | '）'));
    matches!(bracket, Some(')' | '）'))
}

/// How many round brackets a text leaves open; below 0 those that it closes and does not open.
pub(crate) fn open_brackets(text: &str) -> i32 {
    let of = |c: char| i32::from(matches!(c, '(' | '（')) - i32::from(matches!(c, ')' | '）'));
    text.chars().map(of).sum()
}

/// How a text ends. Only the last of its characters need be given, but for brackets.
pub(crate) fn ends(text: &str) -> Ends {
    let text = text.trim_end();
    let Some(last) = text.chars().last() else { return Ends::Empty };
    if ends_with_arrow(text) {
        return Ends::Arrow;
    }
    if matches!(last, ',' | '(' | '[' | '&' | '/' | '+' | '–' | '（' | '，' | '、') {
        return Ends::Joins;
    }
    if last == '-' || last == '\u{2010}' || last == '\u{ad}' {
        return Ends::Hyphen;
    }
    if open_brackets(text) > 0 {
        return Ends::Bracket;
    }
    if matches!(last, '.' | ';' | '!' | '?' | '。' | '؟' | ':') {
        return Ends::Stop;
    }
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // "vitamin A" and "hepatitis e" end with a letter; only small words join.
    if word.chars().all(char::is_lowercase) && word != text && listed(JOINING, word) {
        return Ends::Word;
    }
    Ends::Plain
}

/// Whether an arrow is the last thing in a text.
pub(crate) fn ends_with_arrow(text: &str) -> bool {
    let mut characters: Vec<char> = text.trim_end().chars().rev().take(EDGE).collect();
    characters.reverse();
    (0..characters.len()).rev().take(16).any(|at| {
        let len = marks::arrow_at(&characters, at);
        len > 0 && at + len == characters.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_headings_are_read() {
        let told =
            ["2. Methods", "16.2 Forms", "3.1.4. Rest", "12 beds", "2.5 mg", "1.5.2020 Day x"];
        let told = told.map(heading_number);
        assert_eq!(told, [Some(2), Some(2), Some(4), None, None, None]);
        let told = ["S9.2. Other Metrics", "S4. Quality", "S4 Quality", "S. Quality", "SS1. Rest"];
        assert_eq!(told.map(heading_number), [Some(2), Some(4), None, None, None]);
    }

    #[test]
    fn every_spelling_is_read() {
        let cases = include_str!("../../tests/cases/signs/edge.txt");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (text, want) = line.split_once(" => ").unwrap_or((line, ""));
            let told = format!("{:?} {:?}", begins(text), ends(text)).to_lowercase();
            if told != want {
                wrong.push(format!("{text} => {told}   (not {want})"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}
