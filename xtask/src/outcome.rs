//! What a run ended as, and whether that was to be expected.

use serde::Deserialize;

use crate::child::End;

/// What a trace says of the sum and of losses. Traces are long; the rest of it is passed over.
#[derive(Debug, Deserialize)]
pub(crate) struct Trace {
    accounting: Accounting,
    #[serde(default)]
    notices: Vec<Notice>,
}

#[derive(Debug, Deserialize)]
struct Accounting {
    unaccounted: u64,
}

#[derive(Debug, Deserialize)]
struct Notice {
    loss: bool,
}

/// Reads a trace.
pub(crate) fn trace(from: impl std::io::Read) -> Result<Trace, String> {
    serde_json::from_reader(from)
        .map_err(|error| format!("the trace is not as it should be: {error}"))
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was read, and every character is accounted for.
    Read {
        /// The trace tells of a loss.
        loss: bool,
    },
    /// It was refused with this sentence, without names and numbers.
    Refused(String),
    /// It was refused because it reached a limit.
    Limit(String),
    /// The program says that it failed itself.
    Fault(String),
    /// It ended in a way that no document may cause.
    Broken(String),
}

/// The exit codes of the program (FORMAT.md, "Exit codes").
const CLEAN: i32 = 0;
const DIFFERENT: i32 = 1;
const REFUSED: i32 = 3;
const FAULT: i32 = 4;
/// What Rust's runtime exits with after a panic.
const PANICKED: i32 = 101;
/// Signals by number, as they show in words (POSIX).
const SIGNALS: &[(i32, &str)] = &[
    (4, "an illegal instruction"),
    (6, "an abort (no memory, or a stack overflow)"),
    (7, "a bus error"),
    (9, "a kill"),
    (11, "a segmentation fault"),
    (24, "the limit on processor time"),
];

impl Outcome {
    /// The outcome of a run that left `stderr` and, where it read the document, `trace`.
    pub(crate) fn of(end: &End, stderr: &str, trace: Option<Result<Trace, String>>) -> Outcome {
        let panicked = stderr.lines().find(|line| line.contains("panicked at"));
        match end {
            End::TimeUp => Outcome::Broken("hang".to_owned()),
            End::Signal(signal) => {
                let known = SIGNALS.iter().find(|(number, _)| number == signal);
                let words =
                    known.map_or_else(|| format!("signal {signal}"), |(_, w)| (*w).to_owned());
                Outcome::Broken(format!("ended by {words}"))
            }
            End::Code(PANICKED) => Outcome::Broken(plain(panicked.unwrap_or("panic"))),
            End::Code(_) if panicked.is_some() => {
                Outcome::Broken(plain(panicked.unwrap_or_default()))
            }
            End::Code(CLEAN | DIFFERENT) => accepted(trace),
            End::Code(code @ (REFUSED | FAULT)) => match sentence(stderr) {
                None => Outcome::Broken(format!("exit code {code} without a sentence")),
                Some(sentence) if *code == FAULT => Outcome::Fault(sentence),
                Some(sentence) if sentence.contains("limit") => Outcome::Limit(sentence),
                Some(sentence) => Outcome::Refused(sentence),
            },
            End::Code(code) => Outcome::Broken(format!("exit code {code}")),
        }
    }

    /// Whether a document may end like this.
    pub(crate) fn survived(&self) -> bool {
        matches!(self, Outcome::Read { .. } | Outcome::Refused(_) | Outcome::Limit(_))
    }

    /// The line under which it is counted.
    pub(crate) fn heading(&self) -> String {
        match self {
            Outcome::Read { loss: false } => "read".to_owned(),
            Outcome::Read { loss: true } => "read with a recorded loss".to_owned(),
            Outcome::Refused(sentence) => format!("refused: {sentence}"),
            Outcome::Limit(sentence) => format!("limit: {sentence}"),
            Outcome::Fault(sentence) => format!("FAULT: {sentence}"),
            Outcome::Broken(how) => format!("BROKEN: {how}"),
        }
    }

    /// Whether it is what the list of expectations says: `ok`, `ok_or_error`, `error` or `limit`.
    pub(crate) fn meets(&self, expected: &str) -> bool {
        match (expected, self) {
            (_, Outcome::Fault(_) | Outcome::Broken(_)) => false,
            // A file that is in order need not hold a table, and is then told so.
            ("ok", Outcome::Refused(sentence)) => {
                HOLDS_NOTHING.iter().any(|s| sentence.contains(s))
            }
            ("ok", outcome) => matches!(outcome, Outcome::Read { .. }),
            ("error", outcome) => !matches!(outcome, Outcome::Read { .. }),
            // What is read to its end within the bounds needs no limit, and one page of many may be
            // given up; but a document is not called damaged for its size.
            ("limit", Outcome::Refused(sentence)) => {
                HOLDS_NOTHING.iter().any(|s| sentence.contains(s))
            }
            _ => true,
        }
    }
}

/// Refusals of documents that were read and hold nothing for us.
const HOLDS_NOTHING: &[&str] =
    &["no table", "pages are empty", "has no pages", "scanned", "invisible text only"];

fn accepted(trace: Option<Result<Trace, String>>) -> Outcome {
    match trace {
        None => Outcome::Broken("read, and no trace was written".to_owned()),
        Some(Err(message)) => Outcome::Broken(plain(&message)),
        Some(Ok(trace)) if trace.accounting.unaccounted > 0 => {
            Outcome::Broken("read, and characters are unaccounted for".to_owned())
        }
        Some(Ok(trace)) => Outcome::Read { loss: trace.notices.iter().any(|notice| notice.loss) },
    }
}

/// The sentence of an error, without the name of its file: `error: NAME[, place]: sentence`.
fn sentence(stderr: &str) -> Option<String> {
    let line = stderr.lines().find_map(|line| line.strip_prefix("error: "))?;
    let (_, sentence) = line.split_once(": ")?;
    (!sentence.trim().is_empty()).then(|| plain(sentence))
}

/// Text with each number as `#` and each quotation as `"…"`, so that like ones are counted together.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    for sign in text.chars() {
        match sign {
            '"' => {
                quoted = !quoted;
                out.push_str(if quoted { "\"…" } else { "\"" });
            }
            _ if quoted => {}
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str =
        "error: a: b.pdf, page 3: the PDF has 30 pages, more than the limit of 2\n  help: x\n";

    #[test]
    fn ends_are_told_apart() {
        let full: &[u8] =
            br#"{"records":[{}],"accounting":{"unaccounted":0},"notices":[{"loss":true}]}"#;
        let open: &[u8] = br#"{"accounting":{"unaccounted":3}}"#;
        let of = |end, stderr, text: Option<&[u8]>| Outcome::of(&end, stderr, text.map(trace));
        assert_eq!(of(End::Code(0), "", Some(full)), Outcome::Read { loss: true });
        assert!(!of(End::Code(0), "", Some(open)).survived());
        assert!(!of(End::Code(0), "", None).survived());
        assert!(!of(End::Code(3), "", None).survived());
        assert!(!of(End::Code(3), "thread 'x' panicked at y:\nerror: a: b\n", None).survived());
        assert!(!of(End::Signal(6), "", None).survived());
        assert!(!of(End::TimeUp, "", None).survived());
        assert!(matches!(of(End::Code(3), REFUSAL, None), Outcome::Limit(_)));
        assert!(matches!(of(End::Code(4), REFUSAL, None), Outcome::Fault(_)));
    }

    #[test]
    fn like_sentences_are_one() {
        assert_eq!(
            sentence("error: a.pdf: it has 12 \"x 3\"\n").as_deref(),
            Some("it has # \"…\"")
        );
        assert_eq!(sentence("killed\n"), None);
    }

    #[test]
    fn expectations_are_judged() {
        let refused = |text: &str| Outcome::Refused(text.to_owned());
        assert!(refused("no table was found in it").meets("ok"));
        assert!(!refused("the file is damaged").meets("ok"));
        assert!(!Outcome::Read { loss: false }.meets("error"));
        assert!(Outcome::Limit(String::new()).meets("error"));
        assert!(!refused("the file is damaged").meets("limit"));
        assert!(!Outcome::Broken("hang".to_owned()).meets("ok_or_error"));
    }
}
