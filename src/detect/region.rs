//! Is this group of lines one whole table? The evidence is the group's own, and what stands round it.

use super::columns;
use super::pieces::{self, Piece};
use super::score::{Evidence, UNKNOWN};
use super::sheet::{Line, Sheet, common, hundredths, median, percent};
use super::signs_seen::{Caption, Look, caption, is_note};
use super::words::Word;
use crate::geom::{Area, Pt};

/// A group of lines that may be a table.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) lines: Vec<Line>,
    pub(super) area: Area,
    /// What put it forward.
    pub(super) source: Source,
    /// How it was judged, in 64ths of a bit; 0 before that.
    pub(super) score: i32,
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
        Some(Region { lines, area, source, score: 0 })
    }

    /// Whether it is a list that was taken for a table: one column that nothing draws. A table of one
    /// column is a list to a reader too; but of a table that goes on from the page before, a cell of a few
    /// lines may be all that is left.
    pub(super) fn is_list(&self, edges: &[Pt], before: &[Pt]) -> bool {
        /// Lines of such a cell.
        const LEFT: usize = 3;
        let drawn = matches!(self.source, Source::Grid | Source::Rules | Source::Tags);
        edges.len() <= 2 && !drawn && (before.is_empty() || self.lines.len() > LEFT)
    }

    pub(super) fn phrases(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().flat_map(|line| line.phrases.iter().copied())
    }
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
    found.extend(around(sheet, region));
    found.extend(beyond(sheet, region, votes, &edges));
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
    let columns = edges.len() + 1;
    let n = cut.len();
    let (x0, x1) = columns::extent(&region.lines);
    let own = |col: usize| cut.iter().flatten().filter(move |p| p.col == col && p.last_col == col);
    let filled: usize = cut.iter().flatten().map(|p| p.last_col - p.col + 1).sum();
    let several = cut.iter().filter(|line| line.len() > 1).count();
    let spanning = cut.iter().flatten().filter(|p| p.last_col > p.col).count();
    // A column of prose: long pieces that reach its right end on most lines.
    let side = |col: usize| {
        let from = col.checked_sub(1).and_then(|at| edges.get(at)).copied().unwrap_or(x0);
        (from, edges.get(col).copied().unwrap_or(x1))
    };
    let prose = |col: usize| {
        let limit = own(col).map(|p| p.area.x1).max().unwrap_or_default();
        let full = own(col).filter(|p| {
            let reach = (limit - p.area.x1).0;
            p.words.len() >= 4 && reach * 100 < (limit - side(col).0).0.max(1) * 12
        });
        percent(full.count(), own(col).count())
    };
    let prose: Vec<i32> = (0..columns.min(12)).map(prose).collect();
    let counts: Vec<usize> = (0..columns).map(|col| own(col).count()).collect();
    let first: Vec<&Piece> = own(0).collect();
    let labels = first
        .iter()
        .filter(|p| p.words.len() == 1 && p.words.first().is_some_and(|at| sheet.looks[*at].label));
    let texts = |col: usize| {
        let numbers =
            own(col).filter(|p| p.words.first().is_some_and(|at| sheet.looks[*at].number));
        percent(numbers.count(), own(col).count())
    };
    let number_columns = (0..columns).filter(|col| counts[*col] > 1 && texts(*col) > 60).count();
    let aligned = (0..columns).filter(|col| {
        let starts: Vec<Pt> = own(*col).map(|p| p.area.x0).collect();
        let first = starts.iter().min().copied().unwrap_or_default();
        let same = starts.iter().filter(|x| (**x - first).abs() < Pt(200)).count();
        starts.len() > 1 && same * 10 >= starts.len() * 8
    });
    let stops = cut.iter().filter(|line| {
        line.last().and_then(|p| p.words.last()).is_some_and(|w| sheet.looks[*w].stop)
    });
    let words: usize = cut.iter().flatten().map(|p| p.words.len()).sum();
    vec![
        ("filled, %", percent(filled, n * columns)),
        ("lines of several cells, %", percent(several, n)),
        ("cells over columns, %", percent(spanning, cut.iter().map(Vec::len).sum())),
        ("prose in the column that has least, %", prose.iter().min().copied().unwrap_or(0)),
        ("prose in the column that has most, %", prose.iter().max().copied().unwrap_or(0)),
        ("lines of the emptiest column, %", percent(counts.iter().min().copied().unwrap_or(0), n)),
        ("lines of the first column, %", percent(counts.first().copied().unwrap_or(0), n)),
        ("list marks in the first column, %", percent(labels.count(), first.len())),
        ("columns of numbers, %", percent(number_columns, columns)),
        ("columns with one start, %", percent(aligned.count(), columns)),
        ("lines that end with a stop, %", percent(stops.count(), n)),
        ("words a cell, %", percent(words, cut.iter().map(Vec::len).sum())),
        ("narrowest column, em", {
            let widths = (0..columns).map(|col| side(col).1 - side(col).0).min();
            let size = region.lines.first().map_or(Pt(1000), |line| line.size);
            widths.map_or(0, |width| width.0 / size.0.max(1))
        }),
    ]
}

/// What is drawn: rulings across, uprights, a frame, pictures.
fn drawn(sheet: &Sheet<'_>, region: &Region, edges: &[Pt]) -> Evidence {
    let area = region.area;
    let (first, last) = (&region.lines[0], &region.lines[region.lines.len() - 1]);
    let size = first.size;
    let reach = |from: Pt, to: Pt| common((from, to), (area.x0, area.x1));
    let lies = |at: Pt| area.top - size * 2 < at && at < area.bottom + size * 2;
    let wide: Vec<_> = sheet
        .across
        .iter()
        .filter(|r| lies(r.at) && reach(r.from, r.to) * 100 > area.width() * 80)
        .collect();
    let fits = wide
        .iter()
        .filter(|r| (r.from - area.x0).abs() < size * 2 && (r.to - area.x1).abs() < size * 2);
    let over_wide =
        wide.iter().filter(|r| r.from < area.x0 - size * 3 || area.x1 + size * 3 < r.to);
    let partial = sheet.across.iter().filter(|r| {
        lies(r.at) && reach(r.from, r.to) > Pt(0) && reach(r.from, r.to) * 100 <= area.width() * 80
    });
    let gap = |at: Option<Pt>| at.map_or(UNKNOWN, |gap| hundredths(gap, size).min(9999));
    let top = wide.iter().filter(|r| r.at < first.baseline).map(|r| first.area.top - r.at).max();
    let bottom = wide
        .iter()
        .filter(|r| r.at > last.baseline - size / 3)
        .map(|r| r.at - last.area.bottom)
        .max();
    let inside = wide.iter().filter(|r| first.baseline < r.at && r.at < last.baseline).count();
    let upright = |share: i32| {
        sheet
            .down
            .iter()
            .filter(|r| area.x0 - size < r.at && r.at < area.x1 + size)
            .filter(|r| {
                common((r.from, r.to), (area.top, area.bottom)) * 100 > area.height() * share
            })
            .count()
    };
    let walls = sheet.down.iter().filter(|r| {
        common((r.from, r.to), (area.top, area.bottom)) * 100 > area.height() * 80
            && (area.x0 - size * 2 < r.at && r.at < area.x0 + size / 2
                || area.x1 - size / 2 < r.at && r.at < area.x1 + size * 2)
    });
    let longer = sheet.down.iter().filter(|r| {
        area.x0 - size < r.at
            && r.at < area.x1 + size
            && r.to - r.from > Pt(0)
            && (r.from < area.top - size * 3 && r.to > area.top + size
                || r.to > area.bottom + size * 3 && r.from < area.bottom - size)
    });
    let ruled_edges = edges.iter().filter(|edge| sheet.is_walled(**edge, area.top, area.bottom));
    let covered = |areas: &[Area]| {
        let cut = areas.iter().filter_map(|a| a.intersection(&area));
        let sum: i64 = cut.map(|a| i64::from(a.width().0) * i64::from(a.height().0)).sum();
        let all = i64::from(area.width().0.max(1)) * i64::from(area.height().0.max(1));
        i32::try_from((sum * 100 / all).min(100)).unwrap_or(100)
    };
    vec![
        ("rulings across", wide.len().min(60) as i32),
        ("rulings across that fit", fits.count().min(60) as i32),
        ("rulings that reach further", over_wide.count().min(60) as i32),
        ("rulings over a part", partial.count().min(60) as i32),
        ("ruling over it, em%", gap(top)),
        ("ruling under it, em%", gap(bottom)),
        ("rulings inside a line, %", percent(inside, region.lines.len())),
        ("uprights", upright(70).min(40) as i32),
        ("short uprights", upright(15).min(40) as i32),
        ("walls", walls.count().min(4) as i32),
        ("uprights that reach further", longer.count().min(20) as i32),
        ("edges that are ruled, %", percent(ruled_edges.count(), edges.len())),
        ("drawings, area%", covered(&sheet.page.drawings)),
        ("pictures, area%", covered(&sheet.page.images)),
    ]
}

/// The phrases near a region that are none of its own.
fn outside(sheet: &Sheet<'_>, region: &Region) -> Vec<usize> {
    /// What is further off than this many lines does not speak of a table.
    const FAR: i32 = 24;
    let reach = region.lines[0].size * FAR;
    let mut own = vec![false; sheet.phrases.len()];
    region.phrases().for_each(|at| own[at] = true);
    let from = sheet.phrases.partition_point(|p| p.baseline < region.area.top - reach);
    let to = sheet.phrases.partition_point(|p| p.baseline < region.area.bottom + reach);
    (from..to).filter(|at| !own[*at]).collect()
}

/// What stands round it: captions, notes, text beside it on the same lines.
fn around(sheet: &Sheet<'_>, region: &Region) -> Evidence {
    let area = region.area;
    let size = region.lines[0].size;
    let out = outside(sheet, region);
    let under = |at: &&usize| {
        common((sheet.phrases[**at].area.x0, sheet.phrases[**at].area.x1), (area.x0, area.x1))
            > Pt(0)
    };
    let above = sheet.lines(
        out.iter()
            .filter(under)
            .copied()
            .filter(|at| sheet.phrases[*at].area.bottom <= area.top + size / 2),
    );
    let below = sheet.lines(
        out.iter()
            .filter(under)
            .copied()
            .filter(|at| sheet.phrases[*at].area.top >= area.bottom - size / 2),
    );
    let words = |line: &Line| -> Vec<&Word> {
        line.phrases
            .iter()
            .flat_map(|p| &sheet.phrases[*p].words)
            .map(|w| &sheet.words[*w])
            .collect()
    };
    let far = |at: Option<usize>| at.map_or(UNKNOWN, |at| at.min(20) as i32);
    let find = |lines: &mut dyn Iterator<Item = &Line>, kind: Caption| {
        lines.take(8).position(|line| caption(&words(line)) == kind)
    };
    let gap_over = above.last().map(|line| area.top - line.area.bottom);
    let gap_under = below.first().map(|line| line.area.top - area.bottom);
    let gap = |gap: Option<Pt>| gap.map_or(UNKNOWN, |gap| hundredths(gap, size).clamp(-999, 9999));
    let inside = region.lines.iter().position(|line| caption(&words(line)) == Caption::Table);
    let beside = |left: bool| {
        let mut near: Option<Pt> = None;
        let mut lines = 0;
        for line in &region.lines {
            let gaps = out.iter().map(|at| &sheet.phrases[*at]).filter_map(|p| {
                let level = (p.baseline - line.baseline).abs() * 100 <= size * 42;
                let gap = if left { area.x0 - p.area.x1 } else { p.area.x0 - area.x1 };
                (level && gap > Pt(0) - size).then_some(gap)
            });
            if let Some(gap) = gaps.min() {
                lines += 1;
                near = Some(near.map_or(gap, |near| near.min(gap)));
            }
        }
        (percent(lines, region.lines.len()), gap(near))
    };
    let (left, left_gap) = beside(true);
    let (right, right_gap) = beside(false);
    let columns_of =
        |line: Option<&Line>| line.map_or(UNKNOWN, |line| line.phrases.len().min(12) as i32);
    let reach = |line: Option<&Line>| {
        line.map_or(UNKNOWN, |line| hundredths(line.area.width(), area.width()).min(999))
    };
    let sizes =
        |line: Option<&Line>| line.map_or(UNKNOWN, |line| hundredths(line.size, size).min(999));
    vec![
        ("caption above, lines", far(find(&mut above.iter().rev(), Caption::Table))),
        ("caption below, lines", far(find(&mut below.iter(), Caption::Table))),
        ("figure's caption above, lines", far(find(&mut above.iter().rev(), Caption::Figure))),
        ("figure's caption below, lines", far(find(&mut below.iter(), Caption::Figure))),
        ("caption inside, line", far(inside)),
        ("note right below", below.first().map_or(UNKNOWN, |l| i32::from(is_note(&words(l))))),
        ("gap above, em%", gap(gap_over)),
        ("gap below, em%", gap(gap_under)),
        ("phrases of the line above", columns_of(above.last())),
        ("phrases of the line below", columns_of(below.first())),
        ("width of the line above, %", reach(above.last())),
        ("width of the line below, %", reach(below.first())),
        ("size of the line above, %", sizes(above.last())),
        ("size of the line below, %", sizes(below.first())),
        ("text left of it, lines%", left),
        ("gap left of it, em%", left_gap),
        ("text right of it, lines%", right),
        ("gap right of it, em%", right_gap),
        ("lines above", above.len().min(60) as i32),
        ("lines below", below.len().min(60) as i32),
    ]
}

/// Whether the lines just outside go on as those inside do: then the table is cut.
fn beyond(sheet: &Sheet<'_>, region: &Region, votes: &[i32], edges: &[Pt]) -> Evidence {
    /// So many lines outside are looked at.
    const LOOKED: usize = 3;
    let area = region.area;
    let others = outside(sheet, region);
    let near = |above: bool| -> Vec<Line> {
        let out = others.iter().copied().filter(|at| {
            let phrase = &sheet.phrases[*at];
            let beside = common((phrase.area.x0, phrase.area.x1), (area.x0, area.x1)) > Pt(0);
            let side = if above {
                phrase.baseline < region.lines[0].baseline
            } else {
                phrase.baseline > region.lines[region.lines.len() - 1].baseline
            };
            beside && side
        });
        let lines = sheet.lines(out);
        let skip = if above { lines.len().saturating_sub(LOOKED) } else { 0 };
        lines.into_iter().skip(skip).take(LOOKED).collect()
    };
    let mut found = Evidence::new();
    for (above, names) in [
        (
            true,
            [
                "score of the line above",
                "edges crossed above, %",
                "starts shared above, %",
                "ends shared above, %",
            ],
        ),
        (
            false,
            [
                "score of the line below",
                "edges crossed below, %",
                "starts shared below, %",
                "ends shared below, %",
            ],
        ),
    ] {
        let lines = near(above);
        let nearest = if above { lines.last() } else { lines.first() };
        let vote = nearest.and_then(|line| line.phrases.iter().map(|at| votes[*at]).max());
        let inside: Vec<&Line> = if above {
            region.lines.iter().take(LOOKED).collect()
        } else {
            region.lines.iter().rev().take(LOOKED).collect()
        };
        let phrases = |lines: &[&Line]| -> Vec<Area> {
            lines.iter().flat_map(|line| sheet.phrases_of(line)).map(|p| p.area).collect()
        };
        let (outer, inner) = (phrases(&lines.iter().collect::<Vec<_>>()), phrases(&inside));
        let crossed = edges.iter().filter(|edge| {
            outer.iter().any(|a| a.x0 + Pt(200) < **edge && **edge < a.x1 - Pt(200))
        });
        let share = |test: &dyn Fn(&Area, &Area) -> bool| {
            let same = outer.iter().filter(|a| inner.iter().any(|b| test(a, b)));
            if outer.is_empty() { UNKNOWN } else { percent(same.count(), outer.len()) }
        };
        found.push((names[0], vote.unwrap_or(UNKNOWN)));
        found.push((
            names[1],
            if outer.is_empty() { UNKNOWN } else { percent(crossed.count(), edges.len()) },
        ));
        found.push((names[2], share(&|a, b| (a.x0 - b.x0).abs() < Pt(250))));
        found.push((names[3], share(&|a, b| (a.x1 - b.x1).abs() < Pt(250))));
    }
    found
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
        let rulings: Vec<_> = sheet
            .across
            .iter()
            .filter(|r| {
                above.baseline - above.size / 4 <= r.at
                    && r.at <= line.baseline - line.size / 2
                    && common((r.from, r.to), (region.area.x0, region.area.x1)) * 2
                        > region.area.width()
            })
            .collect();
        if step < 150 && rulings.len() < 2 {
            continue;
        }
        let up = starts(&lines[at.saturating_sub(LOOKED)..at]);
        let down = starts(&lines[at..lines.len().min(at + LOOKED)]);
        let shared = down.iter().filter(|x| up.iter().any(|y| (**x - *y).abs() < Pt(250))).count();
        let alike = percent(shared, down.len());
        if alike < worst.0 {
            let bold = sheet.words_of(line).all(|w| w.bold);
            worst = (alike, step.min(2000), rulings.len().min(4) as i32, i32::from(bold));
        }
    }
    vec![
        ("shared at the worst seam, %", if worst.0 == i32::MAX { UNKNOWN } else { worst.0 }),
        ("step at the worst seam, %", worst.1),
        ("rulings at the worst seam", worst.2),
        ("bold under the worst seam", worst.3),
    ]
}
