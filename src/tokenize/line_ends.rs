//! The lines of a cell → its text on one line, with the words whole that the ends of lines tore.

use super::flow::normal;
use super::words::{LineEnd, Words, waits};
use crate::ledger::Ledger;
use crate::table::Table;

/// What a document says of the ends of its lines.
#[derive(Debug)]
pub(crate) struct LineEnds(Words);

impl LineEnds {
    /// Learns from the words of all tables of a document.
    pub(crate) fn learn(tables: &[Table], ledger: &Ledger) -> Self {
        LineEnds(Words::learn(tables, ledger))
    }

    /// The text of lines, each with whether it is one word after which not one letter more would have
    /// fitted. Blanks and ligatures are as in a value.
    pub(crate) fn join(&self, lines: &[(String, bool)]) -> String {
        let mut text = String::new();
        let mut full = false;
        for (line, next_full) in lines.iter().filter(|(line, _)| !line.trim().is_empty()) {
            if !text.is_empty() && !self.tears(&mut text, line, full) {
                text.push(' ');
            }
            text.push_str(line.trim());
            full = *next_full;
        }
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| normal(&word.chars().collect::<Vec<_>>()).into())
            .filter(|word: &String| !word.is_empty())
            .collect();
        crate::text::nfc(words.join(" "))
    }

    /// Whether the end of a line, that of `text`, tears a word. A hyphen of the typesetter's goes.
    fn tears(&self, text: &mut String, next: &str, full: bool) -> bool {
        let head = text.split_whitespace().last().unwrap_or_default();
        let end = LineEnd {
            head: head.trim_end_matches('\u{AD}'),
            rest: next.split_whitespace().next().unwrap_or_default(),
            soft: head.ends_with('\u{AD}'),
            wrapped: true,
            full,
            waits: waits(next.split_whitespace()),
        };
        let Some(joint) = self.0.joint(&end) else { return head.ends_with('/') };
        if joint.drops_hyphen {
            text.pop();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_on_over_the_ends_of_its_lines() {
        let ends = LineEnds(Words::default());
        let text = |lines: &[&str]| {
            let lines: Vec<(String, bool)> = lines.iter().map(|l| ((*l).into(), false)).collect();
            ends.join(&lines)
        };
        assert_eq!(text(&["co-", "locating teams"]), "co-locating teams");
        assert_eq!(text(&["short- ", "and long-term"]), "short- and long-term");
        assert_eq!(text(&["either/", "or"]), "either/or");
        assert_eq!(text(&["super\u{AD}", "vision of  sta\u{FB00}"]), "supervision of staff");
        assert_eq!(text(&["one", " ", "two"]), "one two");
    }
}
