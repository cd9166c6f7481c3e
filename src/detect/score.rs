//! Learned decisions: named evidence → how sure, in 64ths of a bit.
//!
//! Each decision is a scorecard: a sum of small trees over named pieces of evidence. A tree of depth 1
//! is a row of a points table ("gap over 1.5 lines: +0.8 bits"); depth 2 is a pair of evidence. All
//! numbers are integers, so the same page gives the same sum on every machine. `cargo xtask learn`
//! writes the weights (gradient boosting on the logistic loss: Friedman 2001), from documents that
//! carry their truth; nothing in them is set by hand.

use std::sync::LazyLock;

use crate::ledger::Confidence;

/// Named evidence for one decision. The names say what each number is, and in which unit.
pub(crate) type Evidence = Vec<(&'static str, i32)>;

/// A piece of evidence that is not known here.
pub(crate) const UNKNOWN: i32 = i32::MIN;

/// Units of a score in one bit.
pub(crate) const BIT: i32 = 64;

/// A decision that can be scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A line of text is part of a table.
    Line,
    /// A group of lines is one whole table.
    Region,
    /// A line over or under a table belongs to it.
    Rim,
    /// A strip of white space parts two columns, as it looks by itself.
    Column,
    /// A strip of white space parts two columns, seen between those that the first look chose.
    ColumnInContext,
    /// A blank within a phrase parts two cells.
    Split,
    /// A line begins a row, as it looks by itself.
    Row,
    /// A line begins a row, seen with what the other lines of its table say of themselves.
    RowInContext,
    /// Two cells, one over the other, are one cell.
    Merge,
    /// What was read of a region is a table.
    Table,
}

impl Decision {
    /// All of them, in the order of the weights' file.
    pub(crate) const ALL: [Decision; 10] = [
        Decision::Line,
        Decision::Region,
        Decision::Rim,
        Decision::Column,
        Decision::ColumnInContext,
        Decision::Split,
        Decision::Row,
        Decision::RowInContext,
        Decision::Merge,
        Decision::Table,
    ];

    /// Its name in the weights' file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Decision::Line => "line",
            Decision::Region => "region",
            Decision::Rim => "rim",
            Decision::Column => "column",
            Decision::ColumnInContext => "column_in_context",
            Decision::Split => "split",
            Decision::Row => "row",
            Decision::RowInContext => "row_in_context",
            Decision::Merge => "merge",
            Decision::Table => "table",
        }
    }
}

/// How sure a score is, in the three words of the house: from how many 64ths of a bit decisions were
/// right in 99.5 and in 85 of a hundred cases on documents that were left out of the learning.
pub(crate) fn confidence(decision: Decision, score: i32) -> Confidence {
    let (certain, likely) = match decision {
        Decision::ColumnInContext => (3 * BIT, 3 * BIT),
        _ => (4 * BIT, BIT),
    };
    match score.abs() {
        size if size >= certain => Confidence::Certain,
        size if size >= likely => Confidence::Likely,
        _ => Confidence::Undetermined,
    }
}

/// The score of a first look as evidence of a second one: in eighths of a bit, and no more than eight bits.
pub(crate) fn told(score: i32) -> i32 {
    (score * 8 / BIT).clamp(-64, 64)
}

/// A node of a tree: a question about one piece of evidence, or a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Which evidence is asked about.
    evidence: u16,
    /// Values up to this go to the next node, others to `other`.
    most: i32,
    /// Where the others go; 0 for a leaf.
    other: u16,
    /// The weight of a leaf, in 64ths of a bit.
    weight: i32,
}

/// The weights of one decision.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scorecard {
    names: Vec<String>,
    base: i32,
    trees: Vec<Vec<Node>>,
}

impl Scorecard {
    /// The score of some evidence: the log odds of "yes", in 64ths of a bit.
    pub(crate) fn score(&self, evidence: &[(&'static str, i32)]) -> i32 {
        self.trees.iter().fold(self.base, |sum, tree| sum + leaf(tree, evidence))
    }

    /// What each piece of evidence adds to the score, the strongest first: the change of the expected
    /// weight at each question on the way to the leaf (Saabas 2014), in 64ths of a bit.
    pub(crate) fn explain(&self, evidence: &[(&'static str, i32)]) -> Vec<(&str, i32)> {
        let mut sums = vec![0; self.names.len()];
        for tree in &self.trees {
            let mut at = 0;
            while let Some(node) = tree.get(at).filter(|node| node.other > 0) {
                let next = step(node, at, evidence);
                if let Some(sum) = sums.get_mut(usize::from(node.evidence)) {
                    *sum += mean(tree, next) - mean(tree, at);
                }
                at = next;
            }
        }
        let mut named: Vec<(&str, i32)> =
            self.names.iter().map(String::as_str).zip(sums).filter(|(_, sum)| *sum != 0).collect();
        named.sort_by_key(|(name, sum)| (-sum.abs(), *name));
        named
    }
}

fn step(node: &Node, at: usize, evidence: &[(&'static str, i32)]) -> usize {
    let value = evidence.get(usize::from(node.evidence)).map_or(UNKNOWN, |(_, value)| *value);
    if value <= node.most { at + 1 } else { usize::from(node.other) }
}

fn leaf(tree: &[Node], evidence: &[(&'static str, i32)]) -> i32 {
    let mut at = 0;
    loop {
        let Some(node) = tree.get(at) else { return 0 };
        if node.other == 0 {
            return node.weight;
        }
        at = step(node, at, evidence);
    }
}

/// The middle of the weights under a node.
fn mean(tree: &[Node], at: usize) -> i32 {
    match tree.get(at) {
        Some(node) if node.other > 0 => {
            (mean(tree, at + 1) + mean(tree, usize::from(node.other))) / 2
        }
        Some(node) => node.weight,
        None => 0,
    }
}

/// The weights that the program was built with.
static WEIGHTS: LazyLock<Vec<Scorecard>> = LazyLock::new(|| parse(include_str!("weights.txt")));

/// The weights of a decision.
#[cfg(not(feature = "learn"))]
pub(crate) fn of(decision: Decision) -> &'static Scorecard {
    built_in(decision)
}

fn built_in(decision: Decision) -> &'static Scorecard {
    static NONE: Scorecard = Scorecard { names: Vec::new(), base: 0, trees: Vec::new() };
    WEIGHTS.get(decision as usize).unwrap_or(&NONE)
}

/// Weights that take the place of the built-in ones while learning.
#[cfg(feature = "learn")]
static REPLACED: std::sync::RwLock<Option<&'static [Scorecard]>> = std::sync::RwLock::new(None);

/// The weights of a decision: those at hand while learning.
#[cfg(feature = "learn")]
pub(crate) fn of(decision: Decision) -> &'static Scorecard {
    let replaced = REPLACED.read().ok().and_then(|weights| *weights);
    replaced.and_then(|cards| cards.get(decision as usize)).unwrap_or_else(|| built_in(decision))
}

/// Uses other weights from here on; the old ones stay in memory, as learning ends soon.
#[cfg(feature = "learn")]
pub(crate) fn replace(text: &str) {
    if let Ok(mut weights) = REPLACED.write() {
        *weights = Some(Box::leak(parse(text).into_boxed_slice()));
    }
}

/// Reads weights as `cargo xtask learn` writes them: for each decision a line
/// `decision NAME base NUMBER evidence NAME NAME …` and then a line a tree. A tree is written from its
/// root: `EVIDENCE<=VALUE YES NO`, a leaf as its weight alone.
fn parse(text: &str) -> Vec<Scorecard> {
    let mut cards = vec![Scorecard::default(); Decision::ALL.len()];
    let mut current: Option<usize> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_ascii_whitespace();
        if let Some(rest) = line.strip_prefix("decision ") {
            let mut words = rest.split_ascii_whitespace();
            let name = words.next().unwrap_or_default();
            current = Decision::ALL.iter().position(|decision| decision.name() == name);
            if let Some(card) = current.and_then(|at| cards.get_mut(at)) {
                card.base = words.nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
                card.names = words.skip(1).map(str::to_owned).collect();
            }
        } else if let Some(card) = current.and_then(|at| cards.get_mut(at)) {
            let mut tree = Vec::new();
            grow(&mut words, &mut tree);
            card.trees.push(tree);
        }
    }
    cards
}

fn grow<'t>(words: &mut impl Iterator<Item = &'t str>, tree: &mut Vec<Node>) {
    let Some(word) = words.next() else { return };
    let at = tree.len();
    match word.split_once('<') {
        Some((evidence, most)) => {
            let (evidence, most) = (evidence.parse().unwrap_or(0), most.parse().unwrap_or(0));
            tree.push(Node { evidence, most, other: 0, weight: 0 });
            grow(words, tree);
            tree[at].other = u16::try_from(tree.len()).unwrap_or(0);
            grow(words, tree);
        }
        None => {
            let weight = word.parse().unwrap_or(0);
            tree.push(Node { evidence: 0, most: 0, other: 0, weight });
        }
    }
}
