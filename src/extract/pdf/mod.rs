//! A PDF → its pages, one at a time, so that memory grows with the page and not with the document.
//!
//! | file | does |
//! |---|---|
//! | `device` | listens to hayro's interpreter: glyphs, lines, pictures, marked content |
//! | `fonts` | what the font of a run says of its glyphs |
//! | `colour` | what shapes are painted with |
//! | `actual` | text that the file gives in place of its glyphs |
//! | `draw` | pages as pictures |
//! | `guard` | what the file asks for, counted before it is done |
//! | `inflate` | how many bytes a stream stands for |
//! | `overlay` | values of form fields, and notes written on the page |
//! | `rulings` | strokes, thin rectangles and shaded cells to straight lines |
//! | `scan` | straight lines in the picture of a scan |
//! | `shapes` | signs that only their shape tells |
//! | `styles` | which font programs are bold or slanted |
//! | `tags` | the structure tree, read with lopdf: which row marked content belongs to |
//! | `told` | what the pages had in sum, as notices |
//! | `turn` | pages whose text runs up or down |
//!
//! PDF's own axes (y up, cropped, rotated) are turned over here and nowhere else. hayro interprets
//! pages; lopdf, which has no positions, reads the structure tree of tagged files.

mod accents;
mod actual;
mod bitmaps;
mod colour;
mod device;
#[cfg(feature = "pictures")]
pub mod draw;
mod fonts;
mod guard;
mod inflate;
mod overlay;
mod painted;
mod rulings;
#[cfg(feature = "pictures")]
mod scan;
mod shapes;
mod styles;
mod tags;
mod told;
mod turn;

use guard::Excess;
use hayro_interpret::{InterpreterCache, RenderContent};
use hayro_syntax::object::Dict;
use hayro_syntax::{LoadPdfError, Pdf};
use tags::Tags;

use super::recognised::{self, Recognised};
use super::{Options, Seen, askew};
use crate::error::{Error, ErrorKind};
use crate::fragment::Notice;
use crate::limits;
use crate::page::Page;
use crate::source::Source;

/// Interprets the pages of a document in order and hands each to `each`.
///
/// # Errors
/// Where the file is locked, damaged beyond repair, has no pages, too many of them, or no text at
/// all.
pub fn read(source: &Source, options: &Options, mut each: impl FnMut(Page)) -> Result<Seen, Error> {
    guard::file(source.bytes(), &options.limits).map_err(|excess| over_limit(source, &excess))?;
    let pdf = open(source)?;
    let pages = pdf.pages();
    let count = pages.len() as u32;
    if count == 0 {
        return Err(Error::new(ErrorKind::Damaged, source.name(), "the PDF has no pages")
            .help("check that it was downloaded completely, or print it to a new PDF"));
    }
    let (first, last) = super::pages_wanted(source, options, count)?;
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let tagged = root.is_some_and(|root| root.contains_key(b"StructTreeRoot".as_slice()));
    let tags = if tagged { tags::read(source.bytes(), &options.limits) } else { Tags::default() };
    let cache = InterpreterCache::new();
    let mut seen = Seen { pages: count, notices: Vec::new() };
    if !names_its_objects(source.bytes()) {
        seen.notices.push(told::repaired());
    }
    let mut engine = match &options.recognition {
        Some(own) => Some(recognised::of_pdf(source, count, own, options)?),
        None => None,
    };
    let mut guard = guard::Guard::default();
    let mut too_much = None;
    let mut sum = told::Sum::default();
    for (number, printed) in (1..=count).zip(pages.iter()) {
        if number < first || number > last {
            continue;
        }
        if let Err(excess) = guard.page(printed, &options.limits) {
            seen.notices.push(told::over_limit(number, "", &excess));
            too_much.get_or_insert((number, excess));
            continue;
        }
        let device = listen(number, printed, &cache, &mut guard, options, &mut seen, &mut sum);
        for mut page in turn::upright(device.page(number)) {
            if page.glyphs.len() == page.recognised
                && let Some(read) = read_by_engine(&mut engine, printed, &page)
            {
                page = read;
            } else if page.recognised > 0 {
                askew::straighten(&mut page);
            }
            if page.recognised > 0 {
                #[cfg(feature = "pictures")]
                scan::find_rulings(&mut page, printed);
            }
            let own = (number, i32::MIN)..=(number, i32::MAX);
            let rows = tags.rows.range(own.clone());
            page.tags = rows.map(|((_, mark), row)| (*mark, *row)).collect();
            let cells = tags.cells.range(own);
            page.cells = cells.map(|((_, mark), cell)| (*mark, *cell)).collect();
            sum.page(&page);
            each(page);
        }
    }
    seen.notices.extend(sum.notices());
    if let (0, Some((number, excess))) = (sum.glyphs, too_much) {
        return Err(over_limit(source, &excess).at(format!("page {number}")));
    }
    if sum.glyphs == 0 {
        return Err(sum.no_text(source));
    }
    Ok(seen)
}

/// Width and height of all pages as they are shown, in points.
///
/// # Errors
/// Where the file is locked or damaged.
pub fn sizes(source: &Source, options: &Options) -> Result<Vec<(f64, f64)>, Error> {
    guard::file(source.bytes(), &options.limits).map_err(|excess| over_limit(source, &excess))?;
    let pdf = open(source)?;
    let sizes = pdf.pages().iter().map(|page| page.render_dimensions());
    Ok(sizes.map(|(width, height)| (f64::from(width), f64::from(height))).collect())
}

/// A page without text of its own as an engine read it, where one did.
fn read_by_engine(
    engine: &mut Option<Recognised>,
    printed: &hayro_syntax::page::Page<'_>,
    page: &Page,
) -> Option<Page> {
    let engine = engine.as_mut()?;
    let (width, height) = printed.render_dimensions();
    let size = (f64::from(width), f64::from(height));
    let pixels = f64::from(engine.dots_per_inch) / 72.0;
    #[cfg(feature = "pictures")]
    let pixels = draw::fitting(size.0, size.1, pixels).unwrap_or(pixels);
    let read = engine.take(page.number, size, pixels)?;
    Some(Page { images: page.images.clone(), pictures: page.pictures, hidden: 0, ..read })
}

/// Listens to what is drawn on one page and over it.
fn listen<'a, 'o>(
    number: u32,
    page: &hayro_syntax::page::Page<'a>,
    cache: &InterpreterCache<'a>,
    guard: &'o mut guard::Guard,
    options: &'o Options,
    seen: &mut Seen,
    sum: &mut told::Sum,
) -> device::Listener<'o> {
    let over = overlay::read(page, cache, guard, options);
    // Of annotations only what `overlay` takes is the document's text.
    let mut device = device::Listener::of(page, cache, options, &guard.styles, RenderContent::PAGE);
    match over {
        Ok((glyphs, count)) => {
            device.lay_over(glyphs);
            sum.over(count);
        }
        Err(excess) => seen.notices.push(told::over_limit(number, "what lies over ", &excess)),
    }
    if let Some((name, most, what)) = device.over_limit() {
        seen.notices.push(Notice {
            code: "page-over-limit",
            loss: true,
            message: format!(
                "page {number} draws more than {most} {what}; those after them were not read \
                 (--limit {name}=NUMBER raises it)"
            ),
        });
    }
    device
}

fn over_limit(source: &Source, excess: &Excess) -> Error {
    let message = format!("it {}", excess.what);
    match excess.limit {
        Some(name) => limits::over(source.name(), name, message),
        None => limits::over_fixed(source.name(), message),
    }
}

/// Whether the end of the file tells where its list of objects begins, and one begins there (ISO
/// 32000-1, 7.5.5): `xref`, or an object that holds the list as a stream.
fn names_its_objects(bytes: &[u8]) -> bool {
    /// Readers look for `startxref` in so many bytes at the end.
    const TAIL: usize = 2048;
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let word = b"startxref";
    let Some(at) = tail.windows(word.len()).rposition(|window| window == word) else {
        return false;
    };
    let digits = tail[at + word.len()..].trim_ascii_start();
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let offset = std::str::from_utf8(&digits[..end]).ok().and_then(|text| text.parse().ok());
    // Offsets count from the header, which rubbish may stand before.
    let start = bytes.windows(5).take(TAIL).position(|window| window == b"%PDF-").unwrap_or(0);
    [0, start].iter().any(|start| {
        let place = offset.and_then(|offset: usize| bytes.get(offset.checked_add(*start)?..));
        place.is_some_and(|place| {
            let place = place.trim_ascii_start();
            let object = place.get(..place.len().min(24)).unwrap_or_default();
            place.starts_with(b"xref")
                || place.first().is_some_and(u8::is_ascii_digit)
                    && object.windows(3).any(|window| window == b"obj")
        })
    })
}

fn open(source: &Source) -> Result<Pdf, Error> {
    Pdf::new(source.bytes().to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => {
            Error::new(ErrorKind::Encrypted, source.name(), "the PDF is locked by a password")
                .help("save a copy without the password, then try again")
        }
        LoadPdfError::Invalid => Error::new(
            ErrorKind::Damaged,
            source.name(),
            "the PDF is damaged: its pages cannot be found",
        )
        .help("open it in a viewer and print it to a new PDF"),
    })
}
