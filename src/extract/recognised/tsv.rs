//! Tesseract's TSV: a line for each page, block, paragraph, line and word, with twelve columns.

use super::leaf::{Area, Leaf, Spot};
use crate::error::{Error, ErrorKind};
use crate::source::Source;

/// Which level of a line is which.
const PAGE: i64 = 1;
const LINE: i64 = 4;
const WORD: i64 = 5;

/// Reads the pages.
pub(super) fn read(source: &Source, text: &str) -> Result<Vec<Leaf>, Error> {
    let mut leaves: Vec<Leaf> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        // Files that were put one after the other have their header again.
        if line.trim().is_empty() || line.starts_with("level\t") {
            continue;
        }
        let mut fields = line.splitn(12, '\t');
        let mut numbers = [0.0; 11];
        let mut told = 0;
        for (slot, field) in numbers.iter_mut().zip(fields.by_ref()) {
            let Ok(value) = field.trim().parse::<f64>() else { break };
            *slot = value;
            told += 1;
        }
        let [level, _, _, _, _, _, left, top, width, height, sure] = numbers;
        if told < numbers.len() {
            return Err(damaged(source, number));
        }
        match (level as i64, leaves.last_mut()) {
            (PAGE, _) => leaves.push(Leaf { width, height, ..Leaf::default() }),
            (LINE, Some(leaf)) => leaf.line(),
            (WORD, Some(leaf)) => leaf.add(Spot {
                text: fields.next().unwrap_or_default().to_owned(),
                area: Area::sized(left, top, width, height),
                sure: if sure < 0.0 { 1.0 } else { sure / 100.0 },
                ..Spot::default()
            }),
            _ => {}
        }
    }
    Ok(leaves)
}

fn damaged(source: &Source, line: usize) -> Error {
    let message = "this line of Tesseract's TSV does not begin with eleven numbers";
    Error::new(ErrorKind::Damaged, source.name(), message)
        .at(format!("line {line}"))
        .help(super::AGAIN)
}
