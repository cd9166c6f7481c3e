//! Why there is no document. Everything less than that is a note beside the result.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A source that gave no document: what was wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Error {
    kind: ErrorKind,
    source_name: String,
    place: Option<String>,
    message: String,
    help: Option<String>,
}

/// The kinds of failure, which decide the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file is not there or the system refuses to read it.
    Unreadable,
    /// The file holds no bytes, or only blanks.
    Empty,
    /// It is none of the formats that are read.
    UnknownFormat,
    /// It is locked by a password.
    Encrypted,
    /// It claims a format but breaks its rules beyond repair.
    Damaged,
    /// It has pages but no text on them: scanned, and not recognised.
    NoText,
    /// It has text but no table.
    NoTable,
    /// It is larger, deeper or more costly than a limit allows.
    OverLimit,
    /// A fault of this program: the accounting does not add up.
    Fault,
    /// A file of decisions, a profile or a project file breaks its rules.
    Settings,
    /// An output cannot be written.
    Unwritable,
}

impl ErrorKind {
    /// The exit code of the program (FORMAT.md, "Exit codes").
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Settings => 2,
            ErrorKind::Fault => 4,
            ErrorKind::Unwritable => 5,
            _ => 3,
        }
    }
}

impl Error {
    /// An error of `kind` about the source called `source_name`. `message` is a sentence without
    /// its full stop that says what was wrong.
    pub fn new(kind: ErrorKind, source_name: &str, message: impl Into<String>) -> Self {
        Error {
            kind,
            source_name: source_name.to_owned(),
            place: None,
            message: message.into(),
            help: None,
        }
    }

    /// Calls the source otherwise, where its file name alone would not tell which it is.
    #[must_use]
    pub fn named(mut self, source_name: &str) -> Self {
        source_name.clone_into(&mut self.source_name);
        self
    }

    /// What was wrong: a sentence without its full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Adds where in the source it was, such as "page 3" or "line 7, column 2" (1-based).
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds what the reader of the message can do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The kind, for programs that act on it.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What the source is called.
    pub fn source_name(&self) -> &str {
        &self.source_name
    }

    /// Where in the source it was, such as "page 3" or "line 7, column 2" (1-based).
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// What to do about it, where something can be done.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source_name)?;
        if let Some(place) = &self.place {
            write!(f, ", {place}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Error {}
