//! Inputs that once broke a law, kept under `tests/regressions/TARGET/`: none may break one again.
//! `cargo xtask fuzz` finds them and puts them there.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/fuzz/mod.rs"]
mod fuzz;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

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

/// Seeds changed at random, over and over: what CI has the time for. `cargo xtask fuzz` is led by what
/// the program does with them and finds more. Each target has its part of the seconds on a processor of its own,
/// so that all take that long on one processor and half as long on two.
///
/// `FUZZ_SECONDS=60 cargo test --test regressions -- --ignored`
#[test]
#[ignore = "takes as long as it is told"]
fn mutated_seeds_break_no_law() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let each = Duration::from_secs(seconds.unwrap_or(60)) / fuzz::TARGETS.len() as u32;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = |(name, target): &fuzz::Target| {
        let folders = [
            format!("fuzz/seeds/{name}"),
            format!("tests/regressions/{name}"),
            format!("samples/{}", if *name == "file" { "docx" } else { name }),
        ];
        let mut seeds = vec![Vec::new()];
        for folder in folders {
            let Ok(folder) = fs::read_dir(root.join(folder)) else { continue };
            let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
            files.sort();
            seeds.extend(files.iter().map(|file| fs::read(file).unwrap()));
        }
        seeds.retain(|seed| seed.len() < 20_000);
        // The same inputs in every run, as far as the time goes.
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let (until, mut runs) = (Instant::now() + each, 0);
        while Instant::now() < until {
            let input = mutated(&seeds, &mut dice);
            if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
                let found = root.join("target").join(format!("broken-{name}"));
                fs::write(&found, &input).unwrap();
                panic!("{name}: a law is broken by {}", found.display());
            }
            runs += 1;
        }
        format!("{name}: {runs} runs\n")
    };
    let told: String = fuzz::TARGETS.par_iter().map(run).collect();
    println!("{told}");
}

/// Random numbers that are the same everywhere (xorshift64, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// A seed with a few bytes changed, taken out, doubled, or taken from another seed.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    const SIGNS: &[&str] =
        &["\t", "\n", "\n\n", "→", "•", "(", ")", "-", "\u{ad}", "\0", "2020", "<", "\""];
    let mut input = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(input.len() + 1);
        let end = (at + 1 + dice.below(40)).min(input.len());
        match dice.below(6) {
            0 if at < input.len() => input[at] = dice.below(256) as u8,
            1 if at < end => drop(input.drain(at..end)),
            2 if at < end => {
                let piece = input[at..end].to_vec();
                let to = dice.below(input.len() + 1);
                input.splice(to..to, piece);
            }
            3 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                let piece = other[from..(from + 60).min(other.len())].to_vec();
                input.splice(at..at, piece);
            }
            _ => {
                let sign = SIGNS[dice.below(SIGNS.len())];
                input.splice(at..at, sign.bytes());
            }
        }
    }
    input
}
