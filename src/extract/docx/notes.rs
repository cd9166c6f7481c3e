//! Footnotes and endnotes: the parts that hold them in, their paragraphs by identifier out.

use std::collections::{BTreeMap, BTreeSet};

use super::body::Body;
use super::numbering::Numbering;
use super::package::Package;
use super::styles::Styles;
use crate::error::Error;
use crate::extract::Options;
use crate::extract::blocks::Blocks;
use crate::extract::blocks::enter::{At, enter_para};
use crate::extract::blocks::model::{Block, NoteKind, NoteRef, each_para};
use crate::fragment::Line;
use crate::ledger::Ledger;

/// The notes of a document.
#[derive(Debug, Default)]
pub(super) struct Notes {
    texts: BTreeMap<(NoteKind, String), Vec<Block>>,
    /// Names of the two parts.
    parts: BTreeMap<NoteKind, String>,
    /// Notes whose text has been entered.
    entered: BTreeSet<(NoteKind, String)>,
}

impl Notes {
    /// Reads the part called `name` (in lower case).
    ///
    /// # Errors
    /// Where it is damaged or over a limit.
    pub(super) fn read(
        &mut self,
        kind: NoteKind,
        name: &str,
        package: &mut Package<'_>,
        looks: (&Styles, &Numbering, &Options),
    ) -> Result<(), Error> {
        let (styles, numbering, options) = looks;
        self.parts.insert(kind, package.written(name));
        let mut xml = package.read(name)?;
        let mut body = Body::new(&mut xml, styles, numbering, options);
        // What stands outside of all notes is no text of the document.
        while body.next()?.is_some() {}
        let notes = std::mem::take(&mut body.notes);
        self.texts.extend(notes.into_iter().map(|(id, blocks)| ((kind, id), blocks)));
        Ok(())
    }

    /// Enters the text of the notes that are referred to, each once, and gives its lines, each with
    /// the mark.
    pub(super) fn enter(&mut self, references: &[NoteRef], ledger: &mut Ledger) -> Vec<Line> {
        let mut lines = Vec::new();
        for NoteRef { kind, id, mark, .. } in references {
            let key = (*kind, id.clone());
            let Some(blocks) = self.texts.get(&key) else { continue };
            if !self.entered.insert(key) {
                continue;
            }
            let part = ledger.part(self.parts.get(kind).map_or("", String::as_str));
            let first = lines.len();
            let mut paragraph = 0;
            each_para(blocks, &mut |para| {
                paragraph += 1;
                lines.extend(enter_para(para, At::outside(part, paragraph), ledger));
            });
            for line in lines.iter_mut().skip(first).filter(|_| !mark.is_empty()) {
                line.mark = Some(mark.as_str().into());
            }
        }
        lines
    }
}
