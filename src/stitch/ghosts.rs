//! Ghosts: a line that a page edge cut is read twice, once damaged.
//!
//! A damaged reading keeps the shape of its letters ("Wei gei" for "Merger", "Caro quality" for
//! "Care quality"), so likeness is an edit distance in which letters of like shape cost half
//! (Wagner & Fischer 1974, with the confusions that OCR engines make: strokes, bowls, arches).

/// Letters that a reader takes for each other where only part of their height is seen.
const SHAPES: &[&str] =
    &["il1tfjr!|/\\e", "oceasgqd06b", "nmhuvwyk", "mw", "mnhrui", "ltfe", "vyr"];

/// Cost of one edit; a confusion costs half.
const EDIT: usize = 2;

/// How like a damaged reading is to the beginning of a whole one, in percent of the damaged
/// reading's letters. Blanks and case do not count: a cut line keeps neither.
pub(super) fn likeness(damaged: &str, whole: &str) -> usize {
    let (damaged, whole) = (letters(damaged), letters(whole));
    if damaged.is_empty() || whole.is_empty() {
        return 0;
    }
    // The damaged line is compared with the best prefix of the whole text, no longer than itself
    // by half: what a page edge cut is one printed line.
    let reach = whole.len().min(damaged.len() + damaged.len() / 2);
    let whole = &whole[..reach];
    let mut before: Vec<usize> = (0..=whole.len()).map(|at| at * EDIT).collect();
    for (row, a) in damaged.iter().enumerate() {
        let mut now = vec![(row + 1) * EDIT];
        for (col, b) in whole.iter().enumerate() {
            let change = before[col] + cost(*a, *b);
            now.push(change.min(before[col + 1] + EDIT).min(now[col] + EDIT));
        }
        before = now;
    }
    let distance = before.iter().min().copied().unwrap_or(usize::MAX);
    let most = damaged.len() * EDIT;
    100 * most.saturating_sub(distance) / most
}

/// Whether `start` is the beginning of `whole`, blanks and case aside.
pub(super) fn begins(whole: &str, start: &str) -> bool {
    let start = letters(start);
    !start.is_empty() && letters(whole).starts_with(&start)
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn cost(a: char, b: char) -> usize {
    if a == b {
        0
    } else if SHAPES.iter().any(|shape| shape.contains(a) && shape.contains(b)) {
        EDIT / 2
    } else {
        EDIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_readings_are_like_their_originals() {
        for (damaged, whole) in [
            ("Wei gei", "Merger"),
            ("care quanty", "Care quality"),
            ("(Navior et al.", "(Naylor et al., 2015)"),
            ("Shaved visites N", "Shared vision → increased trust"),
            ("rnethods", "Methods of inquiry"),
        ] {
            assert!(likeness(damaged, whole) >= 60, "{damaged} / {whole}");
        }
    }

    #[test]
    fn other_text_is_not() {
        for (text, other) in [
            ("commissioning, mental", "Integrated care/joint"),
            ("perception of complementary", "Leadership based on"),
            ("Vanguards", "Network"),
            ("", "Network"),
        ] {
            assert!(likeness(text, other) < 50, "{text} / {other}");
        }
    }
}
