//! TOML that a person wrote (decisions, profiles, project files) → plain data, or an error that
//! names file, line and column.
//!
//! The `toml` crate parses: a parser of our own would be one more dialect.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind};

/// Parses the text of the file called `name`.
///
/// # Errors
/// Where it is no TOML, or a key or value is not what `T` knows; with line and column.
pub(crate) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        // The list of what was expected may run over several lines.
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        wrong(name, text, error.span(), message)
    })
}

/// The error for what stands at `span` (bytes of `text`) in the file called `name`.
pub(crate) fn wrong(name: &str, text: &str, span: Option<Range<usize>>, message: String) -> Error {
    let error = Error::new(ErrorKind::Settings, name, message);
    match span {
        Some(span) => {
            let (line, column) = place(text, span.start);
            error.at(format!("line {line}, column {column}"))
        }
        None => error,
    }
}

/// Line and column, both from 1, of the byte at `offset`; the column in Unicode scalar values.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(line_start..).map_or(0, |line| line.chars().count());
    (before.matches('\n').count() + 1, column + 1)
}

/// `text` as a TOML string: basic on one line, multi-line where it has line ends.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::new();
    let several = text.contains('\n');
    // A line end right after the opening quotes is not part of the string.
    out.push_str(if several { "\"\"\"\n" } else { "\"" });
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push('\n'),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push_str(if several { "\"\"\"" } else { "\"" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_reads_back() {
        for text in
            ["", "a \"b\" \\c", "one\ntwo", "\n first", "tab\t\u{1}\u{7f}→", "'\"\"\"'\nx\"\""]
        {
            let read: toml::Table = parse("x", &format!("x = {}", quote(text))).expect("a string");
            assert_eq!(read.get("x").and_then(|x| x.as_str()), Some(text));
        }
    }

    #[test]
    fn places_count_characters() {
        assert_eq!(place("é→x = 1\nab", 5), (1, 3));
        assert_eq!(place("a\nbc", 3), (2, 2));
        assert_eq!(place("a", 99), (1, 2));
    }
}
