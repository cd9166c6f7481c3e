//! The text of a profile ⇄ [`Profile`]. FORMAT.md tells the form.

use std::collections::BTreeSet;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::{Known, Profile, RowsKnown, folded};
use crate::error::Error;
use crate::marks::House;
use crate::record::{Document, Kind, Value};
use crate::settings::{self, quote};

/// The name of the format, the value of `format` in every file.
pub const FORMAT: &str = "rowmend-profile/1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: Spanned<String>,
    key: Option<Spanned<String>>,
    #[serde(default)]
    rows: RawRows,
    #[serde(default)]
    marks: RawMarks,
    #[serde(default)]
    column: Vec<Spanned<RawColumn>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawRows {
    header: Option<usize>,
    #[serde(default)]
    groups: Vec<Spanned<String>>,
    #[serde(default)]
    not_studies: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMarks {
    #[serde(default)]
    arrows: Vec<Spanned<String>>,
    #[serde(default)]
    bullets: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    key: String,
    header: Option<Headers>,
    position: Option<usize>,
    kind: Option<Kind>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a header, or a list of headers")]
enum Headers {
    One(String),
    Several(Vec<String>),
}

/// Parses the text of the profile called `name`.
///
/// # Errors
/// Where it does not keep to the form; with line and column.
pub fn parse(name: &str, text: &str) -> Result<Profile, Error> {
    let raw: Raw = settings::parse(name, text)?;
    let wrong = |span, message: String| settings::wrong(name, text, Some(span), message);
    if raw.format.get_ref() != FORMAT {
        let message = format!("the format is {:?}, but expected {FORMAT:?}", raw.format.get_ref());
        return Err(wrong(raw.format.span(), message));
    }
    let mut profile = Profile::default();
    let mut seen = BTreeSet::new();
    for spanned in raw.column {
        let span = spanned.span();
        let column = known(spanned.into_inner()).map_err(|message| wrong(span.clone(), message))?;
        if !seen.insert(column.key.clone()) {
            return Err(wrong(span, format!("the column {:?} stands twice", column.key)));
        }
        for header in &column.headers {
            let other = profile.columns.iter().find(|other: &&Known| {
                other.headers.iter().any(|own| folded(own) == folded(header))
            });
            if let Some(other) = other {
                let message = format!("the header {header:?} is that of {:?} already", other.key);
                return Err(wrong(span, message));
            }
        }
        profile.columns.push(column);
    }
    if let Some(key) = raw.key {
        if !seen.contains(key.get_ref()) {
            let message = format!("the key column {:?} is none of the columns", key.get_ref());
            return Err(wrong(key.span(), message));
        }
        profile.key = Some(key.into_inner());
    }
    profile.rows = rows(raw.rows).map_err(|(span, message)| wrong(span, message))?;
    profile.marks = marks(raw.marks).map_err(|(span, message)| wrong(span, message))?;
    Ok(profile)
}

fn known(raw: RawColumn) -> Result<Known, String> {
    let is_key = raw.key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if raw.key.is_empty() || !is_key {
        return Err(format!("the key {:?} is not in snake_case (a-z, 0-9, _)", raw.key));
    }
    let headers = match raw.header {
        None => Vec::new(),
        Some(Headers::One(header)) => vec![header],
        Some(Headers::Several(headers)) => headers,
    };
    if headers.is_empty() && raw.position.is_none() {
        return Err(format!("the column {:?} has neither header nor position", raw.key));
    }
    if raw.position == Some(0) {
        return Err(format!("the position of the column {:?} counts from 1", raw.key));
    }
    if !raw.values.is_empty() && raw.kind == Some(Kind::Citation) {
        return Err(format!("the column {:?} holds citations, which are no vocabulary", raw.key));
    }
    let RawColumn { key, position, kind, values, optional, .. } = raw;
    Ok(Known { key, headers, position, kind, values, optional })
}

type Place = std::ops::Range<usize>;

fn rows(raw: RawRows) -> Result<RowsKnown, (Place, String)> {
    let patterns = |all: Vec<Spanned<String>>| {
        let checked = all.into_iter().map(|pattern| match Regex::new(pattern.get_ref()) {
            Ok(_) => Ok(pattern.into_inner()),
            Err(error) => {
                let message = format!("{:?} is no regular expression: {error}", pattern.get_ref());
                Err((pattern.span(), message))
            }
        });
        checked.collect::<Result<Vec<_>, _>>()
    };
    Ok(RowsKnown {
        header: raw.header,
        groups: patterns(raw.groups)?,
        not_studies: patterns(raw.not_studies)?,
    })
}

fn marks(raw: RawMarks) -> Result<House, (Place, String)> {
    let word = |c: char| c.is_alphanumeric() || c.is_whitespace();
    let mut house = House::default();
    for arrow in raw.arrows {
        let text = arrow.get_ref();
        if text.is_empty() || text.chars().any(word) {
            let message = format!("the arrow {text:?} must be signs, without letters or blanks");
            return Err((arrow.span(), message));
        }
        house.arrows.push(arrow.into_inner());
    }
    for bullet in raw.bullets {
        let mut signs = bullet.get_ref().chars();
        match (signs.next(), signs.next()) {
            (Some(sign), None) if !word(sign) => house.bullets.push(sign),
            _ => {
                let message = format!("the bullet {:?} must be a single sign", bullet.get_ref());
                return Err((bullet.span(), message));
            }
        }
    }
    Ok(house)
}

/// The profile that a document shows, as the text of a file to start from. `keys` has the index of
/// each table's key column. A vocabulary is only proposed, commented out: that it is closed is for
/// a person to say.
pub fn of(source: &str, document: &Document, keys: &[usize]) -> String {
    let mut out = format!(
        "# The columns of {source} as they were inferred. FORMAT.md of rowmend tells what may stand here.\n\n\
         format = {}\n",
        quote(FORMAT)
    );
    let first = document.tables.first().zip(keys.first());
    let key = first.and_then(|(table, key)| table.columns.get(*key));
    if let Some(key) = key.filter(|key| !key.header.is_empty()) {
        out.push_str(&format!("key = {}\n", quote(&key.key)));
    }
    out.push_str("\n# Signs of the house, beside those that every document may use.\n[marks]\narrows = []\nbullets = []\n");
    let (mut seen, mut headers) = (BTreeSet::new(), BTreeSet::new());
    for table in &document.tables {
        for (at, column) in table.columns.iter().enumerate() {
            // A column without a header cannot be found by it.
            let header = folded(&column.header);
            if header.is_empty() || headers.contains(&header) || !seen.insert(&column.key) {
                continue;
            }
            headers.insert(header);
            out.push_str(&format!(
                "\n[[column]]\nkey = {}\nheader = [{}]\nkind = {}\n",
                quote(&column.key),
                quote(&column.header),
                quote(kind_name(column.kind))
            ));
            if document.tables.len() > 1 {
                out.push_str("optional = true\n");
            }
            let values = vocabulary(document, &column.key);
            if column.kind == Kind::Text
                && at != keys.first().copied().unwrap_or(0)
                && !values.is_empty()
            {
                let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
                out.push_str(&format!("# values = [{}]\n", values.join(", ")));
            }
        }
    }
    out
}

/// The values of a column, sorted, where few of them recur.
fn vocabulary(document: &Document, key: &str) -> BTreeSet<String> {
    /// More values than this are no vocabulary that a person would close.
    const MOST: usize = 24;
    let cells = document.tables.iter().flat_map(|table| &table.records);
    let texts: Vec<&String> = cells
        .filter_map(|record| match record.cells.get(key) {
            Some(Value::Text(Some(text))) => Some(text),
            _ => None,
        })
        .collect();
    let values: BTreeSet<String> = texts.iter().map(|text| (*text).clone()).collect();
    if values.len() <= MOST && values.len() * 2 <= texts.len() { values } else { BTreeSet::new() }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Citation => "citation",
        Kind::Text => "text",
        Kind::List => "list",
    }
}
