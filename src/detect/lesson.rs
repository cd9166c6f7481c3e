//! Pages with their truth → labelled evidence, one piece for each decision; for `cargo xtask learn`.
//!
//! The decisions stand one on the other: rows are learned on the columns that the weights at hand find,
//! and not on true ones, so that they learn to live with their faults.

mod alone;
mod merges;
mod recall;
mod verdicts;

use std::collections::BTreeMap;

use super::build::Kept;
use super::pieces::{self, Piece};
use super::region::Region;
use super::score::{self, Decision, Evidence};
use super::sheet::{Line, Sheet};
use super::words::{self, Word};
use super::{Before, build, columns, line_evidence, propose, region, rim, rows, strips};
use crate::geom::{Area, Pt};
use crate::marks::House;
use crate::page::Page;

/// A cell of a true table, as far as it stands on one page. Rows and columns count from 0, both ends
/// included.
#[derive(Clone, Debug)]
pub struct TrueCell {
    /// First row.
    pub r0: usize,
    /// Last row.
    pub r1: usize,
    /// First column.
    pub c0: usize,
    /// Last column.
    pub c1: usize,
    /// The boxes of its letters on the page as shown, in points from the top left.
    pub boxes: Vec<Area>,
}

/// A true table, as far as it stands on one page.
#[derive(Clone, Debug, Default)]
pub struct TrueTable {
    /// Its cells.
    pub cells: Vec<TrueCell>,
    /// Its number in the document.
    pub number: usize,
    /// Whether nearly all of its cells have boxes, so that its labels can be learned from.
    pub whole: bool,
}

/// A decision with its truth.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Named evidence.
    pub evidence: Evidence,
    /// How true "yes" is, from 0 to 1.
    pub truth: f32,
}

/// What a word is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Home {
    table: usize,
    r0: usize,
    r1: usize,
    c0: usize,
    c1: usize,
}

/// What gathers the evidence for each strip of a region.
type LookAtStrips = fn(&Sheet<'_>, &[Line], &[strips::Strip], &[Pt]) -> Vec<Evidence>;
/// What gathers the evidence for each line of a region, given its pieces and its edges.
type LookAtLines = fn(&Sheet<'_>, &[Line], &[Vec<Piece>], &[Pt]) -> Vec<Evidence>;

/// A page with its truth.
#[derive(Debug)]
pub struct Scene {
    page: Page,
    words: Vec<Word>,
    homes: Vec<Option<Home>>,
    tables: Vec<TrueTable>,
    teaches: bool,
    /// The edges of the last table of the page before, the outer ones included.
    before: Vec<Pt>,
}

/// A cell as it was read: first row and column, rows and columns covered, text.
pub type ReadCell = (usize, usize, usize, usize, String);

impl Scene {
    /// A page with its truth; its glyphs go as soon as they are words. `teaches` says whether the truth
    /// holds every table of the page, so that it can be learned from.
    pub fn new(mut page: Page, tables: Vec<TrueTable>, teaches: bool) -> Self {
        let words = super::text(&mut page, &Before::default(), &House::default()).words;
        page.glyphs = Vec::new();
        let home = |word: &Word| {
            let area = page.shown(word.area);
            let (x, y) = (area.mid_x(), area.mid_y());
            let slack = Pt(150);
            let mut best: Option<(i64, Home)> = None;
            for (table, own) in tables.iter().enumerate() {
                for cell in &own.cells {
                    for b in &cell.boxes {
                        let inside = b.x0 - slack <= x
                            && x <= b.x1 + slack
                            && b.top - slack <= y
                            && y <= b.bottom + slack;
                        let size = i64::from(b.width().0) * i64::from(b.height().0);
                        if inside && best.is_none_or(|(least, _)| size < least) {
                            let TrueCell { r0, r1, c0, c1, .. } = *cell;
                            best = Some((size, Home { table, r0, r1, c0, c1 }));
                        }
                    }
                }
            }
            best.map(|(_, home)| home)
        };
        let homes = words.iter().map(home).collect();
        Scene { page, words, homes, tables, teaches, before: Vec::new() }
    }

    /// Tells the page the edges that the page before ended with.
    pub fn follow(&mut self, edges: Vec<Pt>) {
        self.before = edges;
    }

    /// The true edges of the last table of the page, as far as strips show them.
    pub fn last_edges(&self) -> Vec<Pt> {
        let sheet = Sheet::new(&self.page, &self.words);
        let all = (0..self.tables.len()).map(|at| self.true_lines(&sheet, at));
        let last = all.filter(|lines| lines.len() > 1).max_by_key(|lines| lines[0].baseline);
        let Some(lines) = last else { return Vec::new() };
        let strips = strips::strips(&sheet, &lines);
        let inner = self.true_strips(&sheet, &lines, &strips).into_iter().map(|at| strips[at].at);
        let (x0, x1) = strips::extent(&lines);
        let mut edges: Vec<Pt> = [x0].into_iter().chain(inner).chain([x1]).collect();
        edges.sort_unstable();
        edges
    }

    /// The labelled evidence of the page for one decision.
    pub fn lessons(&self, decision: &str) -> Vec<Lesson> {
        if !self.teaches {
            return Vec::new();
        }
        let sheet = Sheet::new(&self.page, &self.words);
        match Decision::ALL.iter().find(|d| d.name() == decision) {
            Some(Decision::Line) => self.lines(&sheet),
            Some(Decision::Region) => self.regions(&sheet),
            Some(Decision::Rim) => self.rims(&sheet),
            Some(Decision::Column) => self.each_region(&sheet, Self::columns),
            Some(Decision::ColumnInContext) => self.each_region(&sheet, Self::columns_in_context),
            Some(Decision::Split) => self.each_region(&sheet, Self::splits),
            Some(Decision::Row) => self.each_table(&sheet, Self::rows),
            Some(Decision::RowInContext) => self.each_table(&sheet, Self::rows_in_context),
            Some(Decision::Merge) => self.each_table(&sheet, Self::merges),
            Some(Decision::Table) => self.verdicts(&sheet),
            None => Vec::new(),
        }
    }

    /// The tables that the weights at hand read on the page.
    pub fn read(&self) -> Vec<Vec<ReadCell>> {
        let sheet = Sheet::new(&self.page, &self.words);
        let before = Before { edges: self.before.clone(), ..Before::default() };
        super::tables(&sheet, &before).read.iter().map(|(_, read)| plain(read)).collect()
    }

    /// The tables that the weights at hand read where the true regions are given.
    pub fn read_true(&self) -> Vec<Vec<ReadCell>> {
        let sheet = Sheet::new(&self.page, &self.words);
        let own = |at: usize| Region::new(self.true_lines(&sheet, at), region::Source::Lines);
        let before = Kept { edges: &self.before, align: None };
        (0..self.tables.len())
            .filter_map(own)
            .map(|region| plain(&build::table(&sheet, &region, before, None)))
            .collect()
    }

    fn home(&self, word: usize) -> Option<Home> {
        self.homes.get(word).copied().flatten()
    }

    /// How many of the words of a line belong to tables, and to all.
    fn share(&self, sheet: &Sheet<'_>, line: &Line, table: Option<usize>) -> (usize, usize) {
        let words = || line.phrases.iter().flat_map(|at| &sheet.phrases[*at].words);
        let own = words().filter(|word| {
            self.home(**word).is_some_and(|home| table.is_none_or(|table| home.table == table))
        });
        (own.count(), words().count())
    }

    fn lines(&self, sheet: &Sheet<'_>) -> Vec<Lesson> {
        let mut found = Vec::new();
        for (lines, _) in propose::blocks(sheet) {
            let block = line_evidence::block(&lines);
            let seen = line_evidence::seen(sheet, &lines, &block);
            let evidence = line_evidence::evidence(sheet, &lines, &block, &seen);
            for (line, evidence) in lines.iter().zip(evidence) {
                let (own, all) = self.share(sheet, line, None);
                if own * 5 <= all || own * 5 >= all * 4 {
                    found.push(Lesson { evidence, truth: f32::from(u8::from(own * 2 > all)) });
                }
            }
        }
        found
    }

    /// The lines of a true table.
    fn true_lines(&self, sheet: &Sheet<'_>, table: usize) -> Vec<Line> {
        let own = |at: &usize| {
            let words = &sheet.phrases[*at].words;
            let own = words.iter().filter(|w| self.home(**w).is_some_and(|h| h.table == table));
            own.count() * 2 > words.len()
        };
        sheet.lines((0..sheet.phrases.len()).filter(own))
    }

    fn each_table(
        &self,
        sheet: &Sheet<'_>,
        learn: fn(&Self, &Sheet<'_>, &[Line], usize) -> Vec<Lesson>,
    ) -> Vec<Lesson> {
        let whole = (0..self.tables.len()).filter(|at| self.tables[*at].whole);
        whole
            .map(|at| (at, self.true_lines(sheet, at)))
            .filter(|(_, lines)| lines.len() > 1)
            .flat_map(|(at, lines)| learn(self, sheet, &lines, at))
            .collect()
    }

    /// The lines of each true table, and those of the proposals that nearly agree with it: what is read
    /// later has a line too many or too few as well.
    fn each_region(
        &self,
        sheet: &Sheet<'_>,
        learn: fn(&Self, &Sheet<'_>, &[Line], usize) -> Vec<Lesson>,
    ) -> Vec<Lesson> {
        let mut found = self.each_table(sheet, learn);
        for (_, table, region) in self.good(sheet, 0.7, 3) {
            found.extend(learn(self, sheet, &region.lines, table));
        }
        found
    }

    fn columns(&self, sheet: &Sheet<'_>, lines: &[Line], _: usize) -> Vec<Lesson> {
        self.each_strip(sheet, lines, columns::evidence)
    }

    fn columns_in_context(&self, sheet: &Sheet<'_>, lines: &[Line], _: usize) -> Vec<Lesson> {
        self.each_strip(sheet, lines, columns::in_context)
    }

    /// Whether each strip parts two columns, by one of the two looks at it.
    fn each_strip(&self, sheet: &Sheet<'_>, lines: &[Line], look: LookAtStrips) -> Vec<Lesson> {
        let strips = strips::strips(sheet, lines);
        let chosen = self.true_strips(sheet, lines, &strips);
        look(sheet, lines, &strips, &self.before)
            .into_iter()
            .enumerate()
            .map(|(at, evidence)| Lesson {
                evidence,
                truth: f32::from(u8::from(chosen.contains(&at))),
            })
            .collect()
    }

    /// The strips that stand between true columns: those with the fewest words on the wrong side.
    fn true_strips(
        &self,
        sheet: &Sheet<'_>,
        lines: &[Line],
        strips: &[strips::Strip],
    ) -> Vec<usize> {
        let words: Vec<(Home, Area)> = lines
            .iter()
            .flat_map(|line| sheet.phrases_of(line))
            .flat_map(|phrase| &phrase.words)
            .filter_map(|at| Some((self.home(*at)?, self.words[*at].area)))
            .collect();
        let last = words.iter().map(|(home, _)| home.c1).max().unwrap_or(0);
        let mut chosen = Vec::new();
        for col in 0..last {
            let left = words.iter().filter(|(home, _)| home.c1 == col).count();
            let right = words.iter().filter(|(home, _)| home.c0 == col + 1).count();
            let wrong = |strip: &strips::Strip| {
                words
                    .iter()
                    .filter(|(home, area)| {
                        home.c1 <= col && area.mid_x() > strip.at
                            || home.c0 > col && area.mid_x() < strip.at
                    })
                    .count()
            };
            let best = (0..strips.len()).min_by_key(|at| {
                (wrong(&strips[*at]), strips[*at].crossed, strips[*at].from - strips[*at].to)
            });
            let Some(best) = best else { continue };
            if left > 0 && right > 0 && wrong(&strips[best]) * 12 <= left + right {
                chosen.push(best);
            }
        }
        chosen
    }

    fn splits(&self, sheet: &Sheet<'_>, lines: &[Line], _: usize) -> Vec<Lesson> {
        let (edges, _) = columns::edges(sheet, lines, &self.before);
        pieces::blanks(sheet, lines, &edges)
            .iter()
            .filter_map(|blank| {
                let words = &sheet.phrases[blank.phrase].words;
                let left = self.home(words[blank.after - 1])?;
                let right = self.home(words[blank.after])?;
                let evidence = pieces::evidence(sheet, lines, &edges, blank);
                Some(Lesson { evidence, truth: f32::from(u8::from(left != right)) })
            })
            .collect()
    }

    /// For each line whether a true row begins with it.
    fn true_starts(&self, pieces: &[Vec<Piece>]) -> Vec<bool> {
        let mut seen = std::collections::BTreeSet::new();
        pieces
            .iter()
            .enumerate()
            .map(|(at, line)| {
                let homes = || line.iter().flat_map(|p| &p.words).filter_map(|w| self.home(*w));
                let single: Vec<usize> = homes().filter(|h| h.r0 == h.r1).map(|h| h.r0).collect();
                let mut begins = false;
                for row in &single {
                    begins |= seen.insert(*row);
                }
                if single.is_empty() {
                    for home in homes() {
                        begins |= !(home.r0..=home.r1).any(|row| seen.contains(&row));
                        seen.insert(home.r0);
                    }
                }
                begins || at == 0
            })
            .collect()
    }

    fn rows(&self, sheet: &Sheet<'_>, lines: &[Line], _: usize) -> Vec<Lesson> {
        self.each_line(sheet, lines, rows::evidence)
    }

    fn rows_in_context(&self, sheet: &Sheet<'_>, lines: &[Line], _: usize) -> Vec<Lesson> {
        self.each_line(sheet, lines, rows::in_context)
    }

    /// Whether a row begins with each line, by one of the two looks at it.
    fn each_line(&self, sheet: &Sheet<'_>, lines: &[Line], look: LookAtLines) -> Vec<Lesson> {
        let (edges, _) = columns::edges(sheet, lines, &self.before);
        let cut = pieces::cut(sheet, lines, &edges);
        let starts = self.true_starts(&cut);
        look(sheet, lines, &cut, &edges)
            .into_iter()
            .zip(starts)
            .skip(1)
            .map(|(evidence, begins)| Lesson { evidence, truth: f32::from(u8::from(begins)) })
            .collect()
    }

    /// How well a group of lines agrees with a true table: F1 of their words, and which table.
    fn agreement(&self, sheet: &Sheet<'_>, region: &Region, sizes: &[usize]) -> (f32, usize) {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut all = 0;
        for word in region.phrases().flat_map(|at| &sheet.phrases[at].words) {
            all += 1;
            if let Some(home) = self.home(*word) {
                *counts.entry(home.table).or_default() += 1;
            }
        }
        let f1 = |table: usize, own: usize| 2.0 * own as f32 / (all + sizes[table]).max(1) as f32;
        let best = counts.into_iter().map(|(table, own)| (f1(table, own), table));
        best.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0))
    }

    fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.tables.len()];
        self.homes.iter().flatten().for_each(|home| sizes[home.table] += 1);
        sizes
    }

    fn regions(&self, sheet: &Sheet<'_>) -> Vec<Lesson> {
        let sizes = self.sizes();
        let proposals = propose::all(sheet);
        proposals
            .regions
            .iter()
            .map(|own| {
                let (agreement, _) = self.agreement(sheet, own, &sizes);
                let evidence = region::evidence(sheet, own, &proposals.votes, &self.before);
                // What is nearly right is worth much more than what is half right.
                Lesson { evidence, truth: agreement.powi(4) }
            })
            .collect()
    }

    /// The proposals that agree best with each whole table, at least by so much and at most so many.
    fn good(&self, sheet: &Sheet<'_>, least: f32, most: usize) -> Vec<(f32, usize, Region)> {
        let sizes = self.sizes();
        let mut good: Vec<(f32, usize, Region)> = propose::all(sheet)
            .regions
            .into_iter()
            .map(|region| {
                let (agreement, table) = self.agreement(sheet, &region, &sizes);
                (agreement, table, region)
            })
            .filter(|(agreement, table, _)| {
                *agreement >= least && self.tables.get(*table).is_some_and(|t| t.whole)
            })
            .collect();
        good.sort_by(|a, b| a.1.cmp(&b.1).then(b.0.total_cmp(&a.0)));
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        good.retain(|(_, table, _)| {
            let count = counts.entry(*table).or_default();
            *count += 1;
            *count <= most
        });
        good
    }

    fn rims(&self, sheet: &Sheet<'_>) -> Vec<Lesson> {
        let mut found = Vec::new();
        for (_, table, region) in self.good(sheet, 0.75, 4) {
            let free = |phrase: usize| {
                let words = &sheet.phrases[phrase].words;
                !words.iter().any(|w| self.home(*w).is_some_and(|h| h.table != table))
            };
            let parted = rim::part(sheet, &region, &free);
            let (edges, _) = columns::edges(sheet, &region.lines, &self.before);
            for (side, up) in [(&parted.over, true), (&parted.under, false)] {
                let evidence = rim::evidence(sheet, &region, side, up, &edges);
                for (line, evidence) in side.0.iter().zip(evidence) {
                    let (own, all) = self.share(sheet, line, Some(table));
                    found.push(Lesson { evidence, truth: f32::from(u8::from(own * 2 > all)) });
                }
            }
        }
        found
    }
}

fn plain(candidate: &super::Candidate<'_>) -> Vec<ReadCell> {
    let mut found = Vec::new();
    for (row, own) in candidate.rows.iter().enumerate() {
        for (span, _, cell) in &own.cells {
            let lines = words::lines(cell.iter().copied());
            let text: Vec<String> = lines.iter().map(words::text).collect();
            let height = span.last_row - span.row + 1;
            found.push((row, span.col, height, span.last_col - span.col + 1, text.join(" ")));
        }
    }
    found
}

/// Uses other weights from here on, in the form of the weights' file.
pub fn use_weights(text: &str) {
    score::replace(text);
}

/// The score that the weights at hand give some evidence.
pub fn score(decision: &str, names: &[&'static str], values: &[i32]) -> i32 {
    let evidence: Evidence = names.iter().copied().zip(values.iter().copied()).collect();
    let decision = Decision::ALL.into_iter().find(|d| d.name() == decision);
    decision.map_or(0, |decision| score::of(decision).score(&evidence))
}
