//! Rows whose cells are set in the middle of their height, or at its foot, as spreadsheets and browsers set
//! them. A line says little of such rows: the first line of the longest cell stands over the key of its own
//! row and under that of the row before. What tells is that the lines of each cell have the same middle, or
//! the same foot.
//!
//! The best set of rows is found by a dynamic programme over all lines: what the lines say by themselves is
//! kept where it is not outweighed. Nothing is changed in a table that shows no such rows.

use super::pieces::Piece;
use super::rows::{SURE, Start, UNSURE};
use super::sheet::{Line, Sheet};
use crate::geom::Pt;

/// What a line says by itself counts for no more than this, in 64ths of a bit.
const MOST_BY_ITSELF: i32 = 64;
/// A cell that stands where cells do, and could have stood elsewhere.
const FITS: i32 = 128;
/// A cell that stands elsewhere.
const ASTRAY: i32 = -192;
/// No cell is as high as the row.
const NO_FULL: i32 = -128;
/// Nothing stands in the first column.
const NO_KEY: i32 = -64;
/// Lines of the highest row that is looked for.
const MOST_LINES: usize = 80;
/// So many rows must have a cell in the middle that stands between the lines of those beside it, or a key at
/// the foot: of three rows with an empty place the middle one is level with a line.
const FEWEST: usize = 3;
/// Of the cells in the middle every fourth does.
const SHARE: usize = 4;
/// For each cell that stands elsewhere there are so many in the middle, or at the foot.
const MORE_THAN_OTHERS: usize = 4;
/// A step in a key that is so much higher than the lowest one in the row, in tenths, parts two of them.
const TORN: i32 = 13;

/// Where the cells of a table stand in their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Top,
    Middle,
    Foot,
}

impl Align {
    /// The two other ways.
    fn others(self) -> [Align; 2] {
        match self {
            Align::Top => [Align::Middle, Align::Foot],
            Align::Middle => [Align::Top, Align::Foot],
            Align::Foot => [Align::Top, Align::Middle],
        }
    }
}

/// How the names of the columns stand over them, in the first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    /// As the cells under them do.
    Aligned,
    /// As they like: names of several lines are set at the foot over cells that are not.
    Free,
}

/// How a row stands.
#[derive(Clone, Copy, Debug, Default)]
struct Stand {
    score: i32,
    /// Of the cells that are not as high as the row: those that stand where they should, those of them between
    /// the lines beside, at the top where they should stand in the middle, and astray.
    fit: usize,
    between: usize,
    top: usize,
    astray: usize,
    /// Whether something stands in the first column.
    keyed: bool,
    /// Whether that stands where it should, and could have stood elsewhere.
    key_fits: bool,
    /// Cells of several lines.
    tall: usize,
}

/// Corrects where rows begin in a table whose cells stand in the middle of their rows or at the foot, and tells which.
/// `walls` says for each line whether a ruling closes the row over it, `before` how the rows of the same table stand
/// on the page before: few rows tell then.
pub(super) fn settle(
    sheet: &Sheet<'_>,
    lines: &[Line],
    pieces: &[Vec<Piece>],
    walls: &[bool],
    before: Option<Align>,
    starts: &mut [Start],
) -> Option<Align> {
    let table = Table { sheet, lines, pieces, walls, starts };
    if let Some(rows) = table.rows_at_foot(before) {
        // Where a list ends and the next one begins over its own key, either could have the line between.
        set(starts, &rows, UNSURE);
        return Some(Align::Foot);
    }
    let (score, rows) = table.best(Align::Middle, Header::Aligned);
    let sum = |of: fn(&Stand) -> usize| rows.iter().map(|row| of(&row.stand)).sum::<usize>();
    let (centred, others) = (sum(|s| s.fit), sum(|s| s.top) + sum(|s| s.astray));
    let between = sum(|s| s.between);
    let told = rows.iter().filter(|row| row.stand.keyed && row.stand.between > 0).count();
    if !is_told(Align::Middle, told, &rows, before)
        || between * SHARE < centred
        || centred < MORE_THAN_OTHERS * others
    {
        return None;
    }
    // High rows can be cut so that much stands in some middle: where all of it stands at the top or at the
    // foot of other rows, those are the rows.
    let reaches = |other: Align| table.best(other, Header::Aligned).0 >= score;
    if Align::Middle.others().into_iter().any(reaches) {
        return None;
    }
    set(starts, &rows, SURE);
    Some(Align::Middle)
}

/// Whether so many rows tell how the cells stand: one where those on the page before stand so, and each has a key but
/// what may be the rest of a row of that page.
fn is_told(align: Align, told: usize, rows: &[Row], before: Option<Align>) -> bool {
    let keyed = || rows.iter().all(|row| row.from == 0 || row.stand.keyed);
    told >= FEWEST || told > 0 && before == Some(align) && keyed()
}

/// Lets rows begin and go on as those do that have more cells where they should stand than astray; `score` is how
/// sure that is.
fn set(starts: &mut [Start], rows: &[Row], score: i32) {
    let sure = |row: &&Row| row.stand.keyed && row.stand.fit > row.stand.astray;
    for row in rows.iter().filter(sure) {
        for (at, start) in starts.iter_mut().enumerate().take(row.to + 1).skip(row.from) {
            let score = if at == row.from || at == row.to { score } else { -score };
            if start.score.signum() != score.signum() {
                *start = Start { score, drawn: false };
            }
        }
    }
}

/// Lines `from..to` as a row.
struct Row {
    from: usize,
    to: usize,
    stand: Stand,
}

/// A table as lines cut at its columns, with what the lines say by themselves and whether a ruling closes
/// the row over each.
struct Table<'t> {
    sheet: &'t Sheet<'t>,
    lines: &'t [Line],
    pieces: &'t [Vec<Piece>],
    walls: &'t [bool],
    starts: &'t [Start],
}

impl Table<'_> {
    /// The rows of a table whose cells stand at the foot of their rows: some keys do whose rows are no two lines of
    /// which the upper has one text, as the name of a group over a row has.
    fn rows_at_foot(&self, before: Option<Align>) -> Option<Vec<Row>> {
        let (score, mut rows) = self.best(Align::Foot, Header::Free);
        let sum = |of: fn(&Stand) -> usize| rows.iter().map(|row| of(&row.stand)).sum::<usize>();
        let fit = sum(|s| s.fit) >= MORE_THAN_OTHERS * sum(|s| s.astray);
        rows.retain(|row| row.from > 0);
        let high = |row: &&Row| row.to - row.from > 2 || row.stand.tall > 1;
        let told = rows.iter().filter(high).filter(|row| row.stand.key_fits).count();
        let beats = |other: Align| self.best(other, Header::Free).0 < score;
        let shown = is_told(Align::Foot, told, &rows, before)
            && fit
            && Align::Foot.others().into_iter().all(beats);
        shown.then_some(rows)
    }

    /// The best set of rows, where cells stand so, and its score.
    fn best(&self, align: Align, header: Header) -> (i32, Vec<Row>) {
        let said = |at: usize| self.starts[at].score.clamp(-MOST_BY_ITSELF, MOST_BY_ITSELF);
        // For each line the best sum of rows up to it, and where the last of them begins.
        let mut sums: Vec<(i32, usize, Stand)> = vec![(0, 0, Stand::default())];
        for to in 1..=self.lines.len() {
            let mut found = (i32::MIN, to - 1, Stand::default());
            let mut blocks: Vec<Vec<Pt>> = Vec::new();
            let mut inside = 0;
            for from in (to.saturating_sub(MOST_LINES)..to).rev() {
                add(self.sheet, &self.pieces[from], &mut blocks);
                let set_so = |align| stand(&blocks, self.lines[from].size, align);
                let mut stand = set_so(align);
                if from == 0 && header == Header::Free {
                    let others = align.others().map(|other| set_so(other).score);
                    stand.score = others.into_iter().fold(stand.score, i32::max);
                }
                let begins = if from > 0 { said(from) } else { 0 };
                let sum = sums[from].0 + stand.score + begins + inside;
                if sum > found.0 {
                    found = (sum, from, stand);
                }
                if self.walls.get(from) == Some(&true) {
                    break;
                }
                inside -= said(from);
            }
            sums.push(found);
        }
        let mut rows = Vec::new();
        let mut to = self.lines.len();
        while to > 0 {
            let (_, from, stand) = sums[to];
            rows.push(Row { from, to, stand });
            to = from;
        }
        (sums[self.lines.len()].0, rows)
    }
}

/// Adds the baselines of a line's pieces to the cells of a row, from the last line up, one for each cell.
fn add(sheet: &Sheet<'_>, pieces: &[Piece], blocks: &mut Vec<Vec<Pt>>) {
    let first = |at: usize| !pieces[..at].iter().any(|other| other.col == pieces[at].col);
    let single = |piece: &Piece| piece.col == piece.last_col;
    for (_, piece) in pieces.iter().enumerate().filter(|(at, piece)| first(*at) && single(piece)) {
        let Some(word) = piece.words.first().and_then(|at| sheet.words.get(*at)) else { continue };
        if blocks.len() <= piece.col {
            blocks.resize(piece.col + 1, Vec::new());
        }
        blocks[piece.col].push(word.level);
    }
}

/// How the cells of a row stand in it, whose letters are of a size.
fn stand(blocks: &[Vec<Pt>], size: Pt, align: Align) -> Stand {
    let ends = |lines: &Vec<Pt>| Some((*lines.iter().min()?, *lines.iter().max()?));
    let own = || {
        blocks.iter().enumerate().filter_map(|(col, lines)| Some((ends(lines)?, lines.len(), col)))
    };
    let (Some(top), Some(bottom)) =
        (own().map(|(e, ..)| e.0).min(), own().map(|(e, ..)| e.1).max())
    else {
        return Stand::default();
    };
    // Letters of one line may be set a little higher or lower.
    let near = |a: Pt, b: Pt| (a - b).abs() * 4 <= size;
    let full: Vec<&Vec<Pt>> = blocks
        .iter()
        .filter(|lines| ends(lines).is_some_and(|e| near(e.0, top) && near(e.1, bottom)))
        .collect();
    let level = |at: Pt| full.iter().any(|lines| lines.iter().any(|line| near(*line, at)));
    let mut found = Stand::default();
    let most = full.iter().map(|lines| lines.len()).max().unwrap_or(0);
    for ((first, last), lines, col) in own() {
        let centred = lines < most && near((first + last) / 2, (top + bottom) / 2);
        match (near(first, top), near(last, bottom), align) {
            (true, true, _) | (false, true, Align::Middle) => {}
            (true, false, Align::Middle) => found.top += 1,
            (false, false, Align::Middle) if centred => {
                found.fit += 1;
                found.between += usize::from(!level(first));
            }
            (true, false, Align::Top) | (false, true, Align::Foot) => {
                found.fit += 1;
                found.key_fits |= col == 0;
            }
            _ => found.astray += 1,
        }
    }
    // A name beside columns that all go on from line to line is that of several rows.
    if full.len() > found.fit {
        (found.fit, found.between) = (0, 0);
    }
    if align == Align::Foot && is_key_torn(blocks, size) {
        found.astray += 1;
    }
    let count = |cells: usize| i32::try_from(cells).unwrap_or(i32::MAX);
    found.score = FITS * count(found.fit) + ASTRAY * count(found.astray);
    if full.is_empty() {
        found.score += NO_FULL;
    }
    found.tall = blocks.iter().filter(|lines| lines.len() > 1).count();
    found.keyed = blocks.first().is_some_and(|lines| !lines.is_empty());
    if !found.keyed {
        found.score += NO_KEY;
    }
    found
}

/// Whether the lines of the first column stand further from each other than those of another cell do.
fn is_key_torn(blocks: &[Vec<Pt>], size: Pt) -> bool {
    let step = |pair: &[Pt]| Some((pair[1] - pair[0]).abs()).filter(|step| *step * 2 > size);
    let Some(widest) = blocks.first().and_then(|key| key.windows(2).filter_map(step).max()) else {
        return false;
    };
    let lowest = blocks.iter().flat_map(|lines| lines.windows(2)).filter_map(step).min();
    lowest.is_some_and(|lowest| widest * 10 > lowest * TORN)
}
