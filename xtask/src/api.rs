//! `cargo xtask api`: what others may hold of the library, item by item, held against `tests/api.txt`. A line that
//! goes or changes breaks somebody's program, so it is looked at before it is written down.
//!
//! The items come from rustdoc (crate `public-api`), whose JSON is unstable: a rustdoc of the stable channel writes it
//! where `RUSTC_BOOTSTRAP` is set, and each version of `public-api` reads that of one compiler. It is set for rustdoc
//! alone, by this program in its place: build scripts look at it too, and all crates would be built once more.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The list that is kept.
const KEPT: &str = "tests/api.txt";
/// The compiler whose JSON is read.
const COMPILER: &str = "rustc 1.95";

/// Set where this program stands in for rustdoc.
pub(crate) const AS_RUSTDOC: &str = "XTASK_AS_RUSTDOC";

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
    let own = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    cargo.env("RUSTDOC", own).env(AS_RUSTDOC, "1");
    output(&mut cargo)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(Path::new(&target).join("doc/rowmend.json"))
}

/// Stands in for rustdoc, and lets it write JSON where it is to document the library and not to tell of itself.
pub(crate) fn as_rustdoc() -> Result<bool, String> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let mut command = Command::new("rustdoc");
    command.args(&arguments).env_remove("RUSTDOC");
    if arguments.iter().any(|argument| argument == "--crate-name") {
        command.args(["-Z", "unstable-options", "--output-format", "json"]);
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    Ok(command.status().map_err(|error| format!("{command:?}: {error}"))?.success())
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
