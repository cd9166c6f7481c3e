//! HTML, taken as browsers take it: html5gum's tokens.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::{Element, Event};

/// Elements that are never ended (HTML, 13.1.2).
const VOID: [&str; 10] =
    ["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// A reader of HTML; it has no errors.
pub(in crate::extract) struct Html<'a> {
    tokens: Tokenizer<html5gum::StringReader<'a>, DefaultEmitter<usize>>,
    ended: Option<String>,
    at: usize,
}

impl<'a> Html<'a> {
    /// A reader of `text`.
    pub(in crate::extract) fn new(text: &'a str) -> Self {
        let mut emitter = DefaultEmitter::new_with_span();
        // What stands in a script or a title is no markup.
        emitter.naively_switch_states(true);
        Html { tokens: Tokenizer::new_with_emitter(text, emitter), ended: None, at: 0 }
    }

    /// The byte at which the last event begins.
    pub(in crate::extract) fn at(&self) -> usize {
        self.at
    }
}

impl Iterator for Html<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        if let Some(name) = self.ended.take() {
            return Some(Event::End(name));
        }
        loop {
            let Ok(token) = self.tokens.next()?;
            match token {
                Token::StartTag(tag) => {
                    self.at = tag.span.start;
                    let name = told(&tag.name);
                    let attributes = tag.attributes.iter();
                    let attributes = attributes.map(|(key, value)| (told(key), told(value)));
                    if tag.self_closing || VOID.contains(&name.as_str()) {
                        self.ended = Some(name.clone());
                    }
                    return Some(Event::Start(Element { name, attributes: attributes.collect() }));
                }
                Token::EndTag(tag) => {
                    self.at = tag.span.start;
                    let name = told(&tag.name);
                    if !VOID.contains(&name.as_str()) {
                        return Some(Event::End(name));
                    }
                }
                Token::String(text) => {
                    self.at = text.span.start;
                    return Some(Event::Text(told(&text)));
                }
                _ => {}
            }
        }
    }
}

fn told(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_without_end_stray_signs_and_named_characters_are_read() {
        let events: Vec<Event> = Html::new("<TD class=a>p <0.05<br>x &rarr; y</td>").collect();
        let text: String = events
            .iter()
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, "p <0.05x → y");
        assert!(
            matches!(&events[0], Event::Start(td) if td.name == "td" && td.get("class") == Some("a"))
        );
        assert!(events.contains(&Event::End("br".to_owned())));
    }
}
