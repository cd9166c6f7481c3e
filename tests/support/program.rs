//! The program as a person runs it: a real process in a fresh folder.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A dump of three studies that leaves nothing to look at.
pub(crate) const DUMP: &str = "Study\tPartnership type\tNew CMOs\n\
    (Allen et al., 2016)\tMerger\t• Shared vision → improved trust → reduced conflict\n\
    (Ball and Cho, 2010)\tAlliance\t• Clear aims for partners → improved faith → less conflict\n\
    (Zimmermann, 2012)\tMerger\t• Honest dialogue → openness → a sense of belonging\n";

/// A fresh folder with `dump` in it, as `a.txt`.
pub(crate) fn folder_with(dump: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), dump).unwrap();
    folder
}

/// The program in a folder, as outside of CI and without a terminal.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowmend"));
    command.current_dir(folder).args(arguments).env_remove("CI").env_remove("NO_COLOR");
    command
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Its stdout.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Its stderr.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Both.
pub(crate) fn told(output: &Output) -> String {
    out(output) + &err(output)
}

/// Asserts the exit code.
#[track_caller]
pub(crate) fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", told(output));
}
