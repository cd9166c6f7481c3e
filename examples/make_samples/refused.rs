//! PDFs that must be refused: a page that is only an image, and one locked by a password.

use std::error::Error;

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};

use crate::Files;

/// Makes the PDFs; the messages are goldens that a person accepts.
pub(crate) fn make(files: &mut Files) -> Result<(), Box<dyn Error>> {
    let scanned = bytes(page())?;
    files.push(("samples/pdf/scanned.pdf".to_owned(), scanned));
    let mut locked = page();
    let text =
        |byte: u8, length: usize| Object::String(vec![byte; length], StringFormat::Hexadecimal);
    // No password fits these made-up hashes, as none is known for a locked file.
    let lock = locked.add_object(dictionary! {
        "Filter" => "Standard", "V" => 1, "R" => 2, "P" => -4,
        "O" => text(0x41, 32), "U" => text(0x42, 32),
    });
    locked.trailer.set("Encrypt", lock);
    locked.trailer.set("ID", vec![text(0x43, 16), text(0x43, 16)]);
    files.push(("samples/pdf/encrypted.pdf".to_owned(), bytes(locked)?));
    Ok(())
}

/// An A4 page that a grey image of four dots fills.
fn page() -> Document {
    let mut pdf = Document::with_version("1.5");
    let image: Dictionary = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let image = pdf.add_object(Stream::new(image, vec![250, 200, 200, 250]));
    let drawn = b"q 595 0 0 842 0 0 cm /Scan Do Q".to_vec();
    let drawn = pdf.add_object(Stream::new(Dictionary::new(), drawn));
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => drawn,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "Scan" => image } },
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(pages, Object::Dictionary(kids));
    let root = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", root);
    pdf
}

fn bytes(mut pdf: Document) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes)?;
    Ok(bytes)
}
