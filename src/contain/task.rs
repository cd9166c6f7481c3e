//! What can be asked of a document: bytes and options → the bytes of the result. The same code
//! runs within a worker and, with `--in-process`, without one.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use crate::canon::{self, Put, Stream, Writer};
use crate::error::{Error, ErrorKind};
use crate::export::{self, grid};
#[cfg(feature = "pictures")]
use crate::extract::pdf;
use crate::ledger::Ledger;
use crate::piece::Piece;
use crate::pipeline::{self, Extraction, Options, Stage};
use crate::show;
use crate::source::{Media, Source};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::spool::Spool;
use crate::summary::Summary;

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Ask {
    /// The records, and their trace.
    Extract {
        /// In the short form of RFC 8785, a line a document.
        compact: bool,
    },
    /// The tables as they stand.
    Tables {
        /// In which form.
        form: grid::Form,
        /// Only the table of this number, from 1, or with this in its caption.
        table: Option<String>,
        /// Whether what spans stands in each place that it covers.
        fill: bool,
    },
    /// The document in the middle of its way.
    Stages(Stage),
    /// What the document looks like, as JSON.
    View,
    /// Where captions, names of columns and notes stand, as JSON.
    Heads,
    /// Pages of a PDF as pictures: all bytes as the data, and as the trace a line with the length of each,
    /// 0 where there is none.
    #[cfg(feature = "pictures")]
    Pictures {
        /// The first page, from 1.
        from: u32,
        /// The last page.
        to: u32,
        /// Pixels for each point.
        scale: f64,
    },
}

/// What a document gave.
#[derive(Debug, Default)]
pub struct Answer {
    /// The bytes that were asked for.
    pub data: Spool,
    /// The trace, where records were asked for.
    pub trace: Spool,
    /// What is known beside them.
    pub about: About,
}

impl Answer {
    /// What the source called `name` looks like, or where what stands round its values is printed, of an answer to
    /// [`Ask::View`] or [`Ask::Heads`].
    ///
    /// # Errors
    /// Where it is an answer to something else.
    pub fn told<T: DeserializeOwned>(mut self, name: &str) -> Result<T, Error> {
        value(&mut self.data, name, "what it looks like cannot be told")
    }

    /// The pictures of pages, as PNG, of an answer to [`Ask::Pictures`]; none for a page that was not drawn.
    ///
    /// # Errors
    /// Where its bytes were not kept.
    pub fn pictures(mut self) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let lengths = String::from_utf8_lossy(&self.trace.bytes()?).into_owned();
        let mut bytes = self.data.bytes()?;
        let mut pictures = Vec::new();
        for length in lengths.lines() {
            let length = length.parse::<usize>().unwrap_or_default().min(bytes.len());
            let rest = bytes.split_off(length);
            pictures.push((length > 0).then_some(bytes));
            bytes = rest;
        }
        Ok(pictures)
    }

    /// The records and their trace of the source called `name`, of an answer to [`Ask::Extract`].
    ///
    /// # Errors
    /// Where it is an answer to something else.
    pub fn extraction(mut self, name: &str) -> Result<Extraction, Error> {
        let broken = "the result breaks the format";
        Ok(Extraction {
            document: value(&mut self.data, name, broken)?,
            trace: value(&mut self.trace, name, broken)?,
            keys: self.about.keys,
        })
    }
}

/// What a worker sent as JSON; where it is something else, the fault is told after `broken`.
fn value<T: DeserializeOwned>(spool: &mut Spool, name: &str, broken: &str) -> Result<T, Error> {
    let fault = |error| Error::new(ErrorKind::Fault, name, format!("{broken}: {error}"));
    canon::from_bytes(&spool.bytes()?).map_err(fault)
}

/// What is known of an answer beside its bytes; empty where no records were asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct About {
    /// The index of each table's key column.
    pub keys: Vec<usize>,
    /// What a person wants to know of it.
    pub summary: Summary,
}

/// Where and why the last panic was, for the report of the fault.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Notes down panics, beside telling them on stderr.
pub fn note_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let why = info.payload_as_str().unwrap_or("no reason given");
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = format!("{place}: {why}");
        usual(info);
    }));
}

/// Does work on the document called `name`; a panic is a fault of ours and is told as one.
pub(super) fn guarded<T>(name: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let last = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner);
        let message = format!("rowmend failed while reading it ({last})");
        Err(Error::new(ErrorKind::Fault, name, message).help(super::death::REPORT))
    })
}

/// Reads a document and gives the bytes of the result to `put`; where it fails in the end, they are
/// to be thrown away.
pub(super) fn perform(
    ask: Ask,
    name: &str,
    bytes: Vec<u8>,
    options: &Options,
    put: Put<'_>,
) -> Result<About, Error> {
    guarded(name, || unguarded(ask, name, bytes, options, put))
}

fn unguarded(
    ask: Ask,
    name: &str,
    bytes: Vec<u8>,
    options: &Options,
    put: Put<'_>,
) -> Result<About, Error> {
    let source = Source::new(name, bytes, &options.extract.limits)?;
    answer(ask, &source, options, put).map_err(|error| match error.kind() {
        ErrorKind::NoTable if error.advice().is_none() => {
            error.help(instead(source.media(), options))
        }
        _ => error,
    })
}

/// What to do where no table was found.
fn instead(media: Media, options: &Options) -> &'static str {
    match media {
        Media::Pdf if options.extract.pages.is_some() => {
            "--pages leaves pages out: read all of them, or look where its tables stand"
        }
        Media::Pdf => {
            "`rowmend stages FILE --stage page --format svg` draws what was read; a table that is a \
             picture needs text recognition first (for example with ocrmypdf)"
        }
        Media::Docx => {
            "what looks like a table in it may be a picture, or text set with tabs: make it a table \
             in Word (Insert > Table > Convert Text to Table), or give the PDF"
        }
        Media::Markup => {
            "look whether its rows stand between | signs with a line |---| under their names, or in <table>; what \
             stands apart by blanks alone belongs in a file without either"
        }
        Media::Docling => {
            "let Docling look for tables (`docling --to json FILE`, without --no-tables), or give the document \
             itself"
        }
        Media::Dump => "export the document with tabs between its cells, or give the PDF or DOCX",
        _ => {
            "look whether its columns stand apart in the file; `rowmend stages FILE --stage page` tells what was read"
        }
    }
}

fn answer(ask: Ask, source: &Source, options: &Options, put: Put<'_>) -> Result<About, Error> {
    let data = match ask {
        Ask::Extract { compact } => return extract(source, options, compact, put),
        Ask::Tables { form, table, fill } => {
            return tables(source, options, form, table.as_deref(), fill, put);
        }
        Ask::Stages(stage) => pipeline::stages(source, options, stage)?.into_bytes(),
        Ask::View => canon::to_compact(&show::view::view(source, &options.extract)?),
        Ask::Heads => canon::to_compact(&show::heads::heads(source, options)?),
        // Recognised words have pages, but no picture of them.
        #[cfg(feature = "pictures")]
        Ask::Pictures { .. } if source.media() != Media::Pdf => return Ok(About::default()),
        #[cfg(feature = "pictures")]
        Ask::Pictures { from, to, scale } => {
            for picture in pdf::draw::pictures(source, &options.extract, (from, to), scale)? {
                let picture = picture.unwrap_or_default();
                put(Stream::Data, &picture);
                put(Stream::Trace, format!("{}\n", picture.len()).as_bytes());
            }
            return Ok(About::default());
        }
    };
    put(Stream::Data, &data);
    Ok(About::default())
}

/// The tables one after the other as the data, and as the trace a line for each: its name and bytes.
fn tables(
    source: &Source,
    options: &Options,
    form: grid::Form,
    wanted: Option<&str>,
    fill: bool,
    put: Put<'_>,
) -> Result<About, Error> {
    let mut ledger = Ledger::default();
    let (reading, tables) = pipeline::tables(source, options, &mut ledger)?;
    let mut grids = grid::grids(&reading, &tables, &ledger);
    if let Some(wanted) = wanted
        && !grids.only(wanted)
    {
        return Err(export::not_there(source.name(), wanted));
    }
    let mut files: Vec<(String, usize)> = Vec::new();
    // What cannot be written is told by whoever owns `put`.
    let _ = grid::write(&grids, form, fill, &mut |name, bytes| {
        match files.last_mut() {
            Some((last, length)) if last == name => *length += bytes.len(),
            _ => files.push((name.to_owned(), bytes.len())),
        }
        put(Stream::Data, bytes);
        Ok(())
    });
    for (name, bytes) in files {
        put(Stream::Trace, format!("{bytes} {name}\n").as_bytes());
    }
    Ok(About::default())
}

/// Decisions are about the document as a whole; without them no more than one record at a time is
/// in memory.
fn extract(
    source: &Source,
    options: &Options,
    compact: bool,
    put: Put<'_>,
) -> Result<About, Error> {
    let mut about = About { summary: Summary::new(source.name()), ..About::default() };
    let mut put = Some(put);
    let mut writer: Option<Writer<'_>> = None;
    let mut take = |piece: Piece| {
        if let (Piece::Source(read), Some(put)) = (&piece, put.take()) {
            writer = Some(Writer::new(read, compact, put));
        }
        if let Piece::Table { key, .. } = &piece {
            about.keys.push(*key);
        }
        about.summary.add(&piece);
        writer.iter_mut().for_each(|writer| writer.piece(&piece));
    };
    let trace = if options.decisions.is_empty() {
        pipeline::stream(source, options, &mut take)?
    } else {
        pipeline::ingest(source, options)?.into_pieces(&mut take)
    };
    about.summary.finish(&trace);
    writer.into_iter().for_each(|writer| writer.finish(&trace));
    Ok(about)
}
