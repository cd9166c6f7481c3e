//! What a check found → what a build service reads.

use std::fmt::Write;

use serde::Serialize;

use super::Verdict;
use crate::canon;
use crate::markup::escaped;

/// A sample or a stray file, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The file to look at, as a path from where the check runs.
    pub path: String,
    /// What was found.
    pub verdict: Verdict,
}

/// Lines that GitHub shows beside the files of a change: one for each that is not as it should be.
pub fn github(all: &[Checked]) -> String {
    // The characters that the form of workflow commands reserves.
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for (path, text) in failures(all) {
        let _ = writeln!(out, "::error file={}::{}", property(path), data(text.trim_end()));
    }
    out
}

/// The XML that build services read test results from.
pub fn junit(all: &[Checked]) -> String {
    let failed = failures(all).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let sums = format!("tests=\"{}\" failures=\"{failed}\"", all.len());
    let _ = writeln!(out, "<testsuites {sums}>\n  <testsuite name=\"rowmend check\" {sums}>");
    for checked in all {
        let name = escaped(&checked.path);
        let _ = write!(out, "    <testcase classname=\"rowmend\" name=\"{name}\"");
        let _ = match &checked.verdict {
            Verdict::Failed(text) => writeln!(
                out,
                ">\n      <failure message=\"{}\">{}</failure>\n    </testcase>",
                escaped(text.lines().next().unwrap_or_default()),
                escaped(text)
            ),
            _ => writeln!(out, "/>"),
        };
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    results: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// JSON for programs.
pub fn json(all: &[Checked]) -> Vec<u8> {
    let line = |checked: &'_ Checked| -> (&'static str, Option<usize>) {
        match &checked.verdict {
            Verdict::Same => ("as-expected", None),
            Verdict::Known(count) => ("known", Some(*count)),
            Verdict::Failed(_) => ("failed", None),
        }
    };
    let results = all
        .iter()
        .map(|checked| {
            let (status, known) = line(checked);
            let message = match &checked.verdict {
                Verdict::Failed(text) => Some(text.as_str()),
                _ => None,
            };
            Line { path: &checked.path, status, known, message }
        })
        .collect();
    canon::to_bytes(&Report { format: "rowmend-check/1", results })
}

fn failures(all: &[Checked]) -> impl Iterator<Item = (&str, &str)> {
    all.iter().filter_map(|checked| match &checked.verdict {
        Verdict::Failed(text) => Some((checked.path.as_str(), text.as_str())),
        _ => None,
    })
}
