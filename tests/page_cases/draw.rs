//! Pages drawn as text, printed to a PDF as a word processor would print them.

use std::collections::BTreeMap;

use crate::ink::{Face, Ink, width};

/// Between the edges of a page and what stands on it, in points.
const MARGIN: f64 = 40.0;
/// The height of a line that is a ruling, in points.
const RULING_HEIGHT: f64 = 4.0;
/// A4, in points.
const PAPER: (f64, f64) = (595.0, 842.0);
/// Text of so many characters is stretched where lines are justified.
const JUSTIFIED: usize = 20;

/// The bytes of the PDF that a drawing shows.
pub(crate) fn print(drawing: &[String]) -> Vec<u8> {
    let mut pages = vec![Sheet::new(PAPER)];
    for line in drawing {
        let Some(sheet) = pages.last_mut() else { continue };
        match line.strip_prefix("@ ") {
            Some("page") => {
                let next = sheet.next();
                pages.push(next);
            }
            Some(order) => sheet.order(order),
            None => sheet.line(line),
        }
    }
    crate::ink::pdf(pages.into_iter().map(Sheet::done).collect())
}

/// So many signs beside texts are a ruling.
const RULING_LEN: usize = 6;

/// A page that is being drawn.
struct Sheet {
    ink: Ink,
    /// Points a character of the drawing is wide, and a line of it is high.
    step: f64,
    leading: f64,
    size: f64,
    /// Moves all that follows to the right.
    shift: f64,
    face: Face,
    justified: bool,
    /// First column at the right, letters from right to left.
    mirrored: bool,
    /// Where the next line begins, from the top.
    y: f64,
    /// Vertical rulings that are open: where they began and how far they go, by column.
    open: BTreeMap<usize, (f64, f64)>,
    row: Row,
}

/// A row that is drawn cell by cell.
#[derive(Default)]
struct Row {
    /// How many of its lines are still to come.
    lines: usize,
    /// Its texts until then: column, text, baseline.
    texts: Vec<(usize, String, f64)>,
}

impl Sheet {
    fn new(paper: (f64, f64)) -> Sheet {
        Sheet {
            ink: Ink::new(paper),
            step: 6.0,
            leading: 12.0,
            size: 10.0,
            shift: 0.0,
            face: Face::Regular,
            justified: false,
            mirrored: false,
            y: MARGIN,
            open: BTreeMap::new(),
            row: Row::default(),
        }
    }

    /// The page after this one, with the same settings.
    fn next(&self) -> Sheet {
        let (ink, open) = (Ink::new(self.ink.paper), BTreeMap::new());
        Sheet { ink, open, y: MARGIN, row: Row::default(), ..*self }
    }

    fn done(mut self) -> Ink {
        assert!(self.row.texts.is_empty(), "a page ends within a row of `@ cells`");
        self.close(|_| false);
        self.ink
    }

    /// Something that lines of text cannot say.
    fn order(&mut self, order: &str) {
        let (word, rest) = order.split_once(' ').unwrap_or((order, ""));
        let numbers: Vec<f64> = rest.split(' ').map_while(|number| number.parse().ok()).collect();
        match (word, numbers.as_slice()) {
            ("step", [points]) => self.step = *points,
            ("leading", [points]) => self.leading = *points,
            ("size", [points]) => self.size = *points,
            ("shift", [points]) => self.shift = *points,
            ("gap", [points]) => {
                self.close(|_| false);
                self.y += points;
            }
            ("at", [points]) => self.y = *points,
            ("paper", [columns]) => self.ink.paper.0 = columns * self.step + 2.0 * MARGIN,
            ("height", [points]) => self.ink.paper.1 = *points,
            ("sideways", []) => self.ink.turn(),
            ("mirrored", []) => self.mirrored = true,
            ("justified", []) => self.justified = true,
            ("ragged", []) => self.justified = false,
            ("courier", []) => self.face = Face::Typed,
            ("helvetica", []) => self.face = Face::Regular,
            ("frame", []) => self.frame(),
            ("cells", [lines]) => self.row.lines = *lines as usize,
            ("shade", [from, to]) => self.shade(*from, *to, 1.0),
            ("shade", [from, to, lines]) => self.shade(*from, *to, *lines),
            ("stroke", [x0, y0, x1, y1]) => {
                let from = (self.x(*x0), self.y + y0 * self.leading);
                let to = (self.x(*x1), self.y + y1 * self.leading);
                self.ink.line(from, to, 0.7);
            }
            ("turned", [column, ..]) => {
                let text = rest.split_once(' ').map_or("", |(_, text)| text);
                let x = self.x(column + 0.5) + self.size * 0.35;
                self.ink.turned(text, x, self.y, self.size);
            }
            ("typed", _) => {
                self.phrase(0, rest, self.y + (self.leading + self.size * 0.7) / 2.0);
                self.y += self.leading;
            }
            _ => panic!("no such order in a drawing: {order}"),
        }
    }

    fn line(&mut self, line: &str) {
        if is_ruling(line) {
            self.ruling(line);
        } else {
            let (top, bottom) = (self.y, self.y + self.leading);
            let held: Vec<usize> = places(line, |c| c == '|');
            self.verticals(&held, top, bottom);
            self.text(line);
        }
    }

    fn x(&self, column: f64) -> f64 {
        let x = MARGIN + self.shift + column * self.step;
        if self.mirrored { self.ink.paper.0 - x } else { x }
    }

    /// Rulings from left to right, and where those from top to bottom pass.
    fn ruling(&mut self, line: &str) {
        let y = self.y + RULING_HEIGHT / 2.0;
        let signs: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < signs.len() {
            let from = at;
            while at < signs.len() && matches!(signs[at], '-' | '=' | '+') {
                at += 1;
            }
            if at > from + 1 {
                let begin = from as f64 + if signs[from] == '+' { 0.5 } else { 0.0 };
                let end = at as f64 - if signs[at - 1] == '+' { 0.5 } else { 0.0 };
                let weight = if signs[from..at].contains(&'=') { 1.0 } else { 0.5 };
                self.ink.line((self.x(begin), y), (self.x(end), y), weight);
            }
            at = at.max(from + 1);
        }
        self.verticals(&places(line, |c| matches!(c, '|' | '+')), y, y);
        self.y += RULING_HEIGHT;
    }

    /// Lets vertical rulings begin, go on or end.
    fn verticals(&mut self, held: &[usize], top: f64, bottom: f64) {
        self.close(|column| held.contains(&column));
        for column in held {
            self.open.entry(*column).or_insert((top, bottom)).1 = bottom;
        }
    }

    fn close(&mut self, stays: impl Fn(usize) -> bool) {
        let (open, closed): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.open).into_iter().partition(|(column, _)| stays(*column));
        self.open = open;
        for (column, (from, to)) in closed {
            let x = self.x(column as f64 + 0.5);
            self.ink.line((x, from), (x, to), 0.5);
        }
    }

    fn text(&mut self, line: &str) {
        let baseline = self.y + (self.leading + self.size * 0.7) / 2.0;
        let middle = self.y + self.leading / 2.0;
        for (column, text) in phrases(line) {
            if text.len() >= RULING_LEN && is_ruling(&text) {
                let (from, to) = (column as f64, (column + text.len()) as f64);
                self.ink.line((self.x(from), middle), (self.x(to), middle), 0.5);
            } else if self.row.lines > 0 {
                self.row.texts.push((column, text, baseline));
            } else {
                self.phrase(column, &text, baseline);
            }
        }
        self.y += self.leading;
        self.end_line_of_row();
    }

    /// Draws the texts of a row, where its last line has come, from column to column.
    fn end_line_of_row(&mut self) {
        let lines = self.row.lines;
        self.row.lines = lines.saturating_sub(1);
        if lines == 1 {
            let mut texts = std::mem::take(&mut self.row.texts);
            texts.sort_by_key(|(column, ..)| *column);
            texts.iter().for_each(|(column, text, baseline)| self.phrase(*column, text, *baseline));
        }
    }

    /// `*bold*`, `_underlined_`, or plain; numbers keep their right edge, other text its left one.
    fn phrase(&mut self, column: usize, text: &str, baseline: f64) {
        let inner = |sign| text.strip_prefix(sign).and_then(|text| text.strip_suffix(sign));
        let (said, face) = match (inner('*'), inner('_')) {
            (Some(bold), _) if !bold.is_empty() => (bold, Face::Bold),
            (_, Some(underlined)) => (underlined, self.face),
            _ => (text, self.face),
        };
        let wide = width(said, self.size, face);
        let drawn = text.chars().count() as f64 * self.step;
        let is_number = said.chars().any(|c| c.is_ascii_digit())
            && said.chars().all(|c| !c.is_alphabetic() && c != '[');
        let mut x = self.x(column as f64);
        if self.mirrored {
            x -= wide;
        } else if is_number {
            x += drawn - wide;
        }
        let blanks = said.chars().filter(|c| *c == ' ').count();
        let stretch = if self.justified && drawn > self.step * JUSTIFIED as f64 && blanks > 0 {
            (drawn - wide) / blanks as f64
        } else {
            0.0
        };
        let said: String = if self.mirrored { turn_round(said) } else { said.to_owned() };
        self.ink.text(&said, (x, baseline), self.size, face, stretch);
        if text.starts_with('_') {
            self.ink.line((x, baseline + 1.5), (x + wide, baseline + 1.5), 0.5);
        }
    }

    fn frame(&mut self) {
        let (left, top) = (MARGIN * 0.6, MARGIN * 0.6);
        let (right, bottom) = (self.ink.paper.0 - left, self.ink.paper.1 - top);
        for (from, to) in [
            ((left, top), (right, top)),
            ((right, top), (right, bottom)),
            ((right, bottom), (left, bottom)),
            ((left, bottom), (left, top)),
        ] {
            self.ink.line(from, to, 1.0);
        }
    }

    /// A ground of another colour under columns of the lines that follow.
    fn shade(&mut self, from: f64, to: f64, lines: f64) {
        let (x0, x1) = (self.x(from), self.x(to + 1.0));
        self.ink.shade((x0, self.y), (x1, self.y + lines * self.leading));
    }
}

/// Whether a line of a drawing holds rulings only, one of them from left to right.
fn is_ruling(line: &str) -> bool {
    let only = line.chars().all(|c| matches!(c, '-' | '=' | '+' | '|' | ' '));
    only && ["---", "===", "+--", "--+"].iter().any(|run| line.contains(run))
}

fn places(line: &str, is: impl Fn(char) -> bool) -> Vec<usize> {
    line.chars().enumerate().filter(|(_, c)| is(*c)).map(|(at, _)| at).collect()
}

/// The texts of a line that two blanks or a ruling part, each with its column.
fn phrases(line: &str) -> Vec<(usize, String)> {
    let mut phrases: Vec<(usize, String)> = Vec::new();
    let mut blanks = 2;
    for (column, sign) in line.chars().enumerate() {
        match sign {
            ' ' => blanks += 1,
            '|' => blanks = 2,
            _ => {
                match phrases.last_mut() {
                    Some((_, text)) if blanks < 2 => {
                        text.extend(std::iter::repeat_n(' ', blanks));
                        text.push(sign);
                    }
                    _ => phrases.push((column, sign.to_string())),
                }
                blanks = 0;
            }
        }
    }
    phrases
}

/// Letters from right to left, as they stand on the page; numbers keep their order.
fn turn_round(text: &str) -> String {
    let mut signs: Vec<char> = text.chars().rev().collect();
    let mut at = 0;
    while at < signs.len() {
        let end = at + signs[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        signs[at..end].reverse();
        at = end.max(at + 1);
    }
    signs.into_iter().collect()
}
