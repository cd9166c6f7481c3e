//! Which pieces are one table.
//!
//! A piece goes on with the table before it where the evidence for that outweighs the evidence
//! against: captions, headers, what stands between the two, where their columns stand, tags. A header
//! or caption that is printed again is left out only where it is the same text.

use super::Options;
use super::around::{self, Between, Side};
use super::header;
use super::looks::{Looks, words};
use super::narrow;
use super::place;
use super::seam::text;
use crate::fragment::{About, Cell, Fragment, Line, Role, Row};
use crate::ledger::{Ledger, Reason};
use crate::signs::caption::{self, Caption, Kind};
use crate::signs::citation::{self, Shape};
use crate::signs::edge::begins;

/// What speaks for and against a piece being part of the table before it, in eighths of a bit.
mod weight {
    /// Two pieces that follow each other are two tables more often than one.
    pub(super) const TWO: i32 = -20;
    /// Its caption says that it goes on.
    pub(super) const CONTINUED: i32 = 96;
    /// Its caption has the label of the table.
    pub(super) const SAME_LABEL: i32 = 56;
    /// Its caption says the same without a label.
    pub(super) const SAME_CAPTION: i32 = 40;
    /// Its caption is another.
    pub(super) const OTHER_CAPTION: i32 = -120;
    /// A name that is no caption stands right over it: "Pesticides".
    pub(super) const OTHER_NAME: i32 = -72;
    /// It prints the header again.
    pub(super) const SAME_HEADER: i32 = 48;
    /// Its file calls other words its header.
    pub(super) const OTHER_DECLARED: i32 = -64;
    /// Its first row is no header, as far as one can see.
    pub(super) const HEADERLESS: i32 = 12;
    /// The most that a header of other words counts; less where it is less of a header.
    pub(super) const OTHER_HEADER: i32 = -64;
    /// Nothing stands between the two.
    pub(super) const TOUCHES: i32 = 20;
    /// A note stands between them.
    pub(super) const NOTE_BETWEEN: i32 = -44;
    /// Prose or a heading stands between them.
    pub(super) const PROSE_BETWEEN: i32 = -72;
    /// The page has other text between them.
    pub(super) const PAGE_BETWEEN: i32 = -60;
    /// They stand on one page.
    pub(super) const ONE_PAGE: i32 = -60;
    /// Their columns stand in the same places.
    pub(super) const SAME_EDGES: i32 = 16;
    /// Their columns stand in other places.
    pub(super) const OTHER_EDGES: i32 = -36;
    /// One shows fewer columns than the other: one that is empty on its page, or it is another table.
    pub(super) const FEWER_COLUMNS: i32 = -12;
    /// They are one table in the structure of the file.
    pub(super) const SAME_TAG: i32 = 96;
    /// Their first columns cite studies both.
    pub(super) const KEYS_GO_ON: i32 = 8;
    /// Their first columns name the same things: two forms, filled in for two studies.
    pub(super) const FORM_AGAIN: i32 = -64;
}

/// The pieces of one table, their header rows and captions taken off.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) title: Vec<Line>,
    pub(super) notes: Vec<Line>,
    pub(super) header: Vec<Row>,
    /// Whether the header may be another.
    pub(super) doubtful: bool,
    pub(super) fragments: Vec<Fragment>,
    /// What stands under the last piece.
    under: Between,
    /// The texts of its first column in the last piece.
    labels: Vec<String>,
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
            Some(group) if goes_on(group, wide.as_ref().unwrap_or(&fragment), ledger) => {
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
    let captioned = !group.title.is_empty();
    // A label alone waits for its words, which the frame of the table may hold.
    let waits = group.title.last().is_some_and(|line| around::is_bare(line, ledger));
    let head = header::of(&fragment, next, captioned, ledger);
    keep_doubts(&mut fragment, head.titles + head.rows);
    let titles: Vec<Row> = fragment.rows.drain(..head.titles).collect();
    for cell in titles.into_iter().flat_map(|row| row.cells) {
        let words = text(&cell, ledger);
        let named = caption::is_caption(&words) && !captioned;
        let rest = captioned && begins(&words).is_rest();
        let into = match group.title.is_empty() || named || waits || rest {
            true => &mut group.title,
            false => &mut group.notes,
        };
        into.extend(cell.lines);
    }
    group.header = fragment.rows.drain(..head.rows).collect();
    group.doubtful = head.is_doubtful();
    leave_header_again(&group.header, &mut fragment, ledger);
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
    group.set_columns(&mut fragment);
    group.leave_repeated_captions(&mut fragment, ledger);
    let repeated = repeated_rows(group, &fragment, ledger);
    let names = names_over(group, &fragment, ledger);
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
    leave_header_again(&group.header, &mut fragment, ledger);
    group.find_header(&mut fragment, ledger);
    group.take(fragment, ledger);
}

/// Leaves out rows within a piece that say the same as a header of one row: a person printed it again.
fn leave_header_again(header: &[Row], fragment: &mut Fragment, ledger: &mut Ledger) {
    let texts = |row: &Row| -> Vec<(usize, String)> {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty());
        filled.map(|cell| (cell.col, text(cell, ledger))).collect()
    };
    let [only] = header else { return };
    let names = texts(only);
    let merged = fragment.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.row_span > 1);
    if names.len() < 2 || merged {
        return;
    }
    let again: Vec<bool> = fragment.rows.iter().map(|row| texts(row) == names).collect();
    let mut at = again.iter();
    fragment.rows.retain(|row| {
        let again = at.next().copied().unwrap_or(false);
        if again {
            for line in row.cells.iter().flat_map(|cell| &cell.lines) {
                ledger.leave_out(line.run, Reason::RepeatedHeader);
            }
        }
        !again
    });
}

impl Group {
    fn take_lines(&mut self, fragment: &mut Fragment, side: Side, ledger: &mut Ledger) {
        let first = (self.fragments.is_empty(), side);
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
        self.labels = labels(&fragment, ledger);
        self.fragments.push(fragment);
    }

    /// Leaves out captions over a later piece that say nothing which the title does not.
    fn leave_repeated_captions(&self, fragment: &mut Fragment, ledger: &mut Ledger) {
        let title = words(
            self.title
                .iter()
                .map(|line| ledger.text(line.run))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str),
        );
        let known: Vec<&str> = title.split(' ').collect();
        for lines in [&mut fragment.above, &mut fragment.below] {
            lines.retain(|line| {
                let text = ledger.text(line.run);
                let repeated =
                    (line.caption || caption::is_caption(&text) || caption::says_continued(&text))
                        && says_nothing_new(&text, &known);
                if repeated {
                    ledger.leave_out(line.run, Reason::RepeatedCaption);
                }
                !repeated
            });
        }
    }
}

/// Whether a text has no word but those of a title and those that say that it goes on.
fn says_nothing_new(text: &str, known: &[&str]) -> bool {
    let goes_on = |word: &str| caption::says_continued(word) || caption::parse(word).is_some();
    let own = words([text].into_iter());
    own.split(' ').all(|word| known.contains(&word) || goes_on(word) || LITTLE.contains(&word))
}

/// Words that stand beside "continued".
const LITTLE: [&str; 11] =
    ["from", "of", "on", "next", "previous", "page", "the", "d", "to", "be", "last"];

/// The rows at the top of a piece that print the table's header or title again, and what they are.
/// A header of several rows is repeated whole or not at all.
fn repeated_rows(group: &Group, fragment: &Fragment, ledger: &Ledger) -> Vec<Reason> {
    if fragment.again > 0 {
        return vec![Reason::RepeatedHeader; fragment.again];
    }
    let texts =
        |row: &Row| -> Vec<String> { row.cells.iter().map(|cell| text(cell, ledger)).collect() };
    let words_of = |row: &Row| words(texts(row).iter().map(String::as_str));
    let titles: Vec<String> = group.title.iter().map(|line| ledger.text(line.run)).collect();
    let title = words(titles.iter().map(String::as_str));
    let known: Vec<&str> = title.split(' ').collect();
    let is_title = |row: &&Row| {
        let filled: Vec<String> = texts(row).into_iter().filter(|text| !text.is_empty()).collect();
        matches!(filled.as_slice(), [only] if (caption::is_caption(only) || caption::says_continued(only)) && says_nothing_new(only, &known))
    };
    let titled = fragment.rows.iter().take_while(is_title).count();
    let header: Vec<String> = group.header.iter().map(words_of).collect();
    let same = |row: &Row, header: &str| {
        let own = words_of(row);
        let more = |word: &str| !header.split(' ').any(|known| known == word);
        own == *header
            || own.split(' ').filter(|word| more(word)).all(caption::says_continued)
                && header.split(' ').all(|word| own.split(' ').any(|own| own == word))
    };
    let rows = || fragment.rows.iter().skip(titled);
    let each = rows().zip(&header).all(|(row, header)| !header.is_empty() && same(row, header));
    let repeated = if each && rows().count() >= header.len() {
        header.len()
    } else {
        let rest = fragment.rows.get(titled..).unwrap_or_default();
        match same_as_whole(&group.header, rest, &texts) {
            0 => header_over(group, fragment, ledger).map_or(0, |(_, rows)| rows),
            rows => rows,
        }
    };
    let mut reasons = vec![Reason::RepeatedCaption; titled];
    reasons.extend(vec![Reason::RepeatedHeader; repeated]);
    reasons
}

/// How many rows have the words of a header of several rows between them: a page may divide it otherwise.
fn same_as_whole(header: &[Row], rows: &[Row], texts: &dyn Fn(&Row) -> Vec<String>) -> usize {
    let all = |rows: &[Row]| {
        let texts: Vec<String> = rows.iter().flat_map(texts).collect();
        words(texts.iter().map(String::as_str))
    };
    let whole = all(header);
    let most = if whole.is_empty() { 0 } else { rows.len().min(header.len() + 2) };
    (1..=most).find(|count| all(&rows[..*count]) == whole).unwrap_or(0)
}

/// How many lines right over a piece are names of the table's header.
fn names_over(group: &Group, fragment: &Fragment, ledger: &Ledger) -> usize {
    header_over(group, fragment, ledger).map_or(0, |(lines, _)| lines)
}

/// A header that is printed again and was taken for a part of the piece with its last rows only, or not at
/// all: how many lines right over the piece and how many of its rows say together what the header says.
fn header_over(group: &Group, fragment: &Fragment, ledger: &Ledger) -> Option<(usize, usize)> {
    let cells =
        |row: &Row| -> Vec<String> { row.cells.iter().map(|cell| text(cell, ledger)).collect() };
    let names: Vec<String> = group.header.iter().flat_map(cells).collect();
    let header = words(names.iter().map(String::as_str));
    let known: Vec<&str> = header.split(' ').collect();
    let names = |line: &&Line| {
        let own = words([ledger.text(line.run).as_str()].into_iter());
        !own.is_empty() && own.split(' ').all(|word| known.contains(&word))
    };
    let over: Vec<String> =
        fragment.above.iter().rev().take_while(names).map(|line| ledger.text(line.run)).collect();
    let most = group.header.len().min(fragment.rows.len().saturating_sub(1));
    let whole = |lines: usize, rows: usize| {
        let mut all = over.get(..lines).unwrap_or_default().to_vec();
        all.extend(fragment.rows.iter().take(rows).flat_map(cells));
        words(all.iter().map(String::as_str)) == header
    };
    let pairs = (1..=over.len()).flat_map(|lines| (0..=most).map(move |rows| (lines, rows)));
    let pairs = pairs.collect::<Vec<_>>().into_iter();
    pairs.into_iter().find(|(lines, rows)| whole(*lines, *rows)).or_else(|| {
        // Its rows are divided otherwise, or the rest of it ran over the pages as a running head does.
        let own = |row: &Row| words(cells(row).iter().map(String::as_str));
        let again = |row: &String| row.split(' ').all(|word| known.contains(&word));
        let rows: Vec<String> =
            fragment.rows.iter().take(most).map(own).take_while(again).collect();
        let count: usize = rows.iter().map(|row| row.split(' ').count()).sum();
        (most > 1 && count * 2 > known.len()).then_some((0, rows.len()))
    })
}

/// The first texts of the first column.
fn labels(fragment: &Fragment, ledger: &Ledger) -> Vec<String> {
    /// Labels that are compared: forms are longer, and begin the same.
    const MOST: usize = 24;
    let first =
        |row: &Row| row.cells.first().filter(|cell| cell.col == 0).map(|cell| text(cell, ledger));
    fragment.rows.iter().take(MOST).filter_map(first).filter(|text| !text.is_empty()).collect()
}

fn goes_on(group: &Group, fragment: &Fragment, ledger: &Ledger) -> bool {
    let Some(last) = group.fragments.last() else { return false };
    let captions = caption_evidence(group, fragment, ledger);
    if fragment.loose_columns || last.loose_columns {
        // Pages of a dump: nothing but another caption parts them.
        return captions >= 0 && fragment.loose_columns && last.loose_columns;
    }
    let fewer = last.columns != fragment.columns;
    if fewer && place::fit(last, fragment).is_none() {
        return false;
    }
    weight::TWO
        + captions
        + header_evidence(group, fragment, ledger)
        + place_evidence(group, last, fragment, ledger)
        + label_evidence(group, fragment, ledger)
        + if fewer { weight::FEWER_COLUMNS } else { 0 }
        > 0
}

/// The caption of a piece: a line over it, or its first row.
fn caption_of(fragment: &Fragment, ledger: &Ledger) -> Option<(Caption, String)> {
    let over = fragment.above.iter().rev().map(|line| ledger.text(line.run));
    let first = fragment
        .rows
        .first()
        .filter(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1);
    let inside = first.into_iter().flat_map(|row| &row.cells).map(|cell| text(cell, ledger));
    over.chain(inside).find_map(|text| {
        caption::is_caption(&text)
            .then(|| caption::parse(&text))
            .flatten()
            .map(|found| (found, text))
    })
}

fn caption_evidence(group: &Group, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let title: Vec<String> = group.title.iter().map(|line| ledger.text(line.run)).collect();
    let own = title.first().and_then(|text| caption::parse(text));
    let Some((found, text)) = caption_of(fragment, ledger) else {
        let says =
            fragment.above.iter().any(|line| caption::says_continued(&ledger.text(line.run)));
        // Between the pages of a dump stand running heads, which no box sets apart.
        let named = !fragment.loose_columns
            && names_over(group, fragment, ledger) == 0
            && around::is_named(fragment, ledger);
        return match (says, named) {
            (true, _) => weight::CONTINUED,
            (false, true) => weight::OTHER_NAME,
            (false, false) => 0,
        };
    };
    // "Supplementary material 3" is printed over the pages of "Table 3", and over those of other tables.
    let holder = own.as_ref().is_some_and(|own| own.kind != found.kind)
        && found.kind == Kind::Other
        && text.trim().chars().count() <= found.end;
    if holder && !found.continued {
        return 0;
    }
    let same = own.as_ref().and_then(|own| own.same_as(&found));
    match (same, found.continued || found.part.is_some_and(|part| part > 1)) {
        (Some(false), _) => weight::OTHER_CAPTION,
        (_, true) => weight::CONTINUED,
        (Some(true), false) => weight::SAME_LABEL,
        (None, false) if title.first() == Some(&text) => weight::SAME_CAPTION,
        (None, false) => weight::OTHER_CAPTION,
    }
}

fn header_evidence(group: &Group, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let repeated = repeated_rows(group, fragment, ledger);
    if repeated.contains(&Reason::RepeatedHeader) || names_over(group, fragment, ledger) > 0 {
        return weight::SAME_HEADER;
    }
    if fragment.rows.first().is_some_and(|row| row.role == Role::Header) && !group.header.is_empty()
    {
        return weight::OTHER_DECLARED;
    }
    let looks = Looks::of(fragment, ledger);
    let head = header::find(&looks, None, true);
    // What it has beyond being the first row, which a row of a table that goes on is as well.
    let beyond = head.sum - header::FIRST_ROW;
    if head.rows == 0 || beyond < 8 || group.header.is_empty() {
        weight::HEADERLESS
    } else {
        (-2 * beyond).max(weight::OTHER_HEADER)
    }
}

fn place_evidence(group: &Group, last: &Fragment, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let mut sum = match place::agree(last, fragment) {
        Some(true) => weight::SAME_EDGES,
        Some(false) => weight::OTHER_EDGES,
        None => 0,
    };
    let tag = |fragment: &Fragment, last: bool| {
        let mut tags = fragment.rows.iter().filter_map(|row| row.tag);
        if last { tags.next_back() } else { tags.next() }
    };
    let tags = tag(last, true).zip(tag(fragment, false));
    if tags.is_some_and(|(last, next)| last.table == next.table) {
        sum += weight::SAME_TAG;
    }
    if last.area.is_some() || fragment.area.is_some() {
        sum += match last.at_bottom && fragment.at_top {
            true => weight::TOUCHES,
            false => weight::PAGE_BETWEEN,
        };
        if fragment.page <= last.page {
            sum += weight::ONE_PAGE;
        }
        return sum;
    }
    let is_caption = |line: &Line| {
        let text = ledger.text(line.run);
        line.caption || caption::is_caption(&text) || caption::says_continued(&text)
    };
    let captions = !fragment.above.is_empty() && fragment.above.iter().all(is_caption);
    sum + match group.under {
        Between::Nothing if last.at_bottom && fragment.at_top => weight::TOUCHES,
        Between::Nothing if captions => 0,
        Between::Nothing => weight::PROSE_BETWEEN,
        Between::Note => weight::NOTE_BETWEEN,
        Between::Prose => weight::PROSE_BETWEEN,
    }
}

fn label_evidence(group: &Group, fragment: &Fragment, ledger: &Ledger) -> i32 {
    let own = labels(fragment, ledger);
    let cites = |labels: &[String]| {
        let cited = labels.iter().filter(|text| citation::shape(text) == Shape::Cited).count();
        cited * 2 > labels.len()
    };
    let words = own.iter().filter(|text| !crate::signs::value::is_value(text));
    let again = words.filter(|text| group.labels.contains(text)).count();
    // A form names each thing once; what stands several times on a page is a value.
    let once = |labels: &[String]| {
        let mut sorted = labels.to_vec();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    if cites(&own) && cites(&group.labels) {
        weight::KEYS_GO_ON
    } else if again >= 2
        && again * 2 >= own.len().min(group.labels.len())
        && once(&own)
        && once(&group.labels)
    {
        weight::FORM_AGAIN
    } else {
        0
    }
}
