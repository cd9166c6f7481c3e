//! The web of causality: the steps of all chains as nodes, and what leads to what as links, for programs
//! that draw and count such webs.
//!
//! Steps that say the same are one node: they are the same letters and digits, whatever their case, blanks,
//! hyphens and quotes, and whatever signs they begin and end with ([`normalised`]). Nothing more is taken
//! for the same: "trust" and "improved trust" are two nodes, and joining them is a person's work.

mod causal_map;
mod draw;
mod forms;

use std::collections::{BTreeMap, BTreeSet};

use super::Entry;
use super::entry::{item_text, key_column, text_at};
use crate::record::{Item, Value};

pub use causal_map::CausalMap;
pub use draw::svg;
pub use forms::{Form, Web};

/// Steps of chains that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The most frequent spelling, of several the first.
    pub label: String,
    /// How many steps say it.
    pub count: usize,
    /// How many chains begin with it.
    pub begins: usize,
    /// How many chains end with it.
    pub ends: usize,
    /// The sum of its places in its chains, each from 0 (first) to 1000 (last).
    pub places: usize,
}

/// What leads to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The index of the node that leads, from 0.
    pub from: usize,
    /// The index of the node that it leads to.
    pub to: usize,
    /// How many chains say so.
    pub count: usize,
    /// In how many records.
    pub records: usize,
}

/// A chain as a source says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The name of the document.
    pub document: String,
    /// The key of the study.
    pub study: String,
    /// The chain on one line.
    pub text: String,
    /// The indices of the nodes of its steps, from 0.
    pub nodes: Vec<usize>,
}

/// The chains of some documents as one web.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The nodes, in the order in which the documents first say them.
    pub nodes: Vec<Node>,
    /// The links, in the order of their nodes.
    pub links: Vec<Link>,
    /// The chains, in the order of the documents.
    pub chains: Vec<Chain>,
}

/// Gathers chains to a web.
#[derive(Debug, Default)]
pub struct Weaver {
    /// The keys of the columns whose chains are wanted; all where there is none.
    columns: Vec<String>,
    /// The index of each node by its normalised text.
    known: BTreeMap<String, usize>,
    nodes: Vec<Node>,
    /// How often each node is spelled how.
    spellings: Vec<Vec<(String, usize)>>,
    links: BTreeMap<(usize, usize), (usize, BTreeSet<usize>)>,
    chains: Vec<Chain>,
    records: usize,
}

impl Weaver {
    /// Gathers the chains of the columns with these keys, or of all.
    pub fn new(columns: Vec<String>) -> Self {
        Weaver { columns, ..Weaver::default() }
    }

    /// Adds the chains of a document. An item of one step leads nowhere and is no chain.
    pub fn add(&mut self, entry: &Entry) {
        for table in &entry.document.tables {
            let key = key_column(table);
            for record in &table.records {
                self.records += 1;
                let study = text_at(record, key);
                for (column, value) in &record.cells.0 {
                    let wanted = self.columns.is_empty() || self.columns.contains(column);
                    let Value::List(items) = value else { continue };
                    for item in items.iter().filter(|item| wanted && item.steps.len() > 1) {
                        self.chain(&entry.name, &study, item);
                    }
                }
            }
        }
    }

    fn chain(&mut self, document: &str, study: &str, item: &Item) {
        let last = item.steps.len() - 1;
        let mut nodes = Vec::with_capacity(item.steps.len());
        for (at, step) in item.steps.iter().enumerate() {
            let index = self.node(step);
            if let Some(node) = self.nodes.get_mut(index) {
                node.count += 1;
                node.begins += usize::from(at == 0);
                node.ends += usize::from(at == last);
                node.places += at * 1000 / last;
            }
            nodes.push(index);
        }
        for (from, to) in nodes.iter().zip(nodes.iter().skip(1)) {
            let (count, records) = self.links.entry((*from, *to)).or_default();
            *count += 1;
            records.insert(self.records);
        }
        let (document, study) = (document.to_owned(), study.to_owned());
        self.chains.push(Chain { document, study, text: item_text(item), nodes });
    }

    /// The index of the node of a step.
    fn node(&mut self, step: &str) -> usize {
        let next = self.nodes.len();
        let index = *self.known.entry(normalised(step)).or_insert(next);
        if index == next {
            let label = String::new();
            self.nodes.push(Node { label, count: 0, begins: 0, ends: 0, places: 0 });
            self.spellings.push(Vec::new());
        }
        if let Some(spellings) = self.spellings.get_mut(index) {
            match spellings.iter_mut().find(|(spelling, _)| spelling == step) {
                Some((_, count)) => *count += 1,
                None => spellings.push((step.to_owned(), 1)),
            }
        }
        index
    }

    /// The web.
    pub fn finish(self) -> Graph {
        let mut nodes = self.nodes;
        for (node, spellings) in nodes.iter_mut().zip(self.spellings) {
            let most = spellings.iter().map(|(_, count)| *count).max();
            let named = spellings.into_iter().find(|(_, count)| Some(*count) == most);
            node.label = named.map(|(spelling, _)| spelling).unwrap_or_default();
        }
        let links = self.links.into_iter().map(|((from, to), (count, records))| {
            let records = records.len();
            Link { from, to, count, records }
        });
        Graph { nodes, links: links.collect(), chains: self.chains }
    }
}

impl Graph {
    /// The web of its most frequent nodes alone, of equally frequent ones the first; and how many are left
    /// out.
    pub fn most(&self, nodes: usize) -> (Graph, usize) {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(self.nodes.get(*at).map_or(0, |node| node.count)));
        order.truncate(nodes);
        order.sort_unstable();
        let new: BTreeMap<usize, usize> =
            order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let links = self.links.iter().filter_map(|link| {
            let (from, to) = (*new.get(&link.from)?, *new.get(&link.to)?);
            Some(Link { from, to, ..link.clone() })
        });
        let links = links.collect();
        let left = self.nodes.len() - order.len();
        let nodes = order.iter().filter_map(|at| self.nodes.get(*at)).cloned().collect();
        (Graph { nodes, links, chains: Vec::new() }, left)
    }
}

/// What steps have in common that say the same.
pub fn normalised(step: &str) -> String {
    let mut out = String::with_capacity(step.len());
    for c in step.chars() {
        match c {
            '‘' | '’' | '“' | '”' | '\'' | '"' | '«' | '»' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            '-' | '‐' | '\u{2011}' | '–' | '—' => out.push(' '),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    let inner = out.trim_matches(|c: char| !c.is_alphanumeric());
    // What is all signs is what it is: "+" and "-" do not say the same.
    let said = if inner.is_empty() { step.trim() } else { inner };
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn steps_that_say_the_same_are_one() {
        for other in ["improved trust", "Improved  trust.", "“improved-trust”", "(improved trust)"]
        {
            assert_eq!(normalised(other), "improved trust", "{other}");
        }
        assert_ne!(normalised("trust"), normalised("improved trust"));
        assert_ne!(normalised("+"), normalised("-"));
        assert_ne!(normalised("1.5"), normalised("15"));
    }
}
