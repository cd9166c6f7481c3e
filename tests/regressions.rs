//! Inputs that once broke a law, kept under `tests/regressions/TARGET/`: none may break one again.
//! `cargo xtask fuzz` finds them and puts them there.

#![allow(clippy::print_stdout)]

#[allow(clippy::unwrap_used)]
#[path = "support/fuzz/mod.rs"]
mod fuzz;

use std::fs;
use std::path::Path;

#[test]
fn what_once_broke_a_law_keeps_it_now() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut runs = 0;
    for (name, target) in fuzz::TARGETS {
        let Ok(folder) = fs::read_dir(root.join(name)) else { continue };
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            // A panic says what is wrong; this line says which file it is.
            println!("{}", file.display());
            target(&fs::read(&file).unwrap());
            runs += 1;
        }
    }
    assert!(runs > 0, "no input was found under {}", root.display());
}

/// What is put into the skeletons reaches the readers: every seed holds what its target reads.
#[test]
fn seeds_are_read() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, target) in fuzz::TARGETS {
        let Ok(folder) = fs::read_dir(seeds.join(name)) else { continue };
        for file in folder {
            let file = file.unwrap().path();
            assert!(target(&fs::read(&file).unwrap()), "{} is refused", file.display());
        }
    }
}
