//! A page as an engine tells it, in its own units: what all readers of recognised words give.

use std::collections::BTreeMap;

use crate::page::{CellTag, RowTag};

/// A page with its words. Origin at the top left, y down.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaf {
    /// Width, in the units of the boxes.
    pub(super) width: f64,
    /// Height, in the units of the boxes.
    pub(super) height: f64,
    /// How many units make an inch, where the file says so.
    pub(super) per_inch: Option<f64>,
    /// Whether width and height are unknown, and boxes are parts of them, from 0 to 1.
    pub(super) relative: bool,
    /// Whether width and height are unknown, and guessed by the boxes.
    pub(super) guessed: bool,
    /// Points for a unit across and down, where the page is known that the engine was shown.
    pub(super) scale: Option<(f64, f64)>,
    /// The words, line by line as the engine gathered them.
    pub(super) lines: Vec<Vec<Spot>>,
    /// The rows of the engine's own tables, by the number of a cell.
    pub(super) rows: BTreeMap<i32, RowTag>,
    /// The cells of the engine's own tables, by their number.
    pub(super) cells: BTreeMap<i32, CellTag>,
    /// How many words were left out because they stand outside of it.
    pub(super) outside: usize,
}

/// A word and its box.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub(super) text: String,
    pub(super) area: Area,
    /// How sure the engine is, from 0 to 1; 1 where it does not say.
    pub(super) sure: f64,
    /// Whether it is bold.
    pub(super) bold: bool,
    /// The cell of the engine's own table that it stands in.
    pub(super) cell: Option<i32>,
}

/// Words that an engine is less sure of than this (of 1) are flagged: Tesseract's are right more often than not from
/// here on.
const UNSURE: f64 = 0.6;

impl Spot {
    /// Whether the engine is not sure of it as a word. Of signs engines are seldom sure; what they stand for is told
    /// by where they stand.
    pub(super) fn is_unsure(&self) -> bool {
        self.sure < UNSURE && self.text.contains(char::is_alphanumeric)
    }
}

/// A box in the units of its leaf.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) x0: f64,
    pub(super) top: f64,
    pub(super) x1: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// From its upper left corner, its width and its height.
    pub(super) fn sized(x0: f64, top: f64, width: f64, height: f64) -> Self {
        Area { x0, top, x1: x0 + width, bottom: top + height }
    }

    /// The box round points, none where there are none.
    pub(super) fn round(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points.into_iter().fold(None, |area: Option<Area>, (x, y)| {
            let point = Area { x0: x, top: y, x1: x, bottom: y };
            Some(area.map_or(point, |area| Area {
                x0: area.x0.min(x),
                top: area.top.min(y),
                x1: area.x1.max(x),
                bottom: area.bottom.max(y),
            }))
        })
    }

    pub(super) fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn is_sound(&self) -> bool {
        let all = [self.x0, self.top, self.x1, self.bottom];
        all.iter().all(|side| side.is_finite()) && self.width() > 0.0 && self.height() > 0.0
    }
}

impl Leaf {
    /// Begins another line.
    pub(super) fn line(&mut self) {
        self.lines.push(Vec::new());
    }

    /// Adds a word to the last line. Blanks within it part words; what stands outside of the page is counted and
    /// left out.
    pub(super) fn add(&mut self, word: Spot) {
        if word.text.trim().is_empty() {
            return;
        }
        let Area { x0, top, x1, bottom } = word.area;
        let inside = x1 > 0.0 && bottom > 0.0 && x0 < self.width && top < self.height;
        if !word.area.is_sound() || !inside {
            self.outside += 1;
            return;
        }
        if self.lines.is_empty() {
            self.line();
        }
        if let Some(line) = self.lines.last_mut() {
            line.extend(parted(word));
        }
    }
}

/// The words of a text with blanks, each with its share of the box.
fn parted(word: Spot) -> Vec<Spot> {
    let text = word.text.trim();
    if !text.contains(char::is_whitespace) {
        return vec![Spot { text: text.to_owned(), ..word }];
    }
    let whole: f64 = text.chars().map(breadth).sum();
    let share = word.area.width() / whole;
    let mut x = word.area.x0;
    let mut found = Vec::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let own = piece.trim_end();
        let width: f64 = own.chars().map(breadth).sum::<f64>() * share;
        if !own.is_empty() {
            let area = Area { x0: x, x1: x + width, ..word.area };
            found.push(Spot { text: own.to_owned(), area, ..word.clone() });
        }
        x += piece.chars().map(breadth).sum::<f64>() * share;
    }
    found
}

/// How broad a letter is in parts of its height, as in Helvetica (the advances of its AFM file, rounded).
pub(super) fn breadth(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' | '’' | '‘' => 0.22,
        'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '!' | '/' | '\\' | ' ' | '[' | ']' => 0.28,
        '(' | ')' | 'r' | '-' | '`' | '"' | '“' | '”' | '*' | '•' => 0.35,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.5,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' => 0.85,
        '→' => 1.0,
        c if c.is_uppercase() => 0.7,
        c if crate::text::is_unspaced(c) => 1.0,
        _ => 0.56,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_part_words_and_what_stands_outside_is_counted() {
        let mut leaf = Leaf { width: 100.0, height: 50.0, ..Leaf::default() };
        let area = Area::sized(10.0, 10.0, 60.0, 8.0);
        leaf.add(Spot { text: "better  trust ".to_owned(), area, ..Spot::default() });
        leaf.add(Spot {
            text: "off".to_owned(),
            area: Area { x0: f64::NAN, ..area },
            ..Spot::default()
        });
        let words: Vec<&str> = leaf.lines[0].iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["better", "trust"]);
        assert!(leaf.lines[0][0].area.x1 < leaf.lines[0][1].area.x0);
        assert_eq!(leaf.outside, 1);
    }
}
