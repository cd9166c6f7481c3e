//! Bitmap fonts of TeX: their glyphs have no name but their code ("a65"), and the file does not say what they mean.
//! The code does, for what both text encodings of TeX, OT1 and T1, have at one place, and where one of them has a sign
//! that hardly stands alone.
//!
//! Encodings: F. Mittelbach et al., "LaTeX font encodings" (encguide), tables of OT1 and T1. Names of glyphs: T. Rokicki,
//! dvips, which pdfTeX follows.

use std::collections::BTreeSet;

use hayro_syntax::object::{Array, Dict, Object};

/// What the bitmap fonts of a file are, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bitmaps {
    text: bool,
    /// The codes of fonts that may be of formulas.
    formulas: BTreeSet<u32>,
    /// The codes of fonts that have letters, and of others: from [`HIGH`] on those have signs.
    letters: BTreeSet<u32>,
    signs: BTreeSet<u32>,
}

impl Bitmaps {
    /// Takes in a font of the file.
    pub(super) fn learn(&mut self, font: &Dict<'_>) {
        let Some(codes) = codes(font) else { return };
        self.text |= is_text(&codes);
        if is_of_formulas(&codes) {
            self.formulas.extend(&codes);
        }
        match small_letters(&codes) >= LETTERS {
            true => self.letters.extend(&codes),
            false => self.signs.extend(&codes),
        }
    }

    /// What a glyph without a meaning is, where no bitmap font of the file that has its code is one of formulas: those
    /// have other signs there.
    pub(super) fn letters(&self, code: u32) -> Option<&'static str> {
        let of_letters = code < HIGH || self.letters.contains(&code) && !self.signs.contains(&code);
        letters(code).filter(|_| self.text && of_letters && !self.formulas.contains(&code))
    }
}

/// The codes of a bitmap font of TeX that does not say what its glyphs mean: every one has its code for its name.
fn codes(font: &Dict<'_>) -> Option<Vec<u32>> {
    let encoding = font.get::<Dict<'_>>(b"Encoding".as_slice())?;
    let names = encoding.get::<Array<'_>>(b"Differences".as_slice())?;
    if font.contains_key(b"ToUnicode".as_slice()) {
        return None;
    }
    let (mut code, mut codes) = (0_u32, Vec::new());
    for entry in names.iter::<Object<'_>>() {
        match entry {
            Object::Number(number) => code = u32::try_from(number.as_i64()).ok()?,
            Object::Name(name) if name.as_ref() == b".notdef" => code = code.checked_add(1)?,
            Object::Name(name) if name.as_ref() == format!("a{code}").as_bytes() => {
                codes.push(code);
                code = code.checked_add(1)?;
            }
            _ => return None,
        }
    }
    Some(codes)
}

/// From this code on T1 has letters with accents, and OT1 nothing.
const HIGH: u32 = 128;
/// A font of symbols has no more signs at the codes of small letters.
const LETTERS: usize = 6;

/// Whether a font is surely one of text: it has letters, and a comma, hyphen or stop, which fonts of formulas have
/// elsewhere.
fn is_text(codes: &[u32]) -> bool {
    small_letters(codes) >= LETTERS && b",-.".iter().any(|sign| codes.contains(&u32::from(*sign)))
}

/// Whether a font may be one of formulas: signs where text has its accents, or others than those of text without letters.
fn is_of_formulas(codes: &[u32]) -> bool {
    /// Codes of both encodings from here on are no accents.
    const ACCENTS: u32 = 11;
    let plain = |code: &u32| {
        let own = u8::try_from(*code).ok().filter(u8::is_ascii);
        own.is_some_and(|own| own.is_ascii_alphanumeric() || b"%&(),-.:;".contains(&own))
    };
    // Fonts of formulas have nothing from there on.
    let known = |code: &&u32| **code < HIGH && letters(**code).is_some();
    let few = || small_letters(codes) < LETTERS && !codes.iter().filter(known).all(plain);
    !is_text(codes) && (codes.iter().any(|code| *code < ACCENTS) || few())
}

fn small_letters(codes: &[u32]) -> usize {
    let small = |code: &&u32| u8::try_from(**code).is_ok_and(|own| own.is_ascii_lowercase());
    codes.iter().filter(small).count()
}

/// What the glyph at a code is.
pub(super) fn letters(code: u32) -> Option<&'static str> {
    /// What stands in the place of signs of ASCII, and beyond them.
    const OTHER: [(u32, &str); 21] = [
        (11, "ff"),
        (12, "fi"),
        (13, "fl"),
        (14, "ffi"),
        (15, "ffl"),
        (16, "“"),
        (17, "”"),
        (21, "–"),
        (22, "—"),
        (27, "ff"),
        (28, "fi"),
        (29, "fl"),
        (30, "ffi"),
        (31, "ffl"),
        (34, "”"),
        (39, "’"),
        (92, "“"),
        (96, "‘"),
        (123, "–"),
        (124, "—"),
        (127, "-"),
    ];
    /// Signs of ASCII that both encodings have in their place, and no others: accents are elsewhere.
    const ASCII: &str =
        "!#$%&()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz";
    /// Letters with accents, from [`HIGH`] on.
    const T1: &str = "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£\
        ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß";
    if let Some(place) = code.checked_sub(HIGH) {
        let mut letters = T1.char_indices().skip(usize::try_from(place).ok()?);
        let (from, _) = letters.next()?;
        let to = letters.next().map_or(T1.len(), |(to, _)| to);
        return T1.get(from..to);
    }
    let other = OTHER.iter().find(|(own, _)| *own == code).map(|(_, text)| *text);
    other.or_else(|| {
        let at = ASCII.bytes().position(|sign| u32::from(sign) == code)?;
        ASCII.get(at..=at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<u32> {
        text.bytes().map(u32::from).collect()
    }

    #[test]
    fn fonts_of_formulas_are_told_from_those_of_text() {
        let text = codes("(),-.0126ACHLabdefgilmnoprstuw");
        assert!(is_text(&text) && !is_of_formulas(&text));
        // A font of text with few letters tells neither.
        let few = codes(".Lg");
        assert!(!is_text(&few) && !is_of_formulas(&few));
        // Minus, times, arrow, element of: 0, 2, 33, 50 of the symbols; alpha and beta of the italics.
        assert!(is_of_formulas(&[0, 2, 33, 50]));
        assert!(is_of_formulas(&[11, 12, 97, 98]));
    }

    #[test]
    fn codes_of_ascii_are_their_signs_and_ligatures_are_letters() {
        let read =
            |codes: &[u32]| codes.iter().filter_map(|code| letters(*code)).collect::<String>();
        assert_eq!(read(&[28, 114, 115, 116, 44, 32, 49]), "first,1");
        assert_eq!(read(&[16, 97, 17]), "“a”");
        assert_eq!(letters(94), None);
        assert_eq!(read(&[77, 252, 108, 108, 101, 114, 32, 128, 191, 255]), "MüllerĂ£ß");
        assert_eq!(letters(256), None);
    }

    #[test]
    fn high_codes_are_letters_where_fonts_with_letters_have_them() {
        let mut own = Bitmaps { text: true, ..Bitmaps::default() };
        own.letters.extend([252]);
        // 136 is the bullet of a font of signs, and a letter of T1.
        own.signs.extend([136]);
        assert_eq!(own.letters(252), Some("ü"));
        assert_eq!((own.letters(136), own.letters(246)), (None, None));
    }

    #[test]
    fn a_font_of_formulas_leaves_the_codes_that_it_has_without_a_meaning() {
        let mut own = Bitmaps { text: true, ..Bitmaps::default() };
        own.formulas.extend([39, 300]);
        assert_eq!((own.letters(39), own.letters(97), own.letters(300)), (None, Some("a"), None));
    }
}
