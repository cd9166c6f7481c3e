//! Words with boxes, as text recognition writes them → pages for `detect`.
//!
//! | file | does |
//! |---|---|
//! | `leaf` | the model that all readers give: a page in the engine's own units |
//! | `page` | a leaf to a page: points, skew, baselines, letters |
//! | `hocr`, `alto`, `page_xml`, `tsv` | what Tesseract and its kin write |
//! | `textract`, `azure`, `google` | what the services of Amazon, Microsoft and Google give |
//! | `tables` | the tables that a service found, as tags |
//! | `lines` | lists of lines with boxes, as RapidOCR and PaddleOCR write them |
//!
//! An engine's own tables are evidence and no result: their cells go along as the tags of a PDF do.

mod alto;
mod azure;
mod google;
mod hocr;
mod leaf;
mod lines;
mod page;
mod page_xml;
mod tables;
mod textract;
mod tsv;

use serde::de::DeserializeOwned;

use super::{Options, Recognition, Seen, dump};
use crate::error::{Error, ErrorKind};
use crate::fragment::Notice;
use crate::page::Page;
use crate::source::{Media, Source};
use leaf::Leaf;

/// Reads the words of each page in order and hands each page to `each`.
///
/// # Errors
/// Where the file is damaged, has no pages or no words, or goes over a limit.
pub fn read(source: &Source, options: &Options, mut each: impl FnMut(Page)) -> Result<Seen, Error> {
    let leaves = leaves(source, options)?;
    let count = super::check_pages(source, &options.limits, leaves.len())?;
    let words = || leaves.iter().flat_map(|leaf| leaf.lines.iter().flatten());
    if words().next().is_none() {
        let message = "no word was recognised on its pages";
        return Err(Error::new(ErrorKind::NoText, source.name(), message)
            .help("look at the scan: it may be blank, upside down or too pale for the engine"));
    }
    let (first, last) = super::pages_wanted(source, options, count)?;
    let (all, unsure) = (words().count(), words().filter(|word| word.is_unsure()).count());
    let outside = leaves.iter().map(|leaf| leaf.outside).sum();
    let mut seen = Seen { pages: count, notices: notices(all, unsure, outside) };
    for (number, leaf) in (1..=count).zip(leaves) {
        if number < first || number > last {
            continue;
        }
        let glyphs: usize = leaf.lines.iter().flatten().map(|word| word.text.chars().count()).sum();
        if glyphs > options.limits.page_glyphs {
            let most = options.limits.page_glyphs;
            let message = format!(
                "page {number} was not read: it has {glyphs} characters, more than the limit of {most} \
                 (--limit page-glyphs=NUMBER raises it)"
            );
            seen.notices.push(Notice { code: "page-over-limit", loss: true, message });
            continue;
        }
        each(page::of(leaf, number));
    }
    Ok(seen)
}

/// Width and height of all pages, in points.
///
/// # Errors
/// As [`read`].
pub fn sizes(source: &Source, options: &Options) -> Result<Vec<(f64, f64)>, Error> {
    Ok(leaves(source, options)?.iter().map(page::size).collect())
}

/// The pages of a PDF as an engine recognised them.
///
/// # Errors
/// Where what it wrote is in no form that is read, or broken.
pub(super) fn of_pdf(
    pdf: &Source,
    count: u32,
    recognition: &Recognition,
    options: &Options,
) -> Result<Recognised, Error> {
    let name = format!("{} as {} read it", pdf.name(), recognition.engine);
    let words = Source::new(&name, recognition.words.clone().into_bytes(), &options.limits)?;
    if !words.media().is_recognised() {
        let message = "the engine wrote no words with their boxes";
        return Err(Error::new(ErrorKind::UnknownFormat, &name, message).help(
            "it is to write hOCR, ALTO, PAGE XML, Tesseract's TSV or a form of JSON that is read",
        ));
    }
    let leaves = leaves(&words, options)?;
    if leaves.len() != count as usize {
        let message = format!("the engine told of {} pages, and the PDF has {count}", leaves.len());
        return Err(Error::new(ErrorKind::Damaged, &name, message)
            .help("it is to tell of each picture that it is given, in their order"));
    }
    let leaves = leaves.into_iter().map(Some).collect();
    Ok(Recognised { leaves, dots_per_inch: recognition.dots_per_inch })
}

/// Pages that an engine recognised, each to be taken once.
pub(super) struct Recognised {
    leaves: Vec<Option<Leaf>>,
    /// The dots an inch at which it was shown them.
    pub(super) dots_per_inch: u32,
}

impl Recognised {
    /// The page of that number, from 1, of a printed one that is so many points wide and high, and was shown to the
    /// engine with so many pixels a point.
    pub(super) fn take(
        &mut self,
        number: u32,
        (width, height): (f64, f64),
        pixels: f64,
    ) -> Option<Page> {
        let mut leaf = self.leaves.get_mut(number.checked_sub(1)? as usize)?.take()?;
        // An engine that tells the size of its page may have counted in units of its own.
        let unit = if leaf.guessed { 1.0 / pixels } else { width / leaf.width };
        let scale = if leaf.relative { (width, height) } else { (unit, unit) };
        leaf.scale = page::is_plausible(&leaf, scale).then_some(scale);
        Some(page::of(leaf, number))
    }
}

fn leaves(source: &Source, options: &Options) -> Result<Vec<Leaf>, Error> {
    let text = &*dump::text(source)?;
    match source.media() {
        Media::Hocr => hocr::read(source, text, &options.limits),
        Media::Alto => alto::read(source, text, &options.limits),
        Media::PageXml => page_xml::read(source, text, &options.limits),
        Media::Tsv => tsv::read(source, text),
        Media::Textract => textract::read(source, text, &options.limits),
        Media::Azure => azure::read(source, text, &options.limits),
        Media::Google => google::read(source, text),
        _ => lines::read(source, text),
    }
}

fn notices(all: usize, unsure: usize, outside: usize) -> Vec<Notice> {
    let doubt = match unsure {
        0 => String::new(),
        unsure => format!("; of {unsure} of them the engine says itself that it is not sure"),
    };
    let message = format!(
        "its {all} words are what text recognition made of a picture, with its mistakes: compare them with \
         the picture{doubt}"
    );
    let mut notices = vec![Notice { code: "text-recognised", loss: false, message }];
    if outside > 0 {
        let message = format!("{outside} words stand outside of their page and were left out");
        notices.push(Notice { code: "words-off-page", loss: true, message });
    }
    notices
}

/// A JSON text of a service as `T`.
fn json<T: DeserializeOwned>(source: &Source, text: &str) -> Result<T, Error> {
    super::json(source, text, "its service", AGAIN)
}

/// A JSON text as a list of `T`, or as one.
fn json_list<T: DeserializeOwned>(source: &Source, text: &str) -> Result<Vec<T>, Error> {
    if text.trim_start().starts_with('[') {
        json(source, text)
    } else {
        Ok(vec![json(source, text)?])
    }
}

/// What to do where a file is damaged.
pub(super) const AGAIN: &str =
    "let the engine write it again, and check that it was saved completely";
