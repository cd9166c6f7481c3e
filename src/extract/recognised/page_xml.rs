//! PAGE XML of PRImA, as Transkribus, OCR-D, eScriptorium and Tesseract 5.4 write it.

use super::leaf::{Area, Leaf, Spot};
use crate::error::Error;
use crate::extract::elements::{Event, Xml};
use crate::limits::Limits;
use crate::source::Source;

/// An open line or word.
#[derive(Default)]
struct Open {
    area: Option<Area>,
    text: Option<(String, f64)>,
}

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str, limits: &Limits) -> Result<Vec<Leaf>, Error> {
    let mut xml = Xml::new(source, text, limits);
    let mut reading = Reading::default();
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(element) => match element.name.as_str() {
                "page" => reading.leaves.push(Leaf {
                    width: element.number("imagewidth").unwrap_or(0.0),
                    height: element.number("imageheight").unwrap_or(0.0),
                    ..Leaf::default()
                }),
                "textline" => {
                    if let Some(leaf) = reading.leaves.last_mut() {
                        leaf.line();
                    }
                    (reading.line, reading.word) = (Some(Open::default()), None);
                }
                "word" => reading.word = Some(Open::default()),
                "glyph" => reading.deeper += 1,
                "coords" => reading.place(element.get("points").unwrap_or_default()),
                "textequiv" => {
                    // Further readings of the same ink follow the first.
                    let first = element.number("index").is_none_or(|index| index < 1.5);
                    reading.sure = first.then(|| element.number("conf").unwrap_or(1.0));
                }
                "unicode" => reading.text = Some(String::new()),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(own) = &mut reading.text {
                    own.push_str(&text);
                }
            }
            Event::End(name) => reading.end(&name),
        }
    }
    Ok(reading.leaves)
}

#[derive(Default)]
struct Reading {
    leaves: Vec<Leaf>,
    line: Option<Open>,
    word: Option<Open>,
    /// How many letters are open, whose boxes and readings are no word's.
    deeper: usize,
    sure: Option<f64>,
    text: Option<String>,
}

impl Reading {
    fn open(&mut self) -> Option<&mut Open> {
        let own = if self.word.is_some() { &mut self.word } else { &mut self.line };
        own.as_mut().filter(|_| self.deeper == 0)
    }

    fn place(&mut self, points: &str) {
        let point = |point: &str| {
            let (x, y) = point.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        let area = Area::round(points.split_whitespace().filter_map(point));
        if let Some(open) = self.open() {
            open.area = open.area.or(area);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "glyph" => self.deeper = self.deeper.saturating_sub(1),
            "unicode" => {
                let (text, sure) = (self.text.take().unwrap_or_default(), self.sure);
                if let (Some(open), Some(sure)) = (self.open(), sure) {
                    open.text.get_or_insert((text, sure));
                }
            }
            "word" => {
                if let Some(word) = self.word.take() {
                    self.add(word);
                    // What the line says as a whole is said by its words.
                    self.line = None;
                }
            }
            "textline" => {
                if let Some(line) = self.line.take() {
                    self.add(line);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, open: Open) {
        if let (Some(leaf), Some((text, sure))) = (self.leaves.last_mut(), open.text) {
            let area = open.area.unwrap_or_default();
            leaf.add(Spot { text, area, sure, ..Spot::default() });
        }
    }
}
