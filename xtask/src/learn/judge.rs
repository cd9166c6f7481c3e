//! How often single decisions are right, by source; documents that were learned from beside those left
//! out. What counts in the end is `read`: these figures say which decision it fails on.

use rowmend::unstable::detect::lesson;

use super::boost::Lessons;
use super::corpus::Document;
use super::lessons::{ORDER, is_asked, pool};
use super::sources;

/// Prints a line for each decision and source.
pub(crate) fn print(seen: &[&Document], left_out: &[&Document], asked: &[String]) {
    println!("{:8} {:24} {:>24} {:>24}", "decision", "source", "seen", "left out");
    for decision in ORDER.into_iter().filter(|name| is_asked(name, asked)) {
        for source in sources(seen.iter().chain(left_out)) {
            let of = |all: &[&Document]| {
                let own: Vec<&Document> =
                    all.iter().filter(|document| document.source == source).copied().collect();
                told(decision, &pool(&own, decision))
            };
            println!("{decision:8} {source:24} {:>24} {:>24}", of(seen), of(left_out));
        }
    }
}

fn told(decision: &str, lessons: &Lessons) -> String {
    if lessons.truth.is_empty() {
        return "-".to_owned();
    }
    let score = |values: &Vec<i32>| lesson::score(decision, &lessons.names, values);
    let scores: Vec<i32> = lessons.values.iter().map(score).collect();
    let (right, area) = (right(&scores, &lessons.truth), area(&scores, &lessons.truth));
    let area = area.map_or_else(|| "-".to_owned(), |area| format!("{area:.3}"));
    format!("{right:.3} right, AUC {area}")
}

/// The share of decisions that are right.
fn right(scores: &[i32], truth: &[f32]) -> f64 {
    let right = scores.iter().zip(truth).filter(|(score, truth)| (**score > 0) == (**truth > 0.5));
    right.count() as f64 / scores.len().max(1) as f64
}

/// The area under the curve of hits over false alarms (ROC): how likely a true one scores higher than
/// a false one; none where one of both is lacking. Equal scores keep the order of the lessons.
fn area(scores: &[i32], truth: &[f32]) -> Option<f64> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by_key(|at| scores[*at]);
    let (mut ranks, mut yes) = (0f64, 0f64);
    for (rank, _) in (1..).zip(&order).filter(|(_, at)| truth[**at] > 0.5) {
        ranks += f64::from(rank);
        yes += 1.0;
    }
    let no = scores.len() as f64 - yes;
    (yes * no > 0.0).then(|| (ranks - yes * (yes + 1.0) / 2.0) / (yes * no))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_the_chance_that_a_true_one_scores_higher() {
        let truth = [0.0, 1.0, 0.0, 1.0];
        assert!(area(&[-5, 1, 2, 9], &truth).is_some_and(|area| (area - 0.75).abs() < 1e-9));
        assert_eq!(area(&[3, 4], &[1.0, 1.0]), None);
        assert!((right(&[-5, 1, 2, 9], &truth) - 0.75).abs() < 1e-9);
    }
}
