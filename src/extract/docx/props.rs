//! Properties: the elements inside of `w:pPr`, `w:rPr`, `w:trPr` and `w:tcPr`.
//!
//! Each function takes the element that just began, a child of the properties, and says what it is
//! from now on; `None` passes over it with all that it holds. Where changes are rejected, the
//! properties from before a change of format replace those after it, which stand before them.

use super::body::Body;
use super::changes::{self, Change};
use super::element::Element;
use super::styles::{RunProps, is_on};
use crate::error::Error;
use crate::extract::TrackChanges;
use crate::extract::blocks::model::{Cell, Merge, Row};
use crate::ledger::Reason;

impl Body<'_, '_> {
    /// Old properties begin: taken where changes are rejected.
    fn old(&mut self) -> Option<Element> {
        self.counts.formats += 1;
        (self.options.track_changes == TrackChanges::Reject).then_some(Element::Old)
    }

    /// In the properties of a run.
    pub(super) fn run_property(&mut self) -> Option<Element> {
        let local = self.xml.local();
        if changes::holds_old(local) {
            let old = self.old();
            if old.is_some() {
                let open = self.para();
                open.run = open.base;
            }
            return old;
        }
        if local == "rStyle" {
            // It stands first: what the run itself says is laid over it.
            let style = self.xml.attr("val").and_then(|id| self.styles.named(id)).map(|s| s.run);
            if let Some(style) = style {
                let open = self.para();
                open.run = style.toggled_over(open.run);
            }
            return None;
        }
        let mut own = RunProps::default();
        own.take(self.xml);
        let open = self.para();
        open.run = own.over(open.run);
        None
    }

    /// In the properties of a paragraph's mark.
    pub(super) fn mark_property(&mut self) -> Option<Element> {
        if let Some(change) = Change::of(self.xml.local()) {
            self.counts.change(change);
            if change.is_gone(self.options.track_changes) {
                self.para().joined = true;
            }
        }
        None
    }

    /// In the properties of a paragraph.
    pub(super) fn para_property(&mut self) -> Option<Element> {
        let value = self.xml.attr("val").map(str::to_owned);
        match self.xml.local() {
            "pStyle" => {
                let props = self.styles.paragraph(value.as_deref()).map(|style| style.run);
                let base = props.unwrap_or_default().over(self.styles.defaults);
                let open = self.para();
                open.style = value;
                open.base = base;
                open.run = base;
            }
            "numPr" => return Some(Element::ParaProps),
            "numId" => self.para().list = value.and_then(|v| v.trim().parse().ok()),
            "ilvl" => self.para().level = value.and_then(|v| v.trim().parse().ok()),
            "rPr" => return Some(Element::MarkProps),
            "pPrChange" => {
                let old = self.old();
                if old.is_some() {
                    let base = self.base();
                    let open = self.para();
                    (open.style, open.list, open.level) = (None, None, None);
                    (open.base, open.run) = (base, base);
                }
                return old;
            }
            _ => {}
        }
        None
    }

    pub(super) fn row(&mut self) -> Option<&mut Row> {
        self.tables.last_mut().and_then(|table| table.rows.last_mut())
    }

    pub(super) fn cell(&mut self) -> Option<&mut Cell> {
        self.row().and_then(|row| row.cells.last_mut())
    }

    /// A number of columns; nonsense counts as `otherwise`.
    fn columns(&self, otherwise: usize) -> Result<usize, Error> {
        let value = self.xml.attr("val").unwrap_or_default().trim().parse::<i64>();
        let most = i64::try_from(self.options.limits.columns).unwrap_or(i64::MAX);
        match value {
            Ok(value) if value > most => {
                let message =
                    format!("a cell covers {value} columns, more than the limit of {most}");
                Err(self.xml.limit("columns", message))
            }
            Ok(value) => Ok(usize::try_from(value).unwrap_or(otherwise).max(otherwise)),
            Err(_) => Ok(otherwise),
        }
    }

    /// In the properties of a row.
    pub(super) fn row_property(&mut self) -> Result<Option<Element>, Error> {
        let local = self.xml.local();
        if let Some(change) = Change::of(local) {
            self.counts.change(change);
            if change.is_gone(self.options.track_changes)
                && let Some(row) = self.row()
            {
                row.gone = Some(Reason::Deleted);
            }
            return Ok(None);
        }
        match local {
            "gridBefore" => {
                let before = self.columns(0)?;
                if let Some(row) = self.row() {
                    row.before = before;
                }
            }
            "trPrChange" => {
                let old = self.old();
                if let Some(row) = self.row().filter(|_| old.is_some()) {
                    (row.before, row.header) = (0, false);
                }
                return Ok(old);
            }
            "tblHeader" => {
                let on = is_on(self.xml);
                if let Some(row) = self.row() {
                    row.header = on;
                }
            }
            _ => {}
        }
        Ok(None)
    }

    /// In the properties of a cell.
    pub(super) fn cell_property(&mut self) -> Result<Option<Element>, Error> {
        let local = self.xml.local();
        let merge = match self.xml.attr("val") {
            Some("restart") => Merge::Begins,
            _ => Merge::GoesOn,
        };
        match local {
            "gridSpan" => {
                let span = self.columns(1)?;
                if let Some(cell) = self.cell() {
                    cell.span = span;
                }
            }
            "vMerge" => {
                if let Some(cell) = self.cell() {
                    cell.down = merge;
                }
            }
            "hMerge" => {
                if let Some(cell) = self.cell() {
                    cell.across = merge;
                }
            }
            "shd" => {
                let plain = |colour: &str| matches!(colour, "auto" | "FFFFFF" | "ffffff" | "");
                let shaded = self.xml.attr("fill").is_some_and(|fill| !plain(fill));
                if let Some(cell) = self.cell() {
                    cell.shaded = shaded;
                }
            }
            "tcPrChange" => {
                let old = self.old();
                if let Some(cell) = self.cell().filter(|_| old.is_some()) {
                    (cell.span, cell.down, cell.across) = (1, Merge::No, Merge::No);
                }
                return Ok(old);
            }
            "cellMerge" => {
                self.counts.formats += 1;
                let merge = changes::cell_merge(self.xml, self.options.track_changes);
                if let (Some(merge), Some(cell)) = (merge, self.cell()) {
                    cell.down = merge;
                }
            }
            _ => {
                if let Some(change) = Change::of_cell(local) {
                    self.counts.change(change);
                    if change.is_gone(self.options.track_changes)
                        && let Some(cell) = self.cell()
                    {
                        cell.gone = Some(Reason::Deleted);
                    }
                }
            }
        }
        Ok(None)
    }
}
