//! A paragraph in the making: what its runs show, what they hide, and its fields.

use std::borrow::Cow;

use super::styles::RunProps;
use super::symbols;
use crate::extract::blocks::model::{Block, Para};
use crate::ledger::{Reason, is_layout};

/// Characters of a field's instruction that are kept; only the beginning is looked at.
const MAX_INSTRUCTION: usize = 1000;

/// A paragraph that has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// What is there of it.
    pub(super) para: Para,
    /// How many containers were open when it began.
    pub(super) depth: usize,
    /// Its style.
    pub(super) style: Option<String>,
    /// List and level that its own properties say.
    pub(super) list: Option<i64>,
    /// See `list`.
    pub(super) level: Option<u8>,
    /// What its style says for its runs.
    pub(super) base: RunProps,
    /// What the properties of the run at hand say.
    pub(super) run: RunProps,
    /// Its mark was deleted (or its insertion rejected): the next paragraph goes on in it.
    pub(super) joined: bool,
    /// What is anchored in it: the content of text boxes, which follows it.
    pub(super) after: Vec<Block>,
    /// Fields that have begun, the innermost last.
    pub(super) fields: Vec<Field>,
    /// Whether bold text and other text were seen.
    pub(super) bold: (bool, bool),
}

/// A field that has begun.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Its instruction has ended and its result has begun.
    pub(super) result: bool,
    /// The beginning of its instruction.
    pub(super) code: String,
    /// What it shows without a result, such as the choice in a drop-down box.
    pub(super) shows: Option<String>,
    /// Whether any result was seen.
    shown: bool,
    /// Entries of a drop-down box, and which of them is chosen.
    entries: Vec<String>,
    chosen: usize,
}

/// Entries of a drop-down box that are kept; Word allows 25.
const MAX_ENTRIES: usize = 1000;

impl Field {
    /// Takes in what a form field says of itself: an element, its value, and whether that is yes.
    pub(super) fn describe(&mut self, element: &str, value: &str, on: bool) {
        match element {
            "checkBox" => self.shows = Some("☐".to_owned()),
            "checked" | "default" if self.entries.is_empty() && self.shows.is_some() => {
                self.shows = Some(if on { "☒" } else { "☐" }.to_owned());
            }
            "result" => self.chosen = value.trim().parse().unwrap_or(0),
            "listEntry" if self.entries.len() < MAX_ENTRIES => {
                self.entries.push(value.to_owned());
                self.shows = self.entries.get(self.chosen).or(self.entries.first()).cloned();
            }
            _ => {}
        }
    }
}

impl Open {
    /// Adds text of the run at hand. `gone` says why text is left out where it is; `hidden` that
    /// hidden text is wanted.
    pub(super) fn add(&mut self, text: &str, gone: Option<Reason>, hidden: bool) {
        let reason = gone.or_else(|| {
            let unseen = !hidden && self.run.vanish == Some(true)
                || self.fields.iter().any(|field| !field.result);
            unseen.then_some(Reason::Hidden)
        });
        let plain = self.run.ascii.flatten().is_none()
            && self.run.high.flatten().is_none()
            && self.run.caps != Some(true)
            && !text.contains(is_unseen);
        // Most text is shown as it stands.
        let shown = if plain { Cow::Borrowed(text) } else { Cow::Owned(self.shown(text)) };
        if let Some(reason) = reason {
            self.para.leave(reason, &shown);
            return;
        }
        if let Some(field) = self.fields.last_mut() {
            field.shown = true;
        }
        if shown.chars().any(|character| !character.is_whitespace()) {
            match self.run.bold {
                Some(true) => self.bold.0 = true,
                _ => self.bold.1 = true,
            }
        }
        let start = self.para.text.len();
        self.para.text.push_str(&shown);
        if self.run.raised == Some(true) && !shown.is_empty() {
            self.raise(start);
        }
        self.para.bold = self.bold == (true, false);
    }

    /// Notes that what was added from `start` on is raised.
    fn raise(&mut self, start: usize) {
        let end = self.para.text.len();
        let raised = &mut self.para.aside().raised;
        match raised.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = end,
            None => raised.push(start..end),
        }
    }

    /// The text as the run's font and capitals show it.
    fn shown(&self, text: &str) -> String {
        let (ascii, high) = (self.run.ascii.flatten(), self.run.high.flatten());
        let mut shown = String::with_capacity(text.len());
        for character in text.chars().filter(|c| !is_unseen(*c)) {
            // A code in the private use area needs a symbol font; whichever the run has is meant.
            let font = match character {
                '\u{0}'..='\u{7f}' => ascii,
                '\u{f000}'..='\u{f0ff}' => ascii.or(high),
                _ => high,
            };
            match font {
                Some(_) if character.is_whitespace() => shown.push(character),
                Some(font) => shown.push(symbols::printed(font, character)),
                None if self.run.caps == Some(true) => shown.extend(character.to_uppercase()),
                None => shown.push(character),
            }
        }
        shown
    }

    /// A field begins.
    pub(super) fn begin_field(&mut self) {
        self.fields.push(Field::default());
    }

    /// More of the innermost field's instruction.
    pub(super) fn instruct(&mut self, code: &str) {
        if let Some(field) = self.fields.last_mut()
            && !field.result
            && field.code.len() < MAX_INSTRUCTION
        {
            field.code.push_str(code);
        }
    }

    /// The innermost field's instruction is over.
    pub(super) fn begin_result(&mut self) {
        if let Some(field) = self.fields.last_mut() {
            field.result = true;
            // "SEQ Table" counts the captions of tables.
            self.para.caption |= is_counter(&field.code);
        }
    }

    /// The innermost field ends. One that shows something without a result is asked for it here.
    pub(super) fn end_field(&mut self, gone: Option<Reason>, hidden: bool) {
        let Some(field) = self.fields.pop() else { return };
        if field.shown {
            return;
        }
        if let Some(shows) = field.shows {
            self.add(&shows, gone, hidden);
        } else if let Some(sign) = symbol_field(&field.code) {
            self.add(&sign.to_string(), gone, hidden);
        }
    }
}

/// A sign of layout that shows nowhere. A soft hyphen does, at the end of a line.
fn is_unseen(character: char) -> bool {
    is_layout(character) && character != '\u{AD}'
}

/// Whether a field counts captions, as `SEQ Table` does.
pub(super) fn is_counter(code: &str) -> bool {
    code.split_whitespace().next().is_some_and(|name| name.eq_ignore_ascii_case("seq"))
}

/// What a field such as `SYMBOL 183 \f "Symbol"` prints.
fn symbol_field(code: &str) -> Option<char> {
    let mut words = code.split_whitespace();
    if !words.next()?.eq_ignore_ascii_case("symbol") {
        return None;
    }
    let number = words.next()?.trim_matches('"');
    let number = match number.strip_prefix("0x").or_else(|| number.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let character = char::from_u32(number)?;
    let (_, name) = code.split_once("\\f")?;
    let name = name.trim_start();
    let name = match name.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => name.split_whitespace().next(),
    };
    Some(symbols::font(name?).map_or(character, |font| symbols::printed(font, character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_field_prints_its_sign() {
        assert_eq!(symbol_field(" SYMBOL 183 \\f \"Symbol\" \\s 10 "), Some('•'));
        assert_eq!(symbol_field("symbol 224 \\f Wingdings"), Some('→'));
        assert_eq!(symbol_field("PAGEREF x"), None);
    }

    #[test]
    fn an_instruction_is_not_shown_and_a_result_is() {
        let mut open = Open::default();
        open.begin_field();
        open.add("code", None, false);
        open.begin_result();
        open.add("result", None, false);
        open.end_field(None, false);
        assert_eq!(open.para.text, "result");
        assert_eq!(open.para.left(), [(Reason::Hidden, "code".to_owned())]);
    }
}
