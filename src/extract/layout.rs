//! Text that is laid out as its page is, with blanks (`pdftotext -layout`, `tesseract -c
//! preserve_interword_spaces=1`) → pages for `detect`.
//!
//! Each sign stands in a cell of one size, and what stands apart by several blanks stands apart on the page. A form
//! feed ends a page. Characters keep their lines and columns: the ledger tells them as such.

use super::{Options, Seen, dump};
use crate::error::{Error, ErrorKind};
use crate::fragment::Notice;
use crate::geom::{Area, Pt};
use crate::ledger::SIGN;
use crate::page::{Glyph, Page};
use crate::source::Source;

/// Points of a letter in a cell of ten to twelve.
const SIZE: Pt = Pt(1000);

/// Reads the pages.
///
/// # Errors
/// Where it is no text, or has too many pages.
pub fn read(source: &Source, options: &Options, mut each: impl FnMut(Page)) -> Result<Seen, Error> {
    let text = &*dump::text(source)?;
    let mut pages: Vec<Vec<(u32, &str)>> = vec![Vec::new()];
    for (number, line) in (1..).zip(text.lines()) {
        let mut parts = line.trim_end_matches('\r').split('\u{C}');
        if let (Some(page), Some(first)) = (pages.last_mut(), parts.next()) {
            page.push((number, first));
        }
        pages.extend(parts.map(|part| vec![(number, part)]));
    }
    pages.retain(|page| page.iter().any(|(_, line)| !line.trim().is_empty()));
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let (first, last) = super::pages_wanted(source, options, count)?;
    let mut seen = Seen { pages: count, notices: Vec::new() };
    for (number, lines) in
        (1..=count).zip(&pages).filter(|(number, _)| (first..=last).contains(number))
    {
        let page = page(number, lines);
        if page.glyphs.len() > options.limits.page_glyphs {
            let most = options.limits.page_glyphs;
            let message = format!(
                "page {number} was not read: it has more than {most} characters (--limit \
                 page-glyphs=NUMBER raises it); a form feed ends a page"
            );
            seen.notices.push(Notice { code: "page-over-limit", loss: true, message });
            continue;
        }
        each(page);
    }
    if count == 0 {
        return Err(Error::new(ErrorKind::NoText, source.name(), "the text is blank"));
    }
    Ok(seen)
}

fn page(number: u32, lines: &[(u32, &str)]) -> Page {
    let first = lines.first().map_or(1, |(line, _)| *line);
    let longest = lines.iter().map(|(_, line)| line.chars().count()).max().unwrap_or(0);
    let (width, height) = SIGN;
    let times = |count: usize, size: Pt| size * i32::try_from(count).unwrap_or(i32::MAX);
    let mut page = Page {
        number,
        width: times(longest + 1, width),
        height: times(lines.len() + 1, height),
        first_line: Some(first),
        ..Page::default()
    };
    for (row, (_, line)) in lines.iter().enumerate() {
        let top = times(row, height);
        let letters: Vec<char> = line.chars().collect();
        let is_blank = |at: usize| letters.get(at).is_none_or(|letter| letter.is_whitespace());
        for (at, text) in letters.iter().enumerate() {
            // Several blanks are a gap, and no blank of the text.
            let typed = at > 0 && !is_blank(at - 1) && !is_blank(at + 1);
            if text.is_whitespace() && !typed || text.is_control() {
                continue;
            }
            let x0 = times(at, width);
            page.glyphs.push(Glyph {
                text: *text,
                area: Area::new(x0, top, x0 + width, top + height - Pt(1)),
                baseline: top + height * 3 / 4,
                size: SIZE,
                ..Glyph::default()
            });
        }
    }
    page
}
