//! Running heads, running feet and page numbers: lines that stand at the same height on several
//! pages and say the same but for their numbers. Only what is left beside them tells whether a table
//! reaches the end of its page.

use crate::fragment::{Cell, Fragment, Line, Refused, Start};
use crate::geom::Pt;
use crate::ledger::{Ledger, Reason};
use crate::signs::{caption, note};

/// A line outside the tables of a page.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// What it says.
    pub(crate) text: String,
    /// Its baseline.
    pub(crate) at: Pt,
    /// Whether it begins as a caption does: that may stand over each page of its table.
    pub(crate) caption: bool,
}

/// A page's lines outside of tables, and which fragments are its first and last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Margins {
    /// Lines over the first table.
    pub(crate) over: Vec<Seen>,
    /// Lines under the last table.
    pub(crate) under: Vec<Seen>,
    /// The last lines of the page, all under its last table.
    pub(crate) foot: Vec<Line>,
    /// Index of the page's first fragment, and one past its last.
    pub(crate) fragments: (usize, usize),
    /// What looks like a table on it and was not taken for one.
    pub(crate) refused: Vec<Refused>,
    /// The row at its foot that names the columns of the next page where that goes on with them.
    pub(crate) open: Option<Fragment>,
}

impl Margins {
    /// The lines beside the tables at one end of the page.
    fn lines(&self, end: End) -> &[Seen] {
        match end {
            End::Top => &self.over,
            End::Bottom => &self.under,
        }
    }
}

/// Lines at the same height are no further off than this.
const SAME_HEIGHT: Pt = Pt(600);

/// Tells each fragment whether it is the first or the last thing on its page, and takes running
/// lines off those round it.
pub(crate) fn settle(fragments: &mut [Fragment], pages: &[Margins], ledger: &mut Ledger) {
    for (at, page) in pages.iter().enumerate() {
        let (first, end) = page.fragments;
        if first == end {
            continue;
        }
        let body = |line: &&Seen| is_body(line, at, pages);
        let running: Vec<&str> = page
            .over
            .iter()
            .chain(&page.under)
            .filter(|line| !body(line) && (!line.caption || is_head(line, pages)))
            .map(|line| line.text.trim())
            .collect();
        for fragment in fragments.iter_mut().take(end).skip(first) {
            for lines in [&mut fragment.above, &mut fragment.below] {
                lines.retain(|line| {
                    let runs = running.contains(&ledger.text(line.run).trim());
                    if runs {
                        ledger.leave_out(line.run, Reason::RunningLine);
                    }
                    !runs
                });
            }
        }
        let over = page.over.iter().filter(body).count();
        let under = page.under.iter().filter(body).count();
        if let Some(fragment) = fragments.get_mut(first) {
            // A caption "(continued)" over the table is looked at where tables are joined.
            fragment.at_top = over <= fragment.above.len().min(2);
        }
        if let Some(fragment) = fragments.get_mut(end - 1) {
            fragment.at_bottom = under <= 2;
        }
    }
}

/// Whether a line of a page is no running line and no page number.
fn is_body(line: &Seen, at: usize, pages: &[Margins]) -> bool {
    let near = (at.saturating_sub(2)..pages.len().min(at + 3)).filter(|other| *other != at);
    let mut others = near.flat_map(|other| pages[other].over.iter().chain(&pages[other].under));
    let is_number = line.text.chars().all(|c| !c.is_alphabetic()) && line.text.len() < 12;
    let again = others
        .any(|other| (other.at - line.at).abs() <= SAME_HEIGHT && alike(&other.text, &line.text));
    !is_number && !again
}

/// Takes the row at the foot of a page for the beginning of the table that begins the next page, where both
/// have the same columns; elsewhere it looks like a table and is none.
pub(crate) fn open_rows(fragments: &mut Vec<Fragment>, pages: &mut [Margins], ledger: &mut Ledger) {
    for at in 0..pages.len() {
        let Some(mut open) = pages[at].open.take() else { continue };
        let next = pages.get(at + 1).filter(|next| next.fragments.0 < next.fragments.1);
        let next = next.and_then(|next| fragments.get(next.fragments.0));
        if next.is_some_and(|next| next.page == open.page + 1 && same_columns(&open, next)) {
            let place = pages[at].fragments.1;
            fragments.insert(place, open);
            pages[at].fragments.1 += 1;
            for page in pages.iter_mut().skip(at + 1) {
                page.fragments = (page.fragments.0 + 1, page.fragments.1 + 1);
            }
            continue;
        }
        let round = open.above.drain(..).chain(open.below.drain(..));
        round.for_each(|line| ledger.leave_out(line.run, Reason::Outside));
        let cells = open.rows.iter().flat_map(|row| &row.cells);
        let pieces = cells.clone().flat_map(|cell| &cell.pieces).map(|(_, area)| *area);
        let Some(area) = pieces.reduce(|a, b| a.union(&b)) else { continue };
        let lines = cells.flat_map(|cell| &cell.lines).map(|line| line.run).collect();
        let reasons = vec![super::refused::TOO_FEW];
        pages[at].refused.push(Refused {
            page: open.page,
            area,
            lines,
            beside: Vec::new(),
            reasons,
        });
    }
}

/// Whether two pieces have the same columns, one of them perhaps moved.
fn same_columns(a: &Fragment, b: &Fragment) -> bool {
    let shift = a.edges.first().zip(b.edges.first()).map(|(a, b)| *b - *a).unwrap_or_default();
    let mut pairs = a.edges.iter().zip(&b.edges);
    a.edges.len() == b.edges.len() && pairs.all(|(a, b)| (*b - *a - shift).abs() <= SAME_HEIGHT)
}

/// Whether a line that reads as a caption and stands on the pages beside, too, is their running head all the
/// same: the name of a supplement, under which one of them has the caption of a table.
fn is_head(line: &Seen, pages: &[Margins]) -> bool {
    let kind = |text: &str| caption::parse(text).map(|found| found.kind);
    let table = |other: &Seen| {
        other.caption && other.at > line.at && kind(&other.text) == Some(caption::Kind::Table)
    };
    let head = |other: &Seen| other.caption && alike(&other.text, &line.text);
    kind(&line.text) == Some(caption::Kind::Other)
        && pages.iter().any(|page| page.over.iter().any(head) && page.over.iter().any(table))
}

/// Gives the title at the foot of a page to the table that is the first thing on the next one.
pub(crate) fn titles_before(
    fragments: &mut [Fragment],
    pages: &mut [Margins],
    ledger: &mut Ledger,
) {
    for at in 0..pages.len() {
        let foot = std::mem::take(&mut pages[at].foot);
        let runs = |line: &Line| {
            let text = ledger.text(line.run);
            let mut seen = pages[at].over.iter().chain(&pages[at].under);
            seen.any(|seen| seen.text.trim() == text.trim() && !is_body(seen, at, pages))
        };
        let (out, mut body): (Vec<Line>, Vec<Line>) = foot.into_iter().partition(runs);
        let title = title(&body, ledger).map(|first| body.split_off(first)).unwrap_or_default();
        let next = pages.get(at + 1).filter(|page| page.fragments.0 < page.fragments.1);
        let next = next.and_then(|page| fragments.get_mut(page.fragments.0));
        match next.filter(|next| next.at_top && next.above.is_empty()) {
            Some(next) => next.above = title,
            None => body.extend(title),
        }
        out.iter().for_each(|line| ledger.leave_out(line.run, Reason::RunningLine));
        body.iter().for_each(|line| ledger.leave_out(line.run, Reason::Outside));
    }
}

/// Where the title begins that ends some lines: a caption, or a heading in bold.
fn title(lines: &[Line], ledger: &Ledger) -> Option<usize> {
    /// Lines of the longest.
    const LINES: usize = 3;
    let names = |line: &Line| {
        let text = ledger.text(line.run);
        caption::is_caption(&text) || line.bold && !note::is_note(&text)
    };
    let mut first = lines.iter().rposition(names)?;
    let goes_on = |line: &Line| line.start == Start::Wrap;
    while first > 0 && goes_on(&lines[first]) && names(&lines[first - 1]) {
        first -= 1;
    }
    let short = lines.len() - first <= LINES;
    (short && lines.iter().skip(first + 1).all(goes_on)).then_some(first)
}

/// Leaves out what nearly was a table, and gives those regions of it back that are more than lines which
/// the pages beside have too, such as a header that is printed again on each.
pub(crate) fn refused(pages: &mut [Margins], ledger: &mut Ledger) -> Vec<Refused> {
    let all: Vec<Vec<Refused>> =
        pages.iter_mut().map(|page| std::mem::take(&mut page.refused)).collect();
    let mut found = Vec::new();
    for (at, mut region) in
        all.into_iter().enumerate().flat_map(|(at, all)| all.into_iter().map(move |one| (at, one)))
    {
        let near = (at.saturating_sub(2)..pages.len().min(at + 3)).filter(|other| *other != at);
        let others: Vec<&Seen> =
            near.flat_map(|other| pages[other].over.iter().chain(&pages[other].under)).collect();
        region.lines.retain(|line| {
            let text = ledger.text(*line);
            let runs = others.iter().any(|other| alike(&other.text, &text));
            ledger.leave_out(*line, if runs { Reason::RunningLine } else { Reason::Refused });
            !runs
        });
        if !region.lines.is_empty() || !region.beside.is_empty() {
            found.push(region);
        }
    }
    found
}

/// Which end of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Top,
    Bottom,
}

/// Takes running lines off the tables that begin right under them or end right over them: a line at the end
/// of a page that says the same on the page before or after.
pub(crate) fn part(
    end: End,
    fragments: &mut [Fragment],
    pages: &mut [Margins],
    ledger: &mut Ledger,
) {
    let outer: Vec<Option<Outer>> =
        pages.iter().map(|page| outermost(end, fragments, page, ledger)).collect();
    // On the other page it may stand beside the table or, where it is one text, within it.
    let again = |own: &Outer, other: usize| {
        let near = |other: Pt| (own.at - other).abs() <= SAME_HEIGHT;
        let within = outer.get(other).and_then(Option::as_ref);
        let beside =
            pages.get(other).into_iter().flat_map(|page| page.over.iter().chain(&page.under));
        within.is_some_and(|within| own.single && alike(&own.text, &within.text) && near(within.at))
            || beside.into_iter().any(|line| alike(&own.text, &line.text) && near(line.at))
    };
    let runs = |at: usize| {
        let own = outer[at].as_ref();
        own.is_some_and(|own| at > 0 && again(own, at - 1) || again(own, at + 1))
    };
    let running: Vec<bool> = (0..pages.len()).map(runs).collect();
    for ((page, own), _) in pages.iter_mut().zip(outer).zip(running).filter(|(_, runs)| *runs) {
        let (Some(Outer { text, at, .. }), (first, last)) = (own, page.fragments) else { continue };
        let seen = Seen { text, at, caption: false };
        let taken = match end {
            End::Top => {
                page.over.push(seen);
                fragments.get_mut(first).map(|fragment| {
                    fragment.again = fragment.again.saturating_sub(1);
                    fragment.rows.remove(0)
                })
            }
            End::Bottom => {
                page.under.insert(0, seen);
                fragments.get_mut(last - 1).and_then(|fragment| {
                    let row = fragment.rows.pop();
                    narrow(fragment);
                    row
                })
            }
        };
        for line in taken.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines) {
            ledger.leave_out(line.run, Reason::RunningLine);
        }
    }
}

/// Takes the columns off the right of a fragment in which none of its rows has anything.
fn narrow(fragment: &mut Fragment) {
    let filled = fragment.rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_empty());
    let columns = filled.map(|cell| cell.col + cell.col_span.max(1)).max().unwrap_or(0);
    if columns == 0 || columns >= fragment.columns {
        return;
    }
    fragment.columns = columns;
    fragment.edges.truncate(columns + 1);
    for row in &mut fragment.rows {
        row.cells.retain(|cell| cell.col < columns);
        for cell in &mut row.cells {
            cell.col_span = cell.col_span.min(columns - cell.col);
        }
    }
}

/// The first or last row of a page.
#[derive(Debug)]
struct Outer {
    text: String,
    /// Where it ends.
    at: Pt,
    /// Whether it is one text from the first column on.
    single: bool,
}

/// The first or last row of a page, where it is one line and nothing but a table stands there. The names of columns are
/// a first row that is printed on each page, so that has to be one text.
fn outermost(end: End, fragments: &[Fragment], page: &Margins, ledger: &Ledger) -> Option<Outer> {
    /// A header, a row, and the line in question.
    const ROWS: usize = 3;
    let (first, last) = page.fragments;
    let fragment = match end {
        End::Top => fragments.get(first),
        End::Bottom => fragments.get(last.checked_sub(1)?),
    }?;
    let row = match end {
        End::Top => fragment.rows.first(),
        End::Bottom => fragment.rows.last(),
    }?;
    let filled: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
    let single = matches!(filled.as_slice(), [only] if only.col == 0);
    let lines = filled.iter().flat_map(|cell| &cell.lines);
    let text: Vec<String> = lines.map(|line| ledger.text(line.run)).collect();
    let areas = filled.iter().flat_map(|cell| &cell.pieces).map(|(_, area)| area.bottom);
    let one_line = filled.iter().all(|cell| cell.lines.len() == 1);
    let own = first < last && page.lines(end).is_empty() && fragment.rows.len() >= ROWS;
    let at = areas.max().filter(|_| own && one_line && (single || end == End::Bottom))?;
    Some(Outer { text: text.join(" "), at, single })
}

/// The same words, whatever their numbers.
fn alike(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let (a, b) = (plain(a), plain(b));
    !a.is_empty() && a == b
}
