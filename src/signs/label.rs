//! Labels of captions: "3", "S2", "C-1", "IV", "A.1.2".

use super::scan::{Scan, is_dash, is_wide, lower};

/// A label: letters and digits with dots and hyphens between; of letters alone only one, or a Roman
/// numeral. `S` alone and `xxx` wait for a number.
pub(super) fn label(scan: &mut Scan<'_>) -> Option<String> {
    let mut probe = *scan;
    // "No. 3", "Nr. 3", "n° 3"
    let mut number = probe;
    if matches!(number.word().as_str(), "no" | "nr" | "n" | "nº" | "№") {
        number.skip(|c| matches!(c, '.' | '°' | 'º'));
        number.blanks();
        if number.peek().is_some_and(|c| c.is_ascii_digit()) {
            probe = number;
        }
    }
    probe.take(|c| matches!(c, '№' | '#'));
    let from = probe.at;
    let mut end = probe.at;
    let mut parts = 0;
    loop {
        let start = probe.at;
        probe.skip(|c| c.is_ascii_alphanumeric());
        if probe.at == start || parts > 5 {
            break;
        }
        parts += 1;
        end = probe.at;
        let joins = probe.take(|c| matches!(c, '.' | '_' | '/') || is_dash(c));
        if !joins || !probe.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
            break;
        }
        // "Table 3-Characteristics", "Table 1.Studies": what is joined is no label.
        let mut word = probe;
        let long = word.skip(|c| c.is_alphabetic());
        if long > 1 && !word.peek().is_some_and(|c| c.is_ascii_digit()) {
            break;
        }
    }
    let found = probe.text.get(from..end).unwrap_or_default();
    if probe.text.get(end).is_some_and(|c| c.is_alphabetic() && !is_wide(*c)) || !is_label(found) {
        return None;
    }
    scan.at = end;
    let plain = found.iter().map(|c| if is_dash(*c) { '-' } else { c.to_ascii_uppercase() });
    Some(plain.collect())
}

fn is_label(text: &[char]) -> bool {
    let digits = text.iter().filter(|c| c.is_ascii_digit()).count();
    let letters = text.iter().filter(|c| c.is_ascii_alphabetic()).count();
    if digits > 0 {
        // "3rd" and "2nd" count; "2019" may be a year, and is as good a label as any.
        let whole: String = lower(text);
        let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| whole.ends_with(end));
        return letters <= 5 && digits <= 6 && !ordinal;
    }
    match text {
        [one] => {
            *one != 'S' && *one != 's' && *one != 'X' && *one != 'x' && one.is_ascii_uppercase()
        }
        // "A.I", "C-B"
        _ if letters < text.len() => letters <= 4 && text.iter().all(|c| !c.is_ascii_lowercase()),
        _ => is_roman(text),
    }
}

/// A Roman numeral; `xx` and `xxx` are none but stand for a number to come.
fn is_roman(text: &[char]) -> bool {
    let small: String = lower(text);
    let one_case =
        text.iter().all(char::is_ascii_uppercase) || text.iter().all(char::is_ascii_lowercase);
    one_case
        && !small.trim_start_matches('x').is_empty()
        && small.len() <= 6
        && small.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'))
        && small.contains(['i', 'v'])
}

/// A number of at most three digits, or a Roman numeral.
pub(super) fn number(scan: &mut Scan<'_>) -> Option<u32> {
    let mut probe = *scan;
    let from = probe.at;
    let value = if probe.skip(|c| c.is_ascii_digit()) > 0 {
        let digits: String = probe.text.get(from..probe.at)?.iter().collect();
        digits.parse().ok().filter(|value| *value < 1000)
    } else {
        const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
        let word = probe.word();
        (1..).zip(ROMAN).find(|(_, roman)| *roman == word).map(|(value, _)| value)
    };
    if probe.peek().is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    value.inspect(|_| *scan = probe)
}
