//! A change → the values of both documents that it tells of.
//!
//! The values of a document are numbered in its own order. Where a document has nothing of a change, one of
//! its values is told near which that would stand.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffTag};

use crate::diff::{Both, Change, Diff, Spot};
use crate::pipeline::Extraction;
use crate::record::{Item, Value};
use crate::show::heads::Heads;
use crate::trace::Span;

/// A text of a document and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) spans: &'a [Span],
    /// As it was read, where it is a part of what stands there.
    pub(super) text: Option<&'a str>,
}

/// What a value is: its column, and the item and step in a list.
#[derive(Clone, Copy, Debug)]
struct Known<'a> {
    column: &'a str,
    item: Option<usize>,
    step: Option<usize>,
    number: usize,
}

/// What stands round the values of a table, as numbers of texts.
#[derive(Debug)]
struct Round<'a> {
    title: usize,
    columns: Vec<usize>,
    texts: Vec<(&'a str, usize)>,
}

/// The values of a document, and which of them belong to what.
#[derive(Debug)]
pub(super) struct Values<'a> {
    extraction: &'a Extraction,
    pub(super) all: Vec<Text<'a>>,
    /// By table: what stands round its values.
    round: BTreeMap<&'a str, Round<'a>>,
    /// By table and record.
    known: BTreeMap<&'a str, BTreeMap<&'a str, Vec<Known<'a>>>>,
}

impl<'a> Values<'a> {
    fn of((extraction, heads): (&'a Extraction, &'a [Heads])) -> Self {
        let mut values =
            Values { extraction, all: Vec::new(), round: BTreeMap::new(), known: BTreeMap::new() };
        let mut texts = BTreeMap::new();
        for table in &extraction.document.tables {
            for record in &table.records {
                texts.insert((table.id.as_str(), record.id.as_str()), &record.cells);
            }
        }
        for traced in &extraction.trace.records {
            let (table, record) = (traced.table.as_str(), traced.record.as_str());
            let cells = texts.get(&(table, record));
            let own = values.known.entry(table).or_default().entry(record).or_default();
            for cell in &traced.cells {
                let value = cells.and_then(|cells| cells.get(&cell.column));
                for part in &cell.parts {
                    let (item, step) = (part.item, part.step);
                    let number = values.all.len();
                    own.push(Known { column: &cell.column, item, step, number });
                    let text = part.raw.as_deref().or_else(|| step_of(value?, item?, step?));
                    values.all.push(Text { spans: &part.spans, text });
                }
            }
        }
        for (table, heads) in extraction.document.tables.iter().zip(heads) {
            let round = values.add_round(heads);
            values.round.insert(&table.id, round);
        }
        values
    }

    fn add_round(&mut self, heads: &'a Heads) -> Round<'a> {
        let mut add = |spans: &'a [Span]| {
            self.all.push(Text { spans, text: None });
            self.all.len() - 1
        };
        Round {
            title: add(&heads.title),
            columns: heads.columns.iter().map(|spans| add(spans)).collect(),
            texts: heads.texts.iter().map(|(text, spans)| (text.as_str(), add(spans))).collect(),
        }
    }

    /// The caption of a table.
    fn title(&self, table: &str) -> Vec<usize> {
        self.round.get(table).map(|round| round.title).into_iter().collect()
    }

    /// The name of a column.
    fn header(&self, table: &str, column: &str) -> Vec<usize> {
        let found = self.extraction.document.tables.iter().find(|own| own.id == table);
        let at = found.and_then(|own| own.columns.iter().position(|own| own.key == column));
        let round = self.round.get(table);
        at.and_then(|at| round?.columns.get(at).copied()).into_iter().collect()
    }

    /// A note, or the name of a group, where it stands only once.
    fn note(&self, table: &str, text: &str) -> Vec<usize> {
        let texts = self.round.get(table).map(|round| &round.texts[..]).unwrap_or_default();
        let own = texts.iter().filter(|(own, _)| *own == text).map(|(_, number)| *number);
        let found: Vec<usize> = own.collect();
        if found.len() == 1 { found } else { Vec::new() }
    }

    fn known(&self, table: &str, record: &str) -> &[Known<'a>] {
        let own = self.known.get(table).and_then(|records| records.get(record));
        own.map(Vec::as_slice).unwrap_or_default()
    }

    fn record(&self, table: &str, record: &str) -> Vec<usize> {
        self.known(table, record).iter().map(|own| own.number).collect()
    }

    fn cell(&self, table: &str, record: &str, column: &str) -> Vec<usize> {
        let own = self.known(table, record).iter().filter(|own| own.column == column);
        own.map(|own| own.number).collect()
    }

    /// An item of a list; of its steps only some, where those are told.
    fn item(&self, table: &str, spot: &Spot, steps: Option<&[usize]>) -> Vec<usize> {
        let wanted = |own: &&Known<'_>| {
            let step = steps.is_none_or(|steps| own.step.is_none_or(|step| steps.contains(&step)));
            own.column == spot.column && own.item == Some(spot.item) && step
        };
        let own = self.known(table, &spot.record).iter().filter(wanted);
        own.map(|own| own.number).collect()
    }

    fn table(&self, id: &str) -> Vec<usize> {
        [self.title(id), self.of_table(id, |_| true)].concat()
    }

    fn column(&self, table: &str, column: &str) -> Vec<usize> {
        let header = self.header(table, column);
        [header, self.of_table(table, |own| own.column == column)].concat()
    }

    /// Whether any of these texts has a place.
    fn are_shown(&self, numbers: &[usize]) -> bool {
        let texts = numbers.iter().filter_map(|at| self.all.get(*at));
        texts.into_iter().any(|text| !text.spans.is_empty())
    }

    fn of_table(&self, table: &str, wanted: impl Fn(&Known<'_>) -> bool) -> Vec<usize> {
        let own = self.known.get(table).into_iter().flat_map(BTreeMap::values).flatten();
        let mut all: Vec<usize> = own.filter(|own| wanted(own)).map(|own| own.number).collect();
        all.sort_unstable();
        all
    }

    /// The value that names a record.
    fn name(&self, table: &str, record: &str) -> Vec<usize> {
        let tables = self.extraction.document.tables.iter().zip(&self.extraction.keys);
        let found = tables.into_iter().find(|(own, _)| own.id == table);
        let key = found.and_then(|(own, key)| own.columns.get(*key)).map(|column| &column.key);
        let own = key.map(|key| self.cell(table, record, key)).filter(|own| !own.is_empty());
        own.unwrap_or_else(|| self.record(table, record).into_iter().take(1).collect())
    }

    /// The text that names a record.
    pub(super) fn name_text(&self, table: &str, record: &str) -> Option<String> {
        let tables = self.extraction.document.tables.iter().zip(&self.extraction.keys);
        let (own, key) = tables.into_iter().find(|(own, _)| own.id == table)?;
        let record = own.records.iter().find(|own| own.id == record)?;
        match record.cells.get(&own.columns.get(*key)?.key)? {
            Value::Text(text) => text.clone(),
            Value::Citation(citation) => citation.text.clone(),
            Value::List(items) => items.first().map(|item| item.steps.join(crate::marks::ARROW)),
        }
    }
}

fn step_of(value: &Value, item: usize, step: usize) -> Option<&str> {
    match value {
        Value::List(items) => items.get(item)?.steps.get(step).map(String::as_str),
        Value::Text(_) | Value::Citation(_) => None,
    }
}

/// What a change lights up in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lit {
    /// The numbers of its values.
    pub(super) values: Vec<usize>,
    /// Where there are none: a value near which they would stand.
    pub(super) near: Option<usize>,
}

impl Lit {
    fn or_near(values: Vec<usize>, near: impl FnOnce() -> Option<usize>) -> Lit {
        let near = if values.is_empty() { near() } else { None };
        Lit { values, near }
    }
}

/// Both documents, and which records of theirs are one though their ids are not.
#[derive(Debug)]
pub(super) struct Places<'a> {
    pub(super) sides: [Values<'a>; 2],
    /// By side, table and record: what the record is called on the other side.
    renamed: [BTreeMap<(&'a str, &'a str), &'a str>; 2],
    /// By side: the records that the other side has not.
    alone: [BTreeSet<(&'a str, &'a str)>; 2],
}

impl<'a> Places<'a> {
    pub(super) fn of(diff: &'a Diff, documents: [(&'a Extraction, &'a [Heads]); 2]) -> Self {
        let mut places = Places {
            sides: documents.map(Values::of),
            renamed: Default::default(),
            alone: Default::default(),
        };
        for change in &diff.changes {
            match change {
                Change::RecordRenamed { table, record } => {
                    let (before, after) = (record.before().as_str(), record.after().as_str());
                    places.renamed[0].insert((table.before(), before), after);
                    places.renamed[1].insert((table.after(), after), before);
                }
                Change::RecordRemoved { table, value, .. } => {
                    places.alone[0].insert((table.before(), &value.id));
                }
                Change::RecordAdded { table, value, .. } => {
                    places.alone[1].insert((table.after(), &value.id));
                }
                _ => {}
            }
        }
        places
    }

    /// What a change lights up before and after.
    pub(super) fn of_change(&self, change: &Change) -> [Lit; 2] {
        use Change::*;
        match change {
            TableAdded { value, .. } => self.one_sided(1, |own| own.table(&value.id), None),
            TableRemoved { value, .. } => self.one_sided(0, |own| own.table(&value.id), None),
            TableMoved { table, .. } => self.both(|side, own| own.table(on(table, side))),
            TableRenamed { table } | TitleChanged { table, .. } => self.titles(table),
            NoteAdded { table, value, .. } => self.notes(table, ["", value]),
            NoteRemoved { table, value, .. } => self.notes(table, [value, ""]),
            NoteChanged { table, before, after, .. } => self.notes(table, [before, after]),
            ColumnAdded { table, value, .. } | ColumnRemoved { table, value, .. } => {
                let side = usize::from(matches!(change, ColumnAdded { .. }));
                let near = self.start(1 - side, on(table, 1 - side));
                self.one_sided(side, |own| own.column(on(table, side), &value.key), near)
            }
            ColumnMoved { table, column, .. } => {
                self.both(|side, own| own.column(on(table, side), on(column, side)))
            }
            ColumnChanged { table, before, after, .. } => self.both(|side, own| {
                let (table, column) = (on(table, side), &[before, after][side].key);
                let header = own.header(table, column);
                if own.are_shown(&header) { header } else { own.column(table, column) }
            }),
            RecordRemoved { table, at, value } => self.record(0, table, *at, &value.id),
            RecordAdded { table, at, value } => self.record(1, table, *at, &value.id),
            RecordMoved { table, record, .. } => {
                self.both(|side, own| own.record(on(table, side), on(record, side)))
            }
            GroupChanged { table, record, before, after } => self.both(|side, own| {
                let (table, record) = (on(table, side), on(record, side));
                let group = [before, after][side].as_deref().unwrap_or_default();
                let last = group.rsplit(" / ").next().unwrap_or_default();
                [own.note(table, last), own.name(table, record)].concat()
            }),
            RecordRenamed { table, record }
            | RecordNotesChanged { table, record, .. }
            | FlagAdded { table, record, .. }
            | FlagRemoved { table, record, .. } => {
                self.both(|side, own| own.name(on(table, side), on(record, side)))
            }
            ValueChanged { table, record, column, .. } => [0, 1].map(|side| {
                let (table, record) = (on(table, side), on(record, side));
                let values = self.sides[side].cell(table, record, on(column, side));
                Lit::or_near(values, || self.sides[side].record(table, record).first().copied())
            }),
            of_item => self.item(of_item),
        }
    }

    fn item(&self, change: &Change) -> [Lit; 2] {
        use Change::*;
        let spots = |table: &Both<String>, sides: [&[Spot]; 2]| {
            [0, 1].map(|side| {
                let own = sides[side].iter();
                let values =
                    own.flat_map(|spot| self.sides[side].item(on(table, side), spot, None));
                Lit { values: values.collect(), near: None }
            })
        };
        match change {
            ItemAdded { table, to, .. } => self.item_alone(1, table, to),
            ItemRemoved { table, from, .. } => self.item_alone(0, table, from),
            ItemChanged { table, record, column, item, before, after } => {
                let steps = differing(before, after);
                [0, 1].map(|side| {
                    let spot = Spot {
                        record: on(record, side).to_owned(),
                        column: on(column, side).to_owned(),
                        item: *[item.before(), item.after()][side],
                    };
                    let item = |steps| self.sides[side].item(on(table, side), &spot, steps);
                    let values = Some(item(Some(&steps[side]))).filter(|own| !own.is_empty());
                    Lit { values: values.unwrap_or_else(|| item(None)), near: None }
                })
            }
            ItemMoved { table, from, to, .. } => {
                spots(table, [std::slice::from_ref(from), std::slice::from_ref(to)])
            }
            ItemSplit { table, from, to, .. } => spots(table, [std::slice::from_ref(from), to]),
            ItemJoined { table, from, to, .. } => spots(table, [from, std::slice::from_ref(to)]),
            _ => Default::default(),
        }
    }

    fn both(&self, values: impl Fn(usize, &Values<'a>) -> Vec<usize>) -> [Lit; 2] {
        [0, 1].map(|side| Lit { values: values(side, &self.sides[side]), near: None })
    }

    /// The captions, or the beginning of a table that has none.
    fn titles(&self, table: &Both<String>) -> [Lit; 2] {
        [0, 1].map(|side| {
            let (own, table) = (&self.sides[side], on(table, side));
            let title = own.title(table).into_iter().filter(|at| own.are_shown(&[*at])).collect();
            Lit::or_near(title, || self.start(side, table))
        })
    }

    /// Notes of a table by what they say, or its end where they are not there.
    fn notes(&self, table: &Both<String>, texts: [&str; 2]) -> [Lit; 2] {
        [0, 1].map(|side| {
            let (own, table) = (&self.sides[side], on(table, side));
            Lit::or_near(own.note(table, texts[side]), || own.table(table).last().copied())
        })
    }

    fn one_sided(
        &self,
        side: usize,
        values: impl FnOnce(&Values<'a>) -> Vec<usize>,
        near: Option<usize>,
    ) -> [Lit; 2] {
        let mut lit = [Lit { values: Vec::new(), near }, Lit::default()];
        lit[1].values = values(&self.sides[side]);
        if side == 0 {
            lit.reverse();
        }
        lit
    }

    fn start(&self, side: usize, table: &str) -> Option<usize> {
        self.sides[side].of_table(table, |_| true).first().copied()
    }

    /// A record that only one side has: on the other stands what comes before it, if not the table's beginning.
    fn record(&self, side: usize, table: &Both<String>, at: usize, id: &str) -> [Lit; 2] {
        let (own, other) = (on(table, side), on(table, 1 - side));
        let tables = &self.sides[side].extraction.document.tables;
        let records = tables.iter().find(|table| table.id == own).map(|table| &table.records[..]);
        let before = records.unwrap_or_default().iter().take(at).rev();
        let near = before
            .filter_map(|record| self.there(side, own, &record.id))
            .find_map(|id| self.sides[1 - side].record(other, id).last().copied());
        let near = near.or_else(|| self.start(1 - side, other));
        self.one_sided(side, |values| values.record(own, id), near)
    }

    /// What a record is called on the other side, where it is there.
    fn there<'r>(&self, side: usize, table: &str, record: &'r str) -> Option<&'r str>
    where
        'a: 'r,
    {
        if self.alone[side].contains(&(table, record)) {
            return None;
        }
        Some(self.renamed[side].get(&(table, record)).copied().unwrap_or(record))
    }

    /// An item that only one side has: on the other stands the one before it in the cell, or its record.
    fn item_alone(&self, side: usize, table: &Both<String>, spot: &Spot) -> [Lit; 2] {
        let (own, other) = (on(table, side), on(table, 1 - side));
        let near = self.there(side, own, &spot.record).and_then(|record| {
            let values = &self.sides[1 - side];
            let before = (0..spot.item).rev().find_map(|item| {
                let spot = Spot { record: record.to_owned(), item, ..spot.clone() };
                values.item(other, &spot, None).last().copied()
            });
            let cell = || values.cell(other, record, &spot.column).first().copied();
            before.or_else(cell).or_else(|| values.record(other, record).first().copied())
        });
        self.one_sided(side, |values| values.item(own, spot, None), near)
    }
}

/// What something is called before (0) or after (1).
fn on(both: &Both<String>, side: usize) -> &str {
    if side == 0 { both.before() } else { both.after() }
}

/// The steps of two items that are not the same on both sides.
fn differing(before: &Item, after: &Item) -> [Vec<usize>; 2] {
    let mut steps = [Vec::new(), Vec::new()];
    for op in similar::capture_diff_slices(Algorithm::Myers, &before.steps, &after.steps) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag != DiffTag::Equal {
            steps[0].extend(old);
            steps[1].extend(new);
        }
    }
    steps
}
