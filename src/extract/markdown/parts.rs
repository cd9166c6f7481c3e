//! Lines → the parts of a text, in their order.

use std::ops::Range;

use super::lines::{self, Line, Sign};
use super::pipes::{self, Piece};

/// A part of a text.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// A page ends; the number of the next one, where it is said.
    Break(Option<u32>),
    /// A running line that tells of itself that it is one.
    Running(Line<'a>),
    /// Lines of text without blank ones between.
    Text { lines: Vec<Line<'a>>, heading: bool },
    /// The bytes of tables of HTML.
    Html(Range<usize>),
    /// A table of Markdown.
    Table(Piece<'a>),
}

/// The parts of a text.
pub(super) fn of<'a>(lines: &[Line<'a>]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.feed {
            parts.push(Part::Break(None));
        }
        if line.is_blank() {
            at += 1;
            continue;
        }
        let about = about_page(lines, at, &parts);
        if about > 0 {
            let own = lines.get(at..at + about).unwrap_or_default();
            parts.extend(
                own.iter().filter(|line| !line.is_blank()).map(|line| Part::Running(*line)),
            );
            at += about;
            continue;
        }
        if let Some(sign) = lines::sign(line.text) {
            match sign {
                Sign::Break(page) => parts.push(Part::Break(page)),
                Sign::Printed => parts.push(Part::Running(*line)),
                Sign::Nothing => {}
            }
            at += 1;
        } else if opens(line.text) {
            let end = html_end(lines, at);
            let last = lines.get(end - 1).unwrap_or(line);
            parts.push(Part::Html(line.byte..last.byte + last.text.len()));
            at = end;
        } else {
            let more = lines.get(at + 1..).unwrap_or_default().iter();
            let goes_on = |line: &&Line<'_>| {
                !line.is_blank()
                    && !line.feed
                    && lines::sign(line.text).is_none()
                    && !opens(line.text)
            };
            let end = at + 1 + more.take_while(goes_on).count();
            chunk(lines.get(at..end).unwrap_or_default(), &mut parts);
            at = end;
        }
    }
    parts
}

/// How many lines tell about a page: a block of names with values between two lines `---` at its beginning.
fn about_page(lines: &[Line<'_>], at: usize, parts: &[Part<'_>]) -> usize {
    let begins = parts.last().is_none_or(|last| matches!(last, Part::Break(_)));
    let rule = |line: &Line<'_>| line.text.trim_end() == "---";
    if !begins || !lines.get(at).is_some_and(rule) {
        return 0;
    }
    let named = |line: &&Line<'_>| {
        let name = line.text.split_once(':').map(|(name, _)| name).unwrap_or_default();
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c))
            && !rule(line)
    };
    let inner = lines.get(at + 1..).unwrap_or_default().iter().take_while(named).count();
    let closed = inner > 0 && lines.get(at + 1 + inner).is_some_and(rule);
    if closed { inner + 2 } else { 0 }
}

/// Whether a table of HTML begins in a line.
fn opens(text: &str) -> bool {
    tags(text).0 > 0
}

/// How many tables of HTML begin in a line, and how many end.
fn tags(text: &str) -> (usize, usize) {
    if !text.contains('<') {
        return (0, 0);
    }
    let small = text.to_ascii_lowercase();
    let named = |tag: &str| {
        let found = small.match_indices(tag);
        let ends = |at: usize| {
            small.get(at..).is_some_and(|r| r.starts_with(['>', ' ', '\t', '/']) || r.is_empty())
        };
        found.filter(|(at, _)| ends(at + tag.len())).count()
    };
    (named("<table"), named("</table"))
}

/// The line after the tables of HTML that begin in line `at`. One that is never ended ends with its page.
fn html_end(lines: &[Line<'_>], at: usize) -> usize {
    let mut open = 0usize;
    for (number, line) in lines.iter().enumerate().skip(at) {
        let (begin, end) = tags(line.text);
        let broken = number > at
            && (line.feed || line.text.trim_start().starts_with(['<', '{']))
            && (line.feed || matches!(lines::sign(line.text), Some(Sign::Break(_))))
            && !line.text.trim_start().to_ascii_lowercase().starts_with("<hr");
        if broken {
            return number;
        }
        open = (open + begin).saturating_sub(end);
        if open == 0 {
            return number + 1;
        }
    }
    lines.len()
}

/// Lines without blank ones between: text and tables.
fn chunk<'a>(lines: &[Line<'a>], parts: &mut Vec<Part<'a>>) {
    let before = parts.iter().rev().find_map(|part| match part {
        Part::Table(piece) => Some(piece.columns),
        _ => None,
    });
    let mut rest = lines;
    while !rest.is_empty() {
        let (text, piece, after) = pipes::first(rest, before);
        text_parts(text, parts);
        match piece {
            Some(piece) => parts.push(Part::Table(piece)),
            None => break,
        }
        rest = after;
    }
}

/// Text, its headings apart.
fn text_parts<'a>(lines: &[Line<'a>], parts: &mut Vec<Part<'a>>) {
    let heading = |line: &Line<'_>| lines::is_heading(line.text);
    for same in lines.chunk_by(|a, b| !heading(a) && !heading(b)) {
        let heading = same.first().is_some_and(heading);
        parts.push(Part::Text { lines: same.to_vec(), heading });
    }
}
