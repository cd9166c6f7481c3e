//! `rowmend git` against real repositories.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A home of its own and in it a repository `repo`; the user's configuration plays no part.
struct Desk {
    home: TempDir,
}

impl Desk {
    /// `None`, with the reason printed, where there is no git.
    fn new() -> Option<Desk> {
        if Command::new("git").arg("--version").output().is_err() {
            println!("skipped: there is no git");
            return None;
        }
        let desk = Desk { home: TempDir::new().unwrap() };
        fs::create_dir(desk.repo()).unwrap();
        desk.git(&["init", "--quiet"]);
        Some(desk)
    }

    fn repo(&self) -> PathBuf {
        self.home.path().join("repo")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.repo().join(name)
    }

    fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "XDG_CONFIG_HOME", "CI"] {
            command.env_remove(name);
        }
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "A. Person");
            command.env(format!("GIT_{role}_EMAIL"), "person@example.org");
        }
        command
            .current_dir(self.repo())
            .env("HOME", self.home.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_PAGER", "cat")
            .env("LC_ALL", "C")
    }

    fn try_git(&self, arguments: &[&str]) -> Output {
        self.dress(Command::new("git").args(arguments)).output().unwrap()
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        told(&self.try_git(arguments), 0)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.dress(Command::new(env!("CARGO_BIN_EXE_rowmend")).args(arguments)).output().unwrap()
    }

    #[track_caller]
    fn rowmend(&self, arguments: &[&str]) -> String {
        told(&self.run(arguments), 0)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// All that the installation may touch.
    fn state(&self) -> (Option<Vec<u8>>, Vec<u8>, String) {
        (
            fs::read(self.path(".gitattributes")).ok(),
            fs::read(self.path(".git/config")).unwrap(),
            self.git(&["for-each-ref"]),
        )
    }
}

#[track_caller]
fn told(output: &Output, code: i32) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}\n{errors}");
    text
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// A Word document with other words in it.
fn reworded(document: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        to.start_file(part.name().unwrap(), zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(text.replace(old, new).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// Installed, with two commits of a Word document that differ in one word.
fn with_history(desk: &Desk) {
    desk.rowmend(&["git", "install"]);
    let first = fs::read(sample("docx/typed-bullets.docx")).unwrap();
    fs::write(desk.path("a.docx"), &first).unwrap();
    fs::copy(sample("pdf/appendix.pdf"), desk.path("b.pdf")).unwrap();
    desk.commit("first");
    fs::write(desk.path("a.docx"), reworded(&first, "slower eating", "calmer eating")).unwrap();
    desk.commit("second");
}

#[test]
fn git_shows_records_in_diff_log_and_show() {
    let Some(desk) = Desk::new() else { return };
    with_history(&desk);
    let expected = "@@ -18,5 +18,5 @@ record brandt-2015\n record silva-moreau-2018\n   \
        source: (Silva & Moreau, 2018)\n   setting: School kitchen\n\
        -  what_worked_and_why: Longer breaks → slower eating → less waste\n\
        +  what_worked_and_why: Longer breaks → calmer eating → less waste\n   \
        what_worked_and_why: Trays replaced by plates → smaller helpings → less waste\n";
    for arguments in
        [&["log", "-p", "-1"][..], &["show"], &["diff", "HEAD~1"], &["diff", "--cached", "HEAD~1"]]
    {
        let shown = desk.git(arguments);
        assert!(shown.contains(expected), "{arguments:?}\n{shown}");
        assert!(!shown.contains("Binary files"), "{shown}");
    }
    // The file as it lies there is read as well.
    let now = fs::read(desk.path("a.docx")).unwrap();
    fs::write(desk.path("a.docx"), reworded(&now, "Longer breaks", "Long breaks")).unwrap();
    assert!(desk.git(&["diff"]).contains("+  what_worked_and_why: Long breaks → calmer eating"));
    let all = desk.git(&["log", "-p"]);
    assert!(all.contains("+record allen-2016\n"), "the PDF is shown as well");
    // Who wrote which value.
    desk.git(&["checkout", "--quiet", "--", "a.docx"]);
    let blame = desk.git(&["blame", "-s", "a.docx"]);
    let commit = |words: &str| blame.lines().find(|l| l.contains(words)).unwrap()[..7].to_owned();
    assert_ne!(commit("calmer eating"), commit("smaller helpings"), "{blame}");
    assert_eq!(commit("fewer complaints"), commit("smaller helpings"), "{blame}");
    // What is to be applied is whole.
    assert!(desk.git(&["format-patch", "-1", "--stdout"]).contains("GIT binary patch"));
}

#[test]
fn what_was_shown_once_is_kept_until_the_installation_changes() {
    let Some(desk) = Desk::new() else { return };
    // A copy of the program, which can be taken away.
    let program = desk.home.path().join("it's a place/rowmend");
    fs::create_dir(program.parent().unwrap()).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_rowmend"), &program).unwrap();
    with_history(&desk);
    told(&desk.dress(Command::new(&program).args(["git", "install"])).output().unwrap(), 0);
    let shown = desk.git(&["log", "-p"]);
    assert!(shown.contains("calmer eating") && shown.contains("record allen-2016"));
    assert!(desk.git(&["for-each-ref"]).contains("refs/notes/textconv/rowmend"));
    fs::remove_file(&program).unwrap();
    assert_eq!(desk.git(&["log", "-p"]), shown);

    // For a new document the program would be needed: git goes on and says so.
    fs::copy(sample("docx/appendix.docx"), desk.path("a.docx")).unwrap();
    desk.commit("third");
    let without = desk.git(&["log", "-p"]);
    assert!(without.contains("+rowmend did not run, so no records are shown"), "{without}");
    assert!(without.contains("calmer eating"));
    // That is not kept when it is installed again.
    desk.rowmend(&["git", "install"]);
    assert!(!desk.git(&["for-each-ref"]).contains("textconv"));
    let with = desk.git(&["log", "-p"]);
    assert!(!with.contains("did not run") && with.contains("+record allen-2016\n"), "{with}");
}

#[test]
fn version_and_options_are_part_of_what_git_keeps() {
    let Some(desk) = Desk::new() else { return };
    with_history(&desk);
    let driver = || desk.git(&["config", "--local", "diff.rowmend.textconv"]);
    assert!(driver().contains(&format!(" --for-git {} ", env!("CARGO_PKG_VERSION"))));
    desk.rowmend(&[
        "git",
        "install",
        "--track-changes",
        "reject",
        "--pages",
        "1-",
        "--timeout",
        "50",
    ]);
    assert!(
        driver().contains(" --track-changes=reject --pages=1- --timeout=50 -- "),
        "{}",
        driver()
    );
    // They are arguments that the program takes.
    assert!(desk.git(&["log", "-p"]).contains("calmer eating"));
    let old = desk.run(&["records", "--for-git", "0.0.1", "--", "a.docx"]);
    assert!(told(&old, 0).contains("\nrecord okafor-2012\n"));
    assert!(String::from_utf8_lossy(&old.stderr).contains("run `rowmend git install` again"));
}

#[test]
fn what_cannot_be_read_is_a_sentence_and_git_goes_on() {
    let Some(desk) = Desk::new() else { return };
    with_history(&desk);
    fs::copy(sample("pdf/scanned.pdf"), desk.path("b.pdf")).unwrap();
    fs::write(desk.path("a.docx"), "no Word document").unwrap();
    fs::write(desk.path("c.docx"), "").unwrap();
    desk.commit("third");
    fs::write(desk.path("c.docx"), "PK\u{3}\u{4} cut short").unwrap();
    desk.commit("fourth");
    fs::write(desk.path("c.docx"), "PK\u{3}\u{4} cut short elsewhere").unwrap();
    desk.commit("fifth");
    let shown = desk.git(&["log", "-p"]);
    assert!(shown.contains("+rowmend shows no records of b.pdf: "), "{shown}");
    assert!(shown.contains("+rowmend shows no records of c.docx: the file is empty"), "{shown}");
    assert!(shown.contains("calmer eating"), "what is older is still shown");
    // Two documents that cannot be read for one reason still differ.
    let last = desk.git(&["show"]);
    assert!(last.contains("-rowmend shows no records of c.docx: "), "{last}");
    assert!(last.contains("+rowmend shows no records of c.docx: "), "{last}");
}

#[test]
fn removal_leaves_the_repository_as_it_was() {
    let Some(desk) = Desk::new() else { return };
    for attributes in [
        None,
        Some("*.png binary\n"),
        Some("*.png binary"),
        Some("*.png binary\r\n*.txt text\r\n"),
        Some("*.txt text\r\n*.png binary"),
        Some("# mine\n*.pdf diff=rowmend\n"),
    ] {
        let path = desk.path(".gitattributes");
        match attributes {
            Some(text) => fs::write(&path, text).unwrap(),
            None => assert!(!path.exists()),
        }
        let before = desk.state();
        desk.rowmend(&["git", "install"]);
        let installed = desk.state();
        let text = String::from_utf8(installed.0.clone().unwrap()).unwrap();
        assert!(text.starts_with(attributes.unwrap_or("")), "{text:?}");
        assert_eq!(desk.git(&["check-attr", "diff", "x/a.docx"]), "x/a.docx: diff: rowmend\n");
        assert_eq!(desk.git(&["check-attr", "diff", "x/A.PDF"]), "x/A.PDF: diff: rowmend\n");
        let again = desk.rowmend(&["git", "install"]);
        assert_eq!(again, "it is installed already (for this repository)\n");
        assert_eq!(desk.state(), installed, "{attributes:?}");
        desk.rowmend(&["git", "remove"]);
        assert_eq!(desk.state(), before, "{attributes:?}");
        assert_eq!(
            desk.rowmend(&["git", "remove"]),
            "it was not installed (for this repository)\n"
        );
        assert_eq!(desk.state(), before, "{attributes:?}");
        let _ = fs::remove_file(&path);
    }
    // With documents shown and lines that others wrote since.
    desk.git(&["config", "--local", "diff.rowmend.wordRegex", "[a-z]+"]);
    fs::write(desk.path(".gitattributes"), "*.png binary").unwrap();
    let config = fs::read(desk.path(".git/config")).unwrap();
    with_history(&desk);
    desk.git(&["log", "-p"]);
    let mut text = fs::read_to_string(desk.path(".gitattributes")).unwrap();
    text.push_str("*.svg text\n");
    fs::write(desk.path(".gitattributes"), text).unwrap();
    desk.rowmend(&["git", "remove"]);
    let left = fs::read_to_string(desk.path(".gitattributes")).unwrap();
    assert_eq!(left, "*.png binary\n*.svg text\n");
    assert_eq!(fs::read(desk.path(".git/config")).unwrap(), config);
    assert!(!desk.git(&["for-each-ref"]).contains("textconv"));
    assert!(desk.git(&["log", "-p"]).contains("Binary files"));
}

#[test]
fn it_can_be_installed_for_all_repositories() {
    let Some(desk) = Desk::new() else { return };
    let before = desk.state();
    desk.rowmend(&["git", "install", "--global"]);
    assert_eq!(desk.state(), before, "the repository is not touched");
    let attributes = desk.home.path().join(".config/git/attributes");
    assert!(attributes.exists());
    assert_eq!(desk.git(&["check-attr", "diff", "a.docx"]), "a.docx: diff: rowmend\n");
    fs::copy(sample("docx/typed-bullets.docx"), desk.path("a.docx")).unwrap();
    desk.commit("first");
    assert!(desk.git(&["show"]).contains("+record okafor-2012\n"));
    desk.rowmend(&["git", "remove", "--global"]);
    assert!(!attributes.exists());
    assert_eq!(fs::read_to_string(desk.home.path().join(".gitconfig")).unwrap_or_default(), "");

    // Another place for attributes is kept to, through a link.
    let real = desk.home.path().join("dotfiles");
    fs::write(&real, "*.png binary\n").unwrap();
    let link = desk.home.path().join("attributes");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    desk.git(&["config", "--global", "core.attributesFile", "~/attributes"]);
    desk.rowmend(&["git", "install", "--global"]);
    assert!(fs::read_to_string(&real).unwrap().contains("diff=rowmend"));
    assert!(link.symlink_metadata().unwrap().is_symlink());
    desk.rowmend(&["git", "remove", "--global"]);
    assert_eq!(fs::read_to_string(&real).unwrap(), "*.png binary\n");
}

#[test]
fn a_bare_repository_keeps_its_attributes_to_itself() {
    let Some(desk) = Desk::new() else { return };
    with_history(&desk);
    let bare = desk.home.path().join("bare.git");
    desk.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let within =
        |command: &mut Command| told(&desk.dress(command).current_dir(&bare).output().unwrap(), 0);
    within(Command::new(env!("CARGO_BIN_EXE_rowmend")).args(["git", "install"]));
    assert!(bare.join("info/attributes").exists() && !bare.join(".gitattributes").exists());
    assert!(within(Command::new("git").args(["log", "-p"])).contains("calmer eating"));
}

#[test]
fn outside_a_repository_it_says_what_to_do() {
    let Some(desk) = Desk::new() else { return };
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowmend"));
    let command = desk.dress(command.args(["git", "install"])).current_dir("/");
    let output = command.env("GIT_CEILING_DIRECTORIES", "/").output().unwrap();
    told(&output, 2);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("not a git repository"), "{errors}");
    assert!(errors.contains("help: run it within a repository, or with --global"), "{errors}");
}
