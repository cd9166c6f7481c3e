//! Styles: `styles.xml` in, for each style what it says about the things that matter here, with
//! all that it is based on taken in.

use std::collections::BTreeMap;

use super::symbols::{self, SymbolFont};
use super::xml::{Event, Ns, Xml};
use crate::error::Error;

/// Styles of one document.
const MAX_STYLES: usize = 100_000;
/// Steps from a style to the one that it is based on; Word allows 10. Cycles end here.
const MAX_BASED_ON: usize = 32;

/// What the properties of a run say; `None` is silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RunProps {
    /// Hidden text.
    pub(super) vanish: Option<bool>,
    /// Shown in capitals.
    pub(super) caps: Option<bool>,
    /// Bold.
    pub(super) bold: Option<bool>,
    /// Raised and small.
    pub(super) raised: Option<bool>,
    /// The font for letters up to U+007F, as far as it is a symbol font.
    pub(super) ascii: Option<Option<SymbolFont>>,
    /// The font for other letters.
    pub(super) high: Option<Option<SymbolFont>>,
}

impl RunProps {
    /// These properties over `below`.
    pub(super) fn over(self, below: RunProps) -> RunProps {
        RunProps {
            vanish: self.vanish.or(below.vanish),
            caps: self.caps.or(below.caps),
            bold: self.bold.or(below.bold),
            raised: self.raised.or(below.raised),
            ascii: self.ascii.or(below.ascii),
            high: self.high.or(below.high),
        }
    }

    /// The properties of a character style on a paragraph style: what both turn on is off again
    /// (ISO/IEC 29500-1, 17.7.3, toggle properties).
    pub(super) fn toggled_over(self, below: RunProps) -> RunProps {
        let toggle = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(a), Some(b)) => Some(a != b),
            (a, b) => a.or(b),
        };
        RunProps {
            vanish: toggle(self.vanish, below.vanish),
            caps: toggle(self.caps, below.caps),
            bold: toggle(self.bold, below.bold),
            ..self.over(below)
        }
    }

    /// Takes in the element that just began, a child of `w:rPr`.
    pub(super) fn take(&mut self, xml: &Xml<'_>) {
        match xml.local() {
            "vanish" => self.vanish = Some(is_on(xml)),
            "caps" => self.caps = Some(is_on(xml)),
            "b" => self.bold = Some(is_on(xml)),
            "vertAlign" => self.raised = Some(xml.attr("val") == Some("superscript")),
            "rFonts" => {
                // A theme's font is never a symbol font.
                if let Some(name) = xml.attr("ascii") {
                    self.ascii = Some(symbols::font(name));
                } else if xml.attr("asciiTheme").is_some() {
                    self.ascii = Some(None);
                }
                if let Some(name) = xml.attr("hAnsi") {
                    self.high = Some(symbols::font(name));
                } else if xml.attr("hAnsiTheme").is_some() {
                    self.high = Some(None);
                }
            }
            _ => {}
        }
    }
}

/// Whether an on/off element is on: it is unless its value says no.
pub(super) fn is_on(xml: &Xml<'_>) -> bool {
    !matches!(xml.attr("val"), Some("0" | "false" | "off" | "none"))
}

/// What a style says.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    based_on: Option<String>,
    /// Its name in lower case; names of built-in styles are English in every language.
    name: String,
    /// For the runs in it.
    pub(super) run: RunProps,
    /// Number of the list that it puts paragraphs in.
    pub(super) list: Option<i64>,
    /// Level in that list.
    pub(super) level: Option<u8>,
    /// Level of a heading, from 0.
    outline: Option<u8>,
}

impl Style {
    /// Whether it is the style of captions.
    pub(super) fn is_caption(&self) -> bool {
        self.name.contains("caption") || self.name == "table title" || self.name == "tabletitle"
    }

    /// Whether it is a style of headings or titles.
    pub(super) fn is_heading(&self) -> bool {
        self.outline.is_some_and(|level| level < 9)
            || self.name.starts_with("heading")
            || self.name == "title"
            || self.name == "subtitle"
    }
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    /// What the document says for all runs.
    pub(super) defaults: RunProps,
}

impl Styles {
    /// The style called `id`, or the default one of paragraphs.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Option<&Style> {
        let id = id.filter(|id| self.styles.contains_key(*id));
        id.or(self.default_paragraph.as_deref()).and_then(|id| self.styles.get(id))
    }

    /// The style called `id`.
    pub(super) fn named(&self, id: &str) -> Option<&Style> {
        self.styles.get(id)
    }

    /// Reads `styles.xml`.
    ///
    /// # Errors
    /// Where the part is damaged or over a limit.
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Styles, Error> {
        let mut all = Styles::default();
        let mut current: Option<(String, Style)> = None;
        let mut path: Vec<&'static str> = Vec::new();
        loop {
            match xml.next()? {
                Event::Eof => break,
                Event::Text => {}
                Event::End => {
                    if path.pop() == Some("style")
                        && let Some((id, style)) = current.take()
                    {
                        if all.styles.len() >= MAX_STYLES {
                            return Err(
                                xml.fixed(format!("more than {MAX_STYLES} styles, the limit"))
                            );
                        }
                        all.styles.entry(id).or_insert(style);
                    }
                }
                Event::Start => {
                    let parent = path.last().copied().unwrap_or_default();
                    let name = if xml.ns() == Ns::W { known(xml.local()) } else { "" };
                    path.push(name);
                    if name == "style" {
                        let id = xml.attr("styleId").unwrap_or_default().to_owned();
                        if xml.attr("type") == Some("paragraph")
                            && matches!(xml.attr("default"), Some("1" | "true" | "on"))
                        {
                            all.default_paragraph = Some(id.clone());
                        }
                        current = Some((id, Style::default()));
                        continue;
                    }
                    if parent == "rPr" {
                        match &mut current {
                            // Only the style's own, not those of its conditional formats.
                            Some((_, style)) if path.len() == 4 => style.run.take(xml),
                            None if path.contains(&"rPrDefault") => all.defaults.take(xml),
                            _ => {}
                        }
                    }
                    let Some((_, style)) = &mut current else { continue };
                    match (parent, xml.local()) {
                        ("style", "name") => {
                            style.name = xml.attr("val").unwrap_or_default().to_lowercase();
                        }
                        ("style", "basedOn") => style.based_on = xml.attr("val").map(str::to_owned),
                        ("numPr", "numId") => {
                            style.list =
                                xml.attr("val").and_then(|value| value.trim().parse().ok());
                        }
                        ("numPr", "ilvl") => {
                            style.level =
                                xml.attr("val").and_then(|value| value.trim().parse().ok());
                        }
                        ("pPr", "outlineLvl") => {
                            style.outline =
                                xml.attr("val").and_then(|value| value.trim().parse().ok());
                        }
                        _ => {}
                    }
                }
            }
        }
        all.inherit();
        Ok(all)
    }

    /// Gives each style what the styles that it is based on say.
    fn inherit(&mut self) {
        let mut whole = BTreeMap::new();
        for (id, style) in &self.styles {
            let mut full = style.clone();
            let mut next = style.based_on.as_deref();
            for _ in 0..MAX_BASED_ON {
                let Some(base) = next.and_then(|id| self.styles.get(id)) else { break };
                full.run = full.run.over(base.run);
                full.list = full.list.or(base.list);
                full.level = full.level.or(base.level);
                full.outline = full.outline.or(base.outline);
                next = base.based_on.as_deref();
            }
            whole.insert(id.clone(), full);
        }
        self.styles = whole;
    }
}

/// The elements whose nesting matters.
fn known(name: &str) -> &'static str {
    match name {
        "style" => "style",
        "rPr" => "rPr",
        "pPr" => "pPr",
        "numPr" => "numPr",
        "rPrDefault" => "rPrDefault",
        _ => "",
    }
}
