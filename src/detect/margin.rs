//! Numbers of lines in the margin of a manuscript: they belong to the page, not to what is printed on it.

use super::words::{self, Word};
use crate::geom::Pt;
use crate::page::{Axis, Page};

/// A page with fewer numbers in its margin shows no numbering of lines.
const NUMBERS: usize = 8;

/// Says of each word whether it is the number of a line in the margin.
///
/// Numbers of lines stand one under the other outside of all text, count up by one step, and have a line
/// of text beside nearly each of them and between no two more than the step allows; no ruling reaches over
/// them, as those of a table reach over its column of numbers.
pub(super) fn line_numbers(page: &Page, words: &[Word]) -> Vec<bool> {
    let mut found = vec![false; words.len()];
    for left in [true, false] {
        for at in numbers(page, words, left) {
            found[at] = true;
        }
    }
    found
}

fn value(word: &Word) -> Option<i64> {
    let digits = word.text.len() <= 4 && word.text.bytes().all(|b| b.is_ascii_digit());
    if digits { word.text.parse().ok() } else { None }
}

/// The numbers of lines in the left or the right margin, as indices of words.
fn numbers(page: &Page, words: &[Word], left: bool) -> Vec<usize> {
    let lines = words::lines(words);
    // The outermost word of each line, where it is a number.
    let outer = lines.iter().filter_map(|line| {
        let word = if left { line.words.first() } else { line.words.last() }?;
        Some((*word, value(word)?, line.words.len() > 1))
    });
    let outer: Vec<(&Word, i64, bool)> = outer.collect();
    if outer.len() < NUMBERS {
        return Vec::new();
    }
    let inner = |word: &Word| if left { word.area.x1 } else { word.area.x0 };
    let mut ends: Vec<Pt> = outer.iter().map(|(word, ..)| inner(word)).collect();
    ends.sort_unstable();
    let middle = ends[ends.len() / 2];
    let same = |word: &Word| (inner(word) - middle).abs() < word.size;
    let column: Vec<&(&Word, i64, bool)> = outer.iter().filter(|(word, ..)| same(word)).collect();
    let mut steps: Vec<i64> = column.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    steps.sort_unstable();
    let Some(step) = steps.get(steps.len() / 2).copied() else { return Vec::new() };
    let steady = steps.iter().filter(|other| **other == step).count();
    let counts = (1..=10).contains(&step) && steady * 20 >= steps.len() * 19;
    if column.len() < NUMBERS || !counts {
        return Vec::new();
    }
    let own = |word: &Word| column.iter().any(|(other, ..)| std::ptr::eq(*other, word));
    let edge = column.iter().map(|(word, ..)| inner(word));
    let edge = if left { edge.max() } else { edge.min() }.unwrap_or(middle);
    // All other text keeps clear of them.
    let clear = |word: &Word| {
        let gap = if left { word.area.x0 - edge } else { edge - word.area.x1 };
        gap > word.size / 4
    };
    let beside = words.iter().filter(|word| !own(word) && !clear(word)).count();
    let ruled = page
        .rulings
        .iter()
        .any(|ruling| ruling.axis == Axis::Horizontal && ruling.from < edge && edge < ruling.to);
    // Nearly each line between the first and the last has its number.
    let (first, last) = (column[0].0.baseline, column[column.len() - 1].0.baseline);
    let between = lines.iter().filter(|line| first <= line.baseline && line.baseline <= last);
    let numbered = between.count() as i64 <= (column.len() as i64) * step * 3 / 2;
    let mostly = column.iter().filter(|(.., text)| *text).count() * 2 > column.len();
    if beside > 0 || ruled || !numbered || !mostly {
        return Vec::new();
    }
    (0..words.len()).filter(|at| own(&words[*at])).collect()
}
