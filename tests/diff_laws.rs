//! Laws of writing, reading and the diff, over made-up documents.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use rowmend::unstable::canon;
use rowmend::unstable::diff::{Change, Diff, Mark, apply, diff, tell};
use rowmend::unstable::ledger::Confidence;
use rowmend::unstable::record::{
    Cells, Citation, Code, Column, Document, Flag, Item, Kind, Record, Table, Value,
};
use unicode_segmentation::UnicodeSegmentation;

/// Few different texts, so that documents have much in common and moves and twins happen.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "improved trust", "reduced conflict", "History of competition", "shared vision",
            "improved faith", "task accomplishment", "Lack of consultation with the staff",
        ])
        .prop_map(str::to_owned),
        1 => "[a-zé\"\\\\ →\n]{0,12}",
    ]
}

fn item() -> impl Strategy<Value = Item> {
    (prop::collection::vec(text(), 1..4), 0..2_u8).prop_map(|(steps, level)| {
        let mut item = Item::new(steps);
        item.level = level;
        item
    })
}

fn value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::List => prop::collection::vec(item(), 0..5).prop_map(Value::List).boxed(),
        Kind::Text => prop::option::of(text()).prop_map(Value::Text).boxed(),
        Kind::Citation => (
            prop::option::of(text()),
            prop::option::of(text()),
            prop::option::of(1990..2030_u16),
            prop::option::of("[a-d]"),
        )
            .prop_map(|(text, authors, year, suffix)| {
                let mut cited = Citation::default();
                (cited.text, cited.authors, cited.year, cited.suffix) =
                    (text, authors, year, suffix);
                Value::Citation(cited)
            })
            .boxed(),
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![1 => Just(Kind::Citation), 1 => Just(Kind::Text), 3 => Just(Kind::List)]
}

fn columns() -> impl Strategy<Value = Vec<Column>> {
    prop::collection::btree_map("[a-e]", ("[A-C]?", kind()), 1..4).prop_flat_map(|columns| {
        let columns: Vec<Column> = columns
            .into_iter()
            .map(|(key, (header, kind))| Column::new(key, header, kind))
            .collect();
        Just(columns).prop_shuffle()
    })
}

fn record(columns: Vec<Column>) -> impl Strategy<Value = Record> {
    let values: Vec<BoxedStrategy<Value>> = columns.iter().map(|c| value(c.kind)).collect();
    let flags = prop::collection::vec((0..8_usize, prop::option::of(0..4_usize), 0..3_u8), 0..3);
    let notes = prop::collection::vec("[mn]", 0..2);
    (prop::option::of("[gh]"), values, notes, flags).prop_map(
        move |(group, values, notes, flags)| {
            let mut made = Vec::new();
            for (column, item, code) in flags {
                let Some((column, value)) = columns.get(column).zip(values.get(column)) else {
                    continue;
                };
                let count = if let Value::List(items) = value { items.len() } else { 0 };
                let code = [Code::ArrowOpen, Code::RowJoined, Code::ChainLength][usize::from(code)];
                let item = item.filter(|item| *item < count);
                made.push(Flag::new(&column.key, item, code, Confidence::Likely));
            }
            let keys = columns.iter().map(|column| column.key.clone());
            let mut record = Record::new("", Cells(keys.zip(values).collect()));
            (record.group, record.notes, record.flags) = (group, notes, made);
            record
        },
    )
}

fn table() -> impl Strategy<Value = Table> {
    columns().prop_flat_map(|columns| {
        let ids = prop::collection::btree_set("(row-[1-5]|[a-f])", 0..6);
        let ids = ids.prop_map(|ids| ids.into_iter().collect::<Vec<_>>()).prop_shuffle();
        let records = ids.prop_flat_map({
            let columns = columns.clone();
            move |ids| (prop::collection::vec(record(columns.clone()), ids.len()), Just(ids))
        });
        (prop::option::of(text()), prop::collection::vec(text(), 0..3), records).prop_map(
            move |(title, notes, (mut records, ids))| {
                for (record, id) in records.iter_mut().zip(ids) {
                    record.id = id;
                }
                let mut table = Table::new("", columns.clone());
                (table.title, table.notes, table.records) = (title, notes, records);
                table
            },
        )
    })
}

fn document() -> impl Strategy<Value = Document> {
    prop::collection::vec(table(), 0..3).prop_map(|tables| number(Document::new(tables)))
}

fn number(mut document: Document) -> Document {
    for (number, table) in (1..).zip(&mut document.tables) {
        table.id = format!("table-{number}");
    }
    document
}

/// A revision as authors make them: records and items go, come back elsewhere, and are reworded.
fn revision() -> impl Strategy<Value = (Document, Document)> {
    (document(), prop::collection::vec((0..9_u8, any::<[prop::sample::Index; 4]>(), item()), 1..8))
        .prop_map(|(a, edits)| {
            let mut b = a.clone();
            for (what, [t, r, c, i], item) in edits {
                edit(&mut b, what, [t, r, c, i], item);
            }
            (a, number(b))
        })
}

fn edit(document: &mut Document, what: u8, [t, r, c, i]: [prop::sample::Index; 4], new: Item) {
    if document.tables.is_empty() {
        return;
    }
    let at = t.index(document.tables.len());
    let table = &mut document.tables[at];
    if table.records.is_empty() {
        return;
    }
    let (row, other) = (r.index(table.records.len()), c.index(table.records.len()));
    match what {
        0 => drop(table.records.remove(row)),
        1 => {
            let record = table.records.remove(row);
            table.records.insert(other.min(table.records.len()), record);
        }
        2 => {
            let free =
                ["x", "y", "z"].iter().find(|id| !table.records.iter().any(|r| r.id == **id));
            if let Some(id) = free {
                table.records[row].id = (*id).to_owned();
            }
        }
        _ => {
            // Flags of items are left alone only where they still point to something.
            let lists = |record: &mut Record| {
                record.flags.retain(|flag| flag.item.is_none());
                record.cells.0.iter().position(|(_, value)| matches!(value, Value::List(_)))
            };
            let Some(column) = lists(&mut table.records[row]) else { return };
            let mut taken = None;
            if let Value::List(items) = &mut table.records[row].cells.0[column].1 {
                let at = if items.is_empty() { 0 } else { i.index(items.len()) };
                let more = at + 1 < items.len();
                match (what, items.get_mut(at)) {
                    (3, _) | (_, None) => items.insert(at, new),
                    (4, Some(item)) => item.steps.push("and so on".to_owned()),
                    (7, Some(item)) => {
                        let rest = item.steps.split_off(item.steps.len().min(1));
                        if !rest.is_empty() {
                            items.insert(at + 1, Item::new(rest));
                        }
                    }
                    (8, Some(_)) if more => {
                        let next = items.remove(at + 1);
                        items[at].steps.extend(next.steps);
                    }
                    _ => taken = Some(items.remove(at)),
                }
            }
            if let (5, Some(item)) = (what, taken) {
                lists(&mut table.records[other]);
                if let Value::List(items) = &mut table.records[other].cells.0[column].1 {
                    items.insert(i.index(items.len() + 1), item);
                }
            }
        }
    }
}

fn laws(a: &Document, b: &Document) -> Result<(), TestCaseError> {
    prop_assert_eq!(canon::check(a), Ok(()));
    prop_assert_eq!(canon::check(b), Ok(()));
    prop_assert!(diff(a, a).is_empty());
    let forth = diff(a, b);
    prop_assert_eq!(forth.is_empty(), a == b);
    prop_assert_eq!(apply(a, &forth), Ok(b.clone()), "{:#?}", forth);
    let back = diff(b, a);
    prop_assert_eq!(&forth.clone().reverse(), &back);
    prop_assert_eq!(apply(b, &back), Ok(a.clone()), "{:#?}", back);
    no_more_is_told(a, b, &forth)?;
    let read: rowmend::unstable::diff::Diff = canon::from_bytes(&canon::to_bytes(&forth)).unwrap();
    prop_assert_eq!(read, forth);
    Ok(())
}

/// How often each word stands somewhere.
type Words = BTreeMap<String, usize>;

fn count<'a>(texts: impl IntoIterator<Item = &'a str>) -> Words {
    let mut words = Words::new();
    for word in texts.into_iter().flat_map(|text| text.split_word_bounds()) {
        if word.contains(char::is_alphanumeric) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    }
    words
}

fn of_value(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => text.iter().map(String::as_str).collect(),
        Value::Citation(own) => own.text.iter().map(String::as_str).collect(),
        Value::List(items) => items.iter().flat_map(of_item).collect(),
    }
}

fn of_item(item: &Item) -> Vec<&str> {
    item.steps.iter().map(String::as_str).collect()
}

fn of_record(record: &Record) -> Vec<&str> {
    let mut texts: Vec<&str> = record.group.as_deref().into_iter().collect();
    texts.extend(record.cells.0.iter().flat_map(|(_, value)| of_value(value)));
    texts.extend(record.notes.iter().map(String::as_str));
    texts
}

fn of_table(table: &Table) -> Vec<&str> {
    let mut texts: Vec<&str> = table.title.as_deref().into_iter().collect();
    texts.extend(table.columns.iter().map(|column| column.header.as_str()));
    texts.extend(table.notes.iter().map(String::as_str));
    texts.extend(table.records.iter().flat_map(of_record));
    texts
}

/// The words before and after a change.
fn of_change(change: &Change) -> (Words, Words) {
    use Change::*;
    let none = || Vec::<&str>::new();
    let (before, after) = match change {
        TableAdded { value, .. } => (none(), of_table(value)),
        TableRemoved { value, .. } => (of_table(value), none()),
        TitleChanged { before, after, .. } | GroupChanged { before, after, .. } => {
            (before.as_deref().into_iter().collect(), after.as_deref().into_iter().collect())
        }
        NoteAdded { value, .. } => (none(), vec![value.as_str()]),
        NoteRemoved { value, .. } => (vec![value.as_str()], none()),
        NoteChanged { before, after, .. } => (vec![before.as_str()], vec![after.as_str()]),
        ColumnAdded { value, .. } => (none(), vec![value.header.as_str()]),
        ColumnRemoved { value, .. } => (vec![value.header.as_str()], none()),
        ColumnChanged { before, after, .. } => {
            (vec![before.header.as_str()], vec![after.header.as_str()])
        }
        RecordAdded { value, .. } => (none(), of_record(value)),
        RecordRemoved { value, .. } => (of_record(value), none()),
        RecordNotesChanged { before, after, .. } => (
            before.iter().map(String::as_str).collect(),
            after.iter().map(String::as_str).collect(),
        ),
        ValueChanged { before, after, .. } => (of_value(before), of_value(after)),
        ItemAdded { value, .. } => (none(), of_item(value)),
        ItemRemoved { value, .. } => (of_item(value), none()),
        ItemChanged { before, after, .. } => (of_item(before), of_item(after)),
        ItemMoved { value, .. } => (of_item(value.before()), of_item(value.after())),
        _ => (none(), none()),
    };
    (count(before), count(after))
}

/// What of the first is not in the second.
fn beyond(one: &Words, other: &Words) -> Words {
    let more = |(word, count): (&String, &usize)| {
        let more = count.saturating_sub(other.get(word).copied().unwrap_or(0));
        (more > 0).then(|| (word.clone(), more))
    };
    one.iter().filter_map(more).collect()
}

/// No more words are told as gone or new than the documents differ by, but for those that are told
/// as moved.
fn no_more_is_told(a: &Document, b: &Document, diff: &Diff) -> Result<(), TestCaseError> {
    let (mut gone, mut come) = (Words::new(), Words::new());
    for change in &diff.changes {
        let (before, after) = of_change(change);
        for (words, told) in
            [(beyond(&before, &after), &mut gone), (beyond(&after, &before), &mut come)]
        {
            words.into_iter().for_each(|(word, more)| *told.entry(word).or_default() += more);
        }
    }
    let apart = diff.moves.iter().filter(|own| own.from != own.to);
    let moved = count(apart.flat_map(|own| &own.words).map(String::as_str));
    let all =
        |document: &Document| count(document.tables.iter().flat_map(of_table).collect::<Vec<_>>());
    let (of_a, of_b) = (all(a), all(b));
    for (told, differ) in [(gone, beyond(&of_a, &of_b)), (come, beyond(&of_b, &of_a))] {
        let told = beyond(&told, &moved);
        prop_assert!(beyond(&told, &differ).is_empty(), "{:?} {:?} {:#?}", told, differ, diff);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_as_it_was(document in document()) {
        let bytes = canon::to_bytes(&document);
        let read = canon::document(&bytes).unwrap();
        prop_assert_eq!(&read, &document);
        prop_assert_eq!(canon::to_bytes(&read), bytes);
        let compact = canon::to_compact(&document);
        let value: serde_json::Value = canon::from_bytes(&compact).unwrap();
        prop_assert_eq!(canon::to_compact(&value), &compact[..]);
        prop_assert_eq!(canon::document(&compact).unwrap(), document);
    }

    #[test]
    fn what_is_told_of_a_text_holds_both_texts(
        (x, y) in ("[a-c ,.é<]{0,20}", "[a-c ,.é<]{0,20}"),
    ) {
        let document = |text: &str| {
            let item = Item::new(vec!["one".to_owned(), text.to_owned()]);
            let cells = Cells(vec![("a".to_owned(), Value::List(vec![item]))]);
            let mut table = Table::new("table-1", vec![Column::new("a", "A", Kind::List)]);
            table.title = Some("T".to_owned());
            table.records = vec![Record::new("r", cells)];
            Document::new(vec![table])
        };
        let found = diff(&document(&x), &document(&y));
        let told = tell(&found);
        let changed = found.changes.iter().all(|change| change.kind() == "item-changed");
        for part in told.parts.iter().filter(|_| changed) {
            let Some(line) = part.lines().nth(1) else { continue };
            let spans = &line.spans;
            let text = |mark: Mark| -> String {
                let rest = spans.iter().skip(1);
                let own = [Mark::Same, mark, if mark == Mark::Gone { Mark::Away } else { Mark::Here }];
                rest.filter(|s| own.contains(&s.mark))
                    .map(|s| s.text.as_str())
                    .collect()
            };
            prop_assert_eq!((text(Mark::Gone), text(Mark::Come)), (x.clone(), y.clone()));
        }
    }

    #[test]
    fn a_diff_can_be_applied_and_turned_round((a, b) in (document(), document())) {
        laws(&a, &b)?;
    }

    #[test]
    fn a_revision_can_be_applied_and_turned_round((a, b) in revision()) {
        laws(&a, &b)?;
    }
}
