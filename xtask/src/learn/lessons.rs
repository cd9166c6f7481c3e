//! Pages with their truth → the weights of all decisions, one after the other.
//!
//! Decisions stand one on the other, and each is learned with the weights that were just learned for
//! those before it. A region hears the scores of its lines, and a second look those of the first; what
//! was learned from would say more than new documents can, so these scores come from the other half of
//! the documents (stacking with cross-fitting: Wolpert 1992).

use std::collections::BTreeMap;
use std::thread;

use rowmend::unstable::detect::lesson::{Lesson, use_weights};

use super::boost::{self, Chance, Lessons, Model, Plan};
use super::corpus::Document;

/// The decisions, in the order in which they are learned and written.
pub(crate) const ORDER: [&str; 10] = [
    "line",
    "column",
    "column_in_context",
    "split",
    "row",
    "row_in_context",
    "merge",
    "region",
    "rim",
    "table",
];

/// The decisions whose scores are evidence of another one.
fn heard(decision: &str) -> &'static [&'static str] {
    match decision {
        "column_in_context" => &["column"],
        "row_in_context" => &["row"],
        "region" => &["line"],
        "table" => &["line", "region"],
        _ => &[],
    }
}
/// A source with so many lessons counts as many as it has; the weight of one of its lessons falls
/// with the root of how many there are.
const EVEN: f32 = 5000.0;
/// The lessons of a small source count no more than this.
const HEAVIEST: f32 = 4.0;

/// Lessons of one source about one decision; of more a sample is taken.
fn most_lessons(decision: &str) -> usize {
    match decision {
        "line" => 9_000,
        "region" => 11_000,
        _ => 16_000,
    }
}

/// How a decision is learned. Tried on documents left out: trees of depth 3 and 5, half and twice as many
/// lessons to a leaf, all evidence for each tree; these were best or as good. With 900 tables of points (depth
/// 1) adjacency on documents left out fell from .84 to .79, with 500 pairs (depth 2) to .82.
const PLAN: Plan =
    Plan { depth: 4, trees: 180, rate: 0.12, least: 12.0, ridge: 6.0, evidence: 300, lessons: 500 };

/// Trees that are added to weights that were learned before.
const ONWARD: usize = 90;

/// Weights by decision, each as it stands in the weights' file.
#[derive(Clone, Default)]
pub(crate) struct Weights(BTreeMap<String, String>);

impl Weights {
    /// Takes the text of a weights' file apart.
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        let mut name = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(rest) = line.strip_prefix("decision ") {
                name = rest.split(' ').next().unwrap_or_default().to_owned();
            }
            let part = parts.entry(name.clone()).or_default();
            part.push_str(line);
            part.push('\n');
        }
        Weights(parts)
    }

    /// All of them, in the order of the file.
    pub(crate) fn text(&self) -> String {
        ORDER.iter().filter_map(|decision| self.0.get(*decision)).map(String::as_str).collect()
    }

    /// Learns a decision: anew, or what its weights before do not know yet.
    fn put(&mut self, decision: &str, lessons: &Lessons, before: Option<&String>) {
        let was = before.is_some();
        let before = before.and_then(|text| Model::read(text, &lessons.names));
        if was && before.is_none() {
            eprintln!("{decision}: the weights before ask about other evidence; learned anew");
        }
        let trees = if before.is_some() { ONWARD } else { PLAN.trees };
        let model = boost::learn(lessons, Plan { trees, ..PLAN }, before);
        self.0.insert(decision.to_owned(), model.write(decision, &lessons.names));
    }
}

/// Learns the decisions that are asked for, beside the weights that are there for the others: anew, or going
/// on from the weights that they had before. The new weights are in use afterwards.
pub(crate) fn learn(
    documents: &[&Document],
    mut weights: Weights,
    asked: &[String],
    before: &Weights,
) -> Weights {
    use_weights(&weights.text());
    for decision in ORDER.into_iter().filter(|name| is_asked(name, asked)) {
        let lessons = match heard(decision) {
            [] => pool(documents, decision),
            heard => crossed(documents, &weights, heard, decision, before),
        };
        let count = lessons.truth.len();
        if count == 0 {
            eprintln!("{decision}: nothing to learn from");
            continue;
        }
        weights.put(decision, &lessons, before.0.get(decision));
        use_weights(&weights.text());
        let yes = lessons.truth.iter().sum::<f32>() / count as f32;
        eprintln!("{decision}: {count} lessons, {:.1} % yes", yes * 100.0);
    }
    weights
}

/// Whether a decision is one of those asked for; all are where none is named.
pub(crate) fn is_asked(decision: &str, asked: &[String]) -> bool {
    asked.is_empty() || asked.iter().any(|name| name == decision)
}

/// Lessons about a decision that hears others, which were learned from the other half of the documents.
fn crossed(
    documents: &[&Document],
    weights: &Weights,
    heard: &[&str],
    decision: &str,
    before: &Weights,
) -> Lessons {
    let half = |first: usize| -> Vec<&Document> {
        documents.iter().skip(first).step_by(2).copied().collect()
    };
    let mut all = Lessons::default();
    for own in 0..2 {
        let mut other = weights.clone();
        for name in heard {
            other.put(name, &pool(&half(1 - own), name), before.0.get(*name));
            use_weights(&other.text());
        }
        all.extend(pool(&half(own), decision));
    }
    all
}

/// The lessons of some documents about one decision, as they are weighed.
pub(crate) fn pool(documents: &[&Document], decision: &str) -> Lessons {
    let made = made(documents, decision);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (source, own) in &made {
        *counts.entry(source).or_default() += own.len();
    }
    let mut lessons = Lessons::default();
    let mut sources: Vec<&str> = Vec::new();
    let mut chance = Chance(1);
    for (source, own) in &made {
        let keep = (most_lessons(decision) * 1000 / counts[source].max(1)) as u64;
        for lesson in own.iter().filter(|_| chance.takes(keep)) {
            if lessons.names.is_empty() {
                lessons.names = lesson.evidence.iter().map(|piece| piece.0).collect();
            }
            lessons.values.push(lesson.evidence.iter().map(|piece| piece.1).collect());
            lessons.truth.push(lesson.truth);
            sources.push(source);
        }
    }
    lessons.weight = weigh(&sources);
    lessons
}

/// The lessons of each document, in their order, with its source; made by two threads.
fn made<'d>(documents: &[&'d Document], decision: &str) -> Vec<(&'d str, Vec<Lesson>)> {
    let of = |document: &&'d Document| {
        let scenes = document.scenes.iter().chain(&document.alone);
        let lessons = scenes.flat_map(|scene| scene.lessons(decision)).collect();
        (document.source.as_str(), lessons)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = documents
            .chunks(documents.len().div_ceil(2).max(1))
            .map(|half| scope.spawn(move || half.iter().map(of).collect::<Vec<_>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| match thread.join() {
                Ok(made) => made,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

/// Sources weigh as the root of how much they have.
fn weigh(sources: &[&str]) -> Vec<f32> {
    let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
    for source in sources {
        *counts.entry(source).or_default() += 1.0;
    }
    sources.iter().map(|source| (EVEN / counts[source]).sqrt().min(HEAVIEST)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_taken_apart_and_put_together() {
        let (row, line) =
            ("decision row base 5 evidence a b\n1<2 3 4\n", "decision line base 1 evidence c\n7\n");
        let weights = Weights::parse(&format!("# said before\n{row}{line}"));
        assert_eq!(weights.text(), format!("{line}{row}"));
    }
}
