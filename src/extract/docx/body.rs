//! The body of a part: events of the XML reader in, blocks out.
//!
//! One loop with its own stack, so that no depth of nesting can exhaust the stack of the machine.
//! An element that means nothing here is passed through: its text counts, itself does not.

use std::collections::BTreeMap;

use super::changes::Change;
use super::element::{Counts, Element};
use super::inline::from_hex;
use super::numbering::{Counters, Numbering};
use super::styles::{RunProps, Styles};
use super::text;
use super::xml::{Event, Ns, Xml};
use crate::error::Error;
use crate::extract::Options;
use crate::extract::blocks::Blocks;
use crate::extract::blocks::container::Container;
use crate::extract::blocks::model::{Block, NoteKind, Row, Table};
use crate::ledger::Reason;

/// A reader of blocks.
pub(super) struct Body<'a, 'x> {
    pub(super) xml: &'a mut Xml<'x>,
    pub(super) styles: &'a Styles,
    numbering: &'a Numbering,
    pub(super) options: &'a Options,
    pub(super) elements: Vec<Element>,
    /// Elements that are passed over whole are counted here.
    skipped: usize,
    containers: Vec<Container>,
    paras: Vec<text::Open>,
    pub(super) tables: Vec<Table>,
    pub(super) gone: Vec<Reason>,
    /// Bytes of text that were shown so far.
    pub(super) shown: usize,
    counters: Counters,
    /// Footnotes and endnotes that were referred to so far.
    pub(super) note_counts: (u32, u32),
    /// Bytes of text that will be entered for what was read so far.
    bytes: usize,
    /// What the default style of paragraphs says for runs.
    base: RunProps,
    next_table: u32,
    rows: usize,
    cells: usize,
    /// Notes by identifier, where the part holds notes.
    pub(super) notes: BTreeMap<String, Vec<Block>>,
    /// What was met.
    pub(super) counts: Counts,
}

impl<'a, 'x> Body<'a, 'x> {
    /// A reader of the blocks of a part.
    pub(super) fn new(
        xml: &'a mut Xml<'x>,
        styles: &'a Styles,
        numbering: &'a Numbering,
        options: &'a Options,
    ) -> Self {
        Body {
            xml,
            styles,
            numbering,
            options,
            elements: Vec::new(),
            skipped: 0,
            containers: vec![Container::default()],
            paras: Vec::new(),
            tables: Vec::new(),
            gone: Vec::new(),
            shown: 0,
            counters: Counters::default(),
            note_counts: (0, 0),
            notes: BTreeMap::new(),
            bytes: 0,
            base: styles
                .paragraph(None)
                .map_or(styles.defaults, |style| style.run.over(styles.defaults)),
            next_table: 1,
            rows: 0,
            cells: 0,
            counts: Counts::default(),
        }
    }

    fn text(&mut self) {
        match self.elements.last() {
            Some(Element::Text) => {
                // A line end in the markup is a blank; breaks are elements.
                let text = self.xml.text().replace(['\n', '\r'], " ");
                self.show(&text);
            }
            Some(Element::Code) => {
                let code = self.xml.text().to_owned();
                self.para().instruct(&code);
            }
            _ => {}
        }
    }

    /// Shows text in the paragraph at hand, or leaves it out where something says so.
    pub(super) fn show(&mut self, text: &str) {
        let gone = self.gone.last().copied();
        if gone.is_none() {
            self.shown += text.len();
        }
        // Text in nested tables is entered once for each of them.
        self.bytes += text.len().saturating_mul(self.tables.len().max(1));
        let hidden = self.options.hidden;
        self.para().add(text, gone, hidden);
    }

    /// The paragraph at hand; one is begun where text stands outside of any.
    pub(super) fn para(&mut self) -> &mut text::Open {
        let depth = self.containers.len();
        if self.paras.last().is_none_or(|open| open.depth != depth) {
            self.begin_para();
        }
        // There is one now: `begin_para` has put it there.
        let last = self.paras.len() - 1;
        &mut self.paras[last]
    }

    /// What the default style of paragraphs says for runs.
    pub(super) fn base(&self) -> RunProps {
        self.base
    }

    fn begin_para(&mut self) {
        let base = self.base;
        self.paras.push(text::Open {
            depth: self.containers.len(),
            base,
            run: base,
            ..text::Open::default()
        });
    }

    /// Ends the paragraph at hand, if one is open in the container at hand.
    fn finish_para(&mut self) {
        let depth = self.containers.len();
        let Some(open) = self.paras.pop_if(|open| open.depth == depth) else { return };
        let mut para = open.para;
        let style = self.styles.paragraph(open.style.as_deref());
        para.caption |= style.is_some_and(|style| style.is_caption());
        para.heading = style.is_some_and(|style| style.is_heading());
        let list = open.list.or_else(|| style.and_then(|style| style.list));
        let level = open.level.or_else(|| style.and_then(|style| style.level));
        // A paragraph that goes on in the next one prints no number of its own.
        let item = list.filter(|_| !open.joined).and_then(|list| {
            self.numbering.item(list, level, open.style.as_deref(), &mut self.counters)
        });
        if let Some(item) = item {
            para.level = Some(item.level);
            if item.number.is_some() {
                para.aside().number = item.number;
            }
        }
        let Some(container) = self.containers.last_mut() else { return };
        container.push_para(para, open.joined);
        for block in open.after {
            container.push(block);
        }
    }

    fn start(&mut self) -> Result<(), Error> {
        let inside = self.gone.last().is_some()
            && self.elements.iter().any(|e| matches!(e, Element::Branch { gone: true, .. }));
        let element = match self.xml.ns() {
            // In a branch that is not taken only text counts.
            Ns::W | Ns::A if inside => match self.xml.local() {
                "t" => Some(Element::Text),
                "sym" => {
                    self.sign();
                    Some(Element::Plain)
                }
                "rPr" | "pPr" | "sdtPr" => None,
                _ => Some(Element::Plain),
            },
            Ns::W => self.start_word()?,
            Ns::M => self.start_math(),
            Ns::Mc => self.start_alternate(),
            Ns::A => Some(match self.xml.local() {
                "t" => Element::Text,
                _ => Element::Plain,
            }),
            Ns::Symex if self.xml.local() == "symEx" => {
                let character = self.xml.attr("char").and_then(from_hex);
                if let Some(character) = character {
                    self.show(&character.to_string());
                }
                Some(Element::Plain)
            }
            _ => Some(Element::Plain),
        };
        match element {
            Some(element) => self.elements.push(element),
            None => self.skipped = 1,
        }
        Ok(())
    }

    /// An element of WordprocessingML begins; `None` passes over it with all that it holds.
    fn start_word(&mut self) -> Result<Option<Element>, Error> {
        let local = self.xml.local();
        match self.elements.last() {
            Some(Element::RunProps) => return Ok(self.run_property()),
            Some(Element::MarkProps) => return Ok(self.mark_property()),
            Some(Element::ParaProps) => return Ok(self.para_property()),
            Some(Element::RowProps) => return self.row_property(),
            Some(Element::CellProps) => return self.cell_property(),
            Some(Element::Grid) => return Ok(self.grid_column()),
            Some(Element::Field) => return Ok(self.form_field()),
            Some(Element::Old) => {
                return Ok(match local {
                    "rPr" => Some(Element::RunProps),
                    "pPr" => Some(Element::ParaProps),
                    "trPr" => Some(Element::RowProps),
                    "tcPr" => Some(Element::CellProps),
                    _ => None,
                });
            }
            _ => {}
        }
        if let Some(change) = Change::of(local) {
            self.counts.change(change);
            if change.is_gone(self.options.track_changes) {
                self.gone.push(Reason::Deleted);
                return Ok(Some(Element::Gone));
            }
            return Ok(Some(Element::Plain));
        }
        Ok(Some(match local {
            "t" | "delText" => Element::Text,
            "p" => {
                self.finish_para();
                self.begin_para();
                Element::Para
            }
            "pPr" if matches!(self.elements.last(), Some(Element::Para)) => Element::ParaProps,
            "r" => {
                let open = self.para();
                open.run = open.base;
                Element::Run
            }
            "rPr" if matches!(self.elements.last(), Some(Element::Run)) => Element::RunProps,
            "tab" | "ptab" => {
                self.show("\t");
                Element::Plain
            }
            "br" | "cr" => {
                self.show("\n");
                Element::Plain
            }
            "noBreakHyphen" => {
                self.show("\u{2011}");
                Element::Plain
            }
            "softHyphen" => {
                self.show("\u{ad}");
                Element::Plain
            }
            "sym" => {
                self.sign();
                Element::Plain
            }
            "fldChar" => {
                let gone = self.gone.last().copied();
                let hidden = self.options.hidden;
                let kind = self.xml.attr("fldCharType").unwrap_or_default().to_owned();
                let open = self.para();
                match kind.as_str() {
                    "begin" => open.begin_field(),
                    "separate" => open.begin_result(),
                    "end" => open.end_field(gone, hidden),
                    _ => {}
                }
                Element::Field
            }
            "instrText" => Element::Code,
            "fldSimple" => {
                let counts = self.xml.attr("instr").is_some_and(text::is_counter);
                if counts {
                    self.para().para.caption = true;
                }
                Element::Plain
            }
            "tbl" => {
                self.finish_para();
                self.tables.push(Table { number: self.next_table, ..Table::default() });
                self.next_table = self.next_table.saturating_add(1);
                Element::Table
            }
            "tblGrid" if matches!(self.elements.last(), Some(Element::Table)) => Element::Grid,
            "tr" if !self.tables.is_empty() => {
                self.rows += 1;
                let most = self.options.limits.rows;
                if self.rows > most {
                    let message = format!("its tables have more than {most} rows, the limit");
                    return Err(self.xml.limit("rows", message));
                }
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Row::default());
                }
                Element::Row
            }
            "trPr" if matches!(self.elements.last(), Some(Element::Row)) => Element::RowProps,
            "tc" if self.tables.last().is_some_and(|table| !table.rows.is_empty()) => {
                self.cells += 1;
                let most = self.options.limits.cells;
                if self.cells > most {
                    let message = format!("its tables have more than {most} cells, the limit");
                    return Err(self.xml.limit("cells", message));
                }
                if let Some(table) = self.tables.last_mut() {
                    table.add_cell();
                }
                self.containers.push(Container::default());
                Element::Cell
            }
            "tcPr" if matches!(self.elements.last(), Some(Element::Cell)) => Element::CellProps,
            "txbxContent" => {
                self.containers.push(Container::default());
                Element::TextBox
            }
            // The parts of notes: the notes that are only lines between text and notes have a type.
            "footnote" | "endnote" => {
                let kind = self.xml.attr("type").unwrap_or("normal");
                let id = self.xml.attr("id").filter(|_| kind == "normal").map(str::to_owned);
                self.containers.push(Container::default());
                Element::Note(id)
            }
            // What is printed over the text to say how it is read.
            "rt" => {
                self.gone.push(Reason::Stray);
                Element::Gone
            }
            "footnoteReference" | "endnoteReference" => {
                let kind = match local {
                    "footnoteReference" => NoteKind::Footnote,
                    _ => NoteKind::Endnote,
                };
                self.note_reference(kind);
                Element::Plain
            }
            "commentReference" => {
                self.counts.comments += 1;
                Element::Plain
            }
            // WordArt in VML says its words in an attribute.
            "textpath" => {
                if let Some(text) = self.xml.attr("string").map(str::to_owned) {
                    self.show(&text);
                }
                Element::Plain
            }
            "altChunk" | "subDoc" => {
                self.counts.imports += 1;
                Element::Plain
            }
            "drawing" | "pict" | "object" => {
                if !self.tables.is_empty() {
                    self.counts.pictures += 1;
                }
                Element::Plain
            }
            // Properties, and text that is no part of the page: what a table or content control is
            // called, how a section is set.
            "pPr" | "rPr" | "trPr" | "tcPr" | "tblPr" | "tblPrEx" | "sectPr" | "sdtPr"
            | "sdtEndPr" | "smartTagPr" | "customXmlPr" | "rubyPr" | "fldData" | "delInstrText" => {
                return Ok(None);
            }
            _ => Element::Plain,
        }))
    }

    fn grid_column(&mut self) -> Option<Element> {
        if self.xml.local() == "gridCol" {
            let width = self.xml.attr("w").and_then(|width| width.trim().parse().ok());
            if let Some(table) = self.tables.last_mut()
                && table.widths.len() < self.options.limits.columns
            {
                table.widths.push(width.unwrap_or(0));
            }
        }
        None
    }

    fn end(&mut self) {
        let Some(element) = self.elements.pop() else { return };
        match element {
            Element::Para => self.finish_para(),
            Element::Cell => {
                let blocks = self.close_container();
                if let Some(cell) = self.cell() {
                    cell.blocks = blocks;
                }
            }
            Element::TextBox => {
                let blocks = self.close_container();
                let depth = self.containers.len();
                match self.paras.last_mut().filter(|open| open.depth == depth) {
                    Some(open) => open.after.extend(blocks),
                    None => {
                        if let Some(container) = self.containers.last_mut() {
                            blocks.into_iter().for_each(|block| container.push(block));
                        }
                    }
                }
            }
            Element::Row => {
                if let Some(row) = self.row() {
                    row.cells.shrink_to_fit();
                }
            }
            Element::Table => {
                self.finish_para();
                if let (Some(table), Some(container)) =
                    (self.tables.pop(), self.containers.last_mut())
                {
                    container.push(Block::Table(table));
                }
            }
            Element::Gone => {
                self.gone.pop();
            }
            Element::Branch { shown, gone } => {
                if gone {
                    self.gone.pop();
                }
                let gave = self.shown > shown;
                if let Some(Element::Alternate { taken }) = self.elements.last_mut() {
                    *taken |= gave;
                }
            }
            Element::Math(node) => {
                let text = &mut self.para().para.text;
                if text.get(node.start..).is_some_and(|part| node.needs_brackets(part)) {
                    text.insert(node.start, '(');
                    text.push(')');
                }
                let after = node.end();
                if !after.is_empty() {
                    self.show(&after);
                }
            }
            Element::Note(id) => {
                let blocks = self.close_container();
                if let Some(id) = id {
                    self.notes.insert(id, blocks);
                }
            }
            _ => {}
        }
    }

    fn close_container(&mut self) -> Vec<Block> {
        self.finish_para();
        // The outermost container is never closed by an element.
        if self.containers.len() < 2 {
            return Vec::new();
        }
        let mut blocks = self.containers.pop().map(|mut c| c.close()).unwrap_or_default();
        blocks.shrink_to_fit();
        blocks
    }
}

impl Blocks for Body<'_, '_> {
    fn next(&mut self) -> Result<Option<Vec<Block>>, Error> {
        loop {
            match self.xml.next()? {
                Event::Start if self.skipped > 0 => self.skipped += 1,
                Event::Start => self.start()?,
                Event::End if self.skipped > 0 => self.skipped -= 1,
                Event::End => self.end(),
                Event::Text if self.skipped == 0 => self.text(),
                Event::Text => {}
                Event::Eof => {
                    self.finish_para();
                    let blocks = self.containers.first_mut().map(Container::close);
                    return Ok(blocks.filter(|blocks| !blocks.is_empty()));
                }
            }
            let most = self.options.limits.text_bytes;
            if self.bytes as u64 > most {
                let message = format!("the document has more than {most} bytes of text, the limit");
                return Err(self.xml.limit("text-bytes", message));
            }
            if self.containers.len() == 1
                && let Some(body) = self.containers.first_mut()
                && !body.blocks.is_empty()
            {
                return Ok(Some(std::mem::take(&mut body.blocks)));
            }
        }
    }
}
