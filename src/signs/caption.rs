//! Captions by a small grammar, in the languages of journals.
//!
//! ```text
//! caption   = [within] ( adjectives noun label | label noun | adjectives noun separator )
//!             [continued] [part] [separator]
//! within    = ("Additional file" | "Appendix" | …) label separator
//! label     = letters, digits, dots, hyphens; at least a digit, one letter or a Roman numeral
//! ```

use std::collections::HashMap;
use std::iter::repeat;
use std::sync::LazyLock;

use super::label::{label, number};
use super::names::{FIGURES, FILLERS, GOES_ON, HOLDERS, PARTS, SENTENCE, SUPPLEMENTS, TABLES};
use super::scan::{Scan, is_blank, is_dash, is_wide, listed, lower, narrow, words};

/// Characters of a text that are looked at: no caption says what it is later than that.
pub(super) const LOOKED_AT: usize = 160;

/// What a caption is the caption of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A table, or a box or exhibit that is set as one.
    Table,
    /// A figure, map, scheme or equation.
    Figure,
    /// An appendix, an additional file: whatever it holds.
    Other,
}

/// How sure the text alone makes it. Where it stands says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Strength {
    /// The beginning of a sentence: "Table 3 shows that …".
    Prose,
    /// May be either: "table 3", "Table 3 characteristics of studies".
    Doubtful,
    /// A caption as a rule: "Table 3 Characteristics", "Table: Studies".
    Likely,
    /// "Table 3. Characteristics", "TABLE IV", "eTable 2 (continued)".
    Certain,
}

/// A caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caption {
    /// Of what.
    pub kind: Kind,
    /// The label, normalised: capitals, `-` for all dashes, no blanks, no stop at its end; the letter
    /// of its series before a bare number ("Supplementary Table 2" and "Table S2" are `S2`).
    pub label: Option<String>,
    /// The label of what it is part of: `2` of "Additional file 2: Table S1".
    pub within: Option<String>,
    /// Whether it says that it goes on from before.
    pub continued: bool,
    /// The number of its part: 2 of "Part 2" or "(2 of 3)".
    pub part: Option<u32>,
    /// How many characters the noun, label and separator have: what it is called begins there.
    pub end: usize,
    /// How sure it is a caption.
    pub strength: Strength,
}

impl Caption {
    /// Whether it names a table or what may hold one.
    pub(crate) fn may_be_table(&self) -> bool {
        self.kind != Kind::Figure
    }

    /// Whether both are captions of one thing, where both have a label.
    pub(crate) fn same_as(&self, other: &Caption) -> Option<bool> {
        let (own, others) = (self.label.as_ref()?, other.label.as_ref()?);
        let apart =
            |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        Some(self.kind == other.kind && own == others && !apart(&self.within, &other.within))
    }
}

/// Whether a text is the caption of a table or of what may hold one, as far as it tells alone.
pub(crate) fn is_caption(text: &str) -> bool {
    parse(text).is_some_and(|found| found.may_be_table() && found.strength >= Strength::Likely)
}

/// Whether a text is the caption of a table, and not that of an appendix or a supplement, which may hold several.
pub(crate) fn is_of_table(text: &str) -> bool {
    is_caption(text) && parse(text).is_some_and(|found| found.kind == Kind::Table)
}

/// Reads the caption that a text begins with.
pub(crate) fn parse(text: &str) -> Option<Caption> {
    let text: Vec<char> = text.chars().take(LOOKED_AT).map(narrow).collect();
    let mut scan = Scan::new(&text);
    scan.skip(|c| {
        is_blank(c) || matches!(c, '[' | '<' | '〈' | '《' | '「' | '【' | '"' | '“' | '*')
    });
    let before = announces_more(&mut scan);
    let within = within(&mut scan);
    let mut found = label_first(&mut scan).or_else(|| noun_first(&mut scan))?;
    found.continued |= before;
    found.within = within;
    Some(found)
}

/// Words that say that something goes on.
pub(super) fn is_continued(word: &str) -> bool {
    listed(GOES_ON, word)
}

/// "Continued Table 3", "Continuation of Table 3", "Продолжение таблицы 3": goes over what is before the noun.
fn announces_more(scan: &mut Scan<'_>) -> bool {
    let mut probe = *scan;
    probe.take(|c| c == '(');
    let word = probe.word();
    if !is_continued(&word) || matches!(word.as_str(), "续表" | "續表") {
        return false;
    }
    probe.skip(|c| is_blank(c) || matches!(c, ')' | ':' | '.' | ',') || is_dash(c));
    let after = probe;
    if matches!(probe.word().as_str(), "of" | "from" | "du" | "de" | "der" | "von" | "da" | "del") {
        probe.blanks();
        *scan = probe;
    } else {
        *scan = after;
    }
    true
}

/// "Additional file 2:", "Appendix A, " before the noun of a table; nothing where no noun follows.
fn within(scan: &mut Scan<'_>) -> Option<String> {
    let mut probe = *scan;
    let first = probe.word();
    let holder = listed(HOLDERS, &first)
        || matches!(first.as_str(), "chapter" | "section" | "file" | "s")
        || listed(SUPPLEMENTS, &first);
    if !holder {
        return None;
    }
    loop {
        let before = probe;
        probe.skip(is_blank);
        if !listed(FILLERS, &probe.word()) {
            probe = before;
            break;
        }
    }
    probe.blanks();
    let label = label(&mut probe)?;
    let parted =
        probe.skip(|c| is_blank(c) || matches!(c, ':' | '.' | ',' | ';') || is_dash(c)) > 0;
    let mut ahead = probe;
    let noun = noun(&mut ahead).is_some_and(|(kind, _)| kind == Kind::Table);
    ahead.blanks();
    // "Appendix 2 Table" is a label before its noun only where a label follows.
    if !(parted && noun && self::label(&mut ahead).is_some()) {
        return None;
    }
    *scan = probe;
    Some(label)
}

/// A noun with the words before it; the letter of the series that they say.
fn noun(scan: &mut Scan<'_>) -> Option<(Kind, Option<char>)> {
    let mut probe = *scan;
    let mut series = None;
    for _ in 0..5 {
        let word = probe.word();
        let name = word.trim_end_matches('s');
        let kind = kind_of(&word).or_else(|| kind_of(name));
        let before_other = || {
            let mut ahead = probe;
            ahead.blanks();
            kind_of(&ahead.word()).is_some()
        };
        match kind {
            Some(Kind::Other) if before_other() => series = series.or(Some('A')),
            Some(kind) => {
                if word.starts_with("etable")
                    || word.starts_with("ebox")
                    || word.starts_with("efig")
                {
                    series = Some('E');
                }
                probe.take(|c| c == '.');
                *scan = probe;
                return Some((kind, series));
            }
            None if listed(SUPPLEMENTS, &word) => {
                series = Some('S');
                let mut ahead = probe;
                ahead.skip(|c| is_blank(c) || c == '.');
                let next = ahead.word();
                // "Supplement 3", "Additional file 3": no noun but these words.
                if matches!(next.as_str(), "file" | "material" | "materials" | "") {
                    probe = if next.is_empty() { probe } else { ahead };
                    let mut ahead = probe;
                    ahead.blanks();
                    if kind_of(&ahead.word()).is_none() {
                        *scan = probe;
                        return Some((Kind::Other, None));
                    }
                }
            }
            None if word == "e" && probe.peek().is_some_and(is_dash) => series = Some('E'),
            None if matches!(word.as_str(), "web" | "online") => series = Some('W'),
            None if listed(FILLERS, &word) => {}
            None => return None,
        }
        probe.skip(|c| is_blank(c) || c == '.' || is_dash(c));
    }
    None
}

/// All nouns and what they name; a noun of two lists is of the first one.
static NOUNS: LazyLock<HashMap<&'static str, Kind>> = LazyLock::new(|| {
    let lists = [(HOLDERS, Kind::Other), (FIGURES, Kind::Figure), (TABLES, Kind::Table)];
    let of = |(list, kind): (&'static str, Kind)| list.split_ascii_whitespace().zip(repeat(kind));
    lists.into_iter().flat_map(of).collect()
});

fn kind_of(word: &str) -> Option<Kind> {
    NOUNS.get(word).copied()
}

/// Whether a text holds what every caption has: a noun, or a word that stands for one. It costs little, and
/// nearly all texts hold none.
pub(crate) fn holds_noun(text: &str) -> bool {
    let stands = |word: &str| {
        kind_of(word).or_else(|| kind_of(word.trim_end_matches('s'))).is_some()
            || matches!(word, "text" | "file")
            || listed(SUPPLEMENTS, word)
    };
    let text: Vec<char> = text.chars().map(narrow).collect();
    // Scripts without blanks have their nouns within words.
    text.iter().any(|c| is_wide(*c))
        || text.split(|c| !c.is_alphabetic()).any(|word| !word.is_empty() && stands(&lower(word)))
}

/// "S2 Table.", "1. táblázat", "第1表".
fn label_first(scan: &mut Scan<'_>) -> Option<Caption> {
    let mut probe = *scan;
    probe.take(|c| c == '第');
    let found = label(&mut probe).filter(|label| label.contains(|c: char| c.is_ascii_digit()))?;
    let dotted = probe.take(|c| c == '.');
    let blank = probe.blanks() > 0;
    let from = probe.at;
    let word = probe.word();
    // CJK nouns stand before words without a blank.
    let wide = probe.text.get(from).is_some_and(|c| is_wide(*c));
    if wide {
        probe.at = from + 1;
    }
    let word = if wide { lower(probe.text.get(from..probe.at).unwrap_or_default()) } else { word };
    let kind = kind_of(&word).or((word == "text" || word == "file").then_some(Kind::Other))?;
    let lettered = found.starts_with(|c: char| c.is_ascii_alphabetic());
    let before_noun = ["táblázat", "lentelė", "tabula", "tabulka", "ábra", "表", "图", "図"];
    // "12 tables" counts them; "S2 Table" and "1. táblázat" name one.
    if !(lettered && !dotted && (blank || wide) || before_noun.contains(&word.as_str())) {
        return None;
    }
    *scan = probe;
    Some(finish(scan, kind, Some(found), true))
}

/// "Supplementary Table 2", "Box 1", "Table: Studies", "表1".
fn noun_first(scan: &mut Scan<'_>) -> Option<Caption> {
    let mut probe = *scan;
    let from = probe.at;
    let (kind, series) = match noun(&mut probe) {
        Some(found) => found,
        None => (wide_noun(&mut probe)?, None),
    };
    let first = probe.text.get(from).copied().unwrap_or_default();
    let name = lower(probe.text.get(from..probe.at).unwrap_or_default());
    let more = ["续表", "續表"].contains(&name.as_str());
    // "eTable" begins small and is a name for all that.
    let capital = !first.is_lowercase() || series == Some('E');
    let plural = name.trim_end_matches('.').ends_with('s') && kind != Kind::Other;
    let stopped = probe.text.get(probe.at.wrapping_sub(1)) == Some(&'.');
    // A noun that a blank or nothing parts from its label, or that the label is glued to.
    let spaced = probe.blanks();
    probe.skip(|c| matches!(c, '(' | '<' | '>' | '〉') || is_dash(c) && spaced > 0);
    let after_noun = probe;
    let found = label(&mut probe).map(|label| in_series(label, series, &name));
    match found {
        Some(label) => {
            probe.take(|c| matches!(c, '>' | '〉' | ')' | ']'));
            *scan = probe;
            let mut caption = finish(scan, kind, Some(label), capital);
            caption.continued |= more;
            if plural {
                caption.label = None;
                caption.strength = caption.strength.min(Strength::Doubtful);
            }
            Some(caption)
        }
        None => {
            *scan = after_noun;
            // A placeholder for a number: "Table S:", "Table xxx."
            let mut holder = after_noun;
            let empty = holder.skip(|c| matches!(c, 'x' | 'X' | 'S' | '?' | '#' | '_' | '…')) > 0
                && holder.peek().is_none_or(|c| !c.is_alphanumeric());
            if empty {
                *scan = holder;
            }
            let marked =
                stopped || scan.peek().is_some_and(|c| matches!(c, ':' | '.' | '：') || is_dash(c));
            let over = scan.is_over();
            if !(marked || empty || over) || plural && !marked {
                return None;
            }
            let mut caption = finish(scan, kind, None, capital);
            caption.continued |= more;
            let most = match over || !capital {
                true => Strength::Doubtful,
                false => Strength::Likely,
            };
            caption.strength = caption.strength.min(most);
            Some(caption)
        }
    }
}

/// The noun of a script without blanks at the beginning of a run of its letters.
fn wide_noun(scan: &mut Scan<'_>) -> Option<Kind> {
    for long in [2, 1] {
        let word: String = scan.rest().iter().take(long).collect();
        let wide = word.chars().all(is_wide) && word.chars().count() == long;
        let next = scan.rest().get(long).copied();
        let labelled = next.is_some_and(|c| c.is_ascii_alphanumeric() || is_blank(c) || c == '-');
        if let Some(kind) = kind_of(&word).filter(|_| wide && labelled) {
            scan.at += long;
            return Some(kind);
        }
    }
    None
}

/// A bare number gets the letter of its series.
fn in_series(label: String, series: Option<char>, name: &str) -> String {
    let bare = label.starts_with(|c: char| c.is_ascii_digit());
    let series = series.or(name.starts_with("附").then_some('A'));
    match series.filter(|_| bare) {
        Some(letter) => format!("{letter}{label}"),
        None => label,
    }
}

/// What follows noun and label: whether it goes on from before, its part, its separator; and from
/// that how sure it is a caption.
fn finish(scan: &mut Scan<'_>, kind: Kind, label: Option<String>, capital: bool) -> Caption {
    let (continued, part) = goes_on(scan);
    let blank = scan.blanks() > 0;
    let mark = scan.skip(|c| matches!(c, '.' | ':' | '：' | '．' | '|' | '·' | '、') || is_dash(c));
    let comma = mark == 0 && scan.take(|c| matches!(c, ',' | ';' | ')' | '/'));
    scan.skip(|c| is_blank(c) || mark > 0 && (is_dash(c) || c == '.' || c == ':'));
    let next = scan.peek();
    let ahead = *scan;
    let word = { *scan }.word();
    let sentence = listed(SENTENCE, &word);
    let small = next.is_some_and(char::is_lowercase);
    let wide = next.is_some_and(is_wide);
    let strength = match next {
        _ if continued || part.is_some() => Strength::Certain,
        None => Strength::Certain,
        Some(_) if mark > 0 && !(small && sentence) => Strength::Certain,
        Some(_) if comma && !small => Strength::Doubtful,
        Some(_) if comma || sentence && small => Strength::Prose,
        Some(_) if small => Strength::Doubtful,
        Some(_) if blank || wide => Strength::Likely,
        Some('(') => Strength::Likely,
        Some(_) => Strength::Doubtful,
    };
    let strength = if capital { strength } else { strength.min(Strength::Doubtful) };
    Caption { kind, label, within: None, continued, part, end: ahead.at, strength }
}

/// "(continued)", "– cont'd", ", Part 2", "(2 of 3)" after a label; goes over it.
fn goes_on(scan: &mut Scan<'_>) -> (bool, Option<u32>) {
    let (mut continued, mut part) = (false, None);
    loop {
        let mut probe = *scan;
        probe.skip(|c| is_blank(c) || matches!(c, ',' | '.' | ':' | ';') || is_dash(c));
        let open = probe.take(|c| matches!(c, '(' | '[' | '（'));
        let from = probe.at;
        probe.skip(|c| c.is_alphabetic() || matches!(c, '\'' | '’'));
        let word: String = words(probe.text.get(from..probe.at).unwrap_or_default()).join(" ");
        let before_number = probe;
        probe.blanks();
        let number = number(&mut probe);
        if is_continued(&word) {
            probe = before_number;
            probe.take(|c| c == '.');
            // "(continued from previous page)"
            if open {
                probe.skip(|c| !matches!(c, ')' | ']' | '）'));
            }
            continued = true;
        } else if listed(PARTS, &word) && number.is_some() {
            part = number;
            of_all(&mut probe);
        } else if word.is_empty() && open && number.is_some() && of_all(&mut probe) {
            part = number;
        } else {
            return (continued, part);
        }
        if open {
            probe.take(|c| matches!(c, ')' | ']' | '）'));
        }
        *scan = probe;
    }
}

/// Goes over "of 3" or "/3".
fn of_all(scan: &mut Scan<'_>) -> bool {
    let mut probe = *scan;
    probe.blanks();
    let slash = probe.take(|c| c == '/');
    if !slash && !matches!(probe.word().as_str(), "of" | "von" | "de" | "di" | "sur") {
        return false;
    }
    probe.blanks();
    let found = number(&mut probe).is_some();
    if found {
        *scan = probe;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of the cases: strength, kind, label, `c` where continued and the part, then the text.
    fn told(text: &str) -> String {
        let Some(found) = parse(text) else { return "none".to_owned() };
        let within = found.within.map_or(String::new(), |within| format!("{within}>"));
        let label = found.label.unwrap_or_else(|| "-".to_owned());
        let more = if found.continued { " continued" } else { "" };
        let part = found.part.map_or(String::new(), |part| format!(" part {part}"));
        let text: String = text.chars().skip(found.end).take(11).collect();
        let sure = format!("{:?} {:?}", found.strength, found.kind).to_lowercase();
        format!("{sure} {within}{label}{more}{part} [{}]", text.to_lowercase())
    }

    #[test]
    fn every_spelling_is_read() {
        let cases = include_str!("../../tests/cases/signs/caption.txt");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (text, want) = line.split_once(" => ").unwrap_or((line, ""));
            if told(text) != want {
                wrong.push(format!("{text} => {}   (not {want})", told(text)));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    /// What a quick look says decides whether a text is read at all.
    #[test]
    fn every_caption_holds_a_noun() {
        let cases = include_str!("../../tests/cases/signs/caption.txt");
        let texts = cases.lines().filter_map(|line| line.split_once(" => ")).map(|(text, _)| text);
        let missed: Vec<&str> =
            texts.filter(|text| parse(text).is_some() && !holds_noun(text)).collect();
        assert!(missed.is_empty(), "{missed:?}");
        assert!(!holds_noun("of 12 studies that were read"));
    }

    #[test]
    fn one_label_is_one_thing() {
        let same = |a: &str, b: &str| parse(a).and_then(|a| a.same_as(&parse(b)?));
        assert_eq!(same("Supplementary Table 2. A", "Table S2 (continued)"), Some(true));
        assert_eq!(same("Table C-1. A", "Table C–2. A"), Some(false));
        assert_eq!(same("Table S: one", "Table S: two"), None);
        assert_eq!(same("Table 1. A", "Figure 1. A"), Some(false));
        assert_eq!(same("Additional file 1: Table S2", "Additional file 3: Table S2"), Some(false));
    }
}
