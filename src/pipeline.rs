//! The whole way in one screen: read this first.
//!
//! bytes → source → fragments → tables → columns → items → document and trace

use serde::{Deserialize, Serialize};

use crate::assemble::{self, spans};
use crate::decide::{self, Decisions};
use crate::detect;
use crate::detect::running::{self, Margins};
use crate::error::{Error, ErrorKind};
use crate::extract::{self, docx, dump, pdf};
use crate::fragment::Reading;
use crate::ledger::Ledger;
use crate::profile::{self, Column, Profile};
use crate::record::Document;
use crate::report;
use crate::source::{Media, Source};
use crate::stitch;
use crate::table::Table;
use crate::tokenize;
use crate::trace::{self, Trace};

/// What one source document gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// The data.
    pub document: Document,
    /// Where it came from and what was done to it.
    pub trace: Trace,
    /// The index of each table's key column, which names its studies.
    pub keys: Vec<usize>,
}

/// What a person may ask for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// Of the reading.
    pub extract: extract::Options,
    /// Of the stitching.
    pub stitch: stitch::Options,
    /// What a person knows about the tables of its house.
    pub profile: Profile,
    /// What a person decided about this document.
    pub decisions: Decisions,
}

/// Reads a source document to records.
///
/// # Errors
/// Where there is no document, or the accounting does not add up.
pub fn ingest(source: &Source, options: &Options) -> Result<Extraction, Error> {
    let mut ledger = Ledger::default();
    let reading = fragments(source, options, &mut ledger)?;
    from_fragments(source, reading, options, ledger)
}

/// Makes records of what a reader gave, whose characters are in `ledger`.
///
/// # Errors
/// Where there is no table, or the accounting does not add up.
pub fn from_fragments(
    source: &Source,
    mut reading: Reading,
    options: &Options,
    mut ledger: Ledger,
) -> Result<Extraction, Error> {
    let tables = stitched(source, &mut reading, options, &mut ledger)?;
    let columns = columns(&tables, options, &ledger);
    let read = tokenize::run(&tables, &columns, &ledger);
    let assembled = assemble::run(&tables, &columns, read, &mut ledger);
    let accounting = ledger.accounting();
    if accounting.unaccounted > 0 {
        return Err(Error::new(
            ErrorKind::Fault,
            source.name(),
            format!(
                "{} characters are in no cell and on no list, or in two ({:?})",
                accounting.unaccounted,
                ledger.first_open().map(|run| ledger.text(run)).unwrap_or_default()
            ),
        )
        .help("this is a fault of rowmend: please report it with the document"));
    }
    let mut trace = Trace {
        format: trace::FORMAT.to_owned(),
        source: trace::SourceTrace {
            name: source.name().to_owned(),
            media: source.media().mime().to_owned(),
            bytes: source.bytes().len() as u64,
            sha256: source.sha256(),
            pages: reading.pages,
        },
        tool: trace::Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        records: assembled.records,
        repairs: assembled.repairs,
        left_out: left_out(&ledger),
        accounting: trace::Accounting {
            read: accounting.read,
            placed: accounting.placed,
            left_out: accounting
                .left_out
                .iter()
                .map(|(reason, count)| (reason.name().to_owned(), *count))
                .collect(),
            unaccounted: accounting.unaccounted,
        },
        notices: notices(&reading, profile::missing(&columns, &options.profile)),
        decisions: Vec::new(),
    };
    let mut document = assemble::document(assembled.tables);
    let key = |columns: &Vec<Column>| columns.iter().position(|column| column.names).unwrap_or(0);
    let keys: Vec<usize> = columns.iter().map(key).collect();
    decide::run(&mut document, &mut trace, &keys, &options.decisions);
    Ok(Extraction { document, trace, keys })
}

/// Reads a source document to tables as they stand, before they are read as studies.
///
/// # Errors
/// Where there is no document.
pub fn tables(
    source: &Source,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<(Reading, Vec<Table>), Error> {
    let mut reading = fragments(source, options, ledger)?;
    let tables = stitched(source, &mut reading, options, ledger)?;
    Ok((reading, tables))
}

fn stitched(
    source: &Source,
    reading: &mut Reading,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<Vec<Table>, Error> {
    let fragments = std::mem::take(&mut reading.fragments);
    let tables = stitch::run(fragments, &options.stitch, ledger);
    if tables.is_empty() {
        return Err(Error::new(ErrorKind::NoTable, source.name(), "no table was found in it"));
    }
    Ok(tables)
}

fn fragments(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    ledger.set_house(options.profile.marks.clone());
    match source.media() {
        Media::Dump => dump::read(source, &options.extract, ledger),
        Media::Docx => docx::read(source, &options.extract, ledger),
        Media::Pdf => read_pdf(source, options, ledger),
    }
}

/// The pages of a PDF go through detection one by one; only their tables stay in memory.
fn read_pdf(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let mut margins = Vec::new();
    let (mut rows, mut cells) = (0, 0);
    let limits = &options.extract.limits;
    let seen = pdf::read(source, &options.extract, |page| {
        if extract::count(source, limits, rows, cells).is_err() {
            return;
        }
        let before = reading.fragments.last().filter(|last| last.page + 1 == page.number);
        let edges = before.map(|last| last.edges.clone()).unwrap_or_default();
        let found = detect::run(page, &edges, ledger);
        let first = reading.fragments.len();
        for row in found.fragments.iter().flat_map(|fragment| &fragment.rows) {
            (rows, cells) = (rows + 1, cells + row.cells.len());
        }
        reading.fragments.extend(found.fragments);
        margins.push(Margins {
            over: found.over,
            under: found.under,
            fragments: (first, reading.fragments.len()),
        });
    })?;
    extract::count(source, limits, rows, cells)?;
    running::settle(&mut reading.fragments, &margins, ledger);
    reading.pages = Some(seen.pages);
    reading.notices = seen.notices;
    Ok(reading)
}

fn columns(tables: &[Table], options: &Options, ledger: &Ledger) -> Vec<Vec<Column>> {
    tables.iter().map(|table| profile::run(table, &options.profile, ledger)).collect()
}

fn left_out(ledger: &Ledger) -> Vec<trace::LeftOut> {
    ledger
        .left_out()
        .into_iter()
        .filter(|left| left.reason != crate::ledger::Reason::Outside)
        .map(|left| trace::LeftOut {
            reason: left.reason,
            text: ledger.text(left.run).trim().to_owned(),
            spans: spans(&[left.run], ledger),
        })
        .collect()
}

fn notices(reading: &Reading, missing: Vec<String>) -> Vec<trace::Notice> {
    let read = reading.notices.iter().map(|notice| trace::Notice {
        code: notice.code.to_owned(),
        loss: notice.loss,
        message: notice.message.clone(),
    });
    let missing = missing.into_iter().map(|message| trace::Notice {
        code: profile::MISSING.to_owned(),
        loss: false,
        message,
    });
    read.chain(missing).collect()
}

/// A place in the middle of the way that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// What the reader gives.
    Fragments,
    /// Whole tables with logical rows.
    Rows,
    /// Items and steps.
    Items,
}

/// What stands on the way at `stage`, drawn for a person.
///
/// # Errors
/// Where there is no document.
pub fn stages(source: &Source, options: &Options, stage: Stage) -> Result<String, Error> {
    let mut ledger = Ledger::default();
    if stage == Stage::Fragments {
        let reading = fragments(source, options, &mut ledger)?;
        return Ok(report::fragments(&reading.fragments, &ledger));
    }
    let (_, tables) = tables(source, options, &mut ledger)?;
    if stage == Stage::Rows {
        return Ok(report::rows(&tables, &ledger));
    }
    let columns = columns(&tables, options, &ledger);
    let read = tokenize::run(&tables, &columns, &ledger);
    Ok(report::items(&columns, &read))
}
