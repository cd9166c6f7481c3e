//! Text that a file gives in place of the glyphs of marked content (`ActualText`, ISO 32000-1,
//! 14.9.4): what a ligature, a letter of a font without that letter, or a hyphen at the end of a
//! line stands for.
//!
//! It is taken for glyphs of one line only. A text for a whole paragraph could say anything about
//! anything; there the glyphs themselves are read.

use super::device::Directed;
use crate::geom::{Area, Pt};
use crate::page::is_rtl;

/// A text string of PDF: UTF-16 with its mark, UTF-8 with its mark, or PDFDocEncoding, of which
/// only the part that is Latin-1 is read.
pub(super) fn decode(bytes: &[u8]) -> Vec<char> {
    let units = |read: fn([u8; 2]) -> u16| -> Vec<char> {
        let pairs = bytes[2..].chunks_exact(2);
        let units = pairs.map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8_lossy(text).chars().collect(),
        text => text.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Lets the glyphs from `first` on say `text`. False where they stay as they are: where there are
/// none, where they run over several lines, or where they say the same already.
pub(super) fn say(glyphs: &mut Vec<Directed>, first: usize, text: &[char]) -> bool {
    let Some([start, .., end] | [start @ end]) = glyphs.get(first..) else { return false };
    let (start, end) = (*start, *end);
    let one_line = glyphs[first..]
        .iter()
        .all(|other| other.turns == start.turns && other.glyph.baseline == start.glyph.baseline);
    let sorted = |mut characters: Vec<char>| {
        characters.retain(|c| !c.is_whitespace());
        characters.sort_unstable();
        characters
    };
    let said: Vec<char> = glyphs[first..].iter().map(|directed| directed.glyph.text).collect();
    let text: Vec<char> =
        text.iter().copied().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    if !one_line || text.is_empty() || sorted(said) == sorted(text.clone()) {
        return false;
    }
    if text.len() == glyphs.len() - first {
        for (directed, character) in glyphs[first..].iter_mut().zip(text) {
            directed.glyph.text = character;
        }
        return true;
    }
    glyphs.truncate(first);
    let right_to_left = text.iter().any(|c| is_rtl(*c));
    let (from, to) = (start.glyph.area, end.glyph.area);
    let parts = text.len() as i32;
    for (at, character) in (0..).zip(text) {
        let at = if right_to_left { parts - 1 - at } else { at };
        let share = |a: Pt, b: Pt, at: i32| a + (b - a) * at / parts;
        let area = match start.turns {
            Some(1) => Area::new(
                from.x0,
                share(from.top, to.bottom, at),
                from.x1,
                share(from.top, to.bottom, at + 1),
            ),
            Some(2) => Area::new(
                share(from.x1, to.x0, at + 1),
                from.top,
                share(from.x1, to.x0, at),
                from.bottom,
            ),
            Some(3) => Area::new(
                from.x0,
                share(from.bottom, to.top, at + 1),
                from.x1,
                share(from.bottom, to.top, at),
            ),
            _ => Area::new(
                share(from.x0, to.x1, at),
                from.top,
                share(from.x0, to.x1, at + 1),
                from.bottom,
            ),
        };
        let mut directed = start;
        directed.glyph.area = area;
        directed.glyph.text = character;
        glyphs.push(directed);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Glyph;

    fn glyph(text: char, x: i32, y: i32) -> Directed {
        let area = Area::new(Pt(x), Pt(y - 700), Pt(x + 500), Pt(y + 200));
        let (baseline, size) = (Pt(y), Pt(1000));
        let glyph = Glyph { text, area, baseline, size, ..Glyph::default() };
        Directed { glyph, turns: Some(0) }
    }

    fn text(glyphs: &[Directed]) -> String {
        glyphs.iter().map(|directed| directed.glyph.text).collect()
    }

    #[test]
    fn strings_of_all_three_encodings() {
        assert_eq!(decode(b"\xFE\xFF\x80\x4C"), ['\u{804C}']);
        assert_eq!(decode(b"\xFF\xFE\x4C\x80"), ['\u{804C}']);
        assert_eq!(decode("\u{feff}职".as_bytes()), ['职']);
        assert_eq!(decode(b"fi\xE9"), ['f', 'i', 'é']);
        assert_eq!(decode(b""), []);
    }

    #[test]
    fn a_glyph_says_what_the_file_gives() {
        let mut glyphs = vec![glyph('姓', 0, 0), glyph('姓', 500, 0), glyph('姓', 1000, 0)];
        assert!(say(&mut glyphs, 1, &['性', '别']));
        assert_eq!(text(&glyphs), "姓性别");
    }

    #[test]
    fn letters_of_a_ligature_share_its_width() {
        let mut glyphs = vec![glyph('?', 0, 0)];
        assert!(say(&mut glyphs, 0, &['f', 'f', 'i']));
        assert_eq!(text(&glyphs), "ffi");
        assert_eq!(glyphs[0].glyph.area.x0, Pt(0));
        assert_eq!(glyphs[2].glyph.area.x1, Pt(500));
    }

    #[test]
    fn a_text_for_several_lines_is_not_believed() {
        let mut glyphs = vec![glyph('a', 0, 0), glyph('b', 0, 1200)];
        assert!(!say(&mut glyphs, 0, &['x', 'y']));
        assert_eq!(text(&glyphs), "ab");
    }

    #[test]
    fn nothing_is_said_without_glyphs_or_text() {
        let mut glyphs = vec![glyph('a', 0, 0)];
        assert!(!say(&mut glyphs, 1, &['x']));
        assert!(!say(&mut glyphs, 0, &[]));
        assert_eq!(text(&glyphs), "a");
    }
}
