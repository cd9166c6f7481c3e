//! The body of one table: the words of its lists, which all lists of the document learn from, and its
//! rows, read one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{self, Mark, Token};
use super::leaks::{self, Values};
use super::lexicon::Lexicon;
use super::words::Words;
use super::{Content, Item, ReadRow, segment, suspect};
use crate::fragment::Role;
use crate::ledger::{Confidence, Ledger, Reason, Run};
use crate::profile::Column;
use crate::record::{Code, Kind};
use crate::table::{LogicalRow, Remark, Table};

/// The body of a table.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    columns: &'a [Column],
    rows: Vec<&'a LogicalRow>,
    /// The columns that hold lists.
    lists: Vec<usize>,
    /// Whether each of them holds chains.
    chains: Vec<bool>,
    /// The tokens of the lists, those of a row after one another.
    cells: Vec<Vec<Token>>,
    /// What belongs to no token, by row.
    lone: BTreeMap<usize, Vec<(Run, Reason)>>,
    /// Rows and lists that gave their first item's rest to the row above, and how sure it is that
    /// all else is theirs.
    gave: BTreeMap<(usize, usize), Confidence>,
    /// Rows and lists whose first item began in the row above.
    took: BTreeSet<(usize, usize)>,
    /// How many rows were read.
    read: usize,
}

impl<'a> Grid<'a> {
    pub(super) fn new(
        table: &'a Table,
        columns: &'a [Column],
        words: &Words,
        ledger: &Ledger,
    ) -> Self {
        let rows: Vec<_> = table.rows.iter().filter(|row| row.role == Role::Body).collect();
        let of = |kind| (0..columns.len()).filter(move |col| columns[*col].kind == kind);
        let lists: Vec<usize> = of(Kind::List).collect();
        let leaks = Leaks::new(&rows, of(Kind::Text).collect(), &lists, words, ledger);
        let mut cells = Vec::with_capacity(rows.len() * lists.len());
        let mut lone = BTreeMap::new();
        for (number, row) in rows.iter().enumerate() {
            let mut alone = Vec::new();
            for col in &lists {
                let tokens =
                    row.cell(*col).map(|cell| flow::tokens(cell, true, words, &mut alone, ledger));
                let mut tokens = tokens.unwrap_or_default();
                leaks.mark(row, &mut tokens, ledger);
                tokens.shrink_to_fit();
                cells.push(tokens);
            }
            if !alone.is_empty() {
                lone.insert(number, alone);
            }
        }
        let chains = (0..lists.len()).map(|list| {
            let column = || cells.iter().skip(list).step_by(lists.len());
            let filled = column().filter(|cell| !cell.is_empty()).count();
            let arrows = column().filter(|cell| cell.iter().any(Token::is_arrow)).count();
            arrows * 4 >= filled && arrows > 0
        });
        let chains = chains.collect();
        let (gave, took) = (BTreeMap::new(), BTreeSet::new());
        Grid { columns, rows, lists, chains, cells, lone, gave, took, read: 0 }
    }

    /// The lists of all rows, with whether each is one of chains.
    pub(super) fn lists(&self) -> impl Iterator<Item = (bool, &[Token])> {
        let chains = self.chains.iter().copied().cycle();
        chains.zip(&self.cells).map(|(chains, cell)| (chains, cell.as_slice()))
    }

    pub(super) fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<Token>> {
        self.cells.iter_mut()
    }

    /// Moves what a page break set into the wrong row: the rest of an item to the row above where
    /// it began, the beginning of one to the row below where it goes on.
    pub(super) fn carry(&mut self, lexicon: &Lexicon) {
        let width = self.lists.len();
        for (at, pair) in (1..).zip(self.rows.windows(2)) {
            let (lends, row) = (pair[0].lends, pair[1]);
            for (list, col) in self.lists.iter().enumerate().filter(|(_, col)| **col > 0) {
                if !lends && !row.carried.contains(col) {
                    continue;
                }
                let (over, under) = ((at - 1) * width + list, at * width + list);
                let mut above = std::mem::take(&mut self.cells[over]);
                let mut below = std::mem::take(&mut self.cells[under]);
                let seam = above.len();
                if let Some(first) = below.first_mut()
                    && first.mark == Mark::None
                {
                    first.mark = Mark::Seam;
                }
                above.append(&mut below);
                let pieces = segment::run(&above, self.chains[list], lexicon);
                let across = pieces.iter().find(|piece| piece.from < seam && seam < piece.to);
                // The item at the seam goes to the row that has the other half of it.
                if across.is_some() {
                    // Beside the half of another study nothing says whose the other items are.
                    let sure =
                        if row.lends { Confidence::Undetermined } else { Confidence::Likely };
                    if lends {
                        self.took.insert((at, list));
                    } else {
                        self.gave.insert((at, list), sure);
                    }
                }
                let cut = match across {
                    Some(piece) if lends => piece.from,
                    Some(piece) => piece.to,
                    // A chain that was not cut in the middle still goes on where it says so.
                    None => seam,
                };
                self.cells[under] = above.split_off(cut);
                self.cells[over] = above;
            }
        }
    }

    /// Reads the next row; what was held of it is let go.
    pub(super) fn next(
        &mut self,
        words: &Words,
        lexicon: &Lexicon,
        usual: Option<usize>,
        ledger: &Ledger,
    ) -> Option<ReadRow> {
        let number = self.read;
        let row = *self.rows.get(number)?;
        self.read += 1;
        let mut read =
            ReadRow { lone: self.lone.remove(&number).unwrap_or_default(), ..ReadRow::default() };
        let mut leaked: BTreeMap<usize, Vec<Token>> = BTreeMap::new();
        let mut lists = 0..self.lists.len();
        for (col, column) in self.columns.iter().enumerate() {
            let list = (column.kind == Kind::List).then(|| lists.next()).flatten();
            let Some(list) = list else {
                let cell = row.cell(col);
                let tokens = cell.map(|cell| text(cell, words, &mut read.lone, ledger));
                let tokens = tokens.unwrap_or_default();
                read.hyphens.extend(tokens.iter().filter_map(Token::hyphen));
                if let Some((confidence, reason)) = suspect::least_sure_join(&tokens) {
                    read.remarks.push(Remark {
                        column: col,
                        code: Code::WordJoined,
                        confidence,
                        reason,
                        runs: joined_words(&tokens),
                    });
                }
                read.contents.push(Content::Text(tokens));
                continue;
            };
            let at = number * self.lists.len() + list;
            let tokens = self.cells.get_mut(at).map(std::mem::take).unwrap_or_default();
            for token in &tokens {
                read.bullets.extend(token.bullets());
                read.hyphens.extend(token.hyphen());
                if token.is_arrow() {
                    read.arrows.push(token.run);
                    read.arrows.extend(token.rest());
                }
            }
            let mut items = items(&tokens, self.chains[list], lexicon, usual, &mut leaked);
            if let (Some(first), true) = (items.first_mut(), self.took.contains(&(number, list))) {
                let reason = "it begins in the cell of the row above";
                first.remarks.push((Code::RowDivided, Confidence::Likely, reason));
            }
            if let Some(confidence) = self.gave.get(&(number, list)) {
                read.remarks.push(Remark {
                    column: col,
                    code: Code::RowDivided,
                    confidence: *confidence,
                    reason: "the rest of an item of the row above stood first in it",
                    runs: tokens.iter().map(|token| token.run).collect(),
                });
            }
            read.contents.push(Content::List(items));
        }
        leaks::settle(&mut read, leaked);
        Some(read)
    }
}

/// What is needed to find the values that leaked into lists.
struct Leaks {
    homes: Vec<usize>,
    values: Values,
}

impl Leaks {
    /// `homes` are the columns of text, whose values might have leaked.
    fn new(
        rows: &[&LogicalRow],
        homes: Vec<usize>,
        lists: &[usize],
        words: &Words,
        ledger: &Ledger,
    ) -> Self {
        let mut counts = BTreeMap::new();
        // Where no value is missing, none can be elsewhere.
        let lacks = |row: &&LogicalRow| homes.iter().any(|col| is_empty(row, *col, ledger));
        if !lists.is_empty() && rows.iter().any(lacks) {
            for (row, col) in rows.iter().flat_map(|row| homes.iter().map(move |col| (row, *col))) {
                let Some(cell) = row.cell(col) else { continue };
                let tokens = text(cell, words, &mut Vec::new(), ledger);
                if !tokens.is_empty() {
                    *counts.entry((col, flow::join(&tokens))).or_default() += 1;
                }
            }
        }
        Leaks { homes, values: Values::new(counts) }
    }

    fn mark(&self, row: &LogicalRow, tokens: &mut [Token], ledger: &Ledger) {
        if self.values.is_empty() {
            return;
        }
        let empty = self.homes.iter().copied().filter(|col| is_empty(row, *col, ledger));
        self.values.mark(tokens, &empty.collect::<Vec<_>>());
    }
}

/// Whether a column of a row says nothing.
fn is_empty(row: &LogicalRow, col: usize, ledger: &Ledger) -> bool {
    row.cell(col).is_none_or(|cell| {
        let lines = cell.lines.iter().flat_map(|line| ledger.chars(line.run));
        lines.copied().all(|c| c.is_whitespace() || flow::is_layout(c))
    })
}

/// The words of a cell of text.
fn text(
    cell: &crate::fragment::Cell,
    words: &Words,
    lone: &mut Vec<(Run, Reason)>,
    ledger: &Ledger,
) -> Vec<Token> {
    flow::tokens(cell, false, words, lone, ledger)
}

/// The parts of the words that were put together over the end of a line.
fn joined_words(tokens: &[Token]) -> Vec<Run> {
    let pairs = tokens.windows(2).filter(|pair| pair[1].glued().is_some());
    pairs.flat_map(|pair| [pair[0].run, pair[1].run]).collect()
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
        let only_leaks = own.iter().all(|token| token.leak().is_some());
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
            match token.leak() {
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
