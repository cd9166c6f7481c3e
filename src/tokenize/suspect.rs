//! What a person should look at in an item.

use super::Item;
use super::flow::{Token, join};
use super::lexicon::folded;
use super::segment::Piece;
use crate::ledger::{Confidence, WordDoubt};
use crate::record::Code;

/// Looks at an item whose steps are cut, empty ones included. `usual` is the number of steps that
/// nearly all chains of the document have.
pub(super) fn item(item: &mut Item, tokens: &[Token], piece: &Piece, usual: Option<usize>) {
    let mut found = Vec::new();
    let mut suspect = |code, confidence, reason| found.push((code, confidence, reason));
    let open = item.steps.first().is_some_and(Vec::is_empty)
        || item.steps.last().is_some_and(Vec::is_empty);
    if open {
        suspect(Code::ArrowOpen, Confidence::Likely, "an arrow leads to or from nothing");
    }
    let length = item.steps.iter().filter(|step| !step.is_empty()).count();
    if !open && usual.is_some_and(|usual| usual != length) {
        suspect(
            Code::ChainLength,
            Confidence::Likely,
            "nearly all chains of the document have another number of steps",
        );
    }
    if !piece.lost_arrows.is_empty() {
        let agrees = usual == Some(length);
        let confidence = if agrees { Confidence::Likely } else { Confidence::Undetermined };
        suspect(
            Code::ArrowLost,
            confidence,
            "steps that the document knows stand side by side without an arrow",
        );
    }
    let marked = tokens.first().is_none_or(|token| token.mark.begins_item());
    if piece.from > 0 && !marked {
        suspect(Code::BoundaryUnmarked, piece.begin, "no bullet stands where the item begins");
    }
    if tokens.iter().skip(1).any(|token| !token.bullets().is_empty()) {
        suspect(Code::MarkLeftOut, Confidence::Likely, "a bullet stands inside a step");
    }
    if let Some(confidence) = tokens.iter().filter_map(Token::misread).max() {
        let reason = "recognition made other signs of its bullet or arrows";
        suspect(Code::OcrMark, confidence, reason);
    }
    if let Some(reason) = word_in_doubt(tokens) {
        suspect(Code::OcrWord, Confidence::Undetermined, reason);
    }
    if words_repeated(item) {
        suspect(Code::WordsRepeated, Confidence::Likely, "the same words stand twice in a row");
    }
    if bracket_open(item) {
        suspect(
            Code::BracketOpen,
            Confidence::Likely,
            "a bracket or quotation lacks its other half",
        );
    }
    if let Some((confidence, reason)) = least_sure_join(tokens) {
        suspect(Code::WordJoined, confidence, reason);
    }
    item.remarks.append(&mut found);
}

/// Of the words that were put together over the end of a line, what the least sure one rests on.
pub(super) fn least_sure_join(tokens: &[Token]) -> Option<(Confidence, &'static str)> {
    tokens.iter().filter_map(|token| token.glued()).max_by_key(|(confidence, _)| *confidence)
}

/// Why a word may be another than recognition gave, where one may.
pub(super) fn word_in_doubt(tokens: &[Token]) -> Option<&'static str> {
    let doubt = tokens.iter().filter_map(Token::doubt).min()?;
    Some(match doubt {
        WordDoubt::Unsure => "recognition itself is not sure of a word",
        WordDoubt::Elsewhere => {
            "what looks the same stands elsewhere with other letters or blanks, and more often"
        }
    })
}

/// The same step twice in a row, or the same word of four letters or more.
fn words_repeated(item: &Item) -> bool {
    let steps: Vec<String> = item.steps.iter().map(|step| folded(&join(step))).collect();
    let step_twice = steps.windows(2).any(|pair| pair[0] == pair[1] && !pair[0].is_empty());
    let word_twice = item.steps.iter().any(|step| {
        step.windows(2).any(|pair| {
            pair[0].text.chars().count() > 3
                && pair[0].text.to_lowercase() == pair[1].text.to_lowercase()
        })
    });
    step_twice || word_twice
}

/// Whether brackets do not pair, or a straight quotation ends that never began. An apostrophe after
/// an `s` may be a plural's.
fn bracket_open(item: &Item) -> bool {
    let text: String = item.steps.iter().map(|step| join(step)).collect::<Vec<_>>().join(" ");
    let count = |c: char| text.matches(c).count();
    if count('(') != count(')') || count('[') != count(']') || count('“') != count('”') {
        return true;
    }
    let mut open = 0_i32;
    for word in text.split(' ') {
        let core = word.trim_matches(|c: char| matches!(c, '(' | ')' | ',' | '.' | ';' | '/'));
        open += i32::from(core.starts_with(['\'', '‘']) && core.len() > 1);
        let ends = core.ends_with(['\'', '’']) && core.len() > 1;
        if ends && (open > 0 || !core.trim_end_matches(['\'', '’']).ends_with('s')) {
            open -= 1;
        }
    }
    open < 0
}
