//! The end of a PDF that a test writes: its tree of pages and its catalogue.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// The file, whose pages are `kids` of `tree`; `catalog` is what its catalogue says beside them.
pub(crate) fn save(
    mut pdf: Document,
    tree: ObjectId,
    kids: Vec<Object>,
    catalog: Dictionary,
) -> Vec<u8> {
    let count = i64::try_from(kids.len()).unwrap();
    let node = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    pdf.objects.insert(tree, Object::Dictionary(node));
    let mut root = dictionary! { "Type" => "Catalog", "Pages" => tree };
    root.extend(&catalog);
    let root = pdf.add_object(root);
    pdf.trailer.set("Root", root);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}
