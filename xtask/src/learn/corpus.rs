//! Folders of documents with their truth → pages with their truth.
//!
//! A folder is a source. `NAME.pdf` has its truth in `NAME.truth.json` beside it:
//!
//! ```json
//! {"complete": true, "readings": [[{"pages": [1], "cells": [
//!     {"r0": 0, "r1": 0, "c0": 0, "c1": 1, "text": "Study", "boxes": [[1, 69.3, 206.3, 106.2, 212.7]]}
//! ]}]]}
//! ```
//!
//! Rows and columns count from 0, both ends included; a box is a page and two corners in points from
//! the top left of the page as shown. `complete: false` says that the document prints tables that the
//! truth does not hold. Of several readings, which people may defend, the first one is learned from.
//! `no-tables.txt` names the documents of the folder that print no table, without their `.pdf`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use rowmend::unstable::detect::lesson::{Scene, TrueCell, TrueTable};
use rowmend::unstable::extract::{Options, pdf};
use rowmend::unstable::geom::{Area, Pt};
use rowmend::unstable::limits::Limits;
use rowmend::unstable::source::Source;
use serde::Deserialize;

/// Pages of one document that are looked at, so that a long one does not outweigh the others.
const MOST_PAGES: usize = 16;
/// Filled cells with boxes, in hundredths, that a table needs so that its pages are learned from.
const BOXED: usize = 70;
/// The same for its columns, rows and cells.
const WHOLE: usize = 93;
/// Where nobody says which pages a table without boxes stands on, none up to here is learned from.
const LAST_PAGE: u32 = 200;

/// A document with its truth.
pub(crate) struct Document {
    /// The source that it belongs to.
    pub(crate) source: String,
    /// Its name.
    pub(crate) name: String,
    /// Its pages.
    pub(crate) scenes: Vec<Scene>,
    /// Some of its tables, cut out, each as a page of its own: what the page round a table looks like
    /// does not tell what a table is.
    pub(crate) alone: Vec<Scene>,
    /// Its truth.
    pub(crate) truth: Truth,
}

/// What a document really prints.
#[derive(Deserialize)]
pub(crate) struct Truth {
    /// The ways to read it, each a list of tables.
    pub(crate) readings: Vec<Vec<Table>>,
    /// Whether it holds every table.
    #[serde(default = "yes")]
    pub(crate) complete: bool,
}

fn yes() -> bool {
    true
}

impl Truth {
    /// The truth of a document that prints no table.
    fn none() -> Self {
        Truth { readings: vec![Vec::new()], complete: true }
    }
}

/// A table of the truth.
#[derive(Deserialize)]
pub(crate) struct Table {
    #[serde(default)]
    pages: Vec<u32>,
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
}

impl Table {
    /// The last page that it is known to stand on.
    pub(crate) fn last_page(&self) -> u32 {
        let boxes = self.cells.iter().flat_map(|cell| &cell.boxes).map(|b| b.0);
        self.pages.iter().copied().chain(boxes).max().unwrap_or(0)
    }
}

/// A cell of the truth.
#[derive(Deserialize)]
pub(crate) struct Cell {
    pub(crate) r0: usize,
    pub(crate) r1: usize,
    pub(crate) c0: usize,
    pub(crate) c1: usize,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    boxes: Vec<(u32, f64, f64, f64, f64)>,
}

/// Reads folders, at most so many documents of each. The documents of every other folder come first:
/// two threads read, each its own folders, and the order is theirs.
pub(crate) fn read(folders: &[PathBuf], most: usize) -> Result<Vec<Document>, String> {
    let names = names(folders);
    let all: Vec<(&PathBuf, String)> = folders.iter().zip(names).collect();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|first| {
                let own: Vec<_> = all.iter().skip(first).step_by(2).collect();
                scope.spawn(move || {
                    own.iter().map(|(folder, name)| of_folder(folder, name, most)).collect()
                })
            })
            .collect();
        let mut documents = Vec::new();
        for thread in threads {
            let read: Result<Vec<Vec<Document>>, String> =
                thread.join().map_err(|_| "reading the corpora failed".to_owned())?;
            documents.extend(read?.into_iter().flatten());
        }
        Ok(documents)
    })
}

/// What the sources are called: as their folders, and where several folders have one name as their
/// last two names.
pub(crate) fn names(folders: &[PathBuf]) -> Vec<String> {
    let last = |folder: &Path, count: usize| -> String {
        let parts: Vec<_> = folder.components().rev().take(count).collect();
        let names = parts.iter().rev().map(|part| part.as_os_str().to_string_lossy());
        names.collect::<Vec<_>>().join("/")
    };
    let short = |folder: &PathBuf| last(folder, 1);
    let alone = |name: &str| folders.iter().filter(|other| short(other) == name).count() == 1;
    folders
        .iter()
        .map(|folder| {
            let name = short(folder);
            if alone(&name) { name } else { last(folder, 2) }
        })
        .collect()
}

fn of_folder(folder: &Path, source: &str, most: usize) -> Result<Vec<Document>, String> {
    let none = fs::read_to_string(folder.join("no-tables.txt")).unwrap_or_default();
    let none: BTreeSet<&str> = none.split_whitespace().collect();
    let told = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        paths.extend(Some(path).filter(|path| path.extension().is_some_and(|end| end == "pdf")));
    }
    paths.sort();
    let mut documents = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let truth = truth(&path.with_extension("truth.json"))?;
        let truth = truth.or_else(|| none.contains(name.as_str()).then(Truth::none));
        let number = documents.len();
        let read = truth.and_then(|truth| document(source, name, number, &path, truth));
        documents.extend(read);
        if documents.len() == most {
            break;
        }
    }
    Ok(documents)
}

/// The truth in a file; `None` where there is no file, or it tells nothing of tables.
fn truth(path: &Path) -> Result<Option<Truth>, String> {
    let Ok(text) = fs::read_to_string(path) else { return Ok(None) };
    let told = |error| format!("{}: {error}", path.display());
    let value: serde_json::Value = serde_json::from_str(&text).map_err(told)?;
    if value.get("readings").is_none() {
        return Ok(None);
    }
    serde_json::from_value(value).map(Some).map_err(told)
}

/// The document of a number in its source; `None` where it cannot be opened. One that breaks on the way
/// keeps its pages so far.
fn document(
    source: &str,
    name: String,
    number: usize,
    path: &Path,
    truth: Truth,
) -> Option<Document> {
    let read = Source::new(&name, fs::read(path).ok()?, &Limits::default()).ok()?;
    let Pages { mut tables, silent } = pages(&truth);
    let mut scenes = Vec::new();
    let _ = pdf::read(&read, &Options::default(), |page| {
        let tables = tables.remove(&page.number).unwrap_or_default();
        if scenes.len() < MOST_PAGES {
            let all = truth.complete || !tables.is_empty();
            let teaches = all && !silent.contains(&page.number);
            let before = scenes.last().map(Scene::last_edges).unwrap_or_default();
            let mut scene = Scene::new(page, tables, teaches);
            scene.follow(before);
            scenes.push(scene);
        }
    });
    let alone = alone(&scenes, number);
    Some(Document { source: source.to_owned(), name, scenes, alone, truth })
}

/// Every other table of some pages cut out, in ways that differ by document, page and table.
fn alone(scenes: &[Scene], document: usize) -> Vec<Scene> {
    let mut made = Vec::new();
    for (page, scene) in scenes.iter().enumerate() {
        for table in 0..scene.count() {
            let seed = (document * 31 + page * 7 + table) as u64;
            made.extend(Some(seed).filter(|s| s % 2 == 0).and_then(|s| scene.alone(table, s / 2)));
        }
    }
    made
}

/// A truth by pages.
#[derive(Default)]
struct Pages {
    tables: BTreeMap<u32, Vec<TrueTable>>,
    /// Pages with a table whose place is not known well enough.
    silent: BTreeSet<u32>,
}

fn pages(truth: &Truth) -> Pages {
    let mut found = Pages::default();
    for table in truth.readings.first().into_iter().flatten() {
        let filled = || table.cells.iter().filter(|cell| !cell.text.trim().is_empty());
        let boxed = filled().filter(|cell| !cell.boxes.is_empty()).count();
        if filled().count() == 0 || boxed * 100 < filled().count() * BOXED {
            match table.pages.as_slice() {
                [] => found.silent.extend(1..=LAST_PAGE),
                pages => found.silent.extend(pages),
            }
        }
        let whole = boxed * 100 > filled().count() * WHOLE;
        for (page, cells) in by_page(table) {
            found.tables.entry(page).or_default().push(TrueTable {
                cells,
                whole,
                ..TrueTable::default()
            });
        }
    }
    found
}

/// The cells of a table by the pages that they have boxes on.
fn by_page(table: &Table) -> BTreeMap<u32, Vec<TrueCell>> {
    let mut pages: BTreeMap<u32, Vec<TrueCell>> = BTreeMap::new();
    for cell in &table.cells {
        let mut own: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
        for (page, x0, top, x1, bottom) in &cell.boxes {
            let area = Area::new(Pt::new(*x0), Pt::new(*top), Pt::new(*x1), Pt::new(*bottom));
            own.entry(*page).or_default().push(area);
        }
        let Cell { r0, r1, c0, c1, .. } = *cell;
        for (page, boxes) in own {
            pages.entry(page).or_default().push(TrueCell { r0, r1, c0, c1, boxes });
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_one_name_are_told_apart() {
        let folders = ["a/typst", "a/latex", "b/typst"].map(PathBuf::from);
        assert_eq!(names(&folders), ["a/typst", "latex", "b/typst"]);
    }

    #[test]
    fn a_table_without_boxes_keeps_its_page_from_teaching() {
        let text = r#"{"readings": [[
            {"pages": [1], "cells": [{"r0": 0, "r1": 0, "c0": 0, "c1": 0, "text": "a"}]},
            {"cells": [{"r0": 0, "r1": 0, "c0": 0, "c1": 0, "text": "b",
                "boxes": [[2, 1.0, 1.0, 9.0, 9.0]]}]}]]}"#;
        let Ok(truth) = serde_json::from_str::<Truth>(text) else { panic!("no truth") };
        let pages = pages(&truth);
        assert!(truth.complete);
        assert_eq!(pages.silent, BTreeSet::from([1]));
        assert_eq!(pages.tables.keys().copied().collect::<Vec<u32>>(), [2]);
        assert!(pages.tables[&2][0].whole);
    }
}
