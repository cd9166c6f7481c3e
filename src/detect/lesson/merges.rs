//! Whether a cell goes on in the next row: lessons for cells that are merged down.

use std::collections::BTreeMap;

use super::super::merge;
use super::super::pieces::{self, Piece};
use super::super::sheet::{Line, Sheet};
use super::super::{columns, strips};
use super::{Home, Lesson, Scene};
use crate::geom::Pt;

impl Scene {
    pub(super) fn merges(&self, sheet: &Sheet<'_>, lines: &[Line], table: usize) -> Vec<Lesson> {
        let (inner, _) = columns::edges(sheet, lines, &self.before);
        let cut = pieces::cut(sheet, lines, &inner);
        let mut first: Vec<usize> = self
            .true_starts(&cut)
            .iter()
            .enumerate()
            .filter(|(_, begins)| **begins)
            .map(|(at, _)| at)
            .collect();
        first.push(cut.len());
        let (x0, x1) = strips::extent(lines);
        let edges: Vec<Pt> = [x0].into_iter().chain(inner).chain([x1]).collect();
        let shape = merge::Table { lines, pieces: &cut, edges: &edges, rows: &first };
        let usual = |values: Vec<usize>| -> Option<usize> {
            let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
            values.into_iter().for_each(|v| *counts.entry(v).or_default() += 1);
            counts.into_iter().max_by_key(|(_, n)| *n).map(|(v, _)| v)
        };
        let homes = |pieces: &mut dyn Iterator<Item = &Piece>| -> Vec<Home> {
            pieces.flat_map(|p| &p.words).filter_map(|w| self.home(*w)).collect()
        };
        let row_of = |row: usize| {
            let own = homes(&mut cut[first[row]..first[row + 1]].iter().flatten());
            usual(own.iter().filter(|h| h.r0 == h.r1).map(|h| h.r0).collect())
        };
        let col_of = |col: usize| {
            let own =
                homes(&mut cut.iter().flatten().filter(|p| p.col == col && p.last_col == col));
            usual(own.iter().filter(|h| h.c0 == h.c1).map(|h| h.c0).collect())
        };
        let row_homes: Vec<Option<usize>> = (0..shape.height()).map(row_of).collect();
        let col_homes: Vec<Option<usize>> = (0..shape.columns()).map(col_of).collect();
        let cells = &self.tables[table].cells;
        let mut found = Vec::new();
        for (row, evidence) in merge::evidence(sheet, &shape).into_iter().enumerate() {
            for (col, evidence) in evidence.into_iter().enumerate() {
                let (Some(a), Some(b), Some(c)) =
                    (row_homes[row], row_homes[row + 1], col_homes[col])
                else {
                    continue;
                };
                let one = cells.iter().any(|cell| {
                    cell.c0 <= c && c <= cell.c1 && cell.r0 <= a && b <= cell.r1 && a != b
                });
                found.push(Lesson { evidence, truth: f32::from(u8::from(one)) });
            }
        }
        found
    }
}
