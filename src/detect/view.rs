//! A page as it is read, step by step, for a person who asks why: `rowmend stages --stage page`.
//!
//! Everything is said in whole numbers: lengths in hundredths of a point from the top left of the page
//! as it was read (turned upright where its tables are set sideways), scores in 64ths of a bit of log
//! odds. A box is `[left, top, right, bottom]`.

use serde::Serialize;

use super::region::{self, Region};
use super::score::{self, Decision, Evidence};
use super::sheet::{Line, Sheet};
use super::{Before, columns, pieces, propose, rows, strips, tables, words};
use crate::geom::{Area, Pt};
use crate::marks::House;
use crate::page::{Axis, Page};

/// The best proposals of a page that are shown.
const PROPOSALS: usize = 20;
/// The strongest pieces of evidence that are shown of a score.
const REASONS: usize = 6;

/// A box: left, top, right, bottom.
pub(crate) type Box4 = [i32; 4];

/// A page as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PageView {
    /// Its number, from 1.
    pub(crate) page: u32,
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// By how many quarter turns it was turned to be read.
    pub(crate) turns: u8,
    pub(crate) words: Vec<WordView>,
    /// Words with no more than ordinary blanks between them.
    pub(crate) phrases: Vec<Box4>,
    /// The lines across the page, from top to bottom.
    pub(crate) lines: Vec<LineView>,
    /// Rulings, pieces of one line joined.
    pub(crate) rulings: Vec<RulingView>,
    /// How many groups of lines were put forward as tables.
    pub(crate) proposed: usize,
    /// The best of them, the best first.
    pub(crate) proposals: Vec<ProposalView>,
    /// The groups that were chosen, their rims settled, from top to bottom.
    pub(crate) tables: Vec<TableView>,
}

/// A word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct WordView {
    pub(crate) text: String,
    pub(crate) area: Box4,
}

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LineView {
    /// Its phrases, ` | ` between them.
    pub(crate) text: String,
    pub(crate) area: Box4,
    /// How much it reads as a line of a table, where it was judged.
    pub(crate) score: Option<i32>,
}

/// A straight line that is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RulingView {
    /// Whether it runs from left to right.
    pub(crate) across: bool,
    pub(crate) at: i32,
    pub(crate) from: i32,
    pub(crate) to: i32,
}

/// What a piece of evidence adds to a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reason {
    pub(crate) evidence: String,
    pub(crate) adds: i32,
}

/// A group of lines that may be a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ProposalView {
    pub(crate) area: Box4,
    /// What put it forward: lines, column, grid, rules, tags, part.
    pub(crate) source: String,
    pub(crate) lines: usize,
    /// How sure it is that this is one whole table.
    pub(crate) score: i32,
    /// The strongest first.
    pub(crate) reasons: Vec<Reason>,
}

/// A group of lines that is read as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TableView {
    pub(crate) region: ProposalView,
    /// Where columns may be parted, from left to right.
    pub(crate) columns: Vec<EdgeView>,
    /// Its lines, and which of them begin rows.
    pub(crate) lines: Vec<RowView>,
}

/// A strip of white space, or a vertical ruling, that may part two columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EdgeView {
    pub(crate) at: i32,
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) score: i32,
    /// Whether columns are parted here: it is one of the best set.
    pub(crate) chosen: bool,
    pub(crate) reasons: Vec<Reason>,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RowView {
    /// What stands in its cells, ` | ` between them.
    pub(crate) text: String,
    pub(crate) area: Box4,
    /// Whether a row begins with it.
    pub(crate) begins: bool,
    /// How sure that is; none of the first line.
    pub(crate) score: Option<i32>,
    pub(crate) reasons: Vec<Reason>,
}

/// Shows a page as detection reads it.
pub(crate) fn view(mut page: Page, before: &Before, house: &House) -> PageView {
    let words = super::text(&mut page, before, house).words;
    let sheet = Sheet::new(&page, &words);
    let read = tables(&sheet, before).read;
    let before = &before.edges;
    let propose::Proposals { regions, votes } = propose::all(&sheet);
    let judge = |own: &Region| proposal(&sheet, own, &votes, before);
    let judged = super::judged(&sheet, regions, &votes, before);
    let mut proposals: Vec<ProposalView> = judged.iter().map(|own| judge(&own.region)).collect();
    proposals.sort_by_key(|proposal| (-proposal.score, proposal.area));
    proposals.truncate(PROPOSALS);
    let tables = read.iter().map(|(own, _)| table(&sheet, own, judge(own), before)).collect();
    let word = |word: &words::Word| WordView { text: word.text.clone(), area: area(&word.area) };
    PageView {
        page: page.number,
        width: page.width.0,
        height: page.height.0,
        turns: page.turns,
        words: words.iter().map(word).collect(),
        phrases: sheet.phrases.iter().map(|phrase| area(&phrase.area)).collect(),
        lines: lines(&sheet, &votes),
        rulings: rulings(&sheet),
        proposed: judged.len(),
        proposals,
        tables,
    }
}

fn area(area: &Area) -> Box4 {
    [area.x0.0, area.top.0, area.x1.0, area.bottom.0]
}

fn lines(sheet: &Sheet<'_>, votes: &[i32]) -> Vec<LineView> {
    let of = |line: &Line| {
        let texts = sheet.phrases_of(line).map(|phrase| sheet.text(&phrase.words));
        let score = line.phrases.iter().filter_map(|at| votes.get(*at)).max();
        LineView {
            text: texts.collect::<Vec<_>>().join(" | "),
            area: area(&line.area),
            score: score.copied().filter(|score| *score > i32::MIN),
        }
    };
    sheet.lines(0..sheet.phrases.len()).iter().map(of).collect()
}

fn rulings(sheet: &Sheet<'_>) -> Vec<RulingView> {
    let all = sheet.across.iter().chain(&sheet.down);
    all.map(|ruling| RulingView {
        across: ruling.axis == Axis::Horizontal,
        at: ruling.at.0,
        from: ruling.from.0,
        to: ruling.to.0,
    })
    .collect()
}

/// The strongest evidence for or against, in the words of the weights' file.
fn reasons(decision: Decision, evidence: &Evidence) -> Vec<Reason> {
    let strongest = score::of(decision).explain(evidence).into_iter().take(REASONS);
    strongest.map(|(name, adds)| Reason { evidence: name.replace('_', " "), adds }).collect()
}

fn proposal(sheet: &Sheet<'_>, own: &Region, votes: &[i32], before: &[Pt]) -> ProposalView {
    let evidence = region::evidence(sheet, own, votes, before);
    ProposalView {
        area: area(&own.area),
        source: format!("{:?}", own.source).to_lowercase(),
        lines: own.lines.len(),
        score: score::of(Decision::Region).score(&evidence),
        reasons: reasons(Decision::Region, &evidence),
    }
}

fn table(sheet: &Sheet<'_>, own: &Region, region: ProposalView, before: &[Pt]) -> TableView {
    let (lines, body) = (&own.lines, own.body());
    let strips = strips::strips(sheet, body);
    let evidence = columns::in_context(sheet, body, &strips, before);
    let (inner, _) = columns::of_table(sheet, body, before);
    let edge = |(strip, evidence): (&strips::Strip, &Evidence)| EdgeView {
        at: strip.at.0,
        from: strip.from.0,
        to: strip.to.0,
        score: score::of(Decision::ColumnInContext).score(evidence),
        chosen: inner.contains(&strip.at),
        reasons: reasons(Decision::ColumnInContext, evidence),
    };
    let columns = strips.iter().zip(&evidence).map(edge).collect();
    TableView { region, columns, lines: row_views(sheet, lines, &inner) }
}

fn row_views(sheet: &Sheet<'_>, lines: &[Line], inner: &[Pt]) -> Vec<RowView> {
    let cut = pieces::cut(sheet, lines, inner);
    let (starts, _) = rows::starts(sheet, lines, &cut, inner, None);
    let scores: Vec<i32> = starts.iter().map(|start| start.score).collect();
    let evidence = rows::in_context(sheet, lines, &cut, inner);
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let score = scores.get(at).copied().filter(|_| at > 0);
        let cells: Vec<String> = cut[at].iter().map(|piece| sheet.text(&piece.words)).collect();
        found.push(RowView {
            text: cells.join(" | "),
            area: area(&line.area),
            begins: score.is_none_or(|score| score > 0),
            score,
            reasons: evidence.get(at).map_or(Vec::new(), |e| reasons(Decision::RowInContext, e)),
        });
    }
    found
}
