//! One program for all targets; the variable `FUZZ_TARGET` says which. `cargo xtask fuzz` builds it
//! with the instrumentation that it needs and starts it.

#![no_main]

#[path = "../../tests/support/fuzz/mod.rs"]
mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<fn(&[u8]) -> bool> = OnceLock::new();

fn target() -> fn(&[u8]) -> bool {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let found = targets::TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("FUZZ_TARGET is {name:?}, which is no target")).1
}

fuzz_target!(|data: &[u8]| {
    TARGET.get_or_init(target)(data);
});
