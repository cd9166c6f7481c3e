//! A Word document as its markup has it: blocks of paragraphs and tables, before anything is entered
//! in the ledger.

use std::ops::Range;

use crate::geom::Area;
use crate::ledger::{Place, Reason};

/// A paragraph or a table, in the order of the document.
#[derive(Debug)]
pub(in crate::extract) enum Block {
    /// A paragraph.
    Para(Para),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Debug, Default)]
pub(in crate::extract) struct Para {
    /// What it shows; `\n` is a line break.
    pub(in crate::extract) text: String,
    /// The list level, where real numbering makes it a list item.
    pub(in crate::extract) level: Option<u8>,
    /// Whether its style is the one for captions.
    pub(in crate::extract) caption: bool,
    /// Whether its style is one for headings or titles.
    pub(in crate::extract) heading: bool,
    /// Whether all of its text is bold.
    pub(in crate::extract) bold: bool,
    /// Where its text stands, each from a byte on up to the next; empty where its own number in its part says it.
    pub(in crate::extract) spots: Vec<(usize, Place)>,
    /// What few paragraphs have; apart, because a table may have millions of them.
    pub(in crate::extract) aside: Option<Box<Aside>>,
}

/// What few paragraphs have.
#[derive(Debug, Default)]
pub(in crate::extract) struct Aside {
    /// What stands in it but is not shown, and why.
    pub(in crate::extract) left: Vec<(Reason, String)>,
    /// The number that is printed before it, where it is an item of a numbered list.
    pub(in crate::extract) number: Option<String>,
    /// Footnotes and endnotes that it refers to.
    pub(in crate::extract) notes: Vec<NoteRef>,
    /// Where raised text stands, in bytes; none once it is settled what it means.
    pub(in crate::extract) raised: Vec<Range<usize>>,
    /// The raised marks that left its text.
    pub(in crate::extract) marks: Vec<Box<str>>,
    /// What is printed raised once it is settled what it means: the bytes of the text that say so, none
    /// where it left the text, and the raised text.
    pub(in crate::extract) printed: Vec<(Range<usize>, Box<str>)>,
    /// The mark of the note that it begins with, where marks of the table before it lead to it.
    pub(in crate::extract) note: Option<Box<str>>,
}

impl Para {
    /// Whether it shows anything.
    pub(in crate::extract) fn shows(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether it shows nothing and leaves out nothing.
    pub(in crate::extract) fn is_blank(&self) -> bool {
        self.aside.is_none() && !self.shows()
    }

    /// What stands in it but is not shown, and why.
    pub(in crate::extract) fn left(&self) -> &[(Reason, String)] {
        self.aside.as_ref().map_or(&[], |aside| &aside.left)
    }

    /// The number that is printed before it.
    pub(in crate::extract) fn number(&self) -> Option<&str> {
        self.aside.as_ref().and_then(|aside| aside.number.as_deref())
    }

    /// Footnotes and endnotes that it refers to.
    pub(in crate::extract) fn notes(&self) -> &[NoteRef] {
        self.aside.as_ref().map_or(&[], |aside| &aside.notes)
    }

    /// Where raised text stands, in bytes, where it is not settled yet what it means.
    pub(in crate::extract) fn raised(&self) -> &[Range<usize>] {
        self.aside.as_ref().map_or(&[], |aside| &aside.raised)
    }

    /// The mark of the note that it begins with.
    pub(in crate::extract) fn note(&self) -> Option<&str> {
        self.aside.as_ref().and_then(|aside| aside.note.as_deref())
    }

    /// The raised marks that left its text.
    pub(in crate::extract) fn marks(&self) -> &[Box<str>] {
        self.aside.as_ref().map_or(&[], |aside| &aside.marks)
    }

    /// What is printed raised, and the marks of the notes that it refers to, in the order of the text.
    pub(in crate::extract) fn printed(&self) -> Vec<(Range<usize>, &str)> {
        let Some(aside) = &self.aside else { return Vec::new() };
        let raised = aside.printed.iter().map(|(at, text)| (at.clone(), &**text));
        let notes = aside.notes.iter().map(|note| (note.at..note.at, note.mark.as_str()));
        let mut printed: Vec<(Range<usize>, &str)> = raised.chain(notes).collect();
        printed.sort_by_key(|(at, _)| (at.start, at.end));
        printed
    }

    /// Puts `text` in place of what stands in a range, and moves along what is known of places after it.
    pub(in crate::extract) fn replace(&mut self, range: Range<usize>, text: &str) {
        self.text.replace_range(range.clone(), text);
        let moved = |place: usize| {
            if place >= range.end { place - range.len() + text.len() } else { place }
        };
        for (at, _) in &mut self.spots {
            *at = moved(*at);
        }
        let aside = self.aside();
        for (at, _) in &mut aside.printed {
            *at = moved(at.start)..moved(at.end);
        }
        for note in &mut aside.notes {
            note.at = moved(note.at);
        }
    }

    /// What few paragraphs have, to be added to.
    pub(in crate::extract) fn aside(&mut self) -> &mut Aside {
        self.aside.get_or_insert_default()
    }

    /// Adds text that is left out.
    pub(in crate::extract) fn leave(&mut self, reason: Reason, text: &str) {
        let left = &mut self.aside().left;
        match left.last_mut() {
            Some((last, kept)) if *last == reason => kept.push_str(text),
            _ => left.push((reason, text.to_owned())),
        }
    }

    /// Puts the text of `first`, whose end is gone, before this one's.
    pub(in crate::extract) fn join(&mut self, mut first: Para) {
        let shift = first.text.len();
        first.text.push_str(&self.text);
        self.text = first.text;
        if let Some(own) = &mut self.aside {
            for range in &mut own.raised {
                *range = range.start + shift..range.end + shift;
            }
            for note in &mut own.notes {
                note.at += shift;
            }
        }
        if let Some(mut aside) = first.aside {
            aside.number = None;
            if let Some(own) = &mut self.aside {
                aside.left.append(&mut own.left);
                aside.notes.append(&mut own.notes);
                aside.raised.append(&mut own.raised);
                aside.marks.append(&mut own.marks);
                aside.number = own.number.take();
            }
            self.aside = Some(aside);
        }
    }
}

/// A reference to a note.
#[derive(Clone, Debug)]
pub(in crate::extract) struct NoteRef {
    /// Which of the two parts it is in.
    pub(in crate::extract) kind: NoteKind,
    /// Its identifier there.
    pub(in crate::extract) id: String,
    /// What is printed for it.
    pub(in crate::extract) mark: String,
    /// Where it stands in its paragraph, in bytes.
    pub(in crate::extract) at: usize,
}

/// The two kinds of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::extract) enum NoteKind {
    /// At the foot of the page.
    Footnote,
    /// At the end of the document.
    Endnote,
}

/// A table.
#[derive(Debug, Default)]
pub(in crate::extract) struct Table {
    /// Its number in the part, from 1, nested tables counted where they begin.
    pub(in crate::extract) number: u32,
    /// Its rows.
    pub(in crate::extract) rows: Vec<Row>,
    /// Widths of the columns of its grid in twentieths of a point; 0 where none is given.
    pub(in crate::extract) widths: Vec<u32>,
    /// The page that it stands on, where that is known.
    pub(in crate::extract) page: Option<u32>,
    /// Its box on that page.
    pub(in crate::extract) area: Option<Area>,
    /// Whether the form of the file asks for header rows, so that they say little.
    pub(in crate::extract) formal: bool,
}

impl Table {
    /// Adds a cell to the last row. Most rows have as many as the one before.
    pub(in crate::extract) fn add_cell(&mut self) {
        let Some((row, above)) = self.rows.split_last_mut() else { return };
        if row.cells.is_empty() {
            row.cells.reserve_exact(above.last().map_or(1, |above| above.cells.len().max(1)));
        }
        row.cells.push(Cell { span: 1, ..Cell::default() });
    }
}

/// A row of a table.
#[derive(Debug, Default)]
pub(in crate::extract) struct Row {
    /// Its cells.
    pub(in crate::extract) cells: Vec<Cell>,
    /// Columns of the grid before its first cell.
    pub(in crate::extract) before: usize,
    /// It is repeated at the top of each page.
    pub(in crate::extract) header: bool,
    /// Why it is not there: a tracked change took it away.
    pub(in crate::extract) gone: Option<Reason>,
}

/// A cell of a row.
#[derive(Debug, Default)]
pub(in crate::extract) struct Cell {
    /// What it holds.
    pub(in crate::extract) blocks: Vec<Block>,
    /// Columns of the grid that it covers, at least 1.
    pub(in crate::extract) span: usize,
    /// How it is merged with the cells over it.
    pub(in crate::extract) down: Merge,
    /// How it is merged with the cell to its left.
    pub(in crate::extract) across: Merge,
    /// Whether it has a ground of a colour of its own.
    pub(in crate::extract) shaded: bool,
    /// Why it is not there: a tracked change took it away.
    pub(in crate::extract) gone: Option<Reason>,
}

/// A cell's part in a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) enum Merge {
    /// It is not merged.
    #[default]
    No,
    /// It begins a merge.
    Begins,
    /// It goes on with the merge that began before it.
    GoesOn,
}

/// Calls `f` for each paragraph, those in the cells of tables included. The depth of nesting is
/// bounded by the readers.
pub(in crate::extract) fn each_para(blocks: &[Block], f: &mut dyn FnMut(&Para)) {
    for block in blocks {
        match block {
            Block::Para(para) => f(para),
            Block::Table(Table { rows, .. }) => {
                for cell in rows.iter().flat_map(|row| &row.cells) {
                    each_para(&cell.blocks, f);
                }
            }
        }
    }
}
