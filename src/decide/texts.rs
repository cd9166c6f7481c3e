//! Texts of a document as a person writes them, and when two say the same.

use super::ARROW;
use crate::marks;
use crate::record::{Item, Value};
use crate::text::composed;

/// Blanks, ligatures and composition play no part in what a text says.
pub(crate) fn plain(text: &str) -> String {
    composed(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a caption begins with such words.
pub(crate) fn begins(title: &str, said: &str) -> bool {
    let rest = plain(title).strip_prefix(said).map(str::to_owned);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A key as it is compared: as [`plain`] has it, with arrows in one spelling.
pub(super) fn read(text: &str) -> String {
    steps(text).join(ARROW)
}

/// The steps of an item as a person writes it.
pub(crate) fn steps(item: &str) -> Vec<String> {
    marks::steps(item).iter().map(|step| plain(step)).filter(|step| !step.is_empty()).collect()
}

/// An item as a person reads it.
pub(crate) fn item_text(item: &Item) -> String {
    item.steps.join(ARROW)
}

/// A cell as a person reads it, a line for each item.
pub(crate) fn cell_text(value: &Value) -> String {
    match value {
        Value::List(items) => items.iter().map(item_text).collect::<Vec<_>>().join("\n"),
        Value::Citation(citation) => citation.text.clone().unwrap_or_default(),
        Value::Text(text) => text.clone().unwrap_or_default(),
    }
}

/// Whether two cells say the same, line by line.
pub(super) fn same(ours: &str, theirs: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| steps(line).join(ARROW)).filter(|line| !line.is_empty()).collect()
    };
    lines(ours) == lines(theirs)
}
