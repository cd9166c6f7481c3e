//! Texts that name several columns and are narrower than they are: only what is drawn round them tells how far they
//! reach.
//!
//! The name of a group of rows stands in the middle of a shade or between two rulings as wide as the table; the name of
//! several columns over a ruling that reaches as far as they do.

use super::pieces::Piece;
use super::sheet::{Line, Sheet, reaches_over};
use super::strips::extent;
use crate::geom::Pt;
use crate::page::Ruling;

/// Names over several columns stand in the first lines.
const HEADER: usize = 4;
/// Texts in the middle are no further off it than this.
const MIDDLE: Pt = Pt(100);

/// Lets such texts reach as far as what is drawn round them.
pub(super) fn spread(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt], pieces: &mut [Vec<Piece>]) {
    let width = extent(lines);
    for (at, own) in pieces.iter_mut().enumerate() {
        if let [only] = own.as_mut_slice()
            && let Some(middle) = middle_of_row(sheet, lines, at, width)
            && (only.area.mid_x() - middle).abs() <= MIDDLE
        {
            (only.col, only.last_col) = (0, edges.len());
        }
    }
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    for ruling in sheet.across_between(first.baseline, last.baseline) {
        name_columns(sheet, ruling, lines, edges, pieces);
    }
}

/// The middle of what is drawn round a line alone and as wide as the table.
fn middle_of_row(sheet: &Sheet<'_>, lines: &[Line], at: usize, width: (Pt, Pt)) -> Option<Pt> {
    let line = &lines[at];
    if line.phrases.len() != 1 {
        return None;
    }
    let wide = |from: Pt, to: Pt| reaches_over((from, to), width);
    let alone = |top: Pt, bottom: Pt| {
        lines.iter().filter(|own| top < own.area.mid_y() && own.area.mid_y() < bottom).count() == 1
    };
    let shade = sheet.shade_under(line).map(|shade| shade.area);
    if let Some(area) = shade.filter(|area| wide(area.x0, area.x1) && alone(area.top, area.bottom))
    {
        return Some(area.mid_x());
    }
    let over = at.checked_sub(1).map(|above| lines[above].baseline)?;
    let under = lines.get(at + 1).map(|below| below.baseline)?;
    let ruled =
        |top: Pt, bottom: Pt| sheet.across_between(top, bottom).iter().find(|r| wide(r.from, r.to));
    let above = ruled(over, line.baseline - line.size / 3)?;
    ruled(line.baseline, under - line.size / 3)?;
    Some((above.from + above.to) / 2)
}

/// The text over a ruling that reaches over some columns names them all, where nothing over it has more than one text
/// there, and the line under it has several.
fn name_columns(
    sheet: &Sheet<'_>,
    ruling: &Ruling,
    lines: &[Line],
    edges: &[Pt],
    pieces: &mut [Vec<Piece>],
) {
    let under = lines.partition_point(|line| line.baseline <= ruling.at);
    // The ruling may keep off the sides of its columns.
    let room = lines.get(under).map_or(Pt(0), |line| line.size / 2);
    let reach = (ruling.from - room, ruling.to + room);
    let own = |piece: &&Piece| reach.0 <= piece.area.mid_x() && piece.area.mid_x() <= reach.1;
    let below = pieces.get(under..).unwrap_or_default().iter();
    let mut below = below.map(|line| line.iter().filter(own).collect::<Vec<_>>());
    let Some(columns) = below.find(|own| !own.is_empty()).filter(|own| own.len() > 1) else {
        return;
    };
    let first = columns.iter().map(|piece| piece.col).min();
    let (Some(first), Some(last)) = (first, columns.iter().map(|piece| piece.last_col).max())
    else {
        return;
    };
    if (first, last) == (0, edges.len()) {
        return;
    }
    let Some(over) = pieces.get_mut(..under) else { return };
    let Some(at) = over.iter().rposition(|line| line.iter().any(|piece| own(&piece))) else {
        return;
    };
    let inner = edges.get(first..last).unwrap_or_default();
    if over.iter().any(|line| line.iter().filter(own).count() > 1) {
        if under > HEADER {
            return;
        }
        let bounds = [&[ruling.from], inner, &[ruling.to]].concat();
        let names = over[at].iter_mut().filter(|piece| own(&&**piece)).collect();
        share(names, (first, &bounds), lines[at].size);
        return;
    }
    let middle = lines[at].area.mid_y();
    let parted = inner.iter().any(|edge| sheet.has_upright(middle, *edge, MIDDLE * 2));
    let name = over[at].iter_mut().find(|piece| own(&&**piece));
    let inside = |name: &&mut Piece| reach.0 <= name.area.x0 && name.area.x1 <= reach.1;
    let Some(name) = name.filter(inside).filter(|_| !parted) else { return };
    (name.col, name.last_col) = (name.col.min(first), name.last_col.max(last));
}

/// Shares the columns under one ruling among the names over it, where each is in the middle of its own: `bounds` are
/// where they begin and end, the first being `first`.
fn share(mut names: Vec<&mut Piece>, (first, bounds): (usize, &[Pt]), off: Pt) {
    let columns = bounds.len() - 1;
    let mut from = 0;
    let mut shares: Vec<(usize, usize)> = Vec::new();
    for name in &names {
        let away = |to: &usize| ((bounds[from] + bounds[to + 1]) / 2 - name.area.mid_x()).abs();
        match (from..columns).min_by_key(away).filter(|to| away(to) <= off) {
            Some(to) => {
                shares.push((first + from, first + to));
                from = to + 1;
            }
            None => return,
        }
    }
    if from == columns {
        for (name, (col, last_col)) in names.iter_mut().zip(shares) {
            (name.col, name.last_col) = (col, last_col);
        }
    }
}
