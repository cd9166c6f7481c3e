//! Bytes as choices: pieces of tables as a reader might give them, and worse.

use arbitrary::{Error, Result, Unstructured};
use rowmend::unstable::fragment::{
    About, Cell, Doubt, End, Evidence, Fragment, Line, Reading, Role, Row, Start,
};
use rowmend::unstable::geom::{Area, Pt};
use rowmend::unstable::ledger::{Confidence, Ledger, Place};
use rowmend::unstable::page::RowTag;

/// The words of which cells are made: what stitching and tokenizing look at.
const WORDS: &[&str] = &[
    "Study",
    "Findings",
    "(Allen, 2016)",
    "Brown & Green 2019",
    "2016)",
    "et al.",
    "•",
    "→",
    "->",
    "–",
    "o",
    "\u{F0B7}",
    "trust",
    "improved trust",
    "conflict",
    "re-",
    "duced",
    "Table 1",
    "(continued)",
    "Note.",
    "a",
    "1",
    "12",
    "p",
    ".",
    ",",
    "leads to",
    "shared vision",
    "\u{00AD}",
    "é",
    "职",
    " ",
    "\t",
    "\u{202E}",
    "CMO",
    "Context",
    "\u{FFFD}",
    "=",
    "3 of 7",
    "N/A",
];

/// What was made of some bytes.
pub(super) struct Made {
    pub(super) reading: Reading,
    pub(super) ledger: Ledger,
    /// All text that was entered.
    pub(super) text: String,
}

pub(super) fn make(bytes: &[u8]) -> Result<Made> {
    let mut choices = Unstructured::new(bytes);
    let mut made =
        Made { reading: Reading::default(), ledger: Ledger::default(), text: String::new() };
    let columns = choices.int_in_range(1..=6)?;
    let geometry = choices.arbitrary()?;
    let mut page = 1;
    for _ in 0..choices.int_in_range(1..=5)? {
        page += choices.int_in_range(0..=2)?;
        let fragment = fragment(&mut choices, &mut made, page, columns, geometry)?;
        made.reading.fragments.push(fragment);
        if choices.is_empty() {
            break;
        }
    }
    if made.text.len() > 20_000 { Err(Error::IncorrectFormat) } else { Ok(made) }
}

fn fragment(
    choices: &mut Unstructured<'_>,
    made: &mut Made,
    page: u32,
    columns: usize,
    geometry: bool,
) -> Result<Fragment> {
    let columns = if choices.ratio(1, 5)? { choices.int_in_range(0..=7)? } else { columns };
    let mut fragment = Fragment {
        page,
        evidence: *choices.choose(&[Evidence::Declared, Evidence::Ruled, Evidence::Aligned])?,
        columns,
        at_top: choices.arbitrary()?,
        at_bottom: choices.arbitrary()?,
        closed_top: choices.arbitrary()?,
        closed_bottom: choices.arbitrary()?,
        loose_columns: choices.arbitrary()?,
        ..Fragment::default()
    };
    if geometry {
        let (left, right) = (points(choices)?, points(choices)?);
        fragment.area = Some(Area::new(left, points(choices)?, right, points(choices)?));
        let width = (right - left) / i32::try_from(columns.max(1)).unwrap_or(1);
        fragment.edges = (0..=columns as i32).map(|at| left + width * at).collect();
    }
    for _ in 0..choices.int_in_range(0..=2)? {
        fragment.above.push(line(choices, made, page)?);
    }
    for _ in 0..choices.int_in_range(0..=8)? {
        fragment.rows.push(row(choices, made, page, columns)?);
        if choices.is_empty() {
            break;
        }
    }
    for _ in 0..choices.int_in_range(0..=2)? {
        fragment.below.push(line(choices, made, page)?);
    }
    Ok(fragment)
}

fn row(choices: &mut Unstructured<'_>, made: &mut Made, page: u32, columns: usize) -> Result<Row> {
    let role = match choices.int_in_range(0..=9)? {
        0 | 1 => Role::Header,
        2 => Role::Group,
        _ => Role::Body,
    };
    let mut row = Row { role, ..Row::default() };
    if choices.ratio(1, 8)? {
        let about = *choices.choose(&[About::Row, About::Columns, About::Table])?;
        let confidence = *choices.choose(&[Confidence::Likely, Confidence::Undetermined])?;
        row.doubts.push(Doubt { about, confidence });
    }
    if choices.ratio(1, 8)? {
        row.tag = Some(RowTag { table: 1, row: choices.int_in_range(0..=9)? });
    }
    let mut col = 0;
    while col < columns {
        let mut cell = Cell::at(col);
        if choices.ratio(1, 10)? {
            cell.col_span = choices.int_in_range(1..=columns - col)?;
            cell.row_span = choices.int_in_range(1..=4)?;
        }
        if choices.ratio(3, 4)? {
            for _ in 0..choices.int_in_range(1..=3)? {
                cell.lines.push(line(choices, made, page)?);
            }
        }
        col += cell.col_span;
        row.cells.push(cell);
    }
    Ok(row)
}

fn line(choices: &mut Unstructured<'_>, made: &mut Made, page: u32) -> Result<Line> {
    let mut text = String::new();
    for _ in 0..choices.int_in_range(1..=6)? {
        if !text.is_empty() && choices.ratio(7, 8)? {
            text.push(' ');
        }
        text.push_str(choices.choose(WORDS)?);
    }
    let text = text.trim();
    let place = Place::Dump { line: page, column: made.ledger.next() };
    made.text.push_str(text);
    Ok(Line {
        run: made.ledger.enter(text, place),
        start: *choices.choose(&[Start::Wrap, Start::Break, Start::Paragraph, Start::Page])?,
        list_level: choices.arbitrary()?,
        mark: if choices.ratio(1, 8)? { Some("•".into()) } else { None },
        blank_first: choices.arbitrary()?,
        indent: if choices.arbitrary()? { Some(points(choices)?) } else { None },
        size: if choices.arbitrary()? { Some(points(choices)?) } else { None },
        gap: if choices.arbitrary()? { Some(points(choices)?) } else { None },
        bold: choices.arbitrary()?,
        at_edge: choices.arbitrary()?,
        full: choices.arbitrary()?,
        end: *choices.choose(&[End::Unknown, End::Tight, End::Blank, End::Bare])?,
        caption: choices.arbitrary()?,
        heading: choices.arbitrary()?,
    })
}

fn points(choices: &mut Unstructured<'_>) -> Result<Pt> {
    // Mostly a place on a page, sometimes anything.
    Ok(Pt(if choices.ratio(9, 10)? {
        choices.int_in_range(0..=60_000)?
    } else {
        choices.arbitrary()?
    }))
}
