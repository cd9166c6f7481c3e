//! Text with its elements → paragraphs: what a cell, or the text round tables, shows.

use crate::extract::blocks::container::Container;
use crate::extract::blocks::model::{Block, Para};
use crate::extract::elements::Element;
use crate::ledger::{Place, Reason};

/// Elements that stand on lines of their own (HTML, 15.3), and those that programs which read pictures made up.
const BLOCKS: &str = "address article aside blockquote body caption center dd details div dl dt fieldset figcaption \
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p page pre section \
    summary title ul page_header page_footer page_number page-header page-footer page-number";

/// Elements whose text is no text of the page.
const UNSEEN: &str =
    "script style template noscript datalist select textarea title svg math-annotation";

/// Elements that hold running heads, running feet and page numbers.
const RUNNING: &str = "page_header page_footer page_number page-header page-footer page-number";

fn is_one(name: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|own| own == name)
}

/// A list that is open.
#[derive(Debug)]
struct List {
    /// The number of the next item, where it has some.
    number: Option<u32>,
}

/// Makes paragraphs of text and elements.
#[derive(Debug, Default)]
pub(in crate::extract) struct Writer {
    container: Container,
    para: Para,
    /// Whether bold text and other text were seen in the paragraph.
    seen: (bool, bool),
    /// The line and column at which the next letter would stand.
    next: Option<(u32, u32)>,
    /// A blank waits for a letter after it, with its place.
    blank: Option<Place>,
    lists: Vec<List>,
    /// What an item that begins prints before it, and its level.
    item: Option<(u8, Option<String>)>,
    bold: usize,
    raised: usize,
    /// Where raised text began.
    raised_from: Option<usize>,
    heading: usize,
    caption: usize,
    /// The element that is left out, how often its name is open, and why it is.
    gone: Option<(String, usize, Option<Reason>)>,
    /// Whether hidden text is wanted.
    hidden: bool,
}

impl Writer {
    /// A writer that shows hidden text where `hidden`.
    pub(in crate::extract) fn new(hidden: bool) -> Self {
        Writer { hidden, ..Writer::default() }
    }

    /// What it writes is a caption.
    pub(in crate::extract) fn caption(mut self) -> Self {
        self.caption = 1;
        self
    }

    /// What it writes is a heading.
    pub(in crate::extract) fn set_heading(&mut self) {
        self.para.heading = true;
    }

    /// An element begins.
    pub(in crate::extract) fn start(&mut self, element: &Element) {
        let name = element.name.as_str();
        if let Some((gone, depth, _)) = &mut self.gone {
            *depth += usize::from(gone == name);
            return;
        }
        if is_one(name, BLOCKS) {
            self.end_para();
        }
        if let Some(reason) = self.left_out(element) {
            self.gone = Some((name.to_owned(), 1, reason));
            return;
        }
        match name {
            "br" => self.line_end(),
            "b" | "strong" => self.bold += 1,
            "sup" => {
                self.raised += 1;
                self.raised_from
                    .get_or_insert(self.para.text.len() + usize::from(self.blank.is_some()));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading += 1,
            "caption" | "figcaption" => self.caption += 1,
            "ul" | "menu" => self.lists.push(List { number: None }),
            "ol" => {
                let first = element.number("start").map_or(1.0, |first| first.clamp(0.0, 1e6));
                self.lists.push(List { number: Some(first as u32) });
            }
            "li" => self.begin_item(),
            _ => {}
        }
    }

    /// An element ends.
    pub(in crate::extract) fn end(&mut self, name: &str) {
        if let Some((gone, depth, _)) = &mut self.gone {
            *depth -= usize::from(gone == name);
            if *depth == 0 {
                self.gone = None;
                if is_one(name, BLOCKS) {
                    self.end_para();
                }
            }
            return;
        }
        match name {
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "sup" => {
                self.raised = self.raised.saturating_sub(1);
                if self.raised == 0 {
                    self.end_raised();
                }
            }
            _ => {}
        }
        if is_one(name, BLOCKS) {
            self.end_para();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = self.heading.saturating_sub(1)
            }
            "caption" | "figcaption" => self.caption = self.caption.saturating_sub(1),
            "ul" | "menu" | "ol" => {
                self.lists.pop();
                self.item = None;
            }
            "li" => self.item = None,
            _ => {}
        }
    }

    /// Text that stands at a place, letter after letter.
    pub(in crate::extract) fn text(&mut self, text: &str, place: Place) {
        if let Some((.., reason)) = &self.gone {
            let reason = *reason;
            if let Some(reason) = reason.filter(|_| !text.trim().is_empty()) {
                self.leave(text.trim(), place, reason);
            }
            return;
        }
        let Place::Dump { line, mut column } = place else { return };
        for letter in text.chars() {
            let here = Place::Dump { line, column };
            column += 1;
            // No-break blanks are letters of a text; others are one blank, whatever they are.
            if letter.is_whitespace() && letter != '\u{A0}' {
                if !self.para.text.is_empty() && !self.para.text.ends_with('\n') {
                    self.blank.get_or_insert(here);
                }
                continue;
            }
            if let Some(blank) = self.blank.take() {
                self.add(' ', blank);
            }
            self.add(letter, here);
            match self.bold > 0 {
                true => self.seen.0 = true,
                false => self.seen.1 = true,
            }
        }
    }

    /// What was written.
    pub(in crate::extract) fn finish(mut self) -> Vec<Block> {
        self.end_para();
        self.container.close()
    }

    /// Whether what comes is left out.
    pub(in crate::extract) fn is_gone(&self) -> bool {
        self.gone.is_some()
    }

    /// Puts a block after what was written.
    pub(in crate::extract) fn push(&mut self, block: Block) {
        self.end_para();
        self.container.push(block);
    }

    /// Text that is left out.
    pub(in crate::extract) fn leave(&mut self, text: &str, place: Place, reason: Reason) {
        self.end_para();
        let mut para = Para { spots: vec![(0, place)], ..Para::default() };
        para.leave(reason, text);
        self.container.push(Block::Para(para));
    }

    /// A line end that the author asked for.
    fn line_end(&mut self) {
        self.blank = None;
        if !self.para.text.is_empty() {
            self.para.text.push('\n');
            self.next = None;
        }
    }

    fn add(&mut self, letter: char, place: Place) {
        if let Place::Dump { line, column } = place {
            if self.next != Some((line, column)) {
                self.para.spots.push((self.para.text.len(), place));
            }
            self.next = Some((line, column + 1));
        }
        self.para.text.push(letter);
    }

    fn begin_item(&mut self) {
        self.end_para();
        let level = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let number = self.lists.last_mut().and_then(|list| {
            let number = list.number.as_mut()?;
            *number += 1;
            Some(format!("{}.", *number - 1))
        });
        self.item = Some((level, number));
    }

    fn end_raised(&mut self) {
        let end = self.para.text.len();
        if let Some(from) = self.raised_from.take().filter(|from| *from < end) {
            self.para.aside().raised.push(from..end);
        }
    }

    /// Ends the paragraph at hand.
    pub(in crate::extract) fn end_para(&mut self) {
        self.end_raised();
        if self.raised > 0 {
            self.raised_from = Some(0);
        }
        self.blank = None;
        self.next = None;
        let mut para = std::mem::take(&mut self.para);
        let seen = std::mem::take(&mut self.seen);
        if !para.shows() {
            self.para.heading = para.heading;
            return;
        }
        para.bold = seen == (true, false);
        para.heading |= self.heading > 0;
        para.caption = self.caption > 0;
        // The first paragraph of an item has its number; others in it are paragraphs.
        if let Some((level, number)) = self.item.take() {
            para.level = Some(level);
            if number.is_some() {
                para.aside().number = number;
            }
        }
        self.container.push_para(para, false);
    }

    /// Whether an element is left out, and why; nothing is said of what is no text.
    fn left_out(&self, element: &Element) -> Option<Option<Reason>> {
        let name = element.name.as_str();
        if is_one(name, UNSEEN) {
            return Some(None);
        }
        if is_one(name, RUNNING) {
            return Some(Some(Reason::RunningLine));
        }
        if name == "del" || name == "s" || name == "strike" {
            return Some(Some(Reason::Deleted));
        }
        let style: String = element.get("style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        let unseen = element.get("hidden").is_some()
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        (unseen && !self.hidden).then_some(Some(Reason::Hidden))
    }
}
