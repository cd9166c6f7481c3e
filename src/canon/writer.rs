//! Pieces → canonical bytes, the same as [`to_bytes`](super::to_bytes) or
//! [`to_compact`](super::to_compact) make of the whole, without the whole in memory.
//!
//! Each list of the result is cut open where it is empty: what stands before its `[` is written when
//! the list begins, its elements as they come, and what stands after it when it ends. In JSON a line
//! feed stands only between tokens, so an element is indented by adding blanks after each.

use memchr::memmem;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::piece::Piece;
use crate::record::{Document, FORMAT, Table};
use crate::source;
use crate::trace::{SourceTrace, Trace};

/// Which bytes come next. What is known of a record together stands apart in the trace, so there are
/// three streams; the trace is `Trace` with `Rest` after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// `NAME.json`.
    Data,
    /// The beginning of `NAME.trace.json`, up to its records.
    Trace,
    /// The rest of `NAME.trace.json`.
    Rest,
}

/// Takes the bytes of a stream, as many at a time as there are.
pub type Put<'a> = &'a mut dyn FnMut(Stream, &[u8]);

/// Writes one document and its trace.
pub struct Writer<'a> {
    /// Whether the data is in the short form; the trace never is.
    compact: bool,
    out: Out<'a>,
    tables: List,
    records: List,
    traces: List,
    repairs: List,
    left_out: List,
    /// What ends the last table.
    table_end: Vec<u8>,
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("compact", &self.compact).finish_non_exhaustive()
    }
}

/// Where the bytes go, and the hash of the data among them.
struct Out<'a> {
    put: Put<'a>,
    data: Sha256,
}

impl Out<'_> {
    fn put(&mut self, stream: Stream, bytes: &[u8]) {
        if stream == Stream::Data {
            self.data.update(bytes);
        }
        (self.put)(stream, bytes);
    }
}

/// A list that is being written.
#[derive(Clone, Debug)]
struct List {
    stream: Stream,
    /// How deep its elements are indented; `None` in the short form.
    depth: Option<usize>,
    begun: bool,
}

impl<'a> Writer<'a> {
    /// Begins with what is known of the source; `compact` writes the data in the short form, as a
    /// line.
    pub fn new(source: &SourceTrace, compact: bool, put: Put<'a>) -> Self {
        let list = |stream, depth| List { stream, depth: Some(depth), begun: false };
        let data = |depth| List { depth: (!compact).then_some(depth), ..list(Stream::Data, depth) };
        let mut writer = Writer {
            compact,
            out: Out { put, data: Sha256::new() },
            tables: data(2),
            records: data(4),
            traces: list(Stream::Trace, 2),
            repairs: list(Stream::Rest, 2),
            left_out: list(Stream::Rest, 2),
            table_end: Vec::new(),
        };
        let document = Document { format: FORMAT.to_owned(), tables: Vec::new() };
        let document = writer.data(&document);
        writer.out.put(Stream::Data, cut(&document, "tables").0);
        let trace = pretty(&Trace::new(source.clone()));
        let (head, rest) = cut(&trace, "records");
        writer.out.put(Stream::Trace, head);
        writer.out.put(Stream::Rest, cut(rest, "repairs").0);
        writer
    }

    /// Writes a piece.
    pub fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Source(_) => {}
            Piece::Table { table, .. } => self.table(table),
            Piece::Record(record) => {
                let bytes = self.data(record);
                self.records.element(&bytes, &mut self.out);
            }
            Piece::Place(place) => self.traces.element(&pretty(place), &mut self.out),
            Piece::Repair(repair) => self.repairs.element(&pretty(repair), &mut self.out),
            Piece::LeftOut(left) => {
                if !self.left_out.begun {
                    self.begin_left_out();
                }
                self.left_out.element(&pretty(left), &mut self.out);
            }
        }
    }

    fn table(&mut self, table: &Table) {
        self.end_table();
        let bytes = self.data(table);
        let (head, end) = cut(&bytes, "records");
        self.tables.element(head, &mut self.out);
        self.table_end = self.tables.indented(end);
        self.records.begun = false;
    }

    /// Ends the document, and the trace with what `trace` has beside the pieces and the hash of the data.
    pub fn finish(mut self, trace: &Trace) {
        self.end_table();
        self.tables.end(&mut self.out);
        self.out.put(Stream::Data, if self.compact { b"}\n" } else { b"\n}\n" });
        self.traces.end(&mut self.out);
        if !self.left_out.begun {
            self.begin_left_out();
        }
        self.left_out.end(&mut self.out);
        let data = source::hexadecimal(&self.out.data.finalize_reset());
        let trace = Trace { data: Some(data), ..trace.clone() };
        self.out.put(Stream::Rest, cut(&pretty(&trace), "left_out").1);
        self.out.put(Stream::Rest, b"\n");
    }

    fn end_table(&mut self) {
        if self.tables.begun {
            self.records.end(&mut self.out);
            self.out.put(Stream::Data, &std::mem::take(&mut self.table_end));
        }
    }

    /// The repairs are over.
    fn begin_left_out(&mut self) {
        self.repairs.end(&mut self.out);
        self.out.put(Stream::Rest, b",\n  \"left_out\": [");
    }

    fn data<T: Serialize>(&self, value: &T) -> Vec<u8> {
        if self.compact { super::to_compact(value) } else { pretty(value) }
    }
}

impl List {
    fn element(&mut self, bytes: &[u8], out: &mut Out<'_>) {
        if self.begun {
            out.put(self.stream, b",");
        }
        self.begun = true;
        if let Some(depth) = self.depth {
            out.put(self.stream, line(depth).as_bytes());
        }
        out.put(self.stream, &self.indented(bytes));
    }

    fn end(&self, out: &mut Out<'_>) {
        if let Some(depth) = self.depth.filter(|_| self.begun) {
            out.put(self.stream, line(depth - 1).as_bytes());
        }
        out.put(self.stream, b"]");
    }

    /// Bytes that stand on the left edge, as deep as the elements.
    fn indented(&self, bytes: &[u8]) -> Vec<u8> {
        let Some(depth) = self.depth else { return bytes.to_vec() };
        let line = line(depth);
        let mut out = Vec::with_capacity(bytes.len() * 2);
        let mut lines = bytes.split(|byte| *byte == b'\n');
        out.extend(lines.next().unwrap_or_default());
        for next in lines {
            out.extend(line.as_bytes());
            out.extend(next);
        }
        out
    }
}

/// A new line, as deep as that.
fn line(depth: usize) -> String {
    format!("\n{}", "  ".repeat(depth))
}

/// Canonical bytes without the newline at the end.
fn pretty<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = super::to_bytes(value);
    bytes.pop();
    bytes
}

/// Cuts a value in its empty list called `name`: what stands up to its bracket and with it, and what
/// stands after its other bracket. Quotes are escaped in strings, so no text can look like the list.
fn cut<'b>(bytes: &'b [u8], name: &str) -> (&'b [u8], &'b [u8]) {
    let find = |pattern: String| Some((memmem::find(bytes, pattern.as_bytes())?, pattern.len()));
    let found = find(format!("\"{name}\": []")).or_else(|| find(format!("\"{name}\":[]")));
    let at = found.map_or(bytes.len(), |(at, len)| at + len - 1);
    let (head, rest) = bytes.split_at(at);
    (head, rest.get(1..).unwrap_or_default())
}
