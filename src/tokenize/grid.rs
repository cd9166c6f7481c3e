//! The body of one table: the first of its lists, which all lists of the document learn from, and its
//! rows, read one after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::flow::{self, Mark, Token};
use super::leaks::{self, Values};
use super::lexicon::Lexicon;
use super::words::Words;
use super::{Content, Item, Kept, Learned, Manner, ReadRow, segment, suspect};
use crate::fragment::Role;
use crate::ledger::{Confidence, Ledger, Place, Reason, Run, is_layout};
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
    /// The manner of each.
    manners: Vec<Manner>,
    leaks: Leaks,
    /// The lists of the rows from `read` on, as far as they were looked at.
    ahead: VecDeque<Lists>,
    /// How many rows were read.
    read: usize,
}

/// The lists of a row.
#[derive(Debug, Default)]
struct Lists {
    /// The words of each.
    cells: Vec<Vec<Token>>,
    /// What belongs to no word.
    lone: Vec<(Run, Reason)>,
    /// The lists that gave their first item's rest to the row above, and how sure it is that all else
    /// is theirs.
    gave: BTreeMap<usize, Confidence>,
    /// The lists whose first item began in the row above.
    took: BTreeSet<usize>,
}

impl<'a> Grid<'a> {
    /// Looks at the first rows, as long as `budget` lasts, which counts the characters of lists.
    pub(super) fn new(
        table: &'a Table,
        columns: &'a [Column],
        budget: &mut usize,
        words: &Words,
        ledger: &Ledger,
    ) -> Self {
        let rows: Vec<_> = table.rows.iter().filter(|row| row.role == Role::Body).collect();
        let of = |kind| (0..columns.len()).filter(move |col| columns[*col].kind == kind);
        let lists: Vec<usize> = of(Kind::List).collect();
        let lasts = |row: &&&LogicalRow| {
            let cells = lists.iter().filter_map(|col| row.cell(*col));
            let characters: usize =
                cells.flat_map(|cell| &cell.lines).map(|line| line.run.len()).sum();
            let lasts = *budget > 0;
            *budget = budget.saturating_sub(characters);
            lasts
        };
        let seen = rows.iter().take_while(lasts).count();
        let known = rows.get(..seen).unwrap_or_default();
        let leaks = Leaks::new(known, of(Kind::Text).collect(), &lists, words, ledger);
        let mut grid = Grid {
            columns,
            rows,
            lists,
            manners: Vec::new(),
            leaks,
            ahead: VecDeque::new(),
            read: 0,
        };
        for number in 0..seen {
            let lists = grid.look(number, words, ledger);
            grid.ahead.push_back(lists);
        }
        let kept = kept(table, ledger);
        let manners = (0..grid.lists.len()).map(|list| {
            let column = || grid.ahead.iter().filter_map(|row| row.cells.get(list));
            let filled = column().filter(|cell| !cell.is_empty()).count();
            let arrows = column().filter(|cell| cell.iter().any(Token::is_arrow)).count();
            Manner { chains: arrows * 4 >= filled && arrows > 0, kept }
        });
        grid.manners = manners.collect();
        grid
    }

    /// The lists of the rows that were looked at, with the manner of each.
    pub(super) fn lists(&self) -> impl Iterator<Item = (Manner, &[Token])> {
        let rows = self.ahead.iter();
        rows.flat_map(|row| {
            self.manners.iter().zip(&row.cells).map(|(manner, cell)| (*manner, cell.as_slice()))
        })
    }

    pub(super) fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<Token>> {
        self.ahead.iter_mut().flat_map(|row| &mut row.cells)
    }

    /// Makes the words of the lists of a row.
    fn look(&self, number: usize, words: &Words, ledger: &Ledger) -> Lists {
        let mut made = Lists::default();
        let Some(row) = self.rows.get(number) else { return made };
        for col in &self.lists {
            let cell = row.cell(*col);
            let signs = self.columns.get(*col).map(|column| &column.signs);
            let tokens = cell.map(|cell| flow::tokens(cell, signs, words, &mut made.lone, ledger));
            let mut tokens = tokens.unwrap_or_default();
            self.leaks.mark(row, &mut tokens, ledger);
            tokens.shrink_to_fit();
            made.cells.push(tokens);
        }
        made
    }

    /// Moves what a page break set into the wrong one of the next two rows: the rest of an item to
    /// the row above where it began, the beginning of one to the row below where it goes on.
    fn carry(&mut self, lexicon: &Lexicon) {
        let at = self.read;
        let (Some(over), Some(under)) = (self.rows.get(at), self.rows.get(at + 1)) else { return };
        let (lends, row) = (over.lends, under);
        if !lends && row.carried.is_empty() {
            return;
        }
        let mut ahead = self.ahead.iter_mut();
        let (Some(over), Some(under)) = (ahead.next(), ahead.next()) else { return };
        for (list, col) in
            self.lists.iter().enumerate().filter(|(_, col)| !self.columns[**col].names)
        {
            if !lends && !row.carried.contains(col) {
                continue;
            }
            let mut above = over.cells.get_mut(list).map(std::mem::take).unwrap_or_default();
            let mut below = under.cells.get_mut(list).map(std::mem::take).unwrap_or_default();
            let seam = above.len();
            if let Some(first) = below.first_mut()
                && first.mark == Mark::None
            {
                first.mark = Mark::Seam;
            }
            above.append(&mut below);
            let pieces = segment::run(&above, self.manners[list], lexicon);
            let across = pieces.iter().find(|piece| piece.from < seam && seam < piece.to);
            // The item at the seam goes to the row that has the other half of it.
            if across.is_some() {
                // Beside the half of another study nothing says whose the other items are.
                let sure = if row.lends { Confidence::Undetermined } else { Confidence::Likely };
                if lends {
                    under.took.insert(list);
                } else {
                    under.gave.insert(list, sure);
                }
            }
            let cut = match across {
                Some(piece) if lends => piece.from,
                Some(piece) => piece.to,
                // A chain that was not cut in the middle still goes on where it says so.
                None => seam,
            };
            under.cells[list] = above.split_off(cut);
            over.cells[list] = above;
        }
    }

    /// Reads the next row; what was held of it is let go.
    pub(super) fn next(&mut self, learned: &Learned, ledger: &Ledger) -> Option<ReadRow> {
        let Learned { words, vocabulary, lexicon, usual } = learned;
        // A row may have to do with the one below it.
        while self.ahead.len() < 2 && self.read + self.ahead.len() < self.rows.len() {
            let mut lists = self.look(self.read + self.ahead.len(), words, ledger);
            lists.cells.iter_mut().for_each(|cell| vocabulary.look_up(cell));
            self.ahead.push_back(lists);
        }
        self.carry(lexicon);
        let row = *self.rows.get(self.read)?;
        let held = self.ahead.pop_front()?;
        self.read += 1;
        let mut read = ReadRow { lone: held.lone, ..ReadRow::default() };
        let mut cells = held.cells.into_iter().zip(&self.manners).enumerate();
        let mut leaked: BTreeMap<usize, Vec<Token>> = BTreeMap::new();
        for (col, column) in self.columns.iter().enumerate() {
            let list = (column.kind == Kind::List).then(|| cells.next()).flatten();
            let Some((list, (tokens, manner))) = list else {
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
                        runs: flow::joined_words(&tokens),
                    });
                }
                if let Some(reason) = suspect::word_in_doubt(&tokens) {
                    read.remarks.push(Remark {
                        column: col,
                        code: Code::OcrWord,
                        confidence: Confidence::Undetermined,
                        reason,
                        runs: tokens
                            .iter()
                            .filter(|token| token.doubt().is_some())
                            .map(|token| token.run)
                            .collect(),
                    });
                }
                read.contents.push(Content::Text(tokens));
                continue;
            };
            for token in &tokens {
                read.bullets.extend(token.bullets());
                read.hyphens.extend(token.hyphen());
                if token.is_arrow() {
                    read.arrows.push(token.run);
                    read.arrows.extend(token.rest());
                }
            }
            let mut items = items(&tokens, *manner, lexicon, *usual, &mut leaked);
            if let (Some(first), true) = (items.first_mut(), held.took.contains(&list)) {
                let reason = "it begins in the cell of the row above";
                first.remarks.push((Code::RowDivided, Confidence::Likely, reason));
            }
            if let Some(confidence) = held.gave.get(&list) {
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

/// How far the source of a table keeps the marks of its lists.
fn kept(table: &Table, ledger: &Ledger) -> Kept {
    let mut lines = table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines);
    let first = lines
        .find(|line| !line.run.is_empty())
        .and_then(|line| ledger.places(line.run).into_iter().next().map(|(_, place)| place));
    match first {
        Some(Place::Dump { .. }) if !ledger.keeps_bullets() => Kept::Some,
        _ if ledger.is_recognised() => Kept::Most,
        _ => Kept::All,
    }
}

/// What is needed to find the values that leaked into lists.
#[derive(Debug)]
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

/// Whether a column of a row says nothing; the lower part of a merged cell says what the row above does.
fn is_empty(row: &LogicalRow, col: usize, ledger: &Ledger) -> bool {
    row.cell(col).is_none_or(|cell| {
        let mut lines = cell.lines.iter().flat_map(|line| ledger.chars(line.run));
        !cell.repeats && lines.all(|c| c.is_whitespace() || is_layout(*c))
    })
}

/// The words of a cell of text.
fn text(
    cell: &crate::fragment::Cell,
    words: &Words,
    lone: &mut Vec<(Run, Reason)>,
    ledger: &Ledger,
) -> Vec<Token> {
    flow::tokens(cell, None, words, lone, ledger)
}

fn items(
    tokens: &[Token],
    manner: Manner,
    lexicon: &Lexicon,
    usual: Option<usize>,
    leaks: &mut BTreeMap<usize, Vec<Token>>,
) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for piece in segment::run(tokens, manner, lexicon) {
        let own = &tokens[piece.from..piece.to];
        let only_leaks = own.iter().all(|token| token.leak().is_some());
        let mut item = Item::default();
        if let Some(level) = own.first().and_then(|token| token.mark.level()) {
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
        suspect::item(&mut item, own, &piece, manner.chains.then_some(usual).flatten());
        item.steps.retain(|step| !step.is_empty());
        // Arrows alone say nothing; they are left out as what they are.
        if !item.steps.is_empty() {
            items.push(item);
        }
    }
    items
}
