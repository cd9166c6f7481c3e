//! A reading held against the truth.

use rowmend::unstable::ledger::Confidence;
use rowmend::unstable::pipeline::Extraction;
use rowmend::unstable::record::{Code, Record, Value};

use super::{Cell, Truth};

/// Sums over documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    pub items: usize,
    pub found: usize,
    pub right: usize,
    pub texts: usize,
    pub texts_right: usize,
    pub rows: usize,
    pub rows_found: usize,
    pub rows_extra: usize,
    /// Boundaries by confidence (certain, likely, undetermined): told, and right among them.
    pub told: [usize; 3],
    pub told_right: [usize; 3],
}

impl Score {
    pub fn add(&mut self, other: &Score) {
        self.items += other.items;
        self.found += other.found;
        self.right += other.right;
        self.texts += other.texts;
        self.texts_right += other.texts_right;
        self.rows += other.rows;
        self.rows_found += other.rows_found;
        self.rows_extra += other.rows_extra;
        for at in 0..3 {
            self.told[at] += other.told[at];
            self.told_right[at] += other.told_right[at];
        }
    }

    /// Item F1 in tenths of a percent.
    pub fn f1(&self) -> usize {
        2000 * self.right / (self.items + self.found).max(1)
    }
}

/// Scores what was read of one table.
pub fn score(truth: &Truth, extraction: &Extraction) -> Score {
    let mut score = Score { rows: truth.rows.len(), ..Score::default() };
    let records: Vec<&Record> =
        extraction.document.tables.iter().flat_map(|t| &t.records).collect();
    let mut next = 0;
    let mut matched = 0;
    for row in &truth.rows {
        for (cell, list) in row.iter().zip(&truth.lists).skip(1) {
            if let (Cell::List(items), true) = (cell, list) {
                score.items += items.len();
            }
        }
        score.texts += row.iter().filter(|cell| matches!(cell, Cell::Text(_))).count();
        let Cell::Text(key) = &row[0] else { continue };
        let found =
            (next..records.len()).find(|at| first_text(records[*at]).as_deref() == Some(key));
        let Some(at) = found else { continue };
        matched += 1;
        next = at + 1;
        compare(row, records[at], extraction, &mut score);
    }
    score.rows_found = matched;
    score.rows_extra = records.len() - matched;
    // Items in records that no study answers for are found and wrong.
    let all: usize = records
        .iter()
        .flat_map(|record| &record.cells.0)
        .map(|(_, value)| if let Value::List(items) = value { items.len() } else { 0 })
        .sum();
    score.found = all;
    score
}

fn first_text(record: &Record) -> Option<String> {
    match record.cells.0.first().map(|(_, value)| value) {
        Some(Value::Citation(citation)) => citation.text.clone(),
        Some(Value::Text(text)) => text.clone(),
        _ => None,
    }
}

fn compare(row: &[Cell], record: &Record, extraction: &Extraction, score: &mut Score) {
    for (cell, (column, value)) in row.iter().zip(&record.cells.0) {
        match (cell, value) {
            (Cell::Text(text), Value::Text(read)) => {
                score.texts_right += usize::from(read.as_deref().unwrap_or("") == text);
            }
            (Cell::Text(text), Value::Citation(read)) => {
                score.texts_right += usize::from(read.text.as_deref() == Some(text.as_str()));
            }
            (Cell::List(items), Value::List(read)) => {
                let mut left: Vec<&Vec<String>> = items.iter().collect();
                for item in read {
                    if let Some(at) = left.iter().position(|truth| **truth == item.steps) {
                        left.remove(at);
                        score.right += 1;
                    }
                }
                let words =
                    |steps: &[String]| steps.iter().map(|s| s.split(' ').count()).sum::<usize>();
                let ends = |lengths: Vec<usize>| -> Vec<usize> {
                    lengths
                        .iter()
                        .scan(0, |sum, n| {
                            *sum += n;
                            Some(*sum)
                        })
                        .collect()
                };
                let meant = ends(items.iter().map(|item| words(item)).collect());
                let got = ends(read.iter().map(|item| words(&item.steps)).collect());
                if meant.last() != got.last() {
                    continue;
                }
                for repair in &extraction.trace.repairs {
                    let here = repair.record == record.id && repair.column == *column;
                    let (true, Code::BoundaryUnmarked, Some(item)) =
                        (here, repair.code, repair.item)
                    else {
                        continue;
                    };
                    let level = match repair.confidence {
                        Confidence::Certain => 0,
                        Confidence::Likely => 1,
                        Confidence::Undetermined => 2,
                    };
                    score.told[level] += 1;
                    let right = item > 0 && meant.contains(&got[item - 1]);
                    score.told_right[level] += usize::from(right);
                }
            }
            _ => {}
        }
    }
}
