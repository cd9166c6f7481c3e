//! Text with the marks of Markdown in it → a paragraph: `**bold**`, `&rarr;`, `<br>`, `\*`, formulas.
//!
//! pulldown-cmark reads the marks (CommonMark 0.31); blocks are told by `parts`, as lines of programs that read
//! pictures are not what CommonMark takes them for.

use std::sync::LazyLock;

use pulldown_cmark::{Event as Mark, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::extract::elements::{Element, Event, Html};
use crate::extract::html::lines::Cursor;
use crate::extract::html::writer::Writer;
use crate::ledger::Place;

/// Stands before a text, so that nothing in it begins a list, a heading or code.
const GUARD: char = '.';

/// Elements that texts of Markdown have. Others are no elements but words between signs: `<high>`.
const ELEMENTS: &str = "a abbr b bdi bdo big br center cite code dd del dfn div dl dt em figcaption figure font h1 h2 \
    h3 h4 h5 h6 hr i img ins kbd li mark nobr ol p page page_footer page_header page_number page-footer page-header \
    page-number pre q s samp section small span strike strong sub sup time tt u ul underline var wbr header footer \
    input tbody thead tr td th table caption";

/// A raised text as TeX has it: `{}^{a}`, `^1`.
static RAISED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:\{\s*\})?\s*\^\s*(?:\{\s*(?:\\(?:text|mathrm|textrm)\s*\{)?\s*([^{}\\^]+?)\s*\}{0,2}|(\w))\s*$").ok()
});

/// Writes texts, each with line and column, as one that goes on.
pub(super) fn write(texts: &[(u32, u32, &str)], writer: &mut Writer) {
    let mut buffer = String::from(GUARD);
    // Where each text begins in the buffer, in characters.
    let mut begins: Vec<(u32, u32, u32)> = Vec::new();
    let mut letters: u32 = 1;
    for (line, column, text) in texts {
        if !begins.is_empty() {
            buffer.push(' ');
            letters += 1;
        }
        begins.push((letters, *line, *column));
        buffer.push_str(text);
        letters = letters.saturating_add(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    }
    without_brackets_of_formulas(&mut buffer);
    let mut cursor = Cursor::new(&buffer);
    let mut place = |byte: usize| {
        let Place::Dump { column, .. } = cursor.place(byte) else {
            return Place::Dump { line: 1, column: 1 };
        };
        let letter = column - 1;
        let at = begins.partition_point(|(begin, ..)| *begin <= letter).saturating_sub(1);
        let (begin, line, column) = begins.get(at).copied().unwrap_or((1, 1, 1));
        Place::Dump { line, column: column + letter.saturating_sub(begin) }
    };
    let mut pictures = 0;
    for (mark, range) in Parser::new_ext(&buffer, Options::ENABLE_MATH).into_offset_iter() {
        let source = buffer.get(range.clone()).unwrap_or_default();
        match mark {
            Mark::Start(Tag::Image { .. }) => pictures += 1,
            Mark::End(TagEnd::Image) => pictures -= 1,
            // What a picture is called is not printed.
            _ if pictures > 0 => {}
            Mark::Start(Tag::Strong) => writer.start(&element("b")),
            Mark::End(TagEnd::Strong) => writer.end("b"),
            Mark::Text(text) => {
                // The guard is no text.
                let skip = usize::from(range.start == 0 && text.starts_with(GUARD));
                let text = text.get(skip..).unwrap_or_default();
                writer.text(text, place(range.start + skip));
            }
            Mark::Code(text) => {
                let from = source.find(&*text).unwrap_or(0);
                writer.text(&text.replace("\\|", "|"), place(range.start + from));
            }
            Mark::InlineHtml(raw) | Mark::Html(raw) => html(&raw, place(range.start), writer),
            Mark::InlineMath(_) | Mark::DisplayMath(_) => {
                formula(source, range.start, &mut place, writer);
            }
            Mark::SoftBreak | Mark::HardBreak => writer.text(" ", place(range.start)),
            _ => {}
        }
    }
}

fn element(name: &str) -> Element {
    Element { name: name.to_owned(), ..Element::default() }
}

/// Writes a formula as it stands, or what it raises as raised.
fn formula(source: &str, at: usize, place: &mut dyn FnMut(usize) -> Place, writer: &mut Writer) {
    let inner = source.trim_matches('$');
    let raised = RAISED.as_ref().and_then(|own| own.captures(inner));
    let found = raised.and_then(|found| found.get(1).or(found.get(2)));
    let Some(found) = found else {
        writer.text(source, place(at));
        return;
    };
    let before = source.len() - source.trim_start_matches('$').len();
    writer.start(&element("sup"));
    writer.text(found.as_str(), place(at + before + found.start()));
    writer.end("sup");
}

/// Writes a tag, or its signs where it is none of HTML's.
fn html(raw: &str, place: Place, writer: &mut Writer) {
    if raw.starts_with("<!--") {
        return;
    }
    let known = |name: &str| ELEMENTS.split_ascii_whitespace().any(|own| own == name);
    for event in Html::new(raw) {
        match event {
            Event::Start(element) if known(&element.name) => writer.start(&element),
            Event::End(name) if known(&name) => writer.end(&name),
            Event::Start(_) => writer.text(raw, place),
            Event::End(_) if raw.starts_with("</") => writer.text(raw, place),
            Event::End(_) => {}
            Event::Text(text) => writer.text(&text, place),
        }
    }
}

/// Makes blanks of the brackets round formulas, `\(` and `\)`, where they come in pairs.
fn without_brackets_of_formulas(text: &mut String) {
    const WIDTH: usize = 2;
    let mut from = 0;
    while let Some(begin) = text.get(from..).and_then(|rest| rest.find("\\(")).map(|at| from + at) {
        let inner = begin + WIDTH;
        let Some(length) = text.get(inner..).and_then(|rest| rest.find("\\)")) else { break };
        from = inner + length + WIDTH;
        text.replace_range(inner + length..from, "  ");
        text.replace_range(begin..inner, "  ");
    }
}
