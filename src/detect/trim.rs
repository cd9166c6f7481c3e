//! What a table's box or block took in although it stands over or under the table: captions, notes,
//! sentences.

use super::cells::FoundRow;
use super::rivers;
use super::rows;
use super::words::{TextLine, Word};
use crate::geom::{Area, Pt};

/// Words with which a caption begins; a number or letter follows.
const CAPTIONS: [&str; 17] = [
    "table",
    "tab",
    "exhibit",
    "figure",
    "fig",
    "chart",
    "graph",
    "map",
    "abbildung",
    "gráfico",
    "box",
    "tableau",
    "tabelle",
    "tabla",
    "tabela",
    "appendix",
    "annex",
];
/// Words with which a note under a table begins.
const NOTES: [&str; 14] = [
    "note", "note:", "notes", "notes:", "note.", "notes.", "source", "source:", "sources",
    "sources:", "source.", "sources.", "quelle:", "fuente:",
];

/// Whether words are the beginning of a caption.
pub(super) fn is_caption(words: &[&Word]) -> bool {
    let Some(first) = words.first() else { return false };
    let kind = first.text.to_lowercase();
    let kind = kind.trim_end_matches([':', '.']);
    let numbered = words.get(1).is_some_and(|word| {
        let mut chars = word.text.chars();
        let first = chars.next();
        first.is_some_and(|c| c.is_ascii_digit())
            || first.is_some_and(|c| c.is_uppercase())
                && word.text.chars().count() <= 6
                && word.text.chars().skip(1).all(|c| !c.is_lowercase())
    });
    CAPTIONS.contains(&kind) && numbered
}

/// Whether the caption that is nearest to a box, over it or under it, is that of a picture.
pub(super) fn is_figure(area: &Area, lines: &[TextLine<'_>]) -> bool {
    /// A caption further off than this belongs to something else.
    const FAR: Pt = Pt(6000);
    const FIGURES: [&str; 8] =
        ["figure", "fig", "chart", "graph", "abbildung", "gráfico", "graphique", "map"];
    let beside = |line: &&TextLine<'_>| line.area.x0 < area.x1 && area.x0 < line.area.x1;
    let distance = |line: &TextLine<'_>| {
        if line.area.mid_y() < area.mid_y() {
            (area.top - line.area.bottom).max(Pt(0))
        } else {
            (line.area.top - area.bottom).max(Pt(0))
        }
    };
    let nearest = lines
        .iter()
        .filter(beside)
        .filter(|line| is_caption(&line.words) && distance(line) < FAR)
        .min_by_key(|line| distance(line));
    nearest.and_then(|line| line.words.first()).is_some_and(|word| {
        let kind = word.text.to_lowercase();
        FIGURES.contains(&kind.trim_end_matches([':', '.']))
    })
}

/// Whether words are the beginning of a note.
fn is_note(words: &[&Word]) -> bool {
    words.first().is_some_and(|word| {
        let text = word.text.to_lowercase();
        NOTES.contains(&text.as_str()) || text.starts_with('*') || text.starts_with('†')
    })
}

/// Whether words run on as a sentence does.
fn is_long(words: &[&Word]) -> bool {
    /// A sentence over the whole width of a table has at least so many words.
    const LONG: usize = 14;
    words.len() >= LONG
}

/// The lines of a block without the captions over it and the notes under it.
pub(super) fn lines<'w>(mut lines: Vec<TextLine<'w>>, edges: &[Pt]) -> Vec<TextLine<'w>> {
    // Over the table: the caption and what follows it up to the first line of several phrases.
    let looked = lines.len().min(8);
    let caption =
        lines.iter().take(looked).rposition(|line| is_caption(&line.words) && begins(line, edges));
    let mut from = caption.map_or(0, |at| at + 1);
    while lines.get(from).is_some_and(|line| over_all(line, edges)) {
        from += 1;
    }
    if from < lines.len() {
        lines.drain(..from);
    }
    while lines.len() > 2 {
        let Some(last) = lines.last() else { break };
        if is_note(&last.words) || over_all(last, edges) && is_long(&last.words) {
            lines.pop();
        } else {
            break;
        }
    }
    // A note of several lines ends in a short one.
    let looked = lines.len().saturating_sub(8).max(lines.len() / 2);
    if let Some(at) = lines.iter().skip(looked).position(|line| {
        is_note(&line.words) && rivers::phrases(line).len() == 1 && over_all(line, edges)
    }) {
        lines.truncate(looked + at);
    }
    lines
}

fn begins(line: &TextLine<'_>, edges: &[Pt]) -> bool {
    rows::pieces(line, edges).first().is_some_and(|piece| piece.col == 0 || piece.words.len() > 2)
}

/// One phrase from the first column over the next: no cell of the first column.
fn over_all(line: &TextLine<'_>, edges: &[Pt]) -> bool {
    let pieces = rows::pieces(line, edges);
    matches!(pieces.as_slice(), [piece] if piece.col == 0 && piece.last_col > 0)
}

/// How many rows at the top and at the bottom of a grid are captions and notes set in its frame.
pub(super) fn grid(rows: &[FoundRow<'_>], columns: usize) -> (usize, usize) {
    let top = rows
        .iter()
        .take_while(|row| alone(row, columns).is_some_and(|words| is_caption(&words)))
        .count();
    let bottom = rows
        .iter()
        .rev()
        .take_while(|row| {
            alone(row, columns)
                .is_some_and(|words| is_note(&words) || is_long(&words) || is_caption(&words))
        })
        .count();
    if top + bottom + 2 > rows.len() { (0, 0) } else { (top, bottom) }
}

/// The words of a row that has one cell, over its whole width.
fn alone<'w>(row: &FoundRow<'w>, columns: usize) -> Option<Vec<&'w Word>> {
    let mut full = row.cells.iter().filter(|(.., words)| !words.is_empty());
    let ((span, _, words), None) = (full.next()?, full.next()) else { return None };
    let whole = span.last_col + 1 - span.col == columns && span.row == span.last_row;
    let mut words = words.clone();
    words.sort_by_key(|word| (word.baseline, word.area.x0));
    whole.then_some(words)
}
