//! What stands round the tables: of the paragraphs between two tables, which may be a title or note
//! of the one before, which of the one after, and which belong to neither.

use super::model::Para;
use crate::signs::caption::{self, Strength};

/// Paragraphs over a table that are kept as candidates, the caption first of them.
pub(in crate::extract) const ABOVE: usize = 4;
/// Paragraphs over a table that are kept where none of them is a caption.
const ABOVE_BARE: usize = 2;
/// Paragraphs under a table that are kept as candidates.
pub(in crate::extract) const BELOW: usize = 6;
/// Characters of the longest heading; what is longer is text.
const HEADING: usize = 250;

/// How many of the last paragraphs before a table are candidates for its title and notes.
/// `table_before` says that the paragraphs are all there is between it and another table.
pub(in crate::extract) fn above(gap: &[&Para], table_before: bool) -> usize {
    let near = gap.len().saturating_sub(ABOVE);
    if let Some(at) = gap.iter().rposition(|para| is_caption(para)).filter(|at| *at >= near) {
        return gap.len() - at;
    }
    let last = gap.iter().rev().take(ABOVE_BARE);
    match last.take_while(|para| is_heading(para)).count() {
        // Without a heading a lone paragraph is rather a note of the table before.
        0 if table_before => 0,
        0 => gap.len().min(ABOVE_BARE),
        headings => headings,
    }
}

/// How many of the first paragraphs after a table are candidates for its notes. What belongs to the
/// table after them is not among `gap`.
pub(in crate::extract) fn below(gap: &[&Para]) -> usize {
    // A caption directly under a table may be its own; anywhere else it begins another thing.
    gap.iter()
        .enumerate()
        .take(BELOW)
        .take_while(|(at, para)| !is_heading(para) && (*at == 0 || !is_caption(para)))
        .count()
}

fn is_heading(para: &Para) -> bool {
    (para.heading || para.bold) && para.text.chars().count() <= HEADING
}

/// Whether a paragraph is the caption of a table, by its style, its numbering field or its words.
fn is_caption(para: &Para) -> bool {
    match caption::parse(&para.text) {
        Some(found) if !found.may_be_table() => false,
        Some(found) => para.caption || found.strength >= Strength::Likely,
        None => para.caption,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn para(text: &str) -> Para {
        Para { text: text.to_owned(), ..Para::default() }
    }

    #[test]
    fn a_gap_is_shared_out_once() {
        let (note, caption, text) =
            (para("Note."), para("Table 2. More"), para("Words and words."));
        assert_eq!(above(&[&note, &caption], true), 1);
        assert_eq!(above(&[&note, &text], true), 0);
        assert_eq!(above(&[&text, &text, &caption, &note], false), 2);
        assert_eq!(above(&[&text, &text, &text], false), 2);
        assert_eq!(above(&[], true), 0);
        assert_eq!(below(&[&note, &text]), 2);
        assert_eq!(below(&[&note, &caption]), 1);
        assert_eq!(below(&[&text; 20]), BELOW);
    }
}
