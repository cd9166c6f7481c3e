//! Comma-separated values (RFC 4180; UTF-8, CRLF), written by crate `csv`, each file with metadata beside
//! it (W3C, Metadata Vocabulary for Tabular Data, 2015).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::json;

use super::frame::{Datum, Frame, TIDY};
use super::wide::{self, Heading, Sets, Source};
use super::{Entry, Export, ExportError, Part, Put};
use crate::canon;
use crate::record::Table;

/// What is a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A study; a file a table.
    #[default]
    Wide,
    /// A text; one file.
    Long,
    /// A thing of its kind; a file a kind.
    Tidy,
}

/// Exports comma-separated values.
#[derive(Debug, Default)]
pub struct Csv {
    shape: Shape,
    excel: bool,
    /// The one file that is wanted.
    file: Option<String>,
    /// The files that are begun.
    begun: BTreeSet<String>,
    sets: Sets,
    /// The file of each set of wide tables.
    files: Vec<String>,
    /// The first table, in words.
    first: Option<String>,
    altered: usize,
}

impl Csv {
    /// Exports in a shape; all to one `file` where one is wanted; and so that a spreadsheet program opens
    /// it as it is: `excel` puts the mark of UTF-8 first and lets no text be taken for a formula.
    pub fn new(shape: Shape, excel: bool, file: Option<String>) -> Self {
        let sets = Sets::new(file.is_some());
        Csv { shape, excel, file, sets, ..Csv::default() }
    }

    fn wide(&mut self, entry: &Entry, table: &Table, put: Put<'_>) -> Result<(), ExportError> {
        let headings = wide::headings(table);
        let names: Vec<String> = headings.iter().map(|heading| heading.name.clone()).collect();
        let file = self.file_of(names, &entry.name, &table.id)?;
        let columns = headings.iter().map(|heading| described(heading, table)).collect();
        self.begin(&file, columns, put)?;
        let mut out = writer(Part { name: &file, put });
        for row in wide::rows(entry, table, &headings) {
            for text in row {
                out.write_field(self.harmless(&text).as_bytes()).map_err(io::Error::from)?;
            }
            end_of_row(&mut out)?;
        }
        Ok(out.flush()?)
    }

    /// The file of a table.
    fn file_of(
        &mut self,
        names: Vec<String>,
        document: &str,
        table: &str,
    ) -> Result<String, ExportError> {
        let set = self.sets.of(names, document);
        if set == self.files.len() {
            let own = format!("{document}.{table}.csv");
            self.files.push(self.file.clone().unwrap_or(own));
            self.first.get_or_insert_with(|| format!("{table} of {document}"));
        }
        match (&self.file, &self.first) {
            (Some(_), Some(first)) if set > 0 => Err(ExportError::Several {
                first: first.clone(),
                second: format!("{table} of {document}"),
            }),
            _ => Ok(self.files.get(set).cloned().unwrap_or_default()),
        }
    }

    fn frame(&mut self, frame: Frame, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        let file = self.file.clone().unwrap_or_else(|| format!("{}.csv", frame.name()));
        self.begin_frame(frame, &file, put)?;
        let mut out = writer(Part { name: &file, put });
        frame.rows(entry, &mut |row| {
            for datum in row {
                let field = match datum {
                    Datum::Nothing => Cow::Borrowed(""),
                    Datum::Text(text) => self.harmless(text),
                    Datum::Number(number) => Cow::Owned(number.to_string()),
                };
                out.write_field(field.as_bytes()).map_err(io::Error::from)?;
            }
            end_of_row(&mut out)
        })?;
        Ok(out.flush()?)
    }

    fn begin_frame(&mut self, frame: Frame, file: &str, put: Put<'_>) -> io::Result<()> {
        let columns = frame.fields().iter().map(|field| {
            let kind = if field.number { "integer" } else { "string" };
            (field.name.to_owned(), described_as(field.name, field.name, kind, field.about))
        });
        self.begin(file, columns.collect(), put)
    }

    /// Writes the names of the columns into a new file, and its metadata beside it.
    fn begin(
        &mut self,
        file: &str,
        columns: Vec<(String, serde_json::Value)>,
        put: Put<'_>,
    ) -> io::Result<()> {
        if !self.begun.insert(file.to_owned()) {
            return Ok(());
        }
        if self.excel {
            put(file, "\u{FEFF}".as_bytes())?;
        }
        let mut out = writer(Part { name: file, put });
        for (name, _) in &columns {
            out.write_field(self.harmless(name).as_bytes()).map_err(io::Error::from)?;
        }
        end_of_row(&mut out)?;
        out.flush()?;
        drop(out);
        let columns: Vec<serde_json::Value> = columns.into_iter().map(|(_, about)| about).collect();
        let metadata = json!({
            "@context": "http://www.w3.org/ns/csvw",
            "url": file,
            "dialect": { "encoding": "utf-8", "header": true, "lineTerminators": ["\r\n"] },
            "tableSchema": { "columns": columns },
        });
        put(&metadata_of(file), &canon::to_bytes(&metadata))
    }

    /// A text that is harmless, and counted where it was not.
    fn harmless<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let harmless = harmless(text, self.excel);
        self.altered += usize::from(matches!(harmless, Cow::Owned(_)));
        harmless
    }
}

impl Export for Csv {
    fn add(&mut self, entry: &Entry, put: Put<'_>) -> Result<(), ExportError> {
        match self.shape {
            Shape::Wide => {
                entry.document.tables.iter().try_for_each(|table| self.wide(entry, table, put))
            }
            Shape::Long => self.frame(Frame::Long, entry, put),
            Shape::Tidy => TIDY.into_iter().try_for_each(|frame| self.frame(frame, entry, put)),
        }
    }

    fn remarks(&self) -> Vec<String> {
        let altered = self.altered;
        let told =
            format!("{altered} texts that would act as formulas got an apostrophe before them");
        (altered > 0).then_some(told).into_iter().collect()
    }
}

/// Where the metadata of a file lies: where the standard looks for it.
pub fn metadata_of(file: &str) -> String {
    format!("{file}-metadata.json")
}

pub(super) fn writer<W: io::Write>(out: W) -> csv::Writer<W> {
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).flexible(true);
    builder.from_writer(out)
}

fn end_of_row<W: io::Write>(out: &mut csv::Writer<W>) -> io::Result<()> {
    out.write_record(None::<&[u8]>).map_err(io::Error::from)
}

/// A text that no spreadsheet program calculates with when it opens the file: a formula (`strictly`: see
/// [`is_formula`]) gets an apostrophe before it, which says "text" there.
pub(super) fn harmless(text: &str, strictly: bool) -> Cow<'_, str> {
    if is_formula(text, strictly) { format!("'{text}").into() } else { text.into() }
}

/// Whether a spreadsheet program takes a text for a formula that does something: calls a function, asks
/// another program (`|`) or another sheet (`!`). With `strictly` whatever it takes for a formula, which it
/// then shows as an error, such as `- yes`; a sign alone and numbers are none.
fn is_formula(text: &str, strictly: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    match first {
        '=' | '@' | '\t' | '\r' => text.len() > first.len_utf8() || strictly,
        '+' | '-' => {
            let signs_alone = text.chars().all(|c| matches!(c, '+' | '-'));
            let acts = text.contains(['(', '|', '!']);
            !signs_alone && (acts || strictly) && text.trim().parse::<f64>().is_err()
        }
        _ => false,
    }
}

fn described(heading: &Heading, table: &Table) -> (String, serde_json::Value) {
    let (key, about) = match heading.source {
        Source::Column(at) => match table.columns.get(at) {
            Some(column) => {
                let kind = canon::name(&column.kind);
                (
                    column.key.as_str(),
                    format!("{kind}; items of a list stand on lines of their own"),
                )
            }
            None => ("", String::new()),
        },
        Source::Group => ("group", "sub-heading that the record stands under".to_owned()),
        Source::Notes => ("notes", "notes that the record refers to, a line each".to_owned()),
        Source::Document => ("document", "name of the source document".to_owned()),
        Source::Table => ("table", "id of the table within the document".to_owned()),
        Source::Record => ("record", "id of the record within the table".to_owned()),
    };
    (heading.name.clone(), described_as(key, &heading.name, "string", &about))
}

fn described_as(name: &str, title: &str, kind: &str, about: &str) -> serde_json::Value {
    json!({ "name": name, "titles": title, "datatype": kind, "dc:description": about })
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn what_acts_is_a_formula_and_what_is_printed_is_none() {
        for text in ["=HYPERLINK(\"x\")", "=A1", "@SUM(A1)", "+cmd|' /c calc'!A0", "-1+cmd|'x'!A0"]
        {
            assert!(is_formula(text, false) && is_formula(text, true), "{text}");
        }
        for text in ["+", "++", "-", "-0.5", "+1", "a = b", ""] {
            assert!(!is_formula(text, false) && !is_formula(text, true), "{text}");
        }
        for text in ["- yes", "+ trust", "-3 to -1"] {
            assert!(!is_formula(text, false) && is_formula(text, true), "{text}");
        }
    }
}
