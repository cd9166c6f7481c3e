//! What each column is: its header, its key, its kind, and which one names the study.
//!
//! A whole table comes in, and what a person's profile says; columns go out. Where the profile is
//! silent, and everywhere without one, the table itself tells.
//!
//! | file | holds |
//! |---|---|
//! | `roles` | what each column is for, before rows are joined |
//! | `infer` | header, key and kind as the table shows them |
//! | `file` | TOML ⇄ [`Profile`] |

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::ledger::{Ledger, Run};
use crate::marks::House;
use crate::record::Kind;
use crate::table::Table;

mod infer;
pub mod file;
pub mod roles;

pub(crate) use infer::{Breaks, Signs, YEAR};

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The header's lines, from the top header row to the lowest.
    pub header: Vec<Run>,
    /// The header as printed, joined to one line; header rows are joined by " / ".
    pub text: String,
    /// The header in snake_case or the profile's name for it, unique within the table.
    pub key: String,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether it names the study; one column of a table does.
    pub names: bool,
    /// The column whose years belong to the authors in this one, where there is one.
    pub year: Option<usize>,
    /// How it shows its items.
    pub(crate) signs: Signs,
    /// The values it may hold; any where there are none.
    pub values: Vec<String>,
    /// Whether the profile knows its header.
    pub known: bool,
}

/// What a person knows about the tables of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The columns, in any order. Columns of a table that are not among them are inferred.
    #[doc(hidden)]
    pub columns: Vec<Known>,
    /// The key of the column that names the study; told by what the columns hold by default.
    #[doc(hidden)]
    pub key: Option<String>,
    /// What rows are for.
    #[doc(hidden)]
    pub rows: RowsKnown,
    /// Arrows and bullets of the house, beside those that everybody knows.
    #[doc(hidden)]
    pub marks: House,
}

/// What a person knows about the rows of the tables of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsKnown {
    /// How many of the first rows of each table name its columns; told by the table where it is none.
    pub header: Option<usize>,
    /// Regular expressions: a row whose key, or first filled cell, matches one names the group under it.
    pub groups: Vec<String>,
    /// Regular expressions: a row whose key, or first filled cell, matches one is no study but a note.
    pub not_studies: Vec<String>,
}

/// A column that a person knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its key in the result.
    pub key: String,
    /// The headers it may stand under; case, blanks and signs play no part.
    pub headers: Vec<String>,
    /// Its place in the table from the left, from 1, where no column stands under one of the headers.
    pub position: Option<usize>,
    /// What its cells hold; inferred where it is none.
    pub kind: Option<Kind>,
    /// The values it may hold; any where there are none.
    pub values: Vec<String>,
    /// Whether a document may lack it.
    pub optional: bool,
}

/// The code of the notice that a document lacks a column of the profile.
pub const MISSING: &str = "profile-column-missing";

/// Tells the columns of a table. The header as printed always stays.
pub fn run(table: &Table, profile: &Profile, ledger: &Ledger) -> Vec<Column> {
    let headers: Vec<Vec<Vec<Run>>> =
        (0..table.columns).map(|col| infer::header(table, col, ledger)).collect();
    let texts: Vec<String> =
        headers.iter().map(|header| crate::text::headers(header, ledger)).collect();
    let known = matched(&texts, profile);
    let names: Vec<Option<&str>> = (0..table.columns)
        .map(|col| table.told.get(&col).and_then(|told| told.name.as_deref()))
        .collect();
    let keys = keys(&texts, &names, &known);
    let mut columns = Vec::with_capacity(table.columns);
    for (col, ((header, text), known)) in headers.into_iter().zip(texts).zip(known).enumerate() {
        let (kind, signs) = infer::kind(table, col, ledger);
        let told = table.told.get(&col).and_then(|told| told.kind);
        let name = names.get(col).copied().flatten().filter(|_| text.is_empty());
        columns.push(Column {
            key: keys.get(col).cloned().unwrap_or_default(),
            text: name.map(str::to_owned).unwrap_or(text),
            kind: told.or(known.and_then(|known| known.kind)).unwrap_or(kind),
            header: header.into_iter().flatten().collect(),
            names: col == table.key,
            year: table.year.filter(|_| col == table.key),
            signs,
            known: known.is_some(),
            values: known.map(|known| known.values.clone()).unwrap_or_default(),
        });
    }
    columns
}

/// The keys of columns under such headers, as the result has them where a person told no names.
pub(crate) fn keys_of(headers: &[String], profile: &Profile) -> Vec<String> {
    keys(headers, &vec![None; headers.len()], &matched(headers, profile))
}

/// The key of each column: the name that a person gave it, or what the profile calls it, which no other
/// column may be called then, or its header.
fn keys(headers: &[String], names: &[Option<&str>], known: &[Option<&Known>]) -> Vec<String> {
    let mut taken = infer::Taken::default();
    let own: Vec<Option<String>> = names
        .iter()
        .zip(known)
        .enumerate()
        .map(|(col, (name, known))| match (name, known) {
            (Some(name), _) => Some(taken.unique(infer::snake_case(name, col))),
            (None, Some(known)) => {
                taken.take(known.key.clone());
                Some(known.key.clone())
            }
            (None, None) => None,
        })
        .collect();
    let inferred = |(col, (own, header)): (usize, (Option<String>, &String))| {
        own.unwrap_or_else(|| taken.unique(infer::snake_case(header, col)))
    };
    own.into_iter().zip(headers).enumerate().map(inferred).collect()
}

/// The column that a profile says names the study, among those with such headers.
fn key_by_header(headers: &[String], profile: &Profile) -> Option<usize> {
    let key = profile.key.as_ref()?;
    matched(headers, profile).iter().position(|known| known.is_some_and(|known| known.key == *key))
}

/// What the profile knows of each column, by its header; of two columns under one header the first.
fn matched<'a>(texts: &[String], profile: &'a Profile) -> Vec<Option<&'a Known>> {
    let mut left: Vec<&Known> = profile.columns.iter().collect();
    let mut found: Vec<Option<&Known>> = texts
        .iter()
        .map(|text| {
            let header = folded(text);
            let fits = |known: &&Known| known.headers.iter().any(|own| folded(own) == header);
            left.iter().position(fits).map(|at| left.remove(at))
        })
        .collect();
    for (position, slot) in (1..).zip(&mut found).filter(|(_, slot)| slot.is_none()) {
        *slot = left.iter().find(|known| known.position == Some(position)).copied();
    }
    found
}

/// The words of a header: case, accents, blanks and signs play no part.
pub(crate) fn folded(header: &str) -> String {
    let plain: String = header.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// What the profile names and no table has: a sentence each.
pub fn missing(tables: &[Vec<Column>], profile: &Profile) -> Vec<String> {
    let has = |known: &&Known| {
        tables.iter().flatten().any(|column| column.known && column.key == known.key)
    };
    let headers: Vec<&str> = tables
        .iter()
        .flatten()
        .map(|column| column.text.as_str())
        .filter(|t| !t.is_empty())
        .collect();
    profile
        .columns
        .iter()
        .filter(|known| !known.optional && !has(known))
        .map(|known| {
            format!(
                "no table has the column {:?} of the profile ({}); there are {}",
                known.key,
                place(known),
                list(&headers)
            )
        })
        .collect()
}

/// Where a column may be found.
fn place(known: &Known) -> String {
    let headers = (!known.headers.is_empty()).then(|| format!("under {}", list(&known.headers)));
    let position = known.position.map(|position| format!("at position {position}"));
    headers.into_iter().chain(position).collect::<Vec<_>>().join(", or ")
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| format!("{:?}", name.as_ref())).collect::<Vec<_>>().join(", ")
}
