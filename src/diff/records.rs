//! Which records of two tables are the same study: by what they hold and by whom they stand between.
//!
//! Studies of one review speak of the same things in the same words, so what is common to many of
//! them tells little ([`Weights`]). An id counts only where the key is a name: numbers that count
//! rows, and the numbers of a key that stands there several times, are others as soon as a row comes.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Keys, texts};
use super::likeness::{Painter, Portrait, Weights, alike, same};
use crate::record::{Record, Table, Value};

/// Records that are alike by this many thousandths are the same study wherever they stand.
const SURE: u32 = 800;
/// Records with different names are the same study where they are alike by this much.
const FLOOR: u32 = 450;
/// What it counts for that two records stand between the same neighbours. With both figures
/// `examples/measure_revisions.rs` finds studies that were renamed and edited in place, and takes no
/// study that came for another that went.
const SAME_PLACE: u32 = 150;
/// Of as many records on both sides between the same neighbours those whose keys are spelled alike by
/// this much are one, whatever they hold: they were renamed and filled in anew.
const KEY_FLOOR: u32 = 650;
/// Keys that are spelled alike by this much are the same one, which stands there several times and
/// tells nothing.
const SAME_KEY: u32 = 1000;
/// Records of a table, beside the free ones, by which it is known what is common.
const ENOUGH: usize = 1000;
/// Records between the same neighbours are compared all with all up to this many pairs.
const MOST_PAIRS: usize = 1 << 16;

/// The records in pairs, sorted by the first index.
pub(super) fn run(a: &Table, b: &Table) -> Vec<(usize, usize)> {
    let (keys_a, keys_b) = (Keys::of(&a.records), Keys::of(&b.records));
    let mut free = Free::new(a.records.len(), b.records.len());
    // Of rows that hold the same those with the same number and under the same sub-heading go first.
    free.pair(
        |at| a.records.get(at).map(|r| (&r.id, &r.group, &r.cells)),
        |with| b.records.get(with).map(|r| (&r.id, &r.group, &r.cells)),
    );
    let common = common(a, b, &keys_a, &keys_b);
    // A few columns of several say which records are one only where they hold it once.
    let width = |keys: &Keys| keys.counting.iter().filter(|counts| !**counts).count();
    let whole = common.len() >= width(&keys_a).min(width(&keys_b));
    let rule = if whole { same } else { once };
    let group = |table: &'_ Table, at: usize| table.records.get(at).and_then(|r| r.group.clone());
    for grouped in [true, false] {
        let own = |table, at| if grouped { group(table, at) } else { None };
        free.pair_by(
            rule,
            |at| Some((own(a, at), held(a, at, common.iter().map(|pair| pair.0))?)),
            |with| Some((own(b, with), held(b, with, common.iter().map(|pair| pair.1))?)),
        );
    }
    free.by_name(&keys_a.names(&a.records), &keys_b.names(&b.records));
    if !free.a.is_empty() && !free.b.is_empty() {
        let looks = Looks::of(&free, (a, &keys_a), (b, &keys_b));
        for floor in [SURE, FLOOR] {
            free.in_place(&looks, floor);
            free.anywhere(&looks, floor);
        }
    }
    // Rows without a name that are not alike to anything are the same where their number is.
    let number = |record: &Record| Some(record.id.clone()).filter(|id| id.starts_with("row-"));
    free.pair(|at| number(a.records.get(at)?), |with| number(b.records.get(with)?));
    free.pairs.sort_unstable();
    free.pairs
}

/// How keys of two lists are paired.
type Rule<K> = fn(&[K], &[K]) -> Vec<(usize, usize)>;

/// Pairs what stands once on both sides.
fn once<K: Ord>(a: &[K], b: &[K]) -> Vec<(usize, usize)> {
    let single = |keys: &[K]| -> BTreeSet<usize> {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|x, y| keys.get(*x).cmp(&keys.get(*y)));
        let groups = order.chunk_by(|x, y| keys.get(*x) == keys.get(*y));
        groups.filter(|group| group.len() == 1).flatten().copied().collect()
    };
    let (of_a, of_b) = (single(a), single(b));
    let mut pairs = same(a, b);
    pairs.retain(|(at, with)| of_a.contains(at) && of_b.contains(with));
    pairs
}

/// The columns of one header that do not count, by their indices on both sides.
fn common(a: &Table, b: &Table, keys_a: &Keys, keys_b: &Keys) -> Vec<(usize, usize)> {
    let headers =
        |table: &Table| table.columns.iter().map(|c| c.header.clone()).collect::<Vec<_>>();
    let mut pairs = same(&headers(a), &headers(b));
    pairs.retain(|(p, q)| !keys_a.counts(*p) && !keys_b.counts(*q));
    pairs
}

/// What a record holds in these columns; `None` where that is nothing.
fn held(table: &Table, record: usize, columns: impl Iterator<Item = usize>) -> Option<Vec<&Value>> {
    let cells = &table.records.get(record)?.cells.0;
    let values: Vec<&Value> =
        columns.filter_map(|column| cells.get(column).map(|(_, value)| value)).collect();
    values.iter().any(|value| !texts(value).is_empty()).then_some(values)
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

    /// Pairs what has one key on both sides, the first with the first; what has none stays free.
    fn pair<K: Ord>(
        &mut self,
        key_a: impl Fn(usize) -> Option<K>,
        key_b: impl Fn(usize) -> Option<K>,
    ) {
        self.pair_by(same, key_a, key_b);
    }

    fn pair_by<K: Ord>(
        &mut self,
        rule: Rule<K>,
        key_a: impl Fn(usize) -> Option<K>,
        key_b: impl Fn(usize) -> Option<K>,
    ) {
        fn keyed<K>(free: &[usize], key: impl Fn(usize) -> Option<K>) -> (Vec<usize>, Vec<K>) {
            free.iter().filter_map(|at| Some((*at, key(*at)?))).unzip()
        }
        let ((places_a, of_a), (places_b, of_b)) = (keyed(&self.a, key_a), keyed(&self.b, key_b));
        let placed = |(x, y): (usize, usize)| Some((*places_a.get(x)?, *places_b.get(y)?));
        let found = rule(&of_a, &of_b).into_iter().filter_map(placed).collect();
        self.take(found);
    }

    fn by_name(&mut self, a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>) {
        let (free_a, free_b) = (set(&self.a), set(&self.b));
        let named = a.iter().filter_map(|(name, at)| Some((*at, *b.get(name)?)));
        let free = named.filter(|(at, with)| free_a.contains(at) && free_b.contains(with));
        self.take(free.collect());
    }

    /// Pairs what stands between the same neighbours, in its order: the pairs alike by at least
    /// `floor` whose likeness has the greatest sum.
    fn in_place(&mut self, looks: &Looks, floor: u32) {
        let mut groups: BTreeMap<Option<usize>, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let (places_a, places_b) = self.places();
        for (at, place) in self.a.iter().zip(places_a) {
            groups.entry(place).or_default().0.push(*at);
        }
        for (with, place) in self.b.iter().zip(places_b) {
            groups.entry(place).or_default().1.push(*with);
        }
        let mut found = Vec::new();
        for (a, b) in groups.values().filter(|(a, b)| !a.is_empty() && !b.is_empty()) {
            if a.len().saturating_mul(b.len()) <= MOST_PAIRS {
                let one_by_one: BTreeMap<usize, usize> = match a.len() == b.len() {
                    true => a.iter().copied().zip(b.iter().copied()).collect(),
                    false => BTreeMap::new(),
                };
                found.extend(best_run(a, b, |at, with| {
                    let likeness = looks.likeness(at, with) + SAME_PLACE;
                    let renamed = floor == FLOOR
                        && one_by_one.get(&at) == Some(&with)
                        && (KEY_FLOOR..SAME_KEY).contains(&looks.key_likeness(at, with));
                    (likeness >= floor || renamed).then_some(likeness)
                }));
            }
        }
        self.take(found);
    }

    /// Pairs what is alike by at least `floor`, the most alike first.
    fn anywhere(&mut self, looks: &Looks, floor: u32) {
        let (of_a, of_b) = (chosen(&looks.a, &self.a), chosen(&looks.b, &self.b));
        let measure = |x: usize, y: usize| match (self.a.get(x), self.b.get(y)) {
            (Some(at), Some(with)) => looks.likeness(*at, *with),
            _ => 0,
        };
        let found = alike(&of_a, &of_b, floor, measure);
        let placed = |(x, y): (usize, usize)| Some((*self.a.get(x)?, *self.b.get(y)?));
        self.take(found.into_iter().filter_map(placed).collect());
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

    fn take(&mut self, found: Vec<(usize, usize)>) {
        let gone_a: BTreeSet<usize> = found.iter().map(|(at, _)| *at).collect();
        let gone_b: BTreeSet<usize> = found.iter().map(|(_, with)| *with).collect();
        self.a.retain(|at| !gone_a.contains(at));
        self.b.retain(|with| !gone_b.contains(with));
        self.pairs.extend(found);
    }
}

fn set(list: &[usize]) -> BTreeSet<usize> {
    list.iter().copied().collect()
}

/// Of all pairs that keep the order of both lists those with the greatest sum of scores (Needleman
/// and Wunsch 1970, without a cost for what stays alone).
fn best_run(
    a: &[usize],
    b: &[usize],
    score: impl Fn(usize, usize) -> Option<u32>,
) -> Vec<(usize, usize)> {
    let wide = b.len() + 1;
    // By how much of each list is used up: the greatest sum, and whether the last of both are a pair.
    let mut best: Vec<(u32, bool)> = vec![(0, false); (a.len() + 1) * wide];
    let at = |x: usize, y: usize| x * wide + y;
    let sum = |best: &[(u32, bool)], place: usize| best.get(place).map_or(0, |(sum, _)| *sum);
    for (x, one) in a.iter().enumerate() {
        for (y, other) in b.iter().enumerate() {
            let apart = sum(&best, at(x, y + 1)).max(sum(&best, at(x + 1, y)));
            let paired = score(*one, *other).map(|score| sum(&best, at(x, y)) + score);
            let now = match paired {
                Some(paired) if paired > apart => (paired, true),
                _ => (apart, false),
            };
            if let Some(slot) = best.get_mut(at(x + 1, y + 1)) {
                *slot = now;
            }
        }
    }
    let (mut x, mut y, mut pairs) = (a.len(), b.len(), Vec::new());
    while x > 0 && y > 0 {
        let here = best.get(at(x, y)).copied().unwrap_or_default();
        if here.1 {
            (x, y) = (x - 1, y - 1);
            pairs.extend(a.get(x).zip(b.get(y)).map(|(one, other)| (*one, *other)));
        } else if here.0 == sum(&best, at(x - 1, y)) {
            x -= 1;
        } else {
            y -= 1;
        }
    }
    pairs
}

/// The portraits of records of both tables, and what each word and each value weighs.
#[derive(Debug)]
struct Looks {
    a: BTreeMap<usize, Portrait>,
    b: BTreeMap<usize, Portrait>,
    weights: Weights,
}

impl Looks {
    /// Of the records that are free, and of so many others that it is known what is common.
    fn of(free: &Free, a: (&Table, &Keys), b: (&Table, &Keys)) -> Self {
        let mut painter = Painter::default();
        let mut paint = |free: &[usize], (table, keys): (&Table, &Keys)| {
            let every = table.records.len().div_ceil(ENOUGH).max(1);
            let all = (0..table.records.len()).step_by(every).chain(free.iter().copied());
            let painted =
                |at: usize| Some((at, portrait(table.records.get(at)?, keys, &mut painter)));
            all.collect::<BTreeSet<_>>().into_iter().filter_map(painted).collect()
        };
        let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) = (paint(&free.a, a), paint(&free.b, b));
        let weights = Weights::of(a.values().chain(b.values()), &painter);
        Looks { a, b, weights }
    }

    /// How alike the keys of two are spelled, in thousandths.
    fn key_likeness(&self, at: usize, with: usize) -> u32 {
        let pair = self.a.get(&at).zip(self.b.get(&with));
        pair.map_or(0, |(x, y)| x.likeness(y))
    }

    /// How alike a record of the first table and one of the second are, in thousandths: three parts
    /// what they hold, one part how the keys are spelled; the keys alone where they hold nothing.
    fn likeness(&self, at: usize, with: usize) -> u32 {
        let (Some(x), Some(y)) = (self.a.get(&at), self.b.get(&with)) else { return 0 };
        let key = x.likeness(y);
        (3 * self.weights.held(x, y).unwrap_or(key) + key) / 4
    }
}

fn chosen(portraits: &BTreeMap<usize, Portrait>, places: &[usize]) -> Vec<Portrait> {
    places.iter().filter_map(|at| portraits.get(at)).cloned().collect()
}

/// A record's words and values without its key and without what only counts, and the letters of its
/// key.
fn portrait(record: &Record, keys: &Keys, painter: &mut Painter) -> Portrait {
    let mut key = Vec::new();
    let mut rest: Vec<&str> = record.group.as_deref().into_iter().collect();
    for (column, (_, value)) in record.cells.0.iter().enumerate() {
        match column {
            _ if keys.counts(column) => {}
            column if column == keys.column => key.extend(texts(value)),
            _ => rest.extend(texts(value)),
        }
    }
    painter.record(&key, &rest)
}
