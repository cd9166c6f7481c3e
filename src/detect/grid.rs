//! Rulings that cross → grids: column and row edges, and the cells between them.

use super::words::Word;
use crate::geom::{Area, Pt};
use crate::page::{Axis, Page, Ruling};

/// A grid of columns and rows, and how its cells cover them.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// Vertical edges from left to right.
    pub(super) xs: Vec<Pt>,
    /// Horizontal edges from top to bottom.
    pub(super) ys: Vec<Pt>,
    /// Its cells, by row and column.
    pub(super) cells: Vec<Span>,
}

/// The columns and rows that a cell covers, from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) row: usize,
    pub(super) col: usize,
    pub(super) last_row: usize,
    pub(super) last_col: usize,
}

impl Span {
    /// How many rows it covers.
    pub(super) fn height(&self) -> usize {
        self.last_row - self.row + 1
    }
}

impl Grid {
    /// The box of the whole grid.
    pub(super) fn area(&self) -> Area {
        let edge = |edges: &[Pt], last: bool| {
            if last { edges.last() } else { edges.first() }.copied().unwrap_or_default()
        };
        Area::new(
            edge(&self.xs, false),
            edge(&self.ys, false),
            edge(&self.xs, true),
            edge(&self.ys, true),
        )
    }

    /// The box of a cell.
    pub(super) fn cell_area(&self, span: &Span) -> Area {
        Area::new(
            self.xs[span.col],
            self.ys[span.row],
            self.xs[span.last_col + 1],
            self.ys[span.last_row + 1],
        )
    }
}

/// How far rulings may miss each other and still meet.
const MEET: Pt = Pt(300);
/// How much of an edge a ruling has to cover to separate the cells beside it, in percent.
const COVER: i32 = 60;
/// A page with more rulings is a drawing.
const MOST_RULINGS: usize = 6000;

/// Finds the grids of a page, from top to bottom. A grid has at least two columns or rows.
pub(super) fn find(page: &Page, words: &[Word]) -> Vec<Grid> {
    if page.rulings.len() > MOST_RULINGS {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = components(&page.rulings)
        .iter()
        .filter_map(|rulings| grid(&without_nested(rulings), words))
        .collect();
    grids.sort_by_key(|grid| (grid.ys.first().copied(), grid.xs.first().copied()));
    grids
}

/// Groups of rulings that cross each other.
fn components(rulings: &[Ruling]) -> Vec<Vec<Ruling>> {
    let mut parent: Vec<usize> = (0..rulings.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    let vertical: Vec<usize> =
        (0..rulings.len()).filter(|at| rulings[*at].axis == Axis::Vertical).collect();
    for (h, horizontal) in rulings.iter().enumerate().filter(|(_, r)| r.axis == Axis::Horizontal) {
        for v in vertical.iter().copied() {
            if cross(horizontal, &rulings[v]) {
                let (a, b) = (root(&mut parent, h), root(&mut parent, v));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: Vec<(usize, Vec<Ruling>)> = Vec::new();
    for (at, ruling) in rulings.iter().enumerate() {
        let home = root(&mut parent, at);
        match groups.binary_search_by_key(&home, |(root, _)| *root) {
            Ok(found) => groups[found].1.push(*ruling),
            Err(place) => groups.insert(place, (home, vec![*ruling])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The rulings of a table without those of tables inside its cells, whose text is that of the cell.
///
/// A ruling of the table itself ends at rulings of the table, or at its rim; followed from the rim
/// inwards these are all found. What is left over hangs together by itself, and where it keeps off
/// the sides of the cell round it, it is a table of its own.
fn without_nested(rulings: &[Ruling]) -> Vec<Ruling> {
    /// Rulings of one grid beyond which nothing is nested: each is compared with each.
    const MOST: usize = 1000;
    if rulings.len() > MOST {
        return rulings.to_vec();
    }
    let of = |axis: Axis| rulings.iter().filter(move |ruling| ruling.axis == axis);
    let rim = |axis: Axis| -> Option<(Pt, Pt)> {
        let from = of(axis).map(|ruling| ruling.from).min();
        let to = of(axis).map(|ruling| ruling.to).max();
        let at = of(if axis == Axis::Horizontal { Axis::Vertical } else { Axis::Horizontal });
        let first = at.clone().map(|ruling| ruling.at).min();
        let last = at.map(|ruling| ruling.at).max();
        Some((from?.min(first?), to?.max(last?)))
    };
    let (Some(across), Some(down)) = (rim(Axis::Horizontal), rim(Axis::Vertical)) else {
        return rulings.to_vec();
    };
    let mut own = vec![false; rulings.len()];
    loop {
        let mut grown = false;
        for (at, ruling) in rulings.iter().enumerate() {
            if own[at] {
                continue;
            }
            let (first, last) = if ruling.axis == Axis::Horizontal { across } else { down };
            let held = |tip: Pt| {
                (tip - first).abs() <= MEET
                    || (tip - last).abs() <= MEET
                    || rulings.iter().zip(&own).any(|(other, own)| {
                        *own && other.axis != ruling.axis
                            && (other.at - tip).abs() <= MEET
                            && other.from - MEET <= ruling.at
                            && ruling.at <= other.to + MEET
                    })
            };
            if held(ruling.from) && held(ruling.to) {
                own[at] = true;
                grown = true;
            }
        }
        if !grown {
            break;
        }
    }
    let left: Vec<Ruling> =
        rulings.iter().zip(&own).filter(|(_, own)| !**own).map(|(ruling, _)| *ruling).collect();
    let own: Vec<Ruling> =
        rulings.iter().zip(&own).filter(|(_, own)| **own).map(|(ruling, _)| *ruling).collect();
    // What hangs together by itself but reaches a side of its cell is a part of the table that was
    // drawn carelessly.
    let part = |group: &Vec<Ruling>| {
        let verticals = group.iter().filter(|ruling| ruling.axis == Axis::Vertical);
        let (x0, x1) = (verticals.clone().map(|v| v.at).min(), verticals.map(|v| v.at).max());
        let (Some(x0), Some(x1)) = (x0, x1) else { return true };
        let rows = group.iter().filter(|ruling| ruling.axis == Axis::Horizontal);
        let (top, bottom) = (rows.clone().map(|h| h.at).min(), rows.map(|h| h.at).max());
        let (Some(top), Some(bottom)) = (top, bottom) else { return true };
        // A ruling of the table between these sides, or none beside them, shows no cell round it.
        let walls = |ruling: &&Ruling| {
            ruling.axis == Axis::Vertical && ruling.from < bottom && top < ruling.to
        };
        let through = own.iter().filter(walls).any(|w| x0 - MEET <= w.at && w.at <= x1 + MEET);
        let before = own.iter().filter(walls).any(|w| w.at < x0);
        let after = own.iter().filter(walls).any(|w| w.at > x1);
        x1 - x0 <= MEET || through || !before || !after
    };
    let mut kept = own.clone();
    kept.extend(components(&left).into_iter().filter(part).flatten());
    kept.sort_unstable();
    kept
}

fn cross(horizontal: &Ruling, vertical: &Ruling) -> bool {
    horizontal.from - MEET <= vertical.at
        && vertical.at <= horizontal.to + MEET
        && vertical.from - MEET <= horizontal.at
        && horizontal.at <= vertical.to + MEET
}

fn grid(rulings: &[Ruling], words: &[Word]) -> Option<Grid> {
    let of = |axis: Axis| rulings.iter().filter(move |ruling| ruling.axis == axis);
    let mut xs = snapped(of(Axis::Vertical).map(|ruling| ruling.at));
    let mut ys = snapped(of(Axis::Horizontal).map(|ruling| ruling.at));
    // Open sides: where rulings reach beyond the last crossing one, the table goes on to their end.
    widen(&mut xs, of(Axis::Horizontal));
    widen(&mut ys, of(Axis::Vertical));
    let area = Grid { xs: xs.clone(), ys: ys.clone(), cells: Vec::new() }.area();
    let own: Vec<&Word> = words.iter().filter(|word| super::inside(&area, word)).collect();
    close_slits(&mut xs, SLIT, own.iter().map(|word| word.area.mid_x()));
    close_slits(&mut ys, SLIT / 2, own.iter().map(|word| word.area.mid_y()));
    if xs.len() < 2 || ys.len() < 2 || (xs.len() - 1) * (ys.len() - 1) < 2 {
        return None;
    }
    let cells = cells(rulings, &xs, &ys);
    Some(Grid { xs, ys, cells })
}

/// Cells that are shaded one by one leave slits between them, no wider than this.
const SLIT: Pt = Pt(1300);

/// Makes one edge of two that have nothing but a slit between them.
fn close_slits(edges: &mut Vec<Pt>, widest: Pt, middles: impl Iterator<Item = Pt> + Clone) {
    let mut at = 1;
    while at < edges.len() && edges.len() > 2 {
        let (a, b) = (edges[at - 1], edges[at]);
        let empty = !middles.clone().any(|middle| a <= middle && middle <= b);
        if b - a <= widest && empty {
            // At the outside the outer edge stays; inside the middle of the slit takes over.
            let merged = match (at == 1, at + 1 == edges.len()) {
                (true, _) => b,
                (_, true) => a,
                _ => a + (b - a) / 2,
            };
            edges[at - 1] = merged;
            edges.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Distinct places, those that nearly meet made one.
fn snapped(places: impl Iterator<Item = Pt>) -> Vec<Pt> {
    let mut sorted: Vec<Pt> = places.collect();
    sorted.sort_unstable();
    let mut found: Vec<Pt> = Vec::new();
    for place in sorted {
        if found.last().is_none_or(|last| place - *last > MEET) {
            found.push(place);
        }
    }
    found
}

/// Adds an outer edge where the rulings of the other axis reach further than the last one.
fn widen<'r>(edges: &mut Vec<Pt>, others: impl Iterator<Item = &'r Ruling> + Clone) {
    /// Overhang that is more than a careless corner.
    const OVERHANG: Pt = Pt(800);
    let from = others.clone().map(|ruling| ruling.from).min();
    let to = others.map(|ruling| ruling.to).max();
    if let (Some(from), Some(first)) = (from, edges.first().copied())
        && first - from > OVERHANG
    {
        edges.insert(0, from);
    }
    if let (Some(to), Some(last)) = (to, edges.last().copied())
        && to - last > OVERHANG
    {
        edges.push(to);
    }
}

/// Elementary cells joined where no ruling parts them.
fn cells(rulings: &[Ruling], xs: &[Pt], ys: &[Pt]) -> Vec<Span> {
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    // Whether the right and the lower side of each elementary cell are ruled.
    let mut right = vec![false; columns * rows];
    let mut lower = vec![false; columns * rows];
    for row in 0..rows {
        for col in 0..columns {
            right[row * columns + col] =
                covered(rulings, Axis::Vertical, xs[col + 1], ys[row], ys[row + 1]);
            lower[row * columns + col] =
                covered(rulings, Axis::Horizontal, ys[row + 1], xs[col], xs[col + 1]);
        }
    }
    let mut taken = vec![false; columns * rows];
    let mut found = Vec::new();
    for row in 0..rows {
        for col in 0..columns {
            if taken[row * columns + col] {
                continue;
            }
            // Grow to the right as far as nothing parts, then down as far as whole widths do not.
            let mut last_col = col;
            while last_col + 1 < columns
                && !right[row * columns + last_col]
                && !taken[row * columns + last_col + 1]
            {
                last_col += 1;
            }
            let mut last_row = row;
            while last_row + 1 < rows
                && (col..=last_col)
                    .all(|c| !lower[last_row * columns + c] && !taken[(last_row + 1) * columns + c])
                && (col..last_col).all(|c| !right[(last_row + 1) * columns + c])
                && (last_col + 1 == columns || right[(last_row + 1) * columns + last_col])
            {
                last_row += 1;
            }
            for r in row..=last_row {
                for c in col..=last_col {
                    taken[r * columns + c] = true;
                }
            }
            found.push(Span { row, col, last_row, last_col });
        }
    }
    found
}

/// Whether rulings at `at` cover enough of `from..to`.
fn covered(rulings: &[Ruling], axis: Axis, at: Pt, from: Pt, to: Pt) -> bool {
    let mut reach = 0;
    for ruling in rulings.iter().filter(|r| r.axis == axis && (r.at - at).abs() <= SLIT / 2) {
        let overlap = ruling.to.min(to) - ruling.from.max(from);
        reach += overlap.0.max(0);
    }
    i64::from(reach) * 100 >= i64::from((to - from).0) * i64::from(COVER)
}
