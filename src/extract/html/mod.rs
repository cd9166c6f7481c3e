//! HTML → fragments: a whole page, or the tables of HTML that stand in Markdown.
//!
//! | file | does |
//! |---|---|
//! | `parser` | elements to blocks: tables, rows and cells |
//! | `writer` | text with its elements to paragraphs |
//! | `lines` | bytes to lines and columns |

pub(super) mod lines;
pub(super) mod parser;
pub(super) mod writer;

use super::blocks::model::Block;
use super::{Options, blocks};
use crate::error::{Error, ErrorKind};
use crate::fragment::Reading;
use crate::ledger::{Ledger, Reason};
use crate::signs::note;
use crate::source::Source;
use parser::Parser;

/// Whether a text is a page of HTML as a whole.
pub(super) fn is_page(text: &str) -> bool {
    /// Letters of the names of the elements that begin a page.
    const LONGEST: usize = 9;
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        rest = after.1.trim_start();
    }
    let begin: String = rest.chars().take(LONGEST).collect::<String>().to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body", "<?xml"].iter().any(|own| begin.starts_with(own))
}

/// Reads the tables of a page.
///
/// # Errors
/// Where it has none, or goes over a limit.
pub(super) fn read(
    source: &Source,
    text: &str,
    options: &Options,
    ledger: &mut Ledger,
) -> Result<Reading, Error> {
    let mut parser = Parser::new(source, text, options);
    parser.read(0..text.len())?;
    let mut blocks = parser.finish();
    if !blocks.iter().any(|block| matches!(block, Block::Table(_))) {
        return Err(Error::new(ErrorKind::NoTable, source.name(), "this web page holds no table with text")
            .help(
                "where a document was meant, download it again (a page to sign in may have come instead); what \
                 looks like a table may be a picture, or set by its style: print the page to a PDF in a browser",
            ));
    }
    blocks.iter_mut().for_each(leave_page_number);
    blocks::read(&mut blocks.into_iter(), 0, &mut |_, _| Vec::new(), ledger)
}

/// Leaves out a paragraph that is nothing but the number of a page.
fn leave_page_number(block: &mut Block) {
    if let Block::Para(para) = block
        && note::is_page_number(&para.text)
    {
        let number = std::mem::take(&mut para.text);
        para.leave(Reason::RunningLine, &number);
    }
}
