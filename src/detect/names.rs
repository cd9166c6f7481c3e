//! Names of columns, told by where they stand: each over what it names.

use super::columns;
use super::pieces::Blank;
use super::region::Region;
use super::sheet::{Line, Phrase, Sheet};
use super::words::Word;
use crate::geom::{Area, Pt};

/// Close names stand over their values, and edges in their blanks, to this part of their size.
const OFF: i32 = 4;

/// Whether each text of a line stands over what it names: one column, or the ruling over several. At least two do.
pub(super) fn are_over_columns(sheet: &Sheet<'_>, region: &Region, line: &Line) -> bool {
    const FEWEST: usize = 2;
    let (edges, _) = columns::edges(sheet, &region.lines, &[]);
    let ruled: Vec<usize> = line
        .phrases
        .iter()
        .copied()
        .filter(|at| is_over_ruling(sheet, region, line, *at))
        .collect();
    let others = line.phrases.iter().filter(|at| !ruled.contains(at));
    let words: Vec<&Word> =
        others.flat_map(|at| &sheet.phrases[*at].words).map(|at| &sheet.words[*at]).collect();
    let column = |word: &Word| column_of(&edges, word);
    let names: Vec<&[&Word]> =
        words.chunk_by(|left, right| column(left) == column(right)).collect();
    let over_one = |name: &&[&Word]| {
        let own = area_of(name.iter().copied());
        let cells = region.lines.iter().flat_map(|line| sheet.words_of(line));
        let cells = area_of(cells.filter(|word| column(word) == column(name[0])));
        let off = line.size / OFF;
        let crosses = |own: &Area, edge: Pt| own.x0 + off < edge && edge < own.x1 - off;
        let inside = |own: &Area| !edges.iter().any(|edge| crosses(own, *edge));
        let over = |(own, cells): (Area, Area)| inside(&own) && is_over(&own, &cells, off);
        own.zip(cells).is_some_and(over)
    };
    names.len() + ruled.len() >= FEWEST && names.iter().all(over_one)
}

/// Where names that stand no further apart than words do are parted: at edges that stand in their blanks, where each
/// name stands over numbers or single words of its column and nothing says that they are one name. Told by line,
/// phrase and number of words before.
pub(super) fn parted(
    sheet: &Sheet<'_>,
    lines: &[Line],
    edges: &[Pt],
    blanks: &[Blank],
) -> Vec<(usize, usize, usize)> {
    /// Rows of names at most, as in `stitch/header`.
    const ROWS: usize = 4;
    let mut found = Vec::new();
    for own in blanks.chunk_by(|a, b| a.phrase == b.phrase) {
        let (line, phrase) = (own[0].line, &sheet.phrases[own[0].phrase]);
        if line < ROWS && are_names(sheet, &lines[line..], edges, phrase, own) {
            found.extend(own.iter().map(|blank| (blank.line, blank.phrase, blank.after)));
        }
    }
    found
}

/// Whether a phrase on the first of some lines is names of columns that the lines under it have values in, an edge in
/// each of their blanks.
fn are_names(
    sheet: &Sheet<'_>,
    lines: &[Line],
    edges: &[Pt],
    phrase: &Phrase,
    blanks: &[Blank],
) -> bool {
    let crossed = edges.iter().filter(|at| phrase.area.x0 < **at && **at < phrase.area.x1).count();
    // The edge is where the values show it, give or take a little.
    let off = phrase.size / OFF;
    let free = |blank: &Blank| {
        let (left, right) = (phrase.words[blank.after - 1], phrase.words[blank.after]);
        let edge = edges[blank.edge];
        sheet.words[left].area.x1 - off <= edge && edge <= sheet.words[right].area.x0 + off
    };
    let column = |at: &usize| column_of(edges, &sheet.words[*at]);
    let names = || phrase.words.chunk_by(|left, right| column(left) == column(right));
    crossed == blanks.len()
        && blanks.iter().all(free)
        && !phrase.words.iter().any(|at| sheet.looks[*at].number)
        && !is_ruled_off(sheet, lines, phrase)
        && names().all(|name| names_values(sheet, &lines[1..], edges, name))
}

/// Whether words are a name that stands over values: numbers, or no more than a word on nearly each line.
fn names_values(sheet: &Sheet<'_>, lines: &[Line], edges: &[Pt], name: &[usize]) -> bool {
    /// So many words at most stand on so many lines.
    const WORDS: (usize, usize) = (5, 4);
    let word = |at: &usize| &sheet.words[*at];
    let own = |at: &usize| column_of(edges, word(at)) == column_of(edges, word(&name[0]));
    let of = |line: &Line| -> Vec<usize> {
        let words = line.phrases.iter().flat_map(|at| &sheet.phrases[*at].words).copied();
        words.filter(own).collect()
    };
    let cells: Vec<Vec<usize>> = lines.iter().map(of).filter(|own| !own.is_empty()).collect();
    let words: Vec<usize> = cells.iter().flatten().copied().collect();
    let number = |at: &usize| sheet.looks[*at].number;
    let numbers = words.iter().filter(|at| number(at)).count() * 2 > words.len();
    let values = numbers || words.len() * WORDS.1 <= cells.len() * WORDS.0;
    // A name over names is one over several columns.
    let over_names = numbers && !cells.first().is_some_and(|first| first.iter().any(number));
    // A unit and a small word go with the name before them.
    let rest = word(&name[0]).text.starts_with(['(', '[']) || sheet.looks[name[0]].small;
    let under = area_of(words.iter().map(word));
    let over = area_of(name.iter().map(word)).zip(under);
    let off = word(&name[0]).size / OFF;
    let stands_over = over.is_some_and(|(own, under)| is_over(&own, &under, off));
    values && !rest && !over_names && stands_over
}

/// Whether a ruling goes under all of a phrase on the first of some lines, and not under all of the others.
fn is_ruled_off(sheet: &Sheet<'_>, lines: &[Line], phrase: &Phrase) -> bool {
    let (area, size) = (phrase.area, phrase.size);
    let under = sheet.across_between(phrase.baseline, area.bottom + size);
    under.iter().any(|r| {
        let beyond = |line: &Line| line.area.x0 < r.from - size || r.to + size < line.area.x1;
        r.from <= area.x0 && area.x1 <= r.to && lines[1..].iter().any(beyond)
    })
}

fn column_of(edges: &[Pt], word: &Word) -> usize {
    edges.partition_point(|edge| *edge <= word.area.mid_x())
}

fn area_of<'w>(words: impl Iterator<Item = &'w Word>) -> Option<Area> {
    words.map(|word| word.area).reduce(|a, b| a.union(&b))
}

/// Whether a text begins, ends or has its middle where what is under it does, give or take `off`.
fn is_over(name: &Area, under: &Area, off: Pt) -> bool {
    let near = |a: Pt, b: Pt| (a - b).abs() <= off;
    near(name.x0, under.x0) || near(name.x1, under.x1) || near(name.mid_x(), under.mid_x())
}

/// Whether a phrase stands in the middle of a ruling right under it that goes over a part of the table.
fn is_over_ruling(sheet: &Sheet<'_>, region: &Region, line: &Line, phrase: usize) -> bool {
    /// A ruling under names stands no further off them, in sizes, and is no wider than this part of the table, in percent.
    const ROOM: i32 = 1;
    const PART: i32 = 80;
    let area = sheet.phrases[phrase].area;
    let under = sheet.across_between(line.baseline, area.bottom + line.size * ROOM);
    under.iter().any(|r| {
        let ruling = Area::new(r.from, r.at, r.to, r.at);
        (r.to - r.from) * 100 < region.area.width() * PART
            && r.from <= area.x0 + Pt(100)
            && area.x1 - Pt(100) <= r.to
            && (ruling.mid_x() - area.mid_x()).abs() <= line.size
    })
}
