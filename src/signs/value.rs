//! Numbers and their kin, as cells hold them, and units.

use super::scan::{Scan, is_blank, is_dash, listed, lower};

/// What kind of value a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Nothing was measured or told: "NR", "n/a", "–".
    Missing,
    /// A tick or cross, yes or no.
    Tick,
    /// A number, with a unit or not: "12", "1,234", "-0.5", "12 mg", "~30".
    Number,
    /// A share: "45%", "12 (45%)", "12/30".
    Share,
    /// Two ends, or a value and its interval: "1.2 (0.8–1.9)", "18-65", "[0.3, 0.9]".
    Interval,
    /// A value and its spread: "12.1 ± 3.4", "45 (12.3)".
    Spread,
    /// A probability: "p < 0.05", "<0.001".
    Probability,
}

/// Characters of the longest value.
const LONGEST: usize = 48;

/// What kind of value a text is; none where it is words.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    let text = text.trim();
    if text.is_empty() || text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let characters: Vec<char> = text.chars().collect();
    let small = lower(&characters);
    if let Some(found) = word(&small, &characters) {
        return Some(found);
    }
    if !characters.iter().any(char::is_ascii_digit) {
        return None;
    }
    let letters = letters_without_units(&characters)?;
    let digits = characters.iter().filter(|c| c.is_ascii_digit()).count();
    // "S3" and "H2O" are names, "Group 2" is words, "HR (95% CI)" heads a column.
    if letters > 0
        || !without_level(&small).contains(|c: char| c.is_ascii_digit())
        || digits == 0
        || !has_free_digit(&characters)
    {
        return None;
    }
    let has = |sign: char| characters.contains(&sign);
    let probability = matches!(characters.first(), Some('<' | '>' | '≤' | '≥' | '='))
        || small.starts_with('p') && !small.starts_with("pp");
    let dash_within = characters.windows(3).any(|w| matches!(w, [a, dash, b]
        if (a.is_ascii_digit() || is_blank(*a) || *a == '%') && is_dash(*dash) && (b.is_ascii_digit() || is_blank(*b))));
    Some(match () {
        () if probability => Kind::Probability,
        () if has('±') || small.contains("+/-") => Kind::Spread,
        () if has('%') && words_of(&characters).any(|word| word == "ci") => Kind::Interval,
        () if has('%') => Kind::Share,
        () if has('(') || has('[') => {
            match dash_within || bracketed_pair(&characters) || small.contains("to") {
                true => Kind::Interval,
                false => Kind::Spread,
            }
        }
        () if has('/') => Kind::Share,
        () if dash_within || small.contains(" to ") => Kind::Interval,
        () => Kind::Number,
    })
}

/// Whether a text is a value.
pub(crate) fn is_value(text: &str) -> bool {
    kind(text).is_some()
}

/// Values that are words or lone signs.
fn word(small: &str, characters: &[char]) -> Option<Kind> {
    let bare: String = small.chars().filter(|c| !matches!(c, '.' | '(' | ')' | ' ')).collect();
    if matches!(
        bare.as_str(),
        "nr" | "na"
            | "n/a"
            | "nd"
            | "ns"
            | "n/s"
            | "n/r"
            | "nil"
            | "none"
            | "unclear"
            | "unknown"
            | "notreported"
            | "notstated"
            | "notapplicable"
            | "notavailable"
            | "missing"
            | "not reported"
            | "k/a"
            | "entfällt"
    ) || !characters.is_empty()
        && characters.iter().all(|c| is_dash(*c) || matches!(c, '…' | '.' | '·' | '_'))
    {
        return Some(Kind::Missing);
    }
    let ticks = |c: &char| {
        matches!(
            c,
            '✓' | '✔'
                | '✗'
                | '✘'
                | '×'
                | '☑'
                | '☒'
                | '☐'
                | '●'
                | '○'
                | '◐'
                | '+'
                | '√'
                | '?'
                | '★'
                | '☆'
                | '*'
                | '\u{F0FC}'
                | '\u{F0FB}'
        )
    };
    if characters.iter().all(ticks)
        || matches!(
            bare.as_str(),
            "yes"
                | "no"
                | "y"
                | "n"
                | "x"
                | "ja"
                | "nein"
                | "oui"
                | "non"
                | "sí"
                | "si"
                | "low"
                | "high"
                | "true"
                | "false"
        )
    {
        return Some(Kind::Tick);
    }
    None
}

/// Words that stand beside numbers and are no words of their own.
const BESIDE: &str = "n p ci sd se sem iqr hr or rr md smd r t f df z b d g to vs of and mean median range approx ca e x m \
    years year yrs yr y months month mo weeks week wk wks days day hours hour h hrs min mins minutes s \
    sec ms kg mg µg μg ng ml dl l cm mm km nm µm mmol mol iu u hz khz kcal kj usd eur gbp k bn mmhg bpm \
    ppm ha k€ c kpa mpa w kw kwh v a";

/// The words of a text, in lower case.
fn words_of(text: &[char]) -> impl Iterator<Item = String> + '_ {
    text.split(|c| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(lower)
}

/// Letters that are no part of units or of words beside numbers; none where there are long words.
fn letters_without_units(text: &[char]) -> Option<usize> {
    let mut left = 0;
    for word in text.split(|c| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let small = lower(word);
        if !listed(BESIDE, &small) {
            left += word.len();
        }
        if word.len() > 8 {
            return None;
        }
    }
    Some(left)
}

/// A text in small letters without the level of a confidence interval: "95% CI".
fn without_level(small: &str) -> String {
    const LEVELS: [&str; 6] = ["95% ci", "95%ci", "90% ci", "90%ci", "99% ci", "99%ci"];
    LEVELS.iter().fold(small.to_owned(), |text, level| text.replace(level, ""))
}

/// Whether a digit stands that no letter is glued to: not so in "S3" and "kg/m2".
fn has_free_digit(text: &[char]) -> bool {
    let begins = |at: usize| {
        !at.checked_sub(1).and_then(|b| text.get(b)).is_some_and(|c| c.is_alphanumeric())
    };
    (0..text.len()).any(|at| text.get(at).is_some_and(char::is_ascii_digit) && begins(at))
}

/// Two numbers with a comma or semicolon within brackets.
fn bracketed_pair(text: &[char]) -> bool {
    let open = text.iter().position(|c| matches!(c, '(' | '['));
    let inside = open.and_then(|at| text.get(at..)).unwrap_or_default();
    let comma = inside.iter().position(|c| matches!(c, ',' | ';'));
    comma.is_some_and(|at| {
        let before = inside.get(at.saturating_sub(1)).is_some_and(char::is_ascii_digit);
        let after = inside.iter().skip(at + 1).find(|c| !is_blank(**c));
        before
            && (inside.get(at + 1).is_some_and(|c| is_blank(*c)) || inside.get(at) == Some(&';'))
            && after.is_some_and(|c| c.is_ascii_digit() || is_dash(*c))
    })
}

/// Whether a text is a point in time or how long something takes, as headers name what was measured then:
/// "Day 7", "6 months", "Days 0–14"; not "Week 12 (n = 8)".
pub(crate) fn is_time(text: &str) -> bool {
    /// Words at most: "at 6 months".
    const WORDS: usize = 3;
    const TIMES: &str = "day days week weeks month months year years hour hours h min mins minute minutes \
        visit visits wave waves tag tage woche wochen monat monate jahr jahre jour jours semaine semaines mois \
        an ans année années día días semana semanas mes meses año años";
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &&&str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | '.'))
    };
    let is_word = |word: &&&str| listed(TIMES, &word.to_lowercase());
    (2..=WORDS).contains(&words.len())
        && words.iter().filter(is_number).count() == 1
        && words.iter().filter(is_word).count() == 1
}

/// Whether a text is a unit, as headers have it under or after a name: "(mg/day)", "n (%)", "years", "%".
pub(crate) fn is_unit(text: &str) -> bool {
    let text: Vec<char> = text.trim().chars().collect();
    if text.is_empty() || text.len() > 24 || has_free_digit(&text) {
        return false;
    }
    let mut scan = Scan::new(&text);
    let mut words = 0;
    while !scan.is_over() {
        let word = scan.word();
        if word.is_empty() {
            let sign = |c: char| {
                is_blank(c)
                    || matches!(
                        c,
                        '(' | ')'
                            | '['
                            | ']'
                            | '%'
                            | '/'
                            | '·'
                            | '.'
                            | ','
                            | '±'
                            | '²'
                            | '³'
                            | '°'
                            | '$'
                            | '€'
                            | '£'
                            | '¥'
                            | '‰'
                            | '^'
                    )
                    || is_dash(c)
            };
            // Squares and cubes: "kg/m2".
            let cubed = words > 1 && scan.take(|c| matches!(c, '2' | '3'));
            if !scan.take(sign) && !cubed {
                return false;
            }
        } else {
            words += 1;
            if !listed(BESIDE, &word) && word != "no" {
                return false;
            }
        }
    }
    words > 0 || text.iter().any(|c| matches!(c, '%' | '$' | '€' | '£' | '¥' | '‰' | '°'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_told_from_counts() {
        for text in ["Day 7", "6 months", "Days 0–14", "at 12 weeks", "Woche 4"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["2016", "6", "months", "6 patients", "n = 6 months", "6 to 12 months"] {
            assert!(!is_time(text), "{text}");
        }
    }

    #[test]
    fn every_spelling_is_read() {
        let cases = include_str!("../../tests/cases/signs/value.txt");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            let (text, want) = line.split_once(" => ").unwrap_or((line, ""));
            let unit = if is_unit(text) { " unit" } else { "" };
            let told =
                kind(text).map_or("none".to_owned(), |kind| format!("{kind:?}").to_lowercase());
            let told = format!("{told}{unit}");
            if told != want {
                wrong.push(format!("{text} => {told}   (not {want})"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}
