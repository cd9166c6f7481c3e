//! Revisions made by program, with a list of what was done.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::told::{Fact, chain, key};
use super::{Cell, Truth};

/// What is done to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    InsertItem,
    DeleteItem,
    /// Within its cell, over at least two others: over one, which of the two moved has no answer.
    ReorderItem,
    MoveToColumn,
    MoveToRecord,
    /// One word of an item.
    Reword,
    /// One of three steps or more reads otherwise, is dropped, or is new.
    RewordStep,
    DropStep,
    AddStep,
    SplitItem,
    JoinItems,
    /// One word of a text cell.
    RewordText,
    InsertRecord,
    DeleteRecord,
    MoveRecord,
    RenameKey,
    /// Half of the items of a cell become a study of their own.
    DivideRecord,
    /// A study goes, and its items go to the one before it.
    MergeRecords,
    /// A new item whose later steps are those of an item that is there.
    InsertAlike,
    /// To another study, with one word changed.
    MoveReworded,
    /// The key of a study is mended, and its items go on changing.
    RenameAndChange,
    RenameColumn,
    MoveColumn,
}

pub const EDITS: &[Edit] = &[
    Edit::InsertItem,
    Edit::DeleteItem,
    Edit::ReorderItem,
    Edit::MoveToColumn,
    Edit::MoveToRecord,
    Edit::Reword,
    Edit::RewordStep,
    Edit::DropStep,
    Edit::AddStep,
    Edit::SplitItem,
    Edit::JoinItems,
    Edit::RewordText,
    Edit::InsertRecord,
    Edit::DeleteRecord,
    Edit::MoveRecord,
    Edit::RenameKey,
    Edit::DivideRecord,
    Edit::MergeRecords,
    Edit::InsertAlike,
    Edit::MoveReworded,
    Edit::RenameAndChange,
    Edit::RenameColumn,
    Edit::MoveColumn,
];

/// A table that is being revised. What was touched once is left alone by later edits, so that what
/// was done stays what can be seen.
#[derive(Clone, Debug)]
pub struct Revision {
    pub truth: Truth,
    pub facts: Vec<Fact>,
    /// The key of each row before, and the header of each column before.
    names: Vec<String>,
    columns: Vec<String>,
    /// By row and column: the texts of items that are touched, or that a cell's text is.
    touched: BTreeMap<(String, String), Vec<String>>,
    /// Rows that are new or have lost what made them.
    closed: Vec<String>,
    fresh: usize,
}

const NEW_HEADS: &[&str] = &[
    "Weekly huddles of all wards",
    "A patient panel with a vote",
    "Pooled pharmacy budget",
    "Joint induction for new clerks",
    "Rotating chair among the trusts",
    "An escrow for shared savings",
];
const NEW_TAILS: &[&str] = &[
    "fewer handover slips",
    "earlier warnings",
    "quieter corridors",
    "bolder requests",
    "visible bookkeeping",
    "steadier rosters",
];

/// An item begins with a capital where the author made it begin anew.
fn capital(steps: &mut [String]) {
    if let Some(step) = steps.first_mut() {
        let mut letters = step.chars();
        let first = letters.next().map(char::to_uppercase);
        *step = first.into_iter().flatten().chain(letters).collect();
    }
}

impl Revision {
    pub fn new(truth: Truth) -> Self {
        let names = truth.rows.iter().map(|row| key(row)).collect();
        let (facts, touched, closed) = (Vec::new(), BTreeMap::new(), Vec::new());
        let columns = truth.header.clone();
        Revision { truth, facts, names, columns, touched, closed, fresh: 0 }
    }

    fn fact(&mut self, kind: &str, detail: String) {
        self.facts.push((kind.to_owned(), detail));
    }

    fn touch(&mut self, row: usize, col: usize, text: &str) {
        let cell = (self.names[row].clone(), self.columns[col].clone());
        self.touched.entry(cell).or_default().push(text.to_owned());
    }

    fn free(&self, row: usize, col: usize, text: &str) -> bool {
        let cell = self.touched.get(&(self.names[row].clone(), self.columns[col].clone()));
        cell.is_none_or(|texts| texts.iter().all(|touched| touched != text))
    }

    fn items(&self, row: usize, col: usize) -> &[Vec<String>] {
        match &self.truth.rows[row][col] {
            Cell::List(items) => items,
            Cell::Text(_) => &[],
        }
    }

    fn items_mut(&mut self, row: usize, col: usize) -> &mut Vec<Vec<String>> {
        match &mut self.truth.rows[row][col] {
            Cell::List(items) => items,
            Cell::Text(_) => panic!("no list"),
        }
    }

    /// A list cell of a row that is open, where `fits` holds.
    fn cell(
        &self,
        chance: &mut Chance,
        fits: impl Fn(&[Vec<String>]) -> bool,
    ) -> Option<(usize, usize)> {
        let places: Vec<(usize, usize)> = (0..self.truth.rows.len())
            .filter(|row| !self.closed.contains(&self.names[*row]))
            .flat_map(|row| (1..self.truth.header.len()).map(move |col| (row, col)))
            .filter(|(_, col)| self.truth.lists[*col])
            .filter(|(row, col)| fits(self.items(*row, *col)))
            .collect();
        places.get(chance.below(places.len())).copied()
    }

    /// An untouched item that stands once in the table, where `fits` holds.
    fn item(
        &self,
        chance: &mut Chance,
        fits: impl Fn(&[String]) -> bool,
    ) -> Option<(usize, usize, usize)> {
        let places: Vec<(usize, usize, usize)> = (0..self.truth.rows.len())
            .filter(|row| !self.closed.contains(&self.names[*row]))
            .flat_map(|row| (1..self.truth.header.len()).map(move |col| (row, col)))
            .flat_map(|(row, col)| {
                (0..self.items(row, col).len()).map(move |item| (row, col, item))
            })
            .filter(|(row, col, item)| {
                let steps = &self.items(*row, *col)[*item];
                fits(steps) && self.free(*row, *col, &chain(steps))
            })
            .collect();
        places.get(chance.below(places.len())).copied()
    }

    fn address(&self, row: usize, col: usize) -> String {
        format!("{} / {}", self.names[row], self.columns[col])
    }

    fn new_item(&mut self, chance: &mut Chance) -> Vec<String> {
        self.fresh += 1;
        let steps = 1 + chance.below(3);
        let head = format!("{} in year {}", chance.pick(NEW_HEADS), self.fresh);
        let tails = (0..steps).map(|_| chance.pick(NEW_TAILS).to_owned());
        std::iter::once(head).chain(tails).collect()
    }

    /// Does it, and notes what was done; `None` where the table has no place for it.
    pub fn apply(&mut self, edit: Edit, chance: &mut Chance) -> Option<()> {
        match edit {
            Edit::InsertItem => {
                let (row, col) = self.cell(chance, |items| !items.is_empty())?;
                let item = self.new_item(chance);
                let spots: Vec<usize> = (0..=self.items(row, col).len())
                    .filter(|at| {
                        // Not between the halves of something.
                        let around = self.items(row, col).iter().skip(at.saturating_sub(1)).take(2);
                        *at == 0
                            || *at == self.items(row, col).len()
                            || around.clone().any(|item| self.free(row, col, &chain(item)))
                    })
                    .collect();
                let at = spots[chance.below(spots.len())];
                let text = chain(&item);
                self.items_mut(row, col).insert(at, item);
                self.touch(row, col, &text);
                self.fact("item-added", format!("{} + {text}", self.address(row, col)));
            }
            Edit::DeleteItem => {
                let (row, col, at) = self.item(chance, |_| true)?;
                let item = self.items_mut(row, col).remove(at);
                self.touch(row, col, &chain(&item));
                self.fact("item-removed", format!("{} - {}", self.address(row, col), chain(&item)));
            }
            Edit::ReorderItem => {
                let (row, col) = self.cell(chance, |items| items.len() >= 4)?;
                let items = self.items(row, col).to_vec();
                if items.iter().any(|item| !self.free(row, col, &chain(item))) {
                    return None;
                }
                let from = chance.below(items.len());
                let to = (from + 2 + chance.below(items.len() - 3)) % items.len();
                if from.abs_diff(to) < 2 || items.iter().filter(|i| **i == items[from]).count() > 1
                {
                    return None;
                }
                let item = self.items_mut(row, col).remove(from);
                self.items_mut(row, col).insert(to, item);
                for item in &items {
                    self.touch(row, col, &chain(item));
                }
                let place = self.address(row, col);
                self.fact("item-moved", format!("{place} > {place}: {}", chain(&items[from])));
            }
            Edit::InsertAlike => {
                let (row, col, at) = self.item(chance, |steps| steps.len() >= 3)?;
                let mut item = self.new_item(chance);
                item.truncate(1);
                item.extend(self.items(row, col)[at].iter().skip(1).cloned());
                let text = chain(&item);
                self.items_mut(row, col).push(item);
                self.touch(row, col, &text);
                self.fact("item-added", format!("{} + {text}", self.address(row, col)));
            }
            Edit::MoveToColumn | Edit::MoveToRecord | Edit::MoveReworded => {
                self.carry(edit, chance)?;
            }
            Edit::RenameColumn | Edit::MoveColumn => self.column(edit, chance)?,
            Edit::Reword | Edit::RewordStep | Edit::DropStep | Edit::AddStep => {
                self.reword(edit, chance)?;
            }
            Edit::SplitItem => {
                let (row, col, at) =
                    self.item(chance, |steps| steps.len() >= 2 && chain(steps).len() > 20)?;
                let whole = self.items(row, col)[at].clone();
                let cut = 1 + chance.below(whole.len() - 1);
                let (one, mut two) = (whole[..cut].to_vec(), whole[cut..].to_vec());
                capital(&mut two);
                self.items_mut(row, col).splice(at..=at, [one.clone(), two.clone()]);
                self.touch(row, col, &chain(&one));
                self.touch(row, col, &chain(&two));
                let place = self.address(row, col);
                let parts = [chain(&one), chain(&two)].join(" | ");
                self.fact("item-split", format!("{place}: {} = {parts}", chain(&whole)));
            }
            Edit::JoinItems => {
                let (row, col) = self.cell(chance, |items| items.len() >= 2)?;
                let at = chance.below(self.items(row, col).len() - 1);
                let pair = self.items(row, col)[at..at + 2].to_vec();
                if pair.iter().any(|item| !self.free(row, col, &chain(item))) {
                    return None;
                }
                let whole = pair.concat();
                self.items_mut(row, col).splice(at..at + 2, [whole.clone()]);
                self.touch(row, col, &chain(&whole));
                let place = self.address(row, col);
                let parts = [chain(&pair[0]), chain(&pair[1])].join(" | ");
                self.fact("item-joined", format!("{place}: {parts} = {}", chain(&whole)));
            }
            Edit::RewordText => {
                let places: Vec<(usize, usize)> = (0..self.truth.rows.len())
                    .filter(|row| !self.closed.contains(&self.names[*row]))
                    .flat_map(|row| (1..self.truth.header.len()).map(move |col| (row, col)))
                    .filter(|(row, col)| {
                        matches!(&self.truth.rows[*row][*col], Cell::Text(t) if !t.is_empty())
                            && self.free(*row, *col, "")
                    })
                    .collect();
                let (row, col) = *places.get(chance.below(places.len()))?;
                let Cell::Text(text) = &mut self.truth.rows[row][col] else { return None };
                let old = std::mem::replace(text, format!("{text} revised"));
                self.touch(row, col, "");
                let place = self.address(row, col);
                self.fact("value-changed", format!("{place}: {old} = {old} revised"));
            }
            _ => self.whole_record(edit, chance)?,
        }
        Some(())
    }

    fn carry(&mut self, edit: Edit, chance: &mut Chance) -> Option<()> {
        let (row, col, at) = self.item(chance, |steps| {
            // What stands in many studies alike is not told as moved between them.
            edit == Edit::MoveToColumn || chain(steps).len() > 24
        })?;
        let places: Vec<(usize, usize)> = match edit {
            Edit::MoveToColumn => (1..self.truth.header.len())
                .filter(|other| *other != col && self.truth.lists[*other])
                .map(|other| (row, other))
                .collect(),
            _ => (0..self.truth.rows.len())
                .filter(|other| *other != row && !self.closed.contains(&self.names[*other]))
                .map(|other| (other, col))
                .collect(),
        };
        let (to, to_col) = *places.get(chance.below(places.len()))?;
        let item = self.items(row, col)[at].clone();
        let mut after = item.clone();
        if edit == Edit::MoveReworded {
            let last = after.last_mut()?;
            let mut words: Vec<&str> = last.split(' ').collect();
            let word = words.last_mut().filter(|_| chain(&item).len() > 60)?;
            *word = "renewed";
            *last = words.join(" ");
        }
        let twin = (0..self.truth.rows.len())
            .flat_map(|row| (1..self.truth.header.len()).map(move |col| (row, col)))
            .flat_map(|(row, col)| self.items(row, col))
            .filter(|other| **other == item)
            .count();
        if twin > 1 {
            return None;
        }
        self.items_mut(row, col).remove(at);
        let end = self.items(to, to_col).len();
        self.items_mut(to, to_col).insert(end, after.clone());
        self.touch(row, col, &chain(&item));
        self.touch(to, to_col, &chain(&after));
        let places = format!("{} > {}", self.address(row, col), self.address(to, to_col));
        let text = match after == item {
            true => chain(&item),
            false => format!("{} = {}", chain(&item), chain(&after)),
        };
        self.fact("item-moved", format!("{places}: {text}"));
        Some(())
    }

    fn column(&mut self, edit: Edit, chance: &mut Chance) -> Option<()> {
        let count = self.truth.header.len();
        if count < 4 || self.facts.iter().any(|(kind, _)| kind.starts_with("column")) {
            return None;
        }
        if edit == Edit::RenameColumn {
            let col = 1 + chance.below(count - 1);
            let name = "What the studies told us".to_owned();
            let old = std::mem::replace(&mut self.truth.header[col], name.clone());
            self.fact("column-changed", format!("{old} = {name}"));
            return Some(());
        }
        // Over two others at least: over one, which of the two moved has no answer.
        let (from, to) = [(1, count - 1), (count - 1, 1)][chance.below(2)];
        let header = self.truth.header.remove(from);
        self.truth.header.insert(to, header);
        let list = self.truth.lists.remove(from);
        self.truth.lists.insert(to, list);
        let column = self.columns.remove(from);
        self.columns.insert(to, column.clone());
        for row in &mut self.truth.rows {
            let cell = row.remove(from);
            row.insert(to, cell);
        }
        self.fact("column-moved", column);
        Some(())
    }

    fn reword(&mut self, edit: Edit, chance: &mut Chance) -> Option<()> {
        let words = |steps: &[String]| chain(steps).split(' ').filter(|w| *w != "→").count();
        let (row, col, at) = self.item(chance, |steps| match edit {
            Edit::Reword => words(steps) >= 4,
            Edit::AddStep => words(steps) >= 4,
            _ => steps.len() >= 3,
        })?;
        let old = self.items(row, col)[at].clone();
        let mut new = old.clone();
        let step = chance.below(new.len());
        match edit {
            Edit::Reword => {
                let mut words: Vec<&str> = new[step].split(' ').collect();
                let word = chance.below(words.len());
                words[word] = if word == 0 { "Renewed" } else { "renewed" };
                new[step] = words.join(" ");
            }
            Edit::RewordStep => {
                new[step] = chance.pick(NEW_TAILS).to_owned();
                if step == 0 {
                    capital(&mut new);
                }
            }
            Edit::DropStep => {
                drop(new.remove(step));
                capital(&mut new);
            }
            _ => new.push(chance.pick(NEW_TAILS).to_owned()),
        }
        if new == old {
            return None;
        }
        self.items_mut(row, col)[at].clone_from(&new);
        self.touch(row, col, &chain(&new));
        let place = self.address(row, col);
        self.fact("item-changed", format!("{place}: {} = {}", chain(&old), chain(&new)));
        Some(())
    }

    fn whole_record(&mut self, edit: Edit, chance: &mut Chance) -> Option<()> {
        let count = self.truth.rows.len();
        let open: Vec<usize> = (0..count)
            .filter(|row| {
                let name = &self.names[*row];
                !self.closed.contains(name) && !self.touched.keys().any(|(other, _)| other == name)
            })
            .collect();
        let row = *open.get(chance.below(open.len()))?;
        let name = self.names[row].clone();
        match edit {
            Edit::InsertRecord => {
                let key = self.new_key();
                let mut cells = vec![Cell::Text(key.clone())];
                for col in 1..self.truth.header.len() {
                    cells.push(if self.truth.lists[col] {
                        Cell::List(
                            (0..1 + chance.below(3)).map(|_| self.new_item(chance)).collect(),
                        )
                    } else {
                        self.truth.rows[row][col].clone()
                    });
                }
                self.truth.rows.insert(row, cells);
                self.names.insert(row, key.clone());
                self.closed.push(key.clone());
                self.fact("record-added", key);
            }
            Edit::DeleteRecord => {
                if count < 3 {
                    return None;
                }
                self.truth.rows.remove(row);
                self.names.remove(row);
                self.fact("record-removed", name);
            }
            Edit::MoveRecord => {
                if count < 6 || self.facts.iter().any(|(kind, _)| kind.starts_with("record")) {
                    return None;
                }
                let to = (row + 3 + chance.below(count - 5)) % count;
                if row.abs_diff(to) < 3 {
                    return None;
                }
                let cells = self.truth.rows.remove(row);
                self.truth.rows.insert(to, cells);
                self.names.remove(row);
                self.names.insert(to, name.clone());
                self.closed.push(name.clone());
                self.fact("record-moved", name);
            }
            Edit::RenameKey => {
                let key = self.new_key();
                let old = std::mem::replace(&mut self.truth.rows[row][0], Cell::Text(key.clone()));
                let Cell::Text(old) = old else { return None };
                self.closed.push(name.clone());
                let place = self.address(row, 0);
                self.fact("record-renamed", format!("{name} = {key}"));
                self.fact("value-changed", format!("{place}: {old} = {key}"));
            }
            Edit::RenameAndChange => {
                let col =
                    (1..self.truth.header.len()).find(|col| self.items(row, *col).len() >= 3)?;
                let key = self.new_key();
                let old = std::mem::replace(&mut self.truth.rows[row][0], Cell::Text(key.clone()));
                let Cell::Text(old) = old else { return None };
                self.fact("record-renamed", format!("{name} = {key}"));
                self.fact("value-changed", format!("{}: {old} = {key}", self.address(row, 0)));
                let gone = self.items_mut(row, col).remove(0);
                let new = self.new_item(chance);
                let place = self.address(row, col);
                self.fact("item-removed", format!("{place} - {}", chain(&gone)));
                self.fact("item-added", format!("{place} + {}", chain(&new)));
                self.items_mut(row, col).push(new);
                self.closed.push(name);
            }
            Edit::DivideRecord => {
                let col = (1..self.truth.header.len()).find(|col| {
                    self.items(row, *col).iter().filter(|item| chain(item).len() > 24).count() >= 4
                })?;
                if !self.all_single(row) {
                    return None;
                }
                let key = self.new_key();
                let half = self.items(row, col).len() / 2;
                let moved = self.items_mut(row, col).split_off(half);
                let mut cells = self.truth.rows[row].clone();
                for (other, cell) in cells.iter_mut().enumerate() {
                    if let Cell::List(items) = cell {
                        *items = if other == col { moved.clone() } else { Vec::new() };
                    }
                }
                cells[0] = Cell::Text(key.clone());
                self.truth.rows.insert(row + 1, cells);
                self.names.insert(row + 1, key.clone());
                self.closed.extend([name, key.clone()]);
                self.fact("record-added", key);
                let places = format!("{} > {}", self.address(row, col), self.address(row + 1, col));
                for item in moved {
                    self.fact("item-moved", format!("{places}: {}", chain(&item)));
                }
            }
            Edit::MergeRecords => {
                if row == 0 || !open.contains(&(row - 1)) || !self.all_single(row) {
                    return None;
                }
                let cells = self.truth.rows.remove(row);
                self.fact("record-removed", name.clone());
                for (col, cell) in cells.into_iter().enumerate() {
                    let Cell::List(items) = cell else { continue };
                    let column = self.columns[col].clone();
                    let places = format!("{name} / {column} > {}", self.address(row - 1, col));
                    for item in &items {
                        self.fact("item-moved", format!("{places}: {}", chain(item)));
                    }
                    self.items_mut(row - 1, col).extend(items);
                }
                self.names.remove(row);
                self.closed.push(self.names[row - 1].clone());
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether each item of a row stands nowhere else, and is long enough to be known by its words.
    fn all_single(&self, row: usize) -> bool {
        let all: Vec<&Vec<String>> = (0..self.truth.rows.len())
            .flat_map(|row| (1..self.truth.header.len()).map(move |col| (row, col)))
            .flat_map(|(row, col)| self.items(row, col))
            .collect();
        (1..self.truth.header.len()).flat_map(|col| self.items(row, col)).all(|item| {
            chain(item).len() > 24 && all.iter().filter(|other| **other == item).count() == 1
        })
    }

    fn new_key(&mut self) -> String {
        self.fresh += 1;
        let name = ["Quill", "Vantongeren", "Ximenes", "Yarrow", "Zobel"][self.fresh % 5];
        let year = 1990 + self.fresh % 30;
        // As the other keys of the table are printed.
        match self.names.first().map(String::as_str) {
            Some(first) if first.starts_with('(') => format!("({name} et al., {year})"),
            _ => format!("{name} et al., {year}"),
        }
    }
}
