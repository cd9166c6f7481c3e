//! What a person decided about tables, applied before they are read as studies: so roles, keys, lists, ids,
//! flags, trace and the sum follow by themselves.
//!
//! Three steps, each looked up in what the one before it left, and within each all at once, so that the
//! order of the decisions has no say. What is told of the tables that came out is last.
//!
//! | file | step |
//! |---|---|
//! | `tables` | which tables there are, and their keys; before rows are joined |
//! | `rows` | what each row is; where a table begins: a plan |
//! | `cut` | such a plan done to a table |
//! | `columns` | which columns there are, and what they are |
//! | `part` | a column parted into two |
//! | `notices` | which notices about tables are right as they stand |
//! | `house` | what a profile says of the rows of all tables; before the decisions about them |
//! | `find` | texts → tables, rows and columns, for all of them |

use std::collections::BTreeMap;

use super::shape::Shape;
use super::target::Miss;
use crate::assemble;
use crate::table::Table;
use crate::trace::{Address, DecisionTrace, Status};
use find::Known;

mod columns;
mod cut;
mod find;
pub(crate) mod house;
mod notices;
mod part;
mod rows;
mod tables;

/// What became of a decision: the tables, by their numbers, that it concerns, or why it was not applied.
type Outcome = Result<Vec<usize>, Miss>;

/// Decisions about the tables of a document on their way.
#[derive(Debug)]
pub(crate) struct Reshaping<'a> {
    shapes: &'a [Shape],
    /// What became of each; none as long as it was not looked up.
    outcomes: Vec<Option<Outcome>>,
    /// What each table at hand is known by.
    known: Vec<Known>,
    /// The number of the next table that comes of another.
    next: usize,
}

impl<'a> Reshaping<'a> {
    /// Nothing is applied yet.
    pub(crate) fn new(shapes: &'a [Shape]) -> Self {
        let outcomes = shapes.iter().map(|_| None).collect();
        Reshaping { shapes, outcomes, known: Vec::new(), next: 0 }
    }

    fn is_idle(&self) -> bool {
        self.shapes.is_empty()
    }

    fn settle(&mut self, shape: usize, outcome: Outcome) {
        if let Some(slot) = self.outcomes.get_mut(shape) {
            *slot = Some(outcome);
        }
    }

    /// The number of a table at hand.
    fn number(&self, table: usize) -> usize {
        self.known.get(table).map_or(0, |known| known.number)
    }

    /// Of decisions that want different things of one place neither is applied. A claim is a place, the
    /// decision, and what it wants there.
    fn contradicted<C: Ord + Clone>(&mut self, claims: &[(C, usize, String)]) {
        let mut wanted: BTreeMap<C, (usize, &str)> = BTreeMap::new();
        let mut against = BTreeMap::new();
        for (place, shape, want) in claims {
            match wanted.get(place) {
                Some((other, known)) if *known != want => {
                    against.entry(*shape).or_insert(*other);
                    against.entry(*other).or_insert(*shape);
                }
                Some(_) => {}
                None => drop(wanted.insert(place.clone(), (*shape, want))),
            }
        }
        for (shape, other) in against {
            let line = self.shapes.get(other).map_or(0, |shape| shape.line);
            let message = format!("the decision in line {line} wants something else of it");
            self.settle(shape, Err(Miss::Ambiguous(message)));
        }
    }

    /// Whether a decision was found to be none that can be applied.
    fn failed(&self, shape: usize) -> bool {
        matches!(self.outcomes.get(shape), Some(Some(Err(_))))
    }

    /// What became of each decision, for the trace. `tables` are those that came out.
    pub(crate) fn traces(&self, tables: &[Table]) -> Vec<DecisionTrace> {
        let address = |number: &usize| {
            let at = self.known.iter().take(tables.len()).position(|own| own.number == *number)?;
            let (table, record) = (assemble::table_id(at), String::new());
            Some(Address { table, record, column: None, item: None })
        };
        let of = |(shape, outcome): (&Shape, &Option<Outcome>)| {
            let ((status, reason, nearest), at) = match outcome {
                Some(Ok(numbers)) => {
                    let at = numbers.iter().filter_map(address).collect();
                    ((Status::Applied, None, None), at)
                }
                Some(Err(miss)) => (miss.told(), Vec::new()),
                None => {
                    ((Status::Stale, Some("nothing became of it".to_owned()), None), Vec::new())
                }
            };
            DecisionTrace {
                line: shape.line,
                action: shape.form.name().to_owned(),
                status,
                reason,
                nearest,
                table: shape.table.clone(),
                record: String::new(),
                column: shape.form.column().map(str::to_owned),
                text: shape.form.text(),
                at,
                who: shape.who.clone(),
                why: shape.why.clone(),
                date: shape.date.clone(),
            }
        };
        self.shapes.iter().zip(&self.outcomes).map(of).collect()
    }
}
