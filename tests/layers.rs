//! The order of the modules in `lib.rs` is the order of the data: a module uses only modules that
//! are listed before it. And no file is longer than a person likes to read.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Lines in a file at most; the house rule is 100 to 400.
const MOST_LINES: usize = 500;
/// Files that are longer today, with what they may have at most. The list only shrinks: a file that
/// has become short must leave it.
const STILL_LONG: &[(&str, usize)] = &[];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

fn all() -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// The modules in the order of `lib.rs`.
fn modules() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = fs::read_to_string(path).unwrap();
    let name = |line: &str| {
        let rest = line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?;
        Some(rest.strip_suffix(';')?.to_owned())
    };
    text.lines().filter_map(name).collect()
}

/// The first names of the paths after each `crate::` in code, with `crate::{a, b::c}` taken apart.
fn used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = BTreeSet::new();
    for (_, rest) in
        code.match_indices("crate::").map(|(at, found)| code.split_at(at + found.len()))
    {
        for path in rest.strip_prefix('{').map_or_else(|| vec![rest], |group| members(group)) {
            let name: String = path
                .trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            found.insert(name);
        }
    }
    found
}

/// The members of a group of paths, up to the brace that closes it.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
                if sign == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn a_module_uses_only_modules_before_it() {
    let modules = modules();
    let place: BTreeMap<&str, usize> =
        modules.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in all() {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs");
        if ["lib", "main", "cli"].contains(&module) {
            continue;
        }
        let Some(own) = place.get(module) else {
            wrong.push(format!("{}: the module is not in lib.rs", inside.display()));
            continue;
        };
        for name in used(&fs::read_to_string(&path).unwrap()) {
            if place.get(name.as_str()).is_some_and(|other| other > own) {
                wrong.push(format!("{}: uses {name}, which comes later", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What comes before in one line can only lead back, so an order without exception has no cycle;
/// that leaves the program, which only `main.rs` may know.
#[test]
fn the_library_does_not_know_the_program() {
    assert!(!modules().contains(&"cli".to_owned()));
}

#[test]
fn files_are_short() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in all() {
        let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        let listed = STILL_LONG.iter().find(|(long, _)| *long == name).map(|(_, most)| *most);
        let most = listed.unwrap_or(MOST_LINES);
        if lines > most {
            wrong.push(format!("{name}: {lines} lines, at most {most}; cut it by what it holds"));
        } else if listed.is_some() && lines <= MOST_LINES {
            wrong.push(format!("{name}: {lines} lines, so take it off the list STILL_LONG"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn paths_are_found_in_code() {
    let text = "use crate::geom::Pt;\nuse crate::{error::{Error, Kind}, table, text::join};\n\
                // crate::comment\nlet x = crate::canon::name(&y);";
    let found: Vec<String> = used(text).into_iter().collect();
    assert_eq!(found, ["canon", "error", "geom", "table", "text"]);
}
