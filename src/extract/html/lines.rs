//! Where bytes of a text stand in its lines, and what a text with named characters is made of.

use crate::ledger::Place;

/// Tells bytes of a text as line and column; quick where they are asked for in their order.
#[derive(Debug)]
pub(in crate::extract) struct Cursor<'a> {
    text: &'a str,
    byte: usize,
    line: u32,
    column: u32,
}

impl<'a> Cursor<'a> {
    /// At the beginning of a text.
    pub(in crate::extract) fn new(text: &'a str) -> Self {
        Cursor { text, byte: 0, line: 1, column: 1 }
    }

    /// The place of a byte.
    pub(in crate::extract) fn place(&mut self, byte: usize) -> Place {
        if byte < self.byte {
            *self = Cursor::new(self.text);
        }
        let byte = (self.byte..=byte.min(self.text.len())).rev();
        let byte = byte.into_iter().find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.byte);
        for letter in self.text.get(self.byte..byte).unwrap_or_default().chars() {
            if letter == '\n' {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.byte = byte;
        Place::Dump { line: self.line, column: self.column }
    }
}

/// The pieces of a text as read, each with the byte of `raw` at which it begins: a named or numbered character
/// is a piece of its own.
pub(in crate::extract) fn pieces<'t>(raw: &str, read: &'t str) -> Vec<(usize, &'t str)> {
    let mut found = Vec::new();
    let (mut at, mut from, mut began) = (0, 0, 0);
    let mut letters = read.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        let rest = raw.get(at..).unwrap_or_default();
        let named = named(rest).filter(|_| letter != '&' || rest.starts_with("&amp"));
        let Some(length) = named else {
            // A line end may be of two signs.
            at += usize::from(letter == '\n' && rest.starts_with('\r') && rest.len() > 1);
            at += raw.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            continue;
        };
        if place > from {
            found.push((began, read.get(from..place).unwrap_or_default()));
        }
        let end = letters.peek().map_or(read.len(), |(next, _)| *next);
        found.push((at, read.get(place..end).unwrap_or_default()));
        at += length;
        (from, began) = (end, at);
    }
    if from < read.len() {
        found.push((began, read.get(from..).unwrap_or_default()));
    }
    found
}

/// The length of the name of a character that a text begins with.
fn named(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let sign = usize::from(name.starts_with('#'));
    let letters = name.get(sign..)?.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = name.as_bytes().get(sign + letters) == Some(&b';');
    (letters > 0).then_some(1 + sign + letters + usize::from(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_characters_are_pieces_of_their_own() {
        let found = pieces("p &lt; 0.05 R&D &amp; x &rarr;y", "p < 0.05 R&D & x →y");
        let expected =
            [(0, "p "), (2, "<"), (6, " 0.05 R&D "), (16, "&"), (21, " x "), (24, "→"), (30, "y")];
        assert_eq!(found, expected);
    }

    #[test]
    fn bytes_are_told_as_lines_and_columns() {
        let mut cursor = Cursor::new("aé\nb→c");
        assert_eq!(cursor.place(8), Place::Dump { line: 2, column: 3 });
        assert_eq!(cursor.place(1), Place::Dump { line: 1, column: 2 });
    }
}
