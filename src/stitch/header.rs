//! Which rows at the top of a table are its title and which name its columns.
//!
//! No single sign decides. For each number of header rows the evidence of those rows is summed; the
//! number with the highest sum is taken, and its lead over the second says how sure it is.

use super::looks::{Column, Look, Looks};
use crate::fragment::Fragment;
use crate::ledger::Ledger;
use crate::signs::{caption, citation, value};

/// Header rows at most: reviews print up to three, and a fourth where units have a row.
pub(super) const MOST_ROWS: usize = 4;

/// Rows of title at most, each a cell over the whole table.
const MOST_TITLES: usize = 3;

/// A lead under this, in eighths of a bit, is a doubt: 12 are odds of 2.8 to 1.
const DOUBT: i32 = 12;

/// What speaks for and against a row naming the columns, in eighths of a bit, set so that no sign
/// alone but [`DECLARED`], [`CITES`] and [`FULL_WIDTH`] outweighs two others.
mod weight {
    /// The first row of a table names its columns in nine of ten tables of reviews.
    pub(super) const FIRST: i32 = 16;
    /// A second row does in one of seven.
    pub(super) const SECOND: i32 = -18;
    /// A third row hardly ever, unless much speaks for it.
    pub(super) const LATER: i32 = -26;
    /// Word repeats it at the top of each page: its author called it a header.
    pub(super) const DECLARED: i32 = 56;
    /// Its author marked the row above it and not this one; many mark the first row only.
    pub(super) const UNDECLARED: i32 = -6;
    /// The next page prints the same words at its top, or the next table names.
    pub(super) const REPEATED: i32 = 40;
    /// Words over a column of values; for each, three count.
    pub(super) const WORDS_OVER_VALUES: i32 = 8;
    /// A value over a column of values; for each, four count.
    pub(super) const VALUE_OVER_VALUES: i32 = -10;
    /// Half of its cells or more are values: names are words, but for years and other points in time.
    pub(super) const VALUES: i32 = -12;
    /// All of its cells are units, under the names of what is measured.
    pub(super) const UNITS: i32 = 28;
    /// It cites a study where the column below cites studies.
    pub(super) const CITES: i32 = -48;
    /// It has a word in the column that cites studies below, and cites none.
    pub(super) const NO_CITATION: i32 = 16;
    /// A word that heads columns of reviews: "Study", "Outcome"; for each, three count.
    pub(super) const HEADING: i32 = 6;
    /// The corner at its left is empty: it names columns but not rows.
    pub(super) const CORNER: i32 = 6;
    /// A cell over several columns that the next row parts.
    pub(super) const SPANS: i32 = 16;
    /// It parts what a header cell over it spans.
    pub(super) const PARTS: i32 = 30;
    /// A header cell is merged down into it, over its first column.
    pub(super) const MERGED_KEY: i32 = 20;
    /// A header cell is merged down into it, over another column.
    pub(super) const MERGED: i32 = 10;
    /// It names a column that has no name yet; a record fills it with a value.
    pub(super) const NAMES_MORE: i32 = 16;
    /// Its first column is empty, where nearly all rows below have a key: no record, and none goes on here.
    pub(super) const KEYLESS: i32 = 20;
    /// Of two columns the first holds names all the way down ("Study design", "Country", "Sample"), so its own
    /// pair is one of a form, and no header; not surely, so that a person looks.
    pub(super) const FORM: i32 = -30;
    /// Each of its columns is merged down from the header over it or parts what that spans: a record would
    /// have no place for its key.
    pub(super) const LATTICE: i32 = 24;
    /// Bold, and the rows below are not.
    pub(super) const BOLD: i32 = 16;
    /// Shaded, and the rows below are not.
    pub(super) const SHADED: i32 = 12;
    /// The first header row is bold or shaded and this row is not.
    pub(super) const PLAIN: i32 = -14;
    /// An arrow or an item of a list stands in it, as in the column below.
    pub(super) const LISTED: i32 = -40;
    /// An arrow stands in it, and none below: "Dataset → System".
    pub(super) const ARROW: i32 = -8;
    /// A text longer than names are.
    pub(super) const LONG: i32 = -16;
    /// Short where the column below holds long texts; for each, two count.
    pub(super) const SHORT_OVER_LONG: i32 = 4;
    /// The column below has the same text as a value; for each, two count.
    pub(super) const SAME_BELOW: i32 = -12;
    /// Fewer than half of the columns have a name.
    pub(super) const SPARSE: i32 = -14;
    /// Words in the first column alone are the name of a group, or of a study without values.
    pub(super) const ALONE: i32 = -40;
    /// A row of a sum like this names no columns.
    pub(super) const SURELY_NONE: i32 = -24;
    /// One cell over all columns: a title or the name of a group.
    pub(super) const FULL_WIDTH: i32 = -80;
}

/// Letters of the longest name of a column.
const LONGEST_NAME: usize = 160;

/// What the first row of any piece has for being first.
pub(super) const FIRST_ROW: i32 = weight::FIRST;

/// The rows at the top of a fragment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Rows over the header that are the title, or lines about the table.
    pub(super) titles: usize,
    /// Rows after them that name the columns.
    pub(super) rows: usize,
    /// How far the evidence for that leads, in eighths of a bit.
    pub(super) lead: i32,
    /// The sum of evidence for the header; 0 where there is none.
    pub(super) sum: i32,
}

impl Head {
    /// Whether a person should look.
    pub(super) fn is_doubtful(&self) -> bool {
        self.lead < DOUBT
    }
}

/// Finds title and header of a fragment. `next` is the fragment after it, which may print its
/// header again.
pub(super) fn find(looks: &Looks, next: Option<&Looks>, captioned: bool) -> Head {
    let rows = looks.rows.len();
    if rows < 2 {
        return Head { lead: i32::MAX, ..Head::default() };
    }
    let most = MOST_TITLES.min(rows - 1);
    let titles = (0..most).take_while(|at| looks.is_full_width(*at)).count();
    let mut head = best(looks, next, titles);
    // Names of groups may stand at the top of a page that prints no header.
    let named = |at: usize| looks.filled(at).any(|cell| caption::is_caption(&cell.text));
    if head.rows == 0 && titles > 0 && (captioned || !named(0)) {
        head.titles = 0;
    }
    head
}

/// The number of header rows under `titles` rows of title that has the highest sum.
fn best(looks: &Looks, next: Option<&Looks>, titles: usize) -> Head {
    let most = MOST_ROWS.min(looks.rows.len() - 1 - titles);
    let mut sums = vec![0];
    for at in titles..titles + most {
        let before = sums.last().copied().unwrap_or(0);
        let own = row(looks, next, titles, at);
        // Header rows follow each other: under a row that is surely none there is no other.
        if own <= weight::SURELY_NONE && at > titles {
            break;
        }
        sums.push(before + own);
    }
    let top = sums.iter().copied().max().unwrap_or(0);
    let rows = sums.iter().position(|sum| *sum == top).unwrap_or(0);
    let others = sums.iter().enumerate().filter(|(at, _)| *at != rows).map(|(_, sum)| *sum);
    let lead = others.max().map_or(i32::MAX, |second| top - second);
    Head { titles, rows, lead, sum: top }
}

/// What speaks for row `at` naming the columns, where the rows from `top` to it do.
fn row(looks: &Looks, next: Option<&Looks>, top: usize, at: usize) -> i32 {
    if looks.is_full_width(at) {
        return weight::FULL_WIDTH;
    }
    let below = looks.columns_below(at + 1);
    let place = match at - top {
        0 => weight::FIRST,
        1 => weight::SECOND,
        _ => weight::LATER,
    };
    place
        + told(looks, next, top, at)
        + contents(looks, at, &below)
        + form(looks, top, at)
        + style(looks, top, at, &below)
        + if at == top && is_form(looks, at) { weight::FORM } else { 0 }
}

/// What the file or the next page says.
fn told(looks: &Looks, next: Option<&Looks>, top: usize, at: usize) -> i32 {
    let declared = |at: usize| looks.declared.get(at).copied().unwrap_or(false);
    let mut sum = match (declared(at), at > top && declared(at - 1)) {
        (true, _) => weight::DECLARED,
        (false, true) => weight::UNDECLARED,
        (false, false) => 0,
    };
    let words = looks.words(at);
    // Another table may hold the same row: names are repeated there, and no values.
    let names = || looks.filled(at).all(|cell| cell.value.is_none() && !cell.cites && !cell.listed);
    let again = |next: &Looks| next.words(at - top) == words && (!next.captioned || names());
    if next.is_some_and(|next| !words.is_empty() && again(next)) {
        sum += weight::REPEATED;
    }
    sum
}

/// What its cells hold, against the columns below.
fn contents(looks: &Looks, at: usize, below: &[Column]) -> i32 {
    let filled: Vec<&Look> = looks.filled(at).collect();
    let (mut over, mut under, mut long, mut same) = (0, 0, 0, 0);
    let mut sum = 0;
    let is_time = |cell: &Look| {
        let times = below.get(cell.col).is_some_and(|c| c.times * 2 > c.filled);
        (cell.time || is_year(&cell.text)) && !times
    };
    let years = filled.iter().filter(|cell| is_time(cell)).count() >= 2;
    for cell in filled.iter().filter(|cell| cell.span == 1) {
        let Some(column) = below.get(cell.col) else { continue };
        let value = cell.value.is_some() && !(years && is_time(cell));
        if column.holds_values() {
            over += i32::from(!value && !cell.cites);
            under += i32::from(value && !cell.unit);
        }
        if column.cites() {
            sum += if cell.cites { weight::CITES } else { weight::NO_CITATION };
        }
        let mean = column.letters.checked_div(column.filled).unwrap_or(0);
        long += i32::from(mean > 60 && cell.text.chars().count() * 3 < mean);
        let is_same =
            |at: usize| looks.filled(at).any(|c| c.col == cell.col && c.text == cell.text);
        same += i32::from((at + 1..looks.rows.len()).filter(|at| is_same(*at)).nth(1).is_some());
    }
    let values = filled.iter().filter(|cell| cell.value.is_some() && !cell.unit).count();
    let headings = filled.iter().filter(|cell| is_heading(&cell.text)).count();
    if filled.len() >= 2 && values * 2 >= filled.len() && !years {
        sum += weight::VALUES;
    }
    if filled.len() >= 2 && filled.iter().all(|cell| cell.unit) {
        sum += weight::UNITS;
    }
    let lists =
        |cell: &&&Look| cell.items || below.get(cell.col).is_none_or(|column| column.listed > 0);
    let listed = filled.iter().filter(|cell| cell.listed);
    sum += match (listed.clone().count(), listed.filter(lists).count()) {
        (0, _) => 0,
        (1, 0) => weight::ARROW,
        _ => weight::LISTED,
    };
    if filled.iter().any(|cell| cell.text.chars().nth(LONGEST_NAME).is_some()) {
        sum += weight::LONG;
    }
    sum + weight::WORDS_OVER_VALUES * over.min(3)
        + weight::VALUE_OVER_VALUES * under.min(4)
        + weight::SHORT_OVER_LONG * long.min(2)
        + weight::SAME_BELOW * same.min(2)
        + weight::HEADING * headings.min(3) as i32
}

/// How its cells lie, to those of the header rows over it and to the row under it.
fn form(looks: &Looks, top: usize, at: usize) -> i32 {
    let cells = looks.row(at);
    let filled: Vec<&Look> = looks.filled(at).collect();
    let merged: Vec<usize> =
        (0..looks.columns).filter(|col| looks.merged_over(at, *col, top).is_some()).collect();
    let mut sum = 0;
    // A cell over some columns, and cells under it that part them.
    let spans = |row: usize| looks.filled(row).filter(|cell| cell.span > 1);
    let parted = |span: &Look, by: usize| {
        looks.filled(by).filter(|c| span.covers(c.col) && c.span < span.span).count() >= 2
    };
    if spans(at).any(|span| parted(span, at + 1)) {
        sum += weight::SPANS;
    }
    if at > top && spans(at - 1).any(|span| parted(span, at)) {
        sum += weight::PARTS;
    }
    let spanned = |col: usize| at > top && spans(at - 1).any(|span| span.covers(col));
    if merged.first() == Some(&0)
        && (0..looks.columns).all(|col| merged.contains(&col) || spanned(col))
    {
        sum += weight::LATTICE;
    }
    if merged.len() < looks.columns {
        sum += match merged.first() {
            Some(0) => weight::MERGED_KEY,
            Some(_) => weight::MERGED,
            None => 0,
        };
    }
    let corner = cells.first().is_some_and(|cell| cell.col == 0 && cell.is_empty());
    if corner && at == top && filled.len() >= 2 {
        sum += weight::CORNER;
    }
    if at > top {
        sum += later(looks, top, at, &filled);
    }
    let named: usize = filled.iter().map(|cell| cell.span).sum::<usize>() + merged.len();
    if named * 2 < looks.columns {
        sum += weight::SPARSE;
    }
    if matches!(filled.as_slice(), [only] if only.col == 0)
        && merged.is_empty()
        && looks.columns > 1
    {
        sum += weight::ALONE;
    }
    sum
}

/// What a row under a header row adds to its names, and whether it could be a record.
fn later(looks: &Looks, top: usize, at: usize, filled: &[&Look]) -> i32 {
    /// Rows below that tell whether each has a key.
    const ROWS: usize = 3;
    let below = looks.columns_below(at + 1);
    let over = |col: usize| (top..at).any(|row| looks.filled(row).any(|cell| cell.covers(col)));
    let name = |cell: &Look| cell.value.is_none() || cell.time || is_year(&cell.text);
    let values = |cell: &Look| below.get(cell.col).is_some_and(Column::holds_values);
    let more = filled.iter().filter(|cell| cell.col > 0 && cell.span == 1 && !over(cell.col));
    let mut sum = 0;
    if more.clone().next().is_some() && more.clone().all(|cell| name(cell) && values(cell)) {
        sum += weight::NAMES_MORE;
    }
    let key =
        looks.filled(at).any(|cell| cell.covers(0)) || looks.merged_over(at, 0, top).is_some();
    let rows = (at + 1..looks.rows.len()).filter(|row| !looks.is_blank(*row)).count();
    let keys = below.first().map_or(0, |column| column.filled);
    if !key && filled.len() >= 2 && rows >= ROWS && keys * 10 >= rows * 9 {
        sum += weight::KEYLESS;
    }
    sum
}

/// Whether the pair of a row is one of a form: names in the first of two columns, what they say in the second.
fn is_form(looks: &Looks, at: usize) -> bool {
    /// Names that tell.
    const NAMES: usize = 3;
    /// What names names is over them.
    const GENERAL: &str = "characteristic characteristics variable variables item items domain domains \
        parameter parameters feature features name category theme themes criteria criterion description topic \
        question questions measure measures outcome outcomes domaine merkmal variable";
    let text = |row: usize, col: usize| looks.filled(row).find(|cell| cell.col == col);
    let (Some(first), Some(second)) = (text(at, 0), text(at, 1)) else { return false };
    let names: Vec<&Look> = (at + 1..looks.rows.len()).filter_map(|row| text(row, 0)).collect();
    let headings = names.iter().filter(|cell| is_heading(&cell.text)).count();
    looks.columns == 2
        && headings >= NAMES
        && headings * 2 >= names.len()
        && is_heading(&first.text)
        && !begins_with(&first.text, GENERAL)
        && !is_heading(&second.text)
}

/// How it is set, against the rows below.
fn style(looks: &Looks, top: usize, at: usize, below: &[Column]) -> i32 {
    let bold = |at: usize| !looks.is_blank(at) && looks.filled(at).all(|cell| cell.bold);
    let shaded = |at: usize| !looks.is_blank(at) && looks.filled(at).all(|cell| cell.shaded);
    let (all, bolds) = below
        .iter()
        .fold((0, 0), |(all, bolds), column| (all + column.filled, bolds + column.bold));
    let body = at + 1..looks.rows.len();
    let shades = body.clone().filter(|at| shaded(*at)).count();
    let bold_tells = bolds * 10 < all * 3;
    let shade_tells = shades * 10 < body.len() * 3;
    let mut sum = 0;
    if bold(at) && bold_tells {
        sum += weight::BOLD;
    }
    if shaded(at) && shade_tells {
        sum += weight::SHADED;
    }
    let marked = bold(top) && bold_tells || shaded(top) && shade_tells;
    if at > top && marked && !bold(at) && !shaded(at) {
        sum += weight::PLAIN;
    }
    sum
}

/// Whether a text is a year alone.
fn is_year(text: &str) -> bool {
    citation::shape(text) == citation::Shape::Year && value::kind(text).is_some()
}

/// Whether a text begins with a word that heads columns of reviews.
fn is_heading(text: &str) -> bool {
    const HEADINGS: &str = "study studies author authors reference references ref citation source year trial trials \
        country setting design sample population participants patients n no intervention interventions comparator \
        control outcome outcomes measure measures results result findings finding characteristics characteristic \
        variable variables description item items domain topic title journal type method methods follow duration age \
        sex gender quality bias score comments comment notes dose exposure aim aims objective objectives theme category \
        mean median sd total region model estimate p value effect criteria reason id name code definition \
        studie autor autoren jahr land étude auteur auteurs année pays estudio autores año país estudo ano \
        исследование автор год страна 研究 作者 年份 年 国家 特征 条目 结局";
    text.chars().count() <= 60 && begins_with(text, HEADINGS)
}

/// Whether the first word of a text is one of a list.
fn begins_with(text: &str, list: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let first = first.unwrap_or_default().to_lowercase();
    !first.is_empty() && list.split_ascii_whitespace().any(|word| word == first)
}

/// The same with the rows of a fragment.
pub(super) fn of(
    fragment: &Fragment,
    next: Option<&Fragment>,
    captioned: bool,
    ledger: &Ledger,
) -> Head {
    let looks = Looks::of(fragment, ledger);
    let next =
        next.filter(|next| next.columns == fragment.columns).map(|next| Looks::of(next, ledger));
    find(&looks, next.as_ref(), captioned)
}
