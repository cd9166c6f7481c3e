//! The lines of a page that stand outside of its tables: each text by itself where two stand side by side.

use super::words::{TextLine, Word, lines};
use crate::geom::Pt;
use crate::signs::caption;

/// The lines of some words, parted where a gap is too wide for a blank: the caption of a table stands
/// beside that of the next one, or beside a column of prose, and none is a part of the other.
pub(super) fn texts<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<TextLine<'w>> {
    let mut found: Vec<TextLine<'w>> = lines(words).into_iter().flat_map(parted).collect();
    found.sort_by_key(|line| (line.baseline, line.area.x0));
    found
}

fn parted(line: TextLine<'_>) -> Vec<TextLine<'_>> {
    let mut found: Vec<TextLine<'_>> = Vec::new();
    for word in line.words {
        let home = found.last_mut().filter(|text| goes_on(text, word, line.size));
        match home {
            Some(text) => {
                text.area = text.area.union(&word.area);
                text.words.push(word);
            }
            None => found.push(TextLine {
                words: vec![word],
                area: word.area,
                baseline: line.baseline,
                size: line.size,
            }),
        }
    }
    found
}

/// Whether a text goes on with a word: after no more than a wide blank, or after a label of its own (the
/// number of a caption, the mark of a note), which may stand off further.
fn goes_on(text: &TextLine<'_>, word: &Word, size: Pt) -> bool {
    let gap = word.area.x0 - text.area.x1;
    gap < size || gap < size * 4 && is_label(text)
}

/// Whether a text is nothing but the label of a caption or the mark of a note.
fn is_label(text: &TextLine<'_>) -> bool {
    let whole: Vec<&str> = text.words.iter().map(|word| &*word.text).collect();
    let whole = whole.join(" ");
    let letters = whole.chars().count();
    letters <= 2 || caption::parse(&whole).is_some_and(|found| found.end >= letters)
}
