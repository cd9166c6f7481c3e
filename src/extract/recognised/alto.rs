//! ALTO 2 to 4: XML of the Library of Congress, as libraries and Tesseract write it.

use super::leaf::{Area, Leaf, Spot};
use crate::error::Error;
use crate::extract::elements::{Element, Event, Xml};
use crate::limits::Limits;
use crate::source::Source;

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str, limits: &Limits) -> Result<Vec<Leaf>, Error> {
    let mut xml = Xml::new(source, text, limits);
    let mut leaves: Vec<Leaf> = Vec::new();
    let (mut per_inch, mut unit): (Option<f64>, Option<String>) = (None, None);
    while let Some(event) = xml.next()? {
        let element = match event {
            Event::Start(element) => element,
            Event::Text(text) => {
                if let Some(unit) = unit.as_mut() {
                    unit.push_str(&text);
                }
                continue;
            }
            Event::End(name) => {
                if name == "measurementunit" {
                    per_inch = unit.take().and_then(|unit| units(&unit));
                }
                continue;
            }
        };
        match (element.name.as_str(), leaves.last_mut()) {
            ("measurementunit", _) => unit = Some(String::new()),
            ("page", _) => leaves.push(Leaf {
                width: element.number("width").unwrap_or(0.0),
                height: element.number("height").unwrap_or(0.0),
                per_inch,
                ..Leaf::default()
            }),
            // Some writers give the size of the printed part alone.
            ("printspace", Some(leaf)) if leaf.width <= 0.0 || leaf.height <= 0.0 => {
                let area = area(&element);
                (leaf.width, leaf.height) = (area.x1, area.bottom);
            }
            ("textline", Some(leaf)) => leaf.line(),
            ("string", Some(leaf)) => leaf.add(word(&element)),
            ("hyp", Some(leaf)) => hyphen(leaf, &element),
            _ => {}
        }
    }
    Ok(leaves)
}

/// How many units make an inch; of a pixel the file does not say.
fn units(name: &str) -> Option<f64> {
    match name.trim() {
        "mm10" => Some(254.0),
        "inch1200" => Some(1200.0),
        _ => None,
    }
}

fn area(element: &Element) -> Area {
    let side = |name| element.number(name).unwrap_or(f64::NAN);
    Area::sized(side("hpos"), side("vpos"), side("width"), side("height"))
}

fn word(element: &Element) -> Spot {
    Spot {
        text: element.get("content").unwrap_or_default().to_owned(),
        area: area(element),
        sure: element.number("wc").unwrap_or(1.0),
        bold: element.get("style").is_some_and(|style| style.contains("bold")),
        cell: None,
    }
}

/// The hyphen at the end of a line is an element of its own, and is of the word before it.
fn hyphen(leaf: &mut Leaf, element: &Element) {
    let text = element.get("content").unwrap_or("-");
    let last = leaf.lines.last_mut().and_then(|line| line.last_mut());
    if let Some(word) = last.filter(|word| !word.text.ends_with(text)) {
        word.text.push_str(text);
        if let (Some(x), Some(width)) = (element.number("hpos"), element.number("width")) {
            word.area.x1 = word.area.x1.max(x + width);
        }
    }
}
