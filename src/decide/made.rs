//! A decision of either kind, and how it stands in a file under somebody's name.

use super::file::{self, shapes};
use super::{Decision, Shape};

/// A decision about a value or about a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// About a value.
    Value(Decision),
    /// About a table.
    Table(Shape),
}

/// Who decides, why and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// When, as YYYY-MM-DD.
    pub date: Option<String>,
}

impl Made {
    /// What it does, as the file has it.
    pub fn action(&self) -> &'static str {
        match self {
            Made::Value(decision) => decision.action.name(),
            Made::Table(shape) => shape.form.name(),
        }
    }

    /// Its entry in a file, decided by somebody.
    pub fn entry(&self, by: &By) -> String {
        let By { who, why, date } = by.clone();
        match self.clone() {
            Made::Value(decision) => file::entry(&Decision { who, why, date, ..decision }),
            Made::Table(shape) => shapes::entry(&Shape { who, why, date, ..shape }),
        }
    }

    /// Its entry but for who and why.
    pub fn open_entry(&self) -> String {
        let nobody = By { who: String::new(), why: String::new(), date: None };
        let entry = self.entry(&nobody);
        entry.strip_suffix(file::OPEN).unwrap_or(&entry).to_owned()
    }

    /// Who decided it.
    pub fn by(&self) -> By {
        let (who, why, date) = match self {
            Made::Value(own) => (&own.who, &own.why, &own.date),
            Made::Table(own) => (&own.who, &own.why, &own.date),
        };
        By { who: who.clone(), why: why.clone(), date: date.clone() }
    }

    /// Its line in its file, from 1.
    pub fn line(&self) -> usize {
        match self {
            Made::Value(own) => own.line,
            Made::Table(own) => own.line,
        }
    }
}
