//! The entries of a decisions file that speak of tables, their rows and columns, and of what is told of
//! tables ⇄ [`Shape`].

use super::{Act, RawDecision, Signed, To, list};
use crate::decide::shape::{Form, RowIs, RowName, Shape, TitleOf};
use crate::doubts;
use crate::record::Kind;
use crate::settings::quote;

/// The keys that each of these entries may have beside `do`, `who`, `why` and `date`; none for the other
/// entries.
fn keys(raw: &RawDecision) -> Option<&'static [&'static str]> {
    Some(match raw.act {
        Act::Keep if raw.notice.is_some() => &["table", "notice", "text"],
        Act::NoTable | Act::NoTitle => &["table"],
        Act::JoinTables => &["tables"],
        Act::SplitTable | Act::Group | Act::Note | Act::Total | Act::Study => {
            &["table", "row", "before", "after"]
        }
        Act::Header => &["table", "row", "rows", "before", "after"],
        Act::Title => &["table", "row", "note", "before", "after"],
        Act::Key => &["table", "column"],
        Act::NameColumn | Act::Kind => &["table", "column", "to"],
        Act::JoinColumns => &["table", "columns"],
        Act::SplitColumn => &["table", "column", "at"],
        _ => return None,
    })
}

/// Whether an entry speaks of a table.
pub(super) fn is_shape(raw: &RawDecision) -> bool {
    keys(raw).is_some()
}

/// The keys of these entries that no other entry has.
pub(super) fn own_keys(raw: &RawDecision) -> Option<&'static str> {
    let own = ["tables", "row", "rows", "note", "notice", "columns", "at"];
    given(raw).into_iter().find(|key| own.contains(key))
}

/// The keys that an entry has beside `do`, `who`, `why` and `date`.
fn given(raw: &RawDecision) -> Vec<&'static str> {
    let all = [
        ("table", raw.table.is_some()),
        ("tables", raw.tables.is_some()),
        ("record", raw.record.is_some()),
        ("row", raw.row.is_some()),
        ("rows", raw.rows.is_some()),
        ("note", raw.note.is_some()),
        ("notice", raw.notice.is_some()),
        ("column", raw.column.is_some()),
        ("columns", raw.columns.is_some()),
        ("at", raw.at.is_some()),
        ("item", raw.item.is_some()),
        ("items", raw.items.is_some()),
        ("step", raw.step.is_some()),
        ("text", raw.text.is_some()),
        ("before", raw.before.is_some()),
        ("after", raw.after.is_some()),
        ("to", raw.to.is_some()),
        ("into", raw.into.is_some()),
        ("flags", raw.flags.is_some()),
    ];
    all.into_iter().filter(|(_, there)| *there).map(|(key, _)| key).collect()
}

/// Reads an entry that speaks of a table.
pub(super) fn parse(raw: RawDecision, by: Signed, line: usize) -> Result<Shape, String> {
    let allowed = keys(&raw).unwrap_or_default();
    if let Some(key) = given(&raw).into_iter().find(|key| !allowed.contains(key)) {
        return Err(format!(
            "it is about a table and takes no `{key}`, only {}",
            allowed.join(", ")
        ));
    }
    let table = raw.table.clone();
    let form = form(raw)?;
    let by_place = table.as_deref().is_some_and(|name| name.trim().starts_with("table-"));
    if form == Form::NoTable && (table.is_none() || by_place) {
        let help = "so that no other is dropped than was seen";
        return Err(format!("name the table by its caption or the text of its first row, {help}"));
    }
    Ok(Shape { form, table, who: by.who, why: by.why, date: by.date, line })
}

fn form(raw: RawDecision) -> Result<Form, String> {
    let name = RowName { text: String::new(), before: raw.before, after: raw.after };
    let named = |row: Option<String>| {
        let text = row.filter(|row| !row.trim().is_empty());
        let text = text.ok_or_else(|| "it needs `row = \"…\"`, the text of a row".to_owned())?;
        Ok::<RowName, String>(RowName { text: whole(text), ..name.clone() })
    };
    let column = || raw.column.clone().ok_or_else(|| "it needs `column = \"…\"`".to_owned());
    let to = |what: &str| match &raw.to {
        Some(To::Text(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        _ => Err(format!("it needs `to = \"…\"`, {what}")),
    };
    Ok(match raw.act {
        Act::NoTable => Form::NoTable,
        Act::JoinTables => match raw.tables.filter(|tables| !tables.is_empty()) {
            Some(tables) => Form::JoinTables(tables),
            None => return Err("it needs `tables = [\"…\"]`, their captions".to_owned()),
        },
        Act::SplitTable => Form::SplitTable(named(raw.row)?),
        Act::Header => match (raw.row, raw.rows) {
            (None, Some(_)) if name.before.is_some() || name.after.is_some() => {
                return Err("`before` and `after` go with `row`, not with `rows`".to_owned());
            }
            (None, Some(rows)) => Form::Header(rows.into_iter().map(whole).collect()),
            (Some(row), None) => Form::Row(named(Some(row))?, RowIs::Header),
            _ => {
                return Err("it needs `rows`, the whole header, or `row`, one more".to_owned());
            }
        },
        Act::Title => match (raw.row, raw.note) {
            (Some(row), None) => Form::Title(TitleOf::Row(named(Some(row))?)),
            (None, Some(note)) => Form::Title(TitleOf::Note(note)),
            _ => return Err("it needs `row` or `note`, the text that is the title".to_owned()),
        },
        Act::NoTitle => Form::NoTitle,
        Act::Group => Form::Row(named(raw.row)?, RowIs::Group),
        Act::Note => Form::Row(named(raw.row)?, RowIs::Note),
        Act::Total => Form::Row(named(raw.row)?, RowIs::Total),
        Act::Study => Form::Row(named(raw.row)?, RowIs::Study),
        Act::Key => Form::Key(column()?),
        Act::NameColumn => Form::NameColumn { column: column()?, to: to("its name")? },
        Act::Kind => {
            let to = to("citation, text or list")?;
            Form::Kind { column: column()?, to: kind(&to)? }
        }
        Act::JoinColumns => match raw.columns.filter(|columns| columns.len() > 1) {
            Some(columns) => Form::JoinColumns(columns),
            None => return Err("it needs `columns = [\"…\", \"…\"]`, two at least".to_owned()),
        },
        Act::SplitColumn => {
            let at = raw.at.clone().filter(|at| !at.is_empty());
            let at = at.ok_or("it needs `at = \"…\"`, the text between the two columns")?;
            Form::SplitColumn { column: column()?, at }
        }
        Act::Keep => {
            let text = raw.text.filter(|text| !text.trim().is_empty());
            let text = text.ok_or("it needs `text = \"…\"`, what the notice says")?;
            Form::Keep { notice: notice(raw.notice.unwrap_or_default())?, text: whole(text) }
        }
        _ => return Err("it is not about a table".to_owned()),
    })
}

/// A notice that a person has to look into, by its code.
fn notice(code: String) -> Result<String, String> {
    let known = doubts::CODES;
    match known.contains(&code.as_str()) {
        true => Ok(code),
        false => Err(format!("{code:?} is none of {}", known.join(", "))),
    }
}

/// The kind of a column as a file names it.
fn kind(name: &str) -> Result<Kind, String> {
    let known = [Kind::Citation, Kind::Text, Kind::List];
    let kind = known.into_iter().find(|kind| crate::canon::name(kind) == name);
    kind.ok_or_else(|| format!("{name:?} is none of citation, text, list"))
}

/// A text of several lines ends with the last of them.
fn whole(text: String) -> String {
    text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)
}

/// One decision about a table as it stands in a file.
pub fn entry(shape: &Shape) -> String {
    let mut out = format!("[[decision]]\ndo = {}\n", quote(shape.form.name()));
    let mut line = |key: &str, value: &str| out.push_str(&format!("{key} = {value}\n"));
    if let Some(table) = &shape.table {
        line("table", &quote(table));
    }
    let mut row = |name: &RowName| {
        line("row", &quote(&name.text));
        for (key, value) in [("before", &name.before), ("after", &name.after)] {
            if let Some(value) = value {
                line(key, &quote(value));
            }
        }
    };
    match &shape.form {
        Form::SplitTable(name) | Form::Row(name, _) | Form::Title(TitleOf::Row(name)) => row(name),
        Form::Title(TitleOf::Note(note)) => line("note", &quote(note)),
        Form::JoinTables(tables) => line("tables", &list(tables)),
        Form::Header(rows) if rows.is_empty() => line("rows", "[]"),
        Form::Header(rows) => line("rows", &list(rows)),
        Form::JoinColumns(columns) => line("columns", &list(columns)),
        Form::Key(column) => line("column", &quote(column)),
        Form::NameColumn { column, to } => {
            line("column", &quote(column));
            line("to", &quote(to));
        }
        Form::Kind { column, to } => {
            line("column", &quote(column));
            line("to", &quote(&crate::canon::name(to)));
        }
        Form::SplitColumn { column, at } => {
            line("column", &quote(column));
            line("at", &quote(at));
        }
        Form::Keep { notice, text } => {
            line("notice", &quote(notice));
            line("text", &quote(text));
        }
        Form::NoTable | Form::NoTitle => {}
    }
    out.push_str(&super::signed(&shape.who, &shape.why, shape.date.as_deref()));
    out
}
