//! Documents from strangers, each read in a worker process: one that crashes, hangs or takes too much memory is an
//! error like any other.
//!
//!     cargo build && cargo run --example contain target/debug/rowmend samples/dump/*.txt

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::num::NonZeroU64;

use rowmend::{Allowance, Options, Workers};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().ok_or("name the program rowmend, and documents")?;
    let allowance = Allowance { memory: None, timeout: NonZeroU64::new(30) };
    let workers = Workers::new(program).allowing(allowance);
    for path in arguments {
        match workers.extract(&path, fs::read(&path)?, &Options::default()) {
            Ok(extraction) => println!("{path}: {} tables", extraction.document.tables.len()),
            Err(error) => {
                println!("{error}");
                println!("  help: {}", error.advice().unwrap_or("none"));
            }
        }
    }
    Ok(())
}
