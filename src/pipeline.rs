//! The whole way in one screen: read this first.
//!
//! bytes → source → fragments → tables → columns → items → document and trace

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assemble::{self, spans};
use crate::canon;
use crate::decide::{self, Decisions, Reshaping, Shape};
use crate::detect;
use crate::detect::running::{self, Margins};
use crate::detect::view::{self, PageView};
use crate::doubts::{self, Doubt};
use crate::error::{Error, ErrorKind};
use crate::extract::{self, docling, docx, dump, layout, markdown, pdf, recognised};
use crate::fragment::Reading;
use crate::ledger::{Accounting, Ledger, Reason};
use crate::misread_arrows;
use crate::misread_words;
use crate::page::Page;
use crate::piece::{Piece, Take};
use crate::profile::{self, Column, Profile};
use crate::record::{self, Document};
use crate::report;
use crate::source::{Media, Source};
use crate::stitch;
use crate::table::Table;
use crate::tally::Tally;
use crate::tokenize;
use crate::trace::{self, Trace};

mod extraction;

pub use extraction::Extraction;

/// What a person may ask for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// Of the reading.
    #[doc(hidden)]
    pub extract: extract::Options,
    /// Of the stitching.
    #[doc(hidden)]
    pub stitch: stitch::Options,
    /// What a person knows about the tables of its house.
    #[doc(hidden)]
    pub profile: Profile,
    /// What a person decided about this document.
    #[doc(hidden)]
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
    reading: Reading,
    options: &Options,
    ledger: Ledger,
) -> Result<Extraction, Error> {
    let shapes = &options.decisions.shapes;
    collect(options, |take| records(source, reading, options, shapes, ledger, take))
}

/// Gives the records of a source document to `take`, piece by piece, as they were extracted: without
/// the decisions of a person, which are about the document as a whole. What the trace has beside the
/// pieces comes back.
///
/// # Errors
/// Where there is no document, or the accounting does not add up; what was given out before is then
/// to be thrown away.
pub fn stream(source: &Source, options: &Options, take: Take<'_>) -> Result<Trace, Error> {
    let mut ledger = Ledger::default();
    let reading = fragments(source, options, &mut ledger)?;
    records(source, reading, options, &[], ledger, take)
}

fn records(
    source: &Source,
    mut reading: Reading,
    options: &Options,
    shapes: &[Shape],
    mut ledger: Ledger,
    take: Take<'_>,
) -> Result<Trace, Error> {
    let mut told = Reshaping::new(shapes);
    let tables = stitched(source, &mut reading, options, &mut told, &mut ledger)?;
    let read = trace::SourceTrace {
        name: source.name().to_owned(),
        media: source.media().mime().to_owned(),
        bytes: source.bytes().len() as u64,
        sha256: source.sha256(),
        pages: reading.pages,
        recognised_by: recognised_by(source, options),
    };
    let mut trace = Trace::new(read.clone());
    take(Piece::Source(read));
    let columns = columns(&tables, options, &ledger);
    let doubts = doubts::run(&tables, &columns, &ledger);
    let lists = tokenize::run(&tables, &columns, &ledger);
    let mut tally = Tally::default();
    assemble::run(&tables, &columns, lists, &mut ledger, &mut |piece| {
        tally.see(&piece);
        take(piece);
    });
    if let Some((missing, times)) = tally.lacks(&ledger) {
        return Err(Error::new(
            ErrorKind::Fault,
            source.name(),
            format!("{missing:?} was placed {times} times more often than the result holds it"),
        )
        .help("this is a fault of rowmend: please report it with the document"));
    }
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
    left_out(&ledger).for_each(|left| take(Piece::LeftOut(left)));
    sums(&ledger, &accounting, &mut trace);
    trace.refused = reading.refused.iter().map(trace::Refused::of).collect();
    let doubts = doubts.into_iter().chain(doubts::refused(&reading.refused)).collect();
    trace.notices = notices(&reading, profile::missing(&columns, &options.profile), doubts);
    told.notices(&mut trace.notices, &ledger);
    trace.decisions = told.traces(&tables);
    Ok(trace)
}

fn recognised_by(source: &Source, options: &Options) -> Option<String> {
    let own = options.extract.recognition.as_ref().filter(|_| source.media() == Media::Pdf);
    own.map(|recognition| recognition.engine.clone())
}

/// Puts the pieces that `give` gives together, and applies what a person decided.
fn collect(
    options: &Options,
    give: impl FnOnce(Take<'_>) -> Result<Trace, Error>,
) -> Result<Extraction, Error> {
    let mut document = Document { format: record::FORMAT.to_owned(), tables: Vec::new() };
    let (mut keys, mut traces) = (Vec::new(), Vec::new());
    let (mut repairs, mut left_out) = (Vec::new(), Vec::new());
    let mut trace = give(&mut |piece| match piece {
        Piece::Source(_) => {}
        Piece::Table { table, key } => {
            document.tables.push(table);
            keys.push(key);
        }
        Piece::Record(record) => {
            if let Some(table) = document.tables.last_mut() {
                table.records.push(record);
            }
        }
        Piece::Place(trace) => traces.push(trace),
        Piece::Repair(repair) => repairs.push(repair),
        Piece::LeftOut(left) => left_out.push(left),
    })?;
    (trace.records, trace.repairs, trace.left_out) = (traces, repairs, left_out);
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
    let mut told = Reshaping::new(&options.decisions.shapes);
    let tables = stitched(source, &mut reading, options, &mut told, ledger)?;
    Ok((reading, tables))
}

/// Fragments to tables, as a person told them to be.
fn stitched(
    source: &Source,
    reading: &mut Reading,
    options: &Options,
    told: &mut Reshaping<'_>,
    ledger: &mut Ledger,
) -> Result<Vec<Table>, Error> {
    let Options { stitch, profile, .. } = options;
    let fragments = std::mem::take(&mut reading.fragments);
    let none = fragments.is_empty();
    let mut gathered = stitch::gather(fragments, stitch, ledger);
    told.tables(&mut gathered, profile, ledger);
    let mut tables = stitch::finish(gathered, stitch, profile, ledger);
    decide::house::run(&mut tables, profile, ledger);
    told.rows(&mut tables, profile, ledger);
    told.columns(&mut tables, profile, ledger);
    doubts::settle(&mut tables);
    tokenize::settle(&mut tables, ledger);
    // What became a title or a note is in the result.
    for region in &mut reading.refused {
        region.beside.retain(|run| ledger.refuse(*run));
    }
    reading.refused.retain(|region| !region.lines.is_empty() || !region.beside.is_empty());
    // A person may say that what was found is none.
    if none {
        let error = Error::new(ErrorKind::NoTable, source.name(), "no table was found in it");
        return Err(match doubts::refused(&reading.refused) {
            Some(nearly) => error.help(nearly.message),
            None => error,
        });
    }
    Ok(tables)
}

fn fragments(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Reading, Error> {
    ledger.set_house(options.profile.marks.clone());
    let some = options.extract.pages.is_some_and(|pages| pages != (1, u32::MAX));
    if some && !source.media().has_pages() {
        let message = "pages of it are asked for, and it has none";
        return Err(Error::new(ErrorKind::UnknownFormat, source.name(), message).help(
            "leave --pages out: a Word document, a text or Docling's JSON is read as a whole",
        ));
    }
    match source.media() {
        Media::Dump => dump::read(source, &options.extract, ledger),
        Media::Docx => docx::read(source, &options.extract, ledger),
        Media::Markup => markdown::read(source, &options.extract, ledger),
        Media::Docling => docling::read(source, &options.extract, ledger),
        _ => read_pages(source, options, ledger, &mut |_, _| {}),
    }
}

/// Hands each page of a document that has pages to `each`.
fn each_page(
    source: &Source,
    options: &extract::Options,
    each: impl FnMut(Page),
) -> Result<extract::Seen, Error> {
    match source.media() {
        Media::Pdf => pdf::read(source, options, each),
        Media::Layout => layout::read(source, options, each),
        _ => recognised::read(source, options, each),
    }
}

/// The pages of a document go through detection one by one; only their tables stay in memory. `look` sees
/// each page before that, with what the page before says of it.
fn read_pages(
    source: &Source,
    options: &Options,
    ledger: &mut Ledger,
    look: &mut dyn FnMut(&Page, &detect::Before),
) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let mut margins = Vec::new();
    let (mut numbers, mut head, mut bullets) = (None, None, Vec::new());
    let (mut rows, mut cells) = (0, 0);
    let limits = &options.extract.limits;
    let seen = each_page(source, &options.extract, |page| {
        if extract::count(source, limits, rows, cells).is_err() {
            return;
        }
        let before = reading.fragments.last().filter(|last| last.page + 1 == page.number);
        let edges = before.map(|last| last.edges.clone()).unwrap_or_default();
        let head_before = before.and(head.take());
        let (numbers_before, bullets_before) = (numbers.take(), std::mem::take(&mut bullets));
        let before = detect::Before {
            edges,
            numbers: numbers_before,
            head: head_before,
            bullets: bullets_before,
        };
        look(&page, &before);
        if page.recognised > 0 {
            ledger.set_recognised();
        }
        let typed = page.first_line.inspect(|first| ledger.set_typed(page.number, *first));
        let mut found = detect::run(page, &before, ledger);
        if typed.is_some() {
            // Such pages have their columns where their own texts leave room.
            found.fragments.iter_mut().for_each(|fragment| fragment.edges.clear());
        }
        numbers = found.numbers.or(before.numbers);
        head = found.head;
        bullets = found.bullets;
        let first = reading.fragments.len();
        for row in found.fragments.iter().flat_map(|fragment| &fragment.rows) {
            (rows, cells) = (rows + 1, cells + row.cells.len());
        }
        reading.fragments.extend(found.fragments);
        margins.push(Margins {
            over: found.over,
            under: found.under,
            foot: found.foot,
            fragments: (first, reading.fragments.len()),
            refused: found.refused,
            open: found.open,
        });
    })?;
    extract::count(source, limits, rows, cells)?;
    running::open_rows(&mut reading.fragments, &mut margins, ledger);
    for end in [running::End::Top, running::End::Bottom] {
        running::part(end, &mut reading.fragments, &mut margins, ledger);
    }
    running::settle(&mut reading.fragments, &margins, ledger);
    running::titles_before(&mut reading.fragments, &mut margins, ledger);
    reading.refused = running::refused(&mut margins, ledger);
    reading.pages = Some(seen.pages);
    reading.notices = seen.notices;
    if ledger.is_recognised() || source.media() == Media::Layout {
        reading.notices.extend(misread_arrows::tell(&reading.fragments, ledger));
    }
    if ledger.is_recognised() {
        misread_words::tell(&reading.fragments, ledger);
    }
    Ok(reading)
}

fn columns(tables: &[Table], options: &Options, ledger: &Ledger) -> Vec<Vec<Column>> {
    tables.iter().map(|table| profile::run(table, &options.profile, ledger)).collect()
}

/// Tells the sum of all characters, and of those of each page.
fn sums(ledger: &Ledger, all: &Accounting, trace: &mut Trace) {
    trace.accounting = trace::Accounting {
        read: all.read,
        placed: all.placed,
        left_out: by_reason(all),
        unaccounted: all.unaccounted,
    };
    let pages = ledger.accounting_by_page().into_iter();
    let of_page = |(page, own): (u32, Accounting)| trace::PageAccounting {
        page,
        placed: own.placed,
        left_out: by_reason(&own),
    };
    trace.pages = pages.map(of_page).collect();
}

fn by_reason(accounting: &Accounting) -> BTreeMap<String, usize> {
    let reasons = accounting.left_out.iter();
    reasons.map(|(reason, count)| (reason.name().to_owned(), *count)).collect()
}

fn left_out(ledger: &Ledger) -> impl Iterator<Item = trace::LeftOut> {
    let all = ledger.left_out().into_iter().filter(|left| left.reason != Reason::Outside);
    all.map(|left| trace::LeftOut {
        reason: left.reason,
        text: ledger.text(left.run).trim().to_owned(),
        spans: spans(&[left.run], ledger),
    })
}

fn notices(reading: &Reading, missing: Vec<String>, doubts: Vec<Doubt>) -> Vec<trace::Notice> {
    let read = reading.notices.iter().map(|notice| trace::Notice {
        code: notice.code.to_owned(),
        loss: notice.loss,
        table: None,
        about: Vec::new(),
        kept: None,
        message: notice.message.clone(),
    });
    let missing = missing.into_iter().map(|message| trace::Notice {
        code: profile::MISSING.to_owned(),
        loss: false,
        table: None,
        about: Vec::new(),
        kept: None,
        message,
    });
    let doubts = doubts.into_iter().map(|doubt| trace::Notice {
        code: doubt.code.to_owned(),
        loss: false,
        table: doubt.table.map(assemble::table_id),
        about: doubt.about,
        kept: None,
        message: doubt.message,
    });
    read.chain(missing).chain(doubts).collect()
}

/// The form in which pages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Drawing {
    /// For a person at a terminal.
    Text,
    /// Everything, for a program; FORMAT.md describes it.
    Json,
    /// The pages, drawn over.
    Svg,
}

/// A place in the middle of the way that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The pages of a PDF as they are read: what may be a table, what is, and why.
    Page(Drawing),
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
/// Where there is no document, or pages are asked for of one that has none.
pub fn stages(source: &Source, options: &Options, stage: Stage) -> Result<String, Error> {
    let mut ledger = Ledger::default();
    if let Stage::Page(drawing) = stage {
        let pages = pages(source, options, &mut ledger)?;
        return Ok(match drawing {
            Drawing::Text => report::page::text(&pages),
            Drawing::Json => String::from_utf8_lossy(&canon::to_bytes(&pages)).into_owned(),
            Drawing::Svg => report::page::svg(&pages),
        });
    }
    if stage == Stage::Fragments {
        let reading = fragments(source, options, &mut ledger)?;
        return Ok(report::fragments(&reading.fragments, &ledger));
    }
    let (_, tables) = tables(source, options, &mut ledger)?;
    if stage == Stage::Rows {
        return Ok(report::rows(&tables, &ledger));
    }
    let columns = columns(&tables, options, &ledger);
    let mut lists = tokenize::run(&tables, &columns, &ledger);
    Ok(report::items(&columns, |table| lists.next(table, &ledger)))
}

fn pages(source: &Source, options: &Options, ledger: &mut Ledger) -> Result<Vec<PageView>, Error> {
    if !source.media().has_pages() {
        let message = "it has no pages that could be shown";
        return Err(Error::new(ErrorKind::UnknownFormat, source.name(), message)
            .help("--stage fragments shows the tables that were read of it"));
    }
    ledger.set_house(options.profile.marks.clone());
    let house = ledger.house().clone();
    let mut pages = Vec::new();
    read_pages(source, options, ledger, &mut |page, edges| {
        pages.push(view::view(page.clone(), edges, &house));
    })?;
    Ok(pages)
}
