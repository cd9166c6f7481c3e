//! The lines of a cell → its text on one line, with the words whole that the ends of lines tore.

use super::flow::normal;
use super::words::halves::is_address;
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
            if above.is_some_and(|above| self.tears(&mut text, (above, line)).is_none()) {
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
        crate::text::composed(words.join(" "))
    }

    /// How sure it is that the end of a line, that of `text`, tears a word; none where it does not. A
    /// hyphen of the typesetter's goes.
    fn tears(
        &self,
        text: &mut String,
        (above, next): (&PrintedLine, &PrintedLine),
    ) -> Option<Confidence> {
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
            in_address: is_address(head),
        };
        let Some(joint) = self.0.joint(&end) else {
            return head.ends_with('/').then_some(Confidence::Certain);
        };
        if joint.drops_hyphen {
            text.pop();
        }
        Some(joint.confidence)
    }

    /// Notes in the ledger which lines of a text go on from the line before them without a blank: all of
    /// which that is certain, and where it is `told` what is joined also those of which it is likely.
    fn note<'l>(
        &self,
        lines: impl IntoIterator<Item = &'l Line>,
        mut told: Option<&mut Vec<String>>,
        ledger: &mut Ledger,
    ) {
        let mut above: Option<PrintedLine> = None;
        for line in lines.into_iter().filter(|line| !line.run.is_empty()) {
            let own = PrintedLine::new(ledger.text(line.run), line);
            let flows = matches!(line.start, Start::Wrap | Start::Page);
            if let Some(above) = above.filter(|_| flows) {
                // What is the typesetter's is told where values are made.
                let mut text = above.text.clone();
                let sure = self.tears(&mut text, (&above, &own));
                let sure = sure.filter(|_| text.len() == above.text.len());
                let joins = match (sure, &mut told) {
                    (None, _) => false,
                    (Some(Confidence::Certain), _) => true,
                    (Some(_), Some(told)) => {
                        told.push(joined(&above.text, &own.text));
                        true
                    }
                    (Some(_), None) => false,
                };
                if joins {
                    ledger.set_flowing(line.run);
                }
            }
            above = Some(own);
        }
    }
}

/// The word that two lines are joined to.
fn joined(above: &str, next: &str) -> String {
    let head = above.split_whitespace().last().unwrap_or_default();
    let rest = next.split_whitespace().next().unwrap_or_default();
    format!("{head}{rest}")
}

/// Notes in the ledger which lines go on without a blank: headers, names of groups, titles and notes
/// are made of whole lines. They have no flags: what is joined in a title or a note and not certain is told of
/// the table.
pub(crate) fn settle(tables: &mut [Table], ledger: &mut Ledger) {
    let ends = LineEnds::learn(tables, ledger);
    for table in tables {
        let mut told = Vec::new();
        // Authors end the lines of names where they like: there only what is certain is joined.
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            ends.note(&cell.lines, None, ledger);
        }
        ends.note(&table.title, Some(&mut told), ledger);
        ends.note(&table.notes, Some(&mut told), ledger);
        table.joined = told;
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

    #[test]
    fn what_is_likely_is_joined_in_notes_alone_and_told() {
        let mut ledger = Ledger::default();
        let place = crate::ledger::Place::Dump { line: 1, column: 1 };
        let mut lines = || {
            let mut line = |text, full| Line {
                run: ledger.enter(text, place),
                full,
                end: End::Tight,
                ..Line::default()
            };
            vec![line("k=13,I²=2", true), line("8.4%[0%,73.7%]", false)]
        };
        let (notes, own) = (lines(), lines());
        let cell = crate::fragment::Cell { lines: own, ..crate::fragment::Cell::at(0) };
        let row = crate::table::LogicalRow { cells: vec![cell], ..Default::default() };
        let mut tables = [Table { notes, rows: vec![row], columns: 1, ..Table::default() }];
        settle(&mut tables, &mut ledger);
        let [table] = tables;
        assert_eq!(table.joined, ["k=13,I²=28.4%[0%,73.7%]"]);
        assert!(ledger.flows(table.notes[1].run));
        assert!(!ledger.flows(table.rows[0].cells[0].lines[1].run));
    }
}
