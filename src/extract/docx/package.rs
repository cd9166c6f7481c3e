//! The package: a ZIP archive of parts, their content types and the relationships between them.
//!
//! Parts are read where they lie; no path from the archive is ever written, nothing outside of the
//! archive is fetched, and of two parts with one name neither is trusted.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::input::{Bounded, Overrun, unreadable};
use super::xml::{Event, Ns, Xml};
use crate::error::{Error, ErrorKind};
use crate::limits::{self, Limits};
use crate::source::Source;

/// Relationships of one part.
const MAX_RELATIONSHIPS: usize = 100_000;

/// An opened package.
pub(super) struct Package<'a> {
    source: &'a Source,
    limits: &'a Limits,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Name of each part in lower case (names of parts do not tell case apart) → number of its
    /// entry and name as written.
    parts: BTreeMap<String, (usize, String)>,
    content_types: ContentTypes,
    /// Bytes of all parts that were inflated.
    inflated: Cell<u64>,
}

#[derive(Default)]
struct ContentTypes {
    defaults: BTreeMap<String, String>,
    overrides: BTreeMap<String, String>,
}

/// One relationship of a part.
pub(super) struct Relationship {
    /// The last segment of its type, such as `styles`.
    pub(super) kind: String,
    /// Name of the part that it points to, in lower case; `None` where that is outside of the
    /// package.
    pub(super) target: Option<String>,
}

impl<'a> Package<'a> {
    /// Opens the package.
    ///
    /// # Errors
    /// Where it is no ZIP archive, damaged, locked, over a limit, or another kind of document.
    pub(super) fn open(source: &'a Source, limits: &'a Limits) -> Result<Self, Error> {
        let archive = ZipArchive::new(Cursor::new(source.bytes()))
            .map_err(|error| damaged(source, format!("the ZIP archive cannot be read: {error}")))?;
        if archive.len() > limits.parts {
            let (has, most) = (archive.len(), limits.parts);
            let message = format!("the archive has {has} parts, more than the limit of {most}");
            return Err(limits::over(source.name(), "parts", message));
        }
        if archive.has_duplicate_names() {
            return Err(damaged(
                source,
                "two entries of the archive have the same name".to_owned(),
            ));
        }
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let name = match archive.name_for_index(at) {
                Some(Ok(name)) => name.replace('\\', "/"),
                _ => continue,
            };
            let name = name.trim_start_matches('/').to_owned();
            if name.is_empty() || name.ends_with('/') {
                continue;
            }
            if let Some((_, other)) = parts.insert(name.to_ascii_lowercase(), (at, name.clone())) {
                return Err(damaged(source, format!("the parts {other} and {name} have one name")));
            }
        }
        let mut package = Package {
            source,
            limits,
            archive,
            parts,
            content_types: ContentTypes::default(),
            inflated: Cell::new(0),
        };
        package.refuse_others()?;
        package.content_types = package.read_content_types()?;
        Ok(package)
    }

    /// The name of the document's main part.
    ///
    /// # Errors
    /// Where the package holds no Word document.
    pub(super) fn main_part(&mut self) -> Result<String, Error> {
        let declared = self
            .relationships("")?
            .into_values()
            .find(|relationship| relationship.kind == "officeDocument");
        let name = match declared {
            Some(Relationship { target: Some(target), .. }) => target,
            Some(Relationship { target: None, .. }) => {
                return Err(damaged(
                    self.source,
                    "the main part lies outside of the file".to_owned(),
                ));
            }
            None => "word/document.xml".to_owned(),
        };
        if !self.has(&name) {
            return Err(if self.has("[content_types].xml") {
                damaged(self.source, format!("the main part {name} is missing"))
            } else {
                self.unknown("this is a ZIP archive but not a Word document")
            });
        }
        match self.content_type(&name) {
            Some(kind) if kind.contains("spreadsheetml") || kind.contains("ms-excel") => Err(self
                .unknown("this is an Excel workbook, not a Word document")
                .help("save each sheet in Excel as text with tabs, which is read as a dump")),
            Some(kind) if kind.contains("presentationml") || kind.contains("ms-powerpoint") => {
                Err(self
                    .unknown("this is a PowerPoint presentation, not a Word document")
                    .help("export it as PDF, and give that"))
            }
            _ => Ok(name),
        }
    }

    /// Whether there is a part of this name (in lower case).
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// The name of a part as the archive writes it.
    pub(super) fn written(&self, name: &str) -> String {
        self.parts.get(name).map_or_else(|| name.to_owned(), |(_, written)| written.clone())
    }

    /// A reader of a part, named in lower case.
    ///
    /// # Errors
    /// Where there is no such part or it cannot be inflated.
    pub(super) fn read(&mut self, name: &str) -> Result<Xml<'_>, Error> {
        let Some((at, written)) = self.parts.get(name) else {
            return Err(damaged(self.source, format!("the part {name} is missing")));
        };
        let source = self.source;
        let entry = self.archive.by_index(*at).map_err(|error| match error {
            ZipError::UnsupportedArchive(reason) if reason.contains("assword") => Error::new(
                ErrorKind::Encrypted,
                source.name(),
                "the archive is locked by a password",
            )
            .at(format!("part {written}"))
            .help("unpack it with its password, or save it without one"),
            error => damaged(source, format!("the part {written} cannot be opened: {error}")),
        })?;
        let declared = entry.size();
        // What says itself that it is too large need not be read up to there.
        if declared > self.limits.part_bytes {
            let overrun = std::io::Error::other(Overrun("part-bytes", self.limits.part_bytes));
            return Err(unreadable(source.name(), written, &overrun));
        }
        let input = BufReader::with_capacity(
            64 << 10,
            Bounded::new(entry, declared, self.limits, &self.inflated),
        );
        Xml::open(source.name(), written, input, self.limits)
    }

    /// The relationships of a part (of the package where `name` is empty), by identifier.
    ///
    /// # Errors
    /// Where the part that holds them is damaged.
    pub(super) fn relationships(
        &mut self,
        name: &str,
    ) -> Result<BTreeMap<String, Relationship>, Error> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let holder = match folder {
            "" => format!("_rels/{file}.rels"),
            _ => format!("{folder}/_rels/{file}.rels"),
        };
        let mut found = BTreeMap::new();
        if !self.has(&holder) {
            return Ok(found);
        }
        let mut xml = self.read(&holder)?;
        loop {
            match xml.next()? {
                Event::Start if xml.local() == "Relationship" => {
                    if found.len() >= MAX_RELATIONSHIPS {
                        return Err(xml.fixed(format!(
                            "the part has more than {MAX_RELATIONSHIPS} relationships, the limit"
                        )));
                    }
                    let kind = xml.attr("Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let outside = xml.attr("TargetMode") == Some("External");
                    let target = xml.attr("Target").filter(|_| !outside);
                    let target = target.and_then(|target| resolve(folder, target));
                    let id = xml.attr("Id").unwrap_or_default().to_owned();
                    found.insert(id, Relationship { kind, target });
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }

    /// The content type of a part, named in lower case.
    fn content_type(&self, name: &str) -> Option<&str> {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let types = &self.content_types;
        types.overrides.get(name).or_else(|| types.defaults.get(extension)).map(String::as_str)
    }

    fn read_content_types(&mut self) -> Result<ContentTypes, Error> {
        let mut types = ContentTypes::default();
        if !self.has("[content_types].xml") {
            return Ok(types);
        }
        let mut xml = self.read("[content_types].xml")?;
        loop {
            match xml.next()? {
                Event::Start if xml.ns() == Ns::Package => {
                    let kind = xml.attr("ContentType").unwrap_or_default().to_ascii_lowercase();
                    match xml.local() {
                        "Default" => {
                            let extension = xml.attr("Extension").unwrap_or_default();
                            types.defaults.insert(extension.to_ascii_lowercase(), kind);
                        }
                        "Override" => {
                            let name = xml.attr("PartName").unwrap_or_default();
                            let name = name.trim_start_matches('/').to_ascii_lowercase();
                            types.overrides.insert(name, kind);
                        }
                        _ => {}
                    }
                }
                Event::Eof => return Ok(types),
                _ => {}
            }
        }
    }

    /// Other kinds of document that are ZIP archives too: named, with the way out.
    fn refuse_others(&mut self) -> Result<(), Error> {
        let mut kind = String::new();
        if let Some((at, _)) = self.parts.get("mimetype")
            && let Ok(entry) = self.archive.by_index(*at)
        {
            // The longest media type of OpenDocument has 80 characters.
            let _ = entry.take(200).read_to_string(&mut kind);
        }
        if kind.contains("opendocument.text") {
            return Err(self
                .unknown("this is an OpenDocument text (.odt), not a Word document")
                .help("open it in LibreOffice or Word and save it as .docx"));
        }
        if kind.contains("opendocument") {
            return Err(self
                .unknown("this is an OpenDocument file, but not a text")
                .help("export it from LibreOffice as PDF, and give that"));
        }
        if kind.contains("epub") {
            return Err(self
                .unknown("this is an e-book (.epub), not a Word document")
                .help("make a PDF of it, for example with Calibre: `ebook-convert a.epub a.pdf`"));
        }
        if self.has("index/document.iwa") || self.has("index.zip") {
            return Err(self
                .unknown("this is a Pages document, not a Word document")
                .help("open it in Pages and export it as Word"));
        }
        Ok(())
    }

    fn unknown(&self, message: &str) -> Error {
        Error::new(ErrorKind::UnknownFormat, self.source.name(), message)
            .help("give a .docx, a .pdf or a text dump")
    }
}

/// The name of the part that `target` points to from `folder`, in lower case; `None` where it
/// leaves the package.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let target = target.replace('\\', "/");
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let (absolute, target) = match target.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, target),
    };
    let mut path: Vec<&str> =
        if absolute || folder.is_empty() { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            _ => path.push(step),
        }
    }
    Some(path.join("/").to_ascii_lowercase())
}

fn damaged(source: &Source, message: String) -> Error {
    Error::new(ErrorKind::Damaged, source.name(), message)
        .help("check that it was downloaded completely, or open it in Word and save it again")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_resolved_and_never_leave_the_package() {
        assert_eq!(resolve("word", "styles.xml").as_deref(), Some("word/styles.xml"));
        assert_eq!(resolve("word", "/Word/Styles.xml").as_deref(), Some("word/styles.xml"));
        assert_eq!(resolve("word", "../word/./a.xml").as_deref(), Some("word/a.xml"));
        assert_eq!(resolve("", "word\\document.xml").as_deref(), Some("word/document.xml"));
        assert_eq!(resolve("word", "../../../etc/passwd"), None);
    }
}
