//! The README and the pages of the book run as they are printed, each in a fresh folder with the samples: a
//! block with a title is a file that the reader writes, in a `console` block each line after `$ ` is a command
//! and what follows it is what it prints, with its exit code where that is not 0; `...` stands for any lines.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use tempfile::TempDir;

/// What a page asks of its reader, with the line where it stands.
#[derive(Debug, PartialEq)]
enum Part {
    File { path: String, text: String },
    Command { line: usize, command: String, prints: String },
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README and the pages of the book.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        fs::read_dir(root().join("book/src")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.push(root().join("README.md"));
    pages.sort();
    pages
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
        } else if let Some((_, line)) =
            block.iter().find(|(text, _)| text.starts_with("rowmend ") || text.starts_with("$ "))
        {
            panic!("line {line}: a command that no test runs; it belongs into a console block");
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

/// Copies a folder of the project into another.
fn copy(name: &str, to: &Path) {
    let copied = Command::new("cp").arg("-R").arg(root().join(name)).arg(to).status().unwrap();
    assert!(copied.success());
}

/// Whether lines are those of a page, of which one that is `...` stands for any lines.
fn are_as_printed(lines: &[&str], page: &[&str]) -> bool {
    match page.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "..." => {
            (0..=lines.len()).any(|passed| are_as_printed(&lines[passed..], rest))
        }
        Some((first, rest)) => lines
            .split_first()
            .is_some_and(|(line, more)| line == first && are_as_printed(more, rest)),
    }
}

/// Does what a page asks; how many commands there are, and what prints otherwise than the page says.
fn follow(page: &str, folder: &Path) -> (usize, String) {
    let mut commands = 0;
    let mut wrong = String::new();
    for part in parts(page) {
        match part {
            Part::File { path, text } => {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Part::Command { line, command, prints } => {
                commands += 1;
                let printed = run(folder, &command);
                let [lines, page] =
                    [&printed, &prints].map(|text| text.lines().collect::<Vec<_>>());
                if !are_as_printed(&lines, &page) {
                    wrong.push_str(&format!("line {line}: $ {command}\n{printed}\n"));
                }
            }
        }
    }
    (commands, wrong)
}

#[test]
fn every_page_runs_as_it_is_printed() {
    let runs = |page: &PathBuf| {
        let folder = TempDir::new().unwrap();
        copy("samples", folder.path());
        // The README is read in a clone, the book in a folder to try things in.
        if page.ends_with("README.md") {
            copy("golden", folder.path());
        }
        let (commands, otherwise) = follow(&fs::read_to_string(page).unwrap(), folder.path());
        let head = |wrong: String| format!("== {}\n{wrong}", page.display());
        (commands, Some(otherwise).filter(|wrong| !wrong.is_empty()).map(head))
    };
    let (commands, wrong): (Vec<usize>, Vec<Option<String>>) = pages().par_iter().map(runs).unzip();
    let (all, wrong) =
        (commands.iter().sum::<usize>(), wrong.into_iter().flatten().collect::<String>());
    assert!(all > 50, "only {all} commands");
    assert!(wrong.is_empty(), "these print otherwise than the page says:\n{wrong}");
}

/// Where the links of a page lead that lead to files.
fn links(page: &str) -> Vec<&str> {
    page.split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap_or_default())
        .filter(|link| !link.contains(':'))
        .map(|link| link.split('#').next().unwrap_or_default())
        .collect()
}

#[test]
fn every_link_leads_to_a_file_and_the_contents_to_every_page() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let folder = page.parent().unwrap();
            assert!(folder.join(link).exists(), "{}: {link} is not there", page.display());
            let in_book = folder.ends_with("src") && link.contains('/');
            assert!(!in_book, "{}: {link} is outside of the book", page.display());
        }
    }
    let contents = fs::read_to_string(root().join("book/src/SUMMARY.md")).unwrap();
    for page in pages().iter().filter(|page| page.parent().unwrap().ends_with("src")) {
        let name = page.file_name().unwrap().to_str().unwrap();
        let told = name == "SUMMARY.md" || links(&contents).contains(&name);
        assert!(told, "{name} is not among the contents");
    }
}

#[test]
fn the_figures_of_the_book_are_those_of_the_readme() {
    let read = |page: &str| fs::read_to_string(root().join(page)).unwrap();
    let (readme, book) = (read("README.md"), read("book/src/quality.md"));
    let section = readme.split("## ").find(|text| text.starts_with("How good it is")).unwrap();
    let told: Vec<&str> =
        section.lines().filter(|line| line.starts_with("| ") || line.starts_with("- ")).collect();
    assert!(told.len() > 10, "only {} figures and weaknesses", told.len());
    for line in told {
        assert!(book.lines().any(|own| own == line), "not in the book: {line}");
    }
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

#[test]
#[should_panic(expected = "line 3: a command that no test runs")]
fn a_command_stands_where_it_is_run() {
    parts("a\n```sh\nrowmend check\n```\n");
}

#[test]
fn three_points_stand_for_any_lines() {
    let printed = |page: &str| are_as_printed(&["a", "b", "c"], &page.lines().collect::<Vec<_>>());
    for page in ["a\nb\nc", "...", "a\n...", "...\nc", "a\n  ...\nc", "a\nb\n...\nc", "...\nb\n..."]
    {
        assert!(printed(page), "{page}");
    }
    for page in ["", "a\nb", "a\n...\nd", "b\n...", "a\n...\nb"] {
        assert!(!printed(page), "{page}");
    }
}
