//! Lists: `numbering.xml` in; which paragraphs print a bullet or a number, and which number, out.

use std::collections::{BTreeMap, BTreeSet};

use super::styles::is_on;
use super::xml::{Event, Ns, Xml};
use crate::error::Error;

/// Levels of a list.
const LEVELS: u8 = 9;
/// List definitions and lists of one document.
const MAX_LISTS: usize = 200_000;
/// Links from a list to the style that defines it, and on.
const MAX_LINKS: usize = 8;
/// Characters of a pattern such as `%1.%2` that are kept.
const MAX_PATTERN: usize = 100;

/// What one level of a list prints.
#[derive(Clone, Debug, Default)]
struct Level {
    /// `bullet`, `decimal`, `none` …
    format: String,
    /// The bullet, or the number's pattern such as `%1.`
    text: String,
    /// Its bullet is a picture.
    picture: bool,
    /// All numbers in it are printed as decimals.
    legal: bool,
    /// Its first number.
    start: u32,
    /// The level whose numbers set it back, from 1; 0 for none; `None` for any level above it.
    restart: Option<u8>,
    /// The paragraph style that puts paragraphs on this level.
    style: Option<String>,
}

#[derive(Debug, Default)]
struct Definition {
    levels: BTreeMap<u8, Level>,
    /// The style that says what this list really is.
    link: Option<String>,
    /// The style that this definition is for.
    is_for: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    definition: i64,
    overrides: BTreeMap<u8, Level>,
    starts: BTreeMap<u8, u32>,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<i64, Definition>,
    lists: BTreeMap<i64, List>,
}

/// How far the lists of a document have counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// By definition: lists that share one go on counting.
    counts: BTreeMap<i64, [Option<u32>; LEVELS as usize]>,
    /// Lists that have begun.
    begun: BTreeSet<i64>,
}

/// What a paragraph is in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its level, 0 for the outermost.
    pub(super) level: u8,
    /// The number that is printed before it; `None` for a bullet.
    pub(super) number: Option<String>,
}

impl Numbering {
    /// What a paragraph in list `list` prints, where it prints something. `level` is what the
    /// paragraph or its style says; failing that, the level that names `style` counts.
    pub(super) fn item(
        &self,
        list: i64,
        level: Option<u8>,
        style: Option<&str>,
        counters: &mut Counters,
    ) -> Option<Item> {
        let found = self.lists.get(&list)?;
        let mut id = found.definition;
        for _ in 0..MAX_LINKS {
            let Some(link) = &self.definitions.get(&id)?.link else { break };
            id = *self.definitions.iter().find(|(_, d)| d.is_for.as_ref() == Some(link))?.0;
        }
        let definition = self.definitions.get(&id)?;
        let of = |at: u8| found.overrides.get(&at).or_else(|| definition.levels.get(&at));
        let level = level
            .or_else(|| {
                let names = |at: &u8| {
                    of(*at).is_some_and(|level| {
                        level.style.is_some() && level.style.as_deref() == style
                    })
                };
                (0..LEVELS).find(names)
            })
            .unwrap_or(0)
            .min(LEVELS - 1);
        let prints = of(level)?;
        let numbered = !matches!(prints.format.as_str(), "bullet" | "none");
        let counts = counters.counts.entry(id).or_insert([None; LEVELS as usize]);
        if counters.begun.insert(list) {
            for at in found.starts.keys() {
                if let Some(count) = counts.get_mut(usize::from(*at)) {
                    *count = None;
                }
            }
        }
        let first = |at: u8| {
            found.starts.get(&at).copied().or_else(|| of(at).map(|level| level.start)).unwrap_or(1)
        };
        for at in 0..=level {
            let Some(count) = counts.get_mut(usize::from(at)) else { continue };
            *count = match *count {
                Some(count) if at == level => Some(count.saturating_add(1)),
                Some(count) => Some(count),
                None => Some(first(at)),
            };
        }
        for at in level + 1..LEVELS {
            let keeps = match of(at).and_then(|level| level.restart) {
                Some(0) => true,
                Some(by) => level >= by,
                None => false,
            };
            if let Some(count) = counts.get_mut(usize::from(at)).filter(|_| !keeps) {
                *count = None;
            }
        }
        if prints.text.trim().is_empty() && !prints.picture {
            return None;
        }
        let number = numbered.then(|| {
            let mut text = String::new();
            let mut pattern = prints.text.chars().peekable();
            while let Some(character) = pattern.next() {
                match pattern.peek().and_then(|digit| digit.to_digit(10)) {
                    Some(digit @ 1..=9) if character == '%' => {
                        pattern.next();
                        let at = digit as u8 - 1;
                        let count =
                            counts.get(usize::from(at)).copied().flatten().unwrap_or(first(at));
                        let format = of(at).map_or("decimal", |level| level.format.as_str());
                        text.push_str(&written(
                            count,
                            if prints.legal { "decimal" } else { format },
                        ));
                    }
                    _ => text.push(character),
                }
            }
            text
        });
        Some(Item { level, number })
    }

    /// Reads `numbering.xml`.
    ///
    /// # Errors
    /// Where the part is damaged or over a limit.
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Numbering, Error> {
        let mut all = Numbering::default();
        let mut definition: Option<(i64, Definition)> = None;
        let mut list: Option<(i64, List)> = None;
        let mut level: Option<(u8, Level)> = None;
        let mut overridden = None;
        loop {
            match xml.next()? {
                Event::Eof => return Ok(all),
                Event::Start if xml.ns() == Ns::W => match xml.local() {
                    "abstractNum" => {
                        definition =
                            number(xml, "abstractNumId").map(|id| (id, Definition::default()));
                    }
                    "num" => list = number(xml, "numId").map(|id| (id, List::default())),
                    "lvlOverride" => overridden = number(xml, "ilvl"),
                    "lvl" => {
                        let at = number(xml, "ilvl").filter(|at| *at < LEVELS);
                        level = at.map(|at| (at, Level { start: 1, ..Level::default() }));
                    }
                    name => {
                        if let Some((_, level)) = &mut level {
                            level.take(name, xml);
                        } else if let Some((_, list)) = &mut list {
                            match (name, overridden) {
                                ("abstractNumId", _) => {
                                    list.definition = number(xml, "val").unwrap_or(-1);
                                }
                                ("startOverride", Some(at)) if at < LEVELS => {
                                    list.starts.insert(at, number(xml, "val").unwrap_or(1));
                                }
                                _ => {}
                            }
                        } else if let Some((_, definition)) = &mut definition {
                            match name {
                                "numStyleLink" => definition.link = Some(value(xml)),
                                "styleLink" => definition.is_for = Some(value(xml)),
                                _ => {}
                            }
                        }
                    }
                },
                Event::End if xml.ns() == Ns::W => match xml.local() {
                    "lvl" => {
                        if let Some((at, level)) = level.take() {
                            match (&mut list, &mut definition) {
                                (Some((_, list)), _) => list.overrides.insert(at, level),
                                (None, Some((_, definition))) => {
                                    definition.levels.insert(at, level)
                                }
                                _ => None,
                            };
                        }
                    }
                    "lvlOverride" => overridden = None,
                    "abstractNum" => all.definitions.extend(definition.take()),
                    "num" => all.lists.extend(list.take()),
                    _ => {}
                },
                _ => {}
            }
            if all.lists.len() + all.definitions.len() > MAX_LISTS {
                return Err(xml.fixed(format!("more than {MAX_LISTS} lists, the limit")));
            }
        }
    }
}

impl Level {
    /// Takes in an element inside of `w:lvl`.
    fn take(&mut self, name: &str, xml: &Xml<'_>) {
        match name {
            "numFmt" => self.format = value(xml),
            "lvlText" => self.text = value(xml),
            "lvlPicBulletId" => self.picture = true,
            "isLgl" => self.legal = is_on(xml),
            "start" => self.start = number(xml, "val").unwrap_or(1),
            "lvlRestart" => self.restart = number(xml, "val"),
            "pStyle" => self.style = Some(value(xml)),
            _ => {}
        }
    }
}

fn value(xml: &Xml<'_>) -> String {
    xml.attr("val").unwrap_or_default().chars().take(MAX_PATTERN).collect()
}

fn number<T: std::str::FromStr>(xml: &Xml<'_>, name: &str) -> Option<T> {
    xml.attr(name).and_then(|value| value.trim().parse().ok())
}

/// A number as a list prints it. Formats that are not known are printed as decimals.
pub(super) fn written(number: u32, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "lowerLetter" => letters(number, 'a'),
        "upperLetter" => letters(number, 'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "ordinal" => {
            let end = match (number % 10, number % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{number}{end}")
        }
        _ => number.to_string(),
    }
}

/// a … z, aa, bb … as Word counts with letters.
fn letters(number: u32, first: char) -> String {
    let Some(at) = number.checked_sub(1) else { return "0".to_owned() };
    let letter = char::from_u32(u32::from(first) + at % 26).unwrap_or(first);
    // Word prints at most 30 times the same letter.
    std::iter::repeat_n(letter, (at / 26 + 1).min(30) as usize).collect()
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 10_000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (worth, sign) in SIGNS {
        while rest >= worth {
            text.push_str(sign);
            rest -= worth;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Numbering {
        let level = |format: &str, text: &str| Level {
            format: format.to_owned(),
            text: text.to_owned(),
            start: 1,
            ..Level::default()
        };
        let levels =
            BTreeMap::from([(0, level("decimal", "%1.")), (1, level("lowerLetter", "%1%2)"))]);
        let mut all = Numbering::default();
        all.definitions.insert(0, Definition { levels, ..Definition::default() });
        all.lists.insert(1, List::default());
        all.lists.insert(2, List { starts: BTreeMap::from([(0, 5)]), ..List::default() });
        all
    }

    #[test]
    fn numbers_go_on_restart_and_nest() {
        let (all, mut counters) = (lists(), Counters::default());
        let mut next =
            |list, level| all.item(list, Some(level), None, &mut counters).unwrap().number;
        assert_eq!(next(1, 0).as_deref(), Some("1."));
        assert_eq!(next(1, 1).as_deref(), Some("1a)"));
        assert_eq!(next(1, 1).as_deref(), Some("1b)"));
        assert_eq!(next(1, 0).as_deref(), Some("2."));
        assert_eq!(next(1, 1).as_deref(), Some("2a)"));
        assert_eq!(next(2, 0).as_deref(), Some("5."));
        assert_eq!(next(1, 0).as_deref(), Some("6."));
    }

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        assert_eq!(written(28, "lowerLetter"), "bb");
        assert_eq!(written(14, "upperRoman"), "XIV");
        assert_eq!(written(22, "ordinal"), "22nd");
        assert_eq!(written(7, "decimalZero"), "07");
    }
}
