//! What reads as a table row by row and is none: contents, lists, charts, and what a program printed.
//!
//! Their rows stand as even as those of tables, so what lines and columns look like does not tell them off.
//! What they are made of does: page numbers that only go up, marks with one text beside each, curves across
//! the cells, the words of a session. What a caption names as a table, and what stands between two rulings of its
//! width, is never taken for such.

use std::collections::BTreeSet;

use super::Candidate;
use super::cells::FoundRow;
use super::region::Region;
use super::sheet::{Line, Sheet, common};
use super::signs_seen::{Caption, look};
use super::words::Word;
use crate::fragment::Evidence;
use crate::geom::{Area, Pt};
use crate::page::Ruling;

/// Why what was read from a region is no table, where it is known what else it is; `doubted` is what nothing but its
/// caption says to be one.
pub(super) fn find(
    sheet: &Sheet<'_>,
    region: &Region,
    read: &Candidate<'_>,
    doubted: bool,
) -> Option<&'static str> {
    if !doubted && (is_named(sheet, region) || is_between_rulings(sheet, region)) {
        return None;
    }
    let rows: Vec<Vec<Cell<'_>>> = read.rows.iter().map(cells).collect();
    let open = read.evidence != Evidence::Ruled;
    if open && is_alone(read) {
        Some("one row or column alone is no table, where no rulings make it one")
    } else if open && is_before_abstract(sheet, region) && !holds_numbers(&rows) {
        Some("it stands over the abstract, as authors and their addresses do")
    } else if are_contents(&rows) {
        Some("page numbers run down beside its texts, as in contents")
    } else if open && is_index(&rows) {
        Some("its texts end with numbers of pages, as in an index")
    } else if open && is_list(read, &rows) {
        Some("its rows are a mark and a text, as in a list")
    } else if is_chart(sheet, region, &rows) {
        Some("a drawing runs across its rows and columns, as in a chart")
    } else if is_print_out(sheet, region) {
        Some("it is what a program printed in a session")
    } else {
        None
    }
}

/// Whether a caption of a table stands right over a region or right under it.
pub(super) fn is_named(sheet: &Sheet<'_>, region: &Region) -> bool {
    /// So many lines of a caption may stand between its first one and the table.
    const LINES: usize = 4;
    let lines = region.others(sheet, Pt(0), |_| true);
    let (over, under): (Vec<&Line>, Vec<&Line>) =
        lines.iter().partition(|line| line.baseline < region.area.mid_y());
    let mut near = over.into_iter().rev().take(LINES).chain(under.into_iter().take(1));
    let names = |line: &Line| sheet.caption(&line.phrases) == Caption::Table;
    // Several captions in it are a list of tables.
    near.any(names) || region.lines.iter().filter(|line| names(line)).count() == 1
}

/// Whether rulings as wide as a region stand right over and right under it and no upright at its sides, as those
/// of tables do and no frame of a chart.
fn is_between_rulings(sheet: &Sheet<'_>, region: &Region) -> bool {
    /// How far off they stand and end, in sizes.
    const NEAR: i32 = 2;
    let area = region.area;
    let (Some(first), Some(last)) = (region.lines.first(), region.lines.last()) else {
        return false;
    };
    let near = first.size * NEAR;
    let fits = |ruling: &Ruling| {
        (ruling.from - area.x0).abs() < near && (ruling.to - area.x1).abs() < near
    };
    let over = sheet.across_between(area.top - near, first.baseline - first.size / 3);
    let under = sheet.across_between(last.baseline, area.bottom + near);
    let side = |at: Pt, x: Pt| (at - x).abs() < near;
    let walled = sheet.down.iter().any(|upright| {
        (side(upright.at, area.x0) || side(upright.at, area.x1))
            && common((upright.from, upright.to), (area.top, area.bottom)) * 2 > area.height()
    });
    over.iter().any(fits) && under.iter().any(fits) && !walled
}

/// A cell: its first column, its words and their text.
struct Cell<'w> {
    col: usize,
    words: &'w [&'w Word],
    text: String,
}

impl Cell<'_> {
    fn has_letters(&self) -> bool {
        self.text.chars().filter(|c| c.is_alphabetic()).count() > 1
    }
}

/// The cells of a row that hold more than the dots that lead through it.
fn cells<'w>(row: &'w FoundRow<'_>) -> Vec<Cell<'w>> {
    let said = |word: &&'w Word| match look(word).leader {
        true => word.text.trim_matches('.'),
        false => word.text.as_str(),
    };
    let cell = |(col, words): (usize, &'w [&'w Word])| {
        let texts: Vec<&str> = words.iter().map(said).filter(|text| !text.is_empty()).collect();
        Cell { col, words, text: texts.join(" ") }
    };
    let all = row.cells.iter().map(|(span, _, words)| (span.col, words.as_slice()));
    all.map(cell).filter(|cell| !cell.text.is_empty()).collect()
}

/// Whether there is one row, or one column and no place for another.
fn is_alone(read: &Candidate<'_>) -> bool {
    read.rows.len() == 1 || read.edges.len() == 2
}

/// Whether the abstract of an article begins under a region of its first page.
fn is_before_abstract(sheet: &Sheet<'_>, region: &Region) -> bool {
    /// As articles name it, in the languages that most are written in.
    const NAMES: [&str; 8] = [
        "abstract",
        "résumé",
        "zusammenfassung",
        "resumen",
        "resumo",
        "riassunto",
        "摘要",
        "аннотация",
    ];
    let begins = |line: &Line| {
        let text: String = sheet.words_of(line).take(8).map(|word| word.text.as_str()).collect();
        let text = text.to_lowercase();
        NAMES.iter().any(|name| text.starts_with(name))
    };
    let under = |at: &usize| sheet.phrases[*at].area.top > region.area.mid_y();
    sheet.page.number == 1 && sheet.lines((0..sheet.phrases.len()).filter(under)).iter().any(begins)
}

/// Whether a third of the cells begin with numbers, and not with marks of notes.
fn holds_numbers(rows: &[Vec<Cell<'_>>]) -> bool {
    let number = |cell: &&Cell<'_>| {
        cell.words.first().is_some_and(|word| look(word).number && word.text.len() > 1)
    };
    rows.iter().flatten().filter(number).count() * 3 >= rows.iter().flatten().count()
}

/// Whether the rows are those of contents: texts, and beside each the number of its page, which only goes up,
/// from row to row and from one pair of columns to the next.
fn are_contents(rows: &[Vec<Cell<'_>>]) -> bool {
    /// Fewer rows may be anything.
    const LEAST: usize = 5;
    /// So many of a hundred rows have a number of a page; others are names of parts and rests of titles.
    const NUMBERED: usize = 70;
    // Numbers in the first column are those of headings.
    let first = rows.iter().flatten().map(|cell| cell.col).min().unwrap_or(0);
    let of_row = |row: &Vec<Cell<'_>>| -> Vec<(usize, u32)> {
        let beside = row.iter().filter(|cell| cell.col != first);
        beside.filter_map(|cell| Some((cell.col, page(cell)?))).collect()
    };
    let pages: Vec<Vec<(usize, u32)>> = rows.iter().map(of_row).collect();
    let numbered = pages.iter().filter(|row| !row.is_empty()).count();
    let texts = rows.iter().filter(|row| row.iter().any(Cell::has_letters)).count();
    if numbered < LEAST || numbered * 100 < rows.len() * NUMBERED || texts * 10 < rows.len() * 9 {
        return false;
    }
    let columns: BTreeSet<usize> = pages.iter().flatten().map(|(col, _)| *col).collect();
    let others = rows.iter().flatten().filter(|cell| columns.contains(&cell.col));
    if others.clone().any(|cell| page(cell).is_none() && !is_page_word(&cell.text)) {
        return false;
    }
    // Where a row has several, contents stand side by side; else they are in one column, or end where dots do.
    let abreast = pages.iter().any(|row| row.len() > 1);
    let mut order: Vec<(usize, usize, u32)> = Vec::new();
    for (row, pages) in pages.iter().enumerate() {
        order.extend(pages.iter().map(|(col, page)| (if abreast { *col } else { 0 }, row, *page)));
    }
    order.sort_unstable();
    let numbers: Vec<u32> = order.into_iter().map(|(.., page)| page).collect();
    numbers.windows(2).all(|pair| pair[0] <= pair[1]) && numbers.first() < numbers.last()
}

/// Whether the texts are those of an index: each ends with the numbers of its pages, after a comma.
fn is_index(rows: &[Vec<Cell<'_>>]) -> bool {
    /// Fewer texts may end so by chance.
    const LEAST: usize = 10;
    /// In percent: headings and words that are explained have none.
    const ENDING: usize = 70;
    let ends = |cell: &&Cell<'_>| {
        let mut parts = cell.text.rsplit(", ");
        // A year has four digits.
        let page = |text: &str| {
            text.len() < 4 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
        };
        parts.next().is_some_and(|last| last.split(['–', '-']).all(page)) && parts.next().is_some()
    };
    let texts = rows.iter().flatten().filter(|cell| cell.has_letters());
    let (all, ending) = (texts.clone().count(), texts.filter(ends).count());
    ending >= LEAST && ending * 100 >= all * ENDING
}

/// The number of a page, those of the matter before the first one being 0.
fn page(cell: &Cell<'_>) -> Option<u32> {
    /// Of a book of some volumes.
    const LAST: u32 = 3000;
    let roman = |text: &str| {
        !text.is_empty()
            && text.len() < 7
            && text.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'))
    };
    if roman(&cell.text) {
        return Some(0);
    }
    let digits = cell.text.bytes().all(|byte| byte.is_ascii_digit());
    cell.text.parse().ok().filter(|page| digits && (1..LAST).contains(page))
}

/// Whether a text is the name of the column of pages.
fn is_page_word(text: &str) -> bool {
    let small = text.to_lowercase();
    ["page", "pages", "page no.", "p.", "seite", "página", "pagina"].contains(&small.as_str())
}

/// Whether each row begins with a mark, a bullet or the next number, and has one text beside it. Rulings
/// make a table of that, and so does a row of names over it.
fn is_list(read: &Candidate<'_>, rows: &[Vec<Cell<'_>>]) -> bool {
    /// One row alone is a line that begins with a number.
    const LEAST: usize = 2;
    if read.edges.len() != 3 || rows.len() < LEAST {
        return false;
    }
    let mark = |row: &Vec<Cell<'_>>| match row.as_slice() {
        [mark, text] if mark.words.len() == 1 && text.has_letters() => Some(mark.text.clone()),
        _ => None,
    };
    let Some(marks) = rows.iter().map(mark).collect::<Option<Vec<String>>>() else { return false };
    // Stars and daggers stand after the numbers of a list of addresses.
    let sign = |mark: &String| mark.chars().all(|c| !c.is_alphanumeric());
    let counts: Vec<u32> = marks.iter().map_while(|mark| count(mark)).collect();
    let signs = &marks[counts.len()..];
    signs.iter().all(sign)
        && counts.windows(2).all(|pair| pair[0] + 1 == pair[1])
        && (counts.len() > 1 || counts.is_empty() && signs.iter().all(|mark| *mark == marks[0]))
}

/// What a mark counts: a number, or a small letter by its place in the alphabet.
fn count(mark: &str) -> Option<u32> {
    let inner = mark.trim_matches(['(', ')', '[', ']', '.', '^']);
    match inner.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(u32::from(letter - b'a') + 1),
        _ => inner.parse().ok(),
    }
}

/// Whether curves and slanted lines are drawn across rows over a good part of a region or far round it, or most of
/// its rows are nothing but the numbers of an axis.
fn is_chart(sheet: &Sheet<'_>, region: &Region, rows: &[Vec<Cell<'_>>]) -> bool {
    /// In percent of the region. Signs in cells and marks beside rows cover less.
    const COVERED: i64 = 25;
    /// A drawing with a key in it is so many times as large; one that covers most of the page is its ground.
    const LARGER: i64 = 4;
    let middle = |row: &Vec<Cell<'_>>| {
        let areas = row.iter().flat_map(|cell| cell.words).map(|word| word.area);
        areas.reduce(|a, b| a.union(&b)).map(|area| area.mid_y())
    };
    let middles: Vec<_> = rows.iter().filter_map(middle).collect();
    let size = |area: &Area| i64::from(area.width().0) * i64::from(area.height().0);
    let own = size(&region.area);
    let room = region.lines[0].size * 3;
    let across = |area: &&Area| {
        holds(&region.area, area, room)
            && middles.iter().filter(|y| area.top < **y && **y < area.bottom).count() > 1
    };
    let drawn = sheet.page.drawings.iter().filter(across).copied().reduce(|a, b| a.union(&b));
    let covered = drawn.and_then(|drawn| drawn.intersection(&region.area));
    let page = i64::from(sheet.page.width.0) * i64::from(sheet.page.height.0);
    let is_key = sheet.page.drawings.iter().any(|drawing| {
        holds(drawing, &region.area, Pt(0))
            && size(drawing) > own * LARGER
            && size(drawing) * 2 < page
    });
    is_key
        || covered.is_some_and(|covered| size(&covered) * 100 > own * COVERED)
        || are_of_axis(rows)
}

/// Whether an area stands in another one, or no further out of it than `room`.
fn holds(outer: &Area, inner: &Area, room: Pt) -> bool {
    outer.x0 - room <= inner.x0
        && inner.x1 <= outer.x1 + room
        && outer.top - room <= inner.top
        && inner.bottom <= outer.bottom + room
}

/// Whether most rows are one number alone, and these go up or down by even steps.
fn are_of_axis(rows: &[Vec<Cell<'_>>]) -> bool {
    /// Three numbers may be even by chance.
    const LEAST: usize = 4;
    let alone = |row: &Vec<Cell<'_>>| match row.as_slice() {
        [cell] => cell.text.replace(['−', '–'], "-").parse::<f64>().ok(),
        _ => None,
    };
    let numbers: Vec<f64> = rows.iter().filter_map(alone).collect();
    let steps: Vec<f64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let even = |step: &f64| (step - steps[0]).abs() <= steps[0].abs() / 100.0;
    numbers.len() >= LEAST
        && numbers.len() * 2 > rows.len()
        && steps[0] != 0.0
        && steps.iter().all(even)
}

/// Whether most lines of a region are set in letters of one width, as what a program prints, and what a person
/// typed stands among them or in such lines right over and under them.
fn is_print_out(sheet: &Sheet<'_>, region: &Region) -> bool {
    let own: Vec<&Line> = region.lines.iter().filter(|line| is_of_one_width(sheet, line)).collect();
    let ruled = !sheet.across_between(region.area.top, region.area.bottom).is_empty();
    let sure = have_words(sheet, &own) || are_as_wide(sheet, region);
    if ruled || own.len() * 3 < region.lines.len() * 2 || !sure {
        return false;
    }
    let lines = sheet.lines(0..sheet.phrases.len());
    let inside = |line: &Line| {
        region.area.top <= line.area.mid_y() && line.area.mid_y() <= region.area.bottom
    };
    let first = lines.iter().position(inside).unwrap_or(0);
    let last = lines.iter().rposition(inside).unwrap_or(0);
    let over = lines[..first].iter().rev().take_while(|line| is_of_one_width(sheet, line));
    let under = lines[last..].iter().skip(1).take_while(|line| is_of_one_width(sheet, line));
    own.into_iter().chain(over).chain(under).any(|line| is_of_session(sheet, line))
}

/// Whether the letters of a line have one width, as far as the boxes of its words tell: those of some fonts end
/// with the ink of their last letter.
fn is_of_one_width(sheet: &Sheet<'_>, line: &Line) -> bool {
    /// What is missing at the end of a word and how far a word may be off, in hundredths of a letter.
    const MISSING: i64 = 30;
    const OFF: i64 = 45;
    let sized = |word: &Word| (word.text.chars().count() as i64, i64::from(word.area.width().0));
    let words: Vec<(i64, i64)> = sheet.words_of(line).map(sized).collect();
    let Some((letters, width)) = words.iter().max().copied() else { return false };
    let (letters, width) = (letters * 100 - MISSING, width.max(1));
    words.iter().all(|(own, wide)| {
        // In hundredths of a letter.
        let measured = wide * letters / width;
        (measured - (own * 100 - MISSING)).abs() <= OFF
    })
}

/// Whether all words of a region are as wide as they have letters, points and signs among them.
fn are_as_wide(sheet: &Sheet<'_>, region: &Region) -> bool {
    /// In percent.
    const OFF: i32 = 8;
    let letter = |word: &Word| {
        word.area.width().0 / i32::try_from(word.text.chars().count().max(1)).unwrap_or(i32::MAX)
    };
    let same = |line: &Line| {
        let most = sheet.words_of(line).map(letter).max().unwrap_or(0);
        sheet.words_of(line).all(|word| (most - letter(word)) * 100 <= most * OFF)
    };
    region.lines.iter().all(same)
}

/// Whether words stand in some lines: figures have one width in most fonts.
fn have_words(sheet: &Sheet<'_>, lines: &[&Line]) -> bool {
    /// So many words of so many letters.
    const WORDS: usize = 2;
    const LETTERS: usize = 4;
    let long = |word: &&Word| word.text.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS;
    lines.iter().flat_map(|line| sheet.words_of(line)).filter(long).count() >= WORDS
}

/// Whether a line is what a person typed in a session, or shows that a program answered.
fn is_of_session(sheet: &Sheet<'_>, line: &Line) -> bool {
    let mut words = sheet.words_of(line).map(|word| word.text.as_str());
    let first = words.next().unwrap_or_default();
    let prompt = matches!(first, ">" | ">>>" | "R>" | "##" | "#>" | "sas>" | "mysql>")
        || first.starts_with("In[")
        || first.starts_with("[1]");
    prompt || first == "Call:" || words.any(|word| word == "<-" || word.contains("=="))
}
