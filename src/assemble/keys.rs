//! What names a record: citations, the studies that several rows belong to, and ids.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fragment::Role;
use crate::ledger::{Confidence, Ledger};
use crate::profile::{Column, YEAR};
use crate::record::{Citation, Code, Kind};
use crate::signs::citation::{self, Shape};
use crate::table::{LogicalRow, Remark, Table};
use crate::tokenize::{Content, ReadRow, join};

/// What is doubtful about the keys of a table.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The rows, by index, that belong to the study above.
    carried: BTreeMap<usize, Confidence>,
    /// The rows of which nothing says whose they are.
    missing: BTreeSet<usize>,
    /// The rows whose key has no year that can be one, where nearly all others have.
    odd: BTreeSet<usize>,
}

/// A row without a key, and whether it is filled like the rows round it.
struct Keyless {
    row: usize,
    whole: bool,
    /// Whether a study stands above it, under the same sub-heading.
    below_study: bool,
    /// Whether the row above has no key either.
    goes_on: bool,
}

impl Keys {
    /// Rows without a key belong to the study above where the table names its studies once for several
    /// rows as a rule: a tenth of the rows are so, or a study has two such rows, and there is more than
    /// one. One blank among many keys is a key that is missing.
    pub(super) fn of(table: &Table, ledger: &Ledger) -> Self {
        let (keyless, rows) = keyless(table, ledger);
        let counted = counts_rows(table, ledger);
        let rule = keyless.len() > 1
            && (keyless.len() * 10 >= rows || keyless.iter().any(|row| row.goes_on));
        let mut keys = Keys { odd: odd_years(table, ledger), ..Keys::default() };
        for row in keyless {
            let sure = if row.whole { Confidence::Certain } else { Confidence::Likely };
            // Numbers count rows, each its own: a row that is whole without one is nobody else's.
            if rule && row.below_study && !(counted && row.whole) {
                keys.carried.insert(row.row, sure);
            } else {
                keys.missing.insert(row.row);
            }
        }
        keys
    }

    /// Gives a row that belongs to the study above its name, and remarks on it.
    pub(super) fn settle(&self, number: usize, key: usize, read: &mut ReadRow, above: &[Content]) {
        let Some(own) = read.contents.get_mut(key) else { return };
        // A key that stood in a list of its row has come home by now.
        let keyless = !matches!(own, Content::Text(tokens) if !tokens.is_empty());
        let (code, confidence, reason) = match self.carried.get(&number).filter(|_| keyless) {
            Some(sure) => (
                Code::KeyCarried,
                *sure,
                "the study is named once for several rows, above this one",
            ),
            None if keyless && self.missing.contains(&number) => {
                (Code::KeyMissing, Confidence::Undetermined, "the row has no key of its own")
            }
            None if self.odd.contains(&number) => {
                let reason = "other keys have years, and its digits are none";
                (Code::YearUnread, Confidence::Likely, reason)
            }
            None => return,
        };
        let named = above.get(key).filter(|_| code == Code::KeyCarried);
        if let Some(Content::Text(tokens)) = named {
            *own = Content::Text(tokens.clone());
        }
        let runs = match own {
            Content::Text(tokens) => tokens.iter().map(|token| token.run).collect(),
            Content::List(_) => Vec::new(),
        };
        read.remarks.push(Remark { column: key, code, confidence, reason, runs });
    }
}

/// Whether most keys are no more than numbers.
fn counts_rows(table: &Table, ledger: &Ledger) -> bool {
    let body = table.rows.iter().filter(|row| row.role == Role::Body);
    let cells = body.filter_map(|row| row.cell(table.key)).filter(|cell| !cell.is_empty());
    let (mut keys, mut numbers) = (0, 0);
    for cell in cells {
        keys += 1;
        let text = crate::text::cell(cell, ledger);
        numbers += usize::from(citation::shape(&text) == Shape::Number);
    }
    numbers * 2 > keys
}

/// The rows whose key holds digits that are no year, where most keys cite one.
fn odd_years(table: &Table, ledger: &Ledger) -> BTreeSet<usize> {
    /// No study is of a later year: this program will not be in use then.
    const LAST: u16 = 2050;
    let mut odd = BTreeSet::new();
    let (mut keys, mut years) = (0, 0);
    for (number, row) in table.rows.iter().enumerate().filter(|(_, row)| row.role == Role::Body) {
        let Some(cell) = row.cell(table.key).filter(|cell| !cell.is_empty()) else { continue };
        let text = crate::text::cell(cell, ledger);
        keys += 1;
        match year(&text) {
            Some(found) if found.year <= LAST => years += 1,
            None if !text.chars().any(|c| c.is_ascii_digit()) => {}
            _ => {
                odd.insert(number);
            }
        }
    }
    // Nine of ten keys have a year: what is odd is the exception.
    if years * 10 >= keys * 9 { odd } else { BTreeSet::new() }
}

/// The rows of a table's body without a key, and how many rows that has.
fn keyless(table: &Table, ledger: &Ledger) -> (Vec<Keyless>, usize) {
    let filled = |row: &LogicalRow| {
        let words = |cell: &&crate::fragment::Cell| {
            let lines = cell.lines.iter().flat_map(|line| ledger.chars(line.run));
            cell.repeats || lines.copied().any(|c| !c.is_whitespace())
        };
        let cells: Vec<usize> = row.cells.iter().filter(words).map(|cell| cell.col).collect();
        (cells.contains(&table.key), cells.len())
    };
    let (mut keyless, mut rows, mut cells) = (Vec::new(), 0, 0);
    let (mut below_study, mut goes_on) = (false, false);
    for (number, row) in table.rows.iter().enumerate() {
        if row.role != Role::Body {
            (below_study, goes_on) = (false, false);
            continue;
        }
        let (keyed, count) = filled(row);
        rows += 1;
        cells += count;
        if keyed {
            (below_study, goes_on) = (true, false);
        } else if count > 0 {
            let row = Keyless { row: number, whole: count > 1, below_study, goes_on };
            keyless.push((row, count));
            goes_on = true;
        }
    }
    let finish = |(row, count): (Keyless, usize)| Keyless {
        // Half of what a row has on the average.
        whole: row.whole && count * 2 * rows >= cells,
        ..row
    };
    (keyless.into_iter().map(finish).collect(), rows)
}

/// Names and initials of a full reference: a comma and capitals that stand for first names.
static INITIALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[\p{Ll}\p{Lo}](?:, \p{Lu}{1,2}(?:[.,; ]|$)| \p{Lu}{1,2}[.,;])").ok()
});

/// Where the title of a full reference begins that prints its year after it.
static TITLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:et al|\p{Lu}|[\p{Ll}]{3})[.]+ +[\p{Lu}\p{Lo}]\p{Ll}{2}").ok());

/// Reads a citation: the authors before the year, without brackets and outer punctuation.
pub(crate) fn citation(text: Option<String>) -> Citation {
    let mut citation = Citation { text: text.clone(), authors: None, year: None, suffix: None };
    let Some(text) = text else { return citation };
    let authors = match year(&text) {
        Some(found) => {
            citation.year = Some(found.year);
            citation.suffix = found.suffix;
            &text[..found.start]
        }
        None => &text,
    };
    // Where the year stands after the title, the authors end before that.
    let title = TITLE.as_ref().and_then(|title| title.find(authors));
    let end = title.filter(|_| authors.chars().count() > AUTHORS);
    let end = end.and_then(|title| Some(title.start() + title.as_str().find(". ")? + 1));
    let authors = match end.and_then(|end| authors.get(..end)) {
        Some(names) if names.ends_with("al.") => names,
        Some(names) => names.trim_end_matches('.'),
        None => authors,
    };
    let outer = |c: char| c.is_whitespace() || "()[],;:（），；：【】".contains(c);
    let authors = authors.trim_matches(outer);
    citation.authors = (!authors.is_empty()).then(|| authors.to_owned());
    citation
}

/// Characters of authors: more before the year is a title as well.
const AUTHORS: usize = 60;

/// The year of a citation.
struct Year {
    start: usize,
    year: u16,
    suffix: Option<String>,
}

/// The year that a citation is of: the one in brackets of its own, in a short text the last, in a full
/// reference the first after the authors, which may be followed by years of its title and pages.
fn year(text: &str) -> Option<Year> {
    let found: Vec<_> = YEAR.as_ref()?.captures_iter(text).collect();
    let bracketed = found.iter().find(|captures| {
        let Some(whole) = captures.get(0) else { return false };
        let before = text.get(..whole.start()).unwrap_or_default();
        let after = text.get(whole.end()..).unwrap_or_default();
        before.ends_with(['(', '（']) && after.starts_with([')', '）'])
    });
    let full = text.chars().count() > AUTHORS;
    let captures = match bracketed {
        Some(captures) => captures,
        None if full => found.first()?,
        None => found.last()?,
    };
    Some(Year {
        start: captures.get(0)?.start(),
        year: captures.get(1)?.as_str().parse().ok()?,
        suffix: captures.get(2).map(|letter| letter.as_str().to_owned()),
    })
}

/// The citation in the key of a row, with the year of the column beside it.
pub(super) fn citation_of(column: &Column, text: Option<String>, read: &ReadRow) -> Citation {
    let mut citation = citation(text);
    if let (None, Some(beside)) = (citation.year, column.year)
        && let Some(Content::Text(tokens)) = read.contents.get(beside)
    {
        let found = year(&join(tokens));
        citation.year = found.as_ref().map(|found| found.year);
        citation.suffix = found.and_then(|found| found.suffix);
    }
    citation
}

/// The id of a row, from the text of its key column. For each id that is `taken` it is known which
/// number came last after it: a table may have one key thousands of times.
pub(super) fn row_id(
    read: &ReadRow,
    columns: &[Column],
    number: usize,
    taken: &mut BTreeMap<String, usize>,
) -> String {
    let own = columns.iter().zip(&read.contents).find(|(column, _)| column.names);
    let key = match own {
        Some((column, Content::Text(tokens))) if column.kind == Kind::Citation => {
            citation_slug(citation_of(column, Some(join(tokens)), read))
        }
        Some((_, Content::Text(tokens))) => slug(&join(tokens)),
        Some((_, Content::List(items))) => {
            let first = items.first().and_then(|item| item.steps.first());
            first.map(|step| slug(&join(step))).unwrap_or_default()
        }
        None => String::new(),
    };
    let base = id_base(key, number);
    let mut id = base.clone();
    let mut count = taken.get(&base).copied().unwrap_or(1);
    while taken.contains_key(&id) {
        count += 1;
        id = numbered(&base, count);
    }
    taken.insert(base, count);
    taken.entry(id.clone()).or_insert(1);
    id
}

/// A slug of a key: of a citation the authors without "et al." and the year, else its text.
pub(crate) fn key_slug(kind: Kind, text: String) -> String {
    if kind == Kind::Citation { citation_slug(citation(Some(text))) } else { slug(&text) }
}

/// Of a full reference the first author stands for all.
fn citation_slug(citation: Citation) -> String {
    let year = citation.year.map(|year| year.to_string()).unwrap_or_default();
    let mut authors = citation.authors.unwrap_or_default().replace("et al", "");
    let initials = INITIALS.as_ref().and_then(|initials| initials.find(&authors));
    if let Some(initials) = initials {
        // The name ends where its last letter before the initials does.
        let name = initials.as_str().chars().next().map_or(0, char::len_utf8);
        authors.truncate(initials.start() + name);
        authors = authors.rsplit([',', ';']).next().unwrap_or_default().to_owned();
    } else if authors.chars().count() > AUTHORS {
        authors = authors.split([',', ';', '.']).next().unwrap_or_default().to_owned();
    }
    slug(&format!("{authors} {year}{}", citation.suffix.unwrap_or_default()))
}

/// An id that is not `taken`: the slug of the key, or the number of the row where it has none.
pub(crate) fn unique_id(
    slug: String,
    number: usize,
    mut taken: impl FnMut(&str) -> bool,
) -> String {
    let base = id_base(slug, number);
    let mut id = base.clone();
    let mut count = 1;
    while taken(&id) {
        count += 1;
        id = numbered(&base, count);
    }
    id
}

fn id_base(slug: String, number: usize) -> String {
    if slug.is_empty() { format!("row-{number}") } else { slug }
}

fn numbered(base: &str, count: usize) -> String {
    format!("{base}-{count}")
}

/// Letters and digits in small letters, everything else one hyphen; apostrophes vanish. Latin letters lose
/// their accents; those of other scripts stay what they are.
fn slug(text: &str) -> String {
    /// Longer keys are cut at a word: an id is to be typed.
    const LONGEST: usize = 80;
    let mut plain = String::new();
    let letters = text.nfkd().filter(|c| !matches!(c, '\'' | '’' | '‘') && !is_combining_mark(*c));
    for c in letters.flat_map(char::to_lowercase) {
        match latin(c) {
            Some(typed) => plain.push_str(typed),
            None => plain.push(c),
        }
    }
    let plain: String = plain.nfc().collect();
    let mut slug = String::new();
    let mut count = 0;
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let letters = word.chars().count();
        if count + letters > LONGEST && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
            count += 1;
        }
        // A script without blanks has no words to cut at.
        slug.extend(word.chars().take(LONGEST));
        count += letters;
    }
    slug
}

/// Latin letters that have no form without their stroke or ligature, as people type them.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_whatever_the_key_is() {
        for (text, id) in [
            ("(Allen et al., 2016)", "allen-2016"),
            ("(Dickinson & Glasby, 2013)", "dickinson-glasby-2013"),
            ("Community Network, 2020d", "community-network-2020d"),
            (
                "Kuta, K.G. and Richardson, L.L., 1996. Abundance of disease 1990-1995. Reefs, 15(4).",
                "kuta-1996",
            ),
            ("Smith JA, Jones K. Trust in care. Health Policy. 2010;3:2001-12.", "smith-2010"),
            (
                "Allison, 1954, Protection Afforded by Sickle-Cell Trait Against Subtertian Infection",
                "allison-1954",
            ),
            ("Sørensen & Łuczak (2019)", "sorensen-luczak-2019"),
            ("王小明等（2015）", "王小明等-2015"),
            ("Иванов и др., 2011", "иванов-и-др-2011"),
            ("de la Cruz 2001", "de-la-cruz-2001"),
        ] {
            assert_eq!(key_slug(Kind::Citation, text.to_owned()), id, "{text}");
        }
    }

    #[test]
    fn the_authors_of_a_full_reference_end_before_its_title() {
        let text = "Smith JA, Jones K. Trust in the care of many people at home. Health Policy. 2010;3:2001";
        let read = citation(Some(text.to_owned()));
        assert_eq!(read.authors.as_deref(), Some("Smith JA, Jones K"));
        assert_eq!(read.year, Some(2010));
    }
}
