//! Cell lines → items and steps.
//!
//! | file | does |
//! |---|---|
//! | `words` | what the document's words say of those that a line end cut |
//! | `flow` | lines to words and arrows, with the mark before each |
//! | `lexicon` | what the document itself teaches about its lists |
//! | `places` | where an item may begin |
//! | `cost` | what it costs to believe in an item |
//! | `segment` | the best division of a cell into items |
//! | `suspect` | what a person should look at |
//!
//! All cells of a document are read together: what recurs in one teaches where another divides.

mod cost;
mod flow;
mod lexicon;
mod places;
mod segment;
mod suspect;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use flow::{Token, join};

use crate::fragment::Role;
use crate::ledger::{Confidence, Ledger, Reason, Run};
use crate::profile::Column;
use crate::record::{Code, Kind};
use crate::table::{Remark, Table};
use flow::Mark;
use lexicon::{Lexicon, Vocabulary};
use words::Words;

/// What a cell holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// The words of a text or citation.
    Text(Vec<Token>),
    /// The items of a list.
    List(Vec<Item>),
}

/// An item: its steps, each a run of words, and the marks that are in none of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// The words of each step.
    pub(crate) steps: Vec<Vec<Token>>,
    /// Depth of nesting, 0 for the outermost.
    pub(crate) level: u8,
    /// What was done to it or is doubtful about it.
    pub(crate) remarks: Vec<(Code, Confidence, &'static str)>,
}

/// A row read: the content of each column, and what was noticed on the way.
#[derive(Clone, Debug)]
pub(crate) struct ReadRow {
    /// One for each column.
    pub(crate) contents: Vec<Content>,
    /// Remarks of this stage that concern whole cells.
    pub(crate) remarks: Vec<Remark>,
    /// Arrows and bullets: placed nowhere, left out as marks.
    pub(crate) arrows: Vec<Run>,
    /// Bullets.
    pub(crate) bullets: Vec<Run>,
    /// Hyphens of the typesetter's.
    pub(crate) hyphens: Vec<Run>,
    /// Known values of other columns that stood in a list once too often.
    pub(crate) repeated: Vec<Run>,
    /// What belongs to no word.
    pub(crate) lone: Vec<(Run, Reason)>,
}

/// Reads the body rows of all tables of a document; one list a table, one entry for each body row.
pub(crate) fn run(tables: &[Table], columns: &[Vec<Column>], ledger: &Ledger) -> Vec<Vec<ReadRow>> {
    let words = Words::learn(tables, ledger);
    let mut grids: Vec<Grid> = tables
        .iter()
        .zip(columns)
        .map(|(table, columns)| Grid::new(table, columns, &words, ledger))
        .collect();
    let mut vocabulary = Vocabulary::default();
    for cell in grids.iter_mut().flat_map(Grid::lists_mut) {
        vocabulary.number(cell);
    }
    let lexicon = learn(&grids, vocabulary.len());
    for (grid, table) in grids.iter_mut().zip(tables) {
        grid.carry(table, &lexicon);
    }
    grids.into_iter().map(|grid| grid.read(&lexicon)).collect()
}

/// The tokens of a table's body, by row and column.
struct Grid<'a> {
    columns: &'a [Column],
    cells: Vec<Vec<Vec<Token>>>,
    /// What belongs to no token, by row.
    lone: Vec<Vec<(Run, Reason)>>,
    /// Whether each column holds chains.
    chains: Vec<bool>,
    /// Rows and columns that gave their first item's rest to the row above, and how sure it is that
    /// all else is theirs.
    gave: BTreeMap<(usize, usize), Confidence>,
    /// Rows and columns whose first item began in the row above.
    took: BTreeSet<(usize, usize)>,
}

impl<'a> Grid<'a> {
    fn new(table: &Table, columns: &'a [Column], words: &Words, ledger: &Ledger) -> Self {
        let rows = table.rows.iter().filter(|row| row.role == Role::Body);
        let mut lone = Vec::new();
        let mut cells: Vec<Vec<Vec<Token>>> = rows
            .map(|row| {
                let mut alone = Vec::new();
                let mut tokens = |(col, column): (usize, &Column)| {
                    let list = column.kind == Kind::List;
                    row.cell(col).map(|cell| flow::tokens(cell, list, words, &mut alone, ledger))
                };
                let cells =
                    columns.iter().enumerate().map(|c| tokens(c).unwrap_or_default()).collect();
                lone.push(alone);
                cells
            })
            .collect();
        find_leaks(&mut cells, columns);
        let chains = (0..columns.len())
            .map(|col| {
                let filled = cells.iter().filter(|row| !row[col].is_empty()).count();
                let arrows =
                    cells.iter().filter(|row| row[col].iter().any(Token::is_arrow)).count();
                arrows * 4 >= filled && arrows > 0
            })
            .collect();
        Grid { columns, cells, lone, chains, gave: BTreeMap::new(), took: BTreeSet::new() }
    }

    fn lists(&self) -> impl Iterator<Item = (usize, &[Token])> {
        let is_list = |col: &usize| self.columns[*col].kind == Kind::List;
        self.cells.iter().flat_map(move |row| {
            (0..row.len()).filter(is_list).map(move |col| (col, row[col].as_slice()))
        })
    }

    fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<Token>> {
        let columns = self.columns;
        self.cells.iter_mut().flat_map(move |row| {
            let lists = row.iter_mut().zip(columns).filter(|(_, column)| column.kind == Kind::List);
            lists.map(|(cell, _)| cell)
        })
    }

    /// Moves what a page break set into the wrong row: the rest of an item to the row above where
    /// it began, the beginning of one to the row below where it goes on.
    fn carry(&mut self, table: &Table, lexicon: &Lexicon) {
        let rows: Vec<_> = table.rows.iter().filter(|row| row.role == Role::Body).collect();
        for (at, row) in rows.iter().enumerate().skip(1) {
            for col in 1..self.columns.len() {
                if self.columns[col].kind != Kind::List {
                    continue;
                }
                let lends = rows[at - 1].lends;
                if !lends && !row.carried.contains(&col) {
                    continue;
                }
                let mut above = std::mem::take(&mut self.cells[at - 1][col]);
                let mut below = std::mem::take(&mut self.cells[at][col]);
                let seam = above.len();
                if let Some(first) = below.first_mut()
                    && first.mark == Mark::None
                {
                    first.mark = Mark::Seam;
                }
                above.append(&mut below);
                let pieces = segment::run(&above, self.chains[col], lexicon);
                let across = pieces.iter().find(|piece| piece.from < seam && seam < piece.to);
                // The item at the seam goes to the row that has the other half of it.
                if across.is_some() {
                    // Beside the half of another study nothing says whose the other items are.
                    let sure =
                        if row.lends { Confidence::Undetermined } else { Confidence::Likely };
                    if lends {
                        self.took.insert((at, col));
                    } else {
                        self.gave.insert((at, col), sure);
                    }
                }
                let cut = match across {
                    Some(piece) if lends => piece.from,
                    Some(piece) => piece.to,
                    // A chain that was not cut in the middle still goes on where it says so.
                    None => seam,
                };
                let below = above.split_off(cut);
                self.cells[at - 1][col] = above;
                self.cells[at][col] = below;
            }
        }
    }

    fn read(self, lexicon: &Lexicon) -> Vec<ReadRow> {
        let usual = lexicon.usual_length();
        let Grid { columns, cells, lone, chains, gave, took } = self;
        cells
            .into_iter()
            .zip(lone)
            .enumerate()
            .map(|(number, (row, lone))| {
                let mut read = ReadRow {
                    contents: Vec::new(),
                    remarks: Vec::new(),
                    arrows: Vec::new(),
                    bullets: Vec::new(),
                    hyphens: Vec::new(),
                    repeated: Vec::new(),
                    lone,
                };
                let mut leaks: BTreeMap<usize, Vec<Token>> = BTreeMap::new();
                for (col, tokens) in row.into_iter().enumerate() {
                    for token in &tokens {
                        read.bullets.extend(&token.bullets);
                        read.hyphens.extend(token.hyphen);
                        if token.is_arrow() {
                            read.arrows.push(token.run);
                            read.arrows.extend(token.rest);
                        }
                    }
                    let content = if columns[col].kind == Kind::List {
                        let chains = chains[col];
                        let mut items = items(&tokens, chains, lexicon, usual, &mut leaks);
                        if let (Some(first), true) =
                            (items.first_mut(), took.contains(&(number, col)))
                        {
                            let reason = "it begins in the cell of the row above";
                            first.remarks.push((Code::RowDivided, Confidence::Likely, reason));
                        }
                        if let Some(confidence) = gave.get(&(number, col)) {
                            read.remarks.push(Remark {
                                column: col,
                                code: Code::RowDivided,
                                confidence: *confidence,
                                reason: "the rest of an item of the row above stood first in it",
                                runs: tokens.iter().map(|token| token.run).collect(),
                            });
                        }
                        Content::List(items)
                    } else {
                        if let Some((confidence, reason)) = suspect::least_sure_join(&tokens) {
                            read.remarks.push(Remark {
                                column: col,
                                code: Code::WordJoined,
                                confidence,
                                reason,
                                runs: joined_words(&tokens),
                            });
                        }
                        Content::Text(tokens)
                    };
                    read.contents.push(content);
                }
                settle_leaks(&mut read, leaks);
                read
            })
            .collect()
    }
}

/// The parts of the words that were put together over the end of a line.
fn joined_words(tokens: &[Token]) -> Vec<Run> {
    let pairs = tokens.windows(2).filter(|pair| pair[1].glued.is_some());
    pairs.flat_map(|pair| [pair[0].run, pair[1].run]).collect()
}

/// Marks the words of list cells that spell, with its capital, a value which another column of the
/// table holds more than once and which that column lacks in this row.
fn find_leaks(cells: &mut [Vec<Vec<Token>>], columns: &[Column]) {
    let mut values: BTreeMap<(usize, String), u32> = BTreeMap::new();
    for row in cells.iter() {
        for (col, tokens) in row.iter().enumerate() {
            if columns[col].kind == Kind::Text && !tokens.is_empty() {
                *values.entry((col, join(tokens))).or_default() += 1;
            }
        }
    }
    values.retain(|(_, text), count| *count > 1 && text.starts_with(char::is_uppercase));
    // By first word, so that a cell is walked once.
    let mut by_first: BTreeMap<&str, Vec<(usize, Vec<&str>)>> = BTreeMap::new();
    for (home, value) in values.keys() {
        let words: Vec<&str> = value.split(' ').collect();
        by_first.entry(words[0]).or_default().push((*home, words));
    }
    for row in cells.iter_mut() {
        let empty: Vec<bool> = row.iter().map(Vec::is_empty).collect();
        if !empty.contains(&true) {
            continue;
        }
        for tokens in
            row.iter_mut().zip(columns).filter(|(_, c)| c.kind == Kind::List).map(|(t, _)| t)
        {
            for at in 0..tokens.len() {
                let Some(known) = by_first.get(tokens[at].text.as_str()) else { continue };
                for (home, words) in known.iter().filter(|(home, _)| empty[*home]) {
                    let Some(spelt) = tokens.get_mut(at..at + words.len()) else { continue };
                    if spelt.iter().zip(words).all(|(token, word)| token.text == **word) {
                        spelt.iter_mut().for_each(|token| token.leak = Some(*home));
                    }
                }
            }
        }
    }
}

/// Two readings of all lists: the first from what marks make certain, the second from what the
/// first found.
fn learn(grids: &[Grid], words: usize) -> Lexicon {
    const PASSES: usize = 3;
    let mut lexicon =
        Lexicon::first(words, grids.iter().flat_map(Grid::lists).map(|(_, tokens)| tokens));
    for _ in 0..PASSES {
        let mut next = Lexicon::new(words);
        for grid in grids {
            for (col, tokens) in grid.lists().filter(|(_, tokens)| !tokens.is_empty()) {
                next.add_cell(tokens);
                for piece in segment::run(tokens, grid.chains[col], &lexicon) {
                    let item = &tokens[piece.from..piece.to];
                    let marked =
                        |token: &Token| matches!(token.mark, Mark::Bullet(_) | Mark::Paragraph);
                    let certain = piece.from == 0 || item.first().is_some_and(marked);
                    next.add_item(item, certain);
                }
            }
        }
        // A pass that finds what the one before it found has nothing to teach the next.
        let settled = next == lexicon;
        lexicon = next;
        if settled {
            break;
        }
    }
    lexicon
}

fn items(
    tokens: &[Token],
    chains: bool,
    lexicon: &Lexicon,
    usual: Option<usize>,
    leaks: &mut BTreeMap<usize, Vec<Token>>,
) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for piece in segment::run(tokens, chains, lexicon) {
        let own = &tokens[piece.from..piece.to];
        let only_leaks = own.iter().all(|token| token.leak.is_some());
        let mut item = Item::default();
        if let Some(Mark::Bullet(level)) = own.first().map(|token| token.mark) {
            item.level = level;
        }
        let mut step: Vec<Token> = Vec::new();
        for (at, token) in own.iter().enumerate() {
            if token.is_arrow() || piece.lost_arrows.contains(&(piece.from + at)) {
                item.steps.push(std::mem::take(&mut step));
            }
            if token.is_arrow() {
                continue;
            }
            match token.leak {
                Some(home) if only_leaks || at > 0 => {
                    leaks.entry(home).or_default().push(token.clone());
                }
                _ => step.push(token.clone()),
            }
        }
        item.steps.push(step);
        if only_leaks {
            continue;
        }
        suspect::item(&mut item, own, &piece, chains.then_some(usual).flatten());
        item.steps.retain(|step| !step.is_empty());
        // Arrows alone say nothing; they are left out as what they are.
        if !item.steps.is_empty() {
            items.push(item);
        }
    }
    items
}

/// Gives leaked values to their columns: the first fills the empty cell, the others are the same
/// value again.
fn settle_leaks(read: &mut ReadRow, leaks: BTreeMap<usize, Vec<Token>>) {
    for (home, tokens) in leaks {
        let Some(Content::Text(cell)) = read.contents.get_mut(home) else { continue };
        let value = join(&tokens);
        let words = value.split(' ').count();
        // As many words as the value has fill the cell; what is left repeats them.
        let period =
            (1..=words).find(|n| words.is_multiple_of(*n) && repeats(&tokens, *n)).unwrap_or(words);
        let (first, rest) = tokens.split_at(period.min(tokens.len()));
        read.repeated.extend(rest.iter().map(|token| token.run));
        let confidence =
            if rest.is_empty() { Confidence::Likely } else { Confidence::Undetermined };
        read.remarks.push(Remark {
            column: home,
            code: Code::LeakMoved,
            confidence,
            reason: "a value of this column stood inside a list, and the column was empty",
            runs: tokens.iter().map(|token| token.run).collect(),
        });
        cell.extend(first.iter().cloned());
    }
}

fn repeats(tokens: &[Token], period: usize) -> bool {
    tokens.iter().zip(tokens.iter().skip(period)).all(|(a, b)| a.text == b.text)
}
