//! Names of columns on a ground of their own colour: a band as wide as the table, over rows without it or on another.

use super::choose::Judged;
use super::region::Region;
use super::score::BIT;
use super::sheet::{Line, Sheet};
use crate::geom::Area;

/// What such a band says for a region.
const BAND: i32 = 3 * BIT;
/// A region that is no less likely than this stands without it.
const LIKELY: i32 = -BIT;

/// For each phrase whether a likely region holds it.
pub(super) fn likely(sheet: &Sheet<'_>, judged: &[Judged]) -> Vec<bool> {
    let mut found = vec![false; sheet.phrases.len()];
    let known = judged.iter().filter(|own| own.score > LIKELY);
    known.flat_map(|own| own.region.phrases()).for_each(|at| found[at] = true);
    found
}

/// Raises the score of regions under such a band where nothing likely was put forward: there the band may be the ground
/// of any row.
pub(super) fn raise(sheet: &Sheet<'_>, judged: &mut [Judged]) {
    let likely = likely(sheet, judged);
    for own in judged.iter_mut().filter(|own| own.score < LIKELY) {
        if !own.region.phrases().any(|at| likely[at]) && is_headed(sheet, &own.region) {
            own.score += BAND;
        }
    }
}

/// A band is no wider than its table by more than so many sizes of letters: beside it another text would stand on it.
const MORE: i32 = 12;

/// Names of columns have no more lines than this.
const NAMES: usize = 5;

/// Whether a region begins with lines of several texts on such a band, and goes on off it. Bands over plots name these.
pub(super) fn is_headed(sheet: &Sheet<'_>, region: &Region) -> bool {
    let Some(first) = region.lines.first() else { return false };
    let Some(band) = sheet.ground_under(first) else { return false };
    let on = |line: &&Line| line.baseline - line.size / 3 < band.bottom;
    let names = region.lines.iter().take_while(on).count();
    let texts: usize = region.lines[..names].iter().map(|line| line.phrases.len()).sum();
    let wide = band.x0 <= region.area.x0 + first.size && region.area.x1 - first.size <= band.x1;
    let fits = band.width() <= region.area.width() + first.size * MORE;
    let own = band.top < first.baseline && names <= NAMES && names < region.lines.len();
    texts > 1 && wide && own && fits && !is_drawn_on(sheet, region)
}

/// Whether something is drawn in a region that is no ruling, or most of the shades in it have no text: plots are made of
/// coloured boxes, too.
pub(super) fn is_drawn_on(sheet: &Sheet<'_>, region: &Region) -> bool {
    let inside = |own: &&Area| own.intersection(&region.area).is_some();
    let shades: Vec<&Area> =
        sheet.page.shades.iter().map(|shade| &shade.area).filter(inside).collect();
    let has_text = |shade: &&&Area| {
        let mut texts = region.phrases().map(|at| &sheet.phrases[at].area);
        texts.any(|text| shade.contains(text.mid_x(), text.mid_y()))
    };
    let bare = shades.len() - shades.iter().filter(has_text).count();
    bare * 2 > shades.len() || sheet.page.drawings.iter().any(|own| inside(&own))
}
