//! One document to its records, with what a person should look at.
//!
//!     cargo run --example convert samples/dump/appendix.txt

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::path::Path;

use rowmend::{Options, extract};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a document")?;
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let extraction = extract(&name, fs::read(&path)?, &Options::default())?;
    for table in &extraction.document.tables {
        println!("{}: {}", table.id, table.title.as_deref().unwrap_or("without a caption"));
        for record in &table.records {
            println!("  {}: {} values", record.id, record.cells.0.len());
            for flag in &record.flags {
                println!("    look at {}: {}", flag.column, flag.code.meaning());
            }
        }
    }
    let accounting = &extraction.trace.accounting;
    println!("{} characters read, {} unaccounted", accounting.read, accounting.unaccounted);
    Ok(())
}
