//! Learned decisions: named evidence → how sure, in 64ths of a bit.
//!
//! Each decision is a scorecard: a sum of small trees over named pieces of evidence. A tree of depth 1
//! is a row of a points table ("gap over 1.5 lines: +0.8 bits"); depth 2 is a pair of evidence. All
//! numbers are integers, so the same page gives the same sum on every machine. `cargo xtask learn`
//! writes the weights (gradient boosting on the logistic loss: Friedman 2001), from documents that
//! carry their truth; nothing in them is set by hand.

use std::ops::Range;
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

/// A node of a tree: a question about one piece of evidence. A leaf asks nothing and leads to itself, so all
/// ways through a tree have the same length, and going them takes no decision that a processor must guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Node {
    /// Values up to this go to `yes`, others to `no`; of a leaf its weight, in 64ths of a bit.
    most: i32,
    /// Which evidence is asked about.
    evidence: u16,
    /// Places in the tree.
    yes: u16,
    no: u16,
}

impl Node {
    fn is_leaf(self) -> bool {
        self.yes == self.no
    }
}

/// The weights of one decision.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scorecard {
    names: Vec<String>,
    base: i32,
    /// How many pieces of evidence are asked about, the last one counted from the first.
    asked: usize,
    /// The nodes of all trees, each from its root on.
    nodes: Vec<Node>,
    /// For each tree its nodes, and how many questions its longest way has.
    trees: Vec<(Range<usize>, usize)>,
}

impl Scorecard {
    /// The score of some evidence: the log odds of "yes", in 64ths of a bit.
    pub(crate) fn score(&self, evidence: &[(&'static str, i32)]) -> i32 {
        let values = self.values(evidence);
        self.trees().fold(self.base, |sum, (tree, depth)| {
            let leaf = (0..depth).fold(0, |at, _| step(tree[at], &values));
            sum + tree[leaf].most
        })
    }

    /// What each piece of evidence adds to the score, the strongest first: the change of the expected
    /// weight at each question on the way to the leaf (Saabas 2014), in 64ths of a bit.
    pub(crate) fn explain(&self, evidence: &[(&'static str, i32)]) -> Vec<(&str, i32)> {
        let values = self.values(evidence);
        let mut sums = vec![0; self.names.len()];
        for (tree, _) in self.trees() {
            let mut at = 0;
            while !tree[at].is_leaf() {
                let next = step(tree[at], &values);
                if let Some(sum) = sums.get_mut(usize::from(tree[at].evidence)) {
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

    /// The values of evidence; what is asked about and was not given is not known.
    fn values(&self, evidence: &[(&'static str, i32)]) -> Vec<i32> {
        let mut values: Vec<i32> = evidence.iter().map(|(_, value)| *value).collect();
        values.resize(values.len().max(self.asked), UNKNOWN);
        values
    }

    fn trees(&self) -> impl Iterator<Item = (&[Node], usize)> {
        self.trees.iter().map(|(own, depth)| (&self.nodes[own.clone()], *depth))
    }

    fn add(&mut self, tree: &[Node]) {
        let from = self.nodes.len();
        let asked = tree.iter().map(|node| usize::from(node.evidence) + 1).max();
        self.asked = self.asked.max(asked.unwrap_or(0));
        self.nodes.extend(tree);
        self.trees.push((from..self.nodes.len(), depth(tree, 0)));
    }
}

fn step(node: Node, values: &[i32]) -> usize {
    let yes = values[usize::from(node.evidence)] <= node.most;
    usize::from(if yes { node.yes } else { node.no })
}

/// How many questions the longest way from a node has.
fn depth(tree: &[Node], at: usize) -> usize {
    let node = tree[at];
    if node.is_leaf() {
        return 0;
    }
    1 + depth(tree, usize::from(node.yes)).max(depth(tree, usize::from(node.no)))
}

/// The middle of the weights under a node.
fn mean(tree: &[Node], at: usize) -> i32 {
    let node = tree[at];
    if node.is_leaf() {
        return node.most;
    }
    (mean(tree, usize::from(node.yes)) + mean(tree, usize::from(node.no))) / 2
}

/// The weights that the program was built with.
static WEIGHTS: LazyLock<Vec<Scorecard>> = LazyLock::new(|| parse(include_str!("weights.txt")));

/// The weights of a decision.
#[cfg(not(feature = "learn"))]
pub(crate) fn of(decision: Decision) -> &'static Scorecard {
    built_in(decision)
}

fn built_in(decision: Decision) -> &'static Scorecard {
    static NONE: Scorecard =
        Scorecard { names: Vec::new(), base: 0, asked: 0, nodes: Vec::new(), trees: Vec::new() };
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
            grow(&mut line.as_bytes(), &mut tree);
            card.add(&tree);
        }
    }
    cards
}

fn grow(text: &mut &[u8], tree: &mut Vec<Node>) {
    let at = tree.len();
    // A tree of more nodes than that would take a line of a megabyte.
    let place = |at: usize| u16::try_from(at).unwrap_or(0);
    match number(text) {
        (evidence, Some(b'<')) => {
            let evidence = u16::try_from(evidence).unwrap_or(0);
            tree.push(Node { most: number(text).0, evidence, yes: place(at + 1), no: 0 });
            grow(text, tree);
            tree[at].no = place(tree.len());
            grow(text, tree);
        }
        (weight, _) => {
            tree.push(Node { most: weight, evidence: 0, yes: place(at), no: place(at) });
        }
    }
}

/// The number that a text goes on with, and the sign after it: each program that is started reads some ten
/// thousands of them before its first page.
fn number(text: &mut &[u8]) -> (i32, Option<u8>) {
    let negative = text.first() == Some(&b'-');
    let digits = text.get(usize::from(negative)..).unwrap_or_default();
    let len = digits.iter().take_while(|sign| sign.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at(len);
    // Down from zero, as the least number has no positive one beside it.
    let value = digits
        .iter()
        .fold(0_i32, |sum, digit| sum.saturating_mul(10).saturating_sub(i32::from(digit - b'0')));
    let value = if negative { value } else { value.saturating_neg() };
    *text = rest.get(1..).unwrap_or_default();
    (value, rest.first().copied())
}
