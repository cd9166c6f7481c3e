//! What goes on from the page before: lines and rulings that keep to the columns of its last table,
//! on a page that holds too little of the table to show it by itself.

use super::rivers::{BLOCK_GAP, Block, phrases};
use super::words::TextLine;
use crate::geom::Pt;
use crate::page::Ruling;

/// The sides of one table differ by no more than this, from ruling to ruling and from page to page.
pub(super) const SAME_END: Pt = Pt(600);

/// Whether a ruling begins and ends where the table of the page before does.
pub(super) fn same_ends(ruling: &Ruling, before: &[Pt]) -> bool {
    let (Some(left), Some(right)) = (before.first(), before.last()) else { return false };
    before.len() > 2
        && (*left - ruling.from).abs() <= SAME_END
        && (*right - ruling.to).abs() <= SAME_END
}

/// Whether a line keeps to the columns of the table of the page before, and does not stand at its left
/// side alone, as the text after a table does.
pub(super) fn goes_on(line: &TextLine<'_>, before: &[Pt]) -> bool {
    let inner = before.get(1).is_some_and(|edge| line.area.x0 > *edge - line.size / 2);
    (inner || phrases(line).len() > 1) && keeps(line, before)
}

/// The lines at the top of a page that go on with the table of the page before although no ruling
/// says so: none crosses an edge of its columns, and some fill several of them.
pub(super) fn at_top<'w>(lines: &[TextLine<'w>], before: &[Pt]) -> Option<Block<'w>> {
    /// Running heads and a caption may stand over them.
    const OVER: usize = 4;
    if before.len() < 3 {
        return None;
    }
    let first = lines.iter().take(OVER + 1).position(|line| goes_on(line, before))?;
    let near = |pair: &[TextLine<'_>]| {
        (pair[1].baseline - pair[0].baseline) * 100 <= pair[0].size * BLOCK_GAP
    };
    let rest = lines.get(first..)?;
    let len = 1 + rest.windows(2).take_while(|pair| near(pair) && keeps(&pair[1], before)).count();
    // What stands at the left side alone, under the last row, is the text after the table.
    let len = rest.iter().take(len).rposition(|line| goes_on(line, before))? + 1;
    let own = rest.get(..len)?;
    let wide = |line: &TextLine<'_>| phrases(line).len() > 1;
    let filled = |col: usize| {
        own.iter().any(|line| {
            line.words
                .iter()
                .any(|word| before[col] <= word.area.mid_x() && word.area.mid_x() < before[col + 1])
        })
    };
    let columns = (0..before.len() - 1).filter(|col| filled(*col)).count();
    // Few lines may keep to any columns by chance.
    let table = own.iter().any(wide) && columns * 2 > before.len() - 1 && own.len() > 1;
    table.then(|| Block { lines: own.to_vec(), edges: before.to_vec(), goes_on: true })
}

/// Whether no word of a line stands on an edge of the columns, nor outside of them.
pub(super) fn keeps(line: &TextLine<'_>, edges: &[Pt]) -> bool {
    let (Some(left), Some(right)) = (edges.first(), edges.last()) else { return false };
    let outside = line.area.x0 < *left - SAME_END || line.area.x1 > *right + SAME_END;
    // A phrase that goes on over an edge is no text of one column, nor is a word that stands on it.
    let through = phrases(line).iter().any(|phrase| {
        let (first, last) = (phrase.first(), phrase.last());
        first.zip(last).is_some_and(|(first, last)| {
            edges.iter().any(|edge| {
                first.area.x0 + first.size / 5 < *edge && *edge < last.area.x1 - last.size / 5
            })
        })
    });
    !outside && !through
}
