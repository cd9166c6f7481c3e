//! Words that text recognition read otherwise elsewhere, told by the document itself.
//!
//! Recognition takes `rn` for `m` and `l` for `1`, and puts blanks into words or leaves them out. What it made of a
//! word is not mended: nothing but the picture says which reading is right. But where the same shape stands elsewhere
//! with other letters, and far more often, a person should look.

use std::collections::{BTreeMap, HashSet};

use crate::fragment::{Fragment, Line};
use crate::ledger::{Ledger, Run, WordDoubt};
use crate::letters;
use crate::text;

/// Letters and signs that look alike in print, each group as its first one. Longer spellings come first.
const ALIKE: [(&str, char); 8] = [
    ("rn", 'm'),
    ("vv", 'w'),
    ("cl", 'd'),
    ("1", 'l'),
    ("i", 'l'),
    ("|", 'l'),
    ("!", 'l'),
    ("0", 'o'),
];
/// Letters of the shortest shape that is compared: short words look like many others.
const LETTERS: usize = 5;
/// So many times as often the other reading stands, at least.
const TIMES: usize = 3;

/// How a shape is read: each reading with where it stands.
type Readings = BTreeMap<String, Vec<Run>>;

/// Tells the ledger which words stand elsewhere with other letters or blanks, and takes the engine's own doubt off
/// words that are known.
pub(crate) fn tell(fragments: &[Fragment], ledger: &mut Ledger) {
    settle_known(fragments, ledger);
    let shapes = shapes(fragments, ledger);
    for readings in shapes.into_values().filter(|readings| readings.len() > 1) {
        let most = readings.values().map(Vec::len).max().unwrap_or_default();
        let rare = readings.into_values().filter(|runs| runs.len() * TIMES <= most);
        rare.flatten().for_each(|run| ledger.set_doubt(run, WordDoubt::Elsewhere));
    }
}

/// Takes the engine's doubt off words that are common at large or that it is sure of elsewhere: of ten real documents
/// (30 pages by Tesseract 5.3 at 150 dpi, clean and noisy) it doubted 1,139 such words, of which 115 were wrong, and
/// 933 others, of which 692 were.
fn settle_known(fragments: &[Fragment], ledger: &mut Ledger) {
    let words: Vec<Run> = lines(fragments).flat_map(|line| ledger.words(line.run)).collect();
    let parts = |run: &Run| {
        let text = ledger.text(*run).to_lowercase();
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect::<Vec<String>>()
    };
    let (unsure, sure): (Vec<Run>, Vec<Run>) =
        words.into_iter().partition(|run| ledger.doubt(*run).is_some());
    if unsure.is_empty() {
        return;
    }
    let sure: HashSet<String> = sure.iter().flat_map(parts).collect();
    let known = |part: &String| letters::is_common(part) || sure.contains(part);
    let settled: Vec<Run> = unsure.into_iter().filter(|run| parts(run).iter().all(known)).collect();
    settled.into_iter().for_each(|run| ledger.clear_doubt(run));
}

/// The lines of all cells.
fn lines(fragments: &[Fragment]) -> impl Iterator<Item = &Line> {
    let cells = fragments.iter().flat_map(|fragment| &fragment.rows).flat_map(|row| &row.cells);
    cells.flat_map(|cell| &cell.lines)
}

/// Words, and pairs of words that stand side by side, by their shape.
fn shapes(fragments: &[Fragment], ledger: &Ledger) -> BTreeMap<String, Readings> {
    let mut shapes: BTreeMap<String, Readings> = BTreeMap::new();
    let mut add = |text: &str, run: Run| {
        let shape = shape(text);
        if shape.chars().count() >= LETTERS {
            shapes.entry(shape).or_default().entry(text.to_owned()).or_default().push(run);
        }
    };
    for line in lines(fragments) {
        let words: Vec<(Run, String)> = ledger
            .words(line.run)
            .into_iter()
            .map(|run| (run, text::bare(&ledger.text(run))))
            .collect();
        words.iter().for_each(|(run, text)| add(text, *run));
        for pair in words.windows(2) {
            if let [(run, one), (_, other)] = pair
                && are_letters(one)
                && are_letters(other)
            {
                add(&format!("{one} {other}"), *run);
            }
        }
    }
    shapes
}

fn are_letters(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphabetic)
}

/// What a text looks like: letters that look alike are one, and blanks are nothing. A text without letters has no
/// shape: figures are what they are.
fn shape(text: &str) -> String {
    if !text.contains(char::is_alphabetic) {
        return String::new();
    }
    let mut shape: String = text.chars().filter(|c| *c != ' ').collect();
    for (spelling, letter) in ALIKE {
        shape = shape.replace(spelling, letter.encode_utf8(&mut [0; 4]));
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that are in doubt, of cells of one column.
    fn doubted(cells: &[&str]) -> Vec<String> {
        let mut ledger = Ledger::default();
        let (fragment, runs) = Fragment::of_column(cells, &mut ledger);
        tell(&[fragment], &mut ledger);
        let words: Vec<Run> = runs.iter().flat_map(|run| ledger.words(*run)).collect();
        let doubted = words.into_iter().filter(|run| ledger.doubt(*run).is_some());
        doubted.map(|run| ledger.text(run)).collect()
    }

    #[test]
    fn letters_that_look_alike_are_told_where_others_stand_more_often() {
        let cells =
            ["improved trust", "lmproved trust", "(improved) aims", "Improved, and improved"];
        assert_eq!(doubted(&cells), ["lmproved"]);
        let cells = ["government", "govemment", "government", "government"];
        assert_eq!(doubted(&cells), ["govemment"]);
    }

    #[test]
    fn what_the_engine_doubts_is_no_doubt_where_the_word_is_known() {
        let mut ledger = Ledger::default();
        let (fragment, runs) = Fragment::of_column(
            &["study of Kwale-trust", "sludy Kwale", "2019", "2014 2019"],
            &mut ledger,
        );
        let words: Vec<Run> = runs.iter().flat_map(|run| ledger.words(*run)).collect();
        // "study", "Kwale-trust", "sludy", the first "2019" and "2014".
        for at in [0, 2, 3, 5, 6] {
            ledger.set_doubt(words[at], WordDoubt::Unsure);
        }
        tell(&[fragment], &mut ledger);
        let doubted = words.into_iter().filter(|run| ledger.doubt(*run).is_some());
        assert_eq!(doubted.map(|run| ledger.text(run)).collect::<Vec<_>>(), ["sludy", "2014"]);
    }

    #[test]
    fn words_that_were_cut_or_joined_are_told() {
        let cells = ["shared vision"; 3].into_iter().chain(["sharedvision", "sh ared aims"]);
        assert_eq!(doubted(&cells.collect::<Vec<_>>()), ["sharedvision", "sh"]);
        let cells = ["conflict"; 3].into_iter().chain(["con flict"]);
        assert_eq!(doubted(&cells.collect::<Vec<_>>()), ["con"]);
    }

    #[test]
    fn what_is_as_common_or_has_no_letters_is_as_it_is() {
        assert!(doubted(&["modern", "modem", "modern", "modem"]).is_empty());
        assert!(doubted(&["10110", "10110", "10110", "1O110"]).is_empty());
    }
}
