//! What a file is, told from what it holds and never from its name.

use memchr::memmem;

use super::utf16;
use crate::error::{Error, ErrorKind};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML word processing.
    Docx,
    /// The text dump of an OCR tool with tabs between its cells, UTF-8, or UTF-16 that begins with its byte
    /// order mark.
    Dump,
    /// Text that is laid out as its page is, with blanks.
    Layout,
    /// Markdown or HTML with tables.
    Markup,
    /// Words with boxes as HTML: hOCR.
    Hocr,
    /// Words with boxes as XML: ALTO.
    Alto,
    /// Words with boxes as XML: PAGE.
    PageXml,
    /// Words with boxes, one a line: Tesseract's TSV.
    Tsv,
    /// JSON of Amazon Textract.
    Textract,
    /// JSON of Azure Document Intelligence.
    Azure,
    /// JSON of Google Document AI.
    Google,
    /// JSON of RapidOCR or PaddleOCR: lines with boxes.
    Lines,
    /// JSON of Docling.
    Docling,
}

/// What the beginning and the whole of a file show.
struct Sight<'a> {
    bytes: &'a [u8],
    /// The beginning, in small letters, without blanks before it.
    head: &'a str,
}

impl Sight<'_> {
    fn has(&self, what: &str) -> bool {
        memmem::find(self.bytes, what.as_bytes()).is_some()
    }

    fn is_xml(&self) -> bool {
        self.head.starts_with('<')
    }

    /// Markdown may begin with a bracket, too: `[1]`, `{0}----`.
    fn is_json(&self) -> bool {
        let mut signs = self.head.chars().filter(|sign| !sign.is_whitespace());
        match (signs.next(), signs.next()) {
            (Some('{'), second) => matches!(second, Some('"' | '}')),
            (Some('['), second) => matches!(second, Some('{' | '[' | '"' | ']')),
            _ => false,
        }
    }
}

/// A format that is told by its signs.
struct Format {
    media: Media,
    mime: &'static str,
    told: fn(&Sight<'_>) -> bool,
}

/// The formats that are text, each with what tells it, in the order in which they are asked for. Those without a
/// line here (PDF, Word, a dump) are told by their first bytes, or by nothing else being told.
const FORMATS: [Format; 10] = [
    Format {
        media: Media::Tsv,
        mime: "text/tab-separated-values",
        told: |sight| sight.head.starts_with("level\tpage_num\tblock_num"),
    },
    Format {
        media: Media::Hocr,
        mime: "text/vnd.hocr+html",
        told: |sight| sight.is_xml() && sight.has("ocr_page"),
    },
    Format {
        media: Media::Alto,
        mime: "application/alto+xml",
        told: |sight| {
            sight.is_xml()
                && ["<alto", ":alto", "standards/alto"].iter().any(|own| sight.head.contains(own))
        },
    },
    Format {
        media: Media::PageXml,
        mime: "application/vnd.prima.page+xml",
        told: |sight| sight.is_xml() && (sight.has("<PcGts") || sight.has(":PcGts")),
    },
    Format {
        media: Media::Textract,
        mime: "application/vnd.amazon.textract+json",
        told: |sight| sight.is_json() && sight.has("\"BlockType\""),
    },
    Format {
        media: Media::Docling,
        mime: "application/vnd.docling+json",
        told: |sight| sight.is_json() && sight.has("\"DoclingDocument\""),
    },
    Format {
        media: Media::Azure,
        mime: "application/vnd.azure.document-intelligence+json",
        told: |sight| {
            let page = sight.has("\"pageNumber\"") || sight.has("\"page_number\"");
            sight.is_json() && page && sight.has("\"words\"") && sight.has("\"polygon\"")
        },
    },
    Format {
        media: Media::Google,
        mime: "application/vnd.google.document-ai+json",
        told: |sight| {
            let anchor = sight.has("\"textAnchor\"") || sight.has("\"text_anchor\"");
            sight.is_json() && anchor && sight.has("\"tokens\"")
        },
    },
    Format {
        media: Media::Lines,
        mime: "application/vnd.paddleocr+json",
        told: |sight| {
            let rapid = sight.has("\"txt\"") && sight.has("\"box\"");
            sight.is_json() && (rapid || sight.has("\"rec_texts\"") && sight.has("\"rec_polys\""))
        },
    },
    Format { media: Media::Markup, mime: "text/markdown", told: |sight| is_markup(sight) },
];

impl Media {
    /// What a text is, where it is words or tables that a program left; none of others, a dump among them.
    pub fn told(bytes: &[u8]) -> Option<Media> {
        let wide: Option<String> = utf16(bytes).map(|text| text.flatten().collect());
        let text = wide.as_deref().map_or(bytes, str::as_bytes);
        let head = small_head(text);
        let sight = Sight { bytes: text, head: &head };
        FORMATS.iter().find(|own| (own.told)(&sight)).map(|own| own.media)
    }

    /// The media type for the trace.
    pub fn mime(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Media::Dump | Media::Layout => "text/plain",
            told => {
                FORMATS.iter().find(|own| own.media == told).map_or("text/plain", |own| own.mime)
            }
        }
    }

    /// Whether it is what text recognition writes of words and their boxes.
    pub fn is_recognised(self) -> bool {
        self.has_pages() && !matches!(self, Media::Pdf | Media::Layout)
    }

    /// Whether it has pages that can be asked for one by one.
    pub fn has_pages(self) -> bool {
        !matches!(self, Media::Docx | Media::Dump | Media::Markup | Media::Docling)
    }
}

/// PDF allows up to 1024 bytes before its header (ISO 32000-1, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

pub(super) fn sniff(name: &str, bytes: &[u8]) -> Result<Media, Error> {
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
    if let Some(told) = Media::told(bytes) {
        return Ok(told);
    }
    let wide: Option<String> = utf16(bytes).map(|text| text.flatten().collect());
    let text = wide.as_deref().map_or(bytes, str::as_bytes);
    if let Some((kind, message, help)) = near_miss(bytes, &small_head(text)) {
        return Err(Error::new(kind, name, message).help(help));
    }
    if is_drawn(text) {
        let help = "write it with tables that are read: `pandoc FILE -t gfm`, or `-t html`";
        let message =
            "its tables are drawn with +---+, as pandoc's Markdown has them, which is not read";
        return Err(Error::new(ErrorKind::UnknownFormat, name, message).help(help));
    }
    Ok(if is_laid_out(text) { Media::Layout } else { Media::Dump })
}

/// The beginning of a text in small letters, without blanks before it.
fn small_head(text: &[u8]) -> String {
    let head = String::from_utf8_lossy(&text[..text.len().min(PDF_HEADER_WITHIN)]);
    head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_ascii_lowercase()
}

/// Whether a text has tables of HTML, or the line under the names of a table of Markdown, with a row beside it.
fn is_markup(sight: &Sight<'_>) -> bool {
    let html = has_tag(sight.bytes, "table")
        && ["tr", "td", "th"].iter().any(|name| has_tag(sight.bytes, name));
    let xml = sight.head.starts_with("<?xml") && !sight.head.contains("<html");
    !sight.is_json() && !xml && (html || has_rule(sight.bytes))
}

/// Whether an element of that name begins somewhere.
fn has_tag(bytes: &[u8], name: &str) -> bool {
    memmem::find_iter(bytes, b"<").any(|at| {
        let own = bytes.get(at + 1..at + 1 + name.len());
        let next = bytes.get(at + 1 + name.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
            && next.is_some_and(|next| !next.is_ascii_alphanumeric())
    })
}

/// Whether a line that parts names from rows stands over or under a row.
fn has_rule(bytes: &[u8]) -> bool {
    let row = |line: &[u8]| line.contains(&b'|') && !line.contains(&b'\t');
    let mut before: &[u8] = b"";
    let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        if is_rule(line) && (row(before) || lines.peek().is_some_and(|next| row(next))) {
            return true;
        }
        before = line;
    }
    false
}

/// Whether a line parts the names of a table of Markdown from its rows: `|---|:--:|`.
pub(crate) fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let cell = |cell: &[u8]| {
        let cell = cell.trim_ascii();
        let cell = cell.strip_prefix(b":").unwrap_or(cell);
        let dashes = cell.strip_suffix(b":").unwrap_or(cell);
        !dashes.is_empty() && dashes.iter().all(|byte| *byte == b'-')
    };
    let inner = line.strip_prefix(b"|").unwrap_or(line);
    let inner = inner.strip_suffix(b"|").unwrap_or(inner);
    line.contains(&b'|') && inner.split(|byte| *byte == b'|').all(cell)
}

/// Whether a text has several lines of a drawn grid: `+---+---+`.
fn is_drawn(bytes: &[u8]) -> bool {
    /// One over a row, one under it, and one more.
    const LINES: usize = 3;
    let drawn = |line: &&[u8]| {
        let line = line.trim_ascii();
        let ends = line.len() > 2 && line.starts_with(b"+") && line.ends_with(b"+");
        ends && line.iter().all(|sign| b"+-=:".contains(sign))
    };
    bytes.split(|byte| *byte == b'\n').filter(drawn).take(LINES).count() == LINES
}

/// Whether a text without tabs has lines whose parts stand apart by several blanks, as on a page.
fn is_laid_out(bytes: &[u8]) -> bool {
    /// A gap in one line alone is a slip of the hand.
    const LINES: usize = 2;
    let apart = |line: &&[u8]| line.trim_ascii().windows(2).any(|two| two == b"  ");
    !bytes.contains(&b'\t')
        && bytes.split(|byte| *byte == b'\n').filter(apart).take(LINES).count() == LINES
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
    if let Some((message, help)) = json(text) {
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

/// Whether `name` stands somewhere in `bytes` as little-endian UTF-16.
fn has_utf16(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// JSON of which no table is read.
fn json(text: &str) -> Option<(&'static str, &'static str)> {
    let object = text.starts_with(['{', '[']);
    let has = |names: &[&str]| names.iter().any(|name| text.contains(name));
    if object && has(&["\"rowmend/1\"", "\"rowmend-"]) {
        Some(("this is a result of rowmend, not a source", "give the document it was read from"))
    } else if object && has(&["\"readresults\""]) {
        let help = "let Azure's Document Intelligence, version 3 or 4, read the document";
        Some(("this is JSON of an older version of Azure's document reading", help))
    } else if object && has(&["\"textannotations\"", "\"fulltextannotation\""]) {
        let help = "let Google's Document AI read the document, or give the PDF itself";
        Some(("this is JSON of Google's Vision, which tells of no page's lines", help))
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
