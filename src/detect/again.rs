//! A header that is printed again: the first lines of the table that ended the page before stand on the
//! next page word for word at the same places. Nothing says more surely that the table goes on, how many
//! of its lines are the header, and where its columns are.

use std::collections::{BTreeMap, BTreeSet};

use super::Candidate;
use super::aligned::Align;
use super::cells::Span;
use super::region::Region;
use super::sheet::{Line, Sheet, merged};
use super::words::Word;
use crate::geom::{Area, Pt};

/// Lines of a table that may be its header, more of them are rows: names in narrow columns run over twenty.
const MOST_LINES: usize = 32;
/// What is set again stands where it stood to a point.
const OFF: Pt = Pt(100);
/// Pages are bound on one side, and moved against each other by no more than this: an inch.
const MOVED: Pt = Pt(7200);
/// One word alone may stand again by chance.
const FEWEST_WORDS: usize = 2;

/// The first lines of a table, as the first of its pages prints them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    lines: Vec<Vec<Print>>,
    /// How many of the lines stand over each row that begins among them, and over the one after.
    rows: Vec<usize>,
    /// The edges of its columns, the outer ones included.
    edges: Vec<Pt>,
    /// How the cells of its rows stand, where they show it.
    pub(super) align: Option<Align>,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
struct Print {
    text: String,
    x: Pt,
    y: Pt,
    /// The cell that it stands in.
    span: Option<Span>,
}

/// A header found again.
#[derive(Debug)]
pub(super) struct Again {
    /// Its phrases on this page.
    phrases: BTreeSet<usize>,
    area: Area,
    /// The edges of the table before, moved as its header is.
    pub(super) edges: Vec<Pt>,
    /// For each of its words the cell that it stood in.
    pub(super) spans: BTreeMap<usize, Option<Span>>,
}

impl Head {
    /// The same for what goes on under it.
    pub(super) fn again(&self, read: &Candidate<'_>) -> Self {
        Head { align: read.align.or(self.align), ..self.clone() }
    }

    /// The first lines of a table as it was read.
    pub(super) fn of(sheet: &Sheet<'_>, lines: &[Line], read: &Candidate<'_>) -> Self {
        let cells = read.rows.iter().flat_map(|row| &row.cells);
        let spans: BTreeMap<*const Word, Span> = cells
            .flat_map(|(span, _, words)| words.iter().map(|own| (&raw const **own, *span)))
            .collect();
        let print = |line: &Line| {
            let print = |own: &Word| Print {
                text: own.text.clone(),
                x: own.area.x0,
                y: own.baseline,
                span: spans.get(&(&raw const *own)).copied(),
            };
            sheet.words_of(line).map(print).collect()
        };
        Head {
            lines: lines.iter().take(MOST_LINES).map(print).collect(),
            rows: read.firsts.clone(),
            edges: read.edges.clone(),
            align: read.align,
        }
    }

    /// Where the first of its rows stand on a page, as many as follow each other whole.
    pub(super) fn find(&self, sheet: &Sheet<'_>) -> Option<Again> {
        let anchor = self.lines.first()?.first()?;
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, word) in sheet.words.iter().enumerate() {
            places.entry(word.text.as_str()).or_default().push(at);
        }
        let shifts = places.get(anchor.text.as_str())?.iter().map(|at| {
            let word = &sheet.words[*at];
            (word.area.x0 - anchor.x, word.baseline - anchor.y)
        });
        let found = shifts
            .filter(|(across, _)| across.abs() <= MOVED)
            .map(|shift| (self.words_at(sheet, &places, shift), shift))
            .max_by_key(|((lines, _), (_, down))| (*lines, std::cmp::Reverse(*down)));
        let ((_, spans), (across, _)) = found?;
        let whole =
            |phrase: usize| sheet.phrases[phrase].words.iter().all(|w| spans.contains_key(w));
        let phrases: BTreeSet<usize> = (0..sheet.phrases.len()).filter(|at| whole(*at)).collect();
        let of_phrases: usize = phrases.iter().map(|at| sheet.phrases[*at].words.len()).sum();
        if spans.len() < FEWEST_WORDS || of_phrases < spans.len() {
            return None;
        }
        let areas = phrases.iter().map(|at| sheet.phrases[*at].area);
        let area = areas.reduce(|a, b| a.union(&b))?;
        let edges = self.edges.iter().map(|edge| *edge + across).collect();
        Some(Again { phrases, area, edges, spans })
    }

    /// How many of the lines stand on the page when moved so, rows whole, and their words there with their cells.
    fn words_at(
        &self,
        sheet: &Sheet<'_>,
        places: &BTreeMap<&str, Vec<usize>>,
        (across, down): (Pt, Pt),
    ) -> (usize, BTreeMap<usize, Option<Span>>) {
        let stands = |print: &Print| {
            let near = |at: &&usize| {
                let word = &sheet.words[**at];
                (word.area.x0 - print.x - across).abs() <= OFF
                    && (word.baseline - print.y - down).abs() <= OFF
            };
            let at = places.get(print.text.as_str())?.iter().find(near)?;
            Some((*at, print.span))
        };
        let own = self.lines.iter().map(|line| line.iter().map(stands).collect());
        let found: Vec<Vec<(usize, Option<Span>)>> =
            own.map_while(|line: Option<Vec<_>>| line).collect();
        let whole = self.rows.iter().copied().filter(|lines| *lines <= found.len()).max();
        let lines = whole.unwrap_or(0);
        (lines, found.into_iter().take(lines).flatten().collect())
    }
}

impl Again {
    /// Gives the header to the table that stands under it or begins with it, and says which one that is.
    pub(super) fn take_in(&self, sheet: &Sheet<'_>, regions: &mut Vec<Region>) -> Option<usize> {
        // What was taken for a table and is the header alone is none.
        regions.retain(|region| region.phrases().any(|at| !self.phrases.contains(&at)));
        let under = |region: &&Region| {
            region.area.bottom > self.area.bottom
                && region.area.x0 < self.area.x1
                && self.area.x0 < region.area.x1
        };
        let holds = |region: &&Region| region.phrases().any(|at| self.phrases.contains(&at));
        let begins = regions.iter().position(|region| under(&region) && holds(&region));
        let at = begins.or_else(|| regions.iter().position(|region| under(&region)))?;
        let (top, bottom) = (self.area.top, regions[at].area.top);
        let is_over = |area: &Area| area.mid_y() < top;
        let between = |area: &Area| {
            let across = area.x0 < self.area.x1 && self.area.x0 < area.x1;
            across && self.area.bottom < area.mid_y() && area.mid_y() < bottom
        };
        let parted = (0..sheet.phrases.len())
            .filter(|phrase| !self.phrases.contains(phrase))
            .any(|phrase| between(&sheet.phrases[phrase].area));
        let begins = !regions[at].phrases().any(|phrase| is_over(&sheet.phrases[phrase].area));
        if parted || !begins {
            return None;
        }
        let own: BTreeSet<usize> = regions[at].phrases().chain(self.phrases.clone()).collect();
        regions[at] = regions[at].with(sheet.lines(own))?;
        Some(at)
    }

    /// How many of the lines are the header's.
    pub(super) fn lines(&self, lines: &[Line]) -> usize {
        let own = |line: &&Line| line.phrases.iter().all(|at| self.phrases.contains(at));
        lines.iter().take_while(own).count()
    }

    /// The inner edges of the columns: those of the page before, unless this page shows more of them. Where a word
    /// stands across one, it is the nearest of this page's own between the same names, or the nearest white there;
    /// where there is neither, the columns are not those of the page before.
    pub(super) fn edges(&self, sheet: &Sheet<'_>, lines: &[Line], own: Vec<Pt>) -> Vec<Pt> {
        // What stands over several columns is beside no edge of theirs.
        let (over, names): (BTreeSet<usize>, BTreeSet<usize>) =
            self.phrases.iter().partition(|at| self.is_over_columns(&sheet.phrases[**at].area));
        let phrases = lines.iter().flat_map(|line| &line.phrases).filter(|at| !over.contains(at));
        let words = phrases.flat_map(|at| &sheet.phrases[*at].words);
        let areas = words.map(|word| sheet.words[*word].area);
        let taken = merged(areas.map(|area| (area.x0, area.x1)));
        let is_clear = |edge: &Pt| across(&taken, *edge).is_none();
        let clear: Vec<Pt> = own.iter().copied().filter(is_clear).collect();
        let same = |beside: &[Pt]| {
            let &[left, edge, right] = beside else { return None };
            let free = |at: &Pt| {
                let (from, to) = (edge.min(*at), edge.max(*at));
                let parts = |name: &Area| name.x1 - OFF <= from || to <= name.x0 + OFF;
                let mut names = names.iter().map(|at| &sheet.phrases[*at].area);
                (*at - edge).abs() < (*at - left).min(right - *at) && names.all(parts)
            };
            let nearest =
                |all: &[Pt]| all.iter().copied().filter(free).min_by_key(|at| (*at - edge).abs());
            let Some(at) = across(&taken, edge) else { return Some(edge) };
            nearest(&clear).or_else(|| nearest(&whites_beside(&taken, at)))
        };
        let inner: Option<Vec<Pt>> = self.edges.windows(3).map(same).collect();
        inner.filter(|inner| inner.len() >= own.len() && !inner.is_empty()).unwrap_or(own)
    }

    /// Whether a text of the header stands across one of the edges of the page before.
    fn is_over_columns(&self, area: &Area) -> bool {
        self.edges.iter().any(|edge| area.x0 + OFF < *edge && *edge < area.x1 - OFF)
    }
}

/// Which of some stretches of words lies across an edge.
fn across(taken: &[(Pt, Pt)], edge: Pt) -> Option<usize> {
    taken.iter().position(|(from, to)| *from < edge && edge < *to)
}

/// The middle of the white on either side of one of some stretches of words.
fn whites_beside(taken: &[(Pt, Pt)], at: usize) -> Vec<Pt> {
    let near = &taken[at.saturating_sub(1)..taken.len().min(at + 2)];
    near.windows(2).map(|pair| (pair[0].1 + pair[1].0) / 2).collect()
}
