//! A source and what was read of it → one page for the browser: the source on the left, the records on
//! the right, and what a person decides about them. Nothing is loaded from elsewhere, and nothing but
//! our own script runs, named by its hash.
//!
//! | file | does |
//! |---|---|
//! | `view` | what the source looks like |
//! | `heads` | where captions, names of columns and notes stand |
//! | `data` | what the page is told, as one value |
//! | `sample` | values without a flag, drawn by chance |
//! | `versions` | what changed between two versions, as a page of its own |
//! | `folder` | a folder of documents and what is open in each, as a page of its own |
//! | `*.js`, `*.css` | what the browser does with it; written by hand, and put in as they are |

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::decide::Decisions;
use crate::decide::compare::Comparison;
use crate::markup::{escaped, made_by};
use crate::pipeline::Extraction;
use crate::record::Document;

mod data;
pub mod folder;
pub mod heads;
pub mod sample;
pub mod versions;
pub mod view;

/// The parts of the script, in the order in which they use each other.
const SCRIPTS: [&str; 14] = [
    include_str!("base.js"),
    include_str!("values.js"),
    include_str!("leaves.js"),
    include_str!("source.js"),
    include_str!("edits.js"),
    include_str!("records.js"),
    include_str!("toml.js"),
    include_str!("decide.js"),
    include_str!("shapes.js"),
    include_str!("desk.js"),
    include_str!("compare.js"),
    include_str!("sample.js"),
    include_str!("served.js"),
    include_str!("start.js"),
];
const STYLE: &str = include_str!("page.css");
const BODY: &str = include_str!("page.html");

/// What each page says near its beginning, so that it is known again.
pub const MADE_BY: &str = made_by!("report");

/// What a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What was read, with the decisions on tables applied and no others.
    pub extraction: &'a Extraction,
    /// What the source looks like.
    pub view: &'a view::View,
    /// A picture of each page, as PNG; none where there is none.
    pub pictures: &'a [Option<Vec<u8>>],
    /// Why pictures are not there.
    pub unseen: &'a [String],
    /// The text of the decisions file, where there is one.
    pub decisions: Option<&'a str>,
    /// What it says.
    pub decided: &'a Decisions,
    /// What the file is called under which decisions are saved.
    pub file: &'a str,
    /// Two people's decisions to find a consensus on, where that is asked for.
    pub two: Option<&'a Two<'a>>,
    /// Which values are to be checked by chance, where that is asked for.
    pub draw: Option<&'a sample::Draw>,
    /// Where the page is served, and what is decided in it written at once.
    pub served: Option<&'a Served>,
}

/// What a page that is served goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Served {
    /// Which decisions file it shows.
    pub version: String,
    /// Of which source and decisions on tables the tables are.
    pub reading: String,
}

/// Two people's decisions, and what of them is settled.
#[derive(Clone, Copy, Debug)]
pub struct Two<'a> {
    /// How they compare.
    pub told: &'a Comparison,
    /// What each decided.
    pub decisions: [&'a Decisions; 2],
    /// The names of the points that the shown decisions file settles.
    pub settled: &'a [String],
}

/// The page, given to `put` in parts.
///
/// # Errors
/// What `put` gives.
pub fn page<E>(shown: &Shown<'_>, put: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let script = script();
    let title = escaped(&shown.extraction.trace.source.name);
    let policy = policy(&script, STYLE, shown.served.is_some());
    put(head(&title, STYLE, &policy).as_bytes())?;
    let (before, after) = BODY.split_once("<!-- leaves -->").unwrap_or((BODY, ""));
    put(before.as_bytes())?;
    for (number, size) in (1..).zip(data::sizes(shown.view)) {
        let picture = shown.pictures.get(number - 1).and_then(Option::as_ref);
        put(leaf("", number, *size, picture).as_bytes())?;
    }
    put(after.as_bytes())?;
    end(&data::all(shown), &script, put)
}

/// A page up to its body.
fn head(title: &str, style: &str, policy: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n{MADE_BY}\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title} · rowmend</title>\n<style>{style}</style>\n</head>\n"
    )
}

/// What a page is told, and its script.
fn end<E>(
    told: &serde_json::Value,
    script: &str,
    put: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    put(b"<script type=\"application/json\" id=\"data\">")?;
    put(within_script(&told.to_string()).as_bytes())?;
    put(b"</script>\n<script>")?;
    put(script.as_bytes())?;
    put(b"</script>\n</body>\n</html>\n")
}

/// What a page may do: run one script and style, and where it is `served`, ask whoever serves it.
fn policy(script: &str, style: &str, served: bool) -> String {
    let connect = if served { " connect-src 'self';" } else { "" };
    format!(
        "default-src 'none'; img-src data:;{connect} script-src '{}'; style-src '{}'; base-uri 'none'; \
         form-action 'none'",
        hash(script),
        hash(style),
    )
}

/// What a page that is served may do, for whoever sends it.
pub fn served_policy() -> String {
    policy(&script(), STYLE, true)
}

/// What changes on a page that is served when values are decided on, as JSON.
pub fn state(shown: &Shown<'_>) -> serde_json::Value {
    data::state(shown)
}

/// The values of a document, by table, record and column, as the page has them.
pub fn values(document: &Document) -> serde_json::Value {
    data::values(document)
}

/// A page as printed. Its boxes are drawn by the script, and only while it is seen.
fn leaf(
    prefix: &str,
    number: usize,
    (width, height): (f64, f64),
    picture: Option<&Vec<u8>>,
) -> String {
    let (w, h) = (width.ceil().max(1.0), height.ceil().max(1.0));
    let shown = picture.map_or_else(String::new, |png| {
        format!(
            "<img alt=\"Page {number} as printed\" width=\"{w}\" height=\"{h}\" loading=\"lazy\" \
             decoding=\"async\" src=\"data:image/png;base64,{}\">",
            STANDARD.encode(png)
        )
    });
    format!(
        "<section class=\"leaf\" id=\"{prefix}page-{number}\" data-page=\"{number}\" \
         aria-label=\"Page {number}\"><p class=\"leaf-name\">Page {number}</p>\
         <div class=\"sheet\">{shown}</div></section>\n"
    )
}

fn script() -> String {
    wrapped(&SCRIPTS)
}

/// The parts as one script, which leaves no name behind.
fn wrapped(scripts: &[&str]) -> String {
    format!("\"use strict\";(() => {{\n{}}})();\n", scripts.concat())
}

/// A source of a content security policy (CSP 3, 2.3.1).
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// JSON that stands in a script element: without `<` no text can end it, nor begin a comment in it.
fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::{hash, within_script};

    #[test]
    fn no_text_ends_the_script_that_holds_it() {
        let json = serde_json::json!({ "a": "</script><script>alert(1)</script><!--" }).to_string();
        let within = within_script(&json);
        assert!(!within.contains('<'));
        let back: serde_json::Value = serde_json::from_str(&within).unwrap();
        assert_eq!(back["a"], "</script><script>alert(1)</script><!--");
    }

    #[test]
    fn a_hash_is_written_as_policies_have_it() {
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
