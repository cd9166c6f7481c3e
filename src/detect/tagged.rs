//! Rows of the document's own structure belong to a table whole: a region that was put forward without its
//! first column is completed.

use std::collections::BTreeSet;

use super::region::Region;
use super::sheet::Sheet;
use crate::page::RowTag;

/// The region with the rest of its tagged rows; `free` are the phrases that no other table has. Structure that
/// is there for the layout has rows of much more than a table.
pub(super) fn complete(sheet: &Sheet<'_>, region: Region, free: &dyn Fn(usize) -> bool) -> Region {
    let tag = |at: &usize| -> Option<RowTag> {
        let mark = sheet.phrases[*at].words.first().and_then(|word| sheet.words[*word].mark)?;
        sheet.page.tags.get(&mark).copied()
    };
    let own: BTreeSet<usize> = region.phrases().collect();
    let rows: BTreeSet<RowTag> = own.iter().filter_map(tag).collect();
    let lines = &region.lines;
    let ends = lines.first().zip(lines.last()).map(|(first, last)| first.baseline..=last.baseline);
    // What stands over or under all of its lines is a caption or a note that the file has in the table.
    let beside = |at: &usize| {
        let baseline = sheet.phrases[*at].baseline;
        ends.as_ref().is_some_and(|ends| ends.contains(&baseline))
    };
    let is_rest = |at: &usize| {
        !own.contains(at) && beside(at) && tag(at).is_some_and(|tag| rows.contains(&tag))
    };
    let rest: Vec<usize> = (0..sheet.phrases.len()).filter(is_rest).collect();
    if rest.is_empty() || rest.len() * 2 > own.len() || !rest.iter().all(|at| free(*at)) {
        return region;
    }
    region.with_more(sheet, rest)
}
