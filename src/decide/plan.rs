//! Decisions and the places they speak about → edits that do not contradict each other.
//!
//! Every edit claims what it changes. Two different edits with a claim in common contradict each
//! other, and neither is made; the same edit decided twice is one. So the order of the decisions
//! has no say.

use std::collections::BTreeMap;

use super::target::{CellAt, Found, Keyed, Miss, RecordAt};
use super::texts::{cell_text, plain, steps};
use super::{ARROW, Action, Decision, Decisions, Exact};
use crate::record::{Code, Value};

/// A change, in terms of the document as it was extracted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Another value for a whole cell, a line for each item.
    Cell(CellAt, String),
    /// Other items for some of a cell, at the place of the first.
    Rewrite(CellAt, Vec<usize>, Vec<Vec<String>>),
    /// Another place, or none, for items of a cell; for its whole text where none are named.
    Place(CellAt, Vec<usize>, Option<Spot>),
    /// A record less.
    Without(RecordAt),
    /// Flags of a record, by index, that are settled.
    Settle(RecordAt, Vec<usize>),
}

/// Where something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) cell: CellAt,
    pub(crate) side: Side,
}

/// Beside which item of a list it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Before(usize),
    After(usize),
    Last,
}

/// What an edit changes, in terms of the document as it was extracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// What an item or, without one, a whole cell says.
    Words(CellAt, Option<usize>),
    /// Where it stands.
    Place(CellAt, Option<usize>),
    /// That a record is there, or that it is not.
    Existence(RecordAt),
}

/// What became of a decision: what it speaks about and the edit, or why there is none.
pub(crate) type Planned = Result<(Found, Edit), Miss>;

/// Plans all decisions, in the order of the file.
pub(crate) fn run(keyed: &Keyed<'_>, all: &Decisions) -> Vec<Planned> {
    let mut planned: Vec<Planned> = all.list.iter().map(|decision| one(*keyed, decision)).collect();
    let mut claims: BTreeMap<Claim, Vec<(usize, &Edit)>> = BTreeMap::new();
    for (at, edit) in edits(&planned) {
        for claim in claimed(*keyed, edit) {
            claims.entry(claim).or_default().push((at, edit));
        }
    }
    let mut against: BTreeMap<usize, usize> = BTreeMap::new();
    for (claim, claiming) in &claims {
        for (at, edit) in claiming {
            let contradicts = |other: &&(usize, &Edit)| {
                let drops = |edit: &Edit| matches!(edit, Edit::Without(_));
                let shared = matches!(claim, Claim::Existence(_));
                other.1 != *edit && (!shared || drops(edit) || drops(other.1))
            };
            if let Some((other, _)) = claiming.iter().find(contradicts) {
                against.entry(*at).or_insert(*other);
            }
        }
    }
    for (at, other) in against {
        let line = all.list.get(other).map_or(0, |decision| decision.line);
        if let Some(slot) = planned.get_mut(at) {
            *slot = Err(Miss::Ambiguous(format!(
                "the decision in line {line} wants something else of the same text"
            )));
        }
    }
    planned
}

/// The edits that are to be made, by the index of their decision.
fn edits(planned: &[Planned]) -> impl Iterator<Item = (usize, &Edit)> {
    planned.iter().enumerate().filter_map(|(at, one)| Some((at, &one.as_ref().ok()?.1)))
}

fn claimed(keyed: Keyed<'_>, edit: &Edit) -> Vec<Claim> {
    match edit {
        Edit::Cell(cell, _) => {
            let items = match keyed.value(*cell) {
                Some(Value::List(items)) => items.len(),
                _ => 0,
            };
            let mut claims = vec![Claim::Words(*cell, None), Claim::Place(*cell, None)];
            for item in 0..items {
                claims.push(Claim::Words(*cell, Some(item)));
                claims.push(Claim::Place(*cell, Some(item)));
            }
            claims.push(Claim::Existence(cell.of));
            claims
        }
        Edit::Rewrite(cell, items, _) => {
            let mut claims: Vec<Claim> =
                items.iter().map(|item| Claim::Words(*cell, Some(*item))).collect();
            // What is joined goes to one place; what is one may go elsewhere as well.
            if items.len() > 1 {
                claims.extend(items.iter().map(|item| Claim::Place(*cell, Some(*item))));
            }
            claims
        }
        Edit::Place(cell, items, spot) => {
            let mut claims: Vec<Claim> =
                items.iter().map(|item| Claim::Place(*cell, Some(*item))).collect();
            if items.is_empty() {
                claims.extend([Claim::Words(*cell, None), Claim::Place(*cell, None)]);
            }
            if let Some(spot) = spot {
                claims.push(Claim::Existence(spot.cell.of));
                if !is_list(keyed, spot.cell) {
                    claims.push(Claim::Words(spot.cell, None));
                }
            }
            claims
        }
        Edit::Without(record) => vec![Claim::Existence(*record)],
        Edit::Settle(..) => Vec::new(),
    }
}

fn is_list(keyed: Keyed<'_>, cell: CellAt) -> bool {
    matches!(keyed.value(cell), Some(Value::List(_)))
}

fn one(keyed: Keyed<'_>, decision: &Decision) -> Planned {
    let found = keyed.find(&decision.target).map_err(|miss| already(keyed, decision, miss))?;
    let edit = edit(keyed, decision, &found)?;
    Ok((found, edit))
}

fn edit(keyed: Keyed<'_>, decision: &Decision, found: &Found) -> Result<Edit, Miss> {
    let stale = |text: &str| Err(Miss::Stale(text.to_owned()));
    match (&decision.action, found.clone()) {
        (Action::Set(to), Found::Cell(cell)) => Ok(Edit::Cell(cell, to.clone())),
        (Action::Set(to), Found::Items(cell, items)) => {
            Ok(Edit::Rewrite(cell, items, vec![steps(to)]))
        }
        (Action::Set(to), Found::Step(cell, item, step)) => {
            let Some(Value::List(items)) = keyed.value(cell) else { return stale("no list") };
            let own = items.get(item).map(|item| &item.steps[..]).unwrap_or_default();
            let whole = own
                .iter()
                .enumerate()
                .flat_map(|(at, text)| if at == step { steps(to) } else { vec![text.clone()] });
            Ok(Edit::Rewrite(cell, vec![item], vec![whole.collect()]))
        }
        (Action::Split(into), Found::Items(cell, items)) => {
            Ok(Edit::Rewrite(cell, items, into.iter().map(|item| steps(item)).collect()))
        }
        (Action::Join(into), Found::Items(cell, items)) => {
            Ok(Edit::Rewrite(cell, items, vec![steps(into)]))
        }
        (Action::Move(to), Found::Items(from, items)) => {
            let spot = spot(keyed, to, from)?;
            fits_into(keyed, spot.cell, items.len())?;
            Ok(Edit::Place(from, items, Some(spot)))
        }
        (Action::Move(to), Found::Cell(from)) => {
            let spot = spot(keyed, to, from)?;
            if spot.cell == from {
                return stale("it is moved to where it is");
            }
            fits_into(keyed, spot.cell, 1)?;
            // The text of a list cell is its items.
            let items = match keyed.value(from) {
                Some(Value::List(items)) => (0..items.len()).collect(),
                _ => Vec::new(),
            };
            Ok(Edit::Place(from, items, Some(spot)))
        }
        (Action::Drop, Found::Record(record)) => Ok(Edit::Without(record)),
        (Action::Drop, Found::Cell(cell)) => Ok(Edit::Cell(cell, String::new())),
        (Action::Drop, Found::Items(cell, items)) => Ok(Edit::Place(cell, items, None)),
        (Action::Keep(codes), found) => Ok(settle(keyed, codes, &found)),
        (Action::Name(to), Found::Record(record)) => name(keyed, to, record),
        // `file` refuses every other pair.
        _ => stale("it cannot be applied to what it names"),
    }
}

fn spot(keyed: Keyed<'_>, to: &super::Destination, from: CellAt) -> Result<Spot, Miss> {
    let (cell, beside) = keyed.destination(to, from)?;
    let side = match beside {
        Some(at) if to.after.is_some() => Side::After(at),
        Some(at) => Side::Before(at),
        None => Side::Last,
    };
    Ok(Spot { cell, side })
}

/// A list takes any number of items, an empty text cell takes one.
fn fits_into(keyed: Keyed<'_>, cell: CellAt, number: usize) -> Result<(), Miss> {
    let Some(value) = keyed.value(cell) else {
        return Err(Miss::Stale("the place it is moved to is no longer there".to_owned()));
    };
    match value {
        Value::List(_) => Ok(()),
        _ if number > 1 => {
            Err(Miss::Stale("a text column takes one value, not several".to_owned()))
        }
        value if cell_text(value).is_empty() => Ok(()),
        value => Err(Miss::Stale(format!(
            "the cell it is moved to holds {:?} already",
            cell_text(value)
        ))),
    }
}

fn settle(keyed: Keyed<'_>, codes: &[Code], found: &Found) -> Edit {
    let (at, column, items) = match found {
        Found::Record(at) => (*at, None, None),
        Found::Cell(cell) => (cell.of, Some(cell.column), None),
        Found::Items(cell, items) => (cell.of, Some(cell.column), Some(items.clone())),
        Found::Step(cell, item, _) => (cell.of, Some(cell.column), Some(vec![*item])),
    };
    let record = keyed.record(at);
    let key = column.and_then(|c| record?.cells.0.get(c)).map(|(key, _)| key.as_str());
    let flags = record.map(|record| &record.flags[..]).unwrap_or_default();
    let meant = flags.iter().enumerate().filter(|(_, flag)| {
        key.is_none_or(|key| key == flag.column)
            && items.as_ref().is_none_or(|items| flag.item.is_some_and(|i| items.contains(&i)))
            && (codes.is_empty() || codes.contains(&flag.code))
    });
    Edit::Settle(at, meant.map(|(index, _)| index).collect())
}

/// A name completes what is printed of a key; it does not replace it.
fn name(keyed: Keyed<'_>, to: &str, record: RecordAt) -> Result<Edit, Miss> {
    let cell = CellAt { of: record, column: keyed.key_column(record.table) };
    let printed = plain(&keyed.key(record));
    if !plain(to).contains(&printed) {
        return Err(Miss::Stale(format!(
            "the name {to:?} does not hold what is printed, {printed:?}; `set` replaces it"
        )));
    }
    Ok(Edit::Cell(cell, to.to_owned()))
}

/// A text that is gone may already say what was decided.
fn already(keyed: Keyed<'_>, decision: &Decision, miss: Miss) -> Miss {
    let mut target = decision.target.clone();
    match (&decision.action, &target.text) {
        (Action::Set(to), Exact::Items(_)) => target.text = Exact::Items(vec![to.clone()]),
        (Action::Set(to), Exact::Whole(_)) => target.text = Exact::Whole(to.clone()),
        (Action::Set(to), Exact::Step(item, step)) => {
            let changed = steps(item)
                .into_iter()
                .map(|own| if own == plain(step) { to.clone() } else { own });
            target.text = Exact::Items(vec![changed.collect::<Vec<_>>().join(ARROW)]);
        }
        (Action::Join(into), _) => target.text = Exact::Items(vec![into.clone()]),
        (Action::Split(into), _) => target.text = Exact::Items(into.clone()),
        (Action::Name(to), _) => target.record.clone_from(to),
        (Action::Move(to), Exact::Items(_)) => {
            target.record = to.record.clone().unwrap_or(target.record);
            target.column = to.column.clone().or(target.column);
        }
        _ => return miss,
    }
    target.before = None;
    target.after = None;
    match (keyed.find(&target), miss) {
        (Ok(_), Miss::Stale(_) | Miss::Gone(..)) => {
            Miss::Stale("the source itself says so now; the decision can be removed".to_owned())
        }
        (_, miss) => miss,
    }
}
