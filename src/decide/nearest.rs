//! The nearest of some texts, for messages about one that is not there.

use std::collections::BTreeMap;

/// A text is near where at least so many hundredths of the pairs of letters are shared. Half of them are
/// where one word of two is another.
const NEAR: usize = 50;

/// So many hundredths more than any other has the text that is clearly the nearest.
const CLEAR: usize = 15;

/// The text that is most like `wanted`, where one is near it and no other is nearly as near.
pub(super) fn clearly<'a>(wanted: &str, texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let own = pairs(wanted);
    let mut scored: Vec<(usize, &str)> =
        texts.map(|text| (likeness(&own, &pairs(text)), text)).collect();
    scored.sort_unstable_by(|a, b| b.cmp(a));
    scored.dedup_by_key(|(_, text)| *text);
    let (best, text) = *scored.first()?;
    let second = scored.get(1).map_or(0, |(score, _)| *score);
    (best >= NEAR && best >= second + CLEAR).then_some(text)
}

/// The text that is most like `wanted`, where one is near it.
pub(super) fn nearest<'a>(wanted: &str, texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let own = pairs(wanted);
    let scored = texts.map(|text| (likeness(&own, &pairs(text)), text));
    // Of equals the first.
    let best = scored.fold(None, |best: Option<(usize, &str)>, (score, text)| match best {
        Some((known, _)) if known >= score => best,
        _ => Some((score, text)),
    });
    best.filter(|(score, _)| *score >= NEAR).map(|(_, text)| text)
}

/// The pairs of neighbouring letters and digits, in small letters, and how often each stands there.
fn pairs(text: &str) -> BTreeMap<(char, char), usize> {
    let letters: Vec<char> =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut pairs = BTreeMap::new();
    for pair in letters.windows(2) {
        *pairs.entry((pair[0], pair[1])).or_default() += 1;
    }
    pairs
}

/// Hundredths of the pairs of both that they share (Dice's coefficient).
fn likeness(a: &BTreeMap<(char, char), usize>, b: &BTreeMap<(char, char), usize>) -> usize {
    let shared: usize =
        a.iter().map(|(pair, count)| (*count).min(b.get(pair).copied().unwrap_or(0))).sum();
    let all = a.values().sum::<usize>() + b.values().sum::<usize>();
    (200 * shared).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_text_has_a_nearest_one_and_a_strange_one_has_none() {
        let keys = ["(Adams, 2001)", "(Brown, 2002)", "(Brown & Adams, 2003)"];
        assert_eq!(nearest("Adms 2001", keys.into_iter()), Some("(Adams, 2001)"));
        assert_eq!(nearest("Zhou 1999", keys.into_iter()), None);
        assert_eq!(nearest("", keys.into_iter()), None);
        assert_eq!(clearly("Adms 2001", keys.into_iter()), Some("(Adams, 2001)"));
        // Both of them are near it.
        assert_eq!(clearly("Brown, 2004", ["(Brown, 2002)", "(Brown, 2003)"].into_iter()), None);
    }
}
