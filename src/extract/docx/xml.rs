//! A pull reader for one XML part: bytes in, element starts, ends and text out.
//!
//! Namespaces are resolved whatever the prefix is called, transitional and strict names meet in one
//! [`Ns`]. The reader is iterative and bounded: depth, attributes, namespace declarations and the
//! length of one token have limits. There are no entities but the five of XML, a document type
//! declaration is refused, and a part that ends inside an element is an error.

use std::io::BufRead;

use quick_xml::events::Event as Raw;
use quick_xml::reader::Reader;

use super::input::{as_utf8, unreadable};
use crate::error::{Error, ErrorKind};
use crate::limits::{self, Limits};

/// Namespace declarations in force at one place; a search through them is linear.
const MAX_DECLARATIONS: usize = 1024;
/// Bytes of one tag or one stretch of text, which is held whole in memory.
const MAX_TOKEN_BYTES: u64 = 64 << 20;

/// The namespaces whose elements mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML.
    W,
    /// Mathematics.
    M,
    /// Markup compatibility: choices and fallbacks.
    Mc,
    /// DrawingML.
    A,
    /// VML, the older drawings.
    V,
    /// Symbols beyond the private use area (`w16se`).
    Symex,
    /// References to relationships.
    R,
    /// Package relationships and content types.
    Package,
    /// An extension whose elements carry no text of their own, or only such as is read anyway.
    Known,
    /// No namespace.
    None,
    /// Any other.
    Other,
}

/// The namespace of a URI. Strict documents use `purl.oclc.org`, all others the first form.
fn namespace(uri: &str) -> Ns {
    match uri {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::W,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Ns::M,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Mc,
        "http://schemas.openxmlformats.org/drawingml/2006/main"
        | "http://purl.oclc.org/ooxml/drawingml/main" => Ns::A,
        "urn:schemas-microsoft-com:vml" => Ns::V,
        "http://schemas.microsoft.com/office/word/2015/wordml/symex" => Ns::Symex,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        | "http://purl.oclc.org/ooxml/officeDocument/relationships" => Ns::R,
        "http://schemas.openxmlformats.org/package/2006/relationships"
        | "http://schemas.openxmlformats.org/package/2006/content-types" => Ns::Package,
        "" => Ns::None,
        _ if uri.starts_with("http://schemas.microsoft.com/office/word/20")
            || uri.starts_with("http://schemas.microsoft.com/office/drawing/20") =>
        {
            Ns::Known
        }
        _ => Ns::Other,
    }
}

/// What the reader met. For a start and an end, [`Xml::ns`] and [`Xml::local`] say which element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An element begins; its attributes can be asked for.
    Start,
    /// An element ends.
    End,
    /// Characters, in [`Xml::text`].
    Text,
    /// The part is over.
    Eof,
}

/// An attribute: its namespace and where its name and value stand in [`Xml::names`].
struct Attr {
    ns: Ns,
    name: (usize, usize),
    value: (usize, usize),
}

/// A reader of one part.
pub(super) struct Xml<'a> {
    reader: Reader<Box<dyn BufRead + 'a>>,
    buf: Vec<u8>,
    source: String,
    part: String,
    max_depth: usize,
    max_attributes: usize,
    depth: usize,
    seen_root: bool,
    /// Prefixes in force: the depth that declared it, the prefix, its namespace.
    scope: Vec<(usize, String, Ns)>,
    /// The last prefix that was resolved; most elements of a part share one.
    last: Option<(String, Ns)>,
    ns: Ns,
    local: String,
    attrs: Vec<Attr>,
    names: String,
    text: String,
}

impl<'a> Xml<'a> {
    /// A reader of the part called `part`, whose bytes come from `input`.
    ///
    /// # Errors
    /// Where the beginning cannot be read, or the part is UTF-16 and damaged or over the limit.
    pub(super) fn open(
        source: &str,
        part: &str,
        input: impl BufRead + 'a,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let input = as_utf8(source, part, Box::new(input), limits)?;
        let mut reader = Reader::from_reader(input);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Ok(Xml {
            reader,
            buf: Vec::new(),
            source: source.to_owned(),
            part: part.to_owned(),
            max_depth: limits.depth,
            max_attributes: limits.attributes,
            depth: 0,
            seen_root: false,
            scope: vec![(0, "xml".to_owned(), Ns::None)],
            last: None,
            ns: Ns::None,
            local: String::new(),
            attrs: Vec::new(),
            names: String::new(),
            text: String::new(),
        })
    }

    /// Namespace of the element that just began or ended.
    pub(super) fn ns(&self) -> Ns {
        self.ns
    }

    /// Local name of the element that just began or ended.
    pub(super) fn local(&self) -> &str {
        &self.local
    }

    /// The characters that were just read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The value of an attribute of the element that just began. Producers write attributes of
    /// WordprocessingML with its prefix, a few without; both are taken.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.find(name, |ns| ns == Ns::W || ns == Ns::None || ns == Ns::Known || ns == Ns::M)
    }

    fn find(&self, name: &str, accept: impl Fn(Ns) -> bool) -> Option<&str> {
        self.attrs
            .iter()
            .find(|attr| accept(attr.ns) && self.names.get(attr.name.0..attr.name.1) == Some(name))
            .and_then(|attr| self.names.get(attr.value.0..attr.value.1))
    }

    /// Whether all prefixes of a list, such as `wps w14`, stand for namespaces that are read.
    pub(super) fn understands(&self, prefixes: &str) -> bool {
        prefixes
            .split_whitespace()
            .all(|prefix| !matches!(self.lookup(prefix), Ns::Other | Ns::None))
    }

    fn lookup(&self, prefix: &str) -> Ns {
        self.scope
            .iter()
            .rev()
            .find(|(_, known, _)| known == prefix)
            .map_or(if prefix.is_empty() { Ns::None } else { Ns::Other }, |(_, _, ns)| *ns)
    }

    /// The namespace and local name of a qualified name; an attribute without a prefix has none.
    fn resolve<'n>(&mut self, name: &'n str, element: bool) -> (Ns, &'n str) {
        let colon = name.bytes().position(|byte| byte == b':');
        let (prefix, local) =
            match colon.and_then(|at| Some((name.get(..at)?, name.get(at + 1..)?))) {
                Some((prefix, local)) => (prefix, local),
                None if element => ("", name),
                None => return (Ns::None, name),
            };
        if let Some((known, ns)) = &self.last
            && known == prefix
        {
            return (*ns, local);
        }
        let ns = self.lookup(prefix);
        self.last = Some((prefix.to_owned(), ns));
        (ns, local)
    }

    /// The next event.
    ///
    /// # Errors
    /// Where the XML is not well formed, ends too early, or goes over a limit.
    pub(super) fn next(&mut self) -> Result<Event, Error> {
        loop {
            let mut buf = std::mem::take(&mut self.buf);
            buf.clear();
            let before = self.reader.buffer_position();
            let event = self.step(&mut buf);
            self.buf = buf;
            if self.reader.buffer_position().saturating_sub(before) > MAX_TOKEN_BYTES {
                return Err(self.fixed(format!(
                    "one tag or text has more than {MAX_TOKEN_BYTES} bytes, the limit"
                )));
            }
            if let Some(event) = event? {
                return Ok(event);
            }
        }
    }

    fn step(&mut self, buf: &mut Vec<u8>) -> Result<Option<Event>, Error> {
        let raw = match self.reader.read_event_into(buf) {
            Ok(raw) => raw,
            Err(error) => return Err(self.broken(&error)),
        };
        match raw {
            Raw::Start(start) | Raw::Empty(start) => {
                self.depth += 1;
                if self.depth > self.max_depth {
                    let most = self.max_depth;
                    let message = format!("elements are nested more than {most} deep, the limit");
                    return Err(self.limit("depth", message));
                }
                self.seen_root = true;
                self.begin(start.name().as_ref(), start.attributes())?;
                Ok(Some(Event::Start))
            }
            Raw::End(end) => {
                let name = end.name();
                let (ns, local) = self.resolve(name.as_ref(), true);
                self.ns = ns;
                self.local.clear();
                self.local.push_str(local);
                while self.scope.last().is_some_and(|(depth, ..)| *depth >= self.depth) {
                    self.scope.pop();
                    self.last = None;
                }
                self.depth = self.depth.saturating_sub(1);
                Ok(Some(Event::End))
            }
            Raw::Text(text) => {
                self.text.clear();
                self.text.push_str(&text.xml10_content());
                self.outside_root()
            }
            Raw::CData(text) => {
                self.text.clear();
                self.text.push_str(&text.xml10_content());
                self.outside_root()
            }
            Raw::GeneralRef(reference) => {
                let character = match reference.as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => match reference.resolve_char_ref() {
                        Ok(Some(character)) => character,
                        _ => {
                            return Err(self.damaged(format!(
                                "the reference &{}; stands for nothing",
                                shorten(&reference)
                            )));
                        }
                    },
                };
                self.text.clear();
                self.text.push(character);
                self.outside_root()
            }
            Raw::Decl(declaration) => {
                match declaration.encoding() {
                    Some(Ok(name)) if !is_unicode(&name) => Err(self
                        .damaged(format!("the encoding {} is not allowed here", shorten(&name)))),
                    _ => Ok(None),
                }
            }
            Raw::DocType(_) => {
                Err(self
                    .damaged("it has a document type declaration, which Word documents never do"))
            }
            Raw::PI(_) | Raw::Comment(_) => Ok(None),
            Raw::Eof if self.depth > 0 => {
                Err(self.damaged("it ends inside an element; the file was cut short"))
            }
            Raw::Eof if !self.seen_root => Err(self.damaged("it holds no XML")),
            Raw::Eof => Ok(Some(Event::Eof)),
        }
    }

    /// Text outside of the root element may only be blank.
    fn outside_root(&self) -> Result<Option<Event>, Error> {
        if self.depth > 0 {
            return Ok(Some(Event::Text));
        }
        if self.text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
            return Ok(None);
        }
        Err(self.damaged("it is not XML: there is text outside of all elements"))
    }

    fn begin(
        &mut self,
        name: &str,
        attributes: quick_xml::events::attributes::Attributes<'_>,
    ) -> Result<(), Error> {
        self.attrs.clear();
        self.names.clear();
        let mut plain: Vec<(&str, std::borrow::Cow<'_, str>)> = Vec::new();
        for (count, attribute) in attributes.enumerate() {
            if count >= self.max_attributes {
                let most = self.max_attributes;
                let message = format!("an element has more than {most} attributes, the limit");
                return Err(self.limit("attributes", message));
            }
            let Ok(attribute) = attribute else {
                return Err(self.damaged(format!("the tag <{}> is malformed", shorten(name))));
            };
            let key = attribute.key.0;
            if let Some(prefix) = key.strip_prefix("xmlns") {
                let prefix = prefix.strip_prefix(':').unwrap_or(prefix);
                if self.scope.len() >= MAX_DECLARATIONS {
                    return Err(self.fixed(format!(
                        "more than {MAX_DECLARATIONS} namespaces are declared at once, the limit"
                    )));
                }
                self.scope.push((self.depth, prefix.to_owned(), namespace(&attribute.value)));
                self.last = None;
            } else {
                plain.push((key, attribute.value));
            }
        }
        for (key, value) in plain {
            let (ns, local) = self.resolve(key, false);
            let from = self.names.len();
            self.names.push_str(local);
            let to = self.names.len();
            match quick_xml::escape::unescape(&value) {
                Ok(value) => self.names.push_str(&value),
                Err(_) => {
                    return Err(self.damaged(format!(
                        "the attribute {} holds an unknown reference",
                        shorten(key)
                    )));
                }
            }
            self.attrs.push(Attr { ns, name: (from, to), value: (to, self.names.len()) });
        }
        let (ns, local) = self.resolve(name, true);
        self.ns = ns;
        self.local.clear();
        self.local.push_str(local);
        Ok(())
    }

    /// An error about this part at the place that was reached.
    pub(super) fn damaged(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Damaged, &self.source, message)
            .at(self.place())
            .help("open it in Word or LibreOffice, which may repair it, and save it as .docx again")
    }

    /// An error about the limit called `name`, which was reached in this part.
    pub(super) fn limit(&self, name: &str, message: impl Into<String>) -> Error {
        limits::over(&self.source, name, message).at(self.place())
    }

    /// An error about a limit that cannot be raised.
    pub(super) fn fixed(&self, message: impl Into<String>) -> Error {
        limits::over_fixed(&self.source, message).at(self.place())
    }

    fn place(&self) -> String {
        format!("part {}, byte {}", self.part, self.reader.buffer_position())
    }

    fn broken(&self, error: &quick_xml::Error) -> Error {
        if let quick_xml::Error::Io(error) = error {
            let place = format!("{}, byte {}", self.part, self.reader.buffer_position());
            return unreadable(&self.source, &place, error);
        }
        self.damaged(format!("it is not well-formed XML: {error}"))
    }
}

fn is_unicode(encoding: &str) -> bool {
    let name = encoding.to_ascii_lowercase();
    name.starts_with("utf-8") || name.starts_with("utf-16") || name == "utf8" || name == "us-ascii"
}

/// The beginning of a name from the file, short enough for a message.
fn shorten(name: &str) -> String {
    name.chars().take(40).collect()
}
