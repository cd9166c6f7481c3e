//! `cargo xtask sensitivity`: which tests notice when a number is moved. For each `const NAME: T =
//! NUMBER` of a folder of sources, as it stands or as a tuple or list of numbers, each number is halved
//! and doubled in a scratch copy of the checkout, and the tests run there. A number that no test
//! notices is either not needed or not tested.
//!
//! It builds the library twice for each number: run it over night, or with `--only`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is moved, and who is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder whose numbers are moved
    #[arg(long, value_name = "FOLDER", default_value = "src/detect")]
    folder: PathBuf,
    /// Only the constants of this name; may be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Print the numbers and move none
    #[arg(long)]
    list: bool,
    /// Where the scratch copy is built; kept, so that it can go on where it was stopped
    #[arg(long, value_name = "FOLDER", default_value = "target/sensitivity")]
    scratch: PathBuf,
    /// What `cargo test` is given, in one run after the other; may be repeated
    #[arg(long, value_name = "ARGUMENTS", default_values_t = TESTS.map(str::to_owned))]
    test: Vec<String>,
}

/// The tests about pages: the cases, and those of the library's room.
const TESTS: [&str; 2] = ["--test page_cases", "--lib detect"];

/// A number in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    file: PathBuf,
    /// Line, from 1.
    line: usize,
    name: String,
    /// Where its digits stand in the text of the file.
    from: usize,
    to: usize,
    value: i64,
}

/// Runs the task.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let mut numbers = numbers(&arguments.folder)?;
    numbers.retain(|n| arguments.only.is_empty() || arguments.only.contains(&n.name));
    if arguments.list {
        numbers.iter().for_each(|n| println!("{:40} {}", place(n), n.value));
        return Ok(true);
    }
    copy(&arguments.scratch)?;
    let usual = failing(arguments)?;
    println!("| constant | value | moved to | tests that notice |\n|---|---|---|---|");
    let mut unnoticed = 0;
    for number in &numbers {
        let mut noticed = false;
        for moved in [number.value / 2, number.value * 2] {
            if moved == number.value {
                continue;
            }
            let told = moved_to(arguments, number, moved, &usual)?;
            noticed |= told.is_some();
            let told = told.unwrap_or_else(|| "none".to_owned());
            println!("| {} | {} | {moved} | {told} |", place(number), number.value);
        }
        unnoticed += usize::from(!noticed);
    }
    println!("\n{unnoticed} of {} numbers are noticed by no test", numbers.len());
    Ok(true)
}

fn place(number: &Number) -> String {
    let file = number.file.file_name().unwrap_or_default().to_string_lossy();
    format!("{} ({file}:{})", number.name, number.line)
}

/// Runs the tests with one number moved; what fails beyond the usual, if anything.
fn moved_to(
    arguments: &Arguments,
    number: &Number,
    moved: i64,
    usual: &[String],
) -> Result<Option<String>, String> {
    let path = arguments.scratch.join(&number.file);
    let text = read(&path)?;
    let changed = format!("{}{moved}{}", &text[..number.from], &text[number.to..]);
    write(&path, &changed)?;
    let failing = failing(arguments);
    write(&path, &text)?;
    let mut new = failing?;
    new.retain(|name| !usual.contains(name));
    Ok((!new.is_empty()).then(|| new.join(", ")))
}

/// The names of the tests that fail in the scratch copy; `does not build` where it does not.
fn failing(arguments: &Arguments) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for test in &arguments.test {
        let output = Command::new("cargo")
            .args(["test", "--quiet", "--no-fail-fast"])
            .args(test.split_whitespace())
            .current_dir(&arguments.scratch)
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        let own = failures(&String::from_utf8_lossy(&output.stdout));
        if own.is_empty() && !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            return match errors.contains("could not compile") {
                true => Ok(vec!["does not build".to_owned()]),
                false => Err(format!("cargo test {test}:\n{errors}")),
            };
        }
        names.extend(own);
    }
    Ok(names)
}

/// The names under `failures:` in what the tests print, each once.
fn failures(said: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut listing = false;
    for line in said.lines() {
        match line.strip_prefix("    ") {
            Some(name) if listing => names.push(name.to_owned()),
            _ if line.is_empty() => {}
            _ => listing = line == "failures:",
        }
    }
    names.sort();
    names.dedup();
    names
}

/// Copies the checkout, all but what is built; what has not changed stays, so that little is built.
fn copy(scratch: &Path) -> Result<(), String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    if !output.status.success() {
        return Err("this is no checkout of git".to_owned());
    }
    for name in String::from_utf8_lossy(&output.stdout).lines() {
        let to = scratch.join(name);
        let Ok(new) = fs::read(name) else { continue };
        if fs::read(&to).is_ok_and(|old| old == new) {
            continue;
        }
        let folder = to.parent().unwrap_or(scratch);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::write(&to, new).map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(())
}

/// The numbers of all files of a folder, in the order of their names.
fn numbers(folder: &Path) -> Result<Vec<Number>, String> {
    let told = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        paths.push(entry.map_err(told)?.path());
    }
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() {
            found.extend(numbers(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") && !is_test {
            found.extend(numbers_in(&path, &read(&path)?));
        }
    }
    Ok(found)
}

/// The numbers of constants in one file; those of its own tests stay.
fn numbers_in(file: &Path, text: &str) -> Vec<Number> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("const ") {
        let starts_line = code[..at].ends_with(['\n', ' ', '(']) || at == 0;
        let Some((name, rest)) = code[at + "const ".len()..].split_once(':') else { continue };
        let is_name = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let Some((kind, rest)) = rest.split_once(" = ") else { continue };
        let Some((value, _)) = rest.split_once(';').filter(|_| starts_line && is_name) else {
            continue;
        };
        if kind.contains(['{', '\n']) || kind.contains("str") || value.contains(['"', '\'']) {
            continue;
        }
        let start = rest.as_ptr() as usize - code.as_ptr() as usize;
        let line = code[..at].matches('\n').count() + 1;
        for (from, to) in digits(value) {
            let written = value[from..to].replace('_', "");
            if let Ok(value) = written.parse::<i64>() {
                let (file, name) = (file.to_path_buf(), name.to_owned());
                found.push(Number { file, line, name, from: start + from, to: start + to, value });
            }
        }
    }
    found
}

/// Where whole numbers stand in code, without their sign.
fn digits(code: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut inside = false;
    let mut word = false;
    for (at, c) in code.char_indices() {
        let part = c.is_ascii_alphanumeric() || c == '_';
        match found.last_mut() {
            Some((_, to)) if inside && (c.is_ascii_digit() || c == '_') => *to = at + 1,
            _ if c.is_ascii_digit() && !word => {
                found.push((at, at + 1));
                inside = true;
            }
            _ => inside = false,
        }
        word = part && !inside;
    }
    found
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_constants_are_found_with_their_place() {
        let text = "/// So many.\nconst MOST: usize = 20_000;\nfn f() {\n    \
            const A_B: (Pt, i32) = (Pt(-50), 7);\n    let x = 9;\n}\n\
            const NAME: &str = \"8\";\n#[cfg(test)]\nconst T: i32 = 3;\n";
        let found = numbers_in(Path::new("a.rs"), text);
        let told: Vec<_> =
            found.iter().map(|n| (&*n.name, n.line, n.value, &text[n.from..n.to])).collect();
        assert_eq!(told, [("MOST", 2, 20000, "20_000"), ("A_B", 4, 50, "50"), ("A_B", 4, 7, "7")]);
    }

    #[test]
    fn the_names_of_failures_are_read() {
        let said = "running 2 tests\n\nfailures:\n\n---- a::b stdout ----\n    at x y\n\n\
            failures:\n    a::b\n    rows: one of two\n\ntest result: FAILED\n";
        assert_eq!(failures(said), ["a::b", "rows: one of two"]);
    }
}
