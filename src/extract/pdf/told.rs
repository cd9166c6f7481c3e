//! What the pages of a document had in sum, as notices for a person.

use super::guard::Excess;
use super::overlay;
use crate::error::{Error, ErrorKind};
use crate::fragment::Notice;
use crate::page::Page;
use crate::source::Source;

/// Counts over the pages that were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) glyphs: usize,
    pictures: usize,
    undecoded: usize,
    by_code: usize,
    hidden: usize,
    slanted: usize,
    recognised: usize,
    /// The pages whose text was recognised in their picture.
    scans: Vec<u32>,
    over: overlay::Count,
}

impl Sum {
    /// Adds a page as it is read.
    pub(super) fn page(&mut self, page: &Page) {
        self.glyphs += page.glyphs.len();
        self.pictures += page.pictures;
        self.undecoded += page.undecoded;
        self.by_code += page.by_code;
        self.hidden += page.hidden;
        self.slanted += page.slanted;
        self.recognised += page.recognised;
        if page.recognised > 0 {
            self.scans.push(page.number);
        }
    }

    /// Adds what lies over a page.
    pub(super) fn over(&mut self, count: overlay::Count) {
        self.over.fields += count.fields;
        self.over.notes += count.notes;
    }

    /// What a person should know of.
    pub(super) fn notices(&self) -> Vec<Notice> {
        let Sum { undecoded, by_code, hidden, slanted, recognised, .. } = self;
        let overlay::Count { fields, notes } = self.over;
        let all = [
            (
                *undecoded,
                "glyphs-undecoded",
                true,
                format!(
                    "{undecoded} glyphs have no meaning in the file; each stands as U+FFFD in its text"
                ),
            ),
            (
                *by_code,
                "glyphs-by-code",
                false,
                format!(
                    "{by_code} glyphs are pictures without a meaning; they were read by their codes, as TeX has \
                     them in its fonts: compare them with the page"
                ),
            ),
            (
                fields + notes,
                "overlay-read",
                false,
                format!(
                    "{fields} form fields and {notes} notes written over the pages were read as text where \
                 they stand"
                ),
            ),
            (
                *recognised,
                "text-recognised",
                false,
                format!(
                    "{} {} the picture of a text; what was read are the {recognised} characters that text \
                 recognition put behind it, with its mistakes: compare them with the picture",
                    pages(&self.scans),
                    if self.scans.len() == 1 { "is" } else { "are" },
                ),
            ),
            (
                *hidden,
                "text-hidden",
                false,
                format!(
                    "{hidden} characters are invisible and were left out; --hidden include reads them"
                ),
            ),
            (
                *slanted,
                "text-slanted",
                false,
                format!(
                    "{slanted} characters run at a slant, as those of a watermark do, and were left out"
                ),
            ),
        ];
        let told = all.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(_, code, loss, message)| Notice { code, loss, message }).collect()
    }

    /// Why a document without text has none.
    pub(super) fn no_text(&self, source: &Source) -> Error {
        let message = match (self.pictures, self.hidden) {
            (_, 1..) => "the pages have invisible text only",
            (1.., _) => "the pages hold pictures and no text: the document is scanned",
            _ => "the pages are empty",
        };
        let help = if self.hidden > 0 {
            "read it with --hidden include"
        } else {
            "let an engine read it, with --ocr tesseract (or rapidocr, or a program), or run ocrmypdf on it first"
        };
        Error::new(ErrorKind::NoText, source.name(), message).help(help)
    }
}

/// Pages by number, such as `pages 1, 3–5`.
fn pages(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| *b == *a + 1).map(|run| match run {
        [first, .., last] => format!("{first}–{last}"),
        run => run.iter().map(u32::to_string).collect(),
    });
    let word = if numbers.len() == 1 { "page" } else { "pages" };
    format!("{word} {}", runs.collect::<Vec<_>>().join(", "))
}

/// A file whose list of objects is broken.
pub(super) fn repaired() -> Notice {
    let message = "the file's list of its objects is broken and was made again from what was found; \
                   pages may be missing";
    Notice { code: "file-repaired", loss: true, message: message.to_owned() }
}

/// A page of which something was not read.
pub(super) fn over_limit(number: u32, what: &str, excess: &Excess) -> Notice {
    let message = format!("{what}page {number} was not read: it {}", excess.what);
    Notice { code: "page-over-limit", loss: true, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_a_row_are_told_as_a_range() {
        assert_eq!(pages(&[4]), "page 4");
        assert_eq!(pages(&[1, 3, 4, 5, 9, 10]), "pages 1, 3–5, 9–10");
    }
}
