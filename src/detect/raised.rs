//! Small raised words of a page: which are marks of notes and leave the text, and which stay.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Word, blank_between, lines};
use crate::geom::Pt;
use crate::raised::{Meaning, marks, meaning, notes_in};

/// A raised word is so much smaller than the one that it touches, in percent of its height at most;
/// letters of the same height that stand higher are another line.
const SMALL: i32 = 88;
/// Marks that stand on a line of their own may be as large as the word that they touch, and a little more; they have so
/// few letters.
const ALONE: (i32, usize) = (125, 2);
/// A word smaller than this, in the same way, stands beside the first letter of a text that reaches over
/// several of its lines.
const SMALLEST: i32 = 40;
/// It stands over the line by this at least and at most, in percent of the height of the other.
const RAISED: (i32, i32) = (12, 65);

/// After one that is lowered and as small it stands over the line by this at most, in percent of that one's height.
const SECOND: i32 = 95;

/// A lowered word stands under the line by this, in the same way.
const LOWERED: (i32, i32) = (5, 45);

/// Raised words that stand one after the other, and the word that they follow.
struct Group {
    words: Vec<usize>,
    before: String,
}

/// Says of each raised word what it means: it gets a `^` before it, or is a mark.
pub(super) fn settle(words: &mut [Word]) {
    let groups = groups(words);
    if groups.is_empty() {
        return;
    }
    let text = |group: &Group| -> String {
        group.words.iter().filter_map(|at| words.get(*at)).map(|word| word.text.as_str()).collect()
    };
    let texts: Vec<String> = groups.iter().map(text).collect();
    let asked: BTreeSet<String> = texts.iter().flat_map(|text| marks(text)).collect();
    let asked: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for line in lines(words.iter()) {
        let line: Vec<char> = super::words::text(&line).chars().collect();
        known.extend(notes_in(&line, &asked).into_iter().map(|note| note.mark));
    }
    let is_note = |mark: &str| known.contains(mark);
    for (group, text) in groups.iter().zip(&texts) {
        match meaning(&group.before, text, &is_note) {
            Meaning::Plain => {}
            Meaning::Apart => {
                for (number, at) in group.words.iter().enumerate() {
                    let Some(word) = words.get_mut(*at) else { continue };
                    word.raised = true;
                    if number == 0 {
                        word.text.insert(0, '^');
                    }
                }
            }
            Meaning::Mark => {
                for at in &group.words {
                    if let Some(word) = words.get_mut(*at) {
                        word.note = true;
                    }
                }
            }
        }
    }
}

/// Says of each small word that stands raised or lowered at the end of another that it is on its line.
pub(super) fn level(words: &mut [Word]) {
    let mut ends: BTreeMap<Pt, Vec<(Pt, usize)>> = BTreeMap::new();
    for (at, word) in words.iter().enumerate() {
        ends.entry(word.baseline).or_default().push((word.area.x1, at));
    }
    ends.values_mut().for_each(|line| line.sort_unstable());
    let mut order: Vec<(Pt, usize)> = (0..).zip(&*words).map(|(at, w)| (w.area.x0, at)).collect();
    order.sort_unstable();
    let largest = largest(words);
    let mut on: Vec<Option<Pt>> = vec![None; words.len()];
    for (start, at) in order {
        let Some(word) = words.get(at) else { continue };
        // A font may have no size, or one that is written upside down.
        let reach = word.size.max(Pt(0));
        let lines = ends.range(word.baseline - reach..=word.baseline + reach);
        let near = lines.flat_map(|(_, line)| {
            let first = line.partition_point(|(end, _)| *end < start - word.size);
            let near = line.get(first..).unwrap_or_default().iter();
            near.take_while(|(end, _)| *end <= start + word.size)
        });
        let on_line = |(end, left): &(Pt, usize)| {
            let on = on.get(*left).copied().flatten();
            let level = level_after(words.get(*left)?, on, (word, *largest.get(at)?))?;
            Some((*end, level))
        };
        let level = near.filter_map(on_line).max().map(|(_, level)| level);
        if let Some(place) = on.get_mut(at) {
            *place = level;
        }
    }
    for (word, level) in words.iter_mut().zip(on) {
        word.level = level.unwrap_or(word.baseline);
    }
}

/// The baseline of the line that a word stands on after another, where it is raised or lowered: that of the
/// other, or where it goes on with one that is raised or lowered itself, `on`, or stands raised after it, that one's.
fn level_after(left: &Word, on: Option<Pt>, (word, largest): (&Word, i32)) -> Option<Pt> {
    let goes_on = left.baseline == word.baseline
        && left.size == word.size
        && left.area.x0 < word.area.x0
        && !blank_between(left, word);
    let raised = |level: &Pt| {
        let off = (*level - word.baseline) * 100;
        off >= left.size * RAISED.0
            && off <= left.size * SECOND
            && is_small_after(left, word, ALONE.0)
    };
    match on.filter(|level| goes_on || raised(level)) {
        Some(level) => Some(level),
        None => (raises(left, word, largest) || lowers(left, word)).then_some(left.baseline),
    }
}

/// For each word how large it may be against one that it stands raised at, in percent.
fn largest(words: &[Word]) -> Vec<i32> {
    let is_short = |word: &Word| word.text.chars().count() <= ALONE.1;
    let mut alone: BTreeMap<Pt, bool> = BTreeMap::new();
    for word in words {
        *alone.entry(word.baseline).or_insert(true) &= is_short(word);
    }
    let own = |word: &Word| if alone.get(&word.baseline) == Some(&true) { ALONE.0 } else { SMALL };
    words.iter().map(own).collect()
}

fn by_line(words: &[Word]) -> BTreeMap<Pt, Vec<usize>> {
    let mut by_line: BTreeMap<Pt, Vec<usize>> = BTreeMap::new();
    for (at, word) in words.iter().enumerate() {
        by_line.entry(word.baseline).or_default().push(at);
    }
    by_line
}

/// The raised words of a page by what they follow.
fn groups(words: &[Word]) -> Vec<Group> {
    let by_line = by_line(words);
    let largest = largest(words);
    let mut groups: Vec<Group> = Vec::new();
    for ((at, word), largest) in words.iter().enumerate().zip(largest) {
        // What goes on with the group before it stands on the same line.
        let goes_on = groups.last_mut().filter(|group| {
            let last = group.words.last().and_then(|last| words.get(*last));
            last.is_some_and(|last| {
                last.baseline == word.baseline
                    && last.size == word.size
                    && last.area.x0 <= word.area.x0
                    && (last.text.ends_with(',') || !blank_between(last, word))
            })
        });
        if let Some(group) = goes_on {
            group.words.push(at);
            continue;
        }
        let below = by_line.range(word.baseline + Pt(1)..=word.baseline + word.size.max(Pt(1)));
        let near = below.flat_map(|(_, line)| line).filter_map(|other| words.get(*other));
        let touched =
            near.filter(|other| raises(other, word, largest)).max_by_key(|other| other.area.x1);
        if let Some(touched) = touched {
            groups.push(Group { words: vec![at], before: before(touched, words, &by_line) });
        }
    }
    groups
}

/// Whether a word that is no larger than `largest`, in percent, stands raised at the end of another.
fn raises(other: &Word, word: &Word, largest: i32) -> bool {
    let off = (other.baseline - word.baseline) * 100;
    let raised = off >= other.size * RAISED.0 && off <= other.size * RAISED.1;
    raised && is_small_after(other, word, largest)
}

/// Whether a word stands lowered at the end of another.
fn lowers(other: &Word, word: &Word) -> bool {
    let off = (word.baseline - other.baseline) * 100;
    off >= other.size * LOWERED.0
        && off <= other.size * LOWERED.1
        && is_small_after(other, word, SMALL)
}

fn is_small_after(other: &Word, word: &Word, largest: i32) -> bool {
    let size = word.size * 100;
    let small = size <= other.size * largest && size >= other.size * SMALLEST;
    let follows = other.area.x0 < word.area.x0
        && word.area.x0 - other.area.x1 > Pt(0) - word.size
        && !blank_between(other, word);
    small && follows
}

/// A word and those before it on its line that touch it or are signs: what a number is taken times.
fn before(word: &Word, words: &[Word], by_line: &BTreeMap<Pt, Vec<usize>>) -> String {
    let line = by_line.get(&word.baseline).map(Vec::as_slice).unwrap_or_default();
    let left = line.iter().filter_map(|at| words.get(*at));
    let mut left: Vec<&Word> = left.filter(|other| other.area.x1 <= word.area.x0).collect();
    left.sort_by_key(|other| other.area.x0);
    let last = left.last().filter(|last| word.area.x0 - last.area.x1 <= word.size);
    match last {
        Some(last) if blank_between(last, word) => format!("{} {}", last.text, word.text),
        Some(last) => format!("{}{}", last.text, word.text),
        None => word.text.clone(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::geom::Area;

    /// A word whose letters are half as wide as high.
    pub(in crate::detect) fn word(text: &str, x: i32, baseline: i32, size: i32) -> Word {
        let width = size / 2 * i32::try_from(text.len()).unwrap_or(1);
        let area = Area::new(Pt(x), Pt(baseline - size), Pt(x + width), Pt(baseline));
        let (text, baseline, size) = (text.to_owned(), Pt(baseline), Pt(size));
        Word { text, area, baseline, size, room: size / 4, ..Word::default() }
    }

    fn levels(mut words: Vec<Word>) -> Vec<i32> {
        level(&mut words);
        words.iter().map(|word| word.level.0).collect()
    }

    #[test]
    fn a_mark_alone_on_its_height_may_be_as_large_as_its_word() {
        let number = || word("57650.30", 0, 1000, 800);
        assert_eq!(levels(vec![number(), word("a", 3200, 640, 880)]), [1000, 1000]);
        // It may stand raised after a lowered one, as the mark of "Ho4".
        let lowered = || word("4", 400, 1100, 560);
        let marked = vec![word("H", 0, 1000, 800), lowered(), word("a", 700, 560, 560)];
        assert_eq!(levels(marked), [1000, 1000, 1000]);
        // Beside other words of its height it is a word of theirs.
        let others = vec![number(), word("a", 3200, 640, 880), word("study", 9000, 640, 880)];
        assert_eq!(levels(others), [1000, 640, 640]);
    }

    #[test]
    fn small_words_beside_large_ones_are_raised_and_others_are_of_their_own_lines() {
        let seen = |mut words: Vec<Word>| -> Vec<String> {
            level(&mut words);
            lines(&words).iter().map(super::super::words::text).collect()
        };
        // Two lines of a small table beside one of larger prose.
        let small = [word("above", 9000, 620, 600), word("below", 9000, 1380, 600)];
        let words = [small.to_vec(), vec![word("prose", 0, 1000, 1000)]].concat();
        assert_eq!(seen(words), ["above", "prose", "below"]);
        assert_eq!(seen(vec![word("10", 0, 1000, 1000), word("3", 1050, 620, 600)]).len(), 1);
    }
}
