//! `cargo xtask api`: what others may hold of the library, item by item, held against `tests/api.txt`. A line that
//! goes or changes breaks somebody's program, so it is looked at before it is written down.
//!
//! The items come from rustdoc (crate `public-api`), whose JSON is unstable: it is asked for as compilers of the stable
//! channel allow it to the crate that `RUSTC_BOOTSTRAP` names, and each version of `public-api` reads that of one compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The list that is kept.
const KEPT: &str = "tests/api.txt";
/// The compiler whose JSON is read.
const COMPILER: &str = "rustc 1.95";

/// What is done with the list.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write the list down as it is now
    #[arg(long)]
    write: bool,
}

/// Whether the library offers what is written down.
///
/// # Errors
/// Where it cannot be told.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let compiler = output(Command::new("rustc").arg("--version"))?;
    if !compiler.starts_with(COMPILER) {
        println!(
            "note: the public items were not checked: that takes {COMPILER}, and this is {compiler}"
        );
        return Ok(true);
    }
    let found = items(&json()?)?;
    if arguments.write {
        fs::write(KEPT, &found).map_err(|error| format!("{KEPT}: {error}"))?;
        return Ok(true);
    }
    let kept = fs::read_to_string(KEPT).map_err(|error| format!("{KEPT}: {error}"))?;
    let (gone, new) = (missing(&kept, &found), missing(&found, &kept));
    gone.iter().for_each(|line| println!("- {line}"));
    new.iter().for_each(|line| println!("+ {line}"));
    if gone.is_empty() && new.is_empty() {
        return Ok(true);
    }
    println!("the public items differ from {KEPT}; where that is meant, `cargo xtask api --write`");
    Ok(false)
}

/// Has rustdoc write its JSON, and gives the path.
fn json() -> Result<PathBuf, String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["doc", "--locked", "--no-deps", "--lib", "--all-features", "--package", "rowmend"]);
    cargo.env("RUSTC_BOOTSTRAP", "rowmend");
    cargo.env("RUSTDOCFLAGS", "-Z unstable-options --output-format json");
    output(&mut cargo)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(Path::new(&target).join("doc/rowmend.json"))
}

/// One line an item, without what follows from it.
fn items(json: &Path) -> Result<String, String> {
    let items = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .map_err(|error| format!("{}: {error}", json.display()))?;
    Ok(items.items().map(|item| format!("{item}\n")).collect())
}

/// The lines of `one` that `other` lacks.
fn missing<'a>(one: &'a str, other: &str) -> Vec<&'a str> {
    one.lines().filter(|line| !other.lines().any(|there| there == *line)).collect()
}

fn output(command: &mut Command) -> Result<String, String> {
    let ran = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if ran.status.success() {
        Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)))
    }
}
