//! Every limit, met by a sample: a sentence that names the limit and how to raise it, or, for one
//! page, a loss that is recorded.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::limits::{ALL, Limits};
use rowmend::unstable::pipeline::{Extraction, Options, ingest};
use rowmend::unstable::source::Source;

/// A sample, a limit that it meets, and how much it may have.
const MET: &[(&str, &str, u64)] = &[
    ("dump/appendix.txt", "source-bytes", 100),
    ("pdf/break-key-wraps.pdf", "source-bytes", 100),
    ("docx/split-continued.docx", "part-bytes", 2000),
    ("pdf/break-key-wraps.pdf", "part-bytes", 10),
    ("docx/split-continued.docx", "total-bytes", 3000),
    ("docx/split-continued.docx", "parts", 3),
    ("pdf/break-key-wraps.pdf", "pages", 1),
    ("pdf/break-key-wraps.pdf", "content-bytes", 100),
    ("docx/split-continued.docx", "depth", 3),
    ("docx/split-continued.docx", "attributes", 1),
    ("docx/merged-cells.docx", "columns", 1),
    ("dump/appendix.txt", "rows", 2),
    ("docx/split-continued.docx", "rows", 2),
    ("pdf/break-key-wraps.pdf", "rows", 2),
    ("dump/appendix.txt", "cells", 5),
    ("docx/split-continued.docx", "cells", 5),
    ("pdf/break-key-wraps.pdf", "cells", 5),
    ("docx/split-continued.docx", "text-bytes", 20),
];

/// Limits of a page, how much of it may be there, and what is told.
const PAGE: &[(&str, u64, &str)] =
    &[("page-glyphs", 100, "100 glyphs"), ("page-lines", 2, "2 lines")];

fn extract(sample: &str, limit: Option<(&str, u64)>) -> Result<Extraction, Error> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
    let mut options = Options::default();
    if let Some((name, value)) = limit {
        options.extract.limits.set(name, value).unwrap();
    }
    let source = Source::new(sample, std::fs::read(path).unwrap(), &options.extract.limits)?;
    ingest(&source, &options)
}

#[test]
fn each_limit_is_an_error_that_names_it_and_how_to_raise_it() {
    for (sample, name, value) in MET {
        let error = extract(sample, Some((name, *value))).expect_err(name);
        assert_eq!(error.kind(), ErrorKind::OverLimit, "{sample} {name}: {error}");
        assert!(error.to_string().contains("limit"), "{sample} {name}: {error}");
        assert!(error.to_string().contains(&value.to_string()), "{sample} {name}: {error}");
        let raise = format!("--limit {name}=NUMBER");
        assert!(error.advice().unwrap_or_default().contains(&raise), "{sample} {name}: {error}");
    }
    for sample in MET.iter().map(|(sample, ..)| *sample).collect::<BTreeSet<_>>() {
        assert!(extract(sample, None).is_ok(), "{sample}");
    }
}

#[test]
fn a_page_over_its_limit_is_a_loss_that_is_told() {
    let whole = extract("pdf/break-key-wraps.pdf", None).unwrap();
    assert!(whole.trace.notices.iter().all(|notice| !notice.loss));
    for (name, most, what) in PAGE {
        let cut = extract("pdf/break-key-wraps.pdf", Some((name, *most))).unwrap();
        let told =
            cut.trace.notices.iter().find(|notice| notice.code == "page-over-limit").unwrap();
        assert!(told.loss && told.message.contains(what), "{}", told.message);
        assert!(told.message.contains(&format!("--limit {name}")), "{}", told.message);
        assert_eq!(cut.trace.accounting.unaccounted, 0);
    }
}

#[test]
fn no_limit_is_forgotten_here() {
    let met: BTreeSet<&str> =
        MET.iter().map(|(_, name, _)| *name).chain(PAGE.iter().map(|page| page.0)).collect();
    let all: BTreeSet<&str> = ALL.iter().map(|limit| limit.name).collect();
    assert_eq!(met, all);
    let format = include_str!("../FORMAT.md");
    for limit in &ALL {
        assert!(format.contains(&format!("| `{}` |", limit.name)), "{} in FORMAT.md", limit.name);
    }
}

#[test]
fn limits_hold_no_matter_how_they_are_told() {
    let mut limits = Limits::default();
    for limit in &ALL {
        limits.set(limit.name, limit.usual).unwrap();
    }
    assert_eq!(limits, Limits::default());
}
