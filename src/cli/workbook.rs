//! `rowmend decide FILE --from REVIEW.xlsx`: what a person filled into a workbook → entries of a decisions
//! file.

use std::path::Path;

use rowmend::unstable::decide::{Decisions, file};
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::export::xlsx::review;
use rowmend::unstable::files;

use super::{Common, Failure, input, print, say};

/// Adds the decisions about `source` to the file at `path`, or prints them where there is none.
pub(super) fn run(
    source: &Path,
    book: &Path,
    path: Option<&Path>,
    common: &Common,
) -> Result<u8, Failure> {
    let shown = book.display().to_string();
    let mut all = review::read(&shown, &files::read_bytes(book)?)?;
    let name = input::name(source);
    let Some(decided) = all.remove(&name) else {
        return Err(nothing(&shown, &name, all.keys()).into());
    };
    let Some(path) = path else {
        print(file::to_toml(&decided).as_bytes())?;
        return Ok(0);
    };
    let (old, known) = files::decisions_in(path)?;
    let known = entries(&known);
    let decided = entries(&decided);
    let new: Vec<&String> = decided.iter().filter(|entry| !known.contains(entry)).collect();
    let mut text = old.clone().unwrap_or_else(|| file::to_toml(&Decisions::default()));
    for entry in &new {
        text.push('\n');
        text.push_str(entry);
    }
    if !new.is_empty() {
        files::replace_text(path, old.as_deref(), &text)?;
    }
    if !common.quiet {
        let (new, all) = (new.len(), decided.len());
        say(&format!("{}: {new} of {all} decisions of {shown} added\n", path.display()));
    }
    Ok(0)
}

/// All decisions as they stand in a file.
fn entries(decisions: &Decisions) -> Vec<String> {
    let shapes = decisions.shapes.iter().map(file::shapes::entry);
    shapes.chain(decisions.list.iter().map(file::entry)).collect()
}

fn nothing<'a>(shown: &str, name: &str, others: impl Iterator<Item = &'a String>) -> Error {
    let others: Vec<&str> = others.map(String::as_str).collect();
    let help = match others.is_empty() {
        true => "choose a Decision on its Flags sheet, with Who and Why, save it and read it again"
            .to_owned(),
        false => format!("it decides about {}: name that document", others.join(", ")),
    };
    Error::new(ErrorKind::Settings, shown, format!("it decides nothing about {name}")).help(help)
}
