//! The most that one document may ask for: all limits, with unit and reason.
//!
//! Limits are counted and not timed, so that the same document meets the same limit on every
//! machine. They are absolute sizes and no ratios: good parts of real documents inflate 74 to 1, and
//! a plain table of 3,000 rows 200 to 1. Memory and wall time are watched as well, by the program
//! (`rowmend --memory`, `--timeout`), for what nobody thought of counting.
//!
//! A document that reaches one is refused ([`over`]); where it is one page that does, the page is
//! lost and a notice says so. Nothing is cut off in silence.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// The limits in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file itself.
    pub source_bytes: u64,
    /// Bytes of one stream or part after inflating.
    pub part_bytes: u64,
    /// Bytes of all parts that are read, after inflating (DOCX).
    pub total_bytes: u64,
    /// Parts in the archive (DOCX).
    pub parts: usize,
    /// Pages (PDF).
    pub pages: u32,
    /// Bytes of content that drawing one page goes through (PDF); a form counts as often as it is
    /// drawn.
    pub content_bytes: u64,
    /// Glyphs on one page (PDF).
    pub page_glyphs: usize,
    /// Lines and drawn shapes on one page (PDF).
    pub page_lines: usize,
    /// Depth of nested elements (DOCX).
    pub depth: usize,
    /// Attributes of one element (DOCX).
    pub attributes: usize,
    /// Columns that one cell covers, or that one table declares (DOCX).
    pub columns: usize,
    /// Rows in one document.
    pub rows: usize,
    /// Cells in one document.
    pub cells: usize,
    /// Bytes of text in one document (DOCX).
    pub text_bytes: u64,
}

/// A limit by the name that people use.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Its name: `pages`, as in `--limit pages=500`.
    pub name: &'static str,
    /// What it is by default.
    pub usual: u64,
    /// What it can be at most.
    pub most: u64,
    /// What it counts, and why it is what it is.
    pub why: &'static str,
    set: fn(&mut Limits, u64),
}

const MIB: u64 = 1 << 20;
const ANY: u64 = u64::MAX;

/// All limits that can be set.
pub const ALL: [Limit; 14] = [
    Limit {
        name: "source-bytes",
        usual: 512 * MIB,
        most: ANY,
        why: "bytes of the file; the largest of the corpora has 90 MB",
        set: |limits, value| limits.source_bytes = value,
    },
    Limit {
        name: "part-bytes",
        usual: 512 * MIB,
        most: ANY,
        why: "bytes of one stream or part after inflating; a table of a million rows takes 400 MB",
        set: |limits, value| limits.part_bytes = value,
    },
    Limit {
        name: "total-bytes",
        usual: 1024 * MIB,
        most: ANY,
        why: "bytes of all parts that are read (DOCX); styles, notes and lists beside the text",
        set: |limits, value| limits.total_bytes = value,
    },
    Limit {
        name: "parts",
        usual: 50_000,
        most: ANY,
        why: "entries of the archive (DOCX); documents with thousands of pictures stay under it",
        set: |limits, value| limits.parts = size(value),
    },
    Limit {
        name: "pages",
        usual: 20_000,
        most: u32::MAX as u64,
        why: "pages (PDF); a page tree of 30 objects can claim 2^28",
        set: |limits, value| limits.pages = u32::try_from(value).unwrap_or(u32::MAX),
    },
    Limit {
        name: "content-bytes",
        usual: 64 * MIB,
        most: ANY,
        why: "bytes of content that drawing a page goes through (PDF), some three an operator; \
              pages of text have 10 to 100 kB, maps 20 MB",
        set: |limits, value| limits.content_bytes = value,
    },
    Limit {
        name: "page-glyphs",
        usual: 500_000,
        most: ANY,
        why: "glyphs of a page (PDF); the fullest page of the corpora has 25,000",
        set: |limits, value| limits.page_glyphs = size(value),
    },
    Limit {
        name: "page-lines",
        usual: 200_000,
        most: ANY,
        why: "lines, and shapes of other lines, on a page (PDF); the fullest table has 4,000, maps 100,000",
        set: |limits, value| limits.page_lines = size(value),
    },
    Limit {
        name: "depth",
        usual: 256,
        most: 1000,
        why: "elements within elements (DOCX); real ones stay under 60, and tables in cells are entered \
              recursively",
        set: |limits, value| limits.depth = size(value),
    },
    Limit {
        name: "attributes",
        usual: 512,
        most: 65_536,
        why: "attributes of one element (DOCX); Word writes some 20, and looking for one is linear",
        set: |limits, value| limits.attributes = size(value),
    },
    Limit {
        name: "columns",
        usual: 4096,
        most: 65_536,
        why: "columns of a table or under one cell (DOCX); Word itself stops at 63",
        set: |limits, value| limits.columns = size(value),
    },
    Limit {
        name: "rows",
        usual: 2_000_000,
        most: ANY,
        why: "rows in all tables; twice the largest that was tried",
        set: |limits, value| limits.rows = size(value),
    },
    Limit {
        name: "cells",
        usual: 20_000_000,
        most: ANY,
        why: "cells in all tables; ten for each row",
        set: |limits, value| limits.cells = size(value),
    },
    Limit {
        name: "text-bytes",
        usual: 256 * MIB,
        most: ANY,
        why: "bytes of text (DOCX), those of tables in cells counted for each table round them; it \
              takes six times as much in memory, and 100,000 printed pages have as many",
        set: |limits, value| limits.text_bytes = value,
    },
];

impl Default for Limits {
    fn default() -> Self {
        let mut limits = Limits {
            source_bytes: 0,
            part_bytes: 0,
            total_bytes: 0,
            parts: 0,
            pages: 0,
            content_bytes: 0,
            page_glyphs: 0,
            page_lines: 0,
            depth: 0,
            attributes: 0,
            columns: 0,
            rows: 0,
            cells: 0,
            text_bytes: 0,
        };
        ALL.iter().for_each(|limit| (limit.set)(&mut limits, limit.usual));
        limits
    }
}

impl Limits {
    /// Sets the limit called `name`.
    ///
    /// # Errors
    /// A sentence: there is no such limit, or it cannot be that high.
    pub fn set(&mut self, name: &str, value: u64) -> Result<(), String> {
        let Some(limit) = ALL.iter().find(|limit| limit.name == name) else {
            let names: Vec<&str> = ALL.iter().map(|limit| limit.name).collect();
            return Err(format!("there is no limit {name:?}; there are {}", names.join(", ")));
        };
        if value > limit.most {
            return Err(format!("{name} can be {} at most", limit.most));
        }
        (limit.set)(self, value);
        Ok(())
    }
}

/// `500`, or with a unit `64KiB`, `512MiB`, `2GiB`.
///
/// # Errors
/// A sentence that says how it is written.
pub fn number(text: &str) -> Result<u64, String> {
    let unit = |ending: &str, size: u64| text.strip_suffix(ending).map(|rest| (rest, size));
    let units = unit("KiB", 1 << 10).or_else(|| unit("MiB", MIB)).or_else(|| unit("GiB", 1 << 30));
    let (digits, size) = units.unwrap_or((text, 1));
    let value: Option<u64> = digits.trim().parse().ok();
    value
        .and_then(|value| value.checked_mul(size))
        .ok_or_else(|| format!("{text:?} is no number such as 500, 64KiB or 2GiB"))
}

/// The error of a source that reached the limit called `name`. `message` says what it has too much
/// of, and how much may be.
pub fn over(source_name: &str, name: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::OverLimit, source_name, message)
        .help(format!("where you trust the document, raise the limit with --limit {name}=NUMBER"))
}

/// The error of a source that reached a limit that cannot be raised, because no real document does.
pub fn over_fixed(source_name: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::OverLimit, source_name, message)
        .help("no real document does that; open it in Word or a viewer and save it again")
}

fn size(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_its_own_field_and_none_is_forgotten() {
        let usual = Limits::default();
        assert!(!format!("{usual:?}").contains(": 0"), "{usual:?}");
        for limit in &ALL {
            let mut changed = usual.clone();
            changed.set(limit.name, limit.usual - 1).unwrap();
            let differing = |(one, other): &(&str, &str)| one != other;
            let (a, b) = (format!("{usual:?}"), format!("{changed:?}"));
            assert_eq!(a.split(", ").zip(b.split(", ")).filter(differing).count(), 1);
        }
    }

    #[test]
    fn what_cannot_be_set_is_told() {
        let mut limits = Limits::default();
        assert!(limits.set("page", 1).unwrap_err().contains("there are source-bytes, "));
        assert_eq!(limits.set("depth", 5000).unwrap_err(), "depth can be 1000 at most");
        assert_eq!(number("2GiB"), Ok(2 << 30));
        assert_eq!(number("64 KiB"), Ok(65_536));
        for wrong in ["", "-1", "1.5", "KiB", "99999999999GiB"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
