//! Lines under words: of links, and of what an author stresses. They are drawn as rulings are, and say nothing of a
//! table.

use super::words::Word;
use crate::geom::Pt;
use crate::page::{Axis, Page, Ruling};

/// So much of a text's height, in percent, an underline stands under its baseline at most; the ruling of a cell keeps
/// off its text.
const DEEPEST: i32 = 20;
/// It begins and ends where its words do, but for so much.
const NEAR: Pt = Pt(100);
/// A blank after the last word may be underlined, too: the widest of common fonts, in percent of the height.
const BLANK: i32 = 35;
/// No text that is underlined is higher.
const HIGHEST: Pt = Pt(7200);

/// Takes the lines under words off the rulings of a page.
pub(super) fn take_off(page: &mut Page, words: &[Word]) {
    let mut by_baseline: Vec<&Word> = words.iter().collect();
    by_baseline.sort_by_key(|word| word.baseline);
    page.rulings.retain(|ruling| !is_underline(ruling, &by_baseline));
}

fn is_underline(ruling: &Ruling, words: &[&Word]) -> bool {
    let first = words.partition_point(|word| word.baseline < ruling.at - HIGHEST * DEEPEST / 100);
    let over = words.iter().skip(first).take_while(|word| word.baseline <= ruling.at);
    let close = |word: &&&Word| (ruling.at - word.baseline) * 100 <= word.size * DEEPEST;
    let mut own = over.filter(close).peekable();
    let across = ruling.axis == Axis::Horizontal && own.peek().is_some();
    let begins = |word: &&Word| (word.area.x0 - ruling.from).abs() <= NEAR;
    let ends = |word: &&Word| {
        let beyond = ruling.to - word.area.x1;
        -NEAR.0 <= beyond.0 && beyond <= NEAR + word.size * BLANK / 100
    };
    across && own.clone().any(begins) && own.any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Area;

    fn word(x0: i32, x1: i32) -> Word {
        let mut word = Word::default();
        (word.area, word.baseline, word.size) =
            (Area::new(Pt(x0), Pt(9_000), Pt(x1), Pt(10_200)), Pt(10_000), Pt(1000));
        word
    }

    fn ruling(at: i32, from: i32, to: i32) -> Ruling {
        Ruling { axis: Axis::Horizontal, at: Pt(at), from: Pt(from), to: Pt(to) }
    }

    #[test]
    fn a_line_right_under_words_from_the_first_to_the_last_is_no_ruling() {
        let (a, b) = (word(5_000, 7_000), word(7_300, 9_000));
        let words = [&a, &b];
        assert!(is_underline(&ruling(10_120, 5_000, 9_010), &words));
        // One word of two, and with the blank after it.
        assert!(is_underline(&ruling(10_120, 5_000, 7_000), &words));
        assert!(is_underline(&ruling(10_120, 5_000, 7_300), &words));
    }

    #[test]
    fn the_ruling_of_a_cell_stays() {
        let (a, b) = (word(5_000, 7_000), word(7_300, 9_000));
        let words = [&a, &b];
        // It keeps off the text, below or beside it.
        assert!(!is_underline(&ruling(10_400, 5_000, 9_000), &words));
        assert!(!is_underline(&ruling(10_120, 4_500, 9_500), &words));
    }
}
