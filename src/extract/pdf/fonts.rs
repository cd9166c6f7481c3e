//! The font of a run of glyphs → what it says of all of them.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};

use super::styles::{BOLD, Styles, is_bold, plain};
use crate::extract::docx::symbols;

/// What a font's name and data say of all its glyphs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Font {
    /// Its number on the page.
    pub(super) number: u16,
    /// The symbol font that it is.
    pub(super) symbol: Option<symbols::SymbolFont>,
    /// Whether it is bold.
    pub(super) bold: bool,
    /// Whether it is slanted.
    pub(super) italic: bool,
}

/// Catches what tells a font program from others: hayro tells it to hashers alone, first.
#[derive(Debug, Default)]
struct Program(Option<u128>);

impl Hasher for Program {
    fn write(&mut self, _: &[u8]) {}
    fn write_u128(&mut self, hash: u128) {
        self.0.get_or_insert(hash);
    }
    fn finish(&self) -> u64 {
        0
    }
}

/// The font of a run; `fonts` are those met before on the page.
pub(super) fn font(
    run: &GlyphRun<'_, '_>,
    fonts: &mut BTreeMap<u128, u16>,
    styles: &Styles,
) -> Font {
    let mut program = Program::default();
    let first = run.glyphs().first().map(|glyph| &**glyph);
    // Fonts whose glyphs are drawn by content of their own have no program, and count as one.
    if let Some(Drawn::Outline(outline)) = first {
        outline.identifier().hash(&mut program);
    }
    let program = program.0.unwrap_or_default();
    let next = u16::try_from(fonts.len()).unwrap_or(u16::MAX);
    let number = *fonts.entry(program).or_insert(next);
    let known = styles.of(program);
    let symbol = known.greek.then_some(symbols::SymbolFont::Symbol);
    let font = Font { number, symbol, bold: known.bold, italic: known.italic };
    let Some(Drawn::Outline(outline)) = first else { return font };
    let Some(data) = outline.font_data() else { return font };
    let name = data.postscript_name.unwrap_or_default();
    let name = plain(&name);
    let family = name.split(['-', ',']).next().unwrap_or(name);
    // LibreOffice draws what was in Wingdings with a font of its own, and keeps the codes.
    let family = if family.eq_ignore_ascii_case("opensymbol") { "Wingdings" } else { family };
    Font {
        symbol: symbols::font(family).or(symbol),
        bold: font.bold || data.weight.is_some_and(|weight| weight >= BOLD) || is_bold(name),
        italic: font.italic || data.is_italic,
        number,
    }
}
