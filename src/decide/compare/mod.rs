//! Two people's decisions about one document, point by point: where they agree and where they differ, what
//! one alone decided, and what nobody did.
//!
//! A point is a place that has flags, a notice that a person has to look into, or a place that one of
//! them decided about without being asked. They agree on it where both do the same and the same text comes of
//! it, however their entries say so.
//!
//! | file | holds |
//! |---|---|
//! | `sides` | what each decided, with the places that it covers |
//! | `kappa` | agreement beyond chance |
//! | `consensus` | what they agree on, as a decisions file in which the rest is to be chosen |

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Decisions;
use super::anchors::Anchors;
use super::made::Made;
use super::open::{self, Undone};
use super::queue::{self, About, Point};
use crate::record::{Code, Document, Flag};
use crate::trace::Trace;
use sides::{Decided, Scope, Taken};

pub mod consensus;
mod kappa;
mod sides;

/// The name of the format of a comparison.
pub const FORMAT: &str = "rowmend-compare/1";

/// A document as one person decided about it.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The document with their decisions on tables applied and no others.
    pub document: &'a Document,
    /// The index of each table's key column.
    pub keys: &'a [usize],
    /// Its trace.
    pub trace: &'a Trace,
    /// What they decided.
    pub decisions: &'a Decisions,
    /// What their file is called.
    pub file: &'a str,
}

/// How two people's decisions compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Always `rowmend-compare/1`.
    pub format: String,
    /// The file name of the source, without folders.
    pub source: String,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// The two decisions files, as they were named.
    pub files: [String; 2],
    /// How many points there are of each outcome.
    pub counts: Counts,
    /// The share of points that both decided on which they agree, to four places; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<f64>,
    /// The share of them on which they do the same, whatever text comes of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_action: Option<f64>,
    /// Cohen's kappa of what they do with the points that both decided, to four places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kappa: Option<f64>,
    /// Why there is no kappa.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kappa_undefined: Option<String>,
    /// The categories of kappa, and how often each person chose them.
    pub categories: Vec<Category>,
    /// The points, those of the document in its order, then those that nobody was asked about.
    pub points: Vec<Compared>,
    /// Decisions of each that are not applied, and so not compared.
    pub undone: [Vec<Undone>; 2],
}

/// How many points have which outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// All.
    pub points: usize,
    /// Both decided alike.
    pub agree: usize,
    /// Both decided, and otherwise.
    pub differ: usize,
    /// The first person alone decided.
    pub only_a: usize,
    /// The second person alone decided.
    pub only_b: usize,
    /// Nobody decided.
    pub neither: usize,
}

/// What may be done with a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// As the file has it; several that were done with one point have a `+` between them.
    #[serde(rename = "do")]
    pub action: String,
    /// How often the first person did so.
    pub a: usize,
    /// How often the second did.
    pub b: usize,
}

/// A point as two people decided it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// What it is called: the address of a value, TABLE:NOTICE, or what of a table was decided.
    pub id: String,
    /// What is flagged there.
    pub flags: Vec<Code>,
    /// What it says without any decision, or what the notice says; empty where that is not known.
    pub text: String,
    /// Whether they agree.
    pub outcome: Outcome,
    /// What the first person decided; empty where nothing.
    pub a: Vec<Verdict>,
    /// What the second person decided.
    pub b: Vec<Verdict>,
}

/// How two people decided a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Both alike.
    Agree,
    /// Both, and otherwise.
    Differ,
    /// The first alone.
    OnlyA,
    /// The second alone.
    OnlyB,
    /// Nobody.
    Neither,
}

/// A decision about a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What it does.
    #[serde(rename = "do")]
    pub action: String,
    /// The text or place that comes of it; empty where it says that all is right, or takes away.
    pub result: String,
    /// Who decided.
    pub who: String,
    /// Why.
    pub why: String,
    /// When, as YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its line in its file, from 1.
    pub line: usize,
    /// Its entry in the file, but for who, why and when.
    pub entry: String,
}

/// A comparison with the decisions that it is made of.
#[derive(Clone, Debug)]
pub struct Both {
    /// What is told of it.
    pub told: Comparison,
    taken: [Vec<Taken>; 2],
    /// The decisions about each point, by their numbers.
    about: Vec<[Vec<usize>; 2]>,
}

/// What was decided without being asked: values, or a question about a table; and the decisions about it.
type Unasked = (Result<Scope, String>, [Vec<usize>; 2]);

/// A point before it is judged.
struct Unit {
    id: String,
    flags: Vec<Code>,
    text: String,
    about: [Vec<usize>; 2],
}

/// Compares. `base` is the document without any decision; its own decisions are not looked at.
pub fn run(base: &Reading<'_>, sides: &[Reading<'_>; 2]) -> Both {
    let decided = [sides::decided(&sides[0]), sides::decided(&sides[1])];
    let anchors = Anchors::new(base.document, base.keys);
    let points = queue::points(base.document, &anchors, &base.trace.notices, &Decisions::default());
    let mut units: Vec<Unit> =
        points.iter().map(|point| unit(base, &anchors, point, &decided)).collect();
    units.extend(unasked(&anchors, base, &units, &decided));
    let compared: Vec<Compared> = units.iter().map(|unit| compared(unit, &decided)).collect();
    let undone = [0, 1].map(|side| {
        let own = &sides[side];
        let anchors = Anchors::new(own.document, own.keys);
        open::undone(&anchors, own.trace, own.decisions)
    });
    let files = [sides[0].file.to_owned(), sides[1].file.to_owned()];
    let told = told(base.trace, files, compared, undone);
    let about = units.into_iter().map(|unit| unit.about).collect();
    Both { told, taken: decided.map(|own| own.taken), about }
}

/// A point of the document, with the decisions about it.
fn unit(base: &Reading<'_>, anchors: &Anchors<'_>, point: &Point, decided: &[Decided; 2]) -> Unit {
    let (flags, text, scope) = match &point.about {
        About::Notice(at) => {
            let notice = base.trace.notices.get(*at);
            (Vec::new(), notice.map(|own| own.message.clone()).unwrap_or_default(), None)
        }
        About::Value(place) => {
            let record = base.document.tables.get(place.table);
            let record = record.and_then(|table| table.records.get(place.record));
            let flags = record.map(|record| &record.flags[..]).unwrap_or_default();
            let flags = place.flags.iter().filter_map(|at| flags.get(*at)).cloned();
            let text = anchors.text(place.table, place.record, place.column, place.item);
            (flags.collect(), text, Some(sides::of_place(anchors, place)))
        }
    };
    let about = [0, 1].map(|side| {
        let own = &decided[side];
        let settled = own.points.contains(&point.id);
        let is_about = |taken: &Taken| match (&taken.made, &scope) {
            (Made::Table(shape), _) => sides::answers(anchors, shape, point),
            // To keep some of what is flagged decides nothing yet.
            (Made::Value(_), Some(scope)) => {
                taken.is_about(scope, &flags) && (settled || taken.keeps.is_none())
            }
            _ => false,
        };
        (0..).zip(&own.taken).filter(|(_, taken)| is_about(taken)).map(|(at, _)| at).collect()
    });
    let flags = flags.iter().map(|flag: &Flag| flag.code).collect();
    Unit { id: point.id.clone(), flags, text, about }
}

/// Places that somebody decided about without being asked, each with all that meets there.
fn unasked(
    anchors: &Anchors<'_>,
    base: &Reading<'_>,
    asked: &[Unit],
    decided: &[Decided; 2],
) -> Vec<Unit> {
    let mut found: Vec<Unasked> = Vec::new();
    for side in [0, 1] {
        for (at, taken) in decided[side].taken.iter().enumerate() {
            if asked.iter().any(|unit| unit.about[side].contains(&at)) {
                continue;
            }
            let of = match (&taken.made, &taken.scope) {
                (Made::Table(shape), _) => Err(sides::question(shape)),
                (_, Some(scope)) => Ok(scope.clone()),
                (Made::Value(_), None) => continue,
            };
            let meets = |own: &Result<Scope, String>| match (own, &of) {
                (Ok(a), Ok(b)) => a.meets(b),
                (a, b) => a == b,
            };
            match found.iter_mut().find(|(own, _)| meets(own)) {
                Some((own, about)) => {
                    about[side].push(at);
                    if let (Ok(own), Ok(scope)) = (own, of) {
                        own.items.extend(scope.items);
                    }
                }
                None => {
                    let mut about = [Vec::new(), Vec::new()];
                    about[side].push(at);
                    found.push((of, about));
                }
            }
        }
    }
    found.sort();
    let unit = |(of, about): Unasked| match of {
        Err(id) => Unit { id, flags: Vec::new(), text: String::new(), about },
        Ok(scope) => Unit {
            text: text(base.document, anchors, &scope),
            id: scope.address(),
            flags: Vec::new(),
            about,
        },
    };
    found.into_iter().map(unit).collect()
}

/// What a place says without any decision; of a whole record its key.
fn text(document: &Document, anchors: &Anchors<'_>, scope: &Scope) -> String {
    let records = document.tables.iter().enumerate();
    let mut records =
        records.flat_map(|(table, own)| (0..own.records.len()).map(move |record| (table, record)));
    let is_it = |(table, record): &(usize, usize)| {
        anchors.address(*table, *record, None, None) == scope.record
    };
    let Some((table, record)) = records.find(is_it) else { return String::new() };
    let columns = document.tables.get(table).map(|own| &own.columns[..]).unwrap_or_default();
    let column = columns.iter().position(|own| Some(&own.key) == scope.column.as_ref());
    let Some(column) = column else { return anchors.key(table, record) };
    if scope.items.is_empty() {
        return anchors.text(table, record, column, None);
    }
    let items = scope.items.iter().map(|item| anchors.text(table, record, column, Some(*item)));
    items.collect::<Vec<_>>().join("\n")
}

fn compared(unit: &Unit, decided: &[Decided; 2]) -> Compared {
    let [a, b]: [Vec<Verdict>; 2] = [0, 1].map(|side| {
        let own = unit.about[side].iter().filter_map(|at| decided[side].taken.get(*at));
        own.map(|taken| taken.verdict.clone()).collect()
    });
    let said = |own: &[Verdict]| -> BTreeSet<(String, String)> {
        own.iter().map(|one| (one.action.clone(), one.result.clone())).collect()
    };
    let outcome = match (a.is_empty(), b.is_empty()) {
        (true, true) => Outcome::Neither,
        (false, true) => Outcome::OnlyA,
        (true, false) => Outcome::OnlyB,
        _ if said(&a) == said(&b) => Outcome::Agree,
        _ => Outcome::Differ,
    };
    let (id, flags, text) = (unit.id.clone(), unit.flags.clone(), unit.text.clone());
    Compared { id, flags, text, outcome, a, b }
}

/// What is done with a point, as one word.
fn category(verdicts: &[Verdict]) -> String {
    let actions: BTreeSet<&str> = verdicts.iter().map(|own| own.action.as_str()).collect();
    actions.into_iter().collect::<Vec<_>>().join("+")
}

fn told(
    trace: &Trace,
    files: [String; 2],
    points: Vec<Compared>,
    undone: [Vec<Undone>; 2],
) -> Comparison {
    let count = |outcome: Outcome| points.iter().filter(|own| own.outcome == outcome).count();
    let counts = Counts {
        points: points.len(),
        agree: count(Outcome::Agree),
        differ: count(Outcome::Differ),
        only_a: count(Outcome::OnlyA),
        only_b: count(Outcome::OnlyB),
        neither: count(Outcome::Neither),
    };
    let both = points.iter().filter(|own| !own.a.is_empty() && !own.b.is_empty());
    let pairs: Vec<(String, String)> =
        both.map(|own| (category(&own.a), category(&own.b))).collect();
    let same = pairs.iter().filter(|(a, b)| a == b).count();
    let kappa = kappa::kappa(&pairs);
    let margins = kappa::margins(&pairs).into_iter();
    Comparison {
        format: FORMAT.to_owned(),
        source: trace.source.name.clone(),
        sha256: trace.source.sha256.clone(),
        files,
        agreement: kappa::share(counts.agree, pairs.len()).map(places),
        same_action: kappa::share(same, pairs.len()).map(places),
        kappa: kappa.ok().map(places),
        kappa_undefined: kappa.err().map(str::to_owned),
        categories: margins.map(|(action, [a, b])| Category { action, a, b }).collect(),
        counts,
        points,
        undone,
    }
}

/// Ten-thousandths as a number of four places.
#[expect(clippy::cast_precision_loss, reason = "they are few enough to be exact")]
fn places(ten_thousandths: i64) -> f64 {
    ten_thousandths as f64 / 10_000.0
}

/// The JSON Schema of what `decide --compare --format json` prints.
pub fn schema() -> Vec<u8> {
    crate::canon::to_bytes(&schemars::schema_for!(Comparison))
}
