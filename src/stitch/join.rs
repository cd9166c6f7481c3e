//! The pieces of each table gathered, in reading order: header, title and notes taken off.

use super::Options;
use super::again;
use super::around::{self, Between, Side};
use super::goes_on;
use super::header;
use super::looks::Looks;
use super::narrow;
use super::place;
use super::seam::text;
use crate::fragment::{About, Cell, Fragment, Line, Role, Row};
use crate::ledger::{Ledger, Reason};
use crate::signs::caption;
use crate::signs::edge::begins;

/// The pieces of one table, their header rows and captions taken off.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) title: Vec<Line>,
    pub(super) notes: Vec<Line>,
    /// The captions over its first piece of what holds the table: "Supplementary file 1".
    pub(super) holders: Vec<String>,
    pub(super) header: Vec<Row>,
    /// Whether the header may be another.
    pub(super) doubtful: bool,
    pub(super) fragments: Vec<Fragment>,
    /// The column that names the studies, where a person said so.
    pub(super) key: Option<usize>,
    /// What stands under the last piece.
    pub(super) under: Between,
    /// The texts of its first column in the last piece.
    pub(super) labels: Vec<String>,
}

/// Gathers pieces into tables, in reading order.
pub(super) fn run(
    mut fragments: Vec<Fragment>,
    options: &Options,
    ledger: &mut Ledger,
) -> Vec<Group> {
    let side = around::settle_sides(&mut fragments, ledger);
    let mut groups: Vec<Group> = Vec::new();
    let mut fragments = fragments.into_iter().peekable();
    while let Some(fragment) = fragments.next() {
        let before = groups.last_mut().filter(|_| options.join);
        let wide =
            before.as_ref().and_then(|group| narrow::widened(group.fragments.last()?, &fragment));
        match before {
            Some(group) if goes_on::goes_on(group, wide.as_ref().unwrap_or(&fragment), ledger) => {
                append(group, wide.unwrap_or(fragment), side, ledger);
            }
            _ => groups.push(begin(fragment, fragments.peek(), side, ledger)),
        }
    }
    groups
}

fn begin(
    mut fragment: Fragment,
    next: Option<&Fragment>,
    side: Side,
    ledger: &mut Ledger,
) -> Group {
    let mut group = Group::default();
    group.take_lines(&mut fragment, side, ledger);
    around::take_rest(&mut group.title, &mut fragment, ledger);
    // A heading over the table is its title where none stands in its frame.
    let captioned = group.title.first().is_some_and(|line| around::is_of_table(line, ledger));
    // A label alone waits for its words, which the frame of the table may hold.
    let waits = group.title.last().is_some_and(|line| around::is_bare(line, ledger));
    let head = header::of(&fragment, next, captioned, ledger);
    keep_doubts(&mut fragment, head.titles + head.rows);
    // Lines of a heading, which a caption in the frame takes the place of, once.
    let mut heading = if captioned || waits { 0 } else { group.title.len() };
    let titles: Vec<Row> = fragment.rows.drain(..head.titles).collect();
    for cell in titles.into_iter().flat_map(|row| row.cells) {
        let words = text(&cell, ledger);
        let named = caption::is_of_table(&words) && !captioned;
        let rest = !group.title.is_empty() && begins(&words).is_rest();
        if named {
            for line in group.title.drain(..std::mem::take(&mut heading)) {
                ledger.leave_out(line.run, Reason::Outside);
            }
        }
        let into = match group.title.is_empty() || named || waits || rest {
            true => &mut group.title,
            false => &mut group.notes,
        };
        into.extend(cell.lines);
    }
    group.header = fragment.rows.drain(..head.rows).collect();
    group.doubtful = head.is_doubtful();
    again::leave_header(&group.header, &mut fragment, ledger);
    for row in &mut group.header {
        row.role = Role::Header;
    }
    group.take(fragment, ledger);
    group
}

/// Gives a header what the page cut off it: the first row of the next page, where all of its texts begin as
/// rests and stand under names.
fn take_rest(header: &mut Row, next: &mut Fragment, ledger: &Ledger) {
    let Some(first) = next.rows.first() else { return };
    let over = |cell: &Cell| header.cells.iter().position(|c| c.col == cell.col && !c.is_empty());
    let filled = || first.cells.iter().filter(|cell| !cell.is_empty());
    let rest = |cell: &Cell| begins(&text(cell, ledger)).is_rest() && over(cell).is_some();
    if filled().next().is_none() || !filled().all(rest) {
        return;
    }
    let row = next.rows.remove(0);
    for cell in row.cells.into_iter().filter(|cell| !cell.is_empty()) {
        let Some(name) = header.cells.iter_mut().find(|c| c.col == cell.col) else { continue };
        name.lines.extend(cell.lines);
        name.pieces.extend(cell.pieces);
    }
}

/// Gives what is doubted of a piece as a whole to the first row that stays when `taken` rows are taken off.
fn keep_doubts(fragment: &mut Fragment, taken: usize) {
    let taken = taken.min(fragment.rows.len());
    let (off, stay) = fragment.rows.split_at_mut(taken);
    let Some(first) = stay.first_mut() else { return };
    let whole = off.iter().flat_map(|row| &row.doubts).filter(|doubt| doubt.about != About::Row);
    first.doubts.extend(whole.copied());
}

fn append(group: &mut Group, mut fragment: Fragment, side: Side, ledger: &mut Ledger) {
    let fuller = again::fuller_header(group, &fragment, ledger);
    group.set_columns(&mut fragment);
    if fuller > 0 {
        group.replace_header(&mut fragment, fuller, ledger);
    }
    again::leave_captions(group, &mut fragment, ledger);
    let repeated = again::repeated_rows(group, &fragment, ledger);
    let names = again::names_over(group, &fragment, ledger);
    for line in fragment.above.split_off(fragment.above.len().saturating_sub(names)) {
        ledger.leave_out(line.run, Reason::RepeatedHeader);
    }
    group.take_lines(&mut fragment, side, ledger);
    keep_doubts(&mut fragment, repeated.len());
    for (row, reason) in fragment.rows.drain(..repeated.len()).zip(repeated) {
        for line in row.cells.iter().flat_map(|cell| &cell.lines) {
            ledger.leave_out(line.run, reason);
        }
    }
    again::leave_header(&group.header, &mut fragment, ledger);
    group.find_header(&mut fragment, ledger);
    group.take(fragment, ledger);
}

impl Group {
    fn take_lines(&mut self, fragment: &mut Fragment, side: Side, ledger: &mut Ledger) {
        let first = (self.fragments.is_empty(), side);
        if first.0 {
            self.holders = around::holders(fragment, ledger);
        }
        self.under = around::take(&mut self.title, &mut self.notes, fragment, first, ledger);
    }

    /// Finds the header in a first piece that is hardly more than it, with the rows of the next one under it:
    /// a header may stand alone at the foot of its page.
    fn find_header(&mut self, next: &mut Fragment, ledger: &Ledger) {
        let [first] = self.fragments.as_mut_slice() else { return };
        if !self.header.is_empty() || first.rows.len() > header::MOST_ROWS || first.loose_columns {
            return;
        }
        let mut looks = Looks::of(first, ledger);
        looks.add(Looks::of(next, ledger));
        let head = header::find(&looks, None, true);
        if head.titles > 0 {
            return;
        }
        let own = head.rows.min(first.rows.len());
        keep_doubts(first, own);
        self.header = first.rows.drain(..own).collect();
        self.doubtful = head.is_doubtful();
        for row in &mut self.header {
            row.role = Role::Header;
        }
        let whole = first.rows.is_empty();
        if let (true, Some(last)) = (whole, self.header.last_mut()) {
            take_rest(last, next, ledger);
        }
    }

    /// Takes the first rows of a piece as the header, for they say all that the one at hand does, and more.
    fn replace_header(&mut self, fragment: &mut Fragment, rows: usize, ledger: &mut Ledger) {
        keep_doubts(fragment, rows);
        let header = fragment.rows.drain(..rows).map(|row| Row { role: Role::Header, ..row });
        let known = std::mem::replace(&mut self.header, header.collect());
        for line in known.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines) {
            ledger.leave_out(line.run, Reason::RepeatedHeader);
        }
        fragment.again = fragment.again.saturating_sub(rows);
    }

    /// Gives the table and a piece that shows fewer or more columns the same ones.
    fn set_columns(&mut self, fragment: &mut Fragment) {
        let Some(last) = self.fragments.last() else { return };
        if fragment.loose_columns || last.columns == fragment.columns {
            return;
        }
        let Some(columns) = place::fit(last, fragment) else { return };
        if fragment.columns < last.columns {
            place::widen(&mut fragment.rows, &columns, last.columns);
            fragment.columns = last.columns;
            fragment.edges.clone_from(&last.edges);
            return;
        }
        place::widen(&mut self.header, &columns, fragment.columns);
        for own in &mut self.fragments {
            place::widen(&mut own.rows, &columns, fragment.columns);
            own.columns = fragment.columns;
            own.edges.clone_from(&fragment.edges);
        }
    }

    fn take(&mut self, mut fragment: Fragment, ledger: &Ledger) {
        for row in fragment.rows.iter_mut().filter(|row| row.role == Role::Header) {
            // It names no columns: the header is what stands over all rows.
            row.role = Role::Body;
        }
        self.labels = goes_on::labels(&fragment, ledger);
        self.fragments.push(fragment);
    }
}
