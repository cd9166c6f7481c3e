//! What stands between two rulings across: one row of several lines, or several rows.
//!
//! Where one row is set on several lines, its cells have different numbers of lines and one of them is
//! its key; where a ruling closes a group of rows, most of its lines fill the same columns. All boxes of
//! a table are asked, since one alone may be either.

use super::pieces::Piece;
use super::rows::{Between, FULL, has};
use super::score::{Evidence, UNKNOWN};
use super::sheet::percent;

/// The lines of a table that stand between the same two rulings.
struct Box {
    from: usize,
    to: usize,
    /// Lines with text in the first column, after one without.
    keys: usize,
    /// Lines over the first one with text in the first column.
    over_key: usize,
    /// Whether columns have text on different numbers of its lines.
    ragged: bool,
}

/// The boxes of a table.
pub(super) struct Boxes {
    all: Vec<Box>,
    one_key: i32,
    ragged: i32,
}

impl Boxes {
    /// The boxes of some lines, by what is drawn between them.
    pub(super) fn new(pieces: &[Vec<Piece>], between: &[Between]) -> Self {
        let mut starts: Vec<usize> =
            (1..pieces.len()).filter(|at| between[*at].ruled > FULL).collect();
        starts.insert(0, 0);
        let ends = starts.iter().skip(1).copied().chain([pieces.len()]);
        let all: Vec<Box> =
            starts.iter().zip(ends).map(|(from, to)| look(pieces, *from, to)).collect();
        let tall = || all.iter().filter(|own| own.to - own.from > 1);
        let share = |test: fn(&&Box) -> bool| match tall().count() {
            0 => UNKNOWN,
            count => percent(tall().filter(test).count(), count),
        };
        let (one_key, ragged) = (share(|own| own.keys == 1), share(|own| own.ragged));
        Boxes { one_key, ragged, all }
    }

    /// The evidence for one line.
    pub(super) fn evidence(&self, line: usize) -> Evidence {
        let own = self.all.iter().find(|own| own.to > line).filter(|_| self.all.len() > 2);
        let tall = self.all.iter().filter(|own| own.to - own.from > 1).count();
        let told = |value: &dyn Fn(&Box) -> i32| own.map_or(UNKNOWN, value);
        vec![
            ("boxes of several lines, %", told(&|_| percent(tall, self.all.len()))),
            ("boxes with one key, %", told(&|_| self.one_key)),
            ("ragged boxes, %", told(&|_| self.ragged)),
            ("lines of the box", told(&|own| (own.to - own.from).min(20) as i32)),
            ("keys of the box", told(&|own| own.keys.min(12) as i32)),
            ("lines of the box over its key", told(&|own| own.over_key.min(12) as i32)),
            ("box is ragged", told(&|own| i32::from(own.ragged))),
        ]
    }
}

fn look(pieces: &[Vec<Piece>], from: usize, to: usize) -> Box {
    let keyed: Vec<bool> = pieces[from..to].iter().map(|line| has(line, 0)).collect();
    let keys = (0..keyed.len()).filter(|at| keyed[*at] && (*at == 0 || !keyed[*at - 1])).count();
    let columns =
        pieces[from..to].iter().flatten().map(|piece| piece.last_col + 1).max().unwrap_or(0);
    let filled = |col: usize| pieces[from..to].iter().filter(|line| has(line, col)).count();
    let counts: Vec<usize> = (0..columns).map(filled).filter(|count| *count > 0).collect();
    let ragged = counts.windows(2).any(|pair| pair[0] != pair[1]);
    let over_key = keyed.iter().position(|own| *own).unwrap_or(keyed.len());
    Box { from, to, keys, over_key, ragged }
}
