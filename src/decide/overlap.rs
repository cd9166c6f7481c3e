//! Whether two decisions are about the same point, so that whoever made the one would want to have seen the
//! other. That is more than a contradiction: two people may keep the same value for different reasons.

use super::anchors::Anchors;
use super::target::{CellAt, Found, RecordAt, plain};
use super::{Decision, Decisions, Exact, Shape, Target};

/// Whether a decision of the one is about the same point as one of the other.
pub fn overlap(anchors: &Anchors<'_>, one: &Decisions, other: &Decisions) -> bool {
    let decisions = || one.list.iter().flat_map(|a| other.list.iter().map(move |b| (a, b)));
    let shapes = || one.shapes.iter().flat_map(|a| other.shapes.iter().map(move |b| (a, b)));
    decisions().any(|(a, b)| of_values(anchors, a, b)) || shapes().any(|(a, b)| of_tables(a, b))
}

/// By the places that they stand for; where one names none any more, by what they say.
fn of_values(anchors: &Anchors<'_>, a: &Decision, b: &Decision) -> bool {
    match (anchors.find(&a.target), anchors.find(&b.target)) {
        (Ok(a), Ok(b)) => same_place(&a, &b),
        _ => same_words(&a.target, &b.target),
    }
}

/// A place as its record, its column and its items; without the latter it is all of them.
fn parts(found: &Found) -> (RecordAt, Option<usize>, Option<Vec<usize>>) {
    let cell = |cell: &CellAt, items| (cell.of, Some(cell.column), items);
    match found {
        Found::Record(at) => (*at, None, None),
        Found::Cell(at) => cell(at, None),
        Found::Items(at, items) => cell(at, Some(items.clone())),
        Found::Step(at, item, _) => cell(at, Some(vec![*item])),
    }
}

fn same_place(a: &Found, b: &Found) -> bool {
    let ((record_a, column_a, items_a), (record_b, column_b, items_b)) = (parts(a), parts(b));
    let columns = column_a.is_none() || column_b.is_none() || column_a == column_b;
    record_a == record_b && columns && shared(items_a.as_deref(), items_b.as_deref())
}

fn same_words(a: &Target, b: &Target) -> bool {
    let items = |target: &Target| -> Option<Vec<String>> {
        match &target.text {
            Exact::Any | Exact::Whole(_) => None,
            Exact::Items(items) => Some(items.iter().map(|item| plain(item)).collect()),
            Exact::Step(item, _) => Some(vec![plain(item)]),
        }
    };
    let columns = a.column.is_none() || b.column.is_none() || a.column == b.column;
    let records = plain(&a.record) == plain(&b.record);
    records && columns && shared(items(a).as_deref(), items(b).as_deref())
}

/// Whether both have one of their items in common; where one names none, it means all.
fn shared<T: PartialEq>(a: Option<&[T]>, b: Option<&[T]>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.iter().any(|item| b.contains(item)),
        _ => true,
    }
}

/// Of one table, but for two that name different columns or different rows of it.
fn of_tables(a: &Shape, b: &Shape) -> bool {
    let either = |a: Option<String>, b: Option<String>| match (a, b) {
        (Some(a), Some(b)) => plain(&a) == plain(&b),
        _ => true,
    };
    let column = |shape: &Shape| shape.form.column().map(str::to_owned);
    let tables = either(a.table.clone(), b.table.clone());
    tables && either(column(a), column(b)) && either(a.form.text(), b.form.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::file::parse;
    use crate::pipeline::{Options, ingest};
    use crate::source::{Limits, Source};

    const DUMP: &str = "Study\tKind\tFindings\n(Allen, 2016)\tMerger\t• a one → b • c two → d\n\
        (Ball, 2010)\tMerger\t• a one → b • e three → f\n";

    fn overlaps(one: &str, other: &str) -> bool {
        let source = Source::new("a.txt", DUMP.into(), &Limits::default()).expect("a dump");
        let made = ingest(&source, &Options::default()).expect("a document");
        let anchors = Anchors::new(&made.document, &made.keys);
        let file = |entry: &str| {
            let by =
                "format = \"rowmend-decisions/1\"\n[by]\nwho = \"A\"\nwhy = \"B\"\n[[decision]]\n";
            parse("f", &format!("{by}{entry}")).unwrap_or_else(|error| panic!("{entry}: {error}"))
        };
        let (one, other) = (file(one), file(other));
        assert_eq!(overlap(&anchors, &one, &other), overlap(&anchors, &other, &one));
        overlap(&anchors, &one, &other)
    }

    #[test]
    fn decisions_on_values_overlap_where_their_places_do() {
        let item = |record: &str, item: &str| {
            format!(
                "do = \"drop\"\nrecord = \"{record}\"\ncolumn = \"findings\"\nitem = \"{item}\""
            )
        };
        let allen = item("(Allen, 2016)", "a one → b");
        // Named by its id, and with another arrow.
        assert!(overlaps(&allen, &item("allen-2016", "a one -> b")));
        assert!(!overlaps(&allen, &item("(Allen, 2016)", "c two → d")));
        assert!(!overlaps(&allen, &item("(Ball, 2010)", "a one → b")));
        assert!(overlaps(&allen, "do = \"drop\"\nrecord = \"allen-2016\""));
        assert!(!overlaps(&allen, "do = \"keep\"\nrecord = \"allen-2016\"\ncolumn = \"kind\""));
        // What names nothing that is there is taken by its words.
        assert!(overlaps(&item("allen-2016", "gone"), &item("allen-2016", "gone")));
        assert!(!overlaps(&item("allen-2016", "gone"), &item("allen-2016", "also gone")));
    }

    #[test]
    fn decisions_on_tables_overlap_by_table_column_and_row() {
        let name = |column: &str| {
            format!("do = \"name-column\"\ntable = \"T 1\"\ncolumn = \"{column}\"\nto = \"x\"")
        };
        assert!(overlaps(&name("a"), &name("a")));
        assert!(!overlaps(&name("a"), &name("b")));
        assert!(overlaps(&name("a"), "do = \"no-table\"\ntable = \"T  1\""));
        assert!(!overlaps(&name("a"), "do = \"no-table\"\ntable = \"T 2\""));
        let row = |row: &str| format!("do = \"group\"\ntable = \"T 1\"\nrow = \"{row}\"");
        assert!(!overlaps(&row("r"), &row("s")));
    }
}
