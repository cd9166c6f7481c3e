//! What lies over a page and is its text all the same: the values of form fields and the notes that
//! are written on the page (AcroForm widgets and FreeText annotations; ISO 32000-1, 12.5 and 12.7).
//!
//! Where such an annotation has an appearance, its glyphs stand where that draws them. Where it has
//! none (programs leave it to the viewer), its value is written into its box. Other annotations, such
//! as comments and links, are no text of the page.

use hayro_interpret::{InterpreterCache, RenderContent, TransformExt, kurbo};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, String as HayroString};
use hayro_syntax::page::Page;

use super::actual;
use super::device::{Directed, Listener};
use super::guard::{Excess, Guard};
use crate::extract::Options;
use crate::geom::{Area, Pt};
use crate::page::Glyph;

/// Annotations of one page that are looked at; a form has one for each of its fields.
const MOST: usize = 20_000;
/// Flags of an annotation that is not shown: hidden, and not for viewing (12.5.3).
const NOT_SHOWN: u32 = 1 << 1 | 1 << 5;
/// Flags of a field: a password, and a button that does something (12.7.4).
const PASSWORD: u32 = 1 << 13;
const PUSH_BUTTON: u32 = 1 << 16;
/// Fields within fields: what a field does not say, those round it do.
const DEPTH: usize = 16;
/// Height of letters in a box whose annotation does not say, in points, and the widest letter of it
/// on the average, in hundredths of the height.
const USUAL_SIZE: f64 = 10.0;
const LETTER: f64 = 0.5;

/// How many fields and notes of a page were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Form fields with a value.
    pub(super) fields: usize,
    /// Notes written on the page.
    pub(super) notes: usize,
}

/// A field or note.
#[derive(Debug)]
struct Over {
    area: Area,
    field: bool,
    text: Vec<char>,
    size: f64,
}

/// The glyphs that lie over a page.
pub(super) fn read<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    guard: &mut Guard,
    options: &Options,
) -> Result<(Vec<Directed>, Count), Excess> {
    let all = over(page);
    if all.is_empty() {
        return Ok((Vec::new(), Count::default()));
    }
    guard.annotations(page, &options.limits)?;
    let device = Listener::of(page, cache, options, &guard.styles, RenderContent::ANNOTATIONS);
    let drawn = device.glyphs();
    let mut glyphs = Vec::new();
    let mut count = Count::default();
    for over in all {
        let within = |directed: &&Directed| {
            let glyph = directed.glyph;
            over.area.contains(glyph.area.mid_x(), glyph.area.mid_y())
        };
        let mut own: Vec<Directed> = drawn.iter().filter(within).copied().collect();
        if own.is_empty() {
            own = over.written();
        }
        for directed in &mut own {
            // The page numbers its fonts from 0.
            directed.glyph.font = u16::MAX;
        }
        if own.iter().any(|directed| !directed.glyph.text.is_whitespace()) {
            count.fields += usize::from(over.field);
            count.notes += usize::from(!over.field);
            glyphs.append(&mut own);
        }
    }
    Ok((glyphs, count))
}

/// The fields and notes of a page that are shown.
fn over(page: &Page<'_>) -> Vec<Over> {
    let Some(all) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return Vec::new() };
    let transform = page.initial_transform(true).to_kurbo();
    let one = |annotation: Dict<'_>| {
        let flags = annotation.get::<u32>(b"F".as_slice()).unwrap_or(0);
        let subtype = annotation.get::<Name<'_>>(b"Subtype".as_slice())?;
        let rect = annotation.get::<Rect>(b"Rect".as_slice())?;
        if flags & NOT_SHOWN != 0 {
            return None;
        }
        let (field, text) = match subtype.as_ref() {
            b"Widget" => (true, value(&annotation)?),
            b"FreeText" => (false, string(&annotation, b"Contents").unwrap_or_default()),
            _ => return None,
        };
        let shown =
            transform.transform_rect_bbox(kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
        let (x0, y0) = (Pt::new(shown.x0), Pt::new(shown.y0));
        let area = Area::new(x0, y0, Pt::new(shown.x1), Pt::new(shown.y1));
        let appearance = inherited(&annotation, |dict| {
            dict.get::<HayroString<'_>>(b"DA".as_slice()).map(|text| text.as_bytes().to_vec())
        });
        let size = size(&appearance.unwrap_or_default());
        Some(Over { area, field, text, size })
    };
    all.iter::<Dict<'_>>().take(MOST).filter_map(one).collect()
}

/// What a field or those round it say of something.
fn inherited<T>(field: &Dict<'_>, ask: impl Fn(&Dict<'_>) -> Option<T>) -> Option<T> {
    let mut field = field.clone();
    for _ in 0..DEPTH {
        if let Some(said) = ask(&field) {
            return Some(said);
        }
        field = field.get::<Dict<'_>>(b"Parent".as_slice())?;
    }
    None
}

/// The text of a field; `None` for fields that show none.
fn value(field: &Dict<'_>) -> Option<Vec<char>> {
    let flags = inherited(field, |dict| dict.get::<u32>(b"Ff".as_slice())).unwrap_or(0);
    let kind = inherited(field, |dict| {
        dict.get::<Name<'_>>(b"FT".as_slice()).map(|name| name.as_ref().to_vec())
    })?;
    match kind.as_slice() {
        b"Tx" if flags & PASSWORD == 0 => {}
        b"Ch" => {}
        // A box that is ticked has an appearance, and no text of its own.
        b"Btn" if flags & PUSH_BUTTON == 0 => return Some(Vec::new()),
        _ => return None,
    }
    let value = inherited(field, |dict| match dict.get::<Object<'_>>(b"V".as_slice())? {
        Object::String(text) => Some(actual::decode(text.as_bytes())),
        // Several entries of a list are chosen.
        Object::Array(chosen) => {
            let texts =
                chosen.iter::<HayroString<'_>>().map(|text| actual::decode(text.as_bytes()));
            Some(texts.collect::<Vec<_>>().join(&'\n'))
        }
        _ => None,
    });
    Some(value.unwrap_or_default())
}

fn string(dict: &Dict<'_>, key: &[u8]) -> Option<Vec<char>> {
    dict.get::<HayroString<'_>>(key).map(|text| actual::decode(text.as_bytes()))
}

/// The height of letters that a default appearance sets: the number before `Tf` (12.7.3.3).
fn size(appearance: &[u8]) -> f64 {
    let text = String::from_utf8_lossy(appearance);
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while let Some(word) = words.pop() {
        if word == "Tf" {
            let size = words.pop().and_then(|size| size.parse::<f64>().ok());
            return size.filter(|size| *size > 0.0).unwrap_or(USUAL_SIZE);
        }
    }
    USUAL_SIZE
}

impl Over {
    /// Its text in its box, broken where a line is full.
    fn written(&self) -> Vec<Directed> {
        let size = Pt::new(self.size).min(self.area.height().max(Pt(100)));
        let letter = Pt::new(size.points() * LETTER);
        let room = usize::try_from(self.area.width().0 / letter.0.max(1)).unwrap_or(1).max(1);
        let mut glyphs = Vec::new();
        let text: String = self.text.iter().collect();
        for (at, line) in (0..).zip(broken(&text, room)) {
            let baseline = self.area.top + size * (at + 1);
            for (place, text) in (0..).zip(line.chars()) {
                let x0 = self.area.x0 + letter * place;
                let area =
                    Area::new(x0, baseline - size * 76 / 100, x0 + letter, baseline + size / 5);
                let glyph = Glyph { text, area, baseline, size, ..Glyph::default() };
                glyphs.push(Directed { glyph, turns: Some(0) });
            }
        }
        glyphs
    }
}

/// A text in lines of so many letters, or of one word where that is longer.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split(['\n', '\r']) {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_appearance_gives_the_size() {
        assert!((size(b"/Helv 12 Tf 0 g") - 12.0).abs() < 0.01);
        assert!((size(b"0 g /Helv 0 Tf") - USUAL_SIZE).abs() < 0.01);
        assert!((size(b"") - USUAL_SIZE).abs() < 0.01);
    }

    #[test]
    fn a_value_is_broken_where_its_box_ends() {
        assert_eq!(broken("Clinic in Leeds\rand York", 9), ["Clinic in", "Leeds", "and York"]);
        assert_eq!(broken("longer than that", 3), ["longer", "than", "that"]);
    }
}
