//! What a word or a phrase looks like, as evidence.

use super::words::Word;

/// What is asked of each word again and again, seen once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) number: bool,
    pub(super) small: bool,
    pub(super) rest: bool,
    pub(super) open: bool,
    pub(super) label: bool,
    pub(super) formula: bool,
    pub(super) leader: bool,
    pub(super) stop: bool,
}

pub(super) fn look(word: &Word) -> Look {
    let text = &*word.text;
    Look {
        number: is_number(text),
        small: is_small(text),
        rest: begins_as_rest(text),
        open: ends_open(text),
        label: word.is_label(),
        formula: text.contains(['=', '∑', '∫', '√', '∈', '∂']),
        leader: text.contains("..") || text == ".",
        stop: text.ends_with('.'),
    }
}

/// Whether a word is a number as tables have them: `12`, `1,204.5`, `<0.001`, `(0.12–3.4)`, `45%`.
fn is_number(text: &str) -> bool {
    let lead = "<>≤≥~±+-–−([$€£=≈*";
    let inner = text.trim_start_matches(|c| lead.contains(c));
    let digits = inner.chars().filter(char::is_ascii_digit).count();
    let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    inner.starts_with(|c: char| c.is_ascii_digit()) && letters <= 1 && digits > letters
}

/// Words that prose has and cells of tables seldom have; of the languages whose articles were looked at.
const SMALL: [&str; 64] = [
    "the", "of", "and", "in", "to", "a", "for", "with", "on", "by", "that", "is", "was", "were",
    "are", "as", "from", "at", "or", "be", "this", "which", "an", "we", "it", "not", "have", "has",
    "their", "these", "been", "than", "its", "our", "can", "but", "also", "between", "after",
    "using", "had", "all", "more", "other", "into", "such", "they", "de", "la", "el", "les", "des",
    "en", "und", "der", "die", "das", "que", "los", "et", "il", "di", "da", "e",
];

/// Whether a word is one of the small words of prose.
fn is_small(text: &str) -> bool {
    let text = text.trim_end_matches([',', '.', ';', ':']).to_lowercase();
    SMALL.contains(&text.as_str())
}

/// Whether a text goes on as the rest of another does: with a small letter, or a sign that cannot begin.
fn begins_as_rest(text: &str) -> bool {
    text.starts_with(|c: char| {
        c.is_lowercase() || matches!(c, ')' | ']' | ',' | ';' | '.' | '%' | '&' | '/' | '→')
    })
}

/// Whether a text ends open: it must go on.
fn ends_open(word: &str) -> bool {
    word.ends_with(['-', ',', '→', '/', '&', '(', '+', '–']) || is_small(word) && !word.ends_with('.')
}


/// What a line that names a table, a figure or something else begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caption {
    None,
    Table,
    Figure,
}

/// Whether a line begins as a caption does.
pub(super) fn caption(words: &[&Word]) -> Caption {
    const TABLES: [&str; 16] = [
        "table", "tab", "tabelle", "tableau", "tabla", "tabela", "exhibit", "box", "etable", "quadro",
        "cuadro", "tabell", "tabel", "tavola", "appendix", "annex",
    ];
    const FIGURES: [&str; 13] = [
        "figure", "fig", "chart", "graph", "scheme", "plate", "map", "abbildung", "abb", "gráfico",
        "graphique", "figura", "efigure",
    ];
    const BEFORE: [&str; 7] =
        ["supplementary", "supplemental", "appendix", "annex", "additional", "online", "web"];
    let plain = |word: &&&Word| word.text.trim_end_matches([':', '.', ',']).to_lowercase();
    let mut words = words.iter().peekable();
    if words.peek().is_some_and(|word| BEFORE.contains(&plain(word).as_str()))
        && words.clone().nth(1).is_some_and(|next| {
            let next = plain(&next);
            TABLES.contains(&next.as_str()) || FIGURES.contains(&next.as_str()) || next == "file"
        })
    {
        words.next();
    }
    let Some(noun) = words.next() else { return Caption::None };
    let noun = plain(&noun);
    let labelled = words.next().is_some_and(|word| {
        let label = word.text.trim_end_matches([':', '.', ',', '–', '-', '|']);
        let short = label.chars().count() <= 6;
        let digit = label.contains(|c: char| c.is_ascii_digit());
        short && (digit || label.chars().all(|c| c.is_ascii_uppercase()) && !label.is_empty())
    });
    if !labelled {
        return Caption::None;
    }
    match (TABLES.contains(&noun.as_str()), FIGURES.contains(&noun.as_str())) {
        (true, _) => Caption::Table,
        (_, true) => Caption::Figure,
        _ => Caption::None,
    }
}

/// Whether a line begins as a note under a table does.
pub(super) fn is_note(words: &[&Word]) -> bool {
    const NOTES: [&str; 8] =
        ["note", "notes", "source", "sources", "abbreviations", "quelle", "fuente", "legend"];
    words.first().is_some_and(|word| {
        let text = word.text.to_lowercase();
        NOTES.contains(&text.trim_end_matches([':', '.']))
            || text.starts_with(['*', '†', '‡', '§', '¶'])
    })
}
