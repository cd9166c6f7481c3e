//! Lists: `numbering.xml` in, which numbers of lists and levels print a bullet or a number out.

use std::collections::BTreeMap;

use super::xml::{Event, Ns, Xml};
use crate::error::Error;

/// Levels of a list.
const LEVELS: u8 = 9;
/// List definitions and lists of one document.
const MAX_LISTS: usize = 200_000;
/// Links from a list to the style that defines it, and on.
const MAX_LINKS: usize = 8;

/// What one level of a list prints.
#[derive(Clone, Debug, Default)]
struct Level {
    /// `bullet`, `decimal`, `none` …
    format: String,
    /// The bullet, or the number's pattern such as `%1.`
    text: String,
    /// Its bullet is a picture.
    picture: bool,
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
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<i64, Definition>,
    lists: BTreeMap<i64, List>,
}

impl Numbering {
    /// The level at which a paragraph in list `list` prints a bullet or number, where it prints one.
    /// `level` is what the paragraph or its style says; failing that, the level that names `style`.
    pub(super) fn item(&self, list: i64, level: Option<u8>, style: Option<&str>) -> Option<u8> {
        let found = self.lists.get(&list)?;
        let mut definition = self.definitions.get(&found.definition)?;
        for _ in 0..MAX_LINKS {
            let Some(link) = &definition.link else { break };
            let target = self.definitions.values().find(|d| d.is_for.as_ref() == Some(link))?;
            definition = target;
        }
        let level = level
            .or_else(|| {
                let named =
                    |level: &Level| level.style.is_some() && level.style.as_deref() == style;
                let levels = found.overrides.iter().chain(&definition.levels);
                levels.filter(|(_, level)| named(level)).map(|(at, _)| *at).next()
            })
            .unwrap_or(0)
            .min(LEVELS - 1);
        let prints = found.overrides.get(&level).or_else(|| definition.levels.get(&level))?;
        let silent = prints.format == "none" && prints.text.trim().is_empty() && !prints.picture;
        let empty_bullet = prints.format == "bullet" && prints.text.is_empty() && !prints.picture;
        (!silent && !empty_bullet).then_some(level)
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
        loop {
            match xml.next()? {
                Event::Eof => return Ok(all),
                Event::Text => {}
                Event::Start if xml.ns() != Ns::W => {}
                Event::Start => {
                    let number = |name: &str| xml.attr(name).and_then(|v| v.trim().parse().ok());
                    let value = || xml.attr("val").unwrap_or_default().to_owned();
                    match xml.local() {
                        "abstractNum" => {
                            definition =
                                number("abstractNumId").map(|id| (id, Definition::default()));
                        }
                        "num" => list = number("numId").map(|id| (id, List::default())),
                        "abstractNumId" => {
                            if let (Some((_, list)), Some(id)) = (&mut list, number("val")) {
                                list.definition = id;
                            }
                        }
                        "lvl" => {
                            let at = xml.attr("ilvl").and_then(|v| v.trim().parse::<u8>().ok());
                            level = at.filter(|at| *at < LEVELS).map(|at| (at, Level::default()));
                        }
                        name => {
                            if let Some((_, definition)) = &mut definition {
                                match name {
                                    "numStyleLink" => definition.link = Some(value()),
                                    "styleLink" => definition.is_for = Some(value()),
                                    _ => {}
                                }
                            }
                            if let Some((_, level)) = &mut level {
                                match name {
                                    "numFmt" => level.format = value(),
                                    "lvlText" => level.text = value(),
                                    "lvlPicBulletId" => level.picture = true,
                                    "pStyle" => level.style = Some(value()),
                                    _ => {}
                                }
                            }
                        }
                    }
                }
                Event::End if xml.ns() != Ns::W => {}
                Event::End => match xml.local() {
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
                    "abstractNum" => {
                        if let Some((id, definition)) = definition.take() {
                            all.definitions.insert(id, definition);
                        }
                    }
                    "num" => {
                        if let Some((id, list)) = list.take() {
                            all.lists.insert(id, list);
                        }
                        if all.lists.len() + all.definitions.len() > MAX_LISTS {
                            return Err(
                                xml.limit(format!("more than {MAX_LISTS} lists, the limit"))
                            );
                        }
                    }
                    _ => {}
                },
            }
        }
    }
}
