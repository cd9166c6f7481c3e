//! XML, strictly: what is not well formed is an error with its place.

use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event as Raw};
use quick_xml::reader::Reader;

use super::{Element, Event};
use crate::error::{Error, ErrorKind};
use crate::limits::{self, Limits};
use crate::source::Source;

/// A reader of XML. It is iterative, and depth and attributes have limits; entities of the file's own stand for
/// nothing.
pub(in crate::extract) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    source: &'a Source,
    limits: &'a Limits,
    depth: usize,
    ended: Option<String>,
}

impl<'a> Xml<'a> {
    /// A reader of `text`, which is of `source`.
    pub(in crate::extract) fn new(source: &'a Source, text: &'a str, limits: &'a Limits) -> Self {
        Xml { reader: Reader::from_str(text), source, limits, depth: 0, ended: None }
    }

    /// The next event; none at the end.
    ///
    /// # Errors
    /// Where it is not well formed, is nested too deep, or ends inside an element.
    pub(in crate::extract) fn next(&mut self) -> Result<Option<Event>, Error> {
        if let Some(name) = self.ended.take() {
            self.depth = self.depth.saturating_sub(1);
            return Ok(Some(Event::End(name)));
        }
        loop {
            let raw = self.reader.read_event().map_err(|error| match error {
                quick_xml::Error::Syntax(_) => {
                    self.damaged("it ends inside a tag: the file was cut short")
                }
                error => self.damaged(&format!("it is not well-formed XML: {error}")),
            })?;
            return Ok(Some(match raw {
                Raw::Start(start) => self.begin(&start)?,
                Raw::Empty(start) => {
                    let event = self.begin(&start)?;
                    self.ended = Some(local(start.name().as_ref()));
                    event
                }
                Raw::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Event::End(local(end.name().as_ref()))
                }
                Raw::Text(text) => Event::Text(text.xml10_content().into_owned()),
                Raw::CData(text) => Event::Text(text.xml10_content().into_owned()),
                Raw::GeneralRef(reference) => {
                    let name = reference.as_ref();
                    match unescape(&format!("&{name};")) {
                        Ok(text) => Event::Text(text.into_owned()),
                        Err(_) => {
                            let message = format!("the reference &{name}; stands for nothing");
                            return Err(self.damaged(&message));
                        }
                    }
                }
                Raw::Decl(_) | Raw::DocType(_) | Raw::PI(_) | Raw::Comment(_) => continue,
                Raw::Eof if self.depth > 0 => {
                    return Err(self.damaged("it ends inside an element: the file was cut short"));
                }
                Raw::Eof => return Ok(None),
            }));
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<Event, Error> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            let most = self.limits.depth;
            let message = format!("elements are nested more than {most} deep, the limit");
            return Err(limits::over(self.source.name(), "depth", message).at(self.place()));
        }
        let name = local(start.name().as_ref());
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            if attributes.len() >= self.limits.attributes {
                let most = self.limits.attributes;
                let message = format!("an element has more than {most} attributes, the limit");
                return Err(
                    limits::over(self.source.name(), "attributes", message).at(self.place())
                );
            }
            let read = attribute.ok().and_then(|attribute| {
                let value = unescape(&attribute.value).ok()?.into_owned();
                Some((local(attribute.key.0), value))
            });
            let Some(read) = read else {
                return Err(self.damaged(&format!("the tag <{name}> is malformed")));
            };
            attributes.push(read);
        }
        Ok(Event::Start(Element { name, attributes }))
    }

    /// An error at the place that was reached.
    pub(in crate::extract) fn damaged(&self, message: &str) -> Error {
        Error::new(ErrorKind::Damaged, self.source.name(), message).at(self.place()).help(
            "let the program that wrote it write it again, and check that it was saved completely",
        )
    }

    fn place(&self) -> String {
        format!("byte {}", self.reader.buffer_position())
    }
}

/// A name without its prefix, in small letters.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}
