//! Writes a table as a Word document, with docx-rs.

use std::error::Error;
use std::io::{Cursor, Read, Write};

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, IndentLevel, Level, LevelJc, LevelText, LineSpacing,
    NumberFormat, Numbering, NumberingId, PageMargin, Paragraph, Run, RunFonts, SpecialIndentType,
    Start, Sym, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    VMergeType, WidthType,
};

/// How an item of a list is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bullet {
    /// A real Word list.
    #[default]
    Real,
    /// A bullet typed at the start of the paragraph.
    Typed(&'static str),
    /// U+F0B7 typed in the font Symbol.
    Symbol,
    /// None: a plain paragraph.
    Bare,
}

/// How an arrow is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Arrow {
    /// The character →.
    #[default]
    Plain,
    /// `w:sym` of Wingdings F0E0.
    Sign,
    /// U+F0E0 typed in Wingdings.
    Wingdings,
}

/// A page and what is usual on it. Lengths in twentieths of a point, letters in half points.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) page: (u32, u32),
    pub(crate) margin: i32,
    pub(crate) letters: usize,
    pub(crate) bullet: Bullet,
    pub(crate) arrow: Arrow,
    /// The first rows that Word repeats on each page.
    pub(crate) repeated: usize,
}

/// A4 on its side with 10-point letters, as review appendices come.
pub(crate) const LANDSCAPE: Sheet = Sheet {
    page: (16838, 11906),
    margin: 1134,
    letters: 20,
    bullet: Bullet::Real,
    arrow: Arrow::Plain,
    repeated: 0,
};

/// A cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// How many columns it covers.
    pub(crate) span: usize,
    /// Part of a cell merged down.
    pub(crate) merge: Option<VMergeType>,
    /// In the middle of the height.
    pub(crate) centred: bool,
    pub(crate) paragraphs: Vec<Paragraph>,
}

impl Cell {
    /// A cell of one paragraph for each line of a text.
    pub(crate) fn text(text: &str) -> Self {
        let paragraphs = text.lines().map(|line| plain(Run::new().add_text(line))).collect();
        Cell { span: 1, merge: None, centred: false, paragraphs }
    }

    /// A cell in bold letters.
    pub(crate) fn bold(text: &str) -> Self {
        let paragraphs = vec![plain(Run::new().add_text(text).bold())];
        Cell { span: 1, merge: None, centred: false, paragraphs }
    }

    /// A list: an item a line, two blanks a level, ` → ` between steps.
    pub(crate) fn list(text: &str, sheet: &Sheet) -> Self {
        let paragraphs = text.lines().map(|line| item(line, sheet)).collect();
        Cell { span: 1, merge: None, centred: false, paragraphs }
    }
}

/// A paragraph that may be cut anywhere by the end of the page.
pub(crate) fn plain(run: Run) -> Paragraph {
    Paragraph::new().add_run(run).widow_control(false).align(AlignmentType::Left)
}

fn item(line: &str, sheet: &Sheet) -> Paragraph {
    let text = line.trim_start_matches(' ');
    let level = (line.len() - text.len()) / 2;
    let mut paragraph = Paragraph::new().widow_control(false).align(AlignmentType::Left);
    let typed = |paragraph: Paragraph| {
        let left = i32::try_from(level).unwrap_or_default() * 227 + 227;
        paragraph.indent(Some(left), Some(SpecialIndentType::Hanging(227)), None, None)
    };
    paragraph = match sheet.bullet {
        Bullet::Real => paragraph.numbering(NumberingId::new(2), IndentLevel::new(level)),
        Bullet::Typed(glyph) => typed(paragraph).add_run(Run::new().add_text(format!("{glyph} "))),
        Bullet::Symbol => typed(paragraph)
            .add_run(Run::new().fonts(font("Symbol")).add_text("\u{F0B7}"))
            .add_run(Run::new().add_text(" ")),
        Bullet::Bare => paragraph,
    };
    if sheet.arrow == Arrow::Plain {
        return paragraph.add_run(Run::new().add_text(text));
    }
    for (number, step) in text.split(" → ").enumerate() {
        if number > 0 {
            let arrow = if sheet.arrow == Arrow::Sign {
                Run::new().add_sym(Sym::new("Wingdings", "F0E0"))
            } else {
                Run::new().fonts(font("Wingdings")).add_text("\u{F0E0}")
            };
            paragraph = paragraph.add_run(arrow);
        }
        let before = if number > 0 { " " } else { "" };
        let after = if text.split(" → ").nth(number + 1).is_some() { " " } else { "" };
        paragraph = paragraph.add_run(Run::new().add_text(format!("{before}{step}{after}")));
    }
    paragraph
}

fn font(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).cs(name).east_asia(name)
}

/// A table with all its borders; `widths` in twentieths of a point.
pub(crate) fn table(widths: &[usize], rows: Vec<Vec<Cell>>) -> Table {
    let rows = rows.into_iter().map(|cells| {
        let mut at = 0;
        let cells = cells.into_iter().map(|cell| {
            let width = widths.iter().skip(at).take(cell.span).sum();
            at += cell.span;
            let mut made = TableCell::new().width(width, WidthType::Dxa);
            if cell.span > 1 {
                made = made.grid_span(cell.span);
            }
            if let Some(merge) = cell.merge {
                made = made.vertical_merge(merge);
            }
            if cell.centred {
                made = made.vertical_align(VAlignType::Center);
            }
            if cell.paragraphs.is_empty() {
                made = made.add_paragraph(Paragraph::new());
            }
            cell.paragraphs.into_iter().fold(made, TableCell::add_paragraph)
        });
        TableRow::new(cells.collect())
    });
    Table::new(rows.collect())
        .set_grid(widths.to_vec())
        .layout(TableLayoutType::Fixed)
        .width(widths.iter().sum(), WidthType::Dxa)
        .margins(TableCellMargins::new().margin(30, 80, 30, 80))
}

/// An empty document on `sheet`.
pub(crate) fn document(sheet: &Sheet) -> Docx {
    let bullets = ["•", "◦", "▪"];
    let mut list = AbstractNumbering::new(2);
    for (level, bullet) in bullets.iter().enumerate() {
        let left = i32::try_from(level).unwrap_or_default() * 227 + 227;
        let level = Level::new(
            level,
            Start::new(1),
            NumberFormat::new("bullet"),
            LevelText::new(*bullet),
            LevelJc::new("left"),
        )
        .fonts(font("Liberation Sans"))
        .indent(Some(left), Some(SpecialIndentType::Hanging(227)), None, None);
        list = list.add_level(level);
    }
    let margin = PageMargin::new()
        .top(sheet.margin)
        .bottom(sheet.margin)
        .left(sheet.margin)
        .right(sheet.margin)
        .header(sheet.margin / 2)
        .footer(sheet.margin / 2);
    Docx::new()
        .created_at("2021-06-22T00:00:00Z")
        .updated_at("2021-06-22T00:00:00Z")
        .page_size(sheet.page.0, sheet.page.1)
        .page_margin(margin)
        .default_fonts(font("Liberation Sans"))
        .default_size(sheet.letters)
        .default_line_spacing(LineSpacing::new().before(0).after(0))
        .add_abstract_numbering(list)
        .add_numbering(Numbering::new(2, 2))
}

/// The bytes of a document. docx-rs knows no `w:tblHeader`, so the first `repeated` rows of each
/// table get it in the finished part.
pub(crate) fn bytes(document: Docx, repeated: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut packed = Cursor::new(Vec::new());
    document.build().pack(&mut packed)?;
    let mut from = zip::ZipArchive::new(Cursor::new(packed.into_inner()))?;
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name()?.into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        if name == "word/document.xml" {
            bytes = repeat_rows(&String::from_utf8(bytes)?, repeated).into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        to.start_file(name, options)?;
        to.write_all(&bytes)?;
    }
    Ok(to.finish()?.into_inner())
}

fn repeat_rows(xml: &str, repeated: usize) -> String {
    let mut tables = xml.split("<w:tbl>");
    let mut made = tables.next().unwrap_or_default().to_owned();
    for table in tables {
        made.push_str("<w:tbl>");
        for (number, piece) in table.split("<w:trPr").enumerate() {
            if number > 0 && number <= repeated {
                let rest = piece.strip_prefix(" />").or_else(|| piece.strip_prefix("/>"));
                made.push_str("<w:trPr><w:tblHeader/>");
                match rest {
                    Some(rest) => {
                        made.push_str("</w:trPr>");
                        made.push_str(rest);
                    }
                    None => made.push_str(piece.strip_prefix('>').unwrap_or(piece)),
                }
            } else {
                if number > 0 {
                    made.push_str("<w:trPr");
                }
                made.push_str(piece);
            }
        }
    }
    made
}
