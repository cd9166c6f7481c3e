//! Symbol fonts: a code of Symbol, Wingdings 1 to 3 or Webdings in, the sign that is printed out.
//!
//! A code stands in the text as itself (`à`), in the private use area (U+F0E0), or as the number of
//! a `w:sym` element; the font says what is printed.

use super::symbol_tables::{SYMBOL, WEBDINGS, WINGDINGS, WINGDINGS_2, WINGDINGS_3};

/// A font whose codes are pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolFont {
    /// Greek letters, arrows, bullets and mathematical signs.
    Symbol,
    /// Pictures, bullets, arrows.
    Wingdings,
    /// Pictures, ticks, boxes, bullets.
    Wingdings2,
    /// Arrows.
    Wingdings3,
    /// Pictures.
    Webdings,
}

/// The symbol font of that name; `None` where the font has letters.
pub(crate) fn font(name: &str) -> Option<SymbolFont> {
    let plain: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    Some(match plain.as_str() {
        "symbol" | "symbolmt" | "standardsymbolsps" | "standardsymbolsl" | "opensymbol" => {
            SymbolFont::Symbol
        }
        "wingdings" | "wingdingsregular" => SymbolFont::Wingdings,
        "wingdings2" => SymbolFont::Wingdings2,
        "wingdings3" => SymbolFont::Wingdings3,
        "webdings" => SymbolFont::Webdings,
        _ => return None,
    })
}

/// What `font` prints for `character`; the character itself where the font has no picture for it.
pub(crate) fn printed(font: SymbolFont, character: char) -> char {
    code(character).and_then(|code| picture(font, code)).unwrap_or(character)
}

/// The code that a character stands for in a symbol font.
fn code(character: char) -> Option<u8> {
    let value = u32::from(character);
    match value {
        0x20..=0xff => u8::try_from(value).ok(),
        // Where Windows puts the codes of symbol fonts.
        0xf020..=0xf0ff => u8::try_from(value - 0xf000).ok(),
        _ => CP1252_HIGH.chars().position(|known| known == character).and_then(|at| {
            (character != char::REPLACEMENT_CHARACTER).then(|| u8::try_from(0x80 + at).ok())?
        }),
    }
}

/// What Windows-1252 has from 0x80 to 0x9f: a code typed into a symbol font is stored as this.
const CP1252_HIGH: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

fn picture(font: SymbolFont, code: u8) -> Option<char> {
    let table = match font {
        SymbolFont::Symbol => &SYMBOL,
        SymbolFont::Wingdings => &WINGDINGS,
        SymbolFont::Wingdings2 => &WINGDINGS_2,
        SymbolFont::Wingdings3 => &WINGDINGS_3,
        SymbolFont::Webdings => &WEBDINGS,
    };
    let at = usize::from(code.checked_sub(0x20)?);
    let found = table.get(at / 16)?.chars().nth(at % 16)?;
    (found != char::REPLACEMENT_CHARACTER).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_sixteen_codes() {
        for table in [&SYMBOL, &WINGDINGS, &WINGDINGS_2, &WINGDINGS_3, &WEBDINGS] {
            for row in table {
                assert_eq!(row.chars().count(), 16, "{row}");
            }
        }
        assert_eq!(CP1252_HIGH.chars().count(), 32);
    }

    #[test]
    fn bullets_arrows_and_letters_in_all_their_spellings() {
        use SymbolFont::*;
        for (font, given, shown) in [
            (Symbol, '\u{f0b7}', '•'),
            (Symbol, '\u{b7}', '•'),
            (Symbol, '\u{f0ae}', '→'),
            (Symbol, 'a', 'α'),
            (Symbol, '\u{b3}', '≥'),
            (Wingdings, '\u{e0}', '→'),
            (Wingdings, '\u{f0e0}', '→'),
            (Wingdings, '\u{f0e8}', '→'),
            (Wingdings, '\u{a7}', '▪'),
            (Wingdings, '\u{fc}', '✓'),
            (Wingdings, 'l', '●'),
            (Wingdings, 'q', '❑'),
            (Wingdings, '\u{2013}', '🙢'),
            (Wingdings2, 'P', '✓'),
            (Wingdings3, '\u{f022}', '→'),
            (Webdings, 'a', '✔'),
        ] {
            let found = printed(font, given);
            assert!(found == shown, "{font:?} {given} gave {found}");
        }
        assert_eq!(font("Wingdings 3"), Some(Wingdings3));
        assert_eq!(font("Calibri"), None);
    }
}
