//! Which font programs are bold or slanted, or have Greek letters for Latin ones, where the interpreter does not tell: those of Type 1, which
//! most journals and all of TeX use, and those that stand in for fonts that are not in the file.
//!
//! hayro tells of a glyph the hash of its font program. The same hash is made here of the programs
//! in the file, whose dictionaries have their names.

use std::collections::BTreeMap;
use std::hash::Hash;

use hayro_interpret::font::StandardFont;
use hayro_syntax::object::{Dict, Name, Stream};
use siphasher::sip128::{Hasher128, SipHasher13};

use super::bitmaps::Bitmaps;

/// Font weight from which a font is bold (OpenType `usWeightClass`: 600 is semi-bold).
pub(super) const BOLD: u32 = 600;
/// Flags of a font descriptor (ISO 32000-1, table 123): slanted, and to be drawn bold.
const ITALIC: u32 = 1 << 6;
const FORCE_BOLD: u32 = 1 << 18;

/// Fonts of one typesetting system for journals (Arbortext) that have Greek letters at the codes of Symbol,
/// and say nothing of it: their glyphs are called by the Latin letters.
const GREEK: [&str; 2] = ["AdvP7DA6", "AdvP4A5FDB"];

/// Whether a font is bold, whether it is slanted, and whether it has Greek letters for Latin ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) greek: bool,
}

/// The styles of font programs by their hash, and what fonts of pictures mean.
#[derive(Debug)]
pub(super) struct Styles {
    known: BTreeMap<u128, Style>,
    pub(super) bitmaps: Bitmaps,
}

impl Default for Styles {
    /// Those of the fonts that stand in for others.
    fn default() -> Self {
        use StandardFont::{
            CourierBold, CourierBoldOblique, CourierOblique, HelveticaBold, HelveticaBoldOblique,
            HelveticaOblique, TimesBold, TimesBoldItalic, TimesItalic,
        };
        let (bold, italic, greek) = (true, true, false);
        let known = [
            (HelveticaBold, Style { bold, italic: false, greek }),
            (HelveticaOblique, Style { bold: false, italic, greek }),
            (HelveticaBoldOblique, Style { bold, italic, greek }),
            (CourierBold, Style { bold, italic: false, greek }),
            (CourierOblique, Style { bold: false, italic, greek }),
            (CourierBoldOblique, Style { bold, italic, greek }),
            (TimesBold, Style { bold, italic: false, greek }),
            (TimesItalic, Style { bold: false, italic, greek }),
            (TimesBoldItalic, Style { bold, italic, greek }),
        ];
        let hashed = known.into_iter().map(|(font, style)| {
            let (data, index) = font.get_font_data();
            (hash((*data).as_ref(), index), style)
        });
        Styles { known: hashed.collect(), bitmaps: Bitmaps::default() }
    }
}

impl Styles {
    /// Takes in a font of the file.
    pub(super) fn learn(&mut self, font: &Dict<'_>) {
        let subtype = font.get::<Name<'_>>(b"Subtype".as_slice());
        if subtype.as_ref().is_some_and(|kind| kind.as_ref() == b"Type3") {
            self.bitmaps.learn(font);
        }
        if !subtype.is_some_and(|kind| matches!(kind.as_ref(), b"Type1" | b"MMType1")) {
            return;
        }
        let Some(described) = font.get::<Dict<'_>>(b"FontDescriptor".as_slice()) else { return };
        let program = [b"FontFile3".as_slice(), b"FontFile"];
        let program = program.iter().find_map(|key| described.get::<Stream<'_>>(*key));
        let Some(data) = program.and_then(|stream| Some(stream.decoded_data().ok()?.into_owned()))
        else {
            return;
        };
        let name = font.get::<Name<'_>>(b"BaseFont".as_slice());
        let name = name.map(|name| String::from_utf8_lossy(name.as_ref()).into_owned());
        let name = name.unwrap_or_default();
        let flags = described.get::<u32>(b"Flags".as_slice()).unwrap_or(0);
        let weight = described.get::<f32>(b"FontWeight".as_slice()).unwrap_or(0.0);
        let angle = described.get::<f32>(b"ItalicAngle".as_slice()).unwrap_or(0.0);
        let style = Style {
            bold: flags & FORCE_BOLD != 0 || weight >= BOLD as f32 || is_bold(plain(&name)),
            italic: flags & ITALIC != 0 || angle < 0.0,
            greek: GREEK.contains(&plain(&name)),
        };
        self.known.insert(hash(&data, 0), style);
    }

    /// The style of a font program.
    pub(super) fn of(&self, program: u128) -> Style {
        self.known.get(&program).copied().unwrap_or_default()
    }
}

/// The hash that hayro gives a font program.
fn hash(data: &[u8], index: u32) -> u128 {
    let mut state = SipHasher13::new();
    (data, index).hash(&mut state);
    state.finish128().as_u128()
}

/// The name of a font without the tag of six letters that a subset has before it (9.6.4).
pub(super) fn plain(name: &str) -> &str {
    name.split_once('+').map_or(name, |(_, name)| name)
}

/// Whether a font is bold by its name. Computer Modern has its styles before the size, URW's fonts
/// call theirs `Medi`, and some publishers' fonts end in `-B` or `.B`.
pub(super) fn is_bold(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words = ["bold", "black", "heavy", "demi", "-medi", "cmbx", "sfbx", "ecbx", "cmssbx"];
    words.iter().any(|word| lower.contains(word))
        || [".B", "-B", "-BI", ".BI"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_bold() {
        for name in [
            "Arial-BoldMT",
            "CMBX10",
            "NimbusRomNo9L-Medi",
            "AdvOT863180fb.B",
            "Univers-Black",
            "Gotham-B",
        ] {
            assert!(is_bold(name), "{name}");
        }
        for name in ["CMR10", "NimbusRomNo9L-Regu", "AdvOT863180fb.I", "TimesNewRomanPSMT", ""] {
            assert!(!is_bold(name), "{name}");
        }
    }

    #[test]
    fn fonts_that_stand_in_are_known_by_their_hash() {
        let (data, index) = StandardFont::HelveticaBold.get_font_data();
        let styles = Styles::default();
        let bold = Style { bold: true, ..Style::default() };
        assert_eq!(styles.of(hash((*data).as_ref(), index)), bold);
        assert_eq!(styles.of(0), Style::default());
    }
}
