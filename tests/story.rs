//! The pages that tell a story run as they are printed: a block with a title is a file that the
//! reader writes, in a `console` block each line after `$ ` is a command and what follows it is what
//! it prints, with its exit code where that is not 0.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// What a page asks of its reader, with the line where it stands.
#[derive(Debug, PartialEq)]
enum Part {
    File { path: String, text: String },
    Command { line: usize, command: String, prints: String },
}

fn parts(page: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((line, _)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let block: Vec<(&str, usize)> =
            lines.by_ref().take_while(|(line, _)| *line != "```").collect();
        if let Some(path) = info.split("title=\"").nth(1) {
            let path = path.trim_end_matches('"').to_owned();
            let text = block.iter().flat_map(|(line, _)| [line, "\n"]).collect();
            found.push(Part::File { path, text });
        } else if info == "console" {
            for (text, line) in block {
                match (text.strip_prefix("$ "), found.last_mut()) {
                    (Some(command), _) => found.push(Part::Command {
                        line,
                        command: command.to_owned(),
                        prints: String::new(),
                    }),
                    (None, Some(Part::Command { prints, .. })) => {
                        prints.push_str(text);
                        prints.push('\n');
                    }
                    (None, _) => panic!("line {line}: what is printed has no command"),
                }
            }
        }
    }
    found
}

/// Runs a command as a reader does; what it prints, and its exit code where that is not 0.
fn run(folder: &Path, command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_rowmend")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env_remove("CI")
        .output()
        .unwrap();
    let mut printed = String::from_utf8(output.stdout).unwrap();
    if !output.status.success() {
        printed.push_str(&format!("[exit code {}]\n", output.status.code().unwrap()));
    }
    printed
}

#[test]
fn the_page_on_revisions_runs_as_it_is_printed() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/revisions.md");
    let folder = TempDir::new().unwrap();
    let mut commands = 0;
    let mut wrong = String::new();
    for part in parts(&fs::read_to_string(page).unwrap()) {
        match part {
            Part::File { path, text } => {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Part::Command { line, command, prints } => {
                commands += 1;
                let printed = run(folder.path(), &command);
                if printed != prints {
                    wrong.push_str(&format!("line {line}: $ {command}\n{printed}\n"));
                }
            }
        }
    }
    assert!(commands > 10, "only {commands} commands");
    assert!(wrong.is_empty(), "these print otherwise than the page says:\n{wrong}");
}

#[test]
fn a_page_is_taken_apart() {
    let page = "a\n```toml title=\"x/y\"\nk = 1\n```\n```console\n$ one\nout\n$ two\n```\n";
    let command = |line, command: &str, prints: &str| Part::Command {
        line,
        command: command.to_owned(),
        prints: prints.to_owned(),
    };
    assert_eq!(
        parts(page),
        [
            Part::File { path: "x/y".to_owned(), text: "k = 1\n".to_owned() },
            command(6, "one", "out\n"),
            command(8, "two", "")
        ]
    );
}
