//! Two texts → one, in spans that say what both have, what went and what came.

use std::ops::Range;

use similar::{Algorithm, DiffTag};
use unicode_segmentation::UnicodeSegmentation;

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Both have it.
    Same,
    /// It is gone.
    Gone,
    /// It is new.
    Come,
    /// It is gone here and stands elsewhere now.
    Away,
    /// It is new here and stood elsewhere.
    Here,
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

/// Both texts in one, compared word by word (words as Unicode has them, UAX #29, so that a comma is
/// one of its own). Blanks and signs alone between two changes are no common ground: a reader takes
/// "reduced conflict" for "improved trust" as one replacement and not as two.
pub(super) fn words(before: &str, after: &str) -> Vec<Span> {
    let (olds, news): (Vec<&str>, Vec<&str>) =
        (before.split_word_bounds().collect(), after.split_word_bounds().collect());
    let mut spans: Vec<Span> = Vec::new();
    // What went and what came since the last common words.
    let (mut gone, mut come) = (String::new(), String::new());
    let ops = similar::capture_diff_slices(Algorithm::Myers, &olds, &news);
    for (number, op) in ops.iter().enumerate() {
        let (tag, old, new) = op.as_tag_tuple();
        let text = |words: &[&str], range| words.get::<Range<usize>>(range).unwrap_or(&[]).concat();
        let (old, new) = (text(&olds, old), text(&news, new));
        let between = number + 1 < ops.len() && !gone.is_empty() && !come.is_empty();
        if tag != DiffTag::Equal || between && !old.contains(char::is_alphanumeric) {
            gone.push_str(&old);
            come.push_str(&new);
            continue;
        }
        settle(&mut spans, &mut gone, &mut come);
        spans.push(Span::same(old));
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
