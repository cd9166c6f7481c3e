//! Names of columns on a ground of their own colour: a band as wide as the table, over rows without it or on another.

use super::choose::Judged;
use super::region::Region;
use super::score::BIT;
use super::sheet::Sheet;

/// What such a band says for a region.
const BAND: i32 = 3 * BIT;
/// A region that is no less likely than this stands without it.
const LIKELY: i32 = -BIT;

/// Raises the score of regions under such a band where nothing likely was put forward: there the band may be the ground
/// of any row.
pub(super) fn raise(sheet: &Sheet<'_>, judged: &mut [Judged]) {
    let mut likely = vec![false; sheet.phrases.len()];
    let known = judged.iter().filter(|own| own.score > LIKELY);
    known.flat_map(|own| own.region.phrases()).for_each(|at| likely[at] = true);
    for own in judged.iter_mut().filter(|own| own.score < LIKELY) {
        if !own.region.phrases().any(|at| likely[at]) && is_headed(sheet, &own.region) {
            own.score = (own.score + BAND).min(LIKELY);
        }
    }
}

/// A band is no wider than its table by more than so many sizes of letters: beside it another text would stand on it.
const MORE: i32 = 12;

/// Whether the first line of a region stands alone on such a band.
pub(super) fn is_headed(sheet: &Sheet<'_>, region: &Region) -> bool {
    let [first, second, ..] = region.lines.as_slice() else { return false };
    let Some(band) = sheet.shade_under(first) else { return false };
    let (size, area) = (first.size, band.area);
    let wide = area.x0 <= region.area.x0 + size && region.area.x1 - size <= area.x1;
    let own = area.top < first.baseline && area.bottom < second.baseline - second.size / 3;
    let fits = area.width() <= region.area.width() + size * MORE;
    first.phrases.len() > 1 && wide && own && fits
}
