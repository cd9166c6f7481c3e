//! Are two words, parted by the end of a line, halves of one?

use super::{LineEnd, Told, Words, of_one_kind};
use crate::fragment::End;
use crate::ledger::Confidence;
use crate::letters::BIT;
use crate::text::{bare, is_unspaced};

impl Words {
    /// Whether the end of a line that ends within a text parts what is one.
    pub(super) fn in_word(&self, end: &LineEnd<'_>, last: char) -> Told {
        let first = end.rest.chars().next()?;
        let certain = |reason| Some((Confidence::Certain, reason));
        if end.flows && (is_unspaced(last) || is_unspaced(first)) {
            return certain("Chinese and Japanese set no blanks at the ends of lines");
        }
        let is_bare = self.is_bare(end);
        let sign = matches!(last, '/' | '+' | '=' | '–' | '—') && end.head.chars().nth(1).is_some();
        if sign && is_bare {
            return certain("a line ends without the blank that other lines end with");
        }
        if let Some(sure) = goes_on_as_address(end).filter(|_| end.flows && end.in_address) {
            return Some((sure, "an address has no blanks"));
        }
        if !end.full {
            return None;
        }
        if end.flows && is_number(end.head, end.rest) {
            return Some((Confidence::Likely, "its column is too narrow for the number"));
        }
        let cut = || self.is_cut(end.head, end.rest).or_else(|| self.is_inner(end.head, end.rest));
        let cut = (last.is_alphabetic() && first.is_lowercase()).then(cut).flatten();
        let torn = || is_bare.then(|| self.is_torn(end, last)).flatten();
        cut.or_else(torn).or_else(|| self.is_likelier(end, last))
    }

    /// Whether the letters on both sides of the end of a line are a word that the document has whole, where
    /// other signs stand round it without a blank: "R19(Mich", "ailidis".
    fn is_inner(&self, head: &str, rest: &str) -> Told {
        /// Shorter words may be met by chance.
        const LETTERS: usize = 6;
        let (own, next) = pieces(head, rest)?;
        let cased = own.chars().count() < head.chars().count();
        let word = format!("{own}{next}");
        let halves = word.chars().count() >= LETTERS;
        let reason = "its column is too narrow for it, and the document has the word whole";
        (cased && halves && self.has(&word)).then_some((Confidence::Certain, reason))
    }

    /// Whether a word is no more than the signs that close another, or the hyphen that goes on with it: a
    /// dash, too, has a blank before it that programs draw.
    pub(super) fn closes(&self, rest: &str) -> bool {
        closes(rest) || self.ends.shown() && rest == "-"
    }

    /// Whether two words are halves of one, where a line that was full shows no blank at its end and
    /// others do. What goes on with a capital may be the first word of another paragraph, and so may,
    /// unless the document cuts words everywhere, a word that it has elsewhere.
    fn is_torn(&self, end: &LineEnd<'_>, last: char) -> Told {
        let (head, rest) = (bare(end.head), bare(end.rest));
        let reason = "a line that is full ends without the blank that other lines end with";
        if head.is_empty() || rest.is_empty() {
            return None;
        }
        if self.has(&format!("{head}{rest}")) {
            return Some((Confidence::Certain, reason));
        }
        let first = end.rest.chars().next().filter(|_| !begins(end, last))?;
        let letters = last.is_alphabetic() && first.is_alphabetic();
        let inside = letters || !last.is_alphanumeric() || !first.is_alphanumeric();
        let words = self.is_word(&head) || self.is_word(&rest);
        let sure = if words { Confidence::Likely } else { Confidence::Certain };
        (inside && (self.chops || !words)).then_some((sure, reason))
    }

    /// Whether two words are halves of one by their letters and by how often the document cuts words: where a
    /// line was so full that a blank had no room, nothing else tells.
    fn is_likelier(&self, end: &LineEnd<'_>, last: char) -> Told {
        /// Of halves that are told with so much more than even odds, 996 in 1,000 are right on five of six texts
        /// left out, 985 on the sixth (`cargo xtask words`).
        const CERTAIN: i32 = 7 * BIT;
        let (head, rest) = pieces(end.head, end.rest).filter(|_| !begins(end, last))?;
        if end.end == End::Blank {
            return None;
        }
        let odds = self.odds(&head, &rest) + self.cuts;
        let sure = if odds > CERTAIN { Confidence::Certain } else { Confidence::Likely };
        (odds > 0).then_some((
            sure,
            "its column is too narrow for it, and its letters go on as those of a word",
        ))
    }

    /// Whether the document has a word whole. Where it cuts words everywhere a letter by itself is none,
    /// but for the article.
    fn is_word(&self, word: &str) -> bool {
        self.has(word) && (!self.chops || word.len() > 1 || word == "a")
    }

    /// Whether two words are halves of one that the document has whole.
    fn is_cut(&self, head: &str, rest: &str) -> Told {
        /// Shorter words are not cut.
        const LETTERS: usize = 4;
        let whole = self.has(&format!("{}{}", bare(head), bare(rest)));
        let reason = "its column is too narrow for it, and the document has the word whole";
        (whole && head.chars().count() >= LETTERS).then_some((Confidence::Certain, reason))
    }
}

/// The letters on both sides of the end of a line, in lower case, where both may be of one word: such as have
/// words with blanks between, and more than one before it.
pub(super) fn pieces(head: &str, rest: &str) -> Option<(String, String)> {
    let latin = |c: &char| c.is_alphabetic() && !is_unspaced(*c);
    let mut own: Vec<char> = head.chars().rev().take_while(latin).collect();
    own.reverse();
    let next: String = rest.chars().take_while(latin).collect();
    let both = own.len() > 1 && !next.is_empty();
    both.then(|| (own.into_iter().collect::<String>().to_lowercase(), next.to_lowercase()))
}

/// Whether a word is an address of the web, or the number of a document (DOI), or the beginning of one.
pub(crate) fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '[', '<']);
    let number = word.strip_prefix("doi:").unwrap_or(word).strip_prefix("10.");
    let number = number.and_then(|rest| rest.split_once('/')).map(|(registrant, _)| registrant);
    let numbered = number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    numbered || word.contains("://") || word.starts_with("www.")
}

/// How sure it is that the next line goes on with an address: with signs that only addresses have, at the very end
/// of the line where it had room left ("and/or" is none), and where it was full to the letter perhaps with a point or
/// a figure.
fn goes_on_as_address(end: &LineEnd<'_>) -> Option<Confidence> {
    let rest = end.rest.trim_end_matches(['.', ',', ';', ')', ']']);
    let own = |c: char| matches!(c, '/' | '_' | '=' | '?' | '&' | '%' | '#' | '~');
    let may = |c: char| c == '.' || c.is_ascii_digit();
    let at_end = rest.starts_with(own) || end.head.ends_with(own) && rest.contains(own);
    match end.full {
        _ if is_address(rest) => None,
        true if rest.contains(own) => Some(Confidence::Certain),
        true => rest.contains(may).then_some(Confidence::Likely),
        false => at_end.then_some(Confidence::Certain),
    }
}

/// How a line goes on that ends with a slash, a dash, a soft hyphen or an open bracket.
pub(super) fn after_sign(end: &LineEnd<'_>, last: char, small: bool) -> Told {
    let inner = end.head.chars().rev().nth(1);
    let first = end.rest.chars().next();
    let certain = |reason| Some((Confidence::Certain, reason));
    let both = |own: fn((char, char)) -> bool| inner.zip(first).is_some_and(own);
    match last {
        '/' if both(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric()) => {
            certain("a slash at the end of its line")
        }
        // "09:00–17:30", "before–after": a dash with a blank on both sides is no such word.
        '–' | '—' if end.wrapped && both(of_one_kind) => {
            certain("a dash within a word at the end of its line")
        }
        // Nobody sets a blank after an open bracket.
        '(' | '[' if end.flows => certain("an open bracket at the end of its line"),
        _ if end.soft && small => certain("a soft hyphen at the end of its line"),
        _ => None,
    }
}

/// Whether a word is no more than the signs that close another, or goes on with a hyphen.
fn closes(text: &str) -> bool {
    let goes_on = text.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    let mark = |c| matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹');
    let closed = text.starts_with([')', ']']) && text.chars().skip(1).all(mark);
    // "Domain(s)"
    let plural = text.starts_with("(s)") || text.starts_with("(es)");
    let closing = |c| matches!(c, '.' | ',' | ';' | ':' | '?' | '!' | ')' | ']');
    goes_on || closed || plural || text.chars().all(closing)
}

/// Whether two words are halves of a number: at its decimal point, or within what a bracket or a sign
/// before it holds together.
fn is_number(head: &str, rest: &str) -> bool {
    let mut ends = head.chars().rev();
    let (last, inner) = (ends.next(), ends.next());
    let digit = |sign: Option<char>| sign.is_some_and(|c| c.is_ascii_digit());
    let point = matches!(last, Some('.' | ',')) && digit(inner);
    let held = digit(last) && head.contains(['=', '[', '(', '±']) && !head.contains([']', ')']);
    let first = rest.chars().next();
    digit(first) && (point || held) || first == Some('%') && held
}

/// Whether what follows the end of a line begins with a capital after a small letter.
fn begins(end: &LineEnd<'_>, last: char) -> bool {
    last.is_lowercase() && end.rest.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenize::end_blanks::EndBlanks;

    fn end<'w>(head: &'w str, rest: &'w str, end: End) -> LineEnd<'w> {
        LineEnd {
            head,
            rest,
            soft: false,
            wrapped: true,
            flows: true,
            full: true,
            end,
            waits: false,
            in_address: is_address(head),
        }
    }

    fn joins(words: &Words, line: &LineEnd<'_>) -> Option<Confidence> {
        words.joint(line).map(|joint| joint.confidence)
    }

    #[test]
    fn a_line_that_shows_no_blank_was_cut_where_others_show_theirs() {
        let mut words = Words { ends: EndBlanks::drawn(), ..Words::default() };
        ["settings", "setting", "severe"].into_iter().for_each(|word| words.add(word));
        let told = |head, rest, shows| joins(&words, &end(head, rest, shows));
        assert_eq!(told("populat", "ions", End::Bare), Some(Confidence::Certain));
        assert_eq!(told("setting", "s", End::Bare), Some(Confidence::Certain));
        // A blank that is drawn is one; a capital may begin another paragraph; a word may be one.
        assert_eq!(told("populat", "ions", End::Blank), None);
        assert_eq!(told("populat", "Ions", End::Bare), None);
        assert_eq!(told("severe", "malaria", End::Bare), None);
        // Where no blank had room, nothing is shown.
        assert_eq!(told("severe", "malaria", End::Tight), None);
    }

    #[test]
    fn what_the_document_cannot_tell_its_letters_do() {
        let mut words = Words::default();
        assert_eq!(
            joins(&words, &end("interpr", "etation", End::Tight)),
            Some(Confidence::Certain)
        );
        assert_eq!(
            joins(&words, &end("SCD-attribut", "able", End::Tight)),
            Some(Confidence::Likely)
        );
        assert_eq!(joins(&words, &end("bench", "mark", End::Tight)), Some(Confidence::Likely));
        assert_eq!(joins(&words, &end("related", "anaemia", End::Tight)), None);
        assert_eq!(joins(&words, &end("interpr", "etation", End::Blank)), None);
        // A document that cuts none elsewhere is believed less.
        words.cuts = -4 * BIT;
        assert_eq!(joins(&words, &end("bench", "mark", End::Tight)), None);
    }

    #[test]
    fn a_word_is_whole_elsewhere_whatever_stands_round_it_here() {
        let mut words = Words::default();
        words.add("michailidis");
        let told = |head, rest| joins(&words, &end(head, rest, End::Tight));
        assert_eq!(told("排除R19(Mich", "ailidis"), Some(Confidence::Certain));
        assert_eq!(told("(Mich", "ailidis)因"), Some(Confidence::Certain));
        assert_eq!(told("(much", "tree"), None);
    }

    #[test]
    fn addresses_have_no_blanks() {
        let words = Words::default();
        let told = |head, rest| joins(&words, &end(head, rest, End::Tight));
        assert_eq!(told("https://journals.", "plos.org/plosntds"), Some(Confidence::Certain));
        // A point or a figure may as well begin what stands after it.
        assert_eq!(told("10.1371/journal.p", "one.0078473"), Some(Confidence::Likely));
        assert_eq!(told("https://www.aensiweb.n", "et/AENSIWEB"), Some(Confidence::Certain));
        assert_eq!(
            told("https://doi.org/10.1371/journal.pone.0078473", "https://doi.org/10.1"),
            None
        );
        assert_eq!(told("2018", ".067"), None);
        let wrapped = LineEnd { full: false, ..end("www.silvavir.com", "/wp-content", End::Bare) };
        assert_eq!(joins(&words, &wrapped), Some(Confidence::Certain));
        for rest in ["2019.", "and/or"] {
            let wrapped = LineEnd { full: false, ..end("www.silvavir.com", rest, End::Bare) };
            assert_eq!(joins(&words, &wrapped), None);
        }
    }

    #[test]
    fn numbers_brackets_and_chinese_go_on() {
        let words = Words::default();
        let told = |head, rest| joins(&words, &end(head, rest, End::Tight));
        assert_eq!(told("[0.599,+1.", "626]"), Some(Confidence::Likely));
        assert_eq!(told("k=16,N=3", "41"), Some(Confidence::Likely));
        assert_eq!(told("I²=28.4", "%[0%,"), Some(Confidence::Likely));
        assert_eq!(told("12", "41"), None);
        assert_eq!(told("28.4", "%"), None);
        assert_eq!(told("(", "n"), Some(Confidence::Certain));
        assert_eq!(told("Domain", "(s)"), Some(Confidence::Certain));
        assert_eq!(told("排", "除"), Some(Confidence::Certain));
        assert_eq!(joins(&words, &end("排除", "R19", End::Blank)), None);
    }
}
