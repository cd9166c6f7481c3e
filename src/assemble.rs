//! Logical rows and their contents → the document and its trace. The only place that gives ids and
//! order, and the only one that closes the ledger's entries.

mod groups;
mod notes;

use std::collections::{BTreeMap, BTreeSet};

use crate::fragment::{Line, Role};
use crate::ledger::{Confidence, Ledger, Place, Reason, Run};
use crate::marks;
use crate::piece::{Piece, Take};
use crate::profile::Column;
use crate::record::{self, Cells, Code, Flag, Item, Kind, Record, Value};
use crate::table::{LogicalRow, Remark, Table};
use crate::tokenize::{Content, ReadRow, Reading, Token, join};
use crate::trace::{CellTrace, Part, RecordTrace, Repair, Span};
use groups::Groups;

mod keys;

pub(crate) use keys::{citation, key_slug, unique_id};
pub(crate) use notes::parted;

/// Assembles all tables, in reading order, and gives them and their records to `take`.
pub(crate) fn run(
    tables: &[Table],
    columns: &[Vec<Column>],
    mut reading: Reading<'_>,
    ledger: &mut Ledger,
    take: Take<'_>,
) {
    for (at, (table, columns)) in tables.iter().zip(columns).enumerate() {
        let id = table_id(at);
        one(&id, table, columns, &mut |ledger| reading.next(at, ledger), ledger, take);
    }
}

/// The id of a table, by its place from 0.
pub(crate) fn table_id(at: usize) -> String {
    format!("table-{}", at + 1)
}

fn one(
    id: &str,
    table: &Table,
    columns: &[Column],
    next: &mut dyn FnMut(&Ledger) -> Option<ReadRow>,
    ledger: &mut Ledger,
    take: Take<'_>,
) {
    let title = lines_text(&table.title, ledger);
    let (own_notes, mut notes) = notes(table, ledger);
    notes.extend(groups::totals(table, ledger));
    let head = record::Table {
        id: id.to_owned(),
        title,
        columns: columns
            .iter()
            .map(|c| record::Column { key: c.key.clone(), header: c.text.clone(), kind: c.kind })
            .collect(),
        notes,
        records: Vec::new(),
    };
    let key = columns.iter().position(|column| column.names).unwrap_or(0);
    take(Piece::Table { table: head, key });
    for line in &table.title {
        ledger.place(line.run);
    }
    let mut groups = Groups::default();
    let mut ids = BTreeMap::new();
    let mut above: Vec<Content> = Vec::new();
    let doubts = keys::Keys::of(table, ledger);
    for (number, row) in (1..).zip(&table.rows) {
        match row.role {
            Role::Header => place_cells(row, ledger),
            Role::Group => {
                groups.enter(row, ledger);
                place_cells(row, ledger);
            }
            Role::Total => place_cells(row, ledger),
            Role::Blank => {}
            Role::Body => {
                groups.leave(row);
                let Some(mut read) = next(ledger) else { continue };
                close(&read, ledger);
                for (col, content) in read.contents.iter_mut().enumerate() {
                    let repeats = row.cell(col).is_some_and(|cell| cell.repeats);
                    if let (true, Some(same)) = (repeats, above.get(col)) {
                        *content = same.clone();
                    }
                }
                doubts.settle(number - 1, key, &mut read, &above);
                let row_id = keys::row_id(&read, columns, number, &mut ids);
                let context =
                    Context { table: id, record: &row_id, columns, notes: &own_notes, ledger };
                let (record, trace, repairs) = context.record(row, &read, groups.text());
                take(Piece::Record(record));
                take(Piece::Place(trace));
                repairs.into_iter().for_each(|repair| take(Piece::Repair(repair)));
                above = read.contents;
            }
        }
    }
}

/// The notes that records refer to, by their marks, and those of the table as a whole.
fn notes(table: &Table, ledger: &mut Ledger) -> (BTreeMap<Box<str>, String>, Vec<String>) {
    let body = table.rows.iter().filter(|row| row.role == Role::Body);
    let marks: BTreeSet<&str> = body.flat_map(|row| &row.note_marks).map(|mark| &**mark).collect();
    let mut own: BTreeMap<Box<str>, Vec<Line>> = BTreeMap::new();
    let mut rest = Vec::new();
    for note in notes::parted(&table.notes, ledger) {
        // A line that goes on belongs to the mark of the line before it.
        let (mut home, mut plain) = (None::<Box<str>>, Vec::new());
        for line in note {
            let noted = crate::raised::notes_in(ledger.chars(line.run), &marks);
            if noted.is_empty() {
                ledger.place(line.run);
                home = line.mark.clone().filter(|mark| marks.contains(&**mark)).or(home);
                match &home {
                    Some(mark) => own.entry(mark.clone()).or_default().push(line.clone()),
                    None => plain.push(line.clone()),
                }
            }
            let ends = noted.iter().skip(1).map(|note| note.start).chain([line.run.len()]);
            for (note, end) in noted.iter().zip(ends) {
                ledger.leave_out(line.run.slice(note.start, note.end), Reason::NoteMark);
                let run = line.run.slice(note.end, end);
                ledger.place(run);
                let line = Line { run, ..line.clone() };
                let mark: Box<str> = note.mark.as_str().into();
                own.entry(mark.clone()).or_default().push(line);
                home = Some(mark);
            }
        }
        rest.extend(lines_text(&plain, ledger));
    }
    let own = own.into_iter().filter_map(|(mark, lines)| Some((mark, lines_text(&lines, ledger)?)));
    (own.collect(), rest)
}

fn place_cells(row: &LogicalRow, ledger: &mut Ledger) {
    for line in row.cells.iter().flat_map(|cell| &cell.lines) {
        ledger.place(line.run);
    }
}

fn lines_text(lines: &[Line], ledger: &Ledger) -> Option<String> {
    let runs: Vec<Run> = lines.iter().map(|line| line.run).collect();
    let text = crate::text::join(&runs, ledger);
    (!text.is_empty()).then_some(text)
}

/// Enters in the ledger what became of each token of a row.
fn close(read: &ReadRow, ledger: &mut Ledger) {
    for content in &read.contents {
        match content {
            Content::Text(tokens) => tokens.iter().for_each(|token| ledger.place(token.run)),
            Content::List(items) => {
                let tokens = items.iter().flat_map(|item| item.steps.iter().flatten());
                tokens.for_each(|token| ledger.place(token.run));
            }
        }
    }
    for (run, reason) in &read.lone {
        ledger.leave_out(*run, *reason);
    }
    for (runs, reason) in [
        (&read.arrows, Reason::Arrow),
        (&read.bullets, Reason::Bullet),
        (&read.hyphens, Reason::Hyphen),
        (&read.repeated, Reason::Repeated),
    ] {
        runs.iter().for_each(|run| ledger.leave_out(*run, reason));
    }
}

struct Context<'a> {
    table: &'a str,
    record: &'a str,
    columns: &'a [Column],
    /// The footnotes and endnotes by their marks.
    notes: &'a BTreeMap<Box<str>, String>,
    ledger: &'a Ledger,
}

impl Context<'_> {
    fn record(
        &self,
        row: &LogicalRow,
        read: &ReadRow,
        group: Option<String>,
    ) -> (Record, RecordTrace, Vec<Repair>) {
        let mut cells = Vec::new();
        let mut traces = Vec::new();
        let mut flags = Vec::new();
        let mut repairs = Vec::new();
        for (column, content) in self.columns.iter().zip(&read.contents) {
            let col = cells.len();
            let (value, parts) = match content {
                Content::Text(tokens) => self.text(tokens, column, read),
                Content::List(items) => self.list(items),
            };
            let mut noted: Vec<(Option<usize>, Repair)> = self.unlisted(column, &value, &parts);
            cells.push((column.key.clone(), value));
            if !parts.is_empty() {
                traces.push(CellTrace { column: column.key.clone(), parts });
            }
            let whole = row.remarks.iter().chain(&read.remarks).filter(|r| r.column == col);
            noted.extend(whole.map(|remark| (None, self.repair(column, remark))));
            if let Content::List(items) = content {
                for (number, item) in items.iter().enumerate() {
                    let tokens: Vec<Token> = item.steps.concat();
                    let runs: Vec<Run> = tokens.iter().map(|token| token.run).collect();
                    for (code, confidence, reason) in &item.remarks {
                        let remark = Remark {
                            column: col,
                            code: *code,
                            confidence: *confidence,
                            reason,
                            runs: runs.clone(),
                        };
                        let mut repair = self.repair(column, &remark);
                        repair.item = Some(number);
                        repair.after = steps_text(&item.steps).join(marks::ARROW);
                        noted.push((Some(number), repair));
                    }
                }
            }
            noted.sort_by_key(|(item, repair)| (*item, repair.code));
            for (item, repair) in noted {
                if repair.confidence != Confidence::Certain {
                    flags.push(Flag {
                        column: column.key.clone(),
                        item,
                        code: repair.code,
                        confidence: repair.confidence,
                    });
                }
                repairs.push(repair);
            }
        }
        let notes = row.note_marks.iter().filter_map(|mark| self.notes.get(mark).cloned());
        let record = Record {
            id: self.record.to_owned(),
            group,
            cells: Cells(cells),
            notes: notes.collect(),
            flags,
        };
        let trace = RecordTrace {
            table: self.table.to_owned(),
            record: self.record.to_owned(),
            cells: traces,
        };
        (record, trace, repairs)
    }

    fn text(&self, tokens: &[Token], column: &Column, read: &ReadRow) -> (Value, Vec<Part>) {
        let text = join(tokens);
        let part = self.part(tokens, &text, None, None);
        let text = (!text.is_empty()).then_some(text);
        let value = if column.kind == Kind::Citation {
            Value::Citation(keys::citation_of(column, text, read))
        } else {
            Value::Text(text)
        };
        (value, part.into_iter().collect())
    }

    fn list(&self, items: &[crate::tokenize::Item]) -> (Value, Vec<Part>) {
        let mut parts = Vec::new();
        let made = items
            .iter()
            .enumerate()
            .map(|(number, item)| {
                let steps = steps_text(&item.steps);
                for (at, (tokens, text)) in item.steps.iter().zip(&steps).enumerate() {
                    parts.extend(self.part(tokens, text, Some(number), Some(at)));
                }
                Item { steps, level: item.level }
            })
            .collect();
        (Value::List(made), parts)
    }

    fn part(
        &self,
        tokens: &[Token],
        text: &str,
        item: Option<usize>,
        step: Option<usize>,
    ) -> Option<Part> {
        if tokens.is_empty() {
            return None;
        }
        let runs: Vec<Run> = tokens.iter().map(|token| token.run).collect();
        let raw = runs.iter().map(|run| self.ledger.text(*run)).collect::<Vec<_>>().join(" ");
        let raw = (raw != text).then_some(raw);
        Some(Part { item, step, spans: spans(&runs, self.ledger), raw })
    }

    /// The values of a cell that are none of those its column may hold.
    fn unlisted(
        &self,
        column: &Column,
        value: &Value,
        parts: &[Part],
    ) -> Vec<(Option<usize>, Repair)> {
        let texts: Vec<(Option<usize>, String)> = match value {
            _ if column.values.is_empty() => Vec::new(),
            Value::List(items) => (0..)
                .zip(items)
                .map(|(at, item)| (Some(at), item.steps.join(marks::ARROW)))
                .collect(),
            Value::Text(text) => text.iter().map(|text| (None, text.clone())).collect(),
            Value::Citation(_) => Vec::new(),
        };
        let known: Vec<String> = column.values.iter().map(|value| arrows_alike(value)).collect();
        let unlisted = texts.into_iter().filter(|(_, text)| !known.contains(&arrows_alike(text)));
        unlisted
            .map(|(item, text)| {
                let own = parts.iter().filter(|part| part.item == item);
                let repair = Repair {
                    code: Code::ValueUnlisted,
                    confidence: Confidence::Likely,
                    table: self.table.to_owned(),
                    record: self.record.to_owned(),
                    column: column.key.clone(),
                    item,
                    before: text,
                    after: String::new(),
                    reasons: vec![
                        "the profile lists the values of this column, and not this one".to_owned(),
                    ],
                    spans: own.flat_map(|part| part.spans.clone()).collect(),
                };
                (item, repair)
            })
            .collect()
    }

    fn repair(&self, column: &Column, remark: &Remark) -> Repair {
        let text = crate::text::join(&remark.runs, self.ledger);
        Repair {
            code: remark.code,
            confidence: remark.confidence,
            table: self.table.to_owned(),
            record: self.record.to_owned(),
            column: column.key.clone(),
            item: None,
            before: text,
            after: String::new(),
            reasons: vec![remark.reason.to_owned()],
            spans: spans(&remark.runs, self.ledger),
        }
    }
}

/// A text with its arrows in one spelling.
fn arrows_alike(text: &str) -> String {
    let steps: Vec<String> = marks::steps(text).iter().map(|step| step.trim().to_owned()).collect();
    steps.join(marks::ARROW)
}

fn steps_text(steps: &[Vec<Token>]) -> Vec<String> {
    steps.iter().map(|step| join(step)).collect()
}

/// Where runs stand, pieces that follow each other in one place joined.
pub(crate) fn spans(runs: &[Run], ledger: &Ledger) -> Vec<Span> {
    let mut places: Vec<(Run, Place)> = Vec::new();
    for (run, place) in runs.iter().flat_map(|run| ledger.places(*run)) {
        let place = ledger.told(place);
        match (places.last_mut(), place) {
            (
                Some((_, Place::Print { page, area })),
                Place::Print { page: next_page, area: next },
            ) if *page == next_page && same_line(area, &next) => *area = area.union(&next),
            (
                Some((last, Place::Dump { line, column })),
                Place::Dump { line: next, column: at },
            ) if *line == next && *column <= at => {
                last.end = last.start + (at - *column) + run.len() as u32;
            }
            (Some((_, known @ Place::Word { .. })), Place::Word { .. }) if *known == place => {}
            _ => places.push((run, place)),
        }
    }
    places.into_iter().map(|(run, place)| span(run, place, ledger)).collect()
}

fn same_line(a: &crate::geom::Area, b: &crate::geom::Area) -> bool {
    a.top < b.bottom && b.top < a.bottom && b.x1 >= a.x0
}

fn span(run: Run, place: Place, ledger: &Ledger) -> Span {
    match place {
        Place::Print { page, area } => Span::Print {
            page,
            area: [area.x0.points(), area.top.points(), area.x1.points(), area.bottom.points()],
        },
        Place::Dump { line, column } => {
            Span::Dump { line, columns: [column, column + run.len().saturating_sub(1) as u32] }
        }
        Place::Word { part, table, row, cell, paragraph } => {
            Span::Word { part: ledger.part_name(part).to_owned(), table, row, cell, paragraph }
        }
    }
}
