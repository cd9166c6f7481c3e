//! What stands round the tables: of the paragraphs between two tables, which may be a title or note
//! of the one before, which of the one after, and which belong to neither.

use super::model::Para;

/// Paragraphs over a table that are kept as candidates, the caption first of them.
pub(super) const ABOVE: usize = 4;
/// Paragraphs over a table that are kept where none of them is a caption.
const ABOVE_BARE: usize = 2;
/// Paragraphs under a table that are kept as candidates.
pub(super) const BELOW: usize = 6;
/// Characters of the longest heading; what is longer is text.
const HEADING: usize = 250;

/// How many of the last paragraphs before a table are candidates for its title and notes.
/// `table_before` says that the paragraphs are all there is between it and another table.
pub(super) fn above(gap: &[&Para], table_before: bool) -> usize {
    let near = gap.len().saturating_sub(ABOVE);
    if let Some(at) = gap.iter().rposition(|para| is_caption(para)).filter(|at| *at >= near) {
        return gap.len() - at;
    }
    let last = gap.iter().rev().take(ABOVE_BARE);
    match last.take_while(|para| is_heading(para)).count() {
        // Without a heading a lone paragraph is rather a note of the table before.
        0 if table_before => 0,
        0 => gap.len().min(ABOVE_BARE),
        headings => headings,
    }
}

/// How many of the first paragraphs after a table are candidates for its notes. What belongs to the
/// table after them is not among `gap`.
pub(super) fn below(gap: &[&Para]) -> usize {
    // A caption directly under a table may be its own; anywhere else it begins another thing.
    gap.iter()
        .enumerate()
        .take(BELOW)
        .take_while(|(at, para)| !is_heading(para) && (*at == 0 || !is_caption(para)))
        .count()
}

fn is_heading(para: &Para) -> bool {
    (para.heading || para.bold) && para.text.chars().count() <= HEADING
}

/// Whether a paragraph is the caption of a table, by its style, its numbering field or its words.
fn is_caption(para: &Para) -> bool {
    let text = para.text.trim();
    let first = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    if first.starts_with("fig") || matches!(first.as_str(), "abbildung" | "abb" | "equation") {
        return false;
    }
    para.caption || begins_like_caption(text)
}

/// What tables are called in captions.
const NAMES: [&str; 19] = [
    "table",
    "tab",
    "appendix",
    "supplementary",
    "supplement",
    "supplemental",
    "additional",
    "annex",
    "box",
    "exhibit",
    "etable",
    "tabelle",
    "tableau",
    "tabla",
    "tabela",
    "tabella",
    "tabel",
    "anhang",
    "annexe",
];

/// Whether a text begins as "Table 3." and the like do: a name, a number or letter, and then no
/// sentence ("Table 3 shows …").
fn begins_like_caption(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    let name: String = first.chars().filter(|c| c.is_alphabetic()).collect();
    if !NAMES.contains(&name.to_lowercase().as_str()) || !first.starts_with(char::is_uppercase) {
        // "eTable 3" begins with a small letter.
        if !first.starts_with("eTable") {
            return false;
        }
    }
    let mut label = words.next();
    // "Supplementary Table 2", "Additional file 3".
    while label.is_some_and(|word| {
        let word = word.to_lowercase();
        NAMES.contains(&word.as_str()) || word == "file" || word == "material"
    }) {
        label = words.next();
    }
    let Some(label) = label else { return first.contains(|c: char| c.is_ascii_digit()) };
    let bare = label.trim_end_matches(['.', ':', ')', ',', ';', '–', '—', '-']);
    let short = bare.len() <= 2 || bare.contains(|c: char| c.is_ascii_digit());
    let roman = bare.chars().all(|c| "IVXLC".contains(c));
    if !(short && bare.len() <= 8 && bare.contains(char::is_alphanumeric) || roman) {
        // "Appendix: search strategy"
        return first.ends_with([':', '.']);
    }
    if label.len() > bare.len() {
        return true;
    }
    words.next().is_none_or(|next| !next.starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn para(text: &str) -> Para {
        Para { text: text.to_owned(), ..Para::default() }
    }

    #[test]
    fn captions_are_told_from_sentences() {
        for text in [
            "Table 3. Characteristics",
            "Table S2 (continued)",
            "TABLE IV",
            "Supplementary Table 2: Studies",
            "Appendix A. Search",
            "eTable 1. Results",
            "Additional file 3 Characteristics",
        ] {
            assert!(begins_like_caption(text), "{text}");
        }
        for text in ["Table 3 shows that", "Tables were made", "table 3.", "The Table 3", ""] {
            assert!(!begins_like_caption(text), "{text}");
        }
    }

    #[test]
    fn a_gap_is_shared_out_once() {
        let (note, caption, text) =
            (para("Note."), para("Table 2. More"), para("Words and words."));
        assert_eq!(above(&[&note, &caption], true), 1);
        assert_eq!(above(&[&note, &text], true), 0);
        assert_eq!(above(&[&text, &text, &caption, &note], false), 2);
        assert_eq!(above(&[&text, &text, &text], false), 2);
        assert_eq!(above(&[], true), 0);
        assert_eq!(below(&[&note, &text]), 2);
        assert_eq!(below(&[&note, &caption]), 1);
        assert_eq!(below(&[&text; 20]), BELOW);
    }
}
