//! Page → fragments: where its tables are, and what their cells hold.
//!
//! | file | does |
//! |---|---|
//! | `bidi` | lines from right to left, in the order of reading |
//! | `words` | glyphs to words, words to lines |
//! | `grid` | rulings that cross, to columns, rows and cells |
//! | `refine` | what stands in the cells settles what rulings leave open |
//! | `header` | header lines of unruled tables, to cells that span |
//! | `rivers` | columns by white space where no rulings are |
//! | `strips` | tables between horizontal rulings |
//! | `continued` | what goes on from the page before and shows no table by itself |
//! | `rows` | lines to rows where no rulings part them |
//! | `merged` | rulings that leave the first columns out: cells merged down |
//! | `trim` | captions and notes that a table's box took in |
//! | `cells` | words to the lines of cells, entered in the ledger |
//! | `running` | running heads and feet, told by repetition over the pages |
//!
//! For each table the strongest evidence wins: a full grid, then rulings of one direction, then white
//! space. Text that is no table stays where it is.

mod bidi;
mod blanks;
mod cells;
mod continued;
mod grid;
mod header;
mod merged;
mod raised;
mod refine;
mod rivers;
mod rows;
mod strips;
#[cfg(test)]
mod tests;
mod trim;
pub(crate) mod running;
pub(crate) mod words;

use crate::fragment::{Evidence, Fragment};
use crate::geom::{Area, Pt};
use crate::ledger::Ledger;
use crate::page::{Axis, Page, Ruling};
use grid::Grid;
use words::{TextLine, Word};

/// What a page shows: its tables, and the lines that stand outside of them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The tables, from top to bottom.
    pub(crate) fragments: Vec<Fragment>,
    /// The texts of the lines over the first table and under the last one, for `running`.
    pub(crate) over: Vec<running::Seen>,
    pub(crate) under: Vec<running::Seen>,
}

/// A table found on a page, before its cells are entered.
struct Candidate<'w> {
    area: Area,
    edges: Vec<Pt>,
    evidence: Evidence,
    rows: Vec<cells::FoundRow<'w>>,
}

/// Finds the tables of a page. `before` has the column edges of the last table of the page before:
/// where the white space of this page agrees with them, they are the edges here too.
pub(crate) fn run(mut page: Page, before: &[Pt], ledger: &mut Ledger) -> Found {
    let (words, fillers) = words::words(&page, ledger.house());
    page.rulings.extend(fillers.iter().filter_map(words::as_ruling));
    page.rulings.sort_unstable();
    let page = &page;
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    for grid in grid::find(page, &words) {
        let nested = candidates.iter().any(|c| overlap(&c.area, &grid.area()));
        if !nested {
            candidates.extend(ruled(&grid, before, &words));
        }
    }
    let free: Vec<&Word> =
        words.iter().filter(|word| !candidates.iter().any(|c| inside(&c.area, word))).collect();
    let columns = rivers::page_columns(&words, page.width);
    for (from, to) in columns {
        let strip = free.iter().copied().filter(|w| from <= w.area.mid_x() && w.area.mid_x() < to);
        let mut lines = words::lines(strip);
        let between_rules = strips::take(&mut lines, page, before);
        let ruled = !candidates.is_empty() || !between_rules.is_empty();
        let free = rivers::blocks(&lines).into_iter();
        let free = free.map(|block| extended(rivers::as_before(block, before), &lines, page));
        for block in between_rules.into_iter().chain(free) {
            let candidate = aligned(block, page);
            if is_table(&candidate)
                && !is_list(&candidate)
                && !candidates.iter().any(|c| overlap(&c.area, &candidate.area))
            {
                candidates.push(candidate);
            }
        }
        if !ruled
            && let Some(block) = continued::at_top(&lines, before)
            && !candidates.iter().any(|c| overlap(&c.area, &block.area()))
        {
            candidates.push(aligned(block, page));
        }
    }
    let lines = words::lines(&words);
    candidates.retain(|candidate| {
        let full = candidate.evidence == Evidence::Ruled && well_filled(candidate);
        let figure = !full && trim::is_figure(&candidate.area, &lines);
        !(figure || is_drawing(candidate, page))
    });
    candidates.sort_by_key(|c| (c.area.top, c.area.x0));
    cells::fragments(page, &words, &fillers, candidates, ledger)
}

/// Whether most cells of a grid hold text, as those of a table do.
fn well_filled(candidate: &Candidate<'_>) -> bool {
    let cells = candidate.rows.iter().flat_map(|row| &row.cells);
    let (full, all) = cells
        .fold((0, 0), |(full, all), (.., words)| (full + usize::from(!words.is_empty()), all + 1));
    full * 10 >= all * 7
}

/// Whether a chart or a map fills the place: its labels line up as cells do.
fn is_drawing(candidate: &Candidate<'_>, page: &Page) -> bool {
    /// How much of a table's width and height drawings inside it may take, in percent.
    const MOST: i64 = 30;
    let area = candidate.area;
    let drawn = page.drawings.iter().filter_map(|drawing| drawing.intersection(&area));
    let Some(reach) = drawn.reduce(|a, b| a.union(&b)) else { return false };
    let percent = |part: Pt, all: Pt| i64::from(part.0) * 100 / i64::from(all.0.max(1));
    percent(reach.width(), area.width()) > MOST && percent(reach.height(), area.height()) > MOST
}

fn inside(area: &Area, word: &Word) -> bool {
    area.contains(word.area.mid_x(), word.area.mid_y())
}

fn overlap(a: &Area, b: &Area) -> bool {
    a.intersection(b).is_some_and(|cut| cut.width().0 > 200 && cut.height().0 > 200)
}

/// A grid as a table, if it holds one.
fn ruled<'w>(grid: &Grid, before: &[Pt], words: &'w [Word]) -> Option<Candidate<'w>> {
    let area = grid.area();
    let own: Vec<&Word> = words.iter().filter(|word| inside(&area, word)).collect();
    let mut filled = vec![Vec::new(); grid.cells.len()];
    for word in own {
        let (x, y) = (word.area.mid_x(), word.baseline - word.size / 4);
        let home = grid.cells.iter().position(|span| grid.cell_area(span).contains(x, y));
        if let Some(home) = home {
            filled[home].push(word);
        }
    }
    let full = filled.iter().filter(|words| !words.is_empty()).count();
    let columns_used = (0..grid.xs.len() - 1)
        .filter(|col| grid.cells.iter().zip(&filled).any(|(s, w)| s.col == *col && !w.is_empty()))
        .count();
    // Frames, forms and the axes of drawings cross too. Boxes one under the other are a table of one
    // column where each holds something.
    let plain = |words: &Vec<&Word>| {
        words::lines(words.iter().copied()).iter().all(|line| {
            let phrases = rivers::phrases(line);
            let marked = phrases.len() == 2
                && phrases.first().is_some_and(|mark| matches!(mark, [one] if one.is_mark()));
            phrases.len() == 1 || marked
        })
    };
    let boxes =
        grid.xs.len() == 2 && full >= 2 && full == grid.cells.len() && filled.iter().all(plain);
    // The last row of a table of the page before may hold next to nothing.
    let goes_on = full > 0
        && before.len() == grid.xs.len()
        && before.iter().zip(&grid.xs).all(|(a, b)| (*a - *b).abs() <= Pt(300));
    // A form or a matrix to tick may be mostly empty, but its rows and columns have their names;
    // the axes of a drawing have no text inside.
    let rows_used = (0..grid.ys.len() - 1)
        .filter(|row| {
            let covers = |span: &grid::Span| span.row <= *row && *row <= span.last_row;
            grid.cells.iter().zip(&filled).any(|(span, words)| covers(span) && !words.is_empty())
        })
        .count();
    let named =
        rows_used * 10 >= (grid.ys.len() - 1) * 7 && columns_used * 10 >= (grid.xs.len() - 1) * 7;
    let sparse = full < 3 || columns_used < 2 || full * 5 < grid.cells.len() && !named;
    if sparse && !boxes && !goes_on {
        return None;
    }
    let (edges, mut rows) = refine::rows(grid.clone(), filled);
    let (over, under) = trim::grid(&rows, edges.len() - 1);
    let mut area = area;
    let heights = |rows: &[cells::FoundRow<'_>]| {
        let cells = rows.iter().flat_map(|row| &row.cells);
        cells.filter_map(|(_, area, _)| *area).reduce(|a, b| a.union(&b))
    };
    if let Some(taken) = rows.get(..over).and_then(heights) {
        area.top = taken.bottom;
    }
    if let Some(taken) = rows.get(rows.len() - under..).and_then(heights) {
        area.bottom = taken.top;
    }
    rows.truncate(rows.len() - under);
    rows.drain(..over);
    Some(Candidate { area, edges, evidence: Evidence::Ruled, rows })
}

fn aligned<'w>(mut block: rivers::Block<'w>, page: &Page) -> Candidate<'w> {
    // A caption over the table or a note under it is one phrase over all columns.
    let across = |line: &words::TextLine<'_>| rivers::phrases(line).len() < 2;
    let inner = |line: &words::TextLine<'_>| rivers::in_inner_column(line, &block.lines);
    let first = block.lines.iter().position(|line| !across(line) || inner(line)).unwrap_or(0);
    block.lines.drain(..first);
    while block.lines.len() > 2
        && block
            .lines
            .last()
            .is_some_and(|line| across(line) && line.area.width() * 10 > block.area().width() * 6)
    {
        block.lines.pop();
    }
    block.lines = trim::lines(block.lines, &block.edges);
    let area = block.area();
    let inside: Vec<Ruling> = horizontals(page, &area).collect();
    let across: Vec<Pt> =
        inside.iter().filter(|ruling| crosses(ruling, &area)).map(|ruling| ruling.at).collect();
    // What the document says of its rows is the answer; else the lines tell.
    let rows: Vec<cells::FoundRow<'w>> = match rows::tagged(&block.lines, &page.tags) {
        Some(tags) => rows::by_tags(&block.lines, &block.edges, &tags)
            .into_iter()
            .map(cells::line_row)
            .collect(),
        None => {
            let head = match header::len(&block.lines, &block.edges, &across) {
                head if block.goes_on && header::is_rest(&block.lines, &block.edges, head) => 0,
                head => head,
            };
            let (over, body) = block.lines.split_at(head);
            let rules: Vec<Ruling> = inside.into_iter().filter(|r| !crosses(r, &area)).collect();
            let below = body.first().map_or(Pt(i32::MAX), |line| line.baseline);
            let (over_rules, body_rules): (Vec<Ruling>, Vec<Ruling>) =
                rules.into_iter().partition(|rule| rule.at < below);
            let mut rows = header::rows(over, body, &block.edges, &over_rules);
            // Where rulings part the rows, those that leave out the first columns part the others.
            let mut partial = merged::partial(&body_rules, body, &area, &block.edges);
            if across.len() < 2 {
                partial.clear();
            }
            let mut separators = across;
            separators.extend(partial.iter().map(|(ruling, _)| ruling.at));
            separators.sort_unstable();
            let gathered = rows::gather(body, &block.edges, &separators);
            let mut gathered: Vec<_> = gathered.into_iter().map(cells::line_row).collect();
            merged::join(&mut gathered, &partial);
            rows.extend(gathered);
            rows
        }
    };
    Candidate { area, edges: block.edges, evidence: Evidence::Aligned, rows }
}

/// Whether rows and columns are filled as those of tables are: the labels of a drawing leave most of
/// their places empty.
fn is_table(candidate: &Candidate<'_>) -> bool {
    /// Filled places in a hundred.
    const FILLED: usize = 50;
    let columns = candidate.edges.len() - 1;
    let filled: usize = candidate
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|(span, ..)| span.last_col - span.col + 1)
        .sum();
    candidate.rows.len() > 1 && filled * 100 > candidate.rows.len() * columns * FILLED
}

/// Whether white space only sets off the marks of a list, or is a chance of two justified lines.
fn is_list(candidate: &Candidate<'_>) -> bool {
    if candidate.evidence != Evidence::Aligned || candidate.edges.len() != 3 {
        return false;
    }
    let firsts: Vec<&[&Word]> = candidate
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|(span, _, words)| span.col == 0 && span.last_col == 0 && !words.is_empty())
        .map(|(.., words)| words.as_slice())
        .collect();
    let marks = firsts.iter().filter(|words| matches!(words, [one] if one.is_label())).count();
    candidate.rows.len() < 3 || marks > 1 && marks * 10 >= firsts.len() * 8
}

/// A block with the lines beside it that are its own: a name of a group alone on the first line,
/// and what stands between the last line and a ruling that closes the table.
fn extended<'w>(
    mut block: rivers::Block<'w>,
    lines: &[TextLine<'w>],
    page: &Page,
) -> rivers::Block<'w> {
    /// A header's lines are no further apart than this, in hundredths of the height.
    const TIGHT: i32 = 190;
    /// A table closes no further under its last line of several cells than this.
    const CLOSE: Pt = Pt(4500);
    let at = |line: &TextLine<'_>| {
        lines.iter().position(|l| l.baseline == line.baseline && l.area.x0 == line.area.x0)
    };
    let second = block.edges.get(1).copied().unwrap_or_default();
    let right = block.edges.last().copied().unwrap_or_default();
    let first = block.lines.first().and_then(at).unwrap_or(0);
    for line in lines.iter().take(first).rev() {
        let near = block.lines.first().is_some_and(|first| {
            (first.baseline - line.baseline) * 100 <= first.size.max(line.size) * TIGHT
        });
        let own = line.area.x0 > second - line.size && line.area.x1 < right + line.size;
        if !near || !own || trim::is_caption(&line.words) {
            break;
        }
        block.lines.insert(0, line.clone());
    }
    let area = block.area();
    let last = block.lines.last().and_then(at).map_or(lines.len(), |at| at + 1);
    let closing = page.rulings.iter().find(|ruling| {
        ruling.axis == Axis::Horizontal
            && ruling.at > area.bottom - Pt(100)
            && ruling.at < area.bottom + CLOSE
            && crosses(ruling, &area)
    });
    if let Some(closing) = closing {
        let rest: Vec<&TextLine<'w>> =
            lines.iter().skip(last).take_while(|line| line.baseline < closing.at).collect();
        if !rest.iter().any(|line| trim::stands_under(&line.words)) {
            block.lines.extend(rest.into_iter().cloned());
        }
    }
    block
}

/// Whether a ruling covers most of a box's width.
fn crosses(ruling: &Ruling, area: &Area) -> bool {
    (ruling.to.min(area.x1) - ruling.from.max(area.x0)) * 100 > area.width() * 85
}

/// Horizontal rulings inside a box, from top to bottom; what is drawn of one line in pieces is one.
fn horizontals(page: &Page, area: &Area) -> impl Iterator<Item = Ruling> {
    let area = *area;
    page.rulings.iter().copied().filter(move |ruling| {
        ruling.axis == Axis::Horizontal
            && area.top < ruling.at
            && ruling.at < area.bottom
            && ruling.from < area.x1
            && area.x0 < ruling.to
    })
}
