//! The middle of the way, drawn for a person: `rowmend stages`.

pub(crate) mod page;

use std::fmt::Write;

use crate::fragment::{Cell, Fragment, Line, Start};
use crate::ledger::Ledger;
use crate::profile::Column;
use crate::table::Table;
use crate::tokenize::{Content, ReadRow, join};

/// What the reader gives: each fragment, its rows, cells and lines.
pub(crate) fn fragments(fragments: &[Fragment], ledger: &Ledger) -> String {
    let mut text = String::new();
    for (number, fragment) in (1..).zip(fragments) {
        let end =
            |reaches: bool, name: &str| if reaches { format!(", {name}") } else { String::new() };
        let _ = writeln!(
            text,
            "fragment {number}: page {}, {:?}, {} columns{}{}",
            fragment.page,
            fragment.evidence,
            fragment.columns,
            end(fragment.at_top, "from the top of its page"),
            end(fragment.at_bottom, "to the end of its page"),
        );
        for line in &fragment.above {
            let _ = writeln!(text, "  over it: {}", ledger.text(line.run));
        }
        for (at, row) in (1..).zip(&fragment.rows) {
            let tag = row.tag.map(|tag| format!(", row {} of the document's tags", tag.row));
            let _ = writeln!(text, "  row {at} ({:?}){}", row.role, tag.unwrap_or_default());
            row.cells.iter().for_each(|cell| draw(&mut text, cell, ledger));
        }
        for line in &fragment.below {
            let _ = writeln!(text, "  under it: {}", ledger.text(line.run));
        }
    }
    text
}

/// Whole tables: logical rows, and what was remarked on them.
pub(crate) fn rows(tables: &[Table], ledger: &Ledger) -> String {
    let mut text = String::new();
    for (number, table) in (1..).zip(tables) {
        let _ =
            writeln!(text, "table {number}: pages {:?}, {} columns", table.pages, table.columns);
        for (at, row) in (1..).zip(&table.rows) {
            let _ = writeln!(text, "  row {at} ({:?})", row.role);
            row.cells.iter().for_each(|cell| draw(&mut text, cell, ledger));
            for remark in &row.remarks {
                let _ = writeln!(
                    text,
                    "    column {}: {:?}, {:?}: {}",
                    remark.column + 1,
                    remark.code,
                    remark.confidence,
                    remark.reason
                );
            }
        }
    }
    text
}

/// Items and steps, by row and column.
pub(crate) fn items(
    columns: &[Vec<Column>],
    mut next: impl FnMut(usize) -> Option<ReadRow>,
) -> String {
    let mut text = String::new();
    for (number, columns) in columns.iter().enumerate() {
        let _ = writeln!(text, "table {}", number + 1);
        for (at, row) in (1..).zip(std::iter::from_fn(|| next(number))) {
            let _ = writeln!(text, "  row {at}");
            for (column, content) in columns.iter().zip(&row.contents) {
                let _ = writeln!(text, "    {} ({:?})", column.key, column.kind);
                match content {
                    Content::Text(tokens) => {
                        let _ = writeln!(text, "      {}", join(tokens));
                    }
                    Content::List(items) => {
                        for item in items {
                            let steps: Vec<String> = item.steps.iter().map(|s| join(s)).collect();
                            let _ = writeln!(text, "      - {}", steps.join(crate::marks::ARROW));
                        }
                    }
                }
            }
        }
    }
    text
}

fn draw(text: &mut String, cell: &Cell, ledger: &Ledger) {
    let span = if cell.col_span > 1 || cell.row_span > 1 {
        format!(" over {} columns and {} rows", cell.col_span, cell.row_span)
    } else {
        String::new()
    };
    let _ = writeln!(text, "    column {}{span}", cell.col + 1);
    for line in &cell.lines {
        let _ = writeln!(text, "      {}{}", sign(line), ledger.text(line.run));
    }
}

/// How a line begins: `¶` a paragraph, `↵` a line of the author's, `⇟` after a page break, `•` an item
/// of a real list.
fn sign(line: &Line) -> &'static str {
    match (line.list_level, line.start) {
        (Some(_), _) => "• ",
        (None, Start::Paragraph) => "¶ ",
        (None, Start::Break) => "↵ ",
        (None, Start::Page) => "⇟ ",
        (None, Start::Wrap) => "",
    }
}
