//! Page → fragments: where its tables are, and what their cells hold.
//!
//! One path for all tables. What may be a table is put forward by whatever shows it and judged as a whole;
//! its columns, rows and cells are each the cheapest set of boundaries, by weights that were learned from
//! documents with truth and judged on sources left out (`cargo xtask learn`).
//!
//! | file | does |
//! |---|---|
//! | `again` | a header that the next page prints again |
//! | `bidi` | lines from right to left, in the order of reading |
//! | `blanks` | how wide a gap is a blank, by font |
//! | `words` | glyphs to words, words to lines |
//! | `strings` | glyphs to lines, and the strings that are drawn on them |
//! | `raised` | which small raised words are marks of notes |
//! | `misread_bullets` | bullets of a page that was recognised, by where they stand |
//! | `underlines` | lines under words, which are no rulings |
//! | `margin` | numbers of lines in the margin of a manuscript |
//! | `sheet` | a page made ready: phrases with measured blanks, lines, whole rulings |
//! | `score` | learned decisions: named evidence to log odds |
//! | `signs_seen` | what a word looks like: a number, a small word, a caption |
//! | `line_evidence` | what speaks for a line being part of a table |
//! | `propose` | groups of lines that may be tables |
//! | `abreast` | tables side by side under captions of their own |
//! | `frames` | tables one under the other, each between rulings of its own width |
//! | `bands` | names of columns on a ground of their own |
//! | `announced` | groups of lines that bands of colour announce |
//! | `region` | what speaks for a group being one whole table |
//! | `round` | what stands round a group |
//! | `choose` | the best set of groups that do not overlap |
//! | `refused` | what nearly was a table, and why it is none |
//! | `rim` | the first and the last lines of a table |
//! | `row_names` | names of rows left of a region |
//! | `names` | names of columns, by where they stand over them |
//! | `crown` | names of columns that the rim lost |
//! | `grid` | what stands in the grid of a table and was left out |
//! | `stacked` | grids one under the other that are several tables |
//! | `tagged` | what stands in the document's own rows of a table and was left out |
//! | `strips` | places that may part columns: white space and rulings |
//! | `strip_evidence` | what speaks for two columns that a strip parts |
//! | `columns` | the strips weighed; the best set of edges |
//! | `parting` | a place that may part columns, and what stands beside it on a line |
//! | `halfway` | names that stand between the lines of what they name |
//! | `number_column` | numbers beside names |
//! | `turned_names` | names set sideways beside the rows that they name |
//! | `banners` | texts that name several columns and are narrower |
//! | `pieces` | lines cut at the edges of columns |
//! | `broken_words` | words broken at the end of a line, whose rest is in the same row |
//! | `full_lines` | rows that begin with a line that fills all columns |
//! | `lone_words` | the last line of one cell of a row |
//! | `rows` | where rows begin |
//! | `drawing_order` | rows told by the order in which their texts are drawn |
//! | `drawn` | rows that rulings draw in a part of the columns |
//! | `row_evidence` | what speaks for a row that begins with a line |
//! | `row_context` | the same, seen with what the other lines say |
//! | `aligned` | rows whose cells stand in the middle or at the foot |
//! | `merge` | cells that reach over rows |
//! | `blocks` | names in the middle of the rows that they name |
//! | `group_names` | names of groups of rows that reach over all columns |
//! | `structure` | tables whose columns the document's own structure tells and print does not |
//! | `build` | a region to columns, rows and cells |
//! | `verdict` | whether what was read is a table |
//! | `lookalikes` | what reads as a table and is none: contents, lists, charts, print-outs |
//! | `cells` | words to the lines of cells, entered in the ledger |
//! | `outside` | the lines that stand outside of tables |
//! | `running` | running heads and feet, told by repetition over the pages |
//! | `view` | a page as it is read, for a person who asks why |
//! | `lesson` | pages with truth to labelled evidence, for learning |

mod abreast;
mod again;
mod aligned;
mod announced;
mod bands;
mod banners;
mod bidi;
mod blanks;
mod blocks;
mod broken_words;
mod raised;
mod build;
mod cells;
mod choose;
mod abutting;
mod columns;
mod counters;
mod crown;
mod drawing_order;
mod drawn;
mod drawn_apart;
mod flowing;
mod foot;
mod frames;
mod full_lines;
mod grid;
mod group_names;
mod halfway;
#[cfg(feature = "learn")]
pub mod lesson;
mod levels;
mod line_evidence;
mod lone_words;
mod long_names;
mod lookalikes;
mod margin;
mod merge;
mod misread_bullets;
mod names;
mod number_column;
mod outside;
mod over_names;
mod parting;
mod pieces;
mod propose;
mod refused;
mod region;
mod rim;
mod round;
mod row_context;
mod row_evidence;
mod row_names;
mod single_lines;
mod rows;
pub(crate) mod running;
mod score;
mod sheet;
mod sides;
mod signs_seen;
mod stacked;
mod strings;
mod strip_evidence;
mod strips;
mod structure;
mod tagged;
mod turned_names;
mod underlines;
mod verdict;
pub(crate) mod view;
pub(crate) mod words;

use crate::fragment::{Evidence, Fragment};
use crate::geom::{Area, Pt};
use crate::ledger::Ledger;
use crate::marks::House;
use crate::page::Page;
use again::Again;
use aligned::Align;
use build::Kept;
use choose::Judged;
use refused::Refused;
use region::Region;
use score::Decision;
use sheet::Sheet;

/// What a page shows: its tables, and the lines that stand outside of them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The tables, from top to bottom.
    pub(crate) fragments: Vec<Fragment>,
    /// What looks like a table and was not taken for one, from top to bottom.
    pub(crate) refused: Vec<crate::fragment::Refused>,
    /// The texts of the lines over the first table and under the last one, for `running`.
    pub(crate) over: Vec<running::Seen>,
    pub(crate) under: Vec<running::Seen>,
    /// The last lines under all tables.
    pub(crate) foot: Vec<crate::fragment::Line>,
    /// The numbers of the page's lines, where it has such.
    pub(crate) numbers: Option<margin::Numbering>,
    /// Where texts with bullets begin, on a page that was recognised.
    pub(crate) bullets: Vec<Pt>,
    /// How the last table begins, on the first of its pages as far as that is known.
    pub(crate) head: Option<again::Head>,
    /// The row at the foot of the page that is no table, and names the columns of one where the next page goes
    /// on with them.
    pub(crate) open: Option<Fragment>,
}

/// A table found on a page, before its cells are entered.
struct Candidate<'w> {
    area: Area,
    edges: Vec<Pt>,
    evidence: Evidence,
    rows: Vec<cells::FoundRow<'w>>,
    /// The first line of each row, and the number of lines.
    firsts: Vec<usize>,
    /// So many of the first rows are the header of the page before, printed again.
    again: usize,
    /// How the cells of its rows stand, where they show it.
    align: Option<Align>,
}

/// What the page before says of the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before {
    /// The column edges of its last table.
    pub(crate) edges: Vec<Pt>,
    /// The numbers of its lines, where it has such.
    pub(crate) numbers: Option<margin::Numbering>,
    /// How its last table begins, on the first of its pages as far as that is known.
    pub(crate) head: Option<again::Head>,
    /// Where texts with bullets begin on it, where it was recognised.
    pub(crate) bullets: Vec<Pt>,
}

/// The text of a page: its words, the fillers among them, and the numbering of its lines, whose numbers
/// are no words of it.
struct Text {
    words: Vec<words::Word>,
    fillers: Vec<words::Word>,
    numbers: Option<margin::Numbering>,
    /// Where texts with bullets begin, on a page that was recognised.
    bullets: Vec<Pt>,
}

/// Reads the text of a page; rulings that were typed join those that were drawn.
fn text(page: &mut Page, before: &Before, house: &House) -> Text {
    let (mut words, fillers) = words::words(page, house);
    underlines::take_off(page, &words);
    page.rulings.extend(fillers.iter().filter_map(words::as_ruling));
    page.rulings.sort_unstable();
    let numbers = margin::take_off(page, &mut words, before.numbers.as_ref());
    let recognised = page.recognised > 0;
    let bullets =
        if recognised { misread_bullets::find(&mut words, &before.bullets) } else { Vec::new() };
    Text { words, fillers, numbers, bullets }
}

/// Finds the tables of a page.
pub(crate) fn run(mut page: Page, before: &Before, ledger: &mut Ledger) -> Found {
    let Text { words, fillers, numbers, bullets } = text(&mut page, before, ledger.house());
    let page = &page;
    let sheet = Sheet::new(page, &words);
    let Tables { read, refused, head, open } = tables(&sheet, before);
    let last = open.is_some();
    let candidates = read.into_iter().map(|(_, candidate)| candidate).chain(open).collect();
    let mut found = cells::fragments(page, &words, &fillers, candidates, &refused, ledger);
    let open = if last { found.fragments.pop() } else { None };
    Found { numbers, bullets, head, open, ..found }
}

/// What was read on a page.
struct Tables<'w> {
    /// Its tables with their regions, from top to bottom.
    read: Vec<(Region, Candidate<'w>)>,
    /// What nearly was one, from top to bottom.
    refused: Vec<Refused>,
    /// How the last of them begins.
    head: Option<again::Head>,
    /// The row at its foot that may name the columns of the next page.
    open: Option<Candidate<'w>>,
}

/// Reads the tables of a page, `before` what the page before says of it.
fn tables<'w>(sheet: &Sheet<'w>, before: &Before) -> Tables<'w> {
    /// What a caption names as a table, or names of columns on a band of their own head, is one, unless what was read
    /// is sixteen times likelier to be none: 4 bits.
    const NAMED: i32 = -4 * score::BIT;
    /// So many rows of several cells, the names of the columns among them, are no remark under a caption; nor is one
    /// row less where rulings cross between them, or where the names stand on a band.
    const ROWS: usize = 3;
    let card = score::of(Decision::Table);
    let edges = &before.edges;
    let Chosen { mut regions, near, votes } = regions(sheet, edges);
    grid::part_rest(sheet, edges, &mut regions);
    let align = before.head.as_ref().and_then(|head| head.align);
    let again = before.head.as_ref().and_then(|head| head.find(sheet));
    let again = again.and_then(|again| Some((again.take_in(sheet, &mut regions)?, again)));
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    for (mut region, mut read, evidence) in
        candidates(sheet, regions, &votes, Kept { edges, align }, again.as_ref())
    {
        region.score = card.score(&evidence);
        build::doubt_table(&mut read, region.score);
        let goes_on = read.again > 0 || verdict::goes_on(&read.edges, edges);
        let several = read.rows.iter().filter(|row| row.cells.len() > 1).count();
        let named = || {
            let headed = bands::is_headed(sheet, &region);
            let captioned = lookalikes::is_named(sheet, &region);
            let drawn = region.source == region::Source::Grid || headed && captioned;
            several + usize::from(drawn) >= ROWS && (captioned || headed)
        };
        let named = region.score <= 0 && region.score > NAMED && named();
        let known = if goes_on { None } else { lookalikes::find(sheet, &region, &read, named) };
        if goes_on || (region.score > 0 || named) && known.is_none() {
            found.push((region, read));
        } else {
            refused.push((Refused::judged(sheet, &region, &evidence, known), region));
        }
    }
    let taken: Vec<&Region> =
        found.iter().map(|(own, _)| own).chain(refused.iter().map(|(_, own)| own)).collect();
    let mut told = refused::told(sheet, near, &taken, &votes, edges);
    told.extend(refused.into_iter().filter_map(|(own, _)| own));
    told.sort_by_key(|one| (one.area.top, one.area.x0));
    let open = open(sheet, &found);
    if let Some((region, _)) = &open {
        told.retain(|one| !one.shares(sheet, region));
    }
    let head = found.last().map(|(region, read)| match &before.head {
        Some(head) if read.again > 0 => head.again(read),
        _ => again::Head::of(sheet, &region.lines, read),
    });
    Tables { read: found, refused: told, head, open: open.map(|(_, read)| read) }
}

/// The row at the foot of a page that may name the columns of the next one.
fn open<'w>(
    sheet: &Sheet<'w>,
    found: &[(Region, Candidate<'_>)],
) -> Option<(Region, Candidate<'w>)> {
    let mut taken = vec![false; sheet.phrases.len()];
    found.iter().flat_map(|(own, _)| own.phrases()).for_each(|at| taken[at] = true);
    let region = grid::last_row(sheet, &|at| !taken[at])?;
    let read = build::table(sheet, &region, Kept::default(), None);
    (read.rows.len() == 1).then_some((region, read))
}

/// What is read from regions, with the evidence for each that it is a table.
fn candidates<'w>(
    sheet: &Sheet<'w>,
    regions: Vec<Region>,
    votes: &[i32],
    before: Kept<'_>,
    again: Option<&(usize, Again)>,
) -> Vec<(Region, Candidate<'w>, score::Evidence)> {
    let count = regions.len();
    let read = |(at, region): (usize, Region)| {
        let again = again.filter(|(own, _)| *own == at).map(|(_, again)| again);
        let read = build::table(sheet, &region, before, again);
        let evidence = verdict::evidence(sheet, &region, &read, votes, (count, before.edges));
        (region, read, evidence)
    };
    regions.into_iter().enumerate().map(read).collect()
}

/// The regions of a page that may be tables, from top to bottom.
struct Chosen {
    regions: Vec<Region>,
    /// What else was put forward and reads as rows.
    near: Vec<Region>,
    /// What the lines of each phrase say.
    votes: Vec<i32>,
}

/// What was put forward, and what is announced where nothing of it is likely, with their scores.
fn judged(sheet: &Sheet<'_>, regions: Vec<Region>, votes: &[i32], before: &[Pt]) -> Vec<Judged> {
    let card = score::of(Decision::Region);
    let judge = |region: Region| {
        let score = card.score(&region::evidence(sheet, &region, votes, before));
        Judged { region, score }
    };
    let is_none = |region: &Region| region::is_matrix(sheet, region);
    let mut judged: Vec<Judged> =
        regions.into_iter().filter(|own| !is_none(own)).map(judge).collect();
    let more = announced::find(sheet, &judged);
    judged.extend(more.into_iter().filter(|own| !is_none(own)).map(judge));
    bands::raise(sheet, &mut judged);
    let parted = flowing::parted(sheet, &mut judged);
    judged.extend(parted.into_iter().map(judge));
    judged
}

fn regions(sheet: &Sheet<'_>, before: &[Pt]) -> Chosen {
    let proposals = propose::all(sheet);
    let votes = proposals.votes;
    let judged = judged(sheet, proposals.regions, &votes, before);
    let near = refused::candidates(&judged, &votes);
    let chosen = choose::best(judged).into_iter().map(Judged::region).collect();
    let head = rim::running_head(sheet);
    let mut chosen = rim::without(crown::without_lone_lines(chosen), &head);
    row_names::take_in(sheet, &mut chosen, &votes);
    for at in 0..chosen.len() {
        let mut taken = vec![false; sheet.phrases.len()];
        head.iter().for_each(|phrase| taken[*phrase] = true);
        let others = chosen.iter().enumerate().filter(|(other, _)| *other != at);
        others.flat_map(|(_, region)| region.phrases()).for_each(|phrase| taken[phrase] = true);
        let region = chosen[at].clone();
        let free = |phrase: usize| !taken[phrase];
        let settled = rim::settle(sheet, region, &free, before);
        let crowned = crown::put_on(sheet, settled, &free, &votes);
        let crowned = sides::complete(sheet, crowned, &free);
        let footed = foot::put_under(sheet, crowned, &free);
        let whole = tagged::complete(sheet, footed, &free);
        chosen[at] = grid::complete(sheet, whole, &free);
    }
    chosen.retain(|region| !region.lines.is_empty());
    let mut chosen: Vec<Region> =
        chosen.into_iter().flat_map(|region| stacked::part(sheet, region)).collect();
    chosen.sort_by_key(|region| (region.area.top, region.area.x0));
    Chosen { regions: chosen, near, votes }
}
