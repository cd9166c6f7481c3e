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

/// The gaps of a font, in hundredths of the height from `LEAST`, and the blanks that are drawn in it.
#[derive(Debug)]
struct Heap {
    gaps: Vec<u32>,
    drawn: usize,
}

/// From which gap on a blank is meant, by font.
#[derive(Clone, Debug, Default)]
pub(super) struct Blanks(BTreeMap<u16, i32>);

impl Blanks {
    /// Measures the fonts of a page; each line has the glyphs of one baseline from left to right.
    pub(super) fn measure(lines: &[Vec<&Glyph>]) -> Self {
        let mut heaps: BTreeMap<u16, Heap> = BTreeMap::new();
        for pair in lines.iter().flat_map(|line| line.windows(2)) {
            let [a, b] = pair else { continue };
            let drawn = |glyph: &Glyph| glyph.text.is_whitespace() || glyph.text == '\u{200B}';
            if a.font != b.font || a.size != b.size || drawn(a) || a.size <= Pt(0) {
                continue;
            }
            let gaps = vec![0; (MOST - LEAST + 1) as usize];
            let heap = heaps.entry(a.font).or_insert(Heap { gaps, drawn: 0 });
            let gap = (b.area.x0 - a.area.x1) * 100 / a.size.0;
            if drawn(b) {
                heap.drawn += 1;
            } else if let Ok(at) = usize::try_from(gap.0 - LEAST)
                && let Some(count) = heap.gaps.get_mut(at)
            {
                // What reaches further over the glyph before it is drawn twice.
                *count += 1;
            }
        }
        let measured = |(font, heap): (u16, Heap)| Some((font, heap.parted()?));
        Blanks(heaps.into_iter().filter_map(measured).collect())
    }

    /// The gap from which a blank is meant after or before a glyph.
    pub(super) fn room(&self, glyph: &Glyph) -> Pt {
        glyph.size * self.0.get(&glyph.font).copied().unwrap_or(USUAL) / 100
    }
}

impl Heap {
    /// What parts the gaps between words from those between letters, where there are both. Where a
    /// font draws its blanks, gaps that are narrower than usual are no blanks too.
    fn parted(&self) -> Option<i32> {
        let total: usize = self.gaps.iter().map(|count| *count as usize).sum();
        if total < ENOUGH {
            return None;
        }
        let letters = self.top(0..self.gaps.len())?;
        let wider = (letters + WIDER as usize).min(self.gaps.len());
        let apart = |blanks: &usize| self.smooth(*blanks) * SHARE >= total;
        let Some(blanks) = self.top(wider..self.gaps.len()).filter(apart) else {
            // One heap alone: letters that are set wide.
            let parted = LEAST + wider as i32;
            return (parted > USUAL).then_some(parted);
        };
        // The middle of the emptiest stretch between the tops.
        let least = (letters..=blanks).map(|at| self.smooth(at)).min()?;
        let valley: Vec<usize> =
            (letters..=blanks).filter(|at| self.smooth(*at) == least).collect();
        let parted = LEAST + *valley.get(valley.len() / 2)? as i32;
        let draws = self.drawn * SHARE >= total;
        Some(if draws { parted.max(USUAL) } else { parted })
    }

    /// How many gaps are as wide, those a hundredth narrower and wider too: renderers round.
    fn smooth(&self, at: usize) -> usize {
        let near = at.saturating_sub(1)..(at + 2).min(self.gaps.len());
        self.gaps.get(near).unwrap_or_default().iter().map(|count| *count as usize).sum()
    }

    /// Where most gaps of a range are, the narrowest of several.
    fn top(&self, range: std::ops::Range<usize>) -> Option<usize> {
        range.max_by_key(|at| (self.smooth(*at), self.gaps.len() - at))
    }
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
    fn letters_that_are_drawn_twice_are_no_gaps() {
        let twice: Vec<Glyph> = line(0, 0, 200).iter().flat_map(|own| [*own, *own]).collect();
        assert_eq!(room(&twice), USUAL);
    }

    #[test]
    fn letters_that_are_set_wide_stay_together() {
        assert!((24..=52).contains(&room(&line(20, 55, 200))), "{}", room(&line(20, 55, 200)));
    }

    #[test]
    fn nothing_is_measured_of_few_gaps_or_without_blanks() {
        assert_eq!(room(&line(0, 13, 30)), USUAL);
        assert_eq!(room(&line(0, 0, 200)), USUAL);
        assert!(room(&line(16, 16, 200)) > 20, "letters that are set wide are no words");
    }
}
