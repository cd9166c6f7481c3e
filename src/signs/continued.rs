//! Texts that say nothing but that a table goes on, over it or under it.

use super::caption::{LOOKED_AT, is_continued, parse};
use super::names::{PAGES, TABLES};
use super::scan::{listed, narrow, words};

/// Whether a text says nothing but that a table goes on: "(continued)", "Table 2, cont'd", "continued on the next page".
pub(crate) fn says_continued(text: &str) -> bool {
    let text: Vec<char> = text.chars().take(LOOKED_AT).map(narrow).collect();
    if parse(&text.iter().collect::<String>()).is_some_and(|caption| caption.continued) {
        return true;
    }
    let words: Vec<String> = words(&text);
    let says = words.iter().any(|word| is_continued(word));
    let only = |word: &String| is_continued(word) || listed(PAGES, word) || listed(TABLES, word);
    says && (words.len() <= 4 || words.iter().all(only))
}
