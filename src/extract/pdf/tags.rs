//! The structure tree of a tagged PDF → which table row and cell each piece of marked content belongs
//! to (ISO 32000-1, 14.7 and 14.8.4.3.4).
//!
//! A program that knows its table writes a row that a page break cut as one `TR` whose marked-content
//! ids lie on both pages; Word writes one for each part. Nothing is concluded from it here. Read with
//! lopdf, which has the objects of a file where hayro has its drawing.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::page::{CellTag, RowTag};
use crate::source::Limits;

/// The tags of a document: by page (from 1) and marked-content id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tags {
    /// The rows.
    pub(super) rows: BTreeMap<(u32, i32), RowTag>,
    /// The cells.
    pub(super) cells: BTreeMap<(u32, i32), CellTag>,
}

/// Elements that are looked at in one tree; what comes after them is told by geometry.
const MOST_ELEMENTS: usize = 4_000_000;
/// Names that stand for names (RoleMap) are followed this often.
const ROLE_STEPS: usize = 8;

/// Attributes of one element that are looked at: a few, and revision numbers between them.
const MOST_ATTRIBUTES: usize = 64;

/// A table of more columns is read by geometry alone.
const MOST_COLUMNS: usize = 4_000;

/// What is known where the walk stands: the page of the content, and the row and cell round it.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    page: Option<u32>,
    table: Option<u32>,
    in_head: bool,
    row: Option<RowTag>,
    cell: Option<CellTag>,
}

/// Reads the rows of all tables. A file that has no tree, or a broken one, has no tags.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Tags {
    let options = LoadOptions {
        max_decompressed_size: Some(limits.part_bytes as usize),
        ..LoadOptions::default()
    };
    let Ok(document) = Document::load_mem_with_options(bytes, options) else {
        return Tags::default();
    };
    walk(&document, limits).unwrap_or_default()
}

fn walk(document: &Document, limits: &Limits) -> Option<Tags> {
    let root = dictionary(document, document.catalog().ok()?.get(b"StructTreeRoot").ok()?)?;
    let roles = root.get(b"RoleMap").ok().and_then(|map| dictionary(document, map));
    // /Count cannot be trusted, so pages are counted as they come.
    let pages: BTreeMap<ObjectId, u32> =
        document.page_iter().take(limits.pages as usize).zip(1..).collect();
    let mut tags = Tags::default();
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    let mut count = Count::default();
    let mut grids: BTreeMap<u32, Grid> = BTreeMap::new();
    let mut left = MOST_ELEMENTS;
    let mut stack: Vec<(&Object, Place)> = vec![(root.get(b"K").ok()?, Place::default())];
    while let Some((object, mut place)) = stack.pop() {
        left = left.checked_sub(1)?;
        let object = match object {
            Object::Reference(id) => {
                // A tree has no element twice; what comes again is a cycle.
                if !seen.insert(*id) {
                    continue;
                }
                match document.get_object(*id) {
                    Ok(object) => object,
                    Err(_) => continue,
                }
            }
            object => object,
        };
        match object {
            Object::Array(kids) => {
                // In order of the tree: the last pushed is the first seen.
                stack.extend(kids.iter().rev().map(|kid| (kid, place)));
            }
            Object::Integer(mark) => enter(&mut tags, place, *mark),
            Object::Dictionary(element) => {
                let page = element.get(b"Pg").and_then(Object::as_reference).ok();
                place.page = page.and_then(|id| pages.get(&id).copied()).or(place.page);
                if let Ok(mark) = element.get(b"MCID").and_then(Object::as_i64) {
                    enter(&mut tags, place, mark);
                    continue;
                }
                place = count.enter(place, role(document, element, roles));
                // What stands inside a cell has the cell's place already.
                if let Some(cell) = place.cell.as_mut().filter(|cell| cell.col.is_none()) {
                    spans(document, root, element, cell);
                    cell.col = grids.entry(cell.row.table).or_default().place(cell);
                }
                if let Ok(kids) = element.get(b"K") {
                    stack.push((kids, place));
                }
            }
            _ => {}
        }
    }
    Some(tags)
}

/// How many of each kind were met.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    tables: u32,
    rows: u32,
    cells: u32,
}

impl Count {
    /// The place within an element of that type.
    fn enter(&mut self, mut place: Place, role: &[u8]) -> Place {
        match role {
            b"Table" => {
                self.tables += 1;
                let page = place.page;
                place = Place { page, table: Some(self.tables), ..Place::default() };
            }
            b"THead" => place.in_head = true,
            b"TR" => {
                self.rows += 1;
                place.row = place.table.map(|table| RowTag { table, row: self.rows });
                place.cell = None;
            }
            b"TH" | b"TD" => {
                self.cells += 1;
                place.cell = place.row.map(|row| CellTag {
                    row,
                    cell: self.cells,
                    col: None,
                    header: role == b"TH",
                    in_head: place.in_head,
                    row_span: 1,
                    col_span: 1,
                });
            }
            _ => {}
        }
        place
    }
}

/// The cells of a table as far as they were met.
#[derive(Clone, Debug, Default)]
struct Grid {
    /// The row of the last one, and the columns that are taken in it so far.
    row: Option<RowTag>,
    next: usize,
    /// For each column how many rows from this one on a cell covers.
    covered: Vec<u16>,
}

impl Grid {
    /// The column at which a cell begins that comes next: the first one that no cell before it covers.
    fn place(&mut self, cell: &CellTag) -> Option<u16> {
        if self.row != Some(cell.row) {
            (self.row, self.next) = (Some(cell.row), 0);
            self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
        while self.covered.get(self.next).is_some_and(|rows| *rows > 0) {
            self.next += 1;
        }
        let (col, end) = (self.next, self.next + usize::from(cell.col_span));
        if end > MOST_COLUMNS {
            return None;
        }
        self.covered.resize(self.covered.len().max(end), 0);
        self.covered[col..end].fill(cell.row_span);
        self.next = end;
        u16::try_from(col).ok()
    }
}

/// Reads how many rows and columns a cell covers: from its own attributes (`A`), or those of a class
/// that it names (`C`; ISO 32000-1, 14.7.5 and 14.8.5.7).
fn spans(document: &Document, root: &Dictionary, element: &Dictionary, cell: &mut CellTag) {
    let classes = root.get(b"ClassMap").ok().and_then(|map| dictionary(document, map));
    let named = listed(document, element.get(b"C").ok()).into_iter().filter_map(|name| {
        let name = name.as_name().ok()?;
        classes?.get(name).ok()
    });
    let named: Vec<&Object> = named.collect();
    let own = element.get(b"A").ok();
    // An element's own attributes go before those of its class.
    for attributes in named.into_iter().chain(own) {
        for object in listed(document, Some(attributes)) {
            let Some(dict) = dictionary(document, object) else { continue };
            let number = |key: &[u8]| {
                let value = dict.get(key).and_then(Object::as_i64).ok()?;
                u16::try_from(value).ok().filter(|value| *value > 0)
            };
            cell.row_span = number(b"RowSpan").unwrap_or(cell.row_span);
            cell.col_span = number(b"ColSpan").unwrap_or(cell.col_span);
        }
    }
}

/// An object, or the objects of an array.
fn listed<'d>(document: &'d Document, object: Option<&'d Object>) -> Vec<&'d Object> {
    let object = match object {
        Some(Object::Reference(id)) => document.get_object(*id).ok(),
        object => object,
    };
    match object {
        Some(Object::Array(all)) => all.iter().take(MOST_ATTRIBUTES).collect(),
        other => other.into_iter().collect(),
    }
}

fn enter(tags: &mut Tags, place: Place, mark: i64) {
    let (Some(page), Ok(mark)) = (place.page, i32::try_from(mark)) else { return };
    if let Some(row) = place.row {
        tags.rows.insert((page, mark), row);
    }
    if let Some(cell) = place.cell {
        tags.cells.insert((page, mark), cell);
    }
}

/// The standard name of an element's type.
fn role<'d>(
    document: &'d Document,
    element: &'d Dictionary,
    roles: Option<&'d Dictionary>,
) -> &'d [u8] {
    let Ok(mut name) = element.get(b"S").and_then(Object::as_name) else { return b"" };
    for _ in 0..ROLE_STEPS {
        let other = roles.and_then(|roles| roles.get(name).ok());
        let other = match other {
            Some(Object::Reference(id)) => document.get_object(*id).ok(),
            other => other,
        };
        match other.and_then(|other| other.as_name().ok()) {
            Some(next) if next != name => name = next,
            _ => break,
        }
    }
    name
}

fn dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    match object {
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        object => object.as_dict().ok(),
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Document, dictionary};

    use super::*;

    /// Two pages, and a table whose second row has content on both.
    fn tagged() -> (Document, ObjectId) {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let page = |document: &mut Document| {
            document.add_object(dictionary! { "Type" => "Page", "Parent" => pages })
        };
        let (first, second) = (page(&mut document), page(&mut document));
        let kids = vec![first.into(), second.into()];
        document
            .objects
            .insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 2 }.into());
        let over = dictionary! { "Type" => "MCR", "Pg" => second, "MCID" => 0 };
        let cell = document.add_object(
            dictionary! { "S" => "TD", "Pg" => first, "K" => vec![1.into(), over.into()] },
        );
        let head = dictionary! { "S" => "TH", "Pg" => first, "K" => 0 };
        // The row's name stands for TR.
        let one = document.add_object(dictionary! { "S" => "Line", "K" => vec![head.into()] });
        let two = document.add_object(dictionary! { "S" => "TR", "K" => vec![cell.into()] });
        let table = dictionary! { "S" => "Table", "K" => vec![one.into(), two.into()] };
        let table = document.add_object(table);
        let root = document.add_object(dictionary! {
            "K" => vec![table.into()],
            "RoleMap" => dictionary! { "Line" => "TR" },
        });
        let catalog = document.add_object(
            dictionary! { "Type" => "Catalog", "Pages" => pages, "StructTreeRoot" => root },
        );
        document.trailer.set("Root", catalog);
        (document, table)
    }

    #[test]
    fn a_row_over_a_page_break_is_one_row() {
        let (document, _) = tagged();
        let tags = walk(&document, &Limits::default()).unwrap();
        let row = |row| RowTag { table: 1, row };
        let expected = [((1, 0), row(1)), ((1, 1), row(2)), ((2, 0), row(2))];
        assert_eq!(tags.rows.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cells_say_what_they_are_and_what_they_cover() {
        let (mut document, table) = tagged();
        let page = document.page_iter().next().unwrap();
        let wide = dictionary! { "O" => "Table", "ColSpan" => 3, "RowSpan" => 2 };
        let cell = dictionary! {
            "S" => "TD", "Pg" => page, "K" => 5, "A" => vec![wide.into(), 0.into()],
        };
        let row = dictionary! { "S" => "TR", "K" => vec![cell.into()] };
        let kids = document.get_dictionary(table).unwrap().get(b"K").unwrap().clone();
        let mut kids = kids.as_array().unwrap().clone();
        kids.push(row.into());
        document.get_dictionary_mut(table).unwrap().set("K", kids);
        let cells = walk(&document, &Limits::default()).unwrap().cells;
        let cell = |row, cell| CellTag {
            row: RowTag { table: 1, row },
            cell,
            col: Some(0),
            header: false,
            in_head: false,
            row_span: 1,
            col_span: 1,
        };
        let expected = [
            ((1, 0), CellTag { header: true, ..cell(1, 1) }),
            ((1, 1), cell(2, 2)),
            ((1, 5), CellTag { row_span: 2, col_span: 3, ..cell(3, 3) }),
            ((2, 0), cell(2, 2)),
        ];
        assert_eq!(cells.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_tree_that_bites_its_tail_ends() {
        let (mut document, table) = tagged();
        let kids = vec![table.into(), 7.into()];
        document.get_dictionary_mut(table).unwrap().set("K", kids);
        assert_eq!(walk(&document, &Limits::default()), Some(Tags::default()));
    }
}
