//! How wide a gap between two glyphs must be to be a blank, measured for each font of a page.
//!
//! Many programs draw no blanks; they move on. How far differs by font and by how tight the text is
//! set: a blank of a condensed font is narrower than the space between the letters of a heading that
//! is set wide. Within one font the gaps fall in two heaps, those between letters and those between
//! words, and what parts the heaps is the measure.

use std::collections::BTreeMap;

use crate::geom::Pt;
use crate::page::Glyph;

/// Where nothing can be measured, a gap from this on (hundredths of the font's height) is a blank.
/// Blanks of common fonts are 25 to 33 wide, kerning stays under 10.
const USUAL: i32 = 17;
/// Gaps that are looked at, in hundredths of the height: from letters that reach over each other to
/// the widest blanks of text that fills its lines.
const LEAST: i32 = -20;
const MOST: i32 = 80;
/// Gaps that a font must have before they say anything.
const ENOUGH: usize = 60;
/// One in so many gaps at least is a blank where a text has blanks: words of English have five
/// letters, and this is a third of what follows from that.
const SHARE: usize = 20;
/// A blank is wider than the gap between letters by this at least, in hundredths of the height.
const WIDER: i32 = 8;

/// Gaps by font, in hundredths of the height from `LEAST`.
type Heaps = BTreeMap<u16, Vec<u32>>;

/// From which gap on a blank is meant, by font.
#[derive(Clone, Debug, Default)]
pub(super) struct Blanks(BTreeMap<u16, i32>);

impl Blanks {
    /// Measures the fonts of a page; each line has the glyphs of one baseline from left to right.
    pub(super) fn measure(lines: &[Vec<&Glyph>]) -> Self {
        let mut heaps = Heaps::new();
        for pair in lines.iter().flat_map(|line| line.windows(2)) {
            let [a, b] = pair else { continue };
            let drawn = |glyph: &Glyph| glyph.text.is_whitespace() || glyph.text == '\u{200B}';
            if a.font != b.font || a.size != b.size || drawn(a) || drawn(b) || a.size <= Pt(0) {
                continue;
            }
            let gap = (b.area.x0 - a.area.x1) * 100 / a.size.0;
            if (LEAST..=MOST).contains(&gap.0) {
                let heap = || vec![0; (MOST - LEAST + 1) as usize];
                let heap = heaps.entry(a.font).or_insert_with(heap);
                heap[(gap.0 - LEAST) as usize] += 1;
            }
        }
        Blanks(heaps.into_iter().filter_map(|(font, heap)| Some((font, parted(&heap)?))).collect())
    }

    /// The gap from which a blank is meant after or before a glyph.
    pub(super) fn room(&self, glyph: &Glyph) -> Pt {
        glyph.size * self.0.get(&glyph.font).copied().unwrap_or(USUAL) / 100
    }
}

/// What parts the heap of blanks from that of letters, where there are two.
fn parted(heap: &[u32]) -> Option<i32> {
    let total: usize = heap.iter().map(|count| *count as usize).sum();
    if total < ENOUGH {
        return None;
    }
    // Each gap with its neighbours: renderers round.
    let smooth = |at: usize| -> usize {
        let near = at.saturating_sub(1)..(at + 2).min(heap.len());
        heap[near].iter().map(|count| *count as usize).sum()
    };
    let top = |range: std::ops::Range<usize>| range.max_by_key(|at| (smooth(*at), heap.len() - at));
    let letters = top(0..heap.len())?;
    let blanks = top((letters + WIDER as usize).min(heap.len())..heap.len())?;
    if smooth(blanks) * SHARE < total {
        return None;
    }
    // The middle of the emptiest stretch between the tops.
    let least = (letters..=blanks).map(smooth).min()?;
    let valley: Vec<usize> = (letters..=blanks).filter(|at| smooth(*at) == least).collect();
    let parted = valley.get(valley.len() / 2)?;
    Some(LEAST + *parted as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Area;

    /// A line of words of four letters with that gap between letters and that between words, in
    /// hundredths of a height of ten points.
    fn line(letters: i32, words: i32, count: usize) -> Vec<Glyph> {
        let mut x = 0;
        (0..count)
            .map(|at| {
                x += if at % 4 == 0 { words } else { letters } * 10;
                let area = Area::new(Pt(x), Pt(0), Pt(x + 500), Pt(1000));
                x += 500;
                Glyph { text: 'a', area, size: Pt(1000), ..Glyph::default() }
            })
            .collect()
    }

    fn room(glyphs: &[Glyph]) -> i32 {
        let blanks = Blanks::measure(&[glyphs.iter().collect()]);
        blanks.room(&glyphs[0]).0 / 10
    }

    #[test]
    fn a_narrow_blank_of_a_condensed_font_is_one() {
        assert!((4..=10).contains(&room(&line(0, 13, 200))), "{}", room(&line(0, 13, 200)));
    }

    #[test]
    fn letters_that_are_set_wide_stay_together() {
        assert!((24..=52).contains(&room(&line(20, 55, 200))), "{}", room(&line(20, 55, 200)));
    }

    #[test]
    fn nothing_is_measured_of_few_gaps_or_without_blanks() {
        assert_eq!(room(&line(0, 13, 30)), USUAL);
        assert_eq!(room(&line(0, 0, 200)), USUAL);
    }
}
