//! What stands in a run or between runs and is not plain text: signs of symbol fonts, marks of
//! notes, form fields, alternatives, equations.

use super::body::Body;
use super::element::Element;
use super::math;
use super::numbering::written;
use super::styles::{RunProps, is_on};
use super::symbols;
use crate::extract::blocks::model::{NoteKind, NoteRef};
use crate::ledger::Reason;

impl Body<'_, '_> {
    /// A footnote or endnote is referred to: its mark is printed here.
    pub(super) fn note_reference(&mut self, kind: NoteKind) {
        let Some(id) = self.xml.attr("id").map(str::to_owned) else { return };
        // A mark of the author's own follows as text.
        let own = matches!(self.xml.attr("customMarkFollows"), Some("1" | "true" | "on"));
        if !self.gone.is_empty() {
            return;
        }
        let (count, format) = match kind {
            NoteKind::Footnote => (&mut self.note_counts.0, "decimal"),
            NoteKind::Endnote => (&mut self.note_counts.1, "lowerRoman"),
        };
        *count += u32::from(!own);
        let mark = if own { String::new() } else { written(*count, format) };
        let para = &mut self.para().para;
        let at = para.text.len();
        para.aside().notes.push(NoteRef { kind, id, mark, at });
    }

    /// What a form field shows: a ticked or empty box, the choice of a list.
    pub(super) fn form_field(&mut self) -> Option<Element> {
        let on = is_on(self.xml);
        let value = self.xml.attr("val").unwrap_or_default().to_owned();
        let local = self.xml.local().to_owned();
        if let Some(field) = self.para().fields.last_mut() {
            field.describe(&local, &value, on);
        }
        Some(Element::Field)
    }

    /// `w:sym`: a code in a font.
    pub(super) fn sign(&mut self) {
        let Some(character) = self.xml.attr("char").and_then(from_hex) else { return };
        let font = self.xml.attr("font").and_then(symbols::font);
        let shown = font.map_or(character, |font| symbols::printed(font, character));
        let gone = self.gone.last().copied();
        let hidden = self.options.hidden;
        if gone.is_none() {
            self.shown += shown.len_utf8();
        }
        let open = self.para();
        // The sign has a font of its own, whatever the run's is.
        let kept = open.run;
        open.run = RunProps { ascii: Some(None), high: Some(None), ..kept };
        open.add(shown.encode_utf8(&mut [0; 4]), gone, hidden);
        open.run = kept;
    }

    pub(super) fn start_alternate(&mut self) -> Option<Element> {
        Some(match self.xml.local() {
            "AlternateContent" => Element::Alternate { taken: false },
            branch @ ("Choice" | "Fallback") => {
                let understood = branch == "Fallback"
                    || self.xml.attr("Requires").is_none_or(|names| self.xml.understands(names));
                let taken =
                    matches!(self.elements.last(), Some(Element::Alternate { taken: true }));
                let gone = taken || !understood;
                if gone {
                    self.gone.push(Reason::Repeated);
                }
                Element::Branch { shown: self.shown, gone }
            }
            _ => Element::Plain,
        })
    }

    pub(super) fn start_math(&mut self) -> Option<Element> {
        let local = self.xml.local();
        match local {
            "t" => Some(Element::Text),
            "r" => {
                let open = self.para();
                open.run = open.base;
                Some(Element::Run)
            }
            _ => {
                // The signs of brackets stand in their properties, one node further in.
                let up = usize::from(matches!(local, "begChr" | "sepChr" | "endChr"));
                let start = self.para().para.text.len();
                let parent = self.elements.iter_mut().rev().filter_map(math_node).nth(up);
                let (node, before) = math::Node::begin(self.xml, parent, start);
                if !before.is_empty() {
                    self.show(&before);
                }
                Some(Element::Math(node))
            }
        }
    }
}

fn math_node(element: &mut Element) -> Option<&mut math::Node> {
    match element {
        Element::Math(node) => Some(node),
        _ => None,
    }
}

/// A character by its hexadecimal number.
pub(super) fn from_hex(value: &str) -> Option<char> {
    u32::from_str_radix(value.trim(), 16).ok().and_then(char::from_u32)
}
