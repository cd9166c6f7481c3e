//! What stands on a printed page: glyphs and rulings. Made by `extract::pdf`, read by `detect`.

use std::collections::BTreeMap;

use crate::geom::{Area, Pt};

/// A page as it is shown, turned so that most of its text runs from left to right.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its number, from 1.
    pub number: u32,
    /// Width in the axes of this model.
    pub width: Pt,
    /// Height in the axes of this model.
    pub height: Pt,
    /// The line of the file that it begins with, where it is text that is laid out with blanks.
    pub first_line: Option<u32>,
    /// By how many quarter turns the axes of this model differ from those of the page as shown:
    /// not 0 where a page's tables are set sideways.
    pub turns: u8,
    /// How its lines sloped before they were set upright, down to the right, in parts of [`SLOPE`]: not 0 where a
    /// scan lies askew.
    pub slope: i32,
    /// Its glyphs, in the order in which they are drawn, those left out for a reason taken away.
    pub glyphs: Vec<Glyph>,
    /// Its lines, from strokes, thin rectangles and the edges of shaded cells.
    pub rulings: Vec<Ruling>,
    /// Its shaded areas, but for those that a highlighter left behind words.
    pub shades: Vec<Shade>,
    /// Boxes of slanted and curved lines: charts, maps, logos.
    pub drawings: Vec<Area>,
    /// Which table row of the document's structure each marked-content id belongs to.
    pub tags: BTreeMap<i32, RowTag>,
    /// Which table cell of the document's structure each marked-content id belongs to. An id that
    /// stands in a row and in none of its cells has a tag and no cell.
    pub cells: BTreeMap<i32, CellTag>,
    /// Boxes of the pictures on it, as far as they show.
    pub images: Vec<Area>,
    /// Number of pictures on it.
    pub pictures: usize,
    /// Glyphs that are not shown and were left out.
    pub hidden: usize,
    /// Invisible glyphs that were read because the page is a picture of them: what recognition made
    /// of a scan.
    pub recognised: usize,
    /// Glyphs that run at a slant, such as a watermark's, and were left out.
    pub slanted: usize,
    /// Glyphs whose meaning the file does not give.
    pub undecoded: usize,
    /// Glyphs whose meaning the file does not give, and their code does.
    pub by_code: usize,
}

/// The unit of slopes: a line that falls as far as it runs has this one.
pub const SLOPE: i32 = 100_000;

/// A shaded area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shade {
    /// Where it is.
    pub area: Area,
    /// Red, green and blue, from 0 to 255.
    pub colour: [u8; 3],
}

/// A table row of a document's own structure (the tags of a PDF): pieces with the same tag are one
/// row, whatever page they stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowTag {
    /// The table, numbered through the document.
    pub table: u32,
    /// The row, numbered through the document.
    pub row: u32,
}

/// A table cell of a document's own structure. Programs differ in what they make of a page break:
/// Word writes a row for each part of one that a break tears, LibreOffice one row for both. So equal
/// tags may prove one cell, and different tags on two pages prove nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellTag {
    /// The row that it stands in.
    pub row: RowTag,
    /// The cell, numbered through the document.
    pub cell: u32,
    /// The first of the columns that it covers, from 0; none where the rows of its table are not told in full.
    pub col: Option<u16>,
    /// Whether it is a header cell (`TH`): of a column, or of a row.
    pub header: bool,
    /// Whether its row stands in the head of the table (`THead`).
    pub in_head: bool,
    /// How many rows it covers, as the file says; 1 where it says nothing.
    pub row_span: u16,
    /// How many columns it covers, as the file says; 1 where it says nothing.
    pub col_span: u16,
}

/// One character on a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Glyph {
    /// What it says.
    pub text: char,
    /// From its origin to its advance, and from a usual ascent to a usual descent.
    pub area: Area,
    /// The line it stands on.
    pub baseline: Pt,
    /// Height of the font.
    pub size: Pt,
    /// Whether its font is bold.
    pub bold: bool,
    /// Whether its font is slanted, or the letters of an upright font are drawn so.
    pub italic: bool,
    /// Its font: a small number that means the same font on the whole page, and nothing beyond it.
    pub font: u16,
    /// The marked-content id it was drawn under, where the page is tagged.
    pub mark: Option<i32>,
    /// Whether recognition, which it comes from, is not sure of its word.
    pub unsure: bool,
}

/// Which way a ruling runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

/// A straight line along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ruling {
    /// Which way it runs.
    pub axis: Axis,
    /// Its y where it is horizontal, its x where it is vertical.
    pub at: Pt,
    /// Where it begins: its x where it is horizontal, its y where it is vertical.
    pub from: Pt,
    /// Where it ends.
    pub to: Pt,
}

impl Ruling {
    /// Its length.
    pub fn len(&self) -> Pt {
        self.to - self.from
    }

    /// Whether it has no length.
    pub fn is_empty(&self) -> bool {
        self.to <= self.from
    }
}

impl Page {
    /// The table cell of the document's structure that a marked-content id belongs to.
    pub(crate) fn cell(&self, mark: Option<i32>) -> Option<CellTag> {
        self.cells.get(&mark?).copied()
    }

    /// A box of this model in the axes of the page as shown.
    pub fn shown(&self, area: Area) -> Area {
        let (w, h) = (self.width, self.height);
        let area = self.sloped(area);
        match self.turns % 4 {
            1 => Area::new(h - area.top, area.x0, h - area.bottom, area.x1),
            2 => Area::new(w - area.x0, h - area.top, w - area.x1, h - area.bottom),
            3 => Area::new(area.top, w - area.x0, area.bottom, w - area.x1),
            _ => area,
        }
    }
}

impl Page {
    /// A box of a page that was set upright where it stood before.
    fn sloped(&self, area: Area) -> Area {
        let part = |at: Pt| {
            let moved = i64::from(at.0) * i64::from(self.slope) / i64::from(SLOPE);
            Pt(i32::try_from(moved).unwrap_or_default())
        };
        let (left, down) = (part(area.mid_y()), part(area.mid_x()));
        let Area { x0, top, x1, bottom } = area;
        Area { x0: x0 - left, top: top + down, x1: x1 - left, bottom: bottom + down }
    }
}

/// Whether a character is written from right to left (`Bidi_Class` R or AL, by the blocks that
/// UAX #9 reserves for them). Digits run from left to right in every script.
pub fn is_rtl(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        && !character.is_numeric()
}
