//! hOCR: HTML whose classes and titles tell pages, lines and words (hOCR 1.2).

use super::leaf::{Area, Leaf, Spot};
use crate::error::{Error, ErrorKind};
use crate::extract::elements::{Element, Event, Html};
use crate::limits::Limits;
use crate::source::Source;

/// Classes whose elements are lines.
const LINES: [&str; 5] = ["ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"];

/// What an open element is.
enum Open {
    Line(Option<Area>),
    Word(Spot),
    Bold,
    Other,
}

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str, limits: &Limits) -> Result<Vec<Leaf>, Error> {
    let mut reading = Reading::default();
    for event in Html::new(text) {
        match event {
            Event::Start(element) => reading.begin(&element),
            Event::End(name) => reading.end(&name),
            Event::Text(text) => reading.text(&text),
        }
        if reading.open.len() > limits.depth {
            let message = format!("elements are nested more than {} deep, the limit", limits.depth);
            return Err(crate::limits::over(source.name(), "depth", message));
        }
    }
    // HTML may end anywhere; a file that was cut short ends within a page.
    if reading.open.iter().any(|(_, open)| !matches!(open, Open::Other)) || !reading.closed {
        let page = reading.leaves.len();
        let message = "it ends inside a page: the file was cut short";
        return Err(Error::new(ErrorKind::Damaged, source.name(), message)
            .at(format!("page {page}"))
            .help(super::AGAIN));
    }
    Ok(reading.leaves)
}

#[derive(Default)]
struct Reading {
    leaves: Vec<Leaf>,
    open: Vec<(String, Open)>,
    /// The text of a line outside of words.
    loose: String,
    words: usize,
    closed: bool,
}

impl Reading {
    fn begin(&mut self, element: &Element) {
        self.closed = false;
        let classes = element.get("class").unwrap_or_default();
        let is = |name: &str| classes.split_whitespace().any(|class| class == name);
        let title = element.get("title").unwrap_or_default();
        let open = if is("ocr_page") {
            self.leaves.push(page(title));
            Open::Other
        } else if LINES.iter().any(|name| is(name)) {
            if let Some(leaf) = self.leaves.last_mut() {
                leaf.line();
            }
            self.loose.clear();
            self.words = 0;
            Open::Line(area(title))
        } else if is("ocrx_word") {
            let bold = self.open.iter().any(|(_, open)| matches!(open, Open::Bold));
            let sure = property(title, "x_wconf").and_then(|values| values.first().copied());
            let sure = sure.map_or(1.0, |percent| percent / 100.0);
            let area = area(title).unwrap_or_default();
            Open::Word(Spot { area, sure, bold, ..Spot::default() })
        } else if matches!(element.name.as_str(), "strong" | "b") {
            if let Some((_, Open::Word(word))) = self.open.last_mut() {
                word.bold = true;
            }
            Open::Bold
        } else {
            Open::Other
        };
        self.open.push((element.name.clone(), open));
    }

    fn text(&mut self, text: &str) {
        let word = self.open.iter_mut().rev().find_map(|(_, open)| match open {
            Open::Word(word) => Some(word),
            _ => None,
        });
        match word {
            Some(word) => word.text.push_str(text),
            None => self.loose.push_str(text),
        }
    }

    /// Ends the innermost element of that name, and what is open within it.
    fn end(&mut self, name: &str) {
        self.closed |= matches!(name, "html" | "body");
        let Some(at) = self.open.iter().rposition(|(own, _)| own == name) else { return };
        for (_, open) in self.open.split_off(at).into_iter().rev() {
            let Some(leaf) = self.leaves.last_mut() else { continue };
            match open {
                Open::Word(word) => {
                    self.words += 1;
                    leaf.add(word);
                }
                Open::Line(Some(area)) if self.words == 0 => {
                    let text = std::mem::take(&mut self.loose);
                    leaf.add(Spot { text, area, sure: 1.0, ..Spot::default() });
                }
                _ => {}
            }
        }
    }
}

fn page(title: &str) -> Leaf {
    let area = area(title).unwrap_or_default();
    let per_inch = property(title, "scan_res").and_then(|values| values.get(1).copied());
    let per_inch = per_inch.filter(|units| *units > 0.0);
    Leaf { width: area.x1, height: area.bottom, per_inch, ..Leaf::default() }
}

/// The numbers of a property of a title such as `bbox 240 245 391 275; x_wconf 96`.
fn property(title: &str, name: &str) -> Option<Vec<f64>> {
    title.split(';').find_map(|property| {
        let mut words = property.split_whitespace();
        (words.next() == Some(name)).then(|| words.filter_map(|word| word.parse().ok()).collect())
    })
}

fn area(title: &str) -> Option<Area> {
    match property(title, "bbox")?[..] {
        [x0, top, x1, bottom] => Some(Area { x0, top, x1, bottom }),
        _ => None,
    }
}
