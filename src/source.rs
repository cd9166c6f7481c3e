//! A source document as it came in: its bytes, its name, what it is, and the limits in force.

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};

/// What a file is, told from its bytes and never from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML word processing.
    Docx,
    /// The text dump of an OCR tool, UTF-8.
    Dump,
}

impl Media {
    /// The media type for the trace.
    pub fn mime(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Media::Dump => "text/plain; charset=utf-8",
        }
    }
}

/// The most that one document may ask for. Limits are counted, not timed, so that the same document
/// meets the same limit on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub source_bytes: u64,
    /// Bytes of one stream or archive member after inflating.
    pub part_bytes: u64,
    /// Pages.
    pub pages: u32,
    /// Glyphs on one page.
    pub page_glyphs: usize,
    /// Depth of nested elements or forms.
    pub depth: usize,
    /// Cells in one document.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            source_bytes: 512 << 20,
            part_bytes: 512 << 20,
            pages: 20_000,
            page_glyphs: 500_000,
            depth: 256,
            cells: 20_000_000,
        }
    }
}

/// A source document, held whole in memory.
#[derive(Debug)]
pub struct Source {
    name: String,
    bytes: Vec<u8>,
    media: Media,
}

impl Source {
    /// Takes the bytes of a document called `name` (a name for messages and the trace; no path is
    /// opened here) and tells its kind.
    ///
    /// # Errors
    /// Where it is empty, over the size limit, or of no known kind; the message names the kind
    /// where it is a near miss (a legacy `.doc`, a ZIP that is no DOCX).
    pub fn new(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, Error> {
        if bytes.len() as u64 > limits.source_bytes {
            return Err(Error::new(
                ErrorKind::OverLimit,
                name,
                format!(
                    "the file has {} bytes, more than the limit of {}",
                    bytes.len(),
                    limits.source_bytes
                ),
            ));
        }
        let media = sniff(name, &bytes)?;
        Ok(Source { name: name.to_owned(), bytes, media })
    }

    /// The name it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it is.
    pub fn media(&self) -> Media {
        self.media
    }

    /// The SHA-256 of the bytes in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// PDF allows up to 1024 bytes before its header (ISO 32000-1, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

fn sniff(name: &str, bytes: &[u8]) -> Result<Media, Error> {
    let refuse = |message: &str, help: &str| {
        Err(Error::new(ErrorKind::UnknownFormat, name, message).help(help))
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::new(ErrorKind::Empty, name, "the file is empty")
            .help("check that it was downloaded or saved completely"));
    }
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Ok(Media::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Media::Docx);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return refuse(
            "this is a legacy Office file (.doc) or an encrypted Office document",
            "open it in Word or LibreOffice and save it as .docx without a password",
        );
    }
    if bytes.starts_with(b"{\\rtf") {
        return refuse(
            "this is a Rich Text file (.rtf)",
            "open it in Word or LibreOffice and save it as .docx",
        );
    }
    Ok(Media::Dump)
}
