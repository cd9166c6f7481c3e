//! What a case expects, what was read from its page, and whether the two are the same.

use rowmend::unstable::error::ErrorKind;
use rowmend::unstable::export::grid;
use rowmend::unstable::ledger::Ledger;
use rowmend::unstable::pipeline::{Options, ingest, tables};
use rowmend::unstable::source::{Limits, Source};

/// A drawing and the tables on it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// Whether it fails today.
    pub(crate) known: bool,
    pub(crate) drawing: Vec<String>,
    pub(crate) tables: Vec<Table>,
    /// How many lines stand in regions that look like tables and were not taken; not looked at where a
    /// case says nothing of it.
    pub(crate) refused: Option<usize>,
}

/// A table as a reader sees it.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Not looked at where a case says nothing of it.
    title: Option<String>,
    /// Not looked at where a case draws no line under the header.
    header_rows: Option<usize>,
    notes: Option<Vec<String>>,
    rows: Vec<Vec<Place>>,
}

/// A place of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Text(String),
    /// The cell to the left reaches over it.
    Left,
    /// The cell above reaches over it.
    Up,
    Empty,
}

/// The cases of a file; what stands before the first one is a comment.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut drawn = true;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            let known = name.starts_with("known: ");
            let name = name.trim_start_matches("known: ").trim().to_owned();
            let (drawing, tables) = (Vec::new(), Vec::new());
            cases.push(Case { name, known, drawing, tables, refused: None });
            drawn = true;
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match line.strip_prefix("--- ") {
            Some("no table") => drawn = false,
            Some("table") => {
                drawn = false;
                case.tables.push(Table::default());
            }
            Some(rest) if rest.starts_with("refused ") => {
                case.refused = rest.trim_start_matches("refused ").parse().ok();
            }
            _ if drawn => case.drawing.push(line.to_owned()),
            _ => case.tables.last_mut().into_iter().for_each(|table| table.take(line)),
        }
    }
    cases
}

impl Table {
    /// Takes a line of what a case expects.
    fn take(&mut self, line: &str) {
        if let Some(title) = line.strip_prefix("title:") {
            self.title = Some(title.trim().to_owned());
        } else if let Some(note) = line.strip_prefix("note:") {
            let note = note.trim();
            let notes = self.notes.get_or_insert_default();
            notes.extend((note != "none").then(|| note.to_owned()));
        } else if line.starts_with("---") {
            self.header_rows = Some(self.rows.len());
        } else if !line.trim().is_empty() {
            let place = |text: &str| match text.trim() {
                "<" => Place::Left,
                "^" => Place::Up,
                "" => Place::Empty,
                text => Place::Text(text.replace('¦', "|")),
            };
            self.rows.push(line.split('|').map(place).collect());
        }
    }
}

/// The tables of a PDF, and how many lines were refused.
pub(crate) fn read(bytes: Vec<u8>) -> Result<(Vec<Table>, usize), String> {
    let source = Source::new("drawn.pdf", bytes, &Limits::default()).map_err(|e| e.to_string())?;
    let options = Options::default();
    let mut ledger = Ledger::default();
    let (reading, found) = match tables(&source, &options, &mut ledger) {
        Ok(made) => made,
        Err(error) if error.kind() == ErrorKind::NoTable => return Ok((Vec::new(), 0)),
        Err(error) => return Err(error.to_string()),
    };
    ingest(&source, &options).map_err(|error| error.to_string())?;
    let grids = grid::grids(&reading, &found, &ledger);
    let notes = |at: usize| -> Vec<String> {
        let notes = found.get(at).into_iter().flat_map(|table| &table.notes);
        notes.map(|line| ledger.text(line.run).trim().to_owned()).collect()
    };
    let read = grids.tables.iter().enumerate();
    let refused = grids.refused.iter().map(|region| region.lines).sum();
    Ok((read.map(|(at, grid)| as_seen(grid, notes(at))).collect(), refused))
}

fn as_seen(grid: &grid::Grid<'_>, notes: Vec<String>) -> Table {
    let mut rows = vec![vec![Place::Empty; grid.columns]; grid.rows];
    for cell in grid.cells.iter() {
        for (down, row) in rows.iter_mut().skip(cell.row).take(cell.row_span).enumerate() {
            for (right, place) in row.iter_mut().skip(cell.col).take(cell.col_span).enumerate() {
                *place = match (down, right) {
                    (0, 0) if cell.text.is_empty() => Place::Empty,
                    (0, 0) => Place::Text(cell.text.clone()),
                    (0, _) => Place::Left,
                    _ => Place::Up,
                };
            }
        }
    }
    Table {
        title: Some(grid.title.clone().unwrap_or_else(|| "none".to_owned())),
        header_rows: Some(grid.header_rows),
        notes: Some(notes),
        rows,
    }
}

/// Whether what was found is what was expected.
pub(crate) fn same(expected: &[Table], found: &[Table]) -> bool {
    fn holds<T: PartialEq>(expected: &Option<T>, found: &Option<T>) -> bool {
        expected.is_none() || expected == found
    }
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(expected, found)| {
            let header = expected.header_rows.unwrap_or(0);
            let rows = |table: &Table| hung(&table.rows, header);
            holds(&expected.title, &found.title)
                && holds(&expected.header_rows, &found.header_rows)
                && holds(&expected.notes, &found.notes)
                && expected.rows.len() == found.rows.len()
                && rows(expected).iter().zip(&rows(found)).all(|(e, f)| same_row(e, f))
        })
}

/// Rows whose header has each text that is alone in its column on its first row: on which of them
/// it is printed says nothing.
fn hung(rows: &[Vec<Place>], header: usize) -> Vec<Vec<Place>> {
    let mut rows = rows.to_vec();
    let header: &mut [Vec<Place>] = rows.get_mut(..header).unwrap_or_default();
    for col in 0..header.iter().map(Vec::len).min().unwrap_or(0) {
        let texts: Vec<Place> = header
            .iter()
            .map(|row| row[col].clone())
            .filter(|place| !matches!(place, Place::Empty | Place::Up))
            .collect();
        if let [text @ Place::Text(_)] = texts.as_slice() {
            header.iter_mut().for_each(|row| row[col] = Place::Up);
            header[0][col] = text.clone();
        }
    }
    rows
}

fn same_row(expected: &[Place], found: &[Place]) -> bool {
    if let [text @ Place::Text(_)] = expected {
        let mut texts = found.iter().filter(|place| matches!(place, Place::Text(_)));
        return texts.next() == Some(text) && texts.next().is_none();
    }
    expected.len() == found.len()
        && expected.iter().zip(found).all(|pair| match pair {
            // Where nothing is printed, a cell beside may reach or not.
            (Place::Empty, found) => !matches!(found, Place::Text(_)),
            (expected, found) => expected == found,
        })
}

/// Tables in the form that cases expect them in.
pub(crate) fn shown(tables: &[Table]) -> String {
    if tables.is_empty() {
        return "--- no table\n".to_owned();
    }
    let mut out = String::new();
    for table in tables {
        out += "--- table\n";
        table.title.iter().for_each(|title| out += &format!("title: {title}\n"));
        for (at, row) in table.rows.iter().enumerate() {
            if table.header_rows == Some(at) {
                out += "---\n";
            }
            let places: Vec<&str> = row
                .iter()
                .map(|place| match place {
                    Place::Text(text) => text,
                    Place::Left => "<",
                    Place::Up => "^",
                    Place::Empty => "",
                })
                .collect();
            out += &format!("{}\n", places.join(" | "));
        }
        table.notes.iter().flatten().for_each(|note| out += &format!("note: {note}\n"));
    }
    out
}
