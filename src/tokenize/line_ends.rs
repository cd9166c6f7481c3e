//! The lines of a cell → its text on one line, with the words whole that the ends of lines tore.

use super::flow::normal;
use super::words::{LineEnd, Words, waits};
use crate::fragment::{End, Line, Start};
use crate::ledger::{Confidence, Ledger};
use crate::table::Table;

/// A line as it is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct PrintedLine {
    pub(crate) text: String,
    start: Start,
    full: bool,
    end: End,
}

impl PrintedLine {
    /// A text in place of that of a line.
    pub(crate) fn new(text: String, line: &Line) -> Self {
        PrintedLine { text, start: line.start, full: line.full, end: line.end }
    }
}

/// What a document says of the ends of its lines.
#[derive(Debug)]
pub(crate) struct LineEnds(Words);

impl LineEnds {
    /// Learns from the words of all tables of a document.
    pub(crate) fn learn(tables: &[Table], ledger: &Ledger) -> Self {
        LineEnds(Words::learn(tables, ledger))
    }

    /// The text of lines. Blanks and ligatures are as in a value.
    pub(crate) fn join(&self, lines: &[PrintedLine]) -> String {
        let mut text = String::new();
        let mut above: Option<&PrintedLine> = None;
        for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
            if above.is_some_and(|above| !self.tears(&mut text, (above, line), false)) {
                text.push(' ');
            }
            text.push_str(line.text.trim());
            above = Some(line);
        }
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| normal(&word.chars().collect::<Vec<_>>()).into())
            .filter(|word: &String| !word.is_empty())
            .collect();
        crate::text::nfc(words.join(" "))
    }

    /// Whether the end of a line, that of `text`, tears a word. A hyphen of the typesetter's goes.
    fn tears(
        &self,
        text: &mut String,
        (above, next): (&PrintedLine, &PrintedLine),
        certain: bool,
    ) -> bool {
        let head = text.split_whitespace().last().unwrap_or_default();
        let end = LineEnd {
            head: head.trim_end_matches('\u{AD}'),
            rest: next.text.split_whitespace().next().unwrap_or_default(),
            soft: head.ends_with('\u{AD}'),
            wrapped: true,
            flows: matches!(next.start, Start::Wrap | Start::Page),
            full: above.full,
            end: above.end,
            waits: waits(next.text.split_whitespace()),
        };
        let Some(joint) = self.0.joint(&end) else { return head.ends_with('/') };
        // A text that has no flags is joined only where that is certain.
        if certain && joint.confidence != Confidence::Certain {
            return false;
        }
        if joint.drops_hyphen {
            text.pop();
        }
        true
    }

    /// Notes in the ledger which lines of a text go on from the line before them without a blank.
    fn note<'l>(&self, lines: impl IntoIterator<Item = &'l Line>, ledger: &mut Ledger) {
        let mut above: Option<PrintedLine> = None;
        for line in lines.into_iter().filter(|line| !line.run.is_empty()) {
            let own = PrintedLine::new(ledger.text(line.run), line);
            let flows = matches!(line.start, Start::Wrap | Start::Page);
            if let Some(above) = above.filter(|_| flows) {
                // What is the typesetter's is told where values are made.
                let mut text = above.text.clone();
                if self.tears(&mut text, (&above, &own), true) && text.len() == above.text.len() {
                    ledger.set_flowing(line.run);
                }
            }
            above = Some(own);
        }
    }
}

/// Notes in the ledger which lines go on without a blank: headers, names of groups, titles and notes
/// are made of whole lines.
pub(crate) fn settle(tables: &[Table], ledger: &mut Ledger) {
    let ends = LineEnds::learn(tables, ledger);
    for table in tables {
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            ends.note(&cell.lines, ledger);
        }
        ends.note(&table.title, ledger);
        ends.note(&table.notes, ledger);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_on_over_the_ends_of_its_lines() {
        let ends = LineEnds(Words::default());
        let text = |lines: &[&str]| {
            let line = |text: &&str| PrintedLine::new((*text).into(), &Line::default());
            ends.join(&lines.iter().map(line).collect::<Vec<_>>())
        };
        assert_eq!(text(&["co-", "locating teams"]), "co-locating teams");
        assert_eq!(text(&["short- ", "and long-term"]), "short- and long-term");
        assert_eq!(text(&["either/", "or"]), "either/or");
        assert_eq!(text(&["super\u{AD}", "vision of  sta\u{FB00}"]), "supervision of staff");
        assert_eq!(text(&["one", " ", "two"]), "one two");
    }
}
