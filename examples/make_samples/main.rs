//! Makes the samples that are not given from outside, and the goldens that belong to them.
//!
//! `cargo run --example make_samples` writes `samples/` and `golden/`. What a sample must give is
//! written from the same data that the sample is made of, or by hand beside its text; nothing here
//! calls the extraction. Running it twice gives the same bytes. The PDFs that LibreOffice prints
//! from the Word samples are made by a shell line in `samples/README.md`.

mod appendix;
mod breaks;
mod docx_heads;
mod docx_lists;
mod docx_tables;
mod docx_text;
mod docx_xml;
mod dumps;
mod paper;
mod refused;
mod rivers;
mod truth;
mod word;
mod words;

use std::error::Error;
use std::path::{Path, PathBuf};

/// A file to be written, by its path below the repository.
type Files = Vec<(String, Vec<u8>)>;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    appendix::make(&root, &mut files)?;
    dumps::make(&mut files);
    rivers::make(&mut files);
    words::make(&mut files)?;
    dumps::refusals(&mut files);
    docx_text::make(&mut files)?;
    docx_tables::make(&mut files)?;
    docx_heads::make(&mut files)?;
    docx_lists::make(&mut files)?;
    breaks::make(&mut files)?;
    refused::make(&mut files)?;
    for (name, bytes) in &files {
        write(&root, name, bytes)?;
    }
    Ok(())
}

fn write(root: &Path, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = root.join(name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // A file that is right stays untouched, so that its time does not tell of a change.
    if std::fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    std::fs::write(&path, bytes)?;
    Ok(())
}
