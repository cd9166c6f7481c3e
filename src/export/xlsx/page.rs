//! A sheet with a frozen, filtered head; where it has more rows than a sheet can hold, as many sheets as it
//! takes.

use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Workbook, Worksheet};

use super::{ExportError, trouble};
use crate::ledger::Confidence;

/// Rows of a sheet: Excel's own limit, as for all below ("Excel specifications and limits", Microsoft).
const MOST_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const MOST_COLUMNS: usize = 16_384;
/// UTF-16 units of a cell.
const MOST_TEXT: usize = 32_767;
/// Widths of columns, in letters: for a text of some words, and the widest that a screen shows well.
const WIDTHS: [usize; 2] = [12, 60];

/// The sheets of one kind.
pub(in crate::export) struct Pages<'b> {
    book: &'b mut Workbook,
    name: String,
    columns: Vec<String>,
    /// How many sheets there are.
    sheets: usize,
    /// The next row of the last one, from 0.
    row: u32,
    /// The longest line of each column.
    widest: Vec<usize>,
    formats: Formats,
}

struct Formats {
    head: Format,
    plain: Format,
    flagged: [Format; 3],
}

impl Formats {
    fn new() -> Self {
        let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let coloured = |colour: u32| plain.clone().set_background_color(Color::RGB(colour));
        Formats {
            head: plain.clone().set_bold().set_background_color(Color::RGB(0xDD_E6_ED)),
            // Pale green, yellow and red, which black text is read on.
            flagged: [coloured(0xE3_F1_DF), coloured(0xFF_F3_C4), coloured(0xFA_D8_D2)],
            plain,
        }
    }

    fn of(&self, confidence: Option<Confidence>) -> &Format {
        let [certain, likely, undetermined] = &self.flagged;
        match confidence {
            None => &self.plain,
            Some(Confidence::Certain) => certain,
            Some(Confidence::Likely) => likely,
            Some(Confidence::Undetermined) => undetermined,
        }
    }
}

impl<'b> Pages<'b> {
    /// Begins the first sheet.
    pub(in crate::export) fn new(
        book: &'b mut Workbook,
        name: &str,
        columns: Vec<String>,
    ) -> Result<Self, ExportError> {
        if columns.len() > MOST_COLUMNS {
            let message = format!("{} columns are more than Excel's {MOST_COLUMNS}", columns.len());
            return Err(ExportError::TooLarge(message));
        }
        let widest = columns.iter().map(|name| name.chars().count()).collect();
        let formats = Formats::new();
        let name = name.to_owned();
        let mut pages = Pages { book, name, columns, sheets: 0, row: 0, widest, formats };
        pages.begin()?;
        Ok(pages)
    }

    fn begin(&mut self) -> Result<(), ExportError> {
        self.sheets += 1;
        let numbered = format!("{} ({})", self.name, self.sheets);
        let name = if self.sheets == 1 { &self.name } else { &numbered };
        let sheet = self.book.add_worksheet();
        sheet.set_name(name).map_err(trouble)?;
        for (column, text) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, text, &self.formats.head).map_err(trouble)?;
        }
        sheet.set_freeze_panes(1, 1).map_err(trouble)?;
        self.row = 1;
        Ok(())
    }

    /// The sheet that is written to.
    pub(super) fn sheet(&mut self) -> Result<&mut Worksheet, ExportError> {
        last(self.book)
    }

    /// The number of the next row, on a new sheet where this one is full.
    pub(in crate::export) fn next_row(&mut self) -> Result<u32, ExportError> {
        if self.row >= MOST_ROWS {
            self.end_sheet()?;
            self.begin()?;
        }
        self.row += 1;
        Ok(self.row - 1)
    }

    /// Writes a text, on the colour of a flag where there is one. `place` says in words where it is, for
    /// a text that is too long.
    pub(in crate::export) fn text(
        &mut self,
        row: u32,
        column: usize,
        text: &str,
        flag: Option<Confidence>,
        place: &str,
    ) -> Result<(), ExportError> {
        if text.is_empty() && flag.is_none() {
            return Ok(());
        }
        if text.encode_utf16().count() > MOST_TEXT {
            let message = format!(
                "the text of {place} in row {row} of {} is longer than Excel's {MOST_TEXT} letters",
                self.name
            );
            return Err(ExportError::TooLarge(message));
        }
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        if let Some(widest) = self.widest.get_mut(column) {
            *widest = longest.max(*widest);
        }
        let (sheet, format) = (last(self.book)?, self.formats.of(flag));
        sheet.write_string_with_format(row, number(column), text, format).map_err(trouble)?;
        Ok(())
    }

    /// Writes a whole number.
    pub(in crate::export) fn number(
        &mut self,
        row: u32,
        column: usize,
        value: i64,
    ) -> Result<(), ExportError> {
        // Counts and years: far from where a float of 64 bits loses whole numbers.
        #[allow(clippy::cast_precision_loss)]
        let value = value as f64;
        let (sheet, format) = (last(self.book)?, self.formats.of(None));
        sheet.write_number_with_format(row, number(column), value, format).map_err(trouble)?;
        Ok(())
    }

    /// Says something about a cell.
    pub(super) fn comment(
        &mut self,
        row: u32,
        column: usize,
        text: &str,
    ) -> Result<(), ExportError> {
        let note = Note::new(text).add_author_prefix(false);
        self.sheet()?.insert_note(row, number(column), &note).map_err(trouble)?;
        Ok(())
    }

    /// Ends the last sheet.
    pub(in crate::export) fn finish(mut self) -> Result<(), ExportError> {
        self.end_sheet()
    }

    fn end_sheet(&mut self) -> Result<(), ExportError> {
        let (last_row, last_column) = (self.row - 1, number(self.columns.len().saturating_sub(1)));
        let [least, most] = WIDTHS;
        let widths: Vec<usize> =
            self.widest.iter().map(|width| (*width).clamp(least, most)).collect();
        let sheet = self.sheet()?;
        for (column, width) in (0..).zip(widths) {
            // Two letters more than the text, for the button of the filter.
            let width = f64::from(u32::try_from(width + 2).unwrap_or(u32::MAX));
            sheet.set_column_width(column, width).map_err(trouble)?;
        }
        if last_row > 0 {
            sheet.autofilter(0, 0, last_row, last_column).map_err(trouble)?;
        }
        Ok(())
    }
}

/// The sheet that was begun last.
fn last(book: &mut Workbook) -> Result<&mut Worksheet, ExportError> {
    let last = book.worksheets_mut().last_mut();
    last.ok_or_else(|| ExportError::TooLarge("a workbook has no sheet".to_owned()))
}

/// The number of a column, which is below Excel's limit.
pub(super) fn number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
