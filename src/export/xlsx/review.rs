//! A workbook that a person filled in → their decisions. Read by crate `calamine`.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::flags::SHEET;
use crate::decide::made::Made;
use crate::decide::{Action, Decisions, file};
use crate::error::{Error, ErrorKind};
use crate::marks;
use crate::settings::quote;

/// The decisions on the *Flags* sheets of the workbook called `name`, by the name of the document.
///
/// # Errors
/// Where it is no workbook of ours, or a row decides what cannot be decided; with the row.
pub fn read(name: &str, bytes: &[u8]) -> Result<BTreeMap<String, Decisions>, Error> {
    let not_ours = |message: String| {
        Error::new(ErrorKind::Settings, name, message).help(
            "give a workbook that `rowmend export --to xlsx` wrote, filled in and saved as .xlsx",
        )
    };
    let mut book = Xlsx::new(Cursor::new(bytes))
        .map_err(|error| not_ours(format!("it cannot be read as a workbook: {error}")))?;
    let sheets: Vec<String> =
        book.sheet_names().into_iter().filter(|own| own.starts_with(SHEET)).collect();
    if sheets.is_empty() {
        return Err(not_ours(format!("it has no sheet {SHEET:?}")));
    }
    let mut found: BTreeMap<String, Decisions> = BTreeMap::new();
    for sheet in sheets {
        let range = book
            .worksheet_range(&sheet)
            .map_err(|error| not_ours(format!("its sheet {sheet:?} cannot be read: {error}")))?;
        for (document, made) in decisions(name, &sheet, &range)? {
            let own = found.entry(document).or_default();
            match made {
                Made::Value(decision) => own.list.push(decision),
                Made::Table(shape) => own.shapes.push(shape),
            }
        }
    }
    Ok(found)
}

fn decisions(name: &str, sheet: &str, range: &Range<Data>) -> Result<Vec<(String, Made)>, Error> {
    let mut rows = range.rows();
    let heads: Vec<String> = rows.next().into_iter().flatten().map(ToString::to_string).collect();
    let mut found = Vec::new();
    for (number, cells) in (2..).zip(rows) {
        let cell = |head: &str| -> Result<String, String> {
            let at = heads.iter().position(|own| own == head);
            let at = at.ok_or_else(|| format!("the column {head:?} is gone"))?;
            Ok(cells.get(at).map(ToString::to_string).unwrap_or_default())
        };
        let decided = cell("Decision").and_then(|act| match act.trim() {
            "" => Ok(None),
            act => Ok(Some((cell("Document")?, decision(act, &cell)?))),
        });
        found.extend(decided.map_err(|message| {
            Error::new(ErrorKind::Settings, name, message)
                .at(format!("sheet {sheet}, row {number}"))
                .help("mend the row in the workbook, save it and read it again")
        })?);
    }
    Ok(found)
}

/// What a row decides.
fn decision(act: &str, cell: &dyn Fn(&str) -> Result<String, String>) -> Result<Made, String> {
    let filled = |head: &str, why: &str| match cell(head)?.trim() {
        "" => Err(format!("{head} is empty: {why}")),
        text => Ok(text.replace("\r\n", "\n")),
    };
    let who = filled("Who", "a decision says who decided")?;
    let why = filled("Why", "a decision says why")?;
    let entry = cell("Entry")?.replace("\r\n", "\n");
    if entry.trim().is_empty() {
        return Err("this row cannot be decided in the workbook: losses, decisions that were not applied, and values without \
                    a flag are none of its places; `rowmend decide DOCUMENT -o -` shows how the decisions file is written"
            .to_owned());
    }
    let place = entry
        .strip_suffix(file::OPEN)
        .ok_or("the hidden column Entry was changed: it says which place is meant")?;
    let refused = || format!("{act:?} cannot be decided here: choose from the list of the cell");
    let mut decision =
        match parsed(&format!("{place}who = {}\nwhy = {}\n", quote(&who), quote(&why)))? {
            Made::Value(decision) => decision,
            Made::Table(shape) if shape.form.name() == act => return Ok(Made::Table(shape)),
            Made::Table(_) => return Err(refused()),
        };
    let new_text = || filled("To", "it is the text to put there");
    decision.action = match (act, decision.action) {
        ("keep", action @ Action::Keep(_)) => action,
        ("name", Action::Name(_)) => Action::Name(new_text()?),
        ("set", Action::Keep(_)) => Action::Set(new_text()?),
        ("split", Action::Keep(_)) => Action::Split(
            new_text()?.lines().map(|line| marks::steps(line).join(marks::ARROW)).collect(),
        ),
        ("drop", Action::Keep(_)) => Action::Drop,
        _ => return Err(refused()),
    };
    // What a file may not hold, a workbook may not either.
    parsed(&file::entry(&decision))
}

fn parsed(entry: &str) -> Result<Made, String> {
    let text = format!("format = {}\n{entry}", quote(file::FORMAT));
    let Decisions { shapes, list } =
        file::parse("", &text).map_err(|error| error.message().to_owned())?;
    let shapes = shapes.into_iter().map(Made::Table);
    let mut all = shapes.chain(list.into_iter().map(Made::Value));
    all.next().ok_or_else(|| "the hidden column Entry is empty".to_owned())
}
