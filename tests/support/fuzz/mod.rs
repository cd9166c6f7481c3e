//! What fuzzing and `tests/regressions.rs` run: for each target a function that takes any bytes and
//! panics where a law of the library is broken.
//!
//! | target | its bytes |
//! |---|---|
//! | `dump` | a dump |
//! | `docx` | the XML of the parts of a Word document, with NUL between them |
//! | `pdf` | the content streams and a character map of a PDF, with NUL between them |
//! | `words` | the rest of what text recognition writes; the first byte says in which form |
//! | `markdown`, `html`, `docling` | such a file, without what tells it as one |
//! | `file` | a file of any kind |
//! | `fragments` | choices, from which pieces of tables are made |
//! | `diff` | two documents and a diff, with NUL between them |
//! | `decisions`, `profile` | a file of that kind |
//!
//! Laws: what is accepted has every character accounted for and none invented, and gives the same
//! bytes again; what is refused is refused with a sentence, and never as a fault of ours.

mod fragments;
mod skeletons;

use std::collections::BTreeMap;

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::pipeline::{Extraction, Options, from_fragments, ingest};
use rowmend::unstable::record::{Document, Value};
use rowmend::unstable::source::{Limits, Source};
use rowmend::unstable::{canon, diff};

/// A target by its name; it tells whether its input was read, or refused as it should be.
pub(crate) type Target = (&'static str, fn(&[u8]) -> bool);

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    ("dump", dump),
    ("docx", docx),
    ("pdf", pdf),
    ("words", words),
    ("markdown", markdown),
    ("html", html),
    ("docling", docling),
    ("file", file),
    ("fragments", pieces),
    ("diff", differences),
    ("decisions", decisions),
    ("profile", profile),
];

/// Stands between the parts of an input. Neither XML nor JSON may hold it.
pub(crate) const BETWEEN: u8 = 0;

/// Limits that keep a run short; they are met in the same way as the larger ones of the program.
fn options() -> Options {
    let limits = Limits {
        part_bytes: 1 << 20,
        content_bytes: 1 << 18,
        page_glyphs: 5_000,
        pages: 50,
        cells: 20_000,
        ..Limits::default()
    };
    let mut options = Options::default();
    options.extract.limits = limits;
    options
}

fn dump(bytes: &[u8]) -> bool {
    read("dump.txt", bytes.to_vec())
}

fn docx(bytes: &[u8]) -> bool {
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == BETWEEN).collect();
    read("document.docx", skeletons::docx(&parts))
}

fn pdf(bytes: &[u8]) -> bool {
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == BETWEEN).collect();
    read("document.pdf", skeletons::pdf(&parts))
}

/// A file of decisions that is accepted can be written and read again.
fn decisions(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Ok(once) = rowmend::unstable::decide::file::parse("x.decisions.toml", &text) else {
        return false;
    };
    let written = rowmend::unstable::decide::file::to_toml(&once);
    let again = rowmend::unstable::decide::file::parse("x.decisions.toml", &written);
    assert!(again.is_ok(), "what was written cannot be read");
    true
}

fn profile(bytes: &[u8]) -> bool {
    rowmend::unstable::profile::file::parse("x.toml", &String::from_utf8_lossy(bytes)).is_ok()
}

/// The beginning of a file of recognised words, which tells its form, and what is left of it.
fn words(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&str; 9] = [
        "<html><body><div class='ocr_page' title='bbox 0 0 900 900'>",
        "<alto><Layout><Page WIDTH=\"900\" HEIGHT=\"900\">",
        "<PcGts><Page imageWidth=\"900\" imageHeight=\"900\">",
        "level\tpage_num\tblock_num\n1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t\n",
        "{\"Blocks\": [{\"BlockType\": \"PAGE\", \"Id\": \"p\"},",
        "{\"pages\": [{\"pageNumber\": 1, \"words\": [{\"polygon\":",
        "{\"pages\": [{\"tokens\": [{\"layout\": {\"textAnchor\":",
        "[{\"box\": [[0,0],[9,9]], \"txt\": \"a\"},",
        "Study     Finding\nAllen     better\n",
    ];
    let Some((which, rest)) = bytes.split_first() else { return false };
    let beginning = BEGINNINGS[usize::from(*which) % BEGINNINGS.len()];
    read("words", [beginning.as_bytes(), rest].concat())
}

fn markdown(bytes: &[u8]) -> bool {
    read("pages.md", [bytes, b"\n\n| Study |\n|---|\n| A |\n"].concat())
}

fn html(bytes: &[u8]) -> bool {
    read("page.html", [b"<!doctype html><table><tr><td>A", bytes].concat())
}

/// The parts of a document, as JSON has them: `"tables": [...], "body": {...}`.
fn docling(bytes: &[u8]) -> bool {
    let begin: &[u8] = br#"{"schema_name": "DoclingDocument", "version": "1.0.0", "#;
    read("document.json", [begin, bytes, b"}"].concat())
}

fn file(bytes: &[u8]) -> bool {
    read("file", bytes.to_vec())
}

/// Reads a document and holds what comes out against the laws.
fn read(name: &str, bytes: Vec<u8>) -> bool {
    let options = options();
    let once = Source::new(name, bytes.clone(), &options.extract.limits)
        .and_then(|source| ingest(&source, &options));
    match &once {
        Ok(extraction) => lawful(extraction),
        Err(error) => refused(error),
    }
    // Twice is enough to see what depends on addresses or on the order of a hash map.
    if let (Ok(once), true) = (&once, bytes.len().is_multiple_of(8)) {
        let again = Source::new(name, bytes, &options.extract.limits)
            .and_then(|source| ingest(&source, &options));
        assert!(again.is_ok_and(|again| again == *once), "the same bytes gave another result");
    }
    once.is_ok()
}

fn pieces(bytes: &[u8]) -> bool {
    let options = options();
    let Ok(made) = fragments::make(bytes) else { return false };
    let Ok(source) = Source::new("fragments", b"-".to_vec(), &options.extract.limits) else {
        return false;
    };
    match from_fragments(&source, made.reading, &options, made.ledger) {
        Ok(extraction) => {
            lawful(&extraction);
            nothing_invented(&extraction.document, &made.text);
            true
        }
        Err(error) => {
            refused(&error);
            false
        }
    }
}

fn refused(error: &Error) {
    assert_ne!(error.kind(), ErrorKind::Fault, "{error}");
    let told = error.to_string();
    assert!(told.split_once(": ").is_some_and(|(_, sentence)| !sentence.is_empty()), "{told}");
}

fn lawful(extraction: &Extraction) {
    let accounting = &extraction.trace.accounting;
    assert_eq!(accounting.unaccounted, 0, "characters are unaccounted for");
    let left: usize = accounting.left_out.values().sum();
    assert_eq!(accounting.read, accounting.placed + left, "the sum does not add up");
    canon::check(&extraction.document).expect("the format is kept");
    let bytes = canon::to_bytes(&extraction.document);
    let back = canon::document(&bytes).expect("what was written can be read");
    assert!(back == extraction.document, "what was written reads as something else");
}

/// No value has a character more often than the source has it. A value that a merged cell gives to
/// each of its rows counts once.
fn nothing_invented(document: &Document, text: &str) {
    let mut left: BTreeMap<char, usize> = BTreeMap::new();
    for sign in text.chars().filter(|c| !c.is_whitespace()) {
        *left.entry(sign).or_default() += 1;
    }
    let mut above: BTreeMap<&str, &Value> = BTreeMap::new();
    let records = document.tables.iter().flat_map(|table| &table.records);
    for (column, value) in records.flat_map(|record| &record.cells.0) {
        if above.insert(column, value) == Some(value) {
            continue;
        }
        for sign in value_text(value).chars().filter(|c| !c.is_whitespace()) {
            let count = left.get_mut(&sign).filter(|count| **count > 0);
            let count =
                count.unwrap_or_else(|| panic!("{sign:?} is in a value and not in the source"));
            *count -= 1;
        }
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::List(items) => items.iter().flat_map(|item| item.steps.clone()).collect(),
        Value::Citation(citation) => citation.text.clone().unwrap_or_default(),
        Value::Text(text) => text.clone().unwrap_or_default(),
    }
}

fn differences(bytes: &[u8]) -> bool {
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == BETWEEN).collect();
    let document = |at: usize| parts.get(at).and_then(|bytes| canon::document(bytes).ok());
    let Some(a) = document(0) else { return false };
    assert!(diff::diff(&a, &a).is_empty(), "a document differs from itself");
    if let Some(given) = parts.get(2).and_then(|bytes| canon::from_bytes::<diff::Diff>(bytes).ok())
    {
        // Any answer is right as long as it is one.
        let _ = diff::apply(&a, &given);
        let _ = diff::to_text(&given, diff::Style::Plain);
    }
    let Some(b) = document(1) else { return false };
    let found = diff::diff(&a, &b);
    let _ = diff::to_text(&found, diff::Style::Plain);
    let written = canon::to_bytes(&found);
    let found: diff::Diff = canon::from_bytes(&written).expect("a diff can be read again");
    assert_eq!(
        diff::apply(&a, &found).as_ref(),
        Ok(&b),
        "applied, the diff gives the other document"
    );
    assert_eq!(diff::apply(&b, &found.reverse()).as_ref(), Ok(&a), "turned round it leads back");
    true
}
