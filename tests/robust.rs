//! Samples cut short and damaged: an answer or a clear error, never a panic, never a sum that does
//! not add up. The damage is made with a fixed seed.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use rowmend::unstable::error::ErrorKind;
use rowmend::unstable::pipeline::{Options, ingest};
use rowmend::unstable::source::{Limits, Source};

/// Larger samples would make the test slow and show nothing else; `cargo xtask survive` takes all.
const LARGEST: u64 = 50_000;
const DAMAGES: u64 = 12;

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found: Vec<PathBuf> = ["dump", "docx", "pdf", "recognised", "marked"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| std::fs::metadata(path).unwrap().len() <= LARGEST)
        .collect();
    found.sort();
    found
}

/// Numbers that look random and are the same every time (Knuth's MMIX generator, TAOCP 3.3.4).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

fn survives(name: &str, bytes: Vec<u8>) {
    let Ok(source) = Source::new(name, bytes, &Limits::default()) else { return };
    if let Err(error) = ingest(&source, &Options::default()) {
        assert_ne!(error.kind(), ErrorKind::Fault, "{error}");
    }
}

#[test]
fn samples_cut_short_are_survived() {
    for path in samples() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let mut seed = bytes.len() as u64;
        for _ in 0..DAMAGES / 2 {
            let end = next(&mut seed) as usize % bytes.len().max(1);
            survives(&name, bytes[..end].to_vec());
        }
    }
}

#[test]
fn samples_with_wrong_bytes_are_survived() {
    for path in samples() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let mut seed = !(bytes.len() as u64);
        for damage in 0..DAMAGES {
            let mut damaged = bytes.clone();
            for _ in 0..=damage {
                let at = next(&mut seed) as usize % damaged.len().max(1);
                // Text stays text, so that it is more than its encoding that is damaged.
                let byte = if name.ends_with(".txt") { b"\t\n> \\("[at % 6] } else { at as u8 };
                if let Some(place) = damaged.get_mut(at).filter(|place| place.is_ascii()) {
                    *place = byte;
                }
            }
            survives(&name, damaged);
        }
    }
}
