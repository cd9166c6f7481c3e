//! What each column of a table is for, told by what its cells hold, before rows are joined: above all
//! which column names the studies.
//!
//! The first column names them, unless its cells cannot (running numbers, links, years, one value for
//! many rows) or are codes beside a column of citations.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::{Profile, YEAR};
use crate::fragment::{Cell, Fragment, Role as RowRole, Row};
use crate::ledger::{Ledger, is_layout};
use crate::marks;

/// What a column is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Studies as they are cited: authors and a year.
    Citation,
    /// The numbers of the rows.
    Number,
    /// Short names made up for the table, such as `S01`.
    Code,
    /// Years alone.
    Year,
    /// Links and DOIs.
    Link,
    /// Chains, or items after bullets.
    List,
    /// Numbers and what goes with them.
    Value,
    /// Words.
    #[default]
    Text,
    /// Hardly anything.
    Empty,
}

/// The roles of the columns of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The column that names the study.
    pub key: usize,
    /// The column of years that belongs to the authors in the key column, where there is one.
    pub year: Option<usize>,
    /// The role of each column.
    pub columns: Vec<Role>,
}

/// Rows that are looked at: what a column holds shows in the first ones, and a table may have millions.
const ROWS: usize = 1000;

/// Characters of a cell that are looked at: a full reference has its year before.
const CHARACTERS: usize = 600;

/// Characters of a long name: as `de la Cruz-Martinez and van den Berg et al.`, and some more.
const LONGEST_NAME: usize = 60;

/// What the cells of a column hold, in numbers of cells.
#[derive(Clone, Debug, Default)]
struct Held {
    rows: usize,
    filled: usize,
    /// Covered by a merged cell above.
    covered: usize,
    different: BTreeSet<String>,
    characters: usize,
    cites: usize,
    years: usize,
    links: usize,
    codes: usize,
    lists: usize,
    values: usize,
    names: usize,
    /// How often a number is one more than that of the row above.
    runs: usize,
    numbers: usize,
    last: Option<u64>,
}

/// What a person told of the key column.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Which it is in this table.
    pub key: Option<usize>,
    /// Which it is by its header, in all tables of a house.
    pub profile: &'a Profile,
}

/// Finds the roles of the columns of a table. `header` has its header rows, `fragments` its pieces.
pub fn find(
    header: &[Row],
    fragments: &[Fragment],
    columns: usize,
    told: Told<'_>,
    ledger: &Ledger,
) -> Roles {
    let held = held(fragments, columns, ledger);
    let roles: Vec<Role> = held.iter().map(Held::role).collect();
    let named = || named(header, columns, told.profile, ledger);
    let told = told.key.filter(|key| *key < columns).or_else(named);
    let year_of = |key: usize| year_of(key, &held, &roles);
    let key = told.unwrap_or_else(|| key(&held, &roles, &year_of));
    Roles { key, year: year_of(key), columns: roles }
}

/// The column that a profile says names the study, by what stands over it in some header rows.
pub(crate) fn named(
    header: &[Row],
    columns: usize,
    profile: &Profile,
    ledger: &Ledger,
) -> Option<usize> {
    super::key_by_header(&headers(header, columns, ledger), profile)
}

/// The text over each column in some header rows.
pub fn headers(header: &[Row], columns: usize, ledger: &Ledger) -> Vec<String> {
    let over = |col| super::infer::over(header.iter().map(|row| &row.cells[..]), col, ledger);
    (0..columns).map(|col| crate::text::headers(&over(col), ledger)).collect()
}

fn held(fragments: &[Fragment], columns: usize, ledger: &Ledger) -> Vec<Held> {
    let mut held = vec![Held::default(); columns];
    // A dump's column numbers hold where the page has all columns.
    let whole = fragments.iter().filter(|f| !f.loose_columns || f.columns == columns);
    let rows =
        whole.flat_map(|fragment| fragment.rows.iter().map(|row| (row, fragment.loose_columns)));
    let mut covered = vec![0_usize; columns];
    for (row, loose) in rows.filter(|(row, _)| row.role == RowRole::Body).take(ROWS) {
        // A line of a dump may hold one cell of a study's row.
        if !loose && names_others(row, columns) {
            continue;
        }
        // The first cell of each column: a row may have a hundred thousand, and is gone through once.
        let mut cells: Vec<Option<&Cell>> = vec![None; columns];
        for cell in row.cells.iter().rev() {
            if let Some(first) = cells.get_mut(cell.col) {
                *first = Some(cell);
            }
        }
        for (col, (held, cell)) in held.iter_mut().zip(cells).enumerate() {
            let text = cell.map(|cell| beginning(cell, ledger)).unwrap_or_default();
            // A row of a dump is a line of it: a blank there says nothing of the study's row.
            held.rows += usize::from(!loose || !text.is_empty());
            let under = std::mem::take(&mut covered[col]);
            covered[col] = under.saturating_sub(1);
            if text.is_empty() {
                held.covered += usize::from(under > 0);
                continue;
            }
            covered[col] = cell.map_or(0, |cell| cell.row_span.saturating_sub(1));
            held.add(&text);
        }
    }
    held
}

/// Whether a row may be the name of the rows under it: one cell over all columns, or text in the first
/// cell alone. Such rows say nothing of what the columns hold.
fn names_others(row: &Row, columns: usize) -> bool {
    let over_all = |cell: &Cell| cell.col_span >= columns;
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let alone = match (filled.next(), filled.next()) {
        (Some(only), None) => only.col == 0 && only.row_span <= 1,
        _ => false,
    };
    columns > 1 && (alone || row.cells.iter().any(over_all))
}

/// The beginning of the text of a cell, its lines joined by blanks.
fn beginning(cell: &Cell, ledger: &Ledger) -> String {
    let mut text = String::new();
    for line in &cell.lines {
        if text.len() > CHARACTERS {
            break;
        }
        let shown = ledger.chars(line.run).iter().filter(|c| !is_layout(**c));
        text.extend(shown.take(CHARACTERS));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Held {
    fn add(&mut self, text: &str) {
        self.filled += 1;
        self.characters += text.chars().count();
        self.different.insert(text.to_owned());
        self.cites += usize::from(cites(text));
        self.years += usize::from(is_year(text));
        self.links += usize::from(is_link(text));
        self.codes += usize::from(is_code(text));
        self.names += usize::from(is_name(text));
        self.lists += usize::from(is_list(text));
        self.values += usize::from(is_value(text));
        // A number in brackets refers to a list of studies; it is none of the table's own.
        let bare = if text.starts_with('[') { "" } else { text };
        let number = bare.trim_matches(|c: char| !c.is_alphanumeric()).parse::<u64>().ok();
        self.numbers += usize::from(number.is_some());
        if let (Some(number), Some(last)) = (number, self.last) {
            self.runs += usize::from(number == last + 1);
        }
        self.last = number;
    }

    /// Whether so many of 20 filled cells are at least `many`.
    fn of_20(&self, many: usize, least: usize) -> bool {
        self.filled > 0 && many * 20 >= self.filled * least
    }

    /// A column is what most of its cells are: three of five links or years, four of five numbers or
    /// codes, more than half citations. One cell that was read wrongly is no other kind of column.
    fn role(&self) -> Role {
        if self.filled * 10 < self.rows {
            Role::Empty
        } else if self.of_20(self.links, 12) {
            Role::Link
        } else if self.of_20(self.years, 12) {
            Role::Year
        } else if self.of_20(self.numbers, 16) && self.runs * 2 >= self.filled.saturating_sub(1) {
            Role::Number
        } else if self.cites * 2 > self.filled {
            Role::Citation
        } else if self.of_20(self.lists, 5) {
            Role::List
        } else if self.of_20(self.codes, 16) {
            Role::Code
        } else if self.of_20(self.values, 12) {
            Role::Value
        } else {
            Role::Text
        }
    }

    /// Whether each row has a text of its own, nearly.
    fn tells_rows_apart(&self) -> bool {
        self.filled * 10 >= self.rows * 8 && self.different.len() * 10 >= self.filled * 8
    }

    /// Whether its texts are no longer than names are, on the average.
    fn is_short(&self) -> bool {
        self.characters <= self.filled * LONGEST_NAME
    }

    /// Whether one text stands for several rows: merged or named once, or again and again.
    fn is_shared(&self) -> bool {
        let own = self.rows - self.covered;
        self.covered * 4 >= self.rows
            || self.filled * 4 <= own * 3
            || self.different.len() * 2 <= self.filled
    }
}

fn key(held: &[Held], roles: &[Role], year_of: &dyn Fn(usize) -> Option<usize>) -> usize {
    let first = |fits: &dyn Fn(usize) -> bool| (0..roles.len()).find(|col| fits(*col));
    let filled = |col: usize| held[col].filled * 10 >= (held[col].rows - held[col].covered) * 5;
    let cites = || first(&|col| roles[col] == Role::Citation && filled(col));
    let authors = || first(&|col| year_of(col).is_some());
    // A sentence tells rows apart and names none.
    let names = |col: usize| held[col].tells_rows_apart() && held[col].is_short();
    let apart = || first(&|col| roles[col] == Role::Text && names(col));
    let words = || first(&|col| matches!(roles[col], Role::Text | Role::Code) && filled(col));
    let key = match (roles.first(), held.first()) {
        (Some(Role::Citation), _) | (_, None) => None,
        (Some(Role::Code), _) => cites(),
        (Some(Role::Text), _) if year_of(0).is_some() => None,
        (Some(Role::Text), Some(own)) if own.is_shared() => cites().or_else(authors).or_else(apart),
        (Some(Role::Text | Role::List), _) => None,
        // The name of a study is worth more than its number, and that more than what many share.
        (Some(Role::Number), _) => cites().or_else(authors).or_else(apart),
        _ => cites().or_else(authors).or_else(apart).or_else(words),
    };
    key.unwrap_or(0)
}

/// The column of years beside a column of authors.
fn year_of(key: usize, held: &[Held], roles: &[Role]) -> Option<usize> {
    let own = held.get(key)?;
    let authors = matches!(roles.get(key), Some(Role::Text)) && own.of_20(own.names, 12);
    let beside = [Some(key + 1), key.checked_sub(1)];
    let mut years = beside.into_iter().flatten();
    years.find(|col| authors && roles.get(*col) == Some(&Role::Year))
}

/// An author: a word with a capital, or of a script without, and few words, none of them a number.
fn is_name(text: &str) -> bool {
    /// Names, initials and "et al."
    const WORDS: usize = 8;
    let several = text.contains("et al") || text.contains(',') || text.contains('&');
    let words = text.split(' ').count();
    let tall = text.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let short = words <= 2 || several && words <= WORDS && text.len() <= LONGEST_NAME;
    (tall || text.starts_with("van ") || text.starts_with("de "))
        && short
        && !text.chars().any(|c| c.is_numeric())
}

/// A study as cited: words, then a year. Not a date, whose month stands before the year, and not a
/// sentence in which a year is told among other numbers.
pub(crate) fn cites(text: &str) -> bool {
    /// Longer texts before the year are told of something else than authors, unless they are the names
    /// of a full reference.
    const AUTHORS: usize = 80;
    let bare = NUMBERED.as_ref().map_or(text.into(), |mark| mark.replace(text, ""));
    let bare = bare.trim_start_matches(['(', '[', '"', '“']);
    let Some(year) = YEAR.as_ref().and_then(|year| year.find(bare)) else { return false };
    let before = bare.get(..year.start()).unwrap_or_default();
    let words = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let begins = words.chars().next().is_some_and(char::is_alphabetic);
    let listed = before.contains(['.', ',', '&']);
    begins
        && (words.chars().count() <= AUTHORS || listed)
        && words.chars().filter(char::is_ascii_digit).count() <= 2
        && !ends_with_month(words)
}

/// The number of a reference in its list.
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:\[[0-9]{1,3}\]|[0-9]{1,3}[.)]) +").ok());

fn ends_with_month(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    /// Longer words are names: "Marchetti", "Mayer".
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let last = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    MONTHS.contains(&last.as_str()) || WHOLE.contains(&last.as_str())
}

fn is_year(text: &str) -> bool {
    let found = YEAR.as_ref().and_then(|year| year.find(text));
    found.is_some_and(|year| {
        let rest = text.len() - year.len();
        rest == 0 || rest <= 2 && !text.chars().any(char::is_alphabetic)
    })
}

fn is_link(text: &str) -> bool {
    let doi = text.starts_with("10.") && text.contains('/');
    let named = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("doi:"));
    let plain = text.starts_with("http") || text.starts_with("www.");
    plain || doi || named
}

/// Arrows or bullets, as the items of lists have them.
fn is_list(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    marks::has_arrow(text) || marks::sign_at(&characters, 0, false) > 0
}

/// Letters and then digits, in one word, or the number of a reference in brackets: `S01`, `R12a`, `D1`,
/// `NCT01234567`, `[12]`.
fn is_code(text: &str) -> bool {
    /// As long as `PACTR202001234567890` would be.
    const LONGEST: usize = 20;
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if inner.is_some_and(|inner| inner.chars().all(|c| c.is_ascii_digit())) {
        return true;
    }
    let letters = text.chars().take_while(|c| c.is_alphabetic() || matches!(c, '-' | '_' | '#'));
    let letters = letters.count();
    let rest: Vec<char> = text.chars().skip(letters).collect();
    (1..=5).contains(&letters)
        && rest.first().is_some_and(char::is_ascii_digit)
        && rest.iter().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && letters + rest.len() <= LONGEST
}

/// A number, with what goes with it: `12`, `0.45 (0.3–0.6)`, `12/40`, `35%`, `–`.
fn is_value(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    letters <= digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_told_from_other_texts_with_years() {
        for (text, cited) in [
            ("(Allen et al., 2016)", true),
            ("Adler 2017", true),
            ("Gbadoé et al. (2006) [1]", true),
            ("[12] Ekvall et al. (2001)", true),
            ("王小明等 (2015)", true),
            ("Kuta, K.G. and Richardson, L.L., 1996. Abundance of black band disease.", true),
            ("January 2020", false),
            ("2010", false),
            ("2 sites, 14 wards, 2010", false),
            ("1 March 2011", false),
            ("no year", false),
        ] {
            assert_eq!(cites(text), cited, "{text}");
        }
    }

    #[test]
    fn codes_and_values_are_told_from_words() {
        assert!(is_code("S01") && is_code("NCT0123456") && !is_code("Adler") && !is_code("12"));
        assert!(is_value("12/40 (30%)") && is_value("–") && !is_value("n = twelve"));
        assert!(is_name("Adler") && is_name("van den Berg et al.") && !is_name("We met 12 people"));
    }
}
