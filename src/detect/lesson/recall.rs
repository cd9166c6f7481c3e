//! What became of each true table, for a person: whether it was put forward, how that was judged, what
//! was chosen, and how its columns were judged.

use super::super::pieces::{self, Piece};
use super::super::region::{self, Region};
use super::super::score::{self, Decision};
use super::super::sheet::{Line, Sheet};
use super::super::{columns, propose, regions, rows, strips};
use super::Scene;

/// What a chosen region must agree with a table so that no more is told of it.
const ENOUGH: f32 = 0.9;
/// So many pieces of evidence are told.
const TOLD: usize = 5;
/// So many letters of a cell are told.
const LETTERS: usize = 14;

impl Scene {
    /// A line for each true table: its words, the proposal that agrees with it best (F1 of words) with
    /// its score, and how well the best chosen region agrees. Where that is not enough, the evidence
    /// that moved the score of the best proposal most, in 64ths of a bit.
    pub fn recall(&self) -> Vec<String> {
        let sheet = Sheet::new(&self.page, &self.words);
        let sizes = self.sizes();
        let proposals = propose::all(&sheet);
        let chosen = regions(&sheet, &self.before).regions;
        let mut told = Vec::new();
        for (table, size) in sizes.iter().enumerate() {
            let agreement = |region: &Region| match self.agreement(&sheet, region, &sizes) {
                (agreement, own) if own == table => agreement,
                _ => 0.0,
            };
            let got = chosen.iter().map(agreement).fold(0.0, f32::max);
            let all = proposals.regions.iter().map(|region| (agreement(region), region));
            let best =
                all.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(agreement, _)| *agreement > 0.0);
            let place = format!("page {}, table {table}, {size} words", self.page.number);
            let Some((agreement, region)) = best else {
                told.push(format!("{place}: never put forward"));
                continue;
            };
            let evidence = region::evidence(&sheet, region, &proposals.votes, &self.before);
            let card = score::of(Decision::Region);
            let mut line = format!(
                "{place}: best of {} {agreement:.2} by {:?}, score {}; chosen {got:.2}",
                proposals.regions.len(),
                region.source,
                card.score(&evidence)
            );
            if got < ENOUGH {
                let why = card.explain(&evidence).into_iter().take(TOLD);
                line.extend(why.map(|(name, sum)| format!("; {name} {sum:+}")));
            }
            told.push(line);
        }
        told
    }

    /// A line for each strip of each true table: whether columns are parted there, its score, and the
    /// evidence that moved it most.
    pub fn strips(&self) -> Vec<String> {
        let sheet = Sheet::new(&self.page, &self.words);
        let card = score::of(Decision::ColumnInContext);
        let mut told = Vec::new();
        for table in 0..self.tables.len() {
            let lines = self.true_lines(&sheet, table);
            let strips = strips::strips(&sheet, &lines);
            let chosen = self.true_strips(&sheet, &lines, &strips);
            let evidence = columns::in_context(&sheet, &lines, &strips, &self.before);
            for (at, (strip, evidence)) in strips.iter().zip(&evidence).enumerate() {
                let truth = if chosen.contains(&at) { "parts columns" } else { "parts none" };
                let mut line = format!(
                    "page {}, table {table}, at {}: {truth}, score {}",
                    self.page.number,
                    strip.at.points(),
                    card.score(evidence)
                );
                let why = card.explain(evidence).into_iter().take(TOLD);
                line.extend(why.map(|(name, sum)| format!("; {name} {sum:+}")));
                told.push(line);
            }
        }
        told
    }

    /// A line for each line of each true table, or where there is none of each table that is read: the
    /// beginnings of its cells, whether a row truly begins with it, its score, and the evidence that
    /// moved it most.
    pub fn row_scores(&self) -> Vec<String> {
        let sheet = Sheet::new(&self.page, &self.words);
        let tables: Vec<Vec<Line>> = if self.tables.is_empty() {
            regions(&sheet, &self.before).regions.into_iter().map(|region| region.lines).collect()
        } else {
            (0..self.tables.len()).map(|table| self.true_lines(&sheet, table)).collect()
        };
        let card = score::of(Decision::RowInContext);
        let mut told = Vec::new();
        for (table, lines) in tables.iter().enumerate() {
            let (edges, _) = columns::edges(&sheet, lines, &self.before);
            let cut = pieces::cut(&sheet, lines, &edges);
            let starts = self.true_starts(&cut);
            for (at, evidence) in rows::in_context(&sheet, lines, &cut, &edges).iter().enumerate() {
                let cells: Vec<String> =
                    cut[at].iter().map(|piece| self.beginning(piece)).collect();
                let truth = if starts[at] { "begins a row" } else { "goes on" };
                let mut line = format!(
                    "page {}, table {table}, line {at}: {truth}, score {}: {}",
                    self.page.number,
                    card.score(evidence),
                    cells.join(" | ")
                );
                let why = card.explain(evidence).into_iter().take(TOLD);
                line.extend(why.map(|(name, sum)| format!("; {name} {sum:+}")));
                told.push(line);
            }
        }
        told
    }

    /// The first letters of a piece.
    fn beginning(&self, piece: &Piece) -> String {
        let words: Vec<&str> = piece.words.iter().map(|at| &*self.words[*at].text).collect();
        words.join(" ").chars().take(LETTERS).collect()
    }
}
