//! A source document as it came in: its bytes, its name, and what it is.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::limits;
pub use crate::limits::Limits;

/// What a file is, told from its bytes and never from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML word processing.
    Docx,
    /// The text dump of an OCR tool, UTF-8, or UTF-16 that begins with its byte order mark.
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
            Media::Dump => "text/plain",
        }
    }
}

/// The SHA-256 of bytes in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of all that a reader gives, in lower-case hexadecimal.
///
/// # Errors
/// Where it cannot be read.
pub fn hash_of(reader: &mut impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => hasher.update(piece.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
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
            let (has, most) = (bytes.len(), limits.source_bytes);
            let message = format!("the file has {has} bytes, more than the limit of {most}");
            return Err(limits::over(name, "source-bytes", message));
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
        hash(&self.bytes)
    }
}

/// PDF allows up to 1024 bytes before its header (ISO 32000-1, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

fn sniff(name: &str, bytes: &[u8]) -> Result<Media, Error> {
    let is_blank = match utf16(bytes) {
        Some(mut text) => text.all(|c| c.is_some_and(char::is_whitespace)),
        None => bytes.iter().all(u8::is_ascii_whitespace),
    };
    if is_blank {
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
    let text: String = match utf16(bytes) {
        Some(text) => text.flatten().take(PDF_HEADER_WITHIN).collect(),
        None => String::from_utf8_lossy(head).into_owned(),
    };
    match near_miss(bytes, &text) {
        Some((kind, message, help)) => Err(Error::new(kind, name, message).help(help)),
        None => Ok(Media::Dump),
    }
}

/// The characters that bytes hold in UTF-16, where they begin with its byte order mark (which is left out),
/// as spreadsheets write it. Half a character is `None`.
pub fn utf16(bytes: &[u8]) -> Option<impl Iterator<Item = Option<char>>> {
    let (rest, unit): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return None,
    };
    let (pairs, half) = rest.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(move |pair| unit(*pair))).map(Result::ok);
    Some(text.chain(half.first().map(|_| None)))
}

/// What a file is that is not read but that people take for a document of a kind that is: the kind
/// of error, what it is, and how to convert it.
fn near_miss(bytes: &[u8], text: &str) -> Option<(ErrorKind, &'static str, &'static str)> {
    use ErrorKind::{Encrypted, UnknownFormat};
    const CONVERT: &str = "open it in Word or LibreOffice and save it as .docx";
    let starts = |signature: &[u8]| bytes.starts_with(signature);
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        // A compound file; the names of its streams are in UTF-16.
        return Some(if has_utf16(bytes, "EncryptedPackage") {
            let help = "open it in Word with its password and save it without one";
            (Encrypted, "this Office document is locked by a password", help)
        } else if has_utf16(bytes, "WordDocument") {
            (UnknownFormat, "this is a legacy Word document (.doc)", CONVERT)
        } else if has_utf16(bytes, "Workbook") || has_utf16(bytes, "PowerPoint Document") {
            let message = "this is a legacy Excel or PowerPoint file, not a Word document";
            (
                UnknownFormat,
                message,
                "save a sheet as text with tabs, or slides as PDF, and give that",
            )
        } else {
            (UnknownFormat, "this is a legacy Office file, such as .doc", CONVERT)
        });
    }
    if starts(b"{\\rtf") {
        return Some((UnknownFormat, "this is a Rich Text file (.rtf)", CONVERT));
    }
    if let Some(message) = picture(bytes) {
        const RECOGNISE: &str = "let text recognition make a PDF with text of it first, for example \
            `tesseract picture.png out pdf`, and give out.pdf";
        return Some((UnknownFormat, message, RECOGNISE));
    }
    if text.contains('\0') {
        let help = "give a .docx, a .pdf or a text dump; text in UTF-16 needs its byte order mark, or \
            becomes UTF-8 with `iconv -f UTF-16LE -t UTF-8`";
        return Some((UnknownFormat, "this is neither a document that is read nor a text", help));
    }
    let text = text.to_ascii_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if let Some((message, help)) = of_recognition(text) {
        return Some((UnknownFormat, message, help));
    }
    if text.starts_with("<!doctype html") || text.starts_with("<html") {
        let help = "where a document was meant, download it again (a page to sign in may have come \
            instead); else print the page to a PDF in a browser";
        return Some((UnknownFormat, "this is a web page (.html), whatever its name says", help));
    }
    let message = if text.starts_with("mime-version:") && text.contains("multipart/related") {
        "this is a web archive (.mht), whatever its name says"
    } else if !text.starts_with("<?xml") {
        return None;
    } else if text.contains("<pkg:package") || text.contains("office/2006/xmlpackage") {
        "this is a Word document as one XML file (.xml)"
    } else if text.contains("<w:worddocument") {
        "this is a Word 2003 XML document (.xml)"
    } else if text.contains("<office:document") {
        "this is an OpenDocument text as one XML file (.fodt)"
    } else {
        return None;
    };
    Some((UnknownFormat, message, CONVERT))
}

/// The kind of a picture, told by how its file begins.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 9] = [
        (b"\x89PNG\r\n", "this is a picture (PNG), which holds no text"),
        (b"\xFF\xD8\xFF", "this is a picture (JPEG), which holds no text"),
        (b"II*\0", "this is a picture (TIFF), which holds no text"),
        (b"MM\0*", "this is a picture (TIFF), which holds no text"),
        (b"GIF8", "this is a picture (GIF), which holds no text"),
        (b"\0\0\0\x0CjP  ", "this is a picture (JPEG 2000), which holds no text"),
        (b"AT&TFORM", "this is a scan (DjVu), which is not read"),
        (b"RIFF", "this is a picture (WebP), which holds no text"),
        (b"\0\0\0", "this is a picture (HEIC), which holds no text"),
    ];
    let kind = KINDS.into_iter().find(|(begin, _)| bytes.starts_with(begin))?;
    // The last two tell more than pictures by their beginning, and what it is a little later.
    let is_it = match kind.0 {
        b"RIFF" => bytes.get(8..12) == Some(b"WEBP"),
        b"\0\0\0" => matches!(bytes.get(4..11), Some(b"ftyphei" | b"ftypmif")),
        _ => true,
    };
    is_it.then_some(kind.1)
}

/// What other programs write about the words that they recognised on a page: `text` is the beginning of
/// the file in small letters. None of it is a text with its tables.
fn of_recognition(text: &str) -> Option<(&'static str, &'static str)> {
    const AGAIN: &str = "give the PDF itself, or let the tool write a searchable PDF \
        (tesseract: `tesseract page.png page pdf`)";
    let object = text.starts_with(['{', '[']);
    let has = |names: &[&str]| names.iter().any(|name| text.contains(name));
    if text.starts_with("level\tpage_num\tblock_num") {
        Some(("this is a list of words by Tesseract (.tsv), a line for each word", AGAIN))
    } else if text.starts_with('<') && has(&["ocr_page", "ocr-system", "ocrx_word"]) {
        Some(("this is a page of recognised words (hOCR)", AGAIN))
    } else if text.starts_with('<') && has(&["<alto", "/alto/ns", "standards/alto"]) {
        Some(("this is a page of recognised words (ALTO XML)", AGAIN))
    } else if text.starts_with('<') && has(&["<pcgts", "primaresearch.org/page"]) {
        Some(("this is a page of recognised words (PAGE XML)", AGAIN))
    } else if object && has(&["\"rowmend/1\"", "\"rowmend-"]) {
        Some(("this is a result of rowmend, not a source", "give the document it was read from"))
    } else if object && has(&["\"blocktype\"", "\"detectdocumenttextmodelversion\""]) {
        Some(("this is JSON of Amazon Textract, words with their boxes", AGAIN))
    } else if object && has(&["\"analyzeresult\"", "\"readresults\"", "\"modelversion\""]) {
        Some(("this is JSON of Azure's document reading, words with their boxes", AGAIN))
    } else if object && has(&["\"textannotations\"", "\"fulltextannotation\""]) {
        Some(("this is JSON of Google's text recognition, words with their boxes", AGAIN))
    } else if is_json(text) {
        let help = "give the document that it was made of, or a text with tabs between cells";
        Some(("this is JSON, which holds data of another program", help))
    } else {
        None
    }
}

/// Whether a text begins as JSON does: an object with a quoted name, or a list of such.
fn is_json(text: &str) -> bool {
    let object = text.trim_start_matches(['[', ' ', '\n', '\r', '\t']);
    let name =
        object.strip_prefix('{').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
    let after = name.and_then(|name| name.split_once('"')).map(|(_, after)| after.trim_start());
    after.is_some_and(|after| after.starts_with(':'))
}

/// Whether `name` stands somewhere in `bytes` as little-endian UTF-16.
fn has_utf16(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_named() {
        let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        let mut old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        old.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
        for (bytes, kind, what) in [
            (locked, ErrorKind::Encrypted, "password"),
            (old, ErrorKind::UnknownFormat, ".doc"),
            (b"{\\rtf1 x}".to_vec(), ErrorKind::UnknownFormat, ".rtf"),
            (b"\n<!DOCTYPE html><p>".to_vec(), ErrorKind::UnknownFormat, ".html"),
            (b"<?xml version='1.0'?><pkg:package/>".to_vec(), ErrorKind::UnknownFormat, ".xml"),
            (
                b"level\tpage_num\tblock_num\tpar_num\n1\t1\t0\t0\n".to_vec(),
                ErrorKind::UnknownFormat,
                "Tesseract",
            ),
            (b"<html><div class='ocr_page'>".to_vec(), ErrorKind::UnknownFormat, "hOCR"),
            (b"<?xml version='1.0'?><alto/>".to_vec(), ErrorKind::UnknownFormat, "ALTO"),
            (b"{\"Blocks\": [{\"BlockType\": 1}]}".to_vec(), ErrorKind::UnknownFormat, "Textract"),
            (b"[ {\"a\" : 1} ]".to_vec(), ErrorKind::UnknownFormat, "JSON"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), ErrorKind::UnknownFormat, "picture (PNG)"),
            (b"\xFF\xD8\xFF\xE0".to_vec(), ErrorKind::UnknownFormat, "picture (JPEG)"),
            (b"II*\0\x08\0\0\0".to_vec(), ErrorKind::UnknownFormat, "picture (TIFF)"),
            (b"RIFF\0\0\0\0WEBP".to_vec(), ErrorKind::UnknownFormat, "picture (WebP)"),
            (b"\0\0\0\x18ftypheic".to_vec(), ErrorKind::UnknownFormat, "picture (HEIC)"),
            (b"a\0\t\0b\0".to_vec(), ErrorKind::UnknownFormat, "nor a text"),
            (b"\xFF\xFE \0\n\0".to_vec(), ErrorKind::Empty, "empty"),
        ] {
            let error = Source::new("x", bytes, &Limits::default()).expect_err("a refusal");
            assert_eq!(error.kind(), kind);
            assert!(error.to_string().contains(what), "{error}");
            assert!(error.advice().is_some());
        }
        let dump = Source::new("x", b"a\tb".to_vec(), &Limits::default());
        assert_eq!(dump.map(|source| source.media()).ok(), Some(Media::Dump));
    }
}
