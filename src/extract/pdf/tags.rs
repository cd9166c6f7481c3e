//! The structure tree of a tagged PDF → which table row each piece of marked content belongs to.
//!
//! In a PDF that its program tagged, a row that a page break cut is one `TR` whose marked-content
//! ids lie on both pages (ISO 32000-1, 14.7 and 14.8.4.3.4). That is what stitching wants to know;
//! where cells are on the page is left to the geometry. Read with lopdf, which has the objects of a
//! file where hayro has its drawing.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::page::RowTag;
use crate::source::Limits;

/// The tags of a document: by page (from 1) and marked-content id.
pub(super) type Tags = BTreeMap<(u32, i32), RowTag>;

/// Elements that are looked at in one tree; what comes after them is told by geometry.
const MOST_ELEMENTS: usize = 4_000_000;
/// Names that stand for names (RoleMap) are followed this often.
const ROLE_STEPS: usize = 8;

/// What is known where the walk stands: the page of the content, and the row round it.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    page: Option<u32>,
    table: Option<u32>,
    row: Option<RowTag>,
}

/// Reads the rows of all tables. A file that has no tree, or a broken one, has no tags.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Tags {
    let options = LoadOptions {
        max_decompressed_size: Some(limits.part_bytes as usize),
        ..LoadOptions::default()
    };
    let Ok(document) = Document::load_mem_with_options(bytes, options) else { return Tags::new() };
    walk(&document, limits).unwrap_or_default()
}

fn walk(document: &Document, limits: &Limits) -> Option<Tags> {
    let root = dictionary(document, document.catalog().ok()?.get(b"StructTreeRoot").ok()?)?;
    let roles = root.get(b"RoleMap").ok().and_then(|map| dictionary(document, map));
    // /Count cannot be trusted, so pages are counted as they come.
    let pages: BTreeMap<ObjectId, u32> =
        document.page_iter().take(limits.pages as usize).zip(1..).collect();
    let mut tags = Tags::new();
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    let (mut tables, mut rows, mut left) = (0, 0, MOST_ELEMENTS);
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
                match role(document, element, roles) {
                    b"Table" => {
                        tables += 1;
                        place.table = Some(tables);
                        place.row = None;
                    }
                    b"TR" => {
                        rows += 1;
                        place.row = place.table.map(|table| RowTag { table, row: rows });
                    }
                    _ => {}
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

fn enter(tags: &mut Tags, place: Place, mark: i64) {
    if let (Some(page), Some(row), Ok(mark)) = (place.page, place.row, i32::try_from(mark)) {
        tags.insert((page, mark), row);
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
        assert_eq!(tags.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_tree_that_bites_its_tail_ends() {
        let (mut document, table) = tagged();
        let kids = vec![table.into(), 7.into()];
        document.get_dictionary_mut(table).unwrap().set("K", kids);
        assert_eq!(walk(&document, &Limits::default()), Some(Tags::new()));
    }
}
