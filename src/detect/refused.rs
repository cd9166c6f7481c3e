//! What nearly was a table: regions that were put forward, read much as a table does, and were not taken.
//! A person is told of them, as a table that is missed leaves no other sign in the result.

use super::choose::Judged;
use super::region::{self, Region, Source};
use super::score::{self, BIT, Decision, Evidence};
use super::sheet::{Line, Sheet, common};
use super::words::Word;
use crate::geom::{Area, Pt};

/// A region that was not taken, and why.
pub(super) struct Refused {
    pub(super) area: Area,
    /// Indices of its words in those of the page.
    pub(super) words: Vec<usize>,
    /// What spoke against it, the strongest first.
    pub(super) reasons: Vec<&'static str>,
}

impl Refused {
    fn of(sheet: &Sheet<'_>, region: &Region, reasons: Vec<&'static str>) -> Self {
        let words = region.phrases().flat_map(|at| sheet.phrases[at].words.iter().copied());
        Refused { area: region.area, words: words.collect(), reasons }
    }

    /// Whether it has words of a region.
    pub(super) fn shares(&self, sheet: &Sheet<'_>, region: &Region) -> bool {
        let mut own = region.phrases().flat_map(|at| &sheet.phrases[at].words);
        own.any(|word| self.words.contains(word))
    }

    /// A region that was judged to be no table when its cells were read, where that was not clear; `known` says
    /// what else it is, where that is known.
    pub(super) fn judged(
        sheet: &Sheet<'_>,
        region: &Region,
        evidence: &Evidence,
        known: Option<&'static str>,
    ) -> Option<Self> {
        let why = || known.map_or_else(|| reasons(Decision::Table, evidence), |why| vec![why]);
        (region.score > DOUBTED).then(|| Refused::of(sheet, region, why()))
    }
}

/// So many reasons are told.
const REASONS: usize = 3;
/// A proposal with a lower score is not worth a look, in 64ths of a bit: on documents left out of the
/// learning, such a one was a table in less than one of a hundred cases.
const LEAST: i32 = -5 * BIT;
/// What was judged to be a table by less than this is none, and nobody needs to look: eight to one against it.
const DOUBTED: i32 = -3 * BIT;
/// A proposal with fewer lines that have values side by side is a heading, not a table.
const SIDE_BY_SIDE: usize = 2;
/// From this score on a line outside of all tables reads as a row of one, in 64ths of a bit: a row of
/// several values, and a line of one text, which may be a heading as well.
const ROW: i32 = 3 * BIT;
const ALONE: i32 = 5 * BIT;
/// A row has so many letters at least; less are labels of a drawing.
const LETTERS: usize = 4;
/// Rows stand no further apart than this, in heights of their letters.
const APART: i32 = 3;

/// Of the proposals those that have to be told if they are not taken.
pub(super) fn candidates(judged: &[Judged], votes: &[i32]) -> Vec<Region> {
    let near = judged.iter().filter(|one| one.score > LEAST && reads_as_rows(&one.region, votes));
    near.map(|one| Region { score: one.score, ..one.region.clone() }).collect()
}

/// Whether most lines of a region read as rows of a table, and several have values side by side.
fn reads_as_rows(region: &Region, votes: &[i32]) -> bool {
    let reads = |line: &&Line| {
        let reads = |phrase: &usize| votes.get(*phrase).is_some_and(|vote| *vote > 0);
        line.phrases.iter().all(reads)
    };
    let rows = region.lines.iter().filter(reads);
    let several = rows.clone().filter(|line| line.phrases.len() > 1).count();
    rows.count() * 2 > region.lines.len() && several >= SIDE_BY_SIDE
}

/// Of the candidates the best that share nothing with a table or with each other, and lines that read as
/// rows and stand in none of them.
pub(super) fn told(
    sheet: &Sheet<'_>,
    mut candidates: Vec<Region>,
    chosen: &[&Region],
    votes: &[i32],
    before: &[Pt],
) -> Vec<Refused> {
    let mut taken = vec![false; sheet.phrases.len()];
    chosen.iter().flat_map(|region| region.phrases()).for_each(|at| taken[at] = true);
    candidates.sort_by_key(|region| (-region.score, region.area));
    let mut found = Vec::new();
    for region in candidates {
        if region.phrases().any(|at| taken[at]) || is_drawn(sheet, &region.area) {
            continue;
        }
        region.phrases().for_each(|at| taken[at] = true);
        let evidence = region::evidence(sheet, &region, votes, before);
        found.push(Refused::of(sheet, &region, reasons(Decision::Region, &evidence)));
    }
    for region in loose_rows(sheet, &taken, votes) {
        found.push(Refused::of(sheet, &region, vec![loose_reason(&region, chosen)]));
    }
    found
}

/// Whether a region stands in a drawing or a picture, as the labels of a figure do.
fn is_drawn(sheet: &Sheet<'_>, area: &Area) -> bool {
    let mut drawn = sheet.page.drawings.iter().chain(&sheet.page.images);
    drawn.any(|drawing| drawing.contains(area.mid_x(), area.mid_y()))
}

/// Lines that read as rows and stand in no table, those together that follow each other.
fn loose_rows(sheet: &Sheet<'_>, taken: &[bool], votes: &[i32]) -> Vec<Region> {
    let vote = |at: &usize| votes.get(*at).copied().unwrap_or(i32::MIN);
    let free = (0..sheet.phrases.len()).filter(|at| !taken[*at] && vote(at) > ROW);
    // Pieces of running text, set with wide blanks, begin small.
    let begun = |line: &Line| {
        let first = |at: &usize| sheet.phrases[*at].words.first().map(|word| &sheet.words[*word]);
        let small = |word: &Word| word.text.starts_with(char::is_lowercase);
        line.phrases.iter().filter_map(first).filter(|word| !small(word)).count()
    };
    let is_row = |line: &Line| {
        let least = if line.phrases.len() > 1 { ROW } else { ALONE };
        let letters = sheet.words_of(line).flat_map(|word| word.text.chars());
        line.phrases.iter().map(vote).max().is_some_and(|vote| vote > least)
            && letters.filter(|c| c.is_alphabetic()).count() >= LETTERS
            && sheet.looks_of(line).all(|look| !look.small)
            && begun(line) * 2 >= line.phrases.len()
            && !is_drawn(sheet, &line.area)
    };
    let rows: Vec<Line> = sheet.lines(free).into_iter().filter(is_row).collect();
    let near = |a: &Line, b: &Line| b.baseline - a.baseline < a.size.max(b.size) * APART;
    rows.chunk_by(near).filter_map(|rows| Region::new(rows.to_vec(), Source::Lines)).collect()
}

/// Why a row alone is no table.
pub(super) const TOO_FEW: &str = "it reads as a row, but too few stand together for a table";

/// Why a line that reads as a row is in no table.
fn loose_reason(region: &Region, chosen: &[&Region]) -> &'static str {
    let size = region.lines.first().map_or(Pt(0), |line| line.size);
    let beside = chosen.iter().any(|table| {
        let gap = (region.area.top - table.area.bottom).max(table.area.top - region.area.bottom);
        gap < size * APART
            && common((table.area.x0, table.area.x1), (region.area.x0, region.area.x1)) > Pt(0)
    });
    match beside {
        true => "it reads as a row, but not as one of the table beside it",
        false => TOO_FEW,
    }
}

/// What spoke most against a region, in words; pieces of evidence that say the same are summed up.
fn reasons(decision: Decision, evidence: &Evidence) -> Vec<&'static str> {
    let mut sums: Vec<(i32, &'static str)> = Vec::new();
    for (name, adds) in score::of(decision).explain(evidence) {
        let words = in_words(&name.replace('_', " "));
        match sums.iter_mut().find(|(_, known)| *known == words) {
            Some((sum, _)) => *sum += adds,
            None => sums.push((adds, words)),
        }
    }
    sums.retain(|(sum, words)| *sum < 0 && !words.is_empty());
    sums.sort_by_key(|(sum, words)| (*sum, *words));
    sums.into_iter().take(REASONS).map(|(_, words)| words).collect()
}

/// What a piece of evidence says where it speaks against a region; nothing where a person could not
/// see it on the page.
fn in_words(evidence: &str) -> &'static str {
    match evidence {
        "lines' score, mean"
        | "lines' score, least"
        | "lines' score, first"
        | "lines' score, last"
        | "lines against it, %"
        | "words a line, %"
        | "small words, %"
        | "lines that end with a stop, %" => "its lines read as running text",
        "prose in the column that has least, %" | "prose in the column that has most, %" => {
            "a column is filled as running text is"
        }
        "numbers, %" | "columns of numbers, %" => "few of its columns hold numbers",
        "lines" | "words" | "height, page%" => "its size is not that of most tables",
        "columns"
        | "width, page%"
        | "least margin of a column"
        | "columns with one start, %"
        | "narrowest column, em" => "its columns are not clearly parted",
        "filled, %"
        | "lines of several cells, %"
        | "lines of the emptiest column, %"
        | "lines of the first column, %"
        | "cells over columns, %"
        | "words a cell, %" => "its columns are not filled as those of tables are",
        "list marks in the first column, %" | "rows that begin with a number, %" => {
            "it reads as a list"
        }
        "rows" | "columns with text" => "it has few rows or columns",
        "rows of several cells, %" | "full rows, %" | "rows with a first cell, %" => {
            "its columns are not filled as those of tables are"
        }
        "words of the middle cell"
        | "words of the longest cell"
        | "long cells, %"
        | "cells that begin small, %"
        | "cells that end with a stop, %" => "its cells read as running text",
        "cells of a number, %" => "few of its cells hold numbers",
        "signs of references, words%" => "it reads as a list of references",
        "addresses, words%" => "it holds addresses",
        "edges of the page before, %" => "its columns are not those of the table before it",
        "page"
        | "tables on the page"
        | "words of the page in it, %"
        | "small words of the page, %"
        | "numbers of the page, %" => "its page is not one on which tables stand as a rule",
        "rulings across"
        | "rulings across that fit"
        | "rulings that reach further"
        | "rulings over a part"
        | "ruling over it, em%"
        | "ruling under it, em%"
        | "rulings inside a line, %"
        | "uprights"
        | "short uprights"
        | "walls"
        | "uprights that reach further"
        | "edges that are ruled, %" => "rulings do not show it to be a table",
        "drawings, area%" | "pictures, area%" => "it stands in a drawing or a picture",
        "caption above, lines" | "caption below, lines" => "no caption of a table stands near it",
        "figure's caption above, lines" | "figure's caption below, lines" => {
            "the caption of a figure stands near it"
        }
        "caption inside, line" => "a caption stands within it",
        "formulas, %" => "it holds formulas",
        "leaders, %" => "dots lead through its lines, as in contents",
        "tagged as a table, %" | "tables of the tags" => {
            "the document does not tag it as one table"
        }
        "note right below"
        | "gap above, em%"
        | "gap below, em%"
        | "phrases of the line above"
        | "phrases of the line below"
        | "width of the line above, %"
        | "width of the line below, %"
        | "size of the line above, %"
        | "size of the line below, %"
        | "lines above"
        | "lines below"
        | "score of the line above"
        | "score of the line below"
        | "edges crossed above, %"
        | "edges crossed below, %"
        | "starts shared above, %"
        | "starts shared below, %"
        | "ends shared above, %"
        | "ends shared below, %" => "what stands over or under it does not end where it does",
        "text left of it, lines%"
        | "gap left of it, em%"
        | "text right of it, lines%"
        | "gap right of it, em%" => "text stands beside it on the same lines",
        "shared at the worst seam, %"
        | "step at the worst seam, %"
        | "rulings at the worst seam"
        | "bold under the worst seam" => "it falls into parts",
        "usual step, em%"
        | "widest step over the usual, %"
        | "size over the page's, %"
        | "sizes" => "its letters and lines are not set evenly",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_of_evidence_has_its_words() {
        let weights = include_str!("weights.txt");
        for decision in ["decision region ", "decision table "] {
            let line = weights.lines().find(|line| line.starts_with(decision));
            let names = line.and_then(|line| line.split_once(" evidence ")).map(|(_, names)| names);
            for name in names.unwrap_or_default().split(' ') {
                let silent = name == "source" || name.starts_with("judged_before");
                assert_eq!(in_words(&name.replace('_', " ")).is_empty(), silent, "{name}");
            }
        }
    }
}
