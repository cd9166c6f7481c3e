//! A source document as it came in: its bytes, its name, and what it is.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::limits;
pub use crate::limits::Limits;

mod media;

pub use media::Media;
pub(crate) use media::is_rule;

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
        let media = media::sniff(name, &bytes)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

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
            (b"{\"rowmend/1\": {}}".to_vec(), ErrorKind::UnknownFormat, "result of rowmend"),
            (
                b"{\"analyzeResult\": {\"readResults\": []}}".to_vec(),
                ErrorKind::UnknownFormat,
                "older version of Azure",
            ),
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
    }

    #[test]
    fn what_a_text_is_is_told_by_what_it_holds() {
        for (text, media) in [
            ("a\tb", Media::Dump),
            ("level\tpage_num\tblock_num\tpar_num\n1\t1\t0\t0\n", Media::Tsv),
            ("<html><div class='ocr_page'>", Media::Hocr),
            ("<?xml version='1.0'?><alto/>", Media::Alto),
            ("<?xml version='1.0'?><pc:PcGts/>", Media::PageXml),
            ("{\"Blocks\": [{\"BlockType\": 1}]}", Media::Textract),
            ("[{\"box\": [], \"txt\": \"a\"}]", Media::Lines),
            ("# Table 1\n\n| a | b |\n|---|:-:|\n", Media::Markup),
            ("<p>Table 1</p><TABLE><tr>", Media::Markup),
            ("Study      Finding\nAllen      better\n", Media::Layout),
            ("Prose alone.\nAnd more of it.\n", Media::Dump),
        ] {
            let source = Source::new("x", text.as_bytes().to_vec(), &Limits::default());
            assert_eq!(source.map(|source| source.media()).ok(), Some(media), "{text}");
        }
    }
}
