//! How deep the rows of a table are set under its names of groups, where that is shown by where their first texts
//! begin: rows of a group are set deeper than its name, and what is set no deeper stands outside of it.

use crate::fragment::Role;
use crate::geom::Pt;
use crate::table::LogicalRow;

use super::rows::Layout;

/// Names under names, and the rows under them: texts that are centred begin at more places.
const MOST: usize = 4;
/// Texts that begin no further apart than this begin at one place.
const SAME: Pt = Pt(100);

/// Where the first text of each row begins in the column of most of them; of rows that do not tell nothing.
#[derive(Debug, Default)]
pub(super) struct Indents(Vec<Option<Pt>>);

impl Indents {
    pub(super) fn of(rows: &[LogicalRow], layout: Layout) -> Self {
        let of = |col: usize| rows.iter().map(|row| begins(row, col)).collect::<Vec<_>>();
        let count = |own: &Vec<Option<Pt>>| own.iter().flatten().count();
        let (first, key) = (of(0), of(layout.key));
        let own = if count(&first) * 2 > count(&key) { first } else { key };
        let mut places: Vec<Pt> = own.iter().flatten().copied().collect();
        places.sort_unstable();
        places.dedup_by(|b, a| *b - *a <= SAME);
        if places.len() > MOST { Indents::default() } else { Indents(own) }
    }

    fn at(&self, row: usize) -> Option<Pt> {
        self.0.get(row).copied().flatten()
    }

    /// Whether the row after one is set deeper than it; none where they do not tell.
    pub(super) fn next_is_deeper(&self, row: usize) -> Option<bool> {
        Some(self.at(row + 1)? - self.at(row)? > SAME)
    }

    /// Gives names of groups their levels, and each other row those that it stands outside of. Nothing where some
    /// name has rows that are set no deeper. Whether anything was given.
    pub(super) fn settle(&self, rows: &mut [LogicalRow]) -> bool {
        let names = || (0..rows.len()).filter(|at| rows[*at].role == Role::Group);
        let told: Vec<bool> = names().filter_map(|at| self.next_is_deeper(at)).collect();
        if told.is_empty() || told.contains(&false) {
            return false;
        }
        let mut open: Vec<Pt> = Vec::new();
        for (at, row) in rows.iter_mut().enumerate() {
            let Some(own) = self.at(at) else { continue };
            let over = open.iter().take_while(|name| own - **name > SAME).count();
            let level = u8::try_from(over).unwrap_or(u8::MAX);
            open.truncate(over);
            if row.role == Role::Group {
                row.level = level;
                open.push(own);
            } else {
                row.outside = Some(level);
            }
        }
        true
    }
}

/// Where the text of a cell begins.
fn begins(row: &LogicalRow, col: usize) -> Option<Pt> {
    row.cell(col)?.lines.iter().find(|line| !line.run.is_empty())?.indent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::{Cell, Line};
    use crate::ledger::Run;

    /// Rows whose first texts begin so many points from the left; those with a `#` are names of groups.
    fn rows(drawn: &[(&str, i32)]) -> Vec<LogicalRow> {
        let row = |(text, x): &(&str, i32)| {
            let line = Line {
                run: Run { start: 0, end: 1 },
                indent: Some(Pt(x * 100)),
                ..Line::default()
            };
            let role = if text.starts_with('#') { Role::Group } else { Role::Body };
            LogicalRow {
                role,
                cells: vec![Cell { lines: vec![line], ..Cell::at(0) }],
                ..LogicalRow::default()
            }
        };
        drawn.iter().map(row).collect()
    }

    fn settled(drawn: &[(&str, i32)]) -> Option<Vec<(u8, Option<u8>)>> {
        let mut rows = rows(drawn);
        let layout = Layout { columns: 2, key: 0 };
        let told = Indents::of(&rows, layout).settle(&mut rows);
        told.then(|| rows.iter().map(|row| (row.level, row.outside)).collect())
    }

    #[test]
    fn a_row_that_is_set_no_deeper_than_a_name_stands_outside_of_it() {
        let drawn = [("#Person", 0), ("Age", 10), ("#Smoking", 10), ("Former", 20), ("Caries", 10)];
        let expected = vec![(0, None), (0, Some(1)), (1, None), (0, Some(2)), (0, Some(1))];
        assert_eq!(settled(&drawn), Some(expected));
    }

    #[test]
    fn a_name_that_all_rows_stand_outside_of_has_none() {
        let mut rows = rows(&[("#Person", 0), ("#Smoking", 10), ("Caries", 10)]);
        (rows[1].level, rows[2].outside) = (1, Some(1));
        assert_eq!(crate::stitch::levels::without_rows(&rows), [1]);
    }

    #[test]
    fn names_whose_rows_are_set_no_deeper_tell_nothing() {
        assert_eq!(settled(&[("#Person", 0), ("Age", 0), ("#Area", 0), ("Rural", 0)]), None);
    }

    #[test]
    fn texts_that_begin_everywhere_are_centred() {
        let drawn = [("#Person", 10), ("Age", 12), ("Sex", 15), ("Smoking", 21), ("Caries", 33)];
        assert_eq!(settled(&drawn), None);
    }
}
