//! What a table as a whole makes doubtful although each of its cells may be right: numbers of rows that
//! do not run, a study that stands twice, studies side by side. Notices for a person, a sentence each.

mod settled;
mod twice;

use std::collections::BTreeSet;

pub(crate) use settled::run as settle;

use crate::fragment::{Cell, Refused, Role};
use crate::ledger::Ledger;
use crate::profile::Column;
use crate::signs::caption::{self, Caption, Strength};
use crate::signs::edge::{begins, heading_number};
use crate::table::{LogicalRow, Table};
use crate::trace::Notice;

/// The code of the notice that regions of pages look like tables and are none in the result.
const REFUSED: &str = "regions-refused";
/// The code of the notice that a table numbers its rows, and not so many came out.
const ROWS_NUMBERED: &str = "rows-numbered-otherwise";
/// The code of the notice that a study stands twice where no other does.
const STUDY_TWICE: &str = "study-twice";
/// The code of the notice that one row holds several studies.
const SIDE_BY_SIDE: &str = "studies-side-by-side";

/// The code of the notice that a table may be several.
const SEVERAL: &str = "tables-in-one";
/// The code of the notice that most columns of a table have no name.
const NAMELESS: &str = "columns-nameless";
/// The code of the notice that what names the columns reads as no names.
const HEADER_UNLIKELY: &str = "header-unlikely";
/// The code of the notice that two columns may be one.
const TORN: &str = "column-torn";
/// The code of the notice that words of a title or a note were put together over the end of a line.
const WORDS_JOINED: &str = "words-joined";
/// The codes of all notices that a person has to look into, as flags of records are.
pub(crate) const CODES: [&str; 9] = [
    REFUSED,
    ROWS_NUMBERED,
    STUDY_TWICE,
    SIDE_BY_SIDE,
    SEVERAL,
    NAMELESS,
    HEADER_UNLIKELY,
    TORN,
    WORDS_JOINED,
];

/// Whether a person has to look into a notice, and nobody found it right as it stands.
pub(crate) fn is_open(notice: &Notice) -> bool {
    CODES.contains(&notice.code.as_str()) && notice.kept.is_none()
}

/// What a notice says without the number of its table, which changes where a table before it goes.
pub(crate) fn sentence(message: &str) -> &str {
    let named = message.strip_prefix("table ").and_then(|rest| rest.split_once(": "));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    named.filter(|(number, _)| is_number(number)).map_or(message, |(_, said)| said)
}

/// A doubt about a table as a whole, or about the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// Its code, one of [`CODES`].
    pub(crate) code: &'static str,
    /// The table, from 0; none where it is about the document.
    pub(crate) table: Option<usize>,
    /// What of the table it is about: the text of a row, or keys of rows or columns.
    pub(crate) about: Vec<String>,
    /// A sentence for a person.
    pub(crate) message: String,
}

/// What is to be said, and what it is about.
type Said = Option<(String, Vec<String>)>;

/// The doubts about all tables.
pub(crate) fn run(tables: &[Table], columns: &[Vec<Column>], ledger: &Ledger) -> Vec<Doubt> {
    let mut found = Vec::new();
    for (number, (table, columns)) in (1..).zip(tables.iter().zip(columns)) {
        let body = || table.rows.iter().filter(|row| row.role == Role::Body);
        let whole = |message: Option<String>| message.map(|message| (message, Vec::new()));
        let doubts = [
            (ROWS_NUMBERED, whole(rows_numbered(body(), table, ledger))),
            (STUDY_TWICE, twice::run(body(), table, columns, ledger)),
            (SIDE_BY_SIDE, whole(side_by_side(body(), columns, ledger))),
            (SEVERAL, several(table, ledger)),
            (SEVERAL, named_anew(body(), columns, ledger)),
            (NAMELESS, nameless(columns)),
            (HEADER_UNLIKELY, whole(header_unlikely(columns))),
            (TORN, torn(body(), columns)),
            (WORDS_JOINED, whole(words_joined(table))),
        ];
        for (code, doubt) in doubts {
            found.extend(doubt.map(|(said, about)| Doubt {
                code,
                table: Some(number - 1),
                about,
                message: format!("table {number}: {said}"),
            }));
        }
    }
    found
}

/// What a person should know of regions that look like tables and were not taken for tables.
pub(crate) fn refused(regions: &[Refused]) -> Option<Doubt> {
    let pages: BTreeSet<u32> = regions.iter().map(|region| region.page).collect();
    let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
    let pages_named = match pages.as_slice() {
        [page] => format!("page {page}"),
        pages => format!("pages {}", pages.join(", ")),
    };
    (!regions.is_empty()).then(|| {
        let message = match regions.len() {
            1 => format!("1 region looks like a table and was not taken for one: {pages_named}"),
            count => format!(
                "{count} regions look like tables and were not taken for tables: {pages_named}"
            ),
        };
        Doubt { code: REFUSED, table: None, about: Vec::new(), message }
    })
}

/// What was put together over the ends of lines of texts that have no flags of their own.
fn words_joined(table: &Table) -> Option<String> {
    let words: Vec<String> = table.joined.iter().map(|word| format!("{word:?}")).collect();
    let what = "put together over the end of a line in its title or its notes";
    (!words.is_empty()).then(|| format!("{what}: {}", words.join(", ")))
}

fn text(row: &LogicalRow, col: usize, ledger: &Ledger) -> String {
    row.cell(col).map(|cell: &Cell| crate::text::cell(cell, ledger)).unwrap_or_default()
}

/// A column that counts the rows says how many there are.
fn rows_numbered<'a>(
    body: impl Iterator<Item = &'a LogicalRow> + Clone,
    table: &Table,
    ledger: &Ledger,
) -> Option<String> {
    /// Fewer numbers may run by chance.
    const LEAST: usize = 5;
    let rows = body.clone().count();
    (0..table.columns).find_map(|col| {
        let number = |row: &LogicalRow| {
            let own = text(row, col, ledger);
            own.trim_matches(|c: char| !c.is_alphanumeric()).parse::<usize>().ok()
        };
        let numbers: Vec<usize> = body.clone().filter_map(number).collect();
        let different: BTreeSet<usize> = numbers.iter().copied().collect();
        let rising = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
        let last = different.last().copied()?;
        // The rows are counted where nearly all numbers rise from 1 and hardly one is left out.
        let counts = numbers.len() >= LEAST
            && rising * 20 >= (numbers.len() - 1) * 19
            && different.first() == Some(&1)
            && different.len() * 10 >= last * 8
            && last * 2 >= rows;
        (counts && last != rows).then(|| {
            let missing: Vec<String> = (1..=last)
                .filter(|number| !different.contains(number))
                .take(5)
                .map(|number| number.to_string())
                .collect();
            let gone = match missing.is_empty() {
                true => String::new(),
                false => format!("; {} {} missing", missing.join(", "), verb(missing.len())),
            };
            format!("its rows are numbered to {last}, and {rows} came out{gone}")
        })
    })
}

fn verb(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// A caption within a table, or a numbered heading that begins no count, is what stands between two.
fn several(table: &Table, ledger: &Ledger) -> Said {
    let names: Vec<String> = table
        .rows
        .iter()
        .filter(|row| matches!(row.role, Role::Group | Role::Body))
        .filter_map(|row| {
            let mut filled = row.cells.iter().filter(|cell| !cell.is_empty() && !cell.repeats);
            let only = filled.next().filter(|_| table.columns > 1)?;
            filled.next().is_none().then(|| crate::text::cell(only, ledger))
        })
        .collect();
    let is_caption = |name: &&String| {
        let certain = |caption: &Caption| caption.strength >= Strength::Likely;
        caption::parse(name)
            .is_some_and(|found| found.kind == caption::Kind::Table && certain(&found))
    };
    let counts = names.iter().any(|name| heading_number(name) == Some(1));
    let is_heading = |name: &&String| !counts && heading_number(name).is_some();
    let within = names.iter().find(is_caption).or_else(|| names.iter().find(is_heading))?;
    let message = format!("{within:?} stands within it, as over a table: it may be several tables");
    Some((message, vec![within.clone()]))
}

/// A row that has the names of some columns in their places, the first among them, and other words in
/// others, names the columns of what follows.
fn named_anew<'a>(
    mut body: impl Iterator<Item = &'a LogicalRow>,
    columns: &[Column],
    ledger: &Ledger,
) -> Said {
    let name = |col: usize| columns.get(col).map(|column| column.text.as_str());
    let first = name(0).filter(|text| !text.is_empty())?;
    let anew = |row: &&LogicalRow| {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty() && !cell.repeats);
        let texts: Vec<(usize, String)> =
            filled.map(|cell| (cell.col, crate::text::cell(cell, ledger))).collect();
        let same = texts.iter().filter(|(col, text)| name(*col) == Some(text.as_str())).count();
        let begins = texts.first().is_some_and(|(col, text)| *col == 0 && text == first);
        begins && same > 1 && same * 3 >= texts.len()
    };
    let row = body.find(anew)?;
    let message = format!(
        "a row within it begins with {first:?} and names columns: it may be several tables"
    );
    let cells = row.cells.iter().filter(|cell| !cell.is_empty());
    let cells: Vec<String> = cells.map(|cell| crate::text::cell(cell, ledger)).collect();
    Some((message, vec![cells.join("\n")]))
}

/// Where most columns have no name, the header was lost, or stands where it was not looked for.
fn nameless(columns: &[Column]) -> Said {
    /// Of fewer columns one or two are often left without a name.
    const LEAST: usize = 3;
    let unnamed = columns.iter().filter(|column| column.text.is_empty());
    let keys: Vec<String> = unnamed.map(|column| column.key.clone()).collect();
    let message = format!("{} of its {} columns have no name", keys.len(), columns.len());
    (columns.len() >= LEAST && keys.len() * 2 > columns.len()).then_some((message, keys))
}

/// Two columns beside each other of which no row fills both, and one has no name, may be one column that
/// was torn.
fn torn<'a>(body: impl Iterator<Item = &'a LogicalRow> + Clone, columns: &[Column]) -> Said {
    /// Fewer rows may be filled so by chance.
    const ROWS: usize = 6;
    let filled = |row: &LogicalRow, col: usize| {
        row.cell(col).is_some_and(|cell| cell.repeats || !cell.is_empty())
    };
    let is_torn = |at: &usize| {
        let named = columns.iter().skip(*at).take(2).filter(|column| !column.text.is_empty());
        let count = |test: &dyn Fn(bool, bool) -> bool| {
            body.clone().filter(|row| test(filled(row, *at), filled(row, at + 1))).count()
        };
        let (left, right) = (count(&|left, _| left), count(&|_, right| right));
        named.count() == 1
            && left.min(right) > 1
            && left + right >= ROWS
            && count(&|left, right| left && right) == 0
    };
    let at = (0..columns.len().saturating_sub(1)).find(is_torn)?;
    let message = format!(
        "its columns {} and {} are never filled both, and one has no name: they may be one",
        at + 1,
        at + 2
    );
    Some((message, columns.iter().skip(at).take(2).map(|column| column.key.clone()).collect()))
}

/// A header that begins as the rest of a sentence and ends as one is a row that a page cut.
fn header_unlikely(columns: &[Column]) -> Option<String> {
    /// Names of columns have fewer words.
    const WORDS: usize = 4;
    let is_rest = |text: &&str| {
        begins(text).is_rest() && text.ends_with('.') && text.split_whitespace().count() >= WORDS
    };
    let found = columns.iter().map(|column| column.text.as_str()).find(is_rest)?;
    Some(format!("its header has {found:?}, which reads as the rest of a row"))
}

/// Headers that are printed again and again, column after column, head several studies in each row; and
/// so does a table of which each column cites.
fn side_by_side<'a>(
    body: impl Iterator<Item = &'a LogicalRow> + Clone,
    columns: &[Column],
    ledger: &Ledger,
) -> Option<String> {
    let cites = |col: usize| {
        let texts: Vec<String> = body
            .clone()
            .map(|row| text(row, col, ledger))
            .filter(|text| !text.is_empty())
            .collect();
        let cites = texts.iter().filter(|text| crate::profile::roles::cites(text)).count();
        cites * 2 > texts.len()
    };
    let texts: Vec<&str> = columns.iter().map(|column| column.text.as_str()).collect();
    // A name that comes again is that of the next study.
    let again = texts.iter().skip(1).position(|text| Some(text) == texts.first());
    let repeats = |period: &usize| {
        let different: BTreeSet<&&str> = texts.iter().take(*period).collect();
        texts.len().is_multiple_of(*period)
            && different.len() == *period
            && !different.contains(&"")
            && texts.iter().zip(texts.iter().skip(*period)).all(|(a, b)| a == b)
    };
    let period = again.map(|at| at + 1).filter(|at| *at > 1).filter(repeats);
    let period =
        period.or_else(|| (texts.len() > 1 && (0..texts.len()).all(cites)).then_some(1))?;
    let times = texts.len() / period;
    Some(format!(
        "{times} studies stand side by side in each of its rows, and come out as one record"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::Line;
    use crate::ledger::Place;
    use crate::record::Kind;

    fn said(rows: &[&[&str]]) -> Vec<&'static str> {
        said_of(rows, &[])
    }

    fn column(text: &&str) -> Column {
        Column {
            header: Vec::new(),
            text: (*text).to_owned(),
            key: String::new(),
            kind: Kind::Text,
            names: false,
            year: None,
            signs: Default::default(),
            values: Vec::new(),
            known: false,
        }
    }

    /// The codes of the doubts about a table, a row of one cell being the name of a group; the first of
    /// the columns cites.
    fn said_of(rows: &[&[&str]], names: &[&str]) -> Vec<&'static str> {
        let mut ledger = Ledger::default();
        let place = Place::Dump { line: 1, column: 1 };
        let mut cell = |(col, text): (usize, &&str)| {
            let run = ledger.enter(text, place);
            Cell { lines: vec![Line { run, ..Line::default() }], ..Cell::at(col) }
        };
        let rows: Vec<LogicalRow> = rows
            .iter()
            .map(|texts| LogicalRow {
                cells: texts
                    .iter()
                    .enumerate()
                    .filter(|(_, t)| !t.is_empty())
                    .map(&mut cell)
                    .collect(),
                role: if texts.len() == 1 { Role::Group } else { Role::Body },
                ..LogicalRow::default()
            })
            .collect();
        let table = Table { rows, columns: names.len().max(2), ..Table::default() };
        let mut columns: Vec<Column> = names.iter().map(column).collect();
        columns.iter_mut().take(1).for_each(|column| column.kind = Kind::Citation);
        run(&[table], &[columns], &ledger).into_iter().map(|doubt| doubt.code).collect()
    }

    #[test]
    fn a_row_that_names_columns_anew_is_told() {
        let names = ["Component", "Term", "Estimate", "p-value"];
        let rows: [&[&str]; 3] = [
            &["A. parametric", "Intercept", "0.31", "0.02"],
            &["Component", "Term", "edf", "p-value"],
            &["B. smooth", "s(x,y)", "82.101", "0.04"],
        ];
        assert_eq!(said_of(&rows, &names), ["tables-in-one"]);
        assert!(said_of(&[rows[0], rows[2]], &names).is_empty());
    }

    #[test]
    fn a_study_that_stands_twice_is_told() {
        let studies = "Allen Baker Cole Davies Evans Field Green Hall Irwin Jones Kent Lewis Moss \
            Nash Owen Price Quinn Reed Shaw Todd";
        let keys: Vec<String> =
            studies.split_whitespace().map(|name| format!("{name} 2016")).collect();
        let mut rows: Vec<Vec<&str>> = keys.iter().map(|key| vec![key.as_str(), "34"]).collect();
        let told = |rows: &[Vec<&str>]| {
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            said_of(&rows, &["Study", "n"])
        };
        assert!(told(&rows).is_empty());
        // Two works of one year are two.
        rows.push(vec![&keys[0], "120"]);
        assert!(told(&rows).is_empty());
        rows.pop();
        rows.insert(1, vec![&keys[0], ""]);
        assert_eq!(told(&rows), [STUDY_TWICE]);
    }

    #[test]
    fn rows_numbered_otherwise_and_studies_side_by_side_are_told() {
        let numbers = ["1", "2", "3", "4", "6"];
        let rows: Vec<Vec<&str>> = numbers.iter().map(|number| vec![*number, "x"]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(said_of(&rows, &["No.", "Item"]), [ROWS_NUMBERED]);
        let names = ["Study", "n", "Study", "n"];
        let row: &[&str] = &["Allen 2016", "34", "Baker 2017", "12"];
        assert_eq!(said_of(&[row], &names), [SIDE_BY_SIDE]);
    }

    #[test]
    fn columns_that_are_never_filled_both_are_told() {
        let rows: [&[&str]; 6] = [
            &["A", "1", ""],
            &["B", "2", ""],
            &["C", "", "3"],
            &["D", "4", ""],
            &["E", "", "5"],
            &["F", "6", ""],
        ];
        assert_eq!(said_of(&rows, &["Study", "n", ""]), [TORN]);
        assert!(said_of(&rows, &["Study", "Women", "Men"]).is_empty());
    }

    #[test]
    fn a_caption_or_a_heading_within_a_table_is_told() {
        assert_eq!(said(&[&["A", "1"], &["Table 4. Outcomes"], &["B", "2"]]), [SEVERAL]);
        assert_eq!(said(&[&["A", "1"], &["2. Objectives"], &["B", "2"]]), [SEVERAL]);
        // Names of groups that are counted, and those that are not.
        assert!(said(&[&["1. Aims"], &["A", "1"], &["2. Objectives"], &["B", "2"]]).is_empty());
        assert!(said(&[&["A", "1"], &["Outcomes"], &["B", "2"]]).is_empty());
    }

    #[test]
    fn a_header_that_is_none_is_told() {
        let told = |texts: &[&str]| {
            let columns: Vec<Column> = texts.iter().map(column).collect();
            let table = Table { columns: texts.len(), ..Table::default() };
            let found = run(&[table], &[columns], &Ledger::default());
            found.into_iter().map(|doubt| doubt.code).collect::<Vec<_>>()
        };
        assert_eq!(told(&["Ward", "", "", ""]), [NAMELESS]);
        assert_eq!(told(&["", "may be read as it tells of care."]), [HEADER_UNLIKELY]);
        assert!(told(&["", "n", "mean (SD)"]).is_empty());
    }

    #[test]
    fn regions_refused_are_told_with_their_pages() {
        let region = |page: u32| Refused {
            page,
            area: crate::geom::Area::default(),
            lines: Vec::new(),
            beside: Vec::new(),
            reasons: Vec::new(),
        };
        assert_eq!(refused(&[]), None);
        let one = refused(&[region(4)]).map(|doubt| doubt.message);
        let said = "1 region looks like a table and was not taken for one: page 4";
        assert_eq!(one.as_deref(), Some(said));
        let more = refused(&[region(4), region(9), region(9)]).map(|doubt| doubt.message);
        let said = "3 regions look like tables and were not taken for tables: pages 4, 9";
        assert_eq!(more.as_deref(), Some(said));
    }
}
