//! Two texts → one, in spans that say what both have, what went and what came.

use similar::{ChangeTag, TextDiff};

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Both have it.
    Same,
    /// It is gone.
    Gone,
    /// It is new.
    Come,
}

/// A piece of text and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What became of it.
    pub mark: Mark,
    /// The text.
    pub text: String,
}

impl Span {
    pub(super) fn new(mark: Mark, text: impl Into<String>) -> Self {
        Span { mark, text: text.into() }
    }

    pub(super) fn same(text: impl Into<String>) -> Self {
        Span::new(Mark::Same, text)
    }
}

/// Both texts in one, compared word by word. Blanks alone between two changes are no common ground:
/// a reader takes "reduced conflict" for "improved trust" as one replacement and not as two.
pub(super) fn words(before: &str, after: &str) -> Vec<Span> {
    let diff = TextDiff::from_words(before, after);
    let mut spans: Vec<Span> = Vec::new();
    // What went and what came since the last common words.
    let (mut gone, mut come) = (String::new(), String::new());
    let changes: Vec<_> = diff.iter_all_changes().collect();
    for (at, change) in changes.iter().enumerate() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Delete => gone.push_str(text),
            ChangeTag::Insert => come.push_str(text),
            ChangeTag::Equal => {
                let blank = text.chars().all(char::is_whitespace);
                let next = changes.get(at + 1).map(|next| next.tag());
                let between = next.is_some_and(|tag| tag != ChangeTag::Equal);
                if blank && between && !gone.is_empty() && !come.is_empty() {
                    gone.push_str(text);
                    come.push_str(text);
                    continue;
                }
                settle(&mut spans, &mut gone, &mut come);
                match spans.last_mut().filter(|last| last.mark == Mark::Same) {
                    Some(last) => last.text.push_str(text),
                    None => spans.push(Span::same(text)),
                }
            }
        }
    }
    settle(&mut spans, &mut gone, &mut come);
    spans
}

fn settle(spans: &mut Vec<Span>, gone: &mut String, come: &mut String) {
    for (mark, text) in [(Mark::Gone, gone), (Mark::Come, come)] {
        if !text.is_empty() {
            spans.push(Span::new(mark, std::mem::take(text)));
        }
    }
}
