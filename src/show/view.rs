//! A source as a person sees it → pages, lines or tables, to show beside what was read of it.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::extract::{Options, docling, docx, dump, pdf, recognised};
use crate::fragment::{Cell, Fragment, Line, Role};
use crate::ledger::{Ledger, Place};
use crate::source::{Media, Source};

/// What a source looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// The sizes of its pages, in points.
    Pages(Vec<(f64, f64)>),
    /// The lines of a text.
    Lines(Vec<String>),
    /// The tables of a Word document, which has no pages before it is printed, or those that Docling tells.
    Tables(Vec<Sheet>),
}

/// A table of a Word document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Paragraphs over it.
    pub above: Vec<Paragraph>,
    /// Its rows.
    pub rows: Vec<Vec<Square>>,
    /// Paragraphs under it.
    pub below: Vec<Paragraph>,
}

/// A cell of such a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Square {
    /// Its first column, from 0.
    pub col: usize,
    /// How many columns it covers.
    pub across: usize,
    /// How many rows it covers.
    pub down: usize,
    /// Whether it names a column.
    pub head: bool,
    /// What stands in it.
    pub text: Vec<Paragraph>,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its part, table, row, cell and own number, as the trace has them.
    pub place: (String, u32, u32, u32, u32),
    /// The number or bullet that Word sets before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// How deep it stands in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// Its text, with a line end where the author broke a line.
    pub text: String,
}

/// What a source looks like.
///
/// # Errors
/// Where it cannot be read.
pub fn view(source: &Source, options: &Options) -> Result<View, Error> {
    Ok(match source.media() {
        Media::Pdf => View::Pages(pdf::sizes(source, options)?),
        Media::Dump | Media::Layout | Media::Markup => View::Lines(dump::lines(source)?),
        media @ (Media::Docx | Media::Docling) => {
            let mut ledger = Ledger::default();
            let read = if media == Media::Docx { docx::read } else { docling::read };
            let reading = read(source, options, &mut ledger)?;
            View::Tables(reading.fragments.iter().map(|own| sheet(own, &ledger)).collect())
        }
        _ => View::Pages(recognised::sizes(source, options)?),
    })
}

fn sheet(fragment: &Fragment, ledger: &Ledger) -> Sheet {
    let row = |row: &crate::fragment::Row| {
        row.cells.iter().map(|cell| square(cell, row.role == Role::Header, ledger)).collect()
    };
    Sheet {
        above: paragraphs(&fragment.above, ledger),
        rows: fragment.rows.iter().map(row).collect(),
        below: paragraphs(&fragment.below, ledger),
    }
}

fn square(cell: &Cell, head: bool, ledger: &Ledger) -> Square {
    Square {
        col: cell.col,
        across: cell.col_span,
        down: cell.row_span,
        head,
        text: paragraphs(&cell.lines, ledger),
    }
}

/// Lines of one paragraph stand together.
fn paragraphs(lines: &[Line], ledger: &Ledger) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    for line in lines {
        let Some((_, Place::Word { part, table, row, cell, paragraph })) =
            ledger.places(line.run).into_iter().next()
        else {
            continue;
        };
        let place = (ledger.part_name(part).to_owned(), table, row, cell, paragraph);
        let text = ledger.text(line.run);
        match found.last_mut().filter(|last| last.place == place) {
            Some(last) => {
                last.text.push('\n');
                last.text.push_str(&text);
            }
            None => found.push(Paragraph {
                place,
                mark: line.mark.as_deref().map(str::to_owned),
                level: line.list_level,
                text,
            }),
        }
    }
    found
}
