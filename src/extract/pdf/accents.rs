//! Accents that a typesetter draws over their letters, as TeX does where its font has no letter with an accent: a file
//! holds two characters, and a reader sees one.

use unicode_normalization::char::compose;

use super::device::Directed;
use crate::geom::Area;
use crate::page::Glyph;

/// Accents by themselves and as marks over the letter before (Unicode Character Database, the decompositions of
/// `Spacing Modifier Letters` and of Latin-1).
const ACCENTS: [(char, char); 14] = [
    ('`', '\u{300}'),
    ('´', '\u{301}'),
    ('ˆ', '\u{302}'),
    ('^', '\u{302}'),
    ('˜', '\u{303}'),
    ('~', '\u{303}'),
    ('¯', '\u{304}'),
    ('˘', '\u{306}'),
    ('˙', '\u{307}'),
    ('¨', '\u{308}'),
    ('˚', '\u{30A}'),
    ('˝', '\u{30B}'),
    ('ˇ', '\u{30C}'),
    ('¸', '\u{327}'),
];

/// An accent is drawn over a letter where they share so much of the smaller one's place, in percent.
const OVER: i64 = 40;

/// Makes one character of each accent and the letter that it is drawn over, right before or after it.
pub(super) fn join(glyphs: Vec<Directed>) -> Vec<Directed> {
    let mut found: Vec<Directed> = Vec::with_capacity(glyphs.len());
    for next in glyphs {
        let over = |last: &&mut Directed| {
            last.turns == next.turns && is_over(&last.glyph.area, &next.glyph.area)
        };
        let Some(last) = found.last_mut().filter(over) else {
            found.push(next);
            continue;
        };
        let before = joined(last.glyph.text, next.glyph.text).map(|text| (text, next));
        let after = || joined(next.glyph.text, last.glyph.text).map(|text| (text, *last));
        match before.or_else(after) {
            Some((text, letter)) => {
                *last = Directed { glyph: Glyph { text, ..letter.glyph }, ..letter };
            }
            None => found.push(next),
        }
    }
    found
}

/// An accent and a letter as one character, where there is one.
fn joined(accent: char, letter: char) -> Option<char> {
    let (_, mark) = ACCENTS.iter().find(|(own, _)| *own == accent)?;
    let letter = match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        letter => letter,
    };
    compose(letter, *mark)
}

fn is_over(a: &Area, b: &Area) -> bool {
    let size = |x0: i32, x1: i32, top: i32, bottom: i32| {
        i64::from((x1 - x0).max(0)) * i64::from((bottom - top).max(0))
    };
    let whole = |area: &Area| size(area.x0.0, area.x1.0, area.top.0, area.bottom.0);
    let (x0, x1) = (a.x0.max(b.x0).0, a.x1.min(b.x1).0);
    let shared = size(x0, x1, a.top.max(b.top).0, a.bottom.min(b.bottom).0);
    let least = whole(a).min(whole(b));
    least > 0 && shared * 100 >= least * OVER
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pt;

    fn text(glyphs: &[(char, i32)]) -> String {
        let directed = |(text, x): &(char, i32)| {
            let area = Area::new(Pt(*x), Pt(0), Pt(*x + 500), Pt(900));
            Directed { glyph: Glyph { text: *text, area, ..Glyph::default() }, turns: Some(0) }
        };
        join(glyphs.iter().map(directed).collect()).iter().map(|own| own.glyph.text).collect()
    }

    #[test]
    fn an_accent_over_a_letter_is_one_character_with_it() {
        assert_eq!(text(&[('m', 0), ('´', 500), ('e', 520), ('s', 1000)]), "més");
        assert_eq!(text(&[('´', 20), ('ı', 0)]), "í");
        assert_eq!(text(&[('A', 0), ('˚', 10)]), "Å");
    }

    #[test]
    fn an_accent_beside_a_letter_stays() {
        assert_eq!(text(&[('^', 0), ('a', 500)]), "^a");
        assert_eq!(text(&[('~', 0), ('5', 10)]), "~5");
        assert_eq!(text(&[('ˆ', 0), ('β', 10)]), "ˆβ");
    }
}
