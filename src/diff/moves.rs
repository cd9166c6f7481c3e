//! The words that a list of changes tells as gone at one place and as new at another.
//!
//! Rows and columns that were torn or joined, and texts that went to another table, are told as what
//! is gone here and new there. A reader wants to know that nothing came and nothing went: with these
//! words taken off, no more are told than the two documents differ by.

use std::collections::{BTreeMap, HashMap};

use unicode_segmentation::UnicodeSegmentation;

use super::describe::{self, describe};
use super::model::{Change, Move};
use super::words::Mark;

/// Lengths of the runs that are looked for, the longest first: what went together is told together,
/// and a word that only stands there by chance takes none of it.
const LENGTHS: [usize; 5] = [64, 16, 4, 2, 1];

/// The moves within a list of changes.
pub(super) fn find(changes: &[Change]) -> Vec<Move> {
    let texts: Vec<(usize, Mark, String)> = changes
        .iter()
        .enumerate()
        .flat_map(|(at, change)| told(change).into_iter().map(move |(mark, text)| (at, mark, text)))
        .collect();
    let (gone, come) = (Words::of(&texts, Mark::Gone), Words::of(&texts, Mark::Come));
    let (mut free_gone, mut free_come) = (gone.free(), come.free());
    let mut found: BTreeMap<(usize, usize), Vec<(usize, String)>> = BTreeMap::new();
    for length in LENGTHS {
        for run in pass((&gone, &mut free_gone), (&come, &mut free_come), length) {
            let (Some(from), Some(to)) = (gone.owners.get(run.from), come.owners.get(run.to))
            else {
                continue;
            };
            let words: Vec<&str> =
                gone.words.iter().skip(run.from).take(run.length).copied().collect();
            found.entry((*from, *to)).or_default().push((run.from, words.join(" ")));
        }
    }
    let made = |((from, to), mut runs): ((usize, usize), Vec<(usize, String)>)| {
        runs.sort_unstable();
        Move { from, to, words: runs.into_iter().map(|(_, run)| run).collect() }
    };
    found.into_iter().map(made).collect()
}

/// The words of a text: what has a letter or digit in it (UAX #29).
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_word_bounds().filter(|word| is_word(word))
}

/// Whether a piece between two word boundaries is a word and no blank or sign.
pub(super) fn is_word(piece: &str) -> bool {
    piece.contains(char::is_alphanumeric)
}

/// All that a change tells as gone or new, be it shown or not.
fn told(change: &Change) -> Vec<(Mark, String)> {
    let whole =
        |mark, table| describe::texts(table).into_iter().map(move |text| (mark, text.to_owned()));
    match change {
        Change::TableAdded { value, .. } => whole(Mark::Come, value).collect(),
        Change::TableRemoved { value, .. } => whole(Mark::Gone, value).collect(),
        _ => {
            let spans = describe(change).into_iter().flat_map(|line| line.spans);
            let told = spans.filter(|span| span.mark != Mark::Same);
            told.map(|span| (span.mark, span.text)).collect()
        }
    }
}

/// The words that changes tell, one after the other.
#[derive(Debug, Default)]
struct Words<'a> {
    /// An empty one where a text ends: no run goes over it.
    words: Vec<&'a str>,
    /// The change of each.
    owners: Vec<usize>,
}

impl<'a> Words<'a> {
    fn of(texts: &'a [(usize, Mark, String)], mark: Mark) -> Self {
        let mut all = Words::default();
        for (owner, _, text) in texts.iter().filter(|(_, own, _)| *own == mark) {
            for word in words(text).chain([""]) {
                all.words.push(word);
                all.owners.push(*owner);
            }
        }
        all
    }

    fn free(&self) -> Vec<bool> {
        self.words.iter().map(|word| !word.is_empty()).collect()
    }
}

/// Places of words of both sides that are the same.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: usize,
    to: usize,
    length: usize,
}

/// Takes the runs of at least `length` words out of what is free on both sides.
fn pass(
    (gone, free_gone): (&Words<'_>, &mut Vec<bool>),
    (come, free_come): (&Words<'_>, &mut Vec<bool>),
    length: usize,
) -> Vec<Run> {
    let is_free = |free: &[bool], at: usize| {
        free.get(at..at + length).is_some_and(|run| run.iter().all(|free| *free))
    };
    // The places of each run of this length, the first one last.
    let mut places: HashMap<&[&str], Vec<usize>> = HashMap::new();
    for (at, run) in gone.words.windows(length).enumerate().rev() {
        if is_free(free_gone, at) {
            places.entry(run).or_default().push(at);
        }
    }
    let (mut found, mut to) = (Vec::new(), 0);
    while let Some(wanted) = come.words.get(to..to + length) {
        let list = places.get_mut(wanted).filter(|_| is_free(free_come, to));
        // What another run took since is no place any more.
        let next = |list: &mut Vec<usize>| {
            while let Some(at) = list.pop() {
                if is_free(free_gone, at) {
                    return Some(at);
                }
            }
            None
        };
        let Some(from) = list.and_then(next) else {
            to += 1;
            continue;
        };
        let both = gone.words.iter().zip(free_gone.iter()).skip(from);
        let other = come.words.iter().zip(free_come.iter()).skip(to);
        let length = both.zip(other).take_while(|((x, a), (y, b))| x == y && **a && **b).count();
        free_gone.iter_mut().skip(from).take(length).for_each(|free| *free = false);
        free_come.iter_mut().skip(to).take(length).for_each(|free| *free = false);
        found.push(Run { from, to, length });
        to += length;
    }
    found
}
