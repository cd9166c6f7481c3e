//! How alike texts are, and which of two lists belong together.
//!
//! What comes in: portraits of texts. What goes out: pairs of indices. Lists that are too long for
//! a comparison of all with all are compared only where they share a rare word.

use std::collections::{BTreeMap, HashMap};

use super::assign;

/// Comparisons of all with all up to this many pairs; beyond, only pairs that share a rare word.
const ALL_PAIRS: usize = 4096;
/// A word is rare where at most this many of the second list have it.
const RARE: usize = 24;
/// How many candidates with the most rare words in common are compared in full.
const CANDIDATES: usize = 8;

/// What is compared of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Portrait {
    /// The numbers of its words, sorted, each once.
    pub(super) words: Vec<u32>,
    /// Its pairs of neighbouring letters, sorted, as often as they stand there.
    pairs: Vec<u64>,
}

/// Makes portraits; gives each word its number. Never iterated, so its order plays no part.
#[derive(Debug, Default)]
pub(super) struct Painter {
    numbers: HashMap<String, u32>,
}

impl Painter {
    /// The portrait of the texts together; case and signs play no part.
    pub(super) fn portrait<'a>(&mut self, texts: impl Iterator<Item = &'a str>) -> Portrait {
        let mut portrait = Portrait::default();
        for text in texts {
            let lower = text.to_lowercase();
            for word in words(&lower) {
                portrait.words.push(self.number(word));
                letters(word, &mut portrait.pairs);
            }
        }
        portrait.sorted()
    }

    /// The portrait of a record: the letters of its key, and the words of its other texts with each
    /// whole text as a word of its own.
    pub(super) fn record(&mut self, key: &[&str], rest: &[&str]) -> Portrait {
        let mut portrait = Portrait::default();
        for text in key {
            words(&text.to_lowercase()).for_each(|word| letters(word, &mut portrait.pairs));
        }
        for text in rest {
            let lower = text.to_lowercase();
            // No word has a blank in it, so that a text of one word is another number.
            portrait.words.push(self.number(&format!(" {lower}")));
            portrait.words.extend(words(&lower).map(|word| self.number(word)));
        }
        portrait.sorted()
    }

    /// The portrait of texts that are compared as wholes.
    pub(super) fn wholes<'a>(&mut self, texts: impl Iterator<Item = &'a str>) -> Portrait {
        let words = texts.map(|text| self.number(text)).collect();
        Portrait { words, pairs: Vec::new() }.sorted()
    }

    /// How many numbers were given.
    pub(super) fn count(&self) -> u32 {
        self.numbers.len() as u32
    }

    fn number(&mut self, word: &str) -> u32 {
        let next = self.count();
        match self.numbers.get(word) {
            Some(number) => *number,
            None => *self.numbers.entry(word.to_owned()).or_insert(next),
        }
    }
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The pairs of neighbouring letters of a word, its edges with them.
fn letters(word: &str, pairs: &mut Vec<u64>) {
    let mut last = ' ';
    for letter in word.chars().chain([' ']) {
        pairs.push(u64::from(u32::from(last)) << 32 | u64::from(u32::from(letter)));
        last = letter;
    }
}

impl Portrait {
    fn sorted(mut self) -> Self {
        self.words.sort_unstable();
        self.words.dedup();
        self.pairs.sort_unstable();
        self
    }

    /// Likeness in thousandths: twice what is common over the sum of both (Dice 1945, over pairs of
    /// letters); 0 where both are empty.
    pub(super) fn likeness(&self, other: &Portrait) -> u32 {
        let (mut a, mut b) = (self.pairs.iter().peekable(), other.pairs.iter().peekable());
        let mut common: usize = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    a.next();
                    b.next();
                }
            }
        }
        let sum = self.pairs.len() + other.pairs.len();
        (2000 * common).checked_div(sum).unwrap_or(0) as u32
    }
}

/// What each word and each whole text weighs: what is common to many tells little, so by how few of
/// the portraits have it (Spärck Jones 1972, in whole bits).
#[derive(Debug)]
pub(super) struct Weights(Vec<u32>);

impl Weights {
    /// Of portraits that one painter made.
    pub(super) fn of<'a>(
        portraits: impl Iterator<Item = &'a Portrait> + Clone,
        painter: &Painter,
    ) -> Self {
        let mut having: Vec<u32> = vec![0; painter.numbers.len()];
        for number in portraits.clone().flat_map(|portrait| &portrait.words) {
            if let Some(count) = having.get_mut(*number as usize) {
                *count += 1;
            }
        }
        let all = portraits.count() as u32;
        let weight = |count: u32| 1 + (all / count.max(1)).checked_ilog2().unwrap_or(0);
        Weights(having.into_iter().map(weight).collect())
    }

    /// How much two hold in common, in thousandths; `None` where both hold nothing.
    pub(super) fn held(&self, x: &Portrait, y: &Portrait) -> Option<u32> {
        let weight = |word: &u32| u64::from(self.0.get(*word as usize).copied().unwrap_or(1));
        let sum: u64 = x.words.iter().chain(&y.words).map(weight).sum();
        let common = x.words.iter().filter(|word| y.words.binary_search(word).is_ok());
        let common: u64 = common.map(weight).sum();
        (2000 * common).checked_div(sum).map(|held| held as u32)
    }
}

/// Pairs what is the same on both sides: the first of a kind with the first, and so on.
pub(super) fn same<K: Ord>(a: &[K], b: &[K]) -> Vec<(usize, usize)> {
    let mut places: BTreeMap<&K, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, key) in a.iter().enumerate() {
        places.entry(key).or_default().0.push(at);
    }
    for (at, key) in b.iter().enumerate() {
        if let Some(found) = places.get_mut(key) {
            found.1.push(at);
        }
    }
    let mut pairs: Vec<_> = places.into_values().flat_map(|(a, b)| a.into_iter().zip(b)).collect();
    pairs.sort_unstable();
    pairs
}

/// Pairs what is alike by at least `floor` thousandths of `measure` (of an index of each side), the
/// most alike first, the nearer first where two are as alike.
pub(super) fn alike(
    a: &[Portrait],
    b: &[Portrait],
    floor: u32,
    measure: impl Fn(usize, usize) -> u32,
) -> Vec<(usize, usize)> {
    let mut scored: Vec<(u32, usize, usize)> = Vec::new();
    let mut compare = |at: usize, with: usize| {
        let likeness = measure(at, with);
        if likeness >= floor.max(1) {
            scored.push((likeness, at, with));
        }
    };
    if a.len().saturating_mul(b.len()) <= ALL_PAIRS {
        (0..a.len()).for_each(|at| (0..b.len()).for_each(|with| compare(at, with)));
    } else {
        let mut having: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (with, portrait) in b.iter().enumerate() {
            portrait.words.iter().for_each(|word| having.entry(*word).or_default().push(with));
        }
        for (at, portrait) in a.iter().enumerate() {
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            let lists = portrait.words.iter().filter_map(|word| having.get(word));
            for with in lists.filter(|list| list.len() <= RARE).flatten() {
                *shared.entry(*with).or_default() += 1;
            }
            let mut best: Vec<_> = shared.into_iter().collect();
            best.sort_by_key(|(with, count)| (std::cmp::Reverse(*count), *with));
            best.iter().take(CANDIDATES).for_each(|(with, _)| compare(at, *with));
        }
    }
    scored.sort_by_key(|(likeness, at, with)| {
        (std::cmp::Reverse(*likeness), at.abs_diff(*with), *at, *with)
    });
    assign::first_free(scored.into_iter().map(|(_, at, with)| (at, with)))
}

/// Which of `pairs` (sorted by their first index) keep their order: the longest run of them whose
/// second indices rise. The others moved.
pub(super) fn in_order(pairs: &[(usize, usize)]) -> Vec<bool> {
    // Patience sorting: `tops[n]` is the pair with the smallest second index that ends a rising run
    // of n + 1 pairs; `before` leads back through the run.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(0, |(_, second)| *second);
    for (at, (_, b)) in pairs.iter().enumerate() {
        let length = tops.partition_point(|top| second(*top) < *b);
        before.push(length.checked_sub(1).and_then(|last| tops.get(last).copied()));
        match tops.get_mut(length) {
            Some(top) => *top = at,
            None => tops.push(at),
        }
    }
    let mut keep = vec![false; pairs.len()];
    let mut at = tops.last().copied();
    while let Some(pair) = at {
        if let Some(slot) = keep.get_mut(pair) {
            *slot = true;
        }
        at = before.get(pair).copied().flatten();
    }
    keep
}
