//! A table printed as an OCR dump, with a chosen set of diseases.

use super::chance::Chance;
use super::{Cell, Truth};

/// Which diseases a dump has; chances in percent.
#[derive(Clone, Copy, Debug)]
pub struct Damage {
    pub name: &'static str,
    /// Bullets that survive: of cells and within them.
    pub bullets: Bullets,
    /// Rows to a page, on average; 0 for one page.
    pub page_rows: usize,
    /// Page breaks that fall inside a row.
    pub inside: usize,
    /// Whether columns that are empty on a page vanish from it.
    pub vanish: bool,
    pub spellings: bool,
    pub lost_arrows: usize,
    pub stray_bullets: usize,
    pub ghosts: usize,
    pub leaks: usize,
    /// Pages that print each line as a row.
    pub line_pages: usize,
    pub running: bool,
    pub repeat_header: bool,
    pub no_header: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bullets {
    Kept,
    /// One cell of seven keeps its own.
    Few,
    Lost,
}

pub const HEALTHY: Damage = Damage {
    name: "healthy",
    bullets: Bullets::Kept,
    page_rows: 0,
    inside: 0,
    vanish: false,
    spellings: false,
    lost_arrows: 0,
    stray_bullets: 0,
    ghosts: 0,
    leaks: 0,
    line_pages: 0,
    running: false,
    repeat_header: false,
    no_header: false,
};

const LOST: Damage = Damage { name: "bullets lost", bullets: Bullets::Lost, ..HEALTHY };
const FEW: Damage = Damage { name: "few bullets", bullets: Bullets::Few, ..HEALTHY };

/// One disease at a time, and the whole lot.
pub const DISEASES: &[Damage] = &[
    HEALTHY,
    FEW,
    LOST,
    Damage { name: "pages", page_rows: 4, inside: 0, ..HEALTHY },
    Damage { name: "cut rows", page_rows: 4, inside: 80, ..HEALTHY },
    Damage { name: "cut, lost", page_rows: 4, inside: 80, ..LOST },
    Damage { name: "vanish", page_rows: 3, inside: 80, vanish: true, ..HEALTHY },
    Damage { name: "vanish, lost", page_rows: 3, inside: 80, vanish: true, ..LOST },
    Damage { name: "spellings", spellings: true, ..FEW },
    Damage { name: "lost arrows", lost_arrows: 3, ..FEW },
    Damage { name: "stray bullets", stray_bullets: 4, ..FEW },
    Damage { name: "ghosts", page_rows: 3, inside: 30, ghosts: 50, ..FEW },
    Damage { name: "leaks", leaks: 8, ..FEW },
    Damage { name: "line pages", page_rows: 3, inside: 80, line_pages: 30, ..LOST },
    Damage {
        name: "running lines",
        page_rows: 4,
        inside: 50,
        running: true,
        repeat_header: true,
        ..FEW
    },
    Damage { name: "no header", no_header: true, page_rows: 4, inside: 50, ..FEW },
    Damage {
        name: "all of them",
        page_rows: 3,
        inside: 70,
        vanish: true,
        spellings: true,
        lost_arrows: 1,
        stray_bullets: 1,
        ghosts: 15,
        leaks: 2,
        line_pages: 10,
        ..FEW
    },
];

/// Letters of a printed line in a narrow column.
const WIDTH: usize = 26;

/// Prints `truth` as a dump.
pub fn print(truth: &Truth, damage: &Damage, seed: u64) -> String {
    let mut chance = Chance::new(seed ^ 0xD0C5);
    let mut pages: Vec<Vec<Vec<String>>> = vec![Vec::new()];
    if !damage.no_header {
        pages[0].push(truth.header.clone());
    }
    let mut line_page = false;
    for (number, row) in truth.rows.iter().enumerate() {
        let mut cells: Vec<String> =
            row.iter().map(|cell| text(cell, damage, &mut chance)).collect();
        if chance.percent(damage.leaks) {
            leak(truth, number, &mut cells, &mut chance);
        }
        let breaks = damage.page_rows > 0 && number > 0 && chance.below(damage.page_rows) == 0;
        if breaks && chance.percent(damage.inside) {
            let lines: Vec<Vec<String>> = cells.iter().map(|cell| wrap(cell)).collect();
            let longest = lines.iter().map(Vec::len).max().unwrap_or(0);
            if longest > 1 {
                let cut = 1 + chance.below(longest - 1);
                let part = |from: usize, to: usize| -> Vec<String> {
                    lines.iter().map(|l| l[from.min(l.len())..to.min(l.len())].join(" ")).collect()
                };
                put(&mut pages, part(0, cut), line_page);
                line_page = chance.percent(damage.line_pages);
                pages.push(Vec::new());
                put(&mut pages, part(cut, longest), line_page);
                continue;
            }
        }
        if breaks {
            line_page = chance.percent(damage.line_pages);
            pages.push(Vec::new());
            if chance.percent(damage.ghosts) {
                let ghost: Vec<String> = cells
                    .iter()
                    .map(|cell| {
                        wrap(cell).first().map_or(String::new(), |line| spoil(line, &mut chance))
                    })
                    .collect();
                put(&mut pages, ghost, false);
            }
        }
        put(&mut pages, cells, line_page);
    }
    out(truth, pages, damage)
}

/// Prints `truth` healthy, but for a page break that falls after `lines` printed lines of `width`
/// letters of one row; the key stays whole on the first page.
pub fn print_cut(truth: &Truth, row: usize, lines: usize, width: usize) -> String {
    let mut chance = Chance::new(0);
    let mut pages: Vec<Vec<Vec<String>>> = vec![vec![truth.header.clone()]];
    for (number, cells) in truth.rows.iter().enumerate() {
        let cells: Vec<String> =
            cells.iter().map(|cell| text(cell, &HEALTHY, &mut chance)).collect();
        if number != row {
            put(&mut pages, cells, false);
            continue;
        }
        let wrapped: Vec<Vec<String>> = cells.iter().map(|cell| wrap_to(cell, width)).collect();
        let part = |rest: bool| -> Vec<String> {
            let part = |(col, l): (usize, &Vec<String>)| {
                let cut = if col == 0 { l.len() } else { lines.min(l.len()) };
                let (head, tail) = l.split_at(cut);
                if rest { tail } else { head }.join(" ")
            };
            wrapped.iter().enumerate().map(part).collect()
        };
        put(&mut pages, part(false), false);
        if part(true).iter().any(|cell| !cell.is_empty()) {
            pages.push(Vec::new());
            put(&mut pages, part(true), false);
        }
    }
    out(truth, pages, &HEALTHY)
}

fn put(pages: &mut [Vec<Vec<String>>], row: Vec<String>, line_page: bool) {
    let page = pages.last_mut().unwrap();
    if !line_page {
        page.push(row);
        return;
    }
    let lines: Vec<Vec<String>> = row.iter().map(|cell| wrap(cell)).collect();
    for at in 0..lines.iter().map(Vec::len).max().unwrap_or(0) {
        page.push(lines.iter().map(|l| l.get(at).cloned().unwrap_or_default()).collect());
    }
}

fn out(truth: &Truth, pages: Vec<Vec<Vec<String>>>, damage: &Damage) -> String {
    let mut text = String::new();
    for (number, mut page) in pages.into_iter().enumerate() {
        if number > 0 {
            text.push('\n');
            if damage.running {
                text.push_str(&format!("A review of many studies\n{}\n", 40 + number));
            }
            if damage.repeat_header {
                page.insert(0, truth.header.clone());
            }
        }
        let columns = truth.header.len();
        let shown: Vec<usize> = (0..columns)
            .filter(|col| !damage.vanish || page.iter().any(|row| !row[*col].is_empty()))
            .collect();
        for row in page {
            let cells: Vec<&str> = shown.iter().map(|col| row[*col].as_str()).collect();
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
    }
    text
}

fn text(cell: &Cell, damage: &Damage, chance: &mut Chance) -> String {
    let items = match cell {
        Cell::Text(text) => return text.clone(),
        Cell::List(items) => items,
    };
    let keeps = match damage.bullets {
        Bullets::Kept => true,
        Bullets::Few => chance.percent(14),
        Bullets::Lost => false,
    };
    let mut text = String::new();
    for item in items {
        text.push_str(if keeps { "• " } else { " " });
        for (at, step) in item.iter().enumerate() {
            if at > 0 {
                let lost = at > 1 && chance.percent(damage.lost_arrows);
                let arrow = match chance.below(8) {
                    _ if lost => "",
                    0 if damage.spellings => "->",
                    1 if damage.spellings => ">",
                    2 if damage.spellings => "\\rightarrow",
                    3 if damage.spellings => "$ ightarrow$",
                    _ => "→",
                };
                text.push_str(arrow);
                text.push_str(if lost { "" } else { " " });
                if chance.percent(damage.stray_bullets) {
                    text.push_str("• ");
                }
            }
            text.push_str(step);
            text.push(' ');
        }
    }
    if keeps { text.trim().to_owned() } else { text.trim_end().to_owned() }
}

/// Puts the value of a row's own column into a list of the row, as an OCR tool that mistook the
/// edge of two columns does.
fn leak(truth: &Truth, number: usize, cells: &mut [String], chance: &mut Chance) {
    let texts: Vec<usize> =
        (1..cells.len()).filter(|c| !truth.lists[*c] && !cells[*c].is_empty()).collect();
    let lists: Vec<usize> =
        (1..cells.len()).filter(|c| truth.lists[*c] && !cells[*c].is_empty()).collect();
    if let (Some(from), Some(to)) = (texts.last(), lists.last()) {
        let common =
            truth.rows.iter().filter(|row| row[*from] == truth.rows[number][*from]).count() > 2;
        if common {
            let value = std::mem::take(&mut cells[*from]);
            let words: Vec<&str> = cells[*to].split(' ').collect();
            let at = 1 + chance.below(words.len());
            let (a, b) = words.split_at(at.min(words.len()));
            cells[*to] = [a, &[value.as_str()], b].concat().join(" ");
        }
    }
}

/// Printed lines of a cell.
pub fn wrap(cell: &str) -> Vec<String> {
    wrap_to(cell, WIDTH)
}

fn wrap_to(cell: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in cell.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What a reader makes of a line of which it sees the upper half.
fn spoil(line: &str, chance: &mut Chance) -> String {
    line.chars().map(|c| if chance.percent(30) { swap(c) } else { c }).collect()
}

fn swap(c: char) -> char {
    match c {
        'a' => 'o',
        'e' => 'c',
        'r' => 'i',
        'n' => 'u',
        'l' | 't' => 'i',
        'm' => 'n',
        'y' => 'v',
        'h' => 'n',
        'M' => 'W',
        other => other,
    }
}
