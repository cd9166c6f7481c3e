//! What a line of Markdown is.

use crate::signs::{caption, note};

/// A line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub(super) number: u32,
    /// The byte at which it begins.
    pub(super) byte: usize,
    /// Its text, without its end.
    pub(super) text: &'a str,
    /// Whether a form feed stood before it.
    pub(super) feed: bool,
}

impl<'a> Line<'a> {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text without the marks of a heading, a quotation or an item before it: its line, the column at which
    /// it begins, and itself.
    pub(super) fn content(&self) -> (u32, u32, &'a str) {
        let mut rest = self.text.trim_start();
        while let Some(quoted) = rest.strip_prefix('>') {
            rest = quoted.trim_start();
        }
        let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
        if is_heading(rest) {
            rest = rest.get(hashes..).unwrap_or_default().trim_start();
        } else if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|m| rest.strip_prefix(m)) {
            rest = item.trim_start();
        }
        let before = self.text.len() - rest.len();
        let before = self.text.get(..before).map_or(0, |before| before.chars().count());
        (self.number, u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1), rest)
    }
}

/// The lines of a text.
pub(super) fn of(text: &str) -> Vec<Line<'_>> {
    let mut byte = 0;
    let mut lines = Vec::new();
    for (number, whole) in (1..).zip(text.split_inclusive('\n')) {
        let text = whole.trim_end_matches(['\n', '\r']);
        let fed = text.strip_prefix('\u{C}');
        let (byte_of, text) = (byte + usize::from(fed.is_some()), fed.unwrap_or(text));
        lines.push(Line { number, byte: byte_of, text, feed: fed.is_some() });
        byte += whole.len();
    }
    lines
}

/// What stands between parts of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A page ends, or the next one begins, with its number where that is said.
    Break(Option<u32>),
    /// The same, and it is printed.
    Printed,
    /// Markup without meaning here.
    Nothing,
}

/// What a line says that is no text of the document.
pub(super) fn sign(line: &str) -> Option<Sign> {
    let text = line.trim();
    let small = text.to_ascii_lowercase();
    if small.starts_with("<!--") && small.ends_with("-->") {
        let names = ["pagebreak", "page break", "page-break", "page_break", "new page", "newpage"];
        let named =
            small.contains("page") && !small.contains("header") && !small.contains("footer");
        let breaks = names.iter().any(|name| small.contains(name)) || named;
        return Some(if breaks { Sign::Break(number_in(&small)) } else { Sign::Nothing });
    }
    let page = |rest: &str| rest.starts_with(['>', ' ', '/', 'b', '_', '-']) && rest.ends_with('>');
    if small.strip_prefix("<page").is_some_and(page) && !small.contains("</page") {
        return Some(Sign::Break(number_in(&small)));
    }
    if matches!(
        small.as_str(),
        "</page>" | "\\newpage" | "\\pagebreak" | "\\clearpage" | "<hr>" | "<hr/>" | "<hr />"
    ) {
        return Some(Sign::Break(None));
    }
    if is_rule(text) {
        return Some(Sign::Break(None));
    }
    // Marker: {3}------------------------------------------------
    if let Some((number, dashes)) = text.strip_prefix('{').and_then(|rest| rest.split_once('}'))
        && dashes.len() >= 3
        && dashes.bytes().all(|byte| byte == b'-')
    {
        // Its pages count from 0.
        return Some(Sign::Break(number.parse().ok().map(|page: u32| page.saturating_add(1))));
    }
    if text.starts_with("```") || text.starts_with("~~~") {
        return Some(Sign::Nothing);
    }
    note::is_page_number(&bare(text)).then_some(Sign::Printed)
}

/// Three signs or more that are all the same, with blanks at most: `---`, `* * *`.
fn is_rule(text: &str) -> bool {
    let signs = || text.chars().filter(|c| !c.is_whitespace());
    let first = signs().next().filter(|c| matches!(c, '-' | '*' | '_' | '='));
    first.is_some_and(|first| signs().count() >= 3 && signs().all(|c| c == first))
}

/// The number in a text, where one stands in it.
fn number_in(text: &str) -> Option<u32> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A text without the signs that set it off.
pub(super) fn bare(text: &str) -> String {
    let signs = ['#', '*', '_', '=', '[', ']', '~', ' ', '>', '{', '}'];
    text.trim_matches(signs).replace("**", "").replace("__", "")
}

/// Whether a line is a heading: `## Results`.
pub(super) fn is_heading(text: &str) -> bool {
    let text = text.trim_start();
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&hashes)
        && text.get(hashes..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The paragraphs of lines without blank ones between: items, captions and notes begin some.
pub(super) fn paragraphs<'l, 'a>(lines: &'l [Line<'a>]) -> impl Iterator<Item = &'l [Line<'a>]> {
    let begins = |line: &Line<'_>| {
        let text = line.text.trim_start();
        let item = ["- ", "* ", "+ "].iter().any(|mark| text.starts_with(mark));
        let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = number.len() < text.len() && number.starts_with([')', '.']);
        let plain = bare(text);
        item || numbered || is_heading(text) || caption::is_caption(&plain) || note::is_note(&plain)
    };
    lines.chunk_by(move |before, line| !begins(line) && !is_heading(before.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_breaks_of_many_programs_are_told() {
        for (line, page) in [
            ("<!-- page break -->", None),
            ("<!-- Page 3 -->", Some(3)),
            ("<!-- PageBreak -->", None),
            ("---", None),
            ("* * *", None),
            ("<page>", None),
            ("</page>", None),
            ("<page number=\"4\">", Some(4)),
            ("{2}------------------------------------------------", Some(3)),
            ("\\newpage", None),
        ] {
            assert_eq!(sign(line), Some(Sign::Break(page)), "{line}");
        }
        for line in ["12", "**Page 3 of 9**", "## Page 4", "- 4 -", "[Page 7]", "--- Page 3 ---"] {
            assert_eq!(sign(line), Some(Sign::Printed), "{line}");
        }
        for line in ["Page", "| --- |", "- item", "**Bold**", "a --- b", "<pagination>"] {
            assert_eq!(sign(line), None, "{line}");
        }
        assert_eq!(sign("<!-- PageHeader=\"Appendix\" -->"), Some(Sign::Nothing));
    }

    #[test]
    fn marks_before_a_text_are_no_text() {
        let content = |text| Line { number: 2, byte: 0, text, feed: false }.content();
        assert_eq!(content("## Table 2"), (2, 4, "Table 2"));
        assert_eq!(content("> - a note"), (2, 5, "a note"));
        assert_eq!(content("#hash"), (2, 1, "#hash"));
    }
}
