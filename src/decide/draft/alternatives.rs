//! What may be true of a table instead of what was read: for a flag or a notice, decisions on the table
//! that would mend it; and for a notice the one that nothing is to be mended.

use crate::decide::shape::{Form, RowIs, RowName, Shape};
use crate::decide::target::{Keyed, RecordAt};
use crate::doubts;
use crate::record::{Code, Table};
use crate::trace::Notice;

/// What a flag of a record may mean for its table.
pub(in crate::decide) fn of_flag(keyed: Keyed<'_>, at: RecordAt, code: Code) -> Vec<Shape> {
    let Some(table) = keyed.table(at.table) else { return Vec::new() };
    let row = || row(keyed, at);
    let is = |what: RowIs| Form::Row(row(), what);
    let forms = match code {
        Code::TableDoubtful => vec![Form::NoTable],
        Code::HeaderDoubtful => vec![is(RowIs::Header), Form::Header(Vec::new())],
        Code::ColumnsDoubtful => neighbours(table).map(Form::JoinColumns).into_iter().collect(),
        Code::RowDoubtful | Code::KeyMissing => {
            vec![is(RowIs::Note), is(RowIs::Group), is(RowIs::Total)]
        }
        _ => return Vec::new(),
    };
    // What is doubtful where a piece begins may be so because it is a piece.
    let pieces = pieces(keyed, table).filter(|_| at.record == 0);
    pieces.into_iter().chain(shapes(keyed, at.table, forms)).collect()
}

/// That all tables of one caption are one.
fn pieces(keyed: Keyed<'_>, table: &Table) -> Option<Shape> {
    let title = table.title.as_ref()?;
    let same = keyed.document.tables.iter().filter(|other| other.title.as_ref() == Some(title));
    (same.count() > 1).then(|| shape(Form::JoinTables(vec![title.clone()]), None))
}

/// What a notice may mean for the table that it is about.
pub(in crate::decide) fn of_notice(keyed: Keyed<'_>, notice: &Notice) -> Vec<Shape> {
    let tables = &keyed.document.tables;
    let own = |table: &Table| notice.table.as_ref() == Some(&table.id);
    let Some(at) = tables.iter().position(own) else { return Vec::new() };
    let first = || is_header(keyed, at);
    let named = || notice.about.first().cloned().unwrap_or_default();
    let forms = match notice.code.as_str() {
        "tables-in-one" => {
            vec![Form::SplitTable(RowName { text: named(), ..RowName::default() })]
        }
        "column-torn" => vec![Form::JoinColumns(notice.about.clone())],
        "columns-nameless" => {
            let name =
                |column: &String| Form::NameColumn { column: column.clone(), to: String::new() };
            first().into_iter().chain(notice.about.iter().map(name)).collect()
        }
        "header-unlikely" => vec![Form::Header(Vec::new())],
        "studies-side-by-side" => vec![Form::NoTable],
        _ => Vec::new(),
    };
    shapes(keyed, at, forms)
}

/// That what a notice tells was looked into and is right as it stands; none of a notice that only informs.
pub(in crate::decide) fn keep(keyed: Keyed<'_>, notice: &Notice) -> Option<Shape> {
    if !doubts::CODES.contains(&notice.code.as_str()) {
        return None;
    }
    let text = doubts::sentence(&notice.message).to_owned();
    let form = Form::Keep { notice: notice.code.clone(), text };
    let Some(id) = &notice.table else { return Some(shape(form, None)) };
    let at = keyed.document.tables.iter().position(|table| table.id == *id)?;
    shapes(keyed, at, vec![form]).pop()
}

/// That the first record of a table is its header.
fn is_header(keyed: Keyed<'_>, table: usize) -> Option<Form> {
    let at = RecordAt { table, record: 0 };
    keyed.record(at).map(|_| Form::Row(row(keyed, at), RowIs::Header))
}

/// Two columns beside each other that may be one: one of them without a name, else the first two.
fn neighbours(table: &Table) -> Option<Vec<String>> {
    let nameless = |pair: &&[crate::record::Column]| pair.iter().any(|own| own.header.is_empty());
    let pairs = || table.columns.windows(2);
    let pair = pairs().find(nameless).or(pairs().next())?;
    Some(pair.iter().map(|column| column.key.clone()).collect())
}

/// A record as a row is named: by its key, and where that is empty or stands twice, by all it says.
pub(in crate::decide) fn row(keyed: Keyed<'_>, at: RecordAt) -> RowName {
    let key = keyed.key(at);
    let records = keyed.table(at.table).map_or(0, |table| table.records.len());
    let same = (0..records).filter(|record| keyed.key(RecordAt { record: *record, ..at }) == key);
    let text = match key.is_empty() || same.count() > 1 {
        true => [key, keyed.rest(at)].join("\n").trim().to_owned(),
        false => key,
    };
    RowName { text, ..RowName::default() }
}

/// Such decisions on a table, where it has a name by which they can be made.
pub(in crate::decide) fn shapes(keyed: Keyed<'_>, table: usize, forms: Vec<Form>) -> Vec<Shape> {
    let Some(name) = name(keyed, table) else { return Vec::new() };
    let by_place = name.starts_with("table-");
    let can = |form: &Form| !(by_place && *form == Form::NoTable);
    forms.into_iter().filter(can).map(|form| shape(form, Some(name.clone()))).collect()
}

fn shape(form: Form, table: Option<String>) -> Shape {
    Shape { form, table, who: String::new(), why: String::new(), date: None, line: 0 }
}

/// A table as it is named: by its caption, where that tells it from others, else by its header, where a person
/// would write that, else by its id.
pub(in crate::decide) fn name(keyed: Keyed<'_>, at: usize) -> Option<String> {
    /// Characters of a header that names a table: a line of a screen.
    const LONGEST: usize = 80;
    let table = keyed.table(at)?;
    let tables = || keyed.document.tables.iter();
    let title = table
        .title
        .clone()
        .filter(|title| tables().filter(|other| other.title.as_ref() == Some(title)).count() == 1);
    let first = |table: &Table| {
        let headers = table.columns.iter().map(|column| column.header.as_str());
        headers.filter(|header| !header.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    let own = first(table);
    let alone = tables().filter(|other| first(other) == own).count() == 1;
    // Headers of several rows are none of its rows.
    let short = !own.is_empty() && own.chars().count() <= LONGEST;
    let named = alone && short && !own.contains(" / ");
    Some(title.unwrap_or_else(|| if named { own } else { table.id.clone() }))
}
