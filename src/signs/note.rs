//! Notes under a table: what they begin with, the marks that lead to them, keys of abbreviations.

use super::scan::{Scan, is_blank, is_dash, listed, lower};
use super::value;

/// What makes a text a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A footnote's mark stands before it: "* p < .05", "a) adjusted", "¹ Median".
    Marked,
    /// A word says so: "Note.", "Source:", "Abbreviations:".
    Named,
    /// It explains short forms: "CI, confidence interval; RR, relative risk".
    Key,
    /// It gives figures of the table as a whole: "R² = 0.31, N: 1450".
    Figures,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// What makes it one.
    pub kind: Kind,
    /// The mark before it, without brackets and stops; raised digits and letters as plain ones.
    pub mark: Option<String>,
    /// How many characters the mark, or the word with its colon, has.
    pub end: usize,
}

/// Characters that are looked at for words that begin a note.
const LOOKED_AT: usize = 400;

/// Words that begin a note, in lower case.
const NAMES: &str = "note notes nb source sources abbreviation abbreviations abbr abbrev acronyms legend footnote \
    footnotes key keys explanation comment comments disclaimer adapted reproduced definitions anmerkung \
    anmerkungen hinweis quelle quellen abkürzungen legende remarque remarques abréviations légende nota \
    notas fuente fuentes abreviaturas leyenda fonte fontes abreviações legenda abbreviazioni opmerking \
    bron afkortingen anm kilde källa примечание примечания источник 注 註 注释 注記 资料来源 주 자료 uwagi źródło \
    signif significance skróty poznámka zdroj megjegyzés forrás açıklama";

/// Reads the note that a text begins with.
pub(crate) fn parse(text: &str) -> Option<Note> {
    let text: Vec<char> = text.chars().take(LOOKED_AT).collect();
    let mut scan = Scan::new(&text);
    scan.skip(is_blank);
    named(&scan).or_else(|| marked(&scan)).or_else(|| key(&scan)).or_else(|| figures(&scan))
}

/// Whether a text begins as a note does.
pub(crate) fn is_note(text: &str) -> bool {
    parse(text).is_some()
}

/// A word for a note, which a mark stands after or which stands alone: "Notes: …", "Note. …", "Source …".
fn named(scan: &Scan<'_>) -> Option<Note> {
    let mut scan = *scan;
    scan.skip(|c| matches!(c, '(' | '[' | '*'));
    let capital = scan.peek().is_some_and(|c| !c.is_lowercase());
    let word = scan.word();
    if !listed(NAMES, &word) {
        return None;
    }
    scan.take(|c| c == ')');
    let mut ahead = scan;
    ahead.skip(is_blank);
    // "Key to symbols:", "List of abbreviations", "Source of data:", "Note that …"
    let marked = ahead.take(|c| matches!(c, ':' | '：' | '.' | ';')) || ahead.take(is_dash);
    let colon_near = scan.rest().iter().take(40).any(|c| matches!(*c, ':' | '：'));
    let alone = scan.is_over();
    let adapted = matches!(word.as_str(), "adapted" | "reproduced");
    let mut probe = scan;
    probe.blanks();
    // "Notes were taken" is a sentence; "Note that …" and "Source Cochrane" are notes.
    let small = probe.peek().is_some_and(char::is_lowercase);
    let next = probe.word();
    let from = next == "from";
    let capital = capital && (!small || next == "that");
    let good = match word.as_str() {
        "adapted" | "reproduced" => from,
        "signif" | "significance" | "key" | "keys" | "comment" | "comments" | "explanation"
        | "legend" => marked || colon_near,
        _ => marked || colon_near || alone || capital,
    };
    if !good || adapted && !from {
        return None;
    }
    if marked {
        scan = ahead;
    }
    Some(Note { kind: Kind::Named, mark: None, end: scan.at })
}

/// A footnote's mark before its text.
fn marked(scan: &Scan<'_>) -> Option<Note> {
    let mut scan = *scan;
    let open = scan.take(|c| matches!(c, '(' | '['));
    let mut mark = String::new();
    while let Some(raised) = scan.peek().and_then(raised) {
        mark.push(raised);
        scan.at += 1;
    }
    if !mark.is_empty() {
        scan.take(|c| matches!(c, ')' | ']' | '.' | ':'));
        scan.blanks();
        return (!scan.is_over()).then_some(Note {
            kind: Kind::Marked,
            mark: Some(mark),
            end: scan.at,
        });
    }
    // A letter or a small number, with a bracket, stop or colon after it and a blank.
    let from = scan.at;
    let digits = scan.skip(|c| c.is_ascii_digit());
    let letters = if digits == 0 { scan.skip(|c| c.is_ascii_alphabetic()) } else { 0 };
    let plain: String = scan.text.get(from..scan.at).unwrap_or_default().iter().collect();
    let closed = scan.take(|c| matches!(c, ')' | ']'));
    let stopped = !closed && !open && letters == 1 && scan.take(|c| matches!(c, '.' | ':' | '='));
    let blank = scan.blanks() > 0;
    let good = (digits > 0 && digits <= 2 || letters == 1)
        && (closed && (digits == 0 || blank) || stopped && blank && plain != "I");
    (good && !scan.is_over()).then_some(Note {
        kind: Kind::Marked,
        mark: Some(plain),
        end: scan.at,
    })
}

/// A mark that leads to a note wherever it stands, as what it is called.
fn raised(c: char) -> Option<char> {
    Some(match c {
        '*' | '†' | '‡' | '§' | '¶' | '#' | '∗' | '⁎' | '✝' | '※' => c,
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(u32::from(c) - 0x2070, 10)?,
        'ᵃ' => 'a',
        'ᵇ' => 'b',
        'ᶜ' => 'c',
        'ᵈ' => 'd',
        'ᵉ' => 'e',
        'ᶠ' => 'f',
        'ᵍ' => 'g',
        'ʰ' => 'h',
        _ => return None,
    })
}

/// Whether a text explains short forms: two of them at least, or one short form with a colon or an
/// equals sign and its words.
fn key(scan: &Scan<'_>) -> Option<Note> {
    let pairs = pairs(scan.rest());
    (pairs >= 1).then_some(Note { kind: Kind::Key, mark: None, end: scan.at })
}

/// Whether a text is nothing but names with a number each, two of them at least, the first with a colon or an
/// equals sign between: what a model gives beside its coefficients.
fn figures(scan: &Scan<'_>) -> Option<Note> {
    /// Characters of the longest name; what is longer is a sentence.
    const NAME: usize = 40;
    let text: String = scan.rest().iter().collect();
    let signed = |part: &str| part.contains([':', '=']);
    // Scripts without capitals are written without blanks between name and number, as sentences are.
    let caseless = |c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
    let figure = |part: &str| {
        let part = part.trim();
        let number = part.rsplit(|c: char| c.is_whitespace() || matches!(c, ':' | '=')).next();
        let number = number.unwrap_or_default();
        let name = part.strip_suffix(number).unwrap_or_default();
        value::is_value(number)
            && number.contains(|c: char| c.is_ascii_digit())
            && name.starts_with(char::is_alphabetic)
            && !name.contains(|c: char| matches!(c, '(' | '[') || caseless(c))
            && (2..NAME).contains(&name.chars().count())
    };
    let parts: Vec<&str> =
        text.trim_end().split([',', ';']).filter(|p| !p.trim().is_empty()).collect();
    let all = parts.len() >= 2 && parts.iter().all(|part| figure(part));
    (all && parts.first().is_some_and(|part| signed(part))).then_some(Note {
        kind: Kind::Figures,
        mark: None,
        end: scan.at,
    })
}

fn pairs(text: &[char]) -> usize {
    let parts: Vec<&[char]> = text.split(|c| matches!(*c, ';' | '\n')).collect();
    if parts.len() == 1 && is_prose(text) {
        return 0;
    }
    // Pairs may be parted by commas where the sign within is another: "CI = …, RR = …".
    let parts: Vec<&[char]> = match parts.len() {
        1 if text.contains(&'=') || text.contains(&':') => text.split(|c| *c == ',').collect(),
        _ => parts,
    };
    let first = parts.first().copied().unwrap_or_default();
    let found = parts.iter().filter(|part| pair(part, false)).count();
    match found {
        0 => 0,
        // A lone pair parted by a comma is a name with its initials as often as not.
        1 => usize::from(pair(first, true)),
        several => {
            if pair(first, false) {
                several
            } else {
                0
            }
        }
    }
}

/// Whether a text has more sentences than one that explains a short form: "GRADE summary: …" begins prose.
fn is_prose(text: &[char]) -> bool {
    /// The words for the short form, and a remark after them.
    const SENTENCES: usize = 2;
    let stop = |three: &[char]| match three {
        [stop, ..] if *stop == '。' => true,
        ['.', blank, next] => is_blank(*blank) && next.is_uppercase(),
        _ => false,
    };
    text.windows(3).filter(|three| stop(three)).count() > SENTENCES
}

/// A short form, a sign, and words. `strict` asks for a colon or an equals sign.
fn pair(part: &[char], strict: bool) -> bool {
    let mut scan = Scan::new(part);
    scan.skip(|c| is_blank(c) || c == '(');
    let from = scan.at;
    scan.skip(|c| c.is_alphanumeric() || matches!(c, '/' | '&' | '.' | '-' | '²'));
    let short = scan.text.get(from..scan.at).unwrap_or_default();
    let capitals = short.iter().filter(|c| c.is_uppercase()).count();
    let long = short.len();
    scan.blanks();
    let sign = scan.peek();
    scan.at += 1;
    scan.blanks();
    let words = scan.rest().iter().filter(|c| c.is_alphabetic()).count();
    let signed = match sign {
        Some('=' | ':' | '：') => true,
        Some(',') => !strict,
        Some(c) if is_dash(c) => !strict,
        _ => false,
    };
    let short_form =
        (1..=12).contains(&long) && (capitals * 2 >= long || capitals > 0 && long <= 4);
    signed && short_form && words > long.min(4) && !scan.rest().starts_with(&['/'])
}

/// Whether a text is nothing but the number of a page: "12", "Page 3 of 9", "- 4 -".
pub(crate) fn is_page_number(text: &str) -> bool {
    let text: Vec<char> = text.chars().take(24).collect();
    let mut scan = Scan::new(&text);
    scan.skip(|c| is_blank(c) || is_dash(c));
    let word = scan.word();
    let named =
        matches!(word.as_str(), "page" | "p" | "pg" | "seite" | "página" | "pagina" | "страница");
    if !named && !word.is_empty() {
        return false;
    }
    scan.skip(|c| is_blank(c) || c == '.');
    let digits = scan.skip(|c| c.is_ascii_digit());
    scan.blanks();
    let mut ahead = scan;
    let of = ahead.take(|c| c == '/')
        || matches!(lower(ahead.rest()).trim(), word if word.starts_with("of ") || word.starts_with("von "));
    scan.skip(|c| is_blank(c) || is_dash(c));
    (1..=4).contains(&digits) && (scan.is_over() || named && of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let cases = include_str!("../../tests/cases/signs/note.txt");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (text, want) = line.split_once(" => ").unwrap_or((line, ""));
            let told = parse(text).map_or("none".to_owned(), |note| {
                let mark = note.mark.map_or(String::new(), |mark| format!(" {mark}"));
                format!("{:?}{mark}", note.kind).to_lowercase()
            });
            if told != want {
                wrong.push(format!("{text} => {told}   (not {want})"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn numbers_of_pages_are_told_from_words() {
        for text in ["12", "Page 3 of 9", "- 4 -", "p. 7"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["12 studies", "Page", "Smith 2011", "", "1.5"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
