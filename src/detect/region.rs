//! Is this group of lines one whole table? The evidence is the group's own, and what stands round it.

use super::columns;
use super::pieces::{self, Piece};
use super::round::{Round, around, beyond};
use super::score::{Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, median, percent};
use super::signs_seen::{self, Look};
use super::strips;
use super::words::Word;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// A group of lines that may be a table.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) lines: Vec<Line>,
    pub(super) area: Area,
    /// What put it forward.
    pub(super) source: Source,
    /// How it was judged, in 64ths of a bit; 0 before that.
    pub(super) score: i32,
    /// How many of its lines are names put on its rows (`crown`), which do not tell where its columns are.
    pub(super) crown: usize,
}

/// What puts a group of lines forward as a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Lines of the page that read as a table.
    Lines,
    /// Lines of a column of the page.
    Column,
    /// Rulings that cross.
    Grid,
    /// Horizontal rulings with the same ends.
    Rules,
    /// The document's own structure.
    Tags,
    /// A part of another proposal.
    Part,
}

impl Region {
    pub(super) fn new(lines: Vec<Line>, source: Source) -> Option<Self> {
        let area = lines.iter().map(|line| line.area).reduce(|a, b| a.union(&b))?;
        Some(Region { lines, area, source, score: 0, crown: 0 })
    }

    /// The same with other lines: as it was put forward and judged.
    pub(super) fn with(&self, lines: Vec<Line>) -> Option<Self> {
        Region::new(lines, self.source).map(|own| Region { score: self.score, ..own })
    }

    /// The same with further phrases, on its lines or beside them.
    pub(super) fn with_more(self, sheet: &Sheet<'_>, more: Vec<usize>) -> Self {
        let lines = sheet.lines(self.phrases().chain(more));
        let body = self.body().first().map_or(Pt(i32::MIN), |line| line.baseline);
        let over = lines.iter().filter(|line| line.baseline < body).count();
        let crown = if self.crown > 0 { over } else { 0 };
        self.with(lines).map(|whole| Region { crown, ..whole }).unwrap_or(self)
    }

    /// The lines that tell where its columns are.
    pub(super) fn body(&self) -> &[Line] {
        self.lines.get(self.crown..).unwrap_or_default()
    }

    pub(super) fn phrases(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().flat_map(|line| line.phrases.iter().copied())
    }

    /// The lines of what stands over or under it or no further from its sides than `room`, and passes a test. Its own
    /// texts are not among them: one may stand lower than its last line does, or higher than its first.
    pub(super) fn others(
        &self,
        sheet: &Sheet<'_>,
        room: Pt,
        test: impl Fn(usize) -> bool,
    ) -> Vec<Line> {
        let mut own = vec![false; sheet.phrases.len()];
        self.phrases().for_each(|at| own[at] = true);
        let sides = (self.area.x0 - room, self.area.x1 + room);
        let beyond = |at: &usize| {
            let area = &sheet.phrases[*at].area;
            !own[*at] && common((area.x0, area.x1), sides) > Pt(0) && test(*at)
        };
        sheet.lines((0..sheet.phrases.len()).filter(beyond))
    }
}

/// Whether brackets over several lines stand in most lines of a region: a matrix, or the cases of a formula.
pub(super) fn is_matrix(sheet: &Sheet<'_>, region: &Region) -> bool {
    let has = |line: &&Line| {
        sheet.words_of(line).any(|word| word.text.contains(signs_seen::is_bracket_part))
    };
    region.lines.iter().filter(has).count() * 2 > region.lines.len()
}

/// The evidence for a region; `votes` has for each phrase what its lines said by themselves.
pub(super) fn evidence(
    sheet: &Sheet<'_>,
    region: &Region,
    votes: &[i32],
    before: &[Pt],
) -> Evidence {
    let (edges, margin) = columns::edges(sheet, &region.lines, before);
    let cut = pieces::cut(sheet, &region.lines, &edges);
    let mut found = shape(sheet, region, &edges, margin);
    found.extend(said(region, votes));
    found.extend(filling(sheet, region, &cut, &edges));
    found.extend(drawn(sheet, region, &edges));
    let round = Round::of(sheet, region);
    found.extend(around(sheet, region, &round));
    found.extend(beyond(sheet, region, round.level(), votes, &edges));
    found.extend(seams(sheet, region));
    found
}

fn shape(sheet: &Sheet<'_>, region: &Region, edges: &[Pt], margin: i32) -> Evidence {
    let lines = &region.lines;
    let size = Pt(median(lines.iter().map(|line| line.size.0).collect()).unwrap_or(1000));
    let words: Vec<&Word> = lines.iter().flat_map(|line| sheet.words_of(line)).collect();
    let share = |test: fn(&&Look) -> bool| {
        let looks = lines.iter().flat_map(|line| sheet.looks_of(line));
        percent(looks.filter(test).count(), words.len())
    };
    let steps: Vec<i32> =
        lines.windows(2).map(|p| (p[1].baseline - p[0].baseline).0).filter(|s| *s > 0).collect();
    let usual = median(steps.clone()).unwrap_or(1200).max(100);
    let widest = steps.iter().max().copied().unwrap_or(0);
    vec![
        ("source", region.source as i32),
        ("lines", lines.len().min(80) as i32),
        ("words", words.len().min(2000) as i32),
        ("width, page%", hundredths(region.area.width(), sheet.page.width)),
        ("height, page%", hundredths(region.area.height(), sheet.page.height)),
        ("columns", (edges.len() + 1).min(40) as i32),
        ("least margin of a column", margin.min(1000)),
        ("numbers, %", share(|l| l.number)),
        ("small words, %", share(|l| l.small)),
        ("words a line, %", percent(words.len(), lines.len()).min(9999)),
        ("usual step, em%", hundredths(Pt(usual), size)),
        ("widest step over the usual, %", hundredths(Pt(widest), Pt(usual))),
        ("size over the page's, %", hundredths(size, sheet.body)),
        ("sizes", {
            let mut sizes: Vec<i32> = lines.iter().map(|line| line.size.0 / 50).collect();
            sizes.sort_unstable();
            sizes.dedup();
            sizes.len().min(9) as i32
        }),
        ("tagged as a table, %", sheet.tag_share(words.iter().copied())),
        ("tables of the tags", {
            let mut tags: Vec<u32> = words
                .iter()
                .filter_map(|w| sheet.page.tags.get(&w.mark?).map(|tag| tag.table))
                .collect();
            tags.sort_unstable();
            tags.dedup();
            tags.len().min(9) as i32
        }),
        ("formulas, %", share(|l| l.formula)),
        ("leaders, %", share(|l| l.leader)),
    ]
}

/// What the lines said one by one.
fn said(region: &Region, votes: &[i32]) -> Evidence {
    let of = |line: &Line| {
        let all: i32 = line.phrases.iter().map(|at| votes.get(*at).copied().unwrap_or(0)).sum();
        all / line.phrases.len().max(1) as i32
    };
    let all: Vec<i32> = region.lines.iter().map(of).collect();
    let end = |at: Option<&i32>| at.copied().unwrap_or(UNKNOWN);
    vec![
        ("lines' score, mean", all.iter().sum::<i32>() / all.len().max(1) as i32),
        ("lines' score, least", end(all.iter().min())),
        ("lines' score, first", end(all.first())),
        ("lines' score, last", end(all.last())),
        ("lines against it, %", percent(all.iter().filter(|score| **score < 0).count(), all.len())),
    ]
}

/// How the columns are filled: tables leave their lines short, prose fills them.
fn filling(sheet: &Sheet<'_>, region: &Region, cut: &[Vec<Piece>], edges: &[Pt]) -> Evidence {
    /// So many columns are looked at for prose.
    const MOST: usize = 12;
    let columns = edges.len() + 1;
    let n = cut.len();
    let pieces = || cut.iter().flatten();
    let cells = pieces().count();
    // What stands in one column alone, by column.
    let mut own: Vec<Vec<&Piece>> = vec![Vec::new(); columns];
    for piece in pieces().filter(|piece| piece.col == piece.last_col) {
        own[piece.col].push(piece);
    }
    let (x0, x1) = strips::extent(&region.lines);
    let sides: Vec<Pt> = [&[x0], edges, &[x1]].concat();
    let prose: Vec<i32> =
        own.iter().zip(&sides).take(MOST).map(|(own, left)| prose(own, *left)).collect();
    let fewest = own.iter().map(Vec::len).min().unwrap_or(0);
    let first = |piece: &Piece| piece.words.first().map_or(Look::default(), |at| sheet.looks[*at]);
    let labels = own[0].iter().filter(|piece| piece.words.len() == 1 && first(piece).label);
    let of_numbers = |own: &&Vec<&Piece>| {
        let numbers = own.iter().filter(|piece| first(piece).number).count();
        own.len() > 1 && percent(numbers, own.len()) > 60
    };
    let aligned = own.iter().filter(|own| one_start(own)).count();
    let stops = cut.iter().filter(|line| {
        line.last().and_then(|p| p.words.last()).is_some_and(|w| sheet.looks[*w].stop)
    });
    let narrowest = sides.windows(2).map(|sides| sides[1] - sides[0]).min();
    let size = region.lines.first().map_or(Pt(1000), |line| line.size);
    vec![
        ("filled, %", percent(pieces().map(|p| p.last_col - p.col + 1).sum(), n * columns)),
        ("lines of several cells, %", percent(cut.iter().filter(|l| l.len() > 1).count(), n)),
        ("cells over columns, %", percent(pieces().filter(|p| p.last_col > p.col).count(), cells)),
        ("prose in the column that has least, %", prose.iter().min().copied().unwrap_or(0)),
        ("prose in the column that has most, %", prose.iter().max().copied().unwrap_or(0)),
        ("lines of the emptiest column, %", percent(fewest, n)),
        ("lines of the first column, %", percent(own[0].len(), n)),
        ("list marks in the first column, %", percent(labels.count(), own[0].len())),
        ("columns of numbers, %", percent(own.iter().filter(of_numbers).count(), columns)),
        ("columns with one start, %", percent(aligned, columns)),
        ("lines that end with a stop, %", percent(stops.count(), n)),
        ("words a cell, %", percent(pieces().map(|p| p.words.len()).sum(), cells)),
        ("narrowest column, em", narrowest.map_or(0, |width| width.0 / size.0.max(1))),
    ]
}

/// How many of a hundred pieces of a column are as lines of prose: long, and up to its right end.
fn prose(own: &[&Piece], left: Pt) -> i32 {
    let limit = own.iter().map(|piece| piece.area.x1).max().unwrap_or_default();
    let full = own.iter().filter(|piece| {
        let short = (limit - piece.area.x1).0;
        piece.words.len() >= 4 && short * 100 < (limit - left).0.max(1) * 12
    });
    percent(full.count(), own.len())
}

/// Whether the pieces of a column begin at one place.
fn one_start(own: &[&Piece]) -> bool {
    let first = own.iter().map(|piece| piece.area.x0).min().unwrap_or_default();
    let same = own.iter().filter(|piece| (piece.area.x0 - first).abs() < Pt(200)).count();
    own.len() > 1 && same * 10 >= own.len() * 8
}

/// What is drawn: rulings across, uprights, a frame, pictures.
fn drawn(sheet: &Sheet<'_>, region: &Region, edges: &[Pt]) -> Evidence {
    let area = region.area;
    let ruled = edges.iter().filter(|edge| sheet.is_walled(**edge, area.top, area.bottom)).count();
    let covered = |areas: &[Area]| {
        let cut = areas.iter().filter_map(|a| a.intersection(&area));
        let sum: i64 = cut.map(|a| i64::from(a.width().0) * i64::from(a.height().0)).sum();
        let all = i64::from(area.width().0.max(1)) * i64::from(area.height().0.max(1));
        i32::try_from((sum * 100 / all).min(100)).unwrap_or(100)
    };
    let mut found = across(sheet, region);
    found.extend(uprights(sheet, region));
    found.extend([
        ("edges that are ruled, %", percent(ruled, edges.len())),
        ("drawings, area%", covered(&sheet.page.drawings)),
        ("pictures, area%", covered(&sheet.page.images)),
    ]);
    found
}

/// The rulings across: over as good as the whole width, over a part, over it, in it and under it.
fn across(sheet: &Sheet<'_>, region: &Region) -> Evidence {
    let area = region.area;
    let (first, last) = (&region.lines[0], &region.lines[region.lines.len() - 1]);
    let size = first.size;
    let lies = |r: &&Ruling| area.top - size * 2 < r.at && r.at < area.bottom + size * 2;
    let reach = |r: &Ruling| common((r.from, r.to), (area.x0, area.x1));
    let over_most = |r: &&Ruling| reach(r) * 100 > area.width() * 80;
    let near: Vec<&Ruling> = sheet.across.iter().filter(lies).collect();
    let (wide, others): (Vec<&Ruling>, Vec<&Ruling>) = near.into_iter().partition(over_most);
    let fits = wide
        .iter()
        .filter(|r| (r.from - area.x0).abs() < size * 2 && (r.to - area.x1).abs() < size * 2);
    let further = wide.iter().filter(|r| r.from < area.x0 - size * 3 || area.x1 + size * 3 < r.to);
    let partial = others.iter().filter(|r| reach(r) > Pt(0));
    let gap = |at: Option<Pt>| at.map_or(UNKNOWN, |gap| hundredths(gap, size).min(9999));
    let top = wide.iter().filter(|r| r.at < first.baseline).map(|r| first.area.top - r.at).max();
    let bottom = wide.iter().filter(|r| r.at > last.baseline - size / 3);
    let bottom = bottom.map(|r| r.at - last.area.bottom).max();
    let inside = wide.iter().filter(|r| first.baseline < r.at && r.at < last.baseline).count();
    vec![
        ("rulings across", wide.len().min(60) as i32),
        ("rulings across that fit", fits.count().min(60) as i32),
        ("rulings that reach further", further.count().min(60) as i32),
        ("rulings over a part", partial.count().min(60) as i32),
        ("ruling over it, em%", gap(top)),
        ("ruling under it, em%", gap(bottom)),
        ("rulings inside a line, %", percent(inside, region.lines.len())),
    ]
}

/// The uprights: tall and short ones, those at its sides, those of something larger.
fn uprights(sheet: &Sheet<'_>, region: &Region) -> Evidence {
    let area = region.area;
    let size = region.lines[0].size;
    let tall = |r: &Ruling, share: i32| {
        common((r.from, r.to), (area.top, area.bottom)) * 100 > area.height() * share
    };
    let beside = |r: &&Ruling| area.x0 - size * 2 < r.at && r.at < area.x1 + size * 2;
    let near: Vec<&Ruling> = sheet.down.iter().filter(beside).collect();
    let inside = |r: &Ruling| area.x0 - size < r.at && r.at < area.x1 + size;
    let count = |share: i32| near.iter().filter(|r| inside(r) && tall(r, share)).count();
    let walls = near
        .iter()
        .filter(|r| tall(r, 80) && (r.at < area.x0 + size / 2 || area.x1 - size / 2 < r.at));
    let longer = near.iter().filter(|r| {
        inside(r)
            && r.to - r.from > Pt(0)
            && (r.from < area.top - size * 3 && r.to > area.top + size
                || r.to > area.bottom + size * 3 && r.from < area.bottom - size)
    });
    vec![
        ("uprights", count(70).min(40) as i32),
        ("short uprights", count(15).min(40) as i32),
        ("walls", walls.count().min(4) as i32),
        ("uprights that reach further", longer.count().min(20) as i32),
    ]
}

/// The place inside that looks most like a border between two tables.
fn seams(sheet: &Sheet<'_>, region: &Region) -> Evidence {
    /// So many lines on both sides are compared.
    const LOOKED: usize = 4;
    let lines = &region.lines;
    let steps: Vec<i32> =
        lines.windows(2).map(|p| (p[1].baseline - p[0].baseline).0).filter(|s| *s > 0).collect();
    let usual = median(steps).unwrap_or(1200).max(100);
    let starts = |lines: &[Line]| -> Vec<Pt> {
        lines
            .iter()
            .flat_map(|line| sheet.phrases_of(line))
            .flat_map(|p| [p.area.x0, p.area.x1])
            .collect()
    };
    let mut worst = (i32::MAX, UNKNOWN, UNKNOWN, UNKNOWN);
    for at in 1..lines.len() {
        let (above, line) = (&lines[at - 1], &lines[at]);
        let step = hundredths(line.baseline - above.baseline, Pt(usual));
        let reach = (region.area.x0, region.area.x1);
        let wide = |r: &&Ruling| common((r.from, r.to), reach) * 2 > region.area.width();
        let (over, under) = (above.baseline - above.size / 4, line.baseline - line.size / 2);
        let rulings = sheet.across_between(over, under).iter().filter(wide).count();
        if step < 150 && rulings < 2 {
            continue;
        }
        let up = starts(&lines[at.saturating_sub(LOOKED)..at]);
        let down = starts(&lines[at..lines.len().min(at + LOOKED)]);
        let shared = down.iter().filter(|x| up.iter().any(|y| (**x - *y).abs() < Pt(250))).count();
        let alike = percent(shared, down.len());
        if alike < worst.0 {
            let bold = sheet.words_of(line).all(|w| w.bold);
            worst = (alike, step.min(2000), rulings.min(4) as i32, i32::from(bold));
        }
    }
    vec![
        ("shared at the worst seam, %", if worst.0 == i32::MAX { UNKNOWN } else { worst.0 }),
        ("step at the worst seam, %", worst.1),
        ("rulings at the worst seam", worst.2),
        ("bold under the worst seam", worst.3),
    ]
}
