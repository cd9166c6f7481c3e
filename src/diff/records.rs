//! Which records of two tables are the same study.
//!
//! By id where there is one that says something; else by what they hold. Studies of one review speak
//! of the same things in the same words, so what is common to many of them tells little: a word or a
//! value weighs by how few records have it (Spärck Jones 1972, in whole bits).

use std::collections::{BTreeMap, BTreeSet};

use super::likeness::{Painter, Portrait, alike, same};
use crate::record::{Record, Value};

/// Records with different ids are the same study where they are alike by this many thousandths.
const RECORD_FLOOR: u32 = 450;
/// What it counts for that two records stand between the same neighbours. With both figures
/// `examples/measure_revisions.rs` finds studies that were renamed and edited in place, and takes no
/// study that came for another that went.
const SAME_PLACE: u32 = 150;

/// Records that are equal, then those with one id, then those that are alike; sorted by the first.
pub(super) fn run(a: &[Record], b: &[Record]) -> Vec<(usize, usize)> {
    let mut free = Free::new(a.len(), b.len());
    free.pair(a, b, |r| (!counts(&r.id)).then_some(r.id.as_str()), same);
    // Of rows that only count, those that hold the same and have the same number go first.
    free.pair(a, b, |record| Some((record.id.as_str(), &record.cells)), same);
    free.pair(a, b, |record| Some(&record.cells), same);
    if !free.a.is_empty() && !free.b.is_empty() {
        let weighed = Weighed::new(a, b);
        let (of_a, of_b) = (weighed.chosen(&free.a, 0), weighed.chosen(&free.b, a.len()));
        let (places_a, places_b) = free.places();
        let measure = |at: usize, with: usize| match (of_a.get(at), of_b.get(with)) {
            (Some(x), Some(y)) => {
                let here = places_a.get(at) == places_b.get(with);
                weighed.likeness(x, y) + if here { SAME_PLACE } else { 0 }
            }
            _ => 0,
        };
        free.take(&alike(&of_a, &of_b, RECORD_FLOOR, measure));
    }
    // Rows that only count and are not alike to anything are the same where their number is.
    free.pair(a, b, |record| Some(record.id.as_str()), same);
    free.pairs.sort_unstable();
    free.pairs
}

/// `row-7`: an id that counts and says nothing about the study.
fn counts(id: &str) -> bool {
    id.strip_prefix("row-").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What of two lists has no partner yet, and the pairs so far.
#[derive(Debug)]
struct Free {
    a: Vec<usize>,
    b: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

impl Free {
    fn new(a: usize, b: usize) -> Self {
        Free { a: (0..a).collect(), b: (0..b).collect(), pairs: Vec::new() }
    }

    /// Pairs what is free by `rule` on what `key` makes of it; what has no key stays free.
    fn pair<'a, K>(
        &mut self,
        a: &'a [Record],
        b: &'a [Record],
        key: impl Fn(&'a Record) -> Option<K>,
        rule: impl Fn(&[K], &[K]) -> Vec<(usize, usize)>,
    ) {
        if self.a.is_empty() || self.b.is_empty() {
            return;
        }
        // Where nothing is without a key the places in the list of keys are those in the list of
        // what is free; so what is without one is kept apart.
        let keyed = |free: &mut Vec<usize>, all: &'a [Record]| {
            let mut keys = Vec::new();
            let mut rest = Vec::new();
            free.retain(|at| match all.get(*at).and_then(&key) {
                Some(key) => {
                    keys.push(key);
                    true
                }
                None => {
                    rest.push(*at);
                    false
                }
            });
            (keys, rest)
        };
        let (keys_a, rest_a) = keyed(&mut self.a, a);
        let (keys_b, rest_b) = keyed(&mut self.b, b);
        self.take(&rule(&keys_a, &keys_b));
        for (free, rest) in [(&mut self.a, rest_a), (&mut self.b, rest_b)] {
            free.extend(rest);
            free.sort_unstable();
        }
    }

    /// After which record of the second list each free one stands: the partner of the last one
    /// before it that has one.
    fn places(&self) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let partners: BTreeMap<usize, usize> = self.pairs.iter().copied().collect();
        let known: BTreeSet<usize> = partners.values().copied().collect();
        let of_a = |at: &usize| partners.range(..at).next_back().map(|(_, with)| *with);
        let of_b = |with: &usize| known.range(..with).next_back().copied();
        (self.a.iter().map(of_a).collect(), self.b.iter().map(of_b).collect())
    }

    /// Takes pairs of places in the lists of what is free.
    fn take(&mut self, found: &[(usize, usize)]) {
        let (mut gone_a, mut gone_b) = (BTreeSet::new(), BTreeSet::new());
        for (x, y) in found {
            if let (Some(at), Some(with)) = (self.a.get(*x), self.b.get(*y)) {
                self.pairs.push((*at, *with));
                gone_a.insert(*at);
                gone_b.insert(*with);
            }
        }
        self.a.retain(|at| !gone_a.contains(at));
        self.b.retain(|with| !gone_b.contains(with));
    }
}

/// The portraits of all records of both tables, and what each word and each value weighs.
#[derive(Debug)]
struct Weighed {
    portraits: Vec<Portrait>,
    /// By the number of the word or value.
    weights: Vec<u32>,
}

impl Weighed {
    fn new(a: &[Record], b: &[Record]) -> Self {
        let mut painter = Painter::default();
        let portraits: Vec<Portrait> =
            a.iter().chain(b).map(|record| portrait(record, &mut painter)).collect();
        let mut having: BTreeMap<u32, u32> = BTreeMap::new();
        for number in portraits.iter().flat_map(|portrait| &portrait.words) {
            *having.entry(*number).or_default() += 1;
        }
        let all = portraits.len() as u32;
        let weight = |number| {
            let count = having.get(&number).copied().unwrap_or(1);
            1 + (all / count.max(1)).checked_ilog2().unwrap_or(0)
        };
        let weights = (0..painter.count()).map(weight).collect();
        Weighed { portraits, weights }
    }

    fn chosen(&self, places: &[usize], from: usize) -> Vec<Portrait> {
        let portraits = places.iter().filter_map(|at| self.portraits.get(from + at));
        portraits.cloned().collect()
    }

    /// Three parts what they hold, one part how the keys are spelled; the keys alone where they hold
    /// nothing.
    fn likeness(&self, x: &Portrait, y: &Portrait) -> u32 {
        let key = x.likeness(y);
        let weigh = |words: &mut dyn Iterator<Item = &u32>| -> u64 {
            let weight = |word: &u32| self.weights.get(*word as usize).copied().unwrap_or(1);
            words.map(|word| u64::from(weight(word))).sum()
        };
        let sum = weigh(&mut x.words.iter()) + weigh(&mut y.words.iter());
        let common = weigh(&mut x.words.iter().filter(|word| y.words.binary_search(word).is_ok()));
        let held = (2000 * common).checked_div(sum).unwrap_or(u64::from(key)) as u32;
        (3 * held + key) / 4
    }
}

/// A record's words and values without its key, and the letters of its key. The key is the first
/// column.
fn portrait(record: &Record, painter: &mut Painter) -> Portrait {
    let mut cells = record.cells.0.iter().map(|(_, value)| texts(value));
    let key = cells.next().unwrap_or_default();
    let rest: Vec<&str> = cells.flatten().collect();
    painter.record(&key, &rest)
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => text.as_deref().into_iter().collect(),
        Value::Citation(citation) => citation.text.as_deref().into_iter().collect(),
        Value::List(items) => {
            items.iter().flat_map(|item| &item.steps).map(String::as_str).collect()
        }
    }
}
